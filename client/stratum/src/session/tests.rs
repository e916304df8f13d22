// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

mod dialects;
mod hostile;
mod shares;

use super::{Ended, Refusal};
use crate::{test_util::*, StratumConfig};
use sero_consensus::SubmitError;
use sp_core::{H256, U256};
use tokio::io::AsyncWriteExt;

/// Logs in by ETHPROXY and takes the first work.
async fn eth_proxy(work: sero_consensus::Work, config: StratumConfig) -> (Server, Miner) {
	let (server, mut miner) = connect(Some(work), config).await;
	miner
		.ask(
			r#"{"id":1,"jsonrpc":"2.0","method":"eth_submitLogin","params":["rig","x"]}"#,
			r#"{"id":1,"jsonrpc":"2.0","result":true}"#,
		)
		.await;
	miner.send(r#"{"id":5,"jsonrpc":"2.0","method":"eth_getWork","params":[]}"#).await;
	assert!(miner.next().await.unwrap().starts_with(r#"{"id":5,"jsonrpc":"2.0","result":["0x"#));
	(server, miner)
}

/// An ETHPROXY share.
fn share(work: &sero_consensus::Work, (nonce, mix): (u64, H256)) -> String {
	format!(
		r#"{{"id":40,"jsonrpc":"2.0","method":"eth_submitWork","params":["0x{nonce:016x}","{:#x}","{mix:#x}"]}}"#,
		work.pre_hash,
	)
}

const ACCEPTED: &str = r#"{"id":40,"jsonrpc":"2.0","result":true}"#;

/// ETHPROXY's refusal of a share.
fn refused(refusal: Refusal) -> String {
	format!(
		r#"{{"id":40,"jsonrpc":"2.0","result":null,"error":{{"code":{},"message":"{refusal}"}}}}"#,
		refusal.code(),
	)
}
