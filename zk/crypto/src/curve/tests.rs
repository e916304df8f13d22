// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use ark_ec::CurveGroup;
use ark_ff::{UniformRand, Zero};
use proptest::prelude::*;
use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};

use super::{
	arithmetic::{multi_mul, Multiplier, Term},
	*,
};
use crate::{domains, generators::*, hash::hash_to_point};

fn rng(seed: u64) -> ChaCha20Rng {
	ChaCha20Rng::seed_from_u64(seed)
}

/// A random point of the prime-order subgroup.
fn random_point(rng: &mut ChaCha20Rng) -> SubgroupPoint {
	KEY_GENERATOR.mul(Scalar::rand(rng))
}

/// All eight points of order dividing eight.
fn torsion() -> Vec<EdwardsAffine> {
	let mut rng = rng(11);
	loop {
		let Some(point) = EdwardsAffine::get_point_from_y_unchecked(Base::rand(&mut rng), true)
		else {
			continue;
		};
		let torsion = point.mul_bigint(Scalar::MODULUS);
		let mut all = vec![EdwardsAffine::zero()];
		let mut current = torsion;
		while !current.is_zero() {
			all.push(current.into_affine());
			current += torsion;
		}
		if all.len() == 8 {
			return all;
		}
	}
}

#[test]
fn committed_generators_are_hashed_to_the_curve() {
	let derived = |personalization, data: &[u8]| hash_to_point(personalization, data).unwrap();
	assert_eq!(derived(&domains::VALUE_TRAPDOOR_GENERATOR, &[]), VALUE_TRAPDOOR_GENERATOR);
	assert_eq!(derived(&domains::TOKEN_OFFSET, &[]), TOKEN_OFFSET);
	assert_eq!(derived(&domains::TICKET_OFFSET, &[]), TICKET_OFFSET);
	assert_eq!(derived(&domains::NOTE_AUTH_OFFSET, &[]), NOTE_AUTH_OFFSET);
	assert_eq!(derived(&domains::LICENSE_GENERATOR, &[]), LICENSE_GENERATOR);
	for (i, base) in PEDERSEN_BASES.iter().enumerate() {
		assert_eq!(derived(&domains::PEDERSEN, &(i as u32).to_le_bytes()), *base);
	}
	assert_eq!(crate::paper::key_generator().unwrap(), KEY_GENERATOR);

	let mut all = vec![
		KEY_GENERATOR,
		VALUE_TRAPDOOR_GENERATOR,
		TOKEN_OFFSET,
		TICKET_OFFSET,
		NOTE_AUTH_OFFSET,
		LICENSE_GENERATOR,
	];
	all.extend(PEDERSEN_BASES);
	for (i, point) in all.iter().enumerate() {
		let affine = point.affine();
		assert!(affine.is_on_curve() && affine.is_in_correct_subgroup_assuming_on_curve());
		assert!(!point.is_identity());
		assert!(all[i + 1..].iter().all(|other| other != point && *other != -*point));
	}
}

#[test]
fn curve_constants() {
	assert_eq!(SQRT_A.square(), Base::from(168700u64));
	assert!(SQRT_A.into_bigint() < (-SQRT_A).into_bigint());
	assert_eq!(SQRT_A * SQRT_A_INVERSE, Base::ONE);
	assert_eq!(<EdwardsConfig as CurveConfig>::COFACTOR, &[8]);
	assert_eq!(<EdwardsConfig as CurveConfig>::COFACTOR_INV * Scalar::from(8u64), Scalar::ONE);
}

