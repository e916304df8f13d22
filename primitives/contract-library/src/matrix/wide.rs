// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Products of 256 bits and what is made of them.
//!
//! The numbers of a decomposition have [`FRACTION`] fractional bits in an `i128`, and a product of two has
//! `2 · FRACTION`. Their size stays below 16 and 256: rotations keep the sum of the squares, which is at most
//! 256 for 256 entries of size 1. So 7 integer bits of an `i128`, and 15 of a product, are enough.

use primitive_types::U256;

/// Fractional bits of a number.
pub(super) const FRACTION: u32 = 120;
/// The number one.
pub(super) const ONE: i128 = 1 << FRACTION;

/// A signed number of 256 bits, in two's complement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Wide {
	high: i128,
	low: u128,
}

/// A product of two numbers of 128 bits, high and low half.
fn unsigned_product(a: u128, b: u128) -> (u128, u128) {
	const HALF: u32 = 64;
	const LOW: u128 = u64::MAX as u128;
	let (a1, a0, b1, b0) = (a >> HALF, a & LOW, b >> HALF, b & LOW);
	// None of these overflows: (2^64 − 1)^2 + 2 · (2^64 − 1) < 2^128.
	let low = a0.wrapping_mul(b0);
	let cross = a1.wrapping_mul(b0).wrapping_add(low >> HALF);
	let middle = a0.wrapping_mul(b1).wrapping_add(cross & LOW);
	let high = a1.wrapping_mul(b1).wrapping_add(cross >> HALF).wrapping_add(middle >> HALF);
	(high, middle << HALF | low & LOW)
}

impl Wide {
	/// Zero.
	pub(super) const ZERO: Self = Self { high: 0, low: 0 };

	/// The product of two numbers. It never overflows.
	pub(super) fn product(a: i128, b: i128) -> Self {
		let (high, low) = unsigned_product(a.unsigned_abs(), b.unsigned_abs());
		// The product is at most 2^254: the high half keeps its sign bit free.
		let product = Self { high: high as i128, low };
		if (a < 0) == (b < 0) {
			product
		} else {
			product.negated()
		}
	}

	fn negated(self) -> Self {
		let (low, borrow) = 0u128.overflowing_sub(self.low);
		Self { high: 0i128.wrapping_sub(self.high).wrapping_sub(i128::from(borrow)), low }
	}

	/// The sum, if it fits.
	pub(super) fn checked_add(self, other: Self) -> Option<Self> {
		let (low, carry) = self.low.overflowing_add(other.low);
		// With the carry first, −1 + carry + i128::MIN could be refused though it fits; no product is so large.
		let high = self.high.checked_add(other.high)?.checked_add(i128::from(carry))?;
		Some(Self { high, low })
	}

	/// The sum modulo 2^256. The bounds at the head of the module keep it from overflowing.
	pub(super) fn plus(self, other: Self) -> Self {
		let (low, carry) = self.low.overflowing_add(other.low);
		let high = self.high.wrapping_add(other.high).wrapping_add(i128::from(carry));
		Self { high, low }
	}

	/// The difference modulo 2^256, as [`Wide::plus`].
	pub(super) fn minus(self, other: Self) -> Self {
		self.plus(other.negated())
	}

	/// Whether it is negative.
	pub(super) fn is_negative(self) -> bool {
		self.high < 0
	}

	/// Its size.
	pub(super) fn magnitude(self) -> U256 {
		let size = if self.is_negative() { self.negated() } else { self };
		(U256::from(size.high as u128) << 128) | U256::from(size.low)
	}

	/// Divided by `2^shift` and rounded to the nearest, halves away from zero, if it fits. `shift` is from 1 to 127.
	pub(super) fn rounded(self, shift: u32) -> Option<i128> {
		let size = if self.is_negative() { self.negated() } else { self };
		let half = 1u128.checked_shl(shift.checked_sub(1)?)?;
		let size = size.plus(Self { high: 0, low: half });
		let high = u128::try_from(size.high).ok()?;
		if high >> shift != 0 {
			return None;
		}
		let quotient = high.checked_shl(u128::BITS.checked_sub(shift)?)? | size.low >> shift;
		let quotient = i128::try_from(quotient).ok()?;
		Some(if self.is_negative() { quotient.saturating_neg() } else { quotient })
	}

