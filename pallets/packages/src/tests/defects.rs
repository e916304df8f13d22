// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The original's packages did not work for users. What was wrong with them, one by one.

use crate::{mock::*, types::*, SealedData};
use codec::{Decode, Encode};
use sero_primitives::units::SERO;
use sero_shielded_primitives::*;

fn create_action(packed: Packed) -> PackageAction {
	PackageAction::Create {
		owner: PackageOwner::Address(address(1)),
		contents: packed.contents,
		sealed: packed.sealed,
	}
}

/// The original's signer forgot the package in the balance. Here the note inside is an output of the
/// bundle for proofs and balance, so that nothing is packed that was not paid in.
#[test]
fn defect_the_commitment_of_a_package_was_left_out() {
	chain().execute_with(|| {
		let bundle = bundle(1, address(1), create_action(pack(address(1), sero(SERO), b"")));
		let contents = bundle.action.packed_output().expect("a package is made");
		let statements = ShieldedAssets::proof_statements([&bundle].into_iter());
		assert_eq!(statements.items.len(), 2, "the input's proof, and that of the note inside");
		let commitment = PublicInput::Field(contents.note_commitment.0);
		assert!(statements.items.iter().any(|item| item.inputs.contains(&commitment)));
		assert!(bundle.action.released().is_empty(), "and it does not count a second time");
	});
}

/// The original wrote the signature of a close into the slot of a transfer, and read the id of a transfer
/// for a close. Here they are different actions with fields of their own.
#[test]
fn defect_closing_and_handing_over_were_mixed_up() {
	chain().execute_with(|| {
		let [first, second] = [1, 2].map(|number| {
			let packed = pack(address(1), sero(SERO), &[number]);
			create(number, address(1), PackageOwner::Address(address(1)), &packed)
		});
		let to = PackageOwner::Address(address(2));
		let status =
			|id| Packages::package(&id).map(|info| (info.record.owner, info.record.status));
		assert!(act(3, address(1), PackageAction::Transfer { package: first, to }).is_ok());
		let owner = PackageOwner::Address(address(1));
		assert_eq!(status(first), Some((to, PackageStatus::Sealed)));
		assert_eq!(status(second), Some((owner, PackageStatus::Sealed)));
		assert!(act(4, address(1), PackageAction::Unpack { package: second }).is_ok());
		assert_eq!(status(first), Some((to, PackageStatus::Sealed)));
		assert_eq!(status(second), Some((owner, PackageStatus::Unpacked)));
	});
}

/// The original checked the owner's signature against another hash than it was made for. Here there is one
/// signature, of the bundle's sender over the bundle's id, and the id covers each field of an action.
#[test]
fn defect_the_signature_covered_another_hash() {
	chain().execute_with(|| {
		let (package, key, receiver) = (PackageId([1; 32]), [2; 32], address(3));
		let packed = pack(address(1), sero(1), b"");
		let PackageAction::Create { owner, contents, sealed } = create_action(packed) else {
			unreachable!("that is what it makes")
		};
		let other = PackageOwner::Contract(CONTRACT);
		let mut garbled = sealed.clone();
		garbled[0] ^= 1;
		let moved = HiddenOutput { address: address(5), ..contents.clone() };
		let create = |owner, contents: &HiddenOutput, sealed: &SealedBytes| PackageAction::Create {
			owner,
			contents: contents.clone(),
			sealed: sealed.clone(),
		};
		let actions = [
			create(owner, &contents, &sealed),
			create(other, &contents, &sealed),
			create(owner, &moved, &sealed),
			create(owner, &contents, &garbled),
			PackageAction::Transfer { package, to: owner },
			PackageAction::Transfer { package, to: other },
			PackageAction::Transfer { package: PackageId([2; 32]), to: owner },
			PackageAction::Open { package, key, receiver },
			PackageAction::Open { package, key: [3; 32], receiver },
			PackageAction::Open { package, key, receiver: address(4) },
			PackageAction::Open { package: PackageId([2; 32]), key, receiver },
			PackageAction::Unpack { package },
			PackageAction::Unpack { package: PackageId([2; 32]) },
		];
		let ids: std::collections::BTreeSet<_> = actions
			.iter()
			.map(|action| bundle(1, address(1), action.clone()).id(&[0; 32]))
			.collect();
		assert_eq!(ids.len(), actions.len());
	});
}

/// The original's wallet index stored records without their fields.
#[test]
fn defect_stored_packages_were_empty() {
	chain().execute_with(|| {
		let packed = pack(address(1), sero(SERO), b"data");
		let id = create(1, address(1), PackageOwner::Address(address(1)), &packed);
		let info = Packages::package(&id).expect("it exists");
		assert_eq!(PackageInfo::decode(&mut &info.encode()[..]), Ok(info.clone()));
		assert_eq!(info.sealed, packed.sealed);
		assert_eq!(info.record.contents, (&packed.contents).into());
		assert_ne!(info.record.contents.note_commitment, NoteCommitment::default());
	});
}

/// In the original the client chose the id, so that an id could be taken by somebody else first.
#[test]
fn defect_ids_were_chosen_by_clients() {
	chain().execute_with(|| {
		let action = create_action(pack(address(1), sero(SERO), b""));
		let ids = [1, 2].map(|number| {
			let id = act(number, address(1), action.clone()).expect("a good package");
			PackageId::of(&id)
		});
		assert_ne!(ids[0], ids[1], "the same content twice makes two packages");
		assert!(ids.iter().all(SealedData::<Test>::contains_key));
	});
}
