// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Circuit versions: registration with lint, pausing, resuming, retiring.

use crate::{pallet::*, types::*};
use alloc::vec::Vec;
use frame_support::{dispatch::DispatchResult, ensure};
use sero_shielded_primitives::{CircuitVersion, RejectReason, ShieldedCrypto};

impl<T: Config> Pallet<T> {
	/// The keys of a circuit version whose proofs are accepted.
	///
	/// # Consensus
	/// SA-10: proofs are accepted for active circuit versions only.
	///
	/// # Errors
	/// [`RejectReason::UnknownCircuitVersion`], [`RejectReason::CircuitVersionPaused`],
	/// [`RejectReason::CircuitVersionRetired`].
	pub(crate) fn active_keys(version: CircuitVersion) -> Result<CircuitKeys, RejectReason> {
		let keys = CircuitVersions::<T>::get(version).ok_or(RejectReason::UnknownCircuitVersion)?;
		match keys.status {
			CircuitStatus::Active => Ok(keys),
			CircuitStatus::Paused => Err(RejectReason::CircuitVersionPaused),
			CircuitStatus::Retired => Err(RejectReason::CircuitVersionRetired),
		}
	}

	/// All circuit versions.
	pub fn circuit_versions() -> Vec<CircuitVersionInfo> {
		let mut rows: Vec<_> = CircuitVersions::<T>::iter()
			.map(|(version, keys)| {
				let CircuitKeys { status, provenance, input_key, output_key, issue_key } = keys;
				let keys =
					(input_key.into_inner(), output_key.into_inner(), issue_key.into_inner());
				(version, status, provenance, keys.0, keys.1, keys.2)
			})
			.collect();
		rows.sort_by_key(|row| row.0);
		rows
	}

	/// See [`Pallet::register_circuit`].
	pub(crate) fn do_register_circuit(
		version: CircuitVersion,
		input_key: VerifyingKeyBytes,
		output_key: VerifyingKeyBytes,
		issue_key: VerifyingKeyBytes,
		provenance: KeyProvenance,
	) -> Result<(), Error<T>> {
		ensure!(!CircuitVersions::<T>::contains_key(version), Error::CircuitVersionExists);
		ensure!(
			provenance != KeyProvenance::Development || DevelopmentKeysAllowed::<T>::get(),
			Error::DevelopmentKeyRefused
		);
		for (key, inputs) in [
			(&input_key, INPUT_CIRCUIT_INPUTS),
			(&output_key, OUTPUT_CIRCUIT_INPUTS),
			(&issue_key, ISSUE_CIRCUIT_INPUTS),
		] {
			T::Crypto::lint_key(key, inputs).map_err(|_| Error::InvalidVerifyingKey)?;
		}
		let status = CircuitStatus::Active;
		CircuitVersions::<T>::insert(
			version,
			CircuitKeys { status, provenance, input_key, output_key, issue_key },
		);
		Self::deposit_event(Event::CircuitRegistered { version, provenance });
		Ok(())
	}

	/// Changes the status of a circuit version.
	fn set_status(
		version: CircuitVersion,
		allowed: impl FnOnce(CircuitStatus) -> Result<(), Error<T>>,
		status: CircuitStatus,
	) -> DispatchResult {
		let mut keys =
			CircuitVersions::<T>::get(version).ok_or(Error::<T>::UnknownCircuitVersion)?;
		allowed(keys.status)?;
		keys.status = status;
		CircuitVersions::<T>::insert(version, keys);
		Ok(())
	}

	/// See [`Pallet::pause_circuit`].
	pub(crate) fn do_pause_circuit(version: CircuitVersion) -> DispatchResult {
		let allowed = |status| match status {
			CircuitStatus::Active => Ok(()),
			_ => Err(Error::CircuitVersionNotActive),
		};
		Self::set_status(version, allowed, CircuitStatus::Paused)?;
		Self::deposit_event(Event::CircuitPaused { version });
		Ok(())
	}

	/// See [`Pallet::resume_circuit`].
	pub(crate) fn do_resume_circuit(version: CircuitVersion) -> DispatchResult {
		let allowed = |status| match status {
			CircuitStatus::Paused => Ok(()),
			_ => Err(Error::CircuitVersionNotPaused),
		};
		Self::set_status(version, allowed, CircuitStatus::Active)?;
		Self::deposit_event(Event::CircuitResumed { version });
		Ok(())
	}

	/// See [`Pallet::retire_circuit`].
	pub(crate) fn do_retire_circuit(version: CircuitVersion) -> DispatchResult {
		let allowed = |status| match status {
			CircuitStatus::Retired => Err(Error::CircuitVersionRetired),
			_ => Ok(()),
		};
		Self::set_status(version, allowed, CircuitStatus::Retired)?;
		Self::deposit_event(Event::CircuitRetired { version });
		Ok(())
	}
}
