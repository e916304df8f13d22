// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Making, handing over, opening and unpacking packages.

use crate::{pallet::*, types::*};
use frame_support::traits::Contains;
use sero_primitives::CurrencyId;
use sero_shielded_primitives::{
	package::MIN_SEALED_BYTES, verify::OpenedPackage, ContractPackages, EvmAddress, HeldAssets,
	HiddenOutput, OneTimeAddressBytes, OpenPackage, PackageAction, PackageActions, PackageId,
	PackageOwner, PublicAsset, PublicOrigin, PublicOutput, RejectReason, SealedBytes,
	ShieldedCrypto, ShieldedLedger, TxId,
};
use sp_runtime::SaturatedConversion;

/// What was in a package, as everybody sees it from now on.
fn asset_of(opened: &OpenedPackage) -> PublicAsset {
	let OpenedPackage { currency, amount, ticket, .. } = *opened;
	// The currency of no amount says nothing.
	let currency = if amount > 0 { currency } else { CurrencyId::default() };
	PublicAsset { currency, amount, ticket }
}

impl<T: Config> Pallet<T> {
	/// A package that `owner` may hand over and close.
	///
	/// # Consensus
	/// PK-1: it exists. PK-2: it is not closed. PK-3: it is the owner's.
	///
	/// # Errors
	/// [`RejectReason::UnknownPackage`], [`RejectReason::PackageClosed`],
	/// [`RejectReason::NotPackageOwner`].
	fn owned(id: &PackageId, owner: &PackageOwner) -> Result<PackageRecord, RejectReason> {
		let package = Packages::<T>::get(id).ok_or(RejectReason::UnknownPackage)?;
		if package.status != PackageStatus::Sealed {
			return Err(RejectReason::PackageClosed);
		}
		if package.owner != *owner {
			return Err(RejectReason::NotPackageOwner);
		}
		Ok(package)
	}

	/// PK-6: who is to own a package can close it. (Points of addresses in bundles are checked with the
	/// bundle, SA-3 and SA-4.)
	///
	/// # Errors
	/// [`RejectReason::NoContract`].
	fn check_new_owner(owner: &PackageOwner) -> Result<(), RejectReason> {
		match owner {
			PackageOwner::Contract(contract) if !T::Contracts::contains(contract) => {
				Err(RejectReason::NoContract)
			},
			PackageOwner::Contract(_) | PackageOwner::Address(_) => Ok(()),
		}
	}

	/// PK-5: what is sealed has the length of an opening at least. PK-6: the owner can close it. PK-7: no
	/// package has this id.
	///
	/// # Errors
	/// [`RejectReason::InvalidPackage`], [`RejectReason::NoContract`].
	fn check_create(owner: &PackageOwner, sealed: &SealedBytes) -> Result<(), RejectReason> {
		if sealed.len() < MIN_SEALED_BYTES as usize {
			return Err(RejectReason::InvalidPackage);
		}
		Self::check_new_owner(owner)
	}

	/// What is in a package.
	///
	/// # Consensus
	/// PK-4: the key opens it, and what is in it is what the note's commitment is to. PK-8: its currency
	/// exists.
	///
	/// # Errors
	/// [`RejectReason::WrongPackageKey`], [`RejectReason::UnknownCurrency`].
	fn opened(
		id: &PackageId,
		package: &PackageRecord,
		key: &[u8; 32],
	) -> Result<OpenedPackage, RejectReason> {
		let sealed = SealedData::<T>::get(id).ok_or(RejectReason::PackageClosed)?;
		let PackedNote { address, note_commitment, .. } = &package.contents;
		let opened = T::Crypto::open_package(key, &sealed, address, note_commitment)
			.map_err(|_| RejectReason::WrongPackageKey)?;
		if opened.amount > 0 && !T::Ledger::currency_exists(&opened.currency) {
			return Err(RejectReason::UnknownCurrency);
		}
		Ok(opened)
	}

	/// Writes down a package that passed [`Self::check_create`].
	fn create(
		id: PackageId,
		creator: &OneTimeAddressBytes,
		owner: &PackageOwner,
		contents: &HiddenOutput,
		sealed: &SealedBytes,
	) -> Result<(), RejectReason> {
		Self::check_create(owner, sealed)?;
		if Packages::<T>::contains_key(id) {
			return Err(RejectReason::InvalidPackage);
		}
		let record = PackageRecord {
			owner: *owner,
			contents: contents.into(),
			creator: *creator,
			created: frame_system::Pallet::<T>::block_number().saturated_into(),
			status: PackageStatus::Sealed,
		};
		Packages::<T>::insert(id, record);
		SealedData::<T>::insert(id, sealed);
		Self::deposit_event(Event::PackageCreated {
			package: id,
			owner: *owner,
			creator: *creator,
		});
		Ok(())
	}

