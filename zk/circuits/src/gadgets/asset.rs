// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Asset generators, recomputed from the asset id.

use ark_ed_on_bn254::EdwardsAffine;
use sero_zk_crypto::{asset::AssetGenerator, Base};

use super::{
	edwards::EdwardsPoint,
	montgomery::{MontgomeryPoint, MontgomeryPointOf},
	poseidon2,
};
use crate::r1cs::{ConstraintSink, LinearForm, Num};

/// What a prover shows about an asset generator: `u = compress3(domain, id, counter)` is the Montgomery
/// coordinate of a curve point with this `v`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GeneratorOpening {
	/// The asset id as a field element.
	pub id: Base,
	/// The counter.
	pub counter: Base,
	/// Montgomery `v`; either root.
	pub v: Base,
}

impl From<&AssetGenerator> for GeneratorOpening {
	fn from(generator: &AssetGenerator) -> Self {
		Self { id: generator.id, counter: generator.counter.into(), v: generator.v }
	}
}

/// A generator that comes from an id: computed in the circuit by [`generator`], or outside by the verifier.
#[derive(Clone, Debug)]
pub struct Generator<F>(MontgomeryPoint<F>);

impl<F: LinearForm> Generator<F> {
	/// A generator that is public. Two constraints.
	///
	/// # Soundness
	/// The coordinates are public inputs that the *verifier* computes from an asset id
	/// ([`sero_zk_crypto::token_generator`]); it never takes them from a prover. So the point is in the
	/// prime-order subgroup, and it is a hash, as the amount's ladder needs. The identity has no assignment.
	pub fn from_public<S>(cs: &mut S, point: &EdwardsPoint<F>) -> Self
	where
		S: ConstraintSink<Form = F>,
	{
		Self(point.to_montgomery(cs))
	}

	/// The point, of prime order.
	pub fn point(&self) -> &MontgomeryPoint<F> {
		&self.0
	}
}

/// `G = K + 8 P` with `P = (u, v)`, `u = compress3(domain, id, counter)`. 258 constraints.
///
/// # Soundness
/// The prover cannot choose `G` freely (this would mint): its `u` is a hash. It may choose
/// * the *sign* of `v`, giving `K - 8 P` besides `K + 8 P`. The `K` parts of all amounts of a kind add up,
///   so an amount on `K - 8 P` balances only if all such amounts are zero modulo `l`; they are sums of
///   non-negative integers below `2^139`, so they are zero. This needs that nothing which is *spent* is on
///   `K - 8 P`: notes are checked to balance, and what is minted is on canonical generators, in the clear
///   or by an issue, whose generator is public for this reason;
/// * the *counter*, giving other independent generators on which no value exists.
///
/// The lift requires the curve equation, the doublings refuse small order, and the strict addition
/// refuses `8 P = ±K`; so `G` has order `l` for every assignment.
pub fn generator<S: ConstraintSink>(
	cs: &mut S,
	domain: Base,
	offset: &EdwardsAffine,
	opening: &GeneratorOpening,
) -> Generator<S::Form> {
	let id = cs.advice("asset id", opening.id);
	let counter = cs.advice("asset counter", opening.counter);
	let u = poseidon2::compress(cs, &[Num::constant(domain), id, counter]);
	let v = cs.advice("asset v", opening.v);
	let (point, u_squared): (MontgomeryPointOf<S>, _) = MontgomeryPoint::lift(cs, u, v);
	let cleared = point.clear_cofactor(cs, &u_squared);
	Generator(cleared.add_strict(cs, &MontgomeryPoint::constant(offset)))
}
