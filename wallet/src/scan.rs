// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Finds an account's notes, spends and payments in blocks.
//!
//! Detection looks at each note alone and runs on all cores; the rest follows the order of the blocks.

use std::collections::HashMap;

use rayon::prelude::*;
use sero_primitives::{BlockNumber, CurrencyId, Ticket, TicketCategory, TicketId};
use sero_shielded_primitives::{
	Action, HiddenNoteRecord, Memo, NoteEntry, Nullifier, OneTimeAddressBytes, PackageAction,
	PackageId, PackageOwner, PublicNoteRecord, PublicOutput, Spend, SpendTrace, TxId,
};
use sero_zk_crypto::{
	field::{base_from_bytes, base_to_bytes, scalar_to_bytes, Base},
	keys::{address_randomizer, note_randomness, OwnershipTest},
	leaf, note_auth_point, Asset, BaseCheck, EncryptedNote, FullViewingKey, Note, OneTimeAddress,
	PaymentAddress, SpendingKey,
};
use zeroize::Zeroizing;

use crate::{
	chain::ChainBlock,
	keys::WalletKeys,
	ledger::{BlockEvents, Event, Ledger, NoteOrigin, OwnedNote, SentBundle, SentOutput},
};

/// Looks for what belongs to one account.
pub struct Scanner {
	viewing: FullViewingKey,
	ownership: OwnershipTest,
	spending: Option<SpendingKey>,
	outgoing: Zeroizing<[u8; 32]>,
	birthday: BlockNumber,
	read_foreign: bool,
}

impl std::fmt::Debug for Scanner {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		f.write_str("Scanner(..)")
	}
}

/// The notes of a page of blocks that belong to the account, by position in the tree.
#[derive(Debug, Default)]
pub struct Detected(HashMap<u32, OwnedNote>);

impl Detected {
	/// Number of notes found.
	pub fn len(&self) -> usize {
		self.0.len()
	}

	/// Whether nothing was found.
	pub fn is_empty(&self) -> bool {
		self.0.is_empty()
	}
}

