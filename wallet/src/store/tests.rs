// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use std::{
	io,
	sync::{
		atomic::{AtomicI64, Ordering},
		Arc, Mutex,
	},
};

use redb::backends::InMemoryBackend;
use sero_zk_crypto::{
	field::{base_from_bytes, base_to_bytes},
	leaf, Tree,
};

use super::*;
use crate::{
	balance::balances,
	sim::{sero, test_keys, OneTimeTarget, SimChain},
};

fn scan(store: &mut Store, scanner: &Scanner, blocks: &[ChainBlock]) -> Result<()> {
	let detected = scanner.detect(blocks);
	store.append(blocks, scanner, &detected)
}

fn all_blocks(chain: &SimChain) -> Vec<ChainBlock> {
	(0..=chain.height()).map(|number| chain.block(number)).collect()
}

/// A chain on which wallet 1 gets three notes and spends one.
fn busy_chain() -> SimChain {
	let (one, two) = (test_keys(1), test_keys(2));
	let chain = SimChain::new(vec![]);
	for amount in [5, 7, 9] {
		chain.mine(vec![chain.public_to(&one.address(), sero(amount), "in")]);
	}
	let mut store = Store::with_backend(InMemoryBackend::new(), &one).unwrap();
	let scanner = Scanner::for_wallet(&one);
	scan(&mut store, &scanner, &all_blocks(&chain)).unwrap();
	let note = store.ledger().note(0).unwrap().note.clone();
	let targets = [
		(OneTimeTarget::Derived(two.address()), sero(2), "out"),
		(OneTimeTarget::Derived(one.address()), sero(3), ""),
	];
	chain.mine(vec![chain.pay(&one, &[&note], &targets, 0)]);
	chain
}

#[test]
fn paths_lead_to_every_anchor_of_the_past() {
	let keys = test_keys(1);
	let chain = SimChain::new(vec![]);
	let mut tree = Tree::new();
	for round in 0..9u32 {
		let stranger = test_keys(9).address();
		let entries =
			(0..round % 4).map(|_| chain.public_to(&stranger, sero(1), "x")).collect::<Vec<_>>();
		chain.mine(entries);
	}
	let blocks = all_blocks(&chain);
	let mut store = Store::with_backend(InMemoryBackend::new(), &keys).unwrap();
	scan(&mut store, &Scanner::for_wallet(&keys), &blocks).unwrap();
	for block in &blocks {
		for (_, leaf) in leaves_of(block) {
			tree.append(base_from_bytes(&leaf).unwrap()).unwrap();
		}
		let scanned = store.block(block.number).unwrap().unwrap();
		assert_eq!(scanned.leaves, tree.len());
		assert_eq!(base_to_bytes(&tree.root()), scanned.anchor.0);
		for index in 0..tree.len() as u32 {
			let path = store.merkle_path(index, scanned.leaves).unwrap();
			assert_eq!(Some(path), tree.path(index));
			let leaf = tree.leaves()[index as usize];
			assert_eq!(path.root_from(leaf), base_from_bytes(&scanned.anchor.0).unwrap());
		}
		let beyond = store.merkle_path(tree.len() as u32, scanned.leaves);
		assert!(matches!(beyond, Err(WalletError::StoreCorrupt(_))));
	}
}

#[test]
fn everything_is_there_again_after_opening() {
	let folder = tempfile::tempdir().unwrap();
	let keys = test_keys(1);
	let chain = busy_chain();
	let blocks = all_blocks(&chain);
	let mut store = Store::open(folder.path(), &keys).unwrap();
	scan(&mut store, &Scanner::for_wallet(&keys), &blocks).unwrap();
	let (ledger, tip) = (store.ledger().clone(), store.tip());
	assert!(matches!(Store::open(folder.path(), &keys), Err(WalletError::StoreBusy)));
	drop(store);

	let again = Store::open(folder.path(), &keys).unwrap();
	assert_eq!(again.ledger(), &ledger);
	assert_eq!(again.tip(), tip);
	assert_eq!(again.genesis().unwrap(), Some(blocks[0].hash));
	let balance = balances(&again).currencies[&sero_primitives::CurrencyId::SERO];
	assert_eq!(balance.total(), 19 * sero_primitives::units::SERO);
	drop(again);

	let other = Store::open(folder.path(), &test_keys(2));
	assert!(matches!(other, Err(WalletError::StoreOfOtherKey)));
	#[cfg(unix)]
	{
		use std::os::unix::fs::PermissionsExt;
		let mode = std::fs::metadata(folder.path().join(STORE_FILE)).unwrap().permissions().mode();
		assert_eq!(mode & 0o777, 0o600);
	}
}

