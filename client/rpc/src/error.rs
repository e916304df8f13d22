// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Errors of the methods, with what to do about them.
//!
//! Every error carries `data`: an object with `name` (stable), `hint` (what to do) and, for a
//! refused bundle, `code` (the number of the broken rule).

use crate::index::{IndexError, TreeError};
use jsonrpsee::types::{ErrorObject, ErrorObjectOwned};
use serde::Serialize;
use sero_shielded_primitives::RejectReason;

/// First code of the errors here.
pub const BASE: i32 = 7000;
/// A parameter does not decode or is out of its bounds.
pub const INVALID_PARAMETER: i32 = BASE + 1;
/// The node does not have what is asked for, yet or any more.
pub const NOT_AVAILABLE: i32 = BASE + 2;
/// The transaction pool does not take the transaction.
pub const POOL: i32 = BASE + 3;
/// The node failed.
pub const INTERNAL: i32 = BASE + 4;
/// The chain refuses the bundle; the number of the rule is added.
pub const REJECTED: i32 = BASE + 100;

/// What goes with an error.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ErrorData {
	/// A stable name.
	pub name: String,
	/// What to do.
	pub hint: String,
	/// Number of the broken rule, if the chain refuses a bundle.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub code: Option<u8>,
}

/// Why a method fails.
#[derive(Debug, thiserror::Error)]
pub enum Error {
	/// A parameter is wrong.
	#[error("{0}")]
	InvalidParameter(String),
	/// The index cannot answer.
	#[error(transparent)]
	Index(#[from] IndexError),
	/// The chain refuses a bundle.
	#[error("the chain refuses the bundle: {}", .0.name())]
	Rejected(RejectReason),
	/// The pool does not take a transaction.
	#[error("the transaction pool does not take the bundle: {message}")]
	Pool {
		/// What the pool says.
		message: String,
		/// Whether the same transaction may be taken later.
		retriable: bool,
	},
	/// The runtime could not be asked.
	#[error("the runtime does not answer: {0}")]
	Runtime(String),
	/// The node does not mine.
	#[error("this node makes no work: start it with --mine, or with --stratum")]
	NotMining,
	/// There is no work now.
	#[error("no mining work available: the node is syncing, has no peers or has just started")]
	NoWork,
	/// The database failed.
	#[error("the database does not answer: {0}")]
	Database(#[from] sp_blockchain::Error),
}

impl Error {
	/// The JSON-RPC code.
	pub fn code(&self) -> i32 {
		match self {
			Self::InvalidParameter(_) | Self::Index(IndexError::Tree(TreeError::NoSuchLeaf(_))) => {
				INVALID_PARAMETER
			},
			Self::Index(_) | Self::NotMining | Self::NoWork => NOT_AVAILABLE,
			Self::Rejected(reason) => REJECTED + i32::from(reason.code()),
			Self::Pool { .. } => POOL,
			Self::Runtime(_) | Self::Database(_) => INTERNAL,
		}
	}

	/// What goes with the code.
	pub fn data(&self) -> ErrorData {
		let (name, hint) = match self {
			Self::InvalidParameter(_) => {
				("InvalidParameter", "see the documentation of the method for its bounds")
			},
			Self::Index(IndexError::Tree(TreeError::NoSuchLeaf(_))) => {
				("NoSuchLeaf", "ask for a position below `leafCount` of `shielded_status`")
			},
			Self::Index(IndexError::NotIndexed(_)) => (
				"NotIndexed",
				"the node is still reading its blocks: try again when `indexedNumber` of \
				 `shielded_status` has reached the block",
			),
			Self::Index(IndexError::Runtime { .. }) => (
				"StateMissing",
				"the state of an old block is gone: synchronise the node again from the start",
			),
			Self::Index(_) => (
				"IndexBroken",
				"try again; if it stays, stop the node, run `purge-chain` and synchronise again",
			),
			Self::Rejected(reason) => (reason.name(), reason.hint()),
			Self::Pool { retriable: true, .. } => ("PoolBusy", "send the same bundle again later"),
			Self::Pool { .. } => (
				"PoolRefuses",
				"another transaction with the same notes waits already, or the bundle was sent \
				 before",
			),
			Self::NotMining => (
				"NotMining",
				"start the node with --mine --author <ADDRESS>; --mining-threads 0 leaves the work to \
				 others",
			),
			Self::NoWork => ("NoWork", "ask again in a second"),
			Self::Runtime(_) => ("RuntimeFailed", "look into the node's log"),
			Self::Database(_) => ("DatabaseFailed", "look into the node's log"),
		};
		let code = match self {
			Self::Rejected(reason) => Some(reason.code()),
			_ => None,
		};
		ErrorData { name: name.into(), hint: hint.into(), code }
	}
}

impl From<Error> for ErrorObjectOwned {
	fn from(error: Error) -> Self {
		if matches!(error, Error::Runtime(_) | Error::Database(_)) {
			log::error!(target: "sero::rpc", "{error}");
		}
		ErrorObject::owned(error.code(), error.to_string(), Some(error.data()))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn every_rule_has_its_own_code_and_a_hint() {
		let mut codes = Vec::new();
		for reason in RejectReason::ALL {
			let error = Error::Rejected(*reason);
			codes.push(error.code());
			let data = error.data();
			assert_eq!(data.name, reason.name());
			assert_eq!(data.code, Some(reason.code()));
			assert!(!data.hint.is_empty());
		}
		codes.sort_unstable();
		codes.dedup();
		assert_eq!(codes.len(), RejectReason::ALL.len());
		assert!(codes.iter().all(|code| *code > REJECTED));
	}
}
