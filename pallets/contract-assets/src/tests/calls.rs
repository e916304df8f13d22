// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Bundles that deploy and call (CA-1 to CA-6), and what becomes of what they carry.

use super::harness::*;
use crate::{
	mock::{pool, *},
	CallFailure, Event,
};
use sero_shielded_primitives::{ContractActions, ContractAddress, PublicOrigin};

fn receipt(contract: EvmAddress) -> receiptReturn {
	view(contract, receiptCall {})
}

#[test]
fn a_deployment_receives_its_asset_and_has_a_long_address() {
	run(|| {
		let gold = currency("GOLD");
		pool::mint_token(gold, 100);
		let asset = PublicAsset { ticket: Some(ticket("SEAT", 1)), ..PublicAsset::token(gold, 40) };
		pool::mint_ticket(ticket("SEAT", 1));
		let id = apply(1, &deployment(7, false, asset)).expect("deployed");
		let expected = Contracts::deploy_address(&address(1), &[7; 16], &code(false));
		let long = ContractAddress::new([7; 16], expected);
		assert!(matches!(last_event(), Some(Event::Deployed { address, .. }) if address == long));

		let seen = receipt(expected);
		assert_eq!(seen.currency.0, gold.0);
		assert_eq!(seen.amount, word(40));
		assert_eq!(seen.category.0, ticket("SEAT", 1).category.0);
		assert_eq!(seen.ticket.0, [1; 32]);
		assert_eq!((seen.sender, seen.caller), (sol(short(1)), sol(short(1))));
		assert_eq!(seen.txHash.0, id.0);
		assert_eq!(tokens_of(expected, "GOLD"), 40);
		assert_eq!(Contracts::ticket_holder(&ticket("SEAT", 1)), Some(expected));
		assert_eq!(view(expected, longCall {}).to_vec(), long.0);
		// What the deposit did not need came back.
		let notes = take_notes();
		assert_eq!(notes.len(), 1);
		assert_eq!(notes[0].origin, PublicOrigin::Bundle(id));
		assert_eq!(notes[0].output.address, address(1));
		assert!(notes[0].output.amount < 10 * SERO && notes[0].output.amount > 9 * SERO);
	});
}

#[test]
fn the_same_deployment_again_is_refused() {
	run(|| {
		deploy(7, 0);
		let again = apply(1, &deployment(7, false, PublicAsset::NOTHING));
		assert_eq!(again, Err(RejectReason::InvalidContractCall));
		assert!(apply(2, &deployment(7, false, PublicAsset::NOTHING)).is_ok());
		assert!(apply(1, &deployment(8, false, PublicAsset::NOTHING)).is_ok());
	});
}

#[test]
fn a_failed_deployment_gives_everything_back() {
	run(|| {
		let gold = currency("GOLD");
		pool::mint_token(gold, 100);
		let asset = PublicAsset::token(gold, 40);
		apply(1, &deployment(7, true, asset)).expect("applied");
		assert!(matches!(
			last_event(),
			Some(Event::CallFailed { failure: CallFailure::Reverted, data, .. })
				if data.windows(12).any(|part| part == b"told to fail")
		));
		let expected = [
			(address(1), asset),
			(address(1), PublicAsset::token(CurrencyId::SERO, limits().storage_deposit)),
		];
		assert_eq!(paid(&take_notes()), expected);
		assert_eq!(held(gold), 0);
		// The prefix is not used up.
		assert!(apply(1, &deployment(7, false, asset)).is_ok());
	});
}

