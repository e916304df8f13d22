// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Weights of this pallet.
//!
//! [`SeroWeight`] adds up the measured cost of each cryptographic step and the storage accesses.
//! `cargo test --release -p pallet-shielded-assets -- --ignored costs --nocapture` measures the
//! steps again; `benchmarking.rs` measures whole calls. The weight is what a node without any
//! cached verdict needs: the first verification, in the transaction pool, costs as much.
//!
//! Proof sizes are zero: no relay chain validates this chain.

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::ParityDbWeight, RuntimeDbWeight, Weight},
};

/// Weights of this pallet's calls and hooks.
pub trait WeightInfo {
	/// Checking a bundle with so many inputs, hidden outputs and public outputs.
	fn authorize_submit(inputs: u32, outputs: u32, public_outputs: u32) -> Weight;
	/// Applying a checked bundle without its action.
	fn submit(inputs: u32, outputs: u32, public_outputs: u32) -> Weight;
	/// The action that pays an account, check included.
	fn unshield() -> Weight;
	/// The dearest action on shares and staking nodes, check included.
	fn staking() -> Weight;
	/// [`crate::Pallet::shield`].
	fn shield() -> Weight;
	/// [`crate::Pallet::pause_circuit`].
	fn pause_circuit() -> Weight;
	/// [`crate::Pallet::resume_circuit`].
	fn resume_circuit() -> Weight;
	/// [`crate::Pallet::retire_circuit`].
	fn retire_circuit() -> Weight;
	/// [`crate::Pallet::register_circuit`].
	fn register_circuit() -> Weight;
	/// Making one public note through the ledger trait.
	fn mint_public_note() -> Weight;
	/// Closing a block.
	fn on_finalize() -> Weight;
}

/// Cost of the steps in microseconds on one core, rounded up.
///
/// Measured natively, as the host functions compute, on two virtual cores of an AMD EPYC with all
/// cores busy (an idle one needs about two thirds).
pub mod costs {
	/// Picoseconds in a microsecond: weight's unit of time.
	pub const PICOS_PER_MICRO: u64 = 1_000_000;
	/// Decoding one compressed curve point.
	pub const POINT: u64 = 15;
	/// Verifying one Schnorr signature.
	pub const SIGNATURE: u64 = 150;
	/// The generator and multiple of one public asset.
	pub const PUBLIC_ASSET: u64 = 110;
	/// A batch of proofs, apart from the proofs: the final exponentiation and the fixed pairings.
	pub const PROOF_BATCH: u64 = 1_500;
	/// One proof of a batch with the input circuit's public inputs.
	pub const INPUT_PROOF: u64 = 650;
	/// One proof of a batch with the output circuit's public inputs.
	pub const OUTPUT_PROOF: u64 = 700;
	/// Positioned commitment and tree nodes of one note.
	pub const LEAF: u64 = 90;
	/// Commitment of one public note.
	pub const PUBLIC_COMMITMENT: u64 = 110;
	/// The root of the tree.
	pub const ROOT: u64 = 240;
	/// Lint of one verifying key.
	pub const LINT: u64 = 750;
	/// Hashing, copying and event of one input, output or public output.
	pub const ITEM: u64 = 20;
	/// Everything else about a call.
	pub const CALL: u64 = 50;
}

/// Weight of microseconds of computation.
const fn micros(count: u64) -> Weight {
	Weight::from_parts(count.saturating_mul(costs::PICOS_PER_MICRO), 0)
}

/// `base + count · each` microseconds for each pair.
fn steps(pairs: &[(u64, u32)]) -> Weight {
	pairs.iter().fold(Weight::zero(), |sum, (cost, count)| {
		sum.saturating_add(micros(cost.saturating_mul((*count).into())))
	})
}

/// The weights of a chain with database weights `D`.
#[derive(Debug)]
pub struct SeroWeight<D>(PhantomData<D>);

