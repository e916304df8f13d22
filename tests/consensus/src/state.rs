// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! States of the test runtime, and the execution of blocks on them.

use sero_consensus_primitives::{ConsensusParams, Draw, PowParams};
use sp_core::{storage::Storage, H256, U256};
use sp_runtime::{
	traits::{BlakeTwo256, Hash as _, Header as _},
	ApplyExtrinsicResult, BuildStorage, Digest,
};
use sp_state_machine::BasicExternalities;
use std::{cell::Cell, panic, sync::Arc, sync::Once};

use crate::runtime::{Block, Executive, Extrinsic, Header, PowPos, RuntimeGenesisConfig, Staking};

thread_local! {
	static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs `f`; a panic in it is an error, and is not printed.
fn caught<R>(f: impl FnOnce() -> R) -> Result<R, String> {
	static HOOK: Once = Once::new();
	HOOK.call_once(|| {
		let old = panic::take_hook();
		panic::set_hook(Box::new(move |info| {
			if !QUIET.get() {
				old(info);
			}
		}));
	});
	QUIET.set(true);
	let result = panic::catch_unwind(panic::AssertUnwindSafe(f));
	QUIET.set(false);
	result.map_err(|payload| {
		let text = payload.downcast_ref::<&str>().map(|text| text.to_string());
		text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default()
	})
}

/// The state after a block. Cheap to clone.
#[derive(Clone, Debug)]
pub struct State(Arc<Storage>);

/// What a state says about children of its block.
#[derive(Clone, Debug)]
pub struct Rules {
	/// Their difficulty.
	pub difficulty: U256,
	/// Proof-of-work functions.
	pub pow: PowParams,
	/// Votes, block time and the like.
	pub consensus: ConsensusParams,
	/// Time of the block itself, in milliseconds.
	pub time: u64,
}

impl State {
	/// The genesis state and block.
	pub fn genesis(config: RuntimeGenesisConfig) -> (Self, Header) {
		let state = Self(Arc::new(config.build_storage().expect("the configuration is good")));
		let root = state.query(|| {
			let root = sp_io::storage::root(sp_runtime::StateVersion::V1);
			H256::from_slice(&root)
		});
		let body = BlakeTwo256::ordered_trie_root(Vec::new(), sp_runtime::StateVersion::V0);
		(state, Header::new(0, body, root, H256::zero(), Digest::default()))
	}

	/// Reads something; changes are lost.
	pub fn query<R>(&self, f: impl FnOnce() -> R) -> R {
		BasicExternalities::new((*self.0).clone()).execute_with(f)
	}

	/// Does something; also returns the state after it.
	///
	/// # Errors
	/// The message of a panic.
	pub fn run<R>(&self, f: impl FnOnce() -> R) -> Result<(R, Self), String> {
		let mut storage = (*self.0).clone();
		let result = caught(|| BasicExternalities::execute_with_storage(&mut storage, f))?;
		Ok((result, Self(Arc::new(storage))))
	}

	/// What it says about children.
	pub fn rules(&self) -> Rules {
		self.query(|| Rules {
			difficulty: PowPos::next_difficulty(),
			pow: PowPos::pow_params(),
			consensus: PowPos::consensus_params(),
			time: crate::runtime::Timestamp::get(),
		})
	}

	/// The tickets that a child with this seed draws.
	pub fn draw(&self, parent_seed: Option<H256>, seed: H256) -> Draw {
		self.query(|| PowPos::draw_for_child(parent_seed, seed))
	}

	/// Makes a block without seal.
	///
	/// # Errors
	/// Why the runtime refuses it.
	pub fn build(
		&self,
		number: u32,
		parent: H256,
		digest: Digest,
		body: &[Extrinsic],
	) -> Result<(Header, Self), String> {
		let header = Header::new(number, H256::zero(), H256::zero(), parent, digest);
		let (result, state) = self.run(|| {
			Executive::initialize_block(&header);
			for extrinsic in body {
				match Executive::apply_extrinsic(extrinsic.clone()) {
					Ok(Ok(())) => (),
					other => return Err(format!("{other:?}")),
				}
			}
			Ok(Executive::finalize_block())
		})?;
		Ok((result?, state))
	}

	/// Executes a block, whose header has no seal, as an importer does.
	///
	/// # Errors
	/// Why the runtime refuses it.
	pub fn execute(&self, block: &Block) -> Result<Self, String> {
		let ((), state) = self.run(|| Executive::execute_block(block.clone().into()))?;
		Ok(state)
	}

	/// Applies one extrinsic at the start of a block on this state.
	///
	/// # Errors
	/// The message of a panic.
	pub fn apply(
		&self,
		number: u32,
		parent: H256,
		digest: Digest,
		before: &[Extrinsic],
		f: impl FnOnce() -> ApplyExtrinsicResult,
	) -> Result<ApplyExtrinsicResult, String> {
		let header = Header::new(number, H256::zero(), H256::zero(), parent, digest);
		let (result, _) = self.run(|| {
			Executive::initialize_block(&header);
			for extrinsic in before {
				let _ = Executive::apply_extrinsic(extrinsic.clone());
			}
			f()
		})?;
		Ok(result)
	}

	/// Everything adds up: books, shares, and what both say about stakes.
	///
	/// # Errors
	/// What does not add up.
	pub fn audit(&self) -> Result<(), String> {
		use crate::{bank, runtime::Runtime};
		self.query(|| {
			bank::Pallet::<Runtime>::audit()?;
			let sums = pallet_staking_nodes::Sums::<Runtime>::get();
			let tickets = <Staking as sero_consensus_primitives::ShareRegistry>::tickets();
			let left = sums.bought - sums.voted - sums.missed - sums.expired;
			if left != tickets + sums.waiting {
				return Err(format!("{left} tickets should be left, {tickets} are: {sums:?}"));
			}
			if sums.staked != bank::Staked::<Runtime>::get() {
				return Err(format!("stakes differ: {sums:?}"));
			}
			let rewards = pallet_pow_pos_consensus::VoteRewards::<Runtime>::get();
			if sums.paid > sums.rewarded || sums.rewarded > rewards {
				return Err(format!("rewards: {sums:?}, {rewards}"));
			}
			Ok(())
		})
	}

	/// Number of storage items.
	pub fn size(&self) -> usize {
		self.0.top.len()
	}
}
