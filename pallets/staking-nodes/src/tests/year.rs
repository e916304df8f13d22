// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! A year of the main chain with all windows a hundredth: 24,000 blocks.

use crate::{mock::*, types::*, FreeSlots, Queued, SetNodes, SetShape, Shares, Sums};
use sero_consensus_primitives::{ShareRegistry, TicketOutcome};
use sero_primitives::{units::SERO, Balance};
use sero_shielded_primitives::{NodeId, OneTimeAddressBytes, StakingAction, StakingActions};

const BLOCKS: u32 = 24_000;

fn year_params() -> StakingParams {
	let price = crate::PriceCurve { target: 3_000, ..main_price() };
	StakingParams {
		price,
		expiry_blocks: 1_987,
		miss_blocks: 5_961,
		payment_cycle_blocks: 423,
		node_lock_blocks: 1_987,
		..main_params()
	}
}

/// What the year has seen.
#[derive(Default)]
struct Year {
	bought: Balance,
	returned: Balance,
	rewards: Balance,
	earned: Balance,
	most: u64,
}

impl Year {
	/// A purchase, of about twice as many tickets in two blocks as are drawn.
	fn buy(&mut self, block: u32, node: Option<NodeId>) {
		let mut from = address(3);
		from.0[..4].copy_from_slice(&block.to_le_bytes());
		let amount = Staking::price() * 8;
		let vote_address = OneTimeAddressBytes([9; 96]);
		let action = StakingAction::BuyShare { vote_address, node, amount };
		assert_eq!(Staking::check(&from, &action), Ok(()));
		books(|books| books.staked += amount);
		assert_eq!(Staking::apply(&bundle(block), &from, &action), Ok(()));
		self.bought += amount;
	}

	/// The block's lottery, in which one ticket in ten misses, and the next block.
	fn next(&mut self, block: u32) {
		let outcomes: Vec<_> = draw()
			.into_iter()
			.enumerate()
			.map(|(index, ticket)| match (block as usize + index) % 10 {
				0 => (ticket, TicketOutcome::Missed, 0),
				_ => (ticket, TicketOutcome::Voted, SERO / 3 + 1),
			})
			.collect();
		self.earned += outcomes.iter().map(|(_, _, reward)| reward).sum::<Balance>();
		start_block_with(&outcomes);
		for note in take_notes() {
			self.returned += note.principal;
			self.rewards += note.reward;
		}
		self.most = self.most.max(Staking::tickets());
	}
}

#[test]
fn a_year_leaves_nothing_behind() {
	let mut year = Year::default();
	let mut chain = chain_of(config(year_params()));
	let node = chain.execute_with(|| {
		start_block();
		register(0, 1, 5_000)
	});
	// Another third, in which nobody buys and everything comes back.
	for start in (1..BLOCKS + 8_000).step_by(100) {
		chain.execute_with(|| {
			for block in start..start + 100 {
				if block < BLOCKS && block % 2 == 0 {
					year.buy(block, (block % 3 == 0).then_some(node));
				}
				if block == BLOCKS {
					let action = StakingAction::CloseNode { node };
					assert_eq!(act(u32::MAX, &address(1), &action), Ok(()));
				}
				year.next(block);
			}
			if start % 2_000 == 1 {
				check();
			}
		});
		chain.commit_all().expect("there is no open transaction");
	}
	chain.execute_with(|| {
		check();
		assert_eq!(year.returned, year.bought + year_params().node_deposit);
		assert_eq!(year.rewards, year.earned);
		assert!(year.most > 1_000, "{}", year.most);
		let sums = Sums::<Test>::get();
		assert!(sums.voted > 30_000 && sums.missed > 3_000 && sums.expired > 1_000, "{sums:?}");
		assert_eq!((sums.shares, sums.nodes, sums.staked), (0, 0, 0));
		// State is back to where it was, but for the free slots.
		assert_eq!(Shares::<Test>::iter().count(), 0);
		assert_eq!(SetNodes::<Test>::iter().count(), 0);
		assert_eq!(Queued::<Test>::iter().count(), 0);
		let shape = SetShape::<Test>::get();
		assert_eq!(FreeSlots::<Test>::iter().count() as u32, shape.slots);
		// Slots are used again: far fewer than the 12,000 shares of the year.
		assert!(shape.slots < 2_000, "{}", shape.slots);
	});
}
