// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Several nodes.

#![allow(clippy::await_holding_lock)]

mod common;

use common::{alone, Node};
use serde_json::json;
use sero_runtime::demo;

#[tokio::test]
async fn a_second_node_follows_the_heaviest_chain() {
	let _alone = alone();
	let author = demo::address(2).unwrap().to_string();
	let miner = |threads: &str| {
		["--chain", "local", "--mine", "--force-authoring", "--author", &author, "--mining-threads"]
			.into_iter()
			.chain([threads])
			.map(String::from)
			.collect::<Vec<_>>()
	};
	let mut first = Node::start(miner("1"));
	first.wait_for_block(4).await;
	let fourth = first.call("chain_getBlockHash", &[json!(4)]).await;

	// It has not heard of the first node and finds a lighter chain of its own.
	let home = tempfile::tempdir().unwrap();
	let mut second = Node::start_at(home.path(), miner("1"));
	second.wait_for_block(1).await;
	let own = second.call("chain_getBlockHash", &[json!(1)]).await;
	assert_ne!(own, first.call("chain_getBlockHash", &[json!(1)]).await);
	second.kill();
	drop(second);
	let ahead = first.best_number().await + 3;
	first.wait_for_block(ahead).await;

	// Now it meets it.
	let bootnode = first.p2p_address().await;
	let mut second =
		Node::start_at(home.path(), ["--chain", "local", "--bootnodes", bootnode.as_str()]);
	second.wait_for_indexed(ahead).await;
	assert_eq!(second.call("chain_getBlockHash", &[json!(4)]).await, fourth);
	let blocks = second.call("shielded_blocks", &[json!(0), json!(5)]).await;
	assert_eq!(blocks, first.call("shielded_blocks", &[json!(0), json!(5)]).await);
	let leaf = [json!(3)];
	assert_eq!(
		second.call("shielded_path", &leaf).await["index"],
		first.call("shielded_path", &leaf).await["index"]
	);
}
