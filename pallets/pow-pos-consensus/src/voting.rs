// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Votes: what a block learns of its parent's seal, and what follows from it.
//!
//! [`Pallet::note_parent`] of block `n` does this, in this order:
//!
//! 1. The header's hash is the parent hash (VT-6), and this is the first time in the block (VT-7).
//! 2. The parent's tickets are drawn once more, from the share set as it is in state: nothing has
//!    changed it since block `n - 1` was executed.
//! 3. Late votes are checked against draw and seal (VT-8).
//! 4. Each drawn ticket has voted, voted late, or missed; rewards follow (VT-9), and what they create
//!    counts at once (VT-10).
//! 5. The registry settles the tickets and moves the set on: the set of block `n` (VT-11).
//! 6. The statistics of missed votes take the parent in (VT-12).

use crate::{pallet::*, types::*};
use frame_support::BoundedVec;
use frame_system::pallet_prelude::{BlockNumberFor, HeaderFor};
use sero_consensus_primitives::{
	check_votes,
	inherents::{ParentSealProvider, INHERENT_IDENTIFIER},
	Draw, DrawnTicket, MaxVotes, Seal, ShareRegistry, TicketOutcome, Vote, VoteContext,
};
use sero_primitives::{Balance, BlockNumber};
use sero_shielded_primitives::{OneTimeAddressBytes, ShieldedCrypto, SignatureBytes};
use sp_core::H256;
use sp_inherents::InherentData;
use sp_runtime::{traits::Header as _, SaturatedConversion};

/// What the seal of the parent says.
struct ParentSeal {
	/// Height of the parent.
	height: BlockNumber,
	/// Hash of the parent without its seal.
	pre_hash: H256,
	/// Hash of the parent's parent.
	parent_hash: H256,
	/// The seal.
	seal: Seal,
	/// The parent's lottery seed.
	seed: H256,
	/// The tickets that the parent drew.
	draw: Draw,
}

/// A hash of whatever type as 32 bytes.
fn h256(hash: impl AsRef<[u8]>) -> H256 {
	let mut bytes = [0u8; 32];
	for (slot, byte) in bytes.iter_mut().zip(hash.as_ref()) {
		*slot = *byte;
	}
	H256(bytes)
}

/// A count of votes, of which there are at most three.
fn count(outcomes: &[(DrawnTicket, TicketOutcome, Balance)], wanted: TicketOutcome) -> u8 {
	outcomes.iter().filter(|(_, outcome, _)| *outcome == wanted).count().saturated_into()
}

impl<T: Config> Pallet<T> {
	/// Tickets drawn for each block.
	pub fn tickets_per_block() -> u8 {
		Params::<T>::get().map_or(0, |params| params.tickets_per_block)
	}

	/// See [`Pallet::note_parent`].
	pub(crate) fn do_note_parent(
		header: HeaderFor<T>,
		late_votes: &[Vote],
	) -> Result<(), Error<T>> {
		if ParentNoted::<T>::get() {
			return Err(Error::<T>::ParentNotedTwice);
		}
		let parent = Self::read_parent(header)?;
		Self::check_late_votes(&parent, &[], late_votes)?;
		let (outcomes, miner) = Self::outcomes(&parent, late_votes);

		let voters =
			outcomes.iter().fold(0, |sum: Balance, (.., reward)| sum.saturating_add(*reward));
		Emitted::<T>::mutate(|emitted| *emitted = emitted.saturating_add(voters));
		VoteRewards::<T>::mutate(|sum| *sum = sum.saturating_add(voters));
		// Counted as created when it is paid: with the coinbase of this block.
		LateReward::<T>::put(miner);
		let voted = count(&outcomes, TicketOutcome::Voted);
		let late = count(&outcomes, TicketOutcome::VotedLate);
		let missed = count(&outcomes, TicketOutcome::Missed);

		T::Shares::settle(&outcomes);
		T::Shares::advance();

		let absent = Self::tickets_per_block().saturating_sub(voted).saturating_sub(late);
		Self::count_missed(parent.height, absent);
		ParentNoted::<T>::put(true);
		Self::deposit_event(Event::VotesCounted { voted, late, missed, earned: voters });
		Ok(())
	}

