// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The examples of contracts on the real binary, used with the wallet's own commands.

#![allow(clippy::await_holding_lock)]

mod common;

#[path = "contracts/cats_and_swap.rs"]
mod cats_and_swap;
#[path = "contracts/commitments.rs"]
mod commitments;
#[path = "contracts/consent_and_game.rs"]
mod consent_and_game;
#[path = "contracts/stage.rs"]
mod stage;

use common::{
	alone,
	wallet::{demo_seed, Folder, Outsider},
	Node,
};
use serde_json::{json, Value};
use sero_primitives::Balance;
use stage::{artifact, Person, Secrets};

/// A development chain, and wallets with the seeds of demo wallets.
async fn chain(wallets: &[u8]) -> (tempfile::TempDir, Node, Vec<Folder>) {
	let home = tempfile::tempdir().unwrap();
	let mut node = Node::start_at(&home.path().join("data"), ["--dev"]);
	node.wait_for_indexed(1).await;
	let mut folders = Vec::new();
	for wallet in wallets {
		let folder = Folder::new();
		folder.run(&node, &["restore", "--seed", &demo_seed(*wallet)]).await;
		folders.push(folder);
	}
	(home, node, folders)
}

/// What a wallet can spend of a currency.
async fn spendable(folder: &Folder, node: &Node, currency: &str) -> String {
	let balance = folder.run(node, &["balance"]).await;
	let currencies = balance["currencies"].as_array().unwrap();
	let row = currencies.iter().find(|row| row["currency"] == currency);
	row.map_or("0".into(), |row| row["spendable"].as_str().unwrap().to_owned())
}

async fn deploy(folder: &Folder, node: &Node, contract: &str, more: &[&str]) -> String {
	let code = artifact(contract);
	let args = [&["contract", "deploy", "--code", &code, "--wait"], more].concat();
	let answer = folder.run(node, &args).await;
	answer["contract"].as_str().unwrap().to_owned()
}

async fn call(
	folder: &Folder,
	node: &Node,
	(name, contract): (&str, &str),
	function: &[&str],
	more: &[&str],
) -> Value {
	let abi = artifact(name);
	let head = [&["contract", "call", contract], function].concat();
	let args = [&head[..], &["--abi", &abi, "--wait"], more].concat();
	folder.run(node, &args).await
}

/// The counters of a currency: minted, in the pool, held by contracts.
async fn supply(node: &Node, currency: &str) -> (Balance, Balance, Balance) {
	let audit = node.call("shielded_supplyAudit", &[]).await;
	let rows = audit["currencies"].as_array().unwrap();
	let row = rows.iter().find(|row| row["currency"] == currency).unwrap();
	assert_eq!(row["balanced"], true, "{row}");
	let number = |field: &str| {
		let value = row[field].as_str().unwrap_or_else(|| panic!("{field} in {row}"));
		value.parse().unwrap()
	};
	(number("minted"), number("pool"), number("held"))
}

