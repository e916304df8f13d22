// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Difficulty of a connection's shares, following the miner's speed.

use std::time::{Duration, Instant};

/// Shares after which the difficulty is reconsidered at the latest.
const SHARES: u32 = 12;
/// Intervals after which it is reconsidered even without shares.
const INTERVALS: u32 = 6;
/// Largest change at a time.
const STEP: u64 = 4;

/// The difficulty of one connection, in hashes per share.
#[derive(Clone, Debug)]
pub struct VarDiff {
	difficulty: u64,
	min: u64,
	interval: Duration,
	start: Instant,
	shares: u32,
	/// Hashes that the shares since `start` stand for.
	work: u128,
}

impl VarDiff {
	/// Starts with `difficulty`.
	pub fn new(difficulty: u64, min: u64, interval: Duration, now: Instant) -> Self {
		let min = min.max(1);
		Self { difficulty: difficulty.max(min), min, interval, start: now, shares: 0, work: 0 }
	}

	/// Hashes per share.
	pub fn difficulty(&self) -> u64 {
		self.difficulty
	}

	/// A share came in that stands for `work` hashes.
	pub fn on_share(&mut self, work: u64) {
		self.shares = self.shares.saturating_add(1);
		self.work = self.work.saturating_add(work.into());
	}

	/// Reconsiders the difficulty. Returns it if it changes.
	pub fn retarget(&mut self, now: Instant) -> Option<u64> {
		let elapsed = now.saturating_duration_since(self.start);
		if self.shares < SHARES && elapsed < self.interval * INTERVALS {
			return None;
		}
		// Hashes in one interval. A tick more, so that it never divides by 0.
		let fit = self.work.saturating_mul(self.interval.as_millis()) / (elapsed.as_millis() + 1);
		let fit = u64::try_from(fit).unwrap_or(u64::MAX);
		let (low, high) = (self.difficulty / STEP, self.difficulty.saturating_mul(STEP));
		let next = fit.clamp(low, high).max(self.min);
		self.start = now;
		self.shares = 0;
		self.work = 0;
		// Within a factor of two the noise of a dozen shares is larger than what could be gained.
		if next > self.difficulty / 2 && next / 2 < self.difficulty {
			return None;
		}
		self.difficulty = next;
		Some(next)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const INTERVAL: Duration = Duration::from_secs(10);

	/// Shares as a miner of constant speed sends them; returns the difficulty at the end.
	fn mine(start: u64, hashes_per_second: u64, seconds: u64) -> u64 {
		let mut now = Instant::now();
		let mut vardiff = VarDiff::new(start, 1_000, INTERVAL, now);
		let mut hashes = 0;
		for _ in 0..seconds * 10 {
			now += Duration::from_millis(100);
			hashes += hashes_per_second / 10;
			while hashes >= vardiff.difficulty() {
				hashes -= vardiff.difficulty();
				vardiff.on_share(vardiff.difficulty());
				vardiff.retarget(now);
			}
			vardiff.retarget(now);
		}
		vardiff.difficulty()
	}

	#[test]
	fn the_difficulty_settles_near_the_speed() {
		for speed in [1_000u64, 100_000, 20_000_000, 5_000_000_000] {
			for start in [1_000, 50_000_000] {
				let fit = speed * 10;
				let found = mine(start, speed, 1_800);
				assert!(found >= fit / 3 && found <= fit * 3, "{speed} {start}: {found}");
			}
		}
	}

	#[test]
	fn it_changes_by_a_factor_of_four_at_most_and_not_below_the_minimum() {
		let now = Instant::now();
		let mut vardiff = VarDiff::new(1 << 20, 1 << 17, INTERVAL, now);
		assert_eq!(vardiff.retarget(now + INTERVAL), None);
		assert_eq!(vardiff.retarget(now + INTERVAL * 6), Some(1 << 18));
		assert_eq!(vardiff.retarget(now + INTERVAL * 12), Some(1 << 17));
		assert_eq!(vardiff.retarget(now + INTERVAL * 18), None);
		for _ in 0..12 {
			vardiff.on_share(u64::MAX);
		}
		assert_eq!(vardiff.retarget(now + INTERVAL * 18), Some(1 << 19));
	}

	#[test]
	fn a_burst_at_one_moment_does_not_divide_by_zero() {
		let now = Instant::now();
		let mut vardiff = VarDiff::new(u64::MAX, 0, Duration::ZERO, now);
		for _ in 0..12 {
			vardiff.on_share(u64::MAX);
		}
		vardiff.retarget(now);
		assert!(vardiff.difficulty() >= 1);
	}
}
