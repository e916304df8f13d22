// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What must hold after every simulation.

use pallet_pow_pos_consensus::{Emitted, VoteRewards};
use pallet_staking_nodes::Sums;
use sero_consensus_primitives::{DrawnTicket, Vote};
use sp_core::H256;
use sp_runtime::traits::Block as _;
use std::collections::BTreeSet;

use crate::{
	bank,
	network::{plan::Strategy, universe::Entry, world::World},
	preset::Preset,
	runtime::{Block, Runtime, RuntimeCall},
};

/// What became of the tickets of a chain, counted from its blocks alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tally {
	/// Voted in the block's own seal.
	pub voted: u64,
	/// Voted a block late.
	pub late: u64,
	/// Did not vote.
	pub missed: u64,
	/// Reward of the voters in base units.
	pub voters: u128,
	/// Reward of the miners for late votes in base units.
	pub miners: u128,
}

impl World {
	/// Checks all invariants.
	///
	/// # Errors
	/// The first one that is broken.
	pub fn audit(&self) -> Result<(), String> {
		let honest = || self.nodes.iter().enumerate().filter(|(_, node)| node.is_honest());
		// No honest node has taken an invalid block; blocks have their ancestors.
		for (number, node) in honest() {
			for hash in &node.known {
				let Some(entry) = self.universe.block(*hash) else {
					return Err(format!("node {number} has the invalid block {hash}"));
				};
				let is_genesis = *hash == self.universe.genesis;
				if !is_genesis && !node.known.contains(&entry.header.parent_hash) {
					return Err(format!("node {number} has {hash} without its parent"));
				}
			}
		}
		// All that run agree.
		let mut tips: Vec<(usize, H256)> = honest()
			.filter(|(_, node)| node.alive)
			.map(|(number, node)| (number, node.best))
			.collect();
		tips.dedup_by_key(|(_, best)| *best);
		if tips.len() > 1 {
			let numbers: Vec<_> = tips
				.iter()
				.map(|(node, best)| (*node, self.universe.valid(*best).header.number, *best))
				.collect();
			return Err(format!("honest nodes do not agree: {numbers:?}"));
		}
		// Nobody is blamed for what the protocol allows.
		for (number, node) in honest() {
			for (peer, why) in &node.reports {
				let suspect = self.nodes[*peer].plan.strategy;
				if suspect == Strategy::Honest {
					return Err(format!("node {number} blames the honest node {peer}: {why:?}"));
				}
			}
		}
		let tip = self.tip();
		self.audit_chain(tip)
	}

	/// The best block of the honest nodes.
	pub fn tip(&self) -> H256 {
		let mut honest = self.nodes.iter().filter(|node| node.is_honest() && node.alive);
		honest.next().map_or(self.universe.genesis, |node| node.best)
	}

	/// Checks the chain that ends with a block.
	fn audit_chain(&self, tip: H256) -> Result<(), String> {
		let chain = self.universe.chain(tip);
		let mut tally = Tally::default();
		let mut parent = self.universe.valid(self.universe.genesis).clone();
		for (place, hash) in chain.iter().enumerate() {
			let entry = self.universe.valid(*hash).clone();
			let unsealed = self.universe.unsealed(entry.id.pre_hash).ok_or("a body is missing")?;
			if parent.header.number > 0 {
				let late = late_votes(unsealed);
				count(&self.plan.preset, &parent, &late, &mut tally)
					.map_err(|error| format!("block {}: {error}", entry.header.number))?;
			}
			// The miner's state is what an importer computes. Every block costs as much as the
			// simulation; a sample does.
			if place % 16 == 5 || place + 1 == chain.len() {
				let block = Block::new(unsealed.header.clone(), unsealed.body.clone());
				parent
					.state
					.execute(&block)
					.map_err(|error| format!("an importer refuses {hash}: {error}"))?;
				entry.state.audit()?;
			}
			parent = entry;
		}
		let state = &parent.state;
		let (sums, rewards, emitted, issued, size) = state.query(|| {
			(
				Sums::<Runtime>::get(),
				VoteRewards::<Runtime>::get(),
				Emitted::<Runtime>::get(),
				bank::Issued::<Runtime>::get(),
				crate::runtime::System::block_number(),
			)
		});
		// Votes are paid once: neither more nor less than the blocks tell.
		if sums.voted != tally.voted + tally.late || sums.missed != tally.missed {
			return Err(format!("votes: {sums:?}, the blocks tell {tally:?}"));
		}
		if sums.rewarded != tally.voters || rewards != tally.voters + tally.miners {
			return Err(format!("rewards: {sums:?} and {rewards}, the blocks tell {tally:?}"));
		}
		// The supply is what was there, what blocks earned, and what votes were paid.
		let preset = &self.plan.preset;
		let coinbase = u128::from(size) * preset.emission.min_reward;
		let start: u128 = preset.pool
			+ preset.shares.iter().map(|s| u128::from(s.tickets) * s.value).sum::<u128>();
		if emitted != coinbase + rewards {
			return Err(format!("emitted {emitted}, not {coinbase} + {rewards}"));
		}
		if issued + (sums.rewarded - sums.paid) != start + emitted {
			return Err(format!("issued {issued} of {start} + {emitted}: {sums:?}"));
		}
		Ok(())
	}

