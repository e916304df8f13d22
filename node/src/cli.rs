// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The command line.

use crate::{
	dag::DagCmd, doctor::DoctorCmd, ethereum::EthRpc, pow_hash::PowHashCmd, vote_key::VoteKeyCmd,
};
use sc_cli::{clap, RunCmd};
use sero_stratum::{Limits, StratumConfig};
use sero_zk_crypto::PaymentAddress;
use std::{
	net::{IpAddr, SocketAddr},
	path::PathBuf,
};

/// The command line.
#[derive(Debug, clap::Parser)]
pub struct Cli {
	/// A subcommand; without one the node runs.
	#[command(subcommand)]
	pub subcommand: Option<Subcommand>,

	/// How the node runs.
	#[clap(flatten)]
	pub run: RunCmd,

	/// How the node mines.
	#[clap(flatten)]
	pub mining: MiningParams,

	/// How the node votes.
	#[clap(flatten)]
	pub voting: VotingParams,

	/// The JSON-RPC for Ethereum wallets and tools.
	#[clap(flatten)]
	pub eth_rpc: EthRpcParams,

	/// Take blocks as final when this many lie above them; 0 never does.
	///
	/// The rule is the node's own: it keeps the node from following a heavier chain that forks off
	/// below, so that only the operator of a chain should set it. While the node catches up with
	/// others it takes nothing as final. [default: 10 for development chains, else 0]
	#[arg(long, value_name = "BLOCKS", help_heading = "Consensus options")]
	pub finality_depth: Option<u32>,
}

/// How the node mines.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Mining options")]
pub struct MiningParams {
	/// Mine on the processor. Implied by `--dev`.
	#[arg(long)]
	pub mine: bool,

	/// Do not mine, not even with `--dev`.
	#[arg(long, conflicts_with = "mine")]
	pub no_mine: bool,

	/// Number of mining threads. With 0 the node only makes work for outside miners.
	#[arg(long, value_name = "COUNT", default_value_t = 1, value_parser = clap::value_parser!(u32).range(0..=1024))]
	pub mining_threads: u32,

	/// Address that receives the rewards, base58. With `--dev` by default the first demo wallet's.
	///
	/// Every block pays to a fresh one-time address made from it: nobody can see that two blocks
	/// have the same miner.
	#[arg(long, value_name = "ADDRESS", value_parser = parse_address)]
	pub author: Option<PaymentAddress>,

	/// File with the license of the author's account, for chains that take blocks of licensed miners
	/// only.
	///
	/// The chain's licensor makes it with `sero-wallet license issue`. A block shows for which heights
	/// the license holds, and not whose it is.
	#[arg(long, value_name = "FILE")]
	pub license: Option<PathBuf>,

	/// Serve outside miners by stratum, on this address of the machine.
	///
	/// Without an address only programs on this machine can connect; 0.0.0.0 lets everybody who
	/// reaches the machine. Needs --author; the processor mines only with --mine. Dialects:
	/// ETHPROXY (stratum1+tcp), EthereumStratum/1.0.0 (stratum2+tcp) and plain stratum.
	#[arg(long, value_name = "ADDRESS", num_args = 0..=1, default_missing_value = "127.0.0.1")]
	pub stratum: Option<IpAddr>,

	/// Port of the stratum server.
	#[arg(long, value_name = "PORT", default_value_t = StratumConfig::DEFAULT_PORT, requires = "stratum")]
	pub stratum_port: u16,

	/// Miners that may be connected at a time.
	#[arg(long, value_name = "COUNT", default_value_t = 256, requires = "stratum", value_parser = clap::value_parser!(u16).range(1..))]
	pub stratum_max_connections: u16,

	/// Hashes per share for a miner that connects; then its difficulty follows its speed.
	#[arg(long, value_name = "HASHES", default_value_t = 50_000_000, requires = "stratum", value_parser = clap::value_parser!(u64).range(1..))]
	pub stratum_difficulty: u64,
}

