// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Makes blocks: right ones by default, wrong ones on demand.

use sc_consensus::{ImportResult, ImportedAux};
use sero_consensus_primitives::{ConsensusLog, Draw, DrawnTicket, PreDigest, Seal, Vote};
use sero_progpow::Algorithm;
use sero_shielded_primitives::{OneTimeAddressBytes, StakingAction};
use sp_core::{H256, U256};
use sp_runtime::{
	traits::{BlakeTwo256, Hash as _, Header as _},
	Digest, DigestItem, StateVersion,
};

use crate::{
	blocks::{chain::Chain, pow},
	crypto::{hash_of, Voter},
	preset::START_MS,
	runtime::{note_parent, set_time, stake, Extrinsic, Header},
	state::State,
};

/// Number of the voter who mines.
pub const MINER: u32 = 11;

/// Fee of a bundle in base units.
pub const FEE: u128 = 1_000;

/// A block that is being made.
#[derive(Clone, Debug)]
pub struct Draft {
	chain: Chain,
	parent: H256,
	gap_ms: u64,
	digest: Option<Digest>,
	late: Vec<Vote>,
	extra: Vec<Extrinsic>,
	body: Option<Vec<Extrinsic>>,
}

impl Draft {
	pub(super) fn new(chain: Chain, parent: H256) -> Self {
		let (late, extra) = (Vec::new(), Vec::new());
		Self { chain, parent, gap_ms: 13_000, digest: None, late, extra, body: None }
	}

	/// Milliseconds after its parent.
	pub fn gap(mut self, gap_ms: u64) -> Self {
		self.gap_ms = gap_ms;
		self
	}

	/// Another pre-runtime digest.
	pub fn digest(mut self, logs: Vec<DigestItem>) -> Self {
		self.digest = Some(Digest { logs });
		self
	}

	/// Late votes for its parent.
	pub fn late(mut self, votes: Vec<Vote>) -> Self {
		self.late = votes;
		self
	}

	/// A bundle with a staking action.
	pub fn act(self, id: u32, from: u32, action: StakingAction) -> Self {
		let from = Voter::new(from).address();
		self.extrinsic(stake(bundle(id), from, action, FEE))
	}

	/// Another extrinsic.
	pub fn extrinsic(mut self, extrinsic: Extrinsic) -> Self {
		self.extra.push(extrinsic);
		self
	}

	/// Exactly these extrinsics.
	pub fn body(mut self, body: Vec<Extrinsic>) -> Self {
		self.body = Some(body);
		self
	}

	/// The extrinsics of a right block.
	pub fn right_body(&self) -> Vec<Extrinsic> {
		let parent = self.chain.block(self.parent);
		let now = match parent.header.number {
			0 => START_MS,
			_ => parent.rules.time + self.gap_ms,
		};
		let mut body = vec![set_time(now)];
		if parent.header.number > 0 {
			body.push(note_parent(parent.header, self.late.clone()));
		}
		body.extend(self.extra.clone());
		body
	}

	fn right_digest(&self) -> Digest {
		let author = Voter::new(MINER).address();
		Digest { logs: vec![PreDigest::new(author.0).to_digest_item()] }
	}

	/// Executes it. If the runtime refuses it, a header as it could look is made from an empty block.
	pub fn build(self) -> Built {
		let parent = self.chain.block(self.parent);
		let number = parent.header.number + 1;
		let body = self.body.clone().unwrap_or_else(|| self.right_body());
		let digest = self.digest.clone().unwrap_or_else(|| self.right_digest());
		let built = parent.state.build(number, self.parent, digest.clone(), &body);
		let header = match built {
			Ok((header, _)) => header,
			Err(_) => {
				let plain = Draft::new(self.chain.clone(), self.parent);
				let (plain_body, plain_digest) = (plain.right_body(), plain.right_digest());
				let (mut header, _) = parent
					.state
					.build(number, self.parent, plain_digest, &plain_body)
					.expect("a right block is accepted");
				let log = header.digest.logs.pop().expect("there is a log");
				header.digest = digest;
				header.digest.push(log);
				header.extrinsics_root = body_root(&body);
				header
			},
		};
		Built { chain: self.chain, header, body, state: parent.state }
	}

	/// Builds and mines it.
	pub fn mine(self) -> Found {
		self.build().mine()
	}
}

/// The root over extrinsics.
pub fn body_root(body: &[Extrinsic]) -> H256 {
	use codec::Encode;
	let body = body.iter().map(Encode::encode).collect();
	BlakeTwo256::ordered_trie_root(body, StateVersion::V0)
}

/// Id of a bundle.
pub fn bundle(number: u32) -> sero_shielded_primitives::TxId {
	sero_shielded_primitives::TxId(hash_of(&(b"bundle", number)).0)
}

/// A block without seal.
#[derive(Clone, Debug)]
pub struct Built {
	chain: Chain,
	/// The header.
	pub header: Header,
	/// The extrinsics.
	pub body: Vec<Extrinsic>,
	/// State of the parent.
	pub state: State,
}

impl Built {
	/// Changes the header before it is mined.
	pub fn tamper(mut self, change: impl FnOnce(&mut Header)) -> Self {
		change(&mut self.header);
		self
	}

	/// Changes the difficulty log.
	pub fn tamper_log(self, change: impl FnOnce(&mut ConsensusLog)) -> Self {
		self.tamper(|header| {
			let mut log = ConsensusLog::find(&header.digest).expect("there is a log");
			change(&mut log);
			header.digest.logs[1] = log.to_digest_item();
		})
	}

