// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use ark_ff::AdditiveGroup;
use proptest::prelude::*;
use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};

use super::*;
use crate::{
	fixed_base::NATIVE_CURRENCY,
	keys::{Seed, SpendingKey},
};

fn rng(seed: u64) -> ChaCha20Rng {
	ChaCha20Rng::seed_from_u64(seed)
}

fn address(seed: u8) -> OneTimeAddress {
	let key = SpendingKey::from_seed(&Seed::from_bytes([seed; 32])).unwrap();
	key.payment_address().one_time(Scalar::from(u64::from(seed) + 1))
}

fn opening() -> PackageOpening {
	let asset =
		Asset { currency: NATIVE_CURRENCY, amount: 12_345, ticket: Some(([7; 32], [8; 32])) };
	PackageOpening::new(asset, [3; MEMO_LENGTH], &mut rng(1))
}

const KEY: PackageKey = PackageKey::from_bytes([9; 32]);

/// Seals any opening and data, for dishonest creators.
fn forge(text: &[u8], key: &PackageKey, commitment: &Base) -> Vec<u8> {
	let mut sealed = text.to_vec();
	let tag = ChaCha20Poly1305::new(Key::from_slice(&key.0))
		.encrypt_in_place_detached(&Nonce::default(), &base_to_bytes(commitment), &mut sealed)
		.unwrap();
	sealed.extend_from_slice(&tag);
	sealed
}

#[test]
fn packages_open_with_their_key() {
	let opening = opening();
	let commitment = opening.note(address(1)).commitment();
	for length in [0, 1, 63, 64, 4095, MAX_DATA_LENGTH] {
		let data: Vec<u8> = (0..length).map(|i| i as u8).collect();
		let sealed = seal(&KEY, &opening, &data, &commitment).unwrap();
		assert_eq!(sealed.len(), MIN_SEALED_LENGTH + length);
		assert_eq!(open(&KEY, &sealed, &commitment), Ok((opening.clone(), data)));
	}
	let note = check_opening(&opening, &address(1), &commitment).unwrap();
	assert!(note == opening.note(address(1)));
	// Nothing, and a ticket alone.
	let ticket = Some(([7; 32], [0; 32]));
	for asset in [Asset::default(), Asset { ticket, ..Asset::default() }] {
		let opening = PackageOpening::new(asset, [0; MEMO_LENGTH], &mut rng(2));
		let sealed = seal(&KEY, &opening, &[], &commitment).unwrap();
		assert_eq!(open(&KEY, &sealed, &commitment), Ok((opening, Vec::new())));
	}
}

/// RFC 8439 section 2.8.2 checks the primitive; this that nothing else is around it.
#[test]
fn the_layout_is_opening_data_and_tag() {
	let opening = opening();
	let commitment = opening.note(address(1)).commitment();
	let mut text = Vec::new();
	text.extend_from_slice(&NATIVE_CURRENCY);
	text.extend_from_slice(&12_345u128.to_le_bytes());
	text.extend_from_slice(&[7; 32]);
	text.extend_from_slice(&[8; 32]);
	text.extend_from_slice(&[3; 64]);
	text.extend_from_slice(&crate::field::scalar_to_bytes(&opening.rsk));
	text.extend_from_slice(b"data");
	let sealed = seal(&KEY, &opening, b"data", &commitment).unwrap();
	assert_eq!(sealed, forge(&text, &KEY, &commitment));
}

#[test]
fn every_altered_bit_and_every_truncation_is_noticed() {
	let opening = opening();
	let commitment = opening.note(address(1)).commitment();
	let sealed = seal(&KEY, &opening, &[5; 40], &commitment).unwrap();
	for bit in 0..8 * sealed.len() {
		let mut wrong = sealed.clone();
		wrong[bit / 8] ^= 1 << (bit % 8);
		assert_eq!(open(&KEY, &wrong, &commitment), Err(PackageError::Tag), "{bit}");
	}
	for length in 0..sealed.len() {
		let expected =
			if length < MIN_SEALED_LENGTH { PackageError::Length } else { PackageError::Tag };
		assert_eq!(open(&KEY, &sealed[..length], &commitment), Err(expected), "{length}");
		assert!(open(&KEY, &sealed[sealed.len() - length..], &commitment).is_err());
	}
	let mut longer = sealed;
	longer.push(0);
	assert_eq!(open(&KEY, &longer, &commitment), Err(PackageError::Tag));
}

