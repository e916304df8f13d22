// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Square roots of quotients.
//!
//! `r - 1 = 2^28 t` with `t` odd. With `std`, the discrete logarithm in the subgroup of order `2^28` is
//! found with tables, seven bits at a time (Sarkar, <https://eprint.iacr.org/2020/1407>): about three times
//! as fast as Tonelli-Shanks after an inversion, which is what `no_std` builds do. Both give *a* root; the
//! callers choose the sign.

use super::Base;

/// A square root of `numerator / denominator`; `None` if that is not a square or the denominator is zero.
#[cfg(not(feature = "std"))]
pub(crate) fn sqrt_ratio(numerator: &Base, denominator: &Base) -> Option<Base> {
	use ark_ff::Field;
	(*numerator * denominator.inverse()?).sqrt()
}

#[cfg(feature = "std")]
pub(crate) use table::sqrt_ratio;

#[cfg(feature = "std")]
mod table {
	use std::sync::OnceLock;

	use ark_ff::{AdditiveGroup, BigInteger, FftField, Field, PrimeField};

	use super::Base;

	const WINDOW: usize = 7;
	const SIZE: usize = 1 << WINDOW;
	const MASK: usize = SIZE - 1;
	const WINDOWS: usize = 4;
	const TWO_ADICITY: usize = WINDOW * WINDOWS;

	/// `g` generates the subgroup of order `2^28`.
	struct Tables {
		/// `inverse_powers[j][k] = g^(-k 2^(7 j))`.
		inverse_powers: [[Base; SIZE]; WINDOWS],
		/// The low Montgomery limb of `g^(k 2^21)` and `k`, sorted.
		logarithms: [(u64, u8); SIZE],
		/// `(t - 1) / 2` in digits of five bits, most significant first.
		exponent: Vec<u8>,
	}

	fn tables() -> &'static Tables {
		static TABLES: OnceLock<Tables> = OnceLock::new();
		TABLES.get_or_init(|| {
			let generator = Base::TWO_ADIC_ROOT_OF_UNITY;
			// The inverse of an element of order 2^28.
			let mut inverse = generator.pow([(1u64 << TWO_ADICITY) - 1]);
			let inverse_powers = core::array::from_fn(|_| {
				let powers = powers(inverse);
				inverse = powers[SIZE - 1] * inverse;
				powers
			});
			let small = powers(generator.pow([1u64 << (TWO_ADICITY - WINDOW)]));
			let mut logarithms: [(u64, u8); SIZE] =
				core::array::from_fn(|k| (small[k].0 .0[0], k as u8));
			logarithms.sort_unstable();
			let mut exponent = Base::MODULUS;
			exponent >>= (TWO_ADICITY + 1) as u32;
			let bits = exponent.to_bits_le();
			let exponent = bits
				.chunks(5)
				.map(|digit| digit.iter().rev().fold(0, |acc, bit| acc << 1 | u8::from(*bit)))
				.rev()
				.skip_while(|digit| *digit == 0)
				.collect();
			Tables { inverse_powers, logarithms, exponent }
		})
	}

	fn powers(base: Base) -> [Base; SIZE] {
		let mut power = Base::ONE;
		core::array::from_fn(|_| {
			let this = power;
			power *= base;
			this
		})
	}

	/// `base^((t - 1) / 2)`.
	fn power(base: &Base, exponent: &[u8]) -> Base {
		let mut multiples = [Base::ONE; 32];
		for i in 1..32 {
			multiples[i] = multiples[i - 1] * base;
		}
		let mut result = Base::ONE;
		for (i, digit) in exponent.iter().enumerate() {
			if i != 0 {
				for _ in 0..5 {
					result.square_in_place();
				}
			}
			if *digit != 0 {
				result *= multiples[usize::from(*digit)];
			}
		}
		result
	}

	/// A square root of `numerator / denominator`; `None` if that is not a square or the denominator is
	/// zero.
	pub(crate) fn sqrt_ratio(numerator: &Base, denominator: &Base) -> Option<Base> {
		if *denominator == Base::ZERO {
			return None;
		}
		if *numerator == Base::ZERO {
			return Some(Base::ZERO);
		}
		let tables = tables();
		// s = denominator^(2^28 - 1) by doubling the number of ones in the exponent: 1, 2, 3, 6, 7, 14, 28.
		let ones = |value: &Base, squarings: usize, by: &Base| {
			let mut out = *value;
			for _ in 0..squarings {
				out.square_in_place();
			}
			out * by
		};
		let two = ones(denominator, 1, denominator);
		let three = ones(&two, 1, denominator);
		let six = ones(&three, 3, &three);
		let seven = ones(&six, 1, denominator);
		let fourteen = ones(&seven, 7, &seven);
		let s = ones(&fourteen, 14, &fourteen);
		let t = s.square() * denominator;
		let w = power(&(*numerator * t), &tables.exponent) * s;
		// (n/d)^((t-1)/2) and (n/d)^((t+1)/2)
		let v = w * denominator;
		let root = w * numerator;

		// x = (n/d)^t = g^e; find e.
		let mut squares = [root * v; WINDOWS];
		for i in 1..WINDOWS {
			squares[i] = squares[i - 1];
			for _ in 0..WINDOW {
				squares[i].square_in_place();
			}
		}
		let mut exponent = 0usize;
		for i in 0..WINDOWS {
			let height = WINDOWS - 1 - i;
			let mut rest = squares[height];
			for j in 0..i {
				rest *= tables.inverse_powers[height + j][exponent >> (WINDOW * j) & MASK];
			}
			let found =
				tables.logarithms.binary_search_by_key(&rest.0 .0[0], |entry| entry.0).ok()?;
			exponent |= usize::from(tables.logarithms[found].1) << (WINDOW * i);
		}
		if exponent & 1 == 1 {
			return None;
		}
		let half = exponent >> 1;
		let mut result = root;
		for (j, powers) in tables.inverse_powers.iter().enumerate() {
			result *= powers[half >> (WINDOW * j) & MASK];
		}
		Some(result)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use ark_ff::{AdditiveGroup, Field, UniformRand};
	use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};

	#[test]
	fn root_of_a_quotient_squares_back_or_none_exists() {
		let mut rng = ChaCha20Rng::seed_from_u64(1);
		let mut squares = 0;
		for _ in 0..1_000 {
			let (n, d) = (Base::rand(&mut rng), Base::rand(&mut rng));
			let expected = (n * d.inverse().unwrap()).sqrt();
			match (sqrt_ratio(&n, &d), expected) {
				(Some(root), Some(other)) => {
					assert!(root == other || root == -other);
					squares += 1;
				},
				(None, None) => {},
				other => panic!("{other:?}"),
			}
		}
		assert!((400..600).contains(&squares));
	}

	#[test]
	fn root_of_special_values() {
		let one = Base::ONE;
		assert_eq!(sqrt_ratio(&one, &Base::ZERO), None);
		assert_eq!(sqrt_ratio(&Base::ZERO, &one), Some(Base::ZERO));
		assert_eq!(sqrt_ratio(&one, &one).unwrap().square(), one);
		assert_eq!(sqrt_ratio(&-one, &one).unwrap().square(), -one);
		// 5 generates the multiplicative group.
		assert_eq!(sqrt_ratio(&Base::from(5u64), &one), None);
		let mut rng = ChaCha20Rng::seed_from_u64(2);
		for _ in 0..100 {
			let x = Base::rand(&mut rng);
			assert_eq!(sqrt_ratio(&x.square(), &one).unwrap().square(), x.square());
		}
	}
}
