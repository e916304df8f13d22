// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What the commands answer: the stable shapes behind `--json`.
//!
//! Conventions: names in camelCase; amounts of SERO as decimal text (`"1.5"`), amounts of other
//! currencies in base units; ids and keys as `0x` and hexadecimal; addresses in base58; fields without a
//! value are absent.

use serde::{Deserialize, Serialize};
use sero_primitives::{Balance, BlockNumber, CurrencyId, Ticket};
use sero_shielded_primitives::{Memo, PublicOrigin, PublicOutput};
use sero_zk_crypto::Asset;

use crate::{
	amount::format_amount,
	balance::{Balances, TicketState},
	history::HistoryEntry,
	ledger::{asset, Ledger, LedgerNote, NoteOrigin, SentOutput},
	packages::shared_key,
	staking::{Origins, PaymentSource},
	store::PendingStatus,
};

mod actions;

pub use actions::{
	package_owner, ActionReport, ContractReport, IssueReport, PackageReport, StakingReport,
	TicketActionReport, UnshieldReport,
};

/// `0x` and hexadecimal.
pub fn hex_of(bytes: &[u8]) -> String {
	format!("0x{}", hex::encode(bytes))
}

/// Base58 text.
pub fn base58(bytes: &[u8]) -> String {
	bs58::encode(bytes).into_string()
}

/// The name of a currency, or its bytes if it has none.
pub fn currency_name(currency: &CurrencyId) -> String {
	currency.name().map_or_else(|| hex_of(&currency.0), ToOwned::to_owned)
}

/// Decimal for SERO; base units for a currency whose decimals the wallet does not know.
pub fn format_asset_amount(currency: &CurrencyId, amount: Balance) -> String {
	if *currency == CurrencyId::SERO {
		format_amount(amount)
	} else {
		amount.to_string()
	}
}

/// The memo as text, if it is harmless text: memos come from strangers, so that anything which could
/// steer a terminal or turn the reading direction is shown in hexadecimal only.
pub fn memo_text(memo: &Memo) -> Option<String> {
	let length = memo.0.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
	let text = core::str::from_utf8(&memo.0[..length]).ok()?;
	let steering = |c: char| {
		c.is_control()
			|| matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
	};
	(!text.is_empty() && !text.chars().any(steering)).then(|| text.to_owned())
}

/// The memo, all bytes.
pub fn memo_hex(memo: &Memo) -> String {
	hex_of(&memo.0)
}

/// What a report says about a memo.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MemoReport {
	/// The memo as text.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub memo: Option<String>,
	/// The memo, all bytes; absent if it has a package's key.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub memo_hex: Option<String>,
	/// The package whose key the memo seems to be.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub package_key: Option<String>,
}

impl MemoReport {
	fn new(asset: &Asset, memo: &Memo) -> Self {
		if let Some((package, _)) = shared_key(asset, memo) {
			return Self { package_key: Some(hex_of(&package.0)), ..Self::default() };
		}
		Self { memo: memo_text(memo), memo_hex: some_memo_hex(memo), package_key: None }
	}
}

fn some_memo_hex(memo: &Memo) -> Option<String> {
	(*memo != Memo::default()).then(|| memo_hex(memo))
}

/// A ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TicketReport {
	/// Its family.
	pub category: String,
	/// Its number.
	pub id: String,
}

impl From<Ticket> for TicketReport {
	fn from(ticket: Ticket) -> Self {
		let category =
			ticket.category.name().map_or_else(|| hex_of(&ticket.category.0), Into::into);
		Self { category, id: hex_of(&ticket.id.0) }
	}
}

impl From<([u8; 32], [u8; 32])> for TicketReport {
	fn from((category, id): ([u8; 32], [u8; 32])) -> Self {
		Ticket {
			category: sero_primitives::TicketCategory(category),
			id: sero_primitives::TicketId(id),
		}
		.into()
	}
}

/// The balance of one currency.
#[derive(Clone, Debug, Serialize)]
pub struct CurrencyReport {
	/// Its name.
	pub currency: String,
	/// Can be spent now.
	pub spendable: String,
	/// Change of waiting payments.
	pub pending: String,
	/// What waiting payments pay out.
	pub locked: String,
	/// The sum of the three.
	pub total: String,
}

/// A ticket of the account.
#[derive(Clone, Debug, Serialize)]
pub struct OwnTicketReport {
	/// The ticket.
	#[serde(flatten)]
	pub ticket: TicketReport,
	/// `spendable`, `pending` (comes back as change) or `locked` (is being paid).
	pub status: &'static str,
}

