// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Prometheus metrics of what the runtime and the verifier know.
//!
//! A task of its own asks the runtime about the best block, at most every [`INTERVAL`] and only when
//! there is a new one, so that neither import nor mining wait for it. Without a registry there is
//! neither task nor metric. What the node's other parts count stands beside them.

use crate::service::FullClient;
use futures::StreamExt;
use pallet_shielded_assets::{
	runtime_api::ShieldedApi,
	types::{CircuitStatus, KeyProvenance},
};
use sc_client_api::{BlockchainEvents, StorageKey, StorageProvider};
use sc_service::TaskManager;
use sero_consensus_primitives::{PowPosApi, Seal};
use sero_primitives::{units::SERO, Balance, CurrencyId};
use sero_rpc::staking::{EmissionApi, StakingApi};
use sero_runtime::Hash;
use sero_shielded_primitives::NoteEntry;
use sero_zk_verifier::cache::{self, Counters, MAX_VERDICTS};
use sp_api::{ApiError, ProvideRuntimeApi};
use sp_blockchain::HeaderBackend;
use sp_core::U256;
use sp_io::hashing::twox_128;
use std::{sync::Arc, time::Duration};
use substrate_prometheus_endpoint::{
	register, Counter, Gauge, GaugeVec, Opts, PrometheusError, Registry, F64, U64,
};

/// Shortest time between two questions to the runtime.
const INTERVAL: Duration = Duration::from_secs(5);

/// Log target.
const LOG_TARGET: &str = "sero::metrics";

/// The storage key of the time that a block's author wrote into it.
pub fn timestamp_key() -> StorageKey {
	StorageKey([twox_128(b"Timestamp"), twox_128(b"Now")].concat())
}

/// A stored time, in seconds.
pub fn timestamp(milliseconds: &[u8]) -> Option<f64> {
	Some(u64::from_le_bytes(milliseconds.try_into().ok()?) as f64 / 1_000.0)
}

/// Whole coins. Prometheus knows floating-point numbers only: the last digits are lost.
fn coins(amount: Balance) -> f64 {
	amount as f64 / SERO as f64
}

/// The nearest floating-point number.
fn number(value: U256) -> f64 {
	value.0.iter().rev().fold(0.0, |sum, limb| sum * 2f64.powi(64) + *limb as f64)
}

fn status_label(status: &CircuitStatus) -> &'static str {
	match status {
		CircuitStatus::Active => "active",
		CircuitStatus::Paused => "paused",
		CircuitStatus::Retired => "retired",
	}
}

fn provenance_label(provenance: &KeyProvenance) -> &'static str {
	match provenance {
		KeyProvenance::Development => "development",
		KeyProvenance::Ceremony { .. } => "ceremony",
	}
}

/// The metrics.
struct Metrics {
	difficulty: Gauge<F64>,
	time: Gauge<F64>,
	leaves: Gauge<U64>,
	supply: GaugeVec<F64>,
	total: Gauge<F64>,
	emitted: Gauge<F64>,
	balanced: Gauge<U64>,
	circuits: GaugeVec<U64>,
	votes: Gauge<U64>,
	votes_required: Gauge<U64>,
	tickets: Gauge<U64>,
	price: Gauge<F64>,
	shares: Gauge<U64>,
	nodes: Gauge<U64>,
	missed: Gauge<U64>,
	bundles: Counter<U64>,
	nullifiers: Counter<U64>,
	unread: Counter<U64>,
	proof_hits: Counter<U64>,
	proof_misses: Counter<U64>,
	proofs_accepted: Counter<U64>,
	key_hits: Counter<U64>,
	key_misses: Counter<U64>,
	remembered: Gauge<U64>,
}

/// Follows the chain until the client's streams end.
pub fn spawn(task_manager: &TaskManager, registry: Option<&Registry>, client: &Arc<FullClient>) {
	let Some(registry) = registry else { return };
	match Metrics::new(registry) {
		Ok(metrics) => task_manager.spawn_handle().spawn_blocking(
			"metrics",
			None,
			metrics.follow(client.clone()),
		),
		Err(error) => log::warn!(target: LOG_TARGET, "Failed to register metrics: {error}"),
	}
}

