// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Packages: notes that the chain keeps under seal, with data.
//!
//! # Words
//! - *package*: a hidden note that counts as an output of the bundle that made it, but is kept here
//!   instead of in the tree; with what opens it, and data, encrypted under the package's key.
//! - *owner*: a one-time address or a contract. It hands the package over, opens or unpacks it.
//! - *key*: whoever has it can read the package at any time. It does not make an owner.
//!
//! # Life of a package
//! ```text
//!                     ┌─ Transfer ─┐
//! Create ─► sealed ───┴────────────┴─┬─► Open ───► opened: the asset becomes a public note, or belongs to
//!                                    │             the contract that opened it
//!                                    └─► Unpack ─► unpacked: the note enters the tree as it is
//! ```
//! A closed package stays on record for good: neither can it be closed again, nor can another have its
//! id. What was sealed is forgotten then.
//!
//! # Who calls what
//! There are no calls. The pallet of the hidden pool does what bundles ask for through
//! [`PackageActions`]; packages of contracts go through [`ContractPackages`].
//!
//! [`PackageActions`]: sero_shielded_primitives::PackageActions
//! [`ContractPackages`]: sero_shielded_primitives::ContractPackages

#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

mod actions;
#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
#[cfg(test)]
mod mock;
mod queries;
pub mod runtime_api;
#[cfg(test)]
mod tests;
pub mod types;
pub mod weights;

pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

/// Most packages in one answer of [`runtime_api::PackagesApi`].
pub const MAX_PAGE: u32 = 64;

// The types that the macro makes for storage have no `Debug`.
#[allow(missing_debug_implementations)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use frame_support::{pallet_prelude::*, traits::Contains};
	use frame_system::pallet_prelude::*;
	use sero_shielded_primitives::{
		EvmAddress, HeldAssets, OneTimeAddressBytes, PackageId, PackageOwner, PublicAsset,
		SealedBytes, ShieldedCrypto, ShieldedLedger,
	};

	/// Version of the storage layout.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// The hidden pool that packed notes count in.
		type Ledger: HeldAssets + ShieldedLedger;

		/// Opens packages.
		type Crypto: ShieldedCrypto;

		/// The addresses at which there is a contract. A package of an address without one could not be
		/// opened by anybody.
		type Contracts: Contains<EvmAddress>;

		/// Weights of this pallet.
		type WeightInfo: WeightInfo;

		/// Makes packages for the benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: benchmarking::BenchmarkHelper;
	}

	/// Every package that was ever made.
	///
	/// `Identity` is safe: an id is the output of a hash.
	#[pallet::storage]
	pub type Packages<T> = StorageMap<_, Identity, PackageId, PackageRecord>;

	/// What is sealed in packages that are not closed.
	///
	/// `Identity` is safe: an id is the output of a hash.
	#[pallet::storage]
	pub type SealedData<T> = StorageMap<_, Identity, PackageId, SealedBytes>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A package was made.
		PackageCreated {
			/// The package.
			package: PackageId,
			/// Its owner.
			owner: PackageOwner,
			/// One-time sender of the bundle that made it.
			creator: OneTimeAddressBytes,
		},
		/// A package has a new owner.
		PackageTransferred {
			/// The package.
			package: PackageId,
			/// Who had it.
			from: PackageOwner,
			/// Who has it.
			to: PackageOwner,
		},
		/// A package was opened.
		PackageOpened {
			/// The package.
			package: PackageId,
			/// What was in it; nothing, if there was only data.
			asset: PublicAsset,
			/// Who received it.
			receiver: PackageOwner,
		},
		/// A package's note entered the tree.
		PackageUnpacked {
			/// The package.
			package: PackageId,
			/// Position of the note.
			index: u32,
		},
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state().map_err(sp_runtime::TryRuntimeError::Other)
		}
	}
}
