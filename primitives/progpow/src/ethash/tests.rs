// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Blocks of Ethereum and vectors of its clients.

use super::*;
use crate::{cache::tests::shared, Algorithm};

fn hash32(text: &str) -> [u8; 32] {
	hex::decode(text).unwrap().try_into().unwrap()
}

fn check(block: u64, header: &str, nonce: u64, mix: &str, result: &str) {
	let cache = shared(crate::epoch(block));
	let header = hash32(header);
	let hash = Algorithm::Ethash.hash_light(&cache, block, &header, nonce).unwrap();
	assert_eq!(hex::encode(hash.mix), mix);
	assert_eq!(hex::encode(hash.result), result);
	assert_eq!(final_hash(&header, nonce, &hash.mix), hash.result);
}

#[test]
fn epoch_0_matches() {
	check(
		0,
		"2a8de2adf89af77358250bf908bf04ba94a6e8c3ba87775564a41d269a05e4ce",
		0x4242424242424242,
		"58f759ede17a706c93f13030328bcea40c1d1341fb26f2facd21ceb0dae57017",
		"dd47fd2d98db51078356852d7c4014e6a5d6c387c35f40e2875b74a256ed7906",
	);
	check(
		2,
		"100cbec5e5ef82991290d0d93d758f19082e71f234cf479192a8b94df6da6bfe",
		0x307692cf71b12f6d,
		"e55d02c555a7969361cf74a9ec6211d8c14e4517930a00442f171bdb1698d175",
		"ab9b13423cface72cbec8424221651bc2e384ef0f7a560e038fc68c8d8684829",
	);
}

#[test]
fn main_net_block_5_000_000_matches() {
	check(
		5_000_000,
		"bc544c2baba832600013bd5d1983f592e9557d04b0fb5ef7a100434a5fc8d52a",
		0x4617a20003ba3f25,
		"94cd4e844619ee20989578276a0a9046877d569d37ba076bf2e8e34f76189dea",
		"0000000000001a5b18ae31b7417b7c045bc6dd78cc3b694c4bebfaefef6b3c56",
	);
}
