// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The host functions and the code that they wrap give the same answers, whatever they are asked.

use std::sync::OnceLock;

use proptest::prelude::*;
use sero_io::HostCrypto;
use sero_primitives::CurrencyId;
use sero_shielded_primitives::{
	verify::OpenedPackage, BalanceStatement, Bundle, CryptoError, NoteCommitment,
	OneTimeAddressBytes, PointKind, ProofBytes, ProofItem, PublicInput, ShieldedCrypto,
	SignatureBytes, ValueCommitment,
};
use sero_zk_crypto::{
	field::base_to_bytes,
	package::{self, PackageKey, PackageOpening},
	Asset,
};
use sero_zk_prover::test_utils::{
	balance_statement, points, proof_items, verifying_keys, BundleKind, Funded,
};
use sero_zk_verifier::NativeCrypto;

const GENESIS: [u8; 32] = [7; 32];

fn bundle() -> &'static Bundle {
	static BUNDLE: OnceLock<Bundle> = OnceLock::new();
	BUNDLE.get_or_init(|| {
		let mut rng = sero_zk_prover::test_utils::rng(1);
		Funded::new(GENESIS).bundle(BundleKind::PublicOutput, &mut rng).into_parts().0
	})
}

/// Bytes at the edges of every encoding: zero, one, the moduli and their neighbors, all ones.
fn boundary() -> impl Strategy<Value = [u8; 32]> {
	// r and l, little-endian.
	const BASE: [u8; 32] = [
		0x01, 0x00, 0x00, 0xf0, 0x93, 0xf5, 0xe1, 0x43, 0x91, 0x70, 0xb9, 0x79, 0x48, 0xe8, 0x33,
		0x28, 0x5d, 0x58, 0x81, 0x81, 0xb6, 0x45, 0x50, 0xb8, 0x29, 0xa0, 0x31, 0xe1, 0x72, 0x4e,
		0x64, 0x30,
	];
	const SCALAR: [u8; 32] = [
		0xf1, 0x17, 0xdc, 0xe3, 0x60, 0x16, 0x6d, 0x67, 0x9e, 0x66, 0xe6, 0xe8, 0x5c, 0xe7, 0x41,
		0xab, 0x2e, 0xb0, 0x30, 0x30, 0xd6, 0x08, 0x0a, 0x37, 0x25, 0x14, 0x26, 0x5c, 0xce, 0x89,
		0x0c, 0x06,
	];
	let one = |byte: u8| {
		let mut bytes = [0; 32];
		bytes[0] = byte;
		bytes
	};
	prop_oneof![
		Just([0; 32]),
		(0u8..8).prop_map(one),
		Just(BASE),
		Just(SCALAR),
		(0u8..4).prop_map(|less| {
			let mut bytes = BASE;
			bytes[0] = bytes[0].wrapping_sub(less);
			bytes
		}),
		Just([0xff; 32]),
		any::<[u8; 32]>(),
		(0..points(bundle()).len()).prop_map(|i| points(bundle())[i].1),
	]
}

fn kind() -> impl Strategy<Value = PointKind> {
	prop_oneof![Just(PointKind::Plain), Just(PointKind::Cofactor)]
}

fn public_input() -> impl Strategy<Value = PublicInput> {
	prop_oneof![
		boundary().prop_map(|bytes| PublicInput::TokenGenerator(CurrencyId(bytes))),
		boundary().prop_map(PublicInput::Field),
		boundary().prop_map(PublicInput::Point),
		boundary().prop_map(PublicInput::CofactorPoint),
	]
}

/// A good item with one part replaced, or a bad one.
fn item() -> impl Strategy<Value = ProofItem> {
	let items = proof_items(bundle());
	let good = (0..items.len()).prop_map(move |i| items[i].clone());
	(good, 0..6usize, public_input(), any::<(u8, u8)>()).prop_map(
		|(mut item, change, input, (position, bit))| {
			match change {
				0 => item.key = u32::from(position % 3),
				1 => {
					let position = usize::from(position) % item.inputs.len();
					item.inputs[position] = input;
				},
				2 => item.inputs.push(input),
				3 => item.proof.0[usize::from(position) % 128] ^= 1 << (bit % 8),
				4 => item.proof = ProofBytes([bit; 128]),
				_ => {},
			}
			item
		},
	)
}

