// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Mining, purchases, and those who do not keep to the protocol.

use sero_consensus::voting::{Candidate, CandidateId, CastVote, Message};
use sero_consensus_primitives::{ConsensusLog, PreDigest, Seal, Vote};
use sero_shielded_primitives::{OneTimeAddressBytes, StakingAction, TxId};
use sp_core::H256;
use sp_runtime::{traits::Header as _, DigestItem};

use crate::{
	crypto::{hash_of, stand_in},
	network::{
		node::Letter,
		plan::Strategy,
		universe::{mix_of, Pending, Unsealed},
		world::{Event, World},
	},
	preset::TICKET_VALUE,
	runtime::{note_parent, stake},
};

/// The address that a node's blocks are paid to.
pub fn author(node: usize) -> OneTimeAddressBytes {
	stand_in(b"miner", u32::try_from(node).expect("small"))
}

impl World {
	/// Hash evaluations of a node in a second, in thousandths.
	fn rate(&self, node: usize) -> u64 {
		let shares: u64 = self.nodes.iter().map(|node| node.plan.hash_share).sum();
		// At the start all together find a block in the target time.
		let all = self.plan.preset.initial_difficulty * self.hash_rate * 1_000
			/ self.plan.preset.target_ms;
		all * self.nodes[node].plan.hash_share / shares.max(1)
	}

	/// Lets a node search for a nonce, unless it does or waits for votes.
	pub(super) fn start_mining(&mut self, node: usize) {
		let found = &self.nodes[node];
		if found.alive && !found.mining && found.waiting.is_empty() && !self.mining_over {
			self.nodes[node].mining = true;
			self.search(node);
		}
	}

	/// Draws the time until the nonce is found. Searching has no memory.
	pub(super) fn search(&mut self, node: usize) {
		self.nodes[node].search += 1;
		let search = self.nodes[node].search;
		let rate = self.rate(node);
		if rate == 0 {
			return;
		}
		let rules = &self.universe.valid(self.nodes[node].best).rules;
		let difficulty = u64::try_from(rules.difficulty).unwrap_or(u64::MAX);
		let mean = u128::from(difficulty) * 1_000_000 / u128::from(rate);
		let wait = self.random.exponential(u64::try_from(mean).unwrap_or(u64::MAX)).max(1);
		self.after(wait.min(1 << 40), Event::Found { node, search });
	}

	/// The best block has changed: the search goes on on it.
	pub(super) fn on_new_best(&mut self, node: usize, hash: H256) {
		if self.nodes[node].mining {
			self.search(node);
		} else {
			self.start_mining(node);
		}
		if self.nodes[node].plan.strategy == Strategy::Selfish {
			self.publish_or_give_up(node, hash);
		}
	}

	/// A node has found a nonce.
	pub(super) fn found(&mut self, node: usize) {
		self.counts.found += 1;
		self.nodes[node].mining = false;
		let parent = self.nodes[node].best;
		let time = self.nodes[node].clock(self.now);
		let late = self.nodes[node].voting.late_votes(&parent);
		let pending = self.pending.clone();
		let unsealed = self.universe.make(parent, time, author(node), late, &pending);
		let nonce = self.random.word();
		let pre_hash = unsealed.header.hash();
		let mix = mix_of(&pre_hash, nonce);
		let candidate = Candidate { header: unsealed.header.clone(), nonce, mix };
		let election = self.universe.election(parent, candidate.seed());
		let id = candidate.id();
		self.note(|_| format!("{node} finds {} {id}", candidate.header.number));
		self.nodes[node].waiting.insert(id);
		self.with_view(node, |voting, view, now| voting.propose(now, candidate, election, view));
		self.drain(node);
	}

	/// The best block that a node tells others about.
	pub(super) fn public_best(&self, node: usize) -> H256 {
		match self.nodes[node].withheld.first() {
			Some(first) => self.universe.valid(*first).header.parent_hash,
			None => self.nodes[node].best,
		}
	}

	/// Selfish mining: as long as the own branch is ahead by two, it stays hidden; if the others come
	/// close, it is shown; if it is behind, it is given up.
	fn publish_or_give_up(&mut self, node: usize, imported: H256) {
		let withheld = self.nodes[node].withheld.clone();
		let Some(last) = withheld.last().copied() else { return };
		if imported == last {
			return;
		}
		if !self.universe.is_ancestor(last, self.nodes[node].best) {
			self.nodes[node].withheld.clear();
		}
	}

