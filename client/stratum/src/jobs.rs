// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Jobs: the node's work, numbered, as long as shares for it count.

use parking_lot::Mutex;
use sero_consensus::{Work, WorkSource};
use sp_core::H256;
use std::{
	collections::{HashSet, VecDeque},
	sync::{
		atomic::{AtomicU64, Ordering},
		Arc,
	},
	time::{Duration, Instant},
};
use tokio::sync::watch;

use crate::{metrics::Metrics, Refusal};

/// Jobs on the present parent that shares may be for. The node itself keeps eight templates.
const RECENT: usize = 8;
/// Shares of one job that are remembered to tell repetitions. 200 in a second, for minutes.
const MAX_SHARES: usize = 65_536;
/// Time for which shares still count although the node has no work: a new template takes less, a
/// node that fell behind more.
const GRACE: Duration = Duration::from_secs(5);

/// One template.
#[derive(Debug)]
pub struct Job {
	/// Its number.
	pub id: u64,
	/// The work.
	pub work: Work,
	/// When the node had it.
	pub since: Instant,
	nonces: Mutex<HashSet<u64>>,
}

impl Job {
	/// The number in the form that miners see.
	pub fn name(&self) -> String {
		format!("{:08x}", self.id)
	}

	/// Remembers a nonce (EX-7).
	pub fn claim(&self, nonce: u64) -> Result<(), Refusal> {
		let mut nonces = self.nonces.lock();
		if nonces.contains(&nonce) {
			return Err(Refusal::Duplicate);
		}
		if nonces.len() >= MAX_SHARES {
			return Err(Refusal::TooManyShares);
		}
		nonces.insert(nonce);
		Ok(())
	}
}

/// How a share names its job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobRef {
	/// By number.
	Id(u64),
	/// By what is hashed.
	PreHash(H256),
}

#[derive(Debug, Default)]
struct Recent {
	jobs: VecDeque<Arc<Job>>,
	/// Since when the node has no work.
	without: Option<Instant>,
}

/// The jobs of all connections.
pub struct Jobs {
	recent: Mutex<Recent>,
	current: watch::Sender<Option<Arc<Job>>>,
	next: AtomicU64,
}

impl Jobs {
	pub fn new() -> Self {
		let current = watch::Sender::new(None);
		Self { recent: Mutex::default(), current, next: AtomicU64::new(1) }
	}

	/// Follows the node's work; ends with it.
	pub async fn follow(&self, source: &dyn WorkSource, metrics: &Metrics) {
		let mut changes = source.changes();
		loop {
			changes.mark_unchanged();
			self.update(source.work(), metrics);
			if changes.changed().await.is_err() {
				self.update(None, metrics);
				return;
			}
		}
	}

	/// The node's work is this now.
	pub fn update(&self, work: Option<Work>, metrics: &Metrics) {
		let now = Instant::now();
		let mut recent = self.recent.lock();
		let Some(work) = work else {
			recent.without.get_or_insert(now);
			self.current.send_if_modified(|current| current.take().is_some());
			return;
		};
		recent.without = None;
		if self.current.borrow().as_ref().is_some_and(|job| job.work == work) {
			return;
		}
		let known = recent.jobs.iter().find(|job| job.work == work).cloned();
		let job = known.unwrap_or_else(|| {
			let id = self.next.fetch_add(1, Ordering::Relaxed);
			metrics.job();
			Arc::new(Job { id, work, since: now, nonces: Mutex::default() })
		});
		// EX-6.
		recent.jobs.retain(|other| other.work.parent == job.work.parent && other.id != job.id);
		if recent.jobs.len() >= RECENT {
			recent.jobs.pop_front();
		}
		recent.jobs.push_back(job.clone());
		self.current.send_replace(Some(job));
	}

	/// The present job, and word of the next one.
	pub fn subscribe(&self) -> watch::Receiver<Option<Arc<Job>>> {
		self.current.subscribe()
	}

	/// A job that shares may be for (EX-6).
	pub fn find(&self, wanted: JobRef) -> Result<Arc<Job>, Refusal> {
		let recent = self.recent.lock();
		if recent.without.is_some_and(|since| since.elapsed() > GRACE) {
			return Err(Refusal::Stale);
		}
		let fits = |job: &&Arc<Job>| match wanted {
			JobRef::Id(id) => job.id == id,
			JobRef::PreHash(hash) => job.work.pre_hash == hash,
		};
		recent.jobs.iter().find(fits).cloned().ok_or(Refusal::Stale)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::test_util::work;

	#[test]
	fn jobs_on_the_present_parent_stay_and_are_bounded() {
		let jobs = Jobs::new();
		let metrics = Metrics::default();
		for i in 0..20 {
			jobs.update(Some(work(1, i)), &metrics);
			assert!(jobs.recent.lock().jobs.len() <= RECENT);
		}
		let find = |parent, i| jobs.find(JobRef::PreHash(work(parent, i).pre_hash));
		assert_eq!(find(1, 11).unwrap_err(), Refusal::Stale);
		assert_eq!(find(1, 12).unwrap().id, 13);
		assert_eq!(jobs.find(JobRef::Id(20)).unwrap().work, work(1, 19));
		assert_eq!(jobs.find(JobRef::Id(21)).unwrap_err(), Refusal::Stale);
		jobs.update(Some(work(2, 0)), &metrics);
		assert_eq!(find(1, 19).unwrap_err(), Refusal::Stale);
		assert_eq!(jobs.recent.lock().jobs.len(), 1);
	}

	#[test]
	fn the_same_work_is_the_same_job() {
		let jobs = Jobs::new();
		let metrics = Metrics::default();
		let mut current = jobs.subscribe();
		jobs.update(Some(work(1, 0)), &metrics);
		let id = current.borrow_and_update().as_ref().unwrap().id;
		jobs.update(Some(work(1, 0)), &metrics);
		assert!(!current.has_changed().unwrap());
		// The node pauses and goes on.
		jobs.update(None, &metrics);
		assert!(current.borrow_and_update().is_none());
		jobs.update(Some(work(1, 0)), &metrics);
		assert_eq!(current.borrow_and_update().as_ref().unwrap().id, id);
	}

	/// EX-14.
	#[test]
	fn shares_do_not_count_while_the_node_has_no_work() {
		let jobs = Jobs::new();
		let metrics = Metrics::default();
		jobs.update(Some(work(1, 0)), &metrics);
		jobs.update(None, &metrics);
		assert!(jobs.find(JobRef::Id(1)).is_ok());
		jobs.recent.lock().without = Instant::now().checked_sub(GRACE * 2);
		assert_eq!(jobs.find(JobRef::Id(1)).unwrap_err(), Refusal::Stale);
	}

	/// EX-7.
	#[test]
	fn a_nonce_counts_once_and_memory_is_bounded() {
		let jobs = Jobs::new();
		jobs.update(Some(work(1, 0)), &Metrics::default());
		let job = jobs.find(JobRef::Id(1)).unwrap();
		for nonce in 0..MAX_SHARES as u64 {
			job.claim(nonce).unwrap();
		}
		assert_eq!(job.claim(7), Err(Refusal::Duplicate));
		assert_eq!(job.claim(u64::MAX), Err(Refusal::TooManyShares));
		assert_eq!(job.nonces.lock().len(), MAX_SHARES);
	}
}
