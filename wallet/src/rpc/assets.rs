// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What a node answers about currencies and packages.

use serde::Deserialize;
use sero_primitives::{Balance, BlockNumber, CurrencyId};
use sero_shielded_primitives::{
	AssetIssuer, EphemeralPublicKey, EvmAddress, NoteCiphertext, NoteCommitment,
	OneTimeAddressBytes, PackageId, PackageOwner,
};

use super::{contracts::exactly, prefixed, rpc_params, BaseUnits, Hex32, HexBytes, Node};
use crate::{
	error::{Result, WalletError},
	report::currency_name,
};

/// A contract or the owner of a one-time address, as JSON: `{"contract": 20 bytes}` or
/// `{"address": 96 bytes}`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum RawHolder {
	Contract(HexBytes),
	Address(HexBytes),
}

impl RawHolder {
	fn issuer(self, method: &'static str) -> Result<AssetIssuer> {
		Ok(match self {
			Self::Contract(bytes) => AssetIssuer::Contract(EvmAddress(exactly(method, bytes)?)),
			Self::Address(bytes) => {
				AssetIssuer::Address(OneTimeAddressBytes(exactly(method, bytes)?))
			},
		})
	}

	fn owner(self, method: &'static str) -> Result<PackageOwner> {
		Ok(match self.issuer(method)? {
			AssetIssuer::Contract(contract) => PackageOwner::Contract(contract),
			AssetIssuer::Address(address) => PackageOwner::Address(address),
		})
	}
}

#[derive(Deserialize)]
struct RawSupply {
	total: BaseUnits,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawCurrency {
	registered: bool,
	issuer: Option<RawHolder>,
	registration_fee: Option<BaseUnits>,
	supply_class: Option<String>,
	supply: Option<RawSupply>,
}

/// A currency as the chain has it, or a name that could become one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurrencyInfo {
	/// Whether it exists.
	pub registered: bool,
	/// Who may issue more; none if nobody may, or nobody has registered it.
	pub issuer: Option<AssetIssuer>,
	/// What registering the name costs, in SERO base units; none if it cannot be registered, or is.
	pub registration_fee: Option<Balance>,
	/// Whether nobody knows how much of it there is.
	pub hidden: bool,
	/// How much of it there is, in base units; none if that is hidden, or there is none.
	pub supply: Option<Balance>,
}

impl RawCurrency {
	fn read(self, method: &'static str) -> Result<CurrencyInfo> {
		let hidden = self.supply_class.as_deref() == Some("hidden");
		Ok(CurrencyInfo {
			registered: self.registered,
			issuer: self.issuer.map(|issuer| issuer.issuer(method)).transpose()?,
			registration_fee: self.registration_fee.map(|fee| fee.0),
			hidden,
			supply: self.supply.filter(|_| !hidden).map(|supply| supply.total.0),
		})
	}
}

/// What became of a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PackageStatus {
	/// Its owner can hand it over, open it or unpack it.
	Sealed,
	/// It was opened: what was in it is public.
	Opened,
	/// The note inside is in the tree.
	Unpacked,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawPackage {
	id: Hex32,
	status: PackageStatus,
	owner: RawHolder,
	creator: HexBytes,
	created: BlockNumber,
	address: HexBytes,
	note_commitment: Hex32,
	ephemeral_key: Hex32,
	ciphertext: HexBytes,
	#[serde(default)]
	sealed: HexBytes,
}

impl RawPackage {
	fn read(self, method: &'static str) -> Result<PackageRecord> {
		Ok(PackageRecord {
			id: PackageId(self.id.0),
			owner: self.owner.owner(method)?,
			address: OneTimeAddressBytes(exactly(method, self.address)?),
			note_commitment: NoteCommitment(self.note_commitment.0),
			ephemeral_key: EphemeralPublicKey(self.ephemeral_key.0),
			ciphertext: NoteCiphertext(exactly(method, self.ciphertext)?),
			sealed: self.sealed.0,
			creator: OneTimeAddressBytes(exactly(method, self.creator)?),
			created: self.created,
			status: self.status,
		})
	}
}

/// A package as the chain has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageRecord {
	/// Its id.
	pub id: PackageId,
	/// Who may hand it over, open it and unpack it.
	pub owner: PackageOwner,
	/// Who can spend the note inside once it is unpacked.
	pub address: OneTimeAddressBytes,
	/// Commitment to the note inside.
	pub note_commitment: NoteCommitment,
	/// Ephemeral key of the note's encryption.
	pub ephemeral_key: EphemeralPublicKey,
	/// Asset, memo and note secret for the owner of `address`.
	pub ciphertext: NoteCiphertext,
	/// Opening and data under the package's key; empty once it is closed.
	pub sealed: Vec<u8>,
	/// One-time sender of the bundle that made it.
	pub creator: OneTimeAddressBytes,
	/// Block that made it.
	pub created: BlockNumber,
	/// What became of it.
	pub status: PackageStatus,
}

