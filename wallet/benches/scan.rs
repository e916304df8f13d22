// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What a restore from seed costs: notes of strangers looked at, blocks written to the database.
//!
//! The test of a single address is measured in `sero-zk-crypto` (`detection/detect/wire`).

use std::hint::black_box;

use criterion::{criterion_group, criterion_main, BatchSize, Criterion, Throughput};
use redb::backends::InMemoryBackend;
use sero_primitives::{units::SERO, CurrencyId};
use sero_shielded_primitives::{
	Anchor, BlockNotes, Memo, NoteEntry, OneTimeAddressBytes, PublicNoteRecord, PublicOrigin,
	PublicOutput,
};
use sero_wallet::{chain::ChainBlock, keys::WalletKeys, scan::Scanner, store::Store};
use sero_zk_crypto::{
	field::base_to_bytes, leaf, Asset, Frontier, Note, PaymentAddress, Scalar, Seed,
};

/// Notes in a page.
const NOTES: u32 = 1024;
/// Notes in a block.
const PER_BLOCK: u32 = 16;

/// A page of blocks with public notes of somebody.
fn page(owner: &PaymentAddress) -> Vec<ChainBlock> {
	let mut frontier = Frontier::new();
	let mut parent = [0; 32];
	(0..NOTES / PER_BLOCK)
		.map(|number| {
			let first_index = number * PER_BLOCK;
			let entries = (first_index..first_index + PER_BLOCK)
				.map(|index| {
					let address = owner.one_time(Scalar::from(u64::from(index) + 1));
					let asset = Asset::token(CurrencyId::SERO.0, SERO);
					let commitment = Note::public(asset, address, [0; 64]).commitment();
					let leaf = leaf(index, commitment);
					frontier.append(leaf).expect("the tree is not full");
					NoteEntry::Public(PublicNoteRecord {
						index,
						leaf: base_to_bytes(&leaf),
						origin: PublicOrigin::Coinbase,
						output: PublicOutput {
							address: OneTimeAddressBytes(address.to_bytes()),
							currency: CurrencyId::SERO,
							amount: SERO,
							ticket: None,
							memo: Memo::default(),
						},
					})
				})
				.collect();
			let anchor = Anchor(base_to_bytes(&frontier.root()));
			let mut hash = [1; 32];
			hash[..4].copy_from_slice(&number.to_le_bytes());
			let notes = BlockNotes { first_index, entries, anchor };
			let block = ChainBlock { number, hash, parent, notes };
			parent = hash;
			block
		})
		.collect()
}

fn scan(c: &mut Criterion) {
	let keys = |seed| WalletKeys::from_seed(Seed::from_bytes([seed; 32]), 0).expect("a good seed");
	let (mine, other) = (keys(1), keys(2));
	let scanner = Scanner::for_wallet(&mine);
	let (foreign, own) = (page(&other.address()), page(&mine.address()));
	let mut group = c.benchmark_group("scan");
	group.throughput(Throughput::Elements(NOTES.into()));
	group.bench_function("detect/foreign", |b| b.iter(|| scanner.detect(black_box(&foreign))));
	group.bench_function("detect/own", |b| b.iter(|| scanner.detect(black_box(&own))));
	let detected = scanner.detect(&foreign);
	group.bench_function("append", |b| {
		b.iter_batched(
			|| Store::with_backend(InMemoryBackend::new(), &mine).expect("memory is enough"),
			|mut store| store.append(&foreign, &scanner, &detected),
			BatchSize::SmallInput,
		)
	});
	group.finish();
}

criterion_group!(benches, scan);
criterion_main!(benches);