#[test]
fn the_file_shows_neither_notes_nor_memos() {
	let folder = tempfile::tempdir().unwrap();
	let keys = test_keys(1);
	let chain = SimChain::new(vec![]);
	let secret = "the quick brown fox";
	let rsk = sero_zk_crypto::Scalar::from(77u64);
	let note = sero_zk_crypto::Note {
		asset: sero(123_456_789),
		address: chain.one_time(&keys.address()),
		memo: crate::plan::memo_from_text(secret).unwrap().0,
		rsk,
	};
	let bundle =
		(TxId([4; 32]), Default::default(), 0, Vec::new(), sero_shielded_primitives::Action::None);
	chain.mine(vec![crate::sim::NewEntry {
		bundle: Some(bundle),
		notes: vec![crate::sim::hidden(&note)],
	}]);
	let mut store = Store::open(folder.path(), &keys).unwrap();
	scan(&mut store, &Scanner::for_wallet(&keys), &all_blocks(&chain)).unwrap();
	assert_eq!(store.ledger().notes().count(), 1);
	drop(store);
	let file = std::fs::read(folder.path().join(STORE_FILE)).unwrap();
	let holds = |needle: &[u8]| file.windows(needle.len()).any(|window| window == needle);
	assert!(!holds(secret.as_bytes()));
	assert!(!holds(&note.asset.amount.to_le_bytes()));
	assert!(!holds(&note.address.to_bytes()));
	assert!(!holds(keys.seed().as_bytes()));
	let commitment = note.commitment();
	let auth = sero_zk_crypto::note_auth_point(0, commitment);
	assert!(!holds(&base_to_bytes(&keys.spending().nullifier(&auth))));
	// The leaf is public and has to be there.
	assert!(holds(&base_to_bytes(&leaf(0, commitment))));
}

#[test]
fn blocks_that_do_not_fit_are_refused_and_change_nothing() {
	let keys = test_keys(1);
	let chain = busy_chain();
	let scanner = Scanner::for_wallet(&keys);
	let mut store = Store::with_backend(InMemoryBackend::new(), &keys).unwrap();
	let good = all_blocks(&chain);
	scan(&mut store, &scanner, &good[..2]).unwrap();
	let (ledger, tip) = (store.ledger().clone(), store.tip());
	let mut refused = |change: &dyn Fn(&mut Vec<ChainBlock>)| {
		let mut bad = good[2..].to_vec();
		change(&mut bad);
		assert!(matches!(
			scan(&mut store, &scanner, &bad),
			Err(WalletError::NodeAnswer { method: "shielded_blocks", .. })
		));
		assert_eq!((store.ledger(), store.tip()), (&ledger, tip));
	};
	refused(&|blocks| blocks[0].number += 1);
	refused(&|blocks| blocks[1].parent = [0; 32]);
	refused(&|blocks| blocks[1].notes.first_index += 1);
	refused(&|blocks| blocks.last_mut().unwrap().notes.anchor.0[0] ^= 1);
	refused(&|blocks| {
		blocks[1].notes.entries.clear();
	});
	refused(&|blocks| {
		if let NoteEntry::Public(record) = &mut blocks[1].notes.entries[0] {
			record.leaf[0] ^= 1;
		}
	});
	refused(&|blocks| {
		if let NoteEntry::Public(record) = &mut blocks[0].notes.entries[0] {
			record.leaf = [0xff; 32];
		}
	});
	scan(&mut store, &scanner, &good[2..]).unwrap();
	assert_eq!(store.tip().unwrap().number, chain.height());
}

#[test]
fn rollback_to_every_height_is_as_if_the_rest_had_never_been() {
	let keys = test_keys(1);
	let chain = busy_chain();
	let scanner = Scanner::for_wallet(&keys);
	let blocks = all_blocks(&chain);
	for keep in 0..blocks.len() {
		let mut store = Store::with_backend(InMemoryBackend::new(), &keys).unwrap();
		scan(&mut store, &scanner, &blocks).unwrap();
		let full = store.ledger().clone();
		store.rollback(keep.checked_sub(1).map(|keep| keep as u32)).unwrap();

		let mut fresh = Store::with_backend(InMemoryBackend::new(), &keys).unwrap();
		scan(&mut fresh, &scanner, &blocks[..keep]).unwrap();
		assert_eq!(store.ledger(), fresh.ledger());
		assert_eq!(store.tip(), fresh.tip());
		assert_eq!(store.genesis().unwrap(), fresh.genesis().unwrap());
		scan(&mut store, &scanner, &blocks[keep..]).unwrap();
		assert_eq!(store.ledger(), &full);
	}
}

/// Storage that loses everything since the last barrier when the power fails, except a random part.
#[derive(Clone, Debug, Default)]
struct Disk(Arc<DiskState>);

