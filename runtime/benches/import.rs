// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Time to execute a block with payments: what an importing node does after the proof of work.
//!
//! Native code, real proofs, two inputs and two outputs each. "Proofs ahead" is what a node does: all
//! proofs of the block in one batch, whose verdicts the execution finds.

use criterion::{criterion_group, criterion_main, BenchmarkId, Criterion, Throughput};
use frame_support::{
	genesis_builder_helper::build_state,
	storage::{with_transaction, TransactionOutcome},
};
use sero_consensus_primitives::PreDigest;
use sero_primitives::{units::SERO, Balance, CurrencyId};
use sero_runtime::{
	bundle_extrinsic, demo, genesis_config_presets, Block, Executive, Header, Runtime,
	RuntimeGenesisConfig, ShieldedAssets, UncheckedExtrinsic,
};
use sero_shielded_primitives::Bundle;
use sero_zk_crypto::Asset;
use sero_zk_prover::test_utils::{rng, spending_key, Funded};
use sero_zk_verifier::{api::preverify, cache};
use sp_core::H256;
use sp_io::TestExternalities;
use sp_runtime::{traits::Header as _, Digest, DispatchError};

/// Payments in a block.
const BUNDLES: [usize; 3] = [1, 10, 50];

const PARENT: H256 = H256::repeat_byte(7);

/// The development chain with these notes instead of the demo wallets'.
fn chain(notes: &Funded) -> TestExternalities {
	let patch = genesis_config_presets::get_preset(&"development".into()).expect("it exists");
	let mut config = serde_json::to_value(RuntimeGenesisConfig::default()).expect("it is JSON");
	let patch: serde_json::Value = serde_json::from_slice(&patch).expect("it is JSON");
	json_patch(&mut config, patch);
	config["shieldedAssets"]["notes"] = notes
		.deposits()
		.iter()
		.map(|note| {
			serde_json::json!({
				"address": format!("0x{}", hex::encode(note.address.0)),
				"currency": "SERO",
				"amount": note.amount,
			})
		})
		.collect();
	let mut ext = TestExternalities::new_empty();
	ext.execute_with(|| build_state::<RuntimeGenesisConfig>(config.to_string().into_bytes()))
		.expect("the configuration is good");
	ext
}

/// Merges `patch` into `base` (RFC 7386).
fn json_patch(base: &mut serde_json::Value, patch: serde_json::Value) {
	match (base, patch) {
		(serde_json::Value::Object(base), serde_json::Value::Object(patch)) => {
			for (key, value) in patch {
				json_patch(base.entry(key).or_insert(serde_json::Value::Null), value);
			}
		},
		(base, patch) => *base = patch,
	}
}

/// Runs `change` and takes it back.
fn dry<R>(change: impl FnOnce() -> R) -> R {
	with_transaction(|| TransactionOutcome::Rollback(Ok::<_, DispatchError>(change())))
		.expect("it is one transaction")
}

/// Block 1 with these transactions.
fn block(ext: &mut TestExternalities, bundles: &[Bundle]) -> Block {
	let author = demo::address(1).expect("a good one").one_time(5u64.into());
	let digest = Digest { logs: vec![PreDigest::new(author.to_bytes()).to_digest_item()] };
	let now = pallet_timestamp::Call::<Runtime>::set { now: 2_000 };
	let timestamp: UncheckedExtrinsic =
		sp_runtime::generic::UncheckedExtrinsic::new_bare(now.into()).into();
	let extrinsics: Vec<_> =
		std::iter::once(timestamp).chain(bundles.iter().cloned().map(bundle_extrinsic)).collect();
	let header = ext.execute_with(|| {
		dry(|| {
			let header =
				Header::new(1, Default::default(), Default::default(), PARENT, digest.clone());
			Executive::initialize_block(&header);
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
	let mut funded = Funded::empty(PARENT.0, spending_key(1));
	funded.fee = SERO / 10;
	let sero = |amount: Balance| Asset::token(CurrencyId::SERO.0, amount);
	for _ in 0..most {
		funded.deposit(sero(100 * SERO));
	}
	let mut ext = chain(&funded);
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
