// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The JSON-RPC that Ethereum wallets and tools speak, served by the node itself.
//!
//! - [`state`]: what the runtime answers at a block (pallet-revive's `ReviveApi`)
//! - [`index`]: blocks, transactions and logs, kept in the node's database
//! - [`api`] and [`server`]: the methods `eth_*`, `net_*` and `web3_*`
//! - [`debug`]: the methods `debug_*`
//! - [`filters`]: `eth_newFilter` and what it returns
//!
//! `latest` is the best block by work, which may change: `safe` lies [`SAFE_DEPTH`] blocks below it,
//! `finalized` is what the node's operator takes as final (`--finality-depth`), the genesis block
//! if that is nothing.

#![forbid(unsafe_code)]

pub mod api;
pub mod debug;
mod error;
mod fees;
pub mod filters;
pub mod index;
mod pending;
pub mod server;
pub mod state;
pub mod types;

pub use error::Error;
pub use index::Index;

use futures::future::BoxFuture;
use sc_client_api::{AuxStore, BlockBackend};
use sero_primitives::{BlockNumber, Nonce};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::{HeaderBackend, HeaderMetadata};
use sp_runtime::{generic, traits::BlakeTwo256, OpaqueExtrinsic};
use std::sync::Arc;

/// A header of the chain.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
/// A block of the chain.
pub type Block = generic::Block<Header, OpaqueExtrinsic>;
/// An account of the chain.
pub type AccountId = sp_runtime::AccountId32;
/// Milliseconds since 1970.
pub type Moment = u64;

/// The port that Ethereum tools try first.
pub const DEFAULT_PORT: u16 = 8545;
/// Blocks between `latest` and `safe`.
pub const SAFE_DEPTH: BlockNumber = 12;

/// Log target.
const LOG_TARGET: &str = "sero::eth-rpc";

/// Height of the highest block that others have, while the node catches up with them.
pub type Syncing = Arc<dyn Fn() -> BoxFuture<'static, Option<BlockNumber>> + Send + Sync>;

/// What the methods need from the client.
pub trait Client:
	ProvideRuntimeApi<Block, Api: RuntimeApi>
	+ AuxStore
	+ BlockBackend<Block>
	+ HeaderBackend<Block>
	+ HeaderMetadata<Block, Error = sp_blockchain::Error>
	+ Send
	+ Sync
	+ 'static
{
}

impl<C> Client for C where
	C: ProvideRuntimeApi<Block, Api: RuntimeApi>
		+ AuxStore
		+ BlockBackend<Block>
		+ HeaderBackend<Block>
		+ HeaderMetadata<Block, Error = sp_blockchain::Error>
		+ Send
		+ Sync
		+ 'static
{
}

/// What the methods need from the runtime.
pub trait RuntimeApi:
	pallet_revive::ReviveApi<Block, AccountId, sero_primitives::Balance, Nonce, BlockNumber, Moment>
	+ sero_ethereum_primitives::EthereumApi<Block>
{
}

impl<A> RuntimeApi for A where
	A: pallet_revive::ReviveApi<
			Block,
			AccountId,
			sero_primitives::Balance,
			Nonce,
			BlockNumber,
			Moment,
		> + sero_ethereum_primitives::EthereumApi<Block>
{
}

/// What the methods answer from.
pub struct Dependencies<C, P> {
	/// The transaction pool.
	pub pool: Arc<P>,
	/// Blocks, transactions and logs.
	pub index: Arc<Index<C>>,
	/// Whether the node is catching up with others.
	pub syncing: Syncing,
	/// What `web3_clientVersion` answers.
	pub version: String,
	/// Whether to serve `debug_*`: one request can keep a processor busy for long.
	pub debug: bool,
}

impl<C, P> std::fmt::Debug for Dependencies<C, P> {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		f.debug_struct("Dependencies").field("version", &self.version).finish_non_exhaustive()
	}
}
