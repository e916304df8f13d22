// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Keeps every block as Ethereum sees it, and finds blocks and transactions by their hashes.
//!
//! The runtime knows this of the last block only, and old states are pruned. [`Index`] asks it once
//! for every imported block and keeps the answer in the client's auxiliary store:
//!
//! | key | value |
//! | --- | --- |
//! | `sero:eth:block:` ‖ block hash | [`Record`] |
//! | `sero:eth:hash:` ‖ Ethereum block hash | hashes of the blocks that have it |
//! | `sero:eth:tx:` ‖ Ethereum transaction hash | hashes of the blocks that have it |
//!
//! Nothing is kept by height: which blocks are on the best chain is the client's to say, so that a
//! reorganization needs no change here.

use crate::{
	state::State,
	types::{bloom, BlockId, Filter, Receipt, RpcLog},
	Block, Client, Error, LOG_TARGET, SAFE_DEPTH,
};
use codec::{Decode, DecodeAll, Encode};
use futures::{Stream, StreamExt};
use pallet_revive::{
	create1,
	evm::{GenericTransaction, TransactionSigned},
	keccak_256,
	pallet_revive_types::runtime_api::{BlockV1, HashesOrTransactionInfosV1, TransactionInfoV1},
};
use sc_client_api::{BlockImportNotification, FinalityNotification};
use serde_json::{json, Value};
use sero_ethereum_primitives::Outcome;
use sero_primitives::BlockNumber;
use sp_blockchain::tree_route;
use sp_core::{H160, H256, U256};
use sp_runtime::traits::{Block as BlockT, Header as HeaderT};
use std::sync::Arc;
use tokio::sync::broadcast;

const BLOCK_PREFIX: &[u8] = b"sero:eth:block:";
const HASH_PREFIX: &[u8] = b"sero:eth:hash:";
const TX_PREFIX: &[u8] = b"sero:eth:tx:";

/// Most blocks that one request for logs reads.
pub const MAX_LOG_BLOCKS: BlockNumber = 10_000;
/// Most logs that one request answers.
pub const MAX_LOGS: usize = 10_000;
/// Blocks that the index may be behind for requests by hash not to miss them.
const MAX_BEHIND: usize = 32;
/// Changes of the best chain that a slow subscriber may lag behind.
const LAG: usize = 256;

/// An Ethereum transaction of a block.
#[derive(Clone, PartialEq, Debug, Encode, Decode)]
pub struct TransactionRecord {
	/// Position in the block, others than Ethereum's counted too.
	pub position: u32,
	/// The signed transaction (RLP).
	pub payload: Vec<u8>,
	/// Its sender.
	pub from: H160,
	/// Gas it used.
	pub gas_used: U256,
	/// What a unit of gas cost.
	pub effective_gas_price: U256,
	/// What it left.
	pub outcome: Outcome,
}

impl TransactionRecord {
	/// Its hash.
	pub fn hash(&self) -> H256 {
		keccak_256(&self.payload).into()
	}

	/// The transaction itself.
	fn signed(&self) -> Result<TransactionSigned, Error> {
		TransactionSigned::decode(&self.payload).map_err(|_| Error::Damaged(self.hash()))
	}
}

/// A block as Ethereum sees it.
#[derive(Clone, PartialEq, Debug, Encode, Decode)]
pub struct Record {
	/// The block, with the hashes of its transactions.
	pub block: BlockV1,
	/// Its Ethereum transactions.
	pub transactions: Vec<TransactionRecord>,
}

impl Record {
	/// Its logs, from the transaction at `index` only if one is named.
	fn logs(&self, index: Option<usize>, removed: bool) -> Vec<RpcLog> {
		let mut logs = Vec::new();
		let mut log_index = 0u64;
		for (at, transaction) in self.transactions.iter().enumerate() {
			let wanted = index.is_none_or(|index| index == at);
			for log in &transaction.outcome.logs {
				if wanted {
					logs.push(RpcLog {
						address: log.address,
						topics: log.topics.clone(),
						data: log.data.clone().into(),
						block_hash: self.block.hash,
						block_number: self.block.number,
						block_timestamp: self.block.timestamp,
						transaction_hash: transaction.hash(),
						transaction_index: at.into(),
						log_index: log_index.into(),
						removed,
					});
				}
				log_index = log_index.saturating_add(1);
			}
		}
		logs
	}