#[test]
fn arithmetic_agrees_with_arkworks() {
	let mut rng = rng(1);
	for _ in 0..50 {
		let (p, q) = (random_point(&mut rng), random_point(&mut rng));
		let (a, b) = (Scalar::rand(&mut rng), Scalar::rand(&mut rng));
		assert_eq!(p.mul(a).affine(), (p.projective() * a).into_affine());
		assert_eq!((p + q).affine(), (p.projective() + q.projective()).into_affine());
		assert_eq!((p - q).affine(), (p.projective() - q.projective()).into_affine());
		assert_eq!((p + p).affine(), p.projective().double().into_affine());
		assert_eq!((p - p), SubgroupPoint::IDENTITY);
		assert_eq!(SubgroupPoint::sum(&[p, q, p]), p + q + p);
		let terms = [
			Term::new(&p.extended(), &a.into_bigint(), false),
			Term::new(&q.extended(), &b.into_bigint(), true),
		];
		assert_eq!(SubgroupPoint::from_extended(multi_mul(&terms)), p.mul(a) - q.mul(b));
		#[cfg(feature = "std")]
		{
			let table = super::tables::FixedBase::new(&p.affine());
			assert_eq!(SubgroupPoint::from_extended(table.mul(&a)), p.mul(a));
		}
	}
}

#[test]
fn scalar_multiplication_of_edge_cases() {
	let mut rng = rng(2);
	let p = random_point(&mut rng);
	for (scalar, expected) in [
		(Scalar::ZERO, SubgroupPoint::IDENTITY),
		(Scalar::ONE, p),
		(-Scalar::ONE, -p),
		(Scalar::from(2u64), p + p),
		(Scalar::from(15u64), SubgroupPoint::sum(&[p; 15])),
		(Scalar::from(17u64), SubgroupPoint::sum(&[p; 17])),
		(Scalar::from(31u64), SubgroupPoint::sum(&[p; 31])),
	] {
		assert_eq!(p.mul(scalar), expected);
	}
	assert!(SubgroupPoint::IDENTITY.mul(Scalar::rand(&mut rng)).is_identity());
}

#[test]
fn additions_are_complete_for_points_of_small_order() {
	let mut rng = rng(3);
	let mut points = torsion();
	let p = random_point(&mut rng).affine();
	points.extend(torsion().iter().map(|t| (p + *t).into_affine()));
	for a in &points {
		for b in &points {
			let sum = Extended::from_affine(a).add(&Extended::from_affine(b));
			assert_eq!(sum.to_affine(), (*a + *b).into_affine());
			let scalar = Scalar::rand(&mut rng);
			assert_eq!(
				Extended::from_affine(a).mul(&scalar).to_affine(),
				a.mul_bigint(scalar.into_bigint()).into_affine()
			);
		}
	}
}

#[test]
fn half_size_test_of_multiples() {
	let mut rng = rng(4);
	let mut scalars: Vec<Scalar> = (0..200).map(|_| Scalar::rand(&mut rng)).collect();
	scalars.extend([Scalar::ONE, -Scalar::ONE, Scalar::from(2u64), -Scalar::from(2u64)]);
	scalars.extend([Scalar::from(1u128 << 126), Scalar::from((1u128 << 126) - 1)]);
	for k in scalars {
		let multiplier = Multiplier::new(&k);
		let p = random_point(&mut rng);
		let product = p.mul(k);
		assert!(multiplier.check(&p.extended(), &product.extended()));
		for wrong in [product + p, -product, p.mul(k + k), SubgroupPoint::IDENTITY] {
			assert!(!multiplier.check(&p.extended(), &wrong.extended()));
		}
		assert!(!multiplier.check(&SubgroupPoint::IDENTITY.extended(), &product.extended()));
	}
}

#[test]
fn plain_encoding_refuses_what_is_not_canonical() {
	// y + r instead of y, for small y.
	for y in 0u64..200 {
		let mut integer = Base::MODULUS;
		integer.add_with_carry(&ark_ff::BigInt::from(y));
		let mut bytes = [0u8; 32];
		for (chunk, limb) in bytes.chunks_exact_mut(8).zip(integer.0) {
			chunk.copy_from_slice(&limb.to_le_bytes());
		}
		assert_eq!(decompress(&bytes), Err(PointError::NotCanonical));
		bytes[31] |= 0x80;
		assert_eq!(decompress(&bytes), Err(PointError::NotCanonical));
	}
	assert_eq!(decompress(&[0xff; 32]), Err(PointError::NotCanonical));
	// x = 0 with the sign bit.
	for y in [Base::ONE, -Base::ONE] {
		let mut bytes = base_to_bytes(&y);
		assert_eq!(decompress(&bytes).unwrap(), EdwardsAffine::new_unchecked(Base::ZERO, y));
		bytes[31] |= 0x80;
		assert_eq!(decompress(&bytes), Err(PointError::NotCanonical));
	}
	// y without x.
	let refused = (2u64..100)
		.filter(|y| decompress(&base_to_bytes(&Base::from(*y))) == Err(PointError::NotOnCurve))
		.count();
	assert!((20..80).contains(&refused));
}

