// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use futures::lock::Mutex;
use sc_client_api::BlockBackend;
use sc_consensus::{
	BlockCheckParams, BlockImport, BlockImportParams, ForkChoiceStrategy, ImportResult, StateAction,
};
use sero_consensus_primitives::{DigestError, Seal};
use sp_api::ProvideRuntimeApi;
use sp_block_builder::{BlockBuilder as BlockBuilderApi, CheckInherentsError};
use sp_consensus::{BlockStatus, Error as ConsensusError};
use sp_core::{H256, U256};
use sp_inherents::{CreateInherentDataProviders, InherentDataProvider};
use sp_runtime::traits::{Block as BlockT, Header as HeaderT};
use std::{fmt, sync::Arc};

use crate::{algorithm::stored_log, Error, ProgPowAlgorithm};

/// What the fork choice compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChainWeight {
	/// Cumulative work up to the block.
	pub work: U256,
	/// Votes in the block's seal.
	pub votes: usize,
	/// Block hash.
	pub hash: H256,
}

/// PW-9: more work, else more votes, else the lower hash.
pub fn is_better(new: &ChainWeight, best: &ChainWeight) -> bool {
	(new.work, new.votes, best.hash) > (best.work, best.votes, new.hash)
}

/// PW-8, behind an interface so that its place in the order can be tested.
#[async_trait::async_trait]
pub trait CheckInherents<B: BlockT>: Send + Sync {
	/// Checks the inherents of a block.
	async fn check(&self, block: B, parent: B::Hash) -> Result<(), Error>;

	/// True if the state of the block is there.
	fn has_state(&self, hash: B::Hash) -> Result<bool, Error>;
}

/// [`CheckInherents`] by the runtime.
pub(crate) struct RuntimeInherents<C, P> {
	client: Arc<C>,
	providers: P,
}

impl<C, P> RuntimeInherents<C, P> {
	pub(crate) fn new(client: Arc<C>, providers: P) -> Self {
		Self { client, providers }
	}
}

#[async_trait::async_trait]
impl<B, C, P> CheckInherents<B> for RuntimeInherents<C, P>
where
	B: BlockT,
	C: ProvideRuntimeApi<B> + BlockBackend<B> + Send + Sync,
	C::Api: BlockBuilderApi<B>,
	P: CreateInherentDataProviders<B, ()> + Send + Sync,
{
	async fn check(&self, block: B, parent: B::Hash) -> Result<(), Error> {
		let other = |error: &dyn fmt::Display| Error::Inherents(error.to_string());
		let providers = self
			.providers
			.create_inherent_data_providers(parent, ())
			.await
			.map_err(|error| other(&error))?;
		let data = providers.create_inherent_data().await.map_err(|error| other(&error))?;
		sp_block_builder::check_inherents_with_data(
			self.client.clone(),
			parent,
			block,
			&providers,
			data,
		)
		.await
		.map_err(|error| match error {
			CheckInherentsError::CreateInherentData(error)
			| CheckInherentsError::CheckInherents(error) => other(&error),
			CheckInherentsError::Client(error) => Error::Runtime(error.to_string()),
			CheckInherentsError::CheckInherentsUnknownError(id) => {
				other(&format!("unknown error of {}", String::from_utf8_lossy(&id)))
			},
		})
	}

	fn has_state(&self, hash: B::Hash) -> Result<bool, Error> {
		Ok(self.client.block_status(hash)? == BlockStatus::InChainWithState)
	}
}

/// Block import of the proof of work. Clones share one lock, so the choice of the best block and the
/// import that it is made for are one step.
pub struct PowBlockImport<B: BlockT<Hash = H256>, I> {
	inner: I,
	algorithm: ProgPowAlgorithm<B>,
	inherents: Arc<dyn CheckInherents<B>>,
	lock: Arc<Mutex<()>>,
}

impl<B: BlockT<Hash = H256>, I: Clone> Clone for PowBlockImport<B, I> {
	fn clone(&self) -> Self {
		Self {
			inner: self.inner.clone(),
			algorithm: self.algorithm.clone(),
			inherents: self.inherents.clone(),
			lock: self.lock.clone(),
		}
	}
}

