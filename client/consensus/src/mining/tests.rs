// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

mod switch;

use super::*;
use crate::{
	test_util::*,
	voting::{
		state::{Config, Effect, Tip},
		ChainOracle, MinerEvent, VotingState,
	},
	PowBlockImport,
};
use futures::{future, stream, StreamExt};
use sc_client_api::{FinalityNotifications, ImportNotifications, StorageEventStream, StorageKey};
use sc_consensus::BoxBlockImport;
use sc_utils::mpsc::tracing_unbounded;
use sero_consensus_primitives::{ConsensusLog, PreDigest};
use sp_consensus::{Proposal, ProposeArgs, Proposer};
use sp_runtime::traits::Header as HeaderT;
use std::{
	sync::atomic::{AtomicBool, AtomicU8, Ordering},
	time::Instant,
};

/// No notifications: the task looks around by itself.
#[derive(Default)]
struct Events {
	senders: parking_lot::Mutex<Vec<Box<dyn std::any::Any + Send>>>,
}

impl BlockchainEvents<Block> for Events {
	fn import_notification_stream(&self) -> ImportNotifications<Block> {
		let (sender, receiver) = tracing_unbounded("test", 10);
		self.senders.lock().push(Box::new(sender));
		receiver
	}

	fn every_import_notification_stream(&self) -> ImportNotifications<Block> {
		self.import_notification_stream()
	}

	fn finality_notification_stream(&self) -> FinalityNotifications<Block> {
		tracing_unbounded("test", 10).1
	}

	fn storage_changes_notification_stream(
		&self,
		_: Option<&[StorageKey]>,
		_: Option<&[(StorageKey, Option<Vec<StorageKey>>)]>,
	) -> sp_blockchain::Result<StorageEventStream<H256>> {
		Err(sp_blockchain::Error::Backend("none".into()))
	}
}

/// Builds empty blocks as the runtime would.
struct TestProposer {
	chain: Arc<TestChain>,
	parent: Header,
}

impl Proposer<Block> for TestProposer {
	type Error = sp_blockchain::Error;
	type Proposal = future::Ready<Result<Proposal<Block>, Self::Error>>;

	fn propose(self, args: ProposeArgs<Block>) -> Self::Proposal {
		let log = match self.parent.number {
			0 => ConsensusLog::default(),
			_ => log_of(&self.parent),
		};
		let mut digest = args.inherent_digests;
		digest.push(log.child(*self.chain.difficulty.lock()).to_digest_item());
		let header = Header::new(
			self.parent.number + 1,
			H256::repeat_byte(1),
			H256::repeat_byte(2),
			self.parent.hash(),
			digest,
		);
		let block = Block { header, extrinsics: vec![] };
		future::ready(Ok(Proposal { block, storage_changes: Default::default() }))
	}
}

struct TestEnvironment(Arc<TestChain>);

impl Environment<Block> for TestEnvironment {
	type Proposer = TestProposer;
	type CreateProposer = future::Ready<Result<TestProposer, Self::Error>>;
	type Error = sp_blockchain::Error;

	fn init(&mut self, parent: &Header) -> Self::CreateProposer {
		future::ready(Ok(TestProposer { chain: self.0.clone(), parent: parent.clone() }))
	}
}

#[derive(Clone, Default)]
struct Oracle(Arc<AtomicBool>);

impl SyncOracle for Oracle {
	fn is_major_syncing(&self) -> bool {
		self.0.load(Ordering::SeqCst)
	}

	fn is_offline(&self) -> bool {
		false
	}
}

struct Miner {
	setup: Setup,
	recording: RecordingImport,
	syncing: Oracle,
	handle: MiningHandle<Block>,
	task: tokio::task::JoinHandle<()>,
}

fn start(difficulty: U256, config: MiningConfig, transactions: BoxStream<'static, ()>) -> Miner {
	start_with(setup(), None, difficulty, config, transactions)
}

