// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Fast group arithmetic, internal to this crate.
//!
//! Works on the form `a = -1` (`x = i * x_ark` with `i^2 = -1`), for which the formulas of Hisil, Wong,
//! Carter and Dawson ("Twisted Edwards curves revisited", <https://eprint.iacr.org/2008/522>) are
//! cheapest. `-1` is a square and `d' = -d` is not, so the additions are complete: they hold for all
//! curve points.
//!
//! Not constant time.

use alloc::vec::Vec;

use ark_ed_on_bn254::EdwardsAffine;
use ark_ff::{batch_inversion, AdditiveGroup, BigInt, BigInteger, Field, PrimeField, Zero};

use crate::field::{base_from_limbs, Base, Scalar};

/// A square root of -1.
const I: Base = base_from_limbs([0x20cff123608fc9cb, 0xcb49c3517c4604a5, 0xb3c4d79d41a91758, 0]);

/// `2 d'` of the form `a = -1`.
pub(super) const TWO_D: Base = base_from_limbs([
	0x5d099f85f9afd71b,
	0xdf026a6b5db6203e,
	0xc3909ff8b278cb9a,
	0x0578d36fdd1172a8,
]);

/// `(X : Y : T : Z)` with `x = X / Z`, `y = Y / Z`, `x y = T / Z`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Extended {
	pub(super) x: Base,
	pub(super) y: Base,
	pub(super) z: Base,
	pub(super) t: Base,
}

/// A result before the final products: `X = EF`, `Y = GH`, `T = EH`, `Z = FG`.
pub(super) struct Completed {
	pub(super) e: Base,
	pub(super) f: Base,
	pub(super) g: Base,
	pub(super) h: Base,
}

/// `(X : Y : Z)`.
#[derive(Clone, Copy)]
struct Projective {
	x: Base,
	y: Base,
	z: Base,
}

/// A summand with any `Z`.
#[derive(Clone, Copy)]
pub(super) struct Cached {
	y_plus_x: Base,
	y_minus_x: Base,
	two_z: Base,
	two_dt: Base,
}

impl Completed {
	#[inline]
	pub(super) fn extended(&self) -> Extended {
		Extended { x: self.e * self.f, y: self.g * self.h, z: self.f * self.g, t: self.e * self.h }
	}

	#[inline]
	fn projective(&self) -> Projective {
		Projective { x: self.e * self.f, y: self.g * self.h, z: self.f * self.g }
	}
}

impl Projective {
	#[inline]
	fn double(&self) -> Completed {
		let a = self.x.square();
		let b = self.y.square();
		let c = self.z.square().double();
		let sum = a + b;
		let g = b - a;
		Completed { e: (self.x + self.y).square() - sum, f: g - c, g, h: -sum }
	}

	fn is_identity(&self) -> bool {
		self.x.is_zero() && self.y == self.z
	}
}

impl From<Extended> for Projective {
	fn from(point: Extended) -> Self {
		Self { x: point.x, y: point.y, z: point.z }
	}
}

impl Cached {
	#[inline]
	fn negated(&self) -> Self {
		Self {
			y_plus_x: self.y_minus_x,
			y_minus_x: self.y_plus_x,
			two_z: self.two_z,
			two_dt: -self.two_dt,
		}
	}
}

impl Extended {
	pub(crate) const IDENTITY: Self =
		Self { x: Base::ZERO, y: Base::ONE, z: Base::ONE, t: Base::ZERO };

	pub(crate) fn from_affine(point: &EdwardsAffine) -> Self {
		let x = point.x * I;
		Self { x, y: point.y, z: Base::ONE, t: x * point.y }
	}

	/// One inversion.
	pub(crate) fn to_affine(self) -> EdwardsAffine {
		// Complete formulas: Z is never zero.
		let inverse = self.z.inverse().unwrap_or(Base::ZERO);
		self.scaled(&inverse)
	}

	fn scaled(&self, inverse: &Base) -> EdwardsAffine {
		EdwardsAffine::new_unchecked(-(self.x * inverse * I), self.y * inverse)
	}

	/// One inversion for all points.
	pub(crate) fn batch_to_affine(points: &[Self]) -> Vec<EdwardsAffine> {
		let mut inverses: Vec<Base> = points.iter().map(|point| point.z).collect();
		batch_inversion(&mut inverses);
		points.iter().zip(&inverses).map(|(point, inverse)| point.scaled(inverse)).collect()
	}

	pub(crate) fn is_identity(&self) -> bool {
		self.x.is_zero() && self.y == self.z
	}

	#[inline]
	pub(super) fn cached(&self) -> Cached {
		Cached {
			y_plus_x: self.y + self.x,
			y_minus_x: self.y - self.x,
			two_z: self.z.double(),
			two_dt: self.t * TWO_D,
		}
	}

	#[inline]
	pub(super) fn add_cached(&self, other: &Cached) -> Completed {
		let a = (self.y - self.x) * other.y_minus_x;
		let b = (self.y + self.x) * other.y_plus_x;
		let c = self.t * other.two_dt;
		let d = self.z * other.two_z;
		Completed { e: b - a, f: d - c, g: d + c, h: b + a }
	}

	pub(crate) fn double(&self) -> Self {
		Projective::from(*self).double().extended()
	}

	/// Eight times the point.
	pub(crate) fn times_eight(&self) -> Self {
		let two = Projective::from(*self).double().projective();
		two.double().projective().double().extended()
	}

	pub(crate) fn add(&self, other: &Self) -> Self {
		self.add_cached(&other.cached()).extended()
	}

	pub(crate) fn neg(&self) -> Self {
		Self { x: -self.x, t: -self.t, ..*self }
	}

