// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Measures the steps of `weights::costs`; run with `--ignored --nocapture`.

use crate::{mock::*, types::*, Clock, Sums, WeightInfo};
use sero_consensus_primitives::{ShareRegistry, TicketOutcome};
use sero_primitives::units::SERO;
use sero_shielded_primitives::{StakingAction, StakingActions};
use std::time::Instant;

const SHARES: u32 = 20_000;

fn report(name: &str, count: u32, run: impl FnOnce()) {
	let start = Instant::now();
	run();
	println!("{name}: {:.1} µs", start.elapsed().as_secs_f64() * 1e6 / f64::from(count));
}

#[test]
#[ignore = "a measurement"]
fn costs() {
	let params = StakingParams { expiry_blocks: 5_000, miss_blocks: 6_000, ..params() };
	let mut chain = chain_of(config(params));
	chain.execute_with(|| {
		start_block();
		let node = register(0, 1, 5_000);
		let vote_address = address(9);
		let action = StakingAction::BuyShare { vote_address, node: Some(node), amount: 11 * SERO };
		report("check of a purchase", SHARES, || {
			for _ in 0..SHARES {
				assert_eq!(Staking::check(&address(2), &action), Ok(()));
			}
		});
		books(|books| books.staked += u128::from(SHARES) * 11 * SERO);
		report("purchase", SHARES, || {
			for number in 1..=SHARES {
				assert_eq!(Staking::apply(&bundle(number), &address(2), &action), Ok(()));
			}
		});
		report("activation", SHARES, || {
			while Sums::<Test>::get().waiting > 0 {
				Staking::advance();
			}
		});
		report("draw of a ticket", 3_000, || {
			for number in 0..1_000 {
				assert_eq!(Staking::draw(&seed(number), 3).len(), 3);
			}
		});
		report("draw for a child", 1_000, || {
			for number in 0..1_000 {
				Staking::draw_for_child(Some(&seed(number)), &seed(number + 1), 3);
			}
		});
		let mut drawn = Vec::new();
		report("draw and settlement of a ticket", 3_000, || {
			for number in 0..1_000 {
				let outcomes: Vec<_> = Staking::draw(&seed(number), 3)
					.into_iter()
					.zip([TicketOutcome::Voted, TicketOutcome::Voted, TicketOutcome::Missed])
					.map(|(ticket, outcome)| (ticket, outcome, SERO))
					.collect();
				Staking::settle(&outcomes);
				drawn.extend(outcomes);
			}
		});
		report("advance without work", 1_000, || {
			let clock = Clock::<Test>::get();
			for _ in 0..1_000 {
				Clock::<Test>::put(1);
				Staking::advance();
			}
			Clock::<Test>::put(clock);
		});
		let payments = Staking::queue_length(Queue::SharePayment) as u32;
		Clock::<Test>::put(1_000);
		report("payment, note apart", payments, || {
			while Staking::queue_length(Queue::SharePayment) > 0 {
				Staking::advance();
			}
		});
		Clock::<Test>::put(5_001);
		report("expiry", SHARES, || {
			while Staking::queue_length(Queue::Expiry) > 0 {
				Staking::advance();
			}
		});
		report("change of a node", 1_000, || {
			let action = StakingAction::UpdateNode { node, vote_address, fee: 2_500 };
			for number in 0..1_000 {
				assert_eq!(Staking::apply(&bundle(number), &address(1), &action), Ok(()));
			}
		});
	});
	println!("most of advance: {:?}", Staking::weight_of_advance());
	println!("settlement of 3: {:?}", Staking::weight_of_settle(3));
	println!("draw of 3: {:?}", Staking::weight_of_draw(3));
	println!("purchase: {:?}", <() as WeightInfo>::buy_share());
}

/// The most that a block does for staking fits into a part of it.
#[test]
fn a_block_has_room_for_the_most_that_staking_does() {
	let most = Staking::weight_of_advance()
		.saturating_add(Staking::weight_of_settle(3))
		.saturating_add(Staking::weight_of_draw(3));
	// Picoseconds: below half a second.
	assert!(most.ref_time() < 500_000_000_000, "{most:?}");
}

/// `settle` and `advance` add what they did to the block's weight.
#[test]
fn work_is_weighed() {
	chain().execute_with(|| {
		start_block();
		let idle = System::block_weight().total();
		assert_eq!(idle, <() as WeightInfo>::advance());
		buy(1, 1, None, 20 * SERO);
		start_block();
		let entered = System::block_weight().total();
		assert_eq!(entered, idle.saturating_add(<() as WeightInfo>::activate()));
		start_block_with(&outcomes(TicketOutcome::Voted, 1));
		assert_eq!(
			System::block_weight().total(),
			idle.saturating_add(Staking::weight_of_settle(3))
		);
	});
}
