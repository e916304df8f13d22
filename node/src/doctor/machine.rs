// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Disk, memory, file descriptors and clock.

use super::{
	chain::{Best, Facts},
	Check,
};
use std::{
	fs,
	path::{Path, PathBuf},
	process::Command,
	time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;

/// Free disk below which a node fails soon, beside a dataset.
const DISK_FAIL: u64 = 2 * GIB;
/// Free disk below which it had better be watched.
const DISK_WARN: u64 = 20 * GIB;
/// What a node takes in memory beside a dataset.
const MEMORY: u64 = 512 * MIB;
/// Descriptors of a node with its usual number of peers and clients.
const DESCRIPTORS_WARN: u64 = 10_000;
/// Descriptors with which databases and peers get into each other's way.
const DESCRIPTORS_FAIL: u64 = 1_024;
/// Blocks whose time is further ahead than this are refused.
const DRIFT: f64 = 30.0;
/// A running node's best block is seldom older, in seconds.
const OLD: f64 = 3_600.0;
/// A clock before this date is not set: 2026-01-01.
const EPOCH: f64 = 1_767_225_600.0;

fn gib(bytes: u64) -> String {
	format!("{:.1} GiB", bytes as f64 / GIB as f64)
}

/// The limits of a process in Linux's text: soft and hard; `None` stands for none.
fn parse_limits(text: &str) -> Option<(Option<u64>, Option<u64>)> {
	let line = text.lines().find_map(|line| line.strip_prefix("Max open files"))?;
	let mut words = line.split_whitespace().map(|word| match word {
		"unlimited" => Some(None),
		digits => digits.parse().ok().map(Some),
	});
	Some((words.next()??, words.next()??))
}

fn judge_descriptors(limits: Option<(Option<u64>, Option<u64>)>) -> Check {
	const NAME: &str = "files";
	let advice = "Set LimitNOFILE= in the systemd unit, or ulimit -n in the shell, to 65536.";
	// The node raises the soft limit to the hard one by itself.
	match limits {
		None => Check::warn(NAME, "the limit of open files cannot be read", advice),
		Some((_, None)) => Check::ok(NAME, "open files are not limited"),
		Some((_, Some(hard))) if hard < DESCRIPTORS_FAIL => {
			Check::fail(NAME, format!("only {hard} open files are allowed"), advice)
		},
		Some((_, Some(hard))) if hard < DESCRIPTORS_WARN => {
			Check::warn(NAME, format!("only {hard} open files are allowed"), advice)
		},
		Some((_, Some(hard))) => Check::ok(NAME, format!("{hard} open files are allowed")),
	}
}

/// Open files.
pub fn descriptors() -> Check {
	judge_descriptors(
		fs::read_to_string("/proc/self/limits").ok().as_deref().and_then(parse_limits),
	)
}

fn now() -> f64 {
	// A clock before 1970 is as good as none.
	SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |time| time.as_secs_f64())
}

fn judge_clock(steps: &[f64], now: f64) -> Check {
	const NAME: &str = "clock";
	let advice = "Let the system keep the time: `timedatectl set-ntp true`.";
	if now < EPOCH {
		return Check::fail(NAME, "the clock is not set: it is before 2026", advice);
	}
	match steps.iter().copied().reduce(|a, b| if a.abs() < b.abs() { b } else { a }) {
		Some(step) if step <= -0.1 => {
			Check::fail(NAME, format!("the clock was set back by {:.1} s meanwhile", -step), advice)
		},
		Some(step) if step >= 0.1 => {
			Check::warn(NAME, format!("the clock jumped by {step:.1} s meanwhile"), advice)
		},
		_ => Check::ok(NAME, "the clock runs evenly"),
	}
}

/// Whether the clock runs as the processor does, over a quarter of a second.
pub fn clock_runs() -> Check {
	let (start, begun) = (now(), Instant::now());
	let steps: Vec<f64> = (0..5)
		.map(|_| {
			std::thread::sleep(Duration::from_millis(50));
			now() - start - begun.elapsed().as_secs_f64()
		})
		.collect();
	judge_clock(&steps, now())
}

