#!/usr/bin/env python3
# SPDX-FileCopyrightText: The SERO developers
# SPDX-License-Identifier: Apache-2.0
"""Checks the dependency rules of the workspace.

    scripts/check-deps.py            all checks; exit status 1 and one line per violation
    scripts/check-deps.py --graph    prints the crate graph as mermaid, as it stands in README.md
    scripts/check-deps.py --write    puts that graph into README.md

The rules (docs/dev/map.md gives the reasons):
  1. between the crates of the workspace only the directions of ALLOWED;
  2. primitives/progpow, primitives/contract-library and the crates of zk/ reach no Substrate crate;
  3. pallets reach neither circuits, prover, wallet, host functions nor client crates (tests aside);
  4. proptest and criterion are in no normal dependency tree;
  5. Substrate crates exist in one version each;
  6. one version table: members take every dependency from it, and inherit the workspace's lints;
  7. no dev-dependency switches on a feature that must not reach a released binary (tests and binaries are built
     with one selection of features);
  8. README.md shows the graph that the manifests describe.
"""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

PRIMITIVES = {
    "sero-primitives",
    "sero-shielded-primitives",
    "sero-consensus-primitives",
    "sero-ethereum-primitives",
}
CLIENT = {"sero-consensus", "sero-eth-rpc", "sero-rpc", "sero-stratum"}
PALLETS = {
    "pallet-contract-assets",
    "pallet-contract-library",
    "pallet-governance",
    "pallet-licenses",
    "pallet-packages",
    "pallet-pow-pos-consensus",
    "pallet-shielded-assets",
    "pallet-staking-nodes",
    "pallet-tickets",
}

# Package -> packages of the workspace that it may name as normal or build dependency.
ALLOWED = {
    "sero-primitives": set(),
    "sero-shielded-primitives": {"sero-primitives"},
    "sero-consensus-primitives": {"sero-primitives", "sero-shielded-primitives", "sero-progpow"},
    "sero-ethereum-primitives": set(),
    "sero-progpow": set(),
    "sero-contract-library": set(),
    "sero-io": {"sero-zk-verifier", "sero-shielded-primitives"},
    "sero-zk-crypto": set(),
    "sero-zk-circuits": {"sero-zk-crypto"},
    "sero-zk-verifier": {"sero-zk-crypto", "sero-shielded-primitives", "sero-primitives"},
    # Circuits only behind `setup`, for the generation of keys.
    "sero-zk-params": {"sero-zk-crypto", "sero-zk-verifier", "sero-zk-circuits"},
    # The trusted setup: a tool, which nothing depends on. Its tests prove and verify.
    "sero-ceremony": {"sero-zk-circuits", "sero-zk-params", "sero-zk-verifier"},
    "sero-zk-prover": {
        "sero-zk-circuits",
        "sero-zk-crypto",
        "sero-zk-params",
        "sero-zk-verifier",
        "sero-primitives",
        "sero-shielded-primitives",
    },
    **{pallet: PRIMITIVES for pallet in PALLETS},
    "pallet-contract-library": {"sero-contract-library", "sero-shielded-primitives"},
    "sero-runtime": PRIMITIVES
    | PALLETS
    # ProgPoW for the presets of its variables.
    | {"sero-io", "sero-progpow", "sero-zk-crypto", "sero-zk-params", "sero-zk-verifier"},
    # The cryptography of vote keys and of their signatures.
    "sero-consensus": PRIMITIVES | {"sero-progpow", "sero-zk-crypto", "sero-zk-verifier"},
    # The pallets for their runtime APIs, the consensus for the work of outside miners.
    "sero-rpc": PRIMITIVES | PALLETS | {"sero-consensus", "sero-zk-crypto"},
    "sero-eth-rpc": {"sero-ethereum-primitives", "sero-primitives"},
    "sero-stratum": {"sero-consensus", "sero-progpow"},
    "sero-node": PRIMITIVES
    | CLIENT
    # The pallet for its runtime API, the verifier to prove a block's proofs ahead, the prover for licenses.
    | {
        "pallet-shielded-assets",
        "sero-io",
        "sero-progpow",
        "sero-runtime",
        "sero-zk-crypto",
        "sero-zk-params",
        "sero-zk-prover",
        "sero-zk-verifier",
    },
    # Nothing depends on it.
    "sero-consensus-tests": PRIMITIVES
    | {
        "pallet-pow-pos-consensus",
        "pallet-staking-nodes",
        "sero-consensus",
        "sero-progpow",
        "sero-zk-crypto",
        "sero-zk-verifier",
    },
    "sero-wallet": {
        "sero-primitives",
        "sero-shielded-primitives",
        "sero-zk-circuits",
        "sero-zk-crypto",
        "sero-zk-params",
        "sero-zk-prover",
        "sero-zk-verifier",
    },
}

