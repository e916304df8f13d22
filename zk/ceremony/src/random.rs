// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Secrets of contributors, the beacon, and points from hashes, as snarkjs draws them.
//!
//! Where two programs have to draw the same, they take ChaCha20 with a seed of 32 bytes, its words as they come:
//! a number of 64 bits is two words, the higher first; a field element is four such numbers, the lowest first,
//! without its top bits, drawn anew until it is below the modulus, and taken for the Montgomery form.

use ark_bn254::{g2, Fq, Fq2, Fr, G1Affine, G2Affine};
use ark_ec::{short_weierstrass::SWCurveConfig, AffineRepr, CurveConfig, CurveGroup, PrimeGroup};
use ark_ff::{BigInt, Field, One, PrimeField, Zero};
use blake2b_simd::Params;
use rand_chacha::ChaCha20Rng;
use rand_core::{OsRng, RngCore, SeedableRng};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

use crate::{
	points::{fq_from_montgomery_limbs, fr_from_montgomery_limbs},
	CeremonyError, Progress,
};

/// Least number of hashings of a beacon, as a power of two.
pub const MIN_BEACON_EXPONENT: u8 = 10;
/// Most hashings of a beacon, as a power of two; weeks of one machine.
pub const MAX_BEACON_EXPONENT: u8 = 42;

/// Personalization of the hash that mixes a contributor's entropy.
const CONTRIBUTION: &[u8; 16] = b"SERO_CONTRIBUTE\0";
/// Bits of either modulus.
const MODULUS_BITS: u32 = 254;

/// The stream of words that both programs draw from.
struct Stream(ChaCha20Rng);

impl Stream {
	/// The first 32 bytes of `seed`, as big-endian words.
	fn new(seed: &[u8]) -> Self {
		let mut key = Zeroizing::new([0u8; 32]);
		for (to, from) in key.chunks_exact_mut(4).zip(seed.chunks_exact(4)) {
			to.copy_from_slice(from);
			to.reverse();
		}
		Self(ChaCha20Rng::from_seed(*key))
	}

	fn number(&mut self) -> u64 {
		let high = u64::from(self.0.next_u32());
		high << 32 | u64::from(self.0.next_u32())
	}

	fn limbs(&mut self) -> BigInt<4> {
		let mut limbs = core::array::from_fn(|_| self.number());
		limbs[3] &= u64::MAX >> (256 - MODULUS_BITS);
		BigInt::new(limbs)
	}

	fn fq(&mut self) -> Fq {
		loop {
			if let Some(value) = fq_from_montgomery_limbs(self.limbs()) {
				return value;
			}
		}
	}

	fn fr(&mut self) -> Fr {
		loop {
			if let Some(value) = fr_from_montgomery_limbs(self.limbs()) {
				return value;
			}
		}
	}

	fn flag(&mut self) -> bool {
		self.0.next_u32() & 1 == 1
	}

	fn g1(&mut self) -> G1Affine {
		loop {
			let (x, larger) = (self.fq(), self.flag());
			if let Some(y) = (x.square() * x + Fq::from(3u64)).sqrt() {
				let y = if larger == is_larger(&y) { y } else { -y };
				return G1Affine::new_unchecked(x, y);
			}
		}
	}

	fn g2(&mut self) -> G2Affine {
		loop {
			let (x, larger) = (Fq2::new(self.fq(), self.fq()), self.flag());
			if let Some(y) = (x.square() * x + g2::Config::COEFF_B).sqrt() {
				let negative = if y.c1.is_zero() { is_larger(&y.c0) } else { is_larger(&y.c1) };
				let y = if larger == negative { y } else { -y };
				let point = G2Affine::new_unchecked(x, y);
				// By the whole cofactor: faster ways give another multiple.
				return point.into_group().mul_bigint(g2::Config::COFACTOR).into_affine();
			}
		}
	}
}

/// Whether a value is the larger one of itself and its negative.
fn is_larger(value: &Fq) -> bool {
	value.into_bigint() > Fq::MODULUS_MINUS_ONE_DIV_TWO
}

/// A point of the second group whose logarithm nobody knows.
pub(crate) fn hash_to_g2(hash: &[u8; 64]) -> G2Affine {
	Stream::new(hash).g2()
}

/// What a contributor multiplies `delta` by, and a random point to show that it knows it.
///
/// Erased when dropped. A machine leaves copies behind all the same, in registers and swap: contribute on one that
/// is switched off afterwards.
pub struct Secret {
	pub(crate) factor: Fr,
	pub(crate) base: G1Affine,
}

