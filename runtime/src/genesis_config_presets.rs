// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Named genesis states.
//!
//! | preset | for | block time | parameters of the circuits |
//! | --- | --- | --- | --- |
//! | `development` | one node that mines by itself | 2 s | development |
//! | `local_testnet` | a few nodes on one machine | 2 s | development |
//!
//! Both pay to keys that everybody knows, and anybody can forge proofs on them.

use crate::{demo, AccountId, Balance, RuntimeGenesisConfig};
use alloc::{
	string::{String, ToString},
	vec,
	vec::Vec,
};
use frame_support::build_struct_json_patch;
use pallet_pow_pos_consensus::EmissionParams;
use pallet_shielded_assets::types::{GenesisCircuit, GenesisNote, KeyProvenance};
use sero_consensus_primitives::PowParams;
use sero_primitives::{
	units::{MILLI_SERO, SERO},
	CurrencyId,
};
use sero_progpow::ProgPowParams;
use sero_zk_params::{dev_verifying_key, CircuitKind, CIRCUIT_VERSION};
use sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_keyring::Sr25519Keyring;

/// The schedule of the original main net's last era, from height 0 on.
///
/// There, a block's miner got `clamp(16.91 + 0.000985 · ⌊d / 10^9⌋, 17.6, 35.6) / 2` SERO and the
/// team 8.9; halved every 8,294,400 blocks. `team_reward` is left at 0 here: it needs an address.
const EMISSION: EmissionParams = EmissionParams {
	base_reward: 8_455_128_205_128_200_000,
	reward_per_giga_difficulty: 492_673_992_673_992,
	min_reward: 8_800 * MILLI_SERO,
	max_reward: 17_800 * MILLI_SERO,
	team_reward: 0,
	team_payment_interval: 5_000,
	halving_interval: 8_294_400,
	cap: 650_000_000 * SERO,
};

/// What the development presets differ in.
struct Development {
	/// Half-life of the difficulty adjustment in blocks.
	half_life_blocks: u32,
	/// Difficulty of the first blocks.
	initial_difficulty: u64,
}

/// The circuits with the parameters that everybody can forge proofs with.
fn development_circuits() -> Vec<GenesisCircuit> {
	vec![GenesisCircuit {
		version: CIRCUIT_VERSION,
		provenance: KeyProvenance::Development,
		input_key: dev_verifying_key(CircuitKind::Input).to_vec(),
		output_key: dev_verifying_key(CircuitKind::Output).to_vec(),
	}]
}

/// The notes of the demo wallets.
fn demo_notes() -> Result<Vec<GenesisNote>, String> {
	let name = CurrencyId::SERO.name().unwrap_or_default().to_string();
	let notes = demo::notes().map_err(|error| error.to_string())?;
	Ok(notes
		.into_iter()
		.map(|(address, amount, memo)| GenesisNote {
			address: address.to_bytes().to_vec(),
			currency: name.clone(),
			amount,
			memo,
		})
		.collect())
}

/// A chain whose keys are public.
fn development_genesis(chain: Development) -> Result<serde_json::Value, String> {
	let balances: Vec<(AccountId, Balance)> =
		demo::accounts().into_iter().map(|account| (account, demo::ACCOUNT_ENDOWMENT)).collect();
	let notes = demo_notes()?;
	Ok(build_struct_json_patch!(RuntimeGenesisConfig {
		balances: pallet_balances::GenesisConfig { balances },
		pow_pos_consensus: pallet_pow_pos_consensus::GenesisConfig {
			phases: PowParams::prog_pow(&ProgPowParams::V0_9_2).phases.into_inner(),
			target_block_time_ms: 2_000,
			half_life_blocks: chain.half_life_blocks,
			initial_difficulty: chain.initial_difficulty.into(),
			min_difficulty: 16u32.into(),
			tickets_per_block: 3,
			vote_quorum: 2,
			emission: EMISSION,
		},
		shielded_assets: pallet_shielded_assets::GenesisConfig {
			circuits: development_circuits(),
			notes,
			allow_development_keys: true,
		},
		// No license is needed; root can set a licensor and a period.
		licenses: pallet_licenses::GenesisConfig {
			circuit: Some(pallet_licenses::types::GenesisCircuit {
				provenance: pallet_licenses::types::KeyProvenance::Development,
				verifying_key: dev_verifying_key(CircuitKind::License).to_vec(),
			}),
			allow_development_keys: true,
		},
		sudo: pallet_sudo::GenesisConfig { key: Some(Sr25519Keyring::Alice.to_account_id()) },
	}))
}

/// The preset with a name, as JSON that is merged into the default genesis state.
pub fn get_preset(id: &PresetId) -> Option<Vec<u8>> {
	// About two seconds of one thread of a laptop, by the light cache.
	let chain = match id.as_str() {
		// Adapts within a minute to the machine and the number of threads.
		DEV_RUNTIME_PRESET => Development { half_life_blocks: 20, initial_difficulty: 400 },
		LOCAL_TESTNET_RUNTIME_PRESET => {
			Development { half_life_blocks: 120, initial_difficulty: 800 }
		},
		_ => return None,
	};
	match development_genesis(chain) {
		Ok(patch) => Some(patch.to_string().into_bytes()),
		Err(error) => {
			log::error!(target: "runtime::genesis", "preset {id}: {error}");
			None
		},
	}
}

/// The names of all presets.
pub fn preset_names() -> Vec<PresetId> {
	vec![PresetId::from(DEV_RUNTIME_PRESET), PresetId::from(LOCAL_TESTNET_RUNTIME_PRESET)]
}
