// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The command line: arguments, prompts, output.

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand};
use sero_primitives::BlockNumber;

use crate::{commands, error::Result};

mod assets;
mod console;
mod password;
mod staking;

pub use assets::{
	Asset, Caller, Contract, ContractCall, ContractCollect, ContractDeploy, ContractName,
	ContractRead, Function, Package, PackageCreate, PackageId, PackageKey, PackageOpen,
	PackageShare, PackageShow, PackageTransfer, PackageUnpack, Ticket, TicketBurn, TicketIssue,
	Token, TokenIssue,
};
pub use console::Console;
pub(crate) use password::{new_password, open_password, read_secret};
pub use staking::{
	Buy, Close, ListNodes, Quote, Register, Stake, StakingNode, Update, VoteKey, Voter,
};

/// A wallet for hidden SERO.
///
/// It keeps its keys encrypted, finds its notes by scanning whole blocks (so that no node learns which
/// ones are its own), and proves payments on this machine.
#[derive(Debug, Parser)]
#[command(name = "sero-wallet", version, propagate_version = true, max_term_width = 100)]
pub struct Cli {
	/// Options of every command.
	#[command(flatten)]
	pub global: Global,
	/// What to do.
	#[command(subcommand)]
	pub command: Command,
}

/// Options of every command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Options of every command")]
pub struct Global {
	/// The node to ask
	#[arg(
		long,
		global = true,
		env = "SERO_NODE",
		default_value = "ws://127.0.0.1:9944",
		value_name = "URL"
	)]
	pub node: String,
	/// Folder of the wallet [default: sero-wallet in the user's data folder]
	#[arg(long, global = true, env = "SERO_WALLET", value_name = "FOLDER")]
	pub wallet: Option<PathBuf>,
	/// File whose first line is the wallet's password; else SERO_WALLET_PASSWORD, else a prompt
	#[arg(long, global = true, value_name = "FILE")]
	pub password_file: Option<PathBuf>,
	/// Answer in JSON, errors included
	#[arg(long, global = true)]
	pub json: bool,
	/// Do not ask the node for new blocks first
	#[arg(long, global = true)]
	pub no_sync: bool,
	/// Tell more on standard error; twice for every request
	#[arg(short, long, global = true, action = clap::ArgAction::Count)]
	pub verbose: u8,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
	/// Make a wallet and print its 24 words
	New,
	/// Make a wallet from its 24 words, or from a seed
	Restore(Restore),
	/// Print the address that others pay to
	Address(Address),
	/// Scan new blocks
	Sync,
	/// Print what the wallet has
	Balance,
	/// Pay somebody SERO, tokens or a ticket, unseen by everybody else
	#[command(visible_alias = "pay")]
	Send(Send),
	/// List what came in and what went out
	History,
	/// Print the key that sees everything and cannot spend
	ExportViewingKey,
	/// Move SERO from an account into the hidden pool
	Shield(Shield),
	/// Move SERO from the hidden pool to an account
	Unshield(Unshield),
	/// Issue tickets (unique items), give them away, burn them
	#[command(subcommand)]
	Ticket(Ticket),
	/// Tokens of this wallet, and tokens of its own
	#[command(subcommand)]
	Token(Token),
	/// Seal an asset with data under a key, hand it over, open it
	#[command(subcommand)]
	Package(Package),
	/// Deploy and call contracts
	#[command(subcommand)]
	Contract(Contract),
	/// Buy shares, which vote for blocks and earn rewards, and look at them
	#[command(subcommand)]
	Stake(Stake),
	/// Run a staking node, which votes for shares of others, or look for one
	#[command(subcommand)]
	StakingNode(StakingNode),
	/// List what came in and what went out, with a viewing key instead of a wallet
	Audit(Audit),
	/// Make a proof about one hidden payment, to be handed to somebody
	Disclose(Disclose),
	/// Check what `disclose` has made against the chain
	VerifyDisclosure(VerifyDisclosure),
	/// Print the public and viewing keys of a seed, as the original system writes them
	InspectSeed(InspectSeed),
	/// Print where the node stands
	Status,
	/// Licenses of miners, without a node
	#[command(subcommand)]
	License(License),
}

