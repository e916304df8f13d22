// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The share set in storage, and the draw.

use crate::{
	lottery::draw_positions,
	pallet::*,
	tree::{self, CountStore, Counts, Shape},
	types::Share,
	LOG_TARGET,
};
use core::marker::PhantomData;
use frame_support::{
	storage::{with_transaction, TransactionOutcome},
	traits::Get,
};
use sero_consensus_primitives::{
	Draw, DrawnTicket, MaxVotes, ShareId, ShareRegistry, TicketOutcome,
};
use sp_core::H256;
use sp_runtime::DispatchError;

/// The tree in this pallet's storage.
#[derive(Debug)]
pub(crate) struct Tree<T>(PhantomData<T>);

impl<T: Config> CountStore for Tree<T> {
	fn shape() -> Shape {
		SetShape::<T>::get()
	}

	fn set_shape(shape: Shape) {
		SetShape::<T>::put(shape);
	}

	fn node(level: u8, index: u32) -> Counts {
		SetNodes::<T>::get((level, index))
	}

	fn set_node(level: u8, index: u32, counts: &Counts) {
		match counts.iter().all(|count| *count == 0) {
			true => SetNodes::<T>::remove((level, index)),
			false => SetNodes::<T>::insert((level, index), counts),
		}
	}

	fn take_free(place: u32) -> Option<u32> {
		FreeSlots::<T>::take(place)
	}

	fn put_free(place: u32, slot: u32) {
		FreeSlots::<T>::insert(place, slot);
	}
}

impl<T: Config> Pallet<T> {
	/// Puts all tickets of a share into the lottery.
	///
	/// # Errors
	/// [`tree::TreeError::Full`]. Nothing is changed then.
	pub(crate) fn enter_set(id: &ShareId, share: &mut Share) -> Result<(), tree::TreeError> {
		let slot = tree::insert::<Tree<T>>(share.tickets.in_pool)?;
		Slots::<T>::insert(slot, id);
		share.slot = Some(slot);
		Ok(())
	}

	/// Takes `tickets` of a share out of the lottery; false if there are not as many.
	pub(crate) fn leave_set(share: &mut Share, tickets: u32) -> bool {
		let Some(left) = share.tickets.in_pool.checked_sub(tickets) else { return false };
		let Some(slot) = share.slot else { return false };
		if tree::take::<Tree<T>>(slot, tickets).is_err() {
			return false;
		}
		share.tickets.in_pool = left;
		if left == 0 {
			Slots::<T>::remove(slot);
			share.slot = None;
		}
		true
	}

	/// The ticket at a position of the set.
	fn ticket_at(shape: &Shape, position: u64, ticket_index: u8) -> Option<DrawnTicket> {
		let slot = tree::find::<Tree<T>>(shape, position)?;
		let id = Slots::<T>::get(slot)?;
		let share = Shares::<T>::get(id)?;
		// A node is there as long as tickets of its shares are in the lottery.
		let by_node = share.node.and_then(Nodes::<T>::get).map(|node| node.vote_address);
		Some(DrawnTicket {
			ticket_index,
			share: id,
			vote_address: by_node.unwrap_or(share.vote_address).0,
			by_node: by_node.is_some(),
		})
	}

	/// See [`ShareRegistry::draw`].
	pub(crate) fn draw_tickets(seed: &H256, count: u8) -> Draw {
		let shape = SetShape::<T>::get();
		let most = <MaxVotes as Get<u32>>::get();
		let positions = draw_positions(seed, shape.total, count);
		let mut draw = Draw::new();
		for (index, position) in (0u8..).zip(positions).take(most as usize) {
			let ticket = Self::ticket_at(&shape, position, index);
			if ticket.is_none_or(|ticket| draw.try_push(ticket).is_err()) {
				log::error!(target: LOG_TARGET, "no share has ticket {position} of {shape:?}");
			}
		}
		draw
	}

	/// What a child of the current block draws: the implementation of
	/// [`VotingApi::draw`](sero_consensus_primitives::VotingApi::draw). `parent_seed` is the current
	/// block's seed, `None` if it is the genesis block.
	///
	/// Moves the set forward as the child's execution will, draws, and takes that back.
	///
	/// # Consensus
	/// ST-13: how tickets of the current block voted makes no difference for the set.
	pub fn draw_for_child(parent_seed: Option<&H256>, seed: &H256, count: u8) -> Draw {
		let drawn = with_transaction(|| {
			if let Some(parent_seed) = parent_seed {
				for ticket in Self::draw_tickets(parent_seed, count) {
					Self::settle_ticket(&ticket, TicketOutcome::Missed, 0);
				}
			}
			Self::move_set_on();
			TransactionOutcome::Rollback(Ok::<_, DispatchError>(Self::draw_tickets(seed, count)))
		});
		drawn.unwrap_or_else(|_| {
			log::error!(target: LOG_TARGET, "the draw is nested too deeply");
			Draw::new()
		})
	}
}

impl<T: Config> ShareRegistry for Pallet<T> {
	fn tickets() -> u64 {
		SetShape::<T>::get().total
	}

	fn draw(seed: &H256, count: u8) -> Draw {
		Self::draw_tickets(seed, count)
	}

	fn draw_for_child(parent_seed: Option<&H256>, seed: &H256, count: u8) -> Draw {
		Pallet::<T>::draw_for_child(parent_seed, seed, count)
	}

	fn settle(outcomes: &[(DrawnTicket, TicketOutcome, sero_primitives::Balance)]) {
		for (ticket, outcome, reward) in outcomes {
			Self::settle_ticket(ticket, *outcome, *reward);
		}
		Self::note_weight(Self::weight_of_settle(outcomes.len()));
	}

	fn advance() {
		Self::do_advance();
	}
}
