// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use std::sync::{Arc, Mutex, OnceLock};

use super::*;

/// Real caches, built once per test run.
pub(crate) fn shared(epoch: u32) -> Arc<LightCache> {
	static CACHES: OnceLock<Mutex<Vec<Arc<LightCache>>>> = OnceLock::new();
	let mut caches = CACHES.get_or_init(Default::default).lock().unwrap();
	if let Some(cache) = caches.iter().find(|cache| cache.epoch() == epoch) {
		return cache.clone();
	}
	let cache = Arc::new(LightCache::new(epoch).unwrap());
	caches.push(cache.clone());
	cache
}

#[test]
fn sizes_match_the_ethash_tables() {
	for (epoch, cache, dataset) in [
		(0, 16_776_896, 1_073_739_904),
		(1, 16_907_456, 1_082_130_304),
		(2_046, 284_950_208, 18_236_833_408),
		(2_047, 285_081_536, 18_245_220_736),
	] {
		assert_eq!(cache_size(epoch), Ok(cache));
		assert_eq!(dataset_size(epoch), Ok(dataset));
	}
}

#[test]
fn epochs_above_the_limit_are_refused() {
	assert_eq!(cache_size(MAX_EPOCH + 1), Err(Error::EpochTooLarge));
	assert_eq!(LightCache::new(u32::MAX).unwrap_err(), Error::EpochTooLarge);
	assert!(dataset_size(MAX_EPOCH).unwrap() / ITEM_BYTES <= u64::from(u32::MAX));
	assert!(dataset_size(MAX_EPOCH).unwrap() / ITEM_BYTES > u64::from(u32::MAX) - (1 << 18));
	assert_eq!(crate::epoch(u64::MAX), u32::MAX);
	assert_eq!((crate::epoch(29_999), crate::epoch(30_000)), (0, 1));
}

#[test]
fn seeds_match_ethereum() {
	assert_eq!(seed_hash(0), Ok([0; 32]));
	assert_eq!(
		hex::encode(seed_hash(1).unwrap()),
		"290decd9548b62a8d60345a988386fc84ba6bc95484008f6362f93160ef3e563"
	);
	assert_eq!(
		hex::encode(seed_hash(2).unwrap()),
		"510e4e770828ddbf7f7b00ab00a9f6adaf81c0dc9cc85f1f8249c256942d61d9"
	);
}

#[test]
fn reduction_is_the_remainder() {
	for count in [17u64, 4099, 262_139] {
		let cache = LightCache::tiny(0, count.min(300), 64).unwrap();
		let n = cache.items.len() as u32;
		let mut value = 1u32;
		for _ in 0..10_000 {
			value = value.wrapping_mul(2_891_336_453).wrapping_add(1);
			assert_eq!(cache.reduce(value), (value % n) as usize);
		}
		assert_eq!(cache.reduce(u32::MAX), (u32::MAX % n) as usize);
		assert_eq!(cache.reduce(n), 0);
		assert_eq!(cache.reduce(n - 1), (n - 1) as usize);
	}
}

#[test]
fn items_are_the_same_alone_and_in_step() {
	let cache = LightCache::tiny(3, 101, 1_024).unwrap();
	for parents in [256, 512] {
		let dag = cache.dag(parents).unwrap();
		let mut loaded = [[0; 16]; 7];
		dag.load(5, &mut loaded);
		for (i, item) in loaded.iter().enumerate() {
			assert_eq!(*item, cache.item(5 + i as u32, parents));
		}
		assert_eq!(dag.first_words()[16 * 9..16 * 10], cache.item(9, parents));
	}
	assert_ne!(cache.item(0, 256), cache.item(0, 512));
	assert!(cache.dag(128).is_none());
}

#[test]
fn generation_reports_progress_and_can_be_stopped() {
	let mut seen = Vec::new();
	let result = LightCache::with_progress(0, &mut |done, total| {
		seen.push((done, total));
		if done > total / 3 {
			ControlFlow::Break(())
		} else {
			ControlFlow::Continue(())
		}
	});
	assert_eq!(result.unwrap_err(), Error::Canceled);
	assert!(seen.len() > 2 && seen.windows(2).all(|pair| pair[0].0 < pair[1].0));
}
