// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Contracts: EVM bytecode on pallet-revive.

use crate::{
	AccountId, Address, Balance, Balances, EthExtraImpl, Runtime, RuntimeCall, RuntimeEvent,
	RuntimeHoldReason, RuntimeOrigin, Signature, Timestamp,
};
use frame_support::{
	parameter_types,
	traits::{ConstBool, ConstU32, FindAuthor},
};
use frame_system::EnsureSigned;
use pallet_revive::{evm::fees::Info as FeeInfo, AccountId32Mapper};
use sero_consensus_primitives::{PreDigest, POWPOS_ENGINE_ID};
use sero_primitives::units::GTA;
use sp_runtime::{ConsensusEngineId, FixedU128, Perbill};

parameter_types! {
	/// Deposit for an item of state, in base units.
	pub const DepositPerItem: Balance = 100_000 * GTA;
	/// Deposit for a storage slot of a contract, in base units.
	pub const DepositPerChildTrieItem: Balance = 10_000 * GTA;
	/// Deposit for a byte of state, in base units: 1.05 SERO for a mebibyte.
	pub const DepositPerByte: Balance = 1_000 * GTA;
	/// Share of the code's deposit that every contract using the code keeps locked.
	pub const CodeHashLockupDepositPercent: Perbill = Perbill::from_percent(30);
	/// Largest share of a transaction's weight limit that an Ethereum transaction can use.
	pub const MaxEthExtrinsicWeight: FixedU128 = FixedU128::from_rational(5, 10);
	/// Keeps Ethereum transactions from being replayed on another chain.
	///
	/// Lies in storage so that a chain can have its own without another runtime; the default is
	/// the id of the development chains.
	pub storage EvmChainId: u64 = crate::demo::ETHEREUM_CHAIN_ID;
}

/// Names the account of a block's miner to contracts (`block.coinbase`).
///
/// A miner is known by a one-time address only: this is the 20-byte form of it, the last bytes of
/// its Keccak-256 hash. Nobody holds a key for it, so contracts must not pay to it.
#[derive(Debug)]
pub struct MinerAddress;

impl FindAuthor<AccountId> for MinerAddress {
	fn find_author<'a, I>(digests: I) -> Option<AccountId>
	where
		I: 'a + IntoIterator<Item = (ConsensusEngineId, &'a [u8])>,
	{
		let (_, mut bytes) = digests.into_iter().find(|(id, _)| *id == POWPOS_ENGINE_ID)?;
		let digest = <PreDigest as codec::DecodeAll>::decode_all(&mut bytes).ok()?;
		let hash = sp_io::hashing::keccak_256(&digest.author);
		// pallet-revive's form of an account that has an Ethereum address only.
		let mut account = [0xEE; 32];
		for (slot, byte) in account.iter_mut().zip(hash.iter().skip(12)) {
			*slot = *byte;
		}
		Some(account.into())
	}
}

impl pallet_revive::Config for Runtime {
	type Time = Timestamp;
	type Balance = Balance;
	type Currency = Balances;
	type OnBurn = super::shielded::ToMiner;
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type RuntimeOrigin = RuntimeOrigin;
	type RuntimeHoldReason = RuntimeHoldReason;
	type WeightInfo = pallet_revive::weights::SubstrateWeight<Self>;
	type Precompiles = (
		pallet_contract_assets::SeroAssets<Self>,
		pallet_contract_library::Strings<Self>,
		pallet_contract_library::Bignum<Self>,
		pallet_contract_library::Rsa<Self>,
		pallet_contract_library::Matrix<Self>,
		pallet_contract_library::Groth16<Self>,
	);
	type FindAuthor = MinerAddress;
	type DepositPerByte = DepositPerByte;
	type DepositPerItem = DepositPerItem;
	type DepositPerChildTrieItem = DepositPerChildTrieItem;
	type CodeHashLockupDepositPercent = CodeHashLockupDepositPercent;
	type AddressMapper = AccountId32Mapper<Self>;
	type AllowEVMBytecode = ConstBool<true>;
	type UploadOrigin = EnsureSigned<AccountId>;
	type InstantiateOrigin = EnsureSigned<AccountId>;
	// The executor gives the runtime 128 MiB of heap.
	type RuntimeMemory = ConstU32<{ 128 * 1024 * 1024 }>;
	// Upper bound of what a block can make a node hold: heap, storage changes and events.
	type PVFMemory = ConstU32<{ 512 * 1024 * 1024 }>;
	type ChainId = EvmChainId;
	// Both sides count 10^18 base units.
	type NativeToEthRatio = ConstU32<1>;
	type FeeInfo = FeeInfo<Address, Signature, EthExtraImpl>;
	type Deposit = ();
	type MaxEthExtrinsicWeight = MaxEthExtrinsicWeight;
	type DebugEnabled = ConstBool<false>;
	type AutoMap = ConstBool<true>;
	// The gas price is 1 Gta = 10^9 base units, as on the original chain.
	type GasScale = ConstU32<1_000_000_000>;
}

impl pallet_contract_library::Config for Runtime {
	type Crypto = super::shielded::Crypto;
	type LibraryWeightInfo = pallet_contract_library::weights::SeroWeight;
}
