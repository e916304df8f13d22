// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Denominations of the native currency.

use crate::Balance;

/// The base unit.
#[doc(alias = "ta")]
pub const TA: Balance = 1;
/// 10^9 base units.
#[doc(alias = "Gta")]
pub const GTA: Balance = 1_000_000_000;
/// 10^18 base units: one SERO.
pub const SERO: Balance = 1_000_000_000_000_000_000;
/// One thousandth of a SERO.
pub const MILLI_SERO: Balance = SERO / 1_000;
/// Number of decimal places between [`TA`] and [`SERO`].
pub const DECIMALS: u8 = 18;
/// The ticker symbol of the native currency.
pub const SYMBOL: &str = "SERO";
