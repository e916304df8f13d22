// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The genesis block and its configuration.

use super::wallet::*;
use crate::{mock::*, *};
use sero_primitives::{units::SERO, CurrencyId};
use sero_shielded_primitives::*;
use sp_core::H256;

#[test]
fn genesis_notes_are_in_the_tree_and_in_the_turnstile() {
	let (wallet, mut chain) = Wallet::with_chain(&[3 * SERO, 4 * SERO]);
	chain.execute_with(|| {
		assert_eq!(wallet.balance(), 7 * SERO);
		let notes = ShieldedAssets::genesis_notes();
		assert_eq!(notes.iter().map(|note| note.index).collect::<Vec<_>>(), vec![0, 1]);
		assert!(notes.iter().all(|note| note.origin == PublicOrigin::Genesis));
		assert_eq!(ShieldedAssets::leaf_count(), 2);
		let anchor = CurrentAnchor::<Test>::get();
		assert_eq!(anchor, wallet.anchor());
		assert!(ShieldedAssets::is_anchor_known(&anchor, 1));
		let supply = Supplies::<Test>::get(CurrencyId::SERO).expect("SERO exists");
		assert_eq!((supply.minted, supply.pool), (7 * SERO, 7 * SERO));
		assert_eq!(total_supply(), ALICE_BALANCE + 7 * SERO);
		// They are still told when later blocks have their own notes.
		block(|| ());
		assert_eq!(ShieldedAssets::genesis_notes(), notes);
		assert_eq!(ShieldedAssets::do_try_state(), Ok(()));
	});
}

/// A chain without notes has an anchor too.
#[test]
fn an_empty_genesis_has_the_root_of_the_empty_tree() {
	let (wallet, mut chain) = Wallet::with_chain(&[]);
	chain.execute_with(|| {
		assert_eq!(CurrentAnchor::<Test>::get(), wallet.anchor());
		assert_eq!(ShieldedAssets::block_notes().entries, Vec::new());
	});
}

/// The configuration as it stands in a chain specification.
#[test]
fn the_configuration_has_this_json() {
	let mut wallet = Wallet::new(1);
	let address = wallet.one_time();
	let hex = |bytes: &[u8]| sp_core::bytes::to_hex(bytes, false);
	let [input_key, output_key, issue_key] = keys();
	let json = serde_json::json!({
		"circuits": [
			{
				"version": 1,
				"provenance": "development",
				"inputKey": hex(&input_key),
				"outputKey": hex(&output_key),
				"issueKey": hex(&issue_key),
			},
			{
				"version": 2,
				"provenance": { "ceremony": { "transcript": hex(&[3; 32]) } },
				"inputKey": hex(&input_key),
				"outputKey": hex(&output_key),
				"issueKey": hex(&issue_key),
			},
		],
		"notes": [
			{ "address": hex(&address.0), "currency": "SERO", "amount": 12, "memo": "hello" },
			{ "address": hex(&address.0), "currency": "GOLD", "amount": 13 },
		],
		"allowDevelopmentKeys": true,
		"namePrices": NamePrices::default(),
	});
	let config: crate::GenesisConfig<Test> =
		serde_json::from_str(&json.to_string()).expect("it is the configuration's JSON");
	chain_of(config).execute_with(|| {
		let rows = ShieldedAssets::circuit_versions();
		assert_eq!(rows.len(), 2);
		assert_eq!(rows[1].2, KeyProvenance::Ceremony { transcript: H256([3; 32]) });
		let notes = ShieldedAssets::genesis_notes();
		assert_eq!(&notes[0].output.memo.0[..6], b"hello\0");
		let gold = CurrencyId::from_name("GOLD").expect("a good name");
		assert_eq!(notes[1].output.currency, gold);
		assert_eq!(Supplies::<Test>::get(gold).map(|supply| supply.pool), Some(13));
	});
}

/// Amounts above 2^64 survive JSON.
#[test]
fn large_amounts_survive_json() {
	let mut wallet = Wallet::new(1);
	let amount = 650_000_000 * SERO;
	let config = pool_genesis(&[wallet.public_output(amount)]);
	let json = serde_json::to_string(&config).expect("it has a JSON form");
	let config: crate::GenesisConfig<Test> = serde_json::from_str(&json).expect("the same");
	assert_eq!(config.notes[0].amount, amount);
}

/// The default configuration builds a chain that only has accounts.
#[test]
fn the_default_configuration_builds() {
	chain_of(Default::default()).execute_with(|| {
		assert!(ShieldedAssets::circuit_versions().is_empty());
		block(|| ());
	});
}

fn built(change: impl FnOnce(&mut crate::GenesisConfig<Test>)) {
	let mut wallet = Wallet::new(1);
	let mut config = pool_genesis(&[wallet.public_output(SERO)]);
	change(&mut config);
	chain_of(config);
}

#[test]
#[should_panic(expected = "shieldedAssets.circuits[0] is refused: DevelopmentKeyRefused")]
fn development_keys_must_be_allowed() {
	built(|config| config.allow_development_keys = false);
}

#[test]
#[should_panic(expected = "shieldedAssets.circuits[0] is refused: InvalidVerifyingKey")]
fn genesis_keys_are_linted() {
	built(|config| {
		config.circuits[0].input_key.pop();
	});
}

#[test]
#[should_panic(expected = "shieldedAssets.circuits[1] is refused: CircuitVersionExists")]
fn genesis_versions_are_unique() {
	built(|config| config.circuits.push(config.circuits[0].clone()));
}

#[test]
#[should_panic(expected = "shieldedAssets.circuits[0]: a verifying key is too long")]
fn genesis_keys_have_a_bound() {
	built(|config| config.circuits[0].output_key = vec![0; 2000]);
}

#[test]
#[should_panic(expected = "shieldedAssets.notes[0] is refused: the address does not have 96")]
fn genesis_addresses_have_their_length() {
	built(|config| {
		config.notes[0].address.pop();
	});
}

#[test]
#[should_panic(expected = "shieldedAssets.notes[0] is refused: ask the receiver for another")]
fn genesis_addresses_are_of_prime_order() {
	built(|config| {
		config.notes[0].address[..32].fill(0);
		config.notes[0].address[0] = 1;
	});
}

#[test]
#[should_panic(expected = "shieldedAssets.notes[0] is refused: the currency's name")]
fn genesis_currencies_have_a_name() {
	built(|config| config.notes[0].currency = "sero".into());
}

#[test]
#[should_panic(expected = "shieldedAssets.notes[0] is refused: the amount is zero")]
fn genesis_notes_hold_something() {
	built(|config| config.notes[0].amount = 0);
}

#[test]
#[should_panic(expected = "shieldedAssets.notes[0] is refused: the memo is longer")]
fn genesis_memos_have_a_bound() {
	built(|config| config.notes[0].memo = "m".repeat(65));
}

#[test]
#[should_panic(expected = "shieldedAssets.notes[1] is refused: the pool does not hold")]
fn genesis_amounts_do_not_overflow() {
	built(|config| {
		config.notes.push(config.notes[0].clone());
		config.notes[1].amount = u128::MAX;
	});
}
