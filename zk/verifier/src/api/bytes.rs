// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The functions of [`super`] with bytes in and a code out: what host functions call.
//!
//! Structured arguments are SCALE encoded; an encoding with bytes left over is malformed. A code is `0` or
//! that of a [`CryptoError`]. Results are written to a buffer that is left alone on error.

use alloc::vec::Vec;

use codec::{DecodeAll, Encode};
use sero_shielded_primitives::{CryptoError, NoteCommitment, OneTimeAddressBytes, SignatureBytes};
use sero_zk_crypto::Frontier;

/// The code of success.
pub const SUCCESS: u8 = 0;

fn code(result: Result<(), CryptoError>) -> u8 {
	match result {
		Ok(()) => SUCCESS,
		Err(error) => error.code(),
	}
}

fn decode<T: DecodeAll>(mut bytes: &[u8]) -> Result<T, CryptoError> {
	T::decode_all(&mut bytes).map_err(|_| CryptoError::Malformed)
}

fn write(result: Result<[u8; 32], CryptoError>, out: &mut [u8; 32]) -> u8 {
	code(result.map(|bytes| *out = bytes))
}

/// [`super::check_points`] of an encoded `Vec<(PointKind, [u8; 32])>`.
pub fn check_points(points: &[u8]) -> u8 {
	code(decode::<Vec<_>>(points).and_then(|points| super::check_points(&points)))
}

/// [`super::verify_address_signature`].
pub fn verify_address_signature(
	address: &[u8; 96],
	message: &[u8; 32],
	signature: &[u8; 64],
) -> u8 {
	let (address, signature) = (OneTimeAddressBytes(*address), SignatureBytes(*signature));
	code(super::verify_address_signature(&address, message, &signature))
}

/// [`super::verify_balance`] of an encoded
/// [`BalanceStatement`](sero_shielded_primitives::BalanceStatement).
pub fn verify_balance(statement: &[u8]) -> u8 {
	code(decode(statement).and_then(|statement| super::verify_balance(&statement)))
}

/// [`super::verify_proofs`] of encoded `Vec<Vec<u8>>` and
/// `Vec<`[`ProofItem`](sero_shielded_primitives::ProofItem)`>`.
pub fn verify_proofs(keys: &[u8], items: &[u8]) -> u8 {
	let verify = || super::verify_proofs(&decode::<Vec<_>>(keys)?, &decode::<Vec<_>>(items)?);
	code(verify())
}

/// [`super::lint_key`].
pub fn lint_key(key: &[u8], public_inputs: u32) -> u8 {
	code(super::lint_key(key, public_inputs))
}

/// [`super::public_note_commitment`] of an encoded
/// [`PublicOutput`](sero_shielded_primitives::PublicOutput).
pub fn public_note_commitment(output: &[u8], out: &mut [u8; 32]) -> u8 {
	let commitment = decode(output).and_then(|output| super::public_note_commitment(&output));
	write(commitment.map(|commitment| commitment.0), out)
}

/// Length of a buffer that holds the update by this many notes.
///
/// A [`TreeUpdate`](sero_shielded_primitives::TreeUpdate) is the frontier, the first index and the leaves,
/// with a compact length (at most five bytes) before each list.
pub const fn tree_update_length(commitments: usize) -> usize {
	Frontier::MAX_ENCODED_LENGTH + 4 + 2 * 5 + commitments.saturating_mul(32)
}

/// Writes an encoding to the start of a buffer; a shorter buffer is reported as malformed.
fn write_encoded(value: &impl Encode, out: &mut [u8]) -> Result<(), CryptoError> {
	let encoded = value.encode();
	out.get_mut(..encoded.len()).ok_or(CryptoError::Malformed)?.copy_from_slice(&encoded);
	Ok(())
}

/// [`super::append_notes`] of a frontier and an encoded `Vec<NoteCommitment>`.
///
/// Writes the encoded [`TreeUpdate`](sero_shielded_primitives::TreeUpdate) to the start of `out`; a buffer
/// that is shorter than the update is reported as malformed.
pub fn append_notes(frontier: &[u8], commitments: &[u8], out: &mut [u8]) -> u8 {
	let mut append = || {
		let update = super::append_notes(frontier, &decode::<Vec<_>>(commitments)?)?;
		write_encoded(&update, out)
	};
	code(append())
}

/// [`super::tree_root`].
pub fn tree_root(frontier: &[u8], out: &mut [u8; 32]) -> u8 {
	write(super::tree_root(frontier).map(|root| root.0), out)
}

/// [`super::open_package`].
///
/// Writes the encoded [`OpenedPackage`](sero_shielded_primitives::verify::OpenedPackage) to the start of
/// `out`; a buffer that is shorter than it is reported as malformed. A buffer of the length of the sealed
/// package suffices.
pub fn open_package(
	key: &[u8; 32],
	sealed: &[u8],
	address: &[u8; 96],
	note_commitment: &[u8; 32],
	out: &mut [u8],
) -> u8 {
	let (address, commitment) = (OneTimeAddressBytes(*address), NoteCommitment(*note_commitment));
	let opened = super::open_package(key, sealed, &address, &commitment);
	code(opened.and_then(|opened| write_encoded(&opened, out)))
}
