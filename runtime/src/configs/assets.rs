// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Tickets, packages, and what contracts hold.

use super::{shielded::Crypto, system::RuntimeBlockWeights};
use crate::{ContractAssets, Packages, Runtime, ShieldedAssets, Tickets};
use frame_support::{
	dispatch::DispatchClass,
	parameter_types,
	traits::Get,
	weights::{constants::ParityDbWeight, Weight},
};
use pallet_shielded_assets::ActionWeights;
use sero_shielded_primitives::{ContractAction, EvmAddress, PackageAction, TicketAction};
use sp_runtime::Perbill;

parameter_types! {
	/// Half of what transactions may take of a block.
	pub MaxCallWeight: Weight = {
		let limits: &frame_system::limits::BlockWeights = &RuntimeBlockWeights::get();
		let most = limits.get(DispatchClass::Normal).max_extrinsic.unwrap_or(limits.max_block);
		Perbill::from_percent(50) * most
	};
}

/// Weights of what the pallets of this module do for bundles.
#[derive(Debug)]
pub struct BundleActions;

impl ActionWeights for BundleActions {
	fn contract(action: &ContractAction) -> Weight {
		ContractAssets::weight_of_action(action)
	}

	fn ticket(action: &TicketAction) -> Weight {
		Tickets::weight_of_action(action)
	}

	fn package(action: &PackageAction) -> Weight {
		Packages::weight_of_action(action)
	}
}
