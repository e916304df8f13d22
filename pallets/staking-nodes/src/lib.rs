// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Shares, staking nodes, the set that blocks draw their voters from, and what stakers are paid.
//!
//! # Words
//! - *share*: tickets that were bought together, out of the hidden pool, by a one-time address. Who
//!   bought them is not known; what they are paid becomes anonymous when it is spent first.
//! - *ticket*: one chance per block to be drawn. A drawn ticket leaves the lottery.
//! - *staking node*: votes for shares of others and keeps a part of their rewards.
//!
//! # Life of a ticket
//! ```text
//! BuyShare ─► waiting ─► in the lottery ─┬─► voted ─────────────────────────────► owed ─► paid
//!   block b     b + 1                    ├─► missed ─► released, bought + miss ─► owed ─► paid
//!                                        └─► expired, bought + expiry ──────────► owed ─► paid
//! ```
//! What is owed to a share is paid as one public note, a payment cycle after it became owed; so a
//! share is paid at most once per cycle. A share is forgotten when nothing is left to come.
//!
//! # Who calls what
//! There are no calls: the pallet of the hidden pool does what bundles ask for through
//! [`StakingActions`], the consensus pallet draws and settles through [`ShareRegistry`], in each block
//! before any bundle: `draw`, `settle`, `advance`. Work per block is bounded; what is left over waits
//! in queues. `settle` and `advance` add what they did to the weight of the block.
//!
//! # The set and the client
//! A client draws for a block on its parent's state ([`Pallet::draw_for_child`]), and the chain draws
//! again in the block's child, after the block's bundles. Both must agree, so nothing but `settle` and
//! `advance` changes the set: neither purchases nor new vote addresses of nodes.
//!
//! # Order of pallets
//! Genesis shares are booked in the ledger, so this pallet must stand behind the one that implements
//! [`Config::Ledger`](pallet::Config::Ledger).
//!
//! [`StakingActions`]: sero_shielded_primitives::StakingActions
//! [`ShareRegistry`]: sero_consensus_primitives::ShareRegistry

#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

mod advance;
#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod genesis;
pub mod lottery;
#[cfg(test)]
mod mock;
mod nodes;
pub mod price;
mod queries;
mod queue;
pub mod runtime_api;
mod set;
mod shares;
#[cfg(test)]
mod tests;
pub mod tree;
#[cfg(any(feature = "try-runtime", test))]
mod try_state;
pub mod types;
pub mod weights;

pub use pallet::*;
pub use price::{PriceCurve, Quote};
pub use types::*;
pub use weights::WeightInfo;

/// Target of this pallet's log lines.
pub(crate) const LOG_TARGET: &str = "runtime::staking";

