// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Baby Jubjub: points, their encodings and arithmetic.
//!
//! Points are held in arkworks' form (`a = 1`). The original system and EIP-2494 use `a = 168700`; the two
//! forms have the same `y`, and `x = x_eip * sqrt(168700)` with the smaller of the two roots.
//!
//! | encoding | bytes | decodes to |
//! |---|---|---|
//! | plain ("compressed") | `y` little-endian, bit 255 = parity of `x_eip` | the point itself |
//! | cofactor ("1/8") | plain encoding of a curve point `P'` | `8 P'`, never the identity |
//!
//! The cofactor encoding gives membership of the prime-order subgroup by construction, for three
//! doublings instead of a scalar multiplication.

use core::ops::{Add, Mul, Neg, Sub};

use alloc::vec::Vec;

use ark_ec::{
	twisted_edwards::{MontCurveConfig, TECurveConfig},
	AffineRepr, CurveConfig,
};
pub use ark_ed_on_bn254::{EdwardsAffine, EdwardsConfig, EdwardsProjective};
use ark_ff::{AdditiveGroup, BigInteger, Field, PrimeField, Zero};

use crate::field::{base_from_bytes, base_from_limbs, base_to_bytes, sqrt_ratio, Base, Scalar};

pub(crate) mod arithmetic;
#[cfg(feature = "std")]
pub(crate) mod tables;

#[cfg(test)]
mod tests;

use arithmetic::Extended;

/// `sqrt(168700)`, the smaller root: `x = x_eip * SQRT_A`.
pub const SQRT_A: Base = base_from_limbs([
	0xefc605021164390b,
	0x49072758c2a2322e,
	0xd1411ffb5591babf,
	0x0ff3234afb38a3f8,
]);

/// `1 / sqrt(168700)`: `x_eip = x * SQRT_A_INVERSE`.
pub const SQRT_A_INVERSE: Base = base_from_limbs([
	0x8aff443852ae3efa,
	0x24a06a69334601a9,
	0x8ce1cf7a816eacb5,
	0x068a190bd4563c1f,
]);

/// Bytes that do not encode an acceptable point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PointError {
	/// `y` is not smaller than the field modulus, or the sign bit is set although `x` is 0.
	NotCanonical,
	/// No curve point has this `y`.
	NotOnCurve,
	/// The point is not in the prime-order subgroup.
	NotInSubgroup,
	/// The point is the identity where that is refused.
	Identity,
}

impl core::fmt::Display for PointError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(match self {
			Self::NotCanonical => "the point encoding is not canonical",
			Self::NotOnCurve => "no curve point has this y coordinate",
			Self::NotInSubgroup => "the point is not in the prime-order subgroup",
			Self::Identity => "the point is the identity",
		})
	}
}

impl core::error::Error for PointError {}

/// Encodes a curve point (plain encoding).
pub fn compress(point: &EdwardsAffine) -> [u8; 32] {
	let mut bytes = base_to_bytes(&point.y);
	if (point.x * SQRT_A_INVERSE).into_bigint().is_odd() {
		bytes[31] |= 0x80;
	}
	bytes
}

/// Decodes a canonical curve point (plain encoding); any curve point is accepted, also the identity and
/// points of small order.
///
/// # Errors
/// [`PointError::NotCanonical`] or [`PointError::NotOnCurve`].
pub fn decompress(bytes: &[u8; 32]) -> Result<EdwardsAffine, PointError> {
	let sign = bytes[31] & 0x80 != 0;
	let mut y_bytes = *bytes;
	y_bytes[31] &= 0x7f;
	let y = base_from_bytes(&y_bytes).map_err(|_| PointError::NotCanonical)?;
	let y2 = y.square();
	// x^2 = (1 - y^2) / (1 - d y^2); `d` is not a square, so the denominator is not zero.
	let denominator = Base::ONE - <EdwardsConfig as TECurveConfig>::COEFF_D * y2;
	let x = sqrt_ratio(&(Base::ONE - y2), &denominator).ok_or(PointError::NotOnCurve)?;
	let odd = (x * SQRT_A_INVERSE).into_bigint().is_odd();
	if x.is_zero() && sign {
		return Err(PointError::NotCanonical);
	}
	Ok(EdwardsAffine::new_unchecked(if odd == sign { x } else { -x }, y))
}

/// Whether `x^2 + y^2 = 1 + d x^2 y^2`.
pub fn is_on_curve(x: &Base, y: &Base) -> bool {
	EdwardsAffine::new_unchecked(*x, *y).is_on_curve()
}

/// The smaller square root `v` of `(u^3 + A u^2 + u) / B`, if there is one: the Montgomery form of the
/// curve, with arkworks' coefficients.
pub fn montgomery_v(u: &Base) -> Option<Base> {
	let a = <EdwardsConfig as MontCurveConfig>::COEFF_A;
	let b = <EdwardsConfig as MontCurveConfig>::COEFF_B;
	let v = sqrt_ratio(&(((*u + a) * u + Base::ONE) * u), &b)?;
	let negated = -v;
	Some(if negated.into_bigint() < v.into_bigint() { negated } else { v })
}

/// The Edwards point `(u / v, (u - 1) / (u + 1))`; `None` where a denominator is zero.
pub fn montgomery_to_edwards(u: &Base, v: &Base) -> Option<EdwardsAffine> {
	let u_plus_one = *u + Base::ONE;
	let inverse = (*v * u_plus_one).inverse()?;
	let x = *u * u_plus_one * inverse;
	let y = (*u - Base::ONE) * v * inverse;
	Some(EdwardsAffine::new_unchecked(x, y))
}

