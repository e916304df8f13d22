// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Proofs with their statements as bytes: decoding, caching and batching.

use alloc::{sync::Arc, vec::Vec};

use codec::Encode;
use sero_shielded_primitives::{CryptoError, ProofItem, PublicInput};
use sero_zk_crypto::{
	curve::{decompress, SubgroupPoint},
	domains::BATCH_VERIFICATION,
	field::base_from_bytes,
	hash::blake2b_256,
	Base,
};

use super::{key_error, point_error, token_generator};
use crate::{
	groth16::{batch_verify, verify, BatchItem},
	key::PreparedKey,
	proof::Proof,
};

#[cfg(feature = "std")]
use crate::cache::{accept, is_accepted, prepared_key};

/// A prepared key and the hash of its bytes.
#[derive(Clone)]
pub(crate) struct LoadedKey {
	pub(crate) hash: [u8; 32],
	pub(crate) key: Arc<PreparedKey>,
}

/// BLAKE2b-256 of a verifying key's bytes: its identity in caches and logs.
pub(crate) fn key_hash(key: &[u8]) -> [u8; 32] {
	let hash = blake2b_simd::Params::new().hash_length(32).hash(key);
	hash.as_bytes().first_chunk().copied().unwrap_or_default()
}

#[cfg(not(feature = "std"))]
fn prepared_key(bytes: &[u8]) -> Result<LoadedKey, crate::VkError> {
	Ok(LoadedKey { hash: key_hash(bytes), key: Arc::new(PreparedKey::from_bytes(bytes)?) })
}

#[cfg(not(feature = "std"))]
fn is_accepted(_: &[u8; 32]) -> bool {
	false
}

#[cfg(not(feature = "std"))]
fn accept(_: impl IntoIterator<Item = [u8; 32]>) {}

/// Identifies a proof with its key and statement.
fn digest(key: &LoadedKey, item: &ProofItem) -> [u8; 32] {
	let inputs = item.inputs.encode();
	blake2b_256(&BATCH_VERIFICATION, &[&[0], &key.hash, &item.proof.0, &inputs])
}

/// The seed of a batch's coefficients: a hash of all keys, proofs and inputs.
fn seed<'a>(digests: impl Iterator<Item = &'a [u8; 32]>) -> [u8; 32] {
	let all: Vec<u8> = digests.flatten().copied().collect();
	blake2b_256(&BATCH_VERIFICATION, &[&[1], &all])
}

/// Appends the field elements that an input stands for.
fn expand(input: &PublicInput, out: &mut Vec<Base>) -> Result<(), CryptoError> {
	match input {
		PublicInput::Field(bytes) => {
			out.push(base_from_bytes(bytes).map_err(|_| CryptoError::NonCanonicalField)?)
		},
		PublicInput::Point(bytes) => {
			let point = decompress(bytes).map_err(point_error)?;
			out.extend([point.x, point.y]);
		},
		PublicInput::CofactorPoint(bytes) => {
			let point = SubgroupPoint::from_cofactor_bytes(bytes).map_err(point_error)?;
			out.extend([point.x(), point.y()]);
		},
		// IS-1: from the name alone, so that nobody chooses sign or counter.
		PublicInput::TokenGenerator(currency) => {
			let point = token_generator(currency);
			out.extend([point.x(), point.y()]);
		},
	}
	Ok(())
}

/// Number of field elements that an input stands for.
const fn width(input: &PublicInput) -> usize {
	match input {
		PublicInput::Field(_) => 1,
		PublicInput::Point(_) | PublicInput::CofactorPoint(_) | PublicInput::TokenGenerator(_) => 2,
	}
}

/// A decoded proof and its digest.
struct Statement<'a> {
	item: BatchItem<'a>,
	digest: [u8; 32],
}

/// The key of an item.
fn key_of<'a>(keys: &'a [LoadedKey], item: &ProofItem) -> Result<&'a LoadedKey, CryptoError> {
	let position = usize::try_from(item.key).map_err(|_| CryptoError::Malformed)?;
	keys.get(position).ok_or(CryptoError::Malformed)
}

/// Decodes an item; `None` if it was accepted before.
fn read<'a>(key: &'a LoadedKey, item: &ProofItem) -> Result<Option<Statement<'a>>, CryptoError> {
	let digest = digest(key, item);
	if is_accepted(&digest) {
		return Ok(None);
	}
	let expected = key.key.public_inputs();
	if item.inputs.iter().map(width).sum::<usize>() != expected {
		return Err(CryptoError::WrongInputCount);
	}
	let mut inputs = Vec::with_capacity(expected);
	for input in &item.inputs {
		expand(input, &mut inputs)?;
	}
	let proof = Proof::from_bytes(&item.proof.0).map_err(|_| CryptoError::MalformedProof)?;
	Ok(Some(Statement { item: BatchItem { key: &key.key, proof, inputs }, digest }))
}

