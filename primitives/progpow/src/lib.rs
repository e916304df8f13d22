// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! ProgPoW and Ethash: light caches, full datasets, hashing and verification.
//!
//! Written from the public specifications: the Ethash specification (yellow paper, appendix J), the
//! ProgPoW specification of versions 0.9.2 to 0.9.4 (CC0) and EIP-1057.
//!
//! # Nomenclature
//! - **epoch**: [`EPOCH_LENGTH`] blocks that share one dataset.
//! - **light cache**: some 16 MiB per epoch, from which any item of the dataset can be computed.
//!   Verifiers need only this.
//! - **dataset** (DAG): 1 GiB and more per epoch; miners hold it in memory.
//! - **mix**: 256-bit digest of the memory-hard part. **Final hash**: what is compared with the
//!   boundary; it is a cheap function of header, nonce and mix.
//!
//! # Flow of a verification
//! 1. The caller binds the block number to the parent. A number claimed by a stranger must never
//!    choose the epoch: building a cache costs a good part of a second and memory. Nothing here
//!    builds one by itself: [`LightCache::new`] takes the epoch, hashing refuses another epoch.
//! 2. [`Algorithm::final_hash`] with the claimed mix, compared by [`meets_difficulty`]: about a
//!    microsecond. Forging a mix that passes costs the attacker the work of a block.
//! 3. [`Algorithm::hash_light`] recomputes the mix: milliseconds.
//!
//! [`Algorithm::verify`] does 2 and 3.
//!
//! # Constant time
//! No. Everything hashed here is public.
//!
//! # Features
//! - `std` (default): generation of datasets and first-level caches on all cores (rayon), datasets in
//!   files, the vector units of the processor.
//! - `test-utils`: tiny caches and datasets.
//!
//! # Unsafe code
//! One call, in the module `vector`: of the function compiled for a processor with AVX2, after
//! asking the processor.

#![cfg_attr(not(feature = "std"), no_std)]
#![deny(unsafe_code)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

extern crate alloc;

mod algorithm;
mod cache;
mod dataset;
mod difficulty;
mod error;
pub mod ethash;
#[cfg(feature = "std")]
mod file;
mod keccak;
mod memory;
mod params;
pub mod progpow;
mod program;
mod random;
mod vector;

pub use algorithm::{Algorithm, Hasher, PowHash, VerifyError};
pub use cache::{cache_size, dataset_size, seed_hash, LightCache, LightDag};
pub use dataset::{DagSource, Dataset, Item};
pub use difficulty::{boundary, meets_difficulty};
pub use error::Error;
#[cfg(feature = "std")]
pub use file::{file_name, FileError, DATASET_REVISION};
pub use params::{FinalHashKind, ParamsError, ProgPowParams, Variables};
pub use progpow::{final_hash, hash_light};

/// Blocks that share one dataset.
pub const EPOCH_LENGTH: u64 = 30_000;

/// Last epoch with 32-bit item numbers, about 979 million blocks away. Larger ones are refused.
pub const MAX_EPOCH: u32 = 32_639;

/// The epoch of a block, capped at the largest number that a `u32` holds (no cache exists there).
pub const fn epoch(number: u64) -> u32 {
	let epoch = number / EPOCH_LENGTH;
	if epoch > u32::MAX as u64 {
		u32::MAX
	} else {
		epoch as u32
	}
}
