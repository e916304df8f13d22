// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The algebra that the chain asks for: every function of
//! [`ShieldedCrypto`](sero_shielded_primitives::ShieldedCrypto).
//!
//! Every function depends on its arguments only and never panics; allocation is bounded by the length of
//! the arguments.

use alloc::{collections::BTreeMap, vec::Vec};

use ark_ed_on_bn254::EdwardsProjective;
use ark_ff::{AdditiveGroup, Zero};
use sero_primitives::{Balance, CurrencyId, Ticket, TicketCategory, TicketId};
use sero_shielded_primitives::{
	verify::OpenedPackage, Anchor, BalanceStatement, CryptoError, Memo, NoteCommitment,
	OneTimeAddressBytes, PointKind, PublicOutput, SignatureBytes, TreeUpdate,
};
use sero_zk_crypto::{
	asset::ticket_generator,
	curve::{decompress, PointError, SubgroupPoint},
	domains::{BALANCE_SIGNATURE, FROM_SIGNATURE},
	field::{base_from_bytes, base_to_bytes},
	generators::VALUE_TRAPDOOR_GENERATOR,
	package::{self, PackageError, PackageKey},
	schnorr::{self, SchnorrError},
	tree::{TreeError, CAPACITY},
	AddressError, Asset, Frontier, Note, OneTimeAddress, Scalar,
};

use crate::key::VkError;

pub mod bytes;
mod proofs;

#[cfg(feature = "std")]
pub use proofs::preverify;
pub use proofs::verify_proofs;
#[cfg(feature = "std")]
pub(crate) use proofs::{key_hash, LoadedKey};

#[cfg(test)]
mod tests;

/// How a refused curve point is reported.
pub(crate) fn point_error(error: PointError) -> CryptoError {
	match error {
		PointError::NotCanonical | PointError::NotOnCurve => CryptoError::InvalidPoint,
		PointError::NotInSubgroup | PointError::Identity => CryptoError::LowOrderPoint,
	}
}

fn address_error(error: AddressError) -> CryptoError {
	match error {
		AddressError::Point(error) => point_error(error),
		AddressError::Text => CryptoError::Malformed,
	}
}

fn signature_error(error: SchnorrError) -> CryptoError {
	match error {
		SchnorrError::IdentityKey => CryptoError::LowOrderPoint,
		SchnorrError::NoncePoint(error) => point_error(error),
		SchnorrError::ScalarNotCanonical => CryptoError::NonCanonicalField,
		SchnorrError::Invalid => CryptoError::InvalidSignature,
	}
}

fn tree_error(error: TreeError) -> CryptoError {
	match error {
		TreeError::Full => CryptoError::TreeFull,
		TreeError::Encoding => CryptoError::Malformed,
	}
}

/// Checks that every point decodes as its kind asks.
///
/// # Consensus
/// A2, A15, A24: addresses and ephemeral keys are of prime order and never the identity.
///
/// # Errors
/// [`CryptoError::InvalidPoint`], [`CryptoError::LowOrderPoint`].
pub fn check_points(points: &[(PointKind, [u8; 32])]) -> Result<(), CryptoError> {
	points.iter().try_for_each(|(kind, bytes)| match kind {
		PointKind::Plain => decompress(bytes).map(drop).map_err(point_error),
		PointKind::Cofactor => {
			SubgroupPoint::from_cofactor_bytes(bytes).map(drop).map_err(point_error)
		},
	})
}

/// Decodes a one-time address.
fn one_time_address(bytes: &OneTimeAddressBytes) -> Result<OneTimeAddress, CryptoError> {
	OneTimeAddress::from_bytes(&bytes.0).map_err(address_error)
}

/// Verifies a signature by the owner of a one-time address.
///
/// # Consensus
/// K11, A20: Schnorr on base `BASEr` with key `VPKr`, whose secret is `zsk * vsk`.
///
/// # Errors
/// [`CryptoError::InvalidPoint`] or [`CryptoError::LowOrderPoint`] of the address or the nonce,
/// [`CryptoError::NonCanonicalField`], [`CryptoError::InvalidSignature`].
pub fn verify_address_signature(
	address: &OneTimeAddressBytes,
	message: &[u8; 32],
	signature: &SignatureBytes,
) -> Result<(), CryptoError> {
	let address = one_time_address(address)?;
	schnorr::verify(&FROM_SIGNATURE, address.base(), address.vpkr(), message, &signature.0)
		.map_err(signature_error)
}

