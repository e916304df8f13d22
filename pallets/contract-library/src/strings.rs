// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Text and numerals.

use alloc::vec::Vec;
use core::marker::PhantomData;

use pallet_revive::precompiles::{
	alloy::{
		primitives::{I256, U256},
		sol_types::SolCall,
	},
	AddressMatcher, Error, Ext, Precompile,
};
use sero_contract_library::{numerals, strings, MAX_TEXT};

use crate::{
	charge, length, refused, total, Config,
	ISeroStrings::{self, ISeroStringsCalls},
	Input, WeightInfo,
};

/// [`ISeroStrings`] at `0x000000000000000000000000000000005E100000`.
#[derive(Debug)]
pub struct Strings<T>(PhantomData<T>);

/// A position of a Solidity number; beyond all texts if it is too large.
fn position(number: &U256) -> usize {
	usize::try_from(*number).unwrap_or(usize::MAX)
}

impl<T: Config> Precompile for Strings<T> {
	type T = T;
	type Interface = Input<ISeroStringsCalls>;
	const MATCHER: AddressMatcher = crate::at(0x5E10);
	const HAS_CONTRACT_INFO: bool = false;

	fn call(
		_address: &[u8; 20],
		input: &Self::Interface,
		env: &mut impl Ext<T = T>,
	) -> Result<Vec<u8>, Error> {
		use ISeroStrings::*;
		type W<T> = <T as Config>::LibraryWeightInfo;
		Ok(match input.call(env)? {
			ISeroStringsCalls::compare(call) => {
				charge(env, W::<T>::text(total([&call.left, &call.right])))?;
				let order = strings::compare(&call.left, &call.right).map_err(refused)?;
				compareCall::abi_encode_returns(&(order as i8))
			},
			ISeroStringsCalls::equalIgnoringCase(call) => {
				charge(env, W::<T>::text(total([&call.left, &call.right])))?;
				let equal =
					strings::equal_ignoring_case(&call.left, &call.right).map_err(refused)?;
				equalIgnoringCaseCall::abi_encode_returns(&equal)
			},
			ISeroStringsCalls::concat(call) => {
				charge(env, W::<T>::text(total([&call.left, &call.right])))?;
				let text = strings::concat(&call.left, &call.right).map_err(refused)?;
				concatCall::abi_encode_returns(&text.into())
			},
			ISeroStringsCalls::slice(call) => {
				charge(env, W::<T>::text(length(&call.text)))?;
				let (start, end) = (position(&call.start), position(&call.end));
				let text = strings::slice(&call.text, start, end).map_err(refused)?;
				sliceCall::abi_encode_returns(&text.to_vec().into())
			},
			ISeroStringsCalls::find(call) => {
				charge(env, W::<T>::text(total([&call.text, &call.pattern])))?;
				let start = position(&call.start);
				let found = strings::find(&call.text, &call.pattern, start).map_err(refused)?;
				findCall::abi_encode_returns(&findReturn {
					found: found.is_some(),
					position: U256::from(found.unwrap_or_default()),
				})
			},
			ISeroStringsCalls::count(call) => {
				charge(env, W::<T>::text(total([&call.text, &call.pattern])))?;
				let number = strings::count(&call.text, &call.pattern).map_err(refused)?;
				countCall::abi_encode_returns(&U256::from(number))
			},
			ISeroStringsCalls::replace(call) => {
				// The result is at most this long.
				let result = length(&call.text).saturating_mul(length(&call.by).max(1));
				let result = result.min(u32::try_from(MAX_TEXT).unwrap_or(u32::MAX));
				let read = total([&call.text, &call.pattern, &call.by]);
				charge(env, W::<T>::text(read.saturating_add(result)))?;
				let text =
					strings::replace(&call.text, &call.pattern, &call.by).map_err(refused)?;
				replaceCall::abi_encode_returns(&text.into())
			},
			ISeroStringsCalls::startsWith(call) => {
				charge(env, W::<T>::text(total([&call.text, &call.beginning])))?;
				let result = strings::starts_with(&call.text, &call.beginning).map_err(refused)?;
				startsWithCall::abi_encode_returns(&result)
			},
			ISeroStringsCalls::endsWith(call) => {
				charge(env, W::<T>::text(total([&call.text, &call.end])))?;
				let result = strings::ends_with(&call.text, &call.end).map_err(refused)?;
				endsWithCall::abi_encode_returns(&result)
			},
			ISeroStringsCalls::toUpper(call) => {
				charge(env, W::<T>::text(length(&call.text)))?;
				let text = strings::to_upper(&call.text).map_err(refused)?;
				toUpperCall::abi_encode_returns(&text.into())
			},
			ISeroStringsCalls::toLower(call) => {
				charge(env, W::<T>::text(length(&call.text)))?;
				let text = strings::to_lower(&call.text).map_err(refused)?;
				toLowerCall::abi_encode_returns(&text.into())
			},
			ISeroStringsCalls::trim(call) => {
				charge(env, W::<T>::text(length(&call.text)))?;
				let text = strings::trim(&call.text).map_err(refused)?;
				trimCall::abi_encode_returns(&text.to_vec().into())
			},
			ISeroStringsCalls::isUtf8(call) => {
				charge(env, W::<T>::text(length(&call.text)))?;
				isUtf8Call::abi_encode_returns(&strings::is_utf8(&call.text).map_err(refused)?)
			},
			ISeroStringsCalls::utf8Length(call) => {
				charge(env, W::<T>::text(length(&call.text)))?;
				let number = strings::utf8_length(&call.text).map_err(refused)?;
				utf8LengthCall::abi_encode_returns(&U256::from(number))
			},
			ISeroStringsCalls::parseUint(call) => {
				charge(env, W::<T>::text(length(&call.text)))?;
				let number = numerals::parse_uint(&call.text).map_err(refused)?;
				parseUintCall::abi_encode_returns(&U256::from_be_bytes(number))
			},
			ISeroStringsCalls::parseInt(call) => {
				charge(env, W::<T>::text(length(&call.text)))?;
				let number = numerals::parse_int(&call.text).map_err(refused)?;
				parseIntCall::abi_encode_returns(&I256::from_raw(U256::from_be_bytes(number)))
			},
			ISeroStringsCalls::formatUint(call) => {
				charge(env, W::<T>::text(32))?;
				let text = numerals::format_uint(&call.number.to_be_bytes());
				formatUintCall::abi_encode_returns(&text.into_bytes().into())
			},
			ISeroStringsCalls::formatInt(call) => {
				charge(env, W::<T>::text(32))?;
				let text = numerals::format_int(&call.number.to_be_bytes());
				formatIntCall::abi_encode_returns(&text.into_bytes().into())
			},
			ISeroStringsCalls::toHex(call) => {
				charge(env, W::<T>::text(length(&call.data).saturating_mul(2)))?;
				let text = numerals::to_hex(&call.data).map_err(refused)?;
				toHexCall::abi_encode_returns(&text.into())
			},
			ISeroStringsCalls::fromHex(call) => {
				charge(env, W::<T>::text(length(&call.text)))?;
				let data = numerals::from_hex(&call.text).map_err(refused)?;
				fromHexCall::abi_encode_returns(&data.into())
			},
		})
	}
}
