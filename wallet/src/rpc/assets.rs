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
use crate::error::Result;

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
struct RawCurrency {
	issuer: Option<RawHolder>,
	#[serde(default)]
	hidden: bool,
	price: BaseUnits,
	supply: Option<BaseUnits>,
}

/// A currency as the chain has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurrencyInfo {
	/// Who may issue it; none if the name is free, or SERO.
	pub issuer: Option<AssetIssuer>,
	/// Whether nobody knows how much of it there is.
	pub hidden: bool,
	/// What registering the name costs, in SERO base units.
	pub price: Balance,
	/// How much of it there is, in base units; none if that is hidden.
	pub supply: Option<Balance>,
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
struct RawContents {
	address: HexBytes,
	note_commitment: Hex32,
	ephemeral_key: Hex32,
	ciphertext: HexBytes,
}

#[derive(Deserialize)]
struct RawPackage {
	owner: RawHolder,
	contents: RawContents,
	sealed: HexBytes,
	creator: HexBytes,
	created: BlockNumber,
	status: PackageStatus,
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
	/// A currency, registered or not; `None` if nobody can register such a name.
	fn currency(
		&self,
		currency: &CurrencyId,
	) -> impl std::future::Future<Output = Result<Option<CurrencyInfo>>> + Send;

	/// A package; `None` if there is none with this id. **Tells the node which one is of interest.**
	fn package(
		&self,
		id: &PackageId,
	) -> impl std::future::Future<Output = Result<Option<PackageRecord>>> + Send;
}

impl AssetChain for Node {
	async fn currency(&self, currency: &CurrencyId) -> Result<Option<CurrencyInfo>> {
		const METHOD: &str = "assets_currency";
		let Some(name) = currency.name() else { return Ok(None) };
		let raw: Option<RawCurrency> = self.request(METHOD, rpc_params![name]).await?;
		let Some(raw) = raw else { return Ok(None) };
		Ok(Some(CurrencyInfo {
			issuer: raw.issuer.map(|issuer| issuer.issuer(METHOD)).transpose()?,
			hidden: raw.hidden,
			price: raw.price.0,
			supply: raw.supply.map(|supply| supply.0),
		}))
	}

	async fn package(&self, id: &PackageId) -> Result<Option<PackageRecord>> {
		const METHOD: &str = "packages_package";
		let raw: Option<RawPackage> = self.request(METHOD, rpc_params![prefixed(&id.0)]).await?;
		let Some(raw) = raw else { return Ok(None) };
		Ok(Some(PackageRecord {
			id: *id,
			owner: raw.owner.owner(METHOD)?,
			address: OneTimeAddressBytes(exactly(METHOD, raw.contents.address)?),
			note_commitment: NoteCommitment(raw.contents.note_commitment.0),
			ephemeral_key: EphemeralPublicKey(raw.contents.ephemeral_key.0),
			ciphertext: NoteCiphertext(exactly(METHOD, raw.contents.ciphertext)?),
			sealed: raw.sealed.0,
			creator: OneTimeAddressBytes(exactly(METHOD, raw.creator)?),
			created: raw.created,
			status: raw.status,
		}))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn answers_are_read() {
		let free: RawCurrency =
			serde_json::from_str(r#"{"issuer":null,"price":"5","more":true}"#).unwrap();
		assert!(free.issuer.is_none() && !free.hidden && free.price.0 == 5);
		let holder: RawHolder =
			serde_json::from_str(&format!("{{\"contract\":\"0x{}\"}}", "07".repeat(20))).unwrap();
		assert_eq!(holder.issuer("x").unwrap(), AssetIssuer::Contract(EvmAddress([7; 20])));
		let holder: RawHolder =
			serde_json::from_str(&format!("{{\"address\":\"0x{}\"}}", "07".repeat(96))).unwrap();
		assert_eq!(holder.owner("x").unwrap(), PackageOwner::Address(OneTimeAddressBytes([7; 96])));
		let short: RawHolder = serde_json::from_str(r#"{"contract":"0x07"}"#).unwrap();
		assert!(short.issuer("x").is_err());
		assert_eq!(
			serde_json::from_str::<PackageStatus>("\"unpacked\"").unwrap(),
			PackageStatus::Unpacked
		);
	}
}
