// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The collected constraint system.

use core::ops::Range;

use ark_ff::Zero;
use ark_relations::gr1cs::{
	ConstraintSystemRef, LinearCombination, Matrix, SynthesisError, Variable as ArkVariable,
};
use blake2b_simd::Params;
use sero_zk_crypto::{field::base_to_bytes, Base};

use crate::constants::MATRIX_HASH;

/// A named part of a circuit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
	/// Its name.
	pub name: &'static str,
	/// Its constraints.
	pub constraints: Range<usize>,
	/// Its witness variables, as columns.
	pub columns: Range<usize>,
}

/// A witness variable that is the prover's choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Advice {
	/// Its column.
	pub column: usize,
	/// What it is.
	pub label: &'static str,
}

/// A rank-1 constraint system: `(A z) ∘ (B z) = C z` with `z` = one, instance, witness.
///
/// The rows are in the form of arkworks' [`Matrix`]: pairs of coefficient and column, sorted by column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct R1cs {
	num_instance: usize,
	num_witness: usize,
	matrices: [Matrix<Base>; 3],
	sections: Vec<Section>,
	advice: Vec<Advice>,
}

impl R1cs {
	pub(super) fn new(
		num_instance: usize,
		num_witness: usize,
		matrices: [Matrix<Base>; 3],
		sections: Vec<Section>,
		advice: Vec<Advice>,
	) -> Self {
		Self { num_instance, num_witness, matrices, sections, advice }
	}

	/// Number of public inputs, the constant one included.
	pub fn num_instance_variables(&self) -> usize {
		self.num_instance
	}

	/// Number of witnesses.
	pub fn num_witness_variables(&self) -> usize {
		self.num_witness
	}

	/// Number of constraints.
	pub fn num_constraints(&self) -> usize {
		self.matrices[0].len()
	}

	/// The matrices A, B and C.
	pub fn matrices(&self) -> &[Matrix<Base>; 3] {
		&self.matrices
	}

	/// The non-zero entries of A, B and C.
	pub fn num_non_zero(&self) -> [usize; 3] {
		core::array::from_fn(|side| self.matrices[side].iter().map(Vec::len).sum())
	}

	/// The named parts, in order.
	pub fn sections(&self) -> &[Section] {
		&self.sections
	}

	/// The part called `name`.
	pub fn section(&self, name: &str) -> Option<&Section> {
		self.sections.iter().find(|section| section.name == name)
	}

	/// The witnesses that are the prover's choice; every other witness is determined by them.
	pub fn advice(&self) -> &[Advice] {
		&self.advice
	}

	/// The product of row `constraint` of matrix `side` (0, 1, 2 for A, B, C) with the assignment.
	fn row(&self, side: usize, constraint: usize, assignment: &[Base]) -> Base {
		self.matrices[side][constraint]
			.iter()
			.fold(Base::zero(), |sum, (value, column)| sum + *value * assignment[*column])
	}

	/// Whether constraint `constraint` holds.
	///
	/// # Panics
	/// If the assignment is shorter than the number of variables, or there is no such constraint.
	pub fn holds(&self, constraint: usize, assignment: &[Base]) -> bool {
		self.row(0, constraint, assignment) * self.row(1, constraint, assignment)
			== self.row(2, constraint, assignment)
	}

	/// The first constraint that does not hold, or `None` if the assignment satisfies all of them.
	///
	/// # Panics
	/// If the assignment does not have one value per variable.
	pub fn first_unsatisfied(&self, assignment: &[Base]) -> Option<usize> {
		assert_eq!(
			assignment.len(),
			self.num_instance + self.num_witness,
			"one value per variable"
		);
		(0..self.num_constraints()).find(|constraint| !self.holds(*constraint, assignment))
	}

	/// Whether the assignment satisfies every constraint and its first value is one.
	///
	/// # Panics
	/// If the assignment does not have one value per variable.
	pub fn is_satisfied(&self, assignment: &[Base]) -> bool {
		self.first_unsatisfied(assignment).is_none() && assignment[0] == Base::from(1u64)
	}

	/// BLAKE2b-256 of the whole system in canonical order.
	///
	/// | bytes | what |
	/// |---|---|
	/// | 8, 8, 8 | number of instance variables (with the one), of witnesses, of constraints |
	/// | per constraint, per matrix A, B, C: 4 | number of entries |
	/// | per entry: 4, 32 | column, coefficient |
	///
	/// Integers and field elements are little-endian.
	pub fn hash(&self) -> [u8; 32] {
		let mut state = Params::new().hash_length(32).personal(&MATRIX_HASH).to_state();
		for count in [self.num_instance, self.num_witness, self.num_constraints()] {
			state.update(&(count as u64).to_le_bytes());
		}
		for constraint in 0..self.num_constraints() {
			for matrix in &self.matrices {
				let row = &matrix[constraint];
				state.update(&(row.len() as u32).to_le_bytes());
				for (value, column) in row {
					state.update(&(*column as u32).to_le_bytes());
					state.update(&base_to_bytes(value));
				}
			}
		}
		let mut hash = [0u8; 32];
		hash.copy_from_slice(state.finalize().as_bytes());
		hash
	}

	/// Enters the system into an arkworks constraint system: variables (without values if `assignment`
	/// is `None`) and, if that system wants matrices, constraints.
	///
	/// # Errors
	/// Those of arkworks; [`SynthesisError::AssignmentMissing`] if values are wanted and none are given.
	pub fn enter(
		&self,
		cs: &ConstraintSystemRef<Base>,
		assignment: Option<&[Base]>,
	) -> Result<(), SynthesisError> {
		let value = |column: usize| {
			assignment
				.and_then(|assignment| assignment.get(column))
				.copied()
				.ok_or(SynthesisError::AssignmentMissing)
		};
		let mut variables = Vec::with_capacity(self.num_instance + self.num_witness);
		variables.push(ArkVariable::One);
		for column in 1..self.num_instance {
			variables.push(cs.new_input_variable(|| value(column))?);
		}
		for column in self.num_instance..self.num_instance + self.num_witness {
			variables.push(cs.new_witness_variable(|| value(column))?);
		}
		if !cs.should_construct_matrices() {
			return Ok(());
		}
		for constraint in 0..self.num_constraints() {
			let row = |side: usize| {
				LinearCombination(
					self.matrices[side][constraint]
						.iter()
						.map(|(value, column)| (*value, variables[*column]))
						.collect(),
				)
			};
			cs.enforce_r1cs_constraint(|| row(0), || row(1), || row(2))?;
		}
		Ok(())
	}
}