#[derive(Debug, Default)]
struct DiskState {
	/// What the process sees.
	live: Mutex<Vec<u8>>,
	/// What survives, and the writes since the last barrier.
	durable: Mutex<(Vec<u8>, Vec<(usize, Vec<u8>)>)>,
	/// Operations until the power fails; negative for never.
	fuse: AtomicI64,
}

impl Disk {
	fn new(fuse: i64) -> Self {
		let disk = Self::default();
		disk.0.fuse.store(fuse, Ordering::SeqCst);
		disk
	}

	fn tick(&self) -> io::Result<()> {
		let left = self.0.fuse.fetch_sub(1, Ordering::SeqCst);
		if left == 0 || (left < 0 && left > i64::MIN / 2) {
			self.0.fuse.store(-1, Ordering::SeqCst);
			return Err(io::Error::other("power failure"));
		}
		Ok(())
	}

	/// The disk as the next process finds it. A part of the unsynchronized writes has arrived.
	fn after_power_failure(&self, luck: usize) -> Self {
		let durable = self.0.durable.lock().unwrap();
		let (mut contents, writes) = durable.clone();
		for (position, (offset, data)) in writes.iter().enumerate() {
			if (position + luck) % 3 != 0 {
				let end = offset + data.len();
				if contents.len() < end {
					contents.resize(end, 0);
				}
				contents[*offset..end].copy_from_slice(data);
			}
		}
		let disk = Self::new(i64::MIN);
		*disk.0.live.lock().unwrap() = contents.clone();
		disk.0.durable.lock().unwrap().0 = contents;
		disk
	}
}

impl StorageBackend for Disk {
	fn len(&self) -> io::Result<u64> {
		Ok(self.0.live.lock().unwrap().len() as u64)
	}

	fn read(&self, offset: u64, len: usize) -> io::Result<Vec<u8>> {
		let live = self.0.live.lock().unwrap();
		let offset = offset as usize;
		live.get(offset..offset + len)
			.map(<[u8]>::to_vec)
			.ok_or_else(|| io::Error::other("out of range"))
	}

	fn set_len(&self, len: u64) -> io::Result<()> {
		self.tick()?;
		self.0.live.lock().unwrap().resize(len as usize, 0);
		// The length itself is assumed to reach the disk at once.
		let mut durable = self.0.durable.lock().unwrap();
		durable.0.resize(len as usize, 0);
		durable.1.retain(|(offset, data)| offset + data.len() <= len as usize);
		Ok(())
	}

	fn sync_data(&self, _: bool) -> io::Result<()> {
		self.tick()?;
		let mut durable = self.0.durable.lock().unwrap();
		durable.0 = self.0.live.lock().unwrap().clone();
		durable.1.clear();
		Ok(())
	}

	fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
		self.tick()?;
		let offset = offset as usize;
		self.0.live.lock().unwrap()[offset..offset + data.len()].copy_from_slice(data);
		self.0.durable.lock().unwrap().1.push((offset, data.to_vec()));
		Ok(())
	}
}

/// A crash between any two operations of the disk costs no more than the page that was being written.
#[test]
fn power_failure_at_any_moment_leaves_a_whole_number_of_pages() {
	let keys = test_keys(1);
	let chain = busy_chain();
	let scanner = Scanner::for_wallet(&keys);
	let blocks = all_blocks(&chain);
	let pages: Vec<&[ChainBlock]> = blocks.chunks(2).collect();
	let mut expected = vec![(Ledger::default(), None)];
	let mut store = Store::with_backend(InMemoryBackend::new(), &keys).unwrap();
	for page in &pages {
		scan(&mut store, &scanner, page).unwrap();
		expected.push((store.ledger().clone(), store.tip()));
	}

	let mut survived_everything = false;
	let mut crashes = 0;
	for fuse in 1..2000 {
		let disk = Disk::new(fuse);
		let mut done = None;
		if let Ok(mut store) = Store::with_backend(disk.clone(), &keys) {
			done = Some(0);
			for (number, page) in (1..).zip(&pages) {
				if scan(&mut store, &scanner, page).is_err() {
					break;
				}
				done = Some(number);
			}
		}
		for luck in 0..3 {
			let mut store = match (Store::with_backend(disk.after_power_failure(luck), &keys), done)
			{
				(Ok(store), _) => store,
				// Nothing was promised before the first transaction.
				(Err(_), None) => continue,
				(Err(error), Some(_)) => panic!("fuse {fuse}, luck {luck}: {error}"),
			};
			let place = expected
				.iter()
				.position(|(ledger, tip)| (ledger, *tip) == (store.ledger(), store.tip()))
				.unwrap_or_else(|| panic!("fuse {fuse}, luck {luck}: half a page"));
			// What was confirmed is there; the page in flight may or may not be.
			assert!(place >= done.unwrap_or(0) && place <= done.unwrap_or(0) + 1);
			for page in &pages[place..] {
				scan(&mut store, &scanner, page).unwrap();
			}
			assert_eq!(store.ledger(), &expected.last().unwrap().0);
			crashes += 1;
		}
		if done == Some(pages.len()) && disk.0.fuse.load(Ordering::SeqCst) > 0 {
			survived_everything = true;
			break;
		}
	}
	assert!(survived_everything, "the run is longer than the longest fuse");
	assert!(crashes > 50, "only {crashes} crashes were tried");
}

