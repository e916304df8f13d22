// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! `sero-node doctor`: looks for what would keep a node from running well, and says what to do.
//!
//! It takes the node's own flags and changes nothing: no folder, no key, no database is made where the
//! node would look for it.
//!
//! - [`machine`]: disk, memory, file descriptors, clock
//! - [`ports`]: what the node listens on
//! - [`rpc`]: a node that runs here already
//! - [`keys`]: the node's key and those that vote
//! - [`chain`]: database, runtime and parameters

mod chain;
mod keys;
mod machine;
mod ports;
mod rpc;

use crate::{
	cli::{Cli, EthRpcParams, MiningParams, VotingParams},
	command,
};
use sc_cli::{clap, RunCmd, SubstrateCli};
use sc_service::Configuration;
use serde_json::{json, Value};
use std::fmt::Write;

/// Look for what would keep a node from running well.
///
/// Takes the flags with which the node is started. Changes nothing. Exits with status 1 if a check
/// fails; warnings do not count.
#[derive(Debug, clap::Parser)]
pub struct DoctorCmd {
	/// Print the report as JSON.
	#[arg(long)]
	pub json: bool,

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

	/// As for the node; nothing is checked about it.
	#[arg(long, value_name = "BLOCKS", help_heading = "Consensus options")]
	pub finality_depth: Option<u32>,
}

/// What a check came to, from good to bad.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Level {
	Ok,
	Warn,
	Fail,
}

impl Level {
	fn name(self) -> &'static str {
		match self {
			Self::Ok => "OK",
			Self::Warn => "WARN",
			Self::Fail => "FAIL",
		}
	}
}

/// One finding.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Check {
	name: &'static str,
	level: Level,
	found: String,
	advice: Option<String>,
}

impl Check {
	fn ok(name: &'static str, found: impl Into<String>) -> Self {
		Self { name, level: Level::Ok, found: found.into(), advice: None }
	}

	fn warn(name: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
		Self { name, level: Level::Warn, found: found.into(), advice: Some(advice.into()) }
	}

	fn fail(name: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
		Self { name, level: Level::Fail, found: found.into(), advice: Some(advice.into()) }
	}
}

/// Everything that was found.
#[derive(Debug)]
struct Report(Vec<Check>);

impl Report {
	fn level(&self) -> Level {
		self.0.iter().map(|check| check.level).max().unwrap_or(Level::Ok)
	}

	fn count(&self, level: Level) -> usize {
		self.0.iter().filter(|check| check.level == level).count()
	}

	fn json(&self) -> Value {
		let checks: Vec<Value> = self
			.0
			.iter()
			.map(|check| {
				json!({
					"name": check.name,
					"level": check.level.name(),
					"found": check.found,
					"advice": check.advice,
				})
			})
			.collect();
		json!({ "level": self.level().name(), "checks": checks })
	}

	fn text(&self) -> String {
		let mut text = String::new();
		for Check { name, level, found, advice } in &self.0 {
			// Writing to a string cannot fail.
			let _ = writeln!(text, "{:<4}  {name:<10}  {found}", level.name());
			if let Some(advice) = advice {
				let _ = writeln!(text, "                  {advice}");
			}
		}
		let (warnings, failures) = (self.count(Level::Warn), self.count(Level::Fail));
		let _ = writeln!(text, "{} checks: {failures} failed, {warnings} warned", self.0.len(),);
		text
	}
}

impl DoctorCmd {
	/// The command line of the node that is asked about.
	fn node(&self) -> Cli {
		let mut run = self.run.clone();
		// What the node says while it opens its database is not part of the report.
		run.shared_params.log.insert(0, "off".into());
		// Reading the configuration makes the node's key where it is missing: this one is for nothing.
		let key = &mut run.network_params.node_key_params.node_key;
		if key.is_none() {
			*key = Some(hex::encode(rand::random::<[u8; 32]>()));
		}
		Cli {
			subcommand: None,
			run,
			mining: self.mining.clone(),
			voting: self.voting.clone(),
			eth_rpc: self.eth_rpc.clone(),
			finality_depth: self.finality_depth,
		}
	}

	/// Runs the command.
	///
	/// # Errors
	/// Something fails.
	pub fn run(&self) -> sc_cli::Result<()> {
		let cli = self.node();
		// Before anything raises it.
		let mut checks = vec![machine::descriptors(), machine::clock_runs()];
		match cli.create_runner(&cli.run) {
			Ok(runner) => {
				let examine = |config| -> sc_cli::Result<()> {
					examine(&cli, &self.run, config, &mut checks);
					Ok(())
				};
				runner.sync_run(examine)?;
			},
			Err(error) => checks.push(Check::fail(
				"flags",
				error.to_string(),
				"The node does not start with these flags: correct them.",
			)),
		}
		let report = Report(checks);
		match self.json {
			true => println!("{:#}", report.json()),
			false => print!("{}", report.text()),
		}
		match report.count(Level::Fail) {
			0 => Ok(()),
			count => Err(sc_cli::Error::Input(format!("{count} check(s) failed"))),
		}
	}
}

/// What the node of this configuration will find.
fn examine(cli: &Cli, given: &RunCmd, config: Configuration, checks: &mut Vec<Check>) {
	let running = rpc::running(&config);
	let mining = command::mining(cli, &config);
	let stratum = mining.as_ref().ok().and_then(Option::as_ref).and_then(|m| m.stratum.as_ref());
	let listening = ports::wanted(
		&config,
		cli.eth_rpc.server(cli.run.shared_params.dev).as_ref(),
		stratum.map(|stratum| stratum.listen),
	);
	checks.extend(ports::check(&listening, running.is_some()));
	checks.push(keys::node_key(&given.network_params.node_key_params, &config.data_path));
	checks.extend(keys::vote_keys(cli, &config));
	let (found, facts) = chain::check(config, &mining, running.as_ref());
	checks.extend(found);
	checks.push(machine::clock_against(facts.best, running.is_some()));
	checks.push(machine::disk(&facts));
	checks.push(machine::writable(&facts.base_path));
	checks.push(machine::memory(&facts, running.is_some()));
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_worst_finding_is_the_reports() {
		let mut report = Report(vec![Check::ok("disk", "5 GiB free")]);
		assert_eq!(report.level(), Level::Ok);
		report.0.push(Check::fail("ports", "9944 is taken", "Choose another --rpc-port."));
		report.0.push(Check::warn("memory", "little", "Buy some."));
		assert_eq!(report.level(), Level::Fail);
		let text = report.text();
		for part in ["OK    disk", "FAIL  ports", "Choose another", "3 checks: 1 failed, 1 warned"]
		{
			assert!(text.contains(part), "{part} in {text}");
		}
		let json = report.json();
		assert_eq!(json["level"], "FAIL");
		assert_eq!(json["checks"][1]["advice"], "Choose another --rpc-port.");
		assert_eq!(json["checks"][0]["advice"], Value::Null);
	}

	#[test]
	fn it_takes_the_nodes_flags() {
		use sc_cli::clap::Parser;
		let cli = Cli::try_parse_from([
			"sero-node",
			"doctor",
			"--json",
			"--dev",
			"--stratum",
			"--vote",
			"--eth-rpc-port",
			"9545",
			"--rpc-port",
			"9955",
		])
		.unwrap();
		let Some(crate::cli::Subcommand::Doctor(cmd)) = cli.subcommand else {
			panic!("it is not the doctor");
		};
		assert!(cmd.json && cmd.run.shared_params.dev && cmd.voting.vote);
		assert_eq!(cmd.node().eth_rpc.eth_rpc_port, 9545);
	}
}
