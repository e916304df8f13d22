// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The rules of a bundle, from cheap to dear.
//!
//! | step | rules | refused as |
//! | --- | --- | --- |
//! | decoding and bounds | SA-2 | the extrinsic does not decode |
//! | something is spent and made | SA-1 | `EmptyBundle` |
//! | canonical encodings | SA-3, SA-4 | `NonCanonicalField`, `InvalidPoint`, `LowOrderPoint` |
//! | expiry | SA-5 | `Expired`, `ExpiryTooFar` |
//! | fee | SA-6 | `FeeTooLow` |
//! | nullifiers | SA-7, SA-8 | `DuplicateNullifier`, `NullifierAlreadySpent` |
//! | anchor | SA-9 | `UnknownAnchor` |
//! | circuit versions | SA-10 | `UnknownCircuitVersion`, `CircuitVersionPaused`, `…Retired` |
//! | public outputs | SA-11 | `InvalidPublicOutput`, `UnknownCurrency` |
//! | action | SA-15 | `InvalidAction`, `UnknownCurrency`, `Staking…` |
//! | room in the tree | SA-16 | `TreeFull` |
//! | turnstile | SA-17 | `TurnstileViolation` |
//! | signature of the sender | SA-12 | `InvalidFromSignature` |
//! | balance and its signature | SA-13 | `InvalidBalance`, `ZeroBalanceKey` |
//! | proofs | SA-14 | `MalformedProof`, `InvalidProof` |

use crate::{
	pallet::*,
	traits::{ActionWeights, BundleFee},
	types::*,
	weights::WeightInfo,
};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec,
	vec::Vec,
};
use codec::Encode;
use frame_support::{
	pallet_prelude::{TransactionSource, TransactionValidityWithRefund},
	traits::{fungible::Inspect, tokens::Provenance, Get},
	weights::Weight,
};
use sero_primitives::{Balance, BlockNumber, CurrencyId, Ticket, TicketCategory};
use sero_shielded_primitives::{
	Action, BalanceStatement, Bundle, BundleVersion, CircuitVersion, ContractActions, CryptoError,
	HiddenInput, HiddenOutput, OneTimeAddressBytes, PackageAction, PackageActions, PackageOwner,
	PointKind, ProofItem, PublicInput, PublicOutput, RejectReason, ShieldedCrypto, StakingAction,
	StakingActions, TicketAction, TicketActions, TxId,
};
use sp_runtime::{
	transaction_validity::{InvalidTransaction, ValidTransaction},
	SaturatedConversion,
};

/// Tag of a nullifier in the transaction pool: bundles with the same nullifier exclude each other.
const NULLIFIER_TAG: &str = "SeroNullifier";

/// The order of the field of commitments and nullifiers (BN254's scalar field), little endian.
const FIELD_ORDER: [u8; 32] = [
	0x01, 0x00, 0x00, 0xf0, 0x93, 0xf5, 0xe1, 0x43, 0x91, 0x70, 0xb9, 0x79, 0x48, 0xe8, 0x33, 0x28,
	0x5d, 0x58, 0x81, 0x81, 0xb6, 0x45, 0x50, 0xb8, 0x29, 0xa0, 0x31, 0xe1, 0x72, 0x4e, 0x64, 0x30,
];

/// Which rules [`Pallet::check_bundle`] applies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Checks {
	/// All of them.
	Full,
	/// Those whose outcome can change with the state: for a bundle whose encodings, signatures and
	/// proofs were checked before, in the same extrinsic.
	StateOnly,
}

/// What checking a bundle found out about it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CheckedBundle {
	/// The bundle's id on this chain.
	pub id: TxId,
	/// The least fee in SERO base units.
	pub required_fee: Balance,
}

/// Whether 32 bytes are a field element below the field's order.
///
/// # Consensus
/// SA-3: an encoding that is not reduced is refused, so that no element has two encodings.
pub(crate) fn is_canonical_field(bytes: &[u8; 32]) -> bool {
	bytes.iter().rev().lt(FIELD_ORDER.iter().rev())
}

/// The hidden outputs that have a proof and take part in the balance: those that enter the tree, and
/// the one in a package.
fn proved_outputs(bundle: &Bundle) -> impl Iterator<Item = &HiddenOutput> {
	bundle.outputs.iter().chain(bundle.action.packed_output())
}

