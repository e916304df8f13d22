// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Verifies the proofs of a whole block as one batch before the block is executed.
//!
//! Execution asks for the proofs of one bundle at a time. A batch over all bundles costs a fraction
//! of that; its verdicts are kept, so that execution finds them. Nothing depends on this step: a
//! block is accepted or refused by its execution alone.

use pallet_shielded_assets::runtime_api::ShieldedApi;
use sc_consensus::{BlockCheckParams, BlockImport, BlockImportParams, ImportResult, StateAction};
use sero_runtime::opaque::Block;
use sp_api::ProvideRuntimeApi;
use sp_consensus::Error as ConsensusError;
use sp_runtime::traits::Header as _;
use std::sync::Arc;

/// Fewest transactions, the timestamp included, with which a block can hold two bundles.
const WORTH_IT: usize = 3;

/// A block import that verifies proofs ahead.
pub struct ProofsAhead<I, C> {
	inner: I,
	client: Arc<C>,
}

impl<I: Clone, C> Clone for ProofsAhead<I, C> {
	fn clone(&self) -> Self {
		Self { inner: self.inner.clone(), client: self.client.clone() }
	}
}

impl<I, C> ProofsAhead<I, C> {
	/// Passes blocks on to `inner`.
	pub fn new(inner: I, client: Arc<C>) -> Self {
		Self { inner, client }
	}
}

impl<I, C> ProofsAhead<I, C>
where
	C: ProvideRuntimeApi<Block>,
	C::Api: ShieldedApi<Block>,
{
	fn verify(&self, block: &BlockImportParams<Block>) {
		let executed =
			matches!(block.state_action, StateAction::Execute | StateAction::ExecuteIfPossible);
		let Some(body) = block.body.as_ref().filter(|body| executed && body.len() >= WORTH_IT)
		else {
			return;
		};
		let parent = *block.header.parent_hash();
		match self.client.runtime_api().proof_statements(parent, body.clone()) {
			Ok(statements) if statements.items.is_empty() => {},
			Ok(statements) => {
				sero_zk_verifier::api::preverify(&statements.keys, &statements.items);
			},
			Err(error) => log::debug!(target: "sero::proofs", "No proofs ahead: {error}"),
		}
	}
}

#[async_trait::async_trait]
impl<I, C> BlockImport<Block> for ProofsAhead<I, C>
where
	I: BlockImport<Block, Error = ConsensusError> + Send + Sync,
	C: ProvideRuntimeApi<Block> + Send + Sync,
	C::Api: ShieldedApi<Block>,
{
	type Error = ConsensusError;

	async fn check_block(
		&self,
		block: BlockCheckParams<Block>,
	) -> Result<ImportResult, Self::Error> {
		self.inner.check_block(block).await
	}

	async fn import_block(
		&self,
		block: BlockImportParams<Block>,
	) -> Result<ImportResult, Self::Error> {
		self.verify(&block);
		self.inner.import_block(block).await
	}
}
