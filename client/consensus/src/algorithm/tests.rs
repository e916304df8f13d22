// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

mod switch;

use super::*;
use crate::test_util::*;
use codec::Encode;
use sero_consensus_primitives::{Vote, VoteError};
use std::sync::atomic::Ordering;

fn check(setup: &Setup, header: &Header, seal: &Seal) -> Result<CheckedHeader, Error> {
	setup.algorithm.check_header(header, seal, false)
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

/// A chain that draws [`draw`] for every block.
fn voting() -> (Setup, Header) {
	let setup = setup();
	*setup.chain.draw.lock() = draw();
	let header = child(&setup.genesis, 2, 7);
	(setup, header)
}

#[test]
fn a_seal_with_votes_of_drawn_tickets_passes() {
	let (setup, header) = voting();
	for indices in [&[][..], &[1], &[2, 0], &[0, 1, 2]] {
		let seal = mine_with_votes(&setup.genesis, &header, indices);
		check(&setup, &header, &seal).unwrap();
		// From the cache: the lottery is not asked again.
		let draws = setup.chain.seeds.lock().len();
		check(&setup, &header, &seal).unwrap();
		assert_eq!(setup.chain.seeds.lock().len(), draws);
	}
	// The block's seed, and none of genesis.
	let seed = mine(&header).lottery_seed();
	assert_eq!(setup.chain.seeds.lock()[0], (None, seed));
}

#[test]
fn the_lottery_is_told_the_parents_seed() {
	let (setup, header) = voting();
	let seal = mine(&header);
	let parent = sealed(header, &seal);
	setup.chain.insert(&parent);
	let header = child(&parent, 2, 8);
	check(&setup, &header, &mine_with_votes(&setup.genesis, &header, &[0])).unwrap();
	assert_eq!(setup.chain.seeds.lock()[0].0, Some(seal.lottery_seed()));
}

/// PW-2.
#[test]
fn votes_for_another_block_are_refused_before_the_work_is_checked() {
	let (setup, header) = voting();
	let seal = mine_with_votes(&setup.genesis, &header, &[0, 1]);
	let broken: [(&dyn Fn(&mut Seal), VoteError); 3] = [
		(&|seal| seal.votes[0].pre_hash = H256::zero(), VoteError::WrongBlock),
		(&|seal| seal.votes[1].parent_hash = H256::zero(), VoteError::WrongParent),
		(&|seal| seal.votes[1] = seal.votes[0].clone(), VoteError::Repeated),
	];
	for (break_it, expected) in broken {
		let mut seal = seal.clone();
		break_it(&mut seal);
		let error = check(&setup, &header, &seal).unwrap_err();
		assert!(matches!(error, Error::ForeignVotes(error) if error == expected), "{error}");
		assert_eq!(error.rule(), Some("PW-2"));
	}
	assert_eq!(setup.built.load(Ordering::SeqCst), 0);
}

/// VT-20.
#[test]
fn too_few_votes_are_refused() {
	let (setup, header) = voting();
	*setup.chain.votes_required.lock() = 2;
	for indices in [&[][..], &[1]] {
		let seal = mine_with_votes(&setup.genesis, &header, indices);
		let error = check(&setup, &header, &seal).unwrap_err();
		assert!(
			matches!(error, Error::TooFewVotes { votes, required: 2 } if votes == indices.len())
		);
		assert_eq!(error.rule(), Some("VT-20"));
	}
	assert!(check(&setup, &header, &mine_with_votes(&setup.genesis, &header, &[0, 2])).is_ok());
	// VT-13: none if the set is too small to draw all tickets.
	setup.chain.draw.lock().pop();
	assert!(check(&setup, &header, &mine(&header)).is_ok());
}

/// VT-21.
#[test]
fn votes_that_are_not_drawn_or_not_signed_are_refused() {
	let (setup, header) = voting();
	let seal = mine_with_votes(&setup.genesis, &header, &[0, 1]);
	let broken: [(&dyn Fn(&mut Vote), VoteError); 3] = [
		(&|vote| vote.share = H256::zero(), VoteError::NotDrawn),
		(&|vote| vote.ticket_index = 3, VoteError::NotDrawn),
		(&|vote| vote.signature[40] ^= 1, VoteError::BadSignature),
	];
	for (break_it, expected) in broken {
		let mut seal = seal.clone();
		break_it(&mut seal.votes[1]);
		for _ in 0..2 {
			let error = check(&setup, &header, &seal).unwrap_err();
			assert!(matches!(error, Error::BadVote(error) if error == expected), "{error}");
			assert_eq!(error.rule(), Some("VT-21"));
		}
	}
	// A vote for the same block found with another nonce.
	let mut other = seal.clone();
	other.nonce = (seal.nonce + 1..)
		.find(|nonce| {
			let hash = mine_at(&header, *nonce);
			other.mix = hash.unwrap_or_default();
			hash.is_some()
		})
		.unwrap();
	let error = check(&setup, &header, &other).unwrap_err();
	assert!(matches!(error, Error::BadVote(VoteError::BadSignature)), "{error}");
	// Nobody is drawn.
	*setup.chain.draw.lock() = Default::default();
	assert!(matches!(check(&setup, &header, &seal), Err(Error::BadVote(VoteError::NotDrawn))));
}

/// The mix if the nonce meets the difficulty.
fn mine_at(header: &Header, nonce: u64) -> Option<H256> {
	let difficulty = log_of(header).difficulty.to_big_endian();
	let cache = light_cache();
	let dag = cache.dag(FUNCTION.dataset_parents()).unwrap();
	let hash = FUNCTION.hasher(dag, header.number.into()).unwrap().hash(&header.hash().0, nonce);
	meets_difficulty(&hash.result, &difficulty).then(|| hash.mix.into())
}

/// VT-22.
#[test]
fn without_state_votes_are_not_checked_but_the_work_is() {
	let (setup, header) = voting();
	*setup.chain.votes_required.lock() = 2;
	let parent = sealed(header.clone(), &mine(&header));
	setup.chain.insert(&parent);
	setup.chain.has_state.store(false, Ordering::SeqCst);
	let header = child(&parent, 2, 8);
	let seal = mine(&header);
	assert!(check(&setup, &header, &seal).is_ok());
	let wrong = Seal::new(seal.nonce, H256::repeat_byte(9));
	assert!(check(&setup, &header, &wrong).is_err());
	// What passed without is checked as soon as the state is there.
	setup.chain.has_state.store(true, Ordering::SeqCst);
	assert!(matches!(check(&setup, &header, &seal), Err(Error::TooFewVotes { .. })));
	let mut bad = mine_with_votes(&setup.genesis, &header, &[0, 1]);
	bad.votes[0].signature[0] ^= 1;
	setup.chain.has_state.store(false, Ordering::SeqCst);
	let fresh = ProgPowAlgorithm::from_parts(
		Box::new(setup.chain.clone()),
		setup.algorithm.caches().clone(),
		Default::default(),
	);
	assert!(fresh.check_header(&header, &bad, false).is_ok());
	setup.chain.has_state.store(true, Ordering::SeqCst);
	assert!(matches!(fresh.check_header(&header, &bad, false), Err(Error::BadVote(_))));
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
	voted.votes.try_push(vote(&setup.genesis, &header, &seal, 0)).unwrap();
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