/// The one-time addresses that an action names.
fn action_addresses(action: &Action) -> Vec<&OneTimeAddressBytes> {
	match action {
		Action::Staking(
			StakingAction::BuyShare { vote_address, .. }
			| StakingAction::RegisterNode { vote_address, .. }
			| StakingAction::UpdateNode { vote_address, .. },
		) => vec![vote_address],
		Action::Contract(action) => action.payees().iter().collect(),
		Action::Ticket(TicketAction::Issue { receiver: address, .. })
		| Action::Package(
			PackageAction::Create { owner: PackageOwner::Address(address), .. }
			| PackageAction::Transfer { to: PackageOwner::Address(address), .. }
			| PackageAction::Open { receiver: address, .. },
		) => vec![address],
		Action::None
		| Action::Unshield { .. }
		| Action::Staking(StakingAction::CloseNode { .. })
		| Action::Ticket(TicketAction::Burn { .. })
		| Action::Package(_)
		| Action::Issue(_) => Vec::new(),
	}
}

/// The three points of a one-time address.
fn address_points(address: &OneTimeAddressBytes) -> impl Iterator<Item = [u8; 32]> + '_ {
	address.0.chunks_exact(32).filter_map(|chunk| chunk.try_into().ok())
}

/// The three points of a one-time address with their encoding.
fn cofactor_points(
	address: &OneTimeAddressBytes,
) -> impl Iterator<Item = (PointKind, [u8; 32])> + '_ {
	address_points(address).map(|point| (PointKind::Cofactor, point))
}

/// The refusal for an encoding that the verifier does not accept.
fn encoding_reason(error: CryptoError) -> RejectReason {
	match error {
		CryptoError::NonCanonicalField => RejectReason::NonCanonicalField,
		CryptoError::InvalidPoint => RejectReason::InvalidPoint,
		CryptoError::LowOrderPoint => RejectReason::LowOrderPoint,
		_ => RejectReason::Malformed,
	}
}

impl<T: Config> Pallet<T> {
	/// Applies the rules to a bundle that is to be included in the block at `height`.
	///
	/// Has no effect.
	///
	/// # Errors
	/// The first rule that is broken, in the order of the module's table.
	pub fn check_bundle(
		bundle: &Bundle,
		height: BlockNumber,
		checks: Checks,
	) -> Result<CheckedBundle, RejectReason> {
		let BundleVersion::V1 = bundle.version;
		Self::check_not_empty(bundle)?;
		if checks == Checks::Full {
			Self::check_encodings(bundle)?;
		}
		Self::check_expiry(bundle.expiry, height)?;
		let required_fee = Self::required_fee_of(bundle);
		let sponsored = bundle.action.sponsored_fee();
		if bundle.fee.saturating_add(sponsored) < required_fee {
			return Err(RejectReason::FeeTooLow);
		}
		// CA-17: prices may have risen since a wallet asked, but a contract pays no tips.
		if sponsored > required_fee.saturating_mul(2) {
			return Err(RejectReason::SponsorFeeTooHigh);
		}
		Self::check_nullifiers(bundle)?;
		if !Self::is_anchor_known(&bundle.anchor, height) {
			return Err(RejectReason::UnknownAnchor);
		}
		let circuits = Self::circuits_of(bundle)?;
		Self::check_public_outputs(bundle)?;
		Self::check_action(&bundle.from, &bundle.action)?;
		// What a purchase does not use comes back in a note of its own; tickets and opened packages
		// become one. (Contracts find the tree full when they pay.)
		let change = usize::from(!matches!(bundle.action, Action::None | Action::Unshield { .. }));
		let notes = [bundle.outputs.len(), bundle.public_outputs.len(), change];
		Self::check_room(notes.iter().fold(0, |sum, count| sum.saturating_add(*count)))?;
		Self::check_pools(bundle)?;

		let genesis_hash = Self::genesis_hash();
		let id = bundle.id(&genesis_hash);
		if checks == Checks::Full {
			Self::check_from_signature(bundle, &id)?;
			Self::check_balance(bundle, &genesis_hash)?;
			Self::check_proofs(bundle, &circuits)?;
		}
		Ok(CheckedBundle { id, required_fee })
	}

