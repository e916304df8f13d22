// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The note-commitment tree of the best chain, with most of it left on disk.

use sero_zk_crypto::{
	tree::{node, MerklePath, ARITY, CAPACITY, DEPTH, EMPTY_ROOTS},
	Base,
};

/// Height of the subtrees whose insides are not kept in memory.
pub const CHUNK_HEIGHT: usize = 5;
/// Leaves of such a subtree.
pub const CHUNK_LEAVES: u64 = 1 << (2 * CHUNK_HEIGHT);

/// Leaves that are not where they should be.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum TreeError {
	/// There is no such leaf.
	#[error("the tree has no leaf {0}")]
	NoSuchLeaf(u32),
	/// The caller handed over leaves that do not belong to the place.
	#[error("a part of the tree has the wrong number of leaves")]
	WrongLeaves,
	/// The tree has [`CAPACITY`] leaves.
	#[error("the tree is full")]
	Full,
}

/// Complete subtrees of height [`CHUNK_HEIGHT`] and above, and the leaves behind them.
///
/// Memory: 1/24 of a byte for each leaf and at most 32 KiB for the right edge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeafTree {
	/// `levels[k]`: roots of the complete subtrees of height `CHUNK_HEIGHT + k`, from the left.
	levels: [Vec<Base>; DEPTH - CHUNK_HEIGHT + 1],
	/// Leaves of the last, incomplete chunk.
	pending: Vec<Base>,
}

/// Root of a subtree of height `height` with these leaves from the left.
fn subtree_root(leaves: &[Base], height: usize) -> Base {
	if leaves.is_empty() {
		return EMPTY_ROOTS[height];
	}
	let mut nodes = leaves.to_vec();
	for empty in &EMPTY_ROOTS[..height] {
		nodes = nodes
			.chunks(ARITY)
			.map(|chunk| {
				let mut children = [*empty; ARITY];
				children[..chunk.len()].copy_from_slice(chunk);
				node(&children)
			})
			.collect();
	}
	nodes[0]
}

impl LeafTree {
	/// Number of leaves.
	pub fn len(&self) -> u64 {
		self.chunks() * CHUNK_LEAVES + self.pending.len() as u64
	}

	/// Number of complete chunks.
	pub fn chunks(&self) -> u64 {
		self.levels[0].len() as u64
	}

	/// Leaves of the incomplete chunk.
	pub fn pending(&self) -> &[Base] {
		&self.pending
	}

	/// Appends the root of a complete chunk whose leaves are elsewhere.
	///
	/// # Errors
	/// [`TreeError::WrongLeaves`] in the middle of a chunk, [`TreeError::Full`].
	pub fn push_chunk(&mut self, root: Base) -> Result<(), TreeError> {
		if !self.pending.is_empty() {
			return Err(TreeError::WrongLeaves);
		}
		if self.len() >= CAPACITY {
			return Err(TreeError::Full);
		}
		let mut carried = root;
		for level in &mut self.levels {
			level.push(carried);
			let complete = level.len() % ARITY == 0;
			match level.last_chunk::<ARITY>() {
				Some(children) if complete => carried = node(children),
				_ => break,
			}
		}
		Ok(())
	}

	/// Appends a leaf; returns the root of the chunk that it completes.
	///
	/// # Errors
	/// [`TreeError::Full`].
	pub fn push(&mut self, leaf: Base) -> Result<Option<Base>, TreeError> {
		if self.len() >= CAPACITY {
			return Err(TreeError::Full);
		}
		self.pending.push(leaf);
		if (self.pending.len() as u64) < CHUNK_LEAVES {
			return Ok(None);
		}
		let root = subtree_root(&std::mem::take(&mut self.pending), CHUNK_HEIGHT);
		self.push_chunk(root)?;
		Ok(Some(root))
	}

	/// Removes the leaves of the incomplete chunk and all chunks from `chunks` on.
	pub fn truncate_chunks(&mut self, chunks: u64) {
		self.pending.clear();
		for (k, level) in self.levels.iter_mut().enumerate() {
			level.truncate((chunks >> (2 * k)) as usize);
		}
	}

	/// Removes leaves of the incomplete chunk from index `len` on; false if `len` lies before it.
	pub fn truncate_pending(&mut self, len: u64) -> bool {
		let start = self.chunks() * CHUNK_LEAVES;
		match len.checked_sub(start) {
			Some(keep) => {
				self.pending.truncate(keep as usize);
				true
			},
			None => false,
		}
	}

	/// The node at `position` of `height`, for heights from [`CHUNK_HEIGHT`] on.
	fn node_at(&self, height: usize, position: u64) -> Base {
		if let Some(root) = self.levels[height - CHUNK_HEIGHT].get(position as usize) {
			return *root;
		}
		if position << (2 * height) >= self.len() {
			return EMPTY_ROOTS[height];
		}
		// The one subtree of this height that is neither complete nor empty.
		if height == CHUNK_HEIGHT {
			return subtree_root(&self.pending, CHUNK_HEIGHT);
		}
		let mut children = [EMPTY_ROOTS[height - 1]; ARITY];
		for (child, place) in children.iter_mut().zip(position * ARITY as u64..) {
			*child = self.node_at(height - 1, place);
		}
		node(&children)
	}