fn same_proofs(keys: &[Vec<u8>], items: &[ProofItem]) -> Result<(), CryptoError> {
	let verdict = HostCrypto::verify_proofs(keys, items);
	assert_eq!(verdict, NativeCrypto::verify_proofs(keys, items));
	verdict
}

#[test]
fn a_good_bundle_is_good_for_both() {
	let keys = verifying_keys();
	assert_eq!(same_proofs(&keys, &proof_items(bundle())), Ok(()));
	assert_eq!(HostCrypto::check_points(&points(bundle())), Ok(()));
	let id = bundle().id(&GENESIS);
	let signature = &bundle().from_signature;
	assert_eq!(HostCrypto::verify_address_signature(&bundle().from, &id.0, signature), Ok(()));
	assert_eq!(HostCrypto::verify_balance(&balance_statement(bundle(), &GENESIS)), Ok(()));
	let output = &bundle().public_outputs[0];
	let commitment = HostCrypto::public_note_commitment(output);
	assert!(commitment.is_ok());
	assert_eq!(commitment, NativeCrypto::public_note_commitment(output));
	for (key, inputs) in keys.iter().zip([5, 9]) {
		assert_eq!(HostCrypto::lint_key(key, inputs), Ok(()));
		assert_eq!(HostCrypto::lint_key(key, inputs + 1), Err(CryptoError::InvalidKey));
	}
}

#[test]
fn every_error_has_the_same_code_on_both_sides() {
	for code in 1..=12 {
		let error = CryptoError::from_code(code).expect_err("not success");
		assert_eq!(error.code(), code);
	}
	assert_eq!(CryptoError::from_code(0), Ok(()));
	assert_eq!(CryptoError::from_code(200), Err(CryptoError::Malformed));
}

#[test]
fn the_tree_grows_alike() {
	let (mut host, mut native) = (Vec::new(), Vec::new());
	for count in [0usize, 1, 3, 4, 17, 64] {
		let notes: Vec<_> = (0..count).map(|i| NoteCommitment([i as u8 % 32; 32])).collect();
		let update = HostCrypto::append_notes(&host, &notes).expect("there is room");
		assert_eq!(Ok(update.clone()), NativeCrypto::append_notes(&native, &notes));
		assert_eq!(
			HostCrypto::tree_root(&update.frontier),
			NativeCrypto::tree_root(&update.frontier)
		);
		host = update.frontier;
		native.clone_from(&host);
	}
	// The longest frontier.
	let mut full = (u64::from(u32::MAX)).to_le_bytes().to_vec();
	full.extend([0; 32 * 3 * 16]);
	let note = [NoteCommitment([0; 32])];
	assert_eq!(HostCrypto::append_notes(&full, &note), NativeCrypto::append_notes(&full, &note));
	let mut early = (u64::from(u32::MAX) - 64).to_le_bytes().to_vec();
	early.extend([0; 32 * (3 * 13 + 2 + 3 * 2)]);
	assert_eq!(HostCrypto::append_notes(&early, &note), NativeCrypto::append_notes(&early, &note));
}

fn seal(data: &[u8]) -> (Vec<u8>, OneTimeAddressBytes, NoteCommitment) {
	let mut rng = sero_zk_prover::test_utils::rng(2);
	let address = Funded::receiver().one_time(5u64.into());
	let asset = Asset::token(CurrencyId::SERO.0, 77);
	let opening = PackageOpening::new(asset, [3; 64], &mut rng);
	let commitment = opening.note(address).commitment();
	let key = PackageKey::from_bytes(PACKAGE_KEY);
	let sealed = package::seal(&key, &opening, data, &commitment).expect("it is a good package");
	let commitment = NoteCommitment(base_to_bytes(&commitment));
	(sealed, OneTimeAddressBytes(address.to_bytes()), commitment)
}

const PACKAGE_KEY: [u8; 32] = [9; 32];

fn same_package(
	key: &[u8; 32],
	sealed: &[u8],
	address: &OneTimeAddressBytes,
	commitment: &NoteCommitment,
) -> Result<OpenedPackage, CryptoError> {
	let opened = HostCrypto::open_package(key, sealed, address, commitment);
	assert_eq!(opened, NativeCrypto::open_package(key, sealed, address, commitment));
	opened
}

