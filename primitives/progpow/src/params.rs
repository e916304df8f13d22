// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The variables of ProgPoW, their rules and the presets.

/// Largest number of lanes.
pub const MAX_LANES: u32 = 32;
/// Largest number of registers of a lane.
pub const MAX_REGISTERS: u32 = 64;
/// Largest first-level cache, in bytes.
pub const MAX_CACHE_BYTES: u32 = 32 * 1024;
/// Largest read from the dataset in one round, in bytes.
pub const MAX_ACCESS_BYTES: u32 = 512;
/// Largest number of rounds.
pub const MAX_DAG_ACCESSES: u32 = 256;
/// Largest number of operations of one kind in a round.
pub const MAX_OPERATIONS: u32 = 64;

/// How the final hash is formed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FinalHashKind {
	/// 0.9.2 and 0.9.3: keccak-f800 absorbs header, 64-bit seed and mix. The 64-bit seed allows a
	/// (in practice expensive) search for cheap seeds by whoever can alter the header.
	HeaderAndSeed,
	/// 0.9.4: keccak-f800 absorbs the 256-bit initial digest and mix.
	InitialDigest,
}

/// The variables of ProgPoW, not yet checked.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Variables {
	/// Blocks between changes of the random program.
	#[doc(alias = "PROGPOW_PERIOD")]
	pub period: u32,
	/// Parallel lanes of one hash: 8, 16 or 32.
	#[doc(alias = "PROGPOW_LANES")]
	pub lanes: u32,
	/// 32-bit registers of one lane, 4 to 64.
	#[doc(alias = "PROGPOW_REGS")]
	pub registers: u32,
	/// 32-bit words that each lane loads from the dataset in one round: 1, 2 or 4.
	#[doc(alias = "PROGPOW_DAG_LOADS")]
	pub dag_loads: u32,
	/// Bytes at the start of the dataset that lanes address at random: a power of two.
	#[doc(alias = "PROGPOW_CACHE_BYTES")]
	pub cache_bytes: u32,
	/// Rounds; each reads the dataset once.
	#[doc(alias = "PROGPOW_CNT_DAG")]
	#[doc(alias = "PROGPOW_CNT_MEM")]
	pub dag_accesses: u32,
	/// First-level cache accesses of one round.
	#[doc(alias = "PROGPOW_CNT_CACHE")]
	pub cache_accesses: u32,
	/// Mathematical operations of one round.
	#[doc(alias = "PROGPOW_CNT_MATH")]
	pub math_operations: u32,
	/// Light-cache items that make one dataset item: 256 (Ethash) or 512.
	pub dataset_parents: u32,
	/// Form of the final hash.
	pub final_hash: FinalHashKind,
}

/// A rule of [`ProgPowParams`] that the variables break.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ParamsError {
	/// The period is 0.
	Period,
	/// Lanes other than 8, 16 or 32: eight words of digest are folded from them.
	Lanes,
	/// Registers outside 4..=64.
	Registers,
	/// DAG loads other than 1, 2 or 4, or more than registers.
	DagLoads,
	/// One access (lanes × loads × 4 bytes) is not 64..=512 bytes.
	AccessBytes,
	/// The first-level cache is not a power of two of 1 KiB to 32 KiB.
	CacheBytes,
	/// Rounds outside 1..=256.
	DagAccesses,
	/// Cache accesses outside 1..=64.
	CacheAccesses,
	/// Mathematical operations outside 1..=64.
	MathOperations,
	/// A round does not write every register: `cache + math + loads − 1 < registers`.
	RegistersNotCovered,
	/// Parents other than 256 or 512.
	DatasetParents,
}

impl core::fmt::Display for ParamsError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(match self {
			Self::Period => "period must be at least 1",
			Self::Lanes => "lanes must be 8, 16 or 32",
			Self::Registers => "registers must be 4 to 64",
			Self::DagLoads => "DAG loads must be 1, 2 or 4 and at most the registers",
			Self::AccessBytes => "lanes × DAG loads × 4 must be 64 to 512 bytes",
			Self::CacheBytes => "cache must be a power of two from 1 KiB to 32 KiB",
			Self::DagAccesses => "DAG accesses must be 1 to 256",
			Self::CacheAccesses => "cache accesses must be 1 to 64",
			Self::MathOperations => "math operations must be 1 to 64",
			Self::RegistersNotCovered => "a round does not write every register",
			Self::DatasetParents => "dataset parents must be 256 or 512",
		})
	}
}

