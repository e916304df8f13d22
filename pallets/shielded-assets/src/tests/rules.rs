// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The rules about expiry, fee, outputs and actions, and the order in which rules are applied.

use super::wallet::*;
use crate::{mock::*, *};
use codec::Encode;
use frame_support::{
	dispatch::GetDispatchInfo,
	pallet_prelude::{DispatchClass, Weight},
	traits::Authorize,
};
use sero_primitives::{units::SERO, CurrencyId, Ticket, TicketCategory, TicketId};
use sero_shielded_primitives::*;
use sp_runtime::{transaction_validity::TransactionSource, DispatchError};

#[test]
fn a_payment_is_applied() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let mut receiver = Wallet::new(2);
		receiver.tree = wallet.tree.clone();
		let bundle = wallet.pay(0, &receiver.address(), 30 * SERO);
		assert!(pool(&bundle).is_ok());
		assert_eq!(block(|| apply(&bundle)), Ok(()));
		wallet.sync();
		receiver.sync();
		assert_eq!(receiver.balance(), 30 * SERO);
		assert_eq!(wallet.balance(), 69 * SERO);
		assert_eq!(ShieldedAssets::collected_fees(), SERO);
		assert_eq!(ShieldedAssets::leaf_count(), 3);
	});
}

/// SA-1.
#[test]
fn a_bundle_without_inputs_is_refused() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let mut plan = wallet.plan(&[]).pay(wallet.address(), sero(0));
		plan.dummies = 0;
		assert_refused(&wallet.build(&plan), RejectReason::EmptyBundle);
	});
}

/// SA-1.
#[test]
fn a_bundle_that_makes_nothing_is_refused() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let mut plan = wallet.plan(&[0]);
		plan.fee = 100 * SERO;
		assert_refused(&wallet.build(&plan), RejectReason::EmptyBundle);
	});
}

/// SA-5.
#[test]
fn an_expired_bundle_is_refused() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		for _ in 0..3 {
			block(|| ());
			wallet.sync();
		}
		let mut plan = wallet.payment(0, &wallet.address(), SERO);
		// The next block is the fourth.
		plan.expiry = 3;
		assert_refused(&wallet.build(&plan), RejectReason::Expired);
		plan.expiry = 4;
		let bundle = wallet.build(&plan);
		assert_eq!(pool(&bundle).map(|valid| valid.longevity), Ok(1));
		assert_eq!(block(|| apply(&bundle)), Ok(()));
	});
}

/// SA-5: the pool's verdict lasts until the expiry, and not longer.
#[test]
fn a_waiting_bundle_expires() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let mut plan = wallet.payment(0, &wallet.address(), SERO);
		plan.expiry = 2;
		let bundle = wallet.build(&plan);
		assert_eq!(pool(&bundle).map(|valid| valid.longevity), Ok(2));
		block(|| ());
		assert!(pool(&bundle).is_ok());
		block(|| ());
		assert_refused(&bundle, RejectReason::Expired);
	});
}

/// SA-5.
#[test]
fn an_expiry_too_far_ahead_is_refused() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let mut plan = wallet.payment(0, &wallet.address(), SERO);
		plan.expiry = 1 + MAX_EXPIRY_AHEAD + 1;
		assert_refused(&wallet.build(&plan), RejectReason::ExpiryTooFar);
		plan.expiry = u32::MAX;
		assert_refused(&wallet.build(&plan), RejectReason::ExpiryTooFar);
		plan.expiry = 1 + MAX_EXPIRY_AHEAD;
		assert!(pool(&wallet.build(&plan)).is_ok());
	});
}

/// SA-6.
#[test]
fn an_underpaid_bundle_is_refused() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let mut plan = wallet.plan(&[0]).pay(wallet.address(), sero(SERO));
		let required = ShieldedAssets::required_fee(2, 2, 0, &Action::None);
		plan.fee = required - 1;
		let plan_of = |plan: &Plan| plan.clone().with_change(&wallet);
		let cheap = plan_of(&plan);
		plan.fee = required;
		let exact = plan_of(&plan);
		assert_refused(&wallet.build(&cheap), RejectReason::FeeTooLow);
		assert!(pool(&wallet.build(&exact)).is_ok());
	});
}

