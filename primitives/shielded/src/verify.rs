// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The algebra that the chain asks its verifier for.
//!
//! Rules live in the runtime; the verifier only computes. It is either the node's host functions
//! or the same code compiled into the Wasm.

use crate::{bundle::PublicOutput, bytes::*};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use scale_info::TypeInfo;
use sero_primitives::{Balance, CurrencyId, Ticket};

/// How a compressed point is to be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub enum PointKind {
	/// Canonical and on the curve.
	#[codec(index = 0)]
	Plain,
	/// 1/8 encoded: canonical, on the curve, and eight times it is not the identity.
	#[codec(index = 1)]
	Cofactor,
}

/// One public input of a proof; points and generators stand for two field elements, x then y.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub enum PublicInput {
	/// A canonical field element, little endian.
	#[codec(index = 0)]
	Field([u8; 32]),
	/// A plain compressed point.
	#[codec(index = 1)]
	Point([u8; 32]),
	/// A 1/8-encoded point: stands for the coordinates of eight times it.
	#[codec(index = 2)]
	CofactorPoint([u8; 32]),
	/// A currency: stands for the coordinates of its canonical generator, which the verifier computes.
	#[codec(index = 3)]
	TokenGenerator(CurrencyId),
}

/// A proof with its public inputs.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct ProofItem {
	/// Position of the verifying key in the list that goes with the items.
	pub key: u32,
	/// The proof.
	pub proof: ProofBytes,
	/// Its public inputs in circuit order.
	pub inputs: Vec<PublicInput>,
}

/// What has to balance.
///
/// `inputs − outputs − public = left-over`, and the signature verifies under the left-over.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct BalanceStatement {
	/// Commitments of the inputs.
	pub inputs: Vec<ValueCommitment>,
	/// Commitments of the hidden outputs.
	pub outputs: Vec<ValueCommitment>,
	/// Public assets that leave: public outputs, fee, action.
	pub public: Vec<(CurrencyId, Balance, Option<Ticket>)>,
	/// The signed message.
	pub message: [u8; 32],
	/// The signature.
	pub signature: SignatureBytes,
}

/// Result of appending notes to the tree.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct TreeUpdate {
	/// The new frontier.
	pub frontier: Vec<u8>,
	/// Position of the first new leaf.
	pub first_index: u32,
	/// The new leaves.
	pub leaves: Vec<[u8; 32]>,
}

/// What is in a package.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct OpenedPackage {
	/// Currency of the amount; zero if there is no amount.
	pub currency: CurrencyId,
	/// Amount in base units.
	pub amount: Balance,
	/// The ticket, if there is one.
	pub ticket: Option<Ticket>,
	/// The memo that the note commits to.
	pub memo: Memo,
	/// The data, at most 4096 bytes.
	pub data: Vec<u8>,
}

/// What the verifier says; the codes of the host functions (`0` = success).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
#[repr(u8)]
pub enum CryptoError {
	/// The bytes handed over do not decode.
	Malformed = 1,
	/// A field element or scalar is not canonical.
	NonCanonicalField = 2,
	/// A point is not canonical or not on the curve.
	InvalidPoint = 3,
	/// A point is the identity or of low order.
	LowOrderPoint = 4,
	/// A signature does not verify.
	InvalidSignature = 5,
	/// The balance key is the identity.
	ZeroBalanceKey = 6,
	/// A verifying key does not decode or is degenerate.
	InvalidKey = 7,
	/// A proof does not decode.
	MalformedProof = 8,
	/// The number of public inputs is not the key's.
	WrongInputCount = 9,
	/// A proof does not verify.
	InvalidProof = 10,
	/// The tree has no room.
	TreeFull = 11,
	/// A package does not open with the key, or its content is not what the note commitment is to.
	InvalidPackage = 12,
}

impl CryptoError {
	/// The code over the host boundary.
	pub const fn code(self) -> u8 {
		self as u8
	}

	/// Reads a code: `0` is success, an unknown one counts as [`CryptoError::Malformed`].
	pub fn from_code(code: u8) -> Result<(), Self> {
		Err(match code {
			0 => return Ok(()),
			2 => Self::NonCanonicalField,
			3 => Self::InvalidPoint,
			4 => Self::LowOrderPoint,
			5 => Self::InvalidSignature,
			6 => Self::ZeroBalanceKey,
			7 => Self::InvalidKey,
			8 => Self::MalformedProof,
			9 => Self::WrongInputCount,
			10 => Self::InvalidProof,
			11 => Self::TreeFull,
			12 => Self::InvalidPackage,
			_ => Self::Malformed,
		})
	}
}

/// The verifier that a runtime is configured with.
pub trait ShieldedCrypto {
	/// Checks that every point decodes as its kind asks.
	///
	/// # Errors
	/// [`CryptoError::InvalidPoint`], [`CryptoError::LowOrderPoint`].
	fn check_points(points: &[(PointKind, [u8; 32])]) -> Result<(), CryptoError>;

	/// Verifies a signature by the owner of a one-time address.
	///
	/// # Errors
	/// Those of [`ShieldedCrypto::check_points`], [`CryptoError::NonCanonicalField`],
	/// [`CryptoError::InvalidSignature`].
	fn verify_address_signature(
		address: &OneTimeAddressBytes,
		message: &[u8; 32],
		signature: &SignatureBytes,
	) -> Result<(), CryptoError>;

	/// Verifies that assets balance.
	///
	/// # Errors
	/// Those of a signature, and [`CryptoError::ZeroBalanceKey`].
	fn verify_balance(statement: &BalanceStatement) -> Result<(), CryptoError>;

	/// Verifies proofs as one batch.
	///
	/// # Errors
	/// [`CryptoError::InvalidKey`], [`CryptoError::MalformedProof`],
	/// [`CryptoError::WrongInputCount`], [`CryptoError::InvalidProof`] and decoding errors.
	fn verify_proofs(keys: &[Vec<u8>], items: &[ProofItem]) -> Result<(), CryptoError>;

	/// Checks that a verifying key decodes, has `public_inputs` inputs and is not degenerate.
	///
	/// # Errors
	/// [`CryptoError::InvalidKey`].
	fn lint_key(key: &[u8], public_inputs: u32) -> Result<(), CryptoError>;

	/// Computes the commitment of a public note.
	///
	/// # Errors
	/// Those of [`ShieldedCrypto::check_points`].
	fn public_note_commitment(output: &PublicOutput) -> Result<NoteCommitment, CryptoError>;

	/// Appends notes to the tree; an empty frontier is the empty tree.
	///
	/// # Errors
	/// [`CryptoError::Malformed`], [`CryptoError::NonCanonicalField`], [`CryptoError::TreeFull`].
	fn append_notes(
		frontier: &[u8],
		commitments: &[NoteCommitment],
	) -> Result<TreeUpdate, CryptoError>;

	/// Root of the tree with this frontier.
	///
	/// # Errors
	/// [`CryptoError::Malformed`].
	fn tree_root(frontier: &[u8]) -> Result<Anchor, CryptoError>;

	/// Opens a package: decrypts it and checks that its content, at the address of its note, is what the
	/// note commitment is to.
	///
	/// # Errors
	/// Those of [`ShieldedCrypto::check_points`] for the address, [`CryptoError::NonCanonicalField`] for the
	/// commitment, [`CryptoError::InvalidPackage`].
	fn open_package(
		key: &[u8; 32],
		sealed: &[u8],
		address: &OneTimeAddressBytes,
		note_commitment: &NoteCommitment,
	) -> Result<OpenedPackage, CryptoError>;
}
