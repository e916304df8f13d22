// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Records in storage, parameters, and what the runtime API returns.

use crate::price::PriceCurve;
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sero_consensus_primitives::ShareId;
use sero_primitives::{Balance, BlockNumber};
use sero_shielded_primitives::{NodeId, OneTimeAddressBytes};
use sp_core::H256;

/// A whole in the unit of fees: ten-thousandths.
pub const FEE_UNIT: u16 = 10_000;

/// Most shares that enter the lottery in one block.
pub const MAX_ACTIVATIONS: u32 = 256;
/// Most shares that leave the lottery in one block because their time is over.
pub const MAX_EXPIRIES: u32 = 64;
/// Most shares whose missed tickets are released in one block.
pub const MAX_RELEASES: u32 = 64;
/// Most shares that are paid in one block.
pub const MAX_SHARE_PAYMENTS: u32 = 32;
/// Most nodes that are paid in one block.
pub const MAX_NODE_PAYMENTS: u32 = 8;
/// Most nodes whose new vote address comes into force in one block.
pub const MAX_ADDRESS_CHANGES: u32 = 32;
/// Most entries of one page of the runtime API.
pub const MAX_PAGE: u32 = 256;

/// Parameters of staking as the chain specification sets them. Amounts are in base units (10^18 base
/// units = 1 SERO).
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
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StakingParams {
	/// The price of tickets.
	pub price: PriceCurve,
	/// Most tickets of one purchase.
	pub max_tickets_per_purchase: u32,
	/// Blocks from a purchase to the end of its tickets' time in the lottery.
	#[doc(alias = "outOfDateWindow")]
	pub expiry_blocks: BlockNumber,
	/// Blocks from a purchase until the principal of missed tickets is released.
	#[doc(alias = "missVotedWindow")]
	pub miss_blocks: BlockNumber,
	/// Blocks from an income to its payment, and between two payments of a share or node.
	#[doc(alias = "payWindow")]
	pub payment_cycle_blocks: BlockNumber,
	/// Deposit of a staking node.
	pub node_deposit: Balance,
	/// Blocks from a node's registration until it may be closed.
	#[doc(alias = "poolLockWindow")]
	pub node_lock_blocks: BlockNumber,
	/// Least fee of a node, in ten-thousandths.
	pub node_min_fee: u16,
	/// Largest fee of a node, in ten-thousandths.
	pub node_max_fee: u16,
}

impl StakingParams {
	/// Checks that the numbers make sense together.
	///
	/// # Errors
	/// What is wrong, beginning with the JSON name of the parameter.
	pub fn check(&self) -> Result<(), &'static str> {
		let rules = [
			(self.price.base > 0, "price.base must not be 0"),
			(self.max_tickets_per_purchase > 0, "maxTicketsPerPurchase must not be 0"),
			(self.expiry_blocks > 0, "expiryBlocks must not be 0"),
			(self.miss_blocks >= self.expiry_blocks, "missBlocks is below expiryBlocks"),
			(self.payment_cycle_blocks > 0, "paymentCycleBlocks must not be 0"),
			(self.node_min_fee <= self.node_max_fee, "nodeMinFee is above nodeMaxFee"),
			(self.node_max_fee <= FEE_UNIT, "nodeMaxFee is above 10000"),
		];
		match rules.iter().find(|(holds, _)| !holds) {
			Some((_, message)) => Err(message),
			None => Ok(()),
		}
	}
}

/// What is owed and not paid yet, in base units.
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
pub struct Income {
	/// What comes back of what was staked.
	pub principal: Balance,
	/// New money.
	pub reward: Balance,
}

impl Income {
	/// Whether nothing is owed.
	pub fn is_zero(&self) -> bool {
		self.principal == 0 && self.reward == 0
	}
}

/// Where the tickets of a share are. A ticket is in one place; the sum never changes.
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
pub struct TicketCounts {
	/// Bought.
	#[doc(alias = "InitNum")]
	pub initial: u32,
	/// In the lottery, or about to enter it.
	#[doc(alias = "Num")]
	pub in_pool: u32,
	/// Drawn and voted, in time or late.
	pub voted: u32,
	/// Drawn without a vote; the principal is kept until [`StakingParams::miss_blocks`] are over.
	pub missed: u32,
	/// Drawn without a vote; the principal is released.
	pub released: u32,
	/// Not drawn in their time.
	pub expired: u32,
}

