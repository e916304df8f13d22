// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Money that bundles stake: into the counter `staked` when it is paid, out of it when it comes back.

use super::wallet::*;
use crate::{mock::*, *};
use sero_primitives::{units::SERO, Balance, CurrencyId};
use sero_shielded_primitives::*;

fn buy(wallet: &mut Wallet, amount: Balance) -> Action {
	let vote_address = wallet.one_time();
	Action::Staking(StakingAction::BuyShare { vote_address, node: None, amount })
}

/// A bundle that spends note 0 for an action.
fn build(wallet: &mut Wallet, action: Action) -> Bundle {
	let plan = Plan { action, ..wallet.plan(&[0]) };
	let plan = plan.with_change(wallet);
	wallet.build(&plan)
}

fn supply() -> CurrencySupply {
	Supplies::<Test>::get(CurrencyId::SERO).expect("SERO exists")
}

#[test]
fn a_purchase_moves_its_price_from_the_pool_to_what_is_staked() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let total = total_supply();
		let action = buy(&mut wallet, 10 * SERO);
		let bundle = build(&mut wallet, action.clone());
		assert!(pool(&bundle).is_ok());
		assert_eq!(block(|| apply(&bundle)), Ok(()));
		let Action::Staking(staking) = action else { unreachable!() };
		assert_eq!(take_sold(), vec![(bundle.id(&GENESIS_HASH), bundle.from, staking)]);
		// Three shares; one SERO came back, one went as fee.
		let after = supply();
		assert_eq!((after.staked, after.pool, after.fees), (9 * SERO, 90 * SERO, SERO));
		assert_eq!(total_supply(), total);
		assert_eq!(Released::<Test>::get(CurrencyId::SERO, CircuitVersion::V1), 11 * SERO);
		wallet.sync();
		assert_eq!(wallet.balance(), 90 * SERO, "the wallet finds what came back");
		let notes = ShieldedAssets::block_notes().entries;
		let [NoteEntry::Bundle { action, .. }, NoteEntry::Public(change)] = &notes[..] else {
			panic!("a bundle and a note")
		};
		assert_eq!(*action, bundle.action);
		assert_eq!((change.origin, change.output.amount), (PublicOrigin::Staking, SERO));
		assert_eq!(change.output.address, bundle.from);
	});
}

/// SA-15: the rules of staking are asked, in the pool and in the block.
#[test]
fn a_staking_action_that_staking_refuses_is_refused() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let cheap = buy(&mut wallet, SHARE_PRICE - 1);
		assert_refused(&build(&mut wallet, cheap), RejectReason::InvalidAction);
		let close = Action::Staking(StakingAction::CloseNode { node: NodeId([1; 32]) });
		assert_refused(&build(&mut wallet, close), RejectReason::InvalidAction);
		assert!(take_sold().is_empty());
	});
}

/// SA-3, SA-4: nobody could vote with such an address.
#[test]
fn a_vote_address_that_is_none_is_refused() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		for (bytes, reason) in
			[([0xff; 32], RejectReason::InvalidPoint), ([0; 32], RejectReason::LowOrderPoint)]
		{
			for part in 0..3 {
				let mut vote_address = wallet.one_time();
				vote_address.0[32 * part..32 * (part + 1)].copy_from_slice(&bytes);
				if reason == RejectReason::LowOrderPoint {
					vote_address.0[32 * part] = 1;
				}
				for action in [
					StakingAction::BuyShare { vote_address, node: None, amount: SHARE_PRICE },
					StakingAction::RegisterNode { vote_address, fee: 2_500, deposit: SERO },
					StakingAction::UpdateNode { node: NodeId([1; 32]), vote_address, fee: 2_500 },
				] {
					assert_refused(&build(&mut wallet, Action::Staking(action)), reason);
				}
			}
		}
	});
}

/// SA-13: what is staked has to be spent.
#[test]
fn a_purchase_that_nothing_pays_for_is_refused() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let honest = wallet.payment(0, &wallet.address(), SERO);
		let action = buy(&mut wallet, SHARE_PRICE);
		let stolen = wallet.build_with(&honest, &|bundle| bundle.action = action.clone());
		assert_refused(&stolen, RejectReason::InvalidBalance);
	});
}

