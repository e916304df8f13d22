#!/usr/bin/env python3
# SPDX-FileCopyrightText: The SERO developers
# SPDX-License-Identifier: Apache-2.0
"""Compares chain-specs/ with what the node exports, and checks what has to hold of every specification.

  scripts/check-chain-specs.py [--node FILE]           compare (exit status 1 if anything differs)
  scripts/check-chain-specs.py [--node FILE] --write   write the files and the table of chain-specs/README.md

The files are the exported specifications without `code`, the runtime: it has megabytes, and changes with every build.
"""

import argparse
import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Name of the chain in the node, name of its file, type, whether its circuits may have development parameters.
CHAINS = [
    ("dev", "dev", "Development", True),
    ("local", "local", "Local", True),
    ("beta", "beta", "Local", True),
    ("main", "main-candidate", "Live", False),
]
PROPERTIES = {"ss58Format": 42, "tokenDecimals": 18, "tokenSymbol": "SERO"}
BEGIN, END = "<!-- hashes: begin -->\n", "<!-- hashes: end -->\n"


def export(node, chain):
    """The specification of a chain, as the node exports it."""
    result = subprocess.run([node, "export-chain-spec", "--chain", chain], capture_output=True, check=True)
    return json.loads(result.stdout)


def without_code(spec):
    """The specification without the runtime, which has to be there."""
    code = spec["genesis"]["runtimeGenesis"].pop("code")
    if not re.fullmatch(r"0x(?:[0-9a-f]{2})+", code):
        raise ValueError("the exported specification has no runtime")
    return spec


def text(spec):
    """A specification as its file has it."""
    return json.dumps(spec, indent=2, ensure_ascii=True) + "\n"


def provenances(patch):
    """Where the keys of the genesis circuits come from."""
    circuits = list(patch.get("shieldedAssets", {}).get("circuits", []))
    circuit = patch.get("licenses", {}).get("circuit")
    return [entry["provenance"] for entry in circuits + ([circuit] if circuit else [])]


def is_development(provenance):
    """Whether keys are generated from a public seed."""
    return "ceremony" not in (key.lower() for key in provenance) if isinstance(provenance, dict) else True


def faults(spec, chain_type, development):
    """What must not be in a specification."""
    patch = spec["genesis"]["runtimeGenesis"]["patch"]
    if spec.get("telemetryEndpoints"):
        yield "it reports to telemetry servers"
    if spec.get("properties") != PROPERTIES:
        yield f"its properties are not {PROPERTIES}"
    if spec.get("chainType") != chain_type:
        yield f"its type is {spec.get('chainType')}, not {chain_type}"
    if development:
        return
    if any(is_development(provenance) for provenance in provenances(patch)):
        yield "it has circuits with development parameters"
    for pallet in ("shieldedAssets", "licenses"):
        if patch.get(pallet, {}).get("allowDevelopmentKeys"):
            yield f"{pallet} allows development keys"
    if patch.get("sudo", {}).get("key"):
        yield "it has a sudo key"
    for pallet, field in (("balances", "balances"), ("shieldedAssets", "notes"), ("stakingNodes", "shares")):
        if patch.get(pallet, {}).get(field):
            yield f"{pallet}.{field} gives somebody something"


def table(files):
    """The table of hashes for the README: `files` has names and texts."""
    rows = ["| file | SHA-256 |", "| --- | --- |"]
    rows += [f"| [{name}]({name}) | `{hashlib.sha256(content.encode()).hexdigest()}` |" for name, content in files]
    return "\n".join(rows) + "\n"


def with_table(readme, new):
    """The README with its table replaced."""
    before, rest = readme.split(BEGIN)
    return before + BEGIN + new + END + rest.split(END)[1]


def difference(old, new, path=""):
    """Yields the paths at which two JSON values differ."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            if key not in old or key not in new:
                yield f"{path}.{key}"
            else:
                yield from difference(old[key], new[key], f"{path}.{key}")
    elif old != new:
        yield path


def compare(folder, specs):
    """What differs between a folder and the exported specifications without code, by file name."""
    for name, spec in specs:
        path = folder / name
        if not path.is_file():
            yield f"{name} is missing"
        elif path.read_text() != text(spec):
            places = list(difference(json.loads(path.read_text()), spec))
            yield f"{name} differs from the node's preset: {', '.join(places[:5]) or 'its form'}"
    readme = (folder / "README.md").read_text()
    if with_table(readme, table([(name, text(spec)) for name, spec in specs])) != readme:
        yield "the hashes in README.md are not those of the files"
    known = {name for name, _ in specs}
    for path in sorted(folder.glob("*.no-code.json")):
        if path.name not in known:
            yield f"{path.name} is of no chain"
    licensor = json.loads((folder / "beta-licensor.json").read_text())
    beta = dict(specs)["beta.no-code.json"]["genesis"]["runtimeGenesis"]["patch"]
    if beta["licenses"]["licensor"] != "0x" + licensor["publicKey"]:
        yield "beta-licensor.json is not the licensor of beta"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--node", default=ROOT / "target/release/sero-node")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    folder = ROOT / "chain-specs"
    specs, found = [], []
    for chain, name, chain_type, development in CHAINS:
        spec = without_code(export(str(arguments.node), chain))
        found += [f"{name}: {fault}" for fault in faults(spec, chain_type, development)]
        specs.append((f"{name}.no-code.json", spec))
    if arguments.write and not found:
        for name, spec in specs:
            (folder / name).write_text(text(spec))
        readme = folder / "README.md"
        new = table([(name, text(spec)) for name, spec in specs])
        readme.write_text(with_table(readme.read_text(), new))
    found += compare(folder, specs)
    for fault in found:
        print(f"check-chain-specs: {fault}", file=sys.stderr)
    if found:
        print("check-chain-specs: scripts/gen-chain-specs.sh makes the files anew", file=sys.stderr)
        return 1
    print(f"check-chain-specs: {len(specs)} chain specifications are what the node exports")
    return 0


if __name__ == "__main__":
    sys.exit(main())
