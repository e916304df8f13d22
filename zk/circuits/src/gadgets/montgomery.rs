// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Affine arithmetic on the Montgomery form `B v² = u³ + A u² + u`.
//!
//! All formulas here are *incomplete*: the caller shows that no denominator is zero.

use ark_ec::{twisted_edwards::MontCurveConfig, CurveConfig, CurveGroup};
use ark_ed_on_bn254::{EdwardsAffine, EdwardsConfig};
use ark_ff::{AdditiveGroup, Field};
use sero_zk_crypto::{curve::SQRT_A_INVERSE, Base};

use super::edwards::EdwardsPoint;
use crate::r1cs::{ConstraintSink, LinearForm, Num, NumOf};

/// `A` = 168698.
pub const COEFF_A: Base = <EdwardsConfig as MontCurveConfig>::COEFF_A;
/// `B` = 168700.
pub const COEFF_B: Base = <EdwardsConfig as MontCurveConfig>::COEFF_B;

/// `1 / B`.
fn b_inverse() -> Base {
	SQRT_A_INVERSE.square()
}

/// The Montgomery coordinates `((1 + y) / (1 - y), u / x)` of a curve point; zeros where they do not
/// exist (the identity and `(0, -1)`).
pub fn coordinates(point: &EdwardsAffine) -> (Base, Base) {
	let one_minus_y = Base::ONE - point.y;
	let inverse = (one_minus_y * point.x).inverse().unwrap_or(Base::ZERO);
	let one_plus_y = Base::ONE + point.y;
	(one_plus_y * point.x * inverse, one_plus_y * inverse)
}

/// An affine point on the Montgomery form, never the identity.
#[derive(Clone, Debug)]
pub struct MontgomeryPoint<F> {
	/// The coordinate that a point shares with its negative.
	pub u: Num<F>,
	/// The coordinate that changes sign under negation.
	pub v: Num<F>,
}

/// The Montgomery points of a sink.
pub type MontgomeryPointOf<S> = MontgomeryPoint<<S as ConstraintSink>::Form>;

impl<F: LinearForm> MontgomeryPoint<F> {
	/// A constant point, not the identity. No constraint.
	pub fn constant(point: &EdwardsAffine) -> Self {
		let (u, v) = coordinates(point);
		Self { u: Num::constant(u), v: Num::constant(v) }
	}

	/// The Edwards point that the values describe; `None` where it does not exist.
	pub fn value(&self) -> Option<EdwardsAffine> {
		sero_zk_crypto::curve::montgomery_to_edwards(&self.u.value(), &self.v.value())
	}

	/// A witnessed curve point with given `u`: requires `B v² = u³ + A u² + u`. Three constraints.
	/// Returns the point and `u²`.
	pub fn lift<S>(cs: &mut S, u: Num<F>, v: Num<F>) -> (Self, Num<F>)
	where
		S: ConstraintSink<Form = F>,
	{
		let u_squared = cs.multiply(&u, &u);
		let v_squared = cs.multiply(&v, &v);
		cs.enforce(&(&u_squared + &u * COEFF_A + Base::ONE), &u, &(v_squared * COEFF_B));
		(Self { u, v }, u_squared)
	}

	/// `self + other`. Three constraints.
	///
	/// # Soundness
	/// `self ≠ ±other`; then the slope is determined and the formulas are the group law.
	/// `inverse` is a hint for `1 / (other.u - self.u)`.
	pub fn add<S>(&self, cs: &mut S, other: &Self, inverse: Base) -> Self
	where
		S: ConstraintSink<Form = F>,
	{
		let slope = cs.divide_hinted(&(&other.v - &self.v), &(&other.u - &self.u), inverse);
		self.third_point(cs, &other.u, &slope)
	}

	/// [`add`](Self::add) that also refuses `self = ±other`. Four constraints.
	pub fn add_strict<S>(&self, cs: &mut S, other: &Self) -> Self
	where
		S: ConstraintSink<Form = F>,
	{
		let difference = &other.u - &self.u;
		let inverse = difference.value().inverse().unwrap_or(Base::ZERO);
		cs.assert_nonzero(&difference, inverse);
		self.add(cs, other, inverse)
	}

	/// `2 · self` with `u²` at hand. Three constraints.
	///
	/// # Soundness
	/// The denominator `2 B v` is zero only at the point `(0, 0)` of order 2; there the numerator is 1,
	/// so no assignment exists. No condition on the caller except that the point is on the curve.
	pub fn double_with_square<S>(&self, cs: &mut S, u_squared: &Num<F>) -> Self
	where
		S: ConstraintSink<Form = F>,
	{
		let numerator = u_squared * Base::from(3u64) + &self.u * COEFF_A.double() + Base::ONE;
		let slope = cs.divide(&numerator, &(&self.v * COEFF_B.double()));
		self.third_point(cs, &self.u, &slope)
	}

	/// `2 · self`, see [`double_with_square`](Self::double_with_square). Four constraints.
	pub fn double<S>(&self, cs: &mut S) -> Self
	where
		S: ConstraintSink<Form = F>,
	{
		let u_squared = cs.multiply(&self.u, &self.u);
		self.double_with_square(cs, &u_squared)
	}