/// A point of the prime-order subgroup, possibly the identity.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SubgroupPoint(EdwardsAffine);

impl SubgroupPoint {
	/// The neutral element `(0, 1)`.
	pub const IDENTITY: Self = Self(EdwardsAffine::new_unchecked(Base::ZERO, Base::ONE));

	/// A committed constant; every use has a test that the point is in the subgroup.
	pub(crate) const fn from_constant(x: Base, y: Base) -> Self {
		Self(EdwardsAffine::new_unchecked(x, y))
	}

	/// Eight times any curve point.
	pub fn clear_cofactor(point: &EdwardsAffine) -> Self {
		Self::from_extended(Extended::from_affine(point).times_eight())
	}

	/// Checks a curve point.
	///
	/// # Errors
	/// [`PointError::NotOnCurve`], [`PointError::NotInSubgroup`].
	pub fn from_affine(point: EdwardsAffine) -> Result<Self, PointError> {
		if !point.is_on_curve() {
			return Err(PointError::NotOnCurve);
		}
		Self::check_subgroup(point)
	}

	/// `l * point = 0`, for a point on the curve.
	fn check_subgroup(point: EdwardsAffine) -> Result<Self, PointError> {
		if !arithmetic::has_prime_order_or_is_identity(&point) {
			return Err(PointError::NotInSubgroup);
		}
		Ok(Self(point))
	}

	/// Wraps the result of group operations on subgroup points.
	pub(crate) fn from_extended(point: Extended) -> Self {
		Self(point.to_affine())
	}

	pub(crate) fn extended(&self) -> Extended {
		Extended::from_affine(&self.0)
	}

	/// The affine point.
	pub fn affine(&self) -> EdwardsAffine {
		self.0
	}

	/// The projective point.
	pub fn projective(&self) -> EdwardsProjective {
		self.0.into()
	}

	/// The `x` coordinate (arkworks' form). Injective on the subgroup.
	pub fn x(&self) -> Base {
		self.0.x
	}

	/// The `y` coordinate.
	pub fn y(&self) -> Base {
		self.0.y
	}

	/// Whether this is the neutral element.
	pub fn is_identity(&self) -> bool {
		self.0.is_zero()
	}

	/// `scalar * self`.
	#[allow(clippy::should_implement_trait)]
	pub fn mul(&self, scalar: Scalar) -> Self {
		Self::from_extended(self.extended().mul(&scalar))
	}

	/// The sum of points.
	pub fn sum<'a>(points: impl IntoIterator<Item = &'a Self>) -> Self {
		let sum =
			points.into_iter().fold(Extended::IDENTITY, |sum, point| sum.add(&point.extended()));
		Self::from_extended(sum)
	}

	/// Plain encoding.
	pub fn to_bytes(&self) -> [u8; 32] {
		compress(&self.0)
	}

	/// Decodes the plain encoding and checks the subgroup (a scalar multiplication); the identity is
	/// accepted.
	///
	/// # Errors
	/// Any [`PointError`] except [`PointError::Identity`].
	pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, PointError> {
		Self::check_subgroup(decompress(bytes)?)
	}

	/// Cofactor encoding: the plain encoding of `(1/8 mod l) * self`.
	pub fn to_cofactor_bytes(&self) -> [u8; 32] {
		self.mul(<EdwardsConfig as CurveConfig>::COFACTOR_INV).to_bytes()
	}

	/// Decodes the cofactor encoding.
	///
	/// # Errors
	/// [`PointError::NotCanonical`], [`PointError::NotOnCurve`], [`PointError::Identity`].
	pub fn from_cofactor_bytes(bytes: &[u8; 32]) -> Result<Self, PointError> {
		let point = Self::clear_cofactor(&decompress(bytes)?);
		if point.is_identity() {
			return Err(PointError::Identity);
		}
		Ok(point)
	}

	/// Decodes many cofactor encodings with one inversion.
	///
	/// # Errors
	/// The position of the first encoding that [`Self::from_cofactor_bytes`] refuses, and why.
	pub fn batch_from_cofactor_bytes(
		encodings: &[[u8; 32]],
	) -> Result<Vec<Self>, (usize, PointError)> {
		let mut points = Vec::with_capacity(encodings.len());
		for (i, bytes) in encodings.iter().enumerate() {
			let point = decompress(bytes).map_err(|error| (i, error))?;
			let point = Extended::from_affine(&point).times_eight();
			if point.is_identity() {
				return Err((i, PointError::Identity));
			}
			points.push(point);
		}
		Ok(Extended::batch_to_affine(&points).into_iter().map(Self).collect())
	}
}

impl core::fmt::Debug for SubgroupPoint {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str("SubgroupPoint(0x")?;
		for byte in self.to_bytes() {
			write!(f, "{byte:02x}")?;
		}
		f.write_str(")")
	}
}

impl Add for SubgroupPoint {
	type Output = Self;

	fn add(self, other: Self) -> Self {
		Self::from_extended(self.extended().add(&other.extended()))
	}
}

impl Sub for SubgroupPoint {
	type Output = Self;

	fn sub(self, other: Self) -> Self {
		Self::from_extended(self.extended().add(&other.extended().neg()))
	}
}

impl Neg for SubgroupPoint {
	type Output = Self;

	fn neg(self) -> Self {
		Self(-self.0)
	}
}

impl Mul<Scalar> for SubgroupPoint {
	type Output = Self;

	fn mul(self, scalar: Scalar) -> Self {
		Self::mul(&self, scalar)
	}
}

impl zeroize::Zeroize for SubgroupPoint {
	fn zeroize(&mut self) {
		self.0.x.zeroize();
		self.0.y.zeroize();
	}
}
