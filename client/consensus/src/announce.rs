// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use futures::{future, FutureExt};
use sero_consensus_primitives::Seal;
use sp_consensus::block_validation::{BlockAnnounceValidator, Validation};
use sp_core::H256;
use sp_runtime::traits::{Block as BlockT, Header as HeaderT};
use std::{error::Error as StdError, future::Future, pin::Pin};

use crate::{
	algorithm::{function_at, Claim},
	Error, ProgPowAlgorithm, LOG_TARGET,
};

/// Refuses announced headers whose work cannot be right, before their bodies are requested.
///
/// Only the microsecond rules: PW-1, PW-2, PW-6 against the claimed difficulty, and PW-3 to PW-5 if
/// the parent is known. Votes are checked by the import queue: they take the lottery. The full check follows in the import queue; the sync service bounds the
/// announcements under validation per peer.
#[derive(Debug)]
pub struct PowAnnounceValidator<B: BlockT<Hash = H256>> {
	algorithm: ProgPowAlgorithm<B>,
}

impl<B: BlockT<Hash = H256>> PowAnnounceValidator<B> {
	/// A validator.
	pub fn new(algorithm: ProgPowAlgorithm<B>) -> Self {
		Self { algorithm }
	}

	/// Returns whether the header passes; `Err` if it certainly breaks a rule.
	fn check(&self, header: &B::Header) -> Result<bool, Error> {
		let mut header = header.clone();
		let seal = Seal::pop(header.digest_mut())?;
		let claim = Claim::read(&header, &seal)?;
		match self.algorithm.check_place(&header, &claim, false) {
			// The announcer may be ahead of us, even of a change of parameters.
			Err(Error::UnknownParent(_)) => {
				let function = function_at(&self.algorithm.best_params()?, claim.number)?;
				Ok(self.algorithm.check_final_hash(function, &claim, &seal).is_ok())
			},
			place => {
				let place = place?;
				let function = function_at(&place.params, claim.number)?;
				self.algorithm.check_final_hash(function, &claim, &seal).map(|()| true)
			},
		}
	}
}

impl<B: BlockT<Hash = H256>> BlockAnnounceValidator<B> for PowAnnounceValidator<B> {
	fn validate(
		&mut self,
		header: &B::Header,
		data: &[u8],
	) -> Pin<Box<dyn Future<Output = Result<Validation, Box<dyn StdError + Send>>> + Send>> {
		let result = if data.is_empty() {
			match self.check(header) {
				Ok(true) => Ok(Validation::Success { is_new_best: false }),
				Ok(false) => Ok(Validation::Failure { disconnect: false }),
				Err(error) => {
					log::debug!(target: LOG_TARGET, "Announcement refused: {error}");
					match error.rule() {
						Some(_) => Ok(Validation::Failure { disconnect: true }),
						// Our own trouble says nothing about the peer.
						None => Err(Box::new(error) as Box<dyn StdError + Send>),
					}
				},
			}
		} else {
			log::debug!(target: LOG_TARGET, "Announcement with unknown data refused");
			Ok(Validation::Failure { disconnect: true })
		};
		future::ready(result).boxed()
	}
}

#[cfg(test)]
mod tests;
