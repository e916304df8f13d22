// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The genesis configuration and what the APIs say of it.

use crate::{mock::*, Ratio, TeamAddress};
use sero_consensus_primitives::{ConsensusParams, PowFunction, PowPhase};

#[test]
fn parameters_are_readable() {
	chain().execute_with(|| {
		assert_eq!(
			PowPos::consensus_params(),
			ConsensusParams {
				target_block_time_ms: TARGET_MS,
				half_life_blocks: 120,
				tickets_per_block: 3,
				vote_quorum: 2,
				votes_required: 0,
				vote_grace_ms: 300,
			}
		);
		assert_eq!(PowPos::pow_params().phases.into_inner(), config().phases);
	});
}

/// The configuration as it stands in a chain specification.
#[test]
fn the_configuration_has_this_json() {
	let json = serde_json::json!({
		"phases": [
			{ "firstBlock": 0, "function": "ethash" },
			{
				"firstBlock": 100,
				"function": {
					"progPow": {
						"period": 50,
						"lanes": 16,
						"registers": 32,
						"dagLoads": 4,
						"cacheBytes": 16384,
						"dagAccesses": 64,
						"cacheAccesses": 12,
						"mathOperations": 20,
						"datasetParents": 256,
						"finalHash": "headerAndSeed",
					},
				},
			},
		],
		"targetBlockTimeMs": 13000,
		"halfLifeBlocks": 120,
		"initialDifficulty": "0xf4240",
		"minDifficulty": "0x3e8",
		"ticketsPerBlock": 3,
		"voteQuorum": 2,
		"voting": {
			"start": 2,
			"window": 10,
			"minTickets": 20,
			"maxMissed": { "numerator": 1, "denominator": 5 },
			"baseReward": 5250000000000000000u64,
			"rewardPerTicket": 38427150695669u64,
			"maxReward": 17800000000000000000u64,
			"solo": { "numerator": 3, "denominator": 4 },
			"late": { "numerator": 2, "denominator": 3 },
			"graceMs": 300,
		},
		"emission": {
			"baseReward": 8455128205128200000u64,
			"rewardPerGigaDifficulty": 492673992673992u64,
			"minReward": 8800000000000000000u64,
			"maxReward": 17800000000000000000u64,
			"teamReward": 8900000000000000000u64,
			"teamPaymentInterval": 5000,
			"halvingInterval": 8294400,
			"cap": 18000000000000000000u64,
		},
		"teamAddress": sp_core::bytes::to_hex(&TEAM, false),
	});
	let read: crate::GenesisConfig<Test> =
		serde_json::from_str(&json.to_string()).expect("it is the configuration's JSON");
	assert_eq!(read.initial_difficulty, 1_000_000u32.into());
	assert_eq!(read.phases[0], PowPhase { first_block: 0, function: PowFunction::Ethash });
	assert_eq!(read.phases[1].function, config().phases[0].function);
	assert_eq!(read.team_address, TEAM);
	assert_eq!(read.voting, voting());
	chain_of(read).execute_with(|| {
		assert!(TeamAddress::<Test>::get().is_some());
		block(TARGET_MS);
	});
}

/// Amounts above 2^64 survive JSON.
#[test]
fn large_amounts_survive_json() {
	let json = serde_json::to_string(&config()).expect("it has a JSON form");
	let read: crate::GenesisConfig<Test> = serde_json::from_str(&json).expect("the same");
	assert_eq!(read.emission, main_emission());
}

/// A chain that was not configured can be built and not be extended.
#[test]
#[should_panic(expected = "the genesis block has no consensus parameters")]
fn an_unconfigured_chain_has_no_blocks() {
	chain_of(Default::default()).execute_with(|| {
		assert_eq!(PowPos::next_difficulty(), 1u32.into());
		block(TARGET_MS);
	});
}

fn built(change: impl FnOnce(&mut crate::GenesisConfig<Test>)) {
	let mut config = config();
	change(&mut config);
	chain_of(config);
}

