// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{
	key::{lint, VerifyingKey, VkError},
	proof::ProofError,
	testing::Toy,
};
use ark_bn254::{Fq, Fq12, Fq2, G1Affine, G2Affine};
use ark_ff::{PrimeField, UniformRand};
use ark_serialize::{CanonicalDeserialize, CanonicalSerialize};
use core::str::FromStr;
use rand_core::SeedableRng;
use serde_json::Value;

fn vectors() -> Value {
	serde_json::from_str(include_str!("../../../../tests/vectors/groth16-bn254.json")).unwrap()
}

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

fn unhex(value: &Value) -> Vec<u8> {
	let text = value.as_str().unwrap();
	(0..text.len() / 2).map(|i| u8::from_str_radix(&text[2 * i..2 * i + 2], 16).unwrap()).collect()
}

fn compressed(points: &[&dyn Fn(&mut Vec<u8>)]) -> Vec<u8> {
	let mut bytes = Vec::new();
	points.iter().for_each(|write| write(&mut bytes));
	bytes
}

/// Key, proof and inputs of a vector by snarkjs, through the byte encodings.
fn snarkjs(vector: &Value) -> (Vec<u8>, Proof, Vec<Fr>) {
	let put = |p: G1Affine| move |out: &mut Vec<u8>| p.serialize_compressed(out).unwrap();
	let put2 = |p: G2Affine| move |out: &mut Vec<u8>| p.serialize_compressed(out).unwrap();
	let factors: Vec<G1Affine> = vector["ic"].as_array().unwrap().iter().map(g1).collect();
	let key = compressed(&[
		&put(g1(&vector["alpha"])),
		&put2(g2(&vector["beta"])),
		&put2(g2(&vector["gamma"])),
		&put2(g2(&vector["delta"])),
		&|out| factors.serialize_compressed(out).unwrap(),
	]);
	let proof = compressed(&[
		&put(g1(&vector["pi_a"])),
		&put2(g2(&vector["pi_b"])),
		&put(g1(&vector["pi_c"])),
	]);
	let inputs = vector["public"].as_array().unwrap();
	let inputs = inputs.iter().map(|v| Fr::from_str(v.as_str().unwrap()).unwrap()).collect();
	(key, Proof::from_bytes(&proof.try_into().unwrap()).unwrap(), inputs)
}

#[test]
fn proofs_by_snarkjs_verify_and_altered_ones_do_not() {
	for vector in vectors()["snarkjs"].as_array().unwrap() {
		let (key, proof, mut inputs) = snarkjs(vector);
		let key = PreparedKey::new(&VerifyingKey::from_bytes(&key).unwrap());
		assert!(verify(&key, &proof, &inputs), "{}", vector["name"]);
		let key = key.with_alpha_beta();
		assert!(verify(&key, &proof, &inputs));
		let item = BatchItem { key: &key, proof, inputs: inputs.clone() };
		assert!(batch_verify(&[item.clone(), item], &[7; 32]));
		inputs[0] += Fr::ONE;
		assert!(!verify(&key, &proof, &inputs));
	}
}

#[test]
fn keys_without_a_full_setup_are_refused() {
	let vectors = vectors();
	// gamma = delta = generator: the FoomCash and Veil Cash keys.
	let (key, ..) = snarkjs(&vectors["snarkjs"][0]);
	assert_eq!(lint(&key, 2), Err(VkError::Generator));
	assert!(PreparedKey::from_bytes(&key).is_err());
	let (key, ..) = snarkjs(&vectors["snarkjs"][1]);
	assert_eq!(lint(&key, 2), Err(VkError::Generator));
}

