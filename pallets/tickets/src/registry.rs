// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Issuing and burning tickets.

use crate::{pallet::*, types::*, weights::WeightInfo, ID_ATTEMPTS};
use frame_support::weights::Weight;
use sero_primitives::{CurrencyId, Ticket, TicketCategory, TicketId};
use sero_shielded_primitives::{
	check_category_name, AssetIssuer, EvmAddress, HeldAssets, OneTimeAddressBytes, PublicOrigin,
	PublicOutput, RejectReason, TicketAction, TicketActions, TicketRegistry, TxId,
};

/// Bytes that an id is hashed from: issuer, category, counter.
const ID_PREIMAGE_LEN: usize = 20 + 32 + 8;

/// The id that follows from a counter: Keccak-256 of the contract, the category and the counter (big
/// endian, as in the words of the EVM).
pub(crate) fn ticket_id(issuer: &EvmAddress, category: &TicketCategory, counter: u64) -> TicketId {
	let mut preimage = [0u8; ID_PREIMAGE_LEN];
	let parts = issuer.0.iter().chain(&category.0).copied().chain(counter.to_be_bytes());
	for (slot, byte) in preimage.iter_mut().zip(parts) {
		*slot = byte;
	}
	TicketId(sp_io::hashing::keccak_256(&preimage))
}

impl<T: Config> Pallet<T> {
	/// Whether `issuer` may issue the ticket; the category as it is before.
	///
	/// # Consensus
	/// AS-1: the category has a good name. AS-2: it belongs to the issuer, or to nobody yet. AS-3: the
	/// ticket was never issued, burned ones included. AS-6: its id is not zero, which contracts read as
	/// no ticket.
	///
	/// # Errors
	/// [`RejectReason::InvalidName`], [`RejectReason::NotIssuer`], [`RejectReason::TicketExists`],
	/// [`RejectReason::InvalidAction`].
	fn check_issue(issuer: &AssetIssuer, ticket: &Ticket) -> Result<CategoryRecord, RejectReason> {
		check_category_name(&ticket.category)?;
		if ticket.id == TicketId::default() {
			return Err(RejectReason::InvalidAction);
		}
		let Some(category) = Categories::<T>::get(ticket.category) else {
			return Ok(CategoryRecord { issuer: *issuer, issued: 0, nonce: 0 });
		};
		if category.issuer != *issuer {
			return Err(RejectReason::NotIssuer);
		}
		if Tickets::<T>::contains_key(ticket.category, ticket.id) {
			return Err(RejectReason::TicketExists);
		}
		Ok(category)
	}

	/// Whether the ticket can be burned.
	///
	/// # Consensus
	/// AS-4: it was issued and not burned. (Who burns it has it: the bundle balances only if one of the
	/// notes that it spends has the ticket.)
	///
	/// # Errors
	/// [`RejectReason::UnknownTicket`].
	fn check_burn(ticket: &Ticket) -> Result<(), RejectReason> {
		if Self::ticket_exists(ticket) {
			Ok(())
		} else {
			Err(RejectReason::UnknownTicket)
		}
	}

	/// Writes down a ticket that passed [`Self::check_issue`]. The only function that adds tickets.
	fn insert_ticket(ticket: &Ticket, category: CategoryRecord) {
		if category.issued == 0 {
			Self::deposit_event(Event::CategoryRegistered {
				category: ticket.category,
				issuer: category.issuer,
			});
		}
		let issued = category.issued.saturating_add(1);
		Categories::<T>::insert(ticket.category, CategoryRecord { issued, ..category });
		Tickets::<T>::insert(ticket.category, ticket.id, TicketRecord { burned: false });
		Self::deposit_event(Event::TicketIssued { ticket: *ticket });
	}

	/// A family of tickets; `None` if no ticket of it was ever issued.
	pub fn category(category: &TicketCategory) -> Option<CategoryRecord> {
		Categories::<T>::get(category)
	}

