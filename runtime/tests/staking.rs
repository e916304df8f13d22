// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Shares bought with real bundles, drawn, voted with real keys, and paid: to the last base unit.

mod common;

use common::{bare, changed_genesis, genesis, genesis_notes, Chain, GENESIS};
use pallet_pow_pos_consensus::Emitted;
use pallet_shielded_assets::{types::SupplyReport, weights::SeroWeight, WeightInfo};
use sero_primitives::{units::SERO, Balance, CurrencyId};
use sero_runtime::{
	bundle_extrinsic, demo, Executive, PowPosConsensus, Runtime, ShieldedAssets, StakingNodes,
	System,
};
use sero_shielded_primitives::{
	Action, NodeId, NoteEntry, OneTimeAddressBytes, PublicNoteRecord, PublicOrigin, StakingAction,
};
use sero_zk_crypto::{Asset, OneTimeAddress, Seed, SpendingKey};
use sero_zk_prover::test_utils::{rng, spending_key, Funded};
use sp_core::H256;
use sp_io::TestExternalities;

/// Key and address of a demo voter.
fn voter(number: u8) -> (SpendingKey, OneTimeAddress) {
	let key = SpendingKey::from_seed(&Seed::from_bytes(demo::vote_seed(number))).unwrap();
	(key, demo::vote_address(number).unwrap())
}

/// A development chain whose only notes are those of `funded`, without shares, with short waits.
fn chain_of(funded: &Funded) -> TestExternalities {
	changed_genesis("development", |config| {
		config["shieldedAssets"]["notes"] = genesis_notes(funded);
		config["stakingNodes"]["shares"] = serde_json::json!([]);
		let params = &mut config["stakingNodes"]["params"];
		params["expiryBlocks"] = 8.into();
		params["missBlocks"] = 10.into();
		params["paymentCycleBlocks"] = 3.into();
	})
}

fn audit() -> SupplyReport {
	ShieldedAssets::supply_audit().remove(0)
}

/// The public notes of the last block that were paid to stakers.
fn paid() -> Vec<PublicNoteRecord> {
	let entries = ShieldedAssets::block_notes().entries;
	entries
		.into_iter()
		.filter_map(|entry| match entry {
			NoteEntry::Public(record) if record.origin == PublicOrigin::Staking => Some(record),
			_ => None,
		})
		.collect()
}

/// Buys, draws, votes in time, late and not at all, expiry, payment: everything that was staked comes
/// back, and what was created is what the emission says.
#[test]
fn a_share_lives_and_the_turnstile_is_exact() {
	let mut funded = Funded::empty(GENESIS.0, spending_key(1));
	funded.fee = SERO;
	funded.deposit(Asset::token(CurrencyId::SERO.0, 100 * SERO));
	funded.expiry = 50;
	let (key, address) = voter(1);
	let mut plan = funded.plan(&[0]);
	plan.action = Action::Staking(StakingAction::BuyShare {
		vote_address: OneTimeAddressBytes(address.to_bytes()),
		node: None,
		amount: 30 * SERO,
	});
	let plan = plan.add_change(funded.key.payment_address()).unwrap();
	let bundle = funded.build(plan, &mut rng(1)).bundle().clone();

	chain_of(&funded).execute_with(|| {
		let genesis_total = audit().total;
		let mut chain = Chain::default();
		let quote = StakingNodes::quote(30 * SERO).unwrap();
		assert_eq!(quote.tickets, 29, "the price rises with every ticket");
		let principal = quote.value * Balance::from(quote.tickets);
		chain.block(vec![bundle_extrinsic(bundle.clone())]);
		assert_eq!(audit().pool.staked, principal);
		let [change] = &paid()[..] else { panic!("what was left over") };
		assert_eq!(change.output.amount, 30 * SERO - principal);
		assert_eq!(change.output.address, bundle.from);

		// Five blocks that draw three tickets each: in time, late and missed votes.
		let cast = [(3, 0), (2, 1), (2, 0), (1, 2), (0, 0)];
		let (mut income, mut drawn) = (0, 0);
		for (in_time, late) in cast {
			let block = chain.execute(Vec::new(), Some((&key, &address)));
			assert_eq!(block.draw.len(), 3, "the share entered with the block after its purchase");
			drawn += 3;
			income += paid().iter().map(|note| note.output.amount).sum::<Balance>();
			chain.seal(block, in_time, late);
		}
		// From here on nobody votes, until the share expires and is paid.
		let mut rewards = 0;
		while audit().pool.staked > 0 {
			chain.block(Vec::new());
			income += paid().iter().map(|note| note.output.amount).sum::<Balance>();
			assert!(paid().iter().all(|note| note.output.address == bundle.from));
			assert!(chain.height() < 40, "everything is paid");
			let status = PowPosConsensus::emission_status();
			rewards = status.vote_rewards;
			assert_eq!(status.emitted, Emitted::<Runtime>::get());
		}
		assert_eq!(drawn, 15);
		let totals = StakingNodes::staking_status().totals;
		assert_eq!((totals.voted, totals.missed + totals.expired), (11, 18));
		assert_eq!(totals.shares, 0, "a share that was paid in full is forgotten");
		// Late votes paid the miners a third.
		let booked = totals.rewarded;
		assert!(rewards > booked && booked > 0);
		assert_eq!(totals.paid, booked);
		assert_eq!(income, principal + booked);

		let report = audit();
		assert!(report.balanced);
		assert_eq!(report.total, genesis_total + Emitted::<Runtime>::get());
		assert_eq!(report.pool.minted, 100 * SERO + Emitted::<Runtime>::get());
	});
}

