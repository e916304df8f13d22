// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Proving for one circuit.

use core::marker::PhantomData;

use ark_bn254::{Bn254, Fr};
use ark_ff::UniformRand;
use ark_serialize::CanonicalSerialize;
use rand_core::CryptoRngCore;
use sero_shielded_primitives::ProofBytes;
use sero_zk_circuits::Circuit;
use sero_zk_params::{
	setup::{verifying_key_bytes, ProvingKey},
	CircuitKind,
};
use sero_zk_verifier::{groth16, PreparedKey, Proof};
use taceo_groth16::{CircomReduction, ConstraintMatrices, Groth16};
use zeroize::Zeroizing;

use crate::error::ProverError;

/// The proving key of a circuit with its matrices.
pub(crate) struct CircuitProver<C> {
	kind: CircuitKind,
	key: ProvingKey,
	matrices: ConstraintMatrices<Fr>,
	verifying_key: Vec<u8>,
	prepared: PreparedKey,
	circuit: PhantomData<fn() -> C>,
}

impl<C: Circuit> CircuitProver<C> {
	/// Checks that key and circuit fit.
	pub(crate) fn new(kind: CircuitKind, key: ProvingKey) -> Result<Self, ProverError> {
		let system = C::matrices();
		let instance = system.num_instance_variables();
		let variables = instance + system.num_witness_variables();
		let domain = (system.num_constraints() + instance).next_power_of_two();
		let fits = key.a_query.len() == variables
			&& key.b_g1_query.len() == variables
			&& key.b_g2_query.len() == variables
			&& key.l_query.len() == variables - instance
			&& key.h_query.len() == domain
			&& key.vk.gamma_abc_g1.len() == instance;
		if !fits {
			return Err(ProverError::WrongKey(kind));
		}
		let verifying_key = verifying_key_bytes(&key.vk)?;
		let prepared = PreparedKey::from_bytes(&verifying_key)
			.map_err(|source| ProverError::DegenerateKey { kind, source })?
			.with_alpha_beta();
		let [a, b, _] = system.matrices();
		let [a_num_non_zero, b_num_non_zero, _] = system.num_non_zero();
		let matrices = ConstraintMatrices {
			num_instance_variables: instance,
			num_witness_variables: system.num_witness_variables(),
			num_constraints: system.num_constraints(),
			a_num_non_zero,
			b_num_non_zero,
			a: a.clone(),
			b: b.clone(),
			// The quotient of snarkjs takes C z from A z and B z.
			c_num_non_zero: 0,
			c: Vec::new(),
		};
		Ok(Self { kind, key, matrices, verifying_key, prepared, circuit: PhantomData })
	}

	/// The verifying key, compressed.
	pub(crate) fn verifying_key(&self) -> &[u8] {
		&self.verifying_key
	}

	/// Proves a statement that holds, and verifies the proof.
	pub(crate) fn prove(
		&self,
		public: &C::Public,
		private: &C::Private,
		rng: &mut impl CryptoRngCore,
	) -> Result<ProofBytes, ProverError> {
		let failed = |reason: String| ProverError::Proving { kind: self.kind, reason };
		let assignment = Zeroizing::new(C::assignment(public, private));
		let r = Zeroizing::new(Fr::rand(rng));
		let s = Zeroizing::new(Fr::rand(rng));
		let proof = Groth16::<Bn254>::prove::<CircomReduction>(
			&self.key,
			*r,
			*s,
			&self.matrices,
			&assignment,
		)
		.map_err(|error| failed(error.to_string()))?;
		let mut bytes = [0u8; Proof::ENCODED_LENGTH];
		proof.serialize_compressed(&mut bytes[..]).map_err(|error| failed(error.to_string()))?;
		let inputs = assignment.get(1..=C::PUBLIC_INPUTS).unwrap_or_default();
		match Proof::from_bytes(&bytes) {
			Ok(proof) if groth16::verify(&self.prepared, &proof, inputs) => Ok(ProofBytes(bytes)),
			_ => Err(ProverError::SelfCheck(self.kind)),
		}
	}
}

impl<C> core::fmt::Debug for CircuitProver<C> {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		write!(f, "CircuitProver({})", self.kind)
	}
}
