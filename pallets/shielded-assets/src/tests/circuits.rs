// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Circuit versions: which proofs are accepted, and who decides.

use super::wallet::*;
use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sero_primitives::units::SERO;
use sero_shielded_primitives::*;
use sp_core::H256;
use sp_runtime::DispatchError;

const V2: CircuitVersion = CircuitVersion(2);

fn bounded(key: Vec<u8>) -> VerifyingKeyBytes {
	key.try_into().expect("short enough")
}

fn register(version: CircuitVersion, provenance: KeyProvenance) -> Result<(), DispatchError> {
	let [input_key, output_key, issue_key] = keys().map(bounded);
	ShieldedAssets::register_circuit(
		RuntimeOrigin::root(),
		version,
		input_key,
		output_key,
		issue_key,
		provenance,
	)
}

/// SA-10.
#[test]
fn an_unknown_circuit_version_is_refused() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let mut plan = wallet.payment(0, &wallet.address(), SERO);
		plan.circuit = V2;
		assert_refused(&wallet.build(&plan), RejectReason::UnknownCircuitVersion);
		// One proof of another version is enough.
		let mut bundle = wallet.pay(0, &wallet.address(), SERO);
		bundle.outputs[1].circuit = V2;
		assert_refused(&bundle, RejectReason::UnknownCircuitVersion);
	});
}

/// SA-10, A31: a paused version stops hidden spends at once, and only them.
#[test]
fn a_paused_circuit_version_is_refused_until_it_is_resumed() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let version = CircuitVersion::V1;
		let bundle = wallet.pay(0, &wallet.address(), SERO);
		block(|| {
			assert_ok!(ShieldedAssets::pause_circuit(RuntimeOrigin::root(), version));
		});
		System::assert_last_event(Event::CircuitPaused { version }.into());
		assert_refused(&bundle, RejectReason::CircuitVersionPaused);

		let note = wallet.one_time();
		block(|| {
			assert_ok!(ShieldedAssets::shield(
				RuntimeOrigin::signed(ALICE),
				note,
				sero_primitives::CurrencyId::SERO,
				SERO,
				Memo::default()
			));
		});
		block(|| {
			assert_ok!(ShieldedAssets::resume_circuit(RuntimeOrigin::root(), version));
		});
		System::assert_last_event(Event::CircuitResumed { version }.into());
		assert_eq!(block(|| apply(&bundle)), Ok(()));
	});
}

/// SA-10: a version that is paused while a bundle waits in the pool.
#[test]
fn pausing_works_within_the_block() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let bundle = wallet.pay(0, &wallet.address(), SERO);
		assert!(pool(&bundle).is_ok());
		start_block();
		assert_ok!(ShieldedAssets::pause_circuit(RuntimeOrigin::root(), CircuitVersion::V1));
		assert_eq!(apply(&bundle), Err(RejectReason::CircuitVersionPaused));
	});
}

/// SA-10.
#[test]
fn a_retired_circuit_version_is_refused_for_good() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let version = CircuitVersion::V1;
		let root = RuntimeOrigin::root;
		block(|| {
			assert_ok!(ShieldedAssets::retire_circuit(root(), version));
		});
		System::assert_last_event(Event::CircuitRetired { version }.into());
		let bundle = wallet.pay(0, &wallet.address(), SERO);
		assert_refused(&bundle, RejectReason::CircuitVersionRetired);
		assert_noop!(
			ShieldedAssets::resume_circuit(root(), version),
			Error::<Test>::CircuitVersionNotPaused
		);
		assert_noop!(
			ShieldedAssets::pause_circuit(root(), version),
			Error::<Test>::CircuitVersionNotActive
		);
		assert_noop!(
			ShieldedAssets::retire_circuit(root(), version),
			Error::<Test>::CircuitVersionRetired
		);
		assert_noop!(
			register(version, KeyProvenance::Development),
			Error::<Test>::CircuitVersionExists
		);
	});
}

