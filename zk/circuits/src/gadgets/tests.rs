// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Every gadget against native arithmetic, in its exceptional cases, and its constraint count.

use ark_ec::{AdditiveGroup, AffineRepr, CurveGroup};
use ark_ed_on_bn254::{EdwardsAffine, EdwardsProjective};
use ark_ff::{BigInt, BigInteger, Field, PrimeField, UniformRand, Zero};
use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};
use sero_zk_crypto::{
	curve::SubgroupPoint,
	domains,
	generators::{
		KEY_GENERATOR, LICENSE_GENERATOR, NOTE_AUTH_OFFSET, TICKET_OFFSET, TOKEN_OFFSET,
		VALUE_TRAPDOOR_GENERATOR,
	},
	pedersen, poseidon2 as native_poseidon2, ticket_generator, token_generator,
	tree::MerklePath,
	Base, Scalar,
};

use super::{
	asset::{self, GeneratorOpening},
	bits::{self, Bit},
	edwards::{EdwardsPoint, IDENTITY},
	ladder::{self, SCALAR_DIGITS},
	merkle,
	montgomery::{self, MontgomeryPoint},
	poseidon2, windows,
};
use crate::{
	constants::{amount_offset, pedersen_tables, trapdoor_table},
	r1cs::{ConstraintSink, R1csSink, Tracked},
};

type Cs = R1csSink;

/// Runs a gadget: its result, whether it is satisfied, and its constraints.
fn run<T>(gadget: impl FnOnce(&mut Cs) -> T) -> (T, bool, usize) {
	let mut cs = Cs::default();
	let result = gadget(&mut cs);
	let (system, assignment) = cs.finish();
	(result, system.is_satisfied(&assignment), system.num_constraints())
}

fn rng() -> ChaCha20Rng {
	ChaCha20Rng::seed_from_u64(7)
}

fn random_point(rng: &mut ChaCha20Rng) -> EdwardsAffine {
	KEY_GENERATOR.mul(Scalar::rand(rng)).affine()
}

fn edwards(cs: &mut Cs, point: &EdwardsAffine) -> EdwardsPoint<Tracked> {
	let (x, y) = (cs.advice("x", point.x), cs.advice("y", point.y));
	EdwardsPoint { x, y }
}

fn montgomery(cs: &mut Cs, point: &EdwardsAffine) -> MontgomeryPoint<Tracked> {
	let (u, v) = montgomery::coordinates(point);
	let (u, v) = (cs.advice("u", u), cs.advice("v", v));
	MontgomeryPoint { u, v }
}

/// The eight points of order dividing 8.
fn torsion() -> Vec<EdwardsAffine> {
	let mut rng = rng();
	// l · P for a curve point P that is not in the subgroup, of order 8.
	let generator = loop {
		let Some(point) = EdwardsAffine::get_point_from_y_unchecked(Base::rand(&mut rng), true)
		else {
			continue;
		};
		let point = point.mul_bigint(<Scalar as PrimeField>::MODULUS);
		if !(point + point + point + point).is_zero() {
			break point;
		}
	};
	let mut points = vec![EdwardsProjective::zero()];
	for i in 0..7 {
		points.push(points[i] + generator);
	}
	EdwardsProjective::normalize_batch(&points)
}

#[test]
fn bits_are_zero_or_one_and_decompose_a_number() {
	let (_, satisfied, count) = run(|cs| Bit::<Tracked>::allocate(cs, "b", true));
	assert!(satisfied);
	assert_eq!(count, 1);
	let mut rng = rng();
	for number in [Base::ZERO, Base::ONE, -Base::ONE, Base::rand(&mut rng)] {
		let (bits, satisfied, count) = run(|cs| {
			let number = cs.advice("n", number);
			bits::decompose(cs, "bit", &number, 254)
		});
		assert!(satisfied);
		assert_eq!(count, 255);
		let sum = bits.iter().rev().fold(Base::ZERO, |sum, bit| {
			assert_eq!(bit.num().value(), Base::from(bit.value()));
			sum.double() + bit.num().value()
		});
		assert_eq!(sum, number);
	}
	// A number that does not fit.
	let (_, satisfied, _) = run(|cs| {
		let number = cs.advice("n", Base::from(256u64));
		bits::decompose(cs, "bit", &number, 8)
	});
	assert!(!satisfied);
}

