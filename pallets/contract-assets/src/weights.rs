// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Weights of this pallet: the steps around what contracts do themselves, which pallet-revive meters.
//!
//! The steps are those of `pallet-shielded-assets`, whose costs were measured; `benchmarking.rs` measures
//! whole actions. Proof sizes are zero: no relay chain validates this chain.

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::ParityDbWeight, RuntimeDbWeight, Weight},
};

/// Weights of this pallet's actions, native functions and hooks.
pub trait WeightInfo {
	/// A call with so many payees, without what the contract does.
	fn call(payees: u32) -> Weight;
	/// A deployment with so many payees and bytes of code, without what the contract does.
	fn deploy(payees: u32, bytes: u32) -> Weight;
	/// Paying out what lies on an account.
	fn collect() -> Weight;
	/// `issueToken`, with the registration of its name.
	fn issue_token() -> Weight;
	/// `send` and `call`, without the receiver's work.
	fn transfer() -> Weight;
	/// One public note of `send` or `allotTicket`.
	fn pay_note() -> Weight;
	/// `allotTicket` without the receiver's work.
	fn allot_ticket() -> Weight;
	/// `setTokenRate`.
	fn set_token_rate() -> Weight;
	/// `closePkg`.
	fn close_package() -> Weight;
	/// `transferPkg`.
	fn transfer_package() -> Weight;
	/// A function that only reads.
	fn view() -> Weight;
	/// Closing a block.
	fn on_finalize() -> Weight;
}

/// Cost of the steps in microseconds on one core, rounded up.
pub mod costs {
	/// Picoseconds in a microsecond: weight's unit of time.
	pub const PICOS_PER_MICRO: u64 = 1_000_000;
	/// Decoding the three points of a one-time address.
	pub const ADDRESS: u64 = 45;
	/// Commitment, place in the tree and event of one public note.
	pub const NOTE: u64 = 220;
	/// Generator of one public asset.
	pub const PUBLIC_ASSET: u64 = 110;
	/// Decrypting a package and computing its note again.
	pub const PACKAGE: u64 = 300;
	/// Hashing a kibibyte of code.
	pub const CODE: u64 = 10;
	/// Everything else about an action or a function.
	pub const CALL: u64 = 50;
	/// Everything else about a function that only reads.
	pub const VIEW: u64 = 5;
}

/// Weight of microseconds of computation.
const fn micros(count: u64) -> Weight {
	Weight::from_parts(count.saturating_mul(costs::PICOS_PER_MICRO), 0)
}

/// The weights of a chain with database weights `D`.
#[derive(Debug)]
pub struct SeroWeight<D>(PhantomData<D>);

impl<D: Get<RuntimeDbWeight>> WeightInfo for SeroWeight<D> {
	/// The asset, two notes back, the sender's account and its issuance, the contract, the sponsor's
	/// rate, account and books; each payee in full.
	fn call(payees: u32) -> Weight {
		micros(2 * costs::CALL + 2 * costs::PUBLIC_ASSET)
			.saturating_add(Self::pay_note().saturating_mul(2))
			.saturating_add(D::get().reads_writes(20, 16))
			.saturating_add(micros(costs::ADDRESS).saturating_mul(payees.into()))
			.saturating_add(D::get().reads_writes(1, 1).saturating_mul(payees.into()))
	}

	/// The code is hashed for its address in check and application.
	fn deploy(payees: u32, bytes: u32) -> Weight {
		let kibibytes = u64::from(bytes).div_ceil(1024);
		Self::call(payees)
			.saturating_add(micros(3 * costs::CODE).saturating_mul(kibibytes))
			.saturating_add(D::get().reads_writes(1, 1))
	}

	fn collect() -> Weight {
		micros(costs::CALL)
			.saturating_add(Self::pay_note())
			.saturating_add(D::get().reads_writes(2, 2))
	}

	/// Issuer, supply, account and fee, books.
	fn issue_token() -> Weight {
		micros(costs::CALL + costs::PUBLIC_ASSET).saturating_add(D::get().reads_writes(8, 8))
	}

	/// Two books, the ticket, the frames, the receiver.
	fn transfer() -> Weight {
		micros(costs::CALL).saturating_add(D::get().reads_writes(8, 8))
	}

	fn pay_note() -> Weight {
		micros(costs::CALL + costs::NOTE).saturating_add(D::get().reads_writes(8, 8))
	}

	/// Category, ticket, counter, supply, holder.
	fn allot_ticket() -> Weight {
		Self::transfer().saturating_add(D::get().reads_writes(5, 5))
	}

	fn set_token_rate() -> Weight {
		micros(costs::CALL).saturating_add(D::get().reads_writes(2, 1))
	}

	/// Package, supply, account, books, payee.
	fn close_package() -> Weight {
		micros(costs::CALL + costs::PACKAGE + costs::PUBLIC_ASSET)
			.saturating_add(D::get().reads_writes(8, 8))
	}

	fn transfer_package() -> Weight {
		micros(costs::CALL + costs::ADDRESS).saturating_add(D::get().reads_writes(4, 1))
	}

	fn view() -> Weight {
		micros(costs::VIEW).saturating_add(D::get().reads(2))
	}

	fn on_finalize() -> Weight {
		micros(costs::VIEW).saturating_add(D::get().writes(3))
	}
}

impl WeightInfo for () {
	fn call(payees: u32) -> Weight {
		SeroWeight::<ParityDbWeight>::call(payees)
	}

	fn deploy(payees: u32, bytes: u32) -> Weight {
		SeroWeight::<ParityDbWeight>::deploy(payees, bytes)
	}

	fn collect() -> Weight {
		SeroWeight::<ParityDbWeight>::collect()
	}

	fn issue_token() -> Weight {
		SeroWeight::<ParityDbWeight>::issue_token()
	}

	fn transfer() -> Weight {
		SeroWeight::<ParityDbWeight>::transfer()
	}

	fn pay_note() -> Weight {
		SeroWeight::<ParityDbWeight>::pay_note()
	}

	fn allot_ticket() -> Weight {
		SeroWeight::<ParityDbWeight>::allot_ticket()
	}

	fn set_token_rate() -> Weight {
		SeroWeight::<ParityDbWeight>::set_token_rate()
	}

	fn close_package() -> Weight {
		SeroWeight::<ParityDbWeight>::close_package()
	}

	fn transfer_package() -> Weight {
		SeroWeight::<ParityDbWeight>::transfer_package()
	}

	fn view() -> Weight {
		SeroWeight::<ParityDbWeight>::view()
	}

	fn on_finalize() -> Weight {
		SeroWeight::<ParityDbWeight>::on_finalize()
	}
}
