// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Parameters in storage and records of the runtime API.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sero_consensus_primitives::TicketOutcome;
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

/// A fraction, at most 1.
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
pub struct Ratio {
	/// Above the line.
	pub numerator: u32,
	/// Below the line, not 0.
	pub denominator: u32,
}

impl Ratio {
	/// A fraction.
	pub const fn new(numerator: u32, denominator: u32) -> Self {
		Self { numerator, denominator }
	}

	/// Whether it is a number from 0 to 1.
	pub fn is_fraction(&self) -> bool {
		self.denominator > 0 && self.numerator <= self.denominator
	}

	/// This part of an amount, rounded down; nothing if it is no fraction.
	pub fn of(&self, amount: Balance) -> Balance {
		if !self.is_fraction() {
			return 0;
		}
		let (numerator, denominator) = (self.numerator.into(), Balance::from(self.denominator));
		let whole = amount.checked_div(denominator).unwrap_or(0).saturating_mul(numerator);
		let rest = amount.checked_rem(denominator).unwrap_or(0).saturating_mul(numerator);
		whole.saturating_add(rest.checked_div(denominator).unwrap_or(0))
	}
}

/// When voting is mandatory, and what votes earn. Amounts in base units (10^18 = 1 SERO).
///
/// With `n` tickets in the lottery and `k` drawn for each block, a vote by a staking node earns
/// `R = min(base + per_ticket · n, max) / 2^⌊height / halving_interval⌋ / k`, a solo vote `solo` of
/// that. A vote that comes a block late brings the voter the part `late` of it, and what is left to
/// the miner that includes it.
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
pub struct VotingParams {
	/// Voting can be mandatory from the block on that follows this one by more than
	/// [`Self::window`].
	pub start: BlockNumber,
	/// Over so many blocks missed votes are counted.
	pub window: BlockNumber,
	/// Voting is not mandatory with fewer tickets in the lottery.
	pub min_tickets: u64,
	/// Voting is not mandatory if more than this part of the window's votes were missed.
	pub max_missed: Ratio,
	/// Reward of a block's votes without tickets, before halvings.
	pub base_reward: Balance,
	/// What each ticket in the lottery adds to it.
	pub reward_per_ticket: Balance,
	/// The most it can be.
	pub max_reward: Balance,
	/// Part of the reward for a solo vote.
	pub solo: Ratio,
	/// Part of the reward for a late vote that the voter gets.
	pub late: Ratio,
	/// How long a miner that has the quorum should wait for the last votes, in milliseconds.
	pub grace_ms: u32,
}

/// How a vote's reward is divided, in base units.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct VoteReward {
	/// For the voter: the share's owner and the staking node.
	pub voter: Balance,
	/// For the miner that included the vote late.
	pub miner: Balance,
}

impl VotingParams {
	/// The reward of one staking node's vote in block `height`.
	pub fn reward(
		&self,
		height: BlockNumber,
		halving_interval: BlockNumber,
		tickets: u64,
		tickets_per_block: u8,
	) -> Balance {
		let halvings = height.checked_div(halving_interval).unwrap_or(0);
		self.reward_per_ticket
			.saturating_mul(tickets.into())
			.saturating_add(self.base_reward)
			.min(self.max_reward)
			.checked_shr(halvings)
			.unwrap_or(0)
			.checked_div(tickets_per_block.into())
			.unwrap_or(0)
	}

	/// What a vote with this outcome brings, if a staking node's vote in time earns `reward`.
	pub fn split(&self, reward: Balance, by_node: bool, outcome: TicketOutcome) -> VoteReward {
		let full = match by_node {
			true => reward,
			false => self.solo.of(reward),
		};
		match outcome {
			TicketOutcome::Voted => VoteReward { voter: full, miner: 0 },
			TicketOutcome::VotedLate => {
				let voter = self.late.of(full);
				VoteReward { voter, miner: full.saturating_sub(voter) }
			},
			TicketOutcome::Missed => VoteReward::default(),
		}
	}
}

/// Where voting stands after a block.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct VotingStatus {
	/// The parameters.
	pub params: VotingParams,
	/// Tickets in the lottery.
	pub tickets: u64,
	/// Votes that were missed in the window up to the block before this one.
	pub missed: u32,
	/// The most that may be missed if voting is to be mandatory.
	pub max_missed: u32,
	/// Votes that the next block needs.
	pub required: u8,
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
	/// Created by rewards so far, in base units. Rewards of votes count from the moment they are
	/// earned, though they are paid later.
	pub emitted: Balance,
	/// Part of it that votes earned, the miners' part of late votes included.
	pub vote_rewards: Balance,
	/// Part of it that has accrued for the team and waits for its payment.
	pub team_pending: Balance,
	/// What the next block creates, votes aside.
	pub next: BlockReward,
	/// What a staking node's vote for the next block earns, if the cap leaves room.
	pub next_vote: Balance,
	/// First block with a halved reward.
	pub next_halving: BlockNumber,
}
