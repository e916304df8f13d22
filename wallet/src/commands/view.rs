// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! `sync`, `balance`, `history`, `audit`.

use std::fmt::Write;

use serde::Serialize;
use sero_primitives::BlockNumber;
use sero_zk_crypto::FullViewingKey;

use super::{open, open_synced};
use crate::{
	audit,
	balance::balances,
	cli::{self, Console, Global},
	error::{Result, WalletError},
	history,
	report::{
		ActionReport, BalanceReport, HistoryReport, MemoReport, OwnTicketReport, PaymentReport,
		StakingReport, TicketReport,
	},
	rpc::Node,
	sync::SyncReport,
};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SyncAnswer {
	#[serde(skip_serializing_if = "Option::is_none")]
	height: Option<BlockNumber>,
	scanned: u64,
	undone: u64,
	/// Height of a node that has fewer blocks than the wallet.
	#[serde(skip_serializing_if = "Option::is_none")]
	node_behind: Option<BlockNumber>,
}

#[derive(Serialize)]
struct HistoryAnswer {
	#[serde(skip_serializing_if = "Option::is_none")]
	height: Option<BlockNumber>,
	entries: Vec<HistoryReport>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AuditAnswer {
	address: String,
	from_height: BlockNumber,
	#[serde(skip_serializing_if = "Option::is_none")]
	height: Option<BlockNumber>,
	entries: Vec<HistoryReport>,
}

/// Tells what is unusual about a synchronization.
pub(super) fn remark_sync(console: &Console, report: &SyncReport) {
	if let Some(height) = report.node_behind {
		console.note(&format!(
			"The node is still catching up: it has block {height}, the wallet has seen more."
		));
	}
	if report.undone > 0 {
		console.note(&format!("The chain was reorganized: {} blocks were undone.", report.undone));
	}
}

/// `sync`.
pub async fn sync(global: &Global, console: &Console) -> Result<()> {
	let mut wallet = open(global)?;
	let node = Node::connect(&global.node).await?;
	let report = wallet.sync(&node, &*console.progress()).await?;
	remark_sync(console, &report);
	let answer = SyncAnswer {
		height: report.height,
		scanned: report.scanned,
		undone: report.undone,
		node_behind: report.node_behind,
	};
	console.answer(&answer, |answer| match answer.height {
		Some(height) => format!("Scanned {} blocks, up to block {height}.", answer.scanned),
		None => "The chain has no block yet.".into(),
	});
	Ok(())
}

/// `balance`.
pub async fn balance(global: &Global, console: &Console) -> Result<()> {
	let wallet = open_synced(global, console).await?;
	let height = wallet.store().tip().map(|tip| tip.number);
	let report = BalanceReport::new(height, &balances(wallet.store()));
	console.answer(&report, |report| {
		let mut text = String::new();
		for currency in &report.currencies {
			let name = &currency.currency;
			let _ = writeln!(text, "{} {name} can be spent", currency.spendable);
			if currency.pending != "0" || currency.locked != "0" {
				let _ = writeln!(text, "{} {name} come back as change", currency.pending);
				let _ = writeln!(text, "{} {name} are being paid", currency.locked);
				let _ = writeln!(text, "{} {name} in all", currency.total);
			}
		}
		for ticket in &report.tickets {
			let _ = writeln!(text, "{}", ticket_line(ticket));
		}
		if let Some(height) = report.height {
			let _ = writeln!(text, "as of block {height}, in {} notes", report.notes);
		}
		text
	});
	Ok(())
}

/// `history`.
pub async fn history(global: &Global, console: &Console) -> Result<()> {
	let wallet = open_synced(global, console).await?;
	let entries = HistoryReport::list(wallet.store().ledger(), &history::history(wallet.store()));
	let answer = HistoryAnswer { height: wallet.store().tip().map(|tip| tip.number), entries };
	console.answer(&answer, |answer| list(&answer.entries));
	Ok(())
}

/// `audit`.
pub async fn audit(global: &Global, console: &Console, args: &cli::Audit) -> Result<()> {
	let viewing: FullViewingKey =
		args.viewing_key.trim().parse().map_err(|error: sero_zk_crypto::KeyError| {
			WalletError::InvalidViewingKey { reason: error.to_string() }
		})?;
	let address = viewing.payment_address().to_string();
	let node = Node::connect(&global.node).await?;
	let (target, report) =
		audit::audit(&node, viewing, args.from_height, &*console.progress()).await?;
	let entries = HistoryReport::list(target.ledger(), &history::mined(target.ledger()));
	let answer =
		AuditAnswer { address, from_height: args.from_height, height: report.height, entries };
	console.answer(&answer, |answer| {
		let blocks = match answer.height {
			Some(height) => format!("blocks {} to {height}", answer.from_height),
			None => "no block".into(),
		};
		format!("Account {}, {blocks}\n\n{}", answer.address, list(&answer.entries))
	});
	Ok(())
}

fn list(entries: &[HistoryReport]) -> String {
	if entries.is_empty() {
		return "Nothing came in and nothing went out.".into();
	}
	let mut text = String::new();
	for entry in entries {
		match entry {
			HistoryReport::Received(note) => {
				let _ = write!(
					text,
					"block {:<8} received{}",
					note.height,
					asset(&note.currency, &note.amount, note.ticket.as_ref())
				);
				if note.public {
					let _ = write!(text, " ({}, public)", note.source);
				}
				if let Some(payment) = &note.payment {
					let id = payment.share.as_ref().or(payment.node.as_ref());
					let what = match payment.kind {
						"change" => "left over of the purchase of share",
						"share" => "of share",
						_ => "of staking node",
					};
					let _ = write!(text, " {what} {}", id.map_or("", String::as_str));
				}
				if let Some(contract) = &note.contract {
					let _ = write!(text, " from {contract}");
				}
				memo(&mut text, &note.memo);
				if !note.verified {
					text.push_str(" [it cannot be seen whether the account can spend this]");
				}
				if let Some(height) = note.spent_height {
					let _ = write!(text, " [spent in block {height}]");
				}
				if let (Some(tx), Some(output)) = (&note.tx, note.output) {
					let _ = write!(text, "\n      tx {tx} output {output}");
				}
				text.push('\n');
			},
			HistoryReport::Sent(sent) => {
				let place = match (sent.height, sent.expiry) {
					(Some(height), _) => format!("block {height:<8}"),
					(None, Some(expiry)) => format!("{} (until block {expiry})", sent.status),
					(None, None) => sent.status.to_owned(),
				};
				let _ = writeln!(text, "{place} sent, fee {} SERO", sent.fee);
				for payment in sent.payments.iter().chain(&sent.public_payments) {
					pay_line(&mut text, payment);
				}
				action_lines(&mut text, &sent.action);
				if sent.unreadable > 0 {
					let _ = writeln!(text, "      {} outputs cannot be read", sent.unreadable);
				}
				let _ = writeln!(text, "      tx {}", sent.tx);
			},
		}
	}
	text
}

/// An asset as text, with a space before.
pub(super) fn asset(currency: &str, amount: &str, ticket: Option<&TicketReport>) -> String {
	let ticket = ticket.map(|ticket| format!(" ticket {}:{}", ticket.category, ticket.id));
	match (amount, ticket) {
		("0", Some(ticket)) => ticket,
		("0", None) => " nothing".into(),
		(amount, ticket) => format!(" {amount} {currency}{}", ticket.unwrap_or_default()),
	}
}

/// A ticket of the account as text.
pub(super) fn ticket_line(ticket: &OwnTicketReport) -> String {
	let OwnTicketReport { ticket: TicketReport { category, id }, status } = ticket;
	match *status {
		"spendable" => format!("ticket {category}:{id}"),
		"pending" => format!("ticket {category}:{id} (comes back as change)"),
		_ => format!("ticket {category}:{id} (is being paid)"),
	}
}

/// What a bundle did besides moving notes, one line each.
fn action_lines(text: &mut String, action: &ActionReport) {
	if let Some(unshield) = &action.unshield {
		let _ = writeln!(
			text,
			"      {} {} to account {} (public)",
			unshield.amount, unshield.currency, unshield.account
		);
	}
	if let Some(staking) = &action.staking {
		staking_line(text, staking);
	}
	if let Some(contract) = &action.contract {
		let received = match (&contract.currency, &contract.amount, &contract.ticket) {
			(None, _, None) => String::new(),
			(currency, amount, ticket) => format!(
				" with{}",
				asset(
					currency.as_deref().unwrap_or_default(),
					amount.as_deref().unwrap_or("0"),
					ticket.as_ref()
				)
			),
		};
		let _ = match (contract.action, &contract.contract, &contract.prefix) {
			("call", Some(address), _) => {
				writeln!(text, "      contract {address} called{received}")
			},
			("deploy", _, Some(prefix)) => {
				writeln!(text, "      contract with prefix {prefix} deployed{received}")
			},
			_ => writeln!(text, "      what lay on the sender's account collected"),
		};
		if let (Some(tokens), Some(currency)) = (&contract.fee_tokens, &contract.fee_currency) {
			let _ = writeln!(text, "      {tokens} {currency} to the contract for the fee");
		}
	}
	if let Some(ticket) = &action.ticket_action {
		let TicketReport { category, id } = &ticket.ticket;
		let done = if ticket.action == "issue" { "issued" } else { "burned" };
		let _ = writeln!(text, "      ticket {category}:{id} {done} (public)");
	}
	if let Some(package) = &action.package {
		let owner = package.owner.as_ref().map(|owner| format!(" to {owner}")).unwrap_or_default();
		let _ = writeln!(text, "      package {} {}{owner}", package.package, package.action);
	}
	if let Some(issue) = &action.issue {
		let amount = issue.amount.as_deref().unwrap_or("an unknown amount of");
		let _ = writeln!(
			text,
			"      {amount} {} issued, the name cost {} SERO",
			issue.currency, issue.registration_fee
		);
	}
}

fn staking_line(text: &mut String, staking: &StakingReport) {
	let id = |id: &Option<String>| id.clone().unwrap_or_default();
	let _ = match staking.action {
		"buyShare" => writeln!(
			text,
			"      {} SERO staked in share {} (public)",
			staking.amount,
			id(&staking.share)
		),
		"registerNode" => writeln!(
			text,
			"      {} SERO deposited for staking node {} (public)",
			staking.amount,
			id(&staking.node)
		),
		"updateNode" => writeln!(text, "      staking node {} changed", id(&staking.node)),
		_ => writeln!(text, "      staking node {} closed", id(&staking.node)),
	};
}

fn pay_line(text: &mut String, payment: &PaymentReport) {
	let paid = asset(&payment.currency, &payment.amount, payment.ticket.as_ref());
	let _ = write!(text, "     {paid} to {}", payment.to);
	if payment.own {
		text.push_str(" (own)");
	}
	memo(text, &payment.memo);
	if let Some(output) = payment.output {
		let _ = write!(text, " [output {output}]");
	}
	text.push('\n');
}

fn memo(text: &mut String, memo: &MemoReport) {
	let _ = match memo {
		MemoReport { memo: Some(memo), .. } => write!(text, " \"{memo}\""),
		MemoReport { memo_hex: Some(hex), .. } => write!(text, " memo {hex}"),
		MemoReport { package_key: Some(id), .. } => write!(text, " key of package {id}"),
		_ => Ok(()),
	};
}
