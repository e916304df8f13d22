// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0
//! What votes earn, and that no more is created than the cap allows.

use crate::{mock::*, *};
use proptest::prelude::*;
use sero_consensus_primitives::TicketOutcome::{self, *};
use sero_primitives::{units::SERO, Balance};
use sero_shielded_primitives::RejectReason;

/// The original's numbers (original-system.md §6.6), halved once as in its last era.
#[test]
fn rewards_of_votes_are_the_originals() {
	let params = voting();
	let interval = main_emission().halving_interval;
	let reward = |height, tickets| params.reward(height, interval, tickets, 3);
	let original = |tickets: u64| {
		let full = 10_500_000_000_000_000_000 + Balance::from(tickets) * 76_854_301_391_338;
		full.min(35_600_000_000_000_000_000) / 2 / 3
	};
	for tickets in [0u64, 1, 20_000, 326_591, 326_593, 1 << 40] {
		assert_eq!(reward(1, tickets), original(tickets), "{tickets}");
	}
	// The cap is reached at the original's design target.
	assert!(reward(1, 326_591) < params.max_reward / 3);
	assert_eq!(reward(1, 326_593), params.max_reward / 3);
	assert_eq!(reward(interval - 1, 0), original(0));
	assert_eq!(reward(interval, 0), params.base_reward / 2 / 3);
	assert_eq!(reward(u32::MAX, u64::MAX), 0);
}

/// VT-9.
#[test]
fn outcomes_divide_the_reward() {
	let params = voting();
	let split = |by_node, outcome| {
		let VoteReward { voter, miner } = params.split(12_000, by_node, outcome);
		(voter, miner)
	};
	assert_eq!(split(true, Voted), (12_000, 0));
	assert_eq!(split(false, Voted), (9_000, 0));
	assert_eq!(split(true, VotedLate), (8_000, 4_000));
	assert_eq!(split(false, VotedLate), (6_000, 3_000));
	assert_eq!(split(true, Missed), (0, 0));
	// Nothing is lost in rounding.
	assert_eq!(params.split(100, true, VotedLate), VoteReward { voter: 66, miner: 34 });
}

/// What was settled in the last block: outcome and reward.
fn settled_last() -> Vec<(TicketOutcome, Balance)> {
	let settled = Settled::get();
	settled[settled.len() - 3..].iter().map(|(_, outcome, earned)| (*outcome, *earned)).collect()
}

/// VT-9: voters earn in the registry, the miner of late votes with its coinbase.
#[test]
fn votes_are_paid_by_their_outcome() {
	for by_node in [false, true] {
		chain().execute_with(|| {
			buy(1..61, by_node);
			let found = voted_block(Vec::new(), &[0]);
			let full = PowPos::vote_reward(1);
			assert_eq!(full, voting().reward(1, main_emission().halving_interval, 60, 3));
			let reward = if by_node { full } else { full * 3 / 4 };
			take_paid();
			let emitted = Emitted::<Test>::get();
			assert_eq!(emitted, PowPos::emission_status().emitted);
			voted_block(vec![found.votes[1].clone()], &[]);
			let late = voting().late.of(reward);
			assert_eq!(settled_last(), vec![(Voted, reward), (VotedLate, late), (Missed, 0)]);
			let block_reward = main_emission().min_reward;
			assert_eq!(take_paid().coinbases, vec![(MINER, block_reward + reward - late)]);
			let event = Event::MinerRewarded {
				author: sero_shielded_primitives::OneTimeAddressBytes(MINER),
				reward: block_reward,
				late_votes: reward - late,
				paid: block_reward + reward - late + FEES,
			};
			assert!(events().contains(&event));
			// Everything counts under the cap, once.
			let created = block_reward + main_emission().team_reward + 2 * reward;
			assert_eq!(Emitted::<Test>::get(), emitted + created);
			assert_eq!(PowPos::emission_status().vote_rewards, 2 * reward);
		});
	}
}

/// VT-9: across blocks, each drawn ticket is settled once and earns once.
#[test]
fn no_ticket_earns_twice() {
	chain().execute_with(|| {
		buy(1..200, false);
		let mut late = Vec::new();
		for height in 0..30usize {
			let cast: Vec<usize> = (0..height % 3).collect();
			let found = voted_block(late, &cast);
			late = found.votes[cast.len()..].to_vec();
		}
		let settled = Settled::get();
		assert_eq!(settled.len(), 29 * 3);
		let mut shares: Vec<_> = settled.iter().map(|(ticket, ..)| ticket.share).collect();
		shares.sort();
		shares.dedup();
		assert_eq!(shares.len(), settled.len());
		let voters: Balance = settled.iter().map(|(.., earned)| earned).sum();
		let miners = PowPos::emission_status().vote_rewards - voters;
		let blocks: Balance = 30 * (main_emission().min_reward + main_emission().team_reward);
		assert_eq!(Emitted::<Test>::get(), blocks + voters + miners);
		// A late vote divides two thirds to one third.
		let late: Balance =
			settled.iter().filter(|(_, outcome, _)| *outcome == VotedLate).map(|(.., e)| e).sum();
		assert!(miners.abs_diff(late / 2) < 100);
	});
}

