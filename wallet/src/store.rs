// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The wallet's database: what it has scanned, crash-safe.
//!
//! | table | key | value |
//! |---|---|---|
//! | `meta` | name | layout version, check value of the key, genesis hash |
//! | `blocks` | height | block hash, tree root, number of leaves after the block |
//! | `nodes` | level and position | complete nodes of the note-commitment tree, leaves included |
//! | `events` | running number | sealed: what happened to the account in one block |
//! | `pending` | running number | sealed: a bundle that was sent and not yet seen in a block |
//!
//! Each page of blocks is one transaction of the database, so a crash at any moment leaves a state that
//! has some whole number of pages. Sealed rows are encrypted under a key that follows from the viewing
//! key: without the password the file shows how far the wallet has scanned and how many blocks concern
//! it, and neither which ones nor any amount.

use std::path::Path;

use codec::{Decode, Encode};
use redb::{
	Database, DatabaseError, ReadableTable, StorageBackend, TableDefinition, WriteTransaction,
};
use sero_primitives::BlockNumber;
use sero_shielded_primitives::{Anchor, NoteEntry, TxId};
use sero_zk_crypto::{field::base_to_bytes, MerklePath};
use zeroize::Zeroizing;

use crate::{
	chain::{BlockHash, ChainBlock},
	error::{Result, WalletError},
	keys::WalletKeys,
	ledger::Ledger,
	scan::{Detected, Scanner},
};

mod pending;
mod seal;
mod tree;

pub use pending::{PendingBundle, PendingPayment, PendingStatus};
use seal::Sealer;

#[cfg(test)]
mod tests;

/// Name of the database in a wallet's folder.
pub const STORE_FILE: &str = "wallet.redb";

const LAYOUT_VERSION: u8 = 3;
const META: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("meta");
const BLOCKS: TableDefinition<'_, u32, &[u8; BLOCK_ROW]> = TableDefinition::new("blocks");
const NODES: TableDefinition<'_, u64, &[u8; 32]> = TableDefinition::new("nodes");
const EVENTS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("events");
const PENDING: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("pending");

const META_VERSION: &str = "version";
const META_KEY_CHECK: &str = "key-check";
const META_GENESIS: &str = "genesis";

/// Hash, anchor and leaf count.
const BLOCK_ROW: usize = 32 + 32 + 8;

/// A block that the wallet has scanned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScannedBlock {
	/// Height.
	pub number: BlockNumber,
	/// Its hash.
	pub hash: BlockHash,
	/// Root of the tree after it.
	pub anchor: Anchor,
	/// Number of leaves after it.
	pub leaves: u64,
}

impl ScannedBlock {
	fn to_row(self) -> [u8; BLOCK_ROW] {
		let mut row = [0u8; BLOCK_ROW];
		row[..32].copy_from_slice(&self.hash);
		row[32..64].copy_from_slice(&self.anchor.0);
		row[64..].copy_from_slice(&self.leaves.to_le_bytes());
		row
	}

	fn from_row(number: BlockNumber, row: &[u8; BLOCK_ROW]) -> Self {
		let (mut hash, mut anchor, mut leaves) = ([0u8; 32], [0u8; 32], [0u8; 8]);
		hash.copy_from_slice(&row[..32]);
		anchor.copy_from_slice(&row[32..64]);
		leaves.copy_from_slice(&row[64..]);
		Self { number, hash, anchor: Anchor(anchor), leaves: u64::from_le_bytes(leaves) }
	}
}

/// The database of one wallet, with the state that follows from it.
pub struct Store {
	database: Database,
	sealer: Sealer,
	ledger: Ledger,
	pending: Vec<(u64, PendingBundle)>,
	tip: Option<ScannedBlock>,
}

impl std::fmt::Debug for Store {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		f.debug_struct("Store").field("tip", &self.tip).finish_non_exhaustive()
	}
}

/// Any failure of the database itself.
fn failed(error: impl Into<redb::Error>) -> WalletError {
	WalletError::Store(error.into().to_string())
}

impl Store {
	/// Opens a wallet's database, or makes an empty one.
	///
	/// # Errors
	/// [`WalletError::StoreBusy`], [`WalletError::StoreOfOtherKey`], [`WalletError::StoreCorrupt`],
	/// [`WalletError::Store`], [`WalletError::File`].
	pub fn open(folder: &Path, keys: &WalletKeys) -> Result<Self> {
		crate::keys::create_private_folder(folder)?;
		let path = folder.join(STORE_FILE);
		let mut options = std::fs::OpenOptions::new();
		options.read(true).write(true).create(true).truncate(false);
		#[cfg(unix)]
		std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
		let file = options.open(&path).map_err(|error| WalletError::file(&path, error))?;
		let database = Database::builder().create_file(file).map_err(|error| match error {
			DatabaseError::DatabaseAlreadyOpen => WalletError::StoreBusy,
			DatabaseError::Storage(redb::StorageError::Corrupted(_)) => {
				WalletError::StoreCorrupt("it is not a database")
			},
			other => failed(other),
		})?;
		Self::from_database(database, keys)
	}

