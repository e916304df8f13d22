// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The randomness of a bundle's notes and addresses, derived from the sender's outgoing key (rule K7).
//!
//! Whoever holds the full viewing key and sees the bundle's first nullifier recomputes all of it: an
//! auditor opens every output and recognises the From address.
//!
//! | index in `rsk(ovk, first nullifier, index)` | used for |
//! |---|---|
//! | `j` below [`PUBLIC_OUTPUT_BASE`] | hidden output `j`: its `rsk`, and `r` of its address |
//! | [`PUBLIC_OUTPUT_BASE`]` + j` | `r` of public output `j`'s address |
//! | [`FROM_INDEX`] | `r` of the From address |

use sero_zk_crypto::{
	keys::{address_randomizer, note_randomness},
	Base, FullViewingKey, OneTimeAddress, Scalar,
};
use zeroize::Zeroizing;

/// First index for public outputs; far above the number of hidden outputs.
pub const PUBLIC_OUTPUT_BASE: u32 = 1 << 16;

/// Index for the From address.
pub const FROM_INDEX: u32 = 1 << 17;

/// Derives the randomness of one bundle.
#[derive(Debug)]
pub struct BundleRandomness {
	outgoing_key: Zeroizing<[u8; 32]>,
	first_nullifier: Base,
}

impl BundleRandomness {
	/// The randomness of the sender's bundle with this first nullifier.
	pub fn new(sender: &FullViewingKey, first_nullifier: Base) -> Self {
		Self { outgoing_key: Zeroizing::new(sender.outgoing_key()), first_nullifier }
	}

	/// `rsk` of a hidden output.
	pub fn note(&self, position: u32) -> Scalar {
		note_randomness(&self.outgoing_key, &self.first_nullifier, position)
	}

	/// `r` of the one-time address that the sender makes for a public output.
	pub fn public_output(&self, position: u32) -> Scalar {
		address_randomizer(&self.note(PUBLIC_OUTPUT_BASE.wrapping_add(position)))
	}

	/// `r` of the From address.
	pub fn from_address(&self) -> Scalar {
		address_randomizer(&self.note(FROM_INDEX))
	}
}

/// The From address that the builder gives to a bundle of this sender.
pub fn from_address(sender: &FullViewingKey, first_nullifier: Base) -> OneTimeAddress {
	let randomness = BundleRandomness::new(sender, first_nullifier);
	sender.payment_address().one_time(randomness.from_address())
}
