// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The state machine of voting, without clock, network, runtime or keys.
//!
//! Time is an argument (counted from any origin, never backwards); what is dear or secret is asked
//! from an [`Oracle`]; what shall happen is read as [`Effect`]s. The same inputs lead to the same
//! effects, so that whole networks of it can be simulated.
//!
//! | input | when |
//! | --- | --- |
//! | [`VotingState::receive`] | a message came from a peer; the verdict says whether to relay it |
//! | [`VotingState::propose`] | the own miner found a block |
//! | [`VotingState::imported`] | a block was imported |
//! | [`VotingState::executed`] | [`Effect::Execute`] has ended |
//! | [`VotingState::signed`] | [`Effect::Sign`] was done |
//! | [`VotingState::tick`] | the time of [`VotingState::next_deadline`] has come |
//! | [`VotingState::disconnected`] | a peer has gone |
//!
//! After every input, [`VotingState::next_effect`] is called until it returns `None`.
//!
//! # Bounds
//! At most [`MAX_OPEN`] candidates are open, [`MAX_FOREIGN_PER_PARENT`] foreign ones on one parent,
//! and [`MAX_OWN`] own ones; each has at most three votes. Messages that wait, peers' accounts and the record of own votes are
//! bounded in their modules. Candidates cost a proof of work each, so none of this is cheap to fill.

mod ballot;
mod limits;
mod open;
mod types;

use sero_consensus_primitives::{check_votes, DrawnTicket, Vote, VoteContext};
use sp_core::H256;
use sp_runtime::{
	traits::{Header as HeaderT, UniqueSaturatedInto},
	BoundedVec,
};
use std::{
	collections::{BTreeMap, VecDeque},
	time::Duration,
};

use super::{Candidate, CandidateId, CastVote, Message};
use ballot::Ballot;
use limits::{Accounts, Held, CANDIDATE_COST, VOTE_COST};
use open::{Decision, Open, Origin, Sealed, MAX_SOURCES};

pub use ballot::MAX_PER_PARENT as MAX_SIGNED_PER_PARENT;
pub use limits::HOLD_TIME;
pub use open::{Election, ImportedBlock};
pub use types::{
	Abandoned, Config, Counters, Effect, Execution, Misbehavior, Oracle, Refusal, SealVotes, Tip,
	Verdict,
};

/// Time since some origin.
pub type Time = Duration;

/// Most candidates that are open at a time.
pub const MAX_OPEN: usize = 64;
/// Most candidates of others on one parent.
pub const MAX_FOREIGN_PER_PARENT: usize = 16;
/// Most candidates of the own miner that wait for votes.
pub const MAX_OWN: usize = 8;
/// Most blocks at the tip of the chain whose late votes are collected.
const MAX_SEALED: usize = 16;
/// Candidates that turned out to be invalid and are remembered.
const MAX_REJECTED: usize = 64;

/// See the [module](self).
#[derive(Debug)]
pub struct VotingState<P, H> {
	config: Config,
	tip: Tip,
	fresh: bool,
	open: BTreeMap<CandidateId, Open<P, H>>,
	sealed: BTreeMap<H256, Sealed>,
	rejected: VecDeque<CandidateId>,
	ballot: Ballot,
	accounts: Accounts<P>,
	held_candidates: Held<P, Candidate<H>>,
	held_votes: Held<P, CastVote>,
	effects: VecDeque<Effect<P, H>>,
	counters: Counters,
}

