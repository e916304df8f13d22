// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{
	audit::audit,
	history,
	plan::Intent,
	progress::{NoProgress, Progress},
	report::HistoryReport,
	rpc::{
		staking::{Income, ShareTickets},
		BaseUnits, Hex32,
	},
	sim::{sero, test_keys, SimChain},
	wallet::{Prover, SentPayment, Wallet},
};
use redb::backends::InMemoryBackend;
use sero_primitives::units;
use sero_shielded_primitives::{NodeId, PublicOutput};
use std::sync::{Arc, OnceLock};

fn prover() -> Arc<Prover> {
	static PROVER: OnceLock<Arc<Prover>> = OnceLock::new();
	PROVER.get_or_init(|| Arc::new(Prover::load().unwrap())).clone()
}

fn wallet(number: u8) -> Wallet {
	let keys = test_keys(number);
	let store = Store::with_backend(InMemoryBackend::new(), &keys).unwrap();
	Wallet::from_parts(keys, store)
}

async fn send(wallet: &mut Wallet, chain: &SimChain, intent: Intent) -> SentPayment {
	let silent: Arc<dyn Progress> = Arc::new(NoProgress);
	let sent = wallet.pay(chain, &prover(), intent, &silent).await.unwrap();
	chain.mine_pool();
	wallet.sync(chain, &NoProgress).await.unwrap();
	sent
}

fn buy(vote_address: OneTimeAddressBytes) -> Intent {
	let amount = 5 * units::SERO;
	Intent::of_action(Action::Staking(StakingAction::BuyShare { vote_address, node: None, amount }))
}

/// The one-time sender of the bundle that was mined last.
fn sender(wallet: &Wallet) -> OneTimeAddressBytes {
	let from = wallet.store().ledger().sent().last().unwrap().1.from;
	assert!(owns(wallet.keys().spending(), &from));
	from
}

fn pay_stake(chain: &SimChain, to: &OneTimeAddressBytes, amount: Balance) {
	let to = OneTimeAddress::from_bytes(&to.0).unwrap();
	chain.mine(vec![chain.public_at(to, sero(amount), "", PublicOrigin::Staking)]);
}

fn record(id: [u8; 32], owner: OneTimeAddressBytes) -> ShareRecord {
	ShareRecord {
		id: Hex32(id),
		status: "inPool".into(),
		owner,
		vote_address: OneTimeAddressBytes::default(),
		node: None,
		value: BaseUnits(units::SERO),
		bought_at: 2,
		tickets: ShareTickets { initial: 5, in_pool: 5, ..Default::default() },
		income: Income { principal: BaseUnits(0), reward: BaseUnits(0) },
		profit: BaseUnits(0),
		payment_due: None,
	}
}

#[test]
fn vote_accounts_follow_from_the_seed_and_hold_no_money() {
	let keys = test_keys(1);
	let votes = VoteAccount::of_wallet(&keys).unwrap();
	let address = Voter::Wallet.one_time(&keys).unwrap();
	assert!(votes.owns(&address) && !owns(keys.spending(), &address));
	assert_ne!(Voter::Wallet.one_time(&keys).unwrap(), address, "a fresh one for each share");
	assert_ne!(votes.address(), VoteAccount::of_wallet(&test_keys(2)).unwrap().address());

	let home = tempfile::tempdir().unwrap();
	let file = home.path().join("vote.seed");
	votes.export(&file).unwrap();
	assert_eq!(VoteAccount::read(&file).unwrap().address(), votes.address());
	assert!(matches!(votes.export(&file), Err(WalletError::File { .. })));
	let voter = Voter::new(None, Some(&file)).unwrap();
	assert!(votes.owns(&voter.one_time(&test_keys(2)).unwrap()));
	let text = std::fs::read_to_string(&file).unwrap();
	std::fs::write(&file, &text[..20]).unwrap();
	assert!(matches!(VoteAccount::read(&file), Err(WalletError::InvalidVoteKey { .. })));
	#[cfg(unix)]
	{
		use std::os::unix::fs::PermissionsExt;
		let mode = std::fs::metadata(&file).unwrap().permissions().mode();
		assert_eq!(mode & 0o777, 0o600);
	}
}

