// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! `SealedAuction` and `Raffle`: what is committed to first and shown later.

use super::stage::{bytes, sero, until, Contract, Person, Secrets};
use crate::common::wallet::Outsider;
use sero_primitives::Balance;
use sp_io::hashing::keccak_256;

/// Seals a bid and enters it; the package and its key.
async fn bid(bidder: &Person<'_>, auction: &Contract, amount: Balance) -> (String, String) {
	let text = sero(amount);
	let create = ["package", "create", "--to", &auction.address, "--amount", &text, "--wait"];
	let made = bidder.run(&create).await;
	let package = made["package"].as_str().unwrap().to_owned();
	bidder.call(auction, &["enter", &package], &[]).await;
	let key = bidder.run(&["package", "key", &package]).await;
	(package, key["key"].as_str().unwrap().to_owned())
}

/// Offers a ticket for bids that come in the next blocks.
pub async fn open_auction(seller: &Person<'_>) -> (Contract, String) {
	let issued = seller.run(&["ticket", "issue", "--category", "SEATS", "--wait"]).await;
	let ticket = format!("SEATS:{}", issued["id"].as_str().unwrap());
	let auction = seller.deploy("SealedAuction", &["--args", "40", "20"]).await;
	let brings = ["--ticket", &ticket, "--as-deployer"];
	seller.call(&auction, &["offer", "SEATS"], &brings).await;
	(auction, ticket)
}

