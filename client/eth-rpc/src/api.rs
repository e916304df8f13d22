// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The methods `eth_*`, `net_*` and `web3_*`, as the Ethereum execution API describes them
//! (<https://ethereum.github.io/execution-apis>).

use crate::{
	filters::Changes,
	types::{BlockId, FeeHistory, Filter, Receipt, RpcLog, SyncStatus, Topic},
};
use jsonrpsee::{
	core::{RpcResult, SubscriptionResult},
	proc_macros::rpc,
};
use pallet_revive::{
	evm::Bytes,
	pallet_revive_types::runtime_api::{GenericTransactionV1, StateOverrideSetV1},
};
use serde_json::Value;
use sp_core::{H160, H256, U256};

/// The methods.
#[rpc(server)]
pub trait EthApi {
	/// The chain's id (EIP-155).
	#[method(name = "eth_chainId", blocking)]
	fn chain_id(&self) -> RpcResult<U256>;

	/// The chain's id, in decimal digits.
	#[method(name = "net_version", blocking)]
	fn net_version(&self) -> RpcResult<String>;

	/// Whether the node takes part in the network: always.
	#[method(name = "net_listening")]
	fn net_listening(&self) -> RpcResult<bool>;

	/// Name and version of the node.
	#[method(name = "web3_clientVersion")]
	fn client_version(&self) -> RpcResult<String>;

	/// Keccak-256.
	#[method(name = "web3_sha3")]
	fn sha3(&self, data: Bytes) -> RpcResult<H256>;

	/// How far the node is behind others, or `false`.
	#[method(name = "eth_syncing")]
	async fn syncing(&self) -> RpcResult<SyncStatus>;

	/// Accounts that the node signs for: none.
	#[method(name = "eth_accounts")]
	fn accounts(&self) -> RpcResult<Vec<H160>>;

	/// Height of the best block.
	#[method(name = "eth_blockNumber")]
	fn block_number(&self) -> RpcResult<U256>;

	/// Price of gas.
	#[method(name = "eth_gasPrice", blocking)]
	fn gas_price(&self) -> RpcResult<U256>;

	/// A priority fee that is enough: none is needed.
	#[method(name = "eth_maxPriorityFeePerGas")]
	fn max_priority_fee_per_gas(&self) -> RpcResult<U256>;

	/// What gas cost in the last blocks.
	#[method(name = "eth_feeHistory", blocking)]
	fn fee_history(
		&self,
		count: U256,
		newest: BlockId,
		percentiles: Option<Vec<f64>>,
	) -> RpcResult<FeeHistory>;

	/// What an account can spend.
	#[method(name = "eth_getBalance", blocking)]
	fn balance(&self, address: H160, block: Option<BlockId>) -> RpcResult<U256>;

	/// A contract's code.
	#[method(name = "eth_getCode", blocking)]
	fn code(&self, address: H160, block: Option<BlockId>) -> RpcResult<Bytes>;

	/// A contract's storage slot.
	#[method(name = "eth_getStorageAt", blocking)]
	fn storage_at(&self, address: H160, slot: U256, block: Option<BlockId>) -> RpcResult<H256>;

	/// Number of transactions that an account has sent; `pending` counts those that wait.
	#[method(name = "eth_getTransactionCount", blocking)]
	fn transaction_count(&self, address: H160, block: Option<BlockId>) -> RpcResult<U256>;

	/// Runs a call and forgets what it did.
	#[method(name = "eth_call", blocking)]
	fn call(
		&self,
		transaction: GenericTransactionV1,
		block: Option<BlockId>,
		overrides: Option<StateOverrideSetV1>,
	) -> RpcResult<Bytes>;

	/// A gas limit with which a transaction succeeds. The storage deposit counts as gas.
	#[method(name = "eth_estimateGas", blocking)]
	fn estimate_gas(
		&self,
		transaction: GenericTransactionV1,
		block: Option<BlockId>,
		overrides: Option<StateOverrideSetV1>,
	) -> RpcResult<U256>;

	/// Hands a signed transaction to the pool.
	#[method(name = "eth_sendRawTransaction")]
	async fn send_raw_transaction(&self, transaction: Bytes) -> RpcResult<H256>;

	/// A transaction of the best chain, or one that waits here.
	#[method(name = "eth_getTransactionByHash", blocking)]
	fn transaction_by_hash(&self, hash: H256) -> RpcResult<Option<Value>>;

	/// The transaction at a position of a block.
	#[method(name = "eth_getTransactionByBlockHashAndIndex", blocking)]
	fn transaction_by_block_hash(&self, hash: H256, index: U256) -> RpcResult<Option<Value>>;

	/// The transaction at a position of a block.
	#[method(name = "eth_getTransactionByBlockNumberAndIndex", blocking)]
	fn transaction_by_block_number(&self, block: BlockId, index: U256) -> RpcResult<Option<Value>>;

	/// What a transaction of the best chain did.
	#[method(name = "eth_getTransactionReceipt", blocking)]
	fn receipt(&self, hash: H256) -> RpcResult<Option<Receipt>>;

	/// What the transactions of a block did.
	#[method(name = "eth_getBlockReceipts", blocking)]
	fn block_receipts(&self, block: BlockId) -> RpcResult<Option<Vec<Receipt>>>;

	/// A block, with hashes of its transactions or with them.
	#[method(name = "eth_getBlockByNumber", blocking)]
	fn block_by_number(&self, block: BlockId, full: Option<bool>) -> RpcResult<Option<Value>>;

	/// A block, with hashes of its transactions or with them.
	#[method(name = "eth_getBlockByHash", blocking)]
	fn block_by_hash(&self, hash: H256, full: Option<bool>) -> RpcResult<Option<Value>>;

	/// Number of a block's Ethereum transactions.
	#[method(name = "eth_getBlockTransactionCountByNumber", blocking)]
	fn block_count_by_number(&self, block: BlockId) -> RpcResult<Option<U256>>;

	/// Number of a block's Ethereum transactions.
	#[method(name = "eth_getBlockTransactionCountByHash", blocking)]
	fn block_count_by_hash(&self, hash: H256) -> RpcResult<Option<U256>>;

	/// Logs.
	#[method(name = "eth_getLogs", blocking)]
	fn logs(&self, filter: Filter) -> RpcResult<Vec<RpcLog>>;

	/// Installs a filter for logs.
	#[method(name = "eth_newFilter", blocking)]
	fn new_filter(&self, filter: Filter) -> RpcResult<U256>;

	/// Installs a filter for blocks.
	#[method(name = "eth_newBlockFilter")]
	fn new_block_filter(&self) -> RpcResult<U256>;

	/// Installs a filter for waiting transactions.
	#[method(name = "eth_newPendingTransactionFilter", blocking)]
	fn new_pending_filter(&self) -> RpcResult<U256>;

	/// Removes a filter.
	#[method(name = "eth_uninstallFilter")]
	fn uninstall_filter(&self, id: U256) -> RpcResult<bool>;

	/// What happened since the last question.
	#[method(name = "eth_getFilterChanges", blocking)]
	fn filter_changes(&self, id: U256) -> RpcResult<Changes>;

	/// All logs that a filter asks for.
	#[method(name = "eth_getFilterLogs", blocking)]
	fn filter_logs(&self, id: U256) -> RpcResult<Vec<RpcLog>>;

	/// Tells about new blocks or logs.
	#[subscription(name = "eth_subscribe" => "eth_subscription", unsubscribe = "eth_unsubscribe", item = Value)]
	async fn subscribe(&self, topic: Topic, filter: Option<Filter>) -> SubscriptionResult;
}
