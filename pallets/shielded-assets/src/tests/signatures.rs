// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What the two signatures protect: the balance of every asset, and every byte of the bundle.

use super::wallet::*;
use crate::{mock::*, CurrencySupply, Supplies};
use codec::{DecodeAll, Encode};
use sero_primitives::{units::SERO, CurrencyId, Ticket, TicketCategory, TicketId};
use sero_shielded_primitives::*;
use sero_zk_crypto::Asset;

/// SA-12, SA-13: a bundle made for another chain.
#[test]
fn a_replay_on_another_chain_is_refused() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let mut plan = wallet.payment(0, &wallet.address(), SERO);
		plan.genesis_hash = [8; 32];
		let foreign = wallet.build(&plan);
		assert_refused(&foreign, RejectReason::InvalidFromSignature);
		plan.genesis_hash = GENESIS_HASH;
		// The sender's signature alone is not enough.
		let mut bundle = wallet.build(&plan);
		bundle.balance_signature = foreign.balance_signature;
		assert_refused(&bundle, RejectReason::InvalidBalance);
	});
}

/// SA-13.
#[test]
fn a_wrong_balance_is_refused() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let address = wallet.address();
		for surplus in [1u128, SERO, 100 * SERO, u128::MAX - 99 * SERO] {
			let plan = wallet.plan(&[0]).pay(address, sero((99 * SERO).wrapping_add(surplus)));
			assert_refused(&wallet.build(&plan), RejectReason::InvalidBalance);
		}
		// Less than what comes in is refused too: nothing is lost by mistake.
		let plan = wallet.plan(&[0]).pay(address, sero(98 * SERO));
		assert_refused(&wallet.build(&plan), RejectReason::InvalidBalance);
	});
}

/// SA-13: fee, public outputs and action are part of the balance.
#[test]
fn public_amounts_are_balanced() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let mut plan = wallet.plan(&[0]).unshield(ALICE, SERO);
		plan.public.push(wallet.public_output(SERO));
		let plan = plan.with_change(&wallet);
		assert!(pool(&wallet.build(&plan)).is_ok());
		let mut more = plan.clone();
		more.fee += 1;
		assert_refused(&wallet.build(&more), RejectReason::InvalidBalance);
		let mut more = plan.clone();
		more.public[0].amount += 1;
		assert_refused(&wallet.build(&more), RejectReason::InvalidBalance);
		let more = plan.unshield(ALICE, SERO + 1);
		assert_refused(&wallet.build(&more), RejectReason::InvalidBalance);
	});
}

/// SA-13: an asset does not become another one.
#[test]
fn a_wrong_asset_is_refused() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let token = CurrencyId::from_name("GOLD").expect("a good name");
		let balance =
			CurrencySupply { pool: 1000 * SERO, minted: 1000 * SERO, ..Default::default() };
		Supplies::<Test>::insert(token, balance);
		// 99 SERO come in, 99 GOLD go out.
		let plan = wallet.plan(&[0]).pay(wallet.address(), Asset::token(token.0, 99 * SERO));
		assert_refused(&wallet.build(&plan), RejectReason::InvalidBalance);
		let mut plan = wallet.plan(&[0]);
		let mut output = wallet.public_output(99 * SERO);
		output.currency = token;
		plan.public.push(output);
		assert_refused(&wallet.build(&plan), RejectReason::InvalidBalance);
	});
}

/// A33: the fee is in SERO; nothing else pays it.
#[test]
fn a_fee_in_another_currency_is_refused() {
	let mut wallet = Wallet::new(1);
	let mut token = wallet.public_output(100 * SERO);
	token.currency = CurrencyId::from_name("GOLD").expect("a good name");
	let change = Asset::token(token.currency.0, 99 * SERO);
	chain(&[token]).execute_with(|| {
		wallet.sync();
		let plan = wallet.plan(&[0]).pay(wallet.address(), change);
		// The pool of SERO is empty: the turnstile is the first to refuse it.
		assert_refused(&wallet.build(&plan), RejectReason::TurnstileViolation);
		let filled = CurrencySupply { pool: 100 * SERO, minted: 100 * SERO, ..Default::default() };
		Supplies::<Test>::insert(CurrencyId::SERO, filled);
		assert_refused(&wallet.build(&plan), RejectReason::InvalidBalance);
	});
}

