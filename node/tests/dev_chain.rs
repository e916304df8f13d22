// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The development chain on the real binary.

#![allow(clippy::await_holding_lock)]

mod common;

use codec::{Decode, Encode};
use common::{alone, run_ok, Node, PATIENCE};
use serde_json::{json, Value};
use sero_runtime::{
	demo, extension, AccountId, Balance, RuntimeCall, SignedPayload, UncheckedExtrinsic,
};
use sero_shielded_primitives::{BlockNotes, NoteEntry, PublicOrigin};
use sp_core::{crypto::Pair, H256};
use sp_keyring::Sr25519Keyring;
use sp_runtime::{generic::Era, MultiSignature};
use std::time::{Duration, Instant};

/// A transaction of an account.
async fn signed(node: &Node, from: Sr25519Keyring, call: RuntimeCall) -> String {
	let genesis: H256 =
		serde_json::from_value(node.call("chain_getBlockHash", &[json!(0)]).await).unwrap();
	let account = from.to_account_id();
	let nonce = node
		.call("system_accountNextIndex", &[json!(account)])
		.await
		.as_u64()
		.expect("the nonce is a number");
	let extension = extension(Era::Immortal, nonce as u32, 0);
	let version = sero_runtime::VERSION;
	let payload = SignedPayload::from_raw(
		call.clone(),
		extension.clone(),
		(
			(),
			(),
			version.spec_version,
			version.transaction_version,
			genesis,
			genesis,
			(),
			(),
			(),
			None,
			(),
			(),
		),
	);
	let signature = payload.using_encoded(|bytes| from.pair().sign(bytes));
	let extrinsic: UncheckedExtrinsic = sp_runtime::generic::UncheckedExtrinsic::new_signed(
		call,
		account.into(),
		MultiSignature::Sr25519(signature),
		extension,
	)
	.into();
	format!("0x{}", hex::encode(extrinsic.encode()))
}

/// The free balance of an account.
async fn balance(node: &Node, account: &AccountId) -> Balance {
	let key = frame_system::Account::<sero_runtime::Runtime>::hashed_key_for(account);
	let value = node.call("state_getStorage", &[json!(format!("0x{}", hex::encode(key)))]).await;
	let Some(text) = value.as_str() else { return 0 };
	let bytes = hex::decode(text.trim_start_matches("0x")).unwrap();
	type Data = <sero_runtime::Runtime as frame_system::Config>::AccountData;
	let info = frame_system::AccountInfo::<u32, Data>::decode(&mut &bytes[..]).unwrap();
	info.data.free
}

/// The notes of blocks.
fn notes(blocks: &Value) -> Vec<BlockNotes> {
	let decode = |block: &Value| {
		let bytes = hex::decode(block["notes"].as_str().unwrap().trim_start_matches("0x"));
		BlockNotes::decode(&mut &bytes.unwrap()[..]).unwrap()
	};
	blocks.as_array().unwrap().iter().map(decode).collect()
}

#[tokio::test]
async fn a_newcomer_gets_blocks_and_sees_the_demo_wallets() {
	let _alone = alone();
	let mut node = Node::dev();
	node.wait_for_block(1).await;
	println!("first block after {:.1} s", node.uptime().as_secs_f32());
	let start = Instant::now();
	node.wait_for_block(11).await;
	println!("ten more blocks in {:.1} s", start.elapsed().as_secs_f32());

	let banner = node.stdout();
	for number in 1..=demo::WALLETS {
		assert!(banner.contains(&hex::encode(demo::seed(number))), "{banner}");
		assert!(banner.contains(&demo::address(number).unwrap().to_string()), "{banner}");
	}
	assert!(banner.contains("WARNING"), "{banner}");
	assert!(banner.contains(&node.ws_url()), "{banner}");

	assert_eq!(node.call("system_chain", &[]).await, "SERO Development");
	let properties = node.call("system_properties", &[]).await;
	assert_eq!(properties["tokenSymbol"], "SERO");
	let methods = node.call("rpc_methods", &[]).await.to_string();
	for method in ["shielded_blocks", "mining_status", "payment_queryInfo", "chainHead_v1_follow"] {
		assert!(methods.contains(method), "{method}");
	}

	// With one node nobody can disagree: finality follows, so that applications show it.
	let deadline = Instant::now() + PATIENCE;
	while node.call("shielded_status", &[]).await["finalizedNumber"] == 0 {
		assert!(Instant::now() < deadline, "nothing becomes final");
		tokio::time::sleep(Duration::from_millis(200)).await;
	}
}

