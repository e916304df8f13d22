// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Where the voting task, the gossip validator and the miner meet.

use codec::Encode;
use parking_lot::Mutex;
use sc_network::PeerId;
use sc_network_gossip::{ValidationResult, Validator, ValidatorContext};
use sero_consensus_primitives::{MaxVotes, Seal, Vote};
use sp_core::H256;
use sp_runtime::{
	traits::{BlakeTwo256, Block as BlockT, Hash as HashT, Header as HeaderT},
	BoundedVec,
};
use std::{
	collections::BTreeSet,
	fmt,
	sync::Arc,
	time::{Duration, Instant},
};
use tokio::sync::{mpsc, Notify};

use super::{
	bodies::Bodies,
	oracle::ChainOracle,
	state::{Abandoned, Election, ImportedBlock, Misbehavior, SealVotes, Verdict},
	Candidate, CandidateId, Message, MessageError, VotingState,
};
use crate::{algorithm::number_of, LOG_TARGET};

/// What the miner hears.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum MinerEvent {
	/// Seal the candidate.
	Seal(CandidateId, SealVotes),
	/// Mine on; the candidate stays open.
	MineOn(CandidateId),
	/// The candidate is given up.
	Abandon(CandidateId, Abandoned),
	/// There are new late votes for the best block.
	LateVotes,
}

pub(crate) struct Shared<B: BlockT<Hash = H256>> {
	pub(crate) state: Mutex<VotingState<PeerId, B::Header>>,
	pub(crate) oracle: ChainOracle<B>,
	pub(super) bodies: Bodies,
	pub(super) peers: Mutex<BTreeSet<PeerId>>,
	pub(super) wake: Notify,
	pub(super) miner: Mutex<Option<mpsc::UnboundedSender<MinerEvent>>>,
	origin: Instant,
}

impl<B: BlockT<Hash = H256>> Shared<B> {
	pub(crate) fn now(&self) -> Duration {
		self.origin.elapsed()
	}

	pub(crate) fn tell_miner(&self, event: MinerEvent) {
		if let Some(miner) = &*self.miner.lock() {
			// The miner may have ended.
			let _ = miner.send(event);
		}
	}

	/// Tells the state machine of an imported block; again does no harm.
	pub(crate) fn on_import(
		&self,
		hash: H256,
		mut header: B::Header,
		is_best: bool,
		is_fresh: bool,
	) {
		let Ok(seal) = Seal::pop(header.digest_mut()) else { return };
		let (number, parent) = (number_of(&header), *header.parent_hash());
		let near = number.saturating_add(1) >= self.state.lock().tip().number;
		let election = if is_fresh && near {
			let election = self.oracle.algorithm().election(parent, seal.lottery_seed());
			election
				.map_err(|error| log::debug!(target: LOG_TARGET, "Lottery of {hash}: {error}"))
				.ok()
		} else {
			None
		};
		let id = CandidateId { pre_hash: header.hash(), nonce: seal.nonce };
		let block = ImportedBlock { hash, id, number, parent, seal, election, is_best, is_fresh };
		self.state.lock().imported(self.now(), block, &self.oracle);
	}
}

/// The miner's side of voting: cheap to clone.
pub struct VotingHandle<B: BlockT<Hash = H256>> {
	pub(crate) shared: Arc<Shared<B>>,
}

impl<B: BlockT<Hash = H256>> Clone for VotingHandle<B> {
	fn clone(&self) -> Self {
		Self { shared: self.shared.clone() }
	}
}

impl<B: BlockT<Hash = H256>> fmt::Debug for VotingHandle<B> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.debug_struct("VotingHandle")
			.field("oracle", &self.shared.oracle)
			.field("bodies", &self.shared.bodies)
			.finish_non_exhaustive()
	}
}

impl<B: BlockT<Hash = H256>> VotingHandle<B> {
	pub(crate) fn new(
		state: VotingState<PeerId, B::Header>,
		oracle: ChainOracle<B>,
		origin: Instant,
	) -> Self {
		let shared = Shared {
			state: Mutex::new(state),
			oracle,
			bodies: Bodies::default(),
			peers: Mutex::default(),
			wake: Notify::new(),
			miner: Mutex::new(None),
			origin,
		};
		Self { shared: Arc::new(shared) }
	}

