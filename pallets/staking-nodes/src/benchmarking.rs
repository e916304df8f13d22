// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Benchmarks. The pallet has no calls: they measure what other pallets have it do.

use crate::{pallet::*, price::PriceCurve, types::*};
use codec::Encode;
use frame_benchmarking::v2::*;
use sero_consensus_primitives::{ShareRegistry, TicketOutcome};
use sero_primitives::{units::SERO, Balance};
use sero_shielded_primitives::{
	NodeId, OneTimeAddressBytes, ShieldedLedger, StakingAction, StakingActions, TxId,
};
use sp_core::H256;

/// Makes what a runtime cannot make by itself.
pub trait BenchmarkHelper {
	/// A one-time address that the ledger accepts.
	fn address() -> OneTimeAddressBytes;
}

/// Shares in the lottery: a tree of depth 3.
const SHARES: u32 = 1_000;
/// Tickets of each of them.
const TICKETS: u32 = 5;
/// What a purchase pays for that many tickets; a little is left over.
const AMOUNT: Balance = (TICKETS as Balance) * 2 * SERO + SERO;

fn params() -> StakingParams {
	StakingParams {
		price: PriceCurve { base: 2 * SERO, step: 0, target: u64::MAX, surge: 0 },
		max_tickets_per_purchase: 1_000,
		expiry_blocks: 50,
		miss_blocks: 60,
		payment_cycle_blocks: 10,
		node_deposit: 200_000 * SERO,
		node_lock_blocks: 5,
		node_min_fee: 2_500,
		node_max_fee: 7_500,
	}
}

fn bundle(number: u32) -> TxId {
	TxId(some_id(number))
}

/// Some id.
fn some_id(number: u32) -> [u8; 32] {
	sero_shielded_primitives::share_id(&TxId(H256::from_low_u64_be(number.into()).0))
}

/// Does an action with its money booked.
fn act<T: Config>(number: u32, action: StakingAction) -> Result<(), BenchmarkError> {
	let stop = |reason: sero_shielded_primitives::RejectReason| BenchmarkError::Stop(reason.name());
	if action.amount() > 0 {
		T::Ledger::mint_stake(action.amount()).map_err(stop)?;
	}
	let from = T::BenchmarkHelper::address();
	Pallet::<T>::check(&from, &action).map_err(stop)?;
	Pallet::<T>::apply(&bundle(number), &from, &action).map_err(stop)
}

fn purchase<T: Config>(node: Option<NodeId>) -> StakingAction {
	StakingAction::BuyShare { vote_address: T::BenchmarkHelper::address(), node, amount: AMOUNT }
}

/// A node with many shares in the lottery, at block 1.
fn prepare<T: Config>() -> Result<NodeId, BenchmarkError> {
	Params::<T>::put(params());
	frame_system::Pallet::<T>::set_block_number(1u32.into());
	let vote_address = T::BenchmarkHelper::address();
	let deposit = params().node_deposit;
	act::<T>(0, StakingAction::RegisterNode { vote_address, fee: 5_000, deposit })?;
	let node = NodeId(bundle(0).0);
	Clock::<T>::put(1);
	for number in 0..SHARES {
		act::<T>(1 + number, purchase::<T>(Some(node)))?;
	}
	while Sums::<T>::get().waiting > 0 {
		Pallet::<T>::advance();
	}
	Ok(node)
}