	/// The root.
	#[cfg(test)]
	pub fn root(&self) -> Base {
		self.node_at(DEPTH, 0)
	}

	/// Number of the chunk of a leaf and how many leaves that chunk has.
	///
	/// # Errors
	/// [`TreeError::NoSuchLeaf`].
	pub fn chunk_of(&self, index: u32) -> Result<(u64, u64), TreeError> {
		let chunk = u64::from(index) / CHUNK_LEAVES;
		let leaves = (self.len() - (chunk * CHUNK_LEAVES).min(self.len())).min(CHUNK_LEAVES);
		if u64::from(index) >= self.len() {
			return Err(TreeError::NoSuchLeaf(index));
		}
		Ok((chunk, leaves))
	}

	/// The path of a leaf, given the leaves of its chunk.
	///
	/// # Errors
	/// [`TreeError::NoSuchLeaf`], [`TreeError::WrongLeaves`].
	pub fn path(&self, index: u32, chunk_leaves: &[Base]) -> Result<MerklePath, TreeError> {
		let (_, expected) = self.chunk_of(index)?;
		if chunk_leaves.len() as u64 != expected {
			return Err(TreeError::WrongLeaves);
		}
		let mut siblings = [[EMPTY_ROOTS[0]; ARITY - 1]; DEPTH];
		let mut nodes = chunk_leaves.to_vec();
		for (height, siblings) in siblings.iter_mut().enumerate() {
			let position = u64::from(index) >> (2 * height);
			let first = position - position % ARITY as u64;
			let others = (first..first + ARITY as u64).filter(|other| *other != position);
			for (sibling, other) in siblings.iter_mut().zip(others) {
				*sibling = if height < CHUNK_HEIGHT {
					let width = CHUNK_LEAVES >> (2 * height);
					nodes.get((other % width) as usize).copied().unwrap_or(EMPTY_ROOTS[height])
				} else {
					self.node_at(height, other)
				};
			}
			if height < CHUNK_HEIGHT {
				nodes = nodes
					.chunks(ARITY)
					.map(|chunk| {
						let mut children = [EMPTY_ROOTS[height]; ARITY];
						children[..chunk.len()].copy_from_slice(chunk);
						node(&children)
					})
					.collect();
			}
		}
		Ok(MerklePath { index, siblings })
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use sero_zk_crypto::Tree;

	fn leaf(i: u64) -> Base {
		Base::from(i * i + 7)
	}

	fn build(count: u64) -> (LeafTree, Tree, Vec<Base>) {
		let (mut tree, mut reference, mut leaves) =
			(LeafTree::default(), Tree::default(), Vec::new());
		for i in 0..count {
			tree.push(leaf(i)).unwrap();
			reference.append(leaf(i)).unwrap();
			leaves.push(leaf(i));
		}
		(tree, reference, leaves)
	}

	fn chunk(leaves: &[Base], index: u32) -> &[Base] {
		let first = (u64::from(index) / CHUNK_LEAVES * CHUNK_LEAVES) as usize;
		&leaves[first..leaves.len().min(first + CHUNK_LEAVES as usize)]
	}

	#[test]
	fn roots_and_paths_are_those_of_the_full_tree() {
		for count in [0, 1, 3, 4, 5, 1023, 1024, 1025, 2100, 4096, 5000] {
			let (tree, reference, leaves) = build(count);
			assert_eq!(tree.len(), count);
			assert_eq!(tree.root(), reference.root(), "{count} leaves");
			for index in [0, 1, 1023, 1024, 2047, 2099, 4095, 4999] {
				match reference.path(index) {
					Some(path) => {
						let found = tree.path(index, chunk(&leaves, index)).unwrap();
						assert_eq!(found, path, "leaf {index} of {count}");
						assert_eq!(found.root_from(leaves[index as usize]), tree.root());
					},
					None => assert_eq!(tree.path(index, &[]), Err(TreeError::NoSuchLeaf(index))),
				}
			}
		}
	}

	#[test]
	fn truncation_forgets_exactly_what_came_later() {
		let (full, _, leaves) = build(5000);
		for keep in [0u64, 1, 1023, 1024, 3500, 4096, 4999] {
			let mut tree = full.clone();
			if !tree.truncate_pending(keep) {
				tree.truncate_chunks(keep / CHUNK_LEAVES);
				for leaf in &leaves[(keep / CHUNK_LEAVES * CHUNK_LEAVES) as usize..keep as usize] {
					tree.push(*leaf).unwrap();
				}
			}
			assert_eq!(tree, build(keep).0, "{keep} leaves left");
		}
	}

	#[test]
	fn wrong_leaves_are_refused() {
		let (tree, _, leaves) = build(2000);
		assert_eq!(tree.path(5, &leaves[..1023]), Err(TreeError::WrongLeaves));
		assert_eq!(tree.path(1500, &leaves[..1024]), Err(TreeError::WrongLeaves));
		assert_eq!(tree.clone().push_chunk(leaf(0)), Err(TreeError::WrongLeaves));
	}
}
