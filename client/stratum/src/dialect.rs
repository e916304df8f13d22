// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The dialects: what requests mean and how answers, jobs and errors look.

use serde_json::{json, Value};
use sp_core::{H256, U256};

use crate::{
	jobs::{Job, JobRef},
	message::{Id, Request},
	Refusal,
};

/// Version string of the NiceHash dialect.
const NICEHASH: &str = "EthereumStratum/1.0.0";
/// Hex digits of a nonce.
const NONCE_DIGITS: usize = 16;
/// Hex digits of an extranonce.
const EXTRANONCE_DIGITS: usize = 4;

/// How a miner talks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
	/// `eth_submitLogin`, `eth_getWork`, `eth_submitWork`.
	EthProxy,
	/// EthereumStratum/1.0.0.
	NiceHash,
	/// `mining.subscribe`, with the target in each job.
	Stratum,
}

/// What a request asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
	/// `mining.subscribe`.
	Subscribe,
	/// `mining.authorize`, `eth_submitLogin`.
	Login,
	/// `eth_getWork`.
	GetWork,
	/// A share.
	Submit(Share),
	/// Hashes per second that the miner counts itself.
	Hashrate(u64),
	/// Answered by `true`, without effect.
	Acknowledge,
}

/// A share as it comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
	pub job: JobRef,
	pub nonce: u64,
	pub mix: Option<H256>,
}

/// Hexadecimal digits without `0x`, exactly as many.
fn digits(text: &str, count: usize) -> Option<&str> {
	let text = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).unwrap_or(text);
	let is_hex = text.bytes().all(|byte| byte.is_ascii_hexdigit());
	(text.len() == count && is_hex).then_some(text)
}

fn hash(text: &str) -> Result<H256, Refusal> {
	digits(text, 64).and_then(|text| text.parse().ok()).ok_or(Refusal::Malformed)
}

fn nonce(text: &str) -> Result<u64, Refusal> {
	digits(text, NONCE_DIGITS)
		.and_then(|text| u64::from_str_radix(text, 16).ok())
		.ok_or(Refusal::WrongNonce)
}

fn job_id(text: &str) -> Result<JobRef, Refusal> {
	// What is no number of ours names no job.
	let id = digits(text, text.len()).and_then(|text| u64::from_str_radix(text, 16).ok());
	id.map(JobRef::Id).ok_or(Refusal::Stale)
}

/// `0x` and all digits.
fn prefixed(hash: H256) -> String {
	format!("{hash:#x}")
}

/// All digits without `0x`.
fn bare(hash: H256) -> String {
	format!("{hash:x}")
}

/// Bitcoin's short form of a target, which plain stratum carries for the network's.
pub fn compact(target: H256) -> u32 {
	let target = U256::from_big_endian(&target.0);
	let mut size = target.bits().div_ceil(8) as u32;
	let mut mantissa = if size <= 3 {
		target.low_u32() << (8 * (3 - size))
	} else {
		(target >> (8 * (size - 3) as usize)).low_u32()
	};
	if mantissa & 0x0080_0000 != 0 {
		// The highest bit would be a sign.
		mantissa >>= 8;
		size += 1;
	}
	size << 24 | mantissa & 0x007f_ffff
}

impl Dialect {
	/// The dialect that a first message belongs to (EX-4).
	pub fn of(request: &Request) -> Option<Self> {
		match request.method.as_str() {
			"eth_submitLogin" | "sero_submitLogin" | "eth_login" | "eth_getWork"
			| "sero_getWork" => Some(Self::EthProxy),
			"mining.subscribe" => match request.params.get(1).and_then(Value::as_str) {
				Some(NICEHASH) => Some(Self::NiceHash),
				// A version that we do not speak: the miner then tries another.
				Some(other) if other.starts_with("EthereumStratum/") => None,
				_ => Some(Self::Stratum),
			},
			"mining.authorize" => Some(Self::Stratum),
			_ => None,
		}
	}

