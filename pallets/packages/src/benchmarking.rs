// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Benchmarks. The pallet has no calls: they measure what other pallets have it do.

use crate::pallet::*;
use frame_benchmarking::v2::*;
use sero_primitives::CurrencyId;
use sero_shielded_primitives::{
	ContractPackages, EvmAddress, HiddenOutput, Memo, OneTimeAddressBytes, PackageAction,
	PackageActions, PackageId, PackageOwner, PublicOrigin, PublicOutput, RejectReason, SealedBytes,
	ShieldedLedger, TxId,
};

/// Makes what a runtime cannot make by itself.
pub trait BenchmarkHelper {
	/// A one-time address that the ledger accepts.
	fn address() -> OneTimeAddressBytes;

	/// An address with a contract.
	fn contract() -> EvmAddress;

	/// A package of 10^18 base units of SERO with the longest data: its note, what is sealed, the key.
	fn package() -> (HiddenOutput, SealedBytes, [u8; 32]);
}

fn stop(reason: RejectReason) -> BenchmarkError {
	BenchmarkError::Stop(reason.name())
}

/// Checks twice, as pool and block do, and applies.
fn act<T: Config>(number: u8, action: &PackageAction) -> Result<(), RejectReason> {
	let from = T::BenchmarkHelper::address();
	Pallet::<T>::check(&from, action)?;
	Pallet::<T>::check(&from, action)?;
	Pallet::<T>::apply(&TxId([number; 32]), &from, action)
}

/// Makes the package and puts what is in it into the pool. Returns its id and key.
fn create<T: Config>(owner: PackageOwner) -> Result<(PackageId, [u8; 32]), BenchmarkError> {
	let output = PublicOutput {
		address: T::BenchmarkHelper::address(),
		currency: CurrencyId::SERO,
		amount: sero_primitives::units::SERO,
		ticket: None,
		memo: Memo::default(),
	};
	T::Ledger::mint_public_note(PublicOrigin::Genesis, output).map_err(stop)?;
	let (contents, sealed, key) = T::BenchmarkHelper::package();
	act::<T>(1, &PackageAction::Create { owner, contents, sealed }).map_err(stop)?;
	Ok((PackageId::of(&TxId([1; 32])), key))
}

/// The owner in bundles.
fn user<T: Config>() -> PackageOwner {
	PackageOwner::Address(T::BenchmarkHelper::address())
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn create_package() -> Result<(), BenchmarkError> {
		let (contents, sealed, _) = T::BenchmarkHelper::package();
		let owner = PackageOwner::Contract(T::BenchmarkHelper::contract());
		let action = PackageAction::Create { owner, contents, sealed };
		let result;
		#[block]
		{
			result = act::<T>(1, &action);
		}
		result.map_err(stop)
	}

	#[benchmark]
	fn transfer_package() -> Result<(), BenchmarkError> {
		let (package, _) = create::<T>(user::<T>())?;
		let to = PackageOwner::Contract(T::BenchmarkHelper::contract());
		let action = PackageAction::Transfer { package, to };
		let result;
		#[block]
		{
			result = act::<T>(2, &action);
		}
		result.map_err(stop)
	}

	#[benchmark]
	fn open_package() -> Result<(), BenchmarkError> {
		let (package, key) = create::<T>(user::<T>())?;
		let receiver = T::BenchmarkHelper::address();
		let action = PackageAction::Open { package, key, receiver };
		let result;
		#[block]
		{
			result = act::<T>(2, &action);
		}
		result.map_err(stop)
	}

	#[benchmark]
	fn unpack_package() -> Result<(), BenchmarkError> {
		let (package, _) = create::<T>(user::<T>())?;
		let action = PackageAction::Unpack { package };
		let result;
		#[block]
		{
			result = act::<T>(2, &action);
		}
		result.map_err(stop)
	}

	#[benchmark]
	fn transfer_of_contract() -> Result<(), BenchmarkError> {
		let contract = T::BenchmarkHelper::contract();
		let (package, _) = create::<T>(PackageOwner::Contract(contract))?;
		let to = user::<T>();
		let result;
		#[block]
		{
			result = <Pallet<T> as ContractPackages>::transfer(&contract, &package, &to);
		}
		result.map_err(stop)
	}

	#[benchmark]
	fn open_of_contract() -> Result<(), BenchmarkError> {
		let contract = T::BenchmarkHelper::contract();
		let (package, key) = create::<T>(PackageOwner::Contract(contract))?;
		let result;
		#[block]
		{
			result = <Pallet<T> as ContractPackages>::open(&contract, &package, &key);
		}
		result.map(drop).map_err(stop)
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::chain(), crate::mock::Test);
}
