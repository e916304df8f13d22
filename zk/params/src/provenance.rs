// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Which circuit a key is for, and where it comes from.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// The seed of the development parameters, readable on purpose; padded with zeros in [`Provenance::Dev`].
pub const DEVELOPMENT_SEED: &[u8; 27] = b"SERO-DEV-PARAMS-INSECURE-v1";

/// A circuit.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum CircuitKind {
	/// Spends a note.
	#[codec(index = 0)]
	Input,
	/// Creates a note.
	#[codec(index = 1)]
	Output,
	/// Shows that a block's author is licensed.
	#[codec(index = 2)]
	License,
	/// Creates a hidden amount of a token.
	#[codec(index = 3)]
	Issue,
}

impl CircuitKind {
	/// Every circuit.
	pub const ALL: [Self; 4] = [Self::Input, Self::Output, Self::License, Self::Issue];

	/// The circuit's name, as in file names and in the seed of its development parameters.
	pub const fn name(self) -> &'static str {
		match self {
			Self::Input => "input",
			Self::Output => "output",
			Self::License => "license",
			Self::Issue => "issue",
		}
	}

	/// Number of public inputs.
	pub const fn public_inputs(self) -> u32 {
		match self {
			Self::Input => 5,
			Self::Output => 9,
			Self::License => 12,
			Self::Issue => 4,
		}
	}

	/// Position in [`Self::ALL`] and in the tables of hashes.
	pub const fn position(self) -> usize {
		match self {
			Self::Input => 0,
			Self::Output => 1,
			Self::License => 2,
			Self::Issue => 3,
		}
	}
}

impl core::fmt::Display for CircuitKind {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(self.name())
	}
}

/// Where a verifying key comes from.
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
pub enum Provenance {
	/// Made from a public seed: everybody can forge proofs. For development chains only.
	#[codec(index = 0)]
	Dev {
		/// The seed, zero padded.
		seed: [u8; 32],
	},
	/// Made by a ceremony: nobody can forge proofs if one contributor was honest.
	#[codec(index = 1)]
	Ceremony {
		/// BLAKE2b-256 of the ceremony's transcript.
		transcript_hash: [u8; 32],
		/// Number of contributions to the circuit's own phase.
		contributions: u32,
	},
}

impl Provenance {
	/// Where the keys of [`crate::dev_verifying_key`] come from.
	pub const fn development() -> Self {
		let mut seed = [0u8; 32];
		let mut i = 0;
		while i < DEVELOPMENT_SEED.len() {
			seed[i] = DEVELOPMENT_SEED[i];
			i += 1;
		}
		Self::Dev { seed }
	}

	/// Whether everybody can forge proofs.
	pub const fn is_insecure(&self) -> bool {
		matches!(self, Self::Dev { .. })
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn encoding_round_trips() {
		let ceremony = Provenance::Ceremony { transcript_hash: [7; 32], contributions: 12 };
		for provenance in [Provenance::development(), ceremony] {
			let bytes = provenance.encode();
			assert_eq!(Provenance::decode(&mut &bytes[..]), Ok(provenance));
			assert!(bytes.len() <= Provenance::max_encoded_len());
		}
		assert!(Provenance::development().is_insecure());
		assert!(!ceremony.is_insecure());
		assert!(Provenance::development().encode()[1..].starts_with(DEVELOPMENT_SEED));
	}

	#[test]
	fn positions_are_those_of_the_list() {
		for (position, kind) in CircuitKind::ALL.into_iter().enumerate() {
			assert_eq!(kind.position(), position);
			assert_eq!(kind.encode(), [position as u8]);
		}
	}
}