#[cfg(not(feature = "parallel"))]
fn map_items<'a, T>(
	items: &'a [ProofItem],
	read: impl Fn(&'a ProofItem) -> Result<T, CryptoError>,
) -> Vec<Result<T, CryptoError>> {
	items.iter().map(read).collect()
}

#[cfg(feature = "parallel")]
fn map_items<'a, T: Send>(
	items: &'a [ProofItem],
	read: impl Fn(&'a ProofItem) -> Result<T, CryptoError> + Sync + Send,
) -> Vec<Result<T, CryptoError>> {
	use rayon::prelude::*;
	items.par_iter().map(read).collect()
}

/// Whether all statements hold; remembers them if so.
fn check(statements: &[Statement<'_>]) -> bool {
	let valid = match statements {
		[] => true,
		[one] => verify(one.item.key, &one.item.proof, &one.item.inputs),
		many => {
			let items: Vec<_> = many.iter().map(|statement| statement.item.clone()).collect();
			batch_verify(&items, &seed(many.iter().map(|statement| &statement.digest)))
		},
	};
	if valid {
		accept(statements.iter().map(|statement| statement.digest));
	}
	valid
}

/// Verifies proofs as one batch.
///
/// Keys are read first, in order, then items in order, then everything is verified at once; the first
/// error counts. With `std`, proofs that were accepted before are not verified again.
///
/// # Errors
/// [`CryptoError::InvalidKey`] if any key does not decode or is degenerate; [`CryptoError::Malformed`] if
/// an item names no key; [`CryptoError::WrongInputCount`]; [`CryptoError::NonCanonicalField`],
/// [`CryptoError::InvalidPoint`], [`CryptoError::LowOrderPoint`] for an input;
/// [`CryptoError::MalformedProof`]; [`CryptoError::InvalidProof`] if any proof does not verify.
pub fn verify_proofs(keys: &[Vec<u8>], items: &[ProofItem]) -> Result<(), CryptoError> {
	let keys = keys
		.iter()
		.map(|key| prepared_key(key))
		.collect::<Result<Vec<_>, _>>()
		.map_err(key_error)?;
	let statements = map_items(items, |item| read(key_of(&keys, item)?, item));
	let statements: Vec<Option<_>> = statements.into_iter().collect::<Result<_, _>>()?;
	let statements: Vec<_> = statements.into_iter().flatten().collect();
	if check(&statements) {
		Ok(())
	} else {
		Err(CryptoError::InvalidProof)
	}
}

/// Verifies proofs ahead of time, as one big batch, so that [`verify_proofs`] finds them accepted.
///
/// Meant for a node that has the proofs of a block, or of many bundles, before it executes them. Returns
/// each item's own verdict: a wrong item does not spoil the others, they are found by halving the batch.
#[cfg(feature = "std")]
pub fn preverify(keys: &[Vec<u8>], items: &[ProofItem]) -> Vec<Result<(), CryptoError>> {
	let keys: Vec<_> = keys.iter().map(|key| prepared_key(key).map_err(key_error)).collect();
	let read = |item: &ProofItem| {
		let position = usize::try_from(item.key).map_err(|_| CryptoError::Malformed)?;
		let key = keys.get(position).ok_or(CryptoError::Malformed)?.as_ref().map_err(|e| *e)?;
		read(key, item)
	};
	let mut verdicts = Vec::with_capacity(items.len());
	let mut positions = Vec::with_capacity(items.len());
	let mut statements = Vec::with_capacity(items.len());
	for (position, statement) in map_items(items, read).into_iter().enumerate() {
		verdicts.push(statement.as_ref().map(|_| ()).map_err(|error| *error));
		if let Ok(Some(statement)) = statement {
			positions.push(position);
			statements.push(statement);
		}
	}
	let mut open = alloc::vec![(positions.as_slice(), statements.as_slice())];
	while let Some((positions, statements)) = open.pop() {
		if check(statements) {
			continue;
		}
		if let [position] = positions {
			if let Some(verdict) = verdicts.get_mut(*position) {
				*verdict = Err(CryptoError::InvalidProof);
			}
			continue;
		}
		let half = positions.len() / 2;
		let (first, second) = (positions.split_at(half), statements.split_at(half));
		open.push((first.0, second.0));
		open.push((first.1, second.1));
	}
	verdicts
}
