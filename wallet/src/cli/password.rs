// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Where secrets come from: a file, the environment, a prompt. Never the command line.

use std::io::{BufRead, IsTerminal};

use zeroize::Zeroizing;

use super::Global;
use crate::error::{Result, WalletError};

/// The environment variable with the password.
const PASSWORD_VARIABLE: &str = "SERO_WALLET_PASSWORD";

/// A password that was given without a prompt.
fn given(global: &Global) -> Result<Option<Zeroizing<String>>> {
	if let Some(path) = &global.password_file {
		let contents = std::fs::read_to_string(path)
			.map(Zeroizing::new)
			.map_err(|error| WalletError::file(path, error))?;
		let line = contents.lines().next().unwrap_or_default();
		return Ok(Some(Zeroizing::new(line.to_owned())));
	}
	match std::env::var(PASSWORD_VARIABLE) {
		Ok(password) => Ok(Some(Zeroizing::new(password))),
		Err(std::env::VarError::NotPresent) => Ok(None),
		Err(std::env::VarError::NotUnicode(_)) => {
			Err(WalletError::BadPassword("SERO_WALLET_PASSWORD is not UTF-8 text"))
		},
	}
}

fn prompt(text: &str) -> Result<Zeroizing<String>> {
	if !std::io::stdin().is_terminal() {
		return Err(WalletError::NoPassword);
	}
	rpassword::prompt_password(text).map(Zeroizing::new).map_err(|_| WalletError::NoPassword)
}

/// The password of an existing wallet.
pub(crate) fn open_password(global: &Global) -> Result<Zeroizing<String>> {
	match given(global)? {
		Some(password) => Ok(password),
		None => prompt("Password of the wallet: "),
	}
}

/// The password of a new wallet; a person types it twice.
pub(crate) fn new_password(global: &Global) -> Result<Zeroizing<String>> {
	let password = match given(global)? {
		Some(password) => password,
		None => {
			let first = prompt("Choose a password for the wallet: ")?;
			let second = prompt("Type it again: ")?;
			if *first != *second {
				return Err(WalletError::BadPassword("the two passwords differ"));
			}
			first
		},
	};
	if password.is_empty() {
		return Err(WalletError::BadPassword("the password is empty"));
	}
	Ok(password)
}

/// A secret line: typed unseen, or from standard input.
pub(crate) fn read_secret(text: &str) -> Result<Zeroizing<String>> {
	if std::io::stdin().is_terminal() {
		return prompt(text);
	}
	let mut line = Zeroizing::new(String::new());
	std::io::stdin()
		.lock()
		.read_line(&mut line)
		.map_err(|error| WalletError::file("standard input", error))?;
	Ok(line)
}
