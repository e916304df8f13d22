// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Runs random networks of simulated nodes, one for each seed.

use clap::Parser;
use sero_consensus_tests::network::{plan::Plan, report};
use std::{io::Write, process::ExitCode, time::Instant};

/// Simulates networks with random faults and checks that nothing breaks.
#[derive(Debug, Parser)]
struct Cli {
	/// Number of seeds.
	#[arg(long, default_value_t = 500)]
	seeds: u64,

	/// First seed.
	#[arg(long, default_value_t = 0)]
	first: u64,

	/// Print what happens in each run.
	#[arg(long)]
	trace: bool,

	/// Lines of the trace of a failed run to print; 0 for all.
	#[arg(long, default_value_t = 200)]
	lines: usize,
}

fn main() -> ExitCode {
	let cli = Cli::parse();
	let start = Instant::now();
	let (mut blocks, mut events) = (0u64, 0u64);
	for seed in cli.first..cli.first + cli.seeds {
		if cli.trace {
			for line in report::trace(Plan::random(seed)) {
				println!("{line}");
			}
		}
		match report::simulate(Plan::random(seed)) {
			Ok(report) => {
				blocks += u64::from(report.height);
				events += report.counts.events;
				if cli.seeds <= 20 {
					println!("seed {seed}: {report}");
				}
			},
			Err(error) => {
				println!("\nseed {seed} fails: {error}");
				let lines = report::trace(Plan::random(seed));
				let skip = if cli.lines == 0 { 0 } else { lines.len().saturating_sub(cli.lines) };
				for line in &lines[skip..] {
					println!("{line}");
				}
				println!("again: simulate --first {seed} --seeds 1 --trace");
				return ExitCode::FAILURE;
			},
		}
		let done = seed - cli.first + 1;
		if done % 50 == 0 {
			print!("\r{done} of {} seeds, {} s ", cli.seeds, start.elapsed().as_secs());
			let _ = std::io::stdout().flush();
		}
	}
	println!(
		"\n{} seeds: {blocks} blocks, {events} events, no invariant broken, {} s",
		cli.seeds,
		start.elapsed().as_secs()
	);
	ExitCode::SUCCESS
}
