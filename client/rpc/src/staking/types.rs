// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What the methods answer, in the conventions of [`crate::types`].

use crate::types::Amount;
use pallet_pow_pos_consensus as pow_pos;
use pallet_staking_nodes as pallet;
use serde::{Deserialize, Serialize};
use sero_consensus_primitives::ConsensusParams;
use sero_primitives::BlockNumber;
use sero_shielded_primitives::OneTimeAddressBytes;
use sp_core::{Bytes, H256};

/// Parameters of staking.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StakingParams {
	/// Price of the first ticket.
	pub price_base: Amount,
	/// What each ticket in the lottery adds.
	pub price_step: Amount,
	/// Number of tickets from which the price rises sharply.
	pub price_target: u64,
	/// What the square of the number of tickets above the target adds.
	pub price_surge: Amount,
	/// Most tickets of one purchase.
	pub max_tickets_per_purchase: u32,
	/// Blocks for which a ticket is in the lottery.
	pub expiry_blocks: BlockNumber,
	/// Blocks from a purchase until the principal of missed tickets is released.
	pub miss_blocks: BlockNumber,
	/// Blocks from an income to its payment.
	pub payment_cycle_blocks: BlockNumber,
	/// Deposit of a staking node.
	pub node_deposit: Amount,
	/// Blocks from a staking node's registration until it may be closed.
	pub node_lock_blocks: BlockNumber,
	/// Least fee of a staking node, in ten-thousandths.
	pub node_min_fee: u16,
	/// Largest fee of a staking node, in ten-thousandths.
	pub node_max_fee: u16,
}

impl From<pallet::StakingParams> for StakingParams {
	fn from(params: pallet::StakingParams) -> Self {
		Self {
			price_base: Amount(params.price.base),
			price_step: Amount(params.price.step),
			price_target: params.price.target,
			price_surge: Amount(params.price.surge),
			max_tickets_per_purchase: params.max_tickets_per_purchase,
			expiry_blocks: params.expiry_blocks,
			miss_blocks: params.miss_blocks,
			payment_cycle_blocks: params.payment_cycle_blocks,
			node_deposit: Amount(params.node_deposit),
			node_lock_blocks: params.node_lock_blocks,
			node_min_fee: params.node_min_fee,
			node_max_fee: params.node_max_fee,
		}
	}
}

/// Staking as a whole.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StakingStatus {
	/// Height of the block that the answer is about.
	pub block_number: BlockNumber,
	/// Its hash.
	pub block_hash: H256,
	/// Parameters; absent if the chain has no staking.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub params: Option<StakingParams>,
	/// Tickets in the lottery.
	pub pool: u64,
	/// Price of the next ticket.
	pub price: Amount,
	/// Shares that are not paid in full.
	pub shares: u32,
	/// Staking nodes whose deposit is not paid back.
	pub nodes: u32,
	/// Tickets that were bought and enter the lottery with the next blocks.
	pub waiting: u64,
	/// Tickets ever bought.
	pub bought: u64,
	/// Tickets that voted.
	pub voted: u64,
	/// Tickets that were drawn and did not vote.
	pub missed: u64,
	/// Tickets that were not drawn in their time.
	pub expired: u64,
	/// Principal and deposits that were not paid back yet.
	pub staked: Amount,
	/// Rewards booked so far, paid or not.
	pub rewarded: Amount,
	/// Rewards paid so far.
	pub paid: Amount,
}

impl StakingStatus {
	pub(super) fn new(
		block_number: BlockNumber,
		block_hash: H256,
		status: pallet::StakingStatus,
	) -> Self {
		let totals = status.totals;
		Self {
			block_number,
			block_hash,
			params: status.params.map(Into::into),
			pool: status.pool,
			price: Amount(status.price),
			shares: totals.shares,
			nodes: totals.nodes,
			waiting: totals.waiting,
			bought: totals.bought,
			voted: totals.voted,
			missed: totals.missed,
			expired: totals.expired,
			staked: Amount(totals.staked),
			rewarded: Amount(totals.rewarded),
			paid: Amount(totals.paid),
		}
	}
}

/// What an amount buys.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Quote {
	/// Number of tickets, not 0.
	pub tickets: u32,
	/// At what each of them is booked: the average price, rounded down.
	pub value: Amount,
	/// What is staked: tickets times value.
	pub principal: Amount,
	/// What returns to the buyer at once, in public.
	pub change: Amount,
}

