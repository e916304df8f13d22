// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use super::*;
use std::path::PathBuf;

/// As long as the largest first-level cache at least.
const ITEMS: u64 = 2_054;

fn go_on() -> impl FnMut(u64, u64) -> ControlFlow<()> {
	|_, _| ControlFlow::Continue(())
}

struct Setup {
	_dir: tempfile::TempDir,
	path: PathBuf,
	cache: LightCache,
	dataset: Dataset,
}

fn setup() -> Setup {
	let dir = tempfile::tempdir().unwrap();
	let cache = LightCache::tiny(2, 101, ITEMS).unwrap();
	let dataset = Dataset::generate(&cache, 256, &mut go_on()).unwrap();
	let path = dir.path().join(file_name(2, 256).unwrap());
	dataset.write_to(&path, &mut go_on()).unwrap();
	Setup { _dir: dir, path, cache, dataset }
}

fn read(setup: &Setup) -> Result<Dataset, FileError> {
	Dataset::read_from(&setup.path, &setup.cache, 256, &mut go_on())
}

/// Writes the file with a changed content and a right checksum, as a forger would.
fn forge(setup: &Setup, change: impl Fn(&mut [u8])) {
	let mut bytes = fs::read(&setup.path).unwrap();
	change(&mut bytes[HEADER_BYTES..]);
	let mut hashes = Vec::new();
	hash_pieces(&bytes[HEADER_BYTES..], &mut hashes);
	bytes[56..88].copy_from_slice(params().hash(&hashes).as_bytes());
	fs::write(&setup.path, bytes).unwrap();
}

#[test]
fn a_file_gives_back_the_dataset() {
	let setup = setup();
	let read = read(&setup).unwrap();
	assert_eq!(read.items(), setup.dataset.items());
	assert_eq!(read.first_words, setup.dataset.first_words);
	assert_eq!((read.epoch(), read.parents()), (2, 256));
	assert_eq!(fs::metadata(&setup.path).unwrap().len(), 128 + 64 * ITEMS);
}

#[test]
fn names_tell_revision_parents_and_epoch() {
	assert_eq!(file_name(0, 256).unwrap(), "full-r1-p256-e00000-0000000000000000.dag");
	assert_eq!(file_name(1, 512).unwrap(), "full-r1-p512-e00001-290decd9548b62a8.dag");
	assert!(file_name(u32::MAX, 256).is_err());
}

#[test]
fn a_file_is_never_overwritten() {
	let setup = setup();
	let error = setup.dataset.write_to(&setup.path, &mut go_on()).unwrap_err();
	assert!(matches!(error, FileError::Io(error) if error.kind() == io::ErrorKind::AlreadyExists));
}

#[test]
fn a_file_of_the_wrong_length_is_refused() {
	let setup = setup();
	let bytes = fs::read(&setup.path).unwrap();
	for length in [0, 100, 128, bytes.len() - 1, bytes.len() + 1] {
		let mut changed = bytes.clone();
		changed.resize(length, 0);
		fs::write(&setup.path, changed).unwrap();
		assert!(matches!(read(&setup), Err(FileError::Size { .. })), "{length}");
	}
}

#[test]
fn every_byte_of_the_header_counts() {
	let setup = setup();
	let bytes = fs::read(&setup.path).unwrap();
	for i in 0..HEADER_BYTES {
		let mut changed = bytes.clone();
		changed[i] ^= 1;
		fs::write(&setup.path, changed).unwrap();
		match (i, read(&setup)) {
			(56..88, Err(FileError::Checksum)) | (_, Err(FileError::Header)) => (),
			(_, other) => panic!("byte {i}: {other:?}"),
		}
	}
}

#[test]
fn a_flipped_bit_is_found_by_the_checksum() {
	let setup = setup();
	let mut bytes = fs::read(&setup.path).unwrap();
	bytes[70_000] ^= 4;
	fs::write(&setup.path, bytes).unwrap();
	assert!(matches!(read(&setup), Err(FileError::Checksum)));
}

#[test]
fn forged_items_are_found_by_computing_them_again() {
	let setup = setup();
	// All items: the spot checks cannot miss them.
	forge(&setup, |items| items.iter_mut().skip(64 * 1_100).for_each(|byte| *byte ^= 1));
	assert!(matches!(read(&setup), Err(FileError::Item(index)) if index >= 1_100));
	// One word of the first-level cache.
	let setup = self::setup();
	forge(&setup, |items| items[3 * 64 + 1] ^= 1);
	assert!(matches!(read(&setup), Err(FileError::Item(3))));
	// The last item.
	let setup = self::setup();
	forge(&setup, |items| items[64 * (ITEMS as usize - 1)] ^= 1);
	assert!(matches!(read(&setup), Err(FileError::Item(index)) if u64::from(index) == ITEMS - 1));
}

#[test]
fn a_file_of_another_dataset_is_refused() {
	let setup = setup();
	let other = LightCache::tiny(3, 101, ITEMS).unwrap();
	let error = Dataset::read_from(&setup.path, &other, 256, &mut go_on()).unwrap_err();
	assert!(matches!(error, FileError::Header));
	let error = Dataset::read_from(&setup.path, &setup.cache, 512, &mut go_on()).unwrap_err();
	assert!(matches!(error, FileError::Header));
}

#[test]
fn reading_and_writing_can_be_stopped() {
	let setup = setup();
	let mut stop = |_, _| ControlFlow::Break(());
	let error = Dataset::read_from(&setup.path, &setup.cache, 256, &mut stop).unwrap_err();
	assert!(matches!(error, FileError::Dataset(Error::Canceled)));
	let path = setup.path.with_extension("other");
	let error = setup.dataset.write_to(&path, &mut stop).unwrap_err();
	assert!(matches!(error, FileError::Dataset(Error::Canceled)));
}
