// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Proving for both circuits, several statements at a time.

use core::sync::atomic::{AtomicUsize, Ordering};
use std::path::Path;

use rand_chacha::ChaCha20Rng;
use rand_core::{CryptoRngCore, SeedableRng};
use rayon::prelude::*;
use sero_shielded_primitives::ProofBytes;
use sero_zk_circuits::{
	input::{self, InputPrivate, InputPublic},
	output::{self, OutputPrivate, OutputPublic},
	InputCircuit, OutputCircuit,
};
use sero_zk_params::{
	setup::{default_dir, load_or_generate, Progress, ProvingKey},
	CircuitKind,
};

use crate::{circuit::CircuitProver, error::ProverError};

/// Something to prove.
#[derive(Clone, Debug)]
pub enum Statement {
	/// A note is spent.
	Input(InputPublic, InputPrivate),
	/// A note is created.
	Output(OutputPublic, OutputPrivate),
}

/// How far [`Prover::prove_all`] is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ProofProgress {
	/// Finished proofs.
	pub done: usize,
	/// All proofs.
	pub total: usize,
}

/// The proving keys of payments' two circuits, about 7 MB. Share one in a process.
#[derive(Debug)]
pub struct Prover {
	input: CircuitProver<InputCircuit>,
	output: CircuitProver<OutputCircuit>,
}

impl Prover {
	/// Loads the proving keys; makes them (in seconds) if they are missing.
	///
	/// # Errors
	/// [`ProverError::Params`] and, for files that were altered, [`ProverError::WrongKey`].
	pub fn load() -> Result<Self, ProverError> {
		Self::load_from(&default_dir()?, &mut |_| {})
	}

	/// [`Prover::load`] from a folder, with progress.
	///
	/// # Errors
	/// As [`Prover::load`].
	pub fn load_from(dir: &Path, progress: &mut dyn FnMut(Progress)) -> Result<Self, ProverError> {
		let mut key = |kind| load_or_generate(kind, dir, progress);
		Self::from_keys(key(CircuitKind::Input)?, key(CircuitKind::Output)?)
	}

	/// A prover with these keys, which a ceremony made. The caller has checked where they come from: a key that
	/// somebody prepared can give away what is proved.
	///
	/// # Errors
	/// [`ProverError::WrongKey`] if a key is not for its circuit, [`ProverError::DegenerateKey`].
	pub fn from_keys(input: ProvingKey, output: ProvingKey) -> Result<Self, ProverError> {
		Ok(Self {
			input: CircuitProver::new(CircuitKind::Input, input)?,
			output: CircuitProver::new(CircuitKind::Output, output)?,
		})
	}

	/// The verifying key that goes with the proving key of a circuit of payments, compressed; empty for
	/// any other circuit.
	pub fn verifying_key(&self, kind: CircuitKind) -> &[u8] {
		match kind {
			CircuitKind::Input => self.input.verifying_key(),
			CircuitKind::Output => self.output.verifying_key(),
			CircuitKind::License | CircuitKind::Issue => &[],
		}
	}

	/// Proves that a note is spent.
	///
	/// # Errors
	/// [`ProverError::Input`] if the statement is wrong, [`ProverError::Proving`],
	/// [`ProverError::SelfCheck`].
	pub fn prove_input(
		&self,
		public: &InputPublic,
		private: &InputPrivate,
		rng: &mut impl CryptoRngCore,
	) -> Result<ProofBytes, ProverError> {
		input::check_statement(public, private)?;
		self.input.prove(public, private, rng)
	}

	/// Proves that a note is created.
	///
	/// # Errors
	/// [`ProverError::Output`] if the statement is wrong, [`ProverError::Proving`],
	/// [`ProverError::SelfCheck`].
	pub fn prove_output(
		&self,
		public: &OutputPublic,
		private: &OutputPrivate,
		rng: &mut impl CryptoRngCore,
	) -> Result<ProofBytes, ProverError> {
		output::check_statement(public, private)?;
		self.output.prove(public, private, rng)
	}

	/// Proves statements on all cores, in the given order.
	///
	/// `progress` is called from several threads, once for every finished proof.
	///
	/// # Errors
	/// The first of those of [`Prover::prove_input`] and [`Prover::prove_output`].
	pub fn prove_all(
		&self,
		statements: &[Statement],
		rng: &mut impl CryptoRngCore,
		progress: &(dyn Fn(ProofProgress) + Sync),
	) -> Result<Vec<ProofBytes>, ProverError> {
		let total = statements.len();
		let done = AtomicUsize::new(0);
		// Each proof has a generator of its own, so the result does not depend on the scheduling.
		let mut jobs = Vec::with_capacity(total);
		for statement in statements {
			let mut seed = zeroize::Zeroizing::new([0u8; 32]);
			rng.fill_bytes(&mut seed[..]);
			jobs.push((statement, ChaCha20Rng::from_seed(*seed)));
		}
		jobs.into_par_iter()
			.map(|(statement, mut rng)| {
				let proof = match statement {
					Statement::Input(public, private) => {
						self.prove_input(public, private, &mut rng)
					},
					Statement::Output(public, private) => {
						self.prove_output(public, private, &mut rng)
					},
				}?;
				progress(ProofProgress { done: done.fetch_add(1, Ordering::Relaxed) + 1, total });
				Ok(proof)
			})
			.collect()
	}
}
