// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Tests of the hybrid consensus as a whole.
//!
//! - [`blocks`]: sequences of blocks against the real rules of import and execution
//! - [`network`]: networks of simulated nodes with faults
//!
//! Both run the real pallets natively ([`runtime`], [`state`]). Nothing here depends on the clock, on
//! threads or on other randomness than a seed.

#![forbid(unsafe_code)]
// A test says what it expects.
#![allow(clippy::unwrap_used, clippy::expect_used)]

pub mod bank;
pub mod blocks;
pub mod crypto;
pub mod network;
pub mod preset;
pub mod runtime;
pub mod state;
