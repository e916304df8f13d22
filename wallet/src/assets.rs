// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Amounts of several currencies, and tickets; how their names are read.

use std::collections::{BTreeMap, BTreeSet};

use codec::{Decode, Encode};
use rand::{rngs::OsRng, RngCore};
use sero_primitives::{units, Balance, CurrencyId, Ticket, TicketCategory, TicketId};

use crate::{
	amount::parse_decimal,
	error::{Result, WalletError},
	ledger::OwnedNote,
};

/// Amounts and tickets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Assets {
	/// Amounts in base units, none of them zero.
	pub amounts: BTreeMap<CurrencyId, Balance>,
	/// The tickets.
	pub tickets: BTreeSet<Ticket>,
}

impl Assets {
	/// An amount of SERO in base units.
	pub fn of_sero(amount: Balance) -> Self {
		let mut assets = Self::default();
		assets.add(CurrencyId::SERO, amount);
		assets
	}

	/// What notes hold.
	pub fn of_notes<'a>(notes: impl IntoIterator<Item = &'a OwnedNote>) -> Self {
		let mut assets = Self::default();
		for note in notes {
			assets.add(note.currency, note.amount);
			assets.tickets.extend(note.ticket);
		}
		assets
	}

	/// The amount of a currency.
	pub fn amount(&self, currency: &CurrencyId) -> Balance {
		self.amounts.get(currency).copied().unwrap_or_default()
	}

	/// The amount of SERO.
	pub fn sero(&self) -> Balance {
		self.amount(&CurrencyId::SERO)
	}

	/// Whether there is nothing.
	pub fn is_empty(&self) -> bool {
		self.amounts.is_empty() && self.tickets.is_empty()
	}

	/// Adds an amount that exists on a chain, so that the sum cannot overflow.
	pub fn add(&mut self, currency: CurrencyId, amount: Balance) {
		if amount > 0 {
			let total = self.amounts.entry(currency).or_default();
			*total = total.saturating_add(amount);
		}
	}

	/// Adds what a user asks for.
	///
	/// # Errors
	/// [`WalletError::InvalidAmount`] if the sum is too large, [`WalletError::InvalidArgument`] if the
	/// ticket is in it already.
	pub fn ask(
		&mut self,
		currency: CurrencyId,
		amount: Balance,
		ticket: Option<Ticket>,
	) -> Result<()> {
		if self.amount(&currency).checked_add(amount).is_none() {
			return Err(WalletError::InvalidAmount {
				input: "the sum of the payments".into(),
				reason: "it is too large",
			});
		}
		self.add(currency, amount);
		match ticket {
			Some(ticket) if !self.tickets.insert(ticket) => Err(WalletError::InvalidArgument(
				format!("ticket {} is to be paid out twice", format_ticket(&ticket)),
			)),
			_ => Ok(()),
		}
	}

	/// What is left when `other` is taken away; what `other` has more counts for nothing.
	pub fn less(&self, other: &Self) -> Self {
		let amounts = self
			.amounts
			.iter()
			.map(|(currency, amount)| (*currency, amount.saturating_sub(other.amount(currency))))
			.filter(|(_, amount)| *amount > 0)
			.collect();
		Self { amounts, tickets: &self.tickets - &other.tickets }
	}

	/// Number of outputs that carry all of it: a ticket goes with an amount as long as there is one.
	pub fn outputs(&self) -> usize {
		self.amounts.len().max(self.tickets.len())
	}
}

/// Reads the name of a currency.
///
/// # Errors
/// [`WalletError::InvalidName`].
pub fn parse_currency(name: &str) -> Result<CurrencyId> {
	CurrencyId::from_name(name)
		.map_err(|_| WalletError::InvalidName { kind: "currency", input: name.to_owned() })
}

/// Reads the name of a ticket category.
///
/// # Errors
/// [`WalletError::InvalidName`].
pub fn parse_category(name: &str) -> Result<TicketCategory> {
	TicketCategory::from_name(name)
		.map_err(|_| WalletError::InvalidName { kind: "ticket category", input: name.to_owned() })
}

/// Reads the number of a ticket: up to 64 hexadecimal digits, leading zeros may be left out;
/// `random` draws one.
///
/// # Errors
/// [`WalletError::InvalidTicket`].
pub fn parse_ticket_id(text: &str) -> Result<TicketId> {
	let mut id = [0u8; 32];
	if text == "random" {
		OsRng.fill_bytes(&mut id);
		return Ok(TicketId(id));
	}
	let digits = text.strip_prefix("0x").unwrap_or(text);
	if digits.is_empty() || digits.len() > 64 {
		return Err(WalletError::InvalidTicket { input: text.to_owned() });
	}
	hex::decode_to_slice(format!("{digits:0>64}"), &mut id)
		.ok()
		// Zero means no ticket (rule AS-6).
		.filter(|()| id != [0; 32])
		.map(|()| TicketId(id))
		.ok_or_else(|| WalletError::InvalidTicket { input: text.to_owned() })
}

