// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Key generation and proving-key files.
//!
//! ```text
//! DEVELOPMENT_SEED ──► development_key(kind) ──► proving key ──► file in default_dir()
//!                                                    │                │
//!                            verifying key (committed)◄          load_or_generate(kind) ──► prover
//! ```

mod file;
mod generate;
mod reduction;

pub use file::{
	default_dir, file_name, load, load_expected, load_or_generate, save, Progress,
	PARAMS_DIR_VARIABLE,
};
pub use generate::{
	circuit_hash, development_key, development_seed, key_hash, proving_key_bytes, randomize_gamma,
	verifying_key_bytes,
};
pub use reduction::CircomReduction;

use std::path::PathBuf;

use crate::CircuitKind;

/// The proving key of a circuit.
pub type ProvingKey = ark_groth16::ProvingKey<ark_bn254::Bn254>;
/// The verifying key of a circuit.
pub type VerifyingKey = ark_groth16::VerifyingKey<ark_bn254::Bn254>;

#[cfg(test)]
mod tests;

/// Why parameters are not to be had.
#[derive(Debug, thiserror::Error)]
pub enum ParamsError {
	/// No folder for the proving keys.
	#[error("no folder for proving keys: set {PARAMS_DIR_VARIABLE} to one")]
	NoDirectory,
	/// A file or folder cannot be read or written.
	#[error("{action} {path}: {source}; check its permissions and the free space, or set {PARAMS_DIR_VARIABLE} to another folder")]
	Io {
		/// What was tried.
		action: &'static str,
		/// On what.
		path: PathBuf,
		/// What the system says.
		source: std::io::Error,
	},
	/// The file does not hold the proving key of this release.
	#[error("{path} is not the proving key of this release ({reason}); `sero-params generate --force` makes it again")]
	Mismatch {
		/// The file.
		path: PathBuf,
		/// What differs.
		reason: &'static str,
	},
	/// The circuits differ from those that the committed keys were made for.
	#[error("the {0} circuit is not the one that the committed keys are for; after a deliberate change run `sero-params commit`")]
	StaleKeys(CircuitKind),
	/// Key generation failed.
	#[error("generating the {kind} key: {source}")]
	Generation {
		/// The circuit.
		kind: CircuitKind,
		/// What arkworks says.
		source: ark_relations::gr1cs::SynthesisError,
	},
	/// A key does not encode or decode.
	#[error("a key does not encode or decode: {0}")]
	Encoding(#[from] ark_serialize::SerializationError),
	/// The factor for `gamma` is zero.
	#[error("the factor for gamma must not be zero")]
	ZeroFactor,
}
