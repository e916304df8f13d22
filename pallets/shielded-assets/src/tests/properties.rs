// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Random histories: whatever happens, the pallet's invariants hold, nothing is created or lost
//! but what is minted, and a wallet that follows the events agrees with the chain.

use super::wallet::*;
use crate::{mock::*, *};
use frame_support::traits::fungible::Inspect;
use proptest::prelude::*;
use sero_primitives::{units::SERO, Balance, CurrencyId};
use sero_shielded_primitives::*;
use sp_runtime::AccountId32;

#[derive(Clone, Debug)]
enum Step {
	Pay { note: usize, percent: u8 },
	PayPublicly { note: usize, percent: u8 },
	Join { first: usize, second: usize },
	Unshield { note: usize, percent: u8, bob: bool },
	Shield { percent: u8 },
	Coinbase { reward: u8 },
	SpendAgain,
	Garble { byte: usize },
	Pause,
	Resume,
	EndBlock,
}

fn step() -> impl Strategy<Value = Step> {
	let note = 0..8usize;
	prop_oneof![
		4 => (note.clone(), any::<u8>()).prop_map(|(note, percent)| Step::Pay { note, percent }),
		2 => (note.clone(), any::<u8>())
			.prop_map(|(note, percent)| Step::PayPublicly { note, percent }),
		1 => (note.clone(), note.clone()).prop_map(|(first, second)| Step::Join { first, second }),
		2 => (note, any::<u8>(), any::<bool>())
			.prop_map(|(note, percent, bob)| Step::Unshield { note, percent, bob }),
		2 => any::<u8>().prop_map(|percent| Step::Shield { percent }),
		1 => any::<u8>().prop_map(|reward| Step::Coinbase { reward }),
		1 => Just(Step::SpendAgain),
		1 => any::<usize>().prop_map(|byte| Step::Garble { byte }),
		1 => Just(Step::Pause),
		1 => Just(Step::Resume),
		4 => Just(Step::EndBlock),
	]
}

/// The chain, a wallet that follows it, and what both should have.
struct Model {
	wallet: Wallet,
	/// Notes that the current block's bundles spend already.
	spent: Vec<u32>,
	/// The last bundle that was applied.
	last: Option<Bundle>,
	/// Everything in SERO that should exist.
	total: Balance,
	paused: bool,
}

impl Model {
	/// The wallet's `n`th note that is worth spending and not spent in this block.
	fn note(&self, n: usize) -> Option<(u32, Balance)> {
		let usable: Vec<_> = self
			.wallet
			.notes
			.iter()
			.filter(|owned| owned.note.asset.amount > SERO && !self.spent.contains(&owned.index))
			.collect();
		let owned = usable.get(n.checked_rem(usable.len())?)?;
		Some((owned.index, owned.note.asset.amount))
	}

	fn part(amount: Balance, percent: u8) -> Balance {
		amount * Balance::from(percent) / 255
	}

	/// What should happen to a plan, worked out from the rules' texts.
	fn expected(&self, plan: &Plan) -> Result<(), RejectReason> {
		if plan.spends.len() == 2 && plan.spends[0] == plan.spends[1] {
			return Err(RejectReason::DuplicateNullifier);
		}
		if self.paused {
			return Err(RejectReason::CircuitVersionPaused);
		}
		if plan.public.iter().any(|output| output.amount == 0) {
			return Err(RejectReason::InvalidPublicOutput);
		}
		match plan.action {
			Action::Unshield { account, amount, .. }
				if amount == 0
					|| Balances::total_balance(&account.into()) + amount < EXISTENTIAL_DEPOSIT =>
			{
				Err(RejectReason::InvalidAction)
			},
			_ => Ok(()),
		}
	}

	/// Submits a plan and compares what happens with what should.
	fn submit(&mut self, plan: Plan) {
		let plan = plan.with_change(&self.wallet);
		let bundle = self.wallet.build(&plan);
		let before = state_root();
		let expected = self.expected(&plan);
		assert_eq!(apply(&bundle), expected);
		match expected {
			Ok(()) => {
				self.spent.extend(&plan.spends);
				self.last = Some(bundle);
			},
			Err(_) => assert_eq!(state_root(), before),
		}
	}

