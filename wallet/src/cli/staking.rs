// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Arguments of `stake` and `staking-node`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Wait;

/// What to do about shares.
#[derive(Debug, Subcommand)]
pub enum Stake {
	/// Tell what an amount buys now
	Quote(Quote),
	/// Buy a share: tickets that vote for blocks and earn rewards
	Buy(Buy),
	/// List the wallet's shares, what they earned and what was paid
	List,
	/// Print the address of the account that votes for this wallet's shares, or export its key
	VoteKey(VoteKey),
}

/// What to do about staking nodes.
#[derive(Debug, Subcommand)]
pub enum StakingNode {
	/// Register a staking node, which votes for shares of others and keeps a part of their rewards
	Register(Register),
	/// Change the fee of a staking node, or who votes
	Update(Update),
	/// Close a staking node: its deposit comes back when its last share has left the lottery
	Close(Close),
	/// List the chain's staking nodes
	List(ListNodes),
}

/// Arguments of `stake quote`.
#[derive(Debug, Args)]
pub struct Quote {
	/// Amount in SERO
	#[arg(long, value_name = "SERO")]
	pub amount: String,
}

/// Who votes.
#[derive(Debug, Args)]
pub struct Voter {
	/// Address whose key votes [default: the vote account of this wallet]
	#[arg(long, value_name = "ADDRESS", conflicts_with = "vote_seed_file")]
	pub vote_address: Option<String>,
	/// File with the seed of the account that votes, in the place of its address
	#[arg(long, value_name = "FILE")]
	pub vote_seed_file: Option<PathBuf>,
}

impl Voter {
	/// Whether one was named.
	pub fn is_given(&self) -> bool {
		self.vote_address.is_some() || self.vote_seed_file.is_some()
	}
}

/// Arguments of `stake buy`.
#[derive(Debug, Args)]
pub struct Buy {
	/// Amount in SERO; what does not pay for a whole ticket comes back at once
	#[arg(long, value_name = "SERO")]
	pub amount: String,
	/// The staking node that votes with the share, for a part of the rewards
	// Not `node`: that is the argument for the node to ask.
	#[arg(id = "staking_node", long = "staking-node", value_name = "ID")]
	pub node: Option<String>,
	/// Who votes.
	#[command(flatten)]
	pub voter: Voter,
	/// How to wait.
	#[command(flatten)]
	pub wait: Wait,
}

/// Arguments of `stake vote-key`.
#[derive(Debug, Args)]
pub struct VoteKey {
	/// Write the vote seed to this new file, for `sero-node vote-key insert`
	#[arg(long, value_name = "FILE")]
	pub export: Option<PathBuf>,
}

/// Arguments of `staking-node register`.
#[derive(Debug, Args)]
pub struct Register {
	/// The node's part of rewards, in percent
	#[arg(long, value_name = "PERCENT")]
	pub fee: String,
	/// Who votes.
	#[command(flatten)]
	pub voter: Voter,
	/// How to wait.
	#[command(flatten)]
	pub wait: Wait,
}

/// Arguments of `staking-node update`.
#[derive(Debug, Args)]
pub struct Update {
	/// The staking node [default: the only open one of this wallet]
	// Not `node`: that is the argument for the node to ask.
	#[arg(id = "staking_node", long = "staking-node", value_name = "ID")]
	pub node: Option<String>,
	/// The node's part of the rewards of shares that are bought from now on, in percent [default: as it is]
	#[arg(long, value_name = "PERCENT")]
	pub fee: Option<String>,
	/// Who votes.
	#[command(flatten)]
	pub voter: Voter,
	/// How to wait.
	#[command(flatten)]
	pub wait: Wait,
}

/// Arguments of `staking-node close`.
#[derive(Debug, Args)]
pub struct Close {
	/// The staking node [default: the only open one of this wallet]
	// Not `node`: that is the argument for the node to ask.
	#[arg(id = "staking_node", long = "staking-node", value_name = "ID")]
	pub node: Option<String>,
	/// How to wait.
	#[command(flatten)]
	pub wait: Wait,
}

/// Arguments of `staking-node list`.
#[derive(Debug, Args)]
pub struct ListNodes {
	/// Only those of this wallet
	#[arg(long)]
	pub own: bool,
}
