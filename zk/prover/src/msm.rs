// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Sums of many multiples of fixed points: the bulk of proving.
//!
//! The bucket method with signed digits, one task for each window of digits. All additions are affine,
//! with one field inversion for a whole batch of them:
//!
//! 1. The points of a window are sorted by digit, so each bucket is a run of points.
//! 2. Runs are summed by adding neighbors, round after round, until one point of each is left. Pairs of
//!    different runs never depend on each other, so the batches are full however the digits are
//!    distributed; there are no conflicts to put off.
//! 3. `Σ d · bucket_d` with `d = width · a + b` is `width · Σ a · row_a + Σ b · column_b`, and the sums of
//!    rows and columns are runs again. That halves the cost of the classical running sum.

use ark_ec::{
	short_weierstrass::{Affine, Projective, SWCurveConfig},
	AdditiveGroup, AffineRepr,
};
use ark_ff::{Field, PrimeField};
use rayon::prelude::*;
use zeroize::Zeroizing;

/// Additions that share an inversion.
const BATCH: usize = 1024;

/// Largest window; digits fit into 16 bits.
const MAX_WINDOW: usize = 15;

/// Additions on their way to a shared inversion: `(x1, y1) + (x2, ·)` with slope
/// `numerator / denominator`, to be written to `place`.
struct Batch<F> {
	pending: Vec<Pending<F>>,
	products: Vec<F>,
}

struct Pending<F> {
	x1: F,
	y1: F,
	x2: F,
	numerator: F,
	denominator: F,
	place: usize,
}

impl<F: Field> Batch<F> {
	fn new() -> Self {
		Self { pending: Vec::with_capacity(BATCH), products: Vec::with_capacity(BATCH) }
	}

	/// Finishes the additions.
	fn flush<P: SWCurveConfig<BaseField = F>>(&mut self, points: &mut [Affine<P>]) {
		self.products.clear();
		let mut product = F::ONE;
		for add in &self.pending {
			self.products.push(product);
			product *= add.denominator;
		}
		// No denominator is zero, see `push`.
		let Some(mut inverse) = product.inverse() else { return };
		for (add, product) in self.pending.iter().zip(&self.products).rev() {
			let slope = add.numerator * inverse * product;
			inverse *= add.denominator;
			let x = slope.square() - add.x1 - add.x2;
			let y = slope * (add.x1 - x) - add.y1;
			points[add.place] = Affine::new_unchecked(x, y);
		}
		self.pending.clear();
	}

	/// Puts `left + right` at `place`, now or at the next flush.
	fn push<P: SWCurveConfig<BaseField = F>>(
		&mut self,
		points: &mut [Affine<P>],
		left: Affine<P>,
		right: Affine<P>,
		place: usize,
	) {
		let denominator = right.x - left.x;
		let (numerator, denominator) = if left.is_zero() {
			points[place] = right;
			return;
		} else if right.is_zero() {
			points[place] = left;
			return;
		} else if !denominator.is_zero() {
			(right.y - left.y, denominator)
		} else if left.y == right.y {
			// A point of odd order has y ≠ 0.
			let square = left.x.square();
			(square.double() + square + P::COEFF_A, left.y.double())
		} else {
			points[place] = Affine::identity();
			return;
		};
		let (x1, y1, x2) = (left.x, left.y, right.x);
		self.pending.push(Pending { x1, y1, x2, numerator, denominator, place });
		if self.pending.len() == BATCH {
			self.flush(points);
		}
	}
}

/// Sums runs of points: of the run `i`, with `lengths[i]` points, at most one point is left. The runs lie
/// one after the other, before and after.
fn sum_runs<P: SWCurveConfig>(
	points: &mut [Affine<P>],
	lengths: &mut [u32],
	batch: &mut Batch<P::BaseField>,
) {
	while lengths.iter().any(|length| *length > 1) {
		// A pair is read before anything is written to its place or behind it.
		let (mut read, mut write) = (0, 0);
		for length in lengths.iter_mut() {
			for _ in 0..*length / 2 {
				batch.push(points, points[read], points[read + 1], write);
				read += 2;
				write += 1;
			}
			if *length % 2 == 1 {
				points[write] = points[read];
				read += 1;
				write += 1;
			}
			*length = length.div_ceil(2);
		}
		batch.flush(points);
	}
}

