// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Note encryption (rule K8): to the receiver, readable also by the sender and by disclosure.
//!
//! `RPK = rsk * ZPKr`, `SECRET = rsk * VPKr = vsk * RPK`,
//! `key = Hb("SERO_note_key", SECRET ‖ RPK wire bytes ‖ CM_out)`, ChaCha20-Poly1305 with a zero nonce (the
//! key is used once) over
//!
//! | bytes | content |
//! |---|---|
//! | 32 | currency |
//! | 16 | amount, little-endian |
//! | 32 | ticket category; zero = no ticket |
//! | 32 | ticket id |
//! | 64 | memo |
//! | 32 | `rsk`, little-endian |

use core::fmt;

use chacha20poly1305::{
	aead::{AeadInPlace, KeyInit},
	ChaCha20Poly1305, Key, Nonce, Tag,
};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use ark_ff::Zero;

use crate::{
	address::OneTimeAddress,
	asset::Asset,
	curve::SubgroupPoint,
	domains,
	field::{base_to_bytes, scalar_from_bytes, scalar_to_bytes, Base, Scalar},
	fixed_base::mul_key_generator,
	hash::blake2b_256,
	keys::{address_randomizer, FullViewingKey, SpendingKey},
	note::{Note, MEMO_LENGTH},
};

#[cfg(test)]
mod tests;

/// Length of the plaintext.
pub const PLAINTEXT_LENGTH: usize = 208;
/// Length of the ciphertext: plaintext and tag.
pub const CIPHERTEXT_LENGTH: usize = PLAINTEXT_LENGTH + 16;

/// Why a note cannot be encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EncryptionError {
	/// `rsk` is zero: the note is public.
	PublicNote,
	/// The cipher refused (cannot happen for these lengths).
	Cipher,
}

impl fmt::Display for EncryptionError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(match self {
			Self::PublicNote => "a public note is not encrypted",
			Self::Cipher => "the cipher refused the note",
		})
	}
}

impl core::error::Error for EncryptionError {}

/// What the chain shows of a hidden note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncryptedNote {
	/// Whom the note belongs to.
	pub address: OneTimeAddress,
	/// The note commitment.
	pub commitment: Base,
	/// `RPK`, cofactor encoding.
	#[doc(alias = "RPK")]
	pub ephemeral: [u8; 32],
	/// The encrypted content.
	#[doc(alias = "EInfo")]
	pub ciphertext: [u8; CIPHERTEXT_LENGTH],
}

/// The key of one note's ciphertext. Handing it out discloses this note and no other.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct NoteKey([u8; 32]);

impl NoteKey {
	/// Wraps 32 secret bytes.
	pub const fn from_bytes(bytes: [u8; 32]) -> Self {
		Self(bytes)
	}

	/// The secret bytes.
	pub fn as_bytes(&self) -> &[u8; 32] {
		&self.0
	}

	fn derive(secret: &SubgroupPoint, ephemeral: &[u8; 32], commitment: &Base) -> Self {
		let mut secret = secret.to_bytes();
		let parts: [&[u8]; 3] = [&secret, ephemeral, &base_to_bytes(commitment)];
		let key = Self(blake2b_256(&domains::NOTE_KEY, &parts));
		secret.zeroize();
		key
	}
}

impl fmt::Debug for NoteKey {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str("NoteKey(..)")
	}
}

/// What is known of the base of a decrypted note's address (attack A14).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BaseCheck {
	/// The whole address belongs to this account: the note can be spent by its spending key.
	Verified,
	/// The viewing key alone cannot tell: the address was made with another `r` than the sender's. It may
	/// be an address the receiver handed out, or one that nobody can spend from. Ask the spending key, or
	/// compare with the handed-out addresses, before the note is credited.
	Unverified,
}

/// A decrypted and checked note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecryptedNote {
	/// The note; its commitment has been recomputed.
	pub note: Note,
	/// Whether the note can be spent by the account.
	pub base: BaseCheck,
}

