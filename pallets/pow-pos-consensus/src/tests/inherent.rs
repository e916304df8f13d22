// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0
//! A block tells how its parent was sealed: once, truly, and before anything else.

use crate::{mock::*, Call, Error};
use frame_support::{dispatch::GetDispatchInfo, inherent::ProvideInherent};
use sero_consensus_primitives::{
	inherents::{InherentError, ParentSealProvider, INHERENT_IDENTIFIER},
	Seal,
};
use sp_core::H256;
use sp_inherents::InherentData;
use sp_runtime::{traits::Header as _, DigestItem, DispatchError};

/// Why the second block refuses this header of the first one, that was sealed as `sealed` says.
#[track_caller]
fn refused(sealed: impl FnOnce(&mut Header), told: impl FnOnce(&mut Header)) -> DispatchError {
	chain().execute_with(|| {
		block(TARGET_MS);
		let mut header = parent();
		sealed(&mut header);
		force_parent(header.clone());
		told(&mut header);
		start_block(digest(MINER), TARGET_MS);
		apply(note(header, Vec::new())).unwrap_err()
	})
}

#[test]
fn a_truthful_inherent_is_accepted() {
	chain().execute_with(|| {
		block(TARGET_MS);
		start_block(digest(MINER), TARGET_MS);
		assert_eq!(apply(note(parent(), Vec::new())), Ok(()));
		end_block();
	});
}

/// VT-6.
#[test]
fn a_header_that_is_not_the_parents_is_refused() {
	let wrong: DispatchError = Error::<Test>::WrongHeader.into();
	// Another seal, another number, the header without its seal, another digest.
	let changes: [fn(&mut Header); 4] = [
		|header| {
			header.digest.pop();
			header.digest.push(Seal::new(1, H256::repeat_byte(1)).to_digest_item());
		},
		|header| header.number += 1,
		|header| drop(header.digest.pop()),
		|header| header.digest.logs.insert(0, DigestItem::Other(vec![1])),
	];
	for change in changes {
		assert_eq!(refused(|_| (), change), wrong);
	}
}

/// VT-6: no client lets such a parent pass; the runtime does not rely on it.
#[test]
fn a_parent_without_a_good_seal_is_refused() {
	let unsealed: DispatchError = Error::<Test>::ParentNotSealed.into();
	let seals: [fn(&mut Header); 5] = [
		|header| drop(header.digest.pop()),
		|header| {
			header.digest.pop();
			header.digest.push(DigestItem::Seal(*b"SERO", vec![1, 2, 3]));
		},
		|header| {
			header.digest.pop();
			header.digest.push(DigestItem::Seal(*b"pow_", plain_seal(1).to_bytes()));
		},
		|header| {
			let mut bytes = plain_seal(1).to_bytes();
			bytes.push(0);
			header.digest.pop();
			header.digest.push(DigestItem::Seal(*b"SERO", bytes));
		},
		|header| header.digest.push(plain_seal(1).to_digest_item()),
	];
	for change in seals {
		assert_eq!(refused(change, |_| ()), unsealed);
	}
}

/// A seal cannot claim more votes than there is room for, whatever its bytes say.
#[test]
fn a_seal_with_too_many_votes_is_refused() {
	let unsealed: DispatchError = Error::<Test>::ParentNotSealed.into();
	let stuffed = |header: &mut Header| {
		let mut bytes = plain_seal(1).to_bytes();
		// The compact number of votes: 2^30 - 1.
		bytes.pop();
		bytes.extend([0xfe, 0xff, 0xff, 0xff]);
		header.digest.pop();
		header.digest.push(DigestItem::Seal(*b"SERO", bytes));
	};
	assert_eq!(refused(stuffed, |_| ()), unsealed);
}

/// VT-7.
#[test]
fn an_inherent_is_accepted_once_in_a_block() {
	chain().execute_with(|| {
		buy(1..40, false);
		voted_block(Vec::new(), &[0, 1, 2]);
		start_block(digest(MINER), TARGET_MS);
		assert_eq!(apply(note(parent(), Vec::new())), Ok(()));
		let settled = Settled::get();
		assert_eq!(apply(note(parent(), Vec::new())), Err(Error::<Test>::ParentNotedTwice.into()));
		assert_eq!(Settled::get(), settled, "no reward is booked twice");
		let header = end_block();
		seal(header, plain_seal(2));
		// Nor in a later block.
		start_block(digest(MINER), TARGET_MS);
		let grandparent = Error::<Test>::WrongHeader;
		let header = voted_header_of_block_1();
		assert_eq!(apply(note(header, Vec::new())), Err(grandparent.into()));
	});
}

/// Any header that is not the parent's.
fn voted_header_of_block_1() -> Header {
	let mut header = parent();
	header.number = 1;
	header
}

