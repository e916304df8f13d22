// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Referenda, votes, preimages, what is done later, the treasury.
//!
//! SERO on accounts votes, hidden SERO does not: a vote is public, so is what it weighs. What a referendum
//! needs is nevertheless measured against all SERO there is, so that a few who keep theirs on accounts do
//! not decide for everybody.

use super::system::RuntimeBlockWeights;
use crate::{
	AccountId, Balance, Balances, BlockNumber, OriginCaller, Preimage, Referenda, Runtime,
	RuntimeCall, RuntimeEvent, RuntimeHoldReason, RuntimeOrigin, Scheduler, ShieldedAssets, System,
	Treasury,
};
use alloc::borrow::Cow;
use frame_support::{
	parameter_types,
	traits::{
		fungible::{HoldConsideration, Mutate},
		tokens::{PayFromAccount, UnityAssetBalanceConversion},
		ConstU32, EqualPrivilegeOnly, Get, LinearStoragePrice,
	},
	weights::{constants::ParityDbWeight, Weight},
	PalletId,
};
use frame_system::{EnsureRoot, EnsureRootWithSuccess, EnsureSigned};
use pallet_governance::{GovernanceSettings, Origin, TrackSettings};
use pallet_referenda::{Curve, Track, TrackInfo, TracksInfo};
use sero_primitives::{
	units::{GTA, MILLI_SERO},
	CurrencyId,
};
use sp_runtime::{traits::AccountIdLookup, Perbill, Permill};

parameter_types! {
	/// Deposit for a preimage, besides that for its bytes: 0.1 SERO.
	pub const PreimageBaseDeposit: Balance = 100 * MILLI_SERO;
	/// Deposit for each of its bytes: 1 MiB costs about 10 SERO.
	pub const PreimageByteDeposit: Balance = 10_000 * GTA;
	pub const PreimageHoldReason: RuntimeHoldReason =
		RuntimeHoldReason::Preimage(pallet_preimage::HoldReason::Preimage);
	/// What scheduled calls may take of a block.
	pub MaximumSchedulerWeight: Weight =
		Perbill::from_percent(80) * RuntimeBlockWeights::get().max_block;
	pub const TreasuryPalletId: PalletId = PalletId(*b"sero/try");
	pub TreasuryAccount: AccountId = Treasury::account_id();
	/// Root may spend whatever the treasury has.
	pub const MaxTreasurySpend: Balance = Balance::MAX;
	pub const NothingBurns: Permill = Permill::zero();
	/// Blocks between spending rounds: a day at 13 seconds.
	pub const SpendPeriod: BlockNumber = 6_646;
	/// Blocks for which an approved payment can be collected: 30 days at 13 seconds.
	pub const PayoutPeriod: BlockNumber = 199_380;
}

impl pallet_preimage::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_preimage::weights::SubstrateWeight<Runtime>;
	type Currency = Balances;
	type ManagerOrigin = EnsureRoot<AccountId>;
	type Consideration = HoldConsideration<
		AccountId,
		Balances,
		PreimageHoldReason,
		LinearStoragePrice<PreimageBaseDeposit, PreimageByteDeposit, Balance>,
	>;
}

impl pallet_scheduler::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeOrigin = RuntimeOrigin;
	type PalletsOrigin = OriginCaller;
	type RuntimeCall = RuntimeCall;
	type MaximumWeight = MaximumSchedulerWeight;
	type ScheduleOrigin = EnsureRoot<AccountId>;
	type OriginPrivilegeCmp = EqualPrivilegeOnly;
	type MaxScheduledPerBlock = ConstU32<50>;
	type WeightInfo = pallet_scheduler::weights::SubstrateWeight<Runtime>;
	type Preimages = Preimage;
	type BlockNumberProvider = System;
}

/// All SERO that exists: on accounts, in notes, staked, and collected as fees.
#[derive(Debug)]
pub struct AllSero;

impl Get<Balance> for AllSero {
	fn get() -> Balance {
		ShieldedAssets::currency_supply(CurrencyId::SERO)
			.map_or_else(Balances::total_issuance, |supply| supply.total)
	}
}