/// The generator of a currency.
fn token_generator(currency: &CurrencyId) -> SubgroupPoint {
	#[cfg(feature = "std")]
	return crate::cache::token_generator(currency);
	#[cfg(not(feature = "std"))]
	sero_zk_crypto::token_generator(&currency.0).point
}

/// `Σ CC` of public assets; amounts of the same currency are added first.
fn public_assets(assets: &[(CurrencyId, Balance, Option<Ticket>)]) -> EdwardsProjective {
	let mut amounts: BTreeMap<CurrencyId, Scalar> = BTreeMap::new();
	let mut total = EdwardsProjective::ZERO;
	for (currency, amount, ticket) in assets {
		if *amount != 0 {
			*amounts.entry(*currency).or_default() += Scalar::from(*amount);
		}
		// The category zero is no ticket, as in a note.
		if let Some(ticket) = ticket.filter(|ticket| ticket.category.0 != [0; 32]) {
			total += ticket_generator(&ticket.category.0, &ticket.id.0).point.affine();
		}
	}
	for (currency, amount) in &amounts {
		total += token_generator(currency).projective() * amount;
	}
	total
}

/// The left-over `CB = Σ inputs − Σ outputs − Σ public`.
fn balance_key(statement: &BalanceStatement) -> Result<EdwardsProjective, CryptoError> {
	let mut key = EdwardsProjective::ZERO;
	for commitment in &statement.inputs {
		key += decompress(&commitment.0).map_err(point_error)?;
	}
	for commitment in &statement.outputs {
		key -= decompress(&commitment.0).map_err(point_error)?;
	}
	key -= public_assets(&statement.public);
	Ok(key)
}

/// Verifies that assets balance: the left-over of the commitments is a multiple of `G_cr`, proved by a
/// signature with the left-over as key.
///
/// # Consensus
/// K10, A19: the left-over must not be the identity.
///
/// # Errors
/// [`CryptoError::InvalidPoint`] of a commitment, [`CryptoError::ZeroBalanceKey`], and those of a
/// signature.
pub fn verify_balance(statement: &BalanceStatement) -> Result<(), CryptoError> {
	let key = balance_key(statement)?;
	if key.is_zero() {
		return Err(CryptoError::ZeroBalanceKey);
	}
	// A left-over outside of the subgroup is no multiple of `G_cr`.
	let key = SubgroupPoint::from_affine(key.into()).map_err(|_| CryptoError::InvalidSignature)?;
	schnorr::verify(
		&BALANCE_SIGNATURE,
		&VALUE_TRAPDOOR_GENERATOR,
		&key,
		&statement.message,
		&statement.signature.0,
	)
	.map_err(signature_error)
}

/// Checks that a verifying key decodes, has `public_inputs` public inputs and is not degenerate.
///
/// # Consensus
/// A22, see [`VerifyingKey::check`](crate::VerifyingKey::check).
///
/// # Errors
/// [`CryptoError::InvalidKey`]; [`crate::lint`] says why.
pub fn lint_key(key: &[u8], public_inputs: u32) -> Result<(), CryptoError> {
	let public_inputs = usize::try_from(public_inputs).map_err(|_| CryptoError::InvalidKey)?;
	crate::lint(key, public_inputs).map_err(|error: VkError| key_error(error))
}

/// How a refused verifying key is reported.
pub(crate) fn key_error(_: VkError) -> CryptoError {
	CryptoError::InvalidKey
}

/// Computes the commitment of a public note (`rsk` = 0).
///
/// # Errors
/// [`CryptoError::InvalidPoint`], [`CryptoError::LowOrderPoint`] of the address.
pub fn public_note_commitment(output: &PublicOutput) -> Result<NoteCommitment, CryptoError> {
	let asset = Asset {
		currency: output.currency.0,
		amount: output.amount,
		ticket: output.ticket.map(|ticket| (ticket.category.0, ticket.id.0)),
	};
	let address = one_time_address(&output.address)?;
	let commitment = Note::public(asset, address, output.memo.0).commitment();
	Ok(NoteCommitment(base_to_bytes(&commitment)))
}

