// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What blocks and votes create, and for whom.

use pallet_pow_pos_consensus::{Emitted, VoteRewards};
use sero_shielded_primitives::StakingAction;

use super::Case;
use crate::{
	bank,
	blocks::{
		chain::Chain,
		draft::{received, FEE, MINER},
	},
	crypto::Voter,
	preset::{Preset, TICKET_VALUE},
	runtime::Runtime,
	state::State,
};

fn issued(state: &State) -> u128 {
	state.query(bank::Issued::<Runtime>::get)
}

fn vote_rewards(state: &State) -> u128 {
	state.query(VoteRewards::<Runtime>::get)
}

/// Reward of one staking node's vote with so many tickets in the set, as the original computed it.
fn reward(tickets: u128) -> u128 {
	(5_250_000_000_000_000_000 + 38_427_150_695_669 * tickets) / 3
}

pub const CASES: &[Case] = &[
	Case {
		name: "coinbase_is_the_reward_and_the_fees",
		rules: &["PW-12"],
		run: |chain| {
			let miner = Voter::new(MINER).address();
			let vote_address = Voter::new(0).address();
			let buy =
				StakingAction::BuyShare { vote_address, node: None, amount: 3 * TICKET_VALUE };
			let before = received(&chain.tip().state, miner);
			chain.extend(1);
			let plain = received(&chain.tip().state, miner);
			chain.draft().act(1, 0, buy).mine().vote_all().accepted();
			let with_fee = received(&chain.tip().state, miner);
			assert_eq!(plain - before, 8_800_000_000_000_000_000);
			assert_eq!(with_fee - plain, 8_800_000_000_000_000_000 + FEE);
		},
	},
	Case {
		name: "reward_claimed_by_a_state_that_pays_more",
		rules: &["PW-12"],
		run: |chain| {
			// The state that a node would have that pays the miner twice.
			let draft = chain.draft();
			let parent = chain.tip();
			let built = draft.build();
			let (_, state) = parent
				.state
				.run(|| bank::Issued::<Runtime>::mutate(|issued| *issued += 1))
				.unwrap();
			let root = state.query(|| sp_io::storage::root(sp_runtime::StateVersion::V1));
			built
				.tamper(|header| header.state_root = sp_core::H256::from_slice(&root))
				.mine()
				.vote_all()
				.refused("PW-12", "Storage root must match");
		},
	},
	Case {
		name: "rewards_stop_at_the_cap",
		rules: &["PW-12", "VT-10"],
		run: |_| {
			let mut preset = Preset::sequences();
			preset.emission.cap = 30_000_000_000_000_000_000;
			let chain = Chain::new(&preset);
			chain.extend(12);
			let emitted = chain.tip().state.query(Emitted::<Runtime>::get);
			assert_eq!(emitted, preset.emission.cap);
			assert_eq!(chain.tip().state.audit(), Ok(()));
		},
	},
	Case {
		name: "votes_are_rewarded_in_the_next_block",
		rules: &["VT-9"],
		run: |chain| {
			let tickets = 100 - 3 * 9;
			let before = vote_rewards(&chain.tip().state);
			let found = chain.draft().mine();
			let by_node = found.draw.iter().filter(|ticket| ticket.by_node).count() as u128;
			// This block counts its parent's votes: three of block 10, drawn from 73 tickets.
			let parent_draw = chain.block(chain.tip().header.parent_hash).state.draw(
				chain.seed(chain.tip().header.parent_hash),
				chain.seed(chain.best()).unwrap(),
			);
			let parent_by_node = parent_draw.iter().filter(|ticket| ticket.by_node).count() as u128;
			found.vote(&[0, 1]).accepted();
			let earned = vote_rewards(&chain.tip().state) - before;
			let (node, solo) = (reward(tickets), reward(tickets) / 4 * 3);
			let expected = parent_by_node * node + (3 - parent_by_node) * solo;
			assert!(earned.abs_diff(expected) < 10, "{earned} {expected}");
			// Its own two votes are counted by its child.
			let before = vote_rewards(&chain.tip().state);
			chain.extend(1);
			let earned = vote_rewards(&chain.tip().state) - before;
			let (node, solo) = (reward(tickets - 3), reward(tickets - 3) / 4 * 3);
			assert!(earned <= 2 * node && earned + 10 >= 2 * solo, "{earned} {by_node}");
		},
	},
	Case {
		name: "rewards_are_paid_once_after_the_cycle",
		rules: &["VT-9", "ST-15", "ST-16"],
		run: |chain| {
			let found = chain.draft().mine();
			let voter = chain.voter(&found.draw[0].vote_address);
			let voter = match found.draw[0].by_node {
				true => Voter::new(9),
				false => voter,
			};
			found.vote_all().accepted();
			let mut sums = vec![received(&chain.tip().state, voter.address())];
			for _ in 0..12 {
				chain.draft().mine().vote_all().accepted();
				sums.push(received(&chain.tip().state, voter.address()));
			}
			let payments: Vec<usize> =
				(1..sums.len()).filter(|place| sums[*place] > sums[place - 1]).collect();
			assert!(!payments.is_empty());
			let cycle = Preset::sequences().staking.payment_cycle_blocks as usize;
			assert!(payments.windows(2).all(|pair| pair[1] - pair[0] >= cycle), "{payments:?}");
			assert_eq!(chain.tip().state.audit(), Ok(()));
		},
	},
	Case {
		name: "everything_that_is_issued_is_booked",
		rules: &["PW-12", "ST-16"],
		run: |chain| {
			let mut votes: Vec<&[usize]> = vec![&[0, 1, 2], &[0, 1], &[1, 2], &[0, 2]];
			for _ in 0..6 {
				votes.rotate_left(1);
				let before = issued(&chain.tip().state);
				chain.draft().mine().vote(votes[0]).accepted();
				assert!(issued(&chain.tip().state) >= before + 8_800_000_000_000_000_000);
				assert_eq!(chain.tip().state.audit(), Ok(()));
			}
			let cap = Preset::sequences().emission.cap;
			assert!(chain.tip().state.query(Emitted::<Runtime>::get) <= cap);
		},
	},
];
