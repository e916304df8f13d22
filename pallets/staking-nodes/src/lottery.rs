// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Which tickets a seed draws.
//!
//! The original read the words of the proof-of-work hash itself, later a truncation of it with a
//! counter, as random numbers. Here they come from a hash over seed and counter.

use alloc::vec::Vec;
use sp_core::H256;

/// Personalization of the stream's hash.
const STREAM_PERSONALIZATION: &[u8; 9] = b"SERO_draw";
/// Words that one ticket may use up. A word is rejected with a probability below `2^-64`.
const MAX_WORDS: u32 = 4;

/// The endless random words of a seed.
struct Stream<'a> {
	seed: &'a H256,
	counter: u32,
	second: Option<u128>,
}

/// Both halves of a hash as little-endian integers.
fn halves(hash: &[u8]) -> (u128, u128) {
	let read = |bytes: &[u8]| {
		bytes.iter().rev().fold(0u128, |number, byte| (number << 8) | u128::from(*byte))
	};
	let (first, second) = hash.split_at_checked(16).unwrap_or((hash, &[]));
	(read(first), read(second))
}

impl Stream<'_> {
	/// The next word.
	fn word(&mut self) -> u128 {
		if let Some(word) = self.second.take() {
			return word;
		}
		let hash = blake2b_simd::Params::new()
			.hash_length(32)
			.personal(STREAM_PERSONALIZATION)
			.to_state()
			.update(self.seed.as_bytes())
			.update(&self.counter.to_le_bytes())
			.finalize();
		self.counter = self.counter.wrapping_add(1);
		let (first, second) = halves(hash.as_bytes());
		self.second = Some(second);
		first
	}

	/// A number below `range`, which is not 0.
	fn below(&mut self, range: u64) -> u64 {
		let range = u128::from(range).max(1);
		// 2^128 mod range: as many words at the top would favor small numbers.
		let excess = (u128::MAX % range).wrapping_add(1) % range;
		let mut word = self.word();
		for _ in 1..MAX_WORDS {
			if word <= u128::MAX.wrapping_sub(excess) {
				break;
			}
			word = self.word();
		}
		// Below `range`, which fits.
		u64::try_from(word % range).unwrap_or(0)
	}
}

/// Positions of `count` distinct tickets among `total`, in the order in which they are drawn; all
/// positions, ascending, if there are not more.
///
/// # Consensus
/// VT-5. The stream of a seed are the hashes `BLAKE2b-256("SERO_draw", seed ‖ i)`, `i` = 0, 1, … in
/// four little-endian bytes, each one cut into two little-endian 128-bit words. The `j`-th ticket
/// (`j` = 0, 1, …) is drawn among the `r = total − j` that are left: words from
/// `2^128 − (2^128 mod r)` on are skipped, three at most; the next one modulo `r` counts the tickets
/// that are not drawn yet.
pub fn draw_positions(seed: &H256, total: u64, count: u8) -> Vec<u64> {
	if total <= count.into() {
		return (0..total).collect();
	}
	let mut stream = Stream { seed, counter: 0, second: None };
	let mut drawn: Vec<u64> = Vec::new();
	let mut ascending: Vec<u64> = Vec::new();
	for left in (0..=total).rev().take(count.into()) {
		let mut position = stream.below(left);
		let mut place = 0;
		for earlier in &ascending {
			if position < *earlier {
				break;
			}
			position = position.saturating_add(1);
			place += 1;
		}
		ascending.insert(place, position);
		drawn.push(position);
	}
	drawn
}

#[cfg(test)]
mod tests;
