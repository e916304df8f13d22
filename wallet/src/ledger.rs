// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What happened to an account, block by block, and what follows from it.
//!
//! The log of [`BlockEvents`] is the only truth; notes, balances and history are folded from it. To
//! undo a block is to drop its events and fold again, so a reorganization of any depth leaves nothing
//! behind.

use std::collections::{BTreeMap, HashMap};

use codec::{Decode, Encode};
use sero_primitives::{Balance, BlockNumber, CurrencyId, Ticket};
use sero_shielded_primitives::{
	Action, Memo, Nullifier, OneTimeAddressBytes, PackageId, PublicOrigin, PublicOutput,
	SpendTrace, TxId,
};
use sero_zk_crypto::{field, Asset, Note, OneTimeAddress};

use crate::error::{Result, WalletError};

/// How a note came into being.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub enum NoteOrigin {
	/// As a hidden output of a bundle.
	Hidden {
		/// The bundle.
		tx: TxId,
		/// Position among its hidden outputs.
		output: u32,
	},
	/// In public.
	Public(PublicOrigin),
}

impl NoteOrigin {
	/// The bundle that made the note.
	pub fn tx(&self) -> Option<TxId> {
		match self {
			Self::Hidden { tx, .. } | Self::Public(PublicOrigin::Bundle(tx)) => Some(*tx),
			Self::Public(_) => None,
		}
	}
}

/// A note of the account.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct OwnedNote {
	/// Position in the tree.
	pub index: u32,
	/// Currency of the amount.
	pub currency: CurrencyId,
	/// Amount in base units.
	pub amount: Balance,
	/// A ticket beside, or instead of, the amount.
	pub ticket: Option<Ticket>,
	/// The one-time address it was sent to.
	pub address: OneTimeAddressBytes,
	/// Text of the sender.
	pub memo: Memo,
	/// Note randomness, zero for a public note; canonical.
	pub rsk: [u8; 32],
	/// Its nullifier; only the spending key can compute it.
	pub nullifier: Option<Nullifier>,
	/// Its spend trace.
	pub trace: SpendTrace,
	/// How it came into being.
	pub origin: NoteOrigin,
	/// Whether it is certain that the account can spend it (attack A14): always so for a wallet that
	/// holds the spending key.
	pub base_verified: bool,
}

impl std::fmt::Debug for OwnedNote {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		write!(f, "OwnedNote({})", self.index)
	}
}

impl OwnedNote {
	/// The note as the cryptography wants it.
	///
	/// # Errors
	/// [`WalletError::StoreCorrupt`].
	pub fn to_note(&self) -> Result<Note> {
		note(self.asset(), &self.address, &self.memo, &self.rsk)
	}

	/// What it holds.
	pub fn asset(&self) -> Asset {
		asset(self.currency, self.amount, self.ticket)
	}
}

/// The parts of an asset as the cryptography wants them.
pub(crate) fn asset(currency: CurrencyId, amount: Balance, ticket: Option<Ticket>) -> Asset {
	let ticket = ticket.map(|ticket| (ticket.category.0, ticket.id.0));
	Asset { currency: currency.0, amount, ticket }
}

fn note(asset: Asset, address: &OneTimeAddressBytes, memo: &Memo, rsk: &[u8; 32]) -> Result<Note> {
	Ok(Note {
		asset,
		address: OneTimeAddress::from_bytes(&address.0)
			.map_err(|_| WalletError::StoreCorrupt("a note's address does not decode"))?,
		memo: memo.0,
		rsk: field::scalar_from_bytes(rsk)
			.map_err(|_| WalletError::StoreCorrupt("a note's secret does not decode"))?,
	})
}

/// A hidden output of a bundle that the account sent.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct SentOutput {
	/// Position among the bundle's hidden outputs.
	pub output: u32,
	/// Position of the note in the tree.
	pub index: u32,
	/// The one-time address it went to.
	pub address: OneTimeAddressBytes,
	/// The long-term address behind it, if the sender derived the one from the other.
	pub receiver: Option<[u8; 64]>,
	/// Currency of the amount.
	pub currency: CurrencyId,
	/// Amount in base units.
	pub amount: Balance,
	/// A ticket beside, or instead of, the amount.
	pub ticket: Option<Ticket>,
	/// The text that went with it.
	pub memo: Memo,
	/// Note randomness; canonical.
	pub rsk: [u8; 32],
	/// Whether it came back to the account: change, or a payment to itself.
	pub own: bool,
}

impl std::fmt::Debug for SentOutput {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		write!(f, "SentOutput({})", self.index)
	}
}

impl SentOutput {
	/// The note as the cryptography wants it.
	///
	/// # Errors
	/// [`WalletError::StoreCorrupt`].
	pub fn to_note(&self) -> Result<Note> {
		let asset = asset(self.currency, self.amount, self.ticket);
		note(asset, &self.address, &self.memo, &self.rsk)
	}

	/// Whether it is padding: nothing for nobody.
	pub fn is_padding(&self) -> bool {
		self.amount == 0 && self.ticket.is_none() && self.memo == Memo::default()
	}
}

