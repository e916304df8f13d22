// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The border between the pool and what contracts hold ([`HeldAssets`]).

use crate::{apply::revert_on_error, pallet::*, types::*};
use frame_support::traits::{
	fungible::Mutate,
	tokens::{Fortitude, Precision, Preservation},
};
use sero_primitives::{Balance, CurrencyId, TicketCategory};
use sero_shielded_primitives::{
	check_category_name, AssetIssuer, CircuitVersion, HeldAssets, HiddenOutput, PublicAsset,
	PublicOrigin, PublicOutput, RejectReason,
};

impl<T: Config> Pallet<T> {
	/// Takes SERO from an account; the caller books where it goes.
	fn burn_from_account(payer: &[u8; 32], amount: Balance) -> Result<(), RejectReason> {
		T::Currency::burn_from(
			&T::AccountId::from(*payer),
			amount,
			Preservation::Expendable,
			Precision::Exact,
			Fortitude::Polite,
		)
		.map(|_| ())
		.map_err(|_| RejectReason::InvalidAction)
	}

	/// Books what leaves the pool for contracts: SERO to an account, the rest to their books.
	///
	/// # Errors
	/// [`RejectReason::UnknownCurrency`], [`RejectReason::UnknownTicket`],
	/// [`RejectReason::TurnstileViolation`].
	pub(crate) fn book_hold(
		asset: &PublicAsset,
		circuit: CircuitVersion,
	) -> Result<(), RejectReason> {
		let PublicAsset { currency, amount, ticket } = *asset;
		if amount > 0 {
			let crossing = if currency == CurrencyId::SERO {
				Crossing::Unshield { amount, circuit }
			} else {
				Crossing::Hold { amount, circuit }
			};
			Self::cross(currency, crossing)?;
		}
		ticket.map_or(Ok(()), |ticket| Self::cross_ticket(ticket.category, TicketCrossing::Hold))
	}
}

impl<T: Config> HeldAssets for Pallet<T> {
	fn currency_exists(currency: &CurrencyId) -> bool {
		Pallet::<T>::currency_exists(currency)
	}

	fn issuer_of(currency: &CurrencyId) -> Option<AssetIssuer> {
		CurrencyIssuers::<T>::get(currency)
	}

	fn registration_fee(currency: &CurrencyId) -> Balance {
		CurrencyNamePrices::<T>::get().of(currency)
	}

	fn issue_held(
		issuer: &AssetIssuer,
		payer: &[u8; 32],
		currency: CurrencyId,
		amount: Balance,
	) -> Result<(), RejectReason> {
		let price = Self::price_of_issue(issuer, &currency, false)?;
		revert_on_error(|| {
			if !Supplies::<T>::contains_key(currency) {
				Self::collect_fee(payer, price).map_err(|_| RejectReason::WrongRegistrationFee)?;
				Self::insert_currency(currency, *issuer, price, false);
			}
			Self::cross(currency, Crossing::IssueHeld(amount))?;
			Self::deposit_event(Event::CurrencyIssued { currency, amount: Some(amount) });
			Ok(())
		})
	}

	fn issue_held_ticket(category: TicketCategory) -> Result<(), RejectReason> {
		check_category_name(&category)?;
		Self::cross_ticket(category, TicketCrossing::IssueHeld)
	}

	fn issue_ticket_note(origin: PublicOrigin, output: PublicOutput) -> Result<u32, RejectReason> {
		let (0, Some(ticket)) = (output.amount, output.ticket) else {
			return Err(RejectReason::InvalidPublicOutput);
		};
		check_category_name(&ticket.category)?;
		Self::check_public_output(&output)?;
		revert_on_error(|| {
			Self::cross_ticket(ticket.category, TicketCrossing::IssueNote)?;
			Self::add_public_note(origin, output)
		})
	}

	fn pay_held(
		payer: &[u8; 32],
		origin: PublicOrigin,
		output: PublicOutput,
	) -> Result<u32, RejectReason> {
		Self::check_public_output(&output)?;
		let PublicOutput { currency, amount, ticket, .. } = output;
		revert_on_error(|| {
			if amount > 0 {
				let crossing = if currency == CurrencyId::SERO {
					Self::burn_from_account(payer, amount)?;
					Crossing::Shield(amount)
				} else {
					Crossing::Release(amount)
				};
				Self::cross(currency, crossing)?;
			}
			if let Some(ticket) = ticket {
				Self::cross_ticket(ticket.category, TicketCrossing::Release)?;
			}
			Self::add_public_note(origin, output)
		})
	}

	fn hold(receiver: &[u8; 32], asset: &PublicAsset) -> Result<(), RejectReason> {
		revert_on_error(|| {
			// A package names no circuit version of inputs: its asset was put down to the one of its
			// bundle only when that released something. The first version is the oldest.
			Self::book_hold(asset, CircuitVersion::V1)?;
			if asset.sero() > 0 {
				T::Currency::mint_into(&T::AccountId::from(*receiver), asset.sero())
					.map_err(|_| RejectReason::InvalidAction)?;
			}
			Ok(())
		})
	}

	fn reveal(origin: PublicOrigin, output: PublicOutput) -> Result<u32, RejectReason> {
		Self::check_public_output(&output)?;
		let covers = |supply: CurrencySupply| supply.pool_covers(output.amount);
		if output.amount > 0 && !Supplies::<T>::get(output.currency).is_some_and(covers) {
			return Err(RejectReason::TurnstileViolation);
		}
		revert_on_error(|| Self::add_public_note(origin, output))
	}

	fn append_hidden_note(output: &HiddenOutput) -> Result<u32, RejectReason> {
		let (index, leaves) = Self::append_notes(&[output.note_commitment])?;
		let leaf = leaves.first().copied().ok_or(RejectReason::Malformed)?;
		Self::deposit_event(Event::HiddenNoteAdded {
			index,
			leaf,
			address: output.address,
			note_commitment: output.note_commitment,
			ephemeral_key: output.ephemeral_key,
			ciphertext: output.ciphertext,
		});
		Ok(index)
	}

	fn collect_fee(payer: &[u8; 32], fee: Balance) -> Result<(), RejectReason> {
		if fee == 0 {
			return Ok(());
		}
		revert_on_error(|| {
			Self::burn_from_account(payer, fee).map_err(|_| RejectReason::SponsorCannotPay)?;
			Self::cross(CurrencyId::SERO, Crossing::AccountFee(fee))
		})
	}
}
