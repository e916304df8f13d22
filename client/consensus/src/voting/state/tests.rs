// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::test_util::{child, setup, Header};
use sero_consensus_primitives::{Draw, Seal};
use std::{
	cell::{Cell, RefCell},
	collections::BTreeSet,
};

const GENESIS: H256 = H256::repeat_byte(9);

fn ms(millis: u64) -> Time {
	Duration::from_millis(millis)
}

fn ticket(ticket_index: u8) -> DrawnTicket {
	DrawnTicket {
		ticket_index,
		share: H256::repeat_byte(10 + ticket_index),
		vote_address: [20 + ticket_index; 96],
		by_node: false,
	}
}

fn draw(count: u8) -> Draw {
	BoundedVec::truncate_from((0..count).map(ticket).collect())
}

/// Judges by what a test sets.
struct TestOracle {
	parents: RefCell<BTreeSet<H256>>,
	drawn: Cell<u8>,
	required: Cell<u8>,
	grandparent: Cell<H256>,
	/// First byte of the vote addresses that the node has keys for.
	owned: RefCell<Vec<u8>>,
	judged: Cell<u32>,
}

impl TestOracle {
	fn election(&self) -> Election {
		Election {
			grandparent: self.grandparent.get(),
			draw: draw(self.drawn.get()),
			required: self.required.get(),
			quorum: 2,
			block_time: Duration::from_secs(13),
			grace: ms(300),
		}
	}
}

/// A mix that the test oracle refuses.
const BAD_MIX: H256 = H256::repeat_byte(0xff);

impl Oracle<Header> for TestOracle {
	fn judge(&self, candidate: &Candidate<Header>) -> Result<Election, Refusal> {
		self.judged.set(self.judged.get() + 1);
		if !self.parents.borrow().contains(&candidate.header.parent_hash) {
			return Err(Refusal::UnknownParent);
		}
		if candidate.mix == BAD_MIX {
			return Err(Refusal::Invalid);
		}
		Ok(self.election())
	}

	fn verify(&self, address: &[u8; 96], message: &[u8; 32], signature: &[u8; 64]) -> bool {
		signature[..32] == message[..] && signature[32] == address[0]
	}

	fn owns(&self, ticket: &DrawnTicket) -> bool {
		self.owned.borrow().contains(&ticket.vote_address[0])
	}
}

/// A signature that [`TestOracle`] accepts.
fn sign(id: CandidateId, parent: H256, seed: H256, ticket: &DrawnTicket) -> Vote {
	let mut vote = Vote {
		pre_hash: id.pre_hash,
		parent_hash: parent,
		share: ticket.share,
		ticket_index: ticket.ticket_index,
		signature: [0; 64],
	};
	let message = vote.message(&GENESIS, &seed);
	vote.signature[..32].copy_from_slice(&message);
	vote.signature[32] = ticket.vote_address[0];
	vote
}

struct Node {
	state: VotingState<u8, Header>,
	oracle: TestOracle,
	genesis: Header,
}

/// A node at genesis; three tickets are drawn, two votes needed.
fn node() -> Node {
	let genesis = setup().genesis;
	let oracle = TestOracle {
		parents: RefCell::new([genesis.hash()].into()),
		drawn: Cell::new(3),
		required: Cell::new(2),
		grandparent: Cell::new(genesis.parent_hash),
		owned: RefCell::default(),
		judged: Cell::new(0),
	};
	let tip = Tip { hash: genesis.hash(), number: 0, parent: genesis.parent_hash };
	Node { state: VotingState::new(Config::new(GENESIS), tip), oracle, genesis }
}

fn candidate(parent: &Header, salt: u8) -> Candidate<Header> {
	Candidate { header: child(parent, 2, salt), nonce: salt.into(), mix: H256::repeat_byte(salt) }
}

impl Node {
	fn effects(&mut self) -> Vec<Effect<u8, Header>> {
		std::iter::from_fn(|| self.state.next_effect()).collect()
	}

	fn receive(&mut self, now: Time, peer: u8, message: Message<Header>) -> Verdict {
		self.state.receive(now, &peer, message, &self.oracle)
	}

	fn propose(&mut self, now: Time, salt: u8) -> Candidate<Header> {
		let candidate = candidate(&self.genesis, salt);
		let election = self.oracle.election();
		self.state.propose(now, candidate.clone(), election, &self.oracle);
		candidate
	}

