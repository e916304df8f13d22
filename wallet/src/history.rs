// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What came in and what went out, as one list.

use sero_primitives::{Balance, BlockNumber, CurrencyId};
use sero_shielded_primitives::TxId;

use crate::{
	ledger::{Event, Ledger, LedgerNote, SentBundle, SentOutput},
	store::{PendingBundle, PendingStatus, Store},
};

/// An entry of the list.
#[derive(Clone, Debug)]
pub enum HistoryEntry<'a> {
	/// A note came in that the account did not send itself.
	Received(&'a LedgerNote),
	/// A bundle of the account was mined.
	Sent {
		/// In this block.
		height: BlockNumber,
		/// The bundle.
		bundle: &'a SentBundle,
		/// What its known inputs held, in SERO base units; `None` if no input is known.
		spent: Option<Balance>,
	},
	/// A bundle of the account is not mined.
	NotMined {
		/// As it was recorded.
		bundle: &'a PendingBundle,
		/// Waiting, expired, or overtaken.
		status: PendingStatus,
	},
}

impl SentBundle {
	/// The payments: what went to others, and what the account sent itself with a text.
	pub fn payments(&self) -> impl Iterator<Item = &SentOutput> {
		self.outputs.iter().filter(|output| {
			!output.is_padding() && (!output.own || output.memo != Default::default())
		})
	}

	/// What came back, in SERO base units.
	pub fn change(&self) -> Balance {
		self.outputs
			.iter()
			.filter(|output| output.own && output.memo == Default::default())
			.filter(|output| output.currency == CurrencyId::SERO)
			.fold(0, |sum: Balance, output| sum.saturating_add(output.amount))
	}
}

/// The mined part of the list, oldest first.
pub fn mined(ledger: &Ledger) -> Vec<HistoryEntry<'_>> {
	let mut entries = Vec::new();
	for block in ledger.log() {
		for event in &block.events {
			match event {
				Event::Received(note) => {
					let own =
						note.origin.tx().is_some_and(|tx: TxId| ledger.sent_at(&tx).is_some());
					if let (false, Some(note)) = (own, ledger.note(note.index)) {
						entries.push(HistoryEntry::Received(note));
					}
				},
				Event::Sent(bundle) => {
					let spent = bundle
						.inputs
						.iter()
						.filter_map(|index| ledger.note(*index))
						.filter(|entry| entry.note.currency == CurrencyId::SERO)
						.map(|entry| entry.note.amount)
						.fold(None, |sum: Option<Balance>, amount| {
							Some(sum.unwrap_or_default().saturating_add(amount))
						});
					entries.push(HistoryEntry::Sent { height: block.height, bundle, spent });
				},
				Event::Spent { .. } => {},
			}
		}
	}
	entries
}

/// The whole list of a wallet: the mined part, then what is not mined.
pub fn history(store: &Store) -> Vec<HistoryEntry<'_>> {
	let mut entries = mined(store.ledger());
	entries.extend(
		store
			.pending()
			.filter(|(_, status)| !matches!(status, PendingStatus::Mined(_)))
			.map(|(bundle, status)| HistoryEntry::NotMined { bundle, status }),
	);
	entries
}
