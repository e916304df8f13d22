// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Every domain separator of the main profile: BLAKE2b personalizations and Poseidon2 domains.
//!
//! A personalization is 16 bytes (ASCII, padded with zeros). A Poseidon2 domain is the little-endian
//! integer of an ASCII tag of at most 31 bytes, so it is always a canonical field element.

use crate::field::{base_from_limbs, Base};

/// A BLAKE2b personalization.
pub type Personalization = [u8; 16];

const fn personal<const N: usize>(tag: &[u8; N]) -> Personalization {
	assert!(N <= 16);
	let mut out = [0u8; 16];
	let mut i = 0;
	while i < N {
		out[i] = tag[i];
		i += 1;
	}
	out
}

const fn field_domain<const N: usize>(tag: &[u8; N]) -> Base {
	assert!(N <= 31);
	let mut limbs = [0u64; 4];
	let mut i = 0;
	while i < N {
		limbs[i / 8] |= (tag[i] as u64) << (8 * (i % 8));
		i += 1;
	}
	base_from_limbs(limbs)
}

/// Spend authorizing secret from a seed (original system's bytes).
pub const SPEND_AUTH_KEY: Personalization = personal(b"LIBZEROZSK");
/// View secret from a seed (original system's bytes).
pub const VIEW_KEY: Personalization = personal(b"LIBZEROVSK");
/// Seed of the account that votes, from the seed of the account that pays.
pub const VOTE_SEED: Personalization = personal(b"SERO_vote_seed");
/// Token name to field element.
pub const TOKEN_ID: Personalization = personal(b"SERO_token_id");
/// Ticket category and id to field element.
pub const TICKET_ID: Personalization = personal(b"SERO_ticket_id");
/// Memo to field element.
pub const MEMO: Personalization = personal(b"SERO_memo");
/// Outgoing viewing key from the full viewing key.
pub const OUTGOING_KEY: Personalization = personal(b"SERO_ovk");
/// Note randomness from the outgoing viewing key.
pub const NOTE_RANDOMNESS: Personalization = personal(b"SERO_rsk");
/// Address randomizer from the note randomness.
pub const ADDRESS_RANDOMIZER: Personalization = personal(b"SERO_r");
/// Lasting address that issues tickets of a category.
pub const TICKET_ISSUER: Personalization = personal(b"SERO_tkt_issuer");
/// Lasting address that issues a token.
pub const TOKEN_ISSUER: Personalization = personal(b"SERO_tkn_issuer");
/// Lasting address that one contract knows a caller by.
pub const CONTRACT_CALLER: Personalization = personal(b"SERO_caller");
/// Note encryption key.
pub const NOTE_KEY: Personalization = personal(b"SERO_note_key");
/// Schnorr nonce.
pub const SCHNORR_NONCE: Personalization = personal(b"SERO_nonce");
/// Challenge of the balance signature (K10).
pub const BALANCE_SIGNATURE: Personalization = personal(b"SERO_balance_sig");
/// Challenge of the From signature (K11).
pub const FROM_SIGNATURE: Personalization = personal(b"SERO_from_sig");
/// Transaction id.
pub const TXID: Personalization = personal(b"SERO_txid");
/// Message of the balance signature.
pub const BALANCE_MESSAGE: Personalization = personal(b"SERO_balance");
/// Seed of the insecure development parameters.
pub const DEVELOPMENT_PARAMETERS: Personalization = personal(b"SERO_devparams");
/// Coefficients of batch verification.
pub const BATCH_VERIFICATION: Personalization = personal(b"SERO_batch");
/// Generator of the value commitment trapdoors.
pub const VALUE_TRAPDOOR_GENERATOR: Personalization = personal(b"SERO2_VALUE_R");
/// Offset of token generators.
pub const TOKEN_OFFSET: Personalization = personal(b"SERO2_K_TOKEN");
/// Offset of ticket generators.
pub const TICKET_OFFSET: Personalization = personal(b"SERO2_K_TICKET");
/// Offset of positioned note commitments.
pub const NOTE_AUTH_OFFSET: Personalization = personal(b"SERO2_NOTE_AUTH");
/// Bases of the Pedersen segments.
pub const PEDERSEN: Personalization = personal(b"SERO2_PEDERSEN");
/// Generator of licenses.
pub const LICENSE_GENERATOR: Personalization = personal(b"SERO2_LICENSE");
/// Nonce of a license.
pub const LICENSE_NONCE: Personalization = personal(b"SERO_lic_nonce");
/// Key of a package, recomputed by its creator (K12).
pub const PACKAGE_KEY: Personalization = personal(b"SERO_package_key");

