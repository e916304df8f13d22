// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use ark_ff::{AdditiveGroup, UniformRand};
use proptest::prelude::*;
use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};

use super::*;
use crate::{
	curve::{compress, EdwardsAffine, PointError},
	fixed_base::NATIVE_CURRENCY,
	generators::KEY_GENERATOR,
	keys::{note_randomness, Seed},
};

fn rng(seed: u64) -> ChaCha20Rng {
	ChaCha20Rng::seed_from_u64(seed)
}

fn account(seed: u8) -> SpendingKey {
	SpendingKey::from_seed(&Seed::from_bytes([seed; 32])).unwrap()
}

/// A note as a sender makes it.
fn sent_to(key: &SpendingKey, rsk: Scalar) -> Note {
	Note {
		asset: Asset {
			currency: NATIVE_CURRENCY,
			amount: 12_345,
			ticket: Some(([7; 32], [8; 32])),
		},
		address: key.payment_address().one_time(address_randomizer(&rsk)),
		memo: [3; 64],
		rsk,
	}
}

/// Encrypts any plaintext, for dishonest senders.
fn seal(
	text: &[u8; PLAINTEXT_LENGTH],
	rsk: &Scalar,
	address: &OneTimeAddress,
	commitment: Base,
) -> EncryptedNote {
	let ephemeral = ephemeral_point(rsk, address).to_cofactor_bytes();
	let key = NoteKey::derive(&address.vpkr().mul(*rsk), &ephemeral, &commitment);
	let mut ciphertext = [0u8; CIPHERTEXT_LENGTH];
	ciphertext[..PLAINTEXT_LENGTH].copy_from_slice(text);
	let tag = ChaCha20Poly1305::new(Key::from_slice(&key.0))
		.encrypt_in_place_detached(&Nonce::default(), &[], &mut ciphertext[..PLAINTEXT_LENGTH])
		.unwrap();
	ciphertext[PLAINTEXT_LENGTH..].copy_from_slice(&tag);
	EncryptedNote { address: *address, commitment, ephemeral, ciphertext }
}

fn text_of(note: &Note) -> [u8; PLAINTEXT_LENGTH] {
	*plaintext(&note.asset, &note.memo, &note.rsk)
}

#[test]
fn receiver_sender_and_disclosure_read_the_note() {
	let (key, mut rng) = (account(1), rng(1));
	let viewing = key.full_viewing_key();
	let nullifier = Base::rand(&mut rng);
	let rsk = note_randomness(&viewing.outgoing_key(), &nullifier, 0);
	let note = sent_to(&account(2), rsk);
	let encrypted = EncryptedNote::from_note(&note).unwrap();
	assert_eq!(encrypt_note(&note), Ok((encrypted.ephemeral, encrypted.ciphertext)));

	let receiver = account(2).full_viewing_key();
	let expected = DecryptedNote { note: note.clone(), base: BaseCheck::Verified };
	assert_eq!(receiver.decrypt(&encrypted), Some(expected.clone()));
	assert_eq!(account(2).decrypt(&encrypted), Some(expected));
	// The sender, from the viewing key and public data alone.
	assert_eq!(encrypted.decrypt_with_rsk(&rsk), Some(note.clone()));
	// Disclosure by either side.
	let disclosed = receiver.note_key(&encrypted).unwrap();
	assert_eq!(disclosed.as_bytes(), encrypted.key_from_rsk(&rsk).as_bytes());
	let copy = NoteKey::from_bytes(*disclosed.as_bytes());
	assert_eq!(encrypted.decrypt_with_key(&copy), Some(note));
	// Nobody else.
	assert_eq!(viewing.decrypt(&encrypted), None);
	assert_eq!(account(3).decrypt(&encrypted), None);
	assert_eq!(encrypted.decrypt_with_rsk(&(rsk + rsk)), None);
	assert_eq!(encrypted.decrypt_with_key(&NoteKey::from_bytes([0; 32])), None);
	assert_eq!(format!("{disclosed:?}"), "NoteKey(..)");
}

#[test]
fn public_notes_are_not_encrypted() {
	let note = Note { rsk: Scalar::ZERO, ..sent_to(&account(1), Scalar::from(1u64)) };
	assert_eq!(encrypt_note(&note), Err(EncryptionError::PublicNote));
	assert_eq!(EncryptedNote::from_note(&note), Err(EncryptionError::PublicNote));
}

