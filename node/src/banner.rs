// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What a node of a development chain prints: where it listens, and the keys that hold money.

use sero_primitives::units::SERO;
use sero_runtime::demo;
use sero_zk_crypto::PaymentAddress;
use sp_core::crypto::Ss58Codec;
use sp_keyring::Sr25519Keyring;
use std::{fmt::Write, path::Path};

/// What the banner tells about this node.
#[derive(Debug)]
pub struct Node<'a> {
	/// Port of the JSON-RPC server.
	pub rpc_port: Option<u16>,
	/// Port of the JSON-RPC server for Ethereum tools.
	pub eth_rpc_port: Option<u16>,
	/// Port of the Prometheus server.
	pub prometheus_port: Option<u16>,
	/// Mining threads and the address that receives the rewards.
	pub mining: Option<(usize, PaymentAddress)>,
	/// Where the data lies.
	pub base_path: &'a Path,
}

/// The address of the first demo wallet.
pub fn first_demo_address() -> Result<PaymentAddress, String> {
	demo::address(1).map_err(|error| error.to_string())
}

/// The banner's text.
pub fn text(node: &Node<'_>) -> Result<String, String> {
	let mut text = String::new();
	write_to(&mut text, node).map_err(|error| error.to_string())?;
	Ok(text)
}

fn write_to(out: &mut String, node: &Node<'_>) -> Result<(), Box<dyn std::error::Error>> {
	let line = "─".repeat(78);
	writeln!(out, "{line}")?;
	writeln!(out, "SERO development chain")?;
	writeln!(out)?;
	writeln!(
		out,
		"  WARNING: everything here is public. The keys below are known to everybody, and"
	)?;
	writeln!(
		out,
		"  the proving parameters are development ones: anybody can forge proofs. Never"
	)?;
	writeln!(out, "  use this chain, its keys or its parameters for anything of value.")?;
	writeln!(out)?;

	let total: u128 = demo::NOTES.iter().sum();
	let notes = demo::NOTES.len();
	writeln!(out, "Demo wallets: {} SERO each, in {notes} hidden-pool notes", total / SERO)?;
	for number in 1..=demo::WALLETS {
		let seed = demo::seed(number);
		writeln!(out, "  {number}  seed     {}", hex::encode(seed))?;
		// The words stand for the seed, as in `sero-wallet restore`.
		let phrase = bip39::Mnemonic::from_entropy(&seed)?.to_string();
		let words: Vec<_> = phrase.split(' ').collect();
		for (row, words) in words.chunks(8).enumerate() {
			let label = if row == 0 { "words" } else { "" };
			writeln!(out, "     {label:<8} {}", words.join(" "))?;
		}
		writeln!(out, "     address  {}", demo::address(number)?)?;
	}
	writeln!(out)?;

	let endowment = demo::ACCOUNT_ENDOWMENT / SERO;
	writeln!(out, "Demo accounts: {endowment} SERO each")?;
	for key in Sr25519Keyring::iter().take(6) {
		writeln!(out, "  //{:<8} {}", key.to_string(), key.to_account_id().to_ss58check())?;
	}
	writeln!(
		out,
		"Demo accounts for Ethereum tools: {endowment} SERO each. Everybody knows these keys:"
	)?;
	writeln!(out, "  they are the first ones of Hardhat and Anvil (test test ... test junk).")?;
	for (number, (address, secret)) in (1..).zip(demo::ETHEREUM_ACCOUNTS) {
		writeln!(out, "  {number}  address  0x{}", hex::encode(address))?;
		writeln!(out, "     key      {secret}")?;
	}
	writeln!(out)?;

	writeln!(out, "This node")?;
	match node.rpc_port {
		Some(port) => {
			writeln!(out, "  JSON-RPC  ws://127.0.0.1:{port}  http://127.0.0.1:{port}")?;
			writeln!(
				out,
				"  Apps      https://polkadot.js.org/apps/?rpc=ws%3A%2F%2F127.0.0.1%3A{port}",
			)?;
		},
		None => writeln!(out, "  JSON-RPC  off")?,
	}
	match node.eth_rpc_port {
		Some(port) => writeln!(
			out,
			"  Ethereum  http://127.0.0.1:{port}  ws://127.0.0.1:{port}  chain id {}",
			demo::ETHEREUM_CHAIN_ID,
		)?,
		None => writeln!(out, "  Ethereum  off")?,
	}
	match node.prometheus_port {
		Some(port) => writeln!(out, "  Metrics   http://127.0.0.1:{port}/metrics")?,
		None => writeln!(out, "  Metrics   off")?,
	}
	match &node.mining {
		Some((threads, author)) => {
			writeln!(out, "  Mining    {threads} thread(s), rewards to")?;
			writeln!(out, "            {author}")?;
		},
		None => writeln!(out, "  Mining    off")?,
	}
	writeln!(out, "  Data      {}", node.base_path.display())?;
	writeln!(out, "{line}")?;
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_banner_names_seeds_addresses_and_endpoints() {
		let node = Node {
			rpc_port: Some(9944),
			eth_rpc_port: Some(8545),
			prometheus_port: None,
			mining: Some((1, first_demo_address().unwrap())),
			base_path: Path::new("/data"),
		};
		let text = text(&node).unwrap();
		for number in 1..=demo::WALLETS {
			assert!(text.contains(&hex::encode(demo::seed(number))));
			assert!(text.contains(&demo::address(number).unwrap().to_string()));
		}
		for part in [
			"WARNING",
			"10000 SERO",
			"//Alice",
			"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
			"f39fd6e51aad88f6f4ce6ab8827279cfffb92266",
			"Everybody knows these keys",
			"0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
			"ws://127.0.0.1:9944",
			"Ethereum  http://127.0.0.1:8545",
			"chain id 737600",
			"Metrics   off",
			"/data",
		] {
			assert!(text.contains(part), "{part}");
		}
	}
}