#[test]
fn canonical_bits_are_those_of_the_only_integer_below_the_modulus() {
	let mut rng = rng();
	let modulus = <Base as PrimeField>::MODULUS;
	let numbers = [Base::ZERO, Base::ONE, -Base::ONE, Base::from(5u64), Base::rand(&mut rng)];
	for number in numbers {
		let mut cs = Cs::default();
		let num = cs.advice("number", number);
		bits::decompose_canonical(&mut cs, "bit", &num);
		let (system, honest) = cs.finish();
		assert!(system.is_satisfied(&honest));
		assert_eq!(system.num_constraints(), 508);
		// The same number as another integer: its bits satisfy all but the comparison.
		let mut alias = number.into_bigint();
		alias.add_with_carry(&modulus);
		if alias.num_bits() as usize > bits::FIELD_BITS {
			continue;
		}
		let mut cs = Cs::default();
		let num = cs.advice("number", number);
		bits::decompose(&mut cs, "bit", &num, bits::FIELD_BITS);
		let mut forged = cs.finish().1;
		let column = forged.len() - bits::FIELD_BITS;
		for i in 0..bits::FIELD_BITS {
			forged[column + i] = Base::from(alias.get_bit(i));
		}
		// The products of the comparison follow from the bits.
		let mut equal = None;
		let largest = (-Base::ONE).into_bigint();
		for i in (0..bits::FIELD_BITS).rev().filter(|i| largest.get_bit(*i)) {
			let bit = forged[column + i];
			match equal {
				None => equal = Some(bit),
				Some(before) => {
					forged.push(before * bit);
					equal = Some(before * bit);
				},
			}
		}
		assert_eq!(forged.len(), honest.len());
		let failing = (0..system.num_constraints()).filter(|i| !system.holds(*i, &forged));
		let failing: Vec<usize> = failing.collect();
		assert!(!failing.is_empty() && failing.iter().all(|i| *i > bits::FIELD_BITS));
	}
}

#[test]
fn edwards_addition_is_complete() {
	let mut rng = rng();
	let (p, q) = (random_point(&mut rng), random_point(&mut rng));
	let mut points = torsion();
	points.extend([p, -p, q, (p + torsion()[3]).into_affine()]);
	for a in &points {
		for b in &points {
			let expected = (*a + *b).into_affine();
			let (sum, satisfied, count) = run(|cs| {
				let (a, b) = (edwards(cs, a), edwards(cs, b));
				a.add(cs, &b)
			});
			assert!(satisfied);
			assert_eq!((sum.value(), count), (expected, 6));
			let (sum, satisfied, count) = run(|cs| edwards(cs, a).add_constant(cs, b));
			assert!(satisfied);
			assert_eq!((sum.value(), count), (expected, 3));
			let (_, satisfied, count) = run(|cs| {
				let (a, b) = (edwards(cs, a), edwards(cs, b));
				let sum = edwards(cs, &expected);
				a.assert_sum(cs, &b, &sum)
			});
			assert!(satisfied);
			assert_eq!(count, 6);
			let (_, satisfied, _) = run(|cs| {
				let (a, b) = (edwards(cs, a), edwards(cs, b));
				let sum = edwards(cs, &(expected + KEY_GENERATOR.affine()).into_affine());
				a.assert_sum(cs, &b, &sum)
			});
			assert!(!satisfied);
		}
	}
}

#[test]
fn edwards_points_are_on_the_curve() {
	let mut rng = rng();
	for point in [random_point(&mut rng), IDENTITY, torsion()[1]] {
		let (_, satisfied, count) =
			run(|cs| EdwardsPoint::<Tracked>::allocate(cs, "point", &point));
		assert!(satisfied);
		assert_eq!(count, 3);
	}
	let off = EdwardsAffine::new_unchecked(Base::ONE, Base::ONE);
	let (_, satisfied, _) = run(|cs| EdwardsPoint::<Tracked>::allocate(cs, "point", &off));
	assert!(!satisfied);
}

#[test]
fn selection_gives_the_point_or_the_identity() {
	let point = random_point(&mut rng());
	for (bit, expected) in [(true, point), (false, IDENTITY)] {
		let (selected, satisfied, count) = run(|cs| {
			let bit = Bit::allocate(cs, "bit", bit);
			edwards(cs, &point).or_identity(cs, &bit)
		});
		assert!(satisfied);
		assert_eq!((selected.value(), count), (expected, 3));
	}
}