	/// The logs that `filter` asks for.
	pub fn matching(&self, filter: &Filter, removed: bool) -> Vec<RpcLog> {
		let mut logs = self.logs(None, removed);
		logs.retain(|log| filter.matches(&log.address, &log.topics));
		logs
	}

	/// The receipt of the transaction at `index`.
	pub fn receipt(&self, index: usize) -> Result<Receipt, Error> {
		let transaction = self.transactions.get(index).ok_or(Error::NoSuchTransaction)?;
		let plain = GenericTransaction::from_signed(
			transaction.signed()?,
			transaction.effective_gas_price,
			Some(transaction.from),
		);
		let contract_address = match plain.to {
			Some(_) => None,
			None => {
				let nonce = u64::try_from(plain.nonce.unwrap_or_default());
				Some(create1(
					&transaction.from,
					nonce.map_err(|_| Error::Damaged(transaction.hash()))?,
				))
			},
		};
		let up_to = self.transactions.iter().take(index.saturating_add(1));
		let logs = &transaction.outcome.logs;
		Ok(Receipt {
			block_hash: self.block.hash,
			block_number: self.block.number,
			contract_address,
			cumulative_gas_used: up_to
				.fold(U256::zero(), |sum, other| sum.saturating_add(other.gas_used)),
			effective_gas_price: transaction.effective_gas_price,
			from: transaction.from,
			gas_used: transaction.gas_used,
			logs: self.logs(Some(index), false),
			logs_bloom: bloom(logs.iter().map(|log| (&log.address, log.topics.as_slice()))),
			status: U256::from(u8::from(!transaction.outcome.reverted)),
			to: plain.to,
			transaction_hash: transaction.hash(),
			transaction_index: index.into(),
			r#type: U256::from(plain.r#type.unwrap_or_default().0),
		})
	}

	/// The transaction at `index`, as `eth_getTransactionByHash` answers it.
	pub fn transaction(&self, index: usize) -> Result<Value, Error> {
		let transaction = self.transactions.get(index).ok_or(Error::NoSuchTransaction)?;
		let mut value = transaction_json(
			transaction.signed()?,
			transaction.from,
			transaction.hash(),
			Some((self.block.hash, self.block.number, index)),
		)?;
		// What was paid, not what was offered.
		value["gasPrice"] = json!(transaction.effective_gas_price);
		Ok(value)
	}

	/// The block, as `eth_getBlockByHash` answers it.
	pub fn json(&self, full: bool) -> Result<Value, Error> {
		let mut value = serde_json::to_value(&self.block).map_err(text)?;
		if full {
			let transactions = 0..self.transactions.len();
			value["transactions"] =
				transactions.map(|at| self.transaction(at)).collect::<Result<Value, Error>>()?;
		}
		Ok(value)
	}
}

fn text(error: serde_json::Error) -> Error {
	Error::Runtime(error.to_string())
}

/// A transaction in Ethereum's JSON. `place` is hash and height of its block and its position there;
/// nothing while it waits.
pub(crate) fn transaction_json(
	signed: TransactionSigned,
	from: H160,
	hash: H256,
	place: Option<(H256, U256, usize)>,
) -> Result<Value, Error> {
	let (block_hash, block_number, index) = place.unwrap_or_default();
	let info = TransactionInfoV1 {
		block_hash,
		block_number,
		from,
		hash,
		transaction_index: index.into(),
		transaction_signed: signed.into(),
	};
	let mut value = serde_json::to_value(info).map_err(text)?;
	if place.is_none() {
		for name in ["blockHash", "blockNumber", "transactionIndex"] {
			value[name] = Value::Null;
		}
	}
	Ok(value)
}

/// The best chain moved.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Update {
	/// Blocks that left it, the highest first.
	pub retracted: Vec<H256>,
	/// Blocks that joined it, the lowest first.
	pub enacted: Vec<H256>,
}

/// The index.
pub struct Index<C> {
	client: Arc<C>,
	updates: broadcast::Sender<Arc<Update>>,
}

impl<C> std::fmt::Debug for Index<C> {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		f.debug_struct("Index").finish_non_exhaustive()
	}
}

fn key(prefix: &[u8], hash: &H256) -> Vec<u8> {
	[prefix, hash.as_bytes()].concat()
}

impl<C: Client> Index<C> {
	/// An index of the client's chain.
	pub fn new(client: Arc<C>) -> Self {
		Self { client, updates: broadcast::channel(LAG).0 }
	}

