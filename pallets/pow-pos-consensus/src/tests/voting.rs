// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0
//! Votes: which count, what they do to the share set, and when they are mandatory.

use crate::{mock::*, Error, Event, Missed, MissedSum, Voting};
use sero_consensus_primitives::{TicketOutcome, Vote};
use sp_core::H256;

/// A chain with 60 tickets in the lottery, solo ones.
fn staked() -> sp_io::TestExternalities {
	let mut chain = chain();
	chain.execute_with(|| buy(1..61, false));
	chain
}

/// The last block's count of votes: in time, late, missed.
fn counted() -> (u8, u8, u8) {
	let counts = events().into_iter().find_map(|event| match event {
		Event::VotesCounted { voted, late, missed, .. } => Some((voted, late, missed)),
		_ => None,
	});
	counts.expect("the votes were counted")
}

#[test]
fn votes_of_the_parent_are_counted() {
	staked().execute_with(|| {
		let first = voted_block(Vec::new(), &[0, 2]);
		voted_block(vec![first.votes[1].clone()], &[1]);
		assert_eq!(counted(), (2, 1, 0));
		voted_block(Vec::new(), &[]);
		assert_eq!(counted(), (1, 0, 2));
		voted_block(Vec::new(), &[0, 1, 2]);
		assert_eq!(counted(), (0, 0, 3));
	});
}

/// VT-11: what clients draw at a block's parent is what the block settles.
#[test]
fn clients_draw_what_the_chain_settles() {
	staked().execute_with(|| {
		for _ in 0..8 {
			let found = voted_block(Vec::new(), &[]);
			let before = Settled::get().len();
			let state = sp_io::storage::root(sp_runtime::StateVersion::V1);
			let seed = H256::repeat_byte(5);
			PowPos::draw_for_child(Some(found.seal.lottery_seed()), seed);
			assert_eq!(sp_io::storage::root(sp_runtime::StateVersion::V1), state);
			// A purchase enters with the next block and not before.
			buy(100..101, false);
			Bought::mutate(|tickets| tickets.clear());
			voted_block(Vec::new(), &[]);
			let settled: Vec<_> =
				Settled::get()[before..].iter().map(|(ticket, ..)| *ticket).collect();
			assert_eq!(settled, found.draw.into_inner());
		}
	});
}

/// VT-11: the set moves on exactly once in each block, after its parent's tickets were settled.
#[test]
fn the_set_moves_on_once_in_each_block() {
	staked().execute_with(|| {
		for _ in 0..5 {
			voted_block(Vec::new(), &[]);
		}
		assert_eq!(Advanced::get(), vec![1, 2, 3, 4, 5]);
		assert_eq!(Lottery::get().len(), 60 - 4 * 3);
		// Bought in this block: in the lottery after the next one.
		start_block(digest(MINER), TARGET_MS);
		assert_eq!(apply(note(parent(), Vec::new())), Ok(()));
		buy(100..110, false);
		let header = end_block();
		seal(header, plain_seal(6));
		assert_eq!(Lottery::get().len(), 60 - 5 * 3);
		voted_block(Vec::new(), &[]);
		assert_eq!(Lottery::get().len(), 60 - 6 * 3 + 10);
	});
}

/// Why a block with these late votes is invalid. The parent was sealed with the vote of ticket 0.
#[track_caller]
fn assert_refused(change: impl FnOnce(Vec<Vote>) -> Vec<Vote>, error: Error<Test>) {
	staked().execute_with(|| {
		voted_block(Vec::new(), &[]);
		let found = voted_block(Vec::new(), &[0]);
		let late = change(found.votes);
		start_block(digest(MINER), TARGET_MS);
		let before = sp_io::storage::root(sp_runtime::StateVersion::V1);
		assert_eq!(apply(note(parent(), late)), Err(error.into()));
		let after = sp_io::storage::root(sp_runtime::StateVersion::V1);
		assert_eq!(after, before, "a refused inherent changes nothing");
	});
}

/// VT-8.
#[test]
fn a_late_vote_for_another_block_is_refused() {
	let change = |mut votes: Vec<Vote>| {
		votes[1].pre_hash = H256::repeat_byte(9);
		votes.split_off(1)
	};
	assert_refused(change, Error::LateVoteForOtherBlock);
}

/// VT-8.
#[test]
fn a_late_vote_for_a_block_with_another_parent_is_refused() {
	let change = |mut votes: Vec<Vote>| {
		votes[1].parent_hash = H256::repeat_byte(9);
		votes.split_off(1)
	};
	assert_refused(change, Error::LateVoteForOtherParent);
}