impl<D: Get<RuntimeDbWeight>> WeightInfo for SeroWeight<D> {
	/// Reads: genesis hash, circuit version, anchor, leaf count, turnstile, height, and a nullifier
	/// for each input.
	fn authorize_submit(inputs: u32, outputs: u32, public_outputs: u32) -> Weight {
		steps(&[
			(costs::CALL, 1),
			// The sender's three points, both signatures, the fee's generator.
			(costs::POINT, 3),
			(costs::SIGNATURE, 2),
			(costs::PUBLIC_ASSET, 2),
			(costs::PROOF_BATCH, 1),
			// A commitment is decoded for its encoding, for the balance and for the proof.
			(3 * costs::POINT + costs::INPUT_PROOF + costs::ITEM, inputs),
			(11 * costs::POINT + costs::OUTPUT_PROOF + costs::ITEM, outputs),
			(3 * costs::POINT + costs::PUBLIC_ASSET + costs::ITEM, public_outputs),
		])
		.saturating_add(D::get().reads(6))
		.saturating_add(D::get().reads(inputs.into()))
		.saturating_add(D::get().reads(public_outputs.into()))
	}

	/// Writes: nullifiers; frontier, leaf count, turnstile, released amount; events are booked with
	/// the items.
	fn submit(inputs: u32, outputs: u32, public_outputs: u32) -> Weight {
		steps(&[
			(costs::CALL, 1),
			(costs::ITEM, inputs),
			(costs::LEAF + costs::ITEM, outputs),
			(costs::LEAF + costs::PUBLIC_COMMITMENT + costs::ITEM, public_outputs),
		])
		.saturating_add(D::get().reads_writes(9, 5))
		.saturating_add(D::get().reads_writes(inputs.into(), inputs.into()))
	}

	fn unshield() -> Weight {
		micros(2 * costs::CALL + costs::PUBLIC_ASSET).saturating_add(D::get().reads_writes(4, 4))
	}

	/// The vote address in full, node and share with their entries in lists and counters, and the
	/// note with what a purchase did not use.
	fn staking() -> Weight {
		micros(2 * costs::CALL + costs::PUBLIC_ASSET + 3 * costs::POINT)
			.saturating_add(Self::mint_public_note())
			.saturating_add(D::get().reads_writes(20, 16))
	}

	fn shield() -> Weight {
		micros(costs::CALL).saturating_add(Self::mint_public_note()).saturating_add(
			// The account and its issuance.
			D::get().reads_writes(2, 2),
		)
	}

	fn pause_circuit() -> Weight {
		micros(costs::CALL).saturating_add(D::get().reads_writes(1, 1))
	}

	fn resume_circuit() -> Weight {
		Self::pause_circuit()
	}

	fn retire_circuit() -> Weight {
		Self::pause_circuit()
	}

	fn register_circuit() -> Weight {
		micros(costs::CALL + 2 * costs::LINT).saturating_add(D::get().reads_writes(2, 1))
	}

	fn mint_public_note() -> Weight {
		micros(costs::CALL + costs::PUBLIC_COMMITMENT + costs::LEAF + costs::ITEM)
			.saturating_add(D::get().reads_writes(4, 4))
	}

	/// The root, two anchors in, up to four anchor entries out, the turnstile of SERO.
	fn on_finalize() -> Weight {
		micros(costs::ROOT + costs::CALL).saturating_add(D::get().reads_writes(10, 9))
	}
}

impl WeightInfo for () {
	fn authorize_submit(inputs: u32, outputs: u32, public_outputs: u32) -> Weight {
		SeroWeight::<ParityDbWeight>::authorize_submit(inputs, outputs, public_outputs)
	}

	fn submit(inputs: u32, outputs: u32, public_outputs: u32) -> Weight {
		SeroWeight::<ParityDbWeight>::submit(inputs, outputs, public_outputs)
	}

	fn unshield() -> Weight {
		SeroWeight::<ParityDbWeight>::unshield()
	}

	fn staking() -> Weight {
		SeroWeight::<ParityDbWeight>::staking()
	}

	fn shield() -> Weight {
		SeroWeight::<ParityDbWeight>::shield()
	}

	fn pause_circuit() -> Weight {
		SeroWeight::<ParityDbWeight>::pause_circuit()
	}

	fn resume_circuit() -> Weight {
		SeroWeight::<ParityDbWeight>::resume_circuit()
	}

	fn retire_circuit() -> Weight {
		SeroWeight::<ParityDbWeight>::retire_circuit()
	}

	fn register_circuit() -> Weight {
		SeroWeight::<ParityDbWeight>::register_circuit()
	}

	fn mint_public_note() -> Weight {
		SeroWeight::<ParityDbWeight>::mint_public_note()
	}

	fn on_finalize() -> Weight {
		SeroWeight::<ParityDbWeight>::on_finalize()
	}
}
