// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Parameters in storage and records of the runtime API.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sero_primitives::{Balance, BlockNumber};
use sp_core::U256;

/// Parameters of the consensus as the chain specification sets them.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct ChainParams {
	/// Target time between blocks in milliseconds.
	pub target_block_time_ms: u64,
	/// Half-life of the difficulty adjustment in blocks.
	pub half_life_blocks: u32,
	/// Difficulty of the first blocks.
	pub initial_difficulty: U256,
	/// Least difficulty.
	pub min_difficulty: U256,
	/// Tickets drawn for each block.
	pub tickets_per_block: u8,
	/// Votes that a block needs once voting is mandatory.
	pub vote_quorum: u8,
}

/// The emission schedule, in base units (10^18 base units = 1 SERO).
///
/// The miner of block `n` with difficulty `d` gets
/// `clamp(base + per_giga_difficulty · ⌊d / 10^9⌋, min, max) / 2^⌊n / halving_interval⌋`, and the
/// team `team / 2^⌊n / halving_interval⌋`, until `cap` has been created.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EmissionParams {
	/// Miner's reward at difficulty 0, before clamping.
	pub base_reward: Balance,
	/// What each 10^9 of difficulty adds to the miner's reward.
	pub reward_per_giga_difficulty: Balance,
	/// Least reward of the miner before halvings.
	pub min_reward: Balance,
	/// Largest reward of the miner before halvings.
	pub max_reward: Balance,
	/// The team's share of each block before halvings.
	pub team_reward: Balance,
	/// The team is paid every so many blocks, what has accrued, as one note.
	pub team_payment_interval: BlockNumber,
	/// Blocks from one halving to the next.
	pub halving_interval: BlockNumber,
	/// The most that rewards may ever create, the genesis block's notes and accounts not counted.
	pub cap: Balance,
}

/// What a block creates, in base units.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct BlockReward {
	/// For the miner, fees not counted.
	pub miner: Balance,
	/// For the team.
	pub team: Balance,
}

impl EmissionParams {
	/// What block `height` with this difficulty creates if `emitted` was created before.
	pub fn reward(&self, height: BlockNumber, difficulty: U256, emitted: Balance) -> BlockReward {
		let halvings = height.checked_div(self.halving_interval).unwrap_or(0);
		let halve = |amount: Balance| amount.checked_shr(halvings).unwrap_or(0);
		let giga = u128::try_from(difficulty / U256::from(1_000_000_000u64)).unwrap_or(u128::MAX);
		let full = self
			.reward_per_giga_difficulty
			.saturating_mul(giga)
			.saturating_add(self.base_reward)
			// As `clamp`, which panics for bounds in the wrong order.
			.min(self.max_reward)
			.max(self.min_reward);
		let room = self.cap.saturating_sub(emitted);
		let miner = halve(full).min(room);
		let team = halve(self.team_reward).min(room.saturating_sub(miner));
		BlockReward { miner, team }
	}
}

/// Where the emission stands after a block.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct EmissionStatus {
	/// The schedule.
	pub params: EmissionParams,
	/// Created by rewards so far, in base units.
	pub emitted: Balance,
	/// Part of it that has accrued for the team and waits for its payment.
	pub team_pending: Balance,
	/// What the next block creates.
	pub next: BlockReward,
	/// First block with a halved reward.
	pub next_halving: BlockNumber,
}
