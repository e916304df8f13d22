// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Referenda on the development preset: what each track can do, what it takes, and what it cannot do.

mod common;

use common::{changed_genesis, genesis, signed, Chain};
use frame_support::traits::{schedule::DispatchTime, StorePreimage};
use pallet_conviction_voting::{AccountVote, Conviction, Vote};
use pallet_governance::Origin;
use pallet_referenda::{ReferendumInfo, ReferendumInfoOf, TracksInfo};
use pallet_shielded_assets::types::CircuitStatus;
use sero_primitives::units::SERO;
use sero_runtime::{
	configs::governance::{Tracks, TreasuryAccount},
	demo, Balance, Balances, OriginCaller, Preimage, Runtime, RuntimeCall, RuntimeEvent,
	RuntimeOrigin, ShieldedAssets, System, UncheckedExtrinsic,
};
use sero_shielded_primitives::CircuitVersion;
use sp_core::H256;
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave};
use std::collections::BTreeMap;

/// Most blocks from submission to enactment on the development preset.
const MOST_BLOCKS: u32 = 12;

/// A chain whose accounts send transactions.
#[derive(Default)]
struct Country {
	chain: Chain,
	nonces: BTreeMap<String, u32>,
}

impl Country {
	fn new() -> Self {
		let mut country = Self::default();
		// Signatures cover the genesis hash, which the state holds from block 1 on.
		country.chain.block(vec![]);
		country
	}

	fn sign(&mut self, from: Sr25519Keyring, call: impl Into<RuntimeCall>) -> UncheckedExtrinsic {
		let nonce = self.nonces.entry(from.to_string()).or_default();
		let transaction = signed(from, *nonce, call.into());
		*nonce += 1;
		transaction
	}

	/// Submits a referendum of Alice, pays its deposit, and lets `voters` vote for it. Returns its number.
	fn propose(
		&mut self,
		origin: OriginCaller,
		call: RuntimeCall,
		voters: &[(Sr25519Keyring, bool, Balance)],
	) -> u32 {
		let number = pallet_referenda::ReferendumCount::<Runtime>::get();
		let submit = pallet_referenda::Call::<Runtime>::submit {
			proposal_origin: Box::new(origin),
			proposal: Preimage::bound(call).unwrap(),
			enactment_moment: DispatchTime::After(0),
		};
		let mut transactions = vec![
			self.sign(Alice, submit),
			self.sign(
				Alice,
				pallet_referenda::Call::<Runtime>::place_decision_deposit { index: number },
			),
		];
		for (voter, aye, balance) in voters {
			let vote = Vote { aye: *aye, conviction: Conviction::Locked1x };
			let vote = AccountVote::Standard { vote, balance: *balance };
			let call = pallet_conviction_voting::Call::<Runtime>::vote { poll_index: number, vote };
			transactions.push(self.sign(*voter, call));
		}
		self.chain.block(transactions);
		number
	}

	/// Makes blocks until `done`; returns how many.
	///
	/// # Panics
	/// After [`MOST_BLOCKS`].
	fn blocks_until(&mut self, done: impl Fn() -> bool) -> u32 {
		for count in 0..MOST_BLOCKS {
			if done() {
				return count;
			}
			self.chain.block(vec![]);
		}
		panic!("not after {MOST_BLOCKS} blocks");
	}
}

fn root() -> OriginCaller {
	OriginCaller::system(frame_system::RawOrigin::Root)
}

fn majority() -> [(Sr25519Keyring, bool, Balance); 3] {
	[Alice, Bob, Charlie].map(|voter| (voter, true, demo::ACCOUNT_ENDOWMENT / 2))
}

fn status() -> CircuitStatus {
	ShieldedAssets::circuit_versions()[0].1
}

fn referendum(number: u32) -> ReferendumInfoOf<Runtime, ()> {
	pallet_referenda::ReferendumInfoFor::<Runtime>::get(number).expect("it was submitted")
}

/// What the referendum's call returned, from the events of this block.
fn dispatched() -> Option<sp_runtime::DispatchResult> {
	System::events().into_iter().find_map(|record| match record.event {
		// The enactment has a name, the alarms of referenda have none.
		RuntimeEvent::Scheduler(pallet_scheduler::Event::Dispatched {
			id: Some(_),
			result,
			..
		}) => Some(result),
		_ => None,
	})
}

#[test]
fn a_quick_referendum_pauses_a_circuit_and_root_resumes_it() {
	genesis("development").execute_with(|| {
		let mut country = Country::new();
		let version = CircuitVersion::V1;
		let pause = pallet_shielded_assets::Call::pause_circuit { version };
		country.propose(Origin::CircuitPauser.into(), pause.into(), &majority());
		country.blocks_until(|| status() == CircuitStatus::Paused);

		// The same track cannot resume: who steals through a broken circuit has to wait.
		let resume = pallet_shielded_assets::Call::resume_circuit { version };
		country.propose(Origin::CircuitPauser.into(), resume.clone().into(), &majority());
		country.blocks_until(|| dispatched().is_some());
		assert_eq!(dispatched(), Some(Err(sp_runtime::DispatchError::BadOrigin)));
		assert_eq!(status(), CircuitStatus::Paused);

		country.propose(root(), resume.into(), &majority());
		country.blocks_until(|| status() == CircuitStatus::Active);
	});
}