impl From<pallet::Quote> for Quote {
	fn from(quote: pallet::Quote) -> Self {
		Self {
			tickets: quote.tickets,
			value: Amount(quote.value),
			principal: Amount(quote.principal()),
			change: Amount(quote.change),
		}
	}
}

/// What is owed and not paid yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Income {
	/// What comes back of what was staked.
	pub principal: Amount,
	/// New money.
	pub reward: Amount,
}

impl From<pallet::Income> for Income {
	fn from(income: pallet::Income) -> Self {
		Self { principal: Amount(income.principal), reward: Amount(income.reward) }
	}
}

/// Where the tickets of a share are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ShareTickets {
	/// Bought.
	pub initial: u32,
	/// In the lottery, or about to enter it.
	pub in_pool: u32,
	/// Drawn and voted, in time or late.
	pub voted: u32,
	/// Drawn without a vote; the principal is kept for now.
	pub missed: u32,
	/// Drawn without a vote; the principal is released.
	pub released: u32,
	/// Not drawn in their time.
	pub expired: u32,
}

impl From<pallet::TicketCounts> for ShareTickets {
	fn from(counts: pallet::TicketCounts) -> Self {
		Self {
			initial: counts.initial,
			in_pool: counts.in_pool,
			voted: counts.voted,
			missed: counts.missed,
			released: counts.released,
			expired: counts.expired,
		}
	}
}

/// The bytes of an address.
fn address(address: &OneTimeAddressBytes) -> Bytes {
	Bytes(address.0.to_vec())
}

/// A share.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Share {
	/// Its id.
	pub id: H256,
	/// `waiting` (enters the lottery with the next blocks), `inPool`, or `settling` (no ticket is in
	/// the lottery any more, not everything is paid).
	pub status: String,
	/// One-time address that bought it and is paid.
	pub owner: Bytes,
	/// One-time address whose key votes, if no staking node does.
	pub vote_address: Bytes,
	/// The staking node that votes.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub node: Option<H256>,
	/// That node's fee for this share, in ten-thousandths.
	pub node_fee: u16,
	/// At what each ticket is booked.
	pub value: Amount,
	/// Block of the purchase.
	pub bought_at: BlockNumber,
	/// Where the tickets are.
	pub tickets: ShareTickets,
	/// What is owed and not paid yet.
	pub income: Income,
	/// Rewards in all, paid or not.
	pub profit: Amount,
	/// Block in which the income will be paid.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub payment_due: Option<BlockNumber>,
}

impl From<pallet::ShareInfo> for Share {
	fn from(info: pallet::ShareInfo) -> Self {
		let pallet::ShareInfo { id, status, share } = info;
		let status = match status {
			pallet::ShareStatus::Waiting => "waiting",
			pallet::ShareStatus::InPool => "inPool",
			pallet::ShareStatus::Settling => "settling",
		};
		Self {
			id,
			status: status.into(),
			owner: address(&share.owner),
			vote_address: address(&share.vote_address),
			node: share.node.map(|node| H256(node.0)),
			node_fee: share.node_fee,
			value: Amount(share.value),
			bought_at: share.bought_at,
			tickets: share.tickets.into(),
			income: share.income.into(),
			profit: Amount(share.profit),
			payment_due: share.payment_due,
		}
	}
}

/// Tickets that a staking node votes with, or did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NodeTickets {
	/// In the lottery, or about to enter it.
	pub in_pool: u64,
	/// Voted.
	pub voted: u64,
	/// Drawn without a vote.
	pub missed: u64,
	/// Not drawn in their time.
	pub expired: u64,
}

/// A staking node.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StakingNode {
	/// Its id.
	pub id: H256,
	/// `active`, `closed` (takes no new shares), or `finished` (its deposit is on its way back).
	pub status: String,
	/// One-time address that registered it, may change it, and is paid.
	pub owner: Bytes,
	/// One-time address whose key votes.
	pub vote_address: Bytes,
	/// What replaces it with the next block.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub next_vote_address: Option<Bytes>,
	/// Its fee for shares that are bought from now on, in ten-thousandths.
	pub fee: u16,
	/// What is deposited.
	pub deposit: Amount,
	/// Block of the registration.
	pub registered_at: BlockNumber,
	/// Its tickets.
	pub tickets: NodeTickets,
	/// What is owed to the owner and not paid yet.
	pub income: Income,
	/// Rewards in all, paid or not.
	pub profit: Amount,
	/// Block in which the income will be paid.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub payment_due: Option<BlockNumber>,
}

