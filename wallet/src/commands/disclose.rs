// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! `disclose` and `verify-disclosure`.

use std::io::Read;

use serde::Serialize;
use sero_shielded_primitives::TxId;

use super::{open_synced, view::asset};
use crate::{
	cli::{self, Console, Global},
	disclosure::{self, Claim, Disclosure},
	error::{Result, WalletError},
	rpc::{Hex32, Node},
};

/// Longest disclosure that is read, in bytes.
const MAX_BYTES: u64 = 64 * 1024;

#[derive(Serialize)]
struct VerifyAnswer<'a> {
	/// Always true: everything else is an error.
	valid: bool,
	height: u32,
	tx: &'a Hex32,
	output: u32,
	claim: &'a Claim,
}

/// `disclose`.
pub async fn disclose(global: &Global, console: &Console, args: &cli::Disclose) -> Result<()> {
	let digits = args.tx.trim();
	let mut tx = [0u8; 32];
	hex::decode_to_slice(digits.strip_prefix("0x").unwrap_or(digits), &mut tx).map_err(|_| {
		WalletError::InvalidArgument(format!("\"{digits}\" is not the id of a transaction"))
	})?;
	let wallet = open_synced(global, console).await?;
	let unknown = || WalletError::UnknownOutput { tx: digits.to_owned(), output: args.output };
	let genesis = wallet.store().genesis()?.ok_or_else(unknown)?;
	let disclosure =
		disclosure::disclose(wallet.store().ledger(), genesis, &TxId(tx), args.output)?;
	console.note("Whoever has this can check this one payment, and see no other:");
	console.answer(&disclosure, |disclosure| {
		serde_json::to_string_pretty(disclosure).unwrap_or_default()
	});
	Ok(())
}

/// `verify-disclosure`.
pub async fn verify(
	global: &Global,
	console: &Console,
	args: &cli::VerifyDisclosure,
) -> Result<()> {
	let mut text = String::new();
	let read = if args.file.as_os_str() == "-" {
		std::io::stdin().take(MAX_BYTES).read_to_string(&mut text)
	} else {
		std::fs::File::open(&args.file)
			.and_then(|file| file.take(MAX_BYTES).read_to_string(&mut text))
	};
	read.map_err(|error| WalletError::file(&args.file, error))?;
	let disclosure: Disclosure = serde_json::from_str(&text)
		.map_err(|error| WalletError::BadDisclosure(error.to_string()))?;
	let node = Node::connect(&global.node).await?;
	disclosure::verify(&node, &disclosure).await?;
	let answer = VerifyAnswer {
		valid: true,
		height: disclosure.height,
		tx: &disclosure.tx,
		output: disclosure.output,
		claim: &disclosure.claim,
	};
	console.answer(&answer, |answer| {
		let claim = answer.claim;
		let receiver = match &claim.receiver {
			Some(receiver) => receiver.clone(),
			None => format!("the one-time address {}", claim.one_time_address),
		};
		let memo = match (&claim.memo, claim.memo_hex.trim_start_matches("0x")) {
			(Some(memo), _) => format!(", with the text \"{memo}\""),
			(None, hex) if hex.bytes().all(|digit| digit == b'0') => String::new(),
			(None, hex) => format!(", with the memo 0x{hex}"),
		};
		format!(
			"True: block {} paid{} to {receiver}{memo}.",
			answer.height,
			asset(&claim.currency, &claim.amount, claim.ticket.as_ref())
		)
	});
	Ok(())
}
