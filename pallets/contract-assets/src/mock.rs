// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! A runtime with this pallet, the real virtual machine and balances, on a pool that keeps books of what it
//! holds; and the harness that applies a bundle's action as the pool does.

use crate as pallet_contract_assets;
use crate::mock::pool::Kept;
use codec::Encode;
use frame_support::{
	derive_impl, parameter_types,
	storage::{with_transaction, TransactionOutcome},
	traits::{
		fungible::{Inspect, Mutate},
		VariantCountOf,
	},
	weights::{constants::WEIGHT_REF_TIME_PER_SECOND, FixedFee, Weight},
};
use pallet_revive::{
	evm::{
		fees::{BlockRatioFee, Info},
		runtime::{EthExtra, SetWeightLimit},
	},
	AccountId32Mapper,
};
use pallet_transaction_payment::{ChargeTransactionPayment, ConstFeeMultiplier, Multiplier};
use sero_primitives::{units::SERO, Balance, CurrencyId, TicketCategory};
use sero_shielded_primitives::{
	ContractAction, ContractActions, EvmAddress, OneTimeAddressBytes, PublicAsset, RejectReason,
	TxId,
};
use sp_runtime::{
	traits::{BlakeTwo256, IdentityLookup, One},
	AccountId32, BuildStorage, DispatchError, MultiAddress, MultiSignature,
};

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
	pub type Timestamp = pallet_timestamp::Pallet<Test>;
	#[runtime::pallet_index(3)]
	pub type TransactionPayment = pallet_transaction_payment::Pallet<Test>;
	#[runtime::pallet_index(4)]
	pub type Revive = pallet_revive::Pallet<Test>;
	#[runtime::pallet_index(5)]
	pub type Contracts = pallet_contract_assets::Pallet<Test>;
	#[runtime::pallet_index(6)]
	pub type Pool = crate::mock::pool::Pallet<Test>;
}

#[path = "tests/pool.rs"]
pub mod pool;

type Address = MultiAddress<AccountId32, u32>;
type Extension = (
	frame_system::CheckNonce<Test>,
	ChargeTransactionPayment<Test>,
	pallet_revive::evm::tx_extension::SetOrigin<Test>,
);
type Extrinsic =
	pallet_revive::evm::runtime::UncheckedExtrinsic<Address, MultiSignature, EthExtraImpl>;
pub type Block =
	sp_runtime::generic::Block<sp_runtime::generic::Header<u32, BlakeTwo256>, Extrinsic>;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EthExtraImpl;

impl EthExtra for EthExtraImpl {
	type Config = Test;
	type ExtensionV0 = Extension;
	type ExtensionOtherVersions = sp_runtime::traits::InvalidVersion;

	fn get_eth_extension(nonce: u32, tip: Balance) -> Self::ExtensionV0 {
		(
			frame_system::CheckNonce::from(nonce),
			ChargeTransactionPayment::from(tip),
			pallet_revive::evm::tx_extension::SetOrigin::<Test>::new_from_eth_transaction(),
		)
	}
}

/// The existential deposit, as on the chain.
pub const DEPOSIT: Balance = sero_primitives::units::MILLI_SERO;

parameter_types! {
	pub BlockWeights: frame_system::limits::BlockWeights =
		frame_system::limits::BlockWeights::simple_max(
			Weight::from_parts(2 * WEIGHT_REF_TIME_PER_SECOND, u64::MAX),
		);
	pub const ExistentialDeposit: Balance = DEPOSIT;
	pub FeeMultiplier: Multiplier = Multiplier::one();
	pub const DepositPerItem: Balance = 100_000_000_000_000;
	pub const DepositPerChildTrieItem: Balance = 10_000_000_000_000;
	pub const DepositPerByte: Balance = 1_000_000_000_000;
	pub const GasScale: u32 = 1_000_000_000;
	pub const NativeToEthRatio: u32 = 1;
	pub const MaxCallWeight: Weight = Weight::from_parts(WEIGHT_REF_TIME_PER_SECOND, u64::MAX / 2);
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type BlockWeights = BlockWeights;
	type AccountId = AccountId32;
	type Lookup = IdentityLookup<Self::AccountId>;
	type AccountData = pallet_balances::AccountData<Balance>;
	type OnNewAccount = pallet_revive::AutoMapper<Test>;
	type OnKilledAccount = pallet_revive::AutoMapper<Test>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type Balance = Balance;
	type ExistentialDeposit = ExistentialDeposit;
	type AccountStore = System;
	type RuntimeHoldReason = RuntimeHoldReason;
	type RuntimeFreezeReason = RuntimeFreezeReason;
	type FreezeIdentifier = RuntimeFreezeReason;
	type MaxFreezes = VariantCountOf<RuntimeFreezeReason>;
}

