// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The hidden pool: notes, nullifiers, anchors, and what moves value in and out of them.
//!
//! # Words
//! - *note*: an amount of a currency (and possibly a ticket) at a one-time address. Its commitment
//!   is a leaf of one append-only tree, whether the note is hidden or public.
//! - *anchor*: the tree's root after a block. A bundle proves membership in one of the anchors of
//!   the last [`Config::AnchorWindow`] blocks.
//! - *nullifier*: what a spent note leaves behind; it says nothing about which note it was.
//! - *bundle*: the transaction of a wallet. It has no account: it pays its fee out of the notes
//!   that it spends.
//! - *turnstile*: public counters of what entered and left the pool. They can never go negative.
//!
//! # Flow of a bundle
//! ```text
//! wallet ── general transaction ──► AuthorizeCall ──► authorize_submit ──► check_bundle (all rules)
//!                                                                              │ origin `Authorized`
//!                                   events ◄── apply_bundle ◄── submit ◄───────┘
//! ```
//! [`Pallet::check_bundle`] (module `check`) is the only place with the rules. The transaction pool
//! runs it through `authorize`; block execution runs it again, on the block's state, in the same
//! extrinsic right before the call. The call therefore only repeats what depends on state and is
//! cheap. See [`Pallet::submit`].
//!
//! # Features
//! `std`, `runtime-benchmarks`, `try-runtime`.

#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

mod apply;
#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod check;
mod circuits;
mod genesis;
mod held;
mod issue;
#[cfg(test)]
mod mock;
mod notes;
pub mod runtime_api;
#[cfg(test)]
mod tests;
pub mod traits;
mod tree;
mod turnstile;
pub mod types;
pub mod weights;

pub use check::{CheckedBundle, Checks};
pub use pallet::*;
pub use traits::{ActionWeights, BundleFee};
pub use turnstile::AccountFeesToMiner;
pub use types::*;
pub use weights::WeightInfo;

/// Target of this pallet's log lines.
pub(crate) const LOG_TARGET: &str = "runtime::shielded-assets";

