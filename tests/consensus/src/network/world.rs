// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The event loop: messages between nodes, imports, and what voting asks for.

use sero_consensus::{
	is_better,
	voting::{
		state::{Effect, Execution, ImportedBlock, SealVotes, Tip, Verdict},
		Candidate, CandidateId, Message,
	},
};
use sero_consensus_primitives::{Seal, Vote};
use sp_core::H256;
use sp_runtime::traits::Header as _;
use std::{
	collections::{BTreeMap, BTreeSet},
	time::Duration,
};

use crate::{
	crypto::stand_in,
	network::{
		node::{Letter, Node},
		plan::{Fault, Ms, Plan, Strategy},
		random::Random,
		universe::{cast, Pending, Universe, View},
	},
	runtime::Header,
};

/// How far ahead a block's time may be, in milliseconds: pallet-timestamp's drift.
const DRIFT: u64 = 30_000;
/// Milliseconds between two statuses of a node.
const STATUS: Ms = 5_000;
/// Milliseconds that the execution of a block takes.
const EXECUTION: Ms = 40;
/// Most blocks in one answer.
const CHAIN: usize = 128;

/// What will happen.
#[derive(Clone, Debug)]
pub(super) enum Event {
	Deliver { from: usize, to: usize, letter: Letter },
	Found { node: usize, search: u64 },
	Alarm { node: usize, at: Ms },
	Executed { node: usize, id: CandidateId, execution: Execution },
	Signed { node: usize, id: CandidateId, votes: Vec<Vote> },
	Status { node: usize },
	Fault(Fault),
	Purchase,
	End,
}

/// Counts of a simulation.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
	/// Messages sent.
	pub messages: u64,
	/// Messages lost.
	pub lost: u64,
	/// Blocks sealed by nodes of the network.
	pub sealed: u64,
	/// Candidates found.
	pub found: u64,
	/// Imports that were refused, over all nodes.
	pub refused: u64,
	/// Events handled.
	pub events: u64,
}

/// A network.
#[derive(Debug)]
pub struct World {
	/// Its plan.
	pub plan: Plan,
	/// All blocks.
	pub universe: Universe,
	/// The nodes.
	pub nodes: Vec<Node>,
	/// Now, in milliseconds since the start.
	pub now: Ms,
	/// Counts.
	pub counts: Counts,
	/// How long sealed candidates waited for their votes, in milliseconds.
	pub waits: Vec<Ms>,
	pub(super) random: Random,
	pub(super) events: BTreeMap<(Ms, u64), Event>,
	pub(super) sequence: u64,
	pub(super) groups: Vec<u8>,
	pub(super) loss: u64,
	pub(super) hash_rate: u64,
	pub(super) mining_over: bool,
	pub(super) pending: Vec<Pending>,
	pub(super) purchases: u32,
	trace: Option<Vec<String>>,
	latencies: Vec<Vec<Ms>>,
	times: BTreeMap<H256, Ms>,
}

impl World {
	/// A network at its start. With `traced`, it remembers what happened.
	pub fn new(plan: Plan, traced: bool) -> Self {
		let mut random = Random::new(plan.seed);
		let universe = Universe::new(&plan.preset);
		let genesis = universe.genesis;
		let count = plan.nodes.len();
		let nodes: Vec<Node> = plan
			.nodes
			.iter()
			.map(|node| {
				let voters = node.voters.iter().map(|voter| stand_in(b"voter", *voter).0).collect();
				Node::new(node.clone(), voters, genesis)
			})
			.collect();
		let (low, high) = plan.latency;
		let latencies =
			(0..count).map(|_| (0..count).map(|_| random.between(low, high)).collect()).collect();
		let mut world = Self {
			universe,
			nodes,
			now: 0,
			counts: Counts::default(),
			waits: Vec::new(),
			events: BTreeMap::new(),
			sequence: 0,
			groups: vec![0; count],
			loss: 0,
			hash_rate: 1_000,
			mining_over: false,
			pending: Vec::new(),
			purchases: 0,
			trace: traced.then(Vec::new),
			latencies,
			times: BTreeMap::new(),
			random,
			plan,
		};
		world.connect();
		for (time, fault) in world.plan.faults.clone() {
			world.at(time, Event::Fault(fault));
		}
		for node in 0..count {
			let first = world.random.below(STATUS);
			world.at(first, Event::Status { node });
			world.start_mining(node);
		}
		world.at(1_000, Event::Purchase);
		let end = world.plan.end;
		world.at(end, Event::End);
		world
	}

