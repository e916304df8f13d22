// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Verifying keys of the circuits, where they come from, and their hashes.
//!
//! Without features this crate is data: the committed development keys and the types that say where a key
//! comes from; a runtime takes its genesis keys from here. With the feature `setup` it makes and keeps the
//! proving keys ([`setup`]).
//!
//! # Development parameters
//! They are derived from the public string [`DEVELOPMENT_SEED`]. Everybody knows their trapdoor, so
//! **everybody can forge proofs for them**: they are for development chains only, and a live chain refuses
//! them by their [`Provenance`].
//!
//! # Parameters of a ceremony
//! The keys use the quotient of snarkjs ([`setup::CircomReduction`]), so the proving key of a snarkjs
//! ceremony fits the same prover. Such a ceremony leaves `gamma` at the generator, which the key lint
//! (A22) refuses; [`setup::randomize_gamma`] moves it with a public factor, which changes neither proving
//! key nor security.

#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![cfg_attr(feature = "setup", deny(rustdoc::broken_intra_doc_links))]

mod golden;
mod provenance;
#[cfg(feature = "setup")]
pub mod setup;

pub use golden::{CIRCUIT_HASHES, PROVING_KEY_HASHES, VERIFYING_KEY_HASHES};
pub use provenance::{CircuitKind, Provenance, DEVELOPMENT_SEED};

/// The version of the circuits that this crate has keys for.
pub const CIRCUIT_VERSION: u8 = 1;

/// The development verifying key of a circuit, in arkworks' compressed encoding.
///
/// # Caveats
/// Everybody can forge proofs for it, see the crate's documentation.
pub const fn dev_verifying_key(kind: CircuitKind) -> &'static [u8] {
	match kind {
		CircuitKind::Input => include_bytes!("../keys/input-v1.vk"),
		CircuitKind::Output => include_bytes!("../keys/output-v1.vk"),
		CircuitKind::License => include_bytes!("../keys/license-v1.vk"),
		CircuitKind::Issue => include_bytes!("../keys/issue-v1.vk"),
	}
}
