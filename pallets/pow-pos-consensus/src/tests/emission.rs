// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Rewards: the curve, the halvings, the team's share, the cap.

use crate::{mock::*, BlockReward, EmissionParams, Emitted, Event, TeamPending};
use proptest::prelude::*;
use sero_primitives::{units::SERO, Balance, CurrencyId};
use sero_shielded_primitives::{OneTimeAddressBytes, RejectReason};
use sp_core::U256;

fn giga(count: u64) -> U256 {
	U256::from(count) * U256::from(1_000_000_000u64)
}

/// The original's era V5: `clamp(std(d), 17.6, 35.6) / 2`, where
/// `std(d) = 985 347 985 347 985 · ⌊d / 10^9⌋ + 16.9102564102564 · 10^18`.
#[test]
fn the_main_schedule_is_the_original_one() {
	let params = main_emission();
	let reward = |difficulty| params.reward(1, difficulty, 0).miner;
	let original = |count: u64| {
		let std = 985_347_985_347_985 * Balance::from(count) + 16_910_256_410_256_400_000;
		std.clamp(17_600_000_000_000_000_000, 35_600_000_000_000_000_000) / 2
	};
	for count in [0u64, 1, 699, 700, 701, 5_000, 18_967, 18_968, 20_000, 1 << 40] {
		let difference = original(count).abs_diff(reward(giga(count)));
		// Half of an odd number of base units for each 10^9 of difficulty.
		assert!(difference <= Balance::from(count.min(20_000)), "{count}: {difference}");
	}
	// 17.6 up to about 700 G, 35.6 from about 19 T on.
	assert_eq!(reward(giga(699)), 8_800_000_000_000_000_000);
	assert!(reward(giga(701)) > 8_800_000_000_000_000_000);
	assert!(reward(giga(18_900)) < 17_800_000_000_000_000_000);
	assert_eq!(reward(giga(19_000)), 17_800_000_000_000_000_000);
	assert_eq!(reward(U256::MAX), 17_800_000_000_000_000_000);
	// Below 10^9 nothing is added.
	assert_eq!(reward(U256::from(999_999_999u64)), 8_800_000_000_000_000_000);
	assert_eq!(params.reward(1, U256::one(), 0).team, 8_900_000_000_000_000_000);
}

#[test]
fn rewards_halve_at_their_heights() {
	let params = main_emission();
	let at = |height| params.reward(height, giga(0), 0);
	let full = BlockReward { miner: 8_800_000_000_000_000_000, team: 8_900_000_000_000_000_000 };
	assert_eq!(at(1), full);
	assert_eq!(at(8_294_399), full);
	assert_eq!(at(8_294_400), BlockReward { miner: full.miner / 2, team: full.team / 2 });
	assert_eq!(at(2 * 8_294_400), BlockReward { miner: full.miner / 4, team: full.team / 4 });
	// The last height: 517 halvings.
	assert_eq!(at(u32::MAX), BlockReward::default());
}

/// The sum over all eras is the formula's: `interval · Σ ⌊full / 2^era⌋`, for miner and team.
#[test]
fn halvings_sum_to_the_formula_over_all_eras() {
	// Small enough to walk through every block.
	let params = EmissionParams {
		base_reward: 1_000_003,
		reward_per_giga_difficulty: 10,
		min_reward: 100,
		max_reward: 2_000_000,
		team_reward: 77_777,
		team_payment_interval: 10,
		halving_interval: 1_000,
		cap: Balance::MAX,
	};
	let (mut miner, mut team) = (0, 0);
	for height in 0..40_000 {
		let reward = params.reward(height, giga(3), miner + team);
		miner += reward.miner;
		team += reward.team;
	}
	let sum = |full: Balance| (0..40).map(|era| 1_000 * (full >> era)).sum::<Balance>();
	assert_eq!(miner, sum(1_000_033));
	assert_eq!(team, sum(77_777));

	// The main schedule, era by era: below twice the first era, and below its cap.
	let params = main_emission();
	let mut emitted = 0;
	for era in 0..u32::MAX / params.halving_interval {
		let height = era * params.halving_interval;
		let reward = params.reward(height, U256::MAX, 0);
		assert_eq!(reward.miner, params.max_reward >> era.min(127));
		emitted += Balance::from(params.halving_interval) * (reward.miner + reward.team);
	}
	let first = Balance::from(params.halving_interval) * (params.max_reward + params.team_reward);
	assert!(emitted < 2 * first && emitted > 2 * first - SERO);
}

