// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Votes for the parent that come a block late.

use sero_consensus_primitives::Vote;
use sp_core::H256;

use super::Case;
use crate::{
	blocks::{
		chain::Chain,
		draft::{received, Found, MINER},
	},
	crypto::Voter,
};

/// A parent with two votes, and the third one, which comes late.
fn parent_and_late(chain: &Chain) -> (Found, Vote) {
	let parent = chain.draft().mine();
	let late = parent.ballot(2);
	let parent = parent.vote(&[0, 1]);
	parent.clone().accepted();
	(parent, late)
}

/// A child whose late vote is changed is refused with this error.
fn refused(chain: Chain, error: &str, change: impl FnOnce(&Found, &mut Vote)) {
	let (parent, mut late) = parent_and_late(&chain);
	change(&parent, &mut late);
	chain.draft().late(vec![late]).mine().vote_all().refused("VT-8", error);
}

pub const CASES: &[Case] = &[
	Case {
		name: "late_vote",
		rules: &["VT-8", "VT-9"],
		run: |chain| {
			let (parent, late) = parent_and_late(&chain);
			let voter = chain.voter(&parent.draw[2].vote_address);
			chain.draft().late(vec![late]).mine().vote_all().accepted();
			// It earns two thirds, the miner the rest, and the principal comes back.
			let before = received(&chain.tip().state, voter.address());
			chain.extend(6);
			assert!(received(&chain.tip().state, voter.address()) > before);
			assert_eq!(chain.tip().state.audit(), Ok(()));
		},
	},
	Case {
		name: "two_late_votes",
		rules: &["VT-8"],
		run: |_| {
			// While voting is optional a block may have one vote, and two late ones.
			let chain = Chain::new(&crate::preset::Preset::sequences());
			chain.extend(2);
			let parent = chain.draft().mine();
			let late = vec![parent.ballot(2), parent.ballot(0)];
			parent.vote(&[1]).accepted();
			chain.draft().late(late).mine().vote_all().accepted();
		},
	},
	Case {
		name: "late_vote_of_a_ticket_that_voted_in_time",
		rules: &["VT-8"],
		run: |chain| {
			refused(chain, "LateVoteRepeated", |parent, vote| *vote = parent.ballot(1));
		},
	},
	Case {
		name: "late_vote_twice_in_one_block",
		rules: &["VT-8"],
		run: |chain| {
			let (_, late) = parent_and_late(&chain);
			let late = vec![late.clone(), late];
			chain.draft().late(late).mine().vote_all().refused("VT-8", "LateVoteRepeated");
		},
	},
	Case {
		name: "late_vote_two_blocks_late",
		rules: &["VT-8"],
		run: |chain| {
			let (_, late) = parent_and_late(&chain);
			chain.extend(1);
			let child = chain.draft().late(vec![late]).mine().vote_all();
			child.refused("VT-8", "LateVoteForOtherBlock");
		},
	},
	Case {
		name: "late_vote_again_in_the_next_block",
		rules: &["VT-8", "VT-9"],
		run: |chain| {
			let (_, late) = parent_and_late(&chain);
			chain.draft().late(vec![late.clone()]).mine().vote_all().accepted();
			let child = chain.draft().late(vec![late]).mine().vote_all();
			child.refused("VT-8", "LateVoteForOtherBlock");
		},
	},
	Case {
		name: "late_vote_for_a_sibling_of_the_parent",
		rules: &["VT-8"],
		run: |chain| {
			let sibling = chain.draft().gap(12_500).mine();
			let late = sibling.ballot(2);
			parent_and_late(&chain);
			let child = chain.draft().late(vec![late]).mine().vote_all();
			child.refused("VT-8", "LateVoteForOtherBlock");
		},
	},
	Case {
		name: "late_vote_with_another_parent",
		rules: &["VT-8"],
		run: |chain| {
			refused(chain, "LateVoteForOtherParent", |parent, vote| {
				vote.parent_hash = H256::repeat_byte(1);
				*vote = parent.signed(vote.clone(), &Voter::new(0));
			});
		},
	},
	Case {
		name: "late_vote_of_a_share_that_was_not_drawn",
		rules: &["VT-8"],
		run: |chain| {
			refused(chain, "LateVoteNotDrawn", |parent, vote| {
				vote.share = H256::repeat_byte(1);
				*vote = parent.signed(vote.clone(), &Voter::new(0));
			});
		},
	},
	Case {
		name: "late_vote_signed_by_somebody_else",
		rules: &["VT-8"],
		run: |chain| {
			refused(chain, "LateVoteBadSignature", |parent, vote| {
				*vote = parent.signed(vote.clone(), &Voter::new(10));
			});
		},
	},
	Case {
		name: "late_vote_with_an_altered_signature",
		rules: &["VT-8"],
		run: |chain| {
			refused(chain, "LateVoteBadSignature", |_, vote| vote.signature[40] ^= 4);
		},
	},
	Case {
		name: "late_vote_for_the_other_nonce",
		rules: &["VT-8"],
		run: |chain| {
			// The same block was found twice; the vote is for the nonce that was not sealed.
			let built = chain.draft().build();
			let other = built.clone().mine();
			let parent = built.mine_from(other.seal.nonce + 1);
			let late = other.ballot(2);
			parent.vote(&[0, 1]).accepted();
			let child = chain.draft().late(vec![late]).mine().vote_all();
			let error = child.submit().unwrap_err().error;
			assert!(error.starts_with("LateVote"), "{error}");
		},
	},
	Case {
		name: "miner_is_paid_for_a_late_vote",
		rules: &["VT-9", "VT-10"],
		run: |chain| {
			let miner = Voter::new(MINER).address();
			let other = chain.fork();
			let (_, late) = parent_and_late(&chain);
			chain.draft().late(vec![late]).mine().vote_all().accepted();
			parent_and_late(&other);
			other.extend(1);
			let with = received(&chain.tip().state, miner);
			let without = received(&other.tip().state, miner);
			assert!(with > without, "{with} {without}");
		},
	},
];
