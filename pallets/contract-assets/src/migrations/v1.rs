// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Version 1: the precompile's account has its existential deposit from the beginning.
//!
//! Before, the account came into existence with the first payment of SERO by a contract, and whoever sent that
//! transaction paid for it: an ordinary call could fail because its deposit was exact, and nobody could tell
//! from the call why.

use crate::pallet::{Config, Pallet};
#[cfg(feature = "try-runtime")]
use alloc::vec::Vec;
use core::marker::PhantomData;
use frame_support::{
	migrations::VersionedMigration,
	traits::{Get, UncheckedOnRuntimeUpgrade},
	weights::Weight,
};

/// The migration from version 0 to 1. Does nothing on any other version.
pub type MigrateToV1<T> =
	VersionedMigration<0, 1, FundPrecompile<T>, Pallet<T>, <T as frame_system::Config>::DbWeight>;

/// Gives the precompile's account its existential deposit.
#[derive(Debug)]
pub struct FundPrecompile<T>(PhantomData<T>);

impl<T: Config> UncheckedOnRuntimeUpgrade for FundPrecompile<T> {
	fn on_runtime_upgrade() -> Weight {
		Pallet::<T>::fund_precompile();
		// The account and the issuance.
		T::DbWeight::get().reads_writes(2, 2)
	}

	#[cfg(feature = "try-runtime")]
	fn pre_upgrade() -> Result<Vec<u8>, sp_runtime::TryRuntimeError> {
		Ok(Vec::new())
	}

	#[cfg(feature = "try-runtime")]
	fn post_upgrade(_: Vec<u8>) -> Result<(), sp_runtime::TryRuntimeError> {
		frame_support::ensure!(
			Pallet::<T>::precompile_is_funded(),
			"the precompile's account has no existential deposit"
		);
		Ok(())
	}
}
