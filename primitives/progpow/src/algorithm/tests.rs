// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::boundary;

const ALGORITHMS: [Algorithm; 3] = [
	Algorithm::Ethash,
	Algorithm::ProgPow(ProgPowParams::V0_9_2),
	Algorithm::ProgPow(ProgPowParams::V0_9_4),
];

fn difficulty(value: u8) -> [u8; 32] {
	let mut out = [0; 32];
	out[31] = value;
	out
}

/// A nonce that meets difficulty 4 in the tiny dataset.
fn mine(algorithm: Algorithm, cache: &LightCache, header: &[u8; 32]) -> (u64, PowHash) {
	let dag = cache.dag(algorithm.dataset_parents()).unwrap();
	let hasher = algorithm.hasher(dag, 5).unwrap();
	(0..)
		.map(|nonce| (nonce, hasher.hash(header, nonce)))
		.find(|(_, hash)| hash.result <= boundary(&difficulty(4)).unwrap())
		.unwrap()
}

#[test]
fn found_work_verifies_and_nothing_else_does() {
	let cache = LightCache::tiny(0, 101, 1_026).unwrap();
	let header = [9; 32];
	for algorithm in ALGORITHMS {
		let (nonce, PowHash { mix, result }) = mine(algorithm, &cache, &header);
		let verify = |number, header: &_, nonce, mix: &_, difficulty: &_| {
			algorithm.verify(&cache, number, header, nonce, mix, difficulty)
		};
		assert_eq!(verify(5, &header, nonce, &mix, &difficulty(4)), Ok(()));

		let hard = boundary(&result).unwrap();
		let mut harder = hard;
		harder[0] |= 0x80;
		assert_eq!(verify(5, &header, nonce, &mix, &harder), Err(VerifyError::AboveBoundary));
		assert_eq!(verify(5, &header, nonce, &mix, &[0; 32]), Err(VerifyError::AboveBoundary));
		let wrong = [1; 32];
		assert_eq!(verify(5, &header, nonce, &wrong, &difficulty(1)), Err(VerifyError::WrongMix));
		assert_eq!(verify(5, &header, nonce ^ 1, &mix, &difficulty(1)), Err(VerifyError::WrongMix));
		assert_eq!(verify(5, &[8; 32], nonce, &mix, &difficulty(1)), Err(VerifyError::WrongMix));
	}
}

#[test]
fn a_block_of_a_far_epoch_is_refused_without_building_a_cache() {
	let cache = LightCache::tiny(0, 101, 1_026).unwrap();
	for algorithm in ALGORITHMS {
		for number in [30_000, 157_680_000, u64::MAX] {
			assert_eq!(
				algorithm.hash_light(&cache, number, &[0; 32], 0),
				Err(Error::EpochMismatch)
			);
		}
		assert_eq!(
			algorithm.verify(&cache, 30_000, &[0; 32], 0, &[0; 32], &difficulty(1)),
			Err(VerifyError::Cache(Error::EpochMismatch))
		);
	}
}

#[test]
fn the_number_is_bound_through_the_program() {
	let cache = LightCache::tiny(0, 101, 1_026).unwrap();
	let algorithm = Algorithm::ProgPow(ProgPowParams::V0_9_2);
	let hash = |number| algorithm.hash_light(&cache, number, &[3; 32], 1).unwrap();
	assert_eq!(hash(49), hash(0));
	assert_ne!(hash(50).mix, hash(49).mix);
}

#[test]
fn two_hashes_in_step_are_the_same_as_one_by_one() {
	let cache = LightCache::tiny(0, 101, 2_054).unwrap();
	let functions = [
		Algorithm::Ethash,
		Algorithm::ProgPow(ProgPowParams::WHITE_PAPER),
		Algorithm::ProgPow(ProgPowParams::V0_9_2),
		Algorithm::ProgPow(ProgPowParams::V0_9_3),
		Algorithm::ProgPow(ProgPowParams::V0_9_4),
	];
	for (first, second) in functions.iter().flat_map(|a| functions.iter().map(move |b| (a, b))) {
		let a = first.hasher(cache.dag(first.dataset_parents()).unwrap(), 17).unwrap();
		let b = second.hasher(cache.dag(second.dataset_parents()).unwrap(), 1_700).unwrap();
		let pair = Hasher::hash_pair([&a, &b], [(&[5; 32], 3), (&[6; 32], 4)]);
		assert_eq!(pair, [a.hash(&[5; 32], 3), b.hash(&[6; 32], 4)]);
		assert_eq!(a.hash_two(&[5; 32], [3, 9]), [a.hash(&[5; 32], 3), a.hash(&[5; 32], 9)]);
	}
}
