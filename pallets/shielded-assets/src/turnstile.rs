// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The turnstile: public counters of what crossed the border of the hidden pool.
//!
//! Amounts inside the pool are hidden, so a faulty circuit could forge notes unseen. It could not
//! take more out than ever went in: every crossing goes through [`Pallet::cross`], and no counter
//! can become negative.

use crate::{pallet::*, types::*, LOG_TARGET};
use alloc::vec::Vec;
use core::marker::PhantomData;
use frame_support::traits::{
	fungible::{Balanced, Credit, Inspect},
	tokens::imbalance::OnUnbalanced,
	Imbalance,
};
use sero_primitives::{Balance, CurrencyId, TicketCategory};
use sero_shielded_primitives::{CircuitVersion, RejectReason};

impl<T: Config> Pallet<T> {
	/// Whether a currency exists.
	pub fn currency_exists(currency: &CurrencyId) -> bool {
		Supplies::<T>::contains_key(currency)
	}

	/// Fees in SERO base units that wait for the next coinbase.
	pub fn collected_fees() -> Balance {
		Supplies::<T>::get(CurrencyId::SERO).map_or(0, |supply| supply.fees)
	}

	/// Books a crossing. The only function that writes [`Supplies`] and [`Released`] after genesis.
	///
	/// # Consensus
	/// SA-17: no counter becomes negative.
	///
	/// # Errors
	/// [`RejectReason::UnknownCurrency`], [`RejectReason::TurnstileViolation`]. Nothing is written
	/// then.
	pub(crate) fn cross(currency: CurrencyId, crossing: Crossing) -> Result<(), RejectReason> {
		let supply = Supplies::<T>::get(currency).ok_or(RejectReason::UnknownCurrency)?;
		let after = supply.after(crossing).ok_or(RejectReason::TurnstileViolation)?;
		if let Crossing::Unshield { amount, circuit }
		| Crossing::BundleFee { amount, circuit }
		| Crossing::Stake { amount, circuit }
		| Crossing::Hold { amount, circuit } = crossing
		{
			if amount > 0 {
				let released = Released::<T>::get(currency, circuit)
					.checked_add(amount)
					.ok_or(RejectReason::TurnstileViolation)?;
				Released::<T>::insert(currency, circuit, released);
			}
		}
		Supplies::<T>::insert(currency, after);
		Ok(())
	}

	/// Books a move of a ticket. The only function that writes [`TicketSupplies`].
	///
	/// # Consensus
	/// SA-17: no counter becomes negative.
	///
	/// # Errors
	/// [`RejectReason::UnknownTicket`] if no ticket of the category was ever made,
	/// [`RejectReason::TurnstileViolation`]. Nothing is written then.
	pub(crate) fn cross_ticket(
		category: TicketCategory,
		crossing: TicketCrossing,
	) -> Result<(), RejectReason> {
		let supply = match TicketSupplies::<T>::get(category) {
			Some(supply) => supply,
			None if matches!(crossing, TicketCrossing::IssueNote | TicketCrossing::IssueHeld) => {
				TicketSupply::default()
			},
			None => return Err(RejectReason::UnknownTicket),
		};
		let after = supply.after(crossing).ok_or(RejectReason::TurnstileViolation)?;
		TicketSupplies::<T>::insert(category, after);
		Ok(())
	}

	/// The audit of one ticket category; `None` if no ticket of it was ever made.
	pub fn ticket_supply(category: TicketCategory) -> Option<TicketReport> {
		TicketSupplies::<T>::get(category).map(|supply| TicketReport::new(category, supply))
	}

	/// The audit of the ticket categories behind `after` in the order of storage, at most `limit` and
	/// [`MAX_PAGE`].
	pub fn ticket_audit(after: Option<TicketCategory>, limit: u32) -> Vec<TicketReport> {
		let supplies = match after {
			Some(category) => {
				TicketSupplies::<T>::iter_from(TicketSupplies::<T>::hashed_key_for(category))
			},
			None => TicketSupplies::<T>::iter(),
		};
		supplies
			.take(usize::try_from(limit.min(MAX_PAGE)).unwrap_or(usize::MAX))
			.map(|(category, supply)| TicketReport::new(category, supply))
			.collect()
	}

