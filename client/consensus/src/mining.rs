// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Block templates and the CPU miner.

mod board;
mod external;
mod task;
mod worker;

use futures::{channel::oneshot, future::BoxFuture, stream::BoxStream};
use sc_client_api::BlockchainEvents;
use sc_consensus::BoxBlockImport;
use sero_consensus_primitives::PreDigest;
use sero_progpow::Algorithm;
use sp_consensus::{Environment, SyncOracle};
use sp_core::{H256, U256};
use sp_inherents::CreateInherentDataProviders;
use sp_runtime::traits::Block as BlockT;
use std::{fmt, future::Future, path::PathBuf, sync::Arc, time::Duration};
use tokio::sync::{mpsc, watch};

use crate::{
	datasets::Datasets,
	voting::{state::Abandoned, VotingHandle},
	ProgPowAlgorithm,
};
pub(crate) use board::Board;
use board::{Reply, Solution};
pub use external::{ShareError, WorkSource};
use task::Task;

/// Default of [`MiningConfig::dataset_threshold`]: some five minutes of one core by the light cache.
pub const DATASET_THRESHOLD: u64 = 100_000;

/// How to mine.
#[derive(Clone, Debug)]
pub struct MiningConfig {
	/// CPU threads. With 0 only templates are made, for external miners.
	pub threads: usize,
	/// Mine also while the node is syncing or has no peers: for development chains.
	pub force: bool,
	/// Longest time to fill a template with transactions.
	pub build_time: Duration,
	/// Shortest time between two templates on the same parent when new transactions come in.
	pub transaction_delay: Duration,
	/// A template older than this is replaced, for the sake of its timestamp.
	pub template_age: Duration,
	/// Difficulty from which the full dataset (1 GiB and more) is generated in the background. Until
	/// it is ready, and below that, the light cache serves. `None` never generates it.
	pub dataset_threshold: Option<U256>,
	/// Where datasets are kept from run to run; `None` keeps them in memory only.
	pub dataset_dir: Option<PathBuf>,
}

impl Default for MiningConfig {
	fn default() -> Self {
		Self {
			threads: 1,
			force: false,
			build_time: Duration::from_secs(2),
			transaction_delay: Duration::from_secs(1),
			template_age: Duration::from_secs(10),
			dataset_threshold: Some(DATASET_THRESHOLD.into()),
			dataset_dir: None,
		}
	}
}

/// Makes the one-time address of a template's coinbase, and the proof that it is licensed if the chain
/// asks for one. The argument is the template's parent: the proof is for no other.
pub type MakeAuthor =
	Arc<dyn Fn(H256) -> BoxFuture<'static, Result<PreDigest, String>> + Send + Sync>;

/// What [`start_mining`] needs.
pub struct StartMining<B: BlockT<Hash = H256>, C, E, SO, P> {
	/// Where mined blocks go: a [`crate::PowBlockImport`], boxed (perhaps inside further layers).
	pub block_import: BoxBlockImport<B>,
	/// The client, for import notifications.
	pub client: Arc<C>,
	/// The algorithm, shared with the import queue.
	pub algorithm: ProgPowAlgorithm<B>,
	/// Makes proposers: `sc_basic_authorship::ProposerFactory`.
	pub env: E,
	/// Tells whether the node is syncing or offline: the sync service.
	pub sync_oracle: SO,
	/// Makes the author of the next template: called once for every template, with its parent.
	pub author: MakeAuthor,
	/// Inherents of the block to be built; the argument is its parent.
	pub create_inherent_data_providers: P,
	/// An item for every transaction that becomes ready, `futures::stream::pending()` without pool.
	pub transactions: BoxStream<'static, ()>,
	/// Asks for votes; without it, blocks are sealed without votes.
	pub voting: Option<VotingHandle<B>>,
	/// How to mine.
	pub config: MiningConfig,
}

impl<B: BlockT<Hash = H256>, C, E, SO, P> fmt::Debug for StartMining<B, C, E, SO, P> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.debug_struct("StartMining").field("config", &self.config).finish_non_exhaustive()
	}
}

/// Starts to mine.
///
/// The future makes templates and imports what is found; it must be polled on a Tokio runtime for as
/// long as mining shall go on (spawn it as an essential task). When it is dropped the worker threads
/// end. The handle serves RPCs.
pub fn start_mining<B, C, E, SO, P>(
	params: StartMining<B, C, E, SO, P>,
) -> (MiningHandle<B>, impl Future<Output = ()> + Send)
where
	B: BlockT<Hash = H256>,
	C: BlockchainEvents<B> + Send + Sync + 'static,
	E: Environment<B> + Send + 'static,
	SO: SyncOracle + Send + 'static,
	P: CreateInherentDataProviders<B, ()> + Send + 'static,
{
	let (sender, solutions) = mpsc::unbounded_channel();
	let board = Arc::new(Board::new(sender));
	let datasets = Datasets::new(
		params.config.dataset_dir.clone(),
		params.algorithm.metrics().clone(),
		board.clone(),
	);
	let handle = MiningHandle {
		board: board.clone(),
		algorithm: params.algorithm.clone(),
		datasets: datasets.clone(),
	};
	worker::spawn(&board, &params.algorithm, &datasets, &params.config);
	let imports = params.client.import_notification_stream();
	let task = Task::new(params, board, solutions);
	(handle, task.run(imports))
}

