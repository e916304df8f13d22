// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use super::*;
use sero_consensus::{ShareError, Submitted, Work};
use sero_progpow::{Algorithm, PowHash};
use tokio::sync::watch;

struct Source {
	work: Option<Work>,
	answer: Result<H256, SubmitError>,
	submitted: Mutex<Vec<(H256, u64, H256)>>,
}

#[async_trait]
impl WorkSource for Source {
	fn work(&self) -> Option<Work> {
		self.work.clone()
	}

	fn changes(&self) -> watch::Receiver<u64> {
		watch::Sender::new(0).subscribe()
	}

	fn hash(&self, _: &Work, _: u64, _: Option<H256>) -> Result<PowHash, ShareError> {
		Err(ShareError::WrongMix)
	}

	async fn submit(
		&self,
		pre_hash: H256,
		nonce: u64,
		mix: H256,
	) -> Result<Submitted, SubmitError> {
		self.submitted.lock().push((pre_hash, nonce, mix));
		self.answer.map(Submitted::Sealed)
	}
}

fn server(
	work: bool,
	answer: Result<H256, SubmitError>,
) -> (Arc<Source>, jsonrpsee::RpcModule<WorkServer>) {
	let work = work.then(|| Work {
		parent: H256::repeat_byte(9),
		pre_hash: H256::repeat_byte(1),
		seed_hash: H256::repeat_byte(2),
		boundary: H256::repeat_byte(3),
		difficulty: 85.into(),
		number: 30_000,
		function: Algorithm::Ethash,
	});
	let source = Arc::new(Source { work, answer, submitted: Mutex::default() });
	let server = WorkServer::new(Some(source.clone()), Arc::new(|| 5.5));
	(source, server.into_rpc())
}

async fn call(module: &jsonrpsee::RpcModule<WorkServer>, request: &str) -> String {
	let request = format!(r#"{{"jsonrpc":"2.0","id":1,{request}}}"#);
	module.raw_json_request(&request, 1).await.unwrap().0
}

fn submit(method: &str) -> String {
	format!(
		r#""method":"{method}","params":["0x00000000000000ff","0x{}","0x{}"]"#,
		"01".repeat(32),
		"04".repeat(32)
	)
}

/// EX-1.
#[tokio::test]
async fn work_has_four_parts_under_both_names() {
	let (_, module) = server(true, Ok(H256::zero()));
	for name in ["eth_getWork", "sero_getWork"] {
		let answer = call(&module, &format!(r#""method":"{name}","params":[]"#)).await;
		let parts = ["01", "02", "03"].map(|byte| byte.repeat(32));
		let [header, seed, target] = parts;
		assert_eq!(
			answer,
			format!(
				r#"{{"jsonrpc":"2.0","id":1,"result":["0x{header}","0x{seed}","0x{target}","0x7530"]}}"#
			)
		);
	}
}

/// EX-14.
#[tokio::test]
async fn no_work_while_there_is_none() {
	let (_, module) = server(false, Ok(H256::zero()));
	let answer = call(&module, r#""method":"eth_getWork""#).await;
	assert!(answer.contains("no mining work available"), "{answer}");
	assert!(call(&module, r#""method":"eth_mining""#).await.contains("false"));
	let idle = WorkServer::new(None, Arc::new(|| 0.0)).into_rpc();
	let answer = call(&idle, r#""method":"sero_getWork""#).await;
	assert!(answer.contains("--mine"), "{answer}");
}

/// EX-2.
#[tokio::test]
async fn submitted_work_is_answered_by_a_truth_value() {
	let (source, module) = server(true, Ok(H256::zero()));
	for name in ["eth_submitWork", "sero_submitWork"] {
		assert!(call(&module, &submit(name)).await.ends_with(r#""result":true}"#));
	}
	assert_eq!(source.submitted.lock()[0], (H256::repeat_byte(1), 255, H256::repeat_byte(4)));
	for error in
		[SubmitError::Stale, SubmitError::Duplicate, SubmitError::Invalid, SubmitError::Refused]
	{
		let (_, module) = server(true, Err(error));
		let answer = call(&module, &submit("eth_submitWork")).await;
		assert!(answer.ends_with(r#""result":false}"#), "{answer}");
	}
}

/// EX-2.
#[tokio::test]
async fn malformed_solutions_never_reach_the_miner() {
	let (source, module) = server(true, Ok(H256::zero()));
	let good = submit("eth_submitWork");
	for wrong in [
		good.replace("00000000000000ff", "ff"),
		good.replace("0x00000000000000ff", "00000000000000ff"),
		good.replace("0404", "04"),
		good.replace("0101", "010g"),
		r#""method":"eth_submitWork","params":["0x00000000000000ff"]"#.into(),
	] {
		let answer = call(&module, &wrong).await;
		assert!(answer.contains(r#""error""#), "{answer}");
	}
	assert!(source.submitted.lock().is_empty());
}

#[tokio::test]
async fn hash_rates_are_summed_bounded_and_forgotten() {
	let (_, module) = server(true, Ok(H256::zero()));
	for (rate, id) in [
		("0x64", format!("0x{}", "aa".repeat(32))),
		(&*format!("0x{:064x}", 1_000), format!("0x{}", "bb".repeat(32))),
		("0x1", "rig".into()),
	] {
		let request = format!(r#""method":"eth_submitHashrate","params":["{rate}","{id}"]"#);
		assert!(call(&module, &request).await.ends_with(r#""result":true}"#));
	}
	let total = call(&module, r#""method":"eth_hashrate""#).await;
	assert!(total.ends_with(&format!(r#""result":"{:#x}"}}"#, 5 + 100 + 1_000 + 1)), "{total}");
	let answer = call(&module, r#""method":"eth_submitHashrate","params":["x","y"]"#).await;
	assert!(answer.contains(r#""error""#));

	let server = WorkServer::new(None, Arc::new(|| 0.0));
	let now = Instant::now();
	for i in 0..5_000 {
		server.report(1, H256::from_low_u64_be(i), now);
	}
	assert_eq!(server.total(now), MAX_MINERS as u64);
	server.report(7, H256::zero(), now + REPORT_LIFETIME);
	assert_eq!(server.total(now + REPORT_LIFETIME), 7);
}
