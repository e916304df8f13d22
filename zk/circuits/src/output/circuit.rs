// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The output statement as a constraint system.
//!
//! # Why the statement binds
//! * Both generators are recomputed from an asset id; the prover cannot bring its own.
//! * The asset point that is blinded and the asset point in the note commitment are the same variables,
//!   so the input that spends the note later commits to the same asset.
//! * The one-time address is public and hashed as it is. Its points have prime order by their wire
//!   encoding; the circuit does not compute with them.

use std::sync::OnceLock;

use ark_ff::AdditiveGroup;
use ark_relations::gr1cs::{ConstraintSynthesizer, ConstraintSystemRef, SynthesisError};
use sero_zk_crypto::{
	curve::SubgroupPoint,
	domains,
	generators::{KEY_GENERATOR, TICKET_OFFSET, TOKEN_OFFSET},
	Base, OneTimeAddress, Scalar,
};

use super::{GeneratorOpening, OutputPrivate, OutputPublic};
use crate::{
	circuit::{collect, generate_constraints, Circuit},
	gadgets::{asset, bits::Bit, edwards::EdwardsPoint, ladder, poseidon2, windows},
	r1cs::{ConstraintSink, Num, R1cs},
};

/// The output circuit with the values of a statement, or without for set-up.
#[derive(Clone, Debug, Default)]
pub struct OutputCircuit {
	/// The public part.
	pub public: Option<OutputPublic>,
	/// The private part.
	pub private: Option<OutputPrivate>,
}

impl OutputCircuit {
	/// The circuit with the values of a statement.
	pub fn new(public: OutputPublic, private: OutputPrivate) -> Self {
		Self { public: Some(public), private: Some(private) }
	}

	/// The assignment: one, public inputs, witness. The caller erases it.
	///
	/// # Errors
	/// [`SynthesisError::AssignmentMissing`] without values.
	pub fn witness_assignment(&self) -> Result<Vec<Base>, SynthesisError> {
		match (&self.public, &self.private) {
			(Some(public), Some(private)) => Ok(Self::assignment(public, private)),
			_ => Err(SynthesisError::AssignmentMissing),
		}
	}
}

impl ConstraintSynthesizer<Base> for OutputCircuit {
	fn generate_constraints(self, cs: ConstraintSystemRef<Base>) -> Result<(), SynthesisError> {
		generate_constraints::<Self>(&cs, self.public.as_ref(), self.private.as_ref())
	}
}

impl Circuit for OutputCircuit {
	const NAME: &'static str = "output";
	const PUBLIC_INPUTS: usize = OutputPublic::LEN;
	type Public = OutputPublic;
	type Private = OutputPrivate;

	fn synthesize<S: ConstraintSink>(cs: &mut S, public: &OutputPublic, private: &OutputPrivate) {
		let [zpkr_x, zpkr_y, vpkr_x, vpkr_y, base_x, base_y, commitment_x, commitment_y, note_commitment] =
			public.to_field_elements().map(|value| cs.instance(value));

		// OUT-1
		cs.section("token generator");
		let token =
			asset::generator(cs, domains::DOM_TOKEN, &TOKEN_OFFSET.affine(), &private.token);

		cs.section("amount");
		let amount = ladder::allocate_amount(cs, private.amount);
		let token_term = ladder::amount_times_generator(cs, &token, &amount);

		// OUT-2
		cs.section("ticket generator");
		let ticket =
			asset::generator(cs, domains::DOM_TICKET, &TICKET_OFFSET.affine(), &private.ticket);

		cs.section("ticket");
		let has_ticket = Bit::allocate(cs, "has ticket", private.has_ticket);
		let ticket_term = ticket.point().to_edwards(cs).or_identity(cs, &has_ticket);
		let asset_point = token_term.add(cs, &ticket_term);

		// OUT-3
		cs.section("value commitment");
		let blinding = windows::trapdoor_term(cs, &private.trapdoor);
		let commitment = EdwardsPoint { x: commitment_x, y: commitment_y };
		asset_point.assert_sum(cs, &blinding, &commitment);

		// OUT-4
		cs.section("note commitment");
		let memo_hash = cs.advice("memo hash", private.memo_hash);
		let rsk = cs.advice("rsk", private.rsk);
		let hash = poseidon2::compress(
			cs,
			&[
				Num::constant(domains::DOM_NOTE),
				asset_point.x,
				asset_point.y,
				base_x,
				base_y,
				zpkr_x,
				zpkr_y,
				vpkr_x,
				vpkr_y,
				memo_hash,
				rsk,
				Num::zero(),
			],
		);
		cs.assert_equal(&hash, &note_commitment);
	}

	fn blank() -> (OutputPublic, OutputPrivate) {
		let zero = GeneratorOpening { id: Base::ZERO, counter: Base::ZERO, v: Base::ZERO };
		let public = OutputPublic {
			address: OneTimeAddress::from_points(KEY_GENERATOR, KEY_GENERATOR, KEY_GENERATOR)
				.expect("the key generator is not the identity"),
			value_commitment: SubgroupPoint::IDENTITY.affine(),
			note_commitment: Base::ZERO,
		};
		let private = OutputPrivate {
			token: zero,
			amount: 0,
			ticket: zero,
			has_ticket: false,
			memo_hash: Base::ZERO,
			rsk: Base::ZERO,
			trapdoor: Scalar::ZERO,
		};
		(public, private)
	}

	fn matrices() -> &'static R1cs {
		static MATRICES: OnceLock<R1cs> = OnceLock::new();
		MATRICES.get_or_init(collect::<Self>)
	}
}
