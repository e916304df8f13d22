// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The task that connects the state machine to network, chain and keys.

use codec::DecodeAll;
use futures::{channel::oneshot, FutureExt, StreamExt};
use sc_client_api::BlockchainEvents;
use sc_network::{
	config::{FullNetworkConfiguration, NonReservedPeerMode, SetConfig},
	request_responses::{IncomingRequest, OutgoingResponse},
	service::traits::NotificationService,
	NetworkBackend, NetworkRequest, NotificationMetrics, PeerId, ProtocolName, ReputationChange,
};
use sc_network_gossip::{GossipEngine, Network, Syncing};
use sero_consensus_primitives::Vote;
use sp_blockchain::HeaderBackend;
use sp_consensus::SyncOracle;
use sp_core::H256;
use sp_runtime::traits::{Block as BlockT, Header as HeaderT};
use std::{
	fmt,
	sync::Arc,
	time::{Duration, Instant},
};
use substrate_prometheus_endpoint::Registry;
use tokio::sync::{mpsc, Semaphore};

use super::{
	bodies::{self, Bodies},
	executor::Execute,
	handle::{topic, MinerEvent, Shared, VotingHandle, VotingValidator},
	message::MAX_MESSAGE_SIZE,
	metrics::VotingMetrics,
	oracle::ChainOracle,
	state::{Config, Counters, Effect, Execution, Misbehavior, Tip},
	Candidate, CandidateId, VotingState,
};
use crate::{algorithm::number_of, keys::VoteKeys, ProgPowAlgorithm, LOG_TARGET};

/// Bodies that are fetched for others at a time.
const MAX_FETCHES: usize = 8;

/// The task looks around at least this often.
const LOOK_AROUND: Duration = Duration::from_secs(1);

fn reputation(why: Misbehavior) -> ReputationChange {
	match why {
		Misbehavior::Malformed => ReputationChange::new(-(1 << 12), "votes: malformed message"),
		Misbehavior::BadCandidate => ReputationChange::new(-(1 << 29), "votes: false candidate"),
		Misbehavior::BadVote => ReputationChange::new(-(1 << 14), "votes: wrong vote"),
		Misbehavior::Flood => ReputationChange::new(-(1 << 8), "votes: too many messages"),
	}
}

/// The protocols of voting, registered with the network before it starts.
pub struct VotingProtocols {
	gossip: ProtocolName,
	notifications: Box<dyn NotificationService>,
	bodies: ProtocolName,
	requests: async_channel::Receiver<IncomingRequest>,
}

impl fmt::Debug for VotingProtocols {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.debug_struct("VotingProtocols").field("gossip", &self.gossip).finish_non_exhaustive()
	}
}

impl VotingProtocols {
	/// Registers `/<genesis hash>/sero/votes/1` and `/<genesis hash>/sero/candidate/1`.
	pub fn register<B, N>(
		genesis_hash: H256,
		config: &mut FullNetworkConfiguration<B, H256, N>,
		metrics: NotificationMetrics,
	) -> Self
	where
		B: BlockT<Hash = H256>,
		N: NetworkBackend<B, H256>,
	{
		let gossip: ProtocolName = format!("/{}/sero/votes/1", hex::encode(genesis_hash)).into();
		let (notification_config, notifications) = N::notification_config(
			gossip.clone(),
			Vec::new(),
			MAX_MESSAGE_SIZE as u64,
			None,
			// The gossip engine connects to the peers of the block synchronization.
			SetConfig {
				in_peers: 0,
				out_peers: 0,
				reserved_nodes: Vec::new(),
				non_reserved_mode: NonReservedPeerMode::Deny,
			},
			metrics,
			config.peer_store_handle(),
		);
		config.add_notification_protocol(notification_config);
		let bodies = bodies::protocol_name(&genesis_hash);
		let (sender, requests) = async_channel::bounded(bodies::REQUEST_QUEUE);
		config.add_request_response_protocol(N::request_response_config(
			bodies.clone(),
			Vec::new(),
			bodies::MAX_REQUEST_SIZE,
			bodies::MAX_BODY_SIZE,
			bodies::REQUEST_TIMEOUT,
			Some(sender),
		));
		Self { gossip, notifications, bodies, requests }
	}
}

