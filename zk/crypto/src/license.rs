// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Licenses of miners: what a licensor signs for an account.
//!
//! With `p` the property as an integer below `2^64`, `G = G_lic`, and the licensor's secrets `a` and `b`:
//!
//! ```text
//! PK_zpk = a G        PK_prop = b G        K(p) = PK_zpk + (2 p + 2^65 + 1) PK_prop
//! R = k G             c = challenge(R, ZPK, p, PK_zpk, PK_prop)
//! S = k + c (a + (2 p + 2^65 + 1) b)
//! valid:  R + c K(p) = S G
//! ```
//!
//! This is the white paper's equation `R + Hash(ZPK) PK_zpk + prop PK_prop = S G` with two changes, without
//! which everybody can make licenses (`docs/adr/0018-license-signature.md`): the challenge covers all that
//! is signed, and it multiplies both keys.
//!
//! `challenge` and the multiplier of `PK_prop` are odd integers in the form that the ladder of the license
//! circuit computes with.

use core::fmt;

use ark_ff::{AdditiveGroup, Field, PrimeField, Zero};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::{
	address::halves,
	curve::{PointError, SubgroupPoint},
	domains::{DOM_LICENSE, LICENSE_NONCE},
	field::{
		base_to_bytes, random_nonzero_scalar, scalar_from_bytes, scalar_to_bytes, Base, Scalar,
	},
	generators::LICENSE_GENERATOR,
	hash::hash_to_scalar,
	keys::KeyError,
	poseidon2::compress,
	OneTimeAddress,
};

#[cfg(test)]
mod tests;

/// Bits of the challenge's hash that count: as many as the ladder of the circuit has steps.
pub const CHALLENGE_BITS: usize = 251;
/// Bits of a property.
pub const PROPERTY_BITS: usize = 64;
/// Length of [`License::to_bytes`].
pub const LICENSE_LENGTH: usize = 104;

/// Why a license is refused, or cannot be issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LicenseError {
	/// The account's `ZPK` is the identity.
	IdentityAccount,
	/// The first block is above the last.
	EmptyRange,
	/// A point is refused.
	Point(PointError),
	/// The response is not canonical.
	ScalarNotCanonical,
	/// The licensor's two keys cancel out for this property, or the challenge is one that the circuit's
	/// ladder cannot multiply by. Never happens by chance.
	Degenerate,
	/// The equation does not hold: another licensor's, or altered.
	Invalid,
}

impl fmt::Display for LicenseError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::IdentityAccount => f.write_str("the account is the identity"),
			Self::EmptyRange => f.write_str("the first block is above the last"),
			Self::Point(error) => error.fmt(f),
			Self::ScalarNotCanonical => f.write_str("the response is not canonical"),
			Self::Degenerate => f.write_str("the licensor's key is degenerate"),
			Self::Invalid => f.write_str("the signature is not the licensor's"),
		}
	}
}

impl core::error::Error for LicenseError {}

/// What a license permits; the only thing that a block shows of it.
#[doc(alias = "prop")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LicenseProperty {
	/// First block that may be mined.
	pub first_block: u32,
	/// Last block that may be mined.
	pub last_block: u32,
}

impl LicenseProperty {
	/// The property as an integer: the first block in the low half, the last in the high half.
	pub fn to_integer(&self) -> u64 {
		u64::from(self.first_block) | u64::from(self.last_block) << 32
	}

	/// The public input that stands for the property.
	pub fn to_base(&self) -> Base {
		Base::from(self.to_integer())
	}

	/// Whether a block of this height may be mined.
	pub fn covers(&self, height: u32) -> bool {
		(self.first_block..=self.last_block).contains(&height)
	}

	/// The multiplier of `PK_prop`: `2 p + 2^65 + 1`.
	fn multiplier(&self) -> Scalar {
		let odd = u128::from(self.to_integer()) << 1 | 1;
		Scalar::from(odd + (1 << (PROPERTY_BITS + 1)))
	}
}

/// The public input that binds a proof to the parent of the block: the first 31 bytes of its hash, little
/// endian.
pub fn parent_input(parent_hash: &[u8; 32]) -> Base {
	let mut bytes = *parent_hash;
	bytes[31] = 0;
	// Below 2^248, so nothing is reduced.
	Base::from_le_bytes_mod_order(&bytes)
}

/// The secrets of a licensor. Erased when dropped.
#[doc(alias = "sk_license")]
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct LicensorKey {
	account: Scalar,
	property: Scalar,
}

impl LicensorKey {
	/// A new key.
	pub fn random(rng: &mut impl rand_core::CryptoRngCore) -> Self {
		Self { account: random_nonzero_scalar(rng), property: random_nonzero_scalar(rng) }
	}

	/// `sk_zpk ‖ sk_prop`. The caller erases the result.
	pub fn to_bytes(&self) -> [u8; 64] {
		join(scalar_to_bytes(&self.account), scalar_to_bytes(&self.property))
	}

