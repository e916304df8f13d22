// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Answers the methods.

use crate::{
	api::EthApiServer,
	debug::{Debug, DebugApiServer},
	fees,
	filters::{Changes, Filters, Kind},
	index::{Index, Update},
	pending::Pending,
	types::{BlockId, FeeHistory, Filter, Receipt, RpcLog, SyncStatus, Topic},
	Block, Client, Dependencies, Error, Syncing, LOG_TARGET,
};
use jsonrpsee::{
	core::{async_trait, RegisterMethodError, RpcResult, SubscriptionResult},
	PendingSubscriptionSink, RpcModule, SubscriptionMessage,
};
use pallet_revive::{
	evm::{Bytes, GenericTransaction, TransactionSigned},
	keccak_256,
	pallet_revive_types::runtime_api::{GenericTransactionV1, StateOverrideSetV1},
};
use sc_transaction_pool_api::{error::IntoPoolError, TransactionPool, TransactionSource};
use serde_json::Value;
use sp_core::{H160, H256, U256};
use std::sync::Arc;
use tokio::sync::broadcast::error::RecvError;

/// Longest transaction that is looked at, in bytes: what pallet-revive takes.
const MAX_TRANSACTION_BYTES: usize = 512 * 1024;

/// Answers the methods.
pub struct Server<C, P> {
	index: Arc<Index<C>>,
	pool: Arc<P>,
	pending: Pending<P>,
	filters: Filters,
	syncing: Syncing,
	version: String,
}

impl<C, P> std::fmt::Debug for Server<C, P> {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		f.debug_struct("Server").field("filters", &self.filters).finish_non_exhaustive()
	}
}

/// All methods.
///
/// # Errors
/// None: no name occurs twice.
pub fn module<C, P>(deps: Dependencies<C, P>) -> Result<RpcModule<()>, RegisterMethodError>
where
	C: Client,
	P: TransactionPool<Block = Block, Hash = H256> + 'static,
{
	let Dependencies { pool, index, syncing, version, debug } = deps;
	let mut module = RpcModule::new(());
	if debug {
		module.merge(Debug::new(index.clone()).into_rpc())?;
	}
	let pending = Pending::new(pool.clone());
	let server = Server { index, pool, pending, filters: Filters::default(), syncing, version };
	module.merge(server.into_rpc())?;
	Ok(module)
}

/// A header, as `newHeads` tells it: a block without what only blocks have.
fn head(mut block: Value) -> Value {
	if let Some(fields) = block.as_object_mut() {
		for name in ["transactions", "uncles", "size", "withdrawals", "totalDifficulty"] {
			fields.remove(name);
		}
	}
	block
}

impl<C, P> Server<C, P>
where
	C: Client,
	P: TransactionPool<Block = Block, Hash = H256> + 'static,
{
	fn best(&self) -> H256 {
		self.index.client().info().best_hash
	}

	/// The record of the named block, if there is one.
	fn record(&self, block: BlockId) -> Result<Option<crate::index::Record>, Error> {
		self.index.resolve(block)?.map(|hash| self.index.record(hash)).transpose()
	}

	fn transaction_at(&self, block: BlockId, index: U256) -> RpcResult<Option<Value>> {
		let Some(record) = self.record(block)? else { return Ok(None) };
		match usize::try_from(index) {
			Ok(index) if index < record.transactions.len() => Ok(Some(record.transaction(index)?)),
			_ => Ok(None),
		}
	}

	fn block(&self, block: BlockId, full: Option<bool>) -> RpcResult<Option<Value>> {
		let Some(record) = self.record(block)? else { return Ok(None) };
		Ok(Some(record.json(full.unwrap_or(false))?))
	}

	fn block_count(&self, block: BlockId) -> RpcResult<Option<U256>> {
		Ok(self.record(block)?.map(|record| record.transactions.len().into()))
	}

	/// What a change of the best chain means to a subscriber.
	fn items(&self, topic: Topic, filter: &Filter, update: &Update) -> Result<Vec<Value>, Error> {
		let mut items = Vec::new();
		match topic {
			Topic::NewHeads => {
				for hash in &update.enacted {
					items.push(head(self.index.record(*hash)?.json(false)?));
				}
			},
			Topic::Logs => {
				let retracted = update.retracted.iter().map(|hash| (hash, true));
				let enacted = update.enacted.iter().map(|hash| (hash, false));
				for (hash, removed) in retracted.chain(enacted) {
					for log in self.index.record(*hash)?.matching(filter, removed) {
						let log = serde_json::to_value(log);
						items.push(log.map_err(|error| Error::Runtime(error.to_string()))?);
					}
				}
			},
		}
		Ok(items)
	}

	/// Refuses what no node can take, with a reason that the pool would not give.
	fn check(&self, payload: &[u8], best: H256) -> Result<(TransactionSigned, H160), Error> {
		let refused = |text: &str| Error::Refused(text.into());
		if payload.len() > MAX_TRANSACTION_BYTES {
			return Err(refused("oversized data"));
		}
		let signed = TransactionSigned::decode(payload)
			.map_err(|_| refused("the transaction does not decode"))?;
		if matches!(
			signed,
			TransactionSigned::Transaction4844Signed(_)
				| TransactionSigned::Transaction7702Signed(_)
		) {
			return Err(refused(
				"transaction type not supported: this chain takes the types 0, 1 and 2",
			));
		}
		let from = signed.recover_eth_address().map_err(|()| refused("invalid signature"))?;
		let plain = GenericTransaction::from_signed(signed.clone(), U256::zero(), Some(from));
		let chain_id = U256::from(self.index.state(best).chain_id()?);
		match plain.chain_id {
			None => Err(refused("only replay-protected (EIP-155) transactions are taken")),
			Some(id) if id != chain_id => Err(Error::Refused(format!(
				"invalid chain id for signer: have {id}, want {chain_id}"
			))),
			Some(_) => Ok((signed, from)),
		}
	}
}

