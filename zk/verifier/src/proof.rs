// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Groth16 proofs and their canonical encoding.

use ark_bn254::{G1Affine, G2Affine};

use crate::points::{g1_from_bytes, g2_from_bytes};

/// Bytes that are not a proof: a point is not canonical, not on its curve, not in its subgroup, or the
/// identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProofError;

impl core::fmt::Display for ProofError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str("the proof does not decode")
	}
}

impl core::error::Error for ProofError {}

/// A decoded Groth16 proof.
///
/// | bytes | content |
/// |---|---|
/// | 32 | `A`, a compressed point of the first group |
/// | 64 | `B`, a compressed point of the second group |
/// | 32 | `C`, a compressed point of the first group |
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof {
	pub(crate) a: G1Affine,
	pub(crate) b: G2Affine,
	pub(crate) c: G1Affine,
}

impl Proof {
	/// Length of the encoding.
	pub const ENCODED_LENGTH: usize = 128;

	/// Decodes a proof. Every proof has exactly one encoding.
	///
	/// # Errors
	/// [`ProofError`].
	pub fn from_bytes(bytes: &[u8; Self::ENCODED_LENGTH]) -> Result<Self, ProofError> {
		let (a, rest) = bytes.split_first_chunk().ok_or(ProofError)?;
		let (b, rest) = rest.split_first_chunk().ok_or(ProofError)?;
		let c = rest.first_chunk().ok_or(ProofError)?;
		Ok(Self {
			a: g1_from_bytes(a).map_err(|_| ProofError)?,
			b: g2_from_bytes(b).map_err(|_| ProofError)?,
			c: g1_from_bytes(c).map_err(|_| ProofError)?,
		})
	}
}
