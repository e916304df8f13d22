// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The same ceremony with snarkjs: an implementation by others, in another language. Every file of one program is
//! read by the other, and both come to the same keys, hashes and verdicts.
//!
//! Its package is installed as `tests/snarkjs/package-lock.json` names it; nothing of it is part of this software.

mod common;

use std::{
	fs,
	path::{Path, PathBuf},
	process::Command,
	str::FromStr,
};

use ark_bn254::{Fq, Fq2, Fr, G1Affine, G2Affine};
use ark_ff::{BigInteger, PrimeField};
use ark_groth16::Proof;
use ark_serialize::{CanonicalDeserialize, CanonicalSerialize};
use common::{line_after, Desk};
use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};
use sero_ceremony::{binary::Sections, export::Finished, read_file, CeremonyKey};
use sero_primitives::CurrencyId;
use sero_shielded_primitives::{CryptoError, ProofBytes, ProofItem, PublicInput, ShieldedCrypto};
use sero_zk_circuits::{
	issue::{IssuePrivate, IssuePublic},
	Circuit, IssueCircuit,
};
use sero_zk_params::CircuitKind;
use sero_zk_prover::IssueProver;
use sero_zk_verifier::NativeCrypto;

const VALUE: &str = "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20";

/// Installs the package unless the same lock file was installed before; returns its program.
fn installed() -> PathBuf {
	let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snarkjs");
	let lock = fs::read(dir.join("package-lock.json")).unwrap();
	let stamp = dir.join("node_modules/.sero-lock");
	if fs::read(&stamp).ok().as_ref() != Some(&lock) {
		let output = Command::new("npm")
			.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
			.current_dir(&dir)
			.output()
			.expect("npm is installed (scripts/setup.sh does it)");
		let error = String::from_utf8_lossy(&output.stderr);
		assert!(output.status.success(), "npm ci in zk/ceremony/tests/snarkjs: {error}");
		fs::write(stamp, lock).unwrap();
	}
	dir.join("node_modules/snarkjs/build/cli.cjs")
}

struct Snarkjs<'a> {
	program: PathBuf,
	desk: &'a Desk,
}

impl Snarkjs<'_> {
	/// Types a command line; whether it succeeded, and what it printed.
	fn run(&self, line: &str) -> (bool, String) {
		let output = Command::new("node")
			.arg(&self.program)
			.args(line.split_whitespace())
			.current_dir(self.desk.dir())
			.output()
			.expect("node is installed (scripts/setup.sh does it)");
		let mut shown = String::from_utf8_lossy(&output.stdout).into_owned();
		shown += &String::from_utf8_lossy(&output.stderr);
		(output.status.success(), shown)
	}

	#[track_caller]
	fn ok(&self, line: &str) -> String {
		let (success, shown) = self.run(line);
		assert!(success, "snarkjs {line}: {shown}");
		shown
	}

	#[track_caller]
	fn fails(&self, line: &str) -> String {
		let (success, shown) = self.run(line);
		assert!(!success, "snarkjs {line}: {shown}");
		shown
	}
}

/// The hash after `title`, which is printed in four lines of four words.
fn hash_of(shown: &str, title: &str) -> String {
	let (_, after) = shown.split_once(title).unwrap_or_else(|| panic!("no {title} in {shown}"));
	after.lines().skip(1).take(4).flat_map(str::split_whitespace).collect()
}

#[test]
fn both_programs_agree() {
	let desk = Desk::new();
	let snarkjs = Snarkjs { program: installed(), desk: &desk };
	circuits_are_read(&desk, &snarkjs);
	let assignment = witnesses_satisfy(&desk, &snarkjs);
	powers_of_tau_are_read(&desk, &snarkjs);
	keys_are_the_same(&desk, &snarkjs);
	verdicts_are_the_same(&desk, &snarkjs);
	proofs_are_accepted(&desk, &snarkjs, &assignment);
}

fn circuits_are_read(desk: &Desk, snarkjs: &Snarkjs) {
	for (kind, constraints) in CircuitKind::ALL.into_iter().zip([13_232, 2_573, 6_026, 1_588]) {
		desk.ok(&format!("export-r1cs --circuit {kind} {kind}.r1cs"));
		let shown = snarkjs.ok(&format!("r1cs info {kind}.r1cs"));
		for text in [
			"Curve: bn-128".to_owned(),
			format!("# of Constraints: {constraints}"),
			format!("# of Public Inputs: {}", kind.public_inputs()),
			"# of Outputs: 0".to_owned(),
		] {
			assert!(shown.contains(&text), "{kind}: {text} is not in {shown}");
		}
	}
}

fn statement() -> (IssuePublic, IssuePrivate) {
	let token = CurrencyId::from_name("CROSSCHECK").unwrap();
	let private = IssuePrivate { amount: (1 << 100) + 5, trapdoor: 77u64.into() };
	(IssuePublic::new(&token.0, &private), private)
}

