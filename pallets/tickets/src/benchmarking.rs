// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Benchmarks. The pallet has no calls: they measure what other pallets have it do.

use crate::{pallet::*, ID_ATTEMPTS};
use frame_benchmarking::v2::*;
use sero_primitives::{Ticket, TicketCategory, TicketId};
use sero_shielded_primitives::{
	AssetIssuer, EvmAddress, Memo, OneTimeAddressBytes, RejectReason, TicketAction, TicketActions,
	TicketRegistry, TxId,
};

/// Makes what a runtime cannot make by itself.
pub trait BenchmarkHelper {
	/// A one-time address that the ledger accepts.
	fn address() -> OneTimeAddressBytes;
}

/// Some contract.
const CONTRACT: EvmAddress = EvmAddress([0xc0; 20]);

fn stop(reason: RejectReason) -> BenchmarkError {
	BenchmarkError::Stop(reason.name())
}

fn ticket(number: u8) -> Result<Ticket, BenchmarkError> {
	let category = TicketCategory::from_name("SEAT").map_err(|_| BenchmarkError::Stop("name"))?;
	Ok(Ticket { category, id: TicketId([number; 32]) })
}

fn issue<T: Config>(number: u8) -> Result<TicketAction, BenchmarkError> {
	let receiver = T::BenchmarkHelper::address();
	Ok(TicketAction::Issue { ticket: ticket(number)?, receiver, memo: Memo([1; 64]) })
}

/// Checks twice, as pool and block do, and applies.
fn act<T: Config>(number: u8, action: &TicketAction) -> Result<(), RejectReason> {
	let from = T::BenchmarkHelper::address();
	Pallet::<T>::check(&from, action)?;
	Pallet::<T>::check(&from, action)?;
	Pallet::<T>::apply(&TxId([number; 32]), &from, action)
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn issue_ticket() -> Result<(), BenchmarkError> {
		let action = issue::<T>(1)?;
		let result;
		#[block]
		{
			result = act::<T>(1, &action);
		}
		result.map_err(stop)
	}

	#[benchmark]
	fn burn_ticket() -> Result<(), BenchmarkError> {
		act::<T>(1, &issue::<T>(1)?).map_err(stop)?;
		let action = TicketAction::Burn { ticket: ticket(1)? };
		let result;
		#[block]
		{
			result = act::<T>(2, &action);
		}
		result.map_err(stop)
	}

	#[benchmark]
	fn register_ticket() -> Result<(), BenchmarkError> {
		let (issuer, ticket) = (AssetIssuer::Contract(CONTRACT), ticket(1)?);
		let result;
		#[block]
		{
			result = Pallet::<T>::register_ticket(&issuer, &ticket);
		}
		result.map_err(stop)
	}

	/// All numbers that are tried are used.
	#[benchmark]
	fn next_ticket_id() -> Result<(), BenchmarkError> {
		let (issuer, category) = (AssetIssuer::Contract(CONTRACT), ticket(1)?.category);
		for number in 0..u64::from(ID_ATTEMPTS) {
			let id = crate::registry::ticket_id(&CONTRACT, &category, number);
			Pallet::<T>::register_ticket(&issuer, &Ticket { category, id }).map_err(stop)?;
		}
		let id;
		#[block]
		{
			id = Pallet::<T>::next_ticket_id(&CONTRACT, &category);
		}
		assert!(Tickets::<T>::contains_key(category, id));
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::chain(), crate::mock::Test);
}
