// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Keeps what every block did to the hidden pool, so that wallets can scan it.
//!
//! The runtime knows the notes of the last block only, and old states are pruned. [`NoteIndex`]
//! asks it once for every imported block and keeps the answer in the client's auxiliary store:
//!
//! | key | value |
//! | --- | --- |
//! | `sero:notes:` ‖ block hash | [`BlockNotes`] |
//! | `sero:chunk:` ‖ chunk number (8 bytes, big endian) | [`ChunkRecord`] |
//!
//! Positions in the tree are those of the best chain; a reorganization only moves the right edge.
//! Memory is bounded: leaves stay on disk, except those of the last incomplete chunk.

use codec::{Decode, Encode};
use futures::{Stream, StreamExt};
use parking_lot::RwLock;
use sc_client_api::{AuxStore, BlockImportNotification, FinalityNotification};
use sero_primitives::BlockNumber;
use sero_shielded_primitives::{BlockNotes, NoteEntry};
use sero_zk_crypto::{field::base_from_bytes, tree::MerklePath, Base};
use sp_blockchain::{tree_route, HeaderBackend, HeaderMetadata};
use sp_core::H256;
use sp_runtime::traits::{Block as BlockT, Header as HeaderT};
use std::{marker::PhantomData, sync::Arc};

mod tree;

use tree::LeafTree;
pub use tree::{TreeError, CHUNK_LEAVES};

/// Log target.
const LOG_TARGET: &str = "sero::notes";
/// Prefix of the keys of blocks.
const NOTES_PREFIX: &[u8] = b"sero:notes:";
/// Prefix of the keys of chunks.
const CHUNK_PREFIX: &[u8] = b"sero:chunk:";
/// Most bytes of notes that one request collects, before hexadecimal encoding.
const MAX_RESPONSE_BYTES: usize = 4 * 1024 * 1024;

/// A complete chunk of the tree.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
struct ChunkRecord {
	/// Its root.
	root: [u8; 32],
	/// Height of the block with its last leaf.
	number: BlockNumber,
	/// Hash of that block: the record is void if it has left the best chain.
	hash: H256,
}

/// Why the index cannot answer.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
	/// The database failed.
	#[error("database: {0}")]
	Database(#[from] sp_blockchain::Error),
	/// The runtime could not be asked.
	#[error("the notes of block {hash:?} cannot be read from its state: {reason}")]
	Runtime {
		/// The block.
		hash: H256,
		/// What went wrong.
		reason: String,
	},
	/// A record does not decode.
	#[error("the record of block {0:?} is damaged")]
	Damaged(H256),
	/// A block is not indexed.
	#[error("block {0} is not indexed")]
	NotIndexed(BlockNumber),
	/// The tree and the request do not fit together.
	#[error(transparent)]
	Tree(#[from] TreeError),
	/// The index and the chain disagree about the tree.
	#[error("the tree differs from the chain's after block {0}")]
	AnchorMismatch(BlockNumber),
}

/// Reads the notes of a block from its state.
pub trait NoteSource: Send + Sync {
	/// The notes of the block with this hash.
	///
	/// # Errors
	/// A text, if the state is gone or the runtime has no such interface.
	fn block_notes(&self, hash: H256) -> Result<BlockNotes, String>;
}

/// What the index needs from the client.
pub trait IndexClient<B: BlockT>:
	AuxStore + HeaderBackend<B> + HeaderMetadata<B, Error = sp_blockchain::Error> + Send + Sync
{
}

impl<B: BlockT, C> IndexClient<B> for C where
	C: AuxStore + HeaderBackend<B> + HeaderMetadata<B, Error = sp_blockchain::Error> + Send + Sync
{
}

/// A block of the best chain as wallets scan it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IndexedBlock {
	/// Height.
	pub number: BlockNumber,
	/// Hash.
	pub hash: H256,
	/// Hash of the block before it; zero before the first.
	pub parent: H256,
	/// SCALE encoding of its [`BlockNotes`].
	pub notes: Vec<u8>,
}

