// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Numbers as text: 256-bit numbers in decimal, bytes in hexadecimal.
//!
//! A number is 32 bytes, big endian, as a Solidity `uint256`, or `int256` in two's complement.

use alloc::{string::String, vec::Vec};

use num_bigint::BigUint;
use primitive_types::U256;

use crate::{check_text, Error};

/// Digits of 2^256 − 1. With leading zeros a numeral can be longer.
const MAX_DIGITS: usize = 78;

/// The value of decimal digits.
fn magnitude(digits: &[u8]) -> Result<U256, Error> {
	check_text(digits.len())?;
	if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
		return Err(Error::InvalidNumeral);
	}
	let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
	let digits = digits.get(zeros..).unwrap_or_default();
	if digits.len() > MAX_DIGITS {
		return Err(Error::NumeralTooLarge);
	}
	let ten = U256::from(10u8);
	digits.iter().try_fold(U256::zero(), |number, digit| {
		number
			.checked_mul(ten)
			.and_then(|number| number.checked_add(U256::from(digit.saturating_sub(b'0'))))
			.ok_or(Error::NumeralTooLarge)
	})
}

/// `0 − number` mod 2^256.
fn negate(number: U256) -> U256 {
	U256::zero().overflowing_sub(number).0
}

/// The number that decimal digits stand for. No sign, space or separator; leading zeros are allowed.
///
/// # Consensus
/// CL-5, CL-6: less than 2^256.
///
/// # Errors
/// [`Error::TextTooLong`], [`Error::InvalidNumeral`], [`Error::NumeralTooLarge`].
pub fn parse_uint(text: &[u8]) -> Result<[u8; 32], Error> {
	magnitude(text).map(|number| number.to_big_endian())
}

/// As [`parse_uint`], with `-` before a negative number.
///
/// # Consensus
/// CL-5, CL-6: from −2^255 to 2^255 − 1.
///
/// # Errors
/// [`Error::TextTooLong`], [`Error::InvalidNumeral`], [`Error::NumeralTooLarge`].
pub fn parse_int(text: &[u8]) -> Result<[u8; 32], Error> {
	let limit = U256::one() << 255;
	let number = match text.strip_prefix(b"-") {
		Some(digits) => {
			let number = magnitude(digits)?;
			if number > limit {
				return Err(Error::NumeralTooLarge);
			}
			negate(number)
		},
		None => {
			let number = magnitude(text)?;
			if number >= limit {
				return Err(Error::NumeralTooLarge);
			}
			number
		},
	};
	Ok(number.to_big_endian())
}

/// A number in decimal, without leading zeros.
pub fn format_uint(number: &[u8; 32]) -> String {
	BigUint::from_bytes_be(number).to_str_radix(10)
}

/// A signed number in decimal, with `-` before a negative one.
pub fn format_int(number: &[u8; 32]) -> String {
	let value = U256::from_big_endian(number);
	if !value.bit(255) {
		return format_uint(number);
	}
	let mut text = String::from("-");
	text.push_str(&format_uint(&negate(value).to_big_endian()));
	text
}

/// Bytes as `0x` and two lower-case hexadecimal digits for each.
///
/// # Errors
/// [`Error::TextTooLong`], of the result.
pub fn to_hex(bytes: &[u8]) -> Result<Vec<u8>, Error> {
	const DIGITS: &[u8; 16] = b"0123456789abcdef";
	let length = bytes.len().saturating_mul(2).saturating_add(2);
	check_text(length)?;
	let mut text = Vec::with_capacity(length);
	text.extend_from_slice(b"0x");
	for byte in bytes {
		text.extend(
			[byte >> 4, byte & 15]
				.map(|half| DIGITS.get(usize::from(half)).copied().unwrap_or_default()),
		);
	}
	Ok(text)
}

