// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What the runtime has to tell this pallet.

use frame_support::weights::Weight;
use sero_primitives::Balance;
use sero_shielded_primitives::{ContractAction, PackageAction, TicketAction};
use sp_runtime::transaction_validity::TransactionPriority;

/// Price of a bundle's work and its rank in the transaction pool.
///
/// A runtime wires it to its transaction payment, so that bundles and signed transactions pay the
/// same price for the same work and compete on one scale.
pub trait BundleFee {
	/// The least fee in SERO base units for work of `weight` (checks and call) and a bundle of
	/// `encoded_length` bytes.
	fn required_fee(weight: Weight, encoded_length: u32) -> Balance;

	/// Rank of a bundle that pays `tip` base units more than it has to.
	fn priority(weight: Weight, encoded_length: u32, tip: Balance) -> TransactionPriority;
}

/// Weight of the actions that other pallets do, checks included.
pub trait ActionWeights {
	/// Weight of a contract action: what its limits allow, and the work around it.
	fn contract(action: &ContractAction) -> Weight;
	/// Weight of a ticket action.
	fn ticket(action: &TicketAction) -> Weight;
	/// Weight of a package action, without the proof of the note inside.
	fn package(action: &PackageAction) -> Weight;
}

/// A chain without contracts, tickets and packages: nothing is done.
impl ActionWeights for () {
	fn contract(_: &ContractAction) -> Weight {
		Weight::zero()
	}

	fn ticket(_: &TicketAction) -> Weight {
		Weight::zero()
	}

	fn package(_: &PackageAction) -> Weight {
		Weight::zero()
	}
}
