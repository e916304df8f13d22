// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The node's key and those that vote.

use super::Check;
use crate::{cli::Cli, command};
use sc_cli::NodeKeyParams;
use sc_service::{config::KeystoreConfig, Configuration};
use std::{
	fs, io,
	path::{Path, PathBuf},
};

/// Whether others than the owner may read a file.
fn is_open(path: &Path) -> io::Result<bool> {
	let data = fs::metadata(path)?;
	#[cfg(unix)]
	{
		use std::os::unix::fs::PermissionsExt;
		Ok(data.permissions().mode() & 0o077 != 0)
	}
	#[cfg(not(unix))]
	{
		let _ = data;
		Ok(false)
	}
}

/// Whether bytes are a node key as the network reads it.
fn is_node_key(bytes: &[u8]) -> bool {
	bytes.len() == 32 || hex::decode(bytes).is_ok_and(|key| key.len() == 32)
}

fn judge_node_key(path: &Path) -> Check {
	const NAME: &str = "node key";
	let shown = path.display();
	let bytes = match fs::read(path) {
		Ok(bytes) => bytes,
		Err(error) if error.kind() == io::ErrorKind::NotFound => {
			return Check::ok(NAME, format!("{shown} is made at the first start"));
		},
		Err(error) => {
			return Check::fail(
				NAME,
				format!("{shown} cannot be read: {error}"),
				"Run as the user whose node it is, or give the file to that user.",
			);
		},
	};
	if !is_node_key(&bytes) {
		return Check::fail(
			NAME,
			format!("{shown} is damaged: it has {} bytes instead of 32", bytes.len()),
			"Restore it, or remove it: the node then makes another one, with another peer id.",
		);
	}
	match is_open(path) {
		Ok(false) => Check::ok(NAME, format!("{shown} is there, for its owner only")),
		_ => Check::fail(
			NAME,
			format!("others can read {shown}, and pose as this node"),
			format!("chmod 600 {shown}"),
		),
	}
}

/// The key that names this node to others. `folder` is the chain's.
pub fn node_key(params: &NodeKeyParams, folder: &Path) -> Check {
	if params.node_key.is_some() {
		return Check::warn(
			"node key",
			"the key stands on the command line, where every user of the machine sees it",
			"Put it into a file and use --node-key-file.",
		);
	}
	let file = params.node_key_file.clone();
	judge_node_key(&file.unwrap_or_else(|| folder.join("network").join("secret_ed25519")))
}

/// Files of a folder that others can read.
fn open_files(folder: &Path) -> Vec<PathBuf> {
	let entries = fs::read_dir(folder).into_iter().flatten().flatten();
	let mut paths: Vec<PathBuf> = entries
		.map(|entry| entry.path())
		.filter(|path| path.is_file() && is_open(path).unwrap_or(false))
		.collect();
	paths.sort();
	paths
}

fn judge_secrets(paths: &[PathBuf]) -> Option<Check> {
	let first = paths.first()?.display();
	Some(Check::fail(
		"vote keys",
		format!("others can read {} secret file(s), {first} among them", paths.len()),
		format!("chmod 600 {first}"),
	))
}

/// The keys that vote, and that nobody else can read them.
pub fn vote_keys(cli: &Cli, config: &Configuration) -> Vec<Check> {
	const NAME: &str = "vote keys";
	let mut checks = Vec::new();
	let folder = match &config.keystore {
		KeystoreConfig::Path { path, .. } => Some(path.as_path()),
		KeystoreConfig::InMemory => None,
	};
	let mut open = folder.map(open_files).unwrap_or_default();
	let given = cli.voting.vote_seed_file.iter();
	open.extend(given.filter(|path| is_open(path).unwrap_or(false)).cloned());
	checks.extend(judge_secrets(&open));
	checks.push(match command::vote_keys(cli, config) {
		Err(error) => {
			Check::fail(NAME, error.to_string(), "Correct --vote-seed-file, or leave it out.")
		},
		Ok(None) => Check::ok(NAME, "the node does not vote (--vote lets it)"),
		Ok(Some(keys)) => match keys.addresses().len() {
			0 => Check::warn(
				NAME,
				"the node shall vote, and there is no key in its keystore",
				"`sero-node vote-key new` makes one; give it the same --chain and --base-path.",
			),
			count => Check::ok(NAME, format!("{count} key(s) vote")),
		},
	});
	checks
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
	use super::{super::Level, *};
	use std::os::unix::fs::PermissionsExt;

	fn write(path: &Path, bytes: &[u8], mode: u32) {
		fs::write(path, bytes).unwrap();
		fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
	}

	#[test]
	fn a_node_key_is_whole_and_its_owners() {
		let home = tempfile::tempdir().unwrap();
		let path = home.path().join("secret_ed25519");
		assert_eq!(judge_node_key(&path).level, Level::Ok);
		assert!(!path.exists());
		write(&path, &[7; 32], 0o600);
		assert_eq!(judge_node_key(&path).level, Level::Ok);
		write(&path, &[b'a'; 64], 0o600);
		assert_eq!(judge_node_key(&path).level, Level::Ok);
		write(&path, &[7; 31], 0o600);
		let damaged = judge_node_key(&path);
		assert_eq!(damaged.level, Level::Fail);
		assert!(damaged.found.contains("31 bytes"), "{}", damaged.found);
		write(&path, &[7; 32], 0o640);
		let open = judge_node_key(&path);
		assert_eq!(open.level, Level::Fail);
		assert!(open.advice.unwrap().contains("chmod 600"));
	}

	#[test]
	fn secrets_that_others_can_read_are_found() {
		let home = tempfile::tempdir().unwrap();
		write(&home.path().join("a"), b"x", 0o600);
		assert!(judge_secrets(&open_files(home.path())).is_none());
		write(&home.path().join("b"), b"x", 0o604);
		let check = judge_secrets(&open_files(home.path())).unwrap();
		assert_eq!(check.level, Level::Fail);
		assert!(check.found.contains("1 secret file(s)"), "{}", check.found);
		assert!(open_files(&home.path().join("gone")).is_empty());
	}
}