#[test]
fn a_call_hands_over_sero_tokens_and_tickets() {
	run(|| {
		let bank = deploy(1, 0);
		let id = call_with(2, bank, recordCall {}, PublicAsset::token(CurrencyId::SERO, 5));
		let seen = receipt(bank);
		assert_eq!((seen.currency.0, seen.amount), (CurrencyId::SERO.0, word(5)));
		assert_eq!((seen.value, seen.txHash.0), (word(5), id.0));
		assert_eq!(seen.sender, sol(short(2)));
		assert_eq!(sero_of(bank), 5);

		let gold = currency("GOLD");
		pool::mint_token(gold, 100);
		pool::mint_ticket(ticket("SEAT", 1));
		let asset = PublicAsset { ticket: Some(ticket("SEAT", 1)), ..PublicAsset::token(gold, 40) };
		call_with(2, bank, recordCall {}, asset);
		let seen = receipt(bank);
		assert_eq!((seen.currency.0, seen.amount, seen.value), (gold.0, word(40), word(0)));
		assert_eq!(seen.ticket.0, [1; 32]);
		assert_eq!(tokens_of(bank, "GOLD"), 40);

		call(2, bank, recordCall {});
		let seen = receipt(bank);
		assert_eq!((seen.currency.0, seen.amount, seen.ticket.0), ([0; 32], word(0), [0; 32]));
	});
}

/// Everything that a failed call carried comes back, whatever the failure.
#[test]
fn failed_calls_roll_back_exactly() {
	run(|| {
		let bank = deploy(1, 3 * SERO);
		let gold = currency("GOLD");
		pool::mint_token(gold, 100);
		pool::mint_ticket(ticket("SEAT", 1));
		let seat = Some(ticket("SEAT", 1));
		let sero = CurrencyId::SERO;
		let deposit = limits().storage_deposit;
		let token_and_ticket = PublicAsset { ticket: seat, ..PublicAsset::token(gold, 40) };
		let sero_and_ticket = PublicAsset { ticket: seat, ..PublicAsset::token(sero, 7) };
		let ticket_alone = PublicAsset { ticket: seat, ..PublicAsset::NOTHING };
		let change = PublicAsset::token(sero, deposit);
		for (asset, back) in [
			(token_and_ticket, vec![token_and_ticket, change]),
			(
				sero_and_ticket,
				vec![PublicAsset { ticket: seat, ..PublicAsset::token(sero, deposit + 7) }],
			),
			(ticket_alone, vec![PublicAsset { ticket: seat, ..change }]),
			(PublicAsset::NOTHING, vec![change]),
		] {
			let back: Vec<_> = back.into_iter().map(|asset| (address(2), asset)).collect();
			let receipts = view(bank, receiptsCall {});
			assert_eq!(call_fails(2, bank, failCall {}, asset), CallFailure::Reverted);
			assert_eq!(paid(&take_notes()), back);
			let stopped = call_fails(2, bank, trapCall {}, asset);
			assert!(matches!(stopped, CallFailure::Stopped(_)), "{stopped:?}");
			assert_eq!(paid(&take_notes()), back);
			let stopped = call_fails(2, bank, spinCall {}, asset);
			assert!(matches!(stopped, CallFailure::Stopped(_)), "{stopped:?}");
			assert_eq!(paid(&take_notes()), back);
			assert_eq!(view(bank, receiptsCall {}), receipts);
			assert_eq!((sero_of(bank), tokens_of(bank, "GOLD")), (3 * SERO, 0));
			assert_eq!(Contracts::ticket_holder(&ticket("SEAT", 1)), None);
		}
	});
}

#[test]
fn the_reason_of_a_revert_is_in_the_event() {
	run(|| {
		let bank = deploy(1, 0);
		call_fails(2, bank, failCall {}, PublicAsset::NOTHING);
		let Some(Event::CallFailed { data, .. }) = last_event() else { panic!("no event") };
		assert!(data.windows(7).any(|part| part == b"as told"));
	});
}

/// A call that needs more storage than its deposit pays for fails as a whole.
#[test]
fn the_storage_deposit_is_a_limit() {
	run(|| {
		let bank = deploy(1, 0);
		let mut action = call_of(bank, recordCall {}, PublicAsset::NOTHING);
		if let ContractAction::Call { limits, data, .. } = &mut action {
			limits.storage_deposit = 1;
			let long = setMoodCall { newMood: word(0), to: sol(bank), data: vec![7; 999].into() };
			*data = long.abi_encode().try_into().expect("short");
		}
		apply(2, &action).expect("applied");
		assert!(matches!(
			last_event(),
			Some(Event::CallFailed { failure: CallFailure::Stopped(_), .. })
		));
		assert_eq!(paid(&take_notes()), [(address(2), PublicAsset::token(CurrencyId::SERO, 1))]);
	});
}