impl Metrics {
	async fn follow(self, client: Arc<FullClient>) {
		let mut imports = client.import_notification_stream();
		let mut tick = tokio::time::interval(INTERVAL);
		tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
		let (mut best, mut counters) = (None, Counters::default());
		loop {
			tokio::select! {
				block = imports.next() => match block {
					Some(block) if block.is_new_best => self.count(&client, block.hash),
					Some(_) => (),
					None => break,
				},
				_ = tick.tick() => {
					counters = self.verifier(&counters, cache::counters());
					let hash = client.info().best_hash;
					if best != Some(hash) {
						self.read(&client, hash);
						best = Some(hash);
					}
				},
			}
		}
	}

	/// Takes an answer of the runtime; a runtime that does not give it leaves the old values.
	fn take<T>(&self, what: &str, answer: Result<T, ApiError>, then: impl FnOnce(T)) {
		match answer {
			Ok(answer) => then(answer),
			Err(error) => {
				self.unread.inc();
				log::debug!(target: LOG_TARGET, "{what} cannot be read: {error}");
			},
		}
	}

	/// Counts what a block did to the hidden pool.
	fn count(&self, client: &FullClient, block: Hash) {
		self.take("notes", client.runtime_api().block_notes(block), |notes| {
			for entry in &notes.entries {
				if let NoteEntry::Bundle { spends, .. } = entry {
					self.bundles.inc();
					self.nullifiers.inc_by(spends.len() as u64);
				}
			}
		});
	}

	/// Adds what the verifier has counted since `before`.
	fn verifier(&self, before: &Counters, now: Counters) -> Counters {
		for (counter, before, now) in [
			(&self.proof_hits, before.proof_hits, now.proof_hits),
			(&self.proof_misses, before.proof_misses, now.proof_misses),
			(&self.proofs_accepted, before.proofs_accepted, now.proofs_accepted),
			(&self.key_hits, before.key_hits, now.key_hits),
			(&self.key_misses, before.key_misses, now.key_misses),
		] {
			counter.inc_by(now.saturating_sub(before));
		}
		self.remembered.set(now.remembered_proofs);
		now
	}

	/// Reads the state of a block.
	fn read(&self, client: &FullClient, block: Hash) {
		if let Ok(Some(header)) = client.header(block) {
			// The genesis block has no seal.
			let seal = header.digest.logs().last().map(Seal::from_digest_item);
			self.votes.set(seal.and_then(Result::ok).map_or(0, |seal| seal.votes.len() as u64));
		}
		if let Ok(Some(time)) = client.storage(block, &timestamp_key()) {
			if let Some(time) = timestamp(&time.0) {
				self.time.set(time);
			}
		}
		let api = || client.runtime_api();
		self.take("difficulty", api().difficulty(block), |difficulty| {
			self.difficulty.set(number(difficulty))
		});
		self.take("leaves", api().leaf_count(block), |leaves| self.leaves.set(leaves));
		self.take("supply", api().currency_supply(block, CurrencyId::SERO), |report| {
			let Some(report) = report else { return };
			for (class, amount) in [
				("notes", report.pool.pool),
				("accounts", report.accounts),
				("staked", report.pool.staked),
				("fees", report.pool.fees),
			] {
				self.supply.with_label_values(&[class]).set(coins(amount));
			}
			self.total.set(coins(report.total));
			self.balanced.set(report.balanced.into());
		});
		self.take("emission", api().emission_status(block), |status| {
			self.emitted.set(coins(status.emitted))
		});
		self.take("voting", api().voting_status(block), |status| {
			self.votes_required.set(status.required.into());
			self.missed.set(status.missed.into());
		});
		self.take("staking", api().staking_status(block), |status| {
			self.tickets.set(status.pool);
			self.price.set(coins(status.price));
			self.shares.set(status.totals.shares.into());
			self.nodes.set(status.totals.nodes.into());
		});
		self.take("circuits", api().circuit_versions(block), |versions| {
			// A version that changed its status leaves no series with the old one behind.
			self.circuits.reset();
			for (version, status, provenance, ..) in &versions {
				let version = version.0.to_string();
				let labels = [&version, status_label(status), provenance_label(provenance)];
				self.circuits.with_label_values(&labels).set(1);
			}
		});
	}