/// What `balance` answers.
#[derive(Clone, Debug, Serialize)]
pub struct BalanceReport {
	/// Height up to which the wallet has scanned.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub height: Option<BlockNumber>,
	/// By currency, SERO always among them.
	pub currencies: Vec<CurrencyReport>,
	/// The tickets.
	pub tickets: Vec<OwnTicketReport>,
	/// Number of unspent notes.
	pub notes: usize,
}

impl BalanceReport {
	/// Writes balances out.
	pub fn new(height: Option<BlockNumber>, balances: &Balances) -> Self {
		let currencies = balances
			.currencies
			.iter()
			.map(|(currency, balance)| CurrencyReport {
				currency: currency_name(currency),
				spendable: format_asset_amount(currency, balance.spendable),
				pending: format_asset_amount(currency, balance.pending),
				locked: format_asset_amount(currency, balance.locked),
				total: format_asset_amount(currency, balance.total()),
			})
			.collect();
		let tickets = balances
			.tickets
			.iter()
			.map(|(ticket, state)| OwnTicketReport {
				ticket: (*ticket).into(),
				status: match state {
					TicketState::Spendable => "spendable",
					TicketState::Pending => "pending",
					TicketState::Locked => "locked",
				},
			})
			.collect();
		Self { height, currencies, tickets, notes: balances.notes }
	}
}

/// What a payment of staking is for.
#[derive(Clone, Debug, Serialize)]
pub struct StakingPaymentReport {
	/// `change` (what was left over of a purchase), `share` (principal and rewards of a share) or
	/// `node` (deposit and rewards of a staking node).
	pub kind: &'static str,
	/// The share.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub share: Option<String>,
	/// The staking node.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub node: Option<String>,
}

impl From<PaymentSource> for StakingPaymentReport {
	fn from(source: PaymentSource) -> Self {
		match source {
			PaymentSource::Change { share } => {
				Self { kind: "change", share: Some(hex_of(&share)), node: None }
			},
			PaymentSource::Share { share } => {
				Self { kind: "share", share: Some(hex_of(&share)), node: None }
			},
			PaymentSource::Node { node } => {
				Self { kind: "node", share: None, node: Some(hex_of(&node)) }
			},
		}
	}
}

/// A note that came in.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReceivedReport {
	/// Height of the block.
	pub height: BlockNumber,
	/// `hidden`, or for a public note `genesis`, `coinbase`, `shield`, `bundle`, `staking` or `contract`.
	pub source: &'static str,
	/// Whether everybody can see amount and memo.
	pub public: bool,
	/// The bundle that made it.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub tx: Option<String>,
	/// Position among the bundle's hidden outputs.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub output: Option<u32>,
	/// The account that paid it in.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub account: Option<String>,
	/// The contract that paid it.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub contract: Option<String>,
	/// What staking paid it for.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub payment: Option<StakingPaymentReport>,
	/// The currency.
	pub currency: String,
	/// The amount.
	pub amount: String,
	/// The ticket.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub ticket: Option<TicketReport>,
	/// The memo.
	#[serde(flatten)]
	pub memo: MemoReport,
	/// Position in the tree.
	pub note: u32,
	/// The one-time address.
	pub one_time_address: String,
	/// Whether it is certain that the account can spend it. A viewing key alone cannot always tell;
	/// once it is spent, it is certain.
	pub verified: bool,
	/// Whether it is spent.
	pub spent: bool,
	/// Height of the block that spent it.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub spent_height: Option<BlockNumber>,
	/// The bundle that spent it.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub spent_by: Option<String>,
}

impl ReceivedReport {
	fn new(entry: &LedgerNote, origins: &Origins) -> Self {
		let note = &entry.note;
		let (source, public, output, account) = match note.origin {
			NoteOrigin::Hidden { output, .. } => ("hidden", false, Some(output), None),
			NoteOrigin::Public(PublicOrigin::Genesis) => ("genesis", true, None, None),
			NoteOrigin::Public(PublicOrigin::Coinbase) => ("coinbase", true, None, None),
			NoteOrigin::Public(PublicOrigin::Shield(account)) => {
				("shield", true, None, Some(hex_of(&account)))
			},
			NoteOrigin::Public(PublicOrigin::Bundle(_)) => ("bundle", true, None, None),
			NoteOrigin::Public(PublicOrigin::Staking) => ("staking", true, None, None),
			NoteOrigin::Public(PublicOrigin::Contract(_)) => ("contract", true, None, None),
		};
		Self {
			height: entry.height,
			source,
			public,
			tx: note.origin.tx().map(|tx| hex_of(&tx.0)),
			output,
			account,
			contract: match note.origin {
				NoteOrigin::Public(PublicOrigin::Contract(contract)) => Some(hex_of(&contract.0)),
				_ => None,
			},
			payment: origins.source(entry).map(Into::into),
			currency: currency_name(&note.currency),
			amount: format_asset_amount(&note.currency, note.amount),
			ticket: note.ticket.map(Into::into),
			memo: MemoReport::new(&note.asset(), &note.memo),
			note: note.index,
			one_time_address: base58(&note.address.0),
			verified: note.base_verified || entry.spent.is_some(),
			spent: entry.spent.is_some(),
			spent_height: entry.spent.map(|(height, _)| height),
			spent_by: entry.spent.map(|(_, tx)| hex_of(&tx.0)),
		}
	}
}