/// VT-7: without it the votes would not be counted, and the share set would stand still.
#[test]
#[should_panic(expected = "the block must tell how its parent was sealed")]
fn a_block_without_the_inherent_is_refused() {
	chain().execute_with(|| {
		block(TARGET_MS);
		start_block(digest(MINER), TARGET_MS);
		end_block();
	});
}

/// What is left of a block that was not executed to its end does not count for the next one.
#[test]
#[should_panic(expected = "the block must tell how its parent was sealed")]
fn an_inherent_is_good_for_one_block() {
	chain().execute_with(|| {
		block(TARGET_MS);
		crate::ParentNoted::<Test>::put(true);
		start_block(digest(MINER), TARGET_MS);
		end_block();
	});
}

#[test]
fn nobody_can_sign_for_the_inherent() {
	chain().execute_with(|| {
		block(TARGET_MS);
		start_block(digest(MINER), TARGET_MS);
		for origin in [RuntimeOrigin::signed(1), RuntimeOrigin::root()] {
			let header = Box::new(parent());
			assert_eq!(
				PowPos::note_parent(origin, header, Default::default()),
				Err(DispatchError::BadOrigin)
			);
		}
	});
}

#[test]
fn the_first_block_needs_no_inherent_and_refuses_it() {
	chain().execute_with(|| {
		assert_eq!(PowPos::is_inherent_required(&InherentData::new()), Ok(None));
		start_block(digest(MINER), TARGET_MS);
		// The genesis header has no seal, so no header can be given.
		let header = Header::new(
			0,
			Default::default(),
			Default::default(),
			Default::default(),
			Default::default(),
		);
		assert_eq!(apply(note(header, Vec::new())), Err(Error::<Test>::WrongHeader.into()));
		end_block();
		assert_eq!(Advanced::get(), vec![1], "the share set moves on all the same");
	});
}

/// The inherent data of a node.
fn data(header: Header, late_votes: Vec<sero_consensus_primitives::Vote>) -> InherentData {
	let late_votes = late_votes.try_into().expect("not too many");
	let mut data = InherentData::new();
	let provider = ParentSealProvider { header, late_votes };
	data.put_data(INHERENT_IDENTIFIER, &provider).expect("it is the first");
	data
}

#[test]
fn a_node_makes_and_checks_the_inherent() {
	chain().execute_with(|| {
		block(TARGET_MS);
		let data = data(parent(), Vec::new());
		let call = Call::<Test>::note_parent {
			header: Box::new(parent()),
			late_votes: Default::default(),
		};
		// Importers ask at the parent's state.
		assert_eq!(PowPos::is_inherent_required(&data), Ok(Some(InherentError::Missing)));
		assert_eq!(PowPos::check_inherent(&call, &data), Ok(()));
		let mut other = parent();
		other.number = 7;
		let lie =
			Call::<Test>::note_parent { header: Box::new(other), late_votes: Default::default() };
		assert_eq!(PowPos::check_inherent(&lie, &data), Err(InherentError::WrongHeader));
		assert!(PowPos::is_inherent(&call));
		// Authors ask in the block.
		start_block(digest(MINER), TARGET_MS);
		assert_eq!(PowPos::create_inherent(&data), Some(call));
		assert_eq!(PowPos::create_inherent(&InherentData::new()), None);
	});
}

/// A miner loses its block for nothing that voters send it.
#[test]
fn bad_late_votes_are_left_out_when_a_block_is_made() {
	chain().execute_with(|| {
		buy(1..40, false);
		let found = voted_block(Vec::new(), &[0]);
		let mut forged = found.votes[1].clone();
		forged.signature[63] ^= 1;
		start_block(digest(MINER), TARGET_MS);
		let late = vec![found.votes[0].clone(), forged, found.votes[2].clone()];
		let call = PowPos::create_inherent(&data(parent(), late)).expect("the node provided it");
		assert_eq!(call, {
			let late_votes = vec![found.votes[2].clone()].try_into().expect("not too many");
			Call::note_parent { header: Box::new(parent()), late_votes }
		});
		let twice = vec![found.votes[2].clone(), found.votes[2].clone()];
		let call = PowPos::create_inherent(&data(parent(), twice)).expect("the node provided it");
		let Call::note_parent { late_votes, .. } = &call else { panic!("the inherent") };
		assert_eq!(late_votes.len(), 1);
		assert_eq!(apply(call.into()), Ok(()));
		end_block();
	});
}

/// Its weight is booked, and does not depend on what the block has room for.
#[test]
fn the_inherent_is_mandatory() {
	chain().execute_with(|| {
		block(TARGET_MS);
		let info = note(parent(), Vec::new()).get_dispatch_info();
		assert_eq!(info.class, frame_support::dispatch::DispatchClass::Mandatory);
		assert!(info.call_weight.ref_time() > 0);
	});
}
