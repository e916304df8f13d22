// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Records in storage and runtime API.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sero_primitives::BlockNumber;
use sero_shielded_primitives::{
	CircuitVersion, EphemeralPublicKey, HiddenOutput, NoteCiphertext, NoteCommitment,
	OneTimeAddressBytes, PackageId, PackageOwner, ProofBytes, SealedBytes, ValueCommitment,
};

/// The hidden note inside a package. Its proof and its part in a balance were checked when it was packed.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct PackedNote {
	/// Who can spend the note once it is unpacked.
	pub address: OneTimeAddressBytes,
	/// Commitment to the note.
	pub note_commitment: NoteCommitment,
	/// Ephemeral key of the note's encryption.
	pub ephemeral_key: EphemeralPublicKey,
	/// Asset, memo and note secret for the owner of the address.
	pub ciphertext: NoteCiphertext,
}

impl From<&HiddenOutput> for PackedNote {
	fn from(output: &HiddenOutput) -> Self {
		Self {
			address: output.address,
			note_commitment: output.note_commitment,
			ephemeral_key: output.ephemeral_key,
			ciphertext: output.ciphertext,
		}
	}
}

impl PackedNote {
	/// The note as the ledger takes it; what was needed for the checks only is zero.
	pub(crate) fn output(&self) -> HiddenOutput {
		HiddenOutput {
			circuit: CircuitVersion::V1,
			address: self.address,
			value_commitment: ValueCommitment::default(),
			note_commitment: self.note_commitment,
			ephemeral_key: self.ephemeral_key,
			ciphertext: self.ciphertext,
			proof: ProofBytes::default(),
		}
	}
}

/// What became of a package.
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
pub enum PackageStatus {
	/// Its owner can hand it over, open it or unpack it.
	#[codec(index = 0)]
	Sealed,
	/// It was opened: what was in it is public. Closed for good.
	#[codec(index = 1)]
	Opened,
	/// Its note is in the tree. Closed for good.
	#[codec(index = 2)]
	Unpacked,
}

/// A package.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct PackageRecord {
	/// Who may hand it over, open it and unpack it.
	pub owner: PackageOwner,
	/// The note inside.
	pub contents: PackedNote,
	/// One-time sender of the bundle that made it.
	pub creator: OneTimeAddressBytes,
	/// Block that made it.
	pub created: BlockNumber,
	/// What became of it.
	pub status: PackageStatus,
}

/// A package with what is sealed.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct PackageInfo {
	/// The package.
	pub id: PackageId,
	/// Its record.
	pub record: PackageRecord,
	/// Opening and data under the package's key; empty once it is closed.
	pub sealed: SealedBytes,
}
