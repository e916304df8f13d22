// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! A runtime with this pallet on the real hidden pool, and the harness that submits bundles to it.
//!
//! Bundles come in behind the rules that need a wallet (signatures, balance, proofs), which the pool's
//! own tests are about; every other rule of the pool applies.

use crate as pallet_packages;
use frame_support::{
	derive_impl,
	traits::{ConstU128, ConstU32, Contains},
	weights::Weight,
};
use frame_system::{EnsureRoot, RawOrigin};
use pallet_shielded_assets::{
	BundleFee, Checks, CircuitKeys, CircuitStatus, CurrencySupply, KeyProvenance,
};
use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};
use sero_primitives::{units::SERO, Balance, CurrencyId, Ticket, TicketCategory, TicketId};
use sero_shielded_primitives::*;
use sero_zk_crypto::{
	field::{base_to_bytes, random_nonzero_scalar},
	package::{seal, PackageKey, PackageOpening},
	Asset, EncryptedNote, OneTimeAddress, Seed, SpendingKey,
};
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
	pub type Packages = pallet_packages::Pallet<Test>;
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

/// A contract.
pub const CONTRACT: EvmAddress = EvmAddress([0xc0; 20]);
/// Another one.
pub const OTHER_CONTRACT: EvmAddress = EvmAddress([0xc1; 20]);
/// An address without a contract.
pub const NO_CODE: EvmAddress = EvmAddress([0xc2; 20]);

/// The contracts of this chain.
#[derive(Debug)]
pub struct Contracts;

impl Contains<EvmAddress> for Contracts {
	fn contains(address: &EvmAddress) -> bool {
		[CONTRACT, OTHER_CONTRACT].contains(address)
	}
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
	type Tickets = ();
	type Packages = Packages;
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
	type Crypto = NativeCrypto;
	type Contracts = Contracts;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Helper;
}

/// Makes packages; this pallet's benchmarks need no bundles.
#[cfg(feature = "runtime-benchmarks")]
#[derive(Debug)]
pub struct Helper;

#[cfg(feature = "runtime-benchmarks")]
impl crate::benchmarking::BenchmarkHelper for Helper {
	fn address() -> OneTimeAddressBytes {
		address(1)
	}

	fn contract() -> EvmAddress {
		CONTRACT
	}

	fn package() -> (HiddenOutput, SealedBytes, [u8; 32]) {
		let packed = pack(address(1), sero(SERO), &[1; 4096]);
		(packed.contents, packed.sealed, packed.key)
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

/// A currency.
pub fn gold() -> CurrencyId {
	CurrencyId::from_name("GOLD").expect("a good name")
}

/// A ticket.
pub fn seat() -> Ticket {
	let category = TicketCategory::from_name("SEAT").expect("a good name");
	Ticket { category, id: TicketId([1; 32]) }
}

/// An amount of SERO.
pub fn sero(amount: Balance) -> PublicAsset {
	PublicAsset::token(CurrencyId::SERO, amount)
}

/// A package before it is on the chain.
pub struct Packed {
	pub contents: HiddenOutput,
	pub sealed: SealedBytes,
	pub key: [u8; 32],
}

/// The memo of every package.
pub const MEMO: Memo = Memo([9; 64]);

/// Packs an asset: a real note, really sealed. (Proof and value commitment are the pool's business.)
pub fn pack(address: OneTimeAddressBytes, asset: PublicAsset, data: &[u8]) -> Packed {
	let mut rng = ChaCha20Rng::from_seed([data.len() as u8; 32]);
	let PublicAsset { currency, amount, ticket } = asset;
	let ticket = ticket.map(|ticket| (ticket.category.0, ticket.id.0));
	let asset = Asset { currency: currency.0, amount, ticket };
	let opening = PackageOpening::new(asset, MEMO.0, &mut rng);
	let one_time = OneTimeAddress::from_bytes(&address.0).expect("a good address");
	let note = opening.note(one_time);
	let commitment = note.commitment();
	let encrypted = EncryptedNote::from_note(&note).expect("a hidden note");
	let key = [3; 32];
	let sealed = seal(&PackageKey::from_bytes(key), &opening, data, &commitment)
		.expect("it is not too long");
	Packed {
		contents: HiddenOutput {
			circuit: CircuitVersion::V1,
			address,
			value_commitment: Default::default(),
			note_commitment: NoteCommitment(base_to_bytes(&commitment)),
			ephemeral_key: EphemeralPublicKey(encrypted.ephemeral),
			ciphertext: NoteCiphertext(encrypted.ciphertext),
			proof: Default::default(),
		},
		sealed: sealed.try_into().expect("it is not too long"),
		key,
	}
}

/// A chain in block 1 with a thousand SERO, a hundred of GOLD and a ticket in its pool.
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
		pallet_shielded_assets::Supplies::<Test>::insert(gold(), CurrencySupply::default());
		for (currency, amount) in [(CurrencyId::SERO, 1_000 * SERO), (gold(), 100)] {
			let address = address(100);
			let output =
				PublicOutput { address, currency, amount, ticket: None, memo: Memo::default() };
			let minted = ShieldedAssets::mint_public_note(PublicOrigin::Genesis, output);
			assert!(minted.is_ok());
		}
		let output = PublicOutput {
			address: address(100),
			currency: CurrencyId::default(),
			amount: 0,
			ticket: Some(seat()),
			memo: Memo::default(),
		};
		assert!(ShieldedAssets::issue_ticket_note(PublicOrigin::Genesis, output).is_ok());
		start_block(1);
	});
	chain
}

