// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The seed on paper (24 words) and on disk (an encrypted key file).
//!
//! Layout of the key file, all integers little-endian:
//!
//! | bytes | content |
//! |---|---|
//! | 8 | `SEROKEY` and the version, 1 |
//! | 4 + 4 + 4 | argon2id: memory in KiB, passes, lanes |
//! | 16 | salt |
//! | 24 | nonce of XChaCha20-Poly1305 |
//! | 52 | encrypted: seed (32), birthday (4); tag (16) |
//!
//! Everything before the encrypted part is authenticated with it.

use std::{
	fs::{self, File, OpenOptions},
	io::{Read, Write},
	path::{Path, PathBuf},
};

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::{
	aead::{Aead, KeyInit, Payload},
	Key, XChaCha20Poly1305, XNonce,
};
use rand::{rngs::OsRng, RngCore};
use sero_primitives::BlockNumber;
use sero_shielded_primitives::OneTimeAddressBytes;
use sero_zk_crypto::{FullViewingKey, KeyError, OneTimeAddress, PaymentAddress, Seed, SpendingKey};
use zeroize::{Zeroize, Zeroizing};

use crate::error::{Result, WalletError};

#[cfg(test)]
mod tests;

/// Name of the key file in a wallet's folder.
pub const KEY_FILE: &str = "wallet.key";

const MAGIC: &[u8; 7] = b"SEROKEY";
const VERSION: u8 = 1;
const SALT_LENGTH: usize = 16;
const NONCE_LENGTH: usize = 24;
const HEADER_LENGTH: usize = 8 + 12 + SALT_LENGTH + NONCE_LENGTH;
const SECRET_LENGTH: usize = 32 + 4;
const FILE_LENGTH: usize = HEADER_LENGTH + SECRET_LENGTH + 16;

/// Most memory that a key file may ask for, so that an altered file cannot exhaust the machine.
const MAX_MEMORY_KIB: u32 = 4 * 1024 * 1024;
/// Most passes that a key file may ask for.
const MAX_PASSES: u32 = 64;
/// Most lanes that a key file may ask for.
const MAX_LANES: u32 = 64;

/// Cost of turning a password into a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordCost {
	/// Memory in KiB.
	pub memory_kib: u32,
	/// Passes over the memory.
	pub passes: u32,
	/// Lanes.
	pub lanes: u32,
}

impl PasswordCost {
	/// 64 MiB, three passes: the second recommendation of RFC 9106 with one lane.
	pub const DEFAULT: Self = Self { memory_kib: 64 * 1024, passes: 3, lanes: 1 };
}

/// The root secret of a wallet with everything that follows from it.
#[derive(Clone)]
pub struct WalletKeys {
	seed: Seed,
	spending: SpendingKey,
	viewing: FullViewingKey,
	/// No note of this wallet is older than this block.
	birthday: BlockNumber,
}

impl std::fmt::Debug for WalletKeys {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		f.write_str("WalletKeys(..)")
	}
}

impl WalletKeys {
	/// The keys of a seed.
	///
	/// # Errors
	/// [`WalletError::InvalidSeed`], with negligible probability.
	pub fn from_seed(seed: Seed, birthday: BlockNumber) -> Result<Self> {
		let spending = SpendingKey::from_seed(&seed).map_err(|error| invalid_seed(&error))?;
		let viewing = spending.full_viewing_key();
		Ok(Self { seed, spending, viewing, birthday })
	}

	/// New keys from the system's randomness.
	///
	/// # Errors
	/// [`WalletError::InvalidSeed`], with negligible probability.
	pub fn random(birthday: BlockNumber) -> Result<Self> {
		Self::from_seed(Seed::random(&mut OsRng), birthday)
	}

	/// The seed.
	pub fn seed(&self) -> &Seed {
		&self.seed
	}

	/// The key that spends.
	pub fn spending(&self) -> &SpendingKey {
		&self.spending
	}

	/// The key that sees.
	pub fn viewing(&self) -> &FullViewingKey {
		&self.viewing
	}

	/// The long-term address.
	pub fn address(&self) -> PaymentAddress {
		self.viewing.payment_address()
	}

	/// Whether the account can spend from a one-time address.
	pub fn owns(&self, address: &OneTimeAddressBytes) -> bool {
		OneTimeAddress::from_bytes(&address.0).is_ok_and(|address| self.spending.owns(&address))
	}

	/// Height of the chain when the keys were made; blocks before it hold nothing for them.
	pub fn birthday(&self) -> BlockNumber {
		self.birthday
	}
}