	/// Opens a database on other storage than a file, for tests.
	///
	/// # Errors
	/// As [`Store::open`].
	pub fn with_backend(backend: impl StorageBackend, keys: &WalletKeys) -> Result<Self> {
		let database = Database::builder().create_with_backend(backend).map_err(failed)?;
		Self::from_database(database, keys)
	}

	fn from_database(database: Database, keys: &WalletKeys) -> Result<Self> {
		let viewing_key = Zeroizing::new(keys.viewing().to_bytes());
		let sealer = Sealer::new(&viewing_key);
		let check = sealer.check_value();
		if !Self::is_prepared(&database, &check)? {
			Self::prepare(&database, &check)?;
		}

		let mut store =
			Self { database, sealer, ledger: Ledger::default(), pending: Vec::new(), tip: None };
		store.load()?;
		Ok(store)
	}

	/// Whether the database has its tables, for this key. Writes nothing: the disk may be slow.
	fn is_prepared(database: &Database, check: &[u8; 32]) -> Result<bool> {
		let transaction = database.begin_read().map_err(failed)?;
		let meta = match transaction.open_table(META) {
			Ok(meta) => meta,
			Err(redb::TableError::TableDoesNotExist(_)) => return Ok(false),
			Err(error) => return Err(failed(error)),
		};
		let version = meta.get(META_VERSION).map_err(failed)?.map(|v| v.value().to_vec());
		if version.as_deref() != Some(&[LAYOUT_VERSION]) {
			return Err(WalletError::StoreCorrupt("its layout is of another release"));
		}
		let known = meta.get(META_KEY_CHECK).map_err(failed)?;
		if known.is_none_or(|known| known.value() != check) {
			return Err(WalletError::StoreOfOtherKey);
		}
		Ok(true)
	}

	/// Makes the tables.
	fn prepare(database: &Database, check: &[u8; 32]) -> Result<()> {
		let transaction = database.begin_write().map_err(failed)?;
		{
			let mut meta = transaction.open_table(META).map_err(failed)?;
			meta.insert(META_VERSION, &[LAYOUT_VERSION][..]).map_err(failed)?;
			meta.insert(META_KEY_CHECK, &check[..]).map_err(failed)?;
			transaction.open_table(BLOCKS).map_err(failed)?;
			transaction.open_table(NODES).map_err(failed)?;
			transaction.open_table(EVENTS).map_err(failed)?;
			transaction.open_table(PENDING).map_err(failed)?;
		}
		transaction.commit().map_err(failed)
	}

	/// Folds the state from the database.
	fn load(&mut self) -> Result<()> {
		let transaction = self.database.begin_read().map_err(failed)?;
		let blocks = transaction.open_table(BLOCKS).map_err(failed)?;
		self.tip = blocks
			.last()
			.map_err(failed)?
			.map(|(number, row)| ScannedBlock::from_row(number.value(), row.value()));

		let mut ledger = Ledger::default();
		let events = transaction.open_table(EVENTS).map_err(failed)?;
		for row in events.iter().map_err(failed)? {
			let (number, sealed) = row.map_err(failed)?;
			ledger.apply(self.unseal("events", number.value(), sealed.value())?);
		}
		self.ledger = ledger;

		let mut pending = Vec::new();
		let rows = transaction.open_table(PENDING).map_err(failed)?;
		for row in rows.iter().map_err(failed)? {
			let (number, sealed) = row.map_err(failed)?;
			let number = number.value();
			pending.push((number, self.unseal("pending", number, sealed.value())?));
		}
		self.pending = pending;
		Ok(())
	}

	fn unseal<T: Decode>(&self, table: &'static str, number: u64, sealed: &[u8]) -> Result<T> {
		let plain = self
			.sealer
			.open(table, number, sealed)
			.ok_or(WalletError::StoreCorrupt("a row was altered"))?;
		T::decode(&mut &plain[..]).map_err(|_| WalletError::StoreCorrupt("a row does not decode"))
	}

	/// The newest block that was scanned.
	pub fn tip(&self) -> Option<ScannedBlock> {
		self.tip
	}

	/// What happened to the account so far.
	pub fn ledger(&self) -> &Ledger {
		&self.ledger
	}

