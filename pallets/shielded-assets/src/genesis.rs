// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The genesis block: circuit versions, public notes and the first anchor.
//!
//! A faulty configuration stops the building of the block with a message that names the entry.

use crate::{apply::public_commitment, pallet::*, types::*};
use alloc::vec::Vec;
use frame_support::BoundedVec;
use sero_primitives::CurrencyId;
use sero_shielded_primitives::{
	CircuitVersion, Memo, NoteCommitment, OneTimeAddressBytes, PublicNoteRecord, PublicOrigin,
	PublicOutput, ShieldedCrypto,
};

/// Reads a note of the configuration.
fn read_note(note: &GenesisNote) -> Result<PublicOutput, &'static str> {
	let address: [u8; 96] =
		note.address[..].try_into().map_err(|_| "the address does not have 96 bytes")?;
	let currency = CurrencyId::from_name(&note.currency)
		.map_err(|_| "the currency's name does not match [A-Z][A-Z0-9_]{0,31}")?;
	if note.amount == 0 {
		return Err("the amount is zero");
	}
	let text = note.memo.as_bytes();
	let mut memo = [0u8; 64];
	memo.get_mut(..text.len()).ok_or("the memo is longer than 64 bytes")?.copy_from_slice(text);
	Ok(PublicOutput {
		address: OneTimeAddressBytes(address),
		currency,
		amount: note.amount,
		ticket: None,
		memo: Memo(memo),
	})
}

impl<T: Config> Pallet<T> {
	/// Builds the genesis state.
	pub(crate) fn build_genesis(config: &GenesisConfig<T>) {
		DevelopmentKeysAllowed::<T>::put(config.allow_development_keys);
		for (row, circuit) in config.circuits.iter().enumerate() {
			let key = |bytes: &Vec<u8>| {
				VerifyingKeyBytes::try_from(bytes.clone()).unwrap_or_else(|_| {
					panic!("shieldedAssets.circuits[{row}]: a verifying key is too long")
				})
			};
			Self::do_register_circuit(
				CircuitVersion(circuit.version),
				key(&circuit.input_key),
				key(&circuit.output_key),
				key(&circuit.issue_key),
				circuit.provenance,
			)
			.unwrap_or_else(|e| panic!("shieldedAssets.circuits[{row}] is refused: {e:?}"));
		}

		CurrencyNamePrices::<T>::put(config.name_prices);
		Supplies::<T>::insert(CurrencyId::SERO, CurrencySupply::default());
		let mut outputs = Vec::new();
		let mut commitments: Vec<NoteCommitment> = Vec::new();
		for (row, note) in config.notes.iter().enumerate() {
			let output = read_note(note)
				.unwrap_or_else(|e| panic!("shieldedAssets.notes[{row}] is refused: {e}"));
			if !Self::currency_exists(&output.currency) {
				Supplies::<T>::insert(output.currency, CurrencySupply::default());
			}
			let minted = Self::cross(output.currency, Crossing::Mint(output.amount));
			let commitment = minted.and_then(|()| public_commitment::<T>(&output));
			commitments.push(commitment.unwrap_or_else(|e| {
				panic!("shieldedAssets.notes[{row}] is refused: {}", e.hint())
			}));
			outputs.push(output);
		}
		Self::append_notes(&commitments)
			.unwrap_or_else(|e| panic!("shieldedAssets.notes are refused: {}", e.hint()));
		GenesisNotes::<T>::put(
			BoundedVec::try_from(outputs)
				.unwrap_or_else(|_| panic!("shieldedAssets.notes has too many entries")),
		);
		// The root of an empty tree is an anchor too: a bundle may have dummy inputs only.
		TreeChanged::<T>::put(true);
		Self::update_anchors();
	}

	/// The public notes of the genesis block as they entered the tree.
	pub fn genesis_notes() -> Vec<PublicNoteRecord> {
		let outputs = GenesisNotes::<T>::get();
		let commitments: Option<Vec<NoteCommitment>> =
			outputs.iter().map(|output| public_commitment::<T>(output).ok()).collect();
		let update = commitments.and_then(|all| T::Crypto::append_notes(&[], &all).ok());
		let Some(update) = update else { return Vec::new() };
		(0u32..)
			.zip(outputs)
			.zip(update.leaves)
			.map(|((index, output), leaf)| PublicNoteRecord {
				index,
				leaf,
				origin: PublicOrigin::Genesis,
				output,
			})
			.collect()
	}
}
