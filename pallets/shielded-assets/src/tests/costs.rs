// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Measures the steps that `weights::costs` adds up. Run it alone:
//! `cargo test --release -p pallet-shielded-assets -- --ignored costs --nocapture --test-threads 1`

use super::wallet::*;
use crate::{mock::*, types::*, weights::costs};
use codec::Encode;
use sero_primitives::{units::SERO, CurrencyId};
use sero_shielded_primitives::*;
use sero_zk_prover::test_utils::{balance_statement, points, proof_items};
use sero_zk_verifier::NativeCrypto;
use std::time::Instant;

/// Nanoseconds that all threads of this process have computed; wall-clock time where the system
/// does not tell. A busy machine does not disturb it.
fn cpu_time(start: &Instant) -> u64 {
	let own = || -> Option<u64> {
		let mut sum = 0;
		for task in std::fs::read_dir("/proc/self/task").ok()? {
			let text = std::fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
			sum += text.split_whitespace().next()?.parse::<u64>().ok()?;
		}
		Some(sum)
	};
	own().unwrap_or_else(|| start.elapsed().as_nanos() as u64)
}

/// Microseconds of a step on average, printed beside the constant. The clock ticks every few
/// milliseconds, so many runs are timed together.
fn measure(name: &str, booked: u64, runs: u32, mut step: impl FnMut(u32)) -> f64 {
	let clock = Instant::now();
	let start = cpu_time(&clock);
	(0..runs).for_each(&mut step);
	let micros = cpu_time(&clock).saturating_sub(start) as f64 / 1e3 / f64::from(runs);
	println!("{name:32} {micros:10.1} us, booked {booked} us");
	micros
}

/// Proof items with a statement of their own each: never in the cache, verified in full.
fn fresh(items: &[ProofItem], count: usize, salt: u32) -> Vec<ProofItem> {
	(0..count)
		.map(|i| {
			let mut item = items[i % items.len()].clone();
			for input in &mut item.inputs {
				if let PublicInput::Field(bytes) = input {
					let tag = sp_io::hashing::blake2_256(&(salt, i as u32).encode());
					bytes[..31].copy_from_slice(&tag[..31]);
					bytes[31] = 0;
				}
			}
			item
		})
		.collect()
}

#[test]
#[ignore = "a measurement"]
fn costs_of_the_steps() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let address = wallet.address();
		let plan = wallet.real_plan(&[0]).add_change(address).expect("enough");
		let bundle = wallet.build_real(plan);
		let keys = keys().to_vec();
		let all = points(&bundle);
		let per = |total: f64, count: usize| println!("{:>44.1} us each", total / count as f64);

		let total = measure("points", costs::POINT * all.len() as u64, 2_000, |_| {
			NativeCrypto::check_points(&all).expect("good points");
		});
		per(total, all.len());
		let id = bundle.id(&GENESIS_HASH);
		measure("sender's signature", costs::SIGNATURE, 2_000, |_| {
			NativeCrypto::verify_address_signature(&bundle.from, &id.0, &bundle.from_signature)
				.expect("a good signature");
		});
		let statement = balance_statement(&bundle, &GENESIS_HASH);
		measure(
			"balance",
			costs::SIGNATURE + costs::PUBLIC_ASSET + 4 * costs::POINT,
			2_000,
			|_| {
				NativeCrypto::verify_balance(&statement).expect("a good balance");
			},
		);
		// The generator of another currency each time.
		for count in [1u32, 33] {
			measure(
				"balance, other currencies",
				costs::PUBLIC_ASSET * u64::from(count),
				100,
				|run| {
					let mut more = statement.clone();
					for i in 0..count {
						let mut name = [b'A'; 32];
						name[..8].copy_from_slice(
							&u64::from(run * 1000 + count * 100 + i).to_be_bytes(),
						);
						more.public.push((CurrencyId(name), 1 << 100, None));
					}
					let _ = NativeCrypto::verify_balance(&more);
				},
			);
		}

		let items = proof_items(&bundle);
		let (inputs, outputs): (Vec<_>, Vec<_>) = items.into_iter().partition(|item| item.key == 0);
		let mut salt = 0;
		let mut batch = |name: &str, items: &[ProofItem], booked: u64, count: usize| {
			measure(
				name,
				costs::PROOF_BATCH + booked * count as u64,
				(1_000 / count as u32).max(4),
				|_| {
					salt += 1;
					let _ = NativeCrypto::verify_proofs(&keys, &fresh(items, count, salt));
				},
			)
		};
		let one = batch("1 input proof", &inputs, costs::INPUT_PROOF, 1);
		let many = batch("64 input proofs", &inputs, costs::INPUT_PROOF, 64);
		per(many - one, 63);
		let one = batch("1 output proof", &outputs, costs::OUTPUT_PROOF, 1);
		let many = batch("500 output proofs", &outputs, costs::OUTPUT_PROOF, 500);
		per(many - one, 499);

		let commitments: Vec<_> = (0..256).map(|_| bundle.outputs[0].note_commitment).collect();
		let frontier = NativeCrypto::append_notes(&[], &commitments[..255]).expect("room").frontier;
		measure("1 leaf", costs::LEAF, 2_000, |_| {
			NativeCrypto::append_notes(&frontier, &commitments[..1]).expect("room");
		});
		let total = measure("256 leaves", costs::LEAF * 256, 20, |_| {
			NativeCrypto::append_notes(&frontier, &commitments).expect("room");
		});
		per(total, 256);
		measure("root", costs::ROOT, 2_000, |_| {
			NativeCrypto::tree_root(&frontier).expect("a good frontier");
		});
		let output = wallet.public_output(u128::MAX);
		measure("public commitment", costs::PUBLIC_COMMITMENT, 2_000, |_| {
			NativeCrypto::public_note_commitment(&output).expect("a good note");
		});
		measure("key lint", costs::LINT, 200, |_| {
			NativeCrypto::lint_key(&keys[1], OUTPUT_CIRCUIT_INPUTS).expect("a good key");
		});
	});
}