#[test]
fn an_exact_deposit_leaves_no_note() {
	run(|| {
		let bank = deploy(1, 0);
		call(2, bank, recordCall {});
		take_notes();
		let action = |deposit| {
			let mut action = call_of(bank, recordCall {}, PublicAsset::NOTHING);
			if let ContractAction::Call { limits, .. } = &mut action {
				limits.storage_deposit = deposit;
			}
			action
		};
		// The second record overwrites the first: no new storage.
		apply(2, &action(0)).expect("applied");
		assert!(matches!(last_event(), Some(Event::Called { .. })));
		assert_eq!(paid(&take_notes()), []);
	});
}

/// What a dry run says is enough, and it changes nothing.
#[test]
fn a_dry_run_finds_the_limits() {
	run(|| {
		let gold = currency("GOLD");
		pool::mint_token(gold, 100);
		let sero = PublicAsset::token(CurrencyId::SERO, SERO);
		let deploy = deployment(7, false, sero);
		let bank = Contracts::deploy_address(&address(1), &[7; 16], &code(false));
		// Hands the token that comes with it to the sender.
		let pass = call_of(bank, pay(short(2), "GOLD", 40), PublicAsset::token(gold, 40));
		for (number, mut action) in [(1, deploy), (2, pass)] {
			let before = sp_io::storage::root(Default::default());
			let outcome = Contracts::dry_run(&address(number), &action).expect("allowed");
			assert_eq!(sp_io::storage::root(Default::default()), before);
			assert_eq!((outcome.contract, &outcome.failure), (Some(bank), &None));
			if let ContractAction::Call { limits, .. } | ContractAction::Deploy { limits, .. } =
				&mut action
			{
				// What the machine says it needs is a little short.
				*limits = outcome.limits;
				limits.ref_time += limits.ref_time / 10;
				limits.proof_size += limits.proof_size / 10;
				// A deployment needs more while it runs than it pays in the end.
				let share = if number == 1 { 2 } else { 1 };
				limits.storage_deposit *= share;
				assert!(limits.storage_deposit < SERO);
			}
			take_notes();
			apply(number, &action).expect("applied");
			let failed = matches!(last_event(), Some(Event::CallFailed { .. }));
			assert!(!failed, "{outcome:?}: {:?}", last_event());
			let change = paid(&take_notes()).iter().filter(|(_, asset)| asset.sero() > 0).count();
			assert_eq!(change, usize::from(number == 1), "change");
		}
		assert_eq!(number(bank), 1);
		let failing = call_of(bank, failCall {}, PublicAsset::NOTHING);
		let outcome = Contracts::dry_run(&address(2), &failing).expect("allowed");
		assert_eq!(outcome.failure, Some(CallFailure::Reverted));
		assert!(outcome.output.windows(7).any(|part| part == b"as told"));
		let collect = Contracts::dry_run(&address(2), &ContractAction::Collect);
		assert_eq!(collect, Err(RejectReason::NothingToCollect));
	});
}

/// Deposits that a call frees lie on the sender's account and come with the change.
#[test]
fn freed_deposits_are_paid_out() {
	run(|| {
		let bank = deploy(1, 0);
		let mood =
			|data: Vec<u8>| setMoodCall { newMood: word(0), to: sol(bank), data: data.into() };
		call(1, bank, mood(vec![7; 2000]));
		let spent = 10 * SERO - take_notes()[0].output.amount;
		assert!(spent > 0);
		call(1, bank, mood(vec![]));
		let back = take_notes()[0].output.amount;
		assert!(back > 10 * SERO, "nothing was freed: {back}");
	});
}

