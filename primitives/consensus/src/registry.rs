// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The share set, as the consensus pallet drives it.

use crate::{Draw, DrawnTicket, TicketOutcome};
use sero_primitives::Balance;
use sp_core::H256;

/// Keeps shares and draws tickets from them. The crate's module `votes` says when what happens.
pub trait ShareRegistry {
	/// Tickets in the lottery.
	#[doc(alias = "pool size")]
	fn tickets() -> u64;

	/// Draws up to `count` distinct tickets, all if there are fewer, by a hash-based stream without
	/// bias that `seed` starts. Reads O(log n) storage items for each ticket and changes nothing.
	fn draw(seed: &H256, count: u8) -> Draw;

	/// The draw of a child of the current block, which leaves the state as it is: as if the tickets
	/// that `parent_seed` draws were settled, if there is one, and the set moved on by
	/// [`Self::advance`].
	fn draw_for_child(parent_seed: Option<&H256>, seed: &H256, count: u8) -> Draw;

	/// Takes drawn tickets out of the lottery and books how each of them ended and what it earned,
	/// in SERO base units (the factors for solo and late votes are applied already).
	///
	/// Which tickets are in the lottery afterwards, and after the following [`Self::advance`], must
	/// depend on the drawn tickets only, not on outcomes and rewards: who checks a child of this block
	/// does not know them.
	fn settle(outcomes: &[(DrawnTicket, TicketOutcome, Balance)]);

	/// Once in each block, after [`Self::settle`]: lets shares that were bought up to the parent
	/// into the lottery, takes expired ones out, releases missed ones, pays what is due. Bounded
	/// work; what is left over waits for the next block.
	fn advance();
}

/// A chain without shares: nothing is ever drawn.
impl ShareRegistry for () {
	fn tickets() -> u64 {
		0
	}

	fn draw(_: &H256, _: u8) -> Draw {
		Draw::new()
	}

	fn draw_for_child(_: Option<&H256>, _: &H256, _: u8) -> Draw {
		Draw::new()
	}

	fn settle(_: &[(DrawnTicket, TicketOutcome, Balance)]) {}

	fn advance() {}
}
