// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The note-commitment tree and its anchors.
//!
//! State holds the tree's right edge and its root, not its leaves: appending costs hashing, not
//! storage. Wallets rebuild the tree from the events.

use crate::{pallet::*, LOG_TARGET};
use alloc::vec::Vec;
use frame_support::traits::Get;
use sero_primitives::BlockNumber;
use sero_shielded_primitives::{Anchor, CryptoError, NoteCommitment, RejectReason, ShieldedCrypto};
use sp_runtime::SaturatedConversion;

/// Number of leaves that the tree has room for.
const CAPACITY: u64 = 1 << 32;

/// Most outdated anchors that a block removes. More than one, so that a window that an upgrade
/// made shorter is cut without a migration.
const MAX_PRUNED_ANCHORS: u32 = 2;

impl<T: Config> Pallet<T> {
	/// Height of the block that is being executed; in the transaction pool that of the next block.
	pub fn height() -> BlockNumber {
		frame_system::Pallet::<T>::block_number().saturated_into()
	}

	/// Number of leaves of the tree.
	pub fn leaf_count() -> u64 {
		LeafCount::<T>::get()
	}

	/// Whether the tree has room for `count` more leaves.
	///
	/// # Errors
	/// SA-16: [`RejectReason::TreeFull`].
	pub(crate) fn check_room(count: usize) -> Result<(), RejectReason> {
		let room = CAPACITY.saturating_sub(LeafCount::<T>::get());
		match u64::try_from(count) {
			Ok(count) if count <= room => Ok(()),
			_ => Err(RejectReason::TreeFull),
		}
	}

	/// Appends notes to the tree. Returns the position of the first one and all leaves.
	///
	/// # Errors
	/// [`RejectReason::TreeFull`]; [`RejectReason::NonCanonicalField`] for a commitment that is
	/// not a field element.
	pub(crate) fn append_notes(
		commitments: &[NoteCommitment],
	) -> Result<(u32, Vec<[u8; 32]>), RejectReason> {
		let count = LeafCount::<T>::get();
		if commitments.is_empty() {
			return Ok((count.saturated_into(), Vec::new()));
		}
		Self::check_room(commitments.len())?;
		let update =
			T::Crypto::append_notes(&Frontier::<T>::get(), commitments).map_err(|e| match e {
				CryptoError::NonCanonicalField => RejectReason::NonCanonicalField,
				CryptoError::TreeFull => RejectReason::TreeFull,
				_ => RejectReason::Malformed,
			})?;
		let fits =
			u64::from(update.first_index) == count && update.leaves.len() == commitments.len();
		let frontier = update.frontier.try_into().ok().filter(|_| fits).ok_or_else(|| {
			log::error!(target: LOG_TARGET, "the verifier's tree does not fit the state");
			RejectReason::Malformed
		})?;
		Frontier::<T>::put::<frame_support::BoundedVec<u8, _>>(frontier);
		LeafCount::<T>::put(count.saturating_add(update.leaves.len().saturated_into()));
		TreeChanged::<T>::put(true);
		Ok((update.first_index, update.leaves))
	}

	/// Whether the root was that of the tree after one of the last [`Config::AnchorWindow`] blocks.
	///
	/// # Consensus
	/// SA-9: inputs prove membership under a recent root. The root after block N is known from
	/// block N + 1 on, so a note can be spent in the block after its own.
	pub fn is_anchor_known(anchor: &Anchor, height: BlockNumber) -> bool {
		Anchors::<T>::get(anchor)
			.is_some_and(|last| height.saturating_sub(last) <= T::AnchorWindow::get())
	}

	/// Closes the block: computes the root if leaves were added, and moves the window.
	pub(crate) fn update_anchors() {
		let height = Self::height();
		let root = if TreeChanged::<T>::take() {
			match T::Crypto::tree_root(&Frontier::<T>::get()) {
				Ok(root) => {
					CurrentAnchor::<T>::put(root);
					root
				},
				Err(e) => {
					// The frontier is written by `append_notes` only.
					log::error!(target: LOG_TARGET, "no root of the tree: {e:?}");
					TreeChanged::<T>::put(true);
					CurrentAnchor::<T>::get()
				},
			}
		} else {
			CurrentAnchor::<T>::get()
		};
		Anchors::<T>::insert(root, height);
		AnchorAt::<T>::insert(height, root);
		Self::prune_anchors(height);
	}

	/// Removes anchors that no later block can use.
	fn prune_anchors(height: BlockNumber) {
		let first_needed = height.saturating_add(1).saturating_sub(T::AnchorWindow::get());
		let oldest = OldestAnchor::<T>::get();
		let mut next = oldest;
		while next < first_needed && next.saturating_sub(oldest) < MAX_PRUNED_ANCHORS {
			if let Some(root) = AnchorAt::<T>::take(next) {
				// The same root may have been that of a later block as well.
				if Anchors::<T>::get(root) == Some(next) {
					Anchors::<T>::remove(root);
				}
			}
			next = next.saturating_add(1);
		}
		if next != oldest {
			OldestAnchor::<T>::put(next);
		}
	}
}
