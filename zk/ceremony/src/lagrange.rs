// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! From powers of tau to the Lagrange polynomials at tau.
//!
//! Let `w` be the root of unity of order `n`. The `i`-th Lagrange polynomial of the domain of size `n` is
//! `L_i = 1/n Σ_k w^(-ik) X^k`, so the points `L_i(tau)` are the inverse Fourier transform of the points
//! `tau^k`.

use ark_bn254::{Fr, G1Affine, G2Affine};
use ark_ec::{
	short_weierstrass::{Affine, Projective, SWCurveConfig},
	AffineRepr, CurveGroup, VariableBaseMSM,
};
use ark_ff::{FftField, Field, One};
use rayon::prelude::*;

use crate::{CeremonyError, Progress};

/// Lagrange polynomials at tau, for one size of the domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lagrange {
	/// `L_i(tau)`, first group.
	pub tau_g1: Vec<G1Affine>,
	/// `L_i(tau)`, second group.
	pub tau_g2: Vec<G2Affine>,
	/// `alpha L_i(tau)`.
	pub alpha_g1: Vec<G1Affine>,
	/// `beta L_i(tau)`.
	pub beta_g1: Vec<G1Affine>,
	/// `L_(2j+1)(tau)` of the domain of twice the size.
	pub odd_g1: Vec<G1Affine>,
}

fn root(power: u32) -> Result<Fr, CeremonyError> {
	Fr::get_root_of_unity(1 << power).ok_or(CeremonyError::CircuitSize)
}

/// Steps that [`transform`] reports.
pub(crate) fn transform_steps(power: u32) -> u64 {
	u64::from(power + 1) << power
}

/// Exchanges places whose binary numbers are each other's mirror image.
fn mirror<T>(values: &mut [T], power: u32) {
	if power == 0 {
		return;
	}
	for i in 0..values.len() {
		let j = i.reverse_bits() >> (usize::BITS - power);
		if i < j {
			values.swap(i, j);
		}
	}
}

/// The points `L_i(tau)` from the points `tau^k`; missing ones at the end count as zero.
pub(crate) fn transform<P: SWCurveConfig<ScalarField = Fr>>(
	powers: &[Affine<P>],
	power: u32,
	progress: &dyn Progress,
) -> Result<Vec<Affine<P>>, CeremonyError> {
	let size = 1usize << power;
	let mut values: Vec<Projective<P>> =
		powers.iter().take(size).map(|point| point.into_group()).collect();
	values.resize(size, Projective::default());
	mirror(&mut values, power);
	for layer in 0..power {
		let half = 1usize << layer;
		let step = root(layer + 1)?.inverse().ok_or(CeremonyError::CircuitSize)?;
		let mut factors = vec![Fr::one(); half];
		for i in 1..half {
			factors[i] = factors[i - 1] * step;
		}
		values.par_chunks_mut(2 * half).for_each(|chunk| {
			let (low, high) = chunk.split_at_mut(half);
			let places = low.par_iter_mut().zip(high).zip(&factors);
			places.with_min_len(16).for_each(|((low, high), factor)| {
				let product = if factor.is_one() { *high } else { *high * factor };
				*high = *low - product;
				*low += product;
			});
			progress.advance(2 * half as u64);
		});
	}
	let scale = Fr::from(size as u64).inverse().ok_or(CeremonyError::CircuitSize)?;
	values.par_chunks_mut(64).for_each(|chunk| {
		chunk.iter_mut().for_each(|value| *value *= scale);
		progress.advance(chunk.len() as u64);
	});
	Ok(Projective::normalize_batch(&values))
}

/// The Fourier transform of scalars.
pub(crate) fn transform_scalars(values: &mut [Fr], power: u32) -> Result<(), CeremonyError> {
	mirror(values, power);
	for layer in 0..power {
		let half = 1usize << layer;
		let step = root(layer + 1)?;
		for chunk in values.chunks_exact_mut(2 * half) {
			let (low, high) = chunk.split_at_mut(half);
			let mut factor = Fr::one();
			for (low, high) in low.iter_mut().zip(high) {
				let product = *high * factor;
				*high = *low - product;
				*low += product;
				factor *= step;
			}
		}
	}
	Ok(())
}