impl<B: BlockT<Hash = H256>, I> fmt::Debug for PowBlockImport<B, I> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.debug_struct("PowBlockImport").finish_non_exhaustive()
	}
}

impl<B: BlockT<Hash = H256>, I> PowBlockImport<B, I> {
	/// An import that passes blocks on to `inner` (the client).
	pub fn new<C, P>(
		inner: I,
		client: Arc<C>,
		algorithm: ProgPowAlgorithm<B>,
		create_inherent_data_providers: P,
	) -> Self
	where
		C: ProvideRuntimeApi<B> + BlockBackend<B> + Send + Sync + 'static,
		C::Api: BlockBuilderApi<B>,
		P: CreateInherentDataProviders<B, ()> + Send + Sync + 'static,
	{
		let inherents = RuntimeInherents::new(client, create_inherent_data_providers);
		Self::from_parts(inner, algorithm, Arc::new(inherents))
	}

	/// An import over any chain.
	#[cfg(feature = "test-utils")]
	pub fn over(
		inner: I,
		algorithm: ProgPowAlgorithm<B>,
		inherents: Arc<dyn CheckInherents<B>>,
	) -> Self {
		Self::from_parts(inner, algorithm, inherents)
	}

	pub(crate) fn from_parts(
		inner: I,
		algorithm: ProgPowAlgorithm<B>,
		inherents: Arc<dyn CheckInherents<B>>,
	) -> Self {
		Self { inner, algorithm, inherents, lock: Arc::default() }
	}

	/// The block to check by PW-8; `None` where nothing is executed.
	fn to_execute(&self, block: &BlockImportParams<B>) -> Result<Option<B>, Error> {
		let executed = match block.state_action {
			StateAction::Skip => false,
			StateAction::ExecuteIfPossible => {
				self.inherents.has_state(*block.header.parent_hash())?
			},
			StateAction::ApplyChanges(_) => !block.with_state(),
			StateAction::Execute => true,
		};
		let body = block.body.as_ref().filter(|_| executed);
		Ok(body.map(|body| B::new(block.header.clone(), body.clone())))
	}

	/// The weight of the best block, from its stored header.
	fn best(&self) -> Result<ChainWeight, Error> {
		let chain = self.algorithm.chain();
		let hash = chain.best_hash();
		let header = chain.header(hash)?.ok_or(Error::UnknownParent(hash))?;
		let votes = match header.digest().logs().last().map(Seal::from_digest_item) {
			Some(Ok(seal)) => seal.votes.len(),
			_ => 0,
		};
		Ok(ChainWeight { work: stored_log(hash, &header)?.cumulative_work, votes, hash })
	}
}

#[async_trait::async_trait]
impl<B, I> BlockImport<B> for PowBlockImport<B, I>
where
	B: BlockT<Hash = H256>,
	I: BlockImport<B> + Send + Sync,
	I::Error: Into<ConsensusError>,
{
	type Error = ConsensusError;

	async fn check_block(&self, block: BlockCheckParams<B>) -> Result<ImportResult, Self::Error> {
		self.inner.check_block(block).await.map_err(Into::into)
	}

	async fn import_block(
		&self,
		mut block: BlockImportParams<B>,
	) -> Result<ImportResult, Self::Error> {
		let seal = match block.post_digests.as_slice() {
			[item] => Seal::from_digest_item(item).map_err(Error::from)?,
			_ => return Err(Error::from(DigestError::MissingSeal).into()),
		};
		let trusted = block.with_state();
		let checked = match self.algorithm.check_header(&block.header, &seal, trusted) {
			Ok(checked) => checked,
			Err(Error::UnknownParent(_)) => return Ok(ImportResult::UnknownParent),
			Err(error) => return Err(error.into()),
		};
		if let Some(execute) = self.to_execute(&block)? {
			self.inherents.check(execute, *block.header.parent_hash()).await?;
		}

		let _import = self.lock.lock().await;
		if block.fork_choice.is_none() {
			let new = ChainWeight {
				work: checked.log.cumulative_work,
				votes: seal.votes.len(),
				hash: block.post_hash(),
			};
			block.fork_choice = Some(ForkChoiceStrategy::Custom(is_better(&new, &self.best()?)));
		}
		self.inner.import_block(block).await.map_err(Into::into)
	}
}

#[cfg(test)]
mod tests;
