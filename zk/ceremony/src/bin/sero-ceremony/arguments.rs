// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What may be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use sero_zk_params::CircuitKind;

/// The trusted setup of the SERO circuits.
///
/// A ceremony makes the keys of a circuit so that nobody can forge proofs, as long as one contributor was honest.
/// Its files are those of snarkjs (.ptau, .r1cs, .zkey); that program can make or check every step too. The walk-through
/// is docs/operate/trusted-setup.md.
///
/// In short: the coordinator types `start`, each contributor in turn `verify` and `contribute`, the coordinator
/// `beacon` and `export`, everybody `verify`. Output files are never overwritten.
#[derive(Debug, Parser)]
#[command(name = "sero-ceremony", version)]
pub struct Cli {
	/// Show no progress bars.
	#[arg(long, short, global = true)]
	pub quiet: bool,

	#[command(subcommand)]
	pub command: Command,
}

/// A circuit of this program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CircuitName {
	/// Spends a note.
	Input,
	/// Creates a note.
	Output,
	/// Shows that a block's author is licensed.
	License,
	/// Creates a hidden amount of a token.
	Issue,
}

impl From<CircuitName> for CircuitKind {
	fn from(name: CircuitName) -> Self {
		match name {
			CircuitName::Input => Self::Input,
			CircuitName::Output => Self::Output,
			CircuitName::License => Self::License,
			CircuitName::Issue => Self::Issue,
		}
	}
}

/// Which circuit a key is for.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct CircuitChoice {
	/// A circuit of this program.
	#[arg(long, value_enum)]
	pub circuit: Option<CircuitName>,

	/// Any other circuit, from a file.
	#[arg(long, value_name = "FILE.r1cs")]
	pub r1cs: Option<PathBuf>,
}

/// The powers of tau.
#[derive(Debug, Args)]
pub struct PowersChoice {
	/// The powers-of-tau file; prepared, or not (then preparing takes a minute).
	#[arg(long, value_name = "FILE.ptau")]
	pub powers: PathBuf,

	/// Its published hash (BLAKE2b-512, 128 hexadecimal digits); any other file is refused.
	#[arg(long, value_name = "HASH")]
	pub powers_hash: Option<String>,

	/// Accept powers of tau that nobody contributed to. Whoever made them can forge proofs.
	#[arg(long)]
	pub rehearsal: bool,
}

/// Finished keys of circuits.
#[derive(Debug, Args)]
pub struct KeysChoice {
	/// The finished key of the input circuit.
	#[arg(long, value_name = "FILE.zkey")]
	pub input: Option<PathBuf>,

	/// The finished key of the output circuit.
	#[arg(long, value_name = "FILE.zkey")]
	pub output: Option<PathBuf>,

	/// The finished key of the issue circuit.
	#[arg(long, value_name = "FILE.zkey")]
	pub issue: Option<PathBuf>,

	/// The finished key of the license circuit. It has a transcript of its own.
	#[arg(long, value_name = "FILE.zkey")]
	pub license: Option<PathBuf>,

	/// Fewest people that must have contributed to each key.
	#[arg(long, value_name = "NUMBER", default_value_t = 1)]
	pub min_contributions: usize,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
	/// List the circuits: sizes, needed powers of tau, hashes.
	Circuits,

	/// Write a circuit as an .r1cs file, for snarkjs and other tools.
	ExportR1cs {
		/// The circuit.
		#[arg(long, value_enum)]
		circuit: CircuitName,
		/// The file to write.
		to: PathBuf,
	},

	/// Make powers of tau for a rehearsal. Never for a real chain: this machine knows tau.
	NewPowers {
		/// Domain that they are enough for, as a power of two: 14 for all circuits.
		#[arg(long, default_value_t = 14)]
		power: u32,
		/// Leave out the Lagrange polynomials; every later step computes them then.
		#[arg(long)]
		unprepared: bool,
		/// The file to write.
		to: PathBuf,
	},