/// The inverse Fourier transform of scalars.
pub(crate) fn inverse_transform_scalars(
	values: &mut [Fr],
	power: u32,
) -> Result<(), CeremonyError> {
	transform_scalars(values, power)?;
	// The transform with the inverse root is the same one, read backwards.
	values[1..].reverse();
	let scale = Fr::from(1u64 << power).inverse().ok_or(CeremonyError::CircuitSize)?;
	values.iter_mut().for_each(|value| *value *= scale);
	Ok(())
}

/// Whether `lagrange` is what [`transform`] makes of `powers`, by a random combination.
///
/// With `r_k` random, `Σ_k r_k tau^k = Σ_i (Σ_k r_k w^(ik)) L_i(tau)`.
pub(crate) fn is_transform<P: SWCurveConfig<ScalarField = Fr>>(
	powers: &[Affine<P>],
	lagrange: &[Affine<P>],
	power: u32,
) -> Result<bool, CeremonyError> {
	let size = 1usize << power;
	if lagrange.len() != size {
		return Ok(false);
	}
	let known = powers.len().min(size);
	let mut scalars = crate::random::challenges(known)?;
	let left = combination(&powers[..known], &scalars);
	scalars.resize(size, Fr::from(0u64));
	transform_scalars(&mut scalars, power)?;
	Ok(left == combination(lagrange, &scalars))
}

/// `Σ scalar · point`, of the shorter of both lists.
pub(crate) fn combination<P: SWCurveConfig<ScalarField = Fr>>(
	points: &[Affine<P>],
	scalars: &[Fr],
) -> Projective<P> {
	let count = points.len().min(scalars.len());
	Projective::msm_unchecked(&points[..count], &scalars[..count])
}

#[cfg(test)]
mod tests {
	use super::*;
	use ark_poly::{EvaluationDomain, Radix2EvaluationDomain};

	fn powers(count: usize) -> (Fr, Vec<G1Affine>) {
		let tau = Fr::from(123_456_789u64);
		let points =
			(0..count as u64).map(|k| (G1Affine::generator() * tau.pow([k])).into_affine());
		(tau, points.collect())
	}

	#[test]
	fn points_are_the_lagrange_polynomials_at_tau() {
		for power in 0..6u32 {
			let size = 1 << power;
			let (tau, powers) = powers(size);
			let domain = Radix2EvaluationDomain::<Fr>::new(size).unwrap();
			let values = domain.evaluate_all_lagrange_coefficients(tau);
			let expected: Vec<_> =
				values.iter().map(|value| (G1Affine::generator() * value).into_affine()).collect();
			let lagrange = transform(&powers, power, &()).unwrap();
			assert_eq!(lagrange, expected, "{power}");
			assert!(is_transform(&powers, &lagrange, power).unwrap());
		}
	}

	#[test]
	fn a_missing_power_counts_as_zero() {
		let (_, powers) = powers(8);
		let mut padded = powers[..7].to_vec();
		padded.push(G1Affine::zero());
		let lagrange = transform(&powers[..7], 3, &()).unwrap();
		assert_eq!(lagrange, transform(&padded, 3, &()).unwrap());
		assert!(is_transform(&powers[..7], &lagrange, 3).unwrap());
		assert!(!is_transform(&powers, &lagrange, 3).unwrap());
	}

	#[test]
	fn other_points_are_no_transform() {
		let (_, powers) = powers(8);
		let mut lagrange = transform(&powers, 3, &()).unwrap();
		lagrange.swap(2, 3);
		assert!(!is_transform(&powers, &lagrange, 3).unwrap());
		assert!(!is_transform(&powers, &lagrange[..7], 3).unwrap());
	}

	#[test]
	fn scalars_are_transformed_as_by_arkworks() {
		let domain = Radix2EvaluationDomain::<Fr>::new(16).unwrap();
		let mut values: Vec<Fr> = (0..16u64).map(|i| Fr::from(i * i + 1)).collect();
		let expected = domain.fft(&values);
		transform_scalars(&mut values, 4).unwrap();
		assert_eq!(values, expected);
	}
}
