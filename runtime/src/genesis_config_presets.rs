// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Named genesis states.
//!
//! | preset | for | block time | parameters of the circuits |
//! | --- | --- | --- | --- |
//! | `development` | one node that mines by itself | 2 s | development |
//! | `local_testnet` | a few nodes on one machine | 2 s | development |
//!
//! Both pay to keys that everybody knows, and anybody can forge proofs on them.

use crate::{demo, AccountId, Balance, RuntimeGenesisConfig};
use alloc::{
	string::{String, ToString},
	vec,
	vec::Vec,
};
use frame_support::build_struct_json_patch;
use pallet_governance::{GovernanceSettings, TrackSettings};
use pallet_pow_pos_consensus::{EmissionParams, Ratio, VotingParams};
use pallet_shielded_assets::types::{GenesisCircuit, GenesisNote, KeyProvenance};
use pallet_staking_nodes::{GenesisShare, PriceCurve, StakingParams};
use sero_consensus_primitives::PowParams;
use sero_primitives::{
	units::{MILLI_SERO, SERO},
	CurrencyId,
};
use sero_progpow::ProgPowParams;
use sero_zk_params::{dev_verifying_key, CircuitKind, CIRCUIT_VERSION};
use sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_keyring::Sr25519Keyring;

/// The schedule of the original main net's last era, from height 0 on.
///
/// There, a block's miner got `clamp(16.91 + 0.000985 · ⌊d / 10^9⌋, 17.6, 35.6) / 2` SERO and the
/// team 8.9; halved every 8,294,400 blocks. `team_reward` is left at 0 here: it needs an address.
const EMISSION: EmissionParams = EmissionParams {
	base_reward: 8_455_128_205_128_200_000,
	reward_per_giga_difficulty: 492_673_992_673_992,
	min_reward: 8_800 * MILLI_SERO,
	max_reward: 17_800 * MILLI_SERO,
	team_reward: 0,
	team_payment_interval: 5_000,
	halving_interval: 8_294_400,
	cap: 650_000_000 * SERO,
};

/// Half-life of the difficulty adjustment in blocks: the longest with which the block time is back
/// within 10 % in 60 blocks after the hash rate rose by ten.
const HALF_LIFE_BLOCKS: u32 = 9;

/// Voting on development chains: small rewards, and mandatory from block 16 on if the voters are
/// there.
const DEVELOPMENT_VOTING: VotingParams = VotingParams {
	start: 5,
	window: 10,
	min_tickets: 20,
	max_missed: Ratio::new(1, 5),
	base_reward: 600 * MILLI_SERO,
	reward_per_ticket: 1_000_000_000_000,
	max_reward: 900 * MILLI_SERO,
	solo: Ratio::new(3, 4),
	late: Ratio::new(2, 3),
	grace_ms: 300,
};

/// Staking on development chains: cheap tickets, short waits. Tickets are in the lottery for a day,
/// so that those of the genesis block last as long.
const DEVELOPMENT_STAKING: StakingParams = StakingParams {
	price: PriceCurve { base: SERO, step: 1_000_000_000_000, target: 1_000_000, surge: 1_000_000 },
	max_tickets_per_purchase: 1_000,
	expiry_blocks: 43_200,
	miss_blocks: 43_200,
	payment_cycle_blocks: 30,
	node_deposit: SERO,
	node_lock_blocks: 10,
	node_min_fee: 2_500,
	node_max_fee: 7_500,
};

/// A referendum track of ten blocks at most.
const DEVELOPMENT_TRACK: TrackSettings = TrackSettings {
	prepare_period: 1,
	decision_period: 6,
	confirm_period: 1,
	min_enactment_period: 1,
	decision_deposit: 100 * SERO,
	max_deciding: 3,
};

/// Referenda on development chains: seconds where chains with value take weeks.
const DEVELOPMENT_GOVERNANCE: GovernanceSettings = GovernanceSettings {
	root: DEVELOPMENT_TRACK,
	circuit_pause: TrackSettings { decision_period: 4, ..DEVELOPMENT_TRACK },
	parameters: DEVELOPMENT_TRACK,
	submission_deposit: SERO,
	undeciding_timeout: 30,
	vote_locking_period: 5,
};

/// Tickets of each demo wallet's share: three are drawn for each block.
const DEMO_TICKETS: u32 = 50_000;
/// What comes back for each of them.
const DEMO_TICKET_VALUE: Balance = MILLI_SERO;

/// What the development presets differ in.
struct Development {
	/// Difficulty of the first blocks.
	initial_difficulty: u64,
	/// Number of vote seeds among the voters: one votes for all, or each for one share.
	voters: u8,
}

