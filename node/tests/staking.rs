// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Shares and staking nodes on the real binary, with the wallet's own commands.

#![allow(clippy::await_holding_lock)]

mod common;

use common::{
	alone,
	network::Network,
	run_ok,
	wallet::{bs58_bytes, demo_seed, Folder, Outsider},
	Node, PATIENCE,
};
use serde_json::{json, Value};
use sero_primitives::units::SERO;
use sero_runtime::demo;
use sero_wallet::{amount::parse_amount, keys::WalletKeys, staking::VoteAccount, WalletError};
use sero_zk_crypto::Seed;
use std::{
	path::{Path, PathBuf},
	time::{Duration, Instant},
};

/// Seed of the wallet that stakes.
const STAKER: [u8; 32] = [0x5e; 32];

/// The local chain with so few tickets that one share has many of them, and quick payments.
fn chain_spec(folder: &Path) -> String {
	let mut spec: Value =
		serde_json::from_str(&run_ok(["export-chain-spec", "--chain", "local"])).unwrap();
	let staking = &mut spec["genesis"]["runtimeGenesis"]["patch"]["stakingNodes"];
	staking["params"]["paymentCycleBlocks"] = json!(4);
	for share in staking["shares"].as_array_mut().unwrap() {
		share["tickets"] = json!(300);
	}
	let path = folder.join("chain.json");
	std::fs::write(&path, spec.to_string()).unwrap();
	path.display().to_string()
}

/// The vote seed of a wallet, in a file.
fn vote_seed_file(folder: &Path, seed: [u8; 32]) -> PathBuf {
	let keys = WalletKeys::from_seed(Seed::from_bytes(seed), 0).unwrap();
	let path = folder.join("vote.seed");
	VoteAccount::of_wallet(&keys).unwrap().export(&path).unwrap();
	path
}

/// Asks for the wallet's shares until one fits.
async fn wait_for_share(wallet: &Folder, node: &Node, fits: impl Fn(&Value) -> bool) -> Value {
	let deadline = Instant::now() + 2 * PATIENCE;
	loop {
		let list = wallet.run(node, &["stake", "list"]).await;
		let mut shares = list["shares"].as_array().unwrap().iter();
		if let Some(share) = shares.find(|share| fits(share)) {
			return share.clone();
		}
		assert!(Instant::now() < deadline, "{list:#}\n{}", node.log());
		tokio::time::sleep(Duration::from_millis(500)).await;
	}
}

fn amount(value: &Value) -> u128 {
	parse_amount(value.as_str().unwrap()).unwrap()
}