#[test]
fn what_a_contract_transfers_to_the_sender_is_paid_out() {
	run(|| {
		let bank = deploy(1, 3 * SERO);
		call(1, bank, plainCall { to: sol(short(1)), value: word(0), data: Bytes::new() });
		take_notes();
		let transfer = plainCall { to: sol(short(2)), value: word(SERO), data: Bytes::new() };
		call(2, bank, transfer);
		let notes = take_notes();
		assert_eq!(notes.len(), 1);
		assert_eq!(notes[0].output.amount, 11 * SERO);
		assert_eq!(sero_of(bank), 2 * SERO);
	});
}

#[test]
fn collect_pays_what_lies_on_the_account() {
	run(|| {
		assert_eq!(apply(3, &ContractAction::Collect), Err(RejectReason::NothingToCollect));
		let bank = deploy(1, 3 * SERO);
		// An account that does not exist yet costs its existential deposit, from the caller's deposit.
		call(2, bank, plainCall { to: sol(short(3)), value: word(SERO), data: Bytes::new() });
		take_notes();
		let id = apply(3, &ContractAction::Collect).expect("collected");
		let notes = take_notes();
		let sero = PublicAsset::token(CurrencyId::SERO, SERO + DEPOSIT);
		assert_eq!(paid(&notes), [(address(3), sero)]);
		assert_eq!(notes[0].origin, PublicOrigin::Bundle(id));
		assert_eq!(apply(3, &ContractAction::Collect), Err(RejectReason::NothingToCollect));
	});
}

/// CA-1
#[test]
fn a_call_to_no_contract_is_refused() {
	run(|| {
		let asset = PublicAsset::token(CurrencyId::SERO, SERO);
		for target in
			[EvmAddress([5; 20]), EvmAddress::default(), crate::SeroAssets::<Test>::ADDRESS]
		{
			let action = call_of(target, recordCall {}, asset);
			assert_eq!(apply(2, &action), Err(RejectReason::NoContract), "{target:?}");
		}
		// Precompiles of Ethereum have no code of their own either.
		let mut identity = [0; 20];
		identity[19] = 4;
		let action = call_of(EvmAddress(identity), recordCall {}, asset);
		assert_eq!(apply(2, &action), Err(RejectReason::NoContract));
	});
}

/// CA-2
#[test]
fn limits_out_of_range_are_refused() {
	run(|| {
		let bank = deploy(1, 0);
		let most = MaxCallWeight::get();
		let of = |ref_time, proof_size, storage_deposit| GasLimits {
			ref_time,
			proof_size,
			storage_deposit,
		};
		for bad in [
			of(0, 1, 0),
			of(most.ref_time() + 1, 1, 0),
			of(1, most.proof_size() + 1, 0),
			of(1, 1, u128::MAX),
			of(1, 1, u128::MAX - DEPOSIT + 1),
		] {
			let mut call = call_of(bank, recordCall {}, PublicAsset::NOTHING);
			let mut deploy = deployment(9, false, PublicAsset::NOTHING);
			for action in [&mut call, &mut deploy] {
				match action {
					ContractAction::Call { limits, .. } | ContractAction::Deploy { limits, .. } => {
						*limits = bad
					},
					ContractAction::Collect => {},
				}
				let checked = Contracts::check(&address(2), action);
				assert_eq!(checked, Err(RejectReason::GasLimitOutOfRange), "{bad:?}");
			}
		}
	});
}

/// CA-5
#[test]
fn empty_code_and_false_payees_are_refused() {
	run(|| {
		let bank = deploy(1, 0);
		let mut action = deployment(9, false, PublicAsset::NOTHING);
		if let ContractAction::Deploy { code, .. } = &mut action {
			*code = Default::default();
		}
		assert_eq!(apply(2, &action), Err(RejectReason::InvalidContractCall));
		let mut action = call_of(bank, recordCall {}, PublicAsset::NOTHING);
		if let ContractAction::Call { payees, .. } = &mut action {
			*payees = vec![address(3), NO_POINT].try_into().expect("two");
		}
		assert_eq!(apply(2, &action), Err(RejectReason::InvalidContractCall));
		assert_eq!(Contracts::payee(&short(3)), None);
		// A ticket without a category is none.
		let nameless = Ticket { category: TicketCategory::default(), id: TicketId([1; 32]) };
		let asset = PublicAsset { ticket: Some(nameless), ..PublicAsset::NOTHING };
		let action = call_of(bank, recordCall {}, asset);
		assert_eq!(apply(2, &action), Err(RejectReason::InvalidContractCall));
	});
}

