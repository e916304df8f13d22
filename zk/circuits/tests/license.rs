// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The rules of the license statement, each broken alone, and attacks on it by name.

mod common;

use ark_ec::CurveGroup;
use ark_ed_on_bn254::EdwardsAffine;
use ark_ff::{BigInteger, Field, One, PrimeField};
use common::{circuit_accepts, forge, mutation::Mutation};
use sero_zk_circuits::{
	gadgets::{ladder, montgomery},
	license::{check_statement, LicensePrivate, LicensePublic, LicenseRule},
	Circuit, LicenseCircuit,
};
use sero_zk_crypto::{
	curve::montgomery_to_edwards,
	field::{random_nonzero_scalar, random_scalar},
	generators::{KEY_GENERATOR, LICENSE_GENERATOR},
	license::{challenge, parent_input},
	Base, LicenseProperty, LicensorKey, LicensorPublicKey, OneTimeAddress, Scalar, SubgroupPoint,
};

fn accepted(public: &LicensePublic, private: &LicensePrivate) {
	assert_eq!(check_statement(public, private), Ok(()));
	assert!(circuit_accepts::<LicenseCircuit>(public, private));
}

fn refused(public: &LicensePublic, private: &LicensePrivate, rule: LicenseRule) {
	assert_eq!(check_statement(public, private), Err(rule));
	assert!(!circuit_accepts::<LicenseCircuit>(public, private));
}

fn mutation(seed: u64) -> Mutation {
	let (public, private) = common::license(seed);
	Mutation::new(LicenseCircuit::matrices(), LicenseCircuit::assignment(&public, &private))
}

fn address(zpkr: SubgroupPoint, vpkr: SubgroupPoint, base: SubgroupPoint) -> OneTimeAddress {
	OneTimeAddress::from_points(zpkr, vpkr, base).unwrap()
}

#[test]
fn honest_licenses_are_accepted() {
	for seed in 0..6 {
		let (public, private) = common::license(seed);
		accepted(&public, &private);
	}
	// Properties at the ends of their range.
	let (mut public, mut private, licensor) = common::licensed(6);
	let account = SubgroupPoint::from_affine(private.account).unwrap();
	for (first_block, last_block) in [(0, 0), (0, u32::MAX), (u32::MAX, u32::MAX), (1, 2)] {
		let property = LicenseProperty { first_block, last_block };
		let license = licensor.issue(&account, property, &mut common::rng(6)).unwrap();
		private = LicensePrivate::new(&license, private.randomizer);
		public.property = property;
		accepted(&public, &private);
	}
}

#[test]
fn li_1_the_licensed_account_has_prime_order() {
	let (public, honest) = common::license(10);
	for torsion in common::torsion() {
		let mut private = honest.clone();
		private.account = torsion;
		refused(&public, &private, LicenseRule::Account);
		if torsion == common::torsion()[0] {
			continue;
		}
		private.account = (honest.account + torsion).into_affine();
		assert_eq!(check_statement(&public, &private), Err(LicenseRule::Account));
		// The circuit's account is eight times an eighth of this, so the torsion is gone.
		assert!(circuit_accepts::<LicenseCircuit>(&public, &private));
	}
	for (x, y) in [(1u64, 1u64), (0, 0), (7, 1), (0, 5)] {
		let mut private = honest.clone();
		private.account = EdwardsAffine::new_unchecked(x.into(), y.into());
		refused(&public, &private, LicenseRule::Account);
	}
}

