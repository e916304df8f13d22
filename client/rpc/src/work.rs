// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! getWork: work for miners that poll over HTTP, as go-ethereum and go-sero offer it.
//!
//! Each method has two names, `eth_…` and `sero_…`: programs of either family work. Rules EX-1, EX-2
//! and EX-14 of docs/protocol/mining-interfaces.md. There is no `eth_coinbase`: every block pays to
//! another one-time address, and to tell one would link what belongs together.

use crate::error::Error;
use jsonrpsee::{
	core::{async_trait, RpcResult},
	proc_macros::rpc,
};
use parking_lot::Mutex;
use sero_consensus::{SubmitError, WorkSource};
use sp_core::H256;
use sp_runtime::traits::{BlakeTwo256, Hash};
use std::{
	collections::BTreeMap,
	sync::Arc,
	time::{Duration, Instant},
};

/// Miners whose reported speed is kept.
const MAX_MINERS: usize = 1_024;
/// Time for which a reported speed counts.
const REPORT_LIFETIME: Duration = Duration::from_secs(120);

/// The methods.
#[rpc(server)]
pub trait WorkRpc {
	/// `[pre-hash, seed hash, boundary, number of the block]`, hexadecimal.
	#[method(name = "eth_getWork", aliases = ["sero_getWork"])]
	fn get_work(&self) -> RpcResult<[String; 4]>;

	/// Submits nonce, pre-hash and mix; true if they made a block.
	#[method(name = "eth_submitWork", aliases = ["sero_submitWork"])]
	async fn submit_work(&self, nonce: String, pre_hash: String, mix: String) -> RpcResult<bool>;

	/// A miner tells its hashes per second and its id.
	#[method(name = "eth_submitHashrate", aliases = ["sero_submitHashrate"])]
	fn submit_hashrate(&self, rate: String, id: String) -> RpcResult<bool>;

	/// Hashes per second of this node's threads and of the miners that reported theirs.
	#[method(name = "eth_hashrate", aliases = ["sero_hashrate"])]
	fn hashrate(&self) -> RpcResult<String>;

	/// Whether there is work.
	#[method(name = "eth_mining", aliases = ["sero_mining"])]
	fn mining(&self) -> RpcResult<bool>;
}

/// Answers the methods.
pub struct WorkServer {
	source: Option<Arc<dyn WorkSource>>,
	own_hashrate: Arc<dyn Fn() -> f64 + Send + Sync>,
	reported: Mutex<BTreeMap<H256, (u64, Instant)>>,
}

impl std::fmt::Debug for WorkServer {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		f.write_str("WorkServer")
	}
}

fn invalid(what: &str) -> Error {
	Error::InvalidParameter(format!("{what} must be hexadecimal with 0x and all its digits"))
}

fn hash(text: &str, what: &str) -> Result<H256, Error> {
	let mut hash = H256::zero();
	let digits = text.strip_prefix("0x").ok_or_else(|| invalid(what))?;
	hex::decode_to_slice(digits, &mut hash.0).map_err(|_| invalid(what))?;
	Ok(hash)
}

fn nonce(text: &str) -> Result<u64, Error> {
	let mut nonce = [0; 8];
	let digits = text.strip_prefix("0x").ok_or_else(|| invalid("the nonce"))?;
	hex::decode_to_slice(digits, &mut nonce).map_err(|_| invalid("the nonce"))?;
	Ok(u64::from_be_bytes(nonce))
}

/// A speed: miners send it with or without leading zeros, up to 32 bytes.
fn rate(text: &str) -> Result<u64, Error> {
	let digits = text.strip_prefix("0x").unwrap_or(text);
	if digits.len() > 64 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
		return Err(invalid("the hash rate"));
	}
	let digits = digits.trim_start_matches('0');
	if digits.is_empty() {
		return Ok(0);
	}
	Ok(u64::from_str_radix(digits, 16).unwrap_or(u64::MAX))
}

impl WorkServer {
	/// Answers from the node's miner, if it has one.
	pub fn new(
		source: Option<Arc<dyn WorkSource>>,
		own_hashrate: Arc<dyn Fn() -> f64 + Send + Sync>,
	) -> Self {
		Self { source, own_hashrate, reported: Mutex::default() }
	}

	fn source(&self) -> Result<&dyn WorkSource, Error> {
		self.source.as_deref().ok_or(Error::NotMining)
	}

	fn work(&self) -> Result<[String; 4], Error> {
		// EX-14.
		let work = self.source()?.work().ok_or(Error::NoWork)?;
		Ok([
			format!("{:#x}", work.pre_hash),
			format!("{:#x}", work.seed_hash),
			format!("{:#x}", work.boundary),
			format!("{:#x}", work.number),
		])
	}

	fn report(&self, rate: u64, id: H256, now: Instant) {
		let mut reported = self.reported.lock();
		reported.retain(|_, (_, time)| now.duration_since(*time) < REPORT_LIFETIME);
		if reported.len() < MAX_MINERS || reported.contains_key(&id) {
			reported.insert(id, (rate, now));
		}
	}

	fn total(&self, now: Instant) -> u64 {
		let reported = self.reported.lock();
		let fresh =
			reported.values().filter(|(_, time)| now.duration_since(*time) < REPORT_LIFETIME);
		fresh.fold((self.own_hashrate)() as u64, |sum, (rate, _)| sum.saturating_add(*rate))
	}
}

#[async_trait]
impl WorkRpcServer for WorkServer {
	fn get_work(&self) -> RpcResult<[String; 4]> {
		Ok(self.work()?)
	}

	async fn submit_work(&self, nonce: String, pre_hash: String, mix: String) -> RpcResult<bool> {
		let source = self.source()?;
		let nonce = self::nonce(&nonce)?;
		let (pre_hash, mix) = (hash(&pre_hash, "the pre-hash")?, hash(&mix, "the mix")?);
		// EX-2: miners expect a truth value; why it is false stands in the log.
		Ok(match source.submit(pre_hash, nonce, mix).await {
			Ok(_) => true,
			Err(SubmitError::Ended) => return Err(Error::NoWork.into()),
			Err(error) => {
				log::info!(target: "sero::rpc", "Submitted work {pre_hash:?}: {error}");
				false
			},
		})
	}

	fn submit_hashrate(&self, rate: String, id: String) -> RpcResult<bool> {
		let rate = self::rate(&rate)?;
		let id = hash(&id, "the id").or_else(|error| match id.len() {
			// Not all programs send 32 bytes.
			..=66 => Ok(BlakeTwo256::hash(id.as_bytes())),
			_ => Err(error),
		})?;
		self.report(rate, id, Instant::now());
		Ok(true)
	}

	fn hashrate(&self) -> RpcResult<String> {
		Ok(format!("{:#x}", self.total(Instant::now())))
	}

	fn mining(&self) -> RpcResult<bool> {
		Ok(self.source.as_ref().is_some_and(|source| source.work().is_some()))
	}
}

#[cfg(test)]
mod tests;