	/// The validity of a bundle in the transaction pool and in a block.
	pub(crate) fn authorize_submit(
		_: TransactionSource,
		bundle: &Bundle,
	) -> TransactionValidityWithRefund {
		let height = Self::height();
		let checked = Self::check_bundle(bundle, height, Checks::Full)
			.map_err(|reason| InvalidTransaction::Custom(reason.code()))?;
		let tip = bundle.fee.saturating_sub(checked.required_fee);
		let priority =
			T::BundleFee::priority(Self::weight_of_bundle(bundle), Self::length_of(bundle), tip);
		let validity = bundle
			.inputs
			.iter()
			.fold(ValidTransaction::with_tag_prefix(NULLIFIER_TAG), |validity, input| {
				validity.and_provides(input.nullifier)
			})
			.priority(priority)
			// The block at the expiry can still include it.
			.longevity(bundle.expiry.saturating_sub(height).saturating_add(1).into())
			.propagate(true)
			.build()?;
		Ok((validity, Weight::zero()))
	}

	/// Hash of the genesis block: part of every signed message (SA-12, SA-13).
	pub fn genesis_hash() -> [u8; 32] {
		let hash = frame_system::Pallet::<T>::block_hash(
			frame_system::pallet_prelude::BlockNumberFor::<T>::default(),
		);
		let mut bytes = [0u8; 32];
		for (slot, byte) in bytes.iter_mut().zip(hash.as_ref()) {
			*slot = *byte;
		}
		bytes
	}

	/// Weight of checking a bundle.
	pub(crate) fn weight_of_check(bundle: &Bundle) -> Weight {
		let (inputs, outputs, public) = Self::counts(bundle);
		T::WeightInfo::authorize_submit(inputs, outputs, public)
	}

	/// Weight of the call, without its authorization.
	pub(crate) fn weight_of_submit(bundle: &Bundle) -> Weight {
		let (inputs, outputs, public) = Self::counts(bundle);
		T::WeightInfo::submit(inputs, outputs, public)
			.saturating_add(Self::weight_of_action(&bundle.action))
	}

	/// Weight of everything that a bundle makes a node do.
	fn weight_of_bundle(bundle: &Bundle) -> Weight {
		Self::weight_of_check(bundle).saturating_add(Self::weight_of_submit(bundle))
	}

	/// Weight of an action.
	fn weight_of_action(action: &Action) -> Weight {
		match action {
			Action::None => Weight::zero(),
			Action::Unshield { .. } => T::WeightInfo::unshield(),
			Action::Staking(_) => T::WeightInfo::staking(),
			Action::Contract(action) => T::ActionWeights::contract(action),
			Action::Ticket(action) => T::ActionWeights::ticket(action),
			Action::Package(action) => {
				// The proof of the note inside.
				let outputs = action.contents().map_or(0, |_| 1);
				T::WeightInfo::authorize_submit(0, outputs, 0)
					.saturating_add(T::ActionWeights::package(action))
			},
			// An issue is an input without a nullifier, and writes a currency.
			Action::Issue(_) => T::WeightInfo::authorize_submit(1, 0, 0)
				.saturating_add(T::WeightInfo::submit(1, 0, 0)),
		}
	}

	/// Numbers of inputs, outputs and public outputs.
	fn counts(bundle: &Bundle) -> (u32, u32, u32) {
		(
			bundle.inputs.len().saturated_into(),
			bundle.outputs.len().saturated_into(),
			bundle.public_outputs.len().saturated_into(),
		)
	}

	/// Length of a bundle's encoding in bytes.
	fn length_of(bundle: &Bundle) -> u32 {
		bundle.encoded_size().saturated_into()
	}

	/// The least fee of a bundle.
	///
	/// # Consensus
	/// SA-6: a bundle pays for what it makes every node do.
	fn required_fee_of(bundle: &Bundle) -> Balance {
		T::BundleFee::required_fee(Self::weight_of_bundle(bundle), Self::length_of(bundle))
	}

