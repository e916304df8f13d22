// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! RSA signatures (RFC 8017): PKCS #1 v1.5 with SHA-256, SHA-384 or SHA-512, and PSS with SHA-256.
//!
//! A signature is checked by making the one encoding that it may have and comparing all of it; padding is
//! never parsed, which is where verifiers have failed (Bleichenbacher 2006 and after).
//!
//! A key is taken as it is given: nobody can see from a modulus whether it was made well, or whether its
//! factors are known to others. Only what cannot be an RSA key is refused.

use alloc::{vec, vec::Vec};

use num_bigint::BigUint;
use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::{bignum::number, check_text, Error};

/// Shortest modulus, in bits.
pub const MIN_BITS: u64 = 2048;
/// Longest modulus, in bits.
pub const MAX_BITS: u64 = 4096;
/// Longest exponent, in bytes without leading zeros.
pub const MAX_EXPONENT_BYTES: usize = 4;
/// Length of a SHA-256 hash.
const HASH_LENGTH: usize = 32;

/// A hash function of a PKCS #1 v1.5 signature.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hash {
	/// SHA-256.
	Sha256,
	/// SHA-384.
	Sha384,
	/// SHA-512.
	Sha512,
}

impl Hash {
	/// `DigestInfo` of a message: the algorithm in DER (RFC 8017, section 9.2, note 1) and the hash.
	fn digest_info(self, message: &[u8]) -> Vec<u8> {
		/// `SEQUENCE { SEQUENCE { OID 2.16.840.1.101.3.4.2.(number), NULL }, OCTET STRING (length) }`.
		const fn prefix(number: u8, length: u8) -> [u8; 19] {
			[
				0x30,
				0x11 + length,
				0x30,
				0x0d,
				0x06,
				0x09,
				0x60,
				0x86,
				0x48,
				0x01,
				0x65,
				0x03,
				0x04,
				0x02,
				number,
				0x05,
				0x00,
				0x04,
				length,
			]
		}
		match self {
			Self::Sha256 => [&prefix(1, 32)[..], &Sha256::digest(message)].concat(),
			Self::Sha384 => [&prefix(2, 48)[..], &Sha384::digest(message)].concat(),
			Self::Sha512 => [&prefix(3, 64)[..], &Sha512::digest(message)].concat(),
		}
	}
}

/// A public key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PublicKey {
	modulus: BigUint,
	exponent: BigUint,
	bits: u64,
}

impl PublicKey {
	/// Takes a key, both numbers big endian.
	///
	/// # Consensus
	/// CL-11: the modulus is odd, has 2048 to 4096 bits and no leading zero byte, so that a key has one form.
	/// CL-12: the exponent is odd, at least 3 and less than 2^32, and has no leading zero byte.
	///
	/// # Errors
	/// [`Error::InvalidModulus`], [`Error::InvalidExponent`].
	pub fn new(modulus: &[u8], exponent: &[u8]) -> Result<Self, Error> {
		let odd = |bytes: &[u8]| bytes.last().is_some_and(|byte| byte & 1 == 1);
		let padded = |bytes: &[u8]| bytes.first() == Some(&0);
		let n = number(modulus).map_err(|_| Error::InvalidModulus)?;
		let bits = n.bits();
		if !odd(modulus) || padded(modulus) || !(MIN_BITS..=MAX_BITS).contains(&bits) {
			return Err(Error::InvalidModulus);
		}
		let one = exponent == [1];
		if !odd(exponent) || padded(exponent) || one || exponent.len() > MAX_EXPONENT_BYTES {
			return Err(Error::InvalidExponent);
		}
		Ok(Self { modulus: n, exponent: BigUint::from_bytes_be(exponent), bits })
	}

	/// Bytes of a signature.
	fn length(&self) -> usize {
		// At most 512.
		usize::try_from(self.bits.div_ceil(8)).unwrap_or(usize::MAX)
	}

	/// The encoded message of a signature (RFC 8017, sections 5.2.2 and 4.1): `None` if the signature has
	/// the wrong length, is no number below the modulus, or the message does not fit into `length` bytes.
	fn recover(&self, signature: &[u8], length: usize) -> Option<Vec<u8>> {
		if signature.len() != self.length() {
			return None;
		}
		let signature = BigUint::from_bytes_be(signature);
		if signature >= self.modulus {
			return None;
		}
		let bytes = signature.modpow(&self.exponent, &self.modulus).to_bytes_be();
		let mut encoded = vec![0; length.checked_sub(bytes.len())?];
		encoded.extend_from_slice(&bytes);
		Some(encoded)
	}

