// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What the circuits have in common.

use ark_relations::gr1cs::{ConstraintSystemRef, SynthesisError};
use sero_zk_crypto::Base;

use crate::r1cs::{ConstraintSink, R1cs, R1csSink, WitnessSink};

/// A circuit: one synthesis function for every kind of sink.
pub trait Circuit {
	/// The name, as used for parameters.
	const NAME: &'static str;
	/// Number of public inputs, without the constant one.
	const PUBLIC_INPUTS: usize;
	/// The public part of a statement.
	type Public;
	/// The private part of a statement.
	type Private;

	/// Enters variables and constraints. The shape does not depend on the values.
	fn synthesize<S: ConstraintSink>(cs: &mut S, public: &Self::Public, private: &Self::Private);

	/// Some values, not satisfying: for collecting the matrices.
	fn blank() -> (Self::Public, Self::Private);

	/// The matrices, collected once per process.
	fn matrices() -> &'static R1cs;

	/// The assignment of a statement: one, public inputs, witness. The caller erases it.
	///
	/// It satisfies the constraints if and only if the plain check accepts the statement.
	fn assignment(public: &Self::Public, private: &Self::Private) -> Vec<Base> {
		let matrices = Self::matrices();
		let mut cs =
			WitnessSink::with_capacity(Self::PUBLIC_INPUTS, matrices.num_witness_variables());
		Self::synthesize(&mut cs, public, private);
		cs.into_assignment()
	}
}

/// Collects the matrices of a circuit from blank values.
pub(crate) fn collect<C: Circuit>() -> R1cs {
	let (public, private) = C::blank();
	let mut cs = R1csSink::default();
	C::synthesize(&mut cs, &public, &private);
	cs.finish().0
}

/// Enters a circuit into an arkworks constraint system.
pub(crate) fn generate_constraints<C: Circuit>(
	cs: &ConstraintSystemRef<Base>,
	public: Option<&C::Public>,
	private: Option<&C::Private>,
) -> Result<(), SynthesisError> {
	if cs.is_in_setup_mode() {
		return C::matrices().enter(cs, None);
	}
	let public = public.ok_or(SynthesisError::AssignmentMissing)?;
	let private = private.ok_or(SynthesisError::AssignmentMissing)?;
	C::matrices().enter(cs, Some(&C::assignment(public, private)))
}

/// BLAKE2b-256 over the matrices of a circuit in canonical order, see [`R1cs::hash`].
pub fn matrix_hash<C: Circuit>() -> [u8; 32] {
	C::matrices().hash()
}