	/// Decodes `sk_zpk ‖ sk_prop`.
	///
	/// # Errors
	/// [`KeyError::NotCanonical`], [`KeyError::ZeroScalar`].
	pub fn from_bytes(bytes: &[u8; 64]) -> Result<Self, KeyError> {
		let (account, property) = halves(bytes);
		let (account, property) = (Zeroizing::new(account), Zeroizing::new(property));
		let scalar = |bytes: &[u8; 32]| match scalar_from_bytes(bytes) {
			Ok(scalar) if scalar.is_zero() => Err(KeyError::ZeroScalar),
			Ok(scalar) => Ok(scalar),
			Err(_) => Err(KeyError::NotCanonical),
		};
		Ok(Self { account: scalar(&account)?, property: scalar(&property)? })
	}

	/// The public half.
	pub fn public_key(&self) -> LicensorPublicKey {
		LicensorPublicKey {
			account: LICENSE_GENERATOR.mul(self.account),
			property: LICENSE_GENERATOR.mul(self.property),
		}
	}

	/// Issues a license to the account with this `ZPK`.
	///
	/// The nonce is `Hs("SERO_lic_nonce", secrets ‖ ZPK ‖ property ‖ 32 random bytes)`: a bad random
	/// generator alone does not leak the secrets.
	///
	/// # Errors
	/// [`LicenseError::IdentityAccount`], [`LicenseError::EmptyRange`], [`LicenseError::Degenerate`].
	pub fn issue(
		&self,
		zpk: &SubgroupPoint,
		property: LicenseProperty,
		rng: &mut impl rand_core::CryptoRngCore,
	) -> Result<License, LicenseError> {
		if zpk.is_identity() {
			return Err(LicenseError::IdentityAccount);
		}
		if property.first_block > property.last_block {
			return Err(LicenseError::EmptyRange);
		}
		let public = self.public_key();
		public.combined(property)?;
		let secrets = Zeroizing::new(self.to_bytes());
		let (account, terms) = (zpk.to_bytes(), property.to_integer().to_le_bytes());
		let mut entropy = Zeroizing::new([0u8; 32]);
		loop {
			rng.fill_bytes(&mut entropy[..]);
			let nonce = Zeroizing::new(hash_to_scalar(
				&LICENSE_NONCE,
				&[&secrets[..], &account, &terms, &entropy[..]],
			));
			let nonce_point = LICENSE_GENERATOR.mul(*nonce);
			if nonce_point.is_identity() {
				continue;
			}
			let Some(c) = challenge(&nonce_point, zpk, property, &public) else { continue };
			let key = Zeroizing::new(self.account + property.multiplier() * self.property);
			return Ok(License { zpk: *zpk, property, nonce_point, response: *nonce + c * *key });
		}
	}
}

impl fmt::Debug for LicensorKey {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str("LicensorKey(..)")
	}
}

/// The public keys of a licensor. Both points have prime order.
#[doc(alias = "PK_lic")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LicensorPublicKey {
	account: SubgroupPoint,
	property: SubgroupPoint,
}

impl LicensorPublicKey {
	/// Builds a key from its points.
	///
	/// # Errors
	/// [`PointError::Identity`] if a point is the identity.
	pub fn from_points(
		account: SubgroupPoint,
		property: SubgroupPoint,
	) -> Result<Self, PointError> {
		if account.is_identity() || property.is_identity() {
			return Err(PointError::Identity);
		}
		Ok(Self { account, property })
	}

	/// `PK_zpk`.
	pub fn account(&self) -> &SubgroupPoint {
		&self.account
	}

	/// `PK_prop`.
	pub fn property(&self) -> &SubgroupPoint {
		&self.property
	}

	/// `PK_zpk ‖ PK_prop`, cofactor encodings: the chain needs no subgroup check.
	pub fn to_bytes(&self) -> [u8; 64] {
		join(self.account.to_cofactor_bytes(), self.property.to_cofactor_bytes())
	}

	/// Decodes `PK_zpk ‖ PK_prop`.
	///
	/// # Errors
	/// Those of [`SubgroupPoint::from_cofactor_bytes`].
	pub fn from_bytes(bytes: &[u8; 64]) -> Result<Self, PointError> {
		let (account, property) = halves(bytes);
		Ok(Self {
			account: SubgroupPoint::from_cofactor_bytes(&account)?,
			property: SubgroupPoint::from_cofactor_bytes(&property)?,
		})
	}

	/// The key that signs licenses with this property: `PK_zpk + (2 p + 2^65 + 1) PK_prop`.
	///
	/// # Errors
	/// [`LicenseError::Degenerate`] if it is the identity: then everybody could sign.
	pub fn combined(&self, property: LicenseProperty) -> Result<SubgroupPoint, LicenseError> {
		let key = self.account + self.property.mul(property.multiplier());
		if key.is_identity() {
			return Err(LicenseError::Degenerate);
		}
		Ok(key)
	}
}

