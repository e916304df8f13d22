// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Benchmarks of the hooks.

use crate::{pallet::*, types::*};
use alloc::boxed::Box;
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{OnFinalize, OnInitialize},
	BoundedVec,
};
use frame_system::{
	pallet_prelude::{BlockNumberFor, HeaderFor},
	RawOrigin,
};
use sero_consensus_primitives::{PreDigest, Seal};
use sero_primitives::units::SERO;
use sero_shielded_primitives::OneTimeAddressBytes;
use sp_runtime::{traits::Header as _, Digest};

/// Makes what a runtime cannot make by itself.
pub trait BenchmarkHelper {
	/// A one-time address that the ledger accepts.
	fn address() -> OneTimeAddressBytes;
}

/// A configured chain at block 5,000, where the team is paid too.
fn prepare<T: Config>() -> BlockNumberFor<T> {
	let author = T::BenchmarkHelper::address();
	Params::<T>::put(ChainParams {
		target_block_time_ms: 13_000,
		half_life_blocks: 120,
		initial_difficulty: 1_000_000u32.into(),
		min_difficulty: 1_000u32.into(),
		tickets_per_block: 3,
		vote_quorum: 2,
	});
	Emission::<T>::put(EmissionParams {
		base_reward: SERO,
		reward_per_giga_difficulty: SERO,
		min_reward: SERO,
		max_reward: 2 * SERO,
		team_reward: SERO,
		team_payment_interval: 5_000,
		halving_interval: 8_294_400,
		cap: 1_000_000 * SERO,
	});
	Voting::<T>::put(VotingParams {
		window: 6_048,
		min_tickets: 20_000,
		base_reward: SERO,
		reward_per_ticket: 1,
		max_reward: 2 * SERO,
		solo: Ratio::new(3, 4),
		late: Ratio::new(2, 3),
		..Default::default()
	});
	TeamAddress::<T>::put(author);
	AnchorTime::<T>::put(1_000);
	pallet_timestamp::Now::<T>::put(70_000_000);
	let number: BlockNumberFor<T> = 5_000u32.into();
	let digest = Digest { logs: [PreDigest::new(author.0).to_digest_item()].into() };
	let parent = parent::<T>(number - 1u32.into());
	frame_system::Pallet::<T>::set_block_number(number - 1u32.into());
	frame_system::Pallet::<T>::initialize(&number, &parent.hash(), &digest);
	number
}

/// A sealed header without votes.
fn parent<T: Config>(number: BlockNumberFor<T>) -> HeaderFor<T> {
	let mut header = HeaderFor::<T>::new(
		number,
		Default::default(),
		Default::default(),
		Default::default(),
		Default::default(),
	);
	header.digest_mut().push(Seal::new(1, Default::default()).to_digest_item());
	header
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn on_initialize() {
		let number = prepare::<T>();
		#[block]
		{
			<Pallet<T> as OnInitialize<BlockNumberFor<T>>>::on_initialize(number);
		}
		assert!(Author::<T>::exists());
	}

	#[benchmark]
	fn on_finalize() {
		let number = prepare::<T>();
		<Pallet<T> as OnInitialize<BlockNumberFor<T>>>::on_initialize(number);
		ParentNoted::<T>::put(true);
		#[block]
		{
			<Pallet<T> as OnFinalize<BlockNumberFor<T>>>::on_finalize(number);
		}
		assert_eq!(TeamPending::<T>::get(), 0);
		assert!(Emitted::<T>::get() >= 2 * SERO);
	}

	/// Without late votes, which need tickets: their signatures are priced apart, and what the share
	/// set does is measured with the pallet that keeps it.
	#[benchmark]
	fn note_parent() {
		let number = prepare::<T>();
		let header = parent::<T>(number - 1u32.into());
		<Pallet<T> as OnInitialize<BlockNumberFor<T>>>::on_initialize(number);
		#[extrinsic_call]
		_(RawOrigin::None, Box::new(header), BoundedVec::new());
		assert!(ParentNoted::<T>::get());
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::chain(), crate::mock::Test);
}
