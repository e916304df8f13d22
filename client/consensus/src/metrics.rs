// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use crate::{voting::state::Abandoned, SubmitError};
use std::sync::Arc;
use substrate_prometheus_endpoint::{
	register, Counter, CounterVec, Gauge, Opts, PrometheusError, Registry, F64, U64,
};

/// Prometheus metrics of the proof of work.
#[derive(Clone, Debug)]
struct Registered {
	hashrate: Gauge<F64>,
	dataset_progress: Gauge<F64>,
	found: Counter<U64>,
	mined: Counter<U64>,
	waiting: Gauge<U64>,
	templates: Counter<U64>,
	solutions: CounterVec<U64>,
	abandoned: CounterVec<U64>,
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

/// Values of the label `result` of `sero_solutions_total`.
const SOLUTIONS: [&str; 4] = ["valid", "stale", "duplicate", "invalid"];
/// Values of the label `reason` of `sero_blocks_abandoned_total`.
const REASONS: [&str; 5] = ["stale", "too_few_tickets", "full", "no_vote", "refused"];
/// Values of the label `result` of `sero_pow_verifications_total`.
const VERIFICATIONS: [&str; 3] = ["accepted", "above_boundary", "wrong_mix"];

/// Why a solution does not lead to a block, as a label.
fn refusal_label(error: SubmitError) -> &'static str {
	match error {
		SubmitError::Stale => "stale",
		SubmitError::Duplicate => "duplicate",
		SubmitError::Invalid => "invalid",
		SubmitError::NotVoted(Abandoned::Stale) => "stale",
		SubmitError::NotVoted(Abandoned::TooFewTickets) => "too_few_tickets",
		SubmitError::NotVoted(Abandoned::Full) => "full",
		SubmitError::NoVote => "no_vote",
		SubmitError::Refused => "refused",
		SubmitError::Ended => "ended",
	}
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

	/// Somebody handed in a nonce for a template.
	pub fn solution(&self, result: Result<(), SubmitError>) {
		if let Some(metrics) = &self.0 {
			let label = result.err().map_or("valid", refusal_label);
			metrics.solutions.with_label_values(&[label]).inc();
		}
	}

	/// A block was found. It is not made yet: it may have to wait for votes.
	pub fn found(&self) {
		if let Some(metrics) = &self.0 {
			metrics.found.inc();
		}
	}

	/// A found block will not be made.
	pub fn abandoned(&self, why: SubmitError) {
		if let Some(metrics) = &self.0 {
			metrics.abandoned.with_label_values(&[refusal_label(why)]).inc();
		}
	}

	/// Found blocks that wait for votes now.
	pub fn waiting(&self, count: usize) {
		if let Some(metrics) = &self.0 {
			metrics.waiting.set(count as u64);
		}
	}

	/// A block template was made.
	pub fn template(&self) {
		if let Some(metrics) = &self.0 {
			metrics.templates.inc();
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
		let counters = |name: &str, help: &str, label: &str, values: &[&str]| {
			let counters = CounterVec::new(Opts::new(name, help), &[label])?;
			// All series from the start: a rate over one that begins with its first event misses it.
			values.iter().for_each(|value| counters.with_label_values(&[*value]).reset());
			register(counters, registry)
		};
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
			found: register(
				Counter::new(
					"sero_blocks_found_total",
					"Blocks that this node or its outside miners found",
				)?,
				registry,
			)?,
			mined: register(
				Counter::new("sero_blocks_mined_total", "Blocks mined and imported by this node")?,
				registry,
			)?,
			waiting: register(
				Gauge::new("sero_blocks_waiting", "Found blocks that wait for votes")?,
				registry,
			)?,
			templates: register(
				Counter::new("sero_templates_total", "Block templates made for miners")?,
				registry,
			)?,
			solutions: counters(
				"sero_solutions_total",
				"Nonces handed in for block templates, by result",
				"result",
				&SOLUTIONS,
			)?,
			abandoned: counters(
				"sero_blocks_abandoned_total",
				"Found blocks that were given up, by reason",
				"reason",
				&REASONS,
			)?,
			verifications: counters(
				"sero_pow_verifications_total",
				"Proofs of work verified, by result",
				"result",
				&VERIFICATIONS,
			)?,
		})
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	/// The value of a series in the text that Prometheus reads.
	fn value(registry: &Registry, series: &str) -> Option<f64> {
		use substrate_prometheus_endpoint::prometheus::TextEncoder;
		let text = TextEncoder::new().encode_to_string(&registry.gather()).unwrap();
		let line = text.lines().find(|line| line.starts_with(&format!("{series} ")))?;
		line.rsplit(' ').next()?.parse().ok()
	}

	#[test]
	fn every_series_is_there_from_the_start_and_counts() {
		let registry = Registry::new();
		let metrics = Metrics::new(Some(&registry));
		let read = |series: &str| value(&registry, series);
		for label in SOLUTIONS {
			let series = format!("sero_solutions_total{{result=\"{label}\"}}");
			assert_eq!(read(&series), Some(0.0), "{series}");
		}
		metrics.solution(Ok(()));
		metrics.solution(Err(SubmitError::Invalid));
		metrics.found();
		metrics.abandoned(SubmitError::NotVoted(Abandoned::Full));
		metrics.waiting(3);
		metrics.verified(Outcome::WrongMix);
		for (series, expected) in [
			("sero_solutions_total{result=\"valid\"}", 1.0),
			("sero_solutions_total{result=\"invalid\"}", 1.0),
			("sero_solutions_total{result=\"stale\"}", 0.0),
			("sero_blocks_found_total", 1.0),
			("sero_blocks_mined_total", 0.0),
			("sero_blocks_abandoned_total{reason=\"full\"}", 1.0),
			("sero_blocks_abandoned_total{reason=\"stale\"}", 0.0),
			("sero_blocks_waiting", 3.0),
			("sero_pow_verifications_total{result=\"wrong_mix\"}", 1.0),
		] {
			assert_eq!(read(series), Some(expected), "{series}");
		}
	}

	#[test]
	fn every_reason_has_a_series() {
		for why in [
			SubmitError::NotVoted(Abandoned::Stale),
			SubmitError::NotVoted(Abandoned::TooFewTickets),
			SubmitError::NotVoted(Abandoned::Full),
			SubmitError::NoVote,
			SubmitError::Refused,
		] {
			assert!(REASONS.contains(&refusal_label(why)), "{why}");
		}
		for why in [SubmitError::Stale, SubmitError::Duplicate, SubmitError::Invalid] {
			assert!(SOLUTIONS.contains(&refusal_label(why)), "{why}");
		}
	}

	#[test]
	fn without_a_registry_nothing_is_counted() {
		let metrics = Metrics::new(None);
		metrics.found();
		assert!(metrics.0.is_none());
	}
}