	/// Tells about changes of the best chain, once their blocks are indexed.
	pub fn updates(&self) -> broadcast::Receiver<Arc<Update>> {
		self.updates.subscribe()
	}

	/// Follows the chain until the streams end.
	///
	/// `imports` has to report every imported block, and has to be opened before the call.
	pub async fn run(
		self: Arc<Self>,
		imports: impl Stream<Item = BlockImportNotification<Block>>,
		finality: impl Stream<Item = FinalityNotification<Block>>,
	) {
		let mut best = self.client.info().best_hash;
		if let Err(error) = self.catch_up(best) {
			log::error!(target: LOG_TARGET, "Old blocks are not indexed: {error}");
		}
		let (mut imports, mut finality) = (Box::pin(imports.fuse()), Box::pin(finality.fuse()));
		loop {
			futures::select! {
				block = imports.next() => {
					let Some(block) = block else { return };
					if let Err(error) = self.on_import(block.hash, block.is_new_best, &mut best) {
						log::error!(
							target: LOG_TARGET,
							"Block {:?} is not indexed: {error}", block.hash,
						);
					}
				},
				notification = finality.next() => {
					let Some(notification) = notification else { continue };
					for block in notification.stale_blocks.iter() {
						if let Err(error) = self.forget(block.hash) {
							log::warn!(
								target: LOG_TARGET,
								"The record of {:?} stays: {error}", block.hash,
							);
						}
					}
				},
			}
		}
	}

	/// Indexes what is missing below `best`, the lowest first: what is indexed then has no gaps,
	/// whenever the node ends. Blocks whose state is gone cannot be indexed any more.
	pub fn catch_up(&self, best: H256) -> Result<(), Error> {
		let mut missing = Vec::new();
		let mut next = Some(best);
		while let Some(hash) = next {
			if self.load(hash)?.is_some() {
				break;
			}
			missing.push(hash);
			let header = self.client.header(hash)?.ok_or(Error::NoSuchBlock)?;
			next = (*header.number() > 0).then(|| *header.parent_hash());
		}
		let mut gone = 0u32;
		for hash in missing.into_iter().rev() {
			match self.insert(hash) {
				Ok(()) => {},
				Err(Error::StateGone(_)) => gone = gone.saturating_add(1),
				Err(error) => return Err(error),
			}
		}
		if gone > 0 {
			log::warn!(
				target: LOG_TARGET,
				"The Ethereum transactions of {gone} old blocks are not known: their states are gone. A \
				 node that runs with --eth-rpc from the start knows them.",
			);
		}
		Ok(())
	}

	/// Indexes a new block, and tells if the best chain moved.
	pub fn on_import(&self, hash: H256, is_new_best: bool, best: &mut H256) -> Result<(), Error> {
		if self.load(hash)?.is_none() {
			self.insert(hash)?;
		}
		if is_new_best {
			let update = self.update(*best, hash)?;
			*best = hash;
			// Nobody may be listening.
			let _ = self.updates.send(Arc::new(update));
		}
		Ok(())
	}

	/// How the best chain moves when its tip does.
	pub fn update(&self, from: H256, to: H256) -> Result<Update, Error> {
		let route = tree_route(&*self.client, from, to)?;
		Ok(Update {
			retracted: route.retracted().iter().map(|block| block.hash).collect(),
			enacted: route.enacted().iter().map(|block| block.hash).collect(),
		})
	}

