// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Tables of multiples of fixed points, internal to this crate. Not constant time.

use alloc::{vec, vec::Vec};

use ark_ed_on_bn254::EdwardsAffine;
use ark_ff::{batch_inversion, AdditiveGroup, Field, PrimeField};

use super::arithmetic::{Completed, Extended, TWO_D};
use crate::field::{Base, Scalar};

/// A summand with `Z = 1`.
#[derive(Clone, Copy, Debug)]
struct AffineCached {
	y_plus_x: Base,
	y_minus_x: Base,
	two_dt: Base,
}

impl AffineCached {
	const IDENTITY: Self = Self { y_plus_x: Base::ONE, y_minus_x: Base::ONE, two_dt: Base::ZERO };

	#[inline]
	fn negated(&self) -> Self {
		Self { y_plus_x: self.y_minus_x, y_minus_x: self.y_plus_x, two_dt: -self.two_dt }
	}
}

impl Extended {
	#[inline]
	fn add_affine(&self, other: &AffineCached) -> Completed {
		let a = (self.y - self.x) * other.y_minus_x;
		let b = (self.y + self.x) * other.y_plus_x;
		let c = self.t * other.two_dt;
		let d = self.z.double();
		Completed { e: b - a, f: d - c, g: d + c, h: b + a }
	}
}

/// Width of the signed digits of [`FixedBase`].
const FIXED_WINDOW: usize = 5;
/// Digits: 51 for 251 bits and one for the last carry.
const FIXED_DIGITS: usize = 52;

/// Multiples of a fixed point: `1..=16` times `32^i`.
#[derive(Debug)]
pub(crate) struct FixedBase {
	windows: Vec<AffineCached>,
}

impl FixedBase {
	pub(crate) fn new(point: &EdwardsAffine) -> Self {
		let half = 1 << (FIXED_WINDOW - 1);
		let mut points = Vec::with_capacity(FIXED_DIGITS * half);
		let mut base = Extended::from_affine(point);
		for _ in 0..FIXED_DIGITS {
			let cached = base.cached();
			let mut multiple = base;
			for _ in 1..half {
				points.push(multiple);
				multiple = multiple.add_cached(&cached).extended();
			}
			points.push(multiple);
			base = multiple.double();
		}
		Self { windows: affine_cached(&points) }
	}

	pub(crate) fn mul(&self, scalar: &Scalar) -> Extended {
		let half = 1 << (FIXED_WINDOW - 1);
		let limbs = scalar.into_bigint().0;
		let mut sum = Extended::IDENTITY;
		let mut carry = 0;
		for (i, window) in self.windows.chunks_exact(half).enumerate() {
			let (limb, shift) = (FIXED_WINDOW * i / 64, FIXED_WINDOW * i % 64);
			let mut digit = limbs.get(limb).copied().unwrap_or(0) >> shift;
			if shift > 64 - FIXED_WINDOW {
				digit |= limbs.get(limb + 1).copied().unwrap_or(0) << (64 - shift);
			}
			let digit = (digit & 31) as usize + carry;
			carry = usize::from(digit > half);
			if digit == 0 || digit == 2 * half {
				continue;
			}
			let summand = if digit > half {
				window[2 * half - digit - 1].negated()
			} else {
				window[digit - 1]
			};
			sum = sum.add_affine(&summand).extended();
		}
		sum
	}
}

fn affine_cached(points: &[Extended]) -> Vec<AffineCached> {
	let mut inverses: Vec<Base> = points.iter().map(|point| point.z).collect();
	batch_inversion(&mut inverses);
	let mut out = vec![AffineCached::IDENTITY; points.len()];
	for ((cached, point), inverse) in out.iter_mut().zip(points).zip(&inverses) {
		let (x, y) = (point.x * inverse, point.y * inverse);
		*cached = AffineCached { y_plus_x: y + x, y_minus_x: y - x, two_dt: x * y * TWO_D };
	}
	out
}

/// Multiples `1..=4` of `16^w * base` for the windows of the Pedersen hash.
#[derive(Debug)]
pub(crate) struct WindowTable {
	multiples: Vec<AffineCached>,
}

impl WindowTable {
	/// `windows` windows on each base in turn.
	pub(crate) fn new(segments: &[(EdwardsAffine, usize)]) -> Self {
		let mut points = Vec::new();
		for (base, windows) in segments {
			let mut base = Extended::from_affine(base);
			for _ in 0..*windows {
				let two = base.double();
				let four = two.double();
				points.extend([base, two, two.add(&base), four]);
				base = four.double().double();
			}
		}
		Self { multiples: affine_cached(&points) }
	}

	/// The sum over the windows of `(1 + b0 + 2 b1) (-1)^b2 * base`.
	pub(crate) fn sum(
		&self,
		windows: impl Iterator<Item = [bool; 3]>,
		start: Extended,
	) -> Extended {
		let mut sum = start;
		for (multiples, [b0, b1, negate]) in self.multiples.chunks_exact(4).zip(windows) {
			let multiple = &multiples[usize::from(b0) + 2 * usize::from(b1)];
			let multiple = if negate { multiple.negated() } else { *multiple };
			sum = sum.add_affine(&multiple).extended();
		}
		sum
	}
}
