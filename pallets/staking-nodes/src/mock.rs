// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! A runtime with this pallet on a ledger that counts what is staked and remembers what it paid, and
//! the harness that runs blocks of it as the consensus pallet does.

use crate as pallet_staking_nodes;
use crate::{types::*, PriceCurve};
use codec::Encode;
use core::cell::RefCell;
use frame_support::{
	derive_impl,
	storage::{with_transaction, TransactionOutcome},
};
use sero_consensus_primitives::{Draw, DrawnTicket, ShareId, ShareRegistry, TicketOutcome};
use sero_primitives::{units::SERO, Balance};
use sero_shielded_primitives::{
	NodeId, OneTimeAddressBytes, PublicOrigin, PublicOutput, RejectReason, ShieldedLedger,
	StakingAction, StakingActions, TxId,
};
use sp_core::H256;
use sp_runtime::{BuildStorage, DispatchError};

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
	pub type Staking = pallet_staking_nodes::Pallet<Test>;
}

pub type Block = frame_system::mocking::MockBlockU32<Test>;

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
}

impl crate::Config for Test {
	type Ledger = Ledger;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Ledger;
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::benchmarking::BenchmarkHelper for Ledger {
	fn address() -> OneTimeAddressBytes {
		address(1)
	}
}

/// Bytes that are no point.
pub const NO_POINT: OneTimeAddressBytes = OneTimeAddressBytes([0xff; 96]);
/// Points of low order.
pub const LOW_ORDER: OneTimeAddressBytes = OneTimeAddressBytes([0xfe; 96]);

/// A one-time address.
pub fn address(number: u8) -> OneTimeAddressBytes {
	assert!(number < 0xfe);
	OneTimeAddressBytes([number; 96])
}

/// A note that was paid.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Note {
	pub to: OneTimeAddressBytes,
	pub principal: Balance,
	pub reward: Balance,
}

/// What the ledger has.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Books {
	/// What is staked.
	pub staked: Balance,
	/// Notes since the last time they were taken.
	pub notes: Vec<Note>,
	/// Why payments fail.
	pub failure: Option<RejectReason>,
	/// Positions given out.
	pub positions: u32,
}

thread_local! {
	static BOOKS: RefCell<Books> = RefCell::default();
}

/// Reads or changes the ledger.
pub fn books<R>(f: impl FnOnce(&mut Books) -> R) -> R {
	BOOKS.with(|books| f(&mut books.borrow_mut()))
}

/// What was paid since the last time.
pub fn take_notes() -> Vec<Note> {
	books(|books| core::mem::take(&mut books.notes))
}

/// Counts stakes and remembers payments.
#[derive(Debug)]
pub struct Ledger;

impl ShieldedLedger for Ledger {
	fn check_address(address: &OneTimeAddressBytes) -> Result<(), RejectReason> {
		match *address {
			NO_POINT => Err(RejectReason::InvalidPoint),
			LOW_ORDER => Err(RejectReason::LowOrderPoint),
			_ => Ok(()),
		}
	}

	fn mint_public_note(_: PublicOrigin, _: PublicOutput) -> Result<u32, RejectReason> {
		Err(RejectReason::InvalidAction)
	}

	fn pay_coinbase(_: &OneTimeAddressBytes, _: Balance) -> Result<Balance, RejectReason> {
		Err(RejectReason::InvalidAction)
	}

	fn mint_stake(amount: Balance) -> Result<(), RejectReason> {
		books(|books| {
			let sum = books.staked.checked_add(amount);
			books.staked = sum.ok_or(RejectReason::TurnstileViolation)?;
			Ok(())
		})
	}

	fn pay_stake(
		to: &OneTimeAddressBytes,
		principal: Balance,
		reward: Balance,
	) -> Result<u32, RejectReason> {
		books(|books| {
			if let Some(reason) = books.failure {
				return Err(reason);
			}
			if principal == 0 && reward == 0 {
				return Err(RejectReason::InvalidPublicOutput);
			}
			let left = books.staked.checked_sub(principal);
			books.staked = left.ok_or(RejectReason::TurnstileViolation)?;
			books.notes.push(Note { to: *to, principal, reward });
			books.positions += 1;
			Ok(books.positions - 1)
		})
	}
}

/// The main chain's price.
pub fn main_price() -> PriceCurve {
	PriceCurve {
		base: 2 * SERO,
		step: 759_357_240_838_722,
		target: 326_592,
		surge: 232_509_443_231,
	}
}

/// The main chain's parameters.
pub fn main_params() -> StakingParams {
	StakingParams {
		price: main_price(),
		max_tickets_per_purchase: 1_000,
		expiry_blocks: 198_720,
		miss_blocks: 596_160,
		payment_cycle_blocks: 42_336,
		node_deposit: 200_000 * SERO,
		node_lock_blocks: 198_720,
		node_min_fee: 2_500,
		node_max_fee: 7_500,
	}
}

/// Short windows and a price that does not change.
pub fn params() -> StakingParams {
	StakingParams {
		price: PriceCurve { base: 2 * SERO, step: 0, target: u64::MAX, surge: 0 },
		expiry_blocks: 20,
		miss_blocks: 60,
		payment_cycle_blocks: 5,
		node_lock_blocks: 10,
		..main_params()
	}
}

