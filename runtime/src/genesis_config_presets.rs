// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Named genesis states.
//!
//! | preset | for | block time | parameters of the circuits |
//! | --- | --- | --- | --- |
//! | `development` | one node that mines by itself | 2 s | development |
//! | `local_testnet` | a few nodes on one machine | 2 s | development |
//! | `beta` | a public rehearsal without value: Ethash, then ProgPoW; licensed miners | 13 s | development |
//! | `main` | a candidate for a chain with value | 13 s | none yet: see below |
//!
//! The first two pay to keys that everybody knows. On the first three anybody can forge proofs.
//!
//! `main` has no circuits, because no ceremony has made their keys. Whoever launches a chain of it
//! puts them into its specification first: without circuits no note can be spent, so no SERO comes
//! to accounts, so no referendum that could register circuits ever passes.

mod development;
mod live;

use alloc::{string::ToString, vec, vec::Vec};
use development::Development;
use pallet_pow_pos_consensus::EmissionParams;
use pallet_shielded_assets::types::{GenesisCircuit, KeyProvenance};
use sero_primitives::units::{MILLI_SERO, SERO};
use sero_zk_params::{dev_verifying_key, CircuitKind, CIRCUIT_VERSION};
use sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};

/// Name of the preset for a public rehearsal.
pub const BETA_RUNTIME_PRESET: &str = "beta";
/// Name of the preset for a chain with value.
pub const MAIN_RUNTIME_PRESET: &str = "main";

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

/// Half-life of the difficulty adjustment in blocks: the longest with which the block time is back
/// within 10 % in 60 blocks after the hash rate rose by ten.
const HALF_LIFE_BLOCKS: u32 = 9;

/// The circuits with the parameters that everybody can forge proofs with.
fn development_circuits() -> Vec<GenesisCircuit> {
	vec![GenesisCircuit {
		version: CIRCUIT_VERSION,
		provenance: KeyProvenance::Development,
		input_key: dev_verifying_key(CircuitKind::Input).to_vec(),
		output_key: dev_verifying_key(CircuitKind::Output).to_vec(),
		issue_key: dev_verifying_key(CircuitKind::Issue).to_vec(),
	}]
}

/// The license circuit with such parameters.
fn development_license_circuit() -> pallet_licenses::types::GenesisCircuit {
	pallet_licenses::types::GenesisCircuit {
		provenance: pallet_licenses::types::KeyProvenance::Development,
		verifying_key: dev_verifying_key(CircuitKind::License).to_vec(),
	}
}

/// The preset with a name, as JSON that is merged into the default genesis state.
pub fn get_preset(id: &PresetId) -> Option<Vec<u8>> {
	let patch = match id.as_str() {
		// About two seconds of one thread of a laptop, by the light cache.
		DEV_RUNTIME_PRESET => {
			development::genesis(Development { initial_difficulty: 400, voters: 1 })
		},
		LOCAL_TESTNET_RUNTIME_PRESET => development::genesis(Development {
			initial_difficulty: 800,
			voters: crate::demo::WALLETS,
		}),
		BETA_RUNTIME_PRESET => live::beta(),
		MAIN_RUNTIME_PRESET => Ok(live::main()),
		_ => return None,
	};
	match patch {
		Ok(patch) => Some(patch.to_string().into_bytes()),
		Err(error) => {
			log::error!(target: "runtime::genesis", "preset {id}: {error}");
			None
		},
	}
}

/// The names of all presets.
pub fn preset_names() -> Vec<PresetId> {
	[DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET, BETA_RUNTIME_PRESET, MAIN_RUNTIME_PRESET]
		.map(PresetId::from)
		.to_vec()
}
