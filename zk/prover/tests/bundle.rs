// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Whole bundles: every kind verifies, and every alteration is refused.

use codec::{Decode, Encode};
use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};
use sero_primitives::{units::SERO, CurrencyId};
use sero_shielded_primitives::{
	Action, Anchor, Bundle, CircuitVersion, CryptoError, EphemeralPublicKey, NoteCiphertext,
	NoteCommitment, Nullifier, ProofBytes, ShieldedCrypto, SignatureBytes, SpendTrace,
	ValueCommitment,
};
use sero_zk_crypto::{
	encryption::EncryptedNote, field::base_from_bytes, keys::note_randomness, Asset, OneTimeAddress,
};
use sero_zk_prover::{
	builder::{randomness, OutputOrigin},
	test_utils::{
		balance_statement, points, proof_items, spending_key, verifying_keys, BundleKind, Funded,
	},
};
use sero_zk_verifier::NativeCrypto;

const GENESIS: [u8; 32] = [7; 32];

fn rng(seed: u8) -> ChaCha20Rng {
	ChaCha20Rng::from_seed([seed; 32])
}

/// What the chain asks the verifier about a bundle, in its order.
fn check(bundle: &Bundle, genesis: &[u8; 32]) -> Result<(), (&'static str, CryptoError)> {
	let step = |name: &'static str| move |error| (name, error);
	NativeCrypto::check_points(&points(bundle)).map_err(step("points"))?;
	let id = bundle.id(genesis);
	NativeCrypto::verify_address_signature(&bundle.from, &id.0, &bundle.from_signature)
		.map_err(step("from"))?;
	NativeCrypto::verify_balance(&balance_statement(bundle, genesis)).map_err(step("balance"))?;
	NativeCrypto::verify_proofs(&verifying_keys(), &proof_items(bundle)).map_err(step("proofs"))
}

fn encrypted(bundle: &Bundle, position: usize) -> EncryptedNote {
	let output = &bundle.outputs[position];
	EncryptedNote {
		address: OneTimeAddress::from_bytes(&output.address.0).unwrap(),
		commitment: base_from_bytes(&output.note_commitment.0).unwrap(),
		ephemeral: output.ephemeral_key.0,
		ciphertext: output.ciphertext.0,
	}
}

#[test]
fn bundles_of_every_kind_verify() {
	let funded = Funded::new(GENESIS);
	for kind in BundleKind::ALL {
		let built = funded.bundle(kind, &mut rng(1));
		let bundle = built.bundle();
		assert_eq!(check(bundle, &GENESIS), Ok(()), "{kind:?}");
		assert_eq!(built.id(), bundle.id(&GENESIS));
		let expected = match kind {
			BundleKind::Join => (4, 2, 0),
			BundleKind::ManyOutputs => (2, 4, 0),
			BundleKind::Token => (2, 4, 0),
			BundleKind::PublicOutput => (2, 2, 1),
			_ => (2, 2, 0),
		};
		let sizes = (bundle.inputs.len(), bundle.outputs.len(), bundle.public_outputs.len());
		assert_eq!(sizes, expected, "{kind:?}");
		let bytes = bundle.encode();
		assert_eq!(Bundle::decode(&mut &bytes[..]).as_ref(), Ok(bundle));
	}
}

#[test]
fn receiver_sender_and_auditor_read_what_is_theirs() {
	let funded = Funded::new(GENESIS);
	let built = funded.bundle(BundleKind::Payment, &mut rng(2));
	let bundle = built.bundle();
	let (receiver, auditor) = (spending_key(2), funded.key.full_viewing_key());
	let first = base_from_bytes(&bundle.inputs[0].nullifier.0).unwrap();
	let mut received = 0;
	for disclosure in built.disclosures() {
		let position = disclosure.position as usize;
		let output = encrypted(bundle, position);
		// Anybody with the note key.
		assert_eq!(output.decrypt_with_key(&disclosure.key), Some(disclosure.note.clone()));
		// The sender's viewing key, from the chain alone.
		let rsk = note_randomness(&auditor.outgoing_key(), &first, disclosure.position);
		assert_eq!(output.decrypt_with_rsk(&rsk), Some(disclosure.note.clone()));
		match receiver.decrypt(&output) {
			Some(found) => {
				received += 1;
				assert_eq!(disclosure.origin, OutputOrigin::Planned(0));
				assert_eq!(disclosure.recipient, Some(receiver.payment_address()));
				assert_eq!(found.note.asset, Asset::token(CurrencyId::SERO.0, 7 * SERO));
				assert_eq!(found.note.memo, [1; 64]);
			},
			None => assert!(funded.key.decrypt(&output).is_some()),
		}
	}
	assert_eq!(received, 1);
	let from = OneTimeAddress::from_bytes(&bundle.from.0).unwrap();
	assert!(auditor.owns(&from));
	assert_eq!(from, randomness::from_address(&auditor, first));
	assert!(!receiver.owns(&from));
}

