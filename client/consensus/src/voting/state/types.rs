// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What goes into the state machine and what comes out of it.

use sero_consensus_primitives::{DrawnTicket, MaxVotes, Vote};
use sp_core::H256;
use sp_runtime::BoundedVec;
use std::time::Duration;

use super::Election;
use crate::voting::{Candidate, CandidateId, Message};

/// How long the miner waits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Config {
	/// Hash of the chain's first block.
	pub genesis_hash: H256,
	/// Wait for enough votes before mining goes on.
	pub quorum_wait: Duration,
	/// Wait for votes while they are not mandatory, at most.
	pub optional_wait: Duration,
}

impl Config {
	/// The usual waits.
	pub fn new(genesis_hash: H256) -> Self {
		Self {
			genesis_hash,
			quorum_wait: Duration::from_secs(3),
			optional_wait: Duration::from_secs(1),
		}
	}
}

/// Why a candidate is not accepted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
	/// Its parent is not known (yet).
	UnknownParent,
	/// It breaks a rule.
	Invalid,
	/// It cannot be judged here and now, which says nothing about it.
	Unavailable,
}

/// What is dear or secret.
pub trait Oracle<H> {
	/// VT-25: checks everything about a candidate that does not need its body, work included.
	///
	/// # Errors
	/// [`Refusal`].
	fn judge(&self, candidate: &Candidate<H>) -> Result<Election, Refusal>;

	/// Whether a signature holds under a one-time address.
	fn verify(&self, address: &[u8; 96], message: &[u8; 32], signature: &[u8; 64]) -> bool;

	/// Whether this node can sign for a ticket.
	fn owns(&self, ticket: &DrawnTicket) -> bool;
}

/// What to do with a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
	/// Keep it and pass it on.
	Relay,
	/// Something is missing that it depends on; [`Effect::Gossip`] follows if that comes.
	Hold,
	/// Drop it.
	Discard,
}

/// What a peer did wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Misbehavior {
	/// VT-24: bytes that are not a message.
	Malformed,
	/// VT-25: a candidate that breaks a rule.
	BadCandidate,
	/// VT-2 to VT-4: a vote that breaks a rule.
	BadVote,
	/// VT-27: too many messages.
	Flood,
}

/// Why the miner gives a candidate up.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Abandoned {
	/// Another block is the best one now.
	#[error("another block came first")]
	Stale,
	/// It draws fewer tickets than it needs votes.
	#[error("too few tickets were drawn")]
	TooFewTickets,
	/// Too many blocks wait for votes already.
	#[error("too many blocks wait for votes")]
	Full,
}

/// How the execution of a candidate ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Execution {
	/// The block is valid.
	Valid,
	/// The block is invalid.
	Invalid,
	/// The body could not be had.
	Unavailable,
}

/// What a sealed candidate came to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SealVotes {
	/// The votes, in the order of their tickets.
	pub votes: BoundedVec<Vote, MaxVotes>,
	/// Tickets that were drawn.
	pub drawn: usize,
	/// Time since the candidate was proposed.
	pub waited: Duration,
	/// Time after which the votes were enough; `None` if they are not, or nobody was drawn.
	pub quorum_after: Option<Duration>,
}

/// What shall happen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Effect<P, H> {
	/// Give the message to all peers.
	Gossip(Message<H>),
	/// Fetch the body from one of the peers, the first one first; execute it on its parent; call
	/// [`executed`](super::VotingState::executed).
	Execute {
		/// The candidate.
		candidate: Candidate<H>,
		/// Peers that have it.
		sources: Vec<P>,
	},
	/// Sign for these tickets; call [`signed`](super::VotingState::signed).
	Sign {
		/// The candidate.
		id: CandidateId,
		/// Its parent.
		parent: H256,
		/// Its seed.
		seed: H256,
		/// The tickets.
		tickets: Vec<DrawnTicket>,
	},
	/// Seal the own candidate and import it. [`imported`](super::VotingState::imported) follows, or
	/// [`seal_failed`](super::VotingState::seal_failed).
	Seal {
		/// The candidate.
		id: CandidateId,
		/// Its votes.
		seal: SealVotes,
	},
	/// Mine on; the own candidate stays open.
	MineOn {
		/// The candidate.
		id: CandidateId,
	},
	/// The own candidate is given up.
	Abandon {
		/// The candidate.
		id: CandidateId,
		/// Why.
		reason: Abandoned,
	},
	/// The body of the candidate is not needed any more.
	Forget {
		/// The candidate.
		id: CandidateId,
	},
	/// Lower a peer's reputation.
	Report {
		/// The peer.
		peer: P,
		/// What it did.
		why: Misbehavior,
	},
}

/// Counts since the start.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counters {
	/// Tickets drawn by own candidates.
	pub asked: u64,
	/// Votes in the seals of own blocks.
	pub got: u64,
	/// Late votes for best blocks.
	pub late: u64,
	/// Tickets of best blocks that had not voted when the next block came.
	pub missed: u64,
	/// Own votes.
	pub cast: u64,
	/// Candidates of others that were accepted.
	pub candidates: u64,
	/// Votes of others that were accepted.
	pub votes: u64,
	/// Messages that broke a rule or a limit.
	pub refused: u64,
}

/// The best block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tip {
	/// Its hash.
	pub hash: H256,
	/// Its number.
	pub number: u64,
	/// Its parent.
	pub parent: H256,
}
