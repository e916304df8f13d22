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