impl core::error::Error for ParamsError {}

/// The variables of ProgPoW, checked.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ProgPowParams(Variables);

impl ProgPowParams {
	/// The defaults of the SERO white paper (section 4.3): lanes 32, registers 16, cache 16 KiB,
	/// memory accesses 64, cache accesses 8, math operations 8.
	///
	/// The paper leaves three variables out. Its point 5 says that a DRAM read grows from 128 to 256
	/// bytes; a read is `lanes × dag_loads × 4` bytes, so `dag_loads = 256 / (32 × 4) = 2`, one
	/// 64-bit word per lane. The period is ProgPoW's default of 50 blocks and the dataset is
	/// Ethash's (256 parents). The paper's numbers are those of ProgPoW 0.8.0; the round function is
	/// that of 0.9.2, which repairs the weaknesses found since.
	pub const WHITE_PAPER: Self = Self(Variables {
		period: 50,
		lanes: 32,
		registers: 16,
		dag_loads: 2,
		cache_bytes: 16 * 1024,
		dag_accesses: 64,
		cache_accesses: 8,
		math_operations: 8,
		dataset_parents: 256,
		final_hash: FinalHashKind::HeaderAndSeed,
	});

	/// ProgPoW 0.9.2, what the first SERO main net ran.
	pub const V0_9_2: Self = Self(Variables {
		period: 50,
		lanes: 16,
		registers: 32,
		dag_loads: 4,
		cache_bytes: 16 * 1024,
		dag_accesses: 64,
		cache_accesses: 12,
		math_operations: 20,
		dataset_parents: 256,
		final_hash: FinalHashKind::HeaderAndSeed,
	});

	/// ProgPoW 0.9.3.
	pub const V0_9_3: Self =
		Self(Variables { period: 10, cache_accesses: 11, math_operations: 18, ..Self::V0_9_2.0 });

	/// ProgPoW 0.9.4: 256-bit seed in the final hash, dataset items of 512 parents.
	pub const V0_9_4: Self = Self(Variables {
		dataset_parents: 512,
		final_hash: FinalHashKind::InitialDigest,
		..Self::V0_9_3.0
	});

	/// Checks variables.
	///
	/// # Errors
	/// The first rule of [`ParamsError`] that is broken.
	pub const fn new(v: Variables) -> Result<Self, ParamsError> {
		if v.period == 0 {
			return Err(ParamsError::Period);
		}
		if !matches!(v.lanes, 8 | 16 | MAX_LANES) {
			return Err(ParamsError::Lanes);
		}
		if v.registers < 4 || v.registers > MAX_REGISTERS {
			return Err(ParamsError::Registers);
		}
		if !matches!(v.dag_loads, 1 | 2 | 4) || v.dag_loads > v.registers {
			return Err(ParamsError::DagLoads);
		}
		let access_bytes = v.lanes * v.dag_loads * 4;
		if access_bytes < 64 || access_bytes > MAX_ACCESS_BYTES {
			return Err(ParamsError::AccessBytes);
		}
		if !v.cache_bytes.is_power_of_two()
			|| v.cache_bytes < 1024
			|| v.cache_bytes > MAX_CACHE_BYTES
		{
			return Err(ParamsError::CacheBytes);
		}
		if v.dag_accesses == 0 || v.dag_accesses > MAX_DAG_ACCESSES {
			return Err(ParamsError::DagAccesses);
		}
		if v.cache_accesses == 0 || v.cache_accesses > MAX_OPERATIONS {
			return Err(ParamsError::CacheAccesses);
		}
		if v.math_operations == 0 || v.math_operations > MAX_OPERATIONS {
			return Err(ParamsError::MathOperations);
		}
		if v.cache_accesses + v.math_operations + v.dag_loads - 1 < v.registers {
			return Err(ParamsError::RegistersNotCovered);
		}
		if !matches!(v.dataset_parents, 256 | 512) {
			return Err(ParamsError::DatasetParents);
		}
		Ok(Self(v))
	}

	/// The variables.
	pub const fn variables(&self) -> &Variables {
		&self.0
	}
}

impl TryFrom<Variables> for ProgPowParams {
	type Error = ParamsError;

	fn try_from(variables: Variables) -> Result<Self, ParamsError> {
		Self::new(variables)
	}
}

#[cfg(test)]
mod tests;
