// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use std::collections::BTreeMap;

use proptest::prelude::*;
use redb::backends::InMemoryBackend;
use sero_primitives::{units, Balance, CurrencyId};
use sero_zk_crypto::{field::base_from_bytes, note_auth_point, Note, OneTimeAddress, Scalar};

use super::*;
use crate::{
	balance::balances,
	keys::WalletKeys,
	ledger::{Ledger, NoteOrigin},
	progress::NoProgress,
	sim::{hidden, sero, test_keys, text, NewEntry, OneTimeTarget, SimChain},
	store::Store,
};

fn store(keys: &WalletKeys) -> Store {
	Store::with_backend(InMemoryBackend::new(), keys).unwrap()
}

fn scanner(keys: &WalletKeys) -> Arc<Scanner> {
	Arc::new(Scanner::for_wallet(keys))
}

async fn synced(chain: &SimChain, store: &mut Store, keys: &WalletKeys) -> SyncReport {
	sync(chain, store, &scanner(keys), &NoProgress).await.unwrap()
}

fn total(store: &Store) -> Balance {
	balances(store).currencies[&CurrencyId::SERO].total() / units::SERO
}

/// Every unspent note has a path to the newest anchor.
fn check_paths(store: &Store) {
	let Some(tip) = store.tip() else { return };
	for entry in store.ledger().unspent() {
		let commitment = entry.note.to_note().unwrap().commitment();
		let path = store.merkle_path(entry.note.index, tip.leaves).unwrap();
		let leaf = note_auth_point(entry.note.index, commitment).x();
		assert_eq!(path.root_from(leaf), base_from_bytes(&tip.anchor.0).unwrap());
	}
}

/// The note out of a package is recorded with the bundle's hidden notes, and stands behind its public ones.
#[tokio::test]
async fn a_hidden_note_behind_public_ones_is_in_its_place() {
	let (one, two) = (test_keys(1), test_keys(2));
	let chain = SimChain::new(vec![]);
	let note = |to: &WalletKeys, amount| {
		let rsk = Scalar::from(amount as u64 + 7);
		let address = to.address().one_time(sero_zk_crypto::keys::address_randomizer(&rsk));
		hidden(&Note { asset: sero(amount), address, memo: [0; 64], rsk })
	};
	let public = chain.public_to(&two.address(), sero(2), "").notes.remove(0);
	let notes = vec![note(&two, 1), public, note(&one, 3)];
	let bundle = (Default::default(), Default::default(), 0, Vec::new(), Default::default());
	let block = chain.mine(vec![NewEntry { bundle: Some(bundle), notes }]);
	let indices: Vec<u32> = match &block.notes.entries[..] {
		[sero_shielded_primitives::NoteEntry::Bundle { hidden, .. }] => {
			hidden.iter().map(|record| record.index).collect()
		},
		other => panic!("{other:?}"),
	};
	assert_eq!(indices, [0, 2]);
	for (keys, expected) in [(&one, 3), (&two, 3)] {
		let mut store = store(keys);
		synced(&chain, &mut store, keys).await;
		assert_eq!(total(&store), expected);
		check_paths(&store);
		let (audit, _) =
			crate::audit::audit(&chain, keys.viewing().clone(), 0, &NoProgress).await.unwrap();
		assert_eq!(audit.ledger().unspent().count(), store.ledger().unspent().count());
	}
}

