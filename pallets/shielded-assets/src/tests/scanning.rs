// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What a wallet gets to see of a block.

use super::wallet::*;
use crate::mock::*;
use frame_support::assert_ok;
use sero_primitives::{units::SERO, CurrencyId};
use sero_shielded_primitives::*;

/// Genesis notes, coinbase, shield, bundle with hidden and public outputs, in one block.
#[test]
fn a_wallet_follows_every_kind_of_note() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO, 50 * SERO]);
	chain.execute_with(|| {
		let mut receiver = Wallet::new(2);
		receiver.tree = wallet.tree.clone();
		let mut plan = wallet.plan(&[0]).pay(receiver.address(), sero(5 * SERO));
		plan.public = vec![receiver.public_output(7 * SERO), wallet.public_output(SERO)];
		let plan = plan.with_change(&wallet);
		let first = wallet.build(&plan);
		let second = wallet.pay(1, &receiver.address(), SERO);
		let (shielded, miner) = (receiver.one_time(), wallet.one_time());
		block(|| {
			assert_eq!(apply(&first), Ok(()));
			assert_ok!(ShieldedAssets::shield(
				RuntimeOrigin::signed(ALICE),
				shielded,
				CurrencyId::SERO,
				2 * SERO,
				Memo([b'x'; 64])
			));
			assert_eq!(apply(&second), Ok(()));
			assert_eq!(ShieldedAssets::pay_coinbase(&miner, SERO), Ok(3 * SERO));
		});

		let block = ShieldedAssets::block_notes();
		assert_eq!(block.first_index, 2);
		let mut positions = Vec::new();
		for entry in &block.entries {
			match entry {
				NoteEntry::Bundle { hidden, public, .. } => {
					positions.extend(hidden.iter().map(|note| note.index));
					positions.extend(public.iter().map(|note| note.index));
				},
				NoteEntry::Public(note) => positions.push(note.index),
			}
		}
		assert_eq!(positions, (2..10).collect::<Vec<_>>(), "in the order of their positions");

		let [bundle, shield, other, coinbase] = &block.entries[..] else {
			panic!("not the block's steps: {:?}", block.entries)
		};
		let NoteEntry::Bundle { id, from, fee, spends, hidden, public, action } = bundle else {
			panic!("not a bundle: {bundle:?}")
		};
		let NoteEntry::Bundle { id: other, .. } = other else { panic!("no bundle: {other:?}") };
		assert_eq!(*id, first.id(&GENESIS_HASH));
		assert_eq!(*other, second.id(&GENESIS_HASH));
		assert_eq!((from, fee, action), (&first.from, &SERO, &Action::None));
		let expected: Vec<_> = first
			.inputs
			.iter()
			.map(|input| Spend { nullifier: input.nullifier, trace: input.trace })
			.collect();
		assert_eq!(spends, &expected);
		for (record, output) in hidden.iter().zip(&first.outputs) {
			assert_eq!(record.address, output.address);
			assert_eq!(record.note_commitment, output.note_commitment);
			assert_eq!(record.ephemeral_key, output.ephemeral_key);
			assert_eq!(record.ciphertext, output.ciphertext);
		}
		assert!(public.iter().all(|note| note.origin == PublicOrigin::Bundle(*id)));
		let NoteEntry::Public(shield) = shield else { panic!("not a public note: {shield:?}") };
		assert_eq!(shield.origin, PublicOrigin::Shield(ALICE.into()));
		assert_eq!(shield.output.memo, Memo([b'x'; 64]));
		let NoteEntry::Public(coinbase) = coinbase else { panic!("not public: {coinbase:?}") };
		assert_eq!(coinbase.origin, PublicOrigin::Coinbase);

		wallet.sync();
		receiver.sync();
		assert_eq!(receiver.balance(), (5 + 7 + 2 + 1) * SERO);
		// Genesis 150; sent 5 + 7 + 1; two fees of 1 that the wallet mined itself, reward 1.
		assert_eq!(wallet.balance(), (150 - 13 + 1) * SERO);
	});
}

#[test]
fn an_empty_block_has_no_notes() {
	let (_, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let anchor = ShieldedAssets::block_notes().anchor;
		block(|| ());
		let expected = BlockNotes { first_index: 1, entries: Vec::new(), anchor };
		assert_eq!(ShieldedAssets::block_notes(), expected);
	});
}

#[test]
fn spent_nullifiers_are_reported() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO, 100 * SERO]);
	chain.execute_with(|| {
		let asked = [wallet.note(0).nullifier, wallet.note(1).nullifier, Nullifier([5; 32])];
		assert_eq!(ShieldedAssets::are_spent(&asked), vec![false, false, false]);
		let bundle = wallet.pay(1, &wallet.address(), SERO);
		assert_eq!(block(|| apply(&bundle)), Ok(()));
		assert_eq!(ShieldedAssets::are_spent(&asked), vec![false, true, false]);
		assert_eq!(ShieldedAssets::are_spent(&[]), Vec::<bool>::new());
	});
}

/// The batch that a node verifies before it executes a block is what execution asks for.
#[test]
fn proof_statements_are_those_of_the_bundles() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO, 100 * SERO]);
	chain.execute_with(|| {
		let bundles =
			[wallet.pay(0, &wallet.address(), SERO), wallet.pay(1, &wallet.address(), SERO)];
		let statements = ShieldedAssets::proof_statements(bundles.iter());
		assert_eq!(statements.keys, keys(), "the keys are listed once");
		let expected: Vec<_> =
			bundles.iter().flat_map(sero_zk_prover::test_utils::proof_items).collect();
		assert_eq!(statements.items, expected);
		assert_eq!(TestCrypto::verify_proofs(&statements.keys, &statements.items), Ok(()));

		let mut unknown = bundles[0].clone();
		unknown.outputs[0].circuit = CircuitVersion(7);
		let statements = ShieldedAssets::proof_statements([&unknown, &bundles[1]].into_iter());
		assert_eq!(statements.items.len(), 4, "a bundle that will be refused is left out");
		assert_eq!(ShieldedAssets::proof_statements(core::iter::empty()), Default::default());
	});
}
