// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Every function of the library by its address. What the functions compute is tested in `sero-contract-library`.

use super::*;
use crate::WeightInfo;
use crate::{
	ISeroBignum as bignum, ISeroMatrix as matrix, ISeroRsa as rsa, ISeroStrings as strings,
};
use pallet_revive::precompiles::alloy::primitives::{I256, U256 as Word};
use sero_contract_library::Error as Refusal;

fn refusal(refusal: Refusal) -> Failure {
	reverted(refusal.message())
}

fn b<T: From<Vec<u8>>>(text: &str) -> T {
	T::from(text.as_bytes().to_vec())
}

#[test]
fn strings_answer() {
	chain().execute_with(|| {
		let s = |text: &str| text.as_bytes().to_vec();
		let compare = strings::compareCall { left: b("b"), right: b("abc") };
		assert_eq!(call(STRINGS, compare), Ok(1));
		let compare = strings::compareCall { left: b("ab"), right: b("abc") };
		assert_eq!(call(STRINGS, compare), Ok(-1));
		let equal = strings::equalIgnoringCaseCall { left: b("Ab"), right: b("aB") };
		assert_eq!(call(STRINGS, equal), Ok(true));
		let concat = strings::concatCall { left: b("ab"), right: b("c") };
		assert_eq!(call(STRINGS, concat).unwrap(), s("abc"));
		let slice =
			strings::sliceCall { text: b("hello"), start: Word::from(1), end: Word::from(3) };
		assert_eq!(call(STRINGS, slice).unwrap(), s("el"));
		let find = strings::findCall { text: b("hello"), pattern: b("l"), start: Word::from(3) };
		let found = call(STRINGS, find).unwrap();
		assert_eq!((found.found, found.position), (true, Word::from(3)));
		let find = strings::findCall { text: b("hello"), pattern: b("x"), start: Word::ZERO };
		let found = call(STRINGS, find).unwrap();
		assert_eq!((found.found, found.position), (false, Word::ZERO));
		let count = strings::countCall { text: b("hello"), pattern: b("l") };
		assert_eq!(call(STRINGS, count), Ok(Word::from(2)));
		let replace = strings::replaceCall { text: b("hello"), pattern: b("l"), by: b("LL") };
		assert_eq!(call(STRINGS, replace).unwrap(), s("heLLLLo"));
		let starts = strings::startsWithCall { text: b("hello"), beginning: b("he") };
		assert_eq!(call(STRINGS, starts), Ok(true));
		let ends = strings::endsWithCall { text: b("hello"), end: b("he") };
		assert_eq!(call(STRINGS, ends), Ok(false));
		assert_eq!(call(STRINGS, strings::toUpperCall { text: b("aé") }).unwrap(), s("Aé"));
		assert_eq!(call(STRINGS, strings::toLowerCall { text: b("AÉ") }).unwrap(), s("aÉ"));
		assert_eq!(call(STRINGS, strings::trimCall { text: b(" a b\n") }).unwrap(), s("a b"));
		assert_eq!(call(STRINGS, strings::isUtf8Call { text: vec![0x80].into() }), Ok(false));
		assert_eq!(call(STRINGS, strings::utf8LengthCall { text: b("é€") }), Ok(Word::from(2)));
		assert_eq!(call(STRINGS, strings::parseUintCall { text: b("12") }), Ok(Word::from(12)));
		let minus = I256::unchecked_from(-12);
		assert_eq!(call(STRINGS, strings::parseIntCall { text: b("-12") }), Ok(minus));
		let format = strings::formatUintCall { number: Word::MAX };
		assert!(call(STRINGS, format).unwrap().ends_with(b"129639935"));
		assert_eq!(call(STRINGS, strings::formatIntCall { number: minus }).unwrap(), s("-12"));
		assert_eq!(call(STRINGS, strings::toHexCall { data: b("\x01\x7f") }).unwrap(), s("0x017f"));
		assert_eq!(
			call(STRINGS, strings::fromHexCall { text: b("0x017F") }).unwrap(),
			s("\x01\x7f")
		);
	});
}

#[test]
fn strings_give_reasons() {
	chain().execute_with(|| {
		let slice = strings::sliceCall { text: b("a"), start: Word::ZERO, end: Word::MAX };
		assert_eq!(call(STRINGS, slice), Err(refusal(Refusal::RangeOutOfText)));
		let text = strings::utf8LengthCall { text: vec![0x80].into() };
		assert_eq!(call(STRINGS, text), Err(refusal(Refusal::InvalidUtf8)));
		let text = strings::parseUintCall { text: b("1.5") };
		assert_eq!(call(STRINGS, text), Err(refusal(Refusal::InvalidNumeral)));
		let text = strings::toUpperCall { text: vec![0; (1 << 16) + 1].into() };
		assert_eq!(call(STRINGS, text), Err(refusal(Refusal::TextTooLong)));
	});
}

