// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The header rules PW-1 to PW-7, with caches for everything that costs time.

use parking_lot::Mutex;
use sc_client_api::BlockBackend;
use sc_consensus_pow::PowAlgorithm;
use sero_consensus_primitives::{
	check_votes, ConsensusLog, DigestError, Draw, PowParams, PowPosApi, PreDigest, Seal,
	VoteContext, VoteError, VotingApi,
};
use sero_progpow::{meets_difficulty, Algorithm, Hasher, LightCache, PowHash};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_core::{H256, U256};
use sp_runtime::{
	generic::{BlockId, DigestItem},
	traits::{BlakeTwo256, Block as BlockT, Hash as HashT, Header as HeaderT, UniqueSaturatedInto},
};
use std::{
	fmt,
	sync::{Arc, OnceLock},
};
use substrate_prometheus_endpoint::Registry;

use crate::{
	caches::LightCaches,
	chain::{ChainAccess, ChildRules, ClientChain},
	keys::verify_signature,
	lru::Lru,
	metrics::{Metrics, Outcome},
	Error,
};

/// Computed hashes kept, by pre-hash and nonce: more than the blocks of a sync that are in flight.
const HASHES: usize = 4_096;
/// Blocks whose child rules are kept.
const RULES: usize = 1_024;

/// A slot that several threads can wait for.
type HashSlot = Arc<OnceLock<Result<PowHash, sero_progpow::Error>>>;

/// A header that satisfies PW-1 to PW-7.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedHeader {
	/// Block number.
	pub number: u64,
	/// Hash of the header without seal.
	pub pre_hash: H256,
	/// The seal.
	pub seal: Seal,
	/// Difficulty and cumulative work.
	pub log: ConsensusLog,
}

/// SERO's proof of work over a client: cheap to clone, shared by queue, import and miner.
pub struct ProgPowAlgorithm<B: BlockT<Hash = H256>> {
	inner: Arc<Inner<B>>,
}

struct Inner<B: BlockT<Hash = H256>> {
	chain: Box<dyn ChainAccess<B>>,
	caches: Arc<LightCaches>,
	/// By pre-hash, nonce and function: a batch may be computed ahead with a function that its
	/// first block replaces.
	hashes: Mutex<Lru<(H256, u64, Algorithm), HashSlot>>,
	/// Seals that passed every rule, by pre-hash and the seal's own hash.
	proven: Mutex<Lru<(H256, H256), ()>>,
	rules: Mutex<Lru<H256, Arc<ChildRules>>>,
	metrics: Metrics,
}

impl<B: BlockT<Hash = H256>> Clone for ProgPowAlgorithm<B> {
	fn clone(&self) -> Self {
		Self { inner: self.inner.clone() }
	}
}

impl<B: BlockT<Hash = H256>> fmt::Debug for ProgPowAlgorithm<B> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.debug_struct("ProgPowAlgorithm")
			.field("caches", &self.inner.caches)
			.finish_non_exhaustive()
	}
}

/// What is read from a header alone.
pub(crate) struct Claim {
	pub(crate) number: u64,
	pub(crate) pre_hash: H256,
	pub(crate) log: ConsensusLog,
}

impl Claim {
	/// PW-1 without the seal, PW-2 (the votes are for this block and its parent, by different
	/// tickets) and the second half of PW-4. `header` has no seal.
	pub(crate) fn read<H: HeaderT<Hash = H256>>(header: &H, seal: &Seal) -> Result<Self, Error> {
		if header.digest().logs().iter().any(|log| matches!(log, DigestItem::Seal(..))) {
			return Err(DigestError::MisplacedSeal.into());
		}
		PreDigest::find(header.digest())?;
		let log = ConsensusLog::find(header.digest())?;
		if log.difficulty.is_zero() {
			return Err(Error::ZeroDifficulty);
		}
		let claim = Self { number: number_of(header), pre_hash: header.hash(), log };
		check_form_of_votes(&claim.pre_hash, header.parent_hash(), seal)?;
		Ok(claim)
	}
}

/// PW-2.
fn check_form_of_votes(pre_hash: &H256, parent: &H256, seal: &Seal) -> Result<(), Error> {
	for (position, vote) in seal.votes.iter().enumerate() {
		let error = if vote.pre_hash != *pre_hash {
			VoteError::WrongBlock
		} else if vote.parent_hash != *parent {
			VoteError::WrongParent
		} else if seal.votes.iter().take(position).any(|v| v.ticket_index == vote.ticket_index) {
			VoteError::Repeated
		} else {
			continue;
		};
		return Err(Error::ForeignVotes(error));
	}
	Ok(())
}

