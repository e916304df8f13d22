// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{
	keys::VoteKeys,
	test_util::*,
	voting::{
		state::{Config, Effect, Tip},
		CastVote,
	},
};
use sp_runtime::traits::Header as HeaderT;

/// What the engine would do for a validator.
struct NoContext;

impl ValidatorContext<Block> for NoContext {
	fn broadcast_topic(&mut self, _: H256, _: bool) {}
	fn broadcast_message(&mut self, _: H256, _: Vec<u8>, _: bool) {}
	fn send_message(&mut self, _: &PeerId, _: Vec<u8>) {}
	fn send_topic(&mut self, _: &PeerId, _: H256, _: bool) {}
}

/// A node with the vote keys of some [`ticket`]s.
pub struct Node {
	pub setup: Setup,
	pub handle: VotingHandle<Block>,
	pub validator: VotingValidator<Block>,
	pub id: PeerId,
}

pub fn node(tickets: &[u8]) -> Node {
	let setup = setup();
	*setup.chain.draw.lock() = draw();
	*setup.chain.votes_required.lock() = 2;
	let keys = tickets.iter().map(|index| vote_key(index + 1)).collect();
	let keys = Some(Arc::new(VoteKeys::new(None, keys)));
	let genesis = &setup.genesis;
	let tip = Tip { hash: genesis.hash(), number: 0, parent: genesis.parent_hash };
	let state = VotingState::new(Config::new(genesis.hash()), tip);
	let oracle = ChainOracle::new(setup.algorithm.clone(), keys);
	let handle = VotingHandle::new(state, oracle, Instant::now());
	let validator = VotingValidator(handle.clone());
	Node { setup, handle, validator, id: PeerId::random() }
}

impl Node {
	/// Whether the message is passed on.
	pub fn validate(&self, from: &PeerId, bytes: &[u8]) -> bool {
		let result = self.validator.validate(&mut NoContext, from, bytes);
		matches!(result, ValidationResult::ProcessAndKeep(_))
	}

	pub fn effects(&self) -> Vec<Effect<PeerId, Header>> {
		let mut state = self.handle.shared.state.lock();
		std::iter::from_fn(|| state.next_effect()).collect()
	}

	fn reports(&self) -> Vec<Misbehavior> {
		self.effects()
			.into_iter()
			.filter_map(|effect| match effect {
				Effect::Report { why, .. } => Some(why),
				_ => None,
			})
			.collect()
	}

	/// Signs as the task does.
	pub fn sign(&self, id: CandidateId, parent: H256, seed: H256, tickets: &[u8]) {
		let keys = self.handle.shared.oracle.keys().unwrap();
		let votes = tickets
			.iter()
			.map(|index| {
				let ticket = ticket(*index);
				let mut vote = Vote {
					pre_hash: id.pre_hash,
					parent_hash: parent,
					share: ticket.share,
					ticket_index: *index,
					signature: [0; 64],
				};
				let message = vote.message(&self.setup.genesis.hash(), &seed);
				vote.signature = keys.sign(&ticket.vote_address, &message).unwrap();
				vote
			})
			.collect();
		let shared = &self.handle.shared;
		shared.state.lock().signed(shared.now(), id, votes);
	}
}

pub fn candidate(parent: &Header, salt: u8) -> Candidate<Header> {
	let header = child(parent, 2, salt);
	let seal = mine(&header);
	Candidate { header, nonce: seal.nonce, mix: seal.mix }
}

/// VT-25: each rule of the header, the work included.
#[test]
fn only_candidates_with_work_are_passed_on() {
	let node = node(&[]);
	let peer = PeerId::random();
	let right = candidate(&node.setup.genesis, 1);
	let pass = |candidate: &Candidate<Header>| {
		node.validate(&peer, &Message::Candidate(candidate.clone()).to_bytes())
	};
	let mut wrong_mix = right.clone();
	wrong_mix.mix = H256::zero();
	let mut no_log = right.clone();
	no_log.header.digest_mut().logs.pop();
	let mut easy = candidate(&node.setup.genesis, 2);
	easy.header = child(&node.setup.genesis, 1, 2);
	for wrong in [&wrong_mix, &no_log, &easy] {
		assert!(!pass(wrong));
		assert_eq!(node.reports(), [Misbehavior::BadCandidate]);
	}
	// A number of a far epoch builds no cache and is not even an offence.
	let mut far = right.clone();
	far.header.number = 3_000_000;
	assert!(!pass(&far));
	// An unknown parent may come.
	let parent = sealed(right.header.clone(), &right.seal());
	assert!(!pass(&candidate(&parent, 3)));
	assert!(node.reports().is_empty());
	assert!(pass(&right));
	assert!(!pass(&right));
	assert!(node.reports().is_empty());
}

