// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The change from Ethash to ProgPoW at block 3.

use super::*;
use sero_progpow::ProgPowParams;

const PROG_POW: Algorithm = Algorithm::ProgPow(ProgPowParams::V0_9_4);

fn right(number: u32) -> Algorithm {
	if number < 3 {
		Algorithm::Ethash
	} else {
		PROG_POW
	}
}

fn switching_setup() -> Setup {
	let setup = setup();
	*setup.chain.params.lock() = switching();
	setup
}

/// Five blocks on genesis, each by the function of its height; the first `known` are in the chain.
fn blocks(setup: &Setup, known: usize) -> Vec<Header> {
	let mut parent = setup.genesis.clone();
	(0..5)
		.map(|i| {
			let header = child(&parent, 2, i as u8);
			let seal = mine_with(right(header.number), &header);
			parent = sealed(header, &seal);
			if i < known {
				setup.chain.insert(&parent);
			}
			parent.clone()
		})
		.collect()
}

fn unsealed(header: &Header) -> (Header, Seal) {
	let mut header = header.clone();
	let seal = Seal::pop(header.digest_mut()).unwrap();
	(header, seal)
}

/// PW-7.
#[test]
fn blocks_by_the_function_of_their_height_pass() {
	let setup = switching_setup();
	for block in blocks(&setup, 5) {
		let (header, seal) = unsealed(&block);
		assert_eq!(check(&setup, &header, &seal).unwrap().number, u64::from(header.number));
	}
	// Both functions share the light cache.
	assert_eq!(setup.built.load(Ordering::SeqCst), 1);
}

/// PW-7: the last block before the change by the function after it, and the other way round.
#[test]
fn a_block_by_the_function_of_another_phase_is_refused() {
	let setup = switching_setup();
	let blocks = blocks(&setup, 5);
	for (parent, wrong) in [(&blocks[0], PROG_POW), (&blocks[1], Algorithm::Ethash)] {
		for salt in 10..14 {
			let header = child(parent, 2, salt);
			assert_ne!(right(header.number), wrong);
			let seal = mine_with(wrong, &header);
			let error = check(&setup, &header, &seal).unwrap_err();
			assert!(matches!(error, Error::AboveBoundary | Error::WrongMix), "{error}");
			let seal = mine_with(right(header.number), &header);
			assert!(check(&setup, &header, &seal).is_ok());
		}
	}
	// The first version of ProgPoW is another function, too.
	let header = child(&blocks[1], 2, 20);
	let seal = mine_with(FUNCTION, &header);
	assert!(check(&setup, &header, &seal).is_err());
}

/// The look-ahead knows nothing but the parameters, and gets all of a batch right.
#[test]
fn a_batch_across_the_change_is_computed_ahead() {
	let setup = switching_setup();
	setup.algorithm.caches().get(0).unwrap();
	let headers = blocks(&setup, 0);
	assert_eq!(crate::queue::look_ahead(&setup.algorithm, headers), 5);
}
