#!/usr/bin/env python3
# SPDX-FileCopyrightText: The SERO developers
# SPDX-License-Identifier: Apache-2.0
"""Writes the Poseidon2 constants (and the empty tree roots) of zk/crypto.

The constants come from the source of the crate `taceo-poseidon2` 0.3.1 (MIT OR Apache-2.0), which has
them from the parameter script of the Poseidon2 authors
(https://github.com/HorizenLabs/poseidon2/blob/main/poseidon2_rust_params.sage).

    cargo fetch
    scripts/gen-poseidon2-constants.py [folder of the unpacked crate]

Only the Python standard library is used. The output is deterministic; CI compares it with the
committed files.
"""
import glob
import os
import re
import sys

P = 21888242871839275222246405745257275088548364400416034343698204186575808495617
ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "zk", "crypto", "src")
DEPTH = 16
HEADER = """// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

"""


def limbs(value):
    parts = ", ".join("0x%016x" % (value >> (64 * i) & (2**64 - 1)) for i in range(4))
    return "[" + parts + "]"


def block(source, name):
    body = re.search(r"const %s: [^=]*= (\[.*?\]);" % name, source, re.S).group(1)
    return [int(x) for x in re.findall(r'MontFp!\(\s*"(\d+)"\s*\)', body)]


def write(path, text):
    with open(os.path.join(ROOT, path), "w", encoding="ascii", newline="\n") as out:
        out.write(text)


def constants(folder, t):
    with open(os.path.join(folder, "src", "bn254", "t%d.rs" % t), encoding="utf-8") as f:
        source = f.read()
    partial = int(re.search(r"const ROUNDS_P: usize = (\d+);", source).group(1))
    diagonal = block(source, "MAT_DIAG_M_1")
    external = block(source, "EXTERNAL_RC")
    internal = block(source, "INTERNAL_RC")
    assert len(diagonal) == t and len(external) == 8 * t and len(internal) == partial
    assert all(x < P for x in diagonal + external + internal)
    return diagonal, [external[i * t:(i + 1) * t] for i in range(8)], internal


def write_constants(t, diagonal, external, internal):
    out = HEADER
    out += "//! Poseidon2 constants for BN254 and t = %d: integers as four 64-bit limbs, least first.\n" % t
    out += "//!\n"
    out += "//! Source: crate `taceo-poseidon2` 0.3.1 (MIT OR Apache-2.0), that is the parameter script of\n"
    out += "//! the Poseidon2 authors (HorizenLabs/poseidon2). Written by `scripts/gen-poseidon2-constants.py`;\n"
    out += "//! do not edit.\n\n"
    out += "/// Diagonal of the internal matrix, minus one.\n"
    out += "pub(super) const DIAGONAL: [[u64; 4]; %d] = [\n" % t
    out += "".join("\t%s,\n" % limbs(x) for x in diagonal) + "];\n\n"
    out += "/// Constants of the eight external (full) rounds.\n"
    out += "pub(super) const EXTERNAL: [[[u64; 4]; %d]; 8] = [\n" % t
    for row in external:
        out += "\t[\n" + "".join("\t\t%s,\n" % limbs(x) for x in row) + "\t],\n"
    out += "];\n\n"
    out += "/// Constants of the internal (partial) rounds.\n"
    out += "pub(super) const INTERNAL: [[u64; 4]; %d] = [\n" % len(internal)
    out += "".join("\t%s,\n" % limbs(x) for x in internal) + "];\n"
    write(os.path.join("poseidon2", "constants_t%d.rs" % t), out)


M4 = [[5, 7, 1, 3], [4, 6, 1, 1], [1, 3, 5, 7], [1, 1, 4, 6]]


def compress4(diagonal, external, internal, start):
    """Plain t = 4 compression P(x)[0] + x[0], for the empty roots."""
    full = lambda s: [sum(m * x for m, x in zip(row, s)) % P for row in M4]
    s = full(start)
    for i in range(8):
        if i == 4:
            for constant in internal:
                s[0] = pow(s[0] + constant, 5, P)
                total = sum(s)
                s = [(total + d * x) % P for d, x in zip(diagonal, s)]
        s = full([pow(x + c, 5, P) for x, c in zip(s, external[i])])
    return (s[0] + start[0]) % P


def write_empty_roots(parameters):
    roots = [0]
    for _ in range(DEPTH):
        roots.append(compress4(*parameters, [roots[-1]] * 4))
    out = HEADER
    out += "//! Roots of the empty subtrees of height 0..=%d: integers as four 64-bit limbs, least first.\n" % DEPTH
    out += "//!\n"
    out += "//! `e_0 = 0`, `e_{k+1} = compress4(e_k, e_k, e_k, e_k)`. Written by\n"
    out += "//! `scripts/gen-poseidon2-constants.py`; a test derives them again.\n\n"
    out += "pub(super) const EMPTY_ROOT_LIMBS: [[u64; 4]; %d] = [\n" % (DEPTH + 1)
    out += "".join("\t%s,\n" % limbs(x) for x in roots) + "];\n"
    write(os.path.join("tree", "empty_roots.rs"), out)


def main():
    if len(sys.argv) > 1:
        folder = sys.argv[1]
    else:
        home = os.environ.get("CARGO_HOME", os.path.expanduser("~/.cargo"))
        found = glob.glob(os.path.join(home, "registry", "src", "*", "taceo-poseidon2-0.3.1"))
        if not found:
            sys.exit("taceo-poseidon2 0.3.1 is not in the cargo registry: run `cargo fetch` first")
        folder = found[0]
    for t in (2, 3, 4, 12):
        parameters = constants(folder, t)
        write_constants(t, *parameters)
        if t == 4:
            write_empty_roots(parameters)


if __name__ == "__main__":
    main()