/// A bundle that the account sent.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct SentBundle {
	/// Its id.
	pub tx: TxId,
	/// Its one-time sender, an address of the account: what a purchase of shares brings is paid to it.
	pub from: OneTimeAddressBytes,
	/// Nullifier of its first input: what the sender has derived for the bundle follows from it.
	pub first_nullifier: Nullifier,
	/// The fee in SERO base units.
	pub fee: Balance,
	/// Positions of the account's notes that it spent, as far as they are known.
	pub inputs: Vec<u32>,
	/// The hidden outputs that the account can read.
	pub outputs: Vec<SentOutput>,
	/// Number of hidden outputs that it cannot read.
	pub unreadable: u32,
	/// The public outputs, with their positions in the tree.
	pub public: Vec<(u32, PublicOutput)>,
	/// What else it did.
	pub action: Action,
}

/// Something that happened to the account.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Event {
	/// A note came in.
	#[codec(index = 0)]
	Received(OwnedNote),
	/// A note was spent.
	#[codec(index = 1)]
	Spent {
		/// Position of the note.
		index: u32,
		/// The bundle that spent it.
		tx: TxId,
	},
	/// A bundle was sent.
	#[codec(index = 2)]
	Sent(SentBundle),
	/// A package was made for the account, or handed over to it.
	#[codec(index = 3)]
	Package {
		/// The package.
		package: PackageId,
		/// The bundle that did it.
		tx: TxId,
	},
}

/// All that happened to the account in a block.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct BlockEvents {
	/// Height of the block.
	pub height: BlockNumber,
	/// What happened, in order.
	pub events: Vec<Event>,
}

/// A note with its fate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerNote {
	/// The note.
	pub note: OwnedNote,
	/// Height of the block that made it.
	pub height: BlockNumber,
	/// The block and bundle that spent it.
	pub spent: Option<(BlockNumber, TxId)>,
}

/// The fold of a log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
	log: Vec<BlockEvents>,
	notes: BTreeMap<u32, LedgerNote>,
	by_nullifier: HashMap<[u8; 32], u32>,
	by_trace: HashMap<[u8; 32], u32>,
	sent: BTreeMap<TxId, BlockNumber>,
}

impl Ledger {
	/// The log that it was folded from, blocks without events left out.
	pub fn log(&self) -> &[BlockEvents] {
		&self.log
	}

	/// All notes, spent ones included, by position.
	pub fn notes(&self) -> impl Iterator<Item = &LedgerNote> {
		self.notes.values()
	}

	/// The notes that nobody has spent.
	pub fn unspent(&self) -> impl Iterator<Item = &LedgerNote> {
		self.notes.values().filter(|entry| entry.spent.is_none())
	}

	/// The note at a position.
	pub fn note(&self, index: u32) -> Option<&LedgerNote> {
		self.notes.get(&index)
	}

	/// The note with a nullifier.
	pub fn note_by_nullifier(&self, nullifier: &Nullifier) -> Option<u32> {
		self.by_nullifier.get(&nullifier.0).copied()
	}

	/// The note with a spend trace.
	pub fn note_by_trace(&self, trace: &SpendTrace) -> Option<u32> {
		self.by_trace.get(&trace.0).copied()
	}

	/// Height of the block with a bundle that the account sent.
	pub fn sent_at(&self, tx: &TxId) -> Option<BlockNumber> {
		self.sent.get(tx).copied()
	}

	/// The bundles that the account sent, with their heights.
	pub fn sent(&self) -> impl Iterator<Item = (BlockNumber, &SentBundle)> {
		self.log.iter().flat_map(|block| {
			block.events.iter().filter_map(move |event| match event {
				Event::Sent(bundle) => Some((block.height, bundle)),
				_ => None,
			})
		})
	}

	/// The packages that were made for the account or handed over to it, with the heights, oldest first.
	pub fn packages(&self) -> impl Iterator<Item = (BlockNumber, PackageId)> + '_ {
		self.log.iter().flat_map(|block| {
			block.events.iter().filter_map(move |event| match event {
				Event::Package { package, .. } => Some((block.height, *package)),
				_ => None,
			})
		})
	}

	/// Adds what happened in the next block that has events.
	pub fn apply(&mut self, block: BlockEvents) {
		for event in &block.events {
			match event {
				Event::Received(note) => {
					if let Some(nullifier) = note.nullifier {
						self.by_nullifier.insert(nullifier.0, note.index);
					}
					self.by_trace.insert(note.trace.0, note.index);
					let entry =
						LedgerNote { note: note.clone(), height: block.height, spent: None };
					self.notes.insert(note.index, entry);
				},
				Event::Spent { index, tx } => {
					if let Some(entry) = self.notes.get_mut(index) {
						entry.spent = Some((block.height, *tx));
					}
				},
				Event::Sent(bundle) => {
					self.sent.insert(bundle.tx, block.height);
				},
				Event::Package { .. } => {},
			}
		}
		self.log.push(block);
	}

	/// Forgets everything that happened above a height; `None` forgets all.
	pub fn rollback(&mut self, keep: Option<BlockNumber>) {
		let mut log = std::mem::take(self).log;
		log.truncate(log.partition_point(|block| keep.is_some_and(|keep| block.height <= keep)));
		for block in log {
			self.apply(block);
		}
	}
}