	/// A ring, and random edges up to the wanted number.
	fn connect(&mut self) {
		let count = self.nodes.len();
		let mut edges = BTreeSet::new();
		let mut add = |a: usize, b: usize| {
			if a != b {
				edges.insert((a.min(b), a.max(b)));
			}
		};
		for node in 0..count {
			add(node, (node + 1) % count);
			for _ in 2..self.plan.peers.max(2) {
				add(node, usize::try_from(self.random.below(count as u64)).expect("small"));
			}
		}
		for (a, b) in edges {
			self.nodes[a].peers.push(b);
			self.nodes[b].peers.push(a);
		}
	}

	/// Notes what happens, if somebody wants to know.
	pub(super) fn note(&mut self, text: impl FnOnce(&Self) -> String) {
		if self.trace.is_none() {
			return;
		}
		let line = format!("{:>9} {}", self.now, text(self));
		if let Some(trace) = &mut self.trace {
			trace.push(line);
		}
	}

	/// What happened.
	pub fn trace(&self) -> &[String] {
		self.trace.as_deref().unwrap_or_default()
	}

	/// When each block was sealed.
	pub fn sealed_at(&self, hash: H256) -> Option<Ms> {
		self.times.get(&hash).copied()
	}

	pub(super) fn at(&mut self, time: Ms, event: Event) {
		self.sequence += 1;
		self.events.insert((time.max(self.now), self.sequence), event);
	}

	pub(super) fn after(&mut self, delay: Ms, event: Event) {
		self.at(self.now.saturating_add(delay), event);
	}

	/// Runs to the end.
	///
	/// # Errors
	/// The first invariant that is broken.
	pub fn run(&mut self) -> Result<(), String> {
		while let Some(((time, _), event)) = self.events.pop_first() {
			self.now = time;
			self.counts.events += 1;
			if self.counts.events > 20_000_000 {
				return Err("the simulation does not end".into());
			}
			self.handle(event);
		}
		self.audit()
	}

	fn handle(&mut self, event: Event) {
		match event {
			Event::Deliver { from, to, letter } => {
				if self.nodes[to].alive && self.hears(from, to) {
					self.receive(from, to, letter);
				}
			},
			Event::Found { node, search } => {
				let found = &self.nodes[node];
				if found.alive && found.mining && found.search == search && !self.mining_over {
					self.found(node);
				}
			},
			Event::Alarm { node, at } => {
				if self.nodes[node].alive && self.nodes[node].alarm == Some(at) {
					self.nodes[node].alarm = None;
					let now = self.time();
					self.nodes[node].voting.tick(now);
					self.drain(node);
				}
			},
			Event::Executed { node, id, execution } => {
				if self.nodes[node].alive {
					self.with_view(node, |voting, view, _| voting.executed(id, execution, view));
					self.drain(node);
				}
			},
			Event::Signed { node, id, votes } => {
				if self.nodes[node].alive {
					let now = self.time();
					self.nodes[node].voting.signed(now, id, votes);
					self.drain(node);
				}
			},
			Event::Status { node } => self.status(node),
			Event::Fault(fault) => self.fault(fault),
			Event::Purchase => self.purchase(),
			Event::End => {
				self.mining_over = true;
				let last = self.now + 60_000;
				self.events.retain(|(time, _), event| {
					!matches!(event, Event::Status { .. }) || *time < last
				});
			},
		}
	}

	/// Voting's clock.
	pub(super) fn time(&self) -> Duration {
		Duration::from_millis(self.now)
	}