/// The notes of an old version are spent by the circuits of a new one.
#[test]
fn a_new_circuit_version_spends_old_notes() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let provenance = KeyProvenance::Ceremony { transcript: H256([4; 32]) };
		block(|| {
			assert_ok!(register(V2, provenance));
			System::assert_last_event(Event::CircuitRegistered { version: V2, provenance }.into());
			assert_ok!(ShieldedAssets::retire_circuit(RuntimeOrigin::root(), CircuitVersion::V1));
		});
		let mut plan = wallet.payment(0, &wallet.address(), SERO);
		plan.circuit = V2;
		let bundle = wallet.build(&plan);
		assert_eq!(block(|| apply(&bundle)), Ok(()));
		let rows = ShieldedAssets::circuit_versions();
		let [input_key, output_key, issue_key] = keys();
		assert_eq!(
			rows,
			vec![
				(
					CircuitVersion::V1,
					CircuitStatus::Retired,
					KeyProvenance::Development,
					input_key.clone(),
					output_key.clone(),
					issue_key.clone(),
				),
				(V2, CircuitStatus::Active, provenance, input_key, output_key, issue_key),
			]
		);
	});
}

#[test]
fn only_the_admin_changes_circuit_versions() {
	let (_, mut chain) = Wallet::with_chain(&[]);
	chain.execute_with(|| {
		let alice = || RuntimeOrigin::signed(ALICE);
		let version = CircuitVersion::V1;
		let refused = Err(DispatchError::BadOrigin);
		assert_eq!(ShieldedAssets::pause_circuit(alice(), version), refused);
		assert_eq!(ShieldedAssets::resume_circuit(alice(), version), refused);
		assert_eq!(ShieldedAssets::retire_circuit(alice(), version), refused);
		let [input_key, output_key, issue_key] = keys().map(bounded);
		let result = ShieldedAssets::register_circuit(
			alice(),
			V2,
			input_key,
			output_key,
			issue_key,
			KeyProvenance::Development,
		);
		assert_eq!(result, refused);
	});
}

#[test]
fn unknown_circuit_versions_cannot_be_changed() {
	let (_, mut chain) = Wallet::with_chain(&[]);
	chain.execute_with(|| {
		let root = RuntimeOrigin::root;
		let unknown = Error::<Test>::UnknownCircuitVersion;
		assert_noop!(ShieldedAssets::pause_circuit(root(), V2), unknown);
		let unknown = Error::<Test>::UnknownCircuitVersion;
		assert_noop!(ShieldedAssets::resume_circuit(root(), V2), unknown);
		let unknown = Error::<Test>::UnknownCircuitVersion;
		assert_noop!(ShieldedAssets::retire_circuit(root(), V2), unknown);
	});
}

/// A22: keys that do not decode, are of the other circuit, or are cut, are refused.
#[test]
fn faulty_verifying_keys_are_refused() {
	let (_, mut chain) = Wallet::with_chain(&[]);
	chain.execute_with(|| {
		let [input_key, output_key, issue_key] = keys();
		let mut cut = input_key.clone();
		cut.pop();
		let mut longer = output_key.clone();
		longer.push(0);
		// gamma_g2 follows alpha_g1 (32) and beta_g2 (64); delta_g2 follows it.
		let mut same = input_key.clone();
		same.copy_within(96..160, 160);
		let cases = [
			(output_key.clone(), input_key.clone(), issue_key.clone()),
			(input_key.clone(), input_key.clone(), issue_key.clone()),
			(output_key.clone(), output_key.clone(), issue_key.clone()),
			(cut, output_key.clone(), issue_key.clone()),
			(input_key.clone(), longer, issue_key.clone()),
			(same, output_key.clone(), issue_key.clone()),
			(Vec::new(), output_key.clone(), issue_key.clone()),
			(vec![0; input_key.len()], output_key.clone(), issue_key),
			(input_key.clone(), output_key.clone(), input_key.clone()),
			(input_key, output_key, Vec::new()),
		];
		for (input_key, output_key, issue_key) in cases {
			assert_noop!(
				ShieldedAssets::register_circuit(
					RuntimeOrigin::root(),
					V2,
					bounded(input_key),
					bounded(output_key),
					bounded(issue_key),
					KeyProvenance::Development
				),
				Error::<Test>::InvalidVerifyingKey
			);
		}
	});
}

/// A32: keys that everybody can forge proofs with are refused on a chain with value.
#[test]
fn development_keys_are_refused_on_live_chains() {
	let mut genesis = pool_genesis(&[]);
	genesis.circuits[0].provenance = KeyProvenance::Ceremony { transcript: H256([1; 32]) };
	genesis.allow_development_keys = false;
	chain_of(genesis).execute_with(|| {
		assert_noop!(
			register(V2, KeyProvenance::Development),
			Error::<Test>::DevelopmentKeyRefused
		);
		assert_ok!(register(V2, KeyProvenance::Ceremony { transcript: H256([2; 32]) }));
	});
}
