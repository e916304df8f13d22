// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Parameters that the runtime serves to the client. Numbers come from the chain specification.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sero_progpow::{Algorithm, FinalHashKind, ParamsError, ProgPowParams, Variables};
use sp_runtime::BoundedVec;

use crate::{DrawnTicket, MaxPowPhases};

/// How ProgPoW forms its final hash.
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
#[serde(rename_all = "camelCase")]
pub enum FinalHash {
	/// Versions 0.9.2 and 0.9.3: keccak-f800 over header, 64-bit seed and mix.
	HeaderAndSeed,
	/// Version 0.9.4: keccak-f800 over the 256-bit initial digest and mix.
	InitialDigest,
}

/// The variables of ProgPoW as a plain record; [`ProgPowParams`] is the validated form.
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
#[serde(rename_all = "camelCase")]
pub struct ProgPowConfig {
	/// Blocks between changes of the random program.
	#[doc(alias = "PROGPOW_PERIOD")]
	pub period: u32,
	/// Parallel lanes of one hash.
	#[doc(alias = "PROGPOW_LANES")]
	pub lanes: u32,
	/// 32-bit registers of one lane.
	#[doc(alias = "PROGPOW_REGS")]
	pub registers: u32,
	/// 32-bit words that a lane loads from the DAG in one access.
	#[doc(alias = "PROGPOW_DAG_LOADS")]
	pub dag_loads: u32,
	/// Bytes of the cached part of the DAG.
	#[doc(alias = "PROGPOW_CACHE_BYTES")]
	pub cache_bytes: u32,
	/// DAG accesses of one hash.
	#[doc(alias = "PROGPOW_CNT_DAG")]
	#[doc(alias = "PROGPOW_CNT_MEM")]
	pub dag_accesses: u32,
	/// Cache accesses of one round.
	#[doc(alias = "PROGPOW_CNT_CACHE")]
	pub cache_accesses: u32,
	/// Mathematical operations of one round.
	#[doc(alias = "PROGPOW_CNT_MATH")]
	pub math_operations: u32,
	/// Parents of one dataset item (256 in Ethash).
	pub dataset_parents: u32,
	/// Form of the final hash.
	pub final_hash: FinalHash,
}

impl From<&ProgPowParams> for ProgPowConfig {
	fn from(params: &ProgPowParams) -> Self {
		let v = params.variables();
		Self {
			period: v.period,
			lanes: v.lanes,
			registers: v.registers,
			dag_loads: v.dag_loads,
			cache_bytes: v.cache_bytes,
			dag_accesses: v.dag_accesses,
			cache_accesses: v.cache_accesses,
			math_operations: v.math_operations,
			dataset_parents: v.dataset_parents,
			final_hash: match v.final_hash {
				FinalHashKind::HeaderAndSeed => FinalHash::HeaderAndSeed,
				FinalHashKind::InitialDigest => FinalHash::InitialDigest,
			},
		}
	}
}

impl TryFrom<&ProgPowConfig> for ProgPowParams {
	type Error = ParamsError;

	fn try_from(config: &ProgPowConfig) -> Result<Self, Self::Error> {
		Self::new(Variables {
			period: config.period,
			lanes: config.lanes,
			registers: config.registers,
			dag_loads: config.dag_loads,
			cache_bytes: config.cache_bytes,
			dag_accesses: config.dag_accesses,
			cache_accesses: config.cache_accesses,
			math_operations: config.math_operations,
			dataset_parents: config.dataset_parents,
			final_hash: match config.final_hash {
				FinalHash::HeaderAndSeed => FinalHashKind::HeaderAndSeed,
				FinalHash::InitialDigest => FinalHashKind::InitialDigest,
			},
		})
	}
}

/// A proof-of-work function.
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
#[serde(rename_all = "camelCase")]
pub enum PowFunction {
	/// Ethash, the algorithm of the beta phase.
	Ethash,
	/// ProgPoW.
	ProgPow(ProgPowConfig),
}

impl PowFunction {
	/// The function in executable form.
	///
	/// # Errors
	/// The rule that the ProgPoW variables break.
	pub fn algorithm(&self) -> Result<Algorithm, ParamsError> {
		Ok(match self {
			Self::Ethash => Algorithm::Ethash,
			Self::ProgPow(config) => Algorithm::ProgPow(config.try_into()?),
		})
	}
}

