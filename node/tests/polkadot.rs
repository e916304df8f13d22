// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The real binary and the tools of Polkadot: every pallet of this chain through `@polkadot/api` and `polkadot-api`, and
//! every method of its own by the definitions that are handed to them.

#![allow(clippy::await_holding_lock)]

mod common;

use common::{
	alone,
	wallet::{demo_seed, Folder},
	Node,
};
use serde_json::{json, Value};
use std::{path::Path, process::Command};

/// Puts a ticket, a package and a contract with a currency on the chain, so that there is something to read.
async fn facts(node: &Node) -> Value {
	let wallet = Folder::new();
	wallet.run(node, &["restore", "--seed", &demo_seed(2)]).await;
	let issue = ["ticket", "issue", "--category", "CATS", "--id", "2a", "--wait"];
	let ticket = wallet.run(node, &issue).await;
	let address = wallet.run(node, &["address"]).await;
	let to = address["address"].as_str().unwrap();
	let create = ["package", "create", "--to", to, "--amount", "1", "--wait"];
	let package = wallet.run(node, &create).await;
	let code = format!("{}/../contracts/artifacts/TokenSale.json", env!("CARGO_MANIFEST_DIR"));
	let deploy = ["contract", "deploy", "--code", &code, "--amount", "2", "--wait"];
	let arguments = ["--args", "GOLDEN", "1000000", "1"];
	let contract = wallet.run(node, &[&deploy[..], &arguments].concat()).await;
	json!({
		"ticket": { "category": ticket["category"], "id": ticket["id"] },
		"package": package["package"],
		"contract": contract["contract"],
		"currency": "GOLDEN",
		"held": "1000000",
	})
}

/// Runs a file of tests, all of which must pass; how many there were.
fn run_tests(node: &Node, facts: &Value, file: &str) -> u32 {
	let output = Command::new("node")
		.args(["--test", file])
		.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/e2e"))
		.env("SERO_ETH_URL", node.eth_url())
		.env("SERO_WS_URL", node.ws_url())
		.env("SERO_FACTS", facts.to_string())
		.env_remove("NODE_TEST_CONTEXT")
		.output()
		.expect("node is installed (scripts/setup.sh does it)");
	let report = String::from_utf8_lossy(&output.stdout);
	assert!(output.status.success(), "{report}\n{}", String::from_utf8_lossy(&output.stderr));
	let passed = |line: &str| {
		line.trim().trim_start_matches(['#', 'ℹ', ' ']).strip_prefix("pass ")?.parse().ok()
	};
	report.lines().find_map(passed).unwrap_or_else(|| panic!("no count in:\n{report}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_pallet_and_every_method_is_usable_with_polkadots_tools() {
	let _alone = alone();
	let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/e2e-packages.sh");
	let packages = Command::new(script).output().expect("scripts/e2e-packages.sh can be started");
	let message = String::from_utf8_lossy(&packages.stderr);
	assert!(packages.status.success(), "{message}");

	let mut node = Node::dev();
	node.wait_for_indexed(2).await;
	let facts = facts(&node).await;
	// One after the other: the first two send transactions of the same account.
	for (file, least) in
		[("test/pallets.test.mjs", 11), ("test/papi.test.mjs", 6), ("test/rpc.test.mjs", 40)]
	{
		let passed = run_tests(&node, &facts, file);
		assert!(passed >= least, "{file}: {passed}");
	}
	let audit = node.call("shielded_supplyAudit", &[]).await;
	assert!(audit["currencies"].as_array().unwrap().iter().all(|row| row["balanced"] == true));
}
