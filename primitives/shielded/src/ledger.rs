// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What other parts of the runtime may do with the hidden pool ([`ShieldedLedger`]).

use crate::{OneTimeAddressBytes, PublicOrigin, PublicOutput, RejectReason};
use sero_primitives::Balance;

/// The hidden pool, as pallets other than its own see it.
///
/// A note that is made through this trait enters the tree in the same way as an output of a
/// bundle: it can be spent, hidden, from the next block on.
pub trait ShieldedLedger {
	/// Checks that a one-time address can receive notes.
	///
	/// # Errors
	/// [`RejectReason::InvalidPoint`], [`RejectReason::LowOrderPoint`].
	fn check_address(address: &OneTimeAddressBytes) -> Result<(), RejectReason>;

	/// Creates new money as a public note and returns the note's position.
	///
	/// The turnstile counts the amount as minted.
	///
	/// # Errors
	/// Those of [`ShieldedLedger::check_address`], [`RejectReason::InvalidPublicOutput`],
	/// [`RejectReason::UnknownCurrency`], [`RejectReason::TreeFull`],
	/// [`RejectReason::TurnstileViolation`]. Nothing is changed then.
	fn mint_public_note(origin: PublicOrigin, output: PublicOutput) -> Result<u32, RejectReason>;

	/// Pays the miner of a block: `reward` SERO base units of new money and all fees that were
	/// collected, in one public note. Returns what was paid.
	///
	/// No note is made if there is nothing to pay.
	///
	/// # Errors
	/// Those of [`ShieldedLedger::mint_public_note`]. The fees stay collected then.
	fn pay_coinbase(
		address: &OneTimeAddressBytes,
		reward: Balance,
	) -> Result<Balance, RejectReason>;

	/// Creates new money that is staked at once and belongs to no note: shares of the genesis block.
	/// Their principal comes back by [`ShieldedLedger::pay_stake`].
	///
	/// # Errors
	/// [`RejectReason::TurnstileViolation`]. Nothing is changed then.
	fn mint_stake(amount: Balance) -> Result<(), RejectReason>;

	/// Pays a stakeholder: `principal` comes back from what is staked, `reward` is new money, in one
	/// public note. Returns the note's position.
	///
	/// # Errors
	/// Those of [`ShieldedLedger::mint_public_note`]. Nothing is changed then.
	fn pay_stake(
		output_address: &OneTimeAddressBytes,
		principal: Balance,
		reward: Balance,
	) -> Result<u32, RejectReason>;
}
