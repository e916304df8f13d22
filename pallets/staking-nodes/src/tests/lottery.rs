// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What blocks draw, and that a client draws the same.

use crate::{mock::*, types::*, Slots};
use proptest::prelude::*;
use sero_consensus_primitives::{Draw, ShareRegistry, TicketOutcome};
use sero_primitives::units::SERO;
use sero_shielded_primitives::StakingAction;
use sp_core::H256;
use std::collections::BTreeMap;

#[test]
fn shares_are_drawn_by_their_number_of_tickets() {
	chain().execute_with(|| {
		start_block();
		let small = buy(1, 1, None, 20 * SERO);
		let large = buy(2, 2, None, 180 * SERO);
		start_block();
		let mut seen: BTreeMap<H256, u32> = BTreeMap::new();
		for number in 0..4_000 {
			for ticket in Staking::draw(&seed(number), 3) {
				*seen.entry(ticket.share).or_default() += 1;
			}
		}
		assert_eq!(seen[&small] + seen[&large], 12_000);
		assert!((1_080..1_320).contains(&seen[&small]), "{}", seen[&small]);
	});
}

#[test]
fn a_draw_changes_nothing() {
	chain().execute_with(|| {
		start_block();
		buy(1, 1, None, 20 * SERO);
		start_block();
		let root = sp_io::storage::root(sp_runtime::StateVersion::V1);
		assert_eq!(draw(), draw());
		assert_eq!(Staking::draw(&seed(1), 200).len(), 3, "never more than a seal can hold");
		Staking::draw_for_child(Some(&seed(2)), &seed(3), 3);
		assert_eq!(sp_io::storage::root(sp_runtime::StateVersion::V1), root);
		check();
	});
}

/// Rule ST-13: the last tickets are drawn like any others, and an empty lottery draws nothing.
#[test]
fn the_lottery_runs_dry() {
	chain().execute_with(|| {
		start_block();
		buy(1, 1, None, 10 * SERO);
		start_block();
		let mut drawn = Vec::new();
		for _ in 0..4 {
			let outcomes = outcomes(TicketOutcome::Voted, 0);
			drawn.push(outcomes.len());
			start_block_with(&outcomes);
			check();
		}
		assert_eq!(drawn, vec![3, 2, 0, 0]);
		assert_eq!(Slots::<Test>::iter().count(), 0);
	});
}

/// Rule ST-12: a block's own bundles do not change what it draws.
#[test]
fn a_new_vote_address_counts_from_the_next_block_on() {
	chain().execute_with(|| {
		start_block();
		let node = register(1, 1, 5_000);
		buy(2, 2, Some(node), 20 * SERO);
		start_block();
		let before = draw();
		assert!(before.iter().all(|t| t.by_node && t.vote_address == address(101).0));
		for (number, new) in [(3, 7), (4, 8)] {
			let action = StakingAction::UpdateNode { node, vote_address: address(new), fee: 2_500 };
			assert_eq!(act(number, &address(1), &action), Ok(()));
		}
		assert_eq!(draw(), before, "late votes for this block are still those of the old key");
		let child = Staking::draw_for_child(Some(&seed(2)), &seed(3), 3);
		assert!(child.iter().all(|ticket| ticket.vote_address == address(8).0));
		start_block_with(&outcomes(TicketOutcome::Voted, SERO));
		assert_eq!(draw(), child);
		check();
	});
}

#[derive(Clone, Debug)]
enum Step {
	Buy { owner: u8, node: bool, tickets: u8 },
	Update { address: u8 },
	Close,
}

fn arb_step() -> impl Strategy<Value = Step> {
	prop_oneof![
		6 => (1u8..50, any::<bool>(), 1u8..12)
			.prop_map(|(owner, node, tickets)| Step::Buy { owner, node, tickets }),
		2 => (1u8..90).prop_map(|address| Step::Update { address }),
		1 => Just(Step::Close),
	]
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(24))]

	/// Rules VT-5, ST-13: what a client draws for a block, on its parent's state, is what the chain
	/// draws after the block, whatever the block's bundles do and however its parent's tickets ended.
	#[test]
	fn client_and_chain_draw_the_same(
		blocks in prop::collection::vec(
			(prop::collection::vec(arb_step(), 0..6), any::<[u8; 3]>()),
			1..60,
		),
	) {
		chain().execute_with(|| {
			start_block();
			let node = register(0, 1, 5_000);
			let mut bundles = 0;
			let mut expected = Draw::new();
			for (steps, ends) in blocks {
				for step in steps {
					bundles += 1;
					let (from, action) = match step {
						Step::Buy { owner, node: by_node, tickets } => (owner, StakingAction::BuyShare {
							vote_address: address(owner + 100),
							node: by_node.then_some(node),
							amount: u128::from(tickets) * 2 * SERO,
						}),
						Step::Update { address: new } => {
							let vote_address = address(new);
							(1, StakingAction::UpdateNode { node, vote_address, fee: 4_000 })
						},
						Step::Close => (1, StakingAction::CloseNode { node }),
					};
					// Some are refused once the node is closed.
					let _ = act(bundles, &address(from), &action);
				}
				prop_assert_eq!(draw(), expected, "block {}", System::block_number());
				let number = System::block_number();
				expected = Staking::draw_for_child(Some(&seed(number)), &seed(number + 1), 3);
				let outcomes: Vec<_> = draw().into_iter().zip(ends).map(|(ticket, end)| {
					match end % 3 {
						0 => (ticket, TicketOutcome::Voted, SERO),
						1 => (ticket, TicketOutcome::VotedLate, SERO / 3),
						_ => (ticket, TicketOutcome::Missed, 0),
					}
				}).collect();
				start_block_with(&outcomes);
				check();
			}
			Ok(())
		})?;
	}
}

/// The first block of a chain draws from the genesis shares; there is no parent seed then.
#[test]
fn block_1_draws_from_the_genesis_shares() {
	let genesis = crate::GenesisConfig {
		shares: vec![GenesisShare {
			owner: address(1).0.to_vec(),
			vote_address: address(2).0.to_vec(),
			node: None,
			tickets: 50,
			value: SERO,
		}],
		..config(params())
	};
	chain_of(genesis).execute_with(|| {
		assert_eq!(Staking::tickets(), 50);
		let child = Staking::draw_for_child(None, &seed(1), 3);
		assert_eq!(child.len(), 3);
		start_block();
		assert_eq!(draw(), child);
		let child = Staking::draw_for_child(Some(&seed(1)), &seed(2), 3);
		start_block_with(&outcomes(TicketOutcome::Voted, 0));
		assert_eq!(draw(), child);
	});
}
