// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Anchors: the roots of the last blocks, and no others.

use super::wallet::*;
use crate::{mock::*, AnchorAt, Anchors, OldestAnchor};
use sero_primitives::units::SERO;
use sero_shielded_primitives::*;

/// SA-9, A29.
#[test]
fn an_unknown_anchor_is_refused() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let mut plan = wallet.payment(0, &wallet.address(), SERO);
		plan.anchor = Some(Anchor([1; 32]));
		assert_refused(&wallet.build(&plan), RejectReason::UnknownAnchor);
		plan.anchor = Some(Anchor([0; 32]));
		assert_refused(&wallet.build(&plan), RejectReason::UnknownAnchor);
	});
}

/// SA-9, A29.
#[test]
fn an_anchor_is_known_for_the_window_and_not_longer() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let anchor = wallet.anchor();
		let mut plan = wallet.payment(0, &wallet.address(), SERO);
		plan.expiry = 40;
		let bundle = wallet.build(&plan);
		// The root of block 0 changes in block 1, so that it is the root of block 0 only.
		let other = Wallet::new(2).public_output(SERO);
		block(|| ShieldedAssets::mint_public_note(PublicOrigin::Coinbase, other).map(drop))
			.expect("a good note");
		assert_ne!(ShieldedAssets::block_notes().anchor, anchor);
		// Blocks up to number ANCHOR_WINDOW accept it.
		while System::block_number() < ANCHOR_WINDOW - 1 {
			block(|| ());
		}
		assert!(pool(&bundle).is_ok());
		assert!(Anchors::<Test>::contains_key(anchor));
		block(|| ());
		assert_refused(&bundle, RejectReason::UnknownAnchor);
		assert!(!Anchors::<Test>::contains_key(anchor), "it is forgotten");
	});
}

/// A root that stays the tree's root does not age.
#[test]
fn the_current_root_is_always_an_anchor() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		for _ in 0..3 * ANCHOR_WINDOW {
			block(|| ());
			wallet.sync();
		}
		assert_eq!(Anchors::<Test>::iter().count(), 1);
		assert_eq!(AnchorAt::<Test>::iter().count(), ANCHOR_WINDOW as usize);
		let bundle = wallet.pay(0, &wallet.address(), SERO);
		assert_eq!(block(|| apply(&bundle)), Ok(()));
	});
}

/// The window's storage does not grow, and a window that was made shorter is cut.
#[test]
fn outdated_anchors_are_removed_a_few_in_each_block() {
	let (_, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		for _ in 0..2 * ANCHOR_WINDOW {
			let note = Wallet::new(2).public_output(SERO);
			block(|| ShieldedAssets::mint_public_note(PublicOrigin::Coinbase, note).map(drop))
				.expect("a good note");
			assert!(Anchors::<Test>::iter().count() <= ANCHOR_WINDOW as usize);
		}
		// As if the window had been longer until now.
		let oldest = OldestAnchor::<Test>::get();
		let longer = oldest - 6;
		OldestAnchor::<Test>::put(longer);
		block(|| ());
		assert_eq!(OldestAnchor::<Test>::get(), longer + 2);
		for _ in 0..6 {
			block(|| ());
		}
		assert_eq!(
			OldestAnchor::<Test>::get(),
			System::block_number() + 1 - ANCHOR_WINDOW,
			"it has caught up"
		);
	});
}

/// A note of block N can be spent from block N + 1 on.
#[test]
fn a_note_cannot_be_spent_in_its_own_block() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let payment = wallet.pay(0, &wallet.address(), 60 * SERO);
		// What the wallet will know after the block, learnt in a rehearsal.
		let next = dry(|| {
			block(|| apply(&payment)).expect("a good bundle");
			wallet.sync();
			let index = wallet.notes.iter().map(|owned| owned.index).max().expect("notes");
			wallet.pay(index, &wallet.address(), SERO)
		});
		start_block();
		assert_eq!(apply(&payment), Ok(()));
		assert_eq!(apply(&next), Err(RejectReason::UnknownAnchor));
		end_block();
		assert_eq!(block(|| apply(&next)), Ok(()));
	});
}

/// After a reorganisation the anchor of the lost block is unknown again.
#[test]
fn an_anchor_of_a_lost_block_is_refused() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO, 100 * SERO]);
	chain.execute_with(|| {
		let bundle = dry(|| {
			let note = Wallet::new(2).public_output(SERO);
			block(|| ShieldedAssets::mint_public_note(PublicOrigin::Coinbase, note).map(drop))
				.expect("a good note");
			wallet.sync();
			let bundle = wallet.pay(0, &wallet.address(), SERO);
			assert!(pool(&bundle).is_ok());
			bundle
		});
		block(|| ());
		assert_refused(&bundle, RejectReason::UnknownAnchor);
	});
}
