// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Defects of the original's consensus that must not come back. docs/protocol/attacks.md lists them with
//! those that are tested beside the code.

use pallet_staking_nodes::lottery::draw_positions;
use rand_chacha::ChaCha8Rng;
use rand_core::{RngCore, SeedableRng};
use sero_consensus::voting::{
	state::{Config, Effect, Misbehavior, Tip, Verdict},
	Candidate, CastVote, Message, VotingState,
};
use sero_consensus_primitives::{DrawnTicket, Seal};
use sero_consensus_tests::{
	blocks::{cases, draft::Found},
	crypto::{hash_of, stand_in, Voter},
	network::{
		plan::Plan,
		report::simulate,
		scenarios,
		universe::{cast, mix_of, Universe, View},
	},
	preset::{share, Preset, START_MS},
	runtime::Header,
};
use sp_core::H256;
use sp_runtime::{traits::Header as _, DigestItem};
use std::{
	collections::{BTreeMap, BTreeSet},
	time::Duration,
};

/// A vote that pretends to be a node's for a share without one crashed the original.
#[test]
fn defect_03_a_vote_cannot_claim_a_node() {
	let chain = cases::base();
	let found = chain.draft().mine();
	for (index, ticket) in found.draw.clone().iter().enumerate() {
		let pretender = Voter::new(if ticket.by_node { 9 } else { 8 });
		let mut votes: Vec<_> = (0..3).map(|index| found.ballot(index)).collect();
		votes[index] = found.ballot_by(ticket, &pretender);
		found.clone().with_votes(votes).refused("VT-21", "BadVote(BadSignature)");
	}
	found.vote_all().accepted();
}

/// Whatever a peer writes into a seal, the import refuses it and goes on.
#[test]
fn defect_03_no_altered_header_crashes_the_import() {
	let chain = cases::base();
	let found = chain.draft().mine().vote_all();
	let DigestItem::Seal(engine, bytes) = found.seal.to_digest_item() else { panic!("a seal") };
	let mut random = ChaCha8Rng::seed_from_u64(3);
	for round in 0..1_500 {
		let mut altered = bytes.clone();
		for _ in 0..=random.next_u32() % 3 {
			let place = random.next_u32() as usize % altered.len();
			altered[place] ^= 1 << (random.next_u32() % 8);
		}
		if round % 10 == 0 {
			altered.truncate(random.next_u32() as usize % altered.len());
		}
		if altered == bytes {
			continue;
		}
		let mut header = found.header.clone();
		header.digest_mut().push(DigestItem::Seal(engine, altered));
		assert!(chain.submit(&header, &found.body).is_err());
	}
	found.accepted();
}

/// A voter's state machine over a universe with one block.
struct Booth {
	universe: Universe,
	known: BTreeSet<H256>,
	voters: BTreeSet<[u8; 96]>,
	state: VotingState<usize, Header>,
}

impl Booth {
	/// A node that has the keys of all shares.
	fn new() -> Self {
		let shares = vec![share(stand_in(b"voter", 0), None, 200)];
		let universe = Universe::new(&Preset { shares, ..Preset::network(0, 0) });
		let genesis = universe.genesis;
		let tip = Tip { hash: genesis, number: 0, parent: H256::zero() };
		Self {
			universe,
			known: [genesis].into(),
			voters: [stand_in(b"voter", 0).0].into(),
			state: VotingState::new(Config::new(genesis), tip),
		}
	}

	fn candidate(&mut self, nonce: u64) -> Candidate<Header> {
		let genesis = self.universe.genesis;
		let author = stand_in(b"miner", 0);
		let made = self.universe.make(genesis, START_MS, author, Vec::new(), &[]);
		let mix = mix_of(&made.header.hash(), nonce);
		Candidate { header: made.header.clone(), nonce, mix }
	}

