// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The chains that the binary knows, and what it refuses to run.

use sc_chain_spec::{json_merge, GetExtension};
use sc_network::config::MultiaddrWithPeerId;
use sc_service::{ChainType, NoExtension, Properties};
use sc_telemetry::TelemetryEndpoints;
use sero_primitives::units::{DECIMALS, SYMBOL};
use sero_runtime::{
	genesis_config_presets::{self, BETA_RUNTIME_PRESET, MAIN_RUNTIME_PRESET},
	RuntimeGenesisConfig, WASM_BINARY,
};
use sp_core::storage::{well_known_keys, Storage};
use sp_genesis_builder::{DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_runtime::BuildStorage;
use std::collections::BTreeMap;

/// A chain specification whose runtime can call our host functions while it builds its genesis.
pub type ChainSpec = sc_service::GenericChainSpec<NoExtension, sero_io::HostFunctions>;

/// What applications show.
fn properties() -> Properties {
	let mut properties = Properties::new();
	properties.insert("tokenSymbol".into(), SYMBOL.into());
	properties.insert("tokenDecimals".into(), DECIMALS.into());
	properties.insert("ss58Format".into(), 42.into());
	properties
}

/// A chain of this binary's runtime.
///
/// Its genesis state is built by the runtime's code in this binary, not by the Wasm: the same code
/// and the same state (a test compares them), without compiling the Wasm twice more at every start.
#[derive(Clone)]
pub struct BuiltIn {
	spec: ChainSpec,
	/// The preset, until somebody puts another genesis state in its place.
	preset: Option<&'static str>,
}

/// Every chain of this binary's runtime.
const BUILT_IN: [(&str, &str, &str, ChainType, &str); 4] = [
	// One node that mines by itself.
	("dev", "SERO Development", "sero_dev", ChainType::Development, DEV_RUNTIME_PRESET),
	// A few nodes on one machine or in one network.
	("local", "SERO Local Testnet", "sero_local", ChainType::Local, LOCAL_TESTNET_RUNTIME_PRESET),
	// A public rehearsal. Its type says what it is worth: its circuits have development parameters,
	// which every other type refuses.
	("beta", "SERO Beta", "sero_beta", ChainType::Local, BETA_RUNTIME_PRESET),
	// What a chain with value begins as, once its specification has circuits from a ceremony.
	("main", "SERO Main Candidate", "sero_main_candidate", ChainType::Live, MAIN_RUNTIME_PRESET),
];

/// The Wasm runtime.
fn code() -> Result<&'static [u8], String> {
	WASM_BINARY.ok_or_else(|| {
		"this binary was built without the Wasm runtime (SKIP_WASM_BUILD); build it again without \
		 that variable, or pass the path of a chain specification with --chain"
			.into()
	})
}

/// The genesis state of a preset.
fn native_genesis(preset: &str) -> Result<Storage, String> {
	let patch = genesis_config_presets::get_preset(&preset.into())
		.ok_or_else(|| format!("the runtime has no preset {preset}"))?;
	let json = |error: serde_json::Error| error.to_string();
	let mut config = serde_json::to_value(RuntimeGenesisConfig::default()).map_err(json)?;
	json_merge(&mut config, serde_json::from_slice(&patch).map_err(json)?);
	let config: RuntimeGenesisConfig = serde_json::from_value(config).map_err(json)?;
	let mut storage = config.build_storage()?;
	storage.top.insert(well_known_keys::CODE.to_vec(), code()?.to_vec());
	Ok(storage)
}

impl BuiltIn {
	/// The chain with this name, if there is one.
	fn new(name: &str) -> Result<Option<Self>, String> {
		let Some((_, name, id, chain_type, preset)) =
			BUILT_IN.into_iter().find(|(short, ..)| *short == name)
		else {
			return Ok(None);
		};
		let spec = ChainSpec::builder(code()?, NoExtension::None)
			.with_name(name)
			.with_id(id)
			.with_chain_type(chain_type)
			.with_protocol_id(id)
			.with_properties(properties())
			.with_genesis_config_preset_name(preset)
			.build();
		Ok(Some(Self { spec, preset: Some(preset) }))
	}
}

impl BuildStorage for BuiltIn {
	fn assimilate_storage(&self, storage: &mut Storage) -> Result<(), String> {
		match self.preset {
			Some(preset) => native_genesis(preset)?.assimilate_storage(storage),
			None => self.spec.assimilate_storage(storage),
		}
	}
}

impl sc_service::ChainSpec for BuiltIn {
	fn name(&self) -> &str {
		self.spec.name()
	}

	fn id(&self) -> &str {
		self.spec.id()
	}

	fn chain_type(&self) -> ChainType {
		sc_service::ChainSpec::chain_type(&self.spec)
	}

	fn boot_nodes(&self) -> &[MultiaddrWithPeerId] {
		self.spec.boot_nodes()
	}

	fn telemetry_endpoints(&self) -> &Option<TelemetryEndpoints> {
		self.spec.telemetry_endpoints()
	}

	fn protocol_id(&self) -> Option<&str> {
		self.spec.protocol_id()
	}