	fn vote(&mut self, now: Time, of: &Candidate<Header>, index: u8) -> Verdict {
		self.receive(now, 7, Message::Vote(cast(of, index)))
	}

	fn import(&mut self, now: Time, of: &Candidate<Header>, votes: &[Vote], best: bool) -> H256 {
		let mut seal = of.seal();
		seal.votes = BoundedVec::truncate_from(votes.to_vec());
		let sealed = sealed(of, &seal);
		self.oracle.parents.borrow_mut().insert(sealed.hash());
		let block = ImportedBlock {
			hash: sealed.hash(),
			id: of.id(),
			number: of.header.number.into(),
			parent: of.header.parent_hash,
			seal,
			election: Some(self.oracle.election()),
			is_best: best,
			is_fresh: true,
		};
		self.state.imported(now, block, &self.oracle);
		sealed.hash()
	}
}

fn sealed(of: &Candidate<Header>, seal: &Seal) -> Header {
	crate::test_util::sealed(of.header.clone(), seal)
}

fn cast(of: &Candidate<Header>, index: u8) -> CastVote {
	let vote = sign(of.id(), of.header.parent_hash, of.seed(), &ticket(index));
	CastVote { nonce: of.nonce, vote }
}

fn seal_of(effects: &[Effect<u8, Header>]) -> Option<&SealVotes> {
	effects.iter().find_map(|effect| match effect {
		Effect::Seal { seal, .. } => Some(seal),
		_ => None,
	})
}

/// VT-23.
#[test]
fn a_block_is_sealed_as_soon_as_all_drawn_tickets_voted() {
	let mut node = node();
	let own = node.propose(ms(0), 1);
	assert_eq!(node.effects(), [Effect::Gossip(Message::Candidate(own.clone()))]);
	assert_eq!(node.vote(ms(10), &own, 2), Verdict::Relay);
	assert_eq!(node.vote(ms(20), &own, 0), Verdict::Relay);
	assert_eq!(node.effects(), []);
	assert_eq!(node.vote(ms(40), &own, 1), Verdict::Relay);
	let effects = node.effects();
	let seal = seal_of(&effects).unwrap();
	let indices: Vec<u8> = seal.votes.iter().map(|vote| vote.ticket_index).collect();
	assert_eq!(indices, [0, 1, 2]);
	assert_eq!((seal.drawn, seal.waited, seal.quorum_after), (3, ms(40), Some(ms(20))));
	let counters = node.state.counters();
	assert_eq!((counters.asked, counters.got, counters.votes), (3, 3, 3));
}

/// VT-23.
#[test]
fn a_block_is_sealed_a_grace_after_the_quorum() {
	let mut node = node();
	let own = node.propose(ms(0), 1);
	node.vote(ms(100), &own, 0);
	assert_eq!(node.state.next_deadline(ms(100)), Some(ms(3_000)));
	node.vote(ms(200), &own, 1);
	assert_eq!(node.state.next_deadline(ms(200)), Some(ms(500)));
	node.effects();
	node.state.tick(ms(499));
	assert_eq!(node.effects(), []);
	node.state.tick(ms(500));
	assert_eq!(seal_of(&node.effects()).unwrap().votes.len(), 2);
	assert_eq!(node.state.next_deadline(ms(500)), None);
}

/// VT-23.
#[test]
fn without_a_quorum_the_miner_mines_on_and_late_votes_complete_the_block() {
	let mut node = node();
	let own = node.propose(ms(0), 1);
	node.vote(ms(100), &own, 0);
	node.effects();
	node.state.tick(ms(3_000));
	assert_eq!(node.effects(), [Effect::MineOn { id: own.id() }]);
	assert_eq!(node.state.next_deadline(ms(3_000)), None);
	// A second block on the same parent waits, too.
	let second = node.propose(ms(5_000), 2);
	node.effects();
	node.vote(ms(6_000), &own, 2);
	node.state.tick(ms(6_300));
	let effects = node.effects();
	assert!(matches!(&effects[0], Effect::Seal { id, .. } if *id == own.id()));
	assert_eq!(
		effects[1..],
		[
			Effect::Abandon { id: second.id(), reason: Abandoned::Stale },
			Effect::Forget { id: second.id() }
		]
	);
}

