// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The rules PK, one by one.

use crate::{mock::*, types::*, Packages as Records};
use sero_primitives::{units::SERO, CurrencyId};
use sero_shielded_primitives::{package::MIN_SEALED_BYTES, *};

/// Everything that an owner can do with a package.
fn all_actions(package: PackageId, key: [u8; 32]) -> [PackageAction; 3] {
	[
		PackageAction::Transfer { package, to: PackageOwner::Address(address(9)) },
		PackageAction::Open { package, key, receiver: address(9) },
		PackageAction::Unpack { package },
	]
}

/// A package of address 1, and its key.
fn one_package() -> (PackageId, [u8; 32]) {
	let packed = pack(address(1), sero(5 * SERO), b"data");
	(create(1, address(1), PackageOwner::Address(address(1)), &packed), packed.key)
}

/// PK-1.
#[test]
fn an_unknown_package_is_refused() {
	chain().execute_with(|| {
		let (_, key) = one_package();
		for action in all_actions(PackageId([1; 32]), key) {
			assert_refused(address(1), action, RejectReason::UnknownPackage);
		}
	});
}

/// PK-2.
#[test]
fn a_closed_package_stays_closed() {
	for closing in [1, 2] {
		chain().execute_with(|| {
			let (id, key) = one_package();
			let closing = all_actions(id, key)[closing].clone();
			assert!(act(2, address(1), closing).is_ok());
			let leaves = ShieldedAssets::leaf_count();
			for action in all_actions(id, key) {
				assert_refused(address(1), action, RejectReason::PackageClosed);
			}
			assert_eq!(ShieldedAssets::leaf_count(), leaves, "its asset came out once");
		});
	}
}

/// PK-3: neither the creator, nor who has the key, nor who can spend the note inside is the owner.
#[test]
fn only_the_owner_closes_and_hands_over() {
	chain().execute_with(|| {
		let (creator, owner, holder) = (address(1), address(2), address(3));
		let packed = pack(holder, sero(5 * SERO), b"");
		let id = create(1, creator, PackageOwner::Address(owner), &packed);
		for stranger in [creator, holder, address(4)] {
			for action in all_actions(id, packed.key) {
				assert_refused(stranger, action, RejectReason::NotPackageOwner);
			}
		}
		// Nor is a contract whose address is the short form of the owner's.
		let short = EvmAddress::of(&owner);
		let opened = <Packages as ContractPackages>::open(&short, &id, &packed.key);
		assert_eq!(opened, Err(RejectReason::NotPackageOwner));

		let to = PackageOwner::Address(address(4));
		assert!(act(2, owner, PackageAction::Transfer { package: id, to }).is_ok());
		for action in all_actions(id, packed.key) {
			assert_refused(owner, action, RejectReason::NotPackageOwner);
		}
		assert!(act(3, address(4), PackageAction::Unpack { package: id }).is_ok());
	});
}

/// PK-4.
#[test]
fn a_wrong_key_does_not_open() {
	chain().execute_with(|| {
		let (package, key) = one_package();
		for byte in [0, 31] {
			let mut key = key;
			key[byte] ^= 1;
			let action = PackageAction::Open { package, key, receiver: address(9) };
			assert_refused(address(1), action, RejectReason::WrongPackageKey);
		}
		let action = PackageAction::Open { package, key, receiver: address(9) };
		assert!(act(2, address(1), action).is_ok(), "a failed attempt costs nothing");
	});
}

/// PK-4: what is sealed must open the note that was balanced, not a richer one.
#[test]
fn a_package_that_promises_more_than_it_holds_does_not_open() {
	chain().execute_with(|| {
		let poor = pack(address(1), sero(1), b"");
		let rich = pack(address(1), sero(1_000 * SERO), b"");
		let swapped = Packed { contents: poor.contents, ..rich };
		let package = create(1, address(1), PackageOwner::Address(address(1)), &swapped);
		let action = PackageAction::Open { package, key: swapped.key, receiver: address(9) };
		assert_refused(address(1), action, RejectReason::WrongPackageKey);

		// The same commitment at another address is another note.
		let packed = pack(address(1), sero(1), b"");
		let contents = HiddenOutput { address: address(2), ..packed.contents };
		let moved = Packed { contents, ..packed };
		let package = create(2, address(1), PackageOwner::Address(address(1)), &moved);
		let action = PackageAction::Open { package, key: moved.key, receiver: address(9) };
		assert_refused(address(1), action, RejectReason::WrongPackageKey);
	});
}

/// PK-4: every sealed byte is authenticated.
#[test]
fn a_garbled_package_does_not_open() {
	chain().execute_with(|| {
		let packed = pack(address(1), sero(1), b"data");
		let owner = PackageOwner::Address(address(1));
		for (number, byte) in (1..).zip([0, 40, 200, 208, packed.sealed.len() - 1]) {
			let mut sealed = packed.sealed.to_vec();
			sealed[byte] ^= 1;
			let garbled = Packed {
				contents: packed.contents.clone(),
				sealed: sealed.try_into().expect("as long as before"),
				key: packed.key,
			};
			let package = create(number, address(1), owner, &garbled);
			let action = PackageAction::Open { package, key: packed.key, receiver: address(9) };
			assert_refused(address(1), action, RejectReason::WrongPackageKey);
		}
	});
}

