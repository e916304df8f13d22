// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Deterministic development keys.

use ark_bn254::{Bn254, Fr};
use ark_ff::{Field, Zero};
use ark_groth16::Groth16;
use ark_relations::gr1cs::ConstraintSynthesizer;
use ark_serialize::CanonicalSerialize;
use ark_snark::SNARK;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use sero_zk_circuits::{matrix_hash, InputCircuit, IssueCircuit, LicenseCircuit, OutputCircuit};
use sero_zk_crypto::{domains::DEVELOPMENT_PARAMETERS, hash::blake2b_256};

use super::{CircomReduction, ParamsError, ProvingKey, VerifyingKey};
use crate::{CircuitKind, DEVELOPMENT_SEED};

/// Hash of a circuit's matrices.
pub fn circuit_hash(kind: CircuitKind) -> [u8; 32] {
	match kind {
		CircuitKind::Input => matrix_hash::<InputCircuit>(),
		CircuitKind::Output => matrix_hash::<OutputCircuit>(),
		CircuitKind::License => matrix_hash::<LicenseCircuit>(),
		CircuitKind::Issue => matrix_hash::<IssueCircuit>(),
	}
}

/// Seed of the random generator of a circuit's development parameters.
pub fn development_seed(kind: CircuitKind) -> [u8; 32] {
	blake2b_256(&DEVELOPMENT_PARAMETERS, &[DEVELOPMENT_SEED, kind.name().as_bytes()])
}

/// Makes the development key of a circuit: the same on every machine.
///
/// # Caveats
/// Its trapdoor is public.
///
/// # Errors
/// [`ParamsError::Generation`].
pub fn development_key(kind: CircuitKind) -> Result<ProvingKey, ParamsError> {
	match kind {
		CircuitKind::Input => generate(kind, InputCircuit::default()),
		CircuitKind::Output => generate(kind, OutputCircuit::default()),
		CircuitKind::License => generate(kind, LicenseCircuit::default()),
		CircuitKind::Issue => generate(kind, IssueCircuit::default()),
	}
}

fn generate(
	kind: CircuitKind,
	circuit: impl ConstraintSynthesizer<Fr>,
) -> Result<ProvingKey, ParamsError> {
	let mut rng = ChaCha20Rng::from_seed(development_seed(kind));
	Groth16::<Bn254, CircomReduction>::circuit_specific_setup(circuit, &mut rng)
		.map(|(proving_key, _)| proving_key)
		.map_err(|source| ParamsError::Generation { kind, source })
}

/// The uncompressed encoding of a proving key.
///
/// # Errors
/// [`ParamsError::Encoding`], which cannot happen when writing to memory.
pub fn proving_key_bytes(key: &ProvingKey) -> Result<Vec<u8>, ParamsError> {
	let mut bytes = Vec::with_capacity(key.uncompressed_size());
	key.serialize_uncompressed(&mut bytes)?;
	Ok(bytes)
}

/// The compressed encoding of a verifying key.
///
/// # Errors
/// [`ParamsError::Encoding`], which cannot happen when writing to memory.
pub fn verifying_key_bytes(key: &VerifyingKey) -> Result<Vec<u8>, ParamsError> {
	let mut bytes = Vec::with_capacity(key.compressed_size());
	key.serialize_compressed(&mut bytes)?;
	Ok(bytes)
}

/// BLAKE2b-256 of an encoded key.
pub fn key_hash(bytes: &[u8]) -> [u8; 32] {
	let mut hash = [0u8; 32];
	hash.copy_from_slice(blake2b_simd::Params::new().hash_length(32).hash(bytes).as_bytes());
	hash
}

/// Multiplies `gamma` by a public factor and the public inputs' terms by its inverse.
///
/// The key accepts the same proofs as before. It is what makes the key of a ceremony, which has `gamma` at
/// the generator, acceptable to the lint; the factor should be a hash of the transcript.
///
/// # Errors
/// [`ParamsError::ZeroFactor`].
pub fn randomize_gamma(key: &VerifyingKey, factor: Fr) -> Result<VerifyingKey, ParamsError> {
	if factor.is_zero() {
		return Err(ParamsError::ZeroFactor);
	}
	let inverse = factor.inverse().ok_or(ParamsError::ZeroFactor)?;
	let mut key = key.clone();
	key.gamma_g2 = (key.gamma_g2 * factor).into();
	for term in &mut key.gamma_abc_g1 {
		*term = (*term * inverse).into();
	}
	Ok(key)
}