/// VT-23.
#[test]
fn nobody_is_waited_for_if_nobody_was_drawn() {
	let mut node = node();
	node.oracle.drawn.set(0);
	node.oracle.required.set(0);
	node.propose(ms(0), 1);
	let effects = node.effects();
	assert_eq!(effects.len(), 1);
	assert_eq!(seal_of(&effects).unwrap().quorum_after, None);
}

/// VT-23.
#[test]
fn votes_that_are_not_mandatory_are_waited_for_briefly() {
	let mut node = node();
	node.oracle.required.set(0);
	let own = node.propose(ms(0), 1);
	assert_eq!(node.state.next_deadline(ms(0)), Some(ms(1_000)));
	node.vote(ms(900), &own, 1);
	node.effects();
	node.state.tick(ms(1_000));
	assert_eq!(seal_of(&node.effects()).unwrap().votes.len(), 1);

	// A quarter of the block time, if that is shorter; and the grace does not prolong it.
	let mut node = super::tests::node();
	node.oracle.required.set(0);
	let candidate = candidate(&node.genesis, 1);
	let election = Election { block_time: Duration::from_secs(2), ..node.oracle.election() };
	node.state.propose(ms(0), candidate.clone(), election, &node.oracle);
	node.vote(ms(400), &candidate, 1);
	node.vote(ms(400), &candidate, 2);
	assert_eq!(node.state.next_deadline(ms(400)), Some(ms(500)));
}

#[test]
fn a_candidate_that_can_never_have_enough_votes_is_given_up() {
	let mut node = node();
	node.oracle.drawn.set(1);
	let own = node.propose(ms(0), 1);
	assert!(node
		.effects()
		.contains(&Effect::Abandon { id: own.id(), reason: Abandoned::TooFewTickets }));
	assert!(!node.state.is_live(&own.id()));
}

#[test]
fn own_candidates_are_given_up_when_another_block_is_best() {
	let mut node = node();
	let own = node.propose(ms(0), 1);
	let other = candidate(&node.genesis, 2);
	node.effects();
	node.import(ms(100), &other, &[], true);
	let abandoned = Effect::Abandon { id: own.id(), reason: Abandoned::Stale };
	assert_eq!(node.effects(), [abandoned, Effect::Forget { id: own.id() }]);
	// And one that comes too late is not even opened.
	let late = node.propose(ms(200), 3);
	let abandoned = Effect::Abandon { id: late.id(), reason: Abandoned::Stale };
	assert_eq!(node.effects(), [abandoned]);
}

#[test]
fn a_bounded_number_of_own_candidates_waits() {
	let mut node = node();
	let first = node.propose(ms(0), 0);
	node.vote(ms(1), &first, 0);
	for salt in 1..=MAX_OWN as u8 {
		node.propose(ms(salt.into()), salt);
	}
	// The oldest one without a vote.
	let id = candidate(&node.genesis, 1).id();
	assert!(node.effects().contains(&Effect::Abandon { id, reason: Abandoned::Full }));
	assert_eq!(node.state.open.len(), MAX_OWN);
	assert!(node.state.is_live(&first.id()));
}

#[test]
fn a_failed_import_frees_the_candidate() {
	let mut node = node();
	node.oracle.drawn.set(0);
	node.oracle.required.set(0);
	let own = node.propose(ms(0), 1);
	assert!(node.state.is_live(&own.id()));
	node.state.seal_failed(own.id());
	assert!(!node.state.is_live(&own.id()));
}

/// VT-25.
#[test]
fn candidates_that_break_a_rule_are_not_relayed() {
	let mut node = node();
	let mut bad = candidate(&node.genesis, 1);
	bad.mix = BAD_MIX;
	assert_eq!(node.receive(ms(0), 1, Message::Candidate(bad)), Verdict::Discard);
	let report = Effect::Report { peer: 1, why: Misbehavior::BadCandidate };
	assert_eq!(node.effects(), [report]);
}

/// VT-25: what is behind or far ahead is dropped before anything is computed.
#[test]
fn candidates_off_the_tip_cost_nothing() {
	let mut node = node();
	for number in [0, 4, 3_000_000] {
		let mut stale = candidate(&node.genesis, 1);
		stale.header.number = number;
		assert_eq!(node.receive(ms(0), 1, Message::Candidate(stale)), Verdict::Discard);
	}
	assert_eq!(node.oracle.judged.get(), 0);
	assert_eq!(node.effects(), []);
}

