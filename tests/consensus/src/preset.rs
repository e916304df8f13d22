// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Genesis configurations: main's rules with short windows.

use pallet_pow_pos_consensus::{EmissionParams, Ratio, VotingParams};
use pallet_staking_nodes::{GenesisNode, GenesisShare, PriceCurve, StakingParams};
use sero_consensus_primitives::{PowFunction, PowPhase, ProgPowConfig};
use sero_primitives::{units::SERO, Balance};
use sero_progpow::ProgPowParams;
use sero_shielded_primitives::OneTimeAddressBytes;

use crate::{
	bank,
	crypto::{stand_in, Voter},
	runtime::RuntimeGenesisConfig,
};

/// Timestamp from which chains count, in milliseconds.
pub const START_MS: u64 = 1_700_000_000_000;

/// What a chain starts with.
#[derive(Clone, Debug)]
pub struct Preset {
	/// Proof-of-work functions.
	pub phases: Vec<PowPhase>,
	/// Target time between blocks in milliseconds.
	pub target_ms: u64,
	/// Half-life of the difficulty in blocks.
	pub half_life: u32,
	/// Difficulty of the first blocks.
	pub initial_difficulty: u64,
	/// Least difficulty.
	pub min_difficulty: u64,
	/// Tickets drawn for each block.
	pub tickets_per_block: u8,
	/// Votes that a block needs once voting is mandatory.
	pub vote_quorum: u8,
	/// Voting.
	pub voting: VotingParams,
	/// Emission.
	pub emission: EmissionParams,
	/// Staking.
	pub staking: StakingParams,
	/// Staking nodes.
	pub nodes: Vec<GenesisNode>,
	/// Shares.
	pub shares: Vec<GenesisShare>,
	/// Money in notes, in base units.
	pub pool: Balance,
}

/// Principal of each ticket of the genesis block, in base units.
pub const TICKET_VALUE: Balance = 2 * SERO;

/// The ProgPoW of the sequences.
pub fn prog_pow(first_block: u32, params: &ProgPowParams) -> PowPhase {
	PowPhase { first_block, function: PowFunction::ProgPow(ProgPowConfig::from(params)) }
}

/// A share of the genesis block.
pub fn share(owner: OneTimeAddressBytes, node: Option<u32>, tickets: u32) -> GenesisShare {
	GenesisShare {
		owner: owner.0.to_vec(),
		vote_address: owner.0.to_vec(),
		node,
		tickets,
		value: TICKET_VALUE,
	}
}

impl Preset {
	/// Main's rules, without shares; 13 s between blocks.
	pub fn bare() -> Self {
		Self {
			phases: vec![prog_pow(0, &ProgPowParams::V0_9_2)],
			target_ms: 13_000,
			half_life: 120,
			initial_difficulty: 4,
			min_difficulty: 2,
			tickets_per_block: 3,
			vote_quorum: 2,
			voting: VotingParams {
				start: 2,
				window: 5,
				min_tickets: 20,
				max_missed: Ratio::new(1, 5),
				base_reward: 5_250_000_000_000_000_000,
				reward_per_ticket: 38_427_150_695_669,
				max_reward: 17_800_000_000_000_000_000,
				solo: Ratio::new(3, 4),
				late: Ratio::new(2, 3),
				grace_ms: 300,
			},
			emission: EmissionParams {
				base_reward: 8_455_128_205_128_200_000,
				reward_per_giga_difficulty: 492_673_992_673_992,
				min_reward: 8_800_000_000_000_000_000,
				max_reward: 17_800_000_000_000_000_000,
				team_reward: 0,
				team_payment_interval: 0,
				halving_interval: 8_294_400,
				cap: 300_000_000 * SERO,
			},
			staking: StakingParams {
				price: PriceCurve { base: TICKET_VALUE, step: 0, target: 326_592, surge: 0 },
				max_tickets_per_purchase: 1_000,
				expiry_blocks: 30,
				miss_blocks: 40,
				payment_cycle_blocks: 4,
				node_deposit: 200 * SERO,
				node_lock_blocks: 5,
				node_min_fee: 2_500,
				node_max_fee: 7_500,
			},
			nodes: Vec::new(),
			shares: Vec::new(),
			pool: 1_000_000 * SERO,
		}
	}

	/// For block sequences: real vote keys. Voters 0 to 7 vote solo with ten tickets each; voter 8 runs
	/// a staking node that votes for two shares of voter 9.
	pub fn sequences() -> Self {
		let address = |number| Voter::new(number).address();
		let mut shares: Vec<_> = (0..8).map(|number| share(address(number), None, 10)).collect();
		shares.extend([share(address(9), Some(0), 10), share(address(9), Some(0), 10)]);
		let node = address(8).0.to_vec();
		let nodes = vec![GenesisNode { owner: node.clone(), vote_address: node, fee: 2_500 }];
		Self { shares, nodes, ..Self::bare() }
	}

	/// For simulated networks: `voters` stand-ins with `tickets` tickets each; the half-life is that of the
	/// runtime's presets.
	pub fn network(voters: u32, tickets: u32) -> Self {
		let shares = (0..voters).map(|voter| share(stand_in(b"voter", voter), None, tickets));
		let bare = Self::bare();
		Self {
			half_life: 9,
			initial_difficulty: 1_000_000,
			min_difficulty: 1_000,
			voting: VotingParams { window: 12, ..bare.voting },
			shares: shares.collect(),
			..bare
		}
	}

	/// The configuration of the genesis block.
	pub fn genesis(&self) -> RuntimeGenesisConfig {
		RuntimeGenesisConfig {
			system: Default::default(),
			pow_pos: pallet_pow_pos_consensus::GenesisConfig {
				phases: self.phases.clone(),
				target_block_time_ms: self.target_ms,
				half_life_blocks: self.half_life,
				initial_difficulty: self.initial_difficulty.into(),
				min_difficulty: self.min_difficulty.into(),
				tickets_per_block: self.tickets_per_block,
				vote_quorum: self.vote_quorum,
				voting: self.voting,
				emission: self.emission,
				..Default::default()
			},
			bank: bank::GenesisConfig { pool: self.pool, ..Default::default() },
			staking: pallet_staking_nodes::GenesisConfig {
				params: Some(self.staking),
				nodes: self.nodes.clone(),
				shares: self.shares.clone(),
				..Default::default()
			},
		}
	}
}