fn start_with(
	setup: Setup,
	voting: Option<VotingHandle<Block>>,
	difficulty: U256,
	config: MiningConfig,
	transactions: BoxStream<'static, ()>,
) -> Miner {
	*setup.chain.difficulty.lock() = difficulty;
	let recording = RecordingImport::new(&setup.chain);
	let import = PowBlockImport::from_parts(
		recording.clone(),
		setup.algorithm.clone(),
		Arc::new(CountingInherents::default()),
	);
	let block_import: BoxBlockImport<Block> = Box::new(import);
	let syncing = Oracle::default();
	syncing.0.store(config.force, Ordering::SeqCst);
	let salt = AtomicU8::new(0);
	let (handle, task) = start_mining(StartMining {
		block_import,
		client: Arc::new(Events::default()),
		algorithm: setup.algorithm.clone(),
		env: TestEnvironment(setup.chain.clone()),
		sync_oracle: syncing.clone(),
		author: Arc::new(move |_| {
			let author = PreDigest::new([salt.fetch_add(1, Ordering::SeqCst); 96]);
			Box::pin(future::ready(Ok(author)))
		}),
		create_inherent_data_providers: |_, ()| async { Ok(()) },
		transactions,
		voting,
		config,
	});
	let task = tokio::spawn(task);
	Miner { setup, recording, syncing, handle, task }
}

async fn until(what: &str, condition: impl Fn() -> bool) {
	let start = Instant::now();
	while !condition() {
		assert!(start.elapsed().as_secs() < 60, "timeout: {what}");
		tokio::time::sleep(Duration::from_millis(10)).await;
	}
}

/// Templates only.
fn external() -> MiningConfig {
	MiningConfig { threads: 0, ..Default::default() }
}

