// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Groth16 verifying keys: canonical decoding, lint and preparation.

use alloc::vec::Vec;

use ark_bn254::{Bn254, G1Affine, G2Affine};
use ark_ec::{
	pairing::{Pairing, PairingOutput},
	AffineRepr,
};

use crate::points::{g1_from_bytes, g2_from_bytes, PointError, G1_LENGTH, G2_LENGTH};

/// `e(·, G2)` with the second argument's lines computed in advance.
type G2Prepared = <Bn254 as Pairing>::G2Prepared;

/// Most public inputs of a key. Far above any circuit here; bounds the work of decoding.
pub const MAX_PUBLIC_INPUTS: usize = 64;

/// Why a verifying key is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VkError {
	/// The length does not fit the number of elements, or there are too many public inputs.
	Length,
	/// A point is not canonical, not on its curve or not in its subgroup.
	Point,
	/// A point is the identity.
	Identity,
	/// `alpha`, `beta`, `gamma` or `delta` is its group's generator: nobody contributed to the setup.
	Generator,
	/// `gamma` is `delta` or its inverse: anybody can forge proofs.
	GammaIsDelta,
	/// Two public inputs have the same factor up to the sign: only their sum or difference is proved.
	DependentInputs,
	/// The number of public inputs is not the circuit's.
	InputCount,
}

impl core::fmt::Display for VkError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(match self {
			Self::Length => "the verifying key has the wrong length",
			Self::Point => "a point of the verifying key is invalid",
			Self::Identity => "a point of the verifying key is the identity",
			Self::Generator => "a point of the verifying key is the generator",
			Self::GammaIsDelta => "the verifying key has gamma = delta",
			Self::DependentInputs => "two public inputs of the verifying key have the same factor",
			Self::InputCount => "the verifying key has another number of public inputs",
		})
	}
}

impl core::error::Error for VkError {}

impl From<PointError> for VkError {
	fn from(error: PointError) -> Self {
		match error {
			PointError::Invalid => Self::Point,
			PointError::Identity => Self::Identity,
		}
	}
}

/// A decoded verifying key. It is not yet linted.
///
/// The encoding is arkworks' compressed one:
///
/// | bytes | content |
/// |---|---|
/// | 32 | `alpha`, first group |
/// | 64 | `beta`, second group |
/// | 64 | `gamma`, second group |
/// | 64 | `delta`, second group |
/// | 8 | number of public inputs + 1, little-endian |
/// | 32 each | `gamma_abc`, first group: the constant, then a factor for each public input |
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyingKey {
	pub(crate) alpha: G1Affine,
	pub(crate) beta: G2Affine,
	pub(crate) gamma: G2Affine,
	pub(crate) delta: G2Affine,
	pub(crate) gamma_abc: Vec<G1Affine>,
}

impl VerifyingKey {
	/// Bytes before the factors of the public inputs.
	const HEADER_LENGTH: usize = G1_LENGTH + 3 * G2_LENGTH + 8;

	/// Decodes a key: canonical, every point on its curve and in its subgroup, none the identity.
	///
	/// Nothing is allocated before the length fits the announced number of elements.
	///
	/// # Errors
	/// [`VkError::Length`], [`VkError::Point`], [`VkError::Identity`].
	pub fn from_bytes(bytes: &[u8]) -> Result<Self, VkError> {
		let (alpha, rest) = bytes.split_first_chunk().ok_or(VkError::Length)?;
		let (beta, rest) = rest.split_first_chunk().ok_or(VkError::Length)?;
		let (gamma, rest) = rest.split_first_chunk().ok_or(VkError::Length)?;
		let (delta, rest) = rest.split_first_chunk().ok_or(VkError::Length)?;
		let (count, rest) = rest.split_first_chunk().ok_or(VkError::Length)?;
		let factors = rest.chunks_exact(G1_LENGTH);
		if !factors.remainder().is_empty()
			|| u64::from_le_bytes(*count) != factors.len() as u64
			|| !(1..=MAX_PUBLIC_INPUTS + 1).contains(&factors.len())
		{
			return Err(VkError::Length);
		}
		Ok(Self {
			alpha: g1_from_bytes(alpha)?,
			beta: g2_from_bytes(beta)?,
			gamma: g2_from_bytes(gamma)?,
			delta: g2_from_bytes(delta)?,
			gamma_abc: factors
				.map(|factor| {
					let factor = factor.first_chunk().ok_or(VkError::Length)?;
					Ok(g1_from_bytes(factor)?)
				})
				.collect::<Result<_, VkError>>()?,
		})
	}

