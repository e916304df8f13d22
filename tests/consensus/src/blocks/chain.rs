// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! A chain in memory behind the real verifier and import.

use codec::Decode;
use futures::executor::block_on;
use parking_lot::Mutex;
use sc_consensus::{
	BlockCheckParams, BlockImport, BlockImportParams, ForkChoiceStrategy, ImportResult, Verifier,
};
use sero_consensus::{
	ChainAccess, CheckInherents, ChildRules, Error, PowBlockImport, PowVerifier, ProgPowAlgorithm,
};
use sero_consensus_primitives::{
	inherents::{InherentError, ParentSealProvider, INHERENT_IDENTIFIER},
	Draw, Seal,
};
use sp_consensus::BlockOrigin;
use sp_core::H256;
use sp_inherents::{InherentData, InherentDataProvider};
use sp_runtime::traits::{Block as _, Dispatchable, Header as _};
use std::{collections::BTreeMap, fmt, sync::Arc};

use crate::{
	blocks::{draft::Draft, pow},
	crypto::Voter,
	preset::Preset,
	runtime::{check_inherents, Block, Executive, Extrinsic, Header, RuntimeOrigin},
	state::{Rules, State},
};

/// Voters whose keys the tests have.
pub const VOTERS: u32 = 12;

/// An imported block.
#[derive(Clone, Debug)]
pub struct Stored {
	/// Header with seal.
	pub header: Header,
	/// State after it.
	pub state: State,
	/// What that says about children.
	pub rules: Rules,
}

#[derive(Clone, Debug)]
struct Data {
	blocks: BTreeMap<H256, Stored>,
	best: H256,
	genesis: H256,
	/// The node's clock in milliseconds.
	now: u64,
	/// Error of the last execution.
	failure: Option<String>,
}

/// What verifier, import and tests share.
#[derive(Clone, Debug)]
pub struct Shared(Arc<Mutex<Data>>);

impl Shared {
	/// An imported block.
	pub fn block(&self, hash: H256) -> Option<Stored> {
		self.0.lock().blocks.get(&hash).cloned()
	}
}

impl ChainAccess<Block> for Shared {
	fn header(&self, hash: H256) -> Result<Option<Header>, Error> {
		Ok(self.block(hash).map(|block| block.header))
	}

	fn genesis_hash(&self) -> H256 {
		self.0.lock().genesis
	}

	fn best_hash(&self) -> H256 {
		self.0.lock().best
	}

	fn stateful_block(&self) -> H256 {
		self.genesis_hash()
	}

	fn child_rules(&self, parent: H256) -> Result<Option<ChildRules>, Error> {
		Ok(self.block(parent).map(|block| ChildRules {
			difficulty: block.rules.difficulty,
			params: block.rules.pow,
			consensus: block.rules.consensus,
		}))
	}

	fn draw(&self, parent: H256, parent_seed: Option<H256>, seed: H256) -> Result<Draw, Error> {
		let parent = self.block(parent).ok_or(Error::MissingState(parent))?;
		Ok(parent.state.draw(parent_seed, seed))
	}
}

#[async_trait::async_trait]
impl CheckInherents<Block> for Shared {
	async fn check(&self, block: Block, parent: H256) -> Result<(), Error> {
		let parent = self.block(parent).ok_or(Error::UnknownParent(parent))?;
		let now = self.0.lock().now;
		let mut data = InherentData::new();
		sp_timestamp::InherentDataProvider::new(now.into())
			.provide_inherent_data(&mut data)
			.await
			.map_err(|error| Error::Inherents(error.to_string()))?;
		if parent.header.number > 0 {
			data.put_data(INHERENT_IDENTIFIER, &ParentSealProvider::new(parent.header.clone()))
				.map_err(|error| Error::Inherents(error.to_string()))?;
		}
		let Some((id, bytes)) = parent.state.query(|| check_inherents(&data, &block)) else {
			return Ok(());
		};
		Err(Error::Inherents(match id {
			INHERENT_IDENTIFIER => InherentError::decode(&mut &bytes[..])
				.map_or_else(|error| error.to_string(), |error| format!("{error:?}: {error}")),
			sp_timestamp::INHERENT_IDENTIFIER => {
				sp_timestamp::InherentError::decode(&mut &bytes[..])
					.map_or_else(|error| error.to_string(), |error| format!("{error:?}"))
			},
			_ => format!("{id:?}"),
		}))
	}

	fn has_state(&self, hash: H256) -> Result<bool, Error> {
		Ok(self.0.lock().blocks.contains_key(&hash))
	}
}

/// The client behind the import: executes and stores.
#[async_trait::async_trait]
impl BlockImport<Block> for Shared {
	type Error = sp_consensus::Error;

	async fn check_block(&self, _: BlockCheckParams<Block>) -> Result<ImportResult, Self::Error> {
		Ok(ImportResult::imported(false))
	}

	async fn import_block(
		&self,
		params: BlockImportParams<Block>,
	) -> Result<ImportResult, Self::Error> {
		let hash = params.post_hash();
		let header = params.post_header();
		if self.block(hash).is_some() {
			return Ok(ImportResult::AlreadyInChain);
		}
		let parent = self.block(header.parent_hash).expect("the import has seen the parent");
		let block = Block::new(params.header.clone(), params.body.clone().unwrap_or_default());
		let state = parent.state.execute(&block).map_err(|error| {
			self.0.lock().failure = Some(error.clone());
			sp_consensus::Error::ClientImport(error)
		})?;
		let rules = state.rules();
		let best = params.fork_choice == Some(ForkChoiceStrategy::Custom(true));
		let mut data = self.0.lock();
		data.blocks.insert(hash, Stored { header, state, rules });
		if best {
			data.best = hash;
		}
		Ok(ImportResult::imported(best))
	}
}