/// A chain with tokens and packages.
pub trait AssetChain: Sync {
	/// A currency, registered or not.
	fn currency(
		&self,
		currency: &CurrencyId,
	) -> impl std::future::Future<Output = Result<CurrencyInfo>> + Send;

	/// A package; `None` if there is none with this id. **Tells the node which one is of interest.**
	fn package(
		&self,
		id: &PackageId,
	) -> impl std::future::Future<Output = Result<Option<PackageRecord>>> + Send;

	/// Every package that is not closed, without what is sealed.
	fn sealed_packages(
		&self,
	) -> impl std::future::Future<Output = Result<Vec<PackageRecord>>> + Send;
}

impl AssetChain for Node {
	async fn currency(&self, currency: &CurrencyId) -> Result<CurrencyInfo> {
		const METHOD: &str = "assets_currency";
		let raw: RawCurrency = self.request(METHOD, rpc_params![currency_name(currency)]).await?;
		raw.read(METHOD)
	}

	async fn package(&self, id: &PackageId) -> Result<Option<PackageRecord>> {
		const METHOD: &str = "packages_package";
		let raw: Option<RawPackage> = self.request(METHOD, rpc_params![prefixed(&id.0)]).await?;
		let record = raw.map(|raw| raw.read(METHOD)).transpose()?;
		match record {
			Some(record) if record.id != *id => Err(WalletError::NodeAnswer {
				method: METHOD,
				reason: "it is another package".into(),
			}),
			record => Ok(record),
		}
	}

	async fn sealed_packages(&self) -> Result<Vec<PackageRecord>> {
		const METHOD: &str = "packages_sealed";
		let mut all: Vec<PackageRecord> = Vec::new();
		loop {
			let after = all.last().map(|record| prefixed(&record.id.0));
			let page: Vec<RawPackage> = self.request(METHOD, rpc_params![after]).await?;
			if page.is_empty() {
				return Ok(all);
			}
			for raw in page {
				let record = raw.read(METHOD)?;
				// Else a node could keep the wallet asking for ever.
				if all.last().is_some_and(|last| last.id >= record.id) {
					return Err(WalletError::NodeAnswer {
						method: METHOD,
						reason: "the packages are not in order".into(),
					});
				}
				all.push(record);
			}
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn answers_are_read() {
		let currency = |text: &str| {
			serde_json::from_str::<RawCurrency>(text).unwrap().read("assets_currency").unwrap()
		};
		let free = currency(r#"{"name":"GOLD","registered":false,"registrationFee":"5"}"#);
		assert!(!free.registered && free.issuer.is_none() && free.registration_fee == Some(5));
		let taken = |class: &str| {
			currency(&format!(
				"{{\"name\":\"GOLD\",\"registered\":true,\"supplyClass\":\"{class}\",
				\"issuer\":{{\"contract\":\"0x{}\"}},\"supply\":{{\"total\":\"9\",\"held\":\"1\"}}}}",
				"07".repeat(20)
			))
		};
		let issuer = Some(AssetIssuer::Contract(EvmAddress([7; 20])));
		assert_eq!((taken("visible").supply, taken("visible").issuer), (Some(9), issuer));
		assert!(taken("hidden").hidden && taken("hidden").supply.is_none());
		let holder: RawHolder =
			serde_json::from_str(&format!("{{\"contract\":\"0x{}\"}}", "07".repeat(20))).unwrap();
		assert_eq!(holder.issuer("x").unwrap(), AssetIssuer::Contract(EvmAddress([7; 20])));
		let holder: RawHolder =
			serde_json::from_str(&format!("{{\"address\":\"0x{}\"}}", "07".repeat(96))).unwrap();
		assert_eq!(holder.owner("x").unwrap(), PackageOwner::Address(OneTimeAddressBytes([7; 96])));
		let short: RawHolder = serde_json::from_str(r#"{"contract":"0x07"}"#).unwrap();
		assert!(short.issuer("x").is_err());
		let package = |sealed: &str, status: &str| {
			let text = format!(
				"{{\"id\":\"0x{0}\",\"status\":\"{status}\",\"owner\":{{\"address\":\"0x{1}\"}},
				\"creator\":\"0x{1}\",\"created\":7,\"address\":\"0x{1}\",\"noteCommitment\":\"0x{0}\",
				\"ephemeralKey\":\"0x{0}\",\"ciphertext\":\"0x{2}\"{sealed}}}",
				"03".repeat(32),
				"04".repeat(96),
				"05".repeat(224)
			);
			serde_json::from_str::<RawPackage>(&text).unwrap().read("packages_package").unwrap()
		};
		let open = package(",\"sealed\":\"0x0102\"", "sealed");
		assert_eq!((open.id, &open.sealed[..]), (PackageId([3; 32]), &[1, 2][..]));
		assert_eq!(open.ciphertext, NoteCiphertext([5; 224]));
		let closed = package("", "unpacked");
		assert_eq!(closed.status, PackageStatus::Unpacked);
		assert!(closed.sealed.is_empty());
	}
}