#[test]
fn li_2_the_randomizer_is_provable() {
	let (honest, private) = common::license(11);
	for exceptional in [0u64, 1, 3].map(Scalar::from).into_iter().flat_map(|k| [k, -k]) {
		let mut private = private.clone();
		private.randomizer = exceptional;
		let mut public = honest;
		if exceptional != Scalar::from(0u64) {
			let account = SubgroupPoint::from_affine(private.account).unwrap();
			let zpkr = account.mul(exceptional);
			public.author = address(zpkr, zpkr, KEY_GENERATOR.mul(exceptional));
		}
		refused(&public, &private, LicenseRule::Randomizer);
	}
	for provable in [2u64, 4, 5].map(Scalar::from).into_iter().flat_map(|k| [k, -k]) {
		let mut private = private.clone();
		private.randomizer = provable;
		let zpkr = SubgroupPoint::from_affine(private.account).unwrap().mul(provable);
		let author = address(zpkr, zpkr, KEY_GENERATOR.mul(provable));
		accepted(&LicensePublic { author, ..honest }, &private);
	}
}

#[test]
fn li_3_the_author_is_a_multiple_of_the_licensed_account() {
	let (honest, private) = common::license(12);
	let (zpkr, vpkr, base) = (*honest.author.zpkr(), *honest.author.vpkr(), *honest.author.base());
	for wrong in [-zpkr, zpkr + zpkr, vpkr, base, KEY_GENERATOR] {
		let public = LicensePublic { author: address(wrong, vpkr, base), ..honest };
		refused(&public, &private, LicenseRule::Author);
	}
}

#[test]
fn li_4_the_base_is_the_same_multiple_of_the_key_generator() {
	let (honest, private) = common::license(13);
	let (zpkr, vpkr, base) = (*honest.author.zpkr(), *honest.author.vpkr(), *honest.author.base());
	for wrong in [-base, base + base, zpkr, KEY_GENERATOR] {
		let public = LicensePublic { author: address(zpkr, vpkr, wrong), ..honest };
		refused(&public, &private, LicenseRule::AuthorBase);
	}
}

#[test]
fn li_5_the_nonce_point_is_in_the_subgroup() {
	let (public, honest) = common::license(14);
	for torsion in common::torsion().into_iter().skip(1) {
		let mut private = honest.clone();
		private.nonce_point = (honest.nonce_point + torsion).into_affine();
		refused(&public, &private, LicenseRule::NoncePoint);
	}
	let mut private = honest.clone();
	private.nonce_point.x += Base::one();
	refused(&public, &private, LicenseRule::NoncePoint);
}

#[test]
fn li_6_the_licensor_signed_account_and_property() {
	let (honest, private, licensor) = common::licensed(15);
	let mut other = private.clone();
	other.response += Scalar::ONE;
	refused(&honest, &other, LicenseRule::Signature);
	let mut other = private.clone();
	other.nonce_point = -private.nonce_point;
	refused(&honest, &other, LicenseRule::Signature);
	// A longer license than was issued.
	let property = LicenseProperty { first_block: 0, ..honest.property };
	refused(&LicensePublic { property, ..honest }, &private, LicenseRule::Signature);
	// Another licensor, and this one with its keys exchanged.
	let rng = &mut common::rng(15);
	rng.set_stream(1);
	let public = LicensePublic { licensor: LicensorKey::random(rng).public_key(), ..honest };
	refused(&public, &private, LicenseRule::Signature);
	let keys = licensor.public_key();
	let swapped = LicensorPublicKey::from_points(*keys.property(), *keys.account()).unwrap();
	refused(&LicensePublic { licensor: swapped, ..honest }, &private, LicenseRule::Signature);
	// A key whose halves cancel out for the property.
	let opposite = honest.licensor.combined(honest.property).unwrap() - *keys.account();
	let cancelled = LicensorPublicKey::from_points(-opposite, *keys.property()).unwrap();
	assert!(cancelled.combined(honest.property).is_err());
	refused(&LicensePublic { licensor: cancelled, ..honest }, &private, LicenseRule::Signature);
}

