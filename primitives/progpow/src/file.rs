// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Datasets in files.
//!
//! | offset | bytes | content |
//! | --- | --- | --- |
//! | 0 | 8 | `SERODAG` and the revision of the form as a digit |
//! | 8 | 4 | epoch, little-endian |
//! | 12 | 4 | parents of an item |
//! | 16 | 8 | number of items |
//! | 24 | 32 | seed hash of the epoch |
//! | 56 | 32 | checksum of the items |
//! | 88 | 40 | zeros |
//! | 128 | 64 each | items, words little-endian |
//!
//! The checksum is BLAKE2b-256 over the BLAKE2b-256 hashes of pieces of 4 MiB (the last one shorter),
//! personalized `SERO_dag`: all cores work at it.
//!
//! A file is a cache and never trusted: header, size and checksum must fit, the first-level cache must
//! be the computed one, and so must items at random places.

use blake2b_simd::Params;
use rayon::prelude::*;
use std::{
	collections::hash_map::RandomState,
	fs::{self, File},
	hash::{BuildHasher, Hasher},
	io::{self, Read, Write},
	ops::ControlFlow,
	path::Path,
};

use crate::{
	cache::{seed_hash, LightCache, ITEM_BYTES},
	dataset::{first_words, DagSource, Dataset},
	error::Error,
	memory::Items,
};

/// Revision of the file's form and of the function that fills the dataset; part of every file name.
pub const DATASET_REVISION: u32 = 1;

const MAGIC: &[u8; 8] = b"SERODAG1";
const HEADER_BYTES: usize = 128;
/// Bytes hashed as one piece.
const PIECE: usize = 1 << 22;
/// Bytes between two calls of the progress callback: several pieces, for all cores.
const STEP: usize = PIECE * 16;
/// Items at random places that are computed again when a file is read.
const SPOT_CHECKS: usize = 64;

/// Name of the file of a dataset: revision, parents, epoch and the start of the seed hash.
///
/// # Errors
/// [`Error::EpochTooLarge`].
pub fn file_name(epoch: u32, parents: u32) -> Result<String, Error> {
	let seed = seed_hash(epoch)?;
	let seed: String = seed[..8].iter().map(|byte| format!("{byte:02x}")).collect();
	Ok(format!("full-r{DATASET_REVISION}-p{parents}-e{epoch:05}-{seed}.dag"))
}

/// Why a dataset cannot be read from or written to a file.
#[derive(Debug)]
pub enum FileError {
	/// The file cannot be read or written.
	Io(io::Error),
	/// The header is not that of this dataset.
	Header,
	/// The length is not that of this dataset.
	Size {
		/// Length of the file.
		found: u64,
		/// Length that it should have.
		expected: u64,
	},
	/// The items do not have the checksum that the header names.
	Checksum,
	/// An item is not what the light cache leads to.
	Item(u32),
	/// No memory, a wrong number of parents, or canceled.
	Dataset(Error),
}

impl core::fmt::Display for FileError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		match self {
			Self::Io(error) => error.fmt(f),
			Self::Header => f.write_str("the header belongs to something else"),
			Self::Size { found, expected } => {
				write!(f, "the file has {found} bytes instead of {expected}")
			},
			Self::Checksum => f.write_str("the checksum is wrong"),
			Self::Item(index) => write!(f, "item {index} is wrong"),
			Self::Dataset(error) => error.fmt(f),
		}
	}
}

impl core::error::Error for FileError {}

impl From<io::Error> for FileError {
	fn from(error: io::Error) -> Self {
		Self::Io(error)
	}
}

impl From<Error> for FileError {
	fn from(error: Error) -> Self {
		Self::Dataset(error)
	}
}

fn header(epoch: u32, parents: u32, items: u64, checksum: &[u8]) -> Result<Vec<u8>, Error> {
	let mut header = MAGIC.to_vec();
	header.extend(epoch.to_le_bytes());
	header.extend(parents.to_le_bytes());
	header.extend(items.to_le_bytes());
	header.extend(seed_hash(epoch)?);
	header.extend(checksum);
	header.resize(HEADER_BYTES, 0);
	Ok(header)
}

fn params() -> Params {
	let mut params = Params::new();
	params.hash_length(32).personal(b"SERO_dag");
	params
}