/// What a header's place in the chain demands of it.
#[derive(Debug)]
pub(crate) struct Place {
	/// The rules for children of the parent; `None` if its state is not available.
	pub(crate) rules: Option<Arc<ChildRules>>,
	/// The functions to check the work with.
	pub(crate) params: PowParams,
}

/// The lottery seed in a stored header's seal; `None` for genesis.
pub(crate) fn stored_seed<H: HeaderT<Hash = H256>>(
	hash: H256,
	header: &H,
) -> Result<Option<H256>, Error> {
	if number_of(header) == 0 {
		return Ok(None);
	}
	let item = header.digest().logs().last().ok_or(DigestError::MissingSeal);
	item.and_then(Seal::from_digest_item)
		.map(|seal| Some(seal.lottery_seed()))
		.map_err(|error| Error::ParentDigest { parent: hash, error })
}

/// Names a seal of a block.
fn seal_key(pre_hash: H256, seal: &Seal) -> (H256, H256) {
	(pre_hash, BlakeTwo256::hash_of(seal))
}

pub(crate) fn number_of<H: HeaderT>(header: &H) -> u64 {
	(*header.number()).unique_saturated_into()
}

/// Cumulative work of a stored header: 0 at genesis, else what its log tells. Never a default.
pub(crate) fn stored_log<H: HeaderT<Hash = H256>>(
	hash: H256,
	header: &H,
) -> Result<ConsensusLog, Error> {
	if number_of(header) == 0 {
		return Ok(ConsensusLog::default());
	}
	ConsensusLog::find(header.digest()).map_err(|error| Error::ParentDigest { parent: hash, error })
}

/// The function that holds at a height.
pub(crate) fn function_at(params: &PowParams, number: u64) -> Result<Algorithm, Error> {
	let height = u32::try_from(number).map_err(|_| Error::NoPowFunction(number))?;
	let function = params.function_at(height).ok_or(Error::NoPowFunction(number))?;
	function.algorithm().map_err(|error| {
		Error::PowParams(sero_consensus_primitives::PowParamsError::ProgPow(error))
	})
}

impl<B: BlockT<Hash = H256>> ProgPowAlgorithm<B> {
	/// The algorithm over a client. Registers the metrics of the crate.
	pub fn new<C>(client: Arc<C>, registry: Option<&Registry>) -> Self
	where
		C: HeaderBackend<B> + BlockBackend<B> + ProvideRuntimeApi<B> + Send + Sync + 'static,
		C::Api: PowPosApi<B> + VotingApi<B>,
	{
		Self::from_parts(
			Box::new(ClientChain::new(client)),
			Arc::new(LightCaches::default()),
			Metrics::new(registry),
		)
	}

	/// The algorithm over any chain, with light caches that `build` makes.
	#[cfg(feature = "test-utils")]
	pub fn over(
		chain: Box<dyn ChainAccess<B>>,
		build: impl Fn(u32) -> Result<LightCache, sero_progpow::Error> + Send + Sync + 'static,
	) -> Self {
		Self::from_parts(chain, Arc::new(LightCaches::with_builder(build)), Metrics::new(None))
	}

	/// The algorithm over any chain.
	pub(crate) fn from_parts(
		chain: Box<dyn ChainAccess<B>>,
		caches: Arc<LightCaches>,
		metrics: Metrics,
	) -> Self {
		Self {
			inner: Arc::new(Inner {
				chain,
				caches,
				hashes: Mutex::new(Lru::new(HASHES)),
				proven: Mutex::new(Lru::new(HASHES)),
				rules: Mutex::new(Lru::new(RULES)),
				metrics,
			}),
		}
	}

	pub(crate) fn chain(&self) -> &dyn ChainAccess<B> {
		&*self.inner.chain
	}

	pub(crate) fn caches(&self) -> &Arc<LightCaches> {
		&self.inner.caches
	}

	pub(crate) fn metrics(&self) -> &Metrics {
		&self.inner.metrics
	}

