// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Packages: an asset with data, sealed under a key, that is handed over as a whole.
//!
//! Nothing about them is kept on disk but what the scan finds. The creator derives the key from its viewing
//! key and the bundle; everybody else receives it with a hidden payment of nothing whose memo is the
//! package's id and its key ([`share_key`]). A key that is not the package's does not open it, so whatever
//! memos say is only tried.

use std::collections::BTreeSet;

use sero_shielded_primitives::{
	Action, Memo, OneTimeAddressBytes, PackageAction, PackageId, PackageOwner,
};
use sero_zk_crypto::{
	encryption::EncryptedNote,
	field::{base_from_bytes, Base},
	package::{check_opening, open, PackageKey, MAX_DATA_LENGTH},
	Asset, OneTimeAddress,
};

use crate::{
	error::{Result, WalletError},
	issuance::one_time_of,
	keys::WalletKeys,
	ledger::{Ledger, NoteOrigin},
	plan::{Intent, PackageReceiver, Payment, PlannedPackage, Recipient},
	report::{hex_of, memo_text},
	rpc::assets::{AssetChain, PackageRecord, PackageStatus},
};

#[cfg(test)]
mod tests;

/// What is in a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
	/// The asset.
	pub asset: Asset,
	/// Text that goes with it.
	pub memo: Memo,
	/// The data beside; unknown to an owner who does not have the key.
	pub data: Option<Vec<u8>>,
}

fn name(id: &PackageId) -> String {
	hex_of(&id.0)
}

/// Reads the id of a package: 64 hexadecimal digits, with or without `0x`.
///
/// # Errors
/// [`WalletError::UnknownPackage`].
pub fn parse_id(text: &str) -> Result<PackageId> {
	parse_hex32(text)
		.map(PackageId)
		.ok_or_else(|| WalletError::UnknownPackage { package: text.to_owned() })
}

/// Reads a package's key: 64 hexadecimal digits, with or without `0x`.
///
/// # Errors
/// [`WalletError::InvalidArgument`].
pub fn parse_key(text: &str) -> Result<PackageKey> {
	parse_hex32(text).map(PackageKey::from_bytes).ok_or_else(|| {
		WalletError::InvalidArgument("a package's key has 64 hexadecimal digits".into())
	})
}

fn parse_hex32(text: &str) -> Option<[u8; 32]> {
	let mut bytes = [0u8; 32];
	let digits = text.trim();
	hex::decode_to_slice(digits.strip_prefix("0x").unwrap_or(digits), &mut bytes).ok()?;
	Some(bytes)
}

/// A package as the chain has it.
///
/// # Errors
/// [`WalletError::UnknownPackage`], those of the chain.
pub async fn find<C: AssetChain>(chain: &C, id: &PackageId) -> Result<PackageRecord> {
	let found = chain.package(id).await?;
	found.ok_or_else(|| WalletError::UnknownPackage { package: name(id) })
}

/// The bundle of the account that made a package.
fn made_by<'a>(ledger: &'a Ledger, id: &PackageId) -> Option<&'a crate::ledger::SentBundle> {
	ledger.sent().map(|(_, bundle)| bundle).find(|bundle| {
		matches!(bundle.action, Action::Package(PackageAction::Create { .. }))
			&& PackageId::of(&bundle.tx) == *id
	})
}

/// Whether the account has made a package.
pub fn is_creator(ledger: &Ledger, id: &PackageId) -> bool {
	made_by(ledger, id).is_some()
}

/// The ids of packages that the account knows from its history: it made them, they were made for it or
/// handed over to it, or a memo may be their key (only the chain knows whether there is such a package).
pub fn known_ids(ledger: &Ledger) -> BTreeSet<PackageId> {
	let made = ledger
		.sent()
		.filter(|(_, bundle)| {
			matches!(bundle.action, Action::Package(PackageAction::Create { .. }))
		})
		.map(|(_, bundle)| PackageId::of(&bundle.tx));
	let shared = shared_keys(ledger).map(|(id, _)| id);
	made.chain(ledger.packages().map(|(_, id)| id)).chain(shared).collect()
}

