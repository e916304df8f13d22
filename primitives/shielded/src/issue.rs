// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Issuing a token without saying how much of it.

use crate::{CircuitVersion, ProofBytes, ValueCommitment};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sero_primitives::{Balance, CurrencyId};

/// Issues a hidden amount of a token: it counts as an input of the bundle.
///
/// The first issue registers the currency to the bundle's `from`; only the same one-time address can
/// issue more.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct HiddenIssue {
	/// The token.
	pub currency: CurrencyId,
	/// SERO base units for the name, if it is not registered yet; they become fees.
	#[codec(compact)]
	pub registration_fee: Balance,
	/// Circuit version of the proof.
	pub circuit: CircuitVersion,
	/// Commitment to the amount.
	pub value_commitment: ValueCommitment,
	/// Proof of the issue statement.
	pub proof: ProofBytes,
}