/// SA-6: every part of a bundle has its price, and the estimate is what is required.
#[test]
fn the_required_fee_grows_with_the_work() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let fee = |i, o, p| ShieldedAssets::required_fee(i, o, p, &Action::None);
		assert!(fee(2, 2, 0) < fee(3, 2, 0));
		assert!(fee(2, 2, 0) < fee(2, 3, 0));
		assert!(fee(2, 2, 0) < fee(2, 2, 1));
		let unshield = Action::Unshield { account: [0; 32], currency: CurrencyId::SERO, amount: 1 };
		assert!(fee(2, 2, 0) < ShieldedAssets::required_fee(2, 2, 0, &unshield));

		let mut plan = wallet.plan(&[0]);
		plan.public = (0..3).map(|_| wallet.public_output(SERO)).collect();
		for output in &mut plan.public {
			output.ticket = Some(Ticket {
				category: TicketCategory::from_name("T").expect("a good name"),
				id: TicketId([1; 32]),
			});
		}
		let plan = (0..70).fold(plan, |plan, _| plan.pay(wallet.address(), sero(0)));
		let bundle = wallet.build(&plan);
		let checked = ShieldedAssets::check_bundle(&bundle, 1, Checks::StateOnly);
		assert_eq!(checked.map(|checked| checked.required_fee), Ok(fee(2, 70, 3)));
	});
}

/// Bundles that pay more come first.
#[test]
fn priority_and_tags_come_from_tip_and_nullifiers() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let mut plan = wallet.plan(&[0]).pay(wallet.address(), sero(SERO));
		let low = pool(&wallet.build(&plan.clone().with_change(&wallet))).expect("valid");
		plan.fee *= 2;
		let bundle = wallet.build(&plan.with_change(&wallet));
		let high = pool(&bundle).expect("valid");
		assert!(high.priority > low.priority);
		assert!(high.propagate && high.requires.is_empty());
		let tags: Vec<_> =
			bundle.inputs.iter().map(|input| ("SeroNullifier", input.nullifier).encode()).collect();
		assert_eq!(high.provides, tags);
	});
}

/// SA-11.
#[test]
fn an_empty_public_output_is_refused() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let mut plan = wallet.plan(&[0]);
		plan.public.push(wallet.public_output(0));
		let plan = plan.with_change(&wallet);
		assert_refused(&wallet.build(&plan), RejectReason::InvalidPublicOutput);
	});
}

/// SA-11: the category zero would count as no ticket in the balance.
#[test]
fn a_public_ticket_without_category_is_refused() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let mut plan = wallet.plan(&[0]);
		let mut output = wallet.public_output(SERO);
		output.ticket = Some(Ticket::default());
		plan.public.push(output);
		let plan = plan.with_change(&wallet);
		assert_refused(&wallet.build(&plan), RejectReason::InvalidPublicOutput);
	});
}

/// SA-11.
#[test]
fn an_unknown_currency_is_refused() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let token = CurrencyId::from_name("NOSUCH").expect("a good name");
		let mut plan = wallet.plan(&[0]).with_change(&wallet);
		let mut output = wallet.public_output(5);
		output.currency = token;
		plan.public.push(output);
		assert_refused(&wallet.build(&plan), RejectReason::UnknownCurrency);

		let mut plan = wallet.plan(&[0]).with_change(&wallet);
		plan.action = Action::Unshield { account: ALICE.into(), currency: token, amount: 5 };
		assert_refused(&wallet.build(&plan), RejectReason::UnknownCurrency);
	});
}

/// SA-15.
#[test]
fn an_unshield_of_nothing_is_refused() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let plan = wallet.plan(&[0]).unshield(ALICE, 0).with_change(&wallet);
		assert_refused(&wallet.build(&plan), RejectReason::InvalidAction);
	});
}

/// SA-15: a new account must get what it has to hold.
#[test]
fn an_unshield_below_the_existential_deposit_is_refused() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let mut build = |amount| {
			let plan = wallet.plan(&[0]).unshield(BOB, amount).with_change(&wallet);
			wallet.build(&plan)
		};
		assert_refused(&build(EXISTENTIAL_DEPOSIT - 1), RejectReason::InvalidAction);
		let bundle = build(EXISTENTIAL_DEPOSIT);
		assert_eq!(block(|| apply(&bundle)), Ok(()));
		assert_eq!(Balances::free_balance(BOB), EXISTENTIAL_DEPOSIT);
	});
}

/// SA-16.
#[test]
fn a_full_tree_refuses_outputs() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let bundle = wallet.pay(0, &wallet.address(), SERO);
		crate::LeafCount::<Test>::put((1u64 << 32) - 1);
		assert_refused(&bundle, RejectReason::TreeFull);
	});
}

