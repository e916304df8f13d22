// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! All blocks that anybody ever made, each judged once.
//!
//! Whether a block is valid depends on nothing but the block and its ancestors, so all nodes may share
//! the answer. What depends on the node (has it the parent? is the time in the future?) is not here.
//! Rules are the real ones: [`check_votes`], [`ConsensusParams::votes_needed`], the runtime's difficulty
//! and execution, [`ChainWeight`]. Only the hash of the proof of work is a stand-in.
//!
//! [`ConsensusParams::votes_needed`]: sero_consensus_primitives::ConsensusParams::votes_needed

use sero_consensus::{
	voting::{
		state::{Election, Oracle, Refusal},
		Candidate, CandidateId,
	},
	ChainWeight,
};
use sero_consensus_primitives::{
	check_votes, ConsensusLog, Draw, DrawnTicket, PreDigest, Seal, Vote, VoteContext,
};
use sero_shielded_primitives::{OneTimeAddressBytes, TxId};
use sp_core::{H256, U256};
use sp_runtime::{traits::Header as _, Digest};
use std::{
	cell::RefCell,
	collections::{BTreeMap, BTreeSet},
	rc::Rc,
	time::Duration,
};

use crate::{
	crypto::{hash_of, stand_in_signature, verify},
	preset::{Preset, START_MS},
	runtime::{note_parent, set_time, Extrinsic, Header},
	state::{Rules, State},
};

/// A valid block.
#[derive(Clone, Debug)]
pub struct Entry {
	/// Header with seal.
	pub header: Header,
	/// Its name while it was a candidate.
	pub id: CandidateId,
	/// Its seal; that of genesis is empty.
	pub seal: Seal,
	/// What the fork choice compares.
	pub weight: ChainWeight,
	/// State after it.
	pub state: State,
	/// What that says about children.
	pub rules: Rules,
	/// Bundles up to it.
	pub done: Rc<BTreeSet<TxId>>,
	/// What it drew.
	pub draw: Draw,
}

impl Entry {
	/// Its lottery seed; none of genesis.
	pub fn seed(&self) -> Option<H256> {
		(self.header.number > 0).then(|| self.seal.lottery_seed())
	}
}

/// A block before it is sealed.
#[derive(Clone, Debug)]
pub struct Unsealed {
	/// Header.
	pub header: Header,
	/// Extrinsics.
	pub body: Vec<Extrinsic>,
	/// State after it and bundles up to it, or why the runtime refuses it.
	pub result: Result<(State, Rc<BTreeSet<TxId>>), String>,
}

/// A bundle with a staking action that waits for a block.
#[derive(Clone, Debug)]
pub struct Pending {
	/// Its id.
	pub id: TxId,
	/// The extrinsic.
	pub extrinsic: Extrinsic,
}

/// See the [module](self).
#[derive(Debug)]
pub struct Universe {
	/// Hash of the genesis block.
	pub genesis: H256,
	blocks: BTreeMap<H256, Rc<Entry>>,
	refused: BTreeMap<H256, String>,
	unsealed: BTreeMap<H256, Rc<Unsealed>>,
	draws: RefCell<BTreeMap<(H256, H256), Draw>>,
}

/// The mix that goes with a nonce here.
pub fn mix_of(pre_hash: &H256, nonce: u64) -> H256 {
	hash_of(&(b"mix", pre_hash, nonce))
}

impl Universe {
	/// A universe with a genesis block.
	pub fn new(preset: &Preset) -> Self {
		let (state, header) = State::genesis(preset.genesis());
		let genesis = header.hash();
		let rules = state.rules();
		let entry = Entry {
			header,
			id: CandidateId { pre_hash: genesis, nonce: 0 },
			seal: Seal::new(0, H256::zero()),
			weight: ChainWeight { work: U256::zero(), votes: 0, hash: genesis },
			state,
			rules,
			done: Rc::default(),
			draw: Draw::new(),
		};
		Self {
			genesis,
			blocks: [(genesis, Rc::new(entry))].into(),
			refused: BTreeMap::new(),
			unsealed: BTreeMap::new(),
			draws: RefCell::default(),
		}
	}

	/// A valid block.
	pub fn block(&self, hash: H256) -> Option<&Rc<Entry>> {
		self.blocks.get(&hash)
	}

	/// A valid block.
	///
	/// # Panics
	/// If it is not.
	pub fn valid(&self, hash: H256) -> &Rc<Entry> {
		self.blocks.get(&hash).expect("the block is valid")
	}

