// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use super::*;

fn broken(change: impl Fn(&mut Variables)) -> ParamsError {
	let mut variables = *ProgPowParams::V0_9_2.variables();
	change(&mut variables);
	ProgPowParams::new(variables).unwrap_err()
}

#[test]
fn presets_satisfy_the_rules() {
	for preset in [
		ProgPowParams::WHITE_PAPER,
		ProgPowParams::V0_9_2,
		ProgPowParams::V0_9_3,
		ProgPowParams::V0_9_4,
	] {
		assert_eq!(ProgPowParams::new(*preset.variables()), Ok(preset));
	}
}

#[test]
fn presets_read_256_bytes_of_the_dataset_at_once() {
	for preset in [ProgPowParams::WHITE_PAPER, ProgPowParams::V0_9_2, ProgPowParams::V0_9_4] {
		let v = preset.variables();
		assert_eq!(v.lanes * v.dag_loads * 4, 256);
	}
}

#[test]
fn nonsense_is_refused() {
	assert_eq!(broken(|v| v.period = 0), ParamsError::Period);
	for lanes in [0, 1, 4, 12, 64, u32::MAX] {
		assert_eq!(broken(|v| v.lanes = lanes), ParamsError::Lanes);
	}
	for registers in [0, 1, 65, u32::MAX] {
		assert_eq!(broken(|v| v.registers = registers), ParamsError::Registers);
	}
	for loads in [0, 3, 8, u32::MAX] {
		assert_eq!(broken(|v| v.dag_loads = loads), ParamsError::DagLoads);
	}
	assert_eq!(
		broken(|v| {
			v.lanes = 8;
			v.dag_loads = 1;
		}),
		ParamsError::AccessBytes
	);
	for bytes in [0, 512, 3000, 65_536, u32::MAX] {
		assert_eq!(broken(|v| v.cache_bytes = bytes), ParamsError::CacheBytes);
	}
	for count in [0, 257, u32::MAX] {
		assert_eq!(broken(|v| v.dag_accesses = count), ParamsError::DagAccesses);
	}
	for count in [0, 65, u32::MAX] {
		assert_eq!(broken(|v| v.cache_accesses = count), ParamsError::CacheAccesses);
		assert_eq!(broken(|v| v.math_operations = count), ParamsError::MathOperations);
	}
	assert_eq!(broken(|v| v.math_operations = 16), ParamsError::RegistersNotCovered);
	for parents in [0, 128, 300, u32::MAX] {
		assert_eq!(broken(|v| v.dataset_parents = parents), ParamsError::DatasetParents);
	}
}
