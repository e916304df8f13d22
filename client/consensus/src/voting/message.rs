// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What nodes tell each other about candidates and votes.

use codec::{Decode, DecodeAll, Encode};
use sero_consensus_primitives::{lottery_seed, Seal, Vote};
use sp_core::H256;
use sp_runtime::traits::Header as HeaderT;

/// First byte of every message: the version of its format.
pub const VERSION: u8 = 1;

/// Longest message in bytes. A header with the three digest items has some 500, a vote some 180.
pub const MAX_MESSAGE_SIZE: usize = 4 * 1024;

/// Names a candidate: one block may be found with several nonces, and each draws other tickets.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Encode, Decode)]
pub struct CandidateId {
	/// Hash of the header without seal.
	pub pre_hash: H256,
	/// The nonce.
	pub nonce: u64,
}

impl std::fmt::Display for CandidateId {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		write!(f, "{}/{:x}", self.pre_hash, self.nonce)
	}
}

/// A found block that asks for votes. Its body is fetched separately, by those who vote.
#[doc(alias = "Lottery")]
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Candidate<H> {
	/// Header without seal.
	pub header: H,
	/// The nonce that was found.
	pub nonce: u64,
	/// The mix that goes with it.
	pub mix: H256,
}

impl<H: HeaderT<Hash = H256>> Candidate<H> {
	/// The candidate's name.
	pub fn id(&self) -> CandidateId {
		CandidateId { pre_hash: self.header.hash(), nonce: self.nonce }
	}

	/// The seed of its lottery.
	pub fn seed(&self) -> H256 {
		lottery_seed(&self.mix, self.nonce)
	}

	/// Its seal as long as nobody has voted.
	pub fn seal(&self) -> Seal {
		Seal::new(self.nonce, self.mix)
	}
}

/// A vote and the candidate that it is for.
#[doc(alias = "NewVote")]
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct CastVote {
	/// The candidate's nonce: the vote itself names the pre-hash only.
	pub nonce: u64,
	/// The vote.
	pub vote: Vote,
}

impl CastVote {
	/// The candidate.
	pub fn candidate(&self) -> CandidateId {
		CandidateId { pre_hash: self.vote.pre_hash, nonce: self.nonce }
	}
}

/// A message.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub enum Message<H> {
	/// Somebody found a block.
	#[codec(index = 0)]
	Candidate(Candidate<H>),
	/// Somebody votes for one.
	#[codec(index = 1)]
	Vote(CastVote),
}

/// Bytes that are not a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum MessageError {
	/// VT-24.
	#[error("the message is longer than {MAX_MESSAGE_SIZE} bytes")]
	TooLong,
	/// VT-24: not blamed on the peer, who may run a newer release.
	#[error("the message has another version")]
	Version,
	/// VT-24.
	#[error("the message is malformed")]
	Malformed,
}

impl<H: HeaderT<Hash = H256>> Message<H> {
	/// The candidate that the message is about.
	pub fn candidate(&self) -> CandidateId {
		match self {
			Self::Candidate(candidate) => candidate.id(),
			Self::Vote(vote) => vote.candidate(),
		}
	}

	/// The message's bytes.
	pub fn to_bytes(&self) -> Vec<u8> {
		(VERSION, self).encode()
	}

	/// Reads a message, without a remainder.
	///
	/// # Errors
	/// VT-24: [`MessageError`].
	pub fn from_bytes(bytes: &[u8]) -> Result<Self, MessageError> {
		if bytes.len() > MAX_MESSAGE_SIZE {
			return Err(MessageError::TooLong);
		}
		match bytes.split_first() {
			Some((&VERSION, mut rest)) => {
				Self::decode_all(&mut rest).map_err(|_| MessageError::Malformed)
			},
			Some(_) => Err(MessageError::Version),
			None => Err(MessageError::Malformed),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::test_util::{child, setup, Header};

	fn messages() -> [Message<Header>; 2] {
		let header = child(&setup().genesis, 2, 1);
		let vote = Vote {
			pre_hash: header.hash(),
			parent_hash: header.parent_hash,
			share: H256::repeat_byte(1),
			ticket_index: 2,
			signature: [3; 64],
		};
		[
			Message::Candidate(Candidate { header, nonce: 7, mix: H256::repeat_byte(4) }),
			Message::Vote(CastVote { nonce: 7, vote }),
		]
	}

	#[test]
	fn messages_survive_their_encoding() {
		for message in messages() {
			let bytes = message.to_bytes();
			assert!(bytes.len() < MAX_MESSAGE_SIZE / 4);
			assert_eq!(Message::from_bytes(&bytes), Ok(message));
		}
		let [candidate, vote] = messages();
		assert_eq!(candidate.candidate(), vote.candidate());
	}

	/// VT-24.
	#[test]
	fn bytes_that_are_no_message_are_refused() {
		type M = Message<Header>;
		for message in messages() {
			let mut bytes = message.to_bytes();
			bytes.push(0);
			assert_eq!(M::from_bytes(&bytes), Err(MessageError::Malformed));
			bytes.truncate(bytes.len() - 2);
			assert_eq!(M::from_bytes(&bytes), Err(MessageError::Malformed));
			bytes[0] = 2;
			assert_eq!(M::from_bytes(&bytes), Err(MessageError::Version));
		}
		assert_eq!(M::from_bytes(&[]), Err(MessageError::Malformed));
		assert_eq!(M::from_bytes(&[VERSION, 9]), Err(MessageError::Malformed));
		assert_eq!(M::from_bytes(&[VERSION; MAX_MESSAGE_SIZE + 1]), Err(MessageError::TooLong));
	}
}
