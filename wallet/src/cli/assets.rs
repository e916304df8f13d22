// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Arguments of commands about tokens, tickets, packages and contracts.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use sero_primitives::CurrencyId;
use sero_shielded_primitives::PublicAsset;

use super::{Send, Wait};
use crate::{
	assets::{parse_asset_amount, parse_currency, parse_ticket},
	error::{Result, WalletError},
};

/// An amount, a ticket, or both.
#[derive(Debug, Default, Args)]
pub struct Asset {
	/// Amount: decimal SERO, for example 1.5; of another currency whole base units, unless --decimals
	/// is given
	#[arg(long, visible_alias = "value", value_name = "AMOUNT")]
	pub amount: Option<String>,
	/// Currency of the amount [default: SERO]
	#[arg(long, value_name = "NAME", requires = "amount")]
	pub currency: Option<String>,
	/// Digits after the point that whoever issued the token means; the chain knows none
	#[arg(long, value_name = "N", requires = "currency", value_parser = clap::value_parser!(u8).range(..=38))]
	pub decimals: Option<u8>,
	/// A ticket beside, or instead of, the amount, as `ticket list` prints it
	#[arg(long, value_name = "CATEGORY:ID")]
	pub ticket: Option<String>,
}

impl Asset {
	/// What the arguments say; nothing if there are none.
	///
	/// # Errors
	/// Those of [`parse_currency`], [`parse_asset_amount`], [`parse_ticket`];
	/// [`WalletError::ZeroAmount`] if an amount is given that is zero.
	pub fn read(&self) -> Result<AskedAsset> {
		let currency = self.currency.as_deref().map_or(Ok(CurrencyId::SERO), parse_currency)?;
		let mut asset = PublicAsset::NOTHING;
		if let Some(text) = &self.amount {
			let amount = parse_asset_amount(text, &currency, self.decimals)?;
			if amount == 0 {
				return Err(WalletError::ZeroAmount);
			}
			asset = PublicAsset::token(currency, amount);
		}
		asset.ticket = self.ticket.as_deref().map(parse_ticket).transpose()?;
		Ok(AskedAsset(asset))
	}
}

/// What a user asks for; may be nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AskedAsset(pub PublicAsset);

impl AskedAsset {
	/// The asset, if there is one.
	///
	/// # Errors
	/// [`WalletError::InvalidArgument`].
	pub fn some(self) -> Result<PublicAsset> {
		if self.0.is_empty() {
			return Err(WalletError::InvalidArgument(
				"nothing is to be paid: give --amount, --ticket, or both".into(),
			));
		}
		Ok(self.0)
	}
}

/// What to do about tickets.
#[derive(Debug, Subcommand)]
pub enum Ticket {
	/// Make a new ticket; everybody sees it, and not who receives it
	Issue(TicketIssue),
	/// List the wallet's tickets
	List,
	/// Give a ticket to somebody, unseen by everybody else; the same as `send --ticket`
	Send(Send),
	/// Destroy a ticket; everybody sees which
	Burn(TicketBurn),
}

/// Arguments of `ticket issue`.
#[derive(Debug, Args)]
pub struct TicketIssue {
	/// Family of the ticket: capital letters, digits, underscores. The first ticket of a family makes this
	/// wallet the only one that can issue more of it
	#[arg(long, value_name = "NAME")]
	pub category: String,
	/// Number of the ticket in hexadecimal, or `random`
	#[arg(long, default_value = "random", value_name = "HEX")]
	pub id: String,
	/// Who receives it [default: this wallet]
	#[arg(long, value_name = "ADDRESS")]
	pub to: Option<String>,
	/// Text that everybody can read, at most 64 bytes
	#[arg(long, default_value = "", value_name = "TEXT")]
	pub memo: String,
	/// How to wait.
	#[command(flatten)]
	pub wait: Wait,
}

/// Arguments of `ticket burn`.
#[derive(Debug, Args)]
pub struct TicketBurn {
	/// The ticket, as `ticket list` prints it
	#[arg(long, value_name = "CATEGORY:ID")]
	pub ticket: String,
	/// How to wait.
	#[command(flatten)]
	pub wait: Wait,
}

/// What to do about tokens.
#[derive(Debug, Subcommand)]
pub enum Token {
	/// List the wallet's tokens; asks the node who issues each, and how much of it there is
	List,
	/// Make a token of which nobody knows how much there is, or more of it
	IssueHidden(TokenIssue),
	/// Pay somebody, unseen by everybody else; the same as `send --currency`
	Send(Send),
}

