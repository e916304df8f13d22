// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The turnstile: what a broken circuit could forge cannot leave the pool.

use super::wallet::*;
use crate::{mock::*, *};
use sero_primitives::{units::SERO, CurrencyId};
use sero_shielded_primitives::*;
use sero_zk_crypto::Note;

/// Gives the wallet a note that was never made, as a broken circuit would.
fn forge(wallet: &mut Wallet, amount: u128) -> u32 {
	let address = wallet.address().one_time(9u64.into());
	let note = Note::public(sero(amount), address, [0; 64]);
	wallet.notes.push(Owned { index: 1 << 20, note, nullifier: Nullifier([9; 32]) });
	1 << 20
}

/// SA-17, A31.
#[test]
fn more_than_the_pool_holds_cannot_be_unshielded() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let forged = forge(&mut wallet, 1_000_000 * SERO);
		let mut build = |amount| {
			let plan = wallet.plan(&[forged]).unshield(BOB, amount).with_change(&wallet);
			wallet.build(&plan)
		};
		// The fee of 1 SERO leaves the pool as well.
		assert_refused(&build(99 * SERO + 1), RejectReason::TurnstileViolation);
		let all = build(99 * SERO);
		assert_eq!(block(|| apply(&all)), Ok(()));
		assert_eq!(Supplies::<Test>::get(CurrencyId::SERO).map(|supply| supply.pool), Some(0));
	});
}

/// SA-17: a fee above what the pool holds is forged.
#[test]
fn more_than_the_pool_holds_cannot_be_paid_as_fee() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let forged = forge(&mut wallet, 1_000_000 * SERO);
		let mut plan = wallet.plan(&[forged]);
		plan.fee = 100 * SERO + 1;
		let plan = plan.with_change(&wallet);
		assert_refused(&wallet.build(&plan), RejectReason::TurnstileViolation);
	});
}

/// SA-17: forged amounts do not even become visible.
#[test]
fn more_than_the_pool_holds_cannot_be_shown() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let forged = forge(&mut wallet, 1_000_000 * SERO);
		let mut plan = wallet.plan(&[forged]);
		plan.public = vec![wallet.public_output(50 * SERO), wallet.public_output(49 * SERO + 1)];
		let too_much = plan.clone().with_change(&wallet);
		assert_refused(&wallet.build(&too_much), RejectReason::TurnstileViolation);
		plan.public[1].amount = u128::MAX;
		let overflow = plan.pay(wallet.address(), sero(0));
		assert_refused(&wallet.build(&overflow), RejectReason::TurnstileViolation);
	});
}

/// SA-17: two withdrawals in one block count together.
#[test]
fn the_pool_is_checked_within_the_block() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let forged = forge(&mut wallet, 1_000_000 * SERO);
		let honest = wallet.plan(&[0]).unshield(BOB, 60 * SERO).with_change(&wallet);
		let honest = wallet.build(&honest);
		let thief = wallet.plan(&[forged]).unshield(ALICE, 60 * SERO).with_change(&wallet);
		let thief = wallet.build(&thief);
		start_block();
		assert_eq!(apply(&honest), Ok(()));
		let before = state_root();
		assert_eq!(apply(&thief), Err(RejectReason::TurnstileViolation));
		assert_eq!(state_root(), before);
	});
}

#[test]
fn every_crossing_keeps_the_counters_balanced() {
	let circuit = CircuitVersion::V1;
	let steps = [
		Crossing::Mint(100),
		Crossing::Shield(50),
		Crossing::BundleFee { amount: 10, circuit },
		Crossing::AccountFee(5),
		Crossing::Unshield { amount: 120, circuit },
		Crossing::PayFees(15),
		Crossing::Stake { amount: 20, circuit },
		Crossing::MintStake(7),
		Crossing::Unstake(26),
		Crossing::IssueHeld(30),
		Crossing::Hold { amount: 11, circuit },
		Crossing::Release(15),
	];
	let mut supply = CurrencySupply::default();
	for step in steps {
		supply = supply.after(step).expect("there is enough");
		assert!(supply.is_balanced());
	}
	let expected = CurrencySupply {
		minted: 137,
		shielded: 55,
		unshielded: 120,
		pool: 45,
		staked: 1,
		held: 26,
		..Default::default()
	};
	assert_eq!(supply, expected);
}

