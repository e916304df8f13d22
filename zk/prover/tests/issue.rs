// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Issues of a hidden amount: proved, verified as the chain does, and balanced against an output.

use std::sync::OnceLock;

use sero_primitives::CurrencyId;
use sero_shielded_primitives::{
	BalanceStatement, CryptoError, ProofBytes, ProofItem, PublicInput, ShieldedCrypto,
	SignatureBytes, ValueCommitment,
};
use sero_zk_circuits::issue::{IssuePrivate, IssuePublic, IssueRule};
use sero_zk_crypto::{
	asset_point,
	curve::compress,
	domains::BALANCE_SIGNATURE,
	field::random_scalar,
	generators::{TOKEN_OFFSET, VALUE_TRAPDOOR_GENERATOR},
	schnorr, value_commitment, Asset, Scalar, SubgroupPoint,
};
use sero_zk_prover::{test_utils::rng, CircuitKind, IssueProver, ProverError};
use sero_zk_verifier::NativeCrypto;

fn prover() -> &'static IssueProver {
	static PROVER: OnceLock<IssueProver> = OnceLock::new();
	PROVER.get_or_init(|| IssueProver::load().expect("the proving key can be made"))
}

fn token() -> CurrencyId {
	CurrencyId::from_name("ISSUED").expect("the name is a good one")
}

fn statement(amount: u128, seed: u8) -> (IssuePublic, IssuePrivate) {
	let private = IssuePrivate { amount, trapdoor: random_scalar(&mut rng(seed)) };
	(IssuePublic::new(&token().0, &private), private)
}

fn commitment(public: &IssuePublic) -> [u8; 32] {
	compress(&public.value_commitment)
}

/// As the chain asks: the token by its name.
fn verify(
	currency: CurrencyId,
	commitment: [u8; 32],
	proof: ProofBytes,
) -> Result<(), CryptoError> {
	let inputs = vec![PublicInput::TokenGenerator(currency), PublicInput::Point(commitment)];
	let keys = [sero_zk_params::dev_verifying_key(CircuitKind::Issue).to_vec()];
	NativeCrypto::verify_proofs(&keys, &[ProofItem { key: 0, proof, inputs }])
}

#[test]
fn issues_are_proved_and_verified() {
	let key = sero_zk_params::dev_verifying_key(CircuitKind::Issue);
	assert_eq!(prover().verifying_key(), key);
	assert_eq!(NativeCrypto::lint_key(key, CircuitKind::Issue.public_inputs()), Ok(()));
	for (seed, amount) in [(1, 0), (2, 1), (3, 1 << 127), (4, u128::MAX)] {
		let (public, private) = statement(amount, seed);
		let proof = prover().prove_issue(&public, &private, &mut rng(seed)).unwrap();
		assert_eq!(verify(token(), commitment(&public), proof), Ok(()));
		// Of another commitment, of nothing, of an altered proof.
		let other = commitment(&statement(amount, 9).0);
		assert_eq!(verify(token(), other, proof), Err(CryptoError::InvalidProof));
		let mut wrong = proof;
		wrong.0[5] ^= 1;
		assert!(verify(token(), commitment(&public), wrong).is_err());
	}
	let (public, mut private) = statement(5, 5);
	private.amount = 6;
	let refused = prover().prove_issue(&public, &private, &mut rng(5));
	assert!(matches!(refused, Err(ProverError::Issue(IssueRule::ValueCommitment))));
}

/// The issuer of one token cannot issue another, nor on another generator of its own: the chain names the
/// token, and the verifier computes the generator.
#[test]
fn is_1_the_token_generator_is_computed_by_the_verifier() {
	let (public, private) = statement(1_000, 6);
	let proof = prover().prove_issue(&public, &private, &mut rng(6)).unwrap();
	assert_eq!(
		verify(CurrencyId::SERO, commitment(&public), proof),
		Err(CryptoError::InvalidProof)
	);
	let own = public.generator;
	for generator in [
		// The other sign, with which any token could be minted; the negative; SERO's own.
		TOKEN_OFFSET + TOKEN_OFFSET - own,
		-own,
		sero_zk_crypto::token_generator(&CurrencyId::SERO.0).point,
	] {
		let asset: SubgroupPoint = generator.mul(Scalar::from(private.amount));
		let forged = IssuePublic {
			generator,
			value_commitment: value_commitment(&asset, private.trapdoor).affine(),
		};
		// The circuit takes what it is given, and the proof is good for it.
		let proof = prover().prove_issue(&forged, &private, &mut rng(6)).unwrap();
		let keys = [prover().verifying_key().to_vec()];
		let inputs =
			vec![PublicInput::Point(generator.to_bytes()), PublicInput::Point(commitment(&forged))];
		assert_eq!(
			NativeCrypto::verify_proofs(&keys, &[ProofItem { key: 0, proof, inputs }]),
			Ok(())
		);
		// The chain does not.
		let verdict = verify(token(), commitment(&forged), proof);
		assert_eq!(verdict, Err(CryptoError::InvalidProof));
	}
}

/// K10: an issue counts as an input. What is paid out is what was issued, of this token.
#[test]
fn issues_balance_against_outputs() {
	let (public, private) = statement(1_000, 7);
	let trapdoor = random_scalar(&mut rng(8));
	let secret = private.trapdoor - trapdoor;
	let verdict = |asset: Asset| {
		let output = value_commitment(&asset_point(&asset), trapdoor);
		let message = [4; 32];
		let base = &VALUE_TRAPDOOR_GENERATOR;
		let signature =
			schnorr::sign(&BALANCE_SIGNATURE, &secret, base, &message, &mut rng(9)).unwrap();
		NativeCrypto::verify_balance(&BalanceStatement {
			inputs: vec![ValueCommitment(commitment(&public))],
			outputs: vec![ValueCommitment(output.to_bytes())],
			public: vec![],
			message,
			signature: SignatureBytes(signature),
		})
	};
	assert_eq!(verdict(Asset::token(token().0, 1_000)), Ok(()));
	for wrong in [
		Asset::token(token().0, 1_001),
		Asset::token(token().0, 999),
		Asset::token(CurrencyId::SERO.0, 1_000),
		Asset { ticket: Some(([1; 32], [2; 32])), ..Asset::token(token().0, 1_000) },
		Asset::default(),
	] {
		assert_eq!(verdict(wrong), Err(CryptoError::InvalidSignature));
	}
}
