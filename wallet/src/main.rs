// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The command line wallet.

#![forbid(unsafe_code)]

fn main() -> std::process::ExitCode {
	sero_wallet::cli::main()
}
