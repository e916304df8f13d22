// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What the state machine asks about candidates, answered from the chain and the node's keys.

use sero_consensus_primitives::DrawnTicket;
use sp_core::H256;
use sp_runtime::traits::{Block as BlockT, Header as HeaderT};
use std::{fmt, sync::Arc, time::Duration};

use super::{
	state::{Election, Oracle, Refusal},
	Candidate,
};
use crate::{
	algorithm::{function_at, Claim},
	keys::{verify_signature, VoteKeys},
	Error, ProgPowAlgorithm, LOG_TARGET,
};

impl<B: BlockT<Hash = H256>> ProgPowAlgorithm<B> {
	/// What the state of `parent` says about its child with lottery seed `seed`.
	///
	/// # Errors
	/// [`Error::UnknownParent`], [`Error::MissingState`], or another local failure.
	pub fn election(&self, parent: H256, seed: H256) -> Result<Election, Error> {
		let header = self.chain().header(parent)?.ok_or(Error::UnknownParent(parent))?;
		let rules = self.child_rules(parent)?.ok_or(Error::MissingState(parent))?;
		let draw = self.draw(parent, seed)?;
		Ok(Election {
			grandparent: *header.parent_hash(),
			required: rules.consensus.votes_needed(&draw),
			draw,
			quorum: rules.consensus.vote_quorum,
			block_time: Duration::from_millis(rules.consensus.target_block_time_ms),
			grace: Duration::from_millis(rules.consensus.vote_grace_ms.into()),
		})
	}

	/// Checks a candidate: PW-1 to PW-7.
	///
	/// # Errors
	/// The first rule that is broken, or a local failure.
	pub fn check_candidate(&self, candidate: &Candidate<B::Header>) -> Result<Election, Error> {
		let (header, seal) = (&candidate.header, candidate.seal());
		let claim = Claim::read(header, &seal)?;
		let place = self.check_place(header, &claim, false)?;
		if place.rules.is_none() {
			return Err(Error::MissingState(*header.parent_hash()));
		}
		let function = function_at(&place.params, claim.number)?;
		self.check_work(function, &claim, &seal)?;
		self.election(*header.parent_hash(), candidate.seed())
	}
}

/// See the [module](self).
pub struct ChainOracle<B: BlockT<Hash = H256>> {
	algorithm: ProgPowAlgorithm<B>,
	keys: Option<Arc<VoteKeys>>,
}

impl<B: BlockT<Hash = H256>> fmt::Debug for ChainOracle<B> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.debug_struct("ChainOracle").field("keys", &self.keys).finish_non_exhaustive()
	}
}

impl<B: BlockT<Hash = H256>> ChainOracle<B> {
	/// An oracle of a node that votes with these keys, if with any.
	pub fn new(algorithm: ProgPowAlgorithm<B>, keys: Option<Arc<VoteKeys>>) -> Self {
		Self { algorithm, keys }
	}

	/// The node's keys.
	pub fn keys(&self) -> Option<&Arc<VoteKeys>> {
		self.keys.as_ref()
	}

	/// The chain's rules.
	pub fn algorithm(&self) -> &ProgPowAlgorithm<B> {
		&self.algorithm
	}
}

impl<B: BlockT<Hash = H256>> Oracle<B::Header> for ChainOracle<B> {
	fn judge(&self, candidate: &Candidate<B::Header>) -> Result<Election, Refusal> {
		self.algorithm.check_candidate(candidate).map_err(|error| {
			log::debug!(target: LOG_TARGET, "Candidate {}: {error}", candidate.id());
			match error {
				Error::UnknownParent(_) => Refusal::UnknownParent,
				error if error.rule().is_some() => Refusal::Invalid,
				_ => Refusal::Unavailable,
			}
		})
	}

	fn verify(&self, address: &[u8; 96], message: &[u8; 32], signature: &[u8; 64]) -> bool {
		verify_signature(address, message, signature)
	}

	fn owns(&self, ticket: &DrawnTicket) -> bool {
		self.keys.as_ref().is_some_and(|keys| keys.owns(&ticket.vote_address))
	}
}
