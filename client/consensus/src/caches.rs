// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The light caches that this node holds.

use parking_lot::Mutex;
use sero_progpow::{LightCache, EPOCH_LENGTH};
use std::{
	fmt,
	sync::{Arc, OnceLock},
	time::Instant,
};

use crate::{Error, LOG_TARGET};

/// Epochs held at a time: the present one, the next one near its start, one for forks or a sync.
const CAPACITY: usize = 3;
/// Blocks before the end of an epoch at which the next cache, and for miners the next
/// dataset, is built in the background.
pub(crate) const PREPARE_BLOCKS: u64 = 600;

type Slot = Arc<OnceLock<Result<Arc<LightCache>, sero_progpow::Error>>>;
type Build = dyn Fn(u32) -> Result<LightCache, sero_progpow::Error> + Send + Sync;

/// Light caches by epoch, least recently used first. The lock is never held while one is built.
pub struct LightCaches {
	slots: Mutex<Vec<(u32, Slot)>>,
	build: Box<Build>,
}

impl fmt::Debug for LightCaches {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let epochs: Vec<u32> = self.slots.lock().iter().map(|(epoch, _)| *epoch).collect();
		f.debug_struct("LightCaches").field("epochs", &epochs).finish_non_exhaustive()
	}
}

impl Default for LightCaches {
	fn default() -> Self {
		Self::with_builder(LightCache::new)
	}
}

impl LightCaches {
	/// Caches that `build` makes.
	pub fn with_builder(
		build: impl Fn(u32) -> Result<LightCache, sero_progpow::Error> + Send + Sync + 'static,
	) -> Self {
		Self { slots: Mutex::new(Vec::new()), build: Box::new(build) }
	}

	/// The cache of an epoch, built if necessary; callers of the same epoch wait for one builder.
	///
	/// Only for epochs of blocks whose number is bound to their parent (PW-3).
	///
	/// # Errors
	/// [`Error::Cache`].
	pub fn get(&self, epoch: u32) -> Result<Arc<LightCache>, Error> {
		let slot = {
			let mut slots = self.slots.lock();
			let slot = match slots.iter().position(|(other, _)| *other == epoch) {
				Some(i) => slots.remove(i).1,
				None => {
					if slots.len() >= CAPACITY {
						slots.remove(0);
					}
					Slot::default()
				},
			};
			slots.push((epoch, slot.clone()));
			slot
		};
		let result = slot.get_or_init(|| {
			let start = Instant::now();
			let cache = (self.build)(epoch).map(Arc::new);
			log::info!(
				target: LOG_TARGET,
				"Light cache of epoch {epoch} built in {} ms",
				start.elapsed().as_millis(),
			);
			cache
		});
		result.clone().map_err(|error| {
			// Memory may be there next time.
			self.slots.lock().retain(|(_, other)| !Arc::ptr_eq(other, &slot));
			Error::Cache { epoch, error }
		})
	}

	/// The cache of an epoch if it is there already.
	pub fn peek(&self, epoch: u32) -> Option<Arc<LightCache>> {
		let slots = self.slots.lock();
		let (_, slot) = slots.iter().find(|(other, _)| *other == epoch)?;
		slot.get()?.as_ref().ok().cloned()
	}

	/// Builds the next epoch's cache in the background if the valid block `number` is near the end of
	/// its epoch.
	pub fn prepare(self: &Arc<Self>, number: u64) {
		if number % EPOCH_LENGTH < EPOCH_LENGTH - PREPARE_BLOCKS {
			return;
		}
		let next = sero_progpow::epoch(number) + 1;
		if self.slots.lock().iter().any(|(epoch, _)| *epoch == next) {
			return;
		}
		let caches = self.clone();
		let spawned = std::thread::Builder::new()
			.name("light-cache".into())
			.spawn(move || caches.get(next).map(drop));
		if let Err(error) = spawned {
			log::warn!(target: LOG_TARGET, "Cannot prepare the next light cache: {error}");
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::sync::atomic::{AtomicUsize, Ordering};

	fn counting() -> (Arc<LightCaches>, Arc<AtomicUsize>) {
		let built = Arc::new(AtomicUsize::new(0));
		let counter = built.clone();
		let caches = LightCaches::with_builder(move |epoch| {
			counter.fetch_add(1, Ordering::SeqCst);
			Err(if epoch == 7 {
				sero_progpow::Error::OutOfMemory
			} else {
				sero_progpow::Error::EpochTooLarge
			})
		});
		(Arc::new(caches), built)
	}

	#[test]
	fn failures_are_reported_and_tried_again() {
		let (caches, built) = counting();
		for _ in 0..2 {
			assert!(matches!(
				caches.get(7),
				Err(Error::Cache { epoch: 7, error: sero_progpow::Error::OutOfMemory })
			));
		}
		assert_eq!(built.load(Ordering::SeqCst), 2);
		assert!(caches.peek(7).is_none());
	}

	#[test]
	fn a_cache_is_built_once_and_the_oldest_gives_way() {
		let shared = crate::test_util::light_cache();
		let built = Arc::new(AtomicUsize::new(0));
		let counter = built.clone();
		let caches = LightCaches::with_builder(move |_| {
			counter.fetch_add(1, Ordering::SeqCst);
			Ok((*shared).clone())
		});
		caches.get(0).unwrap();
		caches.get(0).unwrap();
		assert_eq!(built.load(Ordering::SeqCst), 1);
		for epoch in 1..=CAPACITY as u32 {
			caches.get(epoch).unwrap();
		}
		assert!(caches.peek(0).is_none());
		assert!(caches.peek(1).is_some());
		assert_eq!(caches.slots.lock().len(), CAPACITY);
	}

	#[test]
	fn the_next_epoch_is_prepared_near_the_end_only() {
		let (caches, built) = counting();
		caches.prepare(0);
		caches.prepare(EPOCH_LENGTH - PREPARE_BLOCKS - 1);
		assert_eq!(built.load(Ordering::SeqCst), 0);
		caches.prepare(EPOCH_LENGTH - PREPARE_BLOCKS);
		let start = Instant::now();
		while built.load(Ordering::SeqCst) == 0 && start.elapsed().as_secs() < 10 {
			std::thread::yield_now();
		}
		assert_eq!(built.load(Ordering::SeqCst), 1);
	}
}
