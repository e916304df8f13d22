// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use super::*;
use proptest::prelude::*;

/// The main chain's rule.
const MAIN: Asert = Asert {
	anchor: U256([1_000_000_000_000, 0, 0, 0]),
	min: U256([131_072, 0, 0, 0]),
	target_ms: 13_000,
	half_life_blocks: 120,
};

/// `difficulty` as a floating point number.
fn float(value: U256) -> f64 {
	value.0.iter().rev().fold(0.0, |sum, limb| sum * 2f64.powi(64) + *limb as f64)
}

#[test]
fn on_schedule_the_difficulty_stays() {
	for blocks in [0u32, 1, 100, 1_000_000, u32::MAX] {
		let elapsed = u64::from(blocks) * MAIN.target_ms;
		assert_eq!(MAIN.difficulty(blocks, elapsed), MAIN.anchor);
	}
}

/// Every half-life ahead doubles, every half-life behind halves: exactly.
#[test]
fn half_lives_are_exact_powers_of_two() {
	let half_life = 120 * MAIN.target_ms;
	for power in 0..16u32 {
		let ahead = MAIN.difficulty(120 * power, 0);
		assert_eq!(ahead, MAIN.anchor << power as usize);
		let behind = MAIN.difficulty(0, half_life * u64::from(power));
		assert_eq!(behind, MAIN.anchor >> power as usize);
	}
}

/// (blocks, milliseconds, difficulty), worked out with Python's integers.
///
/// Each number is `⌊10^12 · factor / 2^16⌋`, shifted, where `factor` is the value of the published
/// polynomial for the fraction of the exponent.
#[test]
fn known_values() {
	let cases: [(u32, u64, u64); 6] = [
		// One block found at once: exponent ⌊65536 / 120⌋ = 546, factor 65917.
		(1, 0, 1_005_813_598_632),
		// One block after twice the target: exponent -547, fraction 64989, factor 130318.
		(1, 26_000, 994_247_436_523),
		// A quarter of a half-life ahead: exponent 16384, factor 77938.
		(30, 0, 1_189_239_501_953),
		// Half a half-life ahead: exponent 32768, factor 92674.
		(60, 0, 1_414_093_017_578),
		// Half a half-life behind.
		(0, 780_000, 707_046_508_789),
		// Three half-lives behind: an eighth.
		(0, 4_680_000, 125_000_000_000),
	];
	for (blocks, elapsed, expected) in cases {
		assert_eq!(MAIN.difficulty(blocks, elapsed), expected.into(), "{blocks} {elapsed}");
	}
}

#[test]
fn the_least_difficulty_holds() {
	assert_eq!(MAIN.difficulty(0, u64::MAX), MAIN.min);
	let unbounded = Asert { min: U256::zero(), ..MAIN };
	assert_eq!(unbounded.difficulty(0, u64::MAX), U256::one(), "never 0");
}

#[test]
fn the_largest_difficulty_is_the_largest_number() {
	assert_eq!(MAIN.difficulty(u32::MAX, 0), U256::MAX);
	let top = Asert { anchor: U256::MAX, ..MAIN };
	assert_eq!(top.difficulty(1, 0), U256::MAX);
	assert_eq!(top.difficulty(0, 0), U256::MAX);
	assert!(top.difficulty(0, 13_000) < U256::MAX);
}

/// Parameters that a genesis configuration refuses do not panic either.
#[test]
fn zero_parameters_do_not_divide_by_zero() {
	let zero = Asert { anchor: U256::zero(), min: U256::zero(), target_ms: 0, half_life_blocks: 0 };
	assert_eq!(zero.difficulty(7, 9), U256::one());
	assert_eq!(zero.difficulty(u32::MAX, 0), U256::one());
}

proptest! {
	/// No input overflows or panics, and the result is never 0.
	#[test]
	fn any_input_has_a_difficulty(
		anchor in prop::array::uniform4(any::<u64>()),
		target_ms in any::<u64>(),
		half_life_blocks in any::<u32>(),
		blocks in any::<u32>(),
		elapsed in any::<u64>(),
	) {
		let rule = Asert { anchor: U256(anchor), min: U256::zero(), target_ms, half_life_blocks };
		prop_assert!(!rule.difficulty(blocks, elapsed).is_zero());
	}

	/// Later parents never make a block harder, and more blocks never easier.
	#[test]
	fn the_rule_is_monotone(
		blocks in 0u32..10_000_000,
		elapsed in 0u64..200_000_000_000,
		more in 1u64..10_000_000,
	) {
		let difficulty = MAIN.difficulty(blocks, elapsed);
		prop_assert!(MAIN.difficulty(blocks, elapsed + more) <= difficulty);
		prop_assert!(MAIN.difficulty(blocks + 1, elapsed) >= difficulty);
	}

	/// The polynomial is within 0.02 % of the power of two.
	#[test]
	fn the_approximation_is_close(blocks in 0u32..5_000, elapsed in 0u64..65_000_000) {
		let exact = {
			let ahead = f64::from(blocks) * 13_000.0 - elapsed as f64;
			1e12 * (ahead / (120.0 * 13_000.0)).exp2()
		};
		// Rounding the exponent down to 16 bits costs up to 0.0011 %.
		let found = float(Asert { min: U256::zero(), ..MAIN }.difficulty(blocks, elapsed));
		prop_assert!(exact < 1e6 || (found / exact - 1.0).abs() < 2.2e-4, "{found} {exact}");
	}
}

