// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Situations with a name.

use crate::network::plan::{Fault, Ms, NodePlan, Plan, Strategy};

/// Target time between blocks in milliseconds.
pub const TARGET: Ms = 13_000;

/// So many blocks' time.
fn blocks(count: u64) -> Ms {
	count * TARGET
}

/// Nine nodes with equal stakes; `offline` of them, which do not mine, are never there.
pub fn voters_offline(seed: u64, offline: usize) -> Plan {
	let mut plan = Plan::healthy(seed, 9, 30);
	for node in plan.nodes.iter_mut().rev().take(3) {
		node.hash_share = 0;
	}
	for node in plan.nodes.iter_mut().rev().take(offline) {
		node.online = false;
	}
	plan.end = blocks(150);
	plan
}

/// Seven nodes; the last one has 33 % of the hash rate and of the stakes, if `staked`, and withholds its
/// blocks.
pub fn selfish_miner(seed: u64, staked: bool) -> Plan {
	let mut plan = Plan::healthy(seed, 6, 30);
	for node in &mut plan.nodes {
		node.hash_share = 67;
	}
	let voters = if staked { 12..18 } else { 12..12 };
	let selfish = NodePlan::honest(6 * 33, voters.collect());
	plan.nodes.push(NodePlan { strategy: Strategy::Selfish, ..selfish });
	plan.preset.shares = crate::preset::Preset::network(18, 30).shares;
	if !staked {
		plan.preset.shares.truncate(12);
	}
	plan.tickets = 30 * plan.preset.shares.len() as u64;
	plan.end = blocks(150);
	plan
}

/// Eight nodes that fall into halves for ten minutes.
pub fn split_in_halves(seed: u64) -> Plan {
	let mut plan = Plan::healthy(seed, 8, 30);
	// Neighbors on the ring stay together, so that each half is connected.
	let groups = (0..8).map(|node| node / 4).collect();
	plan.faults = vec![(blocks(20), Fault::Split(groups)), (blocks(20) + 600_000, Fault::Heal)];
	plan.end = blocks(90);
	plan
}

/// When the hash rate changes in [`hash_rate`].
pub const CHANGE: Ms = 100 * TARGET;

/// Two nodes whose hash rate is multiplied after a hundred blocks; difficulty as in the presets.
pub fn hash_rate(seed: u64, permille: u64, half_life: u32) -> Plan {
	let mut plan = Plan::healthy(seed, 2, 400);
	plan.preset.half_life = half_life;
	plan.preset.initial_difficulty = 10_000_000;
	plan.latency = (1, 10);
	plan.faults = vec![(CHANGE, Fault::HashRate(permille))];
	plan.end = CHANGE + blocks(220);
	plan.preset.staking.expiry_blocks = 2_000;
	plan.preset.staking.miss_blocks = 2_000;
	plan
}

/// Six nodes, one of which was not there until shortly before the end.
pub fn fresh_node(seed: u64) -> Plan {
	let mut plan = Plan::random(seed);
	plan.nodes.push(NodePlan { online: false, ..NodePlan::honest(0, Vec::new()) });
	let late = plan.end - blocks(4);
	for (_, fault) in &mut plan.faults {
		if let Fault::Split(groups) = fault {
			groups.push(0);
		}
	}
	plan.faults.push((late, Fault::Restart(plan.nodes.len() - 1)));
	plan.faults.sort_by_key(|(time, _)| *time);
	plan
}

/// A hundred nodes all over the world, in good health.
pub fn hundred_nodes(seed: u64) -> Plan {
	let mut plan = Plan::healthy(seed, 100, 10);
	plan.latency = (5, 150);
	plan.peers = 8;
	plan.end = blocks(60);
	plan
}

/// Eight nodes with a bad one.
pub fn bad_node(seed: u64, strategy: Strategy) -> Plan {
	let mut plan = Plan::healthy(seed, 8, 30);
	plan.nodes[5].strategy = strategy;
	plan.end = blocks(60);
	plan
}

/// Clocks that are wrong, within what is tolerated.
pub fn wrong_clocks(seed: u64) -> Plan {
	let mut plan = Plan::healthy(seed, 6, 30);
	for (place, node) in plan.nodes.iter_mut().enumerate() {
		node.skew = [-14_000, -7_000, 0, 3_000, 9_000, 14_000][place];
	}
	plan.end = blocks(60);
	plan
}
