// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! A whole ceremony for the circuits of payments, with three contributors, up to proofs that the chain's verifier
//! accepts and a chain specification that says where its keys come from.

mod common;

use std::sync::OnceLock;

use ark_bn254::Fr;
use common::Desk;
use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};
use sero_ceremony::{
	export::{self, Finished, PAYMENTS},
	rehearsal, verify, write_new, CeremonyError, CeremonyKey, PowersFile, Secret, System,
};
use sero_primitives::CurrencyId;
use sero_shielded_primitives::{CryptoError, ProofBytes, ProofItem, PublicInput, ShieldedCrypto};
use sero_zk_circuits::issue::{IssuePrivate, IssuePublic};
use sero_zk_params::{
	setup::{file_name, key_hash, load_expected, proving_key_bytes, ParamsError},
	CircuitKind, Provenance,
};
use sero_zk_prover::{test_utils::statements, IssueProver, Prover};
use sero_zk_verifier::NativeCrypto;

fn powers() -> PowersFile {
	let desk = Desk::new();
	let mut rng = ChaCha20Rng::from_seed([1; 32]);
	let bytes = rehearsal::powers_file(14, true, &mut rng, &()).unwrap();
	write_new(&desk.path("powers.ptau"), &bytes).unwrap();
	PowersFile::open(&desk.path("powers.ptau"), &()).unwrap()
}

/// A finished ceremony of a circuit. The first key is computed once; the tests of the library compute it again.
fn ceremony(kind: CircuitKind, file: &mut PowersFile) -> CeremonyKey {
	let system = System::of_circuit(kind).unwrap();
	let powers = file.powers(system.domain_power()).unwrap();
	powers.verify(&()).unwrap();
	let first = CeremonyKey::start(&system, &powers, &()).unwrap();
	let mut key = first.clone();
	for name in ["ada", "blaise", "carl"] {
		let secret = Secret::from_entropy(name.as_bytes()).unwrap();
		let before = key.clone();
		key.contribute(&secret, name, &()).unwrap();
		verify::continuation(&before, &key).unwrap();
	}
	assert!(matches!(Finished::new(&[(kind, &key)]), Err(CeremonyError::NoBeacon)));
	key.beacon(b"announced before", 10, "beacon", &()).unwrap();
	verify::record(&key, &()).unwrap();
	verify::against_first(&first, &key, &()).unwrap();
	key
}

fn payments() -> &'static [(CircuitKind, CeremonyKey)] {
	static KEYS: OnceLock<Vec<(CircuitKind, CeremonyKey)>> = OnceLock::new();
	KEYS.get_or_init(|| {
		let mut file = powers();
		PAYMENTS.into_iter().map(|kind| (kind, ceremony(kind, &mut file))).collect()
	})
}

fn finished() -> Finished {
	let keys: Vec<_> = payments().iter().map(|(kind, key)| (*kind, key)).collect();
	Finished::new(&keys).unwrap()
}

fn field(value: &Fr) -> PublicInput {
	PublicInput::Field(sero_ceremony::points::fr_to_le_bytes(value))
}

/// As the chain verifies.
fn accepts(key: &[u8], proof: ProofBytes, inputs: Vec<PublicInput>) -> Result<(), CryptoError> {
	NativeCrypto::verify_proofs(&[key.to_vec()], &[ProofItem { key: 0, proof, inputs }])
}

/// One test: the ceremony takes a minute, and each test may run in a process of its own.
#[test]
fn three_contributors_lead_to_keys_that_chain_and_prover_take() {
	keys_prove_and_verify();
	the_transcript_stands_for_the_whole_ceremony();
	keys_and_provenance_go_into_a_chain_specification();
}