impl MiningParams {
	/// How the stratum server works, if it is wanted.
	pub fn stratum(&self) -> Option<StratumConfig> {
		let defaults = StratumConfig::default();
		let connections = usize::from(self.stratum_max_connections);
		self.stratum.map(|address| StratumConfig {
			listen: SocketAddr::new(address, self.stratum_port),
			difficulty: self.stratum_difficulty,
			min_difficulty: defaults.min_difficulty.min(self.stratum_difficulty),
			limits: Limits {
				connections,
				connections_per_address: defaults
					.limits
					.connections_per_address
					.max(connections / 4),
				..defaults.limits
			},
			..defaults
		})
	}
}

/// How the node votes.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Voting options")]
pub struct VotingParams {
	/// Vote for blocks with the vote keys in the node's keystore. Implied by `--dev`.
	///
	/// `sero-node vote-key new` makes a key. Keys that are added while the node runs are found. A
	/// node that votes must be online at all times: a drawn ticket that does not vote earns nothing
	/// and waits long for its price.
	#[arg(long)]
	pub vote: bool,

	/// Do not vote, not even with `--dev`.
	#[arg(long, conflicts_with_all = ["vote", "vote_seed_file"])]
	pub no_vote: bool,

	/// Vote with the key in this file, too: 32 bytes in hexadecimal digits. Implies `--vote`; may be
	/// given several times.
	#[arg(long, value_name = "FILE")]
	pub vote_seed_file: Vec<PathBuf>,
}

/// The JSON-RPC for Ethereum wallets and tools.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Ethereum options")]
pub struct EthRpcParams {
	/// Serve the JSON-RPC of Ethereum (MetaMask, viem, ethers, Foundry). Implied by `--dev`.
	///
	/// The node then keeps blocks and logs as Ethereum sees them, about a kilobyte for each block. It
	/// knows the blocks that it imports from now on, and those whose states it still has.
	#[arg(long)]
	pub eth_rpc: bool,

	/// Do not serve the JSON-RPC of Ethereum, not even with `--dev`.
	#[arg(long, conflicts_with = "eth_rpc")]
	pub no_eth_rpc: bool,

	/// Port of the JSON-RPC of Ethereum, for HTTP and WebSockets.
	#[arg(long, value_name = "PORT", default_value_t = sero_eth_rpc::DEFAULT_PORT)]
	pub eth_rpc_port: u16,

	/// Serve the JSON-RPC of Ethereum to other machines, too; without `debug_*` unless `--rpc-methods
	/// unsafe` is given.
	#[arg(long)]
	pub eth_rpc_external: bool,
}

impl EthRpcParams {
	/// Where to serve, if it is wanted.
	pub fn server(&self, dev: bool) -> Option<EthRpc> {
		let wanted = (self.eth_rpc || dev) && !self.no_eth_rpc;
		wanted.then_some(EthRpc { port: self.eth_rpc_port, external: self.eth_rpc_external })
	}
}

/// Reads an address and says what is wrong with it.
fn parse_address(text: &str) -> Result<PaymentAddress, String> {
	text.parse().map_err(|error| {
		format!("{error}; an address is what `sero-wallet address` prints, about 87 characters")
	})
}

/// What the binary can do besides running a node.
#[derive(Debug, clap::Subcommand)]
pub enum Subcommand {
	/// Node keys and account keys.
	#[command(subcommand)]
	Key(sc_cli::KeySubcommand),

	/// Export a chain specification.
	ExportChainSpec(sc_cli::ExportChainSpecCmd),

	/// Build a chain specification (the older form of `export-chain-spec`).
	BuildSpec(sc_cli::BuildSpecCmd),

	/// Validate a block of the database again.
	CheckBlock(sc_cli::CheckBlockCmd),

	/// Export blocks to a file.
	ExportBlocks(sc_cli::ExportBlocksCmd),

	/// Import blocks from a file.
	ImportBlocks(sc_cli::ImportBlocksCmd),

	/// Export the state of a block as a raw chain specification.
	ExportState(sc_cli::ExportStateCmd),