/// On a development chain the demo voter votes, and soon it has to.
#[test]
fn voting_becomes_mandatory_on_a_development_chain() {
	let (key, address) = voter(1);
	genesis("development").execute_with(|| {
		let mut chain = Chain::default();
		for height in 1..=20 {
			let required = PowPosConsensus::consensus_params().votes_required;
			assert_eq!(required, if height > 15 { 2 } else { 0 }, "for block {height}");
			let block = chain.execute(Vec::new(), Some((&key, &address)));
			assert_eq!(block.votes.len(), 3);
			chain.seal(block, 2, 1);
		}
		let status = PowPosConsensus::voting_status();
		assert_eq!((status.required, status.missed), (2, 0));
		// Clients would refuse such blocks now. If they did not, voting would become voluntary.
		// Six of the window's thirty votes may be missed; a block's votes are counted in the next one.
		for required in [2, 2, 2, 0] {
			chain.block(Vec::new());
			assert_eq!(PowPosConsensus::consensus_params().votes_required, required);
		}
	});
}

/// On a local network each of three voters has a share.
#[test]
fn a_local_network_has_three_voters() {
	genesis("local_testnet").execute_with(|| {
		let draw = PowPosConsensus::draw_for_child(None, H256::repeat_byte(1));
		let voters: Vec<_> = (1..=demo::WALLETS).map(|n| voter(n).1.to_bytes()).collect();
		assert!(draw.iter().all(|ticket| voters.contains(&ticket.vote_address)));
		let shares = StakingNodes::shares_after(None, 10);
		assert_eq!(shares.len(), 3);
		let mut found: Vec<_> =
			shares.iter().map(|share| share.share.vote_address.0.to_vec()).collect();
		found.sort();
		found.dedup();
		assert_eq!(found.len(), 3);
	});
}

/// Nodes without votes keep a development chain going.
#[test]
fn a_chain_without_voters_goes_on() {
	genesis("development").execute_with(|| {
		let mut chain = Chain::default();
		for _ in 0..40 {
			assert_eq!(PowPosConsensus::consensus_params().votes_required, 0);
			chain.block(Vec::new());
		}
		assert_eq!(StakingNodes::staking_status().totals.missed, 39 * 3);
	});
}

#[test]
#[should_panic(expected = "the block must tell how its parent was sealed")]
fn a_block_that_hides_its_parents_votes_is_refused() {
	genesis("development").execute_with(|| {
		let mut chain = Chain::default();
		chain.block(Vec::new());
		Executive::initialize_block(&chain.template(chain.author()));
		let now = pallet_timestamp::Call::set { now: 4_000 };
		Executive::apply_extrinsic(bare(now)).unwrap().unwrap();
		Executive::finalize_block();
	});
}

/// A mandatory call that fails makes the block invalid.
#[test]
fn a_block_with_a_wrong_parent_header_is_refused() {
	genesis("development").execute_with(|| {
		let mut chain = Chain::default();
		chain.block(Vec::new());
		let mut inherents = chain.inherents(Vec::new());
		let mut header = chain.parent.clone().unwrap();
		header.number += 1;
		inherents[1] = bare(pallet_pow_pos_consensus::Call::note_parent {
			header: Box::new(header),
			late_votes: Default::default(),
		});
		Executive::initialize_block(&chain.template(chain.author()));
		Executive::apply_extrinsic(inherents.remove(0)).unwrap().unwrap();
		let refused = Executive::apply_extrinsic(inherents.remove(0));
		let invalid = sp_runtime::transaction_validity::InvalidTransaction::BadMandatory;
		assert_eq!(refused, Err(invalid.into()));
	});
}

/// What the pool charges for covers what staking does.
#[test]
fn the_weight_of_staking_is_booked() {
	let booked = SeroWeight::<frame_support::weights::constants::ParityDbWeight>::staking();
	let vote_address = OneTimeAddressBytes::default();
	let node = NodeId([1; 32]);
	for action in [
		StakingAction::BuyShare { vote_address, node: Some(node), amount: 1 },
		StakingAction::RegisterNode { vote_address, fee: 1, deposit: 1 },
		StakingAction::UpdateNode { node, vote_address, fee: 1 },
		StakingAction::CloseNode { node },
	] {
		let needed = StakingNodes::weight_of_action(&action);
		assert!(needed.all_lte(booked), "{needed:?} of {booked:?}");
	}
	genesis("development").execute_with(|| {
		let mut chain = Chain::default();
		chain.block(Vec::new());
		let least = StakingNodes::weight_of_settle(3);
		chain.block(Vec::new());
		assert!(System::block_weight().total().all_gte(least), "the pallet books its own work");
		// The most that staking does of itself leaves three quarters of a block.
		let most = StakingNodes::weight_of_advance().ref_time();
		assert!(most < 500_000_000_000, "{most}");
	});
}