/// VT-25.
#[test]
fn a_bounded_number_of_foreign_candidates_on_one_parent_is_open() {
	let mut node = node();
	for salt in 0..=MAX_FOREIGN_PER_PARENT as u8 {
		let message = Message::Candidate(candidate(&node.genesis, salt));
		let expected = if usize::from(salt) < MAX_FOREIGN_PER_PARENT {
			Verdict::Relay
		} else {
			Verdict::Discard
		};
		assert_eq!(node.receive(ms(0), salt, message), expected);
	}
	assert_eq!(node.state.open.len(), MAX_FOREIGN_PER_PARENT);
	// The own miner is not affected.
	let own = node.propose(ms(0), 99);
	assert!(node.state.is_live(&own.id()));
}

/// VT-26.
#[test]
fn a_candidate_waits_for_its_parent_and_a_vote_for_its_candidate() {
	let mut node = node();
	let first = candidate(&node.genesis, 1);
	let parent = sealed(&first, &first.seal());
	let second = candidate(&parent, 2);
	assert_eq!(node.vote(ms(0), &second, 0), Verdict::Hold);
	assert_eq!(node.receive(ms(0), 1, Message::Candidate(second.clone())), Verdict::Hold);
	assert_eq!(node.effects(), []);
	node.oracle.grandparent.set(node.genesis.hash());
	node.import(ms(100), &first, &[], true);
	assert_eq!(
		node.effects(),
		[
			Effect::Gossip(Message::Candidate(second.clone())),
			Effect::Gossip(Message::Vote(cast(&second, 0)))
		]
	);
	assert!(node.state.is_live(&second.id()));
	// Not for ever.
	let third = candidate(&parent, 3);
	assert_eq!(node.vote(ms(200), &third, 0), Verdict::Hold);
	node.state.tick(ms(200) + HOLD_TIME);
	assert_eq!(node.receive(ms(20_000), 1, Message::Candidate(third)), Verdict::Relay);
	assert_eq!(node.effects(), []);
}

/// VT-27.
#[test]
fn a_peer_that_floods_is_reported() {
	let mut node = node();
	let own = node.propose(ms(0), 1);
	node.effects();
	let flooded = (0..1_000).any(|_| {
		node.vote(ms(0), &own, 0);
		node.effects().contains(&Effect::Report { peer: 7, why: Misbehavior::Flood })
	});
	assert!(flooded);
	node.state.disconnected(&7);
	node.vote(ms(0), &own, 0);
	assert_eq!(node.effects(), []);
}

/// VT-2 to VT-4 before relaying.
#[test]
fn votes_that_break_a_rule_are_not_relayed() {
	let mut node = node();
	let own = node.propose(ms(0), 1);
	node.effects();
	let right = cast(&own, 0);
	let broken: [&dyn Fn(&mut Vote); 4] = [
		&|vote| vote.parent_hash = H256::zero(),
		&|vote| vote.share = H256::zero(),
		&|vote| vote.ticket_index = 9,
		&|vote| vote.signature[0] ^= 1,
	];
	for break_it in broken {
		let mut wrong = right.clone();
		break_it(&mut wrong.vote);
		assert_eq!(node.receive(ms(0), 3, Message::Vote(wrong)), Verdict::Discard);
		let report = Effect::Report { peer: 3, why: Misbehavior::BadVote };
		assert_eq!(node.effects(), [report]);
	}
	// A vote for another nonce of the same block is another candidate's.
	let mut other = right.clone();
	other.nonce += 1;
	assert_eq!(node.receive(ms(0), 3, Message::Vote(other)), Verdict::Hold);
	assert_eq!(node.receive(ms(0), 3, Message::Vote(right.clone())), Verdict::Relay);
	// Again, or in other words: no offence, no news.
	let mut again = right;
	again.vote.signature[40] ^= 1;
	assert_eq!(node.receive(ms(0), 4, Message::Vote(again)), Verdict::Discard);
	assert_eq!(node.effects(), []);
	assert_eq!(node.state.counters().refused, 4);
}