/// Issuer, two users and an outsider: a token is deployed, sold, handed on unseen, and sold back.
#[tokio::test(flavor = "multi_thread")]
async fn an_anonymous_token_is_sold_and_handed_on_unseen() {
	let _alone = alone();
	let (_home, node, folders) = chain(&[1, 2]).await;
	let [issuer, alice] = &folders[..] else { unreachable!() };
	let bob = Folder::new();
	let made = bob.run(&node, &["new"]).await;
	let to = made["address"].as_str().unwrap();

	// A base unit of GOLDEN for a base unit of SERO; the name costs one SERO.
	let supply_text = (10u128.pow(24)).to_string();
	let deposit = ["--amount", "2", "--args", "GOLDEN", &supply_text, "1"];
	let sale = deploy(issuer, &node, "TokenSale", &deposit).await;
	let sale = ("TokenSale", sale.as_str());
	assert_eq!(supply(&node, "GOLDEN").await, (10u128.pow(24), 0, 10u128.pow(24)));

	let bought = call(alice, &node, sale, &["buy"], &["--amount", "3.5"]).await;
	assert_eq!(bought["status"], "mined");
	assert_eq!(spendable(alice, &node, "GOLDEN").await, "3500000000000000000");

	// Unseen: how much goes to Bob, and what is left.
	let (given, rest) = (1_234_567_890_123_456_789u128, 2_265_432_109_876_543_211u128);
	let text = given.to_string();
	let send = ["send", "--to", to, "--currency", "GOLDEN", "--amount", &text, "--wait"];
	alice.run(&node, &send).await;
	alice.run(&node, &["send", "--to", to, "--amount", "7", "--wait"]).await;
	assert_eq!(spendable(alice, &node, "GOLDEN").await, rest.to_string());
	assert_eq!(spendable(&bob, &node, "GOLDEN").await, text);

	// Bob sells a part: that, and what he is paid, everybody sees.
	let part = ["--currency", "GOLDEN", "--amount", "100000000000000000"];
	call(&bob, &node, sale, &["sell"], &part).await;
	let left = (given - 10u128.pow(17)).to_string();
	assert_eq!(spendable(&bob, &node, "GOLDEN").await, left);
	let paid = bob
		.wait_for(&node, |entry| entry["source"] == "contract" && entry["currency"] == "SERO")
		.await;
	assert_eq!((&paid["amount"], &paid["public"]), (&json!("0.1"), &json!(true)));
	let (minted, pool, held) = supply(&node, "GOLDEN").await;
	assert_eq!((minted, pool + held), (10u128.pow(24), 10u128.pow(24)));
	assert_eq!(pool, 34 * 10u128.pow(17));

	// A call without the asset that the contract wants fails, and costs the fee only.
	let before = spendable(&bob, &node, "GOLDEN").await;
	let abi = artifact("TokenSale");
	let wrong = ["contract", "call", sale.1, "buy", "--abi", &abi, "--currency", "GOLDEN"];
	let refused = bob.try_run(&node, &[&wrong[..], &["--amount", "5"]].concat()).await;
	assert!(refused.unwrap_err().to_string().contains("pay in SERO"));
	assert_eq!(spendable(&bob, &node, "GOLDEN").await, before);

	let outsider = Outsider::look(&node).await;
	for (what, amount) in [("what Bob got", given), ("what Alice kept", rest)] {
		outsider.must_not_see_amount(what, amount, &amount.to_string());
	}
	let address: sero_zk_crypto::PaymentAddress = match sero_wallet::plan::parse_recipient(to) {
		Ok(sero_wallet::plan::Recipient::Address(address)) => address,
		other => panic!("{other:?}"),
	};
	outsider.must_not_see_address("Bob", &address);
}

/// A package travels through a contract from hand to hand; nobody on the way reads it.
#[tokio::test(flavor = "multi_thread")]
async fn a_sealed_package_is_handed_over_by_a_contract() {
	let _alone = alone();
	let (home, node, folders) = chain(&[1, 2]).await;
	let [sender, receiver] = &folders[..] else { unreachable!() };
	let chain = deploy(sender, &node, "SupplyChain", &[]).await;
	let chain = ("SupplyChain", chain.as_str());

	// The contract knows the receiver by the address that the receiver has for this contract.
	let greeting = call(receiver, &node, chain, &["legs", &format!("0x{:064x}", 1)], &[]).await;
	let to = greeting["oneTimeAddress"].as_str().unwrap();

	let papers = home.path().join("papers");
	std::fs::write(&papers, "forty barrels of amontillado, kept below 12 degrees").unwrap();
	let (amount, text) = (987_654_321_012_345_678u128, "0.987654321012345678");
	let create = ["package", "create", "--to", chain.1, "--amount", text, "--memo", "leg one"];
	let data = ["--data", papers.to_str().unwrap(), "--wait"];
	let made = sender.run(&node, &[&create[..], &data].concat()).await;
	let package = made["package"].as_str().unwrap().to_owned();
	let key = sender.run(&node, &["package", "key", &package]).await;
	let key = key["key"].as_str().unwrap().to_owned();

	// "paper", which the next hand has to show, and keccak256 of it.
	let shown = "0x7061706572";
	let hash = "0xea923ca2cdda6b54f4fb2bf6a063e5a59a6369ca4c4ae2c4ce02a147b3036a21";
	call(sender, &node, chain, &["hand", &package, to, hash], &[]).await;
	let abi = artifact("SupplyChain");
	let stolen = ["contract", "call", chain.1, "accept", &package, shown, "--abi", &abi];
	assert!(sender.try_run(&node, &stolen).await.is_err(), "only the next hand accepts");

	let before = Outsider::look(&node).await;
	before.must_not_see_amount("what is in the package", amount, text);
	before.must_not_see("the papers", b"amontillado");

	call(receiver, &node, chain, &["accept", &package, shown], &[]).await;
	let seen = receiver.run(&node, &["package", "show", &package, "--key", &key]).await;
	assert_eq!((&seen["own"], &seen["status"]), (&json!(true), &json!("sealed")));
	assert_eq!(
		(&seen["contents"]["amount"], &seen["contents"]["memo"]),
		(&json!(text), &json!("leg one"))
	);
	receiver.run(&node, &["package", "open", &package, "--key", &key, "--wait"]).await;
	// The receiver's own transaction pays the receiver, in public.
	let opened = receiver.wait_for(&node, |entry| entry["package"]["action"] == "open").await;
	let paid = &opened["publicPayments"][0];
	assert_eq!((&paid["amount"], &paid["own"]), (&json!(text), &json!(true)));
	let closed = receiver.try_run(&node, &["package", "open", &package, "--key", &key]).await;
	assert!(closed.is_err(), "a package is opened once");
}