// The types that the macro makes for storage and genesis have no `Debug`.
#[allow(missing_debug_implementations)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::vec::Vec;
	use frame_support::pallet_prelude::*;
	use frame_system::pallet_prelude::*;
	use sero_consensus_primitives::ShareId;
	use sero_primitives::{Balance, BlockNumber};
	use sero_shielded_primitives::{NodeId, RejectReason, ShieldedLedger};
	use tree::{Counts, Shape};

	/// Version of the storage layout.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// The hidden pool that stakes come from and notes are made in.
		type Ledger: ShieldedLedger;

		/// Weights of this pallet.
		type WeightInfo: WeightInfo;

		/// Makes addresses for the benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: benchmarking::BenchmarkHelper;
	}

	/// Parameters. Absent on a chain without staking.
	#[pallet::storage]
	pub type Params<T> = StorageValue<_, StakingParams>;

	/// The `n` of the set `S(n)` in state: how often it was moved on.
	#[pallet::storage]
	pub type Clock<T> = StorageValue<_, BlockNumber, ValueQuery>;

	/// Sums over all shares and nodes.
	#[pallet::storage]
	pub type Sums<T> = StorageValue<_, Totals, ValueQuery>;

	/// Shares that are not paid in full.
	///
	/// `Identity` is safe: an id is the output of a hash.
	#[pallet::storage]
	pub type Shares<T> = StorageMap<_, Identity, ShareId, Share>;

	/// Staking nodes whose deposit is not paid back.
	///
	/// `Identity` is safe: an id is the output of a hash.
	#[pallet::storage]
	pub type Nodes<T> = StorageMap<_, Identity, NodeId, StakingNode>;

	/// Shape of the tree of tickets.
	#[pallet::storage]
	pub type SetShape<T> = StorageValue<_, Shape, ValueQuery>;

	/// Nodes of the tree of tickets by level and index; without those that are all zero.
	#[pallet::storage]
	pub type SetNodes<T> = StorageMap<_, Twox64Concat, (u8, u32), Counts, ValueQuery>;

	/// The share in each used slot of the tree.
	#[pallet::storage]
	pub type Slots<T> = StorageMap<_, Twox64Concat, u32, ShareId>;

	/// The stack of free slots.
	#[pallet::storage]
	pub type FreeSlots<T> = StorageMap<_, Twox64Concat, u32, u32>;

	/// Ends of the queues.
	#[pallet::storage]
	pub type QueueBounds<T> = StorageMap<_, Twox64Concat, Queue, QueueEnds, ValueQuery>;

	/// Entries of the queues.
	#[pallet::storage]
	pub type Queued<T> = StorageDoubleMap<_, Twox64Concat, Queue, Twox64Concat, u64, QueueEntry>;

	/// Configuration of the genesis block.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// Parameters; none for a chain without staking.
		pub params: Option<StakingParams>,
		/// Staking nodes that are there from the start.
		pub nodes: Vec<GenesisNode>,
		/// Shares that are in the lottery from the start.
		pub shares: Vec<GenesisShare>,
		#[serde(skip)]
		#[doc(hidden)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			Pallet::<T>::build_genesis(self);
		}
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A share was bought. It enters the lottery in the next block that has room for it.
		SharesBought {
			/// The share.
			share: ShareId,
			/// The staking node that votes with it.
			node: Option<NodeId>,
			/// Number of tickets.
			tickets: u32,
			/// At what each of them is booked, in base units.
			value: Balance,
			/// What returned to the buyer, in base units.
			change: Balance,
		},
		/// A drawn ticket voted.
		TicketVoted {
			/// Its share.
			share: ShareId,
			/// Whether the vote came one block late.
			late: bool,
			/// Reward of the share's owner in base units.
			reward: Balance,
			/// Part of the staking node, in base units.
			fee: Balance,
		},
		/// A drawn ticket did not vote.
		TicketMissed {
			/// Its share.
			share: ShareId,
		},
		/// The time of a share's last tickets was over.
		TicketsExpired {
			/// The share.
			share: ShareId,
			/// Their number.
			tickets: u32,
		},
		/// The principal of a share's missed tickets was released.
		MissedReleased {
			/// The share.
			share: ShareId,
			/// Their number.
			tickets: u32,
		},
		/// A share or node was paid.
		Paid {
			/// Who.
			payee: Payee,
			/// What came back of what was staked, in base units.
			principal: Balance,
			/// New money in base units.
			reward: Balance,
			/// Position of the note.
			index: u32,
		},
		/// A share or node could not be paid; it will be tried again after another cycle.
		PaymentFailed {
			/// Who.
			payee: Payee,
			/// Why the note could not be made.
			reason: RejectReason,
		},
		/// A share was paid in full and is forgotten.
		ShareFinished {
			/// The share.
			share: ShareId,
		},
		/// A staking node was registered.
		NodeRegistered {
			/// The node.
			node: NodeId,
			/// Its fee in ten-thousandths.
			fee: u16,
		},
		/// A staking node changed its vote address, from the next block on, and its fee.
		NodeUpdated {
			/// The node.
			node: NodeId,
			/// Its fee in ten-thousandths, for shares bought from now on.
			fee: u16,
		},
		/// A staking node takes no new shares any more.
		NodeClosed {
			/// The node.
			node: NodeId,
		},
		/// The last ticket of a closed node has left the lottery: its deposit is owed.
		NodeFinished {
			/// The node.
			node: NodeId,
		},
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state().map_err(sp_runtime::TryRuntimeError::Other)
		}
	}
}