#[test]
fn another_key_or_commitment_does_not_open() {
	let opening = opening();
	let commitment = opening.note(address(1)).commitment();
	let sealed = seal(&KEY, &opening, b"data", &commitment).unwrap();
	for bit in 0..256 {
		let mut key = *KEY.as_bytes();
		key[bit / 8] ^= 1 << (bit % 8);
		let key = PackageKey::from_bytes(key);
		assert_eq!(open(&key, &sealed, &commitment), Err(PackageError::Tag));
	}
	let other = commitment + Base::from(1u64);
	assert_eq!(open(&KEY, &sealed, &other), Err(PackageError::Tag));
}

#[test]
fn lengths_are_bounded() {
	let opening = opening();
	let commitment = opening.note(address(1)).commitment();
	let data = [0; MAX_DATA_LENGTH + 1];
	assert_eq!(seal(&KEY, &opening, &data, &commitment), Err(PackageError::Length));
	// Also if somebody seals it in another way.
	let text = [&plaintext(&opening.asset, &opening.memo, &opening.rsk)[..], &data].concat();
	let sealed = forge(&text, &KEY, &commitment);
	assert_eq!(open(&KEY, &sealed, &commitment), Err(PackageError::Length));
	let sealed = forge(&text[..MAX_SEALED_LENGTH - TAG_LENGTH], &KEY, &commitment);
	assert!(open(&KEY, &sealed, &commitment).is_ok());
	let sealed = forge(&text[..OPENING_LENGTH - 1], &KEY, &commitment);
	assert_eq!(open(&KEY, &sealed, &commitment), Err(PackageError::Length));
}

#[test]
fn openings_that_nobody_writes_are_refused() {
	let opening = opening();
	let commitment = opening.note(address(1)).commitment();
	let good = plaintext(&opening.asset, &opening.memo, &opening.rsk);
	let refused = |error: PackageError, edit: &dyn Fn(&mut [u8])| {
		let mut text = good.to_vec();
		edit(&mut text);
		assert_eq!(open(&KEY, &forge(&text, &KEY, &commitment), &commitment), Err(error));
	};
	// A ticket without category, a currency without amount, rsk = l, rsk = 2^256 - 1, rsk = 0.
	refused(PackageError::NotCanonical, &|text| text[48..80].fill(0));
	refused(PackageError::NotCanonical, &|text| text[32..48].fill(0));
	refused(PackageError::NotCanonical, &|text| {
		let l = crate::field::scalar_to_bytes(&-Scalar::from(1u64));
		text[176..].copy_from_slice(&l);
		text[176] += 1;
	});
	refused(PackageError::NotCanonical, &|text| text[176..].fill(0xff));
	refused(PackageError::NotCanonical, &|text| text[176..].fill(0));
	// An amount without currency.
	refused(PackageError::NamelessCurrency, &|text| text[..32].fill(0));
	// And they are not written.
	let mut public = opening.clone();
	public.rsk = Scalar::ZERO;
	assert_eq!(seal(&KEY, &public, &[], &commitment), Err(PackageError::PublicNote));
	let mut nameless = opening.clone();
	nameless.asset.currency = [0; 32];
	assert_eq!(seal(&KEY, &nameless, &[], &commitment), Err(PackageError::NamelessCurrency));
	// Without an amount the currency is zero whatever was asked for.
	let mut nothing = opening.clone();
	nothing.asset.amount = 0;
	let sealed = seal(&KEY, &nothing, &[], &commitment).unwrap();
	assert_eq!(open(&KEY, &sealed, &commitment).unwrap().0.asset, nothing.asset.normalized());
}

