// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Seeds, spending keys and full viewing keys.

use alloc::vec::Vec;
use core::{fmt, str::FromStr};

use ark_ff::{PrimeField, Zero};
use subtle::{Choice, ConstantTimeEq};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::{
	address::{
		decode_base58, encode_base58, halves, nonidentity_point, AddressError, OneTimeAddress,
		PaymentAddress,
	},
	curve::{
		arithmetic::{Extended, Multiplier},
		decompress, PointError, SubgroupPoint,
	},
	domains::{self, Personalization},
	field::{base_to_bytes, scalar_from_bytes, scalar_to_bytes, Base, Scalar},
	fixed_base::mul_key_generator,
	hash::{blake2b_256, hash_to_scalar},
	note,
};

#[cfg(test)]
mod tests;

/// Bytes or text that are not an acceptable key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyError {
	/// A secret scalar is zero.
	ZeroScalar,
	/// A secret scalar is not canonical.
	NotCanonical,
	/// A point is refused.
	Point(PointError),
	/// Not base58 (Bitcoin alphabet), or not the right number of bytes.
	Text,
}

impl fmt::Display for KeyError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::ZeroScalar => f.write_str("a secret scalar is zero"),
			Self::NotCanonical => f.write_str("a secret scalar is not canonical"),
			Self::Point(error) => error.fmt(f),
			Self::Text => AddressError::Text.fmt(f),
		}
	}
}

impl core::error::Error for KeyError {}

fn nonzero_scalar(bytes: &[u8; 32]) -> Result<Scalar, KeyError> {
	let scalar = scalar_from_bytes(bytes).map_err(|_| KeyError::NotCanonical)?;
	if scalar.is_zero() {
		return Err(KeyError::ZeroScalar);
	}
	Ok(scalar)
}

/// The root secret of an account.
#[doc(alias = "seed")]
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Seed([u8; 32]);

impl Seed {
	/// Wraps 32 secret bytes.
	pub const fn from_bytes(bytes: [u8; 32]) -> Self {
		Self(bytes)
	}

	/// A new seed.
	pub fn random(rng: &mut impl rand_core::CryptoRngCore) -> Self {
		let mut seed = Self([0; 32]);
		rng.fill_bytes(&mut seed.0);
		seed
	}

	/// The seed of the account that votes for this account's shares: BLAKE2b-256, personalized.
	///
	/// It lies on a node that votes, in the clear. Nothing of this account follows from it: whoever has
	/// it can vote, and neither spend nor see.
	pub fn vote_seed(&self) -> Self {
		Self(blake2b_256(&domains::VOTE_SEED, &[&self.0]))
	}

	/// The secret bytes.
	pub fn as_bytes(&self) -> &[u8; 32] {
		&self.0
	}
}

impl From<[u8; 32]> for Seed {
	fn from(bytes: [u8; 32]) -> Self {
		Self(bytes)
	}
}

impl fmt::Debug for Seed {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str("Seed(..)")
	}
}

impl ConstantTimeEq for Seed {
	fn ct_eq(&self, other: &Self) -> Choice {
		self.0.ct_eq(&other.0)
	}
}

impl PartialEq for Seed {
	fn eq(&self, other: &Self) -> bool {
		self.ct_eq(other).into()
	}
}

impl Eq for Seed {}

/// The key that spends: both secret scalars, neither zero.
#[doc(alias = "SK")]
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SpendingKey {
	spend_auth: Scalar,
	view: Scalar,
}

impl SpendingKey {
	/// Derives the key of a seed (rule K1).
	///
	/// # Errors
	/// [`KeyError::ZeroScalar`], with negligible probability.
	pub fn from_seed(seed: &Seed) -> Result<Self, KeyError> {
		let scalar = |personalization| {
			let mut bytes = blake2b_256(personalization, &[&seed.0]);
			let scalar = Scalar::from_le_bytes_mod_order(&bytes);
			bytes.zeroize();
			scalar
		};
		Self::from_scalars(scalar(&domains::SPEND_AUTH_KEY), scalar(&domains::VIEW_KEY))
	}

