// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The difficulty rule: ASERT, in integers.
//!
//! The difficulty of a block depends on its parent's height and time alone:
//! `difficulty = anchor · 2^((ideal time − real time) / (half-life · target))`, where both times
//! run from the anchor block to the parent. A chain that is one half-life ahead of its schedule
//! has twice the difficulty. It has no memory beyond that: no oscillation, no dependence on the
//! path, nothing to gain from timestamps in between.
//!
//! The power of two is Bitcoin Cash's `aserti3-2d` approximation: 16 fractional bits and a cubic
//! polynomial with an error below 0.02 %.

use sp_core::{U256, U512};

/// Fractional bits of the exponent.
const FRACTION_BITS: u32 = 16;

/// The variables of the rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Asert {
	/// Difficulty of the anchor block.
	pub anchor: U256,
	/// Least difficulty; 0 counts as 1.
	pub min: U256,
	/// Target time between blocks in milliseconds; 0 counts as 1.
	pub target_ms: u64,
	/// Half-life in blocks; 0 counts as 1.
	pub half_life_blocks: u32,
}

impl Asert {
	/// Difficulty of a block whose parent is `blocks` blocks and `elapsed_ms` milliseconds after
	/// the anchor. Never 0; saturates at the largest number.
	pub fn difficulty(&self, blocks: u32, elapsed_ms: u64) -> U256 {
		let target = i128::from(self.target_ms.max(1));
		let half_life = target.saturating_mul(i128::from(self.half_life_blocks.max(1)));
		// Below 2^64 · 2^32 · 2^16 each: no overflow.
		let ahead =
			target.saturating_mul(i128::from(blocks)).saturating_sub(i128::from(elapsed_ms));
		let exponent = ahead.saturating_mul(1 << FRACTION_BITS).div_euclid(half_life.max(1));
		scale(self.anchor, exponent).max(self.min).max(U256::one())
	}
}

/// `value · 2^(exponent / 2^16)`, rounded down, saturating.
fn scale(value: U256, exponent: i128) -> U256 {
	let whole = exponent.div_euclid(1 << FRACTION_BITS);
	let fraction = exponent.rem_euclid(1 << FRACTION_BITS).unsigned_abs();
	// 2^16 · 2^(fraction / 2^16); every term is below 2^80.
	let polynomial = 195_766_423_245_049u128
		.saturating_mul(fraction)
		.saturating_add(971_821_376u128.saturating_mul(fraction).saturating_mul(fraction))
		.saturating_add(
			5_127u128.saturating_mul(fraction).saturating_mul(fraction).saturating_mul(fraction),
		)
		.saturating_add(1 << 47);
	let factor = (1u128 << FRACTION_BITS).saturating_add(polynomial >> 48);
	let product: U512 = value.full_mul(U256::from(factor));
	let shift = whole.saturating_sub(i128::from(FRACTION_BITS));
	let shifted = if shift < 0 {
		match usize::try_from(shift.unsigned_abs()) {
			Ok(places) if places < 512 => product >> places,
			_ => U512::zero(),
		}
	} else {
		match usize::try_from(shift) {
			Ok(places) if product.bits().saturating_add(places) <= 512 => product << places,
			_ if product.is_zero() => U512::zero(),
			_ => U512::MAX,
		}
	};
	U256::try_from(shifted).unwrap_or(U256::MAX)
}

#[cfg(test)]
mod tests;
