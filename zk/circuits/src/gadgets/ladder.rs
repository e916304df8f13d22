// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Scalar multiplication of a point that is not a constant, by digits `+1` and `-1`.
//!
//! # No packing
//! A scalar exists in the circuit as digits only; it is never packed into a field element, so there is no
//! aliasing between integers modulo `r` and modulo `l`. Point equality is equality modulo `l`.
//!
//! # Variable base ([`scalar_multiply`])
//! Start with `3 P`; each of 251 steps does `acc ← 2 acc + d P` with `d = ±1`. The multiplier `m` is the
//! odd integer `2^252 < m < 2^253` with these digits; every scalar has one or two such representatives
//! and both give the same point.
//!
//! *Exceptional cases.* `P` has order `l`. With `acc = m P`, a step is exceptional iff `m ≡ ±1` or
//! `2 m + d ≡ 0 (mod l)`. Before step `j` (from 0), `m` is an odd integer with `2^(j+1) < m < 2^(j+2)`.
//! * `j ≤ 247`: `3 ≤ m < 2^249 < (l - 1) / 2`, so neither happens, for any digits.
//! * the last three steps could be exceptional; the last *four* are strict, that is, they prove their
//!   denominators non-zero.
//!
//! So for every assignment that satisfies the constraints the result is `m P`, not the identity. The
//! multipliers that the strict steps refuse are `0, ±1, ±3` modulo `l` (see [`is_provable`]): no
//! assignment exists for them. In particular a secret scalar of zero cannot be proved.
//!
//! # Constant offset ([`amount_times_generator`])
//! Here the multiplier may be any integer below `2^128`, so the ladder starts from `R + G` with a
//! constant `R` and subtracts `2^127 R` at the end. A step is exceptional iff `2^j R = n G` for a known
//! small `n`, that is, iff the prover knows the discrete logarithm of `R` to the base `G`. `G` is the sum
//! of a constant and a hash, and `R` is a hash to the curve, so finding such a `G` is as hard as
//! discrete logarithms. For a base that the prover can choose this would be unsound; therefore the
//! function takes a [`Generator`], which is computed from an id in the circuit or by the verifier, and
//! nothing else.

use ark_ed_on_bn254::EdwardsProjective;
use ark_ff::{BigInt, BigInteger, Field, MontFp, PrimeField};
use sero_zk_crypto::{Base, Scalar};

use super::{
	asset::Generator,
	bits::{Bit, BitOf},
	edwards::EdwardsPointOf,
	hints,
	montgomery::{MontgomeryPoint, MontgomeryPointOf},
};
use crate::{constants::amount_offset, r1cs::ConstraintSink};

/// Digits of a secret scalar.
pub const SCALAR_DIGITS: usize = 251;
/// Digits of the multiplier of [`short_multiply`].
pub const SHORT_DIGITS: usize = 64;
/// Bits of an amount.
pub const AMOUNT_BITS: usize = 128;
/// Steps at the end of a variable-base ladder that prove their denominators non-zero.
const STRICT_STEPS: usize = 4;

/// Whether a ladder can multiply by this scalar: not `0, ±1, ±3`.
///
/// For random keys the exception has probability below `2^-248`.
pub fn is_provable(scalar: &Scalar) -> bool {
	const ONE: Scalar = MontFp!("1");
	const THREE: Scalar = MontFp!("3");
	let square = scalar.square();
	square != Scalar::from(0u64) && square != ONE && square != THREE.square()
}

/// The digits of a scalar, most significant first; `true` is `+1`.
///
/// The representative is the smallest odd integer above `2^252` that is congruent to the scalar.
pub fn scalar_digits(scalar: &Scalar) -> [bool; SCALAR_DIGITS] {
	let mut integer = scalar.into_bigint();
	let lower = BigInt::<4>::new([0, 0, 0, 1 << 60]);
	while integer.is_even() || integer < lower {
		// At most seven times: stays below 2^252 + 2 l < 2^254.
		integer.add_with_carry(&Scalar::MODULUS);
	}
	// integer = 2^252 + 1 + 2 Σ bit_i 2^i
	integer.sub_with_borrow(&lower);
	integer.div2();
	core::array::from_fn(|i| integer.get_bit(SCALAR_DIGITS - 1 - i))
}

/// The digits of a secret scalar as bits. 251 constraints.
pub fn allocate_scalar<S: ConstraintSink>(
	cs: &mut S,
	label: &'static str,
	scalar: &Scalar,
) -> Vec<BitOf<S>> {
	super::bits::allocate(cs, label, scalar_digits(scalar))
}

