// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! `license licensor-new`, `license issue`, `license inspect`. No node and no wallet is needed.

use std::{
	fs::OpenOptions,
	io::{Read, Write},
	path::Path,
};

use rand::rngs::OsRng;
use serde::Serialize;
use sero_primitives::BlockNumber;
use sero_zk_crypto::{LicenseProperty, LicensorKey, PaymentAddress, SubgroupPoint};
use sero_zk_prover::{LicenseFile, LicenseFileError, LicensorFile};
use zeroize::Zeroizing;

use crate::{
	cli::{Console, License, LicenseInspect, LicenseIssue, LicensorNew},
	error::{Result, WalletError},
};

/// Longest file that is read, in bytes.
const MAX_BYTES: u64 = 64 * 1024;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LicensorAnswer {
	file: String,
	public_key: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LicenseAnswer {
	file: String,
	/// Always true: everything else is an error.
	valid: bool,
	/// `ZPK` of the account.
	account: String,
	first_block: BlockNumber,
	last_block: BlockNumber,
	licensor: String,
}

impl LicenseAnswer {
	fn new(path: &Path, file: &LicenseFile) -> Self {
		Self {
			file: path.display().to_string(),
			valid: true,
			account: hex::encode(file.license.zpk.to_bytes()),
			first_block: file.license.property.first_block,
			last_block: file.license.property.last_block,
			licensor: hex::encode(file.licensor.to_bytes()),
		}
	}
}

/// Runs a command.
///
/// # Errors
/// Those of files and arguments; [`WalletError::BadLicense`].
pub fn run(console: &Console, command: &License) -> Result<()> {
	match command {
		License::LicensorNew(args) => licensor_new(console, args),
		License::Issue(args) => issue(console, args),
		License::Inspect(args) => inspect(console, args),
	}
}

/// Writes a file that is not there yet.
fn write(path: &Path, text: &str, secret: bool) -> Result<()> {
	let mut options = OpenOptions::new();
	options.write(true).create_new(true);
	#[cfg(unix)]
	if secret {
		use std::os::unix::fs::OpenOptionsExt;
		options.mode(0o600);
	}
	let write = |mut file: std::fs::File| {
		file.write_all(text.as_bytes())?;
		file.write_all(b"\n")?;
		file.sync_all()
	};
	options.open(path).and_then(write).map_err(|error| match error.kind() {
		std::io::ErrorKind::AlreadyExists => WalletError::InvalidArgument(format!(
			"{} exists already and is not overwritten: name another file with --out",
			path.display()
		)),
		_ => WalletError::file(path, error),
	})
}

fn read(path: &Path) -> Result<Zeroizing<String>> {
	let mut text = Zeroizing::new(String::new());
	std::fs::File::open(path)
		.and_then(|file| file.take(MAX_BYTES).read_to_string(&mut text))
		.map_err(|error| WalletError::file(path, error))?;
	Ok(text)
}

fn bad(path: &Path) -> impl FnOnce(LicenseFileError) -> WalletError + '_ {
	move |error| WalletError::BadLicense { path: path.to_owned(), reason: error.to_string() }
}

/// The `ZPK` of an address, or one in hexadecimal.
fn account(text: &str) -> Result<SubgroupPoint> {
	let text = text.trim();
	let invalid = |reason: String| WalletError::InvalidAddress { reason };
	let mut bytes = [0u8; 32];
	if hex::decode_to_slice(text.trim_start_matches("0x"), &mut bytes).is_ok() {
		return match SubgroupPoint::from_bytes(&bytes) {
			Ok(zpk) if !zpk.is_identity() => Ok(zpk),
			_ => Err(invalid("these 64 digits are no ZPK".into())),
		};
	}
	let address: PaymentAddress =
		text.parse().map_err(|error: sero_zk_crypto::AddressError| invalid(error.to_string()))?;
	Ok(*address.zpk())
}

fn licensor_new(console: &Console, args: &LicensorNew) -> Result<()> {
	let key = LicensorKey::random(&mut OsRng);
	let public_key = hex::encode(key.public_key().to_bytes());
	write(&args.out, &LicensorFile(key).to_json(), true)?;
	console.note("Whoever has this file can issue licenses. Keep it offline, and keep a copy.");
	let answer = LicensorAnswer { file: args.out.display().to_string(), public_key };
	console.answer(&answer, |answer| {
		format!("Licensor's key: {}\nPublic key:     0x{}", answer.file, answer.public_key)
	});
	Ok(())
}

fn issue(console: &Console, args: &LicenseIssue) -> Result<()> {
	if args.from_block > args.to_block {
		return Err(WalletError::InvalidArgument(format!(
			"--from-block {} is above --to-block {}",
			args.from_block, args.to_block
		)));
	}
	let zpk = account(&args.to)?;
	let LicensorFile(key) =
		LicensorFile::from_json(&read(&args.licensor)?).map_err(bad(&args.licensor))?;
	let property = LicenseProperty { first_block: args.from_block, last_block: args.to_block };
	let license = key.issue(&zpk, property, &mut OsRng).map_err(|error| {
		WalletError::InvalidArgument(format!("the license cannot be issued: {error}"))
	})?;
	let file = LicenseFile { license, licensor: key.public_key() };
	write(&args.out, &file.to_json(), false)?;
	console.note(
		"A block shows the first and the last block of its miner's license. Give many miners the same \
		 two, or they can be told apart by them.",
	);
	console.answer(&LicenseAnswer::new(&args.out, &file), text);
	Ok(())
}

