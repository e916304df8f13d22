// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Weights of this pallet.
//!
//! `cargo test --release -p pallet-licenses -- --ignored costs --nocapture` measures the steps again;
//! `benchmarking.rs` measures whole calls.

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::ParityDbWeight, RuntimeDbWeight, Weight},
};

/// Weights of this pallet's calls and hooks.
pub trait WeightInfo {
	/// A block that needs no license.
	fn on_initialize_free() -> Weight;
	/// A block that needs a license, the verification included.
	fn on_initialize_checked() -> Weight;
	/// [`crate::Pallet::set_required`].
	fn set_required() -> Weight;
	/// [`crate::Pallet::set_licensor`].
	fn set_licensor() -> Weight;
	/// [`crate::Pallet::set_circuit`].
	fn set_circuit() -> Weight;
}

/// Cost of the steps in microseconds on one core, rounded up.
pub mod costs {
	/// Picoseconds in a microsecond: weight's unit of time.
	pub const PICOS_PER_MICRO: u64 = 1_000_000;
	/// Verifying one proof of the license circuit with a prepared key: five points and 12 inputs.
	pub const PROOF: u64 = 3_000;
	/// Decoding one compressed curve point.
	pub const POINT: u64 = 15;
	/// Lint of one verifying key.
	pub const LINT: u64 = 1_000;
	/// Everything else about a call or a hook.
	pub const CALL: u64 = 50;
}

const fn micros(count: u64) -> Weight {
	Weight::from_parts(count.saturating_mul(costs::PICOS_PER_MICRO), 0)
}

/// The weights of a chain with database weights `D`.
#[derive(Debug)]
pub struct SeroWeight<D>(PhantomData<D>);

impl<D: Get<RuntimeDbWeight>> WeightInfo for SeroWeight<D> {
	/// Reads: period. Writes: verdict, by both hooks.
	fn on_initialize_free() -> Weight {
		micros(costs::CALL).saturating_add(D::get().reads_writes(2, 1))
	}

	/// Reads: period, licensor, circuit, parent, digest. Writes: verdict by both hooks, event.
	fn on_initialize_checked() -> Weight {
		micros(costs::CALL.saturating_add(costs::PROOF)).saturating_add(D::get().reads_writes(6, 2))
	}

	/// Reads: licensor, circuit. Writes: period, event.
	fn set_required() -> Weight {
		micros(costs::CALL).saturating_add(D::get().reads_writes(2, 2))
	}

	/// Writes: licensor, event.
	fn set_licensor() -> Weight {
		micros(costs::CALL + 2 * costs::POINT).saturating_add(D::get().writes(2))
	}

	/// Reads: whether development keys are allowed. Writes: circuit, event.
	fn set_circuit() -> Weight {
		micros(costs::CALL + costs::LINT).saturating_add(D::get().reads_writes(1, 2))
	}
}

impl WeightInfo for () {
	fn on_initialize_free() -> Weight {
		SeroWeight::<ParityDbWeight>::on_initialize_free()
	}

	fn on_initialize_checked() -> Weight {
		SeroWeight::<ParityDbWeight>::on_initialize_checked()
	}

	fn set_required() -> Weight {
		SeroWeight::<ParityDbWeight>::set_required()
	}

	fn set_licensor() -> Weight {
		SeroWeight::<ParityDbWeight>::set_licensor()
	}

	fn set_circuit() -> Weight {
		SeroWeight::<ParityDbWeight>::set_circuit()
	}
}
