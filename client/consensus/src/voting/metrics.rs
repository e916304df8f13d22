// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Prometheus metrics of voting.

use std::time::Duration;
use substrate_prometheus_endpoint::{
	register, Counter, Gauge, Histogram, HistogramOpts, PrometheusError, Registry, U64,
};

use super::state::Counters;

/// Metrics, or nothing where no registry is given.
#[derive(Debug, Default)]
pub struct VotingMetrics(Option<Registered>);

#[derive(Debug)]
struct Registered {
	asked: Counter<U64>,
	got: Counter<U64>,
	late: Counter<U64>,
	missed: Counter<U64>,
	cast: Counter<U64>,
	candidates: Counter<U64>,
	votes: Counter<U64>,
	refused: Counter<U64>,
	open: Gauge<U64>,
	quorum: Histogram,
}

impl VotingMetrics {
	/// Registers the metrics. A registry that refuses them is reported, not fatal.
	pub fn new(registry: Option<&Registry>) -> Self {
		Self(registry.and_then(|registry| match Registered::new(registry) {
			Ok(metrics) => Some(metrics),
			Err(error) => {
				log::warn!(target: crate::LOG_TARGET, "Failed to register metrics: {error}");
				None
			},
		}))
	}

	/// Adds what has been counted since `before`.
	pub fn update(&self, before: &Counters, now: &Counters) {
		let Some(metrics) = &self.0 else { return };
		for (counter, before, now) in [
			(&metrics.asked, before.asked, now.asked),
			(&metrics.got, before.got, now.got),
			(&metrics.late, before.late, now.late),
			(&metrics.missed, before.missed, now.missed),
			(&metrics.cast, before.cast, now.cast),
			(&metrics.candidates, before.candidates, now.candidates),
			(&metrics.votes, before.votes, now.votes),
			(&metrics.refused, before.refused, now.refused),
		] {
			counter.inc_by(now.saturating_sub(before));
		}
	}

	/// How many candidates are open now.
	pub fn open(&self, count: usize) {
		if let Some(metrics) = &self.0 {
			metrics.open.set(count as u64);
		}
	}

	/// An own block has enough votes, `time` after it was found.
	pub fn quorum(&self, time: Duration) {
		if let Some(metrics) = &self.0 {
			metrics.quorum.observe(time.as_secs_f64());
		}
	}
}

impl Registered {
	fn new(registry: &Registry) -> Result<Self, PrometheusError> {
		let counter = |name: &str, help: &str| register(Counter::new(name, help)?, registry);
		Ok(Self {
			asked: counter(
				"sero_votes_asked_total",
				"Tickets drawn by blocks that this node found",
			)?,
			got: counter("sero_votes_got_total", "Votes in the seals of this node's blocks")?,
			late: counter("sero_votes_late_total", "Votes for best blocks after their seal")?,
			missed: counter(
				"sero_votes_missed_total",
				"Drawn tickets of best blocks that had not voted when the next block came",
			)?,
			cast: counter("sero_votes_cast_total", "Votes that this node cast")?,
			candidates: counter(
				"sero_candidates_received_total",
				"Found blocks of other nodes that ask for votes, accepted",
			)?,
			votes: counter("sero_votes_received_total", "Votes of other nodes, accepted")?,
			refused: counter(
				"sero_voting_messages_refused_total",
				"Candidates, votes and other messages that broke a rule or a limit",
			)?,
			open: register(
				Gauge::new(
					"sero_candidates_open",
					"Found blocks, own ones and others', that wait for votes",
				)?,
				registry,
			)?,
			quorum: register(
				Histogram::with_opts(
					HistogramOpts::new(
						"sero_time_to_quorum_seconds",
						"Time from finding a block until there were enough votes for it",
					)
					.buckets(vec![
						0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 30.0, 60.0,
					]),
				)?,
				registry,
			)?,
		})
	}
}
