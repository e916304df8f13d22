// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! A chain with this pallet.

use crate as pallet_governance;
use frame_support::derive_impl;
use frame_system::EnsureRoot;
use sp_runtime::BuildStorage;

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system::Pallet<Test>;
	#[runtime::pallet_index(1)]
	pub type Governance = pallet_governance::Pallet<Test>;
}

type Block = frame_system::mocking::MockBlockU32<Test>;

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
}

impl crate::Config for Test {
	type AdminOrigin = EnsureRoot<u64>;
	type WeightInfo = ();
}

/// A chain at block 1 with these settings.
pub fn chain_of(settings: Option<crate::GovernanceSettings>) -> sp_io::TestExternalities {
	let genesis = RuntimeGenesisConfig {
		system: Default::default(),
		governance: crate::GenesisConfig { settings, ..Default::default() },
	};
	let mut chain: sp_io::TestExternalities =
		genesis.build_storage().expect("the genesis configuration is a good one").into();
	// Events are kept from block 1 on.
	chain.execute_with(|| System::set_block_number(1));
	chain
}

/// A chain with the settings of a chain with value.
pub fn chain() -> sp_io::TestExternalities {
	chain_of(None)
}