	/// The rules for children of a block, cached; `None` if its state is not available.
	///
	/// # Errors
	/// As [`ChainAccess::child_rules`].
	pub fn child_rules(&self, parent: H256) -> Result<Option<Arc<ChildRules>>, Error> {
		if let Some(rules) = self.inner.rules.lock().get(&parent) {
			return Ok(Some(rules));
		}
		let rules = self.inner.chain.child_rules(parent)?.map(Arc::new);
		if let Some(rules) = &rules {
			self.inner.rules.lock().insert(parent, rules.clone());
		}
		Ok(rules)
	}

	/// The proof-of-work functions as the best block's runtime knows them; in a sync that fetches
	/// headers first, as the last block with state knows them.
	pub(crate) fn best_params(&self) -> Result<PowParams, Error> {
		let chain = &self.inner.chain;
		for block in [chain.best_hash(), chain.stateful_block()] {
			if let Some(rules) = self.child_rules(block)? {
				return Ok(rules.params.clone());
			}
		}
		Err(Error::MissingState(chain.best_hash()))
	}

	/// What a child of `parent` with lottery seed `seed` draws.
	///
	/// # Errors
	/// [`Error::UnknownParent`], or a local failure: the parent's state must be available.
	pub fn draw(&self, parent: H256, seed: H256) -> Result<Draw, Error> {
		let chain = &self.inner.chain;
		let header = chain.header(parent)?.ok_or(Error::UnknownParent(parent))?;
		chain.draw(parent, stored_seed(parent, &header)?, seed)
	}

	/// Checks a header and its seal: PW-1 to PW-7, VT-20 and VT-21.
	///
	/// # Consensus
	/// VT-22: without the parent's state (headers that a fast sync imports before the state) VT-20
	/// and VT-21 are left out, as PW-5 is.
	///
	/// `trusted` says that the caller vouches for the header's place in the chain (the target of a
	/// state sync, chosen by the operator): only then the parent may be unknown.
	///
	/// # Errors
	/// The first rule that is broken, or a local failure.
	pub fn check_header(
		&self,
		header: &B::Header,
		seal: &Seal,
		trusted: bool,
	) -> Result<CheckedHeader, Error> {
		let claim = Claim::read(header, seal)?;
		let place = self.check_place(header, &claim, trusted)?;
		let function = function_at(&place.params, claim.number)?;
		self.check_work(function, &claim, seal)?;
		let key = seal_key(claim.pre_hash, seal);
		let proven = self.inner.proven.lock().get(&key).is_some();
		if let (Some(rules), false) = (&place.rules, proven) {
			self.check_votes(rules, *header.parent_hash(), &claim, seal)?;
			self.inner.proven.lock().insert(key, ());
		}
		self.inner.caches.prepare(claim.number);
		Ok(CheckedHeader {
			number: claim.number,
			pre_hash: claim.pre_hash,
			seal: seal.clone(),
			log: claim.log,
		})
	}

	/// VT-20 and VT-21. The parent's state must be available.
	fn check_votes(
		&self,
		rules: &ChildRules,
		parent: H256,
		claim: &Claim,
		seal: &Seal,
	) -> Result<(), Error> {
		if seal.votes.is_empty() && rules.consensus.votes_required == 0 {
			return Ok(());
		}
		let seed = seal.lottery_seed();
		let draw = self.draw(parent, seed)?;
		let (votes, required) = (seal.votes.len(), rules.consensus.votes_needed(&draw).into());
		if votes < required {
			return Err(Error::TooFewVotes { votes, required });
		}
		let context = VoteContext {
			genesis_hash: self.inner.chain.genesis_hash(),
			pre_hash: claim.pre_hash,
			parent_hash: parent,
			seed,
			draw: &draw,
		};
		check_votes(&context, &[], &seal.votes, verify_signature).map_err(Error::BadVote)
	}

