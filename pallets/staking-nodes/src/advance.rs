// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What happens once in each block: shares enter and leave the lottery, and are paid.

use crate::{pallet::*, types::*, WeightInfo, LOG_TARGET};
use frame_support::{dispatch::DispatchClass, weights::Weight};
use sero_consensus_primitives::ShareId;
use sero_primitives::BlockNumber;
use sero_shielded_primitives::{NodeId, ShieldedLedger, StakingAction};
use sp_core::H256;
use sp_runtime::SaturatedConversion;

/// How much of each kind of work a block did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Work {
	/// Vote addresses that changed.
	pub address_changes: u32,
	/// Shares that entered the lottery.
	pub activations: u32,
	/// Shares whose time was over.
	pub expiries: u32,
	/// Shares whose missed tickets were released.
	pub releases: u32,
	/// Shares that were paid.
	pub share_payments: u32,
	/// Nodes that were paid.
	pub node_payments: u32,
}

impl Work {
	/// The most that a block does.
	pub const MOST: Self = Self {
		address_changes: MAX_ADDRESS_CHANGES,
		activations: MAX_ACTIVATIONS,
		expiries: MAX_EXPIRIES,
		releases: MAX_RELEASES,
		share_payments: MAX_SHARE_PAYMENTS,
		node_payments: MAX_NODE_PAYMENTS,
	};

	/// Its weight.
	fn weight<W: WeightInfo>(&self) -> Weight {
		[
			(W::change_address(), self.address_changes),
			(W::activate(), self.activations),
			(W::expire(), self.expiries),
			(W::release(), self.releases),
			(W::pay_share(), self.share_payments),
			(W::pay_node(), self.node_payments),
		]
		.iter()
		.fold(W::advance(), |sum, (each, count)| {
			sum.saturating_add(each.saturating_mul(u64::from(*count)))
		})
	}
}

impl<T: Config> Pallet<T> {
	/// The block that new records belong to and that payments are counted from.
	///
	/// [`Clock`] is behind the height between the start of a block and its `advance`, and ahead of it
	/// when a runtime API moves the set on for a block that does not exist yet.
	pub(crate) fn now() -> BlockNumber {
		frame_system::Pallet::<T>::block_number()
			.saturated_into::<BlockNumber>()
			.max(Clock::<T>::get())
	}

	/// Moves the set from `S(n - 1)` without the tickets drawn from it to `S(n)`.
	///
	/// # Consensus
	/// ST-12 (vote addresses), ST-13 (new shares), ST-14 (expired tickets).
	pub(crate) fn move_set_on() -> Work {
		Clock::<T>::mutate(|clock| *clock = clock.saturating_add(1));
		Work {
			address_changes: Self::for_each_due(Queue::AddressChange, MAX_ADDRESS_CHANGES, |id| {
				Self::change_address(NodeId(id.0))
			}),
			activations: Self::for_each_due(Queue::Activation, MAX_ACTIVATIONS, Self::activate),
			expiries: Self::for_each_due(Queue::Expiry, MAX_EXPIRIES, Self::expire),
			..Default::default()
		}
	}

	/// See [`sero_consensus_primitives::ShareRegistry::advance`].
	pub(crate) fn do_advance() {
		let mut work = Self::move_set_on();
		work.releases = Self::for_each_due(Queue::Release, MAX_RELEASES, Self::release);
		work.share_payments =
			Self::for_each_due(Queue::SharePayment, MAX_SHARE_PAYMENTS, Self::pay_share);
		work.node_payments = Self::for_each_due(Queue::NodePayment, MAX_NODE_PAYMENTS, |id| {
			Self::pay_node(NodeId(id.0))
		});
		Self::note_weight(work.weight::<T::WeightInfo>());
	}

	/// Lets a share into the lottery.
	fn activate(id: ShareId) {
		let Some(params) = Params::<T>::get() else { return };
		let Some(mut share) = Shares::<T>::get(id) else { return };
		let tickets = share.tickets.in_pool;
		if Self::enter_set(&id, &mut share).is_err() {
			// Purchases are refused before it comes to this (ST-10).
			log::error!(target: LOG_TARGET, "the share set has no room for {id}");
			Self::enqueue(Queue::Activation, id, Clock::<T>::get().saturating_add(1));
			return;
		}
		Sums::<T>::mutate(|sums| sums.waiting = sums.waiting.saturating_sub(tickets.into()));
		Self::enqueue(Queue::Expiry, id, share.bought_at.saturating_add(params.expiry_blocks));
		Shares::<T>::insert(id, share);
	}

	/// Takes what is left of a share out of the lottery. Its principal is owed from now on.
	fn expire(id: ShareId) {
		let Some(params) = Params::<T>::get() else { return };
		// Nothing is left of a share that was drawn and paid in full.
		let Some(mut share) = Shares::<T>::get(id) else { return };
		let tickets = share.tickets.in_pool;
		if tickets > 0 && Self::leave_set(&mut share, tickets) {
			let principal = share.value.saturating_mul(tickets.into());
			share.tickets.expired = share.tickets.expired.saturating_add(tickets);
			share.income.principal = share.income.principal.saturating_add(principal);
			Sums::<T>::mutate(|sums| sums.expired = sums.expired.saturating_add(tickets.into()));
			Self::change_node(share.node, |node| {
				let counts = &mut node.tickets;
				counts.in_pool = counts.in_pool.saturating_sub(tickets.into());
				counts.expired = counts.expired.saturating_add(tickets.into());
			});
			Self::deposit_event(Event::TicketsExpired { share: id, tickets });
		}
		if share.tickets.missed > 0 {
			let due = share.bought_at.saturating_add(params.miss_blocks);
			Self::enqueue(Queue::Release, id, due);
		}
		Self::save_share(id, share);
	}

