// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The methods `staking_*` and `voting_*`: shares, staking nodes, and whether blocks need votes.
//!
//! Which shares belong together is not known to the node. A wallet that wants to keep it so takes all
//! shares with `staking_shares`; `staking_share` tells the node which one the caller is interested in.

use crate::{error::Error, types::Amount};
use jsonrpsee::{
	core::{async_trait, RpcResult},
	proc_macros::rpc,
};
use pallet_staking_nodes::MAX_PAGE;
use sero_consensus_primitives::PowPosApi;
use sero_shielded_primitives::NodeId;
use sp_api::{ApiError, ProvideRuntimeApi};
use sp_blockchain::HeaderBackend;
use sp_core::H256;
use sp_runtime::traits::{Block as BlockT, Header as HeaderT};
use std::{marker::PhantomData, sync::Arc};

mod types;

pub use pallet_pow_pos_consensus::runtime_api::EmissionApi;
pub use pallet_staking_nodes::runtime_api::StakingApi;
pub use types::*;

/// The methods.
#[rpc(client, server)]
pub trait StakingRpc {
	/// Parameters, number of tickets in the lottery, price of the next one, sums.
	#[method(name = "staking_status", blocking)]
	fn status(&self) -> RpcResult<StakingStatus>;

	/// What an amount of SERO base units (decimal text) buys now; null if it does not pay for a
	/// ticket.
	#[method(name = "staking_quote", blocking)]
	fn quote(&self, amount: Amount) -> RpcResult<Option<Quote>>;

	/// A share; null if it does not exist or was paid in full. Tells the node which share the caller
	/// is interested in.
	#[method(name = "staking_share", blocking)]
	fn share(&self, id: H256) -> RpcResult<Option<Share>>;

	/// At most `count` ≤ 256 shares in ascending order of their ids: from the first one on, or behind
	/// `after`.
	#[method(name = "staking_shares", blocking)]
	fn shares(&self, after: Option<H256>, count: u32) -> RpcResult<Vec<Share>>;

	/// A staking node; null if it does not exist or its deposit was paid back.
	#[method(name = "staking_node", blocking)]
	fn node(&self, id: H256) -> RpcResult<Option<StakingNode>>;

	/// At most `count` ≤ 256 staking nodes in ascending order of their ids: from the first one on, or
	/// behind `after`. All of the first 256 without parameters.
	#[method(name = "staking_nodes", blocking)]
	fn nodes(&self, after: Option<H256>, count: Option<u32>) -> RpcResult<Vec<StakingNode>>;

	/// Votes that the next block needs, tickets in the lottery, missed votes.
	#[method(name = "voting_status", blocking)]
	fn voting(&self) -> RpcResult<VotingStatus>;
}

/// Answers the methods.
pub struct Staking<B, C> {
	client: Arc<C>,
	_block: PhantomData<fn() -> B>,
}

impl<B, C> std::fmt::Debug for Staking<B, C> {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		f.write_str("Staking")
	}
}

impl<B, C> Staking<B, C> {
	/// Answers from a client.
	pub fn new(client: Arc<C>) -> Self {
		Self { client, _block: PhantomData }
	}
}

/// Refuses a page that is too long.
fn check_page(count: u32) -> Result<(), Error> {
	match count <= MAX_PAGE {
		true => Ok(()),
		false => {
			Err(Error::InvalidParameter(format!("{count} entries asked for, {MAX_PAGE} allowed")))
		},
	}
}

fn runtime(error: ApiError) -> Error {
	Error::Runtime(error.to_string())
}

impl<B, C> Staking<B, C>
where
	B: BlockT<Hash = H256>,
	C: ProvideRuntimeApi<B> + HeaderBackend<B> + Send + Sync + 'static,
{
	/// Asks the runtime at the best block.
	fn ask<T>(
		&self,
		question: impl FnOnce(&C::Api, H256) -> Result<T, ApiError>,
	) -> Result<T, Error> {
		crate::ask_at_best::<B, C, T>(&self.client, question)
	}
}

#[async_trait]
impl<B, C> StakingRpcServer for Staking<B, C>
where
	B: BlockT<Hash = H256>,
	B::Header: HeaderT<Number = sero_primitives::BlockNumber, Hash = H256>,
	C: ProvideRuntimeApi<B> + HeaderBackend<B> + Send + Sync + 'static,
	C::Api: StakingApi<B> + EmissionApi<B> + PowPosApi<B>,
{
	fn status(&self) -> RpcResult<StakingStatus> {
		let info = self.client.info();
		let status = self.client.runtime_api().staking_status(info.best_hash).map_err(runtime)?;
		Ok(StakingStatus::new(info.best_number, info.best_hash, status))
	}

	fn quote(&self, amount: Amount) -> RpcResult<Option<Quote>> {
		let quote = self.ask(|api, at| api.quote(at, amount.0))?;
		Ok(quote.map(Into::into))
	}

	fn share(&self, id: H256) -> RpcResult<Option<Share>> {
		Ok(self.ask(|api, at| api.share(at, id))?.map(Into::into))
	}

	fn shares(&self, after: Option<H256>, count: u32) -> RpcResult<Vec<Share>> {
		check_page(count)?;
		let shares = self.ask(|api, at| api.shares(at, after, count))?;
		Ok(shares.into_iter().map(Into::into).collect())
	}

	fn node(&self, id: H256) -> RpcResult<Option<StakingNode>> {
		Ok(self.ask(|api, at| api.node(at, NodeId(id.0)))?.map(Into::into))
	}

	fn nodes(&self, after: Option<H256>, count: Option<u32>) -> RpcResult<Vec<StakingNode>> {
		let count = count.unwrap_or(MAX_PAGE);
		check_page(count)?;
		let after = after.map(|id| NodeId(id.0));
		let nodes = self.ask(|api, at| api.nodes(at, after, count))?;
		Ok(nodes.into_iter().map(Into::into).collect())
	}

	fn voting(&self) -> RpcResult<VotingStatus> {
		let info = self.client.info();
		let at = info.best_hash;
		let voting = self.client.runtime_api().voting_status(at).map_err(runtime)?;
		let params = self.client.runtime_api().consensus_params(at).map_err(runtime)?;
		Ok(VotingStatus::new(info.best_number, at, voting, params))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn pages_are_bounded() {
		assert!(check_page(MAX_PAGE).is_ok());
		let error = check_page(MAX_PAGE + 1).unwrap_err();
		assert_eq!(error.code(), crate::error::INVALID_PARAMETER);
	}
}
