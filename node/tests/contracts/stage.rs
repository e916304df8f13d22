// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Who plays in the examples, what of it is secret, and how the books are closed.

use crate::common::{
	wallet::{Folder, Outsider},
	Node, PATIENCE,
};
use serde_json::{json, Value};
use sero_primitives::Balance;
use sero_shielded_primitives::{EvmAddress, OneTimeAddressBytes};
use sero_wallet::{
	amount::format_amount,
	contracts::lasting_caller,
	keys::{seed_from_hex, WalletKeys},
};
use std::{collections::BTreeMap, sync::Mutex, time::Instant};

/// The compiled example, as the wallet takes it.
pub fn artifact(contract: &str) -> String {
	format!("{}/../contracts/artifacts/{contract}.json", env!("CARGO_MANIFEST_DIR"))
}

/// A contract: the name of its example, and its address.
#[derive(Clone, Debug)]
pub struct Contract {
	pub name: &'static str,
	pub address: String,
}

/// A wallet on the chain, used by the wallet's commands.
pub struct Person<'a> {
	pub node: &'a Node,
	/// Address that others pay to.
	pub address: String,
	keys: WalletKeys,
	folder: Folder,
	/// By contract, the address that it was called from.
	callers: Mutex<BTreeMap<String, String>>,
}

impl<'a> Person<'a> {
	/// A wallet with this seed.
	pub async fn new(node: &'a Node, seed: &str) -> Self {
		let folder = Folder::new();
		folder.run(node, &["restore", "--seed", seed]).await;
		let keys = WalletKeys::from_seed(seed_from_hex(seed).unwrap(), 0).unwrap();
		let address = keys.address().to_string();
		Self { node, address, keys, folder, callers: Default::default() }
	}

	pub async fn run(&self, args: &[&str]) -> Value {
		self.folder.run(self.node, args).await
	}

	/// Runs a command that the wallet or the node has to refuse; the reason.
	pub async fn refused(&self, args: &[&str]) -> String {
		match self.folder.try_run(self.node, args).await {
			Err(error) => error.to_string(),
			Ok(answer) => panic!("{args:?} should be refused: {answer:#}"),
		}
	}

	/// Pays a person, unseen; amounts of SERO are decimal.
	pub async fn pay(&self, to: &Person<'_>, currency: &str, amount: &str) -> Value {
		let what = ["send", "--to", &to.address, "--currency", currency, "--amount", amount];
		self.run(&[&what[..], &["--wait"]].concat()).await
	}

	/// Gives a ticket to a person, unseen; the height of the block.
	pub async fn give(&self, to: &Person<'_>, ticket: &str) -> u32 {
		let args = ["ticket", "send", "--to", &to.address, "--ticket", ticket, "--wait"];
		self.run(&args).await["height"].as_u64().unwrap().try_into().unwrap()
	}

	pub async fn deploy(&self, name: &'static str, more: &[&str]) -> Contract {
		let code = artifact(name);
		let args = [&["contract", "deploy", "--code", &code, "--wait"], more].concat();
		let answer = self.run(&args).await;
		let address = answer["contract"].as_str().unwrap().to_owned();
		Contract { name, address }
	}

	/// Calls a function with arguments; more is said to the wallet.
	pub async fn call(&self, contract: &Contract, function: &[&str], more: &[&str]) -> Value {
		let abi = artifact(contract.name);
		let head = [&["contract", "call", &contract.address], function].concat();
		let answer = self.run(&[&head[..], &["--abi", &abi, "--wait"], more].concat()).await;
		// Shown if the test fails: how far it came, and when.
		println!("{} {}: block {}", contract.name, function[0], answer["height"]);
		assert_eq!(answer["status"], "mined", "{answer:#}");
		let from = answer["oneTimeAddress"].as_str().unwrap().to_owned();
		let key = format!("{} {}", contract.address, more.contains(&"--as-deployer"));
		let before = self.callers.lock().unwrap().insert(key, from.clone());
		assert!(before.is_none_or(|before| before == from), "a contract knows its caller again");
		answer
	}

	/// Calls what the contract refuses before anything is sent; the reason.
	pub async fn refused_call(
		&self,
		contract: &Contract,
		function: &[&str],
		more: &[&str],
	) -> String {
		let abi = artifact(contract.name);
		let head = [&["contract", "call", &contract.address], function].concat();
		self.refused(&[&head[..], &["--abi", &abi], more].concat()).await
	}

	/// What a function returns; nothing is sent.
	pub async fn read(&self, contract: &Contract, function: &[&str]) -> Value {
		let abi = artifact(contract.name);
		let head = [&["contract", "read", &contract.address], function].concat();
		self.run(&[&head[..], &["--abi", &abi]].concat()).await["result"].clone()
	}