	/// The state after a block.
	pub fn state(&self, hash: H256) -> State<'_, C> {
		State::new(&self.client, hash)
	}

	fn load(&self, hash: H256) -> Result<Option<Record>, Error> {
		match self.client.get_aux(&key(BLOCK_PREFIX, &hash))? {
			None => Ok(None),
			Some(bytes) => {
				Record::decode_all(&mut &bytes[..]).map(Some).map_err(|_| Error::Damaged(hash))
			},
		}
	}

	/// A block, as Ethereum sees it.
	///
	/// # Errors
	/// [`Error::StateGone`] if it is old and was never indexed.
	pub fn record(&self, hash: H256) -> Result<Record, Error> {
		match self.load(hash)? {
			Some(record) => Ok(record),
			// Not stored here: records are stored from below, see `catch_up`.
			None => self.read(hash),
		}
	}

	/// Asks the runtime.
	fn read(&self, hash: H256) -> Result<Record, Error> {
		let state = self.state(hash);
		let block = state.block()?;
		let HashesOrTransactionInfosV1::Hashes(hashes) = &block.transactions else {
			return Err(Error::Runtime("a block has no list of hashes".into()));
		};
		if hashes.is_empty() {
			return Ok(Record { block, transactions: Vec::new() });
		}
		let body = self.client.block_body(hash)?.ok_or(Error::NoSuchBlock)?;
		let payloads = state.payloads(body)?;
		let gas = state.gas_used()?;
		if payloads.len() != hashes.len() || gas.len() != hashes.len() {
			return Err(Error::Runtime(format!(
				"block {hash:?} has {} Ethereum transactions, of which {} are found and {} have gas",
				hashes.len(),
				payloads.len(),
				gas.len(),
			)));
		}
		let mut outcomes: std::collections::BTreeMap<_, _> =
			state.outcomes()?.into_iter().collect();
		let transactions = payloads
			.into_iter()
			.zip(gas)
			.map(|((position, payload), gas)| {
				let damaged = || Error::Damaged(hash);
				let signed = TransactionSigned::decode(&payload).map_err(|_| damaged())?;
				Ok(TransactionRecord {
					position,
					from: signed.recover_eth_address().map_err(|_| damaged())?,
					payload,
					gas_used: gas.gas_used,
					effective_gas_price: gas.effective_gas_price,
					outcome: outcomes.remove(&position).unwrap_or_default(),
				})
			})
			.collect::<Result<_, Error>>()?;
		Ok(Record { block, transactions })
	}

	/// Blocks that `key` names.
	fn blocks(&self, key: &[u8]) -> Result<Vec<H256>, Error> {
		match self.client.get_aux(key)? {
			None => Ok(Vec::new()),
			Some(bytes) => Vec::decode_all(&mut &bytes[..])
				.map_err(|_| Error::Runtime(format!("the entry {} is damaged", hex::encode(key)))),
		}
	}

	/// The keys that lead to a record.
	fn keys(record: &Record) -> Vec<Vec<u8>> {
		let mut keys = vec![key(HASH_PREFIX, &record.block.hash)];
		keys.extend(record.transactions.iter().map(|tx| key(TX_PREFIX, &tx.hash())));
		keys
	}

	/// Stores a block. Called by the one task that follows the chain.
	fn insert(&self, hash: H256) -> Result<(), Error> {
		let record = self.read(hash)?;
		let mut entries = vec![(key(BLOCK_PREFIX, &hash), record.encode())];
		for key in Self::keys(&record) {
			let mut blocks = self.blocks(&key)?;
			if !blocks.contains(&hash) {
				blocks.push(hash);
				entries.push((key, blocks.encode()));
			}
		}
		let entries: Vec<_> = entries.iter().map(|(k, v)| (&k[..], &v[..])).collect();
		Ok(self.client.insert_aux(&entries, &[])?)
	}

	/// Removes a block that will never be on the best chain.
	fn forget(&self, hash: H256) -> Result<(), Error> {
		let Some(record) = self.load(hash)? else { return Ok(()) };
		let mut changed = Vec::new();
		let mut removed = vec![key(BLOCK_PREFIX, &hash)];
		for key in Self::keys(&record) {
			let mut blocks = self.blocks(&key)?;
			blocks.retain(|block| *block != hash);
			if blocks.is_empty() {
				removed.push(key);
			} else {
				changed.push((key, blocks.encode()));
			}
		}
		let changed: Vec<_> = changed.iter().map(|(k, v)| (&k[..], &v[..])).collect();
		let removed: Vec<_> = removed.iter().map(|key| &key[..]).collect();
		Ok(self.client.insert_aux(&changed, &removed)?)
	}

	/// Whether a block is on the best chain.
	pub fn is_canonical(&self, hash: H256) -> Result<bool, Error> {
		Ok(match self.client.number(hash)? {
			Some(number) => self.client.hash(number)? == Some(hash),
			None => false,
		})
	}

	/// The chain's own hash of the block that is named.
	pub fn resolve(&self, block: BlockId) -> Result<Option<H256>, Error> {
		let info = self.client.info();
		let number = match block {
			BlockId::Latest | BlockId::Pending => return Ok(Some(info.best_hash)),
			BlockId::Finalized => return Ok(Some(info.finalized_hash)),
			BlockId::Earliest => 0,
			BlockId::Safe => info.best_number.saturating_sub(SAFE_DEPTH).max(info.finalized_number),
			BlockId::Number(number) => number,
			BlockId::Hash(hash) => {
				// In this order: a block that gets indexed meanwhile is in one of both.
				let newest = self.newest()?;
				let blocks = self.blocks(&key(HASH_PREFIX, &hash))?;
				for block in &blocks {
					if self.is_canonical(*block)? {
						return Ok(Some(*block));
					}
				}
				if let Some(block) = blocks.first() {
					return Ok(Some(*block));
				}
				for block in newest {
					if self.record(block)?.block.hash == hash {
						return Ok(Some(block));
					}
				}
				return Ok(None);
			},
		};
		Ok(self.client.hash(number)?)
	}

	/// The newest blocks of the best chain, as far as they are not indexed yet.
	fn newest(&self) -> Result<Vec<H256>, Error> {
		let mut blocks = Vec::new();
		let mut hash = self.client.info().best_hash;
		while blocks.len() < MAX_BEHIND && self.load(hash)?.is_none() {
			blocks.push(hash);
			match self.client.header(hash)? {
				Some(header) if *header.number() > 0 => hash = *header.parent_hash(),
				_ => break,
			}
		}
		Ok(blocks)
	}

	/// As [`Self::resolve`] where the block must be there.
	pub fn require(&self, block: BlockId) -> Result<H256, Error> {
		self.resolve(block)?.ok_or(Error::NoSuchBlock)
	}

	/// The block of the best chain with this transaction, and the transaction's index there.
	pub fn find(&self, transaction: H256) -> Result<Option<(H256, Record, usize)>, Error> {
		// In this order: a block that gets indexed meanwhile is in one of both.
		let newest = self.newest()?;
		let mut blocks = self.blocks(&key(TX_PREFIX, &transaction))?;
		blocks.extend(newest);
		for block in blocks {
			if !self.is_canonical(block)? {
				continue;
			}
			let record = self.record(block)?;
			let index = record.transactions.iter().position(|tx| tx.hash() == transaction);
			if let Some(index) = index {
				return Ok(Some((block, record, index)));
			}
		}
		Ok(None)
	}

	/// The logs that `filter` asks for, in order.
	pub fn logs(&self, filter: &Filter) -> Result<Vec<RpcLog>, Error> {
		filter.check().map_err(Error::InvalidParameter)?;
		if let Some(hash) = filter.block_hash {
			return Ok(self.record(self.require(BlockId::Hash(hash))?)?.matching(filter, false));
		}
		let best = self.client.info().best_number;
		let number = |block: Option<BlockId>| -> Result<BlockNumber, Error> {
			match block.unwrap_or_default() {
				// A range may reach beyond the best block.
				BlockId::Number(number) => Ok(number),
				block => {
					let hash = self.require(block)?;
					self.client.number(hash)?.ok_or(Error::NoSuchBlock)
				},
			}
		};
		let (from, to) = (number(filter.from_block)?, number(filter.to_block)?);
		if from > to {
			return Err(Error::InvalidParameter("invalid block range".into()));
		}
		let to = to.min(best);
		if to.saturating_sub(from) >= MAX_LOG_BLOCKS {
			return Err(Error::InvalidParameter(format!(
				"a request for logs covers at most {MAX_LOG_BLOCKS} blocks: ask for them in parts"
			)));
		}
		let mut logs = Vec::new();
		for number in from..=to {
			let Some(hash) = self.client.hash(number)? else { break };
			logs.extend(self.record(hash)?.matching(filter, false));
			if logs.len() > MAX_LOGS {
				return Err(Error::InvalidParameter(format!(
					"there are more than {MAX_LOGS} such logs: ask for fewer blocks"
				)));
			}
		}
		Ok(logs)
	}

	/// The block that a trace replays, and the state it starts from.
	pub fn replay(&self, hash: H256) -> Result<Option<(Block, H256)>, Error> {
		let header = self.client.header(hash)?.ok_or(Error::NoSuchBlock)?;
		if *header.number() == 0 {
			return Ok(None);
		}
		let parent = *header.parent_hash();
		let body = self.client.block_body(hash)?.ok_or(Error::NoSuchBlock)?;
		Ok(Some((Block::new(header, body), parent)))
	}

	/// The client.
	pub fn client(&self) -> &C {
		&self.client
	}
}
