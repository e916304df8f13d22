// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use std::sync::Arc;

use proptest::prelude::*;
use redb::backends::InMemoryBackend;
use sero_primitives::units;
use sero_shielded_primitives::{OneTimeAddressBytes, PublicOrigin, SpendTrace, TxId};

use super::*;
use crate::{
	ledger::NoteOrigin,
	progress::NoProgress,
	scan::Scanner,
	sim::{sero, test_keys, SimChain},
	store::PendingBundle,
	sync::sync,
};

fn note(index: u32, amount: Balance) -> OwnedNote {
	OwnedNote {
		index,
		currency: CurrencyId::SERO,
		amount,
		ticket: None,
		address: OneTimeAddressBytes::default(),
		memo: Memo::default(),
		rsk: [0; 32],
		nullifier: None,
		trace: SpendTrace::default(),
		origin: NoteOrigin::Public(PublicOrigin::Coinbase),
		base_verified: true,
	}
}

fn notes(amounts: &[Balance]) -> Vec<OwnedNote> {
	(0..).zip(amounts).map(|(index, amount)| note(index, *amount)).collect()
}

fn chosen(amounts: &[Balance], target: Balance, room: usize) -> Option<Vec<Balance>> {
	choose(&notes(amounts), &Assets::of_sero(target), room)
		.map(|notes| notes.into_iter().map(|note| note.amount).collect())
}

#[test]
fn the_smallest_note_that_is_enough_is_taken() {
	assert_eq!(chosen(&[50, 10, 20, 30], 15, 2), Some(vec![20]));
	assert_eq!(chosen(&[50, 10, 20, 30], 50, 2), Some(vec![50]));
	assert_eq!(chosen(&[50, 10, 20, 30], 51, 2), Some(vec![50, 30]));
	assert_eq!(chosen(&[50, 10, 20, 30], 81, 2), None);
	assert_eq!(chosen(&[50, 10, 20, 30], 81, 4), Some(vec![50, 30, 20]));
	assert_eq!(chosen(&[50, 10, 20, 30], 111, 4), None);
	assert_eq!(chosen(&[], 1, 2), None);
}

#[test]
fn room_is_filled_with_small_notes_only_if_enough_others_stay_free() {
	let nine = [9, 8, 7, 6, 5, 4, 3, 2, 1];
	assert_eq!(chosen(&nine, 9, 2), Some(vec![9]));
	let ten = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1];
	assert_eq!(chosen(&ten, 10, 2), Some(vec![10, 1]));
	let twelve = [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1];
	assert_eq!(chosen(&twelve, 23, 4), Some(vec![12, 11, 1, 2]));
}

proptest! {
	#[test]
	fn a_choice_is_enough_fits_and_names_no_note_twice(
		amounts in prop::collection::vec(1u128..1_000_000, 0..40),
		target in 1u128..5_000_000,
		room in prop::sample::select(vec![2usize, 4, 8, 64]),
	) {
		let notes = notes(&amounts);
		let mut largest = amounts.clone();
		largest.sort_unstable_by(|a, b| b.cmp(a));
		let possible = largest.iter().take(room).sum::<u128>() >= target;
		match choose(&notes, &Assets::of_sero(target), room) {
			None => prop_assert!(!possible),
			Some(chosen) => {
				prop_assert!(possible && chosen.len() <= room);
				prop_assert!(chosen.iter().map(|note| note.amount).sum::<u128>() >= target);
				let distinct: BTreeSet<u32> = chosen.iter().map(|note| note.index).collect();
				prop_assert_eq!(distinct.len(), chosen.len());
			},
		}
	}

	#[test]
	fn a_fee_is_never_below_what_is_required(required in 0u128..u128::MAX / 2) {
		let fee = fee_with_margin(required);
		prop_assert!(fee >= required + required / 20);
		prop_assert!(fee <= required + required / 20 + required / 8 + 1);
	}
}

#[test]
fn fees_have_two_digits() {
	for (required, fee) in [(0, 0), (1, 1), (95, 99), (96, 100), (1000, 1100), (123_456, 130_000)] {
		assert_eq!(fee_with_margin(required), fee, "{required}");
	}
}

async fn wallet(amounts: &[Balance]) -> (SimChain, Store) {
	let keys = test_keys(1);
	let chain = SimChain::new(vec![]);
	for amount in amounts {
		chain.mine(vec![chain.public_to(&keys.address(), sero(*amount), "")]);
	}
	let mut store = Store::with_backend(InMemoryBackend::new(), &keys).unwrap();
	let scanner = Arc::new(Scanner::for_wallet(&keys));
	sync(&chain, &mut store, &scanner, &NoProgress).await.unwrap();
	(chain, store)
}

