// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Time to prove: one input, one output, and a whole bundle with two of each.

use criterion::{criterion_group, criterion_main, Criterion};
use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};
use sero_zk_crypto::Asset;
use sero_zk_prover::test_utils::{prover, statements, BundleKind, Funded};

fn proofs(c: &mut Criterion) {
	let (input, output) = statements();
	let mut rng = ChaCha20Rng::from_seed([1; 32]);
	let mut group = c.benchmark_group("prove");
	group.sample_size(10);
	group.bench_function("input", |b| {
		b.iter(|| prover().prove_input(&input.0, &input.1, &mut rng).expect("the input holds"))
	});
	group.bench_function("output", |b| {
		b.iter(|| prover().prove_output(&output.0, &output.1, &mut rng).expect("the output holds"))
	});
	let funded = Funded::new([7; 32]);
	group.bench_function("bundle of 2 inputs and 2 outputs", |b| {
		b.iter(|| funded.bundle(BundleKind::Payment, &mut rng))
	});
	group.finish();
}

fn witness(c: &mut Criterion) {
	use sero_zk_circuits::{Circuit, InputCircuit, OutputCircuit};
	let (input, output) = statements();
	let mut group = c.benchmark_group("witness");
	group.bench_function("input", |b| b.iter(|| InputCircuit::assignment(&input.0, &input.1)));
	group.bench_function("output", |b| b.iter(|| OutputCircuit::assignment(&output.0, &output.1)));
	group.finish();
}

fn native(c: &mut Criterion) {
	let note = sero_zk_crypto::Note::public(
		Asset::token([1; 32], 5),
		Funded::new([7; 32]).address(),
		[0; 64],
	);
	c.bench_function("note commitment", |b| b.iter(|| note.commitment()));
}

criterion_group!(benches, proofs, witness, native);
criterion_main!(benches);
