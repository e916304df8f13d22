// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The task that makes templates and imports solved ones.

use futures::{Stream, StreamExt};
use parking_lot::Mutex;
use sc_consensus::{BlockImportParams, ImportResult, StateAction, StorageChanges};
use sero_consensus_primitives::{ConsensusLog, Seal};
use sp_consensus::{BlockOrigin, Environment, Proposal, ProposeArgs, Proposer, SyncOracle};
use sp_core::H256;
use sp_inherents::{CreateInherentDataProviders, InherentDataProvider};
use sp_runtime::{
	generic::Digest,
	traits::{Block as BlockT, Header as HeaderT},
};
use std::{
	collections::BTreeMap,
	pin::pin,
	sync::Arc,
	time::{Duration, Instant},
};
use tokio::{
	sync::mpsc,
	time::{interval, MissedTickBehavior},
};

use super::{
	board::{Board, Job, Reply, Solution},
	StartMining, SubmitError, Submitted,
};
use crate::{
	algorithm::{function_at, Claim},
	voting::{state::SealVotes, Candidate, CandidateId, MinerEvent},
	Error, LOG_TARGET,
};

/// How often the task looks around even if nothing happens.
const TICK: Duration = Duration::from_millis(500);
/// Weight of the newest measurement in the average hash rate.
const HASHRATE_WEIGHT: f64 = 0.2;

/// The template that is being mined.
struct Template {
	parent: H256,
	built: Instant,
	/// Replace it at the next opportunity.
	spent: bool,
}

/// A found block that waits for votes.
struct Waiting<B: BlockT> {
	parent: H256,
	number: u64,
	seal: Seal,
	proposal: Proposal<B>,
	reply: Option<Reply>,
	/// Mining goes on in the meantime.
	released: bool,
}

pub struct Task<B: BlockT<Hash = H256>, C, E, SO, P> {
	params: StartMining<B, C, E, SO, P>,
	board: Arc<Board<B>>,
	solutions: mpsc::UnboundedReceiver<Solution>,
	template: Option<Template>,
	/// Transactions came in since the template was built.
	dirty: bool,
	/// No new attempt before this time.
	retry: Option<Instant>,
	measured: (Instant, u64),
	waiting: BTreeMap<CandidateId, Waiting<B>>,
	events: Option<mpsc::UnboundedReceiver<MinerEvent>>,
}

impl<B: BlockT<Hash = H256>, C, E, SO, P> Drop for Task<B, C, E, SO, P> {
	fn drop(&mut self) {
		self.board.close();
	}
}

