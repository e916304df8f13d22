// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Miner licenses: for a time, a chain may take blocks of licensed miners only.
//!
//! ```text
//! licensor ──license (offline)──► miner ──proof──► pre-runtime digest ──► on_initialize: checked
//!                                                                              │ refused
//!                                                                              ▼
//!                                                                     on_finalize: no such block
//! ```
//! - A license is signed for an account and heights. A block shows the heights and a proof that its author,
//!   a one-time address, belongs to a licensed account; nothing else about it
//!   (`zk/circuits/src/license`).
//! - The proof is for this author *and this parent*. A proof taken from another block serves only for a
//!   sibling of that block, which pays the miner it was taken from. In particular nobody can build a second
//!   block of a branch of its own without a license.
//! - Which blocks need a license is decided by [`Config::RequirementOrigin`], for heights, so that miners have
//!   time to get one. What a block shows that needs none is not looked at.
//!
//! # Consequences of calls
//! If no miner has a license of the licensor at a height that needs one, there are no more blocks, and
//! no call that could change it. `set_required` therefore takes the first height, and `set_licensor`
//! should not replace a key before its licensees have new licenses.
//!
//! # A block without a license
//! `on_initialize` cannot refuse a block: it has no result. It notes the refusal and `on_finalize` panics:
//! the way in which FRAME refuses a block from a hook. The header and the parent's state alone decide.

#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
pub mod types;
pub mod weights;

pub use pallet::*;
pub use weights::WeightInfo;

/// Target of this pallet's log lines.
const LOG_TARGET: &str = "runtime::licenses";

