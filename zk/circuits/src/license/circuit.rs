// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The license statement as a constraint system.
//!
//! # Why the statement binds
//! * The randomizer exists as ladder digits only, and both multiples take the same digits. `BASEr` fixes it
//!   modulo `l`, and then `ZPKr` fixes the account.
//! * The account that the ladder multiplies and the account in the challenge are the same variables.
//! * The account is eight times a curve point, so it has prime order for every assignment.
//! * The challenge is a hash of everything that is signed, in its only decomposition into bits; its low 251
//!   bits are the digits of the ladder.
//! * The nonce point is on the curve; the equation makes it a difference of subgroup points.
//!
//! # What is left to others
//! * The points of the licensor's key have prime order (cofactor encoding). Their combination is the
//!   identity for a key that was made for it only; then no assignment exists.
//! * `VPKr` and the parent are in one constraint each, which every value satisfies: a proof is bound to
//!   them, and about them nothing is proved. What is paid to the author can be spent with the licensed
//!   account's `zsk` only, whatever `VPKr` is.

use std::sync::OnceLock;

use ark_ff::AdditiveGroup;
use ark_relations::gr1cs::{ConstraintSynthesizer, ConstraintSystemRef, SynthesisError};
use sero_zk_crypto::{
	domains,
	generators::{KEY_GENERATOR, LICENSE_GENERATOR},
	license::CHALLENGE_BITS,
	Base, LicenseProperty, LicensorPublicKey, OneTimeAddress, Scalar,
};

use super::{LicensePrivate, LicensePublic};
use crate::{
	circuit::{collect, generate_constraints, Circuit},
	gadgets::{
		bits::{self, Bit, BitOf},
		edwards::EdwardsPoint,
		ladder::{self, SCALAR_DIGITS, SHORT_DIGITS},
		montgomery::MontgomeryPoint,
		poseidon2, windows,
	},
	r1cs::{ConstraintSink, Num, NumOf, R1cs},
};

/// The license circuit with the values of a statement, or without for set-up.
#[derive(Clone, Debug, Default)]
pub struct LicenseCircuit {
	/// The public part.
	pub public: Option<LicensePublic>,
	/// The private part.
	pub private: Option<LicensePrivate>,
}

impl LicenseCircuit {
	/// The circuit with the values of a statement.
	pub fn new(public: LicensePublic, private: LicensePrivate) -> Self {
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

impl ConstraintSynthesizer<Base> for LicenseCircuit {
	fn generate_constraints(self, cs: ConstraintSystemRef<Base>) -> Result<(), SynthesisError> {
		generate_constraints::<Self>(&cs, self.public.as_ref(), self.private.as_ref())
	}
}

/// The digits of a ladder, most significant first, from bits, least significant first.
fn digits<S: ConstraintSink, const N: usize>(bits: &[BitOf<S>]) -> [BitOf<S>; N] {
	core::array::from_fn(|i| bits.get(N - 1 - i).cloned().unwrap_or_else(|| Bit::constant(false)))
}

/// Requires two points to be equal. Two constraints.
fn assert_point<S: ConstraintSink>(
	cs: &mut S,
	point: &EdwardsPoint<S::Form>,
	x: &NumOf<S>,
	y: &NumOf<S>,
) {
	cs.assert_equal(&point.x, x);
	cs.assert_equal(&point.y, y);
}

impl Circuit for LicenseCircuit {
	const NAME: &'static str = "license";
	const PUBLIC_INPUTS: usize = LicensePublic::LEN;
	type Public = LicensePublic;
	type Private = LicensePrivate;

	fn synthesize<S: ConstraintSink>(cs: &mut S, public: &LicensePublic, private: &LicensePrivate) {
		let [zpkr_x, zpkr_y, vpkr_x, vpkr_y, base_x, base_y, property, account_key_x, account_key_y, property_key_x, property_key_y, parent] =
			public.to_field_elements().map(|value| cs.instance(value));

		cs.section("bound values");
		cs.multiply(&vpkr_x, &vpkr_y);
		cs.multiply(&parent, &parent);

		// LI-2 by the strict steps
		cs.section("randomizer");
		let randomizer: [BitOf<S>; SCALAR_DIGITS] = {
			let values = ladder::scalar_digits(&private.randomizer);
			values.map(|value| Bit::allocate(cs, "randomizer digit", value))
		};

		// LI-1
		cs.section("account");
		let account = MontgomeryPoint::allocate(cs, "account", &private.account);
		let account_point = account.to_edwards(cs);

		// LI-3
		cs.section("ZPKr");
		let zpkr = ladder::scalar_multiply(cs, &account, &randomizer).to_edwards(cs);
		assert_point(cs, &zpkr, &zpkr_x, &zpkr_y);

		// LI-4
		cs.section("BASEr");
		let base = windows::key_term(cs, &randomizer);
		assert_point(cs, &base, &base_x, &base_y);

		// LI-5
		cs.section("nonce point");
		let nonce_point = EdwardsPoint::allocate(cs, "nonce point", &private.nonce_point);

		// LI-6
		cs.section("challenge");
		let hash = poseidon2::compress(
			cs,
			&[
				Num::constant(domains::DOM_LICENSE),
				nonce_point.x.clone(),
				nonce_point.y.clone(),
				account_point.x,
				account_point.y,
				property.clone(),
				account_key_x.clone(),
				account_key_y.clone(),
				property_key_x.clone(),
				property_key_y.clone(),
				Num::zero(),
				Num::zero(),
			],
		);
		let hash_bits = bits::decompose_canonical(cs, "challenge bit", &hash);
		let challenge: [BitOf<S>; CHALLENGE_BITS] = digits::<S, CHALLENGE_BITS>(&hash_bits);

		cs.section("licensor's key");
		let property_bits = bits::decompose(cs, "property bit", &property, SHORT_DIGITS);
		let property_digits: [BitOf<S>; SHORT_DIGITS] = digits::<S, SHORT_DIGITS>(&property_bits);
		let property_key = EdwardsPoint { x: property_key_x, y: property_key_y }.to_montgomery(cs);
		let term = ladder::short_multiply(cs, &property_key, &property_digits).to_edwards(cs);
		let account_key = EdwardsPoint { x: account_key_x, y: account_key_y };
		let key = account_key.add(cs, &term).to_montgomery(cs);

		cs.section("signature");
		let term = ladder::scalar_multiply(cs, &key, &challenge).to_edwards(cs);
		let response = windows::response_term(cs, &private.response);
		nonce_point.assert_sum(cs, &term, &response);
	}

	fn blank() -> (LicensePublic, LicensePrivate) {
		let public = LicensePublic {
			author: OneTimeAddress::from_points(KEY_GENERATOR, KEY_GENERATOR, KEY_GENERATOR)
				.expect("the key generator is not the identity"),
			property: LicenseProperty { first_block: 0, last_block: 0 },
			licensor: LicensorPublicKey::from_points(LICENSE_GENERATOR, LICENSE_GENERATOR)
				.expect("the license generator is not the identity"),
			parent: Base::ZERO,
		};
		let private = LicensePrivate {
			randomizer: Scalar::from(2u64),
			account: KEY_GENERATOR.affine(),
			nonce_point: LICENSE_GENERATOR.affine(),
			response: Scalar::ZERO,
		};
		(public, private)
	}

	fn matrices() -> &'static R1cs {
		static MATRICES: OnceLock<R1cs> = OnceLock::new();
		MATRICES.get_or_init(collect::<Self>)
	}
}