/// VT-8: a vote for the block before the parent comes too late.
#[test]
fn a_vote_two_blocks_late_is_refused() {
	staked().execute_with(|| {
		let first = voted_block(Vec::new(), &[0]);
		voted_block(Vec::new(), &[]);
		start_block(digest(MINER), TARGET_MS);
		let late = vec![first.votes[1].clone()];
		let error = Error::<Test>::LateVoteForOtherBlock;
		assert_eq!(apply(note(parent(), late)), Err(error.into()));
	});
}

/// VT-8.
#[test]
fn a_late_vote_of_a_share_that_was_not_drawn_is_refused() {
	let foreign = |mut votes: Vec<Vote>| {
		votes[1].share = H256::repeat_byte(0xee);
		vec![votes.remove(1)]
	};
	assert_refused(foreign, Error::LateVoteNotDrawn);
	let other_ticket = |mut votes: Vec<Vote>| {
		votes[1].ticket_index = 2;
		vec![votes.remove(1)]
	};
	assert_refused(other_ticket, Error::LateVoteNotDrawn);
	let no_ticket = |mut votes: Vec<Vote>| {
		votes[1].ticket_index = 3;
		vec![votes.remove(1)]
	};
	assert_refused(no_ticket, Error::LateVoteNotDrawn);
}

/// VT-8: in the seal, or twice among the late votes.
#[test]
fn a_late_vote_of_a_ticket_that_voted_is_refused() {
	assert_refused(|votes| vec![votes[0].clone()], Error::LateVoteRepeated);
	assert_refused(|votes| vec![votes[1].clone(), votes[1].clone()], Error::LateVoteRepeated);
}

/// VT-8.
#[test]
fn a_late_vote_with_a_bad_signature_is_refused() {
	for byte in [0, 31, 32, 63] {
		let change = |mut votes: Vec<Vote>| {
			votes[1].signature[byte] ^= 1;
			vec![votes.remove(1)]
		};
		assert_refused(change, Error::LateVoteBadSignature);
	}
	// The signature of another ticket.
	let change = |mut votes: Vec<Vote>| {
		votes[1].signature = votes[2].signature;
		vec![votes.remove(1)]
	};
	assert_refused(change, Error::LateVoteBadSignature);
}

/// original-system.md §10.2, 3: the original read the node of a share because the vote said that
/// there is one, and crashed if there was none. Here a vote says nothing of the kind, and no bytes of
/// a seal or a vote lead anywhere but to a count or a refusal.
#[test]
fn defect_3_a_crafted_vote_claims_no_node() {
	staked().execute_with(|| {
		// A client would refuse this seal; the runtime only counts what was drawn.
		let mut found = candidate(Vec::new());
		let crafted = Vote {
			pre_hash: H256::zero(),
			parent_hash: H256::zero(),
			share: H256::repeat_byte(0xee),
			ticket_index: 255,
			signature: [0xff; 64],
		};
		let votes = vec![crafted.clone(), crafted.clone(), crafted];
		found.seal.votes = votes.try_into().expect("not too many");
		seal(found.header, found.seal);
		voted_block(Vec::new(), &[]);
		assert_eq!(counted(), (0, 0, 3));
		assert!(Settled::get().iter().all(|(.., earned)| *earned == 0));
	});
}

/// original-system.md §10.2, 10: there, two tickets of a share signed one message. Here the ticket's
/// index is signed, so a vote is good for one ticket.
#[test]
fn defect_10_two_tickets_of_a_share_vote_separately() {
	chain().execute_with(|| {
		for _ in 0..30 {
			buy(5..6, false);
		}
		let found = voted_block(Vec::new(), &[0]);
		assert!(found.draw.iter().all(|ticket| ticket.share == found.draw[0].share));
		let mut copied = found.votes[0].clone();
		copied.ticket_index = 1;
		start_block(digest(MINER), TARGET_MS);
		let refused = apply(note(parent(), vec![copied]));
		assert_eq!(refused, Err(Error::<Test>::LateVoteBadSignature.into()));
		let late = found.votes[1..].to_vec();
		assert_eq!(apply(note(parent(), late)), Ok(()));
		end_block();
		assert_eq!(counted(), (1, 2, 0));
	});
}

/// Runs blocks up to `height` whose seals have as many votes as `cast` says.
fn run_to(height: u32, cast: impl Fn(u32) -> usize) {
	while System::block_number() < height {
		let votes: Vec<usize> = (0..cast(System::block_number() + 1)).collect();
		voted_block(Vec::new(), &votes);
	}
}