/// The plaintext that opens a note commitment (see the module's table).
pub(crate) fn plaintext(
	asset: &Asset,
	memo: &[u8; MEMO_LENGTH],
	rsk: &Scalar,
) -> Zeroizing<[u8; PLAINTEXT_LENGTH]> {
	let asset = asset.normalized();
	let (category, id) = asset.ticket.unwrap_or_default();
	let mut out = Zeroizing::new([0u8; PLAINTEXT_LENGTH]);
	let rsk = Zeroizing::new(scalar_to_bytes(rsk));
	let parts: [&[u8]; 6] =
		[&asset.currency, &asset.amount.to_le_bytes(), &category, &id, memo, &rsk[..]];
	let mut start = 0;
	for part in parts {
		out[start..start + part.len()].copy_from_slice(part);
		start += part.len();
	}
	out
}

fn array<const N: usize>(bytes: &[u8], start: usize) -> [u8; N] {
	let mut out = [0u8; N];
	out.copy_from_slice(&bytes[start..start + N]);
	out
}

/// Reads a plaintext: asset, memo and `rsk`. Refuses one that [`plaintext`] would not write.
pub(crate) fn parse(
	plaintext: &[u8; PLAINTEXT_LENGTH],
) -> Option<(Asset, [u8; MEMO_LENGTH], Scalar)> {
	let category: [u8; 32] = array(plaintext, 48);
	let id: [u8; 32] = array(plaintext, 80);
	let ticket = if category != [0; 32] {
		Some((category, id))
	} else if id == [0; 32] {
		None
	} else {
		return None;
	};
	let asset = Asset {
		currency: array(plaintext, 0),
		amount: u128::from_le_bytes(array(plaintext, 32)),
		ticket,
	};
	let memo: [u8; MEMO_LENGTH] = array(plaintext, 112);
	let rsk_bytes = Zeroizing::new(array(plaintext, 176));
	let rsk = scalar_from_bytes(&rsk_bytes).ok()?;
	(asset == asset.normalized() && !rsk.is_zero()).then_some((asset, memo, rsk))
}

fn ephemeral_point(rsk: &Scalar, address: &OneTimeAddress) -> SubgroupPoint {
	address.zpkr().mul(*rsk)
}

/// Encrypts a note; returns `RPK` and the ciphertext.
///
/// # Errors
/// [`EncryptionError::PublicNote`] if `rsk` is zero.
pub fn encrypt_note(note: &Note) -> Result<([u8; 32], [u8; CIPHERTEXT_LENGTH]), EncryptionError> {
	encrypt_with_commitment(note, &note.commitment())
}

/// [`encrypt_note`] for a caller that has the commitment already.
///
/// # Errors
/// [`EncryptionError::PublicNote`] if `rsk` is zero.
pub fn encrypt_with_commitment(
	note: &Note,
	commitment: &Base,
) -> Result<([u8; 32], [u8; CIPHERTEXT_LENGTH]), EncryptionError> {
	if note.rsk.is_zero() {
		return Err(EncryptionError::PublicNote);
	}
	let ephemeral = ephemeral_point(&note.rsk, &note.address).to_cofactor_bytes();
	let secret = note.address.vpkr().mul(note.rsk);
	let key = NoteKey::derive(&secret, &ephemeral, commitment);
	let mut buffer = Zeroizing::new([0u8; CIPHERTEXT_LENGTH]);
	let (text, tag) = buffer.split_at_mut(PLAINTEXT_LENGTH);
	text.copy_from_slice(&plaintext(&note.asset, &note.memo, &note.rsk)[..]);
	let computed = ChaCha20Poly1305::new(Key::from_slice(&key.0))
		.encrypt_in_place_detached(&Nonce::default(), &[], text)
		.map_err(|_| EncryptionError::Cipher)?;
	tag.copy_from_slice(&computed);
	Ok((ephemeral, *buffer))
}

impl EncryptedNote {
	/// Encrypts a note.
	///
	/// # Errors
	/// [`EncryptionError::PublicNote`] if `rsk` is zero.
	pub fn from_note(note: &Note) -> Result<Self, EncryptionError> {
		let commitment = note.commitment();
		let (ephemeral, ciphertext) = encrypt_with_commitment(note, &commitment)?;
		Ok(Self { address: note.address, commitment, ephemeral, ciphertext })
	}