/// The white paper's equation lets everybody make a license: `R := S G - …` (ADR 0018). Here `R` is in the
/// challenge.
#[test]
fn a_license_forged_from_the_public_key_is_refused() {
	let (public, mut private, _) = common::licensed(20);
	let account = SubgroupPoint::from_affine(private.account).unwrap();
	let rng = &mut common::rng(20);
	private.response = random_scalar(rng);
	let key = public.licensor.combined(public.property).unwrap();
	let mut nonce_point = LICENSE_GENERATOR;
	for _ in 0..4 {
		let c = challenge(&nonce_point, &account, public.property, &public.licensor).unwrap();
		nonce_point = LICENSE_GENERATOR.mul(private.response) + -key.mul(c);
		private.nonce_point = nonce_point.affine();
		refused(&public, &private, LicenseRule::Signature);
	}
}

/// The license of one account for the address of another.
#[test]
fn a_license_does_not_serve_another_account() {
	let (public, private, _) = common::licensed(21);
	let rng = &mut common::rng(22);
	let thief = common::key(rng).payment_address();
	let randomizer = random_nonzero_scalar(rng);
	let stolen = LicensePublic { author: thief.one_time(randomizer), ..public };
	let mut forged = private.clone();
	forged.randomizer = randomizer;
	refused(&stolen, &forged, LicenseRule::Author);
	// With the thief's account the signature does not fit.
	forged.account = thief.zpk().affine();
	refused(&stolen, &forged, LicenseRule::Signature);
	// ZPKr of the licensed account beside the thief's base, which could be spent by nobody anyhow.
	let mixed = address(*public.author.zpkr(), *stolen.author.vpkr(), *stolen.author.base());
	refused(&LicensePublic { author: mixed, ..public }, &private, LicenseRule::AuthorBase);
}

/// A proof of another's block does not serve for an own address or on another parent: every public input
/// is bound, also those that no rule constrains.
#[test]
fn a_proof_is_for_its_address_and_its_parent_only() {
	let mutation = mutation(23);
	for column in 1..=LicensePublic::LEN {
		let value = mutation.honest[column] + Base::one();
		assert!(!mutation.accepts_perturbed(column, value), "public input {column}");
	}
	let rows = LicenseCircuit::matrices();
	// In a constraint of its own matrices, not only in what a proof system adds.
	for column in 1..=LicensePublic::LEN {
		let used = rows.matrices().iter().flatten().flatten().any(|(_, other)| *other == column);
		assert!(used, "public input {column}");
	}
	assert_ne!(parent_input(&[1; 32]), parent_input(&[2; 32]));
}

/// A field element that stands for more than 64 bits is no property.
#[test]
fn a_property_of_more_than_64_bits_is_refused() {
	let mutation = mutation(24);
	let column = 7;
	let wide = mutation.honest[column] + Base::from(1u128 << 64);
	assert!(!mutation.accepts_adapted(&[(column, wide)]));
	let bits = mutation.choices("property bit");
	assert_eq!(bits.len(), 64);
	assert!(!mutation.accepts_adapted(&[(bits[63], Base::from(2u64))]));
}

/// The other integer with the hash's residue would be a second challenge.
#[test]
fn the_challenge_has_one_decomposition() {
	let mutation = mutation(25);
	let bits = mutation.choices("challenge bit");
	let mut number = <Base as PrimeField>::BigInt::default();
	for (i, column) in bits.iter().enumerate() {
		if mutation.honest[*column].is_one() {
			let mut power = <Base as PrimeField>::BigInt::from(1u64);
			power <<= i as u32;
			number.add_with_carry(&power);
		}
	}
	number.add_with_carry(&Base::MODULUS);
	let changes: Vec<_> = bits
		.iter()
		.enumerate()
		.map(|(i, column)| (*column, Base::from(number.get_bit(i))))
		.collect();
	assert!(!mutation.accepts_adapted(&changes));
}