/// A `.wtns` file: the kind, version 2, two sections: size and modulus of elements and their number; the elements.
fn witness_file(assignment: &[Fr]) -> Vec<u8> {
	let mut header = 32u32.to_le_bytes().to_vec();
	header.extend(Fr::MODULUS.to_bytes_le());
	header.extend((assignment.len() as u32).to_le_bytes());
	let values = assignment.iter().flat_map(|value| value.into_bigint().to_bytes_le()).collect();
	let mut file = sero_ceremony::binary::assemble("wtns", &[(1, header), (2, values)]);
	file[4] = 2;
	file
}

fn witnesses_satisfy(desk: &Desk, snarkjs: &Snarkjs) -> Vec<Fr> {
	let (public, private) = statement();
	let assignment = IssueCircuit::assignment(&public, &private);
	fs::write(desk.path("good.wtns"), witness_file(&assignment)).unwrap();
	assert!(snarkjs.ok("wtns check issue.r1cs good.wtns").contains("WITNESS IS CORRECT"));
	let mut wrong = assignment.clone();
	wrong[100] += Fr::from(1u64);
	fs::write(desk.path("wrong.wtns"), witness_file(&wrong)).unwrap();
	snarkjs.fails("wtns check issue.r1cs wrong.wtns");
	assignment
}

fn powers_of_tau_are_read(desk: &Desk, snarkjs: &Snarkjs) {
	snarkjs.ok("powersoftau new bn128 11 powers-0.ptau");
	snarkjs.ok("powersoftau contribute powers-0.ptau powers-1.ptau --name=dora -e=random-text");
	snarkjs.ok(&format!("powersoftau beacon powers-1.ptau plain.ptau {VALUE} 10 -n=end"));
	snarkjs.ok("powersoftau prepare phase2 plain.ptau powers.ptau");
	for file in ["plain.ptau", "powers.ptau"] {
		let shown = desk.ok(&format!("verify-powers {file}"));
		assert!(shown.contains("correct") && !shown.contains("rehearsal"), "{shown}");
		for name in ["1  dora", "2  end"] {
			assert!(shown.contains(name), "{name} is not in {shown}");
		}
	}
	// Nobody contributed to these.
	desk.fails("verify-powers powers-0.ptau");
}

#[track_caller]
fn same_sections(desk: &Desk, first: &str, second: &str) {
	let files = [first, second].map(|name| read_file(&desk.path(name)).unwrap());
	let [first, second] = files.each_ref().map(|file| Sections::new("zkey", file).unwrap());
	for number in 1..=10 {
		assert!(first.section(number).unwrap() == second.section(number).unwrap(), "{number}");
	}
}

fn keys_are_the_same(desk: &Desk, snarkjs: &Snarkjs) {
	// The first key, also with the Lagrange polynomials computed here.
	let shown = snarkjs.ok("groth16 setup issue.r1cs powers.ptau theirs-0.zkey");
	let ours = desk.ok("start --circuit issue --powers powers.ptau issue-0.zkey");
	assert!(ours.contains(&hash_of(&shown, "Circuit hash")), "{ours}");
	same_sections(desk, "theirs-0.zkey", "issue-0.zkey");
	desk.ok("start --circuit issue --powers plain.ptau unprepared-0.zkey");
	same_sections(desk, "theirs-0.zkey", "unprepared-0.zkey");

	// Contributors choose their program.
	let typed = "typed at random, long enough";
	desk.ok_with("contribute issue-0.zkey issue-1.zkey --name ada --entropy-stdin", typed);
	let shown = snarkjs.ok("zkey contribute issue-1.zkey issue-2.zkey --name=blaise -e=text");
	let hash = hash_of(&shown, "Contribution Hash");
	let shown = desk
		.ok("verify --circuit issue --powers powers.ptau issue-2.zkey --continues issue-1.zkey");
	assert_eq!(line_after(&shown, "contribution 2: blaise").trim(), hash);
	desk.ok_with("contribute issue-2.zkey issue-3.zkey --name carl --entropy-stdin", typed);

	// The beacon leads to the same key.
	let ours = desk.ok(&format!("beacon issue-3.zkey issue.zkey --value {VALUE} --exponent 10"));
	let shown = snarkjs.ok(&format!("zkey beacon issue-3.zkey theirs.zkey {VALUE} 10 -n=beacon"));
	let hash = hash_of(&shown, "Contribution Hash");
	assert_eq!(line_after(&ours, "hash of the beacon"), hash);
	same_sections(desk, "theirs.zkey", "issue.zkey");
}