/// VT-10: voters come first, then the miner, then the team.
#[test]
fn rewards_of_votes_count_under_the_cap() {
	let mut config = config();
	let block_reward = config.emission.min_reward + config.emission.team_reward;
	let full = voting().reward(1, config.emission.halving_interval, 60, 3);
	// Room for block 1, one vote, half a vote, and nothing else.
	config.emission.cap = block_reward + full + full / 2;
	let cap = config.emission.cap;
	chain_of(config).execute_with(|| {
		buy(1..61, true);
		voted_block(Vec::new(), &[0, 1, 2]);
		take_paid();
		voted_block(Vec::new(), &[0, 1, 2]);
		assert_eq!(settled_last(), vec![(Voted, full), (Voted, full / 2), (Voted, 0)]);
		assert_eq!(take_paid().coinbases, vec![(MINER, 0)]);
		assert_eq!(Emitted::<Test>::get(), cap);
		voted_block(Vec::new(), &[]);
		assert_eq!(settled_last(), vec![(Voted, 0); 3]);
		assert_eq!(Emitted::<Test>::get(), cap);
	});
}

/// VT-10: late votes as well.
#[test]
fn late_votes_count_under_the_cap() {
	let mut config = config();
	let block_reward = config.emission.min_reward + config.emission.team_reward;
	let full = voting().reward(1, config.emission.halving_interval, 60, 3);
	config.emission.cap = block_reward + full - 1;
	let cap = config.emission.cap;
	chain_of(config).execute_with(|| {
		buy(1..61, true);
		let found = voted_block(Vec::new(), &[]);
		take_paid();
		voted_block(found.votes, &[]);
		let late = voting().late.of(full);
		assert_eq!(settled_last(), vec![(VotedLate, late), (VotedLate, 0), (VotedLate, 0)]);
		assert_eq!(take_paid().coinbases, vec![(MINER, full - 1 - late)]);
		assert_eq!(Emitted::<Test>::get(), cap);
	});
}

/// A coinbase that cannot be made takes the late votes' part along: it was not created.
#[test]
fn a_failed_coinbase_does_not_count_late_votes() {
	chain().execute_with(|| {
		buy(1..61, true);
		let found = voted_block(Vec::new(), &[]);
		let before = Emitted::<Test>::get();
		fail_payments(Some(RejectReason::TreeFull));
		voted_block(found.votes, &[]);
		fail_payments(None);
		let voters: Balance = settled_last().iter().map(|(_, earned)| earned).sum();
		assert!(voters > 0);
		let team = main_emission().team_reward;
		assert_eq!(Emitted::<Test>::get(), before + voters + team);
		assert_eq!(PowPos::emission_status().vote_rewards, voters);
		// And the next miner is not paid for them.
		take_paid();
		voted_block(Vec::new(), &[]);
		assert_eq!(take_paid().coinbases, vec![(MINER, main_emission().min_reward)]);
	});
}

#[test]
fn the_status_says_what_a_vote_earns_next() {
	chain().execute_with(|| {
		buy(1..61, true);
		voted_block(Vec::new(), &[]);
		let next = PowPos::emission_status().next_vote;
		assert!(next > SERO);
		assert_eq!(next, PowPos::vote_reward(2));
	});
}

proptest! {
	/// Fractions are exact to the base unit and never overflow.
	#[test]
	fn fractions_are_rounded_down(
		numerator in 0u32..=u32::MAX,
		more in any::<u32>(),
		amount in any::<u128>(),
	) {
		let denominator = numerator.saturating_add(more).max(1);
		let part = Ratio::new(numerator, denominator).of(amount);
		let exact = sp_core::U256::from(amount) * numerator / denominator;
		prop_assert_eq!(sp_core::U256::from(part), exact);
	}

	/// No numbers overflow or panic, and the parts of a reward add up.
	#[test]
	fn any_parameters_have_a_vote_reward(
		amounts in prop::array::uniform3(any::<u128>()),
		ratios in prop::array::uniform4(any::<u32>()),
		height in any::<u32>(),
		interval in any::<u32>(),
		tickets in any::<u64>(),
		count in any::<u8>(),
	) {
		let [base_reward, reward_per_ticket, max_reward] = amounts;
		let params = VotingParams {
			base_reward,
			reward_per_ticket,
			max_reward,
			solo: Ratio::new(ratios[0], ratios[1]),
			late: Ratio::new(ratios[2], ratios[3]),
			..Default::default()
		};
		let reward = params.reward(height, interval, tickets, count);
		prop_assert!(reward <= max_reward);
		for outcome in [Voted, VotedLate, Missed] {
			let VoteReward { voter, miner } = params.split(reward, false, outcome);
			prop_assert!(voter.checked_add(miner).is_some_and(|sum| sum <= reward));
		}
	}
}
