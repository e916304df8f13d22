// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Bundles of the wallet's own builder, with real proofs under the development keys.

use super::wallet::*;
use crate::mock::*;
use sero_primitives::{units::SERO, CurrencyId};
use sero_shielded_primitives::*;
use sero_zk_prover::test_utils::verifying_keys;

/// The pallet and the builder agree about every rule, and about the keys.
#[test]
fn bundles_of_the_builder_are_applied() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		use_real_proofs();
		assert_eq!(verifying_keys(), keys());
		let mut receiver = Wallet::new(2);
		receiver.tree = wallet.tree.clone();
		let address = wallet.address();

		// A payment; then the change pays publicly; then what is left goes to an account.
		let plan = wallet.real_plan(&[0]).pay(receiver.address(), sero(30 * SERO), [5; 64]);
		let bundle = wallet.build_real(plan.add_change(address).expect("enough"));
		assert!(pool(&bundle).is_ok());
		assert_eq!(block(|| apply(&bundle)), Ok(()));
		wallet.sync();
		receiver.sync();
		assert_eq!((wallet.balance(), receiver.balance()), (69 * SERO, 30 * SERO));
		assert_eq!(receiver.notes[0].note.memo, [5; 64]);

		let change = |wallet: &Wallet| {
			let found = wallet.notes.iter().find(|owned| owned.note.asset.amount > 0);
			found.expect("there is change").index
		};
		let index = change(&wallet);
		let plan =
			wallet.real_plan(&[index]).pay_publicly(receiver.address(), sero(9 * SERO), [0; 64]);
		let bundle = wallet.build_real(plan.add_change(address).expect("enough"));
		assert_eq!(block(|| apply(&bundle)), Ok(()));
		wallet.sync();
		receiver.sync();
		assert_eq!((wallet.balance(), receiver.balance()), (59 * SERO, 39 * SERO));

		let index = change(&wallet);
		let plan = wallet.real_plan(&[index]).unshield(BOB.into(), CurrencyId::SERO, 20 * SERO);
		let bundle = wallet.build_real(plan.add_change(address).expect("enough"));
		assert_eq!(block(|| apply(&bundle)), Ok(()));
		wallet.sync();
		assert_eq!(wallet.balance(), 38 * SERO);
		assert_eq!(Balances::free_balance(BOB), 20 * SERO);
	});
}

/// SA-14: proofs that do not decode, of another statement, of another place, of nothing.
#[test]
fn forged_and_foreign_proofs_are_refused() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		use_real_proofs();
		let address = wallet.address();
		let plan = wallet.real_plan(&[0]).add_change(address).expect("enough");
		let good = wallet.build_real(plan);
		assert!(pool(&good).is_ok());

		// Bundles that are right but for their proofs: signed after the change.
		let mut with_proofs = |change: &dyn Fn(&mut Bundle)| {
			let plan = wallet.payment(0, &address, SERO);
			wallet.build_with(&plan, &|bundle| {
				for (input, real) in bundle.inputs.iter_mut().zip(&good.inputs) {
					input.proof = real.proof;
				}
				for (output, real) in bundle.outputs.iter_mut().zip(&good.outputs) {
					output.proof = real.proof;
				}
				change(bundle);
			})
		};
		// Real proofs of the other bundle.
		assert_refused(&with_proofs(&|_| ()), RejectReason::InvalidProof);
		// An input's proof for an output and the other way round.
		let swapped = with_proofs(&|bundle| {
			let (input, output) = (bundle.inputs[0].proof, bundle.outputs[0].proof);
			bundle.inputs[0].proof = output;
			bundle.outputs[0].proof = input;
		});
		assert_refused(&swapped, RejectReason::InvalidProof);
		// No proof at all, and bytes that are not points.
		let nothing = with_proofs(&|bundle| bundle.inputs[0].proof = ProofBytes([0; 128]));
		assert_refused(&nothing, RejectReason::MalformedProof);
		let noise = with_proofs(&|bundle| bundle.outputs[0].proof = ProofBytes([0xff; 128]));
		assert_refused(&noise, RejectReason::MalformedProof);
	});
}

/// A31: a note that does not exist cannot be spent.
#[test]
fn a_proof_about_another_tree_is_refused() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	let (mut elsewhere, mut other_chain) = Wallet::with_chain(&[100 * SERO, 1_000 * SERO]);
	let bundle = other_chain.execute_with(|| {
		let address = elsewhere.address();
		let plan = elsewhere.real_plan(&[1]).add_change(address).expect("enough");
		elsewhere.build_real(plan)
	});
	chain.execute_with(|| {
		use_real_proofs();
		assert_refused(&bundle, RejectReason::UnknownAnchor);
		// The same proofs under an anchor that is known.
		let anchor = wallet.anchor();
		let plan = wallet.payment(0, &wallet.address(), SERO);
		let moved = wallet.build_with(&plan, &|rebuilt| {
			rebuilt.anchor = anchor;
			rebuilt.inputs[0].proof = bundle.inputs[0].proof;
			rebuilt.inputs[1].proof = bundle.inputs[1].proof;
			rebuilt.outputs[0].proof = bundle.outputs[0].proof;
			rebuilt.outputs[1].proof = bundle.outputs[1].proof;
		});
		assert_refused(&moved, RejectReason::InvalidProof);
	});
}
