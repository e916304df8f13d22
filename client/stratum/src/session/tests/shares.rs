// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use super::*;
use std::time::Duration;

/// EX-6.
#[tokio::test]
async fn a_share_of_a_stale_job_is_refused_by_name() {
	let (server, mut miner) = eth_proxy(work(1, 0), config()).await;
	let first = work(1, 0);
	let solution = find(&first, 0, NETWORK, u64::MAX);
	// A later template on the same parent: the older one still counts.
	server.source.set(Some(work(1, 1)));
	miner.next().await.unwrap();
	miner.ask(&share(&first, solution), ACCEPTED).await;
	server.source.set(Some(work(2, 0)));
	miner.next().await.unwrap();
	miner.ask(&share(&first, solution), &refused(Refusal::Stale)).await;
	assert_eq!(server.source.submitted.lock().len(), 1);
}

/// EX-6: work that others got, or nobody.
#[tokio::test]
async fn a_share_of_a_job_that_was_never_given_is_refused() {
	let (server, mut miner) = eth_proxy(work(1, 0), config()).await;
	let other = work(1, 9);
	let solution = find(&other, 0, SHARE, NETWORK);
	miner.ask(&share(&other, solution), &refused(Refusal::Stale)).await;
	// The server knows it, the connection does not yet.
	server.context.jobs.update(Some(other.clone()), &server.context.metrics);
	miner.send(&share(&other, solution)).await;
	let mut lines = vec![miner.next().await.unwrap(), miner.next().await.unwrap()];
	lines.retain(|line| line.contains(r#""id":40"#));
	assert!(lines == [refused(Refusal::Stale)] || lines == [ACCEPTED.to_string()]);
}

/// EX-7.
#[tokio::test]
async fn a_repeated_share_is_refused_by_name() {
	let (server, mut miner) = eth_proxy(work(1, 0), config()).await;
	let first = work(1, 0);
	let solution = find(&first, 0, SHARE, NETWORK);
	miner.ask(&share(&first, solution), ACCEPTED).await;
	miner.ask(&share(&first, solution), &refused(Refusal::Duplicate)).await;
	assert_eq!(*server.source.hashes.lock(), 1);
}

/// EX-8: refused by the claimed mix, without computing the hash.
#[tokio::test]
async fn a_share_below_the_difficulty_is_refused_cheaply() {
	let (server, mut miner) = eth_proxy(work(1, 0), config()).await;
	let first = work(1, 0);
	let solution = find(&first, 0, 1, SHARE);
	miner.ask(&share(&first, solution), &refused(Refusal::LowDifficulty)).await;
	assert_eq!(*server.source.hashes.lock(), 0);
}

/// EX-8 where no mix is claimed.
#[tokio::test]
async fn a_nicehash_share_below_the_difficulty_is_refused() {
	let (_server, mut miner) = nicehash().await;
	let (nonce, _) = find(&work(1, 0), 0x0abc << 48, 1, SHARE);
	miner
		.ask(
			&nicehash_share(&format!("{:012x}", nonce & 0xffff_ffff_ffff)),
			r#"{"id":4,"result":null,"error":[23,"low difficulty share",null]}"#,
		)
		.await;
}

/// EX-9: a forged mix whose final hash is good enough.
#[tokio::test]
async fn a_wrong_mix_is_refused() {
	let (server, mut miner) = eth_proxy(work(1, 0), config()).await;
	let first = work(1, 0);
	let forged = (0..)
		.map(|i: u64| H256::from_low_u64_be(i))
		.find(|mix| {
			H256(first.function.final_hash(&first.pre_hash.0, 3, &mix.0))
				<= boundary(NETWORK.into())
		})
		.unwrap();
	miner.ask(&share(&first, (3, forged)), &refused(Refusal::WrongMix)).await;
	assert!(server.source.submitted.lock().is_empty());
}

async fn nicehash() -> (Server, Miner) {
	let (server, mut miner) = connect(Some(work(1, 0)), config()).await;
	for line in [
		r#"{"id":1,"method":"mining.subscribe","params":["m","EthereumStratum/1.0.0"]}"#,
		r#"{"id":3,"method":"mining.authorize","params":["rig","x"]}"#,
	] {
		miner.send(line).await;
		miner.next().await.unwrap();
	}
	miner.next().await.unwrap();
	miner.next().await.unwrap();
	(server, miner)
}

fn nicehash_share(nonce: &str) -> String {
	format!(r#"{{"id":4,"method":"mining.submit","params":["rig","00000001","{nonce}"]}}"#)
}

/// EX-10.
#[tokio::test]
async fn a_nonce_outside_of_the_extranonce_is_refused() {
	let (_server, mut miner) = nicehash().await;
	for nonce in ["0abc000000000001", "00000000001", "", "00000000000g", "0x0abc000000000001"] {
		miner
			.ask(
				&nicehash_share(nonce),
				r#"{"id":4,"result":null,"error":[20,"invalid nonce",null]}"#,
			)
			.await;
	}
}

/// EX-2: the node's verdict on a block is passed on by name.
#[tokio::test]
async fn the_nodes_verdict_on_a_block_is_passed_on() {
	let (server, mut miner) = eth_proxy(work(1, 0), config()).await;
	let first = work(1, 0);
	let mut next = 0;
	for (verdict, refusal) in [
		(SubmitError::Stale, Refusal::Stale),
		(SubmitError::Duplicate, Refusal::Duplicate),
		(SubmitError::Refused, Refusal::BlockRefused),
	] {
		*server.source.answer.lock() = Err(verdict);
		let solution = find(&first, next, NETWORK, u64::MAX);
		next = solution.0 + 1;
		miner.ask(&share(&first, solution), &refused(refusal)).await;
	}
}

#[tokio::test]
async fn the_difficulty_follows_the_speed_and_older_shares_count() {
	let mut config = config();
	config.share_interval = Duration::from_secs(1);
	config.limits.messages_per_second = 1_000;
	let mut hard = work(1, 0);
	hard.difficulty = U256::MAX;
	hard.boundary = H256::zero();
	let (_server, mut miner) = eth_proxy(hard.clone(), config).await;
	let mut next = 0;
	let mut raised = false;
	for _ in 0..40 {
		let solution = find(&hard, next, SHARE, u64::MAX);
		next = solution.0 + 1;
		miner.send(&share(&hard, solution)).await;
		loop {
			let line = miner.next().await.unwrap();
			if line == ACCEPTED {
				break;
			}
			// The same header with a harder target.
			assert!(line.starts_with(r#"{"id":0,"jsonrpc":"2.0","result":["0x0101"#), "{line}");
			raised = true;
		}
	}
	// A dozen shares at once came much faster than one per second.
	if !raised {
		let line = miner.next().await.unwrap();
		assert!(line.starts_with(r#"{"id":0,"#), "{line}");
	}
}

/// EX-8: a share is never harder than a block.
#[tokio::test]
async fn shares_are_never_harder_than_blocks() {
	let mut config = config();
	config.difficulty = 1 << 40;
	let (server, mut miner) = eth_proxy(work(1, 0), config).await;
	let first = work(1, 0);
	miner.ask(&share(&first, find(&first, 0, NETWORK, u64::MAX)), ACCEPTED).await;
	assert_eq!(server.source.submitted.lock().len(), 1);
}
