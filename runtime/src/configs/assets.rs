// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Tickets, packages, and what contracts hold.

use super::{shielded::Crypto, system::RuntimeBlockWeights};
use crate::{ContractAssets, Packages, Runtime, ShieldedAssets, Tickets};
use frame_support::{
	dispatch::DispatchClass,
	parameter_types,
	traits::Contains,
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

/// The addresses at which there is a contract.
#[derive(Debug)]
pub struct Contracts;

impl Contains<EvmAddress> for Contracts {
	fn contains(address: &EvmAddress) -> bool {
		ContractAssets::is_contract(address)
	}
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

impl pallet_tickets::Config for Runtime {
	type Ledger = ShieldedAssets;
	type WeightInfo = pallet_tickets::weights::SeroWeight<ParityDbWeight>;
}

impl pallet_packages::Config for Runtime {
	type Ledger = ShieldedAssets;
	type Crypto = Crypto;
	type Contracts = Contracts;
	type WeightInfo = pallet_packages::weights::SeroWeight<ParityDbWeight>;
}

impl pallet_contract_assets::Config for Runtime {
	type Ledger = ShieldedAssets;
	type Tickets = Tickets;
	type Packages = Packages;
	type MaxCallWeight = MaxCallWeight;
	type WeightInfo = pallet_contract_assets::weights::SeroWeight<ParityDbWeight>;
}
