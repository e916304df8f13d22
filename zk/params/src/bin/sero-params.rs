// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Makes, checks and shows the parameters of the circuits.

#![forbid(unsafe_code)]

use std::{
	error::Error,
	fmt::Write as _,
	fs,
	path::{Path, PathBuf},
	process::ExitCode,
	time::Instant,
};

use clap::{Parser, Subcommand};
use sero_zk_params::{
	dev_verifying_key,
	setup::{
		circuit_hash, default_dir, development_key, file_name, key_hash, load, load_or_generate,
		proving_key_bytes, save, verifying_key_bytes, Progress,
	},
	CircuitKind, CIRCUIT_HASHES, CIRCUIT_VERSION, DEVELOPMENT_SEED, PROVING_KEY_HASHES,
	VERIFYING_KEY_HASHES,
};

/// Parameters of the SERO circuits.
///
/// These are development parameters: everybody can forge proofs for them.
#[derive(Parser)]
#[command(version)]
struct Cli {
	/// Folder of the proving keys; the default is `sero/params` in the user's cache folder.
	#[arg(long, global = true, env = "SERO_PARAMS_DIR", value_name = "FOLDER")]
	dir: Option<PathBuf>,

	#[command(subcommand)]
	command: Command,
}

#[derive(Subcommand)]
enum Command {
	/// Make the proving keys that are missing or wrong.
	Generate {
		/// Make them even if they are there.
		#[arg(long)]
		force: bool,
	},
	/// Check the proving keys and the committed verifying keys.
	Verify {
		/// Also make every key again and compare.
		#[arg(long)]
		regenerate: bool,
	},
	/// Show circuits, keys, hashes and files.
	Info,
	/// Write verifying keys and hashes into the sources, after a deliberate change of a circuit.
	#[command(hide = true)]
	Commit {
		/// Folder of the crate `sero-zk-params`.
		crate_dir: PathBuf,
	},
}

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn hex(bytes: &[u8]) -> String {
	bytes.iter().fold(String::new(), |mut text, byte| {
		let _ = write!(text, "{byte:02x}");
		text
	})
}

fn generate(dir: &Path, force: bool) -> Result<()> {
	for kind in CircuitKind::ALL {
		let start = Instant::now();
		if force {
			save(kind, dir, &development_key(kind)?)?;
			load(kind, dir)?;
		} else {
			let mut generated = false;
			load_or_generate(kind, dir, &mut |progress| {
				generated |= matches!(progress, Progress::Generating(_));
			})?;
			if generated {
				load(kind, dir)?;
			}
		}
		let path = dir.join(file_name(kind));
		println!("{}: ready ({:.1} s)", path.display(), start.elapsed().as_secs_f32());
	}
	Ok(())
}

fn verify(dir: &Path, regenerate: bool) -> Result<()> {
	for kind in CircuitKind::ALL {
		load(kind, dir)?;
		println!("{}: correct", dir.join(file_name(kind)).display());
		let committed = dev_verifying_key(kind);
		if key_hash(committed) != VERIFYING_KEY_HASHES[kind.position()] {
			return Err(format!("the committed {kind} verifying key is altered").into());
		}
		sero_zk_verifier::lint(committed, kind.public_inputs() as usize)?;
		if regenerate {
			let key = development_key(kind)?;
			let same = verifying_key_bytes(&key.vk)? == committed
				&& key_hash(&proving_key_bytes(&key)?) == PROVING_KEY_HASHES[kind.position()];
			if !same {
				return Err(format!("this machine makes another {kind} key").into());
			}
		}
		println!("{kind} verifying key: correct");
	}
	Ok(())
}

fn info(dir: &Path) {
	println!("provenance: development, INSECURE: everybody can forge proofs");
	println!("seed: {}", String::from_utf8_lossy(DEVELOPMENT_SEED));
	println!("circuit version: {CIRCUIT_VERSION}");
	println!("folder of proving keys: {}", dir.display());
	for kind in CircuitKind::ALL {
		let path = dir.join(file_name(kind));
		let state = match load(kind, dir) {
			Ok(_) => "correct".to_owned(),
			Err(error) => error.to_string(),
		};
		println!("\n{kind}");
		println!("  public inputs:      {}", kind.public_inputs());
		println!("  circuit hash:       {}", hex(&CIRCUIT_HASHES[kind.position()]));
		println!("  verifying key hash: {}", hex(&VERIFYING_KEY_HASHES[kind.position()]));
		println!("  proving key hash:   {}", hex(&PROVING_KEY_HASHES[kind.position()]));
		println!("  proving key file:   {} ({state})", path.display());
	}
}

/// The text of a table of hashes.
fn table(name: &str, doc: &str, hashes: &[[u8; 32]]) -> String {
	let mut text = format!("\n/// {doc}\npub const {name}: [[u8; 32]; {}] = [\n", hashes.len());
	for hash in hashes {
		text.push_str("\t[\n");
		for line in hash.chunks(8) {
			let bytes: Vec<_> = line.iter().map(|byte| format!("0x{byte:02x}")).collect();
			let _ = writeln!(text, "\t\t{},", bytes.join(", "));
		}
		text.push_str("\t],\n");
	}
	text.push_str("];\n");
	text
}

fn commit(crate_dir: &Path) -> Result<()> {
	let (mut circuits, mut verifying, mut proving) = (Vec::new(), Vec::new(), Vec::new());
	for kind in CircuitKind::ALL {
		let key = development_key(kind)?;
		let bytes = verifying_key_bytes(&key.vk)?;
		sero_zk_verifier::lint(&bytes, kind.public_inputs() as usize)?;
		circuits.push(circuit_hash(kind));
		verifying.push(key_hash(&bytes));
		proving.push(key_hash(&proving_key_bytes(&key)?));
		fs::write(crate_dir.join(format!("keys/{kind}-v{CIRCUIT_VERSION}.vk")), bytes)?;
	}
	let golden = crate_dir.join("src/golden.rs");
	let old = fs::read_to_string(&golden)?;
	let head = old.find("\n/// BLAKE2b").map_or(old.as_str(), |end| &old[..end]);
	let mut text = head.to_owned();
	text += &table("CIRCUIT_HASHES", "BLAKE2b-256 of the matrices of each circuit.", &circuits);
	text += &table(
		"VERIFYING_KEY_HASHES",
		"BLAKE2b-256 of each verifying key, compressed.",
		&verifying,
	);
	text +=
		&table("PROVING_KEY_HASHES", "BLAKE2b-256 of each proving key, uncompressed.", &proving);
	fs::write(&golden, text)?;
	println!("written: {} and keys/; build again", golden.display());
	Ok(())
}

fn run() -> Result<()> {
	let cli = Cli::parse();
	let dir = match cli.dir {
		Some(dir) => dir,
		None => default_dir()?,
	};
	match cli.command {
		Command::Generate { force } => generate(&dir, force),
		Command::Verify { regenerate } => verify(&dir, regenerate),
		Command::Info => {
			info(&dir);
			Ok(())
		},
		Command::Commit { crate_dir } => commit(&crate_dir),
	}
}

fn main() -> ExitCode {
	match run() {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("sero-params: {error}");
			ExitCode::FAILURE
		},
	}
}
