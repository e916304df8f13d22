// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use sero_primitives::units;
use sero_shielded_primitives::EvmAddress;

use super::*;
use crate::{
	balance::balances,
	history::{history, HistoryEntry},
	plan::memo_from_text,
	report::HistoryReport,
	sim::{sero, test_keys, SimChain},
	wallet::{
		tests::{mine, send, wallet},
		Wallet,
	},
};

fn funded() -> SimChain {
	let chain = SimChain::new(vec![]);
	for number in [1, 1, 2, 2, 3] {
		chain.mine(vec![chain.public_to(&test_keys(number).address(), sero(10), "")]);
	}
	chain
}

fn person(number: u8) -> Recipient {
	Recipient::Address(test_keys(number).address())
}

async fn make(chain: &SimChain, one: &mut Wallet, receiver: PackageReceiver) -> PackageId {
	let memo = memo_from_text("inside").unwrap();
	let intent = create(receiver, sero(3), memo, b"deed".to_vec()).unwrap();
	let sent = send(one, chain, intent).await.unwrap();
	assert_eq!(sent.change.sero() + sent.fee, 7 * units::SERO);
	PackageId::of(&sent.tx)
}

fn ledger_of(wallet: &Wallet) -> &Ledger {
	wallet.store().ledger()
}

fn total(wallet: &Wallet) -> u128 {
	balances(wallet.store()).currencies.values().map(|balance| balance.total()).sum()
}

#[tokio::test]
async fn a_package_is_made_read_handed_over_and_unpacked() {
	let chain = funded();
	let (mut one, mut two, mut three) = (wallet(1), wallet(2), wallet(3));
	let id = make(&chain, &mut one, PackageReceiver::Person(person(2))).await;
	mine(&chain, &mut [&mut one, &mut two, &mut three]).await;

	// The creator derives the key, also after it was restored; the owner sees the asset, not the data.
	let mut restored = wallet(1);
	mine(&chain, &mut [&mut restored]).await;
	let record = find(&chain, &id).await.unwrap();
	for creator in [&one, &restored] {
		let ledger = creator.store().ledger();
		assert!(is_creator(ledger, &id) && known_ids(ledger).contains(&id));
		assert!(!is_owner(creator.keys(), &record));
		let contents = contents(creator.keys(), ledger, &record).unwrap();
		assert_eq!(contents.data.as_deref(), Some(&b"deed"[..]));
		assert_eq!(contents.asset, sero(3));
	}
	let ledger = two.store().ledger();
	assert!(known_ids(ledger).contains(&id) && is_owner(two.keys(), &record));
	let seen = contents(two.keys(), ledger, &record).unwrap();
	assert_eq!((seen.asset, seen.data), (sero(3), None));
	assert_eq!(seen.memo, memo_from_text("inside").unwrap());
	let error = key_of(two.keys(), ledger, &record).unwrap_err();
	assert!(matches!(error, WalletError::PackageKeyMissing { .. }));
	assert!(contents(three.keys(), three.store().ledger(), &record).is_none());

	// Only the owner can do something with it.
	for error in [
		unpack(one.keys(), &record).unwrap_err(),
		transfer(one.keys(), &record, &PackageReceiver::Person(person(1))).unwrap_err(),
	] {
		assert!(matches!(error, WalletError::NotPackageOwner { .. }));
	}

	// The key reaches a third wallet, with a payment of nothing.
	let key = key_of(one.keys(), one.store().ledger(), &record).unwrap();
	send(&mut one, &chain, share_key(&id, &key, person(3))).await.unwrap();
	mine(&chain, &mut [&mut one, &mut two, &mut three]).await;
	let ledger = three.store().ledger();
	assert!(known_ids(ledger).contains(&id));
	let read = contents(three.keys(), ledger, &record).unwrap();
	assert_eq!(read.data.as_deref(), Some(&b"deed"[..]));
	assert_eq!(total(&three), 10 * units::SERO);
	// Neither side's history shows the key.
	for wallet in [&one, &three] {
		let entries = HistoryReport::list(ledger_of(wallet), &history(wallet.store()));
		let text = serde_json::to_string(&entries).unwrap();
		assert!(text.contains(&format!("\"packageKey\":\"{}\"", hex_of(&id.0))));
		assert!(!text.contains(&hex::encode(key.as_bytes())));
	}

	// Unpacked by its owner: hidden, complete, and spendable.
	let before = total(&two);
	let intent = unpack(two.keys(), &record).unwrap();
	let sent = send(&mut two, &chain, intent).await.unwrap();
	mine(&chain, &mut [&mut one, &mut two, &mut three]).await;
	assert_eq!(total(&two), before + 3 * units::SERO - sent.fee);
	let entries = history(two.store());
	let [.., HistoryEntry::Sent { bundle, .. }, HistoryEntry::Received(note)] = &entries[..] else {
		panic!("{entries:?}")
	};
	assert_eq!((bundle.tx, bundle.unreadable), (sent.tx, 0));
	assert_eq!(note.note.asset(), sero(3));
	let all = Intent::of_payments(vec![Payment::sero(
		person(1),
		total(&two) - units::SERO,
		Default::default(),
	)]);
	send(&mut two, &chain, all).await.unwrap();
	mine(&chain, &mut [&mut one, &mut two]).await;
	assert!(total(&two) < units::SERO);

	let record = find(&chain, &id).await.unwrap();
	assert!(matches!(unpack(two.keys(), &record), Err(WalletError::PackageClosed { .. })));
	let closed = key_of(one.keys(), one.store().ledger(), &record).unwrap_err();
	assert!(matches!(closed, WalletError::PackageClosed { .. }));
}

