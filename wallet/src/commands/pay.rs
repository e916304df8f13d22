// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! `send` and `unshield`.

use std::time::Duration;

use serde::Serialize;
use sero_primitives::{BlockNumber, CurrencyId};
use sero_shielded_primitives::{Action, PublicAsset, TxId};

use super::{open, prover};
use crate::{
	amount::{format_amount, parse_amount},
	assets::format_ticket,
	cli::{self, Console, Global},
	error::{Result, WalletError},
	extrinsic::account_id,
	plan::{memo_from_text, parse_recipient, Intent, Payment},
	report::{currency_name, format_asset_amount, hex_of, TicketReport},
	rpc::Node,
	wallet::Wallet,
};

/// Where a transaction stands; part of many answers.
#[derive(Clone, Copy, Serialize)]
pub(super) struct Place {
	/// `waiting` or `mined`.
	status: &'static str,
	/// Height of the block, if it is mined.
	#[serde(skip_serializing_if = "Option::is_none")]
	height: Option<BlockNumber>,
}

impl From<Option<BlockNumber>> for Place {
	fn from(height: Option<BlockNumber>) -> Self {
		Self { status: if height.is_some() { "mined" } else { "waiting" }, height }
	}
}

impl std::fmt::Display for Place {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		match self.height {
			Some(height) => write!(f, "mined in block {height}"),
			None => f.write_str("waiting to be mined"),
		}
	}
}

/// A bundle that was sent; part of many answers.
#[derive(Serialize)]
pub(super) struct Sent {
	#[serde(skip)]
	pub(super) id: TxId,
	pub(super) tx: String,
	#[serde(flatten)]
	pub(super) place: Place,
	pub(super) fee: String,
	/// The SERO that come back.
	pub(super) change: String,
	/// Last block that can mine it.
	expiry: BlockNumber,
}

#[derive(Serialize)]
struct SentAnswer {
	currency: String,
	amount: String,
	#[serde(skip_serializing_if = "Option::is_none")]
	ticket: Option<TicketReport>,
	#[serde(flatten)]
	sent: Sent,
}

/// `send`.
pub async fn send(global: &Global, console: &Console, args: &cli::Send) -> Result<()> {
	let asset = args.asset.read()?.some()?;
	let PublicAsset { currency, amount, ticket } = asset;
	let (to, memo) = (parse_recipient(&args.to)?, memo_from_text(&args.memo)?);
	let intent = Intent::of_payments(vec![Payment { to, currency, amount, ticket, memo }]);
	pay(global, console, intent, asset, &args.wait).await
}

/// `unshield`.
pub async fn unshield(global: &Global, console: &Console, args: &cli::Unshield) -> Result<()> {
	let asset = PublicAsset::token(CurrencyId::SERO, nonzero_amount(&args.amount)?);
	let account = account_id(&args.account)?;
	let PublicAsset { currency, amount, .. } = asset;
	let action = Action::Unshield { account, currency, amount };
	pay(global, console, Intent::of_action(action), asset, &args.wait).await
}

pub(super) fn nonzero_amount(text: &str) -> Result<u128> {
	match parse_amount(text)? {
		0 => Err(WalletError::ZeroAmount),
		amount => Ok(amount),
	}
}

/// Proves, sends, and waits if that is wanted.
pub(super) async fn execute(
	wallet: &mut Wallet,
	node: &Node,
	console: &Console,
	intent: Intent,
	wait: &cli::Wait,
) -> Result<Sent> {
	let prover = prover(node, console).await?;
	let progress = console.progress();
	let sent = wallet.pay(node, &prover, intent, &progress).await?;
	console.note(&format!("Sent. It can be mined up to block {}.", sent.expiry));
	let height = if wait.wait {
		let patience = Duration::from_secs(wait.wait_seconds);
		Some(wallet.wait(node, &sent, patience, &*progress).await?)
	} else {
		None
	};
	Ok(Sent {
		id: sent.tx,
		tx: hex_of(&sent.tx.0),
		place: height.into(),
		fee: format_amount(sent.fee),
		change: format_amount(sent.change.sero()),
		expiry: sent.expiry,
	})
}

async fn pay(
	global: &Global,
	console: &Console,
	intent: Intent,
	asset: PublicAsset,
	wait: &cli::Wait,
) -> Result<()> {
	let mut wallet = open(global)?;
	let node = Node::connect(&global.node).await?;
	let sent = execute(&mut wallet, &node, console, intent, wait).await?;
	let answer = SentAnswer {
		currency: currency_name(&asset.currency),
		amount: format_asset_amount(&asset.currency, asset.amount),
		ticket: asset.ticket.map(Into::into),
		sent,
	};
	console.answer(&answer, |answer| {
		let Sent { tx, place, fee, change, .. } = &answer.sent;
		format!("{}, {place}. Fee {fee} SERO, change {change} SERO.\ntx {tx}", describe(&asset))
	});
	Ok(())
}

/// An asset as text.
pub(super) fn describe(asset: &PublicAsset) -> String {
	let amount = || {
		let amount = format_asset_amount(&asset.currency, asset.amount);
		format!("{amount} {}", currency_name(&asset.currency))
	};
	match &asset.ticket {
		None => amount(),
		Some(ticket) if asset.amount == 0 => format!("ticket {}", format_ticket(ticket)),
		Some(ticket) => format!("{} and ticket {}", amount(), format_ticket(ticket)),
	}
}