/// Starts a block.
pub fn start_block(number: u32) {
	System::reset_events();
	System::initialize(&number, &Default::default(), &Default::default());
}

/// The bundle that does an action and spends the note with this nullifier.
pub fn bundle(number: u8, from: OneTimeAddressBytes, action: PackageAction) -> Bundle {
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
		action: Action::Package(action),
		from_signature: Default::default(),
		balance_signature: Default::default(),
	}
}

/// Submits a bundle with this action to the pool.
pub fn act(
	number: u8,
	from: OneTimeAddressBytes,
	action: PackageAction,
) -> Result<TxId, RejectReason> {
	let bundle = bundle(number, from, action);
	let height = System::block_number();
	let checked = ShieldedAssets::check_bundle(&bundle, height, Checks::StateOnly)?;
	let done = ShieldedAssets::submit(RawOrigin::Authorized.into(), Box::new(bundle));
	assert_eq!(done, Ok(()), "what was checked is applied");
	check();
	Ok(checked.id)
}

/// Has `creator` make a package.
pub fn create(
	number: u8,
	creator: OneTimeAddressBytes,
	owner: PackageOwner,
	packed: &Packed,
) -> PackageId {
	let action = PackageAction::Create {
		owner,
		contents: packed.contents.clone(),
		sealed: packed.sealed.clone(),
	};
	PackageId::of(&act(number, creator, action).expect("a good package"))
}

/// Root of the whole state.
pub fn state_root() -> Vec<u8> {
	sp_io::storage::root(StateVersion::V1)
}

/// Asserts that an action is refused and that nothing changes.
#[track_caller]
pub fn assert_refused(from: OneTimeAddressBytes, action: PackageAction, reason: RejectReason) {
	let before = state_root();
	assert_eq!(Packages::check(&from, &action), Err(reason), "in the check");
	assert_eq!(act(255, from, action.clone()), Err(reason), "in the pool");
	assert_eq!(Packages::apply(&TxId([255; 32]), &from, &action), Err(reason), "when applied");
	assert_eq!(state_root(), before, "a refused action changes nothing");
}

/// Everything adds up, here and in the pool.
#[track_caller]
pub fn check() {
	assert_eq!(Packages::do_try_state(), Ok(()));
	assert!(ShieldedAssets::supply_audit().iter().all(|report| report.balanced));
	assert!(ShieldedAssets::ticket_audit(None, u32::MAX).iter().all(|report| report.balanced));
}

/// The turnstile of a currency.
pub fn supply(currency: CurrencyId) -> CurrencySupply {
	pallet_shielded_assets::Supplies::<Test>::get(currency).expect("it exists")
}

/// The notes that the block made.
pub fn notes() -> (Vec<HiddenNoteRecord>, Vec<PublicNoteRecord>) {
	let (mut all_hidden, mut all_public) = (Vec::new(), Vec::new());
	for entry in ShieldedAssets::block_notes().entries {
		match entry {
			NoteEntry::Bundle { hidden, public, .. } => {
				all_hidden.extend(hidden);
				all_public.extend(public);
			},
			NoteEntry::Public(note) => all_public.push(note),
		}
	}
	(all_hidden, all_public)
}

/// The events of this pallet in the current block.
pub fn events() -> Vec<crate::Event<Test>> {
	System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Packages(event) => Some(event),
			_ => None,
		})
		.collect()
}
