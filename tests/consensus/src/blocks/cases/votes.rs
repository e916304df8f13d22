// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Votes in a block's own seal.

use sero_consensus_primitives::Vote;
use sp_core::H256;

use super::Case;
use crate::{
	blocks::{
		chain::Chain,
		draft::{Built, Found},
	},
	crypto::Voter,
	preset::{share, Preset},
};

/// A block with two right votes and a third one that is changed.
fn third_vote(chain: &Chain, change: impl FnOnce(&Found, &mut Vote)) -> Found {
	let found = chain.draft().mine();
	let mut third = found.ballot(2);
	change(&found, &mut third);
	let votes = vec![found.ballot(0), found.ballot(1), third];
	found.with_votes(votes)
}

/// Mines on until the draw is as wanted.
pub fn mine_until(built: &Built, wanted: impl Fn(&Found) -> bool) -> Found {
	let mut nonce = 0;
	loop {
		let found = built.clone().mine_from(nonce);
		if wanted(&found) {
			return found;
		}
		nonce = found.seal.nonce + 1;
	}
}

/// Two tickets of the block, by place, that belong to one share.
pub fn twins(found: &Found) -> Option<(usize, usize)> {
	let draw = &found.draw;
	let pairs = [(0, 1), (0, 2), (1, 2)];
	pairs.into_iter().find(|(a, b)| draw[*a].share == draw[*b].share)
}

/// A chain with one share of many tickets: every block draws it three times.
fn one_share() -> Chain {
	let shares = vec![share(Voter::new(0).address(), None, 200)];
	let chain = Chain::new(&Preset { shares, nodes: Vec::new(), ..Preset::sequences() });
	chain.extend(8);
	chain
}

