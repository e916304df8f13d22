// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The issue statement in plain Rust, independent of the circuit.

use sero_zk_crypto::{value_commitment, Scalar};

use super::{IssuePrivate, IssuePublic};

/// The rule of the issue statement that does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IssueRule {
	/// The token generator is the identity. That it is the token's own is for the verifier to see to.
	#[error("IS-1: the token generator is the identity")]
	TokenGenerator,
	/// The value commitment is not to the amount.
	#[error("IS-2: wrong value commitment")]
	ValueCommitment,
}

/// Checks an issue statement.
///
/// # Errors
/// The first rule that does not hold, in the order of [`IssueRule`].
pub fn check_statement(public: &IssuePublic, private: &IssuePrivate) -> Result<(), IssueRule> {
	if public.generator.is_identity() {
		return Err(IssueRule::TokenGenerator);
	}
	let asset_point = public.generator.mul(Scalar::from(private.amount));
	if value_commitment(&asset_point, private.trapdoor).affine() != public.value_commitment {
		return Err(IssueRule::ValueCommitment);
	}
	Ok(())
}
