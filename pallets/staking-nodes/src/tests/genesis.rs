// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The genesis configuration.

use crate::{
	genesis::{genesis_node_id, genesis_share_id},
	mock::*,
	types::*,
};
use sero_consensus_primitives::{ShareRegistry, TicketOutcome};
use sero_primitives::units::SERO;

fn genesis_node() -> GenesisNode {
	GenesisNode { owner: address(1).0.to_vec(), vote_address: address(101).0.to_vec(), fee: 5_000 }
}

fn genesis_share(node: Option<u32>) -> GenesisShare {
	GenesisShare {
		owner: address(2).0.to_vec(),
		vote_address: address(102).0.to_vec(),
		node,
		tickets: 30,
		value: 2 * SERO,
	}
}

fn genesis() -> crate::GenesisConfig<Test> {
	crate::GenesisConfig {
		nodes: vec![genesis_node()],
		shares: vec![genesis_share(Some(0)), genesis_share(None)],
		..config(params())
	}
}

#[test]
fn genesis_shares_are_in_the_lottery_and_staked() {
	chain_of(genesis()).execute_with(|| {
		assert_eq!(Staking::tickets(), 60);
		assert_eq!(books(|books| books.staked), 200_000 * SERO + 60 * 2 * SERO);
		let by_node = share(genesis_share_id(0));
		assert_eq!((by_node.node, by_node.node_fee), (Some(genesis_node_id(0)), 5_000));
		assert_eq!(node(genesis_node_id(0)).tickets.in_pool, 30);
		start_block();
		let drawn = draw();
		assert!(drawn.iter().all(|t| t.by_node == (t.share == genesis_share_id(0))));
		start_block_with(&outcomes(TicketOutcome::Voted, 1_000));
		check();
		// They expire, and everything is paid back.
		run_to(40);
		check();
		let principal: u128 = take_notes().iter().map(|note| note.principal).sum();
		assert_eq!(principal, 60 * 2 * SERO);
	});
}

#[test]
fn genesis_shares_may_be_worth_nothing() {
	let mut config = genesis();
	config.shares[1].value = 0;
	chain_of(config).execute_with(|| {
		run_to(40);
		check();
		assert_eq!(crate::Shares::<Test>::iter().count(), 0);
	});
}

/// The configuration as it stands in a chain specification: the main chain's numbers.
#[test]
fn the_configuration_has_this_json() {
	let json = serde_json::json!({
		"params": {
			"price": {
				"base": 2_000_000_000_000_000_000u64,
				"step": 759_357_240_838_722u64,
				"target": 326_592,
				"surge": 232_509_443_231u64,
			},
			"maxTicketsPerPurchase": 1_000,
			"expiryBlocks": 198_720,
			"missBlocks": 596_160,
			"paymentCycleBlocks": 42_336,
			"nodeDeposit": 1_000_000_000_000_000_000u64,
			"nodeLockBlocks": 198_720,
			"nodeMinFee": 2_500,
			"nodeMaxFee": 7_500,
		},
		"nodes": [{
			"owner": sp_core::bytes::to_hex(&address(1).0, false),
			"voteAddress": sp_core::bytes::to_hex(&address(101).0, false),
			"fee": 5_000,
		}],
		"shares": [
			{
				"owner": sp_core::bytes::to_hex(&address(2).0, false),
				"voteAddress": sp_core::bytes::to_hex(&address(102).0, false),
				"node": 0,
				"tickets": 30,
				"value": 2_000_000_000_000_000_000u64,
			},
			{
				"owner": sp_core::bytes::to_hex(&address(2).0, false),
				"voteAddress": sp_core::bytes::to_hex(&address(102).0, false),
				"tickets": 30,
				"value": 0,
			},
		],
	});
	let read: crate::GenesisConfig<Test> =
		serde_json::from_str(&json.to_string()).expect("it is the configuration's JSON");
	assert_eq!(read.params, Some(StakingParams { node_deposit: SERO, ..main_params() }));
	assert_eq!(
		(read.nodes.clone(), read.shares[0].clone()),
		(genesis().nodes, genesis().shares[0].clone())
	);
	assert_eq!((read.shares[1].node, read.shares[1].value), (None, 0));
	chain_of(read);
}

