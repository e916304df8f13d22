// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! One interface over Ethash and ProgPoW.

use crate::{
	cache::LightCache, dataset::DagSource, difficulty::meets_difficulty, epoch, error::Error,
	ethash, progpow, program::Program, ProgPowParams,
};

/// Result of a hash.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PowHash {
	/// Digest of the memory-hard part.
	pub mix: [u8; 32],
	/// Final hash, a big-endian number that is compared with the boundary.
	pub result: [u8; 32],
}

/// Why a proof of work is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum VerifyError {
	/// The final hash of the claimed mix is above the boundary.
	AboveBoundary,
	/// The claimed mix is not what header and nonce lead to.
	WrongMix,
	/// The cache cannot be used for this block.
	Cache(Error),
}

impl core::fmt::Display for VerifyError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		match self {
			Self::AboveBoundary => f.write_str("final hash is above the boundary"),
			Self::WrongMix => f.write_str("mix digest is wrong"),
			Self::Cache(error) => error.fmt(f),
		}
	}
}

impl core::error::Error for VerifyError {}

/// A proof-of-work function.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Algorithm {
	/// Ethash.
	Ethash,
	/// ProgPoW.
	ProgPow(ProgPowParams),
}

impl Algorithm {
	/// Parents of a dataset item.
	pub const fn dataset_parents(&self) -> u32 {
		match self {
			Self::Ethash => ethash::DATASET_PARENTS,
			Self::ProgPow(params) => params.variables().dataset_parents,
		}
	}

	/// The final hash that a claimed mix leads to: the cheap check before [`Self::hash_light`].
	pub fn final_hash(&self, header: &[u8; 32], nonce: u64, mix: &[u8; 32]) -> [u8; 32] {
		match self {
			Self::Ethash => ethash::final_hash(header, nonce, mix),
			Self::ProgPow(params) => progpow::final_hash(params, header, nonce, mix),
		}
	}

	/// A hasher for block `number` that reads from `dag`; use one for many nonces.
	///
	/// # Errors
	/// [`Error::EpochMismatch`], [`Error::ParentsMismatch`].
	pub fn hasher<D: DagSource>(&self, dag: D, number: u64) -> Result<Hasher<D>, Error> {
		if dag.epoch() != epoch(number) {
			return Err(Error::EpochMismatch);
		}
		if dag.parents() != self.dataset_parents() {
			return Err(Error::ParentsMismatch);
		}
		let program = match self {
			Self::Ethash => None,
			Self::ProgPow(params) => Some((*params, Program::new(params, number))),
		};
		Ok(Hasher { program, dag })
	}

	/// Hash of block `number` by the light cache. `header` is the pre-hash.
	///
	/// # Errors
	/// [`Error::EpochMismatch`] if the block belongs to another epoch.
	pub fn hash_light(
		&self,
		cache: &LightCache,
		number: u64,
		header: &[u8; 32],
		nonce: u64,
	) -> Result<PowHash, Error> {
		let dag = cache.dag(self.dataset_parents()).ok_or(Error::ParentsMismatch)?;
		Ok(self.hasher(dag, number)?.hash(header, nonce))
	}

	/// Checks a proof of work for `difficulty` (big-endian), cheap test first.
	///
	/// # Errors
	/// [`VerifyError`]; the mix is only computed if the final hash is good enough.
	pub fn verify(
		&self,
		cache: &LightCache,
		number: u64,
		header: &[u8; 32],
		nonce: u64,
		mix: &[u8; 32],
		difficulty: &[u8; 32],
	) -> Result<(), VerifyError> {
		if !meets_difficulty(&self.final_hash(header, nonce, mix), difficulty) {
			return Err(VerifyError::AboveBoundary);
		}
		let hash = self.hash_light(cache, number, header, nonce).map_err(VerifyError::Cache)?;
		if hash.mix != *mix {
			return Err(VerifyError::WrongMix);
		}
		Ok(())
	}
}

/// Hashes many nonces of one block.
#[derive(Clone, Debug)]
pub struct Hasher<D> {
	program: Option<(ProgPowParams, Program)>,
	dag: D,
}

impl<D: DagSource> Hasher<D> {
	/// Hash of `header` (the pre-hash) and `nonce`.
	pub fn hash(&self, header: &[u8; 32], nonce: u64) -> PowHash {
		match &self.program {
			None => ethash::hash(&self.dag, header, nonce),
			Some((params, program)) => progpow::hash(params, program, &self.dag, header, nonce),
		}
	}

	/// Two nonces in step: by the light cache this takes little longer than one.
	pub fn hash_two(&self, header: &[u8; 32], nonces: [u64; 2]) -> [PowHash; 2] {
		Self::hash_pair([self, self], [(header, nonces[0]), (header, nonces[1])])
	}

	/// Two hashes in step, perhaps of different blocks. Both read from the first hasher's dataset if
	/// that serves the second, too; else one is computed after the other.
	pub fn hash_pair(hashers: [&Self; 2], inputs: [(&[u8; 32], u64); 2]) -> [PowHash; 2] {
		let [a, b] = hashers;
		let same = (a.dag.epoch(), a.dag.parents(), a.dag.item_count())
			== (b.dag.epoch(), b.dag.parents(), b.dag.item_count());
		match (&a.program, &b.program) {
			(None, None) if same => ethash::hash_two(&a.dag, inputs),
			(Some(one), Some(two)) if same => {
				let (params, programs) = ([&one.0, &two.0], [&one.1, &two.1]);
				progpow::hash_two(params, programs, &a.dag, inputs)
			},
			_ => [a.hash(inputs[0].0, inputs[0].1), b.hash(inputs[1].0, inputs[1].1)],
		}
	}
}

#[cfg(test)]
mod tests;