#[test]
fn every_tampered_byte_is_noticed() {
	let key = account(1);
	let encrypted = EncryptedNote::from_note(&sent_to(&key, Scalar::from(77u64))).unwrap();
	for i in 0..CIPHERTEXT_LENGTH {
		let mut changed = encrypted.clone();
		changed.ciphertext[i] ^= 1;
		assert_eq!(key.decrypt(&changed), None, "ciphertext byte {i}");
	}
	for i in 0..32 {
		let mut changed = encrypted.clone();
		changed.ephemeral[i] ^= 1;
		assert_eq!(key.decrypt(&changed), None, "ephemeral byte {i}");
	}
	let mut changed = encrypted.clone();
	changed.commitment += Base::from(1u64);
	assert_eq!(key.decrypt(&changed), None);
	changed = encrypted.clone();
	changed.address = key.payment_address().one_time(Scalar::from(5u64));
	assert_eq!(key.decrypt(&changed), None);
}

/// A26: the content must be what the commitment commits to.
#[test]
fn a_lie_about_the_content_is_noticed() {
	let key = account(1);
	let note = sent_to(&key, Scalar::from(77u64));
	let honest = note.commitment();
	let richer = Note { asset: Asset { amount: 99_999, ..note.asset }, ..note.clone() };
	let lie = seal(&text_of(&richer), &note.rsk, &note.address, honest);
	assert!(key.owns(&lie.address));
	assert_eq!(key.decrypt(&lie), None);
	let other_memo = Note { memo: [0; 64], ..note.clone() };
	assert_eq!(key.decrypt(&seal(&text_of(&other_memo), &note.rsk, &note.address, honest)), None);
	assert!(key.decrypt(&seal(&text_of(&note), &note.rsk, &note.address, honest)).is_some());
}

/// A26: `RPK` must be made with the `rsk` of the note.
#[test]
fn a_foreign_ephemeral_key_is_noticed() {
	let key = account(1);
	let note = sent_to(&key, Scalar::from(77u64));
	let other = Scalar::from(78u64);
	let lie = seal(&text_of(&note), &other, &note.address, note.commitment());
	assert_eq!(key.decrypt(&lie), None);
	assert_eq!(lie.decrypt_with_rsk(&other), None);
}

/// A26: the same `rsk` for two notes still gives two keys.
#[test]
fn the_key_is_bound_to_the_commitment() {
	let key = account(1);
	let note = sent_to(&key, Scalar::from(77u64));
	let first = EncryptedNote::from_note(&note).unwrap();
	let second = EncryptedNote::from_note(&Note { memo: [4; 64], ..note }).unwrap();
	assert_eq!(first.ephemeral, second.ephemeral);
	let viewing = key.full_viewing_key();
	let (a, b) = (viewing.note_key(&first).unwrap(), viewing.note_key(&second).unwrap());
	assert_ne!(a.as_bytes(), b.as_bytes());
	let swapped = EncryptedNote { ciphertext: first.ciphertext, ..second };
	assert_eq!(key.decrypt(&swapped), None);
}

#[test]
fn plaintexts_that_nobody_writes_are_refused() {
	let key = account(1);
	let note = sent_to(&key, Scalar::from(77u64));
	let commitment = note.commitment();
	let good = text_of(&note);
	let refused = |edit: &dyn Fn(&mut [u8; PLAINTEXT_LENGTH])| {
		let mut text = good;
		edit(&mut text);
		assert_eq!(parse(&text), None);
		assert_eq!(key.decrypt(&seal(&text, &note.rsk, &note.address, commitment)), None);
	};
	// A ticket without category, a currency without amount, rsk = l, rsk = 0.
	refused(&|text| text[48..80].fill(0));
	refused(&|text| text[32..48].fill(0));
	refused(&|text| text[176..].fill(0xff));
	refused(&|text| text[176..].fill(0));
	// Without amount or ticket the encoder writes zeros.
	let only_ticket = Note { asset: Asset { amount: 0, ..note.asset }, ..note.clone() };
	assert_eq!(text_of(&only_ticket)[..48], [0; 48]);
	let no_category =
		Note { asset: Asset { ticket: Some(([0; 32], [1; 32])), ..note.asset }, ..note };
	assert_eq!(text_of(&no_category)[48..112], [0; 64]);
	for note in [only_ticket, no_category] {
		let encrypted = EncryptedNote::from_note(&note).unwrap();
		let asset = note.asset.normalized();
		assert_eq!(key.decrypt(&encrypted).unwrap().note, Note { asset, ..note });
	}
}