	fn new(registry: &Registry) -> Result<Self, PrometheusError> {
		let real = |name: &str, help: &str| register(Gauge::<F64>::new(name, help)?, registry);
		let whole = |name: &str, help: &str| register(Gauge::<U64>::new(name, help)?, registry);
		let counter = |name: &str, help: &str| register(Counter::new(name, help)?, registry);
		let capacity = whole(
			"sero_proof_cache_capacity",
			"Accepted proofs that the verifier remembers at most",
		)?;
		capacity.set(MAX_VERDICTS as u64);
		Ok(Self {
			difficulty: real(
				"sero_pow_difficulty_hashes",
				"Expected number of hashes for the next block",
			)?,
			time: real(
				"sero_best_block_timestamp_seconds",
				"Time in the best block, in seconds since 1970",
			)?,
			leaves: whole("sero_tree_leaves", "Notes in the tree, hidden and public ones")?,
			supply: register(
				GaugeVec::new(
					Opts::new("sero_supply_sero", "SERO that exist, by where they are"),
					&["class"],
				)?,
				registry,
			)?,
			total: real("sero_supply_total_sero", "SERO that exist, by the chain's own count")?,
			emitted: real("sero_emitted_sero", "SERO created by rewards so far")?,
			balanced: whole(
				"sero_supply_balanced",
				"1 if the counters of SERO add up in the best block's state, else 0",
			)?,
			circuits: register(
				GaugeVec::new(
					Opts::new("sero_circuit_version", "1 for every circuit version of the chain"),
					&["version", "status", "provenance"],
				)?,
				registry,
			)?,
			votes: whole("sero_best_block_votes", "Votes in the best block's seal")?,
			votes_required: whole(
				"sero_votes_required",
				"Votes that the next block needs; 0 while voting is not mandatory",
			)?,
			tickets: whole("sero_lottery_tickets", "Tickets in the lottery")?,
			price: real("sero_ticket_price_sero", "Price of the next ticket in SERO")?,
			shares: whole("sero_shares", "Shares with a record")?,
			nodes: whole("sero_staking_nodes", "Staking nodes with a record")?,
			missed: whole(
				"sero_chain_votes_missed",
				"Votes that the whole chain missed in its window for mandatory voting",
			)?,
			bundles: counter(
				"sero_bundles_total",
				"Bundles in blocks that became the best one, since the node was started",
			)?,
			nullifiers: counter(
				"sero_nullifiers_total",
				"Nullifiers of these bundles, those of dummies included",
			)?,
			unread: counter(
				"sero_metrics_unread_total",
				"Questions for these metrics that the runtime did not answer",
			)?,
			proof_hits: counter(
				"sero_proof_cache_hits_total",
				"Proofs that were accepted before and are not verified again",
			)?,
			proof_misses: counter(
				"sero_proof_cache_misses_total",
				"Proofs that had to be verified, or were refused before that",
			)?,
			proofs_accepted: counter(
				"sero_proofs_accepted_total",
				"Proofs that were verified and accepted",
			)?,
			key_hits: counter(
				"sero_proof_key_hits_total",
				"Verifying keys that were found prepared",
			)?,
			key_misses: counter(
				"sero_proof_key_misses_total",
				"Verifying keys that had to be prepared",
			)?,
			remembered: whole(
				"sero_proof_cache_entries",
				"Accepted proofs that the verifier remembers",
			)?,
		})
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn amounts_and_difficulties_become_numbers() {
		assert_eq!(coins(SERO / 2), 0.5);
		assert_eq!(coins(1_000_000_000 * SERO), 1e9);
		assert_eq!(number(U256::from(1_000_000u64)), 1e6);
		assert_eq!(number(U256::one() << 130), 2f64.powi(130));
		assert_eq!(number(U256::zero()), 0.0);
	}

	#[test]
	fn times_are_read_as_the_runtime_stores_them() {
		let key = "f0c365c3cf59d671eb72da0e7a4113c49f1f0515f462cdcf84e0f1d6045dfcbb";
		assert_eq!(hex::encode(timestamp_key().0), key);
		assert_eq!(timestamp(&1_500u64.to_le_bytes()), Some(1.5));
		assert_eq!(timestamp(&[1, 2, 3]), None);
	}

	#[test]
	fn the_verifiers_counters_are_added_once() {
		let metrics = Metrics::new(&Registry::new()).unwrap();
		let first = Counters { proof_hits: 3, remembered_proofs: 7, ..Default::default() };
		let second = Counters { proof_hits: 5, remembered_proofs: 6, ..first };
		let before = metrics.verifier(&Counters::default(), first);
		metrics.verifier(&before, second);
		assert_eq!(metrics.proof_hits.get(), 5);
		assert_eq!(metrics.remembered.get(), 6);
	}
}
