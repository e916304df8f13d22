// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! One connection.

use serde_json::Value;
use sero_consensus::{ShareError, SubmitError, WorkSource};
use sp_core::{H256, U256};
use std::{collections::VecDeque, pin::Pin, sync::Arc};
use tokio::{
	io::{AsyncRead, AsyncWrite, AsyncWriteExt},
	sync::{watch, Semaphore},
	time::{interval, sleep_until, timeout, Instant, MissedTickBehavior},
};

use crate::{
	dialect::{Action, Share},
	jobs::{Job, Jobs},
	limits::{RateLimit, ABUSE_LIMIT, GOOD_SHARE},
	message::{Id, Lines, Request},
	metrics::Metrics,
	vardiff::VarDiff,
	Dialect, Ended, Refusal, StratumConfig, LOG_TARGET,
};

/// Jobs whose difficulty a connection remembers.
const ASSIGNED: usize = 16;

/// What all connections share.
pub struct Context {
	pub config: StratumConfig,
	pub source: Arc<dyn WorkSource>,
	pub jobs: Jobs,
	pub metrics: Metrics,
	/// Hashes that are computed at a time to check shares.
	pub checks: Arc<Semaphore>,
}

/// A job that was given to this connection.
#[derive(Clone, Copy, Debug)]
struct Assigned {
	job: u64,
	/// The least that it was given with.
	difficulty: U256,
}

/// The state of one connection.
pub struct Session<W> {
	context: Arc<Context>,
	writer: Pin<Box<W>>,
	extranonce: u16,
	dialect: Option<Dialect>,
	subscribed: bool,
	worker: Option<String>,
	vardiff: VarDiff,
	rate: RateLimit,
	abuse: u32,
	assigned: VecDeque<Assigned>,
	/// Difficulty that the miner was told last.
	told: Option<U256>,
	/// Parent of the last job.
	parent: Option<H256>,
	/// Jobs are pushed: since login, or since the first `eth_getWork`.
	pushing: bool,
	reported_hashrate: u64,
}

impl<W> Drop for Session<W> {
	fn drop(&mut self) {
		self.context.metrics.reported(self.reported_hashrate, 0);
	}
}

impl<W: AsyncWrite> Session<W> {
	pub fn new(context: Arc<Context>, writer: W, extranonce: u16) -> Self {
		let now = Instant::now().into_std();
		let config = &context.config;
		let vardiff =
			VarDiff::new(config.difficulty, config.min_difficulty, config.share_interval, now);
		Self {
			rate: RateLimit::new(config.limits.messages_per_second, now),
			vardiff,
			context,
			writer: Box::pin(writer),
			extranonce,
			dialect: None,
			subscribed: false,
			worker: None,
			abuse: 0,
			assigned: VecDeque::new(),
			told: None,
			parent: None,
			pushing: false,
			reported_hashrate: 0,
		}
	}

	/// Serves the connection until it ends; says why.
	pub async fn run<R: AsyncRead>(mut self, reader: R) -> Ended {
		match self.serve(&mut Lines::new(reader)).await {
			Ok(never) => match never {},
			Err(ended) => {
				let name = self.worker.as_deref().unwrap_or("a miner that has not logged in");
				log::debug!(target: LOG_TARGET, "{name}: {ended}");
				let _ = self.writer.shutdown().await;
				ended
			},
		}
	}

	async fn serve<R: AsyncRead>(
		&mut self,
		lines: &mut Lines<R>,
	) -> Result<std::convert::Infallible, Ended> {
		let limits = self.context.config.limits.clone();
		let mut current = self.context.jobs.subscribe();
		let mut retarget = interval(self.context.config.share_interval.max(limits.write / 100));
		retarget.set_missed_tick_behavior(MissedTickBehavior::Delay);
		let connected = Instant::now();
		let mut last_message = connected;
		loop {
			// EX-13.
			let idle = (last_message + limits.idle, Ended::Idle);
			let login = (connected + limits.login, Ended::LoginTimeout);
			let message = lines.begun.map(|begun| (begun + limits.message, Ended::SlowMessage));
			let login = self.worker.is_none().then_some(login);
			let (deadline, why) = [Some(idle), login, message]
				.into_iter()
				.flatten()
				.min_by_key(|(time, _)| *time)
				.unwrap_or(idle);
			tokio::select! {
				line = lines.next() => {
					let line = line?;
					last_message = Instant::now();
					if !self.rate.take(last_message.into_std()) {
						return Err(Ended::TooFast);
					}
					self.on_line(&line, &mut current).await?;
				},
				changed = current.changed() => {
					changed.map_err(|_| Ended::NodeEnds)?;
					self.push(&mut current).await?;
				},
				_ = retarget.tick() => self.retarget(&mut current).await?,
				() = sleep_until(deadline) => return Err(why),
			}
		}
	}

