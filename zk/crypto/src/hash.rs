// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! BLAKE2b with personalization, and hashing to the curve.

use blake2b_simd::Params;

use crate::{
	curve::{decompress, SubgroupPoint},
	domains::Personalization,
	field::{base_from_wide, scalar_from_wide, Base, Scalar},
};

/// `Hb`: BLAKE2b-256 over the concatenation of `parts`.
pub fn blake2b_256(personalization: &Personalization, parts: &[&[u8]]) -> [u8; 32] {
	let mut state = Params::new().hash_length(32).personal(personalization).to_state();
	for part in parts {
		state.update(part);
	}
	let mut out = [0u8; 32];
	out.copy_from_slice(state.finalize().as_bytes());
	out
}

/// BLAKE2b-512 over the concatenation of `parts`.
pub fn blake2b_512(personalization: &Personalization, parts: &[&[u8]]) -> [u8; 64] {
	let mut state = Params::new().hash_length(64).personal(personalization).to_state();
	for part in parts {
		state.update(part);
	}
	*state.finalize().as_array()
}

/// `Hs`: BLAKE2b-512, little-endian, modulo `l`.
pub fn hash_to_scalar(personalization: &Personalization, parts: &[&[u8]]) -> Scalar {
	scalar_from_wide(&blake2b_512(personalization, parts))
}

/// `Hf`: BLAKE2b-512, little-endian, modulo `r`.
pub fn hash_to_base(personalization: &Personalization, parts: &[&[u8]]) -> Base {
	base_from_wide(&blake2b_512(personalization, parts))
}

/// Hashes to a point of prime order, by try and increment.
///
/// For `counter` = 0, 1, … 255: the first `Hb(personalization, data ‖ counter)` that decodes as a
/// canonical curve point whose eightfold is not the identity gives that eightfold. Returns `None` if no
/// counter does (probability below 2^-50 for a random oracle).
pub fn hash_to_point(personalization: &Personalization, data: &[u8]) -> Option<SubgroupPoint> {
	(0..=u8::MAX).find_map(|counter| {
		let candidate = decompress(&blake2b_256(personalization, &[data, &[counter]])).ok()?;
		let point = SubgroupPoint::clear_cofactor(&candidate);
		(!point.is_identity()).then_some(point)
	})
}
