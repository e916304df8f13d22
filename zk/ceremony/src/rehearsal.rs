// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Powers of tau for trying a ceremony out.
//!
//! One machine draws tau, alpha and beta: whoever controls it can forge proofs. The file has no contributions,
//! by which every step recognizes it.

use ark_bn254::{Fq, Fr, G1Projective, G2Projective};
use ark_ec::{PrimeGroup, ScalarMul};
use ark_ff::{BigInteger, Field, One, PrimeField, UniformRand, Zero};
use rand_core::CryptoRngCore;
use zeroize::Zeroizing;

use crate::{
	binary::assemble, lagrange::inverse_transform_scalars, points::points_to_bytes, powers::KIND,
	CeremonyError, Progress,
};

/// Largest power that is made.
pub const MAX_REHEARSAL_POWER: u32 = 18;

/// Makes a powers-of-tau file. Prepared, it holds the Lagrange polynomials too.
///
/// # Errors
/// [`CeremonyError::CircuitSize`] for powers outside of 1 to [`MAX_REHEARSAL_POWER`].
pub fn powers_file(
	power: u32,
	prepared: bool,
	rng: &mut impl CryptoRngCore,
	progress: &dyn Progress,
) -> Result<Vec<u8>, CeremonyError> {
	if !(1..=MAX_REHEARSAL_POWER).contains(&power) {
		return Err(CeremonyError::CircuitSize);
	}
	let mut draw = || loop {
		let value = Zeroizing::new(Fr::rand(rng));
		if !value.is_zero() && value.pow([1 << (power + 1)]) != Fr::one() {
			return value;
		}
	};
	let (tau, alpha, beta) = (draw(), draw(), draw());
	let size = 1usize << power;
	let levels = if prepared { power + 3 } else { 1 };
	progress.start("making powers of tau", u64::from(levels));

	let mut powers = Zeroizing::new(vec![Fr::one(); 2 * size - 1]);
	for k in 1..powers.len() {
		powers[k] = powers[k - 1] * *tau;
	}
	let times = |factor: &Fr, values: &[Fr]| {
		Zeroizing::new(values.iter().map(|value| *factor * value).collect::<Vec<_>>())
	};
	let mut header = (Fq::MODULUS.to_bytes_le().len() as u32).to_le_bytes().to_vec();
	header.extend(Fq::MODULUS.to_bytes_le());
	header.extend(power.to_le_bytes());
	header.extend(power.to_le_bytes());
	let mut sections = vec![
		(1, header),
		(2, first(&powers)),
		(3, second(&powers[..size])),
		(4, first(&times(&alpha, &powers[..size]))),
		(5, first(&times(&beta, &powers[..size]))),
		(6, second(&[*beta])),
		// No contributions.
		(7, 0u32.to_le_bytes().to_vec()),
	];
	progress.advance(1);
	if prepared {
		let mut lagrange: [Vec<u8>; 4] = Default::default();
		for level in 0..=power + 1 {
			// In the scalars: who knows tau needs no transform of points.
			let mut values = Zeroizing::new(powers.to_vec());
			values.resize(1 << level, Fr::zero());
			inverse_transform_scalars(&mut values, level)?;
			lagrange[0].extend(first(&values));
			if level <= power {
				lagrange[1].extend(second(&values));
				lagrange[2].extend(first(&times(&alpha, &values)));
				lagrange[3].extend(first(&times(&beta, &values)));
			}
			progress.advance(1);
		}
		sections.extend((12u32..).zip(lagrange));
	}
	progress.finish();
	Ok(assemble(KIND, &sections))
}

fn first(scalars: &[Fr]) -> Vec<u8> {
	points_to_bytes(&G1Projective::generator().batch_mul(scalars))
}

fn second(scalars: &[Fr]) -> Vec<u8> {
	points_to_bytes(&G2Projective::generator().batch_mul(scalars))
}
