// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! For every rule: a statement that breaks only this rule is refused by the plain check, with the rule's
//! error, and by the constraint system.

mod common;

use ark_ec::CurveGroup;
use ark_ed_on_bn254::EdwardsAffine;
use ark_ff::{Field, One};
use common::{circuit_accepts, forge};
use sero_zk_circuits::{
	input::{self, InputPrivate, InputPublic, InputRule},
	output::{self, GeneratorOpening, OutputPrivate, OutputPublic, OutputRule},
	InputCircuit, OutputCircuit,
};
use sero_zk_crypto::{curve::montgomery_v, domains, poseidon2::compress, Asset, Base, Scalar};

fn accepted_input(public: &InputPublic, private: &InputPrivate) {
	assert_eq!(input::check_statement(public, private), Ok(()));
	assert!(circuit_accepts::<InputCircuit>(public, private));
}

fn refused_input(public: &InputPublic, private: &InputPrivate, rule: InputRule) {
	assert_eq!(input::check_statement(public, private), Err(rule));
	assert!(!circuit_accepts::<InputCircuit>(public, private));
}

fn accepted_output(public: &OutputPublic, private: &OutputPrivate) {
	assert_eq!(output::check_statement(public, private), Ok(()));
	assert!(circuit_accepts::<OutputCircuit>(public, private));
}

fn refused_output(public: &OutputPublic, private: &OutputPrivate, rule: OutputRule) {
	assert_eq!(output::check_statement(public, private), Err(rule));
	assert!(!circuit_accepts::<OutputCircuit>(public, private));
}

#[test]
fn honest_statements_are_accepted() {
	for seed in 0..4 {
		let (public, private) = common::spend(seed);
		accepted_input(&public, &private);
		assert_eq!(public, forge::input(&private));
		let (public, private) = common::dummy(seed);
		accepted_input(&public, &private);
		let (public, private) = common::output(seed);
		accepted_output(&public, &private);
	}
	for asset in [
		Asset::default(),
		Asset::token(common::SERO, 1),
		Asset::token([0xff; 32], u128::MAX),
		Asset { ticket: Some(([1; 32], [0; 32])), ..Asset::default() },
	] {
		let (public, private) = common::output_of(5, asset);
		accepted_output(&public, &private);
	}
}

#[test]
fn in_1_address_base_has_prime_order() {
	let (_, honest) = common::spend(10);
	for (i, torsion) in common::torsion().into_iter().enumerate() {
		// The identity, points of small order, points of order l times a small order.
		for base in [torsion, (honest.address_base + torsion).into_affine()] {
			if base == honest.address_base {
				continue;
			}
			for enabled in [true, false] {
				let mut private = honest.clone();
				private.address_base = base;
				private.enabled = enabled;
				let public = forge::input(&private);
				assert!(base.is_on_curve(), "{i}");
				refused_input(&public, &private, InputRule::AddressBase);
			}
		}
	}
	// Not even on the curve.
	let (public, mut private) = common::spend(10);
	for (x, y) in [(1u64, 1u64), (0, 0), (7, 1), (0, 5)] {
		private.address_base = EdwardsAffine::new_unchecked(x.into(), y.into());
		refused_input(&public, &private, InputRule::AddressBase);
	}
}

#[test]
fn in_2_secret_scalars_are_provable() {
	for exceptional in [0u64, 1, 3].map(Scalar::from).into_iter().flat_map(|k| [k, -k]) {
		let (_, mut private) = common::spend(11);
		private.spend_auth = exceptional;
		refused_input(&forge::input(&private), &private, InputRule::SecretScalar);
		let (_, mut private) = common::spend(11);
		private.view = exceptional;
		refused_input(&forge::input(&private), &private, InputRule::SecretScalar);
	}
	let (_, mut private) = common::spend(11);
	private.view = Scalar::from(2u64);
	private.spend_auth = -Scalar::from(5u64);
	accepted_input(&forge::input(&private), &private);
}

#[test]
fn in_3_asset_point_is_on_the_curve() {
	let (_, mut private) = common::dummy(12);
	private.asset_point = EdwardsAffine::new_unchecked(Base::one(), Base::one());
	refused_input(&forge::input(&private), &private, InputRule::AssetPoint);
	// Of an enabled input too, where it counts.
	let (_, mut private) = common::spend(12);
	private.asset_point.x += Base::one();
	refused_input(&forge::input(&private), &private, InputRule::AssetPoint);
}

#[test]
fn in_4_note_is_in_the_tree_of_the_anchor() {
	let (honest, private) = common::spend(13);
	let mut public = honest;
	public.anchor += Base::one();
	refused_input(&public, &private, InputRule::Anchor);
	// Another sibling, at every level.
	for level in 0..private.path.siblings.len() {
		let mut private = private.clone();
		private.path.siblings[level][level % 3] += Base::one();
		refused_input(&honest, &private, InputRule::Anchor);
	}
	// A note that is not in the tree.
	let mut other = private.clone();
	other.rsk += Base::one();
	let public = InputPublic { anchor: honest.anchor, ..forge::input(&other) };
	refused_input(&public, &other, InputRule::Anchor);
	// The rule does not bind a dummy.
	let (mut public, private) = common::dummy(13);
	public.anchor += Base::one();
	accepted_input(&public, &private);
}

