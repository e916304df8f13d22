// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! A pool for the tests: it counts what it holds and what contracts hold, remembers notes, and knows issuers,
//! tickets and packages. Everything lies in storage, so that the virtual machine reverts it with its frames.

use crate::mock::{Balances, Test, NO_POINT};
use codec::{Decode, Encode};
use frame_support::traits::{
	fungible::Mutate,
	tokens::{Fortitude, Precision, Preservation},
};
pub use pallet::*;
use scale_info::TypeInfo;
use sero_primitives::{Balance, CurrencyId, Ticket, TicketCategory, TicketId};
use sero_shielded_primitives::{
	AssetIssuer, ContractPackages, EvmAddress, HeldAssets, HiddenOutput, Memo, OneTimeAddressBytes,
	OpenPackage, PackageId, PackageOwner, PublicAsset, PublicOrigin, PublicOutput, RejectReason,
	ShieldedLedger, TicketRegistry,
};
use std::collections::BTreeMap;

/// What a name costs.
pub const NAME_PRICE: Balance = sero_primitives::units::SERO;

/// A note that was made.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct Note {
	pub origin: PublicOrigin,
	pub output: PublicOutput,
}

/// A package.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct Package {
	pub owner: PackageOwner,
	pub key: [u8; 32],
	pub asset: PublicAsset,
	pub data: Vec<u8>,
	pub creator: OneTimeAddressBytes,
	pub closed: bool,
}

/// What the pool has.
#[derive(Clone, PartialEq, Eq, Debug, Default, Encode, Decode, TypeInfo)]
pub struct State {
	/// In the pool, hidden or in public notes.
	pub pool: BTreeMap<CurrencyId, Balance>,
	/// With contracts.
	pub held: BTreeMap<CurrencyId, Balance>,
	/// Ever issued, SERO aside.
	pub issued: BTreeMap<CurrencyId, Balance>,
	/// All SERO there is.
	pub sero: Balance,
	/// SERO that waits for the miner.
	pub fees: Balance,
	pub issuers: BTreeMap<CurrencyId, AssetIssuer>,
	pub categories: BTreeMap<TicketCategory, AssetIssuer>,
	/// Each ticket, and whether a contract has it.
	pub tickets: BTreeMap<Ticket, bool>,
	pub nonce: u64,
	pub packages: BTreeMap<PackageId, Package>,
	pub notes: Vec<Note>,
	/// Why the next note cannot be made.
	pub full: bool,
}

#[frame_support::pallet]
pub mod pallet {
	use super::State;
	use frame_support::pallet_prelude::*;

	#[pallet::pallet]
	#[pallet::without_storage_info]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {}

	#[pallet::storage]
	pub type Kept<T> = StorageValue<_, State, ValueQuery>;
}

fn kept<R>(f: impl FnOnce(&mut State) -> R) -> R {
	Kept::<Test>::mutate(f)
}

fn take(
	counter: &mut BTreeMap<CurrencyId, Balance>,
	currency: CurrencyId,
	amount: Balance,
) -> Result<(), RejectReason> {
	let entry = counter.entry(currency).or_default();
	*entry = entry.checked_sub(amount).ok_or(RejectReason::TurnstileViolation)?;
	Ok(())
}

fn put(
	counter: &mut BTreeMap<CurrencyId, Balance>,
	currency: CurrencyId,
	amount: Balance,
) -> Result<(), RejectReason> {
	let entry = counter.entry(currency).or_default();
	*entry = entry.checked_add(amount).ok_or(RejectReason::TurnstileViolation)?;
	Ok(())
}

fn burn(payer: &[u8; 32], amount: Balance) -> Result<(), RejectReason> {
	Balances::burn_from(
		&(*payer).into(),
		amount,
		Preservation::Expendable,
		Precision::Exact,
		Fortitude::Polite,
	)
	.map(|_| ())
	.map_err(|_| RejectReason::InvalidAction)
}

/// Books what leaves the pool for contracts and accounts.
pub fn release(asset: &PublicAsset) -> Result<(), RejectReason> {
	kept(|kept| {
		let PublicAsset { currency, amount, ticket } = *asset;
		if amount > 0 {
			take(&mut kept.pool, currency, amount)?;
			if currency != CurrencyId::SERO {
				put(&mut kept.held, currency, amount)?;
			}
		}
		if let Some(ticket) = ticket {
			match kept.tickets.get_mut(&ticket) {
				Some(held) if !*held => *held = true,
				_ => return Err(RejectReason::UnknownTicket),
			}
		}
		Ok(())
	})
}

