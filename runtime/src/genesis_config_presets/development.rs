// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Chains whose keys everybody knows: `development` and `local_testnet`.

use super::{development_circuits, development_license_circuit, EMISSION, HALF_LIFE_BLOCKS};
use crate::{demo, AccountId, Balance, RuntimeGenesisConfig};
use alloc::{
	string::{String, ToString},
	vec::Vec,
};
use frame_support::build_struct_json_patch;
use pallet_governance::{GovernanceSettings, TrackSettings};
use pallet_pow_pos_consensus::{Ratio, VotingParams};
use pallet_shielded_assets::types::GenesisNote;
use pallet_staking_nodes::{GenesisShare, PriceCurve, StakingParams};
use sero_consensus_primitives::PowParams;
use sero_primitives::{
	units::{MILLI_SERO, SERO},
	CurrencyId,
};
use sero_progpow::ProgPowParams;
use sp_keyring::Sr25519Keyring;

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

/// Referenda on development chains: seconds where chains with value take weeks. Only the decision deposit may wait
/// for an hour, so that people have time to vote first.
const DEVELOPMENT_GOVERNANCE: GovernanceSettings = GovernanceSettings {
	root: DEVELOPMENT_TRACK,
	circuit_pause: TrackSettings { decision_period: 4, ..DEVELOPMENT_TRACK },
	parameters: DEVELOPMENT_TRACK,
	submission_deposit: SERO,
	undeciding_timeout: 1_800,
	vote_locking_period: 5,
};

/// Tickets of each demo wallet's share: three are drawn for each block.
const DEMO_TICKETS: u32 = 50_000;
/// What comes back for each of them.
const DEMO_TICKET_VALUE: Balance = MILLI_SERO;

/// What the development presets differ in.
pub(super) struct Development {
	/// Difficulty of the first blocks.
	pub initial_difficulty: u64,
	/// Number of vote seeds among the voters: one votes for all, or each for one share.
	pub voters: u8,
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
pub(super) fn genesis(chain: Development) -> Result<serde_json::Value, String> {
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
			circuit: Some(development_license_circuit()),
			allow_development_keys: true,
		},
		governance: pallet_governance::GenesisConfig { settings: Some(DEVELOPMENT_GOVERNANCE) },
		sudo: pallet_sudo::GenesisConfig { key: Some(Sr25519Keyring::Alice.to_account_id()) },
	}))
}