	/// Builds a key from its scalars.
	///
	/// # Errors
	/// [`KeyError::ZeroScalar`].
	pub fn from_scalars(spend_auth: Scalar, view: Scalar) -> Result<Self, KeyError> {
		if spend_auth.is_zero() || view.is_zero() {
			return Err(KeyError::ZeroScalar);
		}
		Ok(Self { spend_auth, view })
	}

	/// The spend authorizing secret.
	#[doc(alias = "zsk")]
	pub fn spend_auth(&self) -> &Scalar {
		&self.spend_auth
	}

	/// The view secret.
	#[doc(alias = "vsk")]
	pub fn view(&self) -> &Scalar {
		&self.view
	}

	/// `zsk ‖ vsk`, little-endian. The caller erases the result.
	pub fn to_bytes(&self) -> [u8; 64] {
		let mut bytes = [0u8; 64];
		bytes[..32].copy_from_slice(&scalar_to_bytes(&self.spend_auth));
		bytes[32..].copy_from_slice(&scalar_to_bytes(&self.view));
		bytes
	}

	/// Decodes `zsk ‖ vsk`.
	///
	/// # Errors
	/// [`KeyError::NotCanonical`], [`KeyError::ZeroScalar`].
	pub fn from_bytes(bytes: &[u8; 64]) -> Result<Self, KeyError> {
		let (mut spend_auth, mut view) = halves(bytes);
		let key = nonzero_scalar(&spend_auth)
			.and_then(|spend_auth| Ok(Self { spend_auth, view: nonzero_scalar(&view)? }));
		spend_auth.zeroize();
		view.zeroize();
		key
	}

	/// The key that sees but cannot spend.
	pub fn full_viewing_key(&self) -> FullViewingKey {
		FullViewingKey { zpk: mul_key_generator(&self.spend_auth), view: self.view }
	}

	/// The long-term address.
	pub fn payment_address(&self) -> PaymentAddress {
		self.full_viewing_key().payment_address()
	}

	/// Whether this key can spend what is sent to the address: `VPKr = vsk * ZPKr` *and*
	/// `ZPKr = zsk * BASEr`.
	///
	/// [`FullViewingKey::owns`] cannot check the second equation; an address that passes only the first
	/// belongs to nobody and must not be credited.
	#[doc(alias = "IsMyPKr")]
	pub fn owns(&self, address: &OneTimeAddress) -> bool {
		let spends = Multiplier::new(&self.spend_auth);
		OwnershipTest::new(&self.view).owns(address)
			&& spends.check(&address.base().extended(), &address.zpkr().extended())
	}

	/// The nullifier of a note (rule K9), see [`note::nullifier`].
	pub fn nullifier(&self, auth_point: &SubgroupPoint) -> Base {
		note::nullifier(self, auth_point)
	}
}

impl fmt::Debug for SpendingKey {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str("SpendingKey(..)")
	}
}

impl ConstantTimeEq for SpendingKey {
	fn ct_eq(&self, other: &Self) -> Choice {
		let (mut a, mut b) = (self.to_bytes(), other.to_bytes());
		let equal = a.ct_eq(&b);
		a.zeroize();
		b.zeroize();
		equal
	}
}

impl PartialEq for SpendingKey {
	fn eq(&self, other: &Self) -> bool {
		self.ct_eq(other).into()
	}
}

impl Eq for SpendingKey {}

/// The key that sees everything of an account and cannot spend.
#[doc(alias = "TK")]
#[doc(alias = "tracing key")]
#[derive(Clone)]
pub struct FullViewingKey {
	zpk: SubgroupPoint,
	view: Scalar,
}

impl FullViewingKey {
	/// `ZPK`.
	pub fn zpk(&self) -> &SubgroupPoint {
		&self.zpk
	}

	/// The view secret.
	#[doc(alias = "vsk")]
	pub fn view(&self) -> &Scalar {
		&self.view
	}

