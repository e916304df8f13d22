// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What can go wrong.

use std::path::PathBuf;

use sero_zk_params::{setup::ParamsError, CircuitKind};
use sero_zk_verifier::VkError;

/// Why a step of the ceremony is refused.
#[derive(Debug, thiserror::Error)]
pub enum CeremonyError {
	/// A file or folder cannot be read or written.
	#[error("{action} {path}: {source}")]
	Io {
		/// What was tried.
		action: &'static str,
		/// On what.
		path: PathBuf,
		/// What the system says.
		source: std::io::Error,
	},
	/// The file is not of the kind, or its structure is broken.
	#[error("not a good {kind} file: {reason}")]
	Format {
		/// The kind, as in the file's first bytes.
		kind: &'static str,
		/// What is wrong.
		reason: String,
	},
	/// A point is not canonical, not on its curve or not in its subgroup.
	#[error("{0}: a point is not canonical, not on its curve or not in its subgroup")]
	Point(&'static str),
	/// The powers of tau are too few for the circuit.
	#[error("the circuit needs powers of tau up to 2^{needed}, and the file has 2^{found}")]
	TooFewPowers {
		/// What the circuit needs.
		needed: u32,
		/// What there is.
		found: u32,
	},
	/// The powers of tau are not what they should be.
	#[error("the powers of tau are wrong: {0}")]
	Powers(&'static str),
	/// The hash of the powers-of-tau file is another one.
	#[error("the powers-of-tau file has the hash {found}, not the expected {expected}")]
	PowersHash {
		/// The expected hash.
		expected: String,
		/// The file's.
		found: String,
	},
	/// The circuit does not fit into the file formats.
	#[error("the circuit is too large for the file formats")]
	CircuitSize,
	/// The name of a contributor is refused.
	#[error("a name has at most {} bytes and no control characters", crate::MAX_NAME_LENGTH)]
	Name,
	/// The beacon is refused.
	#[error(
		"a beacon is 1 to 255 bytes, hashed 2^{} to 2^{} times",
		crate::MIN_BEACON_EXPONENT,
		crate::MAX_BEACON_EXPONENT
	)]
	Beacon,
	/// The ceremony was closed by a beacon.
	#[error("the ceremony is closed: its last contribution is a beacon")]
	Closed,
	/// A contribution does not hold.
	#[error("contribution {number}: {reason}")]
	Contribution {
		/// Its number, from 1.
		number: usize,
		/// What is wrong.
		reason: &'static str,
	},
	/// The key does not follow from circuit, powers of tau and contributions.
	#[error("the key is not that of this circuit, these powers of tau and its contributions: {0}")]
	Key(&'static str),
	/// The key does not continue the one that it should.
	#[error("the key does not continue the other one: {0}")]
	NoContinuation(&'static str),
	/// There are fewer contributions than asked for.
	#[error("{found} contributions (beacon not counted), and {needed} are asked for")]
	TooFewContributions {
		/// How many there should be.
		needed: usize,
		/// How many there are.
		found: usize,
	},
	/// The last contribution is no beacon.
	#[error("the ceremony is not closed by a beacon")]
	NoBeacon,
	/// Nobody contributed to the powers of tau, and this was not allowed.
	#[error("the powers of tau are a rehearsal's: whoever made them can forge proofs")]
	Rehearsal,
	/// The chain refuses the verifying key.
	#[error("the chain would refuse the {kind} key: {source}")]
	Lint {
		/// The circuit.
		kind: CircuitKind,
		/// Why.
		source: VkError,
	},
	/// A circuit is missing, or there twice.
	#[error("the circuits {0} belong together, once each")]
	Circuits(&'static str),
	/// A chain specification does not have the form that is needed.
	#[error("the chain specification: {0}")]
	ChainSpec(String),
	/// Writing the proving key failed.
	#[error(transparent)]
	Params(#[from] ParamsError),
	/// The operating system gives no randomness.
	#[error("the operating system gives no randomness: {0}")]
	Randomness(rand_core::Error),
}