	/// Reads a request. `extranonce` is the connection's.
	///
	/// # Errors
	/// [`Refusal::UnknownMethod`], [`Refusal::Malformed`], [`Refusal::WrongNonce`], and
	/// [`Refusal::Stale`] for a job that no number names.
	pub fn read(self, request: &Request, extranonce: u16) -> Result<Action, Refusal> {
		let text = |index| request.text(index);
		Ok(match (self, request.method.as_str()) {
			(_, "eth_submitHashrate" | "sero_submitHashrate") => {
				Action::Hashrate(hashrate(request))
			},
			(Self::EthProxy, "eth_submitLogin" | "sero_submitLogin" | "eth_login") => Action::Login,
			(Self::EthProxy, "eth_getWork" | "sero_getWork") => Action::GetWork,
			(Self::EthProxy, "eth_submitWork" | "sero_submitWork") => Action::Submit(Share {
				nonce: nonce(text(0)?)?,
				job: JobRef::PreHash(hash(text(1)?)?),
				mix: Some(hash(text(2)?)?),
			}),
			(Self::NiceHash | Self::Stratum, "mining.subscribe") => Action::Subscribe,
			(Self::NiceHash | Self::Stratum, "mining.authorize") => Action::Login,
			(Self::NiceHash | Self::Stratum, "mining.extranonce.subscribe") => Action::Acknowledge,
			(Self::NiceHash, "mining.submit") => {
				let job = job_id(text(1)?)?;
				// EX-10: the miner sends what follows its extranonce.
				let rest = digits(text(2)?, NONCE_DIGITS - EXTRANONCE_DIGITS)
					.ok_or(Refusal::WrongNonce)?;
				let nonce = nonce(&format!("{extranonce:04x}{rest}"))?;
				Action::Submit(Share { job, nonce, mix: None })
			},
			(Self::Stratum, "mining.submit") => {
				let job = job_id(text(1)?)?;
				let nonce = nonce(text(2)?)?;
				Action::Submit(Share { job, nonce, mix: Some(hash(text(4)?)?) })
			},
			_ => return Err(Refusal::UnknownMethod),
		})
	}

	/// A line that answers a request.
	pub fn answer(self, id: &Id, result: &Value) -> String {
		let (id, result) = (id.to_value(), result.to_string());
		match self {
			Self::EthProxy => format!("{{\"id\":{id},\"jsonrpc\":\"2.0\",\"result\":{result}}}\n"),
			_ => format!("{{\"id\":{id},\"result\":{result},\"error\":null}}\n"),
		}
	}

	/// A line that refuses a request.
	pub fn refuse(self, id: &Id, refusal: Refusal) -> String {
		let (id, code, text) = (id.to_value(), refusal.code(), Value::from(refusal.to_string()));
		match self {
			Self::EthProxy => format!(
				"{{\"id\":{id},\"jsonrpc\":\"2.0\",\"result\":null,\
				 \"error\":{{\"code\":{code},\"message\":{text}}}}}\n"
			),
			_ => format!("{{\"id\":{id},\"result\":null,\"error\":[{code},{text},null]}}\n"),
		}
	}

	/// The answer to `mining.subscribe`.
	pub fn subscription(self, extranonce: u16) -> Value {
		let session = format!("{extranonce:04x}");
		match self {
			// Plain miners start to count at the extranonce, and may leave its range.
			Self::Stratum => json!([Value::Null, session]),
			_ => json!([["mining.notify", session, NICEHASH], session]),
		}
	}

	/// `[header, seed, target, number]`.
	pub fn eth_work(job: &Job, target: H256) -> Value {
		json!([
			prefixed(job.work.pre_hash),
			prefixed(job.work.seed_hash),
			prefixed(target),
			format!("{:#x}", job.work.number),
		])
	}