	fn run(&mut self, step: Step) {
		match step {
			Step::Pay { note, percent } => {
				let Some((index, amount)) = self.note(note) else { return };
				let part = Self::part(amount - SERO, percent);
				let plan = self.wallet.plan(&[index]);
				self.submit(plan.pay(self.wallet.address(), sero(part)));
			},
			Step::PayPublicly { note, percent } => {
				let Some((index, amount)) = self.note(note) else { return };
				let mut plan = self.wallet.plan(&[index]);
				let output = self.wallet.public_output(Self::part(amount - SERO, percent));
				plan.public.push(output);
				self.submit(plan);
			},
			Step::Join { first, second } => {
				let (Some((a, _)), Some((b, _))) = (self.note(first), self.note(second)) else {
					return;
				};
				// The same note twice must be refused.
				self.submit(self.wallet.plan(&[a, b]));
			},
			Step::Unshield { note, percent, bob } => {
				let Some((index, amount)) = self.note(note) else { return };
				let account = if bob { BOB } else { ALICE };
				let part = Self::part(amount - SERO, percent);
				self.submit(self.wallet.plan(&[index]).unshield(account, part));
			},
			Step::Shield { percent } => {
				let amount = Self::part(Balances::free_balance(ALICE), percent);
				let left = Balances::free_balance(ALICE) - amount;
				let address = self.wallet.one_time();
				let result = ShieldedAssets::shield(
					RuntimeOrigin::signed(ALICE),
					address,
					CurrencyId::SERO,
					amount,
					Memo::default(),
				);
				if result.is_ok() && left < EXISTENTIAL_DEPOSIT {
					// The rest of an account below the existential deposit is dust.
					self.total -= left;
				}
				assert_eq!(result.is_ok(), amount > 0);
			},
			Step::Coinbase { reward } => {
				let miner = self.wallet.one_time();
				let reward = Balance::from(reward) * SERO;
				let fees = ShieldedAssets::collected_fees();
				assert_eq!(ShieldedAssets::pay_coinbase(&miner, reward), Ok(reward + fees));
				self.total += reward;
			},
			Step::SpendAgain => {
				if let Some(bundle) = &self.last {
					assert!(apply(bundle).is_err());
				}
			},
			Step::Garble { byte } => {
				if let Some(bundle) = &self.last {
					use codec::{DecodeAll, Encode};
					let mut bytes = bundle.encode();
					let length = bytes.len();
					bytes[byte % length] ^= 0x10;
					if let Ok(bundle) = Bundle::decode_all(&mut &bytes[..]) {
						let before = state_root();
						assert!(apply(&bundle).is_err());
						assert_eq!(state_root(), before);
					}
				}
			},
			Step::Pause => {
				let result =
					ShieldedAssets::pause_circuit(RuntimeOrigin::root(), CircuitVersion::V1);
				assert_eq!(result.is_ok(), !self.paused);
				self.paused = true;
			},
			Step::Resume => {
				let result =
					ShieldedAssets::resume_circuit(RuntimeOrigin::root(), CircuitVersion::V1);
				assert_eq!(result.is_ok(), self.paused);
				self.paused = false;
			},
			Step::EndBlock => self.next_block(),
		}
		assert_eq!(ShieldedAssets::do_try_state(), Ok(()));
		assert_eq!(total_supply(), self.total);
	}

	fn next_block(&mut self) {
		end_block();
		// The wallet compares its tree with the chain's anchor.
		self.wallet.sync();
		self.spent.clear();
		let supply = Supplies::<Test>::get(CurrencyId::SERO).expect("SERO exists");
		assert_eq!(self.wallet.balance(), supply.pool, "all notes are the wallet's");
		start_block();
	}
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

	#[test]
	fn invariants_hold_after_any_history(steps in prop::collection::vec(step(), 1..40)) {
		let (wallet, mut chain) = Wallet::with_chain(&[100 * SERO, 20 * SERO, 5 * SERO]);
		chain.execute_with(|| {
			let total = total_supply();
			let accounts: [AccountId32; 2] = [ALICE, BOB];
			let mut model = Model { wallet, spent: vec![], last: None, total, paused: false };
			start_block();
			for step in steps {
				model.run(step);
			}
			model.next_block();
			let held: Balance = accounts.iter().map(Balances::total_balance).sum();
			assert_eq!(
				held + model.wallet.balance() + ShieldedAssets::collected_fees(),
				model.total
			);
		});
	}
}