fn keys_prove_and_verify() {
	let finished = finished();
	let desk = Desk::new();
	finished.write(desk.dir()).unwrap();
	// A second export does not overwrite the first.
	assert!(matches!(finished.write(desk.dir()), Err(CeremonyError::Io { .. })));

	let load = |kind: CircuitKind| {
		let key = finished.key(kind).unwrap();
		let hash = key_hash(&proving_key_bytes(key.proving_key()).unwrap());
		let loaded = load_expected(kind, desk.dir(), &hash).unwrap();
		assert_eq!(&loaded, key.proving_key());
		// Another key is not taken for it, nor it for the development key.
		let other = load_expected(kind, desk.dir(), &[0; 32]);
		assert!(matches!(other, Err(ParamsError::Mismatch { .. })));
		assert!(sero_zk_params::setup::load(kind, desk.dir()).is_err());
		let written = std::fs::read(desk.path(&file_name(kind)).with_extension("vk")).unwrap();
		assert_eq!(written, key.verifying_key());
		assert_eq!(NativeCrypto::lint_key(&written, kind.public_inputs()), Ok(()));
		loaded
	};
	let prover = Prover::from_keys(load(CircuitKind::Input), load(CircuitKind::Output)).unwrap();
	let issuer = IssueProver::from_key(load(CircuitKind::Issue)).unwrap();
	let mut rng = ChaCha20Rng::from_seed([2; 32]);

	let ((input, input_private), (output, output_private)) = statements();
	let proof = prover.prove_input(&input, &input_private, &mut rng).unwrap();
	let inputs: Vec<_> = input.to_field_elements().iter().map(field).collect();
	check_proof(&finished, CircuitKind::Input, proof, inputs);

	let proof = prover.prove_output(&output, &output_private, &mut rng).unwrap();
	let inputs: Vec<_> = output.to_field_elements().iter().map(field).collect();
	check_proof(&finished, CircuitKind::Output, proof, inputs);

	let token = CurrencyId::from_name("CEREMONY").unwrap();
	let private = IssuePrivate { amount: 1 << 100, trapdoor: 7u64.into() };
	let public = IssuePublic::new(&token.0, &private);
	let proof = issuer.prove_issue(&public, &private, &mut rng).unwrap();
	let inputs: Vec<_> = public.to_field_elements().iter().map(field).collect();
	check_proof(&finished, CircuitKind::Issue, proof, inputs);
}

fn check_proof(
	finished: &Finished,
	kind: CircuitKind,
	proof: ProofBytes,
	inputs: Vec<PublicInput>,
) {
	let key = finished.key(kind).unwrap().verifying_key();
	assert_eq!(accepts(key, proof, inputs.clone()), Ok(()), "{kind}");
	// Of another statement; altered; by the key that everybody can forge proofs for.
	let mut other = inputs.clone();
	other[0] = field(&Fr::from(3u64));
	assert_eq!(accepts(key, proof, other), Err(CryptoError::InvalidProof), "{kind}");
	let mut altered = proof;
	altered.0[40] ^= 1;
	assert!(accepts(key, altered, inputs.clone()).is_err(), "{kind}");
	let development = sero_zk_params::dev_verifying_key(kind);
	assert_eq!(accepts(development, proof, inputs), Err(CryptoError::InvalidProof), "{kind}");
}

fn the_transcript_stands_for_the_whole_ceremony() {
	let keys: Vec<_> = payments().iter().map(|(kind, key)| (*kind, key)).collect();
	let hash = export::transcript_hash(&keys).unwrap();
	assert_eq!(&hash, finished().transcript());
	assert_eq!(
		finished().provenance(),
		Provenance::Ceremony { transcript_hash: hash, contributions: 3 }
	);
	assert!(!finished().provenance().is_insecure());
	// The order in which they are named does not matter; which they are does.
	let reversed: Vec<_> = keys.iter().rev().copied().collect();
	assert_eq!(export::transcript_hash(&reversed).unwrap(), hash);
	assert_ne!(export::transcript_hash(&keys[..2]).unwrap(), hash);
	let mut swapped = keys.clone();
	(swapped[0].1, swapped[1].1) = (swapped[1].1, swapped[0].1);
	assert_ne!(export::transcript_hash(&swapped).unwrap(), hash);
	assert!(matches!(Finished::new(&swapped), Err(CeremonyError::Key(_))));
	let twice = [keys[0], keys[0]];
	assert!(matches!(export::transcript_hash(&twice), Err(CeremonyError::Circuits(_))));
	// Gamma is no generator and differs between the circuits.
	let gammas: Vec<_> =
		finished().keys().iter().map(|key| key.proving_key().vk.gamma_g2).collect();
	assert!(gammas[0] != gammas[1] && gammas[1] != gammas[2] && gammas[0] != gammas[2]);
}

