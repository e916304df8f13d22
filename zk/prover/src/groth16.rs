// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The Groth16 prover, with the quotient of snarkjs.
//!
//! With `z` the assignment, `h` the quotient's values and `r`, `s` random:
//!
//! ```text
//! A = alpha + Σ z_i A_i + r delta                           first group
//! B = beta  + Σ z_i B_i + s delta                           second group
//! C = Σ_private z_i L_i + Σ h_j H_j + s A + r B - r s delta
//!   = Σ_private z_i L_i + Σ h_j H_j + Σ (r z_i) B_i + s A + r beta
//! ```
//!
//! In the second form of `C` the `B` of the first group is part of one large sum, which is cheaper than two
//! sums: larger sums take larger windows.

use ark_bn254::{g1, g2, Bn254, Fr, G1Affine, G1Projective, G2Affine};
use ark_ec::{
	short_weierstrass::{Affine, Projective, SWCurveConfig},
	AffineRepr, CurveGroup,
};
use ark_groth16::Proof;
use sero_zk_circuits::r1cs::R1cs;
use sero_zk_params::setup::ProvingKey;
use taceo_groth16::{CircomReduction, ConstraintMatrices, R1CSToQAP};
use zeroize::Zeroizing;

use crate::msm::msm;

/// Points to be multiplied with values of the assignment; identities are left out.
struct Query<P: SWCurveConfig> {
	points: Vec<Affine<P>>,
	columns: Vec<usize>,
}

impl<P: SWCurveConfig<ScalarField = Fr>> Query<P> {
	/// `points[i]` belongs to column `first + i`.
	fn new(points: Vec<Affine<P>>, first: usize) -> Self {
		let (points, columns) = points
			.into_iter()
			.enumerate()
			.filter(|(_, point)| !point.is_zero())
			.map(|(position, point)| (point, first + position))
			.unzip();
		Self { points, columns }
	}

	/// `Σ assignment[column] · point`.
	fn sum(&self, assignment: &[Fr]) -> Projective<P> {
		let values = self.columns.iter().map(|column| assignment[*column]);
		msm(&self.points, &Zeroizing::new(values.collect::<Vec<_>>()))
	}
}

/// A proving key and the matrices of its circuit, in the form that proving needs.
pub(crate) struct Groth16Prover {
	alpha: G1Affine,
	beta: (G1Affine, G2Affine),
	delta: (G1Affine, G2Affine),
	a: Query<g1::Config>,
	b: Query<g2::Config>,
	/// `L_i`, `B_i` of the first group, `H_j`, one after the other.
	c: Vec<G1Affine>,
	private_columns: Vec<usize>,
	b_columns: Vec<usize>,
	matrices: ConstraintMatrices<Fr>,
}

impl Groth16Prover {
	/// Takes a key apart; `None` if it is not for this system.
	pub(crate) fn new(system: &R1cs, key: ProvingKey) -> Option<Self> {
		let instance = system.num_instance_variables();
		let witness = system.num_witness_variables();
		let domain = (system.num_constraints() + instance).next_power_of_two();
		let fits = key.a_query.len() == instance + witness
			&& key.b_g1_query.len() == instance + witness
			&& key.b_g2_query.len() == instance + witness
			&& key.l_query.len() == witness
			&& key.h_query.len() == domain
			&& key.vk.gamma_abc_g1.len() == instance;
		if !fits {
			return None;
		}
		let private = Query::<g1::Config>::new(key.l_query, instance);
		let b_g1 = Query::<g1::Config>::new(key.b_g1_query, 0);
		let mut c = private.points;
		c.extend(b_g1.points);
		c.extend(key.h_query);
		let [a, b, _] = system.matrices();
		let [a_num_non_zero, b_num_non_zero, _] = system.num_non_zero();
		Some(Self {
			alpha: key.vk.alpha_g1,
			beta: (key.beta_g1, key.vk.beta_g2),
			delta: (key.delta_g1, key.vk.delta_g2),
			a: Query::new(key.a_query, 0),
			b: Query::new(key.b_g2_query, 0),
			c,
			private_columns: private.columns,
			b_columns: b_g1.columns,
			matrices: ConstraintMatrices {
				num_instance_variables: instance,
				num_witness_variables: witness,
				num_constraints: system.num_constraints(),
				a_num_non_zero,
				b_num_non_zero,
				a: a.clone(),
				b: b.clone(),
				// This quotient takes C z from A z and B z.
				c_num_non_zero: 0,
				c: Vec::new(),
			},
		})
	}

	/// Makes a proof; `assignment` is one, public inputs, witness.
	///
	/// # Errors
	/// What the quotient's library says, if the domain is too large.
	pub(crate) fn prove(&self, assignment: &[Fr], r: &Fr, s: &Fr) -> Result<Proof<Bn254>, String> {
		let quotient =
			CircomReduction::witness_map_from_matrices::<Bn254>(&self.matrices, assignment)
				.map(Zeroizing::new)
				.map_err(|error| error.to_string())?;
		let (c, (a, b)) = rayon::join(
			|| self.sum_of_c(assignment, &quotient, r),
			|| rayon::join(|| self.a.sum(assignment), || self.b.sum(assignment)),
		);
		let a = a + self.alpha + self.delta.0 * r;
		let b = b + self.beta.1 + self.delta.1 * s;
		let c = c + a * s + self.beta.0 * r;
		Ok(Proof { a: a.into_affine(), b: b.into_affine(), c: c.into_affine() })
	}

	/// `Σ_private z_i L_i + Σ (r z_i) B_i + Σ h_j H_j`.
	fn sum_of_c(&self, assignment: &[Fr], quotient: &[Fr], r: &Fr) -> G1Projective {
		let mut scalars = Zeroizing::new(Vec::with_capacity(self.c.len()));
		scalars.extend(self.private_columns.iter().map(|column| assignment[*column]));
		scalars.extend(self.b_columns.iter().map(|column| assignment[*column] * r));
		scalars.extend_from_slice(quotient);
		msm(&self.c, &scalars)
	}
}
