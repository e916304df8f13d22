// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! A scripted miner for each dialect, line by line.

use super::*;

const HEADER: &str = "0101010101010101010101010101010101010101010101010101010101010100";
const NEXT_HEADER: &str = "0202020202020202020202020202020202020202020202020202020202020200";
const ZEROS: &str = "0000000000000000000000000000000000000000000000000000000000000000";
const TARGET: &str = "3fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";

#[tokio::test]
async fn eth_proxy_by_the_book() {
	let (server, mut miner) = connect(Some(work(1, 0)), config()).await;
	miner
		.ask(
			r#"{"id":1,"jsonrpc":"2.0","method":"eth_submitLogin","worker":"rig1","params":["address","x"]}"#,
			r#"{"id":1,"jsonrpc":"2.0","result":true}"#,
		)
		.await;
	miner
		.ask(
			r#"{"id":5,"jsonrpc":"2.0","method":"eth_getWork","params":[]}"#,
			&format!(
				r#"{{"id":5,"jsonrpc":"2.0","result":["0x{HEADER}","0x{ZEROS}","0x{TARGET}","0x2"]}}"#
			),
		)
		.await;
	let first = work(1, 0);
	let (nonce, mix) = find(&first, 0, SHARE, NETWORK);
	miner.ask(&share(&first, (nonce, mix)), ACCEPTED).await;
	miner
		.ask(
			&format!(
				r#"{{"id":9,"jsonrpc":"2.0","method":"eth_submitHashrate","params":["0x{:064x}","0x{ZEROS}"]}}"#,
				20_000_000
			),
			r#"{"id":9,"jsonrpc":"2.0","result":true}"#,
		)
		.await;
	// Pushed work.
	server.source.set(Some(work(2, 0)));
	miner
		.expect(&format!(
			r#"{{"id":0,"jsonrpc":"2.0","result":["0x{NEXT_HEADER}","0x{ZEROS}","0x{TARGET}","0x3"]}}"#
		))
		.await;
	assert!(server.source.submitted.lock().is_empty());
}

