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
use sero_shielded_primitives::CryptoError;
use sp_api::ProvideRuntimeApi;
use sp_consensus::Error as ConsensusError;
use sp_runtime::traits::Header as _;
use std::{
	sync::Arc,
	time::{Duration, Instant},
};
use substrate_prometheus_endpoint::{
	register, CounterVec, Histogram, HistogramOpts, Opts, PrometheusError, Registry, U64,
};

/// Fewest transactions, the timestamp included, with which a block can hold two bundles.
const WORTH_IT: usize = 3;

/// Log target.
const LOG_TARGET: &str = "sero::proofs";

/// Values of the label `result`: what a proof came to.
const RESULTS: [&str; 7] = [
	"accepted",
	"invalid_proof",
	"malformed_proof",
	"wrong_input_count",
	"invalid_input",
	"invalid_key",
	"malformed",
];

fn label(result: &Result<(), CryptoError>) -> &'static str {
	match result {
		Ok(()) => "accepted",
		Err(CryptoError::InvalidProof) => "invalid_proof",
		Err(CryptoError::MalformedProof) => "malformed_proof",
		Err(CryptoError::WrongInputCount) => "wrong_input_count",
		Err(
			CryptoError::NonCanonicalField | CryptoError::InvalidPoint | CryptoError::LowOrderPoint,
		) => "invalid_input",
		Err(CryptoError::InvalidKey) => "invalid_key",
		// The other errors are not about proofs.
		Err(_) => "malformed",
	}
}

/// How long batches took, and what became of their proofs.
#[derive(Clone)]
struct Metrics {
	seconds: Histogram,
	proofs: CounterVec<U64>,
}

impl Metrics {
	fn new(registry: &Registry) -> Result<Self, PrometheusError> {
		let proofs = CounterVec::new(
			Opts::new(
				"sero_proofs_ahead_total",
				"Proofs of blocks verified ahead of execution, by result",
			),
			&["result"],
		)?;
		RESULTS.iter().for_each(|result| proofs.with_label_values(&[*result]).reset());
		Ok(Self {
			seconds: register(
				Histogram::with_opts(
					HistogramOpts::new(
						"sero_proof_verify_seconds",
						"Time to verify the proofs of a block as one batch, ahead of its execution",
					)
					.buckets(vec![
						0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0,
					]),
				)?,
				registry,
			)?,
			proofs: register(proofs, registry)?,
		})
	}

	fn verified(&self, time: Duration, results: &[Result<(), CryptoError>]) {
		self.seconds.observe(time.as_secs_f64());
		for result in results {
			self.proofs.with_label_values(&[label(result)]).inc();
		}
	}
}

/// A block import that verifies proofs ahead.
pub struct ProofsAhead<I, C> {
	inner: I,
	client: Arc<C>,
	metrics: Option<Metrics>,
}

impl<I: Clone, C> Clone for ProofsAhead<I, C> {
	fn clone(&self) -> Self {
		Self {
			inner: self.inner.clone(),
			client: self.client.clone(),
			metrics: self.metrics.clone(),
		}
	}
}

impl<I, C> ProofsAhead<I, C> {
	/// Passes blocks on to `inner`. A registry that refuses the metrics is reported, not fatal.
	pub fn new(inner: I, client: Arc<C>, registry: Option<&Registry>) -> Self {
		let metrics = registry.and_then(|registry| {
			Metrics::new(registry)
				.map_err(
					|error| log::warn!(target: LOG_TARGET, "Failed to register metrics: {error}"),
				)
				.ok()
		});
		Self { inner, client, metrics }
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
				let begun = Instant::now();
				let results = sero_zk_verifier::api::preverify(&statements.keys, &statements.items);
				if let Some(metrics) = &self.metrics {
					metrics.verified(begun.elapsed(), &results);
				}
			},
			Err(error) => log::debug!(target: LOG_TARGET, "No proofs ahead: {error}"),
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

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn every_result_has_a_series_from_the_start() {
		let registry = Registry::new();
		let metrics = Metrics::new(&registry).unwrap();
		let count = |label: &str| metrics.proofs.with_label_values(&[label]).get();
		let results = (1..=12).map(|code| CryptoError::from_code(code)).chain([Ok(())]);
		let results: Vec<_> = results.collect();
		assert!(results.iter().all(|result| RESULTS.contains(&label(result))));
		metrics.verified(Duration::from_millis(3), &results);
		assert_eq!((count("accepted"), count("invalid_proof"), count("invalid_input")), (1, 1, 3));
		assert_eq!(RESULTS.iter().map(|result| count(result)).sum::<u64>(), 13);
		assert_eq!(metrics.seconds.get_sample_count(), 1);
	}
}