/// Reads a frontier; nothing stands for the empty tree.
fn frontier_from_bytes(bytes: &[u8]) -> Result<Frontier, CryptoError> {
	if bytes.is_empty() {
		return Ok(Frontier::new());
	}
	Frontier::from_bytes(bytes).map_err(tree_error)
}

/// Appends notes to the tree; an empty frontier is the empty tree.
///
/// # Consensus
/// A7, A8: a note's index is its position in the tree.
///
/// # Errors
/// [`CryptoError::Malformed`] for the frontier, [`CryptoError::NonCanonicalField`] for a commitment,
/// [`CryptoError::TreeFull`].
pub fn append_notes(
	frontier: &[u8],
	commitments: &[NoteCommitment],
) -> Result<TreeUpdate, CryptoError> {
	let mut frontier = frontier_from_bytes(frontier)?;
	let commitments = commitments
		.iter()
		.map(|commitment| base_from_bytes(&commitment.0))
		.collect::<Result<Vec<_>, _>>()
		.map_err(|_| CryptoError::NonCanonicalField)?;
	let first_index = u32::try_from(frontier.leaves()).map_err(|_| CryptoError::TreeFull)?;
	if commitments.len() as u64 > CAPACITY - u64::from(first_index) {
		return Err(CryptoError::TreeFull);
	}
	let mut leaves = Vec::with_capacity(commitments.len());
	for (index, leaf) in leaves_of(first_index, &commitments) {
		if frontier.append(leaf).map_err(tree_error)? != index {
			return Err(CryptoError::Malformed);
		}
		leaves.push(base_to_bytes(&leaf));
	}
	Ok(TreeUpdate { frontier: frontier.to_bytes(), first_index, leaves })
}

/// Indices and leaves of notes that are appended from `first_index` on.
fn leaves_of(
	first_index: u32,
	commitments: &[crate::Base],
) -> impl Iterator<Item = (u32, crate::Base)> + '_ {
	(first_index..=u32::MAX)
		.zip(commitments)
		.map(|(index, commitment)| (index, sero_zk_crypto::leaf(index, *commitment)))
}

/// Root of the tree with this frontier; an empty frontier is the empty tree.
///
/// # Errors
/// [`CryptoError::Malformed`].
pub fn tree_root(frontier: &[u8]) -> Result<Anchor, CryptoError> {
	Ok(Anchor(base_to_bytes(&frontier_from_bytes(frontier)?.root())))
}

fn package_error(_: PackageError) -> CryptoError {
	CryptoError::InvalidPackage
}

/// Opens a package with its key, and checks that its content, at the address of its note, is what the note
/// commitment is to.
///
/// # Consensus
/// K12: one sealed package has at most one content, because the commitment has. So what is paid out is what
/// was proved when the package was made.
///
/// # Errors
/// [`CryptoError::InvalidPoint`], [`CryptoError::LowOrderPoint`] of the address,
/// [`CryptoError::NonCanonicalField`] of the commitment, [`CryptoError::InvalidPackage`].
pub fn open_package(
	key: &[u8; 32],
	sealed: &[u8],
	address: &OneTimeAddressBytes,
	note_commitment: &NoteCommitment,
) -> Result<OpenedPackage, CryptoError> {
	let address = one_time_address(address)?;
	let commitment =
		base_from_bytes(&note_commitment.0).map_err(|_| CryptoError::NonCanonicalField)?;
	let key = PackageKey::from_bytes(*key);
	let (opening, data) = package::open(&key, sealed, &commitment).map_err(package_error)?;
	let Note { asset, memo, .. } =
		package::check_opening(&opening, &address, &commitment).map_err(package_error)?;
	Ok(OpenedPackage {
		currency: CurrencyId(asset.currency),
		amount: asset.amount,
		ticket: asset
			.ticket
			.map(|(category, id)| Ticket { category: TicketCategory(category), id: TicketId(id) }),
		memo: Memo(memo),
		data,
	})
}
