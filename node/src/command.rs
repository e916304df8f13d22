// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Runs what the command line asks for.

use crate::{
	banner, chain_spec,
	cli::{Cli, Subcommand},
	finality, license, service,
};
use sc_cli::SubstrateCli;
use sc_network::config::NetworkBackendType;
use sc_service::{config::KeystoreConfig, ChainType, Configuration, PartialComponents};
use sero_consensus::keys::{read_seed_file, VoteKey, VoteKeys};
use sero_runtime::{demo, opaque::Block};
use sero_zk_crypto::Seed;
use sp_keyring::Sr25519Keyring;
use std::sync::Arc;

impl SubstrateCli for Cli {
	fn impl_name() -> String {
		"SERO Node".into()
	}

	fn impl_version() -> String {
		env!("SUBSTRATE_CLI_IMPL_VERSION").into()
	}

	fn description() -> String {
		env!("CARGO_PKG_DESCRIPTION").into()
	}

	fn author() -> String {
		env!("CARGO_PKG_AUTHORS").into()
	}

	fn support_url() -> String {
		concat!(env!("CARGO_PKG_REPOSITORY"), "/issues").into()
	}

	fn copyright_start_year() -> i32 {
		2026
	}

	fn load_spec(&self, id: &str) -> Result<Box<dyn sc_service::ChainSpec>, String> {
		chain_spec::load(id)
	}
}

/// Parts that are only heard from if something is wrong.
const QUIET: &str = "sc_basic_authorship=warn,basic-authorship=warn";

/// What mining needs, from the command line and the kind of chain.
pub fn mining(cli: &Cli, config: &Configuration) -> sc_cli::Result<Option<service::Mining>> {
	let is_development = config.chain_spec.chain_type() == ChainType::Development;
	let by_processor = cli.mining.mine || (cli.run.shared_params.dev && !cli.mining.no_mine);
	let stratum = cli.mining.stratum();
	if !by_processor && stratum.is_none() {
		if cli.run.validator {
			log::warn!(
				"--validator does not make this node find blocks: SERO blocks are found by proof of \
				 work. Use --mine --author <ADDRESS>.",
			);
		}
		return Ok(None);
	}
	let author = match cli.mining.author {
		Some(author) => author,
		None if is_development => banner::first_demo_address().map_err(sc_cli::Error::Input)?,
		None => return Err(sc_cli::Error::Input(
			"--mine and --stratum need --author <ADDRESS>: the address that receives the rewards. \
				 `sero-wallet address` prints yours."
				.into(),
		)),
	};
	let threads = if by_processor { cli.mining.mining_threads as usize } else { 0 };
	let license = match &cli.mining.license {
		Some(path) => Some(license::read(path, &author).map_err(sc_cli::Error::Input)?),
		None => None,
	};
	Ok(Some(service::Mining { author, threads, stratum, license }))
}

/// The demo vote seed of this node, on chains whose keys are public: the one for all shares with
/// `--dev`, one of them each with `--alice`, `--bob` and `--charlie`.
fn demo_vote_seed(cli: &Cli, chain_type: &ChainType) -> Option<Seed> {
	let public = matches!(chain_type, ChainType::Development | ChainType::Local);
	let number = match cli.run.get_keyring() {
		_ if !public => return None,
		Some(Sr25519Keyring::Alice) => 1,
		Some(Sr25519Keyring::Bob) => 2,
		Some(Sr25519Keyring::Charlie) => 3,
		_ if cli.run.shared_params.dev => 1,
		_ => return None,
	};
	Some(Seed::from_bytes(demo::vote_seed(number)))
}

/// The keys that the node votes with, if it shall vote.
pub fn vote_keys(cli: &Cli, config: &Configuration) -> sc_cli::Result<Option<Arc<VoteKeys>>> {
	let demo_seed = demo_vote_seed(cli, &config.chain_spec.chain_type());
	let params = &cli.voting;
	let wanted = params.vote || !params.vote_seed_file.is_empty() || demo_seed.is_some();
	if params.no_vote || !wanted {
		return Ok(None);
	}
	let text = |error: sero_consensus::keys::VoteKeyError| sc_cli::Error::Input(error.to_string());
	let mut given = Vec::new();
	for path in &params.vote_seed_file {
		given.push(VoteKey::from_seed(&read_seed_file(path).map_err(text)?).map_err(text)?);
	}
	if let Some(seed) = demo_seed {
		given.push(VoteKey::from_seed(&seed).map_err(text)?);
	}
	let folder = match &config.keystore {
		KeystoreConfig::Path { path, .. } => Some(path.clone()),
		KeystoreConfig::InMemory => None,
	};
	let keys = VoteKeys::new(folder, given);
	match keys.addresses().len() {
		0 => log::warn!(
			"--vote: there is no vote key in the keystore. `sero-node vote-key new` makes one."
		),
		count => log::info!("Voting with {count} key(s)"),
	}
	Ok(Some(Arc::new(keys)))
}

