// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Field elements and scalars as bytes: 32 bytes, little-endian, canonical.

use ark_ff::{BigInt, PrimeField};

mod sqrt;

pub(crate) use sqrt::sqrt_ratio;

/// The field of curve coordinates, note commitments, nullifiers, tree nodes and circuits: the scalar
/// field of BN254 (modulus `r`).
pub type Base = ark_bn254::Fr;

/// The scalars of Baby Jubjub's prime-order subgroup (modulus `l`).
pub type Scalar = ark_ed_on_bn254::Fr;

/// Bytes that do not encode a field element or scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EncodingError {
	/// The integer is not smaller than the modulus.
	NotCanonical,
}

impl core::fmt::Display for EncodingError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str("the integer is not smaller than the modulus")
	}
}

impl core::error::Error for EncodingError {}

/// A field constant from four 64-bit limbs, least first (the integer, not its Montgomery form).
pub const fn base_from_limbs(limbs: [u64; 4]) -> Base {
	Base::new(BigInt::new(limbs))
}

fn limbs_from_bytes(bytes: &[u8; 32]) -> BigInt<4> {
	let mut limbs = [0u64; 4];
	for (limb, chunk) in limbs.iter_mut().zip(bytes.chunks_exact(8)) {
		*limb = chunk.iter().rev().fold(0, |acc, byte| acc << 8 | u64::from(*byte));
	}
	BigInt::new(limbs)
}

fn limbs_to_bytes(limbs: &BigInt<4>) -> [u8; 32] {
	let mut bytes = [0u8; 32];
	for (chunk, limb) in bytes.chunks_exact_mut(8).zip(limbs.0.iter()) {
		chunk.copy_from_slice(&limb.to_le_bytes());
	}
	bytes
}

/// The canonical bytes of a field element.
pub fn base_to_bytes(value: &Base) -> [u8; 32] {
	limbs_to_bytes(&value.into_bigint())
}

/// Decodes a field element.
///
/// # Errors
/// [`EncodingError::NotCanonical`] if the integer is `>= r`.
pub fn base_from_bytes(bytes: &[u8; 32]) -> Result<Base, EncodingError> {
	Base::from_bigint(limbs_from_bytes(bytes)).ok_or(EncodingError::NotCanonical)
}

/// The canonical bytes of a scalar.
pub fn scalar_to_bytes(value: &Scalar) -> [u8; 32] {
	limbs_to_bytes(&value.into_bigint())
}

/// Decodes a scalar.
///
/// # Errors
/// [`EncodingError::NotCanonical`] if the integer is `>= l`.
pub fn scalar_from_bytes(bytes: &[u8; 32]) -> Result<Scalar, EncodingError> {
	Scalar::from_bigint(limbs_from_bytes(bytes)).ok_or(EncodingError::NotCanonical)
}

/// A scalar from 64 uniform bytes: little-endian integer modulo `l`.
pub fn scalar_from_wide(bytes: &[u8; 64]) -> Scalar {
	Scalar::from_le_bytes_mod_order(bytes)
}

/// A field element from 64 uniform bytes: little-endian integer modulo `r`.
pub fn base_from_wide(bytes: &[u8; 64]) -> Base {
	Base::from_le_bytes_mod_order(bytes)
}

/// The scalar as a field element, the same integer (`l < r`, so this is injective).
pub fn scalar_to_base(value: &Scalar) -> Base {
	Base::new(value.into_bigint())
}

/// A uniform scalar; a caller that needs a non-zero one uses [`random_nonzero_scalar`].
pub fn random_scalar(rng: &mut impl rand_core::CryptoRngCore) -> Scalar {
	let mut wide = [0u8; 64];
	rng.fill_bytes(&mut wide);
	let scalar = scalar_from_wide(&wide);
	zeroize::Zeroize::zeroize(&mut wide);
	scalar
}

/// A uniform non-zero scalar.
pub fn random_nonzero_scalar(rng: &mut impl rand_core::CryptoRngCore) -> Scalar {
	loop {
		let scalar = random_scalar(rng);
		if scalar != Scalar::from(0u64) {
			return scalar;
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use ark_ff::{AdditiveGroup, BigInteger};
	use proptest::prelude::*;
	use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};

	#[test]
	fn integers_from_the_modulus_on_are_refused() {
		let mut modulus = <Base as PrimeField>::MODULUS;
		let mut order = <Scalar as PrimeField>::MODULUS;
		assert_eq!(base_from_bytes(&limbs_to_bytes(&modulus)), Err(EncodingError::NotCanonical));
		assert_eq!(scalar_from_bytes(&limbs_to_bytes(&order)), Err(EncodingError::NotCanonical));
		assert_eq!(base_from_bytes(&[0xff; 32]), Err(EncodingError::NotCanonical));
		assert_eq!(scalar_from_bytes(&[0xff; 32]), Err(EncodingError::NotCanonical));
		modulus.sub_with_borrow(&BigInt::from(1u64));
		order.sub_with_borrow(&BigInt::from(1u64));
		assert_eq!(base_from_bytes(&limbs_to_bytes(&modulus)), Ok(-Base::from(1u64)));
		assert_eq!(scalar_from_bytes(&limbs_to_bytes(&order)), Ok(-Scalar::from(1u64)));
		assert_eq!(base_from_bytes(&[0; 32]), Ok(Base::ZERO));
	}

	#[test]
	fn random_scalars_are_not_zero_and_differ() {
		let mut rng = ChaCha20Rng::seed_from_u64(1);
		let (a, b) = (random_nonzero_scalar(&mut rng), random_nonzero_scalar(&mut rng));
		assert!(a != b && a != Scalar::ZERO && b != Scalar::ZERO);
		assert_eq!(scalar_from_wide(&[0; 64]), Scalar::ZERO);
	}

	proptest! {
		#[test]
		fn decoding_is_injective(bytes in any::<[u8; 32]>()) {
			if let Ok(value) = base_from_bytes(&bytes) {
				prop_assert_eq!(base_to_bytes(&value), bytes);
				prop_assert_eq!(value, Base::from_le_bytes_mod_order(&bytes));
			}
			if let Ok(value) = scalar_from_bytes(&bytes) {
				prop_assert_eq!(scalar_to_bytes(&value), bytes);
				prop_assert_eq!(base_to_bytes(&scalar_to_base(&value)), bytes);
			}
		}

		#[test]
		fn wide_reduction_is_the_integer_modulo(low in any::<[u8; 32]>(), high in any::<[u8; 32]>()) {
			let mut wide = [0u8; 64];
			wide[..32].copy_from_slice(&low);
			wide[32..].copy_from_slice(&high);
			let half = |bytes: &[u8; 32]| Scalar::from_le_bytes_mod_order(bytes);
			let shift = ark_ff::Field::pow(&Scalar::from(2u64), [256]);
			prop_assert_eq!(scalar_from_wide(&wide), half(&low) + half(&high) * shift);
		}
	}
}