/// The packages that concern the account: those of [`known_ids`], and what contracts have handed over to
/// it, which no bundle shows.
///
/// # Errors
/// Those of the chain.
pub async fn own<C: AssetChain>(
	chain: &C,
	keys: &WalletKeys,
	ledger: &Ledger,
) -> Result<Vec<PackageRecord>> {
	let sealed = chain.sealed_packages().await?;
	let handed_over = sealed.iter().filter(|record| is_owner(keys, record)).map(|record| record.id);
	let ids: BTreeSet<PackageId> = known_ids(ledger).into_iter().chain(handed_over).collect();
	let mut found = Vec::new();
	for id in ids {
		// A memo that looks like a key may be anything, and what is known may be undone.
		found.extend(chain.package(&id).await?);
	}
	Ok(found)
}

/// The package and key that a hidden payment of nothing is about, if its memo is no text.
pub fn shared_key(asset: &Asset, memo: &Memo) -> Option<(PackageId, PackageKey)> {
	let (id, key) = memo.0.split_first_chunk::<32>()?;
	let key = key.first_chunk::<32>()?;
	let plausible = asset.is_empty() && *key != [0; 32] && memo_text(memo).is_none();
	plausible.then(|| (PackageId(*id), PackageKey::from_bytes(*key)))
}

/// Ids and keys that hidden payments of nothing have brought.
fn shared_keys(ledger: &Ledger) -> impl Iterator<Item = (PackageId, PackageKey)> + '_ {
	ledger
		.notes()
		.map(|entry| &entry.note)
		.filter(|note| matches!(note.origin, NoteOrigin::Hidden { .. }))
		.filter_map(|note| shared_key(&note.asset(), &note.memo))
}

fn commitment(record: &PackageRecord) -> Result<Base> {
	base_from_bytes(&record.note_commitment.0).map_err(|_| WalletError::NodeAnswer {
		method: "packages_package",
		reason: "the note commitment does not decode".into(),
	})
}

/// Opens a package with a key.
///
/// # Errors
/// [`WalletError::WrongPackageKey`]; [`WalletError::PackageClosed`] if the chain has thrown away what was
/// sealed.
pub fn open_with(record: &PackageRecord, key: &PackageKey) -> Result<Contents> {
	if record.sealed.is_empty() {
		return Err(closed(record));
	}
	let wrong = || WalletError::WrongPackageKey { package: name(&record.id) };
	let commitment = commitment(record)?;
	let (opening, data) = open(key, &record.sealed, &commitment).map_err(|_| wrong())?;
	let address = OneTimeAddress::from_bytes(&record.address.0).map_err(|_| wrong())?;
	check_opening(&opening, &address, &commitment).map_err(|_| wrong())?;
	Ok(Contents { asset: opening.asset, memo: Memo(opening.memo), data: Some(data) })
}

/// The key of a package, if the account made it or was given it.
///
/// # Errors
/// [`WalletError::PackageKeyMissing`], [`WalletError::PackageClosed`].
pub fn key_of(keys: &WalletKeys, ledger: &Ledger, record: &PackageRecord) -> Result<PackageKey> {
	let derived = made_by(ledger, &record.id).and_then(|bundle| {
		let nullifier = base_from_bytes(&bundle.first_nullifier.0).ok()?;
		let commitment = commitment(record).ok()?;
		Some(PackageKey::derive(&keys.viewing().outgoing_key(), &nullifier, &commitment))
	});
	let given = shared_keys(ledger).filter(|(id, _)| *id == record.id).map(|(_, key)| key);
	if record.sealed.is_empty() {
		return Err(closed(record));
	}
	derived
		.into_iter()
		.chain(given)
		.find(|key| open_with(record, key).is_ok())
		.ok_or_else(|| WalletError::PackageKeyMissing { package: name(&record.id) })
}

/// What is in a package, as far as the account can know: all with the key, else asset and memo if the note
/// inside is its own.
pub fn contents(keys: &WalletKeys, ledger: &Ledger, record: &PackageRecord) -> Option<Contents> {
	if let Ok(contents) = key_of(keys, ledger, record).and_then(|key| open_with(record, &key)) {
		return Some(contents);
	}
	let address = own_address(keys, &record.address)?;
	let encrypted = EncryptedNote {
		address,
		commitment: commitment(record).ok()?,
		ephemeral: record.ephemeral_key.0,
		ciphertext: record.ciphertext.0,
	};
	let note = keys.viewing().decrypt_owned(&encrypted)?.note;
	Some(Contents { asset: note.asset, memo: Memo(note.memo), data: None })
}

