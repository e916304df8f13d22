// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The methods `mining_*`: what operators of miners want to know.

use crate::error::Error;
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use serde::{Deserialize, Serialize};
use sero_consensus_primitives::PowPosApi;
use sero_primitives::BlockNumber;
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_runtime::traits::{Block as BlockT, Header as HeaderT};
use std::{marker::PhantomData, sync::Arc};

/// What this node's own miner does.
///
/// The address that receives the rewards is left out: it would link all blocks of the miner.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LocalMining {
	/// Mining threads; 0 if the node does not mine.
	pub threads: u32,
	/// Hashes per second of all threads together, over the last seconds.
	pub hashes_per_second: f64,
	/// Blocks that this node has found and imported since it was started.
	pub blocks_found: u64,
}

/// The state of mining on the chain and on this node.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MiningStatus {
	/// What this node's own miner does.
	pub local: LocalMining,
	/// Height of the next block.
	pub next_number: BlockNumber,
	/// Expected number of hashes for the next block, decimal text.
	pub difficulty: String,
	/// Time between blocks that the difficulty aims at, in milliseconds.
	pub target_block_time_ms: u64,
	/// Hash rate of the network that the difficulty stands for, decimal text.
	pub network_hashes_per_second: String,
	/// Whether blocks need votes.
	pub voting_active: bool,
}

/// The methods.
#[rpc(client, server)]
pub trait MiningRpc {
	/// The state of mining on the chain and on this node.
	#[method(name = "mining_status", blocking)]
	fn status(&self) -> RpcResult<MiningStatus>;
}

/// Reads what the node's own miner does.
pub type LocalMiningReader = Arc<dyn Fn() -> LocalMining + Send + Sync>;

/// Answers the methods.
pub struct Mining<B, C> {
	client: Arc<C>,
	local: LocalMiningReader,
	_block: PhantomData<fn() -> B>,
}

impl<B, C> std::fmt::Debug for Mining<B, C> {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		f.write_str("Mining")
	}
}

impl<B, C> Mining<B, C> {
	/// Answers from a client and the node's own miner.
	pub fn new(client: Arc<C>, local: LocalMiningReader) -> Self {
		Self { client, local, _block: PhantomData }
	}
}

impl<B, C> Mining<B, C>
where
	B: BlockT,
	B::Header: HeaderT<Number = BlockNumber>,
	C: ProvideRuntimeApi<B> + HeaderBackend<B> + Send + Sync + 'static,
	C::Api: PowPosApi<B>,
{
	fn read(&self) -> Result<MiningStatus, Error> {
		let info = self.client.info();
		let runtime = |error: sp_api::ApiError| Error::Runtime(error.to_string());
		let api = self.client.runtime_api();
		let difficulty = api.difficulty(info.best_hash).map_err(runtime)?;
		let api = self.client.runtime_api();
		let params = api.consensus_params(info.best_hash).map_err(runtime)?;
		let network = difficulty
			.saturating_mul(1000u64.into())
			.checked_div(params.target_block_time_ms.into())
			.unwrap_or_default();
		Ok(MiningStatus {
			local: (self.local)(),
			next_number: info.best_number.saturating_add(1),
			difficulty: difficulty.to_string(),
			target_block_time_ms: params.target_block_time_ms,
			network_hashes_per_second: network.to_string(),
			voting_active: params.votes_required > 0,
		})
	}
}

impl<B, C> MiningRpcServer for Mining<B, C>
where
	B: BlockT,
	B::Header: HeaderT<Number = BlockNumber>,
	C: ProvideRuntimeApi<B> + HeaderBackend<B> + Send + Sync + 'static,
	C::Api: PowPosApi<B>,
{
	fn status(&self) -> RpcResult<MiningStatus> {
		Ok(self.read()?)
	}
}
