// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The difficulty in headers and by runtime API.

use crate::mock::*;
use sero_consensus_primitives::ConsensusLog;
use sp_core::U256;
use sp_runtime::Digest;

fn log(logs: Vec<sp_runtime::DigestItem>) -> ConsensusLog {
	ConsensusLog::find(&Digest { logs }).expect("the runtime deposits one")
}

/// What the API announces after a block is what the next header says.
#[test]
fn headers_say_the_announced_difficulty_and_add_up_the_work() {
	chain().execute_with(|| {
		let mut work = U256::zero();
		for gap in [0u64, 1, 1_000, 13_000, 26_000, 400_000, 13_000, 7, 90_000_000, 1] {
			let announced = PowPos::next_difficulty();
			let log = log(block(gap));
			assert_eq!(log.difficulty, announced);
			work += announced;
			assert_eq!(log.cumulative_work, work);
		}
	});
}

#[test]
fn the_first_two_blocks_have_the_initial_difficulty() {
	chain().execute_with(|| {
		for _ in 0..2 {
			assert_eq!(PowPos::next_difficulty(), 1_000_000u32.into());
			block(1);
		}
		// Block 2 came at once.
		assert!(PowPos::next_difficulty() > 1_000_000u32.into());
	});
}

/// The time that passed between genesis and block 1 does not count.
#[test]
fn the_schedule_starts_with_block_1() {
	chain().execute_with(|| {
		for _ in 0..50 {
			block(TARGET_MS);
			assert_eq!(PowPos::next_difficulty(), 1_000_000u32.into());
		}
	});
}

#[test]
fn the_difficulty_follows_the_blocks() {
	chain().execute_with(|| {
		block(TARGET_MS);
		for _ in 0..120 {
			block(1);
		}
		let fast = PowPos::next_difficulty();
		assert!(fast > 1_990_000u32.into() && fast <= 2_000_000u32.into(), "{fast}");
		for _ in 0..120 {
			block(2 * TARGET_MS);
		}
		let back = PowPos::next_difficulty();
		assert!(back > 990_000u32.into() && back < 1_010_000u32.into(), "{back}");
	});
}

/// However long nobody mines.
#[test]
fn the_difficulty_never_goes_below_the_least() {
	chain().execute_with(|| {
		block(TARGET_MS);
		block(1_000 * 365 * 86_400_000);
		assert_eq!(PowPos::next_difficulty(), 1_000u32.into());
		assert_eq!(log(block(TARGET_MS)).difficulty, 1_000u32.into());
	});
}

#[test]
fn extreme_timestamps_do_not_overflow() {
	chain().execute_with(|| {
		block(TARGET_MS);
		pallet_timestamp::Now::<Test>::put(u64::MAX);
		assert_eq!(PowPos::next_difficulty(), 1_000u32.into());
		pallet_timestamp::Now::<Test>::put(0);
		assert_eq!(PowPos::next_difficulty(), 1_000_000u32.into());
	});
}
