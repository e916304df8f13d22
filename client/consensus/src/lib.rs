// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The client half of SERO's hybrid consensus: header rules, block import, fork choice, mining, votes.
//!
//! # Rules
//! Every rule has its variant of [`Error`]. They are checked in the order cheap to dear; nothing of
//! a block's body is touched before its work is proven.
//!
//! | rule | text | cost |
//! | --- | --- | --- |
//! | PW-1 | The header has exactly one pre-runtime item, one difficulty log and, last, one seal. | µs |
//! | PW-2 | The seal's votes are for this block, by different tickets. | µs |
//! | PW-3 | The parent is known; the number is the parent's plus one. Before this holds the number chooses no epoch. | µs |
//! | PW-4 | The claimed cumulative work is the parent's (in its header) plus the claimed difficulty, which is not 0. | µs |
//! | PW-5 | The claimed difficulty is what the runtime demands of a child of the parent. | cached call |
//! | PW-6 | The final hash of the claimed mix meets the claimed difficulty. | µs |
//! | PW-7 | The mix is the one that pre-hash and nonce lead to. | ms, cached |
//! | VT-20 | There are as many votes as the parent's state demands of the draw. | call |
//! | VT-21 | The votes are by drawn tickets, and signed. | ms, cached |
//! | PW-8 | The runtime accepts the inherents. | execution |
//! | PW-9 | The best block has the greatest cumulative work; among equals the most votes, then the lowest hash. | µs |
//!
//! PW-5, VT-20 and VT-21 need the parent's state. Without it (headers that a fast sync imports before
//! the state) they are left out: PW-4, PW-6 and PW-7 still prove every unit of work that the fork
//! choice counts, and votes only decide ties.
//!
//! # Why not `sc_consensus_pow::PowBlockImport`
//! It hands the attacker's body to the runtime (`check_inherents`) before it has seen any work; it
//! counts a parent without auxiliary entry as difficulty 0, so that accumulated work restarts after
//! a state sync; it reads the best block and imports in two steps that can interleave; its tie-break
//! sees no hashes; its engine id is fixed. Here cumulative work lives in headers, which are never
//! pruned: there is no auxiliary data to lose. [`ProgPowAlgorithm`] still implements
//! [`sc_consensus_pow::PowAlgorithm`], `preliminary_verify` included, for tools that want it.
//!
//! # Flow
//! - network → [`PowImportQueue`]: the proofs of a batch are computed ahead, in parallel, into a
//!   cache; the queue behind it stays serial.
//! - → [`PowVerifier`]: PW-1 to PW-7 and the votes, seal moved to the post-digests.
//! - → [`PowBlockImport`]: the same again (cached, so own blocks take the same path), PW-8, then
//!   PW-9 and the import under one lock.
//! - announcements → [`PowAnnounceValidator`]: junk is refused before its body is requested.
//! - [`start_mining`]: templates and CPU workers. Their full datasets are kept on disk
//!   ([`DatasetStore`]). Outside miners are served through [`WorkSource`].
//! - [`voting`]: asks for votes for what the miner finds, and votes for what others find.
//!
//! # For a node's `service.rs`
//! ```ignore
//! let algorithm = ProgPowAlgorithm::new(client.clone(), config.prometheus_registry());
//! let block_import = PowBlockImport::new(client.clone(), client.clone(), algorithm.clone(), cidp);
//! let queue = sero_consensus::import_queue(
//!     Box::new(block_import.clone()), None, algorithm.clone(), &task_manager.spawn_essential_handle(),
//!     config.prometheus_registry(),
//! );
//! // BuildNetworkParams { block_announce_validator_builder: Some(Box::new({
//! //     let algorithm = algorithm.clone(); move |_| Box::new(PowAnnounceValidator::new(algorithm)) })), … }
//! let (handle, task) = sero_consensus::start_mining(StartMining {
//!     block_import: Box::new(block_import), client, algorithm, env: proposer_factory,
//!     sync_oracle: sync_service, author: Arc::new(move |parent| author_of(parent).boxed()),
//!     create_inherent_data_providers: cidp,
//!     transactions: pool.import_notification_stream().map(|_| ()).boxed(),
//!     voting: Some(voting_handle),
//!     config: MiningConfig { threads: 1, force: is_dev, ..Default::default() },
//! });
//! task_manager.spawn_essential_handle().spawn("mining", Some("mining"), task);
//! ```

#![forbid(unsafe_code)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

mod algorithm;
mod announce;
mod block_import;
mod caches;
mod chain;
mod datasets;
mod error;
pub mod keys;
mod lru;
mod metrics;
mod mining;
mod queue;
#[cfg(test)]
mod test_util;
mod verifier;
pub mod voting;

pub use algorithm::{CheckedHeader, ProgPowAlgorithm};
pub use announce::PowAnnounceValidator;
#[cfg(feature = "test-utils")]
pub use block_import::CheckInherents;
pub use block_import::{is_better, ChainWeight, PowBlockImport};
pub use chain::{ChainAccess, ChildRules};
pub use datasets::{DatasetStore, Origin, StoreError};
pub use error::Error;
pub use mining::{
	start_mining, MakeAuthor, MiningConfig, MiningHandle, ShareError, StartMining, SubmitError,
	Submitted, Work, WorkSource, DATASET_THRESHOLD,
};
pub use queue::{import_queue, PowImportQueue};
pub use verifier::PowVerifier;

/// Log target of this crate.
pub const LOG_TARGET: &str = "pow";
