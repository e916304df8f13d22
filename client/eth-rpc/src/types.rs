// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What the methods take and answer. Types of pallet-revive are used where it has them.

use pallet_revive::{
	evm::{Bytes, Bytes256},
	keccak_256,
};
use serde::{de::Error as _, Deserialize, Deserializer, Serialize};
use sero_primitives::BlockNumber;
use sp_core::{H160, H256, U256};

/// Names a block.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum BlockId {
	/// The best block.
	#[default]
	Latest,
	/// The best block, and what waits in the transaction pool where a method can tell.
	Pending,
	/// The genesis block.
	Earliest,
	/// [`crate::SAFE_DEPTH`] blocks below the best one.
	Safe,
	/// What this node takes as final.
	Finalized,
	/// A height.
	Number(BlockNumber),
	/// An Ethereum block hash.
	Hash(H256),
}

impl std::str::FromStr for BlockId {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		Ok(match text {
			"latest" => Self::Latest,
			"pending" => Self::Pending,
			"earliest" => Self::Earliest,
			"safe" => Self::Safe,
			"finalized" => Self::Finalized,
			text => {
				let digits = text
					.strip_prefix("0x")
					.ok_or_else(|| format!("{text:?} is neither a block tag nor a number"))?;
				if digits.len() == 64 {
					Self::Hash(text.parse().map_err(|error| format!("{text}: {error}"))?)
				} else {
					let number = BlockNumber::from_str_radix(digits, 16);
					Self::Number(number.map_err(|error| format!("block {text}: {error}"))?)
				}
			},
		})
	}
}

impl<'de> Deserialize<'de> for BlockId {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		#[derive(Deserialize)]
		#[serde(untagged)]
		enum Form {
			Text(String),
			// EIP-1898.
			#[serde(rename_all = "camelCase")]
			Hash {
				block_hash: H256,
			},
			#[serde(rename_all = "camelCase")]
			Number {
				block_number: String,
			},
		}
		match Form::deserialize(deserializer)? {
			Form::Text(text) => text.parse().map_err(D::Error::custom),
			Form::Hash { block_hash } => Ok(Self::Hash(block_hash)),
			Form::Number { block_number } => block_number.parse().map_err(D::Error::custom),
		}
	}
}

/// One or several.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(untagged)]
pub enum OneOrMany<T> {
	/// One.
	One(T),
	/// Several; none stands for all.
	Many(Vec<T>),
}

impl<T: PartialEq> OneOrMany<T> {
	/// Whether `item` is asked for.
	fn has(&self, item: &T) -> bool {
		match self {
			Self::One(one) => one == item,
			Self::Many(many) => many.is_empty() || many.contains(item),
		}
	}

	/// How many are listed.
	fn len(&self) -> usize {
		match self {
			Self::One(_) => 1,
			Self::Many(many) => many.len(),
		}
	}
}

/// Which logs are asked for.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Filter {
	/// First block; `latest` by default.
	#[serde(default)]
	pub from_block: Option<BlockId>,
	/// Last block; `latest` by default.
	#[serde(default)]
	pub to_block: Option<BlockId>,
	/// The only block, instead of a range.
	#[serde(default)]
	pub block_hash: Option<H256>,
	/// Contracts.
	#[serde(default)]
	pub address: Option<OneOrMany<H160>>,
	/// Topics by position.
	#[serde(default)]
	pub topics: Vec<Option<OneOrMany<H256>>>,
}

impl Filter {
	/// Most addresses, and most topics, that one filter names.
	const MAX_ITEMS: usize = 1_000;

