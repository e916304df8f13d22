// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Follows a chain: page by page, resumable at any point, through reorganizations of any depth.

use std::sync::Arc;

use sero_primitives::BlockNumber;

use crate::{
	chain::{BlockHash, ChainBlock, ChainSource, ChainStatus},
	error::{Result, WalletError},
	progress::{Progress, Task},
	scan::{Detected, Scanner},
	store::Store,
};

#[cfg(test)]
mod tests;

/// Blocks asked for at a time.
pub const PAGE: u32 = 256;

/// Reorganizations in one synchronization before the node is taken for unreliable.
const MAX_REORGS: u32 = 64;

/// Something that keeps what a scan finds.
pub trait ScanTarget {
	/// The newest block that it has: height and hash.
	fn tip(&self) -> Option<(BlockNumber, BlockHash)>;

	/// Height of the first block that it wants.
	fn start(&self) -> BlockNumber {
		0
	}

	/// Genesis hash of the chain that it has followed so far.
	///
	/// # Errors
	/// Those of its storage.
	fn genesis(&self) -> Result<Option<BlockHash>>;

	/// Hash of a block that it has.
	///
	/// # Errors
	/// Those of its storage.
	fn hash_at(&self, number: BlockNumber) -> Result<Option<BlockHash>>;

	/// Adds the blocks after its tip.
	///
	/// # Errors
	/// [`WalletError::NodeAnswer`] if they do not fit, and those of its storage.
	fn append(
		&mut self,
		blocks: &[ChainBlock],
		scanner: &Scanner,
		detected: &Detected,
	) -> Result<()>;

	/// Forgets the blocks above a height; `None` forgets all.
	///
	/// # Errors
	/// Those of its storage.
	fn rollback(&mut self, keep: Option<BlockNumber>) -> Result<()>;
}

impl ScanTarget for Store {
	fn tip(&self) -> Option<(BlockNumber, BlockHash)> {
		Store::tip(self).map(|tip| (tip.number, tip.hash))
	}

	fn genesis(&self) -> Result<Option<BlockHash>> {
		Store::genesis(self)
	}

	fn hash_at(&self, number: BlockNumber) -> Result<Option<BlockHash>> {
		Ok(self.block(number)?.map(|block| block.hash))
	}

	fn append(
		&mut self,
		blocks: &[ChainBlock],
		scanner: &Scanner,
		detected: &Detected,
	) -> Result<()> {
		Store::append(self, blocks, scanner, detected)
	}

	fn rollback(&mut self, keep: Option<BlockNumber>) -> Result<()> {
		Store::rollback(self, keep)
	}
}

/// What a synchronization did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SyncReport {
	/// Height of the newest block that the wallet has now.
	pub height: Option<BlockNumber>,
	/// Blocks scanned.
	pub scanned: u64,
	/// Blocks undone because the chain was reorganized.
	pub undone: u64,
	/// Height of the node when it has not yet all the blocks that the wallet has.
	pub node_behind: Option<BlockNumber>,
}

/// Scans a chain up to its best block.
///
/// Each page is kept before the next one is scanned, so that an interruption at any moment costs one
/// page at most. While a page is scanned the next one is fetched.
///
/// # Errors
/// [`WalletError::OtherChain`] if the target has followed a chain with another genesis; those of source
/// and target.
pub async fn sync<S: ChainSource, T: ScanTarget>(
	source: &S,
	target: &mut T,
	scanner: &Arc<Scanner>,
	progress: &dyn Progress,
) -> Result<SyncReport> {
	let status = source.status().await?;
	check_genesis(target, &status)?;
	let mut report = SyncReport::default();
	if let Some((tip, _)) = target.tip() {
		if status.best < tip && target.hash_at(status.best)? == Some(status.best_hash) {
			// The node has no other chain, it has only not got as far yet.
			report.height = Some(tip);
			report.node_behind = Some(status.best);
			return Ok(report);
		}
	}
	let first = next_height(target);
	progress.begin(Task::Scan, u64::from(status.best.saturating_add(1).saturating_sub(first)));
	let result = follow(source, target, scanner, progress, &mut report).await;
	progress.end();
	result?;
	report.height = target.tip().map(|(number, _)| number);
	Ok(report)
}

