// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The SERO runtime: the rules of the chain, upgradeable by governance.
//!
//! - [`configs`]: how every pallet is configured
//! - [`apis`]: what the node asks the runtime
//! - [`genesis_config_presets`]: named genesis states
//! - [`migrations`]: what an upgrade to this runtime changes of the state
//!
//! Pallet indices, call indices and the order of the transaction extensions are part of the
//! format of transactions. `tests/abi.rs` freezes them; a change of any bumps
//! `transaction_version`.

#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
#![recursion_limit = "512"]

extern crate alloc;

#[cfg(feature = "std")]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));

pub mod apis;
pub mod configs;
pub mod demo;
mod ethereum;
pub mod genesis_config_presets;
pub mod migrations;

// The macro of the runtime names `Vec` without its path.
#[cfg(not(feature = "std"))]
use alloc::vec::Vec;
use alloc::{borrow::Cow, boxed::Box};
use pallet_revive::evm::runtime::EthExtra;
use sero_shielded_primitives::Bundle;
use sp_runtime::{
	generic,
	traits::{BlakeTwo256, IdentifyAccount, InvalidVersion, Verify},
	MultiAddress, MultiSignature,
};
use sp_version::RuntimeVersion;

pub use frame_system::Call as SystemCall;
pub use pallet_balances::Call as BalancesCall;
pub use sero_primitives::{Balance, BlockNumber, Nonce};

/// Types that the node uses without knowing what an extrinsic means.
pub mod opaque {
	use super::{generic, BlakeTwo256, BlockNumber};
	pub use sp_runtime::OpaqueExtrinsic as UncheckedExtrinsic;

	/// A block header.
	pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
	/// A block.
	pub type Block = generic::Block<Header, UncheckedExtrinsic>;
	/// A hash of 32 bytes.
	pub type Hash = sp_core::H256;
}

/// Version of this runtime.
#[sp_version::runtime_version]
pub const VERSION: RuntimeVersion = RuntimeVersion {
	spec_name: Cow::Borrowed("sero"),
	impl_name: Cow::Borrowed("sero-node"),
	authoring_version: 1,
	// Major, minor and patch in groups of three digits.
	spec_version: 1_001,
	impl_version: 1,
	apis: apis::RUNTIME_API_VERSIONS,
	transaction_version: 1,
	system_version: 1,
};

/// A signature of an account: sr25519, ed25519 or ECDSA.
pub type Signature = MultiSignature;
/// An account.
pub type AccountId = <<Signature as Verify>::Signer as IdentifyAccount>::AccountId;
/// How a transaction names an account.
pub type Address = MultiAddress<AccountId, ()>;
/// A hash of 32 bytes.
pub type Hash = sp_core::H256;
/// A block header.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
/// A block.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;
/// Milliseconds since 1970.
pub type Moment = u64;

/// What is checked and charged around a transaction, in this order.
///
/// Ethereum transactions get it from [`EthExtraImpl`]; shielded bundles carry the variant of
/// [`general_extension`], in which everything that concerns an account does nothing.
pub type TxExtension = (
	// Gives calls with a `#[pallet::authorize]` rule their origin.
	frame_system::AuthorizeCall<Runtime>,
	frame_system::CheckNonZeroSender<Runtime>,
	frame_system::CheckSpecVersion<Runtime>,
	frame_system::CheckTxVersion<Runtime>,
	frame_system::CheckGenesis<Runtime>,
	frame_system::CheckEra<Runtime>,
	frame_system::CheckNonce<Runtime>,
	frame_system::CheckWeight<Runtime>,
	pallet_transaction_payment::ChargeTransactionPayment<Runtime>,
	frame_metadata_hash_extension::CheckMetadataHash<Runtime>,
	// Turns the signed origin of an Ethereum transaction into pallet-revive's own; has to stay
	// behind every extension that relies on a signed origin.
	pallet_revive::evm::tx_extension::SetOrigin<Runtime>,
	// Gives unused weight of the extensions back to the block; has to be the last.
	frame_system::WeightReclaim<Runtime>,
);

/// The extension of a transaction that no account signs.
pub fn general_extension() -> TxExtension {
	extension(generic::Era::Immortal, 0, 0)
}