/// Appends the hashes of the pieces of `bytes`.
fn hash_pieces(bytes: &[u8], hashes: &mut Vec<u8>) {
	let pieces: Vec<_> = bytes.par_chunks(PIECE).map(|piece| params().hash(piece)).collect();
	pieces.iter().for_each(|hash| hashes.extend(hash.as_bytes()));
}

/// Numbers that nobody can foresee: what a forged file would have to know.
fn random_positions(count: u32) -> impl Iterator<Item = u32> {
	let state = RandomState::new();
	(0..SPOT_CHECKS).map(move |i| {
		let mut hasher = state.build_hasher();
		hasher.write_usize(i);
		(hasher.finish() % u64::from(count.max(1))) as u32
	})
}

impl Dataset {
	/// Writes the dataset to a file that does not exist yet, and waits until the disk has it.
	/// `progress(done, total)` counts bytes and can stop the work; what was written then stays.
	///
	/// # Errors
	/// [`FileError::Io`], [`Error::Canceled`].
	pub fn write_to(
		&self,
		path: &Path,
		progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
	) -> Result<(), FileError> {
		let mut items = std::borrow::Cow::Borrowed(self.items.as_bytes());
		if cfg!(target_endian = "big") {
			items.to_mut().chunks_exact_mut(4).for_each(<[u8]>::reverse);
		}
		let mut hashes = Vec::new();
		hash_pieces(&items, &mut hashes);
		let checksum = params().hash(&hashes);
		let header =
			header(self.epoch, self.parents, u64::from(self.item_count()), checksum.as_bytes())?;
		let mut file = File::options().write(true).create_new(true).open(path)?;
		file.write_all(&header)?;
		let mut done = 0;
		for step in items.chunks(STEP) {
			file.write_all(step)?;
			done += step.len() as u64;
			if progress(done, items.len() as u64).is_break() {
				return Err(Error::Canceled.into());
			}
		}
		file.sync_all()?;
		Ok(())
	}

	/// Reads the dataset of `cache` from a file and checks it, see the table in the source.
	/// `progress(done, total)` counts bytes and can stop the work.
	///
	/// # Errors
	/// [`FileError`]. Whatever is wrong with the file, the dataset can be generated again.
	pub fn read_from(
		path: &Path,
		cache: &LightCache,
		parents: u32,
		progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
	) -> Result<Self, FileError> {
		let dag = cache.dag(parents).ok_or(Error::ParentsMismatch)?;
		let count = cache.dataset_items();
		let expected = HEADER_BYTES as u64 + u64::from(count) * ITEM_BYTES;
		let mut file = File::open(path)?;
		let found = fs::metadata(path)?.len();
		if found != expected {
			return Err(FileError::Size { found, expected });
		}
		let mut read_header = [0; HEADER_BYTES];
		file.read_exact(&mut read_header)?;
		let wanted = header(cache.epoch(), parents, count.into(), &read_header[56..88])?;
		if read_header[..] != wanted {
			return Err(FileError::Header);
		}

		let mut items = Items::zeroed(count as usize)?;
		let (mut done, mut hashes) = (0, Vec::new());
		let total = expected - HEADER_BYTES as u64;
		for step in items.as_mut_bytes().chunks_mut(STEP) {
			file.read_exact(step)?;
			hash_pieces(step, &mut hashes);
			done += step.len() as u64;
			if progress(done, total).is_break() {
				return Err(Error::Canceled.into());
			}
		}
		if params().hash(&hashes).as_bytes() != &read_header[56..88] {
			return Err(FileError::Checksum);
		}
		items.swap_if_big_endian();

		let first_words = first_words(&dag);
		let stored = items.as_slice();
		let start = stored.as_flattened().iter().zip(&first_words);
		if let Some(word) = start.clone().position(|(a, b)| a != b) {
			return Err(FileError::Item(word as u32 / 16));
		}
		for index in random_positions(count).chain([count.saturating_sub(1)]) {
			if stored.get(index as usize) != Some(&cache.item(index, parents)) {
				return Err(FileError::Item(index));
			}
		}
		Ok(Self { epoch: cache.epoch(), parents, items, first_words })
	}
}

#[cfg(test)]
mod tests;