#[test]
fn good_packages_are_good_for_both() {
	for length in [0, 1, 63, 64, 100, package::MAX_DATA_LENGTH] {
		let data = vec![4; length];
		let (sealed, address, commitment) = seal(&data);
		let opened = same_package(&PACKAGE_KEY, &sealed, &address, &commitment);
		let opened = opened.expect("it is a good package");
		assert_eq!((opened.currency, opened.amount, opened.data), (CurrencyId::SERO, 77, data));
	}
	assert_eq!(
		same_package(&PACKAGE_KEY, &[], &bundle().from, &NoteCommitment([0; 32])),
		Err(CryptoError::InvalidPackage)
	);
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(96))]

	#[test]
	fn packages_are_opened_alike(
		length in 0..200usize,
		position in any::<usize>(),
		bit in 0..8u8,
		change in 0..6u8,
		bytes in boundary(),
	) {
		let (mut sealed, mut address, mut commitment) = seal(&vec![1; length]);
		let mut key = PACKAGE_KEY;
		let position = position % sealed.len();
		match change {
			0 => sealed[position] ^= 1 << bit,
			1 => sealed.truncate(position),
			2 => key = bytes,
			3 => commitment = NoteCommitment(bytes),
			4 => address.0[32 * (position % 3)..][..32].copy_from_slice(&bytes),
			_ => {},
		}
		let opened = same_package(&key, &sealed, &address, &commitment);
		prop_assert_eq!(opened.is_ok(), change == 5);
	}

	#[test]
	fn points_are_read_alike(points in proptest::collection::vec((kind(), boundary()), 0..6)) {
		prop_assert_eq!(HostCrypto::check_points(&points), NativeCrypto::check_points(&points));
	}

	#[test]
	fn signatures_are_verified_alike(
		address in proptest::collection::vec(boundary(), 3),
		message in any::<[u8; 32]>(),
		signature in proptest::collection::vec(boundary(), 2),
		use_good in any::<(bool, bool)>(),
	) {
		let mut from = OneTimeAddressBytes(address.concat().try_into().expect("96 bytes"));
		if use_good.0 {
			from = bundle().from;
		}
		let mut signature = SignatureBytes(signature.concat().try_into().expect("64 bytes"));
		if use_good.1 {
			signature = bundle().from_signature;
		}
		let host = HostCrypto::verify_address_signature(&from, &message, &signature);
		prop_assert!(host.is_err());
		prop_assert_eq!(host, NativeCrypto::verify_address_signature(&from, &message, &signature));
	}

	#[test]
	fn balances_are_verified_alike(
		inputs in proptest::collection::vec(boundary(), 0..4),
		keep in any::<bool>(),
		amount in any::<u128>(),
	) {
		let mut statement: BalanceStatement = balance_statement(bundle(), &GENESIS);
		if !keep {
			statement.inputs = inputs.into_iter().map(ValueCommitment).collect();
			statement.public[0].1 = amount;
		}
		let host = HostCrypto::verify_balance(&statement);
		prop_assert_eq!(host.is_ok(), keep);
		prop_assert_eq!(host, NativeCrypto::verify_balance(&statement));
	}

	#[test]
	fn proofs_are_verified_alike(items in proptest::collection::vec(item(), 0..4)) {
		let _ = same_proofs(&verifying_keys(), &items);
	}

	#[test]
	fn keys_are_linted_alike(
		which in 0..2usize,
		position in any::<usize>(),
		bit in 0..8u8,
		cut in any::<bool>(),
		inputs in 0..12u32,
	) {
		let mut key = verifying_keys()[which].clone();
		let position = position % key.len();
		key[position] ^= 1 << bit;
		if cut {
			key.truncate(position);
		}
		prop_assert_eq!(HostCrypto::lint_key(&key, inputs), NativeCrypto::lint_key(&key, inputs));
		let items = proof_items(bundle());
		let keys = [key, verifying_keys()[1].clone()];
		let _ = same_proofs(&keys, &items[..1]);
	}

	#[test]
	fn trees_are_read_alike(
		frontier in proptest::collection::vec(any::<u8>(), 0..120),
		notes in proptest::collection::vec(boundary().prop_map(NoteCommitment), 0..4),
	) {
		prop_assert_eq!(HostCrypto::tree_root(&frontier), NativeCrypto::tree_root(&frontier));
		prop_assert_eq!(
			HostCrypto::append_notes(&frontier, &notes),
			NativeCrypto::append_notes(&frontier, &notes)
		);
	}
}
