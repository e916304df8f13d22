// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Time to verify: one proof with a prepared key, batches, and the rest of a bundle's algebra.
//!
//! The keys have as many public inputs as the circuits (5 for an input, 9 for an output).

use codec::Encode as _;
use criterion::{criterion_group, criterion_main, BatchSize, Criterion, Throughput};
use sero_shielded_primitives::{NoteCommitment, ProofBytes, ProofItem, PublicInput};
use sero_zk_crypto::field::base_to_bytes;
use sero_zk_verifier::{
	api, cache,
	groth16::{batch_verify, verify, BatchItem},
	PreparedKey, Proof,
};
use testing::Toy;

#[path = "../src/testing.rs"]
mod testing;

fn proofs(c: &mut Criterion) {
	let toys = [Toy::new(5, 1), Toy::new(9, 2)];
	let keys: Vec<_> = toys
		.iter()
		.map(|toy| PreparedKey::from_bytes(&toy.key).expect("the key is good").with_alpha_beta())
		.collect();
	let made: Vec<_> = (0..100u8).map(|i| toys[usize::from(i % 2)].prove(i)).collect();
	let item = |i: usize| BatchItem {
		key: &keys[i % 2],
		proof: Proof::from_bytes(&made[i].0).expect("the proof is good"),
		inputs: made[i].1.clone(),
	};
	let items: Vec<_> = (0..100).map(item).collect();

	let mut group = c.benchmark_group("groth16");
	group.sample_size(20);
	for (name, i) in [("single prepared, 5 inputs", 0), ("single prepared, 9 inputs", 1)] {
		let item = &items[i];
		group.bench_function(name, |b| {
			b.iter(|| assert!(verify(item.key, &item.proof, &item.inputs)))
		});
	}
	group.bench_function("decode a proof", |b| b.iter(|| Proof::from_bytes(&made[0].0)));
	group.bench_function("prepare a key", |b| b.iter(|| PreparedKey::from_bytes(&toys[0].key)));
	for size in [1usize, 4, 10, 100] {
		group.throughput(Throughput::Elements(size as u64));
		group.bench_function(format!("batch of {size}, decoded"), |b| {
			b.iter(|| assert!(batch_verify(&items[..size], &[1; 32])))
		});
	}

	// The whole way from bytes, without what earlier calls left in the caches.
	let encoded: Vec<_> = (0u32..)
		.zip(&made)
		.map(|(i, (proof, inputs))| ProofItem {
			key: i % 2,
			proof: ProofBytes(*proof),
			inputs: inputs.iter().map(|x| PublicInput::Field(base_to_bytes(x))).collect(),
		})
		.collect();
	let keys: Vec<_> = toys.iter().map(|toy| toy.key.clone()).collect();
	for size in [1usize, 4, 10, 100] {
		group.throughput(Throughput::Elements(size as u64));
		group.bench_function(format!("batch of {size}, from bytes"), |b| {
			b.iter_batched(
				|| {
					cache::clear();
					api::verify_proofs(&keys, &[])
				},
				|_| assert_eq!(api::verify_proofs(&keys, &encoded[..size]), Ok(())),
				BatchSize::PerIteration,
			)
		});
	}
	let (key_bytes, item_bytes) = (keys.encode(), encoded.encode());
	group.bench_function("100 known proofs, from bytes", |b| {
		b.iter(|| assert_eq!(api::bytes::verify_proofs(&key_bytes, &item_bytes), 0))
	});
	group.finish();
}

fn tree(c: &mut Criterion) {
	let notes = vec![NoteCommitment([1; 32]); 100];
	c.bench_function("append 100 notes", |b| b.iter(|| api::append_notes(&[], &notes)));
	let frontier = api::append_notes(&[], &notes).expect("there is room").frontier;
	c.bench_function("tree root", |b| b.iter(|| api::tree_root(&frontier)));
}

criterion_group!(benches, proofs, tree);
criterion_main!(benches);
