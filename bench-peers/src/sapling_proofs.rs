// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! One Sapling spend and one Sapling output, with parameters made on the spot.

use crate::Figures;
use bellman::{gadgets::test::TestConstraintSystem, Circuit};
use bls12_381::{Bls12, Scalar};
use groth16::{
	create_random_proof, generate_random_parameters, prepare_verifying_key, verify_proof,
};
use group::ff::Field;
use incrementalmerkletree::Position;
use rand::{rand_core::UnwrapErr, rngs::SysRng};
use sapling_crypto::{
	circuit::{Output, Spend, ValueCommitmentOpening},
	keys::ExpandedSpendingKey,
	value::NoteValue,
	Diversifier, MerklePath, Node, Note, Rseed,
};

const TREE_DEPTH: usize = 32;

/// Public inputs of the spend circuit, by their names in it.
const SPEND_INPUTS: [&str; 7] = [
	"rk/u/input variable",
	"rk/v/input variable",
	"value commitment/commitment point/u/input variable",
	"value commitment/commitment point/v/input variable",
	"anchor/input variable",
	"pack nullifier/input 0",
	"pack nullifier/input 1",
];

/// Public inputs of the output circuit, by their names in it.
const OUTPUT_INPUTS: [&str; 5] = [
	"value commitment/commitment point/u/input variable",
	"value commitment/commitment point/v/input variable",
	"epk/u/input variable",
	"epk/v/input variable",
	"commitment/input variable",
];

/// Reads the public inputs off the circuit with its witness.
fn public_inputs(circuit: impl Circuit<Scalar>, names: &[&str]) -> Vec<Scalar> {
	let mut system = TestConstraintSystem::new();
	circuit.synthesize(&mut system).expect("the witness is complete");
	assert!(system.is_satisfied());
	names.iter().enumerate().map(|(i, name)| system.get_input(i + 1, name)).collect()
}

/// Measures proving and prepared single verification of both circuits.
pub fn measure(figures: &mut Figures) {
	let mut rng = UnwrapErr(SysRng);
	let spending_key = (0u8..)
		.find_map(|seed| ExpandedSpendingKey::from_spending_key(&[seed; 32]))
		.expect("nearly every seed gives a key");
	let proof_generation_key = spending_key.proof_generation_key();
	let viewing_key = proof_generation_key.to_viewing_key();
	let payment_address = (0u8..)
		.find_map(|d| viewing_key.to_payment_address(Diversifier([d; 11])))
		.expect("every other diversifier is valid");

	let opening = ValueCommitmentOpening {
		value: NoteValue::from_raw(1),
		randomness: jubjub::Fr::random(&mut rng),
	};
	let note_randomness = jubjub::Fr::random(&mut rng);
	let note =
		Note::from_parts(payment_address, opening.value, Rseed::BeforeZip212(note_randomness));
	let siblings: Vec<Node> =
		(0..TREE_DEPTH).map(|_| Node::from_scalar(Scalar::random(&mut rng))).collect();
	let position = 0x5a5a_1234u64;
	let path = MerklePath::from_parts(siblings.clone(), Position::from(position))
		.expect("the tree's depth");
	let anchor = path.root(Node::from_cmu(&note.cmu()));

	let empty_spend = Spend {
		value_commitment_opening: None,
		proof_generation_key: None,
		payment_address: None,
		commitment_randomness: None,
		ar: None,
		auth_path: vec![None; TREE_DEPTH],
		anchor: None,
	};
	let randomizer = jubjub::Fr::random(&mut rng);
	let spend = || Spend {
		value_commitment_opening: Some(opening.clone()),
		proof_generation_key: Some(proof_generation_key.clone()),
		payment_address: Some(payment_address),
		commitment_randomness: Some(note_randomness),
		ar: Some(randomizer),
		auth_path: siblings
			.iter()
			.enumerate()
			.map(|(i, node)| Some(((*node).into(), position >> i & 1 == 1)))
			.collect(),
		anchor: Some(anchor.into()),
	};
	let parameters =
		generate_random_parameters::<Bls12, _, _>(empty_spend, &mut rng).expect("parameters");
	let inputs = public_inputs(spend(), &SPEND_INPUTS);
	let proof = figures.measure("sapling/prove/spend", 5, || {
		create_random_proof(spend(), &parameters, &mut rng).expect("proves")
	});
	let key = prepare_verifying_key(&parameters.vk);
	figures
		.measure("sapling/verify/spend", 50, || verify_proof(&key, &proof, &inputs))
		.expect("the proof is valid");

	let empty_output = Output {
		value_commitment_opening: None,
		payment_address: None,
		commitment_randomness: None,
		esk: None,
	};
	let ephemeral_secret = jubjub::Fr::random(&mut rng);
	let output = || Output {
		value_commitment_opening: Some(opening.clone()),
		payment_address: Some(payment_address),
		commitment_randomness: Some(note_randomness),
		esk: Some(ephemeral_secret),
	};
	let parameters =
		generate_random_parameters::<Bls12, _, _>(empty_output, &mut rng).expect("parameters");
	let inputs = public_inputs(output(), &OUTPUT_INPUTS);
	let proof = figures.measure("sapling/prove/output", 5, || {
		create_random_proof(output(), &parameters, &mut rng).expect("proves")
	});
	let key = prepare_verifying_key(&parameters.vk);
	figures
		.measure("sapling/verify/output", 50, || verify_proof(&key, &proof, &inputs))
		.expect("the proof is valid");
}