	/// A ticket; `None` if it was never issued.
	pub fn ticket(ticket: &Ticket) -> Option<TicketRecord> {
		Tickets::<T>::get(ticket.category, ticket.id)
	}

	/// Weight of an action, its checks included.
	pub fn weight_of_action(action: &TicketAction) -> Weight {
		match action {
			TicketAction::Issue { .. } => T::WeightInfo::issue(),
			TicketAction::Burn { .. } => T::WeightInfo::burn(),
		}
	}

	/// The invariants of this pallet's state.
	#[cfg(any(feature = "try-runtime", test))]
	pub(crate) fn do_try_state() -> Result<(), &'static str> {
		for (name, category) in Categories::<T>::iter() {
			check_category_name(&name).map_err(|_| "AS-1: a category has a bad name")?;
			let issued = Tickets::<T>::iter_prefix_values(name).count();
			if category.issued == 0 || u64::try_from(issued) != Ok(category.issued) {
				return Err("AS-3: a category's tickets are not those that were issued");
			}
			if Tickets::<T>::contains_key(name, TicketId::default()) {
				return Err("AS-6: a ticket has the id zero");
			}
		}
		if Tickets::<T>::iter_keys().any(|(category, _)| !Categories::<T>::contains_key(category)) {
			return Err("AS-2: a ticket of a category that does not exist");
		}
		Ok(())
	}
}

impl<T: Config> TicketActions for Pallet<T> {
	fn check(from: &OneTimeAddressBytes, action: &TicketAction) -> Result<(), RejectReason> {
		match action {
			TicketAction::Issue { ticket, .. } => {
				Self::check_issue(&AssetIssuer::Address(*from), ticket).map(drop)
			},
			TicketAction::Burn { ticket } => Self::check_burn(ticket),
		}
	}

	fn apply(
		id: &TxId,
		from: &OneTimeAddressBytes,
		action: &TicketAction,
	) -> Result<(), RejectReason> {
		match action {
			TicketAction::Issue { ticket, receiver, memo } => {
				let category = Self::check_issue(&AssetIssuer::Address(*from), ticket)?;
				let output = PublicOutput {
					address: *receiver,
					currency: CurrencyId::default(),
					amount: 0,
					ticket: Some(*ticket),
					memo: *memo,
				};
				T::Ledger::issue_ticket_note(PublicOrigin::Bundle(*id), output)?;
				Self::insert_ticket(ticket, category);
				Ok(())
			},
			TicketAction::Burn { ticket } => {
				Self::check_burn(ticket)?;
				Tickets::<T>::insert(ticket.category, ticket.id, TicketRecord { burned: true });
				Self::deposit_event(Event::TicketBurned { ticket: *ticket });
				Ok(())
			},
		}
	}
}

impl<T: Config> TicketRegistry for Pallet<T> {
	fn register_ticket(issuer: &AssetIssuer, ticket: &Ticket) -> Result<(), RejectReason> {
		let category = Self::check_issue(issuer, ticket)?;
		Self::insert_ticket(ticket, category);
		Ok(())
	}

	/// The counter moves on with every number that is looked at, so that none is looked at twice. After
	/// [`ID_ATTEMPTS`] used ones the last is handed out; registering it is refused then.
	fn next_ticket_id(issuer: &EvmAddress, category: &TicketCategory) -> TicketId {
		let record = Categories::<T>::get(category)
			.filter(|record| record.issuer == AssetIssuer::Contract(*issuer));
		// Nothing is used in a category that does not exist; another's is refused in any case.
		let Some(mut record) = record else {
			return ticket_id(issuer, category, 0);
		};
		let mut id = TicketId::default();
		for _ in 0..ID_ATTEMPTS {
			id = ticket_id(issuer, category, record.nonce);
			record.nonce = record.nonce.saturating_add(1);
			if !Tickets::<T>::contains_key(category, id) {
				break;
			}
		}
		Categories::<T>::insert(category, record);
		id
	}

	fn ticket_exists(ticket: &Ticket) -> bool {
		Self::ticket(ticket).is_some_and(|record| !record.burned)
	}
}
