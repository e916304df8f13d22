// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Simulated networks: random ones, and situations with a name. `--nocapture` shows the numbers.

use sero_consensus_tests::network::{
	plan::{Fault, Plan, Strategy},
	report::{simulate, Report},
	scenarios::{self, CHANGE, TARGET},
	world::World,
};

#[track_caller]
fn run(plan: Plan) -> Report {
	let seed = plan.seed;
	simulate(plan).unwrap_or_else(|error| panic!("seed {seed}: {error}"))
}

/// Runs a scenario with several seeds; returns means of what `f` takes from the reports.
fn means<const N: usize>(
	seeds: u64,
	plan: impl Fn(u64) -> Plan,
	f: impl Fn(&Report) -> [u64; N],
) -> [u64; N] {
	let mut sums = [0; N];
	for seed in 0..seeds {
		let report = run(plan(seed));
		sums.iter_mut().zip(f(&report)).for_each(|(sum, number)| *sum += number);
	}
	sums.map(|sum| sum / seeds)
}

/// `cargo run --release -p sero-consensus-tests --bin simulate -- --seeds 10000` runs more, and shows
/// what happened in a run that failed.
#[test]
fn five_hundred_random_networks_keep_all_invariants() {
	let mut blocks = 0;
	let (mut refused, mut late, mut reorg) = (0, 0, 0);
	for seed in 0..500 {
		let report = run(Plan::random(seed));
		blocks += report.height;
		refused += report.blocks.1;
		late += report.tally.late;
		reorg = reorg.max(report.deepest_reorg);
	}
	println!(
		"{blocks} blocks, {refused} refused, {late} late votes, reorganizations up to {reorg}"
	);
	// The faults happen, and the chains grow.
	assert!(blocks > 500 * 20 && refused > 100 && late > 1_000 && reorg > 3);
}

#[test]
fn a_seed_leads_to_the_same_run() {
	for seed in [3, 77] {
		let runs: Vec<_> = (0..2)
			.map(|_| {
				let mut world = World::new(Plan::random(seed), true);
				world.run().unwrap();
				(world.tip(), world.now, world.counts.events, world.trace().to_vec())
			})
			.collect();
		assert_eq!(runs[0], runs[1]);
	}
}

#[test]
fn one_third_of_the_voters_offline_do_not_stop_the_chain() {
	let time = |offline| {
		let plan = |seed| scenarios::voters_offline(seed, offline);
		means(8, plan, |report| [report.block_time()])[0]
	};
	let (all, few, third) = (time(0), time(1), time(3));
	println!("block time: all voters {all} ms, 1/9 offline {few} ms, 1/3 offline {third} ms");
	assert!(third < TARGET * 5 / 4, "{third} ms");
	assert!(few < TARGET * 5 / 4 && all < TARGET * 5 / 4);
	let report = run(scenarios::voters_offline(1, 3));
	println!("1/3 offline: {report}");
	let tickets = report.tally.voted + report.tally.late + report.tally.missed;
	// A third of the tickets, of blocks that found two votes nevertheless: 20 in 100 miss.
	assert!(report.tally.missed * 8 > tickets && report.tally.missed * 3 < tickets);
}

/// Without shares a withheld block has no votes, so withholding loses. With a third of the shares,
/// too, it wins: by denying others their second vote (alone that would make 0.33 / (0.33 + 0.67 · 20
/// / 27) = 0.40), by ties that go to more votes (PW-9), or both. The bound is the classical one of
/// Eyal and Sirer for a miner that wins all ties. Each vote that it withholds costs the vote's reward
/// and locks the ticket's price until the release of missed tickets.
#[test]
fn a_miner_with_33_percent_gains_little_by_withholding() {
	for staked in [false, true] {
		let [share, time] = means(
			12,
			|seed| scenarios::selfish_miner(seed, staked),
			|report| [report.share_of(6).into(), report.block_time()],
		);
		println!("selfish, staked {staked}: {share} of 1000 blocks, one block in {time} ms");
		let most = if staked { 430 } else { 330 };
		assert!(share <= most, "{share} of a thousand blocks with 330 of the hash rate");
		assert!(time < TARGET * 3 / 2, "{time} ms");
	}
}

