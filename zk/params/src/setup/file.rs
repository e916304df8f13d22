// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Proving-key files.
//!
//! | bytes | content |
//! |---|---|
//! | 8 | magic `SEROPK\r\n` |
//! | 4 | version of this layout, little-endian |
//! | 4 | circuit, little-endian |
//! | 32 | hash of the circuit's matrices |
//! | 32 | BLAKE2b-256 of the key |
//! | 8 | length of the key, little-endian |
//! | rest | the key, arkworks' uncompressed encoding |
//!
//! The key's hash is compared with the one in this crate, or the caller's, before a point is read, so the points need no
//! check of their own. A file is replaced by renaming: a reader sees the old file or the new one.

use std::{
	fs,
	io::Write,
	path::{Path, PathBuf},
};

use ark_serialize::CanonicalDeserialize;

use super::{circuit_hash, development_key, key_hash, proving_key_bytes, ParamsError, ProvingKey};
use crate::{CircuitKind, CIRCUIT_HASHES, CIRCUIT_VERSION, PROVING_KEY_HASHES};

/// The environment variable that names the folder of the proving keys.
pub const PARAMS_DIR_VARIABLE: &str = "SERO_PARAMS_DIR";

const MAGIC: &[u8; 8] = b"SEROPK\r\n";
const LAYOUT_VERSION: u32 = 1;
const HEADER_LENGTH: usize = 8 + 4 + 4 + 32 + 32 + 8;

/// What [`load_or_generate`] is doing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Progress {
	/// Reading and checking the file.
	Loading(CircuitKind),
	/// Making the key, because the file is missing or wrong; takes seconds.
	Generating(CircuitKind),
	/// Writing the file.
	Saving(CircuitKind),
	/// Done.
	Ready(CircuitKind),
}

/// Name of a circuit's proving-key file.
pub fn file_name(kind: CircuitKind) -> String {
	format!("{kind}-v{CIRCUIT_VERSION}.pk")
}

/// The folder of the proving keys: `SERO_PARAMS_DIR`, else `sero/params` in the user's cache folder.
///
/// # Errors
/// [`ParamsError::NoDirectory`] if the user has no home.
pub fn default_dir() -> Result<PathBuf, ParamsError> {
	let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
	if let Some(dir) = variable(PARAMS_DIR_VARIABLE) {
		return Ok(dir.into());
	}
	let cache = if cfg!(windows) {
		variable("LOCALAPPDATA").map(PathBuf::from)
	} else if cfg!(target_os = "macos") {
		variable("HOME").map(|home| Path::new(&home).join("Library/Caches"))
	} else {
		let cache = variable("XDG_CACHE_HOME").map(PathBuf::from).filter(|dir| dir.is_absolute());
		cache.or_else(|| variable("HOME").map(|home| Path::new(&home).join(".cache")))
	};
	Ok(cache.ok_or(ParamsError::NoDirectory)?.join("sero").join("params"))
}

fn io<T>(action: &'static str, path: &Path, result: std::io::Result<T>) -> Result<T, ParamsError> {
	result.map_err(|source| ParamsError::Io { action, path: path.to_owned(), source })
}

fn header(kind: CircuitKind, key: &[u8]) -> Vec<u8> {
	let mut header = Vec::with_capacity(HEADER_LENGTH);
	header.extend_from_slice(MAGIC);
	header.extend_from_slice(&LAYOUT_VERSION.to_le_bytes());
	header.extend_from_slice(&(kind.position() as u32).to_le_bytes());
	header.extend_from_slice(&circuit_hash(kind));
	header.extend_from_slice(&key_hash(key));
	header.extend_from_slice(&(key.len() as u64).to_le_bytes());
	header
}

/// Refuses to work with circuits that are not those of the committed keys.
fn check_circuit(kind: CircuitKind) -> Result<(), ParamsError> {
	if circuit_hash(kind) != CIRCUIT_HASHES[kind.position()] {
		return Err(ParamsError::StaleKeys(kind));
	}
	Ok(())
}

/// Reads the proving key of a circuit.
///
/// # Errors
/// [`ParamsError::Io`] if there is no file, [`ParamsError::Mismatch`] if it holds anything but the key of
/// this release, [`ParamsError::StaleKeys`].
pub fn load(kind: CircuitKind, dir: &Path) -> Result<ProvingKey, ParamsError> {
	load_expected(kind, dir, &PROVING_KEY_HASHES[kind.position()])
}

/// [`load`], of a key with this hash: one that a ceremony made.
///
/// # Errors
/// As [`load`]; [`ParamsError::Mismatch`] if it is another key than `expected`.
pub fn load_expected(
	kind: CircuitKind,
	dir: &Path,
	expected: &[u8; 32],
) -> Result<ProvingKey, ParamsError> {
	check_circuit(kind)?;
	let path = dir.join(file_name(kind));
	let file = io("reading", &path, fs::read(&path))?;
	let mismatch = |reason| ParamsError::Mismatch { path: path.clone(), reason };
	let (found, key) =
		file.split_at_checked(HEADER_LENGTH).ok_or_else(|| mismatch("it is too short"))?;
	// The header repeats the key's hash, so equal headers mean an unaltered key.
	if found != header(kind, key) {
		return Err(mismatch("the header does not fit the content"));
	}
	if key_hash(key) != *expected {
		return Err(mismatch("the key is another one"));
	}
	// Unchecked: these exact bytes have been hashed.
	Ok(ProvingKey::deserialize_uncompressed_unchecked(key)?)
}

/// Writes a proving key; an existing file is replaced at once.
///
/// # Errors
/// [`ParamsError::Io`].
pub fn save(kind: CircuitKind, dir: &Path, key: &ProvingKey) -> Result<PathBuf, ParamsError> {
	let path = dir.join(file_name(kind));
	let partial = dir.join(format!(".{}.{}", file_name(kind), std::process::id()));
	let bytes = proving_key_bytes(key)?;
	io("creating", dir, fs::create_dir_all(dir))?;
	let write = || {
		let mut file = fs::File::create(&partial)?;
		file.write_all(&header(kind, &bytes))?;
		file.write_all(&bytes)?;
		file.sync_all()?;
		fs::rename(&partial, &path)
	};
	let written = write();
	if written.is_err() {
		let _ = fs::remove_file(&partial);
	}
	io("writing", &path, written)?;
	Ok(path)
}

/// Reads the proving key of a circuit; makes it again if the file is missing or wrong.
///
/// A file that cannot be written is no error here: the key is there, it only has to be made again the
/// next time.
///
/// # Errors
/// [`ParamsError::Generation`], [`ParamsError::StaleKeys`], or [`ParamsError::Mismatch`] if this machine
/// makes another key than everybody else.
pub fn load_or_generate(
	kind: CircuitKind,
	dir: &Path,
	progress: &mut dyn FnMut(Progress),
) -> Result<ProvingKey, ParamsError> {
	progress(Progress::Loading(kind));
	match load(kind, dir) {
		Err(ParamsError::Io { .. } | ParamsError::Mismatch { .. } | ParamsError::Encoding(_)) => {},
		result => {
			progress(Progress::Ready(kind));
			return result;
		},
	}
	progress(Progress::Generating(kind));
	let key = development_key(kind)?;
	if key_hash(&proving_key_bytes(&key)?) != PROVING_KEY_HASHES[kind.position()] {
		let path = dir.join(file_name(kind));
		return Err(ParamsError::Mismatch { path, reason: "this machine makes another key" });
	}
	progress(Progress::Saving(kind));
	let _ = save(kind, dir, &key);
	progress(Progress::Ready(kind));
	Ok(key)
}
