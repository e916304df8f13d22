// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use super::*;
use sc_client_api::{backend::NewBlockState, in_mem::Blockchain};
use sero_shielded_primitives::{
	Anchor, HiddenNoteRecord, PublicNoteRecord, PublicOrigin, PublicOutput,
};
use sero_zk_crypto::{field::base_to_bytes, Tree};
use sp_runtime::{generic, traits::BlakeTwo256, OpaqueExtrinsic};
use std::collections::HashMap;

type Header = generic::Header<u32, BlakeTwo256>;
type Block = generic::Block<Header, OpaqueExtrinsic>;
type Index = NoteIndex<Block, Blockchain<Block>>;

/// A state store that can be emptied, as if all states had been pruned.
#[derive(Clone, Default)]
struct States(Arc<RwLock<HashMap<H256, BlockNotes>>>);

impl NoteSource for States {
	fn block_notes(&self, hash: H256) -> Result<BlockNotes, String> {
		self.0.read().get(&hash).cloned().ok_or_else(|| "pruned".into())
	}
}

struct Chains {
	client: Arc<Blockchain<Block>>,
	states: States,
	trees: HashMap<H256, Tree>,
}

fn output() -> PublicOutput {
	PublicOutput {
		address: Default::default(),
		currency: Default::default(),
		amount: 1,
		ticket: None,
		memo: Default::default(),
	}
}

fn public(index: u32, leaf: [u8; 32]) -> PublicNoteRecord {
	PublicNoteRecord { index, leaf, origin: PublicOrigin::Coinbase, output: output() }
}

/// Makes one bundle of the entries: its first note is hidden, and so is its last, which stands behind the
/// public ones because it comes out of a package.
fn take_out_of_a_package(entries: &mut Vec<NoteEntry>) {
	let mut public: Vec<PublicNoteRecord> = entries
		.drain(..)
		.map(|entry| match entry {
			NoteEntry::Public(record) => record,
			NoteEntry::Bundle { .. } => unreachable!(),
		})
		.collect();
	let ends = [public.remove(0), public.pop().unwrap()];
	let hidden = ends.map(|record| HiddenNoteRecord {
		index: record.index,
		leaf: record.leaf,
		address: Default::default(),
		note_commitment: Default::default(),
		ephemeral_key: Default::default(),
		ciphertext: Default::default(),
	});
	entries.push(NoteEntry::Bundle {
		id: Default::default(),
		from: Default::default(),
		fee: 0,
		spends: Vec::new(),
		hidden: hidden.to_vec(),
		public,
		action: Default::default(),
	});
}

impl Chains {
	fn new() -> (Self, H256) {
		let mut chains = Self {
			client: Arc::new(Blockchain::new()),
			states: Default::default(),
			trees: Default::default(),
		};
		let genesis = chains.add(None, 3, 0, true);
		(chains, genesis)
	}

	/// A block with `leaves` notes; `salt` makes siblings of one size differ.
	fn add(&mut self, parent: Option<H256>, leaves: u32, salt: u8, best: bool) -> H256 {
		let number = parent.map_or(0, |parent| self.client.number(parent).unwrap().unwrap() + 1);
		let header = Header::new(
			number,
			H256::from_low_u64_be(u64::from(leaves) << 8 | u64::from(salt)),
			Default::default(),
			parent.unwrap_or_default(),
			Default::default(),
		);
		let hash = header.hash();
		let mut tree = parent.map(|parent| self.trees[&parent].clone()).unwrap_or_default();
		let first_index = tree.len() as u32;
		let mut entries = Vec::new();
		for index in first_index..first_index + leaves {
			let leaf = Base::from(u64::from(index) * 256 + u64::from(salt) + 1);
			tree.append(leaf).unwrap();
			entries.push(NoteEntry::Public(public(index, base_to_bytes(&leaf))));
		}
		if leaves >= 3 {
			take_out_of_a_package(&mut entries);
		}
		let anchor = Anchor(base_to_bytes(&tree.root()));
		self.states.0.write().insert(hash, BlockNotes { first_index, entries, anchor });
		self.trees.insert(hash, tree);
		let state = if best { NewBlockState::Best } else { NewBlockState::Normal };
		self.client.insert(hash, header, None, None, state, true).unwrap();
		hash
	}

	fn index(&self) -> Index {
		NoteIndex::new(self.client.clone(), Box::new(self.states.clone()))
	}