	/// Why a block was refused.
	pub fn refusal(&self, hash: H256) -> Option<&str> {
		self.refused.get(&hash).map(String::as_str)
	}

	/// Numbers of valid and of refused blocks.
	pub fn counts(&self) -> (usize, usize) {
		(self.blocks.len(), self.refused.len())
	}

	/// A block before it is sealed.
	pub fn unsealed(&self, pre_hash: H256) -> Option<&Rc<Unsealed>> {
		self.unsealed.get(&pre_hash)
	}

	/// What a child of `parent` with this seed draws.
	pub fn draw(&self, parent: H256, seed: H256) -> Draw {
		if let Some(draw) = self.draws.borrow().get(&(parent, seed)) {
			return draw.clone();
		}
		let entry = self.valid(parent);
		let draw = entry.state.draw(entry.seed(), seed);
		self.draws.borrow_mut().insert((parent, seed), draw.clone());
		draw
	}

	/// What a candidate is told, as nodes compute it.
	pub fn election(&self, parent: H256, seed: H256) -> Election {
		let entry = self.valid(parent);
		let draw = self.draw(parent, seed);
		let consensus = &entry.rules.consensus;
		Election {
			grandparent: entry.header.parent_hash,
			required: consensus.votes_needed(&draw),
			draw,
			quorum: consensus.vote_quorum,
			block_time: Duration::from_millis(consensus.target_block_time_ms),
			grace: Duration::from_millis(consensus.vote_grace_ms.into()),
		}
	}

	/// Makes a block on a valid one.
	pub fn make(
		&mut self,
		parent: H256,
		time: u64,
		author: OneTimeAddressBytes,
		late: Vec<Vote>,
		pending: &[Pending],
	) -> Rc<Unsealed> {
		let entry = self.valid(parent).clone();
		let number = entry.header.number + 1;
		let time = match number {
			1 => time.max(START_MS),
			_ => time.max(entry.rules.time + 1),
		};
		let mut body = vec![set_time(time)];
		if number > 1 {
			body.push(note_parent(entry.header.clone(), late));
		}
		let plain = body.clone();
		let mut done = (*entry.done).clone();
		for bundle in pending.iter().filter(|bundle| !entry.done.contains(&bundle.id)) {
			body.push(bundle.extrinsic.clone());
			done.insert(bundle.id);
		}
		let digest = Digest { logs: vec![PreDigest::new(author.0).to_digest_item()] };
		let (header, body, result) = match entry.state.build(number, parent, digest.clone(), &body)
		{
			Ok((header, state)) => (header, body, Ok((state, Rc::new(done)))),
			// A bundle that became invalid: without bundles.
			Err(_) => {
				let (header, state) = entry
					.state
					.build(number, parent, digest, &plain)
					.expect("a block without bundles is valid");
				(header, plain, Ok((state, entry.done.clone())))
			},
		};
		self.keep(Unsealed { header, body, result })
	}

	/// Takes a block that somebody made in whatever way.
	pub fn take(&mut self, header: Header, body: Vec<Extrinsic>) -> Rc<Unsealed> {
		let entry = self.valid(header.parent_hash);
		let logs = header.digest.logs.iter().filter(|log| log.as_pre_runtime().is_some());
		let digest = Digest { logs: logs.cloned().collect() };
		let built = entry.state.build(header.number, header.parent_hash, digest, &body);
		let done = entry.done.clone();
		let result = built.and_then(|(right, state)| match right == header {
			true => Ok((state, done)),
			false => Err("the runtime computes another header".into()),
		});
		self.keep(Unsealed { header, body, result })
	}

	fn keep(&mut self, unsealed: Unsealed) -> Rc<Unsealed> {
		let pre_hash = unsealed.header.hash();
		self.unsealed.entry(pre_hash).or_insert_with(|| Rc::new(unsealed)).clone()
	}

	/// The rules of headers but those about votes. The parent is valid.
	fn check_header(&self, header: &Header, seal: &Seal) -> Result<ConsensusLog, String> {
		let parent = self.valid(header.parent_hash);
		PreDigest::find(&header.digest).map_err(|error| format!("PW-1: {error}"))?;
		let log = ConsensusLog::find(&header.digest).map_err(|error| format!("PW-1: {error}"))?;
		if header.number != parent.header.number + 1 {
			return Err("PW-3".into());
		}
		if log.difficulty.is_zero()
			|| log.cumulative_work != parent.weight.work.saturating_add(log.difficulty)
		{
			return Err("PW-4".into());
		}
		if log.difficulty != parent.rules.difficulty {
			return Err("PW-5".into());
		}
		if seal.mix != mix_of(&header.hash(), seal.nonce) {
			return Err("PW-7".into());
		}
		Ok(log)
	}

