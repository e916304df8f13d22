// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The economy as a whole: whatever happens, every ticket's principal comes back exactly once, to its
//! owner, and rewards add up to the last unit.

use crate::{mock::*, shares::node_part, types::*, Nodes, Shares, Sums};
use proptest::prelude::*;
use sero_consensus_primitives::{ShareId, ShareRegistry, TicketOutcome};
use sero_primitives::{units::SERO, Balance};
use sero_shielded_primitives::{NodeId, OneTimeAddressBytes, RejectReason, StakingAction};
use std::collections::BTreeMap;

/// What must be paid, by owner, and what was.
#[derive(Default)]
struct Ledgers {
	due: BTreeMap<OneTimeAddressBytes, (Balance, Balance)>,
	paid: BTreeMap<OneTimeAddressBytes, (Balance, Balance)>,
	last_paid: BTreeMap<OneTimeAddressBytes, u32>,
	shares: BTreeMap<ShareId, Share>,
	nodes: BTreeMap<NodeId, OneTimeAddressBytes>,
}

impl Ledgers {
	fn owe(&mut self, to: OneTimeAddressBytes, principal: Balance, reward: Balance) {
		let entry = self.due.entry(to).or_default();
		*entry = (entry.0 + principal, entry.1 + reward);
	}

	/// Books what a block paid. Every owner has one share or node, so its payments keep the cycle.
	fn collect(&mut self) {
		for note in take_notes() {
			let entry = self.paid.entry(note.to).or_default();
			*entry = (entry.0 + note.principal, entry.1 + note.reward);
			let now = System::block_number();
			if let Some(last) = self.last_paid.insert(note.to, now) {
				assert!(now - last >= params().payment_cycle_blocks, "ST-16");
			}
		}
	}

	/// Books the change of a purchase, which comes at once.
	fn collect_change(&mut self, owner: OneTimeAddressBytes, amount: Balance, record: &Share) {
		let staked = record.value * Balance::from(record.tickets.initial);
		let change: Balance = take_notes().iter().map(|note| note.principal).sum();
		assert_eq!(staked + change, amount, "ST-2");
		self.owe(owner, staked, 0);
	}
}

#[derive(Clone, Debug)]
enum Step {
	Buy { node: Option<u8>, amount: u64 },
	Register { fee: u16 },
	Update { node: u8, fee: u16 },
	Close { node: u8 },
	Fail(bool),
}

fn arb_step() -> impl Strategy<Value = Step> {
	prop_oneof![
		8 => (prop::option::of(any::<u8>()), 2_000u64..80_000)
			.prop_map(|(node, amount)| Step::Buy { node, amount }),
		2 => (2_500u16..=7_500).prop_map(|fee| Step::Register { fee }),
		1 => (any::<u8>(), 2_500u16..=7_500).prop_map(|(node, fee)| Step::Update { node, fee }),
		1 => any::<u8>().prop_map(|node| Step::Close { node }),
		1 => any::<bool>().prop_map(Step::Fail),
	]
}

/// An owner that nobody else is.
fn owner(number: u32) -> OneTimeAddressBytes {
	let mut bytes = [1; 96];
	bytes[..4].copy_from_slice(&number.to_le_bytes());
	OneTimeAddressBytes(bytes)
}

