// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! On-chain half of the hybrid consensus: who mined a block, how hard the next one is, who voted for
//! the last one, and what miner and voters get.
//!
//! # A block
//! ```text
//! header: PreRuntime(author's one-time address) ──► on_initialize ──► Consensus(difficulty, work)
//!                                                        │
//!                     parent's sealed header ──► note_parent: votes counted, share set moves on
//!                     extrinsics: timestamp, bundles, …  │
//!                                                        ▼
//!                               on_finalize: reward + fees ──► coinbase note to the author
//! ```
//! - The runtime tells the difficulty; the client checks that the seal's work meets it. The work
//!   itself is never checked here: the runtime does not see the seal of the block it executes.
//! - The difficulty of a block follows from its parent ([`asert`]), so a client knows it before the
//!   block exists ([`Pallet::next_difficulty`]).
//! - The coinbase is a public note to a one-time address. Its first spend is anonymous.
//!
//! # A block without an author
//! A block whose header has no pre-runtime digest of this engine, several of them, or one that is
//! not an address, must not exist. `on_initialize` cannot refuse a block: it has no result. So it
//! only notes a valid author, and `on_finalize` asserts that there is one: the one way in which
//! FRAME refuses a block from a hook (`pallet-timestamp` does the same for a missing timestamp).
//! The panic ends the execution of that block and of nothing else, and no transaction can cause it:
//! the header alone decides.
//!
//! # Order of pallets
//! This pallet must stand before the pallet that implements [`Config::Ledger`], so that the
//! coinbase note is in the tree when the block's root is computed.
//!
//! # Votes
//! A block is executed before it is sealed, so its own votes are not in its state. The inherent
//! [`Pallet::note_parent`] of the next block brings the sealed header in; its hash is the known
//! parent hash, so rewards rest on votes that every importer has checked. The module `voting` has
//! the order of the steps. A block without the inherent is refused in the same way as one without
//! an author; block 1 needs none, because the genesis block has no seal.

#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod asert;
#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
#[cfg(test)]
mod mock;
pub mod runtime_api;
#[cfg(test)]
mod tests;
pub mod types;
mod voting;
pub mod weights;

pub use pallet::*;
pub use types::{
	BlockReward, ChainParams, EmissionParams, EmissionStatus, Ratio, VoteReward, VotingParams,
	VotingStatus,
};
pub use weights::WeightInfo;

/// Most bytes of the digest that a header may have before its block is executed. The header is an
/// argument of the next block's inherent: one without a bound would leave the next block no room.
pub const MAX_PRE_DIGEST_BYTES: usize = 1_024;

/// Target of this pallet's log lines.
const LOG_TARGET: &str = "runtime::pow-pos";