	/// As a number: rounded to [`FRACTION`] bits. The bounds at the head of the module make it fit.
	pub(super) fn narrow(self) -> i128 {
		self.rounded(FRACTION).unwrap_or_default()
	}
}

/// `Σ a_i · b_i`, exact.
pub(super) fn dot(a: &[i128], b: &[i128]) -> Wide {
	a.iter().zip(b).fold(Wide::ZERO, |sum, (a, b)| sum.plus(Wide::product(*a, *b)))
}

/// The root of a product, rounded down: a number.
pub(super) fn root(square: U256) -> i128 {
	i128::try_from(square.integer_sqrt().low_u128()).unwrap_or(i128::MAX)
}

/// `numerator · 2^FRACTION / denominator`, rounded towards zero; zero for a denominator of zero. `numerator` has 136
/// bits at most.
pub(super) fn ratio(numerator: U256, denominator: U256) -> i128 {
	let quotient = (numerator << FRACTION).checked_div(denominator).unwrap_or_default();
	i128::try_from(quotient.low_u128()).unwrap_or(i128::MAX)
}

/// A number divided by `2^shift` and rounded to the nearest, halves away from zero.
pub(super) fn shift_right(number: i128, shift: u32) -> i128 {
	let Some(below) = shift.checked_sub(1) else { return number };
	let half = 1u128.checked_shl(below).unwrap_or_default();
	let size = number.unsigned_abs().saturating_add(half).checked_shr(shift).unwrap_or_default();
	let size = i128::try_from(size).unwrap_or(i128::MAX);
	if number < 0 {
		size.saturating_neg()
	} else {
		size
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use num_bigint::BigInt;
	use proptest::prelude::*;

	fn big(wide: Wide) -> BigInt {
		(BigInt::from(wide.high) << 128) + BigInt::from(wide.low)
	}

	/// Rounded to the nearest, halves away from zero.
	fn round(number: &BigInt, shift: u32) -> BigInt {
		let size = BigInt::from(number.magnitude().clone());
		let quotient = (size + (BigInt::from(1) << (shift - 1))) >> shift;
		if number.sign() == num_bigint::Sign::Minus {
			-quotient
		} else {
			quotient
		}
	}

	#[test]
	fn the_greatest_products() {
		for a in [i128::MIN, i128::MIN + 1, -1, 0, 1, i128::MAX] {
			for b in [i128::MIN, -1, 0, 1, i128::MAX] {
				assert_eq!(big(Wide::product(a, b)), BigInt::from(a) * b);
			}
		}
		let greatest = Wide::product(i128::MIN, i128::MIN);
		assert_eq!(greatest.checked_add(greatest), None);
		assert_eq!(greatest.rounded(64), None);
	}

	proptest! {
		#[test]
		fn as_big_numbers_do(a: i128, b: i128, c: i128, d: i128, shift in 1u32..128) {
			let (x, y) = (Wide::product(a, b), Wide::product(c, d));
			prop_assert_eq!(big(x), BigInt::from(a) * b);
			prop_assert_eq!(big(x.minus(y).plus(y)), big(x));
			if let Some(sum) = x.checked_add(y) {
				prop_assert_eq!(big(sum), big(x) + big(y));
				prop_assert_eq!(sum, x.plus(y));
				prop_assert_eq!(x.minus(y.negated()), sum);
			} else {
				prop_assert!((big(x) + big(y)).magnitude().bits() >= 255);
			}
			let rounded = round(&big(x), shift);
			prop_assert_eq!(x.rounded(shift), i128::try_from(rounded).ok().filter(|n| *n != i128::MIN));
			prop_assert_eq!(BigInt::from(shift_right(a, shift)), round(&BigInt::from(a), shift));
			prop_assert_eq!(x.magnitude().to_string(), big(x).magnitude().to_string());
		}
	}
}
