// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Numbers inside a circuit: a value and the linear combination of variables that has this value.

use core::ops::{Add, Mul, Neg, Sub};

use ark_ff::{AdditiveGroup, Field, Zero};
use sero_zk_crypto::Base;

/// A variable of a constraint system: the constant one, a public input or a witness.
///
/// The order is: one, instance, witness; within a kind by index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Variable(u32);

impl Variable {
	const WITNESS: u32 = 1 << 31;

	/// The constant one.
	pub const ONE: Self = Self(0);

	/// Public input `index`; index 0 is the constant one.
	pub(super) fn instance(index: usize) -> Self {
		Self(index as u32)
	}

	/// Witness `index`, from 0.
	pub(super) fn witness(index: usize) -> Self {
		Self(index as u32 | Self::WITNESS)
	}

	/// The column of the variable when instance (with the one) and witness are concatenated.
	pub(super) fn column(self, num_instance: usize) -> usize {
		if self.0 & Self::WITNESS == 0 {
			self.0 as usize
		} else {
			(self.0 & !Self::WITNESS) as usize + num_instance
		}
	}
}

/// What a sink keeps of a linear combination.
pub trait LinearForm: Clone + core::fmt::Debug {
	/// The combination `value · 1`.
	fn constant(value: Base) -> Self;

	/// `self + factor · other`.
	fn add_scaled(&self, other: &Self, factor: Base) -> Self;

	/// `factor · self`.
	fn scale(&self, factor: Base) -> Self;
}

/// Nothing: the form of a sink that only computes values.
#[derive(Clone, Copy, Debug, Default)]
pub struct Untracked;

impl LinearForm for Untracked {
	#[inline(always)]
	fn constant(_: Base) -> Self {
		Self
	}

	#[inline(always)]
	fn add_scaled(&self, _: &Self, _: Base) -> Self {
		Self
	}

	#[inline(always)]
	fn scale(&self, _: Base) -> Self {
		Self
	}
}

/// The terms, sorted by variable, each variable at most once, no zero coefficient.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tracked(Vec<(Variable, Base)>);

impl Tracked {
	/// The single variable with coefficient one.
	pub(super) fn variable(variable: Variable) -> Self {
		Self(vec![(variable, Base::ONE)])
	}

	/// The terms in canonical order.
	pub fn terms(&self) -> &[(Variable, Base)] {
		&self.0
	}
}

impl LinearForm for Tracked {
	fn constant(value: Base) -> Self {
		if value.is_zero() {
			Self(Vec::new())
		} else {
			Self(vec![(Variable::ONE, value)])
		}
	}

	fn add_scaled(&self, other: &Self, factor: Base) -> Self {
		if factor.is_zero() {
			return self.clone();
		}
		let mut terms = Vec::with_capacity(self.0.len() + other.0.len());
		let (mut left, mut right) = (self.0.iter().peekable(), other.0.iter().peekable());
		loop {
			match (left.peek(), right.peek()) {
				(Some(&&(l, a)), Some(&&(r, b))) => {
					if l < r {
						terms.push((l, a));
						left.next();
					} else if r < l {
						terms.push((r, b * factor));
						right.next();
					} else {
						let sum = a + b * factor;
						if !sum.is_zero() {
							terms.push((l, sum));
						}
						left.next();
						right.next();
					}
				},
				(Some(&&(l, a)), None) => {
					terms.push((l, a));
					left.next();
				},
				(None, Some(&&(r, b))) => {
					terms.push((r, b * factor));
					right.next();
				},
				(None, None) => return Self(terms),
			}
		}
	}

	fn scale(&self, factor: Base) -> Self {
		if factor.is_zero() {
			return Self(Vec::new());
		}
		Self(self.0.iter().map(|(variable, value)| (*variable, *value * factor)).collect())
	}
}

/// A number inside a circuit: its value and its linear form.
///
/// Sums and multiples by constants cost no constraint; products go through
/// [`ConstraintSink::multiply`](super::ConstraintSink::multiply).
#[derive(Clone, Debug)]
pub struct Num<F> {
	pub(super) value: Base,
	pub(super) form: F,
}

impl<F: LinearForm> Num<F> {
	/// The constant `value`.
	pub fn constant(value: Base) -> Self {
		Self { value, form: F::constant(value) }
	}