	/// PW-3 to PW-5.
	pub(crate) fn check_place(
		&self,
		header: &B::Header,
		claim: &Claim,
		trusted: bool,
	) -> Result<Place, Error> {
		let parent_hash = *header.parent_hash();
		let Some(parent) = self.inner.chain.header(parent_hash)? else {
			return if trusted {
				Ok(Place { rules: None, params: self.best_params()? })
			} else {
				Err(Error::UnknownParent(parent_hash))
			};
		};
		let expected = number_of(&parent).saturating_add(1);
		if claim.number != expected {
			return Err(Error::NumberNotBound { claimed: claim.number, expected });
		}
		let log = stored_log(parent_hash, &parent)?.child(claim.log.difficulty);
		if claim.log.cumulative_work != log.cumulative_work {
			return Err(Error::WrongWork {
				claimed: claim.log.cumulative_work,
				expected: log.cumulative_work,
			});
		}
		match self.child_rules(parent_hash)? {
			Some(rules) if rules.difficulty != claim.log.difficulty => {
				Err(Error::WrongDifficulty {
					claimed: claim.log.difficulty,
					expected: rules.difficulty,
				})
			},
			Some(rules) => {
				let params = rules.params.clone();
				Ok(Place { rules: Some(rules), params })
			},
			None => Ok(Place { rules: None, params: self.best_params()? }),
		}
	}

	/// PW-6 and PW-7, for a claim whose number is bound.
	pub(crate) fn check_work(
		&self,
		function: Algorithm,
		claim: &Claim,
		seal: &Seal,
	) -> Result<(), Error> {
		self.check_final_hash(function, claim, seal)?;
		self.check_mix(function, claim, seal)
	}

	/// PW-6.
	pub(crate) fn check_final_hash(
		&self,
		function: Algorithm,
		claim: &Claim,
		seal: &Seal,
	) -> Result<(), Error> {
		let result = function.final_hash(&claim.pre_hash.0, seal.nonce, &seal.mix.0);
		if !meets_difficulty(&result, &claim.log.difficulty.to_big_endian()) {
			self.inner.metrics.verified(Outcome::AboveBoundary);
			return Err(Error::AboveBoundary);
		}
		Ok(())
	}

	/// PW-7.
	fn check_mix(&self, function: Algorithm, claim: &Claim, seal: &Seal) -> Result<(), Error> {
		let hash =
			self.hash_with(function, claim, seal.nonce, |epoch| self.inner.caches.get(epoch))?;
		if hash.mix != seal.mix.0 {
			self.inner.metrics.verified(Outcome::WrongMix);
			return Err(Error::WrongMix);
		}
		Ok(())
	}

	/// Computes a hash ahead of its check, if the light cache is there. Returns whether the mix is
	/// right; `None` if nothing was computed. Never builds a cache.
	pub(crate) fn precompute(
		&self,
		function: Algorithm,
		claim: &Claim,
		seal: &Seal,
	) -> Option<bool> {
		let cache = self.inner.caches.peek(sero_progpow::epoch(claim.number))?;
		let hash = self.hash_with(function, claim, seal.nonce, |_| Ok(cache)).ok()?;
		Some(hash.mix == seal.mix.0)
	}

	/// [`Self::precompute`] for two claims at a time, in step where they are of one epoch: little more
	/// than the time of one.
	pub(crate) fn precompute_two(
		&self,
		functions: [Algorithm; 2],
		claims: [&Claim; 2],
		seals: [&Seal; 2],
	) -> [Option<bool>; 2] {
		if let Some(hashes) = self.hash_together(functions, claims, seals) {
			for (k, hash) in hashes.into_iter().enumerate() {
				self.remember(functions[k], claims[k].pre_hash, seals[k].nonce, hash);
			}
		}
		// From memory now, or one after the other.
		core::array::from_fn(|k| self.precompute(functions[k], claims[k], seals[k]))
	}

	fn hash_together(
		&self,
		functions: [Algorithm; 2],
		claims: [&Claim; 2],
		seals: [&Seal; 2],
	) -> Option<[PowHash; 2]> {
		let known = |k: usize| {
			let key = (claims[k].pre_hash, seals[k].nonce, functions[k]);
			self.inner.hashes.lock().get(&key).is_some()
		};
		if known(0) || known(1) {
			return None;
		}
		let cache = self.inner.caches.peek(sero_progpow::epoch(claims[0].number))?;
		let hasher = |k: usize| {
			let dag = cache.dag(functions[k].dataset_parents())?;
			functions[k].hasher(dag, claims[k].number).ok()
		};
		let (a, b) = (hasher(0)?, hasher(1)?);
		let input = |k: usize| (&claims[k].pre_hash.0, seals[k].nonce);
		Some(Hasher::hash_pair([&a, &b], [input(0), input(1)]))
	}

