// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Key-prefixed Schnorr signatures on Baby Jubjub, for a base that is part of the statement.
//!
//! Signature: `S0` (cofactor encoding, never the identity) ‖ `s1` (canonical scalar), with
//! `h = Hs(domain, S0 bytes ‖ base ‖ key ‖ message)` and `s1 * base = S0 + h * key`.
//!
//! Used with base `G_cr` and key `CB` for the balance (K10), and with base `BASEr` and key `VPKr` for the
//! From address (K11).

use ark_ff::{AdditiveGroup, PrimeField, Zero};
use zeroize::{Zeroize, Zeroizing};

use crate::{
	curve::{
		arithmetic::{multi_mul, Term},
		PointError, SubgroupPoint,
	},
	domains::{Personalization, SCHNORR_NONCE},
	field::{scalar_from_bytes, scalar_to_bytes, Scalar},
	hash::hash_to_scalar,
};

#[cfg(test)]
mod tests;

/// Length of a signature.
pub const SIGNATURE_LENGTH: usize = 64;

/// Why a signature is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchnorrError {
	/// The base or the key is the identity.
	IdentityKey,
	/// The nonce point is refused.
	NoncePoint(PointError),
	/// `s1` is not canonical.
	ScalarNotCanonical,
	/// The equation does not hold.
	Invalid,
}

impl core::fmt::Display for SchnorrError {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		match self {
			Self::IdentityKey => f.write_str("the base or the key is the identity"),
			Self::NoncePoint(error) => write!(f, "nonce: {error}"),
			Self::ScalarNotCanonical => f.write_str("the scalar is not canonical"),
			Self::Invalid => f.write_str("the signature does not verify"),
		}
	}
}

impl core::error::Error for SchnorrError {}

fn challenge(
	domain: &Personalization,
	nonce_point: &[u8; 32],
	base: &SubgroupPoint,
	key: &SubgroupPoint,
	message: &[u8; 32],
) -> Scalar {
	hash_to_scalar(domain, &[nonce_point, &base.to_bytes(), &key.to_bytes(), message])
}

/// Signs a message; the verification key is `secret * base`.
///
/// The nonce is `Hs("SERO_nonce", secret ‖ message ‖ 32 random bytes)`: a bad random generator alone does
/// not leak the secret.
///
/// # Errors
/// [`SchnorrError::IdentityKey`] if `secret` is zero or `base` the identity (anybody could sign).
pub fn sign(
	domain: &Personalization,
	secret: &Scalar,
	base: &SubgroupPoint,
	message: &[u8; 32],
	rng: &mut impl rand_core::CryptoRngCore,
) -> Result<[u8; SIGNATURE_LENGTH], SchnorrError> {
	if secret.is_zero() || base.is_identity() {
		return Err(SchnorrError::IdentityKey);
	}
	let key = base.mul(*secret);
	let secret_bytes = Zeroizing::new(scalar_to_bytes(secret));
	let mut entropy = Zeroizing::new([0u8; 32]);
	let mut nonce = Scalar::ZERO;
	while nonce.is_zero() {
		rng.fill_bytes(&mut entropy[..]);
		nonce = hash_to_scalar(&SCHNORR_NONCE, &[&secret_bytes[..], message, &entropy[..]]);
	}
	let nonce_point = base.mul(nonce).to_cofactor_bytes();
	let mut response = nonce + challenge(domain, &nonce_point, base, &key, message) * secret;
	let mut signature = [0u8; SIGNATURE_LENGTH];
	signature[..32].copy_from_slice(&nonce_point);
	signature[32..].copy_from_slice(&scalar_to_bytes(&response));
	nonce.zeroize();
	response.zeroize();
	Ok(signature)
}

/// Verifies a signature.
///
/// # Errors
/// Every variant of [`SchnorrError`].
pub fn verify(
	domain: &Personalization,
	base: &SubgroupPoint,
	key: &SubgroupPoint,
	message: &[u8; 32],
	signature: &[u8; SIGNATURE_LENGTH],
) -> Result<(), SchnorrError> {
	if base.is_identity() || key.is_identity() {
		return Err(SchnorrError::IdentityKey);
	}
	let (nonce_bytes, response) = crate::address::halves(signature);
	let nonce_point =
		SubgroupPoint::from_cofactor_bytes(&nonce_bytes).map_err(SchnorrError::NoncePoint)?;
	let response = scalar_from_bytes(&response).map_err(|_| SchnorrError::ScalarNotCanonical)?;
	let h = challenge(domain, &nonce_bytes, base, key, message);
	// s1 * base - h * key = S0
	let terms = [
		Term::new(&base.extended(), &response.into_bigint(), false),
		Term::new(&key.extended(), &h.into_bigint(), true),
	];
	if multi_mul(&terms).add(&nonce_point.extended().neg()).is_identity() {
		Ok(())
	} else {
		Err(SchnorrError::Invalid)
	}
}
