// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The interface between runtime and node.

#[cfg(feature = "std")]
use sero_zk_verifier::api::bytes;
use sp_runtime_interface::{
	pass_by::{
		PassFatPointerAndRead, PassFatPointerAndWrite, PassPointerAndRead, PassPointerAndWrite,
	},
	runtime_interface,
};

/// Exported to the Wasm as `ext_shielded_NAME_version_N`.
#[runtime_interface]
pub trait Shielded {
	/// Checks an encoded `Vec<(PointKind, [u8; 32])>`.
	#[version(1)]
	fn check_points(points: PassFatPointerAndRead<&[u8]>) -> u8 {
		bytes::check_points(points)
	}

	/// Verifies a signature by the owner of a one-time address.
	#[version(1)]
	fn verify_address_signature(
		address: PassPointerAndRead<&[u8; 96], 96>,
		message: PassPointerAndRead<&[u8; 32], 32>,
		signature: PassPointerAndRead<&[u8; 64], 64>,
	) -> u8 {
		bytes::verify_address_signature(address, message, signature)
	}

	/// Verifies an encoded `BalanceStatement`.
	#[version(1)]
	fn verify_balance(statement: PassFatPointerAndRead<&[u8]>) -> u8 {
		bytes::verify_balance(statement)
	}

	/// Verifies, as one batch, an encoded `Vec<ProofItem>` under an encoded `Vec<Vec<u8>>` of keys.
	#[version(1)]
	fn groth16_bn254_batch_verify(
		keys: PassFatPointerAndRead<&[u8]>,
		items: PassFatPointerAndRead<&[u8]>,
	) -> u8 {
		bytes::verify_proofs(keys, items)
	}

	/// Checks that a verifying key decodes, has so many public inputs and is not degenerate.
	#[version(1)]
	fn groth16_bn254_lint_key(key: PassFatPointerAndRead<&[u8]>, public_inputs: u32) -> u8 {
		bytes::lint_key(key, public_inputs)
	}

	/// Computes the commitment of an encoded `PublicOutput`.
	#[version(1)]
	fn public_note_commitment(
		output: PassFatPointerAndRead<&[u8]>,
		commitment: PassPointerAndWrite<&mut [u8; 32], 32>,
	) -> u8 {
		bytes::public_note_commitment(output, commitment)
	}

	/// Appends an encoded `Vec<NoteCommitment>` to the tree; writes an encoded `TreeUpdate`.
	#[version(1)]
	fn append_notes(
		frontier: PassFatPointerAndRead<&[u8]>,
		commitments: PassFatPointerAndRead<&[u8]>,
		update: PassFatPointerAndWrite<&mut [u8]>,
	) -> u8 {
		bytes::append_notes(frontier, commitments, update)
	}

	/// Computes the root of the tree with this frontier.
	#[version(1)]
	fn tree_root(
		frontier: PassFatPointerAndRead<&[u8]>,
		root: PassPointerAndWrite<&mut [u8; 32], 32>,
	) -> u8 {
		bytes::tree_root(frontier, root)
	}

	/// Opens a package with its key and checks its content; writes an encoded `OpenedPackage`.
	#[version(1)]
	fn open_package(
		key: PassPointerAndRead<&[u8; 32], 32>,
		sealed: PassFatPointerAndRead<&[u8]>,
		address: PassPointerAndRead<&[u8; 96], 96>,
		note_commitment: PassPointerAndRead<&[u8; 32], 32>,
		opened: PassFatPointerAndWrite<&mut [u8]>,
	) -> u8 {
		bytes::open_package(key, sealed, address, note_commitment, opened)
	}
}
