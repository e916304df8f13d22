// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! `status`.

use std::fmt::Write;

use serde::Serialize;
use sero_primitives::CurrencyId;

use super::folder;
use crate::{
	cli::{Console, Global},
	error::Result,
	extrinsic::TRANSACTION_VERSION,
	report::format_asset_amount,
	rpc::{BaseUnits, Node},
};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct StatusAnswer {
	node: String,
	genesis: crate::rpc::Hex32,
	runtime: String,
	runtime_version: u32,
	/// Whether the wallet can sign for accounts of this runtime.
	transactions_known: bool,
	best: u32,
	finalized: u32,
	/// Height up to which wallets can scan.
	indexed: u32,
	syncing: bool,
	/// Number of notes on the chain.
	notes: u64,
	circuits: Vec<CircuitAnswer>,
	supply: Vec<SupplyAnswer>,
	/// Folder of the wallet.
	wallet: String,
	/// Whether there is a wallet in it.
	wallet_exists: bool,
}

#[derive(Serialize)]
struct CircuitAnswer {
	version: u8,
	status: String,
	provenance: String,
}

#[derive(Serialize)]
struct SupplyAnswer {
	currency: String,
	minted: String,
	shielded: String,
	unshielded: String,
	pool: String,
	staked: String,
	/// Held by contracts.
	held: String,
	accounts: String,
	total: String,
	balanced: bool,
}

/// `status`.
pub async fn status(global: &Global, console: &Console) -> Result<()> {
	let node = Node::connect(&global.node).await?;
	let status = node.node_status().await?;
	let circuits = node.circuits().await?;
	let supply = node.supply_audit().await?;
	let folder = folder(global)?;
	let answer = StatusAnswer {
		node: node.url().to_owned(),
		genesis: status.genesis_hash,
		runtime: status.spec_name,
		runtime_version: status.spec_version,
		transactions_known: status.transaction_version == TRANSACTION_VERSION,
		best: status.best_number,
		finalized: status.finalized_number,
		indexed: status.indexed_number,
		syncing: status.syncing,
		notes: status.leaf_count,
		circuits: circuits
			.into_iter()
			.map(|circuit| CircuitAnswer {
				version: circuit.version,
				status: circuit.status,
				provenance: circuit.provenance,
			})
			.collect(),
		supply: supply
			.into_iter()
			.map(|supply| {
				let id = CurrencyId::from_name(&supply.currency).unwrap_or_default();
				let text = |amount: BaseUnits| format_asset_amount(&id, amount.0);
				SupplyAnswer {
					minted: text(supply.minted),
					shielded: text(supply.shielded),
					unshielded: text(supply.unshielded),
					pool: text(supply.pool),
					staked: text(supply.staked),
					held: text(supply.held),
					accounts: text(supply.accounts),
					total: text(supply.total),
					balanced: supply.balanced,
					currency: supply.currency,
				}
			})
			.collect(),
		wallet_exists: crate::keys::key_file(&folder).exists(),
		wallet: folder.display().to_string(),
	};
	console.answer(&answer, text);
	Ok(())
}

fn text(answer: &StatusAnswer) -> String {
	let mut text = String::new();
	let syncing = if answer.syncing { ", catching up" } else { "" };
	let _ = writeln!(
		text,
		"{} at {}: block {}{syncing} (final {}, scannable {})",
		answer.runtime, answer.node, answer.best, answer.finalized, answer.indexed
	);
	let _ = writeln!(text, "genesis 0x{}", hex::encode(answer.genesis.0));
	let _ = writeln!(text, "{} notes on the chain", answer.notes);
	for circuit in &answer.circuits {
		let _ = write!(text, "circuits version {}: {}", circuit.version, circuit.status);
		text.push_str(match circuit.provenance.as_str() {
			"development" => ", with development keys: ANYBODY CAN FORGE MONEY on this chain\n",
			_ => ", with the keys of a ceremony\n",
		});
	}
	for supply in &answer.supply {
		let check = if supply.balanced { "adds up" } else { "DOES NOT ADD UP" };
		let _ = writeln!(
			text,
			"{} {}: {} hidden, {} staked, {} with contracts, {} in accounts; the supply {check}",
			supply.total, supply.currency, supply.pool, supply.staked, supply.held, supply.accounts
		);
	}
	if !answer.transactions_known {
		text.push_str("this wallet is too old to shield on this chain: update it\n");
	}
	let wallet = if answer.wallet_exists { "in" } else { "none yet in" };
	let _ = writeln!(text, "wallet: {wallet} {}", answer.wallet);
	text
}