/// The extension of a transaction that an account signs.
///
/// `tip` is in base units.
pub fn extension(era: generic::Era, nonce: Nonce, tip: Balance) -> TxExtension {
	(
		frame_system::AuthorizeCall::new(),
		frame_system::CheckNonZeroSender::new(),
		frame_system::CheckSpecVersion::new(),
		frame_system::CheckTxVersion::new(),
		frame_system::CheckGenesis::new(),
		frame_system::CheckEra::from(era),
		frame_system::CheckNonce::from(nonce),
		frame_system::CheckWeight::new(),
		pallet_transaction_payment::ChargeTransactionPayment::from(tip),
		frame_metadata_hash_extension::CheckMetadataHash::new(false),
		pallet_revive::evm::tx_extension::SetOrigin::default(),
		frame_system::WeightReclaim::new(),
	)
}

/// Gives Ethereum transactions their extension.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EthExtraImpl;

impl EthExtra for EthExtraImpl {
	type Config = Runtime;
	type ExtensionV0 = TxExtension;
	type ExtensionOtherVersions = InvalidVersion;

	fn get_eth_extension(nonce: Nonce, tip: Balance) -> Self::ExtensionV0 {
		let (a, b, c, d, e, f, g, h, i, j, _, reclaim) =
			extension(generic::Era::Immortal, nonce, tip);
		let origin = pallet_revive::evm::tx_extension::SetOrigin::new_from_eth_transaction();
		(a, b, c, d, e, f, g, h, i, j, origin, reclaim)
	}
}

/// A transaction as it lies in a block. Recognises Ethereum transactions.
pub type UncheckedExtrinsic =
	pallet_revive::evm::runtime::UncheckedExtrinsic<Address, Signature, EthExtraImpl>;
/// The transaction that brings a bundle on the chain: no account signs it or pays for it.
pub fn bundle_extrinsic(bundle: Bundle) -> UncheckedExtrinsic {
	let call = pallet_shielded_assets::Call::submit { bundle: Box::new(bundle) };
	generic::UncheckedExtrinsic::new_transaction(call.into(), general_extension()).into()
}

/// What an account signs.
pub type SignedPayload = generic::SignedPayload<RuntimeCall, TxExtension>;
/// Executes blocks.
pub type Executive = frame_executive::Executive<
	Runtime,
	Block,
	frame_system::ChainContext<Runtime>,
	Runtime,
	AllPalletsWithSystem,
>;

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
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Runtime;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Timestamp = pallet_timestamp;
	#[runtime::pallet_index(2)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(3)]
	pub type TransactionPayment = pallet_transaction_payment;
	#[runtime::pallet_index(4)]
	pub type Utility = pallet_utility;

	#[runtime::pallet_index(10)]
	pub type PowPosConsensus = pallet_pow_pos_consensus;
	#[runtime::pallet_index(11)]
	pub type ShieldedAssets = pallet_shielded_assets;
	#[runtime::pallet_index(12)]
	pub type StakingNodes = pallet_staking_nodes;

	#[runtime::pallet_index(13)]
	pub type Licenses = pallet_licenses;
	#[runtime::pallet_index(14)]
	pub type Tickets = pallet_tickets;
	#[runtime::pallet_index(15)]
	pub type Packages = pallet_packages;

	#[runtime::pallet_index(20)]
	pub type Preimage = pallet_preimage;
	#[runtime::pallet_index(21)]
	pub type Scheduler = pallet_scheduler;
	#[runtime::pallet_index(22)]
	pub type ConvictionVoting = pallet_conviction_voting;
	#[runtime::pallet_index(23)]
	pub type Referenda = pallet_referenda;
	#[runtime::pallet_index(24)]
	pub type Treasury = pallet_treasury;
	#[runtime::pallet_index(25)]
	pub type Governance = pallet_governance;

	#[runtime::pallet_index(30)]
	pub type Revive = pallet_revive;
	#[runtime::pallet_index(31)]
	pub type ContractAssets = pallet_contract_assets;

	#[runtime::pallet_index(250)]
	pub type Sudo = pallet_sudo;
}