	/// Calls a node's voting with its view of the world.
	pub(super) fn with_view<R>(
		&mut self,
		node: usize,
		f: impl FnOnce(
			&mut sero_consensus::voting::VotingState<usize, Header>,
			&View<'_>,
			Duration,
		) -> R,
	) -> R {
		let now = self.time();
		let found = &mut self.nodes[node];
		let view = View { universe: &self.universe, known: &found.known, voters: &found.voters };
		f(&mut found.voting, &view, now)
	}

	fn hears(&self, from: usize, to: usize) -> bool {
		self.groups[from] == self.groups[to]
	}

	/// Sends a letter; gossip may be lost.
	pub(super) fn send(&mut self, from: usize, to: usize, letter: Letter) {
		self.counts.messages += 1;
		let unreliable = !matches!(letter, Letter::Request(..) | Letter::Chain(_));
		if !self.hears(from, to) || (unreliable && self.random.permille(self.loss)) {
			self.counts.lost += 1;
			return;
		}
		let base = self.latencies[from][to];
		let jitter = self.random.below(base / 4 + 1);
		self.after(base + jitter, Event::Deliver { from, to, letter });
	}

	/// Sends a letter to all peers but one.
	pub(super) fn broadcast(&mut self, from: usize, but: Option<usize>, letter: &Letter) {
		for peer in self.nodes[from].peers.clone() {
			if Some(peer) != but {
				self.send(from, peer, letter.clone());
			}
		}
	}

	fn receive(&mut self, from: usize, to: usize, letter: Letter) {
		match letter {
			Letter::Gossip(message) => {
				let copy = message.clone();
				let verdict =
					self.with_view(to, |voting, view, now| voting.receive(now, &from, copy, view));
				if verdict == Verdict::Relay {
					self.broadcast(to, Some(from), &Letter::Gossip(message));
				}
				self.drain(to);
			},
			Letter::Block(hash) => {
				if self.import(to, hash, Some(from)) {
					match self.nodes[to].plan.strategy {
						// It does not help the others.
						Strategy::Selfish => self.react(to, hash),
						_ => self.broadcast(to, Some(from), &Letter::Block(hash)),
					}
				}
			},
			Letter::Status(hash) => {
				if !self.nodes[to].known.contains(&hash) {
					self.request(to, from, hash);
				}
			},
			Letter::Request(hash, have) => {
				if !self.nodes[to].known.contains(&hash) {
					return;
				}
				let mut chain = self.universe.chain(hash);
				let start =
					chain.iter().rposition(|hash| have.contains(hash)).map_or(0, |place| place + 1);
				chain.drain(..start);
				chain.truncate(CHAIN);
				self.send(to, from, Letter::Chain(chain));
			},
			Letter::Chain(chain) => {
				for hash in chain {
					if self.import(to, hash, Some(from)) {
						self.react(to, hash);
					}
				}
			},
		}
	}

	/// Asks a peer for the chain up to a block.
	fn request(&mut self, node: usize, peer: usize, hash: H256) {
		let mut have = self.universe.chain(self.nodes[node].best);
		have.reverse();
		self.send(node, peer, Letter::Request(hash, have));
	}

	fn status(&mut self, node: usize) {
		if self.nodes[node].alive {
			for hash in std::mem::take(&mut self.nodes[node].early) {
				self.import(node, hash, None);
			}
			let best = self.public_best(node);
			let peers = self.nodes[node].peers.clone();
			if let Some(peer) = self.random.pick(&peers).copied() {
				self.send(node, peer, Letter::Status(best));
			}
		}
		if !self.mining_over || self.now < self.plan.end + 60_000 {
			self.after(STATUS, Event::Status { node });
		}
	}