/// The whole story: somebody stakes hidden money, its share votes while nodes die, what it earns comes
/// back, is spent hidden, and nobody knows whose it was.
#[tokio::test(flavor = "multi_thread")]
async fn a_share_votes_and_pays_while_nodes_are_killed_and_nobody_sees_whose_it_is() {
	let _alone = alone();
	let home = tempfile::tempdir().unwrap();
	let chain = chain_spec(home.path());
	let vote_seed = vote_seed_file(home.path(), STAKER);
	let mut network = Network::start(home.path(), &chain, Some(&vote_seed));
	network.nodes[2].wait_for_indexed(2).await;

	// A staker that has nothing but one hidden note.
	let (donor, staker) = (Folder::new(), Folder::new());
	let node = &network.nodes[2];
	donor.run(node, &["restore", "--seed", &demo_seed(2)]).await;
	let restored = staker.run(node, &["restore", "--seed", &hex::encode(STAKER)]).await;
	let address = restored["address"].as_str().unwrap();
	donor.run(node, &["send", "--to", address, "--amount", "201.5", "--wait"]).await;
	staker.wait_for(node, |entry| entry["kind"] == "received").await;

	let quote = staker.run(node, &["stake", "quote", "--amount", "200.7"]).await;
	assert_eq!(quote["tickets"], 200);
	let error = staker.try_run(node, &["stake", "quote", "--amount", "0.5"]).await.unwrap_err();
	assert!(matches!(error, WalletError::TicketTooDear { .. }), "{error}");
	let bought = staker.run(node, &["stake", "buy", "--amount", "200.7", "--wait"]).await;
	assert_eq!((&bought["status"], &bought["expectedTickets"]), (&json!("mined"), &json!(200)));
	let id = bought["share"].clone();
	let share = wait_for_share(&staker, node, |share| share["tickets"]["initial"] == 200).await;
	assert_eq!((&share["share"], &share["votedBy"]), (&id, &json!("wallet")));
	// Tickets were drawn in the meantime, so the price has fallen a little.
	let returned = amount(&share["change"]);
	assert!(returned.abs_diff(amount(&quote["change"])) < SERO / 20, "{share:#} {quote:#}");

	// Each node dies once, without warning. The chain goes on, with votes of the new share.
	for number in [0, 1, 2] {
		network = network.survives_the_loss_of(number).await;
	}
	let node = &network.nodes[2];
	let share = wait_for_share(&staker, node, |share| {
		share["tickets"]["voted"].as_u64() > Some(0) && share["payments"][0].is_object()
	})
	.await;
	assert_eq!(share["share"], id);

	// What was paid came in public, to a one-time address, and pays for something hidden.
	let paid = staker
		.wait_for(node, |entry| entry["source"] == "staking" && entry["payment"]["kind"] == "share")
		.await;
	assert_eq!((&paid["payment"]["share"], &paid["public"]), (&id, &json!(true)));
	assert!(amount(&paid["amount"]) >= amount(&share["value"]));
	let change = staker.wait_for(node, |entry| entry["payment"]["kind"] == "change").await;
	assert_eq!(amount(&change["amount"]), returned);
	assert_eq!(change["oneTimeAddress"], paid["oneTimeAddress"]);
	let back = demo::address(3).unwrap().to_string();
	// More than there is without what was paid.
	let spent = staker.run(node, &["send", "--to", &back, "--amount", "1.4", "--wait"]).await;
	assert_eq!(spent["status"], "mined");

	// A restored wallet, and an auditor with the viewing key, see all of it.
	let again = Folder::new();
	again.run(node, &["restore", "--seed", &hex::encode(STAKER)]).await;
	let found = wait_for_share(&again, node, |share| share["share"] == id).await;
	assert_eq!(found["boughtAt"], bought["height"]);
	let key = again.run(node, &["export-viewing-key"]).await;
	let key = key["viewingKey"].as_str().unwrap();
	let audit = Folder::new().run(node, &["audit", "--viewing-key", key]).await;
	let entries = audit["entries"].as_array().unwrap();
	let purchase = entries.iter().find(|entry| entry["tx"] == bought["tx"]).unwrap();
	assert_eq!(
		(&purchase["staking"]["share"], &purchase["staking"]["amount"]),
		(&id, &json!("200.7"))
	);
	let payments: Vec<_> =
		entries.iter().filter(|entry| entry["payment"]["kind"] == "share").collect();
	assert!(payments.iter().any(|entry| entry["spentBy"] == spent["tx"]), "{payments:#?}");

	// Everybody else sees a share at one-time addresses, and neither account.
	let outsider = Outsider::look(node).await;
	let keys = WalletKeys::from_seed(Seed::from_bytes(STAKER), 0).unwrap();
	outsider.must_not_see_address("the staker", &keys.address());
	let votes = VoteAccount::of_wallet(&keys).unwrap();
	outsider.must_not_see_address("the voter", &votes.address());
	let owner = bs58_bytes(paid["oneTimeAddress"].as_str().unwrap());
	let height = spent["height"].to_string();
	let places = outsider.places(&owner);
	assert!(places.contains(&"staking_shares"), "the check looks at the right bytes: {places:?}");
	// In the block's transactions; its events may pay the share just then.
	assert!(!places.contains(&format!("block {height}").as_str()), "block {height}: {places:?}");
	// The block of the purchase does not say which note paid for it.
	let income = entries.iter().find(|entry| entry["source"] == "hidden").unwrap();
	let source = bs58_bytes(income["oneTimeAddress"].as_str().unwrap());
	let places = outsider.places(&source);
	let block = format!("block {}", bought["height"]);
	assert!(!places.is_empty() && places.iter().all(|place| !place.ends_with(&block)));
	let audit = node.call("shielded_supplyAudit", &[]).await;
	assert_eq!(audit["currencies"][0]["balanced"], true);

	// A node that found a lighter chain by itself comes last, and follows from the first block on.
	let fourth = home.path().join("node-3");
	let author = demo::address(3).unwrap().to_string();
	let alone =
		["--chain", &chain, "--mine", "--force-authoring", "--author", &author, "--no-mdns"];
	let mut node = Node::start_at(&fourth, alone);
	node.wait_for_block(1).await;
	let own = node.call("chain_getBlockHash", &[json!(1)]).await;
	node.kill();
	drop(node);
	let first = network.nodes[0].call("chain_getBlockHash", &[json!(1)]).await;
	assert_ne!(own, first);
	let ahead = network.nodes[0].best_number().await;
	let bootnode = network.nodes[0].p2p_address().await;
	let args = ["--chain", &chain, "--bootnodes", &bootnode];
	let mut node = Node::start_at(&fourth, args);
	node.wait_for_indexed(ahead).await;
	assert_eq!(node.call("chain_getBlockHash", &[json!(1)]).await, first);
	let height = [json!(ahead - 2)];
	let hash = network.nodes[0].call("chain_getBlockHash", &height).await;
	assert_eq!(node.call("chain_getBlockHash", &height).await, hash);
	let mut id = [0; 32];
	hex::decode_to_slice(found["share"].as_str().unwrap().trim_start_matches("0x"), &mut id)
		.unwrap();
	let share = node.call("staking_share", &[json!(format!("0x{}", hex::encode(id)))]).await;
	assert_eq!(share["tickets"]["initial"], 200);
}