#[test]
fn assets_that_do_not_exist_are_refused() {
	run(|| {
		let bank = deploy(1, 0);
		let action = call_of(bank, recordCall {}, PublicAsset::token(currency("NONE"), 1));
		assert_eq!(apply(2, &action), Err(RejectReason::UnknownCurrency));
		let asset = PublicAsset { ticket: Some(ticket("NONE", 1)), ..PublicAsset::NOTHING };
		let action = call_of(bank, recordCall {}, asset);
		assert_eq!(apply(2, &action), Err(RejectReason::UnknownTicket));
	});
}

/// If the change cannot be paid, the whole bundle is refused and nothing changes.
#[test]
fn a_full_tree_refuses_the_bundle() {
	run(|| {
		let bank = deploy(1, 0);
		pool::Kept::<Test>::mutate(|kept| kept.full = true);
		let action = call_of(bank, failCall {}, PublicAsset::token(CurrencyId::SERO, SERO));
		assert_eq!(apply(2, &action), Err(RejectReason::TreeFull));
	});
}

/// In a transaction of an account, SERO comes as the value and there is no bundle.
#[test]
fn ordinary_transactions_carry_sero_only() {
	run(|| {
		let bank = deploy(1, SERO);
		let transact = |value: u128, data: Vec<u8>| {
			Revive::call(
				frame_system::RawOrigin::Signed(SPECTATOR.fallback_account().into()).into(),
				pallet_revive::H160(bank.0),
				value,
				frame_support::weights::Weight::from_parts(900_000_000_000, 1 << 30),
				10 * SERO,
				data,
			)
			.expect("applied");
			check_books();
		};
		transact(5, recordCall {}.abi_encode());
		let seen = receipt(bank);
		assert_eq!((seen.currency.0, seen.amount), (CurrencyId::SERO.0, word(5)));
		assert_eq!((seen.sender, seen.txHash.0), (sol(SPECTATOR), [0; 32]));
		transact(0, recordCall {}.abi_encode());
		assert_eq!((receipt(bank).currency.0, receipt(bank).amount), ([0; 32], word(0)));
		// Native functions work all the same.
		take_notes();
		transact(0, pay(short(1), "SERO", 7).abi_encode());
		assert_eq!(number(bank), 1);
		assert_eq!(paid(&take_notes()), [(address(1), PublicAsset::token(CurrencyId::SERO, 7))]);
	});
}

/// `sero_update` of the original does not exist.
#[test]
fn contracts_cannot_replace_their_code() {
	run(|| {
		let bank = deploy(1, 0);
		let failure =
			call_fails(1, bank, updateCall { code: code(false).into() }, PublicAsset::NOTHING);
		assert_eq!(failure, CallFailure::Reverted);
		let Some(Event::CallFailed { data, .. }) = last_event() else { panic!("no event") };
		assert!(data.windows(11).any(|part| part == b"use a proxy"));
	});
}

#[test]
fn weights_cover_the_limits() {
	run(|| {
		let bank = deploy(1, 0);
		let action = call_of(bank, recordCall {}, PublicAsset::NOTHING);
		let weight = Contracts::weight_of_action(&action);
		assert!(
			weight.ref_time() > limits().ref_time && weight.proof_size() >= limits().proof_size
		);
		let deployed = Contracts::weight_of_action(&deployment(9, false, PublicAsset::NOTHING));
		assert!(deployed.ref_time() > weight.ref_time());
		assert!(Contracts::weight_of_action(&ContractAction::Collect).ref_time() > 0);
	});
}
