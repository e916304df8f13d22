// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What a bundle can do with tickets, and who does it ([`TicketActions`]).

use crate::{EvmAddress, Memo, OneTimeAddressBytes, RejectReason, TxId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sero_primitives::{Ticket, TicketCategory, TicketId};

/// Who may issue an asset: whoever registered its name.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum AssetIssuer {
	/// A contract.
	#[codec(index = 0)]
	Contract(EvmAddress),
	/// The owner of a one-time address.
	#[codec(index = 1)]
	Address(OneTimeAddressBytes),
}

/// The ticket part of a bundle.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum TicketAction {
	/// Makes a new ticket, as a public note. The first of a category makes `from` its issuer.
	#[doc(alias = "sero_allotTicket")]
	#[codec(index = 0)]
	Issue {
		/// The new ticket.
		ticket: Ticket,
		/// Who receives it.
		receiver: OneTimeAddressBytes,
		/// Text that everybody can read.
		memo: Memo,
	},
	/// Takes a ticket out of the hidden pool for good.
	#[codec(index = 1)]
	Burn {
		/// The ticket.
		ticket: Ticket,
	},
}

impl TicketAction {
	/// The ticket that leaves the hidden pool.
	pub fn released(&self) -> Option<Ticket> {
		match self {
			Self::Issue { .. } => None,
			Self::Burn { ticket } => Some(*ticket),
		}
	}
}

/// Does what [`TicketAction`] says, and keeps who may issue tickets of a category.
pub trait TicketActions {
	/// Checks an action against the state, cheaply, without changing anything.
	///
	/// # Errors
	/// The rule that it breaks.
	fn check(from: &OneTimeAddressBytes, action: &TicketAction) -> Result<(), RejectReason>;

	/// Does an action that passed [`Self::check`] on the same state; the pool has booked what it
	/// releases.
	///
	/// # Errors
	/// As [`Self::check`], and those of the ledger. The caller reverts the state.
	fn apply(
		id: &TxId,
		from: &OneTimeAddressBytes,
		action: &TicketAction,
	) -> Result<(), RejectReason>;
}

/// Registers tickets for pallets that issue on somebody's behalf.
pub trait TicketRegistry {
	/// Writes down a new ticket; the first of a category registers it to `issuer`. Where the ticket
	/// then is (note or contract) is the caller's business, and so is the turnstile.
	///
	/// # Errors
	/// [`RejectReason::InvalidName`], [`RejectReason::NotIssuer`], [`RejectReason::TicketExists`].
	fn register_ticket(issuer: &AssetIssuer, ticket: &Ticket) -> Result<(), RejectReason>;

	/// A number that no ticket of the category has: Keccak-256 of issuer, category and a counter.
	fn next_ticket_id(issuer: &EvmAddress, category: &TicketCategory) -> TicketId;

	/// Whether the ticket was issued and not burned.
	fn ticket_exists(ticket: &Ticket) -> bool;
}

/// A chain without tickets: refuses every action.
impl TicketActions for () {
	fn check(_: &OneTimeAddressBytes, _: &TicketAction) -> Result<(), RejectReason> {
		Err(RejectReason::InvalidAction)
	}

	fn apply(_: &TxId, _: &OneTimeAddressBytes, _: &TicketAction) -> Result<(), RejectReason> {
		Err(RejectReason::InvalidAction)
	}
}