impl<P, H> VotingState<P, H>
where
	P: Ord + Clone,
	H: HeaderT<Hash = H256>,
{
	/// A state that knows the best block only.
	pub fn new(config: Config, tip: Tip) -> Self {
		Self {
			config,
			tip,
			fresh: true,
			open: BTreeMap::new(),
			sealed: BTreeMap::new(),
			rejected: VecDeque::new(),
			ballot: Ballot::default(),
			accounts: Accounts::default(),
			held_candidates: Held::new(2, 16),
			held_votes: Held::new(32, 256),
			effects: VecDeque::new(),
			counters: Counters::default(),
		}
	}

	/// What shall happen next.
	pub fn next_effect(&mut self) -> Option<Effect<P, H>> {
		self.effects.pop_front()
	}

	/// When [`Self::tick`] has something to do.
	pub fn next_deadline(&self, now: Time) -> Option<Time> {
		self.open
			.values()
			.filter_map(|open| match open.decide(now, &self.config) {
				Decision::Wait(time) => Some(time),
				Decision::Idle => None,
				_ => Some(now),
			})
			.min()
	}

	/// Counts since the start.
	pub fn counters(&self) -> Counters {
		self.counters
	}

	/// Candidates that wait for votes or for their execution, others' and own ones.
	pub fn open_candidates(&self) -> usize {
		self.open.len()
	}

	/// The best block that the state knows.
	pub fn tip(&self) -> Tip {
		self.tip
	}

	/// Whether messages about the candidate are still of use.
	pub fn is_live(&self, id: &CandidateId) -> bool {
		self.open.contains_key(id) || self.sealed.values().any(|sealed| sealed.id == *id)
	}

	/// An open candidate and the peers that have it.
	pub fn candidate(&self, id: &CandidateId) -> Option<(&Candidate<H>, &[P])> {
		self.open.get(id).map(|open| (&open.candidate, open.sources.as_slice()))
	}

	/// Votes for a block at the tip that are not in its seal: for the inherents of its child.
	pub fn late_votes(&self, block: &H256) -> Vec<Vote> {
		let mut votes =
			self.sealed.get(block).map(|sealed| sealed.late.clone()).unwrap_or_default();
		votes.sort_by_key(|vote| vote.ticket_index);
		votes
	}

	/// A peer has gone.
	pub fn disconnected(&mut self, peer: &P) {
		self.accounts.remove(peer);
		self.held_candidates.remove_peer(peer);
		self.held_votes.remove_peer(peer);
	}

	/// Handles a message from a peer.
	pub fn receive(
		&mut self,
		now: Time,
		peer: &P,
		message: Message<H>,
		oracle: &impl Oracle<H>,
	) -> Verdict {
		let cost = match &message {
			Message::Candidate(_) => CANDIDATE_COST,
			Message::Vote(_) => VOTE_COST,
		};
		if !self.accounts.charge(now, peer, cost) {
			self.report(peer, Misbehavior::Flood);
			return Verdict::Discard;
		}
		match message {
			Message::Candidate(candidate) => self.on_candidate(now, peer, candidate, oracle),
			Message::Vote(vote) => self.on_vote(now, peer, vote, oracle),
		}
	}

	/// A message that is not one, or another offence that was noticed outside.
	pub fn report(&mut self, peer: &P, why: Misbehavior) {
		self.counters.refused += 1;
		self.effects.push_back(Effect::Report { peer: peer.clone(), why });
	}

	/// VT-25, VT-26.
	fn on_candidate(
		&mut self,
		now: Time,
		peer: &P,
		candidate: Candidate<H>,
		oracle: &impl Oracle<H>,
	) -> Verdict {
		let id = candidate.id();
		if let Some(open) = self.open.get_mut(&id) {
			if open.sources.len() < MAX_SOURCES && !open.sources.contains(peer) {
				open.sources.push(peer.clone());
			}
			self.consider(id, oracle);
			return Verdict::Discard;
		}
		if self.is_live(&id) || self.rejected.contains(&id) {
			return Verdict::Discard;
		}
		// Not bound to the parent yet: the number only decides whether to look closer.
		let number: u64 = (*candidate.header.number()).unique_saturated_into();
		let parent = *candidate.header.parent_hash();
		if number <= self.tip.number || number > self.tip.number.saturating_add(3) {
			return Verdict::Discard;
		}
		let foreign = self
			.open
			.values()
			.filter(|open| open.parent == parent && open.origin == Origin::Foreign)
			.count();
		if self.open.len() >= MAX_OPEN || foreign >= MAX_FOREIGN_PER_PARENT {
			return Verdict::Discard;
		}
		match oracle.judge(&candidate) {
			Ok(election) => {
				if number != self.tip.number.saturating_add(1) {
					// Its parent is imported, but we have not been told yet.
					self.held_candidates.push(now, peer.clone(), candidate);
					return Verdict::Hold;
				}
				self.counters.candidates += 1;
				self.open(now, candidate, election, Origin::Foreign, vec![peer.clone()], oracle);
				Verdict::Relay
			},
			Err(Refusal::UnknownParent) => {
				self.held_candidates.push(now, peer.clone(), candidate);
				Verdict::Hold
			},
			Err(Refusal::Invalid) => {
				self.report(peer, Misbehavior::BadCandidate);
				Verdict::Discard
			},
			Err(Refusal::Unavailable) => Verdict::Discard,
		}
	}

	fn open(
		&mut self,
		now: Time,
		candidate: Candidate<H>,
		election: Election,
		origin: Origin,
		sources: Vec<P>,
		oracle: &impl Oracle<H>,
	) {
		let id = candidate.id();
		let mut open = Open {
			id,
			number: (*candidate.header.number()).unique_saturated_into(),
			parent: *candidate.header.parent_hash(),
			seed: candidate.seed(),
			candidate,
			election,
			origin,
			sources,
			asked: 0,
			votes: Vec::new(),
			opened: now,
			reached: None,
		};
		open.note_goal(now);
		self.open.insert(id, open);
		for (peer, vote) in self.held_votes.take(|vote| vote.candidate() == id) {
			if self.on_vote(now, &peer, vote.clone(), oracle) == Verdict::Relay {
				self.effects.push_back(Effect::Gossip(Message::Vote(vote)));
			}
		}
		self.consider(id, oracle);
		self.advance(now, id);
	}

	/// VT-2 to VT-4, VT-26.
	fn on_vote(&mut self, now: Time, peer: &P, cast: CastVote, oracle: &impl Oracle<H>) -> Verdict {
		let id = cast.candidate();
		let sealed = self.sealed.values_mut().find(|sealed| sealed.id == id);
		let (open, sealed) = match (self.open.get_mut(&id), sealed) {
			(Some(open), _) => (Some(open), None),
			(None, Some(sealed)) => (None, Some(sealed)),
			(None, None) if self.rejected.contains(&id) => return Verdict::Discard,
			(None, None) => {
				self.held_votes.push(now, peer.clone(), cast);
				return Verdict::Hold;
			},
		};
		let (parent_hash, seed, draw) = match (&open, &sealed) {
			(Some(open), _) => (open.parent, open.seed, &open.election.draw),
			(None, Some(sealed)) => (sealed.parent, sealed.seed, &sealed.draw),
			(None, None) => return Verdict::Discard,
		};
		// The ticket's first vote counts; the same one in other words is not an offence.
		let ticket = draw.iter().find(|ticket| ticket.ticket_index == cast.vote.ticket_index);
		let repeated = ticket.is_some_and(|ticket| match (&open, &sealed) {
			(Some(open), _) => open.has_voted(ticket),
			(None, Some(sealed)) => sealed.has_voted(ticket),
			(None, None) => false,
		});
		if repeated {
			return Verdict::Discard;
		}
		let context = VoteContext {
			genesis_hash: self.config.genesis_hash,
			pre_hash: id.pre_hash,
			parent_hash,
			seed,
			draw,
		};
		let verify =
			|address: &_, message: &_, signature: &_| oracle.verify(address, message, signature);
		if check_votes(&context, &[], std::slice::from_ref(&cast.vote), verify).is_err() {
			self.report(peer, Misbehavior::BadVote);
			return Verdict::Discard;
		}
		self.counters.votes += 1;
		if let Some(open) = open {
			open.add(now, cast.vote);
			self.advance(now, id);
		} else if let Some(sealed) = sealed {
			sealed.late.push(cast.vote);
			self.counters.late += 1;
		}
		Verdict::Relay
	}

	/// The own miner found a block, which is valid. Effects tell how it goes on.
	pub fn propose(
		&mut self,
		now: Time,
		candidate: Candidate<H>,
		election: Election,
		oracle: &impl Oracle<H>,
	) {
		let id = candidate.id();
		let number: u64 = (*candidate.header.number()).unique_saturated_into();
		let reason = if *candidate.header.parent_hash() != self.tip.hash
			|| number != self.tip.number.saturating_add(1)
		{
			Some(Abandoned::Stale)
		} else if self.open.contains_key(&id) {
			Some(Abandoned::Full)
		} else {
			None
		};
		if let Some(reason) = reason {
			self.effects.push_back(Effect::Abandon { id, reason });
			return;
		}
		self.make_room();
		self.counters.asked += election.draw.len() as u64;
		if !election.draw.is_empty() {
			self.effects.push_back(Effect::Gossip(Message::Candidate(candidate.clone())));
		}
		self.open(now, candidate, election, Origin::Own, Vec::new(), oracle);
	}

	/// Gives up the least promising of the own candidates if there are too many.
	fn make_room(&mut self) {
		let waits = |open: &&Open<P, H>| matches!(open.origin, Origin::Own | Origin::OwnReleased);
		if self.open.values().filter(waits).count() < MAX_OWN {
			return;
		}
		let least =
			self.open.values().filter(waits).min_by_key(|open| (open.votes.len(), open.opened));
		let Some(id) = least.map(|open| open.id) else { return };
		self.open.remove(&id);
		self.effects.push_back(Effect::Abandon { id, reason: Abandoned::Full });
		self.effects.push_back(Effect::Forget { id });
	}

	/// Lets the miner's rule decide about an own candidate.
	fn advance(&mut self, now: Time, id: CandidateId) {
		let Some(open) = self.open.get_mut(&id) else { return };
		match open.decide(now, &self.config) {
			Decision::Wait(_) | Decision::Idle => (),
			Decision::MineOn => {
				open.origin = Origin::OwnReleased;
				self.effects.push_back(Effect::MineOn { id });
			},
			Decision::Hopeless => {
				self.open.remove(&id);
				let reason = Abandoned::TooFewTickets;
				self.effects.push_back(Effect::Abandon { id, reason });
				self.effects.push_back(Effect::Forget { id });
			},
			Decision::Seal => {
				open.origin = Origin::OwnSealed;
				let parent = open.parent;
				let mut votes = open.votes.clone();
				votes.sort_by_key(|vote| vote.ticket_index);
				let drawn = open.election.draw.len();
				let quorum_after = (drawn > 0)
					.then_some(open.reached)
					.flatten()
					.map(|time| time.saturating_sub(open.opened));
				let seal = SealVotes {
					votes: BoundedVec::truncate_from(votes),
					drawn,
					waited: now.saturating_sub(open.opened),
					quorum_after,
				};
				self.counters.got += seal.votes.len() as u64;
				self.effects.push_back(Effect::Seal { id, seal });
				// The others on this parent would only compete with it.
				let others: Vec<CandidateId> = self
					.open
					.values()
					.filter(|open| {
						open.parent == parent
							&& matches!(open.origin, Origin::Own | Origin::OwnReleased)
					})
					.map(|open| open.id)
					.collect();
				for other in others {
					self.close(other);
				}
			},
		}
	}

	/// Removes an open candidate.
	fn close(&mut self, id: CandidateId) {
		let Some(open) = self.open.remove(&id) else { return };
		if matches!(open.origin, Origin::Own | Origin::OwnReleased) {
			self.effects.push_back(Effect::Abandon { id, reason: Abandoned::Stale });
		}
		self.effects.push_back(Effect::Forget { id });
	}

	/// The import of a sealed candidate failed.
	pub fn seal_failed(&mut self, id: CandidateId) {
		if self.open.get(&id).is_some_and(|open| open.origin == Origin::OwnSealed) {
			self.close(id);
		}
	}

	/// VT-28: whether a candidate is on the best block, or on a sibling of it.
	fn may_vote(&self, number: u64, parent: &H256, grandparent: &H256) -> bool {
		self.fresh
			&& number == self.tip.number.saturating_add(1)
			&& (*parent == self.tip.hash || *grandparent == self.tip.parent)
	}

	/// Votes for an open candidate if the node can and may. Foreign ones are executed first.
	fn consider(&mut self, id: CandidateId, oracle: &impl Oracle<H>) {
		let Some(open) = self.open.get(&id) else { return };
		let drawn = |ticket: &&DrawnTicket| !open.has_voted(ticket) && oracle.owns(ticket);
		let tickets: Vec<DrawnTicket> = open.election.draw.iter().filter(drawn).copied().collect();
		let (parent, number, seed) = (open.parent, open.number, open.seed);
		if tickets.is_empty() || !self.may_vote(number, &parent, &open.election.grandparent) {
			return;
		}
		if open.origin != Origin::Foreign {
			if self.ballot.sign(parent, number, id) {
				self.effects.push_back(Effect::Sign { id, parent, seed, tickets });
			}
			return;
		}
		if open.asked >= open.sources.len() || !self.ballot.start(parent, number, id) {
			return;
		}
		let Some(open) = self.open.get_mut(&id) else { return };
		let sources = open.sources.iter().skip(open.asked).cloned().collect();
		open.asked = open.sources.len();
		let candidate = open.candidate.clone();
		self.effects.push_back(Effect::Execute { candidate, sources });
	}

	/// The execution of a candidate has ended.
	pub fn executed(&mut self, id: CandidateId, execution: Execution, oracle: &impl Oracle<H>) {
		let Some(open) = self.open.get(&id) else { return };
		let (parent, number, seed) = (open.parent, open.number, open.seed);
		let available = execution != Execution::Unavailable;
		if !self.ballot.executed(parent, id, available) {
			return;
		}
		match execution {
			Execution::Valid => {
				if !self.may_vote(number, &parent, &open.election.grandparent) {
					return;
				}
				let tickets: Vec<DrawnTicket> = open
					.election
					.draw
					.iter()
					.filter(|ticket| !open.has_voted(ticket) && oracle.owns(ticket))
					.copied()
					.collect();
				if !tickets.is_empty() && self.ballot.sign(parent, number, id) {
					self.effects.push_back(Effect::Sign { id, parent, seed, tickets });
				}
			},
			Execution::Invalid => {
				self.ballot.close(parent, id);
				if self.rejected.len() >= MAX_REJECTED {
					self.rejected.pop_front();
				}
				self.rejected.push_back(id);
				self.close(id);
			},
			// Perhaps somebody else has come to know it in the meantime.
			Execution::Unavailable => self.consider(id, oracle),
		}
	}

	/// Own votes were signed.
	pub fn signed(&mut self, now: Time, id: CandidateId, votes: Vec<Vote>) {
		for vote in votes {
			if vote.pre_hash != id.pre_hash {
				continue;
			}
			let sealed = self.sealed.values_mut().find(|sealed| sealed.id == id);
			let is_new = |draw: &[DrawnTicket], cast: &[&[Vote]]| {
				draw.iter().any(|ticket| ticket.ticket_index == vote.ticket_index)
					&& !cast.concat().iter().any(|other| other.ticket_index == vote.ticket_index)
			};
			if let Some(open) = self.open.get_mut(&id) {
				if !is_new(&open.election.draw, &[&open.votes]) {
					continue;
				}
				open.add(now, vote.clone());
			} else if let Some(sealed) = sealed {
				if !is_new(&sealed.draw, &[&sealed.votes, &sealed.late]) {
					continue;
				}
				sealed.late.push(vote.clone());
				self.counters.late += 1;
			} else {
				continue;
			}
			self.counters.cast += 1;
			let cast = CastVote { nonce: id.nonce, vote };
			self.effects.push_back(Effect::Gossip(Message::Vote(cast)));
		}
		self.advance(now, id);
	}

	/// A block was imported.
	pub fn imported(&mut self, now: Time, block: ImportedBlock, oracle: &impl Oracle<H>) {
		self.fresh = block.is_fresh;
		let (hash, id) = (block.hash, block.id);
		if block.is_best && hash != self.tip.hash {
			if let Some(parent) = self.sealed.get(&block.parent) {
				let voted = parent.votes.len() + parent.late.len();
				self.counters.missed += parent.draw.len().saturating_sub(voted) as u64;
			}
			self.tip = Tip { hash, number: block.number, parent: block.parent };
		}
		if block.number == self.tip.number && !self.sealed.contains_key(&hash) {
			self.keep_sealed(block);
		}
		let (number, next) = (self.tip.number, self.tip.number.saturating_add(1));
		self.sealed.retain(|_, sealed| sealed.number == number);
		self.ballot.prune(number);
		let stale: Vec<CandidateId> = self
			.open
			.values()
			.filter(|open| {
				// What is being imported ends by its own import.
				let own = open.origin == Origin::OwnSealed && open.id != id;
				open.number != next && !own
			})
			.map(|open| open.id)
			.collect();
		for id in stale {
			self.close(id);
		}
		for (peer, vote) in self.held_votes.take(|vote| vote.candidate() == id) {
			if self.on_vote(now, &peer, vote.clone(), oracle) == Verdict::Relay {
				self.effects.push_back(Effect::Gossip(Message::Vote(vote)));
			}
		}
		self.vote_late(hash, oracle);
		let held = self.held_candidates.take(|candidate| *candidate.header.parent_hash() == hash);
		for (peer, candidate) in held {
			// Before the votes for it that waited, too.
			let position = self.effects.len();
			if self.on_candidate(now, &peer, candidate.clone(), oracle) == Verdict::Relay {
				self.effects.insert(position, Effect::Gossip(Message::Candidate(candidate)));
			}
		}
	}

	/// Keeps a block at the tip, with the votes for it that are not in its seal.
	fn keep_sealed(&mut self, block: ImportedBlock) {
		let open = self.open.remove(&block.id);
		let Some(election) = block.election else { return };
		if open.is_some() {
			self.effects.push_back(Effect::Forget { id: block.id });
		}
		let votes = block.seal.votes.to_vec();
		let late: Vec<Vote> = open
			.map(|open| open.votes)
			.unwrap_or_default()
			.into_iter()
			.filter(|vote| votes.iter().all(|other| other.ticket_index != vote.ticket_index))
			.collect();
		self.counters.late += late.len() as u64;
		if self.sealed.len() >= MAX_SEALED {
			let other = self.sealed.keys().find(|hash| **hash != self.tip.hash).copied();
			other.and_then(|hash| self.sealed.remove(&hash));
		}
		let sealed = Sealed {
			id: block.id,
			number: block.number,
			parent: block.parent,
			seed: block.seal.lottery_seed(),
			draw: election.draw,
			votes,
			late,
		};
		self.sealed.insert(block.hash, sealed);
	}

	/// Votes for the best block if it was sealed before the node could: the vote counts as late.
	fn vote_late(&mut self, hash: H256, oracle: &impl Oracle<H>) {
		let Some(sealed) = self.sealed.get(&hash) else { return };
		if !self.fresh || hash != self.tip.hash {
			return;
		}
		let (id, parent, number, seed) = (sealed.id, sealed.parent, sealed.number, sealed.seed);
		let tickets: Vec<DrawnTicket> = sealed
			.draw
			.iter()
			.filter(|ticket| !sealed.has_voted(ticket) && oracle.owns(ticket))
			.copied()
			.collect();
		if !tickets.is_empty() && self.ballot.sign(parent, number, id) {
			self.effects.push_back(Effect::Sign { id, parent, seed, tickets });
		}
	}

	/// Does what is due.
	pub fn tick(&mut self, now: Time) {
		let own: Vec<CandidateId> = self
			.open
			.values()
			.filter(|open| open.origin != Origin::Foreign)
			.map(|open| open.id)
			.collect();
		for id in own {
			self.advance(now, id);
		}
		self.held_candidates.expire(now);
		self.held_votes.expire(now);
	}
}

#[cfg(test)]
mod tests;
