// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use sero_consensus_primitives::{DigestError, PowParamsError, VoteError};
use sp_core::{H256, U256};

/// Why a header or block is refused. The rules are listed at the [crate root](crate).
#[derive(Debug, thiserror::Error)]
pub enum Error {
	/// PW-1.
	#[error("{0}")]
	Digest(#[from] DigestError),
	/// PW-2.
	#[error("the seal's votes do not belong to it: {0}")]
	ForeignVotes(VoteError),
	/// VT-20.
	#[error("the seal has {votes} votes, {required} are required")]
	TooFewVotes {
		/// Votes in the seal.
		votes: usize,
		/// Votes that the parent's state demands.
		required: usize,
	},
	/// VT-21.
	#[error("the seal's votes are refused: {0}")]
	BadVote(VoteError),
	/// PW-3: the parent is not known.
	#[error("parent {0:?} is unknown")]
	UnknownParent(H256),
	/// PW-3.
	#[error("block claims number {claimed}, its parent leads to {expected}")]
	NumberNotBound {
		/// Number in the header.
		claimed: u64,
		/// Number of the parent plus one.
		expected: u64,
	},
	/// PW-4.
	#[error("block claims difficulty 0")]
	ZeroDifficulty,
	/// PW-4: the parent is stored but its header tells no cumulative work.
	#[error("header of parent {parent:?} is unusable: {error}")]
	ParentDigest {
		/// The parent.
		parent: H256,
		/// What is wrong with it.
		error: DigestError,
	},
	/// PW-4.
	#[error("block claims cumulative work {claimed}, its parent leads to {expected}")]
	WrongWork {
		/// Work in the header.
		claimed: U256,
		/// Work of the parent plus the claimed difficulty.
		expected: U256,
	},
	/// PW-5.
	#[error("block claims difficulty {claimed}, the runtime demands {expected}")]
	WrongDifficulty {
		/// Difficulty in the header.
		claimed: U256,
		/// Difficulty of the runtime.
		expected: U256,
	},
	/// PW-6.
	#[error("final hash does not meet the claimed difficulty")]
	AboveBoundary,
	/// PW-7.
	#[error("mix digest is wrong")]
	WrongMix,
	/// PW-8.
	#[error("inherents are refused: {0}")]
	Inherents(String),
	/// The runtime serves unusable proof-of-work parameters.
	#[error("proof-of-work parameters of the runtime: {0}")]
	PowParams(#[from] PowParamsError),
	/// No proof-of-work function holds at the block's height.
	#[error("no proof-of-work function is configured for block {0}")]
	NoPowFunction(u64),
	/// The light cache of the epoch cannot be built.
	#[error("light cache of epoch {epoch}: {error}")]
	Cache {
		/// The epoch.
		epoch: u32,
		/// The reason.
		error: sero_progpow::Error,
	},
	/// The state of the block is not available.
	#[error("state of block {0:?} is not available")]
	MissingState(H256),
	/// The runtime cannot be called.
	#[error("runtime: {0}")]
	Runtime(String),
	/// The database cannot be read.
	#[error("client: {0}")]
	Client(#[from] sp_blockchain::Error),
}

impl Error {
	/// Label for metrics and tests: which rule is broken, `None` for local failures that say nothing
	/// about the block.
	pub fn rule(&self) -> Option<&'static str> {
		Some(match self {
			Self::Digest(_) => "PW-1",
			Self::ForeignVotes(_) => "PW-2",
			Self::TooFewVotes { .. } => "VT-20",
			Self::BadVote(_) => "VT-21",
			Self::UnknownParent(_) | Self::NumberNotBound { .. } => "PW-3",
			Self::ZeroDifficulty | Self::WrongWork { .. } => "PW-4",
			Self::WrongDifficulty { .. } => "PW-5",
			Self::AboveBoundary => "PW-6",
			Self::WrongMix => "PW-7",
			Self::Inherents(_) => "PW-8",
			Self::ParentDigest { .. }
			| Self::PowParams(_)
			| Self::NoPowFunction(_)
			| Self::Cache { .. }
			| Self::MissingState(_)
			| Self::Runtime(_)
			| Self::Client(_) => return None,
		})
	}
}

impl From<Error> for sp_consensus::Error {
	fn from(error: Error) -> Self {
		Self::ClientImport(error.to_string())
	}
}

impl<B: sp_runtime::traits::Block> From<Error> for sc_consensus_pow::Error<B> {
	fn from(error: Error) -> Self {
		match error {
			Error::Client(error) => Self::Client(error),
			Error::Runtime(error) => Self::Runtime(error),
			error => Self::Other(error.to_string()),
		}
	}
}
