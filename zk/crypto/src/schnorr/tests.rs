// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use ark_ec::AffineRepr;
use ark_ff::{BigInteger, PrimeField, UniformRand};
use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};

use super::*;
use crate::{
	curve::{compress, decompress, EdwardsAffine},
	domains::{BALANCE_SIGNATURE, FROM_SIGNATURE},
	generators::{KEY_GENERATOR, VALUE_TRAPDOOR_GENERATOR},
};

const MESSAGE: [u8; 32] = [9; 32];

fn setup(seed: u64) -> (ChaCha20Rng, Scalar, SubgroupPoint, [u8; 64]) {
	let mut rng = ChaCha20Rng::seed_from_u64(seed);
	let secret = Scalar::rand(&mut rng);
	let base = VALUE_TRAPDOOR_GENERATOR;
	let signature = sign(&BALANCE_SIGNATURE, &secret, &base, &MESSAGE, &mut rng).unwrap();
	(rng, secret, base.mul(secret), signature)
}

fn check(key: &SubgroupPoint, signature: &[u8; 64]) -> Result<(), SchnorrError> {
	verify(&BALANCE_SIGNATURE, &VALUE_TRAPDOOR_GENERATOR, key, &MESSAGE, signature)
}

#[test]
fn signatures_verify() {
	for seed in 0..20 {
		let (mut rng, secret, key, signature) = setup(seed);
		assert_eq!(check(&key, &signature), Ok(()));
		// Any base, as for the From signature.
		let base = KEY_GENERATOR.mul(Scalar::rand(&mut rng));
		let signature = sign(&FROM_SIGNATURE, &secret, &base, &MESSAGE, &mut rng).unwrap();
		assert_eq!(verify(&FROM_SIGNATURE, &base, &base.mul(secret), &MESSAGE, &signature), Ok(()));
	}
}

#[test]
fn everything_signed_is_bound() {
	let (_, _, key, signature) = setup(1);
	let base = VALUE_TRAPDOOR_GENERATOR;
	let invalid = Err(SchnorrError::Invalid);
	assert_eq!(verify(&FROM_SIGNATURE, &base, &key, &MESSAGE, &signature), invalid);
	assert_eq!(verify(&BALANCE_SIGNATURE, &KEY_GENERATOR, &key, &MESSAGE, &signature), invalid);
	assert_eq!(verify(&BALANCE_SIGNATURE, &base, &(key + base), &MESSAGE, &signature), invalid);
	assert_eq!(verify(&BALANCE_SIGNATURE, &base, &-key, &MESSAGE, &signature), invalid);
	assert_eq!(verify(&BALANCE_SIGNATURE, &base, &key, &[8; 32], &signature), invalid);
	for bit in 0..512 {
		let mut changed = signature;
		changed[bit / 8] ^= 1 << (bit % 8);
		assert!(check(&key, &changed).is_err(), "bit {bit}");
	}
}

/// A19: with the identity as key anybody could sign.
#[test]
fn identity_key_or_base_is_refused() {
	let (mut rng, secret, key, signature) = setup(2);
	let identity = SubgroupPoint::IDENTITY;
	assert_eq!(check(&identity, &signature), Err(SchnorrError::IdentityKey));
	assert_eq!(
		verify(&BALANCE_SIGNATURE, &identity, &key, &MESSAGE, &signature),
		Err(SchnorrError::IdentityKey)
	);
	for (secret, base) in
		[(Scalar::ZERO, VALUE_TRAPDOOR_GENERATOR), (secret, SubgroupPoint::IDENTITY)]
	{
		assert_eq!(
			sign(&BALANCE_SIGNATURE, &secret, &base, &MESSAGE, &mut rng),
			Err(SchnorrError::IdentityKey)
		);
	}
	// The forgery that the rule stops: k * G = S0 + h * 0.
	let nonce = Scalar::rand(&mut rng);
	let mut forged = [0u8; 64];
	forged[..32].copy_from_slice(&VALUE_TRAPDOOR_GENERATOR.mul(nonce).to_cofactor_bytes());
	forged[32..].copy_from_slice(&scalar_to_bytes(&nonce));
	assert_eq!(check(&identity, &forged), Err(SchnorrError::IdentityKey));
}

/// A20: `s1 + l` is another encoding of `s1`.
#[test]
fn scalar_must_be_canonical() {
	let (_, _, key, signature) = setup(3);
	let mut integer = scalar_from_bytes(signature[32..].try_into().unwrap()).unwrap().into_bigint();
	integer.add_with_carry(&Scalar::MODULUS);
	let mut changed = signature;
	changed[32..].copy_from_slice(&integer.to_bytes_le());
	assert_eq!(check(&key, &changed), Err(SchnorrError::ScalarNotCanonical));
}

/// A20: nonce points that are the identity, not canonical, or differ by torsion.
#[test]
fn nonce_point_must_be_good() {
	let (_, _, key, signature) = setup(4);
	let with_nonce = |bytes: [u8; 32]| {
		let mut changed = signature;
		changed[..32].copy_from_slice(&bytes);
		check(&key, &changed)
	};
	let minus_one = EdwardsAffine::new_unchecked(0u64.into(), -crate::Base::from(1u64));
	for identity in [SubgroupPoint::IDENTITY.to_bytes(), compress(&minus_one)] {
		assert_eq!(with_nonce(identity), Err(SchnorrError::NoncePoint(PointError::Identity)));
	}
	assert_eq!(with_nonce([0xff; 32]), Err(SchnorrError::NoncePoint(PointError::NotCanonical)));
	// P' + (0, -1) means the same S0, but the challenge is over the bytes: not a second signature.
	let nonce = decompress(signature[..32].try_into().unwrap()).unwrap();
	let moved = compress(&(nonce.into_group() + minus_one).into());
	assert_eq!(
		SubgroupPoint::from_cofactor_bytes(&moved),
		SubgroupPoint::from_cofactor_bytes(signature[..32].try_into().unwrap())
	);
	assert_eq!(with_nonce(moved), Err(SchnorrError::Invalid));
}

/// A20: one nonce for two messages would give the secret away, even with a broken generator.
#[test]
fn nonce_depends_on_secret_and_message() {
	let sign_with_fixed_entropy = |secret: &Scalar, message: &[u8; 32]| -> [u8; 64] {
		let mut rng = ChaCha20Rng::seed_from_u64(0);
		sign(&BALANCE_SIGNATURE, secret, &VALUE_TRAPDOOR_GENERATOR, message, &mut rng).unwrap()
	};
	let (a, b) = (Scalar::from(5u64), Scalar::from(6u64));
	let first = sign_with_fixed_entropy(&a, &MESSAGE);
	assert_eq!(first, sign_with_fixed_entropy(&a, &MESSAGE));
	assert_ne!(first[..32], sign_with_fixed_entropy(&a, &[8; 32])[..32]);
	assert_ne!(first[..32], sign_with_fixed_entropy(&b, &MESSAGE)[..32]);
}
