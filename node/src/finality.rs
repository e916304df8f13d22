// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Blocks that are taken as final because enough others lie above them.
//!
//! Work alone makes no block final: a heavier chain may always turn up. Where the operator asks for
//! it, the node takes blocks `depth` below the best one as final, which lets applications show
//! something and the database forget forks. It does so for itself only, and never while it is
//! catching up: a node that comes from behind follows the heaviest chain whatever it saw first.

use futures::StreamExt;
use sc_client_api::{BlockchainEvents, Finalizer};
use sc_service::ChainType;
use sero_runtime::opaque::Block;
use sp_blockchain::HeaderBackend;
use sp_consensus::SyncOracle;
use std::sync::Arc;

/// Log target.
const LOG_TARGET: &str = "sero::finality";

/// The depth to use: the operator's, or the default of the kind of chain.
pub fn depth(chosen: Option<u32>, chain_type: &ChainType) -> u32 {
	chosen.unwrap_or(match chain_type {
		// One node: there is nobody to disagree with.
		ChainType::Development => 10,
		_ => 0,
	})
}

/// Number of the block to take as final, if there is one to take.
fn target(best: u32, finalized: u32, depth: u32) -> Option<u32> {
	best.checked_sub(depth).filter(|number| depth > 0 && *number > finalized)
}

/// Follows the best chain `depth` blocks behind.
pub async fn run<C, BE, S>(client: Arc<C>, sync: S, depth: u32)
where
	BE: sc_client_api::Backend<Block>,
	C: BlockchainEvents<Block> + HeaderBackend<Block> + Finalizer<Block, BE>,
	S: SyncOracle,
{
	let mut imports = client.import_notification_stream();
	while let Some(block) = imports.next().await {
		if !block.is_new_best || sync.is_major_syncing() {
			continue;
		}
		let info = client.info();
		let Some(number) = target(info.best_number, info.finalized_number, depth) else { continue };
		let result = match client.hash(number) {
			Ok(Some(hash)) => client.finalize_block(hash, None, true),
			Ok(None) => continue,
			Err(error) => Err(error),
		};
		if let Err(error) = result {
			log::warn!(target: LOG_TARGET, "Block {number} is not taken as final: {error}");
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn only_buried_blocks_are_final() {
		assert_eq!(target(100, 0, 10), Some(90));
		assert_eq!(target(100, 90, 10), None);
		assert_eq!(target(5, 0, 10), None);
		assert_eq!(target(10, 0, 10), None);
		assert_eq!(target(100, 0, 0), None);
	}

	#[test]
	fn work_alone_makes_nothing_final_unless_asked() {
		assert_eq!(depth(None, &ChainType::Live), 0);
		assert_eq!(depth(None, &ChainType::Local), 0);
		assert_eq!(depth(None, &ChainType::Development), 10);
		assert_eq!(depth(Some(30), &ChainType::Live), 30);
		assert_eq!(depth(Some(0), &ChainType::Development), 0);
	}
}