fn verdicts_are_the_same(desk: &Desk, snarkjs: &Snarkjs) {
	let ours = "verify --circuit issue --powers powers.ptau --closed --min-contributions 3";
	let theirs = "zkey verify issue.r1cs powers.ptau";
	let shown = desk.ok(&format!("{ours} issue.zkey"));
	let report = snarkjs.ok(&format!("{theirs} issue.zkey"));
	assert!(report.contains("ZKey Ok!"), "{report}");
	// The same hashes of all contributions.
	for (number, name) in (1..).zip(["ada", "blaise", "carl", "beacon"]) {
		let hash = hash_of(&report, &format!("contribution #{number} {name}:"));
		assert!(hash.len() == 128 && shown.contains(&hash), "{hash} is not in {shown}");
	}
	// A file that the first byte of a point of each kind makes wrong, by swapping two points.
	let good = read_file(&desk.path("issue.zkey")).unwrap();
	let sections = Sections::new("zkey", &good).unwrap();
	for number in [3, 5, 6, 7, 8, 9] {
		let content = sections.section(number).unwrap();
		let start = content.as_ptr() as usize - good.as_ptr() as usize;
		let length = if number == 7 { 128 } else { 64 };
		// The last points of the section that differ.
		let count = content.len() / length;
		let point = |index: usize| start + index * length..start + (index + 1) * length;
		let other =
			(0..count - 1).rev().find(|i| good[point(*i)] != good[point(count - 1)]).unwrap();
		let mut wrong = good.clone();
		wrong.copy_within(point(other), point(count - 1).start);
		fs::write(desk.path("wrong.zkey"), wrong).unwrap();
		desk.fails(&format!("{ours} wrong.zkey"));
		snarkjs.fails(&format!("{theirs} wrong.zkey"));
	}
	// The key of a ceremony with other powers of tau.
	desk.ok("new-powers --power 11 other.ptau");
	desk.fails("verify --circuit issue --powers other.ptau --rehearsal issue.zkey");
	snarkjs.fails("zkey verify issue.r1cs other.ptau issue.zkey");
}

fn proofs_are_accepted(desk: &Desk, snarkjs: &Snarkjs, assignment: &[Fr]) {
	let key = CeremonyKey::from_bytes(&read_file(&desk.path("issue.zkey")).unwrap()).unwrap();
	let finished = Finished::new(&[(CircuitKind::Issue, &key)]).unwrap();
	let finished = finished.key(CircuitKind::Issue).unwrap();
	let public: Vec<_> = assignment[1..=4]
		.iter()
		.map(|value| PublicInput::Field(sero_ceremony::points::fr_to_le_bytes(value)))
		.collect();
	let verdict = |proof: ProofBytes, inputs: &[PublicInput]| {
		let item = ProofItem { key: 0, proof, inputs: inputs.to_vec() };
		NativeCrypto::verify_proofs(&[finished.verifying_key().to_vec()], &[item])
	};

	// Their proof, our verifier.
	snarkjs.ok("groth16 prove issue.zkey good.wtns proof.json public.json");
	snarkjs.ok("zkey export verificationkey issue.zkey key.json");
	snarkjs.ok("groth16 verify key.json public.json proof.json");
	let json: serde_json::Value =
		serde_json::from_slice(&read_file(&desk.path("proof.json")).unwrap()).unwrap();
	let proof = from_json(&json);
	let mut bytes = [0; 128];
	proof.serialize_compressed(&mut bytes[..]).unwrap();
	assert_eq!(verdict(ProofBytes(bytes), &public), Ok(()));
	let mut other = public.clone();
	other.swap(2, 3);
	assert_eq!(verdict(ProofBytes(bytes), &other), Err(CryptoError::InvalidProof));

	// Our proof, their verifier.
	let (statement, private) = statement();
	let prover = IssueProver::from_key(finished.proving_key().clone()).unwrap();
	let mut rng = ChaCha20Rng::from_seed([3; 32]);
	let proof = prover.prove_issue(&statement, &private, &mut rng).unwrap();
	assert_eq!(verdict(proof, &public), Ok(()));
	let proof = Proof::deserialize_compressed(&proof.0[..]).unwrap();
	fs::write(desk.path("ours.json"), to_json(&proof).to_string()).unwrap();
	snarkjs.ok("groth16 verify key.json public.json ours.json");
	let wrong = Proof { c: -proof.c, ..proof };
	fs::write(desk.path("wrong.json"), to_json(&wrong).to_string()).unwrap();
	snarkjs.fails("groth16 verify key.json public.json wrong.json");
}

type Groth16Proof = Proof<ark_bn254::Bn254>;

fn from_json(json: &serde_json::Value) -> Groth16Proof {
	let value = |json: &serde_json::Value| Fq::from_str(json.as_str().unwrap()).unwrap();
	let pair = |json: &serde_json::Value| Fq2::new(value(&json[0]), value(&json[1]));
	let first = |json: &serde_json::Value| G1Affine::new(value(&json[0]), value(&json[1]));
	let second = |json: &serde_json::Value| G2Affine::new(pair(&json[0]), pair(&json[1]));
	Proof { a: first(&json["pi_a"]), b: second(&json["pi_b"]), c: first(&json["pi_c"]) }
}

fn to_json(proof: &Groth16Proof) -> serde_json::Value {
	let value = |value: &Fq| value.to_string();
	let pair = |pair: &Fq2| [value(&pair.c0), value(&pair.c1)];
	let first = |point: &G1Affine| [value(&point.x), value(&point.y), "1".into()];
	let second = |point: &G2Affine| [pair(&point.x), pair(&point.y), ["1".into(), "0".into()]];
	serde_json::json!({
		"protocol": "groth16",
		"curve": "bn128",
		"pi_a": first(&proof.a),
		"pi_b": second(&proof.b),
		"pi_c": first(&proof.c),
	})
}
