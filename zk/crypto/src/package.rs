// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Packages (rule K12): a hidden note that the chain keeps aside, with data, sealed under a key that the
//! creator gives to whom it likes.
//!
//! ChaCha20-Poly1305 with the package's key, a zero nonce (the key is used once) and the note commitment as
//! associated data, over
//!
//! | bytes | content |
//! |---|---|
//! | 208 | what opens the note commitment, as in [`crate::encryption`] |
//! | 0 to 4096 | data |
//!
//! followed by the tag of 16 bytes. Whoever has the key reads both, and sees that the content is what the
//! chain has a commitment to. Neither owner nor address is in it: an address is public with the package.

use alloc::vec::Vec;
use core::fmt;

use ark_ff::Zero;
use chacha20poly1305::{
	aead::{AeadInPlace, KeyInit},
	ChaCha20Poly1305, Key, Nonce, Tag,
};
use rand_core::CryptoRngCore;
use subtle::{Choice, ConstantTimeEq};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::{
	address::OneTimeAddress,
	asset::Asset,
	domains,
	encryption::{parse, plaintext, PLAINTEXT_LENGTH},
	field::{base_to_bytes, random_nonzero_scalar, Base, Scalar},
	hash::blake2b_256,
	note::{Note, MEMO_LENGTH},
};

#[cfg(test)]
mod tests;

/// Length of what opens the note commitment.
pub const OPENING_LENGTH: usize = PLAINTEXT_LENGTH;
/// Longest data of a package, in bytes.
pub const MAX_DATA_LENGTH: usize = 4096;
/// Length of the authentication tag.
const TAG_LENGTH: usize = 16;
/// Length of a sealed package without data.
pub const MIN_SEALED_LENGTH: usize = OPENING_LENGTH + TAG_LENGTH;
/// Length of a sealed package with the longest data.
pub const MAX_SEALED_LENGTH: usize = MIN_SEALED_LENGTH + MAX_DATA_LENGTH;

/// Why a package is not sealed or not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PackageError {
	/// The data, or the sealed package, has a length that no package has.
	Length,
	/// The note's `rsk` is zero, so its commitment hides nothing.
	PublicNote,
	/// An amount of the currency that has no name.
	NamelessCurrency,
	/// Another key, another note commitment, or bytes that were altered.
	Tag,
	/// The opening is not in its one canonical form.
	NotCanonical,
	/// The opening is not that of the note commitment at this address.
	Commitment,
}

impl fmt::Display for PackageError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(match self {
			Self::Length => "the package or its data has the wrong length",
			Self::PublicNote => "the package's note has no randomness",
			Self::NamelessCurrency => "the package holds an amount of a currency without a name",
			Self::Tag => "the key does not open this package",
			Self::NotCanonical => "the package's opening is not canonical",
			Self::Commitment => "the package's opening is not that of its note commitment",
		})
	}
}

impl core::error::Error for PackageError {}

/// The key that seals one package. It discloses this package and nothing else.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct PackageKey([u8; 32]);

impl PackageKey {
	/// Wraps 32 secret bytes.
	pub const fn from_bytes(bytes: [u8; 32]) -> Self {
		Self(bytes)
	}

	/// Derives the key of the creator's package, to be had again from the chain:
	/// `Hb("SERO_package_key", ovk ‖ first nullifier ‖ note commitment)`.
	///
	/// The note commitment is in it because a bundle can be built twice with the same first nullifier: the
	/// same key would then be seen with two contents, which gives away both. So the commitment must be
	/// another one each time: see [`PackageOpening::new`].
	pub fn derive(outgoing_key: &[u8; 32], first_nullifier: &Base, note_commitment: &Base) -> Self {
		let nullifier = base_to_bytes(first_nullifier);
		let parts: [&[u8]; 3] = [outgoing_key, &nullifier, &base_to_bytes(note_commitment)];
		Self(blake2b_256(&domains::PACKAGE_KEY, &parts))
	}

	/// The secret bytes.
	pub fn as_bytes(&self) -> &[u8; 32] {
		&self.0
	}

	fn cipher(&self) -> ChaCha20Poly1305 {
		ChaCha20Poly1305::new(Key::from_slice(&self.0))
	}
}

impl fmt::Debug for PackageKey {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str("PackageKey(..)")
	}
}

impl ConstantTimeEq for PackageKey {
	fn ct_eq(&self, other: &Self) -> Choice {
		self.0.ct_eq(&other.0)
	}
}

impl PartialEq for PackageKey {
	fn eq(&self, other: &Self) -> bool {
		self.ct_eq(other).into()
	}
}

impl Eq for PackageKey {}

