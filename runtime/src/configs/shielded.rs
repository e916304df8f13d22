// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Hidden notes.

use crate::{
	AccountId, Balance, Balances, ContractAssets, Packages, Runtime, StakingNodes, Tickets,
	TransactionPayment,
};
use frame_support::{
	dispatch::{DispatchClass, DispatchInfo, Pays},
	traits::{ConstU32, EitherOfDiverse},
	weights::{constants::ParityDbWeight, Weight},
};
use frame_system::EnsureRoot;
use pallet_governance::EnsureCircuitPauser;
use pallet_shielded_assets::BundleFee;
use pallet_transaction_payment::ChargeTransactionPayment;
use sp_runtime::{transaction_validity::TransactionPriority, SaturatedConversion};

/// The verifier: host functions of the node, or the same code inside the Wasm for tools that lack
/// them (feature `no-host-functions`).
#[cfg(not(feature = "no-host-functions"))]
pub type Crypto = sero_io::HostCrypto;
/// The verifier inside the Wasm.
#[cfg(feature = "no-host-functions")]
pub type Crypto = sero_zk_verifier::WasmVerifier;

/// Gives what accounts pay for their transactions to the miner, in the coinbase note.
pub type ToMiner = pallet_shielded_assets::AccountFeesToMiner<Runtime>;

/// Bundles pay the same price for the same work as signed transactions.
#[derive(Debug)]
pub struct BundlePrice;

impl BundlePrice {
	fn info(weight: Weight) -> DispatchInfo {
		DispatchInfo {
			call_weight: weight,
			extension_weight: Weight::zero(),
			class: DispatchClass::Normal,
			pays_fee: Pays::Yes,
		}
	}
}

impl BundleFee for BundlePrice {
	fn required_fee(weight: Weight, encoded_length: u32) -> Balance {
		TransactionPayment::compute_fee(encoded_length, &Self::info(weight), 0)
	}

	fn priority(weight: Weight, encoded_length: u32, tip: Balance) -> TransactionPriority {
		let info = Self::info(weight);
		let fee = Self::required_fee(weight, encoded_length);
		ChargeTransactionPayment::<Runtime>::get_priority(
			&info,
			encoded_length.saturated_into(),
			tip,
			fee.saturating_add(tip),
		)
	}
}

impl pallet_shielded_assets::Config for Runtime {
	type Crypto = Crypto;
	type Currency = Balances;
	type Staking = StakingNodes;
	type Contracts = ContractAssets;
	type Tickets = Tickets;
	type Packages = Packages;
	type ActionWeights = super::assets::BundleActions;
	type BundleFee = BundlePrice;
	// 15 days at 13 seconds.
	type AnchorWindow = ConstU32<100_000>;
	// 36 hours at 13 seconds.
	type MaxExpiryAhead = ConstU32<10_000>;
	type AdminOrigin = EnsureRoot<AccountId>;
	type PauseOrigin = EitherOfDiverse<EnsureRoot<AccountId>, EnsureCircuitPauser<Runtime>>;
	type WeightInfo = pallet_shielded_assets::weights::SeroWeight<ParityDbWeight>;
}
