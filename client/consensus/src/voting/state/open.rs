// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! A candidate that is voted for, and the miner's rule.

use sero_consensus_primitives::{Draw, DrawnTicket, Seal, Vote};
use sp_core::H256;
use std::time::Duration;

use super::{Config, Time};
use crate::voting::{Candidate, CandidateId};

/// Peers that are remembered as sources of a candidate's body.
pub const MAX_SOURCES: usize = 8;

/// What the parent's state says about a candidate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Election {
	/// Parent of the candidate's parent; zero if that is the genesis block.
	pub grandparent: H256,
	/// The tickets that the candidate draws.
	pub draw: Draw,
	/// Votes that it needs; 0 while votes are not mandatory.
	pub required: u8,
	/// Votes that are enough.
	pub quorum: u8,
	/// Time between blocks that the chain aims at.
	pub block_time: Duration,
	/// Wait for the remaining votes once there are enough.
	pub grace: Duration,
}

impl Election {
	/// Votes that the miner hopes for before it starts to be impatient.
	fn goal(&self) -> usize {
		usize::from(if self.required > 0 { self.required } else { self.quorum })
	}
}

/// Where a candidate comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
	/// From another node.
	Foreign,
	/// From this node's miner, which waits for votes.
	Own,
	/// From this node's miner, which mines on in the meantime.
	OwnReleased,
	/// From this node's miner; sealed, but not imported yet.
	OwnSealed,
}

/// A candidate that is voted for.
#[derive(Debug)]
pub struct Open<P, H> {
	pub candidate: Candidate<H>,
	pub id: CandidateId,
	pub number: u64,
	pub parent: H256,
	pub seed: H256,
	pub election: Election,
	pub origin: Origin,
	pub sources: Vec<P>,
	/// Sources that were asked for the body already.
	pub asked: usize,
	pub votes: Vec<Vote>,
	pub opened: Time,
	/// When the votes were enough.
	pub reached: Option<Time>,
}

/// What the miner does with a candidate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Decision {
	/// Nothing before this time, unless votes come.
	Wait(Time),
	/// Nothing unless votes come.
	Idle,
	/// Seal it.
	Seal,
	/// Mine on while it stays open.
	MineOn,
	/// It can never have enough votes.
	Hopeless,
}

impl<P, H> Open<P, H> {
	/// Takes a vote in.
	pub fn add(&mut self, now: Time, vote: Vote) {
		self.votes.push(vote);
		self.note_goal(now);
	}

	/// Notes the time when there are enough votes.
	pub fn note_goal(&mut self, now: Time) {
		if self.reached.is_none() && self.votes.len() >= self.election.goal() {
			self.reached = Some(now);
		}
	}

	/// Whether a ticket has voted.
	pub fn has_voted(&self, ticket: &DrawnTicket) -> bool {
		self.votes.iter().any(|vote| vote.ticket_index == ticket.ticket_index)
	}

	/// The miner's rule.
	///
	/// # Consensus
	/// VT-23 (not a rule of validity): a candidate is sealed as soon as all drawn tickets have voted,
	/// or `grace` after the quorum is there. While votes are mandatory, the miner goes back to mining
	/// if the quorum is not there after `quorum_wait`, and the candidate stays open. While they are
	/// not, it is sealed with what is there after the shorter of `optional_wait` and a quarter of the
	/// block time. Nobody is waited for if nobody was drawn.
	pub fn decide(&self, now: Time, config: &Config) -> Decision {
		if self.origin == Origin::Foreign || self.origin == Origin::OwnSealed {
			return Decision::Idle;
		}
		let (votes, drawn) = (self.votes.len(), self.election.draw.len());
		let required = usize::from(self.election.required);
		if drawn < required {
			return Decision::Hopeless;
		}
		if votes >= drawn {
			return Decision::Seal;
		}
		let at_latest = (required == 0).then(|| {
			let patience = config.optional_wait.min(self.election.block_time / 4);
			self.opened.saturating_add(patience)
		});
		let graced = self.reached.map(|time| time.saturating_add(self.election.grace));
		let seal_at = match (graced, at_latest) {
			(Some(a), Some(b)) => Some(a.min(b)),
			(a, b) => a.or(b),
		};
		match seal_at {
			Some(time) if time <= now => Decision::Seal,
			Some(time) => Decision::Wait(time),
			None if self.origin == Origin::OwnReleased => Decision::Idle,
			None => {
				let time = self.opened.saturating_add(config.quorum_wait);
				if time <= now {
					Decision::MineOn
				} else {
					Decision::Wait(time)
				}
			},
		}
	}
}

/// A block at the tip of the chain, whose late votes are collected for its child.
#[derive(Debug)]
pub struct Sealed {
	pub id: CandidateId,
	pub number: u64,
	pub parent: H256,
	pub seed: H256,
	pub draw: Draw,
	/// Votes in the seal.
	pub votes: Vec<Vote>,
	/// Votes that came later.
	pub late: Vec<Vote>,
}

impl Sealed {
	/// Whether a ticket has voted, in time or late.
	pub fn has_voted(&self, ticket: &DrawnTicket) -> bool {
		let mut votes = self.votes.iter().chain(&self.late);
		votes.any(|vote| vote.ticket_index == ticket.ticket_index)
	}
}

/// A block that the node has imported.
#[derive(Clone, Debug)]
pub struct ImportedBlock {
	/// Its hash.
	pub hash: H256,
	/// Its name while it was a candidate.
	pub id: CandidateId,
	/// Its number.
	pub number: u64,
	/// Its parent.
	pub parent: H256,
	/// Its seal.
	pub seal: Seal,
	/// What it drew; `None` if the parent's state is not there. Such a block gets no late votes.
	pub election: Option<Election>,
	/// Whether it is the best block now.
	pub is_best: bool,
	/// Whether the node follows the chain as it grows. While it catches up with others it votes for
	/// nothing.
	pub is_fresh: bool,
}
