// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Presets, and the first blocks on them.

mod common;

use codec::Encode;
use common::{changed_genesis, genesis, signed, Chain};
use frame_support::genesis_builder_helper::build_state;
use pallet_shielded_assets::types::KeyProvenance;
use sero_consensus_primitives::{ConsensusLog, PowFunction, PowParams};
use sero_primitives::{units::SERO, CurrencyId};
use sero_runtime::{
	bundle_extrinsic, demo, general_extension, genesis_config_presets, AccountId, Balance,
	Balances, Executive, Header, PowPosConsensus, Runtime, RuntimeCall, RuntimeGenesisConfig,
	ShieldedAssets,
};
use sero_shielded_primitives::{EvmAddress, NoteEntry, PublicOrigin};
use sp_core::H256;
use sp_io::TestExternalities;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{traits::Header as _, Digest};

/// What the accounts of pallets hold, so that they exist. No key opens them.
fn deposits_of_pallets() -> Balance {
	let precompile: EvmAddress = pallet_contract_assets::SeroAssets::<Runtime>::ADDRESS;
	[
		pallet_revive::Pallet::<Runtime>::account_id(),
		AccountId::from(precompile.fallback_account()),
		pallet_treasury::Pallet::<Runtime>::account_id(),
	]
	.iter()
	.map(Balances::free_balance)
	.sum()
}

#[test]
fn every_preset_builds() {
	for name in genesis_config_presets::preset_names() {
		genesis(&name).execute_with(|| {
			assert!(PowPosConsensus::next_difficulty() >= 16u32.into());
			assert!(PowPosConsensus::pow_params().check().is_ok());
			let audit = ShieldedAssets::supply_audit();
			assert_eq!(audit.len(), 1);
			assert!(audit[0].balanced);
			assert_eq!(audit[0].currency, CurrencyId::SERO);
		});
	}
	assert!(genesis_config_presets::get_preset(&"nothing".into()).is_none());
}

#[test]
fn development_presets_pay_to_demo_wallets() {
	for name in ["development", "local_testnet"] {
		genesis(name).execute_with(|| {
			let notes = usize::from(demo::WALLETS) * demo::NOTES.len();
			assert_eq!(ShieldedAssets::leaf_count(), notes as u64);
			assert_eq!(ShieldedAssets::genesis_notes().len(), notes);
			let audit = ShieldedAssets::supply_audit();
			assert_eq!(audit[0].pool.pool, 30_000 * SERO);
			assert_eq!(audit[0].pool.staked, 150 * SERO);
			for account in demo::accounts() {
				assert_eq!(Balances::free_balance(&account), demo::ACCOUNT_ENDOWMENT);
			}
			let circuits = ShieldedAssets::circuit_versions();
			assert_eq!(circuits.len(), 1);
			assert_eq!(circuits[0].2, KeyProvenance::Development);
			assert_eq!(
				pallet_sudo::Key::<Runtime>::get(),
				Some(Sr25519Keyring::Alice.to_account_id())
			);
		});
	}
}

#[test]
fn beta_and_main_give_nobody_anything_at_the_start() {
	for name in ["beta", "main"] {
		genesis(name).execute_with(|| {
			assert_eq!(pallet_sudo::Key::<Runtime>::get(), None);
			assert_eq!(ShieldedAssets::leaf_count(), 0);
			for account in demo::accounts() {
				assert_eq!(Balances::free_balance(&account), 0);
			}
			// Deposits that no key opens, and nothing else.
			let audit = &ShieldedAssets::supply_audit()[0];
			assert_eq!((audit.total, audit.pool.staked), (deposits_of_pallets(), 0));
		});
	}
}

#[test]
fn main_has_no_circuits_and_refuses_development_keys() {
	genesis("main").execute_with(|| {
		assert!(ShieldedAssets::circuit_versions().is_empty());
		assert!(!pallet_shielded_assets::DevelopmentKeysAllowed::<Runtime>::get());
		assert_eq!(PowPosConsensus::next_difficulty(), 1_717_986_918u32.into());
		let params = PowPosConsensus::pow_params();
		let expected = PowParams::prog_pow(&sero_progpow::ProgPowParams::V0_9_2);
		assert_eq!(params, expected);
		let mut chain = Chain::default();
		chain.block(vec![]);
		let notes = ShieldedAssets::block_notes();
		let NoteEntry::Public(record) = &notes.entries[0] else { panic!("no public note") };
		assert_eq!(record.output.amount, 8_800_000_000_000_000_000);
	});
}

#[test]
fn beta_goes_over_to_progpow_and_needs_licenses_for_half_a_year() {
	genesis("beta").execute_with(|| {
		let params = PowPosConsensus::pow_params();
		assert_eq!(params.function_at(940_409), Some(&PowFunction::Ethash));
		assert!(matches!(params.function_at(940_410), Some(PowFunction::ProgPow(_))));
		let required = pallet_licenses::Pallet::<Runtime>::required_at;
		assert!(!required(0) && required(1) && required(1_200_000) && !required(1_200_001));
	});
}

/// Builds `main` with what `beta` has at this place.
fn main_with(pallet: &str, field: &str) {
	let beta = genesis_config_presets::get_preset(&"beta".into()).unwrap();
	let beta: serde_json::Value = serde_json::from_slice(&beta).unwrap();
	changed_genesis("main", |config| config[pallet][field] = beta[pallet][field].clone());
}

