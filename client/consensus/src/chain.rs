// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What the consensus reads from the chain. No call here takes anything from an unverified block.

use sc_client_api::BlockBackend;
use sero_consensus_primitives::{ConsensusParams, Draw, PowParams, PowPosApi, VotingApi};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_consensus::BlockStatus;
use sp_core::{H256, U256};
use sp_runtime::traits::Block as BlockT;
use std::{marker::PhantomData, sync::Arc};

use crate::Error;

/// What the runtime demands of a child of some block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChildRules {
	/// Difficulty of the child.
	pub difficulty: U256,
	/// Proof-of-work functions.
	pub params: PowParams,
	/// Votes, block time and the like.
	pub consensus: ConsensusParams,
}

/// Read access to imported blocks.
pub trait ChainAccess<B: BlockT<Hash = H256>>: Send + Sync {
	/// A header, seal included.
	///
	/// # Errors
	/// [`Error::Client`].
	fn header(&self, hash: H256) -> Result<Option<B::Header>, Error>;

	/// The chain's first block.
	fn genesis_hash(&self) -> H256;

	/// The best block.
	fn best_hash(&self) -> H256;

	/// A block whose state is there even if the best block's is not (headers first, state later).
	fn stateful_block(&self) -> H256;

	/// The rules for children of an imported block; `None` if its state is not available.
	///
	/// # Errors
	/// [`Error::Client`], [`Error::Runtime`], [`Error::PowParams`].
	fn child_rules(&self, parent: H256) -> Result<Option<ChildRules>, Error>;

	/// The tickets that a child of `parent` with lottery seed `seed` draws. `parent_seed` is the
	/// parent's own seed, `None` for genesis. The parent's state must be available.
	///
	/// # Errors
	/// [`Error::Runtime`].
	fn draw(&self, parent: H256, parent_seed: Option<H256>, seed: H256) -> Result<Draw, Error>;
}

/// [`ChainAccess`] of a client.
pub(crate) struct ClientChain<B, C> {
	client: Arc<C>,
	_block: PhantomData<fn(B)>,
}

impl<B, C> ClientChain<B, C> {
	pub(crate) fn new(client: Arc<C>) -> Self {
		Self { client, _block: PhantomData }
	}
}

impl<B, C> ChainAccess<B> for ClientChain<B, C>
where
	B: BlockT<Hash = H256>,
	C: HeaderBackend<B> + BlockBackend<B> + ProvideRuntimeApi<B> + Send + Sync,
	C::Api: PowPosApi<B> + VotingApi<B>,
{
	fn header(&self, hash: H256) -> Result<Option<B::Header>, Error> {
		Ok(self.client.header(hash)?)
	}

	fn genesis_hash(&self) -> H256 {
		self.client.info().genesis_hash
	}

	fn best_hash(&self) -> H256 {
		self.client.info().best_hash
	}

	fn stateful_block(&self) -> H256 {
		let info = self.client.info();
		info.finalized_state.map_or(info.genesis_hash, |(hash, _)| hash)
	}

	fn child_rules(&self, parent: H256) -> Result<Option<ChildRules>, Error> {
		if self.client.block_status(parent)? != BlockStatus::InChainWithState {
			return Ok(None);
		}
		let api = self.client.runtime_api();
		let call = |error: sp_api::ApiError| Error::Runtime(error.to_string());
		let difficulty = api.difficulty(parent).map_err(call)?;
		let params = api.pow_params(parent).map_err(call)?;
		let consensus = api.consensus_params(parent).map_err(call)?;
		params.check()?;
		Ok(Some(ChildRules { difficulty, params, consensus }))
	}

	fn draw(&self, parent: H256, parent_seed: Option<H256>, seed: H256) -> Result<Draw, Error> {
		let api = self.client.runtime_api();
		api.draw(parent, parent_seed, seed).map_err(|error| Error::Runtime(error.to_string()))
	}
}