	/// Votes, misses and rewards of the honest nodes' chain.
	pub fn tally(&self) -> Tally {
		let mut tally = Tally::default();
		for pair in self.universe.chain(self.tip()).windows(2) {
			let (parent, child) = (self.universe.valid(pair[0]), self.universe.valid(pair[1]));
			if let Some(unsealed) = self.universe.unsealed(child.id.pre_hash) {
				let _ = count(&self.plan.preset, parent, &late_votes(unsealed), &mut tally);
			}
		}
		tally
	}
}

fn late_votes(unsealed: &super::universe::Unsealed) -> Vec<Vote> {
	unsealed
		.body
		.iter()
		.find_map(|extrinsic| match &extrinsic.function {
			RuntimeCall::PowPos(pallet_pow_pos_consensus::Call::note_parent {
				late_votes, ..
			}) => Some(late_votes.to_vec()),
			_ => None,
		})
		.unwrap_or_default()
}

/// Counts the votes for a block, in its seal and late; by the rules of docs/protocol, written again.
fn count(preset: &Preset, block: &Entry, late: &[Vote], tally: &mut Tally) -> Result<(), String> {
	let voting = &preset.voting;
	// The set from which the block drew has its three tickets more than the one after.
	let tickets = block
		.state
		.query(|| <crate::runtime::Staking as sero_consensus_primitives::ShareRegistry>::tickets());
	let base = voting.base_reward + u128::from(tickets) * voting.reward_per_ticket;
	let reward = base.min(voting.max_reward) / u128::from(preset.tickets_per_block);
	let solo = reward / 4 * 3 + reward % 4 * 3 / 4;
	let mut paid: BTreeSet<u8> = BTreeSet::new();
	for ticket in &block.draw {
		let by = |votes: &[Vote]| votes.iter().filter(|vote| is_of(vote, ticket)).count();
		let full = if ticket.by_node { reward } else { solo };
		match (by(&block.seal.votes), by(late)) {
			(1, 0) => {
				tally.voted += 1;
				tally.voters += full;
			},
			(0, 1) => {
				let voter = full / 3 * 2 + full % 3 * 2 / 3;
				tally.late += 1;
				tally.voters += voter;
				tally.miners += full - voter;
			},
			(0, 0) => tally.missed += 1,
			(a, b) => return Err(format!("ticket {ticket:?} voted {a} + {b} times")),
		}
		if !paid.insert(ticket.ticket_index) {
			return Err(format!("ticket {ticket:?} was drawn twice"));
		}
	}
	let votes = block.seal.votes.len() + late.len();
	if votes > block.draw.len() {
		return Err(format!("{votes} votes of {} tickets", block.draw.len()));
	}
	Ok(())
}

fn is_of(vote: &Vote, ticket: &DrawnTicket) -> bool {
	vote.ticket_index == ticket.ticket_index && vote.share == ticket.share
}
