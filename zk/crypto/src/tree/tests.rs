// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use ark_ff::UniformRand;
use proptest::prelude::*;
use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};

use super::*;

fn leaves(seed: u64, count: usize) -> Vec<Base> {
	let mut rng = ChaCha20Rng::seed_from_u64(seed);
	(0..count).map(|_| Base::rand(&mut rng)).collect()
}

/// The definition: pads every level with the empty subtree of its height.
fn root_by_definition(leaves: &[Base]) -> Base {
	let mut level = leaves.to_vec();
	for empty in &EMPTY_ROOTS[..DEPTH] {
		level = level
			.chunks(ARITY)
			.map(|chunk| {
				let mut children = [*empty; ARITY];
				children[..chunk.len()].copy_from_slice(chunk);
				node(&children)
			})
			.collect();
	}
	level.first().copied().unwrap_or(EMPTY_ROOTS[DEPTH])
}

#[test]
fn committed_empty_roots_are_derived() {
	assert_eq!(EMPTY_ROOTS[0], Base::ZERO);
	for height in 0..DEPTH {
		assert_eq!(EMPTY_ROOTS[height + 1], node(&[EMPTY_ROOTS[height]; ARITY]));
	}
}

#[test]
fn frontier_tree_and_paths_agree_at_every_size() {
	let all = leaves(1, 300);
	let (mut frontier, mut tree) = (Frontier::new(), Tree::new());
	assert_eq!(frontier.root(), root_by_definition(&[]));
	assert_eq!(tree.root(), root_by_definition(&[]));
	for (i, leaf) in all.iter().enumerate() {
		assert_eq!(frontier.append(*leaf), Ok(i as u32));
		assert_eq!(tree.append(*leaf), Ok(i as u32));
		let root = frontier.root();
		assert_eq!(root, tree.root());
		assert_eq!(tree.frontier(), frontier);
		if i % 7 == 0 || i < 20 {
			assert_eq!(root, root_by_definition(&all[..=i]));
			for index in [0, i / 2, i] {
				let path = tree.path(index as u32).unwrap();
				assert_eq!(path.root_from(all[index]), root);
				if all.len() > index + 1 {
					assert_ne!(path.root_from(all[index + 1]), root);
				}
			}
		}
	}
	assert_eq!(tree.path(300), None);
}

#[test]
fn a_path_is_bound_to_its_index() {
	let mut tree = Tree::new();
	tree.extend(leaves(2, 30));
	let path = tree.path(9).unwrap();
	for index in (0..30).filter(|index| *index != 9) {
		assert_ne!(MerklePath { index, ..path }.root_from(tree.leaves()[9]), tree.root());
	}
}

#[test]
fn truncation_goes_back_in_time() {
	let all = leaves(3, 200);
	let mut tree = Tree::new();
	tree.extend(all.iter().copied());
	let mut earlier = Tree::new();
	earlier.extend(all[..77].iter().copied());
	tree.truncate(500);
	assert_eq!(tree.len(), 200);
	tree.truncate(77);
	assert_eq!(tree, earlier);
	tree.append(Base::from(1u64)).unwrap();
	earlier.append(Base::from(1u64)).unwrap();
	assert_eq!(tree.root(), earlier.root());
	tree.truncate(0);
	assert!(tree.is_empty());
	assert_eq!(tree.root(), EMPTY_ROOTS[DEPTH]);
}

/// A frontier with one free place.
fn almost_full() -> Frontier {
	let mut bytes = (CAPACITY - 1).to_le_bytes().to_vec();
	for value in leaves(4, 3 * DEPTH) {
		bytes.extend_from_slice(&base_to_bytes(&value));
	}
	Frontier::from_bytes(&bytes).unwrap()
}

