// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use super::*;

/// Cheap enough for a test.
const CHEAP: PasswordCost = PasswordCost { memory_kib: 8, passes: 1, lanes: 1 };

fn keys() -> WalletKeys {
	WalletKeys::from_seed(Seed::from_bytes([7; 32]), 42).unwrap()
}

#[test]
fn key_file_round_trips() {
	let folder = tempfile::tempdir().unwrap();
	let keys = keys();
	create_key_file(folder.path(), &keys, "correct horse", CHEAP).unwrap();
	let read = open_key_file(folder.path(), "correct horse").unwrap();
	assert_eq!(read.seed(), keys.seed());
	assert_eq!(read.birthday(), 42);
	assert_eq!(read.address(), keys.address());
}

#[test]
fn key_file_hides_the_seed_and_is_private() {
	let folder = tempfile::tempdir().unwrap();
	create_key_file(folder.path(), &keys(), "pw", CHEAP).unwrap();
	let contents = fs::read(key_file(folder.path())).unwrap();
	assert_eq!(contents.len(), FILE_LENGTH);
	assert!(!contents.windows(8).any(|window| window == [7; 8]));
	let left_over: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap()).collect();
	assert_eq!(left_over.len(), 1, "a staging file stayed behind");
	#[cfg(unix)]
	{
		use std::os::unix::fs::PermissionsExt;
		let mode = fs::metadata(key_file(folder.path())).unwrap().permissions().mode();
		assert_eq!(mode & 0o777, 0o600);
	}
}

#[test]
fn key_file_is_never_overwritten() {
	let folder = tempfile::tempdir().unwrap();
	create_key_file(folder.path(), &keys(), "pw", CHEAP).unwrap();
	let before = fs::read(key_file(folder.path())).unwrap();
	let other = WalletKeys::random(0).unwrap();
	assert!(matches!(
		create_key_file(folder.path(), &other, "pw", CHEAP),
		Err(WalletError::WalletExists(_))
	));
	assert_eq!(fs::read(key_file(folder.path())).unwrap(), before);
}

#[test]
fn wrong_password_and_missing_file_are_told_apart() {
	let folder = tempfile::tempdir().unwrap();
	assert!(matches!(open_key_file(folder.path(), "pw"), Err(WalletError::WalletMissing(_))));
	create_key_file(folder.path(), &keys(), "pw", CHEAP).unwrap();
	assert!(matches!(open_key_file(folder.path(), "PW"), Err(WalletError::WrongPassword)));
	assert!(matches!(open_key_file(folder.path(), ""), Err(WalletError::WrongPassword)));
}

#[test]
fn every_altered_byte_of_the_key_file_is_noticed() {
	let folder = tempfile::tempdir().unwrap();
	create_key_file(folder.path(), &keys(), "pw", CHEAP).unwrap();
	let path = key_file(folder.path());
	let contents = fs::read(&path).unwrap();
	for position in 0..contents.len() {
		let mut altered = contents.clone();
		altered[position] ^= 1;
		assert!(
			matches!(
				decrypt(&altered, "pw", &path),
				Err(WalletError::BadKeyFile { .. } | WalletError::WrongPassword)
			),
			"byte {position}"
		);
	}
	for length in 0..contents.len() {
		let cut = decrypt(&contents[..length], "pw", &path);
		assert!(matches!(cut, Err(WalletError::BadKeyFile { .. })), "{length} bytes");
	}
	let mut longer = contents;
	longer.push(0);
	assert!(matches!(decrypt(&longer, "pw", &path), Err(WalletError::BadKeyFile { .. })));
}

#[test]
fn an_altered_cost_cannot_exhaust_the_machine() {
	let path = Path::new("wallet.key");
	let mut contents = encrypt(&keys(), "pw", CHEAP).unwrap();
	contents[8..12].copy_from_slice(&u32::MAX.to_le_bytes());
	assert!(matches!(decrypt(&contents, "pw", path), Err(WalletError::BadKeyFile { .. })));
}

#[test]
fn the_24_words_are_the_seed() {
	let seed = Seed::from_bytes([0; 32]);
	let phrase = seed_to_phrase(&seed).unwrap();
	// BIP-39's own vector for 32 zero bytes.
	assert_eq!(phrase.as_str(), format!("{}art", "abandon ".repeat(23)));
	assert_eq!(phrase_to_seed(&phrase).unwrap(), seed);
	assert_eq!(phrase_to_seed(&phrase.to_uppercase().replace(' ', "  ")).unwrap(), seed);
	for _ in 0..8 {
		let seed = Seed::random(&mut OsRng);
		assert_eq!(phrase_to_seed(&seed_to_phrase(&seed).unwrap()).unwrap(), seed);
	}
}

#[test]
fn faulty_words_are_refused_with_the_place() {
	let twelve = format!("{}about", "abandon ".repeat(11));
	let swapped = format!("{}art", "abandon ".repeat(22));
	let misspelt = format!("abandon abandom {}art", "abandon ".repeat(21));
	let checksum = "abandon ".repeat(24);
	for phrase in [&twelve, &swapped, &misspelt, &checksum, ""] {
		assert!(matches!(phrase_to_seed(phrase), Err(WalletError::InvalidPhrase { .. })));
	}
	let error = phrase_to_seed(&misspelt).unwrap_err().to_string();
	assert!(error.contains("word 2"), "{error}");
	assert!(!error.contains("abandom"), "secret words do not belong into errors");
}

#[test]
fn hex_seeds_are_exact() {
	let text = "0a".repeat(32);
	assert_eq!(seed_from_hex(&text).unwrap(), Seed::from_bytes([10; 32]));
	assert_eq!(seed_from_hex(&format!("0x{text}\n")).unwrap(), Seed::from_bytes([10; 32]));
	for text in ["", "0a", "zz", &"0a".repeat(31), &"0a".repeat(33)] {
		assert!(matches!(seed_from_hex(text), Err(WalletError::InvalidSeed { .. })));
	}
}

#[test]
fn secrets_do_not_print() {
	let keys = keys();
	let text = format!("{keys:?} {:?} {:?}", keys.seed(), keys.viewing());
	assert!(!text.contains("0707") && !text.contains("[7") && text.contains("(..)"));
}