	/// Refuses what would take long to compare.
	///
	/// # Errors
	/// A text for the caller.
	pub fn check(&self) -> Result<(), String> {
		let topics: usize = self.topics.iter().flatten().map(OneOrMany::len).sum();
		let addresses = self.address.as_ref().map_or(0, OneOrMany::len);
		match () {
			() if self.topics.len() > 4 => Err("a log has at most 4 topics".into()),
			() if topics.max(addresses) > Self::MAX_ITEMS => {
				Err(format!("a filter names at most {} addresses and topics", Self::MAX_ITEMS))
			},
			() if self.block_hash.is_some()
				&& (self.from_block.is_some() || self.to_block.is_some()) =>
			{
				Err("blockHash and fromBlock or toBlock exclude each other".into())
			},
			() => Ok(()),
		}
	}

	/// Whether a log is asked for, its block aside.
	pub fn matches(&self, address: &H160, topics: &[H256]) -> bool {
		self.address.as_ref().is_none_or(|wanted| wanted.has(address))
			&& self.topics.iter().enumerate().all(|(at, wanted)| match wanted {
				None => true,
				Some(OneOrMany::Many(many)) if many.is_empty() => true,
				Some(wanted) => topics.get(at).is_some_and(|topic| wanted.has(topic)),
			})
	}
}

/// A log in its block.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RpcLog {
	/// The contract.
	pub address: H160,
	/// Its topics.
	pub topics: Vec<H256>,
	/// The rest.
	pub data: Bytes,
	/// Ethereum hash of its block.
	pub block_hash: H256,
	/// Height of its block.
	pub block_number: U256,
	/// Time of its block, in seconds since 1970.
	pub block_timestamp: U256,
	/// Hash of its transaction.
	pub transaction_hash: H256,
	/// Position of that among the block's Ethereum transactions.
	pub transaction_index: U256,
	/// Position among the block's logs.
	pub log_index: U256,
	/// Whether its block has left the best chain.
	pub removed: bool,
}

/// What a transaction did.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
	/// Ethereum hash of its block.
	pub block_hash: H256,
	/// Height of its block.
	pub block_number: U256,
	/// The contract it made.
	pub contract_address: Option<H160>,
	/// Gas used in the block up to its end.
	pub cumulative_gas_used: U256,
	/// What a unit of gas cost.
	pub effective_gas_price: U256,
	/// Its sender.
	pub from: H160,
	/// Gas it used.
	pub gas_used: U256,
	/// Its logs.
	pub logs: Vec<RpcLog>,
	/// Bloom filter of them.
	pub logs_bloom: Bytes256,
	/// 1 for success, 0 for a revert.
	pub status: U256,
	/// Whom it called.
	pub to: Option<H160>,
	/// Its hash.
	pub transaction_hash: H256,
	/// Position among the block's Ethereum transactions.
	pub transaction_index: U256,
	/// Its type.
	pub r#type: U256,
}

/// Sets an item's three bits (Yellow Paper, 4.4.1).
fn accrue(bloom: &mut [u8; 256], item: &[u8]) {
	let hash = keccak_256(item);
	for pair in hash.chunks_exact(2).take(3) {
		let bit = usize::from(u16::from_be_bytes([pair[0], pair[1]]) & 0x7ff);
		bloom[255 - bit / 8] |= 1 << (bit % 8);
	}
}

/// The bloom filter of logs.
pub fn bloom<'a>(logs: impl IntoIterator<Item = (&'a H160, &'a [H256])>) -> Bytes256 {
	let mut bloom = [0; 256];
	for (address, topics) in logs {
		accrue(&mut bloom, address.as_bytes());
		topics.iter().for_each(|topic| accrue(&mut bloom, topic.as_bytes()));
	}
	bloom.into()
}

/// What `eth_feeHistory` answers.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FeeHistory {
	/// Height of the first block.
	pub oldest_block: U256,
	/// Price of gas in each block, and in the one after the last.
	pub base_fee_per_gas: Vec<U256>,
	/// How full each block was.
	pub gas_used_ratio: Vec<f64>,
	/// Priority fees in each block, by percentile.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub reward: Option<Vec<Vec<U256>>>,
}

