// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What the weights are taken from.

use crate::mock::*;
use sero_shielded_primitives::*;
use std::time::Instant;

#[test]
fn actions_have_weights() {
	let packed = pack(address(1), sero(1), b"");
	let package = PackageId([1; 32]);
	let owner = PackageOwner::Address(address(1));
	let weights = [
		PackageAction::Transfer { package, to: owner },
		PackageAction::Create { owner, contents: packed.contents, sealed: packed.sealed },
		PackageAction::Unpack { package },
		PackageAction::Open { package, key: packed.key, receiver: address(1) },
	]
	.map(|action| Packages::weight_of_action(&action).ref_time());
	assert!(weights[0] > 0 && weights.is_sorted(), "{weights:?}");
}

#[test]
#[ignore = "measures; run it alone with --nocapture"]
fn costs() {
	const ROUNDS: u32 = 100;
	chain().execute_with(|| {
		let packed = pack(address(1), sero(1), &[1; MAX_PACKAGE_DATA as usize]);
		let package = create(1, address(1), PackageOwner::Address(address(1)), &packed);
		let open = PackageAction::Open { package, key: packed.key, receiver: address(1) };
		let unpack = PackageAction::Unpack { package };
		let owner = address(1);
		for (name, action) in [("opening", open), ("ownership", unpack)] {
			let start = Instant::now();
			for _ in 0..ROUNDS {
				assert_eq!(Packages::check(&owner, &action), Ok(()));
			}
			println!("checking {name}: {:?}", start.elapsed() / ROUNDS);
		}
	});
}