/// Leaves one entry in a queue.
fn keep_one<T: Config>(queue: Queue) {
	let mut ends = QueueBounds::<T>::get(queue);
	while ends.tail > ends.head.saturating_add(1) {
		ends.tail = ends.tail.saturating_sub(1);
		Queued::<T>::remove(queue, ends.tail);
	}
	QueueBounds::<T>::insert(queue, ends);
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn check_action() -> Result<(), BenchmarkError> {
		let node = prepare::<T>()?;
		let from = T::BenchmarkHelper::address();
		let action = purchase::<T>(Some(node));
		let result;
		#[block]
		{
			result = Pallet::<T>::check(&from, &action);
		}
		assert_eq!(result, Ok(()));
		Ok(())
	}

	#[benchmark]
	fn buy_share() -> Result<(), BenchmarkError> {
		let node = prepare::<T>()?;
		T::Ledger::mint_stake(AMOUNT).map_err(|reason| BenchmarkError::Stop(reason.name()))?;
		let from = T::BenchmarkHelper::address();
		let (id, action) = (bundle(u32::MAX), purchase::<T>(Some(node)));
		#[block]
		{
			let _ = Pallet::<T>::apply(&id, &from, &action);
		}
		assert!(Shares::<T>::contains_key(Pallet::<T>::share_id(&id)));
		Ok(())
	}

	#[benchmark]
	fn register_node() -> Result<(), BenchmarkError> {
		prepare::<T>()?;
		let from = T::BenchmarkHelper::address();
		let deposit = params().node_deposit;
		let action = StakingAction::RegisterNode { vote_address: from, fee: 2_500, deposit };
		let id = bundle(u32::MAX);
		#[block]
		{
			let _ = Pallet::<T>::apply(&id, &from, &action);
		}
		assert!(Nodes::<T>::contains_key(NodeId(id.0)));
		Ok(())
	}

	#[benchmark]
	fn update_node() -> Result<(), BenchmarkError> {
		let node = prepare::<T>()?;
		let from = T::BenchmarkHelper::address();
		let action = StakingAction::UpdateNode { node, vote_address: from, fee: 2_500 };
		#[block]
		{
			let _ = Pallet::<T>::apply(&bundle(u32::MAX), &from, &action);
		}
		assert_eq!(Nodes::<T>::get(node).map(|node| node.fee), Some(2_500));
		Ok(())
	}

	#[benchmark]
	fn close_node() -> Result<(), BenchmarkError> {
		let node = prepare::<T>()?;
		let from = T::BenchmarkHelper::address();
		Clock::<T>::put(params().node_lock_blocks + 1);
		let action = StakingAction::CloseNode { node };
		#[block]
		{
			let _ = Pallet::<T>::apply(&bundle(u32::MAX), &from, &action);
		}
		assert_eq!(Nodes::<T>::get(node).map(|node| node.status), Some(NodeStatus::Closed));
		Ok(())
	}

	/// Three tickets.
	#[benchmark]
	fn draw() -> Result<(), BenchmarkError> {
		prepare::<T>()?;
		let drawn;
		#[block]
		{
			drawn = Pallet::<T>::draw(&H256::repeat_byte(1), 3);
		}
		assert_eq!(drawn.len(), 3);
		Ok(())
	}

	/// Three tickets that voted.
	#[benchmark]
	fn settle() -> Result<(), BenchmarkError> {
		prepare::<T>()?;
		let drawn = Pallet::<T>::draw(&H256::repeat_byte(1), 3);
		let outcomes: alloc::vec::Vec<_> =
			drawn.into_iter().map(|ticket| (ticket, TicketOutcome::Voted, SERO)).collect();
		#[block]
		{
			Pallet::<T>::settle(&outcomes);
		}
		assert_eq!(Sums::<T>::get().voted, 3);
		Ok(())
	}

	#[benchmark]
	fn advance() -> Result<(), BenchmarkError> {
		prepare::<T>()?;
		let before = Sums::<T>::get();
		#[block]
		{
			Pallet::<T>::advance();
		}
		assert_eq!(Sums::<T>::get().encode(), before.encode());
		Ok(())
	}

	/// One share that enters the lottery.
	#[benchmark]
	fn activate() -> Result<(), BenchmarkError> {
		let node = prepare::<T>()?;
		act::<T>(u32::MAX, purchase::<T>(Some(node)))?;
		let before = Pallet::<T>::tickets();
		#[block]
		{
			Pallet::<T>::advance();
		}
		assert_eq!(Pallet::<T>::tickets(), before + u64::from(TICKETS));
		Ok(())
	}

	/// One share whose time is over.
	#[benchmark]
	fn expire() -> Result<(), BenchmarkError> {
		prepare::<T>()?;
		keep_one::<T>(Queue::Expiry);
		Clock::<T>::put(params().expiry_blocks + 1);
		#[block]
		{
			Pallet::<T>::advance();
		}
		assert_eq!(Sums::<T>::get().expired, u64::from(TICKETS));
		Ok(())
	}

	/// One share whose missed tickets are released.
	#[benchmark]
	fn release() -> Result<(), BenchmarkError> {
		prepare::<T>()?;
		let drawn = Pallet::<T>::draw(&H256::repeat_byte(1), 1);
		let outcomes: alloc::vec::Vec<_> =
			drawn.into_iter().map(|ticket| (ticket, TicketOutcome::Missed, 0)).collect();
		let id = outcomes.first().map(|(ticket, ..)| ticket.share).unwrap_or_default();
		Pallet::<T>::settle(&outcomes);
		Pallet::<T>::enqueue(Queue::Release, id, 0);
		#[block]
		{
			Pallet::<T>::advance();
		}
		assert_eq!(Shares::<T>::get(id).map(|share| share.tickets.released), Some(1));
		Ok(())
	}

	/// One payment to a share's owner.
	#[benchmark]
	fn pay_share() -> Result<(), BenchmarkError> {
		prepare::<T>()?;
		let drawn = Pallet::<T>::draw(&H256::repeat_byte(1), 1);
		let outcomes: alloc::vec::Vec<_> =
			drawn.into_iter().map(|ticket| (ticket, TicketOutcome::Voted, SERO)).collect();
		Pallet::<T>::settle(&outcomes);
		keep_one::<T>(Queue::SharePayment);
		// The node is paid in another benchmark.
		QueueBounds::<T>::remove(Queue::NodePayment);
		Clock::<T>::put(Pallet::<T>::payment_block());
		#[block]
		{
			Pallet::<T>::advance();
		}
		assert_eq!(Sums::<T>::get().paid, SERO / 2);
		Ok(())
	}

	/// One payment to a node's owner.
	#[benchmark]
	fn pay_node() -> Result<(), BenchmarkError> {
		prepare::<T>()?;
		let drawn = Pallet::<T>::draw(&H256::repeat_byte(1), 1);
		let outcomes: alloc::vec::Vec<_> =
			drawn.into_iter().map(|ticket| (ticket, TicketOutcome::Voted, SERO)).collect();
		Pallet::<T>::settle(&outcomes);
		QueueBounds::<T>::remove(Queue::SharePayment);
		Clock::<T>::put(Pallet::<T>::payment_block());
		#[block]
		{
			Pallet::<T>::advance();
		}
		assert_eq!(Sums::<T>::get().paid, SERO / 2);
		Ok(())
	}

	/// One node's new vote address.
	#[benchmark]
	fn change_address() -> Result<(), BenchmarkError> {
		let node = prepare::<T>()?;
		let vote_address = T::BenchmarkHelper::address();
		act::<T>(u32::MAX, StakingAction::UpdateNode { node, vote_address, fee: 2_500 })?;
		#[block]
		{
			Pallet::<T>::advance();
		}
		assert!(Nodes::<T>::get(node).is_some_and(|node| node.next_vote_address.is_none()));
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::empty_chain(), crate::mock::Test);
}