// The types that the macro makes for storage and genesis have no `Debug`.
#[allow(missing_debug_implementations)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use crate::types::*;
	use alloc::vec::Vec;
	use frame_support::pallet_prelude::*;
	use frame_system::pallet_prelude::*;
	use sero_consensus_primitives::{
		LicenseError, LicensePeriod, LicenseProof, LicenseProperty, PreDigest,
	};
	use sero_shielded_primitives::{PointKind, ProofBytes, ProofItem, PublicInput, ShieldedCrypto};
	use sp_core::H256;
	use sp_runtime::SaturatedConversion;

	/// Version of the storage layout.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<Hash = H256> {
		/// The verifier.
		type Crypto: ShieldedCrypto;

		/// Who decides who issues licenses, and by which circuit they are proved.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Who decides which blocks need a license.
		type RequirementOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Weights of this pallet.
		type WeightInfo: WeightInfo;

		/// Makes licenses for the benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: benchmarking::BenchmarkHelper;
	}

	/// Which blocks need a license. Absent: none.
	#[pallet::storage]
	pub type Period<T> = StorageValue<_, LicensePeriod>;

	/// Who issues licenses.
	#[pallet::storage]
	pub type Licensor<T> = StorageValue<_, LicensorKeyBytes>;

	/// The license circuit.
	#[pallet::storage]
	pub type Circuit<T> = StorageValue<_, CircuitKey>;

	/// Whether a key of provenance [`KeyProvenance::Development`] may be the circuit's.
	#[pallet::storage]
	pub type DevelopmentKeysAllowed<T> = StorageValue<_, bool, ValueQuery>;

	/// Why the block that is being executed is refused; absent between blocks.
	#[pallet::storage]
	pub type Refusal<T> = StorageValue<_, LicenseError>;

	/// Configuration of the genesis block.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// Whether blocks need a license from block 1 on.
		pub required: bool,
		/// The last block that needs one; none while it is open.
		pub required_until: Option<u32>,
		/// The licensor's public key, hexadecimal, 64 bytes; empty for none.
		#[serde(with = "sp_core::bytes")]
		pub licensor: Vec<u8>,
		/// The license circuit.
		pub circuit: Option<GenesisCircuit>,
		/// Whether development keys are accepted.
		pub allow_development_keys: bool,
		#[serde(skip)]
		#[doc(hidden)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			DevelopmentKeysAllowed::<T>::put(self.allow_development_keys);
			if !self.licensor.is_empty() {
				let key = <[u8; 64]>::try_from(&self.licensor[..])
					.unwrap_or_else(|_| panic!("licenses.licensor must have 64 bytes"));
				Pallet::<T>::do_set_licensor(LicensorKeyBytes(key))
					.unwrap_or_else(|e| panic!("licenses.licensor is refused: {e:?}"));
			}
			if let Some(circuit) = &self.circuit {
				let key = VerifyingKeyBytes::try_from(circuit.verifying_key.clone())
					.unwrap_or_else(|_| panic!("licenses.circuit.verifyingKey is too long"));
				Pallet::<T>::do_set_circuit(key, circuit.provenance)
					.unwrap_or_else(|e| panic!("licenses.circuit is refused: {e:?}"));
			}
			if self.required {
				let period = LicensePeriod { first_block: 1, last_block: self.required_until };
				Pallet::<T>::do_set_required(Some(period))
					.unwrap_or_else(|e| panic!("licenses.required is refused: {e:?}"));
			}
		}
	}

	#[pallet::event]
	#[pallet::generate_deposit(fn deposit_event)]
	pub enum Event<T: Config> {
		/// The block's author showed a license.
		LicenseShown {
			/// The only thing known about it.
			property: LicenseProperty,
		},
		/// From now on these blocks need a license; none if there is no period.
		RequirementSet {
			/// The blocks.
			period: Option<LicensePeriod>,
		},
		/// From the next block on licenses are this licensor's.
		LicensorSet {
			/// Its public key.
			licensor: LicensorKeyBytes,
		},
		/// From the next block on proofs are of this circuit.
		CircuitSet {
			/// Where its key comes from.
			provenance: KeyProvenance,
		},
	}

	#[pallet::error]
	#[derive(PartialEq)]
	pub enum Error<T> {
		/// There is no licensor: set one before asking for licenses.
		NoLicensor,
		/// There is no license circuit: set one before asking for licenses.
		NoCircuit,
		/// The period begins in the past or now, or ends before it begins.
		InvalidPeriod,
		/// The licensor's key is not two points of prime order.
		InvalidLicensor,
		/// The verifying key does not decode, is degenerate, or is of another circuit.
		InvalidVerifyingKey,
		/// A key that everybody can forge proofs for, on a chain that refuses such keys.
		DevelopmentKeyRefused,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Sets which blocks need a license; none ends the requirement with the next block.
		///
		/// # Errors
		/// [`Error::InvalidPeriod`], [`Error::NoLicensor`], [`Error::NoCircuit`].
		#[pallet::call_index(0)]
		#[pallet::weight((T::WeightInfo::set_required(), DispatchClass::Operational))]
		pub fn set_required(origin: OriginFor<T>, period: Option<LicensePeriod>) -> DispatchResult {
			T::RequirementOrigin::ensure_origin(origin)?;
			let now = Self::height();
			ensure!(period.is_none_or(|p| p.first_block > now), Error::<T>::InvalidPeriod);
			Self::do_set_required(period)?;
			Ok(())
		}

		/// Sets who issues licenses. Licenses of the one before are void from the next block on.
		///
		/// # Errors
		/// [`Error::InvalidLicensor`].
		#[pallet::call_index(1)]
		#[pallet::weight((T::WeightInfo::set_licensor(), DispatchClass::Operational))]
		pub fn set_licensor(origin: OriginFor<T>, licensor: LicensorKeyBytes) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_licensor(licensor)?;
			Ok(())
		}

		/// Sets the verifying key of the license circuit.
		///
		/// # Errors
		/// [`Error::InvalidVerifyingKey`], [`Error::DevelopmentKeyRefused`].
		#[pallet::call_index(2)]
		#[pallet::weight((T::WeightInfo::set_circuit(), DispatchClass::Operational))]
		pub fn set_circuit(
			origin: OriginFor<T>,
			verifying_key: VerifyingKeyBytes,
			provenance: KeyProvenance,
		) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_circuit(verifying_key, provenance)?;
			Ok(())
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		/// Checks the author's license, if this block needs one.
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			Refusal::<T>::kill();
			let height = Self::height();
			if !Self::required_at(height) {
				return T::WeightInfo::on_initialize_free();
			}
			match Self::check_header(height) {
				Ok(property) => Self::deposit_event(Event::LicenseShown { property }),
				Err(why) => {
					log::error!(target: LOG_TARGET, "block {height} is refused: {why}");
					Refusal::<T>::put(why);
				},
			}
			T::WeightInfo::on_initialize_checked()
		}

		/// # Panics
		/// If the block needs a license and does not show one: the block is invalid. See the crate's
		/// documentation.
		fn on_finalize(_: BlockNumberFor<T>) {
			let refusal = Refusal::<T>::take();
			assert!(refusal.is_none(), "{}", refusal.unwrap_or(LicenseError::Missing));
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state().map_err(sp_runtime::TryRuntimeError::Other)
		}
	}

	impl<T: Config> Pallet<T> {
		/// Height of the current block.
		fn height() -> u32 {
			frame_system::Pallet::<T>::block_number().saturated_into()
		}

		/// Whether a block of this height needs a license.
		pub fn required_at(height: u32) -> bool {
			Period::<T>::get().is_some_and(|period| period.covers(height))
		}

		/// Which blocks need a license.
		pub fn period() -> Option<LicensePeriod> {
			Period::<T>::get()
		}

		/// The licensor's public key.
		pub fn licensor() -> Option<[u8; 64]> {
			Licensor::<T>::get().map(|key| key.0)
		}

		/// The verifying key of the license circuit, and whether everybody can forge proofs for it.
		pub fn license_circuit() -> Option<(Vec<u8>, bool)> {
			Circuit::<T>::get().map(|circuit| {
				let insecure = circuit.provenance == KeyProvenance::Development;
				(circuit.verifying_key.into_inner(), insecure)
			})
		}

		/// Checks the license that the header of the current block shows.
		fn check_header(height: u32) -> Result<LicenseProperty, LicenseError> {
			let digest = frame_system::Pallet::<T>::digest();
			let digest = PreDigest::find(&digest).map_err(|_| LicenseError::NoAuthor)?;
			let license = digest.license.ok_or(LicenseError::Missing)?;
			let parent = frame_system::Pallet::<T>::parent_hash();
			Self::check(&digest.author, &license, &parent, height)?;
			Ok(license.property)
		}

		/// Checks the license of an author for a block of this height on this parent.
		///
		/// # Consensus
		/// LI-8: the height is between the first and the last block of the license. LI-9: the proof
		/// verifies under the chain's circuit, for this author, parent, licensor and property.
		///
		/// # Errors
		/// [`LicenseError::OutOfRange`], [`LicenseError::NotConfigured`],
		/// [`LicenseError::InvalidProof`].
		pub fn check(
			author: &[u8; 96],
			license: &LicenseProof,
			parent: &H256,
			height: u32,
		) -> Result<(), LicenseError> {
			if !license.property.covers(height) {
				return Err(LicenseError::OutOfRange);
			}
			let licensor = Licensor::<T>::get().ok_or(LicenseError::NotConfigured)?;
			let circuit = Circuit::<T>::get().ok_or(LicenseError::NotConfigured)?;
			let item = ProofItem {
				key: 0,
				proof: ProofBytes(license.proof),
				inputs: public_inputs(author, &license.property, &licensor, parent),
			};
			T::Crypto::verify_proofs(&[circuit.verifying_key.into_inner()], &[item])
				.map_err(|_| LicenseError::InvalidProof)
		}

		/// See [`Pallet::set_required`].
		pub(crate) fn do_set_required(period: Option<LicensePeriod>) -> Result<(), Error<T>> {
			if let Some(period) = period {
				let ends = period.last_block.is_none_or(|last| last >= period.first_block);
				ensure!(ends, Error::InvalidPeriod);
				ensure!(Licensor::<T>::exists(), Error::NoLicensor);
				ensure!(Circuit::<T>::exists(), Error::NoCircuit);
			}
			Period::<T>::set(period);
			Self::deposit_event(Event::RequirementSet { period });
			Ok(())
		}

		/// See [`Pallet::set_licensor`].
		pub(crate) fn do_set_licensor(licensor: LicensorKeyBytes) -> Result<(), Error<T>> {
			let points = licensor.points().map(|point| (PointKind::Cofactor, point));
			T::Crypto::check_points(&points).map_err(|_| Error::InvalidLicensor)?;
			Licensor::<T>::put(licensor);
			Self::deposit_event(Event::LicensorSet { licensor });
			Ok(())
		}

		/// See [`Pallet::set_circuit`].
		pub(crate) fn do_set_circuit(
			verifying_key: VerifyingKeyBytes,
			provenance: KeyProvenance,
		) -> Result<(), Error<T>> {
			ensure!(
				provenance != KeyProvenance::Development || DevelopmentKeysAllowed::<T>::get(),
				Error::DevelopmentKeyRefused
			);
			T::Crypto::lint_key(&verifying_key, LICENSE_CIRCUIT_INPUTS)
				.map_err(|_| Error::InvalidVerifyingKey)?;
			Circuit::<T>::put(CircuitKey { provenance, verifying_key });
			Self::deposit_event(Event::CircuitSet { provenance });
			Ok(())
		}

		/// The invariants of this pallet's state.
		#[cfg(any(feature = "try-runtime", test))]
		pub(crate) fn do_try_state() -> Result<(), &'static str> {
			if Refusal::<T>::exists() {
				return Err("a refusal outlived its block");
			}
			if Period::<T>::exists() && !(Licensor::<T>::exists() && Circuit::<T>::exists()) {
				return Err("licenses are asked for and cannot be checked");
			}
			Ok(())
		}
	}

	/// The public inputs of the license circuit, in its order.
	pub fn public_inputs(
		author: &[u8; 96],
		property: &LicenseProperty,
		licensor: &LicensorKeyBytes,
		parent: &H256,
	) -> Vec<PublicInput> {
		let mut inputs = Vec::with_capacity(7);
		for point in author.chunks_exact(32) {
			let mut bytes = [0u8; 32];
			bytes.copy_from_slice(point);
			inputs.push(PublicInput::CofactorPoint(bytes));
		}
		let mut bytes = [0u8; 32];
		let integer =
			u64::from(property.first_block) | u64::from(property.last_block).wrapping_shl(32);
		for (slot, byte) in bytes.iter_mut().zip(integer.to_le_bytes()) {
			*slot = byte;
		}
		inputs.push(PublicInput::Field(bytes));
		inputs.extend(licensor.points().map(PublicInput::CofactorPoint));
		// The first 31 bytes of the hash: always a canonical field element.
		let mut bytes = [0u8; 32];
		for (slot, byte) in bytes.iter_mut().zip(parent.as_bytes().iter().take(31)) {
			*slot = *byte;
		}
		inputs.push(PublicInput::Field(bytes));
		inputs
	}
}
