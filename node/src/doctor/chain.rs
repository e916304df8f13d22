// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Database, runtime and parameters.

use super::{rpc::Running, Check};
use crate::{
	dag,
	license::Authors,
	metrics,
	service::{self, Executor, FullClient, HostFunctions, Mining},
};
use pallet_shielded_assets::runtime_api::ShieldedApi;
use sc_client_api::StorageProvider;
use sc_service::{
	config::{DatabaseSource, KeystoreConfig},
	ChainType, Configuration,
};
use sero_consensus::DatasetStore;
use sero_consensus_primitives::PowPosApi;
use sero_progpow::{dataset_size, epoch};
use sero_runtime::{apis::RuntimeApi, opaque::Block};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use std::{
	fs,
	path::{Path, PathBuf},
	sync::Arc,
};

/// A best block.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Best {
	/// Height.
	pub number: u64,
	/// Its time in seconds since 1970, if it can be read.
	pub time: Option<f64>,
}

/// What the processor needs to mine.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Dataset {
	/// Its size.
	pub bytes: u64,
	/// Whether its file is there.
	pub on_disk: bool,
}

/// What the other checks go by.
#[derive(Clone, PartialEq, Debug)]
pub struct Facts {
	/// Where the node's data is.
	pub base_path: PathBuf,
	/// The best block, of a running node or in the database.
	pub best: Option<Best>,
	/// The dataset, if the processor mines.
	pub dataset: Option<Dataset>,
}

/// A folder that is removed in the end.
struct Temporary(PathBuf);

impl Temporary {
	fn new() -> std::io::Result<Self> {
		let path = std::env::temp_dir().join(format!("sero-doctor-{}", std::process::id()));
		fs::create_dir(&path)?;
		Ok(Self(path))
	}
}

impl Drop for Temporary {
	fn drop(&mut self) {
		// What is left lies among other temporary files.
		let _ = fs::remove_dir_all(&self.0);
	}
}

/// Whether a database was made here.
fn has_database(config: &Configuration) -> bool {
	let entries = config.database.path().and_then(|path| fs::read_dir(path).ok());
	entries.is_some_and(|mut entries| entries.next().is_some())
}

/// Opens the database, or the chain's first block in a temporary one.
fn open(config: &Configuration) -> Result<Arc<FullClient>, String> {
	let executor: Executor = sc_service::new_wasm_executor::<HostFunctions>(&config.executor);
	let (client, ..) =
		sc_service::new_full_parts::<Block, RuntimeApi, _>(config, None, executor, Vec::new())
			.map_err(|error| error.to_string())?;
	Ok(Arc::new(client))
}

fn best(client: &FullClient) -> Best {
	let info = client.info();
	let time = client.storage(info.best_hash, &metrics::timestamp_key()).ok().flatten();
	Best {
		number: info.best_number.into(),
		time: time.and_then(|time| metrics::timestamp(&time.0)),
	}
}

/// The dataset of the present epoch.
fn dataset(client: &FullClient, base_path: &Path, best: Best) -> Option<Dataset> {
	let epoch = epoch(best.number.saturating_add(1));
	let params = client.runtime_api().pow_params(client.info().best_hash).ok()?;
	let height = u32::try_from(best.number.saturating_add(1)).ok()?;
	let parents = params.function_at(height)?.algorithm().ok()?.dataset_parents();
	let path = DatasetStore::new(base_path.join(dag::FOLDER)).path(epoch, parents).ok()?;
	Some(Dataset { bytes: dataset_size(epoch).ok()?, on_disk: path.exists() })
}

fn judge_mining(
	client: &Arc<FullClient>,
	mining: &sc_cli::Result<Option<Mining>>,
	running: bool,
) -> Check {
	const NAME: &str = "mining";
	let mining = match mining {
		Err(error) => {
			return Check::fail(NAME, error.to_string(), "The node does not start before that.");
		},
		Ok(None) => return Check::ok(NAME, "the node does not mine (--mine lets it)"),
		Ok(Some(mining)) => mining,
	};
	let found = format!("{} thread(s), rewards to {}", mining.threads, mining.author);
	if running {
		return Check::ok(NAME, found);
	}
	let authors = Authors::new(client.clone(), mining.author, mining.license.clone());
	match authors.check_start() {
		Ok(()) => Check::ok(NAME, found),
		Err(error) => Check::fail(NAME, error, "The node does not mine before that."),
	}
}

