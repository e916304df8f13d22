// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! A runtime with accounts and the hidden pool, and the harness that runs blocks of it.

use crate as pallet_shielded_assets;
use crate::{types::*, BundleFee};
use codec::Encode;
use core::cell::{Cell, RefCell};
use frame_support::{
	derive_impl,
	dispatch::GetDispatchInfo,
	pallet_prelude::TransactionSource,
	traits::{ConstU128, ConstU32, OnFinalize, OnInitialize},
	weights::Weight,
};
use frame_system::EnsureRoot;
use sero_primitives::{units::SERO, Balance};
use sero_shielded_primitives::{verify::OpenedPackage, *};
use sero_zk_verifier::NativeCrypto;
use sp_core::H256;
use sp_runtime::{
	traits::{Applyable, Checkable, IdentityLookup},
	transaction_validity::{
		InvalidTransaction, TransactionPriority, TransactionValidityError, ValidTransaction,
	},
	AccountId32, BuildStorage, MultiSignature, StateVersion,
};

/// Hash of the genesis block.
pub const GENESIS_HASH: [u8; 32] = [7; 32];
/// Least balance of an account.
pub const EXISTENTIAL_DEPOSIT: Balance = SERO / 100;
/// An account with 1,000 SERO.
pub const ALICE: AccountId32 = AccountId32::new([0xa1; 32]);
/// An account that does not exist.
pub const BOB: AccountId32 = AccountId32::new([0xb0; 32]);
/// What the account of [`ALICE`] starts with.
pub const ALICE_BALANCE: Balance = 1_000 * SERO;
/// For how many blocks an anchor can be used.
pub const ANCHOR_WINDOW: u32 = 10;
/// How many blocks ahead an expiry may lie.
pub const MAX_EXPIRY_AHEAD: u32 = 50;

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
}

pub type Extension = (frame_system::AuthorizeCall<Test>,);
pub type Header = sp_runtime::generic::Header<u32, sp_runtime::traits::BlakeTwo256>;
pub type Block = sp_runtime::generic::Block<Header, UncheckedExtrinsic>;
pub type UncheckedExtrinsic =
	sp_runtime::generic::UncheckedExtrinsic<AccountId32, RuntimeCall, MultiSignature, Extension>;

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
	type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
	type AccountStore = System;
}

/// 10^9 base units for each microsecond and each byte.
#[derive(Debug)]
pub struct Price;

impl Price {
	pub const UNIT: Balance = 1_000_000_000;
}

impl BundleFee for Price {
	fn required_fee(weight: Weight, encoded_length: u32) -> Balance {
		let micros = Balance::from(weight.ref_time() / 1_000_000);
		Self::UNIT * (micros + Balance::from(encoded_length))
	}

	fn priority(_: Weight, _: u32, tip: Balance) -> TransactionPriority {
		(tip / Self::UNIT).try_into().unwrap_or(TransactionPriority::MAX)
	}
}

impl crate::Config for Test {
	type Crypto = TestCrypto;
	type Currency = Balances;
	type Staking = Shares;
	type Contracts = ();
	type Tickets = ();
	type Packages = AnyPackage;
	type ActionWeights = ();
	type BundleFee = Price;
	type AnchorWindow = ConstU32<ANCHOR_WINDOW>;
	type MaxExpiryAhead = ConstU32<MAX_EXPIRY_AHEAD>;
	type AdminOrigin = EnsureRoot<AccountId32>;
	type PauseOrigin = EnsureRoot<AccountId32>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::tests::wallet::Helper;
}

/// Price of everything that [`Shares`] sells.
pub const SHARE_PRICE: Balance = 3 * SERO;

/// Sells shares of [`SHARE_PRICE`] each, pays back what is left over, and knows no nodes.
#[derive(Debug)]
pub struct Shares;

impl StakingActions for Shares {
	fn check(_: &OneTimeAddressBytes, action: &StakingAction) -> Result<(), RejectReason> {
		match action {
			StakingAction::BuyShare { node: None, amount, .. } if *amount >= SHARE_PRICE => Ok(()),
			_ => Err(RejectReason::InvalidAction),
		}
	}

	fn apply(
		id: &TxId,
		from: &OneTimeAddressBytes,
		action: &StakingAction,
	) -> Result<(), RejectReason> {
		let change = action.amount() % SHARE_PRICE;
		SOLD.with(|sold| sold.borrow_mut().push((*id, *from, action.clone())));
		if change > 0 {
			ShieldedAssets::pay_stake(from, change, 0)?;
		}
		Ok(())
	}
}

/// Takes every package and keeps none: the pool's own checks are what is tested.
#[derive(Debug)]
pub struct AnyPackage;

impl PackageActions for AnyPackage {
	fn check(_: &OneTimeAddressBytes, _: &PackageAction) -> Result<(), RejectReason> {
		Ok(())
	}

