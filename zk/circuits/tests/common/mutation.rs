// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Attacks on an assignment: change one variable, optionally adapt everything after it as an honest
//! prover would, and look whether the constraints notice.

use ark_ff::{AdditiveGroup, BigInteger, Field, One, PrimeField, Zero};
use sero_zk_circuits::r1cs::R1cs;
use sero_zk_crypto::Base;

/// Labels of bits that decompose a number; a circuit has one of them.
const DECOMPOSITIONS: [&str; 2] = ["note commitment bit", "challenge bit"];
/// Label of the children in the tree.
const TREE_NODE: &str = "tree node";

pub struct Mutation {
	pub system: &'static R1cs,
	pub honest: Vec<Base>,
	/// For each column the constraints that it is in.
	uses: Vec<Vec<usize>>,
	/// For each column that an earlier part of the assignment determines: by which constraint.
	pub definer: Vec<Option<usize>>,
	/// For each column that is a product: minus the inverse of its coefficient.
	product: Vec<Option<Base>>,
	/// For each column the label of the prover's choice.
	pub advice: Vec<Option<&'static str>>,
	/// The columns of the decomposition and the constraint that holds them together.
	decomposition: Option<(Vec<usize>, usize)>,
	/// The four children of each level and the constraint that selects one of them.
	levels: Vec<([usize; 4], usize)>,
}

impl Mutation {
	pub fn new(system: &'static R1cs, honest: Vec<Base>) -> Self {
		assert!(system.is_satisfied(&honest));
		let columns = honest.len();
		let mut advice = vec![None; columns];
		for choice in system.advice() {
			advice[choice.column] = Some(choice.label);
		}
		let mut uses = vec![Vec::new(); columns];
		for constraint in 0..system.num_constraints() {
			for column in row_columns(system, constraint) {
				uses[column].push(constraint);
			}
		}
		let definer: Vec<Option<usize>> = (0..columns)
			.map(|column| {
				let determined =
					column >= system.num_instance_variables() && advice[column].is_none();
				determined.then(|| uses[column][0])
			})
			.collect();
		let product = definer
			.iter()
			.enumerate()
			.map(|(column, definer)| {
				let constraint = (*definer)?;
				let coefficient = |side: usize| {
					system.matrices()[side][constraint]
						.iter()
						.find_map(|(value, other)| (*other == column).then_some(*value))
				};
				match (coefficient(0), coefficient(1), coefficient(2)) {
					(None, None, Some(value)) => value.inverse(),
					_ => None,
				}
			})
			.collect();
		let labelled = |label| -> Vec<usize> {
			(0..columns).filter(|column| advice[*column] == Some(label)).collect()
		};
		let bits = DECOMPOSITIONS.map(labelled).concat();
		let decomposition = bits.last().map(|last| {
			let sum = uses[*last]
				.iter()
				.copied()
				.find(|constraint| system.matrices()[0][*constraint].len() >= bits.len())
				.unwrap();
			(bits.clone(), sum)
		});
		let levels = labelled(TREE_NODE)
			.chunks_exact(4)
			.map(|children| {
				let children: [usize; 4] = children.try_into().unwrap();
				// The third constraint of a level: after the two products.
				let first = uses[children[1]][0];
				(children, first + 2)
			})
			.collect();
		Self { system, honest, uses, definer, product, advice, decomposition, levels }
	}

	/// The columns of the prover's choices called `label`.
	pub fn choices(&self, label: &str) -> Vec<usize> {
		(0..self.honest.len()).filter(|column| self.advice[*column] == Some(label)).collect()
	}

	/// Whether the constraints accept the honest assignment with one variable changed.
	pub fn accepts_perturbed(&self, column: usize, value: Base) -> bool {
		let mut assignment = self.honest.clone();
		self.accepts_perturbed_in(&mut assignment, column, value)
	}

	/// [`accepts_perturbed`](Self::accepts_perturbed) with the honest assignment as scratch space.
	pub fn accepts_perturbed_in(
		&self,
		assignment: &mut [Base],
		column: usize,
		value: Base,
	) -> bool {
		let honest = core::mem::replace(&mut assignment[column], value);
		let accepted =
			self.uses[column].iter().all(|constraint| self.system.holds(*constraint, assignment));
		assignment[column] = honest;
		accepted
	}

