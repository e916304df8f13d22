// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Signed 3-bit windows over constant bases: the Pedersen hash and the trapdoor of value commitments.
//!
//! A window looks up one of four constant points by two bits and negates it by the third: two
//! constraints. The points of a segment are added on the Montgomery form: three constraints each.
//!
//! # Soundness of the additions
//! All points of a segment are multiples of one base of order `l`, so an addition `s D + t D` is
//! exceptional iff `s ≡ ±t` or `s ≡ 0 (mod l)`.
//! * *Pedersen:* before window `w` (from 0), `0 < |s| ≤ 4 (16^w - 1) / 15 < 16^w ≤ |t| ≤ 4 · 16^w`. As
//!   integers `s ≠ ±t`, and `|s| + |t| ≤ 4 (16^(w+1) - 1) / 15 < l` for `w ≤ 61`.
//! * *Trapdoor:* the windows are odd, `±1, ±3, ±5, ±7`, times `8^w`: `s` is odd, `|s| < 8^w ≤ |t| ≤ 7 ·
//!   8^w`, and `|s| + |t| < 8^(w+1) < l` for `w ≤ 82`. The window at 83 is added by the complete law.
//!
//! # Collision resistance of the Pedersen hash
//! Different bits of a segment give different integers `|k| ≤ 4 (16^n - 1) / 15` for `n` windows. They stay
//! different modulo `l` if twice this bound is below `l`: for 62 windows it is, for 63 it is not. So
//! different inputs give different multiples of the two bases, and a collision is a discrete logarithm.

use ark_ed_on_bn254::EdwardsAffine;
use ark_ff::{BigInteger, PrimeField};
use sero_zk_crypto::{
	pedersen::{SEGMENT_WINDOWS, WINDOW_BITS},
	Base, Scalar,
};

use super::{
	bits::{Bit, BitOf},
	edwards::{EdwardsPoint, EdwardsPointOf},
	hints,
	ladder::SCALAR_DIGITS,
	montgomery::{MontgomeryPoint, MontgomeryPointOf},
};
use crate::{
	constants::{
		key_offset, key_table, license_table, pedersen_tables, trapdoor_table, ScalarTable,
		TableEntry, Window,
	},
	r1cs::{ConstraintSink, LinearForm, Num},
};

/// Bits of a trapdoor: 83 windows of three and one of two.
pub const TRAPDOOR_BITS: usize = 251;

/// The bits of a trapdoor for [`fixed_base`].
///
/// The trapdoor is taken as an odd integer `|k| < l < 2^251` (itself or itself minus `l`), written in
/// digits `s_j = ±1` as `Σ s_j 2^j`. Three digits are the window `s₀ + 2 s₁ + 4 s₂ = s₂ (4 + 2 s₁ s₂ + s₀
/// s₂)`, so its bits are: `s₀ = s₂`, `s₁ = s₂`, `s₂ = -1`. The last two digits are `s₁ (2 + s₀ s₁)`.
pub fn trapdoor_bits(trapdoor: &Scalar) -> [bool; TRAPDOOR_BITS] {
	// k + 2^251 - 1 = 2 Σ c_j 2^j with s_j = 2 c_j - 1
	let mut integer = trapdoor.into_bigint();
	let even = integer.is_even();
	let mut offset = Scalar::MODULUS;
	offset.0 = [u64::MAX, u64::MAX, u64::MAX, (1 << 59) - 1];
	integer.add_with_carry(&offset);
	if even {
		integer.sub_with_borrow(&Scalar::MODULUS);
	}
	integer.div2();
	let digit = |j: usize| integer.get_bit(j);
	core::array::from_fn(|j| {
		let top = (j - j % WINDOW_BITS + WINDOW_BITS - 1).min(TRAPDOOR_BITS - 1);
		if j == top {
			!digit(j)
		} else {
			digit(j) == digit(top)
		}
	})
}

/// The number `c₀ + b₀ (c₁ - c₀) + b₁ (c₂ - c₀) + b₀ b₁ (c₃ - c₂ - c₁ + c₀)`.
fn select<F: LinearForm>(b0: &Num<F>, b1: &Num<F>, both: &Num<F>, c: [Base; 4]) -> Num<F> {
	b0 * (c[1] - c[0]) + b1 * (c[2] - c[0]) + both * (c[3] - c[2] - c[1] + c[0]) + c[0]
}

/// The values of a window: which entry, and whether negated.
fn selected(window: &Window, bits: &[Bit<impl LinearForm>]) -> EdwardsAffine {
	let bit = |i: usize| bits.get(i).is_some_and(Bit::value);
	let point = window[usize::from(bit(0)) + 2 * usize::from(bit(1))].point;
	if bit(2) {
		-point
	} else {
		point
	}
}

