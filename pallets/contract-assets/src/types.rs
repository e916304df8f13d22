// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Types of this pallet's storage and events.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use sero_primitives::Balance;
use sero_shielded_primitives::{EvmAddress, GasLimits, PublicAsset};
use sp_runtime::{helpers_128bit::multiply_by_rational_with_rounding, DispatchError, Rounding};

/// Most public notes that contracts can make in one transaction (the original's rule VP0).
pub const MAX_PAID_NOTES: u32 = 256;
/// Most calls with assets inside each other; pallet-revive's call stack is no deeper.
pub const MAX_CALL_FRAMES: u32 = 32;
/// Most bytes of a failed call's data that its event shows.
pub const MAX_FAILURE_DATA: u32 = 1024;

/// A call that carries an asset, while it runs.
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
pub struct CallFrame {
	/// Who calls `target`, as the EVM sees it: the bundle's sender, or the precompile.
	pub caller: EvmAddress,
	/// On whose behalf: the bundle's sender, or the contract that asked the precompile.
	pub sender: EvmAddress,
	/// The contract that is called.
	pub target: EvmAddress,
	/// What it receives.
	pub asset: PublicAsset,
}

/// At which rate a contract takes a token for gas: `tokens` of it for `ta` of SERO, both in base
/// units.
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
pub struct TokenRate {
	/// Base units of the token; zero if the contract gives the gas away.
	pub tokens: Balance,
	/// Base units of SERO, never zero.
	pub ta: Balance,
}

impl TokenRate {
	/// What a fee of `fee` base units of SERO costs in the token, rounded up; `None` if that is more
	/// than an amount can be.
	pub fn price(&self, fee: Balance) -> Option<Balance> {
		if self.ta == 0 {
			return None;
		}
		multiply_by_rational_with_rounding(fee, self.tokens, self.ta, Rounding::Up)
	}
}

/// Why a call of a bundle failed.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub enum CallFailure {
	/// The contract reverted; the event has the data that it gave.
	#[codec(index = 0)]
	Reverted,
	/// The virtual machine stopped: out of gas, out of storage deposit, trap, code refused.
	#[codec(index = 1)]
	Stopped(DispatchError),
}

/// What a call or a deployment did, or would do in the next block.
#[derive(Clone, PartialEq, Eq, Debug, Default, Encode, Decode, TypeInfo)]
pub struct DryRun {
	/// Why it failed; `None` if it did not.
	pub failure: Option<CallFailure>,
	/// What the contract returned, or gave when it reverted.
	pub output: Vec<u8>,
	/// The least limits that are enough. (A deployment may need more of the deposit while it runs than it
	/// pays in the end.)
	pub limits: GasLimits,
	/// The contract that was called or made; `None` if none was.
	pub contract: Option<EvmAddress>,
}

/// The first bytes of what a contract gave when it reverted.
pub type FailureData = BoundedVec<u8, ConstU32<MAX_FAILURE_DATA>>;

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn prices_are_rounded_up() {
		let rate = TokenRate { tokens: 3, ta: 2 };
		assert_eq!(rate.price(0), Some(0));
		assert_eq!(rate.price(1), Some(2));
		assert_eq!(rate.price(2), Some(3));
		assert_eq!(rate.price(u128::MAX), None);
		assert_eq!(TokenRate { tokens: 0, ta: 1 }.price(u128::MAX), Some(0));
		assert_eq!(TokenRate { tokens: 1, ta: 0 }.price(1), None);
		let most = TokenRate { tokens: u128::MAX, ta: u128::MAX };
		assert_eq!(most.price(u128::MAX), Some(u128::MAX));
	}
}