#[test]
fn forms_convert_into_each_other() {
	let point = random_point(&mut rng());
	let (converted, satisfied, count) = run(|cs| {
		let there = edwards(cs, &point).to_montgomery(cs);
		there.to_edwards(cs)
	});
	assert!(satisfied);
	assert_eq!((converted.value(), count), (point, 4));
	// The identity has no Montgomery form. The point (0, -1) would have a free v: it satisfies the
	// constraints, which is why callers must be in the subgroup.
	let (_, satisfied, _) = run(|cs| edwards(cs, &IDENTITY).to_montgomery(cs));
	assert!(!satisfied);
	let order_two = EdwardsAffine::new_unchecked(Base::ZERO, -Base::ONE);
	assert!(order_two.is_on_curve() && !order_two.is_in_correct_subgroup_assuming_on_curve());
	let (_, satisfied, _) = run(|cs| edwards(cs, &order_two).to_montgomery(cs));
	assert!(satisfied);
}

#[test]
fn montgomery_arithmetic_is_the_group_law() {
	let mut rng = rng();
	let (p, q) = (random_point(&mut rng), random_point(&mut rng));
	let (sum, satisfied, count) = run(|cs| {
		let (p, q) = (montgomery(cs, &p), montgomery(cs, &q));
		let inverse = (q.u.value() - p.u.value()).inverse().unwrap();
		p.add(cs, &q, inverse)
	});
	assert!(satisfied);
	assert_eq!((sum.value(), count), (Some((p + q).into_affine()), 3));
	let (sum, satisfied, count) = run(|cs| {
		let (p, q) = (montgomery(cs, &p), montgomery(cs, &q));
		p.add_strict(cs, &q)
	});
	assert!(satisfied);
	assert_eq!((sum.value(), count), (Some((p + q).into_affine()), 4));
	for other in [p, -p] {
		let (_, satisfied, _) = run(|cs| {
			let (p, q) = (montgomery(cs, &p), montgomery(cs, &other));
			p.add_strict(cs, &q)
		});
		assert!(!satisfied);
	}
	let (double, satisfied, count) = run(|cs| montgomery(cs, &p).double(cs));
	assert!(satisfied);
	assert_eq!((double.value(), count), (Some((p + p).into_affine()), 4));
}

#[test]
fn clearing_the_cofactor_gives_prime_order_or_nothing() {
	let mut rng = rng();
	let torsion = torsion();
	let p = random_point(&mut rng);
	let lift = |point: &EdwardsAffine| {
		let (u, v) = montgomery::coordinates(point);
		run(|cs| {
			let (u, v) = (cs.advice("u", u), cs.advice("v", v));
			let (point, square) = MontgomeryPoint::lift(cs, u, v);
			point.clear_cofactor(cs, &square)
		})
	};
	for small in &torsion {
		let (result, satisfied, count) = lift(&(p + small).into_affine());
		assert!(satisfied);
		assert_eq!(count, 14);
		assert_eq!(result.value(), Some(SubgroupPoint::clear_cofactor(&p).affine()));
	}
	for small in &torsion {
		assert!(!lift(small).1);
	}
	// Off the curve.
	let (_, satisfied, _) = run(|cs| {
		let (u, v) = (cs.advice("u", Base::ONE), cs.advice("v", Base::from(2u64)));
		MontgomeryPoint::<Tracked>::lift(cs, u, v)
	});
	assert!(!satisfied);
}

fn multiply(point: &EdwardsAffine, scalar: &Scalar) -> (Option<EdwardsAffine>, bool, usize) {
	let (result, satisfied, count) = run(|cs| {
		let digits = ladder::allocate_scalar(cs, "digit", scalar);
		let base = montgomery(cs, point);
		ladder::scalar_multiply(cs, &base, &digits)
	});
	(result.value(), satisfied, count)
}

#[test]
fn ladder_multiplies_by_every_provable_scalar() {
	let mut rng = rng();
	let point = random_point(&mut rng);
	let mut scalars: Vec<Scalar> = [2u64, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 16, 31, 63]
		.into_iter()
		.flat_map(|small| [Scalar::from(small), -Scalar::from(small)])
		.collect();
	scalars.extend((0..20).map(|_| Scalar::rand(&mut rng)));
	scalars.push(Scalar::from(2u64).inverse().unwrap());
	for scalar in scalars {
		assert!(ladder::is_provable(&scalar));
		let (result, satisfied, count) = multiply(&point, &scalar);
		assert!(satisfied, "{scalar}");
		assert_eq!(result, Some((point * scalar).into_affine()));
		assert_eq!(count, 1521 + SCALAR_DIGITS);
	}
}

