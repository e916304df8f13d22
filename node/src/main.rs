// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The SERO node.
//!
//! - [`cli`], [`command`]: the command line
//! - [`chain_spec`]: the chains that the binary knows, and what it refuses to run
//! - [`service`]: the parts of a running node
//! - [`rpc`]: what it answers
//! - [`banner`]: what `--dev` prints
//! - [`ethereum`]: the JSON-RPC for Ethereum tools
//! - [`finality`]: blocks that are taken as final
//! - [`license`]: authors of templates, and licenses of miners
//! - [`metrics`]: Prometheus metrics of what runtime and verifier know
//! - [`proofs`]: proofs verified ahead of execution
//! - [`pow_hash`]: the subcommand `pow-hash`
//! - [`doctor`]: the subcommand `doctor`
//! - [`vote_key`]: the subcommand `vote-key`

#![forbid(unsafe_code)]

mod banner;
mod chain_spec;
mod cli;
mod command;
mod dag;
mod doctor;
mod ethereum;
mod finality;
mod license;
mod metrics;
mod pow_hash;
mod proofs;
mod rpc;
mod service;
mod vote_key;

use std::process::ExitCode;

fn main() -> ExitCode {
	match command::run() {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			let error = error.to_string();
			eprintln!("Error: {}", service::missing_host_functions(&error).unwrap_or(error));
			ExitCode::FAILURE
		},
	}
}
