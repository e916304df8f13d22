// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! A block names its author once, well formed, or it is none.

use crate::{mock::*, Author, Event};
use sero_consensus_primitives::{PreDigest, POWPOS_ENGINE_ID};
use sero_shielded_primitives::OneTimeAddressBytes;
use sp_runtime::{Digest, DigestItem};

#[test]
fn the_author_of_the_header_is_paid() {
	chain().execute_with(|| {
		block(TARGET_MS);
		let reward = main_emission().min_reward;
		assert_eq!(take_paid().coinbases, vec![(MINER, reward)]);
		System::assert_has_event(
			Event::MinerRewarded {
				author: OneTimeAddressBytes(MINER),
				reward,
				late_votes: 0,
				paid: reward + FEES,
			}
			.into(),
		);
		assert_eq!(Author::<Test>::get(), None, "nothing is left between blocks");
		block_with(digest([9; 96]), TARGET_MS);
		assert_eq!(take_paid().coinbases, vec![([9; 96], reward)]);
	});
}

/// Pre-runtime digests of other engines are not looked at.
#[test]
fn foreign_digests_do_no_harm() {
	chain().execute_with(|| {
		let mut digest = digest(MINER);
		digest.logs.insert(0, DigestItem::PreRuntime(*b"othr", vec![1, 2, 3]));
		block_with(digest, TARGET_MS);
		assert_eq!(take_paid().coinbases.len(), 1);
	});
}

#[test]
#[should_panic(expected = "the header must name its author in exactly one pre-runtime digest")]
fn a_block_without_an_author_is_refused() {
	chain().execute_with(|| block_with(Digest::default(), TARGET_MS));
}

#[test]
#[should_panic(expected = "the header must name its author in exactly one pre-runtime digest")]
fn a_block_with_an_author_of_another_engine_is_refused() {
	chain().execute_with(|| {
		let item = DigestItem::PreRuntime(*b"pow_", MINER.to_vec());
		block_with(Digest { logs: vec![item] }, TARGET_MS)
	});
}

#[test]
#[should_panic(expected = "the header must name its author in exactly one pre-runtime digest")]
fn a_block_with_two_authors_is_refused() {
	chain().execute_with(|| {
		let mut two = digest(MINER);
		two.push(PreDigest::new(TEAM).to_digest_item());
		block_with(two, TARGET_MS)
	});
}

#[test]
#[should_panic(expected = "the header must name its author in exactly one pre-runtime digest")]
fn a_block_with_a_short_author_is_refused() {
	chain().execute_with(|| {
		let item = DigestItem::PreRuntime(POWPOS_ENGINE_ID, MINER[..95].to_vec());
		block_with(Digest { logs: vec![item] }, TARGET_MS)
	});
}

#[test]
#[should_panic(expected = "the header must name its author in exactly one pre-runtime digest")]
fn a_block_with_a_long_author_is_refused() {
	chain().execute_with(|| {
		let item = DigestItem::PreRuntime(POWPOS_ENGINE_ID, [MINER.to_vec(), vec![0, 0]].concat());
		block_with(Digest { logs: vec![item] }, TARGET_MS)
	});
}

/// The header goes into the next block; a long one would leave no room there.
#[test]
#[should_panic(expected = "the header must name its author in exactly one pre-runtime digest")]
fn a_block_with_an_inflated_header_is_refused() {
	chain().execute_with(|| {
		let mut digest = digest(MINER);
		digest.push(DigestItem::PreRuntime(*b"othr", vec![0; crate::MAX_PRE_DIGEST_BYTES]));
		block_with(digest, TARGET_MS)
	});
}

/// An address that nobody could be paid at.
#[test]
#[should_panic(expected = "the header must name its author in exactly one pre-runtime digest")]
fn a_block_whose_author_is_no_address_is_refused() {
	chain().execute_with(|| block_with(digest(NO_ADDRESS), TARGET_MS));
}

/// A refused block leaves no author behind for the next one.
#[test]
fn an_author_is_good_for_one_block() {
	chain().execute_with(|| {
		Author::<Test>::put(OneTimeAddressBytes(TEAM));
		block(TARGET_MS);
		assert_eq!(take_paid().coinbases.first().map(|(author, _)| *author), Some(MINER));
	});
}
