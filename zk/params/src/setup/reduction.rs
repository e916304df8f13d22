// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The quotient of snarkjs, for arkworks' key generation.

use ark_ff::PrimeField;
use ark_groth16::r1cs_to_qap::{LibsnarkReduction, R1CSToQAP};
use ark_poly::EvaluationDomain;
use ark_relations::gr1cs::{ConstraintSystemRef, Matrix, Result, SynthesisError};

/// Represents the quotient by its values instead of its coefficients, as snarkjs does.
///
/// Let `n` be the size of the domain and `w` a root of unity of order `2n`. `H·Z = A·B − C` has degree
/// below `2n` and vanishes at the even powers of `w`, so it is given by its values at the odd ones:
/// `H·Z = Σ_j (A·B − C)(w^(2j+1)) · L_(2j+1)`, with `L` the Lagrange polynomials of the domain of size
/// `2n`. The prover needs no division by `Z` and one transform less; the key holds `L_(2j+1)(t) / delta`.
#[derive(Clone, Copy, Debug)]
pub struct CircomReduction;

impl R1CSToQAP for CircomReduction {
	fn instance_map_with_evaluation<F: PrimeField, D: EvaluationDomain<F>>(
		cs: ConstraintSystemRef<F>,
		t: &F,
	) -> Result<(Vec<F>, Vec<F>, Vec<F>, F, usize, usize)> {
		LibsnarkReduction::instance_map_with_evaluation::<F, D>(cs, t)
	}

	fn witness_map_from_matrices<F: PrimeField, D: EvaluationDomain<F>>(
		matrices: &[Matrix<F>],
		num_inputs: usize,
		num_constraints: usize,
		full_assignment: &[F],
	) -> Result<Vec<F>> {
		let [a_rows, b_rows, ..] = matrices else { return Err(SynthesisError::PredicateNotFound) };
		let size = num_constraints + num_inputs;
		let domain = D::new(size).ok_or(SynthesisError::PolynomialDegreeTooLarge)?;
		let double = D::new(2 * domain.size()).ok_or(SynthesisError::PolynomialDegreeTooLarge)?;
		let odd =
			domain.get_coset(double.group_gen()).ok_or(SynthesisError::PolynomialDegreeTooLarge)?;
		let evaluate = |rows: &Matrix<F>| {
			let product = |row: &Vec<(F, usize)>| {
				row.iter().map(|(value, column)| *value * full_assignment[*column]).sum::<F>()
			};
			let mut values: Vec<F> = rows.iter().take(num_constraints).map(product).collect();
			values.resize(domain.size(), F::zero());
			values
		};
		let mut a = evaluate(a_rows);
		// The rows of the public inputs: input · 0 = 0.
		a[num_constraints..size].copy_from_slice(&full_assignment[..num_inputs]);
		let mut b = evaluate(b_rows);
		let mut c: Vec<F> = a.iter().zip(&b).map(|(a, b)| *a * b).collect();
		for values in [&mut a, &mut b, &mut c] {
			domain.ifft_in_place(values);
			odd.fft_in_place(values);
		}
		Ok(a.iter().zip(&b).zip(&c).map(|((a, b), c)| *a * b - c).collect())
	}

	fn h_query_scalars<F: PrimeField, D: EvaluationDomain<F>>(
		max_power: usize,
		t: F,
		_: F,
		delta_inverse: F,
	) -> Result<Vec<F>> {
		let double = D::new(2 * (max_power + 1)).ok_or(SynthesisError::PolynomialDegreeTooLarge)?;
		let lagrange = double.evaluate_all_lagrange_coefficients(t);
		Ok(lagrange.into_iter().skip(1).step_by(2).map(|value| value * delta_inverse).collect())
	}
}
