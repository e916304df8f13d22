// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Rate limits per peer, and messages that wait for what they depend on.

use std::{
	collections::{BTreeMap, VecDeque},
	time::Duration,
};

use super::Time;

/// VT-27: what a peer may spend at once …
const CAPACITY: u64 = 256_000;
/// … and what it earns in a millisecond, in thousandths.
const REFILL_PER_MS: u64 = 32;
/// Price of a candidate: its proof is checked.
pub const CANDIDATE_COST: u64 = 8_000;
/// Price of a vote: its signature is checked.
pub const VOTE_COST: u64 = 1_000;
/// Most peers that are kept account of; the network has far fewer.
const MAX_PEERS: usize = 1_024;

/// How long a message waits for what it depends on.
pub const HOLD_TIME: Duration = Duration::from_secs(10);

/// A peer's account.
#[derive(Debug)]
struct Account {
	balance: u64,
	updated: Time,
}

/// The accounts of all peers.
#[derive(Debug)]
pub struct Accounts<P> {
	accounts: BTreeMap<P, Account>,
}

impl<P> Default for Accounts<P> {
	fn default() -> Self {
		Self { accounts: BTreeMap::new() }
	}
}

impl<P: Ord + Clone> Accounts<P> {
	/// Takes `cost` from a peer's account; false if it cannot pay.
	pub fn charge(&mut self, now: Time, peer: &P, cost: u64) -> bool {
		if !self.accounts.contains_key(peer) {
			if self.accounts.len() >= MAX_PEERS {
				return false;
			}
			self.accounts.insert(peer.clone(), Account { balance: CAPACITY, updated: now });
		}
		let Some(account) = self.accounts.get_mut(peer) else { return false };
		let elapsed = now.saturating_sub(account.updated).as_millis();
		let earned =
			u64::try_from(elapsed).unwrap_or(u64::MAX).saturating_mul(REFILL_PER_MS).min(CAPACITY);
		account.balance = account.balance.saturating_add(earned).min(CAPACITY);
		account.updated = account.updated.max(now);
		match account.balance.checked_sub(cost) {
			Some(balance) => {
				account.balance = balance;
				true
			},
			None => false,
		}
	}

	/// Forgets a peer.
	pub fn remove(&mut self, peer: &P) {
		self.accounts.remove(peer);
	}
}

/// Messages that wait, oldest first.
#[derive(Debug)]
pub struct Held<P, M> {
	queue: VecDeque<(Time, P, M)>,
	per_peer: usize,
	total: usize,
}

impl<P: Eq + Clone, M> Held<P, M> {
	/// An empty queue.
	pub fn new(per_peer: usize, total: usize) -> Self {
		Self { queue: VecDeque::new(), per_peer, total }
	}

	/// Keeps a message; false if the peer's share of the queue is used up. The oldest message of
	/// the others gives way to it.
	pub fn push(&mut self, now: Time, peer: P, message: M) -> bool {
		self.expire(now);
		if self.queue.iter().filter(|(_, other, _)| *other == peer).count() >= self.per_peer {
			return false;
		}
		if self.queue.len() >= self.total {
			self.queue.pop_front();
		}
		self.queue.push_back((now, peer, message));
		true
	}

	/// Takes out what `wanted` picks.
	pub fn take(&mut self, wanted: impl Fn(&M) -> bool) -> Vec<(P, M)> {
		let (taken, kept) = std::mem::take(&mut self.queue)
			.into_iter()
			.partition(|(_, _, message)| wanted(message));
		self.queue = kept;
		let taken: VecDeque<(Time, P, M)> = taken;
		taken.into_iter().map(|(_, peer, message)| (peer, message)).collect()
	}

	/// Drops what has waited too long.
	pub fn expire(&mut self, now: Time) {
		while self.queue.front().is_some_and(|(since, ..)| *since + HOLD_TIME <= now) {
			self.queue.pop_front();
		}
	}

	/// Drops a peer's messages.
	pub fn remove_peer(&mut self, peer: &P) {
		self.queue.retain(|(_, other, _)| other != peer);
	}

	#[cfg(test)]
	pub fn len(&self) -> usize {
		self.queue.len()
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	/// VT-27.
	#[test]
	fn a_peer_that_sends_too_much_is_stopped_and_recovers() {
		let mut accounts = Accounts::default();
		let now = Duration::from_secs(5);
		for _ in 0..CAPACITY / CANDIDATE_COST {
			assert!(accounts.charge(now, &1, CANDIDATE_COST));
		}
		assert!(!accounts.charge(now, &1, VOTE_COST));
		// Others are not affected, and time that runs backwards earns nothing.
		assert!(accounts.charge(now, &2, CANDIDATE_COST));
		assert!(!accounts.charge(Duration::ZERO, &1, VOTE_COST));
		let later = now + Duration::from_secs(1);
		assert!(accounts.charge(later, &1, REFILL_PER_MS * 1_000));
		assert!(!accounts.charge(later, &1, VOTE_COST));
		// Savings are limited.
		let much_later = now + Duration::from_secs(100_000);
		assert!(accounts.charge(much_later, &1, CAPACITY));
		assert!(!accounts.charge(much_later, &1, 1));
	}

	#[test]
	fn accounts_are_bounded() {
		let mut accounts = Accounts::default();
		for peer in 0..MAX_PEERS {
			assert!(accounts.charge(Time::ZERO, &peer, 1));
		}
		assert!(!accounts.charge(Time::ZERO, &MAX_PEERS, 1));
		accounts.remove(&0);
		assert!(accounts.charge(Time::ZERO, &MAX_PEERS, 1));
	}

	/// VT-26.
	#[test]
	fn waiting_messages_are_bounded_and_expire() {
		let mut held = Held::new(2, 5);
		for peer in 0..10 {
			assert!(held.push(Time::ZERO, peer, peer * 10));
			assert!(held.push(Time::ZERO, peer, peer * 10 + 1));
			assert!(!held.push(Time::ZERO, peer, peer * 10 + 2));
			assert!(held.len() <= 5);
		}
		assert_eq!(held.take(|message| message % 2 == 0), [(8, 80), (9, 90)]);
		held.remove_peer(&9);
		assert_eq!(held.len(), 2);
		held.expire(HOLD_TIME);
		assert_eq!(held.len(), 0);
	}
}
