// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The inherent by which the runtime learns of its parent's seal.
//!
//! A block is executed before it is sealed, so its votes are not in its own state. The next block
//! brings the sealed header in: its hash is the parent hash that the chain knows, so nothing in it
//! can be made up.

use codec::{Decode, Encode};
use sp_inherents::{InherentIdentifier, IsFatalError};
use sp_runtime::BoundedVec;

use crate::{DigestError, MaxVotes, Vote, VoteError};

/// Identifier of the inherent.
pub const INHERENT_IDENTIFIER: InherentIdentifier = *b"serovote";

/// What the inherent is made of; as an [`sp_inherents::InherentDataProvider`], what the author of a
/// block hands to the runtime, and the importer of a block compares it with.
///
/// Needed from block 2 on: block 1 has the unsealed genesis block as its parent.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct ParentSealProvider<Header> {
	/// The parent's header with its seal.
	pub header: Header,
	/// Votes for the parent that its seal does not have. Whoever only imports a block leaves them
	/// empty.
	pub late_votes: BoundedVec<Vote, MaxVotes>,
}

impl<Header> ParentSealProvider<Header> {
	/// Without late votes.
	pub fn new(header: Header) -> Self {
		Self { header, late_votes: BoundedVec::new() }
	}
}

#[cfg(feature = "std")]
#[async_trait::async_trait]
impl<Header: Encode + Send + Sync> sp_inherents::InherentDataProvider
	for ParentSealProvider<Header>
{
	async fn provide_inherent_data(
		&self,
		data: &mut sp_inherents::InherentData,
	) -> Result<(), sp_inherents::Error> {
		data.put_data(INHERENT_IDENTIFIER, self)
	}

	async fn try_handle_error(
		&self,
		identifier: &InherentIdentifier,
		mut error: &[u8],
	) -> Option<Result<(), sp_inherents::Error>> {
		if *identifier != INHERENT_IDENTIFIER {
			return None;
		}
		let error = InherentError::decode(&mut error).ok()?;
		Some(Err(sp_inherents::Error::Application(Box::new(error))))
	}
}

/// Why the inherent is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub enum InherentError {
	/// The block does not have it.
	Missing,
	/// Its header is not the parent's.
	WrongHeader,
	/// The parent is not sealed.
	Seal(DigestError),
	/// A late vote is refused.
	LateVote(VoteError),
}

impl IsFatalError for InherentError {
	fn is_fatal_error(&self) -> bool {
		true
	}
}

impl core::fmt::Display for InherentError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		match self {
			Self::Missing => f.write_str("the block does not say how its parent was sealed"),
			Self::WrongHeader => f.write_str("the sealed header is not the parent's"),
			Self::Seal(error) => write!(f, "the parent is not sealed: {error}"),
			Self::LateVote(error) => write!(f, "a late vote is refused: {error}"),
		}
	}
}

impl core::error::Error for InherentError {}

#[cfg(test)]
mod tests;