	async fn on_line(
		&mut self,
		line: &[u8],
		current: &mut watch::Receiver<Option<Arc<Job>>>,
	) -> Result<(), Ended> {
		let request = match Request::parse(line) {
			Ok(request) => request,
			Err(refusal) => return self.refuse(&Id::None, refusal).await,
		};
		let dialect = match self.dialect.or_else(|| Dialect::of(&request)) {
			Some(dialect) => dialect,
			None => {
				// EX-4. The form that all miners read.
				let refusal = Dialect::EthProxy.refuse(&request.id, Refusal::UnknownMethod);
				self.write(&refusal).await?;
				return Err(Ended::UnknownDialect);
			},
		};
		self.dialect = Some(dialect);
		let action = match dialect.read(&request, self.extranonce) {
			Ok(action) => action,
			Err(refusal) => {
				if request.method.ends_with("submit") || request.method.ends_with("submitWork") {
					self.context.metrics.share(Err(refusal));
				}
				return self.refuse(&request.id, refusal).await;
			},
		};
		match self.act(dialect, &request, action, current).await? {
			Ok(result) => self.write(&dialect.answer(&request.id, &result)).await?,
			Err(refusal) => self.refuse(&request.id, refusal).await?,
		}
		// What the answer opens the way for.
		let logged_in = self.pushing && self.parent.is_none();
		if logged_in && dialect != Dialect::EthProxy {
			self.push(current).await?;
		}
		Ok(())
	}

	/// Does what a request asks for. The outer error ends the connection.
	async fn act(
		&mut self,
		dialect: Dialect,
		request: &Request,
		action: Action,
		current: &mut watch::Receiver<Option<Arc<Job>>>,
	) -> Result<Result<Value, Refusal>, Ended> {
		// EX-5.
		let logged_in = self.worker.is_some();
		Ok(match action {
			Action::Subscribe => {
				self.subscribed = true;
				Ok(dialect.subscription(self.extranonce))
			},
			Action::Login if dialect != Dialect::EthProxy && !self.subscribed => {
				Err(Refusal::NotSubscribed)
			},
			Action::Login => {
				let worker = request.worker();
				log::info!(target: LOG_TARGET, "Miner {worker} has logged in ({dialect:?})");
				self.worker = Some(worker);
				self.pushing |= dialect != Dialect::EthProxy;
				Ok(true.into())
			},
			Action::GetWork if !logged_in => Err(Refusal::Unauthorized),
			Action::GetWork => {
				self.pushing = true;
				let job = current.borrow_and_update().clone();
				// EX-14.
				job.ok_or(Refusal::NoWork).map(|job| {
					let (_, target) = self.assign(&job);
					Dialect::eth_work(&job, target)
				})
			},
			Action::Submit(_) if !logged_in => Err(Refusal::Unauthorized),
			Action::Submit(share) => {
				let result = self.submit(share).await;
				self.context.metrics.share(result);
				result.map(|()| true.into())
			},
			Action::Hashrate(rate) => {
				self.context.metrics.reported(self.reported_hashrate, rate);
				self.reported_hashrate = rate;
				Ok(true.into())
			},
			Action::Acknowledge => Ok(true.into()),
		})
	}

	/// Judges a share, cheap to dear.
	async fn submit(&mut self, share: Share) -> Result<(), Refusal> {
		let context = self.context.clone();
		let job = context.jobs.find(share.job)?;
		let assigned = self.assigned.iter().find(|assigned| assigned.job == job.id);
		// A job that this connection was never given.
		let difficulty = assigned.ok_or(Refusal::Stale)?.difficulty;
		let target = boundary(difficulty);
		if let Some(mix) = share.mix {
			// EX-8, by the claimed mix: a microsecond.
			let pre_hash = &job.work.pre_hash.0;
			let result = job.work.function.final_hash(pre_hash, share.nonce, &mix.0);
			if H256(result) > target {
				return Err(Refusal::LowDifficulty);
			}
		}
		job.claim(share.nonce)?;

		let permit = context.checks.clone().acquire_owned().await;
		let permit = permit.map_err(|_| Refusal::Unavailable)?;
		let (source, checked) = (context.source.clone(), job.clone());
		let hash = tokio::task::spawn_blocking(move || {
			let hash = source.hash(&checked.work, share.nonce, share.mix);
			drop(permit);
			hash
		});
		// EX-9.
		let hash = match hash.await {
			Ok(Ok(hash)) => hash,
			Ok(Err(ShareError::WrongMix)) => return Err(Refusal::WrongMix),
			Ok(Err(error)) => {
				log::warn!(target: LOG_TARGET, "{error}");
				return Err(Refusal::Unavailable);
			},
			Err(_) => return Err(Refusal::Unavailable),
		};
		if H256(hash.result) > target {
			return Err(Refusal::LowDifficulty);
		}
		self.vardiff.on_share(u64::try_from(difficulty).unwrap_or(u64::MAX));
		self.abuse = self.abuse.saturating_sub(GOOD_SHARE);

		if H256(hash.result) <= job.work.boundary {
			let (pre_hash, mix) = (job.work.pre_hash, H256(hash.mix));
			match context.source.submit(pre_hash, share.nonce, mix).await {
				Ok(submitted) => {
					context.metrics.block();
					let (number, hash) = (job.work.number, submitted.block());
					let worker = self.worker.as_deref().unwrap_or_default();
					match hash {
						Some(hash) => {
							log::info!(target: LOG_TARGET, "Block {number} found by {worker}: {hash}")
						},
						None => log::info!(
							target: LOG_TARGET,
							"Block {number} found by {worker}; it waits for votes",
						),
					}
				},
				// Somebody was faster, or the node itself; the work was real.
				Err(SubmitError::Stale) => return Err(Refusal::Stale),
				Err(SubmitError::Duplicate) => return Err(Refusal::Duplicate),
				Err(SubmitError::Invalid) => return Err(Refusal::WrongMix),
				Err(
					SubmitError::Refused
					| SubmitError::NotVoted(_)
					| SubmitError::NoVote
					| SubmitError::Ended,
				) => return Err(Refusal::BlockRefused),
			}
		}
		Ok(())
	}

