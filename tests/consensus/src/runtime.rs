// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The runtime of the tests: the real consensus and staking pallets, run by the real `Executive`, on
//! books ([`crate::bank`]) in the place of the hidden pool.

use frame_support::derive_impl;
use sero_consensus_primitives::Vote;
use sero_shielded_primitives::{OneTimeAddressBytes, StakingAction, TxId};
use sp_inherents::{InherentData, InherentIdentifier};
use sp_runtime::{
	generic,
	testing::TestSignature,
	traits::{BlakeTwo256, ConstU32, ConstU64},
};

use crate::{bank, crypto::TestCrypto};

#[allow(missing_debug_implementations)]
#[frame_support::runtime]
mod construct {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask
	)]
	pub struct Runtime;

	#[runtime::pallet_index(0)]
	pub type System = frame_system::Pallet<Runtime>;
	#[runtime::pallet_index(1)]
	pub type Timestamp = pallet_timestamp::Pallet<Runtime>;
	#[runtime::pallet_index(2)]
	pub type PowPos = pallet_pow_pos_consensus::Pallet<Runtime>;
	#[runtime::pallet_index(3)]
	pub type Bank = bank::Pallet<Runtime>;
	#[runtime::pallet_index(4)]
	pub type Staking = pallet_staking_nodes::Pallet<Runtime>;
}

/// Header of a test block.
pub type Header = generic::Header<u32, BlakeTwo256>;
/// Extrinsic of a test block; only ones without a signature occur.
pub type Extrinsic = generic::UncheckedExtrinsic<u64, RuntimeCall, TestSignature, ()>;
/// A test block.
pub type Block = generic::Block<Header, Extrinsic>;
/// Executes blocks.
pub type Executive = frame_executive::Executive<
	Runtime,
	Block,
	frame_system::ChainContext<Runtime>,
	Runtime,
	AllPalletsWithSystem,
>;

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Runtime {
	type Block = Block;
	type BlockHashCount = ConstU32<16>;
}

impl pallet_timestamp::Config for Runtime {
	type Moment = u64;
	type OnTimestampSet = ();
	type MinimumPeriod = ConstU64<1>;
	type WeightInfo = ();
}

impl pallet_pow_pos_consensus::Config for Runtime {
	type Ledger = Bank;
	type Shares = Staking;
	type DrawWeight = ();
	type Treasury = ();
	type Crypto = TestCrypto;
	type WeightInfo = ();
}

impl bank::Config for Runtime {}

impl pallet_staking_nodes::Config for Runtime {
	type Ledger = Bank;
	type WeightInfo = ();
}

/// Checks the inherents of a block on its parent's state; returns the first error, if any.
pub fn check_inherents(
	data: &InherentData,
	block: &Block,
) -> Option<(InherentIdentifier, Vec<u8>)> {
	let result = data.check_extrinsics(&block.clone().into());
	match result.ok() {
		true => None,
		false => Some(result.into_errors().next().unwrap_or_default()),
	}
}

/// The inherent that sets the time.
pub fn set_time(now: u64) -> Extrinsic {
	Extrinsic::new_bare(pallet_timestamp::Call::set { now }.into())
}

/// The inherent that tells how the parent was sealed.
pub fn note_parent(header: Header, late_votes: Vec<Vote>) -> Extrinsic {
	let late_votes = late_votes.try_into().expect("a block has three votes at most");
	let call = pallet_pow_pos_consensus::Call::note_parent { header: Box::new(header), late_votes };
	Extrinsic::new_bare(call.into())
}

/// What a bundle with a staking action does.
pub fn stake(id: TxId, from: OneTimeAddressBytes, action: StakingAction, fee: u128) -> Extrinsic {
	Extrinsic::new_bare(bank::Call::act { id, from, action, fee }.into())
}
