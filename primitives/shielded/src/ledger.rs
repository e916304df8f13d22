// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What other parts of the runtime may do with the hidden pool ([`ShieldedLedger`]), and with assets
//! that contracts hold ([`HeldAssets`]).

use crate::{
	AssetIssuer, HiddenOutput, OneTimeAddressBytes, PublicAsset, PublicOrigin, PublicOutput,
	RejectReason,
};
use sero_primitives::{Balance, CurrencyId, TicketCategory};

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

/// The border between the hidden pool and what contracts hold, and the registry of issuers.
///
/// SERO of a contract lies on its account; tokens and tickets lie in books that the caller keeps.
/// This trait moves the turnstile's counters along and makes the notes. Every method changes nothing
/// if it fails.
pub trait HeldAssets {
	/// Whether the currency exists.
	fn currency_exists(currency: &CurrencyId) -> bool;

	/// Who may issue the currency; `None` if it is not registered, or SERO.
	fn issuer_of(currency: &CurrencyId) -> Option<AssetIssuer>;

	/// What registering the name costs, in SERO base units.
	fn registration_fee(currency: &CurrencyId) -> Balance;

	/// Makes `amount` new base units that `issuer` holds. If the currency is new, registers it and
	/// takes the registration fee from the account `payer`.
	///
	/// # Errors
	/// [`RejectReason::InvalidName`], [`RejectReason::NotIssuer`] (also for currencies of hidden
	/// supply), [`RejectReason::WrongRegistrationFee`] if the payer does not have it,
	/// [`RejectReason::TurnstileViolation`] beyond 2^128 − 1 in all.
	fn issue_held(
		issuer: &AssetIssuer,
		payer: &[u8; 32],
		currency: CurrencyId,
		amount: Balance,
	) -> Result<(), RejectReason>;

	/// Counts a new ticket that a contract holds. (It is registered by
	/// [`crate::TicketRegistry::register_ticket`].)
	///
	/// # Errors
	/// [`RejectReason::TurnstileViolation`].
	fn issue_held_ticket(category: TicketCategory) -> Result<(), RejectReason>;

	/// Makes a new ticket as a public note; `output` carries the ticket and nothing else.
	///
	/// # Errors
	/// Those of [`ShieldedLedger::mint_public_note`].
	fn issue_ticket_note(origin: PublicOrigin, output: PublicOutput) -> Result<u32, RejectReason>;

	/// Pays out of what contracts hold, in one public note: SERO from the account `payer`, another
	/// currency and the ticket from what is held. The caller takes them out of its books.
	///
	/// # Errors
	/// Those of [`ShieldedLedger::mint_public_note`]; [`RejectReason::InvalidAction`] if the account
	/// does not have the SERO.
	fn pay_held(
		payer: &[u8; 32],
		origin: PublicOrigin,
		output: PublicOutput,
	) -> Result<u32, RejectReason>;

	/// Pays out of the hidden pool, visibly: SERO to the account `receiver`, another currency and the
	/// ticket to what contracts hold. For assets that became visible in the pool (packages).
	///
	/// # Errors
	/// [`RejectReason::UnknownCurrency`], [`RejectReason::UnknownTicket`],
	/// [`RejectReason::TurnstileViolation`], [`RejectReason::InvalidAction`].
	fn hold(receiver: &[u8; 32], asset: &PublicAsset) -> Result<(), RejectReason>;

	/// Makes a public note of an asset that is in the hidden pool already (packages).
	///
	/// # Errors
	/// Those of [`ShieldedLedger::mint_public_note`].
	fn reveal(origin: PublicOrigin, output: PublicOutput) -> Result<u32, RejectReason>;

	/// Puts a hidden note into the tree whose proof and balance were checked when its package was
	/// made.
	///
	/// # Errors
	/// [`RejectReason::TreeFull`].
	fn append_hidden_note(output: &HiddenOutput) -> Result<u32, RejectReason>;

	/// Takes a fee in SERO base units from an account, for the block's miner.
	///
	/// # Errors
	/// [`RejectReason::SponsorCannotPay`].
	fn collect_fee(payer: &[u8; 32], fee: Balance) -> Result<(), RejectReason>;
}
