// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Benchmarks of whole calls in their worst cases.
//!
//! A runtime cannot make proofs, so the bundles have real encodings, commitments and signatures and
//! proofs of other statements: checking them costs all that checking a good bundle costs, and ends
//! with [`RejectReason::InvalidProof`]. Every statement is a new one, so no verdict is cached.

use crate::{pallet::*, types::*};
use alloc::{boxed::Box, vec::Vec};
use frame_benchmarking::v2::*;
use frame_support::{
	pallet_prelude::{TransactionSource, TransactionValidityWithRefund},
	traits::{fungible::Mutate, Authorize, EnsureOrigin, Get, OnFinalize},
};
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};
use sero_primitives::{Balance, CurrencyId};
use sero_shielded_primitives::{
	Action, Anchor, Bundle, CircuitVersion, Memo, OneTimeAddressBytes, PublicOrigin, PublicOutput,
	RejectReason, ShieldedLedger, MAX_INPUTS, MAX_OUTPUTS, MAX_PUBLIC_OUTPUTS,
};
use sp_runtime::transaction_validity::{InvalidTransaction, TransactionValidityError};

/// What a bundle of a benchmark is to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BundleShape {
	/// Number of inputs.
	pub inputs: u32,
	/// Number of hidden outputs.
	pub outputs: u32,
	/// Number of public outputs.
	pub public_outputs: u32,
	/// The anchor.
	pub anchor: Anchor,
	/// Last block that may include it.
	pub expiry: u32,
	/// Fee in base units.
	pub fee: Balance,
	/// What else it does.
	pub action: Action,
	/// The chain.
	pub genesis_hash: [u8; 32],
}

/// Makes what a runtime cannot make by itself.
pub trait BenchmarkHelper {
	/// A bundle of this shape for which every rule holds but the proofs'. The proofs decode.
	fn bundle(shape: BundleShape) -> Bundle;

	/// A one-time address.
	fn address() -> OneTimeAddressBytes;

	/// Verifying keys of the input, output and issue circuits.
	fn keys() -> [Vec<u8>; 3];
}

/// A pool with circuits, notes and an anchor, at a block after genesis.
fn prepare<T: Config>() {
	frame_system::Pallet::<T>::set_block_number(1u32.into());
	let [input_key, output_key, issue_key] = T::BenchmarkHelper::keys();
	CircuitVersions::<T>::insert(
		CircuitVersion::V1,
		CircuitKeys {
			status: CircuitStatus::Active,
			provenance: KeyProvenance::Development,
			input_key: input_key.try_into().unwrap_or_default(),
			output_key: output_key.try_into().unwrap_or_default(),
			issue_key: issue_key.try_into().unwrap_or_default(),
		},
	);
	// 255 notes: the next one completes a subtree on four levels.
	while LeafCount::<T>::get() < 255 {
		let _ = Pallet::<T>::mint_public_note(PublicOrigin::Coinbase, public_output::<T>());
	}
	Pallet::<T>::update_anchors();
	frame_system::Pallet::<T>::set_block_number(2u32.into());
}

fn public_output<T: Config>() -> PublicOutput {
	PublicOutput {
		address: T::BenchmarkHelper::address(),
		currency: CurrencyId::SERO,
		amount: 1 << 90,
		ticket: None,
		memo: Memo::default(),
	}
}

/// A bundle that is refused for its proofs only.
fn bundle<T: Config>(inputs: u32, outputs: u32, public_outputs: u32, action: Action) -> Bundle {
	T::BenchmarkHelper::bundle(BundleShape {
		inputs,
		outputs,
		public_outputs,
		anchor: CurrentAnchor::<T>::get(),
		expiry: 10,
		fee: Pallet::<T>::required_fee(inputs, outputs, public_outputs, &action),
		action,
		genesis_hash: Pallet::<T>::genesis_hash(),
	})
}

/// The bundle reached its proofs.
fn only_proofs_refused(
	result: Option<TransactionValidityWithRefund>,
) -> Result<(), BenchmarkError> {
	let refused = TransactionValidityError::Invalid(InvalidTransaction::Custom(
		RejectReason::InvalidProof.code(),
	));
	match result {
		Some(Ok(_)) => Ok(()),
		Some(Err(error)) if error == refused => Ok(()),
		_ => Err(BenchmarkError::Stop("the bundle was refused before its proofs")),
	}
}