	/// The least fee of a bundle of this shape, for a wallet that plans it.
	///
	/// Public outputs are priced as if each had a ticket.
	pub fn required_fee(
		inputs: u32,
		outputs: u32,
		public_outputs: u32,
		action: &Action,
	) -> Balance {
		use codec::MaxEncodedLen;
		let weight = T::WeightInfo::authorize_submit(inputs, outputs, public_outputs)
			.saturating_add(T::WeightInfo::submit(inputs, outputs, public_outputs))
			.saturating_add(Self::weight_of_action(action));
		let items = [
			(inputs, HiddenInput::max_encoded_len()),
			(outputs, HiddenOutput::max_encoded_len()),
			(public_outputs, PublicOutput::max_encoded_len()),
		];
		let empty = Bundle {
			version: BundleVersion::V1,
			expiry: 0,
			anchor: Default::default(),
			from: Default::default(),
			fee: 0,
			inputs: Default::default(),
			outputs: Default::default(),
			public_outputs: Default::default(),
			action: action.clone(),
			from_signature: Default::default(),
			balance_signature: Default::default(),
		};
		let length = items.iter().fold(empty.encoded_size(), |sum, (count, size)| {
			let count = usize::try_from(*count).unwrap_or(usize::MAX);
			// A length of 64 and more takes a second byte.
			sum.saturating_add(count.saturating_mul(*size)).saturating_add((count >= 64).into())
		});
		T::BundleFee::required_fee(weight, length.saturated_into())
	}

	/// SA-1: at least one note is spent and something is made of it.
	///
	/// Without an input there would be no nullifier, and the bundle could be applied twice.
	fn check_not_empty(bundle: &Bundle) -> Result<(), RejectReason> {
		let makes_nothing = bundle.outputs.is_empty()
			&& bundle.public_outputs.is_empty()
			&& bundle.action == Action::None;
		if bundle.inputs.is_empty() || makes_nothing {
			return Err(RejectReason::EmptyBundle);
		}
		Ok(())
	}

	/// SA-3 and SA-4: field elements are reduced, points canonical and on the curve, addresses and
	/// ephemeral keys of prime order.
	///
	/// The nonce points and scalars of the signatures follow with the signatures.
	fn check_encodings(bundle: &Bundle) -> Result<(), RejectReason> {
		let fields = core::iter::once(&bundle.anchor.0)
			.chain(bundle.inputs.iter().flat_map(|input| [&input.nullifier.0, &input.trace.0]))
			.chain(proved_outputs(bundle).map(|output| &output.note_commitment.0));
		for field in fields {
			if !is_canonical_field(field) {
				return Err(RejectReason::NonCanonicalField);
			}
		}
		let mut points: Vec<(PointKind, [u8; 32])> = cofactor_points(&bundle.from).collect();
		let issued = bundle.action.issue().map(|issue| issue.value_commitment);
		let inputs = bundle.inputs.iter().map(|input| input.value_commitment).chain(issued);
		points.extend(inputs.map(|commitment| (PointKind::Plain, commitment.0)));
		for output in proved_outputs(bundle) {
			points.extend(cofactor_points(&output.address));
			points.push((PointKind::Plain, output.value_commitment.0));
			points.push((PointKind::Cofactor, output.ephemeral_key.0));
		}
		for output in &bundle.public_outputs {
			points.extend(cofactor_points(&output.address));
		}
		for address in action_addresses(&bundle.action) {
			points.extend(cofactor_points(address));
		}
		T::Crypto::check_points(&points).map_err(encoding_reason)
	}

	/// SA-5: the block is not past the expiry, and the expiry is not too far away.
	fn check_expiry(expiry: BlockNumber, height: BlockNumber) -> Result<(), RejectReason> {
		if height > expiry {
			return Err(RejectReason::Expired);
		}
		if expiry.saturating_sub(height) > T::MaxExpiryAhead::get() {
			return Err(RejectReason::ExpiryTooFar);
		}
		Ok(())
	}

	/// SA-7 and SA-8: a nullifier appears at most once in the chain's history.
	fn check_nullifiers(bundle: &Bundle) -> Result<(), RejectReason> {
		let mut seen = BTreeSet::new();
		for input in &bundle.inputs {
			if !seen.insert(input.nullifier) {
				return Err(RejectReason::DuplicateNullifier);
			}
		}
		if seen.iter().any(Nullifiers::<T>::contains_key) {
			return Err(RejectReason::NullifierAlreadySpent);
		}
		Ok(())
	}

	/// SA-10: the circuit versions of a bundle's proofs, all of them active.
	fn circuits_of(bundle: &Bundle) -> Result<BTreeMap<CircuitVersion, CircuitKeys>, RejectReason> {
		let mut circuits = BTreeMap::new();
		let versions = bundle
			.inputs
			.iter()
			.map(|input| input.circuit)
			.chain(proved_outputs(bundle).map(|output| output.circuit))
			.chain(bundle.action.issue().map(|issue| issue.circuit));
		for version in versions {
			if !circuits.contains_key(&version) {
				circuits.insert(version, Self::active_keys(version)?);
			}
		}
		Ok(circuits)
	}

