// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Blocks and their votes.

#![allow(clippy::await_holding_lock)]

mod common;

use codec::Decode;
use common::{alone, run_ok, Node};
use serde_json::{json, Value};
use sero_consensus_primitives::Seal;
use sero_runtime::demo;
use std::process::{Command, Stdio};

/// Bytes of a hexadecimal text.
fn bytes(value: &Value) -> Vec<u8> {
	hex::decode(value.as_str().expect("text").trim_start_matches("0x")).expect("hexadecimal")
}

/// The seal of a block.
async fn seal_of(node: &Node, number: u32) -> Seal {
	let hash = node.call("chain_getBlockHash", &[json!(number)]).await;
	let header = node.call("chain_getHeader", &[hash]).await;
	let logs = header["digest"]["logs"].as_array().expect("the header has logs").clone();
	let item = sp_runtime::DigestItem::decode(&mut &bytes(logs.last().expect("a seal"))[..]);
	Seal::from_digest_item(&item.expect("a digest item")).expect("a seal")
}

/// Starts a miner of the local network; `demo` is the flag that chooses its vote key.
fn local(demo: &str, author: u8, more: &[&str]) -> Node {
	let author = demo::address(author).unwrap().to_string();
	let args = ["--chain", "local", "--mine", "--force-authoring", "--author", &author, demo];
	Node::start(args.iter().chain(more).map(|arg| arg.to_string()))
}

#[tokio::test]
async fn blocks_of_a_development_chain_carry_votes() {
	let _alone = alone();
	let mut node = Node::dev();
	// Votes are mandatory by then.
	node.wait_for_block(20).await;
	for number in 2..=20 {
		assert_eq!(seal_of(&node, number).await.votes.len(), 3, "block {number}");
	}
	assert!(node.log().contains("found: 3 of 3 votes"), "{}", node.log());
}

#[tokio::test]
async fn three_nodes_vote_for_each_others_blocks_and_agree() {
	let _alone = alone();
	let mut first = local("--alice", 1, &[]);
	first.wait_until_ready().await;
	let bootnode = first.p2p_address().await;
	let more = ["--bootnodes", bootnode.as_str()];
	let (mut second, mut third) = (local("--bob", 2, &more), local("--charlie", 3, &more));
	for node in [&mut first, &mut second, &mut third] {
		node.wait_for_block(24).await;
	}
	let hash = first.call("chain_getBlockHash", &[json!(18)]).await;
	assert_eq!(second.call("chain_getBlockHash", &[json!(18)]).await, hash);
	assert_eq!(third.call("chain_getBlockHash", &[json!(18)]).await, hash);
	// Blocks are voted for by other nodes than the one that found them.
	let mut shares = std::collections::BTreeSet::new();
	let mut votes = 0;
	for number in 8..=24 {
		let seal = seal_of(&first, number).await;
		votes += seal.votes.len();
		shares.extend(seal.votes.iter().map(|vote| vote.share));
	}
	assert!(shares.len() >= 2, "only {} shares voted", shares.len());
	assert!(votes >= 17 * 2, "{votes} votes in 17 blocks");

	// Somebody who comes later follows, and checks every vote on its way.
	let mut late = Node::start(["--chain", "local", "--bootnodes", bootnode.as_str()]);
	late.wait_for_block(20).await;
	assert_eq!(late.call("chain_getBlockHash", &[json!(18)]).await, hash);
}

#[tokio::test]
async fn vote_keys_are_made_inserted_and_listed() {
	let home = tempfile::tempdir().unwrap();
	let place = ["--chain", "local", "--base-path", home.path().to_str().unwrap()];
	let vote_key = |args: &[&str]| {
		let args = [&["vote-key"], args, &place[..]].concat();
		run_ok(args).lines().map(String::from).collect::<Vec<_>>()
	};
	assert!(vote_key(&["list"]).is_empty());
	let made = vote_key(&["new"]);
	let seed = home.path().join("seed");
	std::fs::write(&seed, hex::encode(demo::seed(1))).unwrap();
	let inserted = vote_key(&["insert", "--seed-file", seed.to_str().unwrap()]);
	assert_eq!(inserted, [demo::address(1).unwrap().to_string()]);
	let mut all = [made, inserted].concat();
	let mut listed = vote_key(&["list"]);
	all.sort();
	listed.sort();
	assert_eq!(listed, all);
	// From the standard input.
	let mut child = Command::new(common::NODE)
		.args([&["vote-key", "insert"], &place[..]].concat())
		.stdin(Stdio::piped())
		.stdout(Stdio::piped())
		.spawn()
		.unwrap();
	let stdin = child.stdin.take().unwrap();
	std::io::Write::write_all(&mut { stdin }, hex::encode(demo::seed(2)).as_bytes()).unwrap();
	let output = child.wait_with_output().unwrap();
	let printed = String::from_utf8(output.stdout).unwrap();
	assert_eq!(printed.trim(), demo::address(2).unwrap().to_string());
}
