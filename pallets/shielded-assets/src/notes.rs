// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What a block did to the hidden pool, read back from its events.

use crate::pallet::*;
use alloc::vec::Vec;
use sero_shielded_primitives::{
	BlockNotes, HiddenNoteRecord, NoteEntry, Nullifier, PublicNoteRecord, PublicOrigin,
};
use sp_runtime::SaturatedConversion;

impl<T: Config> Pallet<T>
where
	<T as frame_system::Config>::RuntimeEvent: TryInto<Event<T>>,
{
	/// The notes of the block at whose state this is called, in execution order.
	///
	/// Reads the block's events: only for runtime APIs, never during execution.
	pub fn block_notes() -> BlockNotes {
		let anchor = CurrentAnchor::<T>::get();
		if Self::height() == 0 {
			let entries = Self::genesis_notes().into_iter().map(NoteEntry::Public).collect();
			return BlockNotes { first_index: 0, entries, anchor };
		}
		let mut entries: Vec<NoteEntry> = Vec::new();
		let mut added: u64 = 0;
		for event in frame_system::Pallet::<T>::read_events_for_pallet::<Event<T>>() {
			match event {
				Event::BundleApplied { id, from, fee, action, spends } => {
					entries.push(NoteEntry::Bundle {
						id,
						from,
						fee,
						spends: spends.into_inner(),
						hidden: Vec::new(),
						public: Vec::new(),
						action,
					})
				},
				Event::HiddenNoteAdded {
					index,
					leaf,
					address,
					note_commitment,
					ephemeral_key,
					ciphertext,
				} => {
					added = added.saturating_add(1);
					// A hidden note always follows the event of its bundle.
					if let Some(NoteEntry::Bundle { hidden, .. }) = entries.last_mut() {
						hidden.push(HiddenNoteRecord {
							index,
							leaf,
							address,
							note_commitment,
							ephemeral_key,
							ciphertext,
						});
					}
				},
				Event::PublicNoteAdded { index, leaf, origin, output } => {
					added = added.saturating_add(1);
					let record = PublicNoteRecord { index, leaf, origin, output };
					match (origin, entries.last_mut()) {
						(PublicOrigin::Bundle(_), Some(NoteEntry::Bundle { public, .. })) => {
							public.push(record)
						},
						_ => entries.push(NoteEntry::Public(record)),
					}
				},
				_ => {},
			}
		}
		let first_index = LeafCount::<T>::get().saturating_sub(added).saturated_into();
		BlockNotes { first_index, entries, anchor }
	}
}

impl<T: Config> Pallet<T> {
	/// Whether each of the nullifiers is in the chain.
	pub fn are_spent(nullifiers: &[Nullifier]) -> Vec<bool> {
		nullifiers.iter().map(Nullifiers::<T>::contains_key).collect()
	}
}