	/// [`Self::read`] of a number.
	pub async fn read_number(&self, contract: &Contract, function: &[&str]) -> u32 {
		self.read(contract, function).await[0].as_str().unwrap().parse().unwrap()
	}

	/// What can be spent of a currency, as the wallet writes it.
	pub async fn has(&self, currency: &str) -> String {
		let balance = self.run(&["balance"]).await;
		let currencies = balance["currencies"].as_array().unwrap();
		let row = currencies.iter().find(|row| row["currency"] == currency);
		row.map_or("0".into(), |row| row["spendable"].as_str().unwrap().to_owned())
	}

	/// Base units of SERO that can be spent.
	pub async fn sero(&self) -> Balance {
		sero_wallet::amount::parse_amount(&self.has("SERO").await).unwrap()
	}

	/// The tickets that can be given away, sorted, as the wallet takes them.
	pub async fn tickets(&self) -> Vec<String> {
		let list = self.run(&["ticket", "list"]).await;
		let rows = list["tickets"].as_array().unwrap().iter();
		let text = |row: &Value, field: &str| row[field].as_str().unwrap().to_owned();
		let mut tickets: Vec<_> = rows
			.inspect(|row| assert_eq!(row["status"], "spendable"))
			.map(|row| format!("{}:{}", text(row, "category"), text(row, "id")))
			.collect();
		tickets.sort();
		tickets
	}

	/// Amounts that contracts have paid, in no order.
	pub async fn paid_by_contracts(&self, currency: &str) -> Vec<String> {
		let history = self.run(&["history"]).await;
		let entries = history["entries"].as_array().unwrap().iter();
		entries
			.filter(|entry| entry["source"] == "contract" && entry["currency"] == currency)
			.map(|entry| entry["amount"].as_str().unwrap().to_owned())
			.filter(|amount| amount != "0")
			.collect()
	}

	/// Waits for an entry of the history.
	pub async fn wait_for(&self, fits: impl Fn(&Value) -> bool) -> Value {
		self.folder.wait_for(self.node, fits).await
	}

	/// Path of a new file beside the wallet.
	pub fn file(&self, name: &str) -> std::path::PathBuf {
		self.folder.path().with_file_name(name)
	}

	/// The 20 bytes that a contract knows this person by.
	pub fn caller(&self, contract: &Contract) -> EvmAddress {
		let contract = sero_wallet::abi::parse_contract(&contract.address).unwrap();
		let from = lasting_caller(&self.keys, &contract);
		EvmAddress::of(&OneTimeAddressBytes(from.to_bytes()))
	}
}

/// Goes on when a block is mined.
pub async fn until(node: &Node, number: u32) {
	let mut deadline = Instant::now() + PATIENCE;
	let mut best = node.best_number().await;
	while best < number {
		tokio::time::sleep(std::time::Duration::from_millis(200)).await;
		let now = node.best_number().await;
		if now > best {
			(best, deadline) = (now, Instant::now() + PATIENCE);
		}
		assert!(Instant::now() < deadline, "no block after {best}");
	}
}

/// Base units as the wallet writes SERO.
pub fn sero(amount: Balance) -> String {
	format_amount(amount)
}

/// Bytes that were written after 0x.
pub fn bytes(hex_text: &str) -> Vec<u8> {
	hex::decode(hex_text.trim_start_matches("0x")).unwrap()
}

/// The id in `CATEGORY:0xID`.
pub fn ticket_id(ticket: &str) -> Vec<u8> {
	bytes(ticket.split_once(':').unwrap().1)
}

/// What nobody but the people concerned may know when an example is over.
#[derive(Default)]
pub struct Secrets {
	amounts: Vec<(String, Balance)>,
	/// What everybody has to see: the search finds what is there.
	public: Vec<(String, Balance)>,
	bytes: Vec<(String, Vec<u8>)>,
	/// Bytes that everybody knows, but that nothing may be said about since a block.
	traces: Vec<(String, Vec<u8>, u32)>,
	/// What the outsider asks the node besides what it always asks.
	questions: Vec<(&'static str, Vec<Value>)>,
	/// Where tickets have to be counted.
	categories: Vec<String>,
	people: Vec<String>,
	callers: Vec<String>,
}

impl Secrets {
	pub fn amount(&mut self, what: &str, amount: Balance) {
		self.amounts.push((what.into(), amount));
	}

	pub fn public_amount(&mut self, what: &str, amount: Balance) {
		self.public.push((what.into(), amount));
	}

	pub fn bytes(&mut self, what: &str, bytes: &[u8]) {
		self.bytes.push((what.into(), bytes.to_vec()));
	}