#[test]
fn prepared_key_and_proof_by_another_arkworks_user_verify() {
	let vectors = vectors();
	let vector = &vectors["arkworks_prepared"];
	let key = VerifyingKey::from_bytes(&unhex(&vector["key"])).unwrap();
	assert_eq!(key.check(), Ok(()));
	assert_eq!(lint(&unhex(&vector["key"]), 1), Ok(()));
	assert_eq!(lint(&unhex(&vector["key"]), 2), Err(VkError::InputCount));
	let expected = Fq12::deserialize_uncompressed(&unhex(&vector["key_alpha_beta"])[..]).unwrap();
	let prepared = PreparedKey::new(&key).with_alpha_beta();
	assert_eq!(prepared.alpha_beta.unwrap().0, expected);

	let factors = unhex(&vector["gamma_abc"]);
	let decode = |name: &str| G2Affine::deserialize_compressed(&unhex(&vector[name])[..]).unwrap();
	let alpha_beta = Fq12::deserialize_uncompressed(&unhex(&vector["alpha_beta"])[..]).unwrap();
	let key = PreparedKey {
		alpha: G1Affine::identity(),
		gamma_abc: factors
			.chunks(32)
			.map(|bytes| G1Affine::deserialize_compressed(bytes).unwrap())
			.collect(),
		beta: G2Affine::identity().into(),
		minus_gamma: decode("minus_gamma").into(),
		minus_delta: decode("minus_delta").into(),
		alpha_beta: Some(PairingOutput(alpha_beta)),
	};
	let proof = Proof::from_bytes(&unhex(&vector["proof"]).try_into().unwrap()).unwrap();
	let input = Fr::deserialize_compressed(&unhex(&vector["input"])[..]).unwrap();
	assert!(verify(&key, &proof, &[input]));
	assert!(!verify(&key, &proof, &[input + Fr::ONE]));
}

#[test]
fn single_and_batch_agree_with_ark_groth16() {
	let toys = [Toy::new(1, 1), Toy::new(5, 2), Toy::new(9, 3)];
	let keys: Vec<_> = toys.iter().map(|toy| PreparedKey::from_bytes(&toy.key).unwrap()).collect();
	let mut items = Vec::new();
	for round in 0..4 {
		for (toy, key) in toys.iter().zip(&keys) {
			let (proof, inputs) = toy.prove(round);
			let reference =
				ark_groth16::VerifyingKey::deserialize_compressed(&toy.key[..]).unwrap();
			let reference = ark_groth16::prepare_verifying_key::<Bn254>(&reference);
			let ark_proof = ark_groth16::Proof::deserialize_compressed(&proof[..]).unwrap();
			assert!(ark_groth16::Groth16::<Bn254>::verify_proof(&reference, &ark_proof, &inputs)
				.unwrap());
			let proof = Proof::from_bytes(&proof).unwrap();
			assert!(verify(key, &proof, &inputs));
			items.push(BatchItem { key, proof, inputs });
		}
	}
	for size in 0..=items.len() {
		assert!(batch_verify(&items[..size], &[size as u8; 32]), "{size}");
	}
}

#[test]
fn a_batch_with_one_wrong_proof_is_refused() {
	let toys = [Toy::new(2, 1), Toy::new(2, 2)];
	let keys: Vec<_> = toys.iter().map(|toy| PreparedKey::from_bytes(&toy.key).unwrap()).collect();
	let items: Vec<_> = (0..6u8)
		.map(|i| {
			let (proof, inputs) = toys[i as usize % 2].prove(i);
			let proof = Proof::from_bytes(&proof).unwrap();
			BatchItem { key: &keys[i as usize % 2], proof, inputs }
		})
		.collect();
	assert!(batch_verify(&items, &[0; 32]));
	for position in 0..items.len() {
		// Another input.
		let mut wrong = items.clone();
		wrong[position].inputs[1] += Fr::ONE;
		assert!(!batch_verify(&wrong, &[0; 32]));
		// Another proof's parts.
		let other = items[(position + 2) % 6].proof;
		for part in 0..3 {
			let mut wrong = items.clone();
			match part {
				0 => wrong[position].proof.a = other.a,
				1 => wrong[position].proof.b = other.b,
				_ => wrong[position].proof.c = other.c,
			}
			assert!(!batch_verify(&wrong, &[0; 32]));
			assert!(!verify(wrong[position].key, &wrong[position].proof, &wrong[position].inputs));
		}
		// A proof for the other key.
		let mut wrong = items.clone();
		wrong[position].key = &keys[(position + 1) % 2];
		assert!(!batch_verify(&wrong, &[0; 32]));
	}
	// Errors that cancel without coefficients: C_0 + D, C_2 - D.
	let mut wrong = items.clone();
	wrong[0].proof.c = (wrong[0].proof.c + G1Affine::generator()).into_affine();
	wrong[2].proof.c = (wrong[2].proof.c - G1Affine::generator()).into_affine();
	assert!(!batch_verify(&wrong, &[0; 32]));
	// Swapped statements of the same key.
	let mut wrong = items.clone();
	let inputs = core::mem::take(&mut wrong[0].inputs);
	wrong[0].inputs = core::mem::replace(&mut wrong[2].inputs, inputs);
	assert!(!batch_verify(&wrong, &[0; 32]));
}

