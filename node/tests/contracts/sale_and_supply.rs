// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! `TokenSale` and `SupplyChain`: what is bought in public and handed on unseen.

use super::stage::{sero, Person, Secrets};
use crate::common::wallet::Outsider;
use serde_json::json;
use sero_primitives::{units::SERO, Balance};

/// A token is deployed, sold, handed on unseen, and sold back.
pub async fn sale([issuer, alice, bob]: [&Person<'_>; 3], secrets: &mut Secrets) {
	// A base unit of GOLDEN for a base unit of SERO; the name costs one SERO.
	let minted: Balance = 1_000_000 * SERO;
	let text = minted.to_string();
	let sale = issuer.deploy("TokenSale", &["--amount", "2", "--args", "GOLDEN", &text, "1"]).await;
	let supply = || async {
		let currency = issuer.node.call("assets_currency", &[json!("GOLDEN")]).await;
		let number =
			|field: &str| currency["supply"][field].as_str().unwrap().parse::<Balance>().unwrap();
		(number("minted"), number("pool"), number("held"))
	};
	assert_eq!(supply().await, (minted, 0, minted));

	let bought = 35 * SERO / 10;
	alice.call(&sale, &["buy"], &["--amount", "3.5"]).await;
	assert_eq!(alice.has("GOLDEN").await, bought.to_string());

	// Unseen: how much goes to Bob, and what is left.
	let given = 1_260_738_504_961_735_809;
	alice.pay(bob, "GOLDEN", &given.to_string()).await;
	assert_eq!(alice.has("GOLDEN").await, (bought - given).to_string());
	assert_eq!(bob.has("GOLDEN").await, given.to_string());

	// Bob sells a part: that, and what he is paid, everybody sees.
	let sold = SERO / 10;
	let part = ["--currency", "GOLDEN", "--amount", &sold.to_string()];
	bob.call(&sale, &["sell"], &part).await;
	assert_eq!(bob.has("GOLDEN").await, (given - sold).to_string());
	let paid =
		bob.wait_for(|entry| entry["source"] == "contract" && entry["amount"] == sero(sold)).await;
	assert_eq!((&paid["currency"], &paid["public"]), (&json!("SERO"), &json!(true)));
	assert_eq!(supply().await, (minted, bought - sold, minted - (bought - sold)));

	// A call without the asset that the contract wants fails, and costs nothing.
	let before = bob.has("GOLDEN").await;
	let wrong = bob.refused_call(&sale, &["buy"], &["--currency", "GOLDEN", "--amount", "5"]).await;
	assert!(wrong.contains("pay in SERO"), "{wrong}");
	assert_eq!(bob.has("GOLDEN").await, before);

	secrets.amount("how much gold Bob got", given);
	secrets.amount("how much gold Alice kept", bought - given);
	secrets.amount("how much gold Bob kept", given - sold);
	secrets.public_amount("how much gold Alice bought", bought);
	secrets.contract(&sale, &["SERO", "GOLDEN"]);
}

/// A package travels through a contract from hand to hand; nobody on the way reads it.
pub async fn supply_chain([carrier, sender, receiver]: [&Person<'_>; 3], secrets: &mut Secrets) {
	let chain = carrier.deploy("SupplyChain", &[]).await;
	// The contract knows the receiver by the address that the receiver has for this contract.
	let greeting = receiver.call(&chain, &["legs", &format!("0x{:064x}", 1)], &[]).await;
	let to = greeting["oneTimeAddress"].as_str().unwrap();

	let papers = sender.file("papers");
	std::fs::write(&papers, "forty barrels of amontillado, kept below 12 degrees").unwrap();
	let (amount, text) = (970_318_642_085_719_364, "0.970318642085719364");
	let create = ["package", "create", "--to", &chain.address, "--amount", text];
	let data = ["--memo", "leg one", "--data", papers.to_str().unwrap(), "--wait"];
	let made = sender.run(&[&create[..], &data].concat()).await;
	let package = made["package"].as_str().unwrap();
	let key = sender.run(&["package", "key", package]).await;
	let key = key["key"].as_str().unwrap();

	let shown = format!("0x{}", hex::encode("paper"));
	let hash = format!("0x{}", hex::encode(sp_io::hashing::keccak_256(b"paper")));
	sender.call(&chain, &["hand", package, to, &hash], &[]).await;
	let stolen = carrier.refused_call(&chain, &["accept", package, &shown], &[]).await;
	assert!(stolen.contains("not for you"), "{stolen}");
	let before = Outsider::look(carrier.node).await;
	before.must_not_see_amount("what is in the package", amount, text);

	receiver.call(&chain, &["accept", package, &shown], &[]).await;
	let seen = receiver.run(&["package", "show", package, "--key", key]).await;
	assert_eq!((&seen["own"], &seen["status"]), (&json!(true), &json!("sealed")));
	assert_eq!(
		(&seen["contents"]["amount"], &seen["contents"]["memo"]),
		(&json!(text), &json!("leg one"))
	);
	receiver.run(&["package", "open", package, "--key", key, "--wait"]).await;
	// The receiver's own transaction pays the receiver, in public.
	let opened = receiver.wait_for(|entry| entry["package"]["action"] == "open").await;
	let paid = &opened["publicPayments"][0];
	assert_eq!((&paid["amount"], &paid["own"]), (&json!(text), &json!(true)));
	let closed = receiver.refused(&["package", "open", package, "--key", key]).await;
	assert!(!closed.is_empty(), "a package is opened once");

	// Its key is public now; before, nobody could read the papers.
	secrets.bytes("the papers", b"amontillado");
	secrets.public_amount("what was in the package", amount);
	secrets.package(package);
	secrets.contract(&chain, &["SERO"]);
}
