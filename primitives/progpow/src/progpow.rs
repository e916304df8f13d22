// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! ProgPoW: initial digest, mix and final hash.

use crate::{
	algorithm::PowHash, cache::LightCache, dataset::DagSource, error::Error, keccak::f800,
	params::FinalHashKind, program::Program, Algorithm, ProgPowParams,
};

/// Little-endian words of 32 bytes.
fn words(bytes: &[u8; 32]) -> [u32; 8] {
	let mut out = [0; 8];
	for (word, chunk) in out.iter_mut().zip(bytes.chunks_exact(4)) {
		*word = chunk.iter().rev().fold(0, |acc, byte| acc << 8 | u32::from(*byte));
	}
	out
}

fn bytes(words: &[u32]) -> [u8; 32] {
	let mut out = [0; 32];
	for (chunk, word) in out.chunks_exact_mut(4).zip(words) {
		chunk.copy_from_slice(&word.to_le_bytes());
	}
	out
}

/// keccak-f800 with 256 bits of output: no padding, rate 576 bits, one block.
fn keccak_f800(parts: &[&[u32]]) -> [u32; 8] {
	let mut state = [0u32; 25];
	for (word, input) in state.iter_mut().zip(parts.iter().flat_map(|part| part.iter())) {
		*word = *input;
	}
	f800(&mut state);
	core::array::from_fn(|i| state[i])
}

fn halves(value: u64) -> [u32; 2] {
	[value as u32, (value >> 32) as u32]
}

/// What header and nonce determine: the initial digest and the 64-bit seed of the mix.
struct Start {
	digest: [u32; 8],
	seed: u64,
}

impl Start {
	fn new(params: &ProgPowParams, header: &[u8; 32], nonce: u64) -> Self {
		let digest = keccak_f800(&[&words(header), &halves(nonce)]);
		let seed = match params.variables().final_hash {
			// The first eight bytes as a big-endian number…
			FinalHashKind::HeaderAndSeed => {
				u64::from(digest[0].swap_bytes()) << 32 | u64::from(digest[1].swap_bytes())
			},
			// … and as a little-endian one.
			FinalHashKind::InitialDigest => u64::from(digest[1]) << 32 | u64::from(digest[0]),
		};
		Self { digest, seed }
	}

	fn finish(&self, params: &ProgPowParams, header: &[u8; 32], mix: &[u32; 8]) -> [u8; 32] {
		bytes(&match params.variables().final_hash {
			FinalHashKind::HeaderAndSeed => keccak_f800(&[&words(header), &halves(self.seed), mix]),
			FinalHashKind::InitialDigest => keccak_f800(&[&self.digest, mix]),
		})
	}
}

/// Hash of `header` and `nonce` with the program and dataset given. The caller has checked that they
/// belong together.
pub(crate) fn hash(
	params: &ProgPowParams,
	program: &Program,
	dag: &impl DagSource,
	header: &[u8; 32],
	nonce: u64,
) -> PowHash {
	let start = Start::new(params, header, nonce);
	let mix = program.run(start.seed, dag);
	PowHash { mix: bytes(&mix), result: start.finish(params, header, &mix) }
}

/// Two hashes in step; programs and dataset belong to the respective blocks.
pub(crate) fn hash_two(
	params: [&ProgPowParams; 2],
	programs: [&Program; 2],
	dag: &impl DagSource,
	inputs: [(&[u8; 32], u64); 2],
) -> [PowHash; 2] {
	let starts: [Start; 2] =
		core::array::from_fn(|k| Start::new(params[k], inputs[k].0, inputs[k].1));
	let mixes = Program::run_two(programs, [starts[0].seed, starts[1].seed], dag);
	core::array::from_fn(|k| PowHash {
		mix: bytes(&mixes[k]),
		result: starts[k].finish(params[k], inputs[k].0, &mixes[k]),
	})
}

/// Hash of block `number` by the light cache. `header` is the pre-hash.
///
/// # Errors
/// [`Error::EpochMismatch`] if the block belongs to another epoch.
pub fn hash_light(
	params: &ProgPowParams,
	cache: &LightCache,
	number: u64,
	header: &[u8; 32],
	nonce: u64,
) -> Result<PowHash, Error> {
	Algorithm::ProgPow(*params).hash_light(cache, number, header, nonce)
}

/// The final hash that a claimed mix leads to. Does not check the mix; takes about a microsecond.
pub fn final_hash(
	params: &ProgPowParams,
	header: &[u8; 32],
	nonce: u64,
	mix: &[u8; 32],
) -> [u8; 32] {
	Start::new(params, header, nonce).finish(params, header, &words(mix))
}

#[cfg(test)]
mod tests;
