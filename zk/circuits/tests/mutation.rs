// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Uniqueness: no variable of an honest assignment can be changed, alone or with everything after it
//! adapted, unless it is on the list of free choices.

mod common;

use ark_ff::{Field, One, Zero};
use common::mutation::{row_columns, Mutation};
use sero_zk_circuits::{
	r1cs::{Advice, R1cs},
	Circuit, InputCircuit, IssueCircuit, LicenseCircuit, OutputCircuit,
};
use sero_zk_crypto::{Asset, Base};

fn spend(seed: u64) -> Mutation {
	let (public, private) = common::spend(seed);
	Mutation::new(InputCircuit::matrices(), InputCircuit::assignment(&public, &private))
}

fn dummy(seed: u64) -> Mutation {
	let (public, private) = common::dummy(seed);
	Mutation::new(InputCircuit::matrices(), InputCircuit::assignment(&public, &private))
}

fn output(seed: u64) -> Mutation {
	let (public, private) = common::output(seed);
	Mutation::new(OutputCircuit::matrices(), OutputCircuit::assignment(&public, &private))
}

fn output_of(seed: u64, asset: Asset) -> Mutation {
	let (public, private) = common::output_of(seed, asset);
	Mutation::new(OutputCircuit::matrices(), OutputCircuit::assignment(&public, &private))
}

fn license(seed: u64) -> Mutation {
	let (public, private) = common::license(seed);
	Mutation::new(LicenseCircuit::matrices(), LicenseCircuit::assignment(&public, &private))
}

fn issue(seed: u64) -> Mutation {
	let (public, private) = common::issue(seed);
	Mutation::new(IssueCircuit::matrices(), IssueCircuit::assignment(&public, &private))
}

fn issue_of(seed: u64, amount: u128) -> Mutation {
	let (public, private) = common::issue_of(seed, &common::SERO, amount);
	Mutation::new(IssueCircuit::matrices(), IssueCircuit::assignment(&public, &private))
}

/// Every variable (public inputs included, except the `free` ones) alone, by random values and by the values
/// that bits take.
fn no_variable_is_free_alone(mutation: &Mutation, seed: u64, free: &[usize]) {
	let mut rng = common::rng(seed);
	let mut scratch = mutation.honest.clone();
	for column in (0..mutation.honest.len()).filter(|column| !free.contains(column)) {
		let honest = mutation.honest[column];
		let candidates = [
			common::random_base(&mut rng),
			honest + Base::one(),
			-honest,
			Base::zero(),
			Base::one(),
		];
		for value in candidates.into_iter().filter(|value| *value != honest) {
			assert!(
				!mutation.accepts_perturbed_in(&mut scratch, column, value),
				"column {column} ({:?}) may be {value}",
				mutation.advice[column],
			);
		}
	}
}

#[test]
fn no_variable_of_a_spend_is_free_alone() {
	no_variable_is_free_alone(&spend(1), 101, &[]);
}

/// Column of the anchor: a dummy is in no tree, so its anchor is any.
const ANCHOR: usize = 1;

#[test]
fn no_variable_of_a_dummy_is_free_alone() {
	no_variable_is_free_alone(&dummy(2), 102, &[ANCHOR]);
}

#[test]
fn no_variable_of_an_output_is_free_alone() {
	no_variable_is_free_alone(&output(3), 103, &[]);
	no_variable_is_free_alone(&output_of(4, Asset::default()), 104, &[]);
	no_variable_is_free_alone(&output_of(5, Asset::token(common::SERO, 1)), 105, &[]);
}

/// Column of the parent: a license is one on every parent. The witness holds its square, so the witness of
/// a parent is also one of its negative, which is another public input and no parent.
const PARENT: usize = 12;

#[test]
fn no_variable_of_a_license_is_free_alone() {
	for mutation in [license(19), license(20)] {
		no_variable_is_free_alone(&mutation, 119, &[PARENT]);
		assert!(!mutation.accepts_perturbed(PARENT, mutation.honest[PARENT] + Base::one()));
	}
}

#[test]
fn no_variable_of_an_issue_is_free_alone() {
	no_variable_is_free_alone(&issue(23), 123, &[]);
	no_variable_is_free_alone(&issue_of(24, 0), 124, &[]);
	no_variable_is_free_alone(&issue_of(25, u128::MAX), 125, &[]);
}

