// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The methods `shielded_*`: what wallets need to scan, pay and audit.
//!
//! A wallet that wants to keep its notes private takes whole blocks with `shielded_blocks`.
//! `shielded_path` and `shielded_areSpent` tell the node which notes the caller is interested in;
//! they are for callers who run the node themselves.

use crate::{
	error::Error,
	index::{IndexClient, NoteIndex, NoteSource},
	types::*,
};
use codec::DecodeAll;
use jsonrpsee::{
	core::{async_trait, RpcResult},
	proc_macros::rpc,
};
use pallet_shielded_assets::{
	runtime_api::ShieldedApi,
	types::{CircuitStatus, KeyProvenance},
};
use sc_transaction_pool_api::{
	error::{Error as PoolError, IntoPoolError},
	TransactionPool, TransactionSource,
};
use sero_primitives::BlockNumber;
use sero_shielded_primitives::{
	Action, Anchor, BlockNotes, Bundle, Nullifier, RejectReason, MAX_INPUTS, MAX_OUTPUTS,
	MAX_PUBLIC_OUTPUTS,
};
use sero_zk_crypto::field::base_to_bytes;
use sp_api::{CallApiAt, Core, ProvideRuntimeApi};
use sp_core::{Bytes, H256};
use sp_runtime::{
	traits::{Block as BlockT, Header as HeaderT},
	transaction_validity::InvalidTransaction,
};
use std::{marker::PhantomData, sync::Arc};

/// Most blocks in one answer of `shielded_blocks`.
pub const MAX_BLOCKS: u32 = 512;
/// Most leaves in one answer of `shielded_leaves`.
pub const MAX_LEAVES: u32 = 8192;
/// Most nullifiers in one `shielded_areSpent`.
pub const MAX_NULLIFIERS: usize = 1024;
/// Longest encoding of a bundle that is looked at, in bytes.
pub const MAX_BUNDLE_BYTES: usize = 512 * 1024;
/// Longest encoding of an action that is looked at, in bytes.
const MAX_ACTION_BYTES: usize = 96 * 1024;

/// The methods.
#[rpc(client, server)]
pub trait ShieldedRpc {
	/// Where node and index stand.
	#[method(name = "shielded_status", blocking)]
	fn status(&self) -> RpcResult<ShieldedStatus>;

	/// Blocks of the best chain from height `from` on, at most 512.
	///
	/// Fewer if the chain ends or the answer would exceed 4 MiB; at least one if there is one. Ask
	/// again from behind the last one. Each block names its parent: if it is not the last block that
	/// the caller has, the chain was reorganized.
	#[method(name = "shielded_blocks", blocking)]
	fn blocks(&self, from: BlockNumber, count: u32) -> RpcResult<Vec<ShieldedBlock>>;

	/// The least fee of a bundle with so many hidden inputs, hidden outputs and public outputs.
	///
	/// `action` is the SCALE encoding of an `Action`, nothing stands for none.
	#[method(name = "shielded_requiredFee", blocking)]
	fn required_fee(
		&self,
		inputs: u32,
		outputs: u32,
		public_outputs: u32,
		action: Option<Bytes>,
	) -> RpcResult<Amount>;

	/// Checks a bundle (SCALE encoding) and hands it to the transaction pool.
	///
	/// If the chain's rules refuse it, the error's code is 7100 plus the number of the rule, and its
	/// data has the rule's name and what to do.
	#[method(name = "shielded_submitBundle")]
	async fn submit_bundle(&self, bundle: Bytes) -> RpcResult<SubmittedBundle>;

	/// Leaves of the tree from position `from` on, at most 8192.
	#[method(name = "shielded_leaves", blocking)]
	fn leaves(&self, from: u64, count: u32) -> RpcResult<Vec<H256>>;

	/// The path of a leaf. Tells the node which note the caller is interested in.
	#[method(name = "shielded_path", blocking)]
	fn path(&self, index: u32) -> RpcResult<LeafPath>;