	/// The difficulty and target of a job for this connection.
	fn assign(&mut self, job: &Job) -> (U256, H256) {
		// EX-8: never harder than a block.
		let difficulty = U256::from(self.vardiff.difficulty()).min(job.work.difficulty);
		match self.assigned.iter_mut().find(|assigned| assigned.job == job.id) {
			// Shares found before the miner heard of a higher one count.
			Some(assigned) => assigned.difficulty = assigned.difficulty.min(difficulty),
			None => {
				if self.assigned.len() >= ASSIGNED {
					self.assigned.pop_front();
				}
				self.assigned.push_back(Assigned { job: job.id, difficulty });
			},
		}
		self.parent = Some(job.work.parent);
		(difficulty, boundary(difficulty))
	}

	/// Sends the present job.
	async fn push(&mut self, current: &mut watch::Receiver<Option<Arc<Job>>>) -> Result<(), Ended> {
		let job = current.borrow_and_update().clone();
		let (Some(job), Some(dialect), true) = (job, self.dialect, self.pushing) else {
			return Ok(());
		};
		let clean = self.parent != Some(job.work.parent);
		let (difficulty, target) = self.assign(&job);
		let new_difficulty = self.told != Some(difficulty);
		self.told = Some(difficulty);
		self.write(&dialect.job(&job, difficulty, target, new_difficulty, clean)).await?;
		self.context.metrics.pushed(job.since.elapsed());
		Ok(())
	}

	async fn retarget(
		&mut self,
		current: &mut watch::Receiver<Option<Arc<Job>>>,
	) -> Result<(), Ended> {
		if !self.pushing || self.parent.is_none() {
			return Ok(());
		}
		if let Some(difficulty) = self.vardiff.retarget(Instant::now().into_std()) {
			let name = self.worker.as_deref().unwrap_or_default();
			log::debug!(target: LOG_TARGET, "{name}: {difficulty} hashes per share");
			let told = current.borrow().as_ref().map(|job| job.work.difficulty);
			// Above the network's difficulty nothing changes for the miner.
			if told.map(|network| network.min(difficulty.into())) != self.told {
				self.push(current).await?;
			}
		}
		Ok(())
	}

	/// Refuses a request and counts what it costs (EX-12).
	async fn refuse(&mut self, id: &Id, refusal: Refusal) -> Result<(), Ended> {
		self.context.metrics.refused(refusal);
		self.abuse = self.abuse.saturating_add(refusal.points());
		let dialect = self.dialect.unwrap_or(Dialect::EthProxy);
		self.write(&dialect.refuse(id, refusal)).await?;
		if self.abuse >= ABUSE_LIMIT {
			return Err(Ended::Abuse);
		}
		Ok(())
	}

	async fn write(&mut self, lines: &str) -> Result<(), Ended> {
		let limit = self.context.config.limits.write;
		match timeout(limit, self.writer.write_all(lines.as_bytes())).await {
			Ok(Ok(())) => Ok(()),
			Ok(Err(_)) => Err(Ended::Closed),
			Err(_) => Err(Ended::SlowReader),
		}
	}
}

/// The largest hash that meets a difficulty, which is never 0 here.
fn boundary(difficulty: U256) -> H256 {
	sero_progpow::boundary(&difficulty.to_big_endian()).map_or(H256::zero(), H256)
}

#[cfg(test)]
mod tests;