/// `scalar · base`. 1,521 constraints.
///
/// # Soundness
/// `base` has order `l`. See the module's documentation. The result has order `l` too, so it can be the
/// base of the next ladder.
pub fn scalar_multiply<S: ConstraintSink>(
	cs: &mut S,
	base: &MontgomeryPointOf<S>,
	digits: &[BitOf<S>],
) -> MontgomeryPointOf<S> {
	from_three(cs, base, digits, STRICT_STEPS)
}

/// `m · base` for the odd integer `m = 3 · 2^64 + Σ ±2^i` with 64 digits. 391 constraints.
///
/// # Soundness
/// `base` has order `l`. Before every step `m < 2^66`, so no step is exceptional (see the module's
/// documentation).
pub fn short_multiply<S: ConstraintSink>(
	cs: &mut S,
	base: &MontgomeryPointOf<S>,
	digits: &[BitOf<S>; SHORT_DIGITS],
) -> MontgomeryPointOf<S> {
	from_three(cs, base, digits, 0)
}

/// The ladder that starts with `3 P`.
fn from_three<S: ConstraintSink>(
	cs: &mut S,
	base: &MontgomeryPointOf<S>,
	digits: &[BitOf<S>],
	strict: usize,
) -> MontgomeryPointOf<S> {
	let point = base.value().unwrap_or_default();
	let projective = EdwardsProjective::from(point);
	let inverses =
		hints::ladder(projective + projective + projective, &point, digits.iter().map(Bit::value));
	// 2 P ≠ ±P since l > 3.
	let double = base.double(cs);
	let inverse = (base.u.value() - double.u.value()).inverse().unwrap_or_default();
	let start = double.add(cs, base, inverse);
	steps(cs, start, base, digits, &inverses, strict)
}

fn steps<S: ConstraintSink>(
	cs: &mut S,
	start: MontgomeryPointOf<S>,
	base: &MontgomeryPointOf<S>,
	digits: &[BitOf<S>],
	inverses: &[[Base; 2]],
	strict: usize,
) -> MontgomeryPointOf<S> {
	let mut acc = start;
	for (i, (digit, inverses)) in digits.iter().zip(inverses).enumerate() {
		let v = cs.multiply(&digit.digit(), &base.v);
		acc = acc.double_and_add(cs, &base.u, &v, inverses, i + strict >= digits.len());
	}
	acc
}

/// The bits that hold an amount: 127 ladder digits, most significant first, and whether it is even.
///
/// `amount = 2^127 + Σ ±2^i - even`: the first two terms run over the odd integers below `2^128`, each
/// once, so every amount below `2^128` has exactly one representation and no other integer has one.
pub fn amount_digits(amount: u128) -> ([bool; AMOUNT_BITS - 1], bool) {
	let half = amount >> 1;
	(core::array::from_fn(|i| half >> (AMOUNT_BITS - 2 - i) & 1 == 1), amount & 1 == 0)
}

/// An amount below `2^128`. 128 constraints.
#[derive(Clone, Debug)]
pub struct Amount<F> {
	digits: Vec<Bit<F>>,
	even: Bit<F>,
}

/// The amounts of a sink.
pub type AmountOf<S> = Amount<<S as ConstraintSink>::Form>;

/// Allocates an amount. 128 constraints.
///
/// # Soundness
/// The booleanity of the 128 bits is the range check: see [`amount_digits`].
pub fn allocate_amount<S: ConstraintSink>(cs: &mut S, amount: u128) -> AmountOf<S> {
	let (digits, even) = amount_digits(amount);
	Amount {
		digits: super::bits::allocate(cs, "amount digit", digits),
		even: Bit::allocate(cs, "amount is even", even),
	}
}

/// `amount · generator`, possibly the identity. 780 constraints.
///
/// # Soundness
/// See the module's documentation. The subtraction of the offset and of the parity use the complete
/// Edwards law.
pub fn amount_times_generator<S: ConstraintSink>(
	cs: &mut S,
	generator: &Generator<S::Form>,
	amount: &AmountOf<S>,
) -> EdwardsPointOf<S> {
	let base = generator.point();
	let point = base.value().unwrap_or_default();
	let offset = amount_offset();
	let start = MontgomeryPoint::constant(&offset.point);
	let inverse = (base.u.value() - start.u.value()).inverse().unwrap_or_default();
	let start = start.add(cs, base, inverse);
	let inverses = hints::ladder(
		EdwardsProjective::from(offset.point) + point,
		&point,
		amount.digits.iter().map(Bit::value),
	);
	let sum = steps(cs, start, base, &amount.digits, &inverses, 0);
	let odd = sum.to_edwards(cs).add_constant(cs, &offset.correction);
	let parity = base.to_edwards(cs).negate().or_identity(cs, &amount.even);
	odd.add(cs, &parity)
}
