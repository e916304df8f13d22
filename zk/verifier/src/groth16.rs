// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The Groth16 pairing equation, for one proof and for a batch.
//!
//! One proof: `e(A, B) = e(alpha, beta) · e(X, gamma) · e(C, delta)` with
//! `X = gamma_abc[0] + Σ input_j · gamma_abc[j]`.
//!
//! A batch checks a random linear combination of such equations with coefficients `r_i` of 128 bits:
//! `Π_i e(r_i A_i, B_i) · Π_k e(X_k, −gamma_k) · e(C_k, −delta_k) · e(−R_k alpha_k, beta_k) = 1`, where `k`
//! runs over the keys and `X_k`, `C_k`, `R_k` are the sums of `r_i X_i`, `r_i C_i`, `r_i` over the key's
//! proofs. There is one Miller loop for each proof, three for each key, and one final exponentiation.
//!
//! The coefficients are a hash of the whole batch, so every node takes the same ones, and a prover cannot
//! choose a proof after them: a batch with a wrong proof passes with probability 2^-128.

use alloc::vec::Vec;

use ark_bn254::{Bn254, Fr, G1Affine, G1Projective};
use ark_ec::{
	pairing::{MillerLoopOutput, Pairing, PairingOutput},
	AffineRepr, CurveGroup, VariableBaseMSM,
};
use ark_ff::{AdditiveGroup, Field};
use sero_zk_crypto::{domains::BATCH_VERIFICATION, hash::blake2b_256};

use crate::{key::PreparedKey, proof::Proof};

#[cfg(test)]
mod tests;

type G2Prepared = <Bn254 as Pairing>::G2Prepared;
type Gt = <Bn254 as Pairing>::TargetField;

/// A proof with its public inputs and its key.
#[derive(Clone, Debug)]
pub struct BatchItem<'a> {
	/// The key; items with the same reference share their key's terms.
	pub key: &'a PreparedKey,
	/// The proof.
	pub proof: Proof,
	/// The public inputs in circuit order.
	pub inputs: Vec<Fr>,
}

/// Whether a proof is valid. `false` too if the number of inputs is not the key's.
pub fn verify(key: &PreparedKey, proof: &Proof, inputs: &[Fr]) -> bool {
	let Some((constant, factors)) = key.gamma_abc.split_first() else { return false };
	if inputs.len() != factors.len() {
		return false;
	}
	let public = (G1Projective::msm_unchecked(factors, inputs) + constant).into_affine();
	let mut left: Vec<G1Affine> = Vec::with_capacity(4);
	let mut right: Vec<G2Prepared> = Vec::with_capacity(4);
	for (g1, g2) in [
		(proof.a, proof.b.into()),
		(public, key.minus_gamma.clone()),
		(proof.c, key.minus_delta.clone()),
	] {
		left.push(g1);
		right.push(g2);
	}
	let expected = match key.alpha_beta {
		Some(expected) => expected,
		None => {
			left.push(-key.alpha);
			right.push(key.beta.clone());
			PairingOutput::ZERO
		},
	};
	Bn254::final_exponentiation(Bn254::multi_miller_loop(left, right)) == Some(expected)
}

/// The coefficient of a proof in a batch: 128 bits, never zero.
fn coefficient(seed: &[u8; 32], position: u64) -> u128 {
	let hash = blake2b_256(&BATCH_VERIFICATION, &[&[2], seed, &position.to_le_bytes()]);
	let wide = hash.iter().take(16).rev().fold(0u128, |acc, byte| acc << 8 | u128::from(*byte));
	wide.max(1)
}

/// What the proofs of one key add to the batch.
struct KeyTerms<'a> {
	key: &'a PreparedKey,
	/// `Σ r_i`, then `Σ r_i input_ij` for each public input `j`.
	scalars: Vec<Fr>,
	/// `C_i` and `r_i`.
	c: (Vec<G1Affine>, Vec<Fr>),
}

impl<'a> KeyTerms<'a> {
	fn new(key: &'a PreparedKey) -> Self {
		let scalars = key.gamma_abc.iter().map(|_| Fr::ZERO).collect();
		Self { key, scalars, c: (Vec::new(), Vec::new()) }
	}

