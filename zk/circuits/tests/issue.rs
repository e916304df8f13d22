// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The rules of the issue statement, each broken alone, and attacks on it by name.

mod common;

use ark_ec::CurveGroup;
use ark_ed_on_bn254::EdwardsAffine;
use ark_ff::{AdditiveGroup, Field, One, Zero};
use common::{circuit_accepts, forge, mutation::Mutation};
use proptest::prelude::*;
use sero_zk_circuits::{
	gadgets::montgomery,
	issue::{check_statement, IssuePrivate, IssuePublic, IssueRule},
	output, Circuit, IssueCircuit, OutputCircuit,
};
use sero_zk_crypto::{
	asset_point,
	field::random_nonzero_scalar,
	generators::{KEY_GENERATOR, TOKEN_OFFSET, VALUE_TRAPDOOR_GENERATOR},
	ticket_generator, token_generator, value_commitment, Asset, Base, Scalar, SubgroupPoint,
};

fn accepted(public: &IssuePublic, private: &IssuePrivate) {
	assert_eq!(check_statement(public, private), Ok(()));
	assert!(circuit_accepts::<IssueCircuit>(public, private));
}

fn refused(public: &IssuePublic, private: &IssuePrivate, rule: IssueRule) {
	assert_eq!(check_statement(public, private), Err(rule));
	assert!(!circuit_accepts::<IssueCircuit>(public, private));
}

/// The public part whose commitment is to `asset`, whatever this point is.
fn committed(public: &IssuePublic, private: &IssuePrivate, asset: SubgroupPoint) -> IssuePublic {
	let value_commitment = value_commitment(&asset, private.trapdoor).affine();
	IssuePublic { value_commitment, ..*public }
}

fn mutation_of(public: &IssuePublic, private: &IssuePrivate) -> Mutation {
	Mutation::new(IssueCircuit::matrices(), IssueCircuit::assignment(public, private))
}

/// The public inputs as changes of an assignment.
fn publics(public: &IssuePublic) -> Vec<(usize, Base)> {
	(1..).zip(public.to_field_elements()).collect()
}

/// `K - 8 P` for the token's `K + 8 P`.
fn other_sign(currency: &[u8; 32]) -> SubgroupPoint {
	TOKEN_OFFSET + TOKEN_OFFSET - token_generator(currency).point
}

#[test]
fn honest_issues_are_accepted() {
	for seed in 0..6 {
		let (public, private) = common::issue(seed);
		accepted(&public, &private);
	}
	for amount in [0, 1, 2, u128::MAX - 1, u128::MAX] {
		let (public, private) = common::issue_of(6, &[0xff; 32], amount);
		accepted(&public, &private);
		// What an input of a note with this amount would commit to.
		let note = asset_point(&Asset::token([0xff; 32], amount));
		assert_eq!(public, committed(&public, &private, note));
	}
}

#[test]
fn is_1_the_token_generator_is_not_the_identity() {
	let (mut public, private) = common::issue_of(10, &[7; 32], 5);
	public.generator = SubgroupPoint::IDENTITY;
	public = committed(&public, &private, SubgroupPoint::IDENTITY);
	refused(&public, &private, IssueRule::TokenGenerator);
}

#[test]
fn is_2_the_value_commitment_is_to_the_amount() {
	let (honest, private) = common::issue(11);
	let mut other = private.clone();
	other.trapdoor += Scalar::ONE;
	refused(&honest, &other, IssueRule::ValueCommitment);
	let mut other = private.clone();
	other.amount ^= 1 << 77;
	refused(&honest, &other, IssueRule::ValueCommitment);
	let commitment = honest.value_commitment;
	for wrong in [
		-commitment,
		EdwardsAffine::new_unchecked(commitment.x, -commitment.y),
		(commitment + honest.generator.affine()).into_affine(),
		common::issue(12).0.value_commitment,
	] {
		let public = IssuePublic { value_commitment: wrong, ..honest };
		refused(&public, &private, IssueRule::ValueCommitment);
	}
}

/// A commitment to SERO is no issue of the issuer's token.
#[test]
fn another_token_is_refused() {
	let (mine, private) = common::issue_of(13, &[7; 32], 1_000);
	let sero = IssuePublic::new(&common::SERO, &private);
	accepted(&sero, &private);
	let value_commitment = sero.value_commitment;
	refused(&IssuePublic { value_commitment, ..mine }, &private, IssueRule::ValueCommitment);
	// Both tokens at once.
	let amount = Scalar::from(private.amount);
	let both = (mine.generator + sero.generator).mul(amount);
	refused(&committed(&mine, &private, both), &private, IssueRule::ValueCommitment);
}

