#!/usr/bin/env python3
# SPDX-FileCopyrightText: The SERO developers
# SPDX-License-Identifier: Apache-2.0
"""Writes zk/crypto/src/generators.rs: every fixed generator of the main profile.

`G_k` is the original system's generator `$SROKEYSGEN`; all others are hashed to the curve with
personalizations of this project (see `hash::hash_to_point`). Only the Python standard library is used;
the Rust tests of the crate derive each point again with independent code.
"""
import hashlib
import os

P = 21888242871839275222246405745257275088548364400416034343698204186575808495617
A, D = 168700, 168696  # original form: A x^2 + y^2 = 1 + D x^2 y^2
CRS = bytes.fromhex("096b36a5804bfacef1691e173c366a47ff5ba84a44f26ddd7e8d9f79d5b42df0")[::-1]
OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "zk", "crypto", "src", "generators.rs")


def inv(a):
    return pow(a, -1, P)


def add(p, q):
    (x1, y1), (x2, y2) = p, q
    t = D * x1 * x2 * y1 * y2 % P
    return (x1 * y2 + y1 * x2) * inv(1 + t) % P, (y1 * y2 - A * x1 * x2) * inv(1 - t) % P


def mul8(p):
    for _ in range(3):
        p = add(p, p)
    return p


def sqrt(a):
    a %= P
    if a == 0:
        return 0
    if pow(a, (P - 1) // 2, P) != 1:
        return None
    s, t = 28, (P - 1) >> 28
    c, x, b, m = pow(5, t, P), pow(a, (t + 1) // 2, P), pow(a, t, P), s
    while b != 1:
        i, bb = 0, b
        while bb != 1:
            bb, i = bb * bb % P, i + 1
        e = pow(c, 1 << (m - i - 1), P)
        x, c, b, m = x * e % P, e * e % P, b * e * e % P, i
    return x


def decode(data, canonical):
    sign, y = data[31] >> 7, int.from_bytes(data, "little") & (2**255 - 1)
    if y >= P:
        if canonical:
            return None
        y %= P
    x = sqrt((y * y - 1) * inv(D * y * y - A))
    if x is None or (x == 0 and sign and canonical):
        return None
    return ((P - x) % P if x & 1 != sign else x), y


def blake2b(person, data):
    return hashlib.blake2b(data, digest_size=32, person=person.ljust(16, b"\0")).digest()


def hash_to_point(person, data):
    for counter in range(256):
        point = decode(blake2b(person, data + bytes([counter])), True)
        if point and mul8(point) != (0, 1):
            return mul8(point)
    raise ValueError("no point")


def original_hash_to_point(person, data):
    text = bytearray(data)
    for i in range(257):
        text[31] = (text[31] + i) & 0xFF
        point = decode(blake2b(person, CRS + bytes(text)), False)
        if point and mul8(point) != (0, 1):
            return mul8(point)
    raise ValueError("no point")


def limbs(value):
    return "[" + ", ".join("0x%016x" % (value >> (64 * i) & (2**64 - 1)) for i in range(4)) + "]"


def point(p):
    x, y = p[0] * SQRT_A % P, p[1]
    return "point(\n\t%s,\n\t%s,\n)" % (limbs(x), limbs(y))


SQRT_A = min(sqrt(A), P - sqrt(A))

GENERATORS = [
    ("KEY_GENERATOR", '`G_k`: base of the long-term keys, the original system\'s `$SROKEYSGEN` point.',
     original_hash_to_point(b"$SROKEYSGEN", bytes(32))),
    ("VALUE_TRAPDOOR_GENERATOR", '`G_cr`: base of the value commitment trapdoors and of the balance signature.',
     hash_to_point(b"SERO2_VALUE_R", b"")),
    ("TOKEN_OFFSET", "`K_tkn`: offset of every token generator.", hash_to_point(b"SERO2_K_TOKEN", b"")),
    ("TICKET_OFFSET", "`K_tkt`: offset of every ticket generator.", hash_to_point(b"SERO2_K_TICKET", b"")),
    ("NOTE_AUTH_OFFSET", "`K_a`: offset of the positioned note commitment.",
     hash_to_point(b"SERO2_NOTE_AUTH", b"")),
    ("LICENSE_GENERATOR", "`G_lic`: base of the licensor's keys and of license signatures.",
     hash_to_point(b"SERO2_LICENSE", b"")),
]
PEDERSEN = [hash_to_point(b"SERO2_PEDERSEN", i.to_bytes(4, "little")) for i in range(2)]

text = """// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The fixed generators, in arkworks coordinates (`a = 1`): integers as four 64-bit limbs, least first.
//!
//! Written by `scripts/gen-curve-generators.py`; do not edit. The tests of this crate derive every point
//! again by [`crate::hash::hash_to_point`] (and [`crate::paper::hash_to_point`] for `G_k`).

use crate::{curve::SubgroupPoint, field::base_from_limbs};

const fn point(x: [u64; 4], y: [u64; 4]) -> SubgroupPoint {
	SubgroupPoint::from_constant(base_from_limbs(x), base_from_limbs(y))
}

"""
for name, doc, value in GENERATORS:
    text += "/// %s\npub const %s: SubgroupPoint = %s;\n\n" % (doc, name, point(value))
text += "/// Bases of the Pedersen segments, 62 windows each.\n"
text += "pub const PEDERSEN_BASES: [SubgroupPoint; %d] = [\n" % len(PEDERSEN)
for value in PEDERSEN:
    text += "\t" + point(value).replace("\n", "\n\t") + ",\n"
text += "];\n"
with open(OUT, "w", encoding="ascii", newline="\n") as out:
    out.write(text)
