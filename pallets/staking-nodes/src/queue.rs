// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Queues: first in, first out, each entry with the block from which it may be taken.
//!
//! All entries of a queue wait equally long, so they are due in the order in which they came. A
//! block takes a bounded number; what is due and left over waits for the next block.

use crate::{pallet::*, types::*};
use sero_primitives::BlockNumber;
use sp_core::H256;

impl<T: Config> Pallet<T> {
	/// Puts an entry behind the others.
	pub(crate) fn enqueue(queue: Queue, id: H256, due: BlockNumber) {
		QueueBounds::<T>::mutate(queue, |ends| {
			Queued::<T>::insert(queue, ends.tail, QueueEntry { id, due });
			ends.tail = ends.tail.saturating_add(1);
		});
	}

	/// Takes the oldest entry if it is due.
	fn take_due(queue: Queue, clock: BlockNumber) -> Option<H256> {
		let mut ends = QueueBounds::<T>::get(queue);
		if ends.head >= ends.tail {
			return None;
		}
		let entry = Queued::<T>::get(queue, ends.head);
		if entry.is_some_and(|entry| entry.due > clock) {
			return None;
		}
		Queued::<T>::remove(queue, ends.head);
		ends.head = ends.head.saturating_add(1);
		QueueBounds::<T>::insert(queue, ends);
		Some(entry.map_or_else(H256::default, |entry| entry.id))
	}

	/// Hands up to `limit` due entries to `each`, the oldest first; returns how many.
	pub(crate) fn for_each_due(queue: Queue, limit: u32, mut each: impl FnMut(H256)) -> u32 {
		let clock = Clock::<T>::get();
		for taken in 0..limit {
			match Self::take_due(queue, clock) {
				Some(id) => each(id),
				None => return taken,
			}
		}
		limit
	}

	/// Number of entries, due or not.
	pub(crate) fn queue_length(queue: Queue) -> u64 {
		let ends = QueueBounds::<T>::get(queue);
		ends.tail.saturating_sub(ends.head)
	}
}