/// The seed of somebody who is not a demo wallet.
fn seed(name: &str) -> String {
	hex::encode(sp_io::hashing::blake2_256(name.as_bytes()))
}

/// Six more examples at the same time, each with an issuer and two users, on a chain that an outsider reads
/// to the last byte when all is over.
#[tokio::test(flavor = "multi_thread")]
async fn examples_end_with_the_right_balances_and_show_nothing_hidden() {
	let _alone = alone();
	let mut node = Node::dev();
	node.wait_for_indexed(1).await;
	let node = &node;
	let demo = |number| async move { Person::new(node, &demo_seed(number)).await };
	// A wallet with money that nobody sees arrive.
	async fn funded<'a>(by: &Person<'a>, name: &str) -> Person<'a> {
		let person = Person::new(by.node, &seed(name)).await;
		by.pay(&person, "SERO", "60").await;
		person
	}

	let cats_and_swap = async {
		let (issuer, mut secrets) = (demo(1).await, Secrets::default());
		let alice = funded(&issuer, "Alice of cats").await;
		let bob = funded(&issuer, "Bob of cats").await;
		let cast = [&issuer, &alice, &bob];
		cats_and_swap::cats(cast, &mut secrets).await;
		cats_and_swap::swap(cast, &mut secrets).await;
		secrets.people(&cast);
		secrets
	};
	let commitments = async {
		let (issuer, mut secrets, mut others) =
			(demo(2).await, Secrets::default(), Secrets::default());
		let alice = funded(&issuer, "Alice of the auction").await;
		let bob = funded(&issuer, "Bob of the auction").await;
		let carol = funded(&issuer, "Carol of the raffle").await;
		let dave = funded(&issuer, "Dave of the raffle").await;
		let raffle = commitments::open_raffle(&issuer).await;
		let auction = async {
			let auction = commitments::open_auction(&issuer).await;
			commitments::auction(&issuer, [&alice, &bob], &auction, &mut secrets).await;
		};
		let raffle = commitments::raffle([&carol, &dave], &raffle, &mut others);
		tokio::join!(auction, raffle);
		secrets.people(&[&issuer, &alice, &bob, &carol, &dave]);
		secrets.and(others)
	};
	let consent_and_game = async {
		let (issuer, mut secrets) = (demo(3).await, Secrets::default());
		let patient = funded(&issuer, "the patient").await;
		let doctor = funded(&issuer, "the doctor").await;
		consent_and_game::consent([&issuer, &patient, &doctor], &mut secrets).await;
		let poor = Person::new(node, &seed("who has no SERO")).await;
		consent_and_game::game([&issuer, &doctor, &poor], &mut secrets).await;
		secrets.people(&[&issuer, &patient, &doctor, &poor]);
		secrets
	};
	let (first, second, third) = tokio::join!(cats_and_swap, commitments, consent_and_game);
	first.and(second).and(third).check(node).await;
}