/// The challenge: with `H` the low 251 bits of `compress12(DOM_LICENSE, R, ZPK, p, PK_zpk, PK_prop)`, the
/// integer `2 H + 2^252 + 1` modulo `l`. `None` for 0, ±1 and ±3, by which the circuit's ladder cannot
/// multiply.
pub fn challenge(
	nonce_point: &SubgroupPoint,
	zpk: &SubgroupPoint,
	property: LicenseProperty,
	licensor: &LicensorPublicKey,
) -> Option<Scalar> {
	let hash = compress(&[
		DOM_LICENSE,
		nonce_point.x(),
		nonce_point.y(),
		zpk.x(),
		zpk.y(),
		property.to_base(),
		licensor.account.x(),
		licensor.account.y(),
		licensor.property.x(),
		licensor.property.y(),
		Base::zero(),
		Base::zero(),
	]);
	let mut bytes = base_to_bytes(&hash);
	bytes[31] &= 0b0000_0111;
	let half = Scalar::from_le_bytes_mod_order(&bytes);
	let challenge = half.double() + power_of_two(CHALLENGE_BITS + 1) + Scalar::ONE;
	let square = challenge.square();
	let exceptional = [0u64, 1, 9].map(Scalar::from).contains(&square);
	(!exceptional).then_some(challenge)
}

fn power_of_two(exponent: usize) -> Scalar {
	let mut bytes = [0u8; 32];
	bytes[exponent / 8] = 1 << (exponent % 8);
	Scalar::from_le_bytes_mod_order(&bytes)
}

/// A license.
///
/// It is useful only for addresses of its account; whoever has it can let others mine for this account,
/// and cannot spend what they mine.
#[doc(alias = "LIC")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct License {
	/// `ZPK` of the account.
	pub zpk: SubgroupPoint,
	/// What it permits.
	pub property: LicenseProperty,
	/// `R`, not the identity.
	pub nonce_point: SubgroupPoint,
	/// `S`.
	pub response: Scalar,
}

impl License {
	/// Checks that the licensor issued it.
	///
	/// # Errors
	/// [`LicenseError::EmptyRange`], [`LicenseError::IdentityAccount`], [`LicenseError::Degenerate`],
	/// [`LicenseError::Invalid`].
	pub fn verify(&self, licensor: &LicensorPublicKey) -> Result<(), LicenseError> {
		if self.zpk.is_identity() {
			return Err(LicenseError::IdentityAccount);
		}
		if self.property.first_block > self.property.last_block {
			return Err(LicenseError::EmptyRange);
		}
		let key = licensor.combined(self.property)?;
		let c = challenge(&self.nonce_point, &self.zpk, self.property, licensor)
			.ok_or(LicenseError::Degenerate)?;
		if self.nonce_point + key.mul(c) == LICENSE_GENERATOR.mul(self.response) {
			Ok(())
		} else {
			Err(LicenseError::Invalid)
		}
	}

	/// Whether an address with randomizer `r` belongs to the licensed account: `ZPKr = r · ZPK`.
	pub fn covers_address(&self, address: &OneTimeAddress, r: Scalar) -> bool {
		*address.zpkr() == self.zpk.mul(r)
	}

	/// `ZPK` (plain encoding) ‖ first and last block (4 bytes each, little endian) ‖ `R` (cofactor
	/// encoding) ‖ `S`.
	pub fn to_bytes(&self) -> [u8; LICENSE_LENGTH] {
		let mut bytes = [0u8; LICENSE_LENGTH];
		bytes[..32].copy_from_slice(&self.zpk.to_bytes());
		bytes[32..40].copy_from_slice(&self.property.to_integer().to_le_bytes());
		bytes[40..72].copy_from_slice(&self.nonce_point.to_cofactor_bytes());
		bytes[72..].copy_from_slice(&scalar_to_bytes(&self.response));
		bytes
	}

	/// Decodes [`Self::to_bytes`]; does not check the signature.
	///
	/// # Errors
	/// [`LicenseError::Point`], [`LicenseError::IdentityAccount`],
	/// [`LicenseError::ScalarNotCanonical`], [`LicenseError::EmptyRange`].
	pub fn from_bytes(bytes: &[u8; LICENSE_LENGTH]) -> Result<Self, LicenseError> {
		let part = |start: usize| {
			let mut part = [0u8; 32];
			part.copy_from_slice(&bytes[start..start + 32]);
			part
		};
		let block = |start: usize| {
			let mut part = [0u8; 4];
			part.copy_from_slice(&bytes[start..start + 4]);
			u32::from_le_bytes(part)
		};
		let zpk = SubgroupPoint::from_bytes(&part(0)).map_err(LicenseError::Point)?;
		if zpk.is_identity() {
			return Err(LicenseError::IdentityAccount);
		}
		let property = LicenseProperty { first_block: block(32), last_block: block(36) };
		if property.first_block > property.last_block {
			return Err(LicenseError::EmptyRange);
		}
		let nonce_point =
			SubgroupPoint::from_cofactor_bytes(&part(40)).map_err(LicenseError::Point)?;
		let response =
			scalar_from_bytes(&part(72)).map_err(|_| LicenseError::ScalarNotCanonical)?;
		Ok(Self { zpk, property, nonce_point, response })
	}
}

fn join(first: [u8; 32], second: [u8; 32]) -> [u8; 64] {
	let mut bytes = [0u8; 64];
	bytes[..32].copy_from_slice(&first);
	bytes[32..].copy_from_slice(&second);
	bytes
}