/// Why a block was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
	/// The rule of headers that it breaks, if it is one of those.
	pub rule: Option<&'static str>,
	/// The error: its variant first, or the message of the runtime.
	pub error: String,
}

/// A chain with the import of a node.
#[derive(Clone)]
pub struct Chain {
	shared: Shared,
	algorithm: ProgPowAlgorithm<Block>,
	import: PowBlockImport<Block, Shared>,
}

impl fmt::Debug for Chain {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.debug_struct("Chain").field("best", &self.best()).finish_non_exhaustive()
	}
}

impl Chain {
	/// A chain at its genesis block.
	pub fn new(preset: &Preset) -> Self {
		let (state, header) = State::genesis(preset.genesis());
		let genesis = header.hash();
		let rules = state.rules();
		let blocks = [(genesis, Stored { header, state, rules })].into();
		Self::of(Data { blocks, best: genesis, genesis, now: u64::MAX / 2, failure: None })
	}

	fn of(data: Data) -> Self {
		let shared = Shared(Arc::new(Mutex::new(data)));
		let algorithm = ProgPowAlgorithm::over(Box::new(shared.clone()), pow::build_cache);
		let import =
			PowBlockImport::over(shared.clone(), algorithm.clone(), Arc::new(shared.clone()));
		Self { shared, algorithm, import }
	}

	/// A copy that goes its own way.
	pub fn fork(&self) -> Self {
		Self::of(self.shared.0.lock().clone())
	}

	/// Sets the node's clock to so many milliseconds after the best block.
	pub fn set_clock(&self, after_best: u64) {
		let now = self.tip().rules.time + after_best;
		self.shared.0.lock().now = now;
	}

	/// Hash of the best block.
	pub fn best(&self) -> H256 {
		self.shared.best_hash()
	}

	/// Hash of the genesis block.
	pub fn genesis(&self) -> H256 {
		self.shared.genesis_hash()
	}

	/// The best block.
	pub fn tip(&self) -> Stored {
		self.block(self.best())
	}

	/// An imported block.
	#[track_caller]
	pub fn block(&self, hash: H256) -> Stored {
		self.shared.block(hash).expect("the block was imported")
	}

	/// The store of blocks.
	pub fn shared(&self) -> &Shared {
		&self.shared
	}

	/// The rules of headers.
	pub fn algorithm(&self) -> &ProgPowAlgorithm<Block> {
		&self.algorithm
	}

	/// The lottery seed of an imported block; none of genesis.
	pub fn seed(&self, hash: H256) -> Option<H256> {
		let header = self.block(hash).header;
		let item = header.digest.logs.last()?;
		Seal::from_digest_item(item).ok().map(|seal| seal.lottery_seed())
	}

	/// A right block on the best one, to be mined or broken.
	pub fn draft(&self) -> Draft {
		self.draft_on(self.best())
	}

	/// A right block on another one.
	pub fn draft_on(&self, parent: H256) -> Draft {
		Draft::new(self.clone(), parent)
	}

	/// The key of a vote address.
	pub fn voter(&self, address: &[u8; 96]) -> Voter {
		let voters = (0..VOTERS).map(Voter::new);
		voters
			.into_iter()
			.find(|voter| voter.address().0 == *address)
			.expect("all addresses of the tests are voters'")
	}

	/// Adds right blocks on the best one; returns their hashes.
	pub fn extend(&self, count: usize) -> Vec<H256> {
		(0..count).map(|_| self.draft().mine().vote_all().accepted()).collect()
	}

	/// Takes a block as it comes from the network.
	///
	/// # Errors
	/// Why it is refused.
	pub fn submit(&self, header: &Header, body: &[Extrinsic]) -> Result<ImportResult, Refusal> {
		let verifier = PowVerifier::new(self.algorithm.clone());
		let verified = block_on(
			verifier.verify(BlockImportParams::new(BlockOrigin::NetworkBroadcast, header.clone())),
		);
		let mut params = match verified {
			Ok(params) => params,
			Err(text) => {
				let refusal = self.header_error(header).expect("the verifier has found an error");
				assert!(!text.is_empty());
				return Err(refusal);
			},
		};
		params.body = Some(body.to_vec());
		self.shared.0.lock().failure = None;
		block_on(self.import.import_block(params)).map_err(|error| {
			let failure = self.shared.0.lock().failure.take();
			let error = match failure {
				Some(panic) => self.diagnose(header, body).unwrap_or(panic),
				None => error.to_string(),
			};
			Refusal { rule: None, error }
		})
	}

	/// The rule of headers that a header breaks.
	fn header_error(&self, header: &Header) -> Option<Refusal> {
		let mut header = header.clone();
		let (rule, error) = match Seal::pop(header.digest_mut()) {
			Err(error) => (Some("PW-1"), format!("{error:?}")),
			Ok(seal) => {
				let error = self.algorithm.check_header(&header, &seal, false).err()?;
				(error.rule(), format!("{error:?}"))
			},
		};
		Some(Refusal { rule, error })
	}

	/// The error of the first extrinsic that fails.
	fn diagnose(&self, header: &Header, body: &[Extrinsic]) -> Option<String> {
		let parent = self.shared.block(header.parent_hash)?;
		let result = parent.state.run(|| {
			Executive::initialize_block(header);
			for extrinsic in body {
				let origin = RuntimeOrigin::none();
				if let Err(error) = extrinsic.function.clone().dispatch(origin) {
					return Some(<&'static str>::from(error.error).to_string());
				}
			}
			None
		});
		result.ok().and_then(|(error, _)| error)
	}
}
