// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! How the library tells a user interface what it is busy with.

/// Something that takes long enough to be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
	/// Reading blocks; the steps are blocks.
	Scan,
	/// Loading the proving keys.
	ProvingKeys,
	/// Making the proving keys, because this machine has none yet.
	MakeProvingKeys,
	/// Proving a bundle; the steps are proofs.
	Prove,
	/// Waiting until a bundle is mined; the steps are blocks.
	Wait,
}

/// Receives progress. All methods do nothing by default.
pub trait Progress: Send + Sync {
	/// A task begins; `total` is its number of steps, zero if nobody knows.
	fn begin(&self, task: Task, total: u64) {
		let _ = (task, total);
	}

	/// So many steps of the task are done.
	fn advance(&self, done: u64) {
		let _ = done;
	}

	/// The task has ended.
	fn end(&self) {}
}

/// Shows nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoProgress;

impl Progress for NoProgress {}