	/// Length of the encoding of a key with this many public inputs.
	pub const fn encoded_length(public_inputs: usize) -> usize {
		Self::HEADER_LENGTH + (public_inputs + 1) * G1_LENGTH
	}

	/// Number of public inputs.
	pub fn public_inputs(&self) -> usize {
		self.gamma_abc.len().saturating_sub(1)
	}

	/// Refuses a degenerate key.
	///
	/// # Consensus
	/// A22: `gamma` is not `delta`, and none of `alpha`, `beta`, `gamma`, `delta` is a generator (the
	/// identity does not decode). In addition no two public inputs may have the same factor.
	///
	/// # Errors
	/// [`VkError::Generator`], [`VkError::GammaIsDelta`], [`VkError::DependentInputs`].
	pub fn check(&self) -> Result<(), VkError> {
		let (g1, g2) = (G1Affine::generator(), G2Affine::generator());
		if self.alpha.x == g1.x || [self.beta, self.gamma, self.delta].iter().any(|p| p.x == g2.x) {
			return Err(VkError::Generator);
		}
		// Equal x: equal or inverse, and both let a forger move terms between the two pairings.
		if self.gamma.x == self.delta.x {
			return Err(VkError::GammaIsDelta);
		}
		let factors = self.gamma_abc.get(1..).unwrap_or_default();
		for (position, factor) in factors.iter().enumerate() {
			if factors.iter().skip(position + 1).any(|other| other.x == factor.x) {
				return Err(VkError::DependentInputs);
			}
		}
		Ok(())
	}
}

/// Checks that a verifying key decodes, has `public_inputs` public inputs and is not degenerate.
///
/// # Consensus
/// A22, see [`VerifyingKey::check`].
///
/// # Errors
/// Every [`VkError`].
pub fn lint(bytes: &[u8], public_inputs: usize) -> Result<(), VkError> {
	let key = VerifyingKey::from_bytes(bytes)?;
	if key.public_inputs() != public_inputs {
		return Err(VkError::InputCount);
	}
	key.check()
}

/// A verifying key with everything computed that does not depend on the proof.
#[derive(Clone, Debug)]
pub struct PreparedKey {
	pub(crate) alpha: G1Affine,
	pub(crate) gamma_abc: Vec<G1Affine>,
	pub(crate) beta: G2Prepared,
	pub(crate) minus_gamma: G2Prepared,
	pub(crate) minus_delta: G2Prepared,
	/// `e(alpha, beta)`, if it is worth it.
	pub(crate) alpha_beta: Option<PairingOutput<Bn254>>,
}

impl PreparedKey {
	/// Decodes, lints and prepares a key.
	///
	/// # Errors
	/// Every [`VkError`] but [`VkError::InputCount`].
	pub fn from_bytes(bytes: &[u8]) -> Result<Self, VkError> {
		let key = VerifyingKey::from_bytes(bytes)?;
		key.check()?;
		Ok(Self::new(&key))
	}

	/// Prepares a key for batches; the caller has linted it.
	pub fn new(key: &VerifyingKey) -> Self {
		Self {
			alpha: key.alpha,
			gamma_abc: key.gamma_abc.clone(),
			beta: key.beta.into(),
			minus_gamma: (-key.gamma).into(),
			minus_delta: (-key.delta).into(),
			alpha_beta: None,
		}
	}

	/// Computes `e(alpha, beta)` too: for a key that is used again and again, it saves a quarter of the
	/// Miller loops of a single verification.
	#[must_use]
	pub fn with_alpha_beta(mut self) -> Self {
		self.alpha_beta = Some(Bn254::pairing(self.alpha, self.beta.clone()));
		self
	}

	/// Number of public inputs.
	pub fn public_inputs(&self) -> usize {
		self.gamma_abc.len().saturating_sub(1)
	}
}