/// A payment inside of a bundle that the account sent.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentReport {
	/// Position among the bundle's hidden outputs, for `disclose`; unknown before it is mined.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub output: Option<u32>,
	/// The receiver's long-term address, or the one-time address that it had handed out.
	pub to: String,
	/// The currency.
	pub currency: String,
	/// The amount.
	pub amount: String,
	/// The ticket.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub ticket: Option<TicketReport>,
	/// The memo.
	#[serde(flatten)]
	pub memo: MemoReport,
	/// The one-time address.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub one_time_address: Option<String>,
	/// Whether the account paid itself.
	pub own: bool,
}

impl PaymentReport {
	fn new(output: &SentOutput) -> Self {
		let one_time_address = base58(&output.address.0);
		Self {
			output: Some(output.output),
			to: output.receiver.map_or_else(|| one_time_address.clone(), |bytes| base58(&bytes)),
			currency: currency_name(&output.currency),
			amount: format_asset_amount(&output.currency, output.amount),
			ticket: output.ticket.map(Into::into),
			memo: MemoReport::new(
				&asset(output.currency, output.amount, output.ticket),
				&output.memo,
			),
			one_time_address: Some(one_time_address),
			own: output.own,
		}
	}

	fn public(output: &PublicOutput, own: bool) -> Self {
		let one_time_address = base58(&output.address.0);
		Self {
			output: None,
			to: one_time_address.clone(),
			currency: currency_name(&output.currency),
			amount: format_asset_amount(&output.currency, output.amount),
			ticket: output.ticket.map(Into::into),
			memo: MemoReport {
				memo: memo_text(&output.memo),
				memo_hex: some_memo_hex(&output.memo),
				package_key: None,
			},
			one_time_address: Some(one_time_address),
			own,
		}
	}
}

/// A bundle that the account sent.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SentReport {
	/// Its id.
	pub tx: String,
	/// `mined`, `waiting`, `expired` or `conflict`.
	pub status: &'static str,
	/// Height of the block, if it is mined.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub height: Option<BlockNumber>,
	/// Last block that can mine it, if it is not mined.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub expiry: Option<BlockNumber>,
	/// The payments.
	pub payments: Vec<PaymentReport>,
	/// What everybody sees of them.
	#[serde(skip_serializing_if = "Vec::is_empty")]
	pub public_payments: Vec<PaymentReport>,
	/// What else it did.
	#[serde(flatten)]
	pub action: ActionReport,
	/// The fee.
	pub fee: String,
	/// The SERO that the spent notes held; absent if the scan began after they came in.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub spent: Option<String>,
	/// The SERO that came back.
	pub change: String,
	/// Number of outputs that the account cannot read.
	#[serde(skip_serializing_if = "is_zero")]
	pub unreadable: u32,
}

fn is_zero(number: &u32) -> bool {
	*number == 0
}

/// An entry of `history` and `audit`.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum HistoryReport {
	/// Something came in.
	Received(ReceivedReport),
	/// Something went out.
	Sent(SentReport),
}