fn pay(amount: Balance) -> Intent {
	let to = Recipient::Address(test_keys(2).address());
	Intent::of_payments(vec![Payment::sero(to, amount * units::SERO, Memo::default())])
}

async fn planned(chain: &SimChain, store: &Store, intent: Intent) -> Result<TransactionPlan> {
	plan(chain, store, intent, chain.height()).await
}

#[tokio::test]
async fn plans_balance() {
	let (chain, store) = wallet(&[5, 6, 7, 8]).await;
	let plan = planned(&chain, &store, pay(12)).await.unwrap();
	assert_eq!((plan.padded_inputs, plan.padded_outputs), (2, 2));
	assert_eq!(plan.spent.sero(), plan.change.sero() + plan.fee + 12 * units::SERO);
	assert!(plan.fee >= 4 * units::SERO / 100);
	assert_eq!(plan.anchor, store.tip().unwrap());
	assert_eq!(plan.expiry, chain.height() + EXPIRY_BLOCKS);
	let more = planned(&chain, &store, pay(20)).await.unwrap();
	assert_eq!((more.inputs.len(), more.padded_inputs), (3, 4));
	// The fee is that of the padded shape.
	assert!(more.fee >= 6 * units::SERO / 100);
}

#[tokio::test]
async fn impossible_payments_say_what_is_missing() {
	let (chain, mut store) = wallet(&[5, 6]).await;
	assert!(matches!(planned(&chain, &store, pay(0)).await, Err(WalletError::ZeroAmount)));
	let error = planned(&chain, &store, pay(11)).await.unwrap_err();
	let spendable = 11 * units::SERO;
	assert!(matches!(
		error,
		WalletError::InsufficientFunds { needed, spendable: s, waiting: 0, .. }
			if s == spendable && needed > spendable
	));
	store
		.add_pending(PendingBundle {
			tx: TxId([1; 32]),
			encoded: Vec::new(),
			inputs: vec![1],
			spent: Assets::of_sero(6 * units::SERO),
			change: Assets::of_sero(4 * units::SERO),
			fee: 0,
			payments: Vec::new(),
			action: Action::None,
			expiry: 100,
			created: 2,
		})
		.unwrap();
	let error = planned(&chain, &store, pay(7)).await.unwrap_err();
	assert!(matches!(
		error,
		WalletError::InsufficientFunds { spendable, waiting, .. }
			if spendable == 5 * units::SERO && waiting == 4 * units::SERO
	));
	assert!(error.hint().contains("wait"));
	let mut overflow = pay(1);
	overflow.payments.push(Payment { amount: u128::MAX, ..overflow.payments[0].clone() });
	let error = planned(&chain, &store, overflow).await.unwrap_err();
	assert!(matches!(error, WalletError::InvalidAmount { .. }));
}

#[tokio::test]
async fn too_many_notes_are_told_apart_from_too_little_money() {
	let (chain, store) = wallet(&[1; 70]).await;
	let plan = planned(&chain, &store, pay(60)).await.unwrap();
	assert_eq!(plan.padded_inputs, 64);
	match planned(&chain, &store, pay(66)).await.unwrap_err() {
		WalletError::TooManyNotes { max_notes: 64, max_amount, .. } => {
			let most = planned(&chain, &store, pay(max_amount / units::SERO)).await.unwrap();
			assert!(most.inputs.len() <= 64);
		},
		other => panic!("{other}"),
	}
	let error = planned(&chain, &store, pay(70)).await.unwrap_err();
	assert!(matches!(error, WalletError::InsufficientFunds { .. }));
}

#[tokio::test]
async fn a_node_that_is_behind_gets_an_anchor_that_it_knows() {
	let (chain, store) = wallet(&[5, 50]).await;
	let plan = plan(&chain, &store, pay(4), 1).await.unwrap();
	assert_eq!(plan.anchor.number, 1);
	assert!(plan.inputs.iter().all(|note| u64::from(note.index) < plan.anchor.leaves));
	let error = super::plan(&chain, &store, pay(40), 1).await.unwrap_err();
	assert!(matches!(error, WalletError::InsufficientFunds { .. }));
}

#[tokio::test]
async fn notes_that_a_small_reorganization_cannot_move_are_preferred() {
	let mut amounts = vec![100];
	amounts.extend([1; 10]);
	amounts.push(90);
	let (chain, store) = wallet(&amounts).await;
	let settled = planned(&chain, &store, pay(80)).await.unwrap();
	assert_eq!(settled.anchor.number, chain.height() - ANCHOR_DEPTH);
	assert_eq!(settled.inputs[0].index, 0);
	assert_eq!(settled.expiry, chain.height() + EXPIRY_BLOCKS);
	let fresh = planned(&chain, &store, pay(150)).await.unwrap();
	assert_eq!(fresh.anchor, store.tip().unwrap());
}

