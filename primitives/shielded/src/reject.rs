// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Why the chain refuses a bundle.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Declares the enum, its codes and its texts in one place.
macro_rules! reject_reasons {
	($($(#[doc = $doc:literal])+ $name:ident = $code:literal, $hint:literal;)*) => {
		/// The rule that a bundle breaks, with the code that the transaction pool returns as
		/// `InvalidTransaction::Custom`.
		///
		/// Codes are never reused.
		#[derive(
			Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking,
			MaxEncodedLen, TypeInfo,
		)]
		#[repr(u8)]
		pub enum RejectReason {
			$($(#[doc = $doc])+ #[codec(index = $code)] $name = $code,)*
		}

		impl RejectReason {
			/// Every reason.
			pub const ALL: &'static [Self] = &[$(Self::$name,)*];

			/// The code in `InvalidTransaction::Custom`.
			pub const fn code(self) -> u8 {
				self as u8
			}

			/// The reason with this code.
			pub fn from_code(code: u8) -> Option<Self> {
				Self::ALL.iter().copied().find(|reason| reason.code() == code)
			}

			/// What the sender can do about it.
			pub const fn hint(self) -> &'static str {
				match self {
					$(Self::$name => $hint,)*
				}
			}

			/// The variant's name.
			pub const fn name(self) -> &'static str {
				match self {
					$(Self::$name => stringify!($name),)*
				}
			}
		}
	};
}