#[tokio::test]
async fn finds_hidden_and_public_notes_and_nobody_elses() {
	let (one, two) = (test_keys(1), test_keys(2));
	let chain = SimChain::new(vec![]);
	let genesis = chain.block(0);
	chain.mine(vec![
		chain.public_to(&one.address(), sero(5), "coinbase"),
		chain.public_to(&two.address(), sero(6), ""),
	]);
	let mut first = store(&one);
	let report = synced(&chain, &mut first, &one).await;
	assert_eq!((report.height, report.scanned, report.undone), (Some(1), 2, 0));
	assert_eq!((total(&first), first.genesis().unwrap()), (5, Some(genesis.hash)));

	let note = first.ledger().note(0).unwrap().note.clone();
	let outputs = [
		(OneTimeTarget::Derived(two.address()), sero(2), "for you"),
		(OneTimeTarget::Derived(one.address()), sero(3), ""),
		(OneTimeTarget::Derived(one.address()), sero_zk_crypto::Asset::default(), ""),
	];
	let entry = chain.pay(&one, &[&note], &outputs, 0);
	let tx = entry.bundle.as_ref().unwrap().0;
	chain.mine(vec![entry]);
	synced(&chain, &mut first, &one).await;
	let mut second = store(&two);
	synced(&chain, &mut second, &two).await;

	assert_eq!((total(&first), total(&second)), (3, 8));
	let received = second.ledger().notes().last().unwrap();
	assert_eq!(text(&received.note.memo), "for you");
	assert_eq!(received.note.origin, NoteOrigin::Hidden { tx, output: 0 });
	assert_eq!(first.ledger().note(0).unwrap().spent, Some((2, tx)));
	let (height, sent) = first.ledger().sent().next().unwrap();
	assert_eq!((height, sent.unreadable, sent.inputs.as_slice()), (2, 0, &[0][..]));
	assert_eq!(sent.outputs[0].receiver, Some(two.address().to_bytes()));
	assert_eq!(sent.change().sero(), 3 * units::SERO);
	assert_eq!(sent.payments().count(), 1);
	assert!(second.ledger().sent().next().is_none());
	check_paths(&first);
	check_paths(&second);
}

#[tokio::test]
async fn small_answers_and_interruptions_lead_to_the_same_state() {
	let keys = test_keys(1);
	let chain = SimChain::new(vec![]);
	for amount in 1..=20 {
		chain.mine(vec![chain.public_to(&keys.address(), sero(amount), "")]);
	}
	let mut whole = store(&keys);
	synced(&chain, &mut whole, &keys).await;
	for limit in [1, 3, 7] {
		chain.limit_pages(limit);
		let mut pieces = store(&keys);
		synced(&chain, &mut pieces, &keys).await;
		assert_eq!(pieces.ledger(), whole.ledger());
		assert_eq!(pieces.tip(), whole.tip());
	}
	assert_eq!(total(&whole), 210);
}

#[tokio::test]
async fn a_reorganization_deeper_than_a_page_loses_nothing() {
	let (one, two) = (test_keys(1), test_keys(2));
	let chain = SimChain::new(vec![]);
	chain.mine(vec![chain.public_to(&one.address(), sero(10), "")]);
	let mut first = store(&one);
	synced(&chain, &mut first, &one).await;
	let note = first.ledger().note(0).unwrap().note.clone();
	let targets = [(OneTimeTarget::Derived(two.address()), sero(10), "")];
	let payment = chain.pay(&one, &[&note], &targets, 0);
	chain.mine(vec![payment.clone()]);
	for _ in 0..2 * PAGE + 40 {
		chain.mine(vec![]);
	}
	synced(&chain, &mut first, &one).await;
	assert_eq!(total(&first), 0);
	let old_height = chain.height();

	// The other branch is shorter at first, has the payment later, and an income besides.
	chain.reorganize(1);
	for _ in 0..PAGE + 3 {
		chain.mine(vec![]);
	}
	let report = synced(&chain, &mut first, &one).await;
	assert_eq!(report.undone, u64::from(old_height - 1));
	assert_eq!(total(&first), 10);
	check_paths(&first);
	chain.mine(vec![payment, chain.public_to(&one.address(), sero(4), "")]);
	synced(&chain, &mut first, &one).await;
	assert_eq!(total(&first), 4);
	check_paths(&first);

	let mut fresh = store(&one);
	synced(&chain, &mut fresh, &one).await;
	assert_eq!(fresh.ledger(), first.ledger());
}

#[tokio::test]
async fn another_chain_is_refused_and_nothing_is_undone() {
	let keys = test_keys(1);
	let chain = SimChain::new(vec![]);
	chain.mine(vec![chain.public_to(&keys.address(), sero(1), "")]);
	let mut store = store(&keys);
	synced(&chain, &mut store, &keys).await;
	let other = SimChain::new(vec![chain.public_to(&keys.address(), sero(2), "")]);
	let result = sync(&other, &mut store, &scanner(&keys), &NoProgress).await;
	assert!(matches!(result, Err(WalletError::OtherChain { .. })));
	assert_eq!(total(&store), 1);
}