#[test]
fn numbers_answer() {
	chain().execute_with(|| {
		let n = |bytes: &[u8]| bytes.to_vec();
		macro_rules! ab {
			($call:ident, $a:expr, $b:expr) => {
				call(BIGNUM, bignum::$call { a: n($a).into(), b: n($b).into() })
			};
		}
		assert_eq!(ab!(compareCall, &[0, 1], &[2]), Ok(-1));
		assert_eq!(ab!(addCall, &[255], &[1]).unwrap(), n(&[1, 0]));
		assert_eq!(ab!(subCall, &[1, 0], &[1]).unwrap(), n(&[255]));
		assert_eq!(ab!(mulCall, &[16], &[16]).unwrap(), n(&[1, 0]));
		let divided = ab!(divRemCall, &[1, 1], &[16]).unwrap();
		assert_eq!((divided.quotient, divided.remainder), (n(&[16]).into(), n(&[1]).into()));
		assert_eq!(ab!(gcdCall, &[12], &[18]).unwrap(), n(&[6]));
		let m = n(&[7]);
		let add = bignum::addModCall { a: n(&[5]).into(), b: n(&[6]).into(), m: m.clone().into() };
		assert_eq!(call(BIGNUM, add).unwrap(), n(&[4]));
		let mul = bignum::mulModCall { a: n(&[5]).into(), b: n(&[6]).into(), m: m.clone().into() };
		assert_eq!(call(BIGNUM, mul).unwrap(), n(&[2]));
		let power = bignum::modExpCall {
			base: n(&[3]).into(),
			exponent: n(&[5]).into(),
			m: m.clone().into(),
		};
		assert_eq!(call(BIGNUM, power).unwrap(), n(&[5]));
		let inverse = bignum::modInvCall { a: n(&[3]).into(), m: m.into() };
		assert_eq!(call(BIGNUM, inverse).unwrap(), n(&[5]));

		assert_eq!(ab!(subCall, &[1], &[2]), Err(refusal(Refusal::NegativeDifference)));
		assert_eq!(ab!(divRemCall, &[1], &[0]).map(drop), Err(refusal(Refusal::DivisionByZero)));
		assert_eq!(ab!(addCall, &[0; 513], &[]), Err(refusal(Refusal::NumberTooLong)));
		let inverse = bignum::modInvCall { a: n(&[2]).into(), m: n(&[4]).into() };
		assert_eq!(call(BIGNUM, inverse), Err(refusal(Refusal::NoInverse)));
	});
}

#[test]
fn signatures_are_verified() {
	chain().execute_with(|| {
		let signed = super::contract::signed();
		let (modulus, message, signature) = (signed.modulus, signed.message, signed.signature);
		macro_rules! verify {
			($call:ident, $modulus:expr, $exponent:expr $(, $salt:ident: $length:expr)?) => {
				call(RSA, rsa::$call {
					modulus: $modulus.into(),
					exponent: $exponent.to_vec().into(),
					message: message.clone().into(),
					signature: signature.clone().into(),
					$($salt: $length,)?
				})
			};
		}
		let e = [1, 0, 1];
		assert_eq!(verify!(verifyPkcs1Sha256Call, modulus.clone(), e), Ok(true));
		assert_eq!(verify!(verifyPkcs1Sha384Call, modulus.clone(), e), Ok(false));
		assert_eq!(verify!(verifyPkcs1Sha512Call, modulus.clone(), e), Ok(false));
		let salt = Word::from(32);
		assert_eq!(verify!(verifyPssSha256Call, modulus.clone(), e, saltLength: salt), Ok(false));
		let refused = Err(refusal(Refusal::SaltTooLong));
		assert_eq!(
			verify!(verifyPssSha256Call, modulus.clone(), e, saltLength: Word::MAX),
			refused
		);
		let refused = Err(refusal(Refusal::InvalidExponent));
		assert_eq!(verify!(verifyPkcs1Sha256Call, modulus.clone(), [2]), refused);
		let refused = Err(refusal(Refusal::InvalidModulus));
		assert_eq!(verify!(verifyPkcs1Sha256Call, vec![1; 100], e), refused);
	});
}

const ONE: i128 = 1 << 64;

fn svd_call(rows: u8, columns: u8, entries: Vec<i128>) -> matrix::svdCall {
	matrix::svdCall { rows: Word::from(rows), columns: Word::from(columns), entries }
}

