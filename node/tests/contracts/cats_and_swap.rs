// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! `Cats` and `OtcSwap`: tickets that have kittens, and a token of which nobody knows how much there is.

use super::stage::{bytes, sero, ticket_id, Person, Secrets};
use crate::common::wallet::Outsider;
use serde_json::json;
use sero_primitives::Balance;
use sp_io::hashing::keccak_256;

const GENES: [&str; 2] = [
	"0xa1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90",
	"0x0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0",
];

/// Two founders are born for two people; one is given away unseen, and so is the kitten.
pub async fn cats([breeder, alice, bob]: [&Person<'_>; 3], secrets: &mut Secrets) {
	let cats = breeder.deploy("Cats", &[]).await;
	for (owner, genes) in [(alice, GENES[0]), (bob, GENES[1])] {
		let found = ["found", &owner.address, genes];
		breeder.call(&cats, &found, &["--as-deployer"]).await;
	}
	let only = alice.refused_call(&cats, &["found", &alice.address, GENES[0]], &[]).await;
	assert!(only.contains("only the breeder"), "{only}");
	let ([mother], [father]) = (&alice.tickets().await[..], &bob.tickets().await[..]) else {
		panic!("each has a cat")
	};

	bob.give(alice, father).await;
	assert_eq!(bob.tickets().await, [""; 0]);
	let nothing = alice.refused_call(&cats, &["mate"], &["--amount", "1"]).await;
	assert!(nothing.contains("bring a cat"), "{nothing}");
	alice.call(&cats, &["mate"], &["--ticket", mother]).await;
	let held = breeder.node.call("assets_ticketSupply", &[json!("CATS")]).await;
	assert_eq!((&held["pool"], &held["held"]), (&json!(1), &json!(1)), "the mother waits");
	alice.call(&cats, &["mate"], &["--ticket", father]).await;

	let parents = [mother.clone(), father.clone()];
	let all = alice.tickets().await;
	let born: Vec<_> = all.iter().filter(|cat| !parents.contains(cat)).collect();
	let [kitten] = born[..] else { panic!("{all:?}") };
	let height = alice.give(bob, kitten).await;

	let mut kept = alice.tickets().await;
	kept.sort_by_key(|cat| cat != mother);
	assert_eq!(kept, parents);
	assert_eq!(bob.tickets().await, [kitten.clone()]);
	let id = format!("0x{}", hex::encode(ticket_id(kitten)));
	let data = bob.read(&cats, &["cats", &id]).await;
	let field = |index: usize| bytes(data[index].as_str().unwrap());
	assert_eq!((field(1), field(2)), (ticket_id(mother), ticket_id(father)));
	assert_eq!(data[4], "1", "the first generation with parents");
	let (genes, mothers, fathers) = (field(0), bytes(GENES[0]), bytes(GENES[1]));
	let inherited = |bit: usize| {
		let at = |genes: &[u8]| genes[bit / 8] >> (bit % 8) & 1;
		at(&genes) == at(&mothers) || at(&genes) == at(&fathers)
	};
	assert!((0..256).all(inherited), "{data}");

	let supply = breeder.node.call("assets_ticketSupply", &[json!("CATS")]).await;
	assert_eq!((&supply["issued"], &supply["pool"]), (&json!(3), &json!(3)));
	secrets.ticket("who has the kitten", kitten, height);
	secrets.contract(&cats, &["SERO"]);
}

/// Terms of a swap, as the contract hashes them.
fn terms(currency: &str, amount: Balance, salt: &[u8; 32]) -> String {
	let mut encoded = [0u8; 5 * 32];
	encoded[..currency.len()].copy_from_slice(currency.as_bytes());
	encoded[48..64].copy_from_slice(&amount.to_be_bytes());
	encoded[128..].copy_from_slice(salt);
	format!("0x{}", hex::encode(keccak_256(&encoded)))
}

/// A token with a hidden supply is swapped for SERO; until then nobody knows what is wanted for it.
pub async fn swap([issuer, alice, bob]: [&Person<'_>; 3], secrets: &mut Secrets) {
	const TOKEN: &str = "GEMSTONES";
	let (issued, given) = (871_290_463_805_716_923u128, 346_917_058_290_643_817u128);
	let (offered, passed_on) = (127_403_986_150_728_439u128, 98_160_374_259_081_643u128);
	let wanted = 4_306_185_927_741_038_562u128;
	let text = issued.to_string();
	let issue = ["token", "issue-hidden", "--currency", TOKEN, "--amount", &text, "--wait"];
	issuer.run(&issue).await;
	issuer.pay(alice, TOKEN, &given.to_string()).await;
	let swap = issuer.deploy("OtcSwap", &[]).await;

	let salt = keccak_256(b"agreed elsewhere");
	let terms = terms("SERO", wanted, &salt);
	let offer = offered.to_string();
	let brings = ["--currency", TOKEN, "--amount", &offer];
	let made = alice.call(&swap, &["make", &terms], &brings).await;
	assert_eq!(made["result"], json!(["1"]));
	let before = Outsider::look(issuer.node).await;
	before.must_not_see_amount("what is wanted", wanted, &sero(wanted));
	before.must_not_see("the salt", &salt);

	let (salt, price) = (format!("0x{}", hex::encode(salt)), sero(wanted));
	let take = ["take", "1", &salt];
	let less = bob.refused_call(&swap, &take, &["--amount", "4.3"]).await;
	assert!(less.contains("not what is wanted"), "{less}");
	let stolen = bob.refused_call(&swap, &["cancel", "1"], &[]).await;
	assert!(stolen.contains("not yours"), "{stolen}");
	bob.call(&swap, &take, &["--amount", &price]).await;
	assert_eq!(alice.has(TOKEN).await, (given - offered).to_string());
	assert!(alice.paid_by_contracts("SERO").await.contains(&price));
	assert_eq!(bob.has(TOKEN).await, offer);

	bob.pay(issuer, TOKEN, &passed_on.to_string()).await;
	assert_eq!(bob.has(TOKEN).await, (offered - passed_on).to_string());
	assert_eq!(issuer.has(TOKEN).await, (issued - given + passed_on).to_string());
	let currency = issuer.node.call("assets_currency", &[json!(TOKEN)]).await;
	assert_eq!(currency["supplyClass"], "hidden");
	assert_eq!(currency["supply"]["hiddenIssues"], 1);

	for (what, amount) in [
		("how much was issued", issued),
		("what Alice was given", given),
		("what Alice kept", given - offered),
		("what Bob handed on", passed_on),
		("what Bob kept", offered - passed_on),
		("what the issuer has", issued - given + passed_on),
	] {
		secrets.amount(what, amount);
	}
	secrets.public_amount("what Alice offered", offered);
	secrets.public_amount("what she got for it", wanted);
	secrets.contract(&swap, &["SERO", TOKEN]);
}
