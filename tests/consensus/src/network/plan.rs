// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What happens in a simulation: who takes part, and what goes wrong when.

use crate::{network::random::Random, preset::Preset};

/// Milliseconds of a simulation.
pub type Ms = u64;

/// How a node behaves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Strategy {
	/// As the protocol says.
	Honest,
	/// Withholds its sealed blocks while they are ahead (selfish mining), and votes for nobody else.
	Selfish,
	/// Seals its blocks twice, with other votes, and shows each half of its peers another block.
	Equivocator,
	/// Also sends invalid blocks, candidates and votes.
	Liar,
}

/// A node.
#[derive(Clone, Debug)]
pub struct NodePlan {
	/// Part of the hash rate.
	pub hash_share: u64,
	/// Numbers of the voters whose keys it has.
	pub voters: Vec<u32>,
	/// How far its clock is ahead.
	pub skew: i64,
	/// How it behaves.
	pub strategy: Strategy,
	/// Whether it is there from the start.
	pub online: bool,
}

impl NodePlan {
	/// An honest node.
	pub fn honest(hash_share: u64, voters: Vec<u32>) -> Self {
		Self { hash_share, voters, skew: 0, strategy: Strategy::Honest, online: true }
	}
}

/// Something that changes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fault {
	/// Nodes hear only nodes of their own group.
	Split(Vec<u8>),
	/// Everybody hears everybody again.
	Heal,
	/// A node stops; it keeps its blocks and forgets everything else.
	Crash(usize),
	/// It starts again.
	Restart(usize),
	/// So many of a thousand messages are lost.
	Loss(u64),
	/// The hash rate of all is this much, in thousandths of what it was at the start.
	HashRate(u64),
}

/// A simulation.
#[derive(Clone, Debug)]
pub struct Plan {
	/// Seed of everything that is random.
	pub seed: u64,
	/// The chain.
	pub preset: Preset,
	/// The nodes.
	pub nodes: Vec<NodePlan>,
	/// Least and largest latency between two nodes.
	pub latency: (Ms, Ms),
	/// Peers of each node; all others if that is as many.
	pub peers: usize,
	/// Faults by time, ascending.
	pub faults: Vec<(Ms, Fault)>,
	/// When mining ends. What is on its way then still arrives.
	pub end: Ms,
	/// Tickets in the lottery that purchases keep up.
	pub tickets: u64,
}

impl Plan {
	/// A healthy network of `nodes` equal nodes with two voters of `tickets` tickets each.
	pub fn healthy(seed: u64, nodes: u32, tickets: u32) -> Self {
		let preset = Preset::network(2 * nodes, tickets);
		let plans =
			(0..nodes).map(|node| NodePlan::honest(1, vec![2 * node, 2 * node + 1])).collect();
		Self {
			seed,
			preset,
			nodes: plans,
			latency: (30, 120),
			peers: 4,
			faults: Vec::new(),
			end: 13_000 * 60,
			tickets: u64::from(2 * nodes * tickets),
		}
	}

	/// A network with random faults, which end well before mining does.
	pub fn random(seed: u64) -> Self {
		let mut random = Random::new(seed ^ 0x5e12_0000_0000);
		let count = random.between(4, 8);
		let nodes = usize::try_from(count).expect("a small number");
		let tickets = u32::try_from(random.between(8, 30)).expect("a small number");
		let mut plan = Self::healthy(seed, u32::try_from(count).expect("small"), tickets);
		plan.preset.staking.expiry_blocks = *random.pick(&[18, 40, 200]).expect("not empty");
		plan.preset.staking.miss_blocks = plan.preset.staking.expiry_blocks + 10;
		plan.preset.half_life = *random.pick(&[9, 20, 120]).expect("not empty");
		let slow = random.between(60, 1_500);
		plan.latency = (random.between(1, 50), slow);
		for node in &mut plan.nodes {
			node.hash_share = random.between(0, 3);
			node.skew = i64::try_from(random.below(28_000)).expect("small") - 14_000;
			if random.permille(150) {
				node.voters.clear();
			}
		}
		plan.nodes[0].hash_share += 1;
		// At most one node is bad, and it has less than half of the hash rate.
		let strategies = [Strategy::Selfish, Strategy::Equivocator, Strategy::Liar];
		if random.permille(600) {
			let bad = usize::try_from(random.between(1, count - 1)).expect("small");
			plan.nodes[bad].strategy = *random.pick(&strategies).expect("not empty");
			plan.nodes[bad].hash_share = plan.nodes[bad].hash_share.min(1);
			plan.nodes[0].hash_share = plan.nodes[0].hash_share.max(2);
		}
		let calm = 13_000 * 25;
		plan.faults.push((0, Fault::Loss(random.below(200))));
		for _ in 0..random.below(3) {
			let from = random.below(calm);
			let to = random.between(from, calm);
			let groups = (0..nodes).map(|_| random.below(2) as u8).collect();
			plan.faults.push((from, Fault::Split(groups)));
			plan.faults.push((to, Fault::Heal));
		}
		for _ in 0..random.below(4) {
			let node = usize::try_from(random.below(count)).expect("small");
			let from = random.below(calm);
			plan.faults.push((from, Fault::Crash(node)));
			plan.faults.push((random.between(from, calm), Fault::Restart(node)));
		}
		if random.permille(200) {
			let factor = *random.pick(&[200, 500, 3_000]).expect("not empty");
			plan.faults.push((random.below(calm), Fault::HashRate(factor)));
		}
		for node in 0..nodes {
			plan.faults.push((calm, Fault::Restart(node)));
		}
		plan.faults.push((calm, Fault::Heal));
		plan.faults.push((calm, Fault::Loss(0)));
		plan.faults.sort_by_key(|(time, _)| *time);
		plan.end = calm + 13_000 * 12;
		plan
	}
}
