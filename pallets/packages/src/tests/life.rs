// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What happens to a package from its making to its end.

use crate::{mock::*, types::*, Event, SealedData, MAX_PAGE};
use sero_primitives::{units::SERO, CurrencyId};
use sero_shielded_primitives::*;

#[test]
fn a_package_is_made_handed_over_and_opened() {
	chain().execute_with(|| {
		let (creator, owner) = (address(1), address(2));
		let packed = pack(owner, sero(5 * SERO), b"data");
		let id = create(1, creator, PackageOwner::Address(owner), &packed);
		assert_eq!(notes(), (vec![], vec![]), "the note inside is not in the tree");
		let info = Packages::package(&id).expect("it exists");
		assert_eq!((info.id, &info.sealed), (id, &packed.sealed));
		let record = PackageRecord {
			owner: PackageOwner::Address(owner),
			contents: (&packed.contents).into(),
			creator,
			created: 1,
			status: PackageStatus::Sealed,
		};
		assert_eq!(info.record, record);

		let to = PackageOwner::Address(address(3));
		let from = PackageOwner::Address(owner);
		assert!(act(2, owner, PackageAction::Transfer { package: id, to }).is_ok());
		assert_eq!(Packages::package(&id).map(|info| info.record.owner), Some(to));

		let before = supply(CurrencyId::SERO);
		let action = PackageAction::Open { package: id, key: packed.key, receiver: address(4) };
		let bundle = act(3, address(3), action).expect("the owner has the key");
		let (hidden, public) = notes();
		assert_eq!(hidden, []);
		let [note] = &public[..] else { panic!("one note: {public:?}") };
		assert_eq!(note.origin, PublicOrigin::Bundle(bundle));
		let expected = PublicOutput {
			address: address(4),
			currency: CurrencyId::SERO,
			amount: 5 * SERO,
			ticket: None,
			memo: MEMO,
		};
		assert_eq!(note.output, expected);
		assert_eq!(supply(CurrencyId::SERO), before, "it was in the pool all the time");
		let info = Packages::package(&id).expect("it stays on record");
		assert_eq!(info.record.status, PackageStatus::Opened);
		assert!(info.sealed.is_empty());
		assert!(!SealedData::<Test>::contains_key(id));
		assert_eq!(
			events(),
			[
				Event::PackageCreated { package: id, owner: from, creator },
				Event::PackageTransferred { package: id, from, to },
				Event::PackageOpened {
					package: id,
					asset: sero(5 * SERO),
					receiver: PackageOwner::Address(address(4)),
				},
			]
		);
	});
}

#[test]
fn an_unpacked_note_enters_the_tree_as_it_is() {
	chain().execute_with(|| {
		let packed = pack(address(2), sero(5 * SERO), b"");
		let id = create(1, address(1), PackageOwner::Address(address(2)), &packed);
		let before = supply(CurrencyId::SERO);
		assert!(act(2, address(2), PackageAction::Unpack { package: id }).is_ok());
		let (hidden, public) = notes();
		assert_eq!(public, []);
		let [note] = &hidden[..] else { panic!("one note: {hidden:?}") };
		assert_eq!(note.address, packed.contents.address);
		assert_eq!(note.note_commitment, packed.contents.note_commitment);
		assert_eq!(note.ephemeral_key, packed.contents.ephemeral_key);
		assert_eq!(note.ciphertext, packed.contents.ciphertext);
		assert_eq!(u64::from(note.index) + 1, ShieldedAssets::leaf_count());
		assert_eq!(supply(CurrencyId::SERO), before);
		let info = Packages::package(&id).expect("it stays on record");
		assert_eq!(info.record.status, PackageStatus::Unpacked);
		assert_eq!(
			events().last(),
			Some(&Event::PackageUnpacked { package: id, index: note.index })
		);
	});
}

#[test]
fn an_amount_and_a_ticket_come_out_together() {
	chain().execute_with(|| {
		let asset = PublicAsset { currency: gold(), amount: 100, ticket: Some(seat()) };
		let packed = pack(address(1), asset, b"");
		let id = create(1, address(1), PackageOwner::Address(address(1)), &packed);
		let action = PackageAction::Open { package: id, key: packed.key, receiver: address(1) };
		assert!(act(2, address(1), action).is_ok());
		let output = notes().1.remove(0).output;
		assert_eq!((output.currency, output.amount), (gold(), 100));
		assert_eq!(output.ticket, Some(seat()));
	});
}

#[test]
fn a_ticket_comes_out_alone() {
	chain().execute_with(|| {
		let asset = PublicAsset { ticket: Some(seat()), ..PublicAsset::NOTHING };
		let packed = pack(address(1), asset, b"");
		let id = create(1, address(1), PackageOwner::Address(address(1)), &packed);
		let action = PackageAction::Open { package: id, key: packed.key, receiver: address(1) };
		assert!(act(2, address(1), action).is_ok());
		let output = notes().1.remove(0).output;
		assert_eq!((output.amount, output.ticket), (0, Some(seat())));
	});
}

/// A sealed document: there is nothing to make a note of.
#[test]
fn a_package_of_data_alone_makes_no_note() {
	chain().execute_with(|| {
		let packed = pack(address(1), PublicAsset::NOTHING, b"a document");
		let id = create(1, address(1), PackageOwner::Address(address(1)), &packed);
		let action = PackageAction::Open { package: id, key: packed.key, receiver: address(1) };
		assert!(act(2, address(1), action).is_ok());
		assert_eq!(notes(), (vec![], vec![]));
		let receiver = PackageOwner::Address(address(1));
		let asset = PublicAsset::NOTHING;
		assert_eq!(events().last(), Some(&Event::PackageOpened { package: id, asset, receiver }));
	});
}

#[test]
fn packages_that_are_not_closed_are_listed_in_pages() {
	chain().execute_with(|| {
		let owner = PackageOwner::Address(address(1));
		let mut ids: Vec<_> = (0..MAX_PAGE as u8 + 6)
			.map(|number| create(number, address(1), owner, &pack(address(1), sero(1), &[1])))
			.collect();
		ids.sort();
		let closed = ids.remove(3);
		assert!(act(200, address(1), PackageAction::Unpack { package: closed }).is_ok());
		let page = |after, limit| -> Vec<PackageId> {
			Packages::sealed_packages(after, limit).into_iter().map(|(id, _)| id).collect()
		};
		assert_eq!(page(None, 2), ids[..2]);
		assert_eq!(page(Some(ids[1]), 4), ids[2..6]);
		assert_eq!(page(None, u32::MAX), ids[..MAX_PAGE as usize]);
		assert_eq!(page(Some(ids[MAX_PAGE as usize - 1]), u32::MAX), ids[MAX_PAGE as usize..]);
		assert_eq!(page(ids.last().copied(), 10), []);
	});
}

#[test]
fn the_state_is_consistent() {
	chain().execute_with(|| {
		let owner = PackageOwner::Address(address(1));
		let id = create(1, address(1), owner, &pack(address(1), sero(1), b""));
		check();
		let sealed = SealedData::<Test>::take(id).expect("it is sealed");
		assert!(Packages::do_try_state().is_err());
		SealedData::<Test>::insert(id, SealedBytes::default());
		assert!(Packages::do_try_state().is_err());
		SealedData::<Test>::insert(id, sealed.clone());
		assert_eq!(Packages::do_try_state(), Ok(()));
		SealedData::<Test>::insert(PackageId([1; 32]), sealed);
		assert!(Packages::do_try_state().is_err());
	});
}
