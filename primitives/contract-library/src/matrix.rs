// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Matrices of fixed-point numbers, up to 16 by 16: product and singular value decomposition.
//!
//! An entry is a signed 64.64 fixed-point number in an `i128`: the integer `x` stands for `x / 2^64`.
//! Matrices are lists of entries, row after row.
//!
//! # The decomposition
//! `A = U · diag(S) · Vᵀ` with `k = min(rows, columns)` singular values, greatest first; `U` and `V` have `k`
//! orthonormal columns, and in each column of `U` the first of the entries of greatest size is positive. It
//! is computed by one-sided Jacobi rotations ([Hestenes 1958], in the cyclic order of [Forsythe and Henrici
//! 1960]) on integers: entries scaled to 120 fractional bits, and products of 256 bits. So every node
//! computes the same bits.
//!
//! # Error
//! Let `M` be the size of the greatest entry. Before they are rounded to 64 fractional bits, the results are an
//! exact decomposition of a matrix whose entries differ from those of `A` by less than `2^-96 · M`, as the
//! tests check. So a singular value is within `2^-92 · M + 2^-65` of the exact one (Weyl's inequality), and
//! `U · diag(S) · Vᵀ` of the rounded results within `k · (S[0] + 1) · 2^-63` of `A`, in each entry. A singular
//! value below `2^-98 · M` comes out as zero. Vectors that belong to singular values close to each
//! other are as ill-determined as in every method.
//!
//! [Hestenes 1958]: https://doi.org/10.1137/0106005
//! [Forsythe and Henrici 1960]: https://doi.org/10.1090/S0002-9947-1960-0109825-2

use alloc::{vec, vec::Vec};

use crate::Error;

mod jacobi;
#[cfg(test)]
mod tests;
mod wide;

use wide::Wide;

/// Most rows or columns.
pub const MAX_SIDE: usize = 16;
/// Sweeps over all pairs of columns after which a decomposition is given up. Matrices met in practice
/// need a dozen at most.
pub const MAX_SWEEPS: usize = 20;
/// Fractional bits of an entry.
const ENTRY_FRACTION: u32 = 64;

/// A singular value decomposition.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Svd {
	/// `U`, `rows × k`.
	pub u: Vec<i128>,
	/// The `k` singular values, greatest first.
	pub s: Vec<i128>,
	/// `V` (not transposed), `columns × k`.
	pub v: Vec<i128>,
	/// Sweeps that it took, at most [`MAX_SWEEPS`]: what the time depends on beside the shape.
	pub sweeps: usize,
}

/// Refuses a shape, or a number of entries that is not the shape's.
///
/// # Consensus
/// CL-14.
fn check_shape(rows: usize, columns: usize, entries: &[i128]) -> Result<(), Error> {
	let sides = 1..=MAX_SIDE;
	if !sides.contains(&rows)
		|| !sides.contains(&columns)
		|| rows.saturating_mul(columns) != entries.len()
	{
		return Err(Error::InvalidShape);
	}
	Ok(())
}

/// The columns of a matrix.
fn columns_of(columns: usize, entries: &[i128]) -> Vec<Vec<i128>> {
	(0..columns)
		.map(|column| entries.iter().skip(column).step_by(columns).copied().collect())
		.collect()
}

/// The rows of a matrix.
fn rows_of(columns: usize, entries: &[i128]) -> Vec<Vec<i128>> {
	entries.chunks(columns).map(<[i128]>::to_vec).collect()
}

/// A matrix, row after row, of its columns.
fn join(columns: &[Vec<i128>]) -> Vec<i128> {
	let rows = columns.first().map_or(0, Vec::len);
	(0..rows)
		.flat_map(|row| {
			columns.iter().map(move |column| column.get(row).copied().unwrap_or_default())
		})
		.collect()
}

/// The product of a `rows × inner` and an `inner × columns` matrix. Each entry is the exact sum, rounded once to
/// the nearest.
///
/// # Consensus
/// CL-14 for both matrices, CL-15.
///
/// # Errors
/// [`Error::InvalidShape`], [`Error::MatrixOverflow`].
pub fn multiply(
	rows: usize,
	inner: usize,
	columns: usize,
	left: &[i128],
	right: &[i128],
) -> Result<Vec<i128>, Error> {
	check_shape(rows, inner, left)?;
	check_shape(inner, columns, right)?;
	let right = columns_of(columns, right);
	let mut product = Vec::with_capacity(rows.saturating_mul(columns));
	for row in left.chunks(inner) {
		for column in &right {
			let mut sum = Wide::ZERO;
			for (a, b) in row.iter().zip(column) {
				sum = sum.checked_add(Wide::product(*a, *b)).ok_or(Error::MatrixOverflow)?;
			}
			product.push(sum.rounded(ENTRY_FRACTION).ok_or(Error::MatrixOverflow)?);
		}
	}
	Ok(product)
}

