// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The two ways to run a circuit: values only, or values and matrices.

use ark_ff::{AdditiveGroup, Field};
use sero_zk_crypto::Base;

use super::{
	form::{LinearForm, Num, Tracked, Untracked, Variable},
	system::{Advice, R1cs, Section},
};

/// The numbers of a sink.
pub type NumOf<S> = Num<<S as ConstraintSink>::Form>;

/// Receives the variables and constraints of a circuit, in the circuit's order.
///
/// # Operand order
/// Every distinct variable on the B side costs the prover a multiplication in G2. So the operand that
/// brings fewer new variables (a slope, a selector, a value already on the B side) is always `b`.
pub trait ConstraintSink {
	/// What is kept of linear combinations.
	type Form: LinearForm;

	/// A public input. All public inputs come before the first witness.
	fn instance(&mut self, value: Base) -> NumOf<Self>;

	/// A witness that the constraints after it do not compute from earlier variables: the prover's
	/// choice. `label` says what it is.
	fn advice(&mut self, label: &'static str, value: Base) -> NumOf<Self>;

	/// A witness that the next constraint determines from earlier variables.
	fn determined(&mut self, value: Base) -> NumOf<Self>;

	/// Requires `a · b = c`.
	fn enforce(&mut self, a: &NumOf<Self>, b: &NumOf<Self>, c: &NumOf<Self>);

	/// Starts a named part of the circuit; for constraint counts only.
	fn section(&mut self, name: &'static str);

	/// The product `a · b`. One constraint.
	fn multiply(&mut self, a: &NumOf<Self>, b: &NumOf<Self>) -> NumOf<Self> {
		let product = self.determined(a.value * b.value);
		self.enforce(a, b, &product);
		product
	}

	/// The quotient `numerator / denominator`. One constraint: `denominator · quotient = numerator`.
	///
	/// # Soundness
	/// If both are zero the quotient is free. The caller must show that the denominator cannot be zero,
	/// or that the numerator is not zero whenever the denominator is (then no assignment exists).
	fn divide(&mut self, numerator: &NumOf<Self>, denominator: &NumOf<Self>) -> NumOf<Self> {
		let inverse = denominator.value.inverse().unwrap_or(Base::ZERO);
		self.divide_hinted(numerator, denominator, inverse)
	}

	/// [`divide`](Self::divide) with the inverse of the denominator's value already at hand. The hint is
	/// not trusted: a wrong one gives a wrong value, which the constraint refuses.
	fn divide_hinted(
		&mut self,
		numerator: &NumOf<Self>,
		denominator: &NumOf<Self>,
		inverse: Base,
	) -> NumOf<Self> {
		let quotient = self.determined(numerator.value * inverse);
		self.enforce(denominator, &quotient, numerator);
		quotient
	}

	/// Requires `a = b`. One constraint.
	fn assert_equal(&mut self, a: &NumOf<Self>, b: &NumOf<Self>) {
		self.enforce(&(a - b), &Num::one(), &Num::zero());
	}

	/// Requires `a ≠ 0`, by its inverse. One constraint.
	fn assert_nonzero(&mut self, a: &NumOf<Self>, inverse: Base) {
		let inverse = self.determined(inverse);
		self.enforce(a, &inverse, &Num::one());
	}
}

/// Computes the assignment only.
#[derive(Clone, Debug)]
pub struct WitnessSink {
	instance: Vec<Base>,
	witness: Vec<Base>,
}

impl WitnessSink {
	/// An empty sink with room for `instance` public inputs and `witness` witnesses.
	pub fn with_capacity(instance: usize, witness: usize) -> Self {
		let mut values = Vec::with_capacity(1 + instance + witness);
		values.push(Base::ONE);
		Self { instance: values, witness: Vec::with_capacity(witness) }
	}

	/// The full assignment: one, instance, witness.
	pub fn into_assignment(self) -> Vec<Base> {
		let Self { mut instance, witness } = self;
		instance.extend(witness);
		instance
	}
}

impl ConstraintSink for WitnessSink {
	type Form = Untracked;

	fn instance(&mut self, value: Base) -> NumOf<Self> {
		self.instance.push(value);
		Num { value, form: Untracked }
	}

	fn advice(&mut self, _: &'static str, value: Base) -> NumOf<Self> {
		self.determined(value)
	}

	#[inline]
	fn determined(&mut self, value: Base) -> NumOf<Self> {
		self.witness.push(value);
		Num { value, form: Untracked }
	}

	#[inline(always)]
	fn enforce(&mut self, _: &NumOf<Self>, _: &NumOf<Self>, _: &NumOf<Self>) {}

	fn section(&mut self, _: &'static str) {}
}

/// Collects the matrices together with the assignment.
#[derive(Clone, Debug)]
pub struct R1csSink {
	instance: Vec<Base>,
	witness: Vec<Base>,
	constraints: Vec<[Tracked; 3]>,
	sections: Vec<(&'static str, usize, usize)>,
	advice: Vec<(usize, &'static str)>,
}

impl Default for R1csSink {
	fn default() -> Self {
		Self {
			instance: vec![Base::ONE],
			witness: Vec::new(),
			constraints: Vec::new(),
			sections: Vec::new(),
			advice: Vec::new(),
		}
	}
}

impl R1csSink {
	/// The constraint system and the assignment: one, instance, witness.
	pub fn finish(self) -> (R1cs, Vec<Base>) {
		let num_instance = self.instance.len();
		let column = |variable: Variable| variable.column(num_instance);
		let side = |side: usize| {
			self.constraints
				.iter()
				.map(|row| {
					row[side]
						.terms()
						.iter()
						.map(|(variable, value)| (*value, column(*variable)))
						.collect()
				})
				.collect()
		};
		let ends =
			self.sections.iter().skip(1).map(|(_, constraints, witness)| (*constraints, *witness));
		let last = core::iter::once((self.constraints.len(), self.witness.len()));
		let sections = self
			.sections
			.iter()
			.zip(ends.chain(last))
			.map(|((name, constraints, witness), (constraints_end, witness_end))| Section {
				name,
				constraints: *constraints..constraints_end,
				columns: witness + num_instance..witness_end + num_instance,
			})
			.collect();
		let advice = self
			.advice
			.iter()
			.map(|(index, label)| Advice { column: index + num_instance, label })
			.collect();
		let system = R1cs::new(
			num_instance,
			self.witness.len(),
			[side(0), side(1), side(2)],
			sections,
			advice,
		);
		let mut assignment = self.instance;
		assignment.extend(self.witness);
		(system, assignment)
	}
}

impl ConstraintSink for R1csSink {
	type Form = Tracked;

	fn instance(&mut self, value: Base) -> NumOf<Self> {
		let variable = Variable::instance(self.instance.len());
		self.instance.push(value);
		Num { value, form: Tracked::variable(variable) }
	}

	fn advice(&mut self, label: &'static str, value: Base) -> NumOf<Self> {
		self.advice.push((self.witness.len(), label));
		self.determined(value)
	}

	fn determined(&mut self, value: Base) -> NumOf<Self> {
		let variable = Variable::witness(self.witness.len());
		self.witness.push(value);
		Num { value, form: Tracked::variable(variable) }
	}

	fn enforce(&mut self, a: &NumOf<Self>, b: &NumOf<Self>, c: &NumOf<Self>) {
		self.constraints.push([a.form.clone(), b.form.clone(), c.form.clone()]);
	}

	fn section(&mut self, name: &'static str) {
		self.sections.push((name, self.constraints.len(), self.witness.len()));
	}
}