#[derive_impl(pallet_timestamp::config_preludes::TestDefaultConfig)]
impl pallet_timestamp::Config for Test {}

#[derive_impl(pallet_transaction_payment::config_preludes::TestDefaultConfig)]
impl pallet_transaction_payment::Config for Test {
	type OnChargeTransaction = pallet_transaction_payment::FungibleAdapter<Balances, ()>;
	type WeightToFee = BlockRatioFee<100_000, 1, Self, Balance>;
	type LengthToFee = FixedFee<100, Balance>;
	type FeeMultiplierUpdate = ConstFeeMultiplier<FeeMultiplier>;
}

#[derive_impl(pallet_revive::config_preludes::TestDefaultConfig)]
impl pallet_revive::Config for Test {
	type Time = Timestamp;
	type AddressMapper = AccountId32Mapper<Self>;
	type Balance = Balance;
	type Currency = Balances;
	type DepositPerByte = DepositPerByte;
	type DepositPerItem = DepositPerItem;
	type DepositPerChildTrieItem = DepositPerChildTrieItem;
	type Precompiles = (crate::SeroAssets<Self>,);
	type FeeInfo = Info<Address, MultiSignature, EthExtraImpl>;
	type NativeToEthRatio = NativeToEthRatio;
	type GasScale = GasScale;
	type AutoMap = frame_support::traits::ConstBool<true>;
	type UploadOrigin = frame_system::EnsureSigned<AccountId32>;
	type InstantiateOrigin = frame_system::EnsureSigned<AccountId32>;
}

impl TryFrom<RuntimeCall> for pallet_revive::Call<Test> {
	type Error = ();

	fn try_from(call: RuntimeCall) -> Result<Self, ()> {
		match call {
			RuntimeCall::Revive(call) => Ok(call),
			_ => Err(()),
		}
	}
}

impl SetWeightLimit for RuntimeCall {
	fn set_weight_limit(&mut self, new: Weight) -> Weight {
		use pallet_revive::Call::{eth_call, eth_instantiate_with_code};
		match self {
			Self::Revive(
				eth_call { weight_limit, .. } | eth_instantiate_with_code { weight_limit, .. },
			) => core::mem::replace(weight_limit, new),
			_ => Weight::default(),
		}
	}
}

impl pool::Config for Test {}

