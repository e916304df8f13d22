// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Inverses for chains of Montgomery additions, computed together.
//!
//! A field inversion costs some hundred multiplications; a ladder needs 500. Here the chain is first run
//! in projective coordinates and all inverses are taken in one batch. They are hints: the constraints do
//! not trust them, and a value that cannot be inverted gives zero.

use ark_ed_on_bn254::{EdwardsAffine, EdwardsProjective};
use ark_ff::{batch_inversion, One};
use sero_zk_crypto::Base;

use super::montgomery;

/// Montgomery `u` as a fraction: `(Z + Y) / (Z - Y)`.
fn u_fraction(point: &EdwardsProjective) -> (Base, Base) {
	(point.z + point.y, point.z - point.y)
}

/// For a ladder from `start` over `digits` (`true` = add, `false` = subtract `base`): per step the
/// inverses of `u(base) - u(acc)` and `u(acc ± base) - u(acc)`.
pub(super) fn ladder(
	start: EdwardsProjective,
	base: &EdwardsAffine,
	digits: impl ExactSizeIterator<Item = bool>,
) -> Vec<[Base; 2]> {
	let base_u = montgomery::coordinates(base).0;
	let mut differences = Vec::with_capacity(2 * digits.len());
	let mut denominators = Vec::with_capacity(2 * digits.len());
	let mut acc = start;
	for digit in digits {
		let sum = if digit { acc + base } else { acc - base };
		let (acc_n, acc_d) = u_fraction(&acc);
		let (sum_n, sum_d) = u_fraction(&sum);
		differences.push(base_u * acc_d - acc_n);
		denominators.push(acc_d);
		differences.push(sum_n * acc_d - acc_n * sum_d);
		denominators.push(sum_d * acc_d);
		acc += sum;
	}
	batch_inversion(&mut differences);
	differences
		.chunks_exact(2)
		.zip(denominators.chunks_exact(2))
		.map(|(inverse, denominator)| [inverse[0] * denominator[0], inverse[1] * denominator[1]])
		.collect()
}

/// For the running sum of `points`: the inverses of `u(point) - u(sum of those before)`, from the second
/// point on.
pub(super) fn running_sum(points: &[EdwardsAffine]) -> Vec<Base> {
	let Some((first, rest)) = points.split_first() else {
		return Vec::new();
	};
	let mut acc = EdwardsProjective::from(*first);
	let mut differences = Vec::with_capacity(rest.len());
	let mut denominators = Vec::with_capacity(rest.len());
	for point in rest {
		let (acc_n, acc_d) = u_fraction(&acc);
		let one = Base::one();
		let (point_n, point_d) = (one + point.y, one - point.y);
		differences.push(point_n * acc_d - acc_n * point_d);
		denominators.push(point_d * acc_d);
		acc += point;
	}
	batch_inversion(&mut differences);
	differences.iter().zip(&denominators).map(|(inverse, d)| *inverse * d).collect()
}