#[test]
fn matrices_answer() {
	chain().execute_with(|| {
		let svd = call(MATRIX, svd_call(1, 2, vec![3 * ONE, 4 * ONE])).unwrap();
		assert_eq!((svd.u, svd.s), (vec![ONE], vec![5 * ONE]));
		assert_eq!(svd.v.len(), 2);
		let multiply = |inner: Word| matrix::multiplyCall {
			rows: Word::from(1),
			inner,
			columns: Word::from(1),
			left: vec![2 * ONE, ONE],
			right: vec![3 * ONE, -ONE],
		};
		assert_eq!(call(MATRIX, multiply(Word::from(2))), Ok(vec![5 * ONE]));
		let refused = refusal(Refusal::InvalidShape);
		assert_eq!(call(MATRIX, multiply(Word::from(3))), Err(refused.clone()));
		assert_eq!(call(MATRIX, multiply(Word::MAX)), Err(refused.clone()));
		assert_eq!(call(MATRIX, svd_call(17, 1, vec![ONE; 17])).map(drop), Err(refused));
		let refused = refusal(Refusal::MatrixOverflow);
		assert_eq!(call(MATRIX, svd_call(2, 2, vec![i128::MAX; 4])).map(drop), Err(refused));
	});
}

#[test]
fn sweeps_that_were_not_needed_are_paid_back() {
	chain().execute_with(|| {
		let zero = weight_of(MATRIX, svd_call(16, 16, vec![0; 256]));
		let matrix: Vec<i128> = (0..256).map(|i| (i * i * 7919 % 997 - 400) * ONE).collect();
		let full = weight_of(MATRIX, svd_call(16, 16, matrix));
		assert!(full.ref_time() > zero.ref_time());
		let most = <Test as crate::Config>::LibraryWeightInfo::svd(16, 16, 20);
		assert!(full.ref_time() < most.ref_time());
	});
}

/// CL-17.
#[test]
fn cl_17_the_library_takes_no_value() {
	chain().execute_with(|| {
		let before = Balances::free_balance(caller());
		for precompile in [STRINGS, BIGNUM, RSA, MATRIX, GROTH16] {
			let data = strings::trimCall { text: b("a") }.abi_encode();
			let (answer, _) = call_raw(address(precompile), 1_000_000_000, ENOUGH, data);
			assert_eq!(answer, Err(reverted("the library takes no value")));
		}
		assert_eq!(Balances::free_balance(caller()), before);
	});
}

/// CL-18.
#[test]
fn cl_18_calls_decode() {
	chain().execute_with(|| {
		let answer =
			|precompile, data: &[u8]| call_raw(address(precompile), 0, ENOUGH, data.to_vec()).0;
		for precompile in [STRINGS, BIGNUM, RSA, MATRIX, GROTH16] {
			for data in [&[][..], &[1, 2, 3], &[1, 2, 3, 4], &[0xff; 100]] {
				let refused = Err(reverted("the library has no such function"));
				assert_eq!(answer(precompile, data), refused);
			}
		}
		let malformed = Err(reverted("arguments do not decode"));
		let good = strings::concatCall { left: b("left"), right: b("right") }.abi_encode();
		assert!(answer(STRINGS, &good).is_ok());
		// Cut anywhere.
		for length in 4..good.len() - 32 {
			assert_eq!(answer(STRINGS, &good[..length]), malformed, "{length}");
		}
		// An offset beyond the data, a length beyond the data.
		for (position, byte) in [(4, 1), (35, 0xff), (4 + 64, 1), (4 + 94, 1)] {
			let mut bad = good.clone();
			bad[position] = byte;
			assert_eq!(answer(STRINGS, &bad), malformed, "{position}");
		}
		// An entry that is no int128.
		let mut entries = svd_call(1, 1, vec![ONE]).abi_encode();
		let position = entries.len() - 32;
		entries[position] = 1;
		assert_eq!(answer(MATRIX, &entries), malformed);
		// A list that claims to be endless.
		let mut endless = svd_call(1, 1, vec![ONE]).abi_encode();
		let position = endless.len() - 64;
		endless[position..position + 32].fill(0xff);
		assert_eq!(answer(MATRIX, &endless), malformed);
	});
}

