// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Bodies of open candidates: kept, served and fetched.
//!
//! Protocol `/<genesis hash>/sero/candidate/1`: the request is a [`CandidateId`], the answer the
//! body, both in SCALE. Only connected peers are served, each a few times per candidate. A node that
//! relays a candidate but does not have its body fetches it on the first request, from the peer that
//! it learned of the candidate first: such requests run back along the way that the candidate came,
//! so they reach the miner and never go round in circles.

use codec::{DecodeAll, Encode};
use parking_lot::Mutex;
use sc_network::{IfDisconnected, NetworkRequest, PeerId, ProtocolName};
use sp_core::{storage::StateVersion, H256};
use sp_runtime::traits::{Block as BlockT, Hash as HashT, HashingFor, Header as HeaderT};
use std::{
	collections::{BTreeMap, VecDeque},
	fmt,
	sync::Arc,
	time::Duration,
};

use super::{Candidate, CandidateId};
use crate::LOG_TARGET;

/// VT-24: longest request.
pub const MAX_REQUEST_SIZE: u64 = 40;
/// VT-24: longest body.
pub const MAX_BODY_SIZE: u64 = 8 * 1024 * 1024;
/// How long an answer may take.
pub const REQUEST_TIMEOUT: Duration = Duration::from_secs(5);
/// Requests that may wait.
pub const REQUEST_QUEUE: usize = 32;
/// Bodies that are kept, at most …
const MAX_BODIES: usize = 64;
/// … and their bytes in all.
const MAX_BYTES: usize = 32 * 1024 * 1024;
/// How often one peer gets the same body.
const MAX_SERVED: u8 = 3;
/// Answers that are remembered.
const MAX_REMEMBERED: usize = 1_024;

/// The protocol's name.
pub fn protocol_name(genesis_hash: &H256) -> ProtocolName {
	format!("/{}/sero/candidate/1", hex::encode(genesis_hash)).into()
}

#[derive(Default)]
struct Store {
	bodies: BTreeMap<H256, Arc<Vec<u8>>>,
	order: VecDeque<H256>,
	bytes: usize,
	served: VecDeque<((PeerId, CandidateId), u8)>,
}

/// Bodies by pre-hash, encoded.
#[derive(Default)]
pub struct Bodies {
	store: Mutex<Store>,
}

impl fmt::Debug for Bodies {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let store = self.store.lock();
		f.debug_struct("Bodies")
			.field("count", &store.bodies.len())
			.field("bytes", &store.bytes)
			.finish()
	}
}

impl Bodies {
	/// Keeps a body; the oldest ones give way.
	pub fn insert(&self, pre_hash: H256, body: Vec<u8>) {
		let mut store = self.store.lock();
		if body.len() > MAX_BODY_SIZE as usize || store.bodies.contains_key(&pre_hash) {
			return;
		}
		store.bytes += body.len();
		store.bodies.insert(pre_hash, Arc::new(body));
		store.order.push_back(pre_hash);
		while store.order.len() > MAX_BODIES || store.bytes > MAX_BYTES {
			let Some(oldest) = store.order.pop_front() else { break };
			let removed = store.bodies.remove(&oldest).map_or(0, |body| body.len());
			store.bytes = store.bytes.saturating_sub(removed);
		}
	}

	/// A body.
	pub fn get(&self, pre_hash: &H256) -> Option<Arc<Vec<u8>>> {
		self.store.lock().bodies.get(pre_hash).cloned()
	}

	/// Forgets a body.
	pub fn remove(&self, pre_hash: &H256) {
		let mut store = self.store.lock();
		let removed = store.bodies.remove(pre_hash).map_or(0, |body| body.len());
		store.bytes = store.bytes.saturating_sub(removed);
		store.order.retain(|other| other != pre_hash);
	}

	/// VT-27: counts an answer; false if the peer has had it often enough.
	pub fn may_serve(&self, peer: PeerId, id: CandidateId) -> bool {
		let mut store = self.store.lock();
		let key = (peer, id);
		if let Some((_, count)) = store.served.iter_mut().find(|(other, _)| *other == key) {
			*count = count.saturating_add(1);
			return *count <= MAX_SERVED;
		}
		if store.served.len() >= MAX_REMEMBERED {
			store.served.pop_front();
		}
		store.served.push_back((key, 1));
		true
	}
}