/// Three bids: one wins, one loses and comes back in public, one is never shown.
pub async fn auction(
	seller: &Person<'_>,
	[alice, bob]: [&Person<'_>; 2],
	(auction, ticket): &(Contract, String),
	secrets: &mut Secrets,
) {
	let (high, low, hidden) = (
		12_370_491_856_203_749_618u128,
		7_619_304_285_760_931_487u128,
		9_850_271_463_908_152_736u128,
	);
	let bobs = async { (bid(bob, auction, low).await, bid(bob, auction, hidden).await) };
	let ((winning, key), ((losing, losing_key), (unseen, unseen_key))) =
		tokio::join!(bid(alice, auction, high), bobs);
	let early = alice.refused_call(auction, &["reveal", &winning, &key], &[]).await;
	assert!(early.contains("not now"), "{early}");
	let during = Outsider::look(seller.node).await;
	for (what, amount) in [("the first bid", high), ("the second", low), ("the third", hidden)] {
		during.must_not_see_amount(what, amount, &sero(amount));
	}

	// A trial runs on the newest block's number.
	let ends = alice.read_number(auction, &["biddingEnds"]).await;
	let reveals_end = alice.read_number(auction, &["revealEnds"]).await;
	until(seller.node, ends + 1).await;
	let wrong = alice.refused_call(auction, &["reveal", &winning, &losing_key], &[]).await;
	assert!(wrong.contains("does not open"), "{wrong}");
	alice.call(auction, &["reveal", &winning, &key], &[]).await;
	bob.call(auction, &["reveal", &losing, &losing_key], &[]).await;
	assert_eq!(bob.paid_by_contracts("SERO").await, [sero(low)], "the loser has it back");

	until(seller.node, reveals_end + 1).await;
	let late = bob.refused_call(auction, &["reveal", &unseen, &unseen_key], &[]).await;
	assert!(late.contains("not now"), "{late}");
	bob.call(auction, &["withdraw", &unseen], &[]).await;
	let before = bob.sero().await;
	let unpacked = bob.run(&["package", "unpack", &unseen, "--wait"]).await;
	let fee = sero_wallet::amount::parse_amount(unpacked["fee"].as_str().unwrap()).unwrap();
	assert_eq!(bob.sero().await, before + hidden - fee, "nobody but Bob knows how much");
	bob.call(auction, &["settle"], &[]).await;
	assert_eq!(alice.tickets().await, [ticket.clone()]);
	assert!(seller.paid_by_contracts("SERO").await.contains(&sero(high)));
	let twice = bob.refused_call(auction, &["settle"], &[]).await;
	assert!(twice.contains("not now"), "{twice}");

	let height = alice.give(bob, ticket).await;
	assert_eq!((alice.tickets().await, bob.tickets().await), (vec![], vec![ticket.clone()]));
	secrets.ticket("who has the seat", ticket, height);
	secrets.public_amount("the highest bid", high);
	secrets.amount("the bid that was not shown", hidden);
	secrets.bytes("its key", &bytes(&unseen_key));
	[winning, losing, unseen].iter().for_each(|package| secrets.package(package));
	secrets.contract(auction, &["SERO"]);
}

const STAKE: Balance = 3_000_000_000_000_000_000;

pub async fn open_raffle(host: &Person<'_>) -> Contract {
	let stake = STAKE.to_string();
	host.deploy("Raffle", &["--args", &stake, "25", "20"]).await
}

/// Joins with the hash of a secret and of the address that the raffle knows the player by.
async fn join(player: &Person<'_>, raffle: &Contract, secret: &[u8; 32]) {
	let mut encoded = [0u8; 64];
	encoded[..32].copy_from_slice(secret);
	encoded[44..].copy_from_slice(&player.caller(raffle).0);
	let hash = format!("0x{}", hex::encode(keccak_256(&encoded)));
	let stake = sero(STAKE);
	player.call(raffle, &["join", &hash], &["--amount", &stake]).await;
	let twice = player.refused_call(raffle, &["join", &hash], &["--amount", &stake]).await;
	assert!(twice.contains("joined before"), "{twice}");
}

/// The pot goes to one of two players; what the winner does with it nobody sees.
pub async fn raffle([alice, bob]: [&Person<'_>; 2], raffle: &Contract, secrets: &mut Secrets) {
	let (first, second) = (keccak_256(b"Alice's secret"), keccak_256(b"Bob's secret"));
	tokio::join!(join(alice, raffle, &first), join(bob, raffle, &second));
	let before = Outsider::look(alice.node).await;
	before.must_not_see("a secret that is not shown yet", &first);
	before.must_not_see("a secret that is not shown yet", &second);

	let commit_ends = alice.read_number(raffle, &["commitEnds"]).await;
	let reveal_ends = alice.read_number(raffle, &["revealEnds"]).await;
	until(alice.node, commit_ends + 1).await;
	let [first, second] = [first, second].map(|secret| format!("0x{}", hex::encode(secret)));
	let wrong = alice.refused_call(raffle, &["reveal", &second], &[]).await;
	assert!(wrong.contains("another secret"), "{wrong}");
	let (of_alice, of_bob) = (["reveal", &first[..]], ["reveal", &second[..]]);
	tokio::join!(alice.call(raffle, &of_alice, &[]), bob.call(raffle, &of_bob, &[]));
	let early = bob.refused_call(raffle, &["draw"], &[]).await;
	assert!(early.contains("not now"), "{early}");
	until(alice.node, reveal_ends + 1).await;
	bob.call(raffle, &["draw"], &[]).await;

	// Deposits of freed storage may come back, too: the pot is what counts.
	let pot = sero(2 * STAKE);
	let won = |paid: Vec<String>| paid.contains(&pot);
	let (alice_won, bob_won) =
		(won(alice.paid_by_contracts("SERO").await), won(bob.paid_by_contracts("SERO").await));
	assert!(alice_won != bob_won, "one of them wins");
	let (winner, loser) = if alice_won { (alice, bob) } else { (bob, alice) };
	let consolation = 1_384_905_716_203_948_571u128;
	let before = loser.sero().await;
	winner.pay(loser, "SERO", &sero(consolation)).await;
	assert_eq!(loser.sero().await, before + consolation);
	secrets.amount("what the winner gives the loser", consolation);
	secrets.contract(raffle, &["SERO"]);
}