#[test]
fn voters_are_named_by_either_kind_of_address() {
	let (keys, votes) = (test_keys(1), VoteAccount::of_wallet(&test_keys(2)).unwrap());
	let long = votes.address().to_string();
	let one_time = Voter::new(Some(&long), None).unwrap().one_time(&keys).unwrap();
	assert!(votes.owns(&one_time));
	let text = crate::report::base58(&one_time.0);
	assert_eq!(Voter::new(Some(&text), None).unwrap().one_time(&keys).unwrap(), one_time);
	assert!(matches!(Voter::new(Some("x"), None), Err(WalletError::InvalidAddress { .. })));
}

#[test]
fn fees_are_percent() {
	for (text, fee) in [("30", 3000), ("27.5%", 2750), ("25.25 %", 2525), ("0", 0), ("100", 10_000)]
	{
		assert_eq!(parse_fee(text).unwrap(), fee, "{text}");
	}
	for text in ["", "%", "x", "-1", "1.234", "1.", ".5", "100.01", "99999999", "3e1"] {
		assert!(parse_fee(text).is_err(), "{text}");
	}
	assert_eq!([3000, 2750, 1].map(format_fee), ["30%", "27.5%", "0.01%"]);
}

#[tokio::test]
async fn shares_are_found_again_after_a_restore_with_what_they_brought() {
	let chain = SimChain::new(vec![]);
	chain.mine(vec![chain.public_to(&test_keys(1).address(), sero(20), "")]);
	let mut one = wallet(1);
	let vote_address = Voter::Wallet.one_time(one.keys()).unwrap();
	let sent = send(&mut one, &chain, buy(vote_address)).await;
	let (from, id) = (sender(&one), share_id(&sent.tx));
	assert_eq!(sent.change.sero() + sent.fee, 15 * units::SERO);
	pay_stake(&chain, &from, 3);
	pay_stake(&chain, &from, 4);

	let mut restored = wallet(1);
	restored.sync(&chain, &NoProgress).await.unwrap();
	let foreign = test_keys(2).address().one_time(sero_zk_crypto::Scalar::from(5u64));
	let foreign = record([7; 32], OneTimeAddressBytes(foreign.to_bytes()));
	let all = vec![foreign, record(id, from)];
	let shares = own_shares(restored.store(), restored.keys(), all).unwrap();
	assert_eq!(shares.len(), 1);
	let share = &shares[0];
	assert_eq!((share.id, share.tx, share.status()), (id, Some(sent.tx), "inPool"));
	assert_eq!(share.voted_by, VotedBy::Wallet);
	assert_eq!((share.amount, share.change), (Some(5 * units::SERO), 0));
	assert_eq!(share.paid(), 7 * units::SERO);
	assert_eq!(share.payments.len(), 2);
	// When all is paid the chain forgets it, the wallet does not.
	let shares = own_shares(restored.store(), restored.keys(), Vec::new()).unwrap();
	assert_eq!(shares[0].status(), "settled");
	// What came back can be spent, hidden.
	let balance =
		&crate::balance::balances(restored.store()).currencies[&sero_primitives::CurrencyId::SERO];
	assert_eq!(balance.spendable, sent.change.sero() + 7 * units::SERO);

	// The viewing key alone sees the purchase, and which share the payments are of.
	let (target, _) = audit(&chain, test_keys(1).viewing().clone(), 0, &NoProgress).await.unwrap();
	let reports = HistoryReport::list(target.ledger(), &history::mined(target.ledger()));
	let json = serde_json::to_value(&reports).unwrap();
	let entries = json.as_array().unwrap();
	let bought = entries.iter().find(|entry| entry["kind"] == "sent").unwrap();
	let share = crate::report::hex_of(&id);
	assert_eq!(
		(&bought["staking"]["action"], &bought["staking"]["share"]),
		(&"buyShare".into(), &share.clone().into())
	);
	assert_eq!(bought["staking"]["amount"], "5");
	let paid: Vec<_> = entries.iter().filter(|entry| entry["source"] == "staking").collect();
	assert_eq!(paid.len(), 2);
	assert!(paid.iter().all(|entry| {
		entry["payment"]["kind"] == "share" && entry["payment"]["share"] == share
	}));
}

