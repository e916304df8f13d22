// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use std::sync::OnceLock;

use redb::backends::InMemoryBackend;
use sero_primitives::{units, Balance, CurrencyId};
use sero_shielded_primitives::{Action, Memo};

use super::*;
use crate::{
	balance::balances,
	history::{history, HistoryEntry},
	plan::{memo_from_text, Payment, Recipient, EXPIRY_BLOCKS},
	progress::NoProgress,
	sim::{sero, test_keys, text, SimChain},
};

fn prover() -> Arc<Prover> {
	static PROVER: OnceLock<Arc<Prover>> = OnceLock::new();
	PROVER.get_or_init(|| Arc::new(Prover::load().unwrap())).clone()
}

pub fn wallet(number: u8) -> Wallet {
	let keys = test_keys(number);
	let store = Store::with_backend(InMemoryBackend::new(), &keys).unwrap();
	Wallet::from_parts(keys, store)
}

fn chain_with(amounts: &[Balance]) -> SimChain {
	let chain = SimChain::new(vec![]);
	for amount in amounts {
		chain.mine(vec![chain.public_to(&test_keys(1).address(), sero(*amount), "")]);
	}
	chain
}

fn pay(to: u8, amount: Balance, memo: &str) -> Intent {
	let to = Recipient::Address(test_keys(to).address());
	let memo = memo_from_text(memo).unwrap();
	Intent::of_payments(vec![Payment::sero(to, amount * units::SERO, memo)])
}

fn silent() -> Arc<dyn Progress> {
	Arc::new(NoProgress)
}

pub async fn send(wallet: &mut Wallet, chain: &SimChain, intent: Intent) -> Result<SentPayment> {
	wallet.pay(chain, &prover(), intent, &silent()).await
}

/// Mines what waits; the wallets see it.
pub async fn mine(chain: &SimChain, wallets: &mut [&mut Wallet]) {
	chain.mine_pool();
	for wallet in wallets {
		wallet.sync(chain, &NoProgress).await.unwrap();
	}
}

fn parts(wallet: &Wallet) -> (Balance, Balance, Balance) {
	let balance = balances(wallet.store()).currencies[&CurrencyId::SERO];
	(balance.spendable, balance.pending, balance.locked)
}

#[tokio::test]
async fn a_payment_arrives_and_every_side_sees_it() {
	let chain = chain_with(&[10, 20]);
	let (mut one, mut two) = (wallet(1), wallet(2));
	let sent = send(&mut one, &chain, pay(2, 15, "hello")).await.unwrap();
	let whole = 30 * units::SERO;
	assert_eq!(parts(&one), (10 * units::SERO, sent.change.sero(), 15 * units::SERO + sent.fee));
	assert_eq!(sent.change.sero() + sent.fee, 5 * units::SERO);
	assert!(matches!(
		history(one.store()).last(),
		Some(HistoryEntry::NotMined { status: PendingStatus::Waiting, .. })
	));

	let mined = chain.mine_pool();
	let height = one.wait(&chain, &sent, Duration::from_secs(5), &NoProgress).await.unwrap();
	assert_eq!(height, mined.number);
	assert_eq!(parts(&one), (whole - 15 * units::SERO - sent.fee, 0, 0));
	two.sync(&chain, &NoProgress).await.unwrap();
	assert_eq!(parts(&two), (15 * units::SERO, 0, 0));
	let received = two.store().ledger().notes().next().unwrap();
	assert_eq!(text(&received.note.memo), "hello");

	let entries = history(one.store());
	let Some(HistoryEntry::Sent { bundle, spent, .. }) = entries.last() else { panic!() };
	assert_eq!(bundle.tx, sent.tx);
	assert_eq!(bundle.unreadable, 0);
	assert_eq!(spent.as_ref().map(Assets::sero), Some(20 * units::SERO));
	let payments: Vec<_> = bundle.payments().collect();
	assert_eq!(payments.len(), 1);
	assert_eq!(payments[0].receiver, Some(test_keys(2).address().to_bytes()));
	assert_eq!(bundle.change().sero(), sent.change.sero());

	// The change can be spent at once, with the other note.
	let again = send(&mut one, &chain, pay(2, 12, "")).await.unwrap();
	chain.mine_pool();
	one.wait(&chain, &again, Duration::from_secs(5), &NoProgress).await.unwrap();
	two.sync(&chain, &NoProgress).await.unwrap();
	assert_eq!(parts(&two).0, 27 * units::SERO);
}

#[tokio::test]
async fn a_lost_answer_neither_loses_nor_repeats_the_payment() {
	let chain = chain_with(&[10]);
	let (mut one, mut two) = (wallet(1), wallet(2));
	chain.lose_answers(true);
	let error = send(&mut one, &chain, pay(2, 4, "")).await.unwrap_err();
	assert!(matches!(error, WalletError::Unconfirmed { .. }), "{error}");
	assert!(error.hint().contains("do not pay again"));
	chain.lose_answers(false);
	assert_eq!(parts(&one).0, 0, "the note is locked");
	let error = send(&mut one, &chain, pay(2, 4, "")).await.unwrap_err();
	assert!(matches!(error, WalletError::InsufficientFunds { waiting, .. } if waiting > 0));
	chain.mine_pool();
	one.sync(&chain, &NoProgress).await.unwrap();
	two.sync(&chain, &NoProgress).await.unwrap();
	assert_eq!(parts(&two).0, 4 * units::SERO);
	assert_eq!(one.store().ledger().sent().count(), 1);
}

