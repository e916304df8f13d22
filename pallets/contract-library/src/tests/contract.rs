// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! A contract in Solidity that uses the library: `contracts/examples/LibraryExample.sol`, as compiled by
//! `contracts/compile.mjs`.

use super::*;
use pallet_revive::{
	precompiles::alloy::{self, primitives::U256 as Word, sol_types::SolValue},
	Code,
};
use serde_json::Value;
use std::path::Path;

alloy::sol! {
	interface LibraryExample {
		function parseLine(string line) external view returns (string name, uint256 amount);
		function announce(string text, bytes signature) external;
		function announcement() external view returns (string);
		function factorial(uint256 n) external view returns (bytes);
		function stretch(uint256 rows, uint256 columns, int128[] entries) external view returns (int128);
		function isProven(bytes verifyingKey, bytes proof, uint256[] inputs) external view returns (bool);
	}
}
use LibraryExample::*;

/// An RSA signature with its key; the exponent is 65537.
pub struct Signed {
	pub modulus: Vec<u8>,
	pub message: Vec<u8>,
	pub signature: Vec<u8>,
}

pub fn signed() -> Signed {
	let vector: Value =
		serde_json::from_str(include_str!("../../../../tests/vectors/rsa-pkcs1-sha256.json"))
			.unwrap();
	let bytes = |name: &str| hex::decode(vector[name].as_str().unwrap()).unwrap();
	Signed { modulus: bytes("modulus"), message: bytes("message"), signature: bytes("signature") }
}

fn artifact() -> Value {
	let text = include_str!("../../../../contracts/artifacts/LibraryExample.json");
	serde_json::from_str(text).unwrap()
}

/// The contract, deployed with the key of [`signed`].
fn deploy() -> H160 {
	let artifact = artifact();
	let code = artifact["bytecode"].as_str().unwrap().strip_prefix("0x").unwrap();
	let mut code = hex::decode(code).unwrap();
	code.extend((alloy::primitives::Bytes::from(signed().modulus),).abi_encode_params());
	let result = Revive::bare_instantiate(
		RuntimeOrigin::signed(caller()),
		U256::zero(),
		TransactionLimits::WeightAndDeposit { weight_limit: ENOUGH, deposit_limit: DEPOSIT },
		Code::Upload(code),
		vec![],
		None,
		&ExecConfig::new_substrate_tx(),
	);
	let result = result.result.unwrap();
	assert!(!result.result.did_revert());
	result.addr
}

fn ask<C: SolCall>(contract: H160, call: C) -> Result<C::Return, Failure> {
	let (answer, _) = call_raw(contract, 0, ENOUGH, call.abi_encode());
	answer.map(|data| C::abi_decode_returns_validate(&data).unwrap())
}

#[test]
fn a_contract_uses_the_library() {
	chain().execute_with(|| {
		let contract = deploy();
		let line = parseLineCall { line: " Alice\t= 12 ".into() };
		let parsed = ask(contract, line).unwrap();
		assert_eq!((parsed.name.as_str(), parsed.amount), ("alice", Word::from(12)));

		let factorial = ask(contract, factorialCall { n: Word::from(60) }).unwrap();
		let mut expected = factorial_bytes(60);
		expected.drain(..expected.iter().take_while(|byte| **byte == 0).count());
		assert_eq!(factorial.to_vec(), expected);

		let one = 1i128 << 64;
		let (rows, columns) = (Word::from(2), Word::from(2));
		let stretch = stretchCall { rows, columns, entries: vec![0, 2 * one, -3 * one, 0] };
		assert_eq!(ask(contract, stretch), Ok(3 * one));

		let signed = signed();
		let text = String::from_utf8(signed.message).unwrap();
		let announce = |text: &str| announceCall {
			text: text.into(),
			signature: signed.signature.clone().into(),
		};
		assert_eq!(ask(contract, announce("Other")).map(drop), Err(reverted("wrong signature")));
		assert!(ask(contract, announce(&text)).is_ok());
		assert_eq!(ask(contract, announcementCall {}), Ok(text));

		let valid = groth16::verify_call();
		let proven = isProvenCall {
			verifyingKey: valid.verifyingKey.clone(),
			proof: valid.proof.clone(),
			inputs: valid.inputs.clone(),
		};
		assert_eq!(ask(contract, proven), Ok(true));
	});
}

/// n! as 32 bytes and more, big endian.
fn factorial_bytes(n: u32) -> Vec<u8> {
	let mut digits = vec![0u8; 64];
	digits[63] = 1;
	for factor in 2..=n {
		let mut carry = 0;
		for digit in digits.iter_mut().rev() {
			let value = u32::from(*digit) * factor + carry;
			*digit = value as u8;
			carry = value >> 8;
		}
		assert_eq!(carry, 0);
	}
	digits
}

/// What the library refuses comes back as the contract's own failure, or can be caught.
#[test]
fn refusals_reach_the_contract() {
	chain().execute_with(|| {
		let contract = deploy();
		let line = |line: &str| ask(contract, parseLineCall { line: line.into() }).map(drop);
		assert_eq!(line("Alice"), Err(reverted("no = in the line")));
		assert_eq!(line("Alice = x"), Err(reverted("not a numeral")));
		let stretch =
			stretchCall { rows: Word::from(3), columns: Word::from(2), entries: vec![1, 2, 3, 4] };
		let reason = "matrix must have 1 to 16 rows and columns, and as many entries";
		assert_eq!(ask(contract, stretch), Err(reverted(reason)));
		let many = factorialCall { n: Word::from(1000) };
		assert_eq!(ask(contract, many), Err(reverted("number is longer than 512 bytes")));
		let proven = isProvenCall {
			verifyingKey: vec![].into(),
			proof: vec![0; 128].into(),
			inputs: vec![],
		};
		assert_eq!(ask(contract, proven), Ok(false));
	});
}

/// The artifacts are those of the sources: `npm run compile` in `contracts/` makes them.
#[test]
fn artifacts_are_up_to_date() {
	let contracts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../contracts");
	let mut artifacts = 0;
	for entry in std::fs::read_dir(contracts.join("artifacts")).unwrap() {
		let path = entry.unwrap().path();
		let artifact: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
		for (source, hash) in artifact["sources"].as_object().unwrap() {
			let text = std::fs::read(contracts.join(source)).unwrap();
			let found = hex::encode(sp_io::hashing::sha2_256(&text));
			assert_eq!(found, hash.as_str().unwrap(), "{}: {source}", path.display());
		}
		artifacts += 1;
	}
	assert!(artifacts >= 11);
}