#[test]
#[should_panic(expected = "powPosConsensus.phases: the first proof-of-work phase must start at")]
fn phases_start_at_block_0() {
	built(|config| config.phases[0].first_block = 1);
}

#[test]
#[should_panic(expected = "powPosConsensus.phases: proof-of-work phases must ascend strictly")]
fn phases_ascend() {
	built(|config| config.phases.push(config.phases[0]));
}

#[test]
#[should_panic(expected = "powPosConsensus.phases has too many entries")]
fn phases_are_bounded() {
	built(|config| config.phases = vec![config.phases[0]; 9]);
}

#[test]
#[should_panic(expected = "targetBlockTimeMs must not be 0")]
fn the_target_is_not_zero() {
	built(|config| config.target_block_time_ms = 0);
}

#[test]
#[should_panic(expected = "halfLifeBlocks must not be 0")]
fn the_half_life_is_not_zero() {
	built(|config| config.half_life_blocks = 0);
}

#[test]
#[should_panic(expected = "minDifficulty must not be 0")]
fn the_least_difficulty_is_not_zero() {
	built(|config| config.min_difficulty = 0u32.into());
}

#[test]
#[should_panic(expected = "initialDifficulty is below minDifficulty")]
fn the_initial_difficulty_is_not_below_the_least() {
	built(|config| config.initial_difficulty = 999u32.into());
}

#[test]
#[should_panic(expected = "voteQuorum is above ticketsPerBlock")]
fn the_quorum_can_be_reached() {
	built(|config| config.vote_quorum = 4);
}

#[test]
#[should_panic(expected = "halvingInterval must not be 0")]
fn the_halving_interval_is_not_zero() {
	built(|config| config.emission.halving_interval = 0);
}

#[test]
#[should_panic(expected = "minReward is above maxReward")]
fn the_rewards_are_in_order() {
	built(|config| config.emission.max_reward = 0);
}

#[test]
#[should_panic(expected = "teamPaymentInterval must not be 0")]
fn the_team_has_an_interval() {
	built(|config| config.emission.team_payment_interval = 0);
}

#[test]
#[should_panic(expected = "teamAddress must have 96 bytes")]
fn the_team_has_an_address() {
	built(|config| config.team_address.truncate(95));
}

#[test]
#[should_panic(expected = "powPosConsensus.teamAddress: the wallet that made this bundle")]
fn the_teams_address_is_one() {
	built(|config| config.team_address = NO_ADDRESS.to_vec());
}

#[test]
#[should_panic(expected = "ticketsPerBlock is more than a seal has votes")]
fn there_are_not_more_tickets_than_votes_in_a_seal() {
	built(|config| config.tickets_per_block = 4);
}

#[test]
#[should_panic(expected = "voting.window must not be 0")]
fn the_window_is_not_empty() {
	built(|config| config.voting.window = 0);
}

#[test]
#[should_panic(expected = "voting.window must not be above 1048576")]
fn the_window_is_bounded() {
	built(|config| config.voting.window = (1 << 20) + 1);
}

#[test]
#[should_panic(expected = "voting.minTickets is below ticketsPerBlock")]
fn the_least_pool_can_be_drawn_from() {
	built(|config| config.voting.min_tickets = 2);
}

#[test]
#[should_panic(expected = "voting.maxMissed is not a fraction between 0 and 1")]
fn the_miss_ratio_is_a_fraction() {
	built(|config| config.voting.max_missed = Ratio::new(1, 0));
}

#[test]
#[should_panic(expected = "voting.solo is not a fraction between 0 and 1")]
fn the_solo_part_is_a_fraction() {
	built(|config| config.voting.solo = Ratio::new(4, 3));
}

#[test]
#[should_panic(expected = "voting.late is not a fraction between 0 and 1")]
fn the_late_part_is_a_fraction() {
	built(|config| config.voting.late = Ratio::default());
}
