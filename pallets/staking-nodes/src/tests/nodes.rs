// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Staking nodes: registration, changes, closing, and when the deposit returns.

use crate::{mock::*, types::*, Event, Nodes};
use sero_consensus_primitives::{ShareRegistry, TicketOutcome};
use sero_primitives::units::SERO;
use sero_shielded_primitives::{NodeId, RejectReason, StakingAction};

fn registration(fee: u16, deposit: u128) -> StakingAction {
	StakingAction::RegisterNode { vote_address: address(101), fee, deposit }
}

fn update(node: NodeId, fee: u16) -> StakingAction {
	StakingAction::UpdateNode { node, vote_address: address(77), fee }
}

#[test]
fn a_registered_node_is_there() {
	chain().execute_with(|| {
		start_block();
		let id = register(1, 1, 4_000);
		assert_eq!(id.0, bundle(1).0);
		let record = node(id);
		assert_eq!((record.owner, record.vote_address), (address(1), address(101)));
		assert_eq!((record.fee, record.registered_at), (4_000, 1));
		assert_eq!((record.deposit, record.status), (200_000 * SERO, NodeStatus::Active));
		assert_eq!(events(), vec![Event::NodeRegistered { node: id, fee: 4_000 }]);
		assert_eq!(books(|books| books.staked), 200_000 * SERO);
	});
}

/// Rule ST-6.
#[test]
fn a_wrong_deposit_is_refused() {
	chain().execute_with(|| {
		start_block();
		let right = params().node_deposit;
		for deposit in [0, right - 1, right + 1, 2 * right] {
			let wrong = RejectReason::StakingWrongDeposit;
			assert_refused(&address(1), &registration(5_000, deposit), wrong);
		}
	});
}

/// Rule ST-7.
#[test]
fn a_fee_out_of_range_is_refused() {
	chain().execute_with(|| {
		start_block();
		let id = register(1, 1, 2_500);
		for fee in [0, 2_499, 7_501, 10_000, u16::MAX] {
			let wrong = RejectReason::StakingFeeOutOfRange;
			assert_refused(&address(1), &registration(fee, params().node_deposit), wrong);
			assert_refused(&address(1), &update(id, fee), wrong);
		}
		assert_eq!(act(2, &address(1), &update(id, 7_500)), Ok(()));
	});
}

/// Rule ST-4.
#[test]
fn an_unknown_node_cannot_be_changed() {
	chain().execute_with(|| {
		start_block();
		let node = node_of(5);
		assert_refused(&address(1), &update(node, 5_000), RejectReason::StakingUnknownNode);
		let close = StakingAction::CloseNode { node };
		assert_refused(&address(1), &close, RejectReason::StakingUnknownNode);
	});
}

/// Rule ST-8.
#[test]
fn only_its_owner_changes_a_node() {
	chain().execute_with(|| {
		start_block();
		let node = register(1, 1, 5_000);
		run_to(20);
		// Not even the holder of the vote key.
		for stranger in [2, 101] {
			let stranger = address(stranger);
			assert_refused(&stranger, &update(node, 5_000), RejectReason::StakingNotNodeOwner);
			let close = StakingAction::CloseNode { node };
			assert_refused(&stranger, &close, RejectReason::StakingNotNodeOwner);
		}
	});
}

/// A new fee holds for shares that are bought later: nobody's reward shrinks after the purchase.
#[test]
fn a_share_keeps_the_fee_of_its_purchase() {
	chain().execute_with(|| {
		start_block();
		let id = register(1, 1, 2_500);
		let early = buy(2, 2, Some(id), 2 * SERO);
		assert_eq!(act(3, &address(1), &update(id, 7_500)), Ok(()));
		let late = buy(4, 3, Some(id), 2 * SERO);
		assert_eq!((share(early).node_fee, share(late).node_fee), (2_500, 7_500));
		start_block();
		start_block_with(&outcomes(TicketOutcome::Voted, 1_000));
		assert_eq!((share(early).profit, share(late).profit), (750, 250));
		assert_eq!(node(id).profit, 1_000);
		assert_eq!(node(id).tickets.voted, 2);
		check();
	});
}

/// Rule ST-9: one month.
#[test]
fn a_young_node_cannot_be_closed() {
	chain().execute_with(|| {
		start_block();
		let node = register(1, 1, 5_000);
		let close = StakingAction::CloseNode { node };
		for _ in 0..params().node_lock_blocks {
			assert_refused(&address(1), &close, RejectReason::StakingNodeTooYoung);
			start_block();
		}
		assert_eq!(act(2, &address(1), &close), Ok(()));
	});
}

