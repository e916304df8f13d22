// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! `token`.

use std::fmt::Write;

use serde::Serialize;
use sero_primitives::{BlockNumber, CurrencyId};
use sero_shielded_primitives::{AssetIssuer, PackageOwner};

use super::{
	check_issue_circuit, open, open_synced,
	pay::{execute, send, Sent},
};
use crate::{
	amount::format_amount,
	assets::{parse_asset_amount, parse_currency},
	balance::balances,
	cli::{self, Console, Global},
	error::Result,
	issuance::issue_hidden,
	report::{currency_name, format_asset_amount, package_owner, BalanceReport, CurrencyReport},
	rpc::{assets::AssetChain, Node},
};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct IssueAnswer {
	currency: String,
	amount: String,
	registration_fee: String,
	#[serde(flatten)]
	sent: Sent,
}

#[derive(Serialize)]
struct TokenAnswer {
	#[serde(flatten)]
	balance: CurrencyReport,
	/// A contract after 0x, or a one-time address.
	#[serde(skip_serializing_if = "Option::is_none")]
	issuer: Option<String>,
	/// Whether this wallet can issue more.
	#[serde(skip_serializing_if = "Option::is_none")]
	own: Option<bool>,
	/// Whether nobody knows how much of it there is.
	#[serde(skip_serializing_if = "Option::is_none")]
	hidden: Option<bool>,
	/// How much of it there is.
	#[serde(skip_serializing_if = "Option::is_none")]
	supply: Option<String>,
}

#[derive(Serialize)]
struct ListAnswer {
	#[serde(skip_serializing_if = "Option::is_none")]
	height: Option<BlockNumber>,
	tokens: Vec<TokenAnswer>,
}

/// Runs a command of `token`.
pub async fn run(global: &Global, console: &Console, command: &cli::Token) -> Result<()> {
	match command {
		cli::Token::List => list(global, console).await,
		cli::Token::IssueHidden(args) => issue(global, console, args).await,
		cli::Token::Send(args) => send(global, console, args).await,
	}
}

async fn issue(global: &Global, console: &Console, args: &cli::TokenIssue) -> Result<()> {
	let currency = parse_currency(&args.currency)?;
	let amount = parse_asset_amount(&args.amount, &currency, args.decimals)?;
	let mut wallet = open(global)?;
	let node = Node::connect(&global.node).await?;
	let intent = issue_hidden(&node, wallet.keys(), currency, amount).await?;
	check_issue_circuit(&node).await?;
	let fee = intent.issue.map_or(0, |issue| issue.registration_fee);
	if fee > 0 {
		console.note(&format!("Registering the name costs {} SERO.", format_amount(fee)));
	}
	let sent = execute(&mut wallet, &node, console, intent, &args.wait).await?;
	let answer = IssueAnswer {
		currency: currency_name(&currency),
		amount: format_asset_amount(&currency, amount),
		registration_fee: format_amount(fee),
		sent,
	};
	console.answer(&answer, |answer| {
		let Sent { tx, place, fee, .. } = &answer.sent;
		format!(
			"{} {} issued, {place}. Fee {fee} SERO, the name {} SERO.\ntx {tx}",
			answer.amount, answer.currency, answer.registration_fee
		)
	});
	Ok(())
}

async fn list(global: &Global, console: &Console) -> Result<()> {
	let wallet = open_synced(global, console).await?;
	let height = wallet.store().tip().map(|tip| tip.number);
	let balances = balances(wallet.store());
	let node = match global.no_sync {
		true => None,
		false => Some(Node::connect(&global.node).await?),
	};
	let mut tokens = Vec::new();
	let reports = BalanceReport::new(height, &balances).currencies;
	for (currency, balance) in balances.currencies.keys().zip(reports) {
		if *currency == CurrencyId::SERO {
			continue;
		}
		let info = match &node {
			// What has no name, no node knows more about.
			Some(node) if currency.name().is_some() => Some(node.currency(currency).await?),
			_ => None,
		};
		let issuer = info.as_ref().and_then(|info| info.issuer);
		let own = issuer.map(|issuer| match issuer {
			AssetIssuer::Contract(_) => false,
			AssetIssuer::Address(address) => wallet.keys().owns(&address),
		});
		tokens.push(TokenAnswer {
			balance,
			issuer: issuer.map(|issuer| {
				package_owner(&match issuer {
					AssetIssuer::Contract(contract) => PackageOwner::Contract(contract),
					AssetIssuer::Address(address) => PackageOwner::Address(address),
				})
			}),
			own,
			hidden: info.as_ref().map(|info| info.hidden),
			supply: info
				.as_ref()
				.and_then(|info| info.supply)
				.map(|supply| format_asset_amount(currency, supply)),
		});
	}
	console.answer(&ListAnswer { height, tokens }, |answer| {
		let mut text = String::new();
		for token in &answer.tokens {
			let CurrencyReport { currency, total, .. } = &token.balance;
			let _ = write!(text, "{currency}: {total}");
			match (&token.supply, token.hidden) {
				(_, Some(true)) => text.push_str(" (nobody knows of how much)"),
				(Some(supply), _) => {
					let _ = write!(text, " of {supply}");
				},
				_ => {},
			}
			if let Some(issuer) = &token.issuer {
				let own = if token.own == Some(true) { " (this wallet)" } else { "" };
				let _ = write!(text, "\n      issued by {issuer}{own}");
			}
			text.push('\n');
		}
		if text.is_empty() {
			text.push_str("No tokens.");
		}
		text
	});
	Ok(())
}
