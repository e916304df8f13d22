// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Time, and what a block tells about its parent.

use sero_consensus_primitives::Seal;
use sp_core::H256;
use sp_runtime::traits::Header as _;

use super::Case;
use crate::{
	blocks::chain::Chain,
	preset::Preset,
	runtime::{note_parent, set_time, Header},
};

/// A block whose inherent tells of a header that is changed.
fn told(chain: &Chain, rule: &str, error: &str, change: impl FnOnce(&mut Header)) {
	let draft = chain.draft();
	let mut body = draft.right_body();
	let mut header = chain.tip().header;
	change(&mut header);
	body[1] = note_parent(header, Vec::new());
	draft.body(body).mine().vote_all().refused(rule, error);
}

pub const CASES: &[Case] = &[
	Case {
		name: "missing_note_of_the_parent",
		rules: &["PW-8", "VT-7"],
		run: |chain| {
			let draft = chain.draft();
			let body = draft.right_body()[..1].to_vec();
			draft.body(body).mine().vote_all().refused("PW-8", "Missing");
		},
	},
	Case {
		name: "note_of_a_sibling_of_the_parent",
		rules: &["PW-8", "VT-6"],
		run: |chain| {
			let sibling = chain.draft().gap(12_500).mine().vote_all().accepted();
			let sibling = chain.block(sibling).header;
			let base = chain.block(sibling.parent_hash).header.hash();
			let parent = chain.draft_on(base).mine().vote_all().accepted();
			let draft = chain.draft_on(parent);
			let mut body = draft.right_body();
			body[1] = note_parent(sibling, Vec::new());
			draft.body(body).mine().vote_all().refused("PW-8", "WrongHeader");
		},
	},
	Case {
		name: "note_of_the_grandparent",
		rules: &["PW-8", "VT-6"],
		run: |chain| {
			let grandparent = chain.block(chain.tip().header.parent_hash).header;
			told(&chain, "PW-8", "WrongHeader", |header| *header = grandparent);
		},
	},
	Case {
		name: "note_with_other_votes",
		rules: &["PW-8", "VT-6"],
		run: |chain| {
			told(&chain, "PW-8", "WrongHeader", |header| {
				let mut seal = Seal::pop(header.digest_mut()).unwrap();
				seal.votes.pop();
				header.digest_mut().push(seal.to_digest_item());
			});
		},
	},
	Case {
		name: "note_without_a_seal",
		rules: &["PW-8", "VT-6"],
		run: |chain| {
			told(&chain, "PW-8", "WrongHeader", |header| drop(header.digest_mut().pop()));
		},
	},
	Case {
		name: "note_of_the_parent_twice",
		rules: &["VT-7"],
		run: |chain| {
			let draft = chain.draft();
			let mut body = draft.right_body();
			body.push(body[1].clone());
			draft.body(body).mine().vote_all().refused("VT-7", "ParentNotedTwice");
		},
	},
	Case {
		name: "note_in_the_first_block",
		rules: &["VT-6"],
		run: |_| {
			let chain = Chain::new(&Preset::sequences());
			let draft = chain.draft();
			let mut body = draft.right_body();
			body.push(note_parent(chain.tip().header, Vec::new()));
			draft.body(body).mine().vote_all().refused("VT-6", "ParentNotSealed");
		},
	},
	Case {
		name: "time_that_does_not_increase",
		rules: &["PW-8"],
		run: |chain| {
			chain.draft().gap(0).mine().vote_all().refused("PW-8", "TooEarly");
			chain.draft().gap(1).mine().vote_all().accepted();
		},
	},
	Case {
		name: "time_in_the_future",
		rules: &["PW-8"],
		run: |chain| {
			chain.set_clock(13_000);
			let early = chain.draft().gap(43_001).mine().vote_all();
			early.clone().refused("PW-8", "TooFarInFuture");
			// It is not remembered as bad: a little later it is accepted.
			chain.set_clock(13_001);
			early.accepted();
		},
	},
	Case {
		name: "time_at_the_edge_of_the_future",
		rules: &["PW-8"],
		run: |chain| {
			chain.set_clock(13_000);
			chain.draft().gap(43_000).mine().vote_all().accepted();
		},
	},
	Case {
		name: "missing_time",
		rules: &["PW-8"],
		run: |chain| {
			let draft = chain.draft();
			let body = draft.right_body()[1..].to_vec();
			let refusal = draft.body(body).mine().vote_all().submit().unwrap_err();
			assert_eq!(refusal.rule, None);
		},
	},
	Case {
		name: "time_twice",
		rules: &["PW-8"],
		run: |chain| {
			let draft = chain.draft();
			let mut body = draft.right_body();
			body.insert(1, set_time(chain.tip().rules.time + 13_001));
			let block = draft.body(body).mine().vote_all();
			block.refused("PW-8", "must be updated only once");
		},
	},
	Case {
		name: "wrong_state_root",
		rules: &["PW-12"],
		run: |chain| {
			let built = chain.draft().build();
			let built = built.tamper(|header| header.state_root = H256::repeat_byte(1));
			built.mine().vote_all().refused("PW-12", "Storage root must match");
		},
	},
	Case {
		name: "wrong_extrinsics_root",
		rules: &["PW-8"],
		run: |chain| {
			let built = chain.draft().build();
			let built = built.tamper(|header| header.extrinsics_root = H256::repeat_byte(1));
			built.mine().vote_all().refused("PW-8", "Transaction trie root must be valid");
		},
	},
	Case {
		name: "same_header_with_another_body",
		rules: &["PW-8"],
		run: |chain| {
			// A bad body for a good header must not spoil the good one.
			let good = chain.draft().mine().vote_all();
			let mut bad = good.clone();
			bad.body.truncate(1);
			bad.refused("PW-8", "Missing");
			let mut bad = good.clone();
			bad.body[1] = note_parent(chain.tip().header, vec![good.ballot(0)]);
			bad.refused("VT-8", "LateVoteForOtherBlock");
			good.accepted();
		},
	},
];