	fn fork_id(&self) -> Option<&str> {
		self.spec.fork_id()
	}

	fn properties(&self) -> Properties {
		self.spec.properties()
	}

	fn extensions(&self) -> &dyn GetExtension {
		sc_service::ChainSpec::extensions(&self.spec)
	}

	fn extensions_mut(&mut self) -> &mut dyn GetExtension {
		sc_service::ChainSpec::extensions_mut(&mut self.spec)
	}

	fn add_boot_node(&mut self, addr: MultiaddrWithPeerId) {
		self.spec.add_boot_node(addr)
	}

	fn as_json(&self, raw: bool) -> Result<String, String> {
		let mut spec = self.spec.clone();
		if raw {
			if let Some(preset) = self.preset {
				sc_service::ChainSpec::set_storage(&mut spec, native_genesis(preset)?);
			}
		}
		spec.as_json(raw)
	}

	fn as_storage_builder(&self) -> &dyn BuildStorage {
		self
	}

	fn cloned_box(&self) -> Box<dyn sc_service::ChainSpec> {
		Box::new(self.clone())
	}

	fn set_storage(&mut self, storage: Storage) {
		self.preset = None;
		sc_service::ChainSpec::set_storage(&mut self.spec, storage);
	}

	fn code_substitutes(&self) -> BTreeMap<String, Vec<u8>> {
		sc_service::ChainSpec::code_substitutes(&self.spec)
	}
}

/// The chain with a name, or of a file.
pub fn load(id: &str) -> Result<Box<dyn sc_service::ChainSpec>, String> {
	let name = if id.is_empty() { "local" } else { id };
	if let Some(spec) = BuiltIn::new(name)? {
		return Ok(Box::new(spec));
	}
	let spec = ChainSpec::from_json_file(id.into()).map_err(|error| {
		format!(
			"{error}; --chain takes \"dev\", \"local\", \"beta\", \"main\" or the path of a chain specification \
			 (see `sero-node export-chain-spec --help`)"
		)
	})?;
	Ok(Box::new(spec))
}

/// Whether a chain may run with parameters that anybody can forge proofs for.
pub fn allows_development_parameters(chain_type: &ChainType) -> bool {
	matches!(chain_type, ChainType::Development | ChainType::Local)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn native_and_wasm_build_the_same_genesis_state() {
		for (name, ..) in BUILT_IN {
			let spec = BuiltIn::new(name).unwrap().unwrap();
			let (native, wasm) =
				(spec.build_storage().unwrap(), spec.spec.build_storage().unwrap());
			let differing: Vec<_> = native
				.top
				.keys()
				.chain(wasm.top.keys())
				.filter(|key| native.top.get(*key) != wasm.top.get(*key))
				.map(hex::encode)
				.collect();
			assert!(differing.is_empty(), "{name}: {differing:?}");
			assert_eq!(native.children_default, wasm.children_default);
		}
	}

	/// The specification of a built-in chain, changed.
	fn changed(name: &str, change: impl FnOnce(&mut serde_json::Value)) -> ChainSpec {
		let text = load(name).unwrap().as_json(false).unwrap();
		let mut json = serde_json::from_str(&text).unwrap();
		change(&mut json);
		ChainSpec::from_json_bytes(json.to_string().into_bytes()).unwrap()
	}

	#[test]
	fn the_main_chain_is_not_built_with_development_circuits() {
		let patch = |preset: &str| -> serde_json::Value {
			let bytes = genesis_config_presets::get_preset(&preset.into()).unwrap();
			serde_json::from_slice(&bytes).unwrap()
		};
		let beta = patch(BETA_RUNTIME_PRESET);
		let change = |pallet: &str, field: &str| {
			changed("main", |json| {
				json["genesis"]["runtimeGenesis"]["patch"][pallet][field] =
					beta[pallet][field].clone();
			})
		};
		// The reason stands in the log; a test of the runtime has it natively.
		for (pallet, field) in [("shieldedAssets", "circuits"), ("licenses", "circuit")] {
			let error = change(pallet, field).build_storage().unwrap_err();
			assert!(error.contains("panicking"), "{error}");
		}
		// What was changed is what is refused.
		assert!(changed("main", |_| ()).build_storage().is_ok());
	}

	#[test]
	fn chains_report_to_nobody_and_have_their_coins_properties() {
		for (name, ..) in BUILT_IN {
			let spec = load(name).unwrap();
			assert!(spec.telemetry_endpoints().is_none());
			let properties = spec.properties();
			assert_eq!(properties["tokenSymbol"], "SERO");
			assert_eq!(properties["tokenDecimals"], 18);
			assert_eq!(properties["ss58Format"], 42);
			assert_eq!(spec.protocol_id(), Some(spec.id()));
		}
		assert!(!allows_development_parameters(&load("main").unwrap().chain_type()));
	}

	#[test]
	fn only_development_and_local_chains_may_have_development_parameters() {
		assert!(allows_development_parameters(&ChainType::Development));
		assert!(allows_development_parameters(&ChainType::Local));
		assert!(!allows_development_parameters(&ChainType::Live));
		assert!(!allows_development_parameters(&ChainType::Custom("Private".into())));
	}
}
