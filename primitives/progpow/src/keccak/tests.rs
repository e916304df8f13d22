// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use super::*;

fn bytes64(words: &[u32; 16]) -> alloc::vec::Vec<u8> {
	words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

#[test]
fn permutations_of_zeros_match_the_reference() {
	let mut wide = [0u64; 25];
	f1600(&mut wide);
	assert_eq!(wide[..3], [0xf1258f7940e1dde7, 0x84d5ccf933c0478a, 0xd598261ea65aa9ee]);
	let mut narrow = [0u32; 25];
	f800(&mut narrow);
	let bytes: alloc::vec::Vec<u8> = narrow[..8].iter().flat_map(|w| w.to_le_bytes()).collect();
	assert_eq!(
		hex::encode(bytes),
		"5dd431e5fbc604f499bfa0232f45f8f142d0ff5178f539e5a7800bf0643697af"
	);
}

#[test]
fn hashes_use_the_original_padding() {
	assert_eq!(
		hex::encode(keccak256(b"")),
		"c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
	);
	assert_eq!(
		hex::encode(bytes64(&keccak512(b""))),
		"0eab42de4c3ceb9235fc91acffe746b29c29a8c366b7c60e4e67c466f36a4304\
		 c00fa9caf9d87976ba469bcbe06713b435f091ef2769fb160cdab33d3670680e"
	);
}

#[test]
fn both_forms_of_keccak512_agree() {
	let words: [u32; 16] = core::array::from_fn(|i| (i as u32).wrapping_mul(0x9e37_79b9));
	assert_eq!(keccak512_words(&words), keccak512(&bytes64(&words)));
}
