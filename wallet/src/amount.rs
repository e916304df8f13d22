// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Amounts as people write them: decimal SERO, exact, no floats.

use sero_primitives::{units, Balance};

use crate::error::WalletError;

/// Reads a decimal number of SERO as base units.
///
/// # Errors
/// [`WalletError::InvalidAmount`] with what is wrong.
pub fn parse_amount(text: &str) -> Result<Balance, WalletError> {
	parse_decimal(text, units::DECIMALS)
}

/// Reads a decimal number as base units, of which `10^decimals` make a whole.
///
/// Digits, then optionally a point and one to `decimals` digits. No sign, no exponent, no separators: what
/// could be read in two ways is refused.
///
/// # Errors
/// [`WalletError::InvalidAmount`] with what is wrong.
pub fn parse_decimal(text: &str, decimals: u8) -> Result<Balance, WalletError> {
	let refuse =
		|reason: &'static str| WalletError::InvalidAmount { input: text.to_owned(), reason };
	let (whole, fraction) = match text.split_once('.') {
		None => (text, ""),
		Some((_, "")) => return Err(refuse("digits must follow the point")),
		Some(parts) => parts,
	};
	if whole.is_empty() {
		return Err(refuse("digits must come before the point"));
	}
	if !whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit()) {
		return Err(refuse("only digits and one point are allowed"));
	}
	let width = usize::from(decimals);
	if fraction.len() > width {
		return Err(refuse(match decimals {
			units::DECIMALS => "at most 18 digits may follow the point",
			0 => "amounts of tokens are whole base units unless --decimals is given",
			_ => "more digits follow the point than --decimals says",
		}));
	}
	let digits = |text: &str| text.bytes().try_fold(0, accumulate);
	let whole: Balance = digits(whole).ok_or_else(|| refuse("it is too large"))?;
	let fraction: Balance =
		digits(&format!("{fraction:0<width$}")).ok_or_else(|| refuse("it is too large"))?;
	10u128
		.checked_pow(u32::from(decimals))
		.and_then(|unit| whole.checked_mul(unit))
		.and_then(|base_units| base_units.checked_add(fraction))
		.ok_or_else(|| refuse("it is too large"))
}

fn accumulate(value: Balance, digit: u8) -> Option<Balance> {
	value.checked_mul(10)?.checked_add(Balance::from(digit - b'0'))
}

/// Writes base units as decimal SERO, exactly and without trailing zeros.
pub fn format_amount(amount: Balance) -> String {
	let (whole, fraction) = (amount / units::SERO, amount % units::SERO);
	if fraction == 0 {
		return whole.to_string();
	}
	let fraction = format!("{fraction:0width$}", width = usize::from(units::DECIMALS));
	format!("{whole}.{}", fraction.trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn reads_exact_decimals() {
		for (text, amount) in [
			("0", 0),
			("1", units::SERO),
			("1.5", units::SERO * 3 / 2),
			("0.000000000000000001", 1),
			("0.1", units::SERO / 10),
			("007", 7 * units::SERO),
			("340282366920938463463.374607431768211455", u128::MAX),
		] {
			assert_eq!(parse_amount(text).unwrap(), amount, "{text}");
		}
	}

	#[test]
	fn refuses_what_could_be_misread() {
		for text in [
			"",
			".",
			"1.",
			".5",
			"-1",
			"+1",
			"1e3",
			"1,5",
			"1_000",
			" 1",
			"1 ",
			"0x10",
			"1.0.0",
			"0.0000000000000000001",
			"340282366920938463463.374607431768211456",
			"999999999999999999999999999999999999999999999",
			"١",
		] {
			assert!(
				matches!(parse_amount(text), Err(WalletError::InvalidAmount { .. })),
				"{text:?} was read"
			);
		}
	}

	proptest! {
		#[test]
		fn printed_amounts_read_back(amount: u128) {
			prop_assert_eq!(parse_amount(&format_amount(amount)).unwrap(), amount);
		}
	}
}
