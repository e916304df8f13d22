// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The container of `.ptau`, `.r1cs` and `.zkey` files.
//!
//! | bytes | content |
//! |---|---|
//! | 4 | kind, as text |
//! | 4 | version, 1 |
//! | 4 | number of sections |
//! | per section: 4, 8, … | its number, its length, its content |
//!
//! Integers are little-endian. A section stands at most once here; some programs would read the first of two,
//! others the last.

use std::{collections::BTreeMap, ops::Range};

use crate::CeremonyError;

/// The version of all three kinds of files.
const VERSION: u32 = 1;
/// More than any kind has.
const MAX_SECTIONS: u32 = 64;

/// An error about the format of a kind of file.
pub(crate) fn bad(kind: &'static str, reason: impl Into<String>) -> CeremonyError {
	CeremonyError::Format { kind, reason: reason.into() }
}

/// Reads integers and blocks one after the other.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
	kind: &'static str,
	rest: &'a [u8],
}

impl<'a> Reader<'a> {
	/// Reads `bytes`, of a file of this kind.
	pub fn new(kind: &'static str, bytes: &'a [u8]) -> Self {
		Self { kind, rest: bytes }
	}

	/// The next bytes.
	///
	/// # Errors
	/// [`CeremonyError::Format`] if there are fewer.
	pub fn take(&mut self, length: usize) -> Result<&'a [u8], CeremonyError> {
		let (taken, rest) =
			self.rest.split_at_checked(length).ok_or_else(|| bad(self.kind, "it is cut off"))?;
		self.rest = rest;
		Ok(taken)
	}

	/// The next bytes, as an array.
	///
	/// # Errors
	/// As [`Reader::take`].
	pub fn array<const N: usize>(&mut self) -> Result<[u8; N], CeremonyError> {
		let mut array = [0; N];
		array.copy_from_slice(self.take(N)?);
		Ok(array)
	}

	/// A byte.
	///
	/// # Errors
	/// As [`Reader::take`].
	pub fn u8(&mut self) -> Result<u8, CeremonyError> {
		Ok(u8::from_le_bytes(self.array()?))
	}

	/// An integer of four bytes.
	///
	/// # Errors
	/// As [`Reader::take`].
	pub fn u32(&mut self) -> Result<u32, CeremonyError> {
		Ok(u32::from_le_bytes(self.array()?))
	}

	/// An integer of eight bytes.
	///
	/// # Errors
	/// As [`Reader::take`].
	pub fn u64(&mut self) -> Result<u64, CeremonyError> {
		Ok(u64::from_le_bytes(self.array()?))
	}

	/// Bytes that are left.
	pub fn len(&self) -> usize {
		self.rest.len()
	}

	/// Whether nothing is left.
	pub fn is_empty(&self) -> bool {
		self.rest.is_empty()
	}

	/// Refuses bytes that are left.
	///
	/// # Errors
	/// [`CeremonyError::Format`].
	pub fn finish(self) -> Result<(), CeremonyError> {
		if self.rest.is_empty() {
			Ok(())
		} else {
			Err(bad(self.kind, "bytes are left over"))
		}
	}
}

/// Where the sections of a file stand.
#[derive(Clone, Debug)]
pub struct Directory {
	kind: &'static str,
	sections: BTreeMap<u32, Range<u64>>,
}

impl Directory {
	/// Reads the directory of a file of this length; `read(position, buffer)` reads from it.
	///
	/// # Errors
	/// [`CeremonyError::Format`], and those of `read`.
	pub fn read(
		kind: &'static str,
		length: u64,
		mut read: impl FnMut(u64, &mut [u8]) -> Result<(), CeremonyError>,
	) -> Result<Self, CeremonyError> {
		let mut head = [0; 12];
		if length < 12 {
			return Err(bad(kind, "it is too short"));
		}
		read(0, &mut head)?;
		let mut reader = Reader::new(kind, &head);
		if reader.take(4)? != kind.as_bytes() {
			return Err(bad(kind, "it is of another kind"));
		}
		let version = reader.u32()?;
		if version != VERSION {
			return Err(bad(kind, format!("it has version {version}")));
		}
		let count = reader.u32()?;
		if count > MAX_SECTIONS {
			return Err(bad(kind, "it has too many sections"));
		}
		let mut sections = BTreeMap::new();
		let mut position = 12u64;
		for _ in 0..count {
			let mut head = [0; 12];
			let start = position.checked_add(12).filter(|start| *start <= length);
			let start = start.ok_or_else(|| bad(kind, "it is cut off"))?;
			read(position, &mut head)?;
			let mut reader = Reader::new(kind, &head);
			let (number, size) = (reader.u32()?, reader.u64()?);
			let end = start.checked_add(size).filter(|end| *end <= length);
			position = end.ok_or_else(|| bad(kind, "it is cut off"))?;
			if sections.insert(number, start..position).is_some() {
				return Err(bad(kind, format!("section {number} is there twice")));
			}
		}
		if position != length {
			return Err(bad(kind, "bytes are left over"));
		}
		Ok(Self { kind, sections })
	}