#[test]
fn no_counter_goes_below_zero_or_overflows() {
	let circuit = CircuitVersion::V1;
	let supply = CurrencySupply { minted: 15, pool: 10, fees: 5, ..Default::default() };
	assert_eq!(supply.after(Crossing::Unshield { amount: 11, circuit }), None);
	assert_eq!(supply.after(Crossing::BundleFee { amount: 11, circuit }), None);
	assert_eq!(supply.after(Crossing::PayFees(6)), None);
	assert_eq!(supply.after(Crossing::Stake { amount: 11, circuit }), None);
	assert_eq!(supply.after(Crossing::Unstake(1)), None, "nothing is staked");
	assert_eq!(supply.after(Crossing::Hold { amount: 11, circuit }), None);
	assert_eq!(supply.after(Crossing::Release(1)), None, "no contract holds anything");
	assert_eq!(supply.after(Crossing::IssueHeld(u128::MAX)), None);
	assert_eq!(supply.after(Crossing::HiddenIssue), None, "its supply is not hidden");
	assert_eq!(supply.after(Crossing::MintStake(u128::MAX)), None);
	assert_eq!(supply.after(Crossing::Mint(u128::MAX)), None);
	assert_eq!(supply.after(Crossing::Shield(u128::MAX - 9)), None);
	assert_eq!(supply.after(Crossing::AccountFee(u128::MAX - 4)), None);
	assert!(supply.after(Crossing::Unshield { amount: 10, circuit }).is_some());
	let broken = CurrencySupply { pool: 11, ..supply };
	assert!(!broken.is_balanced());
	let huge = CurrencySupply { minted: u128::MAX, shielded: 1, ..Default::default() };
	assert!(!huge.is_balanced());
}

/// A31: counters that do not add up stop hidden spends and not the chain.
#[test]
fn a_broken_turnstile_pauses_the_circuits() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let bundle = wallet.pay(0, &wallet.address(), SERO);
		Supplies::<Test>::mutate(CurrencyId::SERO, |supply| {
			supply.as_mut().expect("SERO exists").pool += 1;
		});
		assert!(ShieldedAssets::do_try_state().is_err());
		start_block();
		ShieldedAssets::check_turnstile();
		System::assert_has_event(Event::CircuitPaused { version: CircuitVersion::V1 }.into());
		System::assert_last_event(Event::TurnstileBroken { currency: CurrencyId::SERO }.into());
		assert_eq!(apply(&bundle), Err(RejectReason::CircuitVersionPaused));
		let events = System::events().len();
		ShieldedAssets::check_turnstile();
		assert_eq!(System::events().len(), events, "it is reported once");
	});
}

#[test]
fn the_audit_counts_everything_once() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let plan = wallet.plan(&[0]).unshield(BOB, 10 * SERO).with_change(&wallet);
		let bundle = wallet.build(&plan);
		assert_eq!(block(|| apply(&bundle)), Ok(()));
		let report = ShieldedAssets::currency_supply(CurrencyId::SERO).expect("it exists");
		assert_eq!(ShieldedAssets::supply_audit(), vec![report]);
		assert_eq!(ShieldedAssets::currency_supply(CurrencyId::default()), None);
		assert_eq!(
			ShieldedAssets::supply_audit(),
			vec![SupplyReport {
				currency: CurrencyId::SERO,
				pool: CurrencySupply {
					minted: 100 * SERO,
					unshielded: 10 * SERO,
					pool: 89 * SERO,
					fees: SERO,
					..Default::default()
				},
				accounts: ALICE_BALANCE + 10 * SERO,
				total: ALICE_BALANCE + 100 * SERO,
				released: vec![(CircuitVersion::V1, 11 * SERO)],
				balanced: true,
			}]
		);
	});
}

/// What leaves the pool is put down to the oldest circuit version among the inputs.
#[test]
fn withdrawals_are_put_down_to_the_oldest_version() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let mut bundle = wallet.pay(0, &wallet.address(), SERO);
		bundle.inputs[0].circuit = CircuitVersion(3);
		bundle.inputs[1].circuit = CircuitVersion(2);
		assert_eq!(ShieldedAssets::oldest_input_circuit(&bundle), CircuitVersion(2));
	});
}
