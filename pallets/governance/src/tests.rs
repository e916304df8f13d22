// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, types::*, EnsureCircuitPauser, EnsureParameterAdmin, Error, Event, Origin};
use frame_support::{assert_noop, assert_ok, traits::EnsureOrigin};
use frame_system::RawOrigin;
use sp_runtime::DispatchError;

/// Settings of a dozen blocks.
fn quick() -> GovernanceSettings {
	let track = TrackSettings {
		prepare_period: 0,
		decision_period: 6,
		confirm_period: 1,
		min_enactment_period: 1,
		decision_deposit: 1,
		max_deciding: 1,
	};
	GovernanceSettings {
		root: track,
		circuit_pause: track,
		parameters: track,
		submission_deposit: 1,
		undeciding_timeout: 20,
		vote_locking_period: 2,
	}
}

#[test]
fn settings_come_from_the_genesis_block() {
	chain().execute_with(|| {
		assert_eq!(crate::Settings::<Test>::get(), GovernanceSettings::default());
	});
	chain_of(Some(quick())).execute_with(|| {
		assert_eq!(crate::Settings::<Test>::get(), quick());
	});
}

#[test]
#[should_panic(expected = "governance.settings is refused: UnusableTrack")]
fn a_genesis_block_with_unusable_settings_is_refused() {
	let mut settings = quick();
	settings.root.decision_period = 0;
	chain_of(Some(settings));
}

#[test]
fn root_changes_the_settings_and_nobody_else() {
	chain().execute_with(|| {
		let refused = DispatchError::BadOrigin;
		for origin in [
			RawOrigin::Signed(1).into(),
			RuntimeOrigin::none(),
			Origin::CircuitPauser.into(),
			Origin::ParameterAdmin.into(),
		] {
			assert_noop!(Governance::set_settings(origin, quick()), refused);
		}
		assert_ok!(Governance::set_settings(RuntimeOrigin::root(), quick()));
		assert_eq!(crate::Settings::<Test>::get(), quick());
		System::assert_last_event(Event::SettingsChanged { settings: quick() }.into());
	});
}

#[test]
fn tracks_whose_referenda_could_not_end_are_refused() {
	let broken: [fn(&mut GovernanceSettings); 7] = [
		|s| s.root.decision_period = 0,
		|s| s.circuit_pause.confirm_period = 0,
		|s| s.parameters.min_enactment_period = 0,
		|s| s.root.prepare_period = MAX_PERIOD + 1,
		|s| s.circuit_pause.max_deciding = 0,
		|s| s.parameters.max_deciding = MAX_DECIDING + 1,
		|s| s.undeciding_timeout = 0,
	];
	chain().execute_with(|| {
		for (number, breaks) in broken.into_iter().enumerate() {
			let mut settings = quick();
			breaks(&mut settings);
			let result = Governance::set_settings(RuntimeOrigin::root(), settings);
			assert_eq!(result, Err(Error::<Test>::UnusableTrack.into()), "{number}");
		}
		assert_eq!(crate::Settings::<Test>::get(), GovernanceSettings::default());
	});
}

#[test]
fn votes_stay_locked_until_what_they_decided_is_done() {
	chain().execute_with(|| {
		let mut settings = quick();
		settings.parameters.min_enactment_period = settings.vote_locking_period + 1;
		let call = |settings| Governance::set_settings(RuntimeOrigin::root(), settings);
		assert_noop!(call(settings), Error::<Test>::LockTooShort);
		settings.vote_locking_period += 1;
		assert_ok!(call(settings));
		settings.vote_locking_period = MAX_PERIOD + 1;
		assert_noop!(call(settings), Error::<Test>::LockTooShort);
	});
}

#[test]
fn each_origin_passes_its_own_gate_only() {
	let pauser = |origin: RuntimeOrigin| EnsureCircuitPauser::<Test>::ensure_origin(origin).is_ok();
	let admin = |origin: RuntimeOrigin| EnsureParameterAdmin::<Test>::ensure_origin(origin).is_ok();
	assert!(pauser(Origin::CircuitPauser.into()) && !admin(Origin::CircuitPauser.into()));
	assert!(admin(Origin::ParameterAdmin.into()) && !pauser(Origin::ParameterAdmin.into()));
	for origin in [RuntimeOrigin::root(), RuntimeOrigin::none(), RawOrigin::Signed(1).into()] {
		assert!(!pauser(origin.clone()) && !admin(origin));
	}
}

#[test]
fn settings_are_written_in_camel_case_and_nothing_unknown_is_read() {
	let json = serde_json::to_value(quick()).unwrap();
	assert_eq!(json["circuitPause"]["minEnactmentPeriod"], 1);
	let mut unknown = json.clone();
	unknown["fastTrack"] = 1.into();
	assert!(serde_json::from_value::<GovernanceSettings>(unknown).is_err());
	assert_eq!(serde_json::from_value::<GovernanceSettings>(json).unwrap(), quick());
}
