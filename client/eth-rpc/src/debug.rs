// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The methods `debug_*`: what transactions and calls do inside.
//!
//! A transaction is traced by running its block again on the state before it, so that the state of the
//! parent block must still be there.

use crate::{types::BlockId, Client, Error, Index};
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use pallet_revive::pallet_revive_types::runtime_api::{
	GenericTransactionV1, StateOverrideSetV1, TraceEntryV1, TraceV2, TracerTypeV1,
};
use serde::{de::DeserializeOwned, Deserialize};
use serde_json::{json, Value};
use sp_core::H256;
use std::sync::Arc;

/// How to trace.
#[derive(Clone, PartialEq, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TraceOptions {
	/// `callTracer` or `prestateTracer`.
	pub tracer: Option<String>,
	/// The tracer's own options.
	pub tracer_config: Option<Value>,
	/// What to change in the state before a call (`debug_traceCall` alone).
	pub state_overrides: Option<StateOverrideSetV1>,
}

impl TraceOptions {
	/// The tracer.
	fn tracer(&self) -> Result<TracerTypeV1, Error> {
		match self.tracer.as_deref() {
			Some("callTracer") => Ok(TracerTypeV1::CallTracer(self.config()?)),
			Some("prestateTracer") => Ok(TracerTypeV1::PrestateTracer(self.config()?)),
			None => Err(Error::InvalidParameter(
				"the chain does not record single instructions: name a tracer, \
				 {\"tracer\": \"callTracer\"} or {\"tracer\": \"prestateTracer\"}"
					.into(),
			)),
			Some(other) => Err(Error::InvalidParameter(format!(
				"there is no tracer {other:?}, but callTracer and prestateTracer"
			))),
		}
	}

	fn config<T: DeserializeOwned>(&self) -> Result<Option<T>, Error> {
		self.tracer_config
			.clone()
			.map(serde_json::from_value)
			.transpose()
			.map_err(|error| Error::InvalidParameter(format!("tracerConfig: {error}")))
	}
}

/// The methods.
#[rpc(server)]
pub trait DebugApi {
	/// Traces a transaction.
	#[method(name = "debug_traceTransaction", blocking)]
	fn trace_transaction(&self, hash: H256, options: Option<TraceOptions>) -> RpcResult<TraceV2>;

	/// Traces the Ethereum transactions of a block.
	#[method(name = "debug_traceBlockByNumber", blocking)]
	fn trace_block_by_number(
		&self,
		block: BlockId,
		options: Option<TraceOptions>,
	) -> RpcResult<Vec<Value>>;

	/// Traces the Ethereum transactions of a block.
	#[method(name = "debug_traceBlockByHash", blocking)]
	fn trace_block_by_hash(
		&self,
		hash: H256,
		options: Option<TraceOptions>,
	) -> RpcResult<Vec<Value>>;

	/// Traces a call.
	#[method(name = "debug_traceCall", blocking)]
	fn trace_call(
		&self,
		transaction: GenericTransactionV1,
		block: Option<BlockId>,
		options: Option<TraceOptions>,
	) -> RpcResult<TraceV2>;
}

/// Answers the methods.
#[derive(Debug)]
pub struct Debug<C> {
	index: Arc<Index<C>>,
}

/// Why there is no trace of a transaction that is there.
fn untraced() -> Error {
	Error::Refused("the transaction left no trace".into())
}

impl<C: Client> Debug<C> {
	/// Answers from the index and the states.
	pub fn new(index: Arc<Index<C>>) -> Self {
		Self { index }
	}

	fn trace_block(&self, block: BlockId, options: TraceOptions) -> Result<Vec<Value>, Error> {
		let hash = self.index.require(block)?;
		let record = self.index.record(hash)?;
		let config = options.tracer()?;
		let Some((block, parent)) = self.index.replay(hash)? else { return Ok(Vec::new()) };
		let entries = self.index.state(parent).trace_block(block, config)?;
		let trace = |transaction: &crate::index::TransactionRecord| {
			let entry = entries.iter().find(|(position, _)| *position == transaction.position);
			match entry {
				Some((_, TraceEntryV1::Traced(trace))) => {
					json!({ "txHash": transaction.hash(), "result": trace })
				},
				_ => json!({ "txHash": transaction.hash(), "error": untraced().to_string() }),
			}
		};
		Ok(record.transactions.iter().map(trace).collect())
	}
}

impl<C: Client> DebugApiServer for Debug<C> {
	fn trace_transaction(&self, hash: H256, options: Option<TraceOptions>) -> RpcResult<TraceV2> {
		let config = options.unwrap_or_default().tracer()?;
		let (block, record, index) = self.index.find(hash)?.ok_or(Error::NoSuchTransaction)?;
		let position = record.transactions.get(index).ok_or(Error::NoSuchTransaction)?.position;
		let (block, parent) = self.index.replay(block)?.ok_or(Error::NoSuchTransaction)?;
		match self.index.state(parent).trace_transaction(block, position, config)? {
			Some(TraceEntryV1::Traced(trace)) => Ok(trace),
			_ => Err(untraced().into()),
		}
	}

	fn trace_block_by_number(
		&self,
		block: BlockId,
		options: Option<TraceOptions>,
	) -> RpcResult<Vec<Value>> {
		Ok(self.trace_block(block, options.unwrap_or_default())?)
	}

	fn trace_block_by_hash(
		&self,
		hash: H256,
		options: Option<TraceOptions>,
	) -> RpcResult<Vec<Value>> {
		Ok(self.trace_block(BlockId::Hash(hash), options.unwrap_or_default())?)
	}

	fn trace_call(
		&self,
		transaction: GenericTransactionV1,
		block: Option<BlockId>,
		options: Option<TraceOptions>,
	) -> RpcResult<TraceV2> {
		let options = options.unwrap_or_default();
		let config = options.tracer()?;
		let hash = self.index.require(block.unwrap_or_default())?;
		Ok(self.index.state(hash).trace_call(transaction, config, options.state_overrides)?)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn tracers_are_named_as_in_go_ethereum() {
		let tracer = |value: Value| {
			serde_json::from_value::<TraceOptions>(value).map(|options| options.tracer())
		};
		let calls = tracer(json!({ "tracer": "callTracer", "tracerConfig": { "withLog": true } }));
		assert!(matches!(calls.unwrap().unwrap(), TracerTypeV1::CallTracer(Some(_))));
		let top =
			tracer(json!({ "tracer": "callTracer", "tracerConfig": { "onlyTopCall": true } }));
		let TracerTypeV1::CallTracer(Some(config)) = top.unwrap().unwrap() else { panic!() };
		assert!(config.only_top_call);
		let state = tracer(json!({ "tracer": "prestateTracer", "timeout": "10s" }));
		assert!(matches!(state.unwrap().unwrap(), TracerTypeV1::PrestateTracer(None)));
		for bad in [json!({}), json!({ "tracer": "{}" }), json!({ "disableStack": true })] {
			let error = tracer(bad).unwrap().unwrap_err().to_string();
			assert!(error.contains("callTracer"), "{error}");
		}
	}
}