#[tokio::test]
async fn a_node_that_is_behind_undoes_nothing() {
	let keys = test_keys(1);
	let chain = SimChain::new(vec![]);
	for _ in 0..5 {
		chain.mine(vec![chain.public_to(&keys.address(), sero(1), "")]);
	}
	let mut store = store(&keys);
	synced(&chain, &mut store, &keys).await;
	chain.reorganize(2);
	let report = synced(&chain, &mut store, &keys).await;
	assert_eq!((report.node_behind, report.undone, report.height), (Some(2), 0, Some(5)));
	assert_eq!(total(&store), 5);
	// It goes on with other blocks: now it is a reorganization.
	chain.mine(vec![]);
	let report = synced(&chain, &mut store, &keys).await;
	assert_eq!((report.node_behind, report.undone, report.height), (None, 3, Some(3)));
	assert_eq!(total(&store), 2);
}

#[tokio::test]
async fn a_node_that_contradicts_itself_is_refused() {
	let keys = test_keys(1);
	let chain = SimChain::new(vec![]);
	for _ in 0..4 {
		chain.mine(vec![chain.public_to(&keys.address(), sero(1), "")]);
	}
	chain.tamper(2, |block| block.parent = [7; 32]);
	let mut first = store(&keys);
	let result = sync(&chain, &mut first, &scanner(&keys), &NoProgress).await;
	assert!(matches!(result, Err(WalletError::NodeAnswer { .. })));
	assert_eq!(first.tip(), None);
	chain.tamper(2, |block| block.number = 3);
	let result = sync(&chain, &mut first, &scanner(&keys), &NoProgress).await;
	assert!(matches!(result, Err(WalletError::NodeAnswer { .. })));
}

/// A14: VPKr = vsk·ZPKr holds, but nobody can spend from the address.
#[tokio::test]
async fn a14_burn_attack_is_not_credited() {
	let keys = test_keys(1);
	let chain = SimChain::new(vec![]);
	let (r, other) = (Scalar::from(5u64), Scalar::from(6u64));
	let good = keys.address().one_time(r);
	let base = keys.address().one_time(other);
	let burnt = OneTimeAddress::from_points(*good.zpkr(), *good.vpkr(), *base.base()).unwrap();
	assert!(keys.viewing().owns(&burnt) && !keys.spending().owns(&burnt));
	let origin = sero_shielded_primitives::PublicOrigin::Coinbase;
	let note = Note { asset: sero(9), address: burnt, memo: [1; 64], rsk: Scalar::from(3u64) };
	let bundle = (
		sero_shielded_primitives::TxId([1; 32]),
		Default::default(),
		0,
		Vec::new(),
		sero_shielded_primitives::Action::None,
	);
	chain.mine(vec![
		chain.public_at(burnt, sero(8), "", origin),
		NewEntry { bundle: Some(bundle), notes: vec![hidden(&note)] },
		chain.public_at(good, sero(1), "", origin),
	]);
	let mut store = store(&keys);
	synced(&chain, &mut store, &keys).await;
	assert_eq!(total(&store), 1);
	assert_eq!(store.ledger().notes().count(), 1);
}

/// A7: two notes with one commitment have two nullifiers, and both count.
#[tokio::test]
async fn a7_equal_notes_are_both_credited_and_spent_apart() {
	let keys = test_keys(1);
	let chain = SimChain::new(vec![]);
	let address = chain.one_time(&keys.address());
	let note = Note { asset: sero(9), address, memo: [1; 64], rsk: Scalar::from(3u64) };
	for id in [1, 2] {
		let bundle = (
			sero_shielded_primitives::TxId([id; 32]),
			Default::default(),
			0,
			Vec::new(),
			sero_shielded_primitives::Action::None,
		);
		chain.mine(vec![NewEntry { bundle: Some(bundle), notes: vec![hidden(&note)] }]);
	}
	let mut store = store(&keys);
	synced(&chain, &mut store, &keys).await;
	assert_eq!(total(&store), 18);
	let notes: Vec<_> = store.ledger().notes().map(|entry| entry.note.clone()).collect();
	assert_ne!(notes[0].nullifier, notes[1].nullifier);
	assert_ne!(notes[0].trace, notes[1].trace);
	chain.mine(vec![chain.pay(&keys, &[&notes[1]], &[], 0)]);
	synced(&chain, &mut store, &keys).await;
	assert_eq!(total(&store), 9);
	assert!(store.ledger().note(0).unwrap().spent.is_none());
}