fn solve(work: &Work) -> (u64, H256) {
	let cache = light_cache();
	let hasher = work
		.function
		.hasher(cache.dag(work.function.dataset_parents()).unwrap(), work.number)
		.unwrap();
	(0..)
		.find_map(|nonce| {
			let hash = hasher.hash(&work.pre_hash.0, nonce);
			(H256(hash.result) <= work.boundary).then(|| (nonce, hash.mix.into()))
		})
		.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cpu_miner_extends_the_chain_with_fresh_addresses() {
	let config = MiningConfig { threads: 2, ..Default::default() };
	let miner = start(2.into(), config, stream::pending().boxed());
	until("blocks", || miner.recording.imported.lock().len() >= 4).await;
	let headers = miner.setup.chain.headers.lock().clone();
	let mut authors = std::collections::BTreeSet::new();
	for header in headers.values().filter(|header| header.number > 0) {
		assert!(authors.insert(PreDigest::find(header.digest()).unwrap().author));
	}
	let best = headers[&*miner.setup.chain.best.lock()].clone();
	assert_eq!(log_of(&best).cumulative_work, (2 * u64::from(best.number)).into());
	until("hash rate", || miner.handle.hashrate() > 0.0).await;
	miner.task.abort();
	let _ = miner.task.await;
	until("end of the workers", || miner.handle.board.is_closed()).await;
	assert_eq!(miner.handle.submit(H256::zero(), 0, H256::zero()).await, Err(SubmitError::Ended));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_mined_while_syncing() {
	let miner = start(2.into(), external(), stream::pending().boxed());
	until("work", || miner.handle.work().is_some()).await;
	miner.syncing.0.store(true, Ordering::SeqCst);
	until("pause", || miner.handle.work().is_none()).await;
	miner.syncing.0.store(false, Ordering::SeqCst);
	until("resumption", || miner.handle.work().is_some()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_development_chain_mines_always() {
	let config = MiningConfig { force: true, ..external() };
	let miner = start(2.into(), config, stream::pending().boxed());
	assert!(miner.syncing.is_major_syncing());
	until("work", || miner.handle.work().is_some()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stale_work_is_abandoned() {
	let miner = start(2.into(), external(), stream::pending().boxed());
	until("work", || miner.handle.work().is_some()).await;
	let stale = miner.handle.work().unwrap();
	let (nonce, mix) = solve(&stale);

	// Somebody else's block becomes the best.
	let other = child(&miner.setup.genesis, 2, 99);
	let other = sealed(other.clone(), &mine(&other));
	*miner.setup.chain.best.lock() = miner.setup.chain.insert(&other);
	let result = miner.handle.submit(stale.pre_hash, nonce, mix).await;
	assert_eq!(result, Err(SubmitError::Stale));
	until("work on the new block", || miner.handle.work().is_some_and(|work| work.number == 2))
		.await;
	assert!(miner.handle.board.find(stale.pre_hash).is_none());
	assert!(miner.recording.imported.lock().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn workers_leave_stale_work() {
	// Nobody finds this.
	let config = MiningConfig { dataset_threshold: None, ..Default::default() };
	let miner = start(U256::MAX, config, stream::pending().boxed());
	until("hashes", || miner.handle.board.hashes() > 2).await;
	let version = miner.handle.board.version();
	let other = child(&miner.setup.genesis, 2, 99);
	*miner.setup.chain.difficulty.lock() = 1.into();
	*miner.setup.chain.best.lock() = miner.setup.chain.insert(&other);
	until("a block on the new parent", || !miner.recording.imported.lock().is_empty()).await;
	assert!(miner.handle.board.version() > version);
	let headers = miner.setup.chain.headers.lock();
	let (hash, _) = miner.recording.imported.lock()[0];
	assert_eq!(headers[&hash].parent_hash, other.hash());
}

#[tokio::test(flavor = "multi_thread")]
async fn external_solutions_are_checked_and_imported_once() {
	let miner = start(3.into(), external(), stream::pending().boxed());
	until("work", || miner.handle.work().is_some()).await;
	let work = miner.handle.work().unwrap();
	assert_eq!((work.number, work.difficulty), (1, 3.into()));
	assert_eq!(work.seed_hash, H256::zero());
	let (nonce, mix) = solve(&work);
	let submit = |pre_hash, nonce, mix| miner.handle.submit(pre_hash, nonce, mix);
	assert_eq!(submit(work.pre_hash, nonce, H256::zero()).await, Err(SubmitError::Invalid));
	assert_eq!(submit(H256::zero(), nonce, mix).await, Err(SubmitError::Stale));
	let hash = submit(work.pre_hash, nonce, mix).await.unwrap();
	assert_eq!(*miner.setup.chain.best.lock(), hash);
	assert_eq!(submit(work.pre_hash, nonce, mix).await, Err(SubmitError::Stale));
	assert_eq!(miner.recording.imported.lock().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn transactions_lead_to_a_new_template_and_the_old_one_stays_solvable() {
	let (sender, transactions) = futures::channel::mpsc::unbounded();
	let config = MiningConfig {
		transaction_delay: Duration::from_millis(50),
		template_age: Duration::from_secs(3_600),
		..external()
	};
	let miner = start(2.into(), config, transactions.boxed());
	until("work", || miner.handle.work().is_some()).await;
	let first = miner.handle.work().unwrap();
	tokio::time::sleep(Duration::from_millis(100)).await;
	assert_eq!(miner.handle.work(), Some(first.clone()));
	sender.unbounded_send(()).unwrap();
	until("new template", || {
		miner.handle.work().is_some_and(|work| work.pre_hash != first.pre_hash)
	})
	.await;
	let (nonce, mix) = solve(&first);
	assert!(miner.handle.submit(first.pre_hash, nonce, mix).await.is_ok());
}

#[test]
fn the_full_dataset_is_optional() {
	assert_eq!(MiningConfig::default().dataset_threshold, Some(DATASET_THRESHOLD.into()));
}

/// A miner on a chain that demands two votes.
fn start_voting_miner(quorum_wait: Duration) -> (Miner, VotingHandle<Block>) {
	let setup = setup();
	*setup.chain.draw.lock() = draw();
	*setup.chain.votes_required.lock() = 2;
	let genesis = &setup.genesis;
	let config = Config { quorum_wait, ..Config::new(genesis.hash()) };
	let tip = Tip { hash: genesis.hash(), number: 0, parent: genesis.parent_hash };
	let oracle = ChainOracle::new(setup.algorithm.clone(), None);
	let handle = VotingHandle::new(VotingState::new(config, tip), oracle, Instant::now());
	let miner =
		start_with(setup, Some(handle.clone()), 2.into(), external(), stream::pending().boxed());
	(miner, handle)
}

/// What the voting task does, with votes for every candidate from some tickets.
fn vote_for_all(handle: &VotingHandle<Block>, genesis: &Header, tickets: &[u8]) {
	let shared = &handle.shared;
	shared.state.lock().tick(shared.now());
	loop {
		let effect = shared.state.lock().next_effect();
		match effect {
			Some(Effect::Gossip(crate::voting::Message::Candidate(candidate))) => {
				let votes = tickets
					.iter()
					.map(|index| vote(genesis, &candidate.header, &candidate.seal(), *index))
					.collect();
				shared.state.lock().signed(shared.now(), candidate.id(), votes);
			},
			Some(Effect::Seal { id, seal }) => shared.tell_miner(MinerEvent::Seal(id, seal)),
			Some(Effect::MineOn { id }) => shared.tell_miner(MinerEvent::MineOn(id)),
			Some(Effect::Abandon { id, reason }) => {
				shared.tell_miner(MinerEvent::Abandon(id, reason))
			},
			Some(_) => (),
			None => break,
		}
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_is_imported_with_its_votes() {
	let (miner, voting) = start_voting_miner(Duration::from_secs(3));
	until("work", || miner.handle.work().is_some()).await;
	let work = miner.handle.work().unwrap();
	let (nonce, mix) = solve(&work);
	let submitting = {
		let handle = miner.handle.clone();
		tokio::spawn(async move { handle.submit(work.pre_hash, nonce, mix).await })
	};
	// Mining pauses.
	until("the vote", || miner.handle.work().is_none()).await;
	assert!(miner.recording.imported.lock().is_empty());
	let genesis = miner.setup.genesis.clone();
	until("the seal", || {
		vote_for_all(&voting, &genesis, &[0, 2]);
		!miner.recording.imported.lock().is_empty()
	})
	.await;
	let hash = submitting.await.unwrap().unwrap();
	let header = miner.setup.chain.headers.lock()[&hash].clone();
	let seal =
		sero_consensus_primitives::Seal::from_digest_item(header.digest.logs.last().unwrap());
	let votes: Vec<u8> = seal.unwrap().votes.iter().map(|vote| vote.ticket_index).collect();
	assert_eq!(votes, [0, 2]);
	// And it goes on.
	until("work", || miner.handle.work().is_some_and(|work| work.number == 2)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_votes_mining_goes_on_and_the_submitter_is_told() {
	let (miner, voting) = start_voting_miner(Duration::from_millis(200));
	until("work", || miner.handle.work().is_some()).await;
	let work = miner.handle.work().unwrap();
	let (nonce, mix) = solve(&work);
	let submit = |early| {
		let (handle, pre_hash) = (miner.handle.clone(), work.pre_hash);
		tokio::spawn(async move {
			match early {
				true => handle.submit_work(pre_hash, nonce, mix).await,
				false => handle.submit(pre_hash, nonce, mix).await.map(Submitted::Sealed),
			}
		})
	};
	let genesis = miner.setup.genesis.clone();
	let early = submit(true);
	until("other work on the same parent", || {
		vote_for_all(&voting, &genesis, &[1]);
		miner.handle.work().is_some_and(|other| other.pre_hash != work.pre_hash)
	})
	.await;
	assert_eq!(early.await.unwrap(), Ok(Submitted::Waiting));
	assert_eq!(submit(false).await.unwrap(), Err(SubmitError::Duplicate));
	// A second block on the same parent; then somebody else's block becomes the best.
	let work = miner.handle.work().unwrap();
	let (nonce, mix) = solve(&work);
	let patient = {
		let (handle, pre_hash) = (miner.handle.clone(), work.pre_hash);
		tokio::spawn(async move { handle.submit(pre_hash, nonce, mix).await })
	};
	until("the second vote", || voting.shared.state.lock().counters().asked == 6).await;
	let other = child(&genesis, 2, 99);
	let other = sealed(other.clone(), &mine(&other));
	*miner.setup.chain.best.lock() = miner.setup.chain.insert(&other);
	voting.shared.on_import(other.hash(), other.clone(), true, true);
	vote_for_all(&voting, &genesis, &[]);
	assert_eq!(patient.await.unwrap(), Err(SubmitError::NotVoted(Abandoned::Stale)));
	assert!(miner.recording.imported.lock().is_empty());
}