/// Poseidon2 domain of note commitments (`DOM_NOTE`).
pub const DOM_NOTE: Base = field_domain(b"SERO_note_commitment");
/// Poseidon2 domain of token generators.
pub const DOM_TOKEN: Base = field_domain(b"SERO_token_generator");
/// Poseidon2 domain of ticket generators.
pub const DOM_TICKET: Base = field_domain(b"SERO_ticket_generator");
/// Poseidon2 domain of traces (`DOM_TRACE`).
pub const DOM_TRACE: Base = field_domain(b"SERO_trace");
/// Poseidon2 domain of nullifiers (`DOM_NULLIFIER`).
pub const DOM_NULLIFIER: Base = field_domain(b"SERO_nullifier");
/// Poseidon2 domain of the challenge of a license (`DOM_LICENSE`).
pub const DOM_LICENSE: Base = field_domain(b"SERO_license");

/// All personalizations, for the test that they are distinct.
pub const ALL_PERSONALIZATIONS: [Personalization; 28] = [
	SPEND_AUTH_KEY,
	VIEW_KEY,
	VOTE_SEED,
	TOKEN_ID,
	TICKET_ID,
	MEMO,
	OUTGOING_KEY,
	NOTE_RANDOMNESS,
	ADDRESS_RANDOMIZER,
	TICKET_ISSUER,
	TOKEN_ISSUER,
	CONTRACT_CALLER,
	NOTE_KEY,
	SCHNORR_NONCE,
	BALANCE_SIGNATURE,
	FROM_SIGNATURE,
	TXID,
	BALANCE_MESSAGE,
	DEVELOPMENT_PARAMETERS,
	BATCH_VERIFICATION,
	VALUE_TRAPDOOR_GENERATOR,
	TOKEN_OFFSET,
	TICKET_OFFSET,
	NOTE_AUTH_OFFSET,
	PEDERSEN,
	LICENSE_GENERATOR,
	LICENSE_NONCE,
	PACKAGE_KEY,
];

/// All Poseidon2 domains, for the test that they are distinct.
pub const ALL_FIELD_DOMAINS: [Base; 6] =
	[DOM_NOTE, DOM_TOKEN, DOM_TICKET, DOM_TRACE, DOM_NULLIFIER, DOM_LICENSE];

#[cfg(test)]
mod tests {
	use super::*;
	use ark_ff::PrimeField;

	#[test]
	fn separators_are_distinct() {
		for (i, a) in ALL_PERSONALIZATIONS.iter().enumerate() {
			assert!(a.iter().any(|b| *b != 0));
			assert!(ALL_PERSONALIZATIONS[i + 1..].iter().all(|b| a != b));
		}
		for (i, a) in ALL_FIELD_DOMAINS.iter().enumerate() {
			assert!(ALL_FIELD_DOMAINS[i + 1..].iter().all(|b| a != b));
		}
	}

	#[test]
	fn field_domain_is_the_little_endian_integer_of_the_tag() {
		let mut tag = [0u8; 31];
		tag[..10].copy_from_slice(b"SERO_trace");
		assert_eq!(DOM_TRACE, Base::from_le_bytes_mod_order(&tag));
	}
}
