// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! `sero-node dag`: makes or checks the dataset of an epoch, ahead of mining.

use crate::pow_hash::Preset;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use sc_cli::clap;
use sc_service::BasePath;
use sero_consensus::{DatasetStore, Origin};
use sero_progpow::LightCache;
use std::{
	io::IsTerminal,
	ops::ControlFlow,
	path::PathBuf,
	time::{Duration, Instant},
};

/// Folder of the datasets under the base path.
pub const FOLDER: &str = "dag";
/// Steps of the progress where there is no terminal, percent.
const STEP: u64 = 5;

/// Make or check the dataset (DAG) of an epoch.
///
/// Miners need the dataset; a node makes it by itself when its processor mines at a difficulty where
/// this pays. A file that is there is checked; one that is damaged is made again.
#[derive(Debug, clap::Parser)]
pub struct DagCmd {
	/// The epoch: number of the block divided by 30,000.
	#[arg(long, value_name = "NUMBER")]
	pub epoch: u32,

	/// The proof-of-work function; those with the same number of parents share a dataset.
	#[arg(long, value_enum, default_value_t = Preset::V092)]
	pub preset: Preset,

	/// Folder for the file. [default: `dag` under the base path, where the node looks]
	#[arg(long, value_name = "PATH")]
	pub dir: Option<PathBuf>,

	/// The node's base path.
	#[arg(long, short = 'd', value_name = "PATH", conflicts_with = "dir")]
	pub base_path: Option<PathBuf>,
}

/// A bar on a terminal, else a line every few percent.
struct Progress {
	what: &'static str,
	bar: Option<ProgressBar>,
	start: Instant,
	reported: u64,
	last: u64,
}

impl Progress {
	fn new(what: &'static str) -> Self {
		let bar = std::io::stderr().is_terminal().then(|| {
			let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
			let style = ProgressStyle::with_template(
				"{msg:14} [{bar:40}] {percent:>3} %  {elapsed_precise}, {eta} to go",
			);
			bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
			bar.set_message(what);
			bar.enable_steady_tick(Duration::from_millis(200));
			bar
		});
		Self { what, bar, start: Instant::now(), reported: 0, last: 0 }
	}

	fn update(&mut self, done: u64, total: u64) -> ControlFlow<()> {
		if done < self.last {
			// A damaged file was read to its end; now the dataset is made.
			self.reported = 0;
			self.start = Instant::now();
		}
		self.last = done;
		match &self.bar {
			Some(bar) => {
				bar.set_length(total);
				bar.set_position(done);
			},
			None => {
				let percent = done * 100 / total.max(1);
				if percent >= self.reported + STEP {
					self.reported = percent;
					eprintln!("{}: {percent} %, {} s", self.what, self.start.elapsed().as_secs());
				}
			},
		}
		ControlFlow::Continue(())
	}

	fn finish(&self) {
		if let Some(bar) = &self.bar {
			bar.finish_and_clear();
		}
	}
}

/// Runs a step with its progress.
fn step<T>(
	what: &'static str,
	run: impl FnOnce(&mut (dyn FnMut(u64, u64) -> ControlFlow<()> + Send)) -> T,
) -> T {
	let mut progress = Progress::new(what);
	let result = run(&mut |done, total| progress.update(done, total));
	progress.finish();
	result
}

impl DagCmd {
	fn folder(&self, executable: &str) -> PathBuf {
		if let Some(dir) = &self.dir {
			return dir.clone();
		}
		let base = match &self.base_path {
			Some(path) => BasePath::new(path.clone()),
			None => BasePath::from_project("", "", executable),
		};
		base.path().join(FOLDER)
	}

	/// Runs the command. `executable` names the default base path.
	///
	/// # Errors
	/// What went wrong and what to do, for the user.
	pub fn run(&self, executable: &str) -> Result<(), String> {
		let begun = Instant::now();
		let store = DatasetStore::new(self.folder(executable));
		let parents = self.preset.algorithm().dataset_parents();
		let path = store.path(self.epoch, parents).map_err(|error| error.to_string())?;
		let existed = path.exists();
		let cache = step("light cache", |progress| LightCache::with_progress(self.epoch, progress))
			.map_err(|error| error.to_string())?;
		let (dataset, origin) =
			step("dataset", |progress| store.load_or_generate(&cache, parents, progress))
				.map_err(|error| error.to_string())?;
		if origin == Origin::Generated {
			step("writing", |progress| store.save(&dataset, progress))
				.map_err(|error| error.to_string())?;
		}
		println!(
			"{}: {} ({} MiB, {} s)",
			path.display(),
			match (origin, existed) {
				(Origin::File, _) => "checked, good",
				(Origin::Generated, true) => "was damaged and is made again",
				(Origin::Generated, false) => "made",
			},
			(dataset.items().len() * 64) >> 20,
			begun.elapsed().as_secs(),
		);
		Ok(())
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use clap::Parser;

	#[test]
	fn the_folder_is_where_the_node_looks() {
		let parse = |args: &[&str]| {
			let all = ["dag", "--epoch", "1"].iter().chain(args);
			DagCmd::try_parse_from(all).unwrap().folder("sero-node")
		};
		assert_eq!(parse(&["--dir", "/a"]), PathBuf::from("/a"));
		assert_eq!(parse(&["--base-path", "/a"]), PathBuf::from("/a/dag"));
		let by_default = parse(&[]);
		assert!(by_default.ends_with("sero-node/dag"), "{}", by_default.display());
	}

	#[test]
	fn an_epoch_that_does_not_exist_is_refused() {
		let cmd = DagCmd::try_parse_from(["dag", "--epoch", "4000000000", "--dir", "/a"]).unwrap();
		assert_eq!(cmd.run("sero-node").unwrap_err(), "epoch is too large");
	}
}