/// Rule ST-5.
#[test]
fn a_closed_node_takes_no_shares_and_closes_once() {
	chain().execute_with(|| {
		start_block();
		let id = register(1, 1, 5_000);
		run_to(5);
		let held = buy(2, 2, Some(id), 2 * SERO);
		run_to(11);
		let close = StakingAction::CloseNode { node: id };
		assert_eq!(act(3, &address(1), &close), Ok(()));
		assert!(events().contains(&Event::NodeClosed { node: id }));
		let closed = RejectReason::StakingNodeClosed;
		let purchase = StakingAction::BuyShare {
			vote_address: address(101),
			node: Some(id),
			amount: 2 * SERO,
		};
		assert_refused(&address(2), &purchase, closed);
		assert_refused(&address(1), &close, closed);
		// It still votes for what it has, also under a new key.
		assert_eq!(act(4, &address(1), &update(id, 2_500)), Ok(()));
		start_block();
		assert_eq!(draw()[0].share, held);
		assert_eq!(draw()[0].vote_address, address(77).0);
		// Once it is finished nothing can be changed any more.
		start_block_with(&outcomes(TicketOutcome::Voted, 100));
		assert_eq!(node(id).status, NodeStatus::Finished);
		assert_refused(&address(1), &update(id, 2_500), closed);
		assert_refused(&address(1), &close, closed);
		assert_refused(&address(2), &purchase, closed);
	});
}

/// Rule ST-9: the deposit waits for the last share, and is paid once.
#[test]
fn the_deposit_returns_when_the_last_share_has_settled() {
	chain().execute_with(|| {
		start_block();
		let id = register(1, 1, 5_000);
		run_to(8);
		buy(2, 2, Some(id), 4 * SERO);
		run_to(10);
		let last = buy(3, 3, Some(id), 2 * SERO);
		run_to(11);
		assert_eq!(act(4, &address(1), &StakingAction::CloseNode { node: id }), Ok(()));
		assert_eq!(node(id).status, NodeStatus::Closed);
		// Two tickets miss; the third one expires, in block 30.
		let mut outcomes = outcomes(TicketOutcome::Missed, 0);
		outcomes.retain(|(ticket, ..)| ticket.share != last);
		start_block_with(&outcomes);
		run_to(29);
		assert_eq!(node(id).status, NodeStatus::Closed);
		assert_eq!((node(id).tickets.in_pool, node(id).tickets.missed), (1, 2));
		assert_eq!(take_notes(), vec![]);
		start_block();
		assert!(events().contains(&Event::NodeFinished { node: id }));
		assert_eq!(node(id).status, NodeStatus::Finished);
		assert_eq!((node(id).tickets.expired, node(id).deposit), (1, 0));
		check();
		run_to(35);
		let deposit = Note { to: address(1), principal: 200_000 * SERO, reward: 0 };
		let expired = Note { to: address(3), principal: 2 * SERO, reward: 0 };
		assert_eq!(take_notes(), vec![expired, deposit]);
		assert!(Nodes::<Test>::get(id).is_none(), "it is gone");
		// The missed tickets' principal comes later, to the share's owner.
		run_to(100);
		assert_eq!(take_notes(), vec![Note { to: address(2), principal: 4 * SERO, reward: 0 }]);
		check();
	});
}

#[test]
fn a_node_without_shares_gets_its_deposit_back_after_a_cycle() {
	chain().execute_with(|| {
		start_block();
		let id = register(1, 1, 5_000);
		run_to(11);
		assert_eq!(act(2, &address(1), &StakingAction::CloseNode { node: id }), Ok(()));
		assert_eq!(node(id).status, NodeStatus::Finished);
		run_to(15);
		assert_eq!(take_notes(), vec![]);
		start_block();
		let deposit = Note { to: address(1), principal: 200_000 * SERO, reward: 0 };
		assert_eq!(take_notes(), vec![deposit]);
		assert_eq!(books(|books| books.staked), 0);
		check();
	});
}

/// A new address that is not in force yet does not keep a finished node.
#[test]
fn a_finished_node_with_a_waiting_change_goes_quietly() {
	chain().execute_with(|| {
		start_block();
		let id = register(1, 1, 5_000);
		run_to(11);
		assert_eq!(act(2, &address(1), &update(id, 5_000)), Ok(()));
		assert_eq!(act(3, &address(1), &StakingAction::CloseNode { node: id }), Ok(()));
		run_to(30);
		check();
		assert!(Nodes::<Test>::get(id).is_none());
		assert_eq!(Staking::tickets(), 0);
	});
}
