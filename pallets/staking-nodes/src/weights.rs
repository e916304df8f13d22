// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Weights of what this pallet does for others.
//!
//! Times are measured; storage accesses are counted for the deepest tree. Run
//! `cargo test --release -p pallet-staking-nodes -- --ignored costs --nocapture` to measure again;
//! `benchmarking.rs` measures whole steps inside a runtime. Proof sizes are zero: no relay chain
//! validates this chain.

use crate::tree::MAX_DEPTH;
use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::ParityDbWeight, RuntimeDbWeight, Weight},
};

/// Weights of what this pallet does.
pub trait WeightInfo {
	/// Checking an action: its address is decoded.
	fn check_action() -> Weight;
	/// Buying a share, the note of the change included.
	fn buy_share() -> Weight;
	/// Registering a node.
	fn register_node() -> Weight;
	/// Changing a node.
	fn update_node() -> Weight;
	/// Closing a node.
	fn close_node() -> Weight;
	/// Drawing one ticket.
	fn draw_ticket() -> Weight;
	/// Settling one drawn ticket.
	fn settle_ticket() -> Weight;
	/// Moving the set on when nothing is due.
	fn advance() -> Weight;
	/// One node's new vote address.
	fn change_address() -> Weight;
	/// One share that enters the lottery.
	fn activate() -> Weight;
	/// One share whose time is over.
	fn expire() -> Weight;
	/// One share whose missed tickets are released.
	fn release() -> Weight;
	/// One payment to a share's owner, the note included.
	fn pay_share() -> Weight;
	/// One payment to a node's owner, the note included.
	fn pay_node() -> Weight;
}

/// Cost of the steps in microseconds on one core, rounded up; storage accesses and notes apart.
///
/// Measured natively with 20,000 shares of 5 tickets in memory, on two virtual cores of an AMD EPYC with
/// all cores busy: purchase 38, activation 49, expiry 78, draw of a ticket 21, its settlement 17, payment
/// 10, change of a node 3, advance without work 11. The values of addresses and notes are those of
/// `pallet-shielded-assets`.
pub mod costs {
	/// Picoseconds in a microsecond: weight's unit of time.
	pub const PICOS_PER_MICRO: u64 = 1_000_000;
	/// Decoding the three points of an address.
	pub const ADDRESS: u64 = 45;
	/// Commitment and leaf of one public note.
	pub const PUBLIC_NOTE: u64 = 250;
	/// Checking and buying.
	pub const BUY: u64 = 40;
	/// Registering, changing or closing a node.
	pub const NODE: u64 = 25;
	/// Hashing a word of the draw and walking down the tree.
	pub const DRAW: u64 = 25;
	/// Settling a drawn ticket.
	pub const SETTLE: u64 = 50;
	/// One entry of a queue that touches the tree.
	pub const SET_ITEM: u64 = 80;
	/// One entry of a queue that does not.
	pub const ITEM: u64 = 30;
	/// Looking at the queues.
	pub const ADVANCE: u64 = 20;
}

/// Reads and writes of one entry of a queue: its ends and the entry.
const QUEUE: (u64, u64) = (2, 2);
/// Reads and writes of one change of the tree: shape, slot, stack of free slots, a path.
const TREE: (u64, u64) = (2 + MAX_DEPTH as u64 + 1, 3 + MAX_DEPTH as u64);
/// Reads and writes of one public note: turnstile, frontier, leaf count, root flag.
const NOTE: (u64, u64) = (4, 4);

/// The weights of a chain with database weights `D`.
#[derive(Debug)]
pub struct SeroWeight<D>(PhantomData<D>);

impl<D: Get<RuntimeDbWeight>> SeroWeight<D> {
	/// Microseconds, and the sum of reads and writes.
	fn sum(micros: u64, accesses: &[(u64, u64)]) -> Weight {
		accesses.iter().fold(
			Weight::from_parts(micros.saturating_mul(costs::PICOS_PER_MICRO), 0),
			|sum, (reads, writes)| sum.saturating_add(D::get().reads_writes(*reads, *writes)),
		)
	}
}

impl<D: Get<RuntimeDbWeight>> WeightInfo for SeroWeight<D> {
	/// Reads: parameters, sums, shape, node.
	fn check_action() -> Weight {
		Self::sum(costs::ADDRESS + costs::NODE, &[(4, 0)])
	}

	/// Parameters, sums, shape, node, share, clock, a queue, a note.
	fn buy_share() -> Weight {
		Self::sum(costs::BUY + costs::PUBLIC_NOTE, &[(6, 3), QUEUE, NOTE])
	}

	/// Parameters, node, sums, clock.
	fn register_node() -> Weight {
		Self::sum(costs::NODE, &[(4, 2)])
	}

	/// Parameters, node, clock, a queue.
	fn update_node() -> Weight {
		Self::sum(costs::NODE, &[(3, 1), QUEUE])
	}

	/// Parameters, node, sums, clock, a queue.
	fn close_node() -> Weight {
		Self::sum(costs::NODE, &[(4, 2), QUEUE])
	}

	/// A path, slot, share, node.
	fn draw_ticket() -> Weight {
		Self::sum(costs::DRAW, &[(u64::from(MAX_DEPTH) + 4, 0)])
	}

	/// Share, node, sums, parameters, clock, the tree, payments of share and node.
	fn settle_ticket() -> Weight {
		Self::sum(costs::SETTLE, &[(5, 3), TREE, QUEUE, QUEUE])
	}

	/// Clock and the ends of six queues with their first entries.
	fn advance() -> Weight {
		Self::sum(costs::ADVANCE, &[(13, 1)])
	}

	fn change_address() -> Weight {
		Self::sum(costs::ITEM, &[(1, 1), QUEUE])
	}

	/// Parameters, share, sums, the tree, two queues.
	fn activate() -> Weight {
		Self::sum(costs::SET_ITEM, &[(3, 2), TREE, QUEUE, QUEUE])
	}

	/// Parameters, share, node, sums, the tree, queues of expiry, release and both payments.
	fn expire() -> Weight {
		Self::sum(costs::SET_ITEM, &[(4, 3), TREE, QUEUE, QUEUE, QUEUE, QUEUE])
	}

	/// Parameters, share, clock, two queues.
	fn release() -> Weight {
		Self::sum(costs::ITEM, &[(3, 1), QUEUE, QUEUE])
	}

	/// Share, sums, clock, parameters, two queues, a note.
	fn pay_share() -> Weight {
		Self::sum(costs::ITEM + costs::PUBLIC_NOTE, &[(4, 2), QUEUE, QUEUE, NOTE])
	}

	fn pay_node() -> Weight {
		Self::pay_share()
	}
}

/// Implements the trait for `()` as on a chain with ParityDB.
macro_rules! weights_of_parity_db {
	($($name:ident)*) => {
		impl WeightInfo for () {
			$(fn $name() -> Weight {
				SeroWeight::<ParityDbWeight>::$name()
			})*
		}
	};
}

weights_of_parity_db! {
	check_action buy_share register_node update_node close_node draw_ticket settle_ticket advance
	change_address activate expire release pay_share pay_node
}
