// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The main profile against the vectors of an independent implementation
//! (`scripts/gen-crypto-vectors.py`).

use rand_core::{CryptoRng, RngCore};
use serde::Deserialize;
use sero_zk_crypto::{
	address::{OneTimeAddress, PaymentAddress},
	asset_point,
	domains::FROM_SIGNATURE,
	encryption::{BaseCheck, EncryptedNote},
	field::{base_from_bytes, base_to_bytes, scalar_from_bytes, scalar_to_bytes},
	keys::{address_randomizer, note_randomness, FullViewingKey, Seed, SpendingKey},
	leaf, note_auth_point,
	package::{self, PackageKey, PackageOpening},
	schnorr, value_commitment, Asset, Frontier, Note, Tree,
};

#[derive(Deserialize)]
struct Vectors {
	records: Vec<Record>,
	leaves: Vec<String>,
	trees: Vec<TreeRoot>,
}

#[derive(Deserialize)]
struct TreeRoot {
	leaves: usize,
	root: String,
}

#[derive(Deserialize)]
struct Record {
	seed: String,
	sk: String,
	tk: String,
	pk: String,
	tk_base58: String,
	pk_base58: String,
	outgoing_key: String,
	first_nullifier: String,
	output_index: u32,
	rsk: String,
	r: String,
	address: String,
	currency: String,
	amount: String,
	category: String,
	ticket: String,
	token_id: String,
	token_counter: u64,
	token_generator: String,
	ticket_id: String,
	ticket_counter: u64,
	ticket_generator: String,
	asset_point: String,
	trapdoor: String,
	value_commitment: String,
	memo: String,
	commitment: String,
	public_commitment: String,
	index: u32,
	auth_point: String,
	leaf: String,
	trace: String,
	nullifier: String,
	ephemeral: String,
	note_key: String,
	ciphertext: String,
	package_key: String,
	package_data: String,
	package: String,
	message: String,
	entropy: String,
	from_signature: String,
}

fn vectors() -> Vectors {
	serde_json::from_str(include_str!("../../../tests/vectors/sero-main.json")).unwrap()
}

fn bytes<const N: usize>(text: &str) -> [u8; N] {
	hex::decode(text).unwrap().try_into().unwrap()
}

/// Gives out fixed bytes.
struct Fixed([u8; 32]);

impl RngCore for Fixed {
	fn next_u32(&mut self) -> u32 {
		unreachable!()
	}

	fn next_u64(&mut self) -> u64 {
		unreachable!()
	}

	fn fill_bytes(&mut self, out: &mut [u8]) {
		out.copy_from_slice(&self.0);
	}

	fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), rand_core::Error> {
		self.fill_bytes(out);
		Ok(())
	}
}

impl CryptoRng for Fixed {}

#[test]
fn keys_and_addresses() {
	for v in vectors().records {
		let key = SpendingKey::from_seed(&Seed::from_bytes(bytes(&v.seed))).unwrap();
		assert_eq!(hex::encode(key.to_bytes()), v.sk);
		let viewing = key.full_viewing_key();
		assert_eq!(hex::encode(viewing.to_bytes()), v.tk);
		assert_eq!(viewing.to_string(), v.tk_base58);
		assert_eq!(v.tk_base58.parse::<FullViewingKey>().unwrap(), viewing);
		let address = key.payment_address();
		assert_eq!(hex::encode(address.to_bytes()), v.pk);
		assert_eq!(address.to_string(), v.pk_base58);
		assert_eq!(v.pk_base58.parse::<PaymentAddress>().unwrap(), address);
		assert_eq!(hex::encode(viewing.outgoing_key()), v.outgoing_key);

		let first = base_from_bytes(&bytes(&v.first_nullifier)).unwrap();
		let rsk = note_randomness(&viewing.outgoing_key(), &first, v.output_index);
		assert_eq!(hex::encode(scalar_to_bytes(&rsk)), v.rsk);
		let r = address_randomizer(&rsk);
		assert_eq!(hex::encode(scalar_to_bytes(&r)), v.r);
		let one_time = address.one_time(r);
		assert_eq!(hex::encode(one_time.to_bytes()), v.address);
		assert_eq!(OneTimeAddress::from_bytes(&bytes(&v.address)), Ok(one_time));
		assert!(key.owns(&one_time) && viewing.owns(&one_time));
	}
}

fn asset(v: &Record) -> Asset {
	let category = bytes(&v.category);
	Asset {
		currency: bytes(&v.currency),
		amount: v.amount.parse().unwrap(),
		ticket: (category != [0; 32]).then(|| (category, bytes(&v.ticket))),
	}
}

