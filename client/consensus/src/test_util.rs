// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! A chain in memory, blocks with real (small) work and an import that records.

use parking_lot::Mutex;
use sc_consensus::{
	BlockCheckParams, BlockImport, BlockImportParams, ForkChoiceStrategy, ImportResult,
};
use sero_consensus_primitives::{ConsensusLog, PowFunction, PowParams, PowPhase, PreDigest, Seal};
use sero_progpow::{Algorithm, LightCache, ProgPowParams};
use sp_core::{H256, U256};
use sp_runtime::{
	generic::{self, Digest},
	traits::{BlakeTwo256, Header as HeaderT},
	OpaqueExtrinsic,
};
use std::{
	collections::HashMap,
	sync::{
		atomic::{AtomicBool, AtomicUsize, Ordering},
		Arc, OnceLock,
	},
};

use crate::{
	block_import::CheckInherents, caches::LightCaches, metrics::Metrics, ChainAccess, ChildRules,
	Error, ProgPowAlgorithm,
};

pub type Header = generic::Header<u32, BlakeTwo256>;
pub type Block = generic::Block<Header, OpaqueExtrinsic>;

/// The function of all test blocks.
pub const FUNCTION: Algorithm = Algorithm::ProgPow(ProgPowParams::V0_9_2);

/// The cache of epoch 0, built once.
pub fn light_cache() -> Arc<LightCache> {
	static CACHE: OnceLock<Arc<LightCache>> = OnceLock::new();
	CACHE.get_or_init(|| Arc::new(LightCache::new(0).unwrap())).clone()
}

/// Imported headers.
#[derive(Debug)]
pub struct TestChain {
	pub headers: Mutex<HashMap<H256, Header>>,
	pub best: Mutex<H256>,
	pub difficulty: Mutex<U256>,
	pub params: Mutex<PowParams>,
	pub has_state: AtomicBool,
}

impl TestChain {
	pub fn insert(&self, header: &Header) -> H256 {
		self.headers.lock().insert(header.hash(), header.clone());
		header.hash()
	}
}

impl ChainAccess<Block> for Arc<TestChain> {
	fn header(&self, hash: H256) -> Result<Option<Header>, Error> {
		Ok(self.headers.lock().get(&hash).cloned())
	}

	fn best_hash(&self) -> H256 {
		*self.best.lock()
	}

	fn stateful_block(&self) -> H256 {
		let headers = self.headers.lock();
		headers.values().find(|header| header.number == 0).map(Header::hash).unwrap()
	}

	fn child_rules(&self, parent: H256) -> Result<Option<ChildRules>, Error> {
		if !self.has_state.load(Ordering::SeqCst) && parent != self.stateful_block() {
			return Ok(None);
		}
		let difficulty = *self.difficulty.lock();
		let params = self.params.lock().clone();
		Ok(Some(ChildRules { difficulty, params }))
	}
}

/// Everything a test needs.
pub struct Setup {
	pub chain: Arc<TestChain>,
	pub algorithm: ProgPowAlgorithm<Block>,
	/// Light caches built.
	pub built: Arc<AtomicUsize>,
	pub genesis: Header,
}

/// A chain with genesis only, which demands difficulty 2.
pub fn setup() -> Setup {
	let genesis =
		Header::new(0, H256::repeat_byte(1), H256::repeat_byte(2), H256::zero(), Digest::default());
	let chain = Arc::new(TestChain {
		headers: Default::default(),
		best: Mutex::new(genesis.hash()),
		difficulty: Mutex::new(2.into()),
		params: Mutex::new(PowParams::prog_pow(&ProgPowParams::V0_9_2)),
		has_state: AtomicBool::new(true),
	});
	chain.insert(&genesis);
	let built = Arc::new(AtomicUsize::new(0));
	let counter = built.clone();
	let caches = LightCaches::with_builder(move |epoch| {
		counter.fetch_add(1, Ordering::SeqCst);
		assert_eq!(epoch, 0, "a cache of another epoch was asked for");
		Ok((*light_cache()).clone())
	});
	let algorithm =
		ProgPowAlgorithm::from_parts(Box::new(chain.clone()), Arc::new(caches), Metrics::default());
	Setup { chain, algorithm, built, genesis }
}

