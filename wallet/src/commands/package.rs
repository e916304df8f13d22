// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! `package`.

use std::{
	fmt::Write as _,
	io::{Read, Write},
	path::Path,
};

use serde::Serialize;
use sero_primitives::{BlockNumber, CurrencyId};
use sero_shielded_primitives::{PackageId, PublicAsset};
use sero_zk_crypto::package::{PackageKey, MAX_DATA_LENGTH};

use super::{
	open, open_synced,
	pay::{describe, execute, Sent},
};
use crate::{
	abi::parse_contract,
	cli::{self, Console, Global},
	error::{Result, WalletError},
	ledger::asset,
	packages::{self, Contents},
	plan::{memo_from_text, parse_recipient, Intent, PackageReceiver, Recipient},
	report::{
		base58, currency_name, format_asset_amount, hex_of, memo_text, package_owner, TicketReport,
	},
	rpc::{
		assets::{PackageRecord, PackageStatus},
		Node,
	},
	scan::ticket_of,
	wallet::Wallet,
};

#[derive(Serialize)]
struct ChangeAnswer {
	package: String,
	/// `created`, `transferred`, `opened`, `unpacked` or `keyShared`: what the transaction does.
	action: &'static str,
	#[serde(flatten)]
	sent: Sent,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ContentsAnswer {
	currency: String,
	amount: String,
	#[serde(skip_serializing_if = "Option::is_none")]
	ticket: Option<TicketReport>,
	#[serde(skip_serializing_if = "Option::is_none")]
	memo: Option<String>,
	memo_hex: String,
	/// The data in hexadecimal; absent if only its owner's note is known, or if it was written to a file.
	#[serde(skip_serializing_if = "Option::is_none")]
	data: Option<String>,
	#[serde(skip)]
	asset: PublicAsset,
	#[serde(skip)]
	raw: Option<Vec<u8>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PackageAnswer {
	package: String,
	/// `sealed`, `opened` or `unpacked`.
	status: &'static str,
	/// A one-time address, or a contract after 0x.
	owner: String,
	/// Whether this wallet owns it.
	own: bool,
	/// Whether this wallet has made it.
	made: bool,
	/// Whether this wallet has its key.
	has_key: bool,
	/// One-time sender of the bundle that made it.
	creator: String,
	/// Block that made it.
	created: BlockNumber,
	#[serde(skip_serializing_if = "Option::is_none")]
	contents: Option<ContentsAnswer>,
}

#[derive(Serialize)]
struct ListAnswer {
	#[serde(skip_serializing_if = "Option::is_none")]
	height: Option<BlockNumber>,
	packages: Vec<PackageAnswer>,
}

#[derive(Serialize)]
struct KeyAnswer {
	package: String,
	key: String,
}

/// Runs a command of `package`.
pub async fn run(global: &Global, console: &Console, command: &cli::Package) -> Result<()> {
	match command {
		cli::Package::Create(args) => create(global, console, args).await,
		cli::Package::List => list(global, console).await,
		cli::Package::Show(args) => show(global, console, args).await,
		cli::Package::Key(args) => key(global, console, args).await,
		cli::Package::Transfer(args) => {
			let to = receiver(&args.to)?;
			let (wallet, node, record) = load(global, console, &args.package.id).await?;
			let intent = packages::transfer(wallet.keys(), &record, &to)?;
			apply(wallet, &node, console, ("transferred", intent), Some(record.id), &args.wait)
				.await
		},
		cli::Package::Open(args) => {
			let to = args.to.as_deref().map(parse_recipient).transpose()?;
			let (wallet, node, record) = load(global, console, &args.package.id).await?;
			let to = to.unwrap_or_else(|| Recipient::Address(wallet.keys().address()));
			let key = key_for(&wallet, &record, args.key.key.as_deref())?;
			let intent = packages::open_for(wallet.keys(), &record, &key, &to)?;
			apply(wallet, &node, console, ("opened", intent), Some(record.id), &args.wait).await
		},
		cli::Package::Unpack(args) => {
			let (wallet, node, record) = load(global, console, &args.package.id).await?;
			let intent = packages::unpack(wallet.keys(), &record)?;
			apply(wallet, &node, console, ("unpacked", intent), Some(record.id), &args.wait).await
		},
		cli::Package::ShareKey(args) => {
			let to = parse_recipient(&args.to)?;
			let (wallet, node, record) = load(global, console, &args.package.id).await?;
			let key = key_for(&wallet, &record, args.key.key.as_deref())?;
			let intent = packages::share_key(&record.id, &key, to);
			apply(wallet, &node, console, ("keyShared", intent), Some(record.id), &args.wait).await
		},
	}
}

/// Reads an owner: a contract, or an address.
fn receiver(text: &str) -> Result<PackageReceiver> {
	match parse_contract(text) {
		Ok(contract) => Ok(PackageReceiver::Contract(contract)),
		Err(error) if text.trim().starts_with("0x") => Err(error),
		Err(_) => parse_recipient(text).map(PackageReceiver::Person),
	}
}

async fn load(
	global: &Global,
	console: &Console,
	id: &str,
) -> Result<(Wallet, Node, PackageRecord)> {
	let id = packages::parse_id(id)?;
	let wallet = open_synced(global, console).await?;
	let node = Node::connect(&global.node).await?;
	let record = packages::find(&node, &id).await?;
	Ok((wallet, node, record))
}

/// The key that is given, else the one that the wallet knows.
fn key_for(wallet: &Wallet, record: &PackageRecord, given: Option<&str>) -> Result<PackageKey> {
	match given {
		None => packages::key_of(wallet.keys(), wallet.store().ledger(), record),
		Some(text) => {
			let key = packages::parse_key(text)?;
			packages::open_with(record, &key)?;
			Ok(key)
		},
	}
}

async fn apply(
	mut wallet: Wallet,
	node: &Node,
	console: &Console,
	(action, intent): (&'static str, Intent),
	package: Option<PackageId>,
	wait: &cli::Wait,
) -> Result<()> {
	let sent = execute(&mut wallet, node, console, intent, wait).await?;
	let package = package.unwrap_or_else(|| PackageId::of(&sent.id));
	let answer = ChangeAnswer { package: hex_of(&package.0), action, sent };
	console.answer(&answer, |answer| {
		let Sent { tx, place, fee, .. } = &answer.sent;
		let done = match action {
			"keyShared" => "its key given away",
			action => action,
		};
		format!("Package {} {done}, {place}. Fee {fee} SERO.\ntx {tx}", answer.package)
	});
	Ok(())
}

fn read_data(path: &Path) -> Result<Vec<u8>> {
	let mut data = Vec::new();
	std::fs::File::open(path)
		.and_then(|file| file.take(MAX_DATA_LENGTH as u64 + 1).read_to_end(&mut data))
		.map_err(|error| WalletError::file(path, error))?;
	match data.len() {
		length if length > MAX_DATA_LENGTH => Err(WalletError::PackageDataTooLong { length }),
		_ => Ok(data),
	}
}

async fn create(global: &Global, console: &Console, args: &cli::PackageCreate) -> Result<()> {
	let PublicAsset { currency, amount, ticket } = args.asset.read()?.0;
	let data = args.data.as_deref().map(read_data).transpose()?.unwrap_or_default();
	let memo = memo_from_text(&args.memo)?;
	let intent =
		packages::create(receiver(&args.to)?, asset(currency, amount, ticket), memo, data)?;
	let wallet = open(global)?;
	let node = Node::connect(&global.node).await?;
	apply(wallet, &node, console, ("created", intent), None, &args.wait).await
}

impl ContentsAnswer {
	fn new(contents: Contents) -> Self {
		let currency = CurrencyId(contents.asset.currency);
		let asset = PublicAsset {
			currency,
			amount: contents.asset.amount,
			ticket: ticket_of(&contents.asset),
		};
		Self {
			currency: currency_name(&currency),
			amount: format_asset_amount(&currency, asset.amount),
			ticket: asset.ticket.map(Into::into),
			memo: memo_text(&contents.memo),
			memo_hex: hex_of(&contents.memo.0),
			data: contents.data.as_deref().map(hex_of),
			asset,
			raw: contents.data,
		}
	}

	fn text(&self) -> String {
		let mut text = match self.asset.is_empty() {
			true => "      no asset".into(),
			false => format!("      {}", describe(&self.asset)),
		};
		if let Some(memo) = &self.memo {
			let _ = write!(text, " \"{memo}\"");
		}
		match &self.raw {
			None => text.push_str(", data unknown without the key"),
			Some(raw) if raw.is_empty() => {},
			Some(raw) => {
				let _ = write!(text, ", {} bytes of data", raw.len());
			},
		}
		text.push('\n');
		text
	}
}

fn package_answer(
	wallet: &Wallet,
	record: &PackageRecord,
	given: Option<Contents>,
) -> PackageAnswer {
	let (keys, ledger) = (wallet.keys(), wallet.store().ledger());
	PackageAnswer {
		package: hex_of(&record.id.0),
		status: match record.status {
			PackageStatus::Sealed => "sealed",
			PackageStatus::Opened => "opened",
			PackageStatus::Unpacked => "unpacked",
		},
		owner: package_owner(&record.owner),
		own: packages::is_owner(keys, record),
		made: packages::is_creator(ledger, &record.id),
		has_key: packages::key_of(keys, ledger, record).is_ok(),
		creator: base58(&record.creator.0),
		created: record.created,
		contents: given
			.or_else(|| packages::contents(keys, ledger, record))
			.map(ContentsAnswer::new),
	}
}

fn package_text(answer: &PackageAnswer) -> String {
	let own = if answer.own { " (this wallet)" } else { "" };
	let made = if answer.made { ", by this wallet" } else { "" };
	let mut text = format!(
		"package {}: {}, made in block {}{made}\n      owner {}{own}\n",
		answer.package, answer.status, answer.created, answer.owner
	);
	if let Some(contents) = &answer.contents {
		text.push_str(&contents.text());
	}
	text
}

async fn list(global: &Global, console: &Console) -> Result<()> {
	let wallet = open_synced(global, console).await?;
	let node = Node::connect(&global.node).await?;
	let records = packages::own(&node, wallet.keys(), wallet.store().ledger()).await?;
	let found = records.iter().map(|record| package_answer(&wallet, record, None)).collect();
	let height = wallet.store().tip().map(|tip| tip.number);
	console.answer(&ListAnswer { height, packages: found }, |answer| {
		match answer.packages.is_empty() {
			true => "No packages.".into(),
			false => answer.packages.iter().map(package_text).collect(),
		}
	});
	Ok(())
}

/// Writes to a new file that only its owner can read.
fn write_new(path: &Path, data: &[u8]) -> Result<()> {
	let mut options = std::fs::OpenOptions::new();
	options.write(true).create_new(true);
	#[cfg(unix)]
	std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
	options
		.open(path)
		.and_then(|mut file| {
			file.write_all(data)?;
			file.sync_all()
		})
		.map_err(|error| WalletError::file(path, error))
}

async fn show(global: &Global, console: &Console, args: &cli::PackageShow) -> Result<()> {
	let (wallet, _, record) = load(global, console, &args.package.id).await?;
	let given = match args.key.key.as_deref() {
		None => None,
		Some(text) => Some(packages::open_with(&record, &packages::parse_key(text)?)?),
	};
	let mut answer = package_answer(&wallet, &record, given);
	if let Some(path) = &args.out {
		let missing = || WalletError::PackageKeyMissing { package: answer.package.clone() };
		let data = answer.contents.as_ref().and_then(|contents| contents.raw.clone());
		write_new(path, &data.ok_or_else(missing)?)?;
		if let Some(contents) = &mut answer.contents {
			contents.data = None;
		}
	}
	console.answer(&answer, package_text);
	Ok(())
}

async fn key(global: &Global, console: &Console, args: &cli::PackageId) -> Result<()> {
	let (wallet, _, record) = load(global, console, &args.id).await?;
	let key = packages::key_of(wallet.keys(), wallet.store().ledger(), &record)?;
	console.note("Whoever has this key can read the package:");
	let answer = KeyAnswer { package: hex_of(&record.id.0), key: hex_of(key.as_bytes()) };
	console.answer(&answer, |answer| answer.key.clone());
	Ok(())
}
