// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use redb::backends::InMemoryBackend;
use sero_primitives::units;
use sero_zk_crypto::OneTimeAddress;

use super::*;
use crate::{
	history::{self, HistoryEntry},
	keys::WalletKeys,
	progress::NoProgress,
	report::HistoryReport,
	sim::{sero, test_keys, OneTimeTarget, SimChain},
	store::Store,
};

async fn wallet(chain: &SimChain, keys: &WalletKeys) -> Store {
	let mut store = Store::with_backend(InMemoryBackend::new(), keys).unwrap();
	let scanner = Arc::new(Scanner::for_wallet(keys));
	sync(chain, &mut store, &scanner, &NoProgress).await.unwrap();
	store
}

async fn audited(chain: &SimChain, keys: &WalletKeys, from: u32) -> MemoryTarget {
	audit(chain, keys.viewing().clone(), from, &NoProgress).await.unwrap().0
}

/// Wallet 1 mines, is paid by wallet 2, pays it back in part, and pays an address handed out.
async fn traffic() -> (SimChain, WalletKeys, WalletKeys) {
	let (one, two) = (test_keys(1), test_keys(2));
	let chain = SimChain::new(vec![]);
	chain.mine(vec![
		chain.public_to(&one.address(), sero(5), "mined"),
		chain.public_to(&two.address(), sero(9), ""),
	]);
	let note = wallet(&chain, &two).await.ledger().note(1).unwrap().note.clone();
	let targets = [
		(OneTimeTarget::Derived(two.address()), sero(2), ""),
		(OneTimeTarget::Derived(one.address()), sero(7), "from two"),
	];
	chain.mine(vec![chain.pay(&two, &[&note], &targets, 0)]);
	let store = wallet(&chain, &one).await;
	let notes: Vec<_> = store.ledger().unspent().map(|entry| entry.note.clone()).collect();
	let handed_out = chain.one_time(&two.address());
	let targets = [
		(OneTimeTarget::Derived(two.address()), sero(4), "back"),
		(OneTimeTarget::Given(handed_out), sero(1), "to a one-time address"),
		(OneTimeTarget::Derived(one.address()), sero(7), ""),
	];
	chain.mine(vec![chain.pay(&one, &[&notes[0], &notes[1]], &targets, 0)]);
	(chain, one, two)
}

#[tokio::test]
async fn the_auditor_sees_what_the_wallet_sees() {
	let (chain, one, two) = traffic().await;
	for keys in [&one, &two] {
		let store = wallet(&chain, keys).await;
		let audit = audited(&chain, keys, 0).await;
		let notes = |ledger: &Ledger| -> Vec<_> {
			ledger
				.notes()
				.map(|entry| {
					let note = &entry.note;
					(note.index, note.amount, note.memo, note.origin, entry.height, entry.spent)
				})
				.collect()
		};
		assert_eq!(notes(audit.ledger()), notes(store.ledger()));
		let sent = |ledger: &Ledger| -> Vec<_> {
			ledger.sent().map(|(height, bundle)| (height, bundle.clone())).collect()
		};
		assert_eq!(sent(audit.ledger()), sent(store.ledger()));
		assert!(!sent(audit.ledger()).is_empty());
	}
}

#[tokio::test]
async fn the_auditor_recovers_receivers_and_marks_what_it_cannot_verify() {
	let (chain, one, two) = traffic().await;
	let audit = audited(&chain, &one, 0).await;
	let (_, bundle) = audit.ledger().sent().next().unwrap();
	let payments: Vec<_> = bundle.payments().collect();
	assert_eq!(payments[0].receiver, Some(two.address().to_bytes()));
	assert_eq!(payments[1].receiver, None);
	assert_eq!(bundle.change().sero(), 7 * units::SERO);

	let audit = audited(&chain, &two, 0).await;
	let unverified: Vec<_> = audit
		.ledger()
		.notes()
		.filter(|entry| !entry.note.base_verified)
		.map(|entry| entry.note.index)
		.collect();
	// The coinbase and the one-time address: their `r` is not the sender's. What the sender derived
	// is verified.
	assert_eq!(unverified.len(), 2);
	assert_eq!(unverified[0], 1);
	let reports = HistoryReport::list(audit.ledger(), &history::mined(audit.ledger()));
	let json = serde_json::to_value(&reports).unwrap();
	// The coinbase is spent by now: its trace proves that it was good.
	assert_eq!(json[0]["verified"], true);
	assert_eq!(json[0]["source"], "coinbase");
	let marked = json.as_array().unwrap().iter().filter(|entry| entry["verified"] == false);
	assert_eq!(marked.count(), 1);
}

/// A14: the auditor cannot refuse such a note, so it must say that it is uncertain.
#[tokio::test]
async fn a14_burnt_notes_are_marked() {
	let keys = test_keys(1);
	let chain = SimChain::new(vec![]);
	let good = keys.address().one_time(sero_zk_crypto::Scalar::from(5u64));
	let base = keys.address().one_time(sero_zk_crypto::Scalar::from(6u64));
	let burnt = OneTimeAddress::from_points(*good.zpkr(), *good.vpkr(), *base.base()).unwrap();
	let origin = sero_shielded_primitives::PublicOrigin::Coinbase;
	chain.mine(vec![chain.public_at(burnt, sero(8), "", origin)]);
	let audit = audited(&chain, &keys, 0).await;
	let entry = audit.ledger().notes().next().unwrap();
	assert!(!entry.note.base_verified && entry.spent.is_none());
	let history = history::mined(audit.ledger());
	assert!(matches!(history[0], HistoryEntry::Received(_)));
	let report = serde_json::to_value(&HistoryReport::list(audit.ledger(), &history)[0]).unwrap();
	assert_eq!(report["verified"], false);
}

#[tokio::test]
async fn an_audit_that_begins_later_still_sees_payments() {
	let (chain, one, two) = traffic().await;
	let late = audited(&chain, &one, 3).await;
	assert_eq!(late.ledger().notes().count(), 1, "only the change came in");
	let history = history::mined(late.ledger());
	let HistoryEntry::Sent { bundle, ref spent, height } = history[0] else { panic!() };
	assert_eq!((height, spent), (3, &None));
	assert_eq!(bundle.payments().count(), 2);
	// Nobody takes the payments of others for its own.
	let other = audited(&chain, &two, 3).await;
	assert_eq!(other.ledger().sent().count(), 0);
}

#[tokio::test]
async fn an_audit_follows_reorganizations() {
	let (chain, one, _) = traffic().await;
	let mut target = MemoryTarget::starting_at(1);
	let scanner = Arc::new(Scanner::for_viewing_key(one.viewing().clone(), true));
	sync(&chain, &mut target, &scanner, &NoProgress).await.unwrap();
	assert_eq!(target.ledger().sent().count(), 1);
	chain.reorganize(2);
	chain.mine(vec![]);
	let report = sync(&chain, &mut target, &scanner, &NoProgress).await.unwrap();
	assert_eq!((report.undone, report.height), (1, Some(3)));
	assert_eq!(target.ledger().sent().count(), 0);
	// Even if nothing of what was scanned is left.
	chain.reorganize(0);
	for _ in 0..4 {
		chain.mine(vec![]);
	}
	let report = sync(&chain, &mut target, &scanner, &NoProgress).await.unwrap();
	assert_eq!((report.undone, report.height), (3, Some(4)));
	assert_eq!(target.ledger().notes().count(), 0);
}