	/// `8 · self` with `u²` at hand: a point of prime order. 11 constraints.
	///
	/// # Soundness
	/// `self` is on the curve. Each doubling refuses the point of order 2, so `8 · self` is an affine
	/// point, not the identity, and being a multiple of the cofactor it has order `l`.
	pub fn clear_cofactor<S>(&self, cs: &mut S, u_squared: &Num<F>) -> Self
	where
		S: ConstraintSink<Form = F>,
	{
		self.double_with_square(cs, u_squared).double(cs).double(cs)
	}

	/// A point of prime order that the prover chooses, as eight times a curve point. 14 constraints.
	///
	/// # Soundness
	/// See [`lift`](Self::lift) and [`clear_cofactor`](Self::clear_cofactor): the result has order `l` for
	/// every assignment.
	pub fn allocate<S>(cs: &mut S, label: &'static str, point: &EdwardsAffine) -> Self
	where
		S: ConstraintSink<Form = F>,
	{
		// Off the curve there is no eighth, and arithmetic might divide by zero: values that satisfy
		// nothing.
		let eighth = if point.is_on_curve() {
			(*point * <EdwardsConfig as CurveConfig>::COFACTOR_INV).into_affine()
		} else {
			super::edwards::IDENTITY
		};
		let (u, v) = coordinates(&eighth);
		let u = cs.advice(label, u);
		let v = cs.advice(label, v);
		let (point, u_squared) = Self::lift(cs, u, v);
		point.clear_cofactor(cs, &u_squared)
	}

	/// The other two constraints of an addition: the line through `self` with this slope meets the curve
	/// a third time at the negative of the result; `other_u` is the second meeting point.
	fn third_point<S>(&self, cs: &mut S, other_u: &Num<F>, slope: &Num<F>) -> Self
	where
		S: ConstraintSink<Form = F>,
	{
		let u = third_u(cs, &self.u, other_u, slope);
		let v = self.third_v(cs, &u, slope);
		Self { u, v }
	}

	/// `v₃ = slope · (u₁ - u₃) - v₁`. One constraint.
	fn third_v<S>(&self, cs: &mut S, u: &Num<F>, slope: &Num<F>) -> Num<F>
	where
		S: ConstraintSink<Form = F>,
	{
		let run = &self.u - u;
		let v = cs.determined(run.value() * slope.value() - self.v.value());
		cs.enforce(&run, slope, &(&v + &self.v));
		v
	}

	/// `2 · self + (u, v)`, as `(self + (u, v)) + self`. Five constraints, seven if strict.
	///
	/// # Soundness
	/// With `Q = (u, v)`: `self ≠ ±Q`, and `self + Q ≠ ±self`, that is `Q` is not the identity (it is
	/// affine) and `2 · self + Q` is not the identity. A strict step proves both by inverses.
	///
	/// The second slope needs no `v` of the sum: the line through `self` and `self + Q` has slope
	/// `-slope₁ - 2 v / (u_sum - u)`.
	pub fn double_and_add<S>(
		&self,
		cs: &mut S,
		u: &Num<F>,
		v: &Num<F>,
		inverses: &[Base; 2],
		strict: bool,
	) -> Self
	where
		S: ConstraintSink<Form = F>,
	{
		let run = u - &self.u;
		if strict {
			cs.assert_nonzero(&run, inverses[0]);
		}
		let first = cs.divide_hinted(&(v - &self.v), &run, inverses[0]);
		let sum_u = third_u(cs, &self.u, u, &first);
		let run = &sum_u - &self.u;
		if strict {
			cs.assert_nonzero(&run, inverses[1]);
		}
		let twice_v = self.v.double();
		let second = cs.determined(-first.value() - twice_v.value() * inverses[1]);
		cs.enforce(&run, &(&second + &first), &-twice_v);
		let u = third_u(cs, &self.u, &sum_u, &second);
		let v = self.third_v(cs, &u, &second);
		Self { u, v }
	}

	/// The Edwards `x = u / v`. One constraint.
	///
	/// # Soundness
	/// On the curve `v = 0` only for the point of order 2; the caller's point is not that one.
	pub fn edwards_x<S>(&self, cs: &mut S) -> Num<F>
	where
		S: ConstraintSink<Form = F>,
	{
		cs.divide(&self.u, &self.v)
	}

	/// The Edwards point `(u / v, (u - 1) / (u + 1))`. Two constraints.
	///
	/// # Soundness
	/// As [`edwards_x`](Self::edwards_x); and no curve point has `u = -1`.
	pub fn to_edwards<S>(&self, cs: &mut S) -> EdwardsPoint<F>
	where
		S: ConstraintSink<Form = F>,
	{
		let x = self.edwards_x(cs);
		let y = cs.divide(&(&self.u - Base::ONE), &(&self.u + Base::ONE));
		EdwardsPoint { x, y }
	}
}

/// `u₃ = B slope² - A - u₁ - u₂`. One constraint.
fn third_u<S: ConstraintSink>(
	cs: &mut S,
	u1: &NumOf<S>,
	u2: &NumOf<S>,
	slope: &NumOf<S>,
) -> NumOf<S> {
	let value = COEFF_B * slope.value().square() - COEFF_A - u1.value() - u2.value();
	let u = cs.determined(value);
	let scaled = (&u + u1 + u2 + COEFF_A) * b_inverse();
	cs.enforce(slope, slope, &scaled);
	u
}