/// What `eth_syncing` answers.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(untagged)]
pub enum SyncStatus {
	/// `false`.
	Done(bool),
	/// How far the node is.
	#[serde(rename_all = "camelCase")]
	Progress {
		/// Where it started.
		starting_block: U256,
		/// Where it is.
		current_block: U256,
		/// The highest block that others have.
		highest_block: U256,
	},
}

/// What can be subscribed to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Topic {
	/// Headers of new best blocks.
	NewHeads,
	/// Logs in new best blocks, and those that left with a reorganization.
	Logs,
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	fn id(value: serde_json::Value) -> Result<BlockId, serde_json::Error> {
		serde_json::from_value(value)
	}

	#[test]
	fn blocks_are_named_in_every_usual_form() {
		let hash = H256::repeat_byte(7);
		assert_eq!(id(json!("latest")).unwrap(), BlockId::Latest);
		assert_eq!(id(json!("0x1f")).unwrap(), BlockId::Number(31));
		assert_eq!(id(json!(hash)).unwrap(), BlockId::Hash(hash));
		assert_eq!(id(json!({ "blockHash": hash })).unwrap(), BlockId::Hash(hash));
		assert_eq!(
			id(json!({ "blockHash": hash, "requireCanonical": true })).unwrap(),
			BlockId::Hash(hash)
		);
		assert_eq!(id(json!({ "blockNumber": "safe" })).unwrap(), BlockId::Safe);
		for bad in [json!("newest"), json!("31"), json!("0x1ffffffff"), json!({}), json!(5)] {
			assert!(id(bad.clone()).is_err(), "{bad}");
		}
	}

	#[test]
	fn filters_compare_by_position() {
		let (a, b) = (H256::repeat_byte(1), H256::repeat_byte(2));
		let contract = H160::repeat_byte(3);
		let filter = |topics| -> Filter {
			serde_json::from_value(json!({ "address": contract, "topics": topics })).unwrap()
		};
		assert!(filter(json!([])).matches(&contract, &[a]));
		assert!(filter(json!([a])).matches(&contract, &[a, b]));
		assert!(!filter(json!([b])).matches(&contract, &[a, b]));
		assert!(filter(json!([null, b])).matches(&contract, &[a, b]));
		assert!(filter(json!([[b, a], b])).matches(&contract, &[a, b]));
		assert!(filter(json!([[], []])).matches(&contract, &[]));
		assert!(!filter(json!([a, b])).matches(&contract, &[a]));
		assert!(!filter(json!([])).matches(&H160::zero(), &[a]));
		assert!(filter(json!([a, a, a, a, a])).check().is_err());
		assert!(filter(json!([vec![a; 1001]])).check().is_err());
		let both = json!({ "blockHash": a, "fromBlock": "0x1" });
		assert!(serde_json::from_value::<Filter>(both).unwrap().check().is_err());
	}

	#[test]
	fn blooms_are_those_of_ethereum() {
		// A receipt of Ethereum's: all other bytes of its bloom filter are zero.
		let address: H160 = "0x82bdb002b9b1f36c42df15fbdc6886abcb2ab31d".parse().unwrap();
		let topics = [
			"0x1585375487296ff2f0370daeec4214074a032b31af827c12622fa9a58c16c7d0",
			"0x000000000000000000000000b4f1f9ecfe5a28633a27f57300bda217e99b8969",
		]
		.map(|topic| topic.parse().unwrap());
		let bloom = bloom([(&address, &topics[..])]);
		let found: Vec<_> =
			bloom.0.iter().copied().enumerate().filter(|(_, byte)| *byte != 0).collect();
		assert_eq!(
			found,
			[
				(82, 0x40),
				(86, 0x80),
				(110, 0x08),
				(115, 0x04),
				(144, 0x10),
				(199, 0x01),
				(216, 0x04),
				(224, 0x08),
				(234, 0x80)
			]
		);
	}
}
