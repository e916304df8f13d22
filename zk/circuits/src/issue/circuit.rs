// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The issue statement as a constraint system.
//!
//! # Why the statement binds
//! * The generator is a public input that the verifier computes from the token's name. The prover has no
//!   say in it: neither in the sign of the root nor in the counter.
//! * The amount exists as 128 bits only. There is no term for a ticket, and none for another token.
//!
//! # Why the sign must not be the prover's
//! An output may take `K - 8 P` for `K + 8 P`, and no harm comes of it, because nothing that is *spent* ever
//! stands on `K - 8 P`. An issue is on the side of what is spent. Write `d⁺` and `d⁻` for what goes in less
//! what comes out on `K + 8 P` and on `K - 8 P`, for every hash point `P`. The points `P` and `K` are
//! independent, so a balanced bundle has
//!
//! ```text
//! d⁺ = d⁻   for every P          Σ (d⁺ + d⁻) = 0   over all P
//! ```
//!
//! With nothing to spend on `K - 8 P`, every `d⁻` is zero or negative, so are the `d⁺` equal to them, and
//! the sum makes all of them zero: nothing is minted. The argument needs no more than *one* sign for each
//! `P` on which value goes in.
//!
//! Were an issuer free to issue `v` on `K + 8 P` and `v` on `K - 8 P`, then `d⁺ = d⁻ = v` for its own `P`,
//! and a bundle with `d⁺ = d⁻ = -v` for the `P` of **any other token** would balance, since
//! `(K + 8 P) + (K - 8 P) = 2 K = (K + 8 Q) + (K - 8 Q)`: the issuer of a worthless token would mint SERO.
//! Therefore the sign is fixed here. The counter is fixed with it: an amount on another counter's generator
//! would balance like a token of its own, which nobody can make public and no wallet credits.
//!
//! A proof of the sign in the circuit would cost 250 constraints, and one that earlier counters give no
//! point even more. To compute the generator outside costs nothing, as the token is public.

use std::sync::OnceLock;

use ark_ff::AdditiveGroup;
use ark_relations::gr1cs::{ConstraintSynthesizer, ConstraintSystemRef, SynthesisError};
use sero_zk_crypto::{curve::SubgroupPoint, generators::TOKEN_OFFSET, Base, Scalar};

use super::{IssuePrivate, IssuePublic};
use crate::{
	circuit::{collect, generate_constraints, Circuit},
	gadgets::{asset::Generator, edwards::EdwardsPoint, ladder, windows},
	r1cs::{ConstraintSink, R1cs},
};

/// The issue circuit with the values of a statement, or without for set-up.
#[derive(Clone, Debug, Default)]
pub struct IssueCircuit {
	/// The public part.
	pub public: Option<IssuePublic>,
	/// The private part.
	pub private: Option<IssuePrivate>,
}

impl IssueCircuit {
	/// The circuit with the values of a statement.
	pub fn new(public: IssuePublic, private: IssuePrivate) -> Self {
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

impl ConstraintSynthesizer<Base> for IssueCircuit {
	fn generate_constraints(self, cs: ConstraintSystemRef<Base>) -> Result<(), SynthesisError> {
		generate_constraints::<Self>(&cs, self.public.as_ref(), self.private.as_ref())
	}
}

impl Circuit for IssueCircuit {
	const NAME: &'static str = "issue";
	const PUBLIC_INPUTS: usize = IssuePublic::LEN;
	type Public = IssuePublic;
	type Private = IssuePrivate;

	fn synthesize<S: ConstraintSink>(cs: &mut S, public: &IssuePublic, private: &IssuePrivate) {
		let [generator_x, generator_y, commitment_x, commitment_y] =
			public.to_field_elements().map(|value| cs.instance(value));

		// IS-1
		cs.section("token generator");
		let generator =
			Generator::from_public(cs, &EdwardsPoint { x: generator_x, y: generator_y });

		cs.section("amount");
		let amount = ladder::allocate_amount(cs, private.amount);
		let token_term = ladder::amount_times_generator(cs, &generator, &amount);

		// IS-2
		cs.section("value commitment");
		let blinding = windows::trapdoor_term(cs, &private.trapdoor);
		let commitment = EdwardsPoint { x: commitment_x, y: commitment_y };
		token_term.assert_sum(cs, &blinding, &commitment);
	}

	fn blank() -> (IssuePublic, IssuePrivate) {
		let public = IssuePublic {
			generator: TOKEN_OFFSET,
			value_commitment: SubgroupPoint::IDENTITY.affine(),
		};
		(public, IssuePrivate { amount: 0, trapdoor: Scalar::ZERO })
	}

	fn matrices() -> &'static R1cs {
		static MATRICES: OnceLock<R1cs> = OnceLock::new();
		MATRICES.get_or_init(collect::<Self>)
	}
}
