// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What the commands do.

use std::{error::Error, path::Path, time::Instant};

use sero_ceremony::{
	export::{self, Finished, PAYMENTS},
	read_file, rehearsal, verify, write_new, CeremonyError, CeremonyKey, Contribution,
	ContributionKind, Powers, PowersFile, Secret, System,
};
use sero_zk_params::{setup::circuit_hash, CircuitKind};

use crate::{
	arguments::{CircuitChoice, Cli, Command, KeysChoice, PowersChoice},
	terminal::{entropy, Bar},
};

type Result<T> = core::result::Result<T, Box<dyn Error>>;

/// Runs a command.
pub fn run(cli: Cli) -> Result<()> {
	let bar = Bar::new(cli.quiet);
	match cli.command {
		Command::Circuits => circuits(),
		Command::ExportR1cs { circuit, to } => {
			let system = System::of_circuit(circuit.into())?;
			write_new(&to, &system.to_r1cs())?;
			println!("{}: written", to.display());
			Ok(())
		},
		Command::NewPowers { power, unprepared, to } => new_powers(power, !unprepared, &to, &bar),
		Command::VerifyPowers { file, hash, power } => {
			verify_powers(&file, hash.as_deref(), power, &bar)
		},
		Command::Start { circuit, powers, to } => start(&circuit, &powers, &to, &bar),
		Command::Contribute { from, to, name, entropy_stdin } => {
			contribute(&from, &to, &name, entropy_stdin, &bar)
		},
		Command::Beacon { from, to, value, exponent, name } => {
			beacon(&from, &to, &value, exponent, &name, &bar)
		},
		Command::Verify { circuit, powers, key, continues, min_contributions, closed } => {
			let mut file = open_powers(&powers, &bar)?;
			let system = system_of(&circuit)?;
			let checked = Checked { min_contributions, closed };
			let key = check_key(&system, &mut file, &key, &checked, &bar)?;
			if let Some(earlier) = continues {
				verify::continuation(&read_key(&earlier)?, &key)?;
			}
			show_record(&key);
			println!(
				"correct: every contribution, and the key is that of circuit and powers of tau"
			);
			Ok(())
		},
		Command::Info { key, json } => {
			let key = read_key(&key)?;
			if json {
				println!("{:#}", export::record(&key));
			} else {
				println!("variables      {}", key.variables());
				println!("public inputs  {}", key.public());
				println!("domain         {}", key.domain());
				show_record(&key);
			}
			Ok(())
		},
		Command::Export { keys, powers, to } => export_all(&keys, &powers, &to, &bar),
		Command::Import { genesis, spec, to } => {
			let genesis = export::read_json(&read_file(&genesis)?)?;
			let mut spec = export::read_json(&read_file(&spec)?)?;
			export::import(&mut spec, &genesis)?;
			write_new(&to, format!("{spec:#}\n").as_bytes())?;
			println!("{}: written", to.display());
			Ok(())
		},
		Command::CheckSpec { keys, powers, spec } => {
			let spec = export::read_json(&read_file(&spec)?)?;
			for finished in finish(&keys, &powers, &bar)?.1 {
				export::check_spec(&spec, &finished.genesis()?)?;
				let names: Vec<_> = finished.keys().iter().map(|key| key.kind().name()).collect();
				let transcript = hex::encode(finished.transcript());
				println!(
					"{}: as the ceremony made them, transcript 0x{transcript}",
					names.join(", ")
				);
			}
			Ok(())
		},
	}
}

fn circuits() -> Result<()> {
	for kind in CircuitKind::ALL {
		let system = System::of_circuit(kind)?;
		println!("{kind}");
		println!("  constraints    {}", system.rows().len());
		println!("  variables      {}", system.variables());
		println!("  public inputs  {}", system.public());
		println!("  powers of tau  2^{}", system.domain_power());
		println!("  matrices       {}", hex::encode(circuit_hash(kind)));
		println!("  .r1cs file     {} (BLAKE2b-256)", hex::encode(system.hash()));
	}
	Ok(())
}

fn new_powers(power: u32, prepared: bool, to: &Path, bar: &Bar) -> Result<()> {
	let file = rehearsal::powers_file(power, prepared, &mut rand_core::OsRng, bar)?;
	write_new(to, &file)?;
	println!("{}: written, for rehearsals only: this machine knew tau", to.display());
	Ok(())
}