/// Arguments of `token issue-hidden`.
#[derive(Debug, Args)]
pub struct TokenIssue {
	/// Name of the token: capital letters, digits, underscores. The first issue registers it, which costs a
	/// fee, and makes this wallet the only one that can issue more
	// Not an `Asset`: the amount is not one of SERO.
	#[arg(long, value_name = "NAME")]
	pub currency: String,
	/// Amount in whole base units, unless --decimals is given
	#[arg(long, value_name = "AMOUNT")]
	pub amount: String,
	/// Digits after the point of the amount; the chain does not know them: tell whoever is paid
	#[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(..=38))]
	pub decimals: Option<u8>,
	/// How to wait.
	#[command(flatten)]
	pub wait: Wait,
}

/// What to do about packages.
#[derive(Debug, Subcommand)]
pub enum Package {
	/// Seal an asset and data for somebody, or for a contract
	Create(PackageCreate),
	/// List the packages that this wallet has made, owns or has the key of
	List,
	/// Show a package, and what is in it if this wallet can know
	Show(PackageShow),
	/// Hand a package over
	Transfer(PackageTransfer),
	/// Open a package: key and contents become public, its asset is paid out in public
	Open(PackageOpen),
	/// Take the asset out of a package; nothing becomes public
	Unpack(PackageUnpack),
	/// Give a package's key to somebody, by a hidden payment of nothing
	ShareKey(PackageShare),
	/// Print a package's key: whoever has it can read the package
	Key(PackageId),
}

/// A package.
#[derive(Debug, Args)]
pub struct PackageId {
	/// Id of the package, as `package list` prints it
	#[arg(value_name = "ID")]
	pub id: String,
}

/// A package's key.
#[derive(Debug, Args)]
pub struct PackageKey {
	/// The package's key in hexadecimal [default: the one that this wallet knows]
	#[arg(long, value_name = "HEX")]
	pub key: Option<String>,
}

/// Arguments of `package create`.
#[derive(Debug, Args)]
pub struct PackageCreate {
	/// Who may hand it over and open it: an address, or a contract
	#[arg(long, value_name = "OWNER")]
	pub to: String,
	/// What is in it.
	#[command(flatten)]
	pub asset: Asset,
	/// Text that goes with the asset, at most 64 bytes
	#[arg(long, default_value = "", value_name = "TEXT")]
	pub memo: String,
	/// File with data to be sealed with it, at most 4,096 bytes
	#[arg(long, value_name = "FILE")]
	pub data: Option<PathBuf>,
	/// How to wait.
	#[command(flatten)]
	pub wait: Wait,
}

/// Arguments of `package show`.
#[derive(Debug, Args)]
pub struct PackageShow {
	/// The package.
	#[command(flatten)]
	pub package: PackageId,
	/// Its key.
	#[command(flatten)]
	pub key: PackageKey,
	/// Write the data to this file instead of the answer; an existing file is never overwritten
	#[arg(long, value_name = "FILE")]
	pub out: Option<PathBuf>,
}

/// Arguments of `package transfer`.
#[derive(Debug, Args)]
pub struct PackageTransfer {
	/// The package.
	#[command(flatten)]
	pub package: PackageId,
	/// Its new owner: an address, or a contract
	#[arg(long, value_name = "OWNER")]
	pub to: String,
	/// How to wait.
	#[command(flatten)]
	pub wait: Wait,
}

/// Arguments of `package open`.
#[derive(Debug, Args)]
pub struct PackageOpen {
	/// The package.
	#[command(flatten)]
	pub package: PackageId,
	/// Its key.
	#[command(flatten)]
	pub key: PackageKey,
	/// Who receives the asset [default: this wallet]
	#[arg(long, value_name = "ADDRESS")]
	pub to: Option<String>,
	/// How to wait.
	#[command(flatten)]
	pub wait: Wait,
}

/// Arguments of `package unpack`.
#[derive(Debug, Args)]
pub struct PackageUnpack {
	/// The package.
	#[command(flatten)]
	pub package: PackageId,
	/// How to wait.
	#[command(flatten)]
	pub wait: Wait,
}

/// Arguments of `package share-key`.
#[derive(Debug, Args)]
pub struct PackageShare {
	/// The package.
	#[command(flatten)]
	pub package: PackageId,
	/// Its key.
	#[command(flatten)]
	pub key: PackageKey,
	/// Who receives the key
	#[arg(long, value_name = "ADDRESS")]
	pub to: String,
	/// How to wait.
	#[command(flatten)]
	pub wait: Wait,
}