#[tokio::test]
async fn what_a_killed_node_has_lost_is_sent_again() {
	let chain = chain_with(&[10]);
	let (mut one, mut two) = (wallet(1), wallet(2));
	let sent = send(&mut one, &chain, pay(2, 4, "")).await.unwrap();
	assert_eq!(chain.lose_pool(), 1);
	for _ in 0..RESEND_AFTER {
		chain.mine_pool();
	}
	assert_eq!(chain.submissions(), 1);
	one.sync(&chain, &NoProgress).await.unwrap();
	assert_eq!(chain.submissions(), 2);
	chain.mine_pool();
	one.wait(&chain, &sent, Duration::from_secs(5), &NoProgress).await.unwrap();
	two.sync(&chain, &NoProgress).await.unwrap();
	assert_eq!(parts(&two).0, 4 * units::SERO);
	let submissions = chain.submissions();
	one.sync(&chain, &NoProgress).await.unwrap();
	assert_eq!(chain.submissions(), submissions, "a mined payment is not sent again");
}

#[tokio::test]
async fn an_expired_payment_gives_its_notes_back_at_once() {
	let chain = chain_with(&[10]);
	let mut one = wallet(1);
	let sent = send(&mut one, &chain, pay(2, 4, "")).await.unwrap();
	chain.lose_pool();
	for _ in 0..EXPIRY_BLOCKS {
		chain.mine(vec![]);
	}
	let result = one.wait(&chain, &sent, Duration::from_secs(5), &NoProgress).await;
	assert!(matches!(result, Err(WalletError::PaymentExpired { .. })));
	assert_eq!(parts(&one), (10 * units::SERO, 0, 0));
	assert!(matches!(
		history(one.store()).last(),
		Some(HistoryEntry::NotMined { status: PendingStatus::Expired, .. })
	));
}

#[tokio::test]
async fn a_payment_is_built_again_when_the_chain_moves() {
	let chain = chain_with(&[10]);
	let mut one = wallet(1);
	for reason in [RejectReason::UnknownAnchor, RejectReason::FeeTooLow] {
		chain.reject_next(reason);
		let sent = send(&mut one, &chain, pay(2, 1, "")).await.unwrap();
		assert_eq!(one.store().pending().count(), 1, "the refused bundle is forgotten");
		chain.lose_pool();
		one.store.remove_pending(&sent.tx).unwrap();
	}
	// Other refusals are final, and leave nothing locked.
	chain.reject_next(RejectReason::InvalidProof);
	let error = send(&mut one, &chain, pay(2, 1, "")).await.unwrap_err();
	assert_eq!(error.reject_name(), Some("InvalidProof"));
	assert_eq!(parts(&one), (10 * units::SERO, 0, 0));
}

#[tokio::test]
async fn unshielding_shows_the_account_and_balances() {
	let chain = chain_with(&[10]);
	let mut one = wallet(1);
	let action =
		Action::Unshield { account: [7; 32], currency: CurrencyId::SERO, amount: 3 * units::SERO };
	let intent = Intent::of_action(action.clone());
	let sent = send(&mut one, &chain, intent).await.unwrap();
	assert_eq!(sent.change.sero() + sent.fee, 7 * units::SERO);
	chain.mine_pool();
	one.wait(&chain, &sent, Duration::from_secs(5), &NoProgress).await.unwrap();
	let (_, bundle) = one.store().ledger().sent().next().unwrap();
	assert_eq!(bundle.action, action);
	assert_eq!(bundle.payments().count(), 0);
	assert_eq!(parts(&one), (sent.change.sero(), 0, 0));
}

/// The wallet's folder is all that counts: a process that dies between recording and sending leaves a
/// payment that the next one sends.
#[tokio::test]
async fn a_payment_that_was_recorded_but_never_sent_goes_out_later() {
	let folder = tempfile::tempdir().unwrap();
	let chain = chain_with(&[10]);
	let keys = test_keys(1);
	let open = || Wallet::from_parts(keys.clone(), Store::open(folder.path(), &keys).unwrap());
	let mut one = open();
	send(&mut one, &chain, pay(2, 4, "")).await.unwrap();
	// The node never got it, the process is gone.
	chain.lose_pool();
	drop(one);
	let mut one = open();
	assert_eq!(parts(&one).0, 0);
	for _ in 0..RESEND_AFTER {
		chain.mine_pool();
	}
	one.sync(&chain, &NoProgress).await.unwrap();
	chain.mine_pool();
	one.sync(&chain, &NoProgress).await.unwrap();
	assert_eq!(one.store().ledger().sent().count(), 1);
}

/// A restored wallet knows everything that the old one knew, from the chain alone.
#[tokio::test]
async fn a_restored_wallet_has_the_same_history() {
	let chain = chain_with(&[10, 20]);
	let mut one = wallet(1);
	let sent = send(&mut one, &chain, pay(2, 25, "all but five")).await.unwrap();
	chain.mine_pool();
	one.wait(&chain, &sent, Duration::from_secs(5), &NoProgress).await.unwrap();
	let mut restored = wallet(1);
	restored.sync(&chain, &NoProgress).await.unwrap();
	assert_eq!(restored.store().ledger(), one.store().ledger());
	assert_eq!(parts(&restored), parts(&one));
	let memo = Memo::default();
	assert!(restored.store().ledger().notes().any(|entry| entry.note.memo == memo));
}