fn keys_and_provenance_go_into_a_chain_specification() {
	let genesis = finished().genesis().unwrap();
	let circuit = &genesis["shieldedAssets"]["circuits"][0];
	let transcript = circuit["provenance"]["ceremony"]["transcript"].as_str().unwrap();
	assert_eq!(hex::decode(&transcript[2..]).unwrap(), finished().transcript());
	for (field, kind) in [
		("inputKey", CircuitKind::Input),
		("outputKey", CircuitKind::Output),
		("issueKey", CircuitKind::Issue),
	] {
		let key = hex::decode(&circuit[field].as_str().unwrap()[2..]).unwrap();
		assert_eq!(NativeCrypto::lint_key(&key, kind.public_inputs()), Ok(()));
	}

	// More than 64 bits, exact to the last digit.
	let amount: serde_json::Value = serde_json::from_str("50000000000000000000001").unwrap();
	let spec = serde_json::json!({
		"name": "SERO",
		"genesis": { "runtimeGenesis": { "code": "0x00", "patch": {
			"balances": { "balances": [] },
			"shieldedAssets": {
				"allowDevelopmentKeys": true,
				"circuits": [{ "version": 1, "provenance": "development", "inputKey": "0x" }],
				"notes": [1, 2],
			},
			"governance": { "deposit": amount },
		} } },
	});
	assert!(export::check_spec(&spec, &genesis).is_err());
	let mut imported = spec.clone();
	export::import(&mut imported, &genesis).unwrap();
	export::check_spec(&imported, &genesis).unwrap();
	let patch = &imported["genesis"]["runtimeGenesis"]["patch"];
	assert_eq!(patch["shieldedAssets"]["circuits"].as_array().unwrap().len(), 1);
	assert_eq!(patch["shieldedAssets"]["allowDevelopmentKeys"], false);
	assert_eq!(patch["shieldedAssets"]["notes"], serde_json::json!([1, 2]));
	assert_eq!(imported["name"], "SERO");
	assert_eq!(patch["governance"]["deposit"].to_string(), "50000000000000000000001");

	// Anything else in its place shows.
	let circuits = |spec: &mut serde_json::Value| {
		spec["genesis"]["runtimeGenesis"]["patch"]["shieldedAssets"]["circuits"].take()
	};
	let good = circuits(&mut imported.clone());
	let mut with = |change: &dyn Fn(&mut serde_json::Value)| {
		let mut list = good.clone();
		change(&mut list);
		imported["genesis"]["runtimeGenesis"]["patch"]["shieldedAssets"]["circuits"] = list;
		export::check_spec(&imported, &genesis)
	};
	with(&|_| {}).unwrap();
	let development = hex::encode(sero_zk_params::dev_verifying_key(CircuitKind::Output));
	for wrong in [
		with(&|list| list[0]["outputKey"] = format!("0x{development}").into()),
		with(&|list| {
			list[0]["provenance"]["ceremony"]["transcript"] = format!("0x{:064}", 1).into()
		}),
		with(&|list| list[0]["provenance"] = "development".into()),
		with(&|list| list[0]["version"] = 2.into()),
		with(&|list| list.as_array_mut().unwrap().push(serde_json::json!({ "version": 2 }))),
		with(&|list| *list = serde_json::Value::Null),
	] {
		assert!(matches!(wrong, Err(CeremonyError::ChainSpec(_))), "{wrong:?}");
	}
	let raw = serde_json::json!({ "genesis": { "raw": {} } });
	assert!(matches!(export::import(&mut raw.clone(), &genesis), Err(CeremonyError::ChainSpec(_))));
	assert!(export::import(&mut serde_json::json!({}), &genesis).is_err());
}
