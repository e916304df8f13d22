// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use std::sync::Arc;

use redb::backends::InMemoryBackend;
use sero_primitives::units;
use sero_shielded_primitives::TxId;

use super::*;
use crate::{
	progress::NoProgress,
	scan::Scanner,
	sim::{sero, test_keys, SimChain},
	store::PendingBundle,
	sync::sync,
};

async fn store_with(amounts: &[Balance]) -> (SimChain, Store) {
	let keys = test_keys(1);
	let chain = SimChain::new(vec![]);
	for amount in amounts {
		chain.mine(vec![chain.public_to(&keys.address(), sero(*amount), "")]);
	}
	let mut store = Store::with_backend(InMemoryBackend::new(), &keys).unwrap();
	let scanner = Arc::new(Scanner::for_wallet(&keys));
	sync(&chain, &mut store, &scanner, &NoProgress).await.unwrap();
	(chain, store)
}

fn pending(id: u8, inputs: &[u32], spent: Balance, change: Balance, expiry: u32) -> PendingBundle {
	PendingBundle {
		tx: TxId([id; 32]),
		encoded: Vec::new(),
		inputs: inputs.to_vec(),
		spent: Assets::of_sero(spent * units::SERO),
		change: Assets::of_sero(change * units::SERO),
		fee: 0,
		payments: Vec::new(),
		action: Default::default(),
		expiry,
		created: 0,
	}
}

fn sero_balance(store: &Store) -> (Balance, Balance, Balance, Balance) {
	let balance = balances(store).currencies[&CurrencyId::SERO];
	let unit = units::SERO;
	(
		balance.spendable / unit,
		balance.pending / unit,
		balance.locked / unit,
		balance.total() / unit,
	)
}

#[tokio::test]
async fn parts_add_up_to_what_the_chain_holds() {
	let (_, mut store) = store_with(&[10, 20, 30]).await;
	assert_eq!(sero_balance(&store), (60, 0, 0, 60));
	store.add_pending(pending(1, &[1], 20, 15, 100)).unwrap();
	assert_eq!(sero_balance(&store), (40, 15, 5, 60));
	store.add_pending(pending(2, &[2], 30, 0, 100)).unwrap();
	assert_eq!(sero_balance(&store), (10, 15, 35, 60));
	// The wallet has block 3: this one can no longer be mined.
	store.add_pending(pending(3, &[0], 10, 1, 3)).unwrap();
	assert_eq!(sero_balance(&store), (10, 15, 35, 60));
	store.remove_pending(&TxId([1; 32])).unwrap();
	assert_eq!(sero_balance(&store), (30, 0, 30, 60));
}

#[tokio::test]
async fn parts_add_up_when_a_reorganization_takes_the_inputs_away() {
	let (chain, mut store) = store_with(&[10, 20, 30]).await;
	store.add_pending(pending(1, &[1, 2], 50, 45, 100)).unwrap();
	assert_eq!(sero_balance(&store), (10, 45, 5, 60));
	chain.reorganize(2);
	store.rollback(Some(2)).unwrap();
	assert_eq!(sero_balance(&store), (10, 20, 0, 30));
	store.rollback(Some(0)).unwrap();
	assert_eq!(sero_balance(&store), (0, 0, 0, 0));
}

#[tokio::test]
async fn two_waiting_bundles_with_one_note_count_it_once() {
	let (_, mut store) = store_with(&[10, 20]).await;
	store.add_pending(pending(1, &[0], 10, 4, 100)).unwrap();
	store.add_pending(pending(2, &[0], 10, 9, 100)).unwrap();
	assert_eq!(sero_balance(&store), (20, 10, 0, 30));
}

#[test]
fn an_empty_wallet_has_zero_sero() {
	let store = Store::with_backend(InMemoryBackend::new(), &test_keys(1)).unwrap();
	assert_eq!(sero_balance(&store), (0, 0, 0, 0));
}
