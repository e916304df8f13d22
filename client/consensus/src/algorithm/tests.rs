// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

mod switch;

use super::*;
use crate::test_util::*;
use codec::Encode;
use sero_consensus_primitives::Vote;
use std::sync::atomic::Ordering;

fn check(setup: &Setup, header: &Header, seal: &Seal) -> Result<CheckedHeader, Error> {
	setup.algorithm.check_header(header, seal, false)
}

fn vote() -> Vote {
	Vote {
		pre_hash: H256::zero(),
		parent_hash: H256::zero(),
		share: H256::zero(),
		ticket_index: 0,
		signature: [0; 64],
	}
}

#[test]
fn a_right_header_passes() {
	let setup = setup();
	let header = child(&setup.genesis, 2, 7);
	let seal = mine(&header);
	let checked = check(&setup, &header, &seal).unwrap();
	assert_eq!(checked.number, 1);
	assert_eq!(checked.pre_hash, header.hash());
	assert_eq!(checked.log, ConsensusLog { difficulty: 2.into(), cumulative_work: 2.into() });
	// From the cache.
	assert_eq!(check(&setup, &header, &seal).unwrap(), checked);
	assert_eq!(setup.built.load(Ordering::SeqCst), 1);
}

/// PW-3.
#[test]
fn a_header_of_a_far_epoch_builds_no_cache() {
	let setup = setup();
	let mut header = child(&setup.genesis, 2, 7);
	for number in [30_000, 157_680_000, u32::MAX] {
		header.number = number;
		let error = check(&setup, &header, &Seal::new(0, H256::zero())).unwrap_err();
		assert!(
			matches!(error, Error::NumberNotBound { claimed, expected: 1 } if claimed == u64::from(number))
		);
	}
	assert_eq!(setup.built.load(Ordering::SeqCst), 0);
}

/// PW-3.
#[test]
fn a_number_that_is_not_the_parents_plus_one_is_refused() {
	let setup = setup();
	for number in [0, 2, 3] {
		let mut header = child(&setup.genesis, 2, 7);
		header.number = number;
		let seal = mine(&header);
		let error = check(&setup, &header, &seal).unwrap_err();
		assert_eq!(error.rule(), Some("PW-3"));
	}
}

/// PW-3.
#[test]
fn a_header_without_known_parent_is_refused() {
	let setup = setup();
	let parent = child(&setup.genesis, 2, 1);
	let header = child(&parent, 2, 2);
	let error = check(&setup, &header, &mine(&header)).unwrap_err();
	assert!(matches!(error, Error::UnknownParent(hash) if hash == parent.hash()));
	// Except for one that the operator vouches for.
	assert!(setup.algorithm.check_header(&header, &mine(&header), true).is_ok());
}

/// PW-7.
#[test]
fn a_wrong_mix_is_refused() {
	let setup = setup();
	*setup.chain.difficulty.lock() = 1.into();
	let header = child(&setup.genesis, 1, 7);
	let seal = Seal::new(mine(&header).nonce, H256::repeat_byte(9));
	assert!(matches!(check(&setup, &header, &seal), Err(Error::WrongMix)));
	// The right one still passes: refusals are not remembered for the header.
	assert!(check(&setup, &header, &mine(&header)).is_ok());
}

/// PW-6.
#[test]
fn a_final_hash_above_the_boundary_is_refused_before_the_mix_is_computed() {
	let setup = setup();
	*setup.chain.difficulty.lock() = U256::MAX;
	let log = ConsensusLog { difficulty: U256::MAX, cumulative_work: U256::MAX };
	let header = with_log(child(&setup.genesis, 2, 7), log);
	let seal = Seal::new(0, H256::repeat_byte(9));
	assert!(matches!(check(&setup, &header, &seal), Err(Error::AboveBoundary)));
	assert_eq!(setup.built.load(Ordering::SeqCst), 0);
}

/// PW-5.
#[test]
fn a_wrong_difficulty_claim_is_refused() {
	let setup = setup();
	for claimed in [1, 3] {
		let header = child(&setup.genesis, claimed, 7);
		let error = check(&setup, &header, &mine(&header)).unwrap_err();
		assert!(matches!(error, Error::WrongDifficulty { expected, .. } if expected == 2.into()));
	}
}

/// PW-4.
#[test]
fn difficulty_0_is_refused() {
	let setup = setup();
	let header = with_log(child(&setup.genesis, 2, 7), ConsensusLog::default());
	let seal = Seal::new(0, H256::zero());
	assert!(matches!(check(&setup, &header, &seal), Err(Error::ZeroDifficulty)));
}

/// PW-4.
#[test]
fn a_wrong_claim_of_cumulative_work_is_refused() {
	let setup = setup();
	for work in [1, 3, 1_000_000] {
		let log = ConsensusLog { difficulty: 2.into(), cumulative_work: work.into() };
		let header = with_log(child(&setup.genesis, 2, 7), log);
		let error = check(&setup, &header, &mine(&header)).unwrap_err();
		assert!(matches!(error, Error::WrongWork { expected, .. } if expected == 2.into()));
	}
}

