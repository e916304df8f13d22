// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::cache::tests::shared;

fn hash32(text: &str) -> [u8; 32] {
	hex::decode(text).unwrap().try_into().unwrap()
}

/// EIP-1057, `keccak_f800_progpow`.
#[test]
fn keccak_f800_matches_eip_1057() {
	let header = [
		0xccddeeff, 0x8899aabb, 0x44556677, 0x00112233, 0x33221100, 0x77665544, 0xbbaa9988,
		0xffeeddcc,
	];
	assert_eq!(
		keccak_f800(&[&header, &halves(0x123456789abcdef0), &[0; 8]]),
		[
			0x464830ee, 0x7ba4d0dd, 0x969e1798, 0xcec50eb6, 0x7872e2ea, 0x597e3634, 0xe380e73d,
			0x2f89d1e6
		]
	);
	let mix = [
		0x0598f111, 0x66b48ac5, 0x719cff10, 0x5f0acf9d, 0x162ffa18, 0xef8e7905, 0x21470c77,
		0x7d767492,
	];
	assert_eq!(
		keccak_f800(&[&header, &halves(0xee304846ddd0a47b), &mix]),
		[
			0x47cd7c5b, 0xd9fdbe2d, 0xac5c895b, 0xff67ce8e, 0x6b5aeb0d, 0xe1c6ecd2, 0x003d3862,
			0xce8e72c3
		]
	);
}

#[derive(serde::Deserialize)]
struct Vector {
	block: u64,
	header: String,
	nonce: String,
	mix: String,
	r#final: String,
}

#[derive(serde::Deserialize)]
struct Vectors {
	#[serde(rename = "0.9.2")]
	v0_9_2: Vec<Vector>,
	#[serde(rename = "0.9.3")]
	v0_9_3: Vec<Vector>,
	#[serde(rename = "0.9.4")]
	v0_9_4: Vec<Vector>,
}

fn vectors() -> Vectors {
	serde_json::from_str(include_str!("../../../../tests/vectors/progpow.json")).unwrap()
}

fn check(params: ProgPowParams, vectors: &[Vector]) {
	assert!(vectors.len() >= 4);
	for vector in vectors {
		let cache = shared(crate::epoch(vector.block));
		let header = hash32(&vector.header);
		let nonce = u64::from_str_radix(&vector.nonce, 16).unwrap();
		let hash = hash_light(&params, &cache, vector.block, &header, nonce).unwrap();
		assert_eq!(hex::encode(hash.mix), vector.mix, "mix of block {}", vector.block);
		assert_eq!(hex::encode(hash.result), vector.r#final, "result of block {}", vector.block);
		assert_eq!(final_hash(&params, &header, nonce, &hash.mix), hash.result);
	}
}

#[test]
fn version_0_9_2_matches_the_vectors() {
	check(ProgPowParams::V0_9_2, &vectors().v0_9_2);
}

#[test]
fn version_0_9_3_matches_the_vectors() {
	check(ProgPowParams::V0_9_3, &vectors().v0_9_3);
}

#[test]
fn version_0_9_4_matches_the_vectors() {
	check(ProgPowParams::V0_9_4, &vectors().v0_9_4);
}

/// Our own value: nobody else publishes vectors for the paper's variables.
#[test]
fn white_paper_preset_is_pinned() {
	let cache = shared(0);
	let hash = hash_light(&ProgPowParams::WHITE_PAPER, &cache, 0, &[0; 32], 0).unwrap();
	assert_eq!(
		hex::encode(hash.mix),
		"2fe13f87612e523a5ff5f5e9c691946c275f0dadf042dc08a1d288cc862b7374"
	);
	assert_eq!(
		hex::encode(hash.result),
		"b9027868606017b195b11889bd0f33d22034cd1b4bf2cdaa29b265e1b02300b8"
	);
}

#[test]
fn presets_differ() {
	let cache = shared(0);
	let mixes: std::collections::BTreeSet<_> = [
		ProgPowParams::WHITE_PAPER,
		ProgPowParams::V0_9_2,
		ProgPowParams::V0_9_3,
		ProgPowParams::V0_9_4,
	]
	.iter()
	.map(|params| hash_light(params, &cache, 7, &[1; 32], 2).unwrap().mix)
	.collect();
	assert_eq!(mixes.len(), 4);
}
