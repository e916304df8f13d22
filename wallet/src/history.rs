// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What came in and what went out, as one list.

use std::collections::BTreeMap;

use sero_primitives::{Balance, BlockNumber, CurrencyId};
use sero_shielded_primitives::{Action, PackageAction};

use crate::{
	assets::Assets,
	ledger::{Event, Ledger, LedgerNote, NoteOrigin, SentBundle, SentOutput},
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
		/// What its known inputs held; `None` if no input is known.
		spent: Option<Assets>,
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

	/// What came back.
	pub fn change(&self) -> Assets {
		let mut change = Assets::default();
		for output in
			self.outputs.iter().filter(|output| output.own && output.memo == Default::default())
		{
			change.add(output.currency, output.amount);
			change.tickets.extend(output.ticket);
		}
		change
	}

	/// What a hidden issue brought into being; unknown as long as not all outputs can be read.
	pub fn issued(&self, spent: Option<&Assets>) -> Option<(CurrencyId, Balance)> {
		let Action::Issue(issue) = &self.action else { return None };
		if self.unreadable > 0 {
			return None;
		}
		let mut made = Assets::default();
		for output in &self.outputs {
			made.add(output.currency, output.amount);
		}
		let amount = made.amount(&issue.currency).checked_sub(spent?.amount(&issue.currency))?;
		Some((issue.currency, amount))
	}

	/// Whether a note that the bundle made came out of a package instead of its inputs.
	fn unpacked(&self, note: &NoteOrigin) -> bool {
		let unpacks = matches!(self.action, Action::Package(PackageAction::Unpack { .. }));
		let outputs = self.outputs.len() as u32 + self.unreadable;
		unpacks && *note == NoteOrigin::Hidden { tx: self.tx, output: outputs }
	}
}

/// The mined part of the list, oldest first.
pub fn mined(ledger: &Ledger) -> Vec<HistoryEntry<'_>> {
	let mut entries = Vec::new();
	let sent: BTreeMap<_, _> = ledger.sent().map(|(_, bundle)| (bundle.tx, bundle)).collect();
	for block in ledger.log() {
		for event in &block.events {
			match event {
				Event::Received(note) => {
					let sent = note.origin.tx().and_then(|tx| sent.get(&tx));
					let own = sent.is_some_and(|bundle| !bundle.unpacked(&note.origin));
					if let (false, Some(note)) = (own, ledger.note(note.index)) {
						entries.push(HistoryEntry::Received(note));
					}
				},
				Event::Sent(bundle) => {
					let inputs: Vec<_> =
						bundle.inputs.iter().filter_map(|index| ledger.note(*index)).collect();
					let spent = (!inputs.is_empty())
						.then(|| Assets::of_notes(inputs.iter().map(|entry| &entry.note)));
					entries.push(HistoryEntry::Sent { height: block.height, bundle, spent });
				},
				Event::Spent { .. } | Event::Package { .. } => {},
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
