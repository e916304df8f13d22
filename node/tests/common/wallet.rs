// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Wallets at a node, and what everybody else sees.

use super::{Node, PATIENCE};
use clap::Parser;
use serde_json::{json, Value};
use sero_primitives::Balance;
use sero_runtime::demo;
use sero_wallet::{
	cli::{Cli, Console},
	plan::Recipient,
	WalletError,
};
use sero_zk_crypto::PaymentAddress;
use std::{path::PathBuf, time::Instant};
use tempfile::TempDir;

/// Storage key of `System::Events`.
const EVENTS: &str = "0x26aa394eea5630e07c48ae0c9558cef780d41e5e16056765bc8461851072c9d7";

/// A wallet's folder, used by the commands of `sero-wallet`.
pub struct Folder {
	home: TempDir,
}

impl Folder {
	pub fn new() -> Self {
		let home = tempfile::tempdir().unwrap();
		std::fs::write(home.path().join("password"), "correct horse battery staple\n").unwrap();
		Self { home }
	}

	pub fn path(&self) -> PathBuf {
		self.home.path().join("wallet")
	}

	/// Runs a command and returns its answer in JSON.
	pub async fn try_run(&self, node: &Node, args: &[&str]) -> Result<Value, WalletError> {
		let (url, wallet) = (node.ws_url(), self.path().display().to_string());
		let password = self.home.path().join("password").display().to_string();
		let global =
			["sero-wallet", "--node", &url, "--wallet", &wallet, "--password-file", &password];
		let cli = Cli::try_parse_from(global.iter().chain(args))
			.unwrap_or_else(|error| panic!("{error}"));
		let console = Console::captured();
		sero_wallet::cli::run(&cli, &console).await?;
		let answer = console.take();
		Ok(serde_json::from_str(&answer).unwrap_or_else(|error| panic!("{error}: {answer}")))
	}

	/// Runs a command that must succeed.
	pub async fn run(&self, node: &Node, args: &[&str]) -> Value {
		match self.try_run(node, args).await {
			Ok(answer) => answer,
			Err(error) => panic!("{args:?}: {error}\n{}\n{}", error.hint(), node.log()),
		}
	}

	/// What can be spent, in SERO as the wallet writes it.
	pub async fn spendable(&self, node: &Node) -> String {
		let balance = self.run(node, &["balance"]).await;
		balance["currencies"][0]["spendable"].as_str().unwrap().to_owned()
	}

	/// Runs `history` until it has an entry that fits.
	pub async fn wait_for(&self, node: &Node, fits: impl Fn(&Value) -> bool) -> Value {
		let deadline = Instant::now() + PATIENCE;
		loop {
			let history = self.run(node, &["history"]).await;
			let mut entries = history["entries"].as_array().unwrap().iter();
			if let Some(entry) = entries.find(|entry| fits(entry)) {
				return entry.clone();
			}
			assert!(Instant::now() < deadline, "{history:#}\n{}", node.log());
			tokio::time::sleep(std::time::Duration::from_millis(300)).await;
		}
	}
}

/// The seed of a demo wallet.
pub fn demo_seed(number: u8) -> String {
	hex::encode(demo::seed(number))
}

/// Everything that a third party can read from a node, as bytes.
#[derive(Default)]
pub struct Outsider {
	pub seen: Vec<(String, Vec<u8>)>,
}

impl Outsider {
	/// Reads all blocks, their events and what wallets scan, and every answer about the chain.
	pub async fn look(node: &Node) -> Self {
		let mut outsider = Self::default();
		let best = node.best_number().await;
		for number in 0..=best {
			let hash = node.call("chain_getBlockHash", &[json!(number)]).await;
			let block = node.call("chain_getBlock", &[hash.clone()]).await;
			outsider.add(&format!("block {number}"), &block);
			let events = node.call("state_getStorage", &[json!(EVENTS), hash.clone()]).await;
			outsider.add(&format!("events of block {number}"), &events);
			let notes = node.call("shielded_blocks", &[json!(number), json!(1)]).await;
			outsider.add(&format!("notes of block {number}"), &notes);
		}
		for method in [
			"staking_status",
			"staking_nodes",
			"voting_status",
			"shielded_status",
			"shielded_supplyAudit",
			"shielded_circuits",
			"mining_status",
			"author_pendingExtrinsics",
			"system_health",
			"system_properties",
		] {
			outsider.add(method, &node.call(method, &[]).await);
		}
		let shares = node.call("staking_shares", &[Value::Null, json!(256)]).await;
		outsider.add("staking_shares", &shares);
		let leaves = node.call("shielded_leaves", &[json!(0), json!(8192)]).await;
		outsider.add("shielded_leaves", &leaves);
		outsider
	}