#[test]
fn wrong_input_counts_are_refused() {
	let toy = Toy::new(3, 1);
	let key = PreparedKey::from_bytes(&toy.key).unwrap();
	let (proof, inputs) = toy.prove(1);
	let proof = Proof::from_bytes(&proof).unwrap();
	assert!(verify(&key, &proof, &inputs));
	for inputs in [&inputs[..2], &[], &[&inputs[..], &[Fr::ZERO]].concat()] {
		assert!(!verify(&key, &proof, inputs));
		assert!(!batch_verify(
			&[BatchItem { key: &key, proof, inputs: inputs.to_vec() }],
			&[0; 32]
		));
	}
}

#[test]
fn rerandomized_proofs_verify() {
	// A21: Groth16 proofs are malleable; bundles must not rely on a proof's bytes being unique.
	let toy = Toy::new(3, 1);
	let key = PreparedKey::from_bytes(&toy.key).unwrap();
	let (proof, inputs) = toy.prove(1);
	let mut proof = Proof::from_bytes(&proof).unwrap();
	let factor = Fr::from(12345u64);
	proof.a = (proof.a * factor).into_affine();
	proof.b = (proof.b * factor.inverse().unwrap()).into_affine();
	assert!(verify(&key, &proof, &inputs));
}

#[test]
fn coefficients_are_wide_and_distinct() {
	let all: std::collections::BTreeSet<u128> =
		(0..100).map(|position| coefficient(&[1; 32], position)).collect();
	assert_eq!(all.len(), 100);
	assert!(all.iter().any(|r| r >> 120 != 0));
	assert_ne!(coefficient(&[1; 32], 0), coefficient(&[2; 32], 0));
}

#[test]
fn key_encodings_of_wrong_length_are_refused() {
	let key = Toy::new(3, 1).key;
	assert_eq!(key.len(), VerifyingKey::encoded_length(3));
	assert_eq!(lint(&key, 3), Ok(()));
	for length in 0..key.len() {
		assert_eq!(VerifyingKey::from_bytes(&key[..length]), Err(VkError::Length), "{length}");
	}
	assert_eq!(VerifyingKey::from_bytes(&[&key[..], &[0]].concat()), Err(VkError::Length));
	assert_eq!(VerifyingKey::from_bytes(&[&key[..], &[0; 32]].concat()), Err(VkError::Length));
	for count in [0, 3, 5, 1 << 32, u64::MAX] {
		let mut wrong = key.clone();
		wrong[224..232].copy_from_slice(&count.to_le_bytes());
		assert_eq!(VerifyingKey::from_bytes(&wrong), Err(VkError::Length));
	}
	// More public inputs than any circuit has.
	let mut large = key[..224].to_vec();
	large.extend_from_slice(&66u64.to_le_bytes());
	large.extend((0..66).flat_map(|_| key[232..264].to_vec()));
	assert_eq!(VerifyingKey::from_bytes(&large), Err(VkError::Length));
}