/// A14, the burn attack: an address with the receiver's first two points and a foreign base passes the
/// viewing key's test, but nobody can spend from it.
#[test]
fn a_foreign_base_is_never_credited_by_the_spending_key() {
	let key = account(1);
	let viewing = key.full_viewing_key();
	let rsk = Scalar::from(77u64);
	let honest = key.payment_address().one_time(address_randomizer(&rsk));
	for base in [KEY_GENERATOR, KEY_GENERATOR.mul(Scalar::from(123u64)), *honest.vpkr()] {
		let burnt = OneTimeAddress::from_points(*honest.zpkr(), *honest.vpkr(), base).unwrap();
		assert!(viewing.owns(&burnt));
		assert!(!key.owns(&burnt));
		let note = Note { address: burnt, ..sent_to(&key, rsk) };
		let encrypted = EncryptedNote::from_note(&note).unwrap();
		assert_eq!(viewing.decrypt(&encrypted).unwrap().base, BaseCheck::Unverified);
		assert_eq!(key.decrypt(&encrypted), None);
	}
	// An address that the receiver handed out is spendable, but the viewing key alone cannot know.
	let handed_out = key.payment_address().one_time(Scalar::from(99u64));
	let encrypted =
		EncryptedNote::from_note(&Note { address: handed_out, ..sent_to(&key, rsk) }).unwrap();
	assert_eq!(viewing.decrypt(&encrypted).unwrap().base, BaseCheck::Unverified);
	assert_eq!(key.decrypt(&encrypted).unwrap().base, BaseCheck::Verified);
}

/// A14 the other way: swapped points.
#[test]
fn swapped_points_are_not_owned() {
	let key = account(1);
	let honest = key.payment_address().one_time(Scalar::from(3u64));
	let swapped =
		OneTimeAddress::from_points(*honest.vpkr(), *honest.zpkr(), *honest.base()).unwrap();
	assert!(!key.full_viewing_key().owns(&swapped) && !key.owns(&swapped));
}

/// A24: an ephemeral key of small order would show `vsk` modulo 8 and fix the note key.
#[test]
fn ephemeral_keys_of_small_order_are_refused() {
	let key = account(1);
	let note = sent_to(&key, Scalar::from(77u64));
	let good = EncryptedNote::from_note(&note).unwrap();
	let small = [
		SubgroupPoint::IDENTITY.affine(),
		EdwardsAffine::new_unchecked(Base::from(0u64), -Base::from(1u64)),
		// Order four in arkworks' form: (1, 0) and (-1, 0).
		EdwardsAffine::new_unchecked(Base::from(1u64), Base::from(0u64)),
		EdwardsAffine::new_unchecked(-Base::from(1u64), Base::from(0u64)),
	];
	for point in small {
		let ephemeral = compress(&point);
		assert_eq!(SubgroupPoint::from_cofactor_bytes(&ephemeral), Err(PointError::Identity));
		let encrypted = EncryptedNote { ephemeral, ..good.clone() };
		assert_eq!(key.decrypt(&encrypted), None);
		assert_eq!(key.full_viewing_key().note_key(&encrypted).map(|_| ()), None);
	}
	// A different encoding of the same RPK opens nothing either: the key is over the wire bytes.
	let moved = SubgroupPoint::from_cofactor_bytes(&good.ephemeral).unwrap();
	let eighth = crate::curve::decompress(&good.ephemeral).unwrap();
	let ephemeral = compress(&(eighth + small[1]).into());
	assert_eq!(SubgroupPoint::from_cofactor_bytes(&ephemeral), Ok(moved));
	assert_eq!(key.decrypt(&EncryptedNote { ephemeral, ..good }), None);
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(32))]

	#[test]
	fn any_note_round_trips(
		seed in any::<u64>(),
		currency in any::<[u8; 32]>(),
		amount in prop_oneof![Just(0u128), Just(u128::MAX), any::<u128>()],
		ticket in proptest::option::of(any::<([u8; 32], [u8; 32])>()),
		memo in proptest::collection::vec(any::<u8>(), 64),
	) {
		let mut rng = rng(seed);
		let key = account(seed as u8);
		let rsk = Scalar::rand(&mut rng);
		let asset = Asset { currency, amount, ticket }.normalized();
		let memo = array(&memo, 0);
		let note = Note { asset, memo, ..sent_to(&key, rsk) };
		let encrypted = EncryptedNote::from_note(&note).unwrap();
		let decrypted = key.full_viewing_key().decrypt(&encrypted).unwrap();
		prop_assert_eq!(&decrypted.note, &note);
		prop_assert_eq!(decrypted.base, BaseCheck::Verified);
		prop_assert_eq!(account((seed as u8).wrapping_add(1)).decrypt(&encrypted), None);
	}
}
