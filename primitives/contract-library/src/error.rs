// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Why a function refuses its arguments.

/// Why a function refuses its arguments.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Error {
	/// A text, or the text that would result, is longer than [`crate::MAX_TEXT`] (CL-1).
	TextTooLong,
	/// A range does not lie in the text (CL-2).
	RangeOutOfText,
	/// The text to look for is empty (CL-3).
	EmptyPattern,
	/// A text is not UTF-8 (CL-4).
	InvalidUtf8,
	/// A numeral is empty or has something that is no digit (CL-5).
	InvalidNumeral,
	/// A numeral stands for a number that does not fit (CL-6).
	NumeralTooLarge,
	/// A number is longer than [`crate::bignum::MAX_BYTES`] (CL-7).
	NumberTooLong,
	/// A difference would be negative (CL-8).
	NegativeDifference,
	/// Divisor or modulus is zero (CL-9).
	DivisionByZero,
	/// A number has no inverse for a modulus (CL-10).
	NoInverse,
	/// An RSA modulus has no allowed length, leading zeros, or is even (CL-11).
	InvalidModulus,
	/// An RSA exponent is even, less than 3 or longer than 32 bits (CL-12).
	InvalidExponent,
	/// A key is too short for a salt of this length (CL-13).
	SaltTooLong,
	/// A matrix has a side that is 0 or longer than [`crate::matrix::MAX_SIDE`], or entries are
	/// missing or left over (CL-14).
	InvalidShape,
	/// A result does not fit into a fixed-point number (CL-15).
	MatrixOverflow,
	/// The singular values did not settle in [`crate::matrix::MAX_SWEEPS`] sweeps (CL-16).
	NotConverged,
}

impl Error {
	/// The reason in a sentence, as contracts see it.
	pub const fn message(&self) -> &'static str {
		match self {
			Self::TextTooLong => "text is longer than 65536 bytes",
			Self::RangeOutOfText => "range does not lie in the text",
			Self::EmptyPattern => "text to look for is empty",
			Self::InvalidUtf8 => "text is not UTF-8",
			Self::InvalidNumeral => "not a numeral",
			Self::NumeralTooLarge => "numeral is too large",
			Self::NumberTooLong => "number is longer than 512 bytes",
			Self::NegativeDifference => "difference is negative",
			Self::DivisionByZero => "division by zero",
			Self::NoInverse => "number has no inverse for this modulus",
			Self::InvalidModulus => {
				"RSA modulus must be odd, without leading zeros, of 2048 to 4096 bits"
			},
			Self::InvalidExponent => "RSA exponent must be odd, from 3 to 2^32-1",
			Self::SaltTooLong => "RSA key is too short for this salt",
			Self::InvalidShape => "matrix must have 1 to 16 rows and columns, and as many entries",
			Self::MatrixOverflow => "result does not fit into 64.64 fixed point",
			Self::NotConverged => "singular values did not converge",
		}
	}
}

impl core::fmt::Display for Error {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(self.message())
	}
}

impl core::error::Error for Error {}
