// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Freezes what wallets, applications and hardware depend on.
//!
//! A change of anything here breaks existing transactions or readers: bump `transaction_version`
//! (calls, extensions) or write a migration (storage prefixes), and say so in the changelog.

use codec::Encode;
use frame_support::traits::{PalletInfo, StorageInfoTrait};
use sero_runtime::{
	extension, general_extension, AllPalletsWithSystem, Runtime, RuntimeCall, TxExtension,
	UncheckedExtrinsic, VERSION,
};
use sp_runtime::{
	generic::Era,
	traits::{ExtrinsicMetadata, TransactionExtension},
};

#[test]
fn pallets_keep_their_indices() {
	let expected = [
		("System", 0),
		("Timestamp", 1),
		("Balances", 2),
		("TransactionPayment", 3),
		("Utility", 4),
		("PowPosConsensus", 10),
		("ShieldedAssets", 11),
		("StakingNodes", 12),
		("Licenses", 13),
		("Tickets", 14),
		("Packages", 15),
		("Preimage", 20),
		("Scheduler", 21),
		("ConvictionVoting", 22),
		("Referenda", 23),
		("Treasury", 24),
		("Governance", 25),
		("Revive", 30),
		("ContractAssets", 31),
		("Sudo", 250),
	];
	fn index<P: 'static>() -> (&'static str, usize) {
		type Info = <Runtime as frame_system::Config>::PalletInfo;
		(Info::name::<P>().unwrap(), Info::index::<P>().unwrap())
	}
	let found = [
		index::<sero_runtime::System>(),
		index::<sero_runtime::Timestamp>(),
		index::<sero_runtime::Balances>(),
		index::<sero_runtime::TransactionPayment>(),
		index::<sero_runtime::Utility>(),
		index::<sero_runtime::PowPosConsensus>(),
		index::<sero_runtime::ShieldedAssets>(),
		index::<sero_runtime::StakingNodes>(),
		index::<sero_runtime::Licenses>(),
		index::<sero_runtime::Tickets>(),
		index::<sero_runtime::Packages>(),
		index::<sero_runtime::Preimage>(),
		index::<sero_runtime::Scheduler>(),
		index::<sero_runtime::ConvictionVoting>(),
		index::<sero_runtime::Referenda>(),
		index::<sero_runtime::Treasury>(),
		index::<sero_runtime::Governance>(),
		index::<sero_runtime::Revive>(),
		index::<sero_runtime::ContractAssets>(),
		index::<sero_runtime::Sudo>(),
	];
	assert_eq!(found, expected);
}

#[test]
fn calls_keep_their_indices() {
	let info = |call: RuntimeCall| {
		let bytes = call.encode();
		(bytes[0], bytes[1])
	};
	assert_eq!(info(frame_system::Call::remark { remark: vec![] }.into()), (0, 0));
	let transfer = pallet_balances::Call::transfer_keep_alive {
		dest: sp_keyring::Sr25519Keyring::Bob.to_account_id().into(),
		value: 1,
	};
	assert_eq!(info(transfer.into()), (2, 3));
	let bundle = sero_shielded_primitives::Bundle {
		version: sero_shielded_primitives::BundleVersion::V1,
		expiry: 0,
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
	let submit = pallet_shielded_assets::Call::submit { bundle: Box::new(bundle) };
	assert_eq!(info(submit.into()), (11, 0));
	let shield = pallet_shielded_assets::Call::shield {
		address: Default::default(),
		currency: sero_primitives::CurrencyId::SERO,
		amount: 1,
		memo: Default::default(),
	};
	assert_eq!(info(shield.into()), (11, 1));
	let version = sero_shielded_primitives::CircuitVersion::V1;
	assert_eq!(info(pallet_shielded_assets::Call::pause_circuit { version }.into()), (11, 2));
	assert_eq!(info(pallet_shielded_assets::Call::resume_circuit { version }.into()), (11, 3));
	assert_eq!(info(pallet_shielded_assets::Call::retire_circuit { version }.into()), (11, 4));
	assert_eq!(info(pallet_licenses::Call::set_required { period: None }.into()), (13, 0));
	let licensor = pallet_licenses::types::LicensorKeyBytes([0; 64]);
	assert_eq!(info(pallet_licenses::Call::set_licensor { licensor }.into()), (13, 1));
	let circuit = pallet_licenses::Call::set_circuit {
		verifying_key: Default::default(),
		provenance: pallet_licenses::types::KeyProvenance::Development,
	};
	assert_eq!(info(circuit.into()), (13, 2));
	assert_eq!(info(pallet_revive::Call::eth_transact { payload: vec![] }.into()), (30, 0));
}

#[test]
fn extensions_keep_their_order() {
	let names: Vec<_> = <TxExtension as TransactionExtension<RuntimeCall>>::metadata()
		.iter()
		.map(|extension| extension.identifier)
		.collect();
	assert_eq!(
		names,
		[
			"AuthorizeCall",
			"CheckNonZeroSender",
			"CheckSpecVersion",
			"CheckTxVersion",
			"CheckGenesis",
			"CheckMortality",
			"CheckNonce",
			"CheckWeight",
			"ChargeTransactionPayment",
			"CheckMetadataHash",
			"EthSetOrigin",
			"WeightReclaim",
		]
	);
	assert_eq!(UncheckedExtrinsic::VERSIONS, [4, 5]);
}

#[test]
fn extensions_keep_their_encoding() {
	// Era, nonce, tip, metadata-hash mode; everything else is empty.
	assert_eq!(general_extension().encode(), [0, 0, 0, 0]);
	assert_eq!(extension(Era::Immortal, 1, 2).encode(), [0, 4, 8, 0]);
}

#[test]
fn storage_prefixes_are_named_after_pallets() {
	// The number of referendum tracks bounds a vector, and their settings lie in the state.
	let mut pallets: Vec<_> = sp_io::TestExternalities::new_empty()
		.execute_with(AllPalletsWithSystem::storage_info)
		.into_iter()
		.map(|info| String::from_utf8(info.pallet_name).unwrap())
		.collect();
	pallets.dedup();
	for name in
		["System", "Balances", "ShieldedAssets", "PowPosConsensus", "StakingNodes", "Revive"]
	{
		assert!(pallets.iter().any(|pallet| pallet == name), "{name} in {pallets:?}");
	}
}

#[test]
fn the_version_names_this_chain() {
	assert_eq!(VERSION.spec_name, "sero");
	assert_eq!(VERSION.system_version, 1);
	assert_eq!(VERSION.transaction_version, 1);
}
