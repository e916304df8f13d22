// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The cases, by what they are about. Each starts from a copy of [`base`].
//!
//! `docs/protocol/block-cases.md` lists them; a test compares.

use std::sync::OnceLock;

use super::chain::Chain;
use crate::preset::Preset;

mod inherents;
mod late;
mod money;
mod sequences;
mod staking;
pub(crate) mod votes;
mod work;

/// Height of the chain that cases start from. Voting is mandatory from block 8 on.
pub const BASE: u32 = 10;

/// A sequence of blocks and what must become of it.
#[derive(Clone, Copy, Debug)]
pub struct Case {
	/// Its name.
	pub name: &'static str,
	/// The rules that it tests.
	pub rules: &'static [&'static str],
	/// Plays it; panics if something is not as it should be.
	pub run: fn(Chain),
}

/// All cases.
pub fn all() -> impl Iterator<Item = &'static Case> {
	[
		work::CASES,
		votes::CASES,
		late::CASES,
		inherents::CASES,
		money::CASES,
		staking::CASES,
		sequences::CASES,
	]
	.into_iter()
	.flatten()
}

/// A copy of the chain that cases start from: ten blocks with all votes.
pub fn base() -> Chain {
	static CHAIN: OnceLock<Chain> = OnceLock::new();
	CHAIN
		.get_or_init(|| {
			let chain = Chain::new(&Preset::sequences());
			chain.extend(BASE as usize);
			chain
		})
		.fork()
}
