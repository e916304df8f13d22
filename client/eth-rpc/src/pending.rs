// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Transactions that wait in the pool.

use crate::{index::transaction_json, Block, Client, Error, Index};
use codec::Encode;
use pallet_revive::{evm::TransactionSigned, keccak_256};
use parking_lot::Mutex;
use sc_transaction_pool_api::{InPoolTransaction, TransactionPool};
use serde_json::Value;
use sero_primitives::Nonce;
use sp_core::{H160, H256};
use std::{collections::VecDeque, sync::Arc};

/// Transactions that are remembered for `eth_getTransactionByHash` while they wait.
const REMEMBERED: usize = 4_096;

/// A transaction that came in over this server.
struct Submitted {
	hash: H256,
	in_pool: H256,
	signed: TransactionSigned,
	from: H160,
}

/// What waits in the pool.
pub struct Pending<P> {
	pool: Arc<P>,
	submitted: Mutex<VecDeque<Submitted>>,
}

impl<P: TransactionPool<Block = Block, Hash = H256>> Pending<P> {
	/// Nothing came in yet.
	pub fn new(pool: Arc<P>) -> Self {
		Self { pool, submitted: Default::default() }
	}

	/// Remembers what came in.
	pub fn remember(&self, hash: H256, in_pool: H256, signed: TransactionSigned, from: H160) {
		let mut submitted = self.submitted.lock();
		if submitted.len() >= REMEMBERED {
			submitted.pop_front();
		}
		submitted.push_back(Submitted { hash, in_pool, signed, from });
	}

	/// A waiting transaction, as `eth_getTransactionByHash` answers it.
	pub fn find(&self, hash: H256) -> Result<Option<Value>, Error> {
		let submitted = self.submitted.lock();
		let Some(found) = submitted.iter().rev().find(|item| item.hash == hash) else {
			return Ok(None);
		};
		let waits = self.pool.ready_transaction(&found.in_pool).is_some()
			|| self.pool.futures().iter().any(|item| *item.hash() == found.in_pool);
		if !waits {
			return Ok(None);
		}
		transaction_json(found.signed.clone(), found.from, hash, None).map(Some)
	}

	/// The nonce of an account's next transaction, if all that wait get into blocks.
	pub fn nonce<C: Client>(
		&self,
		index: &Index<C>,
		best: H256,
		address: H160,
	) -> Result<Nonce, Error> {
		let state = index.state(best);
		let mut nonce = state.nonce(address)?;
		let account = state.account(address)?;
		// The tag that `CheckNonce` gives a transaction.
		let mut tag = (&account, nonce).encode();
		for transaction in self.pool.ready() {
			if transaction.provides().contains(&tag) {
				nonce = nonce.saturating_add(1);
				tag = (&account, nonce).encode();
			}
		}
		Ok(nonce)
	}

	/// Hashes of the Ethereum transactions that wait.
	pub fn hashes<C: Client>(&self, index: &Index<C>, best: H256) -> Result<Vec<H256>, Error> {
		let waiting = self.pool.ready().map(|item| (**item.data()).clone()).collect();
		let payloads = index.state(best).payloads(waiting)?;
		Ok(payloads.iter().map(|(_, payload)| keccak_256(payload).into()).collect())
	}
}