#[test]
fn ladder_refuses_the_exceptional_scalars() {
	let point = random_point(&mut rng());
	for scalar in [0u64, 1, 3].map(Scalar::from).into_iter().flat_map(|k| [k, -k]) {
		assert!(!ladder::is_provable(&scalar));
		assert!(!multiply(&point, &scalar).1, "{scalar}");
	}
}

#[test]
fn scalar_digits_are_the_odd_integer_above_two_to_the_252() {
	let mut rng = rng();
	let two = Scalar::from(2u64);
	for scalar in (0..100).map(|_| Scalar::rand(&mut rng)).chain([Scalar::ZERO, -Scalar::ONE]) {
		let value = ladder::scalar_digits(&scalar).iter().fold(Scalar::from(3u64), |m, digit| {
			m * two + if *digit { Scalar::ONE } else { -Scalar::ONE }
		});
		assert_eq!(value, scalar);
	}
}

#[test]
fn windows_of_a_trapdoor_give_its_multiple_of_the_generator() {
	let mut rng = rng();
	let small = [0u64, 1, 2, 3, 7, 8, 64].map(Scalar::from);
	let scalars = small.into_iter().flat_map(|k| [k, -k]);
	for scalar in scalars.chain((0..20).map(|_| Scalar::rand(&mut rng))) {
		let (result, satisfied, count) = run(|cs| windows::trapdoor_term(cs, &scalar));
		assert!(satisfied);
		assert_eq!(count, 672);
		assert_eq!(result.value(), VALUE_TRAPDOOR_GENERATOR.mul(scalar).affine());
	}
}

#[test]
fn key_term_is_the_ladders_multiple_of_the_key_generator() {
	let mut rng = rng();
	let small = [2u64, 4, 5, 7, 8, 64].map(Scalar::from);
	let scalars = small.into_iter().flat_map(|k| [k, -k]);
	for scalar in scalars.chain((0..20).map(|_| Scalar::rand(&mut rng))) {
		let (result, satisfied, count) = run(|cs| {
			let digits = ladder::scalar_digits(&scalar).map(|d| Bit::allocate(cs, "digit", d));
			windows::key_term(cs, &digits)
		});
		assert!(satisfied);
		assert_eq!(count, 591 + SCALAR_DIGITS);
		assert_eq!(result.value(), KEY_GENERATOR.mul(scalar).affine());
	}
}

#[test]
fn response_term_is_a_multiple_of_the_license_generator() {
	let scalar = Scalar::rand(&mut rng());
	let (result, satisfied, count) = run(|cs| windows::response_term(cs, &scalar));
	assert!(satisfied);
	assert_eq!(count, 672);
	assert_eq!(result.value(), LICENSE_GENERATOR.mul(scalar).affine());
}

#[test]
fn short_ladder_multiplies_by_every_integer_of_64_digits() {
	let mut rng = rng();
	let point = random_point(&mut rng);
	for integer in [0u64, 1, 2, u64::MAX, u64::MAX - 1, 1 << 63, 0x0123_4567_89ab_cdef] {
		let (result, satisfied, count) = run(|cs| {
			let base = montgomery(cs, &point);
			let digits = core::array::from_fn(|i| {
				Bit::allocate(cs, "digit", integer >> (ladder::SHORT_DIGITS - 1 - i) & 1 == 1)
			});
			ladder::short_multiply(cs, &base, &digits)
		});
		assert!(satisfied);
		assert_eq!(count, 391 + ladder::SHORT_DIGITS);
		let multiple = Scalar::from(2 * u128::from(integer) + (1 << 65) + 1);
		assert_eq!(result.value(), Some((point * multiple).into_affine()));
	}
}