/// Where the index stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct IndexStatus {
	/// Height of the last indexed block of the best chain.
	pub number: BlockNumber,
	/// Its hash.
	pub hash: H256,
	/// Leaves of the tree after it.
	pub leaves: u64,
	/// Root of the tree after it.
	pub anchor: [u8; 32],
}

/// The part of the index that moves with the best chain.
#[derive(Clone, Default)]
struct Chain {
	tip: Option<(BlockNumber, H256)>,
	anchor: [u8; 32],
	tree: LeafTree,
}

/// The index.
pub struct NoteIndex<B, C> {
	client: Arc<C>,
	source: Box<dyn NoteSource>,
	chain: RwLock<Chain>,
	_block: PhantomData<fn() -> B>,
}

impl<B, C> std::fmt::Debug for NoteIndex<B, C> {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		f.debug_struct("NoteIndex").field("tip", &self.chain.read().tip).finish_non_exhaustive()
	}
}

/// Key of a block's notes.
fn notes_key(hash: &H256) -> Vec<u8> {
	[NOTES_PREFIX, hash.as_bytes()].concat()
}

/// Key of a chunk.
fn chunk_key(chunk: u64) -> Vec<u8> {
	[CHUNK_PREFIX, &chunk.to_be_bytes()].concat()
}

/// The leaves that a block appended, by position: the note out of a package is recorded among a bundle's
/// hidden notes, and has a position after its public ones.
fn leaves_of(notes: &BlockNotes) -> Vec<[u8; 32]> {
	let mut leaves: Vec<(u32, [u8; 32])> = notes
		.entries
		.iter()
		.flat_map(|entry| {
			let (hidden, public) = match entry {
				NoteEntry::Bundle { hidden, public, .. } => (hidden.as_slice(), public.as_slice()),
				NoteEntry::Public(record) => (&[][..], std::slice::from_ref(record)),
			};
			let hidden = hidden.iter().map(|record| (record.index, record.leaf));
			hidden.chain(public.iter().map(|record| (record.index, record.leaf)))
		})
		.collect();
	leaves.sort_by_key(|(index, _)| *index);
	leaves.into_iter().map(|(_, leaf)| leaf).collect()
}