// The types that the macro makes for storage and genesis have no `Debug`.
#[allow(missing_debug_implementations)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::{boxed::Box, vec::Vec};
	use asert::Asert;
	use frame_support::pallet_prelude::*;
	use frame_system::pallet_prelude::*;
	use sero_consensus_primitives::{
		inherents::{InherentError, ParentSealProvider, INHERENT_IDENTIFIER},
		ConsensusLog, ConsensusParams, MaxVotes, PowParams, PowPhase, PreDigest, ShareRegistry,
		Treasury, Vote, VoteError,
	};
	use sero_primitives::{Balance, BlockNumber, CurrencyId};
	use sero_shielded_primitives::{
		Memo, OneTimeAddressBytes, PublicOrigin, PublicOutput, RejectReason, ShieldedCrypto,
		ShieldedLedger,
	};
	use sp_core::U256;
	use sp_inherents::{InherentData, InherentIdentifier};
	use sp_runtime::SaturatedConversion;

	/// Version of the storage layout.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config + pallet_timestamp::Config<Moment = u64> {
		/// The hidden pool that coinbase notes are made in.
		type Ledger: ShieldedLedger;

		/// The shares that tickets are drawn from.
		type Shares: ShareRegistry;

		/// Weight of one draw. What it does in [`ShareRegistry::settle`] and
		/// [`ShareRegistry::advance`] the registry adds to the weight of the block by itself.
		type DrawWeight: Get<Weight>;

		/// Gets the team's share on a chain that names no address for it.
		type Treasury: Treasury;

		/// Checks the signatures of late votes.
		type Crypto: ShieldedCrypto;

		/// Weights of this pallet.
		type WeightInfo: WeightInfo;

		/// Makes addresses for the benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: benchmarking::BenchmarkHelper;
	}

	/// Parameters of the consensus. Absent on a chain that was not configured, which cannot have
	/// blocks.
	#[pallet::storage]
	pub type Params<T> = StorageValue<_, ChainParams>;

	/// Proof-of-work functions by height.
	#[pallet::storage]
	pub type PowFunctions<T> = StorageValue<_, PowParams>;

	/// The emission schedule.
	#[pallet::storage]
	pub type Emission<T> = StorageValue<_, EmissionParams, ValueQuery>;

	/// One-time address that the team's share is paid to; absent if the treasury gets it.
	#[pallet::storage]
	pub type TeamAddress<T> = StorageValue<_, OneTimeAddressBytes>;

	/// The author of the block that is being executed; absent between blocks.
	#[pallet::storage]
	pub type Author<T> = StorageValue<_, OneTimeAddressBytes>;

	/// Difficulty of the current block and the work up to it.
	#[pallet::storage]
	pub type CurrentLog<T> = StorageValue<_, ConsensusLog, ValueQuery>;

	/// Timestamp of block 1 in milliseconds: the anchor of the difficulty rule.
	#[pallet::storage]
	pub type AnchorTime<T> = StorageValue<_, u64>;

	/// Created by rewards so far, in base units; those of votes when they are earned.
	#[pallet::storage]
	pub type Emitted<T> = StorageValue<_, Balance, ValueQuery>;

	/// Part of [`Emitted`] that votes earned, for voters and for miners of late votes.
	#[pallet::storage]
	pub type VoteRewards<T> = StorageValue<_, Balance, ValueQuery>;

	/// When voting is mandatory, and what votes earn.
	#[pallet::storage]
	pub type Voting<T> = StorageValue<_, VotingParams, ValueQuery>;

	/// Votes that each of the last blocks missed, by height modulo the window. A ticket that was not
	/// drawn because there were too few counts as missed.
	#[pallet::storage]
	pub type Missed<T> = StorageMap<_, Twox64Concat, BlockNumber, u8, ValueQuery>;

	/// Sum of [`Missed`].
	#[pallet::storage]
	pub type MissedSum<T> = StorageValue<_, u32, ValueQuery>;

	/// Whether this block has told how its parent was sealed; absent between blocks.
	#[pallet::storage]
	pub type ParentNoted<T> = StorageValue<_, bool, ValueQuery>;

	/// The miner's part of the late votes in this block, in base units; absent between blocks.
	#[pallet::storage]
	pub type LateReward<T> = StorageValue<_, Balance, ValueQuery>;

	/// The team's share that was not paid yet, in base units.
	#[pallet::storage]
	pub type TeamPending<T> = StorageValue<_, Balance, ValueQuery>;

	/// Configuration of the genesis block.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// Proof-of-work functions in ascending order of height; the first one starts at block 0.
		pub phases: Vec<PowPhase>,
		/// Target time between blocks in milliseconds.
		pub target_block_time_ms: u64,
		/// Half-life of the difficulty adjustment in blocks.
		pub half_life_blocks: u32,
		/// Difficulty of the first blocks.
		pub initial_difficulty: U256,
		/// Least difficulty.
		pub min_difficulty: U256,
		/// Tickets drawn for each block.
		pub tickets_per_block: u8,
		/// Votes that a block needs once voting is mandatory.
		pub vote_quorum: u8,
		/// When voting is mandatory, and what votes earn.
		pub voting: VotingParams,
		/// The emission schedule.
		pub emission: EmissionParams,
		/// One-time address for the team's share, hexadecimal, 96 bytes; empty for the treasury.
		#[serde(with = "sp_core::bytes")]
		pub team_address: Vec<u8>,
		#[serde(skip)]
		#[doc(hidden)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		/// Stores the parameters. A configuration without phases leaves the chain unconfigured.
		fn build(&self) {
			if self.phases.is_empty() {
				return;
			}
			let phases = BoundedVec::try_from(self.phases.clone())
				.unwrap_or_else(|_| panic!("powPosConsensus.phases has too many entries"));
			let functions = PowParams { phases };
			functions.check().unwrap_or_else(|e| panic!("powPosConsensus.phases: {e}"));
			assert!(
				self.target_block_time_ms > 0,
				"powPosConsensus.targetBlockTimeMs must not be 0"
			);
			assert!(self.half_life_blocks > 0, "powPosConsensus.halfLifeBlocks must not be 0");
			assert!(!self.min_difficulty.is_zero(), "powPosConsensus.minDifficulty must not be 0");
			assert!(
				self.initial_difficulty >= self.min_difficulty,
				"powPosConsensus.initialDifficulty is below minDifficulty"
			);
			assert!(
				self.vote_quorum <= self.tickets_per_block,
				"powPosConsensus.voteQuorum is above ticketsPerBlock"
			);
			self.check_voting();
			let emission = &self.emission;
			assert!(
				emission.halving_interval > 0,
				"powPosConsensus.emission.halvingInterval must not be 0"
			);
			assert!(
				emission.min_reward <= emission.max_reward,
				"powPosConsensus.emission.minReward is above maxReward"
			);
			if emission.team_reward > 0 {
				assert!(
					emission.team_payment_interval > 0,
					"powPosConsensus.emission.teamPaymentInterval must not be 0"
				);
				if !self.team_address.is_empty() {
					let address = <[u8; 96]>::try_from(&self.team_address[..])
						.map(OneTimeAddressBytes)
						.unwrap_or_else(|_| {
							panic!("powPosConsensus.teamAddress must have 96 bytes")
						});
					T::Ledger::check_address(&address)
						.unwrap_or_else(|e| panic!("powPosConsensus.teamAddress: {}", e.hint()));
					TeamAddress::<T>::put(address);
				}
			}
			PowFunctions::<T>::put(functions);
			Emission::<T>::put(*emission);
			Voting::<T>::put(self.voting);
			Params::<T>::put(ChainParams {
				target_block_time_ms: self.target_block_time_ms,
				half_life_blocks: self.half_life_blocks,
				initial_difficulty: self.initial_difficulty,
				min_difficulty: self.min_difficulty,
				tickets_per_block: self.tickets_per_block,
				vote_quorum: self.vote_quorum,
			});
		}
	}

	impl<T: Config> GenesisConfig<T> {
		/// Stops the building of the genesis block if the numbers of voting make no sense.
		fn check_voting(&self) {
			let voting = &self.voting;
			assert!(
				u32::from(self.tickets_per_block) <= <MaxVotes as Get<u32>>::get(),
				"powPosConsensus.ticketsPerBlock is more than a seal has votes"
			);
			assert!(voting.window > 0, "powPosConsensus.voting.window must not be 0");
			assert!(
				voting.window <= 1 << 20,
				"powPosConsensus.voting.window must not be above 1048576"
			);
			assert!(
				voting.min_tickets >= u64::from(self.tickets_per_block),
				"powPosConsensus.voting.minTickets is below ticketsPerBlock"
			);
			for (ratio, name) in
				[(voting.max_missed, "maxMissed"), (voting.solo, "solo"), (voting.late, "late")]
			{
				assert!(
					ratio.is_fraction(),
					"powPosConsensus.voting.{name} is not a fraction between 0 and 1"
				);
			}
		}
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A block's miner was paid.
		MinerRewarded {
			/// The miner's one-time address.
			author: OneTimeAddressBytes,
			/// New money for the block in base units.
			reward: Balance,
			/// New money for the late votes that the block includes, in base units.
			late_votes: Balance,
			/// New money and fees in base units: the amount of the coinbase note.
			paid: Balance,
		},
		/// The votes for the parent were counted.
		VotesCounted {
			/// Tickets that voted in the parent's seal.
			voted: u8,
			/// Tickets that voted late, in this block.
			late: u8,
			/// Drawn tickets that did not vote.
			missed: u8,
			/// New money for the voters, in base units.
			earned: Balance,
		},
		/// The team was paid.
		TeamRewarded {
			/// New money in base units.
			paid: Balance,
		},
		/// A reward could not be paid and was not created.
		RewardFailed {
			/// Why the note could not be made.
			reason: RejectReason,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// VT-6: the header is not that of the parent.
		WrongHeader,
		/// VT-6: the parent's header does not end with a well-formed seal.
		ParentNotSealed,
		/// VT-7: the block told already how its parent was sealed.
		ParentNotedTwice,
		/// VT-8: a late vote is for another block than the parent.
		LateVoteForOtherBlock,
		/// VT-8: a late vote is for a block with another parent.
		LateVoteForOtherParent,
		/// VT-8: a late vote is by a ticket that the parent did not draw.
		LateVoteNotDrawn,
		/// VT-8: a late vote is by a ticket that voted already.
		LateVoteRepeated,
		/// VT-8: a late vote's signature does not hold.
		LateVoteBadSignature,
	}

	impl<T> From<VoteError> for Error<T> {
		fn from(error: VoteError) -> Self {
			match error {
				VoteError::WrongBlock => Self::LateVoteForOtherBlock,
				VoteError::WrongParent => Self::LateVoteForOtherParent,
				// Votes are only ever too few for a client.
				VoteError::NotDrawn | VoteError::TooFew => Self::LateVoteNotDrawn,
				VoteError::Repeated => Self::LateVoteRepeated,
				VoteError::BadSignature => Self::LateVoteBadSignature,
			}
		}
	}

	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Tells the runtime how the parent was sealed: counts its votes, books what they earn, and
		/// moves the share set on.
		///
		/// An inherent of every block from the second on.
		///
		/// ## Dispatch Origin
		/// None.
		///
		/// ## Details
		/// The votes in the seal are not checked again: whoever imported the parent has done that.
		/// `late_votes` are votes for the parent that its seal does not have.
		///
		/// ## Errors
		/// Every error makes the block invalid.
		///
		/// ## Events
		/// [`Event::VotesCounted`].
		///
		/// ## Weight
		/// Grows with the number of late votes; mandatory.
		#[pallet::call_index(0)]
		#[pallet::weight((
			<T as Config>::WeightInfo::note_parent(late_votes.len().saturated_into())
				.saturating_add(T::DrawWeight::get()),
			DispatchClass::Mandatory,
		))]
		pub fn note_parent(
			origin: OriginFor<T>,
			header: Box<HeaderFor<T>>,
			late_votes: BoundedVec<Vote, MaxVotes>,
		) -> DispatchResult {
			ensure_none(origin)?;
			Self::do_note_parent(*header, &late_votes)?;
			Ok(())
		}
	}

	#[pallet::inherent]
	impl<T: Config> ProvideInherent for Pallet<T> {
		type Call = Call<T>;
		type Error = InherentError;
		const INHERENT_IDENTIFIER: InherentIdentifier = INHERENT_IDENTIFIER;

		/// Leaves out late votes that would make the block invalid.
		fn create_inherent(data: &InherentData) -> Option<Self::Call> {
			let ParentSealProvider { header, late_votes } = Self::provided(data)?;
			let late_votes = Self::good_late_votes(&header, late_votes);
			Some(Call::note_parent { header: Box::new(header), late_votes })
		}

		fn check_inherent(call: &Self::Call, data: &InherentData) -> Result<(), Self::Error> {
			match (call, Self::provided(data)) {
				(Call::note_parent { header, .. }, Some(parent)) if **header != parent.header => {
					Err(InherentError::WrongHeader)
				},
				_ => Ok(()),
			}
		}

		/// From block 2 on: nodes provide nothing for block 1.
		fn is_inherent_required(data: &InherentData) -> Result<Option<Self::Error>, Self::Error> {
			Ok(Self::provided(data).map(|_| InherentError::Missing))
		}

		fn is_inherent(call: &Self::Call) -> bool {
			matches!(call, Call::note_parent { .. })
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		/// Notes the block's author and tells the header its difficulty.
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			Author::<T>::kill();
			ParentNoted::<T>::kill();
			LateReward::<T>::kill();
			match Self::find_author() {
				Ok(author) => Author::<T>::put(author),
				// `on_finalize` refuses the block.
				Err(why) => log::error!(target: LOG_TARGET, "no author: {why}"),
			}
			// The timestamp is still the parent's.
			let difficulty = Self::difficulty_after(Self::height().saturating_sub(1));
			let log = CurrentLog::<T>::get().child(difficulty);
			CurrentLog::<T>::put(log);
			frame_system::Pallet::<T>::deposit_log(log.to_digest_item());
			if Self::height() == 1 {
				// There is no seal to tell of; later blocks do this in `note_parent`.
				T::Shares::advance();
			}
			<T as Config>::WeightInfo::on_initialize()
				.saturating_add(<T as Config>::WeightInfo::on_finalize())
		}

		/// Pays the author and, in its turn, the team.
		///
		/// # Panics
		/// If the header does not name a valid author, the block does not tell how its parent was
		/// sealed, or the chain was not configured: the block is invalid. See the crate's
		/// documentation.
		fn on_finalize(_: BlockNumberFor<T>) {
			assert!(
				Params::<T>::exists(),
				"the genesis block has no consensus parameters (powPosConsensus)"
			);
			let author = Author::<T>::take();
			assert!(
				author.is_some(),
				"the header must name its author in exactly one pre-runtime digest"
			);
			let height = Self::height();
			assert!(
				ParentNoted::<T>::take() || height == 1,
				"the block must tell how its parent was sealed"
			);
			if height == 1 {
				AnchorTime::<T>::put(pallet_timestamp::Now::<T>::get());
			}
			if let Some(author) = author {
				Self::pay_rewards(height, author);
			}
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state().map_err(sp_runtime::TryRuntimeError::Other)
		}
	}

	impl<T: Config> Pallet<T> {
		/// Height of the current block.
		pub(crate) fn height() -> BlockNumber {
			frame_system::Pallet::<T>::block_number().saturated_into()
		}

		/// The author that the header names.
		///
		/// # Consensus
		/// PW-10.
		fn find_author() -> Result<OneTimeAddressBytes, alloc::string::String> {
			use alloc::string::ToString;
			let digest = frame_system::Pallet::<T>::digest();
			if digest.encoded_size() > MAX_PRE_DIGEST_BYTES {
				return Err("the pre-runtime digests are too long".to_string());
			}
			let author = PreDigest::find(&digest).map_err(|error| error.to_string())?.author;
			let author = OneTimeAddressBytes(author);
			T::Ledger::check_address(&author).map_err(|reason| reason.name().to_string())?;
			Ok(author)
		}

		/// Difficulty that a child of the current block must claim and meet. Meant for runtime
		/// APIs: it is not defined while a block is executed.
		pub fn next_difficulty() -> U256 {
			Self::difficulty_after(Self::height())
		}

		/// Difficulty of a block from its parent's height, while the timestamp is the parent's.
		///
		/// # Consensus
		/// The first two blocks have the initial difficulty; from then on the rule of [`asert`]
		/// holds, with block 1 as its anchor. Never 0.
		fn difficulty_after(parent: BlockNumber) -> U256 {
			let Some(params) = Params::<T>::get() else { return U256::one() };
			let rule = Asert {
				anchor: params.initial_difficulty,
				min: params.min_difficulty,
				target_ms: params.target_block_time_ms,
				half_life_blocks: params.half_life_blocks,
			};
			let Some(anchor_time) = AnchorTime::<T>::get() else { return rule.difficulty(0, 0) };
			let elapsed = pallet_timestamp::Now::<T>::get().saturating_sub(anchor_time);
			rule.difficulty(parent.saturating_sub(1), elapsed)
		}

		/// Proof-of-work functions by height.
		pub fn pow_params() -> PowParams {
			PowFunctions::<T>::get().unwrap_or(PowParams { phases: BoundedVec::new() })
		}

		/// Consensus parameters in force for a child of the current block.
		pub fn consensus_params() -> ConsensusParams {
			let params = Params::<T>::get();
			ConsensusParams {
				target_block_time_ms: params.map_or(0, |p| p.target_block_time_ms),
				half_life_blocks: params.map_or(0, |p| p.half_life_blocks),
				tickets_per_block: params.map_or(0, |p| p.tickets_per_block),
				vote_quorum: params.map_or(0, |p| p.vote_quorum),
				votes_required: Self::votes_required(Self::height().saturating_add(1)),
				vote_grace_ms: Voting::<T>::get().grace_ms,
			}
		}

		/// Where the emission stands after the current block.
		pub fn emission_status() -> EmissionStatus {
			let params = Emission::<T>::get();
			let emitted = Emitted::<T>::get();
			let height = Self::height().saturating_add(1);
			let era = height.checked_div(params.halving_interval).unwrap_or(0);
			EmissionStatus {
				params,
				emitted,
				vote_rewards: VoteRewards::<T>::get(),
				team_pending: TeamPending::<T>::get(),
				next: params.reward(height, Self::next_difficulty(), emitted),
				next_vote: Self::vote_reward(height),
				next_halving: era.saturating_add(1).saturating_mul(params.halving_interval),
			}
		}

		/// Creates the block's rewards.
		fn pay_rewards(height: BlockNumber, author: OneTimeAddressBytes) {
			let params = Emission::<T>::get();
			let emitted = Emitted::<T>::get();
			let late_votes = LateReward::<T>::take();
			// The late votes' part was fitted under the cap when they were counted.
			let before = emitted.saturating_add(late_votes);
			let due = params.reward(height, CurrentLog::<T>::get().difficulty, before);
			let new_money = due.miner.saturating_add(late_votes);
			let reward = match T::Ledger::pay_coinbase(&author, new_money) {
				Ok(paid) => {
					let reward = due.miner;
					Self::deposit_event(Event::MinerRewarded { author, reward, late_votes, paid });
					VoteRewards::<T>::mutate(|sum| *sum = sum.saturating_add(late_votes));
					new_money
				},
				Err(reason) => {
					Self::note_failure(reason);
					0
				},
			};
			let mut pending = TeamPending::<T>::get().saturating_add(due.team);
			if height.checked_rem(params.team_payment_interval) == Some(0) && pending > 0 {
				pending = Self::pay_team(pending);
			}
			TeamPending::<T>::put(pending);
			Emitted::<T>::put(emitted.saturating_add(reward).saturating_add(due.team));
		}

		/// Pays the team what has accrued; returns what stays.
		fn pay_team(amount: Balance) -> Balance {
			let Some(address) = TeamAddress::<T>::get() else {
				return Self::pay_treasury(amount);
			};
			let output = PublicOutput {
				address,
				currency: CurrencyId::SERO,
				amount,
				ticket: None,
				memo: Memo::default(),
			};
			match T::Ledger::mint_public_note(PublicOrigin::Coinbase, output) {
				Ok(_) => {
					Self::deposit_event(Event::TeamRewarded { paid: amount });
					0
				},
				Err(reason) => {
					Self::note_failure(reason);
					amount
				},
			}
		}

		/// Pays the treasury what has accrued; returns what stays.
		fn pay_treasury(amount: Balance) -> Balance {
			if T::Treasury::pay(amount) {
				Self::deposit_event(Event::TeamRewarded { paid: amount });
				0
			} else {
				amount
			}
		}

		/// Reports a reward that could not be paid: the tree is full, or its pool cannot grow.
		fn note_failure(reason: RejectReason) {
			log::error!(target: LOG_TARGET, "a reward was not paid: {}", reason.hint());
			Self::deposit_event(Event::RewardFailed { reason });
		}

		/// The invariants of this pallet's state.
		#[cfg(any(feature = "try-runtime", test))]
		pub(crate) fn do_try_state() -> Result<(), &'static str> {
			if Emitted::<T>::get() > Emission::<T>::get().cap {
				return Err("rewards created more than the cap");
			}
			let parts = TeamPending::<T>::get().saturating_add(VoteRewards::<T>::get());
			if parts > Emitted::<T>::get() {
				return Err("more went to team and voters than was created");
			}
			Self::try_voting_state()?;
			let log = CurrentLog::<T>::get();
			if Self::height() > 0
				&& (log.difficulty.is_zero() || log.cumulative_work < log.difficulty)
			{
				return Err("the difficulty is 0 or above the work");
			}
			Ok(())
		}
	}
}