	/// What a selfish node does when it sees a block of others.
	pub(super) fn react(&mut self, node: usize, hash: H256) {
		let withheld = self.nodes[node].withheld.clone();
		let Some(last) = withheld.last().copied() else { return };
		let Some(block) = self.universe.block(hash) else { return };
		let own = self.universe.valid(last);
		let lead = i64::from(own.header.number) - i64::from(block.header.number);
		if lead <= 1 {
			for hash in withheld {
				self.broadcast(node, None, &Letter::Block(hash));
			}
			self.nodes[node].withheld.clear();
		}
	}

	/// Somebody buys tickets, so that the lottery does not run empty.
	pub(super) fn purchase(&mut self) {
		if self.mining_over {
			return;
		}
		let wait = self.random.between(4_000, 16_000);
		self.after(wait, Event::Purchase);
		let best = self.universe.valid(self.nodes[0].best).clone();
		self.pending.retain(|bundle| !best.done.contains(&bundle.id) || bundle.id.0[0] < 64);
		if self.pending.len() > 12 {
			self.pending.remove(0);
		}
		let voters: Vec<u32> =
			self.plan.nodes.iter().flat_map(|node| node.voters.iter().copied()).collect();
		let Some(voter) = self.random.pick(&voters).copied() else { return };
		self.purchases += 1;
		let id = TxId(hash_of(&(self.plan.seed, self.purchases)).0);
		let tickets = u128::from(self.random.between(1, 8));
		let address = stand_in(b"voter", voter);
		let action = StakingAction::BuyShare {
			vote_address: address,
			node: None,
			amount: tickets * TICKET_VALUE + u128::from(self.random.below(1_000)),
		};
		self.pending.push(Pending { id, extrinsic: stake(id, address, action, 1_000) });
	}

	/// Makes invalid things out of a good block and sends them around.
	pub(super) fn lie(&mut self, node: usize, unsealed: &Unsealed, seal: &Seal) {
		let choice = self.random.below(10);
		let mut header = unsealed.header.clone();
		let mut body = unsealed.body.clone();
		let mut seal = seal.clone();
		match choice {
			0 => header.state_root = H256::repeat_byte(1),
			1 => {
				let mut log = ConsensusLog::find(&header.digest).expect("there is a log");
				log.cumulative_work += 1.into();
				header.digest.logs[1] = log.to_digest_item();
			},
			2 => {
				let mut log = ConsensusLog::find(&header.digest).expect("there is a log");
				log.difficulty -= 1.into();
				log.cumulative_work -= 1.into();
				header.digest.logs[1] = log.to_digest_item();
			},
			3 => header.digest.logs[0] = PreDigest::new([0xfe; 96]).to_digest_item(),
			4 => drop(header.digest.logs.remove(0)),
			5 => drop(body.pop()),
			6 => {
				if body.len() > 1 {
					let parent = self.universe.valid(header.parent_hash).header.clone();
					body[1] = note_parent(parent, seal.votes.to_vec());
				}
			},
			7 => seal.mix = H256::repeat_byte(3),
			8 => {
				if let Some(vote) = seal.votes.iter_mut().next() {
					vote.signature[0] ^= 1;
				}
			},
			_ => seal.votes = Default::default(),
		}
		header.extrinsics_root = crate::blocks::draft::body_root(&body);
		let changed = self.universe.take(header, body);
		let pre_hash = changed.header.hash();
		if choice != 7 {
			seal.mix = mix_of(&pre_hash, seal.nonce);
		}
		// Votes are for the good block, so they fit a header that was not changed only.
		let mut sealed = changed.header.clone();
		sealed.digest_mut().push(seal.to_digest_item());
		let hash = self.universe.submit(&sealed);
		self.note(|world| format!("{node} lies ({choice}): {:?}", world.universe.refusal(hash)));
		self.broadcast(node, None, &Letter::Block(hash));
		// As a candidate, which voters have to refuse by themselves; and votes of nobody.
		let candidate =
			Candidate { header: changed.header.clone(), nonce: seal.nonce, mix: seal.mix };
		let id = candidate.id();
		self.gossip(node, Message::Candidate(candidate));
		self.gossip(node, Message::Vote(forged(id, unsealed.header.parent_hash)));
		let mut shortened = unsealed.header.clone();
		shortened.digest.logs.push(DigestItem::Other(vec![choice as u8]));
		let nonce = seal.nonce;
		let mix = mix_of(&shortened.hash(), nonce);
		self.gossip(node, Message::Candidate(Candidate { header: shortened, nonce, mix }));
	}
}

/// A vote that nobody has signed.
fn forged(id: CandidateId, parent_hash: H256) -> CastVote {
	let vote = Vote {
		pre_hash: id.pre_hash,
		parent_hash,
		share: H256::repeat_byte(9),
		ticket_index: 0,
		signature: [9; 64],
	};
	CastVote { nonce: id.nonce, vote }
}
