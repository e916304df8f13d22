// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What the runtime API returns.

use crate::{mock::*, types::*, Quote};
use sero_primitives::units::SERO;

#[test]
fn the_status_has_parameters_price_and_sums() {
	chain().execute_with(|| {
		start_block();
		buy(1, 1, None, 8 * SERO);
		start_block();
		buy(2, 2, None, 2 * SERO);
		let status = Staking::staking_status();
		assert_eq!(status.params, Some(params()));
		assert_eq!((status.pool, status.price), (4, 2 * SERO));
		assert_eq!((status.totals.shares, status.totals.waiting, status.totals.bought), (2, 1, 5));
		assert_eq!(status.totals.staked, 10 * SERO);
		assert!(status.queued.contains(&(Queue::Activation, 1)));
		assert!(status.queued.contains(&(Queue::Expiry, 1)));
		assert_eq!(status.queued.len(), Queue::ALL.len());
	});
}

#[test]
fn a_quote_is_what_a_purchase_gets() {
	chain_of(config(StakingParams { price: main_price(), ..params() })).execute_with(|| {
		start_block();
		buy(1, 1, None, 900 * SERO);
		for amount in [2 * SERO, 3 * SERO, 77 * SERO, 900 * SERO] {
			let Some(quote) = Staking::quote(amount) else {
				assert!(amount < Staking::price());
				continue;
			};
			let bought = share(buy(2 + (amount / SERO) as u32, 1, None, amount));
			assert_eq!(
				quote,
				Quote {
					tickets: bought.tickets.initial,
					value: bought.value,
					change: amount - bought.value * u128::from(bought.tickets.initial),
				}
			);
		}
	});
}

#[test]
fn pages_cover_everything_once() {
	chain().execute_with(|| {
		start_block();
		for number in 0..20 {
			buy(number, 1, None, 2 * SERO);
		}
		for number in 20..25 {
			register(number, 1, 5_000);
		}
		let (mut shares, mut nodes) = (Vec::new(), Vec::new());
		loop {
			let page = Staking::shares_after(shares.last().map(|s: &ShareInfo| s.id), 7);
			assert!(page.len() <= 7);
			if page.is_empty() {
				break;
			}
			shares.extend(page);
		}
		loop {
			let page = Staking::nodes_after(nodes.last().map(|n: &NodeInfo| n.id), 2);
			if page.is_empty() {
				break;
			}
			nodes.extend(page);
		}
		assert_eq!((shares.len(), nodes.len()), (20, 5));
		assert!(shares.windows(2).all(|pair| pair[0].id < pair[1].id));
		assert!(nodes.windows(2).all(|pair| pair[0].id < pair[1].id));
		for info in shares {
			assert_eq!(info.status, ShareStatus::Waiting);
			assert_eq!(Staking::share_info(info.id), Some(info));
		}
		for info in nodes {
			assert_eq!(Staking::node_info(info.id), Some(info));
		}
		assert_eq!(Staking::shares_after(None, u32::MAX).len(), 20);
		assert_eq!(Staking::share_info(share_of(99)), None);
		assert_eq!(Staking::node_info(node_of(99)), None);
	});
}

#[test]
fn a_page_is_bounded() {
	chain().execute_with(|| {
		start_block();
		for number in 0..MAX_PAGE + 5 {
			buy(number, 1, None, 2 * SERO);
		}
		assert_eq!(Staking::shares_after(None, u32::MAX).len() as u32, MAX_PAGE);
	});
}
