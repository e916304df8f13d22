// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Shares and staking nodes, as far as blocks become valid or not by them.

use pallet_staking_nodes::{Shares, Sums};
use sero_consensus_primitives::DrawnTicket;
use sero_primitives::units::SERO;
use sero_shielded_primitives::{
	NodeId, OneTimeAddressBytes, RejectReason, StakingAction, StakingActions,
};
use sp_core::H256;

use super::Case;
use crate::{
	blocks::{
		chain::Chain,
		draft::{bundle, received},
	},
	crypto::Voter,
	preset::{share, Preset, TICKET_VALUE},
	runtime::{Runtime, Staking},
};

fn address(number: u32) -> OneTimeAddressBytes {
	Voter::new(number).address()
}

fn buy(tickets: u128, node: Option<NodeId>) -> StakingAction {
	StakingAction::BuyShare { vote_address: address(0), node, amount: tickets * TICKET_VALUE }
}

fn register(fee: u16, deposit: u128) -> StakingAction {
	StakingAction::RegisterNode { vote_address: address(7), fee, deposit }
}

/// The share that a bundle bought.
fn share_of(id: u32) -> H256 {
	H256(sero_shielded_primitives::share_id(&bundle(id)))
}

/// A block with this action is refused, for this reason.
#[track_caller]
fn refused(chain: &Chain, rule: &str, from: u32, action: StakingAction, reason: RejectReason) {
	let check = chain.tip().state.query(|| Staking::check(&address(from), &action));
	assert_eq!(check, Err(reason));
	chain.draft().act(99, from, action).mine().vote_all().refused(rule, "Refused");
}

/// Registers a node of voter 7 as bundle 1.
fn with_node(chain: &Chain) -> NodeId {
	chain.draft().act(1, 7, register(2_500, 200 * SERO)).mine().vote_all().accepted();
	NodeId(bundle(1).0)
}

/// A vote of this share in the next block is refused.
#[track_caller]
fn cannot_vote(chain: &Chain, share: H256, voter: u32) {
	let found = chain.draft().mine();
	let ticket =
		DrawnTicket { ticket_index: 0, share, vote_address: address(voter).0, by_node: false };
	let mut votes = vec![found.ballot_of(&ticket)];
	votes.extend((1..found.draw.len()).map(|index| found.ballot(index)));
	found.with_votes(votes).refused("VT-21", "BadVote(NotDrawn)");
}