/// A note of a block, before it is known whose it is.
enum Candidate<'a> {
	Hidden { tx: TxId, output: u32, record: &'a HiddenNoteRecord },
	Public(&'a PublicNoteRecord),
}

impl Scanner {
	/// Looks with the keys of a wallet: only notes that it can spend count.
	pub fn for_wallet(keys: &WalletKeys) -> Self {
		Self {
			outgoing: Zeroizing::new(keys.viewing().outgoing_key()),
			ownership: keys.viewing().ownership_test(),
			viewing: keys.viewing().clone(),
			spending: Some(keys.spending().clone()),
			birthday: keys.birthday(),
			read_foreign: false,
		}
	}

	/// Looks with a viewing key; notes whose address it cannot verify are marked.
	///
	/// With `read_foreign` it also recognises the account's payments whose spent notes it has not seen,
	/// for a scan that does not begin at the first block.
	pub fn for_viewing_key(viewing: FullViewingKey, read_foreign: bool) -> Self {
		Self {
			outgoing: Zeroizing::new(viewing.outgoing_key()),
			ownership: viewing.ownership_test(),
			viewing,
			spending: None,
			birthday: 0,
			read_foreign,
		}
	}

	/// Finds the account's notes in blocks, on all cores.
	pub fn detect(&self, blocks: &[ChainBlock]) -> Detected {
		let candidates: Vec<Candidate<'_>> = blocks
			.iter()
			.filter(|block| block.number >= self.birthday)
			.flat_map(|block| block.notes.entries.iter().flat_map(candidates_of))
			.collect();
		Detected(
			candidates
				.par_iter()
				.filter_map(|candidate| self.detect_one(candidate))
				.map(|note| (note.index, note))
				.collect(),
		)
	}

	fn detect_one(&self, candidate: &Candidate<'_>) -> Option<OwnedNote> {
		match candidate {
			Candidate::Hidden { tx, output, record } => {
				let address = self.own_address(&record.address)?;
				let encrypted = encrypted_note(record, address)?;
				let decrypted = self.viewing.decrypt_owned(&encrypted)?;
				let verified = self.spending.is_some() || decrypted.base == BaseCheck::Verified;
				let origin = NoteOrigin::Hidden { tx: *tx, output: *output };
				let commitment = encrypted.commitment;
				let place = (record.index, &record.leaf, commitment);
				self.owned_note(place, &decrypted.note, origin, verified)
			},
			Candidate::Public(record) => {
				let address = self.own_address(&record.output.address)?;
				let note = Note::public(asset_of(&record.output), address, record.output.memo.0);
				let place = (record.index, &record.leaf, note.commitment());
				let origin = NoteOrigin::Public(record.origin);
				self.owned_note(place, &note, origin, self.spending.is_some())
			},
		}
	}

	/// Decodes an address if it is the account's.
	///
	/// The view equation alone decides for nearly all notes. A wallet with the spending key also demands
	/// that it can spend (attack A14).
	fn own_address(&self, bytes: &OneTimeAddressBytes) -> Option<OneTimeAddress> {
		let address = self.ownership.detect(&bytes.0)?;
		match &self.spending {
			Some(spending) if !spending.owns(&address) => None,
			_ => Some(address),
		}
	}

	fn owned_note(
		&self,
		(index, recorded_leaf, commitment): (u32, &[u8; 32], Base),
		note: &Note,
		origin: NoteOrigin,
		base_verified: bool,
	) -> Option<OwnedNote> {
		let memo = Memo(note.memo);
		if note.asset.is_empty() && memo == Memo::default() {
			return None;
		}
		// A leaf that does not commit to this note at this position could never be spent.
		if base_to_bytes(&leaf(index, commitment)) != *recorded_leaf {
			return None;
		}
		let auth_point = note_auth_point(index, commitment);
		let (currency, ticket) = (CurrencyId(note.asset.currency), ticket_of(&note.asset));
		Some(OwnedNote {
			index,
			currency,
			amount: note.asset.amount,
			ticket,
			address: OneTimeAddressBytes(note.address.to_bytes()),
			memo,
			rsk: scalar_to_bytes(&note.rsk),
			nullifier: self
				.spending
				.as_ref()
				.map(|key| Nullifier(base_to_bytes(&key.nullifier(&auth_point)))),
			trace: SpendTrace(base_to_bytes(&self.viewing.trace(&auth_point))),
			origin,
			base_verified,
		})
	}

	/// Puts detected notes, spends and payments in order: one entry for each block with events.
	///
	/// `ledger` is the account's state before the first block.
	pub fn events(
		&self,
		ledger: &Ledger,
		blocks: &[ChainBlock],
		detected: &Detected,
	) -> Vec<BlockEvents> {
		let mut marks = Marks { scanner: self, ledger, page: HashMap::new() };
		let mut out = Vec::new();
		for block in blocks {
			let mut events = Vec::new();
			for entry in &block.notes.entries {
				if let NoteEntry::Bundle { id, from, fee, spends, hidden, public, action } = entry {
					let inputs: Vec<u32> =
						spends.iter().filter_map(|spend| marks.find(spend)).collect();
					let mine = !inputs.is_empty();
					events.extend(self.package(id, action));
					let made = made_by_sender(hidden, action);
					events
						.extend(inputs.iter().map(|index| Event::Spent { index: *index, tx: *id }));
					if mine || self.read_foreign {
						let outputs = self.read_sent(spends, made);
						if mine || !outputs.is_empty() {
							events.push(Event::Sent(SentBundle {
								tx: *id,
								from: *from,
								first_nullifier: spends
									.first()
									.map(|spend| spend.nullifier)
									.unwrap_or_default(),
								fee: *fee,
								inputs,
								unreadable: (made.len() - outputs.len()) as u32,
								outputs,
								public: public
									.iter()
									.map(|record| (record.index, record.output.clone()))
									.collect(),
								action: action.summary(),
							}));
						}
					}
				}
				for candidate in candidates_of(entry) {
					if let Some(note) = detected.0.get(&candidate.index()) {
						marks.add(note);
						events.push(Event::Received(note.clone()));
					}
				}
			}
			if !events.is_empty() {
				out.push(BlockEvents { height: block.number, events });
			}
		}
		out
	}

	/// A package that a bundle makes for the account, or hands over to it.
	fn package(&self, tx: &TxId, action: &Action) -> Option<Event> {
		let (package, owner) = match action {
			Action::Package(PackageAction::Create { owner, .. }) => (PackageId::of(tx), owner),
			Action::Package(PackageAction::Transfer { package, to }) => (*package, to),
			_ => return None,
		};
		let PackageOwner::Address(owner) = owner else { return None };
		self.own_address(owner)?;
		Some(Event::Package { package, tx: *tx })
	}

	/// The hidden outputs of a bundle that the account itself encrypted.
	fn read_sent(&self, spends: &[Spend], hidden: &[HiddenNoteRecord]) -> Vec<SentOutput> {
		let Some(first) = spends.first().and_then(|spend| base_from_bytes(&spend.nullifier.0).ok())
		else {
			return Vec::new();
		};
		(0u32..)
			.zip(hidden)
			.collect::<Vec<_>>()
			.par_iter()
			.filter_map(|(position, record)| {
				let rsk = note_randomness(&self.outgoing, &first, *position);
				let address = OneTimeAddress::from_bytes(&record.address.0).ok()?;
				let encrypted = encrypted_note(record, address)?;
				let note = encrypted.decrypt_with_rsk(&rsk)?;
				let receiver = PaymentAddress::from_one_time(&address, address_randomizer(&rsk));
				Some(SentOutput {
					output: *position,
					index: record.index,
					address: record.address,
					receiver: receiver.map(|receiver| receiver.to_bytes()),
					currency: CurrencyId(note.asset.currency),
					amount: note.asset.amount,
					ticket: ticket_of(&note.asset),
					memo: Memo(note.memo),
					rsk: scalar_to_bytes(&rsk),
					own: self.own_address(&record.address).is_some(),
				})
			})
			.collect()
	}
}

/// The hidden notes that a bundle's sender made; one that it takes out of a package comes last and was made
/// before.
fn made_by_sender<'a>(hidden: &'a [HiddenNoteRecord], action: &Action) -> &'a [HiddenNoteRecord] {
	match (action, hidden.split_last()) {
		(Action::Package(PackageAction::Unpack { .. }), Some((_, made))) => made,
		_ => hidden,
	}
}

