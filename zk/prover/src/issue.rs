// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Proofs that a hidden amount of a token comes into being.

use std::path::Path;

use rand_core::CryptoRngCore;
use sero_shielded_primitives::ProofBytes;
use sero_zk_circuits::{
	issue::{check_statement, IssuePrivate, IssuePublic},
	IssueCircuit,
};
use sero_zk_params::{
	setup::{default_dir, load_or_generate, Progress, ProvingKey},
	CircuitKind,
};

use crate::{circuit::CircuitProver, error::ProverError};

/// The proving key of the issue circuit, about 640 kB. Share one in a process.
#[derive(Debug)]
pub struct IssueProver(CircuitProver<IssueCircuit>);

impl IssueProver {
	/// Loads the proving key; makes it if it is missing.
	///
	/// # Errors
	/// [`ProverError::Params`] and, for a file that was altered, [`ProverError::WrongKey`].
	pub fn load() -> Result<Self, ProverError> {
		Self::load_from(&default_dir()?, &mut |_| {})
	}

	/// [`IssueProver::load`] from a folder, with progress.
	///
	/// # Errors
	/// As [`IssueProver::load`].
	pub fn load_from(dir: &Path, progress: &mut dyn FnMut(Progress)) -> Result<Self, ProverError> {
		Self::from_key(load_or_generate(CircuitKind::Issue, dir, progress)?)
	}

	/// A prover with this key, see [`crate::Prover::from_keys`].
	///
	/// # Errors
	/// [`ProverError::WrongKey`], [`ProverError::DegenerateKey`].
	pub fn from_key(key: ProvingKey) -> Result<Self, ProverError> {
		Ok(Self(CircuitProver::new(CircuitKind::Issue, key)?))
	}

	/// The verifying key that goes with the proving key, compressed.
	pub fn verifying_key(&self) -> &[u8] {
		self.0.verifying_key()
	}

	/// Proves an issue. The chain verifies it under the generator that it computes itself from the token's
	/// name: a proof for any other is worthless (rule IS-1).
	///
	/// # Errors
	/// [`ProverError::Issue`] if the statement is wrong, [`ProverError::Proving`],
	/// [`ProverError::SelfCheck`].
	pub fn prove_issue(
		&self,
		public: &IssuePublic,
		private: &IssuePrivate,
		rng: &mut impl CryptoRngCore,
	) -> Result<ProofBytes, ProverError> {
		check_statement(public, private)?;
		self.0.prove(public, private, rng)
	}
}
