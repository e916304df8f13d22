// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Executes candidates before the node votes for them.

use sc_client_api::BlockBackend;
use sp_api::{ApiError, Core, ProvideRuntimeApi};
use sp_block_builder::BlockBuilder as BlockBuilderApi;
use sp_core::H256;
use sp_inherents::CreateInherentDataProviders;
use sp_runtime::traits::{Block as BlockT, Header as HeaderT};
use std::{fmt, sync::Arc};

use super::state::Execution;
use crate::{
	block_import::{CheckInherents, RuntimeInherents},
	Error, LOG_TARGET,
};

/// Executes blocks on their parent and keeps nothing of it.
#[async_trait::async_trait]
pub trait Execute<B: BlockT>: Send + Sync {
	/// Executes an unsealed block.
	async fn execute(&self, block: B) -> Execution;
}

/// [`Execute`] by a client.
pub struct ClientExecutor<C, P> {
	client: Arc<C>,
	inherents: RuntimeInherents<C, P>,
}

impl<C, P> fmt::Debug for ClientExecutor<C, P> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str("ClientExecutor")
	}
}

impl<C, P> ClientExecutor<C, P> {
	/// Executes by `client`; inherents are checked as in the import.
	pub fn new(client: Arc<C>, create_inherent_data_providers: P) -> Self {
		let inherents = RuntimeInherents::new(client.clone(), create_inherent_data_providers);
		Self { client, inherents }
	}
}

#[async_trait::async_trait]
impl<B, C, P> Execute<B> for ClientExecutor<C, P>
where
	B: BlockT<Hash = H256>,
	C: ProvideRuntimeApi<B> + BlockBackend<B> + Send + Sync,
	C::Api: BlockBuilderApi<B> + Core<B>,
	P: CreateInherentDataProviders<B, ()> + Send + Sync,
{
	/// VT-28: the runtime accepts the inherents and executes the block to the state root that its
	/// header names.
	async fn execute(&self, block: B) -> Execution {
		let (hash, parent) = (block.header().hash(), *block.header().parent_hash());
		match CheckInherents::<B>::has_state(&self.inherents, parent) {
			Ok(true) => (),
			_ => return Execution::Unavailable,
		}
		if let Err(error) = self.inherents.check(block.clone(), parent).await {
			log::debug!(target: LOG_TARGET, "Candidate {hash}: {error}");
			return match error {
				Error::Inherents(_) => Execution::Invalid,
				_ => Execution::Unavailable,
			};
		}
		match self.client.runtime_api().execute_block(parent, block.into()) {
			Ok(()) => Execution::Valid,
			Err(error) => {
				log::debug!(target: LOG_TARGET, "Candidate {hash} cannot be executed: {error}");
				match error {
					ApiError::Application(_) => Execution::Invalid,
					_ => Execution::Unavailable,
				}
			},
		}
	}
}