impl From<pallet::NodeInfo> for StakingNode {
	fn from(pallet::NodeInfo { id, node }: pallet::NodeInfo) -> Self {
		let status = match node.status {
			pallet::NodeStatus::Active => "active",
			pallet::NodeStatus::Closed => "closed",
			pallet::NodeStatus::Finished => "finished",
		};
		Self {
			id: H256(id.0),
			status: status.into(),
			owner: address(&node.owner),
			vote_address: address(&node.vote_address),
			next_vote_address: node.next_vote_address.as_ref().map(address),
			fee: node.fee,
			deposit: Amount(node.deposit),
			registered_at: node.registered_at,
			tickets: NodeTickets {
				in_pool: node.tickets.in_pool,
				voted: node.tickets.voted,
				missed: node.tickets.missed,
				expired: node.tickets.expired,
			},
			income: node.income.into(),
			profit: Amount(node.profit),
			payment_due: node.payment_due,
		}
	}
}

/// Whether blocks need votes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VotingStatus {
	/// Height of the block that the answer is about.
	pub block_number: BlockNumber,
	/// Its hash.
	pub block_hash: H256,
	/// Votes that the next block needs: the quorum, or 0 while voting is not mandatory.
	pub votes_required: u8,
	/// Votes that a block needs when voting is mandatory.
	pub quorum: u8,
	/// Tickets that are drawn for each block.
	pub tickets_per_block: u8,
	/// Tickets in the lottery.
	pub pool: u64,
	/// With fewer, voting is not mandatory.
	pub min_pool: u64,
	/// Votes that were missed in the last `window` blocks.
	pub missed: u32,
	/// With more, voting is not mandatory.
	pub max_missed: u32,
	/// Blocks over which missed votes are counted.
	pub window: BlockNumber,
	/// Voting is mandatory from the block behind this one on, at the earliest.
	pub mandatory_after: BlockNumber,
	/// How long a miner that has the quorum should wait for the last votes, in milliseconds.
	pub grace_ms: u32,
}

impl VotingStatus {
	pub(super) fn new(
		block_number: BlockNumber,
		block_hash: H256,
		voting: pow_pos::VotingStatus,
		params: ConsensusParams,
	) -> Self {
		Self {
			block_number,
			block_hash,
			votes_required: voting.required,
			quorum: params.vote_quorum,
			tickets_per_block: params.tickets_per_block,
			pool: voting.tickets,
			min_pool: voting.params.min_tickets,
			missed: voting.missed,
			max_missed: voting.max_missed,
			window: voting.params.window,
			mandatory_after: voting.params.start.saturating_add(voting.params.window),
			grace_ms: voting.params.grace_ms,
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	#[test]
	fn a_share_is_written_as_documented() {
		let share = pallet::Share {
			owner: OneTimeAddressBytes([1; 96]),
			vote_address: OneTimeAddressBytes([2; 96]),
			node: None,
			node_fee: 0,
			value: 2_000_000_000_000_000_000,
			bought_at: 7,
			tickets: pallet::TicketCounts { initial: 3, in_pool: 3, ..Default::default() },
			slot: None,
			income: pallet::Income { principal: 5, reward: u128::MAX },
			profit: 1,
			payment_due: None,
		};
		let info = pallet::ShareInfo { id: H256([9; 32]), status: share.status(), share };
		let text = serde_json::to_value(Share::from(info)).unwrap();
		assert_eq!(text["status"], "waiting");
		assert_eq!(text["owner"], format!("0x{}", "01".repeat(96)));
		assert_eq!(text["value"], "2000000000000000000");
		assert_eq!(text["tickets"]["inPool"], 3);
		assert_eq!(text["income"], json!({ "principal": "5", "reward": u128::MAX.to_string() }));
		assert!(text.get("node").is_none() && text.get("paymentDue").is_none());
		let share: Share = serde_json::from_value(text).unwrap();
		assert_eq!(share.bought_at, 7);
	}
}