/// VT-12, and original-system.md §10.2, 11: two votes of three are enough.
#[test]
fn voting_is_mandatory_a_window_after_its_start() {
	staked().execute_with(|| {
		// Start 2, window 10: block 13 is the first.
		for height in 1..13 {
			assert_eq!(PowPos::consensus_params().votes_required, 0, "for block {height}");
			run_to(height, |_| 3);
		}
		assert_eq!(PowPos::consensus_params().votes_required, 2);
		assert_eq!(PowPos::consensus_params().vote_quorum, 2);
		let status = PowPos::voting_status();
		assert_eq!((status.required, status.missed, status.max_missed), (2, 0, 6));
	});
}

/// VT-12: original-system.md §10.2, 11, the other half: no floating point decides.
#[test]
fn defect_11_the_miss_ratio_is_compared_in_integers() {
	// Of the 30 votes of a window a fifth may be missed, and not one more.
	for (missed, required) in [(6usize, 2u8), (7, 0)] {
		let mut chain = chain();
		chain.execute_with(|| {
			buy(1..120, false);
			run_to(4, |_| 3);
			// One missed vote in each of the next blocks.
			run_to(4 + missed as u32, |_| 2);
			run_to(13, |_| 3);
			assert_eq!(MissedSum::<Test>::get(), missed as u32);
			assert_eq!(PowPos::consensus_params().votes_required, required);
			// They leave the window, and voting is mandatory in any case.
			run_to(25, |_| 3);
			assert_eq!(MissedSum::<Test>::get(), 0);
			assert_eq!(PowPos::consensus_params().votes_required, 2);
			assert_eq!(Missed::<Test>::iter().count(), 0);
		});
	}
}

/// VT-12: ratios that have no exact quotient.
#[test]
fn defect_11_thirds_are_exact() {
	chain().execute_with(|| {
		Voting::<Test>::mutate(|voting| voting.max_missed = crate::Ratio::new(1, 3));
		assert_eq!(PowPos::voting_status().max_missed, 10);
		Voting::<Test>::mutate(|voting| voting.window = 11);
		assert_eq!(PowPos::voting_status().max_missed, 11);
		Voting::<Test>::mutate(|voting| voting.max_missed = crate::Ratio::new(2, 7));
		assert_eq!(PowPos::voting_status().max_missed, 9);
	});
}

/// VT-12: a late vote is not a missed one.
#[test]
fn late_votes_are_not_missed() {
	staked().execute_with(|| {
		let mut late = Vec::new();
		for _ in 0..14 {
			late = voted_block(late, &[]).votes;
		}
		assert_eq!(MissedSum::<Test>::get(), 0);
		assert_eq!(PowPos::consensus_params().votes_required, 2);
	});
}

/// VT-12: while there are no tickets nobody votes, and that counts as missed: voting does not become
/// mandatory by a single purchase.
#[test]
fn tickets_that_were_not_drawn_count_as_missed() {
	chain().execute_with(|| {
		run_to(20, |_| 0);
		assert_eq!(MissedSum::<Test>::get(), 30);
		assert_eq!(counted(), (0, 0, 0));
		buy(1..121, false);
		run_to(28, |height| if height < 22 { 0 } else { 3 });
		assert!(PowPos::voting_status().tickets >= 20);
		assert_eq!(PowPos::consensus_params().votes_required, 0);
		run_to(31, |_| 3);
		assert_eq!(PowPos::consensus_params().votes_required, 2);
	});
}

/// VT-12.
#[test]
fn a_small_pool_makes_voting_voluntary() {
	staked().execute_with(|| {
		// Each block takes three tickets out: 60 - 3 · 13 = 21 are left after block 14.
		run_to(14, |_| 3);
		assert_eq!(PowPos::voting_status().tickets, 21);
		assert_eq!(PowPos::consensus_params().votes_required, 2);
		run_to(15, |_| 3);
		assert_eq!(PowPos::voting_status().tickets, 18);
		assert_eq!(PowPos::consensus_params().votes_required, 0);
	});
}

/// The lottery of an empty set draws nothing, and nothing breaks.
#[test]
fn a_chain_without_shares_goes_on() {
	chain().execute_with(|| {
		run_to(5, |_| 0);
		assert!(Settled::get().is_empty());
		assert!(PowPos::draw_for_child(Some(H256::zero()), H256::zero()).is_empty());
	});
}

/// Fewer tickets than are to be drawn: all of them.
#[test]
fn a_small_set_is_drawn_whole() {
	chain().execute_with(|| {
		buy(1..3, false);
		let found = voted_block(Vec::new(), &[0, 1]);
		assert_eq!(found.draw.len(), 2);
		voted_block(Vec::new(), &[]);
		assert_eq!(counted(), (2, 0, 0));
		assert_eq!(MissedSum::<Test>::get(), 1);
		let outcomes: Vec<_> = Settled::get().iter().map(|(_, outcome, _)| *outcome).collect();
		assert_eq!(outcomes, vec![TicketOutcome::Voted; 2]);
	});
}