	/// Hands a package over.
	fn hand_over(
		id: &PackageId,
		from: &PackageOwner,
		to: &PackageOwner,
	) -> Result<(), RejectReason> {
		let package = Self::owned(id, from)?;
		Self::check_new_owner(to)?;
		Packages::<T>::insert(id, PackageRecord { owner: *to, ..package });
		Self::deposit_event(Event::PackageTransferred { package: *id, from: *from, to: *to });
		Ok(())
	}

	/// Closes a package for good.
	fn close(id: &PackageId, package: PackageRecord, status: PackageStatus) {
		Packages::<T>::insert(id, PackageRecord { status, ..package });
		SealedData::<T>::remove(id);
	}

	/// Opens a package of a one-time address. A package with nothing but data makes no note.
	fn open_for_address(
		bundle: &TxId,
		from: &OneTimeAddressBytes,
		id: &PackageId,
		key: &[u8; 32],
		receiver: &OneTimeAddressBytes,
	) -> Result<(), RejectReason> {
		let package = Self::owned(id, &PackageOwner::Address(*from))?;
		let opened = Self::opened(id, &package, key)?;
		let asset = asset_of(&opened);
		if !asset.is_empty() {
			let PublicAsset { currency, amount, ticket } = asset;
			let output =
				PublicOutput { address: *receiver, currency, amount, ticket, memo: opened.memo };
			T::Ledger::reveal(PublicOrigin::Bundle(*bundle), output)?;
		}
		Self::close(id, package, PackageStatus::Opened);
		let receiver = PackageOwner::Address(*receiver);
		Self::deposit_event(Event::PackageOpened { package: *id, asset, receiver });
		Ok(())
	}

	/// Puts a package's note into the tree.
	fn unpack(from: &OneTimeAddressBytes, id: &PackageId) -> Result<(), RejectReason> {
		let package = Self::owned(id, &PackageOwner::Address(*from))?;
		let index = T::Ledger::append_hidden_note(&package.contents.output())?;
		Self::close(id, package, PackageStatus::Unpacked);
		Self::deposit_event(Event::PackageUnpacked { package: *id, index });
		Ok(())
	}
}

impl<T: Config> PackageActions for Pallet<T> {
	fn check(from: &OneTimeAddressBytes, action: &PackageAction) -> Result<(), RejectReason> {
		let owner = PackageOwner::Address(*from);
		match action {
			PackageAction::Create { owner, sealed, .. } => Self::check_create(owner, sealed),
			PackageAction::Transfer { package, to } => {
				Self::owned(package, &owner)?;
				Self::check_new_owner(to)
			},
			PackageAction::Open { package, key, .. } => {
				let record = Self::owned(package, &owner)?;
				Self::opened(package, &record, key).map(drop)
			},
			PackageAction::Unpack { package } => Self::owned(package, &owner).map(drop),
		}
	}

	fn apply(
		id: &TxId,
		from: &OneTimeAddressBytes,
		action: &PackageAction,
	) -> Result<(), RejectReason> {
		match action {
			PackageAction::Create { owner, contents, sealed } => {
				Self::create(PackageId::of(id), from, owner, contents, sealed)
			},
			PackageAction::Transfer { package, to } => {
				Self::hand_over(package, &PackageOwner::Address(*from), to)
			},
			PackageAction::Open { package, key, receiver } => {
				Self::open_for_address(id, from, package, key, receiver)
			},
			PackageAction::Unpack { package } => Self::unpack(from, package),
		}
	}
}

impl<T: Config> ContractPackages for Pallet<T> {
	fn transfer(
		contract: &EvmAddress,
		package: &PackageId,
		to: &PackageOwner,
	) -> Result<(), RejectReason> {
		// Unlike a bundle's, an address that a contract names was not looked at before.
		if let PackageOwner::Address(address) = to {
			T::Ledger::check_address(address)?;
		}
		Self::hand_over(package, &PackageOwner::Contract(*contract), to)
	}

	fn open(
		contract: &EvmAddress,
		package: &PackageId,
		key: &[u8; 32],
	) -> Result<OpenPackage, RejectReason> {
		let owner = PackageOwner::Contract(*contract);
		let record = Self::owned(package, &owner)?;
		let opened = Self::opened(package, &record, key)?;
		let asset = asset_of(&opened);
		T::Ledger::hold(&contract.fallback_account(), &asset)?;
		let result = OpenPackage {
			asset,
			memo: opened.memo,
			data: opened.data,
			creator: record.creator,
			created: record.created,
		};
		Self::close(package, record, PackageStatus::Opened);
		Self::deposit_event(Event::PackageOpened { package: *package, asset, receiver: owner });
		Ok(result)
	}
}
