// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Functions that contracts lack: text, big numbers, RSA signatures, matrices (white paper, section 4.6).
//!
//! Nothing here knows of a chain: bytes in, bytes or an [`Error`] out. Every argument has a bound, every
//! result follows from the arguments alone (integers only, no floating point), and nothing panics.
//! `pallet-contract-library` puts the functions at addresses, and asks for their price first.

#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

extern crate alloc;

pub mod bignum;
mod error;
pub mod matrix;
pub mod numerals;
pub mod rsa;
pub mod strings;

pub use error::Error;

/// Longest text or message, in bytes.
pub const MAX_TEXT: usize = 1 << 16;

/// Refuses a text that is too long.
///
/// # Consensus
/// CL-1.
fn check_text(length: usize) -> Result<(), Error> {
	if length > MAX_TEXT {
		return Err(Error::TextTooLong);
	}
	Ok(())
}