#[test]
fn subgroup_is_enforced() {
	let mut rng = rng(5);
	for (i, t) in torsion().iter().enumerate() {
		let p = random_point(&mut rng);
		let moved = (p.affine() + *t).into_affine();
		let expected = if i == 0 { Ok(p) } else { Err(PointError::NotInSubgroup) };
		assert_eq!(SubgroupPoint::from_bytes(&compress(&moved)), expected);
		assert_eq!(SubgroupPoint::from_affine(moved), expected);
		// As cofactor encoding the torsion part vanishes, and pure torsion is the identity.
		let eightfold = SubgroupPoint::from_cofactor_bytes(&compress(&moved)).unwrap();
		assert_eq!(eightfold, p.mul(Scalar::from(8u64)));
		assert_eq!(SubgroupPoint::from_cofactor_bytes(&compress(t)), Err(PointError::Identity));
		assert_eq!(
			SubgroupPoint::batch_from_cofactor_bytes(&[p.to_bytes(), compress(t)]),
			Err((1, PointError::Identity))
		);
	}
	let off = EdwardsAffine::new_unchecked(Base::from(2u64), Base::from(3u64));
	assert_eq!(SubgroupPoint::from_affine(off), Err(PointError::NotOnCurve));
	assert_eq!(
		SubgroupPoint::batch_from_cofactor_bytes(&[[0xff; 32]]),
		Err((0, PointError::NotCanonical))
	);
	assert_eq!(SubgroupPoint::batch_from_cofactor_bytes(&[]), Ok(vec![]));
}

#[test]
fn x_is_injective_on_the_subgroup() {
	// (x, -y) = (0, -1) - (x, y) leaves the subgroup: a leaf that is x alone commits to the point.
	let p = random_point(&mut rng(6));
	let mirrored = EdwardsAffine::new_unchecked(p.x(), -p.y());
	assert!(mirrored.is_on_curve());
	assert_eq!(SubgroupPoint::from_affine(mirrored), Err(PointError::NotInSubgroup));
}

#[test]
fn montgomery_form_maps_to_the_curve() {
	let mut rng = rng(7);
	let mut found = 0;
	for _ in 0..200 {
		let u = Base::rand(&mut rng);
		let Some(v) = montgomery_v(&u) else { continue };
		assert!(v.into_bigint() <= (-v).into_bigint());
		let point = montgomery_to_edwards(&u, &v).unwrap();
		assert!(point.is_on_curve());
		assert_eq!((Base::ONE + point.y) / (Base::ONE - point.y), u);
		assert_eq!(u / point.x, v);
		found += 1;
	}
	assert!((60..140).contains(&found));
	assert_eq!(montgomery_to_edwards(&Base::ZERO, &Base::ZERO), None);
	assert_eq!(montgomery_to_edwards(&-Base::ONE, &Base::ONE), None);
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn encodings_round_trip(seed in any::<u64>()) {
		let point = random_point(&mut rng(seed));
		prop_assert_eq!(decompress(&point.to_bytes()), Ok(point.affine()));
		prop_assert_eq!(SubgroupPoint::from_bytes(&point.to_bytes()), Ok(point));
		let wire = point.to_cofactor_bytes();
		prop_assert_eq!(SubgroupPoint::from_cofactor_bytes(&wire), Ok(point));
		prop_assert_eq!(SubgroupPoint::batch_from_cofactor_bytes(&[wire; 3]), Ok(vec![point; 3]));
		prop_assert_ne!((-point).to_bytes(), point.to_bytes());
	}

	#[test]
	fn decoding_is_injective_on_any_bytes(bytes in any::<[u8; 32]>()) {
		if let Ok(point) = decompress(&bytes) {
			prop_assert!(point.is_on_curve());
			prop_assert_eq!(compress(&point), bytes);
		}
	}
}
