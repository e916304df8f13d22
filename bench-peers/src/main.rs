// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Measures the proofs of Zcash's two hidden pools, and Ethash's light verification, on this machine.
//!
//! What a payment with two inputs and two outputs costs: one Orchard bundle of two actions, or two
//! Sapling spends and two Sapling outputs. Each figure is the median over a few runs with all
//! cores; every proof that is measured is also verified.
//!
//! `bench-peers FILE` prints the figures and writes them to `FILE` as JSON, in nanoseconds.

#![forbid(unsafe_code)]

mod ethash_light;
mod orchard_bundle;
mod sapling_proofs;

use std::{
	env, fs,
	path::Path,
	process::ExitCode,
	time::{Duration, Instant},
};

/// The figures so far: name and median.
struct Figures(Vec<(&'static str, Duration)>);

impl Figures {
	/// Runs `f` `runs` times after one run to warm up, and keeps the median.
	fn measure<T>(&mut self, name: &'static str, runs: usize, mut f: impl FnMut() -> T) -> T {
		let mut last = f();
		let mut times: Vec<Duration> = (0..runs)
			.map(|_| {
				let start = Instant::now();
				last = f();
				start.elapsed()
			})
			.collect();
		times.sort();
		let median = times[times.len() / 2];
		println!("{name:<28} {:>10.2} ms   ({runs} runs)", median.as_secs_f64() * 1e3);
		self.0.push((name, median));
		last
	}
}

fn main() -> ExitCode {
	let Some(path) = env::args().nth(1) else {
		eprintln!("usage: bench-peers FILE");
		return ExitCode::from(2);
	};
	let mut figures = Figures(Vec::new());
	ethash_light::measure(&mut figures);
	orchard_bundle::measure(&mut figures);
	sapling_proofs::measure(&mut figures);

	let json: serde_json::Map<_, _> = figures
		.0
		.iter()
		.map(|(name, median)| (name.to_string(), (median.as_nanos() as u64).into()))
		.collect();
	let text = serde_json::to_string_pretty(&json).expect("a map of numbers is JSON");
	let written = Path::new(&path)
		.parent()
		.map_or(Ok(()), fs::create_dir_all)
		.and_then(|()| fs::write(&path, text + "\n"));
	if let Err(error) = written {
		eprintln!("{path}: {error}");
		return ExitCode::FAILURE;
	}
	ExitCode::SUCCESS
}
