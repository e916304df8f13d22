// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! RSA signatures.

use alloc::vec::Vec;
use core::marker::PhantomData;

use pallet_revive::precompiles::{
	alloy::sol_types::SolCall, AddressMatcher, Error, Ext, Precompile,
};
use sero_contract_library::rsa::{Hash, PublicKey};

use crate::{
	charge, length, refused, Config,
	ISeroRsa::{self, ISeroRsaCalls},
	Input, WeightInfo,
};

/// [`ISeroRsa`] at `0x000000000000000000000000000000005E120000`.
#[derive(Debug)]
pub struct Rsa<T>(PhantomData<T>);

impl<T: Config> Rsa<T> {
	fn pkcs1(
		env: &mut impl Ext<T = T>,
		[modulus, exponent, message, signature]: [&[u8]; 4],
		hash: Hash,
	) -> Result<bool, Error> {
		charge(env, T::LibraryWeightInfo::rsa(length(modulus), length(message)))?;
		PublicKey::new(modulus, exponent)
			.and_then(|key| key.verify_pkcs1(message, signature, hash))
			.map_err(refused)
	}
}

impl<T: Config> Precompile for Rsa<T> {
	type T = T;
	type Interface = Input<ISeroRsaCalls>;
	const MATCHER: AddressMatcher = crate::at(0x5E12);
	const HAS_CONTRACT_INFO: bool = false;

	fn call(
		_address: &[u8; 20],
		input: &Self::Interface,
		env: &mut impl Ext<T = T>,
	) -> Result<Vec<u8>, Error> {
		use ISeroRsa::*;
		Ok(match input.call(env)? {
			ISeroRsaCalls::verifyPkcs1Sha256(call) => {
				let arguments: [&[u8]; 4] =
					[&call.modulus, &call.exponent, &call.message, &call.signature];
				let valid = Self::pkcs1(env, arguments, Hash::Sha256)?;
				verifyPkcs1Sha256Call::abi_encode_returns(&valid)
			},
			ISeroRsaCalls::verifyPkcs1Sha384(call) => {
				let arguments: [&[u8]; 4] =
					[&call.modulus, &call.exponent, &call.message, &call.signature];
				let valid = Self::pkcs1(env, arguments, Hash::Sha384)?;
				verifyPkcs1Sha384Call::abi_encode_returns(&valid)
			},
			ISeroRsaCalls::verifyPkcs1Sha512(call) => {
				let arguments: [&[u8]; 4] =
					[&call.modulus, &call.exponent, &call.message, &call.signature];
				let valid = Self::pkcs1(env, arguments, Hash::Sha512)?;
				verifyPkcs1Sha512Call::abi_encode_returns(&valid)
			},
			ISeroRsaCalls::verifyPssSha256(call) => {
				let weight =
					T::LibraryWeightInfo::rsa(length(&call.modulus), length(&call.message));
				charge(env, weight)?;
				let salt = usize::try_from(call.saltLength).unwrap_or(usize::MAX);
				let valid = PublicKey::new(&call.modulus, &call.exponent)
					.and_then(|key| key.verify_pss(&call.message, &call.signature, salt))
					.map_err(refused)?;
				verifyPssSha256Call::abi_encode_returns(&valid)
			},
		})
	}
}