/// The creator may seal what it likes; the commitment tells.
#[test]
fn a_lie_about_the_content_of_a_package_is_noticed() {
	let honest = opening();
	let commitment = honest.note(address(1)).commitment();
	let mut lies = vec![honest.clone(); 6];
	lies[0].asset.amount += 1;
	lies[1].asset.currency[0] ^= 1;
	lies[2].asset.ticket = None;
	lies[3].asset.ticket = Some(([7; 32], [9; 32]));
	lies[4].memo[63] ^= 1;
	lies[5].rsk += Scalar::from(1u64);
	for lie in lies {
		let sealed = seal(&KEY, &lie, b"data", &commitment).unwrap();
		let (opened, _) = open(&KEY, &sealed, &commitment).unwrap();
		assert_eq!(check_opening(&opened, &address(1), &commitment), Err(PackageError::Commitment));
	}
	// The same content at another address.
	assert_eq!(check_opening(&honest, &address(2), &commitment), Err(PackageError::Commitment));
}

#[test]
fn the_creators_key_comes_again_and_is_for_one_package() {
	let nullifier = Base::from(5u64);
	let commitment = opening().note(address(1)).commitment();
	let key = PackageKey::derive(&[1; 32], &nullifier, &commitment);
	assert_eq!(key, PackageKey::derive(&[1; 32], &nullifier, &commitment));
	assert_ne!(key, PackageKey::derive(&[2; 32], &nullifier, &commitment));
	assert_ne!(key, PackageKey::derive(&[1; 32], &commitment, &nullifier));
	assert_ne!(key, PackageKey::derive(&[1; 32], &(nullifier + nullifier), &commitment));
	// The same bundle built again has another commitment, hence another key.
	let mut rng = rng(3);
	let again = || PackageOpening::new(opening().asset, opening().memo, &mut rng);
	let keys: Vec<PackageKey> = core::iter::repeat_with(again)
		.map(|opening| opening.note(address(1)).commitment())
		.map(|commitment| PackageKey::derive(&[1; 32], &nullifier, &commitment))
		.take(3)
		.collect();
	assert!(keys[0] != keys[1] && keys[1] != keys[2] && keys[0] != keys[2]);
}

#[test]
fn secrets_of_packages_are_not_printed() {
	assert_eq!(format!("{KEY:?}"), "PackageKey(..)");
	assert_eq!(format!("{:?}", opening()), "PackageOpening(..)");
}

proptest! {
	#[test]
	fn hostile_bytes_never_panic(
		sealed in proptest::collection::vec(any::<u8>(), 0..400),
		key in any::<[u8; 32]>(),
		text in proptest::collection::vec(any::<u8>(), 208..300),
	) {
		let commitment = Base::from(7u64);
		let key = PackageKey::from_bytes(key);
		prop_assert!(open(&key, &sealed, &commitment).is_err());
		// Authentic garbage: an opening that decodes is written back as the same bytes.
		if let Ok((opening, data)) = open(&key, &forge(&text, &key, &commitment), &commitment) {
			prop_assert_eq!(
				seal(&key, &opening, &data, &commitment).unwrap(),
				forge(&text, &key, &commitment)
			);
		}
	}

	#[test]
	fn packages_round_trip(
		seed in any::<u64>(),
		amount in 1u128..,
		data in proptest::collection::vec(any::<u8>(), 0..300),
		key in any::<[u8; 32]>(),
	) {
		let key = PackageKey::from_bytes(key);
		let asset = Asset::token(NATIVE_CURRENCY, amount);
		let opening = PackageOpening::new(asset, [1; MEMO_LENGTH], &mut rng(seed));
		let commitment = Base::from(seed);
		let sealed = seal(&key, &opening, &data, &commitment).unwrap();
		prop_assert_eq!(open(&key, &sealed, &commitment), Ok((opening, data)));
	}
}
