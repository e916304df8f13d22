// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use crate::{
	curve::SubgroupPoint,
	field::{base_to_bytes, Scalar},
	generators::NOTE_AUTH_OFFSET,
	keys::{Seed, SpendingKey},
	pedersen,
};

use super::*;

fn note() -> Note {
	let key = SpendingKey::from_seed(&Seed::from_bytes([1; 32])).unwrap();
	Note {
		asset: Asset { currency: [1; 32], amount: 5, ticket: None },
		address: key.payment_address().one_time(Scalar::from(4u64)),
		memo: [0; 64],
		rsk: Scalar::from(6u64),
	}
}

#[test]
fn the_commitment_binds_every_field() {
	let base = note();
	let two = Scalar::from(2u64);
	let (z, v, b) = (*base.address.zpkr(), *base.address.vpkr(), *base.address.base());
	let address = |z: SubgroupPoint, v: SubgroupPoint, b: SubgroupPoint| {
		OneTimeAddress::from_points(z, v, b).unwrap()
	};
	let mut last_memo = [0; 64];
	last_memo[63] = 1;
	let all = [
		base.clone(),
		Note { asset: Asset { currency: [2; 32], ..base.asset }, ..base.clone() },
		Note { asset: Asset { amount: 6, ..base.asset }, ..base.clone() },
		Note { asset: Asset { ticket: Some(([1; 32], [0; 32])), ..base.asset }, ..base.clone() },
		Note { asset: Asset { ticket: Some(([1; 32], [1; 32])), ..base.asset }, ..base.clone() },
		// A16: ZPKr is in the commitment, so the split of zsk * vsk is fixed.
		Note { address: address(z.mul(two), v, b), ..base.clone() },
		Note { address: address(z, v.mul(two), b), ..base.clone() },
		Note { address: address(z, v, b.mul(two)), ..base.clone() },
		Note { address: address(v, z, b), ..base.clone() },
		Note { address: address(-z, -v, -b), ..base.clone() },
		Note { memo: last_memo, ..base.clone() },
		Note { rsk: Scalar::from(7u64), ..base.clone() },
		Note::public(base.asset, base.address, base.memo),
	];
	for (i, a) in all.iter().enumerate() {
		for b in &all[i + 1..] {
			assert_ne!(a.commitment(), b.commitment());
		}
	}
	assert_eq!(all[12].rsk, Scalar::from(0u64));
	assert_eq!(format!("{base:?}"), "Note(..)");
}

#[test]
fn the_commitment_is_over_the_documented_fields() {
	let note = note();
	let cc = asset_point(&note.asset);
	assert_eq!(
		note.commitment(),
		compress(&[
			domains::DOM_NOTE,
			cc.x(),
			cc.y(),
			note.address.base().x(),
			note.address.base().y(),
			note.address.zpkr().x(),
			note.address.zpkr().y(),
			note.address.vpkr().x(),
			note.address.vpkr().y(),
			hash_to_base(&domains::MEMO, &[&note.memo]),
			Base::from(6u64),
			Base::from(0u64),
		])
	);
}

/// A7: equal notes at different places have different nullifiers.
#[test]
fn the_place_is_part_of_the_positioned_commitment() {
	let key = SpendingKey::from_seed(&Seed::from_bytes([1; 32])).unwrap();
	let commitment = note().commitment();
	let mut leaves = Vec::new();
	let mut published = Vec::new();
	for index in [0, 1, 2, 7, 1 << 31, u32::MAX] {
		let auth = note_auth_point(index, commitment);
		assert_eq!(auth, NOTE_AUTH_OFFSET + pedersen::hash(index, &commitment));
		assert_eq!(leaf(index, commitment), auth.x());
		leaves.push(auth.x());
		published.push(nullifier(&key, &auth));
		published.push(trace(&key.full_viewing_key(), &auth));
	}
	for values in [&leaves, &published] {
		for (i, value) in values.iter().enumerate() {
			assert!(values[i + 1..].iter().all(|other| other != value));
		}
	}
	assert!(leaves.iter().all(|leaf| base_to_bytes(leaf) != [0; 32]));
}