// The types that the macro makes for storage and genesis have no `Debug`.
#[allow(missing_debug_implementations)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::{boxed::Box, vec::Vec};
	use frame_support::{
		pallet_prelude::*,
		traits::{fungible, ConstU32},
	};
	use frame_system::pallet_prelude::*;
	use sero_primitives::{Balance, BlockNumber, CurrencyId, TicketCategory};
	use sero_shielded_primitives::{
		Action, Anchor, AssetIssuer, Bundle, CircuitVersion, ContractActions, EphemeralPublicKey,
		Memo, NoteCiphertext, NoteCommitment, Nullifier, OneTimeAddressBytes, PackageActions,
		PublicOrigin, PublicOutput, RejectReason, ShieldedCrypto, Spend, StakingActions,
		TicketActions, TxId, MAX_INPUTS,
	};

	/// Version of the storage layout.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<AccountId: From<[u8; 32]> + Into<[u8; 32]>> {
		/// The verifier: the node's host functions, or the same code inside the Wasm.
		type Crypto: ShieldedCrypto;

		/// SERO held by accounts.
		type Currency: fungible::Inspect<Self::AccountId, Balance = Balance>
			+ fungible::Mutate<Self::AccountId>;

		/// Does what bundles ask for about shares and staking nodes.
		type Staking: StakingActions;

		/// Does what bundles ask for about contracts.
		type Contracts: ContractActions;

		/// Does what bundles ask for about tickets.
		type Tickets: TicketActions;

		/// Does what bundles ask for about packages.
		type Packages: PackageActions;

		/// Weights of the actions above.
		type ActionWeights: ActionWeights;

		/// Price of a bundle's work and its rank in the transaction pool.
		type BundleFee: BundleFee;

		/// For how many blocks a root of the tree can be used as an anchor.
		#[pallet::constant]
		type AnchorWindow: Get<BlockNumber>;

		/// How many blocks ahead a bundle's expiry may lie.
		#[pallet::constant]
		type MaxExpiryAhead: Get<BlockNumber>;

		/// Who may register, resume and retire circuit versions.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Who may pause a circuit version: an emergency, so whoever can decide it quickly.
		type PauseOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Weights of this pallet.
		type WeightInfo: WeightInfo;

		/// Makes bundles that only fail at their proofs.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: benchmarking::BenchmarkHelper;
	}

	/// The right edge of the note-commitment tree, as [`ShieldedCrypto::append_notes`] encodes it.
	#[pallet::storage]
	pub type Frontier<T> =
		StorageValue<_, BoundedVec<u8, ConstU32<MAX_FRONTIER_BYTES>>, ValueQuery>;

	/// Number of leaves in the tree: 0 to 2^32.
	#[pallet::storage]
	pub type LeafCount<T> = StorageValue<_, u64, ValueQuery>;

	/// Whether leaves were added since the root was last computed.
	#[pallet::storage]
	pub type TreeChanged<T> = StorageValue<_, bool, ValueQuery>;

	/// The tree's root after the last block.
	#[pallet::storage]
	pub type CurrentAnchor<T> = StorageValue<_, Anchor, ValueQuery>;

	/// Known anchors and the last block after which each of them was the tree's root.
	///
	/// `Identity` is safe: a root is the output of a hash.
	#[pallet::storage]
	pub type Anchors<T> = StorageMap<_, Identity, Anchor, BlockNumber>;

	/// The tree's root after each block of the window.
	#[pallet::storage]
	pub type AnchorAt<T> = StorageMap<_, Twox64Concat, BlockNumber, Anchor>;

	/// The first block that [`AnchorAt`] still has.
	#[pallet::storage]
	pub type OldestAnchor<T> = StorageValue<_, BlockNumber, ValueQuery>;

	/// Nullifiers of all spent notes.
	///
	/// `Identity` is safe: a nullifier gets here only with a proof that it is the output of a hash.
	#[pallet::storage]
	pub type Nullifiers<T> = StorageMap<_, Identity, Nullifier, ()>;

	/// Circuit versions and their verifying keys.
	#[pallet::storage]
	pub type CircuitVersions<T> = StorageMap<_, Identity, CircuitVersion, CircuitKeys>;

	/// Whether keys of provenance [`KeyProvenance::Development`] may be registered.
	#[pallet::storage]
	pub type DevelopmentKeysAllowed<T> = StorageValue<_, bool, ValueQuery>;

	/// The turnstile of every currency. A currency exists if it has an entry.
	#[pallet::storage]
	pub type Supplies<T> = StorageMap<_, Blake2_128Concat, CurrencyId, CurrencySupply>;

	/// What bundles took out of the pool, by the oldest circuit version among their inputs.
	#[pallet::storage]
	pub type Released<T> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		CurrencyId,
		Identity,
		CircuitVersion,
		Balance,
		ValueQuery,
	>;

	/// The turnstile of every ticket category.
	#[pallet::storage]
	pub type TicketSupplies<T> = StorageMap<_, Blake2_128Concat, TicketCategory, TicketSupply>;

	/// Who may issue a currency: whoever registered its name.
	#[pallet::storage]
	pub type CurrencyIssuers<T> = StorageMap<_, Blake2_128Concat, CurrencyId, AssetIssuer>;

	/// Prices of currency names.
	#[pallet::storage]
	pub type CurrencyNamePrices<T> = StorageValue<_, NamePrices, ValueQuery>;

	/// Public notes of the genesis block, in the order of their positions.
	#[pallet::storage]
	pub type GenesisNotes<T> =
		StorageValue<_, BoundedVec<PublicOutput, ConstU32<MAX_GENESIS_NOTES>>, ValueQuery>;

	/// Configuration of the genesis block.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// Circuit versions, all active.
		pub circuits: Vec<GenesisCircuit>,
		/// Public notes.
		pub notes: Vec<GenesisNote>,
		/// Whether keys that everybody can forge proofs with are accepted, now and later.
		pub allow_development_keys: bool,
		/// Prices of currency names.
		pub name_prices: NamePrices,
		#[serde(skip)]
		#[doc(hidden)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			Pallet::<T>::build_genesis(self);
		}
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A bundle was applied. Its notes follow in events of the same extrinsic.
		BundleApplied {
			/// The bundle's id.
			id: TxId,
			/// Its one-time sender.
			from: OneTimeAddressBytes,
			/// Its fee in SERO base units.
			fee: Balance,
			/// What else it did.
			action: Action,
			/// The notes it spent, dummies included.
			spends: BoundedVec<Spend, ConstU32<MAX_INPUTS>>,
		},
		/// A hidden note entered the tree.
		HiddenNoteAdded {
			/// Position in the tree.
			index: u32,
			/// The tree's leaf.
			leaf: [u8; 32],
			/// The receiver's one-time address.
			address: OneTimeAddressBytes,
			/// Commitment to the note.
			note_commitment: NoteCommitment,
			/// Ephemeral key of the note's encryption.
			ephemeral_key: EphemeralPublicKey,
			/// Asset, memo and note secret for the receiver.
			ciphertext: NoteCiphertext,
		},
		/// A public note entered the tree.
		PublicNoteAdded {
			/// Position in the tree.
			index: u32,
			/// The tree's leaf.
			leaf: [u8; 32],
			/// Where the note came from.
			origin: PublicOrigin,
			/// The note.
			output: PublicOutput,
		},
		/// The name of a currency was registered.
		CurrencyRegistered {
			/// The currency.
			currency: CurrencyId,
			/// Who may issue it.
			issuer: AssetIssuer,
			/// What the name cost, in SERO base units.
			price: Balance,
			/// Whether its supply is hidden.
			hidden: bool,
		},
		/// An issuer made more of a currency.
		CurrencyIssued {
			/// The currency.
			currency: CurrencyId,
			/// Amount in base units; `None` if it is hidden.
			amount: Option<Balance>,
		},
		/// An account paid into the pool.
		Shielded {
			/// The paying account.
			account: T::AccountId,
			/// Position of the note that was made.
			index: u32,
			/// Currency of the amount.
			currency: CurrencyId,
			/// Amount in base units.
			amount: Balance,
		},
		/// A bundle paid an account.
		Unshielded {
			/// The bundle's id.
			id: TxId,
			/// The receiving account.
			account: T::AccountId,
			/// Currency of the amount.
			currency: CurrencyId,
			/// Amount in base units.
			amount: Balance,
		},
		/// A circuit version was registered and is active.
		CircuitRegistered {
			/// The version.
			version: CircuitVersion,
			/// Where its keys come from.
			provenance: KeyProvenance,
		},
		/// Proofs of a circuit version are refused for now.
		CircuitPaused {
			/// The version.
			version: CircuitVersion,
		},
		/// Proofs of a circuit version are accepted again.
		CircuitResumed {
			/// The version.
			version: CircuitVersion,
		},
		/// Proofs of a circuit version are refused for good.
		CircuitRetired {
			/// The version.
			version: CircuitVersion,
		},
		/// The turnstile of a currency does not add up: all active circuit versions were paused.
		TurnstileBroken {
			/// The currency.
			currency: CurrencyId,
		},
	}

	/// The first variants are the [`RejectReason`]s, under the same names.
	#[pallet::error]
	pub enum Error<T> {
		/// SA-1: the bundle spends nothing or makes nothing.
		EmptyBundle,
		/// SA-3: a field element or scalar is not canonical.
		NonCanonicalField,
		/// SA-3: a curve point is not canonical or not on the curve.
		InvalidPoint,
		/// SA-4: a one-time address or ephemeral key is the identity or of low order.
		LowOrderPoint,
		/// SA-5: the block height is past the bundle's expiry.
		Expired,
		/// SA-5: the expiry lies too far in the future.
		ExpiryTooFar,
		/// SA-6: the fee is below what the bundle's work costs.
		FeeTooLow,
		/// SA-7: a nullifier occurs twice in the bundle.
		DuplicateNullifier,
		/// SA-8: a nullifier is already in the chain.
		NullifierAlreadySpent,
		/// SA-9: the anchor is not a recent root of the tree.
		UnknownAnchor,
		/// SA-10: the circuit version does not exist.
		UnknownCircuitVersion,
		/// SA-10: the circuit version is paused by governance.
		CircuitVersionPaused,
		/// SA-10: the circuit version is retired.
		CircuitVersionRetired,
		/// SA-11: a public output carries nothing, or a ticket without a category.
		InvalidPublicOutput,
		/// SA-11: a public amount is in a currency that does not exist.
		UnknownCurrency,
		/// SA-12: the signature under the one-time sender does not verify.
		InvalidFromSignature,
		/// SA-13: inputs and outputs do not balance, or the balance signature does not verify.
		InvalidBalance,
		/// SA-13: the balance key is the identity, so anybody could sign again.
		ZeroBalanceKey,
		/// SA-14: a proof does not decode.
		MalformedProof,
		/// SA-14: a proof does not verify.
		InvalidProof,
		/// SA-15: the action's amount is zero or below what the receiver must hold.
		InvalidAction,
		/// SA-16: the tree has no room for the outputs.
		TreeFull,
		/// SA-17: more would leave a pool than ever entered it.
		TurnstileViolation,
		/// SA-2: the encoding does not decode or exceeds a bound.
		Malformed,
		/// ST-1: the chain has no staking.
		StakingNotConfigured,
		/// ST-2: the amount does not pay for one ticket.
		StakingAmountTooLow,
		/// ST-4: the staking node does not exist.
		StakingUnknownNode,
		/// ST-5: the staking node is closed.
		StakingNodeClosed,
		/// ST-6: the deposit is not the one that the chain asks for.
		StakingWrongDeposit,
		/// ST-7: the staking node's fee is out of range.
		StakingFeeOutOfRange,
		/// ST-8: the sender does not own the staking node.
		StakingNotNodeOwner,
		/// ST-9: the staking node is too young to be closed.
		StakingNodeTooYoung,
		/// ST-10: the share set has no room for another share.
		StakingSetFull,
		/// AS-1: the name is not `[A-Z][A-Z0-9_]{0,31}`, or contains SERO.
		InvalidName,
		/// AS-2: the name is registered to somebody else.
		NotIssuer,
		/// AS-3: the ticket was issued before.
		TicketExists,
		/// AS-4: the ticket does not exist.
		UnknownTicket,
		/// AS-5: the registration fee is not the one that the chain asks for.
		WrongRegistrationFee,
		/// CA-1: there is no contract at the address.
		NoContract,
		/// CA-2: the limits exceed what a block allows, or are zero.
		GasLimitOutOfRange,
		/// CA-3: the contract does not take the token for its gas, or not at this rate.
		SponsorRateTooLow,
		/// CA-4: the contract does not have the SERO for the fee.
		SponsorCannotPay,
		/// CA-5: code is empty, or a payee is not a one-time address.
		InvalidContractCall,
		/// CA-6: nothing lies on the sender's account.
		NothingToCollect,
		/// PK-1: the package does not exist.
		UnknownPackage,
		/// PK-2: the package is closed.
		PackageClosed,
		/// PK-3: the sender does not own the package.
		NotPackageOwner,
		/// PK-4: the key does not open the package.
		WrongPackageKey,
		/// PK-5: the sealed bytes are shorter than an opening.
		InvalidPackage,
		/// CA-17: the contract would pay more than twice the fee that is required.
		SponsorFeeTooHigh,
		/// The circuit version exists already.
		CircuitVersionExists,
		/// The circuit version is not active.
		CircuitVersionNotActive,
		/// The circuit version is not paused.
		CircuitVersionNotPaused,
		/// A verifying key does not decode, is degenerate, or has another number of inputs.
		InvalidVerifyingKey,
		/// The chain does not accept keys that everybody can forge proofs with.
		DevelopmentKeyRefused,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		/// Books the weight of `on_finalize`.
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			T::WeightInfo::on_finalize()
		}

		/// Computes the root if leaves were added, makes it an anchor, forgets the anchors that
		/// left the window, and checks the turnstile of SERO.
		fn on_finalize(_: BlockNumberFor<T>) {
			Self::update_anchors();
			Self::check_turnstile();
		}

		fn integrity_test() {
			assert!(T::AnchorWindow::get() > 0, "AnchorWindow must not be zero");
			assert!(T::MaxExpiryAhead::get() > 0, "MaxExpiryAhead must not be zero");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state().map_err(sp_runtime::TryRuntimeError::Other)
		}
	}

	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Applies a bundle: spends its notes, makes its notes, takes its fee, does its action.
		///
		/// ## Dispatch Origin
		/// Authorized: a general transaction without any account. A signed or root origin is
		/// refused.
		///
		/// ## Details
		/// [`Pallet::check_bundle`] ran with all rules in the same extrinsic on the same state: the
		/// extension `AuthorizeCall` gives the origin `Authorized` for no other reason, and no
		/// extension after it writes to this pallet. So the signatures and proofs are not verified
		/// a second time here; the rules that depend on state are, because they are cheap. (Root can
		/// make any origin, as it can write any storage.)
		///
		/// ## Errors
		/// The pool refuses a bundle with `InvalidTransaction::Custom(code)`, where the code is that
		/// of the [`RejectReason`]. Nothing is charged for a refused bundle.
		///
		/// ## Events
		/// [`Event::BundleApplied`], then [`Event::HiddenNoteAdded`] and [`Event::PublicNoteAdded`]
		/// for each note in the order of their positions, then [`Event::Unshielded`].
		///
		/// ## Weight
		/// Grows with inputs, outputs, public outputs and the action.
		#[pallet::call_index(0)]
		#[pallet::weight(Pallet::<T>::weight_of_submit(bundle))]
		#[pallet::authorize(|source, bundle| Pallet::<T>::authorize_submit(source, bundle))]
		#[pallet::weight_of_authorize(Pallet::<T>::weight_of_check(bundle))]
		pub fn submit(origin: OriginFor<T>, bundle: Box<Bundle>) -> DispatchResult {
			ensure_authorized(origin)?;
			Self::check_bundle(&bundle, Self::height(), Checks::StateOnly)
				.and_then(|checked| Self::apply_bundle(&bundle, checked.id))
				.map_err(Error::<T>::from)?;
			Ok(())
		}

		/// Pays an amount of the signer into the hidden pool, as a public note to a one-time
		/// address.
		///
		/// The amount and the signer are visible; where the note goes when it is spent is not.
		///
		/// ## Dispatch Origin
		/// Signed.
		///
		/// ## Errors
		/// - [`Error::UnknownCurrency`]: the currency is not held by accounts.
		/// - [`Error::InvalidPublicOutput`]: the amount is zero.
		/// - [`Error::InvalidPoint`], [`Error::LowOrderPoint`]: the address is not one.
		/// - [`Error::TreeFull`], [`Error::TurnstileViolation`].
		/// - `TokenError::FundsUnavailable`: the signer does not have as much.
		///
		/// ## Events
		/// [`Event::PublicNoteAdded`] with origin [`PublicOrigin::Shield`], [`Event::Shielded`].
		///
		/// ## Weight
		/// Constant.
		#[pallet::call_index(1)]
		pub fn shield(
			origin: OriginFor<T>,
			address: OneTimeAddressBytes,
			currency: CurrencyId,
			#[pallet::compact] amount: Balance,
			memo: Memo,
		) -> DispatchResult {
			let account = ensure_signed(origin)?;
			Self::do_shield(account, address, currency, amount, memo)
		}

		/// Refuses proofs of an active circuit version from now on.
		///
		/// ## Dispatch Origin
		/// [`Config::PauseOrigin`].
		///
		/// ## Errors
		/// [`Error::UnknownCircuitVersion`], [`Error::CircuitVersionNotActive`].
		///
		/// ## Events
		/// [`Event::CircuitPaused`].
		#[pallet::call_index(2)]
		pub fn pause_circuit(origin: OriginFor<T>, version: CircuitVersion) -> DispatchResult {
			T::PauseOrigin::ensure_origin(origin)?;
			Self::do_pause_circuit(version)
		}

		/// Accepts proofs of a paused circuit version again.
		///
		/// ## Dispatch Origin
		/// [`Config::AdminOrigin`].
		///
		/// ## Errors
		/// [`Error::UnknownCircuitVersion`], [`Error::CircuitVersionNotPaused`].
		///
		/// ## Events
		/// [`Event::CircuitResumed`].
		#[pallet::call_index(3)]
		pub fn resume_circuit(origin: OriginFor<T>, version: CircuitVersion) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_resume_circuit(version)
		}

		/// Refuses proofs of a circuit version for good.
		///
		/// Notes stay spendable by the circuits of every other active version.
		///
		/// ## Dispatch Origin
		/// [`Config::AdminOrigin`].
		///
		/// ## Errors
		/// [`Error::UnknownCircuitVersion`], [`Error::CircuitVersionRetired`].
		///
		/// ## Events
		/// [`Event::CircuitRetired`].
		#[pallet::call_index(4)]
		pub fn retire_circuit(origin: OriginFor<T>, version: CircuitVersion) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_retire_circuit(version)
		}

		/// Adds a circuit version, active at once.
		///
		/// ## Dispatch Origin
		/// [`Config::AdminOrigin`].
		///
		/// ## Details
		/// All three keys are linted: they must decode canonically, have the circuits' number of public
		/// inputs and no degenerate element. A version number is never used twice.
		///
		/// ## Errors
		/// [`Error::CircuitVersionExists`], [`Error::InvalidVerifyingKey`],
		/// [`Error::DevelopmentKeyRefused`].
		///
		/// ## Events
		/// [`Event::CircuitRegistered`].
		#[pallet::call_index(5)]
		pub fn register_circuit(
			origin: OriginFor<T>,
			version: CircuitVersion,
			input_key: VerifyingKeyBytes,
			output_key: VerifyingKeyBytes,
			issue_key: VerifyingKeyBytes,
			provenance: KeyProvenance,
		) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_register_circuit(version, input_key, output_key, issue_key, provenance)?;
			Ok(())
		}
	}

	impl<T> From<RejectReason> for Error<T> {
		fn from(reason: RejectReason) -> Self {
			match reason {
				RejectReason::EmptyBundle => Self::EmptyBundle,
				RejectReason::NonCanonicalField => Self::NonCanonicalField,
				RejectReason::InvalidPoint => Self::InvalidPoint,
				RejectReason::LowOrderPoint => Self::LowOrderPoint,
				RejectReason::Expired => Self::Expired,
				RejectReason::ExpiryTooFar => Self::ExpiryTooFar,
				RejectReason::FeeTooLow => Self::FeeTooLow,
				RejectReason::DuplicateNullifier => Self::DuplicateNullifier,
				RejectReason::NullifierAlreadySpent => Self::NullifierAlreadySpent,
				RejectReason::UnknownAnchor => Self::UnknownAnchor,
				RejectReason::UnknownCircuitVersion => Self::UnknownCircuitVersion,
				RejectReason::CircuitVersionPaused => Self::CircuitVersionPaused,
				RejectReason::CircuitVersionRetired => Self::CircuitVersionRetired,
				RejectReason::InvalidPublicOutput => Self::InvalidPublicOutput,
				RejectReason::UnknownCurrency => Self::UnknownCurrency,
				RejectReason::InvalidFromSignature => Self::InvalidFromSignature,
				RejectReason::InvalidBalance => Self::InvalidBalance,
				RejectReason::ZeroBalanceKey => Self::ZeroBalanceKey,
				RejectReason::MalformedProof => Self::MalformedProof,
				RejectReason::InvalidProof => Self::InvalidProof,
				RejectReason::InvalidAction => Self::InvalidAction,
				RejectReason::TreeFull => Self::TreeFull,
				RejectReason::TurnstileViolation => Self::TurnstileViolation,
				RejectReason::Malformed => Self::Malformed,
				RejectReason::StakingNotConfigured => Self::StakingNotConfigured,
				RejectReason::StakingAmountTooLow => Self::StakingAmountTooLow,
				RejectReason::StakingUnknownNode => Self::StakingUnknownNode,
				RejectReason::StakingNodeClosed => Self::StakingNodeClosed,
				RejectReason::StakingWrongDeposit => Self::StakingWrongDeposit,
				RejectReason::StakingFeeOutOfRange => Self::StakingFeeOutOfRange,
				RejectReason::StakingNotNodeOwner => Self::StakingNotNodeOwner,
				RejectReason::StakingNodeTooYoung => Self::StakingNodeTooYoung,
				RejectReason::StakingSetFull => Self::StakingSetFull,
				RejectReason::InvalidName => Self::InvalidName,
				RejectReason::NotIssuer => Self::NotIssuer,
				RejectReason::TicketExists => Self::TicketExists,
				RejectReason::UnknownTicket => Self::UnknownTicket,
				RejectReason::WrongRegistrationFee => Self::WrongRegistrationFee,
				RejectReason::NoContract => Self::NoContract,
				RejectReason::GasLimitOutOfRange => Self::GasLimitOutOfRange,
				RejectReason::SponsorRateTooLow => Self::SponsorRateTooLow,
				RejectReason::SponsorCannotPay => Self::SponsorCannotPay,
				RejectReason::InvalidContractCall => Self::InvalidContractCall,
				RejectReason::NothingToCollect => Self::NothingToCollect,
				RejectReason::UnknownPackage => Self::UnknownPackage,
				RejectReason::PackageClosed => Self::PackageClosed,
				RejectReason::NotPackageOwner => Self::NotPackageOwner,
				RejectReason::WrongPackageKey => Self::WrongPackageKey,
				RejectReason::InvalidPackage => Self::InvalidPackage,
				RejectReason::SponsorFeeTooHigh => Self::SponsorFeeTooHigh,
			}
		}
	}
}
