// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Opaque fixed-length byte strings, one type for each meaning.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Declares a newtype over a byte array with a hexadecimal `Debug`.
macro_rules! opaque_bytes {
	($($(#[$meta:meta])* $type:ident[$len:literal];)*) => {$(
		$(#[$meta])*
		#[derive(
			Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, DecodeWithMemTracking,
			MaxEncodedLen, TypeInfo,
		)]
		pub struct $type(pub [u8; $len]);

		impl $type {
			/// Length of the encoding in bytes.
			pub const LEN: usize = $len;
		}

		impl Default for $type {
			fn default() -> Self {
				Self([0; $len])
			}
		}

		impl From<[u8; $len]> for $type {
			fn from(bytes: [u8; $len]) -> Self {
				Self(bytes)
			}
		}

		impl AsRef<[u8]> for $type {
			fn as_ref(&self) -> &[u8] {
				&self.0
			}
		}

		impl core::fmt::Debug for $type {
			fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
				f.write_str(concat!(stringify!($type), "(0x"))?;
				for byte in &self.0 {
					write!(f, "{byte:02x}")?;
				}
				f.write_str(")")
			}
		}
	)*};
}

opaque_bytes! {
	/// Root of the note-commitment tree: a field element, little endian, canonical.
	Anchor[32];
	/// Marks a note as spent: a field element, little endian, canonical.
	#[doc(alias = "Nil")]
	Nullifier[32];
	/// Lets the holder of a viewing key recognise a spend: a field element, canonical.
	#[doc(alias = "Til")]
	#[doc(alias = "Trace")]
	SpendTrace[32];
	/// A plain compressed curve point.
	CompressedPoint[32];
	/// Commitment to an asset: a plain compressed curve point.
	#[doc(alias = "CM_asset")]
	#[doc(alias = "AssetCM")]
	ValueCommitment[32];
	/// Commitment to a note before it has a position: a field element, canonical.
	#[doc(alias = "CM_out")]
	NoteCommitment[32];
	/// The sender's ephemeral key of one output, 1/8 encoded.
	#[doc(alias = "RPK")]
	EphemeralPublicKey[32];
	/// Encrypted asset, memo and note secret with the authentication tag.
	#[doc(alias = "EInfo")]
	NoteCiphertext[224];
	/// A one-time address: ZPKr, VPKr and BASEr, each 1/8 encoded.
	#[doc(alias = "PKr")]
	OneTimeAddressBytes[96];
	/// Free text of the sender.
	Memo[64];
	/// A compressed Groth16 proof over BN254.
	ProofBytes[128];
	/// A Schnorr signature: nonce point (1/8 encoded) and scalar.
	SignatureBytes[64];
	/// Identifier of a bundle: a hash of its effects.
	TxId[32];
}