/// The counter of a token's generator is not the prover's either: an amount on the next counter's generator
/// is not one on the public generator.
#[test]
fn another_counter_is_refused() {
	use sero_zk_crypto::{curve, domains, poseidon2::compress};
	let (public, private) = common::issue_of(14, &[7; 32], 1_000);
	let native = token_generator(&[7; 32]);
	let point = (1u64..)
		.find_map(|i| {
			let counter = Base::from(native.counter + i);
			let u = compress(&[domains::DOM_TOKEN, native.id, counter]);
			curve::montgomery_to_edwards(&u, &curve::montgomery_v(&u)?)
		})
		.unwrap();
	let generator = TOKEN_OFFSET + SubgroupPoint::clear_cofactor(&point);
	let forged = committed(&public, &private, generator.mul(Scalar::from(private.amount)));
	refused(&forged, &private, IssueRule::ValueCommitment);
}

/// There is no term for a ticket.
#[test]
fn a_ticket_cannot_be_smuggled_in() {
	let (public, private) = common::issue(15);
	let token = public.generator.mul(Scalar::from(private.amount));
	let ticket = ticket_generator(&[1; 32], &[2; 32]).point;
	for asset in [token + ticket, token - ticket, ticket] {
		let public = committed(&public, &private, asset);
		refused(&public, &private, IssueRule::ValueCommitment);
	}
	let system = IssueCircuit::matrices();
	assert!(system.advice().iter().all(|choice| !choice.label.contains("ticket")));
	assert!(system.section("ticket").is_none());
}

/// `2^128`, negative amounts, and everything else that is not an amount has no assignment.
#[test]
fn an_amount_of_two_to_the_128_is_refused() {
	let (public, private) = common::issue_of(16, &[7; 32], u128::MAX);
	let two_128 = Scalar::from(2u64).pow([128]);
	for amount in [two_128, two_128 + Scalar::ONE, -Scalar::ONE, -two_128] {
		let public = committed(&public, &private, public.generator.mul(amount));
		for digits in [0, 1, 1 << 127, u128::MAX - 1, u128::MAX] {
			let mut private = private.clone();
			private.amount = digits;
			refused(&public, &private, IssueRule::ValueCommitment);
		}
	}
	// Digits that are not bits would reach it; everything but their booleanity is adapted.
	let mutation = mutation_of(&public, &private);
	let even = mutation.choices("amount is even")[0];
	let digits = mutation.choices("amount digit");
	assert_eq!(digits.len(), 127);
	let forged = publics(&committed(&public, &private, public.generator.mul(two_128)));
	for (column, value) in [(even, -Base::one()), (digits[126], Base::one().double())] {
		let mut changes = forged.clone();
		changes.push((column, value));
		assert!(!mutation.accepts_adapted(&changes));
	}
}

/// An issue on `K - 8 P` beside one on `K + 8 P` is worth `2 K` for each unit, and so are two outputs of any
/// other token. Nothing in the bundle but the generator that the verifier computes stands against it.
#[test]
fn an_issue_on_the_other_sign_would_mint_any_token() {
	let (worthless, amount) = ([7; 32], 1_000u128);
	let (plus, private) = common::issue_of(17, &worthless, amount);
	let (_, other) = common::issue_of(18, &worthless, amount);
	let minus = IssuePublic { generator: other_sign(&worthless), ..plus };
	let on_minus = minus.generator.mul(Scalar::from(amount));
	let minus = committed(&minus, &other, on_minus);
	// Outputs of SERO on both signs, which the output circuit allows.
	let (output_plus, output_private) = common::output_of(19, Asset::token(common::SERO, amount));
	let mut flipped = output_private.clone();
	flipped.token.v = -flipped.token.v;
	let sero_minus = other_sign(&common::SERO).mul(Scalar::from(amount));
	let output_minus = forge::output(&flipped, output_plus.address, sero_minus.projective());
	assert_eq!(output::check_statement(&output_minus, &flipped), Ok(()));
	assert!(circuit_accepts::<OutputCircuit>(&output_minus, &flipped));
	// The four commitments balance: only trapdoors are left over.
	let left_over = plus.value_commitment + minus.value_commitment
		- output_plus.value_commitment
		- output_minus.value_commitment;
	let trapdoors = private.trapdoor + other.trapdoor - output_private.trapdoor - flipped.trapdoor;
	assert_eq!(left_over.into_affine(), VALUE_TRAPDOOR_GENERATOR.mul(trapdoors).affine());
	// With the generator of the other sign as public input the issue can be proved...
	accepted(&minus, &other);
	// ...and with the token's own, which the verifier computes, it cannot: in no way.
	let forged = committed(&plus, &other, on_minus);
	refused(&forged, &other, IssueRule::ValueCommitment);
	let mutation = mutation_of(&plus, &private);
	let columns = mutation.system.section("token generator").unwrap().columns.clone();
	assert_eq!(columns.len(), 2);
	let (u, v) = montgomery::coordinates(&minus.generator.affine());
	let mut changes = publics(&committed(&plus, &private, on_minus));
	changes.extend(columns.zip([u, v]));
	let adapted = mutation.adapt(&changes);
	let failing: Vec<usize> = (0..mutation.system.num_constraints())
		.filter(|constraint| !mutation.system.holds(*constraint, &adapted))
		.collect();
	// Everything after the generator is consistent with the forged commitment; what ties the generator to
	// the public inputs refuses.
	let generator = mutation.system.section("token generator").unwrap().constraints.clone();
	assert!(!failing.is_empty() && failing.iter().all(|constraint| generator.contains(constraint)));
}

