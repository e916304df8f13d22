// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What a ticket costs, and how many an amount buys.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sero_primitives::Balance;

/// The price of a ticket by the number `n` of tickets before it, in base units (10^18 base units =
/// 1 SERO):
///
/// `price(n) = base + step · n + surge · max(0, n − target)²`
///
/// Value and slope are continuous at `target`.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PriceCurve {
	/// Price of the first ticket.
	pub base: Balance,
	/// What each ticket adds.
	pub step: Balance,
	/// Number of tickets from which the price rises sharply.
	pub target: u64,
	/// What the square of the number of tickets above the target adds.
	pub surge: Balance,
}

/// What an amount buys.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Quote {
	/// Number of tickets, not 0.
	pub tickets: u32,
	/// At what each of them is booked, in base units: the average price, rounded down.
	pub value: Balance,
	/// What returns to the buyer, in base units.
	pub change: Balance,
}

impl Quote {
	/// What is staked, in base units.
	pub fn principal(&self) -> Balance {
		self.value.saturating_mul(self.tickets.into())
	}
}

/// The sum of the squares below `m`.
fn squares_below(m: u128) -> Option<u128> {
	let Some(last) = m.checked_sub(1) else { return Some(0) };
	let odd = m.checked_add(last)?;
	Some(m.checked_mul(last)?.checked_mul(odd)? / 6)
}

impl PriceCurve {
	/// The price of one ticket if there are `pool` before it.
	pub fn price(&self, pool: u64) -> Balance {
		self.cost(pool, 1).unwrap_or(Balance::MAX)
	}

	/// The price of `tickets` tickets, one after the other, if there are `pool` before them; `None`
	/// if it cannot be counted.
	pub fn cost(&self, pool: u64, tickets: u32) -> Option<Balance> {
		let (first, count) = (u128::from(pool), u128::from(tickets));
		let target = u128::from(self.target);
		let end = first.checked_add(count)?;
		// The sum of the numbers `first..end`.
		let numbers = first
			.checked_mul(count)?
			.checked_add(count.checked_mul(count.saturating_sub(1))? / 2)?;
		let squares = squares_below(end.saturating_sub(target))?
			.checked_sub(squares_below(first.saturating_sub(target))?)?;
		self.base
			.checked_mul(count)?
			.checked_add(self.step.checked_mul(numbers)?)?
			.checked_add(self.surge.checked_mul(squares)?)
	}

	/// What `amount` buys if there are `pool` tickets before: the most tickets, up to `max`, whose
	/// price fits. `None` if not even one does.
	///
	/// # Consensus
	/// ST-2. The price of `k` tickets grows with `k`, so the search halves `0..=max`.
	pub fn quote(&self, pool: u64, amount: Balance, max: u32) -> Option<Quote> {
		let fits = |tickets: u32| self.cost(pool, tickets).filter(|cost| *cost <= amount);
		let (mut low, mut high) = (0u32, max);
		while low < high {
			// Above `low` and not above `high`.
			let middle = high.saturating_sub(high.saturating_sub(low) / 2);
			match fits(middle) {
				Some(_) => low = middle,
				None => high = middle.saturating_sub(1),
			}
		}
		let value = fits(low)?.checked_div(low.into())?;
		let booked = value.checked_mul(low.into())?;
		Some(Quote { tickets: low, value, change: amount.checked_sub(booked)? })
	}
}

#[cfg(test)]
mod tests;