	/// The genesis hash of the chain that the wallet follows, once it has seen a block.
	///
	/// # Errors
	/// [`WalletError::Store`].
	pub fn genesis(&self) -> Result<Option<BlockHash>> {
		let transaction = self.database.begin_read().map_err(failed)?;
		let meta = transaction.open_table(META).map_err(failed)?;
		let genesis = meta.get(META_GENESIS).map_err(failed)?;
		Ok(genesis.and_then(|hash| hash.value().try_into().ok()))
	}

	/// A block that was scanned.
	///
	/// # Errors
	/// [`WalletError::Store`].
	pub fn block(&self, number: BlockNumber) -> Result<Option<ScannedBlock>> {
		let transaction = self.database.begin_read().map_err(failed)?;
		let blocks = transaction.open_table(BLOCKS).map_err(failed)?;
		let row = blocks.get(number).map_err(failed)?;
		Ok(row.map(|row| ScannedBlock::from_row(number, row.value())))
	}

	/// The path of a leaf in the tree as it was when it had `leaves` leaves.
	///
	/// # Errors
	/// [`WalletError::StoreCorrupt`] if a node is missing or the leaf did not exist yet.
	pub fn merkle_path(&self, index: u32, leaves: u64) -> Result<MerklePath> {
		let transaction = self.database.begin_read().map_err(failed)?;
		let nodes = transaction.open_table(NODES).map_err(failed)?;
		tree::path(&nodes, index, leaves)
	}

	/// Adds the blocks after the tip, in one transaction of the database.
	///
	/// Nothing is believed unchecked: heights, parent hashes, leaf positions and the tree root must fit.
	///
	/// # Errors
	/// [`WalletError::NodeAnswer`] if they do not, [`WalletError::Store`].
	pub fn append(
		&mut self,
		blocks: &[ChainBlock],
		scanner: &Scanner,
		detected: &Detected,
	) -> Result<()> {
		let events = scanner.events(&self.ledger, blocks, detected);
		let transaction = self.database.begin_write().map_err(failed)?;
		let tip = self.write_blocks(&transaction, blocks)?;
		{
			let mut table = transaction.open_table(EVENTS).map_err(failed)?;
			let mut number = next_number(&table)?;
			for block in &events {
				let sealed = self.sealer.seal("events", number, &block.encode());
				table.insert(number, &sealed[..]).map_err(failed)?;
				number += 1;
			}
		}
		transaction.commit().map_err(failed)?;
		self.tip = tip;
		for block in events {
			self.ledger.apply(block);
		}
		Ok(())
	}

	fn write_blocks(
		&self,
		transaction: &WriteTransaction,
		blocks: &[ChainBlock],
	) -> Result<Option<ScannedBlock>> {
		let refuse = |reason: String| WalletError::NodeAnswer { method: "shielded_blocks", reason };
		let mut table = transaction.open_table(BLOCKS).map_err(failed)?;
		let mut nodes = transaction.open_table(NODES).map_err(failed)?;
		let mut meta = transaction.open_table(META).map_err(failed)?;
		let mut tip = self.tip;
		for block in blocks {
			let (expected, mut leaves) = match tip {
				None => (0, 0),
				Some(tip) => (tip.number.saturating_add(1), tip.leaves),
			};
			if block.number != expected {
				return Err(refuse(format!("block {} comes after {expected}", block.number)));
			}
			match tip {
				None => {
					meta.insert(META_GENESIS, &block.hash[..]).map_err(failed)?;
				},
				Some(tip) if block.parent != tip.hash => {
					return Err(refuse(format!("block {} has another parent", block.number)))
				},
				Some(_) => {},
			}
			if u64::from(block.notes.first_index) != leaves {
				return Err(refuse(format!("block {} leaves out notes", block.number)));
			}
			for (index, leaf) in leaves_of(block) {
				if u64::from(index) != leaves {
					return Err(refuse(format!("block {} leaves out notes", block.number)));
				}
				tree::append(&mut nodes, leaves, leaf)?;
				leaves += 1;
			}
			let scanned = ScannedBlock {
				number: block.number,
				hash: block.hash,
				anchor: block.notes.anchor,
				leaves,
			};
			table.insert(block.number, &scanned.to_row()).map_err(failed)?;
			tip = Some(scanned);
		}
		if let (Some(tip), false) = (tip, blocks.is_empty()) {
			if base_to_bytes(&tree::root(&nodes, tip.leaves)?) != tip.anchor.0 {
				return Err(refuse(format!(
					"the notes up to block {} do not give its root",
					tip.number
				)));
			}
		}
		Ok(tip)
	}

