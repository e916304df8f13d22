// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! `new`, `restore`, `address`, `export-viewing-key`, `inspect-seed`.

use std::time::Duration;

use rand::rngs::OsRng;
use serde::Serialize;
use sero_zk_crypto::field::random_nonzero_scalar;
use zeroize::Zeroizing;

use super::{folder, open_password};
use crate::{
	chain::ChainSource,
	cli::{self, new_password, read_secret, Console, Global},
	error::Result,
	keys::{
		create_key_file, open_key_file, phrase_to_seed, seed_from_hex, seed_to_phrase,
		PasswordCost, WalletKeys,
	},
	report::base58,
	rpc::Node,
};

/// How long `new` waits for a node that tells the wallet's birthday.
const BIRTHDAY_TIMEOUT: Duration = Duration::from_secs(3);

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NewReport<'a> {
	/// Folder of the wallet.
	wallet: String,
	address: String,
	/// The 24 words.
	phrase: &'a str,
	/// Scanning begins to look here.
	birthday: u32,
}

#[derive(Serialize)]
struct RestoreReport {
	wallet: String,
	address: String,
	birthday: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AddressReport {
	address: String,
	#[serde(skip_serializing_if = "Option::is_none")]
	one_time_address: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ViewingKeyReport {
	viewing_key: String,
	address: String,
}

#[derive(Serialize)]
struct SeedReport {
	tk: KeyReport,
	pk: KeyReport,
}

#[derive(Serialize)]
struct KeyReport {
	hex: String,
	base58: String,
}

impl KeyReport {
	fn new(bytes: &[u8]) -> Self {
		Self { hex: hex::encode(bytes), base58: base58(bytes) }
	}
}

/// Height of the chain, if a node answers soon.
async fn birthday(global: &Global) -> u32 {
	let ask = async {
		let node = Node::connect(&global.node).await?;
		node.status().await
	};
	match tokio::time::timeout(BIRTHDAY_TIMEOUT, ask).await {
		Ok(Ok(status)) => status.best,
		_ => 0,
	}
}

/// `new`.
pub async fn new(global: &Global, console: &Console) -> Result<()> {
	let folder = folder(global)?;
	if crate::keys::key_file(&folder).exists() {
		return Err(crate::WalletError::WalletExists(folder));
	}
	let password = new_password(global)?;
	let keys = WalletKeys::random(birthday(global).await)?;
	let phrase = seed_to_phrase(keys.seed())?;
	create_key_file(&folder, &keys, &password, PasswordCost::DEFAULT)?;
	let report = NewReport {
		wallet: folder.display().to_string(),
		address: keys.address().to_string(),
		phrase: &phrase,
		birthday: keys.birthday(),
	};
	console.answer(&report, |report| {
		let words: Vec<&str> = report.phrase.split(' ').collect();
		let rows: Vec<String> = (1..)
			.zip(&words)
			.map(|(number, word)| format!("{number:2} {word:<10}"))
			.collect::<Vec<_>>()
			.chunks(6)
			.map(|row| format!("  {}", row.join("")))
			.collect();
		format!(
			"A new wallet is in {}.\n\nWrite these 24 words on paper. Whoever has them has the \
			 money; without them it cannot be restored:\n\n{}\n\nAddress: {}",
			report.wallet,
			rows.join("\n"),
			report.address
		)
	});
	Ok(())
}

/// `restore`.
pub fn restore(global: &Global, console: &Console, args: &cli::Restore) -> Result<()> {
	let folder = folder(global)?;
	if crate::keys::key_file(&folder).exists() {
		return Err(crate::WalletError::WalletExists(folder));
	}
	let seed = match &args.seed {
		Some(hex) => seed_from_hex(hex)?,
		None => phrase_to_seed(&read_secret("The 24 words: ")?)?,
	};
	let password = new_password(global)?;
	let keys = WalletKeys::from_seed(seed, args.birthday)?;
	create_key_file(&folder, &keys, &password, PasswordCost::DEFAULT)?;
	let report = RestoreReport {
		wallet: folder.display().to_string(),
		address: keys.address().to_string(),
		birthday: keys.birthday(),
	};
	console.answer(&report, |report| {
		format!("The wallet is in {}.\nAddress: {}", report.wallet, report.address)
	});
	Ok(())
}

pub(super) fn keys(global: &Global) -> Result<WalletKeys> {
	let folder = folder(global)?;
	if !crate::keys::key_file(&folder).exists() {
		return Err(crate::WalletError::WalletMissing(folder));
	}
	open_key_file(&folder, &open_password(global)?)
}

/// `address`.
pub fn address(global: &Global, console: &Console, args: &cli::Address) -> Result<()> {
	let address = keys(global)?.address();
	let one_time = args
		.one_time
		.then(|| base58(&address.one_time(random_nonzero_scalar(&mut OsRng)).to_bytes()));
	let report = AddressReport { address: address.to_string(), one_time_address: one_time };
	console.answer(&report, |report| {
		report.one_time_address.as_ref().unwrap_or(&report.address).clone()
	});
	Ok(())
}

/// `export-viewing-key`.
pub fn export_viewing_key(global: &Global, console: &Console) -> Result<()> {
	let keys = keys(global)?;
	let report = ViewingKeyReport {
		viewing_key: keys.viewing().to_string(),
		address: keys.address().to_string(),
	};
	console.note("Whoever has this key sees all payments of the wallet, past and future:");
	console.answer(&report, |report| report.viewing_key.clone());
	Ok(())
}

/// `inspect-seed`.
pub fn inspect_seed(console: &Console, args: &cli::InspectSeed) -> Result<()> {
	let keys = WalletKeys::from_seed(seed_from_hex(&args.seed)?, 0)?;
	let viewing_key = Zeroizing::new(keys.viewing().to_bytes());
	let report = SeedReport {
		tk: KeyReport::new(&viewing_key[..]),
		pk: KeyReport::new(&keys.address().to_bytes()),
	};
	console.answer(&report, |report| {
		format!(
			"tk (hex):    {}\ntk (base58): {}\npk (hex):    {}\npk (base58): {}",
			report.tk.hex, report.tk.base58, report.pk.hex, report.pk.base58
		)
	});
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::Value;

	/// The original system's own library made these vectors.
	#[test]
	fn seeds_are_inspected_as_the_original_does() {
		let text = include_str!("../../../tests/vectors/sero-v0.json");
		let vectors: Value = serde_json::from_str(text).unwrap();
		let records = vectors["records"].as_array().unwrap();
		assert!(!records.is_empty());
		for record in records {
			let field = |name: &str| record[name].as_str().unwrap();
			let keys = WalletKeys::from_seed(seed_from_hex(field("seed")).unwrap(), 0).unwrap();
			let tk = KeyReport::new(&keys.viewing().to_bytes());
			let pk = KeyReport::new(&keys.address().to_bytes());
			assert_eq!((tk.hex.as_str(), pk.hex.as_str()), (field("tk"), field("pk")));
			assert_eq!(hex::encode(bs58::decode(&tk.base58).into_vec().unwrap()), tk.hex);
			assert_eq!(pk.base58, keys.address().to_string());
			assert_eq!(tk.base58, keys.viewing().to_string());
		}
	}
}