	fn apply(_: &TxId, _: &OneTimeAddressBytes, _: &PackageAction) -> Result<(), RejectReason> {
		Ok(())
	}
}

/// What [`Shares`] was asked to do since the last time.
pub fn take_sold() -> Vec<(TxId, OneTimeAddressBytes, StakingAction)> {
	SOLD.take()
}

thread_local! {
	static SOLD: RefCell<Vec<(TxId, OneTimeAddressBytes, StakingAction)>> = RefCell::default();
	/// Whether proofs are real. Otherwise a proof is a hash of key and statement: it binds what a
	/// proof binds, proves nothing, and costs nothing.
	static REAL_PROOFS: Cell<bool> = const { Cell::new(false) };
	/// How often each expensive function was called.
	static CALLS: RefCell<Calls> = const { RefCell::new(Calls { signatures: 0, proofs: 0 }) };
}

/// How often each expensive function was called.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Calls {
	pub signatures: u32,
	pub proofs: u32,
}

/// Reads and resets the counters.
pub fn take_calls() -> Calls {
	CALLS.with(|calls| calls.take())
}

/// The verifier of the chain, with proofs that can be switched to hashes.
#[derive(Debug)]
pub struct TestCrypto;

/// A proof that is a hash of key and statement.
pub fn hash_proof(key: &[u8], inputs: &[PublicInput]) -> ProofBytes {
	let mut proof = [0u8; 128];
	proof[..32].copy_from_slice(&sp_io::hashing::blake2_256(&(key, inputs).encode()));
	ProofBytes(proof)
}

impl ShieldedCrypto for TestCrypto {
	fn check_points(points: &[(PointKind, [u8; 32])]) -> Result<(), CryptoError> {
		NativeCrypto::check_points(points)
	}

	fn verify_address_signature(
		address: &OneTimeAddressBytes,
		message: &[u8; 32],
		signature: &SignatureBytes,
	) -> Result<(), CryptoError> {
		CALLS.with(|calls| calls.borrow_mut().signatures += 1);
		NativeCrypto::verify_address_signature(address, message, signature)
	}

	fn verify_balance(statement: &BalanceStatement) -> Result<(), CryptoError> {
		CALLS.with(|calls| calls.borrow_mut().signatures += 1);
		NativeCrypto::verify_balance(statement)
	}

	fn verify_proofs(keys: &[Vec<u8>], items: &[ProofItem]) -> Result<(), CryptoError> {
		CALLS.with(|calls| calls.borrow_mut().proofs += 1);
		if REAL_PROOFS.get() {
			return NativeCrypto::verify_proofs(keys, items);
		}
		for item in items {
			let key = keys.get(item.key as usize).ok_or(CryptoError::InvalidKey)?;
			if item.proof != hash_proof(key, &item.inputs) {
				return Err(CryptoError::InvalidProof);
			}
		}
		Ok(())
	}

	fn lint_key(key: &[u8], public_inputs: u32) -> Result<(), CryptoError> {
		NativeCrypto::lint_key(key, public_inputs)
	}

	fn public_note_commitment(output: &PublicOutput) -> Result<NoteCommitment, CryptoError> {
		NativeCrypto::public_note_commitment(output)
	}

	fn open_package(
		key: &[u8; 32],
		sealed: &[u8],
		address: &OneTimeAddressBytes,
		note_commitment: &NoteCommitment,
	) -> Result<OpenedPackage, CryptoError> {
		NativeCrypto::open_package(key, sealed, address, note_commitment)
	}

	fn append_notes(
		frontier: &[u8],
		commitments: &[NoteCommitment],
	) -> Result<TreeUpdate, CryptoError> {
		NativeCrypto::append_notes(frontier, commitments)
	}

	fn tree_root(frontier: &[u8]) -> Result<Anchor, CryptoError> {
		NativeCrypto::tree_root(frontier)
	}
}

/// The development keys: input, output, issue.
pub fn keys() -> [Vec<u8>; 3] {
	use sero_zk_params::{dev_verifying_key, CircuitKind};
	[CircuitKind::Input, CircuitKind::Output, CircuitKind::Issue]
		.map(|kind| dev_verifying_key(kind).to_vec())
}

/// The genesis configuration of the pool with these public notes.
pub fn pool_genesis(notes: &[PublicOutput]) -> crate::GenesisConfig<Test> {
	let [input_key, output_key, issue_key] = keys();
	crate::GenesisConfig {
		circuits: vec![GenesisCircuit {
			version: 1,
			provenance: KeyProvenance::Development,
			input_key,
			output_key,
			issue_key,
		}],
		notes: notes
			.iter()
			.map(|note| GenesisNote {
				address: note.address.0.to_vec(),
				currency: note.currency.name().expect("it has a name").into(),
				amount: note.amount,
				memo: String::new(),
			})
			.collect(),
		allow_development_keys: true,
		..Default::default()
	}
}

