// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Work from a tiny dataset, and a scripted miner.

use parking_lot::Mutex;
use sero_consensus::{ShareError, SubmitError, Submitted, Work, WorkSource};
use sero_progpow::{Algorithm, LightCache, PowHash, ProgPowParams};
use sp_core::{H256, U256};
use std::{
	sync::{Arc, OnceLock},
	time::Duration,
};
use tokio::{
	io::{
		AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader, DuplexStream, ReadHalf,
		WriteHalf,
	},
	sync::{watch, Semaphore},
	task::JoinHandle,
	time::timeout,
};

use crate::{
	jobs::Jobs,
	metrics::Metrics,
	session::{Context, Session},
	Ended, StratumConfig,
};

pub const FUNCTION: Algorithm = Algorithm::ProgPow(ProgPowParams::V0_9_2);
/// Difficulty of blocks in the tests.
pub const NETWORK: u64 = 64;
/// Difficulty of shares in the tests.
pub const SHARE: u64 = 4;

fn cache() -> &'static LightCache {
	static CACHE: OnceLock<LightCache> = OnceLock::new();
	CACHE.get_or_init(|| LightCache::tiny(0, 101, 2_054).unwrap())
}

pub fn boundary(difficulty: u64) -> H256 {
	sero_progpow::boundary(&U256::from(difficulty).to_big_endian()).unwrap().into()
}

/// Template `index` on parent number `parent`.
pub fn work(parent: u8, index: u8) -> Work {
	let mut pre_hash = H256::repeat_byte(parent);
	pre_hash.0[31] = index;
	Work {
		parent: H256::repeat_byte(parent),
		pre_hash,
		seed_hash: H256::zero(),
		boundary: boundary(NETWORK),
		difficulty: NETWORK.into(),
		number: u64::from(parent) + 1,
		function: FUNCTION,
	}
}

pub fn hash(work: &Work, nonce: u64) -> PowHash {
	work.function.hash_light(cache(), work.number, &work.pre_hash.0, nonce).unwrap()
}

/// The next nonce from `first` on whose hash lies in a range of difficulties.
pub fn find(work: &Work, first: u64, at_least: u64, below: u64) -> (u64, H256) {
	(first..)
		.map(|nonce| (nonce, hash(work, nonce)))
		.find(|(_, hash)| {
			let result = H256(hash.result);
			result <= boundary(at_least) && result > boundary(below)
		})
		.map(|(nonce, hash)| (nonce, H256(hash.mix)))
		.unwrap()
}

/// Work that the test sets.
pub struct TestSource {
	work: Mutex<Option<Work>>,
	changes: watch::Sender<u64>,
	pub submitted: Mutex<Vec<(H256, u64, H256)>>,
	pub answer: Mutex<Result<H256, SubmitError>>,
	pub hashes: Mutex<u64>,
}

impl TestSource {
	pub fn new(work: Option<Work>) -> Arc<Self> {
		Arc::new(Self {
			work: Mutex::new(work),
			changes: watch::Sender::new(0),
			submitted: Mutex::default(),
			answer: Mutex::new(Ok(H256::repeat_byte(0xbb))),
			hashes: Mutex::default(),
		})
	}

	pub fn set(&self, work: Option<Work>) {
		*self.work.lock() = work;
		self.changes.send_modify(|version| *version += 1);
	}
}

#[async_trait::async_trait]
impl WorkSource for TestSource {
	fn work(&self) -> Option<Work> {
		self.work.lock().clone()
	}

	fn changes(&self) -> watch::Receiver<u64> {
		self.changes.subscribe()
	}

	fn hash(&self, work: &Work, nonce: u64, mix: Option<H256>) -> Result<PowHash, ShareError> {
		*self.hashes.lock() += 1;
		let hash = hash(work, nonce);
		if mix.is_some_and(|mix| mix.0 != hash.mix) {
			return Err(ShareError::WrongMix);
		}
		Ok(hash)
	}

	async fn submit(
		&self,
		pre_hash: H256,
		nonce: u64,
		mix: H256,
	) -> Result<Submitted, SubmitError> {
		self.submitted.lock().push((pre_hash, nonce, mix));
		(*self.answer.lock()).map(Submitted::Sealed)
	}
}

/// Shares of [`SHARE`] hashes, other limits as by default.
pub fn config() -> StratumConfig {
	StratumConfig { difficulty: SHARE, min_difficulty: 1, ..Default::default() }
}

/// A miner that says what the test tells it to.
pub struct Miner<S: AsyncRead + AsyncWrite = DuplexStream> {
	reader: BufReader<ReadHalf<S>>,
	pub writer: WriteHalf<S>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Miner<S> {
	pub fn new(stream: S) -> Self {
		let (reader, writer) = tokio::io::split(stream);
		Self { reader: BufReader::new(reader), writer }
	}

	pub async fn send(&mut self, line: &str) {
		self.writer.write_all(format!("{line}\n").as_bytes()).await.unwrap();
	}

	/// The next line; `None` at the end of the connection.
	pub async fn next(&mut self) -> Option<String> {
		let mut line = String::new();
		let read = timeout(Duration::from_secs(30), self.reader.read_line(&mut line));
		match read.await.expect("an answer in time") {
			Ok(0) | Err(_) => None,
			Ok(_) => Some(line.trim_end().to_string()),
		}
	}

	pub async fn expect(&mut self, line: &str) {
		assert_eq!(self.next().await.as_deref(), Some(line));
	}

	pub async fn ask(&mut self, request: &str, answer: &str) {
		self.send(request).await;
		self.expect(answer).await;
	}
}

/// A server with one connection in memory.
pub struct Server {
	pub source: Arc<TestSource>,
	pub context: Arc<Context>,
	pub session: JoinHandle<Ended>,
	follower: JoinHandle<()>,
}

impl Drop for Server {
	fn drop(&mut self) {
		self.follower.abort();
	}
}

impl Server {
	/// Why the connection ended.
	pub async fn ended(&mut self) -> Ended {
		timeout(Duration::from_secs(30), &mut self.session).await.unwrap().unwrap()
	}
}

/// Connects to a server that has `work`. The connection's extranonce is `0abc`.
pub async fn connect(work: Option<Work>, config: StratumConfig) -> (Server, Miner) {
	let source = TestSource::new(work);
	let context = Arc::new(Context {
		config,
		source: source.clone(),
		jobs: Jobs::new(),
		metrics: Metrics::default(),
		checks: Arc::new(Semaphore::new(2)),
	});
	context.jobs.update(source.work(), &context.metrics);
	let (ours, theirs) = tokio::io::duplex(1 << 16);
	let (reader, writer) = tokio::io::split(ours);
	let session = tokio::spawn(Session::new(context.clone(), writer, 0x0abc).run(reader));
	let following = context.clone();
	let follower = tokio::spawn(async move {
		following.jobs.follow(&*following.source, &following.metrics).await;
	});
	(Server { source, context, session, follower }, Miner::new(theirs))
}
