// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Randomness of a simulation: a function of its seed, the same on every machine (no floats).

use rand_chacha::ChaCha8Rng;
use rand_core::{RngCore, SeedableRng};

/// `ln 2 · 2^32`.
const LN_2: u64 = 2_977_044_472;

/// A stream of random numbers.
#[derive(Clone, Debug)]
pub struct Random(ChaCha8Rng);

impl Random {
	/// The stream of a seed.
	pub fn new(seed: u64) -> Self {
		Self(ChaCha8Rng::seed_from_u64(seed))
	}

	/// Any number.
	pub fn word(&mut self) -> u64 {
		self.0.next_u64()
	}

	/// A number below `range`.
	pub fn below(&mut self, range: u64) -> u64 {
		let wide = u128::from(self.word()) * u128::from(range.max(1));
		u64::try_from(wide >> 64).expect("it is below the range")
	}

	/// A number in a range, ends included.
	pub fn between(&mut self, from: u64, to: u64) -> u64 {
		from + self.below(to - from + 1)
	}

	/// True so many times in a thousand.
	pub fn permille(&mut self, chance: u64) -> bool {
		self.below(1_000) < chance
	}

	/// One of several.
	pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
		match from.len() {
			0 => None,
			len => from.get(usize::try_from(self.below(len as u64)).expect("it is an index")),
		}
	}

	/// An exponentially distributed number with this mean.
	pub fn exponential(&mut self, mean: u64) -> u64 {
		let wide = u128::from(mean) * u128::from(negative_ln(self.word() | 1));
		u64::try_from(wide >> 32).unwrap_or(u64::MAX)
	}
}

/// `-ln(word / 2^64) · 2^32`, `word` not 0.
fn negative_ln(word: u64) -> u64 {
	let zeros = word.leading_zeros();
	// In [1, 2), with 63 fractional bits.
	let mut mantissa = word << zeros;
	let mut log = 0u64;
	for bit in (0..32).rev() {
		// Squares; the whole part of the result is the next bit of the binary logarithm.
		let square = (u128::from(mantissa) * u128::from(mantissa)) >> 63;
		if square >> 64 == 0 {
			mantissa = u64::try_from(square).expect("below 2^64");
		} else {
			mantissa = u64::try_from(square >> 1).expect("below 2^64");
			log |= 1 << bit;
		}
	}
	// -log2(word / 2^64) = zeros + 1 - log2(mantissa).
	let exponent = (u64::from(zeros) + 1) << 32;
	let binary = exponent - log;
	u64::try_from((u128::from(binary) * u128::from(LN_2)) >> 32).expect("below 45 · 2^32")
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn logarithms_are_right() {
		for (word, expected) in
			[(u64::MAX, 0.0), (1 << 63, 0.693_147_18), (1 << 62, 1.386_294_36), (1, 44.361_419_55)]
		{
			let found = negative_ln(word) as f64 / 4_294_967_296.0;
			assert!((found - expected).abs() < 1e-6, "{word}: {found}");
		}
		let third = u64::MAX / 3;
		let found = negative_ln(third) as f64 / 4_294_967_296.0;
		assert!((found - 1.098_612_29).abs() < 1e-6, "{found}");
	}

	#[test]
	fn waits_have_their_mean() {
		let mut random = Random::new(1);
		let sum: u64 = (0..20_000).map(|_| random.exponential(13_000)).sum();
		assert!((12_700..13_300).contains(&(sum / 20_000)), "{}", sum / 20_000);
	}
}