impl TicketCounts {
	/// Tickets that were drawn. A draw and its outcome are booked in one step, so there are no drawn
	/// tickets without an outcome.
	pub fn drawn(&self) -> u32 {
		self.voted.saturating_add(self.missed).saturating_add(self.released)
	}

	/// Whether every ticket's principal is back.
	pub fn all_settled(&self) -> bool {
		self.in_pool == 0 && self.missed == 0
	}
}

/// Tickets that were bought together.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Share {
	/// One-time address that bought the share and is paid.
	#[doc(alias = "PKr")]
	pub owner: OneTimeAddressBytes,
	/// One-time address whose key votes, if no node does.
	#[doc(alias = "VotePKr")]
	pub vote_address: OneTimeAddressBytes,
	/// The staking node that votes.
	#[doc(alias = "PoolId")]
	pub node: Option<NodeId>,
	/// That node's fee at the time of the purchase, in ten-thousandths; 0 without a node.
	pub node_fee: u16,
	/// At what each ticket is booked, in base units.
	pub value: Balance,
	/// Block of the purchase.
	pub bought_at: BlockNumber,
	/// Where the tickets are.
	pub tickets: TicketCounts,
	/// Place in the lottery; none before the share enters it and after its last ticket left it.
	pub slot: Option<u32>,
	/// What is owed to the owner.
	pub income: Income,
	/// Rewards in all, paid or not, in base units.
	pub profit: Balance,
	/// Block in which the income will be paid; none while nothing is owed.
	pub payment_due: Option<BlockNumber>,
}

/// Where a share stands as a whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub enum ShareStatus {
	/// Bought, and enters the lottery with the next block that has room for it.
	Waiting,
	/// Some of its tickets are in the lottery.
	InPool,
	/// No ticket is in the lottery; principal of missed tickets is kept, or a payment is due.
	Settling,
}

impl Share {
	/// Where it stands. There is no record of a share that was paid in full.
	pub fn status(&self) -> ShareStatus {
		match (self.tickets.in_pool, self.slot) {
			(0, _) => ShareStatus::Settling,
			(_, None) => ShareStatus::Waiting,
			_ => ShareStatus::InPool,
		}
	}
}

/// State of a staking node.
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
pub enum NodeStatus {
	/// Takes shares.
	Active,
	/// Takes no new shares; votes for those that it has.
	Closed,
	/// Closed, and its last share has left the lottery: the deposit is on its way.
	Finished,
}

/// Counters of a staking node, in tickets.
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
pub struct NodeCounters {
	/// In the lottery, or about to enter it.
	#[doc(alias = "CurrentShareNum")]
	pub in_pool: u64,
	/// Voted.
	pub voted: u64,
	/// Drawn without a vote.
	#[doc(alias = "MissedVoteNum")]
	pub missed: u64,
	/// Not drawn in their time.
	pub expired: u64,
}

impl NodeCounters {
	/// Tickets that were drawn.
	#[doc(alias = "ChoicedShareNum")]
	pub fn drawn(&self) -> u64 {
		self.voted.saturating_add(self.missed)
	}
}

/// Votes for shares of others.
#[doc(alias = "StakePool")]
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct StakingNode {
	/// One-time address that registered the node, may change it, and is paid.
	pub owner: OneTimeAddressBytes,
	/// One-time address whose key votes.
	pub vote_address: OneTimeAddressBytes,
	/// What replaces it with the next block.
	pub next_vote_address: Option<OneTimeAddressBytes>,
	/// The node's part of rewards, in ten-thousandths, for shares bought from now on.
	pub fee: u16,
	/// What was deposited and has not been released, in base units.
	pub deposit: Balance,
	/// Block of the registration.
	pub registered_at: BlockNumber,
	/// State.
	pub status: NodeStatus,
	/// Counters.
	pub tickets: NodeCounters,
	/// What is owed to the owner.
	pub income: Income,
	/// Rewards in all, paid or not, in base units.
	pub profit: Balance,
	/// Block in which the income will be paid; none while nothing is owed.
	pub payment_due: Option<BlockNumber>,
}

