// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What tickets earn, when principal comes back, and how it is paid.

use crate::{mock::*, shares::node_part, types::*, Event, Shares};
use proptest::prelude::*;
use sero_consensus_primitives::TicketOutcome;
use sero_primitives::{units::SERO, Balance};
use sero_shielded_primitives::RejectReason;

const REWARD: Balance = 1_000_003;

/// Rule ST-15.
#[test]
fn a_vote_earns_its_reward_and_returns_the_principal() {
	chain().execute_with(|| {
		start_block();
		let id = buy(1, 1, None, 2 * SERO);
		start_block();
		start_block_with(&outcomes(TicketOutcome::Voted, REWARD));
		let voted = Event::TicketVoted { share: id, late: false, reward: REWARD, fee: 0 };
		assert_eq!(events(), vec![voted]);
		let record = share(id);
		assert_eq!(record.income, Income { principal: 2 * SERO, reward: REWARD });
		assert_eq!((record.profit, record.payment_due), (REWARD, Some(8)));
		assert_eq!(record.status(), ShareStatus::Settling);
		run_to(7);
		assert_eq!(take_notes(), vec![]);
		start_block();
		assert_eq!(
			take_notes(),
			vec![Note { to: address(1), principal: 2 * SERO, reward: REWARD }]
		);
		assert_eq!(Shares::<Test>::get(id), None);
		assert!(events().contains(&Event::ShareFinished { share: id }));
		check();
		// Its place in the other queues does no harm.
		run_to(100);
		assert_eq!(take_notes(), vec![]);
		check();
	});
}

/// Rule ST-15: the node's part, rounded down, and the rest add up.
#[test]
fn a_nodes_vote_is_shared_with_the_node() {
	chain().execute_with(|| {
		start_block();
		let id = register(1, 1, 2_500);
		buy(2, 2, Some(id), 2 * SERO);
		start_block();
		start_block_with(&outcomes(TicketOutcome::VotedLate, REWARD));
		let (fee, own) = (250_000, 750_003);
		let event = Event::TicketVoted { share: share_of(2), late: true, reward: own, fee };
		assert_eq!(events(), vec![event]);
		run_to(8);
		let owners = Note { to: address(2), principal: 2 * SERO, reward: own };
		let nodes = Note { to: address(1), principal: 0, reward: fee };
		assert_eq!(take_notes(), vec![owners, nodes]);
		assert_eq!((node(id).profit, node(id).income), (fee, Income::default()));
		check();
	});
}

/// Rule ST-14: never drawn, principal back when the time is over.
#[test]
fn tickets_that_are_not_drawn_expire() {
	chain().execute_with(|| {
		start_block();
		let id = buy(1, 1, None, 6 * SERO);
		run_to(20);
		assert_eq!(share(id).tickets.in_pool, 3);
		start_block();
		assert_eq!(events(), vec![Event::TicketsExpired { share: id, tickets: 3 }]);
		assert_eq!(share(id).tickets.expired, 3);
		assert!(draw().is_empty());
		run_to(26);
		assert_eq!(take_notes(), vec![Note { to: address(1), principal: 6 * SERO, reward: 0 }]);
		check();
	});
}

/// Rule ST-14: a missed ticket's principal is kept for the miss window, counted from the purchase.
#[test]
fn missed_tickets_are_released_late() {
	chain().execute_with(|| {
		start_block();
		let id = buy(1, 1, None, 10 * SERO);
		start_block();
		start_block_with(&outcomes(TicketOutcome::Missed, REWARD));
		assert_eq!(events(), vec![Event::TicketMissed { share: id }; 3]);
		assert_eq!(share(id).income, Income::default(), "a miss earns nothing");
		run_to(26);
		// The other two expired in block 21.
		assert_eq!(take_notes(), vec![Note { to: address(1), principal: 4 * SERO, reward: 0 }]);
		run_to(60);
		assert_eq!(share(id).tickets.missed, 3);
		start_block();
		assert_eq!(events(), vec![Event::MissedReleased { share: id, tickets: 3 }]);
		run_to(66);
		assert_eq!(take_notes(), vec![Note { to: address(1), principal: 6 * SERO, reward: 0 }]);
		assert_eq!(Shares::<Test>::get(id), None);
		check();
	});
}

/// Rule ST-16: all that came due within a cycle is one note, and there is one note per cycle.
#[test]
fn a_share_is_paid_once_per_cycle() {
	chain().execute_with(|| {
		start_block();
		let id = buy(1, 1, None, 60 * SERO);
		start_block();
		let (mut paid_at, mut sum) = (Vec::new(), 0);
		for _ in 0..40 {
			start_block_with(&outcomes(TicketOutcome::Voted, REWARD));
			for note in take_notes() {
				paid_at.push(System::block_number());
				sum += note.principal;
				assert_eq!(note.principal / (2 * SERO) * REWARD, note.reward);
			}
			check();
		}
		// First income in block 3; the last tickets are drawn in block 12.
		assert_eq!(paid_at, vec![8, 14]);
		assert_eq!(sum, 60 * SERO);
		assert!(paid_at.windows(2).all(|at| at[1] - at[0] >= params().payment_cycle_blocks));
		assert_eq!(Shares::<Test>::get(id), None);
	});
}

/// Rule ST-17: nothing is lost if a note cannot be made.
#[test]
fn a_failed_payment_is_tried_again_a_cycle_later() {
	chain().execute_with(|| {
		start_block();
		let id = buy(1, 1, None, 4 * SERO);
		buy(2, 2, None, 2 * SERO);
		start_block();
		start_block_with(&outcomes(TicketOutcome::Voted, REWARD));
		books(|books| books.failure = Some(RejectReason::TreeFull));
		run_to(8);
		let failed =
			Event::PaymentFailed { payee: Payee::Share(id), reason: RejectReason::TreeFull };
		assert!(events().contains(&failed));
		assert_eq!(share(id).income, Income { principal: 4 * SERO, reward: 2 * REWARD });
		assert_eq!(share(id).payment_due, Some(13));
		check();
		books(|books| books.failure = None);
		run_to(13);
		let mut notes = take_notes();
		notes.sort_by_key(|note| note.to);
		assert_eq!(
			notes,
			vec![
				Note { to: address(1), principal: 4 * SERO, reward: 2 * REWARD },
				Note { to: address(2), principal: 2 * SERO, reward: REWARD },
			]
		);
		check();
	});
}

/// Rule ST-18.
#[test]
fn payments_of_a_block_are_bounded() {
	chain().execute_with(|| {
		start_block();
		let count = 2 * MAX_SHARE_PAYMENTS + 3;
		for number in 0..count {
			buy(number, 1, None, 2 * SERO);
		}
		// They expire in blocks 21 and 22, and are paid from block 26 on.
		let mut notes = Vec::new();
		for _ in 0..30 {
			start_block();
			notes.push(take_notes().len() as u32);
			check();
		}
		assert_eq!(&notes[24..29], [MAX_SHARE_PAYMENTS, MAX_SHARE_PAYMENTS, 3, 0, 0]);
		assert_eq!(notes.iter().sum::<u32>(), count);
	});
}

proptest! {
	#[test]
	fn a_nodes_part_is_the_exact_one(reward in 0u128..=u128::MAX >> 14, fee in 0u16..=10_000) {
		prop_assert_eq!(node_part(reward, fee), reward * u128::from(fee) / 10_000);
	}

	#[test]
	fn a_nodes_part_is_never_more_than_all(reward in any::<u128>(), fee in any::<u16>()) {
		prop_assert!(node_part(reward, fee) <= reward);
	}
}
