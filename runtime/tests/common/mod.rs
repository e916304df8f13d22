// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Chains of the presets, whose blocks are executed, voted for and sealed.

#![allow(dead_code)]

use codec::Encode;
use frame_support::genesis_builder_helper::build_state;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use sero_consensus_primitives::{Draw, DrawnTicket, PreDigest, Seal, Vote};
use sero_runtime::{
	demo, extension, genesis_config_presets, Executive, Header, PowPosConsensus, RuntimeCall,
	RuntimeGenesisConfig, SignedPayload, UncheckedExtrinsic,
};
use sero_shielded_primitives::PublicOutput;
use sero_zk_crypto::{domains::FROM_SIGNATURE, schnorr, OneTimeAddress, SpendingKey};
use sero_zk_prover::test_utils::Funded;
use sp_core::{crypto::Pair, H256};
use sp_io::TestExternalities;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{
	generic::{self, Era},
	traits::Header as _,
	Digest, MultiSignature,
};

/// Hash of the genesis block.
pub const GENESIS: H256 = H256::repeat_byte(1);

/// Merges `patch` into `base` (RFC 7386).
fn merge(base: &mut serde_json::Value, patch: serde_json::Value) {
	match (base, patch) {
		(serde_json::Value::Object(base), serde_json::Value::Object(patch)) => {
			for (key, value) in patch {
				merge(base.entry(key).or_insert(serde_json::Value::Null), value);
			}
		},
		(base, patch) => *base = patch,
	}
}

/// The genesis state of a preset, changed.
pub fn changed_genesis(
	preset: &str,
	change: impl FnOnce(&mut serde_json::Value),
) -> TestExternalities {
	let patch = genesis_config_presets::get_preset(&preset.into()).expect("the preset exists");
	let mut config = serde_json::to_value(RuntimeGenesisConfig::default()).unwrap();
	merge(&mut config, serde_json::from_slice(&patch).unwrap());
	change(&mut config);
	let mut ext = TestExternalities::new_empty();
	ext.execute_with(|| {
		build_state::<RuntimeGenesisConfig>(config.to_string().into_bytes()).unwrap();
	});
	ext
}

/// The genesis state of a preset.
pub fn genesis(preset: &str) -> TestExternalities {
	changed_genesis(preset, |_| ())
}

/// The notes of `funded` as a genesis configuration has them.
pub fn genesis_notes(funded: &Funded) -> serde_json::Value {
	let note = |note: &PublicOutput| {
		serde_json::json!({
			"address": format!("0x{}", hex::encode(note.address.0)),
			"currency": "SERO",
			"amount": note.amount,
		})
	};
	funded.deposits().iter().map(note).collect()
}

/// An inherent as an extrinsic.
pub fn bare(call: impl Into<RuntimeCall>) -> UncheckedExtrinsic {
	generic::UncheckedExtrinsic::new_bare(call.into()).into()
}

/// A transaction of an account.
pub fn signed(from: Sr25519Keyring, nonce: u32, call: RuntimeCall) -> UncheckedExtrinsic {
	let extension = extension(Era::Immortal, nonce, 0);
	let payload = SignedPayload::new(call, extension).unwrap();
	let signature = payload.using_encoded(|bytes| from.pair().sign(bytes));
	let (call, extension, _) = payload.deconstruct();
	generic::UncheckedExtrinsic::new_signed(
		call,
		from.to_account_id().into(),
		MultiSignature::Sr25519(signature),
		extension,
	)
	.into()
}

/// Executes and seals blocks on the current externalities.
#[derive(Debug, Default)]
pub struct Chain {
	/// The last block's header, sealed; none at the genesis block.
	pub parent: Option<Header>,
	/// Votes for the last block that its seal does not have.
	pub late: Vec<Vote>,
}

/// A block that was executed, with a vote of every ticket that it drew.
#[derive(Debug)]
pub struct Candidate {
	/// Without seal.
	pub header: Header,
	/// Without votes.
	pub seal: Seal,
	/// What it drew.
	pub draw: Draw,
	/// One for each drawn ticket whose key is known.
	pub votes: Vec<Vote>,
}

