// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Decompositions against exact reconstruction, nalgebra, and matrices from the literature.

use super::*;
use nalgebra::DMatrix;
use num_bigint::BigInt;
use proptest::prelude::*;

const ONE: i128 = 1 << ENTRY_FRACTION;

fn to_f64(entry: i128) -> f64 {
	entry as f64 / ONE as f64
}

fn from_f64(number: f64) -> i128 {
	(number * ONE as f64) as i128
}

/// The square root of an integer.
fn root(number: i128) -> i128 {
	let square: BigInt = BigInt::from(number) << 128;
	i128::try_from(square.sqrt()).unwrap()
}

/// Entry of a matrix of so many columns.
fn at(matrix: &[i128], columns: usize, row: usize, column: usize) -> BigInt {
	BigInt::from(matrix[row * columns + column])
}

/// Checks the bounds that the module documents, exactly.
fn check(rows: usize, columns: usize, entries: &[i128]) -> Svd {
	let svd = svd(rows, columns, entries).unwrap();
	let k = rows.min(columns);
	assert_eq!((svd.u.len(), svd.s.len(), svd.v.len()), (rows * k, k, columns * k));
	assert!(svd.s.is_sorted_by(|a, b| a >= b) && svd.s.iter().all(|s| *s >= 0));
	// U · S · Vᵀ, with 192 fractional bits.
	let bound: BigInt = ((BigInt::from(svd.s[0]) + ONE) * k) << 65;
	for row in 0..rows {
		for column in 0..columns {
			let sum: BigInt =
				(0..k).map(|j| at(&svd.u, k, row, j) * svd.s[j] * at(&svd.v, k, column, j)).sum();
			let error: BigInt = sum - (at(entries, columns, row, column) << 128);
			assert!(error.magnitude() <= bound.magnitude(), "entry {row}, {column}: {error}");
		}
	}
	// Columns of U and V are orthonormal: each entry is rounded by 2^-65.
	for (matrix, length) in [(&svd.u, rows), (&svd.v, columns)] {
		for i in 0..k {
			for j in 0..=i {
				let product: BigInt =
					(0..length).map(|row| at(matrix, k, row, i) * at(matrix, k, row, j)).sum();
				let error: BigInt = product - (BigInt::from(i32::from(i == j)) << 128);
				assert!(error.magnitude().bits() <= 67, "columns {i}, {j}: {error}");
			}
		}
		assert!(matrix.iter().all(|entry| entry.unsigned_abs() <= ONE.unsigned_abs()));
	}
	svd
}

/// Compares the singular values with nalgebra's, which have 52 bits.
fn compare(rows: usize, columns: usize, entries: &[i128]) {
	let svd = check(rows, columns, entries);
	let matrix = DMatrix::from_row_iterator(rows, columns, entries.iter().map(|e| to_f64(*e)));
	let greatest = matrix.amax().max(f64::MIN_POSITIVE);
	let mut expected: Vec<f64> = matrix.singular_values().iter().copied().collect();
	expected.sort_by(|a, b| b.total_cmp(a));
	for (ours, theirs) in svd.s.iter().zip(expected) {
		let bound = greatest * 1e-13 + 1e-18;
		assert!((to_f64(*ours) - theirs).abs() <= bound, "{} {theirs}", to_f64(*ours));
	}
}

fn integers(entries: &[i128]) -> Vec<i128> {
	entries.iter().map(|entry| entry * ONE).collect()
}

/// Golub and Reinsch, "Singular value decomposition and least squares solutions", Numerische Mathematik 14 (1970),
/// example (i): an 8 × 5 matrix of rank 3 with the singular values √1248, 20, √384, 0, 0.
#[test]
fn golub_and_reinsch_1970() {
	let matrix = integers(&[
		22, 10, 2, 3, 7, 14, 7, 10, 0, 8, -1, 13, -1, -11, 3, -3, -2, 13, -2, 4, 9, 8, 1, -2, 4, 9,
		1, -7, 5, -1, 2, -6, 6, 5, 1, 4, 5, 0, -2, 2,
	]);
	let svd = check(8, 5, &matrix);
	for (value, exact) in svd.s.iter().zip([root(1248), root(400), root(384), 0, 0]) {
		assert!((value - exact).abs() <= 1, "{value} {exact}");
	}
	compare(8, 5, &matrix);
}

/// Golub and Reinsch, example (ii): a 20 × 21 matrix, here 15 × 16 to fit. Entries are `n + 1 − i` on the diagonal,
/// −1 right of it and 0 left of it; the singular values are √(k(k + 1)) for k = n … 1.
#[test]
fn golub_and_reinsch_1970_second() {
	let n = 15i128;
	let matrix: Vec<i128> = (1..=n)
		.flat_map(|i| {
			(1..=n + 1).map(move |j| {
				if i < j {
					-1
				} else if i == j {
					n + 1 - i
				} else {
					0
				}
			})
		})
		.collect();
	let svd = check(15, 16, &integers(&matrix));
	for (value, k) in svd.s.iter().zip((1..=n).rev()) {
		let exact = root(k * (k + 1));
		assert!((value - exact).abs() <= 1, "{value} {exact}");
	}
}