#[test]
fn assets() {
	for v in vectors().records {
		let asset = asset(&v);
		let (token, ticket) = (asset.token_generator(), asset.ticket_generator());
		assert_eq!(hex::encode(base_to_bytes(&token.id)), v.token_id);
		assert_eq!(token.counter, v.token_counter);
		assert_eq!(hex::encode(token.point.to_bytes()), v.token_generator);
		assert_eq!(hex::encode(base_to_bytes(&ticket.id)), v.ticket_id);
		assert_eq!(ticket.counter, v.ticket_counter);
		assert_eq!(hex::encode(ticket.point.to_bytes()), v.ticket_generator);
		let cc = asset_point(&asset);
		assert_eq!(hex::encode(cc.to_bytes()), v.asset_point);
		let trapdoor = scalar_from_bytes(&bytes(&v.trapdoor)).unwrap();
		assert_eq!(hex::encode(value_commitment(&cc, trapdoor).to_bytes()), v.value_commitment);
	}
}

#[test]
fn notes_and_their_encryption() {
	for v in vectors().records {
		let key = SpendingKey::from_bytes(&bytes(&v.sk)).unwrap();
		let viewing = key.full_viewing_key();
		let note = Note {
			asset: asset(&v),
			address: OneTimeAddress::from_bytes(&bytes(&v.address)).unwrap(),
			memo: bytes(&v.memo),
			rsk: scalar_from_bytes(&bytes(&v.rsk)).unwrap(),
		};
		let commitment = note.commitment();
		assert_eq!(hex::encode(base_to_bytes(&commitment)), v.commitment);
		let public = Note::public(note.asset, note.address, note.memo);
		assert_eq!(hex::encode(base_to_bytes(&public.commitment())), v.public_commitment);
		let auth = note_auth_point(v.index, commitment);
		assert_eq!(hex::encode(auth.to_bytes()), v.auth_point);
		assert_eq!(hex::encode(base_to_bytes(&leaf(v.index, commitment))), v.leaf);
		assert_eq!(hex::encode(base_to_bytes(&viewing.trace(&auth))), v.trace);
		assert_eq!(hex::encode(base_to_bytes(&key.nullifier(&auth))), v.nullifier);

		let encrypted = EncryptedNote::from_note(&note).unwrap();
		assert_eq!(hex::encode(encrypted.ephemeral), v.ephemeral);
		assert_eq!(hex::encode(encrypted.ciphertext), v.ciphertext);
		assert_eq!(hex::encode(viewing.note_key(&encrypted).unwrap().as_bytes()), v.note_key);
		let decrypted = viewing.decrypt(&encrypted).unwrap();
		assert_eq!(decrypted.note, note);
		assert_eq!(decrypted.base, BaseCheck::Verified);
	}
}

/// Of the record's note, with data of 0, 100, 200, … bytes.
#[test]
fn packages() {
	for v in vectors().records {
		let (nullifier, commitment) = (bytes(&v.first_nullifier), bytes(&v.commitment));
		let nullifier = base_from_bytes(&nullifier).unwrap();
		let commitment = base_from_bytes(&commitment).unwrap();
		let key = PackageKey::derive(&bytes(&v.outgoing_key), &nullifier, &commitment);
		assert_eq!(hex::encode(key.as_bytes()), v.package_key);
		let opening = PackageOpening {
			asset: asset(&v),
			memo: bytes(&v.memo),
			rsk: scalar_from_bytes(&bytes(&v.rsk)).unwrap(),
		};
		let data = hex::decode(&v.package_data).unwrap();
		let sealed = package::seal(&key, &opening, &data, &commitment).unwrap();
		assert_eq!(hex::encode(&sealed), v.package);
		let (opened, content) = package::open(&key, &sealed, &commitment).unwrap();
		assert_eq!((&opened, content), (&opening, data));
		let address = OneTimeAddress::from_bytes(&bytes(&v.address)).unwrap();
		assert!(package::check_opening(&opened, &address, &commitment).is_ok());
	}
}

#[test]
fn signatures() {
	for v in vectors().records {
		let key = SpendingKey::from_bytes(&bytes(&v.sk)).unwrap();
		let address = OneTimeAddress::from_bytes(&bytes(&v.address)).unwrap();
		let secret = *key.spend_auth() * key.view();
		let message = bytes(&v.message);
		let signature = schnorr::sign(
			&FROM_SIGNATURE,
			&secret,
			address.base(),
			&message,
			&mut Fixed(bytes(&v.entropy)),
		)
		.unwrap();
		assert_eq!(hex::encode(signature), v.from_signature);
		let (base, verifying) = (address.base(), address.vpkr());
		assert_eq!(schnorr::verify(&FROM_SIGNATURE, base, verifying, &message, &signature), Ok(()));
	}
}

#[test]
fn trees() {
	let v = vectors();
	let leaves: Vec<_> =
		v.leaves.iter().map(|leaf| base_from_bytes(&bytes(leaf)).unwrap()).collect();
	for expected in v.trees {
		let (mut frontier, mut tree) = (Frontier::new(), Tree::new());
		for leaf in &leaves[..expected.leaves] {
			frontier.append(*leaf).unwrap();
			tree.append(*leaf).unwrap();
		}
		assert_eq!(hex::encode(base_to_bytes(&frontier.root())), expected.root);
		assert_eq!(tree.root(), frontier.root());
	}
}
