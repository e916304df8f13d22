// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Configuration of the pallets.
//!
//! - [`system`]: blocks, accounts, fees of accounts, utility calls
//! - [`shielded`]: hidden notes
//! - [`consensus`]: proof of work, votes, staking, emission
//! - [`evm`]: contracts

pub mod consensus;
pub mod evm;
pub mod shielded;
pub mod system;