	/// What the miner shall do with its candidates, from now on.
	pub fn miner_events(&self) -> mpsc::UnboundedReceiver<MinerEvent> {
		let (sender, receiver) = mpsc::unbounded_channel();
		*self.shared.miner.lock() = Some(sender);
		receiver
	}

	/// Asks for votes. A [`MinerEvent`] about the candidate follows.
	pub fn propose(
		&self,
		candidate: Candidate<B::Header>,
		election: Election,
		body: &[B::Extrinsic],
	) {
		let shared = &self.shared;
		let parent = *candidate.header.parent_hash();
		if shared.state.lock().tip().hash != parent {
			// The miner has heard of its parent earlier than the voting task.
			let chain = shared.oracle.algorithm().chain();
			if let (true, Ok(Some(header))) = (chain.best_hash() == parent, chain.header(parent)) {
				shared.on_import(parent, header, true, true);
			}
		}
		if !election.draw.is_empty() {
			shared.bodies.insert(candidate.id().pre_hash, body.encode());
		}
		shared.state.lock().propose(shared.now(), candidate, election, &shared.oracle);
		shared.wake.notify_one();
	}

	/// The import of a sealed candidate failed.
	pub fn seal_failed(&self, id: CandidateId) {
		self.shared.state.lock().seal_failed(id);
		self.shared.wake.notify_one();
	}

	/// Votes for a block at the tip of the chain that are not in its seal: for the inherents of a
	/// block on it.
	pub fn late_votes(&self, block: H256) -> BoundedVec<Vote, MaxVotes> {
		BoundedVec::truncate_from(self.shared.state.lock().late_votes(&block))
	}
}

/// Topic of all messages.
pub(super) fn topic() -> H256 {
	BlakeTwo256::hash(b"sero/votes")
}

/// Checks messages before they are passed on.
pub(super) struct VotingValidator<B: BlockT<Hash = H256>>(pub(super) VotingHandle<B>);

impl<B: BlockT<Hash = H256>> Validator<B> for VotingValidator<B> {
	fn new_peer(&self, _: &mut dyn ValidatorContext<B>, who: &PeerId, _: sc_network::ObservedRole) {
		self.0.shared.peers.lock().insert(*who);
	}

	fn peer_disconnected(&self, _: &mut dyn ValidatorContext<B>, who: &PeerId) {
		self.0.shared.peers.lock().remove(who);
		self.0.shared.state.lock().disconnected(who);
	}

	fn validate(
		&self,
		_: &mut dyn ValidatorContext<B>,
		sender: &PeerId,
		data: &[u8],
	) -> ValidationResult<B::Hash> {
		let shared = &self.0.shared;
		let verdict = match Message::from_bytes(data) {
			Ok(message) => {
				shared.state.lock().receive(shared.now(), sender, message, &shared.oracle)
			},
			Err(MessageError::Version) => Verdict::Discard,
			Err(MessageError::TooLong | MessageError::Malformed) => {
				shared.state.lock().report(sender, Misbehavior::Malformed);
				Verdict::Discard
			},
		};
		shared.wake.notify_one();
		match verdict {
			Verdict::Relay => ValidationResult::ProcessAndKeep(topic()),
			// The engine notes that the sender has it, so that it is not sent back later.
			Verdict::Hold => ValidationResult::ProcessAndDiscard(topic()),
			Verdict::Discard => ValidationResult::Discard,
		}
	}

	fn message_expired<'a>(&'a self) -> Box<dyn FnMut(B::Hash, &[u8]) -> bool + 'a> {
		Box::new(move |_, data| match Message::<B::Header>::from_bytes(data) {
			Ok(message) => !self.0.shared.state.lock().is_live(&message.candidate()),
			Err(_) => true,
		})
	}
}

#[cfg(test)]
mod tests;
