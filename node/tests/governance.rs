// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Referenda on the real binary, by the scripts of `tests/e2e/scripts`: an upgrade from the release before, codes that
//! are refused, and a circuit that is paused and resumed.

#![allow(clippy::await_holding_lock)]

mod common;

use codec::Encode;
use common::{
	alone, run_ok,
	wallet::{demo_seed, Folder},
	Node, PATIENCE,
};
use serde_json::{json, Value};
use sero_primitives::units::SERO;
use sero_runtime::demo;
use sero_shielded_primitives::{Bundle, RejectReason};
use sero_wallet::{
	chain::ChainSource,
	keys::{create_key_file, PasswordCost, WalletKeys},
	plan::{plan, Intent, Payment, Recipient},
	progress::{NoProgress, Progress},
	rpc::Node as Connection,
	store::Store,
	wallet::{Prover, Wallet},
	WalletError,
};
use sero_zk_crypto::Seed;
use std::{
	path::{Path, PathBuf},
	process::{Command, Output},
	sync::Arc,
	time::{Duration, Instant},
};

/// The runtime that this one replaces, and its version.
const OLD_WASM: &str = "tests/upgrade/sero-runtime-1000.wasm";
const OLD_VERSION: u64 = 1_000;

/// The repository's root.
fn root() -> PathBuf {
	Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Runs Node in `tests/e2e`, on another thread: the test goes on meanwhile.
async fn node_js(node: &Node, args: &[&str], environment: &[(&str, String)]) -> Output {
	let mut command = Command::new("node");
	command
		.args(args)
		.current_dir(root().join("tests/e2e"))
		.env("SERO_ETH_URL", node.eth_url())
		.env("SERO_WS_URL", node.ws_url())
		.env_remove("NODE_TEST_CONTEXT")
		.envs(environment.iter().map(|(name, value)| (name, value)));
	let output = tokio::task::spawn_blocking(move || {
		let packages = Command::new(root().join("scripts/e2e-packages.sh")).output();
		let packages = packages.expect("scripts/e2e-packages.sh can be started");
		let message = String::from_utf8_lossy(&packages.stderr).into_owned();
		assert!(packages.status.success(), "{message}");
		command.output().expect("node is installed (scripts/setup.sh does it)")
	});
	output.await.unwrap()
}

/// Runs one of the scripts, which must be a success; what it printed.
async fn script(node: &Node, name: &str, more: &[&str]) -> String {
	let (path, url) = (format!("scripts/{name}.mjs"), node.ws_url());
	let args = [&[path.as_str(), "--url", &url], more].concat();
	let output = node_js(node, &args, &[]).await;
	let printed = String::from_utf8_lossy(&output.stdout).into_owned();
	let errors = String::from_utf8_lossy(&output.stderr);
	assert!(output.status.success(), "{printed}\n{errors}\n{}", node.log());
	printed
}

/// Number and name of the runtime at the best block.
async fn version(node: &Node) -> (u64, String) {
	let version = node.call("state_getRuntimeVersion", &[]).await;
	let name = version["specName"].as_str().unwrap().to_owned();
	(version["specVersion"].as_u64().unwrap(), name)
}

/// Writes a development chain that starts with the old runtime, and the new runtime, into a folder.
fn release_before(folder: &Path) -> (String, String) {
	let exported = run_ok(["export-chain-spec", "--chain", "dev"]);
	let mut spec: Value = serde_json::from_str(&exported).unwrap();
	let code = &mut spec["genesis"]["runtimeGenesis"]["code"];
	let new = hex::decode(code.as_str().unwrap().trim_start_matches("0x")).unwrap();
	let old = std::fs::read(root().join(OLD_WASM)).unwrap();
	*code = format!("0x{}", hex::encode(old)).into();
	let (chain, wasm) = (folder.join("old-release.json"), folder.join("new.wasm"));
	std::fs::write(&chain, spec.to_string()).unwrap();
	std::fs::write(&wasm, new).unwrap();
	(chain.display().to_string(), wasm.display().to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_referendum_upgrades_the_release_before_and_hidden_notes_stay_what_they_are() {
	let _alone = alone();
	let home = tempfile::tempdir().unwrap();
	let (chain, wasm) = release_before(home.path());
	let mut node = Node::start_at(&home.path().join("data"), ["--dev", "--chain", &chain]);
	node.wait_for_indexed(1).await;
	let (old, name) = version(&node).await;
	assert_eq!((old, name.as_str()), (OLD_VERSION, "sero"));

	// A note that the old runtime made.
	let (sender, receiver) = (Folder::new(), Folder::new());
	sender.run(&node, &["restore", "--seed", &demo_seed(2)]).await;
	let made = receiver.run(&node, &["new"]).await;
	let to = made["address"].as_str().unwrap();
	let sent = sender.run(&node, &["send", "--to", to, "--amount", "123.5", "--wait"]).await;
	assert_eq!(sent["status"], "mined");
	assert_eq!(receiver.spendable(&node).await, "123.5");

	let printed = script(&node, "upgrade-by-referendum", &["--wasm", &wasm, "--blocks", "5"]).await;
	let (new, name) = version(&node).await;
	assert_eq!((new, name.as_str()), (sero_runtime::VERSION.spec_version.into(), "sero"));
	assert!(new > old);
	for step in [
		"noted the preimage",
		"submitted referendum 0 for system.authorizeUpgrade",
		"//Bob voted aye",
		"paid the decision deposit",
		"the decision begins",
		"confirmed",
		"(system.UpgradeAuthorized)",
		"(system.CodeUpdated)",
		"Done: 1000 -> ",
	] {
		assert!(printed.contains(step), "{step} is missing:\n{printed}");
	}

	// It is spent under the new one, and its change can be spent, too.
	let back = demo::address(2).unwrap().to_string();
	for amount in ["100", "3.25"] {
		let args = ["send", "--to", &back, "--amount", amount, "--wait"];
		assert_eq!(receiver.run(&node, &args).await["status"], "mined");
		sender.wait_for(&node, |e| e["kind"] == "received" && e["amount"] == amount).await;
	}
	let audit = node.call("shielded_supplyAudit", &[]).await;
	assert_eq!(audit["currencies"][0]["balanced"], true);

	// What is refused.
	let old_wasm = root().join(OLD_WASM).display().to_string();
	let tests = ["--test", "test/upgrade.test.mjs"];
	let output = node_js(&node, &tests, &[("SERO_OLD_WASM", old_wasm)]).await;
	let report = String::from_utf8_lossy(&output.stdout);
	assert!(output.status.success(), "{report}\n{}", String::from_utf8_lossy(&output.stderr));
	assert!(
		report.lines().any(|line| line.trim_start_matches(['#', 'ℹ', ' ']) == "pass 4"),
		"{report}"
	);
	assert_eq!(version(&node).await.0, new);

	// Whoever starts from the genesis block comes to the same chain.
	let best = node.best_number().await;
	let hash = node.call("chain_getBlockHash", &[json!(best - 5)]).await;
	let peer = node.p2p_address().await;
	let mut late = Node::start(["--chain", &chain, "--bootnodes", &peer]);
	late.wait_for_block(best).await;
	assert_eq!(late.call("chain_getBlockHash", &[json!(best - 5)]).await, hash);
	assert_eq!(version(&late).await.0, new);
}

/// A payment of the third demo wallet, proved and not sent.
async fn payment(node: &Node, folder: &Path) -> Bundle {
	let keys = WalletKeys::from_seed(Seed::from_bytes(demo::seed(3)), 0).unwrap();
	let cheap = PasswordCost { memory_kib: 8, passes: 1, lanes: 1 };
	create_key_file(folder, &keys, "pw", cheap).unwrap();
	let store = Store::open(folder, &keys).unwrap();
	let chain = Connection::connect(&node.ws_url()).await.unwrap();
	let mut wallet = Wallet::from_parts(keys, store);
	wallet.sync(&chain, &NoProgress).await.unwrap();
	let prover = tokio::task::spawn_blocking(|| Arc::new(Prover::load().unwrap())).await.unwrap();
	let status = chain.status().await.unwrap();
	let to = Recipient::Address(demo::address(1).unwrap());
	let intent = Intent::of_payments(vec![Payment::sero(to, 11 * SERO, Default::default())]);
	let plan = plan(&chain, wallet.store(), intent, status.best).await.unwrap();
	let silent: Arc<dyn Progress> = Arc::new(NoProgress);
	wallet.prove(&plan, status.genesis, &prover, &silent).await.unwrap()
}

/// The status of the only circuit version.
async fn circuit(node: &Node) -> String {
	let circuits = node.call("shielded_circuits", &[]).await;
	circuits[0]["status"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_circuit_refuses_bundles_in_plain_words_until_it_is_resumed() {
	let _alone = alone();
	let mut node = Node::dev();
	node.wait_for_indexed(2).await;
	let folder = tempfile::tempdir().unwrap();
	let bundle = payment(&node, folder.path()).await;
	let encoded = json!(format!("0x{}", hex::encode(bundle.encode())));
	let wallet = Folder::new();
	wallet.run(&node, &["restore", "--seed", &demo_seed(2)]).await;
	let to = demo::address(3).unwrap().to_string();
	let pay = ["send", "--to", to.as_str(), "--amount", "5", "--wait"];
	assert_eq!(wallet.run(&node, &pay).await["status"], "mined");

	let printed = script(&node, "pause-circuit", &["pause"]).await;
	assert!(printed.contains("(shieldedAssets.CircuitPaused)"), "{printed}");
	assert_eq!(circuit(&node).await, "paused");
	let paused = RejectReason::CircuitVersionPaused;
	// Whoever has a proved bundle already.
	let (code, data) = node.call_error("shielded_submitBundle", &[encoded.clone()]).await;
	assert_eq!(code, 7100 + i32::from(paused.code()));
	assert_eq!(data["name"], "CircuitVersionPaused");
	assert_eq!(data["hint"], paused.hint());
	// Whoever goes around the checks of that method.
	let extrinsic = sero_runtime::bundle_extrinsic(bundle.clone()).encode();
	let extrinsic = json!(format!("0x{}", hex::encode(extrinsic)));
	let error = node.try_call("author_submitExtrinsic", &[extrinsic]).await.unwrap_err();
	assert!(error.contains("Invalid Transaction"), "{error}");
	// Whoever uses the wallet: it does not even begin to prove.
	let before = Instant::now();
	let error = wallet.try_run(&node, &pay).await.unwrap_err();
	assert!(matches!(error, WalletError::Rejected(reason) if reason == paused), "{error}");
	assert!(error.hint().contains("wait until the circuit version is active again"), "{error}");
	assert!(before.elapsed() < Duration::from_secs(30), "{:?}", before.elapsed());
	let status = wallet.run(&node, &["status"]).await;
	assert_eq!(status["circuits"][0]["status"], "paused");
	// Blocks and coinbase notes go on: they need no proof.
	let best = node.best_number().await;
	node.wait_for_indexed(best + 3).await;

	// Saying it twice does no harm.
	let again = script(&node, "pause-circuit", &["pause"]).await;
	assert!(again.contains("is paused already"), "{again}");
	let printed = script(&node, "pause-circuit", &["resume"]).await;
	assert!(printed.contains("(shieldedAssets.CircuitResumed)"), "{printed}");
	assert_eq!(circuit(&node).await, "active");

	// The very same bundle is taken now, and the wallet pays again.
	node.call("shielded_submitBundle", &[encoded]).await;
	let nullifiers: Vec<_> = bundle.inputs.iter().map(|input| input.nullifier).collect();
	let chain = Connection::connect(&node.ws_url()).await.unwrap();
	let deadline = Instant::now() + PATIENCE;
	while chain.are_spent(&nullifiers).await.unwrap().contains(&false) {
		assert!(Instant::now() < deadline, "the bundle is not mined:\n{}", node.log());
		tokio::time::sleep(Duration::from_millis(200)).await;
	}
	assert_eq!(wallet.run(&node, &pay).await["status"], "mined");
	let audit = node.call("shielded_supplyAudit", &[]).await;
	assert_eq!(audit["currencies"][0]["balanced"], true);
}