/// Work for an external miner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
	/// The block to build on.
	pub parent: H256,
	/// Header without seal: what is hashed.
	pub pre_hash: H256,
	/// Names the epoch.
	pub seed_hash: H256,
	/// Largest final hash that counts, big-endian.
	pub boundary: H256,
	/// Difficulty that the boundary stands for.
	pub difficulty: U256,
	/// Block number: chooses the program.
	pub number: u64,
	/// The function.
	pub function: Algorithm,
}

/// Why a solution is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubmitError {
	/// The work is unknown, or its parent is not the best block any more.
	#[error("the work is stale")]
	Stale,
	/// The work was solved before.
	#[error("the work is solved already")]
	Duplicate,
	/// The proof of work is wrong.
	#[error("the proof of work is wrong")]
	Invalid,
	/// The block was refused by the import.
	#[error("the block was refused")]
	Refused,
	/// The block did not get the votes that it needs before it was given up.
	#[error("the block did not get its votes: {0}")]
	NotVoted(Abandoned),
	/// The block cannot be submitted to the vote, for a reason of this node's.
	#[error("the vote cannot be opened")]
	NoVote,
	/// Mining has ended.
	#[error("mining has ended")]
	Ended,
}

/// What became of a solution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Submitted {
	/// The block of this hash was made and imported.
	Sealed(H256),
	/// The work is right and the block waits for votes; it may still be given up.
	Waiting,
}

impl Submitted {
	/// Hash of the block, if it is made.
	pub fn block(&self) -> Option<H256> {
		match self {
			Self::Sealed(hash) => Some(*hash),
			Self::Waiting => None,
		}
	}
}

/// View of a running miner, for RPCs.
pub struct MiningHandle<B: BlockT<Hash = H256>> {
	board: Arc<Board<B>>,
	algorithm: ProgPowAlgorithm<B>,
	datasets: Arc<Datasets>,
}

impl<B: BlockT<Hash = H256>> Clone for MiningHandle<B> {
	fn clone(&self) -> Self {
		Self {
			board: self.board.clone(),
			algorithm: self.algorithm.clone(),
			datasets: self.datasets.clone(),
		}
	}
}

impl<B: BlockT<Hash = H256>> fmt::Debug for MiningHandle<B> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.debug_struct("MiningHandle").field("work", &self.work()).finish_non_exhaustive()
	}
}

impl<B: BlockT<Hash = H256>> MiningHandle<B> {
	/// Hashes per second of the CPU threads, averaged over some seconds.
	pub fn hashrate(&self) -> f64 {
		self.board.hashrate()
	}

	/// The present work; `None` while there is nothing to mine.
	pub fn work(&self) -> Option<Work> {
		self.board.current().and_then(|job| job.work())
	}

	/// Changes after every change of [`Self::work`].
	pub fn changes(&self) -> watch::Receiver<u64> {
		self.board.changes()
	}

	/// Submits a solution to work of [`Self::work`] (also to an earlier template on the same parent).
	/// Answers with the hash of the block that it made once that is sealed with its votes, or when it
	/// is given up.
	///
	/// # Errors
	/// [`SubmitError`].
	pub async fn submit(&self, pre_hash: H256, nonce: u64, mix: H256) -> Result<H256, SubmitError> {
		let (sender, answer) = oneshot::channel();
		let reply = Some(Reply { sender, early: false });
		self.board.submit(Solution { pre_hash, nonce, mix, reply });
		match answer.await.unwrap_or(Err(SubmitError::Ended))? {
			Submitted::Sealed(hash) => Ok(hash),
			// Never sent to those who want to know the end.
			Submitted::Waiting => Err(SubmitError::Ended),
		}
	}

	/// As [`Self::submit`], for those who need an answer soon: if the votes do not come within the
	/// time for which mining pauses, the answer is [`Submitted::Waiting`].
	///
	/// # Errors
	/// [`SubmitError`].
	pub async fn submit_work(
		&self,
		pre_hash: H256,
		nonce: u64,
		mix: H256,
	) -> Result<Submitted, SubmitError> {
		let (sender, answer) = oneshot::channel();
		let reply = Some(Reply { sender, early: true });
		self.board.submit(Solution { pre_hash, nonce, mix, reply });
		answer.await.unwrap_or(Err(SubmitError::Ended))
	}
}

#[cfg(test)]
mod tests;
