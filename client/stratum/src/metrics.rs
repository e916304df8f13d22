// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use std::{sync::Arc, time::Duration};
use substrate_prometheus_endpoint::{
	register, Counter, CounterVec, Gauge, Histogram, HistogramOpts, Opts, PrometheusError,
	Registry, U64,
};

use crate::{limits::NotTaken, Ended, Refusal, LOG_TARGET};

#[derive(Clone, Debug)]
struct Registered {
	connections: Gauge<U64>,
	reported_hashrate: Gauge<U64>,
	not_taken: CounterVec<U64>,
	ended: CounterVec<U64>,
	requests_refused: CounterVec<U64>,
	shares: CounterVec<U64>,
	jobs: Counter<U64>,
	blocks: Counter<U64>,
	push: Histogram,
}

/// Prometheus metrics, or nothing where no registry is given.
#[derive(Clone, Debug, Default)]
pub struct Metrics(Option<Arc<Registered>>);

impl Metrics {
	/// Registers the metrics. A registry that refuses them is reported, not fatal.
	pub fn new(registry: Option<&Registry>) -> Self {
		Self(registry.and_then(|registry| match Registered::new(registry) {
			Ok(metrics) => Some(Arc::new(metrics)),
			Err(error) => {
				log::warn!(target: LOG_TARGET, "Failed to register metrics: {error}");
				None
			},
		}))
	}

	fn with(&self, action: impl FnOnce(&Registered)) {
		if let Some(metrics) = &self.0 {
			action(metrics);
		}
	}

	pub fn connected(&self) {
		self.with(|metrics| metrics.connections.inc());
	}

	pub fn disconnected(&self, why: Ended) {
		self.with(|metrics| {
			metrics.connections.dec();
			metrics.ended.with_label_values(&[why.label()]).inc();
		});
	}

	pub fn not_taken(&self, why: NotTaken) {
		self.with(|metrics| metrics.not_taken.with_label_values(&[why.label()]).inc());
	}

	pub fn refused(&self, refusal: Refusal) {
		self.with(|metrics| metrics.requests_refused.with_label_values(&[refusal.label()]).inc());
	}

	pub fn share(&self, result: Result<(), Refusal>) {
		let label = result.err().map_or("valid", Refusal::label);
		self.with(|metrics| metrics.shares.with_label_values(&[label]).inc());
	}

	pub fn job(&self) {
		self.with(|metrics| metrics.jobs.inc());
	}

	pub fn block(&self) {
		self.with(|metrics| metrics.blocks.inc());
	}

	pub fn pushed(&self, after: Duration) {
		self.with(|metrics| metrics.push.observe(after.as_secs_f64()));
	}

	/// A connection reports another speed than before.
	pub fn reported(&self, before: u64, after: u64) {
		self.with(|metrics| {
			metrics.reported_hashrate.add(after);
			metrics.reported_hashrate.sub(before);
		});
	}
}

impl Registered {
	fn new(registry: &Registry) -> Result<Self, PrometheusError> {
		let counters = |name: &str, help: &str, label: &str| -> Result<_, PrometheusError> {
			register(CounterVec::new(Opts::new(name, help), &[label])?, registry)
		};
		Ok(Self {
			connections: register(
				Gauge::new("sero_stratum_connections", "Miners connected")?,
				registry,
			)?,
			reported_hashrate: register(
				Gauge::new(
					"sero_stratum_reported_hashes_per_second",
					"Hash rate that the connected miners report",
				)?,
				registry,
			)?,
			not_taken: counters(
				"sero_stratum_connections_refused_total",
				"Connections refused, by reason",
				"reason",
			)?,
			ended: counters(
				"sero_stratum_connections_ended_total",
				"Connections ended, by reason",
				"reason",
			)?,
			requests_refused: counters(
				"sero_stratum_requests_refused_total",
				"Requests refused, by reason",
				"reason",
			)?,
			shares: counters("sero_stratum_shares_total", "Shares, by result", "result")?,
			jobs: register(Counter::new("sero_stratum_jobs_total", "Jobs made")?, registry)?,
			blocks: register(
				Counter::new("sero_stratum_blocks_total", "Blocks made of shares")?,
				registry,
			)?,
			push: register(
				Histogram::with_opts(
					HistogramOpts::new(
						"sero_stratum_push_seconds",
						"Time from a new template to the end of writing its job to a miner",
					)
					.buckets(vec![0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1.0]),
				)?,
				registry,
			)?,
		})
	}
}
