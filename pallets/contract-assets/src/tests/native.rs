// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The native functions: issuing, paying, tickets, packages.

use super::harness::*;
use crate::mock::{
	pool::{self, Kept, NAME_PRICE},
	*,
};
use sero_shielded_primitives::{PackageId, PackageOwner, PublicOrigin};

fn issue(contract: EvmAddress, name: &str, total: Word) -> u64 {
	call(1, contract, issueCall { total, name: name.into() });
	number(contract)
}

#[test]
fn a_contract_issues_its_token() {
	run(|| {
		let bank = deploy(1, 5 * SERO);
		assert_eq!(issue(bank, "GOLD", word(100)), 1);
		assert_eq!((tokens_of(bank, "GOLD"), sero_of(bank)), (100, 5 * SERO - NAME_PRICE));
		assert_eq!(issue(bank, "GOLD", word(11)), 1);
		assert_eq!((tokens_of(bank, "GOLD"), sero_of(bank)), (111, 5 * SERO - NAME_PRICE));
		assert_eq!(held(currency("GOLD")), 111);

		let other = deploy(2, 5 * SERO);
		assert_eq!(issue(other, "GOLD", word(1)), 2, "somebody else's name");
		assert_eq!(tokens_of(other, "GOLD"), 0);
	});
}

#[test]
fn issues_that_the_rules_refuse_return_false() {
	run(|| {
		let bank = deploy(1, 5 * SERO);
		for name in ["", "gold", "SERO", "MYSERO", "1GOLD", &"A".repeat(33), "GO LD"] {
			assert_eq!(issue(bank, name, word(1)), 2, "{name:?}");
		}
		assert_eq!(sero_of(bank), 5 * SERO);
		let poor = deploy(2, SERO / 2);
		assert_eq!(issue(poor, "GOLD", word(1)), 2, "cannot pay the registration fee");
		assert_eq!(held(currency("GOLD")), 0);
	});
}

#[test]
fn contracts_pay_each_other() {
	run(|| {
		let (bank, other) = (deploy(1, 5 * SERO), deploy(2, 0));
		assert_eq!(issue(bank, "GOLD", word(100)), 1);
		call(1, bank, pay(other, "GOLD", 30));
		assert_eq!(number(bank), 1);
		assert_eq!((tokens_of(bank, "GOLD"), tokens_of(other, "GOLD")), (70, 30));
		let seen = view(other, receiptCall {});
		assert_eq!((seen.currency.0, seen.amount), (currency("GOLD").0, word(30)));
		assert_eq!(seen.sender, sol(bank), "the contract that paid");
		assert_eq!(seen.caller, sol(crate::SeroAssets::<Test>::ADDRESS));

		call(1, bank, pay(other, "SERO", SERO));
		assert_eq!(number(bank), 1);
		assert_eq!((sero_of(bank), sero_of(other)), (4 * SERO - NAME_PRICE, SERO));
		let seen = view(other, receiptCall {});
		assert_eq!(
			(seen.currency.0, seen.amount, seen.value),
			(CurrencyId::SERO.0, word(SERO), word(SERO))
		);

		// To itself.
		call(1, bank, pay(bank, "GOLD", 1));
		assert_eq!((number(bank), tokens_of(bank, "GOLD")), (1, 70));
	});
}

#[test]
fn a_receiver_that_refuses_receives_nothing() {
	run(|| {
		let (bank, other) = (deploy(1, 5 * SERO), deploy(2, 0));
		assert_eq!(issue(bank, "GOLD", word(100)), 1);
		call(1, other, setMoodCall { newMood: word(1), to: sol(bank), data: Bytes::new() });
		for name in ["GOLD", "SERO"] {
			call(1, bank, pay(other, name, 30));
			assert_eq!(number(bank), 2, "{name}");
		}
		assert_eq!((tokens_of(bank, "GOLD"), tokens_of(other, "GOLD")), (100, 0));
		assert_eq!((sero_of(bank), sero_of(other)), (5 * SERO - NAME_PRICE, 0));
	});
}

#[test]
fn users_are_paid_in_public_notes() {
	run(|| {
		let bank = deploy(1, 5 * SERO);
		assert_eq!(issue(bank, "GOLD", word(100)), 1);
		take_notes();
		call(1, bank, pay(short(1), "GOLD", 30));
		let notes = take_notes();
		assert_eq!(notes[0].origin, PublicOrigin::Contract(bank));
		assert_eq!(paid(&notes)[0], (address(1), PublicAsset::token(currency("GOLD"), 30)));
		call(1, bank, pay(short(1), "SERO", SERO));
		let notes = take_notes();
		assert_eq!(notes[0].origin, PublicOrigin::Contract(bank));
		assert_eq!(paid(&notes)[0], (address(1), PublicAsset::token(CurrencyId::SERO, SERO)));
		assert_eq!((tokens_of(bank, "GOLD"), sero_of(bank)), (70, 4 * SERO - NAME_PRICE));
		assert_eq!(held(currency("GOLD")), 70);
	});
}