/// A token of the pool's users.
pub fn mint_token(currency: CurrencyId, amount: Balance) {
	kept(|kept| {
		*kept.pool.entry(currency).or_default() += amount;
		*kept.issued.entry(currency).or_default() += amount;
		kept.issuers.entry(currency).or_insert(AssetIssuer::Address(crate::mock::address(200)));
	});
}

/// A ticket of the pool's users.
pub fn mint_ticket(ticket: Ticket) {
	kept(|kept| {
		kept.tickets.insert(ticket, false);
		kept.categories
			.entry(ticket.category)
			.or_insert(AssetIssuer::Address(crate::mock::address(200)));
	});
}

fn name_is_valid(name: &[u8; 32]) -> bool {
	let currency = CurrencyId(*name);
	currency
		.name()
		.is_some_and(|name| CurrencyId::from_name(name) == Ok(currency) && !name.contains("SERO"))
}

fn add_note(origin: PublicOrigin, output: PublicOutput) -> Result<u32, RejectReason> {
	if output.amount == 0 && output.ticket.is_none() {
		return Err(RejectReason::InvalidPublicOutput);
	}
	Pallet::<Test>::check_address(&output.address)?;
	kept(|kept| {
		if kept.full {
			return Err(RejectReason::TreeFull);
		}
		kept.notes.push(Note { origin, output });
		Ok(0)
	})
}

/// As the pool does: a method that fails changes nothing.
fn revert_on_error<R>(change: impl FnOnce() -> Result<R, RejectReason>) -> Result<R, RejectReason> {
	let before = Kept::<Test>::get();
	let outcome = change();
	if outcome.is_err() {
		Kept::<Test>::put(before);
	}
	outcome
}

impl ShieldedLedger for Pallet<Test> {
	fn check_address(address: &OneTimeAddressBytes) -> Result<(), RejectReason> {
		(*address != NO_POINT).then_some(()).ok_or(RejectReason::InvalidPoint)
	}

	fn mint_public_note(_: PublicOrigin, _: PublicOutput) -> Result<u32, RejectReason> {
		Err(RejectReason::InvalidAction)
	}

	fn pay_coinbase(_: &OneTimeAddressBytes, _: Balance) -> Result<Balance, RejectReason> {
		Err(RejectReason::InvalidAction)
	}

	fn mint_stake(_: Balance) -> Result<(), RejectReason> {
		Err(RejectReason::InvalidAction)
	}

	fn pay_stake(_: &OneTimeAddressBytes, _: Balance, _: Balance) -> Result<u32, RejectReason> {
		Err(RejectReason::InvalidAction)
	}
}

impl HeldAssets for Pallet<Test> {
	fn currency_exists(currency: &CurrencyId) -> bool {
		*currency == CurrencyId::SERO || Kept::<Test>::get().issued.contains_key(currency)
	}

	fn issuer_of(currency: &CurrencyId) -> Option<AssetIssuer> {
		Kept::<Test>::get().issuers.get(currency).copied()
	}

	fn registration_fee(_: &CurrencyId) -> Balance {
		NAME_PRICE
	}

	fn issue_held(
		issuer: &AssetIssuer,
		payer: &[u8; 32],
		currency: CurrencyId,
		amount: Balance,
	) -> Result<(), RejectReason> {
		if !name_is_valid(&currency.0) {
			return Err(RejectReason::InvalidName);
		}
		revert_on_error(|| {
			match Self::issuer_of(&currency) {
				Some(owner) if owner == *issuer => {},
				Some(_) => return Err(RejectReason::NotIssuer),
				None => {
					Self::collect_fee(payer, NAME_PRICE)
						.map_err(|_| RejectReason::WrongRegistrationFee)?;
					kept(|kept| kept.issuers.insert(currency, *issuer));
				},
			}
			kept(|kept| {
				put(&mut kept.issued, currency, amount)?;
				put(&mut kept.held, currency, amount)
			})
		})
	}

	fn issue_held_ticket(_: TicketCategory) -> Result<(), RejectReason> {
		Ok(())
	}

	fn issue_ticket_note(_: PublicOrigin, _: PublicOutput) -> Result<u32, RejectReason> {
		Err(RejectReason::InvalidAction)
	}