	/// The function that holds.
	pub fn function(&self) -> Algorithm {
		let parent = self.chain.block(self.header.parent_hash);
		let function = parent.rules.pow.function_at(self.header.number).expect("there is one");
		function.algorithm().expect("it is a good one")
	}

	fn difficulty(&self) -> U256 {
		ConsensusLog::find(&self.header.digest).map_or(1.into(), |log| log.difficulty)
	}

	/// Mines it.
	pub fn mine(self) -> Found {
		self.mine_from(0)
	}

	/// Mines it, beginning with a nonce.
	pub fn mine_from(self, nonce: u64) -> Found {
		let function = match self.chain.block_exists(self.header.parent_hash) {
			true => self.function(),
			false => pow_default(),
		};
		self.mine_with(function, nonce)
	}

	/// Mines it with another function.
	pub fn mine_with(self, function: Algorithm, nonce: u64) -> Found {
		let seal = pow::mine(function, &self.header, self.difficulty(), nonce);
		self.seal(seal)
	}

	/// Takes whatever seal.
	pub fn seal(self, seal: Seal) -> Found {
		let draw = match self.chain.block_exists(self.header.parent_hash) {
			true => self
				.chain
				.block(self.header.parent_hash)
				.state
				.draw(self.chain.seed(self.header.parent_hash), seal.lottery_seed()),
			false => Draw::new(),
		};
		Found { chain: self.chain, header: self.header, body: self.body, seal, draw }
	}
}

fn pow_default() -> Algorithm {
	Algorithm::ProgPow(sero_progpow::ProgPowParams::V0_9_2)
}

impl Chain {
	fn block_exists(&self, hash: H256) -> bool {
		sero_consensus::ChainAccess::header(self.shared(), hash).is_ok_and(|found| found.is_some())
	}
}

/// A mined block.
#[derive(Clone, Debug)]
pub struct Found {
	chain: Chain,
	/// Header without seal.
	pub header: Header,
	/// The extrinsics.
	pub body: Vec<Extrinsic>,
	/// The seal.
	pub seal: Seal,
	/// What it draws.
	pub draw: Draw,
}

impl Found {
	/// The right vote of a ticket.
	pub fn ballot(&self, index: usize) -> Vote {
		self.ballot_of(&self.draw[index])
	}

	/// The vote of some ticket, signed by its owner.
	pub fn ballot_of(&self, ticket: &DrawnTicket) -> Vote {
		self.ballot_by(ticket, &self.chain.voter(&ticket.vote_address))
	}

	/// The vote of some ticket, signed by somebody.
	pub fn ballot_by(&self, ticket: &DrawnTicket, voter: &Voter) -> Vote {
		let vote = Vote {
			pre_hash: self.header.hash(),
			parent_hash: self.header.parent_hash,
			share: ticket.share,
			ticket_index: ticket.ticket_index,
			signature: [0; 64],
		};
		self.signed(vote, voter)
	}

	/// A vote with its signature renewed.
	pub fn signed(&self, mut vote: Vote, voter: &Voter) -> Vote {
		let message = vote.message(&self.chain.genesis(), &self.seal.lottery_seed());
		vote.signature = voter.sign(&message);
		vote
	}

	/// With the votes of these tickets.
	pub fn vote(self, tickets: &[usize]) -> Self {
		let votes = tickets.iter().map(|index| self.ballot(*index)).collect();
		self.with_votes(votes)
	}

	/// With the votes of all tickets.
	pub fn vote_all(self) -> Self {
		let all: Vec<usize> = (0..self.draw.len()).collect();
		self.vote(&all)
	}

	/// With these votes.
	pub fn with_votes(mut self, votes: Vec<Vote>) -> Self {
		self.seal.votes = votes.try_into().expect("a seal has three votes at most");
		self
	}

	/// Changes the seal.
	pub fn tamper_seal(mut self, change: impl FnOnce(&mut Seal)) -> Self {
		change(&mut self.seal);
		self
	}

	/// The sealed header.
	pub fn sealed(&self) -> Header {
		let mut header = self.header.clone();
		header.digest_mut().push(self.seal.to_digest_item());
		header
	}

	/// Submits it.
	///
	/// # Errors
	/// Why it is refused.
	pub fn submit(&self) -> Result<ImportResult, crate::blocks::chain::Refusal> {
		self.chain.submit(&self.sealed(), &self.body)
	}

	/// It must be accepted; returns its hash.
	#[track_caller]
	pub fn accepted(self) -> H256 {
		match self.submit() {
			Ok(ImportResult::Imported(ImportedAux { .. })) => self.sealed().hash(),
			other => panic!("block {} should be accepted: {other:?}", self.header.number),
		}
	}

	/// It must be refused with this error (or one that contains it), and change nothing.
	#[track_caller]
	pub fn refused(self, rule: &str, error: &str) {
		self.refused_as(self.sealed(), rule, error);
	}

	/// As [`Self::refused`], with another header.
	#[track_caller]
	pub fn refused_as(&self, header: Header, rule: &str, error: &str) {
		let best = self.chain.best();
		let refusal = self.chain.submit(&header, &self.body).expect_err("it should be refused");
		assert!(refusal.error.contains(error), "expected {error}, not {refusal:?}");
		assert!(refusal.rule.is_none_or(|found| found == rule), "not {rule}: {refusal:?}");
		assert_eq!(self.chain.best(), best);
		assert!(!self.chain.block_exists(header.hash()));
	}
}

/// What an address was paid so far, in base units, at a state.
pub fn received(state: &State, address: OneTimeAddressBytes) -> u128 {
	state.query(|| crate::bank::Received::<crate::runtime::Runtime>::get(address))
}
