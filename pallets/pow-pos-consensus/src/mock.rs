// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! A runtime with this pallet on a ledger that only remembers what it was told and a registry with a
//! plain list of tickets, and the harness that runs and seals blocks of it.

use crate as pallet_pow_pos_consensus;
use crate::{EmissionParams, Ratio, VotingParams};
use codec::{Decode, Encode};
use core::cell::RefCell;
use frame_support::{
	derive_impl,
	dispatch::DispatchResult,
	storage::{with_transaction, TransactionOutcome},
	storage_alias,
	traits::{OnFinalize, OnInitialize},
};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use sero_consensus_primitives::{
	Draw, DrawnTicket, PowFunction, PowPhase, PreDigest, ProgPowConfig, Seal, ShareRegistry,
	TicketOutcome, Treasury, Vote,
};
use sero_primitives::{units::SERO, Balance};
use sero_progpow::ProgPowParams;
use sero_shielded_primitives::{
	OneTimeAddressBytes, PublicOrigin, PublicOutput, RejectReason, ShieldedLedger,
};
use sero_zk_crypto::{domains::FROM_SIGNATURE, schnorr, OneTimeAddress, Scalar, Seed, SpendingKey};
use sp_core::H256;
use sp_runtime::{
	generic,
	traits::{BlakeTwo256, Dispatchable, Header as _},
	BuildStorage, Digest, DigestItem,
};

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

pub type Header = generic::Header<u32, BlakeTwo256>;
pub type Block = generic::Block<Header, frame_system::mocking::MockUncheckedExtrinsic<Test>>;

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
}

#[derive_impl(pallet_timestamp::config_preludes::TestDefaultConfig)]
impl pallet_timestamp::Config for Test {}

