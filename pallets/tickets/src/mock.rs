// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! A runtime with this pallet on the real hidden pool, and the harness that submits bundles to it.
//!
//! Bundles come in behind the rules that need a wallet (signatures, balance, proofs), which the pool's
//! own tests are about; every other rule of the pool applies.

use crate as pallet_tickets;
use frame_support::{
	derive_impl,
	traits::{ConstU128, ConstU32},
	weights::Weight,
};
use frame_system::{EnsureRoot, RawOrigin};
use pallet_shielded_assets::{BundleFee, Checks, CircuitKeys, CircuitStatus, KeyProvenance};
use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};
use sero_primitives::{Balance, Ticket, TicketCategory, TicketId};
use sero_shielded_primitives::*;
use sero_zk_crypto::{field::random_nonzero_scalar, Seed, SpendingKey};
use sero_zk_verifier::NativeCrypto;
use sp_runtime::{
	traits::IdentityLookup, transaction_validity::TransactionPriority, AccountId32, BuildStorage,
	StateVersion,
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
	pub type ShieldedAssets = pallet_shielded_assets::Pallet<Test>;
	#[runtime::pallet_index(3)]
	pub type Tickets = pallet_tickets::Pallet<Test>;
}

pub type Block = frame_system::mocking::MockBlockU32<Test>;

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountId = AccountId32;
	type Lookup = IdentityLookup<AccountId32>;
	type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<1>;
	type AccountStore = System;
}

/// Bundles cost nothing.
#[derive(Debug)]
pub struct Free;

impl BundleFee for Free {
	fn required_fee(_: Weight, _: u32) -> Balance {
		0
	}

	fn priority(_: Weight, _: u32, _: Balance) -> TransactionPriority {
		0
	}
}

impl pallet_shielded_assets::Config for Test {
	type Crypto = NativeCrypto;
	type Currency = Balances;
	type Staking = ();
	type Contracts = ();
	type Tickets = Tickets;
	type Packages = ();
	type ActionWeights = ();
	type BundleFee = Free;
	type AnchorWindow = ConstU32<100>;
	type MaxExpiryAhead = ConstU32<100>;
	type AdminOrigin = EnsureRoot<AccountId32>;
	type PauseOrigin = EnsureRoot<AccountId32>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Helper;
}

impl crate::Config for Test {
	type Ledger = ShieldedAssets;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Helper;
}

/// Makes addresses; this pallet's benchmarks need no bundles.
#[cfg(feature = "runtime-benchmarks")]
#[derive(Debug)]
pub struct Helper;