/// Amounts above 2^64 survive JSON.
#[test]
fn large_amounts_survive_json() {
	let json = serde_json::to_string(&config(main_params())).expect("it has a JSON form");
	let read: crate::GenesisConfig<Test> = serde_json::from_str(&json).expect("the same");
	assert_eq!(read.params, Some(main_params()));
}

fn built(change: impl FnOnce(&mut crate::GenesisConfig<Test>)) {
	let mut config = genesis();
	change(&mut config);
	chain_of(config);
}

fn built_with(change: impl FnOnce(&mut StakingParams)) {
	let mut params = params();
	change(&mut params);
	chain_of(config(params));
}

#[test]
#[should_panic(expected = "stakingNodes.params is missing")]
fn shares_need_parameters() {
	built(|config| config.params = None);
}

#[test]
#[should_panic(expected = "stakingNodes.params.price.base must not be 0")]
fn a_ticket_costs_something() {
	built_with(|params| params.price.base = 0);
}

#[test]
#[should_panic(expected = "stakingNodes.params.maxTicketsPerPurchase must not be 0")]
fn a_purchase_has_room_for_a_ticket() {
	built_with(|params| params.max_tickets_per_purchase = 0);
}

#[test]
#[should_panic(expected = "stakingNodes.params.expiryBlocks must not be 0")]
fn tickets_live_for_a_while() {
	built_with(|params| params.expiry_blocks = 0);
}

#[test]
#[should_panic(expected = "stakingNodes.params.missBlocks is below expiryBlocks")]
fn missed_tickets_are_not_released_before_others_expire() {
	built_with(|params| params.miss_blocks = params.expiry_blocks - 1);
}

#[test]
#[should_panic(expected = "stakingNodes.params.paymentCycleBlocks must not be 0")]
fn the_payment_cycle_is_not_zero() {
	built_with(|params| params.payment_cycle_blocks = 0);
}

#[test]
#[should_panic(expected = "stakingNodes.params.nodeMinFee is above nodeMaxFee")]
fn fees_are_in_order() {
	built_with(|params| params.node_min_fee = 7_501);
}

#[test]
#[should_panic(expected = "stakingNodes.params.nodeMaxFee is above 10000")]
fn a_fee_is_a_part() {
	built_with(|params| params.node_max_fee = 10_001);
}

#[test]
#[should_panic(expected = "stakingNodes.nodes[0]: owner must have 96 bytes")]
fn a_nodes_owner_has_an_address() {
	built(|config| config.nodes[0].owner.push(0));
}

#[test]
#[should_panic(expected = "stakingNodes.nodes[0]: voteAddress is refused: LowOrderPoint")]
fn a_nodes_vote_address_is_one() {
	built(|config| config.nodes[0].vote_address = LOW_ORDER.0.to_vec());
}

#[test]
#[should_panic(expected = "stakingNodes.nodes[0]: fee is out of range")]
fn a_genesis_nodes_fee_is_in_range() {
	built(|config| config.nodes[0].fee = 100);
}

#[test]
#[should_panic(expected = "stakingNodes.shares[1]: owner is refused: InvalidPoint")]
fn a_shares_owner_has_an_address() {
	built(|config| config.shares[1].owner = NO_POINT.0.to_vec());
}

#[test]
#[should_panic(expected = "stakingNodes.shares[0]: node is not in the list of nodes")]
fn a_genesis_shares_node_is_there() {
	built(|config| config.shares[0].node = Some(1));
}

#[test]
#[should_panic(expected = "stakingNodes.shares[0]: tickets must not be 0")]
fn a_genesis_share_has_tickets() {
	built(|config| config.shares[0].tickets = 0);
}

#[test]
#[should_panic(expected = "stakingNodes.shares[0]: tickets times value is too large")]
fn a_genesis_shares_principal_can_be_counted() {
	built(|config| config.shares[0].value = u128::MAX / 2);
}

#[test]
#[should_panic(expected = "stakingNodes.shares[1]: cannot be booked: TurnstileViolation")]
fn genesis_stakes_can_be_counted() {
	built(|config| {
		for share in &mut config.shares {
			share.value = u128::MAX / 40;
		}
	});
}
