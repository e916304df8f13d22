// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Algorithm, ProgPowParams};

#[test]
fn full_and_light_hashes_agree() {
	let cache = LightCache::tiny(0, 101, 2_054).unwrap();
	for algorithm in [
		Algorithm::Ethash,
		Algorithm::ProgPow(ProgPowParams::WHITE_PAPER),
		Algorithm::ProgPow(ProgPowParams::V0_9_2),
		Algorithm::ProgPow(ProgPowParams::V0_9_4),
	] {
		let parents = algorithm.dataset_parents();
		let mut last = 0;
		let dataset = Dataset::generate(&cache, parents, &mut |done, total| {
			assert_eq!(total, 2_054);
			last = done;
			ControlFlow::Continue(())
		})
		.unwrap();
		assert_eq!(last, 2_054);
		let full = algorithm.hasher(&dataset, 17).unwrap();
		for nonce in 0..8 {
			let light = algorithm.hash_light(&cache, 17, &[5; 32], nonce).unwrap();
			assert_eq!(full.hash(&[5; 32], nonce), light);
		}
	}
}

#[test]
fn datasets_belong_to_one_epoch_and_one_number_of_parents() {
	let cache = LightCache::tiny(1, 101, 2_054).unwrap();
	let go_on = &mut |_, _| ControlFlow::Continue(());
	let dataset = Dataset::generate(&cache, 256, go_on).unwrap();
	assert_eq!(Algorithm::Ethash.hasher(&dataset, 17).unwrap_err(), Error::EpochMismatch);
	assert_eq!(
		Algorithm::ProgPow(ProgPowParams::V0_9_4).hasher(&dataset, 30_001).unwrap_err(),
		Error::ParentsMismatch
	);
	assert_eq!(Dataset::generate(&cache, 100, go_on).unwrap_err(), Error::ParentsMismatch);
	let stop = &mut |_, _| ControlFlow::Break(());
	assert_eq!(Dataset::generate(&cache, 256, stop).unwrap_err(), Error::Canceled);
}