	/// Whether a PKCS #1 v1.5 signature of a message is valid.
	///
	/// # Consensus
	/// CL-1 for the message.
	///
	/// # Errors
	/// [`Error::TextTooLong`].
	#[doc(alias = "RSASSA-PKCS1-v1_5")]
	pub fn verify_pkcs1(
		&self,
		message: &[u8],
		signature: &[u8],
		hash: Hash,
	) -> Result<bool, Error> {
		check_text(message.len())?;
		let Some(encoded) = self.recover(signature, self.length()) else { return Ok(false) };
		let info = hash.digest_info(message);
		// 00 01 FF … FF 00 DigestInfo; with 256 bytes or more there are 170 bytes FF at least.
		let filling = self.length().saturating_sub(info.len()).saturating_sub(3);
		let expected = [&[0, 1][..], &vec![0xff; filling], &[0], &info].concat();
		Ok(encoded == expected)
	}

	/// Whether a PSS signature of a message is valid: SHA-256, MGF1 with SHA-256, and a salt of this many
	/// bytes (usual: 32).
	///
	/// # Consensus
	/// CL-1 for the message. CL-13: the key has room for the salt.
	///
	/// # Errors
	/// [`Error::TextTooLong`], [`Error::SaltTooLong`].
	#[doc(alias = "RSASSA-PSS")]
	pub fn verify_pss(
		&self,
		message: &[u8],
		signature: &[u8],
		salt_length: usize,
	) -> Result<bool, Error> {
		check_text(message.len())?;
		let bits = self.bits.saturating_sub(1);
		// At most 512.
		let length = usize::try_from(bits.div_ceil(8)).unwrap_or(usize::MAX);
		let masked = length.saturating_sub(HASH_LENGTH + 1);
		// What is before the salt: at least the byte 01.
		let zeros = masked
			.checked_sub(salt_length)
			.and_then(|rest| rest.checked_sub(1))
			.ok_or(Error::SaltTooLong)?;
		let Some(encoded) = self.recover(signature, length) else { return Ok(false) };
		// The salt is where it must be in a valid encoding; all else is made anew from it and compared.
		let (masked_data, tail) = encoded.split_at_checked(masked).unwrap_or_default();
		let hash = tail.get(..HASH_LENGTH).unwrap_or_default();
		let salt: Vec<u8> = masked_data
			.iter()
			.zip(mask(hash, masked))
			.map(|(byte, mask)| byte ^ mask)
			.skip(zeros.saturating_add(1))
			.collect();
		Ok(encoded == pss_encoding(message, &salt, zeros, bits))
	}
}

/// MGF1 with SHA-256 (RFC 8017, appendix B.2.1).
fn mask(seed: &[u8], length: usize) -> Vec<u8> {
	let mut bytes: Vec<u8> = (0u32..)
		.take(length.div_ceil(HASH_LENGTH))
		.flat_map(|counter| {
			<[u8; HASH_LENGTH]>::from(
				Sha256::new().chain_update(seed).chain_update(counter.to_be_bytes()).finalize(),
			)
		})
		.collect();
	bytes.truncate(length);
	bytes
}

/// EMSA-PSS-ENCODE with a given salt (RFC 8017, section 9.1.1) into `bits` bits; `zeros` bytes are before
/// the 01 and the salt.
fn pss_encoding(message: &[u8], salt: &[u8], zeros: usize, bits: u64) -> Vec<u8> {
	let hash = Sha256::new()
		.chain_update([0; 8])
		.chain_update(Sha256::digest(message))
		.chain_update(salt)
		.finalize();
	let data = [&vec![0; zeros][..], &[1], salt].concat();
	let masked = data.iter().zip(mask(&hash, data.len())).map(|(byte, mask)| byte ^ mask);
	let mut encoded: Vec<u8> = masked.collect();
	// The bits above `bits` are zero.
	let unused = (8 - bits % 8) % 8;
	if let Some(first) = encoded.first_mut() {
		*first &= 0xff >> unused;
	}
	encoded.extend_from_slice(&hash);
	encoded.push(0xbc);
	encoded
}
