// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What this node has voted for.
//!
//! # Why voting for two blocks on one parent is no offence
//! A vote says "this block is valid and I saw it in time", not "this block and no other". Every
//! candidate draws its own tickets from its own seed, so that two candidates on one parent are
//! certified by different tickets but by chance; the chain is chosen by work, and votes decide ties
//! only. If a ticket could vote once per parent, whoever found a block and withheld its seal would
//! take the drawn tickets out of service and stop the chain for the price of one block. So nothing
//! is slashed, and the policy of a node is its own:
//!
//! - it signs a candidate once, with all its drawn tickets;
//! - at most [`MAX_PER_PARENT`] candidates on one parent, the first ones that it could execute:
//!   each of them cost a full proof of work, so more is somebody's attempt to keep voters busy;
//! - only on the block that it takes for the best one, or on that block's siblings, so that its vote
//!   never helps a branch that is behind.
//!
//! The record is kept in memory only. A node that forgets it in a restart may sign the same
//! statement again, which counts once.

use sp_core::H256;
use std::collections::BTreeMap;

use crate::voting::CandidateId;

/// VT-29: most candidates on one parent that a node votes for.
pub const MAX_PER_PARENT: usize = 8;
/// Most parents whose record is kept.
const MAX_PARENTS: usize = 16;
/// How often the execution of one candidate is tried, with other sources of its body each time.
const MAX_ATTEMPTS: u8 = 3;

/// How far this node is with its vote for a candidate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Progress {
	/// The body is fetched or executed.
	Executing { attempt: u8 },
	/// The body could not be had.
	Unavailable { attempts: u8 },
	/// Signed, or found invalid: nothing more to do.
	Done,
}

#[derive(Debug)]
struct Parent {
	/// Number of the candidates.
	number: u64,
	candidates: BTreeMap<CandidateId, Progress>,
}

/// The record.
#[derive(Debug, Default)]
pub struct Ballot {
	parents: BTreeMap<H256, Parent>,
}

impl Ballot {
	fn progress(&mut self, parent: &H256, id: &CandidateId) -> Option<&mut Progress> {
		self.parents.get_mut(parent)?.candidates.get_mut(id)
	}

	/// VT-29: notes that the candidate is being executed; false if it must not be.
	pub fn start(&mut self, parent: H256, number: u64, id: CandidateId) -> bool {
		if !self.parents.contains_key(&parent) && self.parents.len() >= MAX_PARENTS {
			return false;
		}
		let entry = self
			.parents
			.entry(parent)
			.or_insert_with(|| Parent { number, candidates: BTreeMap::new() });
		let count = entry.candidates.len();
		match entry.candidates.get_mut(&id) {
			Some(progress) => match *progress {
				Progress::Unavailable { attempts } if attempts < MAX_ATTEMPTS => {
					*progress = Progress::Executing { attempt: attempts + 1 };
					true
				},
				_ => false,
			},
			None if count < MAX_PER_PARENT => {
				entry.candidates.insert(id, Progress::Executing { attempt: 1 });
				true
			},
			None => false,
		}
	}

	/// Notes that the candidate is signed now; false if it was before, or must not be.
	pub fn sign(&mut self, parent: H256, number: u64, id: CandidateId) -> bool {
		match self.progress(&parent, &id) {
			Some(Progress::Done) => false,
			Some(progress) => {
				*progress = Progress::Done;
				true
			},
			None => self.start(parent, number, id) && self.sign(parent, number, id),
		}
	}

	/// The execution has ended; true if it was under way.
	pub fn executed(&mut self, parent: H256, id: CandidateId, available: bool) -> bool {
		match self.progress(&parent, &id) {
			Some(progress @ Progress::Executing { .. }) => {
				if !available {
					let Progress::Executing { attempt } = *progress else { return false };
					*progress = Progress::Unavailable { attempts: attempt };
				}
				true
			},
			_ => false,
		}
	}

	/// Nothing more is to be done for the candidate.
	pub fn close(&mut self, parent: H256, id: CandidateId) {
		if let Some(progress) = self.progress(&parent, &id) {
			*progress = Progress::Done;
		}
	}

	/// Forgets candidates below `number`.
	pub fn prune(&mut self, number: u64) {
		self.parents.retain(|_, parent| parent.number >= number);
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const PARENT: H256 = H256::repeat_byte(1);

	fn id(nonce: u64) -> CandidateId {
		CandidateId { pre_hash: H256::repeat_byte(2), nonce }
	}

	#[test]
	fn a_candidate_is_signed_once() {
		let mut ballot = Ballot::default();
		assert!(ballot.start(PARENT, 1, id(0)));
		assert!(!ballot.start(PARENT, 1, id(0)));
		assert!(ballot.executed(PARENT, id(0), true));
		assert!(ballot.sign(PARENT, 1, id(0)));
		assert!(!ballot.sign(PARENT, 1, id(0)));
		assert!(!ballot.start(PARENT, 1, id(0)));
		assert!(!ballot.executed(PARENT, id(0), true));
	}

	/// VT-29.
	#[test]
	fn a_bounded_number_of_candidates_on_one_parent_is_signed() {
		let mut ballot = Ballot::default();
		for nonce in 0..MAX_PER_PARENT as u64 {
			assert!(ballot.sign(PARENT, 1, id(nonce)));
		}
		assert!(!ballot.sign(PARENT, 1, id(99)));
		assert!(!ballot.start(PARENT, 1, id(99)));
		assert!(ballot.start(H256::repeat_byte(3), 2, id(99)));
		ballot.prune(2);
		assert_eq!(ballot.parents.len(), 1);
	}

	#[test]
	fn the_record_is_bounded() {
		let mut ballot = Ballot::default();
		for parent in 0..MAX_PARENTS as u64 {
			assert!(ballot.start(H256::from_low_u64_be(parent), 1, id(0)));
		}
		assert!(!ballot.start(H256::from_low_u64_be(99), 1, id(0)));
	}

	#[test]
	fn a_body_that_could_not_be_had_is_tried_again_a_few_times() {
		let mut ballot = Ballot::default();
		for _ in 0..MAX_ATTEMPTS {
			assert!(ballot.start(PARENT, 1, id(0)));
			assert!(ballot.executed(PARENT, id(0), false));
		}
		assert!(!ballot.start(PARENT, 1, id(0)));
	}
}