/// The point of a window. Two constraints for three bits, none for one bit.
fn look_up<S: ConstraintSink>(
	cs: &mut S,
	window: &Window,
	bits: &[BitOf<S>],
) -> MontgomeryPointOf<S> {
	let column = |f: fn(&TableEntry) -> Base| core::array::from_fn::<Base, 4, _>(|i| f(&window[i]));
	let (u, v) = (column(|entry| entry.u), column(|entry| entry.v));
	match bits {
		[b0, b1, b2] => {
			let (b0, b1) = (b0.num(), b1.num());
			let both = cs.multiply(b0, b1);
			let v = cs.multiply(&select(b0, b1, &both, v), &b2.sign());
			MontgomeryPoint { u: select(b0, b1, &both, u), v }
		},
		_ => {
			let zero = Num::zero();
			let b0 = bits.first().map_or(&zero, Bit::num);
			MontgomeryPoint { u: select(b0, &zero, &zero, u), v: select(b0, &zero, &zero, v) }
		},
	}
}

/// The sum of the windows of one segment.
fn segment<S: ConstraintSink>(
	cs: &mut S,
	windows: &[Window],
	bits: &[BitOf<S>],
) -> MontgomeryPointOf<S> {
	let chunks = || windows.iter().zip(bits.chunks(WINDOW_BITS));
	let points: Vec<EdwardsAffine> =
		chunks().map(|(window, bits)| selected(window, bits)).collect();
	let mut inverses = hints::running_sum(&points).into_iter();
	let mut sum: Option<MontgomeryPointOf<S>> = None;
	for (window, bits) in chunks() {
		let point = look_up(cs, window, bits);
		sum = Some(match sum {
			None => point,
			Some(sum) => sum.add(cs, &point, inverses.next().unwrap_or_default()),
		});
	}
	sum.unwrap_or_else(|| MontgomeryPoint { u: Num::zero(), v: Num::zero() })
}

/// The Pedersen hash of 286 bits. 482 constraints.
///
/// # Soundness
/// See the module's documentation; the two segments are added by the complete law. The result is in the
/// prime-order subgroup.
pub fn pedersen<S: ConstraintSink>(cs: &mut S, bits: &[BitOf<S>]) -> EdwardsPointOf<S> {
	let [first, second] = pedersen_tables();
	let (low, high) = bits.split_at(SEGMENT_WINDOWS * WINDOW_BITS);
	let first = segment(cs, first, low).to_edwards(cs);
	let second = segment(cs, second, high).to_edwards(cs);
	first.add(cs, &second)
}

/// `trapdoor · G_cr` for a trapdoor in [`trapdoor_bits`]. 672 constraints, the bits included.
///
/// # Soundness
/// See the module's documentation. The bits are the prover's choice; every choice is some trapdoor.
pub fn trapdoor_term<S: ConstraintSink>(cs: &mut S, trapdoor: &Scalar) -> EdwardsPointOf<S> {
	let bits = super::bits::allocate(cs, "trapdoor", trapdoor_bits(trapdoor));
	fixed_base(cs, trapdoor_table(), &bits)
}

/// `response · G_lic` for a response in [`trapdoor_bits`]. 672 constraints, the bits included.
///
/// # Soundness
/// As [`trapdoor_term`].
pub fn response_term<S: ConstraintSink>(cs: &mut S, response: &Scalar) -> EdwardsPointOf<S> {
	let bits = super::bits::allocate(cs, "response", trapdoor_bits(response));
	fixed_base(cs, license_table(), &bits)
}

/// `m · G_k` for the digits of a ladder, most significant first: the same `m` as in
/// [`ladder::scalar_multiply`](super::ladder::scalar_multiply). 591 constraints.
///
/// # Soundness
/// The digits `±1` are `2 b - 1`. The bits of a window are determined by the digits as [`trapdoor_bits`]
/// says, so the windows give `Σ ±2^i`, an odd integer; the ladder's `m` is by `3 · 2^251` larger, and this
/// multiple is added by the complete law.
pub fn key_term<S: ConstraintSink>(
	cs: &mut S,
	digits: &[BitOf<S>; SCALAR_DIGITS],
) -> EdwardsPointOf<S> {
	let digit = |j: usize| &digits[SCALAR_DIGITS - 1 - j];
	let mut bits = Vec::with_capacity(SCALAR_DIGITS);
	for j in 0..SCALAR_DIGITS {
		let top = (j - j % WINDOW_BITS + WINDOW_BITS - 1).min(SCALAR_DIGITS - 1);
		bits.push(if j == top { digit(j).not() } else { digit(j).equals(cs, digit(top)) });
	}
	fixed_base(cs, key_table(), &bits).add_constant(cs, key_offset())
}

/// `k · G` for the signed windows `bits` and the table of `G`. 421 constraints.
pub fn fixed_base<S: ConstraintSink>(
	cs: &mut S,
	(windows, [one, three]): &ScalarTable,
	bits: &[BitOf<S>],
) -> EdwardsPointOf<S> {
	let (low, last) = bits.split_at(windows.len() * WINDOW_BITS);
	let low = segment(cs, windows, low).to_edwards(cs);
	let zero = Bit::constant(false);
	let (magnitude, sign) = (last.first().unwrap_or(&zero), last.get(1).unwrap_or(&zero));
	// Negation on the Edwards form is negation of x.
	let x = magnitude.num() * (three.x - one.x) + one.x;
	let y = magnitude.num() * (three.y - one.y) + one.y;
	let x = cs.multiply(&x, &sign.sign());
	low.add(cs, &EdwardsPoint { x, y })
}
