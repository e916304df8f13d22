// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What the tests share: the compiled contract, and bundles that deploy and call it.

use crate::mock::{pool::Kept, *};
use frame_support::{
	storage::{with_transaction, TransactionOutcome},
	weights::Weight,
};
use frame_system::RawOrigin;
pub use pallet_revive::precompiles::alloy::{
	primitives::{Address, Bytes, FixedBytes, U256 as Word},
	sol_types::{SolCall, SolValue},
};
use pallet_revive::{ExecConfig, TransactionLimits, H160};
pub use sero_primitives::{units::SERO, Balance, CurrencyId, Ticket, TicketCategory, TicketId};
pub use sero_shielded_primitives::{
	ContractAction, EvmAddress, GasLimits, PublicAsset, RejectReason, TxId,
};
use sp_runtime::DispatchError;

pallet_revive::precompiles::alloy::sol! {
	interface IBank {
		function receipt() external view returns (
			bytes32 currency, uint256 amount, bytes32 category, bytes32 ticket,
			address sender, address caller, uint256 value, bytes32 txHash
		);
		function receipts() external view returns (uint256);
		function number() external view returns (uint256);
		function word() external view returns (bytes32);
		function deposits(address of, bytes32 currency) external view returns (uint256);
		function record() external payable;
		function deposit() external payable;
		function setMood(uint256 newMood, address to, bytes data) external payable;
		function issue(uint256 total, string name) external payable returns (bool);
		function balance(string currency) external view returns (uint256);
		function pay(address to, string currency, uint256 amount, string category, bytes32 ticket)
			external payable returns (bool);
		function payMany(address to, string currency, uint256 count) external payable;
		function payTicket(address to, string category, bytes32 ticket) external payable;
		function allot(address to, bytes32 value, string category) external payable returns (bytes32);
		function setRate(string currency, uint256 tokens, uint256 ta) external payable;
		function open(bytes32 id, bytes32 key) external payable;
		function handOver(bytes32 id, address to) external payable;
		function forward(address to, string currency, uint256 amount, string category, bytes32 ticket, bytes data)
			external payable returns (bool, bytes);
		function plain(address to, uint256 value, bytes data) external payable returns (bool);
		function raw(uint8 kind, address to, uint256 value, bytes data)
			external payable returns (bool ok, bytes ret);
		function payThenFail(address to, string currency, uint256 amount, string category, bytes32 ticket)
			external payable;
		function attempt(address to, string currency, uint256 amount, string category, bytes32 ticket)
			external payable;
		function fail() external payable;
		function trap() external payable;
		function spin() external payable;
		function recordTwice() external payable;
		function long() external view returns (bytes);
		function update(bytes code) external payable;
	}
}
pub use IBank::*;

/// What a call of the tests may use.
pub fn limits() -> GasLimits {
	GasLimits { ref_time: 900_000_000_000, proof_size: 1 << 30, storage_deposit: 10 * SERO }
}

/// Init code of the contract, with its constructor's argument.
pub fn code(fail: bool) -> Vec<u8> {
	let artifact: serde_json::Value =
		serde_json::from_str(include_str!("contracts/Bank.json")).expect("an artifact");
	let code = artifact["bytecode"].as_str().expect("bytecode");
	let mut code = hex::decode(code).expect("hexadecimal");
	code.extend(fail.abi_encode());
	code
}

/// A deployment.
pub fn deployment(prefix: u8, fail: bool, asset: PublicAsset) -> ContractAction {
	ContractAction::Deploy {
		prefix: [prefix; 16],
		code: code(fail).try_into().expect("not too long"),
		asset,
		limits: limits(),
		payees: Default::default(),
	}
}

/// A contract with some SERO, deployed by the first user.
#[track_caller]
pub fn deploy(prefix: u8, sero: Balance) -> EvmAddress {
	let action = deployment(prefix, false, PublicAsset::token(CurrencyId::SERO, sero));
	apply(1, &action).expect("deployed");
	match last_event() {
		Some(crate::Event::Deployed { address, .. }) => {
			take_notes();
			assert_eq!(address.prefix(), [prefix; 16]);
			address.evm()
		},
		event => panic!("not deployed: {event:?}"),
	}
}

/// A call.
pub fn call_of(contract: EvmAddress, call: impl SolCall, asset: PublicAsset) -> ContractAction {
	ContractAction::Call {
		contract,
		data: call.abi_encode().try_into().expect("not too long"),
		asset,
		limits: limits(),
		payees: Default::default(),
		sponsor: None,
	}
}

