// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The registry of currencies: names, issuers, and issues of a hidden amount.

use crate::{pallet::*, types::*};
use sero_primitives::{Balance, CurrencyId};
use sero_shielded_primitives::{
	check_currency_name, AssetIssuer, HiddenIssue, OneTimeAddressBytes, RejectReason,
};

impl<T: Config> Pallet<T> {
	/// AS-1, AS-2, AS-5: what `issuer` has to pay before it can issue the currency; zero if the name
	/// is its own already.
	///
	/// # Errors
	/// [`RejectReason::InvalidName`], [`RejectReason::NotIssuer`].
	pub(crate) fn price_of_issue(
		issuer: &AssetIssuer,
		currency: &CurrencyId,
		hidden: bool,
	) -> Result<Balance, RejectReason> {
		check_currency_name(currency)?;
		match (CurrencyIssuers::<T>::get(currency), Supplies::<T>::get(currency)) {
			(Some(owner), Some(supply))
				if owner == *issuer && supply.hidden_issues.is_some() == hidden =>
			{
				Ok(0)
			},
			(None, None) => Ok(CurrencyNamePrices::<T>::get().of(currency)),
			// Somebody else's, made at genesis, or of the other kind.
			_ => Err(RejectReason::NotIssuer),
		}
	}

	/// Writes down a new currency.
	pub(crate) fn insert_currency(
		currency: CurrencyId,
		issuer: AssetIssuer,
		price: Balance,
		hidden: bool,
	) {
		let supply =
			CurrencySupply { hidden_issues: hidden.then_some(0), ..CurrencySupply::default() };
		Supplies::<T>::insert(currency, supply);
		CurrencyIssuers::<T>::insert(currency, issuer);
		Self::deposit_event(Event::CurrencyRegistered { currency, issuer, price, hidden });
	}

	/// AS-1, AS-2 and AS-5 for an issue of a hidden amount.
	pub(crate) fn check_hidden_issue(
		from: &OneTimeAddressBytes,
		issue: &HiddenIssue,
	) -> Result<(), RejectReason> {
		let price = Self::price_of_issue(&AssetIssuer::Address(*from), &issue.currency, true)?;
		if issue.registration_fee != price {
			return Err(RejectReason::WrongRegistrationFee);
		}
		Ok(())
	}

	/// Books an issue of a hidden amount that passed [`Self::check_hidden_issue`]. The registration
	/// fee was in the pool.
	pub(crate) fn apply_hidden_issue(
		from: &OneTimeAddressBytes,
		issue: &HiddenIssue,
		fee: Crossing,
	) -> Result<(), RejectReason> {
		let HiddenIssue { currency, registration_fee, .. } = *issue;
		if Supplies::<T>::get(currency).is_none() {
			Self::cross(CurrencyId::SERO, fee)?;
			Self::insert_currency(currency, AssetIssuer::Address(*from), registration_fee, true);
		}
		Self::cross(currency, Crossing::HiddenIssue)?;
		Self::deposit_event(Event::CurrencyIssued { currency, amount: None });
		Ok(())
	}
}
