// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The Pedersen hash of (leaf index, note commitment): signed 3-bit windows, as in Sapling.
//!
//! A window of bits `b0 b1 b2` has the value `(1 + b0 + 2 b1) (-1)^b2`. Window `w` of a segment is
//! multiplied by `16^w`; a segment has at most 62 windows (Baby Jubjub's order has 251 bits, so Sapling's
//! 63 would be too many), then the next base is used. The last window is padded with zero bits.

use ark_ff::{BigInteger, PrimeField};

use crate::{
	curve::SubgroupPoint,
	field::{Base, Scalar},
	generators::PEDERSEN_BASES,
};

/// Bits in a window.
pub const WINDOW_BITS: usize = 3;
/// Windows in a segment.
pub const SEGMENT_WINDOWS: usize = 62;
/// Bits of the leaf index.
pub const INDEX_BITS: usize = 32;
/// Bits of the note commitment.
pub const COMMITMENT_BITS: usize = 254;
/// Bits that are hashed.
pub const INPUT_BITS: usize = INDEX_BITS + COMMITMENT_BITS;
/// Windows that are hashed.
pub const WINDOWS: usize = INPUT_BITS.div_ceil(WINDOW_BITS);

/// The bits of the index (32), then those of the commitment (254), each least significant first, padded
/// with zeros to whole windows.
pub fn input_bits(index: u32, commitment: &Base) -> [bool; WINDOWS * WINDOW_BITS] {
	let integer = commitment.into_bigint();
	core::array::from_fn(|i| match i {
		0..INDEX_BITS => index >> i & 1 == 1,
		INDEX_BITS..INPUT_BITS => integer.get_bit(i - INDEX_BITS),
		_ => false,
	})
}

/// The hash.
pub fn hash(index: u32, commitment: &Base) -> SubgroupPoint {
	hash_with_offset(index, commitment, &SubgroupPoint::IDENTITY)
}

/// The hash plus a point.
#[cfg(feature = "std")]
pub(crate) fn hash_with_offset(
	index: u32,
	commitment: &Base,
	offset: &SubgroupPoint,
) -> SubgroupPoint {
	use std::sync::OnceLock;

	use crate::curve::tables::WindowTable;

	static TABLE: OnceLock<WindowTable> = OnceLock::new();
	let table = TABLE.get_or_init(|| {
		WindowTable::new(&[
			(PEDERSEN_BASES[0].affine(), SEGMENT_WINDOWS),
			(PEDERSEN_BASES[1].affine(), WINDOWS - SEGMENT_WINDOWS),
		])
	});
	let bits = input_bits(index, commitment);
	let windows = bits.chunks_exact(WINDOW_BITS).map(|window| [window[0], window[1], window[2]]);
	SubgroupPoint::from_extended(table.sum(windows, offset.extended()))
}

/// The hash plus a point.
#[cfg(not(feature = "std"))]
pub(crate) fn hash_with_offset(
	index: u32,
	commitment: &Base,
	offset: &SubgroupPoint,
) -> SubgroupPoint {
	use ark_ff::PrimeField;

	use crate::curve::arithmetic::{multi_mul, Term};

	let scalars = segment_scalars(index, commitment);
	let terms = [0, 1].map(|segment| {
		let integer = scalars[segment].into_bigint();
		Term::new(&PEDERSEN_BASES[segment].extended(), &integer, false)
	});
	SubgroupPoint::from_extended(multi_mul(&terms).add(&offset.extended()))
}

/// The scalar of each segment: the sum of the window values times `16^w`.
pub fn segment_scalars(index: u32, commitment: &Base) -> [Scalar; 2] {
	let bits = input_bits(index, commitment);
	let sixteen = Scalar::from(16u64);
	core::array::from_fn(|segment| {
		let windows = bits.chunks_exact(WINDOW_BITS).skip(segment * SEGMENT_WINDOWS);
		let mut scalar = Scalar::from(0u64);
		let mut power = Scalar::from(1u64);
		for window in windows.take(SEGMENT_WINDOWS) {
			let value = power * Scalar::from(1 + u64::from(window[0]) + 2 * u64::from(window[1]));
			if window[2] {
				scalar -= value;
			} else {
				scalar += value;
			}
			power *= sixteen;
		}
		scalar
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use ark_ff::UniformRand;
	use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};

	#[test]
	fn table_and_segment_scalars_agree() {
		let mut rng = ChaCha20Rng::seed_from_u64(3);
		for index in [0, 1, 2, 3, 12345, u32::MAX] {
			let commitment = Base::rand(&mut rng);
			let scalars = segment_scalars(index, &commitment);
			let expected = PEDERSEN_BASES[0].mul(scalars[0]) + PEDERSEN_BASES[1].mul(scalars[1]);
			assert_eq!(hash(index, &commitment), expected);
			assert_eq!(hash_with_offset(index, &commitment, &expected), expected + expected);
		}
	}

	#[test]
	fn a_segment_cannot_wrap_around_the_order() {
		// The largest sum 4 (1 + 16 + .. + 16^61) < l / 2, so that different inputs give different scalars.
		let mut largest = num(4);
		for _ in 1..SEGMENT_WINDOWS {
			largest = shifted(&largest, 4);
			largest[0] += 4;
		}
		let mut half_order = <Scalar as PrimeField>::MODULUS;
		half_order.div2();
		assert!(ark_ff::BigInt::new(largest) < half_order);
		let next = shifted(&largest, 4);
		assert!(ark_ff::BigInt::new(next) > half_order);
	}

	fn num(value: u64) -> [u64; 4] {
		[value, 0, 0, 0]
	}

	fn shifted(value: &[u64; 4], bits: u32) -> [u64; 4] {
		core::array::from_fn(|i| {
			value[i] << bits | if i == 0 { 0 } else { value[i - 1] >> (64 - bits) }
		})
	}
}
