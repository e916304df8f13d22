// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What the tests of whole ceremonies share.

#![allow(dead_code)]

use std::{
	io::Write,
	path::{Path, PathBuf},
	process::{Command, Output, Stdio},
};

use tempfile::TempDir;

/// A folder in which people of a ceremony type commands.
pub struct Desk(TempDir);

impl Desk {
	pub fn new() -> Self {
		Self(tempfile::tempdir().unwrap())
	}

	pub fn path(&self, name: &str) -> PathBuf {
		self.0.path().join(name)
	}

	pub fn dir(&self) -> &Path {
		self.0.path()
	}

	/// Types a command line, words separated by spaces, and `input`.
	pub fn run(&self, line: &str, input: &str) -> Output {
		let mut child = Command::new(env!("CARGO_BIN_EXE_sero-ceremony"))
			.args(line.split_whitespace())
			.current_dir(self.dir())
			.stdin(Stdio::piped())
			.stdout(Stdio::piped())
			.stderr(Stdio::piped())
			.spawn()
			.unwrap();
		// A command that ends before it reads closes the pipe.
		let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
		child.wait_with_output().unwrap()
	}

	/// What a command that succeeds prints.
	#[track_caller]
	pub fn ok(&self, line: &str) -> String {
		self.ok_with(line, "")
	}

	#[track_caller]
	pub fn ok_with(&self, line: &str, input: &str) -> String {
		let output = self.run(line, input);
		let error = String::from_utf8_lossy(&output.stderr);
		assert!(output.status.success(), "{line}: {error}");
		String::from_utf8(output.stdout).unwrap()
	}

	/// The message of a command that fails.
	#[track_caller]
	pub fn fails(&self, line: &str) -> String {
		let output = self.run(line, "something typed at random, long enough");
		let message = String::from_utf8(output.stderr).unwrap();
		assert_eq!(output.status.code(), Some(1), "{line}: {message}");
		assert!(message.starts_with("sero-ceremony: "), "{message}");
		message
	}
}

/// The line after one that contains `text`.
pub fn line_after<'a>(output: &'a str, text: &str) -> &'a str {
	let mut lines = output.lines();
	lines.find(|line| line.contains(text)).unwrap_or_else(|| panic!("no {text} in: {output}"));
	lines.next().unwrap()
}