	fn receive(&mut self, message: Message<Header>) -> (Verdict, Vec<Effect<usize, Header>>) {
		let view = View { universe: &self.universe, known: &self.known, voters: &self.voters };
		let verdict = self.state.receive(Duration::ZERO, &7, message, &view);
		(verdict, std::iter::from_fn(|| self.state.next_effect()).collect())
	}
}

/// Votes could be fished for, and the network be flooded, without any work.
#[test]
fn defect_10_a_candidate_without_work_gets_no_vote_and_is_not_passed_on() {
	let mut booth = Booth::new();
	let mut candidate = booth.candidate(5);
	candidate.mix = H256::repeat_byte(1);
	let (verdict, effects) = booth.receive(Message::Candidate(candidate));
	assert_eq!(verdict, Verdict::Discard);
	let why = Misbehavior::BadCandidate;
	assert_eq!(effects, [Effect::Report { peer: 7, why }]);
	// With work it is executed before anything is signed.
	let candidate = booth.candidate(6);
	let (verdict, effects) = booth.receive(Message::Candidate(candidate));
	assert_eq!(verdict, Verdict::Relay);
	assert!(matches!(effects[..], [Effect::Execute { .. }]), "{effects:?}");
}

/// Votes were gossiped without a check of their signature.
#[test]
fn defect_10_a_vote_that_nobody_signed_is_not_passed_on() {
	let mut booth = Booth::new();
	booth.voters.clear();
	let candidate = booth.candidate(6);
	let (id, seed) = (candidate.id(), candidate.seed());
	let genesis = booth.universe.genesis;
	let draw = booth.universe.draw(genesis, seed);
	booth.receive(Message::Candidate(candidate));
	let good = cast(&genesis, id, genesis, seed, &draw[0]);
	let mut bad = good.clone();
	bad.signature[0] ^= 1;
	let (verdict, effects) = booth.receive(Message::Vote(CastVote { nonce: 6, vote: bad }));
	assert_eq!(verdict, Verdict::Discard);
	assert_eq!(effects, [Effect::Report { peer: 7, why: Misbehavior::BadVote }]);
	let (verdict, effects) = booth.receive(Message::Vote(CastVote { nonce: 6, vote: good }));
	assert_eq!((verdict, effects.len()), (Verdict::Relay, 0));
}

/// Two tickets of one share needed two different signatures of the same message.
#[test]
fn defect_10_tickets_of_one_share_sign_for_themselves() {
	let chain = cases::base();
	let built = chain.draft().build();
	let twins = |found: &Found| {
		let draw: &[DrawnTicket] = &found.draw;
		[(0, 1), (0, 2), (1, 2)].into_iter().find(|(a, b)| draw[*a].share == draw[*b].share)
	};
	let mut nonce = 0;
	let found = loop {
		let found = built.clone().mine_from(nonce);
		if twins(&found).is_some() {
			break found;
		}
		nonce = found.seal.nonce + 1;
	};
	let (a, b) = twins(&found).unwrap();
	let mut copied = found.ballot(a);
	copied.ticket_index = b as u8;
	let votes = vec![found.ballot(a), copied];
	found.clone().with_votes(votes).refused("VT-21", "BadVote(BadSignature)");
	found.vote(&[a, b]).accepted();
}

/// The original's miners waited for three votes of three, five minutes long.
#[test]
fn defect_11_a_chain_goes_on_with_two_votes_of_three() {
	let report = simulate(scenarios::voters_offline(11, 1)).unwrap();
	assert!(report.tally.missed > 20, "{report}");
	assert!(report.block_time() < scenarios::TARGET * 5 / 4, "{report}");
	assert!(report.wait(990) <= 4_000, "99 % of the waits: {} ms", report.wait(990));
}

