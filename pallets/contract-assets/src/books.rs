// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What contracts hold, and whom they may pay.

use crate::{pallet::*, types::*};
use sero_primitives::{Balance, CurrencyId, Ticket, TicketCategory};
use sero_shielded_primitives::{
	EvmAddress, HeldAssets, Memo, OneTimeAddressBytes, PublicAsset, PublicOrigin, PublicOutput,
	RejectReason,
};

impl<T: Config> Pallet<T> {
	/// What a contract has of a currency other than SERO, in base units.
	pub fn balance_in_books(contract: &EvmAddress, currency: &CurrencyId) -> Balance {
		Books::<T>::get(contract, currency)
	}

	/// What all contracts have of a currency other than SERO: the pool's counter of what contracts hold.
	/// Walks all books: for audits, not for blocks.
	pub fn total_in_books(currency: &CurrencyId) -> Balance {
		Books::<T>::iter()
			.filter(|(_, of, _)| of == currency)
			.fold(0, |sum, (_, _, amount)| sum.saturating_add(amount))
	}

	/// How many tickets of a category contracts have. Walks the category: for audits, not for blocks.
	pub fn tickets_in_books(category: &TicketCategory) -> u64 {
		HeldTickets::<T>::iter_prefix_values(category).fold(0, |sum, _| sum.saturating_add(1))
	}

	/// The contract that has a ticket.
	pub fn ticket_holder(ticket: &Ticket) -> Option<EvmAddress> {
		HeldTickets::<T>::get(ticket.category, ticket.id)
	}

	/// The one-time address with this 20-byte form, if contracts may pay it.
	pub fn payee(address: &EvmAddress) -> Option<OneTimeAddressBytes> {
		Payees::<T>::get(address)
	}

	/// Lets contracts pay a one-time address, for good.
	pub(crate) fn register_payee(address: &OneTimeAddressBytes) {
		let short = EvmAddress::of(address);
		if !Payees::<T>::contains_key(short) {
			Payees::<T>::insert(short, address);
		}
	}

	/// Writes down what a contract received. Its SERO lies on its account, not in the books.
	///
	/// # Errors
	/// [`RejectReason::TurnstileViolation`]: more than there can be. The caller reverts the state.
	pub(crate) fn credit(contract: &EvmAddress, asset: &PublicAsset) -> Result<(), RejectReason> {
		if asset.amount > 0 && asset.currency != CurrencyId::SERO {
			let amount = Books::<T>::get(contract, asset.currency)
				.checked_add(asset.amount)
				.ok_or(RejectReason::TurnstileViolation)?;
			Books::<T>::insert(contract, asset.currency, amount);
		}
		if let Some(Ticket { category, id }) = asset.ticket {
			if HeldTickets::<T>::contains_key(category, id) {
				return Err(RejectReason::TurnstileViolation);
			}
			HeldTickets::<T>::insert(category, id, contract);
		}
		Ok(())
	}

	/// Takes from a contract what it gives away, its SERO aside.
	///
	/// # Errors
	/// [`RejectReason::InvalidAction`]: the contract does not have it. The caller reverts the state.
	pub(crate) fn debit(contract: &EvmAddress, asset: &PublicAsset) -> Result<(), RejectReason> {
		if asset.amount > 0 && asset.currency != CurrencyId::SERO {
			match Books::<T>::get(contract, asset.currency).checked_sub(asset.amount) {
				None => return Err(RejectReason::InvalidAction),
				Some(0) => Books::<T>::remove(contract, asset.currency),
				Some(rest) => Books::<T>::insert(contract, asset.currency, rest),
			}
		}
		if let Some(ticket) = asset.ticket {
			if Self::ticket_holder(&ticket) != Some(*contract) {
				return Err(RejectReason::InvalidAction);
			}
			HeldTickets::<T>::remove(ticket.category, ticket.id);
		}
		Ok(())
	}

	/// Pays what a contract has to a one-time address, as a public note. SERO comes from the account
	/// `payer`.
	///
	/// # Consensus
	/// CA-12: at most [`MAX_PAID_NOTES`] in a transaction.
	///
	/// # Errors
	/// [`RejectReason::InvalidAction`] beyond that number or if the contract does not have it, and those
	/// of the ledger. The caller reverts the state.
	pub(crate) fn pay_note(
		contract: &EvmAddress,
		payer: &[u8; 32],
		address: OneTimeAddressBytes,
		asset: &PublicAsset,
	) -> Result<(), RejectReason> {
		let extrinsic = frame_system::Pallet::<T>::extrinsic_index();
		let paid = match PaidNotes::<T>::get() {
			(of, count) if of == extrinsic => count,
			_ => 0,
		};
		if paid >= MAX_PAID_NOTES {
			return Err(RejectReason::InvalidAction);
		}
		PaidNotes::<T>::put((extrinsic, paid.saturating_add(1)));
		Self::debit(contract, asset)?;
		T::Ledger::pay_held(payer, PublicOrigin::Contract(*contract), note(address, asset))?;
		Ok(())
	}
}

/// A public note with an asset.
pub(crate) fn note(address: OneTimeAddressBytes, asset: &PublicAsset) -> PublicOutput {
	let PublicAsset { currency, amount, ticket } = *asset;
	// The name of a currency that there is nothing of says nothing.
	let currency = if amount == 0 { CurrencyId::default() } else { currency };
	PublicOutput { address, currency, amount, ticket, memo: Memo::default() }
}