/// Arguments of `restore`.
#[derive(Debug, Args)]
pub struct Restore {
	/// The seed, 64 hexadecimal digits, instead of the 24 words
	#[arg(long, value_name = "HEX")]
	pub seed: Option<String>,
	/// Blocks before this one hold nothing for the wallet: scanning them is faster
	#[arg(long, default_value_t = 0, value_name = "HEIGHT")]
	pub birthday: BlockNumber,
}

/// Arguments of `address`.
#[derive(Debug, Args)]
pub struct Address {
	/// A fresh one-time address instead, to be used once
	#[arg(long)]
	pub one_time: bool,
}

/// How to wait.
#[derive(Debug, Args)]
pub struct Wait {
	/// Wait until it is mined
	#[arg(long)]
	pub wait: bool,
	/// Wait at most so long
	#[arg(long, default_value_t = 1800, value_name = "SECONDS", requires = "wait")]
	pub wait_seconds: u64,
}

/// Arguments of `send`.
#[derive(Debug, Args)]
pub struct Send {
	/// Address of the receiver
	#[arg(long, value_name = "ADDRESS")]
	pub to: String,
	/// What is paid.
	#[command(flatten)]
	pub asset: Asset,
	/// Text for the receiver, at most 64 bytes
	#[arg(long, default_value = "", value_name = "TEXT")]
	pub memo: String,
	/// How to wait.
	#[command(flatten)]
	pub wait: Wait,
}

/// Arguments of `shield`.
#[derive(Debug, Args)]
pub struct Shield {
	/// Secret URI of the paying account, for example //Alice; `-` asks for it
	#[arg(long, env = "SERO_ACCOUNT", hide_env_values = true, value_name = "SECRET")]
	pub account: String,
	/// Amount in SERO
	#[arg(long, value_name = "SERO")]
	pub amount: String,
	/// Text that everybody can read, at most 64 bytes
	#[arg(long, default_value = "", value_name = "TEXT")]
	pub memo: String,
	/// How to wait.
	#[command(flatten)]
	pub wait: Wait,
}

/// Arguments of `unshield`.
#[derive(Debug, Args)]
pub struct Unshield {
	/// The receiving account: its address, its id after 0x, or a development name such as //Bob
	#[arg(long, value_name = "ACCOUNT")]
	pub account: String,
	/// Amount in SERO
	#[arg(long, value_name = "SERO")]
	pub amount: String,
	/// How to wait.
	#[command(flatten)]
	pub wait: Wait,
}

/// Arguments of `audit`.
#[derive(Debug, Args)]
pub struct Audit {
	/// The viewing key, as `export-viewing-key` prints it
	#[arg(long, env = "SERO_VIEWING_KEY", hide_env_values = true, value_name = "KEY")]
	pub viewing_key: String,
	/// Begin at this block
	#[arg(long, default_value_t = 0, value_name = "HEIGHT")]
	pub from_height: BlockNumber,
}

/// Arguments of `disclose`.
#[derive(Debug, Args)]
pub struct Disclose {
	/// Id of the transaction, as `history` prints it
	#[arg(long, value_name = "ID")]
	pub tx: String,
	/// Number of the output, as `history` prints it
	#[arg(long, value_name = "NUMBER")]
	pub output: u32,
}

/// Arguments of `verify-disclosure`.
#[derive(Debug, Args)]
pub struct VerifyDisclosure {
	/// File with the disclosure; `-` is standard input
	#[arg(default_value = "-", value_name = "FILE")]
	pub file: PathBuf,
}

/// Arguments of `inspect-seed`.
#[derive(Debug, Args)]
pub struct InspectSeed {
	/// The seed, 64 hexadecimal digits
	#[arg(long, value_name = "HEX")]
	pub seed: String,
}

/// What to do about licenses.
#[derive(Debug, Subcommand)]
pub enum License {
	/// Make a licensor's key
	LicensorNew(LicensorNew),
	/// Issue a license to a miner
	Issue(LicenseIssue),
	/// Show what a license says, and check its signature
	Inspect(LicenseInspect),
}

/// Arguments of `license licensor-new`.
#[derive(Debug, Args)]
pub struct LicensorNew {
	/// The file to write; it holds the secret key
	#[arg(long, default_value = "licensor.json", value_name = "FILE")]
	pub out: PathBuf,
}