	/// A ticket that changed hands unseen in this block, and has not been shown since.
	pub fn ticket(&mut self, what: &str, ticket: &str, height: u32) {
		self.traces.push((what.into(), ticket_id(ticket), height));
		let (category, id) = ticket.split_once(':').unwrap();
		self.questions.push(("assets_ticket", vec![json!(category), json!(id)]));
		if !self.categories.iter().any(|known| known == category) {
			self.categories.push(category.into());
			self.questions.push(("assets_ticketSupply", vec![json!(category)]));
		}
	}

	pub fn package(&mut self, package: &str) {
		self.questions.push(("packages_package", vec![json!(package)]));
	}

	pub fn contract(&mut self, contract: &Contract, currencies: &[&str]) {
		let address = json!(contract.address);
		self.questions.push(("contracts_longAddress", vec![address.clone()]));
		for currency in currencies {
			for method in ["contracts_balance", "contracts_tokenRate"] {
				self.questions.push((method, vec![address.clone(), json!(currency)]));
			}
			self.questions.push(("assets_currency", vec![json!(currency)]));
		}
	}

	/// Whose addresses nobody finds, and whose calls of two contracts nobody brings together.
	pub fn people(&mut self, people: &[&Person<'_>]) {
		for person in people {
			self.people.push(person.address.clone());
			self.callers.extend(person.callers.lock().unwrap().values().cloned());
		}
	}

	/// These and those.
	#[must_use]
	pub fn and(mut self, other: Self) -> Self {
		self.amounts.extend(other.amounts);
		self.public.extend(other.public);
		self.bytes.extend(other.bytes);
		self.traces.extend(other.traces);
		self.questions.extend(other.questions);
		self.categories.extend(other.categories);
		self.people.extend(other.people);
		self.callers.extend(other.callers);
		self
	}

	/// Looks for all of it, and adds the books up.
	pub async fn check(mut self, node: &Node) {
		self.questions.push(("packages_sealed", vec![]));
		let mut outsider = Outsider::look(node).await;
		outsider.look_closer(node, &self.questions).await;
		for (what, amount) in &self.amounts {
			outsider.must_not_see_amount(what, *amount, &sero(*amount));
		}
		for (what, amount) in &self.public {
			let bytes = amount.to_le_bytes();
			assert!(!outsider.places(&bytes).is_empty(), "everybody sees {what}");
		}
		for (what, bytes) in &self.bytes {
			outsider.must_not_see(what, bytes);
			outsider.must_not_see(what, hex::encode(bytes).as_bytes());
		}
		for (what, bytes, height) in &self.traces {
			assert!(!outsider.places(bytes).is_empty(), "{what} was public once");
			let places = outsider.places_since(*height, bytes);
			assert!(places.is_empty(), "{what} left traces in {places:?}");
		}
		for text in &self.people {
			match sero_wallet::plan::parse_recipient(text) {
				Ok(sero_wallet::plan::Recipient::Address(address)) => {
					outsider.must_not_see_address(text, &address)
				},
				other => panic!("{other:?}"),
			}
		}
		self.no_caller_is_met_twice(&outsider);
		balanced(node, &self.categories).await;
	}

	/// A person is somebody else to each contract; even the parts of the addresses differ.
	fn no_caller_is_met_twice(&self, outsider: &Outsider) {
		let mut parts = BTreeMap::new();
		for caller in &self.callers {
			let bytes = crate::common::wallet::bs58_bytes(caller);
			assert!(!outsider.places(&bytes).is_empty(), "everybody sees who called");
			for part in bytes.chunks(32) {
				let other = parts.insert(part.to_vec(), caller);
				assert!(other.is_none(), "{caller} and {other:?} have a part in common");
			}
		}
	}
}

/// The turnstile of every currency, and of these tickets.
async fn balanced(node: &Node, categories: &[String]) {
	let audit = node.call("shielded_supplyAudit", &[]).await;
	let rows = audit["currencies"].as_array().unwrap();
	assert!(rows.len() > 1, "{audit:#}");
	for row in rows {
		let number = |field: &str| -> Balance { row[field].as_str().unwrap().parse().unwrap() };
		let came = number("minted") + number("shielded");
		let gone = number("unshielded") + number("burned");
		let here = ["pool", "fees", "staked", "held"].into_iter().map(number).sum::<Balance>();
		assert_eq!(came, gone + here, "{row:#}");
		assert_eq!(row["balanced"], true, "{row:#}");
	}
	for category in categories {
		let supply = node.call("assets_ticketSupply", &[json!(category)]).await;
		let number = |field: &str| supply[field].as_u64().unwrap();
		assert_eq!(supply["balanced"], true, "{supply:#}");
		assert_eq!(number("issued"), number("burned") + number("pool") + number("held"));
	}
}