	/// Where a section stands, if there is one.
	pub fn find(&self, number: u32) -> Option<Range<u64>> {
		self.sections.get(&number).cloned()
	}

	/// Where a section stands.
	///
	/// # Errors
	/// [`CeremonyError::Format`] if there is none.
	pub fn section(&self, number: u32) -> Result<Range<u64>, CeremonyError> {
		self.find(number).ok_or_else(|| bad(self.kind, format!("section {number} is missing")))
	}
}

/// The sections of a file in memory.
#[derive(Clone, Debug)]
pub struct Sections<'a> {
	directory: Directory,
	bytes: &'a [u8],
}

impl<'a> Sections<'a> {
	/// Takes a file apart.
	///
	/// # Errors
	/// [`CeremonyError::Format`].
	pub fn new(kind: &'static str, bytes: &'a [u8]) -> Result<Self, CeremonyError> {
		let directory = Directory::read(kind, bytes.len() as u64, |position, buffer| {
			let start = position as usize;
			let found = bytes.get(start..start + buffer.len());
			buffer.copy_from_slice(found.ok_or_else(|| bad(kind, "it is cut off"))?);
			Ok(())
		})?;
		Ok(Self { directory, bytes })
	}

	/// The content of a section.
	///
	/// # Errors
	/// [`CeremonyError::Format`] if there is none.
	pub fn section(&self, number: u32) -> Result<&'a [u8], CeremonyError> {
		let range = self.directory.section(number)?;
		Ok(&self.bytes[range.start as usize..range.end as usize])
	}

	/// A section, to be read.
	///
	/// # Errors
	/// As [`Sections::section`].
	pub fn reader(&self, number: u32) -> Result<Reader<'a>, CeremonyError> {
		Ok(Reader::new(self.directory.kind, self.section(number)?))
	}
}

/// Puts a file together, with the sections in the given order.
pub fn assemble(kind: &str, sections: &[(u32, Vec<u8>)]) -> Vec<u8> {
	let length = sections.iter().map(|(_, content)| 12 + content.len()).sum::<usize>();
	let mut bytes = Vec::with_capacity(12 + length);
	bytes.extend_from_slice(kind.as_bytes());
	bytes.extend_from_slice(&VERSION.to_le_bytes());
	bytes.extend_from_slice(&(sections.len() as u32).to_le_bytes());
	for (number, content) in sections {
		bytes.extend_from_slice(&number.to_le_bytes());
		bytes.extend_from_slice(&(content.len() as u64).to_le_bytes());
		bytes.extend_from_slice(content);
	}
	bytes
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn what_is_put_together_is_taken_apart() {
		let bytes = assemble("zkey", &[(2, vec![1, 2, 3]), (1, vec![]), (7, vec![9])]);
		let sections = Sections::new("zkey", &bytes).unwrap();
		assert_eq!(sections.section(2).unwrap(), [1, 2, 3]);
		assert!(sections.section(1).unwrap().is_empty());
		assert_eq!(sections.section(7).unwrap(), [9]);
		assert!(sections.section(3).is_err());
		assert!(Sections::new("ptau", &bytes).is_err());
	}

	#[test]
	fn broken_files_are_refused() {
		let good = assemble("zkey", &[(2, vec![1, 2, 3]), (7, vec![9])]);
		for length in 0..good.len() {
			assert!(Sections::new("zkey", &good[..length]).is_err(), "{length}");
		}
		assert!(Sections::new("zkey", &[&good[..], &[0]].concat()).is_err());
		assert!(Sections::new("zkey", &assemble("zkey", &[(2, vec![]), (2, vec![])])).is_err());
		let mut other_version = good.clone();
		other_version[4] = 2;
		assert!(Sections::new("zkey", &other_version).is_err());
		let mut overflow = good;
		overflow[16..24].fill(0xff);
		assert!(Sections::new("zkey", &overflow).is_err());
	}

	#[test]
	fn readers_refuse_what_is_left_over() {
		let mut reader = Reader::new("zkey", &[1, 0, 0, 0, 5]);
		assert_eq!(reader.u32().unwrap(), 1);
		assert_eq!(reader.len(), 1);
		assert!(reader.finish().is_err());
		assert!(reader.u32().is_err());
		assert_eq!(reader.u8().unwrap(), 5);
		assert!(reader.is_empty());
		reader.finish().unwrap();
	}
}
