// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The real binary and the tools of Ethereum and Polkadot: `tests/e2e` runs against a development
//! chain, with viem, the Solidity compiler, contracts of OpenZeppelin and Polkadot's API.

#![allow(clippy::await_holding_lock)]

mod common;

use common::{alone, Node};
use serde_json::{json, Value};
use std::{path::Path, process::Command};

/// Calls a method of the Ethereum JSON-RPC.
async fn ethereum(node: &Node, method: &str, params: &[Value]) -> Result<Value, String> {
	use jsonrpsee::core::{client::ClientT, params::ArrayParams};
	let client =
		jsonrpsee::http_client::HttpClientBuilder::default().build(node.eth_url()).unwrap();
	let mut array = ArrayParams::new();
	params.iter().for_each(|param| array.insert(param).unwrap());
	client.request(method, array).await.map_err(|error| error.to_string())
}

/// Waits until the newest block is served under its Ethereum hash and returns it.
async fn best_block(node: &Node) -> Value {
	ethereum(node, "eth_getBlockByNumber", &[json!("latest"), json!(false)]).await.unwrap()
}

#[tokio::test]
async fn ethereum_tools_work() {
	let _alone = alone();
	let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
	let packages = Command::new(root.join("scripts/e2e-packages.sh")).output();
	let packages = packages.expect("scripts/e2e-packages.sh can be started");
	let message = String::from_utf8_lossy(&packages.stderr);
	assert!(packages.status.success(), "{message}");

	let mut node = Node::dev();
	node.wait_for_block(1).await;
	let output = Command::new("node")
		.args(["--test", "test/ethereum.test.mjs", "test/polkadot.test.mjs"])
		.current_dir(root.join("tests/e2e"))
		.env("SERO_ETH_URL", node.eth_url())
		.env("SERO_WS_URL", node.ws_url())
		.env_remove("NODE_TEST_CONTEXT")
		.output()
		.expect("node is installed (scripts/setup.sh does it)");
	let report = String::from_utf8_lossy(&output.stdout);
	assert!(output.status.success(), "{report}\n{}", String::from_utf8_lossy(&output.stderr));
	// Not an empty run. (Old versions of Node count suites only.)
	let passed = |line: &str| {
		line.trim().trim_start_matches(['#', 'ℹ', ' ']).strip_prefix("pass ")?.parse().ok()
	};
	let passed: Option<u32> = report.lines().find_map(passed);
	assert!(passed.is_some_and(|count| count >= 11), "{report}");
}

#[tokio::test]
async fn blocks_are_found_again_after_a_restart() {
	let _alone = alone();
	let mut node = Node::dev();
	node.wait_for_block(3).await;
	let block = best_block(&node).await;
	let number = block["number"].as_str().unwrap().to_string();
	let number = u32::from_str_radix(number.trim_start_matches("0x"), 16).unwrap();
	// Something is built on it, so that it is written to the disk.
	node.wait_for_block(number + 3).await;
	let mut node = node.restart();
	node.wait_until_ready().await;
	let again = ethereum(&node, "eth_getBlockByHash", &[block["hash"].clone(), json!(true)]).await;
	assert_eq!(again.unwrap()["number"], block["number"]);
	let unknown = [json!(format!("0x{:064x}", 1)), json!(false)];
	assert_eq!(ethereum(&node, "eth_getBlockByHash", &unknown).await.unwrap(), Value::Null);
}

#[tokio::test]
async fn the_server_is_off_unless_asked_for_and_a_taken_port_is_explained() {
	let _alone = alone();
	let mut quiet = Node::start(["--dev", "--no-mine", "--no-eth-rpc"]);
	quiet.wait_until_ready().await;
	assert!(quiet.stdout().contains("Ethereum  off"), "{}", quiet.stdout());
	assert!(ethereum(&quiet, "eth_chainId", &[]).await.is_err());

	let taken = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
	let port = taken.local_addr().unwrap().port();
	let home = tempfile::tempdir().unwrap();
	let output = common::run([
		"--dev".to_string(),
		"--no-mine".into(),
		"--base-path".into(),
		home.path().display().to_string(),
		"--rpc-port".into(),
		common::free_port().to_string(),
		"--no-prometheus".into(),
		"--listen-addr".into(),
		format!("/ip4/127.0.0.1/tcp/{}", common::free_port()),
		"--eth-rpc-port".into(),
		port.to_string(),
	]);
	assert!(!output.status.success());
	let error = String::from_utf8_lossy(&output.stderr);
	assert!(error.contains("--no-eth-rpc"), "{error}");
}
