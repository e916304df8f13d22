// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Proofs: one by snarkjs, its key brought into the chain's encoding.

use super::*;
use crate::ISeroGroth16::verifyCall;
use ark_bn254::{Fq, Fq2, Fr, G1Affine, G2Affine};
use ark_ec::CurveGroup;
use ark_ff::{Field, PrimeField};
use ark_serialize::CanonicalSerialize;
use core::str::FromStr;
use pallet_revive::precompiles::alloy::primitives::U256 as Word;
use serde_json::Value;

fn field(value: &Value) -> Fq {
	Fq::from_str(value.as_str().unwrap()).unwrap()
}

fn g1(value: &Value) -> G1Affine {
	G1Affine::new(field(&value[0]), field(&value[1]))
}

fn g2(value: &Value) -> G2Affine {
	let pair = |v: &Value| Fq2::new(field(&v[0]), field(&v[1]));
	G2Affine::new(pair(&value[0]), pair(&value[1]))
}

fn compressed(points: &[&dyn Fn(&mut Vec<u8>)]) -> Vec<u8> {
	let mut bytes = Vec::new();
	points.iter().for_each(|write| write(&mut bytes));
	bytes
}

/// A proof by snarkjs. Its gamma is the generator, which the chain refuses; with gamma times `factor` and the
/// points of the inputs divided by it, the key stands for the same.
pub fn snarkjs(factor: u64) -> verifyCall {
	let vectors: Value =
		serde_json::from_str(include_str!("../../../../tests/vectors/groth16-bn254.json")).unwrap();
	let vector = &vectors["snarkjs"][1];
	let factor = Fr::from(factor);
	let put = |p: G1Affine| move |out: &mut Vec<u8>| p.serialize_compressed(out).unwrap();
	let put2 = |p: G2Affine| move |out: &mut Vec<u8>| p.serialize_compressed(out).unwrap();
	let points = vector["ic"].as_array().unwrap().iter();
	let points: Vec<G1Affine> =
		points.map(|point| (g1(point) * factor.inverse().unwrap()).into_affine()).collect();
	let key = compressed(&[
		&put(g1(&vector["alpha"])),
		&put2(g2(&vector["beta"])),
		&put2((g2(&vector["gamma"]) * factor).into_affine()),
		&put2(g2(&vector["delta"])),
		&|out| points.serialize_compressed(out).unwrap(),
	]);
	let proof = compressed(&[
		&put(g1(&vector["pi_a"])),
		&put2(g2(&vector["pi_b"])),
		&put(g1(&vector["pi_c"])),
	]);
	let inputs = vector["public"].as_array().unwrap().iter();
	verifyCall {
		verifyingKey: key.into(),
		proof: proof.into(),
		inputs: inputs.map(|input| Word::from_str(input.as_str().unwrap()).unwrap()).collect(),
	}
}

/// A valid proof.
pub fn verify_call() -> verifyCall {
	snarkjs(7)
}

fn verify(change: impl FnOnce(&mut verifyCall)) -> Result<bool, Failure> {
	let mut verify = verify_call();
	change(&mut verify);
	chain().execute_with(|| call(GROTH16, verify))
}

/// The order of the field.
fn order() -> Word {
	Word::from_str(&Fr::MODULUS.to_string()).unwrap()
}

#[test]
fn proofs_are_verified() {
	assert_eq!(verify(|_| {}), Ok(true));
	assert_eq!(verify(|call| call.inputs[0] ^= Word::from(1)), Ok(false));
	let mut inputs_swapped = verify_call();
	inputs_swapped.inputs.reverse();
	if inputs_swapped.inputs != verify_call().inputs {
		assert_eq!(verify(|call| *call = inputs_swapped), Ok(false));
	}
	// A proof of other points, and one of none.
	let altered = |position: usize, by: u8| {
		verify(|call| {
			let mut proof = call.proof.to_vec();
			proof[position] ^= by;
			call.proof = proof.into();
		})
	};
	assert_eq!(altered(31, 0x80), Ok(false));
	assert_eq!(altered(127, 0x80), Ok(false));
	assert_eq!(altered(0, 1), Ok(false));
	assert_eq!(verify(|call| call.proof = vec![0; 128].into()), Ok(false));
	assert_eq!(verify(|call| call.proof = vec![0xff; 128].into()), Ok(false));
}

#[test]
fn cl_19_inputs_have_a_bound() {
	let refused = Err(reverted("more than 64 public inputs"));
	assert_eq!(verify(|call| call.inputs = vec![Word::ZERO; 65]), refused);
}

#[test]
fn cl_21_a_proof_has_128_bytes() {
	let refused = Err(reverted("a proof must have 128 bytes"));
	assert_eq!(verify(|call| call.proof = vec![].into()), refused);
	assert_eq!(verify(|call| call.proof = call.proof[1..].to_vec().into()), refused);
	assert_eq!(verify(|call| call.proof = [&call.proof[..], &[0]].concat().into()), refused);
}

#[test]
fn cl_22_a_key_decodes_and_is_not_degenerate() {
	let refused = Err(reverted("verifying key is refused"));
	assert_eq!(verify(|call| call.verifyingKey = vec![].into()), refused);
	assert_eq!(verify(|call| call.verifyingKey = vec![0; 100_000].into()), refused);
	assert_eq!(verify(|call| call.verifyingKey = call.verifyingKey[1..].to_vec().into()), refused);
	// Gamma is the generator.
	assert_eq!(verify(|call| *call = snarkjs(1)), refused);
}

#[test]
fn cl_23_a_key_has_its_number_of_inputs() {
	let refused = Err(reverted("the key has another number of public inputs"));
	assert_eq!(verify(|call| call.inputs.push(Word::ZERO)), refused);
	assert_eq!(verify(|call| call.inputs.truncate(1)), refused);
}

#[test]
fn cl_24_inputs_are_below_the_order() {
	let refused = Err(reverted("a public input is not below the field's order"));
	assert_eq!(verify(|call| call.inputs[0] += order()), refused);
	assert_eq!(verify(|call| call.inputs[0] = order()), refused);
	assert_eq!(verify(|call| call.inputs[0] = Word::MAX), refused);
	assert_eq!(verify(|call| call.inputs[0] = order() - Word::from(1)), Ok(false));
}
