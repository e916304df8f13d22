// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Records in storage and genesis configuration.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;

/// Longest encoding of a verifying key; the license circuit's has 648 bytes.
pub const MAX_KEY_BYTES: u32 = 1024;

/// Public inputs of the license circuit: the coordinates of the author's three points, the property, the
/// coordinates of the licensor's two points, the parent.
pub const LICENSE_CIRCUIT_INPUTS: u32 = 12;

/// A compressed verifying key.
pub type VerifyingKeyBytes = BoundedVec<u8, ConstU32<MAX_KEY_BYTES>>;

/// `PK_zpk ‖ PK_prop` of a licensor, cofactor encodings.
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
pub struct LicensorKeyBytes(pub [u8; 64]);

impl LicensorKeyBytes {
	/// The two points.
	pub fn points(&self) -> [[u8; 32]; 2] {
		let mut points = [[0u8; 32]; 2];
		for (point, bytes) in points.iter_mut().zip(self.0.chunks_exact(32)) {
			point.copy_from_slice(bytes);
		}
		points
	}
}

/// Where the key of the circuit comes from; the words of the hidden pool's circuits.
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
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum KeyProvenance {
	/// Made from a published seed: **anybody can forge proofs**. Only for chains without value.
	#[codec(index = 0)]
	Development,
	/// Made by a ceremony.
	#[codec(index = 1)]
	Ceremony {
		/// Hash of the ceremony's transcript.
		transcript: sp_core::H256,
	},
}

/// The license circuit.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct CircuitKey {
	/// Where the key comes from.
	pub provenance: KeyProvenance,
	/// Its verifying key.
	pub verifying_key: VerifyingKeyBytes,
}

/// The license circuit in the chain specification.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GenesisCircuit {
	/// Where the key comes from.
	pub provenance: KeyProvenance,
	/// Its verifying key, hexadecimal.
	#[serde(with = "sp_core::bytes")]
	pub verifying_key: alloc::vec::Vec<u8>,
}