/// Checks what the node will run, and gathers what the other checks need.
pub fn check(
	mut config: Configuration,
	mining: &sc_cli::Result<Option<Mining>>,
	running: Option<&Running>,
) -> (Vec<Check>, Facts) {
	let base_path = config.base_path.path().to_path_buf();
	let mut facts = Facts { base_path, best: running.and_then(|node| node.best), dataset: None };
	let mut checks = Vec::new();
	let name = config.chain_spec.name().to_string();
	if let Some(node) = running {
		checks.push(match node.chain == name {
			true => Check::ok("chain", format!("a node of {name} answers at {}", node.address)),
			false => Check::fail(
				"chain",
				format!("the node that answers at {} is one of {}", node.address, node.chain),
				format!("Choose another --rpc-port for {name}, or give that node's --chain."),
			),
		});
	}
	let mut temporary = None;
	// The keystore is made where it is missing, and a database that is in use cannot be opened.
	config.keystore = KeystoreConfig::InMemory;
	let own = running.is_none() && has_database(&config);
	if !own {
		match Temporary::new() {
			Ok(folder) => {
				config.database = DatabaseSource::ParityDb { path: folder.0.join("db") };
				temporary = Some(folder);
			},
			Err(error) => {
				checks.push(Check::fail(
					"runtime",
					format!("no temporary folder: {error}"),
					"Let TMPDIR name a folder that can be written.",
				));
				return (checks, facts);
			},
		}
	}
	match open(&config) {
		Ok(client) => {
			if own {
				let best = best(&client);
				checks.push(Check::ok(
					"database",
					format!("it is whole up to block {}", best.number),
				));
				facts.best = Some(best);
			} else if running.is_none() {
				checks.push(Check::ok("database", "there is none yet"));
			}
			checks.extend(judge_runtime(&config, &client));
			checks.push(judge_mining(&client, mining, running.is_some()));
			// Development chains are far below the difficulty from which a dataset pays.
			let by_processor = mining.as_ref().ok().and_then(Option::as_ref);
			let by_processor = by_processor.is_some_and(|mining| mining.threads > 0);
			if by_processor && config.chain_spec.chain_type() != ChainType::Development {
				let best = facts.best.unwrap_or(Best { number: 0, time: None });
				facts.dataset = dataset(&client, &facts.base_path, best);
			}
		},
		Err(error) => checks.push(match service::missing_host_functions(&error) {
			Some(advice) => Check::fail("runtime", "its host functions are not all here", advice),
			None if own => Check::fail(
				"database",
				error,
				"Another process may have it open. If it is damaged: sero-node purge-chain, and \
				 synchronize again.",
			),
			None => Check::fail("runtime", error, "Use another chain specification."),
		}),
	}
	drop(temporary);
	(checks, facts)
}

/// The circuits that a chain has.
fn judge_circuits(chain_type: &ChainType, circuits: usize) -> Check {
	const NAME: &str = "parameters";
	match circuits {
		0 => Check::warn(
			NAME,
			"the chain has no circuits: nobody can pay on it",
			"Use a specification with the circuits of a ceremony.",
		),
		count => Check::ok(
			NAME,
			format!("{count} circuit version(s) fit a chain of type {chain_type:?}"),
		),
	}
}

fn judge_runtime(config: &Configuration, client: &FullClient) -> Vec<Check> {
	let (name, chain_type) = (config.chain_spec.name(), config.chain_spec.chain_type());
	match service::check_chain(config, client) {
		Ok(()) => {
			let circuits = client.runtime_api().circuit_versions(client.info().best_hash);
			vec![
				Check::ok("runtime", format!("the runtime of {name} finds all its host functions")),
				judge_circuits(&chain_type, circuits.map_or(0, |versions| versions.len())),
			]
		},
		Err(error) => vec![judge_refusal(error.to_string())],
	}
}

/// What [`service::check_chain`] refuses.
fn judge_refusal(error: String) -> Check {
	let is_runtime =
		["host functions", "runtime cannot be run"].iter().any(|text| error.contains(text));
	match is_runtime {
		true => Check::fail("runtime", error, "Install a newer release of sero-node."),
		false => Check::fail("parameters", error, "Get the chain's true specification."),
	}
}

#[cfg(test)]
mod tests {
	use super::{super::Level, *};

	#[test]
	fn a_chain_without_circuits_is_named() {
		assert_eq!(judge_circuits(&ChainType::Live, 0).level, Level::Warn);
		let check = judge_circuits(&ChainType::Live, 2);
		assert_eq!(check.level, Level::Ok);
		assert!(check.found.starts_with("2 circuit version(s)"), "{}", check.found);
	}

	#[test]
	fn what_is_refused_is_told_apart() {
		let missing = service::missing_host_functions("not present on the host: ext_x_version_1\"");
		assert_eq!(judge_refusal(missing.unwrap()).name, "runtime");
		assert_eq!(judge_refusal("the chain's runtime cannot be run: x".into()).name, "runtime");
		assert_eq!(judge_refusal("\"X\" has no circuits".into()).name, "parameters");
	}

	#[test]
	fn a_temporary_folder_goes_with_its_owner() {
		let folder = Temporary::new().unwrap();
		let path = folder.0.clone();
		assert!(path.is_dir());
		drop(folder);
		assert!(!path.exists());
	}
}
