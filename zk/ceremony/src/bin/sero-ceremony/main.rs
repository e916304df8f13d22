// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The ceremony as a program: see `docs/operate/trusted-setup.md`.

#![forbid(unsafe_code)]

mod arguments;
mod commands;
mod terminal;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
	match commands::run(arguments::Cli::parse()) {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("sero-ceremony: {error}");
			ExitCode::FAILURE
		},
	}
}
