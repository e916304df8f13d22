// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What a node answers about shares, staking nodes and voting.

use serde::{Deserialize, Serialize};
use sero_primitives::{Balance, BlockNumber};
use sero_shielded_primitives::OneTimeAddressBytes;

use super::{rpc_params, BaseUnits, Hex32, HexBytes, Node};
use crate::error::{Result, WalletError};

/// Most entries of one answer.
const PAGE: u32 = 256;

/// A one-time address as JSON: `0x` and hexadecimal.
fn address<'de, D: serde::Deserializer<'de>>(
	deserializer: D,
) -> Result<OneTimeAddressBytes, D::Error> {
	let HexBytes(bytes) = HexBytes::deserialize(deserializer)?;
	let bytes = bytes.try_into().map_err(|_| serde::de::Error::custom("not 96 bytes"))?;
	Ok(OneTimeAddressBytes(bytes))
}

fn some_address<'de, D: serde::Deserializer<'de>>(
	deserializer: D,
) -> Result<Option<OneTimeAddressBytes>, D::Error> {
	address(deserializer).map(Some)
}

/// Parameters of staking that wallets care about.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StakingParams {
	/// Most tickets of one purchase.
	pub max_tickets_per_purchase: u32,
	/// Blocks for which a ticket is in the lottery.
	pub expiry_blocks: BlockNumber,
	/// Blocks from a purchase until the principal of missed tickets is released.
	pub miss_blocks: BlockNumber,
	/// Blocks from an income to its payment.
	pub payment_cycle_blocks: BlockNumber,
	/// Deposit of a staking node.
	pub node_deposit: BaseUnits,
	/// Blocks from a staking node's registration until it may be closed.
	pub node_lock_blocks: BlockNumber,
	/// Least fee of a staking node, in ten-thousandths.
	pub node_min_fee: u16,
	/// Largest fee of a staking node, in ten-thousandths.
	pub node_max_fee: u16,
}

/// Staking as a whole.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StakingStatus {
	/// Height of the block that the answer is about.
	pub block_number: BlockNumber,
	/// Parameters; none if the chain has no staking.
	pub params: Option<StakingParams>,
	/// Tickets in the lottery.
	pub pool: u64,
	/// Price of the next ticket.
	pub price: BaseUnits,
}

/// What an amount buys.
#[derive(Clone, Debug, Deserialize)]
pub struct Quote {
	/// Number of tickets, not 0.
	pub tickets: u32,
	/// At what each of them is booked.
	pub value: BaseUnits,
	/// What is staked.
	pub principal: BaseUnits,
	/// What returns at once, in public.
	pub change: BaseUnits,
}

/// What is owed and not paid yet.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Income {
	/// What comes back of what was staked.
	pub principal: BaseUnits,
	/// New money.
	pub reward: BaseUnits,
}

impl Income {
	/// Both together.
	pub fn total(&self) -> Balance {
		self.principal.0.saturating_add(self.reward.0)
	}
}

/// Where the tickets of a share are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
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

/// A share as the chain has it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ShareRecord {
	/// Its id.
	pub id: Hex32,
	/// `waiting`, `inPool` or `settling`.
	pub status: String,
	/// One-time address that bought it and is paid.
	#[serde(deserialize_with = "address")]
	pub owner: OneTimeAddressBytes,
	/// One-time address whose key votes, if no staking node does.
	#[serde(deserialize_with = "address")]
	pub vote_address: OneTimeAddressBytes,
	/// The staking node that votes.
	pub node: Option<Hex32>,
	/// At what each ticket is booked.
	pub value: BaseUnits,
	/// Block of the purchase.
	pub bought_at: BlockNumber,
	/// Where the tickets are.
	pub tickets: ShareTickets,
	/// What is owed and not paid yet.
	pub income: Income,
	/// Rewards in all, paid or not.
	pub profit: BaseUnits,
	/// Block in which the income will be paid.
	pub payment_due: Option<BlockNumber>,
}

/// Tickets that a staking node votes with, or did.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
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

