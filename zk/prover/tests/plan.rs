// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Plans that cannot be built, and statements that cannot be proved.

use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};
use sero_primitives::{units::SERO, CurrencyId, Ticket, TicketCategory};
use sero_zk_circuits::{input::InputRule, output::OutputRule};
use sero_zk_crypto::{Asset, Base, Note, OneTimeAddress, Scalar};
use sero_zk_prover::{
	test_utils::{prover, spending_key, statements, BundleKind, Funded},
	BuildError, ProverError,
};

fn sero(amount: u128) -> Asset {
	Asset::token(CurrencyId::SERO.0, amount)
}

fn ticket_asset(ticket: Ticket) -> Asset {
	Asset { ticket: Some((ticket.category.0, ticket.id.0)), ..Asset::default() }
}

#[test]
fn unbalanced_plans_say_what_is_missing_or_left() {
	let funded = Funded::new([1; 32]);
	let to = Funded::receiver();
	let check = |plan: sero_zk_prover::BundlePlan| plan.check(&funded.key).unwrap_err();

	let error = check(funded.plan(&[0]).pay(to, sero(100 * SERO), [0; 64]));
	assert!(matches!(
		error,
		BuildError::Insufficient { currency: CurrencyId::SERO, missing: SERO }
	));
	let error = check(funded.plan(&[0]).pay(to, sero(98 * SERO), [0; 64]));
	assert!(matches!(error, BuildError::Excess { currency: CurrencyId::SERO, excess: SERO }));
	let other = Asset::token(Funded::token().0, 1);
	let error = check(funded.plan(&[0]).pay(to, sero(99 * SERO), [0; 64]).pay(to, other, [0; 64]));
	assert!(matches!(error, BuildError::Insufficient { missing: 1, .. }));
	let error = check(funded.plan(&[0]).unshield([1; 32], CurrencyId::SERO, 100 * SERO));
	assert!(matches!(error, BuildError::Insufficient { missing: SERO, .. }));
	let error = check(funded.plan(&[0]).pay(to, ticket_asset(Funded::ticket()), [0; 64]));
	assert!(matches!(error, BuildError::MissingTicket(_)));
	let error = check(funded.plan(&[0, 5]).pay(to, sero(99 * SERO), [0; 64]));
	assert!(matches!(error, BuildError::LostTicket(ticket) if ticket == Funded::ticket()));
	let twice = ticket_asset(Funded::ticket());
	let plan = funded.plan(&[0, 5]).pay(to, twice, [0; 64]).pay(to, twice, [0; 64]);
	assert!(matches!(plan.leftover(), Err(BuildError::MissingTicket(_))));
	let plan = funded.plan(&[0]).pay(to, sero(u128::MAX), [0; 64]);
	assert!(matches!(plan.leftover(), Err(BuildError::AmountOverflow(_))));
	let plan = funded.plan(&[0, 4, 5]).add_change(to).unwrap();
	assert_eq!(plan.outputs.len(), 2);
	assert!(plan.check(&funded.key).is_ok());
	assert!(plan.add_change(to).unwrap().check(&funded.key).is_ok());
}

#[test]
fn plans_with_wrong_notes_are_refused() {
	let funded = Funded::new([1; 32]);
	let change = |plan: sero_zk_prover::BundlePlan| plan.add_change(Funded::receiver()).unwrap();

	let plan = change(funded.plan(&[0, 0]));
	assert!(matches!(plan.check(&funded.key), Err(BuildError::DuplicateSpend(0))));
	let plan = change(funded.plan(&[1]));
	assert!(matches!(plan.check(&spending_key(9)), Err(BuildError::NotOwned(1))));
	let mut plan = change(funded.plan(&[1]));
	plan.anchor = Base::from(5u64);
	assert!(matches!(plan.check(&funded.key), Err(BuildError::WrongAnchor(1))));
	let mut plan = funded.plan(&[1]);
	plan.spends[0].note.asset.amount += 1;
	let plan = change(plan);
	assert!(matches!(plan.check(&funded.key), Err(BuildError::WrongAnchor(1))));
	let mut plan = change(funded.plan(&[1]));
	plan.spends[0].path.index = 2;
	assert!(matches!(plan.check(&funded.key), Err(BuildError::WrongAnchor(2))));
}

#[test]
fn plans_beyond_the_limits_are_refused() {
	let funded = Funded::new([1; 32]);
	let to = Funded::receiver();
	let plan = (0..65).fold(funded.plan(&[]), |plan, _| {
		let spend = funded.plan(&[0]).spends.remove(0);
		plan.spend(spend.note, spend.path)
	});
	assert!(matches!(plan.check(&funded.key), Err(BuildError::TooManyInputs(65))));
	let plan = (0..501).fold(funded.plan(&[0]), |plan, _| plan.pay(to, sero(0), [0; 64]));
	assert!(matches!(plan.check(&funded.key), Err(BuildError::TooManyOutputs(501))));
	let plan = (0..65).fold(funded.plan(&[0]), |plan, _| plan.pay_publicly(to, sero(1), [0; 64]));
	assert!(matches!(plan.check(&funded.key), Err(BuildError::TooManyPublicOutputs(65))));

	let plan = funded.plan(&[0]).pay_publicly(to, sero(0), [0; 64]);
	assert!(matches!(plan.check(&funded.key), Err(BuildError::EmptyPublicOutput(0))));
	let nothing = Ticket { category: TicketCategory([0; 32]), ..Funded::ticket() };
	let plan = funded.plan(&[0]).pay(to, ticket_asset(nothing), [0; 64]);
	assert!(matches!(plan.check(&funded.key), Err(BuildError::ZeroTicketCategory)));
	let plan = funded.plan(&[0]).unshield([0; 32], CurrencyId::SERO, 0);
	assert!(matches!(plan.check(&funded.key), Err(BuildError::ZeroUnshield)));
	let mut plan = funded.plan(&[0]);
	plan.from_randomizer = Some(Scalar::from(0u64));
	assert!(matches!(plan.check(&funded.key), Err(BuildError::ZeroFromRandomizer)));
	let mut plan = funded.plan_of(BundleKind::Payment);
	plan.from_address = Some(Funded::receiver().one_time(Scalar::from(5u64)));
	assert!(matches!(plan.check(&funded.key), Err(BuildError::WrongKey)));
}