	/// `ZPK ‖ vsk`. The caller erases the result.
	pub fn to_bytes(&self) -> [u8; 64] {
		let mut bytes = [0u8; 64];
		bytes[..32].copy_from_slice(&self.zpk.to_bytes());
		bytes[32..].copy_from_slice(&scalar_to_bytes(&self.view));
		bytes
	}

	/// Decodes `ZPK ‖ vsk`.
	///
	/// # Errors
	/// [`KeyError::Point`], [`KeyError::NotCanonical`], [`KeyError::ZeroScalar`].
	pub fn from_bytes(bytes: &[u8; 64]) -> Result<Self, KeyError> {
		let (zpk, mut view) = halves(bytes);
		let key = nonidentity_point(&zpk)
			.map_err(KeyError::Point)
			.and_then(|zpk| Ok(Self { zpk, view: nonzero_scalar(&view)? }));
		view.zeroize();
		key
	}

	/// The long-term address.
	pub fn payment_address(&self) -> PaymentAddress {
		PaymentAddress::from_points(self.zpk, self.zpk.mul(self.view))
	}

	/// Whether `VPKr = vsk * ZPKr`: the address was made from this key's payment address, or by somebody
	/// who re-used its points with another base (see [`SpendingKey::owns`] and
	/// [`crate::encryption::BaseCheck`]).
	#[doc(alias = "IsMyPKr")]
	pub fn owns(&self, address: &OneTimeAddress) -> bool {
		self.ownership_test().owns(address)
	}

	/// Prepares [`Self::owns`] for many addresses.
	pub fn ownership_test(&self) -> OwnershipTest {
		OwnershipTest::new(&self.view)
	}

	/// Tests many addresses; returns the positions of the owned ones. With the feature `parallel` on all
	/// cores. For addresses in wire form see [`Self::detect_batch`].
	pub fn scan_batch(&self, addresses: &[OneTimeAddress]) -> Vec<usize> {
		let test = self.ownership_test();
		let owned = |(i, address): (usize, &OneTimeAddress)| test.owns(address).then_some(i);
		#[cfg(feature = "parallel")]
		{
			use rayon::prelude::*;
			addresses.par_iter().enumerate().filter_map(owned).collect()
		}
		#[cfg(not(feature = "parallel"))]
		addresses.iter().enumerate().filter_map(owned).collect()
	}

	/// [`OwnershipTest::detect`] for many addresses in wire form; returns the positions and addresses of
	/// the owned ones. With the feature `parallel` on all cores.
	pub fn detect_batch(&self, wire: &[[u8; 96]]) -> Vec<(usize, OneTimeAddress)> {
		let test = self.ownership_test();
		let owned = |(i, bytes): (usize, &[u8; 96])| Some((i, test.detect(bytes)?));
		#[cfg(feature = "parallel")]
		{
			use rayon::prelude::*;
			wire.par_iter().enumerate().filter_map(owned).collect()
		}
		#[cfg(not(feature = "parallel"))]
		wire.iter().enumerate().filter_map(owned).collect()
	}

	/// The outgoing key `ovk` (rule K7).
	pub fn outgoing_key(&self) -> [u8; 32] {
		let mut bytes = self.to_bytes();
		let key = blake2b_256(&domains::OUTGOING_KEY, &[&bytes]);
		bytes.zeroize();
		key
	}

	/// A one-time address of the account that is always the same for a purpose and a name: for senders
	/// that have to be recognised. Nobody without the key can tell whose it is, nor that two belong
	/// together.
	///
	/// `r = Hs(purpose, ovk ‖ name)`
	pub fn lasting_address(&self, purpose: &Personalization, name: &[u8]) -> OneTimeAddress {
		let mut key = self.outgoing_key();
		let mut r = hash_to_scalar(purpose, &[&key, name]);
		if r.is_zero() {
			r = hash_to_scalar(purpose, &[&key, name, &[1]]);
		}
		key.zeroize();
		self.payment_address().one_time(r)
	}

	/// The trace of a note (rule K9), see [`note::trace`].
	pub fn trace(&self, auth_point: &SubgroupPoint) -> Base {
		note::trace(self, auth_point)
	}
}

