// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The library of contracts (white paper, section 4.6) as precompiles: functions that contracts lack, at fixed
//! addresses.
//!
//! | precompile | address | functions |
//! | --- | --- | --- |
//! | [`Strings`] | `0x…5E100000` | text, numerals |
//! | [`Bignum`] | `0x…5E110000` | natural numbers of up to 4096 bits |
//! | [`Rsa`] | `0x…5E120000` | RSA signatures |
//! | [`Matrix`] | `0x…5E130000` | product and singular value decomposition |
//! | [`Groth16`] | `0x…5E140000` | proofs over BN254 |
//!
//! The interfaces are those of `contracts/SeroLibraryPrecompiles.sol`; contracts use them through
//! `contracts/SeroLibrary.sol`. The functions themselves are `sero-contract-library`'s, and the
//! [verifier](Config::Crypto)'s for proofs. Nothing here has state: the same call gives the same answer
//! always, in a transaction as in a view.
//!
//! A precompile charges for its work before it does any; what it refuses reverts with a reason (`Error(string)`).

#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

use core::num::NonZero;
use frame_support::weights::Weight;
use pallet_revive::precompiles::{AddressMatcher, Error, Ext};
use sero_contract_library::Error as Refusal;
use sero_shielded_primitives::ShieldedCrypto;

mod bignum;
mod groth16;
mod input;
mod interface;
mod matrix;
mod rsa;
mod strings;
pub mod weights;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use bignum::Bignum;
pub use groth16::Groth16;
pub use input::Input;
pub use interface::{ISeroBignum, ISeroGroth16, ISeroMatrix, ISeroRsa, ISeroStrings};
pub use matrix::Matrix;
pub use rsa::Rsa;
pub use strings::Strings;
pub use weights::WeightInfo;

/// All precompiles of this pallet, for `pallet_revive::Config::Precompiles`.
pub type Precompiles<T> = (Strings<T>, Bignum<T>, Rsa<T>, Matrix<T>, Groth16<T>);

/// What the precompiles need of a runtime beside contracts. They have no storage and no calls, so there is no
/// pallet to put into a runtime.
pub trait Config: pallet_revive::Config {
	/// Verifies proofs.
	type Crypto: ShieldedCrypto;
	/// What the functions cost.
	type LibraryWeightInfo: WeightInfo;
}

/// The address of a precompile, by its two bytes, which are not zero.
const fn at(suffix: u16) -> AddressMatcher {
	AddressMatcher::Fixed(NonZero::<u16>::MIN.saturating_add(suffix.saturating_sub(1)))
}

/// A refusal as contracts see it.
fn refused(refusal: Refusal) -> Error {
	Error::Revert(refusal.message().into())
}

/// Charges for the work that follows.
///
/// # Consensus
/// CL-20.
fn charge(env: &mut impl Ext, weight: Weight) -> Result<(), Error> {
	env.charge(weight)?;
	Ok(())
}

/// A length in the type of the weights.
fn length(bytes: &[u8]) -> u32 {
	u32::try_from(bytes.len()).unwrap_or(u32::MAX)
}

/// All lengths together.
fn total<const N: usize>(texts: [&[u8]; N]) -> u32 {
	texts.into_iter().map(length).fold(0, u32::saturating_add)
}