/// The other value of a bit, another random value for anything else.
fn changed(mutation: &Mutation, column: usize, rng: &mut rand_chacha::ChaCha20Rng) -> Base {
	let label = mutation.advice[column].unwrap();
	let bit = [
		"digit",
		"bit",
		"index",
		"response",
		"trapdoor",
		"enabled",
		"has ticket",
		"amount is even",
	]
	.iter()
	.any(|part| label.contains(part));
	if bit {
		assert!(mutation.honest[column].is_zero() || mutation.honest[column].is_one());
		Base::one() - mutation.honest[column]
	} else {
		common::random_base(rng)
	}
}

/// The choices to try: all of them if the environment says so, else of long rows of digits the first and
/// last eight and every fifth.
fn tried(system: &R1cs) -> Vec<Advice> {
	let all = std::env::var_os("SERO_FULL_MUTATION").is_some();
	let counts = choice_counts(system);
	let mut tried = Vec::new();
	let mut place = std::collections::BTreeMap::new();
	for choice in system.advice() {
		let (_, count) = counts.iter().find(|(label, _)| *label == choice.label).unwrap();
		let i = place.entry(choice.label).or_insert(0usize);
		if all || *count < 100 || *i < 8 || *i + 8 >= *count || *i % 5 == 0 {
			tried.push(*choice);
		}
		*i += 1;
	}
	tried
}

/// The labels of choices that stay free when everything after them is adapted.
///
/// `SERO_FULL_MUTATION` in the environment: every digit is tried, not a part of them.
fn free_choices(mutation: &Mutation, seed: u64) -> Vec<&'static str> {
	let mut rng = common::rng(seed);
	let mut free = Vec::new();
	for choice in tried(mutation.system) {
		let value = changed(mutation, choice.column, &mut rng);
		if mutation.accepts_adapted(&[(choice.column, value)]) && !free.contains(&choice.label) {
			free.push(choice.label);
		}
	}
	free
}

/// Nothing is free: the public inputs bind every choice of a spend.
#[test]
fn no_choice_of_a_spend_is_free_when_the_rest_is_adapted() {
	assert_eq!(free_choices(&spend(6), 106), [""; 0]);
}

/// A dummy is in no tree, so its path is free. Nothing else is.
#[test]
fn only_the_path_of_a_dummy_is_free_when_the_rest_is_adapted() {
	assert_eq!(free_choices(&dummy(7), 107), ["tree node"]);
}

/// Nothing is free: the public inputs bind every choice of an output.
#[test]
fn no_choice_of_an_output_is_free_when_the_rest_is_adapted() {
	assert_eq!(free_choices(&output(8), 108), [""; 0]);
	assert_eq!(free_choices(&output_of(9, Asset::token(common::SERO, 2)), 109), [""; 0]);
}

/// Nothing is free: the public inputs bind every choice of a license.
#[test]
fn no_choice_of_a_license_is_free_when_the_rest_is_adapted() {
	assert_eq!(free_choices(&license(21), 121), [""; 0]);
}

/// Nothing is free: the public inputs bind every choice of an issue, also of one of nothing.
#[test]
fn no_choice_of_an_issue_is_free_when_the_rest_is_adapted() {
	assert_eq!(free_choices(&issue(26), 126), [""; 0]);
	assert_eq!(free_choices(&issue_of(27, 0), 127), [""; 0]);
}

/// The sign of `v` is free exactly where the generator counts for nothing: for the token if the amount is
/// zero, for the ticket if there is none.
#[test]
fn the_sign_of_an_unused_generator_is_free() {
	let negated = |mutation: &Mutation, i: usize| {
		let column = mutation.choices("asset v")[i];
		mutation.accepts_adapted(&[(column, -mutation.honest[column])])
	};
	let empty = output_of(10, Asset::default());
	assert!(negated(&empty, 0) && negated(&empty, 1));
	let token = output_of(11, Asset::token(common::SERO, 5));
	assert!(!negated(&token, 0) && negated(&token, 1));
	let ticket = output_of(12, Asset { ticket: Some(([1; 32], [2; 32])), ..Asset::default() });
	assert!(negated(&ticket, 0) && !negated(&ticket, 1));
	let both = output(13);
	assert!(!negated(&both, 0) && !negated(&both, 1));
}

