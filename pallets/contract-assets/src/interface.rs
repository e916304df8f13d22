// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! SERO's native functions, as contracts call them. `contracts/SeroInterface.sol` declares the same
//! functions and wraps them in the original's names.

// What the macro makes has neither docs nor `Debug`.
#![allow(missing_docs, missing_debug_implementations, clippy::too_many_arguments)]

pallet_revive::precompiles::alloy::sol! {
	/// The caller is always a contract: balances, tickets, packages and rates are its own. A function
	/// that cannot do what it is asked for reverts with a reason.
	interface ISeroAssets {
		/// Makes `total` new base units of a token for the caller. The first issue registers the name
		/// and takes the registration fee from the caller's SERO.
		function issueToken(uint256 total, string name) external returns (bool);
		/// What the caller has of a currency, in base units.
		function balanceOf(string currency) external view returns (uint256);
		/// Pays an amount, a ticket, or both: to a contract, which is called with empty data, or to a
		/// known one-time address. SERO comes with the call as its value.
		function send(address receiver, string currency, uint256 amount, string category, bytes32 ticket)
			external payable returns (bool);
		/// Makes a new ticket (`value` zero or new) or takes one of the caller's, and pays it to the
		/// receiver; zero keeps it. Returns the ticket's id.
		function allotTicket(address receiver, bytes32 value, string category)
			external returns (bytes32);
		/// Calls a contract and hands it an asset. SERO comes with the call as its value. If the contract
		/// fails, nothing has moved.
		function call(
			address to,
			string currency,
			uint256 amount,
			string category,
			bytes32 ticket,
			bytes data
		) external payable returns (bool ok, bytes ret);
		/// Currency of what the caller received with this call, or zero.
		function msgCurrency() external view returns (bytes32);
		/// Amount of what the caller received with this call, in base units, or zero.
		function msgAmount() external view returns (uint256);
		/// Category of the ticket that the caller received with this call, or zero.
		function msgCategory() external view returns (bytes32);
		/// Id of the ticket that the caller received with this call, or zero.
		function msgTicket() external view returns (bytes32);
		/// Who called the caller: if that was this precompile, the contract that asked it to.
		function msgSender() external view returns (address);
		/// Takes a token for gas: `tokens` base units for `ta` base units of SERO. Both zero: no more.
		function setTokenRate(string currency, uint256 tokens, uint256 ta) external returns (bool);
		/// The rate of a contract, or zeros.
		function tokenRate(address target, string currency)
			external view returns (uint256 tokens, uint256 ta);
		/// Opens a package of the caller's. Its asset is the caller's then.
		function closePkg(bytes32 id, bytes32 key) external returns (
			bytes32 currency,
			uint256 amount,
			bytes32 category,
			bytes32 ticket,
			address from,
			uint256 height,
			bytes memo,
			bytes data
		);
		/// Hands over a package of the caller's: to a contract or a known one-time address.
		function transferPkg(bytes32 id, address to) external returns (bool);
		/// The contract that has a ticket, or zero.
		function ticketOwner(string category, bytes32 ticket) external view returns (address);
		/// Id of the bundle that is being applied, or zero in an Ethereum transaction.
		function txHash() external view returns (bytes32);
		/// The long form of a contract's address, 64 bytes.
		function longAddress(address target) external view returns (bytes);
	}
}
