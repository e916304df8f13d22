// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Tickets: who may issue which, and which there are.
//!
//! # Words
//! - *ticket*: something that exists once: a category and an id.
//! - *category*: a family of tickets under a name. Whoever issues the first one is its issuer.
//!
//! # What is kept where
//! This pallet knows which tickets were issued and which were burned, for good, so that no two are ever
//! alike. Who has one it does not know: a ticket is in a note of the hidden pool or in the books of
//! contracts. How many are where is counted by the pool's turnstile.
//!
//! # Who calls what
//! There are no calls. The pallet of the hidden pool does what bundles ask for through [`TicketActions`];
//! pallets that issue for contracts go through [`TicketRegistry`].
//!
//! [`TicketActions`]: sero_shielded_primitives::TicketActions
//! [`TicketRegistry`]: sero_shielded_primitives::TicketRegistry

#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
#[cfg(test)]
mod mock;
mod registry;
pub mod runtime_api;
#[cfg(test)]
mod tests;
pub mod types;
pub mod weights;

pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

/// How many numbers are tried for a new id before the last one is handed out, used or not.
///
/// Only an issuer that took its own future ids by hand is ever in want of a second one.
pub const ID_ATTEMPTS: u32 = 16;

// The types that the macro makes for storage have no `Debug`.
#[allow(missing_debug_implementations)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use frame_support::pallet_prelude::*;
	use frame_system::pallet_prelude::*;
	use sero_primitives::{Ticket, TicketCategory, TicketId};
	use sero_shielded_primitives::{AssetIssuer, HeldAssets};

	/// Version of the storage layout.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// The hidden pool that notes are made in.
		type Ledger: HeldAssets;

		/// Weights of this pallet.
		type WeightInfo: WeightInfo;

		/// Makes addresses for the benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: benchmarking::BenchmarkHelper;
	}

	/// Categories that tickets were issued of.
	#[pallet::storage]
	pub type Categories<T> = StorageMap<_, Blake2_128Concat, TicketCategory, CategoryRecord>;

	/// Every ticket that was ever issued.
	#[pallet::storage]
	pub type Tickets<T> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		TicketCategory,
		Blake2_128Concat,
		TicketId,
		TicketRecord,
	>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// The first ticket of a category was issued.
		CategoryRegistered {
			/// The category.
			category: TicketCategory,
			/// Who may issue more of them.
			issuer: AssetIssuer,
		},
		/// A ticket was issued.
		TicketIssued {
			/// The ticket.
			ticket: Ticket,
		},
		/// A ticket was destroyed.
		TicketBurned {
			/// The ticket.
			ticket: Ticket,
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