	fn check(&self, index: &Index, tip: H256) {
		let tree = &self.trees[&tip];
		let status = index.status().unwrap();
		assert_eq!(status.hash, tip);
		assert_eq!(status.leaves, tree.len());
		assert_eq!(status.anchor, base_to_bytes(&tree.root()));
		for leaf in [0, tree.len() as u32 / 2, tree.len() as u32 - 1] {
			let (path, at) = index.path(leaf).unwrap();
			assert_eq!(path, tree.path(leaf).unwrap());
			assert_eq!(at, status);
		}
		let leaves: Vec<_> = tree.leaves().iter().map(base_to_bytes).collect();
		assert_eq!(index.leaves(0, u64::MAX).unwrap(), leaves);
		assert_eq!(index.leaves(1, 2).unwrap(), &leaves[1..3]);
		assert!(index.path(tree.len() as u32).is_err());
	}
}

#[test]
fn blocks_are_indexed_and_served_in_order() {
	let (mut chains, genesis) = Chains::new();
	let index = chains.index();
	assert_eq!(index.status(), None);
	assert!(matches!(index.blocks(0, 10), Err(IndexError::NotIndexed(0))));
	index.catch_up().unwrap();
	chains.check(&index, genesis);
	let (mut tip, mut hashes) = (genesis, vec![genesis]);
	for leaves in [0, 1, 700, 2, 1024, 1, 3000] {
		tip = chains.add(Some(tip), leaves, 0, true);
		index.on_import(tip, true).unwrap();
		chains.check(&index, tip);
		hashes.push(tip);
	}
	let blocks = index.blocks(0, 100).unwrap();
	assert_eq!(blocks.iter().map(|block| block.hash).collect::<Vec<_>>(), hashes);
	assert_eq!(blocks[0].parent, H256::zero());
	for (pair, number) in blocks.windows(2).zip(1..) {
		assert_eq!((pair[1].parent, pair[1].number), (pair[0].hash, number));
	}
	assert_eq!(index.blocks(3, 2).unwrap(), &blocks[3..5]);
	assert!(index.blocks(8, 1).unwrap().is_empty());
}

#[test]
fn a_reorganization_moves_the_tree() {
	let (mut chains, genesis) = Chains::new();
	let index = chains.index();
	index.catch_up().unwrap();
	let base = chains.add(Some(genesis), 1500, 0, true);
	index.on_import(base, true).unwrap();
	// Inside a chunk, and across two chunk boundaries.
	for (old, new) in [(10, 20), (5000, 3), (3, 5000)] {
		let a = chains.add(Some(base), old, 1, true);
		index.on_import(a, true).unwrap();
		chains.check(&index, a);
		let b = chains.add(Some(base), new, 2, false);
		index.on_import(b, false).unwrap();
		chains.check(&index, a);
		let c = chains.add(Some(b), 4, 2, true);
		index.on_import(c, true).unwrap();
		chains.check(&index, c);
		let back = chains.add(Some(a), 1, 3, false);
		index.on_import(back, false).unwrap();
		let back = chains.add(Some(back), 1, 3, true);
		index.on_import(back, true).unwrap();
		chains.check(&index, back);
		index.on_import(base, true).unwrap();
		assert_eq!(index.status().unwrap().hash, base);
	}
}

#[test]
fn a_restart_needs_no_old_state() {
	let (mut chains, genesis) = Chains::new();
	let index = chains.index();
	index.catch_up().unwrap();
	let mut tip = genesis;
	for leaves in [1000, 2000, 1, 4000, 9] {
		tip = chains.add(Some(tip), leaves, 0, true);
		index.on_import(tip, true).unwrap();
	}
	drop(index);
	chains.states.0.write().clear();
	let index = chains.index();
	index.catch_up().unwrap();
	chains.check(&index, tip);
	// Blocks imported while nobody indexed.
	let missed = chains.add(Some(tip), 5, 0, true);
	let last = chains.add(Some(missed), 6, 0, true);
	let index = chains.index();
	index.catch_up().unwrap();
	chains.check(&index, last);
}

#[test]
fn a_missing_state_is_reported_and_nothing_is_lost() {
	let (mut chains, genesis) = Chains::new();
	let index = chains.index();
	index.catch_up().unwrap();
	let next = chains.add(Some(genesis), 5, 0, true);
	let notes = chains.states.0.write().remove(&next).unwrap();
	assert!(matches!(index.on_import(next, true), Err(IndexError::Runtime { .. })));
	assert_eq!(index.status().unwrap().hash, genesis);
	chains.states.0.write().insert(next, notes);
	let last = chains.add(Some(next), 1, 0, true);
	index.on_import(last, true).unwrap();
	chains.check(&index, last);
}

#[test]
fn stale_blocks_are_forgotten() {
	let (mut chains, genesis) = Chains::new();
	let index = chains.index();
	index.catch_up().unwrap();
	let stale = chains.add(Some(genesis), 5, 1, false);
	index.on_import(stale, false).unwrap();
	assert!(chains.client.get_aux(&notes_key(&stale)).unwrap().is_some());
	index.forget([stale].into_iter()).unwrap();
	assert!(chains.client.get_aux(&notes_key(&stale)).unwrap().is_none());
}
