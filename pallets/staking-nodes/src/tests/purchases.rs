// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Buying shares: what is refused, what is booked, when it counts.

use crate::{mock::*, types::*, Event, Shares, Sums};
use sero_consensus_primitives::ShareRegistry;
use sero_primitives::{units::SERO, Balance};
use sero_shielded_primitives::{NodeId, RejectReason, StakingAction};

fn purchase(node: Option<NodeId>, amount: Balance) -> StakingAction {
	StakingAction::BuyShare { vote_address: address(101), node, amount }
}

/// Rule ST-1.
#[test]
fn a_chain_without_staking_refuses_every_action() {
	chain_of(Default::default()).execute_with(|| {
		start_block();
		let (vote_address, node) = (address(101), node_of(1));
		for action in [
			purchase(None, 10 * SERO),
			StakingAction::RegisterNode { vote_address, fee: 5_000, deposit: 200_000 * SERO },
			StakingAction::UpdateNode { node, vote_address, fee: 5_000 },
			StakingAction::CloseNode { node },
		] {
			assert_refused(&address(1), &action, RejectReason::StakingNotConfigured);
		}
		assert_eq!(Staking::tickets(), 0);
		assert!(draw().is_empty());
		assert_eq!(Staking::quote(SERO), None);
		assert_eq!(Staking::price(), 0);
	});
}

/// Rule ST-2.
#[test]
fn an_amount_below_one_ticket_is_refused() {
	chain().execute_with(|| {
		start_block();
		let too_low = RejectReason::StakingAmountTooLow;
		assert_refused(&address(1), &purchase(None, 0), too_low);
		assert_refused(&address(1), &purchase(None, 2 * SERO - 1), too_low);
		assert_eq!(act(1, &address(1), &purchase(None, 2 * SERO)), Ok(()));
	});
}

/// Rule ST-3.
#[test]
fn a_vote_address_that_is_none_is_refused() {
	chain().execute_with(|| {
		start_block();
		let node = register(1, 1, 5_000);
		for (vote_address, reason) in
			[(NO_POINT, RejectReason::InvalidPoint), (LOW_ORDER, RejectReason::LowOrderPoint)]
		{
			let deposit = params().node_deposit;
			let amount = 10 * SERO;
			for action in [
				StakingAction::BuyShare { vote_address, node: None, amount },
				StakingAction::BuyShare { vote_address, node: Some(node), amount },
				StakingAction::RegisterNode { vote_address, fee: 5_000, deposit },
				StakingAction::UpdateNode { node, vote_address, fee: 5_000 },
			] {
				assert_refused(&address(1), &action, reason);
			}
		}
	});
}

/// Rule ST-4.
#[test]
fn a_share_of_an_unknown_node_is_refused() {
	chain().execute_with(|| {
		start_block();
		let action = purchase(Some(node_of(9)), 10 * SERO);
		assert_refused(&address(1), &action, RejectReason::StakingUnknownNode);
	});
}

/// Rule ST-10.
#[test]
fn a_full_set_is_refused() {
	chain().execute_with(|| {
		start_block();
		let full = || Sums::<Test>::mutate(|sums| core::mem::replace(&mut sums.shares, u32::MAX));
		let shares = full();
		let refused = Err(RejectReason::StakingSetFull);
		let action = purchase(None, 10 * SERO);
		let check = <Staking as sero_shielded_primitives::StakingActions>::check;
		assert_eq!(check(&address(1), &action), refused);
		Sums::<Test>::mutate(|sums| sums.shares = shares);
		assert_eq!(act(1, &address(1), &action), Ok(()));
	});
}

