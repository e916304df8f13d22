// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What others ask about packages, and the invariants of the state.

use crate::{pallet::*, types::*, weights::WeightInfo, MAX_PAGE};
use alloc::vec::Vec;
use frame_support::weights::Weight;
#[cfg(any(feature = "try-runtime", test))]
use sero_shielded_primitives::package::MIN_SEALED_BYTES;
use sero_shielded_primitives::{PackageAction, PackageId};

impl<T: Config> Pallet<T> {
	/// A package with what is sealed; `None` if there never was one with this id.
	pub fn package(id: &PackageId) -> Option<PackageInfo> {
		let record = Packages::<T>::get(id)?;
		Some(PackageInfo { id: *id, record, sealed: SealedData::<T>::get(id).unwrap_or_default() })
	}

	/// The packages that are not closed, in the order of their ids, those behind `after`, at most `limit`
	/// and [`MAX_PAGE`].
	pub fn sealed_packages(
		after: Option<PackageId>,
		limit: u32,
	) -> Vec<(PackageId, PackageRecord)> {
		let ids = match after {
			Some(id) => SealedData::<T>::iter_keys_from(SealedData::<T>::hashed_key_for(id)),
			None => SealedData::<T>::iter_keys(),
		};
		ids.take(usize::try_from(limit.min(MAX_PAGE)).unwrap_or(usize::MAX))
			.filter_map(|id| Some((id, Packages::<T>::get(id)?)))
			.collect()
	}

	/// Weight of an action, its checks included and the proof of the note inside not.
	pub fn weight_of_action(action: &PackageAction) -> Weight {
		match action {
			PackageAction::Create { .. } => T::WeightInfo::create(),
			PackageAction::Transfer { .. } => T::WeightInfo::transfer(),
			PackageAction::Open { .. } => T::WeightInfo::open(),
			PackageAction::Unpack { .. } => T::WeightInfo::unpack(),
		}
	}

	/// The invariants of this pallet's state.
	#[cfg(any(feature = "try-runtime", test))]
	pub(crate) fn do_try_state() -> Result<(), &'static str> {
		use sp_runtime::SaturatedConversion;
		let now: u32 = frame_system::Pallet::<T>::block_number().saturated_into();
		for (id, package) in Packages::<T>::iter() {
			let sealed = SealedData::<T>::get(id);
			if (package.status == PackageStatus::Sealed) != sealed.is_some() {
				return Err(
					"PK-2: a closed package is under seal, or a sealed one has lost its seal",
				);
			}
			if sealed.is_some_and(|bytes| bytes.len() < MIN_SEALED_BYTES as usize) {
				return Err("PK-5: a package cannot be opened");
			}
			if package.created > now {
				return Err("a package comes from the future");
			}
		}
		if SealedData::<T>::iter_keys().any(|id| !Packages::<T>::contains_key(id)) {
			return Err("PK-1: sealed bytes without a package");
		}
		Ok(())
	}
}
