// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What an account has, and how much of it can be spent now.

use std::collections::{BTreeMap, BTreeSet};

use sero_primitives::{Balance, CurrencyId, Ticket};

use crate::store::{PendingStatus, Store};

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

/// What an account has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Balances {
	/// By currency; SERO is always there.
	pub currencies: BTreeMap<CurrencyId, CurrencyBalance>,
	/// The tickets.
	pub tickets: BTreeSet<Ticket>,
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

/// Adds up an account.
pub fn balances(store: &Store) -> Balances {
	let locked = locked_notes(store);
	let mut out = Balances::default();
	out.currencies.insert(CurrencyId::SERO, CurrencyBalance::default());
	for entry in store.ledger().unspent() {
		out.notes += 1;
		out.tickets.extend(entry.note.ticket);
		if entry.note.amount == 0 {
			continue;
		}
		let currency = out.currencies.entry(entry.note.currency).or_default();
		let part = if locked.contains(&entry.note.index) {
			&mut currency.locked
		} else {
			&mut currency.spendable
		};
		*part = part.saturating_add(entry.note.amount);
	}
	let change = store
		.pending()
		.filter(|(_, status)| *status == PendingStatus::Waiting)
		.fold(0, |sum: Balance, (bundle, _)| sum.saturating_add(bundle.change));
	let sero = out.currencies.entry(CurrencyId::SERO).or_default();
	// After a reorganization a waiting payment can refer to notes that are gone for the moment; its
	// change then counts for nothing.
	sero.pending = change.min(sero.locked);
	sero.locked -= sero.pending;
	out
}
