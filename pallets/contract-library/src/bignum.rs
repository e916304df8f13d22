// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Natural numbers.

use alloc::vec::Vec;
use core::marker::PhantomData;

use pallet_revive::precompiles::{
	alloy::sol_types::SolCall, AddressMatcher, Error, Ext, Precompile,
};
use sero_contract_library::bignum;

use crate::{
	charge, length, refused, Config,
	ISeroBignum::{self, ISeroBignumCalls},
	Input, WeightInfo,
};

/// [`ISeroBignum`] at `0x000000000000000000000000000000005E110000`.
#[derive(Debug)]
pub struct Bignum<T>(PhantomData<T>);

/// Bits of a number, rounded up to whole bytes.
fn bits(number: &[u8]) -> u32 {
	let zeros = number.iter().take_while(|byte| **byte == 0).count();
	length(number.get(zeros..).unwrap_or_default()).saturating_mul(8)
}

impl<T: Config> Precompile for Bignum<T> {
	type T = T;
	type Interface = Input<ISeroBignumCalls>;
	const MATCHER: AddressMatcher = crate::at(0x5E11);
	const HAS_CONTRACT_INFO: bool = false;

	fn call(
		_address: &[u8; 20],
		input: &Self::Interface,
		env: &mut impl Ext<T = T>,
	) -> Result<Vec<u8>, Error> {
		use ISeroBignum::*;
		type W<T> = <T as Config>::LibraryWeightInfo;
		Ok(match input.call(env)? {
			ISeroBignumCalls::compare(call) => {
				charge(env, W::<T>::sum(length(&call.a), length(&call.b)))?;
				let order = bignum::compare(&call.a, &call.b).map_err(refused)?;
				compareCall::abi_encode_returns(&(order as i8))
			},
			ISeroBignumCalls::add(call) => {
				charge(env, W::<T>::sum(length(&call.a), length(&call.b)))?;
				let sum = bignum::add(&call.a, &call.b).map_err(refused)?;
				addCall::abi_encode_returns(&sum.into())
			},
			ISeroBignumCalls::sub(call) => {
				charge(env, W::<T>::sum(length(&call.a), length(&call.b)))?;
				let difference = bignum::sub(&call.a, &call.b).map_err(refused)?;
				subCall::abi_encode_returns(&difference.into())
			},
			ISeroBignumCalls::mul(call) => {
				charge(env, W::<T>::product(length(&call.a), length(&call.b)))?;
				let product = bignum::mul(&call.a, &call.b).map_err(refused)?;
				mulCall::abi_encode_returns(&product.into())
			},
			ISeroBignumCalls::divRem(call) => {
				charge(env, W::<T>::product(length(&call.a), length(&call.b)))?;
				let (quotient, remainder) = bignum::div_rem(&call.a, &call.b).map_err(refused)?;
				divRemCall::abi_encode_returns(&divRemReturn {
					quotient: quotient.into(),
					remainder: remainder.into(),
				})
			},
			ISeroBignumCalls::addMod(call) => {
				let sum = length(&call.a).max(length(&call.b));
				charge(env, W::<T>::product(sum, length(&call.m)))?;
				let result = bignum::add_mod(&call.a, &call.b, &call.m).map_err(refused)?;
				addModCall::abi_encode_returns(&result.into())
			},
			ISeroBignumCalls::mulMod(call) => {
				let (a, b, m) = (length(&call.a), length(&call.b), length(&call.m));
				let product = W::<T>::product(a, b);
				// The product has as many bytes as both together; the formula is linear in each length.
				let rest = W::<T>::product(a, m).saturating_add(W::<T>::product(b, m));
				charge(env, product.saturating_add(rest))?;
				let result = bignum::mul_mod(&call.a, &call.b, &call.m).map_err(refused)?;
				mulModCall::abi_encode_returns(&result.into())
			},
			ISeroBignumCalls::modExp(call) => {
				let (base, modulus) = (length(&call.base), length(&call.m));
				charge(env, W::<T>::mod_exp(base, bits(&call.exponent), modulus))?;
				let result =
					bignum::mod_exp(&call.base, &call.exponent, &call.m).map_err(refused)?;
				modExpCall::abi_encode_returns(&result.into())
			},
			ISeroBignumCalls::modInv(call) => {
				charge(env, W::<T>::euclid(length(&call.a), length(&call.m)))?;
				let result = bignum::mod_inv(&call.a, &call.m).map_err(refused)?;
				modInvCall::abi_encode_returns(&result.into())
			},
			ISeroBignumCalls::gcd(call) => {
				charge(env, W::<T>::euclid(length(&call.a), length(&call.b)))?;
				let result = bignum::gcd(&call.a, &call.b).map_err(refused)?;
				gcdCall::abi_encode_returns(&result.into())
			},
		})
	}
}