#[test]
fn votes_are_passed_on_if_drawn_and_signed() {
	let node = node(&[]);
	let peer = PeerId::random();
	let right = candidate(&node.setup.genesis, 1);
	let cast = |index| {
		let vote = vote(&node.setup.genesis, &right.header, &right.seal(), index);
		Message::<Header>::Vote(CastVote { nonce: right.nonce, vote }).to_bytes()
	};
	// It waits for the candidate.
	assert!(!node.validate(&peer, &cast(1)));
	assert!(node.validate(&peer, &Message::Candidate(right.clone()).to_bytes()));
	let gossip = |effect: &Effect<PeerId, Header>| matches!(effect, Effect::Gossip(_));
	assert!(node.effects().iter().all(gossip));
	assert!(node.validate(&peer, &cast(0)));
	let mut forged = vote(&node.setup.genesis, &right.header, &right.seal(), 2);
	forged.signature = [7; 64];
	let forged = Message::<Header>::Vote(CastVote { nonce: right.nonce, vote: forged });
	assert!(!node.validate(&peer, &forged.to_bytes()));
	assert_eq!(node.reports(), [Misbehavior::BadVote]);
	// Messages expire with their candidate.
	let expired = |bytes: &[u8]| (node.validator.message_expired())(topic(), bytes);
	assert!(!expired(&cast(0)));
	assert!(expired(&Message::Candidate(candidate(&node.setup.genesis, 9)).to_bytes()));
	assert!(expired(&[1, 2, 3]));
}

/// VT-24.
#[test]
fn junk_lowers_the_reputation_but_an_unknown_version_does_not() {
	let node = node(&[]);
	assert!(!node.validate(&node.id, &[1, 77]));
	assert_eq!(node.reports(), [Misbehavior::Malformed]);
	assert!(!node.validate(&node.id, &[2, 0, 0]));
	assert!(node.reports().is_empty());
}

/// Several nodes: the miner's block is executed and signed by two others, and sealed.
#[test]
fn a_block_gets_its_votes_from_other_nodes() {
	let (miner, voters) = (node(&[0]), [node(&[1]), node(&[2])]);
	let mut events = miner.handle.miner_events();
	let own = candidate(&miner.setup.genesis, 1);
	let election = miner.setup.algorithm.election(own.header.parent_hash, own.seed()).unwrap();
	miner.handle.propose(own.clone(), election, &[]);
	let (id, parent, seed) = (own.id(), own.header.parent_hash, own.seed());
	assert!(miner.handle.shared.bodies.get(&id.pre_hash).is_some());
	let mut from_voters = Vec::new();
	for voter in &voters {
		for effect in miner.effects() {
			// The message is given to both below.
			if let Effect::Sign { .. } = effect {
				miner.sign(id, parent, seed, &[0]);
			}
		}
		assert!(voter.validate(&miner.id, &Message::Candidate(own.clone()).to_bytes()));
		let execute = Effect::Execute { candidate: own.clone(), sources: vec![miner.id] };
		assert_eq!(voter.effects(), [execute]);
		let shared = &voter.handle.shared;
		let valid = crate::voting::state::Execution::Valid;
		shared.state.lock().executed(id, valid, &shared.oracle);
		for effect in voter.effects() {
			if let Effect::Sign { tickets, .. } = effect {
				let indices: Vec<u8> = tickets.iter().map(|ticket| ticket.ticket_index).collect();
				voter.sign(id, parent, seed, &indices);
			}
		}
		from_voters.extend(voter.effects().into_iter().filter_map(|effect| match effect {
			Effect::Gossip(message) => Some((voter.id, message.to_bytes())),
			_ => None,
		}));
	}
	assert_eq!(from_voters.len(), 2);
	for (peer, bytes) in &from_voters {
		assert!(miner.validate(peer, bytes));
	}
	let sealed_with = miner.effects().into_iter().find_map(|effect| match effect {
		Effect::Seal { seal, .. } => Some(seal),
		_ => None,
	});
	let mut seal = own.seal();
	seal.votes = sealed_with.unwrap().votes;
	assert_eq!(seal.votes.len(), 3);
	// Every node accepts the sealed block.
	for node in voters.iter().chain([&miner]) {
		node.setup.algorithm.check_header(&own.header, &seal, false).unwrap();
	}
	assert!(events.try_recv().is_err());
}
