// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! `MedicalConsent` and `GamePoints`: who may read a record, and who plays without SERO.

use super::stage::{bytes, sero, Person, Secrets};
use serde_json::json;
use sero_primitives::Balance;

const RECORD: &[u8] = b"penicillin: anaphylaxis in 1997; blood group AB negative";

fn xor(left: &[u8], right: &[u8]) -> Vec<u8> {
	assert_eq!(left.len(), right.len());
	left.iter().zip(right).map(|(left, right)| left ^ right).collect()
}

/// A clinic seals a record for a patient; a doctor pays to read it, and nobody else can.
pub async fn consent([clinic, patient, doctor]: [&Person<'_>; 3], secrets: &mut Secrets) {
	let consent = clinic.deploy("MedicalConsent", &[]).await;
	let file = clinic.file("record");
	std::fs::write(&file, RECORD).unwrap();
	let refund = 2_704_916_358_271_049_635u128;
	let text = sero(refund);
	let create = ["package", "create", "--to", &patient.address, "--amount", &text];
	let data = ["--memo", "refund and record", "--data", file.to_str().unwrap(), "--wait"];
	let made = clinic.run(&[&create[..], &data].concat()).await;
	let package = made["package"].as_str().unwrap();
	let share = ["package", "share-key", package, "--to", &patient.address, "--wait"];
	clinic.run(&share).await;

	patient.call(&consent, &["register", package], &[]).await;
	let again = doctor.refused_call(&consent, &["register", package], &[]).await;
	assert!(again.contains("registered before"), "{again}");
	doctor.call(&consent, &["ask", package, "500"], &["--amount", "2"]).await;
	let stolen = doctor.refused_call(&consent, &["consent", "1", "0x00"], &[]).await;
	assert!(stolen.contains("not yours"), "{stolen}");

	// The pad goes from patient to doctor unseen: what the contract keeps says nothing without it.
	let key = patient.run(&["package", "key", package]).await;
	let key = bytes(key["key"].as_str().unwrap());
	let pad = sp_io::hashing::blake2_256(b"drawn by the patient, used once");
	let (pad_text, gift) = (hex::encode(pad), 31_870_264_915_308_472u128);
	let amount = sero(gift);
	let send =
		["send", "--to", &doctor.address, "--amount", &amount, "--memo", &pad_text, "--wait"];
	patient.run(&send).await;
	let sealed = format!("0x{}", hex::encode(xor(&key, &pad)));
	let fee = patient.call(&consent, &["consent", "1", &sealed], &[]).await;
	assert_eq!(fee["status"], "mined");
	assert_eq!(patient.paid_by_contracts("SERO").await, ["2"]);

	let memo =
		doctor.wait_for(|entry| entry["source"] == "hidden" && entry["amount"] == amount).await;
	let pad_read = hex::decode(memo["memo"].as_str().unwrap()).unwrap();
	let answer = doctor.read(&consent, &["answer", "1"]).await;
	let answer = bytes(answer[0].as_str().unwrap());
	let wrong = format!("0x{}", hex::encode(&answer));
	doctor.refused(&["package", "show", package, "--key", &wrong]).await;
	let read_key = format!("0x{}", hex::encode(xor(&answer, &pad_read)));
	let seen = doctor.run(&["package", "show", package, "--key", &read_key]).await;
	assert_eq!(bytes(seen["contents"]["data"].as_str().unwrap()), RECORD);
	assert_eq!((&seen["own"], &seen["status"]), (&json!(false), &json!("sealed")));
	let foreign = doctor.refused(&["package", "unpack", package]).await;
	assert!(!foreign.is_empty(), "the doctor reads and owns nothing");

	let before = patient.sero().await;
	let unpacked = patient.run(&["package", "unpack", package, "--wait"]).await;
	let fee = sero_wallet::amount::parse_amount(unpacked["fee"].as_str().unwrap()).unwrap();
	assert_eq!(patient.sero().await, before + refund - fee);

	secrets.bytes("the record", RECORD);
	secrets.bytes("a part of the record", b"penicillin");
	secrets.bytes("its memo", b"refund and record");
	secrets.bytes("its key", &key);
	secrets.bytes("the pad", &pad);
	secrets.amount("what is refunded", refund);
	secrets.amount("what goes with the pad", gift);
	secrets.package(package);
	secrets.contract(&consent, &["SERO"]);
}

/// Base units of points for 10^18 base units of SERO.
const RATE: Balance = 1_000_000_000_000_000;
const PRICE: Balance = 1_000_000_000_000_000;

/// Points are won in public, handed on unseen, and pay for an item and for its fee.
pub async fn game([server, bob, alice]: [&Person<'_>; 3], secrets: &mut Secrets) {
	let (price, rate) = (PRICE.to_string(), RATE.to_string());
	// A SERO for the name, the rest for fees of players.
	let args = ["--args", "POINTS", "ARCADE_ITEMS", &price, &rate, "--amount", "51"];
	let game = server.deploy("GamePoints", &args).await;
	let (won, given) = (98_417_205_963_081_457u128, 23_690_154_872_036_981u128);
	let match_id = format!("0x{}", "c4".repeat(32));
	let amount = won.to_string();
	let pay = ["pay", &bob.address, &amount, &match_id];
	server.call(&game, &pay, &["--as-deployer"]).await;
	let twice = server.refused_call(&game, &pay, &["--as-deployer"]).await;
	assert!(twice.contains("paid before"), "{twice}");
	assert_eq!(bob.has("POINTS").await, amount);
	bob.pay(alice, "POINTS", &given.to_string()).await;
	assert_eq!(bob.has("POINTS").await, (won - given).to_string());

	// Alice has no SERO, and needs none.
	assert_eq!((alice.sero().await, alice.has("POINTS").await), (0, given.to_string()));
	let brings = ["--currency", "POINTS", "--amount", &price, "--gas-token", "POINTS"];
	alice.call(&game, &["buy"], &brings).await;
	let bought = alice.wait_for(|entry| entry["contract"]["action"] == "call").await;
	let tokens = bought["contract"]["feeTokens"].as_str().unwrap().parse::<Balance>().unwrap();
	assert!(tokens > 0, "{bought:#}");
	let [item] = &alice.tickets().await[..] else { panic!("Alice has bought one item") };
	let left = given - PRICE - tokens;
	assert_eq!((alice.sero().await, alice.has("POINTS").await), (0, left.to_string()));
	let height = u32::try_from(bought["height"].as_u64().unwrap()).unwrap();

	let supply = server.node.call("assets_currency", &[json!("POINTS")]).await;
	let number =
		|field: &str| supply["supply"][field].as_str().unwrap().parse::<Balance>().unwrap();
	assert_eq!(number("minted"), 10u128.pow(30));
	assert_eq!(number("pool"), won - PRICE - tokens, "what the two have");
	assert_eq!(number("held"), 10u128.pow(30) - number("pool"));
	secrets.amount("what Bob handed on", given);
	secrets.amount("what Bob kept", won - given);
	secrets.amount("what Alice has left", left);
	secrets.ticket("who has the item", item, height + 1);
	secrets.contract(&game, &["SERO", "POINTS"]);
}
