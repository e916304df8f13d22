// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What the runtime answers at a block.

use crate::{AccountId, Block, Client, Error, LOG_TARGET};
use pallet_revive::{pallet_revive_types::runtime_api::*, ContractAccessError, ReviveApi};
use sero_ethereum_primitives::{EthereumApi, Outcome};
use sero_primitives::{Balance, Nonce};
use sp_api::ApiError;
use sp_core::{H160, H256, U256};
use sp_runtime::OpaqueExtrinsic;
use std::time::SystemTime;

/// The state after a block.
pub struct State<'a, C> {
	client: &'a C,
	hash: H256,
}

impl<C> std::fmt::Debug for State<'_, C> {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		f.debug_struct("State").field("hash", &self.hash).finish_non_exhaustive()
	}
}

/// Asks a versioned method: input and output have one version each.
macro_rules! ask {
	($state:ident, $method:ident, $input:expr) => {
		$state
			.client
			.runtime_api()
			.$method($state.hash, $input.into())
			.map_err(|error| $state.failed(error))
	};
}

impl<'a, C: Client> State<'a, C> {
	/// The state after the block with this (chain's own) hash.
	pub fn new(client: &'a C, hash: H256) -> Self {
		Self { client, hash }
	}

	/// What a failed call means: mostly that the state is gone.
	fn failed(&self, error: ApiError) -> Error {
		match error {
			ApiError::UnknownBlock(_) | ApiError::StateBackendIsNotTrie => {
				match self.client.number(self.hash) {
					Ok(Some(number)) => Error::StateGone(number),
					_ => Error::NoSuchBlock,
				}
			},
			other => {
				let text = other.to_string();
				match self.client.number(self.hash) {
					Ok(Some(number)) if text.contains("State already discarded") => {
						Error::StateGone(number)
					},
					_ => Error::Runtime(text),
				}
			},
		}
	}

	/// The block, as Ethereum sees it.
	pub fn block(&self) -> Result<BlockV1, Error> {
		let BlockVersionedOutputPayload::V1(output) =
			ask!(self, eth_block_versioned, BlockInputPayloadV1)?;
		Ok(output.block)
	}

	/// Gas of the block's Ethereum transactions, in order.
	pub fn gas_used(&self) -> Result<Vec<ReceiptGasInfoV1>, Error> {
		let ReceiptDataVersionedOutputPayload::V1(output) =
			ask!(self, eth_receipt_data_versioned, ReceiptDataInputPayloadV1)?;
		Ok(output.receipt_data)
	}

	/// What contracts left in the block, by the position of the transaction.
	pub fn outcomes(&self) -> Result<Vec<(u32, Outcome)>, Error> {
		self.client.runtime_api().contract_outcomes(self.hash).map_err(|error| self.failed(error))
	}

	/// The signed Ethereum transactions among `extrinsics`, with their positions.
	pub fn payloads(&self, extrinsics: Vec<OpaqueExtrinsic>) -> Result<Vec<(u32, Vec<u8>)>, Error> {
		self.client
			.runtime_api()
			.ethereum_payloads(self.hash, extrinsics)
			.map_err(|error| self.failed(error))
	}

	/// The transaction that brings a signed Ethereum transaction on the chain.
	pub fn transaction(&self, payload: Vec<u8>) -> Result<OpaqueExtrinsic, Error> {
		self.client
			.runtime_api()
			.ethereum_transaction(self.hash, payload)
			.map_err(|error| self.failed(error))
	}

	/// The chain's id.
	pub fn chain_id(&self) -> Result<u64, Error> {
		self.client.runtime_api().ethereum_chain_id(self.hash).map_err(|error| self.failed(error))
	}

	/// What an account can spend, in base units.
	pub fn balance(&self, address: H160) -> Result<U256, Error> {
		let BalanceVersionedOutputPayload::V1(output) =
			ask!(self, balance_versioned, BalanceInputPayloadV1 { address })?;
		Ok(output.balance)
	}

	/// Number of transactions that an account has sent.
	pub fn nonce(&self, address: H160) -> Result<Nonce, Error> {
		let NonceVersionedOutputPayload::V1(output) =
			ask!(self, nonce_versioned, NonceInputPayloadV1 { address })?;
		Ok(output.nonce)
	}

	/// The chain's account of an address.
	pub fn account(&self, address: H160) -> Result<AccountId, Error> {
		let AccountIdVersionedOutputPayload::V1(output) =
			ask!(self, account_id_versioned, AccountIdInputPayloadV1 { address })?;
		Ok(output.account_id)
	}

	/// A contract's code; nothing if there is no contract.
	pub fn code(&self, address: H160) -> Result<Vec<u8>, Error> {
		let CodeVersionedOutputPayload::V1(output) =
			ask!(self, code_versioned, CodeInputPayloadV1 { address })?;
		Ok(output.code)
	}

