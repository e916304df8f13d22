// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What the wallet wants from a chain, whoever answers.

use sero_primitives::{Balance, BlockNumber};
use sero_shielded_primitives::{Action, BlockNotes, Bundle, TxId};

use crate::error::Result;

/// Hash of a block.
pub type BlockHash = [u8; 32];

/// A block as wallets see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainBlock {
	/// Height.
	pub number: BlockNumber,
	/// Its hash.
	pub hash: BlockHash,
	/// Hash of the block before it.
	pub parent: BlockHash,
	/// What it did to the hidden pool.
	pub notes: BlockNotes,
}

/// Where a chain stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainStatus {
	/// Hash of block 0.
	pub genesis: BlockHash,
	/// Height of the best block.
	pub best: BlockNumber,
	/// Hash of the best block.
	pub best_hash: BlockHash,
}

/// What the fee of a bundle depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BundleShape<'a> {
	/// Hidden inputs, dummies included.
	pub inputs: u32,
	/// Hidden outputs, dummies included.
	pub outputs: u32,
	/// Public outputs.
	pub public_outputs: u32,
	/// The action.
	pub action: &'a Action,
}

/// A chain to scan.
///
/// The wallet never asks for one note or one path: it takes whole blocks, so that the answering node
/// does not learn which notes are of interest.
pub trait ChainSource: Sync {
	/// Where the chain stands.
	fn status(&self) -> impl std::future::Future<Output = Result<ChainStatus>> + Send;

	/// Up to `count` blocks of the best chain from height `from` on, in order; fewer if the source
	/// prefers or the chain ends; none if the chain is shorter than `from`.
	fn blocks(
		&self,
		from: BlockNumber,
		count: u32,
	) -> impl std::future::Future<Output = Result<Vec<ChainBlock>>> + Send;

	/// Hash of a block of the best chain.
	fn block_hash(
		&self,
		number: BlockNumber,
	) -> impl std::future::Future<Output = Result<Option<BlockHash>>> + Send;
}

/// A chain to pay on.
pub trait PaymentChain: ChainSource {
	/// The least fee of a bundle, in SERO base units.
	fn required_fee(
		&self,
		shape: BundleShape<'_>,
	) -> impl std::future::Future<Output = Result<Balance>> + Send;

	/// Hands a bundle to the transaction pool.
	///
	/// # Errors
	/// [`crate::WalletError::Rejected`] if the chain's rules refuse it; every other error leaves open
	/// whether the bundle has arrived.
	fn submit(&self, bundle: &Bundle) -> impl std::future::Future<Output = Result<TxId>> + Send;
}
