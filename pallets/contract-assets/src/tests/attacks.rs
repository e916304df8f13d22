// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Contracts that mean harm (CA-7 to CA-11).

use super::harness::*;
use crate::{
	interface::ISeroAssets,
	mock::{
		pool::{self, NAME_PRICE},
		*,
	},
	CallFailure, CallFrames, SeroAssets,
};
use pallet_revive::precompiles::alloy::sol_types::SolError;

/// A bank with a hundred of a token, and another contract.
fn two() -> (EvmAddress, EvmAddress) {
	let (bank, other) = (deploy(1, 5 * SERO), deploy(2, 2 * SERO));
	call(1, bank, issueCall { total: word(100), name: "GOLD".into() });
	assert_eq!(number(bank), 1);
	take_notes();
	(bank, other)
}

fn deposits(contract: EvmAddress, of: EvmAddress, name: &str) -> u128 {
	let call = depositsCall { of: sol(of), currency: FixedBytes(currency(name).0) };
	view(contract, call).to()
}

fn mood(contract: EvmAddress, to: EvmAddress, data: Vec<u8>) {
	call(1, contract, setMoodCall { newMood: word(2), to: sol(to), data: data.into() });
}

/// The attached asset is seen once: a call of the contract to itself brings nothing.
#[test]
fn a_call_inside_the_call_sees_no_asset() {
	run(|| {
		let (bank, _) = two();
		pool::mint_token(currency("COIN"), 10);
		call_with(2, bank, recordTwiceCall {}, PublicAsset::token(currency("COIN"), 10));
		let seen = view(bank, receiptCall {});
		assert_eq!((seen.currency.0, seen.amount), ([0; 32], word(0)));
		assert_eq!(seen.caller, sol(bank));
	});
}

/// A receives tokens by `send`, and calls back into the bank's `deposit` while the record of its own frame
/// lies on the stack: nothing is credited.
#[test]
fn reentrance_does_not_count_an_asset_twice() {
	run(|| {
		let (bank, thief) = two();
		mood(thief, bank, depositCall {}.abi_encode());
		// The bundle carries an asset too; the frame of the bank has seen it.
		pool::mint_token(currency("COIN"), 10);
		call_with(2, bank, pay(thief, "GOLD", 30), PublicAsset::token(currency("COIN"), 10));
		assert_eq!(number(bank), 1);
		assert_eq!(number(thief), 1, "the call back succeeded");
		for name in ["GOLD", "COIN", "SERO"] {
			assert_eq!(deposits(bank, thief, name), 0, "{name}");
		}
		assert_eq!((tokens_of(bank, "GOLD"), tokens_of(thief, "GOLD")), (70, 30));
		assert_eq!(tokens_of(bank, "COIN"), 10);
	});
}

/// The thief forwards what it received back to the bank: counted once, and it has it no more.
#[test]
fn what_is_handed_on_is_counted_once() {
	run(|| {
		let (bank, thief) = two();
		mood(thief, thief, forward(bank, "GOLD", 30, depositCall {}).abi_encode());
		call(1, bank, pay(thief, "GOLD", 30));
		assert_eq!(number(bank), 1);
		assert_eq!(deposits(bank, thief, "GOLD"), 30);
		assert_eq!((tokens_of(bank, "GOLD"), tokens_of(thief, "GOLD")), (100, 0));
		// More than it received, twice as often: refused, and with it nothing moves.
		mood(thief, thief, forward(bank, "GOLD", 31, depositCall {}).abi_encode());
		call(1, bank, pay(thief, "GOLD", 30));
		assert_eq!(deposits(bank, thief, "GOLD"), 30);
		assert_eq!((tokens_of(bank, "GOLD"), tokens_of(thief, "GOLD")), (70, 30));
	});
}

/// What a frame did that fails inside a call that goes on is undone, the rest stays.
#[test]
fn an_inner_failure_undoes_only_itself() {
	run(|| {
		let (bank, other) = two();
		for (to, name) in [(other, "GOLD"), (short(1), "GOLD"), (other, "SERO"), (short(1), "SERO")]
		{
			let payCall { to, currency, amount, category, ticket } = pay(to, name, 30);
			take_notes();
			call(1, bank, attemptCall { to, currency, amount, category, ticket });
			assert_eq!(number(bank), 2, "{name}");
			assert_eq!(take_notes().len(), 1, "only the change");
			assert_eq!((tokens_of(bank, "GOLD"), tokens_of(other, "GOLD")), (100, 0));
			assert_eq!((sero_of(bank), sero_of(other)), (5 * SERO - NAME_PRICE, 2 * SERO));
		}
		assert_eq!(view(other, receiptsCall {}), word(1), "only the constructor's");
		assert!(CallFrames::<Test>::get().is_empty());
	});
}