	/// The hash of a claim from memory, else computed once, outside of locks; other threads that ask
	/// for the same wait.
	fn hash_with(
		&self,
		function: Algorithm,
		claim: &Claim,
		nonce: u64,
		cache: impl FnOnce(u32) -> Result<Arc<LightCache>, Error>,
	) -> Result<PowHash, Error> {
		let key = (claim.pre_hash, nonce, function);
		let slot = {
			let mut hashes = self.inner.hashes.lock();
			match hashes.get(&key) {
				Some(slot) => slot,
				None => {
					let slot = HashSlot::default();
					hashes.insert(key, slot.clone());
					slot
				},
			}
		};
		if let Some(Ok(hash)) = slot.get() {
			return Ok(*hash);
		}
		let epoch = sero_progpow::epoch(claim.number);
		let cache = cache(epoch)?;
		let result = *slot
			.get_or_init(|| function.hash_light(&cache, claim.number, &claim.pre_hash.0, nonce));
		result.map_err(|error| {
			self.inner.hashes.lock().remove(&key);
			Error::Cache { epoch, error }
		})
	}

	/// Remembers a hash that the own miner computed.
	pub(crate) fn remember(&self, function: Algorithm, pre_hash: H256, nonce: u64, hash: PowHash) {
		let slot = HashSlot::default();
		let _ = slot.set(Ok(hash));
		self.inner.hashes.lock().insert((pre_hash, nonce, function), slot);
	}
}

/// The generic interface. It sees neither header nor number, so it can tell less than
/// [`ProgPowAlgorithm::check_header`], which is what this crate uses.
impl<B: BlockT<Hash = H256>> PowAlgorithm<B> for ProgPowAlgorithm<B> {
	type Difficulty = U256;

	fn difficulty(&self, parent: H256) -> Result<U256, sc_consensus_pow::Error<B>> {
		let rules = self.child_rules(parent)?.ok_or(Error::MissingState(parent))?;
		Ok(rules.difficulty)
	}

	/// Always decides, so that no generic import ever runs a body before the work is proven: true
	/// only for a seal that has passed every rule of headers.
	fn preliminary_verify(
		&self,
		pre_hash: &H256,
		seal: &sp_consensus_pow::Seal,
	) -> Result<Option<bool>, sc_consensus_pow::Error<B>> {
		let Ok(seal) = Seal::from_canonical_bytes(seal) else { return Ok(Some(false)) };
		Ok(Some(self.inner.proven.lock().get(&seal_key(*pre_hash, &seal)).is_some()))
	}

	/// More votes win. The lower block hash cannot be seen here: see [`crate::is_better`].
	fn break_tie(&self, own: &sp_consensus_pow::Seal, new: &sp_consensus_pow::Seal) -> bool {
		let votes =
			|seal: &[u8]| Seal::from_canonical_bytes(seal).map(|seal| seal.votes.len()).ok();
		votes(new) > votes(own)
	}

	fn verify(
		&self,
		parent: &BlockId<B>,
		pre_hash: &H256,
		pre_digest: Option<&[u8]>,
		seal: &sp_consensus_pow::Seal,
		difficulty: U256,
	) -> Result<bool, sc_consensus_pow::Error<B>> {
		let BlockId::Hash(parent) = *parent else {
			return Err(sc_consensus_pow::Error::Other("the parent must be given by hash".into()));
		};
		let (Ok(seal), Some(_)) = (Seal::from_canonical_bytes(seal), pre_digest) else {
			return Ok(false);
		};
		let header = self.chain().header(parent)?.ok_or(Error::UnknownParent(parent))?;
		let rules = self.child_rules(parent)?;
		let params = match &rules {
			Some(rules) => rules.params.clone(),
			None => self.best_params()?,
		};
		let number = number_of(&header).saturating_add(1);
		let log = ConsensusLog { difficulty, cumulative_work: U256::zero() };
		let claim = Claim { number, pre_hash: *pre_hash, log };
		let function = function_at(&params, number)?;
		let result = check_form_of_votes(pre_hash, &parent, &seal)
			.and_then(|()| self.check_work(function, &claim, &seal))
			.and_then(|()| match &rules {
				Some(rules) => self.check_votes(rules, parent, &claim, &seal),
				None => Ok(()),
			});
		match result {
			Ok(()) => Ok(true),
			Err(error) if error.rule().is_some() => Ok(false),
			Err(error) => Err(error.into()),
		}
	}
}

#[cfg(test)]
mod tests;