reject_reasons! {
	/// SA-1: the bundle spends nothing (no input) or makes nothing (no output, no action).
	EmptyBundle = 1, "add at least one input and one output";
	/// SA-3: a field element or scalar is not canonical.
	NonCanonicalField = 2, "the wallet that made this bundle is faulty; update it";
	/// SA-3: a curve point is not canonical or not on the curve.
	InvalidPoint = 3, "the wallet that made this bundle is faulty; update it";
	/// SA-4: a one-time address or ephemeral key is the identity or of low order.
	LowOrderPoint = 4, "ask the receiver for another address";
	/// SA-5: the block height is past the bundle's expiry.
	Expired = 5, "send again: the bundle was not included in time";
	/// SA-5: the expiry lies too far in the future.
	ExpiryTooFar = 6, "choose a nearer expiry height";
	/// SA-6: the fee is below what the bundle's work costs.
	FeeTooLow = 7, "pay at least the fee that `shielded_requiredFee` returns";
	/// SA-7: a nullifier occurs twice in the bundle.
	DuplicateNullifier = 8, "the bundle spends a note twice; build it again";
	/// SA-8: a nullifier is already in the chain.
	NullifierAlreadySpent = 9, "the note is spent already; synchronise the wallet";
	/// SA-9: the anchor is not a recent root of the tree.
	UnknownAnchor = 10, "synchronise the wallet and build the bundle again";
	/// SA-10: the proof's circuit version does not exist.
	UnknownCircuitVersion = 11, "update the wallet";
	/// SA-10: the proof's circuit version is paused by governance.
	CircuitVersionPaused = 12, "wait until the circuit version is active again";
	/// SA-10: the proof's circuit version is retired.
	CircuitVersionRetired = 13, "update the wallet";
	/// SA-11: a public output carries nothing, or a ticket without a category.
	InvalidPublicOutput = 14, "a public output needs an amount or a ticket";
	/// SA-11: a public amount is in a currency that does not exist.
	UnknownCurrency = 15, "check the currency's name";
	/// SA-12: the signature under the one-time sender does not verify.
	InvalidFromSignature = 16, "the bundle was altered or made for another chain";
	/// SA-13: inputs and outputs do not balance, or the balance signature does not verify.
	InvalidBalance = 17, "the bundle was altered or made for another chain";
	/// SA-13: the balance key is the identity, so anybody could sign again.
	ZeroBalanceKey = 18, "build the bundle again with fresh randomness";
	/// SA-14: a proof does not decode.
	MalformedProof = 19, "the wallet that made this bundle is faulty; update it";
	/// SA-14: a proof does not verify.
	InvalidProof = 20, "the proof is forged or made with other parameters";
	/// SA-15: the action's amount is zero or below what the receiver must hold.
	InvalidAction = 21, "check the action's amount and receiver";
	/// SA-16: the tree has no room for the outputs.
	TreeFull = 22, "the note-commitment tree is full";
	/// SA-17: more would leave a pool than ever entered it.
	TurnstileViolation = 23, "the pool does not hold this much; report this";
	/// SA-2: the encoding does not decode or exceeds a bound.
	Malformed = 24, "the bundle does not decode; update the wallet";
	/// ST-1: the chain has no staking.
	StakingNotConfigured = 25, "this chain has no staking";
	/// ST-2: the amount does not pay for one ticket.
	StakingAmountTooLow = 26, "pay at least the price of one ticket";
	/// ST-4: the staking node does not exist.
	StakingUnknownNode = 27, "check the staking node's id";
	/// ST-5: the staking node is closed.
	StakingNodeClosed = 28, "choose a staking node that is open";
	/// ST-6: the deposit is not the one that the chain asks for.
	StakingWrongDeposit = 29, "pay exactly the deposit";
	/// ST-7: the staking node's fee is out of range.
	StakingFeeOutOfRange = 30, "choose a fee in the range that the chain allows";
	/// ST-8: the sender does not own the staking node.
	StakingNotNodeOwner = 31, "send from the one-time address that registered the node";
	/// ST-9: the staking node is too young to be closed.
	StakingNodeTooYoung = 32, "close the node later";
	/// ST-10: the share set has no room for another share.
	StakingSetFull = 33, "wait until shares have left the lottery";
	/// AS-1: the name is not `[A-Z][A-Z0-9_]{0,31}`, or contains SERO.
	InvalidName = 34, "choose a name of capital letters, digits and underscores, without SERO in it";
	/// AS-2: the name is registered to somebody else.
	NotIssuer = 35, "choose another name: this one belongs to another issuer";
	/// AS-3: the ticket was issued before.
	TicketExists = 36, "choose another ticket id";
	/// AS-4: the ticket does not exist.
	UnknownTicket = 37, "check the ticket's category and id";
	/// AS-5: the registration fee is not the one that the chain asks for.
	WrongRegistrationFee = 38, "pay exactly the registration fee of the name";
	/// CA-1: there is no contract at the address.
	NoContract = 39, "check the contract's address";
	/// CA-2: the limits exceed what a block allows, or are zero.
	GasLimitOutOfRange = 40, "choose smaller limits";
	/// CA-3: the contract does not take the token for its gas, or not at this rate.
	SponsorRateTooLow = 41, "ask the contract for its rate again";
	/// CA-4: the contract does not have the SERO for the fee.
	SponsorCannotPay = 42, "pay the fee yourself: the contract has run out of SERO";
	/// CA-5: code is empty, or a payee is not a one-time address.
	InvalidContractCall = 43, "check code and payees";
	/// CA-6: nothing lies on the sender's account.
	NothingToCollect = 44, "there is nothing to collect at this address";
	/// PK-1: the package does not exist.
	UnknownPackage = 45, "check the package's id";
	/// PK-2: the package is closed.
	PackageClosed = 46, "the package was opened before";
	/// PK-3: the sender does not own the package.
	NotPackageOwner = 47, "send from the one-time address that owns the package";
	/// PK-4: the key does not open the package, or what is in it is not what was committed to.
	WrongPackageKey = 48, "ask for the package's key again";
	/// PK-5: the sealed bytes are shorter than an opening.
	InvalidPackage = 49, "the wallet that made this bundle is faulty; update it";
	/// CA-17: the contract would pay more than twice the fee that is required.
	SponsorFeeTooHigh = 50, "let the contract pay the required fee, and pay a tip yourself";
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn codes_are_distinct_and_found_again() {
		for reason in RejectReason::ALL {
			assert_eq!(RejectReason::from_code(reason.code()), Some(*reason));
			assert!(!reason.hint().is_empty());
		}
		assert_eq!(RejectReason::from_code(0), None);
		assert_eq!(RejectReason::from_code(255), None);
	}
}
