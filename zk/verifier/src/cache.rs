// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What a node remembers between calls: prepared keys, accepted proofs, generators of currencies.
//!
//! The caches are process-wide, bounded, and evict what was not used for longest. They only ever hold
//! what is true of the bytes they are keyed by, so they change how long an answer takes and never the
//! answer.

use std::{
	collections::BTreeMap,
	sync::{
		atomic::{AtomicU64, Ordering},
		Arc, LazyLock, Mutex, MutexGuard, PoisonError,
	},
};

use sero_primitives::CurrencyId;
use sero_zk_crypto::SubgroupPoint;

use crate::{
	api::{key_hash, LoadedKey},
	key::{PreparedKey, VkError},
};

/// Most prepared keys (about 60 kB each).
pub const MAX_KEYS: usize = 64;
/// Most accepted proofs (about 150 bytes each): several full blocks and the transaction pool.
pub const MAX_VERDICTS: usize = 1 << 16;
/// Most generators of currencies.
const MAX_GENERATORS: usize = 1 << 12;

/// A map that forgets the least recently used entry.
struct Lru<V> {
	capacity: usize,
	clock: u64,
	entries: BTreeMap<[u8; 32], (u64, V)>,
	by_age: BTreeMap<u64, [u8; 32]>,
}

impl<V: Clone> Lru<V> {
	const fn new(capacity: usize) -> Self {
		Self { capacity, clock: 0, entries: BTreeMap::new(), by_age: BTreeMap::new() }
	}

	fn get(&mut self, key: &[u8; 32]) -> Option<V> {
		let (age, value) = self.entries.get_mut(key)?;
		self.by_age.remove(age);
		self.clock += 1;
		*age = self.clock;
		self.by_age.insert(self.clock, *key);
		Some(value.clone())
	}

	fn insert(&mut self, key: [u8; 32], value: V) {
		self.clock += 1;
		if let Some((age, _)) = self.entries.insert(key, (self.clock, value)) {
			self.by_age.remove(&age);
		}
		self.by_age.insert(self.clock, key);
		while self.entries.len() > self.capacity {
			let Some((_, oldest)) = self.by_age.pop_first() else { break };
			self.entries.remove(&oldest);
		}
	}

	fn clear(&mut self) {
		self.entries.clear();
		self.by_age.clear();
	}
}

/// A panic elsewhere cannot leave a cache with a wrong entry, so a poisoned lock is as good as any.
fn lock<V>(cache: &Mutex<Lru<V>>) -> MutexGuard<'_, Lru<V>> {
	cache.lock().unwrap_or_else(PoisonError::into_inner)
}

type Cache<V> = LazyLock<Mutex<Lru<V>>>;

static KEYS: Cache<Arc<PreparedKey>> = LazyLock::new(|| Mutex::new(Lru::new(MAX_KEYS)));
static VERDICTS: Cache<()> = LazyLock::new(|| Mutex::new(Lru::new(MAX_VERDICTS)));
static GENERATORS: Cache<SubgroupPoint> = LazyLock::new(|| Mutex::new(Lru::new(MAX_GENERATORS)));

static KEY_HITS: AtomicU64 = AtomicU64::new(0);
static KEY_MISSES: AtomicU64 = AtomicU64::new(0);
static PROOF_HITS: AtomicU64 = AtomicU64::new(0);
static PROOF_MISSES: AtomicU64 = AtomicU64::new(0);
static PROOFS_ACCEPTED: AtomicU64 = AtomicU64::new(0);

/// Counters since the start of the process, for a node's metrics.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counters {
	/// Verifying keys that were found prepared.
	pub key_hits: u64,
	/// Verifying keys that had to be prepared.
	pub key_misses: u64,
	/// Proofs that had been accepted before.
	pub proof_hits: u64,
	/// Proofs that had to be verified.
	pub proof_misses: u64,
	/// Proofs that were verified and accepted.
	pub proofs_accepted: u64,
	/// Accepted proofs that are remembered now.
	pub remembered_proofs: u64,
}

/// Reads the counters.
pub fn counters() -> Counters {
	let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
	Counters {
		key_hits: read(&KEY_HITS),
		key_misses: read(&KEY_MISSES),
		proof_hits: read(&PROOF_HITS),
		proof_misses: read(&PROOF_MISSES),
		proofs_accepted: read(&PROOFS_ACCEPTED),
		remembered_proofs: lock(&VERDICTS).entries.len() as u64,
	}
}

/// Forgets everything; counters go on. For measurements and tests.
pub fn clear() {
	lock(&KEYS).clear();
	lock(&VERDICTS).clear();
	lock(&GENERATORS).clear();
}

fn count(counter: &AtomicU64, by: u64) {
	counter.fetch_add(by, Ordering::Relaxed);
}

/// Reads a verifying key, prepared at most once.
pub(crate) fn prepared_key(bytes: &[u8]) -> Result<LoadedKey, VkError> {
	let hash = key_hash(bytes);
	if let Some(key) = lock(&KEYS).get(&hash) {
		count(&KEY_HITS, 1);
		return Ok(LoadedKey { hash, key });
	}
	// Not under the lock: two threads may prepare the same key, which is harmless.
	let key = Arc::new(PreparedKey::from_bytes(bytes)?.with_alpha_beta());
	count(&KEY_MISSES, 1);
	lock(&KEYS).insert(hash, key.clone());
	Ok(LoadedKey { hash, key })
}

/// Whether a proof was accepted before.
pub(crate) fn is_accepted(digest: &[u8; 32]) -> bool {
	let accepted = lock(&VERDICTS).get(digest).is_some();
	count(if accepted { &PROOF_HITS } else { &PROOF_MISSES }, 1);
	accepted
}

/// Remembers accepted proofs.
pub(crate) fn accept(digests: impl IntoIterator<Item = [u8; 32]>) {
	let mut verdicts = lock(&VERDICTS);
	for digest in digests {
		count(&PROOFS_ACCEPTED, 1);
		verdicts.insert(digest, ());
	}
}

/// The generator of a currency, computed at most once.
pub(crate) fn token_generator(currency: &CurrencyId) -> SubgroupPoint {
	if let Some(point) = lock(&GENERATORS).get(&currency.0) {
		return point;
	}
	let point = sero_zk_crypto::token_generator(&currency.0).point;
	lock(&GENERATORS).insert(currency.0, point);
	point
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_least_recently_used_entry_goes_first() {
		let mut lru = Lru::new(2);
		lru.insert([1; 32], 1);
		lru.insert([2; 32], 2);
		assert_eq!(lru.get(&[1; 32]), Some(1));
		lru.insert([3; 32], 3);
		assert_eq!(lru.get(&[2; 32]), None);
		assert_eq!(lru.get(&[1; 32]), Some(1));
		assert_eq!(lru.get(&[3; 32]), Some(3));
		lru.insert([3; 32], 4);
		assert_eq!(lru.get(&[3; 32]), Some(4));
		assert_eq!((lru.entries.len(), lru.by_age.len()), (2, 2));
	}
}
