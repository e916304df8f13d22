// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The keys with which a node votes.
//!
//! A vote key is the seed of a SERO account. It signs for every drawn ticket whose vote address (a
//! one-time address) the account owns, as the account would sign a bundle from that address. It must
//! lie on the node in the clear, so it had better be an account that holds no money: shares name
//! their vote address separately from the address that is paid.
//!
//! Keys lie in the chain's keystore folder, where `sero-node key insert` and the RPC
//! `author_insertKey` put keys of every kind: the file's name is `hex("vote") ‖ hex(public key)`, it
//! holds the secret as a JSON string, here 32 bytes in hexadecimal digits. The public key is the
//! account's address, 64 bytes; since other tools may choose other bytes, it is not relied upon.

use parking_lot::{Mutex, RwLock};
use sero_shielded_primitives::{OneTimeAddressBytes, SignatureBytes};
use sero_zk_crypto::{
	domains::FROM_SIGNATURE, schnorr, OneTimeAddress, PaymentAddress, Seed, SpendingKey,
};
use sero_zk_verifier::api::verify_address_signature;
use std::{
	fmt, fs, io,
	io::Write,
	path::{Path, PathBuf},
	time::SystemTime,
};
use zeroize::{Zeroize, Zeroizing};

/// Key type of vote keys in the keystore.
pub const KEY_TYPE: [u8; 4] = *b"vote";

/// Most keys that a node votes with; every drawn ticket is tried with each of them.
pub const MAX_KEYS: usize = 256;

/// A secret that is no vote key.
#[derive(Debug, thiserror::Error)]
pub enum VoteKeyError {
	/// Not 32 bytes in hexadecimal digits.
	#[error("a vote key is 32 bytes in hexadecimal digits")]
	Format,
	/// The seed leads to no account.
	#[error("the seed leads to no account")]
	Seed,
	/// A file cannot be read or written.
	#[error("{path}: {error}")]
	File {
		/// The file.
		path: PathBuf,
		/// The reason.
		error: io::Error,
	},
}

fn file_error(path: &Path) -> impl Fn(io::Error) -> VoteKeyError + '_ {
	|error| VoteKeyError::File { path: path.into(), error }
}

/// A key that votes.
#[derive(Clone)]
pub struct VoteKey {
	key: SpendingKey,
	address: PaymentAddress,
}

impl fmt::Debug for VoteKey {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "VoteKey({})", self.address)
	}
}

impl VoteKey {
	/// The key of an account.
	///
	/// # Errors
	/// [`VoteKeyError::Seed`], with negligible probability.
	pub fn from_seed(seed: &Seed) -> Result<Self, VoteKeyError> {
		let key = SpendingKey::from_seed(seed).map_err(|_| VoteKeyError::Seed)?;
		let address = key.payment_address();
		Ok(Self { key, address })
	}

	/// The address of the key's account.
	pub fn address(&self) -> &PaymentAddress {
		&self.address
	}

	fn sign(&self, address: &OneTimeAddress, message: &[u8; 32]) -> Option<[u8; 64]> {
		let secret = Zeroizing::new(*self.key.spend_auth() * self.key.view());
		let rng = &mut rand::rngs::OsRng;
		schnorr::sign(&FROM_SIGNATURE, &secret, address.base(), message, rng).ok()
	}
}

/// Reads a seed: 32 bytes in hexadecimal digits, with or without `0x`.
///
/// # Errors
/// [`VoteKeyError::Format`]. The text is not part of it.
pub fn parse_seed(text: &str) -> Result<Seed, VoteKeyError> {
	let digits = text.trim();
	let digits = digits.strip_prefix("0x").unwrap_or(digits);
	let mut bytes = Zeroizing::new([0u8; 32]);
	hex::decode_to_slice(digits, &mut bytes[..]).map_err(|_| VoteKeyError::Format)?;
	Ok(Seed::from_bytes(*bytes))
}

/// Reads a seed from a file.
///
/// # Errors
/// [`VoteKeyError::File`], [`VoteKeyError::Format`].
pub fn read_seed_file(path: &Path) -> Result<Seed, VoteKeyError> {
	parse_seed(&Zeroizing::new(fs::read_to_string(path).map_err(file_error(path))?))
}

/// The name that the keystore gives to a vote key.
fn file_name(address: &PaymentAddress) -> String {
	hex::encode(KEY_TYPE) + &hex::encode(address.to_bytes())
}

