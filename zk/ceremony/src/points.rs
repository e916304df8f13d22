// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Field elements and points, as the files and hashes of snarkjs have them.
//!
//! | name | field element | point |
//! |---|---|---|
//! | Montgomery | `value · 2^256 mod p`, 32 bytes little-endian | x, y; in the second group each as c0, c1 |
//! | plain | `value`, 32 bytes big-endian | x, y; in the second group each as c1, c0 |
//!
//! Files hold the Montgomery form, hashes take the plain one. The identity is all zeros in both.

use ark_bn254::{g1, g2, Fq, Fq2, Fr};
use ark_ec::{
	short_weierstrass::{Affine, SWCurveConfig},
	AffineRepr,
};
use ark_ff::{BigInt, BigInteger, PrimeField};
use rayon::prelude::*;

use crate::CeremonyError;

/// Bytes of a field element.
pub const FIELD_LENGTH: usize = 32;
/// Bytes of a point of the first group.
pub const G1_LENGTH: usize = 64;
/// Bytes of a point of the second group.
pub const G2_LENGTH: usize = 128;

fn limbs(bytes: &[u8; FIELD_LENGTH]) -> BigInt<4> {
	let mut limbs = [0u64; 4];
	for (limb, chunk) in limbs.iter_mut().zip(bytes.chunks_exact(8)) {
		let mut word = [0; 8];
		word.copy_from_slice(chunk);
		*limb = u64::from_le_bytes(word);
	}
	BigInt::new(limbs)
}

/// The element with these Montgomery limbs, `None` if they are not below the modulus.
pub(crate) fn fq_from_montgomery_limbs(value: BigInt<4>) -> Option<Fq> {
	(value < Fq::MODULUS).then(|| Fq::new_unchecked(value))
}

/// As [`fq_from_montgomery_limbs`], in the field of scalars.
pub(crate) fn fr_from_montgomery_limbs(value: BigInt<4>) -> Option<Fr> {
	(value < Fr::MODULUS).then(|| Fr::new_unchecked(value))
}

/// A scalar, plain and little-endian; `None` if it is not canonical.
pub fn fr_from_le_bytes(bytes: &[u8; FIELD_LENGTH]) -> Option<Fr> {
	Fr::from_bigint(limbs(bytes))
}

/// A scalar, plain and little-endian.
pub fn fr_to_le_bytes(value: &Fr) -> [u8; FIELD_LENGTH] {
	little_endian(value.into_bigint())
}

fn little_endian(value: BigInt<4>) -> [u8; FIELD_LENGTH] {
	let mut bytes = [0; FIELD_LENGTH];
	for (chunk, limb) in bytes.chunks_exact_mut(8).zip(value.0) {
		chunk.copy_from_slice(&limb.to_le_bytes());
	}
	bytes
}

/// A curve whose points files and hashes can hold.
pub trait FileCurve: SWCurveConfig<ScalarField = Fr> {
	/// Length of an encoded point.
	const LENGTH: usize;

	/// The coordinates in the order of the Montgomery form; zeros for the identity.
	fn coordinates(point: &Affine<Self>) -> impl Iterator<Item = Fq>;

	/// The coordinates in the order of the plain form.
	fn plain_coordinates(point: &Affine<Self>) -> impl Iterator<Item = Fq>;

	/// The point with these coordinates, if it is on the curve and in the subgroup.
	fn from_coordinates(coordinates: &[Fq]) -> Option<Affine<Self>>;
}

impl FileCurve for g1::Config {
	const LENGTH: usize = G1_LENGTH;

	fn coordinates(point: &Affine<Self>) -> impl Iterator<Item = Fq> {
		let (x, y) = point.xy().unwrap_or_default();
		[x, y].into_iter()
	}

	fn plain_coordinates(point: &Affine<Self>) -> impl Iterator<Item = Fq> {
		Self::coordinates(point)
	}

	fn from_coordinates(coordinates: &[Fq]) -> Option<Affine<Self>> {
		let &[x, y] = coordinates else { return None };
		// The curve's order is prime: on the curve is in the group.
		Some(Affine::new_unchecked(x, y)).filter(Affine::is_on_curve)
	}
}

impl FileCurve for g2::Config {
	const LENGTH: usize = G2_LENGTH;

	fn coordinates(point: &Affine<Self>) -> impl Iterator<Item = Fq> {
		let (x, y) = point.xy().unwrap_or_default();
		[x.c0, x.c1, y.c0, y.c1].into_iter()
	}

	fn plain_coordinates(point: &Affine<Self>) -> impl Iterator<Item = Fq> {
		let (x, y) = point.xy().unwrap_or_default();
		[x.c1, x.c0, y.c1, y.c0].into_iter()
	}

	fn from_coordinates(coordinates: &[Fq]) -> Option<Affine<Self>> {
		let &[x0, x1, y0, y1] = coordinates else { return None };
		let point = Affine::new_unchecked(Fq2::new(x0, x1), Fq2::new(y0, y1));
		(point.is_on_curve() && point.is_in_correct_subgroup_assuming_on_curve()).then_some(point)
	}
}

/// Appends the Montgomery form.
pub fn push_point<P: FileCurve>(bytes: &mut Vec<u8>, point: &Affine<P>) {
	for coordinate in P::coordinates(point) {
		bytes.extend_from_slice(&little_endian(coordinate.0));
	}
}

