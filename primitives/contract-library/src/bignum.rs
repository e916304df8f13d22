// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Natural numbers of up to 4096 bits.
//!
//! A number is a string of bytes, big endian; leading zeros are allowed in arguments, the empty string
//! is zero. Results have no leading zeros, so zero is the empty string, and equal numbers are equal
//! strings. A result can be longer than [`MAX_BYTES`] (a product has up to twice as many), and is then
//! no argument any more; `add_mod` and `mul_mod` stay within. The arithmetic is `num-bigint`'s.
//! Time depends on the numbers: nothing here is for secrets.

use alloc::vec::Vec;
use core::cmp::Ordering;

use num_bigint::BigUint;
use num_integer::Integer;
use num_traits::{One, Zero};

use crate::Error;

/// Longest argument, in bytes.
pub const MAX_BYTES: usize = 512;

/// Reads a number.
///
/// # Consensus
/// CL-7.
pub(crate) fn number(bytes: &[u8]) -> Result<BigUint, Error> {
	if bytes.len() > MAX_BYTES {
		return Err(Error::NumberTooLong);
	}
	Ok(BigUint::from_bytes_be(bytes))
}

/// Reads a number to divide by.
///
/// # Consensus
/// CL-9.
fn divisor(bytes: &[u8]) -> Result<BigUint, Error> {
	let number = number(bytes)?;
	if number.is_zero() {
		return Err(Error::DivisionByZero);
	}
	Ok(number)
}

/// Writes a number; zero is the empty string.
fn bytes(number: &BigUint) -> Vec<u8> {
	if number.is_zero() {
		return Vec::new();
	}
	number.to_bytes_be()
}

/// Order of two numbers.
///
/// # Errors
/// [`Error::NumberTooLong`].
pub fn compare(a: &[u8], b: &[u8]) -> Result<Ordering, Error> {
	Ok(number(a)?.cmp(&number(b)?))
}

/// `a + b`.
///
/// # Errors
/// [`Error::NumberTooLong`].
pub fn add(a: &[u8], b: &[u8]) -> Result<Vec<u8>, Error> {
	Ok(bytes(&(number(a)? + number(b)?)))
}

/// `a − b`.
///
/// # Consensus
/// CL-8: `a >= b`.
///
/// # Errors
/// [`Error::NumberTooLong`], [`Error::NegativeDifference`].
pub fn sub(a: &[u8], b: &[u8]) -> Result<Vec<u8>, Error> {
	let (a, b) = (number(a)?, number(b)?);
	if a < b {
		return Err(Error::NegativeDifference);
	}
	Ok(bytes(&(a - b)))
}

/// `a · b`.
///
/// # Errors
/// [`Error::NumberTooLong`].
pub fn mul(a: &[u8], b: &[u8]) -> Result<Vec<u8>, Error> {
	Ok(bytes(&(number(a)? * number(b)?)))
}

/// Quotient and remainder of `a / b`.
///
/// # Errors
/// [`Error::NumberTooLong`], [`Error::DivisionByZero`].
pub fn div_rem(a: &[u8], b: &[u8]) -> Result<(Vec<u8>, Vec<u8>), Error> {
	let (quotient, remainder) = number(a)?.div_rem(&divisor(b)?);
	Ok((bytes(&quotient), bytes(&remainder)))
}

/// `a + b mod m`.
///
/// # Errors
/// [`Error::NumberTooLong`], [`Error::DivisionByZero`].
pub fn add_mod(a: &[u8], b: &[u8], m: &[u8]) -> Result<Vec<u8>, Error> {
	Ok(bytes(&((number(a)? + number(b)?) % divisor(m)?)))
}

/// `a · b mod m`.
///
/// # Errors
/// [`Error::NumberTooLong`], [`Error::DivisionByZero`].
pub fn mul_mod(a: &[u8], b: &[u8], m: &[u8]) -> Result<Vec<u8>, Error> {
	Ok(bytes(&((number(a)? * number(b)?) % divisor(m)?)))
}

/// `base ^ exponent mod m`; `0 ^ 0` is 1.
///
/// # Errors
/// [`Error::NumberTooLong`], [`Error::DivisionByZero`].
pub fn mod_exp(base: &[u8], exponent: &[u8], m: &[u8]) -> Result<Vec<u8>, Error> {
	let (base, exponent, m) = (number(base)?, number(exponent)?, divisor(m)?);
	if m.is_one() {
		return Ok(Vec::new());
	}
	Ok(bytes(&base.modpow(&exponent, &m)))
}