#[tokio::test]
async fn a_package_that_was_handed_over_is_opened_with_the_key() {
	let chain = funded();
	let (mut one, mut two, mut three) = (wallet(1), wallet(2), wallet(3));
	let id = make(&chain, &mut one, PackageReceiver::Person(person(2))).await;
	mine(&chain, &mut [&mut one, &mut two, &mut three]).await;
	let record = find(&chain, &id).await.unwrap();
	let to_three = transfer(two.keys(), &record, &PackageReceiver::Person(person(3))).unwrap();
	send(&mut two, &chain, to_three).await.unwrap();
	mine(&chain, &mut [&mut one, &mut two, &mut three]).await;

	let record = find(&chain, &id).await.unwrap();
	assert!(is_owner(three.keys(), &record) && !is_owner(two.keys(), &record));
	assert!(known_ids(three.store().ledger()).contains(&id));
	// The note inside is still the second wallet's.
	let error = unpack(three.keys(), &record).unwrap_err();
	assert!(matches!(error, WalletError::PackageOfOther { .. }));
	let wrong = PackageKey::from_bytes([9; 32]);
	let error = open_for(three.keys(), &record, &wrong, &person(3)).unwrap_err();
	assert!(matches!(error, WalletError::WrongPackageKey { .. }));

	let key = key_of(one.keys(), one.store().ledger(), &record).unwrap();
	let before = total(&three);
	let intent = open_for(three.keys(), &record, &key, &person(3)).unwrap();
	let sent = send(&mut three, &chain, intent).await.unwrap();
	mine(&chain, &mut [&mut one, &mut two, &mut three]).await;
	assert_eq!(total(&three), before + 3 * units::SERO - sent.fee);
}

#[tokio::test]
async fn a_memo_that_is_not_the_key_does_no_harm() {
	let chain = funded();
	let (mut one, mut two, mut three) = (wallet(1), wallet(2), wallet(3));
	let id = make(&chain, &mut one, PackageReceiver::Contract(EvmAddress([7; 20]))).await;
	let wrong = PackageKey::from_bytes([9; 32]);
	send(&mut two, &chain, share_key(&id, &wrong, person(3))).await.unwrap();
	mine(&chain, &mut [&mut one, &mut two, &mut three]).await;
	let record = find(&chain, &id).await.unwrap();
	assert_eq!(record.owner, PackageOwner::Contract(EvmAddress([7; 20])));
	let error = key_of(three.keys(), three.store().ledger(), &record).unwrap_err();
	assert!(matches!(error, WalletError::PackageKeyMissing { .. }));
	// The right one, later, is found beside it.
	let key = key_of(one.keys(), one.store().ledger(), &record).unwrap();
	send(&mut one, &chain, share_key(&id, &key, person(3))).await.unwrap();
	mine(&chain, &mut [&mut one, &mut three]).await;
	assert_eq!(key_of(three.keys(), three.store().ledger(), &record).unwrap(), key);
	// What a contract hands over, no bundle shows; the list finds it all the same, and only what concerns
	// the account.
	let to = PackageReceiver::Person(person(2));
	chain.hand_over(&id, new_owner(&to));
	let listed = own(&chain, two.keys(), two.store().ledger()).await.unwrap();
	assert_eq!(listed.iter().map(|record| record.id).collect::<Vec<_>>(), [id]);
	let four = wallet(4);
	assert!(own(&chain, four.keys(), four.store().ledger()).await.unwrap().is_empty());

	let unknown = find(&chain, &PackageId([1; 32])).await.unwrap_err();
	assert!(matches!(unknown, WalletError::UnknownPackage { .. }));
	let error = create(PackageReceiver::Person(person(1)), sero(1), Memo::default(), vec![0; 4097]);
	assert!(matches!(error, Err(WalletError::PackageDataTooLong { length: 4097 })));
}