#[tokio::test]
async fn wallets_can_read_everything_they_need() {
	let _alone = alone();
	let mut node = Node::dev();
	node.wait_for_indexed(3).await;
	let status = node.call("shielded_status", &[]).await;
	assert_eq!(status["specName"], "sero");
	assert_eq!(status["transactionVersion"], 1);

	let blocks = node.call("shielded_blocks", &[json!(0), json!(512)]).await;
	let decoded = notes(&blocks);
	// Genesis: the notes of the demo wallets.
	assert_eq!(decoded[0].first_index, 0);
	assert_eq!(decoded[0].entries.len(), usize::from(demo::WALLETS) * demo::NOTES.len());
	assert_eq!(blocks[0]["parent"], json!(H256::zero()));
	// Every block: the coinbase note.
	let mut leaves = decoded[0].entries.len() as u32;
	for (block, number) in decoded[1..].iter().zip(1..) {
		assert_eq!(block.first_index, leaves);
		let NoteEntry::Public(record) = &block.entries[0] else { panic!("no public note") };
		assert_eq!(record.origin, PublicOrigin::Coinbase);
		assert!(record.output.amount > 0);
		leaves += block.entries.len() as u32;
		assert_eq!(blocks[number]["parent"], blocks[number - 1]["hash"]);
	}
	assert_eq!(node.call("shielded_blocks", &[json!(1_000_000), json!(5)]).await, json!([]));

	let served = node.call("shielded_leaves", &[json!(0), json!(8192)]).await;
	assert!(served.as_array().unwrap().len() >= leaves as usize);
	let path = node.call("shielded_path", &[json!(0)]).await;
	assert_eq!(path["siblings"].as_array().unwrap().len(), 16);
	assert_eq!(node.call("shielded_isAnchorKnown", &[path["anchor"].clone()]).await, true);
	let unknown = json!(H256::repeat_byte(1));
	assert_eq!(node.call("shielded_isAnchorKnown", &[unknown.clone()]).await, false);
	assert_eq!(node.call("shielded_areSpent", &[json!([unknown])]).await, json!([false]));

	let fee = |value: Value| value.as_str().unwrap().parse::<u128>().unwrap();
	let shape = |i: u32, o: u32| [json!(i), json!(o), json!(0)];
	let small = fee(node.call("shielded_requiredFee", &shape(2, 2)).await);
	let large = fee(node.call("shielded_requiredFee", &shape(4, 2)).await);
	assert!(0 < small && small < large);

	let audit = node.call("shielded_supplyAudit", &[]).await;
	assert_eq!(audit["currencies"][0]["currency"], "SERO");
	assert_eq!(audit["currencies"][0]["balanced"], true);
	let circuits = node.call("shielded_circuits", &[]).await;
	assert_eq!(circuits[0]["version"], 1);
	assert_eq!(circuits[0]["status"], "active");
	assert_eq!(circuits[0]["provenance"], "development");

	let mining = node.call("mining_status", &[]).await;
	assert_eq!(mining["local"]["threads"], 1);
	assert!(mining["difficulty"].as_str().unwrap().parse::<u128>().unwrap() > 0);
	assert!(!mining.to_string().contains(&demo::address(1).unwrap().to_string()));
}

#[tokio::test]
async fn requests_have_bounds_and_errors_say_what_to_do() {
	let _alone = alone();
	let mut node = Node::start(["--dev", "--no-mine"]);
	node.wait_for_indexed(0).await;
	let many: Vec<_> = (0..1025).map(|_| H256::zero()).collect();
	for (method, params) in [
		("shielded_blocks", vec![json!(0), json!(513)]),
		("shielded_leaves", vec![json!(0), json!(8193)]),
		("shielded_areSpent", vec![json!(many)]),
		("shielded_requiredFee", vec![json!(65), json!(2), json!(0)]),
		("shielded_requiredFee", vec![json!(2), json!(2), json!(0), json!("0xff")]),
		("shielded_path", vec![json!(100_000)]),
	] {
		let (code, data) = node.call_error(method, &params).await;
		assert_eq!(code, 7001, "{method}");
		assert!(!data["hint"].as_str().unwrap().is_empty(), "{method}");
	}
	for garbage in ["0x", "0x00", "0x0100"] {
		let (code, data) = node.call_error("shielded_submitBundle", &[json!(garbage)]).await;
		assert_eq!(code, 7124);
		assert_eq!(data["name"], "Malformed");
		assert_eq!(data["code"], 24);
	}
	// The node that does not mine says so, and stays where it is.
	assert_eq!(node.call("mining_status", &[]).await["local"]["threads"], 0);
	tokio::time::sleep(Duration::from_secs(5)).await;
	assert_eq!(node.best_number().await, 0);
}