fn parse_hash(text: &str) -> Result<[u8; 64]> {
	let digits: String = text.split_whitespace().collect();
	let mut hash = [0; 64];
	hex::decode_to_slice(digits.trim_start_matches("0x"), &mut hash)
		.map_err(|_| format!("\"{text}\" is not 128 hexadecimal digits"))?;
	Ok(hash)
}

fn verify_powers(path: &Path, hash: Option<&str>, power: Option<u32>, bar: &Bar) -> Result<()> {
	let mut file = PowersFile::open(path, bar)?;
	println!("hash           {}", hex::encode(file.hash()));
	println!("power          2^{}", file.power());
	println!("prepared       {}", if file.is_prepared() { "yes" } else { "no" });
	println!("contributions  {}", file.contributions());
	for (number, name) in (1..).zip(file.names()) {
		println!("  {number:>3}  {}", name.escape_debug());
	}
	if let Some(hash) = hash {
		file.expect_hash(&parse_hash(hash)?)?;
		println!("the hash is the expected one");
	}
	let needed = CircuitKind::ALL
		.into_iter()
		.map(|kind| Ok(System::of_circuit(kind)?.domain_power()))
		.collect::<core::result::Result<Vec<_>, CeremonyError>>()?;
	let all = needed.into_iter().max().unwrap_or_default().min(file.power());
	let power = power.unwrap_or(all);
	file.powers(power)?.verify(bar)?;
	println!("correct: powers of one tau, up to the domain 2^{power}");
	if file.contributions() == 0 {
		println!("nobody contributed: for rehearsals only");
	}
	Ok(())
}

fn open_powers(choice: &PowersChoice, bar: &Bar) -> Result<PowersFile> {
	let file = PowersFile::open(&choice.powers, bar)?;
	if let Some(hash) = &choice.powers_hash {
		file.expect_hash(&parse_hash(hash)?)?;
	}
	if file.contributions() == 0 && !choice.rehearsal {
		return Err(format!("{}; --rehearsal accepts them", CeremonyError::Rehearsal).into());
	}
	Ok(file)
}

fn system_of(choice: &CircuitChoice) -> Result<System> {
	match (choice.circuit, &choice.r1cs) {
		(Some(name), _) => Ok(System::of_circuit(name.into())?),
		(None, Some(path)) => Ok(System::from_r1cs(&read_file(path)?)?),
		(None, None) => Err("name a circuit".into()),
	}
}

fn read_key(path: &Path) -> Result<CeremonyKey> {
	CeremonyKey::from_bytes(&read_file(path)?)
		.map_err(|error| format!("{}: {error}", path.display()).into())
}

fn verified_powers(file: &mut PowersFile, system: &System, bar: &Bar) -> Result<Powers> {
	let powers = file.powers(system.domain_power())?;
	powers.verify(bar)?;
	Ok(powers)
}

fn start(circuit: &CircuitChoice, powers: &PowersChoice, to: &Path, bar: &Bar) -> Result<()> {
	let began = Instant::now();
	let system = system_of(circuit)?;
	let mut file = open_powers(powers, bar)?;
	let powers = verified_powers(&mut file, &system, bar)?;
	let key = CeremonyKey::start(&system, &powers, bar)?;
	write_new(to, &key.to_bytes())?;
	println!("{}: written ({:.1} s)", to.display(), began.elapsed().as_secs_f32());
	println!("powers of tau  {}", hex::encode(file.hash()));
	println!("first key      {}", hex::encode(key.circuit_hash()));
	Ok(())
}

fn contribute(from: &Path, to: &Path, name: &str, from_stdin: bool, bar: &Bar) -> Result<()> {
	let mut key = read_key(from)?;
	// Before somebody types: what would be refused afterwards.
	verify::record(&key, bar)?;
	if key.is_closed() {
		return Err(CeremonyError::Closed.into());
	}
	if to.exists() {
		return Err(format!("{} exists already", to.display()).into());
	}
	let secret = Secret::from_entropy(&entropy(from_stdin)?)?;
	let hash = key.contribute(&secret, name, bar)?.hash();
	drop(secret);
	write_new(to, &key.to_bytes())?;
	println!("{}: written; hand it on", to.display());
	println!("your contribution is number {}. Publish its hash:", key.contributions().len());
	println!("{}", hex::encode(hash));
	Ok(())
}

fn beacon(from: &Path, to: &Path, value: &str, exponent: u8, name: &str, bar: &Bar) -> Result<()> {
	let value = hex::decode(value.trim_start_matches("0x"))
		.map_err(|_| format!("\"{value}\" is not hexadecimal"))?;
	let mut key = read_key(from)?;
	verify::record(&key, bar)?;
	let hash = key.beacon(&value, exponent, name, bar)?.hash();
	write_new(to, &key.to_bytes())?;
	println!("{}: written; the ceremony is closed", to.display());
	println!("hash of the beacon's contribution:\n{}", hex::encode(hash));
	Ok(())
}

