// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! A simulated node: what it has, and what it forgets when it crashes.

use sero_consensus::voting::{
	state::{Config, Misbehavior, Tip},
	CandidateId, Message, VotingState,
};
use sp_core::H256;
use std::collections::{BTreeMap, BTreeSet};

use crate::{
	network::plan::{Ms, NodePlan, Strategy},
	runtime::Header,
};

/// What nodes tell each other.
#[derive(Clone, Debug)]
pub enum Letter {
	/// Candidates and votes.
	Gossip(Message<Header>),
	/// A block, with its body.
	Block(H256),
	/// The sender's best block.
	Status(H256),
	/// "Send me the chain that ends there." With blocks that the asker has, newest first.
	Request(H256, Vec<H256>),
	/// A part of a chain, oldest first.
	Chain(Vec<H256>),
}

/// A node.
#[derive(Debug)]
pub struct Node {
	/// How it behaves.
	pub plan: NodePlan,
	/// The vote addresses whose keys it has.
	pub voters: BTreeSet<[u8; 96]>,
	/// Its peers.
	pub peers: Vec<usize>,
	/// Whether it runs.
	pub alive: bool,
	/// Voting, by the code of real nodes.
	pub voting: VotingState<usize, Header>,
	/// The blocks that it has imported.
	pub known: BTreeSet<H256>,
	/// The best of them.
	pub best: H256,
	/// Blocks without known parent, by parent.
	pub orphans: BTreeMap<H256, BTreeSet<H256>>,
	/// Blocks whose time has not come.
	pub early: BTreeSet<H256>,
	/// Counts searches for a nonce; an old number means that the search was given up.
	pub search: u64,
	/// Whether it searches.
	pub mining: bool,
	/// Own candidates that it waits for, and does not mine in the meantime.
	pub waiting: BTreeSet<CandidateId>,
	/// When the clock of its voting rings.
	pub alarm: Option<Ms>,
	/// Own blocks that nobody else has, oldest first.
	pub withheld: Vec<H256>,
	/// Longest reorganization that it saw, in blocks.
	pub deepest_reorg: u32,
	/// Offences of peers that it reported.
	pub reports: Vec<(usize, Misbehavior)>,
}

impl Node {
	/// A node at genesis.
	pub fn new(plan: NodePlan, voters: BTreeSet<[u8; 96]>, genesis: H256) -> Self {
		let alive = plan.online;
		let mut node = Self {
			plan,
			voters,
			peers: Vec::new(),
			alive,
			voting: Self::fresh(genesis, Tip { hash: genesis, number: 0, parent: H256::zero() }),
			known: [genesis].into(),
			best: genesis,
			orphans: BTreeMap::new(),
			early: BTreeSet::new(),
			search: 0,
			mining: false,
			waiting: BTreeSet::new(),
			alarm: None,
			withheld: Vec::new(),
			deepest_reorg: 0,
			reports: Vec::new(),
		};
		node.search = 1;
		node
	}

	fn fresh(genesis: H256, tip: Tip) -> VotingState<usize, Header> {
		VotingState::new(Config::new(genesis), tip)
	}

	/// Starts again after a crash: blocks are kept, the rest is not.
	pub fn restart(&mut self, genesis: H256, tip: Tip) {
		self.alive = true;
		self.voting = Self::fresh(genesis, tip);
		self.orphans.clear();
		self.early.clear();
		self.search += 1;
		self.mining = false;
		self.waiting.clear();
		self.alarm = None;
	}

	/// Whether it keeps to the protocol.
	pub fn is_honest(&self) -> bool {
		self.plan.strategy == Strategy::Honest
	}

	/// Its clock.
	pub fn clock(&self, now: Ms) -> u64 {
		let now = crate::preset::START_MS + now;
		now.saturating_add_signed(self.plan.skew)
	}
}
