// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Why a method fails. Codes and messages are those that Ethereum tools look for.

use jsonrpsee::types::{
	error::{CALL_EXECUTION_FAILED_CODE, INTERNAL_ERROR_CODE, INVALID_PARAMS_CODE},
	ErrorObjectOwned,
};
use pallet_revive::{evm::decode_revert_reason, EthTransactError};
use sc_transaction_pool_api::error::Error as PoolError;
use sero_primitives::BlockNumber;
use sp_core::H256;
use sp_runtime::transaction_validity::InvalidTransaction;

/// Code of a reverted call, with the returned bytes as data.
const REVERTED: i32 = 3;

/// Why a method fails.
#[derive(Debug, thiserror::Error)]
pub enum Error {
	/// A parameter is wrong.
	#[error("{0}")]
	InvalidParameter(String),
	/// A transaction is refused.
	#[error("{0}")]
	Refused(String),
	/// The node has no such block.
	#[error("block not found")]
	NoSuchBlock,
	/// The node has no such transaction.
	#[error("transaction not found")]
	NoSuchTransaction,
	/// The state of an old block is gone.
	#[error(
		"the state of block {0} is gone: this node keeps those of the last blocks only \
		 (--state-pruning archive keeps all)"
	)]
	StateGone(BlockNumber),
	/// A call failed or was reverted.
	#[error("{}", failure(.0))]
	Call(EthTransactError),
	/// A record does not decode.
	#[error("the record of block {0:?} is damaged: remove the chain's data and synchronize again")]
	Damaged(H256),
	/// The runtime could not be asked.
	#[error("the runtime does not answer: {0}")]
	Runtime(String),
	/// The database failed.
	#[error("the database does not answer: {0}")]
	Database(#[from] sp_blockchain::Error),
}

/// What a failed call says.
fn failure(error: &EthTransactError) -> String {
	match error {
		EthTransactError::Data(data) => match decode_revert_reason(data) {
			Some(reason) => format!("execution reverted: {reason}"),
			None => "execution reverted".into(),
		},
		EthTransactError::Message(message) => message.clone(),
	}
}

impl Error {
	/// Why the pool does not take a transaction, in the words of go-ethereum.
	pub fn pool(error: PoolError) -> Self {
		Self::Refused(match error {
			PoolError::AlreadyImported(_) => "already known".into(),
			PoolError::TooLowPriority { .. } => "replacement transaction underpriced".into(),
			PoolError::ImmediatelyDropped => "txpool is full".into(),
			PoolError::InvalidTransaction(InvalidTransaction::Stale) => "nonce too low".into(),
			PoolError::InvalidTransaction(InvalidTransaction::Future) => "nonce too high".into(),
			PoolError::InvalidTransaction(InvalidTransaction::Payment) => {
				"insufficient funds for gas * price + value, or gas or gas price too low".into()
			},
			PoolError::InvalidTransaction(InvalidTransaction::BadProof) => {
				"invalid signature".into()
			},
			PoolError::InvalidTransaction(InvalidTransaction::ExhaustsResources) => {
				"exceeds block gas limit".into()
			},
			other => format!("the transaction is not valid: {other}"),
		})
	}
}

impl From<Error> for ErrorObjectOwned {
	fn from(error: Error) -> Self {
		let message = error.to_string();
		let code = match &error {
			Error::Call(EthTransactError::Data(data)) => {
				let data = format!("0x{}", hex::encode(data));
				return Self::owned(REVERTED, message, Some(data));
			},
			Error::InvalidParameter(_) => INVALID_PARAMS_CODE,
			Error::Runtime(_) | Error::Database(_) | Error::Damaged(_) => {
				log::error!(target: crate::LOG_TARGET, "{message}");
				INTERNAL_ERROR_CODE
			},
			_ => CALL_EXECUTION_FAILED_CODE,
		};
		Self::owned::<()>(code, message, None)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_revert_carries_its_reason_and_its_bytes() {
		// Error(string) with "no".
		let data = hex::decode(
			"08c379a000000000000000000000000000000000000000000000000000000000000000200000000000000000\
			 0000000000000000000000000000000000000000000000026e6f0000000000000000000000000000000000\
			 00000000000000000000000000"
				.replace(char::is_whitespace, ""),
		)
		.unwrap();
		let error = ErrorObjectOwned::from(Error::Call(EthTransactError::Data(data.clone())));
		assert_eq!(error.code(), 3);
		assert!(error.message().starts_with("execution reverted"), "{}", error.message());
		assert!(error.message().contains("no"), "{}", error.message());
		assert_eq!(error.data().unwrap().get(), format!("\"0x{}\"", hex::encode(data)));
	}

	#[test]
	fn tools_find_the_words_they_look_for() {
		let text = |error| Error::pool(PoolError::InvalidTransaction(error)).to_string();
		assert_eq!(text(InvalidTransaction::Stale), "nonce too low");
		assert!(text(InvalidTransaction::Payment).starts_with("insufficient funds"));
		assert_eq!(
			Error::pool(PoolError::AlreadyImported(Box::new(0u8))).to_string(),
			"already known"
		);
	}
}