#[test]
fn bundles_do_not_repeat_and_hide_the_order() {
	let funded = Funded::new(GENESIS);
	let mut change_first = 0;
	let mut seen = std::collections::BTreeSet::new();
	for seed in 0..6 {
		let built = funded.bundle(BundleKind::Payment, &mut rng(seed));
		change_first += usize::from(built.disclosures()[0].origin == OutputOrigin::Planned(1));
		for output in &built.bundle().outputs {
			assert!(seen.insert(output.address.0.to_vec()) || seed > 0);
		}
		assert!(seen.insert(built.bundle().inputs[0].value_commitment.0.to_vec()));
		assert!(seen.insert(built.bundle().inputs[1].value_commitment.0.to_vec()));
	}
	assert!((1..6).contains(&change_first));
}

/// A18: whatever is altered, the bundle is refused.
#[test]
fn every_alteration_is_refused() {
	let funded = Funded::new(GENESIS);
	let mut plan = funded.plan_of(BundleKind::PublicOutput);
	plan.action = Action::Unshield { account: [9; 32], currency: CurrencyId::SERO, amount: SERO };
	plan.outputs[0].asset.amount -= SERO;
	let bundle = funded.build(plan, &mut rng(3)).into_parts().0;
	let other = funded.bundle(BundleKind::PublicOutput, &mut rng(4)).into_parts().0;
	assert_eq!(check(&bundle, &GENESIS), Ok(()));

	type Alteration = Box<dyn Fn(&mut Bundle)>;
	let other = |get: fn(&mut Bundle, &Bundle)| -> Alteration {
		let other = other.clone();
		Box::new(move |bundle| get(bundle, &other))
	};
	let alterations: Vec<(&str, Alteration)> = vec![
		("expiry", Box::new(|b| b.expiry += 1)),
		("anchor", Box::new(|b| b.anchor = Anchor([1; 32]))),
		("from", other(|b, o| b.from = o.from)),
		("fee", Box::new(|b| b.fee -= 1)),
		("input circuit", Box::new(|b| b.inputs[0].circuit = CircuitVersion(2))),
		("nullifier", Box::new(|b| b.inputs[0].nullifier = Nullifier([1; 32]))),
		("trace", Box::new(|b| b.inputs[1].trace = SpendTrace([1; 32]))),
		(
			"trace and nullifier",
			Box::new(|b| {
				let input = &mut b.inputs[0];
				core::mem::swap(&mut input.trace.0, &mut input.nullifier.0);
			}),
		),
		(
			"input commitment",
			other(|b, o| b.inputs[0].value_commitment = o.inputs[0].value_commitment),
		),
		("input proof", other(|b, o| b.inputs[0].proof = o.inputs[0].proof)),
		("input", other(|b, o| b.inputs[0] = o.inputs[0].clone())),
		(
			"inputs swapped",
			Box::new(|b| {
				let first = b.inputs[0].clone();
				b.inputs[0] = b.inputs[1].clone();
				b.inputs[1] = first;
			}),
		),
		("input removed", Box::new(|b| drop(b.inputs.pop()))),
		(
			"input doubled",
			Box::new(|b| {
				let input = b.inputs[0].clone();
				b.inputs.try_push(input).unwrap();
			}),
		),
		("output circuit", Box::new(|b| b.outputs[0].circuit = CircuitVersion(2))),
		("output address", other(|b, o| b.outputs[0].address = o.outputs[0].address)),
		(
			"output commitment",
			Box::new(|b| {
				b.outputs[0].value_commitment = ValueCommitment(b.outputs[1].value_commitment.0)
			}),
		),
		("note commitment", Box::new(|b| b.outputs[0].note_commitment = NoteCommitment([1; 32]))),
		(
			"ephemeral key",
			Box::new(|b| {
				b.outputs[0].ephemeral_key = EphemeralPublicKey(b.outputs[1].ephemeral_key.0)
			}),
		),
		("ciphertext", Box::new(|b| b.outputs[0].ciphertext = NoteCiphertext([0; 224]))),
		("output proof", Box::new(|b| b.outputs[0].proof = ProofBytes(b.outputs[1].proof.0))),
		("output", other(|b, o| b.outputs[1] = o.outputs[1].clone())),
		("output removed", Box::new(|b| drop(b.outputs.pop()))),
		("public address", other(|b, o| b.public_outputs[0].address = o.public_outputs[0].address)),
		("public currency", Box::new(|b| b.public_outputs[0].currency = Funded::token())),
		("public amount", Box::new(|b| b.public_outputs[0].amount += 1)),
		("public ticket", Box::new(|b| b.public_outputs[0].ticket = Some(Funded::ticket()))),
		("public memo", Box::new(|b| b.public_outputs[0].memo.0[63] ^= 1)),
		("public output removed", Box::new(|b| drop(b.public_outputs.pop()))),
		(
			"public amount to fee",
			Box::new(|b| {
				b.public_outputs[0].amount -= 1;
				b.fee += 1;
			}),
		),
		("action", Box::new(|b| b.action = Action::None)),
		(
			"action account",
			Box::new(|b| {
				let Action::Unshield { account, .. } = &mut b.action else { unreachable!() };
				account[0] ^= 1;
			}),
		),
		(
			"action currency",
			Box::new(|b| {
				let Action::Unshield { currency, .. } = &mut b.action else { unreachable!() };
				*currency = Funded::token();
			}),
		),
		(
			"action amount",
			Box::new(|b| {
				let Action::Unshield { amount, .. } = &mut b.action else { unreachable!() };
				*amount += 1;
			}),
		),
		("from signature", other(|b, o| b.from_signature = o.from_signature)),
		("balance signature", other(|b, o| b.balance_signature = o.balance_signature)),
		(
			"no signatures",
			Box::new(|b| {
				b.from_signature = SignatureBytes([0; 64]);
				b.balance_signature = SignatureBytes([0; 64]);
			}),
		),
	];
	for (name, alter) in &alterations {
		let mut altered = bundle.clone();
		alter(&mut altered);
		assert_ne!(altered, bundle, "{name}");
		assert!(check(&altered, &GENESIS).is_err(), "{name}");
	}
	// Any byte: cheap checks refuse it, so the proofs need not be looked at.
	let bytes = bundle.encode();
	for position in (0..bytes.len()).step_by(7) {
		let mut altered = bytes.clone();
		altered[position] ^= 1;
		if let Ok(altered) = Bundle::decode(&mut &altered[..]) {
			let refused = check(&altered, &GENESIS).expect_err("altered");
			assert_ne!(refused.0, "proofs", "byte {position}");
		}
	}
}