/// A staking node as the chain has it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NodeRecord {
	/// Its id.
	pub id: Hex32,
	/// `active`, `closed` or `finished`.
	pub status: String,
	/// One-time address that registered it, may change it, and is paid.
	#[serde(deserialize_with = "address")]
	pub owner: OneTimeAddressBytes,
	/// One-time address whose key votes.
	#[serde(deserialize_with = "address")]
	pub vote_address: OneTimeAddressBytes,
	/// What replaces it with the next block.
	#[serde(default, deserialize_with = "some_address")]
	pub next_vote_address: Option<OneTimeAddressBytes>,
	/// Its fee, in ten-thousandths.
	pub fee: u16,
	/// What is deposited.
	pub deposit: BaseUnits,
	/// Block of the registration.
	pub registered_at: BlockNumber,
	/// Its tickets.
	pub tickets: NodeTickets,
	/// What is owed to the owner and not paid yet.
	pub income: Income,
	/// Rewards in all, paid or not.
	pub profit: BaseUnits,
	/// Block in which the income will be paid.
	pub payment_due: Option<BlockNumber>,
}

impl NodeRecord {
	/// The vote address as it will be with the next block.
	pub fn vote_address_in_force(&self) -> OneTimeAddressBytes {
		self.next_vote_address.unwrap_or(self.vote_address)
	}
}

/// Reads pages until one is not full.
macro_rules! all_pages {
	($node:expr, $method:literal, $row:ty) => {{
		let mut rows: Vec<$row> = Vec::new();
		loop {
			let after = rows.last().map(|row| row.id);
			let page: Vec<$row> = $node.request($method, rpc_params![after, PAGE]).await?;
			let full = page.len() >= PAGE as usize;
			let in_order = rows.iter().rev().take(1).chain(&page).map(|row| row.id.0);
			if !in_order.is_sorted_by(|a, b| a < b) {
				return Err(WalletError::NodeAnswer {
					method: $method,
					reason: "the ids are not in order".into(),
				});
			}
			rows.extend(page);
			if !full {
				break Ok(rows);
			}
		}
	}};
}

impl Node {
	/// Staking as a whole.
	///
	/// # Errors
	/// Those of the connection.
	pub async fn staking_status(&self) -> Result<StakingStatus> {
		self.request("staking_status", rpc_params![]).await
	}

	/// Parameters of staking.
	///
	/// # Errors
	/// [`WalletError::NoStaking`], and those of the connection.
	pub async fn staking_params(&self) -> Result<StakingParams> {
		self.staking_status().await?.params.ok_or(WalletError::NoStaking)
	}

	/// What an amount of base units buys now; `None` if it does not pay for a ticket.
	///
	/// # Errors
	/// Those of the connection.
	pub async fn staking_quote(&self, amount: Balance) -> Result<Option<Quote>> {
		self.request("staking_quote", rpc_params![amount.to_string()]).await
	}

	/// All shares of the chain, so that the node does not learn which ones are of interest.
	///
	/// # Errors
	/// Those of the connection.
	pub async fn staking_shares(&self) -> Result<Vec<ShareRecord>> {
		all_pages!(self, "staking_shares", ShareRecord)
	}

	/// All staking nodes of the chain.
	///
	/// # Errors
	/// Those of the connection.
	pub async fn staking_nodes(&self) -> Result<Vec<NodeRecord>> {
		all_pages!(self, "staking_nodes", NodeRecord)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn records_are_read_as_the_node_writes_them() {
		let text = format!(
			r#"{{"id":"0x{id}","status":"inPool","owner":"0x{owner}","voteAddress":"0x{vote}",
			"nodeFee":0,"value":"2","boughtAt":3,"tickets":{{"initial":5,"inPool":4,"voted":1,
			"missed":0,"released":0,"expired":0}},"income":{{"principal":"2","reward":"1"}},
			"profit":"1","paymentDue":9}}"#,
			id = "aa".repeat(32),
			owner = "01".repeat(96),
			vote = "02".repeat(96),
		);
		let share: ShareRecord = serde_json::from_str(&text).unwrap();
		assert_eq!((share.owner.0, share.vote_address.0), ([1; 96], [2; 96]));
		assert_eq!((share.tickets.in_pool, share.income.total()), (4, 3));
		assert!(share.node.is_none() && share.payment_due == Some(9));
		assert!(serde_json::from_str::<ShareRecord>(&text.replace(&"01".repeat(96), "01")).is_err());
	}
}