/// Random numbers were the bytes of the seed.
#[test]
fn defect_12_draws_come_from_a_hash_stream() {
	let total = 1_000;
	let mut counts: BTreeMap<u64, u32> = BTreeMap::new();
	let mut as_words = 0;
	for round in 0u32..20_000 {
		let seed = hash_of(&round);
		let drawn = draw_positions(&seed, total, 3);
		assert_eq!(drawn.iter().collect::<BTreeSet<_>>().len(), 3);
		for position in &drawn {
			*counts.entry(*position).or_default() += 1;
		}
		let word = |place: usize| {
			let bytes: [u8; 4] = seed.as_bytes()[place..place + 4].try_into().unwrap();
			u64::from(u32::from_be_bytes(bytes)) % total
		};
		as_words += (0..29).filter(|place| word(*place) == drawn[0]).count();
	}
	// Chi-square with 999 degrees of freedom, 60 expected in each class: mean 999, deviation 45.
	let chi: i64 = (0..total)
		.map(|position| {
			let off = i64::from(counts.get(&position).copied().unwrap_or_default()) - 60;
			off * off
		})
		.sum::<i64>()
		/ 60;
	assert!((800..1_200).contains(&chi), "{chi}");
	// No four bytes of the seed tell the first ticket more often than chance does: 580 of 580,000.
	assert!(as_words < 700, "{as_words}");
}

/// All bits of the seed count.
#[test]
fn defect_12_every_bit_of_the_seed_changes_the_draw() {
	let seed = hash_of(&12);
	let right = draw_positions(&seed, u64::from(u32::MAX), 3);
	for bit in 0..256 {
		let mut other = seed;
		other.0[bit / 8] ^= 1 << (bit % 8);
		let drawn = draw_positions(&other, u64::from(u32::MAX), 3);
		assert!(drawn.iter().zip(&right).all(|(a, b)| a != b), "bit {bit}");
	}
}

/// A block's votes are another matter than its content: neither its id as a candidate nor its tickets
/// can be chosen by changing signatures.
#[test]
fn defect_13_signatures_change_neither_draw_nor_pre_hash() {
	let chain = cases::base();
	let found = chain.draft().mine();
	let (a, b) = (found.clone().vote(&[0, 1]), found.clone().vote(&[1, 2]));
	assert_eq!(a.header.hash(), b.header.hash());
	assert_eq!(a.seal.lottery_seed(), b.seal.lottery_seed());
	assert_ne!(a.sealed().hash(), b.sealed().hash());
	let bare = Seal::new(a.seal.nonce, a.seal.mix);
	assert_eq!(bare.lottery_seed(), a.seal.lottery_seed());
}

/// The attack of blocks 775,872 and 788,888: much hash rate comes, mines at the old difficulty, and
/// leaves a chain that stands still.
#[test]
fn defect_18_hash_rate_that_comes_and_goes_leaves_no_standstill() {
	use sero_consensus_tests::network::plan::Fault;
	for seed in 0..6 {
		let mut plan = scenarios::hash_rate(seed, 10_000, 9);
		let leave = scenarios::CHANGE + 40 * scenarios::TARGET;
		plan.faults.push((leave, Fault::HashRate(1_000)));
		let report = simulate(plan).unwrap();
		let after = report.height_at(leave);
		let gaps = report.times[after..].windows(2).map(|pair| pair[1] - pair[0]);
		let longest = gaps.max().unwrap();
		// The first blocks after it are slow; none takes a quarter of an hour.
		assert!(longest < 15 * 60_000, "seed {seed}: {longest} ms");
		let back = report.block_time_in(after + 60, after + 120);
		assert!(back < scenarios::TARGET * 2, "seed {seed}: {back} ms");
	}
}

/// Purchases pile up faster than blocks take them, and nothing is lost.
#[test]
fn defect_18_a_network_with_empty_blocks_and_many_bundles_goes_on() {
	let mut plan = Plan::random(18);
	plan.preset.staking.expiry_blocks = 12;
	plan.preset.staking.miss_blocks = 12;
	let report = simulate(plan).unwrap();
	assert!(report.height > 15, "{report}");
}
