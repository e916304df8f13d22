// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! [`ShieldedCrypto`] by direct calls.

use alloc::vec::Vec;

use sero_shielded_primitives::{
	verify::OpenedPackage, Anchor, BalanceStatement, CryptoError, NoteCommitment,
	OneTimeAddressBytes, PointKind, ProofItem, PublicOutput, ShieldedCrypto, SignatureBytes,
	TreeUpdate,
};

use crate::api;

/// Calls the code of this crate: for tests, mocks and runtimes that are built without host functions.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct NativeCrypto;

impl ShieldedCrypto for NativeCrypto {
	fn check_points(points: &[(PointKind, [u8; 32])]) -> Result<(), CryptoError> {
		api::check_points(points)
	}

	fn verify_address_signature(
		address: &OneTimeAddressBytes,
		message: &[u8; 32],
		signature: &SignatureBytes,
	) -> Result<(), CryptoError> {
		api::verify_address_signature(address, message, signature)
	}

	fn verify_balance(statement: &BalanceStatement) -> Result<(), CryptoError> {
		api::verify_balance(statement)
	}

	fn verify_proofs(keys: &[Vec<u8>], items: &[ProofItem]) -> Result<(), CryptoError> {
		api::verify_proofs(keys, items)
	}

	fn lint_key(key: &[u8], public_inputs: u32) -> Result<(), CryptoError> {
		api::lint_key(key, public_inputs)
	}

	fn public_note_commitment(output: &PublicOutput) -> Result<NoteCommitment, CryptoError> {
		api::public_note_commitment(output)
	}

	fn append_notes(
		frontier: &[u8],
		commitments: &[NoteCommitment],
	) -> Result<TreeUpdate, CryptoError> {
		api::append_notes(frontier, commitments)
	}

	fn tree_root(frontier: &[u8]) -> Result<Anchor, CryptoError> {
		api::tree_root(frontier)
	}

	fn open_package(
		key: &[u8; 32],
		sealed: &[u8],
		address: &OneTimeAddressBytes,
		note_commitment: &NoteCommitment,
	) -> Result<OpenedPackage, CryptoError> {
		api::open_package(key, sealed, address, note_commitment)
	}
}
