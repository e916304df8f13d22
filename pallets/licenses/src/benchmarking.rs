// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Benchmarks of the hooks and calls.

use crate::{pallet::*, types::*};
use frame_benchmarking::v2::*;
use frame_support::traits::OnInitialize;
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};
use sero_consensus_primitives::{LicensePeriod, PreDigest};
use sp_core::H256;
use sp_runtime::Digest;

/// Makes what a runtime cannot make by itself.
pub trait BenchmarkHelper {
	/// The key of the license circuit.
	fn verifying_key() -> VerifyingKeyBytes;
	/// A licensor.
	fn licensor() -> LicensorKeyBytes;
	/// The pre-runtime digest of an author that is licensed for block 5 on this parent.
	fn author(parent: H256) -> PreDigest;
}

/// The parent of the block.
const PARENT: H256 = H256::repeat_byte(7);

fn prepare<T: Config>(period: Option<LicensePeriod>) -> BlockNumberFor<T> {
	DevelopmentKeysAllowed::<T>::put(true);
	Licensor::<T>::put(T::BenchmarkHelper::licensor());
	Circuit::<T>::put(CircuitKey {
		provenance: KeyProvenance::Development,
		verifying_key: T::BenchmarkHelper::verifying_key(),
	});
	Period::<T>::set(period);
	let digest = Digest { logs: [T::BenchmarkHelper::author(PARENT).to_digest_item()].into() };
	let number: BlockNumberFor<T> = 5u32.into();
	frame_system::Pallet::<T>::set_block_number(number - 1u32.into());
	frame_system::Pallet::<T>::initialize(&number, &PARENT, &digest);
	number
}

const ALWAYS: LicensePeriod = LicensePeriod { first_block: 1, last_block: None };

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn on_initialize_free() {
		let number = prepare::<T>(None);
		#[block]
		{
			<Pallet<T> as OnInitialize<BlockNumberFor<T>>>::on_initialize(number);
		}
	}

	#[benchmark]
	fn on_initialize_checked() {
		let number = prepare::<T>(Some(ALWAYS));
		#[block]
		{
			<Pallet<T> as OnInitialize<BlockNumberFor<T>>>::on_initialize(number);
		}
		assert!(!Refusal::<T>::exists());
	}

	#[benchmark]
	fn set_required() {
		prepare::<T>(None);
		let period = LicensePeriod { first_block: 100, last_block: Some(200) };
		#[extrinsic_call]
		_(RawOrigin::Root, Some(period));
		assert_eq!(Period::<T>::get(), Some(period));
	}

	#[benchmark]
	fn set_licensor() {
		prepare::<T>(None);
		Licensor::<T>::kill();
		#[extrinsic_call]
		_(RawOrigin::Root, T::BenchmarkHelper::licensor());
		assert!(Licensor::<T>::exists());
	}

	#[benchmark]
	fn set_circuit() {
		prepare::<T>(None);
		Circuit::<T>::kill();
		let key = T::BenchmarkHelper::verifying_key();
		#[extrinsic_call]
		_(RawOrigin::Root, key, KeyProvenance::Development);
		assert!(Circuit::<T>::exists());
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::chain(), crate::mock::Test);
}
