// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What other pallets do with the pool: coinbase and other new money.

use super::wallet::*;
use crate::{mock::*, *};
use sero_primitives::{units::SERO, CurrencyId};
use sero_shielded_primitives::*;

/// A28: a coinbase note is spent like any other: its spend does not point at it.
#[test]
fn a_coinbase_note_is_spent_hidden() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let supply = total_supply();
		let bundle = wallet.pay(0, &wallet.address(), SERO);
		let miner = wallet.one_time();
		block(|| {
			assert_eq!(apply(&bundle), Ok(()));
			// The reward of 10 SERO and the fee of 1 SERO.
			assert_eq!(ShieldedAssets::pay_coinbase(&miner, 10 * SERO), Ok(11 * SERO));
		});
		wallet.sync();
		assert_eq!(wallet.balance(), 110 * SERO);
		assert_eq!(total_supply(), supply + 10 * SERO);

		let coinbase = wallet.notes.iter().find(|owned| owned.note.asset.amount == 11 * SERO);
		let index = coinbase.expect("the wallet has it").index;
		let bundle = wallet.pay(index, &wallet.address(), SERO);
		// Nothing of the note is in the bundle: its position, commitment, address and leaf.
		let owned = wallet.note(index);
		let bytes = codec::Encode::encode(&bundle);
		let leaf = sero_zk_crypto::leaf(index, owned.note.commitment());
		for secret in [
			owned.note.address.to_bytes().to_vec(),
			sero_zk_crypto::field::base_to_bytes(&owned.note.commitment()).to_vec(),
			sero_zk_crypto::field::base_to_bytes(&leaf).to_vec(),
		] {
			assert!(!bytes.windows(secret.len()).any(|window| window == secret));
		}
		assert_eq!(block(|| apply(&bundle)), Ok(()));
	});
}

#[test]
fn a_coinbase_of_nothing_makes_no_note() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[]);
	chain.execute_with(|| {
		start_block();
		let miner = wallet.one_time();
		let before = state_root();
		assert_eq!(ShieldedAssets::pay_coinbase(&miner, 0), Ok(0));
		assert_eq!(state_root(), before);
	});
}

/// A failed payment changes nothing: the fees wait for the next miner.
#[test]
fn a_coinbase_to_no_address_keeps_the_fees() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let bundle = wallet.pay(0, &wallet.address(), SERO);
		start_block();
		assert_eq!(apply(&bundle), Ok(()));
		let before = state_root();
		assert_eq!(
			ShieldedAssets::pay_coinbase(&OneTimeAddressBytes([0xff; 96]), SERO),
			Err(RejectReason::InvalidPoint)
		);
		assert_eq!(state_root(), before);
		assert_eq!(ShieldedAssets::collected_fees(), SERO);
		let miner = wallet.one_time();
		assert_eq!(
			ShieldedAssets::pay_coinbase(&miner, u128::MAX),
			Err(RejectReason::TurnstileViolation)
		);
		assert_eq!(state_root(), before);
		crate::LeafCount::<Test>::put(1u64 << 32);
		assert_eq!(ShieldedAssets::pay_coinbase(&miner, SERO), Err(RejectReason::TreeFull));
		assert_eq!(ShieldedAssets::collected_fees(), SERO);
	});
}

#[test]
fn new_money_is_counted_as_minted() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[]);
	chain.execute_with(|| {
		let before = Supplies::<Test>::get(CurrencyId::SERO).expect("SERO exists");
		start_block();
		let output = wallet.public_output(5 * SERO);
		assert_eq!(ShieldedAssets::mint_public_note(PublicOrigin::Coinbase, output.clone()), Ok(0));
		assert_eq!(ShieldedAssets::mint_public_note(PublicOrigin::Coinbase, output), Ok(1));
		let after = Supplies::<Test>::get(CurrencyId::SERO).expect("SERO exists");
		assert_eq!(after.minted, before.minted + 10 * SERO);
		assert_eq!(after.pool, before.pool + 10 * SERO);
	});
}

/// SA-11.
#[test]
fn new_money_of_no_currency_is_refused() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[]);
	chain.execute_with(|| {
		start_block();
		let before = state_root();
		let mint = |output| ShieldedAssets::mint_public_note(PublicOrigin::Coinbase, output);
		let empty = wallet.public_output(0);
		assert_eq!(mint(empty), Err(RejectReason::InvalidPublicOutput));
		let mut unknown = wallet.public_output(1);
		unknown.currency = CurrencyId::from_name("GOLD").expect("a good name");
		assert_eq!(mint(unknown), Err(RejectReason::UnknownCurrency));
		let mut nowhere = wallet.public_output(1);
		nowhere.address.0[0..32].fill(0xff);
		assert_eq!(mint(nowhere), Err(RejectReason::InvalidPoint));
		assert_eq!(state_root(), before);
	});
}

/// SA-4.
#[test]
fn addresses_are_checked() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[]);
	chain.execute_with(|| {
		let good = wallet.one_time();
		assert_eq!(ShieldedAssets::check_address(&good), Ok(()));
		for part in 0..3 {
			let mut address = good;
			address.0[part * 32..(part + 1) * 32].fill(0);
			address.0[part * 32] = 1;
			assert_eq!(ShieldedAssets::check_address(&address), Err(RejectReason::LowOrderPoint));
			address.0[part * 32..(part + 1) * 32].fill(0xff);
			assert_eq!(ShieldedAssets::check_address(&address), Err(RejectReason::InvalidPoint));
		}
	});
}

/// A pallet that pays after the pool closed the block delays its note by a block, and loses nothing.
#[test]
fn a_note_made_after_the_block_was_closed_is_in_the_next_anchor() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[]);
	chain.execute_with(|| {
		let miner = wallet.one_time();
		start_block();
		ShieldedAssets::update_anchors();
		assert_eq!(ShieldedAssets::pay_coinbase(&miner, SERO), Ok(SERO));
		System::finalize();
		assert!(crate::TreeChanged::<Test>::get());
		let late = ShieldedAssets::block_notes();
		block(|| ());
		assert!(!crate::TreeChanged::<Test>::get());
		let next = ShieldedAssets::block_notes();
		assert_ne!(late.anchor, next.anchor);
		assert_eq!((late.first_index, next.first_index), (0, 1));
	});
}
