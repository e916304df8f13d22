// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What an outsider checks: that a key follows from the circuit, the powers of tau and the recorded contributions,
//! and that each contributor knew the factor of its contribution.
//!
//! | check | how |
//! |---|---|
//! | order and completeness of the record | each entry's transcript is the hash of everything before it |
//! | a contributor knew its factor | the same factor lies between its two points and between two points of the second group, one of which is the hash of the transcript |
//! | `delta` went on by this factor | the same factor lies between `delta` before and after |
//! | `delta` changed | it is another point than before |
//! | a beacon is what it says | its factor is computed again |
//! | the rest of the key | the first key is computed again from circuit and powers: what no contribution changes is equal, and the points divided by `delta` are, times `delta`, those of the first key, by a random combination |
//!
//! Everything random here is drawn by the verifier: nobody could have prepared for it.

use ark_bn254::{Bn254, G1Affine, G2Affine};
use ark_ec::{pairing::Pairing, AffineRepr, CurveGroup};
use ark_ff::Zero;

use crate::{
	contribution::{transcript, Contribution, ContributionKind},
	lagrange::combination,
	powers::same_ratio,
	random::{challenges, hash_to_g2},
	CeremonyError, CeremonyKey, Powers, Progress, Secret, System,
};

/// Checks the record of a key by itself: every entry, in order.
///
/// # Errors
/// [`CeremonyError::Contribution`], [`CeremonyError::Key`].
pub fn record(key: &CeremonyKey, progress: &dyn Progress) -> Result<(), CeremonyError> {
	let mut delta = G1Affine::generator();
	for (place, contribution) in key.contributions.iter().enumerate() {
		let refuse = |reason| Err(CeremonyError::Contribution { number: place + 1, reason });
		if place > 0 && key.contributions[place - 1].is_beacon() {
			return refuse("it follows the beacon");
		}
		let earlier = &key.contributions[..place];
		if let Some(reason) = fault(&key.circuit_hash, earlier, &delta, contribution, progress)? {
			return refuse(reason);
		}
		delta = contribution.delta_after;
	}
	if key.delta_g1 != delta {
		return Err(CeremonyError::Key("delta is not that of the last contribution"));
	}
	if !same_ratio(G1Affine::generator(), delta, G2Affine::generator(), key.delta_g2) {
		return Err(CeremonyError::Key("delta is another one in the second group"));
	}
	Ok(())
}

/// What is wrong with an entry.
fn fault(
	circuit_hash: &[u8; 64],
	earlier: &[Contribution],
	delta: &G1Affine,
	contribution: &Contribution,
	progress: &dyn Progress,
) -> Result<Option<&'static str>, CeremonyError> {
	let Contribution { delta_after, base, base_multiple, hash_multiple, .. } = contribution;
	if contribution.transcript != transcript(circuit_hash, earlier, base, base_multiple) {
		return Ok(Some("its transcript is not the hash of what comes before"));
	}
	let hashed = hash_to_g2(&contribution.transcript);
	if !same_ratio(*base, *base_multiple, hashed, *hash_multiple) {
		return Ok(Some("the contributor did not know the factor"));
	}
	if !same_ratio(*delta, *delta_after, hashed, *hash_multiple) {
		return Ok(Some("delta did not go on by the contributor's factor"));
	}
	if delta == delta_after {
		return Ok(Some("it leaves delta as it was"));
	}
	if let ContributionKind::Beacon { value, exponent } = &contribution.kind {
		let secret = Secret::from_beacon(value, *exponent, progress)?;
		let multiple = (secret.base * secret.factor).into_affine();
		if (secret.base, multiple) != (*base, *base_multiple) {
			return Ok(Some("it is not what the beacon leads to"));
		}
	}
	Ok(None)
}

/// Checks everything: the powers of tau, the record, and that the key is that of circuit, powers and record.
///
/// # Errors
/// Those of [`Powers::verify`], [`CeremonyKey::start`], [`record`] and [`against_first`].
pub fn everything(
	system: &System,
	powers: &Powers,
	key: &CeremonyKey,
	progress: &dyn Progress,
) -> Result<(), CeremonyError> {
	record(key, progress)?;
	powers.verify(progress)?;
	let first = CeremonyKey::start(system, powers, progress)?;
	against_first(&first, key, progress)
}

/// Checks that a key is `first`, divided by its own `delta` where it should be.
///
/// # Errors
/// [`CeremonyError::Key`].
pub fn against_first(
	first: &CeremonyKey,
	key: &CeremonyKey,
	progress: &dyn Progress,
) -> Result<(), CeremonyError> {
	let sizes = |key: &CeremonyKey| (key.public, key.variables, key.domain);
	let fixed = |key: &CeremonyKey| (key.alpha_g1, key.beta_g1, key.beta_g2, key.gamma_g2);
	for (equal, reason) in [
		(first.has_first_delta(), "the first key has a delta"),
		(sizes(first) == sizes(key), "its sizes are others"),
		(fixed(first) == fixed(key), "alpha, beta or gamma is another one"),
		(first.inputs == key.inputs, "the points of the public inputs are others"),
		(first.coefficients == key.coefficients, "the coefficients are others"),
		(first.a == key.a, "the points A are others"),
		(first.b_g1 == key.b_g1, "the points B of the first group are others"),
		(first.b_g2 == key.b_g2, "the points B of the second group are others"),
		(first.circuit_hash == key.circuit_hash, "the hash of the circuit is another one"),
	] {
		if !equal {
			return Err(CeremonyError::Key(reason));
		}
	}
	progress.start("checking the points divided by delta", 2);
	for (before, after, reason) in [
		(&first.l, &key.l, "the points L are not divided by delta"),
		(&first.h, &key.h, "the points H are not divided by delta"),
	] {
		let scalars = challenges(before.len())?;
		let before = combination(before, &scalars).into_affine();
		let after = combination(after, &scalars).into_affine();
		// Not by the ratio: a circuit without private variables has no points L, and zero is as it should be.
		let pairs = ([before, -after], [G2Affine::generator(), key.delta_g2]);
		if !Bn254::multi_pairing(pairs.0, pairs.1).is_zero() {
			return Err(CeremonyError::Key(reason));
		}
		progress.advance(1);
	}
	progress.finish();
	Ok(())
}

/// Checks that `key` continues `earlier`: the same circuit, and its record begins with the other one's. The record
/// of `key` must have been checked.
///
/// It is what a coordinator checks of a file that comes back: somebody who worked on an older file would
/// drop the contributions made since.
///
/// # Errors
/// [`CeremonyError::NoContinuation`].
pub fn continuation(earlier: &CeremonyKey, key: &CeremonyKey) -> Result<(), CeremonyError> {
	if earlier.circuit_hash != key.circuit_hash {
		return Err(CeremonyError::NoContinuation(
			"it is for another circuit or other powers of tau",
		));
	}
	if !key.contributions.starts_with(&earlier.contributions) {
		return Err(CeremonyError::NoContinuation("contributions are missing or others"));
	}
	if key.contributions.len() == earlier.contributions.len() {
		return Err(CeremonyError::NoContinuation("nothing was added"));
	}
	Ok(())
}

#[cfg(test)]
mod tests;
