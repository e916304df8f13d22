// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Affine arithmetic on the Edwards form `x² + y² = 1 + d x² y²`.
//!
//! `d` is not a square, so the addition law is complete: for two points *on the curve* neither `1 + d x₁
//! x₂ y₁ y₂` nor `1 - d x₁ x₂ y₁ y₂` is zero.

use ark_ec::twisted_edwards::TECurveConfig;
use ark_ed_on_bn254::{EdwardsAffine, EdwardsConfig};
use ark_ff::{AdditiveGroup, Field};
use sero_zk_crypto::Base;

use super::{bits::Bit, montgomery::MontgomeryPoint};
use crate::r1cs::{ConstraintSink, LinearForm, Num};

/// `d`.
pub const COEFF_D: Base = <EdwardsConfig as TECurveConfig>::COEFF_D;

/// An affine point on the Edwards form, possibly the identity `(0, 1)`.
#[derive(Clone, Debug)]
pub struct EdwardsPoint<F> {
	/// `x`.
	pub x: Num<F>,
	/// `y`.
	pub y: Num<F>,
}

/// The Edwards points of a sink.
pub type EdwardsPointOf<S> = EdwardsPoint<<S as ConstraintSink>::Form>;

impl<F: LinearForm> EdwardsPoint<F> {
	/// The point that the values describe; not checked to be on the curve.
	pub fn value(&self) -> EdwardsAffine {
		EdwardsAffine::new_unchecked(self.x.value(), self.y.value())
	}

	/// A witnessed point on the curve. Three constraints.
	pub fn allocate<S>(cs: &mut S, label: &'static str, point: &EdwardsAffine) -> Self
	where
		S: ConstraintSink<Form = F>,
	{
		let x = cs.advice(label, point.x);
		let y = cs.advice(label, point.y);
		let x_squared = cs.multiply(&x, &x);
		let y_squared = cs.multiply(&y, &y);
		let sum = &x_squared + &y_squared - Base::ONE;
		cs.enforce(&(x_squared * COEFF_D), &y_squared, &sum);
		Self { x, y }
	}

	/// `self + other`. Six constraints.
	///
	/// # Soundness
	/// Both points are on the curve; the law is complete.
	pub fn add<S>(&self, cs: &mut S, other: &Self) -> Self
	where
		S: ConstraintSink<Form = F>,
	{
		let sum = self.start_sum(cs, other);
		let x = cs.divide(&sum.x_numerator, &sum.x_denominator);
		let y = cs.divide(&sum.y_numerator, &sum.y_denominator);
		Self { x, y }
	}

	/// Requires `self + other = result`. Six constraints. See [`add`](Self::add).
	pub fn assert_sum<S>(&self, cs: &mut S, other: &Self, result: &Self)
	where
		S: ConstraintSink<Form = F>,
	{
		let sum = self.start_sum(cs, other);
		cs.enforce(&sum.x_denominator, &result.x, &sum.x_numerator);
		cs.enforce(&sum.y_denominator, &result.y, &sum.y_numerator);
	}

	/// The four products of the addition law.
	fn start_sum<S>(&self, cs: &mut S, other: &Self) -> Sum<F>
	where
		S: ConstraintSink<Form = F>,
	{
		let xy = cs.multiply(&self.x, &other.y);
		let yx = cs.multiply(&self.y, &other.x);
		let product = cs.multiply(&(&xy * COEFF_D), &yx);
		// (y₁ - x₁)(x₂ + y₂) = y₁x₂ + y₁y₂ - x₁x₂ - x₁y₂
		let cross = cs.multiply(&(&self.y - &self.x), &(&other.x + &other.y));
		Sum {
			x_numerator: &xy + &yx,
			x_denominator: &product + Base::ONE,
			y_numerator: cross + &xy - &yx,
			y_denominator: -product + Base::ONE,
		}
	}

	/// `self + constant`. Three constraints.
	///
	/// # Soundness
	/// Both points are on the curve; the law is complete.
	pub fn add_constant<S>(&self, cs: &mut S, constant: &EdwardsAffine) -> Self
	where
		S: ConstraintSink<Form = F>,
	{
		let EdwardsAffine { x: cx, y: cy } = *constant;
		let product = cs.multiply(&self.x, &self.y) * (COEFF_D * cx * cy);
		let x = cs.divide(&(&self.x * cy + &self.y * cx), &(&product + Base::ONE));
		let y = cs.divide(&(&self.y * cy - &self.x * cx), &(-product + Base::ONE));
		Self { x, y }
	}

	/// The point if the bit is set, else the identity. Two constraints.
	pub fn or_identity<S>(&self, cs: &mut S, bit: &Bit<F>) -> Self
	where
		S: ConstraintSink<Form = F>,
	{
		let x = cs.multiply(&self.x, bit.num());
		let y = cs.multiply(&(&self.y - Base::ONE), bit.num()) + Base::ONE;
		Self { x, y }
	}

	/// `-self`. No constraint.
	pub fn negate(&self) -> Self {
		Self { x: -&self.x, y: self.y.clone() }
	}

	/// The Montgomery form. Two constraints.
	///
	/// # Soundness
	/// The point is in the prime-order subgroup. At the identity, `u · 0 = 2` has no solution. `x = 0`
	/// besides only at `(0, -1)`, where `v` would be free, and that point is not in the subgroup.
	pub fn to_montgomery<S>(&self, cs: &mut S) -> MontgomeryPoint<F>
	where
		S: ConstraintSink<Form = F>,
	{
		let u = cs.divide(&(&self.y + Base::ONE), &(-&self.y + Base::ONE));
		let v = cs.divide(&u, &self.x);
		MontgomeryPoint { u, v }
	}
}

/// Numerators and denominators of a sum.
struct Sum<F> {
	x_numerator: Num<F>,
	x_denominator: Num<F>,
	y_numerator: Num<F>,
	y_denominator: Num<F>,
}

/// The identity as a value.
pub const IDENTITY: EdwardsAffine = EdwardsAffine::new_unchecked(Base::ZERO, Base::ONE);
