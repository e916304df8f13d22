// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Weights of this pallet.

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::ParityDbWeight, RuntimeDbWeight, Weight},
};

/// Weights of this pallet's calls.
pub trait WeightInfo {
	/// [`crate::Pallet::set_settings`].
	fn set_settings() -> Weight;
}

/// Picoseconds of everything about the call but its database accesses.
const CALL: u64 = 50_000_000;

/// The weights of a chain with database weights `D`.
#[derive(Debug)]
pub struct SeroWeight<D>(PhantomData<D>);

impl<D: Get<RuntimeDbWeight>> WeightInfo for SeroWeight<D> {
	/// Writes: settings, event.
	fn set_settings() -> Weight {
		Weight::from_parts(CALL, 0).saturating_add(D::get().writes(2))
	}
}

impl WeightInfo for () {
	fn set_settings() -> Weight {
		SeroWeight::<ParityDbWeight>::set_settings()
	}
}
