// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Tickets and hidden tokens that the account issues.
//!
//! The chain gives a name to the one-time sender that used it first. The wallet derives that sender from
//! its viewing key and the name, so that a wallet restored from its words can go on issuing.

use rand::rngs::OsRng;
use sero_primitives::{Balance, CurrencyId, Ticket, TicketCategory};
use sero_shielded_primitives::{Action, AssetIssuer, Memo, OneTimeAddressBytes, TicketAction};
use sero_zk_crypto::{domains, field::random_nonzero_scalar, OneTimeAddress};

use crate::{
	error::{Result, WalletError},
	keys::WalletKeys,
	plan::{Intent, PlannedIssue, Recipient},
	report::currency_name,
	rpc::assets::AssetChain,
};

#[cfg(test)]
mod tests;

/// The sender that issues tickets of a category.
pub fn ticket_issuer(keys: &WalletKeys, category: &TicketCategory) -> OneTimeAddress {
	keys.viewing().lasting_address(&domains::TICKET_ISSUER, &category.0)
}

/// The sender that issues a token.
pub fn token_issuer(keys: &WalletKeys, currency: &CurrencyId) -> OneTimeAddress {
	keys.viewing().lasting_address(&domains::TOKEN_ISSUER, &currency.0)
}

/// A one-time address of a receiver, fresh unless it is one already.
pub fn one_time_of(recipient: &Recipient) -> OneTimeAddress {
	match recipient {
		Recipient::OneTime(address) => *address,
		Recipient::Address(address) => address.one_time(random_nonzero_scalar(&mut OsRng)),
	}
}

/// Issues a ticket: everybody sees it, and not who receives it.
pub fn issue_ticket(keys: &WalletKeys, ticket: Ticket, to: &Recipient, memo: Memo) -> Intent {
	let receiver = OneTimeAddressBytes(one_time_of(to).to_bytes());
	let action = Action::Ticket(TicketAction::Issue { ticket, receiver, memo });
	Intent { from: Some(ticket_issuer(keys, &ticket.category)), ..Intent::of_action(action) }
}

/// Destroys a ticket.
pub fn burn_ticket(ticket: Ticket) -> Intent {
	Intent::of_action(Action::Ticket(TicketAction::Burn { ticket }))
}

/// Issues a hidden amount of a token to the account itself; registers the name if it is free.
///
/// # Errors
/// [`WalletError::ZeroAmount`], [`WalletError::NotIssuer`], [`WalletError::PublicSupply`], those of the
/// chain.
pub async fn issue_hidden<C: AssetChain>(
	chain: &C,
	keys: &WalletKeys,
	currency: CurrencyId,
	amount: Balance,
) -> Result<Intent> {
	if amount == 0 {
		return Err(WalletError::ZeroAmount);
	}
	let not_issuer = || WalletError::NotIssuer { name: currency_name(&currency) };
	if currency == CurrencyId::SERO {
		return Err(not_issuer());
	}
	let info = chain.currency(&currency).await?;
	let (from, registration_fee) = match info.issuer {
		None if info.registered => return Err(not_issuer()),
		None => {
			let fee = info.registration_fee.ok_or_else(|| WalletError::InvalidName {
				kind: "currency that can be registered",
				input: currency_name(&currency),
			})?;
			(token_issuer(keys, &currency), fee)
		},
		Some(AssetIssuer::Contract(_)) => return Err(not_issuer()),
		Some(AssetIssuer::Address(issuer)) => {
			let issuer = OneTimeAddress::from_bytes(&issuer.0).map_err(|_| not_issuer())?;
			if !keys.spending().owns(&issuer) {
				return Err(not_issuer());
			}
			if !info.hidden {
				return Err(WalletError::PublicSupply { name: currency_name(&currency) });
			}
			(issuer, 0)
		},
	};
	Ok(Intent {
		issue: Some(PlannedIssue { currency, amount, registration_fee }),
		from: Some(from),
		..Intent::default()
	})
}
