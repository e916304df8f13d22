// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Vectors of EIP-1057.

use super::*;

#[test]
fn fnv1a_matches_eip_1057() {
	assert_eq!(fnv1a(0x811c9dc5, 0xddd0a47b), 0xd37ee61a);
	assert_eq!(fnv1a(0xd37ee61a, 0xee304846), 0xdedc7ad4);
	assert_eq!(fnv1a(0xdedc7ad4, 0x00000000), 0xa9155bbc);
}

#[test]
fn kiss99_matches_eip_1057() {
	let mut random = Kiss99 { z: 362436069, w: 521288629, jsr: 123456789, jcong: 380116160 };
	for expected in [769445856, 742012328, 2121196314, 2805620942] {
		assert_eq!(random.next(), expected);
	}
	for _ in 5..100_000 {
		random.next();
	}
	assert_eq!(random.next(), 941074834);
}

#[test]
fn lanes_are_filled_as_in_eip_1057() {
	let lane = |lane, last: [u32; 4]| {
		let mut random = Kiss99::for_lane(0xee304846ddd0a47b, lane);
		let row: alloc::vec::Vec<u32> = (0..32).map(|_| random.next()).collect();
		assert_eq!(row[28..], last);
		row
	};
	let row = lane(0, [0xcc37236a, 0xa442b311, 0x955ab27a, 0x6d175b7e]);
	assert_eq!(row[..4], [0x10c02f0d, 0x99891c9e, 0xc59649a0, 0x43f0394d]);
	let row = lane(13, [0xb4ccb32d, 0x83a09132, 0x27ea8279, 0x3837dda3]);
	assert_eq!(row[..4], [0x4e46d05d, 0x2e77e734, 0x2c479399, 0x70712177]);
}

#[test]
fn merges_match_eip_1057() {
	for (a, b, selector, expected) in [
		(0x3b0bb37d, 0xa0212004, 0x9bd26ab0, 0x3ca34321),
		(0x10c02f0d, 0x870fa227, 0xd4f45515, 0x91c1326a),
		(0x24d2bae4, 0x0ffb4c9b, 0x7fdbc2f2, 0x2eddd94c),
		(0xda39e821, 0x089c4008, 0x8b6cd8c3, 0x8a81e396),
	] {
		let mut register = [a];
		Merge::new(selector).apply(&mut register, &[b]);
		assert_eq!(register, [expected]);
	}
}

#[test]
fn merges_never_rotate_by_zero() {
	// The selector's high half is a multiple of 31.
	assert_eq!(Merge::new(31 << 16 | 2), Merge::RotlXor(1));
	assert_eq!(Merge::new(30 << 16 | 3), Merge::RotrXor(31));
}

#[test]
fn math_matches_eip_1057() {
	for (a, b, selector, expected) in [
		(0x8626bb1f, 0xbbdfbc4e, 0x883e5b49, 0x4206776d),
		(0x3f4bdfac, 0xd79e414f, 0x36b71236, 0x4c5cb214),
		(0x6d175b7e, 0xc4e89d4c, 0x944ecabb, 0x53e9023f),
		(0x2eddd94c, 0x7e70cb54, 0x3f472a85, 0x2eddd94c),
		(0x61ae0e62, 0xe0596b32, 0x3f472a85, 0x61ae0e62),
		(0x8a81e396, 0x3f4bdfac, 0xcec46e67, 0x1e3968a8),
		(0x8a81e396, 0x7e70cb54, 0xdbe71ff7, 0x1e3968a8),
		(0xa7352f36, 0xa0eb7045, 0x59e7b9d8, 0xa0212004),
		(0xc89805af, 0x64291e2f, 0x1bdc84a9, 0xecb91faf),
		(0x760726d3, 0x79fc6a48, 0xc675cac5, 0x0ffb4c9b),
		(0x75551d43, 0x3383ba34, 0x2863ad31, 0x00000003),
		(0xea260841, 0xe92c44b7, 0xf83ffe7d, 0x0000001b),
	] {
		assert_eq!(Math::new(selector).apply(&[a], &[b]), [expected], "{selector:x}");
	}
}