impl Secret {
	/// From the operating system's randomness, mixed with what the contributor typed: unknown as long as one of both
	/// is.
	///
	/// # Errors
	/// [`CeremonyError::Randomness`].
	pub fn from_entropy(typed: &[u8]) -> Result<Self, CeremonyError> {
		loop {
			let mut system = Zeroizing::new([0u8; 64]);
			OsRng.try_fill_bytes(&mut system[..]).map_err(CeremonyError::Randomness)?;
			let mut state = Params::new().hash_length(64).personal(CONTRIBUTION).to_state();
			state.update(&system[..]).update(typed);
			let wide = Zeroizing::new(*state.finalize().as_array());
			let factor = Fr::from_le_bytes_mod_order(&wide[..]);
			// No secret; a generator of its own, so that it says nothing about one.
			let mut seed = [0u8; 32];
			OsRng.try_fill_bytes(&mut seed).map_err(CeremonyError::Randomness)?;
			if !factor.is_zero() && !factor.is_one() {
				return Ok(Self { factor, base: Stream::new(&seed).g1() });
			}
		}
	}

	/// From a public random value, hashed with SHA-256 `2^exponent` times. Everybody gets the same.
	///
	/// # Errors
	/// [`CeremonyError::Beacon`].
	pub fn from_beacon(
		beacon: &[u8],
		exponent: u8,
		progress: &dyn Progress,
	) -> Result<Self, CeremonyError> {
		check_beacon(beacon, exponent)?;
		let total = 1u64 << exponent;
		progress.start("hashing the beacon", total);
		let mut hash = Sha256::digest(beacon);
		let step = 1 << 20;
		for done in 1..total {
			hash = Sha256::digest(hash);
			if done % step == 0 {
				progress.advance(step);
			}
		}
		progress.finish();
		let mut stream = Stream::new(&hash);
		Ok(Self { factor: stream.fr(), base: stream.g1() })
	}

	#[cfg(test)]
	pub(crate) fn of(factor: Fr) -> Self {
		Self { factor, base: (G1Affine::generator() * Fr::from(5u64)).into_affine() }
	}
}

/// Refuses beacons that are too short, too long or not to be computed.
pub(crate) fn check_beacon(beacon: &[u8], exponent: u8) -> Result<(), CeremonyError> {
	let good = (1..=255).contains(&beacon.len())
		&& (MIN_BEACON_EXPONENT..=MAX_BEACON_EXPONENT).contains(&exponent);
	good.then_some(()).ok_or(CeremonyError::Beacon)
}

impl Drop for Secret {
	fn drop(&mut self) {
		self.factor.zeroize();
	}
}

impl core::fmt::Debug for Secret {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str("Secret")
	}
}

/// Scalars of 128 random bits, for combinations that nobody could prepare for.
pub(crate) fn challenges(count: usize) -> Result<Vec<Fr>, CeremonyError> {
	let mut bytes = vec![0u8; 16 * count];
	OsRng.try_fill_bytes(&mut bytes).map_err(CeremonyError::Randomness)?;
	let scalar = |chunk: &[u8]| Fr::from_le_bytes_mod_order(chunk);
	Ok(bytes.chunks_exact(16).map(scalar).collect())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn points_from_hashes_are_in_their_groups_and_differ() {
		let points: Vec<_> = (0..8u8).map(|i| hash_to_g2(&[i; 64])).collect();
		for (i, point) in points.iter().enumerate() {
			assert!(point.is_on_curve() && point.is_in_correct_subgroup_assuming_on_curve());
			assert!(!point.is_zero());
			assert!(!points[..i].contains(point));
		}
		assert!(Stream::new(&[1; 32]).g1().is_on_curve());
	}

	#[test]
	fn secrets_differ_also_with_the_same_typed_text() {
		let secrets: Vec<_> = (0..4).map(|_| Secret::from_entropy(b"same").unwrap()).collect();
		for (i, secret) in secrets.iter().enumerate() {
			assert!(secrets[..i].iter().all(|other| other.factor != secret.factor));
			assert!(secrets[..i].iter().all(|other| other.base != secret.base));
		}
		assert_eq!(format!("{:?}", secrets[0]), "Secret");
	}

	#[test]
	fn beacons_are_the_same_for_everybody() {
		let secret = |beacon: &[u8], exponent| Secret::from_beacon(beacon, exponent, &());
		let (first, second) = (secret(b"beacon", 10).unwrap(), secret(b"beacon", 10).unwrap());
		assert_eq!((first.factor, first.base), (second.factor, second.base));
		assert_ne!(first.factor, secret(b"beacom", 10).unwrap().factor);
		assert_ne!(first.factor, secret(b"beacon", 11).unwrap().factor);
		for (beacon, exponent) in [(&b""[..], 10), (&[1; 256], 10), (b"beacon", 9), (b"beacon", 43)]
		{
			assert!(matches!(secret(beacon, exponent), Err(CeremonyError::Beacon)));
		}
	}
}