fn invalid_seed(error: &KeyError) -> WalletError {
	WalletError::InvalidSeed { reason: error.to_string() }
}

/// The 24 words (BIP-39, English) of a seed.
///
/// # Errors
/// [`WalletError::InvalidPhrase`]; does not happen for 32 bytes.
pub fn seed_to_phrase(seed: &Seed) -> Result<Zeroizing<String>> {
	bip39::Mnemonic::from_entropy(seed.as_bytes())
		.map(|mnemonic| Zeroizing::new(mnemonic.to_string()))
		.map_err(|error| WalletError::InvalidPhrase { reason: error.to_string() })
}

/// The seed of 24 words; case and extra spaces do not matter.
///
/// # Errors
/// [`WalletError::InvalidPhrase`]: not 24 words, an unknown word, or a wrong checksum.
pub fn phrase_to_seed(phrase: &str) -> Result<Seed> {
	let refuse = |reason: String| WalletError::InvalidPhrase { reason };
	let words = Zeroizing::new(phrase.to_lowercase());
	let words = Zeroizing::new(words.split_whitespace().collect::<Vec<_>>().join(" "));
	let mnemonic = bip39::Mnemonic::parse_in_normalized(bip39::Language::English, &words).map_err(
		|error| {
			refuse(match error {
				// The library's text names the position only.
				bip39::Error::UnknownWord(index) => {
					format!("word {} is not in the list", index + 1)
				},
				bip39::Error::BadWordCount(count) => format!("{count} words were given"),
				bip39::Error::InvalidChecksum => "they do not belong together".into(),
				other => other.to_string(),
			})
		},
	)?;
	let entropy = Zeroizing::new(mnemonic.to_entropy());
	let bytes: [u8; 32] = entropy
		.as_slice()
		.try_into()
		.map_err(|_| refuse(format!("{} words were given", mnemonic.word_count())))?;
	Ok(Seed::from_bytes(bytes))
}

/// The seed from 64 hexadecimal digits, with or without `0x`.
///
/// # Errors
/// [`WalletError::InvalidSeed`].
pub fn seed_from_hex(text: &str) -> Result<Seed> {
	let mut bytes = [0u8; 32];
	let digits = text.trim();
	hex::decode_to_slice(digits.strip_prefix("0x").unwrap_or(digits), &mut bytes)
		.map_err(|error| WalletError::InvalidSeed { reason: error.to_string() })?;
	let seed = Seed::from_bytes(bytes);
	bytes.zeroize();
	Ok(seed)
}

/// The key file of a wallet's folder.
pub fn key_file(folder: &Path) -> PathBuf {
	folder.join(KEY_FILE)
}

/// Encrypts the keys under a password and writes the key file; never overwrites one.
///
/// The file appears complete or not at all, readable by its owner only.
///
/// # Errors
/// [`WalletError::WalletExists`], [`WalletError::File`].
pub fn create_key_file(
	folder: &Path,
	keys: &WalletKeys,
	password: &str,
	cost: PasswordCost,
) -> Result<()> {
	create_private_folder(folder)?;
	let path = key_file(folder);
	if path.exists() {
		return Err(WalletError::WalletExists(folder.to_owned()));
	}
	let contents = encrypt(keys, password, cost)?;
	let staging = folder.join(format!("{KEY_FILE}.{}.new", std::process::id()));
	let written = write_private(&staging, &contents)
		// Unlike a rename, a hard link does not replace a file that another process has made since.
		.and_then(|()| fs::hard_link(&staging, &path));
	let _ = fs::remove_file(&staging);
	match written {
		Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
			return Err(WalletError::WalletExists(folder.to_owned()))
		},
		other => other.map_err(|error| WalletError::file(&path, error))?,
	}
	File::open(folder)
		.and_then(|folder| folder.sync_all())
		.map_err(|error| WalletError::file(folder, error))
}

/// Reads and decrypts a key file.
///
/// # Errors
/// [`WalletError::WalletMissing`], [`WalletError::BadKeyFile`], [`WalletError::WrongPassword`],
/// [`WalletError::File`].
pub fn open_key_file(folder: &Path, password: &str) -> Result<WalletKeys> {
	let path = key_file(folder);
	let mut contents = Vec::new();
	match File::open(&path) {
		Ok(file) => file
			.take(FILE_LENGTH as u64 + 1)
			.read_to_end(&mut contents)
			.map_err(|error| WalletError::file(&path, error))?,
		Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
			return Err(WalletError::WalletMissing(folder.to_owned()))
		},
		Err(error) => return Err(WalletError::file(&path, error)),
	};
	decrypt(&contents, password, &path)
}