/// VT-28.
#[test]
fn a_voter_executes_before_it_signs_and_signs_once() {
	let mut node = node();
	node.oracle.owned.borrow_mut().push(21);
	let foreign = candidate(&node.genesis, 1);
	assert_eq!(node.receive(ms(0), 1, Message::Candidate(foreign.clone())), Verdict::Relay);
	let execute = Effect::Execute { candidate: foreign.clone(), sources: vec![1] };
	assert_eq!(node.effects(), [execute]);
	// Another peer has it, too.
	node.receive(ms(0), 2, Message::Candidate(foreign.clone()));
	assert_eq!(node.effects(), []);
	node.state.executed(foreign.id(), Execution::Valid, &node.oracle);
	let (id, parent, seed) = (foreign.id(), node.genesis.hash(), foreign.seed());
	let tickets = vec![ticket(1)];
	assert_eq!(node.effects(), [Effect::Sign { id, parent, seed, tickets }]);
	node.state.executed(foreign.id(), Execution::Valid, &node.oracle);
	assert_eq!(node.effects(), []);
	let own = cast(&foreign, 1);
	node.state.signed(ms(50), id, vec![own.vote.clone(), own.vote.clone()]);
	assert_eq!(node.effects(), [Effect::Gossip(Message::Vote(own))]);
	assert_eq!(node.state.counters().cast, 1);
	node.receive(ms(60), 3, Message::Candidate(foreign));
	assert_eq!(node.effects(), []);
}

/// VT-28.
#[test]
fn an_invalid_block_gets_no_vote_and_is_remembered() {
	let mut node = node();
	node.oracle.owned.borrow_mut().push(21);
	let foreign = candidate(&node.genesis, 1);
	node.receive(ms(0), 1, Message::Candidate(foreign.clone()));
	node.effects();
	node.state.executed(foreign.id(), Execution::Invalid, &node.oracle);
	assert_eq!(node.effects(), [Effect::Forget { id: foreign.id() }]);
	assert_eq!(node.receive(ms(0), 2, Message::Candidate(foreign.clone())), Verdict::Discard);
	assert_eq!(node.vote(ms(0), &foreign, 0), Verdict::Discard);
	assert_eq!(node.effects(), []);
}

#[test]
fn another_peer_is_asked_for_a_body_that_could_not_be_had() {
	let mut node = node();
	node.oracle.owned.borrow_mut().push(21);
	let foreign = candidate(&node.genesis, 1);
	node.receive(ms(0), 1, Message::Candidate(foreign.clone()));
	node.receive(ms(0), 2, Message::Candidate(foreign.clone()));
	node.effects();
	node.state.executed(foreign.id(), Execution::Unavailable, &node.oracle);
	let execute = Effect::Execute { candidate: foreign.clone(), sources: vec![2] };
	assert_eq!(node.effects(), [execute]);
	node.state.executed(foreign.id(), Execution::Unavailable, &node.oracle);
	assert_eq!(node.effects(), []);
	node.receive(ms(0), 3, Message::Candidate(foreign.clone()));
	let execute = Effect::Execute { candidate: foreign, sources: vec![3] };
	assert_eq!(node.effects(), [execute]);
}

/// VT-28.
#[test]
fn votes_are_for_blocks_on_the_best_block_and_its_siblings() {
	let mut node = node();
	node.oracle.owned.borrow_mut().push(21);
	let executes = |node: &mut Node, candidate: &Candidate<Header>| {
		assert_eq!(node.receive(ms(0), 1, Message::Candidate(candidate.clone())), Verdict::Relay);
		let effects = node.effects();
		effects.iter().any(|effect| matches!(effect, Effect::Execute { .. }))
	};
	let (a, b) = (candidate(&node.genesis, 1), candidate(&node.genesis, 2));
	node.import(ms(0), &a, &[], true);
	node.import(ms(0), &b, &[], false);
	node.effects();
	node.oracle.grandparent.set(node.genesis.hash());
	let on_best = candidate(&sealed(&a, &a.seal()), 3);
	assert!(executes(&mut node, &on_best));
	let on_sibling = candidate(&sealed(&b, &b.seal()), 4);
	assert!(executes(&mut node, &on_sibling));
	// As high, but another branch.
	node.oracle.grandparent.set(H256::repeat_byte(0x55));
	let elsewhere = candidate(&sealed(&b, &b.seal()), 5);
	assert!(!executes(&mut node, &elsewhere));
	// What became stale while it was executed is not signed.
	node.oracle.grandparent.set(node.genesis.hash());
	node.import(ms(0), &on_best, &[], true);
	node.effects();
	node.state.executed(on_sibling.id(), Execution::Valid, &node.oracle);
	assert_eq!(node.effects(), []);
}

