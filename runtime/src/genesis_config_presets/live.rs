// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Chains with the original main net's numbers: `beta` and `main`. Nobody has anything in their
//! genesis blocks, and there is no sudo.
//!
//! Their times are in blocks of 13 seconds.

use super::{development_circuits, development_license_circuit, EMISSION, HALF_LIFE_BLOCKS};
use crate::RuntimeGenesisConfig;
use alloc::{
	string::{String, ToString},
	vec,
	vec::Vec,
};
use frame_support::build_struct_json_patch;
use pallet_governance::GovernanceSettings;
use pallet_pow_pos_consensus::{EmissionParams, Ratio, VotingParams};
use pallet_staking_nodes::{PriceCurve, StakingParams};
use sero_consensus_primitives::{PowFunction, PowParams, PowPhase, ProgPowConfig};
use sero_primitives::units::{MILLI_SERO, SERO};
use sero_progpow::ProgPowParams;

/// The original main net's block time.
const TARGET_BLOCK_TIME_MS: u64 = 13_000;

/// Its emission, with the share of the team, here the treasury's: 8.9 SERO per block.
const LIVE_EMISSION: EmissionParams =
	EmissionParams { team_reward: 8_900 * MILLI_SERO, ..EMISSION };

/// Its voting: 10.5 SERO for a block's votes and 0.000076854301391338 for each ticket in the
/// lottery, at most 35.6, all halved in its last era. Mandatory a day after the genesis block, if
/// 20,000 tickets are there.
const LIVE_VOTING: VotingParams = VotingParams {
	start: 0,
	window: 6_048,
	min_tickets: 20_000,
	max_missed: Ratio::new(1, 5),
	base_reward: 5_250 * MILLI_SERO,
	reward_per_ticket: 38_427_150_695_669,
	max_reward: 17_800 * MILLI_SERO,
	solo: Ratio::new(3, 4),
	late: Ratio::new(2, 3),
	grace_ms: 300,
};

/// Number of tickets that the original was designed for.
const TARGET_TICKETS: u64 = 326_592;
/// What each ticket adds to the price of the next one.
const PRICE_STEP: u128 = 759_357_240_838_722;

/// Its staking. The surge doubles the price a tenth above the target, which the original left out
/// and the white paper demands.
const LIVE_STAKING: StakingParams = StakingParams {
	price: PriceCurve {
		base: 2 * SERO,
		step: PRICE_STEP,
		target: TARGET_TICKETS,
		surge: 100 * PRICE_STEP / TARGET_TICKETS as u128,
	},
	max_tickets_per_purchase: 1_000,
	expiry_blocks: 198_720,
	miss_blocks: 596_160,
	payment_cycle_blocks: 42_336,
	node_deposit: 200_000 * SERO,
	node_lock_blocks: 198_720,
	node_min_fee: 2_500,
	node_max_fee: 7_500,
};

/// The height at which the original went over to ProgPoW.
const PROGPOW_HEIGHT: u32 = 940_410;

/// Half a year of blocks need a license on `beta`.
const LICENSED_BLOCKS: u32 = 1_200_000;

/// The licensor of `beta`. **Its secret is public**, in `chain-specs/beta-licensor.json`: everybody
/// issues licenses to themselves. Whoever runs a beta network of their own puts their key here.
const BETA_LICENSOR: &str =
	"0xf583d4203aab49601d8ef4c9a7a827b34c78a1c44717c24315cffe7b785fb796f32e\
	2decfc1c8138b6e2906d8be14440179697ecdf7530e4faf3f30da8054325";

/// The difficulty of the original's genesis block.
const GENESIS_DIFFICULTY: u32 = 1_717_986_918;
/// Its least difficulty.
const MIN_DIFFICULTY: u32 = 131_072;

/// Difficulties.
struct Difficulty {
	/// Of the first blocks.
	initial: u32,
	/// The least.
	min: u32,
}

/// The consensus of both chains.
fn consensus(
	phases: Vec<PowPhase>,
	difficulty: Difficulty,
) -> pallet_pow_pos_consensus::GenesisConfig<crate::Runtime> {
	pallet_pow_pos_consensus::GenesisConfig {
		phases,
		target_block_time_ms: TARGET_BLOCK_TIME_MS,
		half_life_blocks: HALF_LIFE_BLOCKS,
		initial_difficulty: difficulty.initial.into(),
		min_difficulty: difficulty.min.into(),
		tickets_per_block: 3,
		vote_quorum: 2,
		voting: LIVE_VOTING,
		emission: LIVE_EMISSION,
		..Default::default()
	}
}

/// A public rehearsal of the main chain. Its SERO is worth nothing: anybody can forge proofs.
pub(super) fn beta() -> Result<serde_json::Value, String> {
	let phases = vec![
		PowPhase { first_block: 0, function: PowFunction::Ethash },
		PowPhase {
			first_block: PROGPOW_HEIGHT,
			function: PowFunction::ProgPow(ProgPowConfig::from(&ProgPowParams::V0_9_2)),
		},
	];
	// A few processors can carry the chain.
	let difficulty = Difficulty { initial: MIN_DIFFICULTY, min: 1_024 };
	let licensor = sp_core::bytes::from_hex(BETA_LICENSOR).map_err(|error| error.to_string())?;
	Ok(build_struct_json_patch!(RuntimeGenesisConfig {
		pow_pos_consensus: consensus(phases, difficulty),
		shielded_assets: pallet_shielded_assets::GenesisConfig {
			circuits: development_circuits(),
			allow_development_keys: true,
		},
		staking_nodes: pallet_staking_nodes::GenesisConfig { params: Some(LIVE_STAKING) },
		licenses: pallet_licenses::GenesisConfig {
			required: true,
			required_until: Some(LICENSED_BLOCKS),
			licensor,
			circuit: Some(development_license_circuit()),
			allow_development_keys: true,
		},
		governance: pallet_governance::GenesisConfig {
			settings: Some(GovernanceSettings::default()),
		},
	}))
}

/// A candidate for a chain with value, without circuits until a ceremony has made their keys.
pub(super) fn main() -> serde_json::Value {
	let phases = PowParams::prog_pow(&ProgPowParams::V0_9_2).phases.into_inner();
	let difficulty = Difficulty { initial: GENESIS_DIFFICULTY, min: MIN_DIFFICULTY };
	build_struct_json_patch!(RuntimeGenesisConfig {
		pow_pos_consensus: consensus(phases, difficulty),
		shielded_assets: pallet_shielded_assets::GenesisConfig {
			circuits: vec![],
			allow_development_keys: false,
		},
		staking_nodes: pallet_staking_nodes::GenesisConfig { params: Some(LIVE_STAKING) },
		licenses: pallet_licenses::GenesisConfig { required: false, allow_development_keys: false },
		governance: pallet_governance::GenesisConfig {
			settings: Some(GovernanceSettings::default()),
		},
	})
}
