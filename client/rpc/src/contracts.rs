// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The methods `contracts_*`: what a bundle's call would do, and what contracts have.

use crate::{assets::currency_id, error::Error, types::Amount};
use codec::DecodeAll;
use jsonrpsee::{
	core::{async_trait, RpcResult},
	proc_macros::rpc,
};
use pallet_contract_assets::types::CallFailure;
use serde::{Deserialize, Serialize};
use sero_shielded_primitives::{ContractAction, EvmAddress, OneTimeAddressBytes};
use sp_api::{ApiError, ProvideRuntimeApi};
use sp_blockchain::HeaderBackend;
use sp_core::{Bytes, H160, H256};
use sp_runtime::traits::Block as BlockT;
use std::{marker::PhantomData, sync::Arc};

pub use pallet_contract_assets::runtime_api::ContractsApi;

/// Longest action that is decoded, in bytes.
const MAX_ACTION_BYTES: usize = 96 * 1024;

/// What a call may use, or would.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Limits {
	/// Picoseconds of computation.
	pub ref_time: u64,
	/// Bytes of storage proof.
	pub proof_size: u64,
	/// SERO base units that new storage locks.
	pub storage_deposit: Amount,
}

/// What an action would do in the next block.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DryRun {
	/// Whether the contract would do it.
	pub success: bool,
	/// What the contract returns, or its reason in the form of the ABI.
	pub output: Bytes,
	/// The reason of a revert, if it is a text.
	pub revert_reason: Option<String>,
	/// Why the machine stopped, if it did.
	pub error: Option<String>,
	/// What the call would use: the least limits that are enough.
	pub limits: Limits,
	/// The contract: that which is called, or would be made.
	pub contract: Option<H160>,
}

/// A contract's rate for gas that is paid in its token.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TokenRate {
	/// So many base units of the token …
	pub tokens: Amount,
	/// … pay for so many base units of SERO.
	pub ta: Amount,
}

/// The methods.
#[rpc(client, server)]
pub trait ContractsRpc {
	/// What an action (SCALE) would do for this one-time sender (96 bytes) in the next block, and what
	/// it would use. Nothing is kept. Of the action's limits, those of weight count (zeros stand for
	/// the most that is allowed).
	#[method(name = "contracts_dryRun", blocking)]
	fn dry_run(&self, from: Bytes, action: Bytes) -> RpcResult<DryRun>;

	/// The long form of a contract's address, 64 bytes; null if there is no contract.
	#[method(name = "contracts_longAddress", blocking)]
	fn long_address(&self, contract: H160) -> RpcResult<Option<Bytes>>;

	/// The rate at which a contract takes a token for its gas; null if it does not.
	#[method(name = "contracts_tokenRate", blocking)]
	fn token_rate(&self, contract: H160, currency: String) -> RpcResult<Option<TokenRate>>;

	/// What a contract has of a currency, in base units (decimal text).
	#[method(name = "contracts_balance", blocking)]
	fn balance(&self, contract: H160, currency: String) -> RpcResult<Amount>;

	/// The one-time address, 96 bytes, that contracts pay under a 20-byte form; null if none is known.
	#[method(name = "contracts_payee", blocking)]
	fn payee(&self, short: H160) -> RpcResult<Option<Bytes>>;
}

/// Answers the methods.
pub struct Contracts<B, C> {
	client: Arc<C>,
	_block: PhantomData<fn() -> B>,
}

impl<B, C> std::fmt::Debug for Contracts<B, C> {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		f.write_str("Contracts")
	}
}

/// Reads a one-time address.
fn one_time_address(bytes: &[u8]) -> Result<OneTimeAddressBytes, Error> {
	let length = bytes.len();
	bytes.try_into().map(OneTimeAddressBytes).map_err(|_| {
		Error::InvalidParameter(format!("a one-time address has 96 bytes, these are {length}"))
	})
}

/// Reads an action.
fn action(bytes: &[u8]) -> Result<ContractAction, Error> {
	if bytes.len() > MAX_ACTION_BYTES {
		let length = bytes.len();
		let message = format!("{length} bytes of action asked for, {MAX_ACTION_BYTES} allowed");
		return Err(Error::InvalidParameter(message));
	}
	ContractAction::decode_all(&mut &*bytes)
		.map_err(|error| Error::InvalidParameter(format!("the action does not decode: {error}")))
}

