// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The host functions of a SERO node: proofs, signatures and the note-commitment tree.
//!
//! A runtime calls them through [`HostCrypto`]; a node registers [`HostFunctions`] with its executor.
//! A runtime that is built without them uses `sero_zk_verifier::NativeCrypto`, with the same results.
//!
//! # Host functions are forever
//! A released function is never changed or removed: old blocks are executed with it. A change is a new
//! `#[version]`, first as `register_only`. Bytes go in, a code comes out, results go to a buffer of the
//! caller; no function panics. `docs/dev/host-functions.md` lists them with the node version that has them
//! first.

#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

extern crate alloc;

mod crypto;
mod interface;

pub use crypto::HostCrypto;
#[cfg(feature = "std")]
pub use interface::shielded::HostFunctions;