/// Bases of the two multiplications by witnessed scalars: the account and the licensor's combined key.
#[test]
fn swapped_bases_are_refused() {
	let mutation = mutation(26);
	let (_, private) = common::license(26);
	let point = |section: &str| {
		let columns = mutation.system.section(section).unwrap().columns.clone();
		// Ends with v of the Montgomery form, or with the Edwards form behind it.
		columns.end
	};
	let account = [point("account") - 4, point("account") - 3];
	let key = [point("licensor's key") - 2, point("licensor's key") - 1];
	let value = |columns: [usize; 2]| {
		montgomery_to_edwards(&mutation.honest[columns[0]], &mutation.honest[columns[1]]).unwrap()
	};
	assert_eq!(value(account), private.account);
	let (public, _) = common::license(26);
	assert_eq!(value(key), public.licensor.combined(public.property).unwrap().affine());
	let rng = &mut common::rng(26);
	for columns in [account, key] {
		let honest = value(columns);
		let random = KEY_GENERATOR.mul(random_nonzero_scalar(rng)).affine();
		for other in [-honest, (honest + honest).into_affine(), random] {
			let (u, v) = montgomery::coordinates(&other);
			assert!(!mutation.accepts_adapted(&[(columns[0], u), (columns[1], v)]));
		}
	}
}

/// In the circuit the account is eight times a point: torsion in that point changes nothing, and a point of
/// small order is refused.
#[test]
fn low_order_accounts_do_not_exist() {
	let mutation = mutation(27);
	let columns = mutation.choices("account");
	let eighth =
		montgomery_to_edwards(&mutation.honest[columns[0]], &mutation.honest[columns[1]]).unwrap();
	for torsion in common::torsion() {
		let (u, v) = montgomery::coordinates(&(eighth + torsion).into_affine());
		assert!(mutation.accepts_adapted(&[(columns[0], u), (columns[1], v)]));
		let (u, v) = montgomery::coordinates(&torsion);
		assert!(!mutation.accepts_adapted(&[(columns[0], u), (columns[1], v)]));
	}
}

/// Both digit strings of a randomizer are accepted and give the same author; there is no third.
#[test]
fn both_representatives_of_a_randomizer_give_one_author() {
	let mut both = 0;
	for seed in 30..36 {
		let (_, private) = common::license(seed);
		let mutation = mutation(seed);
		let digits = ladder::scalar_digits(&private.randomizer);
		let mut other = ark_ff::BigInt::<4>::from_bits_be(&digits);
		other.add_with_carry(&Scalar::MODULUS);
		if other.num_bits() as usize > digits.len() {
			continue;
		}
		both += 1;
		let columns = mutation.choices("randomizer digit");
		let changes: Vec<_> = columns
			.iter()
			.enumerate()
			.map(|(i, column)| (*column, Base::from(other.get_bit(digits.len() - 1 - i))))
			.collect();
		assert!(mutation.accepts_adapted(&changes));
	}
	assert!(both > 0);
}

/// What is mined with a license can be spent with the licensed account's key only: the base and ZPKr fix
/// `zsk`, whatever VPKr is.
#[test]
fn rewards_belong_to_the_licensed_account_whatever_vpkr_is() {
	let rng = &mut common::rng(40);
	let licensor = LicensorKey::random(rng);
	let key = common::key(rng);
	let property = LicenseProperty { first_block: 1, last_block: 9 };
	let license = licensor.issue(key.payment_address().zpk(), property, rng).unwrap();
	let r = random_nonzero_scalar(rng);
	let honest = key.payment_address().one_time(r);
	// Somebody who was lent the license puts a view key of its own.
	let vpkr = honest.zpkr().mul(random_nonzero_scalar(rng));
	let author = address(*honest.zpkr(), vpkr, *honest.base());
	let public =
		LicensePublic { author, property, licensor: licensor.public_key(), parent: Base::one() };
	accepted(&public, &LicensePrivate::new(&license, r));
	assert_eq!(forge::multiply(author.base().affine(), *key.spend_auth()), author.zpkr().affine());
}
