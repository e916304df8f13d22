// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! An account seen with its viewing key alone: read only, nothing on disk.
//!
//! The auditor sees what came in (hidden and public notes), what went out (by the outgoing key, with the
//! receivers' long-term addresses) and what is spent (by the traces, which the circuit proves). The
//! viewing key cannot tell an address that the account handed out from one that nobody can spend from
//! (attack A14): such notes are marked until their trace shows that they were spent.

use std::sync::Arc;

use sero_primitives::BlockNumber;
use sero_zk_crypto::FullViewingKey;

use crate::{
	chain::{BlockHash, ChainBlock, ChainSource},
	error::{Result, WalletError},
	ledger::Ledger,
	progress::Progress,
	scan::{Detected, Scanner},
	store::leaves_of,
	sync::{sync, ScanTarget, SyncReport},
};

#[cfg(test)]
mod tests;

/// A scan that is kept in memory.
#[derive(Debug, Default)]
pub struct MemoryTarget {
	start: BlockNumber,
	genesis: Option<BlockHash>,
	hashes: Vec<BlockHash>,
	/// Number of leaves after each block.
	leaves: Vec<u64>,
	ledger: Ledger,
}

impl MemoryTarget {
	/// Begins at a height.
	pub fn starting_at(start: BlockNumber) -> Self {
		Self { start, ..Self::default() }
	}

	/// What was found.
	pub fn ledger(&self) -> &Ledger {
		&self.ledger
	}

	fn place(&self, number: BlockNumber) -> Option<usize> {
		usize::try_from(number.checked_sub(self.start)?).ok()
	}
}

impl ScanTarget for MemoryTarget {
	fn tip(&self) -> Option<(BlockNumber, BlockHash)> {
		let last = self.hashes.len().checked_sub(1)?;
		let number = self.start.saturating_add(u32::try_from(last).ok()?);
		Some((number, self.hashes[last]))
	}

	fn start(&self) -> BlockNumber {
		self.start
	}

	fn genesis(&self) -> Result<Option<BlockHash>> {
		Ok(self.genesis)
	}

	fn hash_at(&self, number: BlockNumber) -> Result<Option<BlockHash>> {
		Ok(self.place(number).and_then(|place| self.hashes.get(place)).copied())
	}

	fn append(
		&mut self,
		blocks: &[ChainBlock],
		scanner: &Scanner,
		detected: &Detected,
	) -> Result<()> {
		let mut leaves = self.leaves.last().copied();
		let mut counts = Vec::with_capacity(blocks.len());
		for block in blocks {
			let mut next = u64::from(block.notes.first_index);
			let known = leaves.is_none_or(|leaves| leaves == next);
			let in_order = leaves_of(block).into_iter().all(|(index, _)| {
				next += 1;
				u64::from(index) + 1 == next
			});
			if !known || !in_order {
				return Err(WalletError::NodeAnswer {
					method: "shielded_blocks",
					reason: format!("block {} leaves out notes", block.number),
				});
			}
			leaves = Some(next);
			counts.push(next);
		}
		for event in scanner.events(&self.ledger, blocks, detected) {
			self.ledger.apply(event);
		}
		if let Some(first) = blocks.first().filter(|block| block.number == 0) {
			self.genesis = Some(first.hash);
		}
		self.hashes.extend(blocks.iter().map(|block| block.hash));
		self.leaves.extend(counts);
		Ok(())
	}

	fn rollback(&mut self, keep: Option<BlockNumber>) -> Result<()> {
		let length = keep.and_then(|keep| self.place(keep)).map_or(0, |place| place + 1);
		self.hashes.truncate(length);
		self.leaves.truncate(length);
		self.ledger.rollback(keep);
		Ok(())
	}
}

/// Scans a chain with a viewing key, from a height on.
///
/// With a height above 0, notes that came in before are unknown: payments that spent them are still
/// recognised, without the sum of what they spent.
///
/// # Errors
/// Those of the source.
pub async fn audit<S: ChainSource>(
	source: &S,
	viewing: FullViewingKey,
	from: BlockNumber,
	progress: &dyn Progress,
) -> Result<(MemoryTarget, SyncReport)> {
	let mut target = MemoryTarget::starting_at(from);
	let scanner = Arc::new(Scanner::for_viewing_key(viewing, from > 0));
	let report = sync(source, &mut target, &scanner, progress).await?;
	Ok((target, report))
}
