// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What bundles and payments do to the state.

use crate::{pallet::*, types::*, LOG_TARGET};
use alloc::vec::Vec;
use frame_support::{
	dispatch::DispatchResult,
	storage::with_storage_layer,
	traits::{
		fungible::Mutate,
		tokens::{Fortitude, Precision, Preservation},
	},
};
use sero_primitives::{Balance, CurrencyId};
use sero_shielded_primitives::{
	Action, Bundle, ContractActions, CryptoError, Memo, NoteCommitment, OneTimeAddressBytes,
	PackageActions, PointKind, PublicOrigin, PublicOutput, RejectReason, ShieldedCrypto,
	ShieldedLedger, Spend, StakingActions, TicketActions, TxId,
};

impl<T: Config> Pallet<T> {
	/// Applies a bundle that passed [`Pallet::check_bundle`].
	///
	/// # Errors
	/// None for a checked bundle, the verifier's tree aside; the caller reverts the state if there
	/// is one.
	pub(crate) fn apply_bundle(bundle: &Bundle, id: TxId) -> Result<(), RejectReason> {
		for input in &bundle.inputs {
			Nullifiers::<T>::insert(input.nullifier, ());
		}
		let circuit = Self::oldest_input_circuit(bundle);
		Self::cross(CurrencyId::SERO, Crossing::BundleFee { amount: bundle.fee, circuit })?;

		let mut commitments: Vec<NoteCommitment> =
			bundle.outputs.iter().map(|output| output.note_commitment).collect();
		for output in &bundle.public_outputs {
			commitments.push(public_commitment::<T>(output)?);
		}
		let (first_index, leaves) = Self::append_notes(&commitments)?;

		let spends: Vec<Spend> = bundle
			.inputs
			.iter()
			.map(|input| Spend { nullifier: input.nullifier, trace: input.trace })
			.collect();
		Self::deposit_event(Event::BundleApplied {
			id,
			from: bundle.from,
			fee: bundle.fee,
			action: bundle.action.summary(),
			// Same bound as the inputs.
			spends: spends.try_into().unwrap_or_default(),
		});
		let mut positions = (first_index..=u32::MAX).zip(leaves);
		for (output, (index, leaf)) in bundle.outputs.iter().zip(positions.by_ref()) {
			Self::deposit_event(Event::HiddenNoteAdded {
				index,
				leaf,
				address: output.address,
				note_commitment: output.note_commitment,
				ephemeral_key: output.ephemeral_key,
				ciphertext: output.ciphertext,
			});
		}
		for (output, (index, leaf)) in bundle.public_outputs.iter().zip(positions) {
			Self::deposit_event(Event::PublicNoteAdded {
				index,
				leaf,
				origin: PublicOrigin::Bundle(id),
				output: output.clone(),
			});
		}
		Self::apply_action(bundle, id)
	}

	/// Does a bundle's action.
	fn apply_action(bundle: &Bundle, id: TxId) -> Result<(), RejectReason> {
		let circuit = Self::oldest_input_circuit(bundle);
		match &bundle.action {
			Action::None => Ok(()),
			Action::Unshield { account, currency, amount } => {
				let (currency, amount) = (*currency, *amount);
				let account = T::AccountId::from(*account);
				Self::cross(currency, Crossing::Unshield { amount, circuit })?;
				T::Currency::mint_into(&account, amount)
					.map_err(|_| RejectReason::InvalidAction)?;
				Self::deposit_event(Event::Unshielded { id, account, currency, amount });
				Ok(())
			},
			Action::Staking(action) => {
				let amount = action.amount();
				Self::cross(CurrencyId::SERO, Crossing::Stake { amount, circuit })?;
				T::Staking::apply(&id, &bundle.from, action)
			},
			Action::Contract(action) => {
				for asset in action.released() {
					Self::book_hold(&asset, circuit)?;
				}
				T::Contracts::apply(&id, &bundle.from, action)
			},
			Action::Ticket(action) => {
				if let Some(ticket) = action.released() {
					Self::cross_ticket(ticket.category, TicketCrossing::Burn)?;
				}
				T::Tickets::apply(&id, &bundle.from, action)
			},
			Action::Package(action) => T::Packages::apply(&id, &bundle.from, action),
			Action::Issue(issue) => {
				let amount = issue.registration_fee;
				let fee = Crossing::BundleFee { amount, circuit };
				Self::apply_hidden_issue(&bundle.from, issue, fee)
			},
		}
	}

	/// See [`Pallet::shield`].
	pub(crate) fn do_shield(
		account: T::AccountId,
		address: OneTimeAddressBytes,
		currency: CurrencyId,
		amount: Balance,
		memo: Memo,
	) -> DispatchResult {
		if currency != CurrencyId::SERO {
			return Err(Error::<T>::UnknownCurrency.into());
		}
		let output = PublicOutput { address, currency, amount, ticket: None, memo };
		Self::check_public_output(&output).map_err(Error::<T>::from)?;
		let paid = T::Currency::burn_from(
			&account,
			amount,
			Preservation::Expendable,
			Precision::Exact,
			Fortitude::Polite,
		)?;
		Self::cross(currency, Crossing::Shield(paid)).map_err(Error::<T>::from)?;
		let origin = PublicOrigin::Shield(account.clone().into());
		let output = PublicOutput { amount: paid, ..output };
		let index = Self::add_public_note(origin, output).map_err(Error::<T>::from)?;
		Self::deposit_event(Event::Shielded { account, index, currency, amount: paid });
		Ok(())
	}