/// The circuits with the parameters that everybody can forge proofs with.
fn development_circuits() -> Vec<GenesisCircuit> {
	vec![GenesisCircuit {
		version: CIRCUIT_VERSION,
		provenance: KeyProvenance::Development,
		input_key: dev_verifying_key(CircuitKind::Input).to_vec(),
		output_key: dev_verifying_key(CircuitKind::Output).to_vec(),
		issue_key: dev_verifying_key(CircuitKind::Issue).to_vec(),
	}]
}

/// The notes of the demo wallets.
fn demo_notes() -> Result<Vec<GenesisNote>, String> {
	let name = CurrencyId::SERO.name().unwrap_or_default().to_string();
	let notes = demo::notes().map_err(|error| error.to_string())?;
	Ok(notes
		.into_iter()
		.map(|(address, amount, memo)| GenesisNote {
			address: address.to_bytes().to_vec(),
			currency: name.clone(),
			amount,
			memo,
		})
		.collect())
}

/// A share of each demo wallet.
fn demo_shares(voters: u8) -> Result<Vec<GenesisShare>, String> {
	(1..=demo::WALLETS)
		.map(|number| {
			let owner = demo::share_owner(number).map_err(|error| error.to_string())?;
			let voter = number.min(voters);
			let vote_address = demo::vote_address(voter).map_err(|error| error.to_string())?;
			Ok(GenesisShare {
				owner: owner.to_bytes().to_vec(),
				vote_address: vote_address.to_bytes().to_vec(),
				node: None,
				tickets: DEMO_TICKETS,
				value: DEMO_TICKET_VALUE,
			})
		})
		.collect()
}

/// A chain whose keys are public.
fn development_genesis(chain: Development) -> Result<serde_json::Value, String> {
	let balances: Vec<(AccountId, Balance)> =
		demo::accounts().into_iter().map(|account| (account, demo::ACCOUNT_ENDOWMENT)).collect();
	let notes = demo_notes()?;
	let shares = demo_shares(chain.voters)?;
	Ok(build_struct_json_patch!(RuntimeGenesisConfig {
		balances: pallet_balances::GenesisConfig { balances },
		pow_pos_consensus: pallet_pow_pos_consensus::GenesisConfig {
			phases: PowParams::prog_pow(&ProgPowParams::V0_9_2).phases.into_inner(),
			target_block_time_ms: 2_000,
			half_life_blocks: HALF_LIFE_BLOCKS,
			initial_difficulty: chain.initial_difficulty.into(),
			min_difficulty: 16u32.into(),
			tickets_per_block: 3,
			vote_quorum: 2,
			voting: DEVELOPMENT_VOTING,
			emission: EMISSION,
		},
		shielded_assets: pallet_shielded_assets::GenesisConfig {
			circuits: development_circuits(),
			notes,
			allow_development_keys: true,
		},
		staking_nodes: pallet_staking_nodes::GenesisConfig {
			params: Some(DEVELOPMENT_STAKING),
			shares,
		},
		// No license is needed; root can set a licensor and a period.
		licenses: pallet_licenses::GenesisConfig {
			circuit: Some(pallet_licenses::types::GenesisCircuit {
				provenance: pallet_licenses::types::KeyProvenance::Development,
				verifying_key: dev_verifying_key(CircuitKind::License).to_vec(),
			}),
			allow_development_keys: true,
		},
		governance: pallet_governance::GenesisConfig { settings: Some(DEVELOPMENT_GOVERNANCE) },
		sudo: pallet_sudo::GenesisConfig { key: Some(Sr25519Keyring::Alice.to_account_id()) },
	}))
}

/// The preset with a name, as JSON that is merged into the default genesis state.
pub fn get_preset(id: &PresetId) -> Option<Vec<u8>> {
	// About two seconds of one thread of a laptop, by the light cache.
	let chain = match id.as_str() {
		DEV_RUNTIME_PRESET => Development { initial_difficulty: 400, voters: 1 },
		LOCAL_TESTNET_RUNTIME_PRESET => {
			Development { initial_difficulty: 800, voters: demo::WALLETS }
		},
		_ => return None,
	};
	match development_genesis(chain) {
		Ok(patch) => Some(patch.to_string().into_bytes()),
		Err(error) => {
			log::error!(target: "runtime::genesis", "preset {id}: {error}");
			None
		},
	}
}

/// The names of all presets.
pub fn preset_names() -> Vec<PresetId> {
	vec![PresetId::from(DEV_RUNTIME_PRESET), PresetId::from(LOCAL_TESTNET_RUNTIME_PRESET)]
}
