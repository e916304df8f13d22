// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use std::sync::Arc;
use substrate_prometheus_endpoint::{
	register, Counter, CounterVec, Gauge, Opts, PrometheusError, Registry, F64, U64,
};

/// Prometheus metrics of the proof of work.
#[derive(Clone, Debug)]
struct Registered {
	hashrate: Gauge<F64>,
	dataset_progress: Gauge<F64>,
	mined: Counter<U64>,
	verifications: CounterVec<U64>,
}

/// Metrics, or nothing where no registry is given.
#[derive(Clone, Debug, Default)]
pub struct Metrics(Option<Arc<Registered>>);

/// What a verification came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
	/// The work is proven.
	Accepted,
	/// PW-6.
	AboveBoundary,
	/// PW-7.
	WrongMix,
}

impl Metrics {
	/// Registers the metrics. A registry that refuses them is reported, not fatal.
	pub fn new(registry: Option<&Registry>) -> Self {
		Self(registry.and_then(|registry| match Registered::new(registry) {
			Ok(metrics) => Some(Arc::new(metrics)),
			Err(error) => {
				log::warn!(target: crate::LOG_TARGET, "Failed to register metrics: {error}");
				None
			},
		}))
	}

	/// One proof was verified.
	pub fn verified(&self, outcome: Outcome) {
		if let Some(metrics) = &self.0 {
			let label = match outcome {
				Outcome::Accepted => "accepted",
				Outcome::AboveBoundary => "above_boundary",
				Outcome::WrongMix => "wrong_mix",
			};
			metrics.verifications.with_label_values(&[label]).inc();
		}
	}

	/// Own block imported.
	pub fn mined(&self) {
		if let Some(metrics) = &self.0 {
			metrics.mined.inc();
		}
	}

	/// Current hash rate.
	pub fn hashrate(&self, hashes_per_second: f64) {
		if let Some(metrics) = &self.0 {
			metrics.hashrate.set(hashes_per_second);
		}
	}
}

impl Metrics {
	/// How much of the dataset that is being made or read is there, from 0 to 1.
	pub fn dataset_progress(&self, done: u64, total: u64) {
		if let Some(metrics) = &self.0 {
			metrics.dataset_progress.set(done as f64 / total.max(1) as f64);
		}
	}
}

impl Registered {
	fn new(registry: &Registry) -> Result<Self, PrometheusError> {
		Ok(Self {
			hashrate: register(
				Gauge::new(
					"sero_pow_hashrate_hashes_per_second",
					"Hash rate of the node's own CPU miner",
				)?,
				registry,
			)?,
			dataset_progress: register(
				Gauge::new(
					"sero_pow_dataset_progress_ratio",
					"Part of the dataset that is there, of the one that is being made or read",
				)?,
				registry,
			)?,
			mined: register(
				Counter::new("sero_blocks_mined_total", "Blocks mined and imported by this node")?,
				registry,
			)?,
			verifications: register(
				CounterVec::new(
					Opts::new("sero_pow_verifications_total", "Proofs of work verified, by result"),
					&["result"],
				)?,
				registry,
			)?,
		})
	}
}
