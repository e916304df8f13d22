// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The methods `assets_*` and `packages_*`: currencies, tickets, packages.
//!
//! `packages_package` tells the node which package the caller is interested in; a wallet that wants to
//! keep that private takes all that are not closed with `packages_sealed`.

use crate::{
	error::Error,
	types::{Amount, Party, Supply},
};
use jsonrpsee::{
	core::{async_trait, RpcResult},
	proc_macros::rpc,
};
use pallet_packages::{PackageInfo, PackageRecord, PackageStatus, MAX_PAGE};
use pallet_shielded_assets::runtime_api::ShieldedApi;
use serde::{Deserialize, Serialize};
use sero_primitives::{BlockNumber, CurrencyId, NameError, TicketCategory, TicketId};
use sero_shielded_primitives::{check_currency_name, PackageId};
use sp_api::{ApiError, ProvideRuntimeApi};
use sp_blockchain::HeaderBackend;
use sp_core::{Bytes, H256};
use sp_runtime::traits::Block as BlockT;
use std::{marker::PhantomData, sync::Arc};

pub use pallet_packages::runtime_api::PackagesApi;
pub use pallet_tickets::runtime_api::TicketsApi;

/// A currency, or a name that could become one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Currency {
	/// Its name.
	pub name: String,
	/// Whether it exists.
	pub registered: bool,
	/// Who may issue more; absent if nobody may, or nobody has registered it.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub issuer: Option<Party>,
	/// What registering the name costs in SERO base units; absent if it cannot be registered, or is.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub registration_fee: Option<Amount>,
	/// `visible` or `hidden`; absent if it does not exist.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub supply_class: Option<String>,
	/// Its turnstile; absent if it does not exist.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub supply: Option<Supply>,
}

/// A ticket.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ticket {
	/// Name of its category.
	pub category: String,
	/// Its id.
	pub id: H256,
	/// Who issued it.
	pub issuer: Party,
	/// Whether it was destroyed.
	pub burned: bool,
}

/// Where the tickets of a category are.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TicketSupply {
	/// Name of the category.
	pub category: String,
	/// Who may issue more.
	pub issuer: Party,
	/// Made since genesis.
	pub issued: u64,
	/// Destroyed since genesis.
	pub burned: u64,
	/// In notes.
	pub pool: u64,
	/// Held by contracts.
	pub held: u64,
	/// Whether issued = burned + pool + held.
	pub balanced: bool,
}

/// A package.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Package {
	/// Its id.
	pub id: H256,
	/// `sealed`, `opened` or `unpacked`.
	pub status: String,
	/// Who may hand it over, open it and unpack it.
	pub owner: Party,
	/// One-time sender of the bundle that made it, 96 bytes.
	pub creator: Bytes,
	/// Height of the block that made it.
	pub created: BlockNumber,
	/// One-time address of the note inside, 96 bytes.
	pub address: Bytes,
	/// Commitment to the note inside.
	pub note_commitment: H256,
	/// Ephemeral key of the note's encryption.
	pub ephemeral_key: H256,
	/// Asset, memo and note secret for the owner of the note's address.
	pub ciphertext: Bytes,
	/// Opening and data under the package's key; absent in lists and once it is closed.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub sealed: Option<Bytes>,
}

impl Package {
	fn new(id: PackageId, record: PackageRecord, sealed: Vec<u8>) -> Self {
		let PackageRecord { owner, contents, creator, created, status } = record;
		let status = match status {
			PackageStatus::Sealed => "sealed",
			PackageStatus::Opened => "opened",
			PackageStatus::Unpacked => "unpacked",
		};
		Self {
			id: H256(id.0),
			status: status.into(),
			owner: owner.into(),
			creator: creator.0.to_vec().into(),
			created,
			address: contents.address.0.to_vec().into(),
			note_commitment: H256(contents.note_commitment.0),
			ephemeral_key: H256(contents.ephemeral_key.0),
			ciphertext: contents.ciphertext.0.to_vec().into(),
			sealed: Some(sealed).filter(|bytes| !bytes.is_empty()).map(Into::into),
		}
	}
}

/// The methods.
#[rpc(client, server)]
pub trait AssetsRpc {
	/// A currency by its name: issuer, class of its supply, turnstile; of a free name its price.
	#[method(name = "assets_currency", blocking)]
	fn currency(&self, name: String) -> RpcResult<Currency>;

	/// A ticket by the name of its category and its id; null if it was never issued. Who has it is not
	/// known.
	#[method(name = "assets_ticket", blocking)]
	fn ticket(&self, category: String, id: H256) -> RpcResult<Option<Ticket>>;

	/// Where the tickets of a category are; null if none was ever issued.
	#[method(name = "assets_ticketSupply", blocking)]
	fn ticket_supply(&self, category: String) -> RpcResult<Option<TicketSupply>>;

