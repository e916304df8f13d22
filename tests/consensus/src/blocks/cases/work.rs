// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Digests, place in the chain, difficulty, proof of work.

use sero_consensus_primitives::{PowFunction, PowPhase, PreDigest, POWPOS_ENGINE_ID};
use sero_progpow::{Algorithm, ProgPowParams};
use sp_core::{H256, U256};
use sp_runtime::{traits::Header as _, DigestItem};

use super::Case;
use crate::{
	blocks::{chain::Chain, draft::Found, pow},
	crypto::Voter,
	preset::{prog_pow, Preset},
	runtime::Header,
};

/// A block whose header is changed before it is mined, with all votes.
fn tampered(chain: &Chain, change: impl FnOnce(&mut Header)) -> Found {
	chain.draft().build().tamper(change).mine().vote_all()
}

/// A right block whose seal item is changed.
fn resealed(chain: &Chain, error: &str, change: impl FnOnce(&mut Vec<DigestItem>)) {
	let found = chain.draft().mine().vote_all();
	let mut header = found.sealed();
	change(&mut header.digest_mut().logs);
	found.refused_as(header, "PW-1", error);
}

/// A chain that begins with Ethash and goes on with ProgPoW in block 3.
fn switching() -> Chain {
	let ethash = PowPhase { first_block: 0, function: PowFunction::Ethash };
	let phases = vec![ethash, prog_pow(3, &ProgPowParams::V0_9_2)];
	Chain::new(&Preset { phases, ..Preset::sequences() })
}

const V0_9_2: Algorithm = Algorithm::ProgPow(ProgPowParams::V0_9_2);

