// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The key that a ceremony starts with: it follows from the circuit and the powers of tau alone.

use ark_bn254::{Fr, G1Affine, G2Affine};
use ark_ec::{
	short_weierstrass::{Affine, Projective, SWCurveConfig},
	AffineRepr, CurveGroup, PrimeGroup, VariableBaseMSM,
};
use ark_ff::{BigInteger, One, PrimeField};
use blake2b_simd::{Params, State};
use rayon::prelude::*;

use crate::{
	points::{push_plain, FileCurve},
	CeremonyError, CeremonyKey, Lagrange, Powers, Progress, System,
};

/// Above so many terms, Pippenger's algorithm is faster than one multiplication after the other.
const MANY_TERMS: usize = 32;
/// Variables that are computed before progress is reported.
const CHUNK: usize = 32;

/// For each variable, the rows and coefficients of a matrix.
type Columns = Vec<Vec<(u32, Fr)>>;

/// The columns of a matrix; those of A with the rows of the one and the public inputs, which keep two assignments
/// with different public inputs from having the same proof.
fn columns(system: &System, side: usize) -> Columns {
	let mut columns = vec![Vec::new(); system.variables() as usize];
	for (row, constraint) in (0u32..).zip(system.rows()) {
		for (column, value) in &constraint[side] {
			columns[*column as usize].push((row, *value));
		}
	}
	if side == 0 {
		for (row, column) in (system.rows().len() as u32..).zip(0..=system.public()) {
			columns[column as usize].push((row, Fr::one()));
		}
	}
	columns
}

/// `Σ coefficient · points[row]`.
fn sum<P: SWCurveConfig<ScalarField = Fr>>(
	points: &[Affine<P>],
	column: &[(u32, Fr)],
) -> Projective<P> {
	if column.len() >= MANY_TERMS {
		let (bases, scalars): (Vec<Affine<P>>, Vec<Fr>) =
			column.iter().map(|(row, value)| (points[*row as usize], *value)).unzip();
		return Projective::msm_unchecked(&bases, &scalars);
	}
	column.iter().map(|(row, value)| product(&points[*row as usize], value)).sum()
}

/// `value · point`; most values are small, or the negative of one that is.
fn product<P: SWCurveConfig<ScalarField = Fr>>(point: &Affine<P>, value: &Fr) -> Projective<P> {
	let (plain, negative) = (value.into_bigint(), (-*value).into_bigint());
	let point = point.into_group();
	if negative.num_bits() < plain.num_bits() {
		-point.mul_bigint(negative)
	} else {
		point.mul_bigint(plain)
	}
}

/// A point per variable.
fn sums<P: SWCurveConfig<ScalarField = Fr>>(
	parts: &[(&[Affine<P>], &Columns)],
	count: usize,
	progress: &dyn Progress,
) -> Vec<Affine<P>> {
	let variables: Vec<usize> = (0..count).collect();
	variables
		.par_chunks(CHUNK)
		.flat_map(|chunk| {
			let part = |variable: usize| {
				parts.iter().map(|(points, columns)| sum(points, &columns[variable])).sum()
			};
			let values: Vec<Projective<P>> = chunk.iter().map(|variable| part(*variable)).collect();
			progress.advance(chunk.len() as u64);
			Projective::normalize_batch(&values)
		})
		.collect()
}

/// Section 4: the entries of A and B, row by row, then the rows of the one and the public inputs.
fn coefficients(system: &System) -> Vec<u8> {
	let mut count = 0u32;
	let mut bytes = vec![0; 4];
	let mut push = |matrix: u32, row: u32, column: u32, value: &Fr| {
		count += 1;
		for number in [matrix, row, column] {
			bytes.extend(number.to_le_bytes());
		}
		// 2^512 times the value: its Montgomery form, taken for a value, in Montgomery form.
		let montgomery = Fr::from_bigint(value.0).unwrap_or_default();
		bytes.extend(montgomery.0 .0.iter().flat_map(|limb| limb.to_le_bytes()));
	};
	for (row, constraint) in (0u32..).zip(system.rows()) {
		for (matrix, side) in (0u32..).zip(&constraint[..2]) {
			for (column, value) in side {
				push(matrix, row, *column, value);
			}
		}
	}
	for (row, column) in (system.rows().len() as u32..).zip(0..=system.public()) {
		push(0, row, column, &Fr::one());
	}
	bytes[..4].copy_from_slice(&count.to_le_bytes());
	bytes
}

