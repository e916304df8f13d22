// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Ethash (hashimoto), the proof of work of the beta phase.

use crate::{
	algorithm::PowHash,
	dataset::DagSource,
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

pub(crate) fn hash(dag: &impl DagSource, header: &[u8; 32], nonce: u64) -> PowHash {
	let seed = seed(header, nonce);
	let pages = dag.item_count() / 2;
	let mut mix = [0u32; 32];
	mix[..16].copy_from_slice(&seed);
	mix[16..].copy_from_slice(&seed);
	let mut page = [[0u32; 16]; 2];
	for i in 0..ACCESSES {
		let index = fnv1(i ^ seed[0], mix[i as usize % 32]) % pages;
		dag.load(index * 2, &mut page);
		for (a, b) in mix.iter_mut().zip(page.as_flattened()) {
			*a = fnv1(*a, *b);
		}
	}
	let mut digest = [0; 32];
	for (chunk, words) in digest.chunks_exact_mut(4).zip(mix.chunks_exact(4)) {
		let folded = fnv1(fnv1(fnv1(words[0], words[1]), words[2]), words[3]);
		chunk.copy_from_slice(&folded.to_le_bytes());
	}
	PowHash { mix: digest, result: finish(&seed, &digest) }
}

/// The final hash that a claimed mix leads to. Does not check the mix; takes about a microsecond.
pub fn final_hash(header: &[u8; 32], nonce: u64, mix: &[u8; 32]) -> [u8; 32] {
	finish(&seed(header, nonce), mix)
}

#[cfg(test)]
mod tests;
