// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What an account has, and how much of it can be spent now.

use std::collections::{BTreeMap, BTreeSet};

use sero_primitives::{Balance, CurrencyId, Ticket};

use crate::{
	assets::Assets,
	store::{PendingStatus, Store},
};

#[cfg(test)]
mod tests;

/// The balance of one currency. The three parts always add up to [`CurrencyBalance::total`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CurrencyBalance {
	/// In notes that no waiting payment uses.
	pub spendable: Balance,
	/// Change that comes back when the waiting payments are mined.
	pub pending: Balance,
	/// What the waiting payments pay out, fees included.
	pub locked: Balance,
}

impl CurrencyBalance {
	/// What the account has on the chain as far as it is scanned.
	pub fn total(&self) -> Balance {
		self.spendable.saturating_add(self.pending).saturating_add(self.locked)
	}
}

/// What can be done with a ticket now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TicketState {
	/// It can be spent.
	Spendable,
	/// It comes back with the change of a waiting payment.
	Pending,
	/// A waiting payment pays it out.
	Locked,
}

/// What an account has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Balances {
	/// By currency; SERO is always there.
	pub currencies: BTreeMap<CurrencyId, CurrencyBalance>,
	/// The tickets, with what can be done with each.
	pub tickets: BTreeMap<Ticket, TicketState>,
	/// Number of notes that are not spent.
	pub notes: usize,
}

/// Positions of the notes that waiting payments use.
pub fn locked_notes(store: &Store) -> BTreeSet<u32> {
	store
		.pending()
		.filter(|(_, status)| *status == PendingStatus::Waiting)
		.flat_map(|(bundle, _)| bundle.inputs.iter().copied())
		.collect()
}

/// What comes back when the waiting payments are mined.
pub fn pending_change(store: &Store) -> Assets {
	let mut change = Assets::default();
	for (bundle, _) in store.pending().filter(|(_, status)| *status == PendingStatus::Waiting) {
		for (currency, amount) in &bundle.change.amounts {
			change.add(*currency, *amount);
		}
		change.tickets.extend(&bundle.change.tickets);
	}
	change
}

/// Adds up an account.
pub fn balances(store: &Store) -> Balances {
	let locked = locked_notes(store);
	let change = pending_change(store);
	let mut out = Balances::default();
	out.currencies.insert(CurrencyId::SERO, CurrencyBalance::default());
	for entry in store.ledger().unspent() {
		let note = &entry.note;
		let is_locked = locked.contains(&note.index);
		out.notes += 1;
		if let Some(ticket) = note.ticket {
			let state = match (is_locked, change.tickets.contains(&ticket)) {
				(false, _) => TicketState::Spendable,
				(true, true) => TicketState::Pending,
				(true, false) => TicketState::Locked,
			};
			out.tickets.insert(ticket, state);
		}
		if note.amount == 0 {
			continue;
		}
		let currency = out.currencies.entry(note.currency).or_default();
		let part = if is_locked { &mut currency.locked } else { &mut currency.spendable };
		*part = part.saturating_add(note.amount);
	}
	for (currency, balance) in &mut out.currencies {
		// After a reorganization a waiting payment can refer to notes that are gone for the moment, and
		// a hidden issue brings what is not there yet; such change counts for nothing.
		balance.pending = change.amount(currency).min(balance.locked);
		balance.locked -= balance.pending;
	}
	out
}