	/// Zero.
	pub fn zero() -> Self {
		Self::constant(Base::ZERO)
	}

	/// One.
	pub fn one() -> Self {
		Self::constant(Base::ONE)
	}

	/// The value under the current assignment.
	pub fn value(&self) -> Base {
		self.value
	}

	/// The linear form.
	pub fn form(&self) -> &F {
		&self.form
	}

	/// Twice the number.
	pub fn double(&self) -> Self {
		self + self
	}
}

impl<F: LinearForm> Add for &Num<F> {
	type Output = Num<F>;

	fn add(self, other: Self) -> Num<F> {
		Num { value: self.value + other.value, form: self.form.add_scaled(&other.form, Base::ONE) }
	}
}

impl<F: LinearForm> Sub for &Num<F> {
	type Output = Num<F>;

	fn sub(self, other: Self) -> Num<F> {
		Num { value: self.value - other.value, form: self.form.add_scaled(&other.form, -Base::ONE) }
	}
}

impl<F: LinearForm> Neg for &Num<F> {
	type Output = Num<F>;

	fn neg(self) -> Num<F> {
		Num { value: -self.value, form: self.form.scale(-Base::ONE) }
	}
}

impl<F: LinearForm> Mul<Base> for &Num<F> {
	type Output = Num<F>;

	fn mul(self, factor: Base) -> Num<F> {
		Num { value: self.value * factor, form: self.form.scale(factor) }
	}
}

impl<F: LinearForm> Add<Base> for &Num<F> {
	type Output = Num<F>;

	fn add(self, constant: Base) -> Num<F> {
		self + &Num::constant(constant)
	}
}

impl<F: LinearForm> Sub<Base> for &Num<F> {
	type Output = Num<F>;

	fn sub(self, constant: Base) -> Num<F> {
		self + &Num::constant(-constant)
	}
}

macro_rules! owned_operators {
	($($trait:ident :: $method:ident),*) => {$(
		impl<F: LinearForm> $trait<&Num<F>> for Num<F> {
			type Output = Num<F>;

			fn $method(self, other: &Num<F>) -> Num<F> {
				(&self).$method(other)
			}
		}

		impl<F: LinearForm> $trait<Num<F>> for &Num<F> {
			type Output = Num<F>;

			fn $method(self, other: Num<F>) -> Num<F> {
				self.$method(&other)
			}
		}

		impl<F: LinearForm> $trait for Num<F> {
			type Output = Num<F>;

			fn $method(self, other: Num<F>) -> Num<F> {
				(&self).$method(&other)
			}
		}

		impl<F: LinearForm> $trait<Base> for Num<F> {
			type Output = Num<F>;

			fn $method(self, constant: Base) -> Num<F> {
				(&self).$method(constant)
			}
		}
	)*};
}

owned_operators!(Add::add, Sub::sub);

impl<F: LinearForm> Mul<Base> for Num<F> {
	type Output = Num<F>;

	fn mul(self, factor: Base) -> Num<F> {
		&self * factor
	}
}

impl<F: LinearForm> Neg for Num<F> {
	type Output = Num<F>;

	fn neg(self) -> Num<F> {
		-&self
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn variable(index: usize) -> Tracked {
		Tracked::variable(Variable::witness(index))
	}

	#[test]
	fn terms_stay_sorted_unique_and_without_zeros() {
		let two = Base::from(2u64);
		let sum = variable(5).add_scaled(&variable(1), two).add_scaled(&variable(3), -two);
		let columns: Vec<_> = sum.terms().iter().map(|(v, _)| v.column(4)).collect();
		assert_eq!(columns, [5, 7, 9]);
		let gone = sum.add_scaled(&variable(1), -two);
		assert_eq!(gone.terms().len(), 2);
		assert!(sum.add_scaled(&sum, -Base::ONE).terms().is_empty());
		assert!(sum.scale(Base::ZERO).terms().is_empty());
		assert!(Tracked::constant(Base::ZERO).terms().is_empty());
	}

	#[test]
	fn variables_are_ordered_one_instance_witness() {
		assert!(Variable::ONE < Variable::instance(1));
		assert!(Variable::instance(9) < Variable::witness(0));
		assert_eq!(Variable::instance(0), Variable::ONE);
		assert_eq!(Variable::witness(2).column(10), 12);
	}
}
