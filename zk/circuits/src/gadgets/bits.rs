// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Bits and the decomposition of a field element.

use ark_ff::{AdditiveGroup, BigInteger, Field, PrimeField};
use sero_zk_crypto::Base;

use crate::r1cs::{ConstraintSink, LinearForm, Num, NumOf};

/// Bits of a field element.
pub const FIELD_BITS: usize = Base::MODULUS_BIT_SIZE as usize;

/// A number that is 0 or 1.
#[derive(Clone, Debug)]
pub struct Bit<F> {
	num: Num<F>,
	value: bool,
}

/// The bits of a sink.
pub type BitOf<S> = Bit<<S as ConstraintSink>::Form>;

impl<F: LinearForm> Bit<F> {
	/// A new bit, the prover's choice. One constraint: `(1 - b) · b = 0`.
	pub fn allocate<S>(cs: &mut S, label: &'static str, value: bool) -> Self
	where
		S: ConstraintSink<Form = F>,
	{
		let num = cs.advice(label, Base::from(value));
		cs.enforce(&(-&num + Base::ONE), &num, &Num::zero());
		Self { num, value }
	}

	/// A constant bit. No constraint.
	pub fn constant(value: bool) -> Self {
		Self { num: Num::constant(Base::from(value)), value }
	}

	/// Whether two bits are equal. One constraint.
	pub fn equals<S>(&self, cs: &mut S, other: &Self) -> Self
	where
		S: ConstraintSink<Form = F>,
	{
		let both = cs.multiply(&self.num, &other.num);
		let num = both.double() - &self.num - &other.num + Base::ONE;
		Self { num, value: self.value == other.value }
	}

	/// The other bit. No constraint.
	pub fn not(&self) -> Self {
		Self { num: -&self.num + Base::ONE, value: !self.value }
	}

	/// The bit as a number.
	pub fn num(&self) -> &Num<F> {
		&self.num
	}

	/// The bit under the current assignment.
	pub fn value(&self) -> bool {
		self.value
	}

	/// `+1` for a set bit, `-1` for a cleared one: a ladder digit. No constraint.
	pub fn digit(&self) -> Num<F> {
		self.num.double() - Base::ONE
	}

	/// `-1` for a set bit, `+1` for a cleared one: the sign of a window. No constraint.
	pub fn sign(&self) -> Num<F> {
		-self.digit()
	}
}

/// New bits, one constraint each.
pub fn allocate<S: ConstraintSink>(
	cs: &mut S,
	label: &'static str,
	values: impl IntoIterator<Item = bool>,
) -> Vec<BitOf<S>> {
	values.into_iter().map(|value| Bit::allocate(cs, label, value)).collect()
}

/// The `count` least significant bits of `number`, least significant first. `count + 1` constraints.
///
/// # Soundness
/// The bits are those of *an* integer below `2^count` that is congruent to the number modulo `r`. With
/// `count` = 254 there are two such integers if the number is below `2^254 - r`: the decomposition is
/// *not* canonical. The only user, the positioned note commitment, hashes the bits with a
/// collision-resistant hash; the tree holds hashes of canonical bits only (they are computed natively
/// from canonical encodings), so the other integer gives a leaf that is not in the tree.
pub fn decompose<S: ConstraintSink>(
	cs: &mut S,
	label: &'static str,
	number: &NumOf<S>,
	count: usize,
) -> Vec<BitOf<S>> {
	let integer = number.value().into_bigint();
	let bits = allocate(cs, label, (0..count).map(|i| integer.get_bit(i)));
	let mut power = Base::ONE;
	let mut sum = Num::zero();
	for bit in &bits {
		sum = sum + bit.num() * power;
		power.double_in_place();
	}
	cs.assert_equal(&sum, number);
	bits
}

/// The bits of `number`, least significant first, and no other bits: those of the integer below `r`.
/// 508 constraints.
///
/// # Soundness
/// [`decompose`], and the integer is at most `r - 1`. From the most significant bit down, `equal` says
/// whether all bits were 1 where those of `r - 1` are 1; as long as it holds, a bit where `r - 1` has a 0
/// must be 0. If all these conditions hold, the first difference, if there is one, is a 0 below a 1.
pub fn decompose_canonical<S: ConstraintSink>(
	cs: &mut S,
	label: &'static str,
	number: &NumOf<S>,
) -> Vec<BitOf<S>> {
	let bits = decompose(cs, label, number, FIELD_BITS);
	let mut largest = Base::MODULUS;
	largest.0[0] -= 1;
	let mut equal: Option<NumOf<S>> = None;
	for (i, bit) in bits.iter().enumerate().rev() {
		if largest.get_bit(i) {
			equal = Some(match equal {
				None => bit.num().clone(),
				Some(equal) => cs.multiply(&equal, bit.num()),
			});
		} else if let Some(equal) = &equal {
			cs.enforce(equal, bit.num(), &Num::zero());
		}
	}
	bits
}