#[test]
fn recipients_are_read_in_both_forms() {
	let address = test_keys(1).address();
	let one_time = address.one_time(sero_zk_crypto::Scalar::from(5u64));
	for recipient in [Recipient::Address(address), Recipient::OneTime(one_time)] {
		assert_eq!(parse_recipient(&format_recipient(&recipient)).unwrap(), recipient);
	}
	let text = address.to_string();
	assert_eq!(parse_recipient(&format!(" {text}\n")).unwrap(), Recipient::Address(address));
	let mut swapped = text.clone().into_bytes();
	swapped.swap(10, 11);
	let swapped = String::from_utf8(swapped).unwrap();
	for wrong in ["", "0", "abc", &text[1..], &swapped] {
		assert!(
			matches!(parse_recipient(wrong), Err(WalletError::InvalidAddress { .. })),
			"{wrong}"
		);
	}
}

#[test]
fn memos_fit_64_bytes() {
	assert_eq!(memo_from_text("").unwrap(), Memo::default());
	assert_eq!(memo_from_text(&"é".repeat(32)).unwrap().0[63], 0xa9);
	let error = memo_from_text(&"x".repeat(65)).unwrap_err();
	assert!(matches!(error, WalletError::MemoTooLong { length: 65 }));
}

fn ticket(number: u8) -> Ticket {
	Ticket {
		category: sero_primitives::TicketCategory::from_name("SEAT").unwrap(),
		id: sero_primitives::TicketId([number; 32]),
	}
}

fn token(name: &str) -> CurrencyId {
	CurrencyId::from_name(name).unwrap()
}

/// Notes by currency, amount and ticket.
fn mixed(assets: &[(CurrencyId, Balance, Option<u8>)]) -> Vec<OwnedNote> {
	(0..)
		.zip(assets)
		.map(|(index, (currency, amount, number))| OwnedNote {
			currency: *currency,
			ticket: number.map(ticket),
			..note(index, *amount)
		})
		.collect()
}

fn target(amounts: &[(CurrencyId, Balance)], tickets: &[u8]) -> Assets {
	Assets {
		amounts: amounts.iter().copied().collect(),
		tickets: tickets.iter().copied().map(ticket).collect(),
	}
}

#[test]
fn notes_of_every_currency_and_ticket_are_chosen() {
	let (gold, sero) = (token("GOLD"), CurrencyId::SERO);
	let notes = mixed(&[
		(sero, 50, None),
		(gold, 5, None),
		(gold, 9, Some(1)),
		(gold, 2, None),
		(CurrencyId::default(), 0, Some(2)),
		(sero, 7, Some(3)),
	]);
	let indices = |target: &Assets, room| {
		choose(&notes, target, room).map(|notes| {
			let mut indices: Vec<u32> = notes.iter().map(|note| note.index).collect();
			indices.sort_unstable();
			indices
		})
	};
	assert_eq!(indices(&target(&[(gold, 6), (sero, 1)], &[]), 4), Some(vec![0, 1, 3]));
	// A note with a ticket only where nothing else is enough, or where room is short.
	assert_eq!(indices(&target(&[(gold, 8), (sero, 1)], &[]), 4), Some(vec![0, 2]));
	assert_eq!(indices(&target(&[(gold, 6), (sero, 1)], &[]), 2), Some(vec![0, 2]));
	// What comes with a ticket counts: one input for both.
	assert_eq!(indices(&target(&[(gold, 9), (sero, 1)], &[1]), 2), Some(vec![0, 2]));
	assert_eq!(indices(&target(&[(gold, 10), (sero, 1)], &[1]), 4), Some(vec![0, 2, 3]));
	assert_eq!(indices(&target(&[(sero, 1)], &[2]), 2), Some(vec![0, 4]));
	assert_eq!(indices(&target(&[(sero, 1)], &[1, 2]), 2), None);
	assert_eq!(indices(&target(&[(sero, 57)], &[]), 2), Some(vec![0, 5]));
	assert_eq!(indices(&target(&[(sero, 58)], &[]), 64), None);
}

