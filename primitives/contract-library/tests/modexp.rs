// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Modular exponentiation against the vectors of Ethereum's precompile (EIP-198).

use serde_json::Value;
use sero_contract_library::bignum;

#[test]
fn ethereum_vectors() {
	let vectors: Value =
		serde_json::from_str(include_str!("../../../tests/vectors/modexp-eip198.json")).unwrap();
	let vectors = vectors["vectors"].as_array().unwrap();
	let (mut computed, mut refused) = (0, 0);
	for vector in vectors {
		let bytes = |name: &str| hex::decode(vector[name].as_str().unwrap()).unwrap();
		let (input, expected) = (bytes("input"), bytes("expected"));
		let length = |word: usize| {
			let word = &input[32 * word..32 * (word + 1)];
			word.iter().fold(0usize, |length, byte| length << 8 | usize::from(*byte))
		};
		let lengths = [length(0), length(1), length(2)];
		let (base, rest) = input[96..].split_at(lengths[0]);
		let (exponent, modulus) = rest.split_at(lengths[1]);
		let result = bignum::mod_exp(base, exponent, modulus);
		if lengths.into_iter().any(|length| length > bignum::MAX_BYTES) {
			assert!(result.is_err());
			refused += 1;
			continue;
		}
		let result = result.unwrap();
		let mut padded = vec![0; lengths[2] - result.len()];
		padded.extend(result);
		assert_eq!(padded, expected, "{}", vector["name"]);
		computed += 1;
	}
	// Those of 8192 bits are too long.
	assert_eq!((computed, refused), (14, 3));
}
