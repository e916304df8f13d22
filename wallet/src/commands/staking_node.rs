// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! `staking-node`.

use std::fmt::Write;

use serde::Serialize;
use sero_primitives::BlockNumber;
use sero_shielded_primitives::{Action, NodeId, StakingAction};

use super::{
	open, open_synced,
	pay::{execute, Sent},
	stake::find_node,
};
use crate::{
	amount::format_amount,
	cli::{self, Console, Global},
	error::{Result, WalletError},
	plan::Intent,
	report::{base58, hex_of},
	rpc::{
		staking::{NodeRecord, NodeTickets, StakingParams},
		Node,
	},
	staking::{format_fee, node_owner, own_nodes, parse_fee, Voter},
	wallet::Wallet,
};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ChangeAnswer {
	node: String,
	/// `registered`, `updated` or `closed`: what the transaction does.
	action: &'static str,
	#[serde(flatten)]
	sent: Sent,
	/// The node's fee, in ten-thousandths.
	fee_rate: u16,
	#[serde(skip_serializing_if = "Option::is_none")]
	vote_address: Option<String>,
	#[serde(skip_serializing_if = "Option::is_none")]
	deposit: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NodeAnswer {
	node: String,
	/// `active`, `closed` or `finished`.
	status: String,
	/// Whether this wallet owns it; absent without a wallet.
	#[serde(skip_serializing_if = "Option::is_none")]
	own: Option<bool>,
	/// The node's fee, in ten-thousandths.
	fee_rate: u16,
	deposit: String,
	registered_at: BlockNumber,
	tickets: NodeTickets,
	/// What is owed to its owner.
	owed: String,
	/// Block in which that is paid.
	#[serde(skip_serializing_if = "Option::is_none")]
	payment_due: Option<BlockNumber>,
	/// Rewards in all, paid or not.
	profit: String,
	/// What was paid, if the node is this wallet's.
	#[serde(skip_serializing_if = "Option::is_none")]
	paid: Option<String>,
}

#[derive(Serialize)]
struct ListAnswer {
	nodes: Vec<NodeAnswer>,
}

/// What a transaction does to a staking node.
struct Change {
	/// The node; the transaction registers it if there is none.
	node: Option<[u8; 32]>,
	name: &'static str,
	fee_rate: u16,
	vote_address: Option<sero_shielded_primitives::OneTimeAddressBytes>,
	deposit: Option<u128>,
	intent: Intent,
}

/// Runs a command of `staking-node`.
pub async fn run(global: &Global, console: &Console, command: &cli::StakingNode) -> Result<()> {
	match command {
		cli::StakingNode::Register(args) => register(global, console, args).await,
		cli::StakingNode::Update(args) => update(global, console, args).await,
		cli::StakingNode::Close(args) => close(global, console, args).await,
		cli::StakingNode::List(args) => list(global, console, args).await,
	}
}

/// Reads a fee and compares it with the chain's range.
fn fee_in_range(text: &str, params: &StakingParams) -> Result<u16> {
	let fee = parse_fee(text)?;
	match (params.node_min_fee..=params.node_max_fee).contains(&fee) {
		true => Ok(fee),
		false => Err(WalletError::FeeOutOfRange {
			min: format_fee(params.node_min_fee),
			max: format_fee(params.node_max_fee),
		}),
	}
}

fn voter(args: &cli::Voter) -> Result<Voter> {
	Voter::new(args.vote_address.as_deref(), args.vote_seed_file.as_deref())
}

async fn register(global: &Global, console: &Console, args: &cli::Register) -> Result<()> {
	let voter = voter(&args.voter)?;
	let mut wallet = open(global)?;
	let node = Node::connect(&global.node).await?;
	let params = node.staking_params().await?;
	let fee = fee_in_range(&args.fee, &params)?;
	let vote_address = voter.one_time(wallet.keys())?;
	let deposit = params.node_deposit.0;
	let action = StakingAction::RegisterNode { vote_address, fee, deposit };
	let change = Change {
		node: None,
		name: "registered",
		fee_rate: fee,
		vote_address: Some(vote_address),
		deposit: Some(deposit),
		intent: Intent::of_action(Action::Staking(action)),
	};
	apply(&mut wallet, &node, console, change, &args.wait).await
}

/// The staking node that is meant: the one named, or the wallet's only open one.
async fn choose(wallet: &Wallet, node: &Node, named: Option<&str>) -> Result<NodeRecord> {
	let all = node.staking_nodes().await?;
	if let Some(text) = named {
		return find_node(all, text);
	}
	let mut own = own_nodes(wallet.store(), wallet.keys(), &all);
	own.retain(|own| own.record.status == "active");
	match <[_; 1]>::try_from(own) {
		Ok([own]) => Ok(own.record),
		Err(own) => Err(WalletError::InvalidArgument(format!(
			"this wallet has {} open staking nodes: name one with --staking-node",
			own.len()
		))),
	}
}

async fn update(global: &Global, console: &Console, args: &cli::Update) -> Result<()> {
	if args.fee.is_none() && !args.voter.is_given() {
		return Err(WalletError::InvalidArgument(
			"nothing is to be changed: give --fee, --vote-address or --vote-seed-file".into(),
		));
	}
	let voter = voter(&args.voter)?;
	let mut wallet = open(global)?;
	let node = Node::connect(&global.node).await?;
	let params = node.staking_params().await?;
	let record = choose(&wallet, &node, args.node.as_deref()).await?;
	let from = node_owner(wallet.keys(), &record)?;
	let fee = match &args.fee {
		Some(text) => fee_in_range(text, &params)?,
		None => record.fee,
	};
	let vote_address = match args.voter.is_given() {
		true => voter.one_time(wallet.keys())?,
		false => record.vote_address_in_force(),
	};
	let id = record.id.0;
	let action = StakingAction::UpdateNode { node: NodeId(id), vote_address, fee };
	let change = Change {
		node: Some(id),
		name: "updated",
		fee_rate: fee,
		vote_address: Some(vote_address),
		deposit: None,
		intent: Intent { from: Some(from), ..Intent::of_action(Action::Staking(action)) },
	};
	apply(&mut wallet, &node, console, change, &args.wait).await
}

async fn close(global: &Global, console: &Console, args: &cli::Close) -> Result<()> {
	let mut wallet = open(global)?;
	let node = Node::connect(&global.node).await?;
	let status = node.staking_status().await?;
	let params = status.params.ok_or(WalletError::NoStaking)?;
	let record = choose(&wallet, &node, args.node.as_deref()).await?;
	let from = node_owner(wallet.keys(), &record)?;
	let id = record.id.0;
	if record.status != "active" {
		return Err(WalletError::StakingNodeClosed { node: hex_of(&id) });
	}
	let first = record.registered_at.saturating_add(params.node_lock_blocks);
	// Pools check on the best block's state.
	if status.block_number < first {
		return Err(WalletError::StakingNodeTooYoung { from: first });
	}
	let action = StakingAction::CloseNode { node: NodeId(id) };
	let change = Change {
		node: Some(id),
		name: "closed",
		fee_rate: record.fee,
		vote_address: None,
		deposit: Some(record.deposit.0),
		intent: Intent { from: Some(from), ..Intent::of_action(Action::Staking(action)) },
	};
	apply(&mut wallet, &node, console, change, &args.wait).await
}

async fn apply(
	wallet: &mut Wallet,
	node: &Node,
	console: &Console,
	change: Change,
	wait: &cli::Wait,
) -> Result<()> {
	let Change { node: id, name, fee_rate, vote_address, deposit, intent } = change;
	let sent = execute(wallet, node, console, intent, wait).await?;
	let answer = ChangeAnswer {
		node: hex_of(&id.unwrap_or(sent.id.0)),
		action: name,
		sent,
		fee_rate,
		vote_address: vote_address.map(|address| base58(&address.0)),
		deposit: deposit.map(format_amount),
	};
	console.answer(&answer, |answer| {
		let Sent { tx, place, fee, .. } = &answer.sent;
		let more = match (answer.action, &answer.deposit) {
			("registered", Some(deposit)) => {
				format!("Deposit {deposit} SERO, its part of rewards {}.", format_fee(fee_rate))
			},
			("closed", Some(deposit)) => format!(
				"The deposit of {deposit} SERO comes back when its last share has left the lottery."
			),
			_ => format!(
				"Its part of the rewards of shares bought from now on: {}.",
				format_fee(fee_rate)
			),
		};
		format!(
			"Staking node {} {}, {place}. {more} Fee {fee} SERO.\ntx {tx}",
			answer.node, answer.action
		)
	});
	Ok(())
}

async fn list(global: &Global, console: &Console, args: &cli::ListNodes) -> Result<()> {
	let has_wallet = crate::keys::key_file(&super::folder(global)?).exists();
	let wallet = match args.own || has_wallet {
		true => Some(open_synced(global, console).await?),
		false => None,
	};
	let node = Node::connect(&global.node).await?;
	let all = node.staking_nodes().await?;
	let own = wallet.as_ref().map(|wallet| own_nodes(wallet.store(), wallet.keys(), &all));
	let nodes = all
		.into_iter()
		.filter_map(|record| {
			let mine = own.as_ref().map(|own| own.iter().find(|n| n.record.id == record.id));
			if args.own && mine.flatten().is_none() {
				return None;
			}
			Some(NodeAnswer {
				node: hex_of(&record.id.0),
				status: record.status.clone(),
				own: mine.map(|mine| mine.is_some()),
				fee_rate: record.fee,
				deposit: format_amount(record.deposit.0),
				registered_at: record.registered_at,
				tickets: record.tickets,
				owed: format_amount(record.income.total()),
				payment_due: record.payment_due,
				profit: format_amount(record.profit.0),
				paid: mine.flatten().map(|mine| {
					let sum = mine
						.payments
						.iter()
						.fold(0u128, |sum, (_, amount)| sum.saturating_add(*amount));
					format_amount(sum)
				}),
			})
		})
		.collect();
	console.answer(&ListAnswer { nodes }, |answer| {
		let mut text = String::new();
		for node in &answer.nodes {
			let own = if node.own == Some(true) { ", yours" } else { "" };
			let _ = writeln!(
				text,
				"staking node {}: {}{own}, its part of rewards {}",
				node.node,
				node.status,
				format_fee(node.fee_rate)
			);
			let _ = writeln!(
				text,
				"      {} tickets in the lottery, {} voted, {} missed",
				node.tickets.in_pool, node.tickets.voted, node.tickets.missed
			);
			if let Some(paid) = &node.paid {
				let _ = writeln!(
					text,
					"      deposit {} SERO, rewards {} SERO, owed {} SERO, paid {paid} SERO",
					node.deposit, node.profit, node.owed
				);
			}
		}
		if text.is_empty() {
			text.push_str("No staking nodes.");
		}
		text
	});
	Ok(())
}
