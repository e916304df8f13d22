// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use super::*;

const GENESIS: H256 = H256::repeat_byte(1);
const PRE_HASH: H256 = H256::repeat_byte(2);
const PARENT: H256 = H256::repeat_byte(3);
const SEED: H256 = H256::repeat_byte(4);

fn ticket(ticket_index: u8) -> DrawnTicket {
	DrawnTicket {
		ticket_index,
		share: H256::repeat_byte(10 + ticket_index),
		vote_address: [20 + ticket_index; 96],
		by_node: false,
	}
}

/// "Signs" with the message and the address: [`verify`] is its counterpart.
fn vote(ticket: DrawnTicket) -> Vote {
	let mut vote = Vote {
		pre_hash: PRE_HASH,
		parent_hash: PARENT,
		share: ticket.share,
		ticket_index: ticket.ticket_index,
		signature: [0; 64],
	};
	let message = vote.message(&GENESIS, &SEED);
	vote.signature[..32].copy_from_slice(&message);
	vote.signature[32..].fill(ticket.vote_address[0]);
	vote
}

fn verify(address: &[u8; 96], message: &[u8; 32], signature: &[u8; 64]) -> bool {
	signature[..32] == message[..] && signature[32..].iter().all(|byte| *byte == address[0])
}

fn check(known: &[Vote], votes: &[Vote]) -> Result<(), VoteError> {
	let draw = [ticket(0), ticket(1), ticket(2)];
	let context = VoteContext {
		genesis_hash: GENESIS,
		pre_hash: PRE_HASH,
		parent_hash: PARENT,
		seed: SEED,
		draw: &draw,
	};
	check_votes(&context, known, votes, verify)
}

#[test]
fn the_seed_is_keccak_of_mix_and_nonce() {
	let mix = H256::repeat_byte(7);
	let bytes = [mix.as_bytes(), &0x0102_0304_0506_0708u64.to_be_bytes()].concat();
	assert_eq!(lottery_seed(&mix, 0x0102_0304_0506_0708), Keccak256::hash(&bytes));
	assert_eq!(Seal::new(9, mix).lottery_seed(), lottery_seed(&mix, 9));
	assert_ne!(lottery_seed(&mix, 9), lottery_seed(&mix, 10));
}

#[test]
fn votes_of_drawn_tickets_are_accepted_in_any_order() {
	let votes = [vote(ticket(2)), vote(ticket(0))];
	assert_eq!(check(&[], &votes), Ok(()));
	assert_eq!(check(&votes, &[vote(ticket(1))]), Ok(()));
	assert_eq!(check(&[], &[]), Ok(()));
}

#[test]
fn a_vote_for_another_block_is_refused() {
	let mut other = vote(ticket(0));
	other.pre_hash = H256::repeat_byte(9);
	assert_eq!(check(&[], &[other]), Err(VoteError::WrongBlock));
}

#[test]
fn a_vote_for_another_parent_is_refused() {
	let mut other = vote(ticket(0));
	other.parent_hash = H256::repeat_byte(9);
	assert_eq!(check(&[], &[other]), Err(VoteError::WrongParent));
}

#[test]
fn a_vote_by_a_ticket_that_was_not_drawn_is_refused() {
	assert_eq!(check(&[], &[vote(ticket(3))]), Err(VoteError::NotDrawn));
	// The share of one ticket with the index of another.
	let mut mixed = vote(ticket(0));
	mixed.ticket_index = 1;
	assert_eq!(check(&[], &[mixed]), Err(VoteError::NotDrawn));
}

#[test]
fn a_repeated_vote_is_refused() {
	let votes = [vote(ticket(1)), vote(ticket(1))];
	assert_eq!(check(&[], &votes), Err(VoteError::Repeated));
	assert_eq!(check(&votes[..1], &votes[..1]), Err(VoteError::Repeated));
}

#[test]
fn a_vote_signed_for_another_seed_or_chain_or_by_another_key_is_refused() {
	for (genesis, seed) in [(H256::repeat_byte(9), SEED), (GENESIS, H256::repeat_byte(9))] {
		let mut forged = vote(ticket(0));
		let message = forged.message(&genesis, &seed);
		forged.signature[..32].copy_from_slice(&message);
		assert_eq!(check(&[], &[forged]), Err(VoteError::BadSignature));
	}
	let mut foreign = vote(ticket(0));
	foreign.signature = vote(ticket(1)).signature;
	assert_eq!(check(&[], &[foreign]), Err(VoteError::BadSignature));
}