/// PW-4: what the SDK takes for difficulty 0.
#[test]
fn a_stored_parent_without_log_is_an_error_and_never_counts_as_0() {
	let setup = setup();
	let mut parent = child(&setup.genesis, 2, 1);
	parent.digest_mut().logs.clear();
	setup.chain.insert(&parent);
	let mut header = child(&setup.genesis, 2, 2);
	header.parent_hash = parent.hash();
	header.number = 2;
	let error = check(&setup, &header, &mine(&header)).unwrap_err();
	assert!(matches!(error, Error::ParentDigest { error: DigestError::MissingConsensusLog, .. }));
	assert_eq!(error.rule(), None);
}

/// PW-2.
#[test]
fn votes_are_refused_until_voting_is_active() {
	let setup = setup();
	let header = child(&setup.genesis, 2, 7);
	let mut seal = mine(&header);
	seal.votes.try_push(vote()).unwrap();
	assert!(matches!(check(&setup, &header, &seal), Err(Error::VotesNotActive(1))));
}

/// PW-1.
#[test]
fn digests_must_be_complete() {
	let setup = setup();
	let header = child(&setup.genesis, 2, 7);
	let seal = mine(&header);
	let broken = |change: &dyn Fn(&mut Vec<DigestItem>)| {
		let mut header = header.clone();
		change(&mut header.digest_mut().logs);
		match check(&setup, &header, &seal) {
			Err(Error::Digest(error)) => error,
			other => panic!("{other:?}"),
		}
	};
	assert_eq!(broken(&|logs| drop(logs.remove(0))), DigestError::MissingPreDigest);
	assert_eq!(broken(&|logs| drop(logs.remove(1))), DigestError::MissingConsensusLog);
	assert_eq!(broken(&|logs| logs.push(logs[0].clone())), DigestError::MultiplePreDigests);
	assert_eq!(broken(&|logs| logs.push(logs[1].clone())), DigestError::MultipleConsensusLogs);
	assert_eq!(broken(&|logs| logs.push(seal.to_digest_item())), DigestError::MisplacedSeal);
}

#[test]
fn without_state_the_work_is_still_proven() {
	let setup = setup();
	let parent = child(&setup.genesis, 2, 1);
	*setup.chain.best.lock() = setup.chain.insert(&parent);
	setup.chain.has_state.store(false, Ordering::SeqCst);
	// The rules of the parent are not available: another difficulty than the rule's passes …
	let header = child(&parent, 3, 2);
	let seal = mine(&header);
	assert_eq!(check(&setup, &header, &seal).unwrap().log.cumulative_work, 5.into());
	// … but not without its work, and not with more work than it has.
	let wrong = Seal::new(seal.nonce, H256::zero());
	assert!(check(&setup, &header, &wrong).is_err());
	let log = ConsensusLog { difficulty: 3.into(), cumulative_work: 6.into() };
	let header = with_log(header, log);
	assert!(matches!(check(&setup, &header, &mine(&header)), Err(Error::WrongWork { .. })));
}

#[test]
fn hashes_computed_ahead_are_bound_to_their_function() {
	let setup = setup();
	let header = child(&setup.genesis, 2, 7);
	let seal = mine(&header);
	setup.algorithm.caches().get(0).unwrap();
	let claim = Claim::read(&header, &seal).unwrap();
	assert_eq!(setup.algorithm.precompute(Algorithm::Ethash, &claim, &seal), Some(false));
	assert!(check(&setup, &header, &seal).is_ok());
}

#[test]
fn preliminary_verification_accepts_only_what_is_proven() {
	let setup = setup();
	let header = child(&setup.genesis, 2, 7);
	let seal = mine(&header);
	let preliminary =
		|seal: &Seal| setup.algorithm.preliminary_verify(&header.hash(), &seal.encode()).unwrap();
	assert_eq!(preliminary(&seal), Some(false));
	check(&setup, &header, &seal).unwrap();
	assert_eq!(preliminary(&seal), Some(true));
	assert_eq!(preliminary(&Seal::new(seal.nonce, H256::zero())), Some(false));
	let mut voted = seal.clone();
	voted.votes.try_push(vote()).unwrap();
	assert_eq!(preliminary(&voted), Some(false));
	let garbage = setup.algorithm.preliminary_verify(&header.hash(), &vec![1, 2, 3]);
	assert_eq!(garbage.unwrap(), Some(false));
}

#[test]
fn the_generic_verification_agrees() {
	let setup = setup();
	let header = child(&setup.genesis, 2, 7);
	let seal = mine(&header);
	let verify = |seal: &Seal, difficulty: U256| {
		let parent = BlockId::Hash(*header.parent_hash());
		setup
			.algorithm
			.verify(&parent, &header.hash(), Some(&[]), &seal.encode(), difficulty)
			.unwrap()
	};
	assert!(verify(&seal, 2.into()));
	assert!(!verify(&seal, U256::MAX));
	assert!(!verify(&Seal::new(seal.nonce, H256::zero()), 1.into()));
	assert_eq!(setup.algorithm.difficulty(setup.genesis.hash()).unwrap(), 2.into());
}
