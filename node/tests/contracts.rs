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
#[path = "contracts/defects.rs"]
mod defects;
#[path = "contracts/sale_and_supply.rs"]
mod sale_and_supply;
#[path = "contracts/stage.rs"]
mod stage;

use common::{alone, wallet::demo_seed, Node};
use stage::{Person, Secrets};

/// The seed of somebody who is not a demo wallet.
fn seed(name: &str) -> String {
	hex::encode(sp_io::hashing::blake2_256(name.as_bytes()))
}

/// All examples at the same time, each with an issuer and two users, on a chain that an outsider reads
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

	let tickets_and_tokens = async {
		let (issuer, mut secrets) = (demo(1).await, Secrets::default());
		let alice = funded(&issuer, "Alice of cats").await;
		let bob = funded(&issuer, "Bob of cats").await;
		let cast = [&issuer, &alice, &bob];
		cats_and_swap::cats(cast, &mut secrets).await;
		cats_and_swap::swap(cast, &mut secrets).await;
		sale_and_supply::sale(cast, &mut secrets).await;
		defects::log0_is_an_ordinary_event(&issuer).await;
		defects::offsets_and_lengths_are_checked(&issuer).await;
		defects::nothing_is_burned(&bob).await;
		secrets.people(&cast);
		secrets
	};
	let commitments = async {
		let (issuer, mut secrets, mut others) =
			(demo(2).await, Secrets::default(), Secrets::default());
		let alice = funded(&issuer, "Alice of the auction").await;
		let bob = funded(&issuer, "Bob of the auction").await;
		let auction = commitments::open_auction(&issuer).await;
		let auction = commitments::auction(&issuer, [&alice, &bob], &auction, &mut secrets);
		let raffle = async {
			let carol = funded(&issuer, "Carol of the raffle").await;
			let dave = funded(&issuer, "Dave of the raffle").await;
			let raffle = commitments::open_raffle(&issuer).await;
			commitments::raffle([&carol, &dave], &raffle, &mut others).await;
			[carol, dave]
		};
		let ((), [carol, dave]) = tokio::join!(auction, raffle);
		secrets.people(&[&issuer, &alice, &bob, &carol, &dave]);
		secrets.and(others)
	};
	let packages_and_points = async {
		let (issuer, mut secrets) = (demo(3).await, Secrets::default());
		let patient = funded(&issuer, "the patient").await;
		let doctor = funded(&issuer, "the doctor").await;
		consent_and_game::consent([&issuer, &patient, &doctor], &mut secrets).await;
		sale_and_supply::supply_chain([&issuer, &doctor, &patient], &mut secrets).await;
		let poor = Person::new(node, &seed("who has no SERO")).await;
		consent_and_game::game([&issuer, &doctor, &poor], &mut secrets).await;
		secrets.people(&[&issuer, &patient, &doctor, &poor]);
		secrets
	};
	let (first, second, third) = tokio::join!(tickets_and_tokens, commitments, packages_and_points);
	first.and(second).and(third).check(node).await;
}
