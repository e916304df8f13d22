// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Forks.

use sp_core::H256;
use sp_runtime::traits::Header as _;

use super::{
	votes::{mine_until, twins},
	Case,
};
use crate::{
	blocks::{chain::Chain, draft::received},
	crypto::Voter,
};

/// Adds right blocks on one that need not be the best; returns their hashes.
fn branch(chain: &Chain, from: H256, gap: u64, votes: &[usize], count: usize) -> Vec<H256> {
	let mut parent = from;
	(0..count)
		.map(|_| {
			parent = chain.draft_on(parent).gap(gap).mine().vote(votes).accepted();
			parent
		})
		.collect()
}

/// What all voters were paid at a block.
fn paid(chain: &Chain, hash: H256) -> Vec<u128> {
	let state = chain.block(hash).state;
	(0..12).map(|voter| received(&state, Voter::new(voter).address())).collect()
}

pub const CASES: &[Case] = &[
	Case {
		name: "longer_branch_wins",
		rules: &["PW-9"],
		run: |chain| {
			let base = chain.best();
			let a = branch(&chain, base, 13_000, &[0, 1, 2], 2);
			assert_eq!(chain.best(), a[1]);
			let b = branch(&chain, base, 12_900, &[0, 1], 3);
			assert_eq!(chain.best(), b[2]);
			// And back.
			let a = branch(&chain, a[1], 13_000, &[0, 1, 2], 2);
			assert_eq!(chain.best(), a[1]);
		},
	},
	Case {
		name: "more_votes_win_among_equals",
		rules: &["PW-9"],
		run: |chain| {
			let base = chain.best();
			let two = branch(&chain, base, 13_000, &[0, 1], 1)[0];
			assert_eq!(chain.best(), two);
			let three = branch(&chain, base, 12_900, &[0, 1, 2], 1)[0];
			assert_eq!(chain.best(), three);
			branch(&chain, base, 12_800, &[1, 2], 1);
			assert_eq!(chain.best(), three);
		},
	},
	Case {
		name: "lowest_hash_wins_among_equals",
		rules: &["PW-9"],
		run: |chain| {
			let base = chain.best();
			let mut all = Vec::new();
			for gap in 12_001..12_006 {
				all.extend(branch(&chain, base, gap, &[0, 1, 2], 1));
				assert_eq!(chain.best(), *all.iter().min().unwrap());
			}
		},
	},
	Case {
		name: "heavier_branch_wins_though_it_is_shorter",
		rules: &["PW-9", "PW-11"],
		run: |chain| {
			// A slow branch has blocks of the least difficulty: three of them weigh 4 + 2 + 2, two fast
			// ones 4 + 4 and more votes do not matter.
			let base = chain.best();
			let slow = branch(&chain, base, 13_000 * 400, &[0, 1, 2], 3);
			let work = |hash: H256| {
				use sero_consensus_primitives::ConsensusLog;
				ConsensusLog::find(&chain.block(hash).header.digest).unwrap().cumulative_work
			};
			let fast = branch(&chain, base, 13_000, &[0, 1], 3);
			assert!(work(fast[2]) > work(slow[2]));
			assert_eq!(chain.best(), fast[2]);
			assert!(work(fast[1]) <= work(slow[2]));
		},
	},
	Case {
		name: "two_seals_of_one_block",
		rules: &["PW-9", "VT-6", "VT-9"],
		run: |chain| {
			// Equivocation: one block, sealed with other votes for other peers. Both are valid, both
			// are different blocks, the better one wins, and each child can only tell of its own.
			let found = chain.draft().mine();
			let ab = found.clone().vote(&[0, 1]).accepted();
			let bc = found.clone().vote(&[1, 2]).accepted();
			assert_eq!(chain.best(), ab.min(bc));
			let abc = found.clone().vote(&[0, 1, 2]).accepted();
			assert_eq!(chain.best(), abc);
			assert_eq!(chain.block(ab).state.size(), chain.block(bc).state.size());
			// The vote that one seal lacks is a late vote on that branch, and a repeated one on the other.
			let late = vec![found.ballot(2)];
			let child = chain.draft_on(ab).late(late.clone()).mine().vote_all().accepted();
			let other = chain.draft_on(bc).late(late).mine().vote_all();
			other.refused("VT-8", "LateVoteRepeated");
			assert_eq!(chain.best(), child);
		},
	},
	Case {
		name: "two_nonces_of_one_block",
		rules: &["PW-9", "VT-1"],
		run: |chain| {
			// Another nonce draws other tickets: another block.
			let built = chain.draft().build();
			let first = built.clone().mine();
			let second = built.mine_from(first.seal.nonce + 1);
			assert_ne!(first.seal.lottery_seed(), second.seal.lottery_seed());
			assert_eq!(first.header.hash(), second.header.hash());
			let (a, b) = (first.vote_all().accepted(), second.vote_all().accepted());
			assert_eq!(chain.best(), a.min(b));
		},
	},
	Case {
		name: "block_that_is_known_already",
		rules: &["PW-9"],
		run: |chain| {
			let found = chain.draft().mine().vote_all();
			let hash = found.clone().accepted();
			let again = found.submit().unwrap();
			assert_eq!(again, sc_consensus::ImportResult::AlreadyInChain);
			assert_eq!(chain.best(), hash);
		},
	},
	Case {
		name: "reorg_across_a_payment",
		rules: &["PW-9", "VT-9", "ST-16"],
		run: |chain| {
			let base = chain.best();
			let a = branch(&chain, base, 13_000, &[0, 1, 2], 6);
			// On b other tickets vote; the payments of a are not those of b.
			let b = branch(&chain, base, 12_990, &[1, 2], 7);
			assert_eq!(chain.best(), b[6]);
			assert_ne!(paid(&chain, a[5]), paid(&chain, b[5]));
			for hash in [a[5], b[6]] {
				assert_eq!(chain.block(hash).state.audit(), Ok(()));
			}
			// Back on a, everything is as if b had never been.
			let again = chain.fork();
			let a = branch(&chain, a[5], 13_000, &[0, 1, 2], 3);
			assert_eq!(chain.best(), a[2]);
			let alone = super::base();
			let mut parent = base;
			for hash in chain_to(&chain, a[2], base) {
				let block = chain.block(hash);
				assert_eq!(block.header.parent_hash, parent);
				parent = hash;
			}
			let replay = branch(&alone, base, 13_000, &[0, 1, 2], 9);
			assert_eq!(replay[8], a[2]);
			assert_eq!(paid(&alone, replay[8]), paid(&chain, a[2]));
			assert_eq!(again.best(), b[6]);
		},
	},
	Case {
		name: "share_bought_in_a_lost_block",
		rules: &["PW-9", "ST-11", "ST-13"],
		run: |chain| {
			use crate::preset::TICKET_VALUE;
			use sero_shielded_primitives::StakingAction;
			let buy = StakingAction::BuyShare {
				vote_address: Voter::new(5).address(),
				node: None,
				amount: 30 * TICKET_VALUE,
			};
			let base = chain.best();
			let bought = chain.draft().act(1, 5, buy.clone()).mine().vote_all().accepted();
			branch(&chain, bought, 13_000, &[0, 1, 2], 1);
			// The other branch does not have it; there the same bundle can come later.
			let b = branch(&chain, base, 12_990, &[0, 1, 2], 3);
			assert_eq!(chain.best(), b[2]);
			let late = chain.draft().act(1, 5, buy).mine().vote_all().accepted();
			assert_eq!(chain.best(), late);
			assert_eq!(chain.tip().state.audit(), Ok(()));
		},
	},
	Case {
		name: "votes_of_a_lost_branch",
		rules: &["PW-2", "VT-2"],
		run: |chain| {
			// Equal tickets of both branches: a vote for one block is none for the other.
			let base = chain.best();
			let a = chain.draft_on(base).mine();
			let b = chain.draft_on(base).gap(12_990).mine();
			let votes = (0..3).map(|index| a.ballot(index)).collect();
			a.vote_all().accepted();
			b.with_votes(votes).refused("PW-2", "ForeignVotes(WrongBlock)");
		},
	},
	Case {
		name: "one_ticket_for_two_blocks_on_one_parent",
		rules: &["VT-9"],
		run: |chain| {
			// A ticket that two siblings draw may vote for both; on each branch it is paid once.
			let base = chain.best();
			let a = chain.draft_on(base).mine();
			let built = chain.draft_on(base).gap(12_990).build();
			let b = mine_until(&built, |found| {
				found.draw.iter().any(|ticket| a.draw.iter().any(|o| o.share == ticket.share))
			});
			let a = a.vote_all().accepted();
			let b = b.vote_all().accepted();
			for tip in [a, b] {
				let end = branch(&chain, tip, 13_000, &[0, 1, 2], 7)[6];
				assert_eq!(chain.block(end).state.audit(), Ok(()));
			}
		},
	},
	Case {
		name: "ticket_drawn_twice_by_one_block",
		rules: &["VT-3", "VT-9"],
		run: |chain| {
			// Two tickets of one share are two tickets: both vote, both are settled.
			let built = chain.draft().build();
			let found = mine_until(&built, |found| twins(found).is_some());
			let (a, b) = twins(&found).unwrap();
			let share = found.draw[a].share;
			let in_pool = |hash: H256| {
				chain.block(hash).state.query(|| {
					pallet_staking_nodes::Shares::<crate::runtime::Runtime>::get(share)
						.map_or(0, |share| share.tickets.in_pool)
				})
			};
			let hash = found.vote(&[a, b]).accepted();
			let before = in_pool(hash);
			let child = chain.extend(1)[0];
			assert_eq!(in_pool(child), before - 2);
		},
	},
];

/// Hashes of the blocks after `base` up to `tip`.
fn chain_to(chain: &Chain, tip: H256, base: H256) -> Vec<H256> {
	let mut hashes = Vec::new();
	let mut hash = tip;
	while hash != base {
		hashes.push(hash);
		hash = *chain.block(hash).header.parent_hash();
	}
	hashes.reverse();
	hashes
}
