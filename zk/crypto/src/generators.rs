// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The fixed generators, in arkworks coordinates (`a = 1`): integers as four 64-bit limbs, least first.
//!
//! Written by `scripts/gen-curve-generators.py`; do not edit. The tests of this crate derive every point
//! again by [`crate::hash::hash_to_point`] (and [`crate::paper::hash_to_point`] for `G_k`).

use crate::{curve::SubgroupPoint, field::base_from_limbs};

const fn point(x: [u64; 4], y: [u64; 4]) -> SubgroupPoint {
	SubgroupPoint::from_constant(base_from_limbs(x), base_from_limbs(y))
}

/// `G_k`: base of the long-term keys, the original system's `$SROKEYSGEN` point.
pub const KEY_GENERATOR: SubgroupPoint = point(
	[0x8196a8d0ea1d42db, 0xb2b4a2d75ea29684, 0x58f2c55a9574f055, 0x18a5691a9d65f0d9],
	[0xc005fc7bf794c62c, 0x58157422e9129c32, 0xccdcc2eb6225939e, 0x003ee809843d4a1b],
);

/// `G_cr`: base of the value commitment trapdoors and of the balance signature.
pub const VALUE_TRAPDOOR_GENERATOR: SubgroupPoint = point(
	[0x55a7cf194d3b3ac4, 0xa0dbbbd279b7ba62, 0x88f0dc6f438e4c75, 0x2a681e3170f972fb],
	[0x2d19d07f5564f1ec, 0x917f6f750f87ca37, 0x2d87cce0aef263a8, 0x0e6281f6de761f3b],
);

/// `K_tkn`: offset of every token generator.
pub const TOKEN_OFFSET: SubgroupPoint = point(
	[0xcf2ccef652870ff8, 0xbc776c6decda954d, 0x2baf8516c0eb1338, 0x088164c4a60d2fba],
	[0x294d47f49366e51d, 0x9a0f5c0221480b87, 0xe4c660fd5e8820f3, 0x2c73b0e82491951c],
);

/// `K_tkt`: offset of every ticket generator.
pub const TICKET_OFFSET: SubgroupPoint = point(
	[0xca4d405a2e3aa00e, 0x4c04edbdbcaae72e, 0xf6a081e0558ac000, 0x2be1e64cbe563a2d],
	[0x43aa86838444fa8e, 0x70684f6b844e6af5, 0x5a6185ec3e190d39, 0x27c6274ba3a9375f],
);

/// `K_a`: offset of the positioned note commitment.
pub const NOTE_AUTH_OFFSET: SubgroupPoint = point(
	[0xe237fbf9271014fe, 0x4d5e6a79eaf70022, 0x0d77a86f943290a8, 0x20ad94ef849ee228],
	[0xdb856f3aa22e2137, 0xa2e6fe21eb72c4f8, 0xf785fe5943ae89da, 0x27b61aa289753f1c],
);

/// `G_lic`: base of the licensor's keys and of license signatures.
pub const LICENSE_GENERATOR: SubgroupPoint = point(
	[0x78e7a2f919f65187, 0x09d38713edb0325b, 0xea694a570968bfa8, 0x0952a2ea3e5385e2],
	[0x24b2a0c9ab5f1383, 0xa896391cf5c9d138, 0xf96b184cdf1d5223, 0x1bc4db79d474b16e],
);

/// Bases of the Pedersen segments, 62 windows each.
pub const PEDERSEN_BASES: [SubgroupPoint; 2] = [
	point(
		[0xf286072aff1c19c5, 0x59f5d31222ca77f1, 0xa47c1215895cb2a7, 0x1c87606494ee89e8],
		[0x43ae5ea7e4673483, 0xd2117af65c640b8b, 0xd80d3db709b69e23, 0x2f8167565a905c79],
	),
	point(
		[0x818118d04b99ec4b, 0xa39092b0f300d06b, 0xa59849dc33c653c6, 0x26dc1f42c0fbdf12],
		[0xd8fb3b48539d8047, 0x50f7588dc6672b62, 0x02dce004fd7411bc, 0x27095e528e217355],
	),
];
