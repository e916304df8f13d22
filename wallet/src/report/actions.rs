// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What a bundle did besides moving notes.

use serde::Serialize;
use sero_primitives::{Balance, CurrencyId};
use sero_shielded_primitives::{
	share_id, Action, ContractAction, PackageAction, PackageId, PackageOwner, StakingAction,
	TicketAction, TxId,
};

use super::{base58, currency_name, format_asset_amount, hex_of, TicketReport};

/// A payment out of the hidden pool to an account.
#[derive(Clone, Debug, Serialize)]
pub struct UnshieldReport {
	/// The account.
	pub account: String,
	/// The currency.
	pub currency: String,
	/// The amount.
	pub amount: String,
}

/// What a bundle did about shares or a staking node.
#[derive(Clone, Debug, Serialize)]
pub struct StakingReport {
	/// `buyShare`, `registerNode`, `updateNode` or `closeNode`.
	pub action: &'static str,
	/// The share that was bought.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub share: Option<String>,
	/// The staking node.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub node: Option<String>,
	/// SERO that left the hidden pool.
	pub amount: String,
}

/// What a bundle did with a contract.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ContractReport {
	/// `deploy`, `call` or `collect`.
	pub action: &'static str,
	/// The contract that was called.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub contract: Option<String>,
	/// First bytes of the deployed contract's long address.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub prefix: Option<String>,
	/// Currency that the contract received.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub currency: Option<String>,
	/// Amount that the contract received.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub amount: Option<String>,
	/// Ticket that the contract received.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub ticket: Option<TicketReport>,
	/// SERO set aside for new storage; what was not needed came back.
	pub storage_deposit: String,
	/// Currency that paid for the fee.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub fee_currency: Option<String>,
	/// Tokens that the contract received for the fee that it paid.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub fee_tokens: Option<String>,
}

/// What a bundle did with a ticket.
#[derive(Clone, Debug, Serialize)]
pub struct TicketActionReport {
	/// `issue` or `burn`.
	pub action: &'static str,
	/// The ticket.
	#[serde(flatten)]
	pub ticket: TicketReport,
}

/// What a bundle did with a package.
#[derive(Clone, Debug, Serialize)]
pub struct PackageReport {
	/// `create`, `transfer`, `open` or `unpack`.
	pub action: &'static str,
	/// The package.
	pub package: String,
	/// Its new owner: a one-time address, or a contract after 0x.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub owner: Option<String>,
}

/// An issue of a hidden amount.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct IssueReport {
	/// The token.
	pub currency: String,
	/// How much, as far as the account's own notes tell.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub amount: Option<String>,
	/// What the name cost.
	pub registration_fee: String,
}

/// What a bundle did besides moving notes: at most one of these.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ActionReport {
	/// A payment to an account.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub unshield: Option<UnshieldReport>,
	/// About shares or a staking node.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub staking: Option<StakingReport>,
	/// About a contract.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub contract: Option<ContractReport>,
	/// About a ticket.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub ticket_action: Option<TicketActionReport>,
	/// About a package.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub package: Option<PackageReport>,
	/// A hidden issue.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub issue: Option<IssueReport>,
}

impl ActionReport {
	/// Of a bundle with this id.
	pub fn new(action: &Action, tx: &TxId) -> Self {
		let mut report = Self::default();
		match action {
			Action::None => {},
			Action::Unshield { account, currency, amount } => {
				report.unshield = Some(UnshieldReport {
					account: hex_of(account),
					currency: currency_name(currency),
					amount: format_asset_amount(currency, *amount),
				});
			},
			Action::Staking(action) => report.staking = Some(staking(action, tx)),
			Action::Contract(action) => report.contract = Some(contract(action)),
			Action::Ticket(action) => {
				let (action, ticket) = match action {
					TicketAction::Issue { ticket, .. } => ("issue", ticket),
					TicketAction::Burn { ticket } => ("burn", ticket),
				};
				report.ticket_action =
					Some(TicketActionReport { action, ticket: (*ticket).into() });
			},
			Action::Package(action) => report.package = Some(package(action, tx)),
			Action::Issue(issue) => {
				report.issue = Some(IssueReport {
					currency: currency_name(&issue.currency),
					amount: None,
					registration_fee: format_asset_amount(
						&CurrencyId::SERO,
						issue.registration_fee,
					),
				});
			},
		}
		report
	}

	/// With the amount of a hidden issue.
	#[must_use]
	pub fn with_issued(mut self, issued: Option<(CurrencyId, Balance)>) -> Self {
		if let (Some(issue), Some((currency, amount))) = (&mut self.issue, issued) {
			issue.amount = Some(format_asset_amount(&currency, amount));
		}
		self
	}
}

fn staking(staking: &StakingAction, tx: &TxId) -> StakingReport {
	let (name, node) = match staking {
		StakingAction::BuyShare { node, .. } => ("buyShare", node.map(|node| node.0)),
		StakingAction::RegisterNode { .. } => ("registerNode", Some(tx.0)),
		StakingAction::UpdateNode { node, .. } => ("updateNode", Some(node.0)),
		StakingAction::CloseNode { node } => ("closeNode", Some(node.0)),
	};
	let buys = matches!(staking, StakingAction::BuyShare { .. });
	StakingReport {
		action: name,
		share: buys.then(|| hex_of(&share_id(tx))),
		node: node.map(|node| hex_of(&node)),
		amount: format_asset_amount(&CurrencyId::SERO, staking.amount()),
	}
}

fn contract(action: &ContractAction) -> ContractReport {
	let (name, contract, prefix) = match action {
		ContractAction::Deploy { prefix, .. } => ("deploy", None, Some(hex_of(prefix))),
		ContractAction::Call { contract, .. } => ("call", Some(hex_of(&contract.0)), None),
		ContractAction::Collect => ("collect", None, None),
	};
	let asset = action.asset();
	let paid = (asset.amount > 0).then_some(&asset);
	let sponsor = action.sponsor();
	ContractReport {
		action: name,
		contract,
		prefix,
		currency: paid.map(|asset| currency_name(&asset.currency)),
		amount: paid.map(|asset| format_asset_amount(&asset.currency, asset.amount)),
		ticket: asset.ticket.map(Into::into),
		storage_deposit: format_asset_amount(&CurrencyId::SERO, action.limits().storage_deposit),
		fee_currency: sponsor.map(|sponsor| currency_name(&sponsor.currency)),
		fee_tokens: sponsor.map(|sponsor| format_asset_amount(&sponsor.currency, sponsor.tokens)),
	}
}

/// The owner of a package: a one-time address in base58, or a contract after 0x.
pub fn package_owner(owner: &PackageOwner) -> String {
	match owner {
		PackageOwner::Address(address) => base58(&address.0),
		PackageOwner::Contract(contract) => hex_of(&contract.0),
	}
}

fn package(action: &PackageAction, tx: &TxId) -> PackageReport {
	let (name, id, owner) = match action {
		PackageAction::Create { owner, .. } => ("create", PackageId::of(tx), Some(owner)),
		PackageAction::Transfer { package, to } => ("transfer", *package, Some(to)),
		PackageAction::Open { package, .. } => ("open", *package, None),
		PackageAction::Unpack { package } => ("unpack", *package, None),
	};
	PackageReport { action: name, package: hex_of(&id.0), owner: owner.map(package_owner) }
}
