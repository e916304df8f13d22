// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! How a block's record becomes receipts, transactions and logs.

use pallet_revive::{
	create1,
	evm::{Account, TransactionLegacyUnsigned, TransactionUnsigned},
	pallet_revive_types::runtime_api::HashesOrTransactionInfosV1,
};
use serde_json::json;
use sero_eth_rpc::{
	index::{Record, TransactionRecord},
	types::Filter,
};
use sero_ethereum_primitives::{Log, Outcome};
use sp_core::{H160, H256, U256};

/// A transaction with as many logs as `topics`, each with one topic.
fn transaction(nonce: u64, to: Option<H160>, topics: &[u8]) -> TransactionRecord {
	let account = Account::default();
	let unsigned = TransactionUnsigned::TransactionLegacyUnsigned(TransactionLegacyUnsigned {
		chain_id: Some(737_600.into()),
		gas: 100.into(),
		gas_price: 9.into(),
		nonce: nonce.into(),
		to,
		..Default::default()
	});
	let log = |topic: &u8| Log {
		address: H160::repeat_byte(5),
		topics: vec![H256::repeat_byte(*topic)],
		data: vec![*topic],
	};
	TransactionRecord {
		// Others than Ethereum's lie before and between.
		position: 3 + 2 * nonce as u32,
		payload: account.sign_transaction(unsigned).signed_payload(),
		from: account.address(),
		gas_used: 40.into(),
		effective_gas_price: 7.into(),
		outcome: Outcome { reverted: false, logs: topics.iter().map(log).collect() },
	}
}

fn record() -> Record {
	let mut transactions = vec![
		transaction(0, Some(H160::repeat_byte(5)), &[1, 2]),
		transaction(1, Some(H160::repeat_byte(6)), &[]),
		transaction(2, None, &[3]),
	];
	transactions[1].outcome.reverted = true;
	let mut record = Record { block: Default::default(), transactions };
	record.block.hash = H256::repeat_byte(9);
	record.block.number = 12.into();
	let hashes = record.transactions.iter().map(TransactionRecord::hash).collect();
	record.block.transactions = HashesOrTransactionInfosV1::Hashes(hashes);
	record
}

#[test]
fn positions_count_ethereum_transactions_and_logs_of_the_block() {
	let record = record();
	let receipts: Vec<_> = (0..3).map(|index| record.receipt(index).unwrap()).collect();
	for (index, receipt) in receipts.iter().enumerate() {
		assert_eq!(receipt.transaction_index, index.into());
		assert_eq!(receipt.cumulative_gas_used, U256::from(40 * (index + 1)));
		assert_eq!(receipt.block_hash, record.block.hash);
		assert_eq!(receipt.transaction_hash, record.transactions[index].hash());
	}
	let positions = |index: usize| -> Vec<U256> {
		receipts[index].logs.iter().map(|log| log.log_index).collect()
	};
	assert_eq!(positions(0), [U256::zero(), U256::one()]);
	assert!(positions(1).is_empty());
	assert_eq!(positions(2), [U256::from(2)]);
	assert_eq!(receipts[2].logs[0].transaction_index, U256::from(2));
	assert_ne!(receipts[0].logs_bloom, receipts[2].logs_bloom);
	assert!(record.receipt(3).is_err());
}

#[test]
fn receipts_tell_success_and_new_contracts() {
	let record = record();
	assert_eq!(record.receipt(0).unwrap().status, U256::one());
	assert_eq!(record.receipt(1).unwrap().status, U256::zero());
	assert_eq!(record.receipt(0).unwrap().contract_address, None);
	let made = record.receipt(2).unwrap();
	assert_eq!(made.to, None);
	assert_eq!(made.contract_address, Some(create1(&made.from, 2)));
}

#[test]
fn transactions_show_what_was_paid() {
	let record = record();
	let full = record.json(true).unwrap();
	assert_eq!(full["transactions"].as_array().unwrap().len(), 3);
	assert_eq!(full["transactions"][0]["gasPrice"], "0x7");
	assert_eq!(full["transactions"][0]["blockHash"], json!(record.block.hash));
	assert_eq!(full["transactions"][2]["to"], json!(null));
	let short = record.json(false).unwrap();
	assert_eq!(short["transactions"][1], json!(record.transactions[1].hash()));
}

#[test]
fn logs_of_a_block_that_left_are_marked() {
	let record = record();
	let filter: Filter =
		serde_json::from_value(json!({ "topics": [[H256::repeat_byte(2), H256::repeat_byte(3)]] }))
			.unwrap();
	for removed in [false, true] {
		let logs = record.matching(&filter, removed);
		let data: Vec<_> = logs.iter().map(|log| log.data.0.clone()).collect();
		assert_eq!(data, [[2], [3]]);
		assert!(logs.iter().all(|log| log.removed == removed));
	}
	assert_eq!(record.matching(&Filter::default(), false).len(), 3);
}