/// Reads `CATEGORY:ID`.
///
/// # Errors
/// [`WalletError::InvalidTicket`], [`WalletError::InvalidName`].
pub fn parse_ticket(text: &str) -> Result<Ticket> {
	let (category, id) = text
		.split_once(':')
		.filter(|(_, id)| *id != "random")
		.ok_or_else(|| WalletError::InvalidTicket { input: text.to_owned() })?;
	Ok(Ticket { category: parse_category(category)?, id: parse_ticket_id(id)? })
}

/// Writes a ticket as [`parse_ticket`] reads it.
pub fn format_ticket(ticket: &Ticket) -> String {
	let category = ticket
		.category
		.name()
		.map_or_else(|| format!("0x{}", hex::encode(ticket.category.0)), ToOwned::to_owned);
	format!("{category}:0x{}", hex::encode(ticket.id.0))
}

/// Reads an amount of a currency.
///
/// SERO is decimal. The chain knows no decimals of other currencies: base units, unless the user says how
/// many digits follow the point.
///
/// # Errors
/// [`WalletError::InvalidAmount`]; [`WalletError::InvalidArgument`] if decimals are given for SERO.
pub fn parse_asset_amount(
	text: &str,
	currency: &CurrencyId,
	decimals: Option<u8>,
) -> Result<Balance> {
	match (*currency == CurrencyId::SERO, decimals) {
		(true, Some(_)) => Err(WalletError::InvalidArgument(
			"SERO always has 18 decimals: leave out --decimals".into(),
		)),
		(true, None) => parse_decimal(text, units::DECIMALS),
		(false, decimals) => parse_decimal(text, decimals.unwrap_or(0)),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn ticket(number: u8) -> Ticket {
		Ticket { category: parse_category("SEAT").unwrap(), id: TicketId([number; 32]) }
	}

	#[test]
	fn names_are_read_and_written() {
		assert_eq!(parse_currency("GOLD").unwrap().name(), Some("GOLD"));
		for name in ["", "gold", "GO LD", &"A".repeat(33)] {
			assert!(matches!(parse_currency(name), Err(WalletError::InvalidName { .. })), "{name}");
		}
		let short = parse_ticket("SEAT:0x1f").unwrap();
		assert_eq!(short.id.0[31], 0x1f);
		assert_eq!(parse_ticket(&format_ticket(&short)).unwrap(), short);
		assert_eq!(parse_ticket("SEAT:f").unwrap().id.0[31], 0xf);
		for text in ["SEAT", "SEAT:", "SEAT:0", "SEAT:0x", "SEAT:xyz", "SEAT:random"] {
			assert!(matches!(parse_ticket(text), Err(WalletError::InvalidTicket { .. })), "{text}");
		}
		assert!(parse_ticket(&format!("SEAT:{}", "1".repeat(65))).is_err());
		assert_ne!(parse_ticket_id("random").unwrap(), parse_ticket_id("random").unwrap());
	}

	#[test]
	fn tokens_have_base_units_unless_decimals_are_given() {
		let gold = parse_currency("GOLD").unwrap();
		assert_eq!(parse_asset_amount("15", &gold, None).unwrap(), 15);
		assert!(parse_asset_amount("1.5", &gold, None).is_err());
		assert_eq!(parse_asset_amount("1.5", &gold, Some(2)).unwrap(), 150);
		assert_eq!(
			parse_asset_amount("1.5", &CurrencyId::SERO, None).unwrap(),
			units::SERO * 3 / 2
		);
		assert!(parse_asset_amount("1", &CurrencyId::SERO, Some(2)).is_err());
	}

	#[test]
	fn sums_overflow_with_an_error_and_tickets_are_there_once() {
		let gold = parse_currency("GOLD").unwrap();
		let mut assets = Assets::default();
		assets.ask(gold, 5, Some(ticket(1))).unwrap();
		assets.ask(gold, 0, Some(ticket(2))).unwrap();
		assert!(assets.ask(gold, u128::MAX, None).is_err());
		assert!(assets.ask(gold, 1, Some(ticket(1))).is_err());
		assert_eq!(assets.outputs(), 2);
		let rest = assets.less(&Assets { tickets: [ticket(1)].into(), ..Default::default() });
		assert_eq!(rest.tickets, [ticket(2)].into());
		assert_eq!(rest.amount(&gold), assets.amount(&gold));
		assert!(assets.less(&assets).is_empty());
	}
}
