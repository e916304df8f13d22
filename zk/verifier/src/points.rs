// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Canonical decoding of BN254 points: arkworks' compressed encoding, checked.
//!
//! The identity is refused: no honest key or proof contains it, and its encoding is the only one that
//! would not be unique (arkworks ignores the coordinate bits beside the infinity flag).

use ark_bn254::{G1Affine, G2Affine};
use ark_ec::AffineRepr;
use ark_serialize::CanonicalDeserialize;

/// Length of a compressed point of the first group.
pub(crate) const G1_LENGTH: usize = 32;
/// Length of a compressed point of the second group.
pub(crate) const G2_LENGTH: usize = 64;

/// Why bytes are not an acceptable point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PointError {
	/// Not canonical, not on the curve, or not in the subgroup.
	Invalid,
	/// The identity.
	Identity,
}

fn decode<P: AffineRepr + CanonicalDeserialize>(bytes: &[u8]) -> Result<P, PointError> {
	let point = P::deserialize_compressed(bytes).map_err(|_| PointError::Invalid)?;
	if point.is_zero() {
		return Err(PointError::Identity);
	}
	Ok(point)
}

/// Decodes a point of the first group (its cofactor is 1).
pub(crate) fn g1_from_bytes(bytes: &[u8; G1_LENGTH]) -> Result<G1Affine, PointError> {
	decode(bytes)
}

/// Decodes a point of the second group and checks that it is in the subgroup of order `r`.
pub(crate) fn g2_from_bytes(bytes: &[u8; G2_LENGTH]) -> Result<G2Affine, PointError> {
	decode(bytes)
}