	/// Whether the next block accepts the anchor.
	#[method(name = "shielded_isAnchorKnown", blocking)]
	fn is_anchor_known(&self, anchor: H256) -> RpcResult<bool>;

	/// Whether each of the nullifiers, at most 1024, is in the chain. Tells the node which notes the
	/// caller is interested in.
	#[method(name = "shielded_areSpent", blocking)]
	fn are_spent(&self, nullifiers: Vec<H256>) -> RpcResult<Vec<bool>>;

	/// What went in and out of the hidden pool, for every currency.
	#[method(name = "shielded_supplyAudit", blocking)]
	fn supply_audit(&self) -> RpcResult<SupplyAudit>;

	/// The circuit versions that proofs can be made for.
	#[method(name = "shielded_circuits", blocking)]
	fn circuits(&self) -> RpcResult<Vec<Circuit>>;
}

/// Reads the notes of blocks by the runtime API.
pub struct RuntimeNotes<B, C> {
	client: Arc<C>,
	_block: PhantomData<fn() -> B>,
}

impl<B, C> std::fmt::Debug for RuntimeNotes<B, C> {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		f.write_str("RuntimeNotes")
	}
}

impl<B, C> RuntimeNotes<B, C> {
	/// Reads from the states of a client.
	pub fn new(client: Arc<C>) -> Self {
		Self { client, _block: PhantomData }
	}
}

impl<B, C> NoteSource for RuntimeNotes<B, C>
where
	B: BlockT<Hash = H256>,
	C: ProvideRuntimeApi<B> + Send + Sync,
	C::Api: ShieldedApi<B>,
{
	fn block_notes(&self, hash: H256) -> Result<BlockNotes, String> {
		self.client.runtime_api().block_notes(hash).map_err(|error| error.to_string())
	}
}

/// Whether the node is catching up with others.
pub type IsSyncing = Arc<dyn Fn() -> bool + Send + Sync>;

/// Answers the methods.
pub struct Shielded<B, C, P> {
	client: Arc<C>,
	pool: Arc<P>,
	index: Arc<NoteIndex<B, C>>,
	is_syncing: IsSyncing,
}

impl<B, C, P> std::fmt::Debug for Shielded<B, C, P> {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		f.debug_struct("Shielded").field("index", &self.index).finish_non_exhaustive()
	}
}

impl<B, C, P> Shielded<B, C, P> {
	/// Answers from a client, a pool and the index.
	pub fn new(
		client: Arc<C>,
		pool: Arc<P>,
		index: Arc<NoteIndex<B, C>>,
		is_syncing: IsSyncing,
	) -> Self {
		Self { client, pool, index, is_syncing }
	}
}

/// Refuses a count above its bound.
fn check_count(what: &str, count: usize, bound: usize) -> Result<(), Error> {
	if count > bound {
		return Err(Error::InvalidParameter(format!("{count} {what} asked for, {bound} allowed")));
	}
	Ok(())
}

/// An error of the runtime API.
fn runtime(error: sp_api::ApiError) -> Error {
	Error::Runtime(error.to_string())
}