/// Calls a contract with an asset, and expects it to succeed. Returns the notes that it made, change of
/// the storage deposit aside.
#[track_caller]
pub fn call_with(number: u8, contract: EvmAddress, call: impl SolCall, asset: PublicAsset) -> TxId {
	let id = apply(number, &call_of(contract, call, asset)).expect("applied");
	match last_event() {
		Some(crate::Event::Called { id: of, contract: called }) => {
			assert_eq!((of, called), (id, contract));
		},
		event => panic!("the call failed: {event:?}"),
	}
	id
}

/// Calls a contract without an asset.
#[track_caller]
pub fn call(number: u8, contract: EvmAddress, data: impl SolCall) -> TxId {
	call_with(number, contract, data, PublicAsset::NOTHING)
}

/// Calls a contract with an asset, and expects the contract to fail.
#[track_caller]
pub fn call_fails(
	number: u8,
	contract: EvmAddress,
	call: impl SolCall,
	asset: PublicAsset,
) -> crate::CallFailure {
	apply(number, &call_of(contract, call, asset)).expect("applied");
	match last_event() {
		Some(crate::Event::CallFailed { failure, .. }) => failure,
		event => panic!("the call did not fail: {event:?}"),
	}
}

/// What a contract returns to somebody who only looks.
#[track_caller]
pub fn view<C: SolCall>(contract: EvmAddress, call: C) -> C::Return {
	let outcome = with_transaction(|| {
		let result = Revive::bare_call(
			RawOrigin::Signed(SPECTATOR.fallback_account().into()).into(),
			H160(contract.0),
			0.into(),
			TransactionLimits::WeightAndDeposit {
				weight_limit: Weight::from_parts(1_000_000_000_000, 1 << 30),
				deposit_limit: SERO,
			},
			call.abi_encode(),
			&ExecConfig::new_substrate_tx(),
		);
		TransactionOutcome::Rollback(Ok::<_, DispatchError>(result.result))
	});
	let returned = outcome.expect("no nesting").expect("ran");
	assert!(!returned.did_revert(), "reverted: {}", String::from_utf8_lossy(&returned.data));
	C::abi_decode_returns(&returned.data).expect("an answer")
}

/// The contract's counter.
#[track_caller]
pub fn number(contract: EvmAddress) -> u64 {
	view(contract, numberCall {}).to()
}

/// An address as Solidity writes it.
pub fn sol(address: EvmAddress) -> Address {
	Address::from(address.0)
}

/// The 20-byte form of a user.
pub fn short(number: u8) -> EvmAddress {
	EvmAddress::of(&address(number))
}

/// A currency.
pub fn currency(name: &str) -> CurrencyId {
	CurrencyId::from_name(name).expect("a name")
}

/// A ticket.
pub fn ticket(name: &str, id: u8) -> Ticket {
	let category = TicketCategory::from_name(name).expect("a name");
	Ticket { category, id: TicketId([id; 32]) }
}

/// Number as Solidity writes it.
pub fn word(number: u128) -> Word {
	Word::from(number)
}

/// `pay` of an amount.
pub fn pay(to: EvmAddress, name: &str, amount: u128) -> payCall {
	payCall {
		to: sol(to),
		currency: name.into(),
		amount: word(amount),
		category: String::new(),
		ticket: FixedBytes::ZERO,
	}
}

/// `forward` of an amount with a call.
pub fn forward(to: EvmAddress, name: &str, amount: u128, call: impl SolCall) -> forwardCall {
	forwardCall {
		to: sol(to),
		currency: name.into(),
		amount: word(amount),
		category: String::new(),
		ticket: FixedBytes::ZERO,
		data: call.abi_encode().into(),
	}
}

/// What contracts hold of a currency in the pool's eyes.
pub fn held(currency: CurrencyId) -> Balance {
	Kept::<Test>::get().held.get(&currency).copied().unwrap_or_default()
}

/// SERO of a contract.
pub fn sero_of(contract: EvmAddress) -> u128 {
	view(contract, balanceCall { currency: "SERO".into() }).to()
}

/// Tokens of a contract.
pub fn tokens_of(contract: EvmAddress, name: &str) -> u128 {
	let amount = Contracts::balance_in_books(&contract, &currency(name));
	assert_eq!(view(contract, balanceCall { currency: name.into() }), word(amount));
	amount
}
