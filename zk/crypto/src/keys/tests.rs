// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use ark_ff::{AdditiveGroup, BigInteger, UniformRand};
use proptest::prelude::*;
use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};

use super::*;
use crate::{
	domains::{DOM_NULLIFIER, DOM_TRACE},
	note::note_auth_point,
	poseidon2::compress,
};

fn account(seed: u8) -> SpendingKey {
	SpendingKey::from_seed(&Seed::from_bytes([seed; 32])).unwrap()
}

/// Python: `hashlib.blake2b(bytes([1] * 32), digest_size=32, person=b"SERO_vote_seed").hexdigest()`.
#[test]
fn vote_seeds_are_as_pinned_and_lead_to_another_account() {
	let seed = Seed::from_bytes([1; 32]);
	let vote = seed.vote_seed();
	assert_eq!(vote.as_bytes()[..8], [0x8d, 0x42, 0x59, 0xdc, 0xa9, 0x94, 0x77, 0xa4]);
	let (pays, votes) = (account(1), SpendingKey::from_seed(&vote).unwrap());
	let address = votes.payment_address().one_time(Scalar::from(3u64));
	assert!(votes.owns(&address) && !pays.owns(&address));
	assert_ne!(Seed::from_bytes([2; 32]).vote_seed(), vote);
}

#[test]
fn keys_round_trip() {
	let key = account(1);
	assert_eq!(SpendingKey::from_bytes(&key.to_bytes()), Ok(key.clone()));
	let viewing = key.full_viewing_key();
	assert_eq!(FullViewingKey::from_bytes(&viewing.to_bytes()), Ok(viewing.clone()));
	assert_eq!(viewing.to_string().parse(), Ok(viewing.clone()));
	let address = viewing.payment_address();
	assert_eq!(address, key.payment_address());
	assert_eq!(PaymentAddress::from_bytes(&address.to_bytes()), Ok(address));
	assert_eq!(address.to_string().parse(), Ok(address));
	assert_ne!(key, account(2));
	assert_ne!(viewing, account(2).full_viewing_key());
}

#[test]
fn zero_and_non_canonical_scalars_are_refused() {
	let key = account(1);
	let mut order = [0u8; 32];
	order.copy_from_slice(&Scalar::MODULUS.to_bytes_le());
	for (bad, error) in [
		([0; 32], KeyError::ZeroScalar),
		(order, KeyError::NotCanonical),
		([0xff; 32], KeyError::NotCanonical),
	] {
		for half in [0, 32] {
			let mut bytes = key.to_bytes();
			bytes[half..half + 32].copy_from_slice(&bad);
			assert_eq!(SpendingKey::from_bytes(&bytes), Err(error));
		}
		let mut bytes = key.full_viewing_key().to_bytes();
		bytes[32..].copy_from_slice(&bad);
		assert_eq!(FullViewingKey::from_bytes(&bytes), Err(error));
	}
	let one = Scalar::from(1u64);
	assert_eq!(SpendingKey::from_scalars(Scalar::ZERO, one), Err(KeyError::ZeroScalar));
	assert_eq!(SpendingKey::from_scalars(one, Scalar::ZERO), Err(KeyError::ZeroScalar));
}

#[test]
fn points_of_keys_and_addresses_have_prime_order() {
	let viewing = account(1).full_viewing_key();
	let identity = SubgroupPoint::IDENTITY.to_bytes();
	// The point (0, -1) has order two.
	let order_two = crate::field::base_to_bytes(&-Base::from(1u64));
	for (bad, error) in [
		(identity, PointError::Identity),
		(order_two, PointError::NotInSubgroup),
		([0xff; 32], PointError::NotCanonical),
	] {
		let mut bytes = viewing.to_bytes();
		bytes[..32].copy_from_slice(&bad);
		assert_eq!(FullViewingKey::from_bytes(&bytes), Err(KeyError::Point(error)));
		for half in [0, 32] {
			let mut bytes = viewing.payment_address().to_bytes();
			bytes[half..half + 32].copy_from_slice(&bad);
			assert_eq!(PaymentAddress::from_bytes(&bytes), Err(AddressError::Point(error)));
		}
	}
}

