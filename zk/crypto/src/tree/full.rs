// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The whole tree in memory, for wallets and provers.

use alloc::vec::Vec;

use ark_ff::AdditiveGroup;

use super::{digit, node, Frontier, MerklePath, TreeError, ARITY, CAPACITY, DEPTH, EMPTY_ROOTS};
use crate::field::Base;

/// All leaves and all complete inner nodes; paths and truncation at any place.
///
/// Memory: 43 bytes for each leaf.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
	/// `levels[k]` has the complete subtrees of height `k`, from the left.
	levels: [Vec<Base>; DEPTH + 1],
}

impl Tree {
	/// An empty tree.
	pub fn new() -> Self {
		Self::default()
	}

	/// Number of leaves.
	pub fn len(&self) -> u64 {
		self.levels[0].len() as u64
	}

	/// Whether there is no leaf.
	pub fn is_empty(&self) -> bool {
		self.levels[0].is_empty()
	}

	/// The leaves.
	pub fn leaves(&self) -> &[Base] {
		&self.levels[0]
	}

	/// Appends a leaf and returns its index.
	///
	/// # Errors
	/// [`TreeError::Full`].
	pub fn append(&mut self, leaf: Base) -> Result<u32, TreeError> {
		let index = u32::try_from(self.len()).map_err(|_| TreeError::Full)?;
		let mut carried = leaf;
		for level in &mut self.levels {
			level.push(carried);
			let complete = level.len() % ARITY == 0;
			match level.last_chunk::<ARITY>() {
				Some(children) if complete => carried = node(children),
				_ => break,
			}
		}
		Ok(index)
	}

	/// Removes all leaves from index `leaves` on (a chain reorganization).
	pub fn truncate(&mut self, leaves: u64) {
		if leaves >= self.len() {
			return;
		}
		for (height, level) in self.levels.iter_mut().enumerate() {
			// In range: not more than the current length.
			level.truncate((leaves >> (2 * height)) as usize);
		}
	}

	/// The nodes on the right edge: at each height the subtree that has leaves but is not complete.
	fn edge(&self) -> [Option<Base>; DEPTH + 1] {
		let mut edge = [None; DEPTH + 1];
		for height in 0..DEPTH {
			let complete = &self.levels[height];
			let children = complete.len() % ARITY;
			if children == 0 && edge[height].is_none() {
				continue;
			}
			let empty = EMPTY_ROOTS[height];
			let mut values = [empty; ARITY];
			values[..children].copy_from_slice(&complete[complete.len() - children..]);
			values[children] = edge[height].unwrap_or(empty);
			edge[height + 1] = Some(node(&values));
		}
		edge
	}

	/// The root.
	#[doc(alias = "Anchor")]
	pub fn root(&self) -> Base {
		match self.levels[DEPTH].first() {
			Some(root) => *root,
			None => self.edge()[DEPTH].unwrap_or(EMPTY_ROOTS[DEPTH]),
		}
	}

	/// The path of a leaf in the tree as it is now; `None` if there is no such leaf.
	pub fn path(&self, index: u32) -> Option<MerklePath> {
		if u64::from(index) >= self.len() {
			return None;
		}
		let edge = self.edge();
		let mut siblings = [[Base::ZERO; ARITY - 1]; DEPTH];
		for (height, level) in siblings.iter_mut().enumerate() {
			let position = index as usize >> (2 * height);
			let first = position - position % ARITY;
			let others = (first..first + ARITY).filter(|other| *other != position);
			for (sibling, other) in level.iter_mut().zip(others) {
				let complete = &self.levels[height];
				*sibling = match complete.get(other) {
					Some(value) => *value,
					None if other == complete.len() => edge[height].unwrap_or(EMPTY_ROOTS[height]),
					None => EMPTY_ROOTS[height],
				};
			}
		}
		Some(MerklePath { index, siblings })
	}

	/// The right edge as a [`Frontier`].
	pub fn frontier(&self) -> Frontier {
		let mut frontier = Frontier::new();
		frontier.leaves = self.len().min(CAPACITY);
		for (height, level) in frontier.filled.iter_mut().enumerate() {
			let complete = &self.levels[height];
			let count = digit(frontier.leaves, height);
			level[..count].copy_from_slice(&complete[complete.len() - count..]);
		}
		frontier.full_root = self.levels[DEPTH].first().copied().unwrap_or(Base::ZERO);
		frontier
	}
}

impl Extend<Base> for Tree {
	/// Appends leaves; leaves beyond [`CAPACITY`] are dropped.
	fn extend<I: IntoIterator<Item = Base>>(&mut self, leaves: I) {
		for leaf in leaves {
			if self.append(leaf).is_err() {
				return;
			}
		}
	}
}
