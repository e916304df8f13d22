// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! A note is spent once: in a bundle, in the pool, in a block, in the chain.

use super::wallet::*;
use crate::mock::*;
use sero_primitives::units::SERO;
use sero_shielded_primitives::*;

/// SA-7, A6.
#[test]
fn a_double_spend_in_a_bundle_is_refused() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let plan = wallet.plan(&[0, 0]).pay(wallet.address(), sero(SERO)).with_change(&wallet);
		assert_refused(&wallet.build(&plan), RejectReason::DuplicateNullifier);
	});
}

/// A6: in the pool the nullifiers are tags, so that two spends of a note exclude each other.
#[test]
fn double_spends_share_a_tag_in_the_pool() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO, 100 * SERO]);
	chain.execute_with(|| {
		let first = pool(&wallet.pay(0, &wallet.address(), SERO)).expect("valid").provides;
		let second = pool(&wallet.pay(0, &wallet.address(), 2 * SERO)).expect("valid").provides;
		let other = pool(&wallet.pay(1, &wallet.address(), SERO)).expect("valid").provides;
		assert!(first.iter().any(|tag| second.contains(tag)));
		assert!(first.iter().all(|tag| !other.contains(tag)));
	});
}

/// SA-8, A6.
#[test]
fn a_double_spend_in_a_block_is_refused() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let first = wallet.pay(0, &wallet.address(), SERO);
		let second = wallet.pay(0, &wallet.address(), 2 * SERO);
		start_block();
		assert_eq!(apply(&first), Ok(()));
		let before = state_root();
		assert_eq!(apply(&second), Err(RejectReason::NullifierAlreadySpent));
		assert_eq!(apply(&first), Err(RejectReason::NullifierAlreadySpent));
		assert_eq!(state_root(), before);
		end_block();
	});
}

/// SA-8.
#[test]
fn a_double_spend_across_blocks_is_refused() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let first = wallet.pay(0, &wallet.address(), SERO);
		let second = wallet.pay(0, &wallet.address(), 2 * SERO);
		assert_eq!(block(|| apply(&first)), Ok(()));
		for _ in 0..2 {
			assert_refused(&first, RejectReason::NullifierAlreadySpent);
			assert_refused(&second, RejectReason::NullifierAlreadySpent);
			block(|| ());
		}
	});
}

/// A dummy input leaves a nullifier too: a bundle is applied once, whatever it spends.
#[test]
fn a_bundle_of_dummies_is_applied_once() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let plan = wallet.payment(0, &wallet.address(), SERO);
		let bundle = wallet.build(&plan);
		let mut spent_again = wallet.build(&plan);
		// The same dummy beside another note's nullifier.
		spent_again.inputs[0].nullifier = Nullifier([3; 32]);
		spent_again.inputs[1].nullifier = bundle.inputs[1].nullifier;
		assert_eq!(block(|| apply(&bundle)), Ok(()));
		assert_refused(&spent_again, RejectReason::NullifierAlreadySpent);
	});
}

/// A7: two notes with the same content have different nullifiers, because their positions differ.
#[test]
fn equal_notes_can_both_be_spent() {
	let mut wallet = Wallet::new(1);
	let note = wallet.public_output(50 * SERO);
	let mut chain = chain(&[note.clone(), note]);
	chain.execute_with(|| {
		wallet.sync();
		assert_ne!(wallet.note(0).nullifier, wallet.note(1).nullifier);
		let plan = wallet.plan(&[0, 1]).pay(wallet.address(), sero(90 * SERO)).with_change(&wallet);
		let bundle = wallet.build(&plan);
		assert_eq!(block(|| apply(&bundle)), Ok(()));
	});
}