#[tokio::test]
async fn what_is_left_over_of_a_purchase_is_told_from_payments() {
	let chain = SimChain::new(vec![]);
	chain.mine(vec![chain.public_to(&test_keys(1).address(), sero(20), "")]);
	let mut one = wallet(1);
	send(&mut one, &chain, buy(OneTimeAddressBytes::default())).await;
	let from = sender(&one);
	let output = |amount| PublicOutput {
		address: from,
		currency: sero_primitives::CurrencyId::SERO,
		amount,
		ticket: None,
		memo: Default::default(),
	};
	let note = |height, amount| LedgerNote {
		note: crate::ledger::OwnedNote {
			index: 9,
			currency: output(amount).currency,
			amount,
			ticket: None,
			address: from,
			memo: Default::default(),
			rsk: [0; 32],
			nullifier: None,
			trace: Default::default(),
			origin: NoteOrigin::Public(PublicOrigin::Staking),
			base_verified: true,
		},
		height,
		spent: None,
	};
	let origins = Origins::new(one.store().ledger());
	let (bought, sent) = one.store().ledger().sent().next().unwrap();
	let share = share_id(&sent.tx);
	assert_eq!(origins.source(&note(bought, 1)), Some(PaymentSource::Change { share }));
	assert_eq!(origins.source(&note(bought + 5, 1)), Some(PaymentSource::Share { share }));
	let mut coinbase = note(bought, 1);
	coinbase.note.origin = NoteOrigin::Public(PublicOrigin::Coinbase);
	assert_eq!(origins.source(&coinbase), None);
	let shares = own_shares(one.store(), one.keys(), Vec::new()).unwrap();
	assert_eq!(shares[0].voted_by, VotedBy::Other);
}

#[tokio::test]
async fn a_staking_node_is_changed_for_the_fee_from_the_address_that_registered_it() {
	let chain = SimChain::new(vec![]);
	chain.mine(vec![chain.public_to(&test_keys(1).address(), sero(20), "")]);
	let mut one = wallet(1);
	let vote_address = Voter::Wallet.one_time(one.keys()).unwrap();
	let action = StakingAction::RegisterNode { vote_address, fee: 3000, deposit: units::SERO };
	let sent = send(&mut one, &chain, Intent::of_action(Action::Staking(action))).await;
	let owner = sender(&one);
	let record = NodeRecord {
		id: Hex32(sent.tx.0),
		status: "active".into(),
		owner,
		vote_address,
		next_vote_address: None,
		fee: 3000,
		deposit: BaseUnits(units::SERO),
		registered_at: 2,
		tickets: crate::rpc::staking::NodeTickets { in_pool: 0, voted: 0, missed: 0, expired: 0 },
		income: Income { principal: BaseUnits(0), reward: BaseUnits(0) },
		profit: BaseUnits(0),
		payment_due: None,
	};

	let mut restored = wallet(1);
	restored.sync(&chain, &NoProgress).await.unwrap();
	let own = own_nodes(restored.store(), restored.keys(), std::slice::from_ref(&record));
	assert_eq!(own.len(), 1);
	assert!(matches!(node_owner(&test_keys(2), &record), Err(WalletError::NotNodeOwner { .. })));
	let from = node_owner(restored.keys(), &record).unwrap();
	let action = StakingAction::CloseNode { node: NodeId(record.id.0) };
	let intent = Intent { from: Some(from), ..Intent::of_action(Action::Staking(action)) };
	let before = crate::balance::balances(restored.store()).currencies
		[&sero_primitives::CurrencyId::SERO]
		.spendable;
	let sent = send(&mut restored, &chain, intent).await;
	assert_eq!(sender(&restored), owner);
	assert_eq!(sent.change.sero() + sent.fee, before, "it costs nothing but the fee");

	pay_stake(&chain, &owner, 1);
	restored.sync(&chain, &NoProgress).await.unwrap();
	let origins = Origins::new(restored.store().ledger());
	let note = restored.store().ledger().notes().last().unwrap();
	assert_eq!(origins.source(note), Some(PaymentSource::Node { node: record.id.0 }));
}

#[tokio::test]
async fn a_purchase_of_nothing_is_refused() {
	let chain = SimChain::new(vec![]);
	chain.mine(vec![chain.public_to(&test_keys(1).address(), sero(20), "")]);
	let mut one = wallet(1);
	let silent: Arc<dyn Progress> = Arc::new(NoProgress);
	let vote_address = OneTimeAddressBytes::default();
	let action = StakingAction::BuyShare { vote_address, node: None, amount: 0 };
	let intent = Intent::of_action(Action::Staking(action));
	let error = one.pay(&chain, &prover(), intent, &silent).await.unwrap_err();
	assert!(matches!(error, WalletError::ZeroAmount));
	let error = one.pay(&chain, &prover(), Intent::default(), &silent).await.unwrap_err();
	assert!(matches!(error, WalletError::ZeroAmount));
}