/// VT-29.
#[test]
fn a_voter_signs_a_bounded_number_of_candidates_on_one_parent() {
	let mut node = node();
	node.oracle.owned.borrow_mut().push(21);
	let mut executed = 0;
	for salt in 0..MAX_FOREIGN_PER_PARENT as u8 {
		node.receive(ms(0), salt, Message::Candidate(candidate(&node.genesis, salt)));
		let effects = node.effects();
		executed += effects.iter().filter(|e| matches!(e, Effect::Execute { .. })).count();
	}
	assert_eq!(executed, MAX_SIGNED_PER_PARENT);
}

#[test]
fn own_tickets_vote_for_own_blocks_at_once() {
	let mut node = node();
	node.oracle.owned.borrow_mut().extend([20, 22]);
	let own = node.propose(ms(0), 1);
	let (id, parent, seed) = (own.id(), node.genesis.hash(), own.seed());
	let tickets = vec![ticket(0), ticket(2)];
	let effects = node.effects();
	assert_eq!(effects[1], Effect::Sign { id, parent, seed, tickets });
	node.state.signed(ms(1), id, vec![cast(&own, 0).vote, cast(&own, 2).vote]);
	node.vote(ms(2), &own, 1);
	assert_eq!(seal_of(&node.effects()).unwrap().votes.len(), 3);
}

#[test]
fn votes_that_are_not_in_the_seal_are_late_votes() {
	let mut node = node();
	let foreign = candidate(&node.genesis, 1);
	node.receive(ms(0), 1, Message::Candidate(foreign.clone()));
	for index in [0, 2] {
		node.vote(ms(0), &foreign, index);
	}
	let hash = node.import(ms(100), &foreign, &[cast(&foreign, 0).vote], true);
	assert_eq!(node.state.late_votes(&hash), [cast(&foreign, 2).vote]);
	assert_eq!(node.vote(ms(200), &foreign, 1), Verdict::Relay);
	assert_eq!(node.vote(ms(200), &foreign, 0), Verdict::Discard);
	assert_eq!(node.state.late_votes(&hash), [cast(&foreign, 1).vote, cast(&foreign, 2).vote]);
	assert_eq!(node.state.counters().late, 2);
	// Its child ends this.
	let next = candidate(&sealed(&foreign, &foreign.seal()), 2);
	node.import(ms(300), &next, &[], true);
	assert!(node.state.late_votes(&hash).is_empty());
	assert!(!node.state.is_live(&foreign.id()));
	assert_eq!(node.state.counters().missed, 0);
}

#[test]
fn a_voter_that_was_too_slow_votes_late() {
	let mut node = node();
	node.oracle.owned.borrow_mut().push(21);
	let foreign = candidate(&node.genesis, 1);
	node.import(ms(0), &foreign, &[], true);
	let (id, parent, seed) = (foreign.id(), node.genesis.hash(), foreign.seed());
	let tickets = vec![ticket(1)];
	assert_eq!(node.effects(), [Effect::Sign { id, parent, seed, tickets }]);
	node.state.signed(ms(1), id, vec![cast(&foreign, 1).vote]);
	assert_eq!(node.effects(), [Effect::Gossip(Message::Vote(cast(&foreign, 1)))]);
	// Not while it catches up with others.
	let mut node = super::tests::node();
	node.oracle.owned.borrow_mut().push(21);
	let block = ImportedBlock {
		hash: H256::repeat_byte(0x77),
		id,
		number: 1,
		parent,
		seal: foreign.seal(),
		election: Some(node.oracle.election()),
		is_best: true,
		is_fresh: false,
	};
	node.state.imported(ms(0), block, &node.oracle);
	assert_eq!(node.effects(), []);
}

#[test]
fn memory_is_bounded_whatever_peers_send() {
	let mut node = node();
	let mut now = ms(0);
	let far = H256::repeat_byte(0x66);
	for round in 0..2_000u64 {
		now += ms(100);
		let peer = (round % 50) as u8;
		let mut header = child(&node.genesis, 2, peer);
		if round % 2 == 0 {
			header.parent_hash = far;
		}
		let candidate = Candidate { header, nonce: round, mix: H256::zero() };
		for index in 0..4 {
			node.receive(now, peer, Message::Vote(cast(&candidate, index)));
		}
		node.receive(now, peer, Message::Candidate(candidate));
		node.effects();
		assert!(node.state.open.len() <= MAX_OPEN);
		assert!(node.state.held_candidates.len() <= 16);
		assert!(node.state.held_votes.len() <= 256);
	}
}