/// CL-20: a call that would be refused for its arguments stops for want of weight, before they are looked at.
#[test]
fn cl_20_work_is_paid_for_first() {
	chain().execute_with(|| {
		let check = |precompile: u16, refused: Refusal, data: Vec<u8>| {
			let (answer, _) = call_raw(address(precompile), 0, ENOUGH, data.clone());
			assert_eq!(answer, Err(refusal(refused)));
			// A quarter of the price of the cheapest call.
			let limit = Weight::from_parts(10_000_000, u64::MAX);
			let (answer, _) = call_raw(address(precompile), 0, limit, data);
			let out_of_gas = pallet_revive::Error::<Test>::OutOfGas.into();
			assert_eq!(answer, Err(Failure::Stopped(out_of_gas)));
		};
		let long = || vec![b'a'; (1 << 16) + 1].into();
		let empty = || vec![].into();
		let (too_long, zero) = (Refusal::TextTooLong, Word::ZERO);
		for data in [
			strings::compareCall { left: long(), right: empty() }.abi_encode(),
			strings::equalIgnoringCaseCall { left: long(), right: empty() }.abi_encode(),
			strings::concatCall { left: long(), right: empty() }.abi_encode(),
			strings::sliceCall { text: long(), start: zero, end: zero }.abi_encode(),
			strings::findCall { text: long(), pattern: b("a"), start: zero }.abi_encode(),
			strings::countCall { text: long(), pattern: b("a") }.abi_encode(),
			strings::replaceCall { text: long(), pattern: b("a"), by: empty() }.abi_encode(),
			strings::startsWithCall { text: long(), beginning: empty() }.abi_encode(),
			strings::endsWithCall { text: long(), end: empty() }.abi_encode(),
			strings::toUpperCall { text: long() }.abi_encode(),
			strings::toLowerCall { text: long() }.abi_encode(),
			strings::trimCall { text: long() }.abi_encode(),
			strings::isUtf8Call { text: long() }.abi_encode(),
			strings::utf8LengthCall { text: long() }.abi_encode(),
			strings::toHexCall { data: long() }.abi_encode(),
			strings::fromHexCall { text: long() }.abi_encode(),
		] {
			check(STRINGS, too_long, data);
		}
		let bad = Refusal::InvalidNumeral;
		check(STRINGS, bad, strings::parseUintCall { text: b("x") }.abi_encode());
		check(STRINGS, bad, strings::parseIntCall { text: b("x") }.abi_encode());

		let long = || vec![1; 513].into();
		let too_long = Refusal::NumberTooLong;
		for data in [
			bignum::compareCall { a: long(), b: empty() }.abi_encode(),
			bignum::addCall { a: long(), b: empty() }.abi_encode(),
			bignum::subCall { a: long(), b: empty() }.abi_encode(),
			bignum::mulCall { a: long(), b: empty() }.abi_encode(),
			bignum::divRemCall { a: long(), b: b("1") }.abi_encode(),
			bignum::addModCall { a: long(), b: empty(), m: b("1") }.abi_encode(),
			bignum::mulModCall { a: long(), b: empty(), m: b("1") }.abi_encode(),
			bignum::modExpCall { base: long(), exponent: empty(), m: b("1") }.abi_encode(),
			bignum::modInvCall { a: long(), m: b("1") }.abi_encode(),
			bignum::gcdCall { a: long(), b: empty() }.abi_encode(),
		] {
			check(BIGNUM, too_long, data);
		}

		macro_rules! key_without_modulus {
			($call:ident $(, $salt:ident)?) => {
				check(RSA, Refusal::InvalidModulus, rsa::$call {
					modulus: empty(),
					exponent: empty(),
					message: empty(),
					signature: empty(),
					$($salt: zero,)?
				}.abi_encode())
			};
		}
		key_without_modulus!(verifyPkcs1Sha256Call);
		key_without_modulus!(verifyPkcs1Sha384Call);
		key_without_modulus!(verifyPkcs1Sha512Call);
		key_without_modulus!(verifyPssSha256Call, saltLength);

		let product = matrix::multiplyCall {
			rows: zero,
			inner: zero,
			columns: zero,
			left: vec![],
			right: vec![],
		};
		check(MATRIX, Refusal::InvalidShape, product.abi_encode());
		check(MATRIX, Refusal::InvalidShape, svd_call(0, 0, vec![]).abi_encode());
	});
}

/// CL-20 for proofs, and for numerals of numbers, which cannot be refused.
#[test]
fn every_call_has_a_price() {
	chain().execute_with(|| {
		let format = strings::formatUintCall { number: Word::MAX }.abi_encode();
		let format_int = strings::formatIntCall { number: I256::MINUS_ONE }.abi_encode();
		let proof = super::groth16::verify_call().abi_encode();
		for (precompile, data) in [(STRINGS, format), (STRINGS, format_int), (GROTH16, proof)] {
			let (answer, weight) = call_raw(address(precompile), 0, ENOUGH, data.clone());
			answer.unwrap();
			let limit = Weight::from_parts(weight.ref_time() - 1, u64::MAX);
			let (answer, _) = call_raw(address(precompile), 0, limit, data);
			let out_of_gas = pallet_revive::Error::<Test>::OutOfGas.into();
			assert_eq!(answer, Err(Failure::Stopped(out_of_gas)));
		}
	});
}
