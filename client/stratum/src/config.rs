// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use std::{
	net::{IpAddr, Ipv4Addr, SocketAddr},
	time::Duration,
};

/// What one connection, one address and all together may use.
#[derive(Clone, Debug)]
pub struct Limits {
	/// Connections at a time.
	pub connections: usize,
	/// Connections at a time from one address.
	pub connections_per_address: usize,
	/// Messages per second that a connection may send for long. Five seconds' worth may come at once.
	pub messages_per_second: u32,
	/// Time from connecting to logging in.
	pub login: Duration,
	/// Time from the first to the last byte of a message.
	pub message: Duration,
	/// Time without a complete message.
	pub idle: Duration,
	/// Time in which the other side must take what is sent to it.
	pub write: Duration,
	/// Time for which an address is refused after one of its connections was dropped for abuse.
	/// Loopback addresses are never refused.
	pub ban: Duration,
}

impl Default for Limits {
	fn default() -> Self {
		Self {
			connections: 256,
			connections_per_address: 64,
			messages_per_second: 20,
			login: Duration::from_secs(15),
			message: Duration::from_secs(10),
			idle: Duration::from_secs(600),
			write: Duration::from_secs(10),
			ban: Duration::from_secs(60),
		}
	}
}

/// How the server works.
#[derive(Clone, Debug)]
pub struct StratumConfig {
	/// Where to listen.
	pub listen: SocketAddr,
	/// Hashes per share for a new connection; then it follows the miner's speed. Never above the
	/// network's difficulty.
	pub difficulty: u64,
	/// Least hashes per share.
	pub min_difficulty: u64,
	/// Time between two shares of a miner that its difficulty aims at.
	pub share_interval: Duration,
	/// Limits.
	pub limits: Limits,
}

impl StratumConfig {
	/// The port that miners are pointed at by default.
	pub const DEFAULT_PORT: u16 = 8008;
}

impl Default for StratumConfig {
	fn default() -> Self {
		Self {
			listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), Self::DEFAULT_PORT),
			difficulty: 50_000_000,
			min_difficulty: 100_000,
			share_interval: Duration::from_secs(10),
			limits: Limits::default(),
		}
	}
}