#[test]
fn only_known_addresses_are_paid() {
	run(|| {
		let bank = deploy(1, 5 * SERO);
		for name in ["SERO", "NONE"] {
			call(1, bank, pay(short(5), name, SERO));
			assert_eq!(number(bank), 2, "{name}: nobody knows the address");
		}
		let mut action = call_of(bank, pay(short(5), "SERO", SERO), PublicAsset::NOTHING);
		if let ContractAction::Call { payees, .. } = &mut action {
			*payees = vec![address(5)].try_into().expect("one");
		}
		take_notes();
		apply(1, &action).expect("applied");
		assert_eq!(number(bank), 1);
		assert_eq!(
			paid(&take_notes())[0],
			(address(5), PublicAsset::token(CurrencyId::SERO, SERO))
		);
		// Kept for good.
		call(2, bank, pay(short(5), "SERO", 1));
		assert_eq!(number(bank), 1);
		assert_eq!(Contracts::payee(&short(2)), Some(address(2)), "callers can be paid");
	});
}

#[test]
fn more_than_there_is_cannot_be_paid() {
	run(|| {
		let (bank, other) = (deploy(1, 5 * SERO), deploy(2, 0));
		assert_eq!(issue(bank, "GOLD", word(100)), 1);
		for to in [other, short(1)] {
			for (name, amount) in [("GOLD", 101), ("SERO", 6 * SERO), ("NONE", 1), ("GOLD", 0)] {
				call(1, bank, pay(to, name, amount));
				assert_eq!(number(bank), 2, "{amount} of {name}");
			}
		}
		assert_eq!((tokens_of(bank, "GOLD"), sero_of(bank)), (100, 5 * SERO - NAME_PRICE));
	});
}

#[test]
fn tickets_are_made_kept_and_paid() {
	run(|| {
		let (bank, other) = (deploy(1, 5 * SERO), deploy(2, 0));
		let allot = |to: EvmAddress, value: [u8; 32]| allotCall {
			to: sol(to),
			value: FixedBytes(value),
			category: "SEAT".into(),
		};
		let of = |id| Ticket { category: ticket("SEAT", 1).category, id: TicketId(id) };
		call(1, bank, allot(EvmAddress::default(), [0; 32]));
		let first = view(bank, wordCall {}).0;
		assert_ne!(first, [0; 32]);
		assert_eq!(Contracts::ticket_holder(&of(first)), Some(bank));

		call(1, bank, allot(bank, [7; 32]));
		assert_eq!(view(bank, wordCall {}).0, [7; 32]);
		// Of its own: paid, not made again.
		call(1, bank, allot(other, [7; 32]));
		assert_eq!(view(bank, wordCall {}).0, [7; 32]);
		assert_eq!(Contracts::ticket_holder(&of([7; 32])), Some(other));
		assert_eq!(view(other, receiptCall {}).ticket.0, [7; 32]);
		// Of somebody else.
		call(1, bank, allot(bank, [7; 32]));
		assert_eq!(view(bank, wordCall {}).0, [0; 32]);
		// Another contract's category.
		call(1, other, allot(other, [8; 32]));
		assert_eq!(view(other, wordCall {}).0, [0; 32]);

		take_notes();
		call(1, bank, allot(short(1), [9; 32]));
		let expected = PublicAsset { ticket: Some(of([9; 32])), ..PublicAsset::NOTHING };
		assert_eq!(paid(&take_notes())[0], (address(1), expected));
		assert_eq!(Contracts::ticket_holder(&of([9; 32])), None);
		// A receiver whom nobody knows: the ticket is not made.
		call(1, bank, allot(short(99), [10; 32]));
		assert_eq!(view(bank, wordCall {}).0, [0; 32]);
		assert!(!Kept::<Test>::get().tickets.contains_key(&of([10; 32])));

		let pay = |to: EvmAddress, id| payTicketCall {
			to: sol(to),
			category: "SEAT".into(),
			ticket: FixedBytes(id),
		};
		call(1, bank, pay(other, first));
		assert_eq!((number(bank), Contracts::ticket_holder(&of(first))), (1, Some(other)));
		call(1, bank, pay(short(1), first));
		assert_eq!(number(bank), 2, "no longer its own");
		take_notes();
		call(1, other, pay(short(1), first));
		assert_eq!(number(other), 1);
		assert_eq!(paid(&take_notes())[0].1.ticket, Some(of(first)));
	});
}

#[test]
fn a_call_forwards_an_asset_with_data() {
	run(|| {
		let (bank, other) = (deploy(1, 5 * SERO), deploy(2, 0));
		assert_eq!(issue(bank, "GOLD", word(100)), 1);
		call(1, bank, forward(other, "GOLD", 30, depositCall {}));
		assert_eq!(number(bank), 1);
		let deposits = |name: &str| {
			view(other, depositsCall { of: sol(bank), currency: FixedBytes(currency(name).0) })
		};
		assert_eq!((deposits("GOLD"), tokens_of(other, "GOLD")), (word(30), 30));
		call(1, bank, forward(other, "SERO", SERO, depositCall {}));
		assert_eq!((deposits("SERO"), sero_of(other)), (word(SERO), SERO));
		// What was set is forgotten with the call.
		call(1, bank, forward(other, "", 0, recordCall {}));
		assert_eq!(view(other, receiptCall {}).amount, word(0));
		assert_eq!(view(other, receiptCall {}).sender, sol(bank));
	});
}