	/// Puts a public note into the tree. Its amount must have been booked by [`Pallet::cross`].
	pub(crate) fn add_public_note(
		origin: PublicOrigin,
		output: PublicOutput,
	) -> Result<u32, RejectReason> {
		let commitment = public_commitment::<T>(&output)?;
		let (index, leaves) = Self::append_notes(&[commitment])?;
		let leaf = leaves.first().copied().ok_or(RejectReason::Malformed)?;
		Self::deposit_event(Event::PublicNoteAdded { index, leaf, origin, output });
		Ok(index)
	}
}

/// The commitment of a public note.
///
/// # Errors
/// SA-3, SA-4: [`RejectReason::InvalidPoint`], [`RejectReason::LowOrderPoint`].
pub(crate) fn public_commitment<T: Config>(
	output: &PublicOutput,
) -> Result<NoteCommitment, RejectReason> {
	T::Crypto::public_note_commitment(output).map_err(|error| match error {
		CryptoError::InvalidPoint => RejectReason::InvalidPoint,
		CryptoError::LowOrderPoint => RejectReason::LowOrderPoint,
		_ => RejectReason::Malformed,
	})
}

/// Runs `change` and reverts what it did to the state if it fails.
pub(crate) fn revert_on_error<R>(
	change: impl FnOnce() -> Result<R, RejectReason>,
) -> Result<R, RejectReason> {
	/// The reason, or the storage's refusal to nest deeper.
	enum Failure {
		Reason(RejectReason),
		Nesting(sp_runtime::DispatchError),
	}
	impl From<sp_runtime::DispatchError> for Failure {
		fn from(error: sp_runtime::DispatchError) -> Self {
			Self::Nesting(error)
		}
	}
	with_storage_layer(|| change().map_err(Failure::Reason)).map_err(|failure| match failure {
		Failure::Reason(reason) => reason,
		Failure::Nesting(error) => {
			log::error!(target: LOG_TARGET, "storage layer: {error:?}");
			RejectReason::Malformed
		},
	})
}

impl<T: Config> ShieldedLedger for Pallet<T> {
	fn check_address(address: &OneTimeAddressBytes) -> Result<(), RejectReason> {
		let points: Vec<(PointKind, [u8; 32])> = address
			.0
			.chunks_exact(32)
			.filter_map(|chunk| Some((PointKind::Cofactor, chunk.try_into().ok()?)))
			.collect();
		T::Crypto::check_points(&points).map_err(|error| match error {
			CryptoError::LowOrderPoint => RejectReason::LowOrderPoint,
			_ => RejectReason::InvalidPoint,
		})
	}

	fn mint_public_note(origin: PublicOrigin, output: PublicOutput) -> Result<u32, RejectReason> {
		Self::check_public_output(&output)?;
		revert_on_error(|| {
			Self::cross(output.currency, Crossing::Mint(output.amount))?;
			Self::add_public_note(origin, output)
		})
	}

	fn pay_coinbase(
		address: &OneTimeAddressBytes,
		reward: Balance,
	) -> Result<Balance, RejectReason> {
		let fees = Self::collected_fees();
		let amount = reward.checked_add(fees).ok_or(RejectReason::TurnstileViolation)?;
		if amount == 0 {
			return Ok(0);
		}
		revert_on_error(|| {
			let currency = CurrencyId::SERO;
			Self::cross(currency, Crossing::PayFees(fees))?;
			Self::cross(currency, Crossing::Mint(reward))?;
			let output = PublicOutput {
				address: *address,
				currency,
				amount,
				ticket: None,
				memo: Memo::default(),
			};
			Self::add_public_note(PublicOrigin::Coinbase, output)
		})?;
		Ok(amount)
	}

	fn mint_stake(amount: Balance) -> Result<(), RejectReason> {
		Self::cross(CurrencyId::SERO, Crossing::MintStake(amount))
	}

	fn pay_stake(
		output_address: &OneTimeAddressBytes,
		principal: Balance,
		reward: Balance,
	) -> Result<u32, RejectReason> {
		let currency = CurrencyId::SERO;
		let amount = principal.checked_add(reward).ok_or(RejectReason::TurnstileViolation)?;
		let output = PublicOutput {
			address: *output_address,
			currency,
			amount,
			ticket: None,
			memo: Memo::default(),
		};
		Self::check_public_output(&output)?;
		revert_on_error(|| {
			Self::cross(currency, Crossing::Unstake(principal))?;
			Self::cross(currency, Crossing::Mint(reward))?;
			Self::add_public_note(PublicOrigin::Staking, output)
		})
	}
}
