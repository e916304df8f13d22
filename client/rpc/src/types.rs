// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What the methods answer.
//!
//! Conventions: names in camelCase; hashes, field elements and SCALE encodings as `0x` and
//! hexadecimal; amounts in base units as decimal text, because they exceed what JSON numbers hold.

use pallet_shielded_assets::SupplyReport;
use serde::{Deserialize, Serialize};
use sero_primitives::{Balance, BlockNumber, CurrencyId};
use sero_shielded_primitives::{AssetIssuer, PackageOwner};
use sp_core::{Bytes, H160, H256};

/// An amount in base units, decimal text in JSON.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Amount(pub Balance);

impl Serialize for Amount {
	fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_str(&self.0)
	}
}

impl<'de> Deserialize<'de> for Amount {
	fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let text = String::deserialize(deserializer)?;
		text.parse().map(Self).map_err(serde::de::Error::custom)
	}
}

/// Where the node and its index stand.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ShieldedStatus {
	/// Hash of block 0: part of every signed message.
	pub genesis_hash: H256,
	/// Height of the best block.
	pub best_number: BlockNumber,
	/// Its hash.
	pub best_hash: H256,
	/// Height of the last block taken as final.
	pub finalized_number: BlockNumber,
	/// Height of the last block that `shielded_blocks` serves.
	pub indexed_number: BlockNumber,
	/// Its hash.
	pub indexed_hash: H256,
	/// Leaves of the tree after the indexed block.
	pub leaf_count: u64,
	/// Root of the tree after the indexed block.
	pub anchor: H256,
	/// Whether the node is catching up with others.
	pub syncing: bool,
	/// Name of the runtime.
	pub spec_name: String,
	/// Version of the runtime.
	pub spec_version: u32,
	/// Version of the transaction format.
	pub transaction_version: u32,
}

/// A block as wallets scan it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ShieldedBlock {
	/// Height.
	pub number: BlockNumber,
	/// Hash.
	pub hash: H256,
	/// Hash of the block before it; zero for block 0.
	pub parent: H256,
	/// SCALE encoding of its `BlockNotes`.
	pub notes: Bytes,
}

/// A bundle that the transaction pool has taken.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SubmittedBundle {
	/// Hash of the extrinsic.
	pub tx_hash: H256,
	/// The bundle's id.
	pub bundle_id: H256,
}

/// The path of a leaf.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LeafPath {
	/// Position of the leaf.
	pub index: u32,
	/// Root that the path leads to.
	pub anchor: H256,
	/// Height of the block after which it is the root.
	pub block_number: BlockNumber,
	/// On each of 16 levels, from the leaf upwards, the three siblings from left to right.
	pub siblings: Vec<[H256; 3]>,
}

/// What bundles of a circuit version took out of the pool.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Released {
	/// The circuit version.
	pub circuit: u8,
	/// What was taken out.
	pub amount: Amount,
}

/// The turnstile of a currency.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Supply {
	/// Name of the currency.
	pub currency: String,
	/// Created as notes since genesis.
	pub minted: Amount,
	/// Paid in by accounts since genesis.
	pub shielded: Amount,
	/// Paid out to accounts since genesis.
	pub unshielded: Amount,
	/// Destroyed inside the pool since genesis.
	pub burned: Amount,
	/// Held by notes.
	pub pool: Amount,
	/// Collected fees that wait for a miner.
	pub fees: Amount,
	/// Held by shares and staking nodes.
	pub staked: Amount,
	/// Held by contracts, in their books.
	pub held: Amount,
	/// How often a hidden amount was issued; absent if everybody sees the supply.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub hidden_issues: Option<u32>,
	/// Held by accounts.
	pub accounts: Amount,
	/// Everything that exists.
	pub total: Amount,
	/// Taken out of the pool, by circuit version.
	pub released: Vec<Released>,
	/// Whether minted + shielded = unshielded + burned + pool + fees + staked + held.
	pub balanced: bool,
}

impl From<SupplyReport> for Supply {
	fn from(report: SupplyReport) -> Self {
		let SupplyReport { currency, pool, accounts, total, released, balanced } = report;
		Self {
			currency: currency_name(&currency),
			minted: Amount(pool.minted),
			shielded: Amount(pool.shielded),
			unshielded: Amount(pool.unshielded),
			burned: Amount(pool.burned),
			pool: Amount(pool.pool),
			fees: Amount(pool.fees),
			staked: Amount(pool.staked),
			held: Amount(pool.held),
			hidden_issues: pool.hidden_issues,
			accounts: Amount(accounts),
			total: Amount(total),
			released: released
				.into_iter()
				.map(|(circuit, amount)| Released { circuit: circuit.0, amount: Amount(amount) })
				.collect(),
			balanced,
		}
	}
}

/// The name of a currency, or its bytes.
fn currency_name(currency: &CurrencyId) -> String {
	currency.name().map_or_else(|| format!("0x{}", hex::encode(currency.0)), Into::into)
}

/// A contract, or the owner of a one-time address.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Party {
	/// A contract: 20 bytes.
	Contract(H160),
	/// A one-time address: 96 bytes.
	Address(Bytes),
}

impl From<AssetIssuer> for Party {
	fn from(issuer: AssetIssuer) -> Self {
		match issuer {
			AssetIssuer::Contract(contract) => Self::Contract(H160(contract.0)),
			AssetIssuer::Address(address) => Self::Address(address.0.to_vec().into()),
		}
	}
}

impl From<PackageOwner> for Party {
	fn from(owner: PackageOwner) -> Self {
		match owner {
			PackageOwner::Contract(contract) => Self::Contract(H160(contract.0)),
			PackageOwner::Address(address) => Self::Address(address.0.to_vec().into()),
		}
	}
}

/// The supply of every currency after a block.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SupplyAudit {
	/// Height of the block.
	pub block_number: BlockNumber,
	/// Its hash.
	pub block_hash: H256,
	/// The currencies.
	pub currencies: Vec<Supply>,
}

/// A circuit version.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Circuit {
	/// The version.
	pub version: u8,
	/// `active`, `paused` or `retired`.
	pub status: String,
	/// `development` (anybody can forge proofs) or `ceremony`.
	pub provenance: String,
	/// Hash of the ceremony's transcript.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub transcript: Option<H256>,
	/// Verifying key of the input circuit.
	pub input_key: Bytes,
	/// Verifying key of the output circuit.
	pub output_key: Bytes,
	/// Verifying key of the issue circuit.
	pub issue_key: Bytes,
}