#[test]
fn degenerate_keys_are_refused() {
	let key = Toy::new(3, 1).key;
	let generator1 = compressed(&[&|out| G1Affine::generator().serialize_compressed(out).unwrap()]);
	let generator2 = compressed(&[&|out| G2Affine::generator().serialize_compressed(out).unwrap()]);
	let with = |at: usize, bytes: &[u8]| {
		let mut key = key.clone();
		key[at..at + bytes.len()].copy_from_slice(bytes);
		key
	};
	let negated = |bytes: &[u8]| {
		let mut bytes = bytes.to_vec();
		*bytes.last_mut().unwrap() ^= 0x80;
		bytes
	};
	assert_eq!(lint(&with(0, &generator1), 3), Err(VkError::Generator));
	for at in [32, 96, 160] {
		assert_eq!(lint(&with(at, &generator2), 3), Err(VkError::Generator));
		assert_eq!(lint(&with(at, &negated(&generator2)), 3), Err(VkError::Generator));
	}
	let gamma = key[96..160].to_vec();
	assert_eq!(lint(&with(160, &gamma), 3), Err(VkError::GammaIsDelta));
	assert_eq!(lint(&with(160, &negated(&gamma)), 3), Err(VkError::GammaIsDelta));
	let mut identity = [0u8; 64];
	identity[31] = 0x40;
	for at in [0, 232, 264] {
		assert_eq!(lint(&with(at, &identity[..32]), 3), Err(VkError::Identity));
	}
	let mut identity = [0u8; 64];
	identity[63] = 0x40;
	for at in [32, 96, 160] {
		assert_eq!(lint(&with(at, &identity), 3), Err(VkError::Identity));
	}
	// The same factor twice.
	let factor = key[264..296].to_vec();
	assert_eq!(lint(&with(296, &factor), 3), Err(VkError::DependentInputs));
	assert_eq!(lint(&with(296, &negated(&factor)), 3), Err(VkError::DependentInputs));
	// Not on the curve: x = 0 gives y^2 = 3, which is no square.
	assert_eq!(lint(&with(264, &[0; 32]), 3), Err(VkError::Point));
	for count in [0, 1, 2, 4, usize::MAX] {
		assert_eq!(lint(&key, count), Err(VkError::InputCount));
	}
}

/// A point on the twist that is not in the subgroup.
fn outside_of_the_subgroup() -> [u8; 64] {
	let mut rng = rand_chacha::ChaCha20Rng::from_seed([9; 32]);
	loop {
		let x = Fq2::rand(&mut rng);
		if let Some(point) = G2Affine::get_point_from_x_unchecked(x, true) {
			assert!(point.is_on_curve() && !point.is_in_correct_subgroup_assuming_on_curve());
			let mut bytes = Vec::new();
			point.serialize_compressed(&mut bytes).unwrap();
			return bytes.try_into().unwrap();
		}
	}
}

#[test]
fn points_outside_of_the_subgroup_are_refused() {
	let toy = Toy::new(1, 1);
	let outside = outside_of_the_subgroup();
	for at in [32, 96, 160] {
		let mut key = toy.key.clone();
		key[at..at + 64].copy_from_slice(&outside);
		assert_eq!(lint(&key, 1), Err(VkError::Point));
	}
	let (mut proof, _) = toy.prove(1);
	proof[32..96].copy_from_slice(&outside);
	assert_eq!(Proof::from_bytes(&proof), Err(ProofError));
}

#[test]
fn every_proof_has_one_encoding() {
	let (proof, _) = Toy::new(1, 1).prove(1);
	let decoded = Proof::from_bytes(&proof).unwrap();
	// Identity, also with bits beside the flag.
	for (range, flag) in [(0..32, 31), (32..96, 95), (96..128, 127)] {
		let mut identity = proof;
		identity[range.clone()].fill(0);
		identity[flag] = 0x40;
		assert_eq!(Proof::from_bytes(&identity), Err(ProofError));
		identity[range.start] = 1;
		assert_eq!(Proof::from_bytes(&identity), Err(ProofError));
		let mut both_flags = proof;
		both_flags[flag] |= 0xc0;
		assert_eq!(Proof::from_bytes(&both_flags), Err(ProofError));
	}
	// x + q is refused wherever it fits.
	let modulus: [u64; 4] = <Fq as PrimeField>::MODULUS.0;
	for start in [0, 32, 64, 96] {
		let mut shifted = proof;
		let mut carry = 0u128;
		for limb in 0..4 {
			let at = start + 8 * limb;
			let mut old = u64::from_le_bytes(shifted[at..at + 8].try_into().unwrap());
			if limb == 3 {
				old &= !(0b11 << 62);
			}
			carry += u128::from(old) + u128::from(modulus[limb]);
			shifted[at..at + 8].copy_from_slice(&(carry as u64).to_le_bytes());
			carry >>= 64;
		}
		assert_eq!(Proof::from_bytes(&shifted), Err(ProofError));
	}
	// Any other single bit gives an error or another proof.
	for bit in 0..8 * proof.len() {
		let mut other = proof;
		other[bit / 8] ^= 1 << (bit % 8);
		assert_ne!(Proof::from_bytes(&other), Ok(decoded));
	}
}
