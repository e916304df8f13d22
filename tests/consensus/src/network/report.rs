// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What a simulation came to, in numbers.

use std::fmt;

use crate::network::{
	audit::Tally,
	miner::author,
	plan::{Ms, Plan},
	world::{Counts, World},
};
use sero_consensus_primitives::PreDigest;

/// Numbers of a run that ended well.
#[derive(Clone, Debug)]
pub struct Report {
	/// Height of the honest nodes' chain.
	pub height: u32,
	/// When mining ended.
	pub end: Ms,
	/// Valid and refused blocks that anybody made.
	pub blocks: (usize, usize),
	/// Votes on the chain.
	pub tally: Tally,
	/// Deepest reorganization of an honest node.
	pub deepest_reorg: u32,
	/// Blocks on the chain by the node that mined them.
	pub mined: Vec<u32>,
	/// Times of the chain's blocks in milliseconds since the start.
	pub times: Vec<u64>,
	/// How long sealed candidates waited for their votes, in milliseconds, ascending.
	pub waits: Vec<Ms>,
	/// Counts of events.
	pub counts: Counts,
}

impl Report {
	/// Mean time between blocks in milliseconds.
	pub fn block_time(&self) -> u64 {
		self.end / u64::from(self.height.max(1))
	}

	/// The wait for votes that so many of a thousand candidates did not exceed, in milliseconds.
	pub fn wait(&self, permille: usize) -> Ms {
		let place = self.waits.len() * permille / 1_000;
		self.waits.get(place).or(self.waits.last()).copied().unwrap_or_default()
	}

	/// Height of the first block after a time in milliseconds.
	pub fn height_at(&self, time: Ms) -> usize {
		self.times.iter().position(|block| *block > time).unwrap_or(self.times.len())
	}

	/// Part of the chain's blocks that a node mined, in thousandths.
	pub fn share_of(&self, node: usize) -> u32 {
		self.mined[node] * 1_000 / self.height.max(1)
	}

	/// Mean time between the blocks of a range of heights, in milliseconds.
	pub fn block_time_in(&self, from: usize, to: usize) -> u64 {
		let last = self.times.len() - 1;
		let (from, to) = (from.min(last), to.min(last));
		(self.times[to] - self.times[from]) / (to.saturating_sub(from).max(1) as u64)
	}
}

impl fmt::Display for Report {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let Tally { voted, late, missed, .. } = self.tally;
		write!(
			f,
			"{} blocks, one in {}.{:01} s; {} made, {} refused; votes {voted}, late {late}, missed \
			 {missed}; deepest reorganization {}",
			self.height,
			self.block_time() / 1_000,
			self.block_time() % 1_000 / 100,
			self.blocks.0 - 1,
			self.blocks.1,
			self.deepest_reorg,
		)
	}
}

/// Runs a plan.
///
/// # Errors
/// The invariant that is broken.
pub fn simulate(plan: Plan) -> Result<Report, String> {
	let mut world = World::new(plan, false);
	world.run()?;
	Ok(world.report())
}

/// Runs a plan again, to see what happened.
pub fn trace(plan: Plan) -> Vec<String> {
	let mut world = World::new(plan, true);
	let result = world.run();
	let mut lines = world.trace().to_vec();
	lines.push(format!("{result:?}"));
	lines
}

impl World {
	/// The run in numbers.
	pub fn report(&self) -> Report {
		let chain = self.universe.chain(self.tip());
		let mut mined = vec![0; self.nodes.len()];
		let mut times = vec![0];
		for hash in &chain {
			let entry = self.universe.valid(*hash);
			if let Ok(digest) = PreDigest::find(&entry.header.digest) {
				let node = (0..mined.len()).find(|node| author(*node).0 == digest.author);
				if let Some(node) = node {
					mined[node] += 1;
				}
			}
			times.push(entry.rules.time.saturating_sub(crate::preset::START_MS));
		}
		let honest = self.nodes.iter().filter(|node| node.is_honest());
		let mut waits = self.waits.clone();
		waits.sort_unstable();
		Report {
			height: u32::try_from(chain.len()).expect("small"),
			end: self.plan.end,
			blocks: self.universe.counts(),
			tally: self.tally(),
			deepest_reorg: honest.map(|node| node.deepest_reorg).max().unwrap_or_default(),
			mined,
			times,
			waits,
			counts: self.counts,
		}
	}
}
