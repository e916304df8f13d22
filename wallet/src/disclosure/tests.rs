// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use std::sync::Arc;

use redb::backends::InMemoryBackend;

use super::*;
use crate::{
	keys::WalletKeys,
	progress::NoProgress,
	scan::Scanner,
	sim::{sero, test_keys, OneTimeTarget, SimChain},
	store::Store,
	sync::sync,
};

async fn wallet(chain: &SimChain, keys: &WalletKeys) -> Store {
	let mut store = Store::with_backend(InMemoryBackend::new(), keys).unwrap();
	let scanner = Arc::new(Scanner::for_wallet(keys));
	sync(chain, &mut store, &scanner, &NoProgress).await.unwrap();
	store
}

/// Wallet 1 pays wallet 2 in two ways; returns the bundle's id.
async fn paid() -> (SimChain, TxId) {
	let (one, two) = (test_keys(1), test_keys(2));
	let chain = SimChain::new(vec![]);
	chain.mine(vec![chain.public_to(&one.address(), sero(9), "")]);
	let note = wallet(&chain, &one).await.ledger().note(0).unwrap().note.clone();
	let handed_out = chain.one_time(&two.address());
	let targets = [
		(OneTimeTarget::Derived(two.address()), sero(2), "rent"),
		(OneTimeTarget::Given(handed_out), sero(3), ""),
		(OneTimeTarget::Derived(one.address()), sero(4), ""),
	];
	let entry = chain.pay(&one, &[&note], &targets, 0);
	let tx = entry.bundle.as_ref().unwrap().0;
	chain.mine(vec![entry]);
	(chain, tx)
}

async fn disclosed(chain: &SimChain, keys: &WalletKeys, tx: &TxId, output: u32) -> Disclosure {
	let store = wallet(chain, keys).await;
	disclose(store.ledger(), store.genesis().unwrap().unwrap(), tx, output).unwrap()
}

#[tokio::test]
async fn sender_and_receiver_disclose_the_same() {
	let (chain, tx) = paid().await;
	let two = test_keys(2);
	let by_sender = disclosed(&chain, &test_keys(1), &tx, 0).await;
	verify(&chain, &by_sender).await.unwrap();
	assert_eq!(by_sender, disclosed(&chain, &two, &tx, 0).await);
	assert_eq!(by_sender.claim.receiver, Some(two.address().to_string()));
	assert_eq!(by_sender.claim.amount, "2");
	assert_eq!(by_sender.claim.memo.as_deref(), Some("rent"));

	let one_time = disclosed(&chain, &test_keys(1), &tx, 1).await;
	verify(&chain, &one_time).await.unwrap();
	assert_eq!((one_time.claim.receiver, one_time.claim.amount.as_str()), (None, "3"));
}

#[tokio::test]
async fn disclosures_survive_json_and_refuse_unknown_fields() {
	let (chain, tx) = paid().await;
	let disclosure = disclosed(&chain, &test_keys(1), &tx, 0).await;
	let text = serde_json::to_string(&disclosure).unwrap();
	assert_eq!(serde_json::from_str::<Disclosure>(&text).unwrap(), disclosure);
	let mut value = serde_json::to_value(&disclosure).unwrap();
	value["claim"]["verifiedBy"] = "a notary".into();
	assert!(serde_json::from_value::<Disclosure>(value).is_err());
}

#[tokio::test]
async fn a_disclosure_opens_one_output_only() {
	let (chain, tx) = paid().await;
	let first = disclosed(&chain, &test_keys(1), &tx, 0).await;
	let mut moved = first.clone();
	moved.output = 1;
	assert!(matches!(verify(&chain, &moved).await, Err(WalletError::FalseDisclosure(_))));
	let second = disclosed(&chain, &test_keys(1), &tx, 1).await;
	assert_ne!(first.key, second.key);
}

#[tokio::test]
async fn every_altered_field_is_noticed() {
	let (chain, tx) = paid().await;
	let honest = disclosed(&chain, &test_keys(1), &tx, 0).await;
	let changes: [&dyn Fn(&mut Disclosure); 12] = [
		&|d| d.genesis.0[0] ^= 1,
		&|d| d.height += 1,
		&|d| d.height -= 1,
		&|d| d.height += 1000,
		&|d| d.tx.0[0] ^= 1,
		&|d| d.output += 7,
		&|d| d.key.0[0] ^= 1,
		&|d| d.claim.amount = "20".into(),
		&|d| d.claim.memo = Some("loan".into()),
		&|d| d.claim.receiver = Some(test_keys(3).address().to_string()),
		&|d| d.claim.receiver = None,
		&|d| d.claim.memo_hex.replace_range(2..4, "00"),
	];
	for (number, change) in changes.iter().enumerate() {
		let mut altered = honest.clone();
		change(&mut altered);
		let result = verify(&chain, &altered).await;
		assert!(matches!(result, Err(WalletError::FalseDisclosure(_))), "change {number}");
	}
	let mut newer = honest;
	newer.version = 2;
	assert!(matches!(verify(&chain, &newer).await, Err(WalletError::BadDisclosure(_))));
}

#[tokio::test]
async fn only_own_payments_can_be_disclosed() {
	let (chain, tx) = paid().await;
	for (keys, tx, output) in [
		(test_keys(3), tx, 0),
		(test_keys(1), tx, 9),
		(test_keys(1), TxId([0; 32]), 0),
		// The change of the sender is unknown to the receiver.
		(test_keys(2), tx, 2),
	] {
		let store = wallet(&chain, &keys).await;
		let genesis = store.genesis().unwrap().unwrap();
		let result = disclose(store.ledger(), genesis, &tx, output);
		assert!(matches!(result, Err(WalletError::UnknownOutput { .. })));
	}
}