fn judge_offset(best: Option<Best>, running: bool, now: f64) -> Check {
	const NAME: &str = "clock";
	let Some(Best { number, time: Some(time) }) = best.filter(|best| best.number > 0) else {
		return Check::ok(NAME, "there is no block yet to compare the clock with");
	};
	let age = now - time;
	if age < -DRIFT {
		return Check::fail(
			NAME,
			format!("the clock is {:.0} s behind block {number}", -age),
			"Set the clock: this node would make blocks that others refuse.",
		);
	}
	let found = format!("block {number} is {:.0} s old by this clock", age.max(0.0));
	match running && age > OLD {
		true => Check::warn(
			NAME,
			found,
			"The node is behind, or the clock is ahead: compare it with another machine's.",
		),
		false => Check::ok(NAME, found),
	}
}

/// The clock against the best block's time.
pub fn clock_against(best: Option<Best>, running: bool) -> Check {
	judge_offset(best, running, now())
}

/// The part of a path that is there.
fn existing(path: &Path) -> PathBuf {
	path.ancestors().find(|path| path.exists()).unwrap_or(Path::new("/")).into()
}

/// Free bytes in what `df -Pk` prints.
fn parse_df(text: &str) -> Option<u64> {
	let blocks: u64 = text.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()?;
	blocks.checked_mul(1024)
}

fn judge_disk(path: &Path, free: Option<u64>, dataset: u64) -> Check {
	const NAME: &str = "disk";
	let path = path.display();
	let advice = "Free space, or move the data with --base-path.";
	let Some(free) = free else {
		return Check::warn(NAME, format!("df says nothing of {path}"), "Look for yourself.");
	};
	let mut found = format!("{} free at {path}", gib(free));
	if dataset > 0 {
		found += &format!(", {} of it for the dataset", gib(dataset));
	}
	match free.saturating_sub(dataset) {
		rest if rest < DISK_FAIL => Check::fail(NAME, found, advice),
		rest if rest < DISK_WARN => Check::warn(NAME, found, advice),
		_ => Check::ok(NAME, found),
	}
}

/// Room for the chain and for a dataset that is not there yet.
pub fn disk(facts: &Facts) -> Check {
	let path = existing(&facts.base_path);
	let output = Command::new("df").arg("-Pk").arg(&path).env("LC_ALL", "C").output();
	let free = output
		.ok()
		.filter(|output| output.status.success())
		.and_then(|output| parse_df(&String::from_utf8_lossy(&output.stdout)));
	let dataset = match &facts.dataset {
		Some(dataset) if !dataset.on_disk => dataset.bytes,
		_ => 0,
	};
	judge_disk(&facts.base_path, free, dataset)
}

/// Whether the node can write where its data shall be.
pub fn writable(base_path: &Path) -> Check {
	const NAME: &str = "data";
	let folder = existing(base_path);
	let probe = folder.join(format!(".sero-doctor-{}", std::process::id()));
	let tried = fs::File::options().write(true).create_new(true).open(&probe);
	// Nothing is left behind; if that fails, nothing more can be done.
	let _ = fs::remove_file(&probe);
	match tried {
		Ok(_) => Check::ok(NAME, format!("{} can be written", base_path.display())),
		Err(error) => Check::fail(
			NAME,
			format!("{} cannot be written: {error}", folder.display()),
			"Choose another --base-path, or run as the user who owns it.",
		),
	}
}

/// The bytes of a line of `/proc/meminfo`.
fn parse_memory(text: &str, name: &str) -> Option<u64> {
	let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
	line.split_whitespace().next()?.parse::<u64>().ok()?.checked_mul(1024)
}

fn judge_memory(available: Option<u64>, dataset: u64, running: bool) -> Check {
	const NAME: &str = "memory";
	let Some(available) = available else {
		return Check::warn(NAME, "the free memory cannot be read", "Look for yourself.");
	};
	let found = match dataset {
		0 => format!("{} available", gib(available)),
		dataset => format!("{} available, the dataset takes {}", gib(available), gib(dataset)),
	};
	// A node that runs has taken its part already.
	match running || available >= dataset.saturating_add(MEMORY) {
		true => Check::ok(NAME, found),
		false if dataset > 0 => Check::fail(
			NAME,
			found,
			"Add memory, or do not mine on this processor (--mining-threads 0).",
		),
		false => Check::warn(NAME, found, "Add memory."),
	}
}

/// Memory for the node, and for the dataset if the processor mines.
pub fn memory(facts: &Facts, running: bool) -> Check {
	let text = fs::read_to_string("/proc/meminfo").unwrap_or_default();
	let dataset = facts.dataset.as_ref().map_or(0, |dataset| dataset.bytes);
	judge_memory(parse_memory(&text, "MemAvailable"), dataset, running)
}

#[cfg(test)]
mod tests;