	/// Check a powers-of-tau file, and show its hash and who contributed.
	///
	/// That nobody knows tau comes from the ceremony the powers are of. Compare the hash with the one published
	/// there; `snarkjs powersoftau verify` also checks the record of that ceremony.
	VerifyPowers {
		/// The file.
		file: PathBuf,
		/// Its published hash (BLAKE2b-512, 128 hexadecimal digits).
		#[arg(long, value_name = "HASH")]
		hash: Option<String>,
		/// Domain to check them for, as a power of two; the default is all that the circuits need.
		#[arg(long)]
		power: Option<u32>,
	},

	/// Make the first key of a circuit, from the circuit and the powers of tau alone.
	Start {
		#[command(flatten)]
		circuit: CircuitChoice,
		#[command(flatten)]
		powers: PowersChoice,
		/// The file to write.
		to: PathBuf,
	},

	/// Contribute to a key. Asks for text typed at random, and mixes it with the system's randomness.
	///
	/// Publish the hash that is shown at the end: by it you find your contribution in the finished key.
	Contribute {
		/// The key you were given.
		from: PathBuf,
		/// The file to write, for the next contributor.
		to: PathBuf,
		/// Your name, for the record; at most 64 bytes.
		#[arg(long)]
		name: String,
		/// Read the random text from standard input up to its end, not from the terminal.
		#[arg(long)]
		entropy_stdin: bool,
	},

	/// Close the ceremony with a public random value that nobody could foresee.
	Beacon {
		/// The key of the last contributor.
		from: PathBuf,
		/// The file to write.
		to: PathBuf,
		/// The value, hexadecimal, 1 to 255 bytes: say, the hash of a block that was announced before it was mined.
		#[arg(long, value_name = "HEX")]
		value: String,
		/// How often it is hashed, as a power of two, from 10 to 42. Each verifier hashes as often.
		#[arg(long, value_name = "NUMBER", default_value_t = 20)]
		exponent: u8,
		/// A name for the record.
		#[arg(long, default_value = "beacon")]
		name: String,
	},

	/// Check a key: its circuit, its powers of tau and every contribution.
	Verify {
		#[command(flatten)]
		circuit: CircuitChoice,
		#[command(flatten)]
		powers: PowersChoice,
		/// The key.
		key: PathBuf,
		/// Also check that it continues this key: as a coordinator, the one that you handed out.
		#[arg(long, value_name = "FILE.zkey")]
		continues: Option<PathBuf>,
		/// Fewest people that must have contributed.
		#[arg(long, value_name = "NUMBER", default_value_t = 0)]
		min_contributions: usize,
		/// Require that a beacon closed the ceremony.
		#[arg(long)]
		closed: bool,
	},

	/// Show the record of a key without checking it.
	Info {
		/// The key.
		key: PathBuf,
		/// As JSON.
		#[arg(long)]
		json: bool,
	},

	/// Check finished keys and write proving keys, verifying keys and the genesis of a chain.
	///
	/// Give the keys of input, output and issue together, the license key, or all four.
	Export {
		#[command(flatten)]
		keys: KeysChoice,
		#[command(flatten)]
		powers: PowersChoice,
		/// The folder to write into.
		#[arg(long, value_name = "FOLDER")]
		to: PathBuf,
	},

	/// Put the exported genesis into a chain specification.
	Import {
		/// `genesis.json` of `export`.
		#[arg(long, value_name = "FILE.json")]
		genesis: PathBuf,
		/// The chain specification, not raw.
		#[arg(long, value_name = "FILE.json")]
		spec: PathBuf,
		/// The chain specification to write.
		to: PathBuf,
	},

	/// Check that a chain specification has the keys of a ceremony; everything is computed from the finished keys.
	CheckSpec {
		#[command(flatten)]
		keys: KeysChoice,
		#[command(flatten)]
		powers: PowersChoice,
		/// The chain specification, not raw.
		#[arg(long, value_name = "FILE.json")]
		spec: PathBuf,
	},
}
