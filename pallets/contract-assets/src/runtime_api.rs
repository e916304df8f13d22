// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What nodes and wallets ask about contracts ([`ContractsApi`]).

use crate::types::{DryRun, TokenRate};
use sero_primitives::{Balance, CurrencyId};
use sero_shielded_primitives::{
	ContractAction, ContractAddress, EvmAddress, OneTimeAddressBytes, RejectReason,
};

sp_api::decl_runtime_apis! {
	/// Contracts after the block at which a function is called.
	pub trait ContractsApi {
		/// What an action would do for this sender in the next block, and what it would use. Of the
		/// action's limits, those of weight count (zeros stand for the most that is allowed), and that of
		/// the storage deposit does not. Nothing is kept.
		///
		/// # Errors
		/// The rule that the action breaks.
		fn dry_run(
			from: OneTimeAddressBytes,
			action: ContractAction,
		) -> Result<DryRun, RejectReason>;

		/// The long form of a contract's address; `None` if there is no contract.
		fn long_address(contract: EvmAddress) -> Option<ContractAddress>;

		/// The rate at which a contract takes a token for its gas.
		fn token_rate(contract: EvmAddress, currency: CurrencyId) -> Option<TokenRate>;

		/// What a contract has of a currency, in base units.
		fn balance(contract: EvmAddress, currency: CurrencyId) -> Balance;

		/// The one-time address that contracts pay under this 20-byte form.
		fn payee(short: EvmAddress) -> Option<OneTimeAddressBytes>;
	}
}
