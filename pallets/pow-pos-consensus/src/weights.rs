// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Weights of this pallet's hooks.

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::ParityDbWeight, RuntimeDbWeight, Weight},
};

/// Weights of this pallet's hooks.
pub trait WeightInfo {
	/// Author, difficulty and digest of a block.
	fn on_initialize() -> Weight;
	/// Coinbase and team note, the notes included.
	fn on_finalize() -> Weight;
	/// [`crate::Pallet::note_parent`] with so many late votes, without what the share set costs.
	fn note_parent(late_votes: u32) -> Weight;
}

/// Picoseconds in a microsecond: weight's unit of time.
const PICOS_PER_MICRO: u64 = 1_000_000;
/// Decoding the author's three points, and the difficulty in 512-bit integers, in microseconds.
const INITIALIZE_MICROS: u64 = 100;
/// Hashes of the parent's header, and the counting, in microseconds.
const NOTE_PARENT_MICROS: u64 = 60;
/// Verifying one vote, in microseconds.
const VOTE_MICROS: u64 = 220;
/// Commitment and leaf of one public note, in microseconds.
const PUBLIC_NOTE_MICROS: u64 = 250;

/// The weights of a chain with database weights `D`.
#[derive(Debug)]
pub struct SeroWeight<D>(PhantomData<D>);

impl<D: Get<RuntimeDbWeight>> WeightInfo for SeroWeight<D> {
	/// Reads: parameters, anchor time, timestamp, log, digest. Writes: author, log, digest.
	fn on_initialize() -> Weight {
		Weight::from_parts(INITIALIZE_MICROS.saturating_mul(PICOS_PER_MICRO), 0)
			.saturating_add(D::get().reads_writes(5, 3))
	}

	/// Two public notes with their turnstile and tree, four values of this pallet.
	fn on_finalize() -> Weight {
		Weight::from_parts((2 * PUBLIC_NOTE_MICROS).saturating_mul(PICOS_PER_MICRO), 0)
			.saturating_add(D::get().reads_writes(16, 15))
	}

	/// Parent hash, genesis hash, parameters, emission and statistics.
	fn note_parent(late_votes: u32) -> Weight {
		let micros =
			VOTE_MICROS.saturating_mul(late_votes.into()).saturating_add(NOTE_PARENT_MICROS);
		Weight::from_parts(micros.saturating_mul(PICOS_PER_MICRO), 0)
			.saturating_add(D::get().reads_writes(11, 7))
	}
}

impl WeightInfo for () {
	fn on_initialize() -> Weight {
		SeroWeight::<ParityDbWeight>::on_initialize()
	}

	fn on_finalize() -> Weight {
		SeroWeight::<ParityDbWeight>::on_finalize()
	}

	fn note_parent(late_votes: u32) -> Weight {
		SeroWeight::<ParityDbWeight>::note_parent(late_votes)
	}
}
