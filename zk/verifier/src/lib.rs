// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Verification of shielded bundles: Groth16 proofs over BN254, signatures, balance and the tree.
//!
//! This is the code behind the node's host functions and, compiled into the Wasm, behind a runtime
//! without them; both give the same answers.
//!
//! - [`key`]: verifying keys, their lint (rule A22) and preparation
//! - [`proof`]: canonical decoding of proofs
//! - [`groth16`]: the pairing equation, for one proof and for a batch
//! - [`api`]: every function of [`ShieldedCrypto`](sero_shielded_primitives::ShieldedCrypto)
//! - [`api::bytes`]: the same with bytes in and a code out, never panicking
//! - [`cache`] (`std`): prepared keys and accepted proofs, process-wide and bounded
//! - [`NativeCrypto`]: the trait's implementation by direct calls
//!
//! # Features
//! * `std` (default): the caches.
//! * `parallel`: batches use all cores.
//!
//! # Consensus
//! The result of every function depends on its arguments only, never on the caches, on the number of
//! cores or on the features. Two nodes disagree on a batch with probability 2^-128.

#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

extern crate alloc;

pub mod api;
#[cfg(feature = "std")]
pub mod cache;
pub mod groth16;
pub mod key;
mod native;
mod points;
pub mod proof;
#[cfg(test)]
mod testing;

pub use key::{lint, PreparedKey, VerifyingKey, VkError};
pub use native::NativeCrypto;
pub use proof::{Proof, ProofError};

/// The in-Wasm verifier is the same code.
pub type WasmVerifier = NativeCrypto;

/// An element of the field of public inputs.
pub use sero_zk_crypto::Base;
