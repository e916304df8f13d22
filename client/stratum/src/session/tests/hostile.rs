// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Clients that mean harm, or are broken.

use super::*;
use crate::MAX_MESSAGE_BYTES;
use std::time::Duration;

const MALFORMED: &str = r#"{"id":null,"jsonrpc":"2.0","result":null,"error":{"code":20,"message":"malformed request"}}"#;

/// EX-3.
#[tokio::test]
async fn an_oversized_message_ends_the_connection() {
	for end in ["", "\n"] {
		let (mut server, mut miner) = connect(Some(work(1, 0)), config()).await;
		let line = format!(r#"{{"id":1,"method":"{}"}}{end}"#, "a".repeat(MAX_MESSAGE_BYTES));
		miner.writer.write_all(line.as_bytes()).await.unwrap();
		assert_eq!(server.ended().await, Ended::TooLong);
		assert_eq!(miner.next().await, None);
	}
}

/// EX-3: no length is believed, nothing is reserved ahead.
#[tokio::test]
async fn a_stream_without_line_ends_takes_no_memory() {
	let (mut server, mut miner) = connect(Some(work(1, 0)), config()).await;
	let chunk = [b' '; 1 << 15];
	while miner.writer.write_all(&chunk).await.is_ok() {}
	assert_eq!(server.ended().await, Ended::TooLong);
}

/// EX-3, EX-12.
#[tokio::test]
async fn invalid_json_is_refused_and_ends_the_connection_when_it_goes_on() {
	let (mut server, mut miner) = connect(Some(work(1, 0)), config()).await;
	for line in [
		"hello",
		"[]",
		r#"{"id":1}"#,
		r#"{"id":{},"method":"eth_getWork"}"#,
		r#"{"id":1,"method":"eth_submitLogin","params":[[[["a"]]]]}"#,
	] {
		miner.ask(line, MALFORMED).await;
	}
	assert_eq!(miner.next().await, None);
	assert_eq!(server.ended().await, Ended::Abuse);
}

/// EX-3.
#[tokio::test]
async fn bytes_that_are_no_text_are_refused() {
	let (_server, mut miner) = connect(Some(work(1, 0)), config()).await;
	miner.writer.write_all(b"\x00\xff\xfe{\"id\":1}\n").await.unwrap();
	miner.expect(MALFORMED).await;
}

/// EX-3.
#[tokio::test]
async fn deep_nesting_is_refused() {
	let (_server, mut miner) = connect(Some(work(1, 0)), config()).await;
	let deep = format!(
		r#"{{"id":1,"method":"eth_getWork","params":{}{}}}"#,
		"[".repeat(2_000),
		"]".repeat(2_000)
	);
	miner.ask(&deep, MALFORMED).await;
	let wide = format!(r#"{{"id":1,"method":"eth_getWork","params":[{}0]}}"#, "0,".repeat(1_000));
	miner.ask(&wide, MALFORMED).await;
}

/// EX-13: connects and says nothing.
#[tokio::test]
async fn a_half_open_connection_is_dropped() {
	let mut config = config();
	config.limits.login = Duration::from_millis(50);
	let (mut server, miner) = connect(Some(work(1, 0)), config).await;
	assert_eq!(server.ended().await, Ended::LoginTimeout);
	drop(miner);
}

/// EX-13: requests without logging in do not keep a connection.
#[tokio::test]
async fn messages_do_not_replace_the_login() {
	let mut config = config();
	config.limits.login = Duration::from_millis(100);
	let (mut server, mut miner) = connect(Some(work(1, 0)), config).await;
	for _ in 0..5 {
		let line = r#"{"id":1,"method":"eth_submitHashrate","params":["0x1","0x0"]}"#;
		let _ = miner.writer.write_all(format!("{line}\n").as_bytes()).await;
		tokio::time::sleep(Duration::from_millis(10)).await;
	}
	assert!(matches!(server.ended().await, Ended::LoginTimeout | Ended::UnknownDialect));
}

/// EX-13: one byte after the other.
#[tokio::test]
async fn a_slow_loris_is_dropped() {
	let mut config = config();
	config.limits.message = Duration::from_millis(100);
	let (mut server, mut miner) = eth_proxy(work(1, 0), config).await;
	let line = br#"{"id":1,"method":"eth_getWork","params":[]}"#;
	for byte in line.iter().cycle() {
		if miner.writer.write_all(&[*byte]).await.is_err() {
			break;
		}
		if server.session.is_finished() {
			break;
		}
		tokio::time::sleep(Duration::from_millis(5)).await;
	}
	assert_eq!(server.ended().await, Ended::SlowMessage);
}

/// EX-13.
#[tokio::test]
async fn a_silent_miner_is_dropped() {
	let mut config = config();
	config.limits.idle = Duration::from_millis(100);
	let (mut server, _miner) = eth_proxy(work(1, 0), config).await;
	assert_eq!(server.ended().await, Ended::Idle);
}

/// EX-13: jobs are not queued for somebody who does not read them.
#[tokio::test]
async fn a_miner_that_does_not_read_is_dropped() {
	let mut config = config();
	config.limits.write = Duration::from_millis(100);
	let (mut server, miner) = eth_proxy(work(1, 0), config).await;
	for i in 0..=255u8 {
		for parent in 1..8 {
			server.source.set(Some(work(parent, i)));
			tokio::task::yield_now().await;
		}
		tokio::time::sleep(Duration::from_millis(1)).await;
		if server.session.is_finished() {
			break;
		}
	}
	assert_eq!(server.ended().await, Ended::SlowReader);
	drop(miner);
}

/// EX-12.
#[tokio::test]
async fn a_flood_of_messages_ends_the_connection() {
	let (mut server, mut miner) = eth_proxy(work(1, 0), config()).await;
	let line = r#"{"id":1,"method":"eth_submitHashrate","params":["0x1","0x0"]}"#;
	for _ in 0..1_000 {
		if miner.writer.write_all(format!("{line}\n").as_bytes()).await.is_err() {
			break;
		}
	}
	assert_eq!(server.ended().await, Ended::TooFast);
}

/// EX-12.
#[tokio::test]
async fn wrong_shares_end_the_connection_and_good_ones_make_up_for_them() {
	let (mut server, mut miner) = eth_proxy(work(1, 0), config()).await;
	let first = work(1, 0);
	let (mut good, mut bad) = (0, 0);
	for round in 0..6 {
		for _ in 0..2 {
			let solution = find(&first, good, SHARE, NETWORK);
			good = solution.0 + 1;
			miner.ask(&share(&first, solution), ACCEPTED).await;
		}
		let solution = find(&first, bad, 1, SHARE);
		bad = solution.0 + 1;
		miner.ask(&share(&first, solution), &refused(Refusal::LowDifficulty)).await;
		assert!(!server.session.is_finished(), "{round}");
	}
	for _ in 0..20 {
		let solution = find(&first, bad, 1, SHARE);
		bad = solution.0 + 1;
		let line = share(&first, solution);
		if miner.writer.write_all(format!("{line}\n").as_bytes()).await.is_err() {
			break;
		}
	}
	assert_eq!(server.ended().await, Ended::Abuse);
}

/// The end of the node's mining is the end of the connection, not of the process.
#[tokio::test]
async fn a_closed_connection_ends_the_session() {
	let (mut server, miner) = eth_proxy(work(1, 0), config()).await;
	drop(miner);
	assert_eq!(server.ended().await, Ended::Closed);
}
