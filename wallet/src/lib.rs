// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! A wallet for hidden money: keys, scanning, payments, audit, disclosure.

#![forbid(unsafe_code)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

pub mod abi;
pub mod amount;
pub mod assets;
pub mod audit;
pub mod balance;
pub mod chain;
pub mod cli;
mod commands;
pub mod contracts;
pub mod disclosure;
pub mod error;
pub mod extrinsic;
pub mod history;
pub mod issuance;
pub mod keys;
pub mod ledger;
pub mod packages;
pub mod plan;
pub mod progress;
pub mod report;
pub mod rpc;
pub mod scan;
#[cfg(test)]
mod sim;
pub mod staking;
pub mod store;
pub mod sync;
pub mod wallet;

pub use error::{Result, WalletError};
pub use wallet::Wallet;
