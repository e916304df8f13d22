// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Books in the place of the hidden pool: sums instead of notes, so that a block costs microseconds.
//!
//! What the real ledger proves about a bundle's money is assumed; what it books is booked here in the
//! same way, and [`Pallet::audit`] says whether everything adds up.

pub use pallet::*;

#[allow(missing_debug_implementations)]
#[frame_support::pallet]
pub mod pallet {
	use frame_support::pallet_prelude::*;
	use frame_system::pallet_prelude::*;
	use sero_primitives::{Balance, CurrencyId};
	use sero_shielded_primitives::{
		OneTimeAddressBytes, PublicOrigin, PublicOutput, RejectReason, ShieldedLedger,
		StakingAction, StakingActions, TxId,
	};

	use crate::crypto::check_address;

	#[pallet::pallet]
	#[pallet::without_storage_info]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config + pallet_staking_nodes::Config {}

	/// Money that was ever created, in base units.
	#[pallet::storage]
	pub type Issued<T> = StorageValue<_, Balance, ValueQuery>;

	/// Money in notes, in base units.
	#[pallet::storage]
	pub type Pool<T> = StorageValue<_, Balance, ValueQuery>;

	/// Staked money in base units.
	#[pallet::storage]
	pub type Staked<T> = StorageValue<_, Balance, ValueQuery>;

	/// Fees that wait for the block's miner, in base units.
	#[pallet::storage]
	pub type Fees<T> = StorageValue<_, Balance, ValueQuery>;

	/// What each address was paid in notes, in base units.
	#[pallet::storage]
	pub type Received<T> = StorageMap<_, Identity, OneTimeAddressBytes, Balance, ValueQuery>;

	/// Number of notes made since genesis.
	#[pallet::storage]
	pub type Notes<T> = StorageValue<_, u32, ValueQuery>;

	/// Bundles that are on the chain.
	#[pallet::storage]
	pub type Done<T> = StorageMap<_, Identity, TxId, ()>;

	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// Money in notes from the start, in base units.
		pub pool: Balance,
		#[serde(skip)]
		#[doc(hidden)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			Issued::<T>::mutate(|issued| *issued += self.pool);
			Pool::<T>::put(self.pool);
		}
	}

	#[pallet::error]
	pub enum Error<T> {
		/// The bundle is on the chain already.
		Repeated,
		/// The pool does not hold as much.
		PoolTooSmall,
		/// The action is refused.
		Refused,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Does what a bundle with a staking action does. A block with one that fails is invalid, as
		/// one with a bundle that breaks a rule.
		#[pallet::call_index(0)]
		#[pallet::weight((Weight::zero(), DispatchClass::Mandatory))]
		pub fn act(
			origin: OriginFor<T>,
			id: TxId,
			from: OneTimeAddressBytes,
			action: StakingAction,
			fee: Balance,
		) -> DispatchResult {
			ensure_none(origin)?;
			ensure!(!Done::<T>::contains_key(id), Error::<T>::Repeated);
			Done::<T>::insert(id, ());
			type Staking<T> = pallet_staking_nodes::Pallet<T>;
			Staking::<T>::check(&from, &action).map_err(|_| Error::<T>::Refused)?;
			let amount = action.amount();
			let pool = Pool::<T>::get().checked_sub(amount + fee);
			Pool::<T>::put(pool.ok_or(Error::<T>::PoolTooSmall)?);
			Staked::<T>::mutate(|staked| *staked += amount);
			Fees::<T>::mutate(|fees| *fees += fee);
			Staking::<T>::apply(&id, &from, &action).map_err(|_| Error::<T>::Refused)?;
			Ok(())
		}
	}

	impl<T: Config> Pallet<T> {
		fn note(to: &OneTimeAddressBytes, amount: Balance) -> Result<u32, RejectReason> {
			if amount == 0 {
				return Err(RejectReason::InvalidPublicOutput);
			}
			Pool::<T>::mutate(|pool| *pool += amount);
			Received::<T>::mutate(to, |sum| *sum += amount);
			Ok(Notes::<T>::mutate(|notes| {
				*notes += 1;
				*notes - 1
			}))
		}

		/// Money is in notes, staked, or on its way to the miner, and nowhere else.
		///
		/// # Errors
		/// What does not add up.
		pub fn audit() -> Result<(), String> {
			let parts = [Pool::<T>::get(), Staked::<T>::get(), Fees::<T>::get()];
			let issued = Issued::<T>::get();
			match parts.iter().sum::<Balance>() == issued {
				true => Ok(()),
				false => Err(format!("pool, stakes, fees {parts:?} are not {issued}")),
			}
		}
	}

	impl<T: Config> ShieldedLedger for Pallet<T> {
		fn check_address(address: &OneTimeAddressBytes) -> Result<(), RejectReason> {
			check_address(address).map_err(|_| RejectReason::InvalidPoint)
		}

		fn mint_public_note(_: PublicOrigin, output: PublicOutput) -> Result<u32, RejectReason> {
			if output.currency != CurrencyId::SERO {
				return Err(RejectReason::UnknownCurrency);
			}
			let index = Self::note(&output.address, output.amount)?;
			Issued::<T>::mutate(|issued| *issued += output.amount);
			Ok(index)
		}

		fn pay_coinbase(
			address: &OneTimeAddressBytes,
			reward: Balance,
		) -> Result<Balance, RejectReason> {
			let amount = reward + Fees::<T>::take();
			Issued::<T>::mutate(|issued| *issued += reward);
			if amount > 0 {
				Self::note(address, amount)?;
			}
			Ok(amount)
		}

		fn mint_stake(amount: Balance) -> Result<(), RejectReason> {
			Issued::<T>::mutate(|issued| *issued += amount);
			Staked::<T>::mutate(|staked| *staked += amount);
			Ok(())
		}

		fn pay_stake(
			to: &OneTimeAddressBytes,
			principal: Balance,
			reward: Balance,
		) -> Result<u32, RejectReason> {
			let left = Staked::<T>::get().checked_sub(principal);
			Staked::<T>::put(left.ok_or(RejectReason::TurnstileViolation)?);
			Issued::<T>::mutate(|issued| *issued += reward);
			Self::note(to, principal + reward)
		}
	}
}
