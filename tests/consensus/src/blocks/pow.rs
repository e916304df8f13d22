// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Finds nonces with the light cache.

use sero_consensus_primitives::Seal;
use sero_progpow::{meets_difficulty, Algorithm, LightCache};
use sp_core::{H256, U256};
use std::sync::OnceLock;

use crate::runtime::Header;

/// The cache of epoch 0, built once.
pub fn light_cache() -> &'static LightCache {
	static CACHE: OnceLock<LightCache> = OnceLock::new();
	CACHE.get_or_init(|| LightCache::new(0).expect("memory is there"))
}

/// Builds the cache of an epoch for a node: the shared one of epoch 0, no other.
pub fn build_cache(epoch: u32) -> Result<LightCache, sero_progpow::Error> {
	assert_eq!(epoch, 0, "a cache of another epoch was asked for");
	Ok(light_cache().clone())
}

/// Mix and final hash of a nonce.
pub fn hash(function: Algorithm, header: &Header, nonce: u64) -> (H256, [u8; 32]) {
	let number = u64::from(header.number) % 30_000;
	let hash = function
		.hash_light(light_cache(), number, &header.hash().0, nonce)
		.expect("the cache is that of epoch 0");
	(hash.mix.into(), hash.result)
}

/// Searches from a nonce on for one that meets a difficulty.
pub fn mine(function: Algorithm, header: &Header, difficulty: U256, start: u64) -> Seal {
	let boundary = difficulty.max(U256::one()).to_big_endian();
	(start..)
		.find_map(|nonce| {
			let (mix, result) = hash(function, header, nonce);
			meets_difficulty(&result, &boundary).then(|| Seal::new(nonce, mix))
		})
		.expect("there are enough nonces")
}

/// Searches from a nonce on for one that misses a difficulty.
pub fn mine_badly(function: Algorithm, header: &Header, difficulty: U256, start: u64) -> Seal {
	let boundary = difficulty.to_big_endian();
	(start..)
		.find_map(|nonce| {
			let (mix, result) = hash(function, header, nonce);
			(!meets_difficulty(&result, &boundary)).then(|| Seal::new(nonce, mix))
		})
		.expect("there are enough nonces")
}
