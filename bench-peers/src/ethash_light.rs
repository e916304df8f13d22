// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Ethash as a light client verifies it: the `ethash` crate of the Parity and Rust Ethereum line.

use crate::Figures;
use std::hint::black_box;

/// Verifications, each of another nonce of epoch 0.
const RUNS: usize = 30;

pub fn measure(figures: &mut Figures) {
	let mut cache = vec![0; ethash::get_cache_size(0)];
	ethash::make_cache(&mut cache, ethash::get_seedhash(0));
	let full_size = ethash::get_full_size(0);
	let mut nonce = 0u64;
	figures.measure("ethash/light", RUNS, || {
		nonce += 1;
		let header = [0x11; 32].into();
		black_box(ethash::hashimoto_light(header, nonce.to_be_bytes().into(), full_size, &cache))
	});
}
