// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Benchmarks of the calls.

use crate::{pallet::*, types::*};
use frame_benchmarking::v2::*;
use frame_support::traits::EnsureOrigin;
use frame_system::pallet_prelude::OriginFor;

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn set_settings() -> Result<(), BenchmarkError> {
		let origin = <T::AdminOrigin as EnsureOrigin<OriginFor<T>>>::try_successful_origin()
			.map_err(|_| BenchmarkError::Weightless)?;
		let settings = GovernanceSettings { submission_deposit: 1, ..Default::default() };
		#[extrinsic_call]
		_(origin, settings);
		assert_eq!(Settings::<T>::get(), settings);
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::chain(), crate::mock::Test);
}
