// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Who may connect (EX-11) and how much a connection may say (EX-12).

use parking_lot::Mutex;
use std::{
	collections::HashMap,
	net::IpAddr,
	sync::Arc,
	time::{Duration, Instant},
};

use crate::Limits;

/// Points of abuse at which a connection is dropped.
pub const ABUSE_LIMIT: u32 = 100;
/// Points that a good share takes away.
pub const GOOD_SHARE: u32 = 5;
/// Seconds of messages that may come at once.
const BURST_SECONDS: u32 = 5;
/// Addresses that are refused at a time.
const MAX_BANS: usize = 4_096;

/// A bucket of tokens for messages.
#[derive(Clone, Debug)]
pub struct RateLimit {
	per_second: f64,
	tokens: f64,
	last: Instant,
}

impl RateLimit {
	pub fn new(per_second: u32, now: Instant) -> Self {
		let per_second = f64::from(per_second.max(1));
		Self { per_second, tokens: per_second * f64::from(BURST_SECONDS), last: now }
	}

	/// Takes a token; false if there is none.
	pub fn take(&mut self, now: Instant) -> bool {
		let elapsed = now.saturating_duration_since(self.last).as_secs_f64();
		self.last = now;
		let full = self.per_second * f64::from(BURST_SECONDS);
		self.tokens = (self.tokens + elapsed * self.per_second).min(full);
		if self.tokens < 1.0 {
			return false;
		}
		self.tokens -= 1.0;
		true
	}
}

/// Why a connection is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotTaken {
	/// All places are taken.
	Full,
	/// The address has as many connections as it may have.
	FullForAddress,
	/// The address is refused for a while.
	Banned,
}

impl NotTaken {
	/// Label for metrics.
	pub const fn label(self) -> &'static str {
		match self {
			Self::Full => "full",
			Self::FullForAddress => "full_for_address",
			Self::Banned => "banned",
		}
	}
}

#[derive(Debug, Default)]
struct State {
	/// Slots in use; the position is the connection's extranonce.
	slots: Vec<bool>,
	by_address: HashMap<IpAddr, usize>,
	bans: HashMap<IpAddr, Instant>,
}

/// The places of all connections.
#[derive(Debug)]
pub struct Places {
	limits: Limits,
	state: Mutex<State>,
}

/// A place, given back when it is dropped.
#[derive(Debug)]
pub struct Place {
	places: Arc<Places>,
	address: IpAddr,
	slot: u16,
}

impl Place {
	/// A number that no other connection has at the same time.
	pub fn slot(&self) -> u16 {
		self.slot
	}
}

impl Drop for Place {
	fn drop(&mut self) {
		let mut state = self.places.state.lock();
		if let Some(slot) = state.slots.get_mut(usize::from(self.slot)) {
			*slot = false;
		}
		if let Some(count) = state.by_address.get_mut(&self.address) {
			*count -= 1;
			if *count == 0 {
				state.by_address.remove(&self.address);
			}
		}
	}
}

impl Places {
	pub fn new(limits: Limits) -> Arc<Self> {
		// One extranonce of 16 bits per place.
		let count = limits.connections.min(usize::from(u16::MAX));
		let state = State { slots: vec![false; count], ..Default::default() };
		Arc::new(Self { limits, state: Mutex::new(state) })
	}

	/// Takes a place for an address.
	pub fn take(self: &Arc<Self>, address: IpAddr, now: Instant) -> Result<Place, NotTaken> {
		// `::ffff:1.2.3.4` is 1.2.3.4.
		let address = address.to_canonical();
		let mut state = self.state.lock();
		if state.bans.get(&address).is_some_and(|until| *until > now) {
			return Err(NotTaken::Banned);
		}
		let slot = state.slots.iter().position(|used| !used).ok_or(NotTaken::Full)?;
		let count = state.by_address.entry(address).or_default();
		if *count >= self.limits.connections_per_address {
			return Err(NotTaken::FullForAddress);
		}
		*count += 1;
		state.slots[slot] = true;
		// At most `u16::MAX` slots exist.
		Ok(Place { places: self.clone(), address, slot: slot as u16 })
	}

	/// Refuses an address for a while.
	pub fn ban(&self, address: IpAddr, now: Instant) {
		let address = address.to_canonical();
		if address.is_loopback() || self.limits.ban == Duration::ZERO {
			return;
		}
		let mut state = self.state.lock();
		state.bans.retain(|_, until| *until > now);
		if state.bans.len() < MAX_BANS {
			state.bans.insert(address, now + self.limits.ban);
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn places(connections: usize, per_address: usize) -> Arc<Places> {
		Places::new(Limits {
			connections,
			connections_per_address: per_address,
			..Default::default()
		})
	}

	fn ip(text: &str) -> IpAddr {
		text.parse().unwrap()
	}

	/// EX-11.
	#[test]
	fn connections_are_limited_in_total_and_per_address() {
		let places = places(3, 2);
		let now = Instant::now();
		let a = places.take(ip("10.0.0.1"), now).unwrap();
		// The same address in its other form.
		let b = places.take(ip("::ffff:10.0.0.1"), now).unwrap();
		assert_eq!(places.take(ip("10.0.0.1"), now).unwrap_err(), NotTaken::FullForAddress);
		let c = places.take(ip("10.0.0.2"), now).unwrap();
		assert_eq!(places.take(ip("10.0.0.3"), now).unwrap_err(), NotTaken::Full);
		let mut slots = [a.slot(), b.slot(), c.slot()];
		slots.sort();
		assert_eq!(slots, [0, 1, 2]);
		drop(b);
		assert_eq!(places.take(ip("10.0.0.3"), now).unwrap().slot(), 1);
		drop((a, c));
		assert!(places.state.lock().by_address.is_empty());
	}

	/// EX-12.
	#[test]
	fn an_abusive_address_is_refused_for_a_while() {
		let places = places(3, 2);
		let now = Instant::now();
		places.ban(ip("10.0.0.1"), now);
		assert_eq!(places.take(ip("10.0.0.1"), now).unwrap_err(), NotTaken::Banned);
		assert_eq!(places.take(ip("::ffff:10.0.0.1"), now).unwrap_err(), NotTaken::Banned);
		assert!(places.take(ip("10.0.0.2"), now).is_ok());
		assert!(places.take(ip("10.0.0.1"), now + Duration::from_secs(61)).is_ok());
		places.ban(ip("127.0.0.1"), now);
		assert!(places.take(ip("127.0.0.1"), now).is_ok());
	}

	#[test]
	fn the_list_of_refused_addresses_is_bounded() {
		let places = places(3, 2);
		let now = Instant::now();
		for i in 0..10_000u32 {
			places.ban(IpAddr::from(i.to_be_bytes()), now);
		}
		assert!(places.state.lock().bans.len() <= MAX_BANS);
	}

	/// EX-12.
	#[test]
	fn messages_are_limited_to_a_rate_with_a_burst() {
		let now = Instant::now();
		let mut rate = RateLimit::new(20, now);
		assert_eq!((0..1_000).filter(|_| rate.take(now)).count(), 100);
		let later = now + Duration::from_secs(1);
		assert_eq!((0..1_000).filter(|_| rate.take(later)).count(), 20);
	}
}