/// A configuration with these parameters.
pub fn config(params: StakingParams) -> crate::GenesisConfig<Test> {
	crate::GenesisConfig { params: Some(params), ..Default::default() }
}

/// A chain at its genesis block.
pub fn chain_of(config: crate::GenesisConfig<Test>) -> sp_io::TestExternalities {
	books(|books| *books = Books::default());
	let genesis = RuntimeGenesisConfig { system: Default::default(), staking: config };
	let mut chain: sp_io::TestExternalities =
		genesis.build_storage().expect("the genesis configuration is a good one").into();
	chain.execute_with(check);
	chain
}

/// A chain without shares.
pub fn chain() -> sp_io::TestExternalities {
	chain_of(config(params()))
}

/// A chain without staking, for the benchmarks.
#[cfg(feature = "runtime-benchmarks")]
pub fn empty_chain() -> sp_io::TestExternalities {
	chain_of(Default::default())
}

/// Everything adds up, here and in the ledger.
#[track_caller]
pub fn check() {
	assert_eq!(Staking::do_try_state(), Ok(()));
	assert_eq!(books(|books| books.staked), crate::Sums::<Test>::get().staked);
}

/// Starts the next block: `settle` with these outcomes of the parent's draw, then `advance`.
pub fn start_block_with(outcomes: &[(DrawnTicket, TicketOutcome, Balance)]) {
	let number = System::block_number() + 1;
	System::reset_events();
	System::initialize(&number, &H256::repeat_byte(1), &Default::default());
	<Staking as ShareRegistry>::settle(outcomes);
	<Staking as ShareRegistry>::advance();
}

/// Starts the next block; its parent drew nothing.
pub fn start_block() {
	start_block_with(&[]);
}

/// Runs blocks whose parents drew nothing, up to this one.
pub fn run_to(number: u32) {
	while System::block_number() < number {
		start_block();
	}
}

/// The lottery seed of a block.
pub fn seed(number: u32) -> H256 {
	H256(sp_io::hashing::blake2_256(&number.to_le_bytes()))
}

/// What the current block draws.
pub fn draw() -> Draw {
	Staking::draw(&seed(System::block_number()), 3)
}

/// What the current block's tickets do.
pub fn outcomes(
	outcome: TicketOutcome,
	reward: Balance,
) -> Vec<(DrawnTicket, TicketOutcome, Balance)> {
	draw().into_iter().map(|ticket| (ticket, outcome, reward)).collect()
}

/// The id of a bundle.
pub fn bundle(number: u32) -> TxId {
	TxId(sp_io::hashing::blake2_256(&(b"bundle", number).encode()))
}

/// The share that a bundle bought.
pub fn share_of(number: u32) -> ShareId {
	Staking::share_id(&bundle(number))
}

/// The node that a bundle registered.
pub fn node_of(number: u32) -> NodeId {
	NodeId(bundle(number).0)
}

/// The record of a share.
pub fn share(id: ShareId) -> Share {
	crate::Shares::<Test>::get(id).expect("the share exists")
}

/// The record of a node.
pub fn node(id: NodeId) -> StakingNode {
	crate::Nodes::<Test>::get(id).expect("the node exists")
}

/// Does an action as the pallet of the hidden pool does: check, book the money, apply; all or
/// nothing.
pub fn act(
	number: u32,
	from: &OneTimeAddressBytes,
	action: &StakingAction,
) -> Result<(), RejectReason> {
	let before = books(|books| books.clone());
	let mut result = Ok(());
	let done = with_transaction(|| {
		result = Staking::check(from, action).and_then(|()| {
			Ledger::mint_stake(action.amount())?;
			Staking::apply(&bundle(number), from, action)
		});
		match result {
			Ok(()) => TransactionOutcome::Commit(Ok::<(), DispatchError>(())),
			Err(_) => TransactionOutcome::Rollback(Ok(())),
		}
	});
	assert_eq!(done, Ok(()));
	if result.is_err() {
		books(|books| *books = before);
	}
	check();
	result
}

/// Buys a share for its owner, who votes with it.
pub fn buy(number: u32, owner: u8, node: Option<NodeId>, amount: Balance) -> ShareId {
	let action = StakingAction::BuyShare { vote_address: address(owner + 100), node, amount };
	assert_eq!(act(number, &address(owner), &action), Ok(()));
	share_of(number)
}

/// Registers a node.
pub fn register(number: u32, owner: u8, fee: u16) -> NodeId {
	let action = StakingAction::RegisterNode {
		vote_address: address(owner + 100),
		fee,
		deposit: params().node_deposit,
	};
	assert_eq!(act(number, &address(owner), &action), Ok(()));
	node_of(number)
}

/// Asserts that an action is refused by check and by apply, and that nothing changes.
#[track_caller]
pub fn assert_refused(from: &OneTimeAddressBytes, action: &StakingAction, reason: RejectReason) {
	let root = || sp_io::storage::root(sp_runtime::StateVersion::V1);
	let before = root();
	assert_eq!(Staking::check(from, action), Err(reason), "in the check");
	assert_eq!(act(u32::MAX, from, action), Err(reason));
	assert_eq!(root(), before, "a refused action changes nothing");
}

/// The events of this pallet in the current block.
pub fn events() -> Vec<crate::Event<Test>> {
	System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Staking(event) => Some(event),
			_ => None,
		})
		.collect()
}
