// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The chains that the binary knows, and what it refuses to run.

use sc_service::{ChainType, NoExtension, Properties};
use sero_primitives::units::{DECIMALS, SYMBOL};
use sero_runtime::WASM_BINARY;
use sp_genesis_builder::{DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};

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
fn built_in(
	name: &str,
	id: &str,
	chain_type: ChainType,
	preset: &str,
) -> Result<ChainSpec, String> {
	let code = WASM_BINARY.ok_or(
		"this binary was built without the Wasm runtime (SKIP_WASM_BUILD); build it again without \
		 that variable, or pass the path of a chain specification with --chain",
	)?;
	Ok(ChainSpec::builder(code, NoExtension::None)
		.with_name(name)
		.with_id(id)
		.with_chain_type(chain_type)
		.with_protocol_id(id)
		.with_properties(properties())
		.with_genesis_config_preset_name(preset)
		.build())
}

/// One node that mines by itself.
pub fn development() -> Result<ChainSpec, String> {
	built_in("SERO Development", "sero_dev", ChainType::Development, DEV_RUNTIME_PRESET)
}

/// A few nodes on one machine or in one network.
pub fn local_testnet() -> Result<ChainSpec, String> {
	built_in("SERO Local Testnet", "sero_local", ChainType::Local, LOCAL_TESTNET_RUNTIME_PRESET)
}

/// The chain with a name, or of a file.
pub fn load(id: &str) -> Result<ChainSpec, String> {
	match id {
		"dev" => development(),
		"" | "local" => local_testnet(),
		path => ChainSpec::from_json_file(path.into()).map_err(|error| {
			format!(
				"{error}; --chain takes \"dev\", \"local\" or the path of a chain specification \
				 (see `sero-node export-chain-spec --help`)"
			)
		}),
	}
}

/// Whether a chain may run with parameters that anybody can forge proofs for.
pub fn allows_development_parameters(chain_type: &ChainType) -> bool {
	matches!(chain_type, ChainType::Development | ChainType::Local)
}
