// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The import queue, with proofs of work computed ahead and in parallel.

use rayon::prelude::*;
use sc_consensus::import_queue::{
	BasicQueue, BoxBlockImport, BoxJustificationImport, ImportQueue, ImportQueueService,
	IncomingBlock, Link, RuntimeOrigin,
};
use sero_consensus_primitives::{PowParams, Seal};
use sp_consensus::BlockOrigin;
use sp_core::{traits::SpawnEssentialNamed, H256};
use sp_runtime::{
	traits::{Block as BlockT, Header as HeaderT, NumberFor},
	Justifications,
};
use std::{
	fmt,
	sync::mpsc::{sync_channel, SyncSender, TrySendError},
	task::Context,
};
use substrate_prometheus_endpoint::Registry;

use crate::{
	algorithm::{function_at, Claim},
	PowVerifier, ProgPowAlgorithm, LOG_TARGET,
};

/// Batches that may wait for the look-ahead; more are simply not looked at ahead.
const WAITING_BATCHES: usize = 16;

/// Starts the import queue of a SERO node.
///
/// `block_import` is a [`crate::PowBlockImport`], boxed (perhaps inside further layers).
pub fn import_queue<B>(
	block_import: BoxBlockImport<B>,
	justification_import: Option<BoxJustificationImport<B>>,
	algorithm: ProgPowAlgorithm<B>,
	spawner: &impl SpawnEssentialNamed,
	registry: Option<&Registry>,
) -> PowImportQueue<B>
where
	B: BlockT<Hash = H256>,
{
	let verifier = PowVerifier::new(algorithm.clone());
	let inner = BasicQueue::new(verifier, block_import, justification_import, spawner, registry);
	PowImportQueue::new(inner, algorithm)
}

/// [`BasicQueue`] behind a look-ahead that fills the algorithm's cache.
///
/// How many unverified headers a peer can bring here is bounded by the sync service: one request of
/// at most 128 blocks at a time per peer, announcements only after [`crate::PowAnnounceValidator`],
/// and a peer that sent one block that breaks a rule is dropped.
pub struct PowImportQueue<B: BlockT> {
	inner: BasicQueue<B>,
	service: LookAheadService<B>,
}

impl<B: BlockT> fmt::Debug for PowImportQueue<B> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.debug_struct("PowImportQueue").finish_non_exhaustive()
	}
}

impl<B: BlockT<Hash = H256>> PowImportQueue<B> {
	fn new(inner: BasicQueue<B>, algorithm: ProgPowAlgorithm<B>) -> Self {
		let (sender, batches) = sync_channel::<Vec<B::Header>>(WAITING_BATCHES);
		// Ends when the last sender is dropped.
		let spawned = std::thread::Builder::new().name("pow-look-ahead".into()).spawn(move || {
			for headers in batches {
				look_ahead(&algorithm, headers);
			}
		});
		if let Err(error) = spawned {
			log::warn!(target: LOG_TARGET, "Proofs will be verified one by one: {error}");
		}
		let service = LookAheadService { inner: inner.service(), sender };
		Self { inner, service }
	}
}

/// Computes the hashes of consecutive headers in parallel. Returns how many mixes were right.
///
/// None of the headers is verified yet, so: only with light caches that are there already; only if
/// the final hash is good enough; and in steps, so that the first wrong mix ends the work that a
/// false batch can cause. Whoever wants to waste more of our time has to compute as much himself.
pub(crate) fn look_ahead<B: BlockT<Hash = H256>>(
	algorithm: &ProgPowAlgorithm<B>,
	headers: Vec<B::Header>,
) -> usize {
	let Ok(params) = algorithm.best_params() else { return 0 };
	let step = rayon::current_num_threads() * 4;
	let mut right = 0;
	let mut previous: Option<H256> = None;
	for chunk in headers.chunks(step) {
		let mut claims = Vec::with_capacity(chunk.len());
		let mut complete = true;
		for header in chunk {
			let linked = previous.is_none_or(|hash| hash == *header.parent_hash());
			previous = Some(header.hash());
			match claim::<B>(algorithm, &params, header) {
				Some(claim) if linked => claims.push(claim),
				_ => {
					complete = false;
					break;
				},
			}
		}
		let results: Vec<Option<bool>> = claims
			.par_chunks(2)
			.flat_map_iter(|pair| match pair {
				[(f, a, s), (g, b, t)] => {
					algorithm.precompute_two([*f, *g], [a, b], [s, t]).to_vec()
				},
				_ => pair.iter().map(|(f, a, s)| algorithm.precompute(*f, a, s)).collect(),
			})
			.collect();
		right += results.iter().filter(|result| **result == Some(true)).count();
		if !complete || results.iter().any(|result| *result != Some(true)) {
			break;
		}
	}
	right
}

fn claim<B: BlockT<Hash = H256>>(
	algorithm: &ProgPowAlgorithm<B>,
	params: &PowParams,
	header: &B::Header,
) -> Option<(sero_progpow::Algorithm, Claim, Seal)> {
	let mut header = header.clone();
	let seal = Seal::pop(header.digest_mut()).ok()?;
	let claim = Claim::read(&header, &seal).ok()?;
	let function = function_at(params, claim.number).ok()?;
	algorithm.check_final_hash(function, &claim, &seal).ok()?;
	Some((function, claim, seal))
}

struct LookAheadService<B: BlockT> {
	inner: Box<dyn ImportQueueService<B>>,
	sender: SyncSender<Vec<B::Header>>,
}

impl<B: BlockT> ImportQueueService<B> for LookAheadService<B> {
	fn import_blocks(&mut self, origin: BlockOrigin, blocks: Vec<IncomingBlock<B>>) {
		// A single block gains nothing.
		if blocks.len() > 1 {
			let headers: Vec<_> = blocks.iter().filter_map(|block| block.header.clone()).collect();
			if let Err(TrySendError::Disconnected(_)) = self.sender.try_send(headers) {
				log::trace!(target: LOG_TARGET, "The look-ahead has ended");
			}
		}
		self.inner.import_blocks(origin, blocks);
	}

	fn import_justifications(
		&mut self,
		who: RuntimeOrigin,
		hash: B::Hash,
		number: NumberFor<B>,
		justifications: Justifications,
	) {
		self.inner.import_justifications(who, hash, number, justifications);
	}
}

#[async_trait::async_trait]
impl<B: BlockT<Hash = H256>> ImportQueue<B> for PowImportQueue<B> {
	fn service(&self) -> Box<dyn ImportQueueService<B>> {
		Box::new(LookAheadService {
			inner: self.inner.service(),
			sender: self.service.sender.clone(),
		})
	}

	fn service_ref(&mut self) -> &mut dyn ImportQueueService<B> {
		&mut self.service
	}

	fn poll_actions(&mut self, cx: &mut Context, link: &dyn Link<B>) {
		self.inner.poll_actions(cx, link);
	}

	async fn run(self, link: &dyn Link<B>) {
		self.inner.run(link).await
	}
}

#[cfg(test)]
mod tests;
