// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Ethash (hashimoto), the proof of work of the beta phase.

use crate::{
	algorithm::PowHash,
	dataset::{DagSource, Item},
	keccak::{keccak256, keccak512},
	random::fnv1,
};

/// Parents of a dataset item.
pub const DATASET_PARENTS: u32 = 256;

const ACCESSES: u32 = 64;

/// Keccak-512 of header and little-endian nonce.
fn seed(header: &[u8; 32], nonce: u64) -> [u32; 16] {
	let mut input = [0; 40];
	input[..32].copy_from_slice(header);
	input[32..].copy_from_slice(&nonce.to_le_bytes());
	keccak512(&input)
}

fn finish(seed: &[u32; 16], mix: &[u8; 32]) -> [u8; 32] {
	let mut input = [0; 96];
	for (chunk, word) in input.chunks_exact_mut(4).zip(seed) {
		chunk.copy_from_slice(&word.to_le_bytes());
	}
	input[64..].copy_from_slice(mix);
	keccak256(&input)
}

/// A hash under way: 32 words, mixed with one page after the other.
struct Mix {
	seed: [u32; 16],
	words: [u32; 32],
}

impl Mix {
	fn new(header: &[u8; 32], nonce: u64) -> Self {
		let seed = seed(header, nonce);
		let mut words = [0u32; 32];
		words[..16].copy_from_slice(&seed);
		words[16..].copy_from_slice(&seed);
		Self { seed, words }
	}

	/// The first item of the page that an access reads.
	fn page(&self, access: u32, dag: &impl DagSource) -> u32 {
		let pages = dag.item_count() / 2;
		fnv1(access ^ self.seed[0], self.words[access as usize % 32]) % pages * 2
	}

	fn mix(&mut self, page: &[Item; 2]) {
		for (a, b) in self.words.iter_mut().zip(page.as_flattened()) {
			*a = fnv1(*a, *b);
		}
	}

	fn finish(&self) -> PowHash {
		let mut mix = [0; 32];
		for (chunk, words) in mix.chunks_exact_mut(4).zip(self.words.chunks_exact(4)) {
			let folded = fnv1(fnv1(fnv1(words[0], words[1]), words[2]), words[3]);
			chunk.copy_from_slice(&folded.to_le_bytes());
		}
		PowHash { mix, result: finish(&self.seed, &mix) }
	}
}

pub(crate) fn hash(dag: &impl DagSource, header: &[u8; 32], nonce: u64) -> PowHash {
	let mut mix = Mix::new(header, nonce);
	let mut page = [[0u32; 16]; 2];
	for access in 0..ACCESSES {
		dag.load(mix.page(access, dag), &mut page);
		mix.mix(&page);
	}
	mix.finish()
}

/// Two hashes in step.
pub(crate) fn hash_two(dag: &impl DagSource, inputs: [(&[u8; 32], u64); 2]) -> [PowHash; 2] {
	let [mut a, mut b] = inputs.map(|(header, nonce)| Mix::new(header, nonce));
	let mut pages = [[[0u32; 16]; 2]; 2];
	for access in 0..ACCESSES {
		let [one, two] = &mut pages;
		dag.load_two([a.page(access, dag), b.page(access, dag)], [one, two]);
		a.mix(one);
		b.mix(two);
	}
	[a.finish(), b.finish()]
}

/// The final hash that a claimed mix leads to. Does not check the mix; takes about a microsecond.
pub fn final_hash(header: &[u8; 32], nonce: u64, mix: &[u8; 32]) -> [u8; 32] {
	finish(&seed(header, nonce), mix)
}

#[cfg(test)]
mod tests;
