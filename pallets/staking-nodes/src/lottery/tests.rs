// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The draw: pinned vectors, distinctness, no bias. The vectors are those of an independent program
//! (Python, `hashlib.blake2b` and a list from which drawn positions are removed).

use super::*;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Rule VT-5.
#[test]
fn draws_are_as_pinned() {
	let zero = H256::zero();
	let ones = H256::repeat_byte(0xff);
	let mut steps = H256::zero();
	for (byte, value) in steps.0.iter_mut().zip(0u8..) {
		*byte = value;
	}
	let vectors: &[(H256, u64, u8, &[u64])] = &[
		(zero, 4, 3, &[1, 2, 3]),
		(zero, 5, 3, &[3, 1, 0]),
		(zero, 1_000, 3, &[293, 722, 889]),
		(zero, 326_592, 3, &[161_861, 196_665, 325_403]),
		(zero, 1 << 40, 3, &[714_167_072_325, 434_683_648_324, 709_328_535_048]),
		(
			zero,
			u64::MAX,
			3,
			&[1_364_012_819_285_223_248, 11_342_170_081_000_785_986, 17_446_923_616_422_213_229],
		),
		(zero, 20, 10, &[13, 15, 3, 17, 8, 4, 14, 18, 11, 16]),
		(ones, 1_000, 3, &[59, 76, 995]),
		(ones, 326_592, 3, &[321_219, 110_191, 242_590]),
		(ones, 20, 10, &[19, 10, 5, 2, 4, 14, 13, 0, 11, 16]),
		(steps, 1_000, 3, &[693, 571, 175]),
		(steps, 326_592, 3, &[203_677, 67_364, 224_445]),
		(steps, 20, 10, &[13, 9, 15, 8, 3, 16, 7, 6, 0, 17]),
	];
	for (seed, total, count, positions) in vectors {
		assert_eq!(draw_positions(seed, *total, *count), *positions, "{seed} {total} {count}");
	}
}

#[test]
fn a_small_set_is_drawn_whole() {
	let seed = H256::repeat_byte(3);
	assert_eq!(draw_positions(&seed, 0, 3), Vec::<u64>::new());
	assert_eq!(draw_positions(&seed, 2, 3), vec![0, 1]);
	assert_eq!(draw_positions(&seed, 3, 3), vec![0, 1, 2]);
	assert_eq!(draw_positions(&seed, 9, 0), Vec::<u64>::new());
}

proptest! {
	#[test]
	fn drawn_tickets_are_distinct_and_exist(
		seed in any::<[u8; 32]>(),
		total in prop_oneof![0u64..30, any::<u64>()],
		count in 0u8..20,
	) {
		let drawn = draw_positions(&H256(seed), total, count);
		prop_assert_eq!(drawn.len() as u64, total.min(count.into()));
		prop_assert!(drawn.iter().all(|position| *position < total));
		let distinct: BTreeSet<u64> = drawn.iter().copied().collect();
		prop_assert_eq!(distinct.len(), drawn.len());
	}
}

/// Defect 12 of the original: the random numbers were bytes of the seed. Here seeds that differ in
/// one bit share nothing, and the seed does not show in what it draws.
#[test]
fn the_draw_is_not_made_of_the_seeds_bytes() {
	let total = u64::MAX;
	let seed = H256::repeat_byte(0x11);
	let drawn = draw_positions(&seed, total, 3);
	let words: Vec<u64> =
		seed.0.chunks(8).map(|w| u64::from_be_bytes(w.try_into().unwrap())).collect();
	assert!(drawn.iter().all(|position| !words.contains(position)));
	for byte in 0..32 {
		for bit in 0..8 {
			let mut other = seed;
			other.0[byte] ^= 1 << bit;
			let others = draw_positions(&other, total, 3);
			assert!(others.iter().all(|position| !drawn.contains(position)));
			// About half of the bits of each position.
			for (a, b) in drawn.iter().zip(&others) {
				assert!((8..=56).contains(&(a ^ b).count_ones()), "byte {byte} bit {bit}");
			}
		}
	}
}

/// Chi-square over all ordered draws of 2 of 5: 20 cells, 19 degrees of freedom.
#[test]
fn every_draw_is_equally_likely() {
	let mut seen: BTreeMap<Vec<u64>, u64> = BTreeMap::new();
	let rounds = 40_000u64;
	for round in 0..rounds {
		let seed = H256::from_low_u64_be(round);
		*seen.entry(draw_positions(&seed, 5, 2)).or_default() += 1;
	}
	assert_eq!(seen.len(), 20);
	let expected = rounds / 20;
	let chi: u64 =
		seen.values().map(|count| count.abs_diff(expected).pow(2)).sum::<u64>() / expected;
	// 43.8 is exceeded once in a thousand.
	assert!(chi < 44, "{chi}");
}

/// Three of four words rejected at most: the loop ends for every stream.
#[test]
fn a_range_uses_few_words() {
	for range in [1u64, 3, u64::MAX / 2 + 2, u64::MAX] {
		let seed = H256::repeat_byte(9);
		let mut stream = Stream { seed: &seed, counter: 0, second: None };
		assert!(stream.below(range) < range);
		assert!(stream.counter <= MAX_WORDS.div_ceil(2));
	}
	let seed = H256::repeat_byte(9);
	assert_eq!(Stream { seed: &seed, counter: 0, second: None }.below(0), 0);
}
