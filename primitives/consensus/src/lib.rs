// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Types shared by the on-chain and the client half of SERO's hybrid consensus.
//!
//! A block header carries three digest items of the engine [`POWPOS_ENGINE_ID`], in this order:
//!
//! | item | type | written by | in the pre-hash |
//! | --- | --- | --- | --- |
//! | `DigestItem::PreRuntime` | [`PreDigest`] | miner, before execution | yes |
//! | `DigestItem::Consensus` | [`ConsensusLog`] | runtime, in `on_initialize` | yes |
//! | `DigestItem::Seal` | [`Seal`] | miner, after the nonce is found; always the last item | no |
//!
//! The *pre-hash* is the hash of the header without the seal: it is what the miner hashes and what
//! voters sign. The block hash covers the seal. The genesis header has none of these items.

#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

extern crate alloc;

mod digest;
pub mod inherents;
mod license;
mod params;
mod registry;
mod treasury;
mod votes;

pub use digest::{ConsensusLog, DigestError, PreDigest, Seal, Vote};
pub use license::{LicenseError, LicensePeriod, LicenseProof, LicenseProperty};
pub use params::{
	ConsensusParams, FinalHash, PowFunction, PowParams, PowParamsError, PowPhase, ProgPowConfig,
};

pub use registry::ShareRegistry;
pub use treasury::Treasury;
pub use votes::{
	check_votes, lottery_seed, Draw, DrawnTicket, TicketOutcome, VoteContext, VoteError,
};

use sp_core::{ConstU32, H256, U256};
use sp_runtime::ConsensusEngineId;

/// The consensus engine id of all digest items of this chain.
pub const POWPOS_ENGINE_ID: ConsensusEngineId = *b"SERO";

/// Expected number of hash evaluations for one block; the boundary is `(2^256 - 1) / difficulty`.
///
/// Invariant: never 0 in a valid header.
pub type Difficulty = U256;

/// Identifies a share (position of votes) in the share set.
pub type ShareId = H256;

/// Upper bound of the votes in one seal, whatever the runtime parameters say.
pub type MaxVotes = ConstU32<3>;

/// Upper bound of the phases of [`PowParams`].
pub type MaxPowPhases = ConstU32<8>;

sp_api::decl_runtime_apis! {
	/// What the client half of the consensus asks the runtime. Every call is made at a block that is
	/// already imported, and takes nothing from the block under verification.
	pub trait PowPosApi {
		/// Difficulty that a child of this block must claim and meet.
		fn difficulty() -> U256;
		/// Proof-of-work functions by height. Past phases never change, so that old headers stay
		/// verifiable.
		fn pow_params() -> PowParams;
		/// Consensus parameters in force for a child of this block.
		fn consensus_params() -> ConsensusParams;
	}

	/// The lottery as the client needs it. Called at the parent of the block in question.
	pub trait VotingApi {
		/// The tickets that a child with lottery seed `seed` draws. `parent_seed` is the seed of the
		/// block at which this is called, `None` if that is the genesis block.
		fn draw(parent_seed: Option<H256>, seed: H256) -> Draw;
	}

	/// What a miner asks about licenses. Called at the parent of the block that is to be mined.
	pub trait LicenseApi {
		/// Whether a child of this block needs a license.
		fn required() -> bool;
		/// Which blocks need one; `None` if none does.
		fn period() -> Option<LicensePeriod>;
		/// The licensor's public key: `PK_zpk` and `PK_prop`, cofactor encodings.
		fn licensor() -> Option<[u8; 64]>;
		/// Verifying key of the license circuit, and whether everybody can forge proofs for it.
		fn license_circuit() -> Option<(alloc::vec::Vec<u8>, bool)>;
		/// Checks the license of an author for a block of this height on this parent.
		fn check(
			author: [u8; 96],
			license: LicenseProof,
			parent: H256,
			height: u32,
		) -> Result<(), LicenseError>;
	}
}