/// PK-5.
#[test]
fn a_package_that_nothing_can_open_is_refused() {
	chain().execute_with(|| {
		let packed = pack(address(1), sero(1), b"");
		assert_eq!(packed.sealed.len(), MIN_SEALED_BYTES as usize);
		let owner = PackageOwner::Address(address(1));
		let mut sealed = packed.sealed.clone();
		while sealed.pop().is_some() {
			let contents = packed.contents.clone();
			let action = PackageAction::Create { owner, contents, sealed: sealed.clone() };
			assert_eq!(Packages::check(&address(1), &action), Err(RejectReason::InvalidPackage));
			if [0, 1, 208, 223].contains(&sealed.len()) {
				assert_refused(address(1), action, RejectReason::InvalidPackage);
			}
		}
	});
}

/// PK-6: nobody could ever close it.
#[test]
fn a_package_is_not_given_to_an_address_without_a_contract() {
	chain().execute_with(|| {
		let (id, _) = one_package();
		let to = PackageOwner::Contract(NO_CODE);
		let action = PackageAction::Transfer { package: id, to };
		assert_refused(address(1), action, RejectReason::NoContract);

		let packed = pack(address(1), sero(1), b"");
		let action =
			PackageAction::Create { owner: to, contents: packed.contents, sealed: packed.sealed };
		assert_refused(address(1), action, RejectReason::NoContract);
	});
}

/// PK-7: an id follows from the bundle, whose nullifiers are spent; and if it came again, no package
/// would be overwritten.
#[test]
fn an_id_is_not_used_twice() {
	chain().execute_with(|| {
		let packed = pack(address(1), sero(1), b"");
		let owner = PackageOwner::Address(address(1));
		let action =
			PackageAction::Create { owner, contents: packed.contents, sealed: packed.sealed };
		let bundle = act(1, address(1), action.clone()).expect("a good package");
		assert_eq!(act(1, address(1), action.clone()), Err(RejectReason::NullifierAlreadySpent));

		let again = || Packages::apply(&bundle, &address(2), &action);
		assert_eq!(again(), Err(RejectReason::InvalidPackage));
		let package = PackageId::of(&bundle);
		assert!(act(2, address(1), PackageAction::Unpack { package }).is_ok());
		assert_eq!(again(), Err(RejectReason::InvalidPackage), "not even when it is closed");
		let record = Records::<Test>::get(package).expect("it is on record");
		assert_eq!((record.creator, record.status), (address(1), PackageStatus::Unpacked));
	});
}

/// PK-8: no note can have a currency that does not exist, unless it is forged.
#[test]
fn an_unknown_currency_does_not_come_out() {
	chain().execute_with(|| {
		let currency = CurrencyId::from_name("TIN").expect("a good name");
		let packed = pack(address(1), PublicAsset::token(currency, 1), b"");
		let package = create(1, address(1), PackageOwner::Address(address(1)), &packed);
		let action = PackageAction::Open { package, key: packed.key, receiver: address(9) };
		assert_refused(address(1), action, RejectReason::UnknownCurrency);
	});
}

/// SA-17: a forged note in a package is stopped by the turnstile as any other.
#[test]
fn more_than_the_pool_holds_does_not_come_out_of_a_package() {
	chain().execute_with(|| {
		let packed = pack(address(1), PublicAsset::token(gold(), 101), b"");
		let owner = PackageOwner::Address(address(1));
		let package = create(1, address(1), owner, &packed);
		let before = state_root();
		let action = PackageAction::Open { package, key: packed.key, receiver: address(9) };
		let applied = Packages::apply(&TxId([2; 32]), &address(1), &action);
		assert_eq!(applied, Err(RejectReason::TurnstileViolation));
		assert_eq!(state_root(), before);
	});
}

/// What the ledger refuses leaves the package sealed.
#[test]
fn a_full_tree_leaves_a_package_sealed() {
	chain().execute_with(|| {
		let (id, key) = one_package();
		let leaves = ShieldedAssets::leaf_count();
		pallet_shielded_assets::LeafCount::<Test>::put(1u64 << 32);
		let before = state_root();
		for action in &all_actions(id, key)[1..] {
			assert_eq!(act(2, address(1), action.clone()), Err(RejectReason::TreeFull));
			let applied = Packages::apply(&TxId([2; 32]), &address(1), action);
			assert_eq!(applied, Err(RejectReason::TreeFull));
			assert_eq!(state_root(), before);
		}
		pallet_shielded_assets::LeafCount::<Test>::put(leaves);
		assert!(act(2, address(1), PackageAction::Unpack { package: id }).is_ok());
	});
}
