// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What the node answers beside the methods that every Substrate node has.

use jsonrpsee::RpcModule;
use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
use sc_client_api::AuxStore;
use sc_transaction_pool_api::TransactionPool;
use sero_consensus::WorkSource;
use sero_consensus_primitives::PowPosApi;
use sero_rpc::{
	assets::{PackagesApi, TicketsApi},
	contracts::ContractsApi,
	mining::LocalMiningReader,
	staking::{EmissionApi, StakingApi},
	Assets, AssetsRpcServer, Contracts, ContractsRpcServer, IsSyncing, Mining, MiningRpcServer,
	NoteIndex, Shielded, ShieldedRpcServer, Staking, StakingRpcServer, WorkRpcServer, WorkServer,
};
use sero_runtime::{opaque::Block, AccountId, Balance, Hash, Nonce};
use sp_api::{CallApiAt, ProvideRuntimeApi};
use sp_block_builder::BlockBuilder;
use sp_blockchain::{Error as BlockChainError, HeaderBackend, HeaderMetadata};
use std::sync::Arc;
use substrate_frame_rpc_system::{System, SystemApiServer};

/// What the methods answer from.
pub struct Dependencies<C, P> {
	/// The client.
	pub client: Arc<C>,
	/// The transaction pool.
	pub pool: Arc<P>,
	/// The notes of all blocks.
	pub notes: Arc<NoteIndex<Block, C>>,
	/// Whether the node is catching up with others.
	pub is_syncing: IsSyncing,
	/// The node's own miner.
	pub local_mining: LocalMiningReader,
	/// Work for outside miners.
	pub work: Option<Arc<dyn WorkSource>>,
}

/// All methods.
pub fn create<C, P>(
	deps: Dependencies<C, P>,
) -> Result<RpcModule<()>, Box<dyn std::error::Error + Send + Sync>>
where
	C: ProvideRuntimeApi<Block>
		+ CallApiAt<Block>
		+ AuxStore
		+ HeaderBackend<Block>
		+ HeaderMetadata<Block, Error = BlockChainError>
		+ Send
		+ Sync
		+ 'static,
	C::Api: substrate_frame_rpc_system::AccountNonceApi<Block, AccountId, Nonce>
		+ pallet_transaction_payment_rpc::TransactionPaymentRuntimeApi<Block, Balance>
		+ pallet_shielded_assets::runtime_api::ShieldedApi<Block>
		+ ContractsApi<Block>
		+ PackagesApi<Block>
		+ TicketsApi<Block>
		+ EmissionApi<Block>
		+ StakingApi<Block>
		+ PowPosApi<Block>
		+ BlockBuilder<Block>,
	P: TransactionPool<Block = Block, Hash = Hash> + 'static,
{
	let Dependencies { client, pool, notes, is_syncing, local_mining, work } = deps;
	let mut module = RpcModule::new(());
	module.merge(System::new(client.clone(), pool.clone()).into_rpc())?;
	module.merge(TransactionPayment::new(client.clone()).into_rpc())?;
	module.merge(Shielded::new(client.clone(), pool, notes, is_syncing).into_rpc())?;
	module.merge(Staking::new(client.clone()).into_rpc())?;
	module.merge(Assets::new(client.clone()).into_rpc())?;
	module.merge(Contracts::new(client.clone()).into_rpc())?;
	let own_hashrate = {
		let local_mining = local_mining.clone();
		Arc::new(move || local_mining().hashes_per_second)
	};
	module.merge(WorkServer::new(work, own_hashrate).into_rpc())?;
	module.merge(Mining::new(client, local_mining).into_rpc())?;
	Ok(module)
}