/// Parses the arguments of the process and runs what they ask for.
pub fn run() -> sc_cli::Result<()> {
	let mut cli = Cli::from_args();
	// Two lines for every block template say nothing that "Mined block" does not. Filters of the
	// user come later and win.
	cli.run.shared_params.log.insert(0, QUIET.into());
	// No peer depends on who this node is (its blocks and votes do not name it), so that a missing
	// network key is simply made, whatever the node's role.
	cli.run.network_params.node_key_params.unsafe_force_node_key_generation = true;

	match &cli.subcommand {
		Some(Subcommand::Key(cmd)) => cmd.run(&cli),
		Some(Subcommand::VoteKey(cmd)) => cmd.run(&cli),
		Some(Subcommand::Doctor(cmd)) => cmd.run(),
		Some(Subcommand::PowHash(cmd)) => cmd.run().map_err(sc_cli::Error::Input),
		Some(Subcommand::Dag(cmd)) => {
			cmd.run(&Cli::executable_name()).map_err(sc_cli::Error::Input)
		},
		Some(Subcommand::ExportChainSpec(cmd)) => {
			let spec = cli.load_spec(&cmd.chain)?;
			cmd.run(spec)
		},
		Some(Subcommand::BuildSpec(cmd)) => {
			let runner = cli.create_runner(cmd)?;
			runner.sync_run(|config| cmd.run(config.chain_spec, config.network))
		},
		Some(Subcommand::CheckBlock(cmd)) => {
			let runner = cli.create_runner(cmd)?;
			runner.async_run(|config| {
				let PartialComponents { client, task_manager, import_queue, .. } =
					service::new_partial(&config, false)?;
				Ok((cmd.run(client, import_queue), task_manager))
			})
		},
		Some(Subcommand::ExportBlocks(cmd)) => {
			let runner = cli.create_runner(cmd)?;
			runner.async_run(|config| {
				let PartialComponents { client, task_manager, .. } =
					service::new_partial(&config, false)?;
				Ok((cmd.run(client, config.database), task_manager))
			})
		},
		Some(Subcommand::ImportBlocks(cmd)) => {
			let runner = cli.create_runner(cmd)?;
			runner.async_run(|config| {
				let PartialComponents { client, task_manager, import_queue, .. } =
					service::new_partial(&config, false)?;
				service::spawn_note_index(&task_manager, &client);
				Ok((cmd.run(client, import_queue), task_manager))
			})
		},
		Some(Subcommand::ExportState(cmd)) => {
			let runner = cli.create_runner(cmd)?;
			runner.async_run(|config| {
				let PartialComponents { client, task_manager, .. } =
					service::new_partial(&config, false)?;
				Ok((cmd.run(client, config.chain_spec), task_manager))
			})
		},
		Some(Subcommand::PurgeChain(cmd)) => {
			let runner = cli.create_runner(cmd)?;
			runner.sync_run(|config| cmd.run(config.database))
		},
		Some(Subcommand::Revert(cmd)) => {
			let runner = cli.create_runner(cmd)?;
			runner.async_run(|config| {
				let PartialComponents { client, task_manager, backend, .. } =
					service::new_partial(&config, false)?;
				// Everything that we keep beside the chain is keyed by block hash: nothing to revert.
				Ok((cmd.run(client, backend, None), task_manager))
			})
		},
		Some(Subcommand::ChainInfo(cmd)) => {
			let runner = cli.create_runner(cmd)?;
			runner.sync_run(|config| cmd.run::<Block>(&config))
		},
		None => {
			let runner = cli.create_runner(&cli.run)?;
			let options = service::Options {
				mining: mining(&cli, runner.config())?,
				vote_keys: vote_keys(&cli, runner.config())?,
				eth_rpc: cli.eth_rpc.server(cli.run.shared_params.dev),
				finality_depth: finality::depth(
					cli.finality_depth,
					&runner.config().chain_spec.chain_type(),
				),
			};
			runner.run_node_until_exit(|config| async move {
				match config.network.network_backend {
					NetworkBackendType::Libp2p => service::new_full::<
						sc_network::NetworkWorker<
							Block,
							<Block as sp_runtime::traits::Block>::Hash,
						>,
					>(config, options),
					NetworkBackendType::Litep2p => {
						service::new_full::<sc_network::Litep2pNetworkBackend>(config, options)
					},
				}
				.map_err(sc_cli::Error::Service)
			})
		},
	}
}