/// A note whose leaf or ciphertext was altered by a node is not credited.
#[tokio::test]
async fn forged_records_are_not_credited() {
	use sero_shielded_primitives::NoteEntry;
	let keys = test_keys(1);
	let chain = SimChain::new(vec![]);
	let address = chain.one_time(&keys.address());
	let note = Note { asset: sero(9), address, memo: [1; 64], rsk: Scalar::from(3u64) };
	let bundle = (
		sero_shielded_primitives::TxId([1; 32]),
		Default::default(),
		0,
		Vec::new(),
		sero_shielded_primitives::Action::None,
	);
	chain.mine(vec![NewEntry { bundle: Some(bundle), notes: vec![hidden(&note)] }]);
	let honest = chain.block(1);
	let scanner = scanner(&keys);
	assert_eq!(scanner.detect(std::slice::from_ref(&honest)).len(), 1);
	let changes: [&dyn Fn(&mut sero_shielded_primitives::HiddenNoteRecord); 6] = [
		&|record| record.ciphertext.0[40] ^= 1,
		&|record| record.ciphertext.0[223] ^= 1,
		&|record| record.note_commitment.0[0] ^= 1,
		&|record| record.leaf[0] ^= 1,
		&|record| record.index += 1,
		&|record| record.ephemeral_key.0 = record.address.0[..32].try_into().unwrap(),
	];
	for (number, change) in changes.iter().enumerate() {
		let mut forged = honest.clone();
		if let NoteEntry::Bundle { hidden, .. } = &mut forged.notes.entries[0] {
			change(&mut hidden[0]);
		}
		assert!(scanner.detect(&[forged]).is_empty(), "change {number}");
	}
}

#[tokio::test]
async fn blocks_before_the_birthday_are_kept_but_not_looked_at() {
	let chain = SimChain::new(vec![]);
	let seed = sero_zk_crypto::Seed::from_bytes([1; 32]);
	let keys = WalletKeys::from_seed(seed, 2).unwrap();
	for _ in 0..3 {
		chain.mine(vec![chain.public_to(&keys.address(), sero(1), "")]);
	}
	let mut store = store(&keys);
	synced(&chain, &mut store, &keys).await;
	assert_eq!(total(&store), 2);
	check_paths(&store);
}

/// What a test does with chain and wallet.
#[derive(Clone, Debug)]
enum Step {
	/// A block with incomes of the wallet (`true`) and of strangers.
	Income(Vec<bool>),
	/// The wallet pays a stranger with its note number modulo the number of notes.
	Pay(usize),
	/// Nothing but a block.
	Empty,
	/// The chain forgets so many blocks and grows by one.
	Reorganize(u32),
	/// The wallet scans with answers of at most so many blocks.
	Sync(u32),
	/// The process dies and starts again.
	Restart,
}

fn arb_step() -> impl Strategy<Value = Step> {
	prop_oneof![
		3 => prop::collection::vec(any::<bool>(), 1..4).prop_map(Step::Income),
		3 => any::<usize>().prop_map(Step::Pay),
		1 => Just(Step::Empty),
		2 => (1u32..12).prop_map(Step::Reorganize),
		4 => (1u32..6).prop_map(Step::Sync),
		1 => Just(Step::Restart),
	]
}

/// What the wallet must know after a block, kept by plain bookkeeping.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Model {
	/// Amount, and whether it is spent, by position.
	notes: BTreeMap<u32, (Balance, bool)>,
	paid: Balance,
}

fn observed(ledger: &Ledger) -> Model {
	Model {
		notes: ledger
			.notes()
			.map(|entry| (entry.note.index, (entry.note.amount, entry.spent.is_some())))
			.collect(),
		paid: ledger
			.sent()
			.flat_map(|(_, bundle)| bundle.outputs.iter())
			.filter(|output| !output.own)
			.map(|output| output.amount)
			.sum(),
	}
}

