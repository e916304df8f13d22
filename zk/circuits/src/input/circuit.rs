// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The input statement as a constraint system.
//!
//! # Why the statement binds
//! * The two secrets exist as ladder digits only. `ZPKr = zsk · BASEr` and `VPKr = vsk · ZPKr` enter the
//!   note commitment together with `BASEr`, as *the same variables* that the ladders use. Since the
//!   commitment is in the tree, and was put there with the address of its owner, both secrets are
//!   determined modulo `l`; so are trace and nullifier.
//! * `BASEr` is computed in the circuit as eight times a curve point, so it has prime order for every
//!   assignment, whatever the tree holds.
//! * The index in the positioned commitment and the place in the tree are the same 32 bits.
//!
//! # Disabled inputs
//! With `enabled = 0` the tree check and the asset drop out. Then nothing ties the note to a note on the
//! chain, and all its parts are the prover's choice. This is harmless: the value commitment is one to
//! nothing, and a nullifier of an existing note still needs both secrets of its owner, since it is a hash
//! of `zsk · vsk · CM_auth` and this point is not public. All group operations stay within their
//! conditions: `BASEr` has prime order by construction, `CM_auth` is a sum of subgroup points, the asset
//! point is checked to be on the curve.

use std::sync::OnceLock;

use ark_ff::AdditiveGroup;
use ark_relations::gr1cs::{ConstraintSynthesizer, ConstraintSystemRef, SynthesisError};
use sero_zk_crypto::{
	domains,
	generators::{KEY_GENERATOR, NOTE_AUTH_OFFSET},
	pedersen::{COMMITMENT_BITS, INDEX_BITS},
	tree::{ARITY, DEPTH},
	Base, MerklePath, Scalar,
};

use super::{InputPrivate, InputPublic};
use crate::{
	circuit::{collect, generate_constraints, Circuit},
	gadgets::{
		bits::{self, Bit},
		edwards::{self, EdwardsPoint},
		ladder, merkle,
		montgomery::MontgomeryPoint,
		poseidon2, windows,
	},
	r1cs::{ConstraintSink, Num, R1cs},
};

/// The input circuit with the values of a statement, or without for set-up.
#[derive(Clone, Debug, Default)]
pub struct InputCircuit {
	/// The public part.
	pub public: Option<InputPublic>,
	/// The private part.
	pub private: Option<InputPrivate>,
}

impl InputCircuit {
	/// The circuit with the values of a statement.
	pub fn new(public: InputPublic, private: InputPrivate) -> Self {
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

impl ConstraintSynthesizer<Base> for InputCircuit {
	fn generate_constraints(self, cs: ConstraintSystemRef<Base>) -> Result<(), SynthesisError> {
		generate_constraints::<Self>(&cs, self.public.as_ref(), self.private.as_ref())
	}
}

impl Circuit for InputCircuit {
	const NAME: &'static str = "input";
	const PUBLIC_INPUTS: usize = InputPublic::LEN;
	type Public = InputPublic;
	type Private = InputPrivate;

	fn synthesize<S: ConstraintSink>(cs: &mut S, public: &InputPublic, private: &InputPrivate) {
		let [anchor, nullifier, trace, commitment_x, commitment_y] =
			public.to_field_elements().map(|value| cs.instance(value));

		cs.section("secrets");
		let enabled = Bit::allocate(cs, "enabled", private.enabled);
		let spend_auth =
			ladder::allocate_scalar(cs, "spend authorizing digit", &private.spend_auth);
		let view = ladder::allocate_scalar(cs, "view digit", &private.view);

		// IN-1
		cs.section("address base");
		let base = MontgomeryPoint::allocate(cs, "address base", &private.address_base);
		let base_point = base.to_edwards(cs);

		// IN-2 (by the strict steps), here and in the other ladders
		cs.section("ZPKr");
		let zpkr = ladder::scalar_multiply(cs, &base, &spend_auth);
		let zpkr_point = zpkr.to_edwards(cs);
		cs.section("VPKr");
		let vpkr = ladder::scalar_multiply(cs, &zpkr, &view);
		let vpkr_point = vpkr.to_edwards(cs);

		// IN-3
		cs.section("asset point");
		let asset = EdwardsPoint::allocate(cs, "asset point", &private.asset_point);

		cs.section("note commitment");
		let memo_hash = cs.advice("memo hash", private.memo_hash);
		let rsk = cs.advice("rsk", private.rsk);
		let note_commitment = poseidon2::compress(
			cs,
			&[
				Num::constant(domains::DOM_NOTE),
				asset.x.clone(),
				asset.y.clone(),
				base_point.x,
				base_point.y,
				zpkr_point.x,
				zpkr_point.y,
				vpkr_point.x,
				vpkr_point.y,
				memo_hash,
				rsk,
				Num::zero(),
			],
		);

		cs.section("positioned commitment");
		let index = private.path.index;
		let index_bits = bits::allocate(cs, "index", (0..INDEX_BITS).map(|i| index >> i & 1 == 1));
		let commitment_bits =
			bits::decompose(cs, "note commitment bit", &note_commitment, COMMITMENT_BITS);
		let hashed: Vec<_> = index_bits.iter().cloned().chain(commitment_bits).collect();
		let auth_point =
			windows::pedersen(cs, &hashed).add_constant(cs, &NOTE_AUTH_OFFSET.affine());

		// IN-4: enabled · (root - anchor) = 0
		cs.section("tree");
		let root = merkle::root(cs, &auth_point.x, &index_bits, &private.path);
		cs.enforce(&(root - anchor), enabled.num(), &Num::zero());

		// IN-5
		cs.section("trace");
		let auth_point = auth_point.to_montgomery(cs);
		let trace_point = ladder::scalar_multiply(cs, &auth_point, &view);
		let trace_x = trace_point.edwards_x(cs);
		let trace_hash = poseidon2::compress(cs, &[trace_x, Num::constant(domains::DOM_TRACE)]);
		cs.assert_equal(&trace_hash, &trace);

		// IN-6
		cs.section("nullifier");
		let nullifier_point = ladder::scalar_multiply(cs, &trace_point, &spend_auth);
		let nullifier_x = nullifier_point.edwards_x(cs);
		let nullifier_hash =
			poseidon2::compress(cs, &[nullifier_x, Num::constant(domains::DOM_NULLIFIER)]);
		cs.assert_equal(&nullifier_hash, &nullifier);

		// IN-7
		cs.section("value commitment");
		let asset = asset.or_identity(cs, &enabled);
		let blinding = windows::trapdoor_term(cs, &private.trapdoor);
		let commitment = EdwardsPoint { x: commitment_x, y: commitment_y };
		asset.assert_sum(cs, &blinding, &commitment);
	}

	fn blank() -> (InputPublic, InputPrivate) {
		let public = InputPublic {
			anchor: Base::ZERO,
			nullifier: Base::ZERO,
			trace: Base::ZERO,
			value_commitment: edwards::IDENTITY,
		};
		let private = InputPrivate {
			enabled: false,
			spend_auth: Scalar::from(2u64),
			view: Scalar::from(2u64),
			address_base: KEY_GENERATOR.affine(),
			asset_point: edwards::IDENTITY,
			memo_hash: Base::ZERO,
			rsk: Base::ZERO,
			path: MerklePath { index: 0, siblings: [[Base::ZERO; ARITY - 1]; DEPTH] },
			trapdoor: Scalar::ZERO,
		};
		(public, private)
	}

	fn matrices() -> &'static R1cs {
		static MATRICES: OnceLock<R1cs> = OnceLock::new();
		MATRICES.get_or_init(collect::<Self>)
	}
}