/// What is asked of a key beyond being correct.
struct Checked {
	min_contributions: usize,
	closed: bool,
}

fn check_key(
	system: &System,
	file: &mut PowersFile,
	path: &Path,
	checked: &Checked,
	bar: &Bar,
) -> Result<CeremonyKey> {
	let key = read_key(path)?;
	let powers = file.powers(system.domain_power())?;
	verify::everything(system, &powers, &key, bar)
		.map_err(|error| format!("{}: {error}", path.display()))?;
	if key.people() < checked.min_contributions {
		let (needed, found) = (checked.min_contributions, key.people());
		return Err(CeremonyError::TooFewContributions { needed, found }.into());
	}
	if checked.closed && !key.is_closed() {
		return Err(CeremonyError::NoBeacon.into());
	}
	Ok(key)
}

fn show(number: usize, contribution: &Contribution) {
	let name = contribution.name.escape_debug();
	match &contribution.kind {
		ContributionKind::Person => println!("contribution {number}: {name}"),
		ContributionKind::Beacon { value, exponent } => {
			let value = hex::encode(value);
			println!("beacon {number}: {name}, {value} hashed 2^{exponent} times");
		},
	}
	println!("  {}", hex::encode(contribution.hash()));
}

fn show_record(key: &CeremonyKey) {
	println!("first key      {}", hex::encode(key.circuit_hash()));
	for (number, contribution) in (1..).zip(key.contributions()) {
		show(number, contribution);
	}
	if !key.is_closed() {
		println!("no beacon has closed the ceremony yet");
	}
}

/// The finished keys by transcript: payments, license.
fn finish(
	choice: &KeysChoice,
	powers: &PowersChoice,
	bar: &Bar,
) -> Result<(PowersFile, Vec<Finished>)> {
	let path = |kind: CircuitKind| match kind {
		CircuitKind::Input => choice.input.as_deref(),
		CircuitKind::Output => choice.output.as_deref(),
		CircuitKind::License => choice.license.as_deref(),
		CircuitKind::Issue => choice.issue.as_deref(),
	};
	let mut file = open_powers(powers, bar)?;
	let checked = Checked { min_contributions: choice.min_contributions, closed: true };
	let mut finished = Vec::new();
	for group in [&PAYMENTS[..], &[CircuitKind::License]] {
		let given = group.iter().filter(|kind| path(**kind).is_some()).count();
		if given == 0 {
			continue;
		}
		let mut keys = Vec::new();
		for kind in group {
			let path = path(*kind).ok_or(CeremonyError::Circuits("input, output and issue"))?;
			let key = check_key(&System::of_circuit(*kind)?, &mut file, path, &checked, bar)?;
			println!("{kind}: correct, {} contributions and a beacon", key.people());
			keys.push((*kind, key));
		}
		let keys: Vec<_> = keys.iter().map(|(kind, key)| (*kind, key)).collect();
		finished.push(Finished::new(&keys)?);
	}
	if finished.is_empty() {
		return Err("name the finished keys: --input, --output and --issue, or --license".into());
	}
	Ok((file, finished))
}

fn export_all(keys: &KeysChoice, powers: &PowersChoice, to: &Path, bar: &Bar) -> Result<()> {
	let (file, finished) = finish(keys, powers, bar)?;
	let mut genesis = serde_json::json!({});
	let mut summaries = Vec::new();
	for group in &finished {
		for path in group.write(to)? {
			println!("{}: written", path.display());
		}
		export::merge(&mut genesis, &group.genesis()?);
		summaries.push(group.summary()?);
	}
	let summary = serde_json::json!({
		"powersOfTau": hex::encode(file.hash()),
		"rehearsal": file.contributions() == 0,
		"transcripts": summaries,
	});
	for (name, content) in [("genesis.json", genesis), ("ceremony.json", summary)] {
		let path = to.join(name);
		write_new(&path, format!("{content:#}\n").as_bytes())?;
		println!("{}: written", path.display());
	}
	for group in &finished {
		println!("transcript 0x{}", hex::encode(group.transcript()));
	}
	if file.contributions() == 0 {
		println!("FROM A REHEARSAL: whoever made the powers of tau can forge proofs");
	}
	Ok(())
}