impl<B, C, E, SO, P> Task<B, C, E, SO, P>
where
	B: BlockT<Hash = H256>,
	C: Send + Sync + 'static,
	E: Environment<B> + Send + 'static,
	SO: SyncOracle + Send + 'static,
	P: CreateInherentDataProviders<B, ()> + Send + 'static,
{
	pub fn new(
		params: StartMining<B, C, E, SO, P>,
		board: Arc<Board<B>>,
		solutions: mpsc::UnboundedReceiver<Solution>,
	) -> Self {
		let events = params.voting.as_ref().map(|voting| voting.miner_events());
		Self {
			params,
			board,
			solutions,
			template: None,
			dirty: false,
			retry: None,
			measured: (Instant::now(), 0),
			waiting: BTreeMap::new(),
			events,
		}
	}

	/// Runs until the client or the solutions' senders are gone.
	pub async fn run<N>(mut self, imports: impl Stream<Item = N> + Send) {
		let mut imports = pin!(imports);
		let mut tick = interval(TICK);
		tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
		let mut has_transactions = true;
		loop {
			self.refresh().await;
			tokio::select! {
				biased;
				solution = self.solutions.recv() => match solution {
					Some(solution) => self.on_solution(solution).await,
					None => break,
				},
				event = next_event(&mut self.events) => self.on_event(event).await,
				import = imports.next() => if import.is_none() {
					break;
				},
				_ = tick.tick() => self.measure(),
				transaction = self.params.transactions.next(), if has_transactions => {
					has_transactions = transaction.is_some();
					self.dirty |= has_transactions;
				},
			}
		}
	}

	/// Makes a new template if it is time to.
	async fn refresh(&mut self) {
		let oracle = &self.params.sync_oracle;
		if !self.params.config.force && (oracle.is_major_syncing() || oracle.is_offline()) {
			if self.template.take().is_some() {
				log::info!(target: LOG_TARGET, "Mining pauses: syncing or no peers");
				self.board.clear();
			}
			return;
		}
		let best = self.params.algorithm.chain().best_hash();
		if let Some(template) = &self.template {
			if template.parent == best && self.pauses(best) {
				return;
			}
			if template.parent != best {
				// Abandon stale work before the time is spent to build on the new block.
				self.board.clear();
				self.retry = None;
			} else {
				let config = &self.params.config;
				let age = template.built.elapsed();
				let due = template.spent
					|| age >= config.template_age
					|| (self.dirty && age >= config.transaction_delay);
				if !due {
					return;
				}
			}
		}
		if self.retry.is_some_and(|time| Instant::now() < time) {
			return;
		}
		self.dirty = false;
		match self.build(best).await {
			Ok(job) => {
				self.retry = None;
				self.template =
					Some(Template { parent: best, built: Instant::now(), spent: false });
				self.params.algorithm.metrics().template();
				self.board.publish(Arc::new(job));
			},
			Err(error) => {
				log::warn!(target: LOG_TARGET, "No block template on {best}: {error}");
				self.retry = Some(Instant::now() + TICK);
			},
		}
	}

	/// Builds a block on `parent`.
	async fn build(&mut self, parent: H256) -> Result<Job<B>, String> {
		let text = |error: &dyn std::fmt::Display| error.to_string();
		let algorithm = &self.params.algorithm;
		let header = algorithm
			.chain()
			.header(parent)
			.and_then(|header| header.ok_or(Error::UnknownParent(parent)))
			.map_err(|error| text(&error))?;
		let rules = algorithm
			.child_rules(parent)
			.and_then(|rules| rules.ok_or(Error::MissingState(parent)))
			.map_err(|error| text(&error))?;
		let inherent_data = self
			.params
			.create_inherent_data_providers
			.create_inherent_data_providers(parent, ())
			.await
			.map_err(|error| text(&error))?
			.create_inherent_data()
			.await
			.map_err(|error| text(&error))?;
		let author = (self.params.author)(parent).await?;
		let proposer = self.params.env.init(&header).await.map_err(|error| text(&error))?;
		let args = ProposeArgs {
			inherent_data,
			inherent_digests: Digest { logs: vec![author.to_digest_item()] },
			max_duration: self.params.config.build_time,
			..Default::default()
		};
		let proposal = proposer.propose(args).await.map_err(|error| text(&error))?;

		let header = proposal.block.header();
		let log = ConsensusLog::find(header.digest()).map_err(|error| text(&error))?;
		if log.difficulty != rules.difficulty {
			return Err(format!(
				"the runtime wrote difficulty {}, but demands {}",
				log.difficulty, rules.difficulty
			));
		}
		let number = crate::algorithm::number_of(header);
		Ok(Job {
			parent,
			number,
			pre_hash: header.hash(),
			difficulty: log.difficulty,
			function: function_at(&rules.params, number).map_err(|error| text(&error))?,
			proposal: Mutex::new(Some(proposal)),
		})
	}

	/// Whether mining pauses for the votes for a block on `parent`.
	fn pauses(&self, parent: H256) -> bool {
		self.waiting.values().any(|waiting| !waiting.released && waiting.parent == parent)
	}

	/// Lets the workers go on with a new template.
	fn mine_on(&mut self) {
		if let (Some(template), None) = (&mut self.template, self.board.current()) {
			template.spent = true;
		}
	}

	/// A solution is answered when its block is imported or given up.
	async fn on_solution(&mut self, solution: Solution) {
		let Solution { pre_hash, nonce, mix, reply } = solution;
		let checked = self.check(pre_hash, nonce, mix);
		let metrics = self.params.algorithm.metrics();
		metrics.solution(checked.as_ref().map(|_| ()).map_err(|error| *error));
		let error = match checked {
			Ok((id, waiting)) => {
				metrics.found();
				self.on_found(id, Waiting { reply, ..waiting }).await;
				return;
			},
			Err(error) => error,
		};
		log::debug!(target: LOG_TARGET, "Solution {nonce:#x} for {pre_hash}: {error}");
		if !self.pauses(self.params.algorithm.chain().best_hash()) {
			// The CPU workers may have left the job.
			self.mine_on();
		}
		if let Some(reply) = reply {
			reply.send(Err(error));
		}
	}

	/// Checks a solution and takes the block that it solves.
	fn check(
		&self,
		pre_hash: H256,
		nonce: u64,
		mix: H256,
	) -> Result<(CandidateId, Waiting<B>), SubmitError> {
		let algorithm = &self.params.algorithm;
		let job = self.board.find(pre_hash).ok_or(SubmitError::Stale)?;
		if job.parent != algorithm.chain().best_hash() {
			return Err(SubmitError::Stale);
		}
		let seal = Seal::new(nonce, mix);
		let log = ConsensusLog { difficulty: job.difficulty, ..Default::default() };
		let claim = Claim { number: job.number, pre_hash, log };
		algorithm.check_work(job.function, &claim, &seal).map_err(|_| SubmitError::Invalid)?;
		let proposal = job.proposal.lock().take().ok_or(SubmitError::Duplicate)?;
		let waiting = Waiting {
			parent: job.parent,
			number: job.number,
			seal,
			proposal,
			reply: None,
			released: false,
		};
		Ok((CandidateId { pre_hash, nonce }, waiting))
	}

	/// A block was found: asks for votes, or imports it if nobody is to be asked.
	async fn on_found(&mut self, id: CandidateId, waiting: Waiting<B>) {
		let Some(voting) = self.params.voting.clone() else {
			self.import(waiting).await;
			return;
		};
		// Also external miners have nothing to do until the votes are there.
		self.board.solved(id.pre_hash);
		let seed = waiting.seal.lottery_seed();
		match self.params.algorithm.election(waiting.parent, seed) {
			Ok(election) => {
				let block = &waiting.proposal.block;
				let candidate = Candidate {
					header: block.header().clone(),
					nonce: waiting.seal.nonce,
					mix: waiting.seal.mix,
				};
				voting.propose(candidate, election, block.extrinsics());
				self.waiting.insert(id, waiting);
			},
			Err(error) => {
				log::warn!(target: LOG_TARGET, "Block {} cannot be voted for: {error}", waiting.number);
				self.retry = Some(Instant::now() + TICK);
				self.give_up(waiting.reply, SubmitError::NoVote);
			},
		}
	}

	/// What the vote came to.
	async fn on_event(&mut self, event: MinerEvent) {
		match event {
			MinerEvent::Seal(id, votes) => {
				let Some(mut waiting) = self.waiting.remove(&id) else { return };
				let SealVotes { votes, drawn, waited, .. } = votes;
				if drawn > 0 {
					log::info!(
						target: LOG_TARGET,
						"Block {} found: {} of {drawn} votes after {} ms",
						waiting.number,
						votes.len(),
						waited.as_millis(),
					);
				}
				waiting.seal.votes = votes;
				if !self.import(waiting).await {
					if let Some(voting) = &self.params.voting {
						voting.seal_failed(id);
					}
				}
			},
			MinerEvent::MineOn(id) => {
				let Some(waiting) = self.waiting.get_mut(&id) else { return };
				log::info!(
					target: LOG_TARGET,
					"Block {} found, but its votes are not there yet: mining goes on",
					waiting.number,
				);
				waiting.released = true;
				if let Some(reply) = waiting.reply.take_if(|reply| reply.early) {
					reply.send(Ok(Submitted::Waiting));
				}
				self.mine_on();
			},
			MinerEvent::Abandon(id, reason) => {
				let Some(waiting) = self.waiting.remove(&id) else { return };
				log::info!(target: LOG_TARGET, "Block {} given up: {reason}", waiting.number);
				self.give_up(waiting.reply, SubmitError::NotVoted(reason));
			},
			// They belong into the next template.
			MinerEvent::LateVotes => self.dirty = true,
		}
	}

	/// Answers a submitter, and lets the workers go on.
	fn finish(&mut self, reply: Option<Reply>, result: Result<Submitted, SubmitError>) {
		self.mine_on();
		if let Some(reply) = reply {
			reply.send(result);
		}
	}

	/// A found block is not made.
	fn give_up(&mut self, reply: Option<Reply>, why: SubmitError) {
		self.params.algorithm.metrics().abandoned(why);
		self.finish(reply, Err(why));
	}

	/// Imports a sealed block; returns whether that succeeded.
	async fn import(&mut self, waiting: Waiting<B>) -> bool {
		let Waiting { number, seal, proposal, reply, .. } = waiting;
		let (header, body) = proposal.block.deconstruct();
		let mut block = BlockImportParams::new(BlockOrigin::Own, header);
		block.post_digests.push(seal.to_digest_item());
		block.body = Some(body);
		block.state_action =
			StateAction::ApplyChanges(StorageChanges::Changes(proposal.storage_changes));
		let hash = block.post_hash();
		block.post_hash = Some(hash);
		let refused: String = match self.params.block_import.import_block(block).await {
			Ok(ImportResult::Imported(_)) => {
				self.params.algorithm.metrics().mined();
				log::info!(target: LOG_TARGET, "Mined block {number}: {hash}");
				self.finish(reply, Ok(Submitted::Sealed(hash)));
				return true;
			},
			Ok(other) => format!("{other:?}"),
			Err(error) => error.to_string(),
		};
		log::warn!(target: LOG_TARGET, "Mined block {hash} was refused: {refused}");
		// Do not spin on blocks that the import refuses.
		self.retry = Some(Instant::now() + TICK);
		self.give_up(reply, SubmitError::Refused);
		false
	}

	/// Updates the hash rate, and how many blocks wait.
	fn measure(&mut self) {
		let (time, hashes) = (Instant::now(), self.board.hashes());
		let seconds = time.duration_since(self.measured.0).as_secs_f64();
		if seconds < TICK.as_secs_f64() / 2.0 {
			return;
		}
		let newest = hashes.saturating_sub(self.measured.1) as f64 / seconds;
		let rate = self.board.hashrate() * (1.0 - HASHRATE_WEIGHT) + newest * HASHRATE_WEIGHT;
		self.measured = (time, hashes);
		self.board.set_hashrate(rate);
		let metrics = self.params.algorithm.metrics();
		metrics.hashrate(rate);
		metrics.waiting(self.waiting.len());
	}
}

/// The next event; never, without voting.
async fn next_event(events: &mut Option<mpsc::UnboundedReceiver<MinerEvent>>) -> MinerEvent {
	if let Some(events) = events {
		if let Some(event) = events.recv().await {
			return event;
		}
	}
	futures::future::pending().await
}
