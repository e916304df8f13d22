// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! [`ShieldedCrypto`] through the host functions.

use alloc::vec::Vec;

use codec::{Decode, Encode};
use sero_shielded_primitives::{
	verify::OpenedPackage, Anchor, BalanceStatement, CryptoError, NoteCommitment,
	OneTimeAddressBytes, PointKind, ProofItem, PublicOutput, ShieldedCrypto, SignatureBytes,
	TreeUpdate,
};

use crate::interface::shielded;

/// Longest frontier: the number of leaves and three nodes for each of 16 levels.
const MAX_FRONTIER_LENGTH: usize = 8 + 16 * 3 * 32;
/// Bytes of an encoded [`TreeUpdate`] beside frontier and leaves: an index and two compact lengths.
const UPDATE_OVERHEAD: usize = 4 + 2 * 5;

/// Asks the node. In a native test the same functions are called directly.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct HostCrypto;

impl ShieldedCrypto for HostCrypto {
	fn check_points(points: &[(PointKind, [u8; 32])]) -> Result<(), CryptoError> {
		CryptoError::from_code(shielded::check_points(&points.encode()))
	}

	fn verify_address_signature(
		address: &OneTimeAddressBytes,
		message: &[u8; 32],
		signature: &SignatureBytes,
	) -> Result<(), CryptoError> {
		let code = shielded::verify_address_signature(&address.0, message, &signature.0);
		CryptoError::from_code(code)
	}

	fn verify_balance(statement: &BalanceStatement) -> Result<(), CryptoError> {
		CryptoError::from_code(shielded::verify_balance(&statement.encode()))
	}

	fn verify_proofs(keys: &[Vec<u8>], items: &[ProofItem]) -> Result<(), CryptoError> {
		let code = shielded::groth16_bn254_batch_verify(&keys.encode(), &items.encode());
		CryptoError::from_code(code)
	}

	fn lint_key(key: &[u8], public_inputs: u32) -> Result<(), CryptoError> {
		CryptoError::from_code(shielded::groth16_bn254_lint_key(key, public_inputs))
	}

	fn public_note_commitment(output: &PublicOutput) -> Result<NoteCommitment, CryptoError> {
		let mut commitment = [0u8; 32];
		let code = shielded::public_note_commitment(&output.encode(), &mut commitment);
		CryptoError::from_code(code).map(|()| NoteCommitment(commitment))
	}

	fn append_notes(
		frontier: &[u8],
		commitments: &[NoteCommitment],
	) -> Result<TreeUpdate, CryptoError> {
		let leaves = commitments.len().saturating_mul(32);
		let mut update = alloc::vec![0u8; MAX_FRONTIER_LENGTH + UPDATE_OVERHEAD + leaves];
		let code = shielded::append_notes(frontier, &commitments.encode(), &mut update);
		CryptoError::from_code(code)?;
		TreeUpdate::decode(&mut &update[..]).map_err(|_| CryptoError::Malformed)
	}

	fn tree_root(frontier: &[u8]) -> Result<Anchor, CryptoError> {
		let mut root = [0u8; 32];
		let code = shielded::tree_root(frontier, &mut root);
		CryptoError::from_code(code).map(|()| Anchor(root))
	}

	fn open_package(
		key: &[u8; 32],
		sealed: &[u8],
		address: &OneTimeAddressBytes,
		note_commitment: &NoteCommitment,
	) -> Result<OpenedPackage, CryptoError> {
		// The content without randomness and tag is shorter than the sealed package.
		let mut opened = alloc::vec![0u8; sealed.len()];
		let code = shielded::open_package(key, sealed, &address.0, &note_commitment.0, &mut opened);
		CryptoError::from_code(code)?;
		OpenedPackage::decode(&mut &opened[..]).map_err(|_| CryptoError::Malformed)
	}
}