#[test]
fn the_last_leaf_completes_the_tree() {
	let mut frontier = almost_full();
	assert_eq!(frontier.to_bytes().len(), Frontier::MAX_ENCODED_LENGTH);
	let leaf = Base::from(5u64);
	let mut expected = leaf;
	for level in &frontier.filled {
		expected = node(&[level[0], level[1], level[2], expected]);
	}
	// The root does not change its meaning when the tree is full.
	let last_empty = frontier.root();
	assert_eq!(frontier.append(leaf), Ok(u32::MAX));
	assert_eq!(frontier.leaves(), CAPACITY);
	assert_eq!(frontier.root(), expected);
	assert_ne!(frontier.root(), last_empty);
	let before = frontier;
	assert_eq!(frontier.append(leaf), Err(TreeError::Full));
	assert_eq!(frontier, before);
	assert_eq!(frontier.to_bytes().len(), 40);
	assert_eq!(Frontier::from_bytes(&frontier.to_bytes()), Ok(frontier));
}

#[test]
fn frontier_encoding_is_strict() {
	let mut frontier = Frontier::new();
	assert_eq!(frontier.to_bytes(), [0u8; 8]);
	for leaf in leaves(5, 27) {
		frontier.append(leaf).unwrap();
	}
	let bytes = frontier.to_bytes();
	assert_eq!(Frontier::from_bytes(&bytes), Ok(frontier));
	for length in 0..bytes.len() {
		assert_eq!(Frontier::from_bytes(&bytes[..length]), Err(TreeError::Encoding));
	}
	let mut longer = bytes.clone();
	longer.push(0);
	assert_eq!(Frontier::from_bytes(&longer), Err(TreeError::Encoding));
	let mut not_canonical = bytes.clone();
	not_canonical[8..40].fill(0xff);
	assert_eq!(Frontier::from_bytes(&not_canonical), Err(TreeError::Encoding));
	let mut too_many = almost_full().to_bytes();
	too_many[..8].copy_from_slice(&(CAPACITY + 1).to_le_bytes());
	assert_eq!(Frontier::from_bytes(&too_many), Err(TreeError::Encoding));
}

#[test]
fn path_encoding_is_strict() {
	let mut tree = Tree::new();
	tree.extend(leaves(6, 21));
	let path = tree.path(13).unwrap();
	let bytes = path.to_bytes();
	assert_eq!(bytes.len(), MerklePath::ENCODED_LENGTH);
	assert_eq!(MerklePath::from_bytes(&bytes), Ok(path));
	assert_eq!(MerklePath::from_bytes(&bytes[1..]), Err(TreeError::Encoding));
	assert_eq!(MerklePath::from_bytes(&[]), Err(TreeError::Encoding));
	let longer = [&bytes[..], &[0]].concat();
	assert_eq!(MerklePath::from_bytes(&longer), Err(TreeError::Encoding));
	let mut not_canonical = bytes;
	not_canonical[4..36].fill(0xff);
	assert_eq!(MerklePath::from_bytes(&not_canonical), Err(TreeError::Encoding));
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(24))]

	#[test]
	fn random_sizes_agree(seed in any::<u64>(), size in 0usize..700, cut in 0usize..700) {
		let all = leaves(seed, size);
		let (mut frontier, mut tree) = (Frontier::new(), Tree::new());
		for leaf in &all {
			frontier.append(*leaf).unwrap();
		}
		tree.extend(all.iter().copied());
		let root = root_by_definition(&all);
		prop_assert_eq!(frontier.root(), root);
		prop_assert_eq!(tree.root(), root);
		prop_assert_eq!(Frontier::from_bytes(&frontier.to_bytes()), Ok(frontier));
		for index in (0..size).step_by(97) {
			let path = tree.path(index as u32).unwrap();
			prop_assert_eq!(path.root_from(all[index]), root);
			prop_assert_eq!(MerklePath::from_bytes(&path.to_bytes()), Ok(path));
		}
		tree.truncate(cut as u64);
		prop_assert_eq!(tree.root(), root_by_definition(&all[..cut.min(size)]));
	}
}
