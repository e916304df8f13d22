// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The commands, one file for each family.

use std::{path::PathBuf, sync::Arc};

use sero_shielded_primitives::RejectReason;
use sero_zk_params::{setup::default_dir, CircuitKind, CIRCUIT_VERSION};
use sero_zk_prover::{IssueProver, LoadProgress, Prover};

use crate::{
	cli::{open_password, Console, Global},
	error::{Result, WalletError},
	progress::{Progress, Task},
	rpc::Node,
	wallet::Wallet,
};

pub mod contract;
pub mod disclose;
pub mod keys;
pub mod license;
pub mod package;
pub mod pay;
pub mod shield;
pub mod stake;
pub mod staking_node;
pub mod status;
pub mod ticket;
pub mod token;
pub mod view;

/// The folder of the wallet.
fn folder(global: &Global) -> Result<PathBuf> {
	if let Some(folder) = &global.wallet {
		return Ok(folder.clone());
	}
	let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
	let data = match variable("XDG_DATA_HOME").map(PathBuf::from).filter(|path| path.is_absolute())
	{
		Some(data) => Some(data),
		None if cfg!(windows) => variable("LOCALAPPDATA").map(PathBuf::from),
		None if cfg!(target_os = "macos") => variable("HOME")
			.map(|home| PathBuf::from(home).join("Library").join("Application Support")),
		None => variable("HOME").map(|home| PathBuf::from(home).join(".local").join("share")),
	};
	data.map(|data| data.join("sero-wallet")).ok_or_else(|| {
		WalletError::InvalidArgument("the user has no home folder: name one with --wallet".into())
	})
}

/// Opens the wallet.
fn open(global: &Global) -> Result<Wallet> {
	let folder = folder(global)?;
	if !crate::keys::key_file(&folder).exists() {
		return Err(WalletError::WalletMissing(folder));
	}
	Wallet::open(&folder, &open_password(global)?)
}

/// Opens the wallet and follows the chain, unless the user does not want it.
async fn open_synced(global: &Global, console: &Console) -> Result<Wallet> {
	let mut wallet = open(global)?;
	if !global.no_sync {
		let node = Node::connect(&global.node).await?;
		let report = wallet.sync(&node, &*console.progress()).await?;
		view::remark_sync(console, &report);
	}
	Ok(wallet)
}

/// Loads the proving keys and compares them with the chain's.
async fn prover(node: &Node, console: &Console) -> Result<Arc<Prover>> {
	let circuits = node.circuits().await?;
	let reject = |reason| Err(WalletError::Rejected(reason));
	let Some(circuit) = circuits.iter().find(|circuit| circuit.version == CIRCUIT_VERSION) else {
		return reject(RejectReason::UnknownCircuitVersion);
	};
	match circuit.status.as_str() {
		"paused" => return reject(RejectReason::CircuitVersionPaused),
		"retired" => return reject(RejectReason::CircuitVersionRetired),
		_ => {},
	}
	let prover = load_prover(console.progress()).await?;
	let same = prover.verifying_key(CircuitKind::Input) == circuit.input_key()
		&& prover.verifying_key(CircuitKind::Output) == circuit.output_key();
	if !same {
		return Err(WalletError::OtherCircuits(format!(
			"version {CIRCUIT_VERSION} has other verifying keys"
		)));
	}
	if circuit.provenance == "development" {
		console.note(
			"This chain uses development keys: anybody can forge money on it. Use it for tests only.",
		);
	}
	Ok(prover)
}

/// Compares the proving key of hidden issues with the chain's; makes it if this machine has none.
async fn check_issue_circuit(node: &Node) -> Result<()> {
	let failed = |error: &dyn std::fmt::Display| WalletError::Prover(error.to_string());
	let circuits = node.circuits().await?;
	let loaded = tokio::task::spawn_blocking(IssueProver::load).await;
	let prover = loaded.map_err(|error| failed(&error))?.map_err(|error| failed(&error))?;
	let same = circuits
		.iter()
		.find(|circuit| circuit.version == CIRCUIT_VERSION)
		.is_some_and(|circuit| circuit.issue_key() == prover.verifying_key());
	match same {
		true => Ok(()),
		false => Err(WalletError::OtherCircuits(format!(
			"version {CIRCUIT_VERSION} has another verifying key of hidden issues"
		))),
	}
}

async fn load_prover(progress: Arc<dyn Progress>) -> Result<Arc<Prover>> {
	let failed = |error: &dyn std::fmt::Display| WalletError::Prover(error.to_string());
	let loaded = tokio::task::spawn_blocking(move || {
		progress.begin(Task::ProvingKeys, 0);
		let prover = default_dir().map_err(Into::into).and_then(|dir| {
			Prover::load_from(&dir, &mut |step| {
				if matches!(step, LoadProgress::Generating(_)) {
					progress.begin(Task::MakeProvingKeys, 0);
				}
			})
		});
		progress.end();
		prover
	})
	.await;
	Ok(Arc::new(loaded.map_err(|error| failed(&error))?.map_err(|error| failed(&error))?))
}