impl<B, C> NoteIndex<B, C>
where
	B: BlockT<Hash = H256>,
	B::Header: HeaderT<Number = BlockNumber, Hash = H256>,
	C: IndexClient<B>,
{
	/// An index that knows nothing yet.
	pub fn new(client: Arc<C>, source: Box<dyn NoteSource>) -> Self {
		Self { client, source, chain: Default::default(), _block: PhantomData }
	}

	/// Follows the chain until the streams end.
	///
	/// `imports` has to report every imported block, and has to be opened before the call.
	pub async fn run(
		self: Arc<Self>,
		imports: impl Stream<Item = BlockImportNotification<B>>,
		finality: impl Stream<Item = FinalityNotification<B>>,
	) {
		if let Err(error) = self.catch_up() {
			log::error!(target: LOG_TARGET, "Notes of old blocks are missing: {error}");
		}
		let (mut imports, mut finality) = (Box::pin(imports.fuse()), Box::pin(finality.fuse()));
		loop {
			futures::select! {
				block = imports.next() => {
					let Some(block) = block else { return };
					if let Err(error) = self.on_import(block.hash, block.is_new_best) {
						log::error!(
							target: LOG_TARGET,
							"Block {:?} is not indexed: {error}", block.hash,
						);
					}
				},
				notification = finality.next() => {
					let Some(notification) = notification else { continue };
					let stale = notification.stale_blocks.iter().map(|block| block.hash);
					if let Err(error) = self.forget(stale) {
						log::warn!(target: LOG_TARGET, "Stale notes are not removed: {error}");
					}
				},
			}
		}
	}

	/// Indexes the best chain from the last complete chunk on.
	///
	/// # Errors
	/// Those of the first block that cannot be indexed.
	pub fn catch_up(&self) -> Result<(), IndexError> {
		let best = self.client.info();
		let mut chain = Chain::default();
		let mut resume = 0;
		while let Some(record) = self.chunk_record(chain.tree.chunks())? {
			let base =
				base_from_bytes(&record.root).map_err(|_| IndexError::Damaged(record.hash))?;
			chain.tree.push_chunk(base)?;
			resume = record.number;
		}
		let skip_until = chain.tree.len();
		log::info!(
			target: LOG_TARGET,
			"Indexing notes from block {resume} to {} ({skip_until} leaves are known)",
			best.best_number,
		);
		for number in resume..=best.best_number {
			// The best chain may move meanwhile: what follows is told by notifications.
			let Some(hash) = self.client.hash(number)? else { break };
			self.extend(&mut chain, number, hash, skip_until)?;
			if number % 10_000 == 0 && number > resume {
				log::info!(target: LOG_TARGET, "Indexed up to block {number}");
			}
		}
		*self.chain.write() = chain;
		// Blocks that were replaced during the loop.
		self.follow(self.client.info().best_hash)
	}

	/// A chunk of the best chain, if there is a record of it.
	fn chunk_record(&self, chunk: u64) -> Result<Option<ChunkRecord>, IndexError> {
		let Some(bytes) = self.client.get_aux(&chunk_key(chunk))? else { return Ok(None) };
		let Ok(record) = ChunkRecord::decode(&mut &bytes[..]) else { return Ok(None) };
		Ok((self.client.hash(record.number)? == Some(record.hash)).then_some(record))
	}

	/// Takes note of an imported block.
	///
	/// # Errors
	/// See [`IndexError`].
	pub fn on_import(&self, hash: H256, is_new_best: bool) -> Result<(), IndexError> {
		self.notes(hash)?;
		if is_new_best {
			self.follow(hash)?;
		}
		Ok(())
	}

	/// The notes of a block, from the store or, the first time, from its state.
	fn notes(&self, hash: H256) -> Result<BlockNotes, IndexError> {
		let key = notes_key(&hash);
		if let Some(bytes) = self.client.get_aux(&key)? {
			return BlockNotes::decode(&mut &bytes[..]).map_err(|_| IndexError::Damaged(hash));
		}
		let notes =
			self.source.block_notes(hash).map_err(|reason| IndexError::Runtime { hash, reason })?;
		self.client.insert_aux(&[(&key[..], &notes.encode()[..])], &[])?;
		Ok(notes)
	}

	/// Appends a block's leaves from position `skip_until` on.
	fn extend(
		&self,
		chain: &mut Chain,
		number: BlockNumber,
		hash: H256,
		skip_until: u64,
	) -> Result<(), IndexError> {
		let notes = self.notes(hash)?;
		for (position, leaf) in (u64::from(notes.first_index)..).zip(leaves_of(&notes)) {
			if position < skip_until {
				continue;
			}
			if position != chain.tree.len() {
				return Err(IndexError::AnchorMismatch(number));
			}
			let leaf = base_from_bytes(&leaf).map_err(|_| IndexError::Damaged(hash))?;
			if let Some(root) = chain.tree.push(leaf)? {
				let root = sero_zk_crypto::field::base_to_bytes(&root);
				let record = ChunkRecord { root, number, hash };
				let key = chunk_key(chain.tree.chunks() - 1);
				self.client.insert_aux(&[(&key[..], &record.encode()[..])], &[])?;
			}
		}
		chain.anchor = notes.anchor.0;
		chain.tip = Some((number, hash));
		Ok(())
	}

	/// Moves the index to the chain that ends with `hash`.
	fn follow(&self, hash: H256) -> Result<(), IndexError> {
		// Work on a copy: requests are answered from the old chain meanwhile, and a failure leaves
		// it in place.
		let mut chain = self.chain.read().clone();
		let Some((_, tip)) = chain.tip else { return self.start(hash) };
		if tip == hash {
			return Ok(());
		}
		let route = tree_route(&*self.client, tip, hash)?;
		if !route.retracted().is_empty() {
			let common = route.common_block();
			self.rewind(&mut chain, common.number, common.hash)?;
		}
		for block in route.enacted() {
			self.extend(&mut chain, block.number, block.hash, 0)?;
		}
		*self.chain.write() = chain;
		Ok(())
	}

	/// Builds the index for a chain from its first block on.
	fn start(&self, hash: H256) -> Result<(), IndexError> {
		let genesis = self.client.info().genesis_hash;
		let mut chain = Chain::default();
		self.extend(&mut chain, 0, genesis, 0)?;
		for block in tree_route(&*self.client, genesis, hash)?.enacted() {
			self.extend(&mut chain, block.number, block.hash, 0)?;
		}
		*self.chain.write() = chain;
		Ok(())
	}

	/// Takes the index back to a block of its chain.
	fn rewind(&self, chain: &mut Chain, number: BlockNumber, hash: H256) -> Result<(), IndexError> {
		let notes = self.notes(hash)?;
		let len = u64::from(notes.first_index) + leaves_of(&notes).len() as u64;
		if !chain.tree.truncate_pending(len) {
			let chunks = len / CHUNK_LEAVES;
			chain.tree.truncate_chunks(chunks);
			for leaf in self.leaves_before(number, hash, chunks * CHUNK_LEAVES, len)? {
				chain.tree.push(leaf)?;
			}
		}
		chain.anchor = notes.anchor.0;
		chain.tip = Some((number, hash));
		Ok(())
	}

	/// Leaves `from..to` of the chain that ends with a block, walking backwards from it.
	fn leaves_before(
		&self,
		mut number: BlockNumber,
		mut hash: H256,
		from: u64,
		to: u64,
	) -> Result<Vec<Base>, IndexError> {
		let mut blocks = Vec::new();
		loop {
			let notes = self.notes(hash)?;
			let first = u64::from(notes.first_index);
			blocks.push((hash, notes));
			if first <= from || number == 0 {
				break;
			}
			hash = self.client.header_metadata(hash)?.parent;
			number -= 1;
		}
		let mut leaves = Vec::new();
		for (hash, notes) in blocks.iter().rev() {
			for (position, leaf) in (u64::from(notes.first_index)..).zip(leaves_of(notes)) {
				if (from..to).contains(&position) {
					leaves.push(base_from_bytes(&leaf).map_err(|_| IndexError::Damaged(*hash))?);
				}
			}
		}
		Ok(leaves)
	}

	/// Removes blocks that can never become part of the best chain.
	///
	/// # Errors
	/// [`IndexError::Database`].
	pub fn forget(&self, hashes: impl Iterator<Item = H256>) -> Result<(), IndexError> {
		let keys: Vec<_> = hashes.map(|hash| notes_key(&hash)).collect();
		let keys: Vec<&[u8]> = keys.iter().map(|key| &key[..]).collect();
		Ok(self.client.insert_aux(&[], &keys)?)
	}

	/// Where the index stands; `None` before the first block.
	pub fn status(&self) -> Option<IndexStatus> {
		let chain = self.chain.read();
		let (number, hash) = chain.tip?;
		Some(IndexStatus { number, hash, leaves: chain.tree.len(), anchor: chain.anchor })
	}

	/// The tip, or an error for clients that are too early.
	fn tip(&self) -> Result<(BlockNumber, H256), IndexError> {
		self.chain.read().tip.ok_or(IndexError::NotIndexed(0))
	}

	/// Blocks of the best chain from height `from` on.
	///
	/// Fewer than `count` if the chain ends or the answer would get too long, but at least one if
	/// there is one.
	///
	/// # Errors
	/// See [`IndexError`].
	pub fn blocks(&self, from: BlockNumber, count: u32) -> Result<Vec<IndexedBlock>, IndexError> {
		let (tip, _) = self.tip()?;
		let (mut blocks, mut size) = (Vec::new(), 0);
		let mut previous: Option<H256> = None;
		for number in (from..=tip).take(count as usize) {
			let Some(hash) = self.client.hash(number)? else { break };
			let parent = match number {
				0 => H256::zero(),
				_ => self.client.header_metadata(hash)?.parent,
			};
			// The chain was reorganized between two steps: the rest belongs to another chain.
			if previous.is_some_and(|previous| previous != parent) {
				break;
			}
			let Some(notes) = self.client.get_aux(&notes_key(&hash))? else {
				if blocks.is_empty() {
					return Err(IndexError::NotIndexed(number));
				}
				break;
			};
			size += notes.len();
			if size > MAX_RESPONSE_BYTES && !blocks.is_empty() {
				break;
			}
			previous = Some(hash);
			blocks.push(IndexedBlock { number, hash, parent, notes });
		}
		Ok(blocks)
	}

	/// The last block whose first leaf is not behind `position`.
	fn block_of_leaf(&self, position: u64, tip: BlockNumber) -> Result<BlockNumber, IndexError> {
		let (mut low, mut high) = (0, tip);
		while low < high {
			let middle = low + (high - low).div_ceil(2);
			let hash = self.client.hash(middle)?.ok_or(IndexError::NotIndexed(middle))?;
			if u64::from(self.notes(hash)?.first_index) <= position {
				low = middle;
			} else {
				high = middle - 1;
			}
		}
		Ok(low)
	}

	/// Leaves of the best chain from position `from` on, at most `count`.
	///
	/// # Errors
	/// See [`IndexError`].
	pub fn leaves(&self, from: u64, count: u64) -> Result<Vec<[u8; 32]>, IndexError> {
		let (tip, _) = self.tip()?;
		let mut leaves = Vec::new();
		let mut next = from;
		for number in self.block_of_leaf(from, tip)?..=tip {
			let hash = self.client.hash(number)?.ok_or(IndexError::NotIndexed(number))?;
			let notes = self.notes(hash)?;
			for (position, leaf) in (u64::from(notes.first_index)..).zip(leaves_of(&notes)) {
				if leaves.len() as u64 >= count {
					return Ok(leaves);
				}
				if position == next {
					leaves.push(leaf);
					next += 1;
				}
			}
		}
		Ok(leaves)
	}

	/// The path of a leaf under the root after the last indexed block.
	///
	/// # Errors
	/// See [`IndexError`].
	pub fn path(&self, index: u32) -> Result<(MerklePath, IndexStatus), IndexError> {
		let chain = self.chain.read().clone();
		let (number, hash) = chain.tip.ok_or(IndexError::NotIndexed(0))?;
		let (chunk, expected) = chain.tree.chunk_of(index)?;
		let leaves = if chunk == chain.tree.chunks() {
			chain.tree.pending().to_vec()
		} else {
			self.leaves(chunk * CHUNK_LEAVES, expected)?
				.iter()
				.map(|leaf| base_from_bytes(leaf).map_err(|_| IndexError::Damaged(hash)))
				.collect::<Result<_, _>>()?
		};
		let path = chain.tree.path(index, &leaves)?;
		let status = IndexStatus { number, hash, leaves: chain.tree.len(), anchor: chain.anchor };
		let leaf = leaves
			.get((u64::from(index) % CHUNK_LEAVES) as usize)
			.ok_or(TreeError::NoSuchLeaf(index))?;
		// A reorganization while the leaves were read would show here.
		if sero_zk_crypto::field::base_to_bytes(&path.root_from(*leaf)) != chain.anchor {
			return Err(IndexError::AnchorMismatch(number));
		}
		Ok((path, status))
	}
}

#[cfg(test)]
mod tests;
