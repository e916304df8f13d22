// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What a bundle can do with packages, and who does it ([`PackageActions`]).

use crate::{EvmAddress, HiddenOutput, OneTimeAddressBytes, PublicAsset, RejectReason, TxId};
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Most bytes of data beside the asset in a package.
pub const MAX_PACKAGE_DATA: u32 = 4096;
/// Bytes of the opening: currency 32, amount 16, ticket category 32, ticket id 32, memo 64, note
/// secret 32.
pub const PACKAGE_OPENING_LEN: u32 = 208;
/// Fewest sealed bytes: opening and authentication tag.
pub const MIN_SEALED_BYTES: u32 = PACKAGE_OPENING_LEN + 16;
/// Most sealed bytes: opening, data and the authentication tag.
pub const MAX_SEALED_BYTES: u32 = MIN_SEALED_BYTES + MAX_PACKAGE_DATA;

/// Personalization of the hash that identifies a package.
const PACKAGE_PERSONALIZATION: &[u8; 12] = b"SERO_package";

/// Identifies a package: follows from the bundle that made it, so it is never used twice.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct PackageId(pub [u8; 32]);

impl PackageId {
	/// The id of the package that a bundle makes: BLAKE2b-256, personalized, of the bundle's id.
	pub fn of(bundle: &TxId) -> Self {
		let hash = blake2b_simd::Params::new()
			.hash_length(32)
			.personal(PACKAGE_PERSONALIZATION)
			.to_state()
			.update(&bundle.0)
			.finalize();
		let mut id = [0u8; 32];
		for (slot, byte) in id.iter_mut().zip(hash.as_bytes()) {
			*slot = *byte;
		}
		Self(id)
	}
}

/// Who may hand over and open a package.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum PackageOwner {
	/// The owner of a one-time address.
	#[codec(index = 0)]
	Address(OneTimeAddressBytes),
	/// A contract.
	#[codec(index = 1)]
	Contract(EvmAddress),
}

/// What is sealed: see `sero_zk_crypto::package`.
pub type SealedBytes = BoundedVec<u8, ConstU32<MAX_SEALED_BYTES>>;

/// The package part of a bundle.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum PackageAction {
	/// Makes a package.
	#[codec(index = 0)]
	Create {
		/// Who may hand it over and open it.
		owner: PackageOwner,
		/// The note inside. It counts as a hidden output of the bundle, but does not enter the tree.
		contents: HiddenOutput,
		/// Opening and data, encrypted under the package's key.
		sealed: SealedBytes,
	},
	/// Hands a package over that `from` owns.
	#[codec(index = 1)]
	Transfer {
		/// The package.
		package: PackageId,
		/// Its new owner.
		to: PackageOwner,
	},
	/// Opens a package that `from` owns: key and contents become public, and the asset a public note.
	#[doc(alias = "ClosePkg")]
	#[codec(index = 2)]
	Open {
		/// The package.
		package: PackageId,
		/// Its key.
		key: [u8; 32],
		/// Who receives the asset.
		receiver: OneTimeAddressBytes,
	},
	/// Puts the note inside into the tree as it is. Nothing becomes public; the note's own one-time
	/// address can spend it.
	#[codec(index = 3)]
	Unpack {
		/// The package.
		package: PackageId,
	},
}

impl PackageAction {
	/// The note that counts as a hidden output of the bundle.
	pub fn contents(&self) -> Option<&HiddenOutput> {
		match self {
			Self::Create { contents, .. } => Some(contents),
			Self::Transfer { .. } | Self::Open { .. } | Self::Unpack { .. } => None,
		}
	}
}

/// Does what [`PackageAction`] says.
pub trait PackageActions {
	/// Checks an action against the state, cheaply, without changing anything.
	///
	/// # Errors
	/// The rule that it breaks.
	fn check(from: &OneTimeAddressBytes, action: &PackageAction) -> Result<(), RejectReason>;

	/// Does an action that passed [`Self::check`] on the same state.
	///
	/// # Errors
	/// As [`Self::check`], and those of the ledger. The caller reverts the state.
	fn apply(
		id: &TxId,
		from: &OneTimeAddressBytes,
		action: &PackageAction,
	) -> Result<(), RejectReason>;
}

/// Packages in the hands of contracts.
pub trait ContractPackages {
	/// Hands over a package that the contract owns.
	///
	/// # Errors
	/// [`RejectReason::UnknownPackage`], [`RejectReason::PackageClosed`],
	/// [`RejectReason::NotPackageOwner`], those of an address.
	fn transfer(
		contract: &EvmAddress,
		package: &PackageId,
		to: &PackageOwner,
	) -> Result<(), RejectReason>;

	/// Opens a package that the contract owns. The pool has booked its asset as held by contracts.
	///
	/// # Errors
	/// Those of [`Self::transfer`], [`RejectReason::WrongPackageKey`],
	/// [`RejectReason::TurnstileViolation`].
	fn open(
		contract: &EvmAddress,
		package: &PackageId,
		key: &[u8; 32],
	) -> Result<OpenPackage, RejectReason>;
}

/// What was in a package.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct OpenPackage {
	/// The asset.
	pub asset: PublicAsset,
	/// The memo.
	pub memo: crate::Memo,
	/// The data beside.
	pub data: alloc::vec::Vec<u8>,
	/// One-time sender of the bundle that made the package.
	pub creator: OneTimeAddressBytes,
	/// Block that made the package.
	pub created: sero_primitives::BlockNumber,
}

/// A chain without packages: refuses every action.
impl PackageActions for () {
	fn check(_: &OneTimeAddressBytes, _: &PackageAction) -> Result<(), RejectReason> {
		Err(RejectReason::InvalidAction)
	}

	fn apply(_: &TxId, _: &OneTimeAddressBytes, _: &PackageAction) -> Result<(), RejectReason> {
		Err(RejectReason::InvalidAction)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	/// Python: `hashlib.blake2b(bytes([1] * 32), digest_size=32, person=b"SERO_package")`.
	#[test]
	fn package_ids_are_as_pinned() {
		let id = PackageId::of(&TxId([1; 32]));
		assert_eq!(id.0[..8], [0xbb, 0x4d, 0x4f, 0x94, 0x25, 0x04, 0xb5, 0x94]);
		assert_ne!(id, PackageId::of(&TxId([2; 32])));
	}
}