	/// A package with what is sealed; null if there never was one with this id. Tells the node which
	/// package the caller is interested in.
	#[method(name = "packages_package", blocking)]
	fn package(&self, id: H256) -> RpcResult<Option<Package>>;

	/// At most `count` ≤ 64 packages that are not closed, in ascending order of their ids: from the first
	/// one on, or behind `after`. Without what is sealed.
	#[method(name = "packages_sealed", blocking)]
	fn sealed(&self, after: Option<H256>, count: Option<u32>) -> RpcResult<Vec<Package>>;
}

/// Answers the methods.
pub struct Assets<B, C> {
	client: Arc<C>,
	_block: PhantomData<fn() -> B>,
}

impl<B, C> std::fmt::Debug for Assets<B, C> {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		f.write_str("Assets")
	}
}

/// The error for a name that is none.
fn bad_name(name: &str, error: NameError) -> Error {
	let why = match error {
		NameError::Length => "it must have 1 to 32 characters",
		NameError::Character => "only capital letters, digits and _, and a letter first",
	};
	// A long one is not repeated.
	let name: String = name.chars().take(40).collect();
	Error::InvalidParameter(format!("{name:?} is no name: {why}"))
}

/// Reads the name of a currency.
pub(crate) fn currency_id(name: &str) -> Result<CurrencyId, Error> {
	CurrencyId::from_name(name).map_err(|error| bad_name(name, error))
}

/// Reads the name of a category.
fn category_id(name: &str) -> Result<TicketCategory, Error> {
	TicketCategory::from_name(name).map_err(|error| bad_name(name, error))
}

/// Refuses a page that is too long.
fn page(count: Option<u32>) -> Result<u32, Error> {
	match count.unwrap_or(MAX_PAGE) {
		count if count <= MAX_PAGE => Ok(count),
		count => {
			Err(Error::InvalidParameter(format!("{count} entries asked for, {MAX_PAGE} allowed")))
		},
	}
}

impl<B, C> Assets<B, C>
where
	B: BlockT<Hash = H256>,
	C: ProvideRuntimeApi<B> + HeaderBackend<B> + Send + Sync + 'static,
{
	/// Answers from a client.
	pub fn new(client: Arc<C>) -> Self {
		Self { client, _block: PhantomData }
	}

	/// Asks the runtime at the best block.
	fn ask<T>(
		&self,
		question: impl FnOnce(&C::Api, H256) -> Result<T, ApiError>,
	) -> Result<T, Error> {
		crate::ask_at_best::<B, C, T>(&self.client, question)
	}
}