#[test]
fn in_5_trace_is_that_of_the_note() {
	for (mut public, private) in [common::spend(14), common::dummy(14)] {
		public.trace += Base::one();
		refused_input(&public, &private, InputRule::Trace);
	}
}

#[test]
fn in_6_nullifier_is_that_of_the_note() {
	for (mut public, private) in [common::spend(15), common::dummy(15)] {
		public.nullifier += Base::one();
		refused_input(&public, &private, InputRule::Nullifier);
	}
}

#[test]
fn in_7_value_commitment_is_to_the_notes_asset_or_to_nothing() {
	let (honest, private) = common::spend(16);
	// Another trapdoor, negated coordinates, the bare asset point.
	let mut other = private.clone();
	other.trapdoor += Scalar::ONE;
	refused_input(&honest, &other, InputRule::ValueCommitment);
	let commitment = honest.value_commitment;
	for wrong in [
		-commitment,
		EdwardsAffine::new_unchecked(commitment.x, -commitment.y),
		private.asset_point,
	] {
		let public = InputPublic { value_commitment: wrong, ..honest };
		refused_input(&public, &private, InputRule::ValueCommitment);
	}
	// A disabled input with the asset of the note.
	let mut disabled = private.clone();
	disabled.enabled = false;
	refused_input(&honest, &disabled, InputRule::ValueCommitment);
	// An enabled input with nothing.
	let nothing = forge::input(&disabled).value_commitment;
	let public = InputPublic { value_commitment: nothing, ..honest };
	refused_input(&public, &private, InputRule::ValueCommitment);
	accepted_input(&public, &disabled);
}

/// A counter for which the hash is not on the curve.
fn unliftable(domain: Base, opening: &GeneratorOpening) -> GeneratorOpening {
	let counter = (0u64..)
		.map(Base::from)
		.find(|counter| montgomery_v(&compress(&[domain, opening.id, *counter])).is_none())
		.unwrap();
	GeneratorOpening { counter, ..*opening }
}

#[test]
fn out_1_token_generator_comes_from_an_id() {
	// Without an amount the generator counts for nothing, so only this rule is broken.
	let (public, honest) = common::output_of(17, Asset::default());
	let mut private = honest.clone();
	private.token.v += Base::one();
	refused_output(&public, &private, OutputRule::TokenGenerator);
	let mut private = honest.clone();
	private.token = unliftable(domains::DOM_TOKEN, &honest.token);
	refused_output(&public, &private, OutputRule::TokenGenerator);
	// The opening of a ticket.
	let mut private = honest.clone();
	private.token = honest.ticket;
	refused_output(&public, &private, OutputRule::TokenGenerator);
}

#[test]
fn out_2_ticket_generator_comes_from_an_id() {
	let (public, honest) = common::output_of(18, Asset::token(common::SERO, 3));
	let mut private = honest.clone();
	private.ticket.v += Base::one();
	refused_output(&public, &private, OutputRule::TicketGenerator);
	let mut private = honest.clone();
	private.ticket = unliftable(domains::DOM_TICKET, &honest.ticket);
	refused_output(&public, &private, OutputRule::TicketGenerator);
	let mut private = honest.clone();
	private.ticket = honest.token;
	refused_output(&public, &private, OutputRule::TicketGenerator);
}

#[test]
fn out_3_value_commitment_is_to_the_amount_and_the_ticket() {
	let (honest, private) = common::output(19);
	let mut other = private.clone();
	other.trapdoor += Scalar::ONE;
	refused_output(&honest, &other, OutputRule::ValueCommitment);
	let (another, _) = common::output(20);
	let public = OutputPublic { value_commitment: another.value_commitment, ..honest };
	refused_output(&public, &private, OutputRule::ValueCommitment);
	let public = OutputPublic { value_commitment: -honest.value_commitment, ..honest };
	refused_output(&public, &private, OutputRule::ValueCommitment);
}

#[test]
fn out_4_note_commitment_is_to_asset_address_memo_and_randomness() {
	let (honest, private) = common::output(21);
	let public = OutputPublic { note_commitment: honest.note_commitment + Base::one(), ..honest };
	refused_output(&public, &private, OutputRule::NoteCommitment);
	let mut other = private.clone();
	other.memo_hash += Base::one();
	refused_output(&honest, &other, OutputRule::NoteCommitment);
	let mut other = private.clone();
	other.rsk += Base::one();
	refused_output(&honest, &other, OutputRule::NoteCommitment);
	// Value commitment to one asset, note commitment to another.
	let mut asset = Asset::token(common::SERO, 1_000);
	let (small, small_private) = common::output_of(22, asset);
	asset.amount = 1_000_000;
	let (large, _) = common::output_of(22, asset);
	let public = OutputPublic { note_commitment: large.note_commitment, ..small };
	refused_output(&public, &small_private, OutputRule::NoteCommitment);
}
