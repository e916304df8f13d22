// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use sc_consensus::{BlockImportParams, Verifier};
use sero_consensus_primitives::{DigestError, Seal};
use sp_core::H256;
use sp_runtime::traits::{Block as BlockT, Header as HeaderT};

use crate::{metrics::Outcome, Error, ProgPowAlgorithm, LOG_TARGET};

/// Checks headers from the network and moves their seal to the post-digests.
#[derive(Debug)]
pub struct PowVerifier<B: BlockT<Hash = H256>> {
	algorithm: ProgPowAlgorithm<B>,
}

impl<B: BlockT<Hash = H256>> PowVerifier<B> {
	/// A verifier.
	pub fn new(algorithm: ProgPowAlgorithm<B>) -> Self {
		Self { algorithm }
	}

	fn check(&self, mut block: BlockImportParams<B>) -> Result<BlockImportParams<B>, Error> {
		let post_hash = block.header.hash();
		let item = block.header.digest().logs().last().cloned().ok_or(DigestError::MissingSeal)?;
		let seal = Seal::pop(block.header.digest_mut())?;
		let trusted = block.with_state();
		match self.algorithm.check_header(&block.header, &seal, trusted) {
			Ok(_) => self.algorithm.metrics().verified(Outcome::Accepted),
			// Not the sender's fault, but whatever fails here is: leave it to the import, which
			// meets the same obstacle and reports it without blaming the peer.
			Err(error) if error.rule().is_none() => {
				log::warn!(target: LOG_TARGET, "Block {post_hash} cannot be verified: {error}");
			},
			Err(Error::UnknownParent(_)) => (),
			Err(error) => return Err(error),
		}
		block.post_digests.push(item);
		block.post_hash = Some(post_hash);
		Ok(block)
	}
}

#[async_trait::async_trait]
impl<B: BlockT<Hash = H256>> Verifier<B> for PowVerifier<B> {
	async fn verify(&self, block: BlockImportParams<B>) -> Result<BlockImportParams<B>, String> {
		let number = *block.header.number();
		self.check(block).map_err(|error| {
			log::debug!(target: LOG_TARGET, "Block {number} refused: {error}");
			error.to_string()
		})
	}
}
