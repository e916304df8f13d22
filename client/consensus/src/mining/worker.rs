// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The threads that hash.

use parking_lot::Mutex;
use sero_progpow::{epoch, meets_difficulty, DagSource, Dataset, Hasher, LightCache};
use sp_core::{H256, U256};
use sp_runtime::traits::Block as BlockT;
use std::{
	ops::ControlFlow,
	sync::Arc,
	time::{Duration, Instant},
};

use super::{
	board::{Board, Job, Solution},
	MiningConfig,
};
use crate::{ProgPowAlgorithm, LOG_TARGET};

/// Wait after a light cache could not be built.
const RETRY: Duration = Duration::from_secs(5);

/// The dataset, present or being generated.
enum DatasetState {
	None,
	Generating,
	Ready(Arc<Dataset>),
}

struct Shared<B: BlockT<Hash = H256>> {
	board: Arc<Board<B>>,
	algorithm: ProgPowAlgorithm<B>,
	dataset: Mutex<DatasetState>,
	dataset_threshold: Option<U256>,
}

/// Starts the threads. They end when the board is closed.
pub fn spawn<B: BlockT<Hash = H256>>(
	board: &Arc<Board<B>>,
	algorithm: &ProgPowAlgorithm<B>,
	config: &MiningConfig,
) {
	let shared = Arc::new(Shared {
		board: board.clone(),
		algorithm: algorithm.clone(),
		dataset: Mutex::new(DatasetState::None),
		dataset_threshold: config.dataset_threshold,
	});
	// Each thread has its own range of nonces.
	let range = u64::MAX / config.threads.max(1) as u64;
	for index in 0..config.threads {
		let shared = shared.clone();
		let spawned = std::thread::Builder::new()
			.name(format!("miner-{index}"))
			.spawn(move || run(&shared, range.wrapping_mul(index as u64)));
		if let Err(error) = spawned {
			log::error!(target: LOG_TARGET, "Cannot start mining thread {index}: {error}");
		}
	}
}

fn run<B: BlockT<Hash = H256>>(shared: &Arc<Shared<B>>, first_nonce: u64) {
	let mut seen = None;
	let mut last = (H256::zero(), first_nonce);
	while let Some((version, job)) = shared.board.wait(seen) {
		seen = Some(version);
		if last.0 != job.pre_hash {
			last = (job.pre_hash, first_nonce);
		}
		// The number is our own: parent plus one.
		let cache = match shared.algorithm.caches().get(epoch(job.number)) {
			Ok(cache) => cache,
			Err(error) => {
				log::error!(target: LOG_TARGET, "Cannot mine: {error}");
				std::thread::sleep(RETRY);
				seen = None;
				continue;
			},
		};
		let parents = job.function.dataset_parents();
		let found = match shared.dataset(&cache, parents, job.difficulty) {
			Some(dataset) => {
				let hasher = job.function.hasher(&*dataset, job.number);
				hasher.map(|hasher| search(shared, &job, version, &hasher, &mut last.1))
			},
			None => match cache.dag(parents) {
				Some(dag) => {
					let hasher = job.function.hasher(dag, job.number);
					hasher.map(|hasher| search(shared, &job, version, &hasher, &mut last.1))
				},
				None => Err(sero_progpow::Error::ParentsMismatch),
			},
		};
		match found {
			Ok(Some(solution)) => {
				shared.board.solved(job.pre_hash);
				shared.board.submit(solution);
			},
			Ok(None) => (),
			Err(error) => log::error!(target: LOG_TARGET, "Cannot mine: {error}"),
		}
	}
}

/// Tries nonces until one is found or the board changes.
fn search<B: BlockT<Hash = H256>, D: DagSource>(
	shared: &Shared<B>,
	job: &Job<B>,
	version: u64,
	hasher: &Hasher<D>,
	nonce: &mut u64,
) -> Option<Solution> {
	let difficulty = job.difficulty.to_big_endian();
	while shared.board.version() == version {
		let hash = hasher.hash(&job.pre_hash.0, *nonce);
		shared.board.count_hash();
		let tried = *nonce;
		*nonce = nonce.wrapping_add(1);
		if meets_difficulty(&hash.result, &difficulty) {
			shared.algorithm.remember(job.function, job.pre_hash, tried, hash);
			return Some(Solution {
				pre_hash: job.pre_hash,
				nonce: tried,
				mix: hash.mix.into(),
				reply: None,
			});
		}
	}
	None
}

impl<B: BlockT<Hash = H256>> Shared<B> {
	/// The dataset if it pays and is ready. If it pays and is not there, generation starts.
	fn dataset(
		self: &Arc<Self>,
		cache: &Arc<LightCache>,
		parents: u32,
		difficulty: U256,
	) -> Option<Arc<Dataset>> {
		if self.dataset_threshold.is_none_or(|threshold| difficulty < threshold) {
			return None;
		}
		let mut state = self.dataset.lock();
		match &*state {
			DatasetState::Ready(dataset)
				if dataset.epoch() == cache.epoch() && dataset.parents() == parents =>
			{
				return Some(dataset.clone());
			},
			// One at a time; a dataset for another epoch is dropped when it is ready.
			DatasetState::Generating => return None,
			_ => (),
		}
		*state = DatasetState::Generating;
		let shared = self.clone();
		let cache = cache.clone();
		let spawned = std::thread::Builder::new()
			.name("dataset".into())
			.spawn(move || shared.generate(&cache, parents));
		if let Err(error) = spawned {
			log::error!(target: LOG_TARGET, "Cannot generate the dataset: {error}");
			*state = DatasetState::None;
		}
		None
	}

	fn generate(&self, cache: &LightCache, parents: u32) {
		let epoch = cache.epoch();
		let start = Instant::now();
		let mut reported = 0;
		log::info!(target: LOG_TARGET, "Generating the dataset of epoch {epoch}");
		let result = Dataset::generate(cache, parents, &mut |done, total| {
			let percent = done * 100 / total.max(1);
			if percent >= reported + 10 {
				reported = percent;
				log::info!(target: LOG_TARGET, "Dataset of epoch {epoch}: {percent} %");
			}
			if self.board.is_closed() {
				ControlFlow::Break(())
			} else {
				ControlFlow::Continue(())
			}
		});
		let mut state = self.dataset.lock();
		match result {
			Ok(dataset) => {
				log::info!(
					target: LOG_TARGET,
					"Dataset of epoch {epoch} ready after {} s",
					start.elapsed().as_secs(),
				);
				*state = DatasetState::Ready(Arc::new(dataset));
				drop(state);
				self.board.nudge();
			},
			Err(error) => {
				// Stays "generating": the light cache serves, and no second attempt fills the log.
				log::warn!(target: LOG_TARGET, "No dataset for epoch {epoch}: {error}");
			},
		}
	}
}