#[test]
fn text_forms_are_strict() {
	let address = account(1).payment_address();
	let text = address.to_string();
	for bad in ["", "0OIl", &text[1..], &format!("{text}1"), &text.replace('2', "0")] {
		assert_eq!(bad.parse::<PaymentAddress>().map_err(|_| ()), Err(()), "{bad}");
		assert_eq!(bad.parse::<FullViewingKey>().map_err(|_| ()), Err(()), "{bad}");
	}
	assert_eq!("1111".parse::<PaymentAddress>(), Err(AddressError::Text));
	assert_eq!("1111".parse::<FullViewingKey>(), Err(KeyError::Text));
	// An address is not a viewing key.
	assert!(text.parse::<FullViewingKey>().is_err());
}

#[test]
fn secrets_are_not_printed() {
	let key = account(1);
	assert_eq!(format!("{:?}", Seed::from_bytes([1; 32])), "Seed(..)");
	assert_eq!(format!("{key:?}"), "SpendingKey(..)");
	assert_eq!(format!("{:?}", key.full_viewing_key()), "FullViewingKey(..)");
	assert_eq!(format!("{:?}", key.full_viewing_key().ownership_test()), "OwnershipTest(..)");
}

#[test]
fn secrets_are_erased() {
	let mut key = account(1);
	key.zeroize();
	assert_eq!(key.to_bytes(), [0; 64]);
	let mut viewing = account(1).full_viewing_key();
	viewing.zeroize();
	assert_eq!(viewing.view(), &Scalar::ZERO);
	let mut seed = Seed::from_bytes([1; 32]);
	seed.zeroize();
	assert_eq!(seed.as_bytes(), &[0; 32]);
}

#[test]
fn one_time_addresses_are_owned_by_their_account_only() {
	let mut rng = ChaCha20Rng::seed_from_u64(1);
	let (mine, other) = (account(1), account(2));
	let mut addresses = Vec::new();
	for i in 0..40 {
		let r = crate::field::random_nonzero_scalar(&mut rng);
		let owner = if i % 3 == 0 { &mine } else { &other };
		let address = owner.payment_address().one_time(r);
		assert!(owner.full_viewing_key().owns(&address));
		assert_eq!(mine.full_viewing_key().owns(&address), i % 3 == 0);
		assert_eq!(mine.owns(&address), i % 3 == 0);
		assert_eq!(PaymentAddress::from_one_time(&address, r), Some(owner.payment_address()));
		assert_eq!(PaymentAddress::from_one_time(&address, r + r), None);
		assert_eq!(PaymentAddress::from_one_time(&address, Scalar::ZERO), None);
		addresses.push(address);
	}
	let expected: Vec<usize> = (0..40).filter(|i| i % 3 == 0).collect();
	assert_eq!(mine.full_viewing_key().scan_batch(&addresses), expected);
	assert_eq!(mine.full_viewing_key().scan_batch(&[]), Vec::<usize>::new());

	let mut wire: Vec<[u8; 96]> = addresses.iter().map(OneTimeAddress::to_bytes).collect();
	let detected = mine.full_viewing_key().detect_batch(&wire);
	assert_eq!(detected.iter().map(|(i, _)| *i).collect::<Vec<_>>(), expected);
	assert!(detected.iter().all(|(i, address)| *address == addresses[*i]));
	// Malformed in any of the three points; A15: identities belong to nobody.
	let test = mine.full_viewing_key().ownership_test();
	for start in [0, 32, 64] {
		for bad in [[0xff; 32], SubgroupPoint::IDENTITY.to_bytes()] {
			let mut changed = wire[0];
			changed[start..start + 32].copy_from_slice(&bad);
			assert_eq!(test.detect(&changed), None);
		}
	}
	wire[0] = [0; 96];
	assert_eq!(test.detect(&wire[0]), None);
}

#[test]
fn trace_needs_the_view_secret_and_nullifier_both() {
	let key = account(1);
	let viewing = key.full_viewing_key();
	let auth = note_auth_point(5, Base::from(6u64));
	let trace_point = auth.mul(*key.view());
	assert_eq!(viewing.trace(&auth), compress(&[trace_point.x(), DOM_TRACE]));
	let nullifier_point = trace_point.mul(*key.spend_auth());
	assert_eq!(nullifier_point, auth.mul(*key.spend_auth() * key.view()));
	assert_eq!(key.nullifier(&auth), compress(&[nullifier_point.x(), DOM_NULLIFIER]));
	// Same view secret, other spend secret: same trace, other nullifier.
	let split = SpendingKey::from_scalars(Scalar::from(3u64), *key.view()).unwrap();
	assert_eq!(split.full_viewing_key().trace(&auth), viewing.trace(&auth));
	assert_ne!(split.nullifier(&auth), key.nullifier(&auth));
	// Same product, other split (A16): same nullifier, other trace. The commitment to ZPKr pins the split.
	let two = Scalar::from(2u64);
	let half = ark_ff::Field::inverse(&two).unwrap();
	let moved = SpendingKey::from_scalars(*key.spend_auth() * half, *key.view() * two).unwrap();
	assert_eq!(moved.nullifier(&auth), key.nullifier(&auth));
	assert_ne!(moved.full_viewing_key().trace(&auth), viewing.trace(&auth));
	assert_ne!(key.nullifier(&auth), viewing.trace(&auth));
}