#[test]
fn pending_bundles_change_with_the_chain() {
	let keys = test_keys(1);
	let chain = SimChain::new(vec![]);
	chain.mine(vec![chain.public_to(&keys.address(), sero(10), "")]);
	let scanner = Scanner::for_wallet(&keys);
	let folder = tempfile::tempdir().unwrap();
	let mut store = Store::open(folder.path(), &keys).unwrap();
	scan(&mut store, &scanner, &all_blocks(&chain)).unwrap();
	let note = store.ledger().note(0).unwrap().note.clone();
	let targets = [(OneTimeTarget::Derived(test_keys(2).address()), sero(4), "")];
	let entry = chain.pay(&keys, &[&note], &targets, 0);
	let tx = entry.bundle.as_ref().unwrap().0;
	let pending = PendingBundle {
		tx,
		encoded: vec![1, 2, 3],
		inputs: vec![0],
		spent: crate::assets::Assets::of_sero(10),
		change: crate::assets::Assets::of_sero(6),
		fee: 0,
		payments: Vec::new(),
		action: Default::default(),
		expiry: 3,
		created: 1,
	};
	store.add_pending(pending.clone()).unwrap();
	drop(store);

	let mut store = Store::open(folder.path(), &keys).unwrap();
	assert_eq!(store.pending().map(|(bundle, _)| bundle.clone()).collect::<Vec<_>>(), [pending]);
	assert_eq!(store.pending_status(&tx), Some(PendingStatus::Waiting));
	let mine = |store: &mut Store, entries| {
		let block = chain.mine(entries);
		scan(store, &scanner, std::slice::from_ref(&block)).unwrap();
	};
	mine(&mut store, vec![]);
	assert_eq!(store.pending_status(&tx), Some(PendingStatus::Waiting));
	mine(&mut store, vec![entry]);
	assert_eq!(store.pending_status(&tx), Some(PendingStatus::Mined(3)));
	assert_eq!(store.ledger().note(0).unwrap().spent, Some((3, tx)));

	// The block is undone: it waits again. Its last block passes: it has expired, its note is free.
	store.rollback(Some(2)).unwrap();
	chain.reorganize(2);
	assert_eq!(store.pending_status(&tx), Some(PendingStatus::Waiting));
	assert_eq!(store.ledger().note(0).unwrap().spent, None);
	let mine = |store: &mut Store, entries| {
		let block = chain.mine(entries);
		scan(store, &scanner, std::slice::from_ref(&block)).unwrap();
	};
	mine(&mut store, vec![]);
	assert_eq!(store.pending_status(&tx), Some(PendingStatus::Expired));
	assert!(crate::balance::locked_notes(&store).is_empty());

	// Another bundle takes the note.
	let other = chain.pay(&keys, &[&note], &[], 0);
	let block = chain.mine(vec![other]);
	scan(&mut store, &scanner, std::slice::from_ref(&block)).unwrap();
	assert_eq!(store.pending_status(&tx), Some(PendingStatus::Conflict));
	store.remove_pending(&tx).unwrap();
	assert_eq!(store.pending_status(&tx), None);
	drop(store);
	assert_eq!(Store::open(folder.path(), &keys).unwrap().pending().count(), 0);
}

#[test]
fn an_altered_database_is_noticed() {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join(STORE_FILE);
	std::fs::write(&path, b"not a database at all, but long enough to be looked at as one")
		.unwrap();
	assert!(Store::open(folder.path(), &test_keys(1)).is_err());
	std::fs::remove_file(&path).unwrap();

	let keys = test_keys(1);
	let mut store = Store::open(folder.path(), &keys).unwrap();
	scan(&mut store, &Scanner::for_wallet(&keys), &all_blocks(&busy_chain())).unwrap();
	let transaction = store.database.begin_write().unwrap();
	{
		let mut events = transaction.open_table(EVENTS).unwrap();
		let mut row = events.get(0).unwrap().unwrap().value().to_vec();
		*row.last_mut().unwrap() ^= 1;
		events.insert(0, &row[..]).unwrap();
	}
	transaction.commit().unwrap();
	drop(store);
	assert!(matches!(Store::open(folder.path(), &keys), Err(WalletError::StoreCorrupt(_))));
}