#[test]
fn a_bundle_is_valid_on_its_own_chain_only() {
	let funded = Funded::new(GENESIS);
	let bundle = funded.bundle(BundleKind::Payment, &mut rng(5)).into_parts().0;
	assert_eq!(check(&bundle, &[8; 32]), Err(("from", CryptoError::InvalidSignature)));
	let statement = balance_statement(&bundle, &[8; 32]);
	assert_eq!(NativeCrypto::verify_balance(&statement), Err(CryptoError::InvalidSignature));
}

#[test]
fn proofs_are_for_their_own_circuit() {
	let funded = Funded::new(GENESIS);
	let bundle = funded.bundle(BundleKind::Payment, &mut rng(6)).into_parts().0;
	let items = proof_items(&bundle);
	let [input, output] = [&items[0], &items[2]];
	assert_eq!((input.key, output.key), (0, 1));
	let keys = verifying_keys();
	for (item, foreign) in [(input, output), (output, input)] {
		// The other circuit's key: the number of inputs differs.
		let mut wrong = item.clone();
		wrong.key = foreign.key;
		let verdict = NativeCrypto::verify_proofs(&keys, &[wrong]);
		assert_eq!(verdict, Err(CryptoError::WrongInputCount));
		// The other circuit's proof.
		let mut wrong = item.clone();
		wrong.proof = foreign.proof;
		let verdict = NativeCrypto::verify_proofs(&keys, &[wrong]);
		assert_eq!(verdict, Err(CryptoError::InvalidProof));
	}
}

#[test]
fn an_input_cannot_be_taken_into_another_bundle() {
	// A23: without its trapdoor the balance cannot be signed.
	let funded = Funded::new(GENESIS);
	let victim = funded.bundle(BundleKind::Payment, &mut rng(7)).into_parts().0;
	let mut thief = funded.bundle(BundleKind::Payment, &mut rng(8)).into_parts().0;
	thief.inputs = victim.inputs;
	let id = thief.id(&GENESIS);
	let refused = check(&thief, &GENESIS).unwrap_err();
	assert_eq!(refused.0, "from");
	assert_ne!(id, funded.bundle(BundleKind::Payment, &mut rng(8)).id());
	let verdict = NativeCrypto::verify_balance(&balance_statement(&thief, &GENESIS));
	assert_eq!(verdict, Err(CryptoError::InvalidSignature));
}