/// Hilbert's matrices: the singular values fall by 20 orders of magnitude. The condition number for n = 5 is 4.77e5:
/// Todd, "The condition of the finite segments of the Hilbert matrix", NBS Applied Mathematics Series 39 (1954).
#[test]
fn hilbert() {
	for n in [5usize, 10, 16] {
		let matrix: Vec<i128> =
			(0..n).flat_map(|i| (0..n).map(move |j| ONE / (i + j + 1) as i128)).collect();
		let svd = check(n, n, &matrix);
		if n == 5 {
			let condition = svd.s[0] as f64 / svd.s[4] as f64;
			assert!((condition / 476_607.25 - 1.0).abs() < 1e-7, "{condition}");
		}
		compare(n, n, &matrix);
	}
}

/// Simple matrices, degenerate ones, and those that rotations may stumble over.
#[test]
fn degenerate_matrices() {
	let zero = check(3, 2, &[0; 6]);
	assert_eq!(zero.sweeps, 1);
	assert_eq!(
		(zero.u, zero.s, zero.v),
		(vec![ONE, 0, 0, ONE, 0, 0], vec![0, 0], vec![ONE, 0, 0, ONE])
	);
	let one = check(1, 1, &[-5 * ONE]);
	assert_eq!((one.u, one.s, one.v), (vec![ONE], vec![5 * ONE], vec![-ONE]));
	assert_eq!(check(1, 2, &integers(&[3, 4])).s, [5 * ONE]);
	assert_eq!(check(2, 1, &integers(&[3, 4])).s, [5 * ONE]);
	// All entries equal: rank 1.
	for n in 1..=MAX_SIDE {
		let svd = check(n, n, &vec![ONE; n * n]);
		assert_eq!(svd.s[0], n as i128 * ONE);
		assert!(svd.s[1..].iter().all(|value| *value == 0));
		// The identity and the exchange of all columns: every singular value is 1.
		let flip = |i: usize, j: usize| if i + j + 1 == n { ONE } else { 0 };
		let exchange: Vec<_> = (0..n).flat_map(|i| (0..n).map(move |j| flip(i, j))).collect();
		assert!(check(n, n, &exchange).s.iter().all(|value| *value == ONE));
	}
	// The smallest entry there is, alone and beside the greatest.
	assert_eq!(check(2, 2, &[1, 0, 0, 0]).s, [1, 0]);
	// Beside it the smallest is below 2^-98 of it.
	let great = i128::MAX - 127;
	assert_eq!(check(2, 2, &[1, 0, 0, great]).s, [great, 0]);
	assert_eq!(check(2, 2, &[great, 1, 0, 0]).s, [great, 0]);
	assert_eq!(check(2, 2, &[1, 0, 0, great >> 30]).s, [great >> 30, 1]);
	// Two columns of almost the same direction.
	let near = [ONE, ONE, ONE, ONE + 1];
	let svd = check(2, 2, &near);
	assert_eq!(svd.s[1], 0);
	compare(2, 2, &near);
	// Graded: each column a million times less than the one before.
	let graded: Vec<i128> = (0..36)
		.map(|i| (i * i * 7919 % 997 - 400) * (ONE << 40) / 10i128.pow(6 * (i as u32 % 6)))
		.collect();
	check(6, 6, &graded);
}

#[test]
fn cl_14_a_matrix_has_sides_and_entries() {
	let refused = Err(Error::InvalidShape);
	let full = vec![ONE; 17 * 16];
	for (rows, columns, entries) in
		[(0, 0, 0), (0, 1, 0), (1, 0, 0), (17, 16, 272), (16, 17, 272), (2, 2, 3), (2, 2, 5)]
	{
		assert_eq!(svd(rows, columns, &full[..entries]).map(drop), refused);
		assert_eq!(
			multiply(rows, columns, 1, &full[..entries], &full[..columns]).map(drop),
			refused
		);
	}
	assert_eq!(svd(usize::MAX, 2, &full).map(drop), refused);
	assert_eq!(multiply(2, 2, 2, &full[..4], &full[..3]).map(drop), refused);
	check(16, 16, &full[..256]);
}

#[test]
fn cl_15_results_fit() {
	assert_eq!(svd(2, 2, &[i128::MAX; 4]), Err(Error::MatrixOverflow));
	assert_eq!(svd(1, 1, &[i128::MIN]), Err(Error::MatrixOverflow));
	assert_eq!(svd(16, 16, &[i128::MIN; 256]), Err(Error::MatrixOverflow));
	check(16, 16, &[i128::MAX >> 5; 256]);
	assert_eq!(multiply(1, 1, 1, &[i128::MAX], &[2 * ONE]), Err(Error::MatrixOverflow));
	assert_eq!(multiply(1, 16, 1, &[i128::MIN; 16], &[i128::MIN; 16]), Err(Error::MatrixOverflow));
	assert_eq!(multiply(1, 1, 1, &[i128::MAX], &[ONE]), Ok(vec![i128::MAX]));
}

