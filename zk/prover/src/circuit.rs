// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Proving for one circuit.

use core::marker::PhantomData;

use ark_bn254::Fr;
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
use zeroize::Zeroizing;

use crate::{error::ProverError, groth16::Groth16Prover};

/// Proves the statements of a circuit.
pub(crate) struct CircuitProver<C> {
	kind: CircuitKind,
	groth16: Groth16Prover,
	verifying_key: Vec<u8>,
	prepared: PreparedKey,
	circuit: PhantomData<fn() -> C>,
}

impl<C: Circuit> CircuitProver<C> {
	/// Checks that key and circuit fit.
	pub(crate) fn new(kind: CircuitKind, key: ProvingKey) -> Result<Self, ProverError> {
		let verifying_key = verifying_key_bytes(&key.vk)?;
		let prepared = PreparedKey::from_bytes(&verifying_key)
			.map_err(|source| ProverError::DegenerateKey { kind, source })?
			.with_alpha_beta();
		let groth16 = Groth16Prover::new(C::matrices(), key).ok_or(ProverError::WrongKey(kind))?;
		Ok(Self { kind, groth16, verifying_key, prepared, circuit: PhantomData })
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
		let proof = self.groth16.prove(&assignment, &r, &s).map_err(failed)?;
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