#[test]
#[should_panic(expected = "DevelopmentKeyRefused")]
fn main_is_not_built_with_development_circuits() {
	main_with("shieldedAssets", "circuits");
}

#[test]
#[should_panic(expected = "DevelopmentKeyRefused")]
fn main_is_not_built_with_a_development_license_circuit() {
	main_with("licenses", "circuit");
}

#[test]
fn the_default_genesis_has_no_sudo_and_no_circuits() {
	let config = serde_json::to_string(&RuntimeGenesisConfig::default()).unwrap();
	TestExternalities::new_empty().execute_with(|| {
		build_state::<RuntimeGenesisConfig>(config.into_bytes()).unwrap();
		assert_eq!(pallet_sudo::Key::<Runtime>::get(), None);
		assert!(ShieldedAssets::circuit_versions().is_empty());
	});
}

#[test]
fn a_block_pays_its_miner_the_reward_and_all_fees() {
	let mut ext = genesis("development");
	ext.execute_with(|| {
		let mut chain = Chain::default();
		let first = chain.block(vec![]);
		let log = ConsensusLog::find(first.digest()).unwrap();
		assert_eq!(log.difficulty, 400u32.into());
		let notes = ShieldedAssets::block_notes();
		let NoteEntry::Public(record) = &notes.entries[0] else { panic!("no public note") };
		assert_eq!(record.origin, PublicOrigin::Coinbase);
		let reward = record.output.amount;
		assert_eq!(reward, 8_800_000_000_000_000_000);
		assert_eq!(notes.first_index, 12);
		assert_eq!(notes.anchor, pallet_shielded_assets::CurrentAnchor::<Runtime>::get());

		let (alice, bob) = (Sr25519Keyring::Alice, Sr25519Keyring::Bob.to_account_id());
		let transfer =
			pallet_balances::Call::transfer_keep_alive { dest: bob.clone().into(), value: SERO };
		let transfer = signed(alice, 0, transfer.into());
		chain.block(vec![transfer]);
		assert_eq!(Balances::free_balance(&bob), demo::ACCOUNT_ENDOWMENT + SERO);
		let fee = demo::ACCOUNT_ENDOWMENT - SERO - Balances::free_balance(alice.to_account_id());
		// What a transfer cost on the original chain, or a little more.
		assert!((SERO / 100_000..SERO / 1_000).contains(&fee), "fee {fee}");
		let notes = ShieldedAssets::block_notes();
		let NoteEntry::Public(record) = &notes.entries[0] else { panic!("no public note") };
		assert_eq!(record.output.amount, reward + fee);
		let audit = &ShieldedAssets::supply_audit()[0];
		assert!(audit.balanced);
		assert_eq!(audit.pool.fees, 0);
		assert_eq!(audit.pool.shielded, fee);
		// Nothing was created but the rewards.
		let accounts: Balance = demo::ACCOUNT_ENDOWMENT * demo::accounts().len() as u128;
		let genesis_total = accounts + deposits_of_pallets() + 30_150 * SERO;
		assert_eq!(audit.total, genesis_total + 2 * reward);
	});
}

#[test]
#[should_panic(expected = "must name its author")]
fn a_block_without_an_author_is_refused() {
	genesis("development").execute_with(|| {
		let header = Header::new(
			1,
			Default::default(),
			Default::default(),
			H256::repeat_byte(1),
			Digest::default(),
		);
		Executive::initialize_block(&header);
		let now = pallet_timestamp::Call::set { now: 2_000 };
		let timestamp = sp_runtime::generic::UncheckedExtrinsic::new_bare(now.into()).into();
		Executive::apply_extrinsic(timestamp).unwrap().unwrap();
		Executive::finalize_block();
	});
}

#[test]
fn bundles_travel_in_general_transactions() {
	let bundle = sero_shielded_primitives::Bundle {
		version: sero_shielded_primitives::BundleVersion::V1,
		expiry: 7,
		anchor: Default::default(),
		from: Default::default(),
		fee: 0,
		inputs: Default::default(),
		outputs: Default::default(),
		public_outputs: Default::default(),
		action: Default::default(),
		from_signature: Default::default(),
		balance_signature: Default::default(),
	};
	let extrinsic = bundle_extrinsic(bundle.clone()).encode();
	let call: RuntimeCall =
		pallet_shielded_assets::Call::submit { bundle: Box::new(bundle) }.into();
	// Format 5, general, extension version 0: no account, no signature.
	let body = [&[0x45u8, 0][..], &general_extension().encode(), &call.encode()].concat();
	assert_eq!(extrinsic, body.encode());
}

#[test]
fn every_account_has_an_ethereum_address_at_once() {
	genesis("development").execute_with(|| {
		use pallet_revive::AddressMapper;
		type Mapper = <Runtime as pallet_revive::Config>::AddressMapper;
		let alice: AccountId = Sr25519Keyring::Alice.to_account_id();
		assert!(Mapper::is_mapped(&alice));
		let (address, _) = demo::ETHEREUM_ACCOUNTS[0];
		let account = demo::ethereum_account(&address);
		assert_eq!(Mapper::to_account_id(&address.into()), account);
		// The gas price of the original chain: 1 Gta.
		assert_eq!(pallet_revive::Pallet::<Runtime>::evm_base_fee(), 1_000_000_000u64.into());
	});
}
