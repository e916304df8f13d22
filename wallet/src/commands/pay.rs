// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! `send` and `unshield`.

use std::time::Duration;

use serde::Serialize;
use sero_primitives::{BlockNumber, CurrencyId};
use sero_shielded_primitives::Action;

use super::{open, prover};
use crate::{
	amount::{format_amount, parse_amount},
	cli::{self, Console, Global},
	error::{Result, WalletError},
	extrinsic::account_id,
	plan::{memo_from_text, parse_recipient, Intent, Payment},
	report::hex_of,
	rpc::Node,
	wallet::{SentPayment, Wallet},
};

#[derive(Serialize)]
struct SentAnswer {
	tx: String,
	/// `waiting` or `mined`.
	status: &'static str,
	/// Height of the block, if it is mined.
	#[serde(skip_serializing_if = "Option::is_none")]
	height: Option<u32>,
	amount: String,
	fee: String,
	change: String,
	/// Last block that can mine it.
	expiry: u32,
}

/// `send`.
pub async fn send(global: &Global, console: &Console, args: &cli::Send) -> Result<()> {
	let payment = Payment {
		to: parse_recipient(&args.to)?,
		amount: nonzero_amount(&args.amount)?,
		memo: memo_from_text(&args.memo)?,
	};
	let intent = Intent { payments: vec![payment], ..Default::default() };
	pay(global, console, intent, &args.wait).await
}

/// `unshield`.
pub async fn unshield(global: &Global, console: &Console, args: &cli::Unshield) -> Result<()> {
	let action = Action::Unshield {
		account: account_id(&args.account)?,
		currency: CurrencyId::SERO,
		amount: nonzero_amount(&args.amount)?,
	};
	pay(global, console, Intent::of_action(action), &args.wait).await
}

pub(super) fn nonzero_amount(text: &str) -> Result<u128> {
	match parse_amount(text)? {
		0 => Err(WalletError::ZeroAmount),
		amount => Ok(amount),
	}
}

/// Proves, sends, and waits if that is wanted; returns the height of the block if it was.
pub(super) async fn execute(
	wallet: &mut Wallet,
	node: &Node,
	console: &Console,
	intent: Intent,
	wait: &cli::Wait,
) -> Result<(SentPayment, Option<BlockNumber>)> {
	let prover = prover(node, console).await?;
	let progress = console.progress();
	let sent = wallet.pay(node, &prover, intent, &progress).await?;
	console.note(&format!("Sent. It can be mined up to block {}.", sent.expiry));
	if !wait.wait {
		return Ok((sent, None));
	}
	let patience = Duration::from_secs(wait.wait_seconds);
	let height = wallet.wait(node, &sent, patience, &*progress).await?;
	Ok((sent, Some(height)))
}

async fn pay(global: &Global, console: &Console, intent: Intent, wait: &cli::Wait) -> Result<()> {
	let amount = intent.amount().unwrap_or_default();
	let mut wallet = open(global)?;
	let node = Node::connect(&global.node).await?;
	let (sent, height) = execute(&mut wallet, &node, console, intent, wait).await?;
	let answer = SentAnswer {
		tx: hex_of(&sent.tx.0),
		status: if height.is_some() { "mined" } else { "waiting" },
		height,
		amount: format_amount(amount),
		fee: format_amount(sent.fee),
		change: format_amount(sent.change),
		expiry: sent.expiry,
	};
	console.answer(&answer, |answer| {
		let place = match answer.height {
			Some(height) => format!("mined in block {height}"),
			None => "waiting to be mined".into(),
		};
		format!(
			"{} SERO, {place}. Fee {} SERO, change {} SERO.\ntx {}",
			answer.amount, answer.fee, answer.change, answer.tx
		)
	});
	Ok(())
}
