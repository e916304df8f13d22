// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What gas cost in the last blocks.

use crate::{
	index::{Index, Record},
	types::{BlockId, FeeHistory},
	Client, Error,
};
use sp_core::U256;

/// Most blocks in one answer.
const MAX_BLOCKS: u32 = 1_024;
/// Most percentiles in one request.
const MAX_PERCENTILES: usize = 100;

/// Refuses percentiles that do not rise from 0 to 100.
fn check(percentiles: &[f64]) -> Result<(), Error> {
	let rising = percentiles.windows(2).all(|pair| pair[0] < pair[1]);
	let inside = percentiles.iter().all(|p| (0.0..=100.0).contains(p));
	if percentiles.len() > MAX_PERCENTILES || !rising || !inside {
		return Err(Error::InvalidParameter(format!(
			"percentiles must rise and lie between 0 and 100, at most {MAX_PERCENTILES}"
		)));
	}
	Ok(())
}

/// The priority fees of a block at the percentiles of its gas.
fn rewards(record: &Record, percentiles: &[f64]) -> Vec<U256> {
	let base = record.block.base_fee_per_gas;
	let mut paid: Vec<_> = record
		.transactions
		.iter()
		.map(|tx| (tx.effective_gas_price.saturating_sub(base), tx.gas_used))
		.collect();
	paid.sort();
	let total = paid.iter().fold(U256::zero(), |sum, (_, gas)| sum.saturating_add(*gas));
	let at = |percentile: &f64| {
		// Thousandths of a percent are exact enough.
		let target = total.saturating_mul(U256::from((percentile * 1_000.0) as u64)) / 100_000;
		let mut sum = U256::zero();
		paid.iter()
			.find(|(_, gas)| {
				sum = sum.saturating_add(*gas);
				sum >= target
			})
			.map(|(reward, _)| *reward)
			.unwrap_or_default()
	};
	percentiles.iter().map(at).collect()
}

/// How full a block was.
fn fullness(record: &Record) -> f64 {
	let limit = record.block.gas_limit.low_u128();
	match limit {
		0 => 0.0,
		_ => record.block.gas_used.low_u128() as f64 / limit as f64,
	}
}

/// What gas cost in `count` blocks up to `newest`.
pub fn history<C: Client>(
	index: &Index<C>,
	count: U256,
	newest: BlockId,
	percentiles: Option<Vec<f64>>,
) -> Result<FeeHistory, Error> {
	check(percentiles.as_deref().unwrap_or_default())?;
	let count = u32::try_from(count).unwrap_or(u32::MAX).min(MAX_BLOCKS);
	if count == 0 {
		return Ok(FeeHistory::default());
	}
	let client = index.client();
	let newest = index.require(newest)?;
	let last = client.number(newest)?.ok_or(Error::NoSuchBlock)?;
	let first = last.saturating_sub(count.saturating_sub(1));
	let mut history = FeeHistory {
		oldest_block: first.into(),
		reward: percentiles.is_some().then(Vec::new),
		..Default::default()
	};
	for number in first..=last {
		let hash = client.hash(number)?.ok_or(Error::NoSuchBlock)?;
		let record = index.record(hash)?;
		history.base_fee_per_gas.push(record.block.base_fee_per_gas);
		history.gas_used_ratio.push(fullness(&record));
		if let (Some(reward), Some(percentiles)) = (&mut history.reward, &percentiles) {
			reward.push(rewards(&record, percentiles));
		}
	}
	// The price in the next block is what the runtime asks after the last one.
	let next = match index.state(newest).gas_price() {
		Err(Error::StateGone(_)) => history.base_fee_per_gas.last().copied().unwrap_or_default(),
		price => price?,
	};
	history.base_fee_per_gas.push(next);
	Ok(history)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::index::TransactionRecord;

	#[test]
	fn percentiles_are_checked() {
		assert!(check(&[]).is_ok());
		assert!(check(&[0.0, 25.5, 100.0]).is_ok());
		assert!(check(&[50.0, 50.0]).is_err());
		assert!(check(&[-1.0]).is_err());
		assert!(check(&[100.1]).is_err());
		assert!(check(&[f64::NAN]).is_err());
		assert!(check(&vec![1.0; 101]).is_err());
	}

	#[test]
	fn rewards_weigh_by_gas() {
		let tx = |gas_used: u64, price: u64| TransactionRecord {
			position: 0,
			payload: Vec::new(),
			from: Default::default(),
			gas_used: gas_used.into(),
			effective_gas_price: price.into(),
			outcome: Default::default(),
		};
		let mut record =
			Record { block: Default::default(), transactions: vec![tx(90, 15), tx(10, 11)] };
		record.block.base_fee_per_gas = 10.into();
		record.block.gas_used = 100.into();
		record.block.gas_limit = 400.into();
		let found = rewards(&record, &[0.0, 10.0, 11.0, 100.0]);
		assert_eq!(found, [1, 1, 5, 5].map(U256::from));
		assert_eq!(fullness(&record), 0.25);
		record.transactions.clear();
		assert_eq!(rewards(&record, &[50.0]), [U256::zero()]);
	}
}
