// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The license of a miner, as a block shows it.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// What a license permits: the only thing that a block shows of it.
#[doc(alias = "prop")]
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
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LicenseProperty {
	/// First block that may be mined with it.
	pub first_block: u32,
	/// Last block that may be mined with it.
	pub last_block: u32,
}

impl LicenseProperty {
	/// Whether a block of this height may be mined.
	pub fn covers(&self, height: u32) -> bool {
		(self.first_block..=self.last_block).contains(&height)
	}
}

/// Shows that the author of a block holds a license, and not which.
#[doc(alias = "LICr")]
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
pub struct LicenseProof {
	/// What the license permits.
	pub property: LicenseProperty,
	/// Groth16 proof of the license circuit, compressed.
	pub proof: [u8; 128],
}

/// Why a block is refused for its license.
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
pub enum LicenseError {
	/// The header names no author, or not exactly one.
	#[codec(index = 0)]
	NoAuthor,
	/// The chain asks for a license and the block has none.
	#[codec(index = 1)]
	Missing,
	/// The height is not between the first and the last block of the license.
	#[codec(index = 2)]
	OutOfRange,
	/// The proof is not for this author, parent, licensor and property.
	#[codec(index = 3)]
	InvalidProof,
	/// The chain asks for licenses and has no licensor or no circuit.
	#[codec(index = 4)]
	NotConfigured,
}

impl core::fmt::Display for LicenseError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(match self {
			Self::NoAuthor => "the header does not name its author in one pre-runtime digest",
			Self::Missing => "the chain asks for a license and the block has none",
			Self::OutOfRange => "the license does not cover the height of the block",
			Self::InvalidProof => "the proof of the license is not for this block",
			Self::NotConfigured => "the chain asks for licenses and has no licensor",
		})
	}
}

impl core::error::Error for LicenseError {}

/// Which blocks need a license.
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
pub struct LicensePeriod {
	/// The first one.
	pub first_block: u32,
	/// The last one; none while it is open.
	pub last_block: Option<u32>,
}

impl LicensePeriod {
	/// Whether a block of this height needs a license.
	pub fn covers(&self, height: u32) -> bool {
		height >= self.first_block && self.last_block.is_none_or(|last| height <= last)
	}
}
