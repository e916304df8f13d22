// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! JSON-RPC of a SERO node beside the usual Substrate methods.
//!
//! | method | parameters | answer |
//! | --- | --- | --- |
//! | `shielded_status` | | [`types::ShieldedStatus`] |
//! | `shielded_blocks` | from, count ≤ 512 | [`types::ShieldedBlock`]s |
//! | `shielded_requiredFee` | inputs, outputs, publicOutputs, action? | [`types::Amount`] |
//! | `shielded_submitBundle` | bundle | [`types::SubmittedBundle`] |
//! | `shielded_leaves` | from, count ≤ 8192 | leaves |
//! | `shielded_path` | index | [`types::LeafPath`] |
//! | `shielded_isAnchorKnown` | anchor | boolean |
//! | `shielded_areSpent` | nullifiers ≤ 1024 | booleans |
//! | `shielded_supplyAudit` | | [`types::SupplyAudit`] |
//! | `shielded_circuits` | | [`types::Circuit`]s |
//! | `staking_status` | | [`staking::StakingStatus`] |
//! | `staking_quote` | amount | [`staking::Quote`] or null |
//! | `staking_share` | id | [`staking::Share`] or null |
//! | `staking_shares` | after?, count ≤ 256 | [`staking::Share`]s |
//! | `staking_node` | id | [`staking::StakingNode`] or null |
//! | `staking_nodes` | after?, count? ≤ 256 | [`staking::StakingNode`]s |
//! | `voting_status` | | [`staking::VotingStatus`] |
//! | `assets_currency` | name | [`assets::Currency`] |
//! | `assets_ticket` | category, id | [`assets::Ticket`] or null |
//! | `assets_ticketSupply` | category | [`assets::TicketSupply`] or null |
//! | `packages_package` | id | [`assets::Package`] or null |
//! | `packages_sealed` | after?, count? ≤ 64 | [`assets::Package`]s |
//! | `contracts_dryRun` | from, action | [`contracts::DryRun`] |
//! | `contracts_longAddress` | contract | 64 bytes or null |
//! | `contracts_tokenRate` | contract, currency | [`contracts::TokenRate`] or null |
//! | `contracts_balance` | contract, currency | [`types::Amount`] |
//! | `contracts_payee` | short address | 96 bytes or null |
//! | `mining_status` | | [`mining::MiningStatus`] |
//! | `eth_getWork`, `eth_submitWork`, `eth_submitHashrate`, `eth_hashrate`, `eth_mining`, also `sero_…` | | see [`work`] |
//!
//! Errors carry what to do about them, see [`error`].

#![forbid(unsafe_code)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

pub mod assets;
pub mod contracts;
pub mod error;
pub mod index;
pub mod mining;
pub mod shielded;
pub mod staking;
pub mod types;
pub mod work;

pub use assets::{Assets, AssetsRpcServer};
pub use contracts::{Contracts, ContractsRpcServer};
pub use index::NoteIndex;
pub use mining::{Mining, MiningRpcServer, MiningStatus};
pub use shielded::{IsSyncing, RuntimeNotes, Shielded, ShieldedRpcServer};
pub use staking::{Staking, StakingRpcServer};
pub use work::{WorkRpcServer, WorkServer};

/// Asks the runtime at the best block.
fn ask_at_best<B, C, T>(
	client: &C,
	question: impl FnOnce(&C::Api, B::Hash) -> Result<T, sp_api::ApiError>,
) -> Result<T, error::Error>
where
	B: sp_runtime::traits::Block,
	C: sp_api::ProvideRuntimeApi<B> + sp_blockchain::HeaderBackend<B>,
{
	let best = sp_blockchain::HeaderBackend::<B>::info(client).best_hash;
	question(&client.runtime_api(), best).map_err(|error| error::Error::Runtime(error.to_string()))
}
