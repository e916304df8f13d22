// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Tests of the pallet.

use crate::{mock::*, registry::ticket_id, types::*, Categories, Event, ID_ATTEMPTS};
use sero_primitives::{CurrencyId, Ticket, TicketCategory, TicketId};
use sero_shielded_primitives::*;

fn issue_action(ticket: Ticket) -> TicketAction {
	TicketAction::Issue { ticket, receiver: address(200), memo: Memo::default() }
}

const CONTRACT: EvmAddress = EvmAddress([0xc0; 20]);

#[test]
fn a_ticket_is_issued_as_a_public_note() {
	chain().execute_with(|| {
		let id = issue(1, &address(1), seat(1)).expect("it is free");
		let [note] = &notes()[..] else { panic!("one note: {:?}", notes()) };
		assert_eq!(note.origin, PublicOrigin::Bundle(id));
		let expected = PublicOutput {
			address: address(200),
			currency: CurrencyId::default(),
			amount: 0,
			ticket: Some(seat(1)),
			memo: Memo([1; 64]),
		};
		assert_eq!(note.output, expected);
		let issuer = AssetIssuer::Address(address(1));
		assert_eq!(
			events(),
			[
				Event::CategoryRegistered { category: category("SEAT"), issuer },
				Event::TicketIssued { ticket: seat(1) },
			]
		);
		assert_eq!(
			Tickets::category(&category("SEAT")),
			Some(CategoryRecord { issuer, issued: 1, nonce: 0 })
		);
		assert_eq!(Tickets::ticket(&seat(1)), Some(TicketRecord { burned: false }));
		assert!(Tickets::ticket_exists(&seat(1)));
		assert!(!Tickets::ticket_exists(&seat(2)));

		assert!(issue(2, &address(1), seat(2)).is_ok());
		assert_eq!(events().len(), 3, "the category is registered once");
		let supply = ShieldedAssets::ticket_audit(None, 10).remove(0).supply;
		assert_eq!((supply.issued, supply.pool, supply.held, supply.burned), (2, 2, 0, 0));
	});
}

/// AS-1.
#[test]
fn a_ticket_category_with_a_bad_name_is_refused() {
	chain().execute_with(|| {
		for name in ["", "seat", "SEROSEAT", "1SEAT", "SEAT-1"] {
			let mut category = TicketCategory::default();
			category.0[..name.len()].copy_from_slice(name.as_bytes());
			let ticket = Ticket { category, id: TicketId([1; 32]) };
			assert_refused(&address(1), issue_action(ticket), RejectReason::InvalidName);
			assert_eq!(
				Tickets::register_ticket(&AssetIssuer::Contract(CONTRACT), &ticket),
				Err(RejectReason::InvalidName)
			);
		}
	});
}

/// AS-2.
#[test]
fn only_the_first_issuer_of_a_category_issues_more() {
	chain().execute_with(|| {
		assert!(issue(1, &address(1), seat(1)).is_ok());
		assert_refused(&address(2), issue_action(seat(2)), RejectReason::NotIssuer);
		// The 20-byte form of the issuer's address is not the issuer.
		let contract = AssetIssuer::Contract(EvmAddress::of(&address(1)));
		assert_eq!(Tickets::register_ticket(&contract, &seat(2)), Err(RejectReason::NotIssuer));
		// Whoever is not the issuer is not told which tickets there are.
		assert_refused(&address(2), issue_action(seat(1)), RejectReason::NotIssuer);
	});
}

/// AS-3.
#[test]
fn a_ticket_is_issued_once() {
	chain().execute_with(|| {
		assert!(issue(1, &address(1), seat(1)).is_ok());
		assert_refused(&address(1), issue_action(seat(1)), RejectReason::TicketExists);
	});
}

/// AS-3.
#[test]
fn a_burned_ticket_is_not_issued_again() {
	chain().execute_with(|| {
		assert!(issue(1, &address(1), seat(1)).is_ok());
		let burn = TicketAction::Burn { ticket: seat(1) };
		assert!(submit(&bundle(2, address(9), burn)).is_ok());
		assert_eq!(events().last(), Some(&Event::TicketBurned { ticket: seat(1) }));
		assert_eq!(Tickets::ticket(&seat(1)), Some(TicketRecord { burned: true }));
		assert!(!Tickets::ticket_exists(&seat(1)));
		assert_refused(&address(1), issue_action(seat(1)), RejectReason::TicketExists);
		let supply = ShieldedAssets::ticket_audit(None, 10).remove(0).supply;
		assert_eq!((supply.issued, supply.pool, supply.burned), (1, 0, 1));
	});
}

/// AS-4.
#[test]
fn a_ticket_that_does_not_exist_is_not_burned() {
	chain().execute_with(|| {
		let burn = TicketAction::Burn { ticket: seat(1) };
		assert_refused(&address(1), burn.clone(), RejectReason::UnknownTicket);
		assert!(issue(1, &address(1), seat(2)).is_ok());
		assert_refused(&address(1), burn, RejectReason::UnknownTicket);
		let burn = TicketAction::Burn { ticket: seat(2) };
		assert!(submit(&bundle(2, address(1), burn.clone())).is_ok());
		assert_refused(&address(1), burn, RejectReason::UnknownTicket);
	});
}

/// AS-6.
#[test]
fn a_ticket_with_the_id_zero_is_refused() {
	chain().execute_with(|| {
		let ticket = Ticket { id: TicketId::default(), ..seat(1) };
		assert_refused(&address(1), issue_action(ticket), RejectReason::InvalidAction);
		assert_eq!(
			Tickets::register_ticket(&AssetIssuer::Contract(CONTRACT), &ticket),
			Err(RejectReason::InvalidAction)
		);
	});
}