#[test]
fn cl_16_sweeps_end() {
	let matrix: Vec<i128> = (0..256).map(|i| (i * i * 7919 % 997 - 400) * ONE).collect();
	let needed = svd(16, 16, &matrix).unwrap().sweeps;
	assert!(svd_in(needed, 16, 16, &matrix).is_ok());
	assert_eq!(svd_in(needed - 1, 16, 16, &matrix).map(drop), Err(Error::NotConverged));
}

/// The number of sweeps stays far from the limit.
#[test]
fn a_dozen_sweeps_are_enough() {
	let mut seed = 1u64;
	let mut random = || {
		// Knuth's generator: any numbers will do.
		seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
		i128::from(seed as i64) << 20
	};
	for round in 0..60 {
		let mut matrix: Vec<i128> = (0..256).map(|_| random()).collect();
		if round % 3 == 1 {
			// Rank 1 and noise.
			matrix = (0..256)
				.map(|i| ONE * (1 + i / 16) * (1 + i % 16) + matrix[i as usize] % 2)
				.collect();
		} else if round % 3 == 2 {
			// Columns of all sizes.
			matrix.iter_mut().enumerate().for_each(|(i, entry)| *entry >>= (i % 16) * 6);
		}
		assert!(svd_in(12, 16, 16, &matrix).is_ok(), "{round}");
	}
}

/// The bound that the module documents for results before they are rounded: `2^-96`, for entries of size 1 at most.
#[test]
fn error_before_rounding() {
	let one: BigInt = BigInt::from(1) << wide::FRACTION;
	let mut seed = 3u64;
	let mut random = || {
		seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
		(i128::from(seed as i64) << 56) + i128::from(seed >> 8)
	};
	for kind in 0..4 {
		let columns: Vec<Vec<i128>> = (0..16)
			.map(|_| {
				(0..16).map(|_| if kind == 0 { 1 << 119 } else { random() }).collect::<Vec<_>>()
			})
			.enumerate()
			// Of one size; each a hundredth of the one before; the last half zero.
			.map(|(column, entries)| match kind {
				2 => entries.iter().map(|entry| entry >> (column * 6)).collect(),
				3 if column > 7 => vec![0; 16],
				_ => entries,
			})
			.collect();
		let result = jacobi::decompose(columns.clone(), MAX_SWEEPS).unwrap();
		for (k, column) in columns.iter().enumerate() {
			for (i, entry) in column.iter().enumerate() {
				let sum: BigInt = (0..16)
					.map(|j| {
						BigInt::from(result.left[j][i]) * result.values[j] * result.right[j][k]
					})
					.sum();
				let error = sum - ((BigInt::from(*entry) * &one) * &one);
				assert!(error.magnitude().bits() <= 264, "{kind}: {error}");
			}
		}
		for vectors in [&result.left, &result.right] {
			for i in 0..16 {
				for j in 0..=i {
					let product: BigInt =
						vectors[i].iter().zip(&vectors[j]).map(|(a, b)| BigInt::from(*a) * b).sum();
					let unit = if i == j { &one * &one } else { BigInt::ZERO };
					assert!((product - unit).magnitude().bits() <= 240 - 96, "{kind}: {i} {j}");
				}
			}
		}
	}
}

#[test]
fn products() {
	let product = multiply(2, 3, 1, &integers(&[1, 2, 3, 4, 5, 6]), &integers(&[1, -1, 2]));
	assert_eq!(product.unwrap(), integers(&[5, 11]));
	// 0.5 · 2^-64 is rounded away from zero.
	assert_eq!(multiply(1, 1, 1, &[ONE / 2], &[1]), Ok(vec![1]));
	assert_eq!(multiply(1, 1, 1, &[ONE / 2], &[-1]), Ok(vec![-1]));
	assert_eq!(multiply(1, 1, 1, &[ONE / 2 - 1], &[1]), Ok(vec![0]));
}

fn matrices() -> impl Strategy<Value = (usize, usize, Vec<i128>)> {
	(1..=MAX_SIDE, 1..=MAX_SIDE).prop_flat_map(|(rows, columns)| {
		let entry = (-1e6..1e6, 0..4u8).prop_map(|(x, kind)| match kind {
			0 => 0,
			1 => from_f64(x / 1e9),
			_ => from_f64(x),
		});
		(Just(rows), Just(columns), prop::collection::vec(entry, rows * columns))
	})
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(40))]

	#[test]
	fn as_nalgebra_does((rows, columns, entries) in matrices()) {
		compare(rows, columns, &entries);
	}

	#[test]
	fn any_entries(rows in 1..=6usize, columns in 1..=6usize, entries: [i128; 36], shift in 4u32..120) {
		let entries: Vec<_> = entries[..rows * columns].iter().map(|entry| entry >> shift).collect();
		check(rows, columns, &entries);
	}

	#[test]
	fn few_bits(rows in 1..=8usize, columns in 1..=8usize, entries in prop::array::uniform32(-1i128..=1)) {
		let entries: Vec<_> =
			(0..rows * columns).map(|i| entries[i % 32] * ONE).collect();
		compare(rows, columns, &entries);
	}
}