/// A30: a refusal by a cheap rule costs no signature and no proof; one by a signature costs no
/// proof.
#[test]
fn cheap_rules_come_before_dear_ones() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO, 100 * SERO]);
	chain.execute_with(|| {
		let good = wallet.payment(0, &wallet.address(), SERO);
		let mut cheap = Vec::new();
		let mut refuse = |reason, change: &dyn Fn(&mut Plan)| {
			let mut plan = good.clone();
			change(&mut plan);
			cheap.push((reason, wallet.build(&plan)));
		};
		refuse(RejectReason::Expired, &|plan| plan.expiry = 0);
		refuse(RejectReason::ExpiryTooFar, &|plan| plan.expiry = 1000);
		refuse(RejectReason::FeeTooLow, &|plan| plan.fee = 1);
		refuse(RejectReason::DuplicateNullifier, &|plan| plan.spends = vec![0, 0]);
		refuse(RejectReason::UnknownAnchor, &|plan| plan.anchor = Some(Anchor([1; 32])));
		refuse(RejectReason::UnknownCircuitVersion, &|plan| plan.circuit = CircuitVersion(9));
		refuse(RejectReason::InvalidAction, &|plan| {
			plan.action =
				Action::Unshield { account: [1; 32], currency: CurrencyId::SERO, amount: 1 }
		});
		take_calls();
		for (reason, bundle) in cheap {
			assert_eq!(pool(&bundle).map(drop), Err(reason));
			assert_eq!(take_calls(), Calls::default(), "{reason:?} came after something dear");
		}

		let mut bundle = wallet.build(&good);
		bundle.from_signature.0[40] ^= 1;
		assert_eq!(pool(&bundle).map(drop), Err(RejectReason::InvalidFromSignature));
		assert_eq!(take_calls(), Calls { signatures: 1, proofs: 0 });
		let mut bundle = wallet.build(&good);
		bundle.balance_signature.0[40] ^= 1;
		assert_eq!(pool(&bundle).map(drop), Err(RejectReason::InvalidBalance));
		assert_eq!(take_calls(), Calls { signatures: 2, proofs: 0 });
	});
}

/// The call repeats the rules that depend on state, and verifies nothing twice.
#[test]
fn an_extrinsic_verifies_its_proofs_once() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let bundle = wallet.pay(0, &wallet.address(), SERO);
		take_calls();
		assert_eq!(block(|| apply(&bundle)), Ok(()));
		assert_eq!(take_calls(), Calls { signatures: 2, proofs: 1 });
	});
}

/// Only an authorized general transaction can submit a bundle.
#[test]
fn accounts_and_root_cannot_submit_bundles() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let bundle = Box::new(wallet.pay(0, &wallet.address(), SERO));
		start_block();
		for origin in [RuntimeOrigin::signed(ALICE), RuntimeOrigin::root(), RuntimeOrigin::none()] {
			let result = ShieldedAssets::submit(origin, bundle.clone());
			assert_eq!(result, Err(DispatchError::BadOrigin));
		}
	});
}

/// The call's own checks refuse with the error of the rule's name.
#[test]
fn the_call_refuses_what_state_refuses() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let bundle = Box::new(wallet.pay(0, &wallet.address(), SERO));
		start_block();
		let authorized: RuntimeOrigin = frame_system::RawOrigin::Authorized.into();
		frame_support::assert_ok!(ShieldedAssets::submit(authorized.clone(), bundle.clone()));
		frame_support::assert_noop!(
			ShieldedAssets::submit(authorized, bundle),
			Error::<Test>::NullifierAlreadySpent
		);
	});
}

/// Every reason of the pool has an error of the same name.
#[test]
fn reasons_and_errors_have_the_same_names() {
	for reason in RejectReason::ALL {
		let error = Error::<Test>::from(*reason);
		assert_eq!(format!("{error:?}"), reason.name());
	}
}

/// Calls keep their numbers, and each has a weight of its own.
#[test]
fn calls_keep_their_indices_and_weights() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let [input_key, output_key, issue_key] =
			keys().map(|key| key.try_into().expect("short enough"));
		let version = CircuitVersion(2);
		let bundle = Box::new(wallet.pay(0, &wallet.address(), SERO));
		let calls: [crate::Call<Test>; 6] = [
			crate::Call::submit { bundle },
			crate::Call::shield {
				address: wallet.one_time(),
				currency: CurrencyId::SERO,
				amount: 1,
				memo: Memo::default(),
			},
			crate::Call::pause_circuit { version },
			crate::Call::resume_circuit { version },
			crate::Call::retire_circuit { version },
			crate::Call::register_circuit {
				version,
				input_key,
				output_key,
				issue_key,
				provenance: KeyProvenance::Development,
			},
		];
		for (index, call) in calls.into_iter().enumerate() {
			assert_eq!(call.encode().first().copied(), Some(index as u8));
			let info = call.get_dispatch_info();
			assert!(info.call_weight.ref_time() > 0);
			assert_eq!(info.class, DispatchClass::Normal);
			let authorized = call.weight_of_authorize() != Weight::zero();
			assert_eq!(authorized, index == 0, "only bundles authorize themselves");
			assert_eq!(call.authorize(TransactionSource::External).is_some(), index == 0);
		}
	});
}
