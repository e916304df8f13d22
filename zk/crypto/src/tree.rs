// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The note commitment tree: arity 4, depth 16, node = `compress4(children)`.
//!
//! Leaves are [`crate::note::leaf`] values in the order of creation. The base-4 digits of a leaf's index
//! give its place, least significant digit at the leaf level. An absent leaf is 0, so an empty subtree of
//! height `k + 1` is `compress4` of four empty subtrees of height `k`.

use alloc::vec::Vec;

use ark_ff::AdditiveGroup;

use crate::{
	field::{base_from_bytes, base_from_limbs, base_to_bytes, Base},
	poseidon2::compress,
};

mod empty_roots;
mod full;

pub use full::Tree;

#[cfg(test)]
mod tests;

/// Height of the tree.
pub const DEPTH: usize = 16;
/// Children of a node.
pub const ARITY: usize = 4;
/// Number of leaves: `4^16 = 2^32`.
pub const CAPACITY: u64 = 1 << (2 * DEPTH);

const fn empty_roots() -> [Base; DEPTH + 1] {
	let mut out = [Base::ZERO; DEPTH + 1];
	let mut i = 0;
	while i <= DEPTH {
		out[i] = base_from_limbs(empty_roots::EMPTY_ROOT_LIMBS[i]);
		i += 1;
	}
	out
}

/// Roots of the empty subtrees of height 0 to [`DEPTH`].
pub static EMPTY_ROOTS: [Base; DEPTH + 1] = empty_roots();

/// What can be wrong with a tree or its encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TreeError {
	/// The tree has [`CAPACITY`] leaves.
	Full,
	/// The bytes are not the canonical encoding of a frontier.
	Encoding,
}

impl core::fmt::Display for TreeError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(match self {
			Self::Full => "the note commitment tree is full",
			Self::Encoding => "the bytes are not a frontier",
		})
	}
}

impl core::error::Error for TreeError {}

/// The inner node over four children.
pub fn node(children: &[Base; ARITY]) -> Base {
	compress(children)
}

/// The base-4 digit of a leaf count or index at a level.
const fn digit(value: u64, level: usize) -> usize {
	(value >> (2 * level) & 3) as usize
}

/// The right edge of the tree: enough to append leaves and to compute the root.
///
/// At every level it holds the complete subtrees left of the next leaf that have no complete parent: as many as
/// the base-4 digit of the leaf count at that level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frontier {
	leaves: u64,
	filled: [[Base; ARITY - 1]; DEPTH],
	/// The root of the full tree; zero before.
	full_root: Base,
}

impl Default for Frontier {
	fn default() -> Self {
		Self::new()
	}
}

impl Frontier {
	/// Longest encoding.
	pub const MAX_ENCODED_LENGTH: usize = 8 + 32 * (ARITY - 1) * DEPTH;

	/// An empty tree.
	pub const fn new() -> Self {
		Self { leaves: 0, filled: [[Base::ZERO; ARITY - 1]; DEPTH], full_root: Base::ZERO }
	}

	/// Number of leaves.
	pub const fn leaves(&self) -> u64 {
		self.leaves
	}

	/// Appends a leaf and returns its index.
	///
	/// # Errors
	/// [`TreeError::Full`].
	pub fn append(&mut self, leaf: Base) -> Result<u32, TreeError> {
		let index = u32::try_from(self.leaves).map_err(|_| TreeError::Full)?;
		let mut carried = leaf;
		let mut rest = self.leaves;
		for level in self.filled.iter_mut() {
			match digit(rest, 0) {
				0 => level[0] = carried,
				1 => level[1] = carried,
				2 => level[2] = carried,
				_ => {
					carried = node(&[level[0], level[1], level[2], carried]);
					*level = [Base::ZERO; ARITY - 1];
					rest >>= 2;
					continue;
				},
			}
			self.leaves += 1;
			return Ok(index);
		}
		self.full_root = carried;
		self.leaves += 1;
		Ok(index)
	}

	/// The root.
	#[doc(alias = "Anchor")]
	pub fn root(&self) -> Base {
		if self.leaves >= CAPACITY {
			return self.full_root;
		}
		let mut partial = None;
		for (level, filled) in self.filled.iter().enumerate() {
			let count = digit(self.leaves, level);
			if count == 0 && partial.is_none() {
				continue;
			}
			let empty = EMPTY_ROOTS[level];
			let mut children = [empty; ARITY];
			children[..count].copy_from_slice(&filled[..count]);
			children[count] = partial.unwrap_or(empty);
			partial = Some(node(&children));
		}
		partial.unwrap_or(EMPTY_ROOTS[DEPTH])
	}