	/// Reads the parent's seal and repeats its draw.
	///
	/// # Consensus
	/// VT-6: the hash of the header, its seal included, is the parent hash of this block, and the
	/// seal is the last item of its digest.
	fn read_parent(mut header: HeaderFor<T>) -> Result<ParentSeal, Error<T>> {
		if header.hash() != frame_system::Pallet::<T>::parent_hash() {
			return Err(Error::<T>::WrongHeader);
		}
		let seal = Seal::pop(header.digest_mut()).map_err(|_| Error::<T>::ParentNotSealed)?;
		let seed = seal.lottery_seed();
		Ok(ParentSeal {
			height: (*header.number()).saturated_into(),
			pre_hash: h256(header.hash()),
			parent_hash: h256(header.parent_hash()),
			draw: T::Shares::draw(&seed, Self::tickets_per_block()),
			seed,
			seal,
		})
	}

	/// Checks late votes; `accepted` are others of this block that passed.
	///
	/// # Consensus
	/// VT-8: a late vote keeps to the rules of a vote in the seal, and its ticket has not voted yet.
	fn check_late_votes(
		parent: &ParentSeal,
		accepted: &[Vote],
		votes: &[Vote],
	) -> Result<(), Error<T>> {
		let genesis = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::default());
		let context = VoteContext {
			genesis_hash: h256(genesis),
			pre_hash: parent.pre_hash,
			parent_hash: parent.parent_hash,
			seed: parent.seed,
			draw: &parent.draw,
		};
		let mut known = parent.seal.votes.to_vec();
		known.extend_from_slice(accepted);
		check_votes(&context, &known, votes, |address, message, signature| {
			T::Crypto::verify_address_signature(
				&OneTimeAddressBytes(*address),
				message,
				&SignatureBytes(*signature),
			)
			.is_ok()
		})
		.map_err(Into::into)
	}

	/// How each drawn ticket ended and what its voter earns; and what the miner of this block earns
	/// for late votes.
	///
	/// # Consensus
	/// VT-9: a ticket has one outcome and is paid once. VT-10: no more is created than the cap
	/// allows; in the order of the tickets, voter before miner.
	fn outcomes(
		parent: &ParentSeal,
		late_votes: &[Vote],
	) -> (BoundedVec<(DrawnTicket, TicketOutcome, Balance), MaxVotes>, Balance) {
		let params = Voting::<T>::get();
		let reward = Self::vote_reward(parent.height);
		let mut room = Emission::<T>::get().cap.saturating_sub(Emitted::<T>::get());
		let mut take = |amount: Balance| {
			let taken = amount.min(room);
			room = room.saturating_sub(taken);
			taken
		};
		let mut miner: Balance = 0;
		let mut outcomes = BoundedVec::new();
		for ticket in &parent.draw {
			let has_voted = |votes: &[Vote]| {
				votes.iter().any(|vote| {
					vote.ticket_index == ticket.ticket_index && vote.share == ticket.share
				})
			};
			let outcome = match (has_voted(&parent.seal.votes), has_voted(late_votes)) {
				(true, _) => TicketOutcome::Voted,
				(false, true) => TicketOutcome::VotedLate,
				(false, false) => TicketOutcome::Missed,
			};
			let due = params.split(reward, ticket.by_node, outcome);
			let voter = take(due.voter);
			miner = miner.saturating_add(take(due.miner));
			// A draw has the same bound.
			let _ = outcomes.try_push((*ticket, outcome, voter));
		}
		(outcomes, miner)
	}

	/// What a staking node's vote for block `height` earns, cap aside.
	pub(crate) fn vote_reward(height: BlockNumber) -> Balance {
		Voting::<T>::get().reward(
			height,
			Emission::<T>::get().halving_interval,
			T::Shares::tickets(),
			Self::tickets_per_block(),
		)
	}

	/// Takes a block into the statistics, and the one that leaves the window out.
	fn count_missed(height: BlockNumber, missed: u8) {
		let Some(slot) = height.checked_rem(Voting::<T>::get().window) else { return };
		let before = match missed {
			0 => Missed::<T>::take(slot),
			_ => Missed::<T>::mutate(slot, |entry| core::mem::replace(entry, missed)),
		};
		MissedSum::<T>::mutate(|sum| {
			*sum = sum.saturating_add(missed.into()).saturating_sub(before.into());
		});
	}

	/// The most votes that the window may miss if voting is to be mandatory: in integers, the
	/// largest `m` with `m · denominator ≤ numerator · tickets · window`.
	fn most_missed(params: &VotingParams) -> u32 {
		let votes = u64::from(Self::tickets_per_block()).saturating_mul(params.window.into());
		params.max_missed.of(votes.into()).saturated_into()
	}

	/// Votes that block `height` needs: the quorum if voting is mandatory, else 0.
	///
	/// # Consensus
	/// VT-12: voting is mandatory a window after its start, if few enough votes of the last window
	/// were missed and enough tickets are in the lottery.
	pub(crate) fn votes_required(height: BlockNumber) -> u8 {
		let params = Voting::<T>::get();
		let mandatory = height > params.start.saturating_add(params.window)
			&& MissedSum::<T>::get() <= Self::most_missed(&params)
			&& T::Shares::tickets() >= params.min_tickets;
		match (mandatory, Params::<T>::get()) {
			(true, Some(chain)) => chain.vote_quorum,
			_ => 0,
		}
	}

	/// Where voting stands after the current block.
	pub fn voting_status() -> VotingStatus {
		let params = Voting::<T>::get();
		VotingStatus {
			params,
			tickets: T::Shares::tickets(),
			missed: MissedSum::<T>::get(),
			max_missed: Self::most_missed(&params),
			required: Self::votes_required(Self::height().saturating_add(1)),
		}
	}

	/// The tickets that a child of the current block with lottery seed `seed` draws. `parent_seed` is
	/// that of the current block, `None` for the genesis block. Meant for runtime APIs; leaves the
	/// state as it is.
	///
	/// # Consensus
	/// VT-11: what the child's child repeats in [`Pallet::note_parent`].
	pub fn draw_for_child(parent_seed: Option<H256>, seed: H256) -> Draw {
		T::Shares::draw_for_child(parent_seed.as_ref(), &seed, Self::tickets_per_block())
	}

	/// What the node provides about the parent's seal.
	pub(crate) fn provided(data: &InherentData) -> Option<ParentSealProvider<HeaderFor<T>>> {
		data.get_data(&INHERENT_IDENTIFIER).ok().flatten()
	}

	/// Those of the votes that [`Pallet::note_parent`] accepts together.
	pub(crate) fn good_late_votes(
		header: &HeaderFor<T>,
		votes: BoundedVec<Vote, MaxVotes>,
	) -> BoundedVec<Vote, MaxVotes> {
		let mut good = BoundedVec::new();
		if votes.is_empty() {
			return good;
		}
		let Ok(parent) = Self::read_parent(header.clone()) else { return good };
		for vote in votes {
			match Self::check_late_votes(&parent, &good, core::slice::from_ref(&vote)) {
				// Not more than there were.
				Ok(()) => drop(good.try_push(vote)),
				Err(error) => {
					log::debug!(target: crate::LOG_TARGET, "a late vote is left out: {error:?}")
				},
			}
		}
		good
	}

	/// The invariants of voting.
	#[cfg(any(feature = "try-runtime", test))]
	pub(crate) fn try_voting_state() -> Result<(), &'static str> {
		let window = Voting::<T>::get().window;
		let mut sum = 0u32;
		for (slot, missed) in Missed::<T>::iter() {
			if slot >= window {
				return Err("VT-12: missed votes outside of the window");
			}
			if missed == 0 || missed > Self::tickets_per_block() {
				return Err("VT-12: more missed votes than tickets, or an entry without any");
			}
			sum = sum.saturating_add(missed.into());
		}
		if sum != MissedSum::<T>::get() {
			return Err("VT-12: the sum of missed votes is wrong");
		}
		if ParentNoted::<T>::exists() || LateReward::<T>::exists() {
			return Err("VT-7: something of a block is left after it");
		}
		Ok(())
	}
}
