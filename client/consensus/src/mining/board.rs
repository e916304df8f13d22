// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Where the template task, the worker threads and RPCs meet.

use futures::channel::oneshot;
use parking_lot::{Condvar, Mutex};
use sero_progpow::Algorithm;
use sp_consensus::Proposal;
use sp_core::{H256, U256};
use sp_runtime::traits::Block as BlockT;
use std::{
	collections::VecDeque,
	sync::{
		atomic::{AtomicU64, Ordering},
		Arc,
	},
};
use tokio::sync::{mpsc, watch};

use super::{SubmitError, Submitted, Work};

/// Templates on the present parent that can still be solved.
const RECENT: usize = 8;

/// A template.
pub struct Job<B: BlockT<Hash = H256>> {
	pub parent: H256,
	pub number: u64,
	pub pre_hash: H256,
	pub difficulty: U256,
	pub function: Algorithm,
	/// Taken when the job is solved.
	pub proposal: Mutex<Option<Proposal<B>>>,
}

impl<B: BlockT<Hash = H256>> Job<B> {
	pub fn work(&self) -> Option<Work> {
		Some(Work {
			parent: self.parent,
			pre_hash: self.pre_hash,
			seed_hash: sero_progpow::seed_hash(sero_progpow::epoch(self.number)).ok()?.into(),
			boundary: sero_progpow::boundary(&self.difficulty.to_big_endian())?.into(),
			difficulty: self.difficulty,
			number: self.number,
			function: self.function,
		})
	}
}

/// A nonce that somebody found.
pub struct Solution {
	pub pre_hash: H256,
	pub nonce: u64,
	pub mix: H256,
	pub reply: Option<Reply>,
}

/// Who waits for what becomes of a solution.
pub struct Reply {
	pub sender: oneshot::Sender<Result<Submitted, SubmitError>>,
	/// Whether [`Submitted::Waiting`] is an answer.
	pub early: bool,
}

impl Reply {
	pub fn send(self, result: Result<Submitted, SubmitError>) {
		// The submitter may have gone.
		let _ = self.sender.send(result);
	}
}

struct State<B: BlockT<Hash = H256>> {
	current: Option<Arc<Job<B>>>,
	recent: VecDeque<Arc<Job<B>>>,
	closed: bool,
}

/// Shared state of the miner.
pub struct Board<B: BlockT<Hash = H256>> {
	state: Mutex<State<B>>,
	changed: Condvar,
	/// Grows with every change that workers must notice. They read it after each hash.
	version: AtomicU64,
	/// Tells asynchronous listeners of new versions.
	changes: watch::Sender<u64>,
	hashes: AtomicU64,
	hashrate: AtomicU64,
	solutions: mpsc::UnboundedSender<Solution>,
}

impl<B: BlockT<Hash = H256>> Board<B> {
	pub fn new(solutions: mpsc::UnboundedSender<Solution>) -> Self {
		Self {
			state: Mutex::new(State { current: None, recent: VecDeque::new(), closed: false }),
			changed: Condvar::new(),
			version: AtomicU64::new(0),
			changes: watch::Sender::new(0),
			hashes: AtomicU64::new(0),
			hashrate: AtomicU64::new(0),
			solutions,
		}
	}

	fn change(&self, change: impl FnOnce(&mut State<B>)) {
		let mut state = self.state.lock();
		change(&mut state);
		let version = self.version.fetch_add(1, Ordering::Release).wrapping_add(1);
		self.changed.notify_all();
		self.changes.send_replace(version);
	}

	/// Sets the workers on a job.
	pub fn publish(&self, job: Arc<Job<B>>) {
		self.change(|state| {
			if state.recent.len() >= RECENT {
				state.recent.pop_front();
			}
			state.recent.push_back(job.clone());
			state.current = Some(job);
		});
	}

	/// Nothing to mine: everything known is stale.
	pub fn clear(&self) {
		self.change(|state| {
			state.current = None;
			state.recent.clear();
		});
	}

	/// Stops the workers on a job that is solved; the job stays known.
	pub fn solved(&self, pre_hash: H256) {
		self.change(|state| {
			if state.current.as_ref().is_some_and(|job| job.pre_hash == pre_hash) {
				state.current = None;
			}
		});
	}

	/// Lets workers look around without changing the job.
	pub fn nudge(&self) {
		self.change(|_| ());
	}

	/// Ends the workers.
	pub fn close(&self) {
		self.change(|state| {
			state.current = None;
			state.recent.clear();
			state.closed = true;
		});
	}

	pub fn is_closed(&self) -> bool {
		self.state.lock().closed
	}

	pub fn version(&self) -> u64 {
		self.version.load(Ordering::Acquire)
	}

	/// Changes after every version.
	pub fn changes(&self) -> watch::Receiver<u64> {
		self.changes.subscribe()
	}

	pub fn current(&self) -> Option<Arc<Job<B>>> {
		self.state.lock().current.clone()
	}

	/// A job that can still be solved.
	pub fn find(&self, pre_hash: H256) -> Option<Arc<Job<B>>> {
		self.state.lock().recent.iter().find(|job| job.pre_hash == pre_hash).cloned()
	}

	/// Waits for a job at another version than `seen`; `None` when mining has ended.
	pub fn wait(&self, seen: Option<u64>) -> Option<(u64, Arc<Job<B>>)> {
		let mut state = self.state.lock();
		loop {
			if state.closed {
				return None;
			}
			// The version only changes under the lock.
			let version = self.version();
			match &state.current {
				Some(job) if Some(version) != seen => return Some((version, job.clone())),
				_ => self.changed.wait(&mut state),
			}
		}
	}

	pub fn submit(&self, solution: Solution) {
		// If the task is gone the reply is dropped, which tells the submitter.
		let _ = self.solutions.send(solution);
	}

	pub fn count_hashes(&self, count: u64) {
		self.hashes.fetch_add(count, Ordering::Relaxed);
	}

	pub fn hashes(&self) -> u64 {
		self.hashes.load(Ordering::Relaxed)
	}

	pub fn set_hashrate(&self, hashes_per_second: f64) {
		self.hashrate.store(hashes_per_second.to_bits(), Ordering::Relaxed);
	}

	pub fn hashrate(&self) -> f64 {
		f64::from_bits(self.hashrate.load(Ordering::Relaxed))
	}
}
