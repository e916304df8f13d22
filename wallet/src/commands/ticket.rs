// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! `ticket`.

use serde::Serialize;
use sero_primitives::{BlockNumber, Ticket};

use super::{
	open, open_synced,
	pay::{execute, send, Sent},
	view::ticket_line,
};
use crate::{
	assets::{format_ticket, parse_category, parse_ticket, parse_ticket_id},
	balance::balances,
	cli::{self, Console, Global},
	error::Result,
	issuance::{burn_ticket, issue_ticket},
	plan::{memo_from_text, parse_recipient, Intent, Recipient},
	report::{BalanceReport, OwnTicketReport, TicketReport},
	rpc::Node,
	wallet::Wallet,
};

#[derive(Serialize)]
struct TicketAnswer {
	#[serde(flatten)]
	ticket: TicketReport,
	/// `issued` or `burned`: what the transaction does.
	action: &'static str,
	#[serde(flatten)]
	sent: Sent,
}

#[derive(Serialize)]
struct ListAnswer {
	#[serde(skip_serializing_if = "Option::is_none")]
	height: Option<BlockNumber>,
	tickets: Vec<OwnTicketReport>,
}

/// Runs a command of `ticket`.
pub async fn run(global: &Global, console: &Console, command: &cli::Ticket) -> Result<()> {
	match command {
		cli::Ticket::Issue(args) => issue(global, console, args).await,
		cli::Ticket::List => list(global, console).await,
		cli::Ticket::Send(args) => send(global, console, args).await,
		cli::Ticket::Burn(args) => burn(global, console, args).await,
	}
}

async fn issue(global: &Global, console: &Console, args: &cli::TicketIssue) -> Result<()> {
	let ticket =
		Ticket { category: parse_category(&args.category)?, id: parse_ticket_id(&args.id)? };
	let memo = memo_from_text(&args.memo)?;
	let to = args.to.as_deref().map(parse_recipient).transpose()?;
	let mut wallet = open(global)?;
	let to = to.unwrap_or_else(|| Recipient::Address(wallet.keys().address()));
	let intent = issue_ticket(wallet.keys(), ticket, &to, memo);
	apply(global, console, &mut wallet, ("issued", ticket), intent, &args.wait).await
}

async fn burn(global: &Global, console: &Console, args: &cli::TicketBurn) -> Result<()> {
	let ticket = parse_ticket(&args.ticket)?;
	let mut wallet = open(global)?;
	let intent = burn_ticket(ticket);
	apply(global, console, &mut wallet, ("burned", ticket), intent, &args.wait).await
}

async fn apply(
	global: &Global,
	console: &Console,
	wallet: &mut Wallet,
	(action, ticket): (&'static str, Ticket),
	intent: Intent,
	wait: &cli::Wait,
) -> Result<()> {
	let node = Node::connect(&global.node).await?;
	let sent = execute(wallet, &node, console, intent, wait).await?;
	let answer = TicketAnswer { ticket: ticket.into(), action, sent };
	console.answer(&answer, |answer| {
		let Sent { tx, place, fee, .. } = &answer.sent;
		format!("Ticket {} {action}, {place}. Fee {fee} SERO.\ntx {tx}", format_ticket(&ticket))
	});
	Ok(())
}

async fn list(global: &Global, console: &Console) -> Result<()> {
	let wallet = open_synced(global, console).await?;
	let height = wallet.store().tip().map(|tip| tip.number);
	let tickets = BalanceReport::new(height, &balances(wallet.store())).tickets;
	console.answer(&ListAnswer { height, tickets }, |answer| {
		let lines: Vec<String> = answer.tickets.iter().map(ticket_line).collect();
		if lines.is_empty() {
			return "No tickets. Make one with `sero-wallet ticket issue --category NAME`.".into();
		}
		lines.join("\n")
	});
	Ok(())
}