/// SA-17.
#[test]
fn more_than_the_pool_holds_cannot_be_staked() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let action = buy(&mut wallet, 99 * SERO + 1);
		let plan = Plan { action, ..wallet.plan(&[0]) };
		let bundle = wallet.build(&plan);
		assert_refused(&bundle, RejectReason::TurnstileViolation);
	});
}

/// SA-16: there has to be room for what comes back, too.
#[test]
fn a_full_tree_refuses_purchases() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let action = buy(&mut wallet, 10 * SERO);
		let bundle = build(&mut wallet, action);
		let outputs = (bundle.outputs.len() + bundle.public_outputs.len()) as u64;
		LeafCount::<Test>::put((1u64 << 32) - outputs);
		assert_refused(&bundle, RejectReason::TreeFull);
	});
}

#[test]
fn principal_comes_back_and_rewards_are_new() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let action = buy(&mut wallet, 9 * SERO);
		let bundle = build(&mut wallet, action);
		assert_eq!(block(|| apply(&bundle)), Ok(()));
		wallet.sync();
		let total = total_supply();
		let before = supply();
		let address = wallet.one_time();
		block(|| {
			let index =
				ShieldedAssets::pay_stake(&address, 3 * SERO, 2 * SERO).expect("it is staked");
			System::assert_has_event(
				Event::PublicNoteAdded {
					index,
					leaf: leaf_of(index),
					origin: PublicOrigin::Staking,
					output: PublicOutput {
						address,
						currency: CurrencyId::SERO,
						amount: 5 * SERO,
						ticket: None,
						memo: Memo::default(),
					},
				}
				.into(),
			);
		});
		wallet.sync();
		assert_eq!(wallet.balance(), 95 * SERO);
		let after = supply();
		assert_eq!(after.staked, before.staked - 3 * SERO);
		assert_eq!(after.minted, before.minted + 2 * SERO);
		assert_eq!(after.pool, before.pool + 5 * SERO);
		assert_eq!(total_supply(), total + 2 * SERO);
	});
}

/// The leaf of a note of this block.
fn leaf_of(index: u32) -> [u8; 32] {
	let events = System::events().into_iter().map(|record| record.event);
	let leaf = events.into_iter().find_map(|event| match event {
		RuntimeEvent::ShieldedAssets(Event::PublicNoteAdded { index: found, leaf, .. })
			if found == index =>
		{
			Some(leaf)
		},
		_ => None,
	});
	leaf.expect("the note was reported")
}

/// SA-17: a payment that fails changes nothing.
#[test]
fn no_more_principal_comes_back_than_was_staked() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		start_block();
		assert_eq!(ShieldedAssets::mint_stake(4 * SERO), Ok(()));
		let address = wallet.one_time();
		let no_address = OneTimeAddressBytes([0xff; 96]);
		let before = state_root();
		let pay =
			|address, principal, reward| ShieldedAssets::pay_stake(&address, principal, reward);
		assert_eq!(pay(address, 4 * SERO + 1, 0), Err(RejectReason::TurnstileViolation));
		assert_eq!(pay(address, 1, Balance::MAX), Err(RejectReason::TurnstileViolation));
		assert_eq!(pay(address, 0, 0), Err(RejectReason::InvalidPublicOutput));
		assert_eq!(pay(no_address, SERO, SERO), Err(RejectReason::InvalidPoint));
		assert_eq!(state_root(), before);
		assert_eq!(ShieldedAssets::mint_stake(Balance::MAX), Err(RejectReason::TurnstileViolation));
		assert_eq!(state_root(), before);
		assert!(pay(address, 4 * SERO, 0).is_ok());
		assert_eq!(pay(address, 1, 0), Err(RejectReason::TurnstileViolation));
		LeafCount::<Test>::put(1u64 << 32);
		assert_eq!(pay(address, 0, SERO), Err(RejectReason::TreeFull));
	});
}