/// A payment whose whole call fails afterwards never happened.
#[test]
fn a_payment_before_a_failure_is_undone() {
	run(|| {
		let (bank, _) = two();
		let payCall { to, currency: name, amount, category, ticket } = pay(short(1), "GOLD", 30);
		let pay = payThenFailCall { to, currency: name, amount, category, ticket };
		assert_eq!(call_fails(1, bank, pay, PublicAsset::NOTHING), CallFailure::Reverted);
		assert_eq!(take_notes().len(), 1, "only the change");
		assert_eq!((tokens_of(bank, "GOLD"), held(currency("GOLD"))), (100, 100));
	});
}

/// A receiver that burns all gas leaves the payer a 64th.
#[test]
fn a_receiver_that_spins_does_not_stop_the_payer() {
	run(|| {
		let (bank, other) = two();
		call(1, bank, forward(other, "GOLD", 30, spinCall {}));
		assert_eq!(number(bank), 2);
		assert_eq!((tokens_of(bank, "GOLD"), tokens_of(other, "GOLD")), (100, 0));
	});
}

/// Two contracts that pay each other until the stack is full.
#[test]
fn recursion_ends_at_the_call_depth() {
	run(|| {
		let (bank, other) = two();
		mood(bank, bank, pay(other, "GOLD", 1).abi_encode());
		mood(other, other, pay(bank, "GOLD", 1).abi_encode());
		call(1, bank, pay(other, "GOLD", 1));
		assert_eq!(tokens_of(bank, "GOLD") + tokens_of(other, "GOLD"), 100);
		assert!(CallFrames::<Test>::get().is_empty());
	});
}

fn raw(bank: EvmAddress, kind: u8, value: u128, data: Vec<u8>) -> (bool, Vec<u8>) {
	let call = rawCall {
		kind,
		to: sol(SeroAssets::<Test>::ADDRESS),
		value: word(value),
		data: data.into(),
	};
	let answer = view(bank, call);
	(answer.ok, answer.ret.to_vec())
}

fn reason(data: &[u8]) -> String {
	pallet_revive::precompiles::alloy::sol_types::Revert::abi_decode(data)
		.map(|revert| revert.reason)
		.unwrap_or_default()
}

/// The functions that change something.
fn changes() -> Vec<Vec<u8>> {
	let (to, name) = (Address::ZERO, String::from("GOLD"));
	let (zero, one) = (FixedBytes::<32>::ZERO, word(1));
	vec![
		ISeroAssets::issueTokenCall { total: one, name: name.clone() }.abi_encode(),
		ISeroAssets::sendCall {
			receiver: to,
			currency: name.clone(),
			amount: one,
			category: String::new(),
			ticket: zero,
		}
		.abi_encode(),
		ISeroAssets::allotTicketCall { receiver: to, value: zero, category: name.clone() }
			.abi_encode(),
		ISeroAssets::callCall {
			to,
			currency: name.clone(),
			amount: one,
			category: String::new(),
			ticket: zero,
			data: Bytes::new(),
		}
		.abi_encode(),
		ISeroAssets::setTokenRateCall { currency: name, tokens: one, ta: one }.abi_encode(),
		ISeroAssets::closePkgCall { id: zero, key: zero }.abi_encode(),
		ISeroAssets::transferPkgCall { id: zero, to }.abi_encode(),
	]
}

/// The functions that answer about their caller.
fn views() -> Vec<Vec<u8>> {
	vec![
		ISeroAssets::balanceOfCall { currency: "GOLD".into() }.abi_encode(),
		ISeroAssets::msgCurrencyCall {}.abi_encode(),
		ISeroAssets::msgAmountCall {}.abi_encode(),
		ISeroAssets::msgCategoryCall {}.abi_encode(),
		ISeroAssets::msgTicketCall {}.abi_encode(),
		ISeroAssets::msgSenderCall {}.abi_encode(),
	]
}

/// CA-8
#[test]
fn static_calls_change_nothing() {
	run(|| {
		let (bank, _) = two();
		for data in changes() {
			let (ok, answer) = raw(bank, 1, 0, data);
			assert!(!ok);
			assert_eq!(reason(&answer), "not in a static call");
		}
		for data in views() {
			assert!(raw(bank, 1, 0, data).0);
		}
	});
}

/// CA-8
#[test]
fn delegate_calls_are_refused() {
	run(|| {
		let (bank, _) = two();
		for data in changes().into_iter().chain(views()) {
			let (ok, answer) = raw(bank, 2, 0, data);
			assert!(!ok);
			assert_eq!(reason(&answer), "not by delegatecall");
		}
	});
}