fn encrypt(keys: &WalletKeys, password: &str, cost: PasswordCost) -> Result<Vec<u8>> {
	let mut contents = Vec::with_capacity(FILE_LENGTH);
	contents.extend_from_slice(MAGIC);
	contents.push(VERSION);
	for number in [cost.memory_kib, cost.passes, cost.lanes] {
		contents.extend_from_slice(&number.to_le_bytes());
	}
	let (mut salt, mut nonce) = ([0u8; SALT_LENGTH], [0u8; NONCE_LENGTH]);
	OsRng.fill_bytes(&mut salt);
	OsRng.fill_bytes(&mut nonce);
	contents.extend_from_slice(&salt);
	contents.extend_from_slice(&nonce);

	let mut secret = Zeroizing::new([0u8; SECRET_LENGTH]);
	secret[..32].copy_from_slice(keys.seed.as_bytes());
	secret[32..].copy_from_slice(&keys.birthday.to_le_bytes());
	let cipher = password_cipher(password, &salt, cost)?;
	let sealed = cipher
		.encrypt(XNonce::from_slice(&nonce), Payload { msg: &secret[..], aad: &contents })
		.map_err(|_| WalletError::BadPassword("the password cannot be used"))?;
	contents.extend_from_slice(&sealed);
	Ok(contents)
}

fn decrypt(contents: &[u8], password: &str, path: &Path) -> Result<WalletKeys> {
	let refuse =
		|reason: &str| WalletError::BadKeyFile { path: path.to_owned(), reason: reason.to_owned() };
	if contents.len() < MAGIC.len() + 1 || !contents.starts_with(MAGIC) {
		return Err(refuse("it is not a key file of sero-wallet"));
	}
	if contents[MAGIC.len()] != VERSION {
		return Err(refuse(&format!(
			"its version is {}, this wallet knows version {VERSION}",
			contents[MAGIC.len()]
		)));
	}
	if contents.len() != FILE_LENGTH {
		return Err(refuse("its length is wrong"));
	}
	let (header, sealed) = contents.split_at(HEADER_LENGTH);
	let number = |at: usize| {
		let mut bytes = [0u8; 4];
		bytes.copy_from_slice(&header[at..at + 4]);
		u32::from_le_bytes(bytes)
	};
	let cost = PasswordCost { memory_kib: number(8), passes: number(12), lanes: number(16) };
	if cost.memory_kib > MAX_MEMORY_KIB || cost.passes > MAX_PASSES || cost.lanes > MAX_LANES {
		return Err(refuse("it asks for an absurd amount of work"));
	}
	let (salt, nonce) = header[20..].split_at(SALT_LENGTH);
	let cipher =
		password_cipher(password, salt, cost).map_err(|_| refuse("its cost is out of range"))?;
	let secret = cipher
		.decrypt(XNonce::from_slice(nonce), Payload { msg: sealed, aad: header })
		.map(Zeroizing::new)
		.map_err(|_| WalletError::WrongPassword)?;
	let (seed, birthday) = secret.split_at(32);
	let (Ok(mut seed_bytes), Ok(birthday)) =
		(<[u8; 32]>::try_from(seed), <[u8; 4]>::try_from(birthday))
	else {
		return Err(refuse("its length is wrong"));
	};
	let seed = Seed::from_bytes(seed_bytes);
	seed_bytes.zeroize();
	WalletKeys::from_seed(seed, BlockNumber::from_le_bytes(birthday))
}

fn password_cipher(password: &str, salt: &[u8], cost: PasswordCost) -> Result<XChaCha20Poly1305> {
	let bad = |_| WalletError::BadPassword("the password cannot be used");
	let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32)).map_err(bad)?;
	let mut key = Zeroizing::new([0u8; 32]);
	Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
		.hash_password_into(password.as_bytes(), salt, &mut key[..])
		.map_err(bad)?;
	Ok(XChaCha20Poly1305::new(Key::from_slice(&key[..])))
}

/// Makes a folder that only its owner can enter; leaves an existing one as it is.
///
/// # Errors
/// [`WalletError::File`].
pub fn create_private_folder(folder: &Path) -> Result<()> {
	let mut builder = fs::DirBuilder::new();
	builder.recursive(true);
	#[cfg(unix)]
	std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
	builder.create(folder).map_err(|error| WalletError::file(folder, error))
}

fn write_private(path: &Path, contents: &[u8]) -> std::io::Result<()> {
	let mut options = OpenOptions::new();
	options.write(true).create(true).truncate(true);
	#[cfg(unix)]
	std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
	let mut file = options.open(path)?;
	file.write_all(contents)?;
	file.sync_all()
}