/// Arguments of `license issue`.
#[derive(Debug, Args)]
pub struct LicenseIssue {
	/// File with the licensor's key
	#[arg(long, default_value = "licensor.json", value_name = "FILE")]
	pub licensor: PathBuf,
	/// The miner's address, or its ZPK (64 hexadecimal digits)
	#[arg(long, value_name = "ADDRESS")]
	pub to: String,
	/// First block that may be mined
	#[arg(long, value_name = "HEIGHT")]
	pub from_block: BlockNumber,
	/// Last block that may be mined
	#[arg(long, value_name = "HEIGHT")]
	pub to_block: BlockNumber,
	/// The file to write, for the miner
	#[arg(long, default_value = "license.json", value_name = "FILE")]
	pub out: PathBuf,
}

/// Arguments of `license inspect`.
#[derive(Debug, Args)]
pub struct LicenseInspect {
	/// The license
	#[arg(value_name = "FILE")]
	pub file: PathBuf,
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
	let cli = Cli::parse();
	console::start_log(cli.global.verbose);
	let console = Console::new(cli.global.json);
	let result = tokio::runtime::Builder::new_multi_thread()
		.enable_all()
		.build()
		.map_err(|error| crate::WalletError::file("the asynchronous runtime", error))
		.and_then(|runtime| runtime.block_on(run(&cli, &console)));
	match result {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			console.error(&error);
			ExitCode::FAILURE
		},
	}
}

/// Runs a command.
///
/// # Errors
/// Those of the command.
pub async fn run(cli: &Cli, console: &Console) -> Result<()> {
	let global = &cli.global;
	match &cli.command {
		Command::New => commands::keys::new(global, console).await,
		Command::Restore(args) => commands::keys::restore(global, console, args),
		Command::Address(args) => commands::keys::address(global, console, args),
		Command::ExportViewingKey => commands::keys::export_viewing_key(global, console),
		Command::InspectSeed(args) => commands::keys::inspect_seed(console, args),
		Command::Sync => commands::view::sync(global, console).await,
		Command::Balance => commands::view::balance(global, console).await,
		Command::History => commands::view::history(global, console).await,
		Command::Audit(args) => commands::view::audit(global, console, args).await,
		Command::License(command) => commands::license::run(console, command),
		Command::Status => commands::status::status(global, console).await,
		Command::Send(args) => commands::pay::send(global, console, args).await,
		Command::Unshield(args) => commands::pay::unshield(global, console, args).await,
		Command::Shield(args) => commands::shield::shield(global, console, args).await,
		Command::Ticket(command) => commands::ticket::run(global, console, command).await,
		Command::Token(command) => commands::token::run(global, console, command).await,
		Command::Package(command) => commands::package::run(global, console, command).await,
		Command::Contract(command) => commands::contract::run(global, console, command).await,
		Command::Stake(command) => commands::stake::run(global, console, command).await,
		Command::StakingNode(command) => {
			commands::staking_node::run(global, console, command).await
		},
		Command::Disclose(args) => commands::disclose::disclose(global, console, args).await,
		Command::VerifyDisclosure(args) => commands::disclose::verify(global, console, args).await,
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use clap::CommandFactory;

	#[test]
	fn command_line_is_consistent() {
		Cli::command().debug_assert();
	}

	/// clap would hand the value of the global argument to the command's.
	#[test]
	fn no_argument_of_a_command_has_the_name_of_a_global_one() {
		fn check(command: &clap::Command, global: &[String]) {
			for sub in command.get_subcommands() {
				for argument in sub.get_arguments() {
					let id = argument.get_id().to_string();
					assert!(!global.contains(&id), "{} {id}", sub.get_name());
				}
				check(sub, global);
			}
		}
		let command = Cli::command();
		let global = command.get_arguments().filter(|argument| argument.is_global_set());
		let global: Vec<_> = global.map(|argument| argument.get_id().to_string()).collect();
		assert!(global.contains(&"node".into()));
		check(&command, &global);
	}

	#[test]
	fn every_command_explains_itself() {
		let mut command = Cli::command();
		command.build();
		fn check(command: &clap::Command) {
			for sub in command.get_subcommands() {
				let name = sub.get_name();
				assert!(sub.get_about().is_some(), "{name}");
				for argument in sub.get_arguments() {
					assert!(argument.get_help().is_some(), "{name} {}", argument.get_id());
				}
				check(sub);
			}
		}
		check(&command);
	}
}