#[test]
fn the_cap_is_never_exceeded() {
	let cap = 100;
	let params = EmissionParams {
		base_reward: 30,
		max_reward: 30,
		team_reward: 8,
		halving_interval: 1_000,
		cap,
		..Default::default()
	};
	let mut emitted = 0;
	let mut rewards = Vec::new();
	for height in 1..6 {
		let reward = params.reward(height, U256::one(), emitted);
		emitted += reward.miner + reward.team;
		rewards.push((reward.miner, reward.team));
	}
	// The miner comes first.
	assert_eq!(rewards, vec![(30, 8), (30, 8), (24, 0), (0, 0), (0, 0)]);
	assert_eq!(emitted, cap);
	assert_eq!(params.reward(9, U256::one(), Balance::MAX), BlockReward::default());
}

proptest! {
	/// No parameters overflow or panic, and nothing exceeds the cap.
	#[test]
	fn any_parameters_have_a_reward(
		amounts in prop::array::uniform6(any::<u128>()),
		halving_interval in any::<u32>(),
		height in any::<u32>(),
		difficulty in prop::array::uniform4(any::<u64>()),
		emitted in any::<u128>(),
	) {
		let [base_reward, reward_per_giga_difficulty, min_reward, max_reward, team_reward, cap] =
			amounts;
		let params = EmissionParams {
			base_reward,
			reward_per_giga_difficulty,
			min_reward,
			max_reward,
			team_reward,
			team_payment_interval: 1,
			halving_interval,
			cap,
		};
		let reward = params.reward(height, U256(difficulty), emitted);
		let room = cap.saturating_sub(emitted);
		prop_assert!(reward.miner <= room && reward.team <= room - reward.miner);
	}
}

/// The team is paid every so many blocks, in one note.
#[test]
fn the_team_is_paid_at_its_interval() {
	let mut config = config();
	config.emission.team_payment_interval = 5;
	let share = config.emission.team_reward;
	chain_of(config).execute_with(|| {
		for _ in 1..5 {
			block(TARGET_MS);
		}
		assert!(take_paid().notes.is_empty());
		assert_eq!(TeamPending::<Test>::get(), 4 * share);
		block(TARGET_MS);
		let [note] = &take_paid().notes[..] else { panic!("one note") };
		assert_eq!(note.address, OneTimeAddressBytes(TEAM));
		assert_eq!((note.currency, note.amount), (CurrencyId::SERO, 5 * share));
		System::assert_last_event(Event::TeamRewarded { paid: 5 * share }.into());
		assert_eq!(TeamPending::<Test>::get(), 0);
	});
}

/// Without an address for it, the treasury's account gets the team's share.
#[test]
fn the_treasury_is_paid_where_the_team_has_no_address() {
	let mut config = config();
	config.emission.team_payment_interval = 5;
	config.team_address = Vec::new();
	let share = config.emission.team_reward;
	chain_of(config).execute_with(|| {
		for _ in 1..5 {
			block(TARGET_MS);
		}
		assert_eq!(take_paid().treasury, 0);
		block(TARGET_MS);
		let paid = take_paid();
		assert!(paid.notes.is_empty());
		assert_eq!(paid.treasury, 5 * share);
		System::assert_last_event(Event::TeamRewarded { paid: 5 * share }.into());
		assert_eq!(TeamPending::<Test>::get(), 0);
	});
}

#[test]
fn a_chain_without_a_team_has_no_share() {
	let mut config = config();
	config.emission.team_reward = 0;
	config.emission.team_payment_interval = 0;
	config.team_address = Vec::new();
	chain_of(config).execute_with(|| {
		for _ in 0..10 {
			block(TARGET_MS);
		}
		assert!(take_paid().notes.is_empty());
		assert_eq!(Emitted::<Test>::get(), 10 * main_emission().min_reward);
	});
}

#[test]
fn the_status_says_what_comes_next() {
	chain().execute_with(|| {
		for _ in 0..3 {
			let next = PowPos::emission_status().next;
			block(TARGET_MS);
			assert_eq!(take_paid().coinbases, vec![(MINER, next.miner)]);
		}
		let status = PowPos::emission_status();
		let params = main_emission();
		assert_eq!(status.params, params);
		assert_eq!(status.emitted, 3 * (params.min_reward + params.team_reward));
		assert_eq!(status.team_pending, 3 * params.team_reward);
		assert_eq!(status.next_halving, params.halving_interval);
	});
}

/// A coinbase that cannot be made does not count as created, and does not stop the chain.
#[test]
fn a_failed_payment_is_not_counted() {
	let mut config = config();
	config.emission.team_payment_interval = 2;
	let share = config.emission.team_reward;
	chain_of(config).execute_with(|| {
		fail_payments(Some(RejectReason::TreeFull));
		block(TARGET_MS);
		System::assert_last_event(Event::RewardFailed { reason: RejectReason::TreeFull }.into());
		assert_eq!(Emitted::<Test>::get(), share);
		block(TARGET_MS);
		assert_eq!(TeamPending::<Test>::get(), 2 * share, "the team's share waits");
		fail_payments(None);
		block(TARGET_MS);
		block(TARGET_MS);
		assert_eq!(take_paid().notes.first().map(|note| note.amount), Some(4 * share));
	});
}