/// The names that miners of the original network use.
#[tokio::test]
async fn eth_proxy_with_the_original_names() {
	let (server, mut miner) = connect(Some(work(1, 0)), config()).await;
	miner
		.ask(
			r#"{"id":1,"method":"sero_submitLogin","params":["address.rig"]}"#,
			r#"{"id":1,"jsonrpc":"2.0","result":true}"#,
		)
		.await;
	miner.send(r#"{"id":5,"method":"sero_getWork","params":[]}"#).await;
	assert!(miner.next().await.unwrap().contains(HEADER));
	let first = work(1, 0);
	let solution = find(&first, 0, NETWORK, u64::MAX);
	let line = share(&first, solution).replace("eth_", "sero_");
	miner.ask(&line, ACCEPTED).await;
	assert_eq!(*server.source.submitted.lock(), [(first.pre_hash, solution.0, solution.1)]);
	miner
		.ask(
			r#"{"id":9,"method":"sero_submitHashrate","params":["0x10","0x00"]}"#,
			r#"{"id":9,"jsonrpc":"2.0","result":true}"#,
		)
		.await;
}

#[tokio::test]
async fn nicehash_by_the_book() {
	let (server, mut miner) = connect(Some(work(1, 0)), config()).await;
	miner
		.ask(
			r#"{"id":1,"method":"mining.subscribe","params":["kawpowminer/1.2","EthereumStratum/1.0.0"]}"#,
			r#"{"id":1,"result":[["mining.notify","0abc","EthereumStratum/1.0.0"],"0abc"],"error":null}"#,
		)
		.await;
	miner
		.ask(
			r#"{"id":2,"method":"mining.extranonce.subscribe","params":[]}"#,
			r#"{"id":2,"result":true,"error":null}"#,
		)
		.await;
	miner
		.ask(
			r#"{"id":3,"method":"mining.authorize","params":["address.rig","x"]}"#,
			r#"{"id":3,"result":true,"error":null}"#,
		)
		.await;
	miner
		.expect(r#"{"id":null,"method":"mining.set_difficulty","params":[9.313225746154785e-10]}"#)
		.await;
	miner
		.expect(&format!(
			r#"{{"id":null,"method":"mining.notify","params":["00000001","{ZEROS}","{HEADER}",2,true]}}"#
		))
		.await;
	let (nonce, _) = find(&work(1, 0), 0x0abc << 48, SHARE, NETWORK);
	let rest = format!("{:012x}", nonce & 0xffff_ffff_ffff);
	miner
		.ask(
			&format!(
				r#"{{"id":4,"method":"mining.submit","params":["address.rig","00000001","{rest}"]}}"#
			),
			r#"{"id":4,"result":true,"error":null}"#,
		)
		.await;
	miner
		.ask(
			&format!(
				r#"{{"id":5,"method":"mining.submit","params":["address.rig","00000001","{rest}"]}}"#
			),
			r#"{"id":5,"result":null,"error":[22,"duplicate share",null]}"#,
		)
		.await;
	// Another template on the same parent is not clean; the difficulty is known.
	server.source.set(Some(work(1, 1)));
	let header = &HEADER[..63];
	miner
		.expect(&format!(
			r#"{{"id":null,"method":"mining.notify","params":["00000002","{ZEROS}","{header}1",2,false]}}"#
		))
		.await;
}

#[tokio::test]
async fn plain_stratum_by_the_book() {
	let (server, mut miner) = connect(Some(work(1, 0)), config()).await;
	miner
		.ask(
			r#"{"id":1,"jsonrpc":"2.0","method":"mining.subscribe","params":["kawpowminer/1.2"]}"#,
			r#"{"id":1,"result":[null,"0abc"],"error":null}"#,
		)
		.await;
	miner
		.ask(
			r#"{"id":3,"jsonrpc":"2.0","method":"mining.authorize","params":["address.rig","x"]}"#,
			r#"{"id":3,"result":true,"error":null}"#,
		)
		.await;
	miner
		.expect(&format!(
			r#"{{"id":null,"method":"mining.notify","params":["00000001","0x{HEADER}","0x{ZEROS}","0x{TARGET}",true,2,"2003ffff"]}}"#
		))
		.await;
	let first = work(1, 0);
	let (nonce, mix) = find(&first, 0, NETWORK, u64::MAX);
	miner
		.ask(
			&format!(
				r#"{{"id":40,"method":"mining.submit","params":["address.rig","00000001","0x{nonce:016x}","0x{HEADER}","{mix:#x}"]}}"#
			),
			r#"{"id":40,"result":true,"error":null}"#,
		)
		.await;
	assert_eq!(*server.source.submitted.lock(), [(first.pre_hash, nonce, mix)]);
	server.source.set(Some(work(2, 0)));
	miner
		.expect(&format!(
			r#"{{"id":null,"method":"mining.notify","params":["00000002","0x{NEXT_HEADER}","0x{ZEROS}","0x{TARGET}",true,3,"2003ffff"]}}"#
		))
		.await;
	miner
		.ask(
			&format!(
				r#"{{"id":41,"method":"mining.submit","params":["address.rig","00000001","0x{nonce:016x}","0x{HEADER}","{mix:#x}"]}}"#
			),
			r#"{"id":41,"result":null,"error":[21,"stale share: job not found",null]}"#,
		)
		.await;
}

/// EX-4: a miner that tries one dialect after the other comes to one that we speak.
#[tokio::test]
async fn an_unknown_dialect_is_refused_and_the_connection_closed() {
	for first in [
		r#"{"id":1,"method":"mining.hello","params":[]}"#,
		r#"{"id":1,"method":"mining.subscribe","params":["a","EthereumStratum/2.0.0"]}"#,
		r#"{"id":1,"method":"eth_submitWork","params":[]}"#,
	] {
		let (mut server, mut miner) = connect(Some(work(1, 0)), config()).await;
		miner
			.ask(
				first,
				r#"{"id":1,"jsonrpc":"2.0","result":null,"error":{"code":20,"message":"unknown method"}}"#,
			)
			.await;
		assert_eq!(miner.next().await, None);
		assert_eq!(server.ended().await, Ended::UnknownDialect);
	}
}

/// EX-4.
#[tokio::test]
async fn a_connection_keeps_its_dialect() {
	let (_server, mut miner) = eth_proxy(work(1, 0), config()).await;
	miner
		.ask(
			r#"{"id":7,"method":"mining.subscribe","params":["a","EthereumStratum/1.0.0"]}"#,
			r#"{"id":7,"jsonrpc":"2.0","result":null,"error":{"code":20,"message":"unknown method"}}"#,
		)
		.await;
}

/// EX-5.
#[tokio::test]
async fn nothing_is_served_before_login() {
	let (_server, mut miner) = connect(Some(work(1, 0)), config()).await;
	miner
		.ask(
			r#"{"id":1,"method":"eth_getWork"}"#,
			r#"{"id":1,"jsonrpc":"2.0","result":null,"error":{"code":24,"message":"not logged in"}}"#,
		)
		.await;
	let first = work(1, 0);
	let line = share(&first, find(&first, 0, SHARE, NETWORK));
	miner.ask(&line, &refused(Refusal::Unauthorized)).await;

	let (_server, mut miner) = connect(Some(work(1, 0)), config()).await;
	miner
		.ask(
			r#"{"id":3,"method":"mining.authorize","params":["rig","x"]}"#,
			r#"{"id":3,"result":null,"error":[25,"not subscribed",null]}"#,
		)
		.await;
}

/// EX-14: the request is refused, and the work comes as soon as there is some.
#[tokio::test]
async fn no_work_is_given_while_the_node_has_none() {
	let (server, mut miner) = connect(None, config()).await;
	miner.send(r#"{"id":1,"method":"eth_submitLogin","params":["rig"]}"#).await;
	miner.next().await.unwrap();
	miner
		.ask(
			r#"{"id":5,"method":"eth_getWork","params":[]}"#,
			r#"{"id":5,"jsonrpc":"2.0","result":null,"error":{"code":0,"message":"no work: the node is syncing or has no peers"}}"#,
		)
		.await;
	server.source.set(Some(work(1, 0)));
	assert!(miner.next().await.unwrap().contains(HEADER));
	// And is not repeated when the node pauses.
	server.source.set(None);
	server.source.set(Some(work(2, 0)));
	assert!(miner.next().await.unwrap().contains(NEXT_HEADER));
}

/// Ids come back as they came.
#[tokio::test]
async fn ids_may_be_numbers_texts_or_nothing() {
	let (_server, mut miner) = connect(Some(work(1, 0)), config()).await;
	for id in ["18446744073709551615", r#""a""#, "null"] {
		miner
			.ask(
				&format!(r#"{{"id":{id},"method":"eth_submitLogin","params":["rig"]}}"#),
				&format!(r#"{{"id":{id},"jsonrpc":"2.0","result":true}}"#),
			)
			.await;
	}
}