/// The Montgomery form of many points.
pub fn points_to_bytes<P: FileCurve>(points: &[Affine<P>]) -> Vec<u8> {
	let mut bytes = Vec::with_capacity(points.len() * P::LENGTH);
	points.iter().for_each(|point| push_point(&mut bytes, point));
	bytes
}

/// Appends the plain form.
pub fn push_plain<P: FileCurve>(bytes: &mut Vec<u8>, point: &Affine<P>) {
	for coordinate in P::plain_coordinates(point) {
		bytes.extend(coordinate.into_bigint().to_bytes_be());
	}
}

/// The plain form.
pub fn plain<P: FileCurve>(point: &Affine<P>) -> Vec<u8> {
	let mut bytes = Vec::with_capacity(P::LENGTH);
	push_plain(&mut bytes, point);
	bytes
}

/// Reads the Montgomery form.
///
/// # Errors
/// [`CeremonyError::Point`], with `what` it is.
pub fn point_from_bytes<P: FileCurve>(
	what: &'static str,
	bytes: &[u8],
) -> Result<Affine<P>, CeremonyError> {
	let error = || CeremonyError::Point(what);
	if bytes.len() != P::LENGTH {
		return Err(error());
	}
	if bytes.iter().all(|byte| *byte == 0) {
		return Ok(Affine::identity());
	}
	let mut coordinates = [Fq::from(0u64); G2_LENGTH / FIELD_LENGTH];
	let count = P::LENGTH / FIELD_LENGTH;
	for (coordinate, chunk) in coordinates.iter_mut().zip(bytes.chunks_exact(FIELD_LENGTH)) {
		let chunk = chunk.first_chunk().ok_or_else(error)?;
		*coordinate = fq_from_montgomery_limbs(limbs(chunk)).ok_or_else(error)?;
	}
	P::from_coordinates(&coordinates[..count]).ok_or_else(error)
}

/// Reads the Montgomery form of many points.
///
/// # Errors
/// [`CeremonyError::Point`], with `what` they are.
pub fn points_from_bytes<P: FileCurve>(
	what: &'static str,
	bytes: &[u8],
) -> Result<Vec<Affine<P>>, CeremonyError> {
	if !bytes.len().is_multiple_of(P::LENGTH) {
		return Err(CeremonyError::Point(what));
	}
	bytes.par_chunks_exact(P::LENGTH).map(|bytes| point_from_bytes(what, bytes)).collect()
}

#[cfg(test)]
mod tests {
	use super::*;
	use ark_bn254::{G1Affine, G2Affine};
	use ark_ec::{AffineRepr, CurveGroup};
	use ark_ff::Zero;

	fn some<P: FileCurve>() -> Vec<Affine<P>> {
		let multiple = |k: u64| (Affine::<P>::generator() * Fr::from(k)).into_affine();
		vec![multiple(1), multiple(7), Affine::identity(), multiple(u64::MAX)]
	}

	fn round_trip<P: FileCurve>() {
		let points = some::<P>();
		let bytes = points_to_bytes(&points);
		assert_eq!(bytes.len(), points.len() * P::LENGTH);
		assert_eq!(points_from_bytes::<P>("test", &bytes).unwrap(), points);
		assert!(points_from_bytes::<P>("test", &bytes[1..]).is_err());
		let mut off_curve = bytes.clone();
		off_curve[0] ^= 1;
		assert!(points_from_bytes::<P>("test", &off_curve).is_err());
		let mut large = bytes[..P::LENGTH].to_vec();
		large[..FIELD_LENGTH].fill(0xff);
		assert!(point_from_bytes::<P>("test", &large).is_err());
		// The same residue, not canonical.
		let mut alias = bytes[..P::LENGTH].to_vec();
		let mut value = limbs(alias.first_chunk().unwrap());
		assert!(!value.add_with_carry(&Fq::MODULUS));
		alias[..FIELD_LENGTH].copy_from_slice(&little_endian(value));
		assert!(point_from_bytes::<P>("test", &alias).is_err());
		assert_eq!(plain(&Affine::<P>::identity()), vec![0; P::LENGTH]);
	}

	#[test]
	fn points_round_trip_and_bad_ones_are_refused() {
		round_trip::<g1::Config>();
		round_trip::<g2::Config>();
	}

	#[test]
	fn points_outside_of_the_subgroup_are_refused() {
		let outside = (1u64..)
			.find_map(|x| G2Affine::get_point_from_x_unchecked(Fq2::from(x), false))
			.unwrap();
		assert!(outside.is_on_curve() && !outside.is_in_correct_subgroup_assuming_on_curve());
		let bytes = points_to_bytes(&[outside]);
		assert!(point_from_bytes::<g2::Config>("test", &bytes).is_err());
	}

	#[test]
	fn plain_generators_are_the_known_ones() {
		// EIP-197: the generator of the first group is (1, 2); of the second, imaginary parts first.
		let mut expected = vec![0; 64];
		expected[31] = 1;
		expected[63] = 2;
		assert_eq!(plain(&G1Affine::generator()), expected);
		let second = hex::encode(plain(&G2Affine::generator()));
		assert!(second.starts_with(
			"198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2\
			 1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed"
		));
	}

	#[test]
	fn scalars_are_canonical() {
		let minus_one = -Fr::from(1u64);
		let mut bytes = fr_to_le_bytes(&minus_one);
		assert_eq!(fr_from_le_bytes(&bytes), Some(minus_one));
		bytes[0] += 1;
		assert_eq!(fr_from_le_bytes(&bytes), None);
		assert!(fr_from_le_bytes(&[0; 32]).unwrap().is_zero());
	}
}