impl crate::Config for Test {
	type Ledger = Pool;
	type Tickets = Pool;
	type Packages = Pool;
	type MaxCallWeight = MaxCallWeight;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Pool;
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::benchmarking::BenchmarkHelper for Pool {
	fn address(number: u8) -> OneTimeAddressBytes {
		address(number)
	}
}

/// Bytes that are no one-time address.
pub const NO_POINT: OneTimeAddressBytes = OneTimeAddressBytes([0xff; 96]);

/// A one-time address.
pub fn address(number: u8) -> OneTimeAddressBytes {
	assert!(number < 0xff);
	OneTimeAddressBytes([number; 96])
}

/// SERO in the hidden pool at the start.
pub const POOL: Balance = 1_000_000 * SERO;
/// An account with an Ethereum address and 100 SERO.
pub const SPECTATOR: EvmAddress = EvmAddress([9; 20]);

/// A fresh chain in its first block.
pub fn chain() -> sp_io::TestExternalities {
	let storage = RuntimeGenesisConfig::default().build_storage();
	let mut externalities = sp_io::TestExternalities::new(storage.expect("an empty genesis"));
	externalities.execute_with(|| {
		System::set_block_number(1);
		System::set_extrinsic_index(0);
		// For accounts of Ethereum's kind.
		Balances::mint_into(&SPECTATOR.fallback_account().into(), 100 * SERO).expect("minted");
		Kept::<Test>::mutate(|kept| {
			kept.pool.insert(CurrencyId::SERO, POOL);
			kept.sero = POOL + Balances::active_issuance();
		});
	});
	externalities
}

/// Runs a test on a fresh chain and checks the invariants at its end.
pub fn run(test: impl FnOnce()) {
	chain().execute_with(|| {
		test();
		check_books();
		<Contracts as frame_support::traits::Hooks<u32>>::on_finalize(1);
		check_books();
	});
}

/// The turnstile's equation for everything, and the pallet's invariants.
#[track_caller]
pub fn check_books() {
	assert_eq!(Contracts::do_try_state(), Ok(()));
	let kept = Kept::<Test>::get();
	let pool = |currency| kept.pool.get(&currency).copied().unwrap_or_default();
	// What the virtual machine makes for the accounts of new contracts is inactive.
	assert_eq!(
		pool(CurrencyId::SERO) + kept.fees + Balances::active_issuance(),
		kept.sero,
		"SERO was made or lost"
	);
	for (currency, issued) in &kept.issued {
		let held = kept.held.get(currency).copied().unwrap_or_default();
		assert_eq!(pool(*currency) + held, *issued, "{currency:?} was made or lost");
		assert_eq!(Contracts::total_in_books(currency), held, "books of {currency:?}");
	}
	let categories: Vec<TicketCategory> =
		kept.tickets.keys().map(|ticket| ticket.category).collect();
	for category in categories {
		let held = kept
			.tickets
			.iter()
			.filter(|(ticket, held)| ticket.category == category && **held)
			.count();
		assert_eq!(Contracts::tickets_in_books(&category), held as u64, "{category:?}");
	}
}

/// Applies a bundle's action, as the pool does: books what it releases, applies it, reverts everything if it
/// is refused.
#[track_caller]
pub fn apply(number: u8, action: &ContractAction) -> Result<TxId, RejectReason> {
	let from = address(number);
	let index = System::extrinsic_index().unwrap_or_default();
	System::set_extrinsic_index(index + 1);
	let id = TxId(sp_io::hashing::blake2_256(&(number, index, action).encode()));
	let before = sp_io::storage::root(Default::default());
	let outcome = with_transaction(|| {
		let applied = Contracts::check(&from, action).and_then(|()| {
			action.released().iter().try_for_each(pool::release)?;
			Contracts::apply(&id, &from, action)
		});
		match applied {
			Ok(()) => TransactionOutcome::Commit(Ok::<_, DispatchError>(Ok(id))),
			Err(reason) => TransactionOutcome::Rollback(Ok(Err(reason))),
		}
	})
	.expect("no nesting");
	if outcome.is_err() {
		assert_eq!(
			sp_io::storage::root(Default::default()),
			before,
			"a refused action changed state"
		);
	}
	// Nothing is ever left on the sender's account.
	if outcome.is_ok() {
		let account = EvmAddress::of(&from).fallback_account();
		assert_eq!(Balances::total_balance(&account.into()), 0, "left on the account");
	}
	check_books();
	outcome
}

/// The last event of this pallet.
pub fn last_event() -> Option<crate::Event<Test>> {
	System::events().into_iter().rev().find_map(|record| match record.event {
		RuntimeEvent::Contracts(crate::Event::Collected { .. }) => None,
		RuntimeEvent::Contracts(event) => Some(event),
		_ => None,
	})
}

/// The notes that were made since the last time.
pub fn take_notes() -> Vec<pool::Note> {
	Kept::<Test>::mutate(|kept| core::mem::take(&mut kept.notes))
}

/// What a note says: whom it pays what.
pub fn paid(notes: &[pool::Note]) -> Vec<(OneTimeAddressBytes, PublicAsset)> {
	notes
		.iter()
		.map(|note| {
			let output = &note.output;
			let asset = PublicAsset {
				currency: output.currency,
				amount: output.amount,
				ticket: output.ticket,
			};
			(output.address, asset)
		})
		.collect()
}
