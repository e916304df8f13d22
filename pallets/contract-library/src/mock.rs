// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! A chain with contracts and the library.

use frame_support::{derive_impl, parameter_types, traits::VariantCountOf};
use frame_system::EnsureSigned;
use pallet_revive::AccountId32Mapper;
use sero_zk_verifier::NativeCrypto;
use sp_runtime::{AccountId32, BuildStorage};

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
	pub type Balances = pallet_balances::Pallet<Test>;
	#[runtime::pallet_index(2)]
	pub type Revive = pallet_revive::Pallet<Test>;
}

pub type Block = frame_system::mocking::MockBlockU32<Test>;

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountId = AccountId32;
	type Lookup = sp_runtime::traits::IdentityLookup<AccountId32>;
	type AccountData = pallet_balances::AccountData<u128>;
}

parameter_types! {
	pub const ExistentialDeposit: u128 = 1;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type Balance = u128;
	type ExistentialDeposit = ExistentialDeposit;
	type AccountStore = System;
	type MaxFreezes = VariantCountOf<RuntimeFreezeReason>;
}

#[derive_impl(pallet_revive::config_preludes::TestDefaultConfig)]
impl pallet_revive::Config for Test {
	type AddressMapper = AccountId32Mapper<Self>;
	type Balance = u128;
	type Currency = Balances;
	type Precompiles = crate::Precompiles<Self>;
	type UploadOrigin = EnsureSigned<AccountId32>;
	type InstantiateOrigin = EnsureSigned<AccountId32>;
}

impl crate::Config for Test {
	type Crypto = NativeCrypto;
	type LibraryWeightInfo = crate::weights::SeroWeight;
}

/// Who calls: pallet-revive's form of an account that has an Ethereum address only.
pub fn caller() -> AccountId32 {
	let mut account = [0xEE; 32];
	account[..20].fill(7);
	account.into()
}

/// The chain's beginning.
pub fn chain() -> sp_io::TestExternalities {
	let balances = pallet_balances::GenesisConfig::<Test> {
		balances: vec![(caller(), 1 << 100)],
		..Default::default()
	};
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	balances.assimilate_storage(&mut storage).unwrap();
	// The account that holds the deposits of code.
	let contracts = pallet_revive::GenesisConfig::<Test>::default();
	contracts.assimilate_storage(&mut storage).unwrap();
	let mut chain = sp_io::TestExternalities::new(storage);
	chain.execute_with(|| System::set_block_number(1));
	chain
}
