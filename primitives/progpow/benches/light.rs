// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Light verification: what every node pays per header, and per epoch.

use criterion::{criterion_group, criterion_main, BatchSize, Criterion};
use sero_progpow::{Algorithm, LightCache, ProgPowParams};

fn light(c: &mut Criterion) {
	let cache = LightCache::new(0).expect("epoch 0 is small");
	let header = [7; 32];
	for (name, algorithm) in [
		("ethash", Algorithm::Ethash),
		("white-paper", Algorithm::ProgPow(ProgPowParams::WHITE_PAPER)),
		("0.9.2", Algorithm::ProgPow(ProgPowParams::V0_9_2)),
		("0.9.3", Algorithm::ProgPow(ProgPowParams::V0_9_3)),
		("0.9.4", Algorithm::ProgPow(ProgPowParams::V0_9_4)),
	] {
		let mut nonce = 0;
		c.bench_function(&format!("light hash/{name}"), |b| {
			b.iter(|| {
				nonce += 1;
				algorithm.hash_light(&cache, 0, &header, nonce)
			})
		});
		let dag = cache.dag(algorithm.dataset_parents()).expect("256 or 512 parents");
		let hasher = algorithm.hasher(dag, 0).expect("epoch 0");
		c.bench_function(&format!("two light hashes/{name}"), |b| {
			b.iter(|| {
				nonce += 2;
				hasher.hash_two(&header, [nonce, nonce + 1])
			})
		});
		c.bench_function(&format!("final hash/{name}"), |b| {
			b.iter(|| {
				nonce += 1;
				algorithm.final_hash(&header, nonce, &header)
			})
		});
	}
	c.bench_function("dataset item/256 parents", |b| {
		b.iter(|| {
			let index = std::hint::black_box(12_345);
			cache.item(index, 256)
		})
	});
}

fn cache(c: &mut Criterion) {
	let mut group = c.benchmark_group("light cache");
	group.sample_size(10);
	for epoch in [0, 200] {
		group.bench_function(format!("epoch {epoch}"), |b| {
			b.iter_batched(|| epoch, LightCache::new, BatchSize::PerIteration)
		});
	}
}

criterion_group!(benches, light, cache);
criterion_main!(benches);
