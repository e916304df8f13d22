// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! A small circuit with proofs made by `ark-groth16`, for tests and benchmarks.

use ark_bn254::{Bn254, Fr};
use ark_ff::{Field, UniformRand};
use ark_groth16::{Groth16, ProvingKey};
use ark_relations::{
	gr1cs::{ConstraintSynthesizer, ConstraintSystemRef, Result, SynthesisError},
	lc,
};
use ark_serialize::CanonicalSerialize;
use ark_snark::SNARK;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

/// Every public input is the square of a witness.
struct Squares(Vec<Option<Fr>>);

impl ConstraintSynthesizer<Fr> for Squares {
	fn generate_constraints(self, cs: ConstraintSystemRef<Fr>) -> Result<()> {
		for root in self.0 {
			let missing = SynthesisError::AssignmentMissing;
			let public = cs.new_input_variable(|| root.map(|r| r.square()).ok_or(missing))?;
			let witness = cs.new_witness_variable(|| root.ok_or(missing))?;
			cs.enforce_r1cs_constraint(|| lc![witness], || lc![witness], || lc![public])?;
		}
		Ok(())
	}
}

/// A key pair of the circuit with some number of public inputs.
pub struct Toy {
	/// The encoded verifying key.
	pub key: Vec<u8>,
	proving_key: ProvingKey<Bn254>,
	inputs: usize,
}

impl Toy {
	/// Makes a key pair.
	pub fn new(inputs: usize, seed: u8) -> Self {
		let mut rng = ChaCha20Rng::from_seed([seed; 32]);
		let circuit = Squares(vec![None; inputs]);
		let (proving_key, vk) =
			Groth16::<Bn254>::circuit_specific_setup(circuit, &mut rng).unwrap();
		let mut key = Vec::new();
		vk.serialize_compressed(&mut key).unwrap();
		Self { key, proving_key, inputs }
	}

	/// Makes a proof and its public inputs.
	pub fn prove(&self, seed: u8) -> ([u8; 128], Vec<Fr>) {
		let mut rng = ChaCha20Rng::from_seed([seed; 32]);
		let roots: Vec<_> = (0..self.inputs).map(|_| Fr::rand(&mut rng)).collect();
		let public = roots.iter().map(|root| root.square()).collect();
		let circuit = Squares(roots.into_iter().map(Some).collect());
		let proof = Groth16::<Bn254>::prove(&self.proving_key, circuit, &mut rng).unwrap();
		let mut bytes = Vec::new();
		proof.serialize_compressed(&mut bytes).unwrap();
		(bytes.try_into().unwrap(), public)
	}
}
