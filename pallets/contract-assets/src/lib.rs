// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Contracts of the hidden pool.
//!
//! ```text
//! bundle ──ContractAction──► apply ──asset──► books, account of the contract
//!                              │                       ▲ │ issue, send, call, allot, close
//!                              ▼                       │ ▼
//!                         pallet-revive ◄────► contract ──► SeroAssets (precompile)
//!                              │                                  │
//!                              ▼ failed: asset                    ▼
//!                       public note to the sender          public notes, other contracts
//! ```
//! - A bundle's `from` calls a contract under the 20-byte form of its one-time address. What the contract
//!   receives has left the hidden pool: SERO lies on the contract's account, tokens and tickets in
//!   the books of this pallet.
//! - Contracts reach SERO's native functions through the precompile [`SeroAssets`]; the Solidity side is
//!   `contracts/SeroInterface.sol`.
//! - Every change lies in storage that the virtual machine reverts with the frame that made it.
//! - What is left on the account of `from` after the call is paid back as a public note. The account
//!   then exists no more.
//!
//! Rules: `docs/protocol/contracts.md` (CA). Why a precompile forwards calls with assets: ADR 0023.

#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

mod actions;
#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod books;
pub mod interface;
pub mod migrations;
#[cfg(test)]
mod mock;
pub mod precompile;
pub mod runtime_api;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "try-runtime", test))]
mod try_state;
pub mod types;
pub mod weights;

pub use pallet::*;
pub use precompile::SeroAssets;
pub use types::*;
pub use weights::WeightInfo;

// The types that the macro makes for storage have no `Debug`.
#[allow(missing_debug_implementations)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use frame_support::pallet_prelude::*;
	use frame_system::pallet_prelude::*;
	use sero_primitives::{Balance, CurrencyId, TicketCategory, TicketId};
	use sero_shielded_primitives::{
		ContractAddress, ContractPackages, EvmAddress, HeldAssets, OneTimeAddressBytes,
		ShieldedLedger, TicketRegistry, TxId,
	};

	/// Version of the storage layout.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config:
		frame_system::Config<AccountId: From<[u8; 32]> + Into<[u8; 32]>>
		+ pallet_revive::Config<Balance = Balance>
	{
		/// The hidden pool and its border to what contracts hold.
		type Ledger: HeldAssets + ShieldedLedger;

		/// The registry of tickets.
		type Tickets: TicketRegistry;

		/// Packages that contracts own.
		type Packages: ContractPackages;

		/// The most that a call may use.
		#[pallet::constant]
		type MaxCallWeight: Get<Weight>;

		/// Weights of this pallet.
		type WeightInfo: WeightInfo;

		/// Makes what a runtime cannot make by itself.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: benchmarking::BenchmarkHelper;
	}

	/// What contracts have of each currency other than SERO, in base units; no zeros.
	#[pallet::storage]
	pub type Books<T> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		EvmAddress,
		Blake2_128Concat,
		CurrencyId,
		Balance,
		ValueQuery,
	>;

	/// The contract that has a ticket.
	#[pallet::storage]
	pub type HeldTickets<T> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		TicketCategory,
		Blake2_128Concat,
		TicketId,
		EvmAddress,
	>;

	/// One-time addresses that contracts may pay, by their 20-byte form. Kept for good.
	#[pallet::storage]
	pub type Payees<T> = StorageMap<_, Blake2_128Concat, EvmAddress, OneTimeAddressBytes>;

	/// At which rates contracts take tokens for gas.
	#[pallet::storage]
	pub type TokenRates<T> =
		StorageDoubleMap<_, Blake2_128Concat, EvmAddress, Blake2_128Concat, CurrencyId, TokenRate>;

	/// The calls with assets that run; empty between transactions.
	#[pallet::storage]
	pub type CallFrames<T> =
		StorageValue<_, BoundedVec<CallFrame, ConstU32<MAX_CALL_FRAMES>>, ValueQuery>;

	/// The bundle whose call runs.
	#[pallet::storage]
	pub type CurrentBundle<T> = StorageValue<_, TxId>;

	/// How many public notes contracts made in a transaction of this block: its index, their number.
	#[pallet::storage]
	pub type PaidNotes<T> = StorageValue<_, (Option<u32>, u32), ValueQuery>;

	/// First bytes of the long addresses of contracts that bundles deployed. Kept for good.
	#[pallet::storage]
	pub type LongAddresses<T> = StorageMap<_, Blake2_128Concat, EvmAddress, [u8; 16]>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A bundle called a contract.
		Called {
			/// The bundle.
			id: TxId,
			/// The contract.
			contract: EvmAddress,
		},
		/// A bundle deployed a contract.
		Deployed {
			/// The bundle.
			id: TxId,
			/// The contract's address in its long form.
			address: ContractAddress,
		},
		/// A bundle's call or deployment failed. What it carried came back to the sender.
		CallFailed {
			/// The bundle.
			id: TxId,
			/// The contract.
			contract: EvmAddress,
			/// Why.
			failure: CallFailure,
			/// What the contract gave, at most [`MAX_FAILURE_DATA`] bytes of it.
			data: FailureData,
		},
		/// What lay on the account of a bundle's sender was paid to it, as a public note.
		Collected {
			/// The bundle.
			id: TxId,
			/// SERO base units.
			amount: Balance,
		},
	}

	/// Configuration of the genesis block: nothing to choose.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		#[serde(skip)]
		#[doc(hidden)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			Pallet::<T>::fund_precompile();
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		/// Books the weight of `on_finalize`.
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			<T as Config>::WeightInfo::on_finalize()
		}

		/// Forgets what belongs to one transaction. Only the count of notes is left by the last one; the
		/// rest is there for the case that a fault of the machine leaves something.
		fn on_finalize(_: BlockNumberFor<T>) {
			PaidNotes::<T>::kill();
			CallFrames::<T>::kill();
			CurrentBundle::<T>::kill();
		}

		fn integrity_test() {
			assert!(!T::MaxCallWeight::get().is_zero(), "MaxCallWeight must not be zero");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state().map_err(sp_runtime::TryRuntimeError::Other)
		}
	}
}