/// A chain at its genesis block.
pub fn chain_of(pool: crate::GenesisConfig<Test>) -> sp_io::TestExternalities {
	let genesis = RuntimeGenesisConfig {
		system: Default::default(),
		balances: pallet_balances::GenesisConfig {
			balances: vec![(ALICE, ALICE_BALANCE)],
			..Default::default()
		},
		shielded_assets: pool,
	};
	REAL_PROOFS.set(false);
	take_calls();
	take_sold();
	genesis.build_storage().expect("the genesis configuration is a good one").into()
}

/// A chain with these public notes whose proofs are hashes.
pub fn chain(notes: &[PublicOutput]) -> sp_io::TestExternalities {
	chain_of(pool_genesis(notes))
}

/// From now on proofs are real.
pub fn use_real_proofs() {
	REAL_PROOFS.set(true);
}

/// Starts the next block.
pub fn start_block() {
	let number = System::block_number() + 1;
	let parent = if number == 1 { H256(GENESIS_HASH) } else { H256::repeat_byte(number as u8) };
	System::reset_events();
	System::initialize(&number, &parent, &Default::default());
	AllPalletsWithSystem::on_initialize(number);
	System::note_finished_initialize();
}

/// Ends the block.
pub fn end_block() {
	System::note_finished_extrinsics();
	AllPalletsWithSystem::on_finalize(System::block_number());
	System::finalize();
	assert_eq!(ShieldedAssets::do_try_state(), Ok(()));
}

/// Runs a block.
pub fn block<R>(content: impl FnOnce() -> R) -> R {
	start_block();
	let result = content();
	end_block();
	result
}

/// Root of the whole state.
pub fn state_root() -> Vec<u8> {
	sp_io::storage::root(StateVersion::V1)
}

/// Runs `content` and forgets what it did to the state.
pub fn dry<R>(content: impl FnOnce() -> R) -> R {
	let mut result = None;
	let _ = frame_support::storage::with_transaction(|| {
		result = Some(content());
		sp_runtime::TransactionOutcome::Rollback(Ok::<(), sp_runtime::DispatchError>(()))
	});
	result.expect("the closure ran")
}

/// The extrinsic that submits a bundle.
pub fn extrinsic(bundle: &Bundle) -> UncheckedExtrinsic {
	let call = crate::Call::submit { bundle: Box::new(bundle.clone()) };
	UncheckedExtrinsic::new_transaction(
		RuntimeCall::ShieldedAssets(call),
		(frame_system::AuthorizeCall::new(),),
	)
}

fn reason(error: TransactionValidityError) -> RejectReason {
	match error {
		TransactionValidityError::Invalid(InvalidTransaction::Custom(code)) => {
			RejectReason::from_code(code).expect("the code is a reason")
		},
		other => panic!("not a rule of the pool: {other:?}"),
	}
}

/// What the transaction pool says about a bundle, between blocks.
pub fn pool(bundle: &Bundle) -> Result<ValidTransaction, RejectReason> {
	dry(|| {
		let number = System::block_number() + 1;
		let parent = if number == 1 { H256(GENESIS_HASH) } else { H256::default() };
		System::initialize(&number, &parent, &Default::default());
		let extrinsic = extrinsic(bundle);
		let info = extrinsic.get_dispatch_info();
		let length = extrinsic.encoded_size();
		let context = frame_system::ChainContext::<Test>::default();
		let checked = Checkable::check(extrinsic, &context).expect("there is no signature");
		checked.validate::<Test>(TransactionSource::External, &info, length).map_err(reason)
	})
}

/// Applies a bundle in the current block, as block execution does.
pub fn apply(bundle: &Bundle) -> Result<(), RejectReason> {
	let extrinsic = extrinsic(bundle);
	let info = extrinsic.get_dispatch_info();
	let length = extrinsic.encoded_size();
	let context = frame_system::ChainContext::<Test>::default();
	let checked = Checkable::check(extrinsic, &context).expect("there is no signature");
	let dispatched = checked.apply::<Test>(&info, length).map_err(reason)?;
	dispatched.expect("an authorized bundle is applied");
	Ok(())
}

/// Asserts that pool and block refuse a bundle for this reason, and that nothing changes.
#[track_caller]
pub fn assert_refused(bundle: &Bundle, reason: RejectReason) {
	assert_eq!(pool(bundle).map(drop), Err(reason), "in the pool");
	dry(|| {
		start_block();
		let before = state_root();
		assert_eq!(apply(bundle), Err(reason), "in a block");
		assert_eq!(state_root(), before, "a refused bundle changes nothing");
	});
}

/// Everything that exists in SERO, as the audit counts it.
pub fn total_supply() -> Balance {
	let report = ShieldedAssets::supply_audit()
		.into_iter()
		.find(|report| report.currency == sero_primitives::CurrencyId::SERO)
		.expect("SERO exists");
	assert!(report.balanced);
	report.total
}