/// Sums over all shares and nodes.
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
pub struct Totals {
	/// Shares with a record.
	pub shares: u32,
	/// Staking nodes with a record.
	pub nodes: u32,
	/// Tickets that were bought and are not in the lottery yet.
	pub waiting: u64,
	/// Tickets ever bought.
	pub bought: u64,
	/// Tickets that voted.
	pub voted: u64,
	/// Tickets that were drawn and did not vote.
	pub missed: u64,
	/// Tickets that were not drawn in their time.
	pub expired: u64,
	/// Principal and deposits that were not paid back yet, in base units.
	pub staked: Balance,
	/// Rewards booked so far, paid or not, in base units.
	pub rewarded: Balance,
	/// Rewards paid so far, in base units.
	pub paid: Balance,
}

/// The queues, each in the order of the blocks in which its entries are due.
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
pub enum Queue {
	/// Shares that enter the lottery.
	#[codec(index = 0)]
	Activation,
	/// Shares whose tickets expire.
	#[codec(index = 1)]
	Expiry,
	/// Shares whose missed tickets are released.
	#[codec(index = 2)]
	Release,
	/// Shares that are paid.
	#[codec(index = 3)]
	SharePayment,
	/// Nodes that are paid.
	#[codec(index = 4)]
	NodePayment,
	/// Nodes that change their vote address.
	#[codec(index = 5)]
	AddressChange,
}

impl Queue {
	/// All queues.
	pub const ALL: [Self; 6] = [
		Self::Activation,
		Self::Expiry,
		Self::Release,
		Self::SharePayment,
		Self::NodePayment,
		Self::AddressChange,
	];
}

/// First entry of a queue and the place behind its last one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct QueueEnds {
	/// The oldest entry.
	pub head: u64,
	/// Where the next entry goes.
	pub tail: u64,
}

/// An entry of a queue.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct QueueEntry {
	/// A share or a node, as the queue says.
	pub id: H256,
	/// First block in which the entry is taken.
	pub due: BlockNumber,
}

/// Who is paid.
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
pub enum Payee {
	/// The owner of a share.
	Share(ShareId),
	/// The owner of a staking node.
	Node(NodeId),
}

/// A staking node of the genesis block. Its deposit is that of [`StakingParams::node_deposit`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GenesisNode {
	/// One-time address of the owner, hexadecimal, 96 bytes.
	#[serde(with = "sp_core::bytes")]
	pub owner: Vec<u8>,
	/// One-time address whose key votes, hexadecimal, 96 bytes.
	#[serde(with = "sp_core::bytes")]
	pub vote_address: Vec<u8>,
	/// The node's part of rewards, in ten-thousandths.
	pub fee: u16,
}

/// A share of the genesis block: in the lottery from block 1 on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GenesisShare {
	/// One-time address of the owner, hexadecimal, 96 bytes.
	#[serde(with = "sp_core::bytes")]
	pub owner: Vec<u8>,
	/// One-time address whose key votes, hexadecimal, 96 bytes.
	#[serde(with = "sp_core::bytes")]
	pub vote_address: Vec<u8>,
	/// The node that votes: its place in the list of nodes, starting at 0.
	#[serde(default)]
	pub node: Option<u32>,
	/// Number of tickets.
	pub tickets: u32,
	/// Principal of each ticket in base units: new money that is staked from the start. May be 0.
	pub value: Balance,
}

/// Staking as a whole, after a block.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct StakingStatus {
	/// Parameters; none if the chain has no staking.
	pub params: Option<StakingParams>,
	/// Tickets in the lottery.
	pub pool: u64,
	/// Price of the next ticket in base units; 0 without staking.
	pub price: Balance,
	/// Sums over all shares and nodes.
	pub totals: Totals,
	/// Entries that wait, by queue.
	pub queued: Vec<(Queue, u64)>,
}

/// A share and its id.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct ShareInfo {
	/// The id.
	pub id: ShareId,
	/// Where it stands.
	pub status: ShareStatus,
	/// The record.
	pub share: Share,
}

/// A staking node and its id.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct NodeInfo {
	/// The id.
	pub id: NodeId,
	/// The record.
	pub node: StakingNode,
}