pub const CASES: &[Case] = &[
	Case {
		name: "right_block",
		rules: &["PW-1", "PW-2", "PW-3", "PW-4", "PW-5", "PW-6", "PW-7"],
		run: |chain| {
			let hash = chain.draft().mine().vote_all().accepted();
			assert_eq!(chain.best(), hash);
		},
	},
	Case {
		name: "missing_pre_digest",
		rules: &["PW-1"],
		run: |chain| {
			tampered(&chain, |header| drop(header.digest.logs.remove(0)))
				.refused("PW-1", "MissingPreDigest");
		},
	},
	Case {
		name: "two_pre_digests",
		rules: &["PW-1"],
		run: |chain| {
			tampered(&chain, |header| {
				let item = header.digest.logs[0].clone();
				header.digest.logs.insert(0, item);
			})
			.refused("PW-1", "MultiplePreDigests");
		},
	},
	Case {
		name: "pre_digest_with_a_remainder",
		rules: &["PW-1"],
		run: |chain| {
			tampered(&chain, |header| {
				let DigestItem::PreRuntime(_, bytes) = &mut header.digest.logs[0] else {
					panic!("the first item is the pre-digest");
				};
				bytes.push(0);
			})
			.refused("PW-1", "MalformedPreDigest");
		},
	},
	Case {
		name: "pre_digest_of_another_engine",
		rules: &["PW-1"],
		run: |chain| {
			tampered(&chain, |header| {
				let author = PreDigest::new(Voter::new(11).address().0);
				let item = author.to_digest_item();
				let DigestItem::PreRuntime(_, bytes) = item else { unreachable!() };
				header.digest.logs[0] = DigestItem::PreRuntime(*b"pow_", bytes);
			})
			.refused("PW-1", "MissingPreDigest");
		},
	},
	Case {
		name: "missing_difficulty_log",
		rules: &["PW-1"],
		run: |chain| {
			tampered(&chain, |header| drop(header.digest.logs.remove(1)))
				.refused("PW-1", "MissingConsensusLog");
		},
	},
	Case {
		name: "two_difficulty_logs",
		rules: &["PW-1"],
		run: |chain| {
			tampered(&chain, |header| {
				let item = header.digest.logs[1].clone();
				header.digest.logs.push(item);
			})
			.refused("PW-1", "MultipleConsensusLogs");
		},
	},
	Case {
		name: "malformed_difficulty_log",
		rules: &["PW-1"],
		run: |chain| {
			tampered(&chain, |header| {
				header.digest.logs[1] = DigestItem::Consensus(POWPOS_ENGINE_ID, vec![1, 2, 3]);
			})
			.refused("PW-1", "MalformedConsensusLog");
		},
	},
	Case {
		name: "missing_seal",
		rules: &["PW-1"],
		run: |chain| resealed(&chain, "MissingSeal", |logs| drop(logs.pop())),
	},
	Case {
		name: "two_seals",
		rules: &["PW-1"],
		run: |chain| {
			resealed(&chain, "MisplacedSeal", |logs| logs.push(logs[2].clone()));
		},
	},
	Case {
		name: "seal_that_is_not_the_last_item",
		rules: &["PW-1"],
		run: |chain| {
			resealed(&chain, "MissingSeal", |logs| logs.push(DigestItem::Other(vec![1])));
		},
	},
	Case {
		name: "seal_with_a_remainder",
		rules: &["PW-1"],
		run: |chain| {
			resealed(&chain, "MalformedSeal", |logs| {
				let Some(DigestItem::Seal(_, bytes)) = logs.last_mut() else {
					panic!("the last item is the seal");
				};
				bytes.push(0);
			});
		},
	},
	Case {
		name: "seal_of_another_engine",
		rules: &["PW-1"],
		run: |chain| {
			resealed(&chain, "WrongEngine", |logs| {
				let Some(DigestItem::Seal(engine, _)) = logs.last_mut() else {
					panic!("the last item is the seal");
				};
				*engine = *b"pow_";
			});
		},
	},
	Case {
		name: "unknown_parent",
		rules: &["PW-3"],
		run: |chain| {
			let other = chain.fork();
			let parent = other.draft().mine().vote_all();
			parent.clone().accepted();
			let orphan = other.draft().mine().vote_all();
			let result = chain.submit(&orphan.sealed(), &orphan.body).unwrap();
			assert_eq!(result, sc_consensus::ImportResult::UnknownParent);
			// It was not remembered as bad: with its parent it is welcome.
			chain.submit(&parent.sealed(), &parent.body).unwrap();
			chain.submit(&orphan.sealed(), &orphan.body).unwrap();
			assert_eq!(chain.best(), orphan.sealed().hash());
		},
	},
	Case {
		name: "number_too_high",
		rules: &["PW-3"],
		run: |chain| {
			tampered(&chain, |header| header.number += 1).refused("PW-3", "NumberNotBound");
		},
	},
	Case {
		name: "number_of_the_parent",
		rules: &["PW-3"],
		run: |chain| {
			tampered(&chain, |header| header.number -= 1).refused("PW-3", "NumberNotBound");
		},
	},
	Case {
		name: "number_of_a_far_epoch",
		rules: &["PW-3"],
		// The builder of light caches refuses to build one.
		run: |chain| {
			tampered(&chain, |header| header.number = 157_680_000)
				.refused("PW-3", "NumberNotBound");
		},
	},
	Case {
		name: "difficulty_0",
		rules: &["PW-4"],
		run: |chain| {
			let built = chain.draft().build().tamper_log(|log| log.difficulty = U256::zero());
			built.mine().vote_all().refused("PW-4", "ZeroDifficulty");
		},
	},
	Case {
		name: "too_much_cumulative_work",
		rules: &["PW-4"],
		run: |chain| {
			let built = chain.draft().build().tamper_log(|log| log.cumulative_work += 1.into());
			built.mine().vote_all().refused("PW-4", "WrongWork");
		},
	},
	Case {
		name: "too_little_cumulative_work",
		rules: &["PW-4"],
		run: |chain| {
			let built = chain.draft().build().tamper_log(|log| log.cumulative_work -= 1.into());
			built.mine().vote_all().refused("PW-4", "WrongWork");
		},
	},
	Case {
		name: "difficulty_too_low",
		rules: &["PW-5"],
		run: |chain| {
			let built = chain.draft().build().tamper_log(|log| {
				log.difficulty -= 1.into();
				log.cumulative_work -= 1.into();
			});
			built.mine().vote_all().refused("PW-5", "WrongDifficulty");
		},
	},
	Case {
		name: "difficulty_too_high",
		rules: &["PW-5"],
		run: |chain| {
			let built = chain.draft().build().tamper_log(|log| {
				log.difficulty += 1.into();
				log.cumulative_work += 1.into();
			});
			built.mine().vote_all().refused("PW-5", "WrongDifficulty");
		},
	},
	Case {
		name: "final_hash_above_the_boundary",
		rules: &["PW-6"],
		run: |chain| {
			let built = chain.draft().build();
			let difficulty = chain.tip().rules.difficulty;
			let seal = pow::mine_badly(built.function(), &built.header, difficulty, 0);
			built.seal(seal).vote_all().refused("PW-6", "AboveBoundary");
		},
	},
	Case {
		name: "wrong_mix",
		rules: &["PW-7"],
		run: |chain| {
			let built = chain.draft().build();
			// Final hashes of a made-up mix meet a small difficulty after a few tries.
			for byte in 0..=u8::MAX {
				let mut found = built.clone().mine();
				found.seal.mix = H256::repeat_byte(byte);
				let found = built.clone().seal(found.seal).vote_all();
				let Err(refusal) = found.submit() else { panic!("accepted a made-up mix") };
				match refusal.rule {
					Some("PW-6") => (),
					_ => return found.refused("PW-7", "WrongMix"),
				}
			}
			panic!("no made-up mix met the difficulty");
		},
	},
	Case {
		name: "wrong_nonce",
		rules: &["PW-6", "PW-7"],
		run: |chain| {
			let found = chain.draft().mine();
			let mut seal = found.seal.clone();
			seal.nonce += 1;
			let found = chain.draft().build().seal(seal).vote_all();
			let refusal = found.submit().unwrap_err();
			assert!(matches!(refusal.rule, Some("PW-6" | "PW-7")), "{refusal:?}");
		},
	},
	Case {
		name: "work_of_another_header",
		rules: &["PW-6", "PW-7"],
		run: |chain| {
			let other = chain.draft().gap(14_000).mine();
			let found = chain.draft().build().seal(other.seal).vote_all();
			let refusal = found.submit().unwrap_err();
			assert!(matches!(refusal.rule, Some("PW-6" | "PW-7")), "{refusal:?}");
		},
	},
	Case {
		name: "work_of_another_version_of_prog_pow",
		rules: &["PW-6", "PW-7"],
		run: |chain| {
			let other = Algorithm::ProgPow(ProgPowParams::V0_9_3);
			let found = chain.draft().build().mine_with(other, 0).vote_all();
			let refusal = found.submit().unwrap_err();
			assert!(matches!(refusal.rule, Some("PW-6" | "PW-7")), "{refusal:?}");
		},
	},
	Case {
		name: "switch_from_ethash_to_prog_pow",
		rules: &["PW-7"],
		run: |_| {
			let chain = switching();
			for _ in 0..5 {
				chain.draft().mine().vote_all().accepted();
			}
			assert_eq!(chain.tip().header.number, 5);
		},
	},
	Case {
		name: "prog_pow_before_the_switch",
		rules: &["PW-6", "PW-7"],
		run: |_| {
			let chain = switching();
			chain.extend(1);
			let refusal =
				chain.draft().build().mine_with(V0_9_2, 0).vote_all().submit().unwrap_err();
			assert!(matches!(refusal.rule, Some("PW-6" | "PW-7")), "{refusal:?}");
		},
	},
	Case {
		name: "ethash_after_the_switch",
		rules: &["PW-6", "PW-7"],
		run: |_| {
			let chain = switching();
			chain.extend(2);
			let built = chain.draft().build();
			let refusal = built.mine_with(Algorithm::Ethash, 0).vote_all().submit().unwrap_err();
			assert!(matches!(refusal.rule, Some("PW-6" | "PW-7")), "{refusal:?}");
		},
	},
	Case {
		name: "difficulty_follows_the_time",
		rules: &["PW-5", "PW-11"],
		run: |chain| {
			let before = chain.tip().rules.difficulty;
			for _ in 0..4 {
				chain.draft().gap(1).mine().vote_all().accepted();
			}
			let fast = chain.tip().rules.difficulty;
			chain.draft().gap(13_000 * 400).mine().vote_all().accepted();
			let slow = chain.tip().rules.difficulty;
			assert!(fast >= before && slow < before, "{fast} {before} {slow}");
			assert_eq!(slow, 2.into(), "the least difficulty");
			// And such a block is mined and accepted.
			chain.draft().mine().vote_all().accepted();
		},
	},
	Case {
		name: "first_two_blocks_have_the_initial_difficulty",
		rules: &["PW-11"],
		run: |_| {
			let chain = Chain::new(&Preset::sequences());
			assert_eq!(chain.tip().rules.difficulty, 4.into());
			chain.draft().mine().vote_all().accepted();
			assert_eq!(chain.tip().rules.difficulty, 4.into());
			chain.draft().gap(13_000 * 300).mine().vote_all().accepted();
			assert_eq!(chain.tip().rules.difficulty, 2.into());
		},
	},
	Case {
		name: "author_that_is_no_address",
		rules: &["PW-10"],
		run: |chain| {
			let digest = vec![PreDigest::new([0xf7; 96]).to_digest_item()];
			chain.draft().digest(digest).mine().vote_all().refused("PW-10", "name its author");
		},
	},
	Case {
		name: "author_of_low_order",
		rules: &["PW-10"],
		run: |chain| {
			// The identity, encoded canonically, three times.
			let mut author = [0u8; 96];
			for part in author.chunks_mut(32) {
				part[0] = 1;
			}
			let digest = vec![PreDigest::new(author).to_digest_item()];
			chain.draft().digest(digest).mine().vote_all().refused("PW-10", "name its author");
		},
	},
];
