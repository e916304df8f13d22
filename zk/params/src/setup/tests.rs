// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{dev_verifying_key, CIRCUIT_HASHES, PROVING_KEY_HASHES, VERIFYING_KEY_HASHES};
use ark_bn254::Fr;
use ark_serialize::CanonicalDeserialize;
use std::fs;

#[test]
fn committed_keys_are_those_of_the_circuits_and_the_seed() {
	for kind in CircuitKind::ALL {
		let position = kind.position();
		assert_eq!(circuit_hash(kind), CIRCUIT_HASHES[position], "{kind}");
		let key = development_key(kind).unwrap();
		let verifying = verifying_key_bytes(&key.vk).unwrap();
		assert_eq!(verifying, dev_verifying_key(kind), "{kind}");
		assert_eq!(key_hash(&verifying), VERIFYING_KEY_HASHES[position]);
		let proving = proving_key_bytes(&key).unwrap();
		assert_eq!(key_hash(&proving), PROVING_KEY_HASHES[position]);
	}
}

#[test]
fn committed_keys_pass_the_lint() {
	for kind in CircuitKind::ALL {
		let key = dev_verifying_key(kind);
		assert_eq!(sero_zk_verifier::lint(key, kind.public_inputs() as usize), Ok(()));
		assert!(sero_zk_verifier::lint(key, kind.public_inputs() as usize + 1).is_err());
	}
}

#[test]
fn missing_and_corrupt_files_are_made_again() {
	let dir = tempfile::tempdir().unwrap();
	let dir = dir.path().join("below/it");
	let kind = CircuitKind::Output;
	let generated = |dir: &std::path::Path| {
		let mut generated = false;
		let key = load_or_generate(kind, dir, &mut |progress| {
			generated |= progress == Progress::Generating(kind);
		});
		(key.unwrap(), generated)
	};
	assert!(matches!(load(kind, &dir), Err(ParamsError::Io { .. })));
	let (first, made) = generated(&dir);
	assert!(made);
	let (second, made) = generated(&dir);
	assert!(!made);
	assert_eq!(first, second);

	let path = dir.join(file_name(kind));
	let good = fs::read(&path).unwrap();
	let last = good.len() - 1;
	for position in [0, 8, 12, 16, 48, 80, 88, 100_000, last] {
		let mut wrong = good.clone();
		wrong[position] ^= 1;
		fs::write(&path, &wrong).unwrap();
		assert!(matches!(load(kind, &dir), Err(ParamsError::Mismatch { .. })), "{position}");
	}
	for length in [0, 10, 88, last] {
		fs::write(&path, &good[..length]).unwrap();
		assert!(matches!(load(kind, &dir), Err(ParamsError::Mismatch { .. })), "{length}");
	}
	fs::write(&path, [&good[..], &[0]].concat()).unwrap();
	assert!(load(kind, &dir).is_err());
	let (third, made) = generated(&dir);
	assert!(made);
	assert_eq!(first, third);
	assert_eq!(fs::read(&path).unwrap(), good);
	assert_eq!(fs::read_dir(&dir).unwrap().count(), 1);
}

#[test]
fn another_key_in_a_consistent_file_is_refused() {
	let dir = tempfile::tempdir().unwrap();
	let mut key = development_key(CircuitKind::Output).unwrap();
	key.vk.gamma_abc_g1.swap(1, 2);
	save(CircuitKind::Output, dir.path(), &key).unwrap();
	assert!(matches!(
		load(CircuitKind::Output, dir.path()),
		Err(ParamsError::Mismatch { reason: "the key is another one", .. })
	));
}

#[test]
fn gamma_can_be_moved_by_a_public_factor() {
	let key = VerifyingKey::deserialize_compressed(dev_verifying_key(CircuitKind::Input)).unwrap();
	let moved = randomize_gamma(&key, Fr::from(7u64)).unwrap();
	assert_ne!(moved.gamma_g2, key.gamma_g2);
	let pairing = |key: &VerifyingKey| {
		use ark_ec::pairing::Pairing;
		ark_bn254::Bn254::pairing(key.gamma_abc_g1[3], key.gamma_g2)
	};
	assert_eq!(pairing(&moved), pairing(&key));
	assert!(randomize_gamma(&key, Fr::from(0u64)).is_err());
}