proptest! {
	#[test]
	fn whatever_there_is_in_all_can_be_chosen_and_adds_up(
		parts in prop::collection::vec((0usize..3, 0u128..1000, prop::option::of(0u8..40)), 1..40),
		shares in prop::collection::vec(0u128..=100, 3),
		wanted in prop::collection::btree_set(0u8..40, 0..4),
	) {
		let currencies = [token("GOLD"), token("IRON"), CurrencyId::SERO];
		let mut seen = BTreeSet::new();
		let parts: Vec<_> = parts
			.into_iter()
			.map(|(currency, amount, number)| {
				(currencies[currency], amount, number.filter(|number| seen.insert(*number)))
			})
			.collect();
		let notes = mixed(&parts);
		let all = Assets::of_notes(&notes);
		let mut asked = Assets::default();
		for (currency, share) in currencies.iter().zip(shares) {
			asked.add(*currency, all.amount(currency) * share / 100);
		}
		asked.tickets = wanted.into_iter().map(ticket).filter(|t| all.tickets.contains(t)).collect();
		let chosen = choose(&notes, &asked, 64).unwrap();
		let spent = Assets::of_notes(&chosen);
		prop_assert!(asked.less(&spent).is_empty());
		let distinct: BTreeSet<u32> = chosen.iter().map(|note| note.index).collect();
		prop_assert_eq!(distinct.len(), chosen.len());
		let mut sum = spent.less(&asked);
		for (currency, amount) in &asked.amounts {
			sum.add(*currency, *amount);
		}
		prop_assert_eq!(sum.amounts, spent.amounts);
	}
}

async fn rich_wallet(assets: &[(CurrencyId, Balance, Option<u8>)]) -> (SimChain, Store) {
	let keys = test_keys(1);
	let chain = SimChain::new(vec![]);
	for note in mixed(assets) {
		let asset = note.asset();
		chain.mine(vec![chain.public_to(&keys.address(), asset, "")]);
	}
	let mut store = Store::with_backend(InMemoryBackend::new(), &keys).unwrap();
	let scanner = Arc::new(Scanner::for_wallet(&keys));
	sync(&chain, &mut store, &scanner, &NoProgress).await.unwrap();
	(chain, store)
}

fn pay_asset(currency: CurrencyId, amount: Balance, number: Option<u8>) -> Intent {
	Intent::of_payments(vec![Payment {
		to: Recipient::Address(test_keys(2).address()),
		currency,
		amount,
		ticket: number.map(ticket),
		memo: Memo::default(),
	}])
}

#[tokio::test]
async fn plans_of_many_assets_balance_and_have_room_for_the_change() {
	let (gold, iron, sero) = (token("GOLD"), token("IRON"), CurrencyId::SERO);
	let unit = units::SERO;
	let notes = [(sero, 5 * unit, None), (gold, 10, Some(1)), (iron, 4, None), (sero, unit, None)];
	let (chain, store) = rich_wallet(&notes).await;
	let plan = planned(&chain, &store, pay_asset(gold, 3, None)).await.unwrap();
	assert_eq!((plan.inputs.len(), plan.padded_inputs, plan.padded_outputs), (2, 2, 4));
	assert_eq!(plan.change.amount(&gold), 7);
	assert_eq!(plan.change.tickets, [ticket(1)].into());
	assert_eq!(plan.change.sero(), plan.spent.sero() - plan.fee);
	assert!(plan.fee >= 6 * units::SERO / 100, "the fee is that of the padded shape");
	// Token and ticket exactly: only SERO come back.
	let plan = planned(&chain, &store, pay_asset(gold, 10, Some(1))).await.unwrap();
	assert_eq!((plan.padded_outputs, plan.change.outputs()), (2, 1));

	let error = planned(&chain, &store, pay_asset(iron, 5, None)).await.unwrap_err();
	assert!(matches!(
		error,
		WalletError::InsufficientFunds { currency, needed: 5, spendable: 4, .. } if currency == iron
	));
	let error = planned(&chain, &store, pay_asset(sero, 0, Some(9))).await.unwrap_err();
	assert!(matches!(error, WalletError::TicketMissing { waiting: false, .. }));
	let mut twice = pay_asset(sero, 0, Some(1));
	twice.payments.push(twice.payments[0].clone());
	let error = planned(&chain, &store, twice).await.unwrap_err();
	assert!(matches!(error, WalletError::InvalidArgument(_)));
	// Tokens do not pay fees.
	let (chain, store) = rich_wallet(&[(gold, 10, None)]).await;
	let error = planned(&chain, &store, pay_asset(gold, 3, None)).await.unwrap_err();
	assert!(matches!(
		error,
		WalletError::InsufficientFunds { currency: CurrencyId::SERO, spendable: 0, .. }
	));
}

#[tokio::test]
async fn a_token_in_too_many_notes_is_told_by_its_name() {
	let gold = token("GOLD");
	let mut notes = vec![(CurrencyId::SERO, 5 * units::SERO, None)];
	notes.extend([(gold, 1, None); 70]);
	let (chain, store) = rich_wallet(&notes).await;
	let most = match planned(&chain, &store, pay_asset(gold, 66, None)).await.unwrap_err() {
		WalletError::TooManyNotes { max_notes, currency, max_amount } => {
			assert_eq!((max_notes, currency, max_amount), (63, gold, 63));
			max_amount
		},
		other => panic!("{other}"),
	};
	assert!(planned(&chain, &store, pay_asset(gold, most, None)).await.is_ok());
}