	/// Reads the whole state of the best block, every block as tools of Ethereum see it, and what a node
	/// answers to these questions.
	pub async fn look_closer(&mut self, node: &Node, questions: &[(&str, Vec<Value>)]) {
		for (method, params) in questions {
			let answer = node.call(method, params).await;
			self.add(&format!("{method}{params:?}"), &answer);
		}
		let best = node.best_number().await;
		for number in 0..=best {
			let params = [json!(format!("0x{number:x}")), json!(true)];
			// Of the newest block, the Ethereum side may not have heard.
			match node.ethereum("eth_getBlockByNumber", &params).await {
				Ok(block) => self.add(&format!("block {number} of Ethereum"), &block),
				Err(error) => assert_eq!(number, best, "{error}"),
			}
		}
		let all = json!({ "fromBlock": "0x0", "toBlock": "latest" });
		let logs = node.ethereum("eth_getLogs", &[all]).await.unwrap();
		self.add("eth_getLogs", &logs);

		let hash = node.call("chain_getBlockHash", &[json!(best)]).await;
		let mut last = Value::Null;
		loop {
			let page = [json!("0x"), json!(512), last.clone(), hash.clone()];
			let keys = node.call("state_getKeysPaged", &page).await;
			let Some(end) = keys.as_array().unwrap().last().cloned() else { break };
			let values = node.call("state_queryStorageAt", &[keys, hash.clone()]).await;
			// All is hexadecimal: the text says no more than the bytes.
			for entry in values[0]["changes"].as_array().unwrap() {
				self.decode(&format!("the state at {:.80}", entry[0].as_str().unwrap()), entry);
			}
			last = end;
		}
		let state = self.seen.iter().filter(|(place, _)| place.starts_with("the state"));
		assert!(state.count() > 1_000, "the state is read");
	}

	fn add(&mut self, place: &str, value: &Value) {
		self.seen.push((format!("{place} (text)"), value.to_string().into_bytes()));
		self.decode(place, value);
	}

	/// Keeps the bytes behind every hexadecimal text.
	fn decode(&mut self, place: &str, value: &Value) {
		match value {
			Value::String(text) => {
				if let Some(Ok(bytes)) = text.strip_prefix("0x").map(hex::decode) {
					self.seen.push((place.to_owned(), bytes));
				}
			},
			Value::Array(values) => values.iter().for_each(|value| self.decode(place, value)),
			Value::Object(fields) => fields.values().for_each(|value| self.decode(place, value)),
			_ => {},
		}
	}

	/// Places where the bytes occur.
	pub fn places(&self, needle: &[u8]) -> Vec<&str> {
		assert!(needle.len() >= 5, "a needle that is too short is found by chance");
		self.seen
			.iter()
			.filter(|(_, bytes)| bytes.windows(needle.len()).any(|window| window == needle))
			.map(|(place, _)| place.as_str())
			.collect()
	}

	/// Places in this block or a later one where the bytes occur, as bytes or in hexadecimal.
	pub fn places_since(&self, height: u32, needle: &[u8]) -> Vec<&str> {
		let text = hex::encode(needle);
		let later = |place: &&str| {
			let mut words = place.split(' ').skip_while(|word| *word != "block").skip(1);
			words.next().and_then(|word| word.parse().ok()).is_some_and(|at: u32| at >= height)
		};
		let mut places = self.places(needle);
		places.extend(self.places(text.as_bytes()));
		places.into_iter().filter(later).collect()
	}

	pub fn must_not_see(&self, what: &str, needle: &[u8]) {
		let places = self.places(needle);
		assert!(places.is_empty(), "{what} is visible in {places:?}");
	}

	/// No encoding of the amount: integers of either byte order, decimal and hexadecimal text.
	pub fn must_not_see_amount(&self, what: &str, amount: Balance, text: &str) {
		let little = amount.to_le_bytes();
		let significant = 16 - amount.leading_zeros() as usize / 8;
		self.must_not_see(what, &little[..significant]);
		let big: Vec<u8> = little[..significant].iter().rev().copied().collect();
		self.must_not_see(what, &big);
		self.must_not_see(what, hex::encode(&big).as_bytes());
		self.must_not_see(what, amount.to_string().as_bytes());
		self.must_not_see(what, text.as_bytes());
	}

	pub fn must_not_see_address(&self, who: &str, address: &PaymentAddress) {
		let bytes = address.to_bytes();
		self.must_not_see(who, &bytes[..32]);
		self.must_not_see(who, &bytes[32..]);
		self.must_not_see(who, &address.zpk().to_cofactor_bytes());
		self.must_not_see(who, &address.vpk().to_cofactor_bytes());
		self.must_not_see(who, address.to_string().as_bytes());
	}
}

/// The bytes of an address of either kind.
pub fn bs58_bytes(text: &str) -> Vec<u8> {
	match sero_wallet::plan::parse_recipient(text).unwrap() {
		Recipient::OneTime(address) => address.to_bytes().to_vec(),
		Recipient::Address(address) => address.to_bytes().to_vec(),
	}
}
