// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Asks a node that runs here already, by its JSON-RPC.

use super::chain::Best;
use crate::metrics;
use sc_service::Configuration;
use serde_json::{json, Value};
use std::{
	io::{Read, Write},
	net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream},
	time::Duration,
};

/// Longest wait for an answer.
const PATIENCE: Duration = Duration::from_secs(2);
/// Longest answer that is read.
const MAX_BYTES: u64 = 1 << 20;

/// What a running node says.
#[derive(Clone, PartialEq, Debug)]
pub struct Running {
	/// Where it answers.
	pub address: SocketAddr,
	/// Name of its chain.
	pub chain: String,
	/// Its best block.
	pub best: Option<Best>,
}

/// The body of an answer over HTTP with status 200.
fn body(answer: &str) -> Option<&str> {
	let (head, body) = answer.split_once("\r\n\r\n")?;
	let mut words = head.lines().next()?.split_whitespace();
	let fits = words.next()?.starts_with("HTTP/1.") && words.next()? == "200";
	fits.then_some(body)
}

fn call(address: SocketAddr, method: &str, params: Value) -> Option<Value> {
	let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
	let request = request.to_string();
	let mut stream = TcpStream::connect_timeout(&address, PATIENCE).ok()?;
	stream.set_read_timeout(Some(PATIENCE)).ok()?;
	stream.set_write_timeout(Some(PATIENCE)).ok()?;
	write!(
		stream,
		"POST / HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n\
		 Content-Length: {}\r\nConnection: close\r\n\r\n{request}",
		request.len(),
	)
	.ok()?;
	let mut answer = String::new();
	stream.take(MAX_BYTES).read_to_string(&mut answer).ok()?;
	let mut answer: Value = serde_json::from_str(body(&answer)?).ok()?;
	Some(answer.get_mut("result")?.take())
}

fn best(address: SocketAddr) -> Option<Best> {
	let header = call(address, "chain_getHeader", json!([]))?;
	let number = header.get("number")?.as_str()?.trim_start_matches("0x");
	let key = format!("0x{}", hex::encode(metrics::timestamp_key().0));
	let time = call(address, "state_getStorage", json!([key])).and_then(|time| {
		let bytes = hex::decode(time.as_str()?.trim_start_matches("0x")).ok()?;
		metrics::timestamp(&bytes)
	});
	Some(Best { number: u64::from_str_radix(number, 16).ok()?, time })
}

/// The node that answers where this configuration's node would.
pub fn running(config: &Configuration) -> Option<Running> {
	config.rpc.addr.iter().flatten().find_map(|endpoint| {
		let mut address = endpoint.listen_addr;
		if address.ip().is_unspecified() {
			address.set_ip(match address.ip() {
				IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
				IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
			});
		}
		let chain = call(address, "system_chain", json!([]))?.as_str()?.to_string();
		Some(Running { address, chain, best: best(address) })
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::net::TcpListener;

	#[test]
	fn only_a_good_answer_has_a_body() {
		assert_eq!(body("HTTP/1.1 200 OK\r\na: b\r\n\r\n{}"), Some("{}"));
		assert_eq!(body("HTTP/1.1 404 Not Found\r\n\r\n{}"), None);
		assert_eq!(body("SSH-2.0-OpenSSH\r\n\r\n"), None);
		assert_eq!(body(""), None);
	}

	#[test]
	fn somebody_else_is_no_node() {
		let listener = TcpListener::bind("127.0.0.1:0").unwrap();
		let address = listener.local_addr().unwrap();
		let server = std::thread::spawn(move || {
			let (mut stream, _) = listener.accept().unwrap();
			let mut request = [0; 1_024];
			assert!(stream.read(&mut request).unwrap() > 0);
			stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n<html>").unwrap();
		});
		assert_eq!(call(address, "system_chain", json!([])), None);
		server.join().unwrap();
		// Nobody at all.
		assert_eq!(call(address, "system_chain", json!([])), None);
	}
}