/// A staking node is changed from the address that registered it.
#[test]
fn a_bundle_is_sent_again_from_an_address_whose_randomizer_is_lost() {
	let funded = Funded::new([1; 32]);
	let mut rng = ChaCha20Rng::from_seed([4; 32]);
	let from = funded.key.payment_address().one_time(Scalar::from(99u64));
	let mut plan = funded.plan_of(BundleKind::Payment);
	plan.from_address = OneTimeAddress::from_bytes(&from.to_bytes()).ok();
	let proven = plan.prove(prover(), &funded.key, &mut rng, &|_| {}).unwrap();
	assert_eq!(proven.unsigned().from.0, from.to_bytes());
	proven.authorize(&funded.key, &mut rng).unwrap();
}

#[test]
fn a_bundle_is_signed_with_the_key_it_was_proven_with() {
	let funded = Funded::new([1; 32]);
	let mut rng = ChaCha20Rng::from_seed([1; 32]);
	let mut plan = funded.plan_of(BundleKind::Payment);
	// A lasting pseudonym, and a one-time address from the receiver.
	plan.from_randomizer = Some(Scalar::from(77u64));
	let one_time = Funded::receiver().one_time(Scalar::from(5u64));
	plan.outputs[0].recipient = one_time.into();
	let proven = plan.prove(prover(), &funded.key, &mut rng, &|_| {}).unwrap();
	let from = funded.key.payment_address().one_time(Scalar::from(77u64));
	assert_eq!(proven.unsigned().from.0, from.to_bytes());
	assert!(proven.unsigned().outputs.iter().any(|out| out.address.0 == one_time.to_bytes()));
	assert!(matches!(proven.authorize(&spending_key(3), &mut rng), Err(BuildError::WrongKey)));
}

#[test]
fn progress_counts_every_proof() {
	let funded = Funded::new([1; 32]);
	let mut rng = ChaCha20Rng::from_seed([2; 32]);
	let seen = std::sync::Mutex::new(Vec::new());
	funded
		.plan_of(BundleKind::Payment)
		.prove(prover(), &funded.key, &mut rng, &|progress| seen.lock().unwrap().push(progress))
		.unwrap();
	let mut seen = seen.into_inner().unwrap();
	seen.sort_by_key(|progress| progress.done);
	let done: Vec<_> = seen.iter().map(|progress| (progress.done, progress.total)).collect();
	assert_eq!(done, [(1, 4), (2, 4), (3, 4), (4, 4)]);
}

#[test]
fn wrong_statements_are_named_and_not_proved() {
	let ((input, input_private), (output, output_private)) = statements();
	let mut rng = ChaCha20Rng::from_seed([3; 32]);
	let mut wrong = input;
	wrong.nullifier += Base::from(1u64);
	assert!(matches!(
		prover().prove_input(&wrong, &input_private, &mut rng),
		Err(ProverError::Input(InputRule::Nullifier))
	));
	let mut wrong = output;
	wrong.note_commitment += Base::from(1u64);
	assert!(matches!(
		prover().prove_output(&wrong, &output_private, &mut rng),
		Err(ProverError::Output(OutputRule::NoteCommitment))
	));
	let proofs = [0, 1].map(|seed| {
		let mut rng = ChaCha20Rng::from_seed([seed; 32]);
		prover().prove_input(&input, &input_private, &mut rng).unwrap()
	});
	assert_ne!(proofs[0], proofs[1]);
}

#[test]
fn the_reference_prover_makes_proofs_for_the_same_key() {
	use ark_bn254::Bn254;
	use ark_serialize::CanonicalSerialize;
	use sero_zk_circuits::OutputCircuit;
	use sero_zk_params::{
		setup::{development_key, CircomReduction},
		CircuitKind,
	};
	use sero_zk_verifier::{groth16, PreparedKey, Proof};

	let (_, (public, private)) = statements();
	let key = development_key(CircuitKind::Output).unwrap();
	let proof = ark_groth16::Groth16::<Bn254, CircomReduction>::create_proof_with_reduction(
		OutputCircuit::new(public, private),
		&key,
		Base::from(3u64),
		Base::from(4u64),
	)
	.unwrap();
	let mut bytes = [0u8; 128];
	proof.serialize_compressed(&mut bytes[..]).unwrap();
	let prepared = PreparedKey::from_bytes(prover().verifying_key(CircuitKind::Output)).unwrap();
	let proof = Proof::from_bytes(&bytes).unwrap();
	assert!(groth16::verify(&prepared, &proof, &public.to_field_elements()));
}

#[test]
fn debug_output_shows_no_secret() {
	let funded = Funded::new([1; 32]);
	let note = Note::public(sero(5), funded.address(), [0; 64]);
	let text = format!("{:?} {:?}", funded.plan(&[0]), note);
	assert!(!text.contains("spend_auth") && !text.contains("rsk"));
}