#[test]
fn note_randomness_depends_on_everything() {
	let ovk = account(1).full_viewing_key().outgoing_key();
	let other = account(2).full_viewing_key().outgoing_key();
	let (a, b) = (Base::from(1u64), Base::from(2u64));
	let mut all = vec![note_randomness(&other, &a, 0), note_randomness(&ovk, &b, 0)];
	all.extend((0..20).map(|j| note_randomness(&ovk, &a, j)));
	all.extend((0..20).map(|j| address_randomizer(&note_randomness(&ovk, &a, j))));
	for (i, value) in all.iter().enumerate() {
		assert!(!value.is_zero());
		assert!(all[i + 1..].iter().all(|later| later != value));
	}
	assert_eq!(note_randomness(&ovk, &a, 7), note_randomness(&ovk, &a, 7));
}

/// A2 and A15: no identity, no small order, in any of the three points.
#[test]
fn one_time_addresses_have_prime_order_points() {
	let address = account(1).payment_address().one_time(Scalar::from(9u64));
	let bytes = address.to_bytes();
	assert_eq!(OneTimeAddress::from_bytes(&bytes), Ok(address));
	let small = [
		SubgroupPoint::IDENTITY.to_bytes(),
		// Order two and four.
		crate::field::base_to_bytes(&-Base::from(1u64)),
		[0; 32],
	];
	for point in small {
		for place in 0..3 {
			let mut changed = bytes;
			changed[32 * place..32 * (place + 1)].copy_from_slice(&point);
			assert_eq!(
				OneTimeAddress::from_bytes(&changed),
				Err(AddressError::Point(PointError::Identity))
			);
		}
	}
	let identity = SubgroupPoint::IDENTITY;
	let (z, v, b) = (*address.zpkr(), *address.vpkr(), *address.base());
	for (z, v, b) in
		[(identity, v, b), (z, identity, b), (z, v, identity), (identity, identity, identity)]
	{
		assert_eq!(OneTimeAddress::from_points(z, v, b), Err(PointError::Identity));
	}
	assert_eq!(
		OneTimeAddress::from_bytes(&[0xff; 96]),
		Err(AddressError::Point(PointError::NotCanonical))
	);
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(24))]

	#[test]
	fn addresses_round_trip(seed in any::<[u8; 32]>(), r in any::<u64>()) {
		let key = SpendingKey::from_seed(&Seed::from_bytes(seed)).unwrap();
		let mut rng = ChaCha20Rng::seed_from_u64(r);
		let address = key.payment_address().one_time(Scalar::rand(&mut rng));
		let decoded = OneTimeAddress::from_bytes(&address.to_bytes()).unwrap();
		prop_assert_eq!(decoded, address);
		prop_assert!(key.owns(&decoded));
		let text = key.payment_address().to_string();
		prop_assert_eq!(text.parse::<PaymentAddress>(), Ok(key.payment_address()));
	}
}

#[test]
fn lasting_addresses_are_the_accounts_and_tell_purposes_names_and_accounts_apart() {
	use crate::domains::{CONTRACT_CALLER, TICKET_ISSUER};
	let key = account(1);
	let viewing = key.full_viewing_key();
	let address = viewing.lasting_address(&TICKET_ISSUER, b"SEAT");
	assert!(key.owns(&address));
	assert_eq!(viewing.lasting_address(&TICKET_ISSUER, b"SEAT"), address);
	for other in [
		viewing.lasting_address(&TICKET_ISSUER, b"SEATS"),
		viewing.lasting_address(&CONTRACT_CALLER, b"SEAT"),
		account(2).full_viewing_key().lasting_address(&TICKET_ISSUER, b"SEAT"),
	] {
		assert_ne!(other, address);
	}
}