SUBSTRATE = re.compile(r"^(sp|sc|frame|pallet|substrate|cumulus|polkadot)-")
# FRAME's names of today that carry no prefix of the above, or carry it by chance.
NOT_SUBSTRATE = {"sp-std", "sp-debug-derive"}

FREE_OF_SUBSTRATE = [
    "sero-zk-crypto",
    "sero-zk-circuits",
    "sero-zk-verifier",
    "sero-zk-params",
    "sero-zk-prover",
    "sero-ceremony",
    "sero-progpow",
    "sero-contract-library",
]
NOT_IN_PALLETS = {
    "sero-ceremony",
    "sero-zk-circuits",
    "sero-zk-prover",
    "sero-wallet",
    "sero-io",
    "sero-node",
    "sero-runtime",
} | CLIENT
TEST_ONLY = {"proptest", "criterion"}
# Crates of the SDK that the SDK itself carries in two versions.
KNOWN_DUPLICATES = {"sp-crypto-hashing", "sp-crypto-hashing-proc-macro", "sp-ark-bls12-381"}
# `test-utils` only adds items; these change what the code does.
NEVER_BY_DEV_DEPENDENCY = {"runtime-benchmarks", "try-runtime", "no-host-functions"}

GRAPH_BEGIN = "<!-- crate graph: scripts/check-deps.py --write -->"
GRAPH_END = "<!-- end of crate graph -->"


class Workspace:
    """What cargo says, in the terms of the checks: `metadata`, and the names of all crates that a build without
    tests compiles (metadata also counts optional dependencies that no feature switches on)."""

    def __init__(self, metadata, built):
        self.built = built
        self.packages = {p["id"]: p for p in metadata["packages"]}
        self.members = {self.packages[i]["name"]: self.packages[i] for i in metadata["workspace_members"]}
        self.nodes = {n["id"]: n for n in metadata["resolve"]["nodes"]}

    def named(self, member, kinds):
        """Names of the workspace crates that `member` names, of the kinds None (normal), "build", "dev"."""
        return {
            d["name"] for d in self.members[member]["dependencies"] if d["kind"] in kinds and d["name"] in self.members
        }

    def reach(self, member):
        """Package name -> path to it, over normal dependencies (what ends up in the built crate)."""
        start = self.members[member]["id"]
        paths = {start: []}
        queue = [start]
        while queue:
            here = queue.pop(0)
            for dep in self.nodes[here]["deps"]:
                if dep["pkg"] not in paths and any(k["kind"] is None for k in dep["dep_kinds"]):
                    paths[dep["pkg"]] = paths[here] + [self.packages[dep["pkg"]]["name"]]
                    queue.append(dep["pkg"])
        return {path[-1]: path for path in paths.values() if path}

    def directory(self, member):
        return str(Path(self.members[member]["manifest_path"]).parent)


def is_substrate(name):
    return bool(SUBSTRATE.match(name)) and name not in NOT_SUBSTRATE


def check_directions(ws):
    for member in sorted(ws.members):
        if member not in ALLOWED:
            yield f"{member}: not in the table of scripts/check-deps.py; add it with what it may depend on"
            continue
        for dep in sorted(ws.named(member, {None, "build"}) - ALLOWED[member]):
            yield f"{member} -> {dep}: this direction is not allowed"
    for member in sorted(set(ALLOWED) - set(ws.members)):
        yield f"{member}: in the table of scripts/check-deps.py, but not in the workspace"


def check_free_of_substrate(ws):
    for member in FREE_OF_SUBSTRATE:
        if member not in ws.members:
            continue
        for name, path in sorted(ws.reach(member).items()):
            if is_substrate(name) and name not in ws.members:
                yield f"{member} reaches {name} ({' -> '.join([member] + path)}); it must build without Substrate"


def check_pallets(ws):
    for member in sorted(ws.members):
        if not member.startswith("pallet-"):
            continue
        for name, path in sorted(ws.reach(member).items()):
            if name in NOT_IN_PALLETS:
                yield f"{member} reaches {name} ({' -> '.join([member] + path)})"


def check_test_only(ws):
    for name in sorted(TEST_ONLY & ws.built):
        yield f"{name} is in the normal dependency tree (cargo tree -e normal -i {name} shows how)"


