// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use ark_ff::{AdditiveGroup, PrimeField, UniformRand};
use proptest::prelude::*;
use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};

use super::*;
use crate::generators::{TICKET_OFFSET, TOKEN_OFFSET, VALUE_TRAPDOOR_GENERATOR};

fn name(text: &str) -> [u8; 32] {
	let mut out = [0u8; 32];
	out[..text.len()].copy_from_slice(text.as_bytes());
	out
}

#[test]
fn generators_are_what_the_output_circuit_recomputes() {
	for i in 0..40u8 {
		let (domain, offset, generator) = if i % 2 == 0 {
			(domains::DOM_TOKEN, TOKEN_OFFSET, token_generator(&[i; 32]))
		} else {
			(domains::DOM_TICKET, TICKET_OFFSET, ticket_generator(&[i; 32], &[7; 32]))
		};
		assert_eq!(generator.u, compress(&[domain, generator.id, generator.counter.into()]));
		for earlier in 0..generator.counter {
			assert_eq!(montgomery_v(&compress(&[domain, generator.id, earlier.into()])), None);
		}
		assert!(generator.v.into_bigint() <= (-generator.v).into_bigint());
		let lifted = montgomery_to_edwards(&generator.u, &generator.v).unwrap();
		assert!(lifted.is_on_curve());
		assert_eq!(generator.point, offset + SubgroupPoint::clear_cofactor(&lifted));
		assert!(generator.point.affine().is_in_correct_subgroup_assuming_on_curve());
	}
}

/// A10: a token cannot pass as a ticket.
#[test]
fn tokens_and_tickets_have_unrelated_generators() {
	let (a, b) = (name("AAA"), name("BBB"));
	let all = [
		token_generator(&a).point,
		token_generator(&b).point,
		ticket_generator(&a, &b).point,
		ticket_generator(&b, &a).point,
		ticket_generator(&a, &a).point,
	];
	for (i, point) in all.iter().enumerate() {
		assert!(all[i + 1..].iter().all(|other| other != point));
	}
	assert_ne!(token_id(&a), ticket_id(&a, &[0; 32]));
}

#[test]
fn absent_parts_contribute_nothing() {
	let (currency, ticket) = (name("AAA"), (name("CAT"), [5; 32]));
	assert!(asset_point(&Asset::default()).is_identity());
	assert!(asset_point(&Asset::token(currency, 0)).is_identity());
	assert!(Asset::token(currency, 0).is_empty());
	assert!(!Asset::token(currency, 1).is_empty());
	let only_ticket = Asset { currency, amount: 0, ticket: Some(ticket) };
	assert_eq!(asset_point(&only_ticket), ticket_generator(&ticket.0, &ticket.1).point);
	assert_eq!(only_ticket.token_generator(), token_generator(&[0; 32]));
	assert_eq!(only_ticket.ticket_generator(), ticket_generator(&ticket.0, &ticket.1));
	let no_category = Asset { currency, amount: 3, ticket: Some(([0; 32], [5; 32])) };
	assert_eq!(asset_point(&no_category), asset_point(&Asset::token(currency, 3)));
	assert_eq!(no_category.ticket_generator(), ticket_generator(&[0; 32], &[0; 32]));
}

#[test]
fn the_native_currency_has_the_same_generator_with_and_without_table() {
	let native = Asset::token(NATIVE_CURRENCY, u128::MAX);
	assert_eq!(native.token_generator(), token_generator(&NATIVE_CURRENCY));
	assert_eq!(
		asset_point(&native),
		token_generator(&NATIVE_CURRENCY).point.mul(Scalar::from(u128::MAX))
	);
}

/// K10: what goes in and out cancels, and only the trapdoors stay.
#[test]
fn balance_leaves_the_trapdoors() {
	let mut rng = ChaCha20Rng::seed_from_u64(1);
	let (currency, ticket) = (name("AAA"), (name("CAT"), [5; 32]));
	let commit = |asset: &Asset, trapdoor| value_commitment(&asset_point(asset), trapdoor);
	let r: Vec<Scalar> = (0..4).map(|_| Scalar::rand(&mut rng)).collect();
	let inputs = [
		commit(&Asset { currency, amount: 70, ticket: Some(ticket) }, r[0]),
		commit(&Asset::token(NATIVE_CURRENCY, 30), r[1]),
	];
	let outputs = [
		commit(&Asset::token(currency, 70), r[2]),
		commit(&Asset { currency: NATIVE_CURRENCY, amount: 20, ticket: Some(ticket) }, r[3]),
	];
	let fee = asset_point(&Asset::token(NATIVE_CURRENCY, 10));
	let balance = inputs[0] + inputs[1] - outputs[0] - outputs[1] - fee;
	assert_eq!(balance, VALUE_TRAPDOOR_GENERATOR.mul(r[0] + r[1] - r[2] - r[3]));
	assert_eq!(value_commitment(&fee, Scalar::ZERO), fee);
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(32))]

	#[test]
	fn amounts_add_up(a in any::<u64>(), b in any::<u64>(), currency in any::<[u8; 32]>()) {
		let of = |amount| asset_point(&Asset::token(currency, amount));
		prop_assert_eq!(
			of(u128::from(a)) + of(u128::from(b)),
			of(u128::from(a) + u128::from(b))
		);
	}
}
