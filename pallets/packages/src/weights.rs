// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Weights of what this pallet does for others.
//!
//! Storage accesses are counted; times of notes are those of `pallet-shielded-assets`, the time of an
//! opening is measured by `cargo test --release -p pallet-packages -- --ignored costs --nocapture`.
//! `benchmarking.rs` measures whole actions inside a runtime. Proof sizes are zero: no relay chain
//! validates this chain.

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::ParityDbWeight, RuntimeDbWeight, Weight},
};

/// Weights of what this pallet does. Those of actions count the checks that precede them.
pub trait WeightInfo {
	/// [`sero_shielded_primitives::PackageAction::Create`], without the proof of the note inside.
	fn create() -> Weight;
	/// [`sero_shielded_primitives::PackageAction::Transfer`].
	fn transfer() -> Weight;
	/// [`sero_shielded_primitives::PackageAction::Open`], the note included.
	fn open() -> Weight;
	/// [`sero_shielded_primitives::PackageAction::Unpack`], the note included.
	fn unpack() -> Weight;
	/// [`sero_shielded_primitives::ContractPackages::transfer`].
	fn transfer_of_contract() -> Weight;
	/// [`sero_shielded_primitives::ContractPackages::open`], what the pool books included.
	fn open_of_contract() -> Weight;
}

/// Cost of the steps in microseconds on one core, rounded up; storage accesses apart.
pub mod costs {
	/// Picoseconds in a microsecond: weight's unit of time.
	pub const PICOS_PER_MICRO: u64 = 1_000_000;
	/// Decoding the three points of an address.
	pub const ADDRESS: u64 = 45;
	/// Leaf of one note.
	pub const HIDDEN_NOTE: u64 = 150;
	/// Commitment and leaf of one public note.
	pub const PUBLIC_NOTE: u64 = 250;
	/// Decrypting the longest package and computing its note's commitment.
	pub const OPENING: u64 = 400;
	/// Reading, changing and writing a record.
	pub const RECORD: u64 = 10;
}

/// Reads and writes of a record.
const RECORD: (u64, u64) = (1, 1);
/// Reads and writes of what is sealed.
const SEALED: (u64, u64) = (1, 1);
/// Reading whether there is a contract.
const CODE: (u64, u64) = (1, 0);
/// Reads and writes of the turnstile and of what contracts hold.
const HOLD: (u64, u64) = (4, 4);
/// Reads and writes of one note: turnstile, frontier, leaf count, root flag.
const NOTE: (u64, u64) = (4, 3);

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
	fn create() -> Weight {
		Self::sum(3 * costs::RECORD, &[RECORD, SEALED, CODE])
	}

	fn transfer() -> Weight {
		Self::sum(3 * costs::RECORD, &[RECORD, CODE])
	}

	/// Two checks and the opening itself.
	fn open() -> Weight {
		let micros = 3 * (costs::OPENING + costs::RECORD) + costs::PUBLIC_NOTE;
		Self::sum(micros, &[RECORD, SEALED, NOTE])
	}

	fn unpack() -> Weight {
		Self::sum(3 * costs::RECORD + costs::HIDDEN_NOTE, &[RECORD, SEALED, NOTE])
	}

	fn transfer_of_contract() -> Weight {
		Self::sum(costs::RECORD + costs::ADDRESS, &[RECORD, CODE])
	}

	fn open_of_contract() -> Weight {
		Self::sum(costs::OPENING + costs::RECORD, &[RECORD, SEALED, HOLD])
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

weights_of_parity_db! { create transfer open unpack transfer_of_contract open_of_contract }