fn check_genesis<T: ScanTarget>(target: &T, status: &ChainStatus) -> Result<()> {
	match target.genesis()? {
		Some(known) if known != status.genesis => Err(WalletError::OtherChain {
			wallet: hex::encode(known),
			node: hex::encode(status.genesis),
		}),
		_ => Ok(()),
	}
}

fn next_height<T: ScanTarget>(target: &T) -> BlockNumber {
	target.tip().map_or(target.start(), |(number, _)| number.saturating_add(1))
}

async fn follow<S: ChainSource, T: ScanTarget>(
	source: &S,
	target: &mut T,
	scanner: &Arc<Scanner>,
	progress: &dyn Progress,
	report: &mut SyncReport,
) -> Result<()> {
	let mut reorgs = 0;
	let mut prefetched: Option<Vec<ChainBlock>> = None;
	loop {
		let from = next_height(target);
		let page = match prefetched.take() {
			Some(page) => page,
			None => source.blocks(from, PAGE).await?,
		};
		check_page(from, &page)?;
		let fits = match (target.tip(), page.first()) {
			(None, None) => return Ok(()),
			(None, Some(_)) => true,
			(Some((_, hash)), Some(block)) => block.parent == hash,
			// The end of the chain, or the chain is shorter now: ask which.
			(Some((number, hash)), None) => {
				if source.block_hash(number).await? == Some(hash) {
					return Ok(());
				}
				false
			},
		};
		if !fits {
			reorgs += 1;
			if reorgs > MAX_REORGS {
				return Err(WalletError::NodeAnswer {
					method: "shielded_blocks",
					reason: "the chain changes with every request".into(),
				});
			}
			let keep = common_block(source, target).await?;
			let before = next_height(target);
			target.rollback(keep)?;
			report.undone += u64::from(before - next_height(target));
			continue;
		}

		let page = Arc::new(page);
		let detection = tokio::task::spawn_blocking({
			let (scanner, page) = (scanner.clone(), page.clone());
			move || scanner.detect(&page)
		});
		let after = page.last().map_or(from, |block| block.number.saturating_add(1));
		let (detected, next) = tokio::join!(detection, source.blocks(after, PAGE));
		let detected = detected
			.map_err(|error| WalletError::Store(format!("the scan was interrupted: {error}")))?;
		target.append(&page, scanner, &detected)?;
		report.scanned += page.len() as u64;
		progress.advance(report.scanned);
		prefetched = Some(next?);
	}
}

/// A page must be a chain that begins at the asked height.
fn check_page(from: BlockNumber, page: &[ChainBlock]) -> Result<()> {
	let refuse = |reason: &str| {
		Err(WalletError::NodeAnswer { method: "shielded_blocks", reason: reason.into() })
	};
	for (expected, block) in (u64::from(from)..).zip(page) {
		if u64::from(block.number) != expected {
			return refuse("the blocks are not the ones asked for");
		}
	}
	if page.windows(2).any(|pair| pair[1].parent != pair[0].hash) {
		return refuse("the blocks do not form a chain");
	}
	Ok(())
}

/// The newest block that target and source have in common: gallops back, then bisects.
///
/// `None` if there is none although the genesis is the same: the target began later than with it.
async fn common_block<S: ChainSource, T: ScanTarget>(
	source: &S,
	target: &T,
) -> Result<Option<BlockNumber>> {
	let Some((tip, _)) = target.tip() else { return Ok(None) };
	let start = target.start();
	let same = |number: BlockNumber, theirs: Option<BlockHash>| -> Result<bool> {
		Ok(theirs.is_some() && target.hash_at(number)? == theirs)
	};
	// All heights above `low` differ up to `high`, the lowest one known to differ.
	let (mut high, mut step) = (tip, 1u32);
	let low = loop {
		if high == start {
			return Ok(None);
		}
		let probe = high.saturating_sub(step).max(start);
		if same(probe, source.block_hash(probe).await?)? {
			break probe;
		}
		high = probe;
		step = step.saturating_mul(2);
	};
	let mut low = low;
	while high - low > 1 {
		let middle = low + (high - low) / 2;
		if same(middle, source.block_hash(middle).await?)? {
			low = middle;
		} else {
			high = middle;
		}
	}
	Ok(Some(low))
}