fn hash_points<P: FileCurve>(state: &mut State, points: &[Affine<P>]) {
	state.update(&(points.len() as u32).to_be_bytes());
	let mut bytes = Vec::with_capacity(points.len() * P::LENGTH);
	points.iter().for_each(|point| push_plain(&mut bytes, point));
	state.update(&bytes);
}

/// Hash of the first key: its values, and `tau^k (tau^n − 1)` in the place of the points of section 9.
fn hash(key: &CeremonyKey, powers: &Powers) -> [u8; 64] {
	let mut state = Params::new().hash_length(64).to_state();
	let mut header = Vec::new();
	push_plain(&mut header, &key.alpha_g1);
	push_plain(&mut header, &key.beta_g1);
	push_plain(&mut header, &key.beta_g2);
	push_plain(&mut header, &key.gamma_g2);
	push_plain(&mut header, &key.delta_g1);
	push_plain(&mut header, &key.delta_g2);
	state.update(&header);
	hash_points(&mut state, &key.inputs);
	let size = key.domain as usize;
	let quotient: Vec<_> = powers.tau_g1[size..2 * size - 1]
		.iter()
		.zip(&powers.tau_g1)
		.map(|(high, low)| high.into_group() - low)
		.collect();
	hash_points(&mut state, &CurveGroup::normalize_batch(&quotient));
	hash_points(&mut state, &key.l);
	hash_points(&mut state, &key.a);
	hash_points(&mut state, &key.b_g1);
	hash_points(&mut state, &key.b_g2);
	*state.finalize().as_array()
}

impl CeremonyKey {
	/// The key without contributions. The powers must have been [verified](Powers::verify).
	///
	/// # Errors
	/// [`CeremonyError::TooFewPowers`] if the powers were not read for this circuit.
	pub fn start(
		system: &System,
		powers: &Powers,
		progress: &dyn Progress,
	) -> Result<Self, CeremonyError> {
		if powers.power() != system.domain_power() {
			let (needed, found) = (system.domain_power(), powers.power());
			return Err(CeremonyError::TooFewPowers { needed, found });
		}
		let lagrange = powers.lagrange(progress)?;
		Ok(Self::with_lagrange(system, powers, &lagrange, progress))
	}

	fn with_lagrange(
		system: &System,
		powers: &Powers,
		lagrange: &Lagrange,
		progress: &dyn Progress,
	) -> Self {
		let (variables, shown) = (system.variables() as usize, system.public() as usize + 1);
		progress.start("computing the first key", 4 * variables as u64);
		let [a, b, c] = [0, 1, 2].map(|side| columns(system, side));
		let mut all = sums(
			&[(&lagrange.beta_g1, &a), (&lagrange.alpha_g1, &b), (&lagrange.tau_g1, &c)],
			variables,
			progress,
		);
		let l = all.split_off(shown);
		let mut key = Self {
			public: system.public(),
			variables: system.variables(),
			domain: 1 << system.domain_power(),
			alpha_g1: powers.alpha_g1[0],
			beta_g1: powers.beta_g1[0],
			beta_g2: powers.beta_g2,
			gamma_g2: G2Affine::generator(),
			delta_g1: G1Affine::generator(),
			delta_g2: G2Affine::generator(),
			inputs: all,
			coefficients: coefficients(system),
			a: sums(&[(&lagrange.tau_g1, &a)], variables, progress),
			b_g1: sums(&[(&lagrange.tau_g1, &b)], variables, progress),
			b_g2: sums(&[(&lagrange.tau_g2, &b)], variables, progress),
			l,
			h: lagrange.odd_g1.clone(),
			circuit_hash: [0; 64],
			contributions: Vec::new(),
		};
		key.circuit_hash = hash(&key, powers);
		progress.finish();
		key
	}
}