/// `Σ weight · points[weight]` with the weights from 0.
fn running_sum<P: SWCurveConfig>(points: &[Affine<P>]) -> Projective<P> {
	let (mut running, mut total) = (Projective::<P>::ZERO, Projective::<P>::ZERO);
	for point in points.iter().skip(1).rev() {
		running += point;
		total += running;
	}
	total
}

/// `Σ weight · buckets[weight]` with the weights from 0, by rows and columns of a square.
fn weighted_sum<P: SWCurveConfig>(
	buckets: &[Affine<P>],
	batch: &mut Batch<P::BaseField>,
) -> Projective<P> {
	let width = 1usize << (buckets.len().ilog2() / 2);
	let height = buckets.len().div_ceil(width);
	let at = |row: usize, column: usize| {
		buckets.get(row * width + column).copied().unwrap_or_else(Affine::identity)
	};
	let mut rows: Vec<_> = (0..height * width).map(|i| at(i / width, i % width)).collect();
	let mut columns: Vec<_> = (0..height * width).map(|i| at(i % height, i / height)).collect();
	sum_runs(&mut rows, &mut vec![width as u32; height], batch);
	sum_runs(&mut columns, &mut vec![height as u32; width], batch);
	let mut sum = running_sum(&rows[..height]);
	for _ in 0..width.ilog2() {
		sum.double_in_place();
	}
	sum + running_sum(&columns[..width])
}

/// The sum of one window.
fn window_sum<P: SWCurveConfig>(
	bases: &[Affine<P>],
	digits: &[i16],
	window: usize,
) -> Projective<P> {
	// Bucket `d` holds the points whose digit is `d` or `-d`; bucket 0 stays empty.
	let mut lengths = vec![0u32; (1 << (window - 1)) + 1];
	for digit in digits.iter().filter(|digit| **digit != 0) {
		lengths[usize::from(digit.unsigned_abs())] += 1;
	}
	let mut ends = Vec::with_capacity(lengths.len());
	let mut end = 0usize;
	for length in &lengths {
		ends.push(end);
		end += *length as usize;
	}
	let mut points = vec![Affine::<P>::identity(); end];
	for (digit, base) in digits.iter().zip(bases).filter(|(digit, _)| **digit != 0) {
		let place = &mut ends[usize::from(digit.unsigned_abs())];
		points[*place] = if *digit < 0 { -*base } else { *base };
		*place += 1;
	}
	let mut batch = Batch::new();
	sum_runs(&mut points, &mut lengths, &mut batch);
	let mut sums = points.iter();
	let buckets: Vec<_> = lengths
		.iter()
		.map(|length| if *length == 0 { None } else { sums.next() })
		.map(|sum| sum.copied().unwrap_or_else(Affine::identity))
		.collect();
	weighted_sum(&buckets, &mut batch)
}

/// The window with the least work, counted in field multiplications.
fn best_window(points: usize, bits: usize) -> usize {
	let work = |window: usize| (bits + 1).div_ceil(window) * (6 * points + (14 << (window - 1)));
	(3..=MAX_WINDOW).min_by_key(|window| work(*window)).unwrap_or(MAX_WINDOW)
}

/// Writes the digits of a scalar, from `-2^(window-1)` to `2^(window-1)`, least significant first.
fn write_digits(limbs: &[u64], window: usize, count: usize, mut write: impl FnMut(usize, i16)) {
	let mut carry = 0u64;
	for position in 0..count {
		let bit = position * window;
		let (limb, shift) = (bit / 64, bit % 64);
		let mut bits = limbs.get(limb).map_or(0, |value| value >> shift);
		if shift + window > 64 {
			bits |= limbs.get(limb + 1).map_or(0, |value| value << (64 - shift));
		}
		let value = (bits & ((1 << window) - 1)) + carry;
		carry = u64::from(value > 1 << (window - 1));
		write(position, (value as i32 - ((carry as i32) << window)) as i16);
	}
}

