// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! A runtime with this pallet on a ledger that only remembers what it was told, and the harness that
//! runs blocks of it.

use crate as pallet_pow_pos_consensus;
use crate::EmissionParams;
use core::cell::RefCell;
use frame_support::{
	derive_impl,
	traits::{OnFinalize, OnInitialize},
};
use sero_consensus_primitives::{PowFunction, PowPhase, PreDigest, ProgPowConfig};
use sero_primitives::{units::SERO, Balance};
use sero_progpow::ProgPowParams;
use sero_shielded_primitives::{
	OneTimeAddressBytes, PublicOrigin, PublicOutput, RejectReason, ShieldedLedger,
};
use sp_core::H256;
use sp_runtime::{BuildStorage, Digest, DigestItem};

/// The miner of the tests.
pub const MINER: [u8; 96] = [1; 96];
/// The team's address.
pub const TEAM: [u8; 96] = [2; 96];
/// Bytes that the ledger does not take for an address.
pub const NO_ADDRESS: [u8; 96] = [0xff; 96];
/// Target time between blocks.
pub const TARGET_MS: u64 = 13_000;
/// Timestamp of block 1.
pub const START_MS: u64 = 1_700_000_000_000;

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
	pub type Timestamp = pallet_timestamp::Pallet<Test>;
	#[runtime::pallet_index(2)]
	pub type PowPos = pallet_pow_pos_consensus::Pallet<Test>;
}

pub type Block = frame_system::mocking::MockBlockU32<Test>;

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
}

#[derive_impl(pallet_timestamp::config_preludes::TestDefaultConfig)]
impl pallet_timestamp::Config for Test {}

impl crate::Config for Test {
	type Ledger = Ledger;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Ledger;
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::benchmarking::BenchmarkHelper for Ledger {
	fn address() -> OneTimeAddressBytes {
		OneTimeAddressBytes(MINER)
	}
}

/// What the ledger was told.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Paid {
	/// Miner and new money.
	pub coinbases: Vec<([u8; 96], Balance)>,
	/// Other notes.
	pub notes: Vec<PublicOutput>,
}

thread_local! {
	static PAID: RefCell<Paid> = RefCell::default();
	static FAILURE: RefCell<Option<RejectReason>> = RefCell::default();
}

/// Fees that each coinbase takes along.
pub const FEES: Balance = 7;

/// What the ledger was told since the last time.
pub fn take_paid() -> Paid {
	PAID.take()
}

/// Lets every payment fail from now on.
pub fn fail_payments(reason: Option<RejectReason>) {
	FAILURE.set(reason);
}

/// Remembers what it is told.
#[derive(Debug)]
pub struct Ledger;

fn result<R>(good: R) -> Result<R, RejectReason> {
	match FAILURE.with(|failure| *failure.borrow()) {
		Some(reason) => Err(reason),
		None => Ok(good),
	}
}

impl ShieldedLedger for Ledger {
	fn check_address(address: &OneTimeAddressBytes) -> Result<(), RejectReason> {
		match address.0 == NO_ADDRESS {
			true => Err(RejectReason::InvalidPoint),
			false => Ok(()),
		}
	}

	fn mint_public_note(origin: PublicOrigin, output: PublicOutput) -> Result<u32, RejectReason> {
		assert_eq!(origin, PublicOrigin::Coinbase);
		result(0).inspect(|_| PAID.with(|paid| paid.borrow_mut().notes.push(output)))
	}

	fn pay_coinbase(
		address: &OneTimeAddressBytes,
		reward: Balance,
	) -> Result<Balance, RejectReason> {
		result(reward + FEES)
			.inspect(|_| PAID.with(|paid| paid.borrow_mut().coinbases.push((address.0, reward))))
	}

	fn mint_stake(_: Balance) -> Result<(), RejectReason> {
		Err(RejectReason::TurnstileViolation)
	}

	fn pay_stake(_: &OneTimeAddressBytes, _: Balance, _: Balance) -> Result<u32, RejectReason> {
		Err(RejectReason::TurnstileViolation)
	}
}

/// The main chain's schedule.
pub fn main_emission() -> EmissionParams {
	EmissionParams {
		base_reward: 8_455_128_205_128_200_000,
		reward_per_giga_difficulty: 492_673_992_673_992,
		min_reward: 8_800_000_000_000_000_000,
		max_reward: 17_800_000_000_000_000_000,
		team_reward: 8_900_000_000_000_000_000,
		team_payment_interval: 5_000,
		halving_interval: 8_294_400,
		cap: 300_000_000 * SERO,
	}
}

/// A configuration of the genesis block.
pub fn config() -> crate::GenesisConfig<Test> {
	let function = PowFunction::ProgPow(ProgPowConfig::from(&ProgPowParams::V0_9_2));
	crate::GenesisConfig {
		phases: vec![PowPhase { first_block: 0, function }],
		target_block_time_ms: TARGET_MS,
		half_life_blocks: 120,
		initial_difficulty: 1_000_000u32.into(),
		min_difficulty: 1_000u32.into(),
		tickets_per_block: 3,
		vote_quorum: 2,
		emission: main_emission(),
		team_address: TEAM.to_vec(),
		..Default::default()
	}
}

/// A chain at its genesis block.
pub fn chain_of(config: crate::GenesisConfig<Test>) -> sp_io::TestExternalities {
	take_paid();
	fail_payments(None);
	let genesis = RuntimeGenesisConfig { system: Default::default(), pow_pos: config };
	genesis.build_storage().expect("the genesis configuration is a good one").into()
}

/// A chain of [`config`].
pub fn chain() -> sp_io::TestExternalities {
	chain_of(config())
}

/// The digest of a block of this miner.
pub fn digest(miner: [u8; 96]) -> Digest {
	Digest { logs: vec![PreDigest::new(miner).to_digest_item()] }
}

/// Runs a block with these pre-runtime digests, `gap_ms` after its parent.
pub fn block_with(digest: Digest, gap_ms: u64) -> Vec<DigestItem> {
	let number = System::block_number() + 1;
	System::reset_events();
	System::initialize(&number, &H256::repeat_byte(1), &digest);
	AllPalletsWithSystem::on_initialize(number);
	System::note_finished_initialize();
	let now = match number {
		1 => START_MS,
		_ => pallet_timestamp::Now::<Test>::get() + gap_ms,
	};
	assert_eq!(Timestamp::set(RuntimeOrigin::none(), now), Ok(()));
	System::note_finished_extrinsics();
	AllPalletsWithSystem::on_finalize(number);
	let header = System::finalize();
	assert_eq!(PowPos::do_try_state(), Ok(()));
	header.digest.logs
}

/// Runs a block of [`MINER`], `gap_ms` after its parent.
pub fn block(gap_ms: u64) -> Vec<DigestItem> {
	block_with(digest(MINER), gap_ms)
}