/// The view secret, prepared for testing many addresses (see [`FullViewingKey::owns`]).
///
/// Tests `u * ZPKr = w * VPKr` for `vsk = u / w` with `u`, `w` of half the size, which is the same
/// statement for points of prime order.
pub struct OwnershipTest(Multiplier);

impl OwnershipTest {
	fn new(view: &Scalar) -> Self {
		Self(Multiplier::new(view))
	}

	/// Whether `VPKr = vsk * ZPKr`.
	pub fn owns(&self, address: &OneTimeAddress) -> bool {
		self.check(address.zpkr(), address.vpkr())
	}

	/// Decodes an address (wire form) if it is owned: about twice as fast as decoding every address
	/// first. `None` for a foreign or malformed address.
	pub fn detect(&self, wire: &[u8; 96]) -> Option<OneTimeAddress> {
		let point = |start: usize| {
			let bytes = wire.get(start..)?.first_chunk::<32>()?;
			let point = Extended::from_affine(&decompress(bytes).ok()?).times_eight();
			(!point.is_identity()).then_some(point)
		};
		if !self.0.check(&point(0)?, &point(32)?) {
			return None;
		}
		OneTimeAddress::from_bytes(wire).ok()
	}

	/// [`Self::owns`] from the two points that matter.
	pub fn check(&self, zpkr: &SubgroupPoint, vpkr: &SubgroupPoint) -> bool {
		self.0.check(&zpkr.extended(), &vpkr.extended())
	}
}

impl fmt::Debug for OwnershipTest {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str("OwnershipTest(..)")
	}
}

/// The randomness `rsk` of output `index` of a transaction whose first nullifier is given (rule K7).
///
/// Zero (negligible) is skipped by taking `index + 2^31`.
pub fn note_randomness(outgoing_key: &[u8; 32], first_nullifier: &Base, index: u32) -> Scalar {
	let nullifier = base_to_bytes(first_nullifier);
	let derive = |index: u32| {
		hash_to_scalar(&domains::NOTE_RANDOMNESS, &[outgoing_key, &nullifier, &index.to_le_bytes()])
	};
	let rsk = derive(index);
	if rsk.is_zero() {
		return derive(index.wrapping_add(1 << 31));
	}
	rsk
}

/// The randomizer `r` of a one-time address that the sender of a note creates (rule K7).
pub fn address_randomizer(rsk: &Scalar) -> Scalar {
	let mut bytes = scalar_to_bytes(rsk);
	let r = hash_to_scalar(&domains::ADDRESS_RANDOMIZER, &[&bytes]);
	bytes.zeroize();
	r
}

impl fmt::Display for FullViewingKey {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let mut bytes = self.to_bytes();
		let mut text = encode_base58(&bytes);
		let result = f.write_str(&text);
		bytes.zeroize();
		text.zeroize();
		result
	}
}

impl FromStr for FullViewingKey {
	type Err = KeyError;

	fn from_str(text: &str) -> Result<Self, KeyError> {
		let mut bytes = decode_base58(text).ok_or(KeyError::Text)?;
		let key = Self::from_bytes(&bytes);
		bytes.zeroize();
		key
	}
}

impl fmt::Debug for FullViewingKey {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str("FullViewingKey(..)")
	}
}

impl ConstantTimeEq for FullViewingKey {
	fn ct_eq(&self, other: &Self) -> Choice {
		let (mut a, mut b) = (self.to_bytes(), other.to_bytes());
		let equal = a.ct_eq(&b);
		a.zeroize();
		b.zeroize();
		equal
	}
}

impl PartialEq for FullViewingKey {
	fn eq(&self, other: &Self) -> bool {
		self.ct_eq(other).into()
	}
}

impl Eq for FullViewingKey {}

impl Zeroize for FullViewingKey {
	fn zeroize(&mut self) {
		self.zpk.zeroize();
		self.view.zeroize();
	}
}

impl Drop for FullViewingKey {
	fn drop(&mut self) {
		self.zeroize();
	}
}

impl ZeroizeOnDrop for FullViewingKey {}