pub const CASES: &[Case] = &[
	Case {
		name: "share_enters_the_lottery_a_block_later",
		rules: &["ST-13"],
		run: |chain| {
			let tickets = |chain: &Chain| {
				chain
					.tip()
					.state
					.query(<Staking as sero_consensus_primitives::ShareRegistry>::tickets)
			};
			let before = tickets(&chain);
			chain.draft().act(1, 5, buy(50, None)).mine().vote_all().accepted();
			// Only the parent's three tickets have left.
			assert_eq!(tickets(&chain), before - 3);
			chain.extend(1);
			assert_eq!(tickets(&chain), before - 6 + 50);
			// And it is drawn, sooner or later.
			for _ in 0..4 {
				let found = chain.draft().mine();
				if found.draw.iter().any(|ticket| ticket.share == share_of(1)) {
					found.vote_all().accepted();
					return;
				}
				found.vote_all().accepted();
			}
			panic!("40 % of the tickets were not drawn in twelve draws");
		},
	},
	Case {
		name: "amount_that_buys_nothing",
		rules: &["ST-2"],
		run: |chain| {
			let action = StakingAction::BuyShare {
				vote_address: address(0),
				node: None,
				amount: TICKET_VALUE - 1,
			};
			refused(&chain, "ST-2", 0, action, RejectReason::StakingAmountTooLow);
		},
	},
	Case {
		name: "share_of_an_unknown_node",
		rules: &["ST-4"],
		run: |chain| {
			let action = buy(1, Some(NodeId([1; 32])));
			refused(&chain, "ST-4", 0, action, RejectReason::StakingUnknownNode);
		},
	},
	Case {
		name: "share_of_a_closed_node",
		rules: &["ST-5"],
		run: |chain| {
			let node = with_node(&chain);
			chain.extend(5);
			let close = StakingAction::CloseNode { node };
			chain.draft().act(2, 7, buy(2, Some(node))).mine().vote_all().accepted();
			chain.draft().act(3, 7, close).mine().vote_all().accepted();
			refused(&chain, "ST-5", 0, buy(1, Some(node)), RejectReason::StakingNodeClosed);
		},
	},
	Case {
		name: "purchase_and_closing_in_one_block",
		rules: &["ST-5"],
		run: |chain| {
			let node = with_node(&chain);
			chain.extend(5);
			let close = StakingAction::CloseNode { node };
			let draft = chain.draft().act(2, 7, close.clone()).act(3, 0, buy(1, Some(node)));
			draft.mine().vote_all().refused("ST-5", "Refused");
			// In the other order both are good.
			chain
				.draft()
				.act(3, 0, buy(1, Some(node)))
				.act(2, 7, close)
				.mine()
				.vote_all()
				.accepted();
		},
	},
	Case {
		name: "node_closed_too_early",
		rules: &["ST-9"],
		run: |chain| {
			let node = with_node(&chain);
			chain.extend(3);
			let close = StakingAction::CloseNode { node };
			refused(&chain, "ST-9", 7, close.clone(), RejectReason::StakingNodeTooYoung);
			chain.extend(1);
			chain.draft().act(2, 7, close).mine().vote_all().accepted();
		},
	},
	Case {
		name: "node_closed_twice",
		rules: &["ST-5"],
		run: |chain| {
			let node = with_node(&chain);
			chain.extend(5);
			chain.draft().act(5, 0, buy(2, Some(node))).mine().vote_all().accepted();
			let close = StakingAction::CloseNode { node };
			chain.draft().act(2, 7, close.clone()).mine().vote_all().accepted();
			refused(&chain, "ST-5", 7, close, RejectReason::StakingNodeClosed);
		},
	},
	Case {
		name: "node_closed_by_somebody_else",
		rules: &["ST-8"],
		run: |chain| {
			let node = with_node(&chain);
			chain.extend(5);
			let close = StakingAction::CloseNode { node };
			refused(&chain, "ST-8", 6, close, RejectReason::StakingNotNodeOwner);
		},
	},
	Case {
		name: "node_changed_by_somebody_else",
		rules: &["ST-8"],
		run: |chain| {
			let node = with_node(&chain);
			let action = StakingAction::UpdateNode { node, vote_address: address(6), fee: 2_500 };
			refused(&chain, "ST-8", 6, action, RejectReason::StakingNotNodeOwner);
		},
	},
	Case {
		name: "node_with_another_deposit",
		rules: &["ST-6"],
		run: |chain| {
			for deposit in [0, 200 * SERO - 1, 200 * SERO + 1] {
				let action = register(2_500, deposit);
				refused(&chain, "ST-6", 7, action, RejectReason::StakingWrongDeposit);
			}
		},
	},
	Case {
		name: "node_with_a_fee_out_of_range",
		rules: &["ST-7"],
		run: |chain| {
			for fee in [0, 2_499, 7_501, u16::MAX] {
				let action = register(fee, 200 * SERO);
				refused(&chain, "ST-7", 7, action, RejectReason::StakingFeeOutOfRange);
			}
		},
	},
	Case {
		name: "bundle_twice_on_the_chain",
		rules: &["ST-11"],
		run: |chain| {
			chain.draft().act(1, 0, buy(1, None)).mine().vote_all().accepted();
			let again = chain.draft().act(1, 0, buy(1, None)).mine().vote_all();
			again.refused("ST-11", "Repeated");
			let draft = chain.draft().act(2, 0, buy(1, None)).act(2, 0, buy(1, None));
			draft.mine().vote_all().refused("ST-11", "Repeated");
		},
	},
	Case {
		name: "new_vote_address_holds_from_the_next_block",
		rules: &["ST-12"],
		run: |chain| {
			// Node 8's shares are the last two of the genesis block.
			let node = chain
				.tip()
				.state
				.query(|| pallet_staking_nodes::Nodes::<Runtime>::iter_keys().next())
				.unwrap();
			let action = StakingAction::UpdateNode { node, vote_address: address(6), fee: 2_500 };
			// The block that carries the change is voted for by the old key, its children by the new.
			let built = chain.draft().act(1, 8, action).build();
			let found = super::votes::mine_until(&built, |found| found.draw[0].by_node);
			assert_eq!(found.draw[0].vote_address, address(8).0);
			found.vote_all().accepted();
			let built = chain.draft().build();
			let found = super::votes::mine_until(&built, |found| found.draw[0].by_node);
			assert_eq!(found.draw[0].vote_address, address(6).0);
			let old = found.ballot_by(&found.draw[0], &Voter::new(8));
			let votes = vec![old, found.ballot(1), found.ballot(2)];
			found.clone().with_votes(votes).refused("VT-21", "BadVote(BadSignature)");
			found.vote_all().accepted();
			// And the late votes of its parent are checked against the address of then.
			chain.extend(1);
		},
	},
	Case {
		name: "vote_of_an_expired_share",
		rules: &["ST-14", "VT-21"],
		run: |chain| {
			// Shares of the genesis block expire in block 30; new ones take over.
			let share = chain.tip().state.query(|| {
				let found = Shares::<Runtime>::iter().find(|(_, share)| share.owner == address(3));
				found.unwrap().0
			});
			chain.draft().act(1, 0, buy(100, None)).mine().vote_all().accepted();
			while chain.tip().header.number < 31 {
				chain.draft().mine().vote_all().accepted();
			}
			let expired = chain.tip().state.query(|| Sums::<Runtime>::get().expired);
			assert!(expired > 0);
			cannot_vote(&chain, share, 3);
			chain.draft().mine().vote_all().accepted();
			assert_eq!(chain.tip().state.audit(), Ok(()));
		},
	},
	Case {
		name: "set_that_empties_at_once",
		rules: &["VT-13", "VT-20"],
		run: |_| {
			// All shares expire in one block while voting is mandatory: the chain goes on without votes.
			let mut preset = Preset::sequences();
			preset.voting.min_tickets = 3;
			let chain = Chain::new(&preset);
			chain.extend(29);
			assert_eq!(chain.tip().rules.consensus.votes_required, 2);
			let found = chain.draft().mine();
			assert!(found.draw.is_empty());
			found.accepted();
			assert_eq!(chain.tip().rules.consensus.votes_required, 0);
			chain.extend(3);
		},
	},
	Case {
		name: "vote_of_a_share_whose_tickets_missed",
		rules: &["ST-14", "VT-21"],
		run: |_| {
			// Shares of one ticket: one that is drawn and does not vote is out of the lottery.
			let shares = (0..80).map(|place| share(address(place % 8), None, 1)).collect();
			let chain = Chain::new(&Preset { shares, nodes: Vec::new(), ..Preset::sequences() });
			chain.extend(8);
			let found = chain.draft().mine();
			let missed = found.draw[2];
			found.vote(&[0, 1]).accepted();
			chain.extend(1);
			let state = chain.tip().state;
			let record = state.query(|| Shares::<Runtime>::get(missed.share)).unwrap();
			assert_eq!((record.tickets.missed, record.tickets.in_pool), (1, 0));
			let found = chain.draft().mine();
			let vote = found.ballot_of(&DrawnTicket { ticket_index: 0, ..missed });
			let votes = vec![vote, found.ballot(1), found.ballot(2)];
			found.with_votes(votes).refused("VT-21", "BadVote(NotDrawn)");
		},
	},
	Case {
		name: "principal_of_expired_tickets_comes_back",
		rules: &["ST-14", "ST-16"],
		run: |_| {
			let chain = Chain::new(&Preset::sequences());
			chain.extend(1);
			let before = received(&chain.tip().state, address(10));
			let action = StakingAction::BuyShare {
				vote_address: address(10),
				node: None,
				amount: 5 * TICKET_VALUE,
			};
			chain.draft().act(1, 10, action).mine().vote_all().accepted();
			// Expiry after 30 blocks, payment four later; rewards of drawn tickets on top.
			while chain.tip().header.number < 42 {
				let found = chain.draft().mine();
				found.vote_all().accepted();
			}
			assert!(received(&chain.tip().state, address(10)) >= before + 5 * TICKET_VALUE);
			assert_eq!(chain.tip().state.audit(), Ok(()));
		},
	},
];
