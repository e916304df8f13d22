// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The walk-through of `docs/operate/trusted-setup.md` with the program itself, on the smallest circuit.

mod common;

use std::{env::split_paths, fs, path::Path, process::Command};

use common::{line_after, Desk};

const VALUE: &str = "0x00000000000000000001f2c5e5f7b5f9a1b7c4b7b1a0d9f8e7c6b5a493827160";

#[test]
fn the_walk_through_works_as_it_is_written() {
	let desk = Desk::new();
	// The coordinator.
	assert!(desk.ok("new-powers --power 11 rehearsal.ptau").contains("rehearsals only"));
	let shown = desk.ok("verify-powers rehearsal.ptau");
	assert!(shown.contains("correct: powers of one tau"), "{shown}");
	let hash = shown.lines().next().unwrap().trim_start_matches("hash").trim().to_owned();
	assert!(desk
		.fails("start --circuit issue --powers rehearsal.ptau x.zkey")
		.contains("--rehearsal"));
	let powers = format!("--powers rehearsal.ptau --powers-hash {hash} --rehearsal");
	let circuit = format!("--circuit issue {powers}");
	desk.ok(&format!("start {circuit} issue-0.zkey"));
	desk.ok(&format!("verify {circuit} issue-0.zkey"));

	// Three contributors, each after checking what it was given.
	let mut hashes = Vec::new();
	for (number, name) in ["ada", "blaise", "carl"].into_iter().enumerate() {
		let (from, to) = (format!("issue-{number}.zkey"), format!("issue-{}.zkey", number + 1));
		desk.ok(&format!("verify {circuit} {from}"));
		let command = format!("contribute {from} {to} --name {name} --entropy-stdin");
		let shown = desk.ok_with(&command, "kjh 23 9sdf kjh asdflkjh 2349 kjhsdf");
		hashes.push(line_after(&shown, "Publish its hash").to_owned());
		// The coordinator, on receipt.
		desk.ok(&format!("verify {circuit} {to} --continues {from}"));
		assert!(desk
			.fails(&format!("verify {circuit} {from} --continues {to}"))
			.contains("continue"));
	}

	// What is refused, and files that stay as they are.
	let before = fs::read(desk.path("issue-3.zkey")).unwrap();
	let again = "contribute issue-2.zkey issue-3.zkey --name mallory --entropy-stdin";
	assert!(desk.fails(again).contains("exists"));
	assert_eq!(fs::read(desk.path("issue-3.zkey")).unwrap(), before);
	let short = desk.run("contribute issue-3.zkey y.zkey --name dora --entropy-stdin", "short");
	assert!(!short.status.success() && !desk.path("y.zkey").exists());
	desk.ok_with(
		"contribute issue-2.zkey fork.zkey --name mallory --entropy-stdin",
		&"x".repeat(20),
	);
	desk.ok(&format!("verify {circuit} fork.zkey"));
	assert!(desk
		.fails(&format!("verify {circuit} fork.zkey --continues issue-3.zkey"))
		.contains("continue"));
	assert!(desk.fails(&format!("verify {circuit} issue-3.zkey --closed")).contains("beacon"));
	assert!(desk
		.fails(&format!("verify {circuit} issue-3.zkey --min-contributions 4"))
		.contains("3"));

	// The beacon, and everybody.
	let beacon = desk.ok(&format!("beacon issue-3.zkey issue.zkey --value {VALUE} --exponent 10"));
	let shown = desk.ok(&format!("verify {circuit} issue.zkey --closed --min-contributions 3"));
	for hash in hashes.iter().map(String::as_str).chain([line_after(&beacon, "hash of the beacon")])
	{
		assert_eq!(hash.len(), 128);
		assert!(shown.contains(hash), "{hash} is not in {shown}");
	}
	assert!(desk
		.fails("contribute issue.zkey z.zkey --name late --entropy-stdin")
		.contains("closed"));
	let json: serde_json::Value = serde_json::from_str(&desk.ok("info issue.zkey --json")).unwrap();
	assert_eq!(json["contributions"][1]["name"], "blaise");
	assert_eq!(json["contributions"][1]["hash"], hashes[1].as_str());
	assert_eq!(json["contributions"][3]["beacon"]["exponent"], 10);

	// Another circuit, other powers of tau, an altered file.
	let mut altered = fs::read(desk.path("issue.zkey")).unwrap();
	let middle = altered.len() / 2;
	altered[middle] ^= 1;
	fs::write(desk.path("altered.zkey"), altered).unwrap();
	desk.fails(&format!("verify {circuit} altered.zkey"));
	desk.ok("export-r1cs --circuit issue issue.r1cs");
	desk.ok(&format!("verify --r1cs issue.r1cs {powers} issue.zkey"));
	desk.ok("new-powers --power 11 --unprepared other.ptau");
	let other = "--circuit issue --powers other.ptau --rehearsal";
	assert!(desk.fails(&format!("verify {other} issue.zkey")).contains("not that of this circuit"));
	let wrong_hash =
		format!("--circuit issue --powers other.ptau --powers-hash {hash} --rehearsal");
	assert!(desk.fails(&format!("verify {wrong_hash} issue.zkey")).contains("hash"));
	assert!(desk.fails(&format!("verify --circuit output {powers} issue.zkey")).contains("2^12"));

	// A third of what an export needs.
	let export = format!("export --issue issue.zkey {powers} --to out");
	assert!(desk.fails(&export).contains("input, output and issue"));
	assert!(desk.fails(&format!("export {powers} --to out")).contains("--license"));
	assert!(!desk.path("out").exists());
}