/// An unsealed header on `parent` with a correct log; `salt` makes it unique.
pub fn child(parent: &Header, difficulty: u64, salt: u8) -> Header {
	let log = if parent.number == 0 {
		ConsensusLog::default()
	} else {
		ConsensusLog::find(parent.digest()).unwrap()
	};
	let digest = Digest {
		logs: vec![
			PreDigest::new([salt; 96]).to_digest_item(),
			log.child(difficulty.into()).to_digest_item(),
		],
	};
	Header::new(
		parent.number + 1,
		H256::repeat_byte(salt),
		H256::repeat_byte(3),
		parent.hash(),
		digest,
	)
}

/// Replaces the difficulty log.
pub fn with_log(mut header: Header, log: ConsensusLog) -> Header {
	header.digest_mut().logs[1] = log.to_digest_item();
	header
}

/// The log of a header.
pub fn log_of(header: &Header) -> ConsensusLog {
	ConsensusLog::find(header.digest()).unwrap()
}

/// Finds a seal that meets the difficulty in the header. Works for numbers of epoch 0.
pub fn mine(header: &Header) -> Seal {
	mine_with(FUNCTION, header)
}

/// Ethash, and from block 3 on ProgPoW with another number of parents.
pub fn switching() -> PowParams {
	let mut params = PowParams::single(PowFunction::Ethash);
	let function = PowFunction::ProgPow((&ProgPowParams::V0_9_4).into());
	params.phases.try_push(PowPhase { first_block: 3, function }).unwrap();
	params
}

/// As [`mine`], with any function.
pub fn mine_with(function: Algorithm, header: &Header) -> Seal {
	let difficulty = log_of(header).difficulty.to_big_endian();
	let cache = light_cache();
	let dag = cache.dag(function.dataset_parents()).unwrap();
	let hasher = function.hasher(dag, header.number.into()).unwrap();
	(0..)
		.find_map(|nonce| {
			let hash = hasher.hash(&header.hash().0, nonce);
			sero_progpow::meets_difficulty(&hash.result, &difficulty)
				.then(|| Seal::new(nonce, hash.mix.into()))
		})
		.unwrap()
}

/// The header with its seal.
pub fn sealed(mut header: Header, seal: &Seal) -> Header {
	header.digest_mut().push(seal.to_digest_item());
	header
}

/// Import that adds blocks to the chain and keeps a record.
#[derive(Clone)]
pub struct RecordingImport {
	pub chain: Arc<TestChain>,
	pub imported: Arc<Mutex<Vec<(H256, Option<ForkChoiceStrategy>)>>>,
}

impl RecordingImport {
	pub fn new(chain: &Arc<TestChain>) -> Self {
		Self { chain: chain.clone(), imported: Default::default() }
	}
}

#[async_trait::async_trait]
impl BlockImport<Block> for RecordingImport {
	type Error = sp_consensus::Error;

	async fn check_block(&self, _: BlockCheckParams<Block>) -> Result<ImportResult, Self::Error> {
		Ok(ImportResult::imported(false))
	}

	async fn import_block(
		&self,
		block: BlockImportParams<Block>,
	) -> Result<ImportResult, Self::Error> {
		let hash = self.chain.insert(&block.post_header());
		assert_eq!(hash, block.post_hash());
		let best = block.fork_choice == Some(ForkChoiceStrategy::Custom(true));
		if best {
			*self.chain.best.lock() = hash;
		}
		self.imported.lock().push((hash, block.fork_choice));
		Ok(ImportResult::imported(best))
	}
}

/// Inherents that are counted, and refused on demand.
#[derive(Default)]
pub struct CountingInherents {
	pub checked: AtomicUsize,
	pub refuse: AtomicBool,
}

#[async_trait::async_trait]
impl CheckInherents<Block> for CountingInherents {
	async fn check(&self, _: Block, _: H256) -> Result<(), Error> {
		self.checked.fetch_add(1, Ordering::SeqCst);
		if self.refuse.load(Ordering::SeqCst) {
			return Err(Error::Inherents("test".into()));
		}
		Ok(())
	}

	fn has_state(&self, _: H256) -> Result<bool, Error> {
		Ok(true)
	}
}
