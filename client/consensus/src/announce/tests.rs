// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::test_util::*;
use futures::executor::block_on;
use std::sync::atomic::Ordering;

fn announce(setup: &Setup, header: &Header, data: &[u8]) -> Validation {
	let mut validator = PowAnnounceValidator::new(setup.algorithm.clone());
	block_on(validator.validate(header, data)).unwrap()
}

const FAILURE: Validation = Validation::Failure { disconnect: true };

#[test]
fn right_announcements_pass_without_computing_a_mix() {
	let setup = setup();
	let header = child(&setup.genesis, 2, 1);
	let header = sealed(header.clone(), &mine(&header));
	assert_eq!(announce(&setup, &header, &[]), Validation::Success { is_new_best: false });
	assert_eq!(announce(&setup, &header, &[1]), FAILURE);
	// The parent is not known here.
	let next = child(&header, 2, 2);
	let next = sealed(next.clone(), &mine(&next));
	assert_eq!(announce(&setup, &next, &[]), Validation::Success { is_new_best: false });
	assert_eq!(setup.built.load(Ordering::SeqCst), 0);
}

#[test]
fn announcements_are_not_checked_for_votes() {
	let setup = setup();
	*setup.chain.votes_required.lock() = 2;
	let header = child(&setup.genesis, 2, 1);
	let mut header = sealed(header.clone(), &mine(&header));
	assert_eq!(announce(&setup, &header, &[]), Validation::Success { is_new_best: false });
	assert!(setup.chain.seeds.lock().is_empty());
	// But their form is.
	let mut seal = sero_consensus_primitives::Seal::pop(header.digest_mut()).unwrap();
	let other = child(&setup.genesis, 2, 2);
	seal.votes.try_push(vote(&setup.genesis, &other, &seal, 0)).unwrap();
	assert_eq!(announce(&setup, &sealed(header, &seal), &[]), FAILURE);
}

#[test]
fn junk_is_refused() {
	let setup = setup();
	let header = child(&setup.genesis, 2, 1);
	let seal = mine(&header);
	assert_eq!(announce(&setup, &header, &[]), FAILURE);
	let mut far = sealed(header.clone(), &seal);
	far.number = 3_000_000;
	assert_eq!(announce(&setup, &far, &[]), FAILURE);
	let easy = sealed(child(&setup.genesis, 1, 1), &seal);
	assert_eq!(announce(&setup, &easy, &[]), FAILURE);
	// Without parent a weak proof is refused, but the rules may have changed since.
	let log = sero_consensus_primitives::ConsensusLog {
		difficulty: sp_core::U256::MAX,
		cumulative_work: sp_core::U256::MAX,
	};
	let orphan = sealed(with_log(child(&header, 2, 2), log), &seal);
	assert_eq!(announce(&setup, &orphan, &[]), Validation::Failure { disconnect: false });
}
