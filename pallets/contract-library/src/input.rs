// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Call data, decoded or not.

use alloc::vec::Vec;

use pallet_revive::precompiles::{
	alloy::sol_types::{abi::AbiDecoderConfig, Result, SolInterface},
	Error, Ext,
};

/// Call data of an interface. That it does not decode is no error yet, so that the precompile can say why:
/// pallet-revive itself answers call data that does not decode with a bare panic code.
///
/// The interfaces have no arrays of arrays or of `bytes`, so what is decoded is at most a few times as long as the
/// call data, whatever offsets a caller writes into it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Input<I> {
	/// A call of a function.
	Call(I),
	/// The interface has no function with this selector.
	UnknownFunction,
	/// The arguments do not decode.
	Malformed,
}

impl<I: SolInterface> SolInterface for Input<I> {
	const NAME: &'static str = I::NAME;
	const MIN_DATA_LENGTH: usize = 0;
	const COUNT: usize = I::COUNT;

	fn selector(&self) -> [u8; 4] {
		match self {
			Self::Call(call) => call.selector(),
			Self::UnknownFunction | Self::Malformed => [0; 4],
		}
	}

	fn selector_at(i: usize) -> Option<[u8; 4]> {
		I::selector_at(i)
	}

	fn valid_selector(selector: [u8; 4]) -> bool {
		I::valid_selector(selector)
	}

	fn abi_decode_raw(selector: [u8; 4], data: &[u8]) -> Result<Self> {
		Self::abi_decode_raw_with_config(selector, data, AbiDecoderConfig::new())
	}

	fn abi_decode_raw_with_config(
		selector: [u8; 4],
		data: &[u8],
		config: AbiDecoderConfig,
	) -> Result<Self> {
		if !I::valid_selector(selector) {
			return Ok(Self::UnknownFunction);
		}
		let call = I::abi_decode_raw_with_config(selector, data, config);
		Ok(call.map_or(Self::Malformed, Self::Call))
	}

	fn abi_decode_with_config(data: &[u8], config: AbiDecoderConfig) -> Result<Self> {
		match data.split_first_chunk() {
			Some((selector, data)) => Self::abi_decode_raw_with_config(*selector, data, config),
			None => Ok(Self::UnknownFunction),
		}
	}

	fn abi_encoded_size(&self) -> usize {
		match self {
			Self::Call(call) => call.abi_encoded_size(),
			Self::UnknownFunction | Self::Malformed => 0,
		}
	}

	fn abi_encode_raw(&self, out: &mut Vec<u8>) {
		if let Self::Call(call) = self {
			call.abi_encode_raw(out);
		}
	}
}

impl<I> Input<I> {
	/// The call.
	///
	/// # Consensus
	/// CL-17: the library takes no SERO; it could never pay it back. CL-18: function and arguments decode.
	///
	/// # Errors
	/// A revert that says which.
	pub(crate) fn call(&self, env: &impl Ext) -> core::result::Result<&I, Error> {
		if !env.value_transferred().is_zero() {
			return Err(Error::Revert("the library takes no value".into()));
		}
		match self {
			Self::Call(call) => Ok(call),
			Self::UnknownFunction => Err(Error::Revert("the library has no such function".into())),
			Self::Malformed => Err(Error::Revert("arguments do not decode".into())),
		}
	}
}