def check_duplicates(ws):
    versions = {}
    for package in ws.packages.values():
        if is_substrate(package["name"]):
            versions.setdefault(package["name"], set()).add(package["version"])
    for name, found in sorted(versions.items()):
        if len(found) > 1 and name not in KNOWN_DUPLICATES:
            yield f"{name} is there in several versions: {', '.join(sorted(found))}"


def check_manifest(name, manifest):
    """`manifest` is a member's parsed Cargo.toml."""
    tables = [manifest] + list(manifest.get("target", {}).values())
    for table in tables:
        for kind in ("dependencies", "dev-dependencies", "build-dependencies"):
            for dep, spec in table.get(kind, {}).items():
                if dep == name and kind == "dev-dependencies":
                    continue  # a crate that switches on its own feature for its tests
                if not (isinstance(spec, dict) and spec.get("workspace")):
                    yield f"{name}: {dep} is not taken from the version table of the workspace"
                elif kind == "dev-dependencies":
                    for feature in sorted(NEVER_BY_DEV_DEPENDENCY & set(spec.get("features", []))):
                        yield f"{name}: the dev-dependency {dep} switches on `{feature}`, which would reach the binaries"
    if not manifest.get("lints", {}).get("workspace"):
        yield f"{name}: does not inherit the lints of the workspace"


def check_manifests(ws):
    for name in sorted(ws.members):
        with open(ws.members[name]["manifest_path"], "rb") as file:
            yield from check_manifest(name, tomllib.load(file))


def graph(ws):
    """The crates as mermaid: an arrow for each normal dependency that no longer path implies."""
    edges = {m: ws.named(m, {None}) for m in ws.members}

    def below(name):
        seen, queue = set(), list(edges[name])
        while queue:
            dep = queue.pop()
            if dep not in seen:
                seen.add(dep)
                queue.extend(edges[dep])
        return seen

    lines = ["```mermaid", "graph TD"]
    for member in sorted(edges):
        implied = set().union(*(below(dep) for dep in edges[member])) if edges[member] else set()
        for dep in sorted(edges[member] - implied):
            lines.append(f"    {member} --> {dep}")
    return "\n".join(lines + ["```"])


def readme_parts(text):
    if GRAPH_BEGIN not in text or GRAPH_END not in text:
        return None
    before, rest = text.split(GRAPH_BEGIN, 1)
    shown, after = rest.split(GRAPH_END, 1)
    return before, shown.strip(), after


def check_readme(ws, text):
    parts = readme_parts(text)
    if parts is None:
        yield f"README.md: the marks of the crate graph are missing ({GRAPH_BEGIN})"
    elif parts[1] != graph(ws):
        yield "README.md: the crate graph is out of date; type scripts/check-deps.py --write"


def cargo(*args):
    command = ["cargo", *args, "--locked"]
    run = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if run.returncode:
        sys.exit(f"check-deps: `{' '.join(command)}` failed (its message is above)")
    return run.stdout


def load():
    version = subprocess.run(["rustc", "-vV"], stdout=subprocess.PIPE, text=True, check=True).stdout
    host = re.search(r"^host: (.*)$", version, re.M).group(1)
    metadata = json.loads(cargo("metadata", "--format-version", "1", "--filter-platform", host))
    tree = cargo("tree", "--workspace", "--edges", "normal", "--prefix", "none", "--format", "{p}")
    return Workspace(metadata, {line.split()[0] for line in tree.splitlines() if line.strip()})


def main(args):
    ws = load()
    readme = ROOT / "README.md"
    if args == ["--graph"]:
        print(graph(ws))
        return 0
    if args == ["--write"]:
        parts = readme_parts(readme.read_text())
        if parts is None:
            print(f"README.md has no place for the graph: {GRAPH_BEGIN} … {GRAPH_END}", file=sys.stderr)
            return 1
        before, _, after = parts
        readme.write_text(f"{before}{GRAPH_BEGIN}\n{graph(ws)}\n{GRAPH_END}{after}")
        return 0
    if args:
        print(__doc__, file=sys.stderr)
        return 2
    checks = (
        check_directions,
        check_free_of_substrate,
        check_pallets,
        check_test_only,
        check_duplicates,
        check_manifests,
        lambda ws: check_readme(ws, readme.read_text()),
    )
    violations = [line for check in checks for line in check(ws)]
    for line in violations:
        print(f"check-deps: {line}")
    if not violations:
        print(f"check-deps: {len(ws.members)} crates keep to the rules")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
