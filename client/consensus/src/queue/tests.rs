// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::test_util::*;
use std::sync::atomic::Ordering;

/// `count` right blocks on genesis, none of them imported.
fn batch(setup: &Setup, count: u8) -> Vec<Header> {
	let mut parent = setup.genesis.clone();
	(1..=count)
		.map(|salt| {
			let header = child(&parent, 2, salt);
			let header = sealed(header.clone(), &mine(&header));
			parent = header.clone();
			header
		})
		.collect()
}

#[test]
fn a_right_batch_is_computed_ahead() {
	let setup = setup();
	let headers = batch(&setup, 6);
	// No cache is built for unverified headers.
	assert_eq!(look_ahead(&setup.algorithm, headers.clone()), 0);
	assert_eq!(setup.built.load(Ordering::SeqCst), 0);
	setup.algorithm.caches().get(0).unwrap();
	assert_eq!(look_ahead(&setup.algorithm, headers), 6);
}

#[test]
fn a_false_batch_ends_early() {
	let setup = setup();
	setup.algorithm.caches().get(0).unwrap();
	let step = rayon::current_num_threads() * 4;
	let mut parent = setup.genesis.clone();
	let headers: Vec<Header> = (0..step * 3)
		.map(|i| {
			let header = child(&parent, 1, i as u8);
			let header = sealed(header, &Seal::new(0, H256::zero()));
			parent = header.clone();
			header
		})
		.collect();
	assert_eq!(look_ahead(&setup.algorithm, headers), 0);
}

#[test]
fn headers_that_do_not_follow_each_other_end_the_look_ahead() {
	let setup = setup();
	setup.algorithm.caches().get(0).unwrap();
	let mut headers = batch(&setup, 4);
	headers.swap(2, 3);
	assert_eq!(look_ahead(&setup.algorithm, headers), 2);
	// A number of a far epoch has no cache.
	let mut headers = batch(&setup, 1);
	headers[0].number = 3_000_000;
	assert_eq!(look_ahead(&setup.algorithm, headers), 0);
}
