// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Files that appear complete or not at all.

use std::{fs, io::Write, path::Path};

use crate::CeremonyError;

pub(crate) fn io<T>(
	action: &'static str,
	path: &Path,
	result: std::io::Result<T>,
) -> Result<T, CeremonyError> {
	result.map_err(|source| CeremonyError::Io { action, path: path.to_owned(), source })
}

/// Reads a whole file.
///
/// # Errors
/// [`CeremonyError::Io`].
pub fn read_file(path: &Path) -> Result<Vec<u8>, CeremonyError> {
	io("reading", path, fs::read(path))
}

/// Writes a new file. A file that exists is never replaced: it may be somebody's only copy.
///
/// # Errors
/// [`CeremonyError::Io`], also if the file exists.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), CeremonyError> {
	let exists = || std::io::Error::from(std::io::ErrorKind::AlreadyExists);
	if path.exists() {
		return io("writing", path, Err(exists()));
	}
	let mut name = path.file_name().unwrap_or_default().to_owned();
	name.push(format!(".{}.part", std::process::id()));
	let partial = path.with_file_name(name);
	let write = || {
		let mut file = fs::File::create_new(&partial)?;
		file.write_all(bytes)?;
		file.sync_all()?;
		// Unlike renaming, a link fails if somebody else made the file meanwhile.
		fs::hard_link(&partial, path).or_else(|error| match error.kind() {
			std::io::ErrorKind::AlreadyExists => Err(exists()),
			// File systems without links.
			_ => fs::rename(&partial, path),
		})
	};
	let written = write();
	let _ = fs::remove_file(&partial);
	io("writing", path, written)
}