#[test]
fn halves_that_were_apart_for_ten_minutes_agree_again() {
	for seed in 0..8 {
		let report = run(scenarios::split_in_halves(seed));
		println!("split: {report}");
		assert!(report.deepest_reorg >= 2, "the halves should have gone on");
		assert!(report.height >= 50, "{report}");
	}
}

/// With the half-life of the presets, averaged over runs (the time of a single block is random).
#[test]
fn the_block_time_is_back_60_blocks_after_a_jump_of_the_hash_rate() {
	for permille in [10_000, 100] {
		let [first, back] = means(
			12,
			|seed| scenarios::hash_rate(seed, permille, 9),
			|report| {
				let start = report.height_at(CHANGE);
				let time = |from: usize, to: usize| report.block_time_in(start + from, start + to);
				[time(0, 10), time(60, 120)]
			},
		);
		println!("hash rate x {permille}/1000: first ten blocks {first} ms, from 60 on {back} ms");
		assert!(back.abs_diff(TARGET) * 10 <= TARGET, "{back} ms");
	}
}

#[test]
fn a_fresh_node_follows_any_chain() {
	for seed in 0..20 {
		let mut world = World::new(scenarios::fresh_node(seed), false);
		world.run().unwrap_or_else(|error| panic!("seed {seed}: {error}"));
		let fresh = world.nodes.last().unwrap();
		assert!(fresh.alive && fresh.best == world.tip());
		assert!(fresh.known.len() > 10);
	}
}

#[test]
fn a_hundred_nodes_vote_in_time() {
	let report = run(scenarios::hundred_nodes(1));
	println!("a hundred nodes: {report}");
	println!("waits for votes: half {} ms, 99 % {} ms", report.wait(500), report.wait(990));
	assert!(report.wait(500) <= 1_500 && report.wait(990) <= 3_000);
	assert!(report.block_time() < TARGET * 5 / 4);
}

#[test]
fn a_bad_node_does_no_harm() {
	for strategy in [Strategy::Equivocator, Strategy::Liar, Strategy::Selfish] {
		for seed in 0..8 {
			let report = run(scenarios::bad_node(seed, strategy));
			if seed == 0 {
				println!("{strategy:?}: {report}");
			}
			assert!(report.height > 35, "{strategy:?}: {report}");
		}
	}
}

#[test]
fn wrong_clocks_are_tolerated() {
	for seed in 0..8 {
		let report = run(scenarios::wrong_clocks(seed));
		assert!(report.height > 40, "{report}");
	}
}

/// The invariants are of use only if their breach is noticed.
#[test]
fn the_audit_notices_what_is_wrong() {
	let finished = || {
		let mut world = World::new(Plan::healthy(5, 4, 40), false);
		world.run().unwrap();
		world
	};
	// A node that stayed behind.
	let mut world = finished();
	let parent = world.universe.valid(world.tip()).header.parent_hash;
	world.nodes[2].best = parent;
	assert!(world.audit().unwrap_err().contains("do not agree"));
	// A node that has an invalid block.
	let mut world = finished();
	world.nodes[1].known.insert(sp_core::H256::repeat_byte(1));
	assert!(world.audit().unwrap_err().contains("invalid block"));
	// Votes or rewards that differ from what the blocks tell.
	let mut world = finished();
	world.plan.preset.voting.base_reward += 3;
	assert!(world.audit().unwrap_err().contains("rewards"));
	let mut world = finished();
	world.plan.preset.emission.min_reward += 1;
	assert!(world.audit().unwrap_err().contains("emitted"));
	let mut world = finished();
	world.plan.preset.pool += 1;
	assert!(world.audit().unwrap_err().contains("issued"));
	// A network that is never healed does not agree.
	let mut plan = Plan::healthy(5, 4, 40);
	plan.faults = vec![(50_000, Fault::Split(vec![0, 1, 0, 1]))];
	assert!(simulate(plan).unwrap_err().contains("do not agree"));
}
