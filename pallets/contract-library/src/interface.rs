// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The interfaces, read from the Solidity file that contracts import.

// Made by the macro.
#![allow(missing_docs, missing_debug_implementations, clippy::all)]

use pallet_revive::precompiles::alloy;

alloy::sol!("../../contracts/SeroLibraryPrecompiles.sol");