	/// SA-11: public outputs carry an existing currency or a ticket with a category.
	fn check_public_outputs(bundle: &Bundle) -> Result<(), RejectReason> {
		bundle.public_outputs.iter().try_for_each(Self::check_public_output)
	}

	/// SA-11 for one public output.
	pub(crate) fn check_public_output(output: &PublicOutput) -> Result<(), RejectReason> {
		match output.ticket {
			Some(ticket) if ticket.category == TicketCategory::default() => {
				return Err(RejectReason::InvalidPublicOutput)
			},
			None if output.amount == 0 => return Err(RejectReason::InvalidPublicOutput),
			_ => {},
		}
		// An output with nothing but a ticket may leave the currency empty.
		let needs_currency = output.amount > 0 || output.currency != CurrencyId::default();
		if needs_currency && !Self::currency_exists(&output.currency) {
			return Err(RejectReason::UnknownCurrency);
		}
		Ok(())
	}

	/// SA-15: the receiver of the action can take the amount, and staking allows what is asked.
	fn check_action(from: &OneTimeAddressBytes, action: &Action) -> Result<(), RejectReason> {
		match action {
			Action::None => Ok(()),
			Action::Unshield { account, currency, amount } => {
				if *currency != CurrencyId::SERO {
					return Err(RejectReason::UnknownCurrency);
				}
				if *amount == 0 {
					return Err(RejectReason::InvalidAction);
				}
				T::Currency::can_deposit(&(*account).into(), *amount, Provenance::Minted)
					.into_result()
					.map_err(|_| RejectReason::InvalidAction)
			},
			Action::Staking(action) => T::Staking::check(from, action),
			Action::Contract(action) => T::Contracts::check(from, action),
			Action::Ticket(action) => T::Tickets::check(from, action),
			Action::Package(action) => T::Packages::check(from, action),
			Action::Issue(issue) => Self::check_hidden_issue(from, issue),
		}
	}

	/// The oldest circuit version among the inputs: what leaves the pool is put down to it.
	pub(crate) fn oldest_input_circuit(bundle: &Bundle) -> CircuitVersion {
		bundle.inputs.iter().map(|input| input.circuit).min().unwrap_or(CircuitVersion::V1)
	}

	/// What of a bundle's assets is public: public outputs, fee and action.
	fn public_assets(bundle: &Bundle) -> Vec<(CurrencyId, Balance, Option<Ticket>)> {
		let mut assets: Vec<_> = bundle
			.public_outputs
			.iter()
			.map(|output| (output.currency, output.amount, output.ticket))
			.collect();
		assets.push((CurrencyId::SERO, bundle.fee, None));
		let released = bundle.action.released();
		assets.extend(released.iter().map(|asset| (asset.currency, asset.amount, asset.ticket)));
		assets
	}

	/// SA-17: the pool of each currency holds what the bundle shows of it.
	///
	/// Public outputs stay in the pool; an amount that it cannot hold is forged all the same.
	fn check_pools(bundle: &Bundle) -> Result<(), RejectReason> {
		let mut sums: BTreeMap<CurrencyId, Balance> = BTreeMap::new();
		for (currency, amount, _) in Self::public_assets(bundle) {
			if amount > 0 {
				let sum = sums.entry(currency).or_default();
				*sum = sum.checked_add(amount).ok_or(RejectReason::TurnstileViolation)?;
			}
		}
		for (currency, sum) in sums {
			let supply = Supplies::<T>::get(currency).ok_or(RejectReason::UnknownCurrency)?;
			if !supply.pool_covers(sum) {
				return Err(RejectReason::TurnstileViolation);
			}
		}
		Ok(())
	}

	/// SA-12: the owner of the one-time sender signed the bundle's id.
	fn check_from_signature(bundle: &Bundle, id: &TxId) -> Result<(), RejectReason> {
		T::Crypto::verify_address_signature(&bundle.from, &id.0, &bundle.from_signature).map_err(
			|error| match error {
				CryptoError::InvalidSignature => RejectReason::InvalidFromSignature,
				other => encoding_reason(other),
			},
		)
	}