/// The base of the amount's ladder is the public generator.
#[test]
fn swapped_bases_are_refused() {
	let (public, private) = common::issue(20);
	let mutation = mutation_of(&public, &private);
	let columns: Vec<usize> =
		mutation.system.section("token generator").unwrap().columns.clone().collect();
	let honest = public.generator;
	let random = KEY_GENERATOR.mul(random_nonzero_scalar(&mut common::rng(20)));
	for other in [-honest, honest + honest, random, TOKEN_OFFSET] {
		let (u, v) = montgomery::coordinates(&other.affine());
		let base = [(columns[0], u), (columns[1], v)];
		assert!(!mutation.accepts_adapted(&base));
		// Also with the commitment that belongs to it.
		let asset = other.mul(Scalar::from(private.amount));
		let mut changes = publics(&committed(&public, &private, asset));
		changes.extend(base);
		assert!(!mutation.accepts_adapted(&changes));
	}
}

/// All four public inputs are in constraints of the circuit, and each is bound.
#[test]
fn a_proof_is_for_its_token_and_its_commitment_only() {
	let (public, private) = common::issue(21);
	let mutation = mutation_of(&public, &private);
	for column in 1..=IssuePublic::LEN {
		let honest = mutation.honest[column];
		for value in [honest + Base::one(), -honest, Base::zero()] {
			assert!(!mutation.accepts_perturbed(column, value), "public input {column}");
			assert!(!mutation.accepts_adapted(&[(column, value)]), "public input {column}");
		}
	}
}

/// A zero amount commits to nothing: it balances like an input that is disabled.
#[test]
fn an_amount_of_zero_issues_nothing() {
	let (public, private) = common::issue_of(22, &[7; 32], 0);
	accepted(&public, &private);
	let blinding = VALUE_TRAPDOOR_GENERATOR.mul(private.trapdoor).affine();
	assert_eq!(public.value_commitment, blinding);
	// It says nothing of the generator, so it serves for every token.
	let sero = IssuePublic { generator: token_generator(&common::SERO).point, ..public };
	accepted(&sero, &private);
	let mut one = private.clone();
	one.amount = 1;
	refused(&public, &one, IssueRule::ValueCommitment);
}

proptest! {
	#![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]

	#[test]
	fn issue_circuit_agrees_with_the_plain_check(
		seed in any::<u64>(),
		currency in any::<[u8; 32]>(),
		amount in prop_oneof![Just(0u128), Just(1), Just(u128::MAX), any::<u128>()],
		what in 0u8..8,
	) {
		let (mut public, mut private) = common::issue_of(seed, &currency, amount);
		let mut broken = Some(IssueRule::ValueCommitment);
		match what {
			0 => public.value_commitment = -public.value_commitment,
			1 => private.amount ^= 1 << 77,
			2 => private.trapdoor += Scalar::ONE,
			3 => {
				public.generator = other_sign(&currency);
				broken = broken.filter(|_| amount != 0);
			},
			4 => {
				public.generator = SubgroupPoint::IDENTITY;
				broken = Some(IssueRule::TokenGenerator);
			},
			_ => broken = None,
		}
		prop_assert_eq!(check_statement(&public, &private).err(), broken);
		prop_assert_eq!(circuit_accepts::<IssueCircuit>(&public, &private), broken.is_none());
	}
}
