// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The three digest items of a header and their strict decoding.

use alloc::vec::Vec;
use codec::{Decode, DecodeAll, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::{H256, U256};
use sp_runtime::{BoundedVec, Digest, DigestItem};

use crate::{LicenseProof, MaxVotes, ShareId, POWPOS_ENGINE_ID};

/// What the miner writes into the header before the block is executed.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct PreDigest {
	/// One-time address (96 bytes, 1/8-encoded points) that receives the coinbase note. Fresh for
	/// every block template.
	#[doc(alias = "PKr")]
	pub author: [u8; 96],
	/// The author's license, if the chain asks for one.
	pub license: Option<LicenseProof>,
}

/// What the runtime writes into the header of the block that it executes.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct ConsensusLog {
	/// Difficulty of this block.
	pub difficulty: U256,
	/// Sum of the difficulties from the first block after genesis up to and including this block
	/// (saturating). Genesis has no log and counts as 0.
	pub cumulative_work: U256,
}

/// A stakeholder's vote for a found block.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Vote {
	/// Pre-hash of the block voted for.
	pub pre_hash: H256,
	/// Parent of the block voted for.
	pub parent_hash: H256,
	/// The share that was drawn.
	pub share: ShareId,
	/// Which of the drawn tickets this vote answers, starting at 0.
	pub ticket_index: u8,
	/// Signature by the share's vote key over the fields above.
	pub signature: [u8; 64],
}

/// Proof that work was done for the header that it ends.
///
/// It is not covered by the pre-hash, but by the block hash.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Seal {
	/// The nonce that was found.
	pub nonce: u64,
	/// Mix digest: it makes the final hash checkable in microseconds without the dataset.
	pub mix: H256,
	/// Votes for this block. Must be empty until voting is activated.
	pub votes: BoundedVec<Vote, MaxVotes>,
}

/// A header whose digest breaks a rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub enum DigestError {
	/// No pre-runtime item of this engine.
	MissingPreDigest,
	/// More than one pre-runtime item of this engine.
	MultiplePreDigests,
	/// The pre-runtime item is not exactly one [`PreDigest`].
	MalformedPreDigest,
	/// No consensus item of this engine.
	MissingConsensusLog,
	/// More than one consensus item of this engine.
	MultipleConsensusLogs,
	/// The consensus item is not exactly one [`ConsensusLog`].
	MalformedConsensusLog,
	/// The last digest item is not a seal.
	MissingSeal,
	/// The seal belongs to another engine.
	WrongEngine,
	/// The seal is not exactly one [`Seal`].
	MalformedSeal,
	/// A seal that is not the last item.
	MisplacedSeal,
}

impl core::fmt::Display for DigestError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(match self {
			Self::MissingPreDigest => "header has no pre-runtime digest",
			Self::MultiplePreDigests => "header has several pre-runtime digests",
			Self::MalformedPreDigest => "pre-runtime digest is malformed",
			Self::MissingConsensusLog => "header has no difficulty log",
			Self::MultipleConsensusLogs => "header has several difficulty logs",
			Self::MalformedConsensusLog => "difficulty log is malformed",
			Self::MissingSeal => "header is not sealed",
			Self::WrongEngine => "seal belongs to another engine",
			Self::MalformedSeal => "seal is malformed",
			Self::MisplacedSeal => "a seal is not the last digest item",
		})
	}
}

impl core::error::Error for DigestError {}

/// Returns the only payload that `pick` finds, decoded without a remainder.
fn only<T: Decode>(
	digest: &Digest,
	pick: impl Fn(&DigestItem) -> Option<&[u8]>,
	missing: DigestError,
	multiple: DigestError,
	malformed: DigestError,
) -> Result<T, DigestError> {
	let mut found = digest.logs().iter().filter_map(pick);
	let mut bytes = found.next().ok_or(missing)?;
	if found.next().is_some() {
		return Err(multiple);
	}
	T::decode_all(&mut bytes).map_err(|_| malformed)
}