	/// Changes some variables and adapts every later one: determined variables by their constraints, the
	/// bits of the note commitment by decomposing it, the path node among its siblings by the mux. The
	/// public inputs and all other choices stay.
	pub fn adapt(&self, changes: &[(usize, Base)]) -> Vec<Base> {
		let mut assignment = self.honest.clone();
		let mut dirty = vec![false; assignment.len()];
		let mut first = usize::MAX;
		for (column, value) in changes {
			dirty[*column] = true;
			assignment[*column] = *value;
			first = first.min(*column);
		}
		let forced = dirty.clone();
		let mut column = first;
		while column + 1 < assignment.len() {
			column += 1;
			if let Some((bits, sum)) = &self.decomposition {
				if bits[0] == column {
					self.decompose(&mut assignment, &mut dirty, &forced, bits, *sum);
				}
			}
			if self.advice[column] == Some(TREE_NODE) {
				if let Some((children, mux)) =
					self.levels.iter().find(|(children, _)| children[0] == column)
				{
					self.select(&mut assignment, &mut dirty, &forced, *children, *mux);
				}
			}
			if forced[column] {
				continue;
			}
			let Some(constraint) = self.definer[column] else { continue };
			let touched =
				row_columns(self.system, constraint).any(|other| other != column && dirty[other]);
			if !touched {
				continue;
			}
			if let Some(value) = self.solve(&assignment, constraint, column) {
				dirty[column] = assignment[column] != value;
				assignment[column] = value;
			}
		}
		assignment
	}

	/// Whether the constraints accept [`adapt`](Self::adapt)'s assignment.
	pub fn accepts_adapted(&self, changes: &[(usize, Base)]) -> bool {
		self.system.is_satisfied(&self.adapt(changes))
	}

	/// `(constant, coefficient)` of a row as a function of one column.
	fn linear(
		&self,
		side: usize,
		constraint: usize,
		assignment: &[Base],
		unknown: usize,
	) -> (Base, Base) {
		let mut constant = Base::ZERO;
		let mut coefficient = Base::ZERO;
		for (value, column) in &self.system.matrices()[side][constraint] {
			if *column == unknown {
				coefficient += value;
			} else {
				constant += *value * assignment[*column];
			}
		}
		(constant, coefficient)
	}

	/// The value of `column` that satisfies the constraint; `None` if it is not unique.
	pub fn solve(&self, assignment: &[Base], constraint: usize, column: usize) -> Option<Base> {
		let [(a0, a1), (b0, b1), (c0, c1)] =
			core::array::from_fn(|side| self.linear(side, constraint, assignment, column));
		if let Some(inverse) = self.product[column] {
			return Some((a0 * b0 - c0) * inverse);
		}
		if !a1.is_zero() && !b1.is_zero() {
			return None;
		}
		let inverse = (a0 * b1 + a1 * b0 - c1).inverse()?;
		Some((c0 - a0 * b0) * inverse)
	}

	fn decompose(
		&self,
		assignment: &mut [Base],
		dirty: &mut [bool],
		forced: &[bool],
		bits: &[usize],
		sum: usize,
	) {
		// Row: Σ 2^i bit_i - number.
		let mut number = Base::ZERO;
		for (value, column) in &self.system.matrices()[0][sum] {
			if !bits.contains(column) {
				number -= *value * assignment[*column];
			}
		}
		let number = number.into_bigint();
		for (i, column) in bits.iter().enumerate() {
			let value = Base::from(number.get_bit(i));
			if !forced[*column] && assignment[*column] != value {
				assignment[*column] = value;
				dirty[*column] = true;
			}
		}
	}

	fn select(
		&self,
		assignment: &mut [Base],
		dirty: &mut [bool],
		forced: &[bool],
		children: [usize; 4],
		mux: usize,
	) {
		// C row: node - left, with left = first child + first product.
		let node = self.system.matrices()[2][mux]
			.iter()
			.filter(|(_, column)| *column != children[0] && *column != children[3] + 1)
			.fold(Base::ZERO, |sum, (value, column)| sum + *value * assignment[*column]);
		// The bits are the only other variables of the products and of the selection.
		let bit_of = |constraint: usize| {
			let (_, column) = self.system.matrices()[1][constraint][0];
			assignment[column].is_one()
		};
		let place = usize::from(bit_of(mux - 2)) + 2 * usize::from(bit_of(mux));
		let column = children[place];
		if !forced[column] && assignment[column] != node {
			assignment[column] = node;
			dirty[column] = true;
		}
	}
}

/// The columns of a constraint, with repetitions.
pub fn row_columns(system: &R1cs, constraint: usize) -> impl Iterator<Item = usize> + '_ {
	system
		.matrices()
		.iter()
		.flat_map(move |matrix| matrix[constraint].iter().map(|(_, column)| *column))
}