/// A proof-of-work function and the height from which it holds.
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
#[serde(rename_all = "camelCase")]
pub struct PowPhase {
	/// First block of the phase.
	pub first_block: u32,
	/// The function.
	pub function: PowFunction,
}

/// Proof-of-work functions by height.
#[derive(
	Clone,
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
#[serde(rename_all = "camelCase")]
pub struct PowParams {
	/// Phases in ascending order; the first one starts at block 0.
	pub phases: BoundedVec<PowPhase, MaxPowPhases>,
}

/// Parameters that break a rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PowParamsError {
	/// No phase at all.
	NoPhase,
	/// The first phase does not start at block 0.
	LateStart,
	/// Phases are not in strictly ascending order of height.
	Unordered,
	/// The ProgPoW variables of a phase are refused.
	ProgPow(ParamsError),
}

impl core::fmt::Display for PowParamsError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		match self {
			Self::NoPhase => f.write_str("no proof-of-work function is configured"),
			Self::LateStart => f.write_str("the first proof-of-work phase must start at block 0"),
			Self::Unordered => f.write_str("proof-of-work phases must ascend strictly"),
			Self::ProgPow(error) => write!(f, "ProgPoW variables refused: {error}"),
		}
	}
}

impl core::error::Error for PowParamsError {}

impl PowParams {
	/// One ProgPoW function from block 0 on.
	pub fn prog_pow(params: &ProgPowParams) -> Self {
		Self::single(PowFunction::ProgPow(params.into()))
	}

	/// One function from block 0 on.
	pub fn single(function: PowFunction) -> Self {
		let mut phases = BoundedVec::new();
		// The bound is above 1, so the push cannot fail.
		let _ = phases.try_push(PowPhase { first_block: 0, function });
		Self { phases }
	}

	/// Checks the rules of [`PowParamsError`].
	///
	/// # Errors
	/// The first rule that is broken.
	pub fn check(&self) -> Result<(), PowParamsError> {
		let first = self.phases.first().ok_or(PowParamsError::NoPhase)?;
		if first.first_block != 0 {
			return Err(PowParamsError::LateStart);
		}
		let starts = self.phases.iter().map(|phase| phase.first_block);
		if starts.clone().zip(starts.skip(1)).any(|(a, b)| a >= b) {
			return Err(PowParamsError::Unordered);
		}
		for phase in &self.phases {
			phase.function.algorithm().map_err(PowParamsError::ProgPow)?;
		}
		Ok(())
	}

	/// The function that holds at `number`; `None` only for parameters that [`Self::check`] refuses.
	pub fn function_at(&self, number: u32) -> Option<&PowFunction> {
		self.phases
			.iter()
			.rev()
			.find(|phase| phase.first_block <= number)
			.map(|phase| &phase.function)
	}
}

/// Consensus parameters of the runtime.
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
#[serde(rename_all = "camelCase")]
pub struct ConsensusParams {
	/// Target time between blocks in milliseconds.
	pub target_block_time_ms: u64,
	/// Half-life of the difficulty adjustment in blocks.
	pub half_life_blocks: u32,
	/// Tickets drawn for each block.
	pub tickets_per_block: u8,
	/// Votes that a block needs once voting is mandatory.
	pub vote_quorum: u8,
	/// Votes that a child of this block needs: the quorum, or 0 while voting is not mandatory. See
	/// [`Self::votes_needed`].
	pub votes_required: u8,
	/// How long a miner that has the quorum should wait for the last votes, in milliseconds.
	pub vote_grace_ms: u32,
}

impl ConsensusParams {
	/// Votes that a child with this draw needs.
	///
	/// # Consensus
	/// VT-13: [`Self::votes_required`]; 0 if the set had fewer tickets than are to be drawn. (The
	/// parameters are those of the parent's state, which cannot know yet what leaves the set with the
	/// next block; without this a set that empties at once would end the chain.)
	pub fn votes_needed(&self, draw: &[DrawnTicket]) -> u8 {
		match draw.len() < usize::from(self.tickets_per_block) {
			true => 0,
			false => self.votes_required,
		}
	}
}

#[cfg(test)]
mod tests;