	/// Remove the whole chain from the disk.
	PurgeChain(sc_cli::PurgeChainCmd),

	/// Remove the last blocks from the disk.
	Revert(sc_cli::RevertCmd),

	/// Print what the database holds.
	ChainInfo(sc_cli::ChainInfoCmd),

	/// Compute a proof-of-work hash.
	PowHash(PowHashCmd),

	/// Keys with which the node votes for blocks.
	#[command(subcommand)]
	VoteKey(VoteKeyCmd),

	/// Look for what would keep a node from running well.
	Doctor(Box<DoctorCmd>),

	/// Make or check the dataset (DAG) of an epoch.
	Dag(DagCmd),
}

#[cfg(test)]
mod tests {
	use super::*;
	use clap::{CommandFactory, Parser};

	#[test]
	fn the_command_line_is_consistent() {
		Cli::command().debug_assert();
	}

	#[test]
	fn a_bad_address_is_explained() {
		let error = Cli::try_parse_from(["sero-node", "--mine", "--author", "abc"]).unwrap_err();
		assert!(error.to_string().contains("sero-wallet address"), "{error}");
	}

	#[test]
	fn vote_and_no_vote_exclude_each_other() {
		assert!(Cli::try_parse_from(["sero-node", "--vote", "--no-vote"]).is_err());
		assert!(Cli::try_parse_from(["sero-node", "--vote-seed-file", "x", "--no-vote"]).is_err());
		assert!(Cli::try_parse_from(["sero-node", "vote-key", "list", "--dev"]).is_ok());
	}

	#[test]
	fn mine_and_no_mine_exclude_each_other() {
		assert!(Cli::try_parse_from(["sero-node", "--mine", "--no-mine"]).is_err());
		assert!(Cli::try_parse_from(["sero-node", "--dev", "--mining-threads", "1025"]).is_err());
	}

	#[test]
	fn the_ethereum_rpc_is_on_for_development_only() {
		let parse = |args: &[&str], dev| {
			let all = ["sero-node"].iter().chain(args);
			Cli::try_parse_from(all).map(|cli| cli.eth_rpc.server(dev))
		};
		assert_eq!(parse(&[], false).unwrap(), None);
		let default = EthRpc { port: 8545, external: false };
		assert_eq!(parse(&[], true).unwrap(), Some(default));
		assert_eq!(parse(&["--eth-rpc"], false).unwrap(), Some(default));
		assert_eq!(parse(&["--no-eth-rpc"], true).unwrap(), None);
		assert!(parse(&["--no-eth-rpc", "--eth-rpc"], true).is_err());
		let all = ["--eth-rpc", "--eth-rpc-port", "9545", "--eth-rpc-external"];
		assert_eq!(parse(&all, false).unwrap(), Some(EthRpc { port: 9545, external: true }));
	}

	#[test]
	fn stratum_is_off_by_default_and_local_without_an_address() {
		let parse = |args: &[&str]| {
			let all = ["sero-node", "--mine"].iter().chain(args);
			Cli::try_parse_from(all).map(|cli| cli.mining.stratum())
		};
		assert!(parse(&[]).unwrap().is_none());
		let config = parse(&["--stratum"]).unwrap().unwrap();
		assert_eq!(config.listen, "127.0.0.1:8008".parse().unwrap());
		assert_eq!(config.limits.connections, 256);
		let all = ["--stratum", "0.0.0.0", "--stratum-port", "3333"];
		let more = ["--stratum-max-connections", "2000", "--stratum-difficulty", "1000"];
		let config = parse(&[all, more].concat()).unwrap().unwrap();
		assert_eq!(config.listen, "0.0.0.0:3333".parse().unwrap());
		assert_eq!(config.limits.connections, 2_000);
		assert_eq!((config.difficulty, config.min_difficulty), (1_000, 1_000));
		assert!(parse(&["--stratum-port", "3333"]).is_err());
		assert!(parse(&["--stratum", "--stratum-max-connections", "0"]).is_err());
	}
}
