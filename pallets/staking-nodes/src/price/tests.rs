// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Price and quote against the definition, ticket by ticket.

use super::*;
use crate::mock::main_price;
use proptest::prelude::*;
use sero_primitives::units::SERO;

/// The definition.
fn price_of(curve: &PriceCurve, n: u64) -> u128 {
	let excess = u128::from(n.saturating_sub(curve.target));
	curve.base + curve.step * u128::from(n) + curve.surge * excess * excess
}

/// Buys one ticket after the other.
fn buy(curve: &PriceCurve, pool: u64, amount: u128, max: u32) -> (u32, u128) {
	let (mut tickets, mut cost) = (0, 0);
	while tickets < max {
		let next = cost + price_of(curve, pool + u64::from(tickets));
		if next > amount {
			break;
		}
		cost = next;
		tickets += 1;
	}
	(tickets, cost)
}

#[test]
fn the_main_price_is_the_original_one_up_to_the_target() {
	let curve = main_price();
	assert_eq!(curve.price(0), 2 * SERO);
	assert_eq!(curve.price(1), 2 * SERO + 759_357_240_838_722);
	assert_eq!(curve.price(20_000), 2 * SERO + 20_000 * 759_357_240_838_722);
	// 250 SERO at the target.
	let at_target = curve.price(326_592);
	assert!(at_target.abs_diff(250 * SERO) < SERO / 1_000);
	assert_eq!(at_target, 2 * SERO + 326_592 * 759_357_240_838_722);
}

#[test]
fn the_price_is_continuous_and_rises_sharply_beyond_the_target() {
	let curve = main_price();
	let target = curve.target;
	let step = |n: u64| curve.price(n + 1) - curve.price(n);
	assert_eq!(step(target - 1), curve.step);
	assert_eq!(step(target), curve.step + curve.surge);
	assert!(curve.surge < curve.step / 1_000);
	// Twice the price at a tenth above the target, a hundred times at twice the target.
	let linear = |n: u64| curve.base + curve.step * u128::from(n);
	let tenth = target + target / 10;
	let surge = curve.price(tenth) - linear(tenth);
	assert!(surge.abs_diff(curve.step * u128::from(target)) < SERO / 10);
	assert!(curve.price(2 * target) > 100 * curve.price(target));
}

#[test]
fn a_quote_of_nothing_is_nothing() {
	let curve = main_price();
	assert_eq!(curve.quote(0, 0, 1_000), None);
	assert_eq!(curve.quote(0, 2 * SERO - 1, 1_000), None);
	assert_eq!(curve.quote(0, u128::MAX, 0), None);
	let one = Quote { tickets: 1, value: 2 * SERO, change: 0 };
	assert_eq!(curve.quote(0, 2 * SERO, 1_000), Some(one));
	assert_eq!(one.principal(), 2 * SERO);
}

#[test]
fn a_purchase_takes_no_more_than_its_most() {
	let quote = main_price().quote(0, u128::MAX, 1_000).expect("it buys");
	assert_eq!(quote.tickets, 1_000);
}

#[test]
fn a_price_that_cannot_be_counted_buys_nothing() {
	let curve = PriceCurve { surge: u128::MAX, ..main_price() };
	assert_eq!(curve.quote(u64::MAX, u128::MAX, 1_000), None);
	assert_eq!(curve.price(u64::MAX), u128::MAX);
	let max = u128::MAX;
	let steep = PriceCurve { base: max, step: max, target: 0, surge: max };
	assert_eq!(steep.quote(5, max, u32::MAX), None);
}

proptest! {
	#[test]
	fn a_quote_is_what_one_by_one_buys(
		base in 1u128..10_000,
		step in 0u128..100,
		surge in 0u128..100,
		target in 0u64..200,
		pool in 0u64..400,
		amount in 0u128..5_000_000,
		max in 0u32..300,
	) {
		let curve = PriceCurve { base, step, target, surge };
		prop_assert_eq!(curve.price(pool), price_of(&curve, pool));
		let (tickets, cost) = buy(&curve, pool, amount, max);
		prop_assert_eq!(curve.cost(pool, tickets), Some(cost));
		match curve.quote(pool, amount, max) {
			None => prop_assert_eq!(tickets, 0),
			Some(quote) => {
				prop_assert_eq!(quote.tickets, tickets);
				prop_assert_eq!(quote.value, cost / u128::from(tickets));
				prop_assert_eq!(quote.principal() + quote.change, amount);
				prop_assert!(quote.change >= amount - cost);
				prop_assert!(quote.change - (amount - cost) < u128::from(tickets));
			},
		}
	}

	#[test]
	fn no_numbers_overflow(
		numbers in prop::array::uniform4(any::<u128>()),
		target in any::<u64>(),
		pool in any::<u64>(),
		max in any::<u32>(),
	) {
		let [base, step, surge, amount] = numbers;
		let curve = PriceCurve { base, step, target, surge };
		if let Some(quote) = curve.quote(pool, amount, max) {
			prop_assert!(quote.tickets > 0 && quote.tickets <= max);
			prop_assert_eq!(quote.principal() + quote.change, amount);
		}
	}
}