/// Decodes an address that the account can spend from.
fn own_address(keys: &WalletKeys, address: &OneTimeAddressBytes) -> Option<OneTimeAddress> {
	OneTimeAddress::from_bytes(&address.0)
		.ok()
		.filter(|decoded| keys.spending().owns(decoded) && decoded.to_bytes() == address.0)
}

/// Whether the account owns a package.
pub fn is_owner(keys: &WalletKeys, record: &PackageRecord) -> bool {
	owner(keys, record).is_some()
}

fn owner(keys: &WalletKeys, record: &PackageRecord) -> Option<OneTimeAddress> {
	match &record.owner {
		PackageOwner::Address(address) => own_address(keys, address),
		PackageOwner::Contract(_) => None,
	}
}

fn closed(record: &PackageRecord) -> WalletError {
	WalletError::PackageClosed { package: name(&record.id) }
}

/// A bundle from the owner of a package.
fn from_owner(keys: &WalletKeys, record: &PackageRecord, action: PackageAction) -> Result<Intent> {
	if record.status != PackageStatus::Sealed {
		return Err(closed(record));
	}
	let from = owner(keys, record)
		.ok_or_else(|| WalletError::NotPackageOwner { package: name(&record.id) })?;
	Ok(Intent { from: Some(from), ..Intent::of_action(Action::Package(action)) })
}

/// Makes a package.
///
/// # Errors
/// [`WalletError::PackageDataTooLong`].
pub fn create(
	receiver: PackageReceiver,
	asset: Asset,
	memo: Memo,
	data: Vec<u8>,
) -> Result<Intent> {
	if data.len() > MAX_DATA_LENGTH {
		return Err(WalletError::PackageDataTooLong { length: data.len() });
	}
	let package = PlannedPackage { receiver, asset: asset.normalized(), memo: memo.0, data };
	Ok(Intent { package: Some(package), ..Intent::default() })
}

/// The new owner of a package as the chain names it: a fresh one-time address of a person, or a contract.
pub fn new_owner(receiver: &PackageReceiver) -> PackageOwner {
	match receiver {
		PackageReceiver::Person(recipient) => {
			PackageOwner::Address(OneTimeAddressBytes(one_time_of(recipient).to_bytes()))
		},
		PackageReceiver::Contract(contract) => PackageOwner::Contract(*contract),
	}
}

/// Hands a package over.
///
/// # Errors
/// [`WalletError::NotPackageOwner`], [`WalletError::PackageClosed`].
pub fn transfer(keys: &WalletKeys, record: &PackageRecord, to: &PackageReceiver) -> Result<Intent> {
	from_owner(keys, record, PackageAction::Transfer { package: record.id, to: new_owner(to) })
}

/// Opens a package: key and contents become public, the asset a public note of `to`.
///
/// # Errors
/// [`WalletError::NotPackageOwner`], [`WalletError::PackageClosed`], [`WalletError::WrongPackageKey`].
pub fn open_for(
	keys: &WalletKeys,
	record: &PackageRecord,
	key: &PackageKey,
	to: &Recipient,
) -> Result<Intent> {
	let action = PackageAction::Open {
		package: record.id,
		key: *key.as_bytes(),
		receiver: OneTimeAddressBytes(one_time_of(to).to_bytes()),
	};
	let intent = from_owner(keys, record, action)?;
	open_with(record, key)?;
	Ok(intent)
}

/// Takes the note out of a package as it is: nothing becomes public.
///
/// # Errors
/// [`WalletError::NotPackageOwner`], [`WalletError::PackageClosed`]; [`WalletError::PackageOfOther`] if
/// somebody else could spend the note.
pub fn unpack(keys: &WalletKeys, record: &PackageRecord) -> Result<Intent> {
	let intent = from_owner(keys, record, PackageAction::Unpack { package: record.id })?;
	if own_address(keys, &record.address).is_none() {
		return Err(WalletError::PackageOfOther { package: name(&record.id) });
	}
	Ok(intent)
}

/// Gives the key of a package to somebody: a hidden payment of nothing.
pub fn share_key(id: &PackageId, key: &PackageKey, to: Recipient) -> Intent {
	let mut memo = Memo::default();
	let (first, second) = memo.0.split_at_mut(32);
	first.copy_from_slice(&id.0);
	second.copy_from_slice(key.as_bytes());
	Intent::of_payments(vec![Payment::sero(to, 0, memo)])
}
