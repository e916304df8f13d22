// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Shows one payment to somebody, and nothing else.
//!
//! The sender (or the receiver) hands out the key of one hidden output with a claim: receiver, asset,
//! memo. Whoever has a node checks the claim against the chain. The key opens this output only.

use serde::{Deserialize, Serialize};
use sero_primitives::{BlockNumber, CurrencyId};
use sero_shielded_primitives::{HiddenNoteRecord, Memo, NoteEntry, TxId};
use sero_zk_crypto::{
	encryption::NoteKey, field::base_from_bytes, keys::address_randomizer, EncryptedNote, Note,
	OneTimeAddress, PaymentAddress,
};

use crate::{
	chain::{BlockHash, ChainBlock, ChainSource},
	error::{Result, WalletError},
	ledger::{Event, Ledger, NoteOrigin},
	report::{
		base58, currency_name, format_asset_amount, hex_of, memo_hex, memo_text, TicketReport,
	},
	rpc::Hex32,
};

#[cfg(test)]
mod tests;

/// Version of the format.
pub const VERSION: u8 = 1;

/// A claim about one hidden output, with the key that proves it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Disclosure {
	/// Version of the format.
	pub version: u8,
	/// Genesis hash of the chain.
	pub genesis: Hex32,
	/// Height of the block.
	pub height: BlockNumber,
	/// Id of the bundle.
	pub tx: Hex32,
	/// Position among the bundle's hidden outputs.
	pub output: u32,
	/// Key of the output's ciphertext.
	pub key: Hex32,
	/// What is claimed.
	pub claim: Claim,
}

/// What a disclosure says about an output.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Claim {
	/// The receiver's long-term address. Absent if the output went to a one-time address that the
	/// receiver had handed out: then only that can be shown.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub receiver: Option<String>,
	/// The receiver's one-time address.
	pub one_time_address: String,
	/// The currency.
	pub currency: String,
	/// The amount, decimal.
	pub amount: String,
	/// The ticket.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub ticket: Option<TicketReport>,
	/// The memo as text, if it is one.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub memo: Option<String>,
	/// The memo, all 64 bytes.
	pub memo_hex: String,
}

/// The output behind a disclosure: the note and what opens it.
struct Opened {
	note: Note,
	receiver: Option<PaymentAddress>,
}

impl Opened {
	fn claim(&self) -> Claim {
		let asset = self.note.asset.normalized();
		let currency = CurrencyId(asset.currency);
		Claim {
			receiver: self.receiver.map(|receiver| receiver.to_string()),
			one_time_address: base58(&self.note.address.to_bytes()),
			currency: currency_name(&currency),
			amount: format_asset_amount(&currency, asset.amount),
			ticket: asset.ticket.map(TicketReport::from),
			memo: memo_text(&Memo(self.note.memo)),
			memo_hex: memo_hex(&Memo(self.note.memo)),
		}
	}

	fn of(note: Note) -> Self {
		let receiver = PaymentAddress::from_one_time(&note.address, address_randomizer(&note.rsk));
		Self { note, receiver }
	}
}

/// Makes a disclosure of an output that the account sent or received.
///
/// # Errors
/// [`WalletError::UnknownOutput`] if it did neither, [`WalletError::StoreCorrupt`].
pub fn disclose(ledger: &Ledger, genesis: BlockHash, tx: &TxId, output: u32) -> Result<Disclosure> {
	let unknown = || WalletError::UnknownOutput { tx: hex_of(&tx.0), output };
	let (height, note) = find(ledger, tx, output)?.ok_or_else(unknown)?;
	let encrypted = EncryptedNote::from_note(&note).map_err(|_| unknown())?;
	let key = encrypted.key_from_rsk(&note.rsk);
	Ok(Disclosure {
		version: VERSION,
		genesis: Hex32(genesis),
		height,
		tx: Hex32(tx.0),
		output,
		key: Hex32(*key.as_bytes()),
		claim: Opened::of(note).claim(),
	})
}

fn find(ledger: &Ledger, tx: &TxId, output: u32) -> Result<Option<(BlockNumber, Note)>> {
	for block in ledger.log() {
		for event in &block.events {
			let note = match event {
				Event::Sent(bundle) if bundle.tx == *tx => bundle
					.outputs
					.iter()
					.find(|sent| sent.output == output)
					.map(|sent| sent.to_note()),
				Event::Received(note)
					if note.origin == (NoteOrigin::Hidden { tx: *tx, output }) =>
				{
					Some(note.to_note())
				},
				_ => None,
			};
			if let Some(note) = note {
				return Ok(Some((block.height, note?)));
			}
		}
	}
	Ok(None)
}

/// Checks a disclosure against the chain.
///
/// # Errors
/// [`WalletError::BadDisclosure`] if it cannot be checked, [`WalletError::FalseDisclosure`] if the chain
/// says otherwise, and those of the source.
pub async fn verify<S: ChainSource>(source: &S, disclosure: &Disclosure) -> Result<()> {
	if disclosure.version != VERSION {
		return Err(WalletError::BadDisclosure(format!(
			"its version is {}, this wallet knows version {VERSION}",
			disclosure.version
		)));
	}
	if source.status().await?.genesis != disclosure.genesis.0 {
		return Err(WalletError::FalseDisclosure("it is about another chain than the node's"));
	}
	let blocks = source.blocks(disclosure.height, 1).await?;
	let record = blocks
		.first()
		.filter(|block| block.number == disclosure.height)
		.and_then(|block| hidden_note(block, &TxId(disclosure.tx.0), disclosure.output))
		.ok_or(WalletError::FalseDisclosure("the block has no such output"))?;
	let opened = open(record, &disclosure.key)
		.ok_or(WalletError::FalseDisclosure("the key does not open the output"))?;
	let (claim, truth) = (&disclosure.claim, opened.claim());
	for (same, reason) in [
		(claim.receiver == truth.receiver, "the receiver is another one"),
		(claim.one_time_address == truth.one_time_address, "the one-time address is another one"),
		(claim.currency == truth.currency, "the currency is another one"),
		(claim.amount == truth.amount, "the amount is another one"),
		(claim.ticket == truth.ticket, "the ticket is another one"),
		(claim.memo == truth.memo, "the memo is another one"),
		(claim.memo_hex == truth.memo_hex, "the memo is another one"),
	] {
		if !same {
			return Err(WalletError::FalseDisclosure(reason));
		}
	}
	Ok(())
}

fn hidden_note<'a>(block: &'a ChainBlock, tx: &TxId, output: u32) -> Option<&'a HiddenNoteRecord> {
	block.notes.entries.iter().find_map(|entry| match entry {
		NoteEntry::Bundle { id, hidden, .. } if id == tx => {
			hidden.get(usize::try_from(output).ok()?)
		},
		_ => None,
	})
}

fn open(record: &HiddenNoteRecord, key: &Hex32) -> Option<Opened> {
	let encrypted = EncryptedNote {
		address: OneTimeAddress::from_bytes(&record.address.0).ok()?,
		commitment: base_from_bytes(&record.note_commitment.0).ok()?,
		ephemeral: record.ephemeral_key.0,
		ciphertext: record.ciphertext.0,
	};
	encrypted.decrypt_with_key(&NoteKey::from_bytes(key.0)).map(Opened::of)
}