/// Puts a key into a keystore folder. Returns its account's address.
///
/// # Errors
/// [`VoteKeyError`].
pub fn insert(folder: &Path, seed: &Seed) -> Result<PaymentAddress, VoteKeyError> {
	let key = VoteKey::from_seed(seed)?;
	fs::create_dir_all(folder).map_err(file_error(folder))?;
	let path = folder.join(file_name(&key.address));
	let text = Zeroizing::new(format!("\"0x{}\"", *Zeroizing::new(hex::encode(seed.as_bytes()))));
	let mut options = fs::File::options();
	options.write(true).create(true).truncate(true);
	#[cfg(unix)]
	std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
	let mut file = options.open(&path).map_err(file_error(&path))?;
	file.write_all(text.as_bytes()).map_err(file_error(&path))?;
	Ok(key.address)
}

/// Reads the vote keys of a keystore folder; files that hold none are reported in the log. A folder
/// that does not exist has none.
///
/// # Errors
/// [`VoteKeyError::File`] if the folder cannot be read.
pub fn list(folder: &Path) -> Result<Vec<VoteKey>, VoteKeyError> {
	let entries = match fs::read_dir(folder) {
		Ok(entries) => entries,
		Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
		Err(error) => return Err(file_error(folder)(error)),
	};
	let prefix = hex::encode(KEY_TYPE);
	let mut paths: Vec<PathBuf> = entries
		.filter_map(|entry| Some(entry.ok()?.path()))
		.filter(|path| {
			path.file_name().and_then(|name| name.to_str()).is_some_and(|name| {
				let name = name.to_ascii_lowercase();
				name.starts_with(&prefix) && hex::decode(&name).is_ok()
			})
		})
		.collect();
	paths.sort();
	let mut keys: Vec<VoteKey> = Vec::new();
	for path in paths {
		match read_key_file(&path) {
			Ok(key) if keys.iter().any(|other| other.address == key.address) => (),
			Ok(_) if keys.len() >= MAX_KEYS => {
				log::warn!(target: crate::LOG_TARGET, "Only {MAX_KEYS} vote keys are used");
				break;
			},
			Ok(key) => keys.push(key),
			Err(error) => {
				log::warn!(target: crate::LOG_TARGET, "{} is no vote key: {error}", path.display());
			},
		}
	}
	Ok(keys)
}

fn read_key_file(path: &Path) -> Result<VoteKey, VoteKeyError> {
	let text = Zeroizing::new(fs::read_to_string(path).map_err(file_error(path))?);
	let mut secret: String = serde_json::from_str(&text).map_err(|_| VoteKeyError::Format)?;
	let seed = parse_seed(&secret);
	secret.zeroize();
	VoteKey::from_seed(&seed?)
}

/// The keys of a running node: those of its keystore, read again when the folder changes, and others
/// that it was given.
#[derive(Debug, Default)]
pub struct VoteKeys {
	given: Vec<VoteKey>,
	folder: Option<PathBuf>,
	modified: Mutex<Option<SystemTime>>,
	stored: RwLock<Vec<VoteKey>>,
}

impl VoteKeys {
	/// The keys of a keystore folder, and others.
	pub fn new(folder: Option<PathBuf>, given: Vec<VoteKey>) -> Self {
		let keys = Self { given, folder, ..Default::default() };
		keys.refresh();
		keys
	}

	/// Reads the folder again if it has changed.
	pub fn refresh(&self) {
		let Some(folder) = &self.folder else { return };
		let modified = fs::metadata(folder).and_then(|data| data.modified()).ok();
		let mut last = self.modified.lock();
		if *last == modified {
			return;
		}
		match list(folder) {
			Ok(keys) => {
				*self.stored.write() = keys;
				*last = modified;
			},
			Err(error) => log::warn!(target: crate::LOG_TARGET, "Vote keys: {error}"),
		}
	}

	/// The accounts' addresses.
	pub fn addresses(&self) -> Vec<PaymentAddress> {
		let stored = self.stored.read();
		self.given.iter().chain(stored.iter()).map(|key| key.address).collect()
	}

	fn with_owner<T>(
		&self,
		address: &[u8; 96],
		then: impl FnOnce(&VoteKey, &OneTimeAddress) -> T,
	) -> Option<T> {
		let address = OneTimeAddress::from_bytes(address).ok()?;
		let stored = self.stored.read();
		let mut keys = self.given.iter().chain(stored.iter());
		keys.find(|key| key.key.owns(&address)).map(|key| then(key, &address))
	}

