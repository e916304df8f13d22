// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The invariants of this pallet's state.

use crate::pallet::*;
use alloc::{collections::BTreeMap, vec::Vec};
use sero_primitives::{CurrencyId, Ticket};
use sero_shielded_primitives::{EvmAddress, HeldAssets, TicketRegistry};

impl<T: Config> Pallet<T> {
	/// Checks the books, what contracts may pay, and that no call is left. That the books of a currency
	/// add up to the pool's counter is checked where both are known: in the runtime.
	pub fn do_try_state() -> Result<(), &'static str> {
		let mut totals = BTreeMap::<CurrencyId, u128>::new();
		for (_, currency, amount) in Books::<T>::iter() {
			if amount == 0 {
				return Err("CA-7: an empty entry in the books");
			}
			if currency == CurrencyId::SERO || !T::Ledger::currency_exists(&currency) {
				return Err("CA-7: books of a currency that contracts do not hold in books");
			}
			let total = totals.entry(currency).or_default();
			*total = total.checked_add(amount).ok_or("CA-7: the books overflow")?;
		}
		let tickets: Vec<_> = HeldTickets::<T>::iter_keys().collect();
		for (category, id) in tickets {
			if !T::Tickets::ticket_exists(&Ticket { category, id }) {
				return Err("CA-7: a contract has a ticket that does not exist");
			}
		}
		if Payees::<T>::iter().any(|(short, address)| EvmAddress::of(&address) != short) {
			return Err("CA-5: a payee under another address");
		}
		if TokenRates::<T>::iter_values().any(|rate| rate.ta == 0) {
			return Err("CA-13: a rate for no SERO");
		}
		if !CallFrames::<T>::get().is_empty() || CurrentBundle::<T>::exists() {
			return Err("CA-9: a call is left");
		}
		Ok(())
	}
}