/// Nothing is left of an issue whose note cannot be made.
#[test]
fn an_issue_without_a_note_leaves_nothing() {
	chain().execute_with(|| {
		pallet_shielded_assets::LeafCount::<Test>::put(1u64 << 32);
		assert_refused(&address(1), issue_action(seat(1)), RejectReason::TreeFull);
		let applied = Tickets::apply(&TxId([1; 32]), &address(1), &issue_action(seat(1)));
		assert_eq!(applied, Err(RejectReason::TreeFull));
		assert_eq!(Tickets::ticket(&seat(1)), None);
		assert_eq!(Tickets::category(&category("SEAT")), None);

		pallet_shielded_assets::LeafCount::<Test>::put(0);
		let receiver = OneTimeAddressBytes([0xff; 96]);
		let action = TicketAction::Issue { ticket: seat(1), receiver, memo: Memo::default() };
		let applied = Tickets::apply(&TxId([1; 32]), &address(1), &action);
		assert_eq!(applied, Err(RejectReason::InvalidPoint));
		assert_eq!(Tickets::ticket(&seat(1)), None);
	});
}

/// What a contract does: a new number, the record, the turnstile.
fn allot(contract: EvmAddress) -> Result<TicketId, RejectReason> {
	let category = category("SEAT");
	let id = Tickets::next_ticket_id(&contract, &category);
	Tickets::register_ticket(&AssetIssuer::Contract(contract), &Ticket { category, id })?;
	ShieldedAssets::issue_held_ticket(category)?;
	check();
	Ok(id)
}

#[test]
fn contracts_get_a_new_id_each_time() {
	chain().execute_with(|| {
		let ids: Vec<_> = (0..4).map(|_| allot(CONTRACT).expect("it is free")).collect();
		let expected: Vec<_> =
			(0..4).map(|number| ticket_id(&CONTRACT, &category("SEAT"), number)).collect();
		assert_eq!(ids, expected);
		let record = Tickets::category(&category("SEAT")).expect("it exists");
		assert_eq!(
			record,
			CategoryRecord { issuer: AssetIssuer::Contract(CONTRACT), issued: 4, nonce: 4 }
		);
		let supply = ShieldedAssets::ticket_audit(None, 10).remove(0).supply;
		assert_eq!((supply.issued, supply.held, supply.pool), (4, 4, 0));
		assert_eq!(allot(EvmAddress([1; 20])), Err(RejectReason::NotIssuer));
	});
}

/// Keccak-256 of twenty bytes 0xc0, "SEAT" in 32 bytes and the counter in eight.
#[test]
fn ids_of_contracts_are_as_pinned() {
	let id = ticket_id(&CONTRACT, &category("SEAT"), 1);
	let mut preimage = vec![0xc0; 20];
	preimage.extend(b"SEAT");
	preimage.extend([0; 28]);
	preimage.extend([0, 0, 0, 0, 0, 0, 0, 1]);
	assert_eq!(id.0, sp_io::hashing::keccak_256(&preimage));
	assert_ne!(id, ticket_id(&CONTRACT, &category("SEATS"), 1));
	assert_ne!(id, ticket_id(&EvmAddress([0xc1; 20]), &category("SEAT"), 1));
}

/// An issuer that takes the ids in its own way costs the chain a bounded number of attempts.
#[test]
fn taken_ids_are_skipped_a_bounded_number_of_times() {
	chain().execute_with(|| {
		let issuer = AssetIssuer::Contract(CONTRACT);
		let category = category("SEAT");
		let taken = u64::from(ID_ATTEMPTS) + 3;
		for number in 0..taken {
			let ticket = Ticket { category, id: ticket_id(&CONTRACT, &category, number) };
			assert_eq!(Tickets::register_ticket(&issuer, &ticket), Ok(()));
		}
		let nonce = || Categories::<Test>::get(category).map(|record| record.nonce);
		let last = ticket_id(&CONTRACT, &category, u64::from(ID_ATTEMPTS) - 1);
		assert_eq!(Tickets::next_ticket_id(&CONTRACT, &category), last);
		assert_eq!(nonce(), Some(u64::from(ID_ATTEMPTS)));
		let ticket = Ticket { category, id: last };
		assert_eq!(Tickets::register_ticket(&issuer, &ticket), Err(RejectReason::TicketExists));
		// The next call goes on from there.
		let free = ticket_id(&CONTRACT, &category, taken);
		assert_eq!(Tickets::next_ticket_id(&CONTRACT, &category), free);
	});
}

/// A name belongs to whoever issues first, also between a user and a contract.
#[test]
fn users_and_contracts_share_one_space_of_names() {
	chain().execute_with(|| {
		assert!(allot(CONTRACT).is_ok());
		assert_refused(&address(1), issue_action(seat(1)), RejectReason::NotIssuer);
	});
}

#[test]
fn the_state_is_consistent() {
	chain().execute_with(|| {
		assert!(issue(1, &address(1), seat(1)).is_ok());
		check();
		Categories::<Test>::mutate(category("SEAT"), |record| {
			record.as_mut().expect("it exists").issued = 2;
		});
		assert!(Tickets::do_try_state().is_err());
		Categories::<Test>::remove(category("SEAT"));
		assert!(Tickets::do_try_state().is_err());
	});
}

/// Weights grow with what is done.
#[test]
fn actions_have_weights() {
	let burn = TicketAction::Burn { ticket: seat(1) };
	let [burn, issue] =
		[burn, issue_action(seat(1))].map(|a| Tickets::weight_of_action(&a).ref_time());
	assert!(0 < burn && burn < issue);
}
