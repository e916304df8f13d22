// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Subcommands, and what the node refuses to start with.

mod common;

use common::{run, run_ok, Node};
use serde_json::Value;

#[test]
fn help_and_version_name_the_node() {
	let help = run_ok(["--help"]);
	for part in ["--mine", "--mining-threads", "--author", "--finality-depth", "pow-hash"] {
		assert!(help.contains(part), "{part} in {help}");
	}
	assert!(run_ok(["--version"]).starts_with("sero-node "));
}

#[test]
fn pow_hash_prints_the_published_vector() {
	let printed = run_ok([
		"pow-hash",
		"--preset",
		"0.9.2",
		"--block",
		"50",
		"--header",
		"9e7248f20914913a73d80a70174c331b1d34f260535ac3631d770e656b5dd922",
		"--nonce",
		"00000000076e482e",
	]);
	assert_eq!(
		printed,
		"mix   c7340542c2a06b3a7dc7222635f7cd402abf8b528ae971ddac6bbe2b0c7cb518\n\
		 final de37e1824c86d35d154cf65a88de6d9286aec4f7f10c3fc9f0fa1bcc2687188d\n"
	);
}

#[test]
fn pow_hash_explains_bad_input() {
	let output = run(["pow-hash", "--block", "1", "--header", "00", "--nonce", "1"]);
	assert!(!output.status.success());
	let message = String::from_utf8_lossy(&output.stderr).into_owned();
	assert!(message.contains("64 hexadecimal digits"), "{message}");
}

#[test]
fn a_live_chain_without_circuits_is_not_started() {
	let output = run(["--chain", "main", "--tmp", "--no-prometheus", "--no-eth-rpc"]);
	assert!(!output.status.success());
	let message = String::from_utf8_lossy(&output.stderr).into_owned();
	assert!(message.contains("has no circuits"), "{message}");
}

#[test]
fn chain_specifications_are_exported() {
	for (chain, id) in [("dev", "sero_dev"), ("local", "sero_local")] {
		let spec: Value =
			serde_json::from_str(&run_ok(["export-chain-spec", "--chain", chain])).unwrap();
		assert_eq!(spec["id"], id);
		assert_eq!(spec["properties"]["tokenSymbol"], "SERO");
		assert_eq!(spec["properties"]["tokenDecimals"], 18);
		assert_eq!(spec["properties"]["ss58Format"], 42);
		assert!(spec["telemetryEndpoints"].is_null());
		let raw: Value =
			serde_json::from_str(&run_ok(["export-chain-spec", "--chain", chain, "--raw"]))
				.unwrap();
		// The runtime's code.
		assert!(raw["genesis"]["raw"]["top"]["0x3a636f6465"].is_string());
	}
}

#[test]
fn an_unknown_chain_is_explained() {
	let output = run(["--chain", "nowhere"]);
	assert!(!output.status.success());
	let message = String::from_utf8_lossy(&output.stderr).into_owned();
	assert!(message.contains("--chain takes"), "{message}");
}

#[test]
fn mining_without_an_address_is_explained() {
	let output = run(["--chain", "local", "--mine", "--tmp"]);
	assert!(!output.status.success());
	let message = String::from_utf8_lossy(&output.stderr).into_owned();
	assert!(message.contains("--author"), "{message}");
}

#[test]
fn development_parameters_are_refused_on_live_chains() {
	let home = tempfile::tempdir().unwrap();
	let mut spec: Value =
		serde_json::from_str(&run_ok(["export-chain-spec", "--chain", "local"])).unwrap();
	spec["chainType"] = "Live".into();
	spec["id"] = "sero_live_test".into();
	let path = home.path().join("live.json");
	std::fs::write(&path, spec.to_string()).unwrap();
	let mut node = Node::start_at(&home.path().join("data"), ["--chain", path.to_str().unwrap()]);
	let status = node.wait_for_exit();
	assert!(!status.success());
	let log = node.log();
	assert!(log.contains("development parameters"), "{log}");
	assert!(log.contains("anybody can forge"), "{log}");
}

#[test]
fn a_runtime_for_newer_nodes_is_refused_at_start() {
	let home = tempfile::tempdir().unwrap();
	let bloaty = sero_runtime::WASM_BINARY_BLOATY.expect("the tests need the Wasm runtime");
	// A host function that no node has: the version in its name is changed, lengths stay.
	let mut code = bloaty.to_vec();
	let name = b"ext_shielded_tree_root_version_1";
	let place = code
		.windows(name.len())
		.position(|window| window == name)
		.expect("the runtime imports the host function");
	code[place + name.len() - 1] = b'9';
	let mut spec: Value =
		serde_json::from_str(&run_ok(["export-chain-spec", "--chain", "dev", "--raw"])).unwrap();
	spec["genesis"]["raw"]["top"]["0x3a636f6465"] = format!("0x{}", hex::encode(code)).into();
	let path = home.path().join("newer.json");
	std::fs::write(&path, spec.to_string()).unwrap();
	let mut node = Node::start_at(&home.path().join("data"), ["--chain", path.to_str().unwrap()]);
	let status = node.wait_for_exit();
	assert!(!status.success());
	let log = node.log();
	assert!(log.contains("host functions that this node does not have"), "{log}");
	assert!(log.contains("ext_shielded_tree_root_version_9"), "{log}");
	assert!(log.contains("newer release of sero-node"), "{log}");
}
