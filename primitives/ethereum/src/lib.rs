// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What the Ethereum JSON-RPC asks the runtime beside pallet-revive's `ReviveApi`.
//!
//! `ReviveApi` gives blocks and the gas of their transactions; what transactions carry and which logs
//! they left lies in extrinsics and events, whose formats belong to the runtime. So the runtime reads
//! them itself, and a node serves chains whose runtime is newer than its own.

#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

use alloc::vec::Vec;
use codec::{Decode, Encode};
use scale_info::TypeInfo;
use sp_core::{H160, H256};

/// A log of a contract: what `LOG0` to `LOG4` wrote.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct Log {
	/// The contract.
	pub address: H160,
	/// Up to four topics.
	pub topics: Vec<H256>,
	/// The rest.
	pub data: Vec<u8>,
}

/// What the contracts called by one transaction of a block left.
#[derive(Clone, PartialEq, Eq, Debug, Default, Encode, Decode, TypeInfo)]
pub struct Outcome {
	/// Whether an Ethereum transaction was reverted; its logs are gone then.
	pub reverted: bool,
	/// The logs, in order.
	pub logs: Vec<Log>,
}

sp_api::decl_runtime_apis! {
	/// Ethereum transactions, as the chain stores them.
	pub trait EthereumApi {
		/// The chain's id (EIP-155).
		fn ethereum_chain_id() -> u64;

		/// The transaction that brings a signed Ethereum transaction (RLP) on the chain.
		fn ethereum_transaction(payload: Vec<u8>) -> Block::Extrinsic;

		/// The signed Ethereum transactions (RLP) among `extrinsics`, each with its position there.
		fn ethereum_payloads(extrinsics: Vec<Block::Extrinsic>) -> Vec<(u32, Vec<u8>)>;

		/// What contracts left in the block whose state is asked, by the position of the transaction
		/// in the block, in order. Transactions that left nothing are not named.
		fn contract_outcomes() -> Vec<(u32, Outcome)>;
	}
}