#[test]
fn a_forwarded_call_that_fails_moves_nothing() {
	run(|| {
		let (bank, other) = (deploy(1, 5 * SERO), deploy(2, 0));
		assert_eq!(issue(bank, "GOLD", word(100)), 1);
		for name in ["GOLD", "SERO"] {
			call(1, bank, forward(other, name, 30, failCall {}));
			assert_eq!(number(bank), 2);
			let told = view(bank, wordCall {}).0;
			let expected = sp_io::hashing::keccak_256(
				&pallet_revive::precompiles::alloy::sol_types::SolError::abi_encode(
					&pallet_revive::precompiles::alloy::sol_types::Revert::from("as told"),
				),
			);
			assert_eq!(told, expected, "the reason of the contract");
			call(1, bank, forward(other, name, 30, trapCall {}));
			assert_eq!(number(bank), 2);
		}
		call(1, bank, forward(short(1), "GOLD", 1, recordCall {}));
		assert_eq!(number(bank), 2, "no contract");
		assert_eq!((tokens_of(bank, "GOLD"), tokens_of(other, "GOLD")), (100, 0));
		assert_eq!((sero_of(bank), sero_of(other)), (5 * SERO - NAME_PRICE, 0));
		assert_eq!(view(other, receiptsCall {}), word(1), "only the constructor's");
	});
}

#[test]
fn packages_are_opened_and_handed_over() {
	run(|| {
		let (bank, other) = (deploy(1, 0), deploy(2, 0));
		let gold = currency("GOLD");
		pool::mint_token(gold, 100);
		let package = |asset| pool::Package {
			owner: PackageOwner::Contract(bank),
			key: [3; 32],
			asset,
			data: b"data".to_vec(),
			creator: address(8),
			closed: false,
		};
		Kept::<Test>::mutate(|kept| {
			kept.packages.insert(PackageId([1; 32]), package(PublicAsset::token(gold, 40)));
			kept.packages
				.insert(PackageId([2; 32]), package(PublicAsset::token(CurrencyId::SERO, SERO)));
		});
		let open = |id, key| openCall { id: FixedBytes([id; 32]), key: FixedBytes([key; 32]) };
		call(1, bank, open(1, 4));
		assert_eq!(view(bank, receiptCall {}).amount, word(0), "a wrong key: zeros");
		call(1, other, open(1, 3));
		assert_eq!(view(other, receiptCall {}).amount, word(0), "not its own: zeros");

		call(1, bank, open(1, 3));
		let seen = view(bank, receiptCall {});
		assert_eq!((seen.currency.0, seen.amount, seen.value), (gold.0, word(40), word(7)));
		assert_eq!(seen.sender, sol(short(8)));
		assert_eq!(seen.txHash.0, sp_io::hashing::keccak_256(b"data"));
		assert_eq!(tokens_of(bank, "GOLD"), 40);
		assert_eq!(Contracts::payee(&short(8)), Some(address(8)), "the contract can answer");
		call(1, bank, open(1, 3));
		assert_eq!((view(bank, receiptCall {}).amount, tokens_of(bank, "GOLD")), (word(0), 40));

		let hand = |to| handOverCall { id: FixedBytes([2; 32]), to: sol(to) };
		call(1, bank, hand(short(77)));
		assert_eq!(number(bank), 2, "nobody knows the address");
		call(1, bank, hand(other));
		assert_eq!(number(bank), 1);
		call(1, bank, hand(other));
		assert_eq!(number(bank), 2, "no longer its own");
		call(1, other, open(2, 3));
		assert_eq!(sero_of(other), SERO);
		call(1, other, handOverCall { id: FixedBytes([1; 32]), to: sol(short(1)) });
		assert_eq!(number(other), 2);
	});
}

/// CA-12
#[test]
fn at_most_256_notes_in_a_call() {
	run(|| {
		let bank = deploy(1, 5 * SERO);
		let many = |count| payManyCall {
			to: sol(short(1)),
			currency: "SERO".into(),
			count: Word::from(count),
		};
		let mut action = call_of(bank, many(260), PublicAsset::NOTHING);
		if let ContractAction::Call { limits, .. } = &mut action {
			limits.ref_time = MaxCallWeight::get().ref_time();
		}
		take_notes();
		apply(1, &action).expect("applied");
		assert_eq!(number(bank), 256);
		// And one for the change.
		assert_eq!(take_notes().len(), 257);
		// The next bundle counts anew.
		call(1, bank, many(3));
		assert_eq!(number(bank), 3);
	});
}
