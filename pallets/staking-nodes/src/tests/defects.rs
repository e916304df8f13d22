// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What the original got wrong about staking, as tests. (Predictable draws and the degenerate search
//! tree are tested beside the code: `the_draw_is_not_made_of_the_seeds_bytes`,
//! `accesses_grow_with_the_logarithm_of_the_shares`.)

use crate::{mock::*, types::*};
use sero_consensus_primitives::{
	check_votes, DrawnTicket, ShareRegistry, TicketOutcome, Vote, VoteContext, VoteError,
};
use sero_primitives::units::SERO;
use sero_shielded_primitives::{OneTimeAddressBytes, StakingAction, StakingActions};
use sp_core::H256;

/// Defect 3: a vote "by a node" for a share without a node crashed every node.
#[test]
fn a_nodes_vote_for_a_share_without_node_harms_nobody() {
	chain().execute_with(|| {
		start_block();
		let id = buy(1, 1, None, 2 * SERO);
		start_block();
		let [ticket] = draw()[..] else { panic!("there is one ticket") };
		let forged = DrawnTicket { by_node: true, ..ticket };
		start_block_with(&[(forged, TicketOutcome::Voted, 1_000)]);
		assert_eq!(share(id).income.reward, 1_000, "the owner has it all");
		check();
	});
}

/// Defect 3, generally: no outcome that a caller could make up breaks anything.
#[test]
fn outcomes_of_tickets_that_do_not_exist_change_nothing() {
	chain().execute_with(|| {
		start_block();
		let id = buy(1, 1, None, 2 * SERO);
		let waiting =
			DrawnTicket { ticket_index: 0, share: id, vote_address: [0; 96], by_node: false };
		let unknown = DrawnTicket { share: H256::repeat_byte(9), ..waiting };
		let before = share(id);
		let outcomes = [
			(unknown, TicketOutcome::Voted, 1_000),
			(unknown, TicketOutcome::Missed, 1_000),
			// Not in the lottery yet.
			(waiting, TicketOutcome::Voted, 1_000),
		];
		<Staking as ShareRegistry>::settle(&outcomes);
		assert_eq!(share(id), before);
		check();
		start_block();
		// The same ticket three times: there is only one.
		start_block_with(&[(waiting, TicketOutcome::Voted, 1_000); 3]);
		assert_eq!(share(id).tickets.voted, 1);
		assert_eq!(share(id).income, Income { principal: 2 * SERO, reward: 1_000 });
		check();
	});
}

/// Defect 10: two tickets of one share needed two different signatures over the same message. Here
/// each drawn ticket has its index, which the message has too.
#[test]
fn two_tickets_of_a_share_have_two_messages() {
	chain().execute_with(|| {
		start_block();
		buy(1, 1, None, 20 * SERO);
		start_block();
		let drawn = draw();
		assert_eq!(drawn.len(), 3);
		assert!(drawn.iter().all(|ticket| ticket.share == share_of(1)));
		let indices: Vec<u8> = drawn.iter().map(|ticket| ticket.ticket_index).collect();
		assert_eq!(indices, vec![0, 1, 2]);
		let context = VoteContext {
			genesis_hash: H256::repeat_byte(1),
			pre_hash: H256::repeat_byte(2),
			parent_hash: H256::repeat_byte(3),
			seed: seed(2),
			draw: &drawn,
		};
		let vote = |ticket_index| Vote {
			pre_hash: context.pre_hash,
			parent_hash: context.parent_hash,
			share: share_of(1),
			ticket_index,
			signature: [0; 64],
		};
		let message =
			|ticket_index| vote(ticket_index).message(&context.genesis_hash, &context.seed);
		assert_ne!(message(0), message(1));
		let all = [vote(0), vote(1), vote(2)];
		assert_eq!(check_votes(&context, &[], &all, |_, _, _| true), Ok(()));
		// And one signature cannot count as two votes.
		let twice = [vote(0), vote(0)];
		let repeated = Err(VoteError::Repeated);
		assert_eq!(check_votes(&context, &[], &twice, |_, _, _| true), repeated);
	});
}

/// Defect 13: a share's id hung on a transaction id that others could change. Here it hangs on the
/// bundle's id alone, which has no proof and no signature in it.
#[test]
fn a_shares_id_depends_on_the_bundles_id_alone() {
	let ids: Vec<_> = (1u8..4)
		.map(|owner| {
			chain().execute_with(|| {
				run_to(owner.into());
				buy(7, owner, None, u128::from(owner) * 10 * SERO)
			})
		})
		.collect();
	assert_eq!(ids, vec![share_of(7); 3]);
	assert_ne!(share_of(7), share_of(8));
}

/// Defect 14, as far as it is ours: the check of an action writes nothing.
#[test]
fn a_check_changes_nothing() {
	chain().execute_with(|| {
		start_block();
		let root = || sp_io::storage::root(sp_runtime::StateVersion::V1);
		let before = root();
		let vote_address: OneTimeAddressBytes = address(101);
		let deposit = params().node_deposit;
		for action in [
			StakingAction::BuyShare { vote_address, node: None, amount: 9 * SERO },
			StakingAction::RegisterNode { vote_address, fee: 5_000, deposit },
		] {
			assert_eq!(Staking::check(&address(1), &action), Ok(()));
		}
		assert_eq!(root(), before);
	});
}

/// A purchase with an amount of any size is decided at once: the original went through the tickets.
#[test]
fn a_huge_amount_is_quoted_at_once() {
	let price = main_price();
	let max_tickets_per_purchase = u32::MAX;
	let params = StakingParams { price, max_tickets_per_purchase, ..params() };
	chain_of(config(params)).execute_with(|| {
		start_block();
		let quote = Staking::quote(u128::MAX / 2).expect("it buys");
		assert!(quote.tickets > 1_000_000);
		assert_eq!(quote.principal() + quote.change, u128::MAX / 2);
	});
}