impl crate::Config for Test {
	type Ledger = Ledger;
	type Shares = Shares;
	type DrawWeight = ();
	type Treasury = MockTreasury;
	type Crypto = sero_zk_verifier::NativeCrypto;
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
	/// What the treasury got.
	pub treasury: Balance,
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

/// Takes what it is paid.
pub struct MockTreasury;

impl Treasury for MockTreasury {
	fn pay(amount: Balance) -> bool {
		PAID.with(|paid| paid.borrow_mut().treasury += amount);
		true
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

/// The original's numbers, with a short window and a start that is soon.
pub fn voting() -> VotingParams {
	VotingParams {
		start: 2,
		window: 10,
		min_tickets: 20,
		max_missed: Ratio::new(1, 5),
		base_reward: 5_250_000_000_000_000_000,
		reward_per_ticket: 38_427_150_695_669,
		max_reward: 17_800_000_000_000_000_000,
		solo: Ratio::new(3, 4),
		late: Ratio::new(2, 3),
		grace_ms: 300,
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
		voting: voting(),
		emission: main_emission(),
		team_address: TEAM.to_vec(),
		..Default::default()
	}
}

/// A chain at its genesis block.
pub fn chain_of(config: crate::GenesisConfig<Test>) -> sp_io::TestExternalities {
	take_paid();
	fail_payments(None);
	LAST.set(None);
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

thread_local! {
	/// The last block's header, sealed.
	static LAST: RefCell<Option<Header>> = RefCell::default();
}

/// Hash of the genesis block.
pub const GENESIS: H256 = H256::repeat_byte(7);

/// The last block's header with its seal.
pub fn parent() -> Header {
	LAST.with(|last| last.borrow().clone()).expect("there is a block")
}

/// Hash of the last block.
pub fn parent_hash() -> H256 {
	LAST.with(|last| last.borrow().as_ref().map_or(GENESIS, Header::hash))
}

/// The inherent that tells how the last block was sealed.
pub fn note(header: Header, late_votes: Vec<Vote>) -> RuntimeCall {
	let late_votes = late_votes.try_into().expect("not too many");
	crate::Call::note_parent { header: Box::new(header), late_votes }.into()
}

/// Starts a block with these pre-runtime digests, `gap_ms` after its parent.
pub fn start_block(digest: Digest, gap_ms: u64) {
	let number = System::block_number() + 1;
	System::reset_events();
	System::initialize(&number, &parent_hash(), &digest);
	AllPalletsWithSystem::on_initialize(number);
	System::note_finished_initialize();
	let now = match number {
		1 => START_MS,
		_ => pallet_timestamp::Now::<Test>::get() + gap_ms,
	};
	assert_eq!(Timestamp::set(RuntimeOrigin::none(), now), Ok(()));
}

/// Ends the block; returns its header without a seal.
pub fn end_block() -> Header {
	System::note_finished_extrinsics();
	AllPalletsWithSystem::on_finalize(System::block_number());
	let header = System::finalize();
	assert_eq!(PowPos::do_try_state(), Ok(()));
	header
}

/// Applies an inherent in the current block.
pub fn apply(call: RuntimeCall) -> DispatchResult {
	call.dispatch(RuntimeOrigin::none()).map(drop).map_err(|error| error.error)
}

/// Seals a block.
pub fn seal(mut header: Header, seal: Seal) {
	header.digest.push(seal.to_digest_item());
	LAST.set(Some(header));
}

/// Takes a header as it is for that of the last block.
pub fn force_parent(header: Header) {
	LAST.set(Some(header));
}

/// The seal without votes of the block at a height.
pub fn plain_seal(number: u32) -> Seal {
	Seal::new(number.into(), H256::repeat_byte(0x3a))
}

/// Runs a block with these pre-runtime digests and no votes, `gap_ms` after its parent.
pub fn block_with(digest: Digest, gap_ms: u64) -> Vec<DigestItem> {
	start_block(digest, gap_ms);
	if System::block_number() > 1 {
		assert_eq!(apply(note(parent(), Vec::new())), Ok(()));
	}
	let header = end_block();
	let logs = header.digest.logs.clone();
	let number = header.number;
	seal(header, plain_seal(number));
	logs
}

/// Runs a block of [`MINER`], `gap_ms` after its parent.
pub fn block(gap_ms: u64) -> Vec<DigestItem> {
	block_with(digest(MINER), gap_ms)
}

/// A ticket of the mock's registry.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Ticket {
	/// The share; its first byte says whose key votes.
	pub share: H256,
	/// Whether a staking node votes.
	pub by_node: bool,
}

#[storage_alias]
pub type Lottery = StorageValue<Mock, Vec<Ticket>, frame_support::pallet_prelude::ValueQuery>;
#[storage_alias]
pub type Bought = StorageValue<Mock, Vec<Ticket>, frame_support::pallet_prelude::ValueQuery>;
/// What was settled so far.
#[storage_alias]
pub type Settled = StorageValue<
	Mock,
	Vec<(DrawnTicket, TicketOutcome, Balance)>,
	frame_support::pallet_prelude::ValueQuery,
>;
/// Heights of the blocks in which the set moved on.
#[storage_alias]
pub type Advanced = StorageValue<Mock, Vec<u32>, frame_support::pallet_prelude::ValueQuery>;

/// Keeps tickets in a list.
#[derive(Debug)]
pub struct Shares;

impl ShareRegistry for Shares {
	fn tickets() -> u64 {
		Lottery::get().len() as u64
	}

	fn draw(seed: &H256, count: u8) -> Draw {
		let mut left = Lottery::get();
		let mut draw = Draw::new();
		for ticket_index in 0..count {
			if left.is_empty() {
				break;
			}
			let hash = sp_io::hashing::blake2_256(&(seed, ticket_index).encode());
			let ticket = left.remove(usize::from(hash[0]) % left.len());
			let drawn = DrawnTicket {
				ticket_index,
				share: ticket.share,
				vote_address: voter(ticket.share[0]).1.to_bytes(),
				by_node: ticket.by_node,
			};
			draw.try_push(drawn).expect("not too many");
		}
		draw
	}

	fn draw_for_child(parent_seed: Option<&H256>, seed: &H256, count: u8) -> Draw {
		let draw = with_transaction(|| {
			if let Some(seed) = parent_seed {
				let missed = |ticket| (ticket, TicketOutcome::Missed, 0);
				let outcomes: Vec<_> = Self::draw(seed, count).into_iter().map(missed).collect();
				Self::settle(&outcomes);
			}
			Self::advance();
			TransactionOutcome::Rollback(Ok::<_, sp_runtime::DispatchError>(Self::draw(
				seed, count,
			)))
		});
		draw.expect("not nested too deeply")
	}

	fn settle(outcomes: &[(DrawnTicket, TicketOutcome, Balance)]) {
		let mut tickets = Lottery::get();
		for (ticket, ..) in outcomes {
			let position = tickets.iter().position(|other| other.share == ticket.share);
			tickets.remove(position.expect("a ticket is settled once"));
		}
		Lottery::put(tickets);
		Settled::mutate(|settled| settled.extend_from_slice(outcomes));
	}

	fn advance() {
		let bought = Bought::take();
		Lottery::mutate(|tickets| tickets.extend(bought));
		Advanced::mutate(|heights| heights.push(System::block_number()));
	}
}

/// Buys tickets of shares of their own that enter the lottery with the next block.
pub fn buy(numbers: core::ops::Range<u8>, by_node: bool) {
	Bought::mutate(|tickets| {
		tickets.extend(numbers.map(|number| Ticket { share: H256::repeat_byte(number), by_node }));
	});
}

/// Key and vote address of a share.
pub fn voter(number: u8) -> (SpendingKey, OneTimeAddress) {
	let key = SpendingKey::from_seed(&Seed::from_bytes([number; 32])).expect("a good seed");
	let address = key.payment_address().one_time(Scalar::from(9u64));
	(key, address)
}

/// The vote of a ticket for a block: `header` without seal.
pub fn vote(header: &Header, seed: H256, ticket: &DrawnTicket) -> Vote {
	let (key, address) = voter(ticket.share[0]);
	let mut vote = Vote {
		pre_hash: header.hash(),
		parent_hash: *header.parent_hash(),
		share: ticket.share,
		ticket_index: ticket.ticket_index,
		signature: [0; 64],
	};
	let secret = *key.spend_auth() * key.view();
	let mut rng = ChaCha20Rng::from_seed([9; 32]);
	let message = vote.message(&GENESIS, &seed);
	let signature = schnorr::sign(&FROM_SIGNATURE, &secret, address.base(), &message, &mut rng);
	vote.signature = signature.expect("a good key");
	vote
}

/// A block that was executed and whose votes are there.
pub struct Candidate {
	/// Without seal.
	pub header: Header,
	/// The seal without votes.
	pub seal: Seal,
	/// What it drew.
	pub draw: Draw,
	/// A vote of each ticket.
	pub votes: Vec<Vote>,
}

/// Runs a block with these late votes; draws at its parent's state, as clients do.
pub fn candidate(late_votes: Vec<Vote>) -> Candidate {
	let number = System::block_number() + 1;
	let seal = plain_seal(number);
	let seed = seal.lottery_seed();
	let parent_seed = (number > 1).then(|| plain_seal(number - 1).lottery_seed());
	let draw = PowPos::draw_for_child(parent_seed, seed);
	start_block(digest(MINER), TARGET_MS);
	if number > 1 {
		assert_eq!(apply(note(parent(), late_votes)), Ok(()));
	}
	let header = end_block();
	let votes = draw.iter().map(|ticket| vote(&header, seed, ticket)).collect();
	Candidate { header, seal, draw, votes }
}

/// Runs a block with these late votes and seals it with those of its votes that `cast` names.
pub fn voted_block(late_votes: Vec<Vote>, cast: &[usize]) -> Candidate {
	let mut found = candidate(late_votes);
	let votes: Vec<_> = cast.iter().map(|index| found.votes[*index].clone()).collect();
	found.seal.votes = votes.try_into().expect("not too many");
	seal(found.header.clone(), found.seal.clone());
	found
}

/// The events of this pallet in the last block.
pub fn events() -> Vec<crate::Event<Test>> {
	let events = System::events().into_iter().map(|record| record.event);
	events
		.filter_map(|event| match event {
			RuntimeEvent::PowPos(event) => Some(event),
			_ => None,
		})
		.collect()
}