#[tokio::test]
async fn accounts_can_pay_each_other_and_the_fee_goes_to_the_miner() {
	let _alone = alone();
	let mut node = Node::dev();
	node.wait_for_block(1).await;
	let (alice, bob) = (Sr25519Keyring::Alice, Sr25519Keyring::Bob);
	let before = balance(&node, &bob.to_account_id()).await;
	let amount = 5 * sero_primitives::units::SERO;
	let call = sero_runtime::BalancesCall::transfer_keep_alive {
		dest: bob.to_account_id().into(),
		value: amount,
	};
	let extrinsic = signed(&node, alice, call.into()).await;
	let info = node.call("payment_queryInfo", &[json!(extrinsic)]).await;
	let fee: Balance = info["partialFee"].as_str().unwrap().parse().unwrap();
	node.call("author_submitExtrinsic", &[json!(extrinsic)]).await;
	let deadline = Instant::now() + PATIENCE;
	while balance(&node, &bob.to_account_id()).await != before + amount {
		assert!(Instant::now() < deadline, "the transfer is not included");
		tokio::time::sleep(Duration::from_millis(200)).await;
	}
	let paid = demo::ACCOUNT_ENDOWMENT - amount - balance(&node, &alice.to_account_id()).await;
	assert!(0 < paid && paid <= fee, "{paid} of {fee}");

	// Nothing got lost on the way from the account to the coinbase note.
	let best = node.best_number().await;
	node.wait_for_block(best + 1).await;
	let audit = node.call("shielded_supplyAudit", &[]).await;
	let sero = &audit["currencies"][0];
	assert_eq!(sero["balanced"], true);
	assert_eq!(sero["shielded"].as_str().unwrap().parse::<Balance>().unwrap(), paid);
	assert_eq!(sero["fees"], "0");

	// The same transaction is refused a second time.
	assert!(node.try_call("author_submitExtrinsic", &[json!(extrinsic)]).await.is_err());
}

#[tokio::test]
async fn a_killed_node_continues_where_it_was() {
	let _alone = alone();
	let mut node = Node::dev();
	node.wait_for_block(4).await;
	let genesis = node.call("chain_getBlockHash", &[json!(0)]).await;
	let second = node.call("chain_getBlockHash", &[json!(2)]).await;
	node.kill();
	let mut node = node.restart();
	node.wait_until_ready().await;
	let resumed = node.best_number().await;
	// What was flushed last may be missing, nothing before.
	assert!(resumed >= 2, "resumed at {resumed}");
	assert_eq!(node.call("chain_getBlockHash", &[json!(0)]).await, genesis);
	assert_eq!(node.call("chain_getBlockHash", &[json!(2)]).await, second);
	node.wait_for_indexed(resumed + 2).await;
	let blocks = node.call("shielded_blocks", &[json!(0), json!(512)]).await;
	assert!(blocks.as_array().unwrap().len() as u32 > resumed);
}

#[tokio::test]
async fn blocks_survive_export_import_and_revert() {
	let _alone = alone();
	let home = tempfile::tempdir().unwrap();
	let text = |path: &std::path::Path| path.to_str().unwrap().to_string();
	let (data, copy) = (text(&home.path().join("data")), text(&home.path().join("copy")));
	let file = text(&home.path().join("blocks"));
	let mut node = Node::start_at(data.as_ref(), ["--dev"]);
	node.wait_for_block(5).await;
	let third = node.call("chain_getBlockHash", &[json!(3)]).await;
	drop(node);

	let base = |path: &str| ["--chain".to_string(), "dev".into(), "-d".into(), path.into()];
	let command = |name: &str, path: &str, rest: &[&str]| {
		let mut args = vec![name.to_string()];
		args.extend(base(path));
		args.extend(rest.iter().map(|arg| arg.to_string()));
		run_ok(args)
	};
	command("export-blocks", &data, &["--to", "4", &file]);
	command("import-blocks", &copy, &[&file]);
	let info: Value = serde_json::from_str(&command("chain-info", &copy, &[])).unwrap();
	assert_eq!(info["best_number"], 4);
	command("check-block", &copy, &["3"]);
	command("revert", &copy, &["1"]);
	let info: Value = serde_json::from_str(&command("chain-info", &copy, &[])).unwrap();
	assert_eq!(info["best_number"], 3);
	assert_eq!(info["best_hash"], third);
	command("purge-chain", &copy, &["-y"]);
	let info: Value = serde_json::from_str(&command("chain-info", &copy, &[])).unwrap();
	assert_eq!(info["best_number"], 0);
}
