// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Benchmarks. The pallet has no calls: they measure what a bundle's action costs around the contract, and
//! the steps of the native functions.

use crate::{pallet::*, types::*};
use alloc::{vec, vec::Vec};
use frame_benchmarking::v2::*;
use frame_support::traits::{fungible::Mutate, Hooks};
use sero_primitives::{units::SERO, CurrencyId};
use sero_shielded_primitives::{
	AssetIssuer, ContractAction, ContractActions, EvmAddress, GasLimits, HeldAssets,
	OneTimeAddressBytes, PublicAsset, RejectReason, TxId, MAX_CALL_DATA, MAX_PAYEES,
};

/// Makes what a runtime cannot make by itself.
pub trait BenchmarkHelper {
	/// One-time addresses that the ledger accepts, another for each number.
	fn address(number: u8) -> OneTimeAddressBytes;
}

/// What the calls may use: the contract does nothing.
const LIMITS: GasLimits =
	GasLimits { ref_time: 400_000_000_000, proof_size: 1 << 22, storage_deposit: 100 * SERO };

fn stop(reason: RejectReason) -> BenchmarkError {
	BenchmarkError::Stop(reason.name())
}

fn payees<T: Config>(count: u32) -> Vec<OneTimeAddressBytes> {
	(0..count).map(|number| T::BenchmarkHelper::address(number as u8)).collect()
}

/// Init code of a contract of one byte, `STOP`, followed by zeros.
fn code(bytes: u32) -> Vec<u8> {
	// PUSH1 1, PUSH1 31, RETURN: one byte of empty memory.
	let mut code = vec![0x60, 0x01, 0x60, 0x1f, 0xf3];
	code.resize((bytes as usize).max(5), 0);
	code
}

fn deployment<T: Config>(bytes: u32, count: u32) -> Result<ContractAction, BenchmarkError> {
	Ok(ContractAction::Deploy {
		prefix: [1; 16],
		code: code(bytes).try_into().map_err(|_| BenchmarkError::Stop("code"))?,
		asset: PublicAsset::NOTHING,
		limits: LIMITS,
		payees: payees::<T>(count).try_into().map_err(|_| BenchmarkError::Stop("payees"))?,
	})
}

/// Checks and applies an action. SERO that it releases becomes the pool's loss.
fn act<T: Config>(action: &ContractAction) -> Result<(), BenchmarkError> {
	let from = T::BenchmarkHelper::address(0);
	Pallet::<T>::check(&from, action).map_err(stop)?;
	Pallet::<T>::apply(&TxId([1; 32]), &from, action).map_err(stop)
}

/// A contract that does nothing.
fn contract<T: Config>() -> Result<EvmAddress, BenchmarkError> {
	act::<T>(&deployment::<T>(5, 0)?)?;
	LongAddresses::<T>::iter_keys().next().ok_or(BenchmarkError::Stop("no contract"))
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn call(p: Linear<0, { MAX_PAYEES }>) -> Result<(), BenchmarkError> {
		let action = ContractAction::Call {
			contract: contract::<T>()?,
			data: Default::default(),
			asset: PublicAsset::token(CurrencyId::SERO, SERO),
			limits: LIMITS,
			payees: payees::<T>(p).try_into().map_err(|_| BenchmarkError::Stop("payees"))?,
			sponsor: None,
		};
		#[block]
		{
			act::<T>(&action)?;
		}
		Ok(())
	}

	#[benchmark]
	fn deploy(
		p: Linear<0, { MAX_PAYEES }>,
		b: Linear<5, { MAX_CALL_DATA / 2 }>,
	) -> Result<(), BenchmarkError> {
		let action = deployment::<T>(b, p)?;
		#[block]
		{
			act::<T>(&action)?;
		}
		Ok(())
	}

	#[benchmark]
	fn collect() -> Result<(), BenchmarkError> {
		let short = EvmAddress::of(&T::BenchmarkHelper::address(0));
		let account: T::AccountId = short.fallback_account().into();
		<T as pallet_revive::Config>::Currency::mint_into(&account, SERO)
			.map_err(|_| BenchmarkError::Stop("mint"))?;
		#[block]
		{
			act::<T>(&ContractAction::Collect)?;
		}
		Ok(())
	}

	/// A token's issue, the contract's books, and a note of it.
	#[benchmark]
	fn issue_and_pay_note() -> Result<(), BenchmarkError> {
		let contract = contract::<T>()?;
		let payer = contract.fallback_account();
		<T as pallet_revive::Config>::Currency::mint_into(&payer.into(), 2_000_000 * SERO)
			.map_err(|_| BenchmarkError::Stop("mint"))?;
		let currency =
			CurrencyId::from_name("BENCHMARK").map_err(|_| BenchmarkError::Stop("name"))?;
		let asset = PublicAsset::token(currency, 1);
		let address = T::BenchmarkHelper::address(1);
		#[block]
		{
			T::Ledger::issue_held(&AssetIssuer::Contract(contract), &payer, currency, 1)
				.and_then(|()| Pallet::<T>::credit(&contract, &asset))
				.and_then(|()| Pallet::<T>::pay_note(&contract, &payer, address, &asset))
				.map_err(stop)?;
		}
		assert_eq!(PaidNotes::<T>::get().1, 1);
		Ok(())
	}

	#[benchmark]
	fn on_finalize() {
		PaidNotes::<T>::put((Some(0), MAX_PAID_NOTES));
		#[block]
		{
			Pallet::<T>::on_finalize(1u32.into());
		}
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::chain(), crate::mock::Test);
}
