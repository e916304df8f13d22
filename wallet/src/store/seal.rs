// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Encryption of the rows that tell something about the account.

use chacha20poly1305::{
	aead::{Aead, KeyInit, Payload},
	Key, XChaCha20Poly1305, XNonce,
};
use rand::{rngs::OsRng, RngCore};
use zeroize::Zeroizing;

const NONCE_LENGTH: usize = 24;
const ROW_KEY: &[u8] = b"SERO_wallet_rows";
const CHECK: &[u8] = b"SERO_wallet_chk";

/// Seals rows under a key that follows from the viewing key.
///
/// A row is bound to its table and number: XChaCha20-Poly1305 with a random nonce in front.
pub(super) struct Sealer {
	cipher: XChaCha20Poly1305,
	check: [u8; 32],
}

fn hash(personalization: &[u8], input: &[u8]) -> Zeroizing<[u8; 32]> {
	let hash = blake2b_simd::Params::new().hash_length(32).personal(personalization).hash(input);
	let mut out = Zeroizing::new([0u8; 32]);
	out.copy_from_slice(hash.as_bytes());
	out
}

fn place(table: &str, number: u64) -> Vec<u8> {
	[table.as_bytes(), &number.to_le_bytes()].concat()
}

impl Sealer {
	pub(super) fn new(viewing_key: &[u8; 64]) -> Self {
		let key = hash(ROW_KEY, viewing_key);
		Self {
			cipher: XChaCha20Poly1305::new(Key::from_slice(&key[..])),
			check: *hash(CHECK, viewing_key),
		}
	}

	/// Tells whether a database belongs to the key; shows nothing else of it.
	pub(super) fn check_value(&self) -> [u8; 32] {
		self.check
	}

	pub(super) fn seal(&self, table: &str, number: u64, plain: &[u8]) -> Vec<u8> {
		let mut nonce = [0u8; NONCE_LENGTH];
		OsRng.fill_bytes(&mut nonce);
		let payload = Payload { msg: plain, aad: &place(table, number) };
		let sealed = self
			.cipher
			.encrypt(XNonce::from_slice(&nonce), payload)
			.expect("a row is far below the cipher's limit of 2^38 bytes; qed");
		[&nonce[..], &sealed].concat()
	}

	pub(super) fn open(&self, table: &str, number: u64, row: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
		let (nonce, sealed) = row.split_at_checked(NONCE_LENGTH)?;
		let payload = Payload { msg: sealed, aad: &place(table, number) };
		self.cipher.decrypt(XNonce::from_slice(nonce), payload).ok().map(Zeroizing::new)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn rows_open_only_at_their_place_and_unaltered() {
		let sealer = Sealer::new(&[1; 64]);
		let row = sealer.seal("events", 3, b"hello");
		assert_eq!(sealer.open("events", 3, &row).unwrap().as_slice(), b"hello");
		assert!(sealer.open("events", 4, &row).is_none());
		assert!(sealer.open("pending", 3, &row).is_none());
		assert!(Sealer::new(&[2; 64]).open("events", 3, &row).is_none());
		assert!(sealer.open("events", 3, &row[..10]).is_none());
		for position in 0..row.len() {
			let mut altered = row.clone();
			altered[position] ^= 1;
			assert!(sealer.open("events", 3, &altered).is_none());
		}
		assert_ne!(row, sealer.seal("events", 3, b"hello"), "nonces repeat");
	}
}
