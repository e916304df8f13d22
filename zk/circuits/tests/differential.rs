// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The plain checks and the circuits agree on random statements, honest and corrupted.
//!
//! `PROPTEST_CASES` sets the number of cases (64 by default).

mod common;

use ark_ff::{AdditiveGroup, Field};
use common::circuit_accepts;
use proptest::prelude::*;
use sero_zk_circuits::{
	input::{self, InputPrivate, InputPublic, InputRule},
	output::{self, OutputPrivate, OutputPublic, OutputRule},
	InputCircuit, OutputCircuit,
};
use sero_zk_crypto::{
	field::random_scalar, note_auth_point, nullifier, trace, Asset, Base, Scalar,
};

fn config() -> ProptestConfig {
	let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
	ProptestConfig { cases: cases.unwrap_or(64), failure_persistence: None, ..Default::default() }
}

fn arb_amount() -> impl Strategy<Value = u128> {
	prop_oneof![
		Just(0u128),
		Just(1),
		Just(2),
		Just(u128::MAX),
		Just(1 << 127),
		any::<u64>().prop_map(u128::from),
		any::<u128>(),
	]
}

fn arb_asset() -> impl Strategy<Value = Asset> {
	let ticket = proptest::option::of((any::<[u8; 32]>(), any::<[u8; 32]>()));
	(any::<[u8; 32]>(), arb_amount(), ticket).prop_map(|(currency, amount, ticket)| Asset {
		currency,
		amount,
		ticket,
	})
}

/// What is corrupted in an input; the rule it breaks first.
fn corrupt_input(
	public: &mut InputPublic,
	private: &mut InputPrivate,
	what: u8,
) -> Option<InputRule> {
	let anchor_if_enabled = if private.enabled { InputRule::Anchor } else { InputRule::Trace };
	match what {
		0 => public.anchor += Base::ONE,
		1 => public.nullifier += Base::ONE,
		2 => public.trace += Base::ONE,
		3 => public.value_commitment = -public.value_commitment,
		4 => private.spend_auth += Scalar::ONE,
		5 => private.view += Scalar::ONE,
		6 => private.memo_hash += Base::ONE,
		7 => private.rsk += Base::ONE,
		8 => private.path.index ^= 1 << 9,
		9 => private.trapdoor += Scalar::ONE,
		10 => private.asset_point = -private.asset_point,
		11 => private.address_base = -private.address_base,
		12 => private.path.siblings[3][1] += Base::ONE,
		_ => return None,
	}
	match what {
		0 | 12 => private.enabled.then_some(InputRule::Anchor),
		1 => Some(InputRule::Nullifier),
		2 => Some(InputRule::Trace),
		3 | 9 => Some(InputRule::ValueCommitment),
		// The point at infinity is its own negative.
		10 if private.asset_point.x == Base::ZERO => None,
		_ => Some(anchor_if_enabled),
	}
}

fn corrupt_output(
	public: &mut OutputPublic,
	private: &mut OutputPrivate,
	what: u8,
) -> Option<OutputRule> {
	match what {
		0 => public.value_commitment = -public.value_commitment,
		1 => public.note_commitment += Base::ONE,
		2 => private.amount ^= 1 << 77,
		3 => private.has_ticket = !private.has_ticket,
		4 => private.memo_hash += Base::ONE,
		5 => private.rsk += Base::ONE,
		6 => private.trapdoor += Scalar::ONE,
		7 => private.token.v += Base::ONE,
		8 => private.ticket.v += Base::ONE,
		_ => return None,
	};
	match what {
		0 | 2 | 3 | 6 => Some(OutputRule::ValueCommitment),
		1 | 4 | 5 => Some(OutputRule::NoteCommitment),
		7 => Some(OutputRule::TokenGenerator),
		_ => Some(OutputRule::TicketGenerator),
	}
}

proptest! {
	#![proptest_config(config())]

	#[test]
	fn input_circuit_agrees_with_the_plain_check(
		seed in any::<u64>(),
		asset in arb_asset(),
		index in any::<u32>(),
		enabled in any::<bool>(),
		what in 0u8..26,
	) {
		let mut rng = common::rng(seed);
		let key = common::key(&mut rng);
		let note = common::note_of(&mut rng, &key, asset);
		let path = common::place_at(&mut rng, index);
		let mut private = InputPrivate::spend(&key, &note, path, random_scalar(&mut rng));
		private.enabled = enabled;
		let mut public = private.public(Base::ZERO).unwrap();
		// The public part against the native note functions.
		let auth_point = note_auth_point(index, note.commitment());
		prop_assert_eq!(public.nullifier, nullifier(&key, &auth_point));
		prop_assert_eq!(public.trace, trace(&key.full_viewing_key(), &auth_point));
		let broken = corrupt_input(&mut public, &mut private, what);
		let verdict = input::check_statement(&public, &private);
		prop_assert_eq!(verdict.err(), broken);
		prop_assert_eq!(circuit_accepts::<InputCircuit>(&public, &private), broken.is_none());
	}

	#[test]
	fn output_circuit_agrees_with_the_plain_check(
		seed in any::<u64>(),
		asset in arb_asset(),
		what in 0u8..18,
	) {
		let (mut public, mut private) = common::output_of(seed, asset);
		let broken = corrupt_output(&mut public, &mut private, what);
		let verdict = output::check_statement(&public, &private);
		prop_assert_eq!(verdict.err(), broken);
		prop_assert_eq!(circuit_accepts::<OutputCircuit>(&public, &private), broken.is_none());
	}
}