impl PreDigest {
	/// The item of an author without license.
	pub fn new(author: [u8; 96]) -> Self {
		Self { author, license: None }
	}

	/// Finds the one pre-runtime item of this engine.
	///
	/// # Errors
	/// [`DigestError::MissingPreDigest`], [`DigestError::MultiplePreDigests`],
	/// [`DigestError::MalformedPreDigest`].
	pub fn find(digest: &Digest) -> Result<Self, DigestError> {
		only(
			digest,
			|item| match item {
				DigestItem::PreRuntime(POWPOS_ENGINE_ID, bytes) => Some(bytes),
				_ => None,
			},
			DigestError::MissingPreDigest,
			DigestError::MultiplePreDigests,
			DigestError::MalformedPreDigest,
		)
	}

	/// The digest item that the miner puts into the template.
	pub fn to_digest_item(&self) -> DigestItem {
		DigestItem::PreRuntime(POWPOS_ENGINE_ID, self.encode())
	}
}

impl ConsensusLog {
	/// Finds the one consensus item of this engine.
	///
	/// # Errors
	/// [`DigestError::MissingConsensusLog`], [`DigestError::MultipleConsensusLogs`],
	/// [`DigestError::MalformedConsensusLog`].
	pub fn find(digest: &Digest) -> Result<Self, DigestError> {
		only(
			digest,
			|item| match item {
				DigestItem::Consensus(POWPOS_ENGINE_ID, bytes) => Some(bytes),
				_ => None,
			},
			DigestError::MissingConsensusLog,
			DigestError::MultipleConsensusLogs,
			DigestError::MalformedConsensusLog,
		)
	}

	/// The digest item that the runtime deposits.
	pub fn to_digest_item(&self) -> DigestItem {
		DigestItem::Consensus(POWPOS_ENGINE_ID, self.encode())
	}

	/// The log of a child that has difficulty `difficulty`.
	pub fn child(&self, difficulty: U256) -> Self {
		Self { difficulty, cumulative_work: self.cumulative_work.saturating_add(difficulty) }
	}
}

impl Seal {
	/// A seal without votes.
	pub fn new(nonce: u64, mix: H256) -> Self {
		Self { nonce, mix, votes: BoundedVec::new() }
	}

	/// Decodes a seal payload without a remainder.
	///
	/// # Errors
	/// [`DigestError::MalformedSeal`].
	pub fn from_canonical_bytes(mut bytes: &[u8]) -> Result<Self, DigestError> {
		Self::decode_all(&mut bytes).map_err(|_| DigestError::MalformedSeal)
	}

	/// Decodes a digest item.
	///
	/// # Errors
	/// [`DigestError::MissingSeal`], [`DigestError::WrongEngine`], [`DigestError::MalformedSeal`].
	pub fn from_digest_item(item: &DigestItem) -> Result<Self, DigestError> {
		match item {
			DigestItem::Seal(POWPOS_ENGINE_ID, bytes) => Self::from_canonical_bytes(bytes),
			DigestItem::Seal(..) => Err(DigestError::WrongEngine),
			_ => Err(DigestError::MissingSeal),
		}
	}

	/// Takes the seal off a digest: it must be the last item and the only seal.
	///
	/// # Errors
	/// As [`Self::from_digest_item`], and [`DigestError::MisplacedSeal`].
	pub fn pop(digest: &mut Digest) -> Result<Self, DigestError> {
		let item = digest.pop().ok_or(DigestError::MissingSeal)?;
		let seal = Self::from_digest_item(&item)?;
		if digest.logs().iter().any(|log| matches!(log, DigestItem::Seal(..))) {
			return Err(DigestError::MisplacedSeal);
		}
		Ok(seal)
	}

	/// The digest item that ends the header.
	pub fn to_digest_item(&self) -> DigestItem {
		DigestItem::Seal(POWPOS_ENGINE_ID, self.encode())
	}

	/// The payload of [`Self::to_digest_item`].
	pub fn to_bytes(&self) -> Vec<u8> {
		self.encode()
	}
}

#[cfg(test)]
mod tests;