/// A staking node's life, from the wallet that registered it and from that wallet restored.
#[tokio::test(flavor = "multi_thread")]
async fn a_staking_node_votes_for_others_and_obeys_its_owner() {
	let _alone = alone();
	let home = tempfile::tempdir().unwrap();
	let chain = chain_spec(home.path());
	let mut operator_seed = [0; 32];
	hex::decode_to_slice(demo_seed(1), &mut operator_seed).unwrap();
	let vote_seed = vote_seed_file(home.path(), operator_seed).display().to_string();
	let author = demo::address(3).unwrap().to_string();
	let args = ["--chain", &chain, "--mine", "--force-authoring", "--author", &author, "--alice"];
	let mut node = Node::start(args.iter().copied().chain(["--vote-seed-file", &vote_seed]));
	node.wait_for_indexed(1).await;
	let (operator, staker) = (Folder::new(), Folder::new());
	operator.run(&node, &["restore", "--seed", &demo_seed(1)]).await;
	staker.run(&node, &["restore", "--seed", &demo_seed(2)]).await;

	let refused = ["staking-node", "register", "--fee", "10"];
	let error = operator.try_run(&node, &refused).await.unwrap_err();
	assert!(matches!(error, WalletError::FeeOutOfRange { .. }), "{error}");
	let args = ["staking-node", "register", "--fee", "30", "--wait"];
	let registered = operator.run(&node, &args).await;
	let id = registered["node"].as_str().unwrap();
	assert_eq!((&registered["deposit"], &registered["feeRate"]), (&json!("1"), &json!(3000)));
	let error = operator.try_run(&node, &["staking-node", "close"]).await.unwrap_err();
	assert!(matches!(error, WalletError::StakingNodeTooYoung { .. }), "{error}");

	let unknown = format!("0x{}", "77".repeat(32));
	let args = ["stake", "buy", "--amount", "300", "--staking-node", &unknown];
	let error = staker.try_run(&node, &args).await.unwrap_err();
	assert!(matches!(error, WalletError::UnknownStakingNode { .. }), "{error}");
	let args = ["stake", "buy", "--amount", "300", "--staking-node", id, "--wait"];
	let bought = staker.run(&node, &args).await;
	assert_eq!(bought["node"], id);
	let error = staker
		.try_run(&node, &["staking-node", "update", "--staking-node", id, "--fee", "40"])
		.await;
	assert!(matches!(error, Err(WalletError::NotNodeOwner { .. })), "{error:?}");

	// The words are enough to change it.
	let restored = Folder::new();
	restored.run(&node, &["restore", "--seed", &demo_seed(1)]).await;
	restored.run(&node, &["sync"]).await;
	let args = ["staking-node", "update", "--fee", "40.5", "--wait"];
	let updated = restored.run(&node, &args).await;
	assert_eq!((&updated["node"], &updated["feeRate"]), (&json!(id), &json!(4050)));
	let share = wait_for_share(&staker, &node, |share| {
		share["tickets"]["voted"].as_u64() > Some(0) && share["payments"][0].is_object()
	})
	.await;
	assert_eq!((&share["votedBy"], &share["node"]), (&json!("node"), &json!(id)));

	// Both are paid; a closed node takes no more shares.
	let paid = operator.wait_for(&node, |entry| entry["payment"]["kind"] == "node").await;
	assert_eq!(paid["payment"]["node"], id);
	let registered_at = registered["height"].as_u64().unwrap() as u32;
	node.wait_for_indexed(registered_at + 10).await;
	restored.run(&node, &["staking-node", "close", "--wait"]).await;
	let nodes = restored.run(&node, &["staking-node", "list", "--own"]).await;
	assert_eq!(
		(&nodes["nodes"][0]["status"], &nodes["nodes"][0]["own"]),
		(&json!("closed"), &json!(true))
	);
	let args = ["stake", "buy", "--amount", "5", "--staking-node", id];
	let error = staker.try_run(&node, &args).await.unwrap_err();
	assert!(matches!(error, WalletError::StakingNodeClosed { .. }), "{error}");
	let voting = node.call("voting_status", &[]).await;
	assert_eq!((&voting["ticketsPerBlock"], &voting["quorum"]), (&json!(3), &json!(2)));
	assert!(voting["pool"].as_u64() > Some(100));
}
