// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Filters: what happened since the caller asked last.
//!
//! A filter remembers the best block of the last question. If that block has left the best chain
//! meanwhile, the logs of the blocks that left come first, marked as removed.

use crate::{
	index::{Index, MAX_LOG_BLOCKS},
	types::{BlockId, Filter, RpcLog},
	Client, Error,
};
use parking_lot::Mutex;
use serde::Serialize;
use sero_primitives::BlockNumber;
use sp_core::{H256, U256};
use std::{
	collections::{BTreeMap, BTreeSet},
	time::{Duration, Instant},
};

/// A filter that nobody asks for so long is removed.
const LIFETIME: Duration = Duration::from_secs(300);
/// Most filters at a time.
const MAX_FILTERS: usize = 1_000;

/// What a filter reports.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Kind {
	/// Logs.
	Logs(Filter),
	/// Hashes of blocks.
	Blocks,
	/// Hashes of waiting transactions; those that were reported are remembered while they wait.
	Transactions(BTreeSet<H256>),
}

/// What a filter reports.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(untagged)]
pub enum Changes {
	/// Of blocks or transactions.
	Hashes(Vec<H256>),
	/// Logs.
	Logs(Vec<RpcLog>),
}

struct Entry {
	kind: Kind,
	/// Best block of the last question.
	at: H256,
	used: Instant,
}

/// All filters.
#[derive(Default)]
pub struct Filters {
	entries: Mutex<BTreeMap<U256, Entry>>,
}

impl std::fmt::Debug for Filters {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		f.debug_struct("Filters").field("count", &self.entries.lock().len()).finish()
	}
}

fn unknown() -> Error {
	Error::Refused("filter not found".into())
}

impl Filters {
	/// Installs a filter; `best` is the best block.
	pub fn install(&self, kind: Kind, best: H256) -> Result<U256, Error> {
		self.install_at(kind, best, Instant::now())
	}

	fn install_at(&self, kind: Kind, best: H256, now: Instant) -> Result<U256, Error> {
		if let Kind::Logs(filter) = &kind {
			filter.check().map_err(Error::InvalidParameter)?;
		}
		let mut entries = self.entries.lock();
		entries.retain(|_, entry| now.saturating_duration_since(entry.used) < LIFETIME);
		if entries.len() >= MAX_FILTERS {
			return Err(Error::Refused("too many filters: use subscriptions instead".into()));
		}
		// Cannot be guessed by other callers.
		let id = U256::from(rand::random::<u128>());
		entries.insert(id, Entry { kind, at: best, used: now });
		Ok(id)
	}

	/// Removes a filter; whether it was there.
	pub fn uninstall(&self, id: U256) -> bool {
		self.entries.lock().remove(&id).is_some()
	}

	/// What a filter for logs asks for.
	pub fn filter(&self, id: U256) -> Result<Filter, Error> {
		match self.entries.lock().get(&id).map(|entry| &entry.kind) {
			Some(Kind::Logs(filter)) => Ok(filter.clone()),
			_ => Err(unknown()),
		}
	}

	/// What happened since the last question. `waiting` lists the waiting transactions.
	pub fn changes<C: Client>(
		&self,
		id: U256,
		index: &Index<C>,
		waiting: impl FnOnce(H256) -> Result<Vec<H256>, Error>,
	) -> Result<Changes, Error> {
		let best = index.client().info().best_hash;
		let (kind, at) = {
			let mut entries = self.entries.lock();
			let entry = entries.get_mut(&id).ok_or_else(unknown)?;
			entry.used = Instant::now();
			(entry.kind.clone(), entry.at)
		};
		let (changes, kind) = match kind {
			Kind::Transactions(reported) => {
				let waiting: BTreeSet<_> = waiting(best)?.into_iter().collect();
				let new = waiting.difference(&reported).copied().collect();
				(Changes::Hashes(new), Kind::Transactions(waiting))
			},
			kind => {
				let update = index.update(at, best)?;
				let blocks = update.retracted.len().saturating_add(update.enacted.len());
				if blocks > MAX_LOG_BLOCKS as usize {
					self.uninstall(id);
					return Err(unknown());
				}
				let changes = match &kind {
					Kind::Logs(filter) => {
						let mut logs = Vec::new();
						for hash in update.retracted {
							logs.extend(index.record(hash)?.matching(filter, true));
						}
						for hash in update.enacted {
							logs.extend(index.record(hash)?.matching(filter, false));
						}
						logs.retain(|log| in_range(filter, log.block_number));
						Changes::Logs(logs)
					},
					_ => Changes::Hashes(
						update
							.enacted
							.into_iter()
							.map(|hash| Ok(index.record(hash)?.block.hash))
							.collect::<Result<_, Error>>()?,
					),
				};
				(changes, kind)
			},
		};
		// Only now: a question that failed can be asked again.
		if let Some(entry) = self.entries.lock().get_mut(&id) {
			entry.kind = kind;
			entry.at = best;
		}
		Ok(changes)
	}
}

/// Whether a block lies in the range of a filter, as far as that names heights.
fn in_range(filter: &Filter, number: U256) -> bool {
	let bound = |block: Option<BlockId>, default: BlockNumber| match block {
		Some(BlockId::Number(number)) => U256::from(number),
		_ => default.into(),
	};
	(bound(filter.from_block, 0)..=bound(filter.to_block, BlockNumber::MAX)).contains(&number)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn forgotten_filters_make_room() {
		let filters = Filters::default();
		let start = Instant::now();
		for _ in 0..MAX_FILTERS {
			filters.install_at(Kind::Blocks, H256::zero(), start).unwrap();
		}
		assert!(filters.install_at(Kind::Blocks, H256::zero(), start).is_err());
		let id = filters.install_at(Kind::Blocks, H256::zero(), start + LIFETIME).unwrap();
		assert_eq!(filters.entries.lock().len(), 1);
		assert!(filters.filter(id).is_err(), "not one for logs");
		assert!(filters.uninstall(id));
		assert!(!filters.uninstall(id));
	}

	#[test]
	fn heights_bound_what_a_filter_reports() {
		let filter = Filter {
			from_block: Some(BlockId::Number(5)),
			to_block: Some(BlockId::Latest),
			..Default::default()
		};
		assert!(!in_range(&filter, 4.into()));
		assert!(in_range(&filter, 5.into()));
		assert!(in_range(&Filter::default(), 0.into()));
		let filter = Filter { to_block: Some(BlockId::Number(5)), ..Default::default() };
		assert!(!in_range(&filter, 6.into()));
	}
}
