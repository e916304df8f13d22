// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Between accounts and the pool: shield, unshield, and the fees of accounts.

use super::wallet::*;
use crate::{mock::*, *};
use frame_support::{
	assert_noop, assert_ok,
	traits::{
		fungible::{Balanced, Inspect},
		tokens::{Fortitude, Precision, Preservation},
		OnUnbalanced,
	},
};
use sero_primitives::{units::SERO, Balance, CurrencyId};
use sero_shielded_primitives::*;
use sp_runtime::TokenError;

fn shield(
	address: OneTimeAddressBytes,
	amount: Balance,
) -> frame_support::dispatch::DispatchResult {
	ShieldedAssets::shield(
		RuntimeOrigin::signed(ALICE),
		address,
		CurrencyId::SERO,
		amount,
		Memo::default(),
	)
}

#[test]
fn what_is_shielded_can_be_spent_hidden() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[]);
	chain.execute_with(|| {
		let supply = total_supply();
		let address = wallet.one_time();
		block(|| {
			assert_ok!(shield(address, 40 * SERO));
		});
		System::assert_last_event(
			Event::Shielded {
				account: ALICE,
				index: 0,
				currency: CurrencyId::SERO,
				amount: 40 * SERO,
			}
			.into(),
		);
		wallet.sync();
		assert_eq!(wallet.balance(), 40 * SERO);
		assert_eq!(Balances::free_balance(ALICE), ALICE_BALANCE - 40 * SERO);
		assert_eq!(total_supply(), supply);

		let bundle = wallet.pay(0, &wallet.address(), SERO);
		assert_eq!(block(|| apply(&bundle)), Ok(()));
		assert_eq!(total_supply(), supply);
	});
}

#[test]
fn what_is_unshielded_is_in_the_account() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let supply = total_supply();
		let plan = wallet.plan(&[0]).unshield(BOB, 25 * SERO).with_change(&wallet);
		let bundle = wallet.build(&plan);
		assert_eq!(block(|| apply(&bundle)), Ok(()));
		let id = bundle.id(&GENESIS_HASH);
		System::assert_has_event(
			Event::Unshielded { id, account: BOB, currency: CurrencyId::SERO, amount: 25 * SERO }
				.into(),
		);
		wallet.sync();
		assert_eq!(Balances::free_balance(BOB), 25 * SERO);
		assert_eq!(wallet.balance(), 74 * SERO);
		assert_eq!(total_supply(), supply);
		assert_eq!(
			Released::<Test>::get(CurrencyId::SERO, CircuitVersion::V1),
			26 * SERO,
			"fee and payment are put down to the circuit version"
		);
	});
}

/// An account can pay in all that it has, and is gone then.
#[test]
fn an_account_can_shield_everything() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[]);
	chain.execute_with(|| {
		let address = wallet.one_time();
		block(|| {
			assert_ok!(shield(address, ALICE_BALANCE));
		});
		assert_eq!(Balances::total_balance(&ALICE), 0);
		wallet.sync();
		assert_eq!(wallet.balance(), ALICE_BALANCE);
	});
}

#[test]
fn a_shield_that_cannot_be_paid_is_refused() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[]);
	chain.execute_with(|| {
		let address = wallet.one_time();
		start_block();
		assert_noop!(shield(address, ALICE_BALANCE + 1), TokenError::FundsUnavailable);
		assert_noop!(shield(address, 0), Error::<Test>::InvalidPublicOutput);
	});
}

/// SA-3, SA-4.
#[test]
fn a_shield_to_no_address_is_refused() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[]);
	chain.execute_with(|| {
		start_block();
		let mut address = wallet.one_time();
		address.0[64..].fill(0);
		address.0[64] = 1;
		assert_noop!(shield(address, SERO), Error::<Test>::LowOrderPoint);
		assert_noop!(shield(OneTimeAddressBytes([0xff; 96]), SERO), Error::<Test>::InvalidPoint);
	});
}

/// SA-11: accounts hold SERO only.
#[test]
fn a_shield_of_another_currency_is_refused() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[]);
	chain.execute_with(|| {
		start_block();
		let currency = CurrencyId::from_name("GOLD").expect("a good name");
		let address = wallet.one_time();
		assert_noop!(
			ShieldedAssets::shield(
				RuntimeOrigin::signed(ALICE),
				address,
				currency,
				1,
				Memo::default()
			),
			Error::<Test>::UnknownCurrency
		);
		assert_noop!(
			ShieldedAssets::shield(
				RuntimeOrigin::root(),
				address,
				CurrencyId::SERO,
				1,
				Memo::default()
			),
			sp_runtime::DispatchError::BadOrigin
		);
	});
}

/// What accounts pay for their transactions reaches the miner.
#[test]
fn fees_of_accounts_go_to_the_miner() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[]);
	chain.execute_with(|| {
		let supply = total_supply();
		let miner = wallet.one_time();
		block(|| {
			let fee = Balances::withdraw(
				&ALICE,
				3 * SERO,
				Precision::Exact,
				Preservation::Preserve,
				Fortitude::Polite,
			);
			AccountFeesToMiner::<Test>::on_unbalanced(fee.expect("she has it"));
			assert_eq!(ShieldedAssets::collected_fees(), 3 * SERO);
			assert_eq!(total_supply(), supply);
			assert_eq!(ShieldedAssets::pay_coinbase(&miner, 0), Ok(3 * SERO));
			assert_eq!(ShieldedAssets::collected_fees(), 0);
		});
		wallet.sync();
		assert_eq!(wallet.balance(), 3 * SERO);
		assert_eq!(total_supply(), supply);
	});
}
