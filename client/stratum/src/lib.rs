// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! A stratum server: outside miners (GPU programs, proxies) mine for the node's address.
//!
//! # Dialects
//! Recognized from the first message of a connection (EX-4):
//!
//! | dialect | first message | number of the block in a job |
//! | --- | --- | --- |
//! | ETHPROXY | `eth_submitLogin`, `sero_submitLogin` | fourth element, `0x…` |
//! | EthereumStratum/1.0.0 (NiceHash) | `mining.subscribe [agent, "EthereumStratum/1.0.0"]` | fourth element, a number |
//! | stratum | `mining.subscribe` otherwise | sixth element, a number |
//!
//! The forms are in docs/protocol/mining-interfaces.md, with the rules EX-1 and following.
//!
//! # Flow
//! - [`run`] accepts connections within [`Limits`] and follows the node's work: each new template
//!   becomes a job with a number, kept as long as its parent is the best block.
//! - A session serves one connection: it pushes jobs, each with the connection's own difficulty, and
//!   judges shares, cheap to dear: form, job, difficulty by the claimed mix, repetition, the hash.
//! - A share that meets the network's difficulty goes to the node as a block.
//!
//! Nothing here holds money or keys: rewards go to the address that the node mines for, whatever name
//! a miner logs in with.

#![forbid(unsafe_code)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

mod config;
mod dialect;
mod error;
mod jobs;
mod limits;
mod message;
mod metrics;
mod server;
mod session;
#[cfg(test)]
mod test_util;
mod vardiff;

pub use config::{Limits, StratumConfig};
pub use dialect::Dialect;
pub use error::{Ended, Refusal};
pub use message::MAX_MESSAGE_BYTES;
pub use server::{bind, run};

/// Log target of this crate.
pub const LOG_TARGET: &str = "stratum";