/// Runs steps against the wallet and against the bookkeeping.
fn run_model(steps: Vec<Step>) {
	let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
	let (keys, stranger) = (test_keys(1), test_keys(2));
	let folder = tempfile::tempdir().unwrap();
	let mut store = Store::open(folder.path(), &keys).unwrap();
	let scanner = scanner(&keys);
	let chain = SimChain::new(vec![chain_income(&SimChain::new(vec![]), &keys, 100)]);
	let mut leaves = 1u32;
	let genesis = Model { notes: [(0, (100 * units::SERO, false))].into(), paid: 0 };
	// The model after each block, with the number of leaves.
	let mut models = vec![(genesis, leaves)];
	let mut amount = 100;
	for step in steps.into_iter().chain([Step::Sync(u32::MAX)]) {
		let (mut model, known_leaves) = models.last().cloned().unwrap();
		leaves = known_leaves;
		match step {
			Step::Income(receivers) => {
				let entries = receivers
					.iter()
					.map(|mine| {
						amount += 1;
						let to = if *mine { &keys } else { &stranger };
						if *mine {
							model.notes.insert(leaves, (amount * units::SERO, false));
						}
						leaves += 1;
						chain_income(&chain, to, amount)
					})
					.collect();
				chain.mine(entries);
				models.push((model, leaves));
			},
			Step::Pay(which) => {
				// The wallet can only spend what it has seen and the chain still has.
				runtime.block_on(sync(&chain, &mut store, &scanner, &NoProgress)).unwrap();
				let unspent: Vec<_> = store.ledger().unspent().collect();
				if unspent.is_empty() || store.tip().unwrap().number != chain.height() {
					continue;
				}
				let note = unspent[which % unspent.len()].note.clone();
				let (pay, back) = (note.amount / 3, note.amount - note.amount / 3);
				let asset = |amount| sero_zk_crypto::Asset::token(CurrencyId::SERO.0, amount);
				let targets = [
					(OneTimeTarget::Derived(keys.address()), asset(back), ""),
					(OneTimeTarget::Derived(stranger.address()), asset(pay), "pay"),
				];
				chain.mine(vec![chain.pay(&keys, &[&note], &targets, 0)]);
				model.notes.insert(note.index, (note.amount, true));
				model.notes.insert(leaves, (back, false));
				model.paid += pay;
				leaves += 2;
				models.push((model, leaves));
			},
			Step::Empty => {
				chain.mine(vec![]);
				models.push((model, leaves));
			},
			Step::Reorganize(depth) => {
				let keep = chain.height().saturating_sub(depth);
				chain.reorganize(keep);
				models.truncate(keep as usize + 1);
				let kept = models.last().cloned().unwrap();
				chain.mine(vec![]);
				models.push(kept);
			},
			Step::Sync(limit) => {
				chain.limit_pages(limit);
				let report =
					runtime.block_on(sync(&chain, &mut store, &scanner, &NoProgress)).unwrap();
				if report.node_behind.is_none() {
					let (model, leaves) = models.last().unwrap();
					assert_eq!(&observed(store.ledger()), model);
					assert_eq!(store.tip().unwrap().leaves, u64::from(*leaves));
					assert_eq!(store.tip().unwrap().number, chain.height());
					let unspent: Balance =
						model.notes.values().filter(|(_, spent)| !spent).map(|(a, _)| a).sum();
					let balance = balances(&store).currencies[&CurrencyId::SERO];
					assert_eq!(balance.total(), unspent);
					check_paths(&store);
				}
			},
			Step::Restart => {
				let before = (store.ledger().clone(), store.tip());
				drop(store);
				store = Store::open(folder.path(), &keys).unwrap();
				assert_eq!((store.ledger().clone(), store.tip()), before);
			},
		}
	}
}

fn chain_income(chain: &SimChain, to: &WalletKeys, amount: Balance) -> NewEntry {
	chain.public_to(&to.address(), sero(amount), "")
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

	/// Whatever chain and processes do, the wallet knows exactly what plain bookkeeping says.
	#[test]
	fn wallet_agrees_with_plain_bookkeeping(steps in prop::collection::vec(arb_step(), 1..24)) {
		run_model(steps);
	}
}
