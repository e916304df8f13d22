// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! A network under load whose nodes are killed, for as long as one likes: `make soak MIN=10`.

#![allow(clippy::await_holding_lock)]

mod common;

use common::{
	alone,
	network::Network,
	wallet::{demo_seed, Folder},
	Node,
};
use serde_json::{json, Value};
use sero_primitives::Balance;
use sero_wallet::amount::{format_amount, parse_amount};
use std::time::{Duration, Instant};

/// For how many minutes, if nobody says.
const MINUTES: u64 = 10;
/// What each payer has at the beginning, in SERO.
const FUNDS: &str = "900";
/// Rounds between calls of the contract.
const CALL_EVERY: u64 = 3;
/// Rounds between deaths of nodes.
const KILL_EVERY: u64 = 12;
/// How much more memory a node may have at the end than after the first rounds: caches fill meanwhile.
const MORE_MEMORY_KIB: u64 = 600 * 1024;
/// How many more open files: connections that are closing.
const MORE_FILES: usize = 128;

fn amount(value: &Value) -> Balance {
	parse_amount(value.as_str().expect("an amount is text")).expect("the wallet writes amounts")
}

/// A wallet with hidden SERO of its own.
async fn funded(donor: &Folder, node: &Node) -> (Folder, String) {
	let wallet = Folder::new();
	let address = wallet.run(node, &["new"]).await["address"].as_str().unwrap().to_string();
	donor.run(node, &["send", "--to", &address, "--amount", FUNDS, "--wait"]).await;
	wallet.wait_for(node, |entry| entry["kind"] == "received").await;
	(wallet, address)
}

/// Memory and open files of every node.
fn resources(network: &Network) -> [(u64, usize); 3] {
	network.nodes.each_ref().map(Node::resources)
}

/// Hidden payments and contract calls at all three nodes, which die in turn. At the end nothing is lost, the
/// supply is exact, and memory and open files are bounded.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "it takes as long as it is told to: make soak MIN=10"]
async fn a_loaded_network_loses_nothing() {
	let _alone = alone();
	let minutes = std::env::var("SERO_SOAK_MINUTES")
		.map_or(MINUTES, |text| text.parse().expect("SERO_SOAK_MINUTES is a number of minutes"));
	let home = tempfile::tempdir().unwrap();
	let mut network = Network::start(home.path(), "local", None);
	network.nodes[2].wait_for_indexed(2).await;

	let node = &network.nodes[2];
	let donor = Folder::new();
	donor.run(node, &["restore", "--seed", &demo_seed(3)]).await;
	let payers = [funded(&donor, node).await, funded(&donor, node).await];
	let (buyer, _) = funded(&donor, node).await;
	let code = format!("{}/../contracts/artifacts/TokenSale.json", env!("CARGO_MANIFEST_DIR"));
	let supply = "1000000000000000000000000";
	let deploy = ["contract", "deploy", "--code", &code, "--amount", "2", "--wait", "--args"];
	let sale = donor.run(node, &[&deploy[..], &["SOAKED", supply, "1"]].concat()).await;
	let sale = sale["contract"].as_str().unwrap().to_string();

	let deadline = Instant::now() + Duration::from_secs(60 * minutes);
	let (mut payments, mut calls, mut kills, mut fees, mut bought) = (0u64, 0u64, 0u64, 0, 0);
	let mut received = [0u64; 2];
	let mut first = None;
	let mut most = [(0, 0); 3];
	let started = Instant::now();
	for round in 0.. {
		if Instant::now() >= deadline && first.is_some() {
			break;
		}
		let node = &network.nodes[round as usize % 3];
		let (from, to) = (round as usize % 2, 1 - round as usize % 2);
		let text = format_amount(Balance::from(1_000_000_000_000_000 + round));
		let send = ["send", "--to", &payers[to].1, "--amount", &text, "--wait"];
		let sent = payers[from].0.run(node, &send).await;
		assert_eq!(sent["status"], "mined", "{sent:#}");
		(payments, fees) = (payments + 1, fees + amount(&sent["fee"]));
		received[to] += 1;
		if round % CALL_EVERY == 0 {
			let part = Balance::from(2_000_000_000_000_000 + round);
			let call = ["contract", "call", &sale, "buy", "--abi", &code, "--wait", "--amount"];
			let called = buyer.run(node, &[&call[..], &[&format_amount(part)]].concat()).await;
			assert_eq!(called["status"], "mined", "{called:#}");
			(calls, bought) = (calls + 1, bought + part);
		}
		if round % KILL_EVERY == KILL_EVERY - 1 {
			network = network.survives_the_loss_of(kills as usize % 3).await;
			kills += 1;
		}
		let now = resources(&network);
		for (most, now) in most.iter_mut().zip(now) {
			*most = (most.0.max(now.0), most.1.max(now.1));
		}
		// Every node was started anew once, and has served each wallet.
		if round == 3 * KILL_EVERY {
			first = Some(now);
		}
	}

	// Nothing is lost: every payment arrived, and what both have is what they had less the fees.
	let best = network.nodes[0].best_number().await;
	network.agrees_at(best - 2).await;
	network.nodes[0].wait_for_indexed(best + 2).await;
	let node = &network.nodes[0];
	let mut total = 0;
	for ((wallet, _), received) in payers.iter().zip(received) {
		let history = wallet.run(node, &["history"]).await;
		let entries = history["entries"].as_array().unwrap().iter();
		let arrived = entries.filter(|entry| entry["kind"] == "received").count() as u64;
		// The first one is what the donor sent.
		assert_eq!(arrived, received + 1);
		total += parse_amount(&wallet.spendable(node).await).unwrap();
	}
	assert_eq!(total, 2 * parse_amount(FUNDS).unwrap() - fees);
	let balance = buyer.run(node, &["balance"]).await;
	let rows = balance["currencies"].as_array().unwrap();
	let soaked = rows.iter().find(|row| row["currency"] == "SOAKED").expect("it was bought");
	assert_eq!(soaked["spendable"], bought.to_string());

	// The supply is exact, on every node.
	for node in &network.nodes {
		let audit = node.call("shielded_supplyAudit", &[]).await;
		for currency in audit["currencies"].as_array().unwrap() {
			assert_eq!(currency["balanced"], true, "{currency:#}");
		}
	}

	let (first, last) = (first.expect("the first rounds are over"), resources(&network));
	println!("soak: {:.1} minutes, {best} blocks", started.elapsed().as_secs_f64() / 60.0);
	println!("soak: {payments} payments, {calls} contract calls, {kills} nodes killed");
	for (number, ((first, last), most)) in first.iter().zip(last).zip(most).enumerate() {
		println!(
			"soak: node {number}: {} MiB and {} files after the first rounds, {} MiB and {} at the end, at most \
			 {} MiB and {}",
			first.0 / 1024, first.1, last.0 / 1024, last.1, most.0 / 1024, most.1
		);
		assert!(last.0 < first.0 + MORE_MEMORY_KIB, "node {number} takes more and more memory");
		assert!(last.1 < first.1 + MORE_FILES, "node {number} opens more and more files");
	}
}