#[cfg(feature = "runtime-benchmarks")]
impl crate::benchmarking::BenchmarkHelper for Helper {
	fn address() -> OneTimeAddressBytes {
		address(1)
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl pallet_shielded_assets::benchmarking::BenchmarkHelper for Helper {
	fn bundle(_: pallet_shielded_assets::benchmarking::BundleShape) -> Bundle {
		panic!("the pool is not measured here")
	}

	fn address() -> OneTimeAddressBytes {
		address(1)
	}

	fn keys() -> [Vec<u8>; 3] {
		panic!("the pool is not measured here")
	}
}

/// A one-time address.
pub fn address(number: u8) -> OneTimeAddressBytes {
	let key = SpendingKey::from_seed(&Seed::from_bytes([7; 32])).expect("a good seed");
	let r = random_nonzero_scalar(&mut ChaCha20Rng::from_seed([number; 32]));
	OneTimeAddressBytes(key.payment_address().one_time(r).to_bytes())
}

/// A category.
pub fn category(name: &str) -> TicketCategory {
	TicketCategory::from_name(name).expect("a good name")
}

/// A ticket of the category SEAT.
pub fn seat(number: u8) -> Ticket {
	Ticket { category: category("SEAT"), id: TicketId([number; 32]) }
}

/// A chain whose pool is empty, in block 1.
pub fn chain() -> sp_io::TestExternalities {
	let genesis = RuntimeGenesisConfig {
		system: Default::default(),
		balances: Default::default(),
		shielded_assets: Default::default(),
	};
	let mut chain: sp_io::TestExternalities =
		genesis.build_storage().expect("the genesis configuration is a good one").into();
	chain.execute_with(|| {
		let keys = CircuitKeys {
			status: CircuitStatus::Active,
			provenance: KeyProvenance::Development,
			input_key: Default::default(),
			output_key: Default::default(),
			issue_key: Default::default(),
		};
		pallet_shielded_assets::CircuitVersions::<Test>::insert(CircuitVersion::V1, keys);
		System::initialize(&1, &Default::default(), &Default::default());
	});
	chain
}

/// The bundle that does an action and spends the note with this nullifier.
pub fn bundle(number: u8, from: OneTimeAddressBytes, action: TicketAction) -> Bundle {
	let input = HiddenInput {
		circuit: CircuitVersion::V1,
		nullifier: Nullifier([number; 32]),
		trace: Default::default(),
		value_commitment: Default::default(),
		proof: Default::default(),
	};
	Bundle {
		version: BundleVersion::V1,
		expiry: 100,
		anchor: pallet_shielded_assets::CurrentAnchor::<Test>::get(),
		from,
		fee: 0,
		inputs: vec![input].try_into().expect("one is not too many"),
		outputs: Default::default(),
		public_outputs: Default::default(),
		action: Action::Ticket(action),
		from_signature: Default::default(),
		balance_signature: Default::default(),
	}
}

/// Submits a bundle to the pool.
pub fn submit(bundle: &Bundle) -> Result<TxId, RejectReason> {
	let height = System::block_number();
	let checked = ShieldedAssets::check_bundle(bundle, height, Checks::StateOnly)?;
	let done = ShieldedAssets::submit(RawOrigin::Authorized.into(), Box::new(bundle.clone()));
	assert_eq!(done, Ok(()), "what was checked is applied");
	check();
	Ok(checked.id)
}

/// Has `from` issue a ticket to a receiver.
pub fn issue(number: u8, from: &OneTimeAddressBytes, ticket: Ticket) -> Result<TxId, RejectReason> {
	let action = TicketAction::Issue { ticket, receiver: address(200), memo: Memo([number; 64]) };
	submit(&bundle(number, *from, action))
}

/// Asserts that a bundle is refused and that nothing changes.
#[track_caller]
pub fn assert_refused(from: &OneTimeAddressBytes, action: TicketAction, reason: RejectReason) {
	let before = sp_io::storage::root(StateVersion::V1);
	assert_eq!(submit(&bundle(255, *from, action)), Err(reason));
	assert_eq!(sp_io::storage::root(StateVersion::V1), before, "a refused action changes nothing");
}

/// Everything adds up, here and in the pool.
#[track_caller]
pub fn check() {
	assert_eq!(Tickets::do_try_state(), Ok(()));
	for report in ShieldedAssets::ticket_audit(None, u32::MAX) {
		assert!(report.balanced, "{report:?}");
		let category = Tickets::category(&report.category).expect("its tickets are registered");
		assert_eq!(category.issued, report.supply.issued);
		let burned = crate::Tickets::<Test>::iter_prefix_values(report.category)
			.filter(|ticket| ticket.burned)
			.count();
		assert_eq!(burned as u64, report.supply.burned);
	}
}

/// The notes that the block made, bundle by bundle.
pub fn notes() -> Vec<PublicNoteRecord> {
	let entries = ShieldedAssets::block_notes().entries;
	entries
		.into_iter()
		.flat_map(|entry| match entry {
			NoteEntry::Bundle { public, .. } => public,
			NoteEntry::Public(note) => vec![note],
		})
		.collect()
}

/// The events of this pallet in the current block.
pub fn events() -> Vec<crate::Event<Test>> {
	System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Tickets(event) => Some(event),
			_ => None,
		})
		.collect()
}
