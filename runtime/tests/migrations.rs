// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What an upgrade to this runtime does to the state of the release before.

mod common;

use common::{genesis, Chain};
use frame_support::traits::{
	fungible::{Inspect, Mutate},
	tokens::{Fortitude, Precision, Preservation},
	GetStorageVersion, StorageVersion,
};
use sero_runtime::{
	configs::system::RuntimeBlockWeights, AccountId, Balances, ContractAssets, Executive, Runtime,
	ShieldedAssets,
};
use sero_shielded_primitives::EvmAddress;
use sp_runtime::traits::Get;

/// The account that SERO of contracts passes through.
fn precompile() -> AccountId {
	let address: EvmAddress = pallet_contract_assets::SeroAssets::<Runtime>::ADDRESS;
	address.fallback_account().into()
}

/// The state of spec version 1,000: storage version 0, and no account of the precompile.
fn before() -> sp_io::TestExternalities {
	let mut state = genesis("development");
	state.execute_with(|| {
		let balance = Balances::total_balance(&precompile());
		Balances::burn_from(
			&precompile(),
			balance,
			Preservation::Expendable,
			Precision::Exact,
			Fortitude::Force,
		)
		.unwrap();
		StorageVersion::new(0).put::<ContractAssets>();
	});
	state
}

#[test]
fn the_precompiles_account_gets_its_deposit_once() {
	before().execute_with(|| {
		let issued = Balances::total_issuance();
		let weight = Executive::execute_on_runtime_upgrade();
		let most = RuntimeBlockWeights::get().max_block;
		assert!(weight.all_lte(most), "{weight} of {most}");
		assert_eq!(ContractAssets::on_chain_storage_version(), StorageVersion::new(1));
		let deposit = <Balances as Inspect<AccountId>>::minimum_balance();
		assert_eq!(Balances::total_balance(&precompile()), deposit);
		assert_eq!(Balances::total_issuance(), issued + deposit);
		assert!(ShieldedAssets::supply_audit()[0].balanced);
		// Again, as on a chain that had the release already.
		Executive::execute_on_runtime_upgrade();
		assert_eq!(Balances::total_issuance(), issued + deposit);
		Chain::default().block(vec![]);
	});
}

#[test]
fn an_account_that_has_its_deposit_keeps_what_it_has() {
	before().execute_with(|| {
		let deposit = <Balances as Inspect<AccountId>>::minimum_balance();
		Balances::mint_into(&precompile(), 7 * deposit).unwrap();
		Executive::execute_on_runtime_upgrade();
		assert_eq!(ContractAssets::on_chain_storage_version(), StorageVersion::new(1));
		assert_eq!(Balances::total_balance(&precompile()), 7 * deposit);
	});
}

#[test]
fn every_pallet_of_a_new_chain_has_its_storage_version() {
	genesis("development").execute_with(|| {
		assert_eq!(
			ContractAssets::on_chain_storage_version(),
			ContractAssets::in_code_storage_version()
		);
	});
}
