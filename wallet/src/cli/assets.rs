// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Arguments of commands about tokens, tickets, packages and contracts.

use clap::Args;
use sero_primitives::CurrencyId;
use sero_shielded_primitives::PublicAsset;

use crate::{
	assets::{parse_asset_amount, parse_currency, parse_ticket},
	error::{Result, WalletError},
};

/// An amount, a ticket, or both.
#[derive(Debug, Default, Args)]
pub struct Asset {
	/// Amount: decimal SERO, for example 1.5; of another currency whole base units, unless --decimals
	/// is given
	#[arg(long, visible_alias = "value", value_name = "AMOUNT")]
	pub amount: Option<String>,
	/// Currency of the amount [default: SERO]
	#[arg(long, value_name = "NAME", requires = "amount")]
	pub currency: Option<String>,
	/// Digits after the point that whoever issued the token means; the chain knows none
	#[arg(long, value_name = "N", requires = "currency", value_parser = clap::value_parser!(u8).range(..=38))]
	pub decimals: Option<u8>,
	/// A ticket beside, or instead of, the amount, as `ticket list` prints it
	#[arg(long, value_name = "CATEGORY:ID")]
	pub ticket: Option<String>,
}

impl Asset {
	/// What the arguments say; nothing if there are none.
	///
	/// # Errors
	/// Those of [`parse_currency`], [`parse_asset_amount`], [`parse_ticket`];
	/// [`WalletError::ZeroAmount`] if an amount is given that is zero.
	pub fn read(&self) -> Result<AskedAsset> {
		let currency = self.currency.as_deref().map_or(Ok(CurrencyId::SERO), parse_currency)?;
		let mut asset = PublicAsset::NOTHING;
		if let Some(text) = &self.amount {
			let amount = parse_asset_amount(text, &currency, self.decimals)?;
			if amount == 0 {
				return Err(WalletError::ZeroAmount);
			}
			asset = PublicAsset::token(currency, amount);
		}
		asset.ticket = self.ticket.as_deref().map(parse_ticket).transpose()?;
		Ok(AskedAsset(asset))
	}
}

/// What a user asks for; may be nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AskedAsset(pub PublicAsset);

impl AskedAsset {
	/// The asset, if there is one.
	///
	/// # Errors
	/// [`WalletError::InvalidArgument`].
	pub fn some(self) -> Result<PublicAsset> {
		if self.0.is_empty() {
			return Err(WalletError::InvalidArgument(
				"nothing is to be paid: give --amount, --ticket, or both".into(),
			));
		}
		Ok(self.0)
	}
}
