// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! How long calls take natively, beside the weight that is charged.

use super::*;
use crate::{
	ISeroBignum as bignum, ISeroMatrix as matrix, ISeroRsa as rsa, ISeroStrings as strings,
};
use pallet_revive::precompiles::alloy::primitives::U256 as Word;
use std::time::Instant;

/// Prints the shortest of several runs.
fn measure<C: SolCall>(name: &str, precompile: u16, call: C) {
	let data = call.abi_encode();
	let mut weight = Weight::zero();
	let best = (0..10)
		.map(|_| {
			let start = Instant::now();
			weight = call_raw(address(precompile), 0, ENOUGH, data.clone()).1;
			start.elapsed()
		})
		.min()
		.unwrap();
	println!("{name:<24} {:>10.1?} charged {:>8} µs", best, weight.ref_time() / 1_000_000);
}

#[test]
#[ignore = "measures; run it alone with --nocapture"]
fn costs() {
	chain().execute_with(|| {
		let text = |length: usize| vec![b'a'; length];
		measure("an empty call", STRINGS, strings::trimCall { text: vec![].into() });
		measure("trim, 65536", STRINGS, strings::trimCall { text: text(65536).into() });
		let replace = strings::replaceCall {
			text: text(65536).into(),
			pattern: text(1).into(),
			by: b"b".to_vec().into(),
		};
		measure("replace, 65536", STRINGS, replace);
		measure("format", STRINGS, strings::formatUintCall { number: Word::MAX });
		for length in [256, 512] {
			let number = vec![0xff; length];
			let power = bignum::modExpCall {
				base: number.clone().into(),
				exponent: number.clone().into(),
				m: number.clone().into(),
			};
			measure(&format!("power, {length}"), BIGNUM, power);
			let product = bignum::mulCall { a: number.clone().into(), b: number.clone().into() };
			measure(&format!("product, {length}"), BIGNUM, product);
			// Neighbors among Fibonacci's numbers.
			let (mut a, mut b) = (vec![1], vec![1]);
			while b.len() < length {
				let sum = sero_contract_library::bignum::add(&a, &b).unwrap();
				(a, b) = (b, sum);
			}
			let inverse = bignum::modInvCall { a: a.into(), m: b.into() };
			measure(&format!("inverse, {length}"), BIGNUM, inverse);
		}
		let signed = super::contract::signed();
		let verify = rsa::verifyPkcs1Sha256Call {
			modulus: signed.modulus.into(),
			exponent: vec![1, 0, 1].into(),
			message: signed.message.into(),
			signature: signed.signature.into(),
		};
		measure("RSA, 2048", RSA, verify);
		let entries: Vec<i128> = (0..256).map(|i| (i * i * 7919 % 997 - 400) << 64).collect();
		let svd = |entries: Vec<i128>| matrix::svdCall {
			rows: Word::from(16),
			columns: Word::from(16),
			entries,
		};
		measure("svd, 16 × 16", MATRIX, svd(entries));
		measure("svd of zero, 16 × 16", MATRIX, svd(vec![0; 256]));

		let valid = groth16::verify_call();
		measure("proof, known", GROTH16, valid.clone());
		// The verifier remembers proofs that were valid, and keys: neither serves here.
		let factors = (100..110).map(|factor| {
			let mut call = groth16::snarkjs(factor);
			call.inputs[0] = Word::from(1);
			call.abi_encode()
		});
		let calls: Vec<_> = factors.collect();
		let start = Instant::now();
		for data in &calls {
			call_raw(address(GROTH16), 0, ENOUGH, data.clone()).0.unwrap();
		}
		println!("proof, key unknown       {:>10.1?}", start.elapsed() / 10);
		let start = Instant::now();
		for data in &calls {
			call_raw(address(GROTH16), 0, ENOUGH, data.clone()).0.unwrap();
		}
		println!("proof, key known         {:>10.1?}", start.elapsed() / 10);
	});
}