	fn pay_held(
		payer: &[u8; 32],
		origin: PublicOrigin,
		output: PublicOutput,
	) -> Result<u32, RejectReason> {
		revert_on_error(|| {
			let index = add_note(origin, output.clone())?;
			kept(|kept| {
				if output.amount > 0 {
					if output.currency != CurrencyId::SERO {
						take(&mut kept.held, output.currency, output.amount)?;
					}
					put(&mut kept.pool, output.currency, output.amount)?;
				}
				if let Some(ticket) = output.ticket {
					match kept.tickets.get_mut(&ticket) {
						Some(held) if *held => *held = false,
						_ => return Err(RejectReason::TurnstileViolation),
					}
				}
				Ok(())
			})?;
			if output.currency == CurrencyId::SERO && output.amount > 0 {
				burn(payer, output.amount)?;
			}
			Ok(index)
		})
	}

	fn hold(receiver: &[u8; 32], asset: &PublicAsset) -> Result<(), RejectReason> {
		revert_on_error(|| {
			release(asset)?;
			if asset.sero() > 0 {
				Balances::mint_into(&(*receiver).into(), asset.sero())
					.map_err(|_| RejectReason::InvalidAction)?;
			}
			Ok(())
		})
	}

	fn reveal(_: PublicOrigin, _: PublicOutput) -> Result<u32, RejectReason> {
		Err(RejectReason::InvalidAction)
	}

	fn append_hidden_note(_: &HiddenOutput) -> Result<u32, RejectReason> {
		Err(RejectReason::InvalidAction)
	}

	fn collect_fee(payer: &[u8; 32], fee: Balance) -> Result<(), RejectReason> {
		burn(payer, fee).map_err(|_| RejectReason::SponsorCannotPay)?;
		kept(|kept| kept.fees += fee);
		Ok(())
	}
}

impl TicketRegistry for Pallet<Test> {
	fn register_ticket(issuer: &AssetIssuer, ticket: &Ticket) -> Result<(), RejectReason> {
		if !name_is_valid(&ticket.category.0) {
			return Err(RejectReason::InvalidName);
		}
		kept(|kept| {
			if kept.categories.get(&ticket.category).is_some_and(|owner| owner != issuer) {
				return Err(RejectReason::NotIssuer);
			}
			if kept.tickets.contains_key(ticket) {
				return Err(RejectReason::TicketExists);
			}
			kept.categories.insert(ticket.category, *issuer);
			kept.tickets.insert(*ticket, true);
			Ok(())
		})
	}

	fn next_ticket_id(issuer: &EvmAddress, category: &TicketCategory) -> TicketId {
		kept(|kept| {
			kept.nonce += 1;
			TicketId(sp_io::hashing::keccak_256(&(issuer, category, kept.nonce).encode()))
		})
	}

	fn ticket_exists(ticket: &Ticket) -> bool {
		Kept::<Test>::get().tickets.contains_key(ticket)
	}
}

impl ContractPackages for Pallet<Test> {
	fn transfer(
		contract: &EvmAddress,
		package: &PackageId,
		to: &PackageOwner,
	) -> Result<(), RejectReason> {
		kept(|kept| {
			let package = kept.packages.get_mut(package).ok_or(RejectReason::UnknownPackage)?;
			if package.owner != PackageOwner::Contract(*contract) {
				return Err(RejectReason::NotPackageOwner);
			}
			package.owner = *to;
			Ok(())
		})
	}

	fn open(
		contract: &EvmAddress,
		id: &PackageId,
		key: &[u8; 32],
	) -> Result<OpenPackage, RejectReason> {
		let package =
			Kept::<Test>::get().packages.get(id).cloned().ok_or(RejectReason::UnknownPackage)?;
		if package.closed {
			return Err(RejectReason::PackageClosed);
		}
		if package.owner != PackageOwner::Contract(*contract) {
			return Err(RejectReason::NotPackageOwner);
		}
		if package.key != *key {
			return Err(RejectReason::WrongPackageKey);
		}
		Self::hold(&contract.fallback_account(), &package.asset)?;
		kept(|kept| {
			if let Some(package) = kept.packages.get_mut(id) {
				package.closed = true;
			}
		});
		Ok(OpenPackage {
			asset: package.asset,
			memo: Memo::default(),
			data: package.data,
			creator: package.creator,
			created: 7,
		})
	}
}
