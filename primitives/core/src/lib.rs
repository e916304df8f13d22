// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Names, amounts and units that the runtime, the node and the wallet share.
//!
//! No logic lives here that can fail beyond decoding and name checks.

#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

mod asset;
pub mod units;

pub use asset::{CurrencyId, NameError, Ticket, TicketCategory, TicketId};

/// A token amount in base units ([`units::SERO`] = 10^18 of them for the native currency).
///
/// Invariant of the circuits: `0 <= amount < 2^128` (rule OUT-3).
#[doc(alias = "Tkn.Value")]
pub type Balance = u128;

/// Height of a block.
pub type BlockNumber = u32;

/// Number of transactions that an account has sent.
pub type Nonce = u32;