/// What voting needs.
pub struct StartVoting<B: BlockT<Hash = H256>, C, N, S> {
	/// The client, for import notifications.
	pub client: Arc<C>,
	/// The algorithm, shared with the import queue.
	pub algorithm: ProgPowAlgorithm<B>,
	/// The network.
	pub network: N,
	/// The sync service.
	pub sync: S,
	/// The registered protocols.
	pub protocols: VotingProtocols,
	/// The keys to vote with; without, the node relays only.
	pub keys: Option<Arc<VoteKeys>>,
	/// Executes candidates: a [`super::ClientExecutor`].
	pub executor: Arc<dyn Execute<B>>,
	/// For metrics.
	pub registry: Option<Registry>,
}

impl<B: BlockT<Hash = H256>, C, N, S> fmt::Debug for StartVoting<B, C, N, S> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.debug_struct("StartVoting").field("keys", &self.keys).finish_non_exhaustive()
	}
}

/// Starts to relay candidates and votes, and to vote.
///
/// The future must be polled on a Tokio runtime as long as the node runs, on a thread that may block
/// (it checks proofs of work): spawn it as an essential blocking task. The handle is for the miner.
pub fn start_voting<B, C, N, S>(
	params: StartVoting<B, C, N, S>,
) -> (VotingHandle<B>, impl std::future::Future<Output = ()> + Send)
where
	B: BlockT<Hash = H256>,
	C: BlockchainEvents<B> + HeaderBackend<B> + Send + Sync + 'static,
	N: Network<B> + NetworkRequest + Send + Sync + Clone + 'static,
	S: Syncing<B> + SyncOracle + Send + Sync + Clone + 'static,
{
	let StartVoting { client, algorithm, network, sync, protocols, keys, executor, registry } =
		params;
	let info = client.info();
	let parent = match client.header(info.best_hash) {
		Ok(Some(header)) => *header.parent_hash(),
		_ => H256::zero(),
	};
	let tip = Tip { hash: info.best_hash, number: number_of_best::<B>(info.best_number), parent };
	let state = VotingState::new(Config::new(info.genesis_hash), tip);
	let oracle = ChainOracle::new(algorithm, keys);
	let handle = VotingHandle::new(state, oracle, Instant::now());
	let engine = GossipEngine::new(
		network.clone(),
		sync.clone(),
		protocols.notifications,
		protocols.gossip,
		Arc::new(VotingValidator(handle.clone())),
		registry.as_ref(),
	);
	let (sender, executions) = mpsc::unbounded_channel();
	let task = Task {
		shared: handle.shared.clone(),
		genesis_hash: info.genesis_hash,
		engine,
		network,
		sync,
		bodies: protocols.bodies,
		executor,
		// One at a time: the state machine bounds how many wait.
		execution: Arc::new(Semaphore::new(1)),
		fetches: Arc::new(Semaphore::new(MAX_FETCHES)),
		sender,
		metrics: VotingMetrics::new(registry.as_ref()),
		counters: Counters::default(),
	};
	// Subscribed now, so that no import is missed.
	let imports = client.every_import_notification_stream();
	(handle, task.run(imports, executions, protocols.requests))
}

fn number_of_best<B: BlockT>(number: <B::Header as HeaderT>::Number) -> u64 {
	sp_runtime::traits::UniqueSaturatedInto::unique_saturated_into(number)
}

struct Task<B: BlockT<Hash = H256>, N, S> {
	shared: Arc<Shared<B>>,
	genesis_hash: H256,
	engine: GossipEngine<B>,
	network: N,
	sync: S,
	bodies: ProtocolName,
	executor: Arc<dyn Execute<B>>,
	execution: Arc<Semaphore>,
	fetches: Arc<Semaphore>,
	sender: mpsc::UnboundedSender<(CandidateId, Execution)>,
	metrics: VotingMetrics,
	counters: Counters,
}