/// An amount that every account can hold.
fn amount<T: Config>() -> Balance {
	use frame_support::traits::fungible::Inspect;
	T::Currency::minimum_balance().saturating_mul(1_000).max(1_000)
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn authorize_submit(
		i: Linear<1, MAX_INPUTS>,
		o: Linear<1, MAX_OUTPUTS>,
		p: Linear<0, MAX_PUBLIC_OUTPUTS>,
	) -> Result<(), BenchmarkError> {
		prepare::<T>();
		let call = Call::<T>::submit { bundle: Box::new(bundle::<T>(i, o, p, Action::None)) };
		let result;
		#[block]
		{
			result = call.authorize(TransactionSource::External);
		}
		only_proofs_refused(result)
	}

	#[benchmark]
	fn submit(
		i: Linear<1, MAX_INPUTS>,
		o: Linear<1, MAX_OUTPUTS>,
		p: Linear<0, MAX_PUBLIC_OUTPUTS>,
	) {
		prepare::<T>();
		let bundle = Box::new(bundle::<T>(i, o, p, Action::None));
		let leaves = LeafCount::<T>::get();
		#[extrinsic_call]
		_(RawOrigin::Authorized, bundle);
		assert_eq!(LeafCount::<T>::get(), leaves + u64::from(o + p));
	}

	/// The whole call with the action; the runtime books the difference to `submit(1, 1, 0)`.
	#[benchmark]
	fn unshield() {
		prepare::<T>();
		let action = Action::Unshield {
			account: [0xbe; 32],
			currency: CurrencyId::SERO,
			amount: amount::<T>(),
		};
		let bundle = Box::new(bundle::<T>(1, 1, 0, action));
		#[extrinsic_call]
		submit(RawOrigin::Authorized, bundle);
		assert_eq!(
			Released::<T>::get(CurrencyId::SERO, CircuitVersion::V1),
			amount::<T>() + Supplies::<T>::get(CurrencyId::SERO).map_or(0, |supply| supply.fees)
		);
	}

	#[benchmark]
	fn shield() -> Result<(), BenchmarkError> {
		prepare::<T>();
		let account: T::AccountId = whitelisted_caller();
		T::Currency::mint_into(&account, amount::<T>().saturating_mul(2))
			.map_err(|_| BenchmarkError::Stop("the account cannot be funded"))?;
		let leaves = LeafCount::<T>::get();
		#[extrinsic_call]
		_(
			RawOrigin::Signed(account),
			T::BenchmarkHelper::address(),
			CurrencyId::SERO,
			amount::<T>(),
			Memo::default(),
		);
		assert_eq!(LeafCount::<T>::get(), leaves + 1);
		Ok(())
	}

	#[benchmark]
	fn pause_circuit() -> Result<(), BenchmarkError> {
		prepare::<T>();
		let origin =
			T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, CircuitVersion::V1);
		Ok(())
	}

	#[benchmark]
	fn resume_circuit() -> Result<(), BenchmarkError> {
		prepare::<T>();
		let origin =
			T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		Pallet::<T>::pause_circuit(origin.clone(), CircuitVersion::V1)?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, CircuitVersion::V1);
		Ok(())
	}

	#[benchmark]
	fn retire_circuit() -> Result<(), BenchmarkError> {
		prepare::<T>();
		let origin =
			T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, CircuitVersion::V1);
		Ok(())
	}

	#[benchmark]
	fn register_circuit() -> Result<(), BenchmarkError> {
		prepare::<T>();
		let origin =
			T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		DevelopmentKeysAllowed::<T>::put(true);
		let [input_key, output_key, issue_key] = T::BenchmarkHelper::keys();
		let short = |key: Vec<u8>| {
			VerifyingKeyBytes::try_from(key).map_err(|_| BenchmarkError::Stop("a key is too long"))
		};
		#[extrinsic_call]
		_(
			origin as T::RuntimeOrigin,
			CircuitVersion(200),
			short(input_key)?,
			short(output_key)?,
			short(issue_key)?,
			KeyProvenance::Development,
		);
		Ok(())
	}

	#[benchmark]
	fn mint_public_note() -> Result<(), BenchmarkError> {
		prepare::<T>();
		let output = public_output::<T>();
		let result;
		#[block]
		{
			result = Pallet::<T>::mint_public_note(PublicOrigin::Coinbase, output);
		}
		result.map(drop).map_err(|reason| BenchmarkError::Stop(reason.name()))
	}

	/// A block that added leaves, with two anchors to be forgotten.
	#[benchmark]
	fn on_finalize() -> Result<(), BenchmarkError> {
		prepare::<T>();
		let window = T::AnchorWindow::get();
		for block in 3..5u32 {
			frame_system::Pallet::<T>::set_block_number(block.into());
			Pallet::<T>::mint_public_note(PublicOrigin::Coinbase, public_output::<T>())
				.map_err(|reason| BenchmarkError::Stop(reason.name()))?;
			Pallet::<T>::update_anchors();
		}
		OldestAnchor::<T>::put(3);
		frame_system::Pallet::<T>::set_block_number((window + 10).into());
		Pallet::<T>::mint_public_note(PublicOrigin::Coinbase, public_output::<T>())
			.map_err(|reason| BenchmarkError::Stop(reason.name()))?;
		let block = frame_system::Pallet::<T>::block_number();
		#[block]
		{
			<Pallet<T> as OnFinalize<BlockNumberFor<T>>>::on_finalize(block);
		}
		assert_eq!(OldestAnchor::<T>::get(), 5);
		Ok(())
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::tests::wallet::Wallet::with_chain(&[]).1,
		crate::mock::Test
	);
}