/// The bytes of hexadecimal digits, of either case, with or without `0x`.
///
/// # Consensus
/// CL-5: an even number of digits, which may be zero.
///
/// # Errors
/// [`Error::TextTooLong`], [`Error::InvalidNumeral`].
pub fn from_hex(text: &[u8]) -> Result<Vec<u8>, Error> {
	check_text(text.len())?;
	let digits = text.strip_prefix(b"0x").unwrap_or(text);
	let pairs = digits.chunks_exact(2);
	if !pairs.remainder().is_empty() {
		return Err(Error::InvalidNumeral);
	}
	let half =
		|digit: &u8| char::from(*digit).to_digit(16).and_then(|half| u8::try_from(half).ok());
	pairs
		.map(|pair| match pair {
			[high, low] => Some(half(high)? << 4 | half(low)?),
			_ => None,
		})
		.collect::<Option<_>>()
		.ok_or(Error::InvalidNumeral)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::MAX_TEXT;
	use proptest::prelude::*;

	const MAX: &str =
		"115792089237316195423570985008687907853269984665640564039457584007913129639935";
	const MIN_INT: &str =
		"-57896044618658097711785492504343953926634992332820282019728792003956564819968";
	const MAX_INT: &str =
		"57896044618658097711785492504343953926634992332820282019728792003956564819967";

	#[test]
	fn cl_5_only_digits_are_a_numeral() {
		for bad in ["", "-", "+1", " 1", "1 ", "1_0", "1.0", "0x1", "1e3", "--1", "٣"] {
			assert_eq!(parse_uint(bad.as_bytes()), Err(Error::InvalidNumeral), "{bad}");
			assert_eq!(parse_int(bad.as_bytes()), Err(Error::InvalidNumeral), "{bad}");
		}
		assert_eq!(parse_uint(b"-1"), Err(Error::InvalidNumeral));
		for bad in ["0", "0x0", "0xg0", "zz", "0X00", "+1"] {
			assert_eq!(from_hex(bad.as_bytes()), Err(Error::InvalidNumeral), "{bad}");
		}
		assert_eq!(parse_uint(&[b'0'; MAX_TEXT + 1]), Err(Error::TextTooLong));
		assert_eq!(from_hex(&[b'0'; MAX_TEXT + 1]), Err(Error::TextTooLong));
		assert_eq!(to_hex(&[0; MAX_TEXT / 2]), Err(Error::TextTooLong));
	}

	#[test]
	fn cl_6_a_number_has_256_bits() {
		assert_eq!(parse_uint(MAX.as_bytes()), Ok([255; 32]));
		let more = MAX.replace("9935", "9936");
		assert_eq!(parse_uint(more.as_bytes()), Err(Error::NumeralTooLarge));
		assert_eq!(parse_uint(&[b'9'; 78]), Err(Error::NumeralTooLarge));
		assert_eq!(parse_uint(&[b'9'; MAX_TEXT]), Err(Error::NumeralTooLarge));
		assert_eq!(parse_uint(&[b'0'; MAX_TEXT]), Ok([0; 32]));
		for (text, more) in [(MAX_INT, "9968"), (MIN_INT, "9969")] {
			let number = parse_int(text.as_bytes()).unwrap();
			assert_eq!(format_int(&number), text);
			let length = text.len() - 4;
			let more = text.get(..length).unwrap().to_owned() + more;
			assert_eq!(parse_int(more.as_bytes()), Err(Error::NumeralTooLarge));
		}
		assert_eq!(parse_int(b"-0"), Ok([0; 32]));
		assert_eq!(parse_int(b"-1"), Ok([255; 32]));
	}

	#[test]
	fn bytes_in_hexadecimal() {
		assert_eq!(to_hex(&[0, 0xab, 0x1f]).unwrap(), b"0x00ab1f");
		assert_eq!(to_hex(&[]).unwrap(), b"0x");
		assert_eq!(from_hex(b"0x00aB1f").unwrap(), [0, 0xab, 0x1f]);
		assert_eq!(from_hex(b"").unwrap(), [0u8; 0]);
	}

	proptest! {
		#[test]
		fn numbers_return(number: [u8; 32], bytes in prop::collection::vec(any::<u8>(), 0..50)) {
			prop_assert_eq!(parse_uint(format_uint(&number).as_bytes()), Ok(number));
			prop_assert_eq!(parse_int(format_int(&number).as_bytes()), Ok(number));
			prop_assert_eq!(from_hex(&to_hex(&bytes).unwrap()), Ok(bytes));
		}

		#[test]
		fn small_numbers(number: i128) {
			prop_assert_eq!(format_int(&parse_int(number.to_string().as_bytes()).unwrap()), number.to_string());
		}
	}
}
