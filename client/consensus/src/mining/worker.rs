// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The threads that hash.

use sero_progpow::{epoch, meets_difficulty, DagSource, Dataset, Hasher, LightCache};
use sp_core::{H256, U256};
use sp_runtime::traits::Block as BlockT;
use std::{sync::Arc, time::Duration};

use super::{
	board::{Board, Job, Solution},
	MiningConfig,
};
use crate::{
	algorithm::function_at, caches::PREPARE_BLOCKS, datasets::Datasets, ProgPowAlgorithm,
	LOG_TARGET,
};

/// Wait after a light cache could not be built.
const RETRY: Duration = Duration::from_secs(5);

struct Shared<B: BlockT<Hash = H256>> {
	board: Arc<Board<B>>,
	algorithm: ProgPowAlgorithm<B>,
	datasets: Arc<Datasets>,
	dataset_threshold: Option<U256>,
}

/// Starts the threads. They end when the board is closed.
pub fn spawn<B: BlockT<Hash = H256>>(
	board: &Arc<Board<B>>,
	algorithm: &ProgPowAlgorithm<B>,
	datasets: &Arc<Datasets>,
	config: &MiningConfig,
) {
	let shared = Arc::new(Shared {
		board: board.clone(),
		algorithm: algorithm.clone(),
		datasets: datasets.clone(),
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
		let found = match shared.dataset(&cache, &job) {
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
		// Two at a time: their reads of memory overlap.
		let nonces = [*nonce, nonce.wrapping_add(1)];
		let hashes = hasher.hash_two(&job.pre_hash.0, nonces);
		shared.board.count_hashes(2);
		*nonce = nonce.wrapping_add(2);
		for (nonce, hash) in nonces.into_iter().zip(hashes) {
			if meets_difficulty(&hash.result, &difficulty) {
				shared.algorithm.remember(job.function, job.pre_hash, nonce, hash);
				return Some(Solution {
					pre_hash: job.pre_hash,
					nonce,
					mix: hash.mix.into(),
					reply: None,
				});
			}
		}
	}
	None
}

impl<B: BlockT<Hash = H256>> Shared<B> {
	/// The dataset if it pays and is ready. If it pays and is not there, generation starts; near the
	/// end of an epoch, or of a function's phase, that of the next one, too.
	fn dataset(&self, cache: &Arc<LightCache>, job: &Job<B>) -> Option<Arc<Dataset>> {
		if self.dataset_threshold.is_none_or(|threshold| job.difficulty < threshold) {
			return None;
		}
		let dataset = self.datasets.get(cache, job.function.dataset_parents());
		if dataset.is_some() {
			let ahead = job.number.saturating_add(PREPARE_BLOCKS);
			if let Ok(next) =
				self.algorithm.best_params().and_then(|params| function_at(&params, ahead))
			{
				let caches = self.algorithm.caches().clone();
				self.datasets.prepare(epoch(ahead), next.dataset_parents(), move |epoch| {
					caches.get(epoch).ok()
				});
			}
		}
		dataset
	}
}
