// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Costs of the native primitives: what a wallet does per output, and what a node does per note.

use std::hint::black_box;

use criterion::{criterion_group, criterion_main, BatchSize, Criterion, Throughput};
use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};
use sero_zk_crypto::{
	asset::asset_point,
	curve::{decompress, SubgroupPoint},
	domains,
	encryption::EncryptedNote,
	field::{base_to_bytes, random_nonzero_scalar},
	generators::VALUE_TRAPDOOR_GENERATOR,
	hash::hash_to_base,
	keys::{address_randomizer, Seed, SpendingKey},
	note::{leaf, note_auth_point},
	poseidon2::{permute, SupportedWidth, Width},
	schnorr, token_generator, value_commitment, Asset, Base, Frontier, Note, OneTimeAddress,
	Scalar, Tree,
};

fn rng() -> ChaCha20Rng {
	ChaCha20Rng::seed_from_u64(1)
}

fn account(seed: u8) -> SpendingKey {
	SpendingKey::from_seed(&Seed::from_bytes([seed; 32])).expect("not zero")
}

fn note_for(key: &SpendingKey, rsk: Scalar) -> Note {
	Note {
		asset: Asset::token(*b"SERO\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 10),
		address: key.payment_address().one_time(address_randomizer(&rsk)),
		memo: [1; 64],
		rsk,
	}
}

fn field_of(i: u64) -> Base {
	hash_to_base(&domains::MEMO, &[&i.to_le_bytes()])
}

fn permutation<const T: usize>(c: &mut Criterion)
where
	Width: SupportedWidth<T>,
{
	let mut state: [Base; T] = core::array::from_fn(|i| field_of(i as u64));
	c.bench_function(&format!("poseidon2/permutation/{T}"), |b| {
		b.iter(|| permute(black_box(&mut state)))
	});
}

fn poseidon2(c: &mut Criterion) {
	permutation::<2>(c);
	permutation::<3>(c);
	permutation::<4>(c);
	permutation::<12>(c);
}

fn curve(c: &mut Criterion) {
	let mut rng = rng();
	let point = VALUE_TRAPDOOR_GENERATOR.mul(random_nonzero_scalar(&mut rng));
	let scalar = random_nonzero_scalar(&mut rng);
	let (plain, wire) = (point.to_bytes(), point.to_cofactor_bytes());
	c.bench_function("curve/multiply", |b| b.iter(|| black_box(&point).mul(scalar)));
	c.bench_function("curve/multiply_fixed_base", |b| {
		b.iter(|| value_commitment(&SubgroupPoint::IDENTITY, black_box(scalar)))
	});
	c.bench_function("curve/decompress", |b| b.iter(|| decompress(black_box(&plain))));
	c.bench_function("curve/decode_cofactor", |b| {
		b.iter(|| SubgroupPoint::from_cofactor_bytes(black_box(&wire)))
	});
	c.bench_function("curve/decode_with_subgroup_check", |b| {
		b.iter(|| SubgroupPoint::from_bytes(black_box(&plain)))
	});
	c.bench_function("curve/encode", |b| b.iter(|| black_box(&point).to_bytes()));
	c.bench_function("asset/token_generator", |b| b.iter(|| token_generator(black_box(&[7; 32]))));
	c.bench_function("asset/native_asset_point", |b| {
		let asset = note_for(&account(1), scalar).asset;
		b.iter(|| asset_point(black_box(&asset)))
	});
}

fn detection(c: &mut Criterion) {
	let mut rng = rng();
	let other = account(2).payment_address();
	let addresses: Vec<OneTimeAddress> =
		(0..256).map(|_| other.one_time(random_nonzero_scalar(&mut rng))).collect();
	let wire: Vec<[u8; 96]> = addresses.iter().map(OneTimeAddress::to_bytes).collect();
	let viewing = account(1).full_viewing_key();
	let test = viewing.ownership_test();
	let mut group = c.benchmark_group("detection");
	group.throughput(Throughput::Elements(1));
	group.bench_function("owns/prepared", |b| {
		let mut i = 0;
		b.iter(|| {
			i = (i + 1) % addresses.len();
			test.owns(&addresses[i])
		})
	});
	group.bench_function("owns/single", |b| b.iter(|| viewing.owns(black_box(&addresses[0]))));
	group.bench_function("decode_address", |b| {
		b.iter(|| OneTimeAddress::from_bytes(black_box(&wire[0])))
	});
	group.bench_function("detect/wire", |b| {
		let mut i = 0;
		b.iter(|| {
			i = (i + 1) % wire.len();
			test.detect(&wire[i])
		})
	});
	group.throughput(Throughput::Elements(256));
	group
		.bench_function("scan_batch/256", |b| b.iter(|| viewing.scan_batch(black_box(&addresses))));
	group.finish();
}

fn encryption(c: &mut Criterion) {
	let key = account(1);
	let note = note_for(&key, Scalar::from(77u64));
	let encrypted = EncryptedNote::from_note(&note).expect("not public");
	let viewing = key.full_viewing_key();
	c.bench_function("note/commitment", |b| b.iter(|| black_box(&note).commitment()));
	c.bench_function("note/encrypt", |b| b.iter(|| EncryptedNote::from_note(black_box(&note))));
	c.bench_function("note/decrypt", |b| b.iter(|| viewing.decrypt(black_box(&encrypted))));
	c.bench_function("note/nullifier", |b| {
		let auth = note_auth_point(7, encrypted.commitment);
		b.iter(|| key.nullifier(black_box(&auth)))
	});
}

fn tree(c: &mut Criterion) {
	c.bench_function("tree/leaf", |b| b.iter(|| leaf(black_box(1_234), field_of(1))));
	let mut index = 0u32;
	let mut frontier = Frontier::new();
	c.bench_function("tree/append_note_to_frontier", |b| {
		b.iter(|| {
			index = index.wrapping_add(1);
			frontier.append(leaf(index, Base::from(index)))
		})
	});
	c.bench_function("tree/frontier_root", |b| b.iter(|| black_box(&frontier).root()));
	let bytes = frontier.to_bytes();
	c.bench_function("tree/frontier_decode", |b| {
		b.iter(|| Frontier::from_bytes(black_box(&bytes)))
	});
	let mut full = Tree::new();
	full.extend((0..10_000).map(field_of));
	c.bench_function("tree/path", |b| b.iter(|| full.path(black_box(4_321))));
	c.bench_function("tree/append_leaf_to_full_tree", |b| {
		b.iter_batched(|| (), |()| full.append(black_box(Base::from(3u64))), BatchSize::SmallInput)
	});
	black_box(base_to_bytes(&full.root()));
}

fn signatures(c: &mut Criterion) {
	let mut rng = rng();
	let secret = random_nonzero_scalar(&mut rng);
	let (domain, base) = (&domains::BALANCE_SIGNATURE, VALUE_TRAPDOOR_GENERATOR);
	let key = base.mul(secret);
	let signature = schnorr::sign(domain, &secret, &base, &[1; 32], &mut rng).expect("not zero");
	c.bench_function("schnorr/sign", |b| {
		b.iter(|| schnorr::sign(domain, &secret, &base, black_box(&[1; 32]), &mut rng))
	});
	c.bench_function("schnorr/verify", |b| {
		b.iter(|| schnorr::verify(domain, &base, &key, black_box(&[1; 32]), &signature))
	});
}

criterion_group!(benches, poseidon2, curve, detection, encryption, tree, signatures);
criterion_main!(benches);