	/// Judges a sealed block whose parent is valid. Returns its hash.
	pub fn submit(&mut self, sealed: &Header) -> H256 {
		let hash = sealed.hash();
		if !self.blocks.contains_key(&hash) && !self.refused.contains_key(&hash) {
			match self.judge(sealed) {
				Ok(entry) => drop(self.blocks.insert(hash, Rc::new(entry))),
				Err(why) => drop(self.refused.insert(hash, why)),
			}
		}
		hash
	}

	fn judge(&self, sealed: &Header) -> Result<Entry, String> {
		let mut header = sealed.clone();
		let seal = Seal::pop(header.digest_mut()).map_err(|error| format!("PW-1: {error}"))?;
		let log = self.check_header(&header, &seal)?;
		let (parent_hash, seed, pre_hash) =
			(header.parent_hash, seal.lottery_seed(), header.hash());
		let election = self.election(parent_hash, seed);
		if seal.votes.len() < usize::from(election.required) {
			return Err("VT-20".into());
		}
		let context = VoteContext {
			genesis_hash: self.genesis,
			pre_hash,
			parent_hash,
			seed,
			draw: &election.draw,
		};
		check_votes(&context, &[], &seal.votes, verify)
			.map_err(|error| format!("VT-21: {error}"))?;
		let unsealed = self.unsealed(pre_hash).ok_or("nobody has the body")?;
		let (state, done) = unsealed.result.clone()?;
		let hash = sealed.hash();
		let votes = seal.votes.len();
		Ok(Entry {
			header: sealed.clone(),
			id: CandidateId { pre_hash, nonce: seal.nonce },
			weight: ChainWeight { work: log.cumulative_work, votes, hash },
			rules: state.rules(),
			seal,
			state,
			done,
			draw: election.draw,
		})
	}

	/// Hashes from the block after genesis to `tip`.
	pub fn chain(&self, tip: H256) -> Vec<H256> {
		let mut hashes = Vec::new();
		let mut hash = tip;
		while hash != self.genesis {
			hashes.push(hash);
			hash = self.valid(hash).header.parent_hash;
		}
		hashes.reverse();
		hashes
	}

	/// Whether `ancestor` is on the chain that ends with `hash`.
	pub fn is_ancestor(&self, ancestor: H256, hash: H256) -> bool {
		let number = self.valid(ancestor).header.number;
		let mut hash = hash;
		while self.valid(hash).header.number > number {
			hash = self.valid(hash).header.parent_hash;
		}
		hash == ancestor
	}
}

/// A node's view of the universe: what its voting asks.
#[derive(Debug)]
pub struct View<'a> {
	/// All blocks.
	pub universe: &'a Universe,
	/// The blocks that the node has.
	pub known: &'a BTreeSet<H256>,
	/// The voters whose keys it has.
	pub voters: &'a BTreeSet<[u8; 96]>,
}

impl Oracle<Header> for View<'_> {
	fn judge(&self, candidate: &Candidate<Header>) -> Result<Election, Refusal> {
		let parent = candidate.header.parent_hash;
		if !self.known.contains(&parent) {
			return Err(Refusal::UnknownParent);
		}
		self.universe
			.check_header(&candidate.header, &candidate.seal())
			.map_err(|_| Refusal::Invalid)?;
		Ok(self.universe.election(parent, candidate.seed()))
	}

	fn verify(&self, address: &[u8; 96], message: &[u8; 32], signature: &[u8; 64]) -> bool {
		verify(address, message, signature)
	}

	fn owns(&self, ticket: &DrawnTicket) -> bool {
		self.voters.contains(&ticket.vote_address)
	}
}

/// The vote of a ticket.
pub fn cast(
	genesis: &H256,
	id: CandidateId,
	parent_hash: H256,
	seed: H256,
	ticket: &DrawnTicket,
) -> Vote {
	let mut vote = Vote {
		pre_hash: id.pre_hash,
		parent_hash,
		share: ticket.share,
		ticket_index: ticket.ticket_index,
		signature: [0; 64],
	};
	let message = vote.message(genesis, &seed);
	vote.signature = stand_in_signature(&ticket.vote_address, &message);
	vote
}