/// Rules ST-2, ST-11.
#[test]
fn a_purchase_is_booked_to_the_last_unit_and_the_rest_returns() {
	let price = main_price();
	chain_of(config(StakingParams { price, ..params() })).execute_with(|| {
		start_block();
		let amount = 100 * SERO + 7;
		let id = buy(1, 1, None, amount);
		let record = share(id);
		let count = record.tickets.initial;
		let cost: Balance = (0..u64::from(count)).map(|n| price.price(n)).sum();
		assert!(cost <= amount && cost + price.price(count.into()) > amount);
		assert_eq!(record.value, cost / Balance::from(count));
		let staked = record.value * Balance::from(count);
		let change = Note { to: address(1), principal: amount - staked, reward: 0 };
		assert_eq!(take_notes(), vec![change]);
		assert_eq!(books(|books| books.staked), staked);
		assert_eq!((record.owner, record.vote_address), (address(1), address(101)));
		assert_eq!((record.node, record.node_fee, record.bought_at), (None, 0, 1));
		assert_eq!(
			events(),
			vec![Event::SharesBought {
				share: id,
				node: None,
				tickets: count,
				value: record.value,
				change: change.principal,
			}]
		);
		// The next one is dearer, already in the same block.
		assert_eq!(Staking::price(), price.price(count.into()));
		let second = share(buy(2, 2, None, amount));
		assert!(second.value > record.value);
		assert_eq!(Staking::price(), price.price((count + second.tickets.initial).into()));
	});
}

#[test]
fn a_purchase_without_rest_makes_no_note() {
	chain().execute_with(|| {
		start_block();
		buy(1, 1, None, 8 * SERO);
		assert_eq!(take_notes(), vec![]);
	});
}

#[test]
fn a_purchase_is_limited() {
	chain().execute_with(|| {
		start_block();
		let id = buy(1, 1, None, 5_000 * SERO);
		assert_eq!(share(id).tickets.initial, 1_000);
		assert_eq!(take_notes().pop().map(|note| note.principal), Some(3_000 * SERO));
	});
}

/// A purchase whose rest cannot be paid does not happen.
#[test]
fn a_purchase_whose_rest_cannot_return_is_refused() {
	chain().execute_with(|| {
		start_block();
		books(|books| books.failure = Some(RejectReason::TreeFull));
		assert_eq!(act(1, &address(1), &purchase(None, 9 * SERO)), Err(RejectReason::TreeFull));
		assert_eq!(Shares::<Test>::iter().count(), 0);
	});
}

/// Rule ST-11.
#[test]
fn a_bundle_buys_one_share() {
	chain().execute_with(|| {
		start_block();
		let id = buy(1, 1, None, 8 * SERO);
		assert_ne!(id.0, bundle(1).0);
		let again = act(1, &address(1), &purchase(None, 8 * SERO));
		assert_eq!(again, Err(RejectReason::InvalidAction));
	});
}

/// Rule ST-13.
#[test]
fn a_share_enters_the_lottery_one_block_later() {
	chain().execute_with(|| {
		start_block();
		let id = buy(1, 1, None, 8 * SERO);
		assert_eq!(share(id).status(), ShareStatus::Waiting);
		assert_eq!((Staking::tickets(), draw().len()), (0, 0));
		let child = Staking::draw_for_child(Some(&seed(1)), &seed(2), 3);
		start_block();
		assert_eq!(share(id).status(), ShareStatus::InPool);
		assert_eq!(Staking::tickets(), 4);
		assert_eq!(draw(), child);
		assert_eq!(draw().len(), 3);
		assert!(draw().iter().all(|ticket| ticket.share == id && !ticket.by_node));
		assert_eq!(draw()[0].vote_address, address(101).0);
		check();
	});
}

/// Rule ST-18: a block takes a bounded number; the rest waits.
#[test]
fn too_many_purchases_wait_in_order() {
	chain().execute_with(|| {
		start_block();
		let count = MAX_ACTIVATIONS + 10;
		let ids: Vec<_> = (0..count).map(|number| buy(number, 1, None, 2 * SERO)).collect();
		start_block();
		assert_eq!(Staking::tickets(), u64::from(MAX_ACTIVATIONS));
		let late = buy(count, 1, None, 2 * SERO);
		for id in &ids[MAX_ACTIVATIONS as usize..] {
			assert_eq!(share(*id).status(), ShareStatus::Waiting);
		}
		start_block();
		assert_eq!(Staking::tickets(), u64::from(count) + 1);
		assert_eq!(share(late).status(), ShareStatus::InPool);
		// They expire in the same order, again a bounded number per block.
		run_to(params().expiry_blocks + 1);
		assert_eq!(Staking::tickets(), u64::from(count + 1 - MAX_EXPIRIES));
		assert_eq!(share(ids[0]).status(), ShareStatus::Settling);
		assert_eq!(share(late).status(), ShareStatus::InPool);
		check();
	});
}
