// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What the user sees.

use std::{
	io::{IsTerminal, Write},
	sync::{Arc, Mutex, MutexGuard},
	time::Duration,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;

use crate::{
	error::WalletError,
	progress::{Progress, Task},
};

/// Standard output and standard error of a command.
#[derive(Clone, Debug)]
pub struct Console {
	json: bool,
	/// Takes the answers instead of standard output.
	captured: Option<Arc<Mutex<String>>>,
}

/// An error in JSON.
#[derive(Serialize)]
struct ErrorReport<'a> {
	error: ErrorBody<'a>,
}

#[derive(Serialize)]
struct ErrorBody<'a> {
	/// Stable name.
	code: &'static str,
	/// The chain's name of the rule that is broken, for `rejected`.
	#[serde(skip_serializing_if = "Option::is_none")]
	rule: Option<&'a str>,
	message: String,
	hint: String,
}

impl Console {
	/// Answers in JSON, or for people.
	pub fn new(json: bool) -> Self {
		Self { json, captured: None }
	}

	/// Answers in JSON into a buffer and says nothing else: for programs that use the commands.
	pub fn captured() -> Self {
		Self { json: true, captured: Some(Arc::default()) }
	}

	/// Takes out what was answered since the last time.
	pub fn take(&self) -> String {
		self.captured.as_ref().map(|buffer| std::mem::take(&mut *lock(buffer))).unwrap_or_default()
	}

	/// Answers: the report in JSON, or the text for people.
	pub fn answer<T: Serialize>(&self, report: &T, text: impl FnOnce(&T) -> String) {
		let answer = if self.json {
			serde_json::to_string_pretty(report)
				.unwrap_or_else(|error| format!("{{\"error\":{{\"message\":\"{error}\"}}}}"))
		} else {
			text(report)
		};
		if let Some(buffer) = &self.captured {
			lock(buffer).push_str(&answer);
			return;
		}
		// Whoever reads may have stopped reading.
		let _ = writeln!(std::io::stdout(), "{}", answer.trim_end());
	}

	/// A remark for people.
	pub fn note(&self, text: &str) {
		if !self.json {
			let _ = writeln!(std::io::stderr(), "{text}");
		}
	}

	/// The error of a command.
	pub fn error(&self, error: &WalletError) {
		if self.json {
			let report = ErrorReport {
				error: ErrorBody {
					code: error.code(),
					rule: error.reject_name(),
					message: error.to_string(),
					hint: error.hint(),
				},
			};
			self.answer(&report, |_| String::new());
		} else {
			let _ = writeln!(std::io::stderr(), "Error: {error}.\nWhat to do: {}.", error.hint());
		}
	}

	/// Progress bars, where somebody can see them.
	pub fn progress(&self) -> Arc<dyn Progress> {
		Arc::new(Bars { hidden: self.json, bar: Mutex::new(None) })
	}
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
	mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// Progress bars on standard error.
struct Bars {
	hidden: bool,
	bar: Mutex<Option<ProgressBar>>,
}

impl Bars {
	fn with(&self, change: impl FnOnce(&mut Option<ProgressBar>)) {
		change(&mut lock(&self.bar));
	}
}

/// Text before the bar.
fn label(task: Task) -> &'static str {
	match task {
		Task::Scan => "Scanning blocks",
		Task::ProvingKeys => "Loading the proving keys",
		Task::MakeProvingKeys => "Making the proving keys, once on this machine",
		Task::Prove => "Proving",
		Task::Wait => "Waiting until it is mined",
	}
}

impl Progress for Bars {
	fn begin(&self, task: Task, total: u64) {
		let target = if self.hidden || !std::io::stderr().is_terminal() {
			ProgressDrawTarget::hidden()
		} else {
			ProgressDrawTarget::stderr()
		};
		let (bar, template) = match task {
			Task::Scan | Task::Prove if total > 0 => (
				ProgressBar::with_draw_target(Some(total), target),
				"{msg} {wide_bar} {pos}/{len} ({eta} left)",
			),
			Task::Wait if total > 0 => (
				ProgressBar::with_draw_target(Some(total), target),
				"{spinner} {msg}: {pos} blocks, at most {len} ({elapsed})",
			),
			_ => (ProgressBar::with_draw_target(None, target), "{spinner} {msg} ({elapsed})"),
		};
		if let Ok(style) = ProgressStyle::with_template(template) {
			bar.set_style(style);
		}
		bar.set_message(label(task));
		bar.enable_steady_tick(Duration::from_millis(120));
		self.with(|slot| {
			if let Some(old) = slot.replace(bar) {
				old.finish_and_clear();
			}
		});
	}

	fn advance(&self, done: u64) {
		self.with(|slot| {
			if let Some(bar) = slot {
				// Proofs finish on several threads.
				bar.set_position(done.max(bar.position()));
			}
		});
	}

	fn end(&self) {
		self.with(|slot| {
			if let Some(bar) = slot.take() {
				bar.finish_and_clear();
			}
		});
	}
}

/// Writes log lines of the wallet to standard error.
struct StderrLog;

impl log::Log for StderrLog {
	fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
		metadata.target().starts_with("sero")
	}

	fn log(&self, record: &log::Record<'_>) {
		if self.enabled(record.metadata()) {
			let _ = writeln!(std::io::stderr(), "{}: {}", record.level(), record.args());
		}
	}

	fn flush(&self) {}
}

/// Starts logging: warnings, or more.
pub(super) fn start_log(verbose: u8) {
	static LOG: StderrLog = StderrLog;
	let level = match verbose {
		0 => log::LevelFilter::Warn,
		1 => log::LevelFilter::Info,
		_ => log::LevelFilter::Debug,
	};
	if log::set_logger(&LOG).is_ok() {
		log::set_max_level(level);
	}
}
