// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use super::*;
use tokio::io::AsyncWriteExt;

/// EX-3.
#[test]
fn only_requests_are_requests() {
	let good = Request::parse(br#"{"method":"m"}"#).unwrap();
	assert_eq!((good.id, good.params.len()), (Id::None, 0));
	assert!(Request::parse(br#"{"id":1,"method":"m","params":["a",1,true,null],"x":{}}"#).is_ok());
	let long = format!(r#"{{"id":"{}","method":"m"}}"#, "a".repeat(MAX_WORKER + 1));
	for wrong in [
		"",
		"null",
		"[]",
		"{}",
		r#"{"method":1}"#,
		r#"{"id":-1,"method":"m"}"#,
		r#"{"id":1.5,"method":"m"}"#,
		r#"{"id":[1],"method":"m"}"#,
		r#"{"id":1,"method":"m","params":{}}"#,
		r#"{"id":1,"method":"m","params":[[]]}"#,
		r#"{"id":1,"method":"m"} {}"#,
		&long,
	] {
		assert_eq!(Request::parse(wrong.as_bytes()), Err(Refusal::Malformed), "{wrong}");
	}
}

#[test]
fn names_of_workers_are_short_and_printable() {
	let worker = |line: &str| Request::parse(line.as_bytes()).unwrap().worker();
	assert_eq!(worker(r#"{"method":"m","params":["a.b"]}"#), "a.b");
	assert_eq!(worker(r#"{"method":"m","params":["a"],"worker":"rig"}"#), "a.rig");
	assert_eq!(worker(r#"{"method":"m","params":["a\u001b[31m\nb "]}"#), "a[31mb");
	let long = format!(r#"{{"method":"m","params":["{}"],"worker":"b"}}"#, "a".repeat(500));
	assert_eq!(worker(&long).len(), MAX_WORKER);
}

#[tokio::test]
async fn lines_may_come_in_pieces_and_together() {
	let (mut ours, theirs) = tokio::io::duplex(64);
	let mut lines = Lines::new(theirs);
	ours.write_all(b"one\r\n\n  two \nthr").await.unwrap();
	assert_eq!(lines.next().await.unwrap(), b"one");
	assert_eq!(lines.next().await.unwrap(), b"  two");
	assert!(lines.begun.is_some());
	{
		let waiting = lines.next();
		tokio::pin!(waiting);
		assert!(futures_pending(&mut waiting).await);
	}
	ours.write_all(b"ee\n").await.unwrap();
	assert_eq!(lines.next().await.unwrap(), b"three");
	assert!(lines.begun.is_none());
	drop(ours);
	assert_eq!(lines.next().await, Err(Ended::Closed));
}

/// Whether a future is not ready after some time.
async fn futures_pending<F: std::future::Future + Unpin>(future: &mut F) -> bool {
	tokio::time::timeout(std::time::Duration::from_millis(20), future).await.is_err()
}
