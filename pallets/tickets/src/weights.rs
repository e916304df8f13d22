// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Weights of what this pallet does for others.
//!
//! Storage accesses are counted; the time of a note is that of `pallet-shielded-assets`.
//! `benchmarking.rs` measures whole actions inside a runtime. Proof sizes are zero: no relay chain
//! validates this chain.

use crate::ID_ATTEMPTS;
use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::ParityDbWeight, RuntimeDbWeight, Weight},
};

/// Weights of what this pallet does. Those of actions count the checks that precede them.
pub trait WeightInfo {
	/// [`sero_shielded_primitives::TicketAction::Issue`], the note included.
	fn issue() -> Weight;
	/// [`sero_shielded_primitives::TicketAction::Burn`].
	fn burn() -> Weight;
	/// [`sero_shielded_primitives::TicketRegistry::register_ticket`].
	fn register_ticket() -> Weight;
	/// [`sero_shielded_primitives::TicketRegistry::next_ticket_id`].
	fn next_ticket_id() -> Weight;
}

/// Cost of the steps in microseconds on one core, rounded up; storage accesses apart.
pub mod costs {
	/// Picoseconds in a microsecond: weight's unit of time.
	pub const PICOS_PER_MICRO: u64 = 1_000_000;
	/// Commitment and leaf of one public note.
	pub const PUBLIC_NOTE: u64 = 250;
	/// Names and records of one ticket.
	pub const TICKET: u64 = 10;
	/// One Keccak-256 of 60 bytes.
	pub const HASH: u64 = 2;
}

/// Reads and writes of category and ticket.
const RECORDS: (u64, u64) = (2, 2);
/// Reads and writes of the ticket's turnstile.
const TURNSTILE: (u64, u64) = (1, 1);
/// Reads and writes of one public note: frontier, leaf count, root flag.
const NOTE: (u64, u64) = (3, 3);

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
	fn issue() -> Weight {
		Self::sum(3 * costs::TICKET + costs::PUBLIC_NOTE, &[RECORDS, TURNSTILE, NOTE])
	}

	fn burn() -> Weight {
		Self::sum(3 * costs::TICKET, &[RECORDS, TURNSTILE])
	}

	fn register_ticket() -> Weight {
		Self::sum(costs::TICKET, &[RECORDS])
	}

	/// Category, and a ticket for each attempt.
	fn next_ticket_id() -> Weight {
		let attempts = u64::from(ID_ATTEMPTS);
		Self::sum(attempts.saturating_mul(costs::HASH), &[(1, 1), (attempts, 0)])
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

weights_of_parity_db! { issue burn register_ticket next_ticket_id }
