// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Origins and times of the tracks that referenda run on.
//!
//! Referenda, votes, preimages and the scheduler are Substrate's own pallets. This one holds what is
//! particular to this chain:
//! - two origins that a referendum can have besides root, each with a track of its own;
//! - how long the referenda of each track take and what they cost, from the chain specification, so that one
//!   binary serves development chains (a dozen blocks) and chains with value (weeks).
//!
//! | track | origin | may |
//! | --- | --- | --- |
//! | 0 `root` | root | everything |
//! | 1 `circuit_pause` | [`Origin::CircuitPauser`] | pause a circuit version |
//! | 2 `parameters` | [`Origin::ParameterAdmin`] | decide which blocks need a license |
//!
//! Pausing is quick and resuming is not: whoever would steal through a broken circuit must not be able to
//! open it again as fast.

#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
pub mod types;
pub mod weights;

pub use pallet::*;
pub use types::{GovernanceSettings, SettingsError, TrackSettings};
pub use weights::WeightInfo;

// The types that the macro makes for storage and genesis have no `Debug`.
#[allow(missing_debug_implementations)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use core::marker::PhantomData;
	use frame_support::{pallet_prelude::*, traits::OriginTrait};
	use frame_system::pallet_prelude::*;

	/// Version of the storage layout.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// Who may change the settings.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Weights of this pallet.
		type WeightInfo: WeightInfo;
	}

	/// What a referendum can be besides root.
	#[pallet::origin]
	#[derive(
		Clone,
		Copy,
		PartialEq,
		Eq,
		Debug,
		Encode,
		Decode,
		DecodeWithMemTracking,
		MaxEncodedLen,
		TypeInfo,
	)]
	pub enum Origin {
		/// May pause a circuit version.
		CircuitPauser,
		/// May set parameters that need no upgrade.
		ParameterAdmin,
	}

	/// Settings of the tracks.
	#[pallet::storage]
	pub type Settings<T> = StorageValue<_, GovernanceSettings, ValueQuery>;

	/// Configuration of the genesis block.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// Settings of the tracks; those of a chain with value if absent.
		pub settings: Option<GovernanceSettings>,
		#[serde(skip)]
		#[doc(hidden)]
		pub _config: PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			let settings = self.settings.unwrap_or_default();
			settings.check().unwrap_or_else(|e| panic!("governance.settings is refused: {e:?}"));
			Settings::<T>::put(settings);
		}
	}

	#[pallet::event]
	#[pallet::generate_deposit(fn deposit_event)]
	pub enum Event<T: Config> {
		/// From now on the tracks have these settings.
		SettingsChanged {
			/// The settings.
			settings: GovernanceSettings,
		},
	}

	#[pallet::error]
	#[derive(PartialEq)]
	pub enum Error<T> {
		/// GV-1: a period or a number of referenda is zero or too large.
		UnusableTrack,
		/// GV-2: votes would be unlocked before what they decided is done, or be locked too long.
		LockTooShort,
	}

	impl<T> From<SettingsError> for Error<T> {
		fn from(error: SettingsError) -> Self {
			match error {
				SettingsError::UnusableTrack => Self::UnusableTrack,
				SettingsError::LockTooShort => Self::LockTooShort,
			}
		}
	}

	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Changes times and deposits of the tracks.
		///
		/// ## Dispatch Origin
		/// [`Config::AdminOrigin`].
		///
		/// ## Details
		/// Referenda that are under way go on with the new times: their periods are read anew at each step.
		///
		/// ## Errors
		/// [`Error::UnusableTrack`], [`Error::LockTooShort`].
		///
		/// ## Events
		/// [`Event::SettingsChanged`].
		///
		/// ## Weight
		/// Constant.
		#[pallet::call_index(0)]
		pub fn set_settings(origin: OriginFor<T>, settings: GovernanceSettings) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			settings.check().map_err(Error::<T>::from)?;
			Settings::<T>::put(settings);
			Self::deposit_event(Event::SettingsChanged { settings });
			Ok(())
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Settings::<T>::get()
				.check()
				.map_err(|_| "GV-1: the settings of the tracks are not usable".into())
		}
	}

	/// Lets the origin of the track `circuit_pause` pass.
	#[derive(Debug)]
	pub struct EnsureCircuitPauser<T>(PhantomData<T>);
	/// Lets the origin of the track `parameters` pass.
	#[derive(Debug)]
	pub struct EnsureParameterAdmin<T>(PhantomData<T>);

	macro_rules! ensure {
		($name:ident, $variant:ident) => {
			impl<T, O> EnsureOrigin<O> for $name<T>
			where
				O: OriginTrait + From<Origin>,
				for<'a> &'a O::PalletsOrigin: TryInto<&'a Origin>,
			{
				type Success = ();

				fn try_origin(origin: O) -> Result<(), O> {
					let passes = matches!(origin.caller().try_into(), Ok(Origin::$variant));
					passes.then_some(()).ok_or(origin)
				}

				#[cfg(feature = "runtime-benchmarks")]
				fn try_successful_origin() -> Result<O, ()> {
					Ok(O::from(Origin::$variant))
				}
			}
		};
	}
	ensure!(EnsureCircuitPauser, CircuitPauser);
	ensure!(EnsureParameterAdmin, ParameterAdmin);
}
