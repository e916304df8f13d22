// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Names of what is issued, and issuing a token without saying how much of it.

use crate::{CircuitVersion, ProofBytes, RejectReason, ValueCommitment};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sero_primitives::{Balance, CurrencyId, TicketCategory};

/// AS-1: the name of a currency is `[A-Z][A-Z0-9_]{0,31}` and does not contain SERO.
///
/// # Errors
/// [`RejectReason::InvalidName`].
pub fn check_currency_name(currency: &CurrencyId) -> Result<(), RejectReason> {
	let name = currency.name().ok_or(RejectReason::InvalidName)?;
	if CurrencyId::from_name(name) != Ok(*currency) || name.contains("SERO") {
		return Err(RejectReason::InvalidName);
	}
	Ok(())
}

/// AS-1 for a ticket category.
///
/// # Errors
/// [`RejectReason::InvalidName`].
pub fn check_category_name(category: &TicketCategory) -> Result<(), RejectReason> {
	check_currency_name(&CurrencyId(category.0))
}

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

#[cfg(test)]
mod tests {
	use super::*;

	fn padded(name: &str) -> TicketCategory {
		let mut bytes = [0u8; 32];
		bytes[..name.len()].copy_from_slice(name.as_bytes());
		TicketCategory(bytes)
	}

	/// AS-1: as in the original, `^[A-Z][A-Z0-9_]{0,31}$` without SERO.
	#[test]
	fn names_of_assets_keep_to_the_rule() {
		for name in ["A", "GOLD", "A_1", "SER0", "A23456789012345678901234567890_2"] {
			assert_eq!(check_category_name(&padded(name)), Ok(()), "{name}");
		}
		for name in ["", "gold", "1A", "_A", "A-B", "A B", "SERO", "WSERO", "SERO_2", "A\0B"] {
			let refused = Err(RejectReason::InvalidName);
			assert_eq!(check_category_name(&padded(name)), refused, "{name}");
			assert_eq!(check_currency_name(&CurrencyId(padded(name).0)), refused, "{name}");
		}
	}
}
