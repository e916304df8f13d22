#!/usr/bin/env python3
# SPDX-FileCopyrightText: The SERO developers
# SPDX-License-Identifier: Apache-2.0
"""Writes tests/vectors/sero-main.json: golden vectors of the main profile (rules K1 to K11).

An implementation of the rules in plain Python, independent of the Rust crates: own curve arithmetic in the
original's coordinates, own Poseidon2 (constants read from zk/crypto/src/poseidon2), own
ChaCha20-Poly1305. Only the Python standard library is used; the output is deterministic.
"""
import hashlib
import json
import os
import re

HERE = os.path.dirname(os.path.abspath(__file__))
SRC = os.path.join(HERE, "..", "zk", "crypto", "src")
OUT = os.path.join(HERE, "..", "tests", "vectors", "sero-main.json")

P = 21888242871839275222246405745257275088548364400416034343698204186575808495617
L = 2736030358979909402780800718157159386076813972158567259200215660948447373041
A, D = 168700, 168696
CRS = bytes.fromhex("096b36a5804bfacef1691e173c366a47ff5ba84a44f26ddd7e8d9f79d5b42df0")[::-1]
DEPTH, ARITY = 16, 4
IDENTITY = (0, 1)


# --- curve, original coordinates ---------------------------------------------------------------------
def inv(a):
    return pow(a, -1, P)


def add(p, q):
    (x1, y1), (x2, y2) = p, q
    t = D * x1 * x2 * y1 * y2 % P
    return (x1 * y2 + y1 * x2) * inv(1 + t) % P, (y1 * y2 - A * x1 * x2) * inv(1 - t) % P


def mul(p, k):
    k %= L
    out = IDENTITY
    while k:
        if k & 1:
            out = add(out, p)
        p, k = add(p, p), k >> 1
    return out


def times8(p):
    for _ in range(3):
        p = add(p, p)
    return p