	/// Forgets every block above a height; `None` forgets all. Pending bundles stay.
	///
	/// # Errors
	/// [`WalletError::Store`], [`WalletError::StoreCorrupt`].
	pub fn rollback(&mut self, keep: Option<BlockNumber>) -> Result<()> {
		let tip = match keep {
			None => None,
			Some(number) => Some(
				self.block(number)?
					.ok_or(WalletError::StoreCorrupt("a scanned block is missing"))?,
			),
		};
		let mut ledger = self.ledger.clone();
		ledger.rollback(keep);
		let transaction = self.database.begin_write().map_err(failed)?;
		{
			let mut blocks = transaction.open_table(BLOCKS).map_err(failed)?;
			let first = keep.map_or(0, |keep| keep.saturating_add(1));
			blocks.retain_in(first.., |_, _| false).map_err(failed)?;
			let mut nodes = transaction.open_table(NODES).map_err(failed)?;
			tree::truncate(&mut nodes, tip.map_or(0, |tip| tip.leaves))?;
			// Rows of events are appended one for each entry of the log, and never pruned in between.
			let mut events = transaction.open_table(EVENTS).map_err(failed)?;
			for _ in ledger.log().len()..self.ledger.log().len() {
				events.pop_last().map_err(failed)?;
			}
			if keep.is_none() {
				let mut meta = transaction.open_table(META).map_err(failed)?;
				meta.remove(META_GENESIS).map_err(failed)?;
			}
		}
		transaction.commit().map_err(failed)?;
		self.tip = tip;
		self.ledger = ledger;
		Ok(())
	}

	/// Records a bundle before it is sent.
	///
	/// # Errors
	/// [`WalletError::Store`].
	pub fn add_pending(&mut self, bundle: PendingBundle) -> Result<()> {
		let transaction = self.database.begin_write().map_err(failed)?;
		let number = {
			let mut table = transaction.open_table(PENDING).map_err(failed)?;
			let number = next_number(&table)?;
			let sealed = self.sealer.seal("pending", number, &bundle.encode());
			table.insert(number, &sealed[..]).map_err(failed)?;
			number
		};
		transaction.commit().map_err(failed)?;
		self.pending.push((number, bundle));
		Ok(())
	}

	/// Forgets a bundle that the chain has refused for good.
	///
	/// # Errors
	/// [`WalletError::Store`].
	pub fn remove_pending(&mut self, tx: &TxId) -> Result<()> {
		let transaction = self.database.begin_write().map_err(failed)?;
		{
			let mut table = transaction.open_table(PENDING).map_err(failed)?;
			for (number, _) in self.pending.iter().filter(|(_, bundle)| bundle.tx == *tx) {
				table.remove(number).map_err(failed)?;
			}
		}
		transaction.commit().map_err(failed)?;
		self.pending.retain(|(_, bundle)| bundle.tx != *tx);
		Ok(())
	}

	/// The recorded bundles, oldest first, with what has become of each.
	pub fn pending(&self) -> impl Iterator<Item = (&PendingBundle, PendingStatus)> {
		self.pending.iter().map(|(_, bundle)| (bundle, self.status(bundle)))
	}

	/// What has become of a recorded bundle.
	pub fn pending_status(&self, tx: &TxId) -> Option<PendingStatus> {
		self.pending().find(|(bundle, _)| bundle.tx == *tx).map(|(_, status)| status)
	}

	fn status(&self, bundle: &PendingBundle) -> PendingStatus {
		PendingStatus::of(bundle, &self.ledger, self.tip.map(|tip| tip.number))
	}
}

/// The running number after the last row.
fn next_number(table: &impl ReadableTable<u64, &'static [u8]>) -> Result<u64> {
	Ok(table.last().map_err(failed)?.map_or(0, |(number, _)| number.value() + 1))
}

/// Position and leaf of every note of a block, by position.
///
/// A note that an action makes has its position after all outputs of its bundle, and its record need not
/// stand there.
pub(crate) fn leaves_of(block: &ChainBlock) -> Vec<(u32, [u8; 32])> {
	let mut leaves: Vec<(u32, [u8; 32])> = block
		.notes
		.entries
		.iter()
		.flat_map(|entry| {
			let (hidden, public) = match entry {
				NoteEntry::Public(record) => (&[][..], std::slice::from_ref(record)),
				NoteEntry::Bundle { hidden, public, .. } => (&hidden[..], &public[..]),
			};
			let hidden = hidden.iter().map(|record| (record.index, record.leaf));
			hidden.chain(public.iter().map(|record| (record.index, record.leaf)))
		})
		.collect();
	leaves.sort_by_key(|(index, _)| *index);
	leaves
}