	/// Imports a block; true if it is new and valid.
	pub(super) fn import(&mut self, node: usize, hash: H256, from: Option<usize>) -> bool {
		if self.nodes[node].known.contains(&hash) {
			return false;
		}
		let Some(entry) = self.universe.block(hash).cloned() else {
			// Everybody who has the parent sees what is wrong with it.
			self.counts.refused += 1;
			return false;
		};
		let parent = entry.header.parent_hash;
		if !self.nodes[node].known.contains(&parent) {
			self.nodes[node].orphans.entry(parent).or_default().insert(hash);
			if let Some(peer) = from {
				self.request(node, peer, hash);
			}
			return false;
		}
		if entry.rules.time > self.nodes[node].clock(self.now) + DRIFT {
			self.nodes[node].early.insert(hash);
			return false;
		}
		let best = self.universe.valid(self.nodes[node].best).clone();
		let is_best = is_better(&entry.weight, &best.weight);
		if is_best && parent != best.weight.hash {
			let mut ancestor = best.weight.hash;
			let mut depth = 0;
			while !self.universe.is_ancestor(ancestor, parent) {
				ancestor = self.universe.valid(ancestor).header.parent_hash;
				depth += 1;
			}
			let found = &mut self.nodes[node];
			found.deepest_reorg = found.deepest_reorg.max(depth);
		}
		self.note(|world| {
			let votes = entry.seal.votes.len();
			let number = entry.header.number;
			let sign = if is_best { "*" } else { "" };
			let _ = world;
			format!("{node} imports {number} {hash} with {votes} votes{sign}")
		});
		let found = &mut self.nodes[node];
		found.known.insert(hash);
		if is_best {
			found.best = hash;
		}
		let age = found.clock(self.now).saturating_sub(entry.rules.time);
		let block = ImportedBlock {
			hash,
			id: entry.id,
			number: entry.header.number.into(),
			parent,
			seal: entry.seal.clone(),
			election: Some(self.universe.election(parent, entry.seal.lottery_seed())),
			is_best,
			is_fresh: age < 120_000,
		};
		self.with_view(node, |voting, view, now| voting.imported(now, block, view));
		self.drain(node);
		if is_best {
			self.on_new_best(node, hash);
		}
		for child in self.nodes[node].orphans.remove(&hash).unwrap_or_default() {
			self.import(node, child, None);
		}
		true
	}

	/// Does what a node's voting asks for.
	pub(super) fn drain(&mut self, node: usize) {
		while let Some(effect) = self.nodes[node].voting.next_effect() {
			self.effect(node, effect);
		}
		let now = self.time();
		let next = self.nodes[node].voting.next_deadline(now);
		let next = next.map(|time| u64::try_from(time.as_millis()).expect("a short time"));
		if let Some(at) = next.map(|at| at.max(self.now)) {
			if self.nodes[node].alarm.is_none_or(|alarm| alarm > at) {
				self.nodes[node].alarm = Some(at);
				self.at(at, Event::Alarm { node, at });
			}
		}
	}

	fn effect(&mut self, node: usize, effect: Effect<usize, Header>) {
		match effect {
			Effect::Gossip(message) => self.broadcast(node, None, &Letter::Gossip(message)),
			Effect::Execute { candidate, sources } => self.execute(node, &candidate, &sources),
			Effect::Sign { id, parent, seed, tickets } => {
				// A selfish node's voters serve it alone.
				let selfish = self.nodes[node].plan.strategy == Strategy::Selfish;
				if selfish && !self.nodes[node].waiting.contains(&id) {
					return;
				}
				let genesis = self.universe.genesis;
				let vote = |ticket| cast(&genesis, id, parent, seed, ticket);
				let votes = tickets.iter().map(vote).collect();
				self.after(1, Event::Signed { node, id, votes });
			},
			Effect::Seal { id, seal } => self.seal(node, id, seal),
			Effect::MineOn { id } => {
				self.nodes[node].waiting.remove(&id);
				self.start_mining(node);
			},
			Effect::Abandon { id, .. } => {
				self.nodes[node].waiting.remove(&id);
				self.start_mining(node);
			},
			Effect::Forget { .. } => (),
			Effect::Report { peer, why } => {
				self.nodes[node].reports.push((peer, why));
			},
		}
	}