/// `Σ scalars[i] · bases[i]`; what one list has more than the other is left out.
///
/// # Constant time
/// No.
pub(crate) fn msm<P: SWCurveConfig>(
	bases: &[Affine<P>],
	scalars: &[P::ScalarField],
) -> Projective<P> {
	let size = bases.len().min(scalars.len());
	let (bases, scalars) = (&bases[..size], &scalars[..size]);
	if size == 0 {
		return Projective::ZERO;
	}
	let bits = P::ScalarField::MODULUS_BIT_SIZE as usize;
	let window = best_window(size, bits);
	// One more bit for the carry.
	let count = (bits + 1).div_ceil(window);
	let mut digits = Zeroizing::new(vec![0i16; size * count]);
	for (index, scalar) in scalars.iter().enumerate() {
		let limbs = Zeroizing::new(scalar.into_bigint());
		let write = |position, digit| digits[position * size + index] = digit;
		write_digits((*limbs).as_ref(), window, count, write);
	}
	let sums: Vec<_> =
		digits.par_chunks(size).map(|digits| window_sum(bases, digits, window)).collect();
	sums.iter().rev().fold(Projective::ZERO, |mut total, sum| {
		for _ in 0..window {
			total.double_in_place();
		}
		total + sum
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use ark_bn254::{g1, g2, Fr};
	use ark_ec::{CurveGroup, VariableBaseMSM};
	use ark_ff::UniformRand;
	use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};

	fn points<P: SWCurveConfig>(count: usize, rng: &mut ChaCha20Rng) -> Vec<Affine<P>> {
		let points: Vec<_> = (0..count).map(|_| Projective::<P>::rand(rng)).collect();
		Projective::normalize_batch(&points)
	}

	fn agrees<P: SWCurveConfig<ScalarField = Fr>>(bases: &[Affine<P>], scalars: &[Fr]) {
		let expected = Projective::<P>::msm_unchecked(bases, scalars);
		assert_eq!(msm(bases, scalars), expected, "{}", bases.len());
	}

	#[test]
	fn random_sums_agree_with_arkworks() {
		let mut rng = ChaCha20Rng::from_seed([1; 32]);
		for size in [0, 1, 2, 3, 31, 200, 1025, 3000] {
			let scalars: Vec<_> = (0..size).map(|_| Fr::rand(&mut rng)).collect();
			agrees(&points::<g1::Config>(size, &mut rng), &scalars);
			agrees(&points::<g2::Config>(size.min(300), &mut rng), &scalars);
		}
	}

	#[test]
	fn special_scalars_and_points_agree_with_arkworks() {
		let mut rng = ChaCha20Rng::from_seed([2; 32]);
		let bases = points::<g1::Config>(700, &mut rng);
		for value in [0u64, 1, 2, 3, 1 << 10, (1 << 11) + 1, u64::MAX] {
			agrees(&bases, &vec![Fr::from(value); 700]);
			agrees(&bases, &vec![-Fr::from(value); 700]);
		}
		// The same point, its inverse and the identity, over and over.
		let identity = Affine::identity();
		let few: Vec<_> =
			(0..700).map(|i| [bases[0], -bases[0], bases[1], identity, bases[0]][i % 5]).collect();
		let scalars: Vec<_> = (0..700u64).map(|i| Fr::from(i / 7)).collect();
		agrees(&few, &scalars);
		agrees(&few, &vec![Fr::ONE; 700]);
		agrees(&vec![bases[0]; 700], &vec![Fr::from(5u64); 700]);
		agrees(&[bases[0], -bases[0]], &[Fr::ONE, Fr::ONE]);
		agrees(&vec![identity; 40], &vec![-Fr::ONE; 40]);
		assert_eq!(msm(&bases[..3], &[Fr::ONE]), Projective::from(bases[0]));
	}

	#[test]
	fn digits_add_up_for_every_window() {
		let mut rng = ChaCha20Rng::from_seed([3; 32]);
		for window in 3..=MAX_WINDOW {
			let count = 255usize.div_ceil(window);
			for scalar in [Fr::ZERO, Fr::ONE, -Fr::ONE, Fr::rand(&mut rng), Fr::rand(&mut rng)] {
				let mut digits = vec![0i16; count];
				let limbs = scalar.into_bigint();
				write_digits(limbs.as_ref(), window, count, |i, digit| digits[i] = digit);
				let sum = digits.iter().rev().fold(Fr::ZERO, |sum, digit| {
					assert!(digit.unsigned_abs() <= 1 << (window - 1));
					sum * Fr::from(1u64 << window) + Fr::from(i64::from(*digit))
				});
				assert_eq!(sum, scalar, "{window}");
			}
		}
	}
}
