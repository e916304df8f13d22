// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! `sero-node vote-key`: the keys with which a node votes for blocks.

use sc_cli::{clap, KeystoreParams, SharedParams, SubstrateCli};
use sc_service::{config::KeystoreConfig, BasePath};
use sero_consensus::keys;
use sero_zk_crypto::Seed;
use std::{
	io::Read,
	path::{Path, PathBuf},
};
use zeroize::Zeroizing;

/// Keys with which the node votes for blocks.
///
/// A vote key is the seed of a SERO account. Shares name the address that votes for them: give
/// that account's address when buying shares or registering a staking node, and run a node with
/// `--vote` that has the key. Use an account that holds no money: the node needs the key in the
/// clear, at all times. Who gets it can vote, but gets neither shares nor rewards.
#[derive(Debug, clap::Subcommand)]
pub enum VoteKeyCmd {
	/// Make a new vote key in the node's keystore, and print the address that goes with it.
	///
	/// The key stands in the keystore only: keep a copy of the file, or of the folder.
	New(NewCmd),

	/// Put a vote key into the node's keystore, and print the address that goes with it.
	Insert(InsertCmd),

	/// Print the addresses of the vote keys in the node's keystore.
	List(ListCmd),
}

/// Where the keystore is.
#[derive(Debug, Clone, clap::Args)]
pub struct Keystore {
	#[allow(missing_docs)]
	#[clap(flatten)]
	pub shared_params: SharedParams,

	#[allow(missing_docs)]
	#[clap(flatten)]
	pub keystore_params: KeystoreParams,
}

impl Keystore {
	fn folder<C: SubstrateCli>(&self, cli: &C) -> sc_cli::Result<PathBuf> {
		let base_path = self
			.shared_params
			.base_path()?
			.unwrap_or_else(|| BasePath::from_project("", "", &C::executable_name()));
		let chain_id = self.shared_params.chain_id(self.shared_params.is_dev());
		let spec = cli.load_spec(&chain_id)?;
		match self.keystore_params.keystore_config(&base_path.config_dir(spec.id()))? {
			KeystoreConfig::Path { path, .. } => Ok(path),
			KeystoreConfig::InMemory => Err("the keystore is not on the disk".into()),
		}
	}
}

/// Make a key.
#[derive(Debug, Clone, clap::Parser)]
pub struct NewCmd {
	#[allow(missing_docs)]
	#[clap(flatten)]
	pub keystore: Keystore,
}

/// Insert a key.
#[derive(Debug, Clone, clap::Parser)]
pub struct InsertCmd {
	/// File with the seed: 32 bytes in hexadecimal digits. Without it the seed is read from the
	/// standard input, so that it stands neither in a file nor in the shell's history.
	#[arg(long, value_name = "FILE")]
	pub seed_file: Option<PathBuf>,

	#[allow(missing_docs)]
	#[clap(flatten)]
	pub keystore: Keystore,
}

/// List the keys.
#[derive(Debug, Clone, clap::Parser)]
pub struct ListCmd {
	#[allow(missing_docs)]
	#[clap(flatten)]
	pub keystore: Keystore,
}

fn insert(folder: &Path, seed: &Seed) -> sc_cli::Result<()> {
	let address = keys::insert(folder, seed).map_err(|error| error.to_string())?;
	println!("{address}");
	Ok(())
}

impl VoteKeyCmd {
	/// Runs the command.
	pub fn run<C: SubstrateCli>(&self, cli: &C) -> sc_cli::Result<()> {
		match self {
			Self::New(cmd) => {
				let seed = Seed::random(&mut rand::rngs::OsRng);
				insert(&cmd.keystore.folder(cli)?, &seed)
			},
			Self::Insert(cmd) => {
				let seed = match &cmd.seed_file {
					Some(path) => keys::read_seed_file(path),
					None => {
						let mut text = Zeroizing::new(String::new());
						std::io::stdin().take(1_024).read_to_string(&mut text)?;
						keys::parse_seed(&text)
					},
				};
				insert(&cmd.keystore.folder(cli)?, &seed.map_err(|error| error.to_string())?)
			},
			Self::List(cmd) => {
				let folder = cmd.keystore.folder(cli)?;
				let keys = keys::list(&folder).map_err(|error| error.to_string())?;
				for key in &keys {
					println!("{}", key.address());
				}
				if keys.is_empty() {
					eprintln!(
						"No vote keys in {}. `sero-node vote-key new` makes one.",
						folder.display()
					);
				}
				Ok(())
			},
		}
	}
}