/// The number `x < m` with `a · x = 1 mod m`.
///
/// # Consensus
/// CL-10: there is one, and `m` is not 1.
///
/// # Errors
/// [`Error::NumberTooLong`], [`Error::DivisionByZero`], [`Error::NoInverse`].
pub fn mod_inv(a: &[u8], m: &[u8]) -> Result<Vec<u8>, Error> {
	let (a, m) = (number(a)?, divisor(m)?);
	if m.is_one() {
		return Err(Error::NoInverse);
	}
	a.modinv(&m).map(|inverse| bytes(&inverse)).ok_or(Error::NoInverse)
}

/// Greatest common divisor; that of a number and zero is the number.
///
/// # Errors
/// [`Error::NumberTooLong`].
pub fn gcd(a: &[u8], b: &[u8]) -> Result<Vec<u8>, Error> {
	Ok(bytes(&number(a)?.gcd(&number(b)?)))
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	const LONG: [u8; MAX_BYTES + 1] = [0; MAX_BYTES + 1];

	#[test]
	fn cl_7_numbers_have_a_bound() {
		let refused = Err(Error::NumberTooLong);
		assert_eq!(compare(&LONG, &[]).map(drop), refused);
		assert_eq!(compare(&[], &LONG).map(drop), refused);
		assert_eq!(add(&LONG, &[]).map(drop), refused);
		assert_eq!(sub(&LONG, &[]).map(drop), refused);
		assert_eq!(mul(&[], &LONG).map(drop), refused);
		assert_eq!(div_rem(&LONG, &[1]).map(drop), refused);
		assert_eq!(add_mod(&[], &LONG, &[1]).map(drop), refused);
		assert_eq!(mul_mod(&[], &[], &LONG).map(drop), refused);
		assert_eq!(mod_exp(&LONG, &[], &[7]).map(drop), refused);
		assert_eq!(mod_exp(&[], &LONG, &[7]).map(drop), refused);
		assert_eq!(mod_exp(&[], &[], &LONG).map(drop), refused);
		assert_eq!(mod_inv(&LONG, &[7]).map(drop), refused);
		assert_eq!(gcd(&LONG, &[7]).map(drop), refused);
		// The bound itself is allowed, and its square comes out.
		let product = mul(&[255; MAX_BYTES], &[255; MAX_BYTES]).unwrap();
		assert_eq!(product.len(), 2 * MAX_BYTES);
		assert_eq!(add(&[255; MAX_BYTES], &[1]).unwrap().len(), MAX_BYTES + 1);
	}

	#[test]
	fn cl_8_there_are_no_negative_numbers() {
		assert_eq!(sub(&[1], &[2]), Err(Error::NegativeDifference));
		assert_eq!(sub(&[1, 0], &[1]).unwrap(), [255]);
	}

	#[test]
	fn cl_9_nothing_is_divided_by_zero() {
		for zero in [&[][..], &[0], &[0; 32]] {
			let refused = Err(Error::DivisionByZero);
			assert_eq!(div_rem(&[1], zero).map(drop), refused);
			assert_eq!(add_mod(&[1], &[1], zero).map(drop), refused);
			assert_eq!(mul_mod(&[1], &[1], zero).map(drop), refused);
			assert_eq!(mod_exp(&[1], &[1], zero).map(drop), refused);
			assert_eq!(mod_inv(&[1], zero).map(drop), refused);
		}
	}

	#[test]
	fn cl_10_not_every_number_has_an_inverse() {
		assert_eq!(mod_inv(&[6], &[9]), Err(Error::NoInverse));
		assert_eq!(mod_inv(&[], &[9]), Err(Error::NoInverse));
		assert_eq!(mod_inv(&[5], &[1]), Err(Error::NoInverse));
		assert_eq!(mod_inv(&[3], &[7]).unwrap(), [5]);
	}

	#[test]
	fn zero_is_the_empty_string() {
		assert_eq!(add(&[], &[0, 0]).unwrap(), [0u8; 0]);
		assert_eq!(add(&[0, 0, 1], &[]).unwrap(), [1]);
		assert_eq!(compare(&[0, 0, 1], &[1]), Ok(Ordering::Equal));
		assert_eq!(compare(&[2], &[1, 0]), Ok(Ordering::Less));
		assert_eq!(gcd(&[], &[12]).unwrap(), [12]);
		assert_eq!(gcd(&[18], &[12]).unwrap(), [6]);
		assert_eq!(mod_exp(&[], &[], &[9]).unwrap(), [1]);
		assert_eq!(mod_exp(&[], &[], &[8]).unwrap(), [1]);
		assert_eq!(mod_exp(&[5], &[], &[1]).unwrap(), [0u8; 0]);
		assert_eq!(mod_exp(&[2], &[10], &[4]).unwrap(), [0u8; 0]);
	}

	/// 2^n as bytes.
	fn power_of_two(n: usize) -> Vec<u8> {
		let mut bytes = vec![0; n / 8 + 1];
		bytes[0] = 1 << (n % 8);
		bytes
	}

	/// RFC 5114, section 2.1, and the Mersenne prime 2^521 − 1: known primes and orders.
	#[test]
	fn known_values() {
		let mersenne = sub(&power_of_two(521), &[1]).unwrap();
		let minus_one = sub(&mersenne, &[1]).unwrap();
		assert_eq!(mod_exp(&[3], &minus_one, &mersenne).unwrap(), [1]);
		assert_eq!(mod_exp(&[2], &[2, 9], &mersenne).unwrap(), [1]);
		let inverse = mod_inv(&[3], &mersenne).unwrap();
		assert_eq!(mul_mod(&inverse, &[3], &mersenne).unwrap(), [1]);
		let p = hex::decode(concat!(
			"B10B8F96A080E01DDE92DE5EAE5D54EC52C99FBCFB06A3C69A6A9DCA52D23B61",
			"6073E28675A23D189838EF1E2EE652C013ECB4AEA906112324975C3CD49B83BF",
			"ACCBDD7D90C4BD7098488E9C219A73724EFFD6FAE5644738FAA31A4FF55BCCC0",
			"A151AF5F0DC8B4BD45BF37DF365C1A65E68CFDA76D4DA708DF1FB2BC2E4A4371"
		))
		.unwrap();
		let g = hex::decode(concat!(
			"A4D1CBD5C3FD34126765A442EFB99905F8104DD258AC507FD6406CFF14266D31",
			"266FEA1E5C41564B777E690F5504F213160217B4B01B886A5E91547F9E2749F4",
			"D7FBD7D3B9A92EE1909D0D2263F80A76A6A24C087A091F531DBF0A0169B6A28A",
			"D662A4D18E73AFA32D779D5918D08BC8858F4DCEF97C2A24855E6EEB22B3B2E5"
		))
		.unwrap();
		let q = hex::decode("F518AA8781A8DF278ABA4E7D64B7CB9D49462353").unwrap();
		assert_eq!(mod_exp(&g, &q, &p).unwrap(), [1]);
		let (_, rest) = div_rem(&sub(&p, &[1]).unwrap(), &q).unwrap();
		assert_eq!(rest, [0u8; 0]);
	}

	proptest! {
		#[test]
		fn small_numbers(a: u64, b: u64, c in 1u64..) {
			let out = |n: u128| n.to_be_bytes().into_iter().skip_while(|b| *b == 0).collect::<Vec<_>>();
			let (x, y, z) = (&a.to_be_bytes()[..], &b.to_be_bytes()[..], &c.to_be_bytes()[..]);
			let (a, b, c) = (u128::from(a), u128::from(b), u128::from(c));
			prop_assert_eq!(add(x, y).unwrap(), out(a + b));
			prop_assert_eq!(mul(x, y).unwrap(), out(a * b));
			prop_assert_eq!(div_rem(x, z).unwrap(), (out(a / c), out(a % c)));
			prop_assert_eq!(add_mod(x, y, z).unwrap(), out((a + b) % c));
			prop_assert_eq!(mul_mod(x, y, z).unwrap(), out(a * b % c));
			prop_assert_eq!(compare(x, y).unwrap(), a.cmp(&b));
			prop_assert_eq!(sub(x, y).ok(), a.checked_sub(b).map(out));
		}

		#[test]
		fn division_and_powers(
			a in prop::collection::vec(any::<u8>(), 0..MAX_BYTES),
			b in prop::collection::vec(any::<u8>(), 1..200),
			e: u8,
		) {
			prop_assume!(b.iter().any(|byte| *byte != 0));
			let (quotient, rest) = div_rem(&a, &b).unwrap();
			let product = number(&quotient).unwrap() * number(&b).unwrap();
			prop_assert_eq!(product + number(&rest).unwrap(), number(&a).unwrap());
			prop_assert!(compare(&rest, &b).unwrap().is_lt());
			// By repeated multiplication.
			let mut power = div_rem(&[1], &b).unwrap().1;
			for _ in 0..e {
				power = mul_mod(&power, &rest, &b).unwrap();
			}
			prop_assert_eq!(mod_exp(&a, &[e], &b).unwrap(), power);
			if let Ok(inverse) = mod_inv(&rest, &b) {
				prop_assert_eq!(mul_mod(&inverse, &a, &b).unwrap(), [1]);
				prop_assert_eq!(gcd(&rest, &b).unwrap(), [1]);
			} else {
				prop_assert_ne!(gcd(&rest, &b).unwrap(), [1]);
			}
		}
	}
}