	/// Whether one of the accounts owns a one-time address.
	pub fn owns(&self, address: &[u8; 96]) -> bool {
		self.with_owner(address, |_, _| ()).is_some()
	}

	/// Signs a vote's message for a one-time address that one of the accounts owns.
	pub fn sign(&self, address: &[u8; 96], message: &[u8; 32]) -> Option<[u8; 64]> {
		self.with_owner(address, |key, address| key.sign(address, message)).flatten()
	}
}

/// Checks a vote's signature.
pub fn verify_signature(address: &[u8; 96], message: &[u8; 32], signature: &[u8; 64]) -> bool {
	let (address, signature) = (OneTimeAddressBytes(*address), SignatureBytes(*signature));
	verify_address_signature(&address, message, &signature).is_ok()
}

#[cfg(test)]
mod tests {
	use super::*;
	use sero_zk_crypto::{keys::address_randomizer, Scalar};

	fn seed(byte: u8) -> Seed {
		Seed::from_bytes([byte; 32])
	}

	fn one_time(byte: u8, r: u64) -> [u8; 96] {
		let key = VoteKey::from_seed(&seed(byte)).unwrap();
		key.address.one_time(address_randomizer(&Scalar::from(r))).to_bytes()
	}

	#[test]
	fn keys_sign_for_the_addresses_that_they_own() {
		let keys = VoteKeys::new(None, vec![VoteKey::from_seed(&seed(1)).unwrap()]);
		let (own, foreign, message) = (one_time(1, 1), one_time(2, 1), [7; 32]);
		assert!(keys.owns(&own) && keys.owns(&one_time(1, 2)) && !keys.owns(&foreign));
		let signature = keys.sign(&own, &message).unwrap();
		assert!(verify_signature(&own, &message, &signature));
		assert!(!verify_signature(&own, &[8; 32], &signature));
		assert!(!verify_signature(&one_time(1, 2), &message, &signature));
		assert!(!verify_signature(&[0; 96], &message, &signature));
		assert_eq!(keys.sign(&foreign, &message), None);
		assert!(!keys.owns(&[0xff; 96]));
	}

	#[test]
	fn keys_are_found_in_the_keystore_while_the_node_runs() {
		let home = tempfile::tempdir().unwrap();
		let folder = home.path().join("keystore");
		let keys = VoteKeys::new(Some(folder.clone()), Vec::new());
		assert!(keys.addresses().is_empty());
		let address = insert(&folder, &seed(3)).unwrap();
		keys.refresh();
		assert_eq!(keys.addresses(), [address]);
		// As another tool writes them: other public key, no 0x. And files that are none.
		let prefix = hex::encode(KEY_TYPE);
		let digits = hex::encode([4; 32]);
		fs::write(folder.join(format!("{prefix}01")), format!("\"{digits}\"")).unwrap();
		fs::write(folder.join(format!("{prefix}02")), "\"//Alice\"").unwrap();
		fs::write(folder.join(format!("{prefix}zz")), format!("\"{digits}\"")).unwrap();
		fs::write(folder.join("6772616e01"), format!("\"{digits}\"")).unwrap();
		*keys.modified.lock() = None;
		keys.refresh();
		assert_eq!(keys.addresses().len(), 2);
		assert!(keys.owns(&one_time(4, 1)));
	}

	#[test]
	fn secrets_are_not_shown() {
		let key = VoteKey::from_seed(&seed(0xab)).unwrap();
		let shown = format!("{key:?} {:?}", VoteKeys::new(None, vec![key.clone()]));
		assert!(!shown.contains("abab") && !shown.contains("171, 171"), "{shown}");
		let error = parse_seed("secret words").unwrap_err();
		assert!(!error.to_string().contains("secret words"));
		#[cfg(unix)]
		{
			use std::os::unix::fs::PermissionsExt;
			let home = tempfile::tempdir().unwrap();
			let address = insert(home.path(), &seed(5)).unwrap();
			let file = home.path().join(file_name(&address));
			assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
		}
	}

	#[test]
	fn seeds_are_read_with_and_without_prefix() {
		let digits = hex::encode([6; 32]);
		assert_eq!(parse_seed(&digits).unwrap(), seed(6));
		assert_eq!(parse_seed(&format!("0x{digits}\n")).unwrap(), seed(6));
		assert!(parse_seed(&digits[2..]).is_err());
	}
}