/// Blocks that a constant hash rate needs until the difficulty fits it within `tolerance`.
///
/// `hash_rate` is in hashes for each millisecond; a block takes exactly its expected time.
fn blocks_to_recover(rule: &Asert, hash_rate: f64, tolerance: f64) -> u32 {
	let fitting = hash_rate * rule.target_ms as f64;
	let (mut blocks, mut elapsed) = (0u32, 0u64);
	loop {
		let difficulty = float(rule.difficulty(blocks, elapsed));
		if (difficulty / fitting - 1.0).abs() <= tolerance {
			return blocks;
		}
		assert!(blocks < 10_000, "it does not recover");
		blocks += 1;
		elapsed += (difficulty / hash_rate) as u64;
	}
}

/// How fast the difficulty follows a hash rate that jumps by ten, if every block takes exactly its
/// expected time: `6.34 · half-life` blocks to come within 10 % after a rise, `3.31 · half-life` after
/// a fall.
#[test]
fn the_difficulty_follows_the_hash_rate() {
	let steady = 1e12 / 13_000.0;
	let cases = [(9u32, 60u32, 60u32), (18, 60, 120), (120, 400, 765)];
	for (half_life_blocks, after_fall, after_rise) in cases {
		let rule = Asert { half_life_blocks, ..MAIN };
		let fall = blocks_to_recover(&rule, steady / 10.0, 0.1);
		let rise = blocks_to_recover(&rule, steady * 10.0, 0.1);
		assert!(fall <= after_fall, "half-life {half_life_blocks}: fall {fall}");
		assert!(rise <= after_rise, "half-life {half_life_blocks}: rise {rise}");
	}
}

/// A miner's luck: block times around the expected one, exponentially distributed.
struct Luck(rand_chacha::ChaCha20Rng);

impl Luck {
	fn new(seed: u64) -> Self {
		use rand_core::SeedableRng;
		Self(rand_chacha::ChaCha20Rng::seed_from_u64(seed))
	}

	/// A number with mean 1.
	fn next(&mut self) -> f64 {
		use rand_core::RngCore;
		let unit = (self.0.next_u64() >> 11) as f64 / (1u64 << 53) as f64;
		-(1.0 - unit).ln()
	}
}

/// Expected block times, as parts of the target, of each block from the one at which the hash rate
/// jumps by `jump`: one row for each seed.
fn after_jump(rule: &Asert, jump: f64, seeds: u64, blocks: u32) -> Vec<Vec<f64>> {
	const SETTLING: u32 = 200;
	let steady = 1e12 / 13_000.0;
	(0..seeds)
		.map(|seed| {
			let (mut luck, mut elapsed, mut row) = (Luck::new(seed), 0.0, Vec::new());
			for number in 0..SETTLING + blocks {
				let rate = if number < SETTLING { steady } else { steady * jump };
				let expected = float(rule.difficulty(number, elapsed as u64)) / rate;
				if number >= SETTLING {
					row.push(expected / rule.target_ms as f64);
				}
				elapsed += expected * luck.next();
			}
			row
		})
		.collect()
}

/// What the presets' half-life of 9 blocks is chosen for (ADR 0017): the block time is back within
/// 10 % in 60 blocks after the hash rate rose or fell by ten, on average over miners' luck.
#[test]
fn the_block_time_is_back_within_10_percent_in_60_blocks() {
	let rule = Asert { half_life_blocks: 9, ..MAIN };
	const SEEDS: u64 = 1_000;
	for jump in [10.0, 0.1] {
		let rows = after_jump(&rule, jump, SEEDS, 160);
		let mean = |block: usize| rows.iter().map(|row| row[block]).sum::<f64>() / SEEDS as f64;
		assert!((mean(0) * jump - 1.0).abs() < 0.05, "the jump is one");
		let first = (0..160).find(|block| (*block..160).all(|b| (mean(b) - 1.0).abs() <= 0.1));
		println!("hash rate times {jump}: back after {first:?} blocks, at 60 {:.3}", mean(60));
		assert!(first.is_some_and(|first| first <= 60), "{first:?}");
		// The price of the speed: how much the difficulty swings by luck alone.
		let logs: Vec<f64> = rows.iter().map(|row| row[159].ln()).collect();
		let center = logs.iter().sum::<f64>() / logs.len() as f64;
		let swing =
			(logs.iter().map(|log| (log - center).powi(2)).sum::<f64>() / logs.len() as f64).sqrt();
		println!("swing {swing:.3}");
		assert!((0.15..0.25).contains(&swing), "{swing}");
	}
}

/// And that a longer one does not do it.
#[test]
fn a_half_life_of_12_blocks_is_too_long() {
	let rule = Asert { half_life_blocks: 12, ..MAIN };
	let rows = after_jump(&rule, 10.0, 300, 61);
	let mean = rows.iter().map(|row| row[60]).sum::<f64>() / 300.0;
	assert!(mean < 0.85, "{mean}");
}

/// After the jump the blocks come on schedule again: no oscillation.
#[test]
fn the_difficulty_settles_without_oscillation() {
	let rate = 10.0 * 1e12 / 13_000.0;
	let fitting = rate * 13_000.0;
	let (mut elapsed, mut last) = (0u64, 0.0);
	for blocks in 0..2_000 {
		let difficulty = float(MAIN.difficulty(blocks, elapsed));
		assert!(difficulty >= last && difficulty <= fitting * 1.001, "it rises to its level");
		last = difficulty;
		elapsed += (difficulty / rate) as u64;
	}
	assert!(last > fitting * 0.99);
}
