// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! How far long work is.

/// Receives the progress of long work; `()` ignores it.
pub trait Progress: Sync {
	/// Work begins: `total` steps of it.
	fn start(&self, what: &str, total: u64);
	/// So many steps more are done.
	fn advance(&self, steps: u64);
	/// The work is done.
	fn finish(&self);
}

impl Progress for () {
	fn start(&self, _: &str, _: u64) {}
	fn advance(&self, _: u64) {}
	fn finish(&self) {}
}