/// The singular value decomposition of a `rows × columns` matrix.
///
/// # Consensus
/// CL-14, CL-15 (the greatest singular value can be 16 times the greatest entry), CL-16.
///
/// # Errors
/// [`Error::InvalidShape`], [`Error::MatrixOverflow`], [`Error::NotConverged`].
pub fn svd(rows: usize, columns: usize, entries: &[i128]) -> Result<Svd, Error> {
	svd_in(MAX_SWEEPS, rows, columns, entries)
}

/// [`svd`] with a number of sweeps.
fn svd_in(sweeps: usize, rows: usize, columns: usize, entries: &[i128]) -> Result<Svd, Error> {
	check_shape(rows, columns, entries)?;
	// The rotations want at least as many rows as columns: else the transposed matrix, with U and V exchanged.
	let tall = rows >= columns;
	let vectors = if tall { columns_of(columns, entries) } else { rows_of(columns, entries) };
	let bits = entries.iter().map(|entry| u128::BITS - entry.unsigned_abs().leading_zeros()).max();
	let scale = Scale { bits: bits.unwrap_or_default() };
	let vectors =
		vectors.into_iter().map(|v| v.into_iter().map(|x| scale.into(x)).collect()).collect();
	let decomposition = jacobi::decompose(vectors, sweeps)?;

	let unit = |vectors: &[Vec<i128>]| {
		let narrow = |x: &i128| wide::shift_right(*x, wide::FRACTION - ENTRY_FRACTION);
		join(&vectors.iter().map(|v| v.iter().map(narrow).collect()).collect::<Vec<_>>())
	};
	let left = unit(&decomposition.left);
	let right = unit(&decomposition.right);
	let s = decomposition
		.values
		.iter()
		.map(|value| scale.from(*value).ok_or(Error::MatrixOverflow))
		.collect::<Result<_, _>>()?;
	let (u, v) = if tall { (left, right) } else { (right, left) };
	let mut svd = Svd { u, s, v, sweeps: decomposition.sweeps };
	fix_signs(&mut svd);
	Ok(svd)
}

/// Between entries and numbers with [`wide::FRACTION`] bits, such that the greatest entry is from 1/2 to 1.
#[derive(Clone, Copy)]
struct Scale {
	/// Bits of the greatest entry.
	bits: u32,
}

impl Scale {
	fn into(self, entry: i128) -> i128 {
		match wide::FRACTION.checked_sub(self.bits) {
			// The shifted number has FRACTION bits at most.
			Some(shift) => entry.checked_shl(shift).unwrap_or_default(),
			None => wide::shift_right(entry, self.bits.saturating_sub(wide::FRACTION)),
		}
	}

	fn from(self, value: i128) -> Option<i128> {
		match wide::FRACTION.checked_sub(self.bits) {
			Some(shift) => Some(wide::shift_right(value, shift)),
			None => value.checked_mul(1i128.checked_shl(self.bits.saturating_sub(wide::FRACTION))?),
		}
	}
}

/// Makes the first of the greatest entries of each column of `U` positive.
fn fix_signs(svd: &mut Svd) {
	let k = svd.s.len();
	for column in 0..k {
		let greatest = svd.u.iter().skip(column).step_by(k).fold(0i128, |greatest, entry| {
			if entry.unsigned_abs() > greatest.unsigned_abs() {
				*entry
			} else {
				greatest
			}
		});
		if greatest < 0 {
			for matrix in [&mut svd.u, &mut svd.v] {
				for entry in matrix.iter_mut().skip(column).step_by(k) {
					*entry = entry.saturating_neg();
				}
			}
		}
	}
}

/// The unit vector number `position` of so many entries.
fn unit_vector(length: usize, position: usize) -> Vec<i128> {
	let mut vector = vec![0; length];
	if let Some(entry) = vector.get_mut(position) {
		*entry = wide::ONE;
	}
	vector
}
