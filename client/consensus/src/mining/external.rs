// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What outside miners (getWork, stratum) are served from.

use async_trait::async_trait;
use sero_progpow::{epoch, PowHash};
use sp_core::H256;
use sp_runtime::traits::Block as BlockT;
use tokio::sync::watch;

use super::{MiningHandle, SubmitError, Submitted, Work};
use crate::Error;

/// Why a share cannot be checked or is wrong.
#[derive(Debug, thiserror::Error)]
pub enum ShareError {
	/// The mix is not what pre-hash and nonce lead to.
	#[error("the mix digest is wrong")]
	WrongMix,
	/// The node cannot compute the hash.
	#[error("the node cannot check the share: {0}")]
	Local(#[from] Error),
}

/// Work for outside miners: what a [`MiningHandle`] offers, whatever the type of blocks.
#[async_trait]
pub trait WorkSource: Send + Sync + 'static {
	/// The present work; `None` while there is nothing to mine (syncing, no peers, no template).
	fn work(&self) -> Option<Work>;

	/// Changes after every change of [`Self::work`].
	fn changes(&self) -> watch::Receiver<u64>;

	/// The hash of a nonce, by the dataset if it is there, else by the light cache (milliseconds:
	/// call it where it may block). A hash that solves the block is remembered for its import.
	///
	/// # Errors
	/// [`ShareError::WrongMix`] if a mix is claimed that is another, [`ShareError::Local`].
	fn hash(&self, work: &Work, nonce: u64, mix: Option<H256>) -> Result<PowHash, ShareError>;

	/// Submits a solution. Answers as soon as the work is known to be right: the block may still
	/// wait for votes.
	///
	/// # Errors
	/// [`SubmitError`].
	async fn submit(&self, pre_hash: H256, nonce: u64, mix: H256)
		-> Result<Submitted, SubmitError>;
}

#[async_trait]
impl<B: BlockT<Hash = H256>> WorkSource for MiningHandle<B> {
	fn work(&self) -> Option<Work> {
		Self::work(self)
	}

	fn changes(&self) -> watch::Receiver<u64> {
		Self::changes(self)
	}

	fn hash(&self, work: &Work, nonce: u64, mix: Option<H256>) -> Result<PowHash, ShareError> {
		let epoch = epoch(work.number);
		let local = |error| Error::Cache { epoch, error };
		let parents = work.function.dataset_parents();
		let hash = match self.datasets.peek(epoch, parents) {
			Some(dataset) => work
				.function
				.hasher(&*dataset, work.number)
				.map_err(local)?
				.hash(&work.pre_hash.0, nonce),
			// The number is that of our own template.
			None => work
				.function
				.hash_light(
					&*self.algorithm.caches().get(epoch)?,
					work.number,
					&work.pre_hash.0,
					nonce,
				)
				.map_err(local)?,
		};
		if mix.is_some_and(|mix| mix.0 != hash.mix) {
			return Err(ShareError::WrongMix);
		}
		if H256(hash.result) <= work.boundary {
			self.algorithm.remember(work.function, work.pre_hash, nonce, hash);
		}
		Ok(hash)
	}

	async fn submit(
		&self,
		pre_hash: H256,
		nonce: u64,
		mix: H256,
	) -> Result<Submitted, SubmitError> {
		self.submit_work(pre_hash, nonce, mix).await
	}
}