/// CA-8: only contracts have books.
#[test]
fn accounts_are_refused() {
	run(|| {
		use frame_support::weights::Weight;
		use pallet_revive::{ExecConfig, TransactionLimits, H160};
		for data in changes().into_iter().chain(views()) {
			let answer = Revive::bare_call(
				frame_system::RawOrigin::Signed(SPECTATOR.fallback_account().into()).into(),
				H160(SeroAssets::<Test>::ADDRESS.0),
				0.into(),
				TransactionLimits::WeightAndDeposit {
					weight_limit: Weight::from_parts(1_000_000_000_000, 1 << 30),
					deposit_limit: 0,
				},
				data,
				&ExecConfig::new_substrate_tx(),
			);
			let answer = answer.result.expect("ran");
			assert!(answer.did_revert());
			assert_eq!(reason(&answer.data), "only contracts call this");
		}
	});
}

/// SERO that comes with a function that takes none, or another amount, is refused and stays with its owner.
#[test]
fn value_must_be_the_sero_of_the_asset() {
	run(|| {
		let (bank, other) = two();
		// So that the view may create the precompile's account.
		call(1, bank, pay(other, "SERO", 1));
		for data in changes().into_iter().chain(views()) {
			let (ok, answer) = raw(bank, 0, 5, data);
			assert!(!ok);
			assert_eq!(reason(&answer), "the value is not the SERO of the asset");
		}
		let send = ISeroAssets::sendCall {
			receiver: sol(other),
			currency: "SERO".into(),
			amount: word(6),
			category: String::new(),
			ticket: FixedBytes::ZERO,
		};
		assert!(!raw(bank, 0, 5, send.abi_encode()).0);
		assert!(!raw(bank, 0, 0, send.abi_encode()).0);
		assert!(raw(bank, 0, 6, send.abi_encode()).0);
	});
}

/// The precompile's account keeps nothing but what keeps it alive.
#[test]
fn the_precompile_keeps_nothing() {
	run(|| {
		let (bank, other) = two();
		call(1, other, setMoodCall { newMood: word(1), to: sol(bank), data: Bytes::new() });
		let account = SeroAssets::<Test>::ADDRESS.fallback_account();
		for to in [other, short(1), short(66)] {
			call(1, bank, pay(to, "SERO", 7));
			call(1, bank, forward(to, "SERO", 7, recordCall {}));
			call(1, bank, forward(to, "SERO", 7, failCall {}));
			let balance = Balances::free_balance(sp_runtime::AccountId32::from(account));
			assert_eq!(balance, DEPOSIT);
		}
	});
}

/// Bytes that follow no rule, at every function: an answer or a refusal, never more.
#[test]
fn hostile_calldata_is_refused() {
	run(|| {
		let (bank, other) = two();
		call(1, bank, pay(other, "SERO", 1));
		let mut seed = sp_io::hashing::blake2_256(b"hostile");
		let mut random = |length: usize| {
			let mut bytes = Vec::new();
			while bytes.len() < length {
				seed = sp_io::hashing::blake2_256(&seed);
				bytes.extend(seed);
			}
			bytes.truncate(length);
			bytes
		};
		let functions: Vec<Vec<u8>> = changes().into_iter().chain(views()).collect();
		for function in &functions {
			for length in [0, 1, 31, 32, 33, 64, 160, 192, 500] {
				let mut data = function[..4].to_vec();
				data.extend(random(length));
				raw(bank, 0, 0, data);
			}
			// Words of ones: offsets and lengths beyond everything.
			raw(bank, 0, 0, [&function[..4], &[0xff; 320]].concat());
			// The right shape with one byte changed, cut short, or longer.
			for position in (4..function.len()).step_by(7) {
				let mut data = function.clone();
				data[position] ^= random(1)[0] | 1;
				raw(bank, 0, 0, data);
				raw(bank, 0, 0, function[..position].to_vec());
			}
			raw(bank, 0, 0, [&function[..], &random(77)].concat());
		}
		for length in [0, 1, 3, 4, 100] {
			raw(bank, 0, 0, random(length));
		}
		assert_eq!((tokens_of(bank, "GOLD"), tokens_of(other, "GOLD")), (100, 0));
	});
}

/// CA-7: the sender's address has no books, even if it is named as the receiver of tokens.
#[test]
fn tokens_never_get_into_books_of_no_contract() {
	run(|| {
		let (bank, _) = two();
		for to in [EvmAddress::default(), EvmAddress([5; 20]), SeroAssets::<Test>::ADDRESS] {
			call(1, bank, pay(to, "GOLD", 1));
			assert_eq!(number(bank), 2, "{to:?}");
			call(1, bank, forward(to, "GOLD", 1, recordCall {}));
			assert_eq!(number(bank), 2, "{to:?}");
		}
		assert_eq!(tokens_of(bank, "GOLD"), 100);
	});
}