	/// Checks the counters of SERO at the end of a block; those of other currencies are checked by
	/// `try_state`. Pauses all circuit versions if they do not add up.
	///
	/// [`Self::cross`] keeps the counters balanced, so this only ever acts on corrupted state or on
	/// a faulty upgrade: it then stops hidden spends and leaves the chain running for governance.
	pub(crate) fn check_turnstile() {
		let currency = CurrencyId::SERO;
		if Supplies::<T>::get(currency).is_none_or(|supply| supply.is_balanced()) {
			return;
		}
		let active: Vec<CircuitVersion> = CircuitVersions::<T>::iter()
			.filter(|(_, keys)| keys.status == CircuitStatus::Active)
			.map(|(version, _)| version)
			.collect();
		if active.is_empty() {
			return;
		}
		log::error!(target: LOG_TARGET, "the turnstile of {currency:?} does not add up");
		for version in active {
			CircuitVersions::<T>::mutate(version, |keys| {
				if let Some(keys) = keys {
					keys.status = CircuitStatus::Paused;
				}
			});
			Self::deposit_event(Event::CircuitPaused { version });
		}
		Self::deposit_event(Event::TurnstileBroken { currency });
	}

	/// The audit of every currency.
	pub fn supply_audit() -> Vec<SupplyReport> {
		Supplies::<T>::iter().map(|(currency, pool)| Self::report(currency, pool)).collect()
	}

	/// The audit of one currency; `None` if it does not exist.
	pub fn currency_supply(currency: CurrencyId) -> Option<SupplyReport> {
		Supplies::<T>::get(currency).map(|pool| Self::report(currency, pool))
	}

	/// The audit of a currency with this turnstile.
	fn report(currency: CurrencyId, pool: CurrencySupply) -> SupplyReport {
		let accounts = match currency {
			CurrencyId::SERO => T::Currency::total_issuance(),
			_ => 0,
		};
		SupplyReport {
			currency,
			pool,
			accounts,
			total: [pool.pool, pool.fees, pool.staked, pool.held]
				.iter()
				.fold(accounts, |sum, part| sum.saturating_add(*part)),
			released: Released::<T>::iter_prefix(currency).collect(),
			balanced: pool.is_balanced(),
		}
	}

	/// The invariants of this pallet's state.
	#[cfg(any(feature = "try-runtime", test))]
	pub(crate) fn do_try_state() -> Result<(), &'static str> {
		for (currency, supply) in Supplies::<T>::iter() {
			if !supply.is_balanced() {
				return Err("SA-17: the turnstile of a currency does not add up");
			}
			let released = Released::<T>::iter_prefix_values(currency)
				.try_fold(0u128, |sum, amount| sum.checked_add(amount))
				.ok_or("SA-17: the released amounts overflow")?;
			if released < supply.unshielded {
				return Err("SA-17: more was paid out than circuit versions released");
			}
		}
		if TicketSupplies::<T>::iter_values().any(|supply| !supply.is_balanced()) {
			return Err("SA-17: the turnstile of a ticket category does not add up");
		}
		if CurrencyIssuers::<T>::iter_keys().any(|currency| !Supplies::<T>::contains_key(currency))
		{
			return Err("AS-2: an issuer of a currency that does not exist");
		}
		let oldest = OldestAnchor::<T>::get();
		for (anchor, block) in Anchors::<T>::iter() {
			if AnchorAt::<T>::get(block) != Some(anchor) {
				return Err("SA-9: an anchor is not in the window");
			}
		}
		for (block, anchor) in AnchorAt::<T>::iter() {
			if block < oldest || Anchors::<T>::get(anchor).is_none_or(|last| last < block) {
				return Err("SA-9: a root of the window is not an anchor");
			}
		}
		if LeafCount::<T>::get() > 1 << 32 {
			return Err("SA-16: the tree has more leaves than places");
		}
		Ok(())
	}
}

/// Hands the transaction fees of accounts to the block's miner, as part of the coinbase note.
///
/// Wire it as the handler of `pallet_transaction_payment::FungibleAdapter`.
#[derive(Debug)]
pub struct AccountFeesToMiner<T>(PhantomData<T>);

impl<T> OnUnbalanced<Credit<T::AccountId, T::Currency>> for AccountFeesToMiner<T>
where
	T: Config<Currency: Balanced<T::AccountId>>,
{
	fn on_nonzero_unbalanced(fee: Credit<T::AccountId, T::Currency>) {
		match Pallet::<T>::cross(CurrencyId::SERO, Crossing::AccountFee(fee.peek())) {
			// The accounts' side of the crossing: dropping the credit reduces their issuance.
			Ok(()) => drop(fee),
			Err(reason) => {
				// Counters of 128 bits do not overflow; the fee would be burned.
				log::error!(target: LOG_TARGET, "a fee was not collected: {reason:?}");
			},
		}
	}
}