	/// A storage slot of a contract; zero where there is none.
	pub fn storage(&self, address: H160, slot: U256) -> Result<H256, Error> {
		let key = StorageKeyV1::Fixed(slot.to_big_endian());
		match ask!(self, get_storage_versioned, GetStorageInputPayloadV1 { address, key })? {
			Ok(GetStorageVersionedOutputPayload::V1(output)) => {
				let bytes = output.storage.unwrap_or_default();
				let mut word = [0; 32];
				for (slot, byte) in word.iter_mut().rev().zip(bytes.iter().rev()) {
					*slot = *byte;
				}
				Ok(word.into())
			},
			Err(ContractAccessError::DoesntExist) => Ok(H256::zero()),
			Err(error) => Err(Error::Runtime(format!("{error:?}"))),
		}
	}

	/// Price of gas, in base units.
	pub fn gas_price(&self) -> Result<U256, Error> {
		let GasPriceVersionedOutputPayload::V1(output) =
			ask!(self, gas_price_versioned, GasPriceInputPayloadV1)?;
		Ok(output.gas_price)
	}

	/// Runs a transaction and forgets what it did. `pending` runs it at the present time instead of the
	/// block's.
	pub fn call(
		&self,
		tx: GenericTransactionV1,
		pending: bool,
		state_overrides: Option<StateOverrideSetV1>,
	) -> Result<EthTransactInfoV1<Balance>, Error> {
		let input = TransactInputPayloadV1 {
			tx,
			timestamp_override: pending.then(now),
			perform_balance_checks: true,
			state_overrides,
		};
		let TransactVersionedOutputPayload::V1(output) =
			ask!(self, eth_transact_versioned, input)?.map_err(Error::Call)?;
		Ok(output.transact_info)
	}

	/// The least gas limit with which a transaction succeeds, to within 1.5%.
	pub fn estimate_gas(
		&self,
		tx: GenericTransactionV1,
		pending: bool,
		state_overrides: Option<StateOverrideSetV1>,
	) -> Result<U256, Error> {
		let timestamp_override = pending.then(now);
		let input = EstimateGasInputPayloadV1 { tx, timestamp_override, state_overrides };
		let EstimateGasVersionedOutputPayload::V1(output) =
			ask!(self, eth_estimate_gas_versioned, input)?.map_err(Error::Call)?;
		Ok(output.gas_estimate)
	}

	/// Traces the transactions of `block`, by position. The state must be that of its parent.
	pub fn trace_block(
		&self,
		block: Block,
		config: TracerTypeV1,
	) -> Result<Vec<(u32, TraceEntryV1)>, Error> {
		let input = TraceBlockInputPayloadV2 { block, config };
		match ask!(self, trace_block_versioned, input)? {
			TraceBlockVersionedOutputPayload::V2(output) => Ok(output.entries),
			TraceBlockVersionedOutputPayload::V1(_) => Err(unexpected("trace_block")),
		}
	}

	/// Traces the transaction at a position of `block`. The state must be that of its parent.
	pub fn trace_transaction(
		&self,
		block: Block,
		tx_index: u32,
		config: TracerTypeV1,
	) -> Result<Option<TraceEntryV1>, Error> {
		let input = TraceTxInputPayloadV2 { block, tx_index, config };
		match ask!(self, trace_tx_versioned, input)? {
			TraceTxVersionedOutputPayload::V2(output) => Ok(output.entry),
			TraceTxVersionedOutputPayload::V1(_) => Err(unexpected("trace_tx")),
		}
	}

	/// Traces a call.
	pub fn trace_call(
		&self,
		tx: GenericTransactionV1,
		config: TracerTypeV1,
		state_overrides: Option<StateOverrideSetV1>,
	) -> Result<TraceV2, Error> {
		let input = TraceCallInputPayloadV2 { tx, config, state_overrides };
		match ask!(self, trace_call_versioned, input)?.map_err(Error::Call)? {
			TraceCallVersionedOutputPayload::V2(output) => Ok(output.trace),
			TraceCallVersionedOutputPayload::V1(_) => Err(unexpected("trace_call")),
		}
	}
}

/// The runtime answered in another version than it was asked.
fn unexpected(method: &str) -> Error {
	log::error!(target: LOG_TARGET, "{method} answers in another version than it was asked");
	Error::Runtime(format!("{method} answers in an unknown version"))
}

/// Milliseconds since 1970.
fn now() -> crate::Moment {
	SystemTime::now()
		.duration_since(SystemTime::UNIX_EPOCH)
		.map(|time| u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
		.unwrap_or_default()
}