def sqrt(a):
    a %= P
    if a == 0:
        return 0
    if pow(a, (P - 1) // 2, P) != 1:
        return None
    t = (P - 1) >> 28
    c, x, b, m = pow(5, t, P), pow(a, (t + 1) // 2, P), pow(a, t, P), 28
    while b != 1:
        i, bb = 0, b
        while bb != 1:
            bb, i = bb * bb % P, i + 1
        e = pow(c, 1 << (m - i - 1), P)
        x, c, b, m = x * e % P, e * e % P, b * e * e % P, i
    return x


SQRT_A = min(sqrt(A), P - sqrt(A))


def ark_x(p):
    """x in the coordinates that are hashed (a = 1)."""
    return p[0] * SQRT_A % P


def encode(p):
    data = bytearray(p[1].to_bytes(32, "little"))
    data[31] |= (p[0] & 1) << 7
    return bytes(data)


def encode_eighth(p):
    return encode(mul(p, pow(8, -1, L)))


def decode(data, canonical=True):
    sign, y = data[31] >> 7, int.from_bytes(data, "little") & (2**255 - 1)
    if y >= P:
        if canonical:
            return None
        y %= P
    x = sqrt((y * y - 1) * inv(D * y * y - A))
    if x is None or (x == 0 and sign and canonical):
        return None
    return ((P - x) % P if x & 1 != sign else x), y


# --- hashes ------------------------------------------------------------------------------------------
def hb(person, data):
    return hashlib.blake2b(data, digest_size=32, person=person.ljust(16, b"\0")).digest()


def wide(person, data):
    digest = hashlib.blake2b(data, digest_size=64, person=person.ljust(16, b"\0")).digest()
    return int.from_bytes(digest, "little")


def hs(person, data):
    return wide(person, data) % L


def hf(person, data):
    return wide(person, data) % P


def le(value):
    return value.to_bytes(32, "little")


def hash_to_point(person, data=b""):
    for counter in range(256):
        point = decode(hb(person, data + bytes([counter])))
        if point and times8(point) != IDENTITY:
            return times8(point)
    raise ValueError


def original_hash_to_point(person, data):
    text = bytearray(data)
    for i in range(257):
        text[31] = (text[31] + i) & 0xFF
        point = decode(hb(person, CRS + bytes(text)), False)
        if point and times8(point) != IDENTITY:
            return times8(point)
    raise ValueError


# --- Poseidon2 ---------------------------------------------------------------------------------------
def load(t):
    with open(os.path.join(SRC, "poseidon2", "constants_t%d.rs" % t), encoding="ascii") as f:
        source = f.read()
    tables = {}
    for name in ("DIAGONAL", "EXTERNAL", "INTERNAL"):
        body = re.search(r"const %s: .*? = (\[.*?\]);" % name, source, re.S).group(1)
        words = [int(x, 16) for x in re.findall(r"0x([0-9a-f]+)", body)]
        tables[name] = [sum(w << (64 * j) for j, w in enumerate(words[i:i + 4])) for i in range(0, len(words), 4)]
    return tables


CONSTANTS = {t: load(t) for t in (2, 3, 4, 12)}
M4 = [[5, 7, 1, 3], [4, 6, 1, 1], [1, 3, 5, 7], [1, 1, 4, 6]]


def external(s):
    t = len(s)
    if t < 4:
        return [(x + sum(s)) % P for x in s]
    blocks = [[sum(m * x for m, x in zip(row, s[i:i + 4])) for row in M4] for i in range(0, t, 4)]
    if t == 4:
        return [x % P for x in blocks[0]]
    sums = [sum(block[i] for block in blocks) for i in range(4)]
    return [(block[i] + sums[i]) % P for block in blocks for i in range(4)]


def compress(*state):
    t, s = len(state), list(state)
    constants = CONSTANTS[t]
    s = external(s)
    for i in range(8):
        if i == 4:
            for constant in constants["INTERNAL"]:
                s[0] = pow(s[0] + constant, 5, P)
                total = sum(s)
                s = [(total + d * x) % P for d, x in zip(constants["DIAGONAL"], s)]
        s = external([pow(x + c, 5, P) for x, c in zip(s, constants["EXTERNAL"][t * i:t * i + t])])
    return (s[0] + state[0]) % P


def domain(tag):
    return int.from_bytes(tag, "little")


# --- ChaCha20-Poly1305 (RFC 8439), zero nonce ----------------------------------------------------------
def chacha_block(key, counter):
    state = [0x61707865, 0x3320646E, 0x79622D32, 0x6B206574]
    state += [int.from_bytes(key[i:i + 4], "little") for i in range(0, 32, 4)]
    state += [counter, 0, 0, 0]
    work = list(state)
    rotl = lambda v, n: (v << n | v >> (32 - n)) & 0xFFFFFFFF

    def quarter(a, b, c, d):
        for x, y, z, n in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
            work[x] = (work[x] + work[y]) & 0xFFFFFFFF
            work[z] = rotl(work[z] ^ work[x], n)

    for _ in range(10):
        for q in ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
                  (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14)):
            quarter(*q)
    return b"".join(((a + b) & 0xFFFFFFFF).to_bytes(4, "little") for a, b in zip(work, state))


def seal(key, text, aad=b""):
    stream = b"".join(chacha_block(key, 1 + i) for i in range((len(text) + 63) // 64))
    cipher = bytes(a ^ b for a, b in zip(text, stream))
    one_time = chacha_block(key, 0)
    r = int.from_bytes(one_time[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    s = int.from_bytes(one_time[16:32], "little")
    mac = aad + bytes(-len(aad) % 16) + cipher + bytes(-len(cipher) % 16)
    mac += len(aad).to_bytes(8, "little") + len(cipher).to_bytes(8, "little")
    total = 0
    for i in range(0, len(mac), 16):
        total = (total + int.from_bytes(mac[i:i + 16] + b"\1", "little")) * r % (2**130 - 5)
    return cipher + ((total + s) % 2**128).to_bytes(16, "little")


def base58(data):
    alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    number, out = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        out = alphabet[digit] + out
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + out


# --- the protocol --------------------------------------------------------------------------------------
G_K = original_hash_to_point(b"$SROKEYSGEN", bytes(32))
G_CR = hash_to_point(b"SERO2_VALUE_R")
K_TOKEN, K_TICKET = hash_to_point(b"SERO2_K_TOKEN"), hash_to_point(b"SERO2_K_TICKET")
K_A = hash_to_point(b"SERO2_NOTE_AUTH")
PEDERSEN = [hash_to_point(b"SERO2_PEDERSEN", i.to_bytes(4, "little")) for i in range(2)]


def generator(dom, ident, offset):
    """K5: u on the Montgomery curve 168700 v^2 = u^3 + 168698 u^2 + u, v the smaller root."""
    counter = 0
    while True:
        u = compress(dom, ident, counter)
        v = sqrt((u * u * u + 168698 * u * u + u) * inv(A))
        if v:
            v = min(v, P - v)
            # Edwards x (a = 1) is u / v; the original's x is that over sqrt(168700).
            point = (u * inv(v) * inv(SQRT_A) % P, (u - 1) * inv(u + 1) % P)
            return add(offset, times8(point)), counter
        counter += 1


def pedersen(index, commitment):
    bits = [index >> i & 1 for i in range(32)] + [commitment >> i & 1 for i in range(254)] + [0, 0]
    out = IDENTITY
    for w in range(96):
        b0, b1, b2 = bits[3 * w:3 * w + 3]
        value = (1 + b0 + 2 * b1) * (-1) ** b2 * 16 ** (w % 62)
        out = add(out, mul(PEDERSEN[w // 62], value % L))
    return out


def tree_root(leaves):
    level, empty = list(leaves), 0
    for _ in range(DEPTH):
        level += [empty] * (-len(level) % ARITY)
        level = [compress(*level[i:i + 4]) for i in range(0, len(level), 4)]
        empty = compress(empty, empty, empty, empty)
    return level[0] if level else empty


def data(label, i, length=32):
    return hashlib.shake_256(b"sero-main %s %d" % (label, i)).digest(length)


def name(text):
    return text.ljust(32, b"\0")


ASSETS = [
    (name(b"SERO"), 10**18, None),
    (name(b"SERO"), 2**128 - 1, (name(b"TICKETS"), data(b"id", 1))),
    (bytes(32), 0, (name(b"CATEGORY"), data(b"id", 2))),
    (name(b"TOKEN_A"), 1, None),
    (name(b"A" * 32), 2**64 + 12345, (name(b"Z"), bytes(31) + b"\1")),
    (bytes(32), 0, None),
]
INDICES = [0, 1, 5, 4**8, 2**31 + 77, 2**32 - 1]


def record(i):
    currency, amount, ticket = ASSETS[i]
    seed = data(b"seed", i)
    zsk = int.from_bytes(hb(b"LIBZEROZSK", seed), "little") % L
    vsk = int.from_bytes(hb(b"LIBZEROVSK", seed), "little") % L
    zpk = mul(G_K, zsk)
    vpk = mul(zpk, vsk)
    tk, pk = encode(zpk) + le(vsk), encode(zpk) + encode(vpk)
    ovk = hb(b"SERO_ovk", tk)
    first = int.from_bytes(data(b"nullifier", i), "little") % P
    rsk = hs(b"SERO_rsk", ovk + le(first) + i.to_bytes(4, "little"))
    r = hs(b"SERO_r", le(rsk))
    zpkr, vpkr, base = mul(zpk, r), mul(vpk, r), mul(G_K, r)

    token_id = hf(b"SERO_token_id", currency)
    token, token_counter = generator(domain(b"SERO_token_generator"), token_id, K_TOKEN)
    category, ident = ticket or (bytes(32), bytes(32))
    ticket_id = hf(b"SERO_ticket_id", category + ident)
    nft, ticket_counter = generator(domain(b"SERO_ticket_generator"), ticket_id, K_TICKET)
    cc = mul(token, amount) if amount else IDENTITY
    if ticket:
        cc = add(cc, nft)
    trapdoor = int.from_bytes(data(b"trapdoor", i), "little") % L
    memo = data(b"memo", i, 64)

    def commitment(randomness):
        return compress(
            domain(b"SERO_note_commitment"), ark_x(cc), cc[1], ark_x(base), base[1], ark_x(zpkr), zpkr[1],
            ark_x(vpkr), vpkr[1], hf(b"SERO_memo", memo), randomness, 0)

    cm = commitment(rsk)
    auth = add(K_A, pedersen(INDICES[i], cm))
    til = mul(auth, vsk)
    nil = mul(til, zsk)

    rpk = encode_eighth(mul(zpkr, rsk))
    key = hb(b"SERO_note_key", encode(mul(vpkr, rsk)) + rpk + le(cm))
    text = currency + amount.to_bytes(16, "little") + category + ident + memo + le(rsk)
    package_key = hb(b"SERO_package_key", ovk + le(first) + le(cm))
    package_data = data(b"package", i, 100 * i)

    message, entropy = data(b"message", i), data(b"entropy", i)
    secret = zsk * vsk % L
    nonce = hs(b"SERO_nonce", le(secret) + message + entropy)
    s0 = encode_eighth(mul(base, nonce))
    h = hs(b"SERO_from_sig", s0 + encode(base) + encode(vpkr) + message)
    assert mul(base, secret) == vpkr
    return {
        "seed": seed.hex(), "sk": (le(zsk) + le(vsk)).hex(), "tk": tk.hex(), "pk": pk.hex(),
        "tk_base58": base58(tk), "pk_base58": base58(pk), "outgoing_key": ovk.hex(),
        "first_nullifier": le(first).hex(), "output_index": i, "rsk": le(rsk).hex(), "r": le(r).hex(),
        "address": (encode_eighth(zpkr) + encode_eighth(vpkr) + encode_eighth(base)).hex(),
        "currency": currency.hex(), "amount": str(amount), "category": category.hex(), "ticket": ident.hex(),
        "token_id": le(token_id).hex(), "token_counter": token_counter, "token_generator": encode(token).hex(),
        "ticket_id": le(ticket_id).hex(), "ticket_counter": ticket_counter,
        "ticket_generator": encode(nft).hex(),
        "asset_point": encode(cc).hex(), "trapdoor": le(trapdoor).hex(),
        "value_commitment": encode(add(cc, mul(G_CR, trapdoor))).hex(),
        "memo": memo.hex(), "commitment": le(cm).hex(), "public_commitment": le(commitment(0)).hex(),
        "index": INDICES[i], "auth_point": encode(auth).hex(), "leaf": le(ark_x(auth)).hex(),
        "trace": le(compress(ark_x(til), domain(b"SERO_trace"))).hex(),
        "nullifier": le(compress(ark_x(nil), domain(b"SERO_nullifier"))).hex(),
        "ephemeral": rpk.hex(), "note_key": key.hex(), "ciphertext": seal(key, text).hex(),
        "package_key": package_key.hex(), "package_data": package_data.hex(),
        "package": seal(package_key, text + package_data, le(cm)).hex(),
        "message": message.hex(), "entropy": entropy.hex(),
        "from_signature": (s0 + le((nonce + h * secret) % L)).hex(),
    }


records = [record(i) for i in range(len(ASSETS))]
leaves = [int.from_bytes(data(b"leaf", i), "little") % P for i in range(70)]
trees = [{"leaves": n, "root": le(tree_root(leaves[:n])).hex()} for n in (0, 1, 2, 4, 5, 16, 17, 64, 70)]
with open(OUT, "w", encoding="ascii", newline="\n") as out:
    json.dump({
        "source": "scripts/gen-crypto-vectors.py (independent Python); hex, little-endian; points: plain "
                  "encoding, address, ephemeral and nonce point: cofactor encoding",
        "records": records,
        "leaves": [le(x).hex() for x in leaves],
        "trees": trees,
    }, out, indent=1)
    out.write("\n")