/// A12: a ticket that does not come in does not go out, hidden or public.
#[test]
fn a_ticket_out_of_nothing_is_refused() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let category = TicketCategory::from_name("SEAT").expect("a good name");
		let ticket = Ticket { category, id: TicketId([1; 32]) };
		let mut plan = wallet.plan(&[0]);
		plan.public.push(PublicOutput { ticket: Some(ticket), ..wallet.public_output(SERO) });
		let plan = plan.with_change(&wallet);
		assert_refused(&wallet.build(&plan), RejectReason::InvalidBalance);

		let asset = Asset { ticket: Some((category.0, ticket.id.0)), ..sero(99 * SERO) };
		let plan = wallet.plan(&[0]).pay(wallet.address(), asset);
		assert_refused(&wallet.build(&plan), RejectReason::InvalidBalance);
	});
}

/// SA-13, A19.
#[test]
fn a_zero_balance_key_is_refused() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let mut plan = wallet.payment(0, &wallet.address(), SERO);
		plan.zero_balance_key = true;
		assert_refused(&wallet.build(&plan), RejectReason::ZeroBalanceKey);
	});
}

/// A23: an input of one bundle is worth nothing in another.
#[test]
fn a_copied_input_is_refused() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let victim = wallet.pay(0, &wallet.address(), SERO);
		let mut thief = Wallet::new(2);
		thief.tree = wallet.tree.clone();
		let mut plan = thief.plan(&[]).pay(thief.address(), sero(99 * SERO));
		plan.anchor = Some(victim.anchor);
		let mut bundle = thief.build(&plan);
		bundle.inputs[0] = victim.inputs[0].clone();
		let from = thief.address().one_time(5u64.into());
		bundle.from = OneTimeAddressBytes(from.to_bytes());
		thief.sign(&mut bundle, &from, &7u64.into(), &GENESIS_HASH);
		assert_refused(&bundle, RejectReason::InvalidBalance);
	});
}

/// A18, A21: whoever changes any byte of a bundle on its way breaks it.
#[test]
fn every_byte_of_a_bundle_is_protected() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let mut plan = wallet.plan(&[0]).pay(wallet.address(), sero(SERO)).unshield(ALICE, SERO);
		plan.public.push(wallet.public_output(SERO));
		let plan = plan.with_change(&wallet);
		let bundle = wallet.build(&plan);
		assert!(pool(&bundle).is_ok());
		let encoded = bundle.encode();
		let mut positions: Vec<usize> = (0..encoded.len()).step_by(13).collect();
		// Both ends of every signature.
		positions.extend((1..=128).step_by(9).map(|back| encoded.len() - back));
		for position in positions {
			let mut changed = encoded.clone();
			changed[position] ^= 1;
			if let Ok(changed) = Bundle::decode_all(&mut &changed[..]) {
				assert!(pool(&changed).is_err(), "byte {position} is not protected");
			}
		}
	});
}

/// A18: what each field is protected by.
#[test]
fn changed_effects_break_the_signature_of_the_sender() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let mut plan = wallet.plan(&[0]).pay(wallet.address(), sero(SERO));
		plan.public.push(wallet.public_output(SERO));
		let plan = plan.with_change(&wallet);
		let good = wallet.build(&plan);
		let other = wallet.one_time();
		let changes: [&dyn Fn(&mut Bundle); 8] = [
			&|bundle| bundle.expiry += 1,
			&|bundle| bundle.fee += 1,
			&|bundle| bundle.inputs[0].trace.0[3] ^= 1,
			&|bundle| bundle.outputs[0].address = other,
			&|bundle| bundle.outputs[0].ciphertext.0[100] ^= 1,
			&|bundle| bundle.public_outputs[0].memo.0[0] ^= 1,
			&|bundle| {
				let first = bundle.inputs.remove(0);
				assert!(bundle.inputs.try_push(first).is_ok());
			},
			&|bundle| {
				bundle.action = Action::Unshield {
					account: ALICE.into(),
					currency: CurrencyId::SERO,
					amount: 1,
				}
			},
		];
		for (position, change) in changes.iter().enumerate() {
			let mut bundle = good.clone();
			change(&mut bundle);
			assert_eq!(
				pool(&bundle).map(drop),
				Err(RejectReason::InvalidFromSignature),
				"change {position}"
			);
		}
	});
}

/// A21: another proof of the same statement does not change the id, and breaks the bundle.
#[test]
fn a_replaced_proof_keeps_the_id_and_is_refused() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let good = wallet.pay(0, &wallet.address(), SERO);
		let mut bundle = good.clone();
		bundle.inputs[0].proof.0[127] ^= 1;
		assert_eq!(bundle.id(&GENESIS_HASH), good.id(&GENESIS_HASH));
		assert_refused(&bundle, RejectReason::InvalidBalance);
	});
}