/// What opens the commitment to a package's note, whose address is public. Its randomness is erased when
/// dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct PackageOpening {
	/// What the package holds.
	pub asset: Asset,
	/// Free bytes, committed to.
	pub memo: [u8; MEMO_LENGTH],
	/// Commitment randomness, not zero.
	#[doc(alias = "RSK")]
	pub rsk: Scalar,
}

impl PackageOpening {
	/// An opening with fresh randomness.
	///
	/// It is drawn and not derived as that of a bundle's outputs (rule K7), because it need not be: it is in
	/// the sealed package. And it must not be, because it makes the package's key another one each time.
	pub fn new(asset: Asset, memo: [u8; MEMO_LENGTH], rng: &mut impl CryptoRngCore) -> Self {
		Self { asset: asset.normalized(), memo, rsk: random_nonzero_scalar(rng) }
	}

	/// The note at an address.
	pub fn note(&self, address: OneTimeAddress) -> Note {
		Note { asset: self.asset, address, memo: self.memo, rsk: self.rsk }
	}

	/// An amount of the currency zero would be one that no chain issues.
	fn is_nameless(&self) -> bool {
		self.asset.amount != 0 && self.asset.currency == [0; 32]
	}
}

impl fmt::Debug for PackageOpening {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str("PackageOpening(..)")
	}
}

impl Drop for PackageOpening {
	fn drop(&mut self) {
		self.rsk.zeroize();
	}
}

/// Seals what opens the note commitment, and data.
///
/// # Errors
/// [`PackageError::Length`] if there are more than [`MAX_DATA_LENGTH`] bytes of data,
/// [`PackageError::PublicNote`], [`PackageError::NamelessCurrency`].
pub fn seal(
	key: &PackageKey,
	opening: &PackageOpening,
	data: &[u8],
	note_commitment: &Base,
) -> Result<Vec<u8>, PackageError> {
	if data.len() > MAX_DATA_LENGTH {
		return Err(PackageError::Length);
	}
	if opening.rsk.is_zero() {
		return Err(PackageError::PublicNote);
	}
	if opening.is_nameless() {
		return Err(PackageError::NamelessCurrency);
	}
	let text = plaintext(&opening.asset, &opening.memo, &opening.rsk);
	// Room for all of it, so that no copy of the plaintext stays behind in memory.
	let mut sealed = Vec::with_capacity(MIN_SEALED_LENGTH + data.len());
	sealed.extend_from_slice(&text[..]);
	sealed.extend_from_slice(data);
	let tag = key
		.cipher()
		.encrypt_in_place_detached(&Nonce::default(), &base_to_bytes(note_commitment), &mut sealed)
		.map_err(|_| PackageError::Length)?;
	sealed.extend_from_slice(&tag);
	Ok(sealed)
}

/// Opens a sealed package: what opens the note commitment, and the data.
///
/// That the opening is that of the commitment is for [`check_opening`] to see.
///
/// # Errors
/// [`PackageError::Length`], [`PackageError::Tag`], [`PackageError::NotCanonical`],
/// [`PackageError::NamelessCurrency`].
pub fn open(
	key: &PackageKey,
	sealed: &[u8],
	note_commitment: &Base,
) -> Result<(PackageOpening, Vec<u8>), PackageError> {
	if !(MIN_SEALED_LENGTH..=MAX_SEALED_LENGTH).contains(&sealed.len()) {
		return Err(PackageError::Length);
	}
	let (text, tag) = sealed.split_last_chunk::<TAG_LENGTH>().ok_or(PackageError::Length)?;
	let mut text = Zeroizing::new(text.to_vec());
	key.cipher()
		.decrypt_in_place_detached(
			&Nonce::default(),
			&base_to_bytes(note_commitment),
			&mut text,
			Tag::from_slice(tag),
		)
		.map_err(|_| PackageError::Tag)?;
	let (opening, data) = text.split_first_chunk::<OPENING_LENGTH>().ok_or(PackageError::Length)?;
	let (asset, memo, rsk) = parse(opening).ok_or(PackageError::NotCanonical)?;
	let opening = PackageOpening { asset, memo, rsk };
	if opening.is_nameless() {
		return Err(PackageError::NamelessCurrency);
	}
	Ok((opening, data.to_vec()))
}

/// The note that an opening stands for at an address, if the commitment is to it.
///
/// # Errors
/// [`PackageError::Commitment`].
pub fn check_opening(
	opening: &PackageOpening,
	address: &OneTimeAddress,
	note_commitment: &Base,
) -> Result<Note, PackageError> {
	let note = opening.note(*address);
	if note.commitment() != *note_commitment {
		return Err(PackageError::Commitment);
	}
	Ok(note)
}
