// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! How long referenda take and what they cost.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sero_primitives::{units::SERO, Balance, BlockNumber};

/// Blocks in a day at the main chain's target of 13 seconds, rounded down.
const DAY: BlockNumber = 24 * 60 * 60 / 13;
/// Blocks in an hour, rounded down.
const HOUR: BlockNumber = 60 * 60 / 13;

/// Longest period of a referendum: about four years of 13-second blocks. A longer one is a mistake, and one
/// on the root track could not be mended by a referendum any more.
pub const MAX_PERIOD: BlockNumber = 10_000_000;
/// Most referenda of one track that can be decided at a time.
pub const MAX_DECIDING: u32 = 100;

/// Times and deposit of one track. All times are in blocks.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TrackSettings {
	/// Least time between a referendum's submission and the beginning of its decision.
	pub prepare_period: BlockNumber,
	/// Time in which it has to find its majority.
	pub decision_period: BlockNumber,
	/// Time for which it has to keep the majority.
	pub confirm_period: BlockNumber,
	/// Least time between its confirmation and what it does.
	pub min_enactment_period: BlockNumber,
	/// Deposit for the decision, in base units; given back afterwards.
	pub decision_deposit: Balance,
	/// Most referenda of the track that are decided at a time.
	pub max_deciding: u32,
}

impl TrackSettings {
	/// Whether referenda with these settings can end.
	fn is_usable(&self) -> bool {
		let deciding = [self.decision_period, self.confirm_period, self.min_enactment_period];
		deciding.iter().all(|period| (1..=MAX_PERIOD).contains(period))
			&& self.prepare_period <= MAX_PERIOD
			&& (1..=MAX_DECIDING).contains(&self.max_deciding)
	}
}

/// Settings of all tracks.
///
/// The default is what a chain with value starts with.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GovernanceSettings {
	/// What can do everything: upgrades, treasury, these settings.
	pub root: TrackSettings,
	/// What can only pause a circuit version, and therefore may be quick.
	pub circuit_pause: TrackSettings,
	/// What sets parameters.
	pub parameters: TrackSettings,
	/// Deposit for a referendum's submission, in base units; given back afterwards.
	pub submission_deposit: Balance,
	/// Blocks after which a referendum that nobody paid the decision deposit for is over.
	pub undeciding_timeout: BlockNumber,
	/// Blocks for which a vote with conviction 1 locks its amount; higher convictions lock for multiples.
	pub vote_locking_period: BlockNumber,
}

impl Default for GovernanceSettings {
	fn default() -> Self {
		Self {
			root: TrackSettings {
				prepare_period: DAY,
				decision_period: 14 * DAY,
				confirm_period: DAY,
				min_enactment_period: DAY,
				decision_deposit: 10_000 * SERO,
				max_deciding: 1,
			},
			circuit_pause: TrackSettings {
				prepare_period: HOUR / 12,
				decision_period: 6 * HOUR,
				confirm_period: HOUR / 4,
				min_enactment_period: 1,
				decision_deposit: 50_000 * SERO,
				max_deciding: 3,
			},
			parameters: TrackSettings {
				prepare_period: DAY,
				decision_period: 7 * DAY,
				confirm_period: DAY,
				min_enactment_period: DAY,
				decision_deposit: 5_000 * SERO,
				max_deciding: 10,
			},
			submission_deposit: 10 * SERO,
			undeciding_timeout: 14 * DAY,
			vote_locking_period: 7 * DAY,
		}
	}
}

impl GovernanceSettings {
	/// Whether every track can be used, and votes lock for at least as long as what they decided on the root
	/// track waits.
	///
	/// # Consensus
	/// GV-1, GV-2.
	///
	/// # Errors
	/// [`SettingsError`].
	pub fn check(&self) -> Result<(), SettingsError> {
		let tracks = [self.root, self.circuit_pause, self.parameters];
		if !tracks.iter().all(TrackSettings::is_usable)
			|| !(1..=MAX_PERIOD).contains(&self.undeciding_timeout)
		{
			return Err(SettingsError::UnusableTrack);
		}
		let longest = tracks.iter().map(|track| track.min_enactment_period).max();
		if self.vote_locking_period > MAX_PERIOD
			|| longest.is_some_and(|longest| self.vote_locking_period < longest)
		{
			return Err(SettingsError::LockTooShort);
		}
		Ok(())
	}
}

/// Why settings are refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SettingsError {
	/// GV-1: a period is zero or longer than [`MAX_PERIOD`], or a track decides nothing at a time, or more
	/// than [`MAX_DECIDING`].
	UnusableTrack,
	/// GV-2: votes would be unlocked before what they decided is done, or stay locked for longer than
	/// [`MAX_PERIOD`].
	LockTooShort,
}