/// A number out of the settings of the chain.
macro_rules! setting {
	($(#[$doc:meta])* $name:ident: $type:ty = $field:ident) => {
		$(#[$doc])*
		#[derive(Debug)]
		pub struct $name;

		impl Get<$type> for $name {
			fn get() -> $type {
				settings().$field
			}
		}
	};
}

/// The settings of the chain.
fn settings() -> GovernanceSettings {
	pallet_governance::Settings::<Runtime>::get()
}

setting! {
	/// For how many blocks a vote with conviction 1 locks its amount.
	VoteLockingPeriod: BlockNumber = vote_locking_period
}
setting! {
	/// Blocks after which an undecided referendum is over.
	UndecidingTimeout: BlockNumber = undeciding_timeout
}
setting! {
	/// Deposit for a referendum's submission.
	SubmissionDeposit: Balance = submission_deposit
}

impl pallet_conviction_voting::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_conviction_voting::weights::SubstrateWeight<Runtime>;
	type Currency = Balances;
	type Polls = Referenda;
	type MaxTurnout = AllSero;
	type MaxVotes = ConstU32<64>;
	type VoteLockingPeriod = VoteLockingPeriod;
	type BlockNumberProvider = System;
	type VotingHooks = ();
}

/// The tracks, in ascending order of their ids.
#[derive(Debug)]
pub struct Tracks;

/// Track of root.
const ROOT: u16 = 0;
/// Track that pauses circuits.
const CIRCUIT_PAUSE: u16 = 1;
/// Track that sets parameters.
const PARAMETERS: u16 = 2;

/// Bytes of a track's name, as pallet-referenda has it.
const TRACK_NAME_BYTES: usize = 25;

const fn percent(parts: u32) -> Perbill {
	Perbill::from_percent(parts)
}

impl Tracks {
	fn track<const LENGTH: usize>(
		id: u16,
		name: &[u8; LENGTH],
		settings: TrackSettings,
		min_approval: Curve,
		min_support: Curve,
	) -> Cow<'static, Track<u16, Balance, BlockNumber>> {
		let mut padded = [0; TRACK_NAME_BYTES];
		padded.iter_mut().zip(name).for_each(|(to, from)| *to = *from);
		Cow::Owned(Track {
			id,
			info: TrackInfo {
				name: padded,
				max_deciding: settings.max_deciding,
				decision_deposit: settings.decision_deposit,
				prepare_period: settings.prepare_period,
				decision_period: settings.decision_period,
				confirm_period: settings.confirm_period,
				min_enactment_period: settings.min_enactment_period,
				min_approval,
				min_support,
			},
		})
	}
}

impl TracksInfo<Balance, BlockNumber> for Tracks {
	type Id = u16;
	type RuntimeOrigin = OriginCaller;

	fn tracks() -> impl Iterator<Item = Cow<'static, Track<u16, Balance, BlockNumber>>> {
		let settings = settings();
		let falling = |length, floor, ceil| Curve::LinearDecreasing { length, floor, ceil };
		let all = percent(100);
		[
			// A simple majority at last, of 5 % of all SERO.
			Self::track(
				ROOT,
				b"root",
				settings.root,
				falling(all, percent(50), all),
				falling(all, percent(5), percent(50)),
			),
			// Two thirds, soon of 1 % of all SERO.
			Self::track(
				CIRCUIT_PAUSE,
				b"circuit_pause",
				settings.circuit_pause,
				falling(all, percent(66), percent(80)),
				falling(percent(25), percent(1), percent(25)),
			),
			Self::track(
				PARAMETERS,
				b"parameters",
				settings.parameters,
				falling(all, percent(50), percent(90)),
				falling(all, percent(2), percent(30)),
			),
		]
		.into_iter()
	}

	fn track_for(origin: &OriginCaller) -> Result<u16, ()> {
		match origin {
			OriginCaller::system(frame_system::RawOrigin::Root) => Ok(ROOT),
			OriginCaller::Governance(Origin::CircuitPauser) => Ok(CIRCUIT_PAUSE),
			OriginCaller::Governance(Origin::ParameterAdmin) => Ok(PARAMETERS),
			_ => Err(()),
		}
	}
}

impl pallet_referenda::Config for Runtime {
	type RuntimeCall = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_referenda::weights::SubstrateWeight<Runtime>;
	type Scheduler = Scheduler;
	type Currency = Balances;
	type SubmitOrigin = EnsureSigned<AccountId>;
	type CancelOrigin = EnsureRoot<AccountId>;
	type KillOrigin = EnsureRoot<AccountId>;
	// The deposits of killed referenda.
	type Slash = Treasury;
	type Votes = Balance;
	type Tally = pallet_conviction_voting::TallyOf<Runtime>;
	type SubmissionDeposit = SubmissionDeposit;
	type MaxQueued = ConstU32<20>;
	type UndecidingTimeout = UndecidingTimeout;
	type AlarmInterval = ConstU32<1>;
	type Tracks = Tracks;
	type Preimages = Preimage;
	type BlockNumberProvider = System;
}

impl pallet_treasury::Config for Runtime {
	type Currency = Balances;
	type RejectOrigin = EnsureRoot<AccountId>;
	type RuntimeEvent = RuntimeEvent;
	type SpendPeriod = SpendPeriod;
	type Burn = NothingBurns;
	type PalletId = TreasuryPalletId;
	type BurnDestination = ();
	type WeightInfo = pallet_treasury::weights::SubstrateWeight<Runtime>;
	type SpendFunds = ();
	type MaxApprovals = ConstU32<100>;
	type SpendOrigin = EnsureRootWithSuccess<AccountId, MaxTreasurySpend>;
	type AssetKind = ();
	type Beneficiary = AccountId;
	type BeneficiaryLookup = AccountIdLookup<AccountId, ()>;
	type Paymaster = PayFromAccount<Balances, TreasuryAccount>;
	type BalanceConverter = UnityAssetBalanceConversion;
	type PayoutPeriod = PayoutPeriod;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ();
	type BlockNumberProvider = System;
}

impl pallet_governance::Config for Runtime {
	type AdminOrigin = EnsureRoot<AccountId>;
	type WeightInfo = pallet_governance::weights::SeroWeight<ParityDbWeight>;
}

/// The treasury's account, which gets the community's share of the emission.
#[derive(Debug)]
pub struct CommunityTreasury;

impl sero_consensus_primitives::Treasury for CommunityTreasury {
	fn pay(amount: Balance) -> bool {
		Balances::mint_into(&TreasuryAccount::get(), amount).is_ok()
	}
}