	/// `scalar * self`.
	pub(crate) fn mul(&self, scalar: &Scalar) -> Self {
		multi_mul(&[Term::new(self, &scalar.into_bigint(), false)])
	}
}

/// A non-adjacent form of width 5: digits are zero or odd and below 16 in size.
pub(crate) struct Recoded {
	digits: [i8; 256],
	length: usize,
}

impl Recoded {
	pub(crate) fn new(integer: &BigInt<4>, negate: bool) -> Self {
		let mut digits = [0i8; 256];
		let mut rest = *integer;
		let mut length = 0;
		let mut position = 0;
		while !rest.is_zero() && position < digits.len() {
			if rest.is_odd() {
				let low = (rest.0[0] & 31) as i8;
				let digit = if low > 16 { low - 32 } else { low };
				let size = BigInt::from(digit.unsigned_abs());
				// The integer is below 2^254: neither carries nor borrows.
				if digit > 0 {
					rest.sub_with_borrow(&size);
				} else {
					rest.add_with_carry(&size);
				}
				digits[position] = if negate { -digit } else { digit };
				length = position + 1;
			}
			rest.div2();
			position += 1;
		}
		Self { digits, length }
	}
}

impl Drop for Recoded {
	fn drop(&mut self) {
		zeroize::Zeroize::zeroize(&mut self.digits[..]);
	}
}

/// One product of a [`multi_mul`].
pub(crate) struct Term {
	/// Odd multiples 1, 3, … 15.
	multiples: [Cached; 8],
	recoded: Recoded,
}

impl Term {
	pub(crate) fn new(point: &Extended, integer: &BigInt<4>, negate: bool) -> Self {
		Self { multiples: odd_multiples(point), recoded: Recoded::new(integer, negate) }
	}
}

fn odd_multiples(point: &Extended) -> [Cached; 8] {
	let double = point.double().cached();
	let mut current = *point;
	core::array::from_fn(|i| {
		if i != 0 {
			current = current.add_cached(&double).extended();
		}
		current.cached()
	})
}

fn sum_of_products<const N: usize>(terms: [(&[Cached; 8], &Recoded); N]) -> Option<Completed> {
	let length = terms.iter().map(|(_, recoded)| recoded.length).max().unwrap_or(0);
	let mut accumulated: Option<Completed> = None;
	for position in (0..length).rev() {
		if let Some(value) = &accumulated {
			accumulated = Some(value.projective().double());
		}
		for (multiples, recoded) in &terms {
			let digit = recoded.digits[position];
			if digit != 0 {
				let multiple = &multiples[usize::from(digit.unsigned_abs() >> 1)];
				let multiple = if digit < 0 { multiple.negated() } else { *multiple };
				let sum = accumulated.map_or(Extended::IDENTITY, |value| value.extended());
				accumulated = Some(sum.add_cached(&multiple));
			}
		}
	}
	accumulated
}

/// The sum of `integer * point` over the terms.
pub(crate) fn multi_mul<const N: usize>(terms: &[Term; N]) -> Extended {
	let terms = core::array::from_fn(|i| (&terms[i].multiples, &terms[i].recoded));
	sum_of_products::<N>(terms).map_or(Extended::IDENTITY, |sum| sum.extended())
}

/// Whether `integer * point` summed over the terms is the identity.
pub(crate) fn multi_mul_is_identity<const N: usize>(terms: [(&Extended, &Recoded); N]) -> bool {
	let multiples: [[Cached; 8]; N] = core::array::from_fn(|i| odd_multiples(terms[i].0));
	let terms = core::array::from_fn(|i| (&multiples[i], terms[i].1));
	sum_of_products::<N>(terms).is_none_or(|sum| sum.projective().is_identity())
}

/// Whether `l * point` is the identity.
pub(crate) fn has_prime_order_or_is_identity(point: &EdwardsAffine) -> bool {
	let order = Recoded::new(&Scalar::MODULUS, false);
	multi_mul_is_identity([(&Extended::from_affine(point), &order)])
}

/// A secret scalar `k` as a quotient of two integers of half the size, for fast tests of `Q = k P`.
///
/// The extended Euclidean algorithm on `(l, k)`, stopped in the middle, gives `u = k w mod l` with
/// `0 < u, |w| < 2^126`; then `Q = k P` exactly if `u P - w Q = 0`, because `w` is not 0 modulo the prime
/// order of the points.
pub(crate) struct Multiplier {
	u: Recoded,
	minus_w: Recoded,
}

impl Multiplier {
	/// `k` must not be zero.
	pub(crate) fn new(k: &Scalar) -> Self {
		let (mut r0, mut r1) = (Scalar::MODULUS, k.into_bigint());
		let (mut t0, mut t1) = (BigInt::<4>::zero(), BigInt::<4>::one());
		let mut negative = false;
		while r1.num_bits() > 126 {
			// r0, t0 = r0 - q r1, t0 + q t1 (the signs of t alternate)
			while r0 >= r1 {
				let mut shift = r0.num_bits() - r1.num_bits();
				if r1 << shift > r0 {
					shift -= 1;
				}
				r0.sub_with_borrow(&(r1 << shift));
				t0.add_with_carry(&(t1 << shift));
			}
			core::mem::swap(&mut r0, &mut r1);
			core::mem::swap(&mut t0, &mut t1);
			negative = !negative;
		}
		Self { u: Recoded::new(&r1, false), minus_w: Recoded::new(&t1, !negative) }
	}

	/// Whether `product = k * point`, for points of the prime-order subgroup.
	pub(crate) fn check(&self, point: &Extended, product: &Extended) -> bool {
		multi_mul_is_identity([(point, &self.u), (product, &self.minus_w)])
	}
}