impl<B, N, S> Task<B, N, S>
where
	B: BlockT<Hash = H256>,
	N: Network<B> + NetworkRequest + Send + Sync + Clone + 'static,
	S: SyncOracle,
{
	async fn run(
		mut self,
		mut imports: sc_client_api::ImportNotifications<B>,
		mut executions: mpsc::UnboundedReceiver<(CandidateId, Execution)>,
		requests: async_channel::Receiver<IncomingRequest>,
	) {
		let mut requests = std::pin::pin!(requests);
		loop {
			self.perform();
			let now = self.shared.now();
			let deadline = self.shared.state.lock().next_deadline(now);
			let sleep = deadline.map_or(LOOK_AROUND, |time| time.saturating_sub(now));
			let shared = self.shared.clone();
			tokio::select! {
				_ = &mut self.engine => {
					log::debug!(target: LOG_TARGET, "The network has ended, and voting with it");
					break;
				},
				_ = shared.wake.notified() => (),
				import = imports.next() => match import {
					Some(block) => self.on_import(block.hash, block.header.clone(), block.is_new_best),
					None => break,
				},
				execution = executions.recv() => if let Some((id, execution)) = execution {
					shared.state.lock().executed(id, execution, &shared.oracle);
				},
				request = requests.next() => if let Some(request) = request {
					self.on_request(request);
				},
				_ = tokio::time::sleep(sleep.min(LOOK_AROUND)) => {
					shared.state.lock().tick(shared.now());
				},
			}
		}
	}

	/// Does what the state machine wants.
	fn perform(&mut self) {
		loop {
			let effect = self.shared.state.lock().next_effect();
			match effect {
				Some(effect) => self.perform_one(effect),
				None => break,
			}
		}
		let (counters, open) = {
			let state = self.shared.state.lock();
			(state.counters(), state.open_candidates())
		};
		if counters.late > self.counters.late {
			self.shared.tell_miner(MinerEvent::LateVotes);
		}
		self.metrics.update(&self.counters, &counters);
		self.metrics.open(open);
		self.counters = counters;
	}

	fn perform_one(&mut self, effect: Effect<PeerId, B::Header>) {
		match effect {
			Effect::Gossip(message) => {
				self.engine.gossip_message(topic(), message.to_bytes(), false)
			},
			Effect::Execute { candidate, sources } => self.execute(candidate, sources),
			Effect::Sign { id, parent, seed, tickets } => {
				let Some(keys) = self.shared.oracle.keys() else { return };
				let votes: Vec<Vote> = tickets
					.iter()
					.filter_map(|ticket| {
						let mut vote = Vote {
							pre_hash: id.pre_hash,
							parent_hash: parent,
							share: ticket.share,
							ticket_index: ticket.ticket_index,
							signature: [0; 64],
						};
						let message = vote.message(&self.genesis_hash, &seed);
						vote.signature = keys.sign(&ticket.vote_address, &message)?;
						Some(vote)
					})
					.collect();
				let (count, now) = (votes.len(), self.shared.now());
				let mut state = self.shared.state.lock();
				let number = state.candidate(&id).map(|(c, _)| number_of(&c.header));
				state.signed(now, id, votes);
				let number = number.unwrap_or(state.tip().number);
				log::debug!(target: LOG_TARGET, "Voted for block {number} with {count} ticket(s)");
			},
			Effect::Seal { id, seal } => {
				if let Some(time) = seal.quorum_after {
					self.metrics.quorum(time);
				}
				self.shared.tell_miner(MinerEvent::Seal(id, seal));
			},
			Effect::MineOn { id } => self.shared.tell_miner(MinerEvent::MineOn(id)),
			Effect::Abandon { id, reason } => {
				self.shared.tell_miner(MinerEvent::Abandon(id, reason))
			},
			Effect::Forget { id } => self.shared.bodies.remove(&id.pre_hash),
			Effect::Report { peer, why } => {
				log::debug!(target: LOG_TARGET, "{peer}: {why:?}");
				self.engine.report(peer, reputation(why));
			},
		}
	}

	fn on_import(&mut self, hash: H256, header: B::Header, is_best: bool) {
		if let (true, Some(keys)) = (is_best, self.shared.oracle.keys()) {
			keys.refresh();
		}
		self.shared.on_import(hash, header, is_best, !self.sync.is_major_syncing());
	}

	/// Fetches and executes a candidate in the background.
	fn execute(&self, candidate: Candidate<B::Header>, sources: Vec<PeerId>) {
		let (network, protocol) = (self.network.clone(), self.bodies.clone());
		let (shared, executor) = (self.shared.clone(), self.executor.clone());
		let (execution, sender) = (self.execution.clone(), self.sender.clone());
		tokio::spawn(async move {
			let id = candidate.id();
			let kept = shared.bodies.get(&id.pre_hash);
			let body =
				match kept.and_then(|bytes| bodies::decode_body::<B>(&candidate.header, &bytes)) {
					Some(body) => Some(body),
					None => bodies::fetch::<B>(&network, &protocol, &candidate, &sources)
						.await
						.map(|(body, bytes)| {
							shared.bodies.insert(id.pre_hash, bytes);
							body
						}),
				};
			let result = match body {
				None => Execution::Unavailable,
				Some(body) => {
					let _one = execution.acquire().await;
					let block = B::new(candidate.header, body);
					let executing = tokio::task::spawn_blocking(move || {
						futures::executor::block_on(executor.execute(block))
					});
					executing.await.unwrap_or(Execution::Unavailable)
				},
			};
			// The task may have ended.
			let _ = sender.send((id, result));
		});
	}

	/// Serves a body.
	fn on_request(&self, request: IncomingRequest) {
		let IncomingRequest { peer, payload, pending_response } = request;
		let refuse = |response: oneshot::Sender<OutgoingResponse>, change| {
			let reputation_changes = Vec::from_iter(change);
			answer(response, Err(()), reputation_changes);
		};
		let Ok(id) = CandidateId::decode_all(&mut &payload[..]) else {
			return refuse(pending_response, Some(reputation(Misbehavior::Malformed)));
		};
		let is_peer = self.shared.peers.lock().contains(&peer);
		if !is_peer || !self.shared.bodies.may_serve(peer, id) {
			return refuse(pending_response, None);
		}
		if let Some(body) = self.shared.bodies.get(&id.pre_hash) {
			return answer(pending_response, Ok(body.to_vec()), Vec::new());
		}
		let known = {
			let state = self.shared.state.lock();
			state
				.candidate(&id)
				.map(|(candidate, sources)| (candidate.clone(), sources.first().copied()))
		};
		let (Some((candidate, Some(source))), Ok(permit)) =
			(known, self.fetches.clone().try_acquire_owned())
		else {
			return refuse(pending_response, None);
		};
		if source == peer {
			return refuse(pending_response, None);
		}
		let (network, protocol) = (self.network.clone(), self.bodies.clone());
		let shared = self.shared.clone();
		tokio::spawn(
			async move {
				let _permit = permit;
				match bodies::fetch::<B>(&network, &protocol, &candidate, &[source]).await {
					Some((_, bytes)) => {
						keep(&shared.bodies, id, &bytes);
						answer(pending_response, Ok(bytes), Vec::new());
					},
					None => refuse(pending_response, None),
				}
			}
			.boxed(),
		);
	}
}

fn keep(bodies: &Bodies, id: CandidateId, bytes: &[u8]) {
	bodies.insert(id.pre_hash, bytes.to_vec());
}

fn answer(
	response: oneshot::Sender<OutgoingResponse>,
	result: Result<Vec<u8>, ()>,
	reputation_changes: Vec<ReputationChange>,
) {
	// The peer may have gone.
	let _ = response.send(OutgoingResponse { result, reputation_changes, sent_feedback: None });
}
