// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The invariants of this pallet's state.

use crate::{
	pallet::*,
	tree::{Counts, ARITY},
	types::*,
};
use alloc::collections::{btree_map::BTreeMap, btree_set::BTreeSet};
use sero_primitives::Balance;
use sp_core::H256;

/// The first rule that does not hold.
fn all_hold(rules: &[(bool, &'static str)]) -> Result<(), &'static str> {
	rules.iter().find(|(holds, _)| !holds).map_or(Ok(()), |(_, message)| Err(message))
}

impl<T: Config> Pallet<T> {
	/// Checks everything.
	pub(crate) fn do_try_state() -> Result<(), &'static str> {
		Self::try_shares()?;
		Self::try_nodes()?;
		Self::try_tree()?;
		Self::try_money()?;
		Self::try_queues()
	}

	/// Every share's tickets add up, and its slot is its own.
	fn try_shares() -> Result<(), &'static str> {
		let (mut count, mut waiting, mut slots) = (0u32, 0u64, 0u32);
		for (id, share) in Shares::<T>::iter() {
			let counts = share.tickets;
			let sum = counts.in_pool + counts.drawn() + counts.expired;
			let in_slot = share.slot.and_then(Slots::<T>::get);
			all_hold(&[
				(sum == counts.initial, "ST-14: a share's tickets do not add up"),
				(share.slot.is_none() || in_slot == Some(id), "a share's slot is not its own"),
				(share.slot.is_none() || counts.in_pool > 0, "an empty share has a slot"),
				(
					share.payment_due.is_some() != share.income.is_zero(),
					"ST-16: a share's income has no payment, or a payment no income",
				),
				(
					!counts.all_settled() || !share.income.is_zero(),
					"ST-16: a finished share is still there",
				),
				(
					share
						.node
						.is_none_or(|node| counts.in_pool == 0 || Nodes::<T>::contains_key(node)),
					"ST-9: a share in the lottery has lost its node",
				),
			])?;
			count += 1;
			slots += u32::from(share.slot.is_some());
			waiting += match share.slot {
				None => u64::from(counts.in_pool),
				Some(_) => 0,
			};
		}
		let shape = SetShape::<T>::get();
		let sums = Sums::<T>::get();
		let settled = sums.voted + sums.missed + sums.expired;
		all_hold(&[
			(count == sums.shares, "the number of shares is wrong"),
			(waiting == sums.waiting, "the number of waiting tickets is wrong"),
			(slots == Slots::<T>::iter().count() as u32, "a slot has no share"),
			(slots == shape.slots - shape.free, "used and free slots do not add up"),
			(
				sums.bought == shape.total + waiting + settled,
				"ST-14: tickets do not add up over all shares",
			),
		])
	}

	/// Every node has the tickets of its shares.
	fn try_nodes() -> Result<(), &'static str> {
		let mut in_pool: BTreeMap<_, u64> = BTreeMap::new();
		for share in Shares::<T>::iter_values() {
			if let Some(node) = share.node {
				*in_pool.entry(node).or_default() += u64::from(share.tickets.in_pool);
			}
		}
		let mut count = 0;
		for (id, node) in Nodes::<T>::iter() {
			let finished = node.status == NodeStatus::Finished;
			all_hold(&[
				(
					node.tickets.in_pool == in_pool.remove(&id).unwrap_or(0),
					"a node's tickets are not those of its shares",
				),
				(
					finished == (node.status != NodeStatus::Active && node.tickets.in_pool == 0),
					"ST-9: a node is finished too early or too late",
				),
				(!finished || node.deposit == 0, "ST-9: a finished node keeps its deposit"),
				(!finished || !node.income.is_zero(), "a finished node is still there"),
				(
					node.payment_due.is_some() != node.income.is_zero(),
					"ST-16: a node's income has no payment, or a payment no income",
				),
			])?;
			count += 1;
		}
		all_hold(&[(count == Sums::<T>::get().nodes, "the number of nodes is wrong")])
	}

	/// Every count of the tree is the sum of the shares' records below it.
	fn try_tree() -> Result<(), &'static str> {
		let shape = SetShape::<T>::get();
		let mut nodes: BTreeMap<(u8, u32), Counts> = BTreeMap::new();
		let mut total = 0;
		for share in Shares::<T>::iter_values() {
			let Some(slot) = share.slot else { continue };
			let tickets = u64::from(share.tickets.in_pool);
			total += tickets;
			let mut index = slot;
			for level in 0..shape.depth {
				let counts = nodes.entry((level, index / ARITY)).or_default();
				counts[(index % ARITY) as usize] += tickets;
				index /= ARITY;
			}
		}
		let free: BTreeSet<u32> = (0..shape.free).filter_map(FreeSlots::<T>::get).collect();
		let good = |slot: &u32| *slot < shape.slots && !Slots::<T>::contains_key(slot);
		all_hold(&[
			(total == shape.total, "ST-13: the tree's total is not the sum of the shares"),
			(
				nodes == SetNodes::<T>::iter().collect(),
				"ST-13: the tree's counts are not the sums of the shares",
			),
			(free.len() == shape.free as usize, "a free slot is there twice"),
			(free.len() == FreeSlots::<T>::iter().count(), "the stack of free slots is torn"),
			(free.iter().all(good), "a free slot is used"),
		])
	}

	/// What is staked is what shares and nodes have not got back; what is owed was booked.
	fn try_money() -> Result<(), &'static str> {
		let (mut staked, mut owed): (Balance, Balance) = (0, 0);
		for share in Shares::<T>::iter_values() {
			let kept = share.tickets.in_pool + share.tickets.missed;
			staked += share.value * Balance::from(kept) + share.income.principal;
			owed += share.income.reward;
		}
		for node in Nodes::<T>::iter_values() {
			staked += node.deposit + node.income.principal;
			owed += node.income.reward;
		}
		let sums = Sums::<T>::get();
		all_hold(&[
			(staked == sums.staked, "ST-17: principal and deposits are not what is staked"),
			(sums.paid + owed == sums.rewarded, "ST-17: rewards are not what was booked"),
		])
	}

	/// The queues are whole, in order, and have what the records say.
	fn try_queues() -> Result<(), &'static str> {
		for queue in Queue::ALL {
			let ends = QueueBounds::<T>::get(queue);
			let mut last = 0;
			let mut ids: BTreeSet<H256> = BTreeSet::new();
			for place in ends.head..ends.tail {
				let entry = Queued::<T>::get(queue, place).ok_or("a queue has a hole")?;
				all_hold(&[
					(entry.due >= last, "ST-18: a queue is not in order"),
					(ids.insert(entry.id), "ST-18: a queue has an entry twice"),
				])?;
				last = entry.due;
			}
			let expected: BTreeSet<H256> = match queue {
				Queue::Activation => Shares::<T>::iter()
					.filter(|(_, share)| share.status() == ShareStatus::Waiting)
					.map(|(id, _)| id)
					.collect(),
				Queue::SharePayment => Shares::<T>::iter()
					.filter(|(_, share)| share.payment_due.is_some())
					.map(|(id, _)| id)
					.collect(),
				Queue::NodePayment => Nodes::<T>::iter()
					.filter(|(_, node)| node.payment_due.is_some())
					.map(|(id, _)| H256(id.0))
					.collect(),
				// Shares and nodes may have gone before their turn.
				Queue::Expiry | Queue::Release | Queue::AddressChange => ids.clone(),
			};
			all_hold(&[
				(ids == expected, "ST-18: a queue lacks an entry or has one too many"),
				(
					Queued::<T>::iter_prefix(queue).count() == ids.len(),
					"a queue has entries outside of its ends",
				),
			])?;
		}
		Ok(())
	}
}
