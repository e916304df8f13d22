// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Configuration of the pallets.
//!
//! - [`system`]: blocks, accounts, fees of accounts, utility calls
//! - [`shielded`]: hidden notes
//! - [`assets`]: tickets, packages, assets of contracts
//! - [`consensus`]: proof of work, votes, staking, emission
//! - [`evm`]: contracts
//! - [`governance`]: referenda, votes, treasury

pub mod assets;
pub mod consensus;
pub mod evm;
pub mod governance;
pub mod shielded;
pub mod system;
