// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use super::*;
use alloc::vec;

fn phases(list: alloc::vec::Vec<(u32, PowFunction)>) -> PowParams {
	let phases: alloc::vec::Vec<_> = list
		.into_iter()
		.map(|(first_block, function)| PowPhase { first_block, function })
		.collect();
	PowParams { phases: phases.try_into().unwrap() }
}

#[test]
fn presets_survive_the_round_trip_through_the_record() {
	for preset in [
		ProgPowParams::WHITE_PAPER,
		ProgPowParams::V0_9_2,
		ProgPowParams::V0_9_3,
		ProgPowParams::V0_9_4,
	] {
		let config = ProgPowConfig::from(&preset);
		assert_eq!(ProgPowParams::try_from(&config), Ok(preset));
		assert_eq!(PowParams::prog_pow(&preset).check(), Ok(()));
	}
}

#[test]
fn phases_switch_at_their_height() {
	let progpow = PowFunction::ProgPow((&ProgPowParams::V0_9_2).into());
	let params = phases(vec![(0, PowFunction::Ethash), (100, progpow)]);
	assert_eq!(params.check(), Ok(()));
	assert_eq!(params.function_at(0), Some(&PowFunction::Ethash));
	assert_eq!(params.function_at(99), Some(&PowFunction::Ethash));
	assert_eq!(params.function_at(100), Some(&progpow));
	assert_eq!(params.function_at(u32::MAX), Some(&progpow));
}

#[test]
fn wrong_phases_are_refused() {
	let ethash = PowFunction::Ethash;
	assert_eq!(phases(vec![]).check(), Err(PowParamsError::NoPhase));
	assert_eq!(phases(vec![(1, ethash)]).check(), Err(PowParamsError::LateStart));
	assert_eq!(
		phases(vec![(0, ethash), (5, ethash), (5, ethash)]).check(),
		Err(PowParamsError::Unordered)
	);
	let mut config = ProgPowConfig::from(&ProgPowParams::V0_9_2);
	config.lanes = 0;
	assert!(matches!(
		PowParams::single(PowFunction::ProgPow(config)).check(),
		Err(PowParamsError::ProgPow(_))
	));
}

/// VT-13.
#[test]
fn a_draw_that_is_not_full_needs_no_votes() {
	let params = ConsensusParams {
		target_block_time_ms: 13_000,
		half_life_blocks: 9,
		tickets_per_block: 3,
		vote_quorum: 2,
		votes_required: 2,
		vote_grace_ms: 300,
	};
	let ticket = |ticket_index| DrawnTicket {
		ticket_index,
		share: Default::default(),
		vote_address: [0; 96],
		by_node: false,
	};
	let draw = [ticket(0), ticket(1), ticket(2)];
	assert_eq!(params.votes_needed(&draw), 2);
	assert_eq!(params.votes_needed(&draw[..2]), 0);
	assert_eq!(ConsensusParams { votes_required: 0, ..params }.votes_needed(&draw), 0);
}