impl HistoryReport {
	/// Writes entries of an account out.
	pub fn list(ledger: &Ledger, entries: &[HistoryEntry<'_>]) -> Vec<Self> {
		let origins = Origins::new(ledger);
		entries.iter().map(|entry| Self::new(entry, ledger, &origins)).collect()
	}

	fn new(entry: &HistoryEntry<'_>, ledger: &Ledger, origins: &Origins) -> Self {
		match entry {
			HistoryEntry::Received(note) => Self::Received(ReceivedReport::new(note, origins)),
			HistoryEntry::Sent { height, bundle, spent } => Self::Sent(SentReport {
				tx: hex_of(&bundle.tx.0),
				status: "mined",
				height: Some(*height),
				expiry: None,
				payments: bundle.payments().map(PaymentReport::new).collect(),
				public_payments: bundle
					.public
					.iter()
					.map(|(index, output)| {
						PaymentReport::public(output, ledger.note(*index).is_some())
					})
					.collect(),
				action: ActionReport::new(&bundle.action, &bundle.tx)
					.with_issued(bundle.issued(spent.as_ref())),
				fee: format_amount(bundle.fee),
				spent: spent.as_ref().map(|spent| format_amount(spent.sero())),
				change: format_amount(bundle.change().sero()),
				unreadable: bundle.unreadable,
			}),
			HistoryEntry::NotMined { bundle, status } => Self::Sent(SentReport {
				tx: hex_of(&bundle.tx.0),
				status: status_name(*status),
				height: None,
				expiry: Some(bundle.expiry),
				payments: bundle
					.payments
					.iter()
					.map(|payment| PaymentReport {
						output: None,
						to: payment.receiver.clone(),
						currency: currency_name(&payment.currency),
						amount: format_asset_amount(&payment.currency, payment.amount),
						ticket: payment.ticket.map(Into::into),
						memo: MemoReport::new(
							&asset(payment.currency, payment.amount, payment.ticket),
							&payment.memo,
						),
						one_time_address: None,
						own: false,
					})
					.collect(),
				public_payments: Vec::new(),
				action: ActionReport::new(&bundle.action, &bundle.tx),
				fee: format_amount(bundle.fee),
				spent: Some(format_amount(bundle.spent.sero())),
				change: format_amount(bundle.change.sero()),
				unreadable: 0,
			}),
		}
	}
}

/// The name of a status in JSON.
pub fn status_name(status: PendingStatus) -> &'static str {
	match status {
		PendingStatus::Waiting => "waiting",
		PendingStatus::Mined(_) => "mined",
		PendingStatus::Expired => "expired",
		PendingStatus::Conflict => "conflict",
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::plan::memo_from_text;

	#[test]
	fn memos_of_strangers_cannot_steer_a_terminal() {
		for text in ["hello", "Grüße, 世界 🎉", "two words"] {
			assert_eq!(memo_text(&memo_from_text(text).unwrap()).as_deref(), Some(text));
		}
		for text in ["\x1b[2J", "a\nb", "a\rb", "\u{202e}lmth", "a\u{200b}b", "\u{85}", "a\0b"] {
			let memo = memo_from_text(text).unwrap();
			assert_eq!(memo_text(&memo), None, "{text:?}");
			assert!(some_memo_hex(&memo).is_some());
		}
		assert_eq!(memo_text(&Memo([0xff; 64])), None);
		assert_eq!(memo_text(&Memo::default()), None);
		assert_eq!(some_memo_hex(&Memo::default()), None);
	}

	#[test]
	fn actions_have_stable_shapes() {
		use sero_shielded_primitives::{
			Action, ContractAction, EvmAddress, GasSponsor, PackageAction, PackageId, PackageOwner,
			PublicAsset, TicketAction, TxId,
		};
		let json = |action: Action| {
			serde_json::to_value(ActionReport::new(&action, &TxId([1; 32]))).unwrap()
		};
		assert_eq!(json(Action::None), serde_json::json!({}));
		let gold = CurrencyId::from_name("GOLD").unwrap();
		let ticket = crate::assets::parse_ticket("SEAT:7").unwrap();
		let call = json(Action::Contract(ContractAction::Call {
			contract: EvmAddress([2; 20]),
			data: Default::default(),
			asset: PublicAsset { currency: gold, amount: 5, ticket: Some(ticket) },
			limits: Default::default(),
			payees: Default::default(),
			sponsor: Some(GasSponsor { currency: gold, tokens: 3, fee: 9 }),
		}));
		assert_eq!(call["contract"]["contract"], hex_of(&[2; 20]));
		assert_eq!(
			(&call["contract"]["amount"], &call["contract"]["feeTokens"]),
			(&"5".into(), &"3".into())
		);
		assert_eq!(call["contract"]["ticket"]["category"], "SEAT");
		let burn = json(Action::Ticket(TicketAction::Burn { ticket }));
		assert_eq!(burn["ticketAction"]["action"], "burn");
		assert_eq!(burn["ticketAction"]["id"], hex_of(&ticket.id.0));
		let moved = json(Action::Package(PackageAction::Transfer {
			package: PackageId([3; 32]),
			to: PackageOwner::Contract(EvmAddress([4; 20])),
		}));
		assert_eq!(moved["package"]["owner"], hex_of(&[4; 20]));
		assert_eq!(moved["package"]["package"], hex_of(&[3; 32]));
	}

	#[test]
	fn only_sero_is_written_with_decimals() {
		let other = CurrencyId::from_name("GOLD").unwrap();
		assert_eq!(format_asset_amount(&CurrencyId::SERO, 1_500_000_000_000_000_000), "1.5");
		assert_eq!(format_asset_amount(&other, 1_500), "1500");
		assert_eq!(currency_name(&other), "GOLD");
		assert_eq!(currency_name(&CurrencyId([0; 32])), hex_of(&[0; 32]));
	}
}