#[test]
fn every_command_explains_itself() {
	let desk = Desk::new();
	let help = desk.ok("--help");
	for command in [
		"circuits",
		"export-r1cs",
		"new-powers",
		"verify-powers",
		"start",
		"contribute",
		"beacon",
		"verify",
		"info",
		"export",
		"import",
		"check-spec",
	] {
		assert!(help.contains(command), "{command}");
		let own = desk.ok(&format!("{command} --help"));
		assert!(own.contains("Usage: sero-ceremony"), "{own}");
		// Each option and argument has its sentence.
		let lines: Vec<_> = own.lines().collect();
		for (number, line) in lines.iter().enumerate() {
			let names = line.trim_start();
			if line.starts_with("  ") && (names.starts_with("--") || names.starts_with('<')) {
				let text = names.split_once("  ").map_or("", |(_, text)| text.trim());
				let next = lines.get(number + 1).unwrap_or(&"").trim();
				assert!(!text.is_empty() || !next.is_empty(), "{command}: {line}");
			}
		}
	}
}

/// The rehearsal of the documentation, word by word.
#[test]
fn the_documented_rehearsal_works() {
	let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/operate/trusted-setup.md");
	let page = fs::read_to_string(page).unwrap();
	let (_, after) = page.split_once("```sh rehearsal\n").unwrap();
	let (script, _) = after.split_once("```").unwrap();
	assert!(script.lines().count() > 9, "{script}");
	let desk = Desk::new();
	let spec = r#"{ "name": "SERO", "genesis": { "runtimeGenesis": { "patch": {} } } }"#;
	fs::write(desk.path("spec.json"), spec).unwrap();
	let programs = Path::new(env!("CARGO_BIN_EXE_sero-ceremony")).parent().unwrap();
	let path = std::env::var_os("PATH").unwrap_or_default();
	let path = std::env::join_paths([programs.to_owned()].into_iter().chain(split_paths(&path)));
	let output = Command::new("sh")
		.args(["-e", "-c", script])
		.current_dir(desk.dir())
		.env("PATH", path.unwrap())
		.output()
		.unwrap();
	let shown = String::from_utf8_lossy(&output.stdout);
	let error = String::from_utf8_lossy(&output.stderr);
	assert!(output.status.success(), "{shown}{error}");
	assert!(shown.contains("license: as the ceremony made them"), "{shown}");
	let read = |name: &str| -> serde_json::Value {
		serde_json::from_slice(&fs::read(desk.path(name)).unwrap()).unwrap()
	};
	let (summary, spec) = (read("out/ceremony.json"), read("new-spec.json"));
	assert_eq!(summary["rehearsal"], true);
	assert_eq!(summary["transcripts"][0]["contributions"], 3);
	let licenses = &spec["genesis"]["runtimeGenesis"]["patch"]["licenses"];
	let transcript = &licenses["circuit"]["provenance"]["ceremony"]["transcript"];
	assert_eq!(transcript, &summary["transcripts"][0]["transcript"]);
	let key = hex::decode(&licenses["circuit"]["verifyingKey"].as_str().unwrap()[2..]).unwrap();
	assert_eq!(key, fs::read(desk.path("out/license-v1.vk")).unwrap());
	assert_eq!(sero_zk_verifier::lint(&key, 12), Ok(()));
	// The key of somebody else's ceremony is not that of this specification.
	let altered = fs::read_to_string(desk.path("new-spec.json")).unwrap().replace("0x", "0x00");
	fs::write(desk.path("altered.json"), altered).unwrap();
	let check = "check-spec --license license.zkey --powers rehearsal.ptau --rehearsal --spec";
	assert!(desk.fails(&format!("{check} altered.json")).contains("is not what the ceremony made"));
}