pub const CASES: &[Case] = &[
	Case {
		name: "no_votes_when_mandatory",
		rules: &["VT-20"],
		run: |chain| chain.draft().mine().refused("VT-20", "TooFewVotes"),
	},
	Case {
		name: "one_vote_when_mandatory",
		rules: &["VT-20"],
		run: |chain| chain.draft().mine().vote(&[1]).refused("VT-20", "TooFewVotes"),
	},
	Case {
		name: "any_two_votes",
		rules: &["VT-20", "VT-21"],
		run: |chain| {
			for votes in [[0, 1], [0, 2], [2, 1]] {
				chain.draft().mine().vote(&votes).accepted();
			}
		},
	},
	Case {
		name: "three_votes_in_any_order",
		rules: &["VT-21"],
		run: |chain| {
			chain.draft().mine().vote(&[2, 0, 1]).accepted();
		},
	},
	Case {
		name: "votes_are_optional_before_voting_is_mandatory",
		rules: &["VT-12", "VT-20"],
		run: |_| {
			let chain = Chain::new(&Preset::sequences());
			for votes in [&[][..], &[0], &[0, 1, 2], &[1]] {
				chain.draft().mine().vote(votes).accepted();
			}
		},
	},
	Case {
		name: "first_block_that_needs_votes",
		rules: &["VT-12", "VT-20"],
		run: |_| {
			let chain = Chain::new(&Preset::sequences());
			chain.extend(6);
			chain.draft().mine().accepted();
			chain.draft().mine().refused("VT-20", "TooFewVotes");
			chain.draft().mine().vote(&[0, 2]).accepted();
		},
	},
	Case {
		name: "no_votes_are_needed_while_too_many_were_missed",
		rules: &["VT-12", "VT-20"],
		run: |_| {
			let chain = Chain::new(&Preset::sequences());
			// 3 of the 15 votes of the window may be missed: integers, and the bound is inclusive.
			let tickets: [&[usize]; 7] =
				[&[0, 1, 2], &[0, 1, 2], &[], &[0, 1, 2], &[0, 1, 2], &[0, 1, 2], &[0, 1, 2]];
			for votes in tickets {
				chain.draft().mine().vote(votes).accepted();
			}
			// Block 3 missed three and is in the window.
			chain.draft().mine().refused("VT-20", "TooFewVotes");
			let other = Chain::new(&Preset::sequences());
			for (height, votes) in tickets.iter().enumerate() {
				let votes = if height == 3 { &[0, 1] } else { *votes };
				other.draft().mine().vote(votes).accepted();
			}
			// One more: voting is not mandatory.
			other.draft().mine().accepted();
		},
	},
	Case {
		name: "no_votes_are_needed_with_few_shares",
		rules: &["VT-12", "VT-20"],
		run: |_| {
			let shares = vec![share(Voter::new(0).address(), None, 40)];
			let chain = Chain::new(&Preset { shares, nodes: Vec::new(), ..Preset::sequences() });
			chain.extend(7);
			// 40 - 3 · 6 = 22 tickets are left at block 7.
			chain.draft().mine().refused("VT-20", "TooFewVotes");
			chain.extend(1);
			chain.draft().mine().accepted();
		},
	},
	Case {
		name: "vote_for_another_block",
		rules: &["PW-2", "VT-2"],
		run: |chain| {
			third_vote(&chain, |found, vote| {
				let sibling = chain.draft().gap(12_000).mine();
				vote.pre_hash = sibling.header.hash();
				*vote = found.signed(vote.clone(), &owner(&chain, found, 2));
			})
			.refused("PW-2", "ForeignVotes(WrongBlock)");
		},
	},
	Case {
		name: "vote_for_another_parent",
		rules: &["PW-2", "VT-2"],
		run: |chain| {
			third_vote(&chain, |found, vote| {
				vote.parent_hash = chain.genesis();
				*vote = found.signed(vote.clone(), &owner(&chain, found, 2));
			})
			.refused("PW-2", "ForeignVotes(WrongParent)");
		},
	},
	Case {
		name: "repeated_vote",
		rules: &["PW-2", "VT-3"],
		run: |chain| {
			chain.draft().mine().vote(&[0, 1, 1]).refused("PW-2", "ForeignVotes(Repeated)");
		},
	},
	Case {
		name: "vote_of_a_share_that_was_not_drawn",
		rules: &["VT-3", "VT-21"],
		run: |chain| {
			third_vote(&chain, |found, vote| {
				vote.share = H256::repeat_byte(1);
				*vote = found.signed(vote.clone(), &owner(&chain, found, 2));
			})
			.refused("VT-21", "BadVote(NotDrawn)");
		},
	},
	Case {
		name: "vote_of_a_drawn_share_under_another_index",
		rules: &["VT-3", "VT-21"],
		run: |chain| {
			let built = chain.draft().build();
			let found = mine_until(&built, |found| twins(found).is_none());
			let mut vote = found.ballot(2);
			vote.ticket_index = 1;
			let vote = found.signed(vote, &owner(&chain, &found, 2));
			let votes = vec![found.ballot(0), vote];
			found.with_votes(votes).refused("VT-21", "BadVote(NotDrawn)");
		},
	},
	Case {
		name: "vote_with_an_index_that_does_not_exist",
		rules: &["VT-3", "VT-21"],
		run: |chain| {
			third_vote(&chain, |found, vote| {
				vote.ticket_index = 3;
				*vote = found.signed(vote.clone(), &owner(&chain, found, 2));
			})
			.refused("VT-21", "BadVote(NotDrawn)");
		},
	},
	Case {
		name: "vote_signed_by_somebody_else",
		rules: &["VT-4", "VT-21"],
		run: |chain| {
			third_vote(&chain, |found, vote| {
				*vote = found.signed(vote.clone(), &Voter::new(10));
			})
			.refused("VT-21", "BadVote(BadSignature)");
		},
	},
	Case {
		name: "vote_by_the_owner_of_a_share_whose_node_votes",
		rules: &["VT-4", "VT-21"],
		run: |chain| {
			let built = chain.draft().build();
			let found = mine_until(&built, |found| found.draw[2].by_node);
			let vote = found.ballot_by(&found.draw[2], &Voter::new(9));
			let votes = vec![found.ballot(0), found.ballot(1), vote];
			found.with_votes(votes).refused("VT-21", "BadVote(BadSignature)");
		},
	},
	Case {
		name: "vote_by_a_node_for_a_share_without_node",
		rules: &["VT-4", "VT-21"],
		run: |chain| {
			let built = chain.draft().build();
			let found = mine_until(&built, |found| !found.draw[2].by_node);
			let vote = found.ballot_by(&found.draw[2], &Voter::new(8));
			let votes = vec![found.ballot(0), found.ballot(1), vote];
			found.with_votes(votes).refused("VT-21", "BadVote(BadSignature)");
		},
	},
	Case {
		name: "vote_of_a_staking_node",
		rules: &["VT-4", "VT-21"],
		run: |chain| {
			let built = chain.draft().build();
			let found = mine_until(&built, |found| found.draw[0].by_node);
			assert_eq!(found.draw[0].vote_address, Voter::new(8).address().0);
			found.vote(&[0, 1]).accepted();
		},
	},
	Case {
		name: "altered_signature",
		rules: &["VT-4", "VT-21"],
		run: |chain| {
			for byte in [0, 31, 32, 63] {
				third_vote(&chain, |_, vote| vote.signature[byte] ^= 1)
					.refused("VT-21", "BadVote(BadSignature)");
			}
		},
	},
	Case {
		name: "vote_for_another_nonce_of_the_same_block",
		rules: &["VT-4", "VT-21"],
		run: |chain| {
			// Votes of the first nonce's draw, in a seal with the second nonce.
			let built = chain.draft().build();
			let first = built.clone().mine();
			let second = built.mine_from(first.seal.nonce + 1);
			let votes: Vec<Vote> = (0..3).map(|index| first.ballot(index)).collect();
			let refusal = second.with_votes(votes).submit().unwrap_err();
			assert_eq!(refusal.rule, Some("VT-21"));
			// And with right shares, but signed for the first nonce.
			let built = chain.draft().build();
			let second = built.mine_from(first.seal.nonce + 1);
			let votes = (0..3)
				.map(|index| {
					let vote = second.ballot(index);
					first.signed(vote, &owner(&chain, &second, index))
				})
				.collect();
			second.with_votes(votes).refused("VT-21", "BadVote(BadSignature)");
		},
	},
	Case {
		name: "votes_of_another_chain",
		rules: &["VT-4", "VT-21"],
		run: |chain| {
			let found = chain.draft().mine();
			let votes = (0..3)
				.map(|index| {
					let mut vote = found.ballot(index);
					let message = vote.message(&H256::repeat_byte(1), &found.seal.lottery_seed());
					vote.signature = owner(&chain, &found, index).sign(&message);
					vote
				})
				.collect();
			found.with_votes(votes).refused("VT-21", "BadVote(BadSignature)");
		},
	},
	Case {
		name: "votes_of_the_parent",
		rules: &["PW-2", "VT-2"],
		run: |chain| {
			let parent = chain.draft().mine();
			let votes: Vec<Vote> = (0..3).map(|index| parent.ballot(index)).collect();
			parent.vote_all().accepted();
			chain.draft().mine().with_votes(votes).refused("PW-2", "ForeignVotes(WrongBlock)");
		},
	},
	Case {
		name: "share_drawn_twice_votes_twice",
		rules: &["VT-3", "VT-4", "VT-21"],
		run: |_| {
			let chain = one_share();
			let found = chain.draft().mine();
			assert!(twins(&found).is_some());
			found.vote(&[0, 1, 2]).accepted();
		},
	},
	Case {
		name: "share_drawn_twice_with_one_signature",
		rules: &["VT-4", "VT-21"],
		run: |_| {
			let chain = one_share();
			let found = chain.draft().mine();
			let first = found.ballot(0);
			let mut second = first.clone();
			second.ticket_index = 1;
			found.with_votes(vec![first, second]).refused("VT-21", "BadVote(BadSignature)");
		},
	},
];

/// Who votes with a drawn ticket.
fn owner(chain: &Chain, found: &Found, index: usize) -> Voter {
	chain.voter(&found.draw[index].vote_address)
}