#[test]
fn only_the_root_track_authorizes_an_upgrade() {
	genesis("development").execute_with(|| {
		let mut country = Country::new();
		let code_hash = H256::repeat_byte(5);
		let authorize: RuntimeCall = frame_system::Call::authorize_upgrade { code_hash }.into();
		for origin in [Origin::CircuitPauser, Origin::ParameterAdmin] {
			country.propose(origin.into(), authorize.clone(), &majority());
			country.blocks_until(|| dispatched().is_some());
			assert_eq!(dispatched(), Some(Err(sp_runtime::DispatchError::BadOrigin)));
			assert!(System::authorized_upgrade().is_none());
		}
		country.propose(root(), authorize, &majority());
		let blocks = country.blocks_until(|| System::authorized_upgrade().is_some());
		assert!(blocks <= 10, "{blocks}");
		// Any code but the one with this hash is refused.
		let other = RuntimeOrigin::signed(Bob.to_account_id());
		let refused = System::apply_authorized_upgrade(other, b"other code".to_vec());
		assert_eq!(refused.unwrap_err().error, frame_system::Error::<Runtime>::Unauthorized.into());
	});
}

#[test]
fn a_referendum_needs_a_part_of_all_sero_and_a_majority() {
	genesis("development").execute_with(|| {
		let mut country = Country::new();
		let remark: RuntimeCall = frame_system::Call::remark { remark: vec![1] }.into();
		let ended = |number| !matches!(referendum(number), ReferendumInfo::Ongoing(_));
		// All of those who vote, but less than 5 % of what exists.
		let few = [(Bob, true, 1_000 * SERO)];
		let number = country.propose(root(), remark.clone(), &few);
		country.blocks_until(|| ended(number));
		assert!(matches!(referendum(number), ReferendumInfo::Rejected(..)));
		// Enough of them, but more against it.
		let split = [
			(Bob, true, demo::ACCOUNT_ENDOWMENT / 2),
			(Charlie, false, demo::ACCOUNT_ENDOWMENT / 2),
			(Dave, false, SERO),
		];
		let number = country.propose(root(), remark, &split);
		country.blocks_until(|| ended(number));
		assert!(matches!(referendum(number), ReferendumInfo::Rejected(..)));
	});
}

#[test]
fn root_pays_out_of_the_treasury_what_the_emission_paid_into_it() {
	let share = SERO;
	let with_share = |config: &mut serde_json::Value| {
		let emission = &mut config["powPosConsensus"]["emission"];
		emission["teamReward"] = serde_json::to_value(share).unwrap();
		emission["teamPaymentInterval"] = 2.into();
	};
	changed_genesis("development", with_share).execute_with(|| {
		let treasury = TreasuryAccount::get();
		let before = Balances::free_balance(&treasury);
		let mut country = Country::new();
		country.chain.block(vec![]);
		assert_eq!(Balances::free_balance(&treasury), before + 2 * share);
		let beneficiary = Dave.to_account_id();
		let spend = pallet_treasury::Call::<Runtime>::spend {
			asset_kind: Box::new(()),
			amount: share,
			beneficiary: Box::new(beneficiary.clone().into()),
			valid_from: None,
		};
		country.propose(root(), spend.into(), &majority());
		country.blocks_until(|| pallet_treasury::Spends::<Runtime>::get(0).is_some());
		let payout = pallet_treasury::Call::<Runtime>::payout { index: 0 };
		let payout = country.sign(Bob, payout);
		country.chain.block(vec![payout]);
		assert_eq!(Balances::free_balance(beneficiary), demo::ACCOUNT_ENDOWMENT + share);
		assert!(ShieldedAssets::supply_audit()[0].balanced);
	});
}

#[test]
fn the_settings_of_the_tracks_are_changed_by_root() {
	genesis("development").execute_with(|| {
		let mut country = Country::new();
		let mut settings = pallet_governance::Settings::<Runtime>::get();
		settings.parameters.decision_period += 1;
		let change: RuntimeCall = pallet_governance::Call::set_settings { settings }.into();
		assert!(Preimage::bound(change.clone()).is_ok_and(|bound| bound.lookup_needed()));
		// More than 128 bytes: the referendum names the hash, and somebody notes the preimage.
		let note = pallet_preimage::Call::<Runtime>::note_preimage {
			bytes: codec::Encode::encode(&change),
		};
		let note = country.sign(Bob, note);
		country.chain.block(vec![note]);
		country.propose(root(), change, &majority());
		country.blocks_until(|| pallet_governance::Settings::<Runtime>::get() == settings);
		let info = Tracks::info(2).unwrap();
		assert_eq!(info.decision_period, settings.parameters.decision_period);
	});
}

#[test]
fn the_tracks_are_these() {
	let names = || -> Vec<(u16, String)> {
		let text = |name: [u8; 25]| String::from_utf8(name.to_vec()).unwrap();
		Tracks::tracks()
			.map(|track| (track.id, text(track.info.name).trim_end_matches('\0').into()))
			.collect()
	};
	let expected = [(0, "root"), (1, "circuit_pause"), (2, "parameters")];
	genesis("development").execute_with(|| {
		assert_eq!(names(), expected.map(|(id, name)| (id, name.to_string())));
		assert_eq!(Tracks::track_for(&root()), Ok(0));
		assert_eq!(Tracks::track_for(&Origin::CircuitPauser.into()), Ok(1));
		assert_eq!(Tracks::track_for(&Origin::ParameterAdmin.into()), Ok(2));
		let alice = frame_system::RawOrigin::Signed(Alice.to_account_id());
		assert_eq!(Tracks::track_for(&OriginCaller::system(alice)), Err(()));
		// A dozen blocks in all.
		for track in Tracks::tracks() {
			let info = &track.info;
			let periods = [info.decision_period, info.confirm_period, info.min_enactment_period];
			assert!(info.prepare_period + periods.iter().sum::<u32>() <= 10, "{}", track.id);
		}
	});
	// Without settings of its own a chain has those of one with value.
	sp_io::TestExternalities::new_empty().execute_with(|| {
		assert!(Tracks::info(0).unwrap().decision_period > 90_000);
	});
}