#[async_trait]
impl<C, P> EthApiServer for Server<C, P>
where
	C: Client,
	P: TransactionPool<Block = Block, Hash = H256> + 'static,
{
	fn chain_id(&self) -> RpcResult<U256> {
		Ok(self.index.state(self.best()).chain_id()?.into())
	}

	fn net_version(&self) -> RpcResult<String> {
		Ok(self.index.state(self.best()).chain_id()?.to_string())
	}

	fn net_listening(&self) -> RpcResult<bool> {
		Ok(true)
	}

	fn client_version(&self) -> RpcResult<String> {
		Ok(self.version.clone())
	}

	fn sha3(&self, data: Bytes) -> RpcResult<H256> {
		Ok(keccak_256(&data.0).into())
	}

	async fn syncing(&self) -> RpcResult<SyncStatus> {
		Ok(match (self.syncing)().await {
			None => SyncStatus::Done(false),
			Some(highest) => SyncStatus::Progress {
				starting_block: U256::zero(),
				current_block: self.index.client().info().best_number.into(),
				highest_block: highest.into(),
			},
		})
	}

	fn accounts(&self) -> RpcResult<Vec<H160>> {
		Ok(Vec::new())
	}

	fn block_number(&self) -> RpcResult<U256> {
		Ok(self.index.client().info().best_number.into())
	}

	fn gas_price(&self) -> RpcResult<U256> {
		Ok(self.index.state(self.best()).gas_price()?)
	}

	fn max_priority_fee_per_gas(&self) -> RpcResult<U256> {
		Ok(U256::zero())
	}

	fn fee_history(
		&self,
		count: U256,
		newest: BlockId,
		percentiles: Option<Vec<f64>>,
	) -> RpcResult<FeeHistory> {
		Ok(fees::history(&self.index, count, newest, percentiles)?)
	}

	fn balance(&self, address: H160, block: Option<BlockId>) -> RpcResult<U256> {
		let hash = self.index.require(block.unwrap_or_default())?;
		Ok(self.index.state(hash).balance(address)?)
	}

	fn code(&self, address: H160, block: Option<BlockId>) -> RpcResult<Bytes> {
		let hash = self.index.require(block.unwrap_or_default())?;
		Ok(self.index.state(hash).code(address)?.into())
	}

	fn storage_at(&self, address: H160, slot: U256, block: Option<BlockId>) -> RpcResult<H256> {
		let hash = self.index.require(block.unwrap_or_default())?;
		Ok(self.index.state(hash).storage(address, slot)?)
	}

	fn transaction_count(&self, address: H160, block: Option<BlockId>) -> RpcResult<U256> {
		let block = block.unwrap_or_default();
		let hash = self.index.require(block)?;
		Ok(match block {
			BlockId::Pending => self.pending.nonce(&self.index, hash, address)?,
			_ => self.index.state(hash).nonce(address)?,
		}
		.into())
	}

	fn call(
		&self,
		transaction: GenericTransactionV1,
		block: Option<BlockId>,
		overrides: Option<StateOverrideSetV1>,
	) -> RpcResult<Bytes> {
		let block = block.unwrap_or_default();
		let state = self.index.state(self.index.require(block)?);
		Ok(state.call(transaction, block == BlockId::Pending, overrides)?.data.into())
	}

	fn estimate_gas(
		&self,
		transaction: GenericTransactionV1,
		block: Option<BlockId>,
		overrides: Option<StateOverrideSetV1>,
	) -> RpcResult<U256> {
		// The transaction will be in a later block than the best one.
		let block = block.unwrap_or(BlockId::Pending);
		let state = self.index.state(self.index.require(block)?);
		Ok(state.estimate_gas(transaction, block == BlockId::Pending, overrides)?)
	}

	async fn send_raw_transaction(&self, transaction: Bytes) -> RpcResult<H256> {
		let payload = transaction.0;
		let best = self.best();
		let (signed, from) = self.check(&payload, best)?;
		let hash = H256::from(keccak_256(&payload));
		let extrinsic = self.index.state(best).transaction(payload)?;
		let submitted = self.pool.submit_one(best, TransactionSource::External, extrinsic).await;
		let in_pool = submitted.map_err(|error| match error.into_pool_error() {
			Ok(error) => Error::pool(error),
			Err(error) => Error::Refused(error.to_string()),
		})?;
		self.pending.remember(hash, in_pool, signed, from);
		Ok(hash)
	}

	fn transaction_by_hash(&self, hash: H256) -> RpcResult<Option<Value>> {
		Ok(match self.index.find(hash)? {
			Some((_, record, index)) => Some(record.transaction(index)?),
			None => self.pending.find(hash)?,
		})
	}

	fn transaction_by_block_hash(&self, hash: H256, index: U256) -> RpcResult<Option<Value>> {
		self.transaction_at(BlockId::Hash(hash), index)
	}

	fn transaction_by_block_number(&self, block: BlockId, index: U256) -> RpcResult<Option<Value>> {
		self.transaction_at(block, index)
	}

	fn receipt(&self, hash: H256) -> RpcResult<Option<Receipt>> {
		let Some((_, record, index)) = self.index.find(hash)? else { return Ok(None) };
		Ok(Some(record.receipt(index)?))
	}

	fn block_receipts(&self, block: BlockId) -> RpcResult<Option<Vec<Receipt>>> {
		let Some(record) = self.record(block)? else { return Ok(None) };
		let receipts = (0..record.transactions.len()).map(|index| record.receipt(index));
		Ok(Some(receipts.collect::<Result<_, _>>()?))
	}

	fn block_by_number(&self, block: BlockId, full: Option<bool>) -> RpcResult<Option<Value>> {
		self.block(block, full)
	}

	fn block_by_hash(&self, hash: H256, full: Option<bool>) -> RpcResult<Option<Value>> {
		self.block(BlockId::Hash(hash), full)
	}

	fn block_count_by_number(&self, block: BlockId) -> RpcResult<Option<U256>> {
		self.block_count(block)
	}

	fn block_count_by_hash(&self, hash: H256) -> RpcResult<Option<U256>> {
		self.block_count(BlockId::Hash(hash))
	}

	fn logs(&self, filter: Filter) -> RpcResult<Vec<RpcLog>> {
		Ok(self.index.logs(&filter)?)
	}

	fn new_filter(&self, filter: Filter) -> RpcResult<U256> {
		Ok(self.filters.install(Kind::Logs(filter), self.best())?)
	}

	fn new_block_filter(&self) -> RpcResult<U256> {
		Ok(self.filters.install(Kind::Blocks, self.best())?)
	}

	fn new_pending_filter(&self) -> RpcResult<U256> {
		let best = self.best();
		let waiting = self.pending.hashes(&self.index, best)?;
		Ok(self.filters.install(Kind::Transactions(waiting.into_iter().collect()), best)?)
	}

	fn uninstall_filter(&self, id: U256) -> RpcResult<bool> {
		Ok(self.filters.uninstall(id))
	}

	fn filter_changes(&self, id: U256) -> RpcResult<Changes> {
		Ok(self.filters.changes(id, &self.index, |best| self.pending.hashes(&self.index, best))?)
	}

	fn filter_logs(&self, id: U256) -> RpcResult<Vec<RpcLog>> {
		Ok(self.index.logs(&self.filters.filter(id)?)?)
	}

	async fn subscribe(
		&self,
		sink: PendingSubscriptionSink,
		topic: Topic,
		filter: Option<Filter>,
	) -> SubscriptionResult {
		let filter = filter.unwrap_or_default();
		if let Err(text) = filter.check() {
			sink.reject(Error::InvalidParameter(text)).await;
			return Ok(());
		}
		// Before the caller is told: nothing in between gets lost.
		let mut updates = self.index.updates();
		let sink = sink.accept().await?;
		loop {
			let update = tokio::select! {
				() = sink.closed() => return Ok(()),
				update = updates.recv() => update,
			};
			let update = match update {
				Ok(update) => update,
				Err(RecvError::Closed) => return Ok(()),
				Err(RecvError::Lagged(count)) => {
					log::debug!(target: LOG_TARGET, "A subscriber missed {count} changes");
					continue;
				},
			};
			for item in self.items(topic, &filter, &update)? {
				sink.send(SubscriptionMessage::from_json(&item)?).await?;
			}
		}
	}
}