	/// Leaf count (8 bytes, little-endian), then the held nodes from the leaf level upwards and, within a
	/// level, from left to right (32 bytes each).
	pub fn to_bytes(&self) -> Vec<u8> {
		let mut bytes = Vec::with_capacity(Self::MAX_ENCODED_LENGTH);
		bytes.extend_from_slice(&self.leaves.to_le_bytes());
		if self.leaves >= CAPACITY {
			bytes.extend_from_slice(&base_to_bytes(&self.full_root));
			return bytes;
		}
		for (level, filled) in self.filled.iter().enumerate() {
			for value in &filled[..digit(self.leaves, level)] {
				bytes.extend_from_slice(&base_to_bytes(value));
			}
		}
		bytes
	}

	/// Decodes [`Self::to_bytes`].
	///
	/// # Errors
	/// [`TreeError::Encoding`]: wrong length, too many leaves, or a value that is not canonical.
	pub fn from_bytes(bytes: &[u8]) -> Result<Self, TreeError> {
		let (count, mut rest) = bytes.split_first_chunk::<8>().ok_or(TreeError::Encoding)?;
		let mut take = || -> Result<Base, TreeError> {
			let (value, tail) = rest.split_first_chunk::<32>().ok_or(TreeError::Encoding)?;
			rest = tail;
			base_from_bytes(value).map_err(|_| TreeError::Encoding)
		};
		let mut out = Self { leaves: u64::from_le_bytes(*count), ..Self::new() };
		if out.leaves > CAPACITY {
			return Err(TreeError::Encoding);
		}
		if out.leaves == CAPACITY {
			out.full_root = take()?;
		}
		for level in 0..DEPTH {
			for value in &mut out.filled[level][..digit(out.leaves, level)] {
				*value = take()?;
			}
		}
		if !rest.is_empty() {
			return Err(TreeError::Encoding);
		}
		Ok(out)
	}
}

/// The siblings of a leaf, from the leaf level to the root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MerklePath {
	/// Index of the leaf.
	pub index: u32,
	/// At every level the three siblings, from left to right.
	pub siblings: [[Base; ARITY - 1]; DEPTH],
}

impl MerklePath {
	/// Length of the encoding.
	pub const ENCODED_LENGTH: usize = 4 + 32 * (ARITY - 1) * DEPTH;

	/// The children of the node above `child`, at a level below [`DEPTH`].
	pub fn children(&self, level: usize, child: Base) -> [Base; ARITY] {
		let [a, b, c] = self.siblings[level];
		match digit(self.index.into(), level) {
			0 => [child, a, b, c],
			1 => [a, child, b, c],
			2 => [a, b, child, c],
			_ => [a, b, c, child],
		}
	}

	/// The root of the tree that has `leaf` at this place.
	pub fn root_from(&self, leaf: Base) -> Base {
		(0..DEPTH).fold(leaf, |child, level| node(&self.children(level, child)))
	}

	/// Index (4 bytes, little-endian), then the siblings (32 bytes each).
	pub fn to_bytes(&self) -> Vec<u8> {
		let mut bytes = Vec::with_capacity(Self::ENCODED_LENGTH);
		bytes.extend_from_slice(&self.index.to_le_bytes());
		for value in self.siblings.iter().flatten() {
			bytes.extend_from_slice(&base_to_bytes(value));
		}
		bytes
	}

	/// Decodes [`Self::to_bytes`].
	///
	/// # Errors
	/// [`TreeError::Encoding`].
	pub fn from_bytes(bytes: &[u8]) -> Result<Self, TreeError> {
		let (index, mut rest) = bytes.split_first_chunk::<4>().ok_or(TreeError::Encoding)?;
		let mut siblings = [[Base::ZERO; ARITY - 1]; DEPTH];
		for value in siblings.iter_mut().flatten() {
			let (encoded, tail) = rest.split_first_chunk::<32>().ok_or(TreeError::Encoding)?;
			*value = base_from_bytes(encoded).map_err(|_| TreeError::Encoding)?;
			rest = tail;
		}
		if !rest.is_empty() {
			return Err(TreeError::Encoding);
		}
		Ok(Self { index: u32::from_le_bytes(*index), siblings })
	}
}
