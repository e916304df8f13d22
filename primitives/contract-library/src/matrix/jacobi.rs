// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! One-sided Jacobi rotations.
//!
//! Pairs of columns are rotated until all are orthogonal: `A · V = U · diag(S)`. A rotation rounds each entry
//! by less than one unit of `2^-120`, and there are at most 2400, so that all roundings together stay below
//! `2^-106`.

use alloc::vec::Vec;
use core::cmp::Reverse;

use primitive_types::U256;

use super::{
	unit_vector,
	wide::{dot, ratio, root, Wide, FRACTION, ONE},
};
use crate::Error;

/// Two columns count as orthogonal when the part of the smaller along the greater is below `2^-106`.
const ORTHOGONAL: u32 = 106;
/// Columns shorter than `2^-98` count as zero.
const ZERO: i128 = 1 << (FRACTION - 98);

/// A decomposition, in numbers with [`FRACTION`] bits.
pub(super) struct Decomposition {
	/// The left vectors.
	pub(super) left: Vec<Vec<i128>>,
	/// The singular values, greatest first.
	pub(super) values: Vec<i128>,
	/// The right vectors.
	pub(super) right: Vec<Vec<i128>>,
	/// Sweeps, the last of which found nothing to rotate.
	pub(super) sweeps: usize,
}

/// Decomposes a matrix of columns, no more of them than they have entries, all entries of size 1 at most.
///
/// # Consensus
/// CL-16: one of the sweeps finds nothing to rotate.
pub(super) fn decompose(
	mut columns: Vec<Vec<i128>>,
	sweeps: usize,
) -> Result<Decomposition, Error> {
	let count = columns.len();
	let length = columns.first().map_or(0, Vec::len);
	let mut right: Vec<_> = (0..count).map(|column| unit_vector(count, column)).collect();
	let sweeps =
		(1..=sweeps).find(|_| !sweep(&mut columns, &mut right)).ok_or(Error::NotConverged)?;

	let mut sorted: Vec<_> =
		columns.into_iter().zip(right).map(|(a, v)| (norm(&a), a, v)).collect();
	// Stable: columns of the same length stay in their order.
	sorted.sort_by_key(|(norm, ..)| Reverse(*norm));
	let (mut left, mut values, mut right) = (Vec::with_capacity(count), Vec::new(), Vec::new());
	for (value, column, v) in sorted {
		let usable = value >= ZERO;
		let vector = if usable { normalized(&column) } else { outside(&left, length) };
		left.push(orthonormal(&left, vector));
		values.push(if usable { value } else { 0 });
		right.push(v);
	}
	Ok(Decomposition { left, values, right, sweeps })
}

/// Rotates every pair once. `false` if none was.
fn sweep(columns: &mut [Vec<i128>], right: &mut [Vec<i128>]) -> bool {
	let mut rotated = false;
	for q in 1..columns.len() {
		for p in 0..q {
			let Some((a, b)) = pair(columns, p, q) else { continue };
			let Some((c, s)) = angle(a, b) else { continue };
			rotate(a, b, c, s);
			if let Some((a, b)) = pair(right, p, q) {
				rotate(a, b, c, s);
			}
			rotated = true;
		}
	}
	rotated
}

/// Columns `p < q`.
fn pair(columns: &mut [Vec<i128>], p: usize, q: usize) -> Option<(&mut Vec<i128>, &mut Vec<i128>)> {
	let (head, tail) = columns.split_at_mut_checked(q)?;
	Some((head.get_mut(p)?, tail.first_mut()?))
}

/// Cosine and sine of the rotation that makes two columns orthogonal: the smaller of the two possible angles. `None`
/// if they are.
fn angle(a: &[i128], b: &[i128]) -> Option<(i128, i128)> {
	let (aa, bb, ab) = (dot(a, a), dot(b, b), dot(a, b));
	let longer = root(aa.magnitude().max(bb.magnitude()));
	if ab.magnitude() <= U256::from(longer.unsigned_abs()) << (FRACTION - ORTHOGONAL) {
		return None;
	}
	// tan 2θ = 2ab / (bb − aa); both scaled to 120 bits, of which their ratio alone counts.
	let difference = bb.minus(aa);
	let (x, y) = (difference.magnitude(), ab.magnitude() << 1);
	let bits = u32::try_from(x.max(y).bits()).unwrap_or_default();
	let scale = |n: U256| match bits.checked_sub(FRACTION) {
		Some(shift) => n >> shift,
		None => n << FRACTION.saturating_sub(bits),
	};
	let (x, y) = (scale(x), scale(y));
	// tan θ = 2ab / (|bb − aa| + √((bb − aa)² + (2ab)²)), at most 1.
	let hypotenuse = x.saturating_mul(x).saturating_add(y.saturating_mul(y)).integer_sqrt();
	let size = ratio(y, x.saturating_add(hypotenuse));
	let tangent = if difference.is_negative() == ab.is_negative() { size } else { -size };
	let secant = root(Wide::product(ONE, ONE).plus(Wide::product(size, size)).magnitude());
	let cosine = ratio(U256::from(ONE.unsigned_abs()), U256::from(secant.unsigned_abs()));
	Some((cosine, Wide::product(tangent, cosine).narrow()))
}

/// `(a, b)` becomes `(c·a − s·b, s·a + c·b)`.
fn rotate(a: &mut [i128], b: &mut [i128], c: i128, s: i128) {
	for (a, b) in a.iter_mut().zip(b) {
		let first = Wide::product(c, *a).minus(Wide::product(s, *b)).narrow();
		let second = Wide::product(s, *a).plus(Wide::product(c, *b)).narrow();
		(*a, *b) = (first, second);
	}
}

/// Length of a vector.
fn norm(vector: &[i128]) -> i128 {
	root(dot(vector, vector).magnitude())
}

/// A vector of length 1 in the same direction; no entry is longer than the vector.
fn normalized(vector: &[i128]) -> Vec<i128> {
	let norm = U256::from(norm(vector).unsigned_abs());
	let divide = |entry: &i128| {
		let size = ratio(U256::from(entry.unsigned_abs()), norm);
		if *entry < 0 {
			-size
		} else {
			size
		}
	};
	vector.iter().map(divide).collect()
}

/// A vector without its parts along orthonormal `others`.
fn reduced(others: &[Vec<i128>], mut vector: Vec<i128>) -> Vec<i128> {
	for other in others {
		let part = dot(other, &vector).narrow();
		for (entry, other) in vector.iter_mut().zip(other) {
			*entry = entry.saturating_sub(Wide::product(part, *other).narrow());
		}
	}
	vector
}

/// A vector made orthogonal to `others`, with length 1. Twice is enough ([Giraud and others 2005]).
///
/// [Giraud and others 2005]: https://doi.org/10.1007/s00211-005-0615-4
fn orthonormal(others: &[Vec<i128>], vector: Vec<i128>) -> Vec<i128> {
	let vector = normalized(&reduced(others, vector));
	normalized(&reduced(others, vector))
}

/// The unit vector with the greatest part outside of what fewer than `length` orthonormal vectors span. The part
/// is at least `1 / √length` long.
fn outside(others: &[Vec<i128>], length: usize) -> Vec<i128> {
	// Of several the first: `max_by_key` takes the last.
	(0..length)
		.rev()
		.map(|position| unit_vector(length, position))
		.max_by_key(|vector| norm(&reduced(others, vector.clone())))
		.unwrap_or_default()
}