fn inspect(console: &Console, args: &LicenseInspect) -> Result<()> {
	let file = LicenseFile::from_json(&read(&args.file)?).map_err(bad(&args.file))?;
	console.answer(&LicenseAnswer::new(&args.file, &file), text);
	Ok(())
}

fn text(answer: &LicenseAnswer) -> String {
	format!(
		"License:  {}\nFor ZPK:  {}\nBlocks:   {} to {}\nLicensor: 0x{}\nThe signature is the licensor's.",
		answer.file, answer.account, answer.first_block, answer.last_block, answer.licensor
	)
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::Value;
	use sero_zk_crypto::{Seed, SpendingKey};

	fn console() -> Console {
		Console::captured()
	}

	fn answer(console: &Console) -> Value {
		serde_json::from_str(&console.take()).unwrap()
	}

	#[test]
	fn a_license_is_issued_and_inspected() {
		let dir = tempfile::tempdir().unwrap();
		let (licensor, out) = (dir.path().join("licensor.json"), dir.path().join("license.json"));
		let console = console();
		let new = LicensorNew { out: licensor.clone() };
		run(&console, &License::LicensorNew(new)).unwrap();
		let public_key = answer(&console)["publicKey"].as_str().unwrap().to_owned();
		assert_eq!(public_key.len(), 128);
		#[cfg(unix)]
		{
			use std::os::unix::fs::PermissionsExt;
			let mode = std::fs::metadata(&licensor).unwrap().permissions().mode();
			assert_eq!(mode & 0o777, 0o600);
		}
		let address = SpendingKey::from_seed(&Seed::from_bytes([3; 32])).unwrap().payment_address();
		let zpk = hex::encode(address.zpk().to_bytes());
		for (number, to) in
			[address.to_string(), zpk.clone(), format!("0x{zpk}")].iter().enumerate()
		{
			let out = dir.path().join(format!("{number}.json"));
			let issue = LicenseIssue {
				licensor: licensor.clone(),
				to: to.clone(),
				from_block: 10,
				to_block: 20,
				out: out.clone(),
			};
			run(&console, &License::Issue(issue)).unwrap();
			let issued = answer(&console);
			run(&console, &License::Inspect(LicenseInspect { file: out })).unwrap();
			assert_eq!(answer(&console), issued);
			assert_eq!(issued["account"], zpk.as_str());
			assert_eq!(issued["licensor"], public_key.as_str());
			assert_eq!((&issued["firstBlock"], &issued["lastBlock"]), (&10.into(), &20.into()));
		}
		// Nothing is overwritten, and arguments are checked.
		let mut issue =
			LicenseIssue { licensor, to: zpk, from_block: 3, to_block: 2, out: out.clone() };
		let code =
			|issue: &LicenseIssue| super::issue(&Console::captured(), issue).unwrap_err().code();
		assert_eq!(code(&issue), "invalid-argument");
		issue.to_block = 3;
		std::fs::write(&out, "precious").unwrap();
		assert_eq!(code(&issue), "invalid-argument");
		assert_eq!(std::fs::read_to_string(&out).unwrap(), "precious");
		issue.to = "nobody".into();
		assert_eq!(code(&issue), "invalid-address");
		issue.to = "ff".repeat(32);
		assert_eq!(code(&issue), "invalid-address");
	}

	#[test]
	fn altered_files_are_refused() {
		let dir = tempfile::tempdir().unwrap();
		let path = dir.path().join("license.json");
		let key = LicensorKey::random(&mut OsRng);
		let zpk = sero_zk_crypto::generators::KEY_GENERATOR;
		let property = LicenseProperty { first_block: 1, last_block: 9 };
		let license = key.issue(&zpk, property, &mut OsRng).unwrap();
		let good = LicenseFile { license, licensor: key.public_key() }.to_json();
		let refused = |text: &str| {
			std::fs::write(&path, text).unwrap();
			let args = LicenseInspect { file: path.clone() };
			let error = inspect(&Console::captured(), &args).unwrap_err();
			assert_eq!(error.code(), "bad-license");
			error.to_string()
		};
		let change = |field: &str, value: Value| {
			let mut json: Value = serde_json::from_str(&good).unwrap();
			json[field] = value;
			refused(&json.to_string())
		};
		assert!(change("lastBlock", 10.into()).contains("firstBlock or lastBlock"));
		let other = LicensorKey::random(&mut OsRng).public_key().to_bytes();
		assert!(change("licensor", hex::encode(other).into()).contains("not the licensor's"));
		assert!(change("account", "00".repeat(32).into()).contains("account"));
		assert!(change("version", 2.into()).contains("version 2"));
		assert!(change("kind", "sero-licensor".into()).contains("sero-licensor"));
		assert!(change("license", "00".into()).contains("license"));
		refused("{}");
		refused(&LicensorFile(key).to_json());
		std::fs::write(&path, &good).unwrap();
		inspect(&Console::captured(), &LicenseInspect { file: path }).unwrap();
	}
}