	fn add(&mut self, item: &BatchItem<'a>, coefficient: Fr) {
		let values = core::iter::once(Fr::ONE).chain(item.inputs.iter().copied());
		for (scalar, value) in self.scalars.iter_mut().zip(values) {
			*scalar += coefficient * value;
		}
		self.c.0.push(item.proof.c);
		self.c.1.push(coefficient);
	}

	/// The first arguments of the pairings with `−gamma`, `−delta` and `beta`.
	fn points(&self) -> [G1Projective; 3] {
		let total = self.scalars.first().copied().unwrap_or_default();
		[
			G1Projective::msm_unchecked(&self.key.gamma_abc, &self.scalars),
			G1Projective::msm_unchecked(&self.c.0, &self.c.1),
			self.key.alpha * -total,
		]
	}
}

/// The second argument of a pairing.
enum Right<'a> {
	Proof(&'a Proof),
	Prepared(&'a G2Prepared),
}

impl Right<'_> {
	fn prepare(&self) -> G2Prepared {
		match self {
			Self::Proof(proof) => proof.b.into(),
			Self::Prepared(prepared) => (*prepared).clone(),
		}
	}
}

/// Whether every proof of a batch is valid (an empty batch is). `false` too if a number of inputs is not
/// its key's.
///
/// `seed` must be a hash of all keys, proofs and inputs.
pub fn batch_verify(items: &[BatchItem<'_>], seed: &[u8; 32]) -> bool {
	if items.iter().any(|item| item.inputs.len() != item.key.public_inputs()) {
		return false;
	}
	let mut keys: Vec<KeyTerms<'_>> = Vec::new();
	let mut coefficients: Vec<u128> = Vec::with_capacity(items.len());
	for (position, item) in items.iter().enumerate() {
		let r = coefficient(seed, position as u64);
		coefficients.push(r);
		match keys.iter_mut().find(|terms| core::ptr::eq(terms.key, item.key)) {
			Some(terms) => terms.add(item, Fr::from(r)),
			None => {
				let mut terms = KeyTerms::new(item.key);
				terms.add(item, Fr::from(r));
				keys.push(terms);
			},
		}
	}

	let scale = |(item, r): (&BatchItem<'_>, &u128)| {
		item.proof.a.mul_bigint([*r as u64, (*r >> 64) as u64])
	};
	let mut left: Vec<G1Projective> = map(items, &coefficients, scale);
	let mut right: Vec<Right<'_>> = items.iter().map(|item| Right::Proof(&item.proof)).collect();
	for terms in &keys {
		left.extend(terms.points());
		right.push(Right::Prepared(&terms.key.minus_gamma));
		right.push(Right::Prepared(&terms.key.minus_delta));
		right.push(Right::Prepared(&terms.key.beta));
	}
	let left = G1Projective::normalize_batch(&left);
	Bn254::final_exponentiation(MillerLoopOutput(miller_product(&left, &right)))
		== Some(PairingOutput::ZERO)
}

#[cfg(not(feature = "parallel"))]
fn map<'a, 'b>(
	items: &[BatchItem<'a>],
	coefficients: &[u128],
	scale: impl Fn((&BatchItem<'a>, &u128)) -> G1Projective + Sync,
) -> Vec<G1Projective> {
	items.iter().zip(coefficients).map(scale).collect()
}

#[cfg(feature = "parallel")]
fn map<'a>(
	items: &[BatchItem<'a>],
	coefficients: &[u128],
	scale: impl Fn((&BatchItem<'a>, &u128)) -> G1Projective + Sync + Send,
) -> Vec<G1Projective> {
	use rayon::prelude::*;
	items.par_iter().zip(coefficients).map(scale).collect()
}

/// The product of the Miller loops.
#[cfg(not(feature = "parallel"))]
fn miller_product(left: &[G1Affine], right: &[Right<'_>]) -> Gt {
	miller(left, right)
}

/// The product of the Miller loops, a share of them on each core.
#[cfg(feature = "parallel")]
fn miller_product(left: &[G1Affine], right: &[Right<'_>]) -> Gt {
	use rayon::prelude::*;
	let share = left.len().div_ceil(rayon::current_num_threads()).max(4);
	left.par_chunks(share).zip(right.par_chunks(share)).map(|(l, r)| miller(l, r)).product()
}

fn miller(left: &[G1Affine], right: &[Right<'_>]) -> Gt {
	Bn254::multi_miller_loop(left.iter().copied(), right.iter().map(Right::prepare)).0
}
