// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Time to execute a block with payments: what an importing node does after the proof of work.
//!
//! Native code, real proofs, two inputs and two outputs each. "Proofs ahead" is what a node does: all
//! proofs of the block in one batch, whose verdicts the execution finds.

#[path = "../tests/common/mod.rs"]
mod common;

use common::{changed_genesis, genesis_notes, Chain, GENESIS};
use criterion::{criterion_group, criterion_main, BenchmarkId, Criterion, Throughput};
use frame_support::storage::{with_transaction, TransactionOutcome};
use sero_primitives::{units::SERO, Balance, CurrencyId};
use sero_runtime::{bundle_extrinsic, Block, Executive, ShieldedAssets};
use sero_shielded_primitives::Bundle;
use sero_zk_crypto::Asset;
use sero_zk_prover::test_utils::{rng, spending_key, Funded};
use sero_zk_verifier::{api::preverify, cache};
use sp_io::TestExternalities;
use sp_runtime::DispatchError;

/// Payments in a block.
const BUNDLES: [usize; 3] = [1, 10, 50];

/// Runs `change` and takes it back.
fn dry<R>(change: impl FnOnce() -> R) -> R {
	with_transaction(|| TransactionOutcome::Rollback(Ok::<_, DispatchError>(change())))
		.expect("it is one transaction")
}

/// Block 1 with these transactions.
fn block(ext: &mut TestExternalities, bundles: &[Bundle]) -> Block {
	let chain = Chain::default();
	let mut extrinsics = chain.inherents(Vec::new());
	extrinsics.extend(bundles.iter().cloned().map(bundle_extrinsic));
	let header = ext.execute_with(|| {
		dry(|| {
			Executive::initialize_block(&chain.template(chain.author()));
			for extrinsic in &extrinsics {
				Executive::apply_extrinsic(extrinsic.clone())
					.expect("the transaction is valid")
					.expect("the transaction succeeds");
			}
			Executive::finalize_block()
		})
	});
	Block { header, extrinsics }
}

fn import(c: &mut Criterion) {
	let most = BUNDLES.into_iter().max().unwrap_or_default();
	let mut funded = Funded::empty(GENESIS.0, spending_key(1));
	funded.fee = SERO / 10;
	let sero = |amount: Balance| Asset::token(CurrencyId::SERO.0, amount);
	for _ in 0..most {
		funded.deposit(sero(100 * SERO));
	}
	// The development chain with these notes instead of the demo wallets'.
	let mut ext = changed_genesis("development", |config| {
		config["shieldedAssets"]["notes"] = genesis_notes(&funded);
	});
	eprintln!("proving {most} payments");
	let bundles: Vec<Bundle> = (0..most)
		.map(|note| {
			let plan = funded
				.plan(&[note])
				.pay(Funded::receiver(), sero(7 * SERO), [1; 64])
				.add_change(funded.key.payment_address())
				.expect("the note suffices");
			funded.build(plan, &mut rng(note as u8)).bundle().clone()
		})
		.collect();

	let mut group = c.benchmark_group("block import");
	group.sample_size(10);
	for count in BUNDLES {
		let block = block(&mut ext, &bundles[..count]);
		let statements =
			ext.execute_with(|| ShieldedAssets::proof_statements(bundles[..count].iter()));
		group.throughput(Throughput::Elements(count as u64));
		for ahead in [true, false] {
			let name = if ahead { "proofs ahead" } else { "proofs one bundle at a time" };
			group.bench_function(BenchmarkId::new(name, count), |b| {
				b.iter(|| {
					cache::clear();
					if ahead {
						preverify(&statements.keys, &statements.items);
					}
					ext.execute_with(|| dry(|| Executive::execute_block(block.clone().into())))
				})
			});
		}
	}
	group.finish();
}

criterion_group!(benches, import);
criterion_main!(benches);