	/// SA-13: nothing is left over, for each currency and ticket, and the signature under the
	/// left-over of the trapdoors covers every byte of the bundle.
	fn check_balance(bundle: &Bundle, genesis_hash: &[u8; 32]) -> Result<(), RejectReason> {
		let statement = BalanceStatement {
			inputs: bundle
				.inputs
				.iter()
				.map(|input| input.value_commitment)
				.chain(bundle.action.issue().map(|issue| issue.value_commitment))
				.collect(),
			outputs: proved_outputs(bundle).map(|output| output.value_commitment).collect(),
			public: Self::public_assets(bundle),
			message: bundle.balance_message(genesis_hash),
			signature: bundle.balance_signature,
		};
		T::Crypto::verify_balance(&statement).map_err(|error| match error {
			CryptoError::InvalidSignature => RejectReason::InvalidBalance,
			CryptoError::ZeroBalanceKey => RejectReason::ZeroBalanceKey,
			other => encoding_reason(other),
		})
	}

	/// SA-14: every proof verifies under the key of its circuit version.
	fn check_proofs(
		bundle: &Bundle,
		circuits: &BTreeMap<CircuitVersion, CircuitKeys>,
	) -> Result<(), RejectReason> {
		let mut statements = ProofStatements::default();
		add_to_batch(&mut statements, &mut BTreeMap::new(), bundle, circuits);
		T::Crypto::verify_proofs(&statements.keys, &statements.items).map_err(|error| match error {
			CryptoError::MalformedProof => RejectReason::MalformedProof,
			CryptoError::InvalidProof | CryptoError::InvalidKey | CryptoError::WrongInputCount => {
				RejectReason::InvalidProof
			},
			other => encoding_reason(other),
		})
	}

	/// The proofs of many bundles as one batch, so that a node can verify a block's proofs at once
	/// before it executes the block. Bundles with a circuit version that is not active are left
	/// out: executing them is refused without looking at their proofs.
	pub fn proof_statements<'a>(bundles: impl Iterator<Item = &'a Bundle>) -> ProofStatements {
		let mut statements = ProofStatements::default();
		let mut positions = BTreeMap::new();
		for bundle in bundles {
			if let Ok(circuits) = Self::circuits_of(bundle) {
				add_to_batch(&mut statements, &mut positions, bundle, &circuits);
			}
		}
		statements
	}
}

/// Adds the proofs of one bundle; `positions` remembers where the keys of a version are.
fn add_to_batch(
	statements: &mut ProofStatements,
	positions: &mut BTreeMap<CircuitVersion, u32>,
	bundle: &Bundle,
	circuits: &BTreeMap<CircuitVersion, CircuitKeys>,
) {
	for (version, keys) in circuits {
		if !positions.contains_key(version) {
			positions.insert(*version, statements.keys.len().saturated_into());
			statements.keys.push(keys.input_key.to_vec());
			statements.keys.push(keys.output_key.to_vec());
			statements.keys.push(keys.issue_key.to_vec());
		}
	}
	// Every version of the bundle is in `circuits`; an absent one would point behind the keys and
	// be refused by the verifier.
	let position = |version| positions.get(&version).copied().unwrap_or(u32::MAX.saturating_sub(2));
	for input in &bundle.inputs {
		statements.items.push(ProofItem {
			key: position(input.circuit),
			proof: input.proof,
			inputs: vec![
				PublicInput::Field(bundle.anchor.0),
				PublicInput::Field(input.nullifier.0),
				PublicInput::Field(input.trace.0),
				PublicInput::Point(input.value_commitment.0),
			],
		});
	}
	if let Some(issue) = bundle.action.issue() {
		statements.items.push(ProofItem {
			key: position(issue.circuit).saturating_add(2),
			proof: issue.proof,
			inputs: vec![
				PublicInput::TokenGenerator(issue.currency),
				PublicInput::Point(issue.value_commitment.0),
			],
		});
	}
	for output in proved_outputs(bundle) {
		let mut inputs: Vec<_> =
			address_points(&output.address).map(PublicInput::CofactorPoint).collect();
		inputs.push(PublicInput::Point(output.value_commitment.0));
		inputs.push(PublicInput::Field(output.note_commitment.0));
		statements.items.push(ProofItem {
			key: position(output.circuit).saturating_add(1),
			proof: output.proof,
			inputs,
		});
	}
}
