// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What broke the original, sent to a real node; the pallets' tests go into each case.

use super::stage::Person;
use serde_json::json;
use sp_io::hashing::keccak_256;

/// Deploys init code that is not of a compiler.
async fn deploy(person: &Person<'_>, name: &str, code: &str) -> String {
	let file = person.file(name);
	std::fs::write(&file, code).unwrap();
	let args = ["contract", "deploy", "--code", file.to_str().unwrap(), "--wait"];
	person.run(&args).await["contract"].as_str().unwrap().to_owned()
}

/// Original: `LOG0` stopped every node, with and without operands on the stack.
pub async fn log0_is_an_ordinary_event(person: &Person<'_>) {
	// PUSH1 0, PUSH1 0, LOG0, STOP; in front of it, code that returns these six bytes.
	let logs = deploy(person, "logs", "0x6560006000a0006000526006601af3").await;
	let called = person.run(&["contract", "call", &logs, "--wait"]).await;
	assert_eq!(called["status"], "mined");
	// LOG0 and STOP.
	let broken = deploy(person, "broken", "0x61a0006000526002601ef3").await;
	let refused = person.refused(&["contract", "call", &broken]).await;
	assert!(!refused.is_empty(), "an empty stack fails the call, and nothing else");
}

/// Runtime code that hands all call data to the precompile, and returns whether that took it.
const FORWARDER: &str =
	"0x6026600a5f3960265ff3365f5f375f5f365f5f73000000000000000000000000000000005e2000005af15f5260205ff3";

/// Original: native functions read memory at unchecked offsets and lengths.
pub async fn offsets_and_lengths_are_checked(person: &Person<'_>) {
	let forwarder = deploy(person, "forwarder", FORWARDER).await;
	let takes = |function: &'static str, words: &'static [&'static str]| {
		let selector = hex::encode(&keccak_256(function.as_bytes())[..4]);
		let word = |word: &&str| format!("{word:0>64}");
		let data = format!("0x{selector}{}", words.iter().map(word).collect::<String>());
		let forwarder = forwarder.clone();
		async move {
			let answer = person.run(&["contract", "read", &forwarder, &data]).await;
			u8::from_str_radix(&answer["output"].as_str().unwrap()[2..], 16).unwrap() == 1
		}
	};
	const MOST: &str = "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";
	let issue = "issueToken(uint256,string)";
	assert!(takes("msgAmount()", &[]).await, "the forwarder works");
	assert!(!takes("noSuchFunction()", &[]).await);
	for words in [
		&[][..],
		&["1"],
		&["1", MOST],
		&["1", MOST, "1"],
		&["1", "40", MOST],
		&["1", "40", "ffffffffffffffff"],
		&["1", "10000000000", "1"],
		&[MOST, MOST, MOST],
	] {
		assert!(!takes(issue, words).await, "{words:?}");
	}
}

/// Original: a call to no contract, and a deployment without code, burned what they carried.
pub async fn nothing_is_burned(person: &Person<'_>) {
	let before = person.sero().await;
	let nowhere = format!("0x{}", "09".repeat(20));
	person.refused(&["contract", "call", &nowhere, "--amount", "5", "--wait"]).await;
	let empty = person.file("empty");
	std::fs::write(&empty, "0x").unwrap();
	let code = empty.to_str().unwrap();
	person.refused(&["contract", "deploy", "--code", code, "--amount", "5", "--wait"]).await;
	assert_eq!(person.sero().await, before);
	let sero = person.node.call("assets_currency", &[json!("SERO")]).await;
	assert_eq!(sero["supply"]["balanced"], true);
}