fn step(ledgers: &mut Ledgers, number: u32, step: Step) {
	let pick = |choice: u8| {
		let all: Vec<_> = ledgers.nodes.iter().map(|(id, owner)| (*id, *owner)).collect();
		(!all.is_empty()).then(|| all[usize::from(choice) % all.len()])
	};
	let vote_address = owner(number + 1_000_000);
	let from = owner(number);
	match step {
		Step::Buy { node, amount } => {
			let node = node.and_then(pick).map(|(id, _)| id);
			let amount = Balance::from(amount) * SERO / 1_000 + 1;
			let action = StakingAction::BuyShare { vote_address, node, amount };
			match act(number, &from, &action) {
				Ok(()) => {
					let record = share(share_of(number));
					ledgers.collect_change(from, amount, &record);
					ledgers.shares.insert(share_of(number), record);
				},
				Err(reason) => assert!(
					matches!(
						reason,
						RejectReason::StakingNodeClosed
							| RejectReason::StakingUnknownNode
							| RejectReason::TreeFull
							| RejectReason::StakingAmountTooLow
					),
					"{reason:?}"
				),
			}
		},
		Step::Register { fee } => {
			let deposit = params().node_deposit;
			let action = StakingAction::RegisterNode { vote_address, fee, deposit };
			assert_eq!(act(number, &from, &action), Ok(()));
			ledgers.nodes.insert(node_of(number), from);
			ledgers.owe(from, deposit, 0);
		},
		Step::Update { node, fee } => {
			if let Some((node, from)) = pick(node) {
				let _ = act(number, &from, &StakingAction::UpdateNode { node, vote_address, fee });
			}
		},
		Step::Close { node } => {
			if let Some((node, from)) = pick(node) {
				let _ = act(number, &from, &StakingAction::CloseNode { node });
			}
		},
		Step::Fail(fail) => {
			books(|books| books.failure = fail.then_some(RejectReason::TreeFull));
		},
	}
}

/// Ends the block's lottery: `ends` says how each ticket did, and what it earned.
fn settle(ledgers: &mut Ledgers, ends: [(u8, u32); 3]) {
	let outcomes: Vec<_> = draw()
		.into_iter()
		.zip(ends)
		.map(|(ticket, (end, reward))| {
			let reward = Balance::from(reward);
			match end % 3 {
				0 => (ticket, TicketOutcome::Voted, reward),
				1 => (ticket, TicketOutcome::VotedLate, reward),
				_ => (ticket, TicketOutcome::Missed, 0),
			}
		})
		.collect();
	for (ticket, outcome, reward) in &outcomes {
		if *outcome == TicketOutcome::Missed {
			continue;
		}
		let record = ledgers.shares[&ticket.share].clone();
		let fee = record.node.map_or(0, |_| node_part(*reward, record.node_fee));
		assert_eq!(ticket.by_node, record.node.is_some());
		ledgers.owe(record.owner, 0, reward - fee);
		if let Some(node) = record.node {
			ledgers.owe(ledgers.nodes[&node], 0, fee);
		}
	}
	start_block_with(&outcomes);
	ledgers.collect();
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(24))]

	/// Rules ST-2, ST-9, ST-14 to ST-17.
	#[test]
	fn everything_is_paid_back_once_and_to_the_last_unit(
		blocks in prop::collection::vec(
			(prop::collection::vec(arb_step(), 0..3), any::<[(u8, u32); 3]>()),
			1..150,
		),
	) {
		let price = crate::PriceCurve { target: 40, surge: SERO / 1_000, ..main_price() };
		chain_of(config(StakingParams { price, ..params() })).execute_with(|| {
			let mut ledgers = Ledgers::default();
			start_block();
			let mut number = 0;
			for (steps, ends) in blocks {
				for one in steps {
					number += 1;
					step(&mut ledgers, number, one);
				}
				settle(&mut ledgers, ends);
				check();
			}
			// Nobody buys any more, notes can be made again, nodes close as soon as they may.
			books(|books| books.failure = None);
			for _ in 0..params().miss_blocks + 3 * params().payment_cycle_blocks {
				for (node, from) in ledgers.nodes.clone() {
					number += 1;
					let _ = act(number, &from, &StakingAction::CloseNode { node });
				}
				settle(&mut ledgers, [(0, 10), (2, 0), (1, 7)]);
				check();
			}
			prop_assert_eq!(&ledgers.paid, &ledgers.due);
			prop_assert_eq!(Staking::tickets(), 0);
			prop_assert_eq!(Shares::<Test>::iter().count(), 0);
			prop_assert_eq!(Nodes::<Test>::iter().count(), 0);
			let sums = Sums::<Test>::get();
			prop_assert_eq!((sums.staked, sums.waiting), (0, 0));
			prop_assert_eq!(sums.paid, sums.rewarded);
			prop_assert_eq!(sums.bought, sums.voted + sums.missed + sums.expired);
			prop_assert_eq!(books(|books| books.staked), 0);
			Ok(())
		})?;
	}
}