/// A vote by the holder of a vote key.
pub fn vote(
	key: &SpendingKey,
	address: &OneTimeAddress,
	header: &Header,
	seed: H256,
	ticket: &DrawnTicket,
) -> Vote {
	let mut vote = Vote {
		pre_hash: header.hash(),
		parent_hash: *header.parent_hash(),
		share: ticket.share,
		ticket_index: ticket.ticket_index,
		signature: [0; 64],
	};
	let secret = *key.spend_auth() * key.view();
	let mut rng = ChaCha20Rng::from_seed([9; 32]);
	let message = vote.message(&GENESIS, &seed);
	let signature = schnorr::sign(&FROM_SIGNATURE, &secret, address.base(), &message, &mut rng);
	vote.signature = signature.unwrap();
	vote
}

impl Chain {
	/// Height of the last block.
	pub fn height(&self) -> u32 {
		self.parent.as_ref().map_or(0, |header| header.number)
	}

	/// The inherents of the next block.
	pub fn inherents(&self, late_votes: Vec<Vote>) -> Vec<UncheckedExtrinsic> {
		let now = pallet_timestamp::Call::set { now: u64::from(self.height() + 1) * 2_000 };
		let mut inherents = vec![bare(now)];
		if let Some(parent) = &self.parent {
			let late_votes = late_votes.try_into().unwrap();
			let header = Box::new(parent.clone());
			inherents
				.push(bare(pallet_pow_pos_consensus::Call::note_parent { header, late_votes }));
		}
		inherents
	}

	/// Hash of the last block.
	pub fn hash(&self) -> H256 {
		self.parent.as_ref().map_or(GENESIS, Header::hash)
	}

	/// The author of the next block, without license.
	pub fn author(&self) -> PreDigest {
		let r = sero_zk_crypto::Scalar::from(self.height() + 1);
		PreDigest::new(demo::address(1).unwrap().one_time(r).to_bytes())
	}

	/// The header of the next block before its execution.
	pub fn template(&self, author: PreDigest) -> Header {
		let digest = Digest { logs: vec![author.to_digest_item()] };
		let number = self.height() + 1;
		Header::new(number, Default::default(), Default::default(), self.hash(), digest)
	}

	/// Executes a block, and lets `voter` vote.
	pub fn execute(
		&mut self,
		extrinsics: Vec<UncheckedExtrinsic>,
		voter: Option<(&SpendingKey, &OneTimeAddress)>,
	) -> Candidate {
		self.execute_by(self.author(), extrinsics, voter)
	}

	/// As [`Self::execute`], with this author.
	pub fn execute_by(
		&mut self,
		author: PreDigest,
		extrinsics: Vec<UncheckedExtrinsic>,
		voter: Option<(&SpendingKey, &OneTimeAddress)>,
	) -> Candidate {
		let template = self.template(author);
		let seal = Seal::new(template.number.into(), H256::repeat_byte(0x3a));
		let seed = seal.lottery_seed();
		let parent_seed = self
			.parent
			.clone()
			.map(|mut header| Seal::pop(header.digest_mut()).expect("it is sealed").lottery_seed());
		let draw = PowPosConsensus::draw_for_child(parent_seed, seed);
		Executive::initialize_block(&template);
		let late = std::mem::take(&mut self.late);
		for extrinsic in self.inherents(late).into_iter().chain(extrinsics) {
			Executive::apply_extrinsic(extrinsic).unwrap().unwrap();
		}
		let header = Executive::finalize_block();
		let votes = voter.map_or_else(Vec::new, |(key, address)| {
			draw.iter().map(|ticket| vote(key, address, &header, seed, ticket)).collect()
		});
		Candidate { header, seal, draw, votes }
	}

	/// Seals a block with the first `in_time` of its votes; the next `late` of them come late.
	pub fn seal(&mut self, mut block: Candidate, in_time: usize, late: usize) {
		let votes: Vec<_> = block.votes.iter().take(in_time).cloned().collect();
		block.seal.votes = votes.try_into().unwrap();
		self.late = block.votes.into_iter().skip(in_time).take(late).collect();
		block.header.digest_mut().push(block.seal.to_digest_item());
		self.parent = Some(block.header);
	}

	/// Executes and seals a block without votes; returns its header.
	pub fn block(&mut self, extrinsics: Vec<UncheckedExtrinsic>) -> Header {
		self.block_by(self.author(), extrinsics)
	}

	/// As [`Self::block`], with this author.
	pub fn block_by(&mut self, author: PreDigest, extrinsics: Vec<UncheckedExtrinsic>) -> Header {
		let block = self.execute_by(author, extrinsics, None);
		let header = block.header.clone();
		self.seal(block, 0, 0);
		header
	}
}
