// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Payment addresses and one-time addresses.

use alloc::string::String;
use core::{fmt, str::FromStr};

use ark_ff::{Field, Zero};

use crate::{
	curve::{PointError, SubgroupPoint},
	field::Scalar,
	fixed_base::mul_key_generator,
};

/// Bytes or text that are not an acceptable address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressError {
	/// Not base58 (Bitcoin alphabet), or not the right number of bytes.
	Text,
	/// One of the points is refused.
	Point(PointError),
}

impl From<PointError> for AddressError {
	fn from(error: PointError) -> Self {
		Self::Point(error)
	}
}

impl fmt::Display for AddressError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Text => f.write_str("not the base58 text of 64 bytes"),
			Self::Point(error) => error.fmt(f),
		}
	}
}

impl core::error::Error for AddressError {}

/// Splits 64 bytes into two halves.
pub(crate) fn halves(bytes: &[u8; 64]) -> ([u8; 32], [u8; 32]) {
	let (mut first, mut second) = ([0u8; 32], [0u8; 32]);
	first.copy_from_slice(&bytes[..32]);
	second.copy_from_slice(&bytes[32..]);
	(first, second)
}

/// Base58 text to 64 bytes.
pub(crate) fn decode_base58(text: &str) -> Option<[u8; 64]> {
	let mut bytes = [0u8; 64];
	let length = bs58::decode(text).onto(&mut bytes[..]).ok()?;
	(length == bytes.len()).then_some(bytes)
}

/// 64 bytes to base58 text.
pub(crate) fn encode_base58(bytes: &[u8; 64]) -> String {
	bs58::encode(bytes).into_string()
}

/// Decodes the plain encoding of a subgroup point that is not the identity.
pub(crate) fn nonidentity_point(bytes: &[u8; 32]) -> Result<SubgroupPoint, PointError> {
	let point = SubgroupPoint::from_bytes(bytes)?;
	if point.is_identity() {
		return Err(PointError::Identity);
	}
	Ok(point)
}

/// A long-term address, given to senders. Both points have prime order.
#[doc(alias = "PK")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PaymentAddress {
	zpk: SubgroupPoint,
	vpk: SubgroupPoint,
}

impl PaymentAddress {
	pub(crate) fn from_points(zpk: SubgroupPoint, vpk: SubgroupPoint) -> Self {
		Self { zpk, vpk }
	}

	/// `ZPK = zsk * G_k`.
	pub fn zpk(&self) -> &SubgroupPoint {
		&self.zpk
	}

	/// `VPK = vsk * ZPK`.
	pub fn vpk(&self) -> &SubgroupPoint {
		&self.vpk
	}

	/// `ZPK ‖ VPK`, plain encodings.
	pub fn to_bytes(&self) -> [u8; 64] {
		let mut bytes = [0u8; 64];
		bytes[..32].copy_from_slice(&self.zpk.to_bytes());
		bytes[32..].copy_from_slice(&self.vpk.to_bytes());
		bytes
	}

	/// Decodes `ZPK ‖ VPK`.
	///
	/// # Errors
	/// [`AddressError::Point`]: an encoding is not canonical, or a point is not of prime order.
	pub fn from_bytes(bytes: &[u8; 64]) -> Result<Self, AddressError> {
		let (zpk, vpk) = halves(bytes);
		Ok(Self { zpk: nonidentity_point(&zpk)?, vpk: nonidentity_point(&vpk)? })
	}

	/// The one-time address `r * (ZPK, VPK, G_k)`; `r` must not be zero (the result would be refused by
	/// every decoder).
	#[doc(alias = "Pk2PKr")]
	pub fn one_time(&self, r: Scalar) -> OneTimeAddress {
		OneTimeAddress { zpkr: self.zpk.mul(r), vpkr: self.vpk.mul(r), base: mul_key_generator(&r) }
	}

	/// Recovers the address from a one-time address and its `r`; `None` if `r` does not belong to it.
	pub fn from_one_time(address: &OneTimeAddress, r: Scalar) -> Option<Self> {
		if r.is_zero() || mul_key_generator(&r) != address.base {
			return None;
		}
		let inverse = r.inverse()?;
		Some(Self { zpk: address.zpkr.mul(inverse), vpk: address.vpkr.mul(inverse) })
	}
}

impl fmt::Display for PaymentAddress {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(&encode_base58(&self.to_bytes()))
	}
}

impl FromStr for PaymentAddress {
	type Err = AddressError;

	fn from_str(text: &str) -> Result<Self, AddressError> {
		Self::from_bytes(&decode_base58(text).ok_or(AddressError::Text)?)
	}
}

/// A re-randomized address, used once. The three points have prime order.
#[doc(alias = "PKr")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OneTimeAddress {
	zpkr: SubgroupPoint,
	vpkr: SubgroupPoint,
	base: SubgroupPoint,
}

impl OneTimeAddress {
	/// Builds an address from its points.
	///
	/// # Errors
	/// [`PointError::Identity`] if a point is the identity.
	pub fn from_points(
		zpkr: SubgroupPoint,
		vpkr: SubgroupPoint,
		base: SubgroupPoint,
	) -> Result<Self, PointError> {
		if zpkr.is_identity() || vpkr.is_identity() || base.is_identity() {
			return Err(PointError::Identity);
		}
		Ok(Self { zpkr, vpkr, base })
	}

	/// `ZPKr = r * ZPK`.
	pub fn zpkr(&self) -> &SubgroupPoint {
		&self.zpkr
	}

	/// `VPKr = r * VPK`.
	pub fn vpkr(&self) -> &SubgroupPoint {
		&self.vpkr
	}

	/// `BASEr = r * G_k`.
	#[doc(alias = "BASEr")]
	pub fn base(&self) -> &SubgroupPoint {
		&self.base
	}

	/// `ZPKr ‖ VPKr ‖ BASEr`, cofactor encodings (the wire form).
	///
	/// Eight encodings decode to the same point and this writes the one without torsion, so decoding
	/// and encoding again may change bytes that somebody else wrote: keep the received bytes where they
	/// are hashed or signed.
	pub fn to_bytes(&self) -> [u8; 96] {
		let mut bytes = [0u8; 96];
		bytes[..32].copy_from_slice(&self.zpkr.to_cofactor_bytes());
		bytes[32..64].copy_from_slice(&self.vpkr.to_cofactor_bytes());
		bytes[64..].copy_from_slice(&self.base.to_cofactor_bytes());
		bytes
	}

	/// Decodes the wire form.
	///
	/// # Errors
	/// [`AddressError::Point`]: an encoding is not canonical, not on the curve, or gives the identity.
	pub fn from_bytes(bytes: &[u8; 96]) -> Result<Self, AddressError> {
		let part = |i: usize| {
			let mut part = [0u8; 32];
			part.copy_from_slice(&bytes[32 * i..32 * (i + 1)]);
			SubgroupPoint::from_cofactor_bytes(&part)
		};
		Ok(Self { zpkr: part(0)?, vpkr: part(1)?, base: part(2)? })
	}
}
