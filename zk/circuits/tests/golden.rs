// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Pinned sizes and matrices, and agreement with arkworks.
//!
//! A change here is a change of the circuit: new keys, a new circuit version.

mod common;

use ark_bn254::Bn254;
use ark_ff::Zero;
use ark_groth16::Groth16;
use ark_relations::gr1cs::{
	ConstraintSynthesizer, ConstraintSystem, OptimizationGoal, SynthesisError, SynthesisMode,
	R1CS_PREDICATE_LABEL,
};
use ark_snark::SNARK;
use sero_zk_circuits::{
	matrix_hash,
	r1cs::{R1cs, R1csSink},
	Circuit, InputCircuit, IssueCircuit, LicenseCircuit, OutputCircuit,
};
use sero_zk_crypto::{field::base_to_bytes, Asset, Base};

fn sizes(system: &R1cs) -> (usize, usize, usize, [usize; 3]) {
	(
		system.num_constraints(),
		system.num_instance_variables(),
		system.num_witness_variables(),
		system.num_non_zero(),
	)
}

fn sections(system: &R1cs) -> Vec<(&'static str, usize)> {
	system.sections().iter().map(|section| (section.name, section.constraints.len())).collect()
}

fn hex(bytes: &[u8]) -> String {
	bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn input_circuit_is_pinned() {
	let system = InputCircuit::matrices();
	assert_eq!(
		sections(system),
		[
			("secrets", 503),
			("address base", 16),
			("ZPKr", 1523),
			("VPKr", 1523),
			("asset point", 3),
			("note commitment", 459),
			("positioned commitment", 772),
			("tree", 4273),
			("trace", 1741),
			("nullifier", 1739),
			("value commitment", 680),
		]
	);
	assert_eq!(sizes(system), (13232, 6, 13278, [61679, 97492, 21624]));
	assert_eq!(
		hex(&matrix_hash::<InputCircuit>()),
		"a44148bb21ccc6d7d9ee502682cdb12374f9623ee864dac865aec266bfe4c2fe"
	);
}

#[test]
fn output_circuit_is_pinned() {
	let system = OutputCircuit::matrices();
	assert_eq!(
		sections(system),
		[
			("token generator", 258),
			("amount", 908),
			("ticket generator", 258),
			("ticket", 11),
			("value commitment", 678),
			("note commitment", 460),
		]
	);
	assert_eq!(sizes(system), (2573, 10, 2576, [12175, 18770, 3852]));
	assert_eq!(
		hex(&matrix_hash::<OutputCircuit>()),
		"00da5a1f52e4cd6012fba8d7f6076accf0efc556cba928ce1acd5db26464992e"
	);
}

#[test]
fn license_circuit_is_pinned() {
	let system = LicenseCircuit::matrices();
	assert_eq!(
		sections(system),
		[
			("bound values", 2),
			("randomizer", 251),
			("account", 16),
			("ZPKr", 1525),
			("BASEr", 593),
			("nonce point", 3),
			("challenge", 967),
			("licensor's key", 468),
			("signature", 2201),
		]
	);
	assert_eq!(sizes(system), (6026, 13, 5866, [15658, 15181, 11044]));
	assert_eq!(
		hex(&matrix_hash::<LicenseCircuit>()),
		"826361ddc73acd69e710bbf529268452b0a6823c3b8f20b208015f0772abbcc4"
	);
}

#[test]
fn issue_circuit_is_pinned() {
	let system = IssueCircuit::matrices();
	assert_eq!(
		sections(system),
		[("token generator", 2), ("amount", 908), ("value commitment", 678)]
	);
	assert_eq!(sizes(system), (1588, 5, 1586, [3158, 1806, 2820]));
	assert_eq!(
		hex(&matrix_hash::<IssueCircuit>()),
		"6b7824b0bf4d678095d8329e0a83211563902dd4011a998f9005ed857eb376b1"
	);
}

/// Witness generation is deterministic and does not change unnoticed.
#[test]
fn assignments_are_pinned() {
	let digest = |assignment: Vec<Base>| {
		let mut state = blake2b_simd::Params::new().hash_length(32).to_state();
		for value in assignment {
			state.update(&base_to_bytes(&value));
		}
		hex(state.finalize().as_bytes())
	};
	let (public, private) = common::spend(1);
	let spend = digest(InputCircuit::assignment(&public, &private));
	let (public, private) = common::dummy(1);
	let dummy = digest(InputCircuit::assignment(&public, &private));
	let (public, private) = common::output(1);
	let output = digest(OutputCircuit::assignment(&public, &private));
	let (public, private) = common::license(1);
	let license = digest(LicenseCircuit::assignment(&public, &private));
	let (public, private) = common::issue(1);
	let issue = digest(IssueCircuit::assignment(&public, &private));
	assert_eq!(
		[spend, dummy, output, license, issue],
		[
			"69d771e876e9911d5c1f33c96695931c4ad793a7dd76e34292abc02bac3ecb5a",
			"b595a1db7bc9811574a0b4c860541e91d6ed4b023569ebdd0f47a72c1f5e8f37",
			"5d5bd61b8ddf142defd6abce2c50b76a0ebcdeb16bb8e7f7e619c5bc8237b443",
			"7251dce402adcfe8c1635a5ba71272ffbfe11d5e4a9daff0ab5f29004e6d0be2",
			"fc4a464882306204009f85750efac8035e615a799fea212cc465f2db1a648130",
		]
	);
}

#[test]
fn circuits_are_within_budget() {
	assert!(InputCircuit::matrices().num_constraints() <= 14_000);
	assert!(OutputCircuit::matrices().num_constraints() <= 3_000);
	assert!(LicenseCircuit::matrices().num_constraints() <= 6_500);
	assert!(IssueCircuit::matrices().num_constraints() <= 1_600);
	// Constraints and public inputs fit the smallest domain of their order.
	assert!(InputCircuit::matrices().num_constraints() + 6 <= 1 << 14);
	assert!(OutputCircuit::matrices().num_constraints() + 10 <= 1 << 12);
	assert!(LicenseCircuit::matrices().num_constraints() + 13 <= 1 << 13);
	assert!(IssueCircuit::matrices().num_constraints() + 5 <= 1 << 11);
}

/// The second operand decides the size of the G2 part of a proof; see `ConstraintSink`.
#[test]
fn few_variables_are_on_the_b_side() {
	let distinct = |system: &R1cs| {
		let columns: std::collections::BTreeSet<usize> = system.matrices()[1]
			.iter()
			.flat_map(|row| row.iter().map(|(_, column)| *column))
			.collect();
		columns.len()
	};
	assert_eq!(distinct(InputCircuit::matrices()), 6705);
	assert_eq!(distinct(OutputCircuit::matrices()), 1388);
	assert_eq!(distinct(LicenseCircuit::matrices()), 2566);
	assert_eq!(distinct(IssueCircuit::matrices()), 739);
}

/// Collects matrices with values and compares: matrices do not depend on the values, and both sinks give
/// the same assignment.
fn shape_is_fixed<C: Circuit>(public: &C::Public, private: &C::Private) {
	let mut cs = R1csSink::default();
	C::synthesize(&mut cs, public, private);
	let (system, assignment) = cs.finish();
	assert_eq!(&system, C::matrices());
	assert_eq!(assignment, C::assignment(public, private));
	assert_eq!(assignment.len(), system.num_instance_variables() + system.num_witness_variables());
	assert_eq!(system.num_instance_variables(), C::PUBLIC_INPUTS + 1);
}

#[test]
fn matrices_do_not_depend_on_the_statement() {
	let (public, private) = common::spend(1);
	shape_is_fixed::<InputCircuit>(&public, &private);
	assert_eq!(InputCircuit::assignment(&public, &private)[1..6], public.to_field_elements());
	let (public, private) = common::dummy(2);
	shape_is_fixed::<InputCircuit>(&public, &private);
	let (public, private) = common::output(3);
	shape_is_fixed::<OutputCircuit>(&public, &private);
	assert_eq!(OutputCircuit::assignment(&public, &private)[1..10], public.to_field_elements());
	let (public, private) = common::output_of(4, Asset::default());
	shape_is_fixed::<OutputCircuit>(&public, &private);
	let (public, private) = common::license(5);
	shape_is_fixed::<LicenseCircuit>(&public, &private);
	assert_eq!(LicenseCircuit::assignment(&public, &private)[1..13], public.to_field_elements());
	for (public, private) in [common::issue(6), common::issue_of(6, &common::SERO, 0)] {
		shape_is_fixed::<IssueCircuit>(&public, &private);
		assert_eq!(IssueCircuit::assignment(&public, &private)[1..5], public.to_field_elements());
	}
}

/// arkworks sees the same matrices and the same assignment.
fn arkworks_agrees<C>(circuit: C, assignment: Vec<Base>, blank: C)
where
	C: Circuit + ConstraintSynthesizer<Base> + Clone,
{
	let system = C::matrices();
	let cs = ConstraintSystem::<Base>::new_ref();
	cs.set_optimization_goal(OptimizationGoal::Constraints);
	circuit.clone().generate_constraints(cs.clone()).unwrap();
	assert!(cs.is_satisfied().unwrap());
	cs.finalize();
	assert_eq!(cs.to_matrices().unwrap()[R1CS_PREDICATE_LABEL], system.matrices().to_vec());
	let all = [cs.instance_assignment().unwrap(), cs.witness_assignment().unwrap()].concat();
	assert_eq!(all, assignment);

	let setup = ConstraintSystem::<Base>::new_ref();
	setup.set_mode(SynthesisMode::Setup);
	blank.clone().generate_constraints(setup.clone()).unwrap();
	setup.finalize();
	assert_eq!(setup.to_matrices().unwrap()[R1CS_PREDICATE_LABEL], system.matrices().to_vec());

	let prove = ConstraintSystem::<Base>::new_ref();
	prove.set_mode(SynthesisMode::Prove {
		construct_matrices: false,
		generate_lc_assignments: false,
	});
	circuit.generate_constraints(prove.clone()).unwrap();
	let all = [prove.instance_assignment().unwrap(), prove.witness_assignment().unwrap()].concat();
	assert_eq!(all, assignment);

	let missing = ConstraintSystem::<Base>::new_ref();
	assert!(matches!(blank.generate_constraints(missing), Err(SynthesisError::AssignmentMissing)));
}

#[test]
fn arkworks_has_the_same_system() {
	let (public, private) = common::spend(5);
	let circuit = InputCircuit::new(public, private);
	let assignment = circuit.witness_assignment().unwrap();
	arkworks_agrees(circuit, assignment, InputCircuit::default());
	let (public, private) = common::output(6);
	let circuit = OutputCircuit::new(public, private);
	let assignment = circuit.witness_assignment().unwrap();
	arkworks_agrees(circuit, assignment, OutputCircuit::default());
	let (public, private) = common::license(7);
	let circuit = LicenseCircuit::new(public, private);
	let assignment = circuit.witness_assignment().unwrap();
	arkworks_agrees(circuit, assignment, LicenseCircuit::default());
	let (public, private) = common::issue(8);
	let circuit = IssueCircuit::new(public, private);
	let assignment = circuit.witness_assignment().unwrap();
	arkworks_agrees(circuit, assignment, IssueCircuit::default());
	assert!(IssueCircuit::default().witness_assignment().is_err());
	assert!(LicenseCircuit::default().witness_assignment().is_err());
	assert!(InputCircuit::default().witness_assignment().is_err());
	assert!(OutputCircuit::default().witness_assignment().is_err());
}

/// Set-up, proof and verification with arkworks, from the circuit and from matrices and assignment.
fn proves<C>(circuit: C, inputs: &[Base], assignment: Vec<Base>)
where
	C: Circuit + ConstraintSynthesizer<Base> + Default,
{
	let mut rng = common::rng(42);
	let (pk, vk) = Groth16::<Bn254>::circuit_specific_setup(C::default(), &mut rng).unwrap();
	let proof = Groth16::<Bn254>::prove(&pk, circuit, &mut rng).unwrap();
	assert!(Groth16::<Bn254>::verify(&vk, inputs, &proof).unwrap());
	for i in 0..inputs.len() {
		let mut wrong = inputs.to_vec();
		wrong[i] += Base::from(1u64);
		assert!(!Groth16::<Bn254>::verify(&vk, &wrong, &proof).unwrap());
	}
	let system = C::matrices();
	let proof = Groth16::<Bn254>::create_proof_with_reduction_and_matrices(
		&pk,
		Base::from(3u64),
		Base::from(4u64),
		system.matrices(),
		system.num_instance_variables(),
		system.num_constraints(),
		&assignment,
	)
	.unwrap();
	assert!(Groth16::<Bn254>::verify(&vk, inputs, &proof).unwrap());
	assert!(!assignment[1].is_zero());
}

#[test]
fn input_proofs_verify() {
	let (public, private) = common::spend(7);
	let circuit = InputCircuit::new(public, private);
	let assignment = circuit.witness_assignment().unwrap();
	proves(circuit, &public.to_field_elements(), assignment);
}

#[test]
fn output_proofs_verify() {
	let (public, private) = common::output(8);
	let circuit = OutputCircuit::new(public, private);
	let assignment = circuit.witness_assignment().unwrap();
	proves(circuit, &public.to_field_elements(), assignment);
}

#[test]
fn license_proofs_verify() {
	let (public, private) = common::license(9);
	let circuit = LicenseCircuit::new(public, private);
	let assignment = circuit.witness_assignment().unwrap();
	proves(circuit, &public.to_field_elements(), assignment);
}

#[test]
fn issue_proofs_verify() {
	let (public, private) = common::issue(10);
	let circuit = IssueCircuit::new(public, private);
	let assignment = circuit.witness_assignment().unwrap();
	proves(circuit, &public.to_field_elements(), assignment);
}

/// Witness generation allocates no linear combinations: time per assignment, printed with `--nocapture`.
#[test]
fn witness_generation_is_fast() {
	let (input_public, input_private) = common::spend(9);
	let (output_public, output_private) = common::output(10);
	InputCircuit::assignment(&input_public, &input_private);
	OutputCircuit::assignment(&output_public, &output_private);
	let time = |f: &dyn Fn() -> Vec<Base>| {
		(0..10)
			.map(|_| {
				let start = std::time::Instant::now();
				assert!(!f().is_empty());
				start.elapsed()
			})
			.min()
			.unwrap()
	};
	let input = time(&|| InputCircuit::assignment(&input_public, &input_private));
	let output = time(&|| OutputCircuit::assignment(&output_public, &output_private));
	println!("input {input:?}, output {output:?}");
	// Generous, for slow and busy machines.
	assert!(input.as_millis() < 100 && output.as_millis() < 50);
}
