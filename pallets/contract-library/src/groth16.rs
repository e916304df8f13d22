// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Proofs.

use alloc::vec::Vec;
use core::marker::PhantomData;

use pallet_revive::precompiles::{
	alloy::sol_types::SolCall, AddressMatcher, Error, Ext, Precompile,
};
use sero_shielded_primitives::{CryptoError, ProofBytes, ProofItem, PublicInput, ShieldedCrypto};

use crate::{
	charge, length, Config,
	ISeroGroth16::{self, ISeroGroth16Calls},
	Input, WeightInfo,
};

/// [`ISeroGroth16`] at `0x000000000000000000000000000000005E140000`.
#[derive(Debug)]
pub struct Groth16<T>(PhantomData<T>);

/// Most public inputs that a key can have.
pub(crate) const MAX_INPUTS: usize = 64;

fn revert(reason: &'static str) -> Error {
	Error::Revert(reason.into())
}

impl<T: Config> Precompile for Groth16<T> {
	type T = T;
	type Interface = Input<ISeroGroth16Calls>;
	const MATCHER: AddressMatcher = crate::at(0x5E14);
	const HAS_CONTRACT_INFO: bool = false;

	/// # Consensus
	/// CL-19: there are at most 64 inputs. CL-21: the proof has 128 bytes. CL-22: the key decodes and is not
	/// degenerate.
	/// CL-23: there are as many inputs as the key has. CL-24: each is below the field's order.
	fn call(
		_address: &[u8; 20],
		input: &Self::Interface,
		env: &mut impl Ext<T = T>,
	) -> Result<Vec<u8>, Error> {
		let ISeroGroth16Calls::verify(call) = input.call(env)?;
		if call.inputs.len() > MAX_INPUTS {
			return Err(revert("more than 64 public inputs"));
		}
		let proof: &[u8] = &call.proof;
		let proof = proof.try_into().map_err(|_| revert("a proof must have 128 bytes"))?;
		charge(env, T::LibraryWeightInfo::groth16(length(&call.verifyingKey)))?;
		let inputs = call.inputs.iter().map(|input| PublicInput::Field(input.to_le_bytes()));
		let item = ProofItem { key: 0, proof: ProofBytes(proof), inputs: inputs.collect() };
		let valid = match T::Crypto::verify_proofs(&[call.verifyingKey.to_vec()], &[item]) {
			Ok(()) => true,
			Err(CryptoError::InvalidKey) => return Err(revert("verifying key is refused")),
			Err(CryptoError::WrongInputCount) => {
				return Err(revert("the key has another number of public inputs"));
			},
			Err(CryptoError::NonCanonicalField) => {
				return Err(revert("a public input is not below the field's order"));
			},
			// The proof: no points, or not of this statement.
			Err(_) => false,
		};
		Ok(ISeroGroth16::verifyCall::abi_encode_returns(&valid))
	}
}