#[async_trait]
impl<B, C> AssetsRpcServer for Assets<B, C>
where
	B: BlockT<Hash = H256>,
	C: ProvideRuntimeApi<B> + HeaderBackend<B> + Send + Sync + 'static,
	C::Api: ShieldedApi<B> + TicketsApi<B> + PackagesApi<B>,
{
	fn currency(&self, name: String) -> RpcResult<Currency> {
		let id = currency_id(&name)?;
		let (supply, issuer, fee) = self.ask(|api, at| {
			let supply = api.currency_supply(at, id)?;
			Ok((supply, api.currency_issuer(at, id)?, api.registration_fee(at, id)?))
		})?;
		let free = supply.is_none() && check_currency_name(&id).is_ok();
		let class = supply.as_ref().map(|supply| match supply.pool.hidden_issues {
			Some(_) => "hidden",
			None => "visible",
		});
		Ok(Currency {
			name,
			registered: supply.is_some(),
			issuer: issuer.map(Into::into),
			registration_fee: free.then_some(Amount(fee)),
			supply_class: class.map(Into::into),
			supply: supply.map(Into::into),
		})
	}

	fn ticket(&self, name: String, id: H256) -> RpcResult<Option<Ticket>> {
		let category = category_id(&name)?;
		let ticket = sero_primitives::Ticket { category, id: TicketId(id.0) };
		let found =
			self.ask(|api, at| Ok((api.ticket(at, ticket)?, api.category(at, category)?)))?;
		Ok(match found {
			(Some(ticket), Some(category)) => Some(Ticket {
				category: name,
				id,
				issuer: category.issuer.into(),
				burned: ticket.burned,
			}),
			_ => None,
		})
	}

	fn ticket_supply(&self, name: String) -> RpcResult<Option<TicketSupply>> {
		let category = category_id(&name)?;
		let found = self
			.ask(|api, at| Ok((api.ticket_supply(at, category)?, api.category(at, category)?)))?;
		Ok(match found {
			(Some(report), Some(category)) => Some(TicketSupply {
				category: name,
				issuer: category.issuer.into(),
				issued: report.supply.issued,
				burned: report.supply.burned,
				pool: report.supply.pool,
				held: report.supply.held,
				balanced: report.balanced,
			}),
			_ => None,
		})
	}

	fn package(&self, id: H256) -> RpcResult<Option<Package>> {
		let found = self.ask(|api, at| api.package(at, PackageId(id.0)))?;
		Ok(found.map(|PackageInfo { id, record, sealed }| {
			Package::new(id, record, sealed.into_inner())
		}))
	}

	fn sealed(&self, after: Option<H256>, count: Option<u32>) -> RpcResult<Vec<Package>> {
		let (after, count) = (after.map(|id| PackageId(id.0)), page(count)?);
		let found = self.ask(|api, at| api.sealed_packages(at, after, count))?;
		Ok(found.into_iter().map(|(id, record)| Package::new(id, record, Vec::new())).collect())
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use pallet_packages::PackedNote;
	use sero_shielded_primitives::{
		AssetIssuer, EphemeralPublicKey, EvmAddress, NoteCiphertext, NoteCommitment,
		OneTimeAddressBytes, PackageOwner,
	};

	#[test]
	fn parameters_are_checked() {
		assert_eq!(currency_id("GOLD").ok(), CurrencyId::from_name("GOLD").ok());
		assert_eq!(category_id("SEAT_1").ok(), TicketCategory::from_name("SEAT_1").ok());
		for name in ["", "gold", "1A", &"A".repeat(33)] {
			for error in [currency_id(name).unwrap_err(), category_id(name).unwrap_err()] {
				assert_eq!(error.code(), crate::error::INVALID_PARAMETER);
				assert!(error.to_string().len() < 160, "{error}");
			}
		}
		assert_eq!(page(None).unwrap(), MAX_PAGE);
		assert_eq!(page(Some(MAX_PAGE)).unwrap(), MAX_PAGE);
		assert_eq!(page(Some(MAX_PAGE + 1)).unwrap_err().code(), crate::error::INVALID_PARAMETER);
	}

	#[test]
	fn parties_are_named_by_their_kind() {
		let contract = Party::from(AssetIssuer::Contract(EvmAddress([1; 20])));
		let text = serde_json::to_string(&contract).unwrap();
		assert_eq!(text, format!("{{\"contract\":\"0x{}\"}}", "01".repeat(20)));
		let address = Party::from(PackageOwner::Address(OneTimeAddressBytes([2; 96])));
		let text = serde_json::to_string(&address).unwrap();
		assert_eq!(text, format!("{{\"address\":\"0x{}\"}}", "02".repeat(96)));
		for party in [contract, address] {
			let json = serde_json::to_value(&party).unwrap();
			assert_eq!(serde_json::from_value::<Party>(json).unwrap(), party);
		}
	}

	#[test]
	fn packages_are_told_with_everything_that_a_wallet_needs() {
		let record = PackageRecord {
			owner: PackageOwner::Contract(EvmAddress([1; 20])),
			contents: PackedNote {
				address: OneTimeAddressBytes([2; 96]),
				note_commitment: NoteCommitment([3; 32]),
				ephemeral_key: EphemeralPublicKey([4; 32]),
				ciphertext: NoteCiphertext([5; 224]),
			},
			creator: OneTimeAddressBytes([6; 96]),
			created: 7,
			status: PackageStatus::Sealed,
		};
		let json = |status, sealed: &[u8]| {
			let record = PackageRecord { status, ..record.clone() };
			let package = Package::new(PackageId([8; 32]), record, sealed.to_vec());
			let json = serde_json::to_value(&package).unwrap();
			assert_eq!(serde_json::from_value::<Package>(json.clone()).unwrap(), package);
			json
		};
		let sealed = json(PackageStatus::Sealed, &[9; 224]);
		assert_eq!(sealed["id"], format!("0x{}", "08".repeat(32)));
		assert_eq!(sealed["status"], "sealed");
		assert_eq!(sealed["created"], 7);
		assert_eq!(sealed["noteCommitment"], format!("0x{}", "03".repeat(32)));
		assert_eq!(sealed["ephemeralKey"], format!("0x{}", "04".repeat(32)));
		assert_eq!(sealed["address"], format!("0x{}", "02".repeat(96)));
		assert_eq!(sealed["creator"], format!("0x{}", "06".repeat(96)));
		assert_eq!(sealed["ciphertext"], format!("0x{}", "05".repeat(224)));
		assert_eq!(sealed["sealed"], format!("0x{}", "09".repeat(224)));
		let opened = json(PackageStatus::Opened, &[]);
		assert_eq!(opened["status"], "opened");
		assert!(opened.get("sealed").is_none());
		assert_eq!(json(PackageStatus::Unpacked, &[])["status"], "unpacked");
	}
}