/// Decodes a body if it is the candidate's: its root stands in the header.
pub fn decode_body<B: BlockT<Hash = H256>>(
	header: &B::Header,
	bytes: &[u8],
) -> Option<Vec<B::Extrinsic>> {
	if bytes.len() > MAX_BODY_SIZE as usize {
		return None;
	}
	let body = Vec::<B::Extrinsic>::decode_all(&mut &bytes[..]).ok()?;
	let encoded: Vec<Vec<u8>> = body.iter().map(Encode::encode).collect();
	// The runtime says which of the two; a body fits one of them at most.
	let fits = [StateVersion::V1, StateVersion::V0].into_iter().any(|version| {
		HashingFor::<B>::ordered_trie_root(encoded.clone(), version) == *header.extrinsics_root()
	});
	fits.then_some(body)
}

/// Asks peers for a body, one after the other. Returns it with its encoding.
pub async fn fetch<B: BlockT<Hash = H256>>(
	network: &(impl NetworkRequest + Sync + ?Sized),
	protocol: &ProtocolName,
	candidate: &Candidate<B::Header>,
	sources: &[PeerId],
) -> Option<(Vec<B::Extrinsic>, Vec<u8>)> {
	let id = candidate.id();
	for peer in sources {
		let request = network.request(
			*peer,
			protocol.clone(),
			id.encode(),
			None,
			IfDisconnected::ImmediateError,
		);
		match request.await {
			Ok((bytes, _)) => match decode_body::<B>(&candidate.header, &bytes) {
				Some(body) => return Some((body, bytes)),
				None => log::debug!(target: LOG_TARGET, "{peer} sent a false body of {id}"),
			},
			Err(error) => log::debug!(target: LOG_TARGET, "No body of {id} from {peer}: {error}"),
		}
	}
	None
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::test_util::{child, setup, Block};
	use sp_runtime::OpaqueExtrinsic;

	fn id(nonce: u64) -> CandidateId {
		CandidateId { pre_hash: H256::repeat_byte(1), nonce }
	}

	#[test]
	fn bodies_are_bounded_in_number_and_size() {
		let bodies = Bodies::default();
		for number in 0..200 {
			bodies.insert(H256::from_low_u64_be(number), vec![0; 10]);
		}
		assert!(bodies.get(&H256::from_low_u64_be(0)).is_none());
		assert!(bodies.get(&H256::from_low_u64_be(199)).is_some());
		assert_eq!(bodies.store.lock().bodies.len(), MAX_BODIES);
		for number in 0..8 {
			bodies.insert(H256::from_low_u64_be(1_000 + number), vec![0; 7 * 1024 * 1024]);
		}
		assert!(bodies.store.lock().bytes <= MAX_BYTES);
		assert!(bodies.store.lock().bodies.len() <= 4);
		bodies.insert(H256::zero(), vec![0; MAX_BODY_SIZE as usize + 1]);
		assert!(bodies.get(&H256::zero()).is_none());
		for number in 0..2_000 {
			bodies.remove(&H256::from_low_u64_be(number));
		}
		assert_eq!(bodies.store.lock().bytes, 0);
	}

	/// VT-27.
	#[test]
	fn a_peer_gets_a_body_a_few_times_only() {
		let bodies = Bodies::default();
		let peer = PeerId::random();
		for _ in 0..MAX_SERVED {
			assert!(bodies.may_serve(peer, id(0)));
		}
		assert!(!bodies.may_serve(peer, id(0)));
		assert!(bodies.may_serve(peer, id(1)));
		assert!(bodies.may_serve(PeerId::random(), id(0)));
		for nonce in 0..3_000 {
			bodies.may_serve(peer, id(nonce));
		}
		assert_eq!(bodies.store.lock().served.len(), MAX_REMEMBERED);
	}

	#[test]
	fn only_the_body_that_the_header_names_is_taken() {
		let body: Vec<OpaqueExtrinsic> =
			vec![OpaqueExtrinsic::try_from_encoded_extrinsic(&[4, 1][..]).unwrap()];
		let bytes = body.encode();
		let mut header = child(&setup().genesis, 2, 1);
		assert!(decode_body::<Block>(&header, &bytes).is_none());
		let encoded = body.iter().map(Encode::encode).collect();
		header.extrinsics_root = HashingFor::<Block>::ordered_trie_root(encoded, StateVersion::V1);
		assert_eq!(decode_body::<Block>(&header, &bytes), Some(body));
		assert!(decode_body::<Block>(&header, &[&bytes[..], &[0]].concat()).is_none());
		assert!(decode_body::<Block>(&header, &Vec::<OpaqueExtrinsic>::new().encode()).is_none());
		assert_eq!(id(1).encode().len() as u64, MAX_REQUEST_SIZE);
	}
}