#[test]
fn pedersen_hash_is_the_native_one() {
	let mut rng = rng();
	for (index, commitment) in [
		(0, Base::ZERO),
		(u32::MAX, -Base::ONE),
		(0x1234_5678, Base::rand(&mut rng)),
		(1, Base::rand(&mut rng)),
	] {
		let (result, satisfied, count) = run(|cs| {
			let input = pedersen::input_bits(index, &commitment);
			let bits = bits::allocate(cs, "bit", input[..pedersen::INPUT_BITS].iter().copied());
			windows::pedersen(cs, &bits)
		});
		assert!(satisfied);
		assert_eq!(count, 482 + pedersen::INPUT_BITS);
		assert_eq!(result.value(), pedersen::hash(index, &commitment).affine());
	}
}

#[test]
fn tables_hold_the_multiples_of_their_bases() {
	let sixteen = Scalar::from(16u64);
	for (segment, table) in pedersen_tables().iter().enumerate() {
		let base = sero_zk_crypto::generators::PEDERSEN_BASES[segment];
		for (w, window) in table.iter().enumerate() {
			for (k, entry) in window.iter().enumerate() {
				let scalar = sixteen.pow([w as u64]) * Scalar::from(k as u64 + 1);
				let point = base.mul(scalar).affine();
				assert_eq!(entry.point, point);
				assert_eq!((entry.u, entry.v), montgomery::coordinates(&point));
			}
		}
	}
	let (table, last) = trapdoor_table();
	assert_eq!(table.len(), 83);
	for (w, window) in table.iter().enumerate() {
		for (k, entry) in window.iter().enumerate() {
			let scalar = Scalar::from(8u64).pow([w as u64]) * Scalar::from(2 * k as u64 + 1);
			assert_eq!(entry.point, VALUE_TRAPDOOR_GENERATOR.mul(scalar).affine());
		}
	}
	let top = Scalar::from(8u64).pow([83]);
	assert_eq!(last[0], VALUE_TRAPDOOR_GENERATOR.mul(top).affine());
	assert_eq!(last[1], VALUE_TRAPDOOR_GENERATOR.mul(top * Scalar::from(3u64)).affine());
}

#[test]
fn amount_offset_is_an_independent_point_of_prime_order() {
	let offset = amount_offset();
	let point = SubgroupPoint::from_affine(offset.point).unwrap();
	assert!(!point.is_identity());
	for other in [KEY_GENERATOR, VALUE_TRAPDOOR_GENERATOR, TOKEN_OFFSET, TICKET_OFFSET] {
		assert!(point != other && point != -other);
	}
	assert!(point != NOTE_AUTH_OFFSET);
	assert_eq!(offset.correction, (-point.mul(Scalar::from(1u128 << 127))).affine());
}

#[test]
fn amount_ladder_covers_every_amount() {
	let generator = token_generator(&[9; 32]);
	let opening = GeneratorOpening::from(&generator);
	for amount in [
		0,
		1,
		2,
		3,
		10u128.pow(18),
		(1 << 127) - 1,
		1 << 127,
		(1 << 127) + 1,
		u128::MAX - 1,
		u128::MAX,
		0x0123_4567_89ab_cdef_0f1e_2d3c_4b5a_6978,
	] {
		let ((generator_point, result), satisfied, count) = run(|cs| {
			let offset = TOKEN_OFFSET.affine();
			let token = asset::generator(cs, domains::DOM_TOKEN, &offset, &opening);
			let amount = ladder::allocate_amount(cs, amount);
			let result = ladder::amount_times_generator(cs, &token, &amount);
			(token.point().value(), result.value())
		});
		assert!(satisfied);
		assert_eq!(count, 258 + 128 + 780);
		assert_eq!(generator_point, Some(generator.point.affine()));
		assert_eq!(result, generator.point.mul(Scalar::from(amount)).affine());
	}
}

#[test]
fn amount_digits_represent_each_amount_once() {
	for amount in (0..64).chain((0..64).map(|i| u128::MAX - i)) {
		let (digits, even) = ladder::amount_digits(amount);
		let odd = digits
			.iter()
			.fold(1i128, |m, digit| m.wrapping_mul(2).wrapping_add(if *digit { 1 } else { -1 }));
		assert_eq!((odd as u128).wrapping_sub(u128::from(even)), amount);
	}
}

#[test]
fn generators_are_the_native_ones() {
	for seed in 0..8u8 {
		let native = ticket_generator(&[seed; 32], &[1; 32]);
		let (generator, satisfied, count) = run(|cs| {
			let offset = TICKET_OFFSET.affine();
			asset::generator(cs, domains::DOM_TICKET, &offset, &(&native).into())
		});
		assert!(satisfied);
		assert_eq!(count, 258);
		assert_eq!(generator.point().value(), Some(native.point.affine()));
	}
}

