// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The lottery, votes, and what the runtime and its client must compute alike.
//!
//! A found block is a *candidate* until votes seal it. Its nonce and mix are the seed of a draw of
//! tickets from the share set; whoever holds a drawn ticket's vote key may sign the candidate.
//!
//! # Which share set
//! Write `S(n)` for the set from which block `n` draws. The runtime moves it forward once in each
//! block, in the inherent that tells it the parent's seal: it draws the parent's tickets from
//! `S(n - 1)`, takes them out, adds the shares bought up to the parent, takes out the expired ones;
//! the result is `S(n)`. Nothing else changes the set, so it is still in state when block `n + 1`
//! repeats the draw. Clients, who check block `n` on its parent's state, have the runtime take that
//! step first ([`VotingApi::draw`](crate::VotingApi::draw)); its result is not stored.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::H256;
use sp_runtime::{
	traits::{Hash, Keccak256},
	BoundedVec,
};

use crate::{MaxVotes, Seal, ShareId, Vote};

/// Personalization of the hash that a vote signs.
const VOTE_PERSONALIZATION: &[u8; 9] = b"SERO_vote";

/// The seed of a block's lottery: known only when the work is done, and not a matter of content.
///
/// # Consensus
/// VT-1: `keccak256(mix ‖ nonce)`, the nonce in eight big-endian bytes.
#[doc(alias = "PosHash")]
pub fn lottery_seed(mix: &H256, nonce: u64) -> H256 {
	let mut bytes = [0u8; 40];
	let (head, tail) = bytes.split_at_mut(32);
	head.copy_from_slice(mix.as_bytes());
	tail.copy_from_slice(&nonce.to_be_bytes());
	Keccak256::hash(&bytes)
}

impl Seal {
	/// See [`lottery_seed`].
	pub fn lottery_seed(&self) -> H256 {
		lottery_seed(&self.mix, self.nonce)
	}
}

impl Vote {
	/// The message under [`Vote::signature`]: a Schnorr signature under the vote address, as that
	/// of a bundle's sender.
	///
	/// # Consensus
	/// VT-4: BLAKE2b-256, personalized, over genesis hash, pre-hash, parent hash, share and ticket
	/// index. The pre-hash does not cover the nonce, the draw does: `seed` binds both.
	pub fn message(&self, genesis_hash: &H256, seed: &H256) -> [u8; 32] {
		let encoding =
			(genesis_hash, seed, self.pre_hash, self.parent_hash, self.share, self.ticket_index)
				.encode();
		let hash = blake2b_simd::Params::new()
			.hash_length(32)
			.personal(VOTE_PERSONALIZATION)
			.to_state()
			.update(&encoding)
			.finalize();
		let mut out = [0u8; 32];
		for (slot, byte) in out.iter_mut().zip(hash.as_bytes()) {
			*slot = *byte;
		}
		out
	}
}

/// A ticket that a block drew.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct DrawnTicket {
	/// Position in the draw, starting at 0.
	pub ticket_index: u8,
	/// The share that the ticket belongs to. A share with several tickets may be drawn repeatedly.
	pub share: ShareId,
	/// One-time address (96 bytes) whose key must sign: the staking node's if the share names one,
	/// else the share's own.
	#[doc(alias = "VotePKr")]
	pub vote_address: [u8; 96],
	/// Whether that is a staking node's.
	pub by_node: bool,
}

/// The tickets of a block; fewer than the chain's parameter if the set has fewer.
pub type Draw = BoundedVec<DrawnTicket, MaxVotes>;

/// How a ticket's draw ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub enum TicketOutcome {
	/// The vote is in the block's own seal.
	Voted,
	/// The vote came one block late.
	VotedLate,
	/// There was no vote.
	Missed,
}

/// Why votes are refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub enum VoteError {
	/// The vote is for another block.
	WrongBlock,
	/// The vote is for a block with another parent.
	WrongParent,
	/// The block did not draw this ticket of this share.
	NotDrawn,
	/// The ticket's vote is there already.
	Repeated,
	/// The signature does not hold under the ticket's vote address.
	BadSignature,
	/// Fewer votes than the block needs.
	TooFew,
}

impl core::fmt::Display for VoteError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(match self {
			Self::WrongBlock => "the vote is for another block",
			Self::WrongParent => "the vote is for a block with another parent",
			Self::NotDrawn => "the vote is by a ticket that was not drawn",
			Self::Repeated => "the ticket has voted already",
			Self::BadSignature => "the vote's signature is wrong",
			Self::TooFew => "the block has fewer votes than it needs",
		})
	}
}

impl core::error::Error for VoteError {}

/// Checks votes for one block.
///
/// `votes` in any order; `known` are votes that count as cast already (for late votes: those in the
/// block's seal). `verify(address, message, signature)` checks a Schnorr signature.
///
/// # Errors
/// The first rule that a vote breaks, cheap ones first; never [`VoteError::TooFew`].
///
/// # Consensus
/// VT-2 (block and parent), VT-3 (drawn, once), VT-4 (signature).
pub fn check_votes(
	context: &VoteContext<'_>,
	known: &[Vote],
	votes: &[Vote],
	verify: impl Fn(&[u8; 96], &[u8; 32], &[u8; 64]) -> bool,
) -> Result<(), VoteError> {
	for (position, vote) in votes.iter().enumerate() {
		if vote.pre_hash != context.pre_hash {
			return Err(VoteError::WrongBlock);
		}
		if vote.parent_hash != context.parent_hash {
			return Err(VoteError::WrongParent);
		}
		let ticket = context
			.draw
			.iter()
			.find(|ticket| ticket.ticket_index == vote.ticket_index && ticket.share == vote.share)
			.ok_or(VoteError::NotDrawn)?;
		let earlier = known.iter().chain(votes.iter().take(position));
		if earlier.into_iter().any(|other| other.ticket_index == vote.ticket_index) {
			return Err(VoteError::Repeated);
		}
		let message = vote.message(&context.genesis_hash, &context.seed);
		if !verify(&ticket.vote_address, &message, &vote.signature) {
			return Err(VoteError::BadSignature);
		}
	}
	Ok(())
}

/// The block that votes are checked for.
#[derive(Clone, Copy, Debug)]
pub struct VoteContext<'a> {
	/// Hash of the chain's first block.
	pub genesis_hash: H256,
	/// Hash of the header without seal.
	pub pre_hash: H256,
	/// Hash of the parent.
	pub parent_hash: H256,
	/// The block's lottery seed.
	pub seed: H256,
	/// What it drew.
	pub draw: &'a [DrawnTicket],
}

#[cfg(test)]
mod tests;