impl<B, C, P> Shielded<B, C, P>
where
	B: BlockT<Hash = H256>,
	B::Header: HeaderT<Number = BlockNumber, Hash = H256>,
	C: ProvideRuntimeApi<B> + CallApiAt<B> + IndexClient<B> + 'static,
	C::Api: ShieldedApi<B>,
	P: TransactionPool<Block = B, Hash = H256> + 'static,
{
	fn best(&self) -> H256 {
		self.client.info().best_hash
	}

	fn decode_bundle(bytes: &[u8]) -> Result<Bundle, Error> {
		if bytes.len() > MAX_BUNDLE_BYTES {
			return Err(Error::Rejected(RejectReason::Malformed));
		}
		Bundle::decode_all(&mut &bytes[..]).map_err(|_| Error::Rejected(RejectReason::Malformed))
	}

	async fn submit(&self, bytes: Bytes) -> Result<SubmittedBundle, Error> {
		let bundle = Self::decode_bundle(&bytes)?;
		let info = self.client.info();
		let bundle_id = H256(bundle.id(&info.genesis_hash.0).0);
		// The best block is the genesis block: its state does not know its own hash yet, so that
		// only the pool can check signatures.
		let checkable = info.best_number > 0;
		let client = self.client.clone();
		let at = info.best_hash;
		let extrinsic = tokio::task::spawn_blocking(move || {
			let api = client.runtime_api();
			if checkable {
				api.check_bundle(at, bundle.clone()).map_err(runtime)?.map_err(Error::Rejected)?;
			}
			client.runtime_api().bundle_to_extrinsic(at, bundle).map_err(runtime)
		})
		.await
		.map_err(|error| Error::Runtime(error.to_string()))??;
		let tx_hash = self
			.pool
			.submit_one(at, TransactionSource::External, extrinsic)
			.await
			.map_err(|error| match error.into_pool_error() {
				Ok(PoolError::InvalidTransaction(InvalidTransaction::Custom(code))) => {
					match RejectReason::from_code(code) {
						Some(reason) => Error::Rejected(reason),
						None => Error::Pool { message: format!("rule {code}"), retriable: false },
					}
				},
				Ok(error) => {
					Error::Pool { message: error.to_string(), retriable: error.is_retriable() }
				},
				Err(error) => Error::Pool { message: error.to_string(), retriable: false },
			})?;
		Ok(SubmittedBundle { tx_hash, bundle_id })
	}

	fn read_status(&self) -> Result<ShieldedStatus, Error> {
		let info = self.client.info();
		let version = self.client.runtime_api().version(info.best_hash).map_err(runtime)?;
		let index = self.index.status().ok_or(crate::index::IndexError::NotIndexed(0))?;
		Ok(ShieldedStatus {
			genesis_hash: info.genesis_hash,
			best_number: info.best_number,
			best_hash: info.best_hash,
			finalized_number: info.finalized_number,
			indexed_number: index.number,
			indexed_hash: index.hash,
			leaf_count: index.leaves,
			anchor: H256(index.anchor),
			syncing: (self.is_syncing)(),
			spec_name: version.spec_name.into_owned(),
			spec_version: version.spec_version,
			transaction_version: version.transaction_version,
		})
	}

	fn read_fee(
		&self,
		inputs: u32,
		outputs: u32,
		public_outputs: u32,
		action: Option<Bytes>,
	) -> Result<Amount, Error> {
		check_count("hidden inputs", inputs as usize, MAX_INPUTS as usize)?;
		check_count("hidden outputs", outputs as usize, MAX_OUTPUTS as usize)?;
		check_count("public outputs", public_outputs as usize, MAX_PUBLIC_OUTPUTS as usize)?;
		let action = match action {
			None => Action::None,
			Some(bytes) => {
				check_count("bytes of action", bytes.len(), MAX_ACTION_BYTES)?;
				Action::decode_all(&mut &bytes[..]).map_err(|error| {
					Error::InvalidParameter(format!("the action does not decode: {error}"))
				})?
			},
		};
		let fee = self
			.client
			.runtime_api()
			.required_fee(self.best(), inputs, outputs, public_outputs, action)
			.map_err(runtime)?;
		Ok(Amount(fee))
	}

	fn read_path(&self, index: u32) -> Result<LeafPath, Error> {
		let (path, status) = self.index.path(index)?;
		let siblings = path
			.siblings
			.iter()
			.map(|level| level.map(|sibling| H256(base_to_bytes(&sibling))))
			.collect();
		Ok(LeafPath { index, anchor: H256(status.anchor), block_number: status.number, siblings })
	}

	fn read_supply(&self) -> Result<SupplyAudit, Error> {
		let info = self.client.info();
		let reports = self.client.runtime_api().supply_audit(info.best_hash).map_err(runtime)?;
		let currencies = reports.into_iter().map(Into::into).collect();
		Ok(SupplyAudit { block_number: info.best_number, block_hash: info.best_hash, currencies })
	}

	fn read_circuits(&self) -> Result<Vec<Circuit>, Error> {
		let rows = self.client.runtime_api().circuit_versions(self.best()).map_err(runtime)?;
		Ok(rows
			.into_iter()
			.map(|(version, status, provenance, input_key, output_key, issue_key)| {
				let (provenance, transcript) = match provenance {
					KeyProvenance::Development => ("development", None),
					KeyProvenance::Ceremony { transcript } => ("ceremony", Some(transcript)),
				};
				let status = match status {
					CircuitStatus::Active => "active",
					CircuitStatus::Paused => "paused",
					CircuitStatus::Retired => "retired",
				};
				Circuit {
					version: version.0,
					status: status.into(),
					provenance: provenance.into(),
					transcript,
					input_key: input_key.into(),
					output_key: output_key.into(),
					issue_key: issue_key.into(),
				}
			})
			.collect())
	}
}