	/// Decrypts with the key of this note, and checks everything that does not need a viewing key: the
	/// tag, `RPK = rsk * ZPKr`, and the commitment.
	pub fn decrypt_with_key(&self, key: &NoteKey) -> Option<Note> {
		let rpk = SubgroupPoint::from_cofactor_bytes(&self.ephemeral).ok()?;
		self.open(key, &rpk)
	}

	/// Decrypts as the sender, who derived `rsk` (see [`crate::keys::note_randomness`]).
	pub fn decrypt_with_rsk(&self, rsk: &Scalar) -> Option<Note> {
		let note = self.decrypt_with_key(&self.key_from_rsk(rsk))?;
		(note.rsk == *rsk).then_some(note)
	}

	/// The note key, computed by the sender.
	pub fn key_from_rsk(&self, rsk: &Scalar) -> NoteKey {
		NoteKey::derive(&self.address.vpkr().mul(*rsk), &self.ephemeral, &self.commitment)
	}

	fn open(&self, key: &NoteKey, rpk: &SubgroupPoint) -> Option<Note> {
		let mut text = Zeroizing::new(array::<PLAINTEXT_LENGTH>(&self.ciphertext, 0));
		let tag: [u8; 16] = array(&self.ciphertext, PLAINTEXT_LENGTH);
		ChaCha20Poly1305::new(Key::from_slice(&key.0))
			.decrypt_in_place_detached(&Nonce::default(), &[], &mut text[..], Tag::from_slice(&tag))
			.ok()?;
		let (asset, memo, rsk) = parse(&text)?;
		let note = Note { asset, address: self.address, memo, rsk };
		let valid = ephemeral_point(&note.rsk, &self.address) == *rpk
			&& note.commitment() == self.commitment;
		valid.then_some(note)
	}
}

impl FullViewingKey {
	/// The key of a note sent to this account.
	pub fn note_key(&self, encrypted: &EncryptedNote) -> Option<NoteKey> {
		let rpk = SubgroupPoint::from_cofactor_bytes(&encrypted.ephemeral).ok()?;
		let secret = rpk.mul(*self.view());
		Some(NoteKey::derive(&secret, &encrypted.ephemeral, &encrypted.commitment))
	}

	/// Decrypts a note sent to this account.
	///
	/// `None` if the address is not owned, the ciphertext does not open, `RPK` or the commitment do not
	/// fit.
	pub fn decrypt(&self, encrypted: &EncryptedNote) -> Option<DecryptedNote> {
		if !self.owns(&encrypted.address) {
			return None;
		}
		self.decrypt_owned(encrypted)
	}

	/// [`Self::decrypt`] for an address that is known to be owned (by a batch scan).
	pub fn decrypt_owned(&self, encrypted: &EncryptedNote) -> Option<DecryptedNote> {
		let rpk = SubgroupPoint::from_cofactor_bytes(&encrypted.ephemeral).ok()?;
		let secret = rpk.mul(*self.view());
		let key = NoteKey::derive(&secret, &encrypted.ephemeral, &encrypted.commitment);
		let note = encrypted.open(&key, &rpk)?;
		let base = self.check_base(&note.address, &note.rsk);
		Some(DecryptedNote { note, base })
	}

	/// Whether the address is the one that the sender derives from `rsk` for this account.
	pub fn check_base(&self, address: &OneTimeAddress, rsk: &Scalar) -> BaseCheck {
		// `VPKr = r * VPK` follows from ownership: `vsk * (r * ZPK) = r * (vsk * ZPK)`.
		let r = address_randomizer(rsk);
		let verified = mul_key_generator(&r) == *address.base()
			&& self.zpk().mul(r) == *address.zpkr()
			&& self.owns(address);
		if verified {
			BaseCheck::Verified
		} else {
			BaseCheck::Unverified
		}
	}
}

impl SpendingKey {
	/// Decrypts a note sent to this account and checks that it can be spent: additionally
	/// `ZPKr = zsk * BASEr`, so the result is always [`BaseCheck::Verified`].
	pub fn decrypt(&self, encrypted: &EncryptedNote) -> Option<DecryptedNote> {
		if !self.owns(&encrypted.address) {
			return None;
		}
		let decrypted = self.full_viewing_key().decrypt_owned(encrypted)?;
		Some(DecryptedNote { base: BaseCheck::Verified, ..decrypted })
	}
}
