// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use super::*;
use alloc::vec;

fn log() -> ConsensusLog {
	ConsensusLog { difficulty: 7.into(), cumulative_work: 9.into() }
}

fn vote() -> Vote {
	Vote {
		pre_hash: H256::repeat_byte(1),
		parent_hash: H256::repeat_byte(2),
		share: H256::repeat_byte(3),
		ticket_index: 2,
		signature: [4; 64],
	}
}

#[test]
fn items_survive_a_round_trip() {
	let pre = PreDigest::new([5; 96]);
	let mut seal = Seal::new(42, H256::repeat_byte(6));
	seal.votes.try_push(vote()).unwrap();
	let mut digest =
		Digest { logs: vec![pre.to_digest_item(), log().to_digest_item(), seal.to_digest_item()] };
	assert_eq!(PreDigest::find(&digest), Ok(pre));
	assert_eq!(ConsensusLog::find(&digest), Ok(log()));
	assert_eq!(Seal::pop(&mut digest), Ok(seal));
	assert_eq!(digest.logs().len(), 2);
}

#[test]
fn missing_and_multiple_items_have_their_own_errors() {
	let pre = PreDigest::new([5; 96]).to_digest_item();
	let mut digest = Digest::default();
	assert_eq!(PreDigest::find(&digest), Err(DigestError::MissingPreDigest));
	assert_eq!(ConsensusLog::find(&digest), Err(DigestError::MissingConsensusLog));
	assert_eq!(Seal::pop(&mut digest), Err(DigestError::MissingSeal));
	let mut digest = Digest {
		logs: vec![pre.clone(), pre.clone(), log().to_digest_item(), log().to_digest_item(), pre],
	};
	assert_eq!(PreDigest::find(&digest), Err(DigestError::MultiplePreDigests));
	assert_eq!(ConsensusLog::find(&digest), Err(DigestError::MultipleConsensusLogs));
	assert_eq!(Seal::pop(&mut digest), Err(DigestError::MissingSeal));
}

#[test]
fn trailing_bytes_are_refused() {
	let mut pre = PreDigest::new([5; 96]).encode();
	pre.push(0);
	let mut consensus = log().encode();
	consensus.push(0);
	let mut seal = Seal::new(1, H256::zero()).encode();
	seal.push(0);
	let mut digest = Digest {
		logs: vec![
			DigestItem::PreRuntime(POWPOS_ENGINE_ID, pre),
			DigestItem::Consensus(POWPOS_ENGINE_ID, consensus),
			DigestItem::Seal(POWPOS_ENGINE_ID, seal),
		],
	};
	assert_eq!(PreDigest::find(&digest), Err(DigestError::MalformedPreDigest));
	assert_eq!(ConsensusLog::find(&digest), Err(DigestError::MalformedConsensusLog));
	assert_eq!(Seal::pop(&mut digest), Err(DigestError::MalformedSeal));
}

#[test]
fn more_votes_than_the_bound_are_malformed() {
	let bytes = (1u64, H256::zero(), vec![vote(), vote(), vote(), vote()]).encode();
	assert_eq!(Seal::from_canonical_bytes(&bytes), Err(DigestError::MalformedSeal));
	let bytes = (1u64, H256::zero(), vec![vote(), vote(), vote()]).encode();
	assert_eq!(Seal::from_canonical_bytes(&bytes).unwrap().votes.len(), 3);
}

#[test]
fn seals_must_be_last_and_ours() {
	let seal = Seal::new(1, H256::zero()).to_digest_item();
	let mut digest = Digest { logs: vec![seal.clone(), seal] };
	assert_eq!(Seal::pop(&mut digest), Err(DigestError::MisplacedSeal));
	let mut digest = Digest { logs: vec![DigestItem::Seal(*b"pow_", vec![])] };
	assert_eq!(Seal::pop(&mut digest), Err(DigestError::WrongEngine));
}

#[test]
fn work_of_a_child_saturates() {
	assert_eq!(log().child(5.into()).cumulative_work, 14.into());
	let top = ConsensusLog { difficulty: 1.into(), cumulative_work: U256::MAX };
	assert_eq!(top.child(5.into()).cumulative_work, U256::MAX);
}