#[async_trait]
impl<B, C, P> ShieldedRpcServer for Shielded<B, C, P>
where
	B: BlockT<Hash = H256>,
	B::Header: HeaderT<Number = BlockNumber, Hash = H256>,
	C: ProvideRuntimeApi<B> + CallApiAt<B> + IndexClient<B> + 'static,
	C::Api: ShieldedApi<B>,
	P: TransactionPool<Block = B, Hash = H256> + 'static,
{
	fn status(&self) -> RpcResult<ShieldedStatus> {
		Ok(self.read_status()?)
	}

	fn blocks(&self, from: BlockNumber, count: u32) -> RpcResult<Vec<ShieldedBlock>> {
		check_count("blocks", count as usize, MAX_BLOCKS as usize)?;
		let blocks = self.index.blocks(from, count).map_err(Error::from)?;
		Ok(blocks
			.into_iter()
			.map(|block| ShieldedBlock {
				number: block.number,
				hash: block.hash,
				parent: block.parent,
				notes: block.notes.into(),
			})
			.collect())
	}

	fn required_fee(
		&self,
		inputs: u32,
		outputs: u32,
		public_outputs: u32,
		action: Option<Bytes>,
	) -> RpcResult<Amount> {
		Ok(self.read_fee(inputs, outputs, public_outputs, action)?)
	}

	async fn submit_bundle(&self, bundle: Bytes) -> RpcResult<SubmittedBundle> {
		Ok(self.submit(bundle).await?)
	}

	fn leaves(&self, from: u64, count: u32) -> RpcResult<Vec<H256>> {
		check_count("leaves", count as usize, MAX_LEAVES as usize)?;
		let leaves = self.index.leaves(from, count.into()).map_err(Error::from)?;
		Ok(leaves.into_iter().map(H256).collect())
	}

	fn path(&self, index: u32) -> RpcResult<LeafPath> {
		Ok(self.read_path(index)?)
	}

	fn is_anchor_known(&self, anchor: H256) -> RpcResult<bool> {
		let api = self.client.runtime_api();
		Ok(api.is_anchor_known(self.best(), Anchor(anchor.0)).map_err(runtime)?)
	}

	fn are_spent(&self, nullifiers: Vec<H256>) -> RpcResult<Vec<bool>> {
		check_count("nullifiers", nullifiers.len(), MAX_NULLIFIERS)?;
		let nullifiers = nullifiers.into_iter().map(|hash| Nullifier(hash.0)).collect();
		let api = self.client.runtime_api();
		Ok(api.are_spent(self.best(), nullifiers).map_err(runtime)?)
	}

	fn supply_audit(&self) -> RpcResult<SupplyAudit> {
		Ok(self.read_supply()?)
	}

	fn circuits(&self) -> RpcResult<Vec<Circuit>> {
		Ok(self.read_circuits()?)
	}
}