/// What to do about contracts.
#[derive(Debug, Subcommand)]
pub enum Contract {
	/// Deploy a contract
	Deploy(ContractDeploy),
	/// Call a contract
	Call(ContractCall),
	/// Ask a contract something; nothing is sent
	Read(ContractRead),
	/// Take back what a contract has sent to this wallet's account by plain EVM transfer
	Collect(ContractCollect),
	/// Print the short and the long form of a contract's address
	Address(ContractName),
}

/// A contract.
#[derive(Debug, Args)]
pub struct ContractName {
	/// Address of the contract: 0x and 40 hexadecimal digits, or its long form
	#[arg(value_name = "CONTRACT")]
	pub contract: String,
}

/// A function with arguments.
#[derive(Debug, Args)]
pub struct Function {
	/// Name of a function of the ABI; without an ABI its declaration, for example
	/// "balanceOf(address)(uint256)"; or call data after 0x. Without one the contract is only paid
	#[arg(value_name = "FUNCTION")]
	pub function: Option<String>,
	/// Its arguments. Where it wants an address, an address of SERO can be given: the contract can pay it
	/// then. Lists are written [1,2], structs (1,text)
	#[arg(value_name = "ARGUMENT", allow_negative_numbers = true)]
	pub arguments: Vec<String>,
	/// JSON file with the contract's ABI, as compilers write it
	#[arg(long, value_name = "FILE")]
	pub abi: Option<PathBuf>,
}

/// Who calls.
#[derive(Debug, Args)]
pub struct Caller {
	/// From an address that nobody has seen, instead of the one that only this contract knows
	#[arg(long, conflicts_with = "as_deployer")]
	pub fresh: bool,
	/// From the address that deployed the contract: for what only its deployer may do
	#[arg(long)]
	pub as_deployer: bool,
}

/// Arguments of `contract deploy`.
#[derive(Debug, Args)]
pub struct ContractDeploy {
	/// JSON file of a compiler with ABI and bytecode, or code in hexadecimal
	#[arg(long, value_name = "FILE")]
	pub code: PathBuf,
	/// Arguments of the constructor
	#[arg(long, num_args = 1.., value_name = "ARGUMENT", allow_negative_numbers = true)]
	pub args: Vec<String>,
	/// What the constructor receives.
	#[command(flatten)]
	pub asset: Asset,
	/// From a random address instead of one that follows from the wallet's keys
	#[arg(long)]
	pub fresh: bool,
	/// How to wait.
	#[command(flatten)]
	pub wait: Wait,
}

/// Arguments of `contract call`.
#[derive(Debug, Args)]
pub struct ContractCall {
	/// The contract.
	#[command(flatten)]
	pub contract: ContractName,
	/// What is called.
	#[command(flatten)]
	pub function: Function,
	/// What the contract receives.
	#[command(flatten)]
	pub asset: Asset,
	/// Who calls.
	#[command(flatten)]
	pub caller: Caller,
	/// Pay the fee in this token, at the contract's rate, to the contract, which pays it in SERO
	#[arg(long, value_name = "NAME")]
	pub gas_token: Option<String>,
	/// How to wait.
	#[command(flatten)]
	pub wait: Wait,
}

/// Arguments of `contract read`.
#[derive(Debug, Args)]
pub struct ContractRead {
	/// The contract.
	#[command(flatten)]
	pub contract: ContractName,
	/// What is asked.
	#[command(flatten)]
	pub function: Function,
	/// What the contract would receive.
	#[command(flatten)]
	pub asset: Asset,
	/// Who asks.
	#[command(flatten)]
	pub caller: Caller,
}

/// Arguments of `contract collect`.
#[derive(Debug, Args)]
pub struct ContractCollect {
	/// What this contract has sent to the address that it knows the wallet by
	#[arg(
		value_name = "CONTRACT",
		required_unless_present = "address",
		conflicts_with = "address"
	)]
	pub contract: Option<String>,
	/// What was sent to the address that deployed the contract
	#[arg(long, requires = "contract")]
	pub as_deployer: bool,
	/// What was sent to this one-time address of the wallet
	#[arg(long, value_name = "ADDRESS")]
	pub address: Option<String>,
	/// How to wait.
	#[command(flatten)]
	pub wait: Wait,
}
