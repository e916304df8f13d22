// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! `stake`.

use std::fmt::Write;

use serde::Serialize;
use sero_primitives::{Balance, BlockNumber};
use sero_shielded_primitives::{share_id, Action, NodeId, StakingAction};

use super::{
	open, open_synced,
	pay::{execute, nonzero_amount, Sent},
};
use crate::{
	amount::format_amount,
	cli::{self, Console, Global},
	error::{Result, WalletError},
	plan::Intent,
	report::{base58, hex_of},
	rpc::{
		staking::{NodeRecord, Quote, ShareTickets},
		Node,
	},
	staking::{own_shares, OwnShare, VoteAccount, VotedBy, Voter},
};

#[derive(Serialize)]
struct QuoteAnswer {
	amount: String,
	tickets: u32,
	/// At what each ticket is booked.
	value: String,
	/// What is staked.
	principal: String,
	/// What comes back at once.
	change: String,
	/// Price of the next ticket.
	price: String,
	/// Tickets in the lottery.
	pool: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct BuyAnswer {
	share: String,
	#[serde(flatten)]
	sent: Sent,
	amount: String,
	/// What the amount bought when the chain was asked; purchases before this one change it.
	expected_tickets: u32,
	#[serde(skip_serializing_if = "Option::is_none")]
	node: Option<String>,
	vote_address: String,
}

#[derive(Serialize)]
struct PaymentAnswer {
	height: BlockNumber,
	amount: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ShareAnswer {
	share: String,
	#[serde(skip_serializing_if = "Option::is_none")]
	tx: Option<String>,
	/// `sending`, `waiting`, `inPool`, `settling` or `settled`.
	status: String,
	#[serde(skip_serializing_if = "Option::is_none")]
	bought_at: Option<BlockNumber>,
	#[serde(skip_serializing_if = "Option::is_none")]
	amount: Option<String>,
	/// What came back at once.
	change: String,
	/// `wallet`, `node` or `other`.
	voted_by: &'static str,
	#[serde(skip_serializing_if = "Option::is_none")]
	node: Option<String>,
	/// At what each ticket is booked.
	#[serde(skip_serializing_if = "Option::is_none")]
	value: Option<String>,
	#[serde(skip_serializing_if = "Option::is_none")]
	tickets: Option<ShareTickets>,
	/// What is owed: principal and rewards.
	owed: String,
	/// Block in which that is paid.
	#[serde(skip_serializing_if = "Option::is_none")]
	payment_due: Option<BlockNumber>,
	/// Rewards in all, paid or not.
	#[serde(skip_serializing_if = "Option::is_none")]
	profit: Option<String>,
	paid: String,
	payments: Vec<PaymentAnswer>,
}

#[derive(Serialize)]
struct ListAnswer {
	#[serde(skip_serializing_if = "Option::is_none")]
	height: Option<BlockNumber>,
	shares: Vec<ShareAnswer>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct VoteKeyAnswer {
	vote_address: String,
	/// The file with the vote seed.
	#[serde(skip_serializing_if = "Option::is_none")]
	file: Option<String>,
}

/// Runs a command of `stake`.
pub async fn run(global: &Global, console: &Console, command: &cli::Stake) -> Result<()> {
	match command {
		cli::Stake::Quote(args) => quote(global, console, args).await,
		cli::Stake::Buy(args) => buy(global, console, args).await,
		cli::Stake::List => list(global, console).await,
		cli::Stake::VoteKey(args) => vote_key(global, console, args),
	}
}

/// What an amount buys now.
async fn ask(node: &Node, amount: Balance) -> Result<(Quote, Balance, u64)> {
	let status = node.staking_status().await?;
	if status.params.is_none() {
		return Err(WalletError::NoStaking);
	}
	let price = status.price.0;
	match node.staking_quote(amount).await? {
		Some(quote) => Ok((quote, price, status.pool)),
		None => Err(WalletError::TicketTooDear { price }),
	}
}

async fn quote(global: &Global, console: &Console, args: &cli::Quote) -> Result<()> {
	let amount = nonzero_amount(&args.amount)?;
	let node = Node::connect(&global.node).await?;
	let (quote, price, pool) = ask(&node, amount).await?;
	let answer = QuoteAnswer {
		amount: format_amount(amount),
		tickets: quote.tickets,
		value: format_amount(quote.value.0),
		principal: format_amount(quote.principal.0),
		change: format_amount(quote.change.0),
		price: format_amount(price),
		pool,
	};
	console.answer(&answer, |answer| {
		format!(
			"{} SERO buy {} tickets at {} SERO each; {} SERO come back at once.\n{} tickets are in \
			 the lottery, the next one costs {} SERO.",
			answer.amount, answer.tickets, answer.value, answer.change, answer.pool, answer.price
		)
	});
	Ok(())
}

/// Reads a staking node's id: 64 hexadecimal digits, with or without `0x`.
pub(super) fn parse_node_id(text: &str) -> Result<[u8; 32]> {
	let digits = text.trim();
	let mut id = [0u8; 32];
	hex::decode_to_slice(digits.strip_prefix("0x").unwrap_or(digits), &mut id)
		.map(|()| id)
		.map_err(|_| WalletError::UnknownStakingNode { node: text.to_owned() })
}

/// The staking node with an id.
pub(super) fn find_node(nodes: Vec<NodeRecord>, text: &str) -> Result<NodeRecord> {
	let id = parse_node_id(text)?;
	nodes
		.into_iter()
		.find(|node| node.id.0 == id)
		.ok_or_else(|| WalletError::UnknownStakingNode { node: text.to_owned() })
}

async fn buy(global: &Global, console: &Console, args: &cli::Buy) -> Result<()> {
	let amount = nonzero_amount(&args.amount)?;
	let voter =
		Voter::new(args.voter.vote_address.as_deref(), args.voter.vote_seed_file.as_deref())?;
	let mut wallet = open(global)?;
	let node = Node::connect(&global.node).await?;
	let staking_node = match &args.node {
		None => None,
		Some(text) => {
			let found = find_node(node.staking_nodes().await?, text)?;
			if found.status != "active" {
				return Err(WalletError::StakingNodeClosed { node: text.clone() });
			}
			Some(found.id.0)
		},
	};
	let (quote, ..) = ask(&node, amount).await?;
	let vote_address = voter.one_time(wallet.keys())?;
	console.note(&format!(
		"{} tickets at {} SERO each; {} SERO come back at once, in public.",
		quote.tickets,
		format_amount(quote.value.0),
		format_amount(quote.change.0)
	));
	let action = Action::Staking(StakingAction::BuyShare {
		vote_address,
		node: staking_node.map(NodeId),
		amount,
	});
	let intent = Intent::of_action(action);
	let sent = execute(&mut wallet, &node, console, intent, &args.wait).await?;
	let answer = BuyAnswer {
		share: hex_of(&share_id(&sent.id)),
		sent,
		amount: format_amount(amount),
		expected_tickets: quote.tickets,
		node: staking_node.map(|id| hex_of(&id)),
		vote_address: base58(&vote_address.0),
	};
	console.answer(&answer, |answer| {
		let Sent { tx, place, fee, .. } = &answer.sent;
		let votes = match (&answer.node, &voter) {
			(Some(node), _) => format!("The staking node {node} votes with it."),
			(None, Voter::Wallet) => {
				"Votes are signed by this wallet's vote account: run a node with \
			                          its key (`sero-wallet stake vote-key --export FILE`, \
			                          `sero-node vote-key insert`, `--vote`)."
					.into()
			},
			(None, _) => "Votes are signed by the account that you named.".into(),
		};
		format!(
			"Share {}, about {} tickets, {place}. Fee {fee} SERO.\n{votes}\ntx {tx}",
			answer.share, answer.expected_tickets
		)
	});
	Ok(())
}

fn share_answer(share: &OwnShare) -> ShareAnswer {
	let record = share.record.as_ref();
	let (voted_by, node) = match share.voted_by {
		VotedBy::Wallet => ("wallet", None),
		VotedBy::Node(id) => ("node", Some(hex_of(&id))),
		VotedBy::Other => ("other", None),
	};
	ShareAnswer {
		share: hex_of(&share.id),
		tx: share.tx.map(|tx| hex_of(&tx.0)),
		status: share.status().to_owned(),
		bought_at: share.bought_at,
		amount: share.amount.map(format_amount),
		change: format_amount(share.change),
		voted_by,
		node,
		value: record.map(|record| format_amount(record.value.0)),
		tickets: record.map(|record| record.tickets),
		owed: format_amount(record.map_or(0, |record| record.income.total())),
		payment_due: record.and_then(|record| record.payment_due),
		profit: record.map(|record| format_amount(record.profit.0)),
		paid: format_amount(share.paid()),
		payments: share
			.payments
			.iter()
			.map(|(height, amount)| PaymentAnswer {
				height: *height,
				amount: format_amount(*amount),
			})
			.collect(),
	}
}

async fn list(global: &Global, console: &Console) -> Result<()> {
	let wallet = open_synced(global, console).await?;
	let node = Node::connect(&global.node).await?;
	let all = node.staking_shares().await?;
	let shares = own_shares(wallet.store(), wallet.keys(), all)?;
	let answer = ListAnswer {
		height: wallet.store().tip().map(|tip| tip.number),
		shares: shares.iter().map(share_answer).collect(),
	};
	console.answer(&answer, |answer| {
		let mut text = String::new();
		for share in &answer.shares {
			let _ = writeln!(text, "share {}: {}", share.share, share.status);
			if let (Some(amount), Some(height)) = (&share.amount, share.bought_at) {
				let _ = writeln!(
					text,
					"      bought for {amount} SERO in block {height}, {} SERO came back at once",
					share.change
				);
			}
			if let (Some(tickets), Some(value)) = (&share.tickets, &share.value) {
				let _ = writeln!(
					text,
					"      {} tickets at {value} SERO: {} in the lottery, {} voted, {} missed, {} \
					 expired",
					tickets.initial,
					tickets.in_pool,
					tickets.voted,
					tickets.missed.saturating_add(tickets.released),
					tickets.expired
				);
			}
			let _ = match (share.voted_by, &share.node) {
				("wallet", _) => writeln!(text, "      this wallet's vote account votes"),
				(_, Some(node)) => writeln!(text, "      staking node {node} votes"),
				_ => writeln!(text, "      somebody else's key votes"),
			};
			if let (Some(height), Some(profit)) = (share.payment_due, &share.profit) {
				let _ = writeln!(
					text,
					"      {} SERO are paid in block {height}; rewards so far {profit} SERO",
					share.owed
				);
			}
			if !share.payments.is_empty() {
				let _ = writeln!(
					text,
					"      {} SERO were paid, in {} payments",
					share.paid,
					share.payments.len()
				);
			}
		}
		if text.is_empty() {
			text.push_str("No shares. Buy one with `sero-wallet stake buy --amount SERO`.");
		}
		text
	});
	Ok(())
}

fn vote_key(global: &Global, console: &Console, args: &cli::VoteKey) -> Result<()> {
	let votes = VoteAccount::of_wallet(&super::keys::keys(global)?)?;
	if let Some(path) = &args.export {
		if path.exists() {
			return Err(WalletError::InvalidArgument(format!(
				"{} exists already; nothing was written",
				path.display()
			)));
		}
		votes.export(path)?;
	}
	let answer = VoteKeyAnswer {
		vote_address: votes.address().to_string(),
		file: args.export.as_ref().map(|path| path.display().to_string()),
	};
	console.answer(&answer, |answer| match &answer.file {
		None => answer.vote_address.clone(),
		Some(file) => format!(
			"{}\nThe vote seed is in {file}. Put it on the node that votes: sero-node vote-key insert \
			 --seed-file {file}. Whoever has it can vote with the wallet's shares, and neither spend nor \
			 see anything.",
			answer.vote_address
		),
	});
	Ok(())
}
