// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The command line.

use crate::pow_hash::PowHashCmd;
use sc_cli::{clap, RunCmd};
use sero_zk_crypto::PaymentAddress;

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

	/// Number of mining threads.
	#[arg(long, value_name = "COUNT", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1024))]
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
	pub license: Option<std::path::PathBuf>,
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
	fn mine_and_no_mine_exclude_each_other() {
		assert!(Cli::try_parse_from(["sero-node", "--mine", "--no-mine"]).is_err());
		assert!(Cli::try_parse_from(["sero-node", "--dev", "--mining-threads", "0"]).is_err());
	}
}