	/// Lines that announce a job with a share difficulty and the target that this leads to.
	/// `new_difficulty` says that the connection's last job had another one, `clean` that older jobs
	/// are stale.
	pub fn job(
		self,
		job: &Job,
		difficulty: U256,
		target: H256,
		new_difficulty: bool,
		clean: bool,
	) -> String {
		match self {
			Self::EthProxy => self.answer(&Id::Number(0), &Self::eth_work(job, target)),
			Self::NiceHash => {
				let mut lines = String::new();
				if new_difficulty {
					let params = json!([nicehash_difficulty(difficulty)]);
					lines += &notification("mining.set_difficulty", &params);
				}
				// The fourth element is "clean jobs" in the paper. ProgPoW miners read the number
				// of the block there; to those that read a truth value, a number is true.
				let params = json!([
					job.name(),
					bare(job.work.seed_hash),
					bare(job.work.pre_hash),
					job.work.number,
					clean,
				]);
				lines + &notification("mining.notify", &params)
			},
			Self::Stratum => {
				let params = json!([
					job.name(),
					prefixed(job.work.pre_hash),
					prefixed(job.work.seed_hash),
					prefixed(target),
					clean,
					job.work.number,
					format!("{:08x}", compact(job.work.boundary)),
				]);
				notification("mining.notify", &params)
			},
		}
	}
}

fn notification(method: &str, params: &Value) -> String {
	format!("{{\"id\":null,\"method\":\"{method}\",\"params\":{params}}}\n")
}

/// Difficulty of NiceHash: 1 stands for 2^32 hashes.
fn nicehash_difficulty(difficulty: U256) -> f64 {
	// The miner's target is 65535/65536 of ours, which makes up for the rounding.
	let hashes = u128::try_from(difficulty).unwrap_or(u128::MAX);
	hashes as f64 / 4_294_967_296.0
}

/// Whatever the miner says; 0 for what is no number.
fn hashrate(request: &Request) -> u64 {
	match request.params.first() {
		Some(Value::String(text)) => {
			let digits = text.trim_start_matches("0x").trim_start_matches('0');
			if digits.is_empty() {
				return 0;
			}
			u64::from_str_radix(digits, 16).unwrap_or(0)
		},
		Some(value) => value.as_u64().unwrap_or(0),
		None => 0,
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn short_targets_are_bitcoins() {
		let target = |text: &str| compact(format!("{text:0>64}").parse().unwrap());
		assert_eq!(
			target("00000000ffff0000000000000000000000000000000000000000000000000000"),
			0x1d00ffff
		);
		assert_eq!(
			target("1b0404cb00000000000000000000000000000000000000000000000000"),
			0x1d1b0404
		);
		assert_eq!(target("12"), 0x01120000);
		assert_eq!(target("80"), 0x02008000);
		assert_eq!(target("0"), 0);
		assert_eq!(compact(H256::repeat_byte(0xff)), 0x2100ffff);
	}

	#[test]
	fn numbers_are_read_strictly() {
		assert_eq!(nonce("0x00000000000000ff"), Ok(255));
		assert_eq!(nonce("00000000000000FF"), Ok(255));
		for wrong in ["", "0x", "ff", "0x00000000000000f", "+000000000000000", "0x000000000000000g"]
		{
			assert_eq!(nonce(wrong), Err(Refusal::WrongNonce), "{wrong}");
		}
		assert_eq!(hash("0x00"), Err(Refusal::Malformed));
		assert_eq!(job_id("0000000a"), Ok(JobRef::Id(10)));
		for wrong in ["", "zz", "0x", "ffffffffffffffffff", "ä"] {
			assert_eq!(job_id(wrong), Err(Refusal::Stale), "{wrong}");
		}
	}

	/// The target that a miner computes from a NiceHash difficulty never exceeds ours.
	#[test]
	fn nicehash_targets_are_at_most_ours() {
		let base = U256::from(0xffffu64) << 208;
		for difficulty in [1u64, 3, 65_537, 100_000, 50_000_000, 4_294_967_296, u64::MAX] {
			let ours = sero_progpow::boundary(&U256::from(difficulty).to_big_endian()).unwrap();
			let scaled = nicehash_difficulty(difficulty.into());
			// base / d with d = difficulty / 2^32, as exact as a double is.
			let (mantissa, exponent) = ((scaled * 2f64.powi(60)) as u128, 60);
			let miners =
				(base / U256::from(mantissa.max(1))).saturating_mul(U256::one() << exponent);
			if scaled >= 0.0001 {
				assert!(miners <= U256::from_big_endian(&ours), "{difficulty}");
			}
		}
	}
}