	/// Releases the principal of a share's missed tickets.
	fn release(id: ShareId) {
		let Some(mut share) = Shares::<T>::get(id) else { return };
		let tickets = core::mem::take(&mut share.tickets.missed);
		let principal = share.value.saturating_mul(tickets.into());
		share.tickets.released = share.tickets.released.saturating_add(tickets);
		share.income.principal = share.income.principal.saturating_add(principal);
		Self::deposit_event(Event::MissedReleased { share: id, tickets });
		Self::save_share(id, share);
	}

	/// Pays what is owed to a share's owner.
	///
	/// # Consensus
	/// ST-16.
	fn pay_share(id: ShareId) {
		let Some(mut share) = Shares::<T>::get(id) else { return };
		share.payment_due = None;
		if Self::pay(Payee::Share(id), &share.owner, &share.income) {
			share.income = Income::default();
		}
		Self::save_share(id, share);
	}

	/// Pays what is owed to a node's owner.
	fn pay_node(id: NodeId) {
		let Some(mut node) = Nodes::<T>::get(id) else { return };
		node.payment_due = None;
		if Self::pay(Payee::Node(id), &node.owner, &node.income) {
			node.income = Income::default();
		}
		Self::save_node(id, node);
	}

	/// Makes one public note of an income; false if that was not possible.
	fn pay(
		payee: Payee,
		owner: &sero_shielded_primitives::OneTimeAddressBytes,
		income: &Income,
	) -> bool {
		let Income { principal, reward } = *income;
		match T::Ledger::pay_stake(owner, principal, reward) {
			Ok(index) => {
				Sums::<T>::mutate(|sums| {
					sums.staked = sums.staked.saturating_sub(principal);
					sums.paid = sums.paid.saturating_add(reward);
				});
				Self::deposit_event(Event::Paid { payee, principal, reward, index });
				true
			},
			Err(reason) => {
				log::error!(target: LOG_TARGET, "{payee:?} was not paid: {}", reason.hint());
				Self::deposit_event(Event::PaymentFailed { payee, reason });
				false
			},
		}
	}

	/// Block in which an income of now is paid.
	pub(crate) fn payment_block() -> BlockNumber {
		let cycle = Params::<T>::get().map_or(0, |params| params.payment_cycle_blocks);
		Self::now().saturating_add(cycle)
	}

	/// Stores a share; has its income paid; forgets it if nothing is left to come.
	pub(crate) fn save_share(id: ShareId, mut share: Share) {
		if share.payment_due.is_none() && !share.income.is_zero() {
			let due = Self::payment_block();
			share.payment_due = Some(due);
			Self::enqueue(Queue::SharePayment, id, due);
		}
		if share.tickets.all_settled() && share.income.is_zero() {
			Shares::<T>::remove(id);
			Sums::<T>::mutate(|sums| sums.shares = sums.shares.saturating_sub(1));
			Self::deposit_event(Event::ShareFinished { share: id });
		} else {
			Shares::<T>::insert(id, share);
		}
	}

	/// Adds work that was done outside of a call to the block's weight.
	pub(crate) fn note_weight(weight: Weight) {
		frame_system::Pallet::<T>::register_extra_weight_unchecked(
			weight,
			DispatchClass::Mandatory,
		);
	}

	/// Weight of settling so many tickets. `settle` adds it to the block by itself.
	pub fn weight_of_settle(tickets: usize) -> Weight {
		T::WeightInfo::settle_ticket().saturating_mul(tickets.saturated_into())
	}

	/// Weight of the most that `advance` does in a block. It adds what it did by itself.
	pub fn weight_of_advance() -> Weight {
		Work::MOST.weight::<T::WeightInfo>()
	}

	/// Weight of drawing so many tickets.
	pub fn weight_of_draw(tickets: u8) -> Weight {
		T::WeightInfo::draw_ticket().saturating_mul(tickets.into())
	}

	/// Weight of checking and doing an action.
	pub fn weight_of_action(action: &StakingAction) -> Weight {
		let done = match action {
			StakingAction::BuyShare { .. } => T::WeightInfo::buy_share(),
			StakingAction::RegisterNode { .. } => T::WeightInfo::register_node(),
			StakingAction::UpdateNode { .. } => T::WeightInfo::update_node(),
			StakingAction::CloseNode { .. } => T::WeightInfo::close_node(),
		};
		T::WeightInfo::check_action().saturating_add(done)
	}

	/// A share's id from that of its bundle.
	pub fn share_id(bundle: &sero_shielded_primitives::TxId) -> ShareId {
		H256(sero_shielded_primitives::share_id(bundle))
	}
}