/// Every variable that is not a choice has a constraint that determines it from earlier variables, and is
/// linear in it. Together with the list of choices this is the determinism of the circuit.
fn every_variable_is_a_choice_or_determined(mutation: &Mutation) {
	for column in mutation.system.num_instance_variables()..mutation.honest.len() {
		if mutation.advice[column].is_some() {
			continue;
		}
		let constraint = mutation.definer[column].unwrap();
		assert!(
			row_columns(mutation.system, constraint).all(|other| other <= column),
			"column {column} is used before it is determined"
		);
		let value = mutation.solve(&mutation.honest, constraint, column);
		assert_eq!(value, Some(mutation.honest[column]), "column {column}");
	}
}

#[test]
fn every_variable_of_an_input_is_a_choice_or_determined() {
	every_variable_is_a_choice_or_determined(&spend(14));
	every_variable_is_a_choice_or_determined(&dummy(15));
}

#[test]
fn every_variable_of_an_output_is_a_choice_or_determined() {
	every_variable_is_a_choice_or_determined(&output(16));
	every_variable_is_a_choice_or_determined(&output_of(17, Asset::default()));
}

#[test]
fn every_variable_of_a_license_is_a_choice_or_determined() {
	every_variable_is_a_choice_or_determined(&license(22));
}

#[test]
fn every_variable_of_an_issue_is_a_choice_or_determined() {
	every_variable_is_a_choice_or_determined(&issue(28));
	every_variable_is_a_choice_or_determined(&issue_of(29, 0));
}

fn choice_counts(system: &R1cs) -> Vec<(&'static str, usize)> {
	let mut counts: Vec<(&'static str, usize)> = Vec::new();
	for choice in system.advice() {
		match counts.iter_mut().find(|(label, _)| *label == choice.label) {
			Some((_, count)) => *count += 1,
			None => counts.push((choice.label, 1)),
		}
	}
	counts
}

/// The complete list of the prover's choices.
#[test]
fn choices_are_the_listed_ones() {
	assert_eq!(
		choice_counts(InputCircuit::matrices()),
		[
			("enabled", 1),
			("spend authorizing digit", 251),
			("view digit", 251),
			("address base", 2),
			("asset point", 2),
			("memo hash", 1),
			("rsk", 1),
			("index", 32),
			("note commitment bit", 254),
			("tree node", 64),
			("trapdoor", 251),
		]
	);
	assert_eq!(
		choice_counts(OutputCircuit::matrices()),
		[
			("asset id", 2),
			("asset counter", 2),
			("asset v", 2),
			("amount digit", 127),
			("amount is even", 1),
			("has ticket", 1),
			("trapdoor", 251),
			("memo hash", 1),
			("rsk", 1),
		]
	);
	assert_eq!(
		choice_counts(LicenseCircuit::matrices()),
		[
			("randomizer digit", 251),
			("account", 2),
			("nonce point", 2),
			("challenge bit", 254),
			("property bit", 64),
			("response", 251),
		]
	);
	assert_eq!(
		choice_counts(IssueCircuit::matrices()),
		[("amount digit", 127), ("amount is even", 1), ("trapdoor", 251)]
	);
}

/// The adaptation is a real one: an honest change (another trapdoor with its public value) is accepted.
#[test]
fn adapting_gives_the_honest_assignment_of_the_changed_statement() {
	let (public, mut private) = common::spend(18);
	let honest = InputCircuit::assignment(&public, &private);
	private.memo_hash += Base::one();
	let changed = private.public(Base::zero()).unwrap();
	let expected = InputCircuit::assignment(&changed, &private);
	let mutation = Mutation::new(InputCircuit::matrices(), honest.clone());
	let column = mutation.choices("memo hash")[0];
	let publics = (1..6).map(|i| (i, expected[i]));
	let changes: Vec<_> = publics.chain([(column, private.memo_hash)]).collect();
	let adapted = mutation.adapt(&changes);
	assert!(mutation.system.is_satisfied(&adapted));
	assert_eq!(adapted, expected);
	assert!(Base::one().inverse().is_some());
}
