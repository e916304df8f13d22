// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Opening of packages.

use super::*;

/// A sealed package with its key.
pub(super) struct Sealed {
	pub(super) key: [u8; 32],
	pub(super) bytes: Vec<u8>,
	pub(super) address: OneTimeAddressBytes,
	pub(super) commitment: NoteCommitment,
}

/// A package that opens.
pub(super) fn sealed(asset: Asset, data: &[u8]) -> Sealed {
	let mut rng = rng(21);
	let address = key(21).payment_address().one_time(random_nonzero_scalar(&mut rng));
	let opening = package::PackageOpening::new(asset, [6; 64], &mut rng);
	let commitment = opening.note(address).commitment();
	let key = [8; 32];
	let bytes = package::seal(&PackageKey::from_bytes(key), &opening, data, &commitment).unwrap();
	Sealed {
		key,
		bytes,
		address: OneTimeAddressBytes(address.to_bytes()),
		commitment: NoteCommitment(base_to_bytes(&commitment)),
	}
}

impl Sealed {
	fn open(&self) -> Result<OpenedPackage, CryptoError> {
		let opened = open_package(&self.key, &self.bytes, &self.address, &self.commitment);
		// A buffer of the package's length holds every content.
		let mut out = vec![7; self.bytes.len()];
		let code = bytes::open_package(
			&self.key,
			&self.bytes,
			&self.address.0,
			&self.commitment.0,
			&mut out,
		);
		match &opened {
			Ok(opened) => {
				assert_eq!(code, bytes::SUCCESS);
				assert!(out.starts_with(&opened.encode()));
				let mut short = vec![7; opened.encode().len() - 1];
				let code = bytes::open_package(
					&self.key,
					&self.bytes,
					&self.address.0,
					&self.commitment.0,
					&mut short,
				);
				assert_eq!(code, CryptoError::Malformed.code());
				assert!(short.iter().all(|byte| *byte == 7));
			},
			Err(error) => {
				assert_eq!(code, error.code());
				assert!(out.iter().all(|byte| *byte == 7));
			},
		}
		opened
	}
}

#[test]
fn packages_open_with_key_and_commitment() {
	let data: Vec<u8> = (0..package::MAX_DATA_LENGTH).map(|i| i as u8).collect();
	let with_ticket = Asset {
		ticket: Some((ticket().category.0, ticket().id.0)),
		..Asset::token(CurrencyId::SERO.0, u128::MAX)
	};
	for length in [0, 1, 63, 64, package::MAX_DATA_LENGTH] {
		let opened = sealed(with_ticket, &data[..length]).open().unwrap();
		let expected = OpenedPackage {
			currency: CurrencyId::SERO,
			amount: u128::MAX,
			ticket: Some(ticket()),
			memo: Memo([6; 64]),
			data: data[..length].to_vec(),
		};
		assert_eq!(opened, expected);
	}
	let nothing = sealed(Asset::default(), &[]).open().unwrap();
	assert_eq!((nothing.currency.0, nothing.amount, nothing.ticket), ([0; 32], 0, None));
}

#[test]
fn packages_that_do_not_open_or_lie_are_refused() {
	let good = || sealed(Asset::token(CurrencyId::SERO.0, 5), b"data");
	let invalid = Err(CryptoError::InvalidPackage);
	let mut wrong = good();
	wrong.key[31] ^= 1;
	assert_eq!(wrong.open(), invalid);
	for position in 0..good().bytes.len() {
		let mut wrong = good();
		wrong.bytes[position] ^= 0x80;
		assert_eq!(wrong.open(), invalid, "{position}");
	}
	for length in 0..good().bytes.len() {
		let mut wrong = good();
		wrong.bytes.truncate(length);
		assert_eq!(wrong.open(), invalid, "{length}");
	}
	let mut wrong = good();
	wrong.bytes.resize(1 << 16, 0);
	assert_eq!(wrong.open(), invalid);
	// Another note's commitment, another address.
	let mut wrong = good();
	wrong.commitment = NoteCommitment([1; 32]);
	assert_eq!(wrong.open(), invalid);
	let mut wrong = good();
	wrong.address = signed(1).0;
	assert_eq!(wrong.open(), invalid);
	// The commitment of less than what is sealed: authentic, and still a lie.
	let mut wrong = good();
	let small = sealed(Asset::token(CurrencyId::SERO.0, 4), b"data");
	let base = base_from_bytes(&small.commitment.0).unwrap();
	let (opening, data) = package::open(&PackageKey::from_bytes(wrong.key), &wrong.bytes, &{
		base_from_bytes(&wrong.commitment.0).unwrap()
	})
	.unwrap();
	wrong.bytes =
		package::seal(&PackageKey::from_bytes(wrong.key), &opening, &data, &base).unwrap();
	wrong.commitment = small.commitment;
	assert_eq!(wrong.open(), invalid);
	// What does not decode has the error of its kind.
	for commitment in not_canonical().into_iter().filter(|bytes| base_from_bytes(bytes).is_err()) {
		let mut wrong = good();
		wrong.commitment = NoteCommitment(commitment);
		assert_eq!(wrong.open(), Err(CryptoError::NonCanonicalField));
	}
	for part in 0..3 {
		let mut wrong = good();
		wrong.address.0[32 * part..32 * (part + 1)].copy_from_slice(&low_order()[1]);
		assert_eq!(wrong.open(), Err(CryptoError::LowOrderPoint));
		wrong.address.0[32 * part..32 * (part + 1)].fill(0xff);
		assert_eq!(wrong.open(), Err(CryptoError::InvalidPoint));
	}
}