	/// Fetches a candidate's body from the first peer that answers, and executes it.
	fn execute(&mut self, node: usize, candidate: &Candidate<Header>, sources: &[usize]) {
		let id = candidate.id();
		let mut delay = 0;
		let mut execution = Execution::Unavailable;
		for source in sources {
			let path = self.latencies[node][*source] + self.latencies[*source][node];
			if !self.nodes[*source].alive || !self.hears(node, *source) {
				delay += 1_000;
				continue;
			}
			delay += path + EXECUTION;
			if let Some(unsealed) = self.universe.unsealed(id.pre_hash) {
				execution = match unsealed.result {
					Ok(_) => Execution::Valid,
					Err(_) => Execution::Invalid,
				};
				break;
			}
		}
		self.after(delay, Event::Executed { node, id, execution });
	}

	/// Seals an own candidate and does with it as the node's strategy says.
	fn seal(&mut self, node: usize, id: CandidateId, seal: SealVotes) {
		self.counts.sealed += 1;
		self.waits.push(u64::try_from(seal.waited.as_millis()).expect("a short time"));
		self.nodes[node].waiting.remove(&id);
		let unsealed = self.universe.unsealed(id.pre_hash).expect("the node made it").clone();
		let mut full = Seal::new(id.nonce, super::universe::mix_of(&id.pre_hash, id.nonce));
		full.votes = seal.votes;
		let sealed = |seal: &Seal| {
			let mut header = unsealed.header.clone();
			header.digest_mut().push(seal.to_digest_item());
			header
		};
		let hash = self.universe.submit(&sealed(&full));
		self.times.insert(hash, self.now);
		self.note(|world| {
			format!("{node} seals {hash}: {}", world.universe.refusal(hash).unwrap_or("valid"))
		});
		let strategy = self.nodes[node].plan.strategy;
		if strategy == Strategy::Equivocator && full.votes.len() > 2 {
			// The same block, with other votes, for the other half of the peers.
			let mut twin = full.clone();
			twin.votes.remove(0);
			let twin = self.universe.submit(&sealed(&twin));
			self.import(node, hash, None);
			for (place, peer) in self.nodes[node].peers.clone().into_iter().enumerate() {
				let shown = if place % 2 == 0 { hash } else { twin };
				self.send(node, peer, Letter::Block(shown));
			}
			return;
		}
		if strategy == Strategy::Liar {
			self.lie(node, &unsealed, &full);
		}
		if strategy == Strategy::Selfish {
			self.nodes[node].withheld.push(hash);
			self.import(node, hash, None);
			return;
		}
		if self.import(node, hash, None) {
			self.broadcast(node, None, &Letter::Block(hash));
		} else {
			// As the real node does when the import of an own block fails.
			self.nodes[node].voting.seal_failed(id);
			self.drain(node);
			self.start_mining(node);
		}
	}

	fn fault(&mut self, fault: Fault) {
		self.note(|_| format!("{fault:?}"));
		match fault {
			Fault::Split(groups) => self.groups = groups,
			Fault::Heal => self.groups.fill(0),
			Fault::Loss(permille) => self.loss = permille,
			Fault::HashRate(permille) => {
				self.hash_rate = permille;
				for node in 0..self.nodes.len() {
					if self.nodes[node].mining {
						self.search(node);
					}
				}
			},
			Fault::Crash(node) => self.nodes[node].alive = false,
			Fault::Restart(node) => {
				if !self.nodes[node].alive {
					let best = self.universe.valid(self.nodes[node].best).clone();
					let tip = Tip {
						hash: best.weight.hash,
						number: best.header.number.into(),
						parent: best.header.parent_hash,
					};
					let genesis = self.universe.genesis;
					self.nodes[node].restart(genesis, tip);
					self.start_mining(node);
				}
			},
		}
	}

	/// A gossiped message, made by a liar.
	pub(super) fn gossip(&mut self, node: usize, message: Message<Header>) {
		self.broadcast(node, None, &Letter::Gossip(message));
	}
}
