// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Constant points of the circuits and tables of their multiples, computed once per process.

use std::sync::OnceLock;

use ark_ec::{AdditiveGroup, CurveGroup};
use ark_ed_on_bn254::{EdwardsAffine, EdwardsProjective};
use sero_zk_crypto::{
	curve::SubgroupPoint,
	domains::Personalization,
	generators::{KEY_GENERATOR, LICENSE_GENERATOR, PEDERSEN_BASES, VALUE_TRAPDOOR_GENERATOR},
	hash::hash_to_point,
	pedersen::{SEGMENT_WINDOWS, WINDOWS},
	Base,
};

use crate::gadgets::{
	ladder::{AMOUNT_BITS, SCALAR_DIGITS},
	montgomery,
};

/// Personalization of [`amount_offset`].
const AMOUNT_OFFSET: Personalization = *b"SERO2_AMOUNT_R\0\0";
/// Personalization of [`R1cs::hash`](crate::r1cs::R1cs::hash).
pub const MATRIX_HASH: Personalization = *b"SERO_R1CS_hash\0\0";

/// The constant `R` from which the amount ladder starts, and what takes it out again.
#[derive(Clone, Copy, Debug)]
pub struct AmountOffset {
	/// `R`, a hash to the curve: nobody knows its discrete logarithm to any other generator.
	pub point: EdwardsAffine,
	/// `-2^127 R`.
	pub correction: EdwardsAffine,
}

/// The offset of the amount ladder.
pub fn amount_offset() -> &'static AmountOffset {
	static OFFSET: OnceLock<AmountOffset> = OnceLock::new();
	OFFSET.get_or_init(|| {
		let point = hash_to_point(&AMOUNT_OFFSET, b"").unwrap_or(SubgroupPoint::IDENTITY).affine();
		let mut correction = EdwardsProjective::from(-point);
		for _ in 0..AMOUNT_BITS - 1 {
			correction.double_in_place();
		}
		AmountOffset { point, correction: correction.into_affine() }
	})
}

/// A multiple of a base in both forms.
#[derive(Clone, Copy, Debug, Default)]
pub struct TableEntry {
	/// The point.
	pub point: EdwardsAffine,
	/// Its Montgomery `u`.
	pub u: Base,
	/// Its Montgomery `v`.
	pub v: Base,
}

/// The four magnitudes of a window.
pub type Window = [TableEntry; 4];

/// For each of `count` windows the multiples `first, first + step, …` (times 1, `2^shift`, `4^shift`, …)
/// of a base.
fn table(
	base: EdwardsProjective,
	first: u64,
	step: u64,
	shift: usize,
	count: usize,
) -> Vec<Window> {
	let mut base = base;
	let mut points = Vec::with_capacity(4 * count);
	for _ in 0..count {
		let multiple = |k: u64| (0..k).fold(EdwardsProjective::ZERO, |sum, _| sum + base);
		points.extend((0..4).map(|i| multiple(first + i * step)));
		for _ in 0..shift {
			base.double_in_place();
		}
	}
	let entries: Vec<TableEntry> = EdwardsProjective::normalize_batch(&points)
		.into_iter()
		.map(|point| {
			let (u, v) = montgomery::coordinates(&point);
			TableEntry { point, u, v }
		})
		.collect();
	entries.chunks_exact(4).map(|window| core::array::from_fn(|i| window[i])).collect()
}

/// The windows of the two Pedersen segments: multiples 1, 2, 3, 4 of `16^w` times the base.
pub fn pedersen_tables() -> &'static [Vec<Window>; 2] {
	static TABLES: OnceLock<[Vec<Window>; 2]> = OnceLock::new();
	TABLES.get_or_init(|| {
		let counts = [SEGMENT_WINDOWS, WINDOWS - SEGMENT_WINDOWS];
		core::array::from_fn(|i| table(PEDERSEN_BASES[i].projective(), 1, 1, 4, counts[i]))
	})
}

/// Windows of a scalar before the last, which has two bits.
const SCALAR_WINDOWS: usize = 83;

/// The windows of a scalar: multiples 1, 3, 5, 7 of `8^w` times a base for `w < 83`, and 1 and 3 times
/// `8^83` times it.
pub type ScalarTable = (Vec<Window>, [EdwardsAffine; 2]);

fn scalar_table(base: SubgroupPoint) -> ScalarTable {
	let mut windows = table(base.projective(), 1, 2, 3, SCALAR_WINDOWS + 1);
	let last = windows.pop().unwrap_or_default();
	(windows, [last[0].point, last[1].point])
}

/// The table of `G_cr`, for trapdoors.
pub fn trapdoor_table() -> &'static ScalarTable {
	static TABLE: OnceLock<ScalarTable> = OnceLock::new();
	TABLE.get_or_init(|| scalar_table(VALUE_TRAPDOOR_GENERATOR))
}

/// The table of `G_k`, for bases of addresses.
pub fn key_table() -> &'static ScalarTable {
	static TABLE: OnceLock<ScalarTable> = OnceLock::new();
	TABLE.get_or_init(|| scalar_table(KEY_GENERATOR))
}

/// `3 · 2^251 · G_k`: what the multiple of a ladder has more than that of the windows.
pub fn key_offset() -> &'static EdwardsAffine {
	static OFFSET: OnceLock<EdwardsAffine> = OnceLock::new();
	OFFSET.get_or_init(|| {
		let mut point = KEY_GENERATOR.projective();
		for _ in 0..SCALAR_DIGITS {
			point.double_in_place();
		}
		(point + point + point).into_affine()
	})
}

/// The table of `G_lic`, for responses of licenses.
pub fn license_table() -> &'static ScalarTable {
	static TABLE: OnceLock<ScalarTable> = OnceLock::new();
	TABLE.get_or_init(|| scalar_table(LICENSE_GENERATOR))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn personalizations_are_distinct() {
		assert_ne!(AMOUNT_OFFSET, MATRIX_HASH);
		for other in sero_zk_crypto::domains::ALL_PERSONALIZATIONS {
			assert!(other != AMOUNT_OFFSET && other != MATRIX_HASH);
		}
	}
}