#[test]
fn compression_is_the_native_one() {
	fn check<const T: usize>(expected: usize)
	where
		native_poseidon2::Width: native_poseidon2::SupportedWidth<T>,
	{
		let mut rng = rng();
		for input in [[Base::ZERO; T], core::array::from_fn(|_| Base::rand(&mut rng))] {
			let (result, satisfied, count) = run(|cs| {
				let input = input.map(|value| cs.advice("x", value));
				poseidon2::compress(cs, &input)
			});
			assert!(satisfied);
			assert_eq!((result.value(), count), (native_poseidon2::compress(&input), expected));
		}
	}
	check::<2>(216);
	check::<3>(240);
	check::<4>(264);
	check::<12>(459);
}

#[test]
fn root_is_the_native_one() {
	let mut rng = rng();
	for index in [0, u32::MAX, 0x89ab_cdef] {
		let path = MerklePath {
			index,
			siblings: core::array::from_fn(|_| core::array::from_fn(|_| Base::rand(&mut rng))),
		};
		let leaf = Base::rand(&mut rng);
		let (root, satisfied, count) = run(|cs| {
			let leaf = cs.advice("leaf", leaf);
			let index = bits::allocate(cs, "index", (0..32).map(|i| index >> i & 1 == 1));
			merkle::root(cs, &leaf, &index, &path)
		});
		assert!(satisfied);
		assert_eq!((root.value(), count), (path.root_from(leaf), 4272 + 32));
	}
}

/// What the strict steps, and the bounds of the other steps, are for: at `P + P` the addition formula asks
/// for `0 / 0`, and every slope satisfies it.
#[test]
fn an_exceptional_addition_is_free_unless_strict() {
	let point = random_point(&mut rng());
	for slope in [Base::ZERO, Base::from(12345u64)] {
		let (_, satisfied, _) = run(|cs| {
			let p = montgomery(cs, &point);
			let slope = cs.determined(slope);
			cs.enforce(&(&p.u - &p.u), &slope, &(&p.v - &p.v));
		});
		assert!(satisfied);
	}
	let (_, satisfied, _) = run(|cs| {
		let p = montgomery(cs, &point);
		let (u, v) = (p.u.clone(), p.v.clone());
		p.double_and_add(cs, &u, &v, &[Base::ZERO; 2], true)
	});
	assert!(!satisfied);
}

/// The facts about the curve that the soundness arguments use.
#[test]
fn curve_constants_have_the_stated_properties() {
	use ark_ff::LegendreSymbol::{QuadraticNonResidue, QuadraticResidue};
	let (a, b, d) = (montgomery::COEFF_A, montgomery::COEFF_B, super::edwards::COEFF_D);
	// The addition law is complete; no point has u = -1.
	assert_eq!(d.legendre(), QuadraticNonResidue);
	assert_eq!((a - Base::from(2u64)) / b, d);
	// (0, 0) is the only point with v = 0.
	assert_eq!((a.square() - Base::from(4u64)).legendre(), QuadraticNonResidue);
	assert_eq!(b.legendre(), QuadraticResidue);
	// 2^250 < l < 2^251, 2^249 < (l - 1) / 2.
	let l = <Scalar as PrimeField>::MODULUS;
	assert_eq!(l.num_bits(), 251);
	let half = <Scalar as PrimeField>::MODULUS_MINUS_ONE_DIV_TWO;
	assert_eq!(half.num_bits(), 250);
	// 8 (16^n - 1) / 15 < l for 62 windows, not for 63: compare 8 · 16^n / 15 with l.
	let sixteen_over_fifteen = |power: usize| {
		// Σ_{i<n} 16^i = (16^n - 1) / 15
		let bits: Vec<bool> = (0..256).map(|i| i % 4 == 0 && i < 4 * power).collect();
		BigInt::<4>::from_bits_le(&bits)
	};
	let twice_bound = |windows: usize| {
		let mut bound = sixteen_over_fifteen(windows);
		for _ in 0..3 {
			assert!(!bound.mul2());
		}
		bound
	};
	assert!(twice_bound(62) < l && l < twice_bound(63));
}