/// The text of `revert("…")` and `require(…, "…")`, or of Solidity's own panics.
fn revert_reason(output: &[u8]) -> Option<String> {
	use pallet_revive::precompiles::alloy::sol_types::{Panic, Revert, SolError};
	Revert::abi_decode(output)
		.map(|revert| revert.reason)
		.or_else(|_| Panic::abi_decode(output).map(|panic| panic.to_string()))
		.ok()
}

impl<B, C> Contracts<B, C>
where
	B: BlockT<Hash = H256>,
	C: ProvideRuntimeApi<B> + HeaderBackend<B> + Send + Sync + 'static,
{
	/// Answers from a client.
	pub fn new(client: Arc<C>) -> Self {
		Self { client, _block: PhantomData }
	}

	/// Asks the runtime at the best block.
	fn ask<T>(
		&self,
		question: impl FnOnce(&C::Api, H256) -> Result<T, ApiError>,
	) -> Result<T, Error> {
		crate::ask_at_best::<B, C, T>(&self.client, question)
	}
}

#[async_trait]
impl<B, C> ContractsRpcServer for Contracts<B, C>
where
	B: BlockT<Hash = H256>,
	C: ProvideRuntimeApi<B> + HeaderBackend<B> + Send + Sync + 'static,
	C::Api: ContractsApi<B>,
{
	fn dry_run(&self, from: Bytes, bytes: Bytes) -> RpcResult<DryRun> {
		let (from, action) = (one_time_address(&from)?, action(&bytes)?);
		let run = self.ask(|api, at| api.dry_run(at, from, action))?.map_err(Error::Rejected)?;
		let reverted = run.failure == Some(CallFailure::Reverted);
		let error = match run.failure {
			Some(CallFailure::Stopped(error)) => Some(format!("{error:?}")),
			Some(CallFailure::Reverted) | None => None,
		};
		Ok(DryRun {
			success: run.failure.is_none(),
			revert_reason: reverted.then(|| revert_reason(&run.output)).flatten(),
			output: run.output.into(),
			error,
			limits: Limits {
				ref_time: run.limits.ref_time,
				proof_size: run.limits.proof_size,
				storage_deposit: Amount(run.limits.storage_deposit),
			},
			contract: run.contract.map(|contract| H160(contract.0)),
		})
	}

	fn long_address(&self, contract: H160) -> RpcResult<Option<Bytes>> {
		let address = self.ask(|api, at| api.long_address(at, EvmAddress(contract.0)))?;
		Ok(address.map(|address| address.0.to_vec().into()))
	}

	fn token_rate(&self, contract: H160, name: String) -> RpcResult<Option<TokenRate>> {
		let currency = currency_id(&name)?;
		let rate = self.ask(|api, at| api.token_rate(at, EvmAddress(contract.0), currency))?;
		Ok(rate.map(|rate| TokenRate { tokens: Amount(rate.tokens), ta: Amount(rate.ta) }))
	}

	fn balance(&self, contract: H160, name: String) -> RpcResult<Amount> {
		let currency = currency_id(&name)?;
		Ok(Amount(self.ask(|api, at| api.balance(at, EvmAddress(contract.0), currency))?))
	}

	fn payee(&self, short: H160) -> RpcResult<Option<Bytes>> {
		let payee = self.ask(|api, at| api.payee(at, EvmAddress(short.0)))?;
		Ok(payee.map(|address| address.0.to_vec().into()))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use codec::Encode;

	#[test]
	fn parameters_are_checked() {
		assert!(one_time_address(&[0; 95]).is_err());
		assert!(one_time_address(&[0; 96]).is_ok());
		assert!(currency_id("gold").is_err());
		assert!(currency_id("GOLD").is_ok());
		let bytes = ContractAction::Collect.encode();
		assert_eq!(action(&bytes).unwrap(), ContractAction::Collect);
		assert!(action(&[bytes, vec![0]].concat()).is_err(), "a byte too many");
		assert!(action(&vec![0; MAX_ACTION_BYTES + 1]).is_err());
	}

	#[test]
	fn reasons_are_read() {
		// keccak("Error(string)")[..4], offset, length, text.
		let mut output = vec![0x08, 0xc3, 0x79, 0xa0];
		output.extend(H256::from_low_u64_be(32).0);
		output.extend(H256::from_low_u64_be(3).0);
		let mut text = [0u8; 32];
		text[..3].copy_from_slice(b"bad");
		output.extend(text);
		assert_eq!(revert_reason(&output).as_deref(), Some("bad"));
		assert_eq!(revert_reason(&[]), None);
		assert_eq!(revert_reason(&output[..40]), None);
	}
}