/// Finds the account's note behind a spend: in the ledger or earlier in the page.
struct Marks<'a> {
	scanner: &'a Scanner,
	ledger: &'a Ledger,
	page: HashMap<[u8; 32], u32>,
}

impl Marks<'_> {
	fn add(&mut self, note: &OwnedNote) {
		self.page.insert(note.nullifier.map_or(note.trace.0, |nullifier| nullifier.0), note.index);
	}

	fn find(&self, spend: &Spend) -> Option<u32> {
		let (mark, known) = match self.scanner.spending {
			Some(_) => (spend.nullifier.0, self.ledger.note_by_nullifier(&spend.nullifier)),
			None => (spend.trace.0, self.ledger.note_by_trace(&spend.trace)),
		};
		known.or_else(|| self.page.get(&mark).copied())
	}
}

impl Candidate<'_> {
	fn index(&self) -> u32 {
		match self {
			Self::Hidden { record, .. } => record.index,
			Self::Public(record) => record.index,
		}
	}
}

fn candidates_of(entry: &NoteEntry) -> Vec<Candidate<'_>> {
	match entry {
		NoteEntry::Public(record) => vec![Candidate::Public(record)],
		NoteEntry::Bundle { id, hidden, public, .. } => (0u32..)
			.zip(hidden)
			.map(|(output, record)| Candidate::Hidden { tx: *id, output, record })
			.chain(public.iter().map(Candidate::Public))
			.collect(),
	}
}

/// The encrypted note of a record whose address is decoded already.
fn encrypted_note(record: &HiddenNoteRecord, address: OneTimeAddress) -> Option<EncryptedNote> {
	Some(EncryptedNote {
		address,
		commitment: base_from_bytes(&record.note_commitment.0).ok()?,
		ephemeral: record.ephemeral_key.0,
		ciphertext: record.ciphertext.0,
	})
}

/// The ticket of an asset.
pub fn ticket_of(asset: &Asset) -> Option<Ticket> {
	asset
		.ticket
		.map(|(category, id)| Ticket { category: TicketCategory(category), id: TicketId(id) })
}

/// The asset of a public output.
pub fn asset_of(output: &PublicOutput) -> Asset {
	Asset {
		currency: output.currency.0,
		amount: output.amount,
		ticket: output.ticket.map(|ticket| (ticket.category.0, ticket.id.0)),
	}
}
