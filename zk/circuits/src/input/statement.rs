// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The input statement in plain Rust, independent of the circuit.

use sero_zk_crypto::{
	curve::SubgroupPoint, domains, generators::VALUE_TRAPDOOR_GENERATOR, note::note_auth_point,
	poseidon2::compress,
};

use super::{InputPrivate, InputPublic};
use crate::gadgets::ladder::is_provable;

/// The rule of the input statement that does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InputRule {
	/// The base of the one-time address is not of prime order.
	#[error("IN-1: the address base does not have prime order")]
	AddressBase,
	/// A secret scalar is 0, ±1 or ±3; the ladders cannot multiply by these.
	#[error("IN-2: a secret scalar cannot be proved")]
	SecretScalar,
	/// The asset point is not on the curve.
	#[error("IN-3: the asset point is not on the curve")]
	AssetPoint,
	/// The input is enabled and the note is not in the tree of the anchor at its index.
	#[error("IN-4: the note is not in the tree of the anchor")]
	Anchor,
	/// The trace is not that of the note and the view secret.
	#[error("IN-5: wrong trace")]
	Trace,
	/// The nullifier is not that of the note and the two secrets.
	#[error("IN-6: wrong nullifier")]
	Nullifier,
	/// The value commitment is not to the note's asset (or, if disabled, not to nothing).
	#[error("IN-7: wrong value commitment")]
	ValueCommitment,
}

/// Checks an input statement.
///
/// # Errors
/// The first rule that does not hold, in the order of [`InputRule`].
pub fn check_statement(public: &InputPublic, private: &InputPrivate) -> Result<(), InputRule> {
	let base =
		SubgroupPoint::from_affine(private.address_base).map_err(|_| InputRule::AddressBase)?;
	if base.is_identity() {
		return Err(InputRule::AddressBase);
	}
	if !is_provable(&private.spend_auth) || !is_provable(&private.view) {
		return Err(InputRule::SecretScalar);
	}
	if !private.asset_point.is_on_curve() {
		return Err(InputRule::AssetPoint);
	}
	let auth_point = note_auth_point(private.path.index, private.note_commitment(&base));
	if private.enabled && private.path.root_from(auth_point.x()) != public.anchor {
		return Err(InputRule::Anchor);
	}
	let trace_point = auth_point.mul(private.view);
	if compress(&[trace_point.x(), domains::DOM_TRACE]) != public.trace {
		return Err(InputRule::Trace);
	}
	let nullifier_point = trace_point.mul(private.spend_auth);
	if compress(&[nullifier_point.x(), domains::DOM_NULLIFIER]) != public.nullifier {
		return Err(InputRule::Nullifier);
	}
	let mut commitment = VALUE_TRAPDOOR_GENERATOR.mul(private.trapdoor).projective();
	if private.enabled {
		commitment += private.asset_point;
	}
	if commitment != public.value_commitment {
		return Err(InputRule::ValueCommitment);
	}
	Ok(())
}
