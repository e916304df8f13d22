// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What the node listens on.

use super::Check;
use crate::ethereum::EthRpc;
use sc_network::multiaddr::Protocol;
use sc_service::Configuration;
use std::{
	io,
	net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, UdpSocket},
};

/// A place to listen on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Port {
	what: &'static str,
	flag: &'static str,
	address: SocketAddr,
	udp: bool,
	/// The node does without it.
	optional: bool,
}

impl Port {
	fn bind(&self) -> io::Result<()> {
		match self.udp {
			true => UdpSocket::bind(self.address).map(drop),
			false => TcpListener::bind(self.address).map(drop),
		}
	}
}

const RPC: (&str, &str) = ("JSON-RPC", "--rpc-port");
const PEERS: (&str, &str) = ("other nodes", "--port");
const METRICS: (&str, &str) = ("metrics", "--prometheus-port");
const ETHEREUM: (&str, &str) = ("Ethereum's JSON-RPC", "--eth-rpc-port");
const STRATUM: (&str, &str) = ("stratum", "--stratum-port");

/// What the node of this configuration listens on.
pub fn wanted(
	config: &Configuration,
	ethereum: Option<&EthRpc>,
	stratum: Option<SocketAddr>,
) -> Vec<Port> {
	let port = |(what, flag), address, optional| Port { what, flag, address, udp: false, optional };
	let mut ports = Vec::new();
	for endpoint in config.rpc.addr.iter().flatten() {
		ports.push(port(RPC, endpoint.listen_addr, endpoint.is_optional));
	}
	for address in &config.network.listen_addresses {
		let (mut ip, mut number, mut udp) = (None, None, false);
		for part in address.iter() {
			match part {
				Protocol::Ip4(address) => ip = Some(IpAddr::from(address)),
				Protocol::Ip6(address) => ip = Some(IpAddr::from(address)),
				Protocol::Tcp(tcp) => number = Some(tcp),
				Protocol::Udp(port) => (number, udp) = (Some(port), true),
				_ => (),
			}
		}
		if let (Some(ip), Some(number)) = (ip, number) {
			let tcp = port(PEERS, SocketAddr::new(ip, number), ip.is_ipv6());
			ports.push(Port { udp, ..tcp });
		}
	}
	if let Some(metrics) = &config.prometheus_config {
		ports.push(port(METRICS, metrics.port, false));
	}
	if let Some(ethereum) = ethereum {
		let ip = if ethereum.external { Ipv4Addr::UNSPECIFIED } else { Ipv4Addr::LOCALHOST };
		ports.push(port(ETHEREUM, SocketAddr::new(ip.into(), ethereum.port), false));
	}
	if let Some(address) = stratum {
		ports.push(port(STRATUM, address, false));
	}
	// 0 takes any free one.
	ports.retain(|port| port.address.port() != 0);
	ports
}

fn overlap(one: IpAddr, other: IpAddr) -> bool {
	let any = one.is_unspecified() || other.is_unspecified();
	one == other || (any && one.is_ipv4() == other.is_ipv4())
}

fn judge(port: &Port, result: io::Result<()>, running: bool) -> Option<Check> {
	const NAME: &str = "ports";
	let Port { what, flag, address, udp, optional } = port;
	let address = format!("{address}{}", if *udp { " (UDP)" } else { "" });
	let error = match result {
		Ok(()) => return Some(Check::ok(NAME, format!("{address} is free for {what}"))),
		// A machine without IPv6.
		Err(_) if *optional && !running => return None,
		Err(error) => error,
	};
	let taken = error.kind() == io::ErrorKind::AddrInUse;
	Some(match (taken, running) {
		(true, true) => {
			Check::ok(NAME, format!("{address} is in use, for {what}: a node runs here"))
		},
		(true, false) => Check::fail(
			NAME,
			format!("{address} is taken, for {what}"),
			format!("End what listens there (`ss -ltnp`), or choose another {flag}."),
		),
		_ => Check::fail(
			NAME,
			format!("{address} cannot be listened on, for {what}: {error}"),
			format!("Choose another address or {flag}; ports below 1024 need rights."),
		),
	})
}

/// Checks that the ports are free and that no two of the node's own are the same.
pub fn check(ports: &[Port], running: bool) -> Vec<Check> {
	let mut checks = Vec::new();
	for (position, port) in ports.iter().enumerate() {
		let twin = ports.iter().take(position).find(|other| {
			other.what != port.what
				&& other.udp == port.udp
				&& other.address.port() == port.address.port()
				&& overlap(other.address.ip(), port.address.ip())
		});
		if let Some(twin) = twin {
			checks.push(Check::fail(
				"ports",
				format!("{} is both for {} and for {}", port.address, twin.what, port.what),
				format!("Choose another {}.", port.flag),
			));
			continue;
		}
		checks.extend(judge(port, port.bind(), running));
	}
	checks
}

#[cfg(test)]
mod tests {
	use super::{super::Level, *};

	fn port(what: &'static str, address: SocketAddr) -> Port {
		Port { what, flag: "--port", address, udp: false, optional: false }
	}

	#[test]
	fn a_port_that_somebody_listens_on_is_taken() {
		let listener = TcpListener::bind("127.0.0.1:0").unwrap();
		let taken = port("metrics", listener.local_addr().unwrap());
		let found = check(&[taken], false);
		assert_eq!(found[0].level, Level::Fail);
		assert!(found[0].found.contains("is taken, for metrics"), "{}", found[0].found);
		assert!(found[0].advice.as_ref().unwrap().contains("--port"));
		// It may be the node's own.
		assert_eq!(check(&[taken], true)[0].level, Level::Ok);
		drop(listener);
		assert_eq!(check(&[taken], false)[0].level, Level::Ok);
	}

	#[test]
	fn two_services_cannot_have_one_port() {
		let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
		let everywhere = SocketAddr::new(Ipv4Addr::UNSPECIFIED.into(), free.port());
		let found = check(&[port("a", free), port("b", everywhere)], false);
		assert_eq!(found[1].level, Level::Fail);
		assert!(found[1].found.contains("both for a and for b"), "{}", found[1].found);
	}

	#[test]
	fn a_port_for_udp_is_another_one() {
		let listener = TcpListener::bind("127.0.0.1:0").unwrap();
		let tcp = port("metrics", listener.local_addr().unwrap());
		let udp = Port { what: "other nodes", udp: true, ..tcp };
		let socket = UdpSocket::bind(udp.address);
		assert_eq!(check(&[tcp, udp], false).len(), 2);
		// Nobody else has it, unless another program took it meanwhile.
		if let Ok(socket) = socket {
			assert_eq!(check(&[udp], false)[0].level, Level::Fail);
			drop(socket);
			assert_eq!(check(&[udp], false)[0].level, Level::Ok);
		}
	}

	#[test]
	fn an_address_of_another_machine_fails() {
		// TEST-NET-1 is nobody's.
		let found = check(&[port("stratum", "192.0.2.1:8008".parse().unwrap())], false);
		assert_eq!(found[0].level, Level::Fail);
	}
}
