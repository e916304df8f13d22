// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! `contract`.

use serde::Serialize;
use serde_json::Value;
use sero_shielded_primitives::{Action, ContractAction, ContractAddress, EvmAddress};
use sero_zk_crypto::OneTimeAddress;

use super::{
	open, open_synced,
	pay::{execute, Sent},
};
use crate::{
	abi::{encode_deployment, parse_contract, parse_contract_address, Artifact, Call},
	amount::format_amount,
	assets::parse_currency,
	cli::{self, Console, Global},
	contracts::{self, Caller, Prepared},
	error::{Result, WalletError},
	plan::{parse_recipient, Recipient},
	report::{base58, hex_of},
	rpc::{contracts::ContractChain, Node},
	wallet::Wallet,
};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CallAnswer {
	/// `deployed`, `called` or `collected`: what the transaction does.
	action: &'static str,
	/// The contract, after 0x.
	#[serde(skip_serializing_if = "Option::is_none")]
	contract: Option<String>,
	/// Its long form, for a deployment.
	#[serde(skip_serializing_if = "Option::is_none")]
	long_address: Option<String>,
	/// The sender that the contract sees: its 20-byte form.
	caller: String,
	/// The sender: a one-time address of this wallet.
	one_time_address: String,
	/// What the trial run returned.
	#[serde(skip_serializing_if = "Option::is_none")]
	result: Option<Value>,
	/// SERO that new storage locks.
	storage_deposit: String,
	#[serde(flatten)]
	sent: Sent,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReadAnswer {
	result: Value,
	/// What was returned, not decoded.
	output: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AddressAnswer {
	contract: String,
	long_address: String,
	long_address_hex: String,
}

/// Runs a command of `contract`.
pub async fn run(global: &Global, console: &Console, command: &cli::Contract) -> Result<()> {
	match command {
		cli::Contract::Deploy(args) => deploy(global, console, args).await,
		cli::Contract::Call(args) => call(global, console, args).await,
		cli::Contract::Read(args) => read(global, console, args).await,
		cli::Contract::Collect(args) => collect(global, console, args).await,
		cli::Contract::Address(args) => address(global, console, args).await,
	}
}

impl From<&cli::Caller> for Caller {
	fn from(args: &cli::Caller) -> Self {
		match (args.fresh, args.as_deployer) {
			(true, _) => Self::Fresh,
			(_, true) => Self::Deployer,
			_ => Self::Lasting,
		}
	}
}

/// The function of a call, its encoding, and whom that names.
fn encode(args: &cli::Function) -> Result<(Call, crate::abi::Encoded)> {
	let abi = match &args.abi {
		None => None,
		Some(path) => Some(Artifact::read(path)?.abi.ok_or_else(|| WalletError::BadArtifact {
			path: path.clone(),
			reason: "there is no ABI in it".into(),
		})?),
	};
	let call = Call::find(abi.as_ref(), args.function.as_deref(), args.arguments.len())?;
	let encoded = call.encode(&args.arguments)?;
	Ok((call, encoded))
}

async fn apply(
	mut wallet: Wallet,
	node: &Node,
	console: &Console,
	action: &'static str,
	prepared: Prepared,
	result: Option<Value>,
	wait: &cli::Wait,
) -> Result<()> {
	let Prepared { intent, run, from } = prepared;
	let long = match &intent.action {
		Action::Contract(ContractAction::Deploy { prefix, .. }) => {
			run.contract.map(|contract| ContractAddress::new(*prefix, contract))
		},
		_ => None,
	};
	let deposit = run.limits.storage_deposit;
	if deposit > 0 {
		console.note(&format!("New storage locks {} SERO.", format_amount(deposit)));
	}
	let sent = execute(&mut wallet, node, console, intent, wait).await?;
	let answer = CallAnswer {
		action,
		contract: run.contract.map(|contract| hex_of(&contract.0)),
		long_address: long.map(|long| base58(&long.0)),
		caller: hex_of(&EvmAddress::of(&from).0),
		one_time_address: base58(&from.0),
		result,
		storage_deposit: format_amount(deposit),
		sent,
	};
	console.answer(&answer, |answer| {
		let Sent { tx, place, fee, .. } = &answer.sent;
		let contract = answer.contract.as_deref().unwrap_or("what is on the account");
		let mut text = format!("{contract} {action}, {place}. Fee {fee} SERO.");
		if let Some(long) = &answer.long_address {
			text.push_str(&format!("\nLong address {long}"));
		}
		text.push_str(&format!("\nThe contract sees the caller {}.", answer.caller));
		text.push_str(&format!("\ntx {tx}"));
		text
	});
	Ok(())
}

async fn deploy(global: &Global, console: &Console, args: &cli::ContractDeploy) -> Result<()> {
	let asset = args.asset.read()?.0;
	let code = encode_deployment(&Artifact::read(&args.code)?, &args.args)?;
	let wallet = open(global)?;
	let node = Node::connect(&global.node).await?;
	let prepared = contracts::deploy(&node, wallet.keys(), code, asset, args.fresh).await?;
	apply(wallet, &node, console, "deployed", prepared, None, &args.wait).await
}

async fn call(global: &Global, console: &Console, args: &cli::ContractCall) -> Result<()> {
	let asset = args.asset.read()?.0;
	let contract = parse_contract(&args.contract.contract)?;
	let gas_token = args.gas_token.as_deref().map(parse_currency).transpose()?;
	let (function, encoded) = encode(&args.function)?;
	let wallet = open_synced(global, console).await?;
	let node = Node::connect(&global.node).await?;
	let (keys, ledger) = (wallet.keys(), wallet.store().ledger());
	let from = contracts::caller(&node, keys, ledger, &contract, (&args.caller).into()).await?;
	let prepared = contracts::call(&node, from, contract, encoded, asset, gas_token).await?;
	let result = function.decode(&prepared.run.output);
	apply(wallet, &node, console, "called", prepared, Some(result), &args.wait).await
}

async fn read(global: &Global, console: &Console, args: &cli::ContractRead) -> Result<()> {
	let asset = args.asset.read()?.0;
	let contract = parse_contract(&args.contract.contract)?;
	let (function, encoded) = encode(&args.function)?;
	let wallet = open(global)?;
	let node = Node::connect(&global.node).await?;
	let (keys, ledger) = (wallet.keys(), wallet.store().ledger());
	let from = contracts::caller(&node, keys, ledger, &contract, (&args.caller).into()).await?;
	let run = contracts::read(&node, from, contract, encoded, asset).await?;
	let answer = ReadAnswer { result: function.decode(&run.output), output: hex_of(&run.output) };
	console.answer(&answer, |answer| match &answer.result {
		Value::Array(values) => values.iter().map(|value| plain(value) + "\n").collect(),
		other => plain(other),
	});
	Ok(())
}

/// A value for people. Texts of contracts come from strangers: escaped as in JSON.
fn plain(value: &Value) -> String {
	match value {
		Value::String(text) if text.chars().all(|c| c.is_ascii_graphic()) => text.clone(),
		Value::String(text) => format!("{text:?}"),
		other => other.to_string(),
	}
}

async fn collect(global: &Global, console: &Console, args: &cli::ContractCollect) -> Result<()> {
	let wallet = open_synced(global, console).await?;
	let node = Node::connect(&global.node).await?;
	let from = match (&args.address, &args.contract) {
		(Some(address), _) => own_one_time(&wallet, address)?,
		(None, Some(contract)) => {
			let contract = parse_contract(contract)?;
			let who = if args.as_deployer { Caller::Deployer } else { Caller::Lasting };
			let (keys, ledger) = (wallet.keys(), wallet.store().ledger());
			contracts::caller(&node, keys, ledger, &contract, who).await?
		},
		(None, None) => {
			return Err(WalletError::InvalidArgument("name a contract, or an --address".into()))
		},
	};
	let prepared = contracts::collect(&node, from).await?;
	apply(wallet, &node, console, "collected", prepared, None, &args.wait).await
}

fn own_one_time(wallet: &Wallet, text: &str) -> Result<OneTimeAddress> {
	match parse_recipient(text)? {
		Recipient::OneTime(address) if wallet.keys().spending().owns(&address) => Ok(address),
		_ => Err(WalletError::InvalidArgument(
			"this is not a one-time address of this wallet".into(),
		)),
	}
}

async fn address(global: &Global, console: &Console, args: &cli::ContractName) -> Result<()> {
	let (contract, given) = parse_contract_address(&args.contract)?;
	// The long form says all; of the short one only the chain knows the rest.
	let long = match given {
		Some(long) => Some(long),
		None => Node::connect(&global.node).await?.long_address(&contract).await?,
	};
	let contract = hex_of(&contract.0);
	let Some(long) = long else { return Err(WalletError::NoContract { contract }) };
	let answer = AddressAnswer {
		contract,
		long_address: base58(&long.0),
		long_address_hex: hex_of(&long.0),
	};
	console.answer(&answer, |answer| format!("{}\n{}", answer.contract, answer.long_address));
	Ok(())
}
