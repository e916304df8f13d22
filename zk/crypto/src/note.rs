// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Notes, their commitments, nullifiers and traces.

use core::fmt;

use crate::{
	address::OneTimeAddress,
	asset::{asset_point, Asset},
	curve::SubgroupPoint,
	domains,
	field::{scalar_to_base, Base, Scalar},
	generators::NOTE_AUTH_OFFSET,
	hash::hash_to_base,
	keys::{FullViewingKey, SpendingKey},
	pedersen,
	poseidon2::compress,
};

#[cfg(test)]
mod tests;

/// Length of a memo.
pub const MEMO_LENGTH: usize = 64;

/// An unspent output: what it holds, for whom, and the randomness of its commitment.
#[derive(Clone, PartialEq, Eq)]
pub struct Note {
	/// What the note holds.
	pub asset: Asset,
	/// Whom it belongs to.
	pub address: OneTimeAddress,
	/// Free bytes.
	pub memo: [u8; MEMO_LENGTH],
	/// Commitment randomness and ephemeral secret; zero for public notes.
	#[doc(alias = "RSK")]
	pub rsk: Scalar,
}

impl Note {
	/// A note whose content is public (coinbase, shielding, public outputs).
	pub fn public(asset: Asset, address: OneTimeAddress, memo: [u8; MEMO_LENGTH]) -> Self {
		Self { asset, address, memo, rsk: Scalar::from(0u64) }
	}

	/// The note commitment (rule K6).
	#[doc(alias = "CM_out")]
	#[doc(alias = "OutCM")]
	pub fn commitment(&self) -> Base {
		note_commitment(&asset_point(&self.asset), &self.address, &self.memo, &self.rsk)
	}
}

impl fmt::Debug for Note {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str("Note(..)")
	}
}

/// The memo as a field element.
pub fn memo_hash(memo: &[u8; MEMO_LENGTH]) -> Base {
	hash_to_base(&domains::MEMO, &[memo])
}

/// The note commitment from an asset point that is already known (rule K6).
pub fn note_commitment(
	asset_point: &SubgroupPoint,
	address: &OneTimeAddress,
	memo: &[u8; MEMO_LENGTH],
	rsk: &Scalar,
) -> Base {
	compress(&[
		domains::DOM_NOTE,
		asset_point.x(),
		asset_point.y(),
		address.base().x(),
		address.base().y(),
		address.zpkr().x(),
		address.zpkr().y(),
		address.vpkr().x(),
		address.vpkr().y(),
		memo_hash(memo),
		scalar_to_base(rsk),
		Base::from(0u64),
	])
}

/// The positioned commitment `K_a + Pedersen(index, commitment)`.
#[doc(alias = "CM_auth")]
#[doc(alias = "RootCM")]
pub fn note_auth_point(index: u32, commitment: Base) -> SubgroupPoint {
	pedersen::hash_with_offset(index, &commitment, &NOTE_AUTH_OFFSET)
}

/// The tree leaf of a note: `x` of its positioned commitment.
pub fn leaf(index: u32, commitment: Base) -> Base {
	note_auth_point(index, commitment).x()
}

/// The nullifier `compress2(x(zsk * vsk * CM_auth), DOM_NULLIFIER)` (rule K9).
#[doc(alias = "Nil")]
pub fn nullifier(key: &SpendingKey, auth_point: &SubgroupPoint) -> Base {
	let point = auth_point.mul(*key.view()).mul(*key.spend_auth());
	compress(&[point.x(), domains::DOM_NULLIFIER])
}

/// The trace `compress2(x(vsk * CM_auth), DOM_TRACE)` (rule K9): lets the holder of the full viewing key
/// see that a note was spent.
#[doc(alias = "Til")]
pub fn trace(key: &FullViewingKey, auth_point: &SubgroupPoint) -> Base {
	compress(&[auth_point.mul(*key.view()).x(), domains::DOM_TRACE])
}
