// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The precompiles as contracts see them: call data in, return data or a reason out.

use crate::mock::*;
use frame_support::weights::Weight;
use pallet_revive::{
	precompiles::{
		alloy::sol_types::{Revert, SolCall, SolError},
		TransactionLimits, H160, U256,
	},
	ExecConfig,
};
use sp_runtime::DispatchError;

mod contract;
mod costs;
mod groth16;
mod library;

/// Why a call failed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Failure {
	/// It reverted with this reason.
	Reverted(String),
	/// It could not run.
	Stopped(DispatchError),
}

/// The failure with this reason.
pub fn reverted(reason: &str) -> Failure {
	Failure::Reverted(reason.into())
}

/// More than any call of the library needs.
pub const ENOUGH: Weight = Weight::from_parts(10_000_000_000_000, u64::MAX);

/// More than any contract needs.
pub const DEPOSIT: u128 = 1 << 90;

/// The address of a precompile.
pub fn address(number: u16) -> H160 {
	let mut bytes = [0; 20];
	bytes[16..18].copy_from_slice(&number.to_be_bytes());
	H160(bytes)
}

pub const STRINGS: u16 = 0x5E10;
pub const BIGNUM: u16 = 0x5E11;
pub const RSA: u16 = 0x5E12;
pub const MATRIX: u16 = 0x5E13;
pub const GROTH16: u16 = 0x5E14;

/// Calls an address, and tells the weight that it took.
pub fn call_raw(
	to: H160,
	value: u128,
	limit: Weight,
	data: Vec<u8>,
) -> (Result<Vec<u8>, Failure>, Weight) {
	let result = Revive::bare_call(
		RuntimeOrigin::signed(caller()),
		to,
		U256::from(value),
		TransactionLimits::WeightAndDeposit { weight_limit: limit, deposit_limit: DEPOSIT },
		data,
		&ExecConfig::new_substrate_tx(),
	);
	let answer = match result.result {
		Ok(value) if value.did_revert() => {
			Err(Failure::Reverted(Revert::abi_decode(&value.data).unwrap().reason))
		},
		Ok(value) => Ok(value.data),
		Err(error) => Err(Failure::Stopped(error)),
	};
	(answer, result.weight_consumed)
}

/// Calls a function of a precompile.
pub fn call<C: SolCall>(precompile: u16, call: C) -> Result<C::Return, Failure> {
	let (answer, _) = call_raw(address(precompile), 0, ENOUGH, call.abi_encode());
	answer.map(|data| C::abi_decode_returns_validate(&data).unwrap())
}

/// The weight that a call takes.
pub fn weight_of<C: SolCall>(precompile: u16, call: C) -> Weight {
	let (answer, weight) = call_raw(address(precompile), 0, ENOUGH, call.abi_encode());
	answer.unwrap();
	weight
}
